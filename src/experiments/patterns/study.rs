//! The runs that the patterns need, and how numbers are taken out of them.

use crate::ensemble::{self, Detail, Run};
use crate::metrics;
use crate::model::Model;
use crate::parallel;
use crate::progress::{Stopped, Watch};
use crate::scenario::{self, Diagnosis, Override};
use crate::stats::moments::Moments;
use crate::stats::student;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A set of runs: a built-in scenario with some settings changed.
struct Variant {
    name: &'static str,
    scenario: &'static str,
    changes: &'static [&'static str],
    detail: Detail,
}

const BRIEF: Detail = Detail { organisations: false };
const WITH_ORGANISATIONS: Detail = Detail { organisations: true };

/// Slots of the pulse experiments: a product for one, two or three years and then none, with reluctant funders.
const RELUCTANT: &str = "evidence.threshold_mean=0.30";

/// Every set of runs.
const VARIANTS: &[Variant] = &[
    Variant { name: "deck", scenario: "shandong_2017", changes: &[], detail: BRIEF },
    Variant { name: "baseline", scenario: "baseline", changes: &["run.end_year=2025"], detail: WITH_ORGANISATIONS },
    Variant {
        name: "lottery",
        scenario: "baseline",
        changes: &["run.end_year=2025", "interventions.lottery_grants.enabled=true"],
        detail: WITH_ORGANISATIONS,
    },
    Variant {
        name: "more_government",
        scenario: "baseline",
        changes: &["run.end_year=2025", "funders.county_bureau.offer_share_closed=0.3"],
        detail: BRIEF,
    },
    Variant {
        name: "channel",
        scenario: "baseline",
        changes: &[
            "run.end_year=2025",
            "interventions.giving_channel.enabled=true",
            "interventions.giving_channel.first_year=2017",
        ],
        detail: BRIEF,
    },
    Variant {
        name: "pool",
        scenario: "matched_giving",
        changes: &[
            "run.end_year=2025",
            "interventions.matched_giving.rate_binds=true",
            "interventions.matched_giving.rate_bp=10000",
        ],
        detail: BRIEF,
    },
    Variant {
        name: "pool_higher_rate",
        scenario: "matched_giving",
        changes: &[
            "run.end_year=2025",
            "interventions.matched_giving.rate_binds=true",
            "interventions.matched_giving.rate_bp=20000",
        ],
        detail: BRIEF,
    },
    Variant {
        name: "hub_leaves_2019",
        scenario: "shandong_2017",
        changes: &["run.end_year=2030", "interventions.hub_exit.enabled=true", "interventions.hub_exit.stop_year=2019"],
        detail: BRIEF,
    },
    Variant {
        name: "hub_leaves_2025",
        scenario: "shandong_2017",
        changes: &["run.end_year=2030", "interventions.hub_exit.enabled=true", "interventions.hub_exit.stop_year=2025"],
        detail: BRIEF,
    },
    Variant {
        name: "hub_leaves_2025_habit",
        scenario: "shandong_2017",
        changes: &[
            "run.end_year=2030",
            "interventions.hub_exit.enabled=true",
            "interventions.hub_exit.stop_year=2025",
            "hub.institutionalisation=1.0",
        ],
        detail: BRIEF,
    },
    Variant { name: "pulse_1", scenario: "opening", changes: &["run.end_year=2028", RELUCTANT], detail: BRIEF },
    Variant {
        name: "pulse_2",
        scenario: "opening",
        changes: &[
            "run.end_year=2028",
            RELUCTANT,
            "interventions.product_replication.enabled=true",
            "interventions.product_replication.products=[{first_year=2018,last_year=2018,slots=40}]",
        ],
        detail: BRIEF,
    },
    Variant {
        name: "pulse_3",
        scenario: "opening",
        changes: &[
            "run.end_year=2028",
            RELUCTANT,
            "interventions.product_replication.enabled=true",
            "interventions.product_replication.products=[{first_year=2018,last_year=2019,slots=40}]",
        ],
        detail: BRIEF,
    },
];

/// The sets of runs with their models, checked and ready.
pub struct Plan {
    models: Vec<(&'static Variant, Arc<Model>)>,
    pub(super) preset: String,
    pub(super) replicates: u32,
    pub(super) seed: u64,
}

impl Plan {
    /// Lays changes over every set of runs; what a set changes itself comes last.
    ///
    /// # Errors
    /// When a change of settings is wrong.
    pub fn new(changes: &[Override]) -> Result<Plan, Diagnosis> {
        let mut plan = Plan { models: Vec::new(), preset: String::new(), replicates: 0, seed: 0 };
        for variant in VARIANTS {
            let own = variant.changes.iter().map(|change| change.parse().expect("a change has a path and a value"));
            let changes: Vec<Override> = changes.iter().cloned().chain(own).collect();
            let scenario = scenario::load(&[variant.scenario.to_string()], &changes)?.remove(0);
            plan.preset = scenario.preset.clone();
            plan.replicates = scenario.settings.run.replicates;
            plan.seed = scenario.settings.run.seed;
            plan.models.push((variant, scenario.model()));
        }
        Ok(plan)
    }

    /// Years of single replicates that will be simulated, for progress.
    pub fn units(&self) -> u64 {
        let years = |model: &Model| model.settings.years().count() as u64;
        self.models.iter().map(|(_, model)| years(model) * u64::from(self.replicates)).sum()
    }

    /// Simulates everything.
    pub(super) fn run(&self, watch: &dyn Watch) -> Result<Study, Stopped> {
        let simulate = |(variant, model): &(&'static Variant, Arc<Model>)| {
            Ok((variant.name, simulate(model, variant, self.replicates, watch)?))
        };
        Ok(Study { runs: self.models.iter().map(simulate).collect::<Result<_, Stopped>>()? })
    }
}

/// All runs, by the name of their set and in the order of replicates.
pub struct Study {
    runs: BTreeMap<&'static str, Vec<Run>>,
}

/// A mean with its 95 % interval over replicates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Mean {
    pub(super) value: f64,
    pub(super) half_width: f64,
}

impl Mean {
    /// The mean of values that are there; none without any.
    pub(super) fn of(values: impl IntoIterator<Item = Option<f64>>) -> Option<Mean> {
        let mut moments = Moments::default();
        values.into_iter().flatten().for_each(|value| moments.add(value));
        let count = moments.count() as f64;
        let half_width = match moments.deviation() {
            Some(deviation) if deviation > 0.0 => student::quantile(0.975, count - 1.0) * deviation / count.sqrt(),
            _ => 0.0,
        };
        Some(Mean { value: moments.mean()?, half_width })
    }

    pub(super) fn low(self) -> f64 {
        self.value - self.half_width
    }

    pub(super) fn high(self) -> f64 {
        self.value + self.half_width
    }

    /// The mean and its interval with some digits.
    pub(super) fn show(self, digits: usize) -> String {
        format!("{:.digits$} [{:.digits$}, {:.digits$}]", self.value, self.low(), self.high())
    }
}

impl Study {
    /// The runs of a set.
    pub(super) fn runs(&self, variant: &str) -> &[Run] {
        &self.runs[variant]
    }

    /// A metric in a year, replicate by replicate.
    pub(super) fn values(&self, variant: &str, metric: &str, year: i16) -> Vec<Option<f64>> {
        let position = metrics::position(metric).unwrap_or_else(|| panic!("{metric} is a metric"));
        self.runs(variant).iter().map(|run| run.year(year).and_then(|record| record.metrics[position])).collect()
    }

    /// The mean of a metric in a year.
    pub(super) fn mean(&self, variant: &str, metric: &str, year: i16) -> Option<Mean> {
        Mean::of(self.values(variant, metric, year))
    }

    /// The mean over replicates of a metric's mean over years.
    pub(super) fn mean_over(&self, variant: &str, metric: &str, years: std::ops::RangeInclusive<i16>) -> Option<Mean> {
        let by_year: Vec<Vec<Option<f64>>> = years.map(|year| self.values(variant, metric, year)).collect();
        let replicates = self.runs(variant).len();
        Mean::of((0..replicates).map(|replicate| {
            let mut moments = Moments::default();
            by_year.iter().filter_map(|values| values[replicate]).for_each(|value| moments.add(value));
            moments.mean()
        }))
    }
}

fn simulate(model: &Arc<Model>, variant: &Variant, replicates: u32, watch: &dyn Watch) -> Result<Vec<Run>, Stopped> {
    let replicates: Vec<u32> = (0..replicates).collect();
    let models = [model.clone()];
    parallel::map_in_order(&replicates, |&replicate| {
        let mut run = ensemble::simulate(&models, replicate, variant.detail, watch)?.remove(0);
        // The rows need metrics, flows and exposure; counties and funders would only fill memory.
        for year in &mut run.years {
            year.counties = Vec::new();
            year.funders = Vec::new();
        }
        Ok(run)
    })
    .into_iter()
    .collect()
}
