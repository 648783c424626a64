//! What the public gave, and what was matched.

use super::view::{Which, ratio};
use super::{Better, Metric, MetricKind, YearView};
use crate::ledger::{Kind, Sector};
use crate::model::Province;

/// The family.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "day_gifts_yuan",
        unit: "yuan",
        kind: MetricKind::Flow,
        better: Better::Higher,
        formula: "Σ day_gift postings",
        meaning: "what households gave to the region's organisations on the giving day",
        meaning_zh: "捐赠日公众捐给本地机构的金额",
        value: |view| Some(day_gifts(view)),
    },
    Metric {
        name: "national_match_yuan",
        unit: "yuan",
        kind: MetricKind::Flow,
        better: Better::Higher,
        formula: "Σ national_match − Σ clawback to pool_sponsor",
        meaning: "national match of the giving day, less what was taken back from gamers",
        meaning_zh: "捐赠日全国配捐（扣除套捐追回）",
        value: |view| Some(national_match(view)),
    },
    Metric {
        name: "pool_match_yuan",
        unit: "yuan",
        kind: MetricKind::Flow,
        better: Better::Higher,
        formula: "Σ match − Σ clawback to the pool",
        meaning: "what a matching pool of the region added on the giving day, less what was taken back from gamers",
        meaning_zh: "本地配捐池的配捐额（扣除套捐追回）",
        value: |view| Some(pool_match(view)),
    },
    Metric {
        name: "match_per_public_yuan",
        unit: "yuan per yuan",
        kind: MetricKind::Ratio,
        better: Better::Neither,
        formula: "(national_match_yuan + pool_match_yuan) / day_gifts_yuan",
        meaning: "match per yuan that the public gave on the giving day; falls as giving outgrows fixed pools",
        meaning_zh: "捐赠日公众每捐一元得到的配捐；捐款增长超过固定配捐池时下降",
        value: |view| ratio(national_match(view) + pool_match(view), day_gifts(view)),
    },
    Metric {
        name: "ordinary_gifts_yuan",
        unit: "yuan",
        kind: MetricKind::Flow,
        better: Better::Higher,
        formula: "Σ ordinary_gift postings",
        meaning: "what households gave to the region's organisations through the rest of the year",
        meaning_zh: "公众全年日常捐给本地机构的金额",
        value: |view| Some(view.flows.of_kind(Kind::OrdinaryGift).yuan()),
    },
    Metric {
        name: "participants",
        unit: "organisations",
        kind: MetricKind::Flow,
        better: Better::Higher,
        formula: "number of organisations on the giving day",
        meaning: "organisations that raised money on the giving day",
        meaning_zh: "参加捐赠日筹款的机构数",
        value: |view| Some(participants(view)),
    },
    Metric {
        name: "receipts_per_participant_yuan",
        unit: "yuan per organisation",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "day_gifts_yuan / participants",
        meaning: "what the average participant raised on the giving day, before match and fee",
        meaning_zh: "捐赠日参与机构的平均筹款额（未计配捐与管理费）",
        value: |view| ratio(day_gifts(view), participants(view)),
    },
    Metric {
        name: "shifted_share",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "share of the year's ordinary giving that the giving day took away; provinces weighted by population",
        meaning: "share of ordinary giving that the giving day only moved in time",
        meaning_zh: "日常捐赠中被捐赠日提前（而非新增）的比例",
        value: |view| {
            let people = view.world.provinces.iter().map(|province| province.places.population).sum();
            let shifted = |province: &Province| province.tally.shifted_share * province.places.population;
            ratio(view.world.provinces.iter().map(shifted).sum(), people)
        },
    },
    Metric {
        name: "fundraising_effort",
        unit: "effort units",
        kind: MetricKind::Ratio,
        better: Better::Neither,
        formula: "Σ effort in step K / number of organisations present; effort = people · (effort_floor + reputation) · (1 + coaching) · (1 − slack)",
        meaning: "mean effort that organisations put into fundraising; last year's grants slacken it",
        meaning_zh: "机构平均投入筹款的努力；上年获得的资助会使其松懈",
        value: |view| {
            let provinces = || view.world.provinces.iter();
            let present: usize = provinces().map(|province| province.present.len()).sum();
            ratio(provinces().map(|province| province.tally.effort).sum(), present as f64)
        },
    },
    Metric {
        name: "gaming_detected",
        unit: "organisations",
        kind: MetricKind::Flow,
        better: Better::Lower,
        formula: "number of organisations detected in giving to themselves to draw a match",
        meaning: "organisations found out in gaming the match",
        meaning_zh: "被发现套捐的机构数",
        value: |view| Some(view.tally(|tally| tally.detected)),
    },
];

/// What is counted of a province's giving day.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct DayMoney {
    /// Fen raised by each organisation that raised any, in no order; handed on to find the top tenth.
    pub(super) raised: Vec<i64>,
    pub(super) participants: u32,
}

impl DayMoney {
    pub(super) fn of(province: &Province) -> DayMoney {
        let participants = province.tally.participants;
        let mut raised = Vec::with_capacity(participants as usize);
        if participants > 0 {
            let gifts = province.present.iter().map(|&i| province.organisations.day_gifts[i as usize].fen());
            raised.extend(gifts.filter(|&fen| fen > 0));
        }
        DayMoney { raised, participants }
    }
}

fn day_gifts(view: &YearView) -> f64 {
    view.flows.of_kind(Kind::DayGift).yuan()
}

fn national_match(view: &YearView) -> f64 {
    let taken_back = view.flow(Kind::Clawback, Sector::Organisations, Sector::PoolSponsor, Which::All);
    (view.flows.of_kind(Kind::NationalMatch) - taken_back).yuan()
}

fn pool_match(view: &YearView) -> f64 {
    let taken_back = view.flow(Kind::Clawback, Sector::Organisations, Sector::Platform, Which::All);
    (view.flows.of_kind(Kind::Match) - taken_back).yuan()
}

fn participants(view: &YearView) -> f64 {
    view.count(|province| province.day_money.participants)
}

#[cfg(test)]
mod tests {
    use crate::ledger::{Account, Kind, Outside};
    use crate::metrics::worlds::{read, region};
    use crate::money::Money;

    #[test]
    fn gifts_and_matches_are_read_from_the_books() {
        let mut world = region(12);
        let province = &mut world.provinces[0];
        let yuan = |yuan: f64| Money::from_yuan(yuan);
        let (households, sponsor) = (Account::Outside(Outside::Households), Account::Outside(Outside::PoolSponsor));
        let ledger = &mut province.ledger;
        for (kind, from, to, amount) in [
            (Kind::DayGift, households, Account::Platform, 1_000.0),
            (Kind::Payout, Account::Platform, Account::Cash(0), 1_000.0),
            (Kind::OrdinaryGift, households, Account::Cash(1), 250.0),
            (Kind::NationalMatch, sponsor, Account::Restricted(0), 300.0),
            (Kind::PoolOpen, sponsor, Account::Pool, 500.0),
            (Kind::Match, Account::Pool, Account::Restricted(0), 200.0),
            (Kind::Clawback, Account::Restricted(0), Account::Pool, 50.0),
            (Kind::Clawback, Account::Restricted(0), sponsor, 30.0),
            (Kind::PoolReturn, Account::Pool, sponsor, 350.0),
        ] {
            ledger.post(kind, from, to, yuan(amount));
        }
        for (i, raised) in [700.0, 100.0, 200.0].into_iter().enumerate() {
            province.organisations.day_gifts[i] = yuan(raised);
        }
        province.tally.participants = 4;
        province.tally.detected = 1;
        province.tally.shifted_share = 0.125;
        province.tally.effort = 0.25 * province.present.len() as f64;
        let values = read(&world);
        for (name, expected) in [
            ("day_gifts_yuan", 1_000.0),
            ("national_match_yuan", 270.0),
            ("pool_match_yuan", 150.0),
            ("match_per_public_yuan", 0.42),
            ("ordinary_gifts_yuan", 250.0),
            ("participants", 4.0),
            ("receipts_per_participant_yuan", 250.0),
            ("shifted_share", 0.125),
            ("fundraising_effort", 0.25),
            ("gaming_detected", 1.0),
            ("day_top_decile_share", 0.7),
            // 1,000 + 250 + 300 + 500 − 350 − 30
            ("outside_inflow_yuan", 1_670.0),
        ] {
            assert_eq!(values[name], Some(expected), "{name}");
        }
    }
}
