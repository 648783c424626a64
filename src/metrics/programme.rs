//! The programme's network: who has landed, who paid, who watches, who leaves.

use super::view::ratio;
use super::{Better, Metric, MetricKind, YearView};
use crate::model::funders::classes::FunderClass;
use crate::model::organisations::Network;
use crate::model::programme::left_in_first_year;
use crate::model::{Province, Settings};

/// The family.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "landing",
        unit: "organisations",
        kind: MetricKind::Flow,
        better: Better::Higher,
        formula: "number of present organisations with slot after step I (before step P)",
        meaning: "landing organisations: those that run a project of the network this year",
        meaning_zh: "落地机构数：本年在网络中执行项目的机构",
        value: |view| Some(landing(view)),
    },
    Metric {
        name: "landing_national_a",
        unit: "organisations",
        kind: MetricKind::Flow,
        better: Better::Neither,
        formula: "slots filled in step F with national foundation A as payer",
        meaning: "landing organisations paid by national foundation A (One-Foundation-like)",
        meaning_zh: "由全国性基金会 A（类壹基金）出资的落地机构数",
        value: |view| Some(view.tally(|tally| tally.slots_by_national[0])),
    },
    Metric {
        name: "landing_national_b",
        unit: "organisations",
        kind: MetricKind::Flow,
        better: Better::Neither,
        formula: "slots filled in step F with national foundation B as payer",
        meaning: "landing organisations paid by national foundation B (Oxfam-like)",
        meaning_zh: "由全国性基金会 B（类乐施会）出资的落地机构数",
        value: |view| Some(view.tally(|tally| tally.slots_by_national[1])),
    },
    Metric {
        name: "landing_federation",
        unit: "organisations",
        kind: MetricKind::Flow,
        better: Better::Neither,
        formula: "slots filled in step F with a city federation or the provincial federation as payer",
        meaning: "landing organisations paid by charity federations",
        meaning_zh: "由慈善总会出资的落地机构数",
        value: |view| Some(paid_by(view, &[FunderClass::CityFederation, FunderClass::ProvincialFederation])),
    },
    Metric {
        name: "landing_government",
        unit: "organisations",
        kind: MetricKind::Flow,
        better: Better::Neither,
        formula: "slots filled in step F with a county bureau, city bureau or the child-welfare office as payer",
        meaning: "landing organisations paid by government",
        meaning_zh: "由政府部门出资的落地机构数",
        value: |view| {
            let government = [FunderClass::CountyBureau, FunderClass::CityBureau, FunderClass::ChildWelfareOffice];
            Some(paid_by(view, &government))
        },
    },
    Metric {
        name: "landing_foundation",
        unit: "organisations",
        kind: MetricKind::Flow,
        better: Better::Neither,
        formula: "slots filled in step F with a local foundation or national foundation C as payer",
        meaning: "landing organisations paid by foundations other than the national foundations A and B",
        meaning_zh: "由其他基金会（全国性基金会 A、B 以外）出资的落地机构数",
        value: |view| {
            let national_c = view.tally(|tally| tally.slots_by_national[2]);
            Some(paid_by(view, &[FunderClass::LocalFoundation]) + national_c)
        },
    },
    Metric {
        name: "landing_other",
        unit: "organisations",
        kind: MetricKind::Flow,
        better: Better::Neither,
        formula: "slots filled in step F with a mass organisation or a CSR pool as payer",
        meaning: "landing organisations paid by mass organisations or enterprises",
        meaning_zh: "由群团组织或企业出资的落地机构数",
        value: |view| Some(paid_by(view, &[FunderClass::MassOrganisation, FunderClass::Enterprises])),
    },
    Metric {
        name: "local_key_projects",
        unit: "organisations",
        kind: MetricKind::Flow,
        better: Better::Neither,
        formula: "number of present organisations with key_project (step I)",
        meaning: "landing organisations that came in as local key projects, whose slot no one pays",
        meaning_zh: "以地方重点项目身份进入网络、无人支付名额的落地机构数",
        value: |view| Some(view.count(|province| province.programme.key_projects)),
    },
    Metric {
        name: "observers",
        unit: "organisations",
        kind: MetricKind::Stock,
        better: Better::Neither,
        formula: "number of organisations alive after step R, founded by this year, with network = Observer or Lapsed",
        meaning: "organisations that know the programme and do not take part: the interested and those who left",
        meaning_zh: "了解项目但未参与的机构数：关注未合作者与已退出者",
        value: |view| Some(view.count(|province| province.programme.interested + province.programme.lapsed)),
    },
    Metric {
        name: "interested",
        unit: "organisations",
        kind: MetricKind::Stock,
        better: Better::Neither,
        formula: "number of organisations alive after step R, founded by this year, with network = Observer",
        meaning: "organisations that are interested in the programme and have never taken part",
        meaning_zh: "关注项目但从未参与的机构数",
        value: |view| Some(view.count(|province| province.programme.interested)),
    },
    Metric {
        name: "first_year_exit",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "share of present organisations with first_landed = year that have network = Lapsed after step P of that year",
        meaning: "share of those who landed for the first time this year that left within the year",
        meaning_zh: "本年首次落地的机构中当年退出的比例",
        value: |view| {
            let left = view.count(|province| province.programme.left_in_first_year);
            ratio(left, view.count(|province| province.programme.newly_landed))
        },
    },
    Metric {
        name: "network_exit_share",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "number of present organisations with left = year (step P) / landing",
        meaning: "share of all landing organisations that left the network of their own accord this year",
        meaning_zh: "全部落地机构中本年主动退出网络的比例",
        value: |view| ratio(view.count(|province| province.programme.left), landing(view)),
    },
    Metric {
        name: "newly_landed",
        unit: "organisations",
        kind: MetricKind::Flow,
        better: Better::Higher,
        formula: "number of present organisations with first_landed = year",
        meaning: "organisations that landed for the first time this year",
        meaning_zh: "本年首次落地的机构数",
        value: |view| Some(view.count(|province| province.programme.newly_landed)),
    },
    Metric {
        name: "displaced",
        unit: "organisations",
        kind: MetricKind::Flow,
        better: Better::Lower,
        formula: "organisations with network = Landing before step F that no source served",
        meaning: "organisations of the network that lost their place this year because no one paid a slot for them",
        meaning_zh: "因无人支付名额而本年失去位置的网络机构数",
        value: |view| Some(view.tally(|tally| tally.displaced)),
    },
    Metric {
        name: "slots_offered",
        unit: "slots",
        kind: MetricKind::Flow,
        better: Better::Higher,
        formula: "whole slots that all sources could pay for in step F",
        meaning: "slots of the programme that someone offered to pay this year",
        meaning_zh: "本年各方愿意出资的落地名额数",
        value: |view| Some(view.tally(|tally| tally.slots_offered)),
    },
    Metric {
        name: "slot_fill_share",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "slots filled in step F / slots_offered",
        meaning: "share of the offered slots that found an organisation",
        meaning_zh: "所提供名额中有机构承接的比例",
        value: |view| ratio(paid_by(view, &FunderClass::ALL), view.tally(|tally| tally.slots_offered)),
    },
    Metric {
        name: "own_slots",
        unit: "slots",
        kind: MetricKind::Flow,
        better: Better::Higher,
        formula: "slots filled in step F that funders paid from their own balance, shared ones included",
        meaning: "slots that the region's funders paid from their own money because they were convinced",
        meaning_zh: "本地资助方因认同而自掏资金支付的名额数",
        value: |view| Some(view.tally(|tally| tally.own_slots)),
    },
    Metric {
        name: "support_days_per_landing",
        unit: "days per organisation",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "Σ over provinces of hub.support_days × landing / landing",
        meaning: "days of accompaniment per landing organisation; falls when the network outgrows the hub",
        meaning_zh: "每家落地机构得到的陪伴天数；网络扩张快于枢纽时下降",
        value: |view| {
            let days = view.world.provinces.iter().zip(&view.provinces);
            let days = days.map(|(province, year)| province.hub.support_days * f64::from(year.programme.landing)).sum();
            ratio(days, landing(view))
        },
    },
    Metric {
        name: "counties_at_cap",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Neither,
        formula: "share of counties with slots filled in step F ≥ programme.county_slots_max",
        meaning: "share of counties where the cap on slots binds: where it is high, the cap and not the region sets the network's size",
        meaning_zh: "名额达到上限的县的比例；偏高时，网络规模由上限而非区域本身决定",
        value: |view| ratio(view.count(|province| province.programme.counties_at_cap), counties(view)),
    },
    Metric {
        name: "hub_days",
        unit: "days",
        kind: MetricKind::Flow,
        better: Better::Neither,
        formula: "Σ over provinces of hub.days: whole days that the hub bought in step D",
        meaning: "days that the hub worked this year",
        meaning_zh: "枢纽本年的工作天数",
        value: |view| Some(view.world.provinces.iter().map(|province| province.hub.days).sum()),
    },
];

/// What is counted of a province's programme network.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Programme {
    landing: u32,
    key_projects: u32,
    interested: u32,
    lapsed: u32,
    newly_landed: u32,
    left_in_first_year: u32,
    left: u32,
    counties_at_cap: u32,
    pub(super) counties_reached: u32,
}

impl Programme {
    pub(super) fn of(province: &Province, settings: &Settings) -> Programme {
        let Province { organisations, present, year, places, .. } = province;
        let mut programme = Programme::default();
        // By county: landing organisations, and those of them that hold a paid slot.
        let mut counties = vec![(0u32, 0u32); places.counties.len()];
        for &i in present {
            let i = i as usize;
            if organisations.slot[i] {
                let county = &mut counties[usize::from(organisations.county[i])];
                let key_project = organisations.key_project[i];
                county.0 += 1;
                county.1 += u32::from(!key_project);
                programme.landing += 1;
                programme.key_projects += u32::from(key_project);
            }
            programme.newly_landed += u32::from(organisations.first_landed[i] == *year);
            programme.left_in_first_year +=
                u32::from(organisations.network[i] == Network::Lapsed && left_in_first_year(organisations, i, *year));
            programme.left += u32::from(organisations.left[i] == *year);
            if organisations.alive[i] {
                programme.interested += u32::from(organisations.network[i] == Network::Observer);
                programme.lapsed += u32::from(organisations.network[i] == Network::Lapsed);
            }
        }
        for (landing, slots) in counties {
            programme.counties_reached += u32::from(landing > 0);
            programme.counties_at_cap += u32::from(slots >= settings.programme.county_slots_max);
        }
        programme
    }
}

fn landing(view: &YearView) -> f64 {
    view.count(|province| province.programme.landing)
}

/// How many counties there are.
pub(super) fn counties(view: &YearView) -> f64 {
    f64::from(view.world.model.county_count())
}

fn paid_by(view: &YearView, classes: &[FunderClass]) -> f64 {
    view.tally(|tally| classes.iter().map(|&class| tally.slots_by_class[class as usize]).sum())
}

#[cfg(test)]
mod tests {
    use crate::metrics::worlds::{close, read, region};
    use crate::model::organisations::Network::{Landing, Lapsed, Observer, Unaware};

    #[test]
    fn the_network_is_counted_before_and_after_it_is_left() {
        let mut world = region(8);
        let year = world.year;
        let province = &mut world.provinces[0];
        let organisations = &mut province.organisations;
        organisations.network.copy_from_slice(&[Landing, Landing, Lapsed, Lapsed, Observer, Observer, Lapsed, Unaware]);
        organisations.slot[..4].fill(true);
        organisations.key_project[1] = true;
        organisations.first_landed[..4].copy_from_slice(&[year - 1, year, year, year]);
        // One leaves this year and lands for the first time, one left before and comes back.
        organisations.left[2] = year;
        organisations.left[3] = year;
        organisations.left[6] = year - 2;
        // County 0 holds three paid slots of four at most... and the key project beside them.
        organisations.county.copy_from_slice(&[0, 0, 0, 0, 1, 2, 3, 4]);
        province.hub.support_days = 12.0;
        province.hub.days = 700.0;
        province.tally.slots_offered = 6;
        province.tally.displaced = 1;
        province.tally.own_slots = 2;
        province.tally.slots_by_class = [0, 0, 0, 1, 0, 0, 2, 0, 0];
        province.tally.slots_by_national = [1, 0, 1];
        close(&mut world, &[3, 5]);
        let values = read(&world);
        for (name, expected) in [
            ("landing", 4.0),
            ("local_key_projects", 1.0),
            ("landing_national_a", 1.0),
            ("landing_national_b", 0.0),
            ("landing_foundation", 1.0),
            ("landing_federation", 1.0),
            ("landing_government", 0.0),
            ("landing_other", 0.0),
            // The organisation that closed watches no more.
            ("observers", 3.0),
            ("interested", 1.0),
            ("newly_landed", 3.0),
            ("first_year_exit", 2.0 / 3.0),
            ("network_exit_share", 0.5),
            ("displaced", 1.0),
            ("slots_offered", 6.0),
            ("slot_fill_share", 0.5),
            ("own_slots", 2.0),
            ("support_days_per_landing", 12.0),
            ("hub_days", 700.0),
            ("counties_reached", 0.2),
            ("counties_reached_count", 1.0),
        ] {
            assert_eq!(values[name], Some(expected), "{name}");
        }
    }

    #[test]
    fn a_key_project_takes_no_place_under_the_cap() {
        let mut world = region(6);
        let organisations = &mut world.provinces[0].organisations;
        organisations.county.fill(2);
        organisations.slot.fill(true);
        organisations.key_project[0] = true;
        assert_eq!(world.model.settings.programme.county_slots_max, 5);
        assert_eq!(read(&world)["counties_at_cap"], Some(0.2));
        world.provinces[0].organisations.key_project[1] = true;
        assert_eq!(read(&world)["counties_at_cap"], Some(0.0));
    }
}
