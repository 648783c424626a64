//! How organisations are: people, brain, method, reserves, dependence, load.

use super::outcomes::projects;
use super::view::ratio;
use super::{Better, Metric, MetricKind, YearView};
use crate::model::organisations::capacity;
use crate::model::{Province, Settings};
use crate::real::FineSum;

/// The family.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "mean_people",
        unit: "–",
        kind: MetricKind::Stock,
        better: Better::Higher,
        formula: "mean of people over organisations alive after step R and founded by this year",
        meaning: "people 人 of the average organisation, 0.04 to 1",
        meaning_zh: "机构平均人力（人），0.04 至 1",
        value: |view| mean(view, |health| health.people),
    },
    Metric {
        name: "mean_brain",
        unit: "–",
        kind: MetricKind::Stock,
        better: Better::Higher,
        formula: "mean of brain over organisations alive after step R and founded by this year",
        meaning: "brain 脑 (design and know-how) of the average organisation, 0 to 1",
        meaning_zh: "机构平均设计能力（脑），0 至 1",
        value: |view| mean(view, |health| health.brain),
    },
    Metric {
        name: "mean_method",
        unit: "–",
        kind: MetricKind::Stock,
        better: Better::Higher,
        formula: "mean of method over organisations alive after step R and founded by this year",
        meaning: "method 法 (registration, compliance, operating method) of the average organisation, 0 to 1",
        meaning_zh: "机构平均方法与合规水平（法），0 至 1",
        value: |view| mean(view, |health| health.method),
    },
    Metric {
        name: "reserve_months_median",
        unit: "months",
        kind: MetricKind::Stock,
        better: Better::Higher,
        formula: "median of 12 · cash / operating_cost over organisations alive after step R, founded by this year, with operating_cost > 0; the mean of the two middle ones for an even number",
        meaning: "months for which the middle organisation could pay its costs from unrestricted money",
        meaning_zh: "居中的机构用非限定资金可支付运营成本的月数",
        value: |view| view.reserve_months,
    },
    Metric {
        name: "mean_dependence_landing",
        unit: "–",
        kind: MetricKind::Stock,
        better: Better::Lower,
        formula: "mean of dependence over landing organisations (slot) alive after step R",
        meaning: "share of a landing organisation's brain that is borrowed, as it has got used to: what it would miss without accompaniment",
        meaning_zh: "落地机构设计能力中长期借用的份额：失去陪伴后会缺少的部分",
        value: |view| mean_of_landing(view, |health| health.landing_dependence),
    },
    Metric {
        name: "mean_support_landing",
        unit: "–",
        kind: MetricKind::Stock,
        better: Better::Higher,
        formula: "mean of support over landing organisations (slot) alive after step R",
        meaning: "capacity that the average landing organisation borrows from accompaniment, 0 to 1",
        meaning_zh: "落地机构平均从陪伴中借用的能力，0 至 1",
        value: |view| mean_of_landing(view, |health| health.landing_support),
    },
    Metric {
        name: "mean_load",
        unit: "–",
        kind: MetricKind::Ratio,
        better: Better::Neither,
        formula: "mean of load (project money at hand before step M / absorptive_capacity) over present organisations with a project",
        meaning: "project money at hand by what an organisation can carry, for those with a project; above 1 is overload",
        meaning_zh: "有项目的机构，手头项目资金与承接力之比；大于 1 为过载",
        value: |view| ratio(view.sum(|province| province.outcomes.load), projects(view)),
    },
    Metric {
        name: "overloaded_share",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "share of present organisations with a project that have load > 1",
        meaning: "share of those with a project that had more project money than they can carry well",
        meaning_zh: "有项目的机构中过载的比例",
        value: |view| ratio(view.count(|province| province.outcomes.overloaded), projects(view)),
    },
    Metric {
        name: "payer_hhi",
        unit: "–",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "mean over present organisations with y > 0 of Σ p², p = shares of y by source: the nine funder classes, the public, outside payers",
        meaning: "how far the average organisation lives from one source: 1 if from one alone",
        meaning_zh: "机构收入来源的平均集中度：仅靠单一来源时为 1",
        value: |view| {
            let single = view.count(|province| province.receipts.of_one_source);
            let mixed = view.fine_sum(|province| province.receipts.source_concentration);
            ratio(single + mixed, view.count(|province| province.receipts.receivers))
        },
    },
];

/// What is counted of the health of a province's living organisations.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Health {
    alive: u32,
    people: FineSum,
    brain: FineSum,
    method: FineSum,
    landing: u32,
    landing_dependence: FineSum,
    landing_support: FineSum,
    /// Months of reserves of each organisation that has costs, as bits and in no order; handed on for the median.
    pub(super) reserve_months: Vec<u64>,
}

impl Health {
    pub(super) fn of(province: &Province, settings: &Settings) -> Health {
        let Province { organisations, present, ledger, .. } = province;
        let mut health = Health { reserve_months: Vec::with_capacity(present.len()), ..Health::default() };
        for &i in present {
            let i = i as usize;
            if !organisations.alive[i] {
                continue;
            }
            health.alive += 1;
            health.people.add(organisations.people[i]);
            health.brain.add(organisations.brain[i]);
            health.method.add(organisations.method[i]);
            let cost = capacity::operating_cost(organisations, &settings.capacity, i);
            if cost > 0.0 {
                health.reserve_months.push((12.0 * ledger.cash(i).yuan() / cost).to_bits());
            }
            if organisations.slot[i] {
                health.landing += 1;
                health.landing_dependence.add(organisations.dependence[i]);
                health.landing_support.add(organisations.support[i]);
            }
        }
        health
    }
}

fn mean(view: &YearView, of: impl Fn(&Health) -> FineSum) -> Option<f64> {
    ratio(view.fine_sum(|province| of(&province.health)), view.count(|province| province.health.alive))
}

fn mean_of_landing(view: &YearView, of: impl Fn(&Health) -> FineSum) -> Option<f64> {
    ratio(view.fine_sum(|province| of(&province.health)), view.count(|province| province.health.landing))
}

/// The middle one of reals not below zero, or the mean of the two middle ones; none of none. The bits of such reals are
/// in the same order as they are.
pub(super) fn median(mut bits: Vec<u64>) -> Option<f64> {
    let middle = bits.len() / 2;
    if bits.is_empty() {
        return None;
    }
    let even = bits.len().is_multiple_of(2);
    let (below, &mut upper, _) = bits.select_nth_unstable(middle);
    let lower = if even { below.iter().copied().max().unwrap_or(upper) } else { upper };
    Some((f64::from_bits(lower) + f64::from_bits(upper)) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::median;
    use crate::metrics::worlds::{close, read, receive, region};

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_ones() {
        let median = |numbers: &[f64]| median(numbers.iter().map(|number| number.to_bits()).collect());
        assert_eq!(median(&[5.0, 1.0, 0.0]), Some(1.0));
        assert_eq!(median(&[500.0, 1.0, 4.0, 0.5]), Some(2.5));
        assert_eq!(median(&[]), None);
    }

    #[test]
    fn health_is_that_of_those_alive() {
        let mut world = region(4);
        let province = &mut world.provinces[0];
        let organisations = &mut province.organisations;
        organisations.people.copy_from_slice(&[0.2, 0.4, 0.6, 1.0]);
        // Registered organisations without wages cost 3,000 a year, others nothing.
        organisations.volunteer_core.fill(1.0);
        organisations.method.copy_from_slice(&[0.9, 0.9, 0.0, 0.9]);
        organisations.slot[..2].fill(true);
        organisations.support[..3].copy_from_slice(&[0.3, 0.5, 1.0]);
        organisations.dependence[..3].copy_from_slice(&[0.1, 0.2, 1.0]);
        close(&mut world, &[3]);
        let cash = [0, 1].map(|i| 12.0 * world.provinces[0].ledger.cash(i).yuan() / 3_000.0);
        let values = read(&world);
        for (name, expected) in [
            ("mean_people", 0.4),
            ("mean_method", 0.6),
            ("mean_support_landing", 0.4),
            ("mean_dependence_landing", 0.15),
            ("reserve_months_median", (cash[0] + cash[1]) / 2.0),
        ] {
            let found = values[name].expect("defined");
            assert!((found - expected).abs() < 1e-12, "{name} is {found}, not {expected}");
        }
    }

    #[test]
    fn dependence_on_one_payer_is_averaged_over_those_with_receipts() {
        let mut world = region(4);
        receive(&mut world, 0, 9, 10);
        receive(&mut world, 1, 3, 10);
        receive(&mut world, 2, 3, 10);
        // The two federations are two payers of one silo.
        receive(&mut world, 2, 4, 30);
        let found = read(&world)["payer_hhi"].expect("defined");
        assert!((found - (1.0 + 1.0 + 0.625) / 3.0).abs() < 1e-12, "{found}");
    }
}
