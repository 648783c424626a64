//! Finds telling organisations by rule, so that nobody picks the story that suits them.

use super::wording::{Bilingual, both};
use crate::model::organisations::NEVER;
use crate::model::places::PROGRAMME_ISSUE;
use crate::model::{Model, World};
use crate::progress::{Stopped, Watch};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A rule by which an organisation is picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pick {
    /// Closed in the baseline, alive at the end in the scenario.
    Saved,
    /// Alive at the end in the baseline, closed in the scenario.
    Lost,
    /// In the middle of what the scenario changed.
    Typical,
}

impl Pick {
    /// Every rule.
    pub const ALL: [Pick; 3] = [Pick::Saved, Pick::Lost, Pick::Typical];

    /// Its published name.
    pub fn name(self) -> &'static str {
        match self {
            Pick::Saved => "saved",
            Pick::Lost => "lost",
            Pick::Typical => "typical",
        }
    }

    /// The rule in words. Without another scenario only the typical one can be picked.
    pub fn rule(self, paired: bool) -> Bilingual {
        match self {
            Pick::Saved => both(
                "Of the organisations alive at the end of the base year that closed in the baseline and are alive at the end \
                 in the scenario, the one whose receipts rose most; the lower id on equal rises.",
                "取自基准年末存活、在基准情景中关闭而在本情景末年仍存活的机构：收入增加最多的一家（相同时取编号较小者）。",
            ),
            Pick::Lost => both(
                "Of the organisations alive at the end of the base year that are alive at the end in the baseline and closed in \
                 the scenario, the one whose receipts fell most; the lower id on equal falls.",
                "取自基准年末存活、在基准情景末年仍存活而在本情景中关闭的机构：收入减少最多的一家（相同时取编号较小者）。",
            ),
            Pick::Typical if paired => both(
                "Of the organisations of the programme's issue alive at the end of the base year (of those that landed in the \
                 scenario, if any did), the one in the middle by the change of its receipts; the lower id on equal changes.",
                "取自基准年末存活、属于项目议题的机构（本情景中若有落地者，则只取落地者）：收入变化居中的一家\
                 （相同时取编号较小者）。",
            ),
            Pick::Typical => both(
                "Of the organisations of the programme's issue alive at the end of the base year, the one in the middle by its \
                 receipts since; the lower id on equal receipts.",
                "取自基准年末存活、属于项目议题的机构：其后收入居中的一家（相同时取编号较小者）。",
            ),
        }
    }
}

/// What became of one organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fate {
    /// Whether it is of the programme's issue.
    pub programme_issue: bool,
    /// Whether it lived at the end of the base year.
    pub lived_at_base: bool,
    /// Whether it lived at the end.
    pub alive: bool,
    /// Whether it ever landed.
    pub landed: bool,
    /// What it received after the base year, in fen.
    pub received_fen: i64,
}

/// What became of every organisation, by id.
pub type Fates = BTreeMap<u32, Fate>;

/// Lives a replicate and takes down what became of everyone.
///
/// # Errors
/// When the watcher asks to stop.
pub fn fates(model: &Arc<Model>, replicate: u32, watch: &dyn Watch) -> Result<Fates, Stopped> {
    let mut count = Counting::begin(World::found(model, replicate));
    count.live_until(model.settings.run.end_year, watch)?;
    Ok(count.fates())
}

/// A world that lives while receipts are summed.
#[derive(Clone)]
pub(super) struct Counting {
    pub(super) world: World,
    received: Vec<Vec<i64>>,
}

impl Counting {
    pub(super) fn begin(world: World) -> Counting {
        let received = world.provinces.iter().map(|_| Vec::new()).collect();
        Counting { world, received }
    }

    pub(super) fn live_until(&mut self, end: i16, watch: &dyn Watch) -> Result<(), Stopped> {
        while self.world.year < end {
            if watch.should_stop() {
                return Err(Stopped);
            }
            self.world.advance();
            watch.unit_done();
            if self.world.year <= self.world.model.settings.run.base_year {
                continue;
            }
            for (province, received) in self.world.provinces.iter().zip(&mut self.received) {
                received.resize(province.organisations.len(), 0);
                for &i in &province.present {
                    received[i as usize] += province.organisations.total_receipts(i as usize).fen();
                }
            }
        }
        Ok(())
    }

    pub(super) fn fates(&self) -> Fates {
        let base = self.world.model.settings.run.base_year;
        let mut fates = Fates::new();
        for (province, received) in self.world.provinces.iter().zip(&self.received) {
            let organisations = &province.organisations;
            for i in 0..organisations.len() {
                let closed = organisations.closed[i];
                let fate = Fate {
                    programme_issue: organisations.issue[i] == PROGRAMME_ISSUE,
                    lived_at_base: organisations.founded[i] <= base && (closed == NEVER || closed > base),
                    alive: organisations.alive[i],
                    landed: organisations.first_landed[i] != NEVER,
                    received_fen: received.get(i).copied().unwrap_or_default(),
                };
                fates.insert(organisations.id[i], fate);
            }
        }
        fates
    }
}

/// The organisation that a rule picks in a scenario, against a baseline if there is one; none if none fits.
pub fn pick(pick: Pick, scenario: &Fates, baseline: Option<&Fates>) -> Option<u32> {
    let mut candidates: Vec<(i64, u32, Fate, Option<Fate>)> = Vec::new();
    for (&id, &fate) in scenario.iter().filter(|(_, fate)| fate.lived_at_base) {
        let before = match baseline {
            Some(baseline) => match baseline.get(&id) {
                Some(&before) if before.lived_at_base => Some(before),
                _ => continue,
            },
            None => None,
        };
        let change = fate.received_fen - before.map_or(0, |before| before.received_fen);
        candidates.push((change, id, fate, before));
    }
    match pick {
        Pick::Saved => {
            let saved = candidates.iter().filter(|(_, _, fate, before)| fate.alive && before.is_some_and(|b| !b.alive));
            saved.max_by_key(|(change, id, _, _)| (*change, std::cmp::Reverse(*id))).map(|found| found.1)
        }
        Pick::Lost => {
            let lost = candidates.iter().filter(|(_, _, fate, before)| !fate.alive && before.is_some_and(|b| b.alive));
            lost.min_by_key(|(change, id, _, _)| (*change, *id)).map(|found| found.1)
        }
        Pick::Typical => {
            candidates.retain(|(_, _, fate, _)| fate.programme_issue);
            if baseline.is_some() && candidates.iter().any(|(_, _, fate, _)| fate.landed) {
                candidates.retain(|(_, _, fate, _)| fate.landed);
            }
            candidates.sort_by_key(|(change, id, _, _)| (*change, *id));
            let middle = candidates.len().checked_sub(1)? / 2;
            Some(candidates[middle].1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fate(alive: bool, landed: bool, received_fen: i64) -> Fate {
        Fate { programme_issue: true, lived_at_base: true, alive, landed, received_fen }
    }

    #[test]
    fn the_rules_pick_what_they_say() {
        let baseline = Fates::from([
            (1, fate(false, false, 100)),
            (2, fate(false, false, 100)),
            (3, fate(true, false, 900)),
            (4, fate(true, false, 100)),
            (5, fate(false, false, 0)),
        ]);
        let scenario = Fates::from([
            (1, fate(true, true, 300)),
            (2, fate(true, true, 300)),
            (3, fate(false, false, 200)),
            (4, fate(false, true, 100)),
            (6, fate(true, true, 999)),
        ]);
        assert_eq!(pick(Pick::Saved, &scenario, Some(&baseline)), Some(1), "equal rises: the lower id");
        assert_eq!(pick(Pick::Lost, &scenario, Some(&baseline)), Some(3));
        // Landed in the scenario and known to both: 4 (no change), 1 and 2 (200 more each).
        assert_eq!(pick(Pick::Typical, &scenario, Some(&baseline)), Some(1));
        assert_eq!(pick(Pick::Saved, &scenario, None), None);
        // By receipts alone: 100 (4), 200 (3), 300 (1), 300 (2), 999 (6).
        assert_eq!(pick(Pick::Typical, &scenario, None), Some(1));
        assert_eq!(pick(Pick::Typical, &Fates::new(), None), None);
    }
}
