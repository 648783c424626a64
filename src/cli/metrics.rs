//! `headwater metrics`: what is measured.

use super::complaint::Complaint;
use super::options::Common;
use super::talk::Talk;
use super::write_json;
use crate::metrics::{Metric, catalogue};
use crate::output::{better_name, type_name};
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct Metrics {
    /// Words that the name or the meaning contains
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
}

impl Metrics {
    pub(super) fn perform(&self, common: &Common, talk: &Talk, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
        let words: Vec<String> = self.words.iter().map(|word| word.to_lowercase()).collect();
        let fits = |metric: &&Metric| {
            let text = format!("{} {} {}", metric.name, metric.meaning, metric.meaning_zh).to_lowercase();
            words.iter().all(|word| text.contains(word.as_str()))
        };
        let found: Vec<&Metric> = catalogue().filter(fits).collect();
        if common.json {
            let found: Vec<_> = found.iter().map(|metric| described(metric)).collect();
            write_json(results, &json!(found))?;
            return Ok(ExitCode::SUCCESS);
        }
        for metric in found {
            let better = talk.lang.pick("better: ", "更好的方向：");
            writeln!(results, "{}", metric.name)?;
            writeln!(results, "    {}", talk.lang.pick(metric.meaning, metric.meaning_zh))?;
            let (kind, direction) = (type_name(metric.kind), better_name(metric.better));
            writeln!(results, "    {} · {kind} · {better}{direction}", metric.unit)?;
            writeln!(results, "    {}\n", metric.formula)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn described(metric: &Metric) -> serde_json::Value {
    json!({
        "metric": metric.name,
        "unit": metric.unit,
        "type": type_name(metric.kind),
        "better": better_name(metric.better),
        "formula": metric.formula,
        "meaning": metric.meaning,
        "meaning_zh": metric.meaning_zh,
    })
}
