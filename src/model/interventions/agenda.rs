//! The year's agenda: what interventions intend, checked and in a fixed order, for the steps of the round to carry out.

use crate::ledger::{Account, Kind, Outside};
use crate::model::funders::classes::Payer;
use crate::model::giving::Channel;
use crate::model::giving::matching::Pool;
use crate::model::grants::contest::Contest;
use crate::model::hub::CorePayer;
use crate::model::organisations::receipts::FROM_OUTSIDE;
use crate::model::programme::landing::{SharedSlots, SlotOffer};
use crate::model::{Province, Settings};
use crate::money::Money;

/// What an intervention wants to happen. It never changes the region itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Intent {
    /// The hub opens this year (step D).
    OpenHub(HubOpening),
    /// The hub closes this year (step D).
    CloseHub,
    /// A core grant to the hub (step D).
    CoreGrant(CoreGrant),
    /// The hub may speak to the charity federations (step D).
    AddressFederations,
    /// Slots of the programme (step F).
    Slots(SlotOffer),
    /// An outside payer shares the cost of funders' own slots (step F).
    ShareSlots(SharedSlots),
    /// A contest (step J).
    Contest(Contest),
    /// Small organisations may raise money through the federations (step K).
    OpenChannel(Channel),
    /// A matching pool (step K).
    Pool(Pool),
    /// Money to an organisation's unrestricted account, when the year opens.
    Transfer(Transfer),
    /// A change of an organisation's capacity that money has bought, when the year opens.
    Capacity(CapacityChange),
    /// A change of a tie, of borrowed capacity or of a funder's trust in the hub, when the year opens.
    Nudge(Nudge),
    /// A factor on a named rate of the year.
    Rate(Rate, f64),
}

/// How the hub opens.
#[derive(Clone, Debug, PartialEq)]
pub struct HubOpening {
    /// Who gets back what is left when the hub closes.
    pub payer: Payer,
    /// Organisations that it knows from the first day.
    pub first_contacts: u32,
}

/// A core grant to the hub.
#[derive(Clone, Debug, PartialEq)]
pub struct CoreGrant {
    /// Who pays.
    pub payer: CorePayer,
    /// How much; a funder gives no more than it has.
    pub amount: Money,
}

/// Money to an organisation.
#[derive(Clone, Debug, PartialEq)]
pub struct Transfer {
    /// What for.
    pub kind: Kind,
    /// Who pays.
    pub source: Outside,
    /// The organisation's position.
    pub organisation: usize,
    /// How much.
    pub amount: Money,
}

/// A capacity that can be bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Faculty {
    /// People.
    People,
    /// Brain.
    Brain,
    /// Method.
    Method,
}

/// A change of an organisation's capacity.
#[derive(Clone, Debug, PartialEq)]
pub struct CapacityChange {
    /// Which capacity.
    pub faculty: Faculty,
    /// The organisation's position.
    pub organisation: usize,
    /// How much; the result stays between the least people and 1 (0 and 1 for brain and method).
    pub change: f64,
}

/// A change of something other than money and capacity.
#[derive(Clone, Debug, PartialEq)]
pub enum Nudge {
    /// A tie of an organisation to a funder of at least this trust.
    Tie {
        /// The organisation's position.
        organisation: usize,
        /// The funder's number.
        funder: u32,
        /// Trust, 0 to 1.
        trust: f64,
    },
    /// More or less borrowed capacity of an organisation.
    Support {
        /// The organisation's position.
        organisation: usize,
        /// How much; the result stays between 0 and 1.
        change: f64,
    },
    /// More or less trust of a funder in the hub.
    HubTrust {
        /// The funder's number.
        funder: u32,
        /// How much; the result stays between 0 and 1.
        change: f64,
    },
}

/// A rate of the round that an intervention may scale for a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rate {
    /// The hazard of closing.
    Closing,
    /// Learning by working.
    Learning,
    /// Turnover of paid people.
    Turnover,
    /// Effort in fundraising.
    Effort,
    /// Founding of organisations.
    Entry,
}

/// Factors on the rates of a year; 1 where nothing intervenes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// On the hazard of closing.
    pub closing: f64,
    /// On learning by working.
    pub learning: f64,
    /// On turnover of paid people.
    pub turnover: f64,
    /// On effort in fundraising.
    pub effort: f64,
    /// On founding.
    pub entry: f64,
}

impl Default for Rates {
    fn default() -> Rates {
        Rates { closing: 1.0, learning: 1.0, turnover: 1.0, effort: 1.0, entry: 1.0 }
    }
}

/// Everything that interventions intend this year, sorted by the step that carries it out.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    /// The hub opens.
    pub hub_opens: Option<HubOpening>,
    /// The hub closes.
    pub hub_closes: bool,
    /// Core grants to the hub.
    pub core_grants: Vec<CoreGrant>,
    /// Whether the hub may speak to the charity federations.
    pub federations_addressed: bool,
    /// Slots: products first, then leverage.
    pub slots: Vec<SlotOffer>,
    /// An outside share of funders' own slots.
    pub shared_slots: Option<SharedSlots>,
    /// Contests.
    pub contests: Vec<Contest>,
    /// The federation-backed channel.
    pub channel: Option<Channel>,
    /// The matching pool.
    pub pool: Option<Pool>,
    /// Factors on rates.
    pub rates: Rates,
    /// What the outside payer offers in all.
    pub sponsor_offered: Money,
    /// Every intent with the name of its intervention, in the order in which it was taken up.
    pub log: Vec<(&'static str, Intent)>,
}

/// Asks every intervention for its plans and takes them up, by name and in each one's own order.
pub fn draw_up(province: &mut Province, settings: &Settings) {
    let mut interventions = settings.interventions.each();
    interventions.sort_by_key(|intervention| intervention.name());
    let mut intents: Vec<(&'static str, Intent)> = Vec::new();
    for intervention in interventions {
        intents.extend(intervention.plan(province, settings).into_iter().map(|intent| (intervention.name(), intent)));
    }
    take_up(province, settings, intents);
}

/// Checks intents, sorts them into the agenda and carries out what happens as the year opens.
///
/// # Panics
/// If an intent is out of bounds: an amount below zero, a dead organisation, two pools. That is a mistake in an
/// intervention, not in a scenario.
pub fn take_up(province: &mut Province, settings: &Settings, intents: Vec<(&'static str, Intent)>) {
    let mut agenda = Agenda::default();
    for (name, intent) in &intents {
        agenda.sponsor_offered += sponsor_offer(intent);
        match intent.clone() {
            Intent::OpenHub(opening) => set_once(&mut agenda.hub_opens, opening, name),
            Intent::CloseHub => agenda.hub_closes = true,
            Intent::CoreGrant(grant) => agenda.core_grants.push(grant),
            Intent::AddressFederations => agenda.federations_addressed = true,
            Intent::Slots(offer) => agenda.slots.push(offer),
            Intent::ShareSlots(shared) => set_once(&mut agenda.shared_slots, shared, name),
            Intent::Contest(contest) => agenda.contests.push(contest),
            Intent::OpenChannel(channel) => set_once(&mut agenda.channel, channel, name),
            Intent::Pool(pool) => set_once(&mut agenda.pool, pool, name),
            Intent::Transfer(transfer) => pay(province, name, &transfer),
            Intent::Capacity(change) => build(province, settings, name, &change),
            Intent::Nudge(nudge) => apply_nudge(province, name, &nudge),
            Intent::Rate(rate, factor) => {
                assert!(factor >= 0.0 && factor.is_finite(), "{name}: a rate cannot be scaled by {factor}");
                let rates = &mut agenda.rates;
                *match rate {
                    Rate::Closing => &mut rates.closing,
                    Rate::Learning => &mut rates.learning,
                    Rate::Turnover => &mut rates.turnover,
                    Rate::Effort => &mut rates.effort,
                    Rate::Entry => &mut rates.entry,
                } *= factor;
            }
        }
    }
    agenda.slots.sort_by_key(|offer| offer.after_products);
    agenda.log = intents;
    province.agenda = agenda;
}

fn set_once<T>(place: &mut Option<T>, value: T, name: &str) {
    assert!(place.is_none(), "{name}: another intervention has already set this for the year");
    *place = Some(value);
}

/// What of an intent the outside payer of the comparison pays, at most.
fn sponsor_offer(intent: &Intent) -> Money {
    use crate::model::programme::landing::SlotCount;
    match intent {
        Intent::CoreGrant(CoreGrant { payer: CorePayer::Sponsor, amount }) => *amount,
        Intent::Slots(SlotOffer { source: Outside::Sponsor, size: SlotCount::Worth(money), .. }) => *money,
        Intent::ShareSlots(shared) => shared.budget,
        Intent::Contest(contest) => contest.earmark.unwrap_or(Money::ZERO),
        Intent::Pool(pool) if pool.source == Outside::Sponsor => pool.size,
        Intent::Transfer(transfer) if transfer.source == Outside::Sponsor => transfer.amount,
        _ => Money::ZERO,
    }
}

fn living(province: &Province, name: &str, organisation: usize) -> usize {
    assert!(province.organisations.alive[organisation], "{name}: the organisation has closed");
    organisation
}

fn pay(province: &mut Province, name: &str, transfer: &Transfer) {
    let i = living(province, name, transfer.organisation);
    let (source, account) = (Account::Outside(transfer.source), Account::Cash(i as u32));
    province.ledger.post_earmarked(transfer.kind, source, account, transfer.amount);
    province.organisations.receipts.add(i, FROM_OUTSIDE, transfer.amount);
}

fn build(province: &mut Province, settings: &Settings, name: &str, change: &CapacityChange) {
    let i = living(province, name, change.organisation);
    let organisations = &mut province.organisations;
    let (value, least) = match change.faculty {
        Faculty::People => (&mut organisations.people[i], settings.learning.people_min),
        Faculty::Brain => (&mut organisations.brain[i], 0.0),
        Faculty::Method => (&mut organisations.method[i], 0.0),
    };
    *value = (*value + change.change).clamp(least, 1.0);
}

fn apply_nudge(province: &mut Province, name: &str, nudge: &Nudge) {
    match *nudge {
        Nudge::Tie { organisation, funder, trust } => {
            let i = living(province, name, organisation);
            province.organisations.ties[i].add(funder, trust.clamp(0.0, 1.0));
        }
        Nudge::Support { organisation, change } => {
            let i = living(province, name, organisation);
            let support = &mut province.organisations.support[i];
            *support = (*support + change).clamp(0.0, 1.0);
        }
        Nudge::HubTrust { funder, change } => {
            let trust = &mut province.funders.hub_trust[funder as usize];
            *trust = (*trust + change).clamp(0.0, 1.0);
        }
    }
}
