//! Every scenario against the first and against the one that it extends, paired by replicate: `comparison.csv`.

use super::Cell;
use super::columns::{BASELINE, METRIC, SCENARIO, Table, YEAR, column};
use super::csv_file::CsvFile;
use super::differences::{self, METHOD, REPLICATES, SHARE_BETTER};
use crate::ensemble::comparison::Comparison;
use crate::metrics::{self, Metric};
use crate::output::failure::Failure;
use crate::output::manifest::DroppedPairs;
use crate::output::plan::Plan;
use std::path::Path;

/// `comparison.csv`.
pub(in crate::output) const TABLE: Table = Table {
    file: "comparison.csv",
    columns: &[
        SCENARIO,
        BASELINE,
        METRIC,
        YEAR,
        REPLICATES,
        column("baseline_mean", "of the metric", "mean of the baseline over these pairs", "基准的均值"),
        column("scenario_mean", "of the metric", "mean of the scenario over these pairs", "情景的均值"),
        column(
            "difference",
            "of the metric",
            "mean of the paired differences, scenario less baseline",
            "配对差（情景减基准）的均值",
        ),
        differences::LOW,
        differences::HIGH,
        METHOD,
        SHARE_BETTER,
        column(
            "correlation",
            "–",
            "correlation of the two sides over replicates; empty where a side does not vary",
            "两侧跨重复的相关系数；一侧不变时为空",
        ),
        column(
            "variance_reduction",
            "–",
            "how many times smaller the variance of the difference is than with independent seeds",
            "与独立种子相比，差值方差缩小的倍数",
        ),
    ],
};

/// Writes a comparison and counts the pairs that miss a side.
pub(in crate::output) fn write_comparison(
    folder: &Path,
    plan: &Plan,
    comparison: &Comparison,
) -> Result<Vec<DroppedPairs>, Failure> {
    let mut file = CsvFile::create(folder, &TABLE)?;
    let catalogue: Vec<&Metric> = metrics::catalogue().collect();
    let mut dropped: Vec<DroppedPairs> = Vec::new();
    for row in comparison.rows() {
        let (scenario, baseline) = (&plan.scenarios[row.scenario].name, &plan.scenarios[row.baseline].name);
        let metric = catalogue[row.metric].name;
        let paired = row.paired.as_ref();
        let [low, high, method] = differences::interval(paired);
        file.row(&[
            Cell::Text(scenario),
            Cell::Text(baseline),
            Cell::Text(metric),
            Cell::Whole(row.year.into()),
            differences::replicates(paired),
            Cell::real(paired.map(|paired| paired.baseline_mean)),
            Cell::real(paired.map(|paired| paired.scenario_mean)),
            Cell::real(paired.map(|paired| paired.difference)),
            low,
            high,
            method,
            Cell::real(row.share_better),
            Cell::real(paired.and_then(|paired| paired.correlation)),
            Cell::real(paired.and_then(|paired| paired.variance_reduction)),
        ])?;
        if row.dropped == 0 {
            continue;
        }
        match dropped.last_mut() {
            // Rows come by contrast, metric and year, so the years of a metric follow each other.
            Some(last) if last.scenario == *scenario && last.baseline == *baseline && last.metric == metric => {
                last.pairs += row.dropped;
            }
            _ => dropped.push(DroppedPairs {
                scenario: scenario.clone(),
                baseline: baseline.clone(),
                metric: metric.to_string(),
                pairs: row.dropped,
            }),
        }
    }
    file.close()?;
    Ok(dropped)
}
