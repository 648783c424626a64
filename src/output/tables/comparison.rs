//! Every scenario against the first and against the one that it extends, paired by replicate: `comparison.csv`.

use super::Cell;
use super::columns::{BASELINE, METRIC, SCENARIO, Table, YEAR, column};
use super::csv_file::CsvFile;
use crate::ensemble::comparison::Comparison;
use crate::metrics::{self, Metric};
use crate::output::failure::Failure;
use crate::output::manifest::DroppedPairs;
use crate::output::plan::Plan;
use std::path::Path;

/// `comparison.csv`.
pub(super) const TABLE: Table = Table {
    file: "comparison.csv",
    columns: &[
        SCENARIO,
        BASELINE,
        METRIC,
        YEAR,
        column("replicates", "pairs", "complete pairs of replicates", "完整的重复对数"),
        column("baseline_mean", "of the metric", "mean of the baseline over these pairs", "基准的均值"),
        column("scenario_mean", "of the metric", "mean of the scenario over these pairs", "情景的均值"),
        column(
            "difference",
            "of the metric",
            "mean of the paired differences, scenario less baseline",
            "配对差（情景减基准）的均值",
        ),
        column(
            "ci95_low",
            "of the metric",
            "lower end of the 95 % interval of the mean difference",
            "平均差 95% 区间的下端",
        ),
        column("ci95_high", "of the metric", "upper end of the interval", "平均差 95% 区间的上端"),
        column(
            "share_better",
            "share",
            "share of replicates in which the scenario does better; empty where neither direction is",
            "情景更好的重复所占的比例；无好坏之分时为空",
        ),
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
        let interval = paired.and_then(|paired| paired.interval);
        file.row(&[
            Cell::Text(scenario),
            Cell::Text(baseline),
            Cell::Text(metric),
            Cell::Whole(row.year.into()),
            Cell::Whole(paired.map_or(0, |paired| paired.replicates as i64)),
            Cell::real(paired.map(|paired| paired.baseline_mean)),
            Cell::real(paired.map(|paired| paired.scenario_mean)),
            Cell::real(paired.map(|paired| paired.difference)),
            Cell::real(interval.map(|(low, _)| low)),
            Cell::real(interval.map(|(_, high)| high)),
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
