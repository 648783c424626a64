//! Fisher's F distribution: quantiles for intervals around shares of variance.

use super::student::incomplete_beta;

/// The value that F with `upper` and `lower` degrees of freedom stays below with this probability.
///
/// `probability` lies in (0, 1), both degrees of freedom are at least 1. Known answer: 0.95 with 2 and 10 gives 4.1028.
pub fn quantile(probability: f64, upper: f64, lower: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while distribution(high, upper, lower) < probability && high < 1e12 {
        high *= 4.0;
    }
    // A hundred halvings leave less than a unit in the last place.
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if distribution(middle, upper, lower) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// The probability that F stays below `value` (not negative).
pub fn distribution(value: f64, upper: f64, lower: f64) -> f64 {
    incomplete_beta(upper * value / (upper * value + lower), 0.5 * upper, 0.5 * lower)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::student;

    /// Reference: closed forms. With 2 above, F = d/2 · ((1 − p)^(−2/d) − 1); with 2 below, F = 2 / (d · (p^(−2/d) − 1));
    /// with 1 above, the square of Student's t; and the reciprocal with exchanged degrees for the other tail.
    #[test]
    fn quantiles_agree_with_closed_forms() {
        let close =
            |found: f64, expected: f64| assert!((found / expected - 1.0).abs() < 1e-9, "{found}, not {expected}");
        for d in [3.0, 6.0, 10.0, 41.0] {
            for p in [0.025, 0.5, 0.95, 0.975] {
                close(quantile(p, 2.0, d), d / 2.0 * (libm::pow(1.0 - p, -2.0 / d) - 1.0));
                close(quantile(p, d, 2.0), 2.0 / (d * (libm::pow(p, -2.0 / d) - 1.0)));
                close(quantile(p, d, 7.0), 1.0 / quantile(1.0 - p, 7.0, d));
            }
            close(quantile(0.95, 1.0, d), student::quantile(0.975, d) * student::quantile(0.975, d));
        }
        assert!((quantile(0.95, 2.0, 10.0) - 4.1028).abs() < 1e-4);
    }
}
