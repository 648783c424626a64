//! `headwater report`: the report of a folder of results, written again.

use super::complaint::Complaint;
use super::options::Common;
use super::talk::Talk;
use super::write_json;
use crate::output::{Words, report};
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The part of the results that it is.
pub(super) const PART: &str = "report";

#[derive(Args)]
pub(super) struct Report {
    /// Folder of results
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Write a copy of the whole folder in which organisations and funders have neutral names
    #[arg(long, requires = "out")]
    anonymise: bool,
    /// Where to write the report, DIR/report.html by default; with --anonymise, the folder of the copy
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
}

impl Report {
    pub(super) fn perform(&self, common: &Common, talk: &Talk, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
        expect_results(&self.folder)?;
        let lang = talk.lang.into();
        let written = match &self.out {
            Some(copy) if self.anonymise => report::anonymise(&self.folder, copy, lang)?,
            out => report::write(&self.folder, out.as_deref(), lang)?,
        };
        warn(&written.warnings, talk);
        let path = written.path.display();
        if common.json {
            write_json(results, &json!({ "path": path.to_string(), "bytes": written.bytes }))?;
        } else {
            writeln!(results, "{path}")?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A folder without a manifest is not one of results.
fn expect_results(folder: &Path) -> Result<(), Complaint> {
    if folder.join("manifest.json").is_file() {
        return Ok(());
    }
    let shown = folder.display();
    Err(Complaint::Usage(Words::new(
        format!(
            "{shown} is not a folder of results: it has no manifest.json; name a folder that `compare` or `run` has written"
        ),
        format!("{shown} 不是结果文件夹：其中没有 manifest.json；请给出 `compare` 或 `run` 写成的文件夹"),
    )))
}

fn warn(warnings: &[Words], talk: &Talk) {
    for Words { en, zh } in warnings {
        talk.insist(&format!("warning: {en}"), &format!("警告：{zh}"));
    }
}

/// Writes the report of a folder that `compare` or `run` has just completed. A report that cannot be written is told, but
/// does not undo the run.
pub(super) fn after_run(folder: &Path, talk: &Talk) {
    talk.say("writing the report", "正在写出报告");
    match report::write(folder, None, talk.lang.into()) {
        Ok(written) => warn(&written.warnings, talk),
        Err(failure) => warn(&[failure.words()], talk),
    }
}
