//! A Parquet file that is being written row by row, without Arrow: rows are gathered and written in groups.

use super::failure::Failure;
use super::plan::Plan;
use super::tables::Cell;
use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use ::parquet::errors::{ParquetError, Result};
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::Type;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows in a group: enough to compress well, few enough to be held in memory.
const GROUP_ROWS: usize = 131_072;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnKind {
    Text,
    Whole,
    WholeOrNull,
    Long,
    RealOrNull,
}

/// The values of a column that have not been written yet. `present` is 1 or 0 row by row where null is allowed.
enum Column {
    Text(Vec<ByteArray>),
    Whole(Vec<i32>),
    WholeOrNull(Vec<i32>, Vec<i16>),
    Long(Vec<i64>),
    RealOrNull(Vec<f64>, Vec<i16>),
}

pub(super) struct ParquetFile {
    path: PathBuf,
    writer: SerializedFileWriter<BufWriter<File>>,
    columns: Vec<Column>,
    rows: usize,
}

impl ParquetFile {
    pub(super) fn create(
        folder: &Path,
        name: &str,
        columns: Vec<(String, ColumnKind)>,
        plan: &Plan,
    ) -> std::result::Result<ParquetFile, Failure> {
        let path = folder.join(name);
        let file = File::create(&path).map_err(|error| Failure::writing(&path, error))?;
        let entry = |key: &str, value: String| KeyValue::new(key.to_string(), value);
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(format!("headwater {}", plan.version))
            .set_key_value_metadata(Some(vec![
                entry("seed", plan.seed().to_string()),
                entry("version", plan.version.to_string()),
                entry("run", plan.hash().to_hex().to_string()),
            ]))
            .build();
        let writer = schema(&columns)
            .and_then(|schema| SerializedFileWriter::new(BufWriter::new(file), Arc::new(schema), Arc::new(properties)))
            .map_err(|error| Failure::writing(&path, error))?;
        let columns = columns.iter().map(|(_, kind)| Column::empty(*kind)).collect();
        Ok(ParquetFile { path, writer, columns, rows: 0 })
    }

    pub(super) fn row(&mut self, cells: &[Cell]) -> std::result::Result<(), Failure> {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.push(cell);
        }
        self.rows += 1;
        if self.rows == GROUP_ROWS { self.flush() } else { Ok(()) }
    }

    pub(super) fn close(mut self) -> std::result::Result<(), Failure> {
        self.flush()?;
        self.writer.close().map(|_| ()).map_err(|error| Failure::writing(&self.path, error))
    }

    fn flush(&mut self) -> std::result::Result<(), Failure> {
        if self.rows == 0 {
            return Ok(());
        }
        self.rows = 0;
        self.write_group().map_err(|error| Failure::writing(&self.path, error))
    }

    fn write_group(&mut self) -> Result<()> {
        let mut group = self.writer.next_row_group()?;
        for column in &mut self.columns {
            let mut writer =
                group.next_column()?.ok_or_else(|| ParquetError::General("a column is missing".to_string()))?;
            column.write(&mut writer)?;
            writer.close()?;
        }
        group.close()?;
        Ok(())
    }
}

impl Column {
    fn empty(kind: ColumnKind) -> Column {
        match kind {
            ColumnKind::Text => Column::Text(Vec::new()),
            ColumnKind::Whole => Column::Whole(Vec::new()),
            ColumnKind::WholeOrNull => Column::WholeOrNull(Vec::new(), Vec::new()),
            ColumnKind::Long => Column::Long(Vec::new()),
            ColumnKind::RealOrNull => Column::RealOrNull(Vec::new(), Vec::new()),
        }
    }

    fn push(&mut self, cell: &Cell) {
        match (self, *cell) {
            (Column::Text(values), Cell::Text(text)) => values.push(text.into()),
            (Column::Whole(values), Cell::Whole(whole)) => values.push(narrow(whole)),
            (Column::Long(values), Cell::Whole(whole)) => values.push(whole),
            (Column::WholeOrNull(values, present), Cell::Whole(whole)) => {
                values.push(narrow(whole));
                present.push(1);
            }
            (Column::RealOrNull(values, present), Cell::Real(real)) => {
                values.push(real);
                present.push(1);
            }
            (Column::WholeOrNull(_, present) | Column::RealOrNull(_, present), Cell::Undefined) => present.push(0),
            (_, cell) => unreachable!("{cell:?} does not belong in its column"),
        }
    }

    /// Writes what is gathered and forgets it.
    fn write(&mut self, writer: &mut SerializedColumnWriter) -> Result<()> {
        match self {
            Column::Text(values) => {
                writer.typed::<ByteArrayType>().write_batch(values, None, None)?;
                values.clear();
            }
            Column::Whole(values) => {
                writer.typed::<Int32Type>().write_batch(values, None, None)?;
                values.clear();
            }
            Column::Long(values) => {
                writer.typed::<Int64Type>().write_batch(values, None, None)?;
                values.clear();
            }
            Column::WholeOrNull(values, present) => {
                writer.typed::<Int32Type>().write_batch(values, Some(present), None)?;
                values.clear();
                present.clear();
            }
            Column::RealOrNull(values, present) => {
                writer.typed::<DoubleType>().write_batch(values, Some(present), None)?;
                values.clear();
                present.clear();
            }
        }
        Ok(())
    }
}

fn narrow(whole: i64) -> i32 {
    i32::try_from(whole).expect("replicates and years are small")
}

fn schema(columns: &[(String, ColumnKind)]) -> Result<Type> {
    let field = |(name, kind): &(String, ColumnKind)| {
        let (physical, repetition, logical) = match kind {
            ColumnKind::Text => (Physical::BYTE_ARRAY, Repetition::REQUIRED, Some(LogicalType::String)),
            ColumnKind::Whole => (Physical::INT32, Repetition::REQUIRED, None),
            ColumnKind::WholeOrNull => (Physical::INT32, Repetition::OPTIONAL, None),
            ColumnKind::Long => (Physical::INT64, Repetition::REQUIRED, None),
            ColumnKind::RealOrNull => (Physical::DOUBLE, Repetition::OPTIONAL, None),
        };
        let field = Type::primitive_type_builder(name, physical).with_repetition(repetition);
        Ok(Arc::new(field.with_logical_type(logical).build()?))
    };
    let fields = columns.iter().map(field).collect::<Result<Vec<_>>>()?;
    Type::group_type_builder("rows").with_fields(fields).build()
}
