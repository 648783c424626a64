//! Where organisations and funders meet: open grants (step H) and the contest (step J).

pub mod contest;

use super::funders::Funders;
use super::funders::classes::FunderClass;
use super::groups::Groups;
use super::organisations::{Organisations, capacity};
use super::programme::landing::offered_share;
use super::rules::SelectionRule;
use super::{Province, Settings};
use crate::ledger::{Account, Kind};
use crate::money::Money;
use crate::random::Purpose;
use crate::real::order;
use crate::settings::Source::Assumed;
use std::cell::Cell;

crate::settings! {
    /// How organisations apply for open grants and funders score them.
    pub struct GrantSettings {
        /// Room for project money below which an organisation does not apply.
        room_min_yuan: f64 = 5000.0, "yuan", [0.0, 1e6], Assumed("structural"), "低于此余量不申请";
        /// The most that is asked for in one application.
        ask_max_yuan: f64 = 100000.0, "yuan", [1000.0, 1e7], Assumed("structural"), "单笔申请上限";
        /// The least that a funder still gives.
        award_min_yuan: f64 = 3000.0, "yuan", [0.0, 1e6], Assumed("structural"), "资助方单笔下限";
        /// Applications that an organisation without brain writes.
        applications_base: u32 = 1, "applications", [0, 8], Assumed("structural"), "基础申请数";
        /// Further applications at full brain.
        applications_per_brain: f64 = 2.0, "applications", [0.0, 8.0], Assumed("structural"), "设计能力带来的申请数";
        /// Weight of quality in the score.
        quality_weight: f64 = 0.4, "–", [0.0, 1.0], Assumed("structural"), "评分：质量";
        /// Weight of trust in the score.
        trust_weight: f64 = 0.3, "–", [0.0, 1.0], Assumed("structural"), "评分：信任";
        /// Weight of reputation in the score.
        reputation_weight: f64 = 0.2, "–", [0.0, 1.0], Assumed("structural"), "评分：声誉";
        /// Weight of the county's need in the score.
        need_weight: f64 = 0.1, "–", [0.0, 1.0], Assumed("structural"), "评分：需求";
        /// Spread of the error in the score.
        error: f64 = 0.15, "–", [0.0, 1.0], Assumed("structural"), "评分误差";
    }
}

/// An application that passed the funder's threshold of trust.
#[derive(Clone, Copy, Debug)]
pub struct Application {
    /// Position of the organisation.
    pub organisation: u32,
    /// Number of the funder.
    pub funder: u32,
    /// What is asked for.
    pub ask: Money,
    /// The score by which the funder ranks it.
    pub score: f64,
}

/// This year's applications, for those who look on.
#[derive(Clone, Debug, Default)]
pub struct GrantDesk {
    applications: Vec<Application>,
}

/// The year's applications by funder.
#[derive(Default)]
struct Piles {
    all: Vec<u32>,
    by_funder: Groups,
    ranked: Vec<u32>,
}

thread_local! {
    /// Each thread's memory for the piles: provinces take turns with it, and no year needs new memory.
    static PILES: Cell<Piles> = Cell::default();
}

impl GrantDesk {
    /// This year's applications once step H is over, in the order in which they were written.
    pub fn applications(&self) -> &[Application] {
        &self.applications
    }
}

/// Room for more project money, in yuan; below the least room an organisation does not apply.
pub fn room_yuan(organisations: &Organisations, settings: &Settings, i: usize, restricted: Money) -> f64 {
    capacity::absorptive_capacity(organisations, settings, i) - restricted.yuan()
}

/// How many applications an organisation writes in a year.
pub fn applications_written(organisations: &Organisations, settings: &Settings, i: usize) -> usize {
    let rules = &settings.grants;
    let brain = capacity::brain(organisations, &settings.capacity, i);
    rules.applications_base as usize + (rules.applications_per_brain * brain) as usize
}

/// Trust that counts with a funder: the tie's own and, where the hub vouches, the funder's trust in the hub.
pub fn trust_shown(organisations: &Organisations, funders: &Funders, i: usize, funder: usize, trust: f64) -> f64 {
    trust + if organisations.endorsed[i] { funders.hub_trust[funder] } else { 0.0 }
}

/// Trust that a funder asks for: its class's threshold, the lower the more open it is.
pub fn trust_needed(funders: &Funders, settings: &Settings, funder: usize) -> f64 {
    settings.funders.of(funders.class[funder]).trust_threshold * (1.0 - funders.openness[funder])
}

/// Step H: organisations apply where they are known, funders score, rank and pay.
pub fn give_open_grants(province: &mut Province, settings: &Settings) {
    let mut desk = std::mem::take(&mut province.grant_desk);
    apply(province, settings, &mut desk.applications);
    let applications = &desk.applications;
    let mut piles = PILES.take();
    let Piles { all, by_funder, ranked } = &mut piles;
    all.clear();
    all.extend(0..applications.len() as u32);
    by_funder.fill(all, province.funders.len(), |a| applications[a].funder as usize);
    for funder in 0..province.funders.len() {
        ranked.clear();
        ranked.extend_from_slice(by_funder.members(funder));
        if ranked.is_empty() {
            continue;
        }
        let id = |a: u32| province.organisations.id[applications[a as usize].organisation as usize];
        ranked.sort_by(|&a, &b| {
            order(applications[b as usize].score, applications[a as usize].score).then(id(a).cmp(&id(b)))
        });
        award(province, settings, funder, ranked, applications);
    }
    PILES.set(piles);
    province.grant_desk = desk;
}

fn apply(province: &mut Province, settings: &Settings, applications: &mut Vec<Application>) {
    let Province { organisations, funders, places, draws, year, .. } = province;
    let score_draws = draws.in_year(*year, Purpose::SCORE);
    let mut open_draws = draws.in_year(*year, Purpose::OPEN_ACCESS);
    let rules = &settings.grants;
    applications.clear();
    for i in organisations.living() {
        // Without access by trust, everyone may ask as many funders as it would meet.
        let by_ties = settings.mechanisms.access;
        if by_ties && organisations.ties[i].iter().next().is_none() {
            continue;
        }
        let room = room_yuan(organisations, settings, i, province.ledger.restricted(i));
        if room < rules.room_min_yuan {
            continue;
        }
        let count = applications_written(organisations, settings, i);
        if count == 0 {
            continue;
        }
        let ask = Money::from_yuan((room / count as f64).min(rules.ask_max_yuan));
        let county = usize::from(organisations.county[i]);
        let id = organisations.id[i];
        // Most applications fail for lack of trust; quality is computed only for those that do not.
        let mut quality = None;
        let mut send = |funder: u32, trust: f64| {
            let f = funder as usize;
            let known = trust_shown(organisations, funders, i, f, trust);
            if by_ties && known < trust_needed(funders, settings, f) {
                return;
            }
            // The funder's error comes below, for all applications together.
            let score = match settings.rules.selection {
                SelectionRule::Merit => {
                    let quality = *quality.get_or_insert_with(|| capacity::quality(organisations, settings, i));
                    rules.quality_weight * quality
                        + rules.trust_weight * trust
                        + rules.reputation_weight * organisations.reputation[i]
                        + rules.need_weight * places.counties[county].need
                }
                SelectionRule::Lottery => 0.0,
            };
            applications.push(Application { organisation: i as u32, funder, ask, score });
        };
        if by_ties {
            for (funder, trust) in most_trusted(organisations, i).take(count) {
                send(funder, trust);
            }
        } else {
            let mut asked = [super::ties::NOBODY; 16];
            for attempt in 0..count.min(asked.len()) {
                let whom = open_draws.uniform_pair(id, attempt as u32);
                let funder = funders.pick(&settings.ties, places, county, whom);
                if !asked.contains(&funder) {
                    asked[attempt] = funder;
                    let slot = organisations.ties[i].slot_of(funder);
                    send(funder, slot.map_or(0.0, |slot| organisations.ties[i].trust[slot]));
                }
            }
        }
    }
    let meetings: Vec<(u32, u32)> = applications
        .iter()
        .map(|application| {
            (organisations.id[application.organisation as usize], funders.id[application.funder as usize])
        })
        .collect();
    for (application, draw) in applications.iter_mut().zip(score_draws.meetings(meetings.into_iter())) {
        application.score = match settings.rules.selection {
            SelectionRule::Merit => application.score + rules.error * draw.normal(0),
            SelectionRule::Lottery => draw.uniform(0),
        };
    }
}

/// An organisation's ties by trust, most trusted first; the lower slot on equal trust.
pub fn most_trusted(organisations: &Organisations, i: usize) -> impl Iterator<Item = (u32, f64)> {
    let ties = &organisations.ties[i];
    let mut named = [false; super::ties::TIES];
    // Few are asked for, so the best of those left is looked for each time.
    std::iter::from_fn(move || {
        let mut best: Option<usize> = None;
        for slot in 0..super::ties::TIES {
            let better = best.is_none_or(|best| ties.trust[slot] > ties.trust[best]);
            if !named[slot] && better {
                best = Some(slot);
            }
        }
        let best = best?;
        named[best] = true;
        Some((ties.funder(best), ties.trust[best]))
    })
    .take_while(|tie| tie.0 != super::ties::NOBODY)
}

fn award(province: &mut Province, settings: &Settings, funder: usize, ranked: &[u32], applications: &[Application]) {
    let Province { organisations, funders, ledger, own_grants, .. } = province;
    let class: FunderClass = funders.class[funder];
    let share = offered_share(settings, class, funders.openness[funder]);
    let mut left = Money::from_fen_floor(share * ledger.funder(funder).fen() as f64);
    let least = Money::from_yuan(settings.grants.award_min_yuan);
    for &a in ranked {
        let application = applications[a as usize];
        if left < least {
            break;
        }
        let amount = application.ask.min(left);
        left -= amount;
        let i = application.organisation as usize;
        let payer = Account::Funder(funder as u32);
        let free = amount.portion(settings.capacity.overhead_bp);
        ledger.post(Kind::OpenGrant, payer, Account::Cash(i as u32), free);
        ledger.post(Kind::OpenGrant, payer, Account::Restricted(i as u32), amount - free);
        organisations.receipts.add(i, class as usize, amount);
        if class.is_government_or_mass() {
            organisations.receipts.add_key_grant(i, amount);
        }
        organisations.ties[i].mark_funded(funder as u32);
        own_grants.push((funder as u32, i as u32));
    }
}
