//! Who knows and trusts whom: ties of organisations to funders (step C), and the ring of information neighbours.

pub mod peers;

use super::organisations::Organisations;
use super::{Province, Settings};
use crate::random::Purpose;
use crate::settings::Source::{Assumed, Tuned};

crate::settings! {
    /// Ties between organisations and funders.
    pub struct TieSettings {
        /// Share of its trust that an unused tie loses in a year.
        decay: f64 = 0.15, "share per year", [0.05, 0.4], Assumed("δT"), "未使用关系的年衰减";
        /// Trust below which a tie is forgotten.
        trust_min: f64 = 0.05, "–", [0.0, 1.0], Assumed(""), "关系被遗忘的信任值";
        /// Trust of a tie when it is made.
        trust_initial: f64 = 0.25, "–", [0.1, 0.5], Assumed("T0"), "新关系的信任值";
        /// Chance that an organisation meets a funder in a year.
        meeting_chance: f64 = 0.5, "probability per year", [0.0, 1.0], Tuned("p_meet"), "每年偶遇资助方的概率";
        /// Share of meetings that are with a funder of the own county.
        county_share: f64 = 0.6, "share", [0.0, 1.0], Assumed(""), "偶遇对象为本县的比例";
        /// Share of meetings that are with a funder of the own city; the rest are with provincial and national ones.
        city_share: f64 = 0.3, "share", [0.0, 1.0], Assumed(""), "偶遇对象为本市的比例";
        /// How far a success moves trust towards 1.
        gain: f64 = 0.25, "–", [0.1, 0.5], Assumed("ηT"), "一次成功提升的信任";
        /// Share of trust that a failure costs.
        loss: f64 = 0.35, "share", [0.0, 1.0], Assumed("ηF: trust falls faster than it grows"), "一次失败损失的信任比例";
    }
}

/// How many ties an organisation can keep.
pub const TIES: usize = 8;
/// The mark of an empty slot; the numbers of a province's funders are below it.
pub const NOBODY: u32 = u16::MAX as u32;

/// What happened to a tie this year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Use {
    /// Nothing: it decays.
    #[default]
    No,
    /// It was made this year: it does not decay.
    Introduced,
    /// The funder paid the organisation: trust moves with the delivery.
    Funded,
}

/// An organisation's ties, slot by slot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ties {
    funders: [u16; TIES],
    /// Trust, 0 to 1; zero where a slot is empty.
    pub trust: [f64; TIES],
    /// What happened this year.
    pub used: [Use; TIES],
}

impl Default for Ties {
    fn default() -> Ties {
        Ties { funders: [NOBODY as u16; TIES], trust: [0.0; TIES], used: [Use::No; TIES] }
    }
}

impl Ties {
    /// Every tie that exists: slot, funder and trust.
    pub fn iter(&self) -> impl Iterator<Item = (usize, u32, f64)> + '_ {
        (0..TIES).map(|slot| (slot, self.funder(slot), self.trust[slot])).filter(|tie| tie.1 != NOBODY)
    }

    /// The number of the funder in a slot; [`NOBODY`] if it is empty.
    pub fn funder(&self, slot: usize) -> u32 {
        u32::from(self.funders[slot])
    }

    /// The slot of a funder, if there is a tie to it.
    pub fn slot_of(&self, funder: u32) -> Option<usize> {
        self.funders.iter().position(|&known| u32::from(known) == funder)
    }

    /// Makes a tie or lifts an existing one to at least this trust.
    ///
    /// A new tie takes the slot of least trust (empty slots have none; the lowest slot on equal trust), and only if
    /// that is less than its own.
    pub fn add(&mut self, funder: u32, trust: f64) {
        if let Some(slot) = self.slot_of(funder) {
            self.trust[slot] = self.trust[slot].max(trust);
            return;
        }
        let mut weakest = 0;
        for slot in 1..TIES {
            if self.trust[slot] < self.trust[weakest] {
                weakest = slot;
            }
        }
        if self.trust[weakest] < trust {
            self.funders[weakest] = u16::try_from(funder).expect("a province has fewer funders than that");
            self.trust[weakest] = trust;
            self.used[weakest] = Use::Introduced;
        }
    }

    /// Marks the tie to a funder who paid this year, if there is one.
    pub fn mark_funded(&mut self, funder: u32) {
        if let Some(slot) = self.slot_of(funder) {
            self.used[slot] = Use::Funded;
        }
    }

    /// Forgets the tie in a slot.
    pub fn forget(&mut self, slot: usize) {
        (self.funders[slot], self.trust[slot]) = (NOBODY as u16, 0.0);
    }

    /// Lets unused ties decay, forgets weak ones and begins a new year of use.
    pub fn age(&mut self, settings: &TieSettings) {
        for slot in 0..TIES {
            if self.funder(slot) == NOBODY {
                continue;
            }
            if self.used[slot] == Use::No {
                self.trust[slot] *= 1.0 - settings.decay;
            }
            self.used[slot] = Use::No;
            if self.trust[slot] < settings.trust_min {
                self.forget(slot);
            }
        }
    }

    /// Moves the trust of funders who paid this year, after a success or a failure.
    pub fn learn(&mut self, settings: &TieSettings, success: bool) {
        for slot in 0..TIES {
            if self.used[slot] == Use::Funded {
                let trust = &mut self.trust[slot];
                *trust =
                    if success { *trust + settings.gain * (1.0 - *trust) } else { *trust - settings.loss * *trust };
            }
        }
    }

    /// Whether any tie is stronger than this.
    pub fn any_above(&self, trust: f64) -> bool {
        self.trust.iter().any(|&held| held > trust)
    }
}

/// Step C: unused ties decay, and some organisations meet a funder by chance.
pub fn age_and_meet(province: &mut Province, settings: &Settings) {
    let settings = &settings.ties;
    let Province { organisations, funders, places, draws, year, .. } = province;
    let Organisations { id, county, ties, living, .. } = organisations;
    let draws = draws.in_year(*year, Purpose::MEET);
    let ids = living.iter().map(|&i| id[i as usize]);
    for (&i, draw) in living.iter().zip(draws.along(ids)) {
        let i = i as usize;
        ties[i].age(settings);
        if draw.uniform(0) < settings.meeting_chance {
            let whom = draw.uniform_pair(1);
            let funder = funders.pick(settings, places, usize::from(county[i]), whom);
            if draw.uniform(2) < funders.openness[funder as usize] {
                ties[i].add(funder, settings.trust_initial);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// E3: an unused tie of 0.25 at a decay of 0.15 is forgotten in the tenth year.
    #[test]
    fn an_unused_tie_is_forgotten_in_its_tenth_year() {
        let settings = TieSettings::default();
        let mut ties = Ties::default();
        ties.add(4, 0.25);
        ties.used = [Use::No; TIES];
        for year in 1..=10 {
            assert_eq!(ties.iter().count(), 1, "year {year}");
            ties.age(&settings);
        }
        assert_eq!(ties, Ties::default());
    }

    #[test]
    fn an_introduction_does_not_decay_in_the_next_year() {
        let settings = TieSettings::default();
        let mut ties = Ties::default();
        ties.add(4, 0.25);
        ties.age(&settings);
        assert_eq!(ties.trust[0], 0.25);
        ties.age(&settings);
        assert_eq!(ties.trust[0], 0.25 * 0.85);
    }

    #[test]
    fn a_full_list_gives_way_only_to_more_trust() {
        let mut ties = Ties::default();
        for funder in 0..TIES as u32 {
            ties.add(funder, 0.3);
        }
        ties.add(99, 0.3);
        assert_eq!(ties.slot_of(99), None);
        ties.add(99, 0.4);
        assert_eq!(ties.slot_of(99), Some(0));
        ties.add(99, 0.2);
        assert_eq!(ties.trust[0], 0.4);
    }

    #[test]
    fn only_a_payer_learns_from_a_delivery() {
        let settings = TieSettings::default();
        let mut ties = Ties::default();
        ties.add(1, 0.4);
        ties.add(2, 0.4);
        ties.mark_funded(1);
        ties.learn(&settings, true);
        assert_eq!((ties.trust[0], ties.trust[1]), (0.4 + 0.25 * (1.0 - 0.4), 0.4));
        ties.learn(&settings, false);
        assert!((ties.trust[0] - 0.55 * 0.65).abs() < 1e-12);
    }
}
