//! How many organisations there are, come and go.

use super::{Better, Metric, MetricKind, YearView};

/// The family.
pub const METRICS: &[Metric] = &[Metric {
    name: "organisations_alive",
    unit: "organisations",
    kind: MetricKind::Stock,
    better: Better::Higher,
    formula: "number of organisations alive after step R and founded by this year",
    meaning: "organisations alive at the end of the year, without newcomers who begin next year",
    meaning_zh: "年末存活的机构数（不含次年开始的新机构）",
    value: |view| Some(alive(view) as f64),
}];

fn alive(view: &YearView) -> usize {
    view.world
        .provinces
        .iter()
        .map(|province| {
            let organisations = &province.organisations;
            organisations.living().filter(|&i| organisations.founded[i] <= province.year).count()
        })
        .sum()
}
