//! Survival from a table of those at risk and those who ended (Kaplan and Meier 1958), with log-log bands.
//!
//! Those at risk may enter late: only those seen at a time count at that time. The band is Greenwood's variance on the
//! scale of log(−log S) (Kalbfleisch and Prentice), so that it stays between 0 and 1.

/// 97.5 % quantile of the standard normal distribution.
const Z: f64 = 1.959963984540054;

/// Survival after one time of the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Survival {
    /// Share that survives beyond this time.
    pub survival: f64,
    /// 95 % log-log band; none where it is not defined (nobody or everybody has ended).
    pub band: Option<(f64, f64)>,
    /// Those at risk at this time.
    pub at_risk: u64,
    /// Of these, those who ended.
    pub ended: u64,
}

/// The survival curve of a table of (at risk, ended) in the order of time; it stops where nobody is at risk.
pub fn kaplan_meier(table: &[(u64, u64)]) -> Vec<Survival> {
    let mut survival = 1.0;
    let mut greenwood = 0.0;
    let seen = table.iter().take_while(|(at_risk, _)| *at_risk > 0);
    seen.map(|&(at_risk, ended)| {
        let (n, d) = (at_risk as f64, ended as f64);
        survival *= 1.0 - d / n;
        if ended < at_risk {
            greenwood += d / (n * (n - d));
        }
        Survival { survival, band: log_log(survival, greenwood), at_risk, ended }
    })
    .collect()
}

/// S^exp(±z·√v / log S): the band of log(−log S), turned back.
fn log_log(survival: f64, greenwood: f64) -> Option<(f64, f64)> {
    if survival <= 0.0 || survival >= 1.0 {
        return None;
    }
    let log = libm::log(survival);
    let half = Z * greenwood.sqrt() / log.abs();
    Some((libm::exp(log * libm::exp(half)), libm::exp(log * libm::exp(-half))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference: KaplanMeierFitter of lifelines 0.30.3 with late entry; the table is 20 at risk of whom 3 end, and so on.
    #[test]
    fn curves_and_bands_agree_with_lifelines() {
        let curve = kaplan_meier(&[(20, 3), (19, 2), (21, 6), (15, 0), (13, 1)]);
        let expected = [
            (0.85, 0.603789699220, 0.948996109794),
            (0.760526315789, 0.517770507173, 0.892395358598),
            (0.543233082707, 0.331572970495, 0.713683974954),
            (0.543233082707, 0.331572970495, 0.713683974954),
            (0.501445922499, 0.294616639193, 0.677141714551),
        ];
        assert_eq!(curve.len(), expected.len());
        for (point, (survival, low, high)) in curve.iter().zip(expected) {
            let band = point.band.expect("some ended, some did not");
            for (found, expected) in [(point.survival, survival), (band.0, low), (band.1, high)] {
                assert!((found - expected).abs() < 1e-10, "{found}, not {expected}");
            }
        }
    }

    /// By hand: 1 of 2 ends, S = 1/2, Greenwood 1/(2·1) = 1/2; half = 1.95996·√0.5/ln 2 = 1.99941;
    /// low = exp(−ln 2·e^1.99941) = 0.00598, high = exp(−ln 2·e^−1.99941) = 0.91041.
    #[test]
    fn a_curve_of_two_agrees_with_a_calculation_by_hand() {
        let curve = kaplan_meier(&[(2, 1)]);
        let (low, high) = curve[0].band.expect("one of two ended");
        assert!((low - 0.00598).abs() < 5e-5 && (high - 0.91041).abs() < 5e-5, "{low} {high}");
    }

    #[test]
    fn where_nobody_or_everybody_has_ended_there_is_no_band_and_an_empty_risk_set_ends_the_curve() {
        let curve = kaplan_meier(&[(5, 0), (5, 5), (0, 0), (4, 1)]);
        assert_eq!(
            curve.iter().map(|point| (point.survival, point.band)).collect::<Vec<_>>(),
            [(1.0, None), (0.0, None)]
        );
    }
}
