//! `headwater patterns`: what is known, and what the model gives.

use super::complaint::Complaint;
use super::interruption;
use super::options::{Changes, Common};
use super::progress::Progress;
use super::talk::Talk;
use super::write_json;
use crate::experiments::patterns::{Plan, Report};
use crate::output::Words;
use crate::parallel;
use crate::scenario::Override;
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The document's first line, by which it is known as ours.
const FIRST_LINE: &str = "# Patterns: what is known and what the model gives";

/// Runs what the rows need and judges them.
pub(super) fn evaluate(overrides: &[Override], threads: usize, talk: &Talk) -> Result<Report, Complaint> {
    let plan = Plan::new(overrides)?;
    interruption::listen();
    let progress = Progress::begin(talk, plan.units());
    let report = parallel::with_threads(threads, || plan.evaluate(&progress));
    progress.end();
    report.map_err(|error| Complaint::Failed(Words::new(error.clone(), error)))?.map_err(|_| {
        Complaint::Failed(Words::new(
            "stopped before it was done; nothing was written",
            "在完成之前被中止；没有写入任何文件",
        ))
    })
}

#[derive(Args)]
pub(super) struct Patterns {
    #[command(flatten)]
    changes: Changes,
    /// Threads; as many as the machine has by default
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    threads: usize,
    /// File of the report
    #[arg(long, value_name = "FILE", default_value = "docs/patterns.md")]
    out: PathBuf,
    /// Write to the file even if something else is there
    #[arg(long)]
    force: bool,
}

impl Patterns {
    pub(super) fn perform(&self, common: &Common, talk: &Talk, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
        self.refuse_foreign_file()?;
        let report = evaluate(&self.changes.overrides(), self.threads, talk)?;
        let written = |error: std::io::Error| {
            let shown = self.out.display();
            Complaint::Failed(Words::new(
                format!("cannot write {shown}: {error}"),
                format!("无法写入 {shown}：{error}"),
            ))
        };
        if let Some(folder) = self.out.parent() {
            std::fs::create_dir_all(folder).map_err(written)?;
        }
        std::fs::write(&self.out, report.to_markdown()).map_err(written)?;
        let ((passed, emergent), failed) = (report.passed(), report.failed());
        if common.json {
            let summary =
                json!({ "passed": passed, "passed_emergent": emergent, "failed": failed, "report": self.out });
            write_json(results, &summary)?;
        } else {
            let failed: Vec<String> = failed.iter().map(u32::to_string).collect();
            let (list, list_zh) = if failed.is_empty() {
                ("none".to_string(), "无".to_string())
            } else {
                (failed.join(", "), failed.join("、"))
            };
            let shown = self.out.display();
            writeln!(
                results,
                "{}",
                talk.lang.pick(
                    &format!("{passed} rows pass, {emergent} of them emergent; failing: {list}\nreport: {shown}"),
                    &format!("{passed} 条通过，其中 {emergent} 条为涌现；未通过：{list_zh}\n报告：{shown}"),
                )
            )?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// A file that this verb has not written stays as it is.
    fn refuse_foreign_file(&self) -> Result<(), Complaint> {
        if self.force || !Path::exists(&self.out) {
            return Ok(());
        }
        let ours = std::fs::read_to_string(&self.out).is_ok_and(|text| text.starts_with(FIRST_LINE));
        if ours {
            return Ok(());
        }
        let shown = self.out.display();
        Err(Complaint::Usage(Words::new(
            format!("{shown} is another file: name another with --out, or write over it with --force"),
            format!("{shown} 是其他文件：请用 --out 另指定文件，或用 --force 覆盖"),
        )))
    }
}
