//! `flows_by_kind.csv`: what organisations received in every year from the base year on, by payer, channel, kind of
//! organisation and tier of county; mean over replicates.

use super::columns::{SCENARIO, Table, YEAR, column};
use super::csv_file::CsvFile;
use super::{Cell, RunTable, Subject};
use crate::ensemble::Run;
use crate::ensemble::receivers::Receivers;
use crate::output::failure::Failure;
use std::collections::BTreeMap;
use std::path::Path;

/// `flows_by_kind.csv`.
pub(super) const TABLE: Table = Table {
    file: "flows_by_kind.csv",
    columns: &[
        SCENARIO,
        YEAR,
        column("from_sector", "name", "the sector that paid, as in flows.csv", "付款部门（写法同 flows.csv）"),
        column(
            "kind",
            "name",
            "the channel: what the money moved for, as in flows.csv",
            "渠道，即资金用途（写法同 flows.csv）",
        ),
        column(
            "organisation_kind",
            "name",
            "who received: volunteer_group, grassroots_ngo, social_work_agency or head_organisation",
            "收款机构的类型：volunteer_group 义工团体、grassroots_ngo 草根组织、social_work_agency 社工机构、\
             head_organisation 头部机构",
        ),
        column(
            "tier",
            "name",
            "where the receivers are: county, or urban (an urban district)",
            "收款机构所在：county 县域，urban 城区（市辖区）",
        ),
        column(
            "received_yuan",
            "yuan",
            "mean over replicates; over kinds and tiers it adds up to what flows.csv says that organisations received, to the \
             fen",
            "各次重复的均值；各类型与所在合计，即 flows.csv 中机构所得，分毫不差",
        ),
    ],
};

pub(super) struct FlowsByKind {
    file: CsvFile,
    years: BTreeMap<i16, Receivers>,
}

impl FlowsByKind {
    pub(super) fn create(folder: &Path) -> Result<FlowsByKind, Failure> {
        Ok(FlowsByKind { file: CsvFile::create(folder, &TABLE)?, years: BTreeMap::new() })
    }
}

impl RunTable for FlowsByKind {
    fn add(&mut self, subject: &Subject, run: &Run) -> Result<(), Failure> {
        for record in run.since(subject.model.settings.run.base_year) {
            self.years.entry(record.year).or_default().add(record);
        }
        Ok(())
    }

    fn end_scenario(&mut self, subject: &Subject) -> Result<(), Failure> {
        for (year, receivers) in std::mem::take(&mut self.years) {
            for (kind, from, group, yuan) in receivers.rows() {
                self.file.row(&[
                    Cell::Text(&subject.scenario.name),
                    Cell::Whole(year.into()),
                    Cell::Text(from.name()),
                    Cell::Text(kind.name()),
                    Cell::Text(group.kind.name()),
                    Cell::Text(group.tier()),
                    Cell::Real(yuan),
                ])?;
            }
        }
        Ok(())
    }

    fn close(self: Box<Self>) -> Result<(), Failure> {
        self.file.close()
    }
}
