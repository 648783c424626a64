//! Two groups in one sample: a mixture of two normal distributions, fitted by expectation and maximisation.
//!
//! Says where two groups lie and whether they are apart: Ashman's D above 2 with both weights above a tenth (Ashman, Bird
//! and Zepf 1994). Whether there are two at all is for [`super::dip`] to say.

/// A mixture of two normal distributions, the lower mean first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mixture {
    /// Shares of the two groups; they sum to 1.
    pub weights: [f64; 2],
    /// Means.
    pub means: [f64; 2],
    /// Standard deviations.
    pub deviations: [f64; 2],
}

impl Mixture {
    /// Ashman's D: the distance of the means in units of the spreads. Above 2 the groups are clearly apart.
    pub fn separation(&self) -> f64 {
        let [a, b] = self.deviations;
        let spread = (a * a + b * b).sqrt();
        let distance = self.means[1] - self.means[0];
        if spread > 0.0 { std::f64::consts::SQRT_2 * distance / spread } else { f64::INFINITY }
    }

    /// Whether the groups are apart and neither is a handful of values. A single peak can look so, too.
    pub fn is_apart(&self) -> bool {
        self.separation() > 2.0 && self.weights.iter().all(|&weight| weight > 0.1)
    }
}

/// Fits two groups to a sample; none with fewer than eight values or without any spread.
///
/// Starts from the two halves of the sorted sample; 200 rounds. A group's variance never falls below a ten-thousandth
/// of the sample's, so that a single value is no group.
pub fn fit(sample: &[f64]) -> Option<Mixture> {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = sorted.split_at(sorted.len() / 2);
    let variance = spread(&sorted, mean(&sorted));
    if sorted.len() < 8 || variance <= 0.0 {
        return None;
    }
    let least = variance * 1e-4;
    let mut weights = [0.5, 0.5];
    let mut means = [mean(low), mean(high)];
    let mut variances = [spread(low, means[0]).max(least), spread(high, means[1]).max(least)];
    for _ in 0..200 {
        let mut sums = [0.0; 2];
        let mut firsts = [0.0; 2];
        let mut seconds = [0.0; 2];
        for &value in &sorted {
            let density = |k: usize| {
                let distance = value - means[k];
                weights[k] * libm::exp(-0.5 * distance * distance / variances[k]) / variances[k].sqrt()
            };
            let (first, second) = (density(0), density(1));
            let total = first + second;
            // Far from both groups nothing is decided: the nearer mean takes the value.
            let share = if total > 0.0 {
                first / total
            } else {
                f64::from(u8::from((value - means[0]).abs() < (value - means[1]).abs()))
            };
            for (k, part) in [share, 1.0 - share].into_iter().enumerate() {
                sums[k] += part;
                firsts[k] += part * value;
                seconds[k] += part * value * value;
            }
        }
        for k in 0..2 {
            if sums[k] > 0.0 {
                weights[k] = sums[k] / sorted.len() as f64;
                means[k] = firsts[k] / sums[k];
                variances[k] = (seconds[k] / sums[k] - means[k] * means[k]).max(least);
            }
        }
    }
    if means[0] > means[1] {
        weights.reverse();
        means.reverse();
        variances.reverse();
    }
    Some(Mixture { weights, means, deviations: variances.map(f64::sqrt) })
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn spread(values: &[f64], mean: f64) -> f64 {
    values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_clear_groups_are_found() {
        let sample = [1.0, 1.2, 0.8, 1.1, 0.9, 10.0, 10.3, 9.7, 10.1, 9.9];
        let mixture = fit(&sample).expect("ten values");
        assert!((mixture.means[0] - 1.0).abs() < 1e-6 && (mixture.means[1] - 10.0).abs() < 1e-6, "{mixture:?}");
        assert!((mixture.weights[0] - 0.5).abs() < 1e-9);
        assert!(mixture.is_apart());
    }

    #[test]
    fn one_group_is_not_two() {
        // Quantiles of a standard normal distribution.
        let sample = [-1.96, -1.28, -0.84, -0.52, -0.25, 0.0, 0.25, 0.52, 0.84, 1.28, 1.96];
        assert!(!fit(&sample).expect("eleven values").is_apart());
        assert_eq!(fit(&[1.0; 12]), None);
        assert_eq!(fit(&[1.0, 2.0]), None);
    }
}
