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
    /// Changes that hold in one year only, and the year.
    in_one_year: Option<(&'static [&'static str], i16)>,
    detail: Detail,
}

impl Variant {
    const fn new(
        name: &'static str,
        scenario: &'static str,
        changes: &'static [&'static str],
        detail: Detail,
    ) -> Variant {
        Variant { name, scenario, changes, in_one_year: None, detail }
    }
}

const BRIEF: Detail = Detail { organisations: false };
const WITH_ORGANISATIONS: Detail = Detail { organisations: true };

/// Slots of the pulse experiments: a product for one, two or three years and then none, with reluctant funders.
const RELUCTANT: &str = "evidence.threshold_mean=0.30";

/// Funders that have got used to the network go on without the hub.
const HABIT: &str = "hub.institutionalisation=1.0";

/// Every set of runs.
const VARIANTS: &[Variant] = &[
    Variant::new("deck", "shandong_2017", &[], BRIEF),
    Variant::new("baseline", "baseline", &["run.end_year=2025"], WITH_ORGANISATIONS),
    Variant::new(
        "lottery",
        "baseline",
        &["run.end_year=2025", "interventions.lottery_grants.enabled=true"],
        WITH_ORGANISATIONS,
    ),
    Variant {
        in_one_year: Some((&["funders.county_bureau.offer_share_closed=0.3"], 2017)),
        ..Variant::new("more_government", "baseline", &["run.end_year=2018"], BRIEF)
    },
    Variant::new(
        "more_government_always",
        "baseline",
        &["run.end_year=2025", "funders.county_bureau.offer_share_closed=0.3"],
        BRIEF,
    ),
    Variant::new(
        "channel",
        "baseline",
        &[
            "run.end_year=2025",
            "interventions.giving_channel.enabled=true",
            "interventions.giving_channel.first_year=2017",
        ],
        BRIEF,
    ),
    Variant::new(
        "pool",
        "matched_giving",
        &[
            "run.end_year=2025",
            "interventions.matched_giving.rate_binds=true",
            "interventions.matched_giving.rate_bp=10000",
        ],
        BRIEF,
    ),
    Variant::new(
        "pool_higher_rate",
        "matched_giving",
        &[
            "run.end_year=2025",
            "interventions.matched_giving.rate_binds=true",
            "interventions.matched_giving.rate_bp=20000",
        ],
        BRIEF,
    ),
    Variant::new(
        "hub_leaves_2019",
        "shandong_2017",
        &["run.end_year=2024", "interventions.hub_exit.enabled=true", "interventions.hub_exit.stop_year=2019"],
        BRIEF,
    ),
    Variant::new(
        "hub_leaves_2025",
        "shandong_2017",
        &["run.end_year=2030", "interventions.hub_exit.enabled=true", "interventions.hub_exit.stop_year=2025"],
        BRIEF,
    ),
    Variant::new("deck_habit", "shandong_2017", &[HABIT], BRIEF),
    Variant::new("baseline_habit", "baseline", &["run.end_year=2016", HABIT], BRIEF),
    Variant::new(
        "hub_leaves_2019_habit",
        "shandong_2017",
        &["run.end_year=2024", "interventions.hub_exit.enabled=true", "interventions.hub_exit.stop_year=2019", HABIT],
        BRIEF,
    ),
    Variant::new(
        "hub_leaves_2025_habit",
        "shandong_2017",
        &["run.end_year=2030", "interventions.hub_exit.enabled=true", "interventions.hub_exit.stop_year=2025", HABIT],
        BRIEF,
    ),
    Variant::new("deck_habit_open", "shandong_2017", &[HABIT, "evidence.openness_max=0.55"], BRIEF),
    Variant::new("baseline_habit_open", "baseline", &["run.end_year=2016", HABIT, "evidence.openness_max=0.55"], BRIEF),
    Variant::new(
        "hub_leaves_2019_habit_open",
        "shandong_2017",
        &[
            "run.end_year=2024",
            "interventions.hub_exit.enabled=true",
            "interventions.hub_exit.stop_year=2019",
            HABIT,
            "evidence.openness_max=0.55",
        ],
        BRIEF,
    ),
    Variant::new(
        "hub_leaves_2025_habit_open",
        "shandong_2017",
        &[
            "run.end_year=2030",
            "interventions.hub_exit.enabled=true",
            "interventions.hub_exit.stop_year=2025",
            HABIT,
            "evidence.openness_max=0.55",
        ],
        BRIEF,
    ),
    Variant::new("pulse_1", "opening", &["run.end_year=2028", RELUCTANT], BRIEF),
    Variant::new(
        "pulse_2",
        "opening",
        &[
            "run.end_year=2028",
            RELUCTANT,
            "interventions.product_replication.enabled=true",
            "interventions.product_replication.products=[{first_year=2018,last_year=2018,slots=40}]",
        ],
        BRIEF,
    ),
    Variant::new(
        "pulse_2_ready",
        "opening",
        &[
            "run.end_year=2028",
            "evidence.threshold_mean=0.20",
            "interventions.product_replication.enabled=true",
            "interventions.product_replication.products=[{first_year=2018,last_year=2018,slots=40}]",
        ],
        BRIEF,
    ),
    Variant::new(
        "pulse_3",
        "opening",
        &[
            "run.end_year=2028",
            RELUCTANT,
            "interventions.product_replication.enabled=true",
            "interventions.product_replication.products=[{first_year=2018,last_year=2019,slots=40}]",
        ],
        BRIEF,
    ),
];

/// Models one after another, each with the last year in which it holds.
type Spells = Vec<(Arc<Model>, i16)>;

/// The sets of runs with their models, checked and ready.
pub struct Plan {
    /// A set with its models: one for all years, or one up to a year, one for this year and one for the years behind it.
    models: Vec<(&'static Variant, Spells)>,
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
            let load = |changes: &[Override]| {
                scenario::load(&[variant.scenario.to_string()], changes).map(|mut loaded| loaded.remove(0))
            };
            let scenario = load(&changes)?;
            let end = scenario.settings.run.end_year;
            let mut spells = vec![(scenario.model(), end)];
            if let Some((more, year)) = variant.in_one_year {
                let more = more.iter().map(|change| change.parse().expect("a change has a path and a value"));
                let changes: Vec<Override> = changes.iter().cloned().chain(more).collect();
                spells.insert(0, (load(&changes)?.model(), year));
                spells.insert(0, (scenario.model(), year - 1));
            }
            plan.preset = scenario.preset.clone();
            plan.replicates = scenario.settings.run.replicates;
            plan.seed = scenario.settings.run.seed;
            plan.models.push((variant, spells));
        }
        Ok(plan)
    }

    /// Years of single replicates that will be simulated, for progress.
    pub fn units(&self) -> u64 {
        let years = |model: &Model| model.settings.years().count() as u64;
        self.models.iter().map(|(_, spells)| years(&spells[0].0) * u64::from(self.replicates)).sum()
    }

    /// Simulates everything.
    pub(super) fn run(&self, watch: &dyn Watch) -> Result<Study, Stopped> {
        let simulate = |(variant, spells): &(&'static Variant, Spells)| {
            Ok((variant.name, Arc::new(simulate(spells, variant, self.replicates, watch)?)))
        };
        Ok(Study { runs: self.models.iter().map(simulate).collect::<Result<_, Stopped>>()? })
    }
}

/// All runs, by the name of their set and in the order of replicates.
pub struct Study {
    runs: BTreeMap<&'static str, Arc<Vec<Run>>>,
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

    /// The same runs with other ones in the place of the deck's path and of the baseline.
    pub(super) fn with(&self, deck: &str, baseline: &str) -> Study {
        let mut runs = self.runs.clone();
        runs.insert("deck", self.runs[deck].clone());
        runs.insert("baseline", self.runs[baseline].clone());
        Study { runs }
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

fn simulate(
    spells: &[(Arc<Model>, i16)],
    variant: &Variant,
    replicates: u32,
    watch: &dyn Watch,
) -> Result<Vec<Run>, Stopped> {
    let replicates: Vec<u32> = (0..replicates).collect();
    parallel::map_in_order(&replicates, |&replicate| {
        let mut run = ensemble::simulate_in_spells(spells, replicate, variant.detail, watch)?;
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
