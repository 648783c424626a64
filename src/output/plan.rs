//! What is to be simulated and kept: the scenarios of one folder.

use super::assumptions::{Assumptions, Variant};
use super::failure::{Failure, Words};
use super::manifest::Manifest;
use super::only::{self, Only};
use super::until::Until;
use crate::ensemble::Detail;
use crate::ensemble::headline::{Contender, HeadlineGatherer, quantities};
use crate::ensemble::hysteresis::Ramp;
use crate::model::Model;
use crate::scenario::{EQUAL_MONEY, Scenario};
use std::path::PathBuf;
use std::sync::Arc;

/// The scenarios of one folder, the first being the baseline of all others.
pub struct Plan {
    /// The scenarios.
    pub scenarios: Vec<Scenario>,
    /// Their models, in the same order.
    pub models: Vec<Arc<Model>>,
    /// What is kept beside the yearly records.
    pub detail: Detail,
    /// The version of the program.
    pub version: &'static str,
    /// The same comparison under other assumptions.
    pub assumptions: Option<Assumptions>,
    /// The ramp that the second scenario makes, while the first one rests.
    pub ramp: Option<Ramp>,
    /// How long replicates are added, if they are.
    pub until: Option<Until>,
    /// The parts of the results that are wanted; all without any choice.
    only: Option<Only>,
}

/// What a complete folder is to a plan.
pub(super) enum Fit {
    /// It holds what the plan asks for.
    Holds,
    /// It holds the same run, but of the parts that are asked for these are missing; there are the others.
    Lacks { missing: Vec<&'static str>, there: Vec<&'static str> },
    /// It is of another run.
    Other,
}

impl Plan {
    /// A plan for these scenarios.
    ///
    /// # Errors
    /// When the scenarios cannot be paired: a name comes twice, or they differ in seed, replicates or years.
    pub fn new(scenarios: Vec<Scenario>, detail: Detail) -> Result<Plan, Failure> {
        for (position, scenario) in scenarios.iter().enumerate() {
            let name = &scenario.name;
            if scenarios[..position].iter().any(|other| other.name == *name) {
                return Err(Failure::Refused(Words::new(
                    format!("the scenario `{name}` is named twice: results would be mixed up; rename one of the files"),
                    format!("情景 `{name}` 出现了两次，结果会混在一起；请给其中一个文件改名"),
                )));
            }
            if let Some(difference) = difference(&scenarios[0], scenario) {
                return Err(difference);
            }
        }
        let models = scenarios.iter().map(Scenario::model).collect();
        Ok(Plan {
            scenarios,
            models,
            detail,
            version: env!("CARGO_PKG_VERSION"),
            assumptions: None,
            ramp: None,
            until: None,
            only: None,
        })
    }

    /// The same plan with replicates added until something holds.
    pub fn with_until(self, until: Option<Until>) -> Plan {
        Plan { until, ..self }
    }

    /// The same plan for some parts of the results.
    ///
    /// # Errors
    /// When the plan has not all that is named.
    pub fn with_only(self, only: Option<Only>) -> Result<Plan, Failure> {
        if let Some(only) = &only {
            only.check(self.scenarios.len(), self.assumptions.is_some())?;
        }
        Ok(Plan { only, ..self })
    }

    /// The parts of the results that are wanted; none if all are.
    pub fn only(&self) -> Option<&Only> {
        self.only.as_ref()
    }

    /// Whether a part of the results is wanted. What has no name comes by itself.
    pub fn wants(&self, part: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.wants(part))
    }

    /// The other assumptions that are tried: none where nobody wants to know.
    pub(super) fn tried(&self) -> Option<&Assumptions> {
        self.assumptions.as_ref().filter(|_| self.wants(only::UNCERTAINTY))
    }

    /// The same plan with another number of replicates.
    pub fn with_replicates(&self, replicates: u32) -> Plan {
        let mut scenarios = self.scenarios.clone();
        for scenario in &mut scenarios {
            scenario.settings.run.replicates = replicates;
        }
        let models = scenarios.iter().map(Scenario::model).collect();
        Plan {
            scenarios,
            models,
            detail: self.detail,
            version: self.version,
            assumptions: self.assumptions.clone(),
            ramp: self.ramp.clone(),
            until: self.until.clone(),
            only: self.only.clone(),
        }
    }

    /// BLAKE3 over what was asked for: known before it is known how many replicates it takes.
    pub fn claim(&self) -> blake3::Hash {
        let Some(until) = &self.until else { return self.hash() };
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.with_replicates(until.from).hash().as_bytes());
        hasher.update(&until.most.to_le_bytes());
        hasher.update(until.expression.as_bytes());
        hasher.finalize()
    }

    /// What a complete folder is to this plan.
    pub(super) fn fit(&self, manifest: &Manifest) -> Fit {
        if self.until.is_some() && manifest.until != self.until {
            return Fit::Other;
        }
        let Ok(held) = manifest.only.as_deref().map(Only::read).transpose() else { return Fit::Other };
        let mut of_folder =
            self.with_replicates(if self.until.is_some() { manifest.replicates } else { self.replicates() });
        of_folder.only = held;
        if manifest.assumptions.is_none() && !self.wants(only::UNCERTAINTY) {
            of_folder.assumptions = None;
        }
        if manifest.hash != of_folder.hash().to_hex().as_str() {
            return Fit::Other;
        }
        let held = of_folder.only.as_ref();
        match only::beyond(self.only.as_ref(), held) {
            missing if missing.is_empty() => Fit::Holds,
            missing => Fit::Lacks { missing, there: held.map_or_else(Vec::new, |held| held.names().to_vec()) },
        }
    }

    /// Whether work that was begun for these parts of the results is work on this plan.
    pub(super) fn shares_work(&self, begun_for: Option<Only>, claim: &str) -> bool {
        let mut begun = self.with_replicates(self.replicates());
        begun.only = begun_for;
        begun.claim().to_hex().as_str() == claim
    }

    /// The scenarios' common seed.
    pub fn seed(&self) -> u64 {
        self.scenarios[0].settings.run.seed
    }

    /// How many replicates each scenario has.
    pub fn replicates(&self) -> u32 {
        self.scenarios[0].settings.run.replicates
    }

    /// The years that are compared: from the base year on.
    pub fn compared_years(&self) -> std::ops::RangeInclusive<i16> {
        let run = &self.scenarios[0].settings.run;
        run.base_year..=run.end_year
    }

    /// The variants under other assumptions; none without any.
    pub(super) fn variants(&self) -> &[Variant] {
        self.tried().map_or(&[], |assumptions| &assumptions.variants)
    }

    /// Gathers the headline numbers of this plan.
    pub(super) fn headline_gatherer(&self) -> HeadlineGatherer {
        let settings = &self.scenarios[0].settings;
        let contenders = self.scenarios.iter().enumerate().map(|(position, scenario)| Contender {
            scenario: scenario.name.clone(),
            title: scenario.title.clone(),
            title_zh: scenario.title_zh.clone(),
            parent: self.parent(position),
        });
        let quantities = quantities(settings.run.base_year, settings.sponsor.last_year, settings.run.end_year);
        HeadlineGatherer::new(contenders.collect(), quantities)
    }

    /// What this is called: a scenario's name, `equal-money`, or the baseline against the others.
    pub fn name(&self) -> String {
        let names: Vec<&str> = self.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
        match names.as_slice() {
            [only] => (*only).to_string(),
            names if names == EQUAL_MONEY => "equal-money".to_string(),
            [first, second] => format!("{first}-vs-{second}"),
            [first, others @ ..] => format!("{first}-vs-{}", others.len()),
            [] => "nothing".to_string(),
        }
    }

    /// BLAKE3 over everything that the results depend on: equal hashes mean equal files.
    pub fn hash(&self) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        let mut put = |text: &[u8]| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text);
        };
        put(b"headwater run");
        put(self.version.as_bytes());
        put(&self.seed().to_le_bytes());
        put(&self.replicates().to_le_bytes());
        put(&[u8::from(self.detail.organisations)]);
        for scenario in &self.scenarios {
            put(scenario.name.as_bytes());
            // Whom a scenario extends decides with what it is compared.
            put(scenario.extends.as_deref().unwrap_or_default().as_bytes());
            put(scenario.fingerprint().as_bytes());
        }
        if let Some(assumptions) = self.tried() {
            put(&assumptions.identity());
        }
        if let Some(ramp) = &self.ramp {
            put(&serde_json::to_vec(ramp).expect("a ramp is plain values"));
        }
        if let Some(only) = &self.only {
            put(b"only");
            only.names().iter().for_each(|name| put(name.as_bytes()));
        }
        hasher.finalize()
    }

    /// The folder where results go unless another is named.
    pub fn default_folder(&self) -> PathBuf {
        PathBuf::from("results").join(format!("{}-{}", self.name(), &self.claim().to_hex()[..12]))
    }

    /// How many runs there are: scenarios times replicates.
    pub fn run_count(&self) -> u64 {
        self.scenarios.len() as u64 * u64::from(self.replicates())
    }

    /// Position of the scenario that a scenario extends, if that is in the plan.
    pub fn parent(&self, scenario: usize) -> Option<usize> {
        let parent = self.scenarios[scenario].extends.as_ref()?;
        self.scenarios.iter().position(|other| other.name == *parent).filter(|&position| position != scenario)
    }

    /// Which scenario is compared with which (baseline, scenario): each with the first, and with its own parent.
    pub fn contrasts(&self) -> Vec<(usize, usize)> {
        (1..self.scenarios.len())
            .flat_map(|scenario| {
                let parent = self.parent(scenario).filter(|&parent| parent != 0);
                std::iter::once((0, scenario)).chain(parent.map(|parent| (parent, scenario)))
            })
            .collect()
    }
}

/// In what two scenarios differ that must be the same for their replicates to be pairs.
fn difference(first: &Scenario, other: &Scenario) -> Option<Failure> {
    let (a, b) = (&first.settings.run, &other.settings.run);
    let pairs = [
        ("run.seed", a.seed.to_string(), b.seed.to_string()),
        ("run.replicates", a.replicates.to_string(), b.replicates.to_string()),
        ("run.base_year", a.base_year.to_string(), b.base_year.to_string()),
        ("run.burn_in_years", a.burn_in_years.to_string(), b.burn_in_years.to_string()),
        ("run.end_year", a.end_year.to_string(), b.end_year.to_string()),
    ];
    let (path, of_first, of_other) = pairs.into_iter().find(|(_, one, two)| one != two)?;
    let (first, other) = (&first.name, &other.name);
    Some(Failure::Refused(Words::new(
        format!(
            "`{path}` is {of_first} in `{first}` and {of_other} in `{other}`: scenarios that are compared must share it; \
             give it to all with `--set {path}={of_other}`"
        ),
        format!(
            "`{path}` 在 `{first}` 中是 {of_first}，在 `{other}` 中是 {of_other}：相互比较的情景必须一致；\
             可用 `--set {path}={of_other}` 统一设定"
        ),
    )))
}
