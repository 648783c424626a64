//! Quantiles of a sample: linear interpolation between order statistics (type 7 of Hyndman and Fan 1996, the default of
//! NumPy and R).

/// The value below which a share of the sample lies; none for an empty sample.
///
/// `sorted` is in ascending order, `share` between 0 and 1. Known answer: 0.25 of 1, 2, 3, 4 is 1.75.
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let position = share.clamp(0.0, 1.0) * last as f64;
    let below = position.floor();
    let (low, high) = (sorted[below as usize], sorted[(below as usize + 1).min(last)]);
    Some(low + (high - low) * (position - below))
}

/// Median with the ranges that hold the middle 50 % and 90 % of a sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// The 5 % quantile.
    pub low_90: f64,
    /// The first quartile.
    pub low_50: f64,
    /// The median.
    pub median: f64,
    /// The third quartile.
    pub high_50: f64,
    /// The 95 % quantile.
    pub high_90: f64,
}

/// The band of a sample in any order, which is sorted for it; none for an empty sample.
pub fn band(values: &mut [f64]) -> Option<Band> {
    values.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| quantile(values, share);
    Some(Band { low_90: at(0.05)?, low_50: at(0.25)?, median: at(0.5)?, high_50: at(0.75)?, high_90: at(0.95)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: of 11 values 10, 20 … 110 the share p lies at position 10 p, that is at 10 + 100 p.
    #[test]
    fn bands_agree_with_a_sample_whose_quantiles_are_known_by_hand() {
        let mut values: Vec<f64> = [7, 3, 11, 1, 9, 5, 2, 10, 4, 8, 6].map(|rank| 10.0 * f64::from(rank)).to_vec();
        let band = band(&mut values).expect("eleven values");
        let found = [band.low_90, band.low_50, band.median, band.high_50, band.high_90];
        for (found, expected) in found.into_iter().zip([15.0, 35.0, 60.0, 85.0, 105.0]) {
            assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
        }
    }

    /// numpy.quantile([1, 2, 4, 8], [0, .05, .3, .5, 1]) gives 1, 1.15, 1.9, 3, 8.
    #[test]
    fn quantiles_agree_with_numpy() {
        let sample = [1.0, 2.0, 4.0, 8.0];
        for (share, expected) in [(0.0, 1.0), (0.05, 1.15), (0.3, 1.9), (0.5, 3.0), (1.0, 8.0)] {
            let found = quantile(&sample, share).expect("four values");
            assert!((found - expected).abs() < 1e-12, "{share}: {found}, not {expected}");
        }
        assert_eq!((quantile(&[], 0.5), quantile(&[3.0], 0.9)), (None, Some(3.0)));
    }
}
