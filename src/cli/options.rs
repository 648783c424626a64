//! Options that several verbs share.

use super::language::Lang;
use crate::ensemble::Detail;
use crate::output::{Failure, Only, Plan, Until};
use crate::scenario::Override;
use clap::Args;
use std::path::PathBuf;

/// How results are shown.
#[derive(Args)]
pub(super) struct Common {
    /// Say nothing beside results and errors
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
    /// Print results as JSON
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// Language, also from the environment variable HEADWATER_LANG
    #[arg(long, global = true, value_enum)]
    pub(super) lang: Option<Lang>,
}

/// What is changed in scenarios.
#[derive(Args)]
pub(super) struct Changes {
    /// Change a setting in all scenarios, or in the one of this NAME; may be repeated
    #[arg(long, value_name = "[NAME:]PATH=VALUE")]
    set: Vec<Override>,
    /// Seed of all draws, as --set run.seed=N
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Replicates of each scenario, as --set run.replicates=N
    #[arg(long, value_name = "N")]
    replicates: Option<u32>,
    /// Size of the region: workshop, province, registry or national, as --set preset=P
    #[arg(long, value_name = "P")]
    preset: Option<String>,
    /// Drop rows of registers that hold a mistake and name them, as --set region.register.lenient=true
    #[arg(long)]
    lenient: bool,
    /// Yearly discount rate of value.csv, as --set measures.discount_rate=RATE
    #[arg(long, value_name = "RATE")]
    discount: Option<f64>,
}

impl Changes {
    /// All changes, those with options of their own first.
    pub(super) fn overrides(&self) -> Vec<Override> {
        let named = [
            ("region.register.lenient", self.lenient.then(|| "true".to_string())),
            ("preset", self.preset.clone()),
            ("run.seed", self.seed.map(|seed| seed.to_string())),
            ("run.replicates", self.replicates.map(|replicates| replicates.to_string())),
            ("measures.discount_rate", self.discount.map(|rate| format!("{rate:?}"))),
        ];
        let named = named
            .into_iter()
            .filter_map(|(path, value)| Some(Override { scenario: None, path: path.to_string(), value: value? }));
        named.chain(self.set.iter().cloned()).collect()
    }
}

/// How many replicates there are in the end.
#[derive(Args)]
pub(super) struct Growth {
    /// Add replicates until the interval of a metric is narrow enough, e.g. 'landing@2031 ci<5%' of the mean, or ci<3
    #[arg(long, value_name = "CONDITION")]
    until: Option<String>,
    /// Replicates at most with --until
    #[arg(long, value_name = "N", default_value_t = 512, requires = "until")]
    max_replicates: u32,
}

impl Growth {
    /// The plan with what is asked for.
    ///
    /// # Errors
    /// When the expression is malformed or does not fit the plan.
    pub(super) fn plan(&self, plan: Plan) -> Result<Plan, Failure> {
        let until = self.until.as_deref().map(|until| Until::read(until, self.max_replicates, &plan)).transpose()?;
        Ok(plan.with_until(until))
    }
}

/// Which parts of the results are wanted.
#[derive(Args)]
pub(super) struct Choice {
    /// Compute and write only these parts, e.g. survival,value; a name that is none lists all
    #[arg(long, value_name = "PART[,PART...]", value_delimiter = ',')]
    only: Vec<String>,
}

impl Choice {
    /// The plan with what is asked for.
    ///
    /// # Errors
    /// When a name is not that of a part, or the plan has no such part.
    pub(super) fn plan(&self, plan: Plan) -> Result<Plan, Failure> {
        let only = if self.only.is_empty() { None } else { Some(Only::read(&self.only)?) };
        plan.with_only(only)
    }
}

/// How work is done and where it goes.
#[derive(Args)]
pub(super) struct Work {
    /// Threads; as many as the machine has by default
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub(super) threads: usize,
    /// Folder of the results; results/NAME-HASH by default
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Write to the folder even if something else is there
    #[arg(long)]
    pub(super) force: bool,
    /// Write organisations.parquet too
    #[arg(long)]
    organisations: bool,
}

impl Work {
    /// What is kept beside the yearly records.
    pub(super) fn detail(&self) -> Detail {
        Detail { organisations: self.organisations }
    }
}
