//! What the metrics are: `metrics.csv`.

use super::Cell;
use super::columns::{Table, column};
use super::csv_file::CsvFile;
use crate::metrics::{self, Better, COUNTY_METRICS, FUNDER_METRICS, MetricKind};
use crate::output::failure::Failure;
use std::path::Path;

/// `metrics.csv`.
pub(super) const TABLE: Table = Table {
    file: "metrics.csv",
    columns: &[
        column("metric", "name", "the metric's name in the other tables", "指标在其他表格中的名称"),
        column(
            "unit",
            "name",
            "its unit; share for ratios between 0 and 1, – for pure numbers",
            "单位；share 为 0 到 1 的比率，– 为纯数",
        ),
        column(
            "type",
            "name",
            "stock (at the year's end), flow (in the year) or ratio",
            "stock 年末存量、flow 当年流量、ratio 比率",
        ),
        column(
            "better",
            "name",
            "which direction is better for the region: higher, lower or neither",
            "对区域更好的方向：higher 高、lower 低、neither 无",
        ),
        column("formula", "name", "how it is computed", "计算方法"),
        column("meaning", "name", "what it means, in English", "含义（英文）"),
        column("meaning_zh", "name", "what it means, in Chinese", "含义（中文）"),
        column(
            "level",
            "name",
            "where it is found: region (yearly.csv), county (counties.csv) or funder_class (funders.csv)",
            "所在层级：region（yearly.csv）、county（counties.csv）、funder_class（funders.csv）",
        ),
    ],
};

/// Writes the catalogue of metrics: those of the region, then those of counties and of classes of funders.
pub(in crate::output) fn write_catalogue(folder: &Path) -> Result<(), Failure> {
    let mut file = CsvFile::create(folder, &TABLE)?;
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
