//! What interventions may intend: every intent does what it says, posts its money, and refuses what cannot be.

use crate::support::*;
use headwater::ledger::{Account, Kind, Outside, Posting};
use headwater::model::funders::classes::Payer;
use headwater::model::hub::CorePayer;
use headwater::model::interventions::Intent;
use headwater::model::interventions::agenda::{
    CapacityChange, CoreGrant, Faculty, HubOpening, Nudge, Rate, Rates, Transfer, take_up,
};
use headwater::model::organisations::receipts::FROM_OUTSIDE;
use headwater::money::Money;

fn transfer(organisation: usize, yuan: f64) -> Intent {
    Intent::Transfer(Transfer {
        kind: Kind::LotteryGrant,
        source: Outside::Sponsor,
        organisation,
        amount: Money::from_yuan(yuan),
    })
}

#[test]
fn a_transfer_reaches_the_organisations_cash_and_its_receipts() {
    let (mut province, settings) = bench(4, &[1], |_| {});
    let before = province.ledger.cash(2);
    take_up(&mut province, &settings, vec![("test", transfer(2, 750.25))]);
    let amount = Money::from_yuan(750.25);
    assert_eq!(province.ledger.cash(2), before + amount);
    assert_eq!(province.organisations.receipts.by_source(2)[FROM_OUTSIDE], amount);
    assert_eq!(province.agenda.sponsor_offered, amount);
    let expected = Posting {
        kind: Kind::LotteryGrant,
        from: Account::Outside(Outside::Sponsor),
        to: Account::Cash(2),
        amount,
        earmarked: true,
    };
    assert_eq!(province.ledger.postings()[0].posting, expected);
    assert_eq!(province.agenda.log.len(), 1);
    province.ledger.assert_balanced("intents");
}

#[test]
fn capacity_moves_by_what_was_bought_and_stays_in_its_bounds() {
    let (mut province, settings) = bench(3, &[1], |_| {});
    province.organisations.people = vec![0.5, 0.5, 0.5];
    province.organisations.brain = vec![0.5, 0.5, 0.5];
    province.organisations.method = vec![0.5, 0.5, 0.5];
    let change =
        |faculty, organisation, change| ("test", Intent::Capacity(CapacityChange { faculty, organisation, change }));
    let intents = vec![
        change(Faculty::People, 0, 0.2),
        change(Faculty::People, 1, -0.9),
        change(Faculty::People, 2, 0.9),
        change(Faculty::Brain, 0, 0.1),
        change(Faculty::Brain, 1, -0.9),
        change(Faculty::Method, 2, 0.9),
    ];
    take_up(&mut province, &settings, intents);
    assert_eq!(province.organisations.people, [0.7, 0.04, 1.0]);
    assert_eq!(province.organisations.brain, [0.6, 0.0, 0.5]);
    assert_eq!(province.organisations.method, [0.5, 0.5, 1.0]);
    assert!(province.ledger.postings().is_empty());
}

#[test]
fn a_nudge_moves_a_tie_borrowed_capacity_or_trust_in_the_hub() {
    let (mut province, settings) = bench(2, &[1], |_| {});
    cut_ties(&mut province);
    let intents = vec![
        ("test", Intent::Nudge(Nudge::Tie { organisation: 1, funder: 3, trust: 0.6 })),
        ("test", Intent::Nudge(Nudge::Tie { organisation: 0, funder: 3, trust: 7.0 })),
        ("test", Intent::Nudge(Nudge::Support { organisation: 0, change: 0.3 })),
        ("test", Intent::Nudge(Nudge::Support { organisation: 1, change: -0.3 })),
        ("test", Intent::Nudge(Nudge::HubTrust { funder: 2, change: 0.4 })),
        ("test", Intent::Nudge(Nudge::HubTrust { funder: 2, change: 0.8 })),
    ];
    take_up(&mut province, &settings, intents);
    assert_eq!(province.organisations.ties[1].iter().collect::<Vec<_>>(), [(0, 3, 0.6)]);
    assert_eq!(province.organisations.ties[0].trust[0], 1.0);
    assert_eq!(province.organisations.support, [0.3, 0.0]);
    assert_eq!((province.funders.hub_trust[2], province.funders.hub_trust[1]), (1.0, 0.0));
}

#[test]
fn rates_multiply_and_hold_for_one_year() {
    let (mut province, settings) = bench(2, &[1], |_| {});
    let rates = vec![
        ("test", Intent::Rate(Rate::Closing, 0.5)),
        ("test", Intent::Rate(Rate::Closing, 0.5)),
        ("test", Intent::Rate(Rate::Learning, 2.0)),
        ("test", Intent::Rate(Rate::Turnover, 3.0)),
        ("test", Intent::Rate(Rate::Effort, 4.0)),
        ("test", Intent::Rate(Rate::Entry, 0.0)),
    ];
    take_up(&mut province, &settings, rates);
    let expected = Rates { closing: 0.25, learning: 2.0, turnover: 3.0, effort: 4.0, entry: 0.0 };
    assert_eq!(province.agenda.rates, expected);
    take_up(&mut province, &settings, Vec::new());
    assert_eq!(province.agenda.rates, Rates::default());
}

/// Each rate scales what it names, in the step that uses it.
#[test]
fn a_rate_scales_exactly_what_it_names() {
    let closed_and_born = |rates: Rates| {
        let (mut province, settings) = bench(400, &[2], |settings| settings.survival.base = -1.0);
        province.agenda.rates = rates;
        headwater::model::organisations::survival::survive_or_close(&mut province, &settings);
        let closed = 400 - alive(&province);
        headwater::model::organisations::entry::found_newcomers(&mut province, &settings);
        (closed, province.tally.births)
    };
    let (closed, born) = closed_and_born(Rates::default());
    assert!(closed > 100 && born > 0);
    assert_eq!(closed_and_born(Rates { closing: 0.0, ..Rates::default() }).0, 0);
    assert_eq!(closed_and_born(Rates { entry: 0.0, ..Rates::default() }), (closed, 0));
    let learned = |rates: Rates| {
        let (mut province, settings) = bench(1, &[1], |_| {});
        province.agenda.rates = rates;
        let organisations = &mut province.organisations;
        (organisations.people[0], organisations.volunteer_core[0]) = (0.5, 0.1);
        (organisations.brain[0], organisations.output[0]) = (0.08, 1.0);
        organisations.receipts.add(0, 0, Money::from_yuan(30_000.0));
        headwater::model::organisations::learning::learn(&mut province, &settings);
        (province.organisations.people[0], province.organisations.brain[0])
    };
    let (people, brain) = learned(Rates::default());
    assert_near(people, 0.5 - 0.075 * 0.4, 1e-12);
    assert_near(brain, 0.08 + 0.1 * 0.4 * 0.92, 1e-12);
    let twice = learned(Rates { learning: 2.0, turnover: 2.0, ..Rates::default() });
    assert_near(twice.0, 0.5 - 0.15 * 0.4, 1e-12);
    assert_near(twice.1, 0.08 + 0.2 * 0.4 * 0.92, 1e-12);
    // Effort out of twice the effort: a county whose outside effort is nil gives the same; else more.
    let given = |effort| {
        let (mut province, settings) = bench(50, &[1], |_| {});
        province.agenda.rates = Rates { effort, ..Rates::default() };
        open_books(&mut province);
        headwater::model::giving::give(&mut province, &settings);
        province.ledger.flows().of_kind(Kind::OrdinaryGift)
    };
    assert!(given(0.0).is_zero() && given(2.0) > given(1.0));
}

#[test]
fn what_the_outside_payer_offers_is_counted() {
    let (mut province, settings) = bench(2, &[1], |_| {});
    let core = |payer| Intent::CoreGrant(CoreGrant { payer, amount: Money::from_yuan(900.0) });
    let intents = vec![
        ("a", core(CorePayer::Sponsor)),
        ("a", core(CorePayer::Funder(Payer::NationalA))),
        ("b", transfer(0, 100.0)),
    ];
    take_up(&mut province, &settings, intents);
    assert_eq!(province.agenda.sponsor_offered, Money::from_yuan(1_000.0));
    assert_eq!(province.agenda.core_grants.len(), 2);
}

#[test]
fn intents_that_cannot_be_are_refused() {
    let refused = |intents: Vec<Intent>| {
        assert_refused(|| {
            let (mut province, settings) = bench(2, &[1], |_| {});
            province.organisations.alive[1] = false;
            take_up(&mut province, &settings, intents.into_iter().map(|intent| ("test", intent)).collect());
        });
    };
    refused(vec![transfer(1, 5.0)]);
    refused(vec![transfer(0, -5.0)]);
    refused(vec![Intent::Rate(Rate::Entry, -0.1)]);
    refused(vec![Intent::Rate(Rate::Entry, f64::NAN)]);
    refused(vec![Intent::Nudge(Nudge::Support { organisation: 1, change: 0.1 })]);
    let opens = || Intent::OpenHub(HubOpening { payer: Payer::NationalA, first_contacts: 1 });
    refused(vec![opens(), opens()]);
}
