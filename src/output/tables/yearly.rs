//! Every metric of every year, one value a row: `yearly.csv` and `yearly.parquet`.

use super::columns::{METRIC, REPLICATE, SCENARIO, Table, YEAR, column};
use super::csv_file::CsvFile;
use super::{Cell, RunTable, Subject};
use crate::ensemble::Run;
use crate::metrics;
use crate::output::failure::Failure;
use crate::output::parquet::{ColumnKind, ParquetFile};
use crate::output::plan::Plan;
use std::path::Path;

/// `yearly.csv`.
pub(super) const CSV: Table = Table {
    file: "yearly.csv",
    columns: &[
        SCENARIO,
        REPLICATE,
        YEAR,
        METRIC,
        column("value", "of the metric", "its value; empty where it is not defined", "数值；无定义时为空"),
    ],
};

/// `yearly.parquet`: the same columns.
pub(super) const PARQUET: Table = Table { file: "yearly.parquet", columns: CSV.columns };

pub(super) struct YearlyCsv(CsvFile);

impl YearlyCsv {
    pub(super) fn create(folder: &Path) -> Result<YearlyCsv, Failure> {
        CsvFile::create(folder, &CSV).map(YearlyCsv)
    }
}

impl RunTable for YearlyCsv {
    fn add(&mut self, subject: &Subject, run: &Run) -> Result<(), Failure> {
        rows(subject, run, |row| self.0.row(row))
    }

    fn close(self: Box<Self>) -> Result<(), Failure> {
        self.0.close()
    }
}

pub(super) struct YearlyParquet(ParquetFile);

impl YearlyParquet {
    pub(super) fn create(folder: &Path, plan: &Plan) -> Result<YearlyParquet, Failure> {
        let kinds = [ColumnKind::Text, ColumnKind::Whole, ColumnKind::Whole, ColumnKind::Text, ColumnKind::RealOrNull];
        let columns = PARQUET.columns.iter().map(|column| column.name.to_string()).zip(kinds);
        ParquetFile::create(folder, PARQUET.file, columns.collect(), plan).map(YearlyParquet)
    }
}

impl RunTable for YearlyParquet {
    fn add(&mut self, subject: &Subject, run: &Run) -> Result<(), Failure> {
        rows(subject, run, |row| self.0.row(row))
    }

    fn close(self: Box<Self>) -> Result<(), Failure> {
        self.0.close()
    }
}

fn rows(subject: &Subject, run: &Run, mut write: impl FnMut(&[Cell]) -> Result<(), Failure>) -> Result<(), Failure> {
    for record in &run.years {
        for (metric, &value) in metrics::catalogue().zip(&record.metrics) {
            write(&[
                Cell::Text(&subject.scenario.name),
                Cell::Whole(run.replicate.into()),
                Cell::Whole(record.year.into()),
                Cell::Text(metric.name),
                Cell::real(value),
            ])?;
        }
    }
    Ok(())
}
