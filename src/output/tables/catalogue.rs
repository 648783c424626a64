//! What the metrics are: `metrics.csv`.

use super::Cell;
use super::csv_file::CsvFile;
use crate::metrics::{self, Better, COUNTY_METRICS, FUNDER_METRICS, MetricKind};
use crate::output::failure::Failure;
use std::path::Path;

/// Writes the catalogue of metrics: those of the region, then those of counties and of classes of funders.
pub(in crate::output) fn write_catalogue(folder: &Path) -> Result<(), Failure> {
    let header = ["metric", "unit", "type", "better", "formula", "meaning", "meaning_zh", "level"];
    let mut file = CsvFile::create(folder, "metrics.csv", &header)?;
    for metric in metrics::catalogue() {
        file.row(&[
            Cell::Text(metric.name),
            Cell::Text(metric.unit),
            Cell::Text(type_name(metric.kind)),
            Cell::Text(better_name(metric.better)),
            Cell::Text(metric.formula),
            Cell::Text(metric.meaning),
            Cell::Text(metric.meaning_zh),
            Cell::Text("region"),
        ])?;
    }
    for (metrics, level) in [(COUNTY_METRICS, "county"), (FUNDER_METRICS, "funder_class")] {
        for metric in metrics {
            file.row(&[
                Cell::Text(metric.name),
                Cell::Text(metric.unit),
                Cell::Undefined,
                Cell::Undefined,
                Cell::Undefined,
                Cell::Text(metric.meaning),
                Cell::Text(metric.meaning_zh),
                Cell::Text(level),
            ])?;
        }
    }
    file.close()
}

/// The published name of a type of quantity.
pub fn type_name(kind: MetricKind) -> &'static str {
    match kind {
        MetricKind::Stock => "stock",
        MetricKind::Flow => "flow",
        MetricKind::Ratio => "ratio",
    }
}

/// The published name of a direction.
pub fn better_name(better: Better) -> &'static str {
    match better {
        Better::Higher => "higher",
        Better::Lower => "lower",
        Better::Neither => "neither",
    }
}
