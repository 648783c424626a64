//! Steps K and L: the public gives, gifts are matched, relief is paid and budgets lapse.

use super::{Year, draws, lifted, posted};
use crate::support::*;
use headwater::ledger::{Account, Kind};
use headwater::model::Settings;
use headwater::model::organisations::Network;
use headwater::money::Money;
use headwater::random::Purpose;
use std::collections::BTreeMap;

/// The day, the national match, gaming and the rest of the year, organisation by organisation.
#[test]
fn step_k_shares_gifts_by_effort_and_posts_every_leg() {
    for channel in [true, false] {
        let year = Year::of(2019, |settings| {
            settings.interventions.giving_channel.enabled = channel;
            settings.interventions.matched_giving.enabled = false;
            settings.giving.detection = 0.5;
        });
        assert_giving(&year, channel);
    }
}

fn assert_giving(year: &Year, channel: bool) {
    let (before, after) = year.around('K');
    let (s, o) = (&year.settings, &before.organisations);
    let effort: BTreeMap<usize, f64> = o
        .living()
        .map(|i| {
            let granted = o.receipts.granted_before(i).yuan();
            let registered = if o.method[i] >= 0.35 { 3_000.0 } else { 0.0 };
            let cost = registered + 150_000.0 * (o.people[i] - o.volunteer_core[i]).max(0.0);
            let people = lifted(before, s, i)[0];
            let slack = 0.5 * granted / (granted + cost + 1.0);
            (i, people * (0.3 + o.reputation[i]) * (1.0 + o.coaching[i]) * (1.0 - slack))
        })
        .collect();
    let takes_part = |i: usize| {
        let sponsored = channel || o.network[i] == Network::Landing || o.reputation[i] > 0.6;
        sponsored && o.banned_until[i] < before.year && lifted(before, s, i)[2] >= 0.35
    };
    let participants: Vec<usize> = o.living().filter(|&i| takes_part(i)).collect();
    assert!(participants.len() > 10 && after.tally.participants as usize == participants.len());
    let openness = before.funders.openness[before.funders.provincial_federation() as usize];
    let mobilised = if channel { 1.0 + 2.0 * openness } else { 1.0 };
    let county = |i: usize| usize::from(o.county[i]);
    let mut raised_in = vec![0.0; before.places.counties.len()];
    let mut detect = draws(before, Purpose::DETECT);
    let mut books: BTreeMap<usize, (f64, f64)> =
        o.living().map(|i| (i, (before.ledger.cash(i).yuan(), before.ledger.restricted(i).yuan()))).collect();
    let (mut gamed, mut found_out) = (0, 0);
    for &i in &participants {
        let everyone: f64 = participants.iter().filter(|&&j| county(j) == county(i)).map(|j| effort[j]).sum();
        let gifts = before.places.counties[county(i)].population * 1.27 * mobilised;
        let raised = gifts * effort[&i] / (everyone + 4.0);
        raised_in[county(i)] += raised;
        assert_near(after.organisations.day_gifts[i].yuan(), raised, 0.02);
        let kept = if channel { 0.95 * 0.9 } else { 0.95 };
        let (cash, restricted) = books.get_mut(&i).expect("alive");
        *cash += 0.2 * kept * raised;
        *restricted += 0.8 * kept * raised;
        let games = o.gamer[i] && o.method[i] < 0.7;
        if games {
            let own = *cash / 2.0;
            *cash -= own;
            *restricted += 0.95 * own;
            gamed += 1;
        }
        *restricted += 0.17 * raised;
        let caught = games && detect.uniform(o.id[i], 0) < 0.5;
        if caught {
            *restricted -= 0.17 * raised;
            found_out += 1;
        }
        assert_eq!(after.organisations.banned_until[i], if caught { 2021 } else { o.banned_until[i] });
        assert_near(after.organisations.reputation[i], o.reputation[i] * if caught { 0.3 } else { 1.0 }, 1e-15);
        let people = o.people[i].min(0.05).max(o.people[i] - 0.015 * o.people[i]);
        assert_near(after.organisations.people[i], people, 1e-15);
    }
    assert!(gamed > 3 && found_out > 0 && found_out < gamed);
    for i in o.living() {
        let population = before.places.counties[county(i)].population;
        let shifted = (raised_in[county(i)] / (population * 1.27)).min(1.0);
        let everyone: f64 = o.living().filter(|&j| county(j) == county(i)).map(|j| effort[&j]).sum();
        books.get_mut(&i).expect("alive").0 +=
            population * 0.3 * (1.0 - 0.3 * shifted) * effort[&i] / (everyone + 32.0);
        assert_near(after.ledger.cash(i).yuan(), books[&i].0, 0.1);
        assert_near(after.ledger.restricted(i).yuan(), books[&i].1, 0.1);
    }
    let sponsor = posted(before, after, Kind::SponsorFee).next().expect("a fee").to;
    assert_eq!(matches!(sponsor, Account::Funder(_)), channel);
    let closed: f64 = before.funders.openness.iter().zip(&after.funders.openness).map(|(b, a)| b - a).sum();
    assert_near(closed, f64::from(found_out) * 0.015 * 2.0, 0.2 * f64::from(found_out) * 0.03 + 1e-9);
}

/// The matching lever lifts gifts by a fifth and matches gifts and self-gifts in proportion.
#[test]
fn step_k_lifts_gifts_and_matches_them_while_a_pool_is_open() {
    let gifts = |pool: bool| {
        let year = Year::of(2019, |settings| settings.interventions.matched_giving.enabled = pool);
        let (before, after) = year.around('K');
        (before.clone(), after.clone())
    };
    let (before, after) = gifts(true);
    let mut alone = before.clone();
    alone.agenda.pool = None;
    let mut settings = Settings::default();
    settings.giving.day_yuan = headwater::settings::Dated::new(&[(2015, 1.27)]);
    headwater::model::giving::give(&mut alone, &settings);
    let mut lifted = 0;
    for i in before.organisations.living().filter(|&i| after.organisations.day_gifts[i].is_positive()) {
        let ratio = after.organisations.day_gifts[i].yuan() / alone.organisations.day_gifts[i].yuan();
        assert_near(ratio, 1.19, 0.02);
        lifted += 1;
    }
    assert!(lifted > 10);
    let total = |kind| after.ledger.flows().of_kind(kind);
    let asked = total(Kind::DayGift) + total(Kind::SelfGift);
    assert!((asked.min(Money::from_yuan(3e6)) - total(Kind::Match)).fen().abs() < 1_000);
}

#[test]
fn step_l_pays_relief_and_lets_budgets_lapse() {
    let year = Year::of(2019, |_| {});
    let (before, after) = year.around('L');
    for f in 0..before.funders.len() {
        let of = year.settings.funders.of(before.funders.class[f]);
        let balance = before.ledger.funder(f).fen();
        let rest = balance - balance * i64::from(of.direct_bp) / 10_000;
        let idle = rest - rest * i64::from(of.lapse_bp) / 10_000;
        assert_eq!(after.ledger.funder(f).fen(), idle);
    }
    assert!(posted(before, after, Kind::Lapse).all(|p| p.to == Account::Outside(headwater::ledger::Outside::Treasury)));
}
