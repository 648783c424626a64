//! Every organisation that ever lived, with its dates and yearly receipts: `organisations.parquet`.

use super::columns::{REPLICATE, SCENARIO, Table, column};
use super::{Cell, RunTable, Subject};
use crate::ensemble::Run;
use crate::ensemble::names::{ISSUE_NAMES, county_names, kind_name};
use crate::output::failure::Failure;
use crate::output::parquet::{ColumnKind, ParquetFile};
use crate::output::plan::Plan;
use std::path::Path;

/// `organisations.parquet`: its last column stands for one column a year.
pub(super) const TABLE: Table = Table {
    file: "organisations.parquet",
    columns: &[
        SCENARIO,
        REPLICATE,
        column(
            "organisation_id",
            "–",
            "identity, the same in every scenario of a replicate",
            "机构编号；同一次重复的各情景中相同",
        ),
        column("county", "name", "where it is, as city/county", "所在地（市/县）"),
        column("issue", "name", "what it works on", "议题"),
        column("kind", "name", "which kind of organisation it is", "机构类型"),
        column("founded_year", "year", "when it was founded", "成立年份"),
        column("exit_year", "year", "when it closed; null if it lives", "关闭年份；仍存活则为空"),
        column(
            "first_landed_year",
            "year",
            "when it first landed; null if it never did",
            "首次落地年份；从未落地则为空",
        ),
        column(
            "receipts_fen_YEAR",
            "fen",
            "what it received in the year; one column a year",
            "当年收入（分）；每年一列",
        ),
    ],
};

pub(super) struct Organisations {
    file: ParquetFile,
    /// Counties as `city/county`, the form that settings use too; of the scenario at hand.
    counties: Vec<String>,
    years: usize,
}

impl Organisations {
    pub(super) fn create(folder: &Path, plan: &Plan) -> Result<Organisations, Failure> {
        let kinds = [
            ColumnKind::Text,
            ColumnKind::Whole,
            ColumnKind::Long,
            ColumnKind::Text,
            ColumnKind::Text,
            ColumnKind::Text,
            ColumnKind::Whole,
            ColumnKind::WholeOrNull,
            ColumnKind::WholeOrNull,
        ];
        let (yearly, lasting) = TABLE.columns.split_last().expect("the table has columns");
        let mut columns: Vec<(String, ColumnKind)> =
            lasting.iter().map(|column| column.name.to_string()).zip(kinds).collect();
        let years = plan.scenarios[0].settings.years();
        let of_year = |year: i16| (yearly.name.replace("YEAR", &year.to_string()), ColumnKind::Long);
        columns.extend(years.clone().map(of_year));
        let file = ParquetFile::create(folder, TABLE.file, columns, plan)?;
        Ok(Organisations { file, counties: Vec::new(), years: years.count() })
    }
}

impl RunTable for Organisations {
    fn add(&mut self, subject: &Subject, run: &Run) -> Result<(), Failure> {
        if self.counties.is_empty() {
            self.counties =
                county_names(subject.model).iter().map(|(county, city)| format!("{city}/{county}")).collect();
        }
        for organisation in &run.organisations {
            let mut row = vec![
                Cell::Text(&subject.scenario.name),
                Cell::Whole(run.replicate.into()),
                Cell::Whole(organisation.id.into()),
                Cell::Text(&self.counties[organisation.county as usize]),
                Cell::Text(ISSUE_NAMES[usize::from(organisation.issue)]),
                Cell::Text(kind_name(organisation.kind)),
                Cell::Whole(organisation.founded.into()),
                Cell::year(organisation.closed),
                Cell::year(organisation.first_landed),
            ];
            let receipts = organisation.receipts_fen.iter().copied().chain(std::iter::repeat(0)).take(self.years);
            row.extend(receipts.map(Cell::Whole));
            self.file.row(&row)?;
        }
        Ok(())
    }

    fn end_scenario(&mut self, _subject: &Subject) -> Result<(), Failure> {
        self.counties.clear();
        Ok(())
    }

    fn close(self: Box<Self>) -> Result<(), Failure> {
        self.file.close()
    }
}
