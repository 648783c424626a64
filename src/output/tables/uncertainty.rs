//! What chance does and what assumptions do: `uncertainty.csv` and what it is made of.

use super::Cell;
use super::columns::{Column, REPLICATE, SCENARIO, Table, column};
use super::csv_file::CsvFile;
use crate::ensemble::assumptions::{Outcome, Sign, unit};
use crate::output::assumptions::{Assumptions, AssumptionsEntry, Variant, VariantKind};
use crate::output::failure::Failure;
use crate::output::plan::Plan;
use std::path::Path;

const COMPARED_WITH: Column = column(
    "baseline",
    "name",
    "with which it is compared; empty: the number itself",
    "与之比较的情景；为空则是数字本身",
);
const QUANTITY: Column = column(
    "quantity",
    "name",
    "the headline number: a metric of one year, or summed over years",
    "主要数字：某一年的指标，或多年之和",
);

/// `uncertainty.csv`.
pub(super) const SPREADS: Table = Table {
    file: "uncertainty.csv",
    columns: &[
        SCENARIO,
        COMPARED_WITH,
        QUANTITY,
        column("unit", "name", "unit of the quantity", "该数字的单位"),
        column("first_year", "year", "the first year that counts", "计入的首年"),
        column("last_year", "year", "the last year that counts", "计入的末年"),
        column(
            "own_mean",
            "of the quantity",
            "mean over replicates under the scenario's own settings",
            "情景自身设定下各次重复的均值",
        ),
        column(
            "own_ci95_low",
            "of the quantity",
            "lower end of its 95 % interval by chance alone (differences only)",
            "仅凭偶然的 95% 区间下限（仅差异）",
        ),
        column("own_ci95_high", "of the quantity", "upper end of that interval", "该区间的上限"),
        column("sets", "sets", "sets of assumptions in which it is defined", "有定义的假定组数"),
        column("replicates_per_set", "replicates", "replicates of each set", "每组假定的重复次数"),
        column("sets_median", "of the quantity", "median of the sets' means", "各组均值的中位数"),
        column(
            "sets_low",
            "of the quantity",
            "2.5 % of the sets' means lie below; with few sets nearly the lowest",
            "各组均值的 2.5% 分位；组数少时接近最小值",
        ),
        column("sets_high", "of the quantity", "2.5 % of the sets' means lie above", "各组均值的 97.5% 分位"),
        column(
            "variance_between_sets",
            "squared unit of the quantity",
            "variance that comes from assumptions (one-way analysis of variance, random sets)",
            "来自假定的方差（单因素随机效应方差分析）",
        ),
        column(
            "variance_within_sets",
            "squared unit of the quantity",
            "variance that comes from chance, between replicates of a set",
            "来自偶然的方差（同组各次重复之间）",
        ),
        column(
            "between_was_negative",
            "true or false",
            "the variance between sets was estimated below zero and is said as zero: sets differ \
             less than chance makes them",
            "组间方差的估计为负而记作零：各组之差不超过偶然所致",
        ),
        column(
            "assumption_share",
            "share",
            "of both variances, the share from assumptions; empty where nothing varies",
            "两项方差之和中来自假定的比例；毫无变动时为空",
        ),
        column(
            "assumption_share_ci95_low",
            "share",
            "lower end of its 95 % interval (F distribution)",
            "该比例 95% 区间的下限（F 分布）",
        ),
        column("assumption_share_ci95_high", "share", "upper end of that interval", "该区间的上限"),
        column(
            "sign",
            "name",
            "of the difference by chance alone: above or below zero, unclear (the interval covers \
             zero), zero (exactly, always)",
            "仅凭偶然时差异的符号：above 大于零、below 小于零、unclear 区间含零、zero 恒为零",
        ),
        column("sets_above_zero", "sets", "sets whose mean difference is above zero", "平均差异大于零的组数"),
        column("sets_below_zero", "sets", "sets whose mean difference is below zero", "平均差异小于零的组数"),
        column(
            "sets_with_the_sign",
            "sets",
            "sets in which the sign holds; empty where it is unclear",
            "符号成立的组数；符号不明时为空",
        ),
        column(
            "flips_under",
            "name",
            "structures under which the sign is clearly the other one, with blanks between",
            "使符号明显相反的结构，以空格分隔",
        ),
        column(
            "unclear_under",
            "name",
            "structures under which the interval covers zero and less than half of the effect is left",
            "使区间含零且作用剩下不到一半的结构",
        ),
    ],
};

/// `uncertainty_sets.csv`.
pub(super) const SETS: Table = Table {
    file: "uncertainty_sets.csv",
    columns: &[
        column("set", "–", "number of the set, from 1", "假定组的编号（从 1 起）"),
        column("setting", "name", "path of the setting", "设定的路径"),
        column(
            "value",
            "of the setting",
            "its value in this set, in all scenarios; of a dated series a factor",
            "该组中各情景的取值；按年份的数列为倍数",
        ),
        column("own_value", "of the setting", "its value in the baseline", "基准中的取值"),
        column("low", "of the setting", "lower end of the range; empty for names", "范围下限；取名称者为空"),
        column("high", "of the setting", "upper end of the range", "范围上限"),
        column(
            "range",
            "name",
            "where the range comes from: stated (the model's table of parameters), rule (half of the \
             value either way), names, call",
            "范围的来源：stated 模型参数表、rule 取值上下各一半、names 各名称、call 命令给出",
        ),
        column("source", "name", "where the default comes from", "默认值的来源"),
    ],
};

/// `uncertainty_outcomes.csv`.
pub(super) const OUTCOMES: Table = Table {
    file: "uncertainty_outcomes.csv",
    columns: &[
        column(
            "variant",
            "name",
            "a set's number, or a structure as one would give it to --set",
            "假定组编号，或结构（--set 的写法）",
        ),
        column("kind", "name", "set or structure", "set 假定组或 structure 结构"),
        REPLICATE,
        SCENARIO,
        QUANTITY,
        column("value", "of the quantity", "the number", "数字"),
        column(
            "difference",
            "of the quantity",
            "less that of the scenario with which it is compared, same variant and replicate",
            "减去与之比较的情景（同组、同次重复）",
        ),
    ],
};

/// `uncertainty_structures.csv`.
pub(super) const STRUCTURES: Table = Table {
    file: "uncertainty_structures.csv",
    columns: &[
        SCENARIO,
        COMPARED_WITH,
        QUANTITY,
        column("structure", "name", "the other structure, as one would give it to --set", "其他结构（--set 的写法）"),
        column("replicates", "replicates", "replicates in which it is defined", "有定义的重复次数"),
        column("mean", "of the quantity", "mean over replicates", "各次重复的均值"),
        column("ci95_low", "of the quantity", "lower end of its 95 % interval (Student's t)", "95% 区间下限（t 分布）"),
        column("ci95_high", "of the quantity", "upper end of that interval", "该区间的上限"),
        column("own_mean", "of the quantity", "mean under the scenario's own settings", "情景自身设定下的均值"),
    ],
};

/// Writes the four tables.
pub(in crate::output) fn write_uncertainty(
    folder: &Path,
    plan: &Plan,
    assumptions: &Assumptions,
    entry: &AssumptionsEntry,
    outcomes: &[Vec<Outcome>],
) -> Result<(), Failure> {
    write_spreads(folder, plan, entry)?;
    write_structures(folder, entry)?;
    write_sets(folder, assumptions)?;
    write_outcomes(folder, plan, assumptions, outcomes)
}

fn sign_name(sign: Sign) -> &'static str {
    match sign {
        Sign::Above => "above",
        Sign::Below => "below",
        Sign::Unclear => "unclear",
        Sign::Zero => "zero",
    }
}

fn write_spreads(folder: &Path, plan: &Plan, entry: &AssumptionsEntry) -> Result<(), Failure> {
    let mut file = CsvFile::create(folder, &SPREADS)?;
    let gatherer = plan.headline_gatherer().headlines();
    for spread in &entry.spreads {
        let quantity = gatherer.quantities.iter().find(|quantity| quantity.name == spread.quantity);
        let Some(quantity) = quantity else { continue };
        let names = |under: Vec<&crate::ensemble::assumptions::UnderStructure>| {
            under.iter().map(|one| one.structure.as_str()).collect::<Vec<_>>().join(" ")
        };
        let (flips, fades) = (names(spread.flips_under()), names(spread.fades_under()));
        let compared = spread.against.is_some();
        let counted = |count: u64| if compared { Cell::Whole(count as i64) } else { Cell::Undefined };
        file.row(&[
            Cell::Text(&spread.scenario),
            Cell::Text(spread.against.as_deref().unwrap_or_default()),
            Cell::Text(&spread.quantity),
            Cell::Text(unit(&quantity.metrics)),
            Cell::Whole(quantity.first_year.into()),
            Cell::Whole(quantity.last_year.into()),
            Cell::real(Some(spread.own)),
            Cell::real(spread.own_low),
            Cell::real(spread.own_high),
            Cell::Whole(spread.sets as i64),
            Cell::Whole(entry.set_replicates.into()),
            Cell::real(spread.median),
            Cell::real(spread.low),
            Cell::real(spread.high),
            Cell::real(spread.between_variance),
            Cell::real(spread.within_variance),
            Cell::Flag(spread.between_was_negative),
            Cell::real(spread.share),
            Cell::real(spread.share_low),
            Cell::real(spread.share_high),
            Cell::Text(if compared { sign_name(spread.sign()) } else { "" }),
            counted(spread.above),
            counted(spread.below),
            spread.holds_in().filter(|_| compared).map_or(Cell::Undefined, |count| Cell::Whole(count as i64)),
            Cell::Text(if compared { &flips } else { "" }),
            Cell::Text(if compared { &fades } else { "" }),
        ])?;
    }
    file.close()
}

fn write_structures(folder: &Path, entry: &AssumptionsEntry) -> Result<(), Failure> {
    if entry.structures == 0 {
        return Ok(());
    }
    let mut file = CsvFile::create(folder, &STRUCTURES)?;
    for spread in &entry.spreads {
        for under in &spread.structures {
            file.row(&[
                Cell::Text(&spread.scenario),
                Cell::Text(spread.against.as_deref().unwrap_or_default()),
                Cell::Text(&spread.quantity),
                Cell::Text(&under.structure),
                Cell::Whole(under.replicates as i64),
                Cell::real(Some(under.mean)),
                Cell::real(under.low),
                Cell::real(under.high),
                Cell::real(Some(spread.own)),
            ])?;
        }
    }
    file.close()
}

fn write_sets(folder: &Path, assumptions: &Assumptions) -> Result<(), Failure> {
    let mut file = CsvFile::create(folder, &SETS)?;
    for (_, variant) in assumptions.of_kind(VariantKind::Set) {
        for (parameter, value) in assumptions.parameters.iter().zip(&variant.values) {
            file.row(&[
                Cell::Text(&variant.name),
                Cell::Text(&parameter.path),
                Cell::Text(value),
                Cell::Text(&parameter.value),
                Cell::real(parameter.low),
                Cell::real(parameter.high),
                Cell::Text(&parameter.range),
                Cell::Text(&parameter.source),
            ])?;
        }
    }
    file.close()
}

fn write_outcomes(
    folder: &Path,
    plan: &Plan,
    assumptions: &Assumptions,
    outcomes: &[Vec<Outcome>],
) -> Result<(), Failure> {
    let mut file = CsvFile::create(folder, &OUTCOMES)?;
    let gatherer = plan.headline_gatherer();
    let quantities = gatherer.headlines().quantities;
    let kind = |variant: &Variant| match variant.kind {
        VariantKind::Set => "set",
        VariantKind::Structure => "structure",
    };
    for (variant, replicates) in assumptions.variants.iter().zip(outcomes) {
        for (replicate, outcome) in replicates.iter().enumerate() {
            for (scenario, values) in outcome.iter().enumerate() {
                for (which, value) in values.iter().enumerate() {
                    let against = gatherer.against(scenario, which);
                    let difference = value.zip(outcome[against][which]).map(|(value, other)| value - other);
                    file.row(&[
                        Cell::Text(&variant.name),
                        Cell::Text(kind(variant)),
                        Cell::Whole(replicate as i64),
                        Cell::Text(&plan.scenarios[scenario].name),
                        Cell::Text(&quantities[which].name),
                        Cell::real(*value),
                        Cell::real(difference.filter(|_| against != scenario)),
                    ])?;
                }
            }
        }
    }
    file.close()
}
