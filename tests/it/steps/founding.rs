//! Step S and section 7: who is founded, with what, and whom they hear from.

use super::{Year, draws, picked};
use crate::support::*;
use headwater::model::organisations::Network;
use headwater::model::ties::Ties;
use headwater::model::{Province, Settings, World};
use headwater::random::{Purpose, Stream};
use headwater::real::{exp, log};
use std::collections::BTreeSet;

#[test]
fn step_s_founds_the_same_founders_whatever_happens() {
    let year = Year::of(2019, |_| {});
    let (before, after) = year.around('S');
    let s = &year.settings;
    let counts = before.count_cells();
    let mut entry = draws(before, Purpose::ENTRY);
    let cells = counts.len();
    let mut expected = BTreeSet::new();
    for (cell, &count) in counts.iter().enumerate() {
        let (n, k) = (f64::from(count), before.carrying_capacity[cell]);
        let mean = 0.052 * k * (0.5 + 0.75 * n / (n + 0.5 * k)) * (1.5 - 0.5 * n / k).max(0.0);
        let u = entry.uniform(0xB000_0000 + cell as u32, 0);
        for j in 0..headwater::real::poisson_inverse(mean, u) {
            expected.insert((1 << 30) + ((before.year as u32 - 1980) * 64 + j) * cells as u32 + cell as u32);
        }
    }
    let born = before.organisations.len()..after.organisations.len();
    let o = &after.organisations;
    assert_eq!(born.clone().map(|i| o.id[i]).collect::<BTreeSet<_>>(), expected);
    assert!(expected.len() > 8);
    let mut traits = after.draws.timeless(Purpose::TRAIT);
    let mut ring = after.draws.timeless(Purpose::PEER);
    for i in born {
        assert_founder(after, s, i, 0.9, &mut traits);
        assert_eq!(o.founded[i], before.year + 1);
        assert_eq!(o.ring[i], ring.uniform(o.id[i], 7));
        assert_eq!(usize::from(o.county[i]) * 8 + usize::from(o.issue[i]), (o.id[i] - (1 << 30)) as usize % cells);
    }
}

/// An organisation's traits as section 7 writes them.
fn assert_founder(p: &Province, s: &Settings, i: usize, scale: f64, traits: &mut Stream) {
    let (o, id) = (&p.organisations, p.organisations.id[i]);
    let u = traits.uniform(id, 9);
    let (people, brain, method, cash, tie) = match u {
        u if u < 0.7 => (0.18, 0.12, 0.20, 8_000.0, 0.15),
        u if u < 0.92 => (0.28, 0.28, 0.42, 40_000.0, 0.15),
        u if u < 0.985 => (0.35, 0.42, 0.55, 80_000.0, 0.15),
        _ => (0.70, 0.65, 0.75, 400_000.0, 0.8),
    };
    let core = (0.5 * people + 0.1 * traits.uniform(id, 8)).min(0.3);
    assert_near(o.volunteer_core[i], core, 1e-12);
    let unit = |x: f64| x.clamp(0.0, 1.0);
    assert_near(o.people[i], core.max(unit(scale * people + 0.06 * traits.normal(id, 2))), 1e-12);
    assert_near(o.brain[i], unit(scale * brain + 0.07 * traits.normal(id, 3)).max(0.02), 1e-12);
    assert_near(o.method[i], unit(scale * method + 0.08 * traits.normal(id, 4)).max(0.02), 1e-12);
    assert_near(o.reputation[i], unit(0.1 + 0.3 * o.people[i]), 1e-12);
    assert_near(o.threshold[i], 0.5 + 0.25 * traits.normal(id, 6), 1e-12);
    assert_eq!(o.gamer[i], traits.uniform(id, 7) < s.founders.gamer_share);
    assert_near(p.ledger.cash(i).yuan(), 0.7 * cash * exp(0.8 * traits.normal(id, 5)), 0.006);
    assert!(p.ledger.restricted(i).is_zero() && o.support[i] == 0.0 && o.network[i] == Network::Unaware);
    let mut ties = Ties::default();
    for j in 0..3 {
        if traits.uniform(id, 20 + j) < tie {
            let funder = picked(p, usize::from(o.county[i]), (traits.uniform(id, 30 + j), traits.uniform(id, 40 + j)));
            ties.add(funder, 0.5);
        }
    }
    assert_eq!(o.ties[i], ties);
}

/// Section 7: the first organisations, where they are, how old, with what and with whom.
#[test]
fn the_first_organisations_are_founded_as_written() {
    let model = region(400, &[5, 4], |_| {});
    let world = World::found(&model, 2);
    let p = only(&world);
    let o = &p.organisations;
    let total: f64 = p.carrying_capacity.iter().sum();
    assert_near(total, 400.0, 1e-9);
    let mut initial = p.draws.timeless(Purpose::INITIAL);
    let mut traits = p.draws.timeless(Purpose::TRAIT);
    let mut threshold = p.draws.timeless(Purpose::INITIAL_THRESHOLD);
    for i in 0..400 {
        assert_eq!(o.id[i], i as u32);
        let target = initial.uniform(i as u32, 0) * total;
        let mut sum = 0.0;
        let cell = p.carrying_capacity.iter().position(|k| {
            sum += k;
            target < sum
        });
        assert_eq!(Some(usize::from(o.county[i]) * 8 + usize::from(o.issue[i])), cell);
        let age = (-6.0 * log(1.0 - initial.uniform(i as u32, 1))).floor() as i16;
        assert_eq!(o.founded[i], 2008 - age);
        assert_founder(p, &model.settings, i, 1.0, &mut traits);
    }
    for f in 0..p.funders.len() {
        let k = 0.2 + 0.08 * threshold.normal((1 << 31) + f as u32, 0);
        assert_near(p.funders.evidence_threshold[f], k.max(0.02), 1e-12);
        let years = if p.funders.class[f].is_federation() { 1.0 } else { 0.2 };
        assert_near(p.ledger.funder(f).yuan(), years * p.funders.base_yuan[f], 0.006);
    }
    assert_peers(p, 0..400, None);
}

/// Section 7: up to six neighbours in eighteen attempts, each the first on its ring from a drawn point.
fn assert_peers(p: &Province, who: std::ops::Range<usize>, year: Option<i16>) {
    let o = &p.organisations;
    let mut draw = match year {
        Some(year) => p.draws.in_year(year, Purpose::PEER_DRAW),
        None => p.draws.timeless(Purpose::PEER_DRAW),
    };
    let city = |i: usize| p.places.counties[usize::from(o.county[i])].city;
    for i in who {
        let mut peers: Vec<usize> = Vec::new();
        for j in 0..18 {
            let (u1, u2) = draw.uniform_pair(o.id[i], 2 * j);
            let u3 = draw.uniform(o.id[i], 2 * j + 1);
            let mut ring: Vec<usize> = (0..o.len())
                .filter(|&k| o.alive[k])
                .filter(|&k| if u1 < 0.75 { o.county[k] == o.county[i] } else { u1 >= 0.95 || city(k) == city(i) })
                .filter(|&k| u2 >= 0.6 || o.issue[k] == o.issue[i])
                .collect();
            ring.sort_by(|&a, &b| o.ring[a].total_cmp(&o.ring[b]).then(o.id[a].cmp(&o.id[b])));
            let start = ring.iter().position(|&k| o.ring[k] >= u3).unwrap_or(0);
            let looked_at = (0..ring.len().min(3)).map(|step| ring[(start + step) % ring.len()]);
            if let Some(found) = looked_at.into_iter().find(|&k| k != i && !peers.contains(&k)) {
                peers.push(found);
            }
            if peers.len() == 6 {
                break;
            }
        }
        assert_eq!(o.peers[i].iter().collect::<Vec<_>>(), peers, "organisation {i}");
    }
}

#[test]
fn newcomers_find_their_neighbours_among_those_alive() {
    let year = Year::of(2014, |_| {});
    let (before, after) = year.around('S');
    assert_peers(after, before.organisations.len()..after.organisations.len(), Some(2014));
}
