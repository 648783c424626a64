//! The columns and cells of a paired difference, the same in every table that has one.

use super::Cell;
use super::columns::{Column, column};
use crate::stats::paired::Paired;

pub(super) const REPLICATES: Column = column("replicates", "pairs", "complete pairs of replicates", "完整的重复对数");
pub(super) const LOW: Column = column(
    "ci95_low",
    "as the difference",
    "lower end of the 95 % interval of the mean difference",
    "平均差 95% 区间的下端",
);
pub(super) const HIGH: Column =
    column("ci95_high", "as the difference", "upper end of the interval", "平均差 95% 区间的上端");
pub(super) const METHOD: Column = column(
    "method",
    "name",
    "how the interval between replicates was found: constant (all differences are the same), student (Student's t) or \
     hall (Hall's transformation of it, where the differences are too skewed for their number)",
    "区间的求法（基于各次重复之间的差别）：constant 全部差值相同；student t 分布；hall 差值偏态过强时对 t 作 Hall 变换",
);
pub(super) const SHARE_BETTER: Column = column(
    "share_better",
    "share",
    "share of replicates in which the scenario does better; empty where neither direction is",
    "情景更好的重复所占的比例；无好坏之分时为空",
);

/// The ends of an interval and its method.
pub(super) fn interval(paired: Option<&Paired>) -> [Cell<'static>; 3] {
    let ends = paired.and_then(|paired| paired.interval);
    let method = paired.and_then(|paired| paired.method);
    [
        Cell::real(ends.map(|(low, _)| low)),
        Cell::real(ends.map(|(_, high)| high)),
        method.map_or(Cell::Undefined, |method| Cell::Text(method.name())),
    ]
}

/// Complete pairs.
pub(super) fn replicates(paired: Option<&Paired>) -> Cell<'static> {
    Cell::Whole(paired.map_or(0, |paired| paired.replicates as i64))
}
