//! Worked examples of the model brief, appendix C, through the steps of the round.

use crate::support::*;
use headwater::ledger::{Account, Kind, Outside, Posting};
use headwater::model::funders::classes::{FunderClass, Payer};
use headwater::model::organisations::survival;
use headwater::model::programme::landing::{self, NewcomerSelection, SlotCount, SlotOffer};
use headwater::model::programme::leaving_chance;
use headwater::model::{Settings, funders::openness};
use headwater::money::Money;
use headwater::real::overload;

fn product(slots: u32) -> SlotOffer {
    SlotOffer {
        after_products: false,
        source: Outside::Endower,
        payer: Payer::NationalA,
        size: SlotCount::Number(slots),
        unit: None,
        counties: Vec::new(),
        selection: NewcomerSelection::Usual,
    }
}

/// A slot of 100,000: 10,000 free, 90,000 bound, 10,000 to the hub; two slots offered, one comes back.
#[test]
fn a_slot_is_posted_in_three_legs_and_an_unfilled_one_goes_back() {
    for hub_active in [true, false] {
        let (mut province, settings) = bench(2, &[1], |_| {});
        endow_all(&mut province, Money::ZERO);
        make_candidate(&mut province, 0);
        province.organisations.issue[1] = 3;
        province.hub.existed = true;
        province.hub.active = hub_active;
        province.agenda.slots = vec![product(2)];
        open_books(&mut province);
        landing::fill_slots(&mut province, &settings);
        let payer = Account::Funder(province.funders.payer(Payer::NationalA));
        let endower = Account::Outside(Outside::Endower);
        let manager = if hub_active { Account::Hub } else { Account::Outside(Outside::Suppliers) };
        let posting = |kind, from, to, fen| Posting { kind, from, to, amount: Money::from_fen(fen), earmarked: true };
        let posted: Vec<Posting> = province.ledger.postings().iter().map(|dated| dated.posting).collect();
        assert_eq!(
            posted,
            [
                posting(Kind::Earmark, endower, payer, 22_000_000),
                posting(Kind::ProgrammeGrant, payer, Account::Cash(0), 1_000_000),
                posting(Kind::ProgrammeGrant, payer, Account::Restricted(0), 9_000_000),
                posting(Kind::ProgrammeFee, payer, manager, 1_000_000),
                posting(Kind::EarmarkReturn, payer, endower, 11_000_000),
            ]
        );
        let organisations = &province.organisations;
        let class = FunderClass::NationalFoundation as usize;
        assert_eq!(organisations.receipts.by_source(0)[class], Money::from_yuan(100_000.0));
        assert!(organisations.slot[0] && !organisations.slot[1]);
    }
}

#[test]
fn half_a_load_too_much_counts_half_and_no_more_than_two() {
    assert_eq!([0.5, 1.0, 2.0, 2.5, 9.0].map(|load| overload(load - 1.0)), [0.0, 0.0, 1.0, 1.5, 2.0]);
}

/// θ = 0.15, no trust in the hub, evidence 0.15: half way from 0.02 to 0.5, and 0.104 after a year.
#[test]
fn evidence_at_the_threshold_opens_a_funder_half_way() {
    let (mut province, mut settings) = bench(200, &[1], |_| {});
    let target = openness::openness_target(&settings, 0.02, 0.15, 0.15);
    assert_near(target, 0.26, 1e-12);
    // A province of one county and m_sat = 20/3 with one success: evidence 0.15.
    settings.evidence.full_successes = 1.0 / 0.15;
    settings.evidence.trust_gain = 0.0;
    let federation = province.funders.provincial_federation() as usize;
    province.funders.evidence_threshold[federation] = 0.15;
    province.organisations.slot[0] = true;
    province.organisations.success[0] = headwater::model::organisations::Success::Yes;
    openness::observe_evidence(&mut province, &settings);
    assert_near(province.funders.evidence[federation], 0.15, 1e-9);
    assert_near(province.funders.openness[federation], 0.104, 1e-9);
    // Trust in the hub of 1 halves the threshold: sixteen parts of seventeen.
    assert_near(openness::openness_target(&settings, 0.02, 0.075, 0.15), 0.02 + 0.48 * 16.0 / 17.0, 1e-12);
}

#[test]
fn one_hazard_has_its_printed_values() {
    let (mut province, settings) = bench(1, &[1], |settings| settings.survival.base = -4.6);
    cut_ties(&mut province);
    let organisations = &mut province.organisations;
    let mut rules = settings.survival.clone();
    organisations.people[0] = 0.2;
    rules.smallness = 1.2;
    let terms = survival::hazard_terms(organisations, &rules, 0, survival::newness(&rules, 0), 1.0);
    // The brief's sum: −4.6 + 1.2 + 1.2 · (1 − 0.4) = −2.68.
    assert_near(terms.newness + terms.smallness, 1.92, 1e-12);
    assert_near(terms.hazard(), 0.0642, 5e-5);
    rules.newness = 0.0;
    rules.smallness = 0.0;
    assert_near(survival::hazard_terms(organisations, &rules, 0, 0.0, 1.0).hazard(), 0.00995, 5e-6);
}

/// Each term of the hazard by itself, as the brief writes it.
#[test]
fn every_term_of_the_hazard_stands_as_written() {
    let (mut province, settings) = bench(1, &[1], |_| {});
    cut_ties(&mut province);
    let rules = &settings.survival;
    let organisations = &mut province.organisations;
    organisations.people[0] = 0.8;
    organisations.shortfall[0] = 0.25;
    organisations.load[0] = 1.5;
    let terms = |organisations: &_, density| survival::hazard_terms(organisations, rules, 0, 0.0, density);
    let plain = terms(organisations, 1.0);
    assert_eq!((plain.smallness, plain.connected, plain.crowding), (0.0, 0.0, 0.0));
    assert_near(plain.shortfall, 0.25, 1e-12);
    assert_near(plain.overload, 0.3, 1e-12);
    assert_near(terms(organisations, 2.5).crowding, 0.8 * 1.5, 1e-12);
    assert_near(terms(organisations, 9.0).crowding, 0.8 * 2.0, 1e-12);
    assert_near(terms(organisations, 0.0).crowding, -0.8, 1e-12);
    organisations.ties[0].add(0, 0.2);
    assert_eq!(terms(organisations, 1.0).connected, 0.0, "trust of 0.2 is not above 0.2");
    organisations.ties[0].add(0, 0.21);
    assert_eq!(terms(organisations, 1.0).connected, -0.4);
    organisations.ties[0] = Default::default();
    organisations.network[0] = headwater::model::organisations::Network::Landing;
    assert_eq!(terms(organisations, 1.0).connected, -0.4);
    for (age, expected) in [(0, 1.2), (4, 1.2 * 0.367_879_441), (8, 1.2 * 0.135_335_283)] {
        assert_near(survival::newness(rules, age), expected, 1e-8);
    }
}

/// σ(−0.3) at a load of one, quality of reference and no accompaniment; each term moves it as written.
#[test]
fn leaving_the_network_has_its_printed_log_odds() {
    let rules = Settings::default().network_exit;
    let odds = |load, quality, support| {
        let chance: f64 = leaving_chance(&rules, load, quality, support);
        headwater::real::log(chance / (1.0 - chance))
    };
    assert_near(odds(1.0, 0.4, 0.0), -0.3, 1e-12);
    assert_near(odds(0.2, 0.4, 0.0), -0.3, 1e-12);
    assert_near(odds(2.0, 0.4, 0.0), 0.9, 1e-12);
    assert_near(odds(7.0, 0.4, 0.0), 2.1, 1e-12);
    assert_near(odds(1.0, 0.3, 0.0), -0.1, 1e-12);
    assert_near(odds(1.0, 0.4, 0.5), -1.3, 1e-12);
}

/// CSR pools keep a fifth; of the rest seven tenths go to the city's federation, the odd fen to the province's.
#[test]
fn enterprises_pass_four_fifths_of_their_pool_to_the_federations() {
    let (mut province, settings) = bench(5, &[1], |settings| settings.funders.inflow_spread = 0.0);
    endow_all(&mut province, Money::ZERO);
    let pool = province.funders.of_class(FunderClass::Enterprises).start;
    province.funders.base_yuan.fill(0.0);
    province.funders.base_yuan[pool] = 0.19;
    open_books(&mut province);
    headwater::model::funders::budgets::receive(&mut province, &settings);
    // 19 fen: 15 are given, 10 of them to the city.
    let city = province.funders.city_federation(0) as usize;
    let provincial = province.funders.provincial_federation() as usize;
    assert_eq!([pool, city, provincial].map(|funder| province.ledger.funder(funder).fen()), [4, 10, 5]);
}

/// At the year's end relief comes first and the rest lapses: 0.7 of mass organisations', 0.9 of bureaus'.
#[test]
fn relief_is_paid_before_budgets_lapse() {
    let (mut province, mut settings) = bench(5, &[1], |_| {});
    settings.funders.county_bureau.direct_bp = 5_000;
    endow_all(&mut province, Money::from_fen(1_001));
    open_books(&mut province);
    headwater::model::funders::budgets::spend_directly(&mut province, &settings);
    let first = |class| province.ledger.funder(province.funders.of_class(class).start).fen();
    // 1001: relief 500, of 501 lapse 450.
    assert_eq!(first(FunderClass::CountyBureau), 51);
    assert_eq!(first(FunderClass::MassOrganisation), 1_001 - 700);
    assert_eq!(first(FunderClass::ChildWelfareOffice), 1_001 - 980);
    // One county and one city: bureau 500, mass 700, two federations 600 each, two foundations 600, three 700, CSR 500.
    assert_eq!(
        province.ledger.flows().of_kind(Kind::DirectProgramme).fen(),
        500 + 700 + 2 * 600 + 2 * 600 + 3 * 700 + 500
    );
}
