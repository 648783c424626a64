//! Survival by scenario and cohort, two ways: pooled over replicates, as if all organisations were independent; and
//! paired by replicate, which is what differences rest on.

use super::Run;
use super::exposure::{Cohort, SIZES, TIMES};
use crate::stats::holm::holm;
use crate::stats::kaplan_meier::{Survival, kaplan_meier};
use crate::stats::log_rank::{LogRank, log_rank};
use crate::stats::nelson_aalen::{CumulativeHazard, nelson_aalen};
use crate::stats::paired::{Paired, Pairs};
use crate::stats::restricted_mean::{RestrictedMean, restricted_mean};
use crate::stats::student::HalfWidths;

/// The years to which survival and restricted means are taken.
pub const HORIZONS: [usize; 2] = [5, 10];

/// Times in classes: the name, and the times from the first to before the last.
const TIME_CLASSES: [(&str, usize, usize); 3] = [("0-2", 0, 3), ("3-9", 3, 10), ("10+", 10, TIMES)];

/// A part of a cohort whose hazard is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// By what the cohort is divided: `all`, `time` or `size`.
    pub by: &'static str,
    /// The class.
    pub name: &'static str,
    first: usize,
    end: usize,
    size: Option<usize>,
}

/// Every part of a cohort whose hazard is told.
pub fn classes() -> Vec<Class> {
    let whole = Class { by: "all", name: "all", first: 0, end: TIMES, size: None };
    let by_time = TIME_CLASSES.map(|(name, first, end)| Class { by: "time", name, first, end, size: None });
    let by_size = [0, 1, 2].map(|size| Class { by: "size", name: SIZES[size], first: 0, end: TIMES, size: Some(size) });
    std::iter::once(whole).chain(by_time).chain(by_size).collect()
}

/// Those at risk and those who closed, by cohort, time and size.
#[derive(Clone)]
struct Counts(Vec<(u64, u64)>);

impl Counts {
    fn new() -> Counts {
        Counts(vec![(0, 0); Cohort::ALL.len() * TIMES * SIZES.len()])
    }

    fn position(cohort: Cohort, time: usize, size: usize) -> usize {
        (cohort as usize * TIMES + time) * SIZES.len() + size
    }

    fn add(&mut self, run: &Run) {
        for (cohort, time, size, fate) in run.exposure.entries() {
            let counts = &mut self.0[Counts::position(cohort, time, size)];
            counts.0 += u64::from(fate.at_risk);
            counts.1 += u64::from(fate.closed);
        }
    }

    fn sum(&self, cohort: Cohort, times: std::ops::Range<usize>, size: Option<usize>) -> (u64, u64) {
        let sizes = size.map_or(0..SIZES.len(), |size| size..size + 1);
        let cells = times.flat_map(|time| sizes.clone().map(move |size| Counts::position(cohort, time, size)));
        cells.fold((0, 0), |sum, position| (sum.0 + self.0[position].0, sum.1 + self.0[position].1))
    }

    /// Time by time. The last time holds all later ones too and is no time of its own.
    fn table(&self, cohort: Cohort) -> Vec<(u64, u64)> {
        (0..TIMES - 1).map(|time| self.sum(cohort, time..time + 1, None)).collect()
    }

    fn class(&self, cohort: Cohort, class: &Class) -> (u64, u64) {
        self.sum(cohort, class.first..class.end, class.size)
    }
}

/// What one replicate says of a cohort: survival and restricted mean to each horizon, then the hazard of each class.
fn measures(counts: &Counts, classes: &[Class]) -> Vec<Option<f64>> {
    let mut measures = Vec::new();
    for cohort in Cohort::ALL {
        let table = counts.table(cohort);
        let curve = kaplan_meier(&table);
        for horizon in HORIZONS {
            measures.push(curve.get(horizon - 1).map(|point| point.survival));
            measures.push(restricted_mean(&table, horizon).map(|mean| mean.years));
        }
        for class in classes {
            let (at_risk, closed) = counts.class(cohort, class);
            measures.push((at_risk > 0).then(|| closed as f64 / at_risk as f64));
        }
    }
    measures
}

/// Gathers runs replicate by replicate; its memory does not grow with their number.
pub struct SurvivalGatherer {
    contrasts: Vec<(usize, usize)>,
    classes: Vec<Class>,
    pooled: Vec<Counts>,
    pairs: Vec<Vec<Pairs>>,
    half_widths: HalfWidths,
}

impl SurvivalGatherer {
    /// Begins to gather so many scenarios and these contrasts (baseline, scenario).
    pub fn new(scenarios: usize, contrasts: Vec<(usize, usize)>) -> SurvivalGatherer {
        let classes = classes();
        let measures = Cohort::ALL.len() * (2 * HORIZONS.len() + classes.len());
        let pairs = vec![vec![Pairs::default(); measures]; contrasts.len()];
        let pooled = vec![Counts::new(); scenarios];
        SurvivalGatherer { contrasts, classes, pooled, pairs, half_widths: HalfWidths::default() }
    }

    /// Takes in one replicate: the runs of all scenarios in their order.
    pub fn add(&mut self, runs: &[&Run]) {
        let mut of_runs = Vec::with_capacity(runs.len());
        for (run, pooled) in runs.iter().zip(&mut self.pooled) {
            pooled.add(run);
            let mut counts = Counts::new();
            counts.add(run);
            of_runs.push(measures(&counts, &self.classes));
        }
        for (&(baseline, scenario), pairs) in self.contrasts.iter().zip(&mut self.pairs) {
            for (pair, (&before, &after)) in pairs.iter_mut().zip(of_runs[baseline].iter().zip(&of_runs[scenario])) {
                pair.add(before, after);
            }
        }
    }

    /// The contrasts, in the order of positions.
    pub fn contrasts(&self) -> &[(usize, usize)] {
        &self.contrasts
    }

    /// The classes of which hazards are told.
    pub fn classes(&self) -> &[Class] {
        &self.classes
    }

    /// The pooled course of a cohort: survival and cumulative hazard after each year.
    pub fn course(&self, scenario: usize, cohort: Cohort) -> Vec<(Survival, CumulativeHazard)> {
        let table = self.pooled[scenario].table(cohort);
        kaplan_meier(&table).into_iter().zip(nelson_aalen(&table)).collect()
    }

    /// The pooled restricted mean of a cohort.
    pub fn restricted_mean(&self, scenario: usize, cohort: Cohort, horizon: usize) -> Option<RestrictedMean> {
        restricted_mean(&self.pooled[scenario].table(cohort), horizon)
    }

    /// Those at risk and those who closed of a class of a cohort, pooled.
    pub fn at_risk(&self, scenario: usize, cohort: Cohort, class: &Class) -> (u64, u64) {
        self.pooled[scenario].class(cohort, class)
    }

    /// The paired survival at a horizon (position in [`HORIZONS`]).
    pub fn survival(&self, contrast: usize, cohort: Cohort, horizon: usize) -> Option<Paired> {
        self.paired(contrast, cohort, 2 * horizon)
    }

    /// The paired restricted mean to a horizon (position in [`HORIZONS`]).
    pub fn mean(&self, contrast: usize, cohort: Cohort, horizon: usize) -> Option<Paired> {
        self.paired(contrast, cohort, 2 * horizon + 1)
    }

    /// The paired hazard of a class (position in [`SurvivalGatherer::classes`]).
    pub fn hazard(&self, contrast: usize, cohort: Cohort, class: usize) -> Option<Paired> {
        self.paired(contrast, cohort, 2 * HORIZONS.len() + class)
    }

    fn paired(&self, contrast: usize, cohort: Cohort, measure: usize) -> Option<Paired> {
        let measures = 2 * HORIZONS.len() + self.classes.len();
        self.pairs[contrast][cohort as usize * measures + measure].summary_with(&self.half_widths)
    }

    /// The log-rank test of every contrast and cohort, pooled, with Holm's correction over all of them.
    pub fn log_rank_tests(&self) -> Vec<(usize, Cohort, LogRank, f64)> {
        let all = (0..self.contrasts.len()).flat_map(|contrast| Cohort::ALL.map(|cohort| (contrast, cohort)));
        let found: Vec<(usize, Cohort, LogRank)> = all
            .filter_map(|(contrast, cohort)| {
                let (baseline, scenario) = self.contrasts[contrast];
                let [before, after] = [baseline, scenario].map(|side| self.pooled[side].table(cohort));
                Some((contrast, cohort, log_rank(&before, &after)?))
            })
            .collect();
        let corrected = holm(&found.iter().map(|(_, _, test)| Some(test.p)).collect::<Vec<_>>());
        found
            .into_iter()
            .zip(corrected)
            .map(|((contrast, cohort, test), p)| (contrast, cohort, test, p.unwrap_or(1.0)))
            .collect()
    }
}
