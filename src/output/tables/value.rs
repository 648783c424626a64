//! Value for money (`value.csv`), what is best at which worth (`acceptability.csv`), and both replicate by replicate
//! (`value_replicates.csv`).

use super::columns::{BASELINE, Column, SCENARIO, Table, column};
use super::csv_file::CsvFile;
use super::differences::{self, REPLICATES};
use super::{Cell, PairTable};
use crate::ensemble::Run;
use crate::ensemble::value::{Standing, ValueGatherer};
use crate::output::failure::Failure;
use crate::output::plan::Plan;
use crate::stats::ratio::Ratio;
use std::path::Path;

const EFFECT: Column = column(
    "effect",
    "name",
    "what is bought: survivor (an organisation alive at the end), survivor_year (one alive for a year), \
     same_organisation_survivor (alive at the end and at the end of the base year), county_reached (at the end), \
     service_unit; survivor-years, service units and money may be discounted (measures.discount_rate)",
    "所得：survivor 末年存活机构、survivor_year 机构存活年、same_organisation_survivor 基准年末即在且末年存活的机构、\
     county_reached 末年覆盖的县、service_unit 服务量；存活年、服务量与资金可折现（measures.discount_rate）",
);
const MONEY: Column = column(
    "money",
    "name",
    "with what it is paid: outside (all money that enters the region, the hub's included, less what was handed back \
     unused) or sponsor (the sponsor's money alone)",
    "所付：outside 进入区域的全部外部资金（含枢纽，扣除未用退回）；sponsor 仅外部出资方",
);

/// Prices.
pub(super) const VALUE: Table = Table {
    file: "value.csv",
    columns: &[
        SCENARIO,
        BASELINE,
        EFFECT,
        MONEY,
        REPLICATES,
        column("gained", "of the effect", "paired difference of the effect", "所得之差（配对）"),
        column(
            "gained_ci95_low",
            "of the effect",
            "lower end of its 95 % interval between replicates",
            "其 95% 区间的下端（重复之间）",
        ),
        column("gained_ci95_high", "of the effect", "upper end of the interval", "其 95% 区间的上端"),
        column(
            "gained_method",
            "name",
            "how it was found; see method in comparison.csv",
            "区间求法，见 comparison.csv 的 method",
        ),
        column(
            "paid_yuan",
            "yuan",
            "paired difference of the money, over the years after the base year",
            "基准年之后资金之差（配对）",
        ),
        column(
            "paid_ci95_low",
            "yuan",
            "lower end of its 95 % interval between replicates",
            "其 95% 区间的下端（重复之间）",
        ),
        column("paid_ci95_high", "yuan", "upper end of the interval", "其 95% 区间的上端"),
        column(
            "paid_method",
            "name",
            "how it was found; see method in comparison.csv",
            "区间求法，见 comparison.csv 的 method",
        ),
        column(
            "yuan_per_effect",
            "yuan",
            "money per further effect; empty where the state is not defined",
            "每多得一单位所付的钱；state 非 defined 时为空",
        ),
        column("price_ci95_low", "yuan", "lower end of its 95 % interval (Fieller)", "其 95% 区间的下端（Fieller）"),
        column("price_ci95_high", "yuan", "upper end of the interval", "其 95% 区间的上端（Fieller）"),
        column(
            "state",
            "name",
            "defined; or why there is no price: denominator_is_zero, denominator_near_zero (the interval of the effect holds \
             zero), effect_is_negative, money_is_saved, too_few_replicates",
            "defined 有定义；否则说明为何没有价格：denominator_is_zero 所得为零、denominator_near_zero 所得的区间含零、\
             effect_is_negative 所得为负、money_is_saved 反而省钱、too_few_replicates 重复次数太少",
        ),
        column(
            "standing",
            "name",
            "among all scenarios, by mean effect and money: frontier, dominated (another gives as much for no more) or \
             extendedly_dominated (a mixture of two others does); only against the first scenario",
            "在全部情景中的位置（按均值）：frontier 前沿、dominated 被占优（另有情景花费不多而所得不少）、\
             extendedly_dominated 被两个情景的组合占优；仅在与第一个情景比较时给出",
        ),
    ],
};

/// The acceptability curve.
pub(super) const ACCEPTABILITY: Table = Table {
    file: "acceptability.csv",
    columns: &[
        EFFECT,
        MONEY,
        column(
            "worth_yuan",
            "yuan",
            "what one further effect is worth to the reader (willingness to pay)",
            "每多得一单位对读者值多少钱（支付意愿）",
        ),
        SCENARIO,
        column(
            "probability_best",
            "share",
            "share of 1,000 bootstrap samples of the replicates in which the scenario's mean net benefit (worth times effect, \
             less money) is the highest of all; equals share a sample. It speaks of chance under the model's assumptions, not \
             of whether these hold",
            "对重复作 1000 次自助抽样，该情景平均净收益（价值 × 所得 − 资金）为各情景最高的比例；并列则平分。它只反映在模型假定之下的偶然，\
             不说明假定是否成立",
        ),
        column(
            "best_on_average",
            "true or false",
            "whether its mean net benefit over all replicates is the highest",
            "全部重复的平均净收益是否最高",
        ),
    ],
};

/// Every replicate of the cost-effectiveness plane.
pub(super) const REPLICATES_TABLE: Table = Table {
    file: "value_replicates.csv",
    columns: &[
        SCENARIO,
        column("baseline", "name", "the first scenario, with which it is paired", "配对的第一个情景"),
        column("replicate", "number", "the replicate; the first 4,096 stand here", "重复的编号；此处为前 4096 次"),
        column(
            "survivor",
            "of the effect",
            "organisations alive at the end, more than in the baseline",
            "末年多存活的机构",
        ),
        column("survivor_year", "of the effect", "years of organisations alive, more", "多出的机构存活年"),
        column(
            "same_organisation_survivor",
            "of the effect",
            "organisations of the base year alive at the end, more",
            "基准年机构中末年多存活者",
        ),
        column("county_reached", "of the effect", "counties reached at the end, more", "末年多覆盖的县"),
        column("service_unit", "of the effect", "service units, more", "多出的服务量"),
        column("outside_yuan", "yuan", "outside money that entered the region, more", "多进入区域的外部资金"),
        column("sponsor_yuan", "yuan", "the sponsor's money, more", "多用的外部出资方资金"),
    ],
};

impl PairTable for ValueGatherer {
    fn add(&mut self, runs: &[&Run]) {
        ValueGatherer::add(self, runs);
    }

    fn write(&self, folder: &Path, plan: &Plan) -> Result<(), Failure> {
        if plan.scenarios.len() < 2 {
            return Ok(());
        }
        let name = |position: usize| Cell::Text(&plan.scenarios[position].name);
        let mut file = CsvFile::create(folder, &VALUE)?;
        for row in self.rows() {
            let ends = row.price.and_then(Ratio::interval);
            let mut cells = vec![
                name(row.scenario),
                name(row.baseline),
                Cell::Text(row.effect),
                Cell::Text(row.money),
                differences::replicates(Some(&row.gained)),
            ];
            for paired in [&row.gained, &row.paid] {
                cells.push(Cell::real(Some(paired.difference)));
                cells.extend(differences::interval(Some(paired)));
            }
            cells.extend([
                Cell::real(row.price.and_then(Ratio::value)),
                Cell::real(ends.map(|(low, _)| low)),
                Cell::real(ends.map(|(_, high)| high)),
                Cell::Text(row.state),
                row.standing.map(Standing::name).map_or(Cell::Undefined, Cell::Text),
            ]);
            file.row(&cells)?;
        }
        file.close()?;
        let mut file = CsvFile::create(folder, &ACCEPTABILITY)?;
        for row in self.acceptability() {
            file.row(&[
                Cell::Text(row.effect),
                Cell::Text(row.money),
                Cell::real(Some(row.worth_yuan)),
                name(row.scenario),
                Cell::real(Some(row.probability)),
                Cell::Flag(row.best_on_average),
            ])?;
        }
        file.close()?;
        let mut file = CsvFile::create(folder, &REPLICATES_TABLE)?;
        for row in self.replicates() {
            let mut cells = vec![name(row.scenario), name(0), Cell::Whole(row.replicate.into())];
            cells.extend(row.gained.into_iter().chain(row.paid).map(|value| Cell::real(Some(value))));
            file.row(&cells)?;
        }
        file.close()
    }
}
