//! Quotients of two means over the same replicates, such as money per survivor, with Fieller's interval (Fieller 1954).
//!
//! Where the interval of the denominator holds zero, no number stands for the quotient, and none is given.

use super::student;

/// Pairs of a numerator and a denominator; memory does not grow with their number.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ratios {
    count: u64,
    means: [f64; 2],
    squares: [f64; 2],
    products: f64,
}

/// What can be said of a quotient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ratio {
    /// It has a value and an interval.
    Defined {
        /// Mean numerator by mean denominator.
        value: f64,
        /// Its 95 % interval.
        interval: (f64, f64),
    },
    /// Every denominator is zero.
    DenominatorIsZero,
    /// The 95 % interval of the denominator holds zero.
    DenominatorNearZero,
    /// There are fewer than two pairs.
    TooFewPairs,
}

impl Ratio {
    /// The value; none where it is not defined.
    pub fn value(self) -> Option<f64> {
        match self {
            Ratio::Defined { value, .. } => Some(value),
            _ => None,
        }
    }

    /// The 95 % interval; none where it is not defined.
    pub fn interval(self) -> Option<(f64, f64)> {
        match self {
            Ratio::Defined { interval, .. } => Some(interval),
            _ => None,
        }
    }

    /// The published name of its state.
    pub fn state(self) -> &'static str {
        match self {
            Ratio::Defined { .. } => "defined",
            Ratio::DenominatorIsZero => "denominator_is_zero",
            Ratio::DenominatorNearZero => "denominator_near_zero",
            Ratio::TooFewPairs => "too_few_replicates",
        }
    }
}

impl Ratios {
    /// Takes in one pair.
    pub fn add(&mut self, numerator: f64, denominator: f64) {
        self.count += 1;
        let values = [numerator, denominator];
        let before = [0, 1].map(|k| values[k] - self.means[k]);
        for k in 0..2 {
            self.means[k] += before[k] / self.count as f64;
            self.squares[k] += before[k] * (values[k] - self.means[k]);
        }
        self.products += before[0] * (denominator - self.means[1]);
    }

    /// How many pairs there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// What can be said of the quotient of the means.
    pub fn ratio(&self) -> Ratio {
        if self.count < 2 {
            return Ratio::TooFewPairs;
        }
        let n = self.count as f64;
        let [numerator, denominator] = self.means;
        if denominator == 0.0 && self.squares[1] == 0.0 {
            return Ratio::DenominatorIsZero;
        }
        let t = student::quantile(0.975, n - 1.0);
        let spread = |sum: f64| t * t * sum / (n - 1.0) / n;
        let a = denominator * denominator - spread(self.squares[1]);
        if a <= 0.0 {
            return Ratio::DenominatorNearZero;
        }
        let b = numerator * denominator - spread(self.products);
        let c = numerator * numerator - spread(self.squares[0]);
        let half = f64::sqrt((b * b - a * c).max(0.0));
        Ratio::Defined { value: numerator / denominator, interval: ((b - half) / a, (b + half) / a) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(f64, f64)]) -> Ratio {
        let mut ratios = Ratios::default();
        for &(numerator, denominator) in pairs {
            ratios.add(numerator, denominator);
        }
        ratios.ratio()
    }

    /// Reference: the ends are the roots of (c̄ − r ē)² = t² (s_cc − 2 r s_ce + r² s_ee) / n, found by scipy.optimize.brentq
    /// without the formula, SciPy 1.17.
    #[test]
    fn intervals_agree_with_the_roots_that_scipy_finds() {
        let pairs =
            [(10.0, 2.0), (12.0, 2.5), (9.0, 1.5), (14.0, 3.0), (11.0, 2.2), (13.0, 2.9), (8.0, 1.8), (12.0, 2.1)];
        let Ratio::Defined { value, interval: (low, high) } = of(&pairs) else { panic!("the denominator is clear") };
        for (found, expected) in [(value, 4.944444444444445), (low, 4.57595992969316), (high, 5.421302430732868)] {
            assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
        }
    }

    #[test]
    fn nothing_is_divided_by_zero_or_near_it() {
        assert_eq!(of(&[(1.0, -1.0), (2.0, 1.0), (3.0, 0.5)]), Ratio::DenominatorNearZero);
        assert_eq!(of(&[(1.0, 0.0), (2.0, 0.0)]), Ratio::DenominatorIsZero);
        assert_eq!(of(&[(1.0, 1.0)]), Ratio::TooFewPairs);
        assert_eq!(of(&[(6.0, 2.0), (6.0, 2.0)]), Ratio::Defined { value: 3.0, interval: (3.0, 3.0) });
    }
}
