//! Grassroots and social-work organisations: their state, one flat array per variable.
//!
//! Positions never change: an organisation that closes stays where it is, and [`Organisations::living`] lists the
//! positions of those alive.

pub mod capacity;
pub mod delivery;
pub mod entry;
pub mod founders;
pub mod groups;
pub mod learning;
pub mod receipts;
pub mod settlement;
pub mod survival;

use super::ties::Ties;
use super::ties::peers::Peers;
use crate::money::Money;
use founders::OrganisationKind;
use receipts::Receipts;

/// An organisation's relation to the hub's programme network.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Network {
    /// Has not heard of it.
    #[default]
    Unaware,
    /// Is interested and does not cooperate yet.
    Observer,
    /// Runs a project of the network this year.
    Landing,
    /// Has left.
    Lapsed,
}

/// How this year's project went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Success {
    /// There was no project.
    #[default]
    None,
    /// It succeeded.
    Yes,
    /// It failed.
    No,
}

/// A year that never was.
pub const NEVER: i16 = -1;

macro_rules! state {
    ($($(#[doc = $about:literal])+ $field:ident : $type:ty = $start:expr,)+) => {
        /// All organisations of a province that ever lived, one array per state variable.
        #[derive(Clone, Debug, Default)]
        pub struct Organisations {
            $($(#[doc = $about])+ pub $field: Vec<$type>,)+
            /// Receipts by source.
            pub receipts: Receipts,
            /// Positions of those alive, in order of positions.
            pub living: Vec<u32>,
        }

        impl Organisations {
            /// Makes room for this many organisations more and those who will be founded in the first years.
            pub fn reserve(&mut self, more: usize) {
                let more = more + more / 4;
                $(self.$field.reserve_exact(more);)+
                self.receipts.reserve(more);
                self.living.reserve_exact(more);
            }

            /// Adds an organisation in its starting state and returns its position.
            pub fn push(&mut self) -> usize {
                $(self.$field.push($start);)+
                self.receipts.push();
                self.living.push((self.id.len() - 1) as u32);
                self.id.len() - 1
            }
        }
    };
}

state! {
    /// Identity, the same in every scenario.
    id: u32 = 0,
    /// Position of its county.
    county: u16 = 0,
    /// Its issue.
    issue: u8 = 0,
    /// Its kind.
    kind: OrganisationKind = OrganisationKind::VolunteerGroup,
    /// Year of founding.
    founded: i16 = 0,
    /// Whether it is alive.
    alive: bool = true,
    /// Year in which it closed; [`NEVER`] if it has not.
    closed: i16 = NEVER,
    /// People 人, 0.04 to 1.
    people: f64 = 0.0,
    /// People as the year began.
    people_before: f64 = 0.0,
    /// The part of people that costs no wage, 0 to 0.3.
    volunteer_core: f64 = 0.0,
    /// Brain 脑, 0 to 1: design and know-how.
    brain: f64 = 0.0,
    /// Method 法, 0 to 1: registration, compliance, operating method.
    method: f64 = 0.0,
    /// Capacity borrowed from accompaniment, 0 to 1.
    support: f64 = 0.0,
    /// Moving share of brain that is borrowed, 0 to 1.
    dependence: f64 = 0.0,
    /// Public reputation, 0 to 1.
    reputation: f64 = 0.0,
    /// Relation to the programme network.
    network: Network = Network::Unaware,
    /// Year of the first landing; [`NEVER`] if none.
    first_landed: i16 = NEVER,
    /// Year in which the present spell in the network began.
    landed: i16 = NEVER,
    /// Year in which it left the network of its own accord.
    left: i16 = NEVER,
    /// Lasting threshold of joining.
    threshold: f64 = 0.0,
    /// Whether it would game a match.
    gamer: bool = false,
    /// Last year of a ban from the platform.
    banned_until: i16 = NEVER,
    /// Whether it was alive at the end of the base year.
    base_cohort: bool = false,
    /// Place on the ring, 0 to 1.
    ring: f64 = 0.0,
    /// Ties to funders.
    ties: Ties = Ties::default(),
    /// Information neighbours.
    peers: Peers = Peers::default(),
    /// Whether it has a slot of the programme this year.
    slot: bool = false,
    /// Whether the slot is a local key project, which no one paid as a slot.
    key_project: bool = false,
    /// Whether the hub vouches for it this year.
    endorsed: bool = false,
    /// Coaching in fundraising this year, 0 to 1.
    coaching: f64 = 0.0,
    /// Project money at hand by capacity.
    load: f64 = 0.0,
    /// Share of operating cost that could not be paid.
    shortfall: f64 = 0.0,
    /// Service units delivered this year.
    output: f64 = 0.0,
    /// Project money spent this year.
    delivered: Money = Money::ZERO,
    /// How this year's project went.
    success: Success = Success::None,
    /// Money raised on the giving day this year.
    day_gifts: Money = Money::ZERO,
}

impl Organisations {
    /// How many ever lived.
    pub fn len(&self) -> usize {
        self.id.len()
    }

    /// Whether none ever lived.
    pub fn is_empty(&self) -> bool {
        self.id.is_empty()
    }

    /// Positions of those alive.
    pub fn living(&self) -> impl Iterator<Item = usize> + '_ {
        self.living.iter().map(|&i| i as usize)
    }

    /// This year's receipts from all sources.
    pub fn total_receipts(&self, i: usize) -> Money {
        self.receipts.total(i)
    }

    /// This year's receipts from funders, without the public.
    pub fn grants(&self, i: usize) -> Money {
        self.receipts.from_funders(i)
    }

    /// Age in a year.
    pub fn age(&self, i: usize, year: i16) -> i16 {
        (year - self.founded[i]).max(0)
    }

    /// Begins a year: last year's grants are remembered, everything that holds for one year starts anew.
    pub fn open_year(&mut self) {
        for &i in &self.living {
            let i = i as usize;
            self.people_before[i] = self.people[i];
            self.slot[i] = false;
            self.key_project[i] = false;
            self.endorsed[i] = false;
            self.coaching[i] = 0.0;
            self.load[i] = 0.0;
            self.shortfall[i] = 0.0;
            self.output[i] = 0.0;
            self.delivered[i] = Money::ZERO;
            self.success[i] = Success::None;
            self.day_gifts[i] = Money::ZERO;
        }
        self.receipts.open_year();
    }
}
