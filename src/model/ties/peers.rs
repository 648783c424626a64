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
#[derive(Clone, Debug, Default)]
pub struct Rings {
    everyone: Vec<u32>,
    by_county: Groups,
    by_cell: Groups,
    by_city: Groups,
    by_city_issue: Groups,
    by_issue: Groups,
}

impl Rings {
    /// Builds the rings anew: the dead leave, newcomers (everyone from this position on) enter.
    pub fn rebuild(&mut self, organisations: &Organisations, places: &Places, newcomers_from: usize) {
        let is_alive = |&i: &u32| organisations.alive[i as usize];
        self.everyone.retain(is_alive);
        self.everyone.extend((newcomers_from as u32..organisations.len() as u32).filter(is_alive));
        let key = |i: u32| (organisations.ring[i as usize], organisations.id[i as usize]);
        self.everyone.sort_by(|&a, &b| {
            let ((a_ring, a_id), (b_ring, b_id)) = (key(a), key(b));
            real::order(a_ring, b_ring).then(a_id.cmp(&b_id))
        });
        let county = |i: usize| usize::from(organisations.county[i]);
        let issue = |i: usize| usize::from(organisations.issue[i]);
        let city = |i: usize| places.counties[county(i)].city;
        let (counties, cities) = (places.counties.len(), places.cities.len());
        self.by_county.fill(&self.everyone, counties, county);
        self.by_cell.fill(&self.everyone, counties * ISSUES, |i| county(i) * ISSUES + issue(i));
        self.by_city.fill(&self.everyone, cities, city);
        self.by_city_issue.fill(&self.everyone, cities * ISSUES, |i| city(i) * ISSUES + issue(i));
        self.by_issue.fill(&self.everyone, ISSUES, issue);
    }

    /// The first living organisations of a county clockwise from a point, all of them once round.
    pub fn in_county_from<'a>(
        &'a self,
        organisations: &'a Organisations,
        county: usize,
        point: f64,
    ) -> impl Iterator<Item = usize> + 'a {
        clockwise(self.by_county.members(county), organisations, point)
    }
}

/// Walks a ring once, beginning with the first member at or after a point.
fn clockwise<'a>(ring: &'a [u32], organisations: &'a Organisations, point: f64) -> impl Iterator<Item = usize> + 'a {
    let first = ring.partition_point(|&i| organisations.ring[i as usize] < point);
    ring[first..].iter().chain(&ring[..first]).map(|&i| i as usize)
}

/// Draws the information neighbours of all organisations from a position on. `year` is none at the start.
pub fn choose(province: &mut Province, settings: &PeerSettings, newcomers_from: usize, year: Option<i16>) {
    let Province { organisations, rings, places, draws, .. } = province;
    let mut draws = match year {
        Some(year) => draws.in_year(year, Purpose::PEER_DRAW),
        None => draws.timeless(Purpose::PEER_DRAW),
    };
    for i in newcomers_from..organisations.len() {
        let id = organisations.id[i];
        let county = usize::from(organisations.county[i]);
        let issue = usize::from(organisations.issue[i]);
        let city = places.counties[county].city;
        let mut peers = Peers::default();
        for attempt in 0..ATTEMPTS {
            if peers.len() == PEERS {
                break;
            }
            let (u1, u2) = draws.uniform_pair(id, 2 * attempt);
            let point = draws.uniform(id, 2 * attempt + 1);
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
                &rings.everyone
            };
            let found = clockwise(ring, organisations, point)
                .take(LOOKED_AT)
                .find(|&other| other != i && !peers.iter().any(|peer| peer == other));
            if let Some(other) = found {
                peers.push(other as u32);
            }
        }
        organisations.peers[i] = peers;
    }
}
