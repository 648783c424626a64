//! Who was at risk of what, and what became of them: `exposure.csv`, the counts behind survival curves and hazards.

use super::csv_file::CsvFile;
use super::{Cell, RunTable, Subject};
use crate::ensemble::Run;
use crate::ensemble::exposure::SIZES;
use crate::output::failure::Failure;
use std::path::Path;

pub(super) struct Exposure(CsvFile);

impl Exposure {
    pub(super) fn create(folder: &Path) -> Result<Exposure, Failure> {
        let header =
            ["scenario", "replicate", "cohort", "time", "size", "at_risk", "closed", "landing", "left", "dormant"];
        CsvFile::create(folder, "exposure.csv", &header).map(Exposure)
    }
}

impl RunTable for Exposure {
    fn add(&mut self, subject: &Subject, run: &Run) -> Result<(), Failure> {
        for (cohort, time, size, fate) in run.exposure.entries() {
            self.0.row(&[
                Cell::Text(&subject.scenario.name),
                Cell::Whole(run.replicate.into()),
                Cell::Text(cohort.name()),
                Cell::Whole(time as i64),
                Cell::Text(SIZES[size]),
                Cell::Whole(fate.at_risk.into()),
                Cell::Whole(fate.closed.into()),
                Cell::Whole(fate.landing.into()),
                Cell::Whole(fate.left.into()),
                Cell::Whole(fate.dormant.into()),
            ])?;
        }
        Ok(())
    }

    fn close(self: Box<Self>) -> Result<(), Failure> {
        self.0.close()
    }
}
