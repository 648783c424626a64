//! What remains of each effect after the outside money stops: `persistence.csv`.

use super::columns::{BASELINE, METRIC, SCENARIO, Table, YEAR, column};
use super::csv_file::CsvFile;
use super::differences::{self, METHOD, REPLICATES, SHARE_BETTER};
use super::{Cell, PairTable};
use crate::ensemble::Run;
use crate::ensemble::persistence::PersistenceGatherer;
use crate::ensemble::two_groups::TwoGroups;
use crate::output::failure::Failure;
use crate::output::plan::Plan;
use crate::stats::ratio::Ratio;
use std::path::Path;

/// The table.
pub(super) const TABLE: Table = Table {
    file: "persistence.csv",
    columns: &[
        SCENARIO,
        BASELINE,
        METRIC,
        column(
            "years_after",
            "years",
            "years after the sponsor's last year; years beyond the end of the run have no row",
            "外部出资停止后的年数；超出模拟末年则无此行",
        ),
        YEAR,
        REPLICATES,
        column("baseline_mean", "of the metric", "mean of the baseline", "基准的均值"),
        column("scenario_mean", "of the metric", "mean of the scenario", "情景的均值"),
        column("difference", "of the metric", "mean of the paired differences in this year", "当年配对差的均值"),
        differences::LOW,
        differences::HIGH,
        METHOD,
        SHARE_BETTER,
        column(
            "share_remaining",
            "share",
            "this difference by the one in the year in which the money stops; above 1 it has grown",
            "此差与出资停止当年之差的比值；大于 1 表示仍在增长",
        ),
        column(
            "remaining_ci95_low",
            "share",
            "lower end of its 95 % interval (Fieller)",
            "其 95% 区间的下端（Fieller）",
        ),
        column("remaining_ci95_high", "share", "upper end of the interval", "其 95% 区间的上端（Fieller）"),
        column(
            "state",
            "name",
            "defined; or why no share is given: denominator_is_zero (no effect at the stop), denominator_near_zero (its \
             interval holds zero), too_few_replicates; empty at the stop itself",
            "defined 有定义；否则说明为何不给比值：denominator_is_zero 停止时无效果、denominator_near_zero 其区间含零、\
             too_few_replicates 重复次数太少；停止当年为空",
        ),
        column(
            "groups",
            "groups",
            "2 where the differences of replicates fall into two groups, so that their mean stands for neither: the dip \
             test's p value is below 0.05, Ashman's D above 2, and both shares are above 0.1",
            "各次重复的差分成两群时为 2，此时均值不代表任何一群：dip 检验 p 值小于 0.05、Ashman D 大于 2 且两群均超过 0.1",
        ),
        column(
            "dip_p_value",
            "share",
            "how often a single peak gives such a dip (Hartigan's dip test); empty with fewer than eight values or \
             without any spread",
            "单峰时出现如此凹陷的概率（Hartigan dip 检验）；不足八个值或毫无差别时为空",
        ),
        column(
            "separation",
            "–",
            "Ashman's D of the two groups, where there are two; above 2 they are apart",
            "分成两群时两群的 Ashman D；大于 2 即明显分开",
        ),
        column("lower_mean", "of the metric", "mean of the lower group", "较低一群的均值"),
        column("lower_share", "share", "its share of replicates", "较低一群所占的比例"),
        column("upper_mean", "of the metric", "mean of the upper group", "较高一群的均值"),
        column("upper_share", "share", "its share of replicates", "较高一群所占的比例"),
    ],
};

impl PairTable for PersistenceGatherer {
    fn add(&mut self, runs: &[&Run]) {
        PersistenceGatherer::add(self, runs);
    }

    fn write(&self, folder: &Path, plan: &Plan) -> Result<(), Failure> {
        if plan.scenarios.len() < 2 {
            return Ok(());
        }
        let mut file = CsvFile::create(folder, &TABLE)?;
        for row in self.rows() {
            let ends = row.remaining.and_then(Ratio::interval);
            let groups = row.groups.filter(TwoGroups::are_two).map(|groups| groups.mixture);
            let mut cells = vec![
                Cell::Text(&plan.scenarios[row.scenario].name),
                Cell::Text(&plan.scenarios[row.baseline].name),
                Cell::Text(row.metric),
                Cell::Whole(row.years_after.into()),
                Cell::Whole(row.year.into()),
                differences::replicates(Some(&row.effect)),
                Cell::real(Some(row.effect.baseline_mean)),
                Cell::real(Some(row.effect.scenario_mean)),
                Cell::real(Some(row.effect.difference)),
            ];
            cells.extend(differences::interval(Some(&row.effect)));
            cells.extend([
                Cell::real(row.share_better),
                Cell::real(row.remaining.and_then(Ratio::value)),
                Cell::real(ends.map(|(low, _)| low)),
                Cell::real(ends.map(|(_, high)| high)),
                row.remaining.map(Ratio::state).map_or(Cell::Undefined, Cell::Text),
                Cell::Whole(if groups.is_some() { 2 } else { 1 }),
                Cell::real(row.groups.map(|groups| groups.dip_p_value)),
                Cell::real(groups.map(|groups| groups.separation())),
                Cell::real(groups.map(|groups| groups.means[0])),
                Cell::real(groups.map(|groups| groups.weights[0])),
                Cell::real(groups.map(|groups| groups.means[1])),
                Cell::real(groups.map(|groups| groups.weights[1])),
            ]);
            file.row(&cells)?;
        }
        file.close()
    }
}
