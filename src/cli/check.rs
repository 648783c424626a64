//! `headwater check`: reads scenarios and tells everything that is wrong, without simulating.

use super::complaint::{Complaint, USAGE};
use super::options::{Changes, Common};
use super::talk::Talk;
use super::write_json;
use crate::scenario::{self, Diagnosis, Scenario};
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct Check {
    /// Scenarios: built-in names or .toml files
    #[arg(value_name = "SCENARIO", required = true)]
    scenarios: Vec<String>,
    #[command(flatten)]
    changes: Changes,
}

impl Check {
    pub(super) fn perform(&self, common: &Common, talk: &Talk, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
        match scenario::load(&self.scenarios, &self.changes.overrides()) {
            Err(diagnosis) if common.json => {
                write_json(results, &problems(&diagnosis))?;
                Ok(ExitCode::from(USAGE))
            }
            Err(diagnosis) => Err(diagnosis.into()),
            Ok(scenarios) => {
                if common.json {
                    let scenarios: Vec<_> = scenarios.iter().map(described).collect();
                    write_json(results, &json!({ "scenarios": scenarios, "problems": [] }))?;
                } else {
                    for scenario in &scenarios {
                        writeln!(results, "{}", line(scenario, talk))?;
                    }
                }
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

fn line(scenario: &Scenario, talk: &Talk) -> String {
    let Scenario { name, preset, settings, .. } = scenario;
    let (years, replicates) = (settings.years(), settings.run.replicates);
    let (first, last) = (years.start(), years.end());
    let hash = &scenario.fingerprint().to_hex()[..12];
    talk.lang
        .pick(
            &format!("{name}: good; preset {preset}, {first}–{last}, {replicates} replicates, settings {hash}"),
            &format!("{name}：没有问题；规模 {preset}，{first}–{last} 年，重复 {replicates} 次，设定 {hash}"),
        )
        .to_string()
}

fn described(scenario: &Scenario) -> serde_json::Value {
    json!({
        "name": scenario.name,
        "extends": scenario.extends,
        "title": scenario.title,
        "title_zh": scenario.title_zh,
        "question": scenario.question,
        "question_zh": scenario.question_zh,
        "preset": scenario.preset,
        "blake3": scenario.fingerprint().to_hex().as_str(),
    })
}

fn problems(diagnosis: &Diagnosis) -> serde_json::Value {
    let problems: Vec<_> = diagnosis
        .problems
        .iter()
        .map(|finding| {
            json!({
                "code": finding.code,
                "message": finding.message,
                "help": finding.help,
                "file": finding.place.as_ref().map(|place| place.file()),
                "line": finding.place.as_ref().map(|place| place.line()),
                "column": finding.place.as_ref().map(|place| place.column()),
                "text": finding.place.as_ref().map(|place| place.text()),
                "scenarios": finding.scenarios,
            })
        })
        .collect();
    json!({ "scenarios": [], "problems": problems })
}
