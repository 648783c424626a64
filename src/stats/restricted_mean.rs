//! Restricted mean survival time: years lived on average up to a horizon (Irwin 1949; Royston and Parmar 2013).
//!
//! Time is in whole years and an end counts at the end of its year, so the mean is the sum of the shares alive as each
//! year began. The variance is Greenwood's.

/// 97.5 % quantile of the standard normal distribution.
const Z: f64 = 1.959963984540054;

/// Years lived up to a horizon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RestrictedMean {
    /// Mean number of years lived.
    pub years: f64,
    /// Its standard error.
    pub error: f64,
    /// 95 % interval, within 0 and the horizon.
    pub interval: (f64, f64),
}

/// Mean years lived up to `horizon`, from a table of (at risk, ended) by whole years.
///
/// None where somebody may still have lived but nobody was at risk before the horizon.
pub fn restricted_mean(table: &[(u64, u64)], horizon: usize) -> Option<RestrictedMean> {
    let table = table.get(..horizon)?;
    // Shares alive as each year began; the share after the last year lies at the horizon and does not count any more.
    let mut alive = Vec::with_capacity(horizon);
    let mut share = 1.0;
    for &(at_risk, ended) in table {
        alive.push(share);
        if at_risk == 0 && share > 0.0 {
            return None;
        }
        if at_risk > 0 {
            share *= 1.0 - ended as f64 / at_risk as f64;
        }
    }
    let years: f64 = alive.iter().sum();
    let mut later = 0.0;
    let mut variance = 0.0;
    for (year, &(at_risk, ended)) in table.iter().enumerate().rev() {
        let (n, d) = (at_risk as f64, ended as f64);
        if ended < at_risk {
            variance += later * later * d / (n * (n - d));
        }
        later += alive[year];
    }
    let error = f64::sqrt(variance);
    let interval = ((years - Z * error).max(0.0), (years + Z * error).min(horizon as f64));
    Some(RestrictedMean { years, error, interval })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: [(u64, u64); 5] = [(20, 3), (17, 2), (15, 6), (9, 0), (9, 1)];
    const SECOND: [(u64, u64); 5] = [(22, 1), (21, 2), (19, 1), (18, 3), (14, 0)];

    /// Means: restricted_mean_survival_time of lifelines 0.30.3. Errors: Greenwood's variance
    /// Σ (area after t)² d / (n (n − d)), summed with NumPy 2.4.
    #[test]
    fn means_agree_with_lifelines_and_errors_with_numpy() {
        for (table, horizon, years, error) in [
            (FIRST, 3, 2.6, 0.16431676725154984),
            (FIRST, 5, 3.5, 0.33541019662496846),
            (SECOND, 3, 2.8181818181818183, 0.10437463587037264),
            (SECOND, 5, 4.318181818181818, 0.2521507783575058),
        ] {
            let mean = restricted_mean(&table, horizon).expect("somebody was at risk all along");
            assert!((mean.years - years).abs() < 1e-12 && (mean.error - error).abs() < 1e-12, "{mean:?}");
        }
    }

    #[test]
    fn without_an_end_all_years_are_lived_and_an_early_end_of_watching_leaves_it_open() {
        let whole = restricted_mean(&[(4, 0), (4, 0)], 2).expect("watched to the end");
        assert_eq!((whole.years, whole.error, whole.interval), (2.0, 0.0, (2.0, 2.0)));
        assert_eq!(restricted_mean(&[(4, 0), (0, 0)], 2), None);
        assert_eq!(restricted_mean(&[(4, 0)], 2), None);
        assert_eq!(restricted_mean(&[(4, 4), (0, 0)], 2).map(|mean| mean.years), Some(1.0));
    }
}
