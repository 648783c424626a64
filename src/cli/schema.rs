//! `headwater schema`: the JSON Schema of scenario files.

use super::complaint::Complaint;
use crate::scenario;
use clap::Args;
use std::io::Write;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct Schema {}

impl Schema {
    pub(super) fn perform(&self, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
        writeln!(results, "{}", scenario::schema().trim_end())?;
        Ok(ExitCode::SUCCESS)
    }
}
