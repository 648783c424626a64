//! Who moved what: the outside payer, funders' own money for slots, direct relief, the hub.

use super::view::{FUNDERS, Which, ratio};
use super::{Better, Metric, MetricKind, YearView};
use crate::ledger::{Kind, Sector};
use crate::money::Money;

/// The family.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "sponsor_offered_yuan",
        unit: "yuan",
        kind: MetricKind::Flow,
        better: Better::Neither,
        formula: "Σ over provinces of agenda.sponsor_offered",
        meaning: "what the outside payer of the equal-money comparison was ready to spend this year",
        meaning_zh: "等额比较中外部出资方本年愿意支出的金额",
        value: |view| Some(offered(view)),
    },
    Metric {
        name: "sponsor_spent_yuan",
        unit: "yuan",
        kind: MetricKind::Flow,
        better: Better::Neither,
        formula: "Σ postings from sponsor − Σ postings to sponsor",
        meaning: "what the outside payer spent this year, after the unspent part came back",
        meaning_zh: "外部出资方本年实际支出（扣除退回部分）",
        value: |view| Some(sponsor_spent(view).yuan()),
    },
    Metric {
        name: "sponsor_spent_share",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "sponsor_spent_yuan / sponsor_offered_yuan",
        meaning: "share of the outside payer's offer that could be used",
        meaning_zh: "外部出资方所提供资金中得以使用的比例",
        value: |view| ratio(sponsor_spent(view).yuan(), offered(view)),
    },
    Metric {
        name: "own_slot_money_yuan",
        unit: "yuan",
        kind: MetricKind::Flow,
        better: Better::Higher,
        formula: "Σ programme_grant + programme_fee postings that are not earmarked",
        meaning: "what funders paid for slots and their fees from their own balance: money moved, not brought",
        meaning_zh: "资助方自有资金用于名额及管理费的金额：撬动的而非外来的资金",
        value: |view| Some(own_slot_money(view).yuan()),
    },
    Metric {
        name: "direct_relief_yuan",
        unit: "yuan",
        kind: MetricKind::Flow,
        better: Better::Neither,
        formula: "Σ direct_programme postings",
        meaning: "what funders spent on their own direct relief; grants to organisations may displace it",
        meaning_zh: "资助方自行开展直接救助的支出；对机构的资助可能挤占它",
        value: |view| Some(view.flows.of_kind(Kind::DirectProgramme).yuan()),
    },
    Metric {
        name: "lapsed_yuan",
        unit: "yuan",
        kind: MetricKind::Flow,
        better: Better::Lower,
        formula: "Σ lapse postings",
        meaning: "unspent government budget that went back to the treasury",
        meaning_zh: "未用完而被财政收回的预算",
        value: |view| Some(view.flows.of_kind(Kind::Lapse).yuan()),
    },
    Metric {
        name: "hub_cost_yuan",
        unit: "yuan",
        kind: MetricKind::Flow,
        better: Better::Neither,
        formula: "Σ hub_spend postings",
        meaning: "what the hub spent on its days this year",
        meaning_zh: "枢纽本年的工作支出",
        value: |view| Some(view.flows.of_kind(Kind::HubSpend).yuan()),
    },
    Metric {
        name: "contest_winners",
        unit: "organisations",
        kind: MetricKind::Flow,
        better: Better::Neither,
        formula: "number of awards in step J",
        meaning: "organisations that won an award of a contest this year",
        meaning_zh: "本年在创投大赛中获奖的机构数",
        value: |view| Some(view.tally(|tally| tally.contest_winners)),
    },
    Metric {
        name: "outside_inflow_yuan",
        unit: "yuan",
        kind: MetricKind::Flow,
        better: Better::Neither,
        formula: "Σ postings from outside sectors to inside sectors − Σ earmark_return, pool_return and clawback postings from inside to outside sectors",
        meaning: "all money that entered the region this year from anyone outside, less what was handed back unused",
        meaning_zh: "本年从区域外部进入的全部资金（扣除未用退回部分）",
        value: |view| Some(view.entered.yuan()),
    },
];

fn offered(view: &YearView) -> f64 {
    view.world.provinces.iter().map(|province| province.agenda.sponsor_offered).sum::<Money>().yuan()
}

fn sponsor_spent(view: &YearView) -> Money {
    // The outside payer deals with funders, the hub, the platform and organisations, never with other outside sectors.
    let partners = FUNDERS.into_iter().chain([Sector::Hub, Sector::Platform, Sector::Organisations]);
    partners
        .flat_map(|partner| Kind::ALL.map(|kind| (kind, partner)))
        .map(|(kind, partner)| {
            view.flow(kind, Sector::Sponsor, partner, Which::All)
                - view.flow(kind, partner, Sector::Sponsor, Which::All)
        })
        .sum()
}

fn own_slot_money(view: &YearView) -> Money {
    [Kind::ProgrammeGrant, Kind::ProgrammeFee]
        .into_iter()
        .flat_map(|kind| FUNDERS.map(|from| (kind, from)))
        .flat_map(|(kind, from)| [Sector::Organisations, Sector::Hub, Sector::Suppliers].map(|to| (kind, from, to)))
        .map(|(kind, from, to)| view.flow(kind, from, to, Which::Free))
        .sum()
}

#[cfg(test)]
mod tests {
    use crate::ledger::{Account, Kind, Outside};
    use crate::metrics::worlds::{read, region};
    use crate::money::Money;

    #[test]
    fn the_sponsor_spends_what_does_not_come_back() {
        let mut world = region(3);
        let province = &mut world.provinces[0];
        let sponsor = Account::Outside(Outside::Sponsor);
        let ledger = &mut province.ledger;
        for (kind, from, to, yuan) in [
            (Kind::Earmark, sponsor, Account::Funder(0), 900.0),
            (Kind::ProgrammeGrant, Account::Funder(0), Account::Restricted(0), 500.0),
            (Kind::ProgrammeFee, Account::Funder(0), Account::Hub, 50.0),
            (Kind::EarmarkReturn, Account::Funder(0), sponsor, 350.0),
            (Kind::HubCore, sponsor, Account::Hub, 100.0),
        ] {
            ledger.post_earmarked(kind, from, to, Money::from_yuan(yuan));
        }
        for (kind, from, to, yuan) in [
            (Kind::Appropriation, Account::Outside(Outside::Treasury), Account::Funder(1), 1_000.0),
            (Kind::ProgrammeGrant, Account::Funder(1), Account::Cash(1), 400.0),
            (Kind::ProgrammeFee, Account::Funder(1), Account::Outside(Outside::Suppliers), 40.0),
            (Kind::OpenGrant, Account::Funder(1), Account::Cash(1), 60.0),
            (Kind::DirectProgramme, Account::Funder(1), Account::Outside(Outside::Beneficiaries), 70.0),
            (Kind::Lapse, Account::Funder(1), Account::Outside(Outside::Treasury), 30.0),
            (Kind::HubSpend, Account::Hub, Account::Outside(Outside::Suppliers), 120.0),
        ] {
            ledger.post(kind, from, to, Money::from_yuan(yuan));
        }
        province.agenda.sponsor_offered = Money::from_yuan(1_300.0);
        let values = read(&world);
        for (name, expected) in [
            ("sponsor_offered_yuan", 1_300.0),
            ("sponsor_spent_yuan", 650.0),
            ("sponsor_spent_share", 0.5),
            ("own_slot_money_yuan", 440.0),
            ("direct_relief_yuan", 70.0),
            ("lapsed_yuan", 30.0),
            ("hub_cost_yuan", 120.0),
            ("outside_inflow_yuan", 1_650.0),
            ("grants_yuan", 960.0),
            ("grants_free_yuan", 460.0),
        ] {
            assert_eq!(values[name], Some(expected), "{name}");
        }
    }
}
