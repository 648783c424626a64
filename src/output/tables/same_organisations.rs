//! The same organisations under two scenarios (`same_organisations.csv`), and what the levers' money displaced
//! (`displacement.csv`).

use super::columns::{BASELINE, SCENARIO, Table, column};
use super::csv_file::CsvFile;
use super::differences::{self, METHOD, REPLICATES};
use super::{Cell, PairTable};
use crate::ensemble::Run;
use crate::ensemble::same_organisations::{Known, SameOrganisations};
use crate::output::failure::Failure;
use crate::output::plan::Plan;
use std::path::Path;

/// Who was saved and who was lost.
pub(super) const GROUPS: Table = Table {
    file: "same_organisations.csv",
    columns: &[
        SCENARIO,
        BASELINE,
        column(
            "split",
            "name",
            "by what organisations alive at the end of the base year are grouped: all, landed, issue, kind, size (third by \
             people at the end of the base year), tier (county or urban district), city, county (in regions of up to \
             1,000 counties); the groups of a split sum to all",
            "基准年末存活机构的分组方式：all 全部、landed 落地、issue 议题、kind 类型、size 规模（基准年末人力三等分）、\
             tier 县域或城区、city 市、county 县（不超过 1000 个县时）；同一分组方式各组之和等于 all",
        ),
        column(
            "group",
            "name",
            "the group. Landed and never-landed organisations of one run are never compared: they differed before (who is \
             told, applies, is chosen and outlives the wait). Each is compared with itself under the other scenario; still, \
             landing in a scenario takes being alive until then, so the landed groups flatter the side where they landed: \
             the effect on everybody is in all",
            "组别。绝不在同一次模拟内把落地机构与未落地机构相比：二者此前就不同（谁得知、申请、入选并等得到）。每家机构只与\
             另一情景中的自己相比；但落地本身要求活到那时，按落地分组会偏向其落地的一方，整体效果请看 all",
        ),
        REPLICATES,
        column("organisations", "organisations", "how many there are, mean over replicates", "机构数（跨重复均值）"),
        column(
            "saved",
            "organisations",
            "closed in the baseline, alive in the scenario at the end",
            "基准中关闭而情景中末年存活的（得救）",
        ),
        column(
            "lost",
            "organisations",
            "alive in the baseline, closed in the scenario at the end",
            "基准中末年存活而情景中关闭的（失去）",
        ),
        column("net", "organisations", "saved less lost: the difference of those alive", "得救减失去，即存活数之差"),
        column(
            "net_ci95_low",
            "organisations",
            "lower end of its 95 % interval between replicates",
            "其 95% 区间的下端（重复之间）",
        ),
        column("net_ci95_high", "organisations", "upper end of the interval", "其 95% 区间的上端"),
        column(
            "net_method",
            "name",
            "how it was found; see method in comparison.csv",
            "区间求法，见 comparison.csv 的 method",
        ),
        column(
            "survival_difference",
            "share",
            "difference of the shares alive at the end: for the landed, the effect on those treated",
            "末年存活率之差；对落地组即对受助者的效果",
        ),
        column(
            "survival_ci95_low",
            "share",
            "lower end of its 95 % interval between replicates",
            "其 95% 区间的下端（重复之间）",
        ),
        column("survival_ci95_high", "share", "upper end of the interval", "其 95% 区间的上端"),
        column(
            "survival_method",
            "name",
            "how it was found; see method in comparison.csv",
            "区间求法，见 comparison.csv 的 method",
        ),
        column(
            "receipts_difference",
            "yuan",
            "difference of what they received after the base year, all together",
            "基准年之后总收入之差（合计）",
        ),
        column(
            "receipts_ci95_low",
            "yuan",
            "lower end of its 95 % interval between replicates",
            "其 95% 区间的下端（重复之间）",
        ),
        column("receipts_ci95_high", "yuan", "upper end of the interval", "其 95% 区间的上端"),
        column(
            "receipts_method",
            "name",
            "how it was found; see method in comparison.csv",
            "区间求法，见 comparison.csv 的 method",
        ),
    ],
};

/// What was displaced.
pub(super) const DISPLACEMENT: Table = Table {
    file: "displacement.csv",
    columns: &[
        SCENARIO,
        BASELINE,
        column(
            "quantity",
            "name",
            "summed over the years after the base year. receipts_yuan: all receipts of organisations, the sum of \
             receipts_treated_yuan (alive at the end of the base year, landed in either scenario), \
             receipts_never_treated_yuan (landed in neither) and receipts_newcomers_yuan (founded later). \
             lever_spending_yuan: the sponsor's money. other_giving_yuan: grants that are not earmarked, and gifts. \
             direct_relief_yuan: funders' own relief; below zero it was displaced. displacement_per_yuan: what the never \
             treated lost per yuan of lever spending. other_giving_per_yuan: the crowd-out coefficient; below zero other \
             giving was crowded out, above zero it came along",
            "基准年之后各年合计。receipts_yuan 机构总收入，等于 receipts_treated_yuan（基准年末存活且在任一情景落地）、\
             receipts_never_treated_yuan（两情景均未落地）与 receipts_newcomers_yuan（其后成立）之和；lever_spending_yuan \
             外部出资方支出；other_giving_yuan 非定向资助与捐款；direct_relief_yuan 资助方直接救助，小于零即被挤占；\
             displacement_per_yuan 每一元杠杆支出使从未受助者少得多少；other_giving_per_yuan 挤出系数，小于零为挤出，大于零为带动",
        ),
        REPLICATES,
        column(
            "value",
            "yuan, or yuan per yuan",
            "difference from the baseline, or quotient of two differences",
            "与基准之差，或两个差之比",
        ),
        column(
            "ci95_low",
            "as the value",
            "lower end of its 95 % interval between replicates",
            "其 95% 区间的下端（重复之间）",
        ),
        column("ci95_high", "as the value", "upper end of the interval", "其 95% 区间的上端"),
        METHOD,
        column(
            "state",
            "name",
            "defined; or why a quotient is not given: denominator_is_zero, denominator_near_zero (its interval holds zero), \
             too_few_replicates",
            "defined 有定义；否则说明为何不给出比值：denominator_is_zero 分母为零、denominator_near_zero 分母区间含零、\
             too_few_replicates 重复次数太少",
        ),
    ],
};

impl PairTable for SameOrganisations {
    fn add(&mut self, runs: &[&Run]) {
        SameOrganisations::add(self, runs);
    }

    fn write(&self, folder: &Path, plan: &Plan) -> Result<(), Failure> {
        if plan.scenarios.len() < 2 {
            return Ok(());
        }
        let name = |position: usize| Cell::Text(&plan.scenarios[position].name);
        let mut file = CsvFile::create(folder, &GROUPS)?;
        for row in self.groups() {
            let mut cells = vec![
                name(row.scenario),
                name(row.baseline),
                Cell::Text(row.split),
                Cell::Text(row.group),
                differences::replicates(Some(&row.alive)),
                Cell::real(Some(row.organisations)),
                Cell::real(Some(row.saved)),
                Cell::real(Some(row.lost)),
            ];
            for paired in [Some(&row.alive), row.survival.as_ref(), Some(&row.receipts)] {
                cells.push(Cell::real(paired.map(|paired| paired.difference)));
                cells.extend(differences::interval(paired));
            }
            file.row(&cells)?;
        }
        file.close()?;
        let mut file = CsvFile::create(folder, &DISPLACEMENT)?;
        for row in self.displacement() {
            let mut cells = vec![
                name(row.scenario),
                name(row.baseline),
                Cell::Text(row.quantity),
                Cell::Whole(row.replicates as i64),
            ];
            match row.known {
                Known::Difference(paired) => {
                    cells.push(Cell::real(Some(paired.difference)));
                    cells.extend(differences::interval(Some(&paired)));
                    cells.push(Cell::Text("defined"));
                }
                Known::Quotient(ratio) => {
                    let ends = ratio.interval();
                    cells.push(Cell::real(ratio.value()));
                    cells.push(Cell::real(ends.map(|(low, _)| low)));
                    cells.push(Cell::real(ends.map(|(_, high)| high)));
                    cells.push(if ends.is_some() { Cell::Text("fieller") } else { Cell::Undefined });
                    cells.push(Cell::Text(ratio.state()));
                }
            }
            file.row(&cells)?;
        }
        file.close()
    }
}
