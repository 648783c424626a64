//! Measures by county and by class of funders, for the tables beside the yearly metrics.

use crate::model::World;
use crate::model::funders::classes::FunderClass;
use crate::money::Money;
use crate::real::{ExactSum, FineSum};

/// One quantity that is measured for every county, or for every class of funders.
pub struct PartMetric {
    /// Public name, snake_case.
    pub name: &'static str,
    /// Unit; `–` for pure numbers.
    pub unit: &'static str,
    /// What it means, in English.
    pub meaning: &'static str,
    /// What it means, in Chinese.
    pub meaning_zh: &'static str,
}

/// What is measured for every county.
pub const COUNTY_METRICS: &[PartMetric] = &[
    PartMetric {
        name: "organisations_alive",
        unit: "organisations",
        meaning: "organisations alive at the end of the year, without newcomers who begin next year",
        meaning_zh: "年末存活的机构数（不含次年开始的新机构）",
    },
    PartMetric {
        name: "landing",
        unit: "organisations",
        meaning: "organisations that run a project of the network this year",
        meaning_zh: "本年的落地机构数",
    },
    PartMetric {
        name: "receipts_yuan",
        unit: "yuan",
        meaning: "receipts of organisations from all sources",
        meaning_zh: "机构本年总收入",
    },
    PartMetric {
        name: "grants_yuan",
        unit: "yuan",
        meaning: "receipts of organisations from funders",
        meaning_zh: "机构本年从资助方获得的收入",
    },
    PartMetric {
        name: "service_units",
        unit: "units",
        meaning: "services delivered; the unit is a construct, for comparison inside the model only",
        meaning_zh: "交付的服务单位数；单位为模型内的构造，仅供模型内比较",
    },
    PartMetric {
        name: "evidence",
        unit: "share",
        meaning: "evidence of successes that the county's funders see, 0 to 1",
        meaning_zh: "本县资助方可见的成功证据，0 至 1",
    },
];

/// Every county's measures of the year: province by province, county by county, in the order of [`COUNTY_METRICS`].
pub fn measure_counties(world: &World) -> Vec<f64> {
    let mut table = Vec::with_capacity(world.model.county_count() as usize * COUNTY_METRICS.len());
    for province in &world.provinces {
        #[derive(Clone, Default)]
        struct County {
            alive: u32,
            landing: u32,
            receipts: i64,
            grants: i64,
            units: ExactSum,
        }
        let organisations = &province.organisations;
        let mut counties = vec![County::default(); province.places.counties.len()];
        for &i in &province.present {
            let i = i as usize;
            let county = &mut counties[usize::from(organisations.county[i])];
            county.alive += u32::from(organisations.alive[i]);
            county.landing += u32::from(organisations.slot[i]);
            county.grants += organisations.grants(i).fen();
            county.receipts += organisations.total_receipts(i).fen();
            if organisations.output[i] > 0.0 {
                county.units.add(organisations.output[i]);
            }
        }
        for (county, &evidence) in counties.iter().zip(&province.evidence) {
            let County { alive, landing, receipts, grants, units } = county;
            let (alive, landing) = (f64::from(*alive), f64::from(*landing));
            let [receipts, grants] = [*receipts, *grants].map(|fen| Money::from_fen(fen).yuan());
            table.extend([alive, landing, receipts, grants, units.total(), evidence]);
        }
    }
    table
}

/// What is measured for every class of funders.
pub const FUNDER_METRICS: &[PartMetric] = &[
    PartMetric {
        name: "inflow_yuan",
        unit: "yuan",
        meaning: "own inflow of the class from outside, without earmarks and before money passed between funders",
        meaning_zh: "该类资助方的自有外部流入（不含定向资金及资助方间转移）",
    },
    PartMetric {
        name: "grants_yuan",
        unit: "yuan",
        meaning: "receipts of organisations from the class, earmarked money included",
        meaning_zh: "机构从该类资助方获得的收入（含定向资金）",
    },
    PartMetric {
        name: "slots",
        unit: "slots",
        meaning: "slots of the programme that the class paid out",
        meaning_zh: "由该类资助方支付的落地名额数",
    },
    PartMetric {
        name: "balance_yuan",
        unit: "yuan",
        meaning: "money that the class keeps at the end of the year",
        meaning_zh: "该类资助方年末结余",
    },
    PartMetric {
        name: "openness",
        unit: "share",
        meaning: "mean openness of the class's funders to grassroots organisations",
        meaning_zh: "该类资助方对草根机构的平均开放度",
    },
    PartMetric {
        name: "hub_trust",
        unit: "–",
        meaning: "mean trust of the class's funders in the hub, 0 to 1",
        meaning_zh: "该类资助方对枢纽的平均信任，0 至 1",
    },
    PartMetric {
        name: "evidence",
        unit: "share",
        meaning: "mean evidence that the class's funders have seen, 0 to 1",
        meaning_zh: "该类资助方看到的平均证据，0 至 1",
    },
];

/// Every funder class's measures of the year over all provinces, in the order of [`FUNDER_METRICS`]: money and slots
/// summed, openness, trust and evidence averaged over funders (zero for a class without funders).
pub fn measure_funder_classes(world: &World) -> Vec<f64> {
    let mut grants = [0i64; FunderClass::COUNT];
    for province in &world.provinces {
        for &i in &province.present {
            let Some(sources) = province.organisations.receipts.by_source_beyond_public(i as usize) else { continue };
            for (grant, received) in grants.iter_mut().zip(sources) {
                *grant += received.fen();
            }
        }
    }
    let mut table = Vec::with_capacity(FunderClass::COUNT * FUNDER_METRICS.len());
    for class in FunderClass::ALL {
        let (mut inflow, mut balance, mut slots, mut count) = (Money::ZERO, Money::ZERO, 0u64, 0u32);
        let mut states = [FineSum::default(); 3];
        for province in &world.provinces {
            slots += u64::from(province.tally.slots_by_class[class as usize]);
            let funders = &province.funders;
            for funder in funders.of_class(class) {
                count += 1;
                inflow += funders.inflow[funder];
                balance += province.ledger.funder(funder);
                let state = [funders.openness[funder], funders.hub_trust[funder], funders.evidence[funder]];
                for (sum, value) in states.iter_mut().zip(state) {
                    sum.add(value);
                }
            }
        }
        table.extend([inflow.yuan(), Money::from_fen(grants[class as usize]).yuan(), slots as f64, balance.yuan()]);
        table.extend(states.map(|sum| if count == 0 { 0.0 } else { sum.total() / f64::from(count) }));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::worlds::{close, pay_in, receive, regions};

    #[test]
    fn counties_are_in_the_order_of_provinces() {
        let mut world = regions(2, 3);
        let province = &mut world.provinces[1];
        province.organisations.county.copy_from_slice(&[4, 4, 0]);
        province.organisations.slot[0] = true;
        province.organisations.output[1] = 2.5;
        province.evidence[4] = 1.0;
        for (i, source, yuan) in [(0, 2, 30), (1, 9, 10)] {
            province.organisations.receipts.add(i, source, Money::from_yuan(f64::from(yuan)));
        }
        province.organisations.alive[1] = false;
        let table = measure_counties(&world);
        let width = COUNTY_METRICS.len();
        assert_eq!(table.len(), 10 * width);
        assert_eq!(table[9 * width..], [1.0, 1.0, 40.0, 30.0, 2.5, 1.0]);
        assert_eq!(table[5 * width..6 * width], [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn classes_sum_money_and_average_states() {
        let mut world = regions(1, 3);
        close(&mut world, &[0]);
        receive(&mut world, 0, 3, 40);
        receive(&mut world, 1, 3, 2);
        let federations = world.provinces[0].funders.of_class(FunderClass::CityFederation);
        pay_in(&mut world, federations.start, 7);
        let province = &mut world.provinces[0];
        province.tally.slots_by_class[3] = 6;
        province.funders.inflow[federations.start] = Money::from_yuan(5.0);
        for (funder, open) in federations.zip([0.25, 0.75]) {
            province.funders.openness[funder] = open;
            province.funders.hub_trust[funder] = open / 2.0;
            province.funders.evidence[funder] = 1.0;
        }
        let table = measure_funder_classes(&world);
        let width = FUNDER_METRICS.len();
        assert_eq!(table.len(), 9 * width);
        assert_eq!(table[3 * width..4 * width], [5.0, 42.0, 6.0, 7.0, 0.5, 0.25, 1.0]);
    }
}
