//! Real arithmetic that gives the same bits everywhere.
//!
//! Only `+ − × ÷`, square roots, comparisons and `floor` come from the machine; `exp`, `log`, `cos` and the cube
//! root come from the pure-Rust crate `libm`, because the standard library's differ between platforms.
//! Sums over agents are sums of integers ([`ExactSum`]): they do not depend on the order of the terms.

/// The exponential function, the same bits on every platform.
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// The natural logarithm, the same bits on every platform.
pub fn log(x: f64) -> f64 {
    libm::log(x)
}

/// The cosine, the same bits on every platform.
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// The cube root, the same bits on every platform.
pub fn cube_root(x: f64) -> f64 {
    libm::cbrt(x)
}

/// The logistic function `1 / (1 + exp(−x))`: log-odds to probability.
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

/// Whether a uniform number stays below `factor` times the logistic function of `x`, without computing it where the
/// bound `logistic(x) ≤ 1 / (2 + y + y²/2 + y³/6)`, `y = −x ≥ 0`, already decides: the exponential's own series, cut off.
pub fn below_logistic(u: f64, factor: f64, x: f64) -> bool {
    if x <= 0.0 {
        let y = -x;
        if u > factor / (2.0 + y * (1.0 + y * (0.5 + y * (1.0 / 6.0)))) + 1e-9 {
            return false;
        }
    }
    u < factor * logistic(x)
}

/// The largest whole number that does not exceed `x`; what is not finite or above 9 × 10¹⁸ in size gives none.
///
/// The same as `floor`, which not every machine has as one instruction.
#[inline]
pub fn whole_below(x: f64) -> Option<i64> {
    if !(x > -9.0e18 && x < 9.0e18) {
        return None;
    }
    // Towards zero, then one down where that went up.
    let towards_zero = x as i64;
    Some(towards_zero - i64::from(towards_zero as f64 > x))
}

/// `x` if above zero, else zero.
pub fn positive_part(x: f64) -> f64 {
    if x > 0.0 { x } else { 0.0 }
}

/// `x` held between 0 and 1.
pub fn unit_interval(x: f64) -> f64 {
    x.clamp(0.0, 1.0)
}

/// `x` held between 0 and 2: how far an overload counts.
pub fn overload(x: f64) -> f64 {
    x.clamp(0.0, 2.0)
}

/// A whole power by repeated multiplication, or division for negative exponents.
pub fn whole_power(base: f64, exponent: i32) -> f64 {
    let mut power = 1.0;
    for _ in 0..exponent.unsigned_abs() {
        if exponent > 0 {
            power *= base;
        } else {
            power /= base;
        }
    }
    power
}

/// The number of an inverse Poisson distribution: the smallest `m` with `u < P(0) + … + P(m)`, at most 60.
///
/// `mean` is not negative and `u` lies in (0, 1). Known answer: mean 0.52 and `u` 0.60 give 1.
pub fn poisson_inverse(mean: f64, u: f64) -> u32 {
    // The exponential is at least 1 − mean, so most small means need none.
    if u < 1.0 - mean - 1e-9 {
        return 0;
    }
    let mut term = exp(-mean);
    let mut cumulative = term;
    let mut count = 0;
    while u >= cumulative && count < 60 {
        count += 1;
        term = term * mean / f64::from(count);
        cumulative += term;
    }
    count
}

/// A total order of reals for sorting; a value that is not a number stops the program.
pub fn order(a: f64, b: f64) -> std::cmp::Ordering {
    a.partial_cmp(&b).expect("a value that is not a number cannot be ordered")
}

/// A sum over agents that does not depend on the order of its terms.
///
/// Each term is held in units of 2⁻³² (`floor(x × 2³² + 0.5)`) and added as an integer of 128 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExactSum(i128);

const UNITS_PER_ONE: f64 = 4_294_967_296.0;

impl ExactSum {
    /// Adds one term.
    ///
    /// # Panics
    /// If the term is not finite or above 2.09 × 10⁹ in size.
    pub fn add(&mut self, term: f64) {
        let units = whole_below(term * UNITS_PER_ONE + 0.5);
        self.0 += i128::from(units.unwrap_or_else(|| panic!("{term} cannot be added exactly")));
    }

    /// Adds all of another sum.
    pub fn merge(&mut self, other: ExactSum) {
        self.0 += other.0;
    }

    /// The sum as a real number.
    pub fn total(self) -> f64 {
        self.0 as f64 / UNITS_PER_ONE
    }

    /// The sum divided by a count; zero if there is nothing to count.
    pub fn mean(self, count: usize) -> f64 {
        if count == 0 { 0.0 } else { self.total() / count as f64 }
    }
}

/// A sum over agents of small terms, finer and faster than [`ExactSum`] and just as independent of their order.
///
/// Each term is held in whole units of 2⁻⁵⁶, cut off towards zero, and added as an integer of 128 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FineSum(i128);

const FINE_UNITS_PER_ONE: f64 = 72_057_594_037_927_936.0;

impl FineSum {
    /// Adds one term; it must lie between −64 and 64.
    pub fn add(&mut self, term: f64) {
        debug_assert!(term.abs() <= 64.0, "{term} is too large for a fine sum");
        self.0 += i128::from((term * FINE_UNITS_PER_ONE) as i64);
    }

    /// Adds all of another sum.
    pub fn merge(&mut self, other: FineSum) {
        self.0 += other.0;
    }

    /// The sum as a real number.
    pub fn total(self) -> f64 {
        self.0 as f64 / FINE_UNITS_PER_ONE
    }
}

impl std::iter::Sum for FineSum {
    fn sum<I: Iterator<Item = FineSum>>(sums: I) -> FineSum {
        FineSum(sums.map(|sum| sum.0).sum())
    }
}

impl FromIterator<f64> for FineSum {
    fn from_iter<I: IntoIterator<Item = f64>>(terms: I) -> FineSum {
        let mut sum = FineSum::default();
        for term in terms {
            sum.add(term);
        }
        sum
    }
}

impl FromIterator<f64> for ExactSum {
    fn from_iter<I: IntoIterator<Item = f64>>(terms: I) -> ExactSum {
        let mut sum = ExactSum::default();
        for term in terms {
            sum.add(term);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn poisson_inversion_agrees_with_the_table() {
        // P(0) = 0.5945, P(0)+P(1) = 0.9037 at a mean of 0.52.
        for (mean, u, count) in [(0.52, 0.59, 0), (0.52, 0.60, 1), (0.52, 0.91, 2), (0.0, 0.999_999, 0)] {
            assert_eq!(poisson_inverse(mean, u), count, "mean {mean}, u {u}");
        }
        assert_eq!(poisson_inverse(500.0, 0.999), 60);
    }

    #[test]
    fn sums_do_not_depend_on_the_order_of_their_terms() {
        let terms = [0.1, 1e9, -0.3, 7.25, 1e-9, -1e9];
        let forwards: ExactSum = terms.into_iter().collect();
        let backwards: ExactSum = terms.into_iter().rev().collect();
        assert_eq!(forwards, backwards);
        assert!((forwards.total() - 7.05).abs() < 1e-8);
    }

    #[test]
    fn fine_sums_do_not_depend_on_the_order_and_keep_fourteen_digits() {
        let terms: Vec<f64> = (1..2000).map(|k| -1.0 / f64::from(k)).collect();
        let forwards: FineSum = terms.iter().copied().collect();
        let backwards: FineSum = terms.iter().rev().copied().collect();
        assert_eq!(forwards, backwards);
        // The harmonic number of 1999.
        assert!((forwards.total() + 8.177_868_103_610_283).abs() < 1e-13, "{}", forwards.total());
    }

    #[test]
    fn the_shortcut_decides_as_the_logistic_function_does() {
        for step in 0..2_000 {
            let (u, x) = (f64::from(step % 97 + 1) / 98.0, f64::from(step) / 100.0 - 12.0);
            for factor in [0.0, 0.5, 1.0, 3.0] {
                assert_eq!(below_logistic(u, factor, x), u < factor * logistic(x), "u {u}, x {x}");
            }
        }
        assert!(!below_logistic(0.3, 1.0, -1e9) && below_logistic(0.3, 1.0, 1e9));
    }

    #[test]
    fn whole_numbers_below_are_floors() {
        for x in
            [0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 1.999_999, -1.000_001, 4.5e15, -4.5e15 - 0.5, 8.9e18, -8.9e18, 1e-300]
        {
            assert_eq!(whole_below(x), Some(x.floor() as i64), "{x}");
        }
        for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 9.0e18, -9.0e18, 1e300] {
            assert_eq!(whole_below(x), None, "{x}");
        }
    }

    #[test]
    fn powers_are_repeated_products() {
        assert_eq!(whole_power(1.5, 3), 1.5 * 1.5 * 1.5);
        assert_eq!(whole_power(2.0, -2), 0.25);
        assert_eq!(whole_power(0.0, 0), 1.0);
    }

    #[test]
    fn the_logistic_function_has_its_known_values() {
        assert_eq!(logistic(0.0), 0.5);
        assert!((logistic(-4.6) - 0.009_95).abs() < 1e-5);
        assert!((logistic(-2.68) - 0.0642).abs() < 1e-4);
    }
}
