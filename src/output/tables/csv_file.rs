//! A CSV file that is being written: a header, rows of cells, numbers as the shortest decimal that reads back the same.

use super::Cell;
use super::columns::Table;
use crate::output::failure::Failure;
use std::fmt::Write;
use std::fs::File;
use std::path::{Path, PathBuf};

pub(super) struct CsvFile {
    path: PathBuf,
    writer: csv::Writer<File>,
    text: String,
}

impl CsvFile {
    pub(super) fn create(folder: &Path, table: &Table) -> Result<CsvFile, Failure> {
        let path = folder.join(table.file);
        let file = File::create(&path).map_err(|error| Failure::writing(&path, error))?;
        let mut writer = csv::WriterBuilder::new().buffer_capacity(1 << 16).from_writer(file);
        writer
            .write_record(table.columns.iter().map(|column| column.name))
            .map_err(|error| Failure::writing(&path, error))?;
        Ok(CsvFile { path, writer, text: String::new() })
    }

    pub(super) fn row(&mut self, cells: &[Cell]) -> Result<(), Failure> {
        for cell in cells {
            self.text.clear();
            let text = match cell {
                Cell::Text(text) => text,
                Cell::Undefined => "",
                Cell::Flag(true) => "true",
                Cell::Flag(false) => "false",
                Cell::Whole(whole) => {
                    write!(self.text, "{whole}").expect("a string takes everything");
                    &self.text
                }
                Cell::Real(real) => {
                    write!(self.text, "{real}").expect("a string takes everything");
                    &self.text
                }
            };
            self.writer.write_field(text).map_err(|error| Failure::writing(&self.path, error))?;
        }
        self.writer.write_record(None::<&[u8]>).map_err(|error| Failure::writing(&self.path, error))
    }

    pub(super) fn close(mut self) -> Result<(), Failure> {
        self.writer.flush().map_err(|error| Failure::writing(&self.path, error))
    }
}
