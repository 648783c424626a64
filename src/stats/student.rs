//! Student's t distribution: quantiles for intervals around means.
//!
//! The distribution function comes from the regularised incomplete beta function by its continued fraction (Lentz's
//! method; Press and others, Numerical Recipes, section 6.4); the quantile is found by bisection.

/// The value that Student's t with `freedom` degrees of freedom stays below with this probability.
///
/// `probability` lies in (0.5, 1), `freedom` is at least 1. Known answer: 0.975 with 31 gives 2.0395.
pub fn quantile(probability: f64, freedom: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1e6);
    // Seventy halvings leave less than a unit in the last place.
    for _ in 0..70 {
        let middle = 0.5 * (low + high);
        if distribution(middle, freedom) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// Half the width of a 95 % interval in standard errors, by the number of values, remembered for the number last asked
/// for: in a table nearly all rows have the same.
#[derive(Clone, Debug, Default)]
pub struct HalfWidths {
    last: std::cell::Cell<Option<(u64, f64)>>,
}

impl HalfWidths {
    /// The quantile for `count` values, at least two.
    pub fn of(&self, count: u64) -> f64 {
        match self.last.get() {
            Some((known, quantile)) if known == count => quantile,
            _ => {
                let quantile = quantile(0.975, (count - 1) as f64);
                self.last.set(Some((count, quantile)));
                quantile
            }
        }
    }
}

/// The probability that Student's t stays below `t` (not negative).
pub fn distribution(t: f64, freedom: f64) -> f64 {
    1.0 - 0.5 * incomplete_beta(freedom / (freedom + t * t), 0.5 * freedom, 0.5)
}

/// The regularised incomplete beta function: the share of a beta distribution that lies below `x`.
pub(super) fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    let front =
        libm::exp(libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * libm::log(x) + b * libm::log(1.0 - x));
    if x < (a + 1.0) / (a + b + 2.0) {
        front * continued_fraction(x, a, b) / a
    } else {
        1.0 - front * continued_fraction(1.0 - x, b, a) / b
    }
}

fn continued_fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let away_from_zero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for m in 1..500 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        fraction *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference values: scipy.stats.t.ppf(p, df), SciPy 1.17.
    #[test]
    fn quantiles_agree_with_scipy() {
        for (probability, freedom, expected) in [
            (0.975, 1.0, 12.706204736432095),
            (0.975, 3.0, 3.182446305284263),
            (0.975, 31.0, 2.0395134463964077),
            (0.975, 1000.0, 1.9623390808264078),
            (0.95, 10.0, 1.8124611228107335),
        ] {
            let found = quantile(probability, freedom);
            assert!((found - expected).abs() < 1e-9, "t({probability}, {freedom}) = {found}, not {expected}");
        }
    }
}
