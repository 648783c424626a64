//! Every metric of every year, one value a row: `yearly.csv` and `yearly.parquet`.

use super::csv_file::CsvFile;
use super::{Cell, RunTable, Subject};
use crate::ensemble::Run;
use crate::metrics;
use crate::output::failure::Failure;
use crate::output::parquet::{ColumnKind, ParquetFile};
use crate::output::plan::Plan;
use std::path::Path;

pub(super) struct YearlyCsv(CsvFile);

impl YearlyCsv {
    pub(super) fn create(folder: &Path) -> Result<YearlyCsv, Failure> {
        CsvFile::create(folder, "yearly.csv", &["scenario", "replicate", "year", "metric", "value"]).map(YearlyCsv)
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
        let columns = [
            ("scenario".to_string(), ColumnKind::Text),
            ("replicate".to_string(), ColumnKind::Whole),
            ("year".to_string(), ColumnKind::Whole),
            ("metric".to_string(), ColumnKind::Text),
            ("value".to_string(), ColumnKind::RealOrNull),
        ];
        ParquetFile::create(folder, "yearly.parquet", columns.into(), plan).map(YearlyParquet)
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
