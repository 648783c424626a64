//! Shares of counts, with Wilson's score interval (Wilson 1927), which behaves with few events and near 0 and 1.

/// 97.5 % quantile of the standard normal distribution.
const Z: f64 = 1.959963984540054;

/// The 95 % interval of a share of `events` in `trials`; none without trials.
///
/// Known answer: 1 of 10 gives 0.0179 to 0.4042.
pub fn wilson(events: u64, trials: u64) -> Option<(f64, f64)> {
    if trials == 0 {
        return None;
    }
    let n = trials as f64;
    let share = events as f64 / n;
    let (square, scale) = (Z * Z, 1.0 + Z * Z / n);
    let middle = (share + square / (2.0 * n)) / scale;
    let half = Z / scale * (share * (1.0 - share) / n + square / (4.0 * n * n)).sqrt();
    Some(((middle - half).max(0.0), (middle + half).min(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference: statsmodels.stats.proportion.proportion_confint(1, 10, method="wilson"); by hand for 0 of 10: the
    /// upper end is z²/(n + z²) = 3.8415/13.8415.
    #[test]
    fn intervals_agree_with_statsmodels_and_with_the_closed_form_at_zero() {
        let (low, high) = wilson(1, 10).expect("ten trials");
        assert!((low - 0.01787621).abs() < 1e-7 && (high - 0.40415003).abs() < 1e-7, "{low} {high}");
        let (low, high) = wilson(0, 10).expect("ten trials");
        assert!(low == 0.0 && (high - Z * Z / (10.0 + Z * Z)).abs() < 1e-12, "{low} {high}");
        assert_eq!(wilson(0, 0), None);
    }
}
