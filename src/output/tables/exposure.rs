//! Who was at risk of what, and what became of them: `exposure.csv`, the counts behind survival curves and hazards.

use super::columns::{COHORT, REPLICATE, SCENARIO, SIZE, TIME, Table, column};
use super::csv_file::CsvFile;
use super::{Cell, RunTable, Subject};
use crate::ensemble::Run;
use crate::ensemble::exposure::SIZES;
use crate::output::failure::Failure;
use std::path::Path;

pub(super) const TABLE: Table = Table {
    file: "exposure.csv",
    columns: &[
        SCENARIO,
        REPLICATE,
        COHORT,
        TIME,
        SIZE,
        column("at_risk", "organisation-years", "organisations at risk at this time", "此时在险的机构数"),
        column("closed", "organisations", "of these, closed in the year", "其中当年关闭的"),
        column("landing", "organisations", "of these, in the network as slots were given", "其中名额分配时在网络内的"),
        column("left", "organisations", "of those in the network, left it in the year", "在网络内的机构中当年退出的"),
        column(
            "dormant",
            "organisations",
            "of those at risk, alive at the year's end but dormant: nothing delivered, next to nothing received",
            "在险机构中年末存活但休眠的：没有服务，几乎没有收入",
        ),
    ],
};

pub(super) struct Exposure(CsvFile);

impl Exposure {
    pub(super) fn create(folder: &Path) -> Result<Exposure, Failure> {
        CsvFile::create(folder, &TABLE).map(Exposure)
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
