//! What has been seen to work, and how far it opened funders.

use super::view::ratio;
use super::{Better, Metric, MetricKind, YearView};
use crate::ledger::Sector;
use crate::model::funders::Funders;
use crate::real::FineSum;

/// The family.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "evidence_province",
        unit: "share",
        kind: MetricKind::Stock,
        better: Better::Higher,
        formula: "mean of evidence over counties, after step Q",
        meaning: "share of counties in which the programme has been seen to succeed this year",
        meaning_zh: "本年看得见项目成功的县的比例",
        value: |view| {
            let evidence = view.world.provinces.iter().flat_map(|province| &province.evidence);
            let seen: FineSum = evidence.copied().collect();
            ratio(seen.total(), super::programme::counties(view))
        },
    },
    Metric {
        name: "openness_mean",
        unit: "share",
        kind: MetricKind::Stock,
        better: Better::Higher,
        formula: "mean of openness over funders, after step Q",
        meaning: "openness of the average funder to grassroots organisations",
        meaning_zh: "资助方对草根机构的平均开放度",
        value: |view| mean(view, None, |funders| &funders.openness),
    },
    Metric {
        name: "openness_federation",
        unit: "share",
        kind: MetricKind::Stock,
        better: Better::Higher,
        formula: "mean of openness over charity federations, after step Q",
        meaning: "openness of the average charity federation to grassroots organisations",
        meaning_zh: "慈善总会对草根机构的平均开放度",
        value: |view| mean(view, Some(Sector::Federation), |funders| &funders.openness),
    },
    Metric {
        name: "openness_government",
        unit: "share",
        kind: MetricKind::Stock,
        better: Better::Higher,
        formula: "mean of openness over county bureaus, city bureaus and the child-welfare office, after step Q",
        meaning: "openness of the average government bureau to grassroots organisations",
        meaning_zh: "政府部门对草根机构的平均开放度",
        value: |view| mean(view, Some(Sector::Government), |funders| &funders.openness),
    },
    Metric {
        name: "hub_trust_mean",
        unit: "–",
        kind: MetricKind::Stock,
        better: Better::Higher,
        formula: "mean of hub_trust over funders, after step Q",
        meaning: "trust of the average funder in the hub, 0 to 1",
        meaning_zh: "资助方对枢纽的平均信任",
        value: |view| mean(view, None, |funders| &funders.hub_trust),
    },
    Metric {
        name: "hub_trust_federation",
        unit: "–",
        kind: MetricKind::Stock,
        better: Better::Higher,
        formula: "mean of hub_trust over charity federations, after step Q",
        meaning: "trust of the average charity federation in the hub, 0 to 1",
        meaning_zh: "慈善总会对枢纽的平均信任",
        value: |view| mean(view, Some(Sector::Federation), |funders| &funders.hub_trust),
    },
    Metric {
        name: "hub_trust_government",
        unit: "–",
        kind: MetricKind::Stock,
        better: Better::Higher,
        formula: "mean of hub_trust over county bureaus, city bureaus and the child-welfare office, after step Q",
        meaning: "trust of the average government bureau in the hub, 0 to 1",
        meaning_zh: "政府部门对枢纽的平均信任",
        value: |view| mean(view, Some(Sector::Government), |funders| &funders.hub_trust),
    },
];

fn mean(view: &YearView, silo: Option<Sector>, of: impl Fn(&Funders) -> &Vec<f64>) -> Option<f64> {
    let mut sum = FineSum::default();
    let mut count = 0u32;
    for province in &view.world.provinces {
        let funders = &province.funders;
        for (class, &value) in funders.class.iter().zip(of(funders)) {
            if silo.is_none_or(|silo| class.sector() == silo) {
                sum.add(value);
                count += 1;
            }
        }
    }
    ratio(sum.total(), f64::from(count))
}

#[cfg(test)]
mod tests {
    use crate::metrics::worlds::{read, region};
    use crate::model::funders::classes::FunderClass;

    #[test]
    fn means_are_over_funders_of_the_silo() {
        let mut world = region(2);
        let province = &mut world.provinces[0];
        province.evidence.copy_from_slice(&[1.0, 0.0, 0.0, 0.5, 0.0]);
        province.funders.openness.fill(0.0);
        province.funders.hub_trust.fill(0.0);
        let provincial = province.funders.of_class(FunderClass::ProvincialFederation).start;
        let office = province.funders.of_class(FunderClass::ChildWelfareOffice).start;
        province.funders.openness[provincial] = 0.3;
        province.funders.hub_trust[office] = 0.8;
        let funders = province.funders.len() as f64;
        let values = read(&world);
        for (name, expected) in [
            ("evidence_province", 0.3),
            ("openness_mean", 0.3 / funders),
            // Two cities and the province.
            ("openness_federation", 0.1),
            ("openness_government", 0.0),
            ("hub_trust_mean", 0.8 / funders),
            ("hub_trust_federation", 0.0),
            // Five counties, two cities and the office.
            ("hub_trust_government", 0.1),
        ] {
            let found = values[name].expect("defined");
            assert!((found - expected).abs() < 1e-12, "{name} is {found}, not {expected}");
        }
    }
}
