//! Every scenario against the first and against the one that it extends, paired by replicate: `comparison.csv`.

use super::Cell;
use super::csv_file::CsvFile;
use crate::ensemble::comparison::Comparison;
use crate::metrics::{self, Metric};
use crate::output::failure::Failure;
use crate::output::manifest::DroppedPairs;
use crate::output::plan::Plan;
use std::path::Path;

/// Writes a comparison and counts the pairs that miss a side.
pub(in crate::output) fn write_comparison(
    folder: &Path,
    plan: &Plan,
    comparison: &Comparison,
) -> Result<Vec<DroppedPairs>, Failure> {
    let header = [
        "scenario",
        "baseline",
        "metric",
        "year",
        "replicates",
        "baseline_mean",
        "scenario_mean",
        "difference",
        "ci95_low",
        "ci95_high",
        "share_better",
        "correlation",
        "variance_reduction",
    ];
    let mut file = CsvFile::create(folder, "comparison.csv", &header)?;
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
