//! Survival: curves (`survival.csv`), survival and years lived to five and ten years (`survival_summary.csv`), hazards by
//! class (`hazards.csv`) and log-rank tests (`log_rank.csv`).

use super::columns::{BASELINE, COHORT, Column, SCENARIO, TIME, Table, column};
use super::csv_file::CsvFile;
use super::differences::{self, METHOD, REPLICATES};
use super::{Cell, PairTable};
use crate::ensemble::Run;
use crate::ensemble::exposure::Cohort;
use crate::ensemble::survival::{HORIZONS, SurvivalGatherer};
use crate::output::failure::Failure;
use crate::output::plan::Plan;
use crate::stats::paired::Paired;
use crate::stats::proportion::wilson;
use std::path::Path;

const AT_RISK: Column =
    column("at_risk", "organisation-years", "at risk, pooled over replicates", "在险机构年数（各次重复合并）");
const CLOSED: Column = column("closed", "organisations", "of these, closed", "其中关闭的");
const BASELINE_MEAN: Column =
    column("baseline_mean", "as the quantity", "mean of the baseline over replicates", "基准跨重复的均值");
const SCENARIO_MEAN: Column =
    column("scenario_mean", "as the quantity", "mean of the scenario over the same replicates", "情景跨相同重复的均值");
const DIFFERENCE: Column = column(
    "difference",
    "as the quantity",
    "mean of the paired differences, scenario less baseline",
    "配对差（情景减基准）的均值",
);

/// The curves.
pub(super) const CURVES: Table = Table {
    file: "survival.csv",
    columns: &[
        SCENARIO,
        COHORT,
        TIME,
        AT_RISK,
        CLOSED,
        column("hazard", "share", "share of those at risk that closed at this time", "此时在险机构中关闭的比例"),
        column(
            "survival",
            "share",
            "Kaplan-Meier: share that survives beyond this time",
            "Kaplan-Meier 生存率：活过此时的比例",
        ),
        column(
            "pooled95_low",
            "share",
            "lower end of the 95 % log-log band, pooled: as if all organisations of all replicates were independent, so it \
             is narrower than what replicates say; for differences read survival_summary.csv",
            "95% log-log 带的下端（合并）：视各次重复的全部机构为相互独立，因而窄于重复之间的差别；比较请看 survival_summary.csv",
        ),
        column("pooled95_high", "share", "upper end of the band", "95% log-log 带的上端（合并）"),
        column("cumulative_hazard", "–", "Nelson-Aalen: sum of the hazards up to this time", "Nelson-Aalen 累积风险"),
        column(
            "cumulative95_low",
            "–",
            "lower end of its 95 % interval, pooled, symmetric on the log scale",
            "累积风险 95% 区间的下端（合并，对数尺度对称）",
        ),
        column("cumulative95_high", "–", "upper end of the interval", "累积风险 95% 区间的上端（合并）"),
    ],
};

/// Survival and years lived to the horizons.
pub(super) const SUMMARY: Table = Table {
    file: "survival_summary.csv",
    columns: &[
        SCENARIO,
        BASELINE,
        COHORT,
        column(
            "quantity",
            "name",
            "survival (share alive after so many years) or restricted_mean (years lived on average up to then)",
            "survival 为满若干年仍存活的比例；restricted_mean 为至该年止的平均存活年数",
        ),
        column("years", "years", "how many years", "年数"),
        column(
            "pooled",
            "as the quantity",
            "value of the scenario, pooled over replicates",
            "情景的数值（各次重复合并）",
        ),
        column(
            "pooled_error",
            "years",
            "its standard error (Greenwood), for years lived",
            "其标准误（Greenwood），仅用于平均存活年数",
        ),
        column(
            "pooled95_low",
            "as the quantity",
            "lower end of its 95 % interval, as if all organisations of all replicates were independent",
            "95% 区间的下端（视全部机构为相互独立）",
        ),
        column("pooled95_high", "as the quantity", "upper end of the interval", "95% 区间的上端（合并）"),
        REPLICATES,
        BASELINE_MEAN,
        SCENARIO_MEAN,
        DIFFERENCE,
        differences::LOW,
        differences::HIGH,
        METHOD,
    ],
};

/// Hazards by class.
pub(super) const HAZARDS: Table = Table {
    file: "hazards.csv",
    columns: &[
        SCENARIO,
        BASELINE,
        COHORT,
        column(
            "by",
            "name",
            "by what the cohort is divided: all, time (since the cohort's clock began) or size",
            "划分方式：all 不划分、time 按时间、size 按规模",
        ),
        column(
            "class",
            "name",
            "the class: years of time, or third by people as the year began",
            "类别：年数区间，或按年初人力的三等分",
        ),
        AT_RISK,
        CLOSED,
        column("hazard", "share", "share of those at risk that closed in a year, pooled", "一年内关闭的比例（合并）"),
        column(
            "pooled95_low",
            "share",
            "lower end of its 95 % interval (Wilson), as if all organisation-years were independent",
            "95% 区间（Wilson）的下端（视各机构年为相互独立）",
        ),
        column("pooled95_high", "share", "upper end of the interval", "95% 区间的上端（合并）"),
        REPLICATES,
        BASELINE_MEAN,
        SCENARIO_MEAN,
        DIFFERENCE,
        differences::LOW,
        differences::HIGH,
        METHOD,
    ],
};

/// Log-rank tests.
pub(super) const LOG_RANK: Table = Table {
    file: "log_rank.csv",
    columns: &[
        SCENARIO,
        BASELINE,
        COHORT,
        column(
            "observed",
            "organisations",
            "closings in the scenario, pooled over replicates",
            "情景中的关闭数（合并）",
        ),
        column(
            "expected",
            "organisations",
            "closings to be expected there if both scenarios closed at the same rate",
            "若两情景关闭速度相同，情景中应有的关闭数",
        ),
        column("chi_squared", "–", "log-rank statistic, one degree of freedom", "log-rank 统计量（自由度 1）"),
        column(
            "p",
            "probability",
            "probability of so much by chance, as if all organisations were independent; the paired differences of \
             survival_summary.csv are the safer guide",
            "偶然出现如此差别的概率（视全部机构为相互独立）；survival_summary.csv 的配对差更稳妥",
        ),
        column(
            "p_holm",
            "probability",
            "the same with Holm's correction over all tests of this file",
            "对本文件全部检验作 Holm 校正后的概率",
        ),
    ],
};

/// What is gathered of survival.
pub(super) struct Survivals(SurvivalGatherer);

impl Survivals {
    pub(super) fn new(plan: &Plan) -> Survivals {
        Survivals(SurvivalGatherer::new(plan.scenarios.len(), plan.contrasts()))
    }

    /// Each scenario with its contrasts; the first has none.
    fn scenarios(&self) -> impl Iterator<Item = (usize, Option<usize>)> + '_ {
        let contrasts = self.0.contrasts().iter().enumerate();
        let others = contrasts.map(|(position, &(_, scenario))| (scenario, Some(position)));
        std::iter::once((0, None)).chain(others)
    }

    fn baseline<'a>(&self, plan: &'a Plan, contrast: Option<usize>) -> Cell<'a> {
        contrast.map_or(Cell::Undefined, |contrast| Cell::Text(&plan.scenarios[self.0.contrasts()[contrast].0].name))
    }

    fn write_curves(&self, folder: &Path, plan: &Plan) -> Result<(), Failure> {
        let mut file = CsvFile::create(folder, &CURVES)?;
        for (position, scenario) in plan.scenarios.iter().enumerate() {
            for cohort in Cohort::ALL {
                for (time, (survival, hazard)) in self.0.course(position, cohort).into_iter().enumerate() {
                    file.row(&[
                        Cell::Text(&scenario.name),
                        Cell::Text(cohort.name()),
                        Cell::Whole(time as i64),
                        Cell::Whole(survival.at_risk as i64),
                        Cell::Whole(survival.ended as i64),
                        Cell::real(Some(hazard.hazard)),
                        Cell::real(Some(survival.survival)),
                        Cell::real(survival.band.map(|(low, _)| low)),
                        Cell::real(survival.band.map(|(_, high)| high)),
                        Cell::real(Some(hazard.cumulative)),
                        Cell::real(hazard.interval.map(|(low, _)| low)),
                        Cell::real(hazard.interval.map(|(_, high)| high)),
                    ])?;
                }
            }
        }
        file.close()
    }

    fn write_summary(&self, folder: &Path, plan: &Plan) -> Result<(), Failure> {
        let mut file = CsvFile::create(folder, &SUMMARY)?;
        for (scenario, contrast) in self.scenarios() {
            for cohort in Cohort::ALL {
                for (position, years) in HORIZONS.into_iter().enumerate() {
                    let course = self.0.course(scenario, cohort);
                    let point = course.get(years - 1).map(|(survival, _)| *survival);
                    let mean = self.0.restricted_mean(scenario, cohort, years);
                    let survival = contrast.and_then(|contrast| self.0.survival(contrast, cohort, position));
                    let lived = contrast.and_then(|contrast| self.0.mean(contrast, cohort, position));
                    let band = point.and_then(|point| point.band);
                    let around = mean.map(|mean| mean.interval);
                    for (quantity, pooled, error, ends, paired) in [
                        ("survival", point.map(|point| point.survival), None, band, survival),
                        ("restricted_mean", mean.map(|mean| mean.years), mean.map(|mean| mean.error), around, lived),
                    ] {
                        let mut row = vec![
                            Cell::Text(&plan.scenarios[scenario].name),
                            self.baseline(plan, contrast),
                            Cell::Text(cohort.name()),
                            Cell::Text(quantity),
                            Cell::Whole(years as i64),
                            Cell::real(pooled),
                            Cell::real(error),
                            Cell::real(ends.map(|(low, _)| low)),
                            Cell::real(ends.map(|(_, high)| high)),
                        ];
                        row.extend(paired_cells(paired.as_ref()));
                        file.row(&row)?;
                    }
                }
            }
        }
        file.close()
    }

    fn write_hazards(&self, folder: &Path, plan: &Plan) -> Result<(), Failure> {
        let mut file = CsvFile::create(folder, &HAZARDS)?;
        for (scenario, contrast) in self.scenarios() {
            for cohort in Cohort::ALL {
                for (position, class) in self.0.classes().iter().enumerate() {
                    let (at_risk, closed) = self.0.at_risk(scenario, cohort, class);
                    let ends = wilson(closed, at_risk);
                    let paired = contrast.and_then(|contrast| self.0.hazard(contrast, cohort, position));
                    let mut row = vec![
                        Cell::Text(&plan.scenarios[scenario].name),
                        self.baseline(plan, contrast),
                        Cell::Text(cohort.name()),
                        Cell::Text(class.by),
                        Cell::Text(class.name),
                        Cell::Whole(at_risk as i64),
                        Cell::Whole(closed as i64),
                        Cell::real((at_risk > 0).then(|| closed as f64 / at_risk as f64)),
                        Cell::real(ends.map(|(low, _)| low)),
                        Cell::real(ends.map(|(_, high)| high)),
                    ];
                    row.extend(paired_cells(paired.as_ref()));
                    file.row(&row)?;
                }
            }
        }
        file.close()
    }

    fn write_log_rank(&self, folder: &Path, plan: &Plan) -> Result<(), Failure> {
        let mut file = CsvFile::create(folder, &LOG_RANK)?;
        for (contrast, cohort, test, p_holm) in self.0.log_rank_tests() {
            let (baseline, scenario) = self.0.contrasts()[contrast];
            file.row(&[
                Cell::Text(&plan.scenarios[scenario].name),
                Cell::Text(&plan.scenarios[baseline].name),
                Cell::Text(cohort.name()),
                Cell::real(Some(test.observed)),
                Cell::real(Some(test.expected)),
                Cell::real(Some(test.chi_squared)),
                Cell::real(Some(test.p)),
                Cell::real(Some(p_holm)),
            ])?;
        }
        file.close()
    }
}

/// Replicates, both means, difference, interval and method.
fn paired_cells(paired: Option<&Paired>) -> Vec<Cell<'static>> {
    let mut cells = vec![
        differences::replicates(paired),
        Cell::real(paired.map(|paired| paired.baseline_mean)),
        Cell::real(paired.map(|paired| paired.scenario_mean)),
        Cell::real(paired.map(|paired| paired.difference)),
    ];
    cells.extend(differences::interval(paired));
    cells
}

impl PairTable for Survivals {
    fn add(&mut self, runs: &[&Run]) {
        self.0.add(runs);
    }

    fn write(&self, folder: &Path, plan: &Plan) -> Result<(), Failure> {
        self.write_curves(folder, plan)?;
        self.write_summary(folder, plan)?;
        self.write_hazards(folder, plan)?;
        if plan.scenarios.len() > 1 { self.write_log_rank(folder, plan) } else { Ok(()) }
    }
}
