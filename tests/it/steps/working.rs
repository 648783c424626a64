//! Steps M to R: the work is done, bills are paid, people learn, some leave, funders take notice, some close.

use super::{Year, capacity, clip2, draws, lifted, posted, quality};
use crate::support::*;
use headwater::ledger::{Account, Kind};
use headwater::model::Settings;
use headwater::model::funders::classes::FunderClass;
use headwater::model::funders::openness::openness_target;
use headwater::model::organisations::{Network, Success};
use headwater::model::ties::Use;
use headwater::money::Money;
use headwater::random::Purpose;
use headwater::real::{exp, logistic, whole_power};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn step_m_turns_project_money_into_services() {
    let year = Year::of(2020, |_| {});
    let (before, after) = year.around('M');
    let (s, o) = (&year.settings, &before.organisations);
    let mut luck = draws(before, Purpose::DELIVER);
    let mut overloaded = 0;
    for i in o.living() {
        let restricted = before.ledger.restricted(i).yuan();
        if restricted == 0.0 {
            assert_eq!((after.organisations.output[i], after.organisations.success[i]), (0.0, Success::None));
            continue;
        }
        let able = capacity(before, s, i).max(1_000.0);
        let load = restricted / able;
        let spend = restricted.min(1.25 * able);
        let q = quality(before, s, i) * 1f64.min(1.0 / load);
        let brain = lifted(before, s, i)[1];
        let project = brain / (brain + 0.35);
        let need = before.places.counties[usize::from(o.county[i])].need;
        let output = spend / 500.0 * (project + (1.0 - project) * 0.25) * q * (0.5 + need);
        assert_near(after.organisations.output[i], output, 1e-4);
        assert_near(after.organisations.load[i], load, 1e-9);
        assert_near(after.ledger.restricted(i).yuan(), restricted - spend, 0.006);
        let succeeds = luck.uniform(o.id[i], 0) < (0.35 + q).min(1.0);
        assert_eq!(after.organisations.success[i], if succeeds { Success::Yes } else { Success::No });
        overloaded += usize::from(load > 1.0);
    }
    assert!(overloaded > 5);
}

#[test]
fn step_n_pays_bills_as_far_as_there_is_cash() {
    let year = Year::of(2020, |_| {});
    let (before, after) = year.around('N');
    let o = &before.organisations;
    let (mut short, mut grown) = (0, 0);
    for i in o.living() {
        let registered = if o.method[i] >= 0.35 { 3_000.0 } else { 0.0 };
        let wages = 150_000.0 * (o.people[i] - o.volunteer_core[i]).max(0.0);
        let covered = wages.min(0.3 * o.delivered[i].yuan());
        let cost = registered + wages - covered;
        let cash = before.ledger.cash(i).yuan();
        let pay = cash.min(cost);
        assert_near(after.ledger.cash(i).yuan(), cash - pay, 0.006);
        assert_near(after.organisations.shortfall[i], (cost - pay) / (cost + 5_000.0), 1e-5);
        let people = if pay < cost - 0.006 {
            short += 1;
            o.people[i].min(o.volunteer_core[i] + (covered + (pay - registered).max(0.0)) / 150_000.0)
        } else {
            let surplus = (cash - pay - (cost + covered)).max(0.0);
            grown += usize::from(surplus > 0.0);
            o.people[i] + 0.1f64.min(0.1 * surplus / 150_000.0) * (1.0 - o.people[i])
        };
        assert_near(after.organisations.people[i], people, 1e-6);
    }
    assert!(short > 20 && grown > 5, "{short} short, {grown} grown");
}

#[test]
fn step_o_teaches_wears_out_and_judges() {
    let year = Year::of(2020, |_| {});
    let (before, after) = year.around('O');
    let (s, o, then) = (&year.settings, &before.organisations, &after.organisations);
    let unit = |x: f64| x.clamp(0.0, 1.0);
    for i in o.living() {
        let brain = lifted(before, s, i)[1];
        let borrowed = (brain - o.brain[i]) / brain.max(1e-9);
        let dependence = 0.7 * o.dependence[i] + 0.3 * borrowed;
        assert_near(then.dependence[i], dependence, 1e-12);
        let received: Money = o.receipts.by_source(i).iter().copied().sum();
        let did = if o.output[i] > 0.0 { 1f64.min(received.yuan() / 30_000.0) } else { 0.0 };
        let (b, l, p, r, a) = (o.brain[i], o.method[i], o.people[i], o.reputation[i], o.support[i]);
        let learned = 0.10 * did * (0.4 + a) * (1.0 - dependence) * (1.0 - b);
        assert_near(then.brain[i], unit(b + learned - 0.06 * (b - 0.08).max(0.0)), 1e-12);
        let endorsed = if o.endorsed[i] { 0.05 * (1.0 - l) } else { 0.0 };
        let learned = 0.08 * did * (0.4 + a) * (1.0 - l);
        assert_near(then.method[i], unit(l + learned - 0.04 * (l - 0.1).max(0.0) + endorsed), 1e-12);
        let worn = 0.075 * clip2(o.load[i] - 1.0) * p + 0.075 * (p - o.volunteer_core[i]);
        assert_near(then.people[i], unit(p - worn).max(0.04), 1e-12);
        let judged = match o.success[i] {
            Success::Yes => 0.3 * (1.0 - r) * did,
            Success::No => -0.3 * r,
            Success::None => 0.0,
        };
        assert_near(then.reputation[i], unit(0.9 * r + judged), 1e-12);
        for (slot, _, trust) in o.ties[i].iter() {
            let funded = o.ties[i].used[slot] == Use::Funded;
            let expected = match (funded, o.success[i]) {
                (true, Success::Yes) => trust + 0.25 * (1.0 - trust),
                (true, Success::No) => trust - 0.35 * trust,
                _ => trust,
            };
            assert_near(then.ties[i].trust[slot], expected, 1e-12);
        }
    }
    assert!(o.living().any(|i| o.endorsed[i]) && o.living().any(|i| o.load[i] > 1.0));
}

#[test]
fn step_p_lets_those_leave_whose_luck_is_below_their_chance() {
    let (mut left, mut stayed) = (0, 0);
    for year in [2017, 2019, 2021] {
        let year = Year::of(year, |_| {});
        let (before, after) = year.around('P');
        let (s, o) = (&year.settings, &before.organisations);
        let mut luck = draws(before, Purpose::LEAVE);
        for i in landing(before) {
            let odds = -0.3 + 1.2 * clip2(o.load[i] - 1.0) + 2.0 * (0.4 - quality(before, s, i)) - 2.0 * o.support[i];
            let leaves = luck.uniform(o.id[i], 0) < logistic(odds);
            let expected = if leaves { (Network::Lapsed, before.year) } else { (Network::Landing, o.left[i]) };
            assert_eq!((after.organisations.network[i], after.organisations.left[i]), expected);
            *(if leaves { &mut left } else { &mut stayed }) += 1;
        }
    }
    assert!(left > 5 && stayed > 5, "{left} left, {stayed} stayed");
}

#[test]
fn step_q_shows_funders_what_succeeded_where_they_are() {
    let (mut opened, mut closed) = (0, 0);
    for (year, hub_leaves) in [(2019, 2200), (2021, 2021), (2026, 2019)] {
        let year = Year::of(year, |settings| {
            settings.rules.evidence_counts = headwater::model::rules::EvidenceRule::Slots;
            settings.rules.evidence_experience = false;
            settings.interventions.hub_exit.stop_year = hub_leaves;
            // Few slots, and four successes for full evidence, so that some counties have more to show than others.
            settings.evidence.full_successes = 4.0;
            settings.interventions.product_replication.sponsor_share = 0.0;
            settings.interventions.product_replication.products[0].slots = 6;
            settings.interventions.product_replication.products[0].last_year = 2022;
            settings.interventions.government_leverage.enabled = false;
            settings.interventions.federation_transition.enabled = false;
        });
        let (before, after) = year.around('Q');
        let (s, o) = (&year.settings, &before.organisations);
        let succeeded = |c: usize| {
            let there = |i: &usize| usize::from(o.county[*i]) == c && o.slot[*i] && o.success[*i] == Success::Yes;
            o.living().filter(there).count() as f64
        };
        let counties = before.places.counties.len();
        let shown = |c: usize| (succeeded(c) / 4.0).min(1.0);
        let mean = |range: std::ops::Range<usize>| {
            let length = range.len() as f64;
            range.map(shown).sum::<f64>() / length
        };
        let all = mean(0..counties);
        assert!(all < 1.0, "coverage {all}");
        for f in 0..before.funders.len() {
            use FunderClass::*;
            let place = before.funders.place[f] as usize;
            let ev = match before.funders.class[f] {
                CountyBureau | MassOrganisation | Enterprises => 0.5 * shown(place) + 0.5 * all,
                CityBureau | CityFederation | LocalFoundation => mean(before.places.city_counties[place].clone()),
                ProvincialFederation | NationalFoundation | ChildWelfareOffice => all,
            };
            assert_near(after.funders.evidence[f], ev, 1e-9);
            let (trust, o_before) = (before.funders.hub_trust[f], before.funders.openness[f]);
            let threshold = before.funders.evidence_threshold[f] * (1.0 - 0.5 * trust);
            let o0 = s.funders.of(before.funders.class[f]).openness_initial;
            let share =
                if ev > 0.0 { whole_power(ev, 4) / (whole_power(ev, 4) + whole_power(threshold, 4)) } else { 0.0 };
            let target = o0 + (0.5 - o0).max(0.0) * share;
            let rate = if target > o_before { 0.35 } else { 0.05 };
            *(if target > o_before { &mut opened } else { &mut closed }) += 1;
            assert_near(after.funders.openness[f], o_before + rate * (target - o_before), 1e-9);
            let kept = if before.hub.active { 0.97 } else { 0.80 };
            assert_near(after.funders.hub_trust[f], (trust + 0.2 * ev * (1.0 - trust)) * kept, 1e-9);
        }
    }
    assert!(opened > 3 && closed > 3, "{opened} opened, {closed} closed");
}

/// The straight line reaches the same midpoint as the Hill curve and is full at twice the threshold.
#[test]
fn a_straight_line_may_stand_for_the_curve_of_openness() {
    let mut settings = Settings::default();
    settings.rules.openness = headwater::model::rules::OpennessRule::Linear;
    let target = |evidence| openness_target(&settings, 0.1, 0.2, evidence);
    assert_near(target(0.2), 0.3, 1e-12);
    assert_near(target(0.4), 0.5, 1e-12);
    assert_near(target(0.9), 0.5, 1e-12);
    assert_eq!(target(0.0), 0.1);
}

/// With the rule of experience a funder sees half of its own counties' successes besides.
#[test]
fn step_q_may_let_funders_learn_from_what_they_paid_themselves() {
    let year = Year::of(2020, |settings| {
        settings.rules.evidence_counts = headwater::model::rules::EvidenceRule::Slots;
    });
    let (before, after) = year.around('Q');
    let o = &before.organisations;
    let evidence = &after.evidence;
    let all = evidence.iter().sum::<f64>() / evidence.len() as f64;
    let mut learned = 0;
    for f in 0..before.funders.len() {
        let covered: Vec<usize> = after.funders.jurisdiction(f, &after.places).collect();
        let seen = match covered.len() {
            1 => 0.5 * evidence[covered[0]] + 0.5 * all,
            length => covered.iter().map(|&c| evidence[c]).sum::<f64>() / length as f64,
        };
        let own: BTreeSet<u16> = before
            .own_grants
            .iter()
            .filter(|grant| grant.0 as usize == f && o.success[grant.1 as usize] == Success::Yes)
            .map(|grant| o.county[grant.1 as usize])
            .collect();
        learned += own.len();
        let expected = (seen + 0.5 * own.len() as f64 / covered.len() as f64).min(1.0);
        assert_near(after.funders.evidence[f], expected, 1e-9);
    }
    assert!(learned > 10);
    // Slots of products and of government's leverage are not a funder's own.
    let products = posted(year.around('F').0, year.around('F').1, Kind::ProgrammeGrant).filter(|p| p.earmarked);
    for posting in products {
        let (Account::Funder(f), Account::Cash(i)) = (posting.from, posting.to) else { continue };
        let grants = year.around('F').1.own_grants.iter().filter(|grant| **grant == (f, i)).count();
        assert_eq!(grants, 0);
    }
}

#[test]
fn step_r_closes_those_whose_luck_is_below_their_hazard() {
    let year = Year::of(2020, |_| {});
    let (before, after) = year.around('R');
    let o = &before.organisations;
    let mut luck = draws(before, Purpose::DIE);
    let mut cells: BTreeMap<(u16, u8), f64> = BTreeMap::new();
    for i in o.living() {
        *cells.entry((o.county[i], o.issue[i])).or_default() += 1.0;
    }
    let mut closed = 0;
    for i in o.living() {
        let age = f64::from((before.year - o.founded[i]).max(0));
        let capacity = before.carrying_capacity[usize::from(o.county[i]) * 8 + usize::from(o.issue[i])];
        let density = (cells[&(o.county[i], o.issue[i])] / capacity.max(0.5) - 1.0).clamp(-1.0, 2.0);
        let held = o.network[i] == Network::Landing || o.ties[i].iter().any(|tie| tie.2 > 0.2);
        let odds = -5.8
            + 1.2 * exp(-age / 4.0)
            + 3.5 * (1.0 - (o.people[i] / 0.5).min(1.0))
            + o.shortfall[i]
            + 0.6 * clip2(o.load[i] - 1.0)
            - if held { 0.4 } else { 0.0 }
            + 0.8 * density;
        let closes = luck.uniform(o.id[i], 0) < logistic(odds);
        assert_eq!(after.organisations.alive[i], !closes, "organisation {i}");
        closed += usize::from(closes);
    }
    assert!(closed > 5);
}
