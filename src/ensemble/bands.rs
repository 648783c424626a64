//! How the replicates of one scenario are spread, metric by metric and year by year: bands, moments, and the change since
//! the base year.

use super::Run;
use crate::stats::moments::Moments;
use crate::stats::paired::{Paired, Pairs};
use crate::stats::quantile::{self, Band};
use crate::stats::student::HalfWidths;
use std::collections::BTreeMap;
use std::ops::Range;

/// How many values are held at once, 32 MB of them: quantiles need all replicates of a metric. Where there are more, the
/// runs are gone through again for the metrics that are left, so that memory does not grow with the replicates.
pub const VALUES_AT_ONCE: usize = 1 << 22;

/// The metrics in portions, each so small that all its values are held at once.
pub fn portions(metrics: usize, years: usize, replicates: usize) -> impl Iterator<Item = Range<usize>> {
    let at_once = (VALUES_AT_ONCE / (years * replicates).max(1)).max(1);
    (0..metrics).step_by(at_once).map(move |first| first..metrics.min(first + at_once))
}

/// The values of some metrics over the replicates of one scenario.
pub struct BandGatherer {
    metrics: Range<usize>,
    base_year: i16,
    /// By year, in the order of the metrics.
    years: BTreeMap<i16, Vec<Values>>,
}

#[derive(Clone, Default)]
struct Values {
    values: Vec<f64>,
    moments: Moments,
    since_base: Pairs,
}

/// One metric in one year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Position of the metric in the catalogue.
    pub metric: usize,
    /// The year.
    pub year: i16,
    /// Replicates in which it is defined, their mean and standard deviation.
    pub moments: Moments,
    /// Their quantiles.
    pub band: Band,
    /// The mean difference from the base year, replicate by replicate; none for earlier years and where no replicate
    /// defines both.
    pub since_base: Option<Paired>,
}

impl BandGatherer {
    /// Begins to gather these metrics, by their positions in the catalogue. Changes are counted from the first year that
    /// is recorded from `base_year` on.
    pub fn new(metrics: Range<usize>, base_year: i16) -> BandGatherer {
        BandGatherer { metrics, base_year, years: BTreeMap::new() }
    }

    /// Takes in one replicate.
    pub fn add(&mut self, run: &Run) {
        let base = run.since(self.base_year).next();
        for record in &run.years {
            let cells = self.years.entry(record.year).or_insert_with(|| vec![Values::default(); self.metrics.len()]);
            let base = base.filter(|base| base.year <= record.year);
            for (cell, metric) in cells.iter_mut().zip(self.metrics.clone()) {
                let Some(value) = record.metrics[metric] else { continue };
                cell.values.push(value);
                cell.moments.add(value);
                if let Some(base) = base {
                    cell.since_base.add(base.metrics[metric], Some(value));
                }
            }
        }
    }

    /// What was gathered: by metric, then by year. What no replicate defines is left out.
    pub fn spreads(mut self, half_widths: &HalfWidths) -> Vec<Spread> {
        let mut spreads = Vec::new();
        for (position, metric) in self.metrics.clone().enumerate() {
            for (&year, cells) in &mut self.years {
                let cell = &mut cells[position];
                let Some(band) = quantile::band(&mut cell.values) else { continue };
                let since_base = cell.since_base.summary_with(half_widths);
                spreads.push(Spread { metric, year, moments: cell.moments, band, since_base });
            }
        }
        spreads
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portions_hold_every_metric_once_and_are_small_enough() {
        for (metrics, years, replicates) in [(105, 15, 32), (105, 18, 10_000), (3, 1, 1), (5, 18, 1_000_000), (0, 1, 1)]
        {
            let portions: Vec<Range<usize>> = portions(metrics, years, replicates).collect();
            assert_eq!(portions.iter().cloned().flatten().collect::<Vec<_>>(), (0..metrics).collect::<Vec<_>>());
            let most = portions.iter().map(|portion| portion.len() * years * replicates).max().unwrap_or(0);
            assert!(most <= VALUES_AT_ONCE || portions.iter().all(|portion| portion.len() == 1), "{most}");
        }
        assert_eq!(portions(105, 15, 32).count(), 1);
        assert!(portions(105, 18, 10_000).count() > 1);
    }
}
