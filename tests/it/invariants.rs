//! What holds after every step of every year, in the busiest region that settings can make.
//!
//! Besides the state's ranges, an auditor who knows nothing of the engine's arithmetic replays every posting of the
//! full ledger: it must come to the same balances, the same flows and the same receipts as the engine.

use crate::support::*;
use headwater::ledger::{Account, Kind, Ledger, Outside, Posting, Sector};
use headwater::model::organisations::Success;
use headwater::model::organisations::receipts::{FROM_OUTSIDE, FROM_PUBLIC, SOURCES};
use headwater::model::round::{ROUND, Step};
use headwater::model::{Province, Settings, World};
use headwater::money::Money;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

/// An auditor's own books: balances by account, flows by row and column, receipts by organisation and source.
#[derive(Default)]
struct Auditor {
    balances: BTreeMap<String, i128>,
    flows: BTreeMap<(Kind, &'static str, &'static str, bool), i64>,
    receipts: BTreeMap<usize, [i64; SOURCES]>,
    seen: usize,
    dead: BTreeSet<u32>,
    alive_at_open: usize,
    kinds_ever: BTreeSet<Kind>,
    most_in_a_county: u32,
}

impl Auditor {
    fn new(founded: &Province) -> Auditor {
        let mut auditor = Auditor::default();
        auditor.replay(founded);
        auditor
    }

    /// Reads the postings since the last step.
    fn replay(&mut self, province: &Province) {
        let postings = province.ledger.postings();
        for dated in &postings[self.seen..] {
            assert_eq!(dated.year, province.year);
            self.enter(&province.ledger, dated.posting);
        }
        self.seen = postings.len();
    }

    fn enter(&mut self, ledger: &Ledger, posting: Posting) {
        let Posting { kind, from, to, amount, earmarked } = posting;
        assert!(amount.is_positive(), "{posting:?} moves nothing");
        for account in [from, to] {
            if let Account::Cash(i) | Account::Restricted(i) = account {
                assert!(!self.dead.contains(&i), "{posting:?} touches an organisation that has closed");
            }
        }
        *self.balances.entry(format!("{from:?}")).or_default() -= i128::from(amount.fen());
        *self.balances.entry(format!("{to:?}")).or_default() += i128::from(amount.fen());
        let row = (kind, ledger.sector(from).name(), ledger.sector(to).name(), earmarked);
        *self.flows.entry(row).or_default() += amount.fen();
        self.kinds_ever.insert(kind);
        self.receive(ledger, posting);
    }

    /// What counts as an organisation's receipts, and from whom.
    fn receive(&mut self, ledger: &Ledger, Posting { kind, from, to, amount, .. }: Posting) {
        let (Account::Cash(i) | Account::Restricted(i)) = (if kind == Kind::Clawback { from } else { to }) else {
            return;
        };
        let source = match (kind, from) {
            (Kind::ProgrammeGrant | Kind::OpenGrant | Kind::ContestAward, Account::Funder(funder)) => {
                self.class_of(ledger, funder)
            }
            (Kind::Payout | Kind::Match | Kind::NationalMatch | Kind::OrdinaryGift | Kind::Clawback, _) => FROM_PUBLIC,
            (Kind::TalentStipend | Kind::LotteryGrant, _) => FROM_OUTSIDE,
            _ => return,
        };
        let sign = if kind == Kind::Clawback { -1 } else { 1 };
        self.receipts.entry(i as usize).or_default()[source] += sign * amount.fen();
    }

    fn class_of(&self, _: &Ledger, funder: u32) -> usize {
        CLASSES.with_borrow(|classes| classes[funder as usize])
    }

    fn open_year(&mut self, province: &Province) {
        self.flows.clear();
        self.receipts.clear();
        self.seen = 0;
        self.alive_at_open = province.present.len();
    }

    fn agree(&self, province: &Province) {
        let ledger = &province.ledger;
        let mut total = 0i128;
        for i in 0..province.organisations.len() as u32 {
            self.agree_on(ledger, Account::Cash(i));
            self.agree_on(ledger, Account::Restricted(i));
        }
        for funder in 0..province.funders.len() as u32 {
            self.agree_on(ledger, Account::Funder(funder));
        }
        for account in [Account::Hub, Account::Platform, Account::Pool] {
            self.agree_on(ledger, account);
        }
        for outside in Outside::ALL {
            self.agree_on(ledger, Account::Outside(outside));
        }
        self.balances.values().for_each(|balance| total += balance);
        assert_eq!(total, 0);
    }

    fn agree_on(&self, ledger: &Ledger, account: Account) {
        let mine = self.balances.get(&format!("{account:?}")).copied().unwrap_or_default();
        assert_eq!(i128::from(ledger.balance(account).fen()), mine, "{account:?}");
        assert!(mine >= 0 || matches!(account, Account::Outside(_)), "{account:?} is overdrawn: {mine}");
    }
}

thread_local! {
    /// Class of each funder, for the auditor.
    static CLASSES: std::cell::RefCell<Vec<usize>> = const { std::cell::RefCell::new(Vec::new()) };
}

fn after_step(auditor: &mut Auditor, province: &Province, step: &Step, settings: &Settings) {
    let place = format!("{} {}", province.year, step.name);
    if step.letter == 'A' {
        auditor.open_year(province);
    }
    auditor.replay(province);
    auditor.agree(province);
    check_ranges(province, settings, &place, step.letter);
    for i in 0..province.organisations.len() {
        if !province.organisations.alive[i] {
            assert!(province.ledger.cash(i).is_zero() && province.ledger.restricted(i).is_zero(), "{place}: {i}");
            auditor.dead.insert(i as u32);
        }
    }
    if "KLMNOPQRST".contains(step.letter) {
        let left = [Account::Platform, Account::Pool].map(|account| province.ledger.balance(account));
        assert_eq!(left, [Money::ZERO; 2], "{place}");
    }
    match step.letter {
        'F' => check_slots_by_county(auditor, province, settings, &place),
        'I' => {
            for i in province.organisations.living().filter(|&i| province.organisations.slot[i]) {
                let organisations = &province.organisations;
                assert!(organisations.grants(i).is_positive() || organisations.key_project[i], "{place}: {i}");
            }
        }
        'T' => check_year(auditor, province, settings, &place),
        _ => {}
    }
}

fn check_ranges(province: &Province, settings: &Settings, place: &str, step: char) {
    let organisations = &province.organisations;
    let unit = |value: f64, what: &str| assert!((0.0..=1.0).contains(&value), "{place}: {what} is {value}");
    for i in organisations.living() {
        let people = organisations.people[i];
        // Between the bills of N and the learning of O people may stand at a volunteer core below the floor.
        let least = if step == 'N' { 0.0 } else { settings.learning.people_min };
        assert!((least..=1.0).contains(&people), "{place}: people of {i} are {people}");
        assert!((0.0..=0.3).contains(&organisations.volunteer_core[i]));
        unit(organisations.brain[i], "brain");
        unit(organisations.method[i], "method");
        unit(organisations.support[i], "support");
        unit(organisations.dependence[i], "dependence");
        unit(organisations.reputation[i], "reputation");
        unit(organisations.coaching[i], "coaching");
        unit(organisations.shortfall[i], "shortfall");
        assert!(organisations.load[i] >= 0.0 && organisations.load[i].is_finite(), "{place}: load of {i}");
        assert!(organisations.output[i] >= 0.0 && organisations.output[i].is_finite(), "{place}: output of {i}");
        let worked = organisations.success[i] != Success::None;
        assert_eq!(worked, organisations.delivered[i].is_positive(), "{place}: {i}");
        for (_, funder, trust) in organisations.ties[i].iter() {
            unit(trust, "trust");
            assert!((funder as usize) < province.funders.len());
        }
        let known: Vec<u32> = organisations.ties[i].iter().map(|tie| tie.1).collect();
        assert_eq!(known.iter().collect::<BTreeSet<_>>().len(), known.len(), "{place}: two ties to one funder");
        assert!(organisations.total_receipts(i) >= Money::ZERO);
    }
    for funder in 0..province.funders.len() {
        unit(province.funders.openness[funder], "openness");
        unit(province.funders.hub_trust[funder], "trust in the hub");
        unit(province.funders.evidence[funder], "evidence");
        assert!(province.funders.evidence_threshold[funder] >= settings.evidence.threshold_min);
    }
    for &evidence in &province.evidence {
        unit(evidence, "evidence of a county");
    }
    unit(province.province_evidence, "evidence of the province");
    assert!(province.hub.days >= 0.0 && (province.hub.active || province.hub.days == 0.0 || step == 'A'));
}

fn check_slots_by_county(auditor: &mut Auditor, province: &Province, settings: &Settings, place: &str) {
    let mut served = vec![0; province.places.counties.len()];
    for i in province.organisations.living().filter(|&i| province.organisations.slot[i]) {
        served[usize::from(province.organisations.county[i])] += 1;
    }
    let most = served.iter().copied().max().unwrap_or(0);
    assert!(most <= settings.programme.county_slots_max, "{place}: {most} slots in a county");
    auditor.most_in_a_county = auditor.most_in_a_county.max(most);
    let filled: u32 = province.tally.slots_by_class.iter().sum();
    assert_eq!(served.iter().sum::<u32>(), filled, "{place}");
    assert!(filled <= province.tally.slots_offered && province.tally.own_slots <= filled, "{place}");
}

fn check_year(auditor: &Auditor, province: &Province, settings: &Settings, place: &str) {
    let organisations = &province.organisations;
    // Who lives next year lived this year or was born now.
    let deaths = province.present.iter().filter(|&&i| !organisations.alive[i as usize]).count();
    let births = province.tally.births as usize;
    assert_eq!(organisations.living.len(), auditor.alive_at_open - deaths + births, "{place}");
    assert_eq!(organisations.alive.iter().filter(|&&alive| alive).count(), organisations.living.len(), "{place}");
    // Receipts are what the ledger says, source by source.
    for &i in &province.present {
        let mine = auditor.receipts.get(&(i as usize)).copied().unwrap_or_default();
        assert_eq!(
            organisations.receipts.by_source(i as usize).map(|money| money.fen()),
            mine,
            "{place}: receipts of {i}"
        );
    }
    // The matrix is the sum of the postings; rows close by themselves, columns by the balances.
    let flows: BTreeMap<_, _> = province
        .ledger
        .flows()
        .entries()
        .map(|(kind, from, to, earmarked, money)| ((kind, from.name(), to.name(), earmarked), money.fen()))
        .collect();
    assert_eq!(flows, auditor.flows, "{place}");
    let closing = province.ledger.balances_by_sector();
    for sector in Sector::ALL {
        let inflow: i64 = auditor.flows.iter().filter(|(row, _)| row.2 == sector.name()).map(|(_, fen)| fen).sum();
        let outflow: i64 = auditor.flows.iter().filter(|(row, _)| row.1 == sector.name()).map(|(_, fen)| fen).sum();
        let opening = province.ledger.opening_by_sector()[sector as usize].fen();
        assert_eq!(opening + inflow - outflow, closing[sector as usize].fen(), "{place}: {sector:?}");
    }
    check_match(province, settings, place);
}

/// The match is no more than the pool, and no more for anyone than the rate allows.
fn check_match(province: &Province, settings: &Settings, place: &str) {
    let of = |kind| province.ledger.flows().of_kind(kind);
    assert!(of(Kind::Match) <= of(Kind::PoolOpen), "{place}");
    let mut given: BTreeMap<u32, Money> = BTreeMap::new();
    for dated in province.ledger.postings() {
        match dated.posting {
            Posting { kind: Kind::SelfGift, from: Account::Cash(i), amount, .. } => {
                *given.entry(i).or_default() += amount;
            }
            Posting { kind: Kind::Match, to: Account::Restricted(i), amount, .. } => {
                let total = given.get(&i).copied().unwrap_or_default() + province.organisations.day_gifts[i as usize];
                assert!(amount <= total.portion(settings.interventions.matched_giving.rate_bp), "{place}: {i}");
            }
            _ => {}
        }
    }
}

fn live_under_audit(world: &mut World, last_year: i16) -> Auditor {
    let settings = world.model.settings.clone();
    let classes = |province: &Province| province.funders.class.iter().map(|&class| class as usize).collect();
    CLASSES.set(classes(&world.provinces[0]));
    let auditor = Mutex::new(Auditor::new(&world.provinces[0]));
    let steps = Mutex::new(String::new());
    while world.year < last_year {
        world.advance_watched(|province, step| {
            after_step(&mut auditor.lock().expect("no panic before"), province, step, &settings);
            steps.lock().expect("no panic before").push(step.letter);
        });
    }
    let years = usize::try_from(last_year - settings.first_year() + 1).expect("a year has passed");
    assert_eq!(steps.into_inner().expect("no panic"), "ABCDEFIGHJKLMNOPQRST".repeat(years));
    auditor.into_inner().expect("no panic before")
}

#[test]
fn in_the_busiest_region_every_step_keeps_every_invariant_and_the_auditor_agrees() {
    let model = region(600, &[8, 7, 7, 6, 6, 6], everything);
    let problems = model.settings.check(&model.places[0]);
    assert!(problems.is_empty(), "{problems:?}");
    let mut world = World::found(&model, 0);
    let auditor = live_under_audit(&mut world, 2031);
    // The region was busy indeed: every kind of posting happened, and counties were filled to the cap.
    let missing: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| !auditor.kinds_ever.contains(kind)).collect();
    assert!(missing.is_empty(), "never posted: {missing:?}");
    assert_eq!(auditor.most_in_a_county, model.settings.programme.county_slots_max);
}

#[test]
fn a_region_left_alone_keeps_every_invariant() {
    let model = region(300, &[5, 5, 5], |_| {});
    let mut world = World::found(&model, 1);
    let auditor = live_under_audit(&mut world, 2020);
    assert!(!auditor.kinds_ever.contains(&Kind::HubSpend) && !auditor.kinds_ever.contains(&Kind::ProgrammeGrant));
}

#[test]
fn other_rules_keep_every_invariant_too() {
    let model = region(300, &[6, 6], |settings| {
        everything(settings);
        settings.rules.openness = headwater::model::rules::OpennessRule::Linear;
        settings.rules.quality = headwater::model::rules::QualityRule::Minimum;
        settings.rules.selection = headwater::model::rules::SelectionRule::Lottery;
        settings.rules.joining = headwater::model::rules::JoiningRule::Logit;
        settings.rules.advocacy_order = headwater::model::rules::AdvocacyOrder::LeastKnown;
        settings.interventions.matched_giving.rule = headwater::model::giving::matching::MatchRule::FirstCome;
        settings.interventions.venture_contest.sponsor_share = 0.1;
        settings.interventions.talent_stipend.sponsor_share = 0.1;
        settings.interventions.opening.selection = headwater::model::programme::landing::NewcomerSelection::Dispersed;
        settings.hub.diligence_quality = 0.1;
    });
    live_under_audit(&mut World::found(&model, 2), 2028);
}

/// Each mechanism can be switched off alone, and the books still close.
#[test]
fn without_any_one_mechanism_every_invariant_holds() {
    let switches: [fn(&mut Settings); 5] = [
        |settings| settings.mechanisms.access = false,
        |settings| settings.mechanisms.absorption = false,
        |settings| settings.mechanisms.evidence = false,
        |settings| settings.mechanisms.giving = false,
        |settings| settings.mechanisms.population = false,
    ];
    for switch in switches {
        let model = region(150, &[4, 4], |settings| {
            everything(settings);
            switch(settings);
        });
        live_under_audit(&mut World::found(&model, 0), 2023);
    }
}

/// The round is the order of the brief: I stands between F and G, everything else runs through the alphabet.
#[test]
fn the_round_has_twenty_steps_in_the_order_of_the_brief() {
    let letters: String = ROUND.iter().map(|step| step.letter).collect();
    assert_eq!(letters, "ABCDEFIGHJKLMNOPQRST");
}
