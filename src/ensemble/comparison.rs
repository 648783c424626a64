//! Scenarios against a baseline, paired by replicate: metric by metric and year by year.

use super::Run;
use crate::metrics::{self, Better};
use crate::stats::paired::{Paired, Pairs};
use crate::stats::student::HalfWidths;

/// A comparison that takes in replicate after replicate; its memory does not grow with their number.
pub struct Comparison {
    /// Pairs of scenarios: position of the baseline, position of the scenario.
    contrasts: Vec<(usize, usize)>,
    years: Vec<i16>,
    metrics: usize,
    pairs: Vec<Pairs>,
    half_widths: HalfWidths,
}

/// One line of a comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ComparisonRow {
    /// Position of the baseline.
    pub baseline: usize,
    /// Position of the scenario.
    pub scenario: usize,
    /// Position of the metric in the catalogue.
    pub metric: usize,
    /// The year.
    pub year: i16,
    /// What the pairs say; none where no pair is complete.
    pub paired: Option<Paired>,
    /// Pairs that miss a side.
    pub dropped: u64,
    /// Share of pairs in which the scenario is better; none where neither direction is.
    pub share_better: Option<f64>,
}

impl Comparison {
    /// A comparison of these contrasts (baseline, scenario) over these years.
    pub fn new(contrasts: Vec<(usize, usize)>, years: impl IntoIterator<Item = i16>) -> Comparison {
        let years: Vec<i16> = years.into_iter().collect();
        let metrics = metrics::catalogue().count();
        let pairs = vec![Pairs::default(); contrasts.len() * years.len() * metrics];
        Comparison { contrasts, years, metrics, pairs, half_widths: HalfWidths::default() }
    }

    /// Takes in one replicate: the runs of all scenarios in their order.
    pub fn add(&mut self, runs: &[&Run]) {
        let mut position = 0;
        for &(baseline, scenario) in &self.contrasts {
            for &year in &self.years {
                let sides = [baseline, scenario].map(|side| runs[side].year(year));
                for metric in 0..self.metrics {
                    let [before, after] = sides.map(|side| side.and_then(|record| record.metrics[metric]));
                    self.pairs[position].add(before, after);
                    position += 1;
                }
            }
        }
    }

    /// Every line, by contrast, metric and year.
    pub fn rows(&self) -> impl Iterator<Item = ComparisonRow> + '_ {
        let catalogue: Vec<Better> = metrics::catalogue().map(|metric| metric.better).collect();
        let years = self.years.len();
        (0..self.contrasts.len()).flat_map(move |contrast| {
            let catalogue = catalogue.clone();
            (0..self.metrics).flat_map(move |metric| {
                let better = catalogue[metric];
                (0..years).map(move |year| self.row(contrast, metric, year, better))
            })
        })
    }

    fn row(&self, contrast: usize, metric: usize, year: usize, better: Better) -> ComparisonRow {
        let (baseline, scenario) = self.contrasts[contrast];
        let pairs = &self.pairs[(contrast * self.years.len() + year) * self.metrics + metric];
        let paired = pairs.summary_with(&self.half_widths);
        let share_better = paired.and_then(|paired| match better {
            Better::Higher => Some(paired.share_higher),
            Better::Lower => Some(paired.share_lower),
            Better::Neither => None,
        });
        ComparisonRow {
            baseline,
            scenario,
            metric,
            year: self.years[year],
            paired,
            dropped: pairs.dropped(),
            share_better,
        }
    }
}
