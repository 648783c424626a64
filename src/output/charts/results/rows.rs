//! Rows of a table by the names of its columns, and what is wrong with them.

use super::Contents;
use crate::output::charts::ChartError;
use csv::ByteRecord;
use std::fs::File;
use std::path::Path;

impl Contents {
    /// Hands every row of a table over, with these columns wherever they stand; the first of them is the scenario.
    pub(super) fn each_row(
        &self,
        file: &str,
        columns: &[&str],
        mut take: impl FnMut(&Row) -> Result<(), ChartError>,
    ) -> Result<(), ChartError> {
        let path = self.folder.join(file);
        let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(open(&path)?);
        let header = reader.byte_headers().map_err(|error| malformed(&path, error))?.clone();
        let mut positions = Vec::with_capacity(columns.len());
        for column in columns {
            let position = header.iter().position(|name| name == column.as_bytes());
            positions.push(position.ok_or_else(|| ChartError::Malformed {
                path: path.clone(),
                line: 1,
                found: format!("a header without `{column}`"),
            })?);
        }
        let mut record = ByteRecord::new();
        let mut seen: (Vec<u8>, Option<usize>) = (Vec::new(), None);
        while reader.read_byte_record(&mut record).map_err(|error| malformed(&path, error))? {
            let name = record.get(positions[0]).unwrap_or_default();
            if name != seen.0 {
                let position = self.manifest.scenarios.iter().position(|scenario| scenario.name.as_bytes() == name);
                seen = (name.to_vec(), position);
            }
            take(&Row { record: &record, path: &path, columns, positions: &positions, scenario: seen.1 })?;
        }
        Ok(())
    }
}

/// A row with the columns that were asked for.
pub(super) struct Row<'a> {
    record: &'a ByteRecord,
    path: &'a Path,
    columns: &'a [&'a str],
    positions: &'a [usize],
    /// The position of the row's scenario in the manifest; none for one that the manifest does not know.
    pub(super) scenario: Option<usize>,
}

impl Row<'_> {
    pub(super) fn bytes(&self, column: usize) -> &[u8] {
        self.record.get(self.positions[column]).unwrap_or_default()
    }

    pub(super) fn text(&self, column: usize) -> Result<&str, ChartError> {
        std::str::from_utf8(self.bytes(column)).map_err(|_| self.wrong(column))
    }

    pub(super) fn parsed<T: std::str::FromStr>(&self, column: usize) -> Result<T, ChartError> {
        self.text(column)?.parse().map_err(|_| self.wrong(column))
    }

    /// A number that may be undefined.
    pub(super) fn optional(&self, column: usize) -> Result<Option<f64>, ChartError> {
        if self.bytes(column).is_empty() { Ok(None) } else { self.parsed(column).map(Some) }
    }

    pub(super) fn wrong(&self, column: usize) -> ChartError {
        let found = format!("`{}` as {}", String::from_utf8_lossy(self.bytes(column)), self.columns[column]);
        let line = self.record.position().map_or(0, csv::Position::line);
        ChartError::Malformed { path: self.path.to_path_buf(), line, found }
    }
}

pub(super) fn open(path: &Path) -> Result<File, ChartError> {
    File::open(path).map_err(|error| ChartError::Unreadable(path.to_path_buf(), error))
}

pub(super) fn malformed(path: &Path, error: csv::Error) -> ChartError {
    let line = error.position().map_or(0, csv::Position::line);
    ChartError::Malformed { path: path.to_path_buf(), line, found: error.to_string() }
}
