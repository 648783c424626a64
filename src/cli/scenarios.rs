//! `headwater scenarios`: the built-in scenarios with the questions that they ask.

use super::complaint::Complaint;
use super::options::Common;
use super::talk::Talk;
use super::write_json;
use crate::scenario::builtins;
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct Scenarios {}

impl Scenarios {
    pub(super) fn perform(&self, common: &Common, talk: &Talk, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
        if common.json {
            let all: Vec<_> = builtins()
                .iter()
                .map(|scenario| {
                    json!({
                        "name": scenario.name,
                        "title": scenario.title,
                        "title_zh": scenario.title_zh,
                        "question": scenario.question,
                        "question_zh": scenario.question_zh,
                        "in_equal_money_set": scenario.in_equal_money_set,
                    })
                })
                .collect();
            write_json(results, &json!(all))?;
            return Ok(ExitCode::SUCCESS);
        }
        for scenario in builtins() {
            let by_name =
                if scenario.in_equal_money_set { "" } else { talk.lang.pick(" (by name only)", "（需指名）") };
            writeln!(results, "{}{by_name}", scenario.name)?;
            writeln!(results, "    {}", talk.lang.pick(&scenario.title, &scenario.title_zh))?;
            writeln!(results, "    {}\n", talk.lang.pick(&scenario.question, &scenario.question_zh))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
