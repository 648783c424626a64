//! What remains of an effect after the outside money stops: at the stop, five and ten years on, and whether replicates
//! fall into two groups, so that a mean stands for neither.

use super::Run;
use super::two_groups::{Looker, TwoGroups};
use crate::metrics::{self, Better};
use crate::model::Settings;
use crate::stats::paired::{Paired, Pairs};
use crate::stats::ratio::{Ratio, Ratios};

/// The metrics that are followed.
pub const METRICS: [&str; 6] = [
    "landing",
    "counties_reached_count",
    "organisations_alive",
    "base_cohort_all_alive",
    "receipts_yuan",
    "service_units",
];

/// Years after the last one with outside money.
pub const YEARS_AFTER: [i16; 3] = [0, 5, 10];

/// Replicates that are kept one by one to look for two groups, so that memory is bounded.
const KEPT: usize = 4_096;

/// A line about one metric of one contrast in one year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PersistenceRow {
    /// Position of the baseline.
    pub baseline: usize,
    /// Position of the scenario.
    pub scenario: usize,
    /// The metric.
    pub metric: &'static str,
    /// Years after the money stopped.
    pub years_after: i16,
    /// The year.
    pub year: i16,
    /// The paired difference in that year.
    pub effect: Paired,
    /// Share of replicates in which the scenario is better; none where neither direction is.
    pub share_better: Option<f64>,
    /// The effect by the effect at the stop; none at the stop itself.
    pub remaining: Option<Ratio>,
    /// The two groups that fit the differences best, whether or not there are two; none with fewer than eight values or
    /// without any spread.
    pub groups: Option<TwoGroups>,
}

#[derive(Clone, Default)]
struct Followed {
    pairs: Pairs,
    remaining: Ratios,
    differences: Vec<f64>,
}

/// Gathers effects replicate by replicate; its memory does not grow beyond some thousands of them.
pub struct PersistenceGatherer {
    contrasts: Vec<(usize, usize)>,
    stop: i16,
    followed: Vec<Followed>,
}

impl PersistenceGatherer {
    /// Begins to gather these contrasts (baseline, scenario).
    pub fn new(contrasts: Vec<(usize, usize)>, settings: &Settings) -> PersistenceGatherer {
        let followed = vec![Followed::default(); contrasts.len() * METRICS.len() * YEARS_AFTER.len()];
        PersistenceGatherer { contrasts, stop: settings.sponsor.last_year, followed }
    }

    /// Takes in one replicate: the runs of all scenarios in their order.
    pub fn add(&mut self, runs: &[&Run]) {
        let mut followed = self.followed.iter_mut();
        for &(baseline, scenario) in &self.contrasts {
            for metric in METRICS {
                let position = metrics::position(metric);
                let mut at_stop = None;
                for after in YEARS_AFTER {
                    let followed = followed.next().expect("there is one for each");
                    let [before, after] = [baseline, scenario]
                        .map(|side| runs[side].year(self.stop + after).and_then(|record| record.metrics[position?]));
                    followed.pairs.add(before, after);
                    let Some(difference) = before.zip(after).map(|(before, after)| after - before) else { continue };
                    at_stop = at_stop.or(Some(difference));
                    followed.remaining.add(difference, at_stop.unwrap_or(difference));
                    if followed.differences.len() < KEPT {
                        followed.differences.push(difference);
                    }
                }
            }
        }
    }

    /// Every line, by contrast, metric and years after; years beyond the end of the run have none.
    pub fn rows(&self) -> Vec<PersistenceRow> {
        let mut rows = Vec::new();
        let mut looker = Looker::default();
        let mut followed = self.followed.iter();
        for &(baseline, scenario) in &self.contrasts {
            for metric in METRICS {
                let better = metrics::catalogue().find(|known| known.name == metric).map(|known| known.better);
                for years_after in YEARS_AFTER {
                    let followed = followed.next().expect("there is one for each");
                    let Some(effect) = followed.pairs.summary() else { continue };
                    rows.push(PersistenceRow {
                        baseline,
                        scenario,
                        metric,
                        years_after,
                        year: self.stop + years_after,
                        effect,
                        share_better: match better {
                            Some(Better::Higher) => Some(effect.share_higher),
                            Some(Better::Lower) => Some(effect.share_lower),
                            _ => None,
                        },
                        remaining: (years_after > 0).then(|| followed.remaining.ratio()),
                        groups: looker.look(&followed.differences),
                    });
                }
            }
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::YearRecord;

    /// A run that has only the metric `landing`, 0 but in the years after the sponsor's last.
    fn run(replicate: u32, landing: [f64; 3]) -> Run {
        let position = metrics::position("landing").expect("a metric");
        let mut run = Run::new(replicate);
        for year in 2021..=2031 {
            let mut values = vec![None; metrics::catalogue().count()];
            let step = usize::try_from((year - 2021) / 5).expect("a year from 2021 on");
            values[position] = Some(landing[step]);
            run.years.push(YearRecord {
                year,
                state_hash: [0; 32],
                metrics: values,
                flows: Vec::new(),
                received: Vec::new(),
                balances: Vec::new(),
                counties: Vec::new(),
                funders: Vec::new(),
                lorenz: Default::default(),
            });
        }
        run
    }

    /// A planted course: 10 at the stop; after five years a half is left; after ten either nothing or all of it.
    #[test]
    fn a_planted_course_is_told_with_its_two_groups() {
        let mut gatherer = PersistenceGatherer::new(vec![(0, 1)], &Settings::default());
        // Quantiles of a normal distribution: one group by themselves.
        let chance = [-1.96, -1.44, -1.15, -0.93, -0.76, -0.6, -0.45, -0.32, -0.19, -0.06];
        for replicate in 0..20 {
            let wobble = 0.1 * if replicate < 10 { chance[replicate] } else { -chance[19 - replicate] };
            let replicate = replicate as u32;
            let end = if replicate.is_multiple_of(2) { 0.0 } else { 10.0 };
            let before = run(replicate, [3.0; 3]);
            let after = run(replicate, [13.0 + wobble, 8.0 + 0.5 * wobble, 3.0 + end + wobble]);
            gatherer.add(&[&before, &after]);
        }
        let rows = gatherer.rows();
        assert_eq!(
            rows.iter().map(|row| (row.metric, row.year)).collect::<Vec<_>>(),
            [("landing", 2021), ("landing", 2026), ("landing", 2031)]
        );
        let half = rows[1].remaining.and_then(Ratio::value).expect("the effect at the stop is clear");
        assert!((half - 0.5).abs() < 1e-9, "{half}");
        assert!(!rows[1].groups.expect("twenty values").are_two());
        let groups = rows[2].groups.filter(TwoGroups::are_two).expect("nothing or all").mixture;
        assert!(groups.means[0].abs() < 0.1 && (groups.means[1] - 10.0).abs() < 0.1, "{groups:?}");
    }

    #[test]
    fn of_no_effect_nothing_remains_and_nothing_is_divided() {
        let mut gatherer = PersistenceGatherer::new(vec![(0, 1)], &Settings::default());
        for replicate in 0..4 {
            let same = run(replicate, [f64::from(replicate); 3]);
            gatherer.add(&[&same, &same]);
        }
        for row in gatherer.rows() {
            assert_eq!(row.effect.interval, Some((0.0, 0.0)));
            assert!(row.remaining.is_none_or(|ratio| ratio == Ratio::DenominatorIsZero));
        }
    }
}
