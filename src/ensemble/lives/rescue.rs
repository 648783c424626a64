//! What would have saved an organisation: one named change at a time, to it alone, in a copy of its province.
//!
//! The copy begins some years before the organisation closed, meets the same draws, and lives on to the end. Nothing
//! is concluded from the terms of the hazard: a change that lowers them may still come to nothing, and a grant may do
//! harm.

use super::stage::live_year;
use super::story::Effort;
use super::tracer::closing_risk;
use super::wording::{Bilingual, both};
use crate::ledger::{Account, Kind, Outside};
use crate::model::funders::classes::FunderClass;
use crate::model::organisations::{Network, capacity};
use crate::model::{Province, Settings, World};
use crate::money::Money;
use crate::parallel;
use serde::{Deserialize, Serialize};

/// How many years before the closing a change may begin.
pub(super) const LEADS: [usize; 4] = [1, 2, 3, 5];

/// What was tried to save an organisation that closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rescue {
    /// The year in which it closed.
    pub year: i16,
    /// Its chance of closing in that year.
    pub chance: f64,
    /// The draw, which was less.
    pub draw: f64,
    /// One change at a time.
    pub attempts: Vec<Attempt>,
}

/// One change and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// Its name, for example `bills_paid`.
    pub change: String,
    /// What was changed, in words.
    pub words: Bilingual,
    /// Whether it is given once, in the first of the years, or in every one of them.
    pub once: bool,
    /// Over how many years up to the closing: the fewest that carried it past, or the most that were tried.
    pub years: u32,
    /// Its chance of closing in that year under the change; none if it was gone before.
    pub chance: Option<f64>,
    /// Whether it got past that year.
    pub saved: bool,
    /// When it closed after all; none if it was alive at the end (or was not saved).
    pub closed_later: Option<i16>,
}

/// A change to one organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    BillsPaid,
    CoreMoney,
    NobodyLeaves,
    NoOverload,
    Accompaniment,
    Tie,
    Endorsement,
    ProjectGrant,
}

impl Change {
    const ALL: [Change; 8] = [
        Change::BillsPaid,
        Change::CoreMoney,
        Change::NobodyLeaves,
        Change::NoOverload,
        Change::Accompaniment,
        Change::Tie,
        Change::Endorsement,
        Change::ProjectGrant,
    ];

    fn name(self) -> &'static str {
        match self {
            Change::BillsPaid => "bills_paid",
            Change::CoreMoney => "core_money",
            Change::NobodyLeaves => "nobody_leaves",
            Change::NoOverload => "no_overload",
            Change::Accompaniment => "accompaniment",
            Change::Tie => "tie",
            Change::Endorsement => "endorsement",
            Change::ProjectGrant => "project_grant",
        }
    }

    fn words(self) -> Bilingual {
        match self {
            Change::BillsPaid => both("its bills paid in full", "账单全部付清"),
            Change::CoreMoney => both("one year's running cost as core money", "一笔相当于一年运营成本的非限定资助"),
            Change::NobodyLeaves => both("nobody leaving it", "人员一个不流失"),
            Change::NoOverload => both("no more work than it can carry", "工作不超载"),
            Change::Accompaniment => both("full accompaniment", "充分的陪伴"),
            Change::Tie => both("the trust of its civil-affairs bureau", "本县民政局的信任"),
            Change::Endorsement => both("the hub's word for it", "枢纽的信用背书"),
            Change::ProjectGrant => both("a project grant the size of a slot", "一笔与落地名额等额的项目资助"),
        }
    }

    /// Whether it is given once.
    fn once(self) -> bool {
        matches!(self, Change::CoreMoney | Change::ProjectGrant)
    }

    /// The step after which the change is made.
    fn after(self) -> char {
        match self {
            Change::CoreMoney => 'B',
            Change::Tie => 'C',
            Change::ProjectGrant => 'F',
            Change::Accompaniment | Change::Endorsement => 'G',
            Change::BillsPaid | Change::NoOverload => 'M',
            Change::NobodyLeaves => 'O',
        }
    }

    fn make(self, province: &mut Province, settings: &Settings, i: usize) {
        let cost = Money::from_yuan(capacity::operating_cost(&province.organisations, &settings.capacity, i));
        let Province { organisations, funders, ledger, .. } = province;
        let helper = Account::Outside(Outside::Sponsor);
        let mut give = |account, amount: Money| ledger.post(Kind::LotteryGrant, helper, account, amount.or_zero());
        match self {
            Change::BillsPaid => {
                let cash = ledger.cash(i);
                ledger.post(Kind::LotteryGrant, helper, Account::Cash(i as u32), (cost - cash).or_zero());
            }
            Change::CoreMoney => give(Account::Cash(i as u32), cost),
            Change::NobodyLeaves => {
                organisations.people[i] = organisations.people[i].max(organisations.people_before[i])
            }
            Change::NoOverload => organisations.load[i] = organisations.load[i].min(1.0),
            Change::Accompaniment => {
                let days = settings.hub.support_days_max;
                let full = days / (days + settings.hub.support_half_days);
                organisations.support[i] = organisations.support[i].max(full);
            }
            Change::Tie => {
                let bureau = funders.of_class(FunderClass::CountyBureau).start + usize::from(organisations.county[i]);
                let trust = settings.funders.of(FunderClass::CountyBureau).trust_threshold;
                organisations.ties[i].add(bureau as u32, trust.max(settings.ties.trust_initial));
            }
            Change::Endorsement => organisations.endorsed[i] = true,
            Change::ProjectGrant => {
                let unit = Money::from_yuan(settings.programme.unit_yuan);
                let free = unit.portion(settings.capacity.overhead_bp);
                give(Account::Cash(i as u32), free);
                give(Account::Restricted(i as u32), unit - free);
            }
        }
    }

    /// Whether there is anything to change at all: nobody can be spared an overload it never had.
    fn applies(self, world: &World, i: usize) -> bool {
        let hub = world.provinces[0].hub.existed;
        let landed = world.provinces[0].organisations.network[i] != Network::Unaware;
        match self {
            Change::Endorsement => hub && landed,
            _ => true,
        }
    }
}

/// Tries every change on an organisation that closed in `year`. `starts` are its province at the beginning of the last
/// years, the latest last; `i` is its position; `last_year` is the end of the run.
pub(super) fn attempt(starts: &[World], i: usize, year: i16, last_year: i16, effort: Effort) -> Vec<Attempt> {
    let tried = parallel::map_in_order(&Change::ALL, |&change| try_change(change, starts, i, year, last_year, effort));
    tried.into_iter().flatten().collect()
}

fn try_change(
    change: Change,
    starts: &[World],
    i: usize,
    year: i16,
    last_year: i16,
    effort: Effort,
) -> Option<Attempt> {
    if !starts.last().is_some_and(|start| change.applies(start, i)) {
        return None;
    }
    let mut last = None;
    for &lead in effort.leads {
        let Some(start) = starts.len().checked_sub(lead).map(|position| &starts[position]) else { break };
        let mut world = start.clone();
        let first = world.year + 1;
        let mut chance = None;
        while world.year < year && world.provinces[0].organisations.alive[i] {
            let model = world.model.clone();
            let now = world.year + 1;
            live_year(&mut world, |province, step| {
                if step.letter == change.after() && (now == first || !change.once()) {
                    change.make(province, &model.settings, i);
                }
                if step.letter == 'Q' && now == year {
                    chance = Some(closing_risk(province, &model.settings, i).chance);
                }
            });
        }
        let saved = world.provinces[0].organisations.alive[i];
        let attempt = Attempt {
            change: change.name().to_string(),
            words: change.words(),
            once: change.once(),
            years: lead as u32,
            chance,
            saved,
            closed_later: None,
        };
        if saved {
            let closed_later = if effort.run_on { closes_later(world, i, last_year) } else { None };
            return Some(Attempt { closed_later, ..attempt });
        }
        last = Some(attempt);
    }
    last
}

fn closes_later(mut world: World, i: usize, last_year: i16) -> Option<i16> {
    while world.year < last_year {
        world.advance();
        if !world.provinces[0].organisations.alive[i] {
            return Some(world.year);
        }
    }
    None
}
