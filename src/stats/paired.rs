//! Differences of pairs: the same replicate with and without something.

use super::interval::{self, Method};
use super::student::HalfWidths;

/// Pairs seen so far: memory does not grow with their number.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Pairs {
    count: u64,
    dropped: u64,
    higher: u64,
    lower: u64,
    mean: [f64; 3],
    squares: [f64; 3],
    products: f64,
    /// Sum of the cubed deviations of the difference.
    cubes: f64,
}

/// What the pairs say: means, the difference with its interval, and what pairing gained.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paired {
    /// Pairs of which both sides are defined.
    pub replicates: u64,
    /// Pairs that miss a side.
    pub dropped: u64,
    /// Mean of the first sides.
    pub baseline_mean: f64,
    /// Mean of the second sides.
    pub scenario_mean: f64,
    /// Mean difference, second less first.
    pub difference: f64,
    /// 95 % interval of the mean difference; none with fewer than two pairs.
    pub interval: Option<(f64, f64)>,
    /// How the interval was found.
    pub method: Option<Method>,
    /// Two-sided probability of such a mean difference by chance, by the same method.
    pub p: Option<f64>,
    /// Share of pairs in which the second side is higher.
    pub share_higher: f64,
    /// Share of pairs in which the second side is lower.
    pub share_lower: f64,
    /// Correlation of the two sides; none where a side does not vary.
    pub correlation: Option<f64>,
    /// How many times smaller the variance of the difference is than with independent draws; none where the
    /// difference does not vary.
    pub variance_reduction: Option<f64>,
}

impl Pairs {
    /// Takes in one pair; a pair that misses a side is dropped and counted.
    pub fn add(&mut self, baseline: Option<f64>, scenario: Option<f64>) {
        let (Some(baseline), Some(scenario)) = (baseline, scenario) else {
            self.dropped += u64::from(baseline.is_some() != scenario.is_some());
            return;
        };
        self.count += 1;
        self.higher += u64::from(scenario > baseline);
        self.lower += u64::from(scenario < baseline);
        let values = [baseline, scenario, scenario - baseline];
        let before = [0, 1, 2].map(|k| values[k] - self.mean[k]);
        // Pébay (2008): the third sum needs the second as it was.
        let (n, step) = (self.count as f64, before[2] / self.count as f64);
        self.cubes += before[2] * step * (n - 1.0) * step * (n - 2.0) - 3.0 * step * self.squares[2];
        for k in 0..3 {
            self.mean[k] += before[k] / self.count as f64;
            self.squares[k] += before[k] * (values[k] - self.mean[k]);
        }
        self.products += before[0] * (scenario - self.mean[1]);
    }

    /// What the pairs say; none without a complete pair.
    pub fn summary(&self) -> Option<Paired> {
        self.summary_with(&HalfWidths::default())
    }

    /// What the pairs say, with remembered quantiles: for tables of many rows.
    pub fn summary_with(&self, half_widths: &HalfWidths) -> Option<Paired> {
        if self.count == 0 {
            return None;
        }
        let count = self.count as f64;
        let [of_baseline, of_scenario, of_difference] = self.squares;
        let half_width = if self.count > 1 { half_widths.of(self.count) } else { 0.0 };
        let found = interval::interval(self.count, self.mean[2], of_difference, self.cubes, half_width);
        let spread = (of_baseline * of_scenario).sqrt();
        Some(Paired {
            replicates: self.count,
            dropped: self.dropped,
            baseline_mean: self.mean[0],
            scenario_mean: self.mean[1],
            difference: self.mean[2],
            interval: found.map(|found| (found.low, found.high)),
            method: found.map(|found| found.method),
            p: found.map(|found| interval::probability(self.count, self.mean[2], of_difference, &found)),
            share_higher: self.higher as f64 / count,
            share_lower: self.lower as f64 / count,
            correlation: (spread > 0.0).then(|| (self.products / spread).clamp(-1.0, 1.0)),
            variance_reduction: (of_difference > 0.0).then(|| (of_baseline + of_scenario) / of_difference),
        })
    }

    /// Pairs that miss a side.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(pairs: &[(f64, f64)]) -> Paired {
        let mut all = Pairs::default();
        for &(baseline, scenario) in pairs {
            all.add(Some(baseline), Some(scenario));
        }
        all.summary().expect("there are pairs")
    }

    /// Reference: scipy.stats.ttest_rel(b, a).confidence_interval() and numpy.corrcoef, SciPy 1.17.
    #[test]
    fn paired_differences_agree_with_scipy() {
        let paired = summary(&[(1.0, 2.0), (2.0, 2.5), (3.0, 5.0), (4.0, 4.5)]);
        assert_eq!((paired.baseline_mean, paired.scenario_mean, paired.difference), (2.5, 3.5, 1.0));
        let (low, high) = paired.interval.expect("four pairs");
        assert!((low - -0.12516468161409167).abs() < 1e-9 && (high - 2.1251646816140917).abs() < 1e-9, "{low} {high}");
        assert!(
            (paired.correlation.expect("both vary") - 0.8770580193070292).abs() < 1e-12,
            "{:?}",
            paired.correlation
        );
        assert_eq!((paired.share_higher, paired.share_lower), (1.0, 0.0));
    }

    #[test]
    fn equal_sides_give_exactly_zero() {
        let paired = summary(&[(0.1, 0.1), (0.7, 0.7), (0.3, 0.3)]);
        assert_eq!((paired.difference, paired.interval), (0.0, Some((0.0, 0.0))));
        assert_eq!((paired.share_higher, paired.share_lower), (0.0, 0.0));
        assert_eq!(paired.variance_reduction, None);
    }

    /// Reference: the formulas written out in NumPy 2.4 and SciPy 1.17; see also `interval`.
    #[test]
    fn skewed_differences_have_an_interval_that_is_skewed_too() {
        let differences = [0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 2.0, 0.0, 0.0, 7.0, 0.0];
        let paired = summary(&differences.map(|difference| (5.0, 5.0 + difference)));
        let (low, high) = paired.interval.expect("twelve pairs");
        assert_eq!(paired.method, Some(Method::Hall));
        assert!((low - -0.03177519130486617).abs() < 1e-9 && (high - 5.3250636354372585).abs() < 1e-8, "{low} {high}");
        assert!((paired.p.expect("twelve pairs") - 0.05949171802083405).abs() < 1e-9, "{:?}", paired.p);
    }

    #[test]
    fn a_pair_that_misses_a_side_is_dropped_and_counted() {
        let mut pairs = Pairs::default();
        pairs.add(Some(1.0), None);
        pairs.add(None, None);
        assert_eq!((pairs.summary(), pairs.dropped()), (None, 1));
        pairs.add(Some(1.0), Some(3.0));
        let paired = pairs.summary().expect("one pair");
        assert_eq!((paired.replicates, paired.dropped, paired.interval), (1, 1, None));
    }
}
