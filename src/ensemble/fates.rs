//! What became of every organisation of the base year: kept of each run, in a few bytes an organisation, so that the same
//! organisations can be followed through all scenarios of a replicate.
//!
//! Those founded later are not followed one by one: their receipts are kept as one sum, so that parts add up.

use crate::model::organisations::NEVER;
use crate::model::{Province, World};
use serde::{Deserialize, Serialize};

/// What became of one organisation that lived at the end of the base year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fate {
    /// Identity, the same in every scenario.
    pub id: u32,
    /// Number of its county over all provinces.
    pub county: u32,
    /// Its issue.
    pub issue: u8,
    /// Position of its kind in `OrganisationKind::ALL`.
    pub kind: u8,
    /// Its third by people at the end of the base year among the organisations of its province: 0 to 2.
    pub size: u8,
    /// In which year after the base year it closed, from 1; 0 if it lives.
    pub closed_after: u8,
    /// In which year after the base year it first landed, from 1; 0 if it never did.
    pub landed_after: u8,
    /// What it received after the base year, in fen.
    pub receipts_fen: i64,
}

impl Fate {
    /// Whether it lives at the end of the run.
    pub fn lives(&self) -> bool {
        self.closed_after == 0
    }

    /// Whether it has ever landed.
    pub fn has_landed(&self) -> bool {
        self.landed_after != 0
    }
}

/// The organisations of the base year, in order of provinces and positions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fates {
    /// One by one.
    pub organisations: Vec<Fate>,
    /// What those founded later received, in fen.
    pub newcomers_fen: i64,
}

impl Fates {
    /// Takes down the year that a world has just lived; years before the base year are not followed.
    pub(super) fn note(&mut self, world: &World) {
        let base_year = world.model.settings.run.base_year;
        if world.year == base_year {
            self.begin(world);
        } else if world.year > base_year {
            self.go_on(world, base_year);
        }
    }

    fn begin(&mut self, world: &World) {
        for province in &world.provinces {
            let organisations = &province.organisations;
            let members: Vec<usize> = (0..organisations.len()).filter(|&i| organisations.base_cohort[i]).collect();
            let thirds = thirds(members.iter().map(|&i| organisations.people[i]).collect());
            self.organisations.extend(members.iter().map(|&i| Fate {
                id: organisations.id[i],
                county: province.first_county + u32::from(organisations.county[i]),
                issue: organisations.issue[i],
                kind: organisations.kind[i] as u8,
                size: thirds.iter().filter(|&&bound| organisations.people[i] > bound).count() as u8,
                closed_after: 0,
                landed_after: 0,
                receipts_fen: 0,
            }));
        }
    }

    fn go_on(&mut self, world: &World, base_year: i16) {
        let after = u8::try_from(world.year - base_year).expect("years lie between 1990 and 2200");
        let mut followed = self.organisations.iter_mut();
        for province in &world.provinces {
            let organisations = &province.organisations;
            for i in 0..organisations.len() {
                if !organisations.base_cohort[i] {
                    self.newcomers_fen += received(province, i);
                    continue;
                }
                let fate = followed.next().expect("the cohort of the base year stays the same");
                fate.receipts_fen += received(province, i);
                if organisations.closed[i] == world.year {
                    fate.closed_after = after;
                }
                if organisations.first_landed[i] == world.year {
                    fate.landed_after = after;
                }
            }
        }
    }
}

/// What an organisation received in the year just lived, in fen; what it had when it closed long ago does not count again.
fn received(province: &Province, i: usize) -> i64 {
    let organisations = &province.organisations;
    let closed = organisations.closed[i];
    if closed == NEVER || closed == province.year { organisations.total_receipts(i).fen() } else { 0 }
}

/// The people that divide organisations into thirds.
fn thirds(mut people: Vec<f64>) -> [f64; 2] {
    [1, 2].map(|share| {
        if people.is_empty() {
            return 0.0;
        }
        let rank = (people.len() * share / 3).min(people.len() - 1);
        *people.select_nth_unstable_by(rank, |a, b| crate::real::order(*a, *b)).1
    })
}
