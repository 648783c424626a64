//! Who was at risk of what, and what became of them: the counts behind survival curves and hazards.
//!
//! Three kinds of exit are kept apart: closing for good, leaving the programme's network, and lying dormant for a year
//! (alive, nothing delivered, next to nothing received).

use crate::model::organisations::{NEVER, Network, Organisations};
use crate::model::places::PROGRAMME_ISSUE;
use crate::model::{Province, World};
use crate::money::Money;
use serde::{Deserialize, Serialize};

/// A group of organisations whose time is counted from one moment on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cohort {
    /// All organisations; time is their age.
    All,
    /// Organisations founded after the first year simulated; time is their age.
    Founded,
    /// Organisations that have landed; time runs from their first landing.
    Landed,
    /// Organisations of the programme's issue, alive at the end of the base year, that have not landed (yet); time
    /// runs from the base year.
    NeverLanded,
}

impl Cohort {
    /// Every cohort.
    pub const ALL: [Cohort; 4] = [Cohort::All, Cohort::Founded, Cohort::Landed, Cohort::NeverLanded];

    /// The published name.
    pub fn name(self) -> &'static str {
        ["all", "founded", "landed", "never_landed"][self as usize]
    }
}

/// Size classes: thirds of those alive as the year began, by people.
pub const SIZES: [&str; 3] = ["small", "middle", "large"];
/// Times are counted to this many years; longer ones count with the last.
pub const TIMES: usize = 41;

/// What became of a group at one time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fate {
    /// Organisation-years at risk.
    pub at_risk: u32,
    /// Of these, closed in the year.
    pub closed: u32,
    /// Of these, in the network as the year's slots were given.
    pub landing: u32,
    /// Of those in the network, left it in the year.
    pub left: u32,
    /// Of those at risk, alive at the end but dormant through the year.
    pub dormant: u32,
}

/// Counts by cohort, time and size, after the base year of a run (cohort `all`: the same years).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exposure {
    fates: Vec<Fate>,
}

impl Exposure {
    fn position(cohort: Cohort, time: usize, size: usize) -> usize {
        (cohort as usize * TIMES + time) * SIZES.len() + size
    }

    /// What became of a cohort's organisations of a size at a time.
    pub fn fate(&self, cohort: Cohort, time: usize, size: usize) -> Fate {
        self.fates.get(Exposure::position(cohort, time, size)).copied().unwrap_or_default()
    }

    /// Every group that was ever at risk, by cohort, time and size.
    pub fn entries(&self) -> impl Iterator<Item = (Cohort, usize, usize, Fate)> + '_ {
        Cohort::ALL.into_iter().flat_map(move |cohort| {
            (0..TIMES * SIZES.len()).filter_map(move |position| {
                let (time, size) = (position / SIZES.len(), position % SIZES.len());
                let fate = self.fate(cohort, time, size);
                (fate.at_risk > 0).then_some((cohort, time, size, fate))
            })
        })
    }

    /// Counts the year that a world has just lived; years up to the base year are not counted.
    pub(super) fn note(&mut self, world: &World) {
        let settings = &world.model.settings;
        if world.year <= settings.run.base_year {
            return;
        }
        self.fates.resize(Cohort::ALL.len() * TIMES * SIZES.len(), Fate::default());
        let dormant = Money::from_yuan(settings.measures.dormant_yuan);
        for province in &world.provinces {
            let thirds = thirds(province);
            for &i in &province.present {
                let i = i as usize;
                self.note_one(province, i, thirds, dormant, settings.first_year(), settings.run.base_year);
            }
        }
    }

    fn note_one(&mut self, province: &Province, i: usize, thirds: [f64; 2], dormant: Money, first: i16, base: i16) {
        let organisations = &province.organisations;
        let year = province.year;
        let people = organisations.people_before[i];
        let size = usize::from(people > thirds[0]) + usize::from(people > thirds[1]);
        let closed = !organisations.alive[i];
        let left = organisations.left[i] == year;
        let landing = left || organisations.network[i] == Network::Landing;
        let lies_dormant = !closed && organisations.output[i] == 0.0 && organisations.total_receipts(i) < dormant;
        let mut count = |cohort: Cohort, time: i16| {
            let time = (time.max(0) as usize).min(TIMES - 1);
            let fate = &mut self.fates[Exposure::position(cohort, time, size)];
            fate.at_risk += 1;
            fate.closed += u32::from(closed);
            fate.landing += u32::from(landing);
            fate.left += u32::from(left);
            fate.dormant += u32::from(lies_dormant);
        };
        let age = organisations.age(i, year);
        count(Cohort::All, age);
        if organisations.founded[i] > first {
            count(Cohort::Founded, age);
        }
        if has_landed(organisations, i) {
            count(Cohort::Landed, year - organisations.first_landed[i]);
        } else if organisations.issue[i] == PROGRAMME_ISSUE && organisations.base_cohort[i] {
            count(Cohort::NeverLanded, year - base - 1);
        }
    }
}

fn has_landed(organisations: &Organisations, i: usize) -> bool {
    organisations.first_landed[i] != NEVER
}

/// The people that divide those alive as the year began into thirds.
fn thirds(province: &Province) -> [f64; 2] {
    let mut people: Vec<f64> =
        province.present.iter().map(|&i| province.organisations.people_before[i as usize]).collect();
    let mut at = |share: usize| {
        if people.is_empty() {
            return 0.0;
        }
        let rank = (people.len() * share / 3).min(people.len() - 1);
        *people.select_nth_unstable_by(rank, |a, b| crate::real::order(*a, *b)).1
    };
    [at(1), at(2)]
}
