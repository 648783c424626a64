//! L3: how far money and projects reach.

use super::programme::counties;
use super::view::ratio;
use super::{Better, Metric, MetricKind, YearView};

/// The family.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "counties_reached",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "counties_reached_count / number of counties",
        meaning: "L3: share of counties in which at least one organisation has landed",
        meaning_zh: "L3：至少有一家落地机构的县的比例",
        value: |view| ratio(view.count(|province| province.programme.counties_reached), counties(view)),
    },
    Metric {
        name: "counties_reached_count",
        unit: "counties",
        kind: MetricKind::Flow,
        better: Better::Higher,
        formula: "number of counties with at least one present organisation with slot",
        meaning: "L3: number of counties in which at least one organisation has landed",
        meaning_zh: "L3：至少有一家落地机构的县数",
        value: |view| Some(view.count(|province| province.programme.counties_reached)),
    },
    Metric {
        name: "organisations_reached",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "share of present organisations with issue = 0 whose receipts from funders are at least measures.reached_yuan",
        meaning: "L3: share of the programme's issue that funders gave a grant worth the name this year",
        meaning_zh: "L3：项目议题机构中本年获得达标资助的比例",
        value: |view| {
            let reached = view.count(|province| province.receipts.reached);
            ratio(reached, view.count(|province| province.receipts.of_programme_issue))
        },
    },
    Metric {
        name: "counties_with_grants",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "share of counties where some present organisation's receipts from funders are at least measures.reached_yuan and above zero",
        meaning: "L3, for the record: share of counties where anyone had a grant; near 1 without any lever, so it tells little",
        meaning_zh: "L3（备查）：有机构获得达标资助的县的比例；无干预时已接近 1，区分度低",
        value: |view| ratio(view.count(|province| province.receipts.counties_with_grants), counties(view)),
    },
];

#[cfg(test)]
mod tests {
    use crate::metrics::worlds::{read, receive, region};

    #[test]
    fn reached_are_those_with_grants_of_funders_not_gifts() {
        let mut world = region(6);
        let organisations = &mut world.provinces[0].organisations;
        organisations.issue.copy_from_slice(&[0, 0, 0, 0, 5, 5]);
        organisations.county.copy_from_slice(&[0, 1, 2, 2, 3, 4]);
        receive(&mut world, 0, 0, 6_000);
        receive(&mut world, 0, 5, 4_000);
        receive(&mut world, 1, 0, 9_999);
        // Gifts and outside payers' money are not grants of the region's funders.
        receive(&mut world, 2, 9, 50_000);
        receive(&mut world, 3, 10, 50_000);
        receive(&mut world, 4, 3, 10_000);
        let values = read(&world);
        assert_eq!(values["organisations_reached"], Some(0.25));
        assert_eq!(values["counties_with_grants"], Some(0.4));
    }
}
