//! Scenarios against the baseline county by county, paired by replicate, at the end of the last year.

use super::Run;
use crate::metrics::COUNTY_METRICS;
use crate::stats::paired::{Paired, Pairs};
use crate::stats::student::HalfWidths;

/// A comparison of counties that takes in replicate after replicate; its memory does not grow with their number.
pub struct CountyComparison {
    year: i16,
    counties: usize,
    /// By scenario beyond the first, county and metric.
    pairs: Vec<Pairs>,
    half_widths: HalfWidths,
}

/// One line of the comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CountyRow {
    /// Position of the scenario.
    pub scenario: usize,
    /// Number of the county over all provinces.
    pub county: usize,
    /// Position of the metric in [`COUNTY_METRICS`].
    pub metric: usize,
    /// What the pairs say; none where no pair is complete.
    pub paired: Option<Paired>,
}

impl CountyComparison {
    /// A comparison of so many scenarios with the first, over so many counties, in this year.
    pub fn new(scenarios: usize, counties: usize, year: i16) -> CountyComparison {
        let pairs = vec![Pairs::default(); scenarios.saturating_sub(1) * counties * COUNTY_METRICS.len()];
        CountyComparison { year, counties, pairs, half_widths: HalfWidths::default() }
    }

    /// The year that is compared.
    pub fn year(&self) -> i16 {
        self.year
    }

    /// Takes in one replicate: the runs of all scenarios in their order.
    pub fn add(&mut self, runs: &[&Run]) {
        let width = self.counties * COUNTY_METRICS.len();
        let values = |run: &Run, position: usize| {
            let value = run.year(self.year).and_then(|record| record.counties.get(position)).copied();
            // What is not a number is not defined there.
            value.filter(|value| value.is_finite())
        };
        for (scenario, run) in runs.iter().enumerate().skip(1) {
            for position in 0..width {
                let (before, after) = (values(runs[0], position), values(run, position));
                self.pairs[(scenario - 1) * width + position].add(before, after);
            }
        }
    }

    /// Every line, by scenario, county and metric.
    pub fn rows(&self) -> impl Iterator<Item = CountyRow> + '_ {
        let (metrics, width) = (COUNTY_METRICS.len(), self.counties * COUNTY_METRICS.len());
        self.pairs.iter().enumerate().map(move |(position, pairs)| CountyRow {
            scenario: position / width + 1,
            county: position % width / metrics,
            metric: position % metrics,
            paired: pairs.summary_with(&self.half_widths),
        })
    }
}
