//! What a ramp up and down leaves behind: `hysteresis.csv`, step by step, and its summary.

use super::Cell;
use super::columns::{METRIC, Table, column};
use super::csv_file::CsvFile;
use crate::ensemble::hysteresis::{Estimate, Loop};
use crate::output::failure::Failure;
use std::path::Path;

/// `hysteresis.csv`.
pub(super) const STEPS: Table = Table {
    file: "hysteresis.csv",
    columns: &[
        column("lever", "name", "the setting that is ramped", "升降的设定"),
        column("level", "of the setting", "its height", "高度"),
        column("way", "name", "up or down; the highest step belongs to both", "up 升或 down 降；最高一步同属两者"),
        column("first_year", "year", "the first year at this height", "在此高度的首年"),
        column("year", "year", "the last one: the metric is read in it", "末年：指标取自该年"),
        METRIC,
        column("replicates", "replicates", "replicates in which it is defined", "有定义的重复次数"),
        column("mean", "of the metric", "mean with the ramp", "有升降时的均值"),
        column("ci95_low", "of the metric", "lower end of its 95 % interval (Student's t)", "95% 区间下限（t 分布）"),
        column("ci95_high", "of the metric", "upper end of that interval", "该区间的上限"),
        column(
            "rest_mean",
            "of the metric",
            "mean in the same year with the lever at its lowest throughout",
            "同年、杠杆始终处于最低时的均值",
        ),
        column(
            "difference",
            "of the metric",
            "with the ramp less without, paired by replicate",
            "有升降减无升降（逐次配对）",
        ),
        column("difference_ci95_low", "of the metric", "lower end of its 95 % interval", "差异 95% 区间的下限"),
        column("difference_ci95_high", "of the metric", "upper end of that interval", "该区间的上限"),
    ],
};

/// `hysteresis_summary.csv`.
pub(super) const SUMMARY: Table = Table {
    file: "hysteresis_summary.csv",
    columns: &[
        column(
            "quantity",
            "name",
            "area_share: area between the way down and the way up, as a share of the range of the \
             lever times that of the metric; area_beyond_time_share: the same with the metric at \
             rest taken off; remains: ramp less rest in the last year; ashman_d, dip_p_value, \
             lower_group_share, lower_group_mean, upper_group_share, upper_group_mean: two groups of \
             replicates in the last year (two if the dip test's p value is below 0.05, D above 2 and \
             both shares above 0.1); last_value: the metric in the last year, one row \
             a replicate",
            "\
             area_share：下降与上升曲线之间的面积，占杠杆范围与指标范围之积的比例；area_beyond_time_share：扣除无升降时的指标之后；remains：末年有升降减无升降；ashman_d、dip_p_value、lower_group_share、lower_group_mean、upper_group_share、upper_group_mean：末年各次重复的两群（dip \
             检验 p 值小于 0.05、D 大于 2 且两群均超过 0.1 才算两群）；last_value：末年的指标，每次重复一行",
        ),
        column(
            "value",
            "of the quantity",
            "its value, a mean over replicates where there is an interval",
            "数值；有区间者为各次重复的均值",
        ),
        column("ci95_low", "of the quantity", "lower end of its 95 % interval (Student's t)", "95% 区间下限（t 分布）"),
        column("ci95_high", "of the quantity", "upper end of that interval", "该区间的上限"),
    ],
};

/// Writes both tables.
pub(in crate::output) fn write_hysteresis(folder: &Path, ramp: &Loop) -> Result<(), Failure> {
    let mut file = CsvFile::create(folder, &STEPS)?;
    for result in &ramp.steps {
        let [low, high] = ends(result.ramped);
        let [difference_low, difference_high] = ends(result.difference);
        let mean = |estimate: Option<Estimate>| Cell::real(estimate.map(|estimate| estimate.mean));
        file.row(&[
            Cell::Text(&ramp.ramp.lever),
            Cell::Real(result.step.level),
            Cell::Text(result.step.way.name()),
            Cell::Whole(result.step.first_year.into()),
            Cell::Whole(result.step.last_year.into()),
            Cell::Text(&ramp.ramp.metric),
            Cell::Whole(result.ramped.map_or(0, |estimate| estimate.replicates as i64)),
            mean(result.ramped),
            low,
            high,
            mean(result.rest),
            mean(result.difference),
            difference_low,
            difference_high,
        ])?;
    }
    file.close()?;

    let mut file = CsvFile::create(folder, &SUMMARY)?;
    for (name, estimate) in
        [("area_share", ramp.area), ("area_beyond_time_share", ramp.area_beyond_time), ("remains", ramp.remains)]
    {
        let [low, high] = ends(estimate);
        file.row(&[Cell::Text(name), Cell::real(estimate.map(|estimate| estimate.mean)), low, high])?;
    }
    if let Some(groups) = &ramp.groups {
        for (name, value) in [
            ("ashman_d", groups.separation),
            ("dip_p_value", groups.dip_p_value),
            ("lower_group_share", groups.weights[0]),
            ("lower_group_mean", groups.means[0]),
            ("upper_group_share", groups.weights[1]),
            ("upper_group_mean", groups.means[1]),
        ] {
            file.row(&[Cell::Text(name), Cell::real(Some(value)), Cell::Undefined, Cell::Undefined])?;
        }
    }
    for value in &ramp.last_values {
        file.row(&[Cell::Text("last_value"), Cell::real(Some(*value)), Cell::Undefined, Cell::Undefined])?;
    }
    file.close()
}

fn ends(estimate: Option<Estimate>) -> [Cell<'static>; 2] {
    let of = |end: fn(Estimate) -> Option<f64>| Cell::real(estimate.and_then(end));
    [of(|estimate| estimate.low), of(|estimate| estimate.high)]
}
