//! Cumulative hazard from a table of those at risk and those who ended (Nelson 1972, Aalen 1978).
//!
//! The interval is symmetric on the logarithmic scale, with the binomial variance Σ d (n − d) / n³ that suits several
//! ends at one time (Klein 1991). Those at risk may enter late.

/// 97.5 % quantile of the standard normal distribution.
const Z: f64 = 1.959963984540054;

/// Cumulative hazard after one time of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CumulativeHazard {
    /// Sum of the hazards up to this time.
    pub cumulative: f64,
    /// 95 % interval; none as long as nobody has ended.
    pub interval: Option<(f64, f64)>,
    /// Hazard at this time: share of those at risk who ended.
    pub hazard: f64,
}

/// The cumulative hazard of a table of (at risk, ended) in the order of time; it stops where nobody is at risk.
pub fn nelson_aalen(table: &[(u64, u64)]) -> Vec<CumulativeHazard> {
    let mut cumulative = 0.0;
    let mut variance = 0.0;
    let seen = table.iter().take_while(|(at_risk, _)| *at_risk > 0);
    seen.map(|&(at_risk, ended)| {
        let (n, d) = (at_risk as f64, ended as f64);
        let hazard = d / n;
        cumulative += hazard;
        variance += d * (n - d) / (n * n * n);
        let interval = (cumulative > 0.0).then(|| {
            let factor = libm::exp(Z * f64::sqrt(variance) / cumulative);
            (cumulative / factor, cumulative * factor)
        });
        CumulativeHazard { cumulative, interval, hazard }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference: NelsonAalenFitter(nelson_aalen_smoothing=False) of lifelines 0.30.3; of 20 at risk 3 end in the first
    /// year, of 17 then 2, of 15 then 6, of 9 none (left out: lifelines has no row there), of 9 the last.
    #[test]
    fn hazards_and_intervals_agree_with_lifelines() {
        let course = nelson_aalen(&[(20, 3), (17, 2), (15, 6), (9, 1)]);
        let expected = [
            (0.15, 0.05284509, 0.42577277),
            (0.26764706, 0.11810259, 0.6065485),
            (0.66764706, 0.40680402, 1.09574285),
            (0.77875817, 0.47238012, 1.28384803),
        ];
        assert_eq!(course.len(), expected.len());
        for (point, (cumulative, low, high)) in course.iter().zip(expected) {
            let interval = point.interval.expect("some ended");
            for (found, expected) in [(point.cumulative, cumulative), (interval.0, low), (interval.1, high)] {
                assert!((found - expected).abs() < 1e-7, "{found}, not {expected}");
            }
        }
        assert!((course[2].hazard - 0.4).abs() < 1e-15);
    }

    #[test]
    fn without_an_end_there_is_no_interval_and_an_empty_risk_set_ends_the_course() {
        let course = nelson_aalen(&[(5, 0), (0, 0), (4, 1)]);
        assert_eq!(course, [CumulativeHazard { cumulative: 0.0, interval: None, hazard: 0.0 }]);
    }
}
