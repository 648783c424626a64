//! How far the replicates lie apart: mean, quantiles and change of every metric and year, `bands.csv`. Charts draw from it.

use super::Cell;
use super::columns::{DEVIATION, MEAN, METRIC, SCENARIO, Table, YEAR, column};
use super::csv_file::CsvFile;
use crate::ensemble::Run;
use crate::ensemble::bands::{BandGatherer, Spread, portions};
use crate::metrics;
use crate::output::failure::Failure;
use crate::output::plan::Plan;
use crate::parallel;
use crate::stats::student::HalfWidths;
use std::path::Path;

/// `bands.csv`.
pub(in crate::output) const TABLE: Table = Table {
    file: "bands.csv",
    columns: &[
        SCENARIO,
        METRIC,
        YEAR,
        column("replicates", "–", "replicates in which it is defined", "有定义的重复次数"),
        MEAN,
        DEVIATION,
        column("p5", "of the metric", "5 % of the replicates lie below", "5% 的重复低于此值"),
        column("p25", "of the metric", "the first quartile of the replicates", "各次重复的下四分位数"),
        column("median", "of the metric", "the median of the replicates", "各次重复的中位数"),
        column("p75", "of the metric", "the third quartile of the replicates", "各次重复的上四分位数"),
        column("p95", "of the metric", "5 % of the replicates lie above", "5% 的重复高于此值"),
        column(
            "since_base",
            "of the metric",
            "mean change since the base year, replicate by replicate; empty before it",
            "自基准年以来的变化，逐次重复相减后取均值；此前年份为空",
        ),
        column(
            "since_base_ci95_low",
            "of the metric",
            "lower end of the 95 % interval of that change",
            "该变化的 95% 区间下限",
        ),
        column(
            "since_base_ci95_high",
            "of the metric",
            "upper end of the 95 % interval of that change",
            "该变化的 95% 区间上限",
        ),
    ],
};

/// Writes the table. `run` reads the run of a scenario's position and a replicate; it is asked again for each portion of
/// the metrics, so that memory does not grow with the replicates.
pub(in crate::output) fn write_bands(
    folder: &Path,
    plan: &Plan,
    run: impl Fn(usize, u32) -> Result<Run, Failure> + Sync,
) -> Result<(), Failure> {
    let mut file = CsvFile::create(folder, &TABLE)?;
    let names: Vec<&str> = metrics::catalogue().map(|metric| metric.name).collect();
    let scenarios: Vec<usize> = (0..plan.scenarios.len()).collect();
    let spreads = parallel::map_in_order(&scenarios, |&scenario| {
        let settings = &plan.scenarios[scenario].settings;
        let (years, replicates) = (settings.years().count(), plan.replicates());
        let half_widths = HalfWidths::default();
        let mut spreads = Vec::new();
        for portion in portions(names.len(), years, replicates as usize) {
            let mut bands = BandGatherer::new(portion, settings.run.base_year);
            for replicate in 0..replicates {
                bands.add(&run(scenario, replicate)?);
            }
            spreads.extend(bands.spreads(&half_widths));
        }
        Ok(spreads)
    });
    for (scenario, spreads) in plan.scenarios.iter().zip(spreads) {
        for spread in spreads? {
            write_row(&mut file, &scenario.name, names[spread.metric], &spread)?;
        }
    }
    file.close()
}

fn write_row(file: &mut CsvFile, scenario: &str, metric: &str, spread: &Spread) -> Result<(), Failure> {
    let Spread { year, moments, band, since_base, .. } = spread;
    let interval = since_base.and_then(|change| change.interval);
    file.row(&[
        Cell::Text(scenario),
        Cell::Text(metric),
        Cell::Whole((*year).into()),
        Cell::Whole(moments.count() as i64),
        Cell::real(moments.mean()),
        Cell::real(moments.deviation()),
        Cell::real(Some(band.low_90)),
        Cell::real(Some(band.low_50)),
        Cell::real(Some(band.median)),
        Cell::real(Some(band.high_50)),
        Cell::real(Some(band.high_90)),
        Cell::real(since_base.map(|change| change.difference)),
        Cell::real(interval.map(|(low, _)| low)),
        Cell::real(interval.map(|(_, high)| high)),
    ])
}
