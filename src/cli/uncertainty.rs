//! `headwater uncertainty`: what chance does and what assumptions do.

use super::assumptions::{self, Answer, SHOWN};
use super::complaint::Complaint;
use super::options::{Changes, Common, Work};
use super::simulate::{Done, simulate, write_foot};
use super::talk::Talk;
use super::write_json;
use crate::experiments::uncertainty::{Design, Selection};
use crate::output::{Plan, Words};
use crate::scenario::{self, EQUAL_MONEY};
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct Uncertainty {
    /// Scenarios: built-in names or .toml files, the first being the baseline; the equal-money set by default
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<String>,
    /// Sets of assumptions to draw
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(2..))]
    sets: u32,
    /// Replicates of each set
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(2..))]
    per_set: u32,
    /// What is uncertain: default, all, none, or paths with commas between, each perhaps with a range of its own
    #[arg(long, value_name = "default|all|none|PATH[=LOW..HIGH],…", default_value = "default")]
    parameters: Selection,
    /// Replicates under each other structure: mechanisms switched off and rules exchanged, one at a time; 0 for none
    #[arg(long, value_name = "N", default_value_t = 4)]
    structures: u32,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    work: Work,
}

impl Uncertainty {
    pub(super) fn perform(&self, common: &Common, talk: &Talk, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
        let names: Vec<String> = match self.scenarios.as_slice() {
            [] => EQUAL_MONEY.iter().map(|name| (*name).to_string()).collect(),
            [only] => {
                return Err(Complaint::Usage(Words::new(
                    format!("an effect needs a baseline: try `headwater uncertainty baseline {only}`"),
                    format!("要看作用，须有基准：可用 `headwater uncertainty baseline {only}`"),
                )));
            }
            names => names.to_vec(),
        };
        let scenarios = scenario::load(&names, &self.changes.overrides())?;
        let sets = if self.parameters == Selection::None { 0 } else { self.sets };
        let design = Design { selection: self.parameters.clone(), sets, structures: self.structures > 0 };
        let others = assumptions::prepare(&design, &scenarios, self.per_set, self.structures)?;
        let mut plan = Plan::new(scenarios, self.work.detail())?;
        plan.assumptions = Some(others);
        let done = simulate(&plan, &self.work, talk)?;
        if common.json { write_as_json(&done, results) } else { write_as_text(&done, talk, results) }?;
        Ok(ExitCode::SUCCESS)
    }
}

fn write_as_json(done: &Done, results: &mut dyn Write) -> Result<(), Complaint> {
    let manifest = &done.manifest;
    let shown = json!({
        "notice": manifest.notice,
        "folder": done.folder.display().to_string(),
        "hash": manifest.hash,
        "version": manifest.version,
        "seed": manifest.seed,
        "replicates": manifest.replicates,
        "assumptions": manifest.assumptions,
    });
    write_json(results, &shown)
}

fn write_as_text(done: &Done, talk: &Talk, results: &mut dyn Write) -> Result<(), Complaint> {
    if let Some(answer) = Answer::of(&done.manifest, talk) {
        for shown in SHOWN {
            writeln!(results, "{}", answer.grid(shown).render())?;
            for sentence in answer.sentences(shown.0) {
                writeln!(results, "  {sentence}")?;
            }
            writeln!(results)?;
        }
        writeln!(results, "{}\n", answer.legend())?;
    }
    write_foot(results, &done.manifest, &done.folder, talk)
}
