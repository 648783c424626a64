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

/// Positions of an organisation's information neighbours; the first `count` entries hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Peers {
    positions: [u32; PEERS],
    count: u8,
}

impl Peers {
    /// The neighbours' positions.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.positions[..usize::from(self.count)].iter().map(|&position| position as usize)
    }

    /// How many neighbours there are, dead ones included.
    pub fn len(&self) -> usize {
        usize::from(self.count)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Adds a neighbour; there must be room.
    pub fn push(&mut self, position: u32) {
        self.positions[usize::from(self.count)] = position;
        self.count += 1;
    }
}

/// The living organisations in ring order, for the province and for each of its parts.
///
/// Members of a part are kept by their rank on the ring of everyone, so that a point of the ring is looked up once.
#[derive(Clone, Debug, Default)]
pub struct Rings {
    everyone: Vec<Place>,
    entering: Vec<Place>,
    by_county: Groups,
    by_cell: Groups,
    by_city: Groups,
    by_city_issue: Groups,
    by_issue: Groups,
    ranks: Vec<u32>,
}

/// An organisation's place on the ring, with all by which it is grouped: 16 bytes, walked instead of looked up.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    ring: f64,
    position: u32,
    county: u16,
    issue: u8,
}

impl Rings {
    /// Builds the rings anew: the dead leave, newcomers (everyone from this position on) enter.
    pub fn rebuild(&mut self, organisations: &Organisations, places: &Places, newcomers_from: usize) {
        let place = |i: usize| Place {
            ring: organisations.ring[i],
            position: i as u32,
            county: organisations.county[i],
            issue: organisations.issue[i],
        };
        let in_order = |a: &Place, b: &Place| {
            let id = |place: &Place| organisations.id[place.position as usize];
            real::order(a.ring, b.ring).then_with(|| id(a).cmp(&id(b)))
        };
        self.everyone.retain(|place| organisations.alive[place.position as usize]);
        self.entering.clear();
        self.entering.extend((newcomers_from..organisations.len()).filter(|&i| organisations.alive[i]).map(place));
        self.entering.sort_unstable_by(in_order);
        if self.everyone.is_empty() {
            std::mem::swap(&mut self.everyone, &mut self.entering);
        } else {
            merge(&mut self.everyone, &self.entering, in_order);
        }

        self.ranks.clear();
        self.ranks.extend(0..self.everyone.len() as u32);
        let everyone = &self.everyone;
        let county = |rank: usize| usize::from(everyone[rank].county);
        let issue = |rank: usize| usize::from(everyone[rank].issue);
        let city = |rank: usize| places.counties[county(rank)].city;
        let (counties, cities) = (places.counties.len(), places.cities.len());
        self.by_county.fill(&self.ranks, counties, county);
        self.by_cell.fill(&self.ranks, counties * ISSUES, |rank| county(rank) * ISSUES + issue(rank));
        self.by_city.fill(&self.ranks, cities, city);
        self.by_city_issue.fill(&self.ranks, cities * ISSUES, |rank| city(rank) * ISSUES + issue(rank));
        self.by_issue.fill(&self.ranks, ISSUES, issue);
    }

    /// The first living organisations of a county clockwise from a point, all of them once round.
    pub fn in_county_from(&self, county: usize, point: f64) -> impl Iterator<Item = usize> + '_ {
        self.clockwise(self.by_county.members(county), point)
    }

    /// Walks the ring of some ranks once, beginning with the first member at or after a point.
    fn clockwise<'a>(&'a self, ring: &'a [u32], point: f64) -> impl Iterator<Item = usize> + 'a {
        let first = ring.partition_point(|&rank| self.everyone[rank as usize].ring < point);
        ring[first..].iter().chain(&ring[..first]).map(|&rank| self.everyone[rank as usize].position as usize)
    }
}

/// Merges what enters into what is there, both in order, from the back and in place.
fn merge(there: &mut Vec<Place>, entering: &[Place], in_order: impl Fn(&Place, &Place) -> Ordering) {
    let (mut left, mut right) = (there.len(), entering.len());
    if let Some(first) = entering.first() {
        there.resize(left + right, *first);
    }
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
                    rings.by_cell.members(county * ISSUES + issue)
                } else {
                    rings.by_county.members(county)
                }
            } else if u1 < settings.county_share + settings.city_share {
                if same_issue {
                    rings.by_city_issue.members(city * ISSUES + issue)
                } else {
                    rings.by_city.members(city)
                }
            } else if same_issue {
                rings.by_issue.members(issue)
            } else {
                &rings.ranks
            };
            let found = rings
                .clockwise(ring, point)
                .take(LOOKED_AT)
                .find(|&other| other != i && !peers.iter().any(|peer| peer == other));
            if let Some(other) = found {
                peers.push(other as u32);
            }
        }
        organisations.peers[i] = peers;
    }
}
