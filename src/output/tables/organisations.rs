//! Every organisation that ever lived, with its dates and yearly receipts: `organisations.parquet`.

use super::{Cell, RunTable, Subject};
use crate::ensemble::Run;
use crate::ensemble::names::{ISSUE_NAMES, county_names, kind_name};
use crate::output::failure::Failure;
use crate::output::parquet::{ColumnKind, ParquetFile};
use crate::output::plan::Plan;
use std::path::Path;

pub(super) struct Organisations {
    file: ParquetFile,
    /// Counties as `city/county`, the form that settings use too; of the scenario at hand.
    counties: Vec<String>,
    years: usize,
}

impl Organisations {
    pub(super) fn create(folder: &Path, plan: &Plan) -> Result<Organisations, Failure> {
        let mut columns: Vec<(String, ColumnKind)> = [
            ("scenario", ColumnKind::Text),
            ("replicate", ColumnKind::Whole),
            ("organisation_id", ColumnKind::Long),
            ("county", ColumnKind::Text),
            ("issue", ColumnKind::Text),
            ("kind", ColumnKind::Text),
            ("founded_year", ColumnKind::Whole),
            ("exit_year", ColumnKind::WholeOrNull),
            ("first_landed_year", ColumnKind::WholeOrNull),
        ]
        .map(|(name, kind)| (name.to_string(), kind))
        .into();
        let years = plan.scenarios[0].settings.years();
        columns.extend(years.clone().map(|year| (format!("receipts_fen_{year}"), ColumnKind::Long)));
        let file = ParquetFile::create(folder, "organisations.parquet", columns, plan)?;
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
