//! Every scenario against the first, county by county in the last year, paired by replicate: `county_comparison.csv`.

use super::Cell;
use super::columns::{BASELINE, METRIC, SCENARIO, Table, YEAR, column};
use super::csv_file::CsvFile;
use crate::ensemble::county_comparison::CountyComparison;
use crate::ensemble::names::county_names;
use crate::metrics::COUNTY_METRICS;
use crate::output::failure::Failure;
use crate::output::plan::Plan;
use std::path::Path;

/// `county_comparison.csv`.
pub(in crate::output) const TABLE: Table = Table {
    file: "county_comparison.csv",
    columns: &[
        SCENARIO,
        BASELINE,
        YEAR,
        column("county", "name", "the county", "县"),
        column("city", "name", "its city", "所属市"),
        METRIC,
        column("replicates", "pairs", "complete pairs of replicates", "完整的重复对数"),
        column("baseline_mean", "of the metric", "mean of the baseline over these pairs", "基准的均值"),
        column("scenario_mean", "of the metric", "mean of the scenario over these pairs", "情景的均值"),
        column("difference", "of the metric", "mean difference, scenario less baseline", "平均差：情景减基准"),
        column(
            "ci95_low",
            "of the metric",
            "lower end of the 95 % interval of the mean difference (Student's t); each county by itself",
            "平均差 95% 区间的下端（t 分布），各县分别计算",
        ),
        column("ci95_high", "of the metric", "upper end of the interval", "平均差 95% 区间的上端"),
    ],
};

/// Writes the comparison; nothing where there is but one scenario.
pub(in crate::output) fn write_county_comparison(
    folder: &Path,
    plan: &Plan,
    comparison: &CountyComparison,
) -> Result<(), Failure> {
    if plan.scenarios.len() < 2 {
        return Ok(());
    }
    let mut file = CsvFile::create(folder, &TABLE)?;
    let names = county_names(&plan.models[0]);
    for row in comparison.rows() {
        let (county, city) = &names[row.county];
        let paired = row.paired.as_ref();
        let interval = paired.and_then(|paired| paired.interval);
        file.row(&[
            Cell::Text(&plan.scenarios[row.scenario].name),
            Cell::Text(&plan.scenarios[0].name),
            Cell::Whole(comparison.year().into()),
            Cell::Text(county),
            Cell::Text(city),
            Cell::Text(COUNTY_METRICS[row.metric].name),
            Cell::Whole(paired.map_or(0, |paired| paired.replicates as i64)),
            Cell::real(paired.map(|paired| paired.baseline_mean)),
            Cell::real(paired.map(|paired| paired.scenario_mean)),
            Cell::real(paired.map(|paired| paired.difference)),
            Cell::real(interval.map(|(low, _)| low)),
            Cell::real(interval.map(|(_, high)| high)),
        ])?;
    }
    file.close()
}
