//! What would have saved an organisation, or kept it in the network: one named change at a time, to it alone, in a copy of
//! its province.
//!
//! The copy begins some years before the organisation closed or left, meets the same draws, and lives on to the end. Nothing
//! is concluded from the terms of the hazard: a change that lowers them may still come to nothing, and a grant may do
//! harm.

use super::stage::live_year;
use super::story::Effort;
use super::tracer::{closing_risk, leaving_risk};
use super::wording::{Bilingual, both};
use crate::ledger::{Account, Kind, Outside};
use crate::model::funders::classes::FunderClass;
use crate::model::organisations::{Network, capacity};
use crate::model::programme::landing;
use crate::model::{Province, Settings, World};
use crate::money::Money;
use crate::parallel;
use serde::{Deserialize, Serialize};

/// How many years before the closing or the leaving a change may begin.
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

/// What was tried to keep an organisation in the network that is alive at the end and out of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stay {
    /// The year in which it fell out for good.
    pub year: i16,
    /// Its chance of leaving in that year, and the draw, which was less; none if there was no slot for it.
    pub odds: Option<[f64; 2]>,
    /// One change at a time.
    pub attempts: Vec<Attempt>,
}

/// What became of an organisation, and is to be prevented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fall {
    /// It closed.
    Closed,
    /// It left the network of its own accord.
    Left,
    /// There was no slot for it any more.
    Displaced,
}

impl Fall {
    /// Whether it has not come to this at the end of a year.
    fn is_averted(self, province: &Province, i: usize) -> bool {
        let organisations = &province.organisations;
        organisations.alive[i] && (self == Fall::Closed || organisations.network[i] == Network::Landing)
    }

    /// The chance of it, seen after the step before it is decided.
    fn chance(self, province: &Province, settings: &Settings, i: usize, step: char) -> Option<f64> {
        match (self, step) {
            (Fall::Closed, 'Q') => Some(closing_risk(province, settings, i).chance),
            (Fall::Left | Fall::Displaced, 'O') => (province.organisations.network[i] == Network::Landing)
                .then(|| leaving_risk(province, settings, i).chance),
            _ => None,
        }
    }
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
    /// Over how many years up to the closing or leaving: the fewest that carried it past, or the most that were tried.
    pub years: u32,
    /// Its chance of closing (or of leaving) in that year under the change; none if it was gone before.
    pub chance: Option<f64>,
    /// Whether it got past that year: alive at its end, or in the network.
    pub saved: bool,
    /// When it closed after all; none if it was alive at the end (or was not saved).
    pub closed_later: Option<i16>,
    /// When it left the network after all, not to come back; none if it was in it at the end (or was not kept).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_later: Option<i16>,
}

impl Attempt {
    /// When it came to the same after all.
    pub(super) fn lost_later(&self) -> Option<i16> {
        self.closed_later.or(self.out_later)
    }
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
    Slot,
}

impl Change {
    const ALL: [Change; 9] = [
        Change::BillsPaid,
        Change::CoreMoney,
        Change::NobodyLeaves,
        Change::NoOverload,
        Change::Accompaniment,
        Change::Tie,
        Change::Endorsement,
        Change::ProjectGrant,
        Change::Slot,
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
            Change::Slot => "slot",
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
            Change::Slot => both("a slot of its own where there was none", "没有名额时单给它一个"),
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
            Change::ProjectGrant | Change::Slot => 'F',
            Change::Accompaniment | Change::Endorsement => 'G',
            Change::BillsPaid | Change::NoOverload => 'M',
            Change::NobodyLeaves => 'O',
        }
    }

    fn make(self, province: &mut Province, settings: &Settings, i: usize) {
        if self == Change::Slot {
            // Only where it has fallen out: it did not ask for one before it landed.
            if province.organisations.network[i] != Network::Lapsed {
                return;
            }
            landing::enter(province, i);
        }
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
            Change::ProjectGrant | Change::Slot => {
                let unit = Money::from_yuan(settings.programme.unit_yuan);
                let free = unit.portion(settings.capacity.overhead_bp);
                give(Account::Cash(i as u32), free);
                give(Account::Restricted(i as u32), unit - free);
            }
        }
    }

    /// Whether there is anything to change at all: nobody can be spared an overload it never had.
    fn applies(self, world: &World, i: usize, fall: Fall) -> bool {
        let hub = world.provinces[0].hub.existed;
        let landed = world.provinces[0].organisations.network[i] != Network::Unaware;
        match self {
            Change::Endorsement => hub && landed,
            Change::Slot => fall == Fall::Displaced,
            _ => true,
        }
    }
}

/// Tries every change on an organisation that closed or left in `year`. `starts` are its province at the beginning of the last
/// years, the latest last; `i` is its position; `last_year` is the end of the run.
pub(super) fn attempt(
    fall: Fall,
    starts: &[World],
    i: usize,
    year: i16,
    last_year: i16,
    effort: Effort,
) -> Vec<Attempt> {
    let tried =
        parallel::map_in_order(&Change::ALL, |&change| try_change(change, fall, starts, i, year, last_year, effort));
    tried.into_iter().flatten().collect()
}

fn try_change(
    change: Change,
    fall: Fall,
    starts: &[World],
    i: usize,
    year: i16,
    last_year: i16,
    effort: Effort,
) -> Option<Attempt> {
    if !starts.last().is_some_and(|start| change.applies(start, i, fall)) {
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
                if now == year {
                    chance = chance.or_else(|| fall.chance(province, &model.settings, i, step.letter));
                }
            });
        }
        let saved = fall.is_averted(&world.provinces[0], i);
        let attempt = Attempt {
            change: change.name().to_string(),
            words: change.words(),
            once: change.once(),
            years: lead as u32,
            chance,
            saved,
            closed_later: None,
            out_later: None,
        };
        if saved {
            let later = if effort.run_on { falls_later(world, fall, i, last_year) } else { None };
            return Some(match fall {
                Fall::Closed => Attempt { closed_later: later, ..attempt },
                Fall::Left | Fall::Displaced => Attempt { out_later: later, ..attempt },
            });
        }
        last = Some(attempt);
    }
    last
}

/// The year in which it came to the same for good; none if it is averted at the end.
fn falls_later(mut world: World, fall: Fall, i: usize, last_year: i16) -> Option<i16> {
    let mut fell = None;
    while world.year < last_year && world.provinces[0].organisations.alive[i] {
        world.advance();
        fell = if fall.is_averted(&world.provinces[0], i) { None } else { fell.or(Some(world.year)) };
    }
    fell
}
