//! L1, L2 and L8: how fast funders' money moves, how much of the inflow arrives, how much lies idle.
//! A vector, never one number.

use super::view::{FUNDERS, Which, ratio};
use super::{Better, Metric, MetricKind, YearView};
use crate::ledger::{Kind, Outside, Sector};
use crate::money::Money;

/// The family.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "velocity",
        unit: "1 per year",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "L1 = grants_yuan / mean of all funders' balances at the year's opening and closing",
        meaning: "L1: how often a yuan that funders hold goes to organisations in a year",
        meaning_zh: "L1：资助方持有的每一元一年流向机构的次数",
        value: |view| velocity(view, Which::All),
    },
    Metric {
        name: "velocity_free",
        unit: "1 per year",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "grants_free_yuan / mean of all funders' balances at the year's opening and closing",
        meaning: "L1 without earmarked money, which only passes through funders",
        meaning_zh: "L1（不含仅经手的定向资金）",
        value: |view| velocity(view, Which::Free),
    },
    Metric {
        name: "conversion",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "L2 = Σ y / (appropriation + endowment + csr_in + outside earmarks − their returns + day_gift + ordinary_gift + national_match + match − clawbacks + outside payers' transfers to organisations)",
        meaning: "L2: share of the money for the common good that enters the region this year and reaches organisations",
        meaning_zh: "L2：本年进入区域的公益资金中到达机构的比例",
        value: |view| conversion(view, Which::All),
    },
    Metric {
        name: "conversion_free",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "conversion without earmarked postings: receipts that came earmarked are left out above, earmarks and what is paid earmarked below",
        meaning: "L2 without earmarked money: what arrives of the money that someone in the region decides about",
        meaning_zh: "L2（不含定向资金）：由区域内主体自行决定的资金中到达机构的比例",
        value: |view| conversion(view, Which::Free),
    },
    Metric {
        name: "idle_ratio",
        unit: "years of inflow",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "L8 = Σ closing balance of all funders / Σ inflow, inflow = appropriation + endowment + csr_in",
        meaning: "L8: money that funders keep at the year's end, in years of their own inflow",
        meaning_zh: "L8：资助方年末结余相当于其年流入的倍数",
        value: |view| ratio(closing(view, &FUNDERS).yuan(), inflow(view).yuan()),
    },
    Metric {
        name: "idle_ratio_federation",
        unit: "years of inflow",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "Σ closing balance of charity federations / Σ their inflow, inflow = endowment + csr_to_federation",
        meaning: "L8 of the charity federations, with whom most idle money sits",
        meaning_zh: "L8（慈善总会）：闲置资金最集中之处",
        value: |view| {
            let own = view.flow(Kind::Endowment, Outside::Households.sector(), Sector::Federation, Which::All);
            let received = own + view.flows.of_kind(Kind::CsrToFederation);
            ratio(closing(view, &[Sector::Federation]).yuan(), received.yuan())
        },
    },
    Metric {
        name: "idle_balance_yuan",
        unit: "yuan",
        kind: MetricKind::Stock,
        better: Better::Lower,
        formula: "Σ closing balance of all funders",
        meaning: "money that funders keep at the year's end",
        meaning_zh: "资助方年末结余",
        value: |view| Some(closing(view, &FUNDERS).yuan()),
    },
    Metric {
        name: "grants_yuan",
        unit: "yuan",
        kind: MetricKind::Flow,
        better: Better::Higher,
        formula: "Σ programme_grant + open_grant + contest_award postings from funders to organisations",
        meaning: "what funders granted to organisations this year",
        meaning_zh: "资助方本年给机构的资助总额",
        value: |view| Some(view.grants(Which::All).yuan()),
    },
    Metric {
        name: "grants_free_yuan",
        unit: "yuan",
        kind: MetricKind::Flow,
        better: Better::Higher,
        formula: "grants_yuan without earmarked postings",
        meaning: "what funders granted to organisations this year from money that was theirs to decide about",
        meaning_zh: "资助方本年以自主支配资金给机构的资助总额",
        value: |view| Some(view.grants(Which::Free).yuan()),
    },
    Metric {
        name: "receipts_yuan",
        unit: "yuan",
        kind: MetricKind::Flow,
        better: Better::Higher,
        formula: "Σ y over present organisations, y = receipts from all sources",
        meaning: "what organisations received this year from funders, the public and outside payers",
        meaning_zh: "机构本年从资助方、公众与外部出资方获得的总收入",
        value: |view| Some(receipts(view)),
    },
];

fn receipts(view: &YearView) -> f64 {
    view.yuan(|province| i128::from(province.receipts.fen))
}

/// Funders' own inflow from outside, without earmarks.
fn inflow(view: &YearView) -> Money {
    [Kind::Appropriation, Kind::Endowment, Kind::CsrIn].into_iter().map(|kind| view.flows.of_kind(kind)).sum()
}

fn closing(view: &YearView, silos: &[Sector]) -> Money {
    let mut closing = Money::ZERO;
    for province in &view.world.provinces {
        for (class, &balance) in province.funders.class.iter().zip(province.ledger.funders()) {
            if silos.contains(&class.sector()) {
                closing += balance;
            }
        }
    }
    closing
}

fn velocity(view: &YearView, which: Which) -> Option<f64> {
    let opening: Money = view
        .world
        .provinces
        .iter()
        .flat_map(|province| FUNDERS.map(|silo| province.ledger.opening_by_sector()[silo as usize]))
        .sum();
    ratio(view.grants(which).yuan(), (opening.yuan() + closing(view, &FUNDERS).yuan()) / 2.0)
}

fn conversion(view: &YearView, which: Which) -> Option<f64> {
    let flow = |kind, from, to| view.flow(kind, from, to, which);
    let free = |kind, from, to| view.flow(kind, from, to, Which::Free);
    let mut entered = inflow(view);
    for kind in [Kind::DayGift, Kind::OrdinaryGift, Kind::NationalMatch] {
        entered += view.flows.of_kind(kind);
    }
    entered += flow(Kind::Match, Sector::Platform, Sector::Organisations);
    for to in [Sector::PoolSponsor, Sector::Platform] {
        entered -= free(Kind::Clawback, Sector::Organisations, to);
    }
    let outside = Outside::ALL.map(Outside::sector);
    for sector in outside {
        // Whoever pays a slot, an award or an organisation from outside brings money that no one else has to give.
        for funder in FUNDERS {
            entered += flow(Kind::Earmark, sector, funder);
            entered -= flow(Kind::EarmarkReturn, funder, sector);
        }
        for kind in [Kind::TalentStipend, Kind::LotteryGrant] {
            entered += flow(kind, sector, Sector::Organisations);
        }
    }
    let mut arrived = receipts(view);
    if which == Which::Free {
        let passed = [Kind::ProgrammeGrant, Kind::OpenGrant, Kind::ContestAward, Kind::Match]
            .into_iter()
            .chain([Kind::TalentStipend, Kind::LotteryGrant])
            .map(|kind| view.flows.earmarked_of_kind(kind, true));
        arrived -= passed.sum::<Money>().yuan();
    }
    ratio(arrived, entered.yuan())
}

#[cfg(test)]
mod tests {
    use crate::ledger::{Account, Kind, Outside};
    use crate::metrics::worlds::{pay_in, read, receive, region};
    use crate::model::funders::classes::FunderClass;
    use crate::money::Money;

    #[test]
    fn money_moves_converts_and_lies_idle() {
        let mut world = region(3);
        let province = &mut world.provinces[0];
        let federation = province.funders.of_class(FunderClass::CityFederation).start as u32;
        let pool = province.funders.of_class(FunderClass::Enterprises).start as u32;
        // As the year opens, a bureau has 200 yuan and a federation 600.
        pay_in(&mut world, 0, 200);
        pay_in(&mut world, federation as usize, 600);
        let province = &mut world.provinces[0];
        let year = province.year;
        province.ledger.open_year(year);
        let [treasury, households, enterprises, endower] =
            [Outside::Treasury, Outside::Households, Outside::Enterprises, Outside::Endower].map(Account::Outside);
        for (kind, from, to, yuan, earmarked) in [
            (Kind::Appropriation, treasury, Account::Funder(0), 300.0, false),
            (Kind::Endowment, households, Account::Funder(federation), 400.0, false),
            (Kind::CsrIn, enterprises, Account::Funder(pool), 100.0, false),
            (Kind::CsrToFederation, Account::Funder(pool), Account::Funder(federation), 100.0, false),
            (Kind::Earmark, endower, Account::Funder(0), 250.0, true),
            (Kind::ProgrammeGrant, Account::Funder(0), Account::Restricted(0), 200.0, true),
            (Kind::EarmarkReturn, Account::Funder(0), endower, 50.0, true),
            (Kind::OpenGrant, Account::Funder(0), Account::Cash(1), 100.0, false),
            (Kind::OrdinaryGift, households, Account::Cash(2), 200.0, false),
        ] {
            let posting = crate::ledger::Posting { kind, from, to, amount: Money::from_yuan(yuan), earmarked };
            province.ledger.enter(posting);
        }
        receive(&mut world, 0, 0, 200);
        receive(&mut world, 1, 0, 100);
        receive(&mut world, 2, 9, 200);
        let values = read(&world);
        // Closing balances: bureau 400, federation 1,100, pool 0.
        for (name, expected) in [
            ("grants_yuan", 300.0),
            ("grants_free_yuan", 100.0),
            ("velocity", 300.0 / 1_150.0),
            ("velocity_free", 100.0 / 1_150.0),
            ("conversion", 500.0 / 1_200.0),
            ("conversion_free", 300.0 / 1_000.0),
            ("idle_ratio", 1_500.0 / 800.0),
            ("idle_ratio_federation", 1_100.0 / 500.0),
            ("idle_balance_yuan", 1_500.0),
            ("receipts_yuan", 500.0),
        ] {
            assert_eq!(values[name], Some(expected), "{name}");
        }
    }
}
