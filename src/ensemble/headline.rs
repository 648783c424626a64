//! The few numbers by which scenarios are told apart at first sight, paired by replicate with the first scenario.

use super::Run;
use crate::metrics::{self, Better};
use crate::stats::holm::holm;
use crate::stats::interval::Method;
use crate::stats::paired::Pairs;
use crate::stats::quantile::quantile;
use serde::{Deserialize, Serialize};

/// One of these numbers: metrics of one year, or summed over years.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantity {
    /// Its name.
    pub name: String,
    /// The metrics that are added up.
    pub metrics: Vec<String>,
    /// The first year that counts.
    pub first_year: i16,
    /// The last year that counts.
    pub last_year: i16,
    /// Whether it is compared with the scenario that a scenario extends, instead of with the first one.
    pub against_parent: bool,
}

/// The numbers of all scenarios.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Headlines {
    /// What the columns are.
    pub quantities: Vec<Quantity>,
    /// Scenario by scenario, the baseline first.
    pub rows: Vec<HeadlineRow>,
}

/// The numbers of one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeadlineRow {
    /// The scenario's name.
    pub scenario: String,
    /// What it is called, in English.
    pub title: String,
    /// What it is called, in Chinese.
    pub title_zh: String,
    /// One cell per quantity; none where it is not defined.
    pub cells: Vec<Option<HeadlineCell>>,
}

/// One number of one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HeadlineCell {
    /// The mean over replicates.
    pub mean: f64,
    /// The scenario with which it is compared; none for the baseline itself.
    pub against: Option<String>,
    /// The mean difference.
    pub difference: f64,
    /// Lower end of the 95 % interval of the mean difference; none with fewer than two pairs.
    pub ci95_low: Option<f64>,
    /// Upper end of the interval.
    pub ci95_high: Option<f64>,
    /// How the interval was found: `constant`, `student` or `hall`; none without one.
    #[serde(default)]
    pub method: Option<String>,
    /// Probability of such a mean difference by chance; none for the baseline itself.
    #[serde(default)]
    pub p: Option<f64>,
    /// How many times smaller pairing made the variance of the difference; none where it does not vary.
    #[serde(default)]
    pub variance_reduction: Option<f64>,
    /// The same probability with Holm's correction over all differences of the table in which a direction is better.
    #[serde(default)]
    pub p_holm: Option<f64>,
    /// Share of replicates in which the scenario is better; none where neither direction is.
    pub share_better: Option<f64>,
    /// Complete pairs.
    pub replicates: u64,
    /// Pairs that miss a side.
    pub dropped: u64,
}

impl Headlines {
    /// The differences that are read together: those in which a direction is better.
    pub fn read_together(&self) -> impl Iterator<Item = &HeadlineCell> {
        self.rows.iter().flat_map(|row| row.cells.iter().flatten()).filter(|cell| cell.is_read())
    }

    /// How many times smaller pairing made the variance of these differences, in the middle; none where none varies.
    pub fn variance_reduction(&self) -> Option<f64> {
        let mut factors: Vec<f64> = self.read_together().filter_map(|cell| cell.variance_reduction).collect();
        factors.sort_by(f64::total_cmp);
        quantile(&factors, 0.5)
    }
}

impl HeadlineCell {
    fn is_read(&self) -> bool {
        self.against.is_some() && self.share_better.is_some()
    }

    /// Whether the difference holds at 5 % after Holm's correction.
    pub fn holds(&self) -> bool {
        self.p_holm.is_some_and(|p| p < 0.05)
    }
}

impl HeadlineRow {
    /// The cell of a quantity, by name.
    pub fn cell(&self, quantities: &[Quantity], name: &str) -> Option<&HeadlineCell> {
        let position = quantities.iter().position(|quantity| quantity.name == name)?;
        self.cells.get(position)?.as_ref()
    }
}

/// The quantities of a comparison: `sponsor_last_year` is the last year in which the outside payer gives.
pub fn quantities(base_year: i16, sponsor_last_year: i16, end_year: i16) -> Vec<Quantity> {
    let quantity = |name: &str, metrics: &[&str], first_year: i16, last_year: i16, against_parent: bool| Quantity {
        name: name.to_string(),
        metrics: metrics.iter().map(|metric| (*metric).to_string()).collect(),
        first_year,
        last_year,
        against_parent,
    };
    let at = |name: &str, metric: &str, year: i16| quantity(name, &[metric], year, year, false);
    let since = |name: &str, metrics: &[&str], against_parent: bool| {
        quantity(name, metrics, base_year + 1, end_year, against_parent)
    };
    let moved = &["own_slot_money_yuan", "day_gifts_yuan", "ordinary_gifts_yuan"];
    vec![
        at("landing_as_the_sponsor_stops", "landing", sponsor_last_year),
        at("landing", "landing", end_year),
        at("organisations_alive", "organisations_alive", end_year),
        at("base_cohort_survival", "base_cohort_survival", end_year),
        since("service_units", &["service_units"], false),
        since("sponsor_offered_yuan", &["sponsor_offered_yuan"], false),
        since("sponsor_spent_yuan", &["sponsor_spent_yuan"], false),
        since("delivered_yuan", &["delivered_yuan"], false),
        since("moved_by_others_yuan", moved, true),
    ]
}

/// Who is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contender {
    /// The scenario's name.
    pub scenario: String,
    /// What it is called, in English.
    pub title: String,
    /// What it is called, in Chinese.
    pub title_zh: String,
    /// Position of the scenario that it extends, if that is compared too.
    pub parent: Option<usize>,
}

/// Gathers the numbers replicate by replicate; its memory does not grow with their number.
pub struct HeadlineGatherer {
    contenders: Vec<Contender>,
    quantities: Vec<Quantity>,
    /// Per quantity, positions in the catalogue of its metrics and which direction is better; none if one is unknown.
    metrics: Vec<Option<(Vec<usize>, Better)>>,
    pairs: Vec<Pairs>,
}

impl HeadlineGatherer {
    /// Begins to gather these quantities of these scenarios, the baseline first.
    pub fn new(contenders: Vec<Contender>, quantities: Vec<Quantity>) -> HeadlineGatherer {
        let known = |quantity: &Quantity| {
            let positions: Option<Vec<usize>> = quantity.metrics.iter().map(|name| metrics::position(name)).collect();
            let better = metrics::catalogue().find(|metric| metric.name == quantity.metrics[0])?.better;
            positions.map(|positions| (positions, better))
        };
        let metrics = quantities.iter().map(known).collect();
        let pairs = vec![Pairs::default(); contenders.len() * quantities.len()];
        HeadlineGatherer { contenders, quantities, metrics, pairs }
    }

    /// Takes in one replicate: the runs of all scenarios in their order.
    pub fn add(&mut self, runs: &[&Run]) {
        let values: Vec<Vec<Option<f64>>> = runs.iter().map(|run| self.values(run)).collect();
        let quantities = self.quantities.len();
        for position in 0..self.contenders.len() * quantities {
            let (scenario, which) = (position / quantities, position % quantities);
            let against = self.against(scenario, which);
            self.pairs[position].add(values[against][which], values[scenario][which]);
        }
    }

    /// The numbers so far.
    pub fn headlines(&self) -> Headlines {
        let row = |(scenario, contender): (usize, &Contender)| HeadlineRow {
            scenario: contender.scenario.clone(),
            title: contender.title.clone(),
            title_zh: contender.title_zh.clone(),
            cells: (0..self.quantities.len()).map(|which| self.cell(scenario, which)).collect(),
        };
        let mut rows: Vec<HeadlineRow> = self.contenders.iter().enumerate().map(row).collect();
        correct(&mut rows);
        Headlines { quantities: self.quantities.clone(), rows }
    }

    /// The numbers of one run, in the order of the quantities.
    pub fn values(&self, run: &Run) -> Vec<Option<f64>> {
        (0..self.quantities.len()).map(|which| self.value(run, which)).collect()
    }

    /// The scenario with which a number of a scenario is compared.
    pub fn against(&self, scenario: usize, which: usize) -> usize {
        let parent = self.contenders[scenario].parent.filter(|_| self.quantities[which].against_parent);
        parent.unwrap_or(0)
    }

    fn value(&self, run: &Run, which: usize) -> Option<f64> {
        let (positions, _) = self.metrics[which].as_ref()?;
        let quantity = &self.quantities[which];
        let mut sum = 0.0;
        for year in quantity.first_year..=quantity.last_year {
            let record = run.year(year)?;
            for &position in positions {
                sum += record.metrics[position]?;
            }
        }
        Some(sum)
    }

    fn cell(&self, scenario: usize, which: usize) -> Option<HeadlineCell> {
        let pairs = &self.pairs[scenario * self.quantities.len() + which];
        let paired = pairs.summary()?;
        let against = self.against(scenario, which);
        let (_, better) = self.metrics[which].as_ref()?;
        Some(HeadlineCell {
            mean: paired.scenario_mean,
            against: (against != scenario).then(|| self.contenders[against].scenario.clone()),
            difference: paired.difference,
            ci95_low: paired.interval.map(|(low, _)| low),
            ci95_high: paired.interval.map(|(_, high)| high),
            method: paired.method.filter(|_| against != scenario).map(Method::name).map(str::to_string),
            p: paired.p.filter(|_| against != scenario),
            p_holm: None,
            variance_reduction: paired.variance_reduction.filter(|_| against != scenario),
            share_better: match better {
                Better::Higher => Some(paired.share_higher),
                Better::Lower => Some(paired.share_lower),
                Better::Neither => None,
            },
            replicates: paired.replicates,
            dropped: paired.dropped,
        })
    }
}

/// Holm's correction over all differences in which a direction is better: these are read together.
fn correct(rows: &mut [HeadlineRow]) {
    let cells: Vec<&mut HeadlineCell> =
        rows.iter_mut().flat_map(|row| row.cells.iter_mut().flatten()).filter(|cell| cell.is_read()).collect();
    let corrected = holm(&cells.iter().map(|cell| cell.p).collect::<Vec<_>>());
    for (cell, p) in cells.into_iter().zip(corrected) {
        cell.p_holm = p;
    }
}
