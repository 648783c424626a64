//! The ring of information neighbours: whom an organisation hears from.
//!
//! Every organisation has a place on a ring that is drawn once. "Choose one neighbour" means: the first one
//! clockwise from a drawn point on the ring of the eligible, so that one organisation more or less changes only
//! the choices that fall on it.

use crate::model::Province;
use crate::model::groups::Groups;
use crate::model::organisations::Organisations;
use crate::model::places::{ISSUES, Places};
use crate::random::Purpose;
use crate::real;
use crate::settings::Source::Assumed;
use std::cell::Cell;
use std::cmp::Ordering;

crate::settings! {
    /// Information neighbours of organisations.
    pub struct PeerSettings {
        /// Share of neighbours sought in the own county.
        county_share: f64 = 0.75, "share", [0.0, 1.0], Assumed(""), "信息邻居在本县寻找的比例";
        /// Share of neighbours sought in the own city; the rest in the province.
        city_share: f64 = 0.20, "share", [0.0, 1.0], Assumed(""), "信息邻居在本市寻找的比例";
        /// Share of neighbours sought within the own issue.
        same_issue_share: f64 = 0.6, "share", [0.0, 1.0], Assumed(""), "信息邻居为同议题的比例";
    }
}

/// How many information neighbours an organisation has at most.
pub const PEERS: usize = 6;
/// How often it tries to find one.
const ATTEMPTS: u32 = 18;
/// How many entries of the ring one attempt looks at.
const LOOKED_AT: usize = 3;

/// The mark of an empty place.
const NOBODY: u32 = u32::MAX;

/// Positions of an organisation's information neighbours; places behind the last are empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peers {
    positions: [u32; PEERS],
}

impl Default for Peers {
    fn default() -> Peers {
        Peers { positions: [NOBODY; PEERS] }
    }
}

impl Peers {
    /// The neighbours' positions.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.positions.iter().take_while(|&&position| position != NOBODY).map(|&position| position as usize)
    }

    /// How many neighbours there are, dead ones included.
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.positions[0] == NOBODY
    }

    /// Adds a neighbour; there must be room.
    pub fn push(&mut self, position: u32) {
        self.positions[self.len()] = position;
    }
}

/// The living organisations in ring order.
#[derive(Clone, Debug, Default)]
pub struct Rings {
    everyone: Vec<u32>,
}

impl Rings {
    /// Builds the ring anew: the dead leave, newcomers (everyone from this position on) enter.
    pub fn rebuild(&mut self, organisations: &Organisations, newcomers_from: usize) {
        let Organisations { ring, id, alive, .. } = organisations;
        let in_order = |&a: &u32, &b: &u32| {
            let (a, b) = (a as usize, b as usize);
            real::order(ring[a], ring[b]).then_with(|| id[a].cmp(&id[b]))
        };
        self.everyone.retain(|&i| alive[i as usize]);
        let mut entering: Vec<u32> =
            (newcomers_from as u32..organisations.len() as u32).filter(|&i| alive[i as usize]).collect();
        entering.sort_unstable_by(in_order);
        if self.everyone.is_empty() {
            self.everyone = entering;
        } else {
            merge(&mut self.everyone, &entering, in_order);
        }
    }

    /// The living organisations of a county clockwise from a point, all of them once round.
    pub fn in_county_from<'a>(
        &'a self,
        organisations: &'a Organisations,
        county: u16,
        point: f64,
    ) -> impl Iterator<Item = usize> + 'a {
        let first = self.everyone.partition_point(|&i| organisations.ring[i as usize] < point);
        let all = self.everyone[first..].iter().chain(&self.everyone[..first]).map(|&i| i as usize);
        all.filter(move |&i| organisations.county[i] == county)
    }
}

/// The ring in its parts, made for the time in which newcomers choose. Members of a part are kept by their rank on the
/// ring of everyone.
#[derive(Default)]
struct Parts {
    everyone: Vec<Place>,
    ranks: Vec<u32>,
    by_county: Groups,
    by_cell: Groups,
    by_city: Groups,
    by_city_issue: Groups,
    by_issue: Groups,
}

thread_local! {
    /// Each thread's memory for the parts: provinces take turns with it, and no year needs new memory.
    static PARTS: Cell<Parts> = Cell::default();
}

/// An organisation's place on the ring, with all by which it is grouped: 16 bytes, walked instead of looked up.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    ring: f64,
    position: u32,
    county: u16,
    issue: u8,
}

impl Parts {
    fn refill(&mut self, rings: &Rings, organisations: &Organisations, places: &Places) {
        let Parts { everyone, ranks, by_county, by_cell, by_city, by_city_issue, by_issue } = self;
        everyone.clear();
        everyone.extend(rings.everyone.iter().map(|&position| {
            let i = position as usize;
            let (county, issue) = (organisations.county[i], organisations.issue[i]);
            Place { ring: organisations.ring[i], position, county, issue }
        }));
        ranks.clear();
        ranks.extend(0..everyone.len() as u32);
        let county = |rank: usize| usize::from(everyone[rank].county);
        let issue = |rank: usize| usize::from(everyone[rank].issue);
        let city = |rank: usize| places.counties[county(rank)].city;
        let (counties, cities) = (places.counties.len(), places.cities.len());
        by_county.fill(ranks, counties, county);
        by_cell.fill(ranks, counties * ISSUES, |rank| county(rank) * ISSUES + issue(rank));
        by_city.fill(ranks, cities, city);
        by_city_issue.fill(ranks, cities * ISSUES, |rank| city(rank) * ISSUES + issue(rank));
        by_issue.fill(ranks, ISSUES, issue);
    }

    /// Walks the ring of some ranks once, beginning with the first member at or after a point.
    fn clockwise<'a>(&'a self, ring: &'a [u32], point: f64) -> impl Iterator<Item = usize> + 'a {
        let first = ring.partition_point(|&rank| self.everyone[rank as usize].ring < point);
        ring[first..].iter().chain(&ring[..first]).map(|&rank| self.everyone[rank as usize].position as usize)
    }
}

/// Merges what enters into what is there, both in order, from the back and in place.
fn merge(there: &mut Vec<u32>, entering: &[u32], in_order: impl Fn(&u32, &u32) -> Ordering) {
    let (mut left, mut right) = (there.len(), entering.len());
    there.resize(left + right, 0);
    while right > 0 {
        let from_there = left > 0 && in_order(&there[left - 1], &entering[right - 1]).is_gt();
        there[left + right - 1] = if from_there { there[left - 1] } else { entering[right - 1] };
        if from_there {
            left -= 1;
        } else {
            right -= 1;
        }
    }
}

/// Draws the information neighbours of all organisations from a position on. `year` is none at the start.
pub fn choose(province: &mut Province, settings: &PeerSettings, newcomers_from: usize, year: Option<i16>) {
    let Province { organisations, rings, places, draws, .. } = province;
    let mut parts = PARTS.take();
    parts.refill(rings, organisations, places);
    let draws = match year {
        Some(year) => draws.in_year(year, Purpose::PEER_DRAW),
        None => draws.timeless(Purpose::PEER_DRAW),
    };
    for i in newcomers_from..organisations.len() {
        let id = organisations.id[i];
        let county = usize::from(organisations.county[i]);
        let issue = usize::from(organisations.issue[i]);
        let city = places.counties[county].city;
        let mut peers = Peers::default();
        let draws = draws.of(id);
        for attempt in 0..ATTEMPTS {
            if peers.len() == PEERS {
                break;
            }
            let (u1, u2) = draws.uniform_pair(2 * attempt);
            let point = draws.uniform(2 * attempt + 1);
            let same_issue = u2 < settings.same_issue_share;
            let ring = if u1 < settings.county_share {
                if same_issue {
                    parts.by_cell.members(county * ISSUES + issue)
                } else {
                    parts.by_county.members(county)
                }
            } else if u1 < settings.county_share + settings.city_share {
                if same_issue {
                    parts.by_city_issue.members(city * ISSUES + issue)
                } else {
                    parts.by_city.members(city)
                }
            } else if same_issue {
                parts.by_issue.members(issue)
            } else {
                &parts.ranks
            };
            let found = parts
                .clockwise(ring, point)
                .take(LOOKED_AT)
                .find(|&other| other != i && !peers.iter().any(|peer| peer == other));
            if let Some(other) = found {
                peers.push(other as u32);
            }
        }
        organisations.peers[i] = peers;
    }
    PARTS.set(parts);
}
