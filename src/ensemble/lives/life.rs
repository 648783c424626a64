//! The life of one organisation as plain data: what happened in which step of which year, and how it stood.

use super::wording::Bilingual;
use serde::{Deserialize, Serialize};

/// An organisation's life in one scenario and replicate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Life {
    /// Identity, the same in every scenario.
    pub id: u32,
    /// What a register calls it, if one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its kind.
    pub kind: Bilingual,
    /// What it works on.
    pub issue: Bilingual,
    /// Whether that is the programme's issue.
    pub programme_issue: bool,
    /// Its county with its city.
    pub county: Bilingual,
    /// Year of founding.
    pub founded: i16,
    /// Year in which it closed, if it did.
    pub closed: Option<i16>,
    /// Year in which it first landed, if it did.
    pub first_landed: Option<i16>,
    /// Year by year, from the first one simulated in which it lived.
    pub years: Vec<LifeYear>,
}

/// One year of a life.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LifeYear {
    /// The year.
    pub year: i16,
    /// What happened, in the order of the steps.
    pub events: Vec<Event>,
    /// Every movement of its money, by step, kind and other side, in order; they sum to the change of its balances.
    pub money: Vec<Movement>,
    /// People 人 as the year began and ended, 0 to 1.
    pub people: Span,
    /// Brain 脑, 0 to 1.
    pub brain: Span,
    /// Method 法, 0 to 1.
    pub method: Span,
    /// Reputation, 0 to 1.
    pub reputation: Span,
    /// Unrestricted money in fen as the year began and ended (before what is left goes to an heir).
    pub cash_fen: [i64; 2],
    /// Project money in fen as the year began and ended (before what is left goes to an heir).
    pub restricted_fen: [i64; 2],
    /// Funders that it knew at the year's end.
    pub ties: u32,
    /// Its risk of closing; none where organisations do not close.
    pub risk: Option<Risk>,
}

/// A value as the year began and ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// As the year began.
    pub before: f64,
    /// As it ended.
    pub after: f64,
}

/// Money that came in or went out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Movement {
    /// Letter of the step.
    pub step: char,
    /// Published name of the kind of posting.
    pub kind: String,
    /// The other side.
    pub party: Bilingual,
    /// How much, in fen: above zero if it came in, below if it went out.
    pub fen: i64,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Letter of the step.
    pub step: char,
    /// What happened.
    #[serde(flatten)]
    pub what: What,
}

/// What can happen to an organisation. Amounts are fen, trust and capacities 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// It met a funder by chance, or the hub introduced it.
    Met {
        /// The funder.
        funder: Bilingual,
        /// Trust of the new tie.
        trust: f64,
        /// Whether the hub introduced it.
        introduced: bool,
    },
    /// A tie that was not used faded away.
    Forgot {
        /// The funder.
        funder: Bilingual,
    },
    /// It took notice of the programme.
    Heard {
        /// Whether the hub made it one of its first contacts.
        first_contact: bool,
        /// Whether the hub told its county.
        told: bool,
        /// Neighbours that had landed.
        landed_neighbours: u32,
    },
    /// It was outside the programme and could have joined, but did not land.
    StayedOutside {
        /// Why.
        why: Candidacy,
    },
    /// It got a slot of the programme.
    Landed {
        /// Who paid.
        funder: Bilingual,
        /// How much.
        fen: i64,
        /// Whether it had not been in the network the year before.
        new: bool,
    },
    /// It entered the network as a local key project, on the strength of last year's grants.
    KeyProject,
    /// There was no slot for it any more.
    Displaced,
    /// The hub accompanied it.
    Accompanied {
        /// Capacity borrowed from accompaniment, 0 to 1.
        support: f64,
        /// Days of accompaniment that each organisation of the network got.
        days: f64,
        /// Whether the hub vouched for it.
        vouched: bool,
    },
    /// It wrote no application.
    DidNotAsk {
        /// Why.
        why: Refusal,
    },
    /// It wrote to a funder.
    Asked {
        /// The funder.
        funder: Bilingual,
        /// What it asked for.
        ask_fen: i64,
        /// What came of it.
        outcome: Asking,
    },
    /// It entered a contest.
    Contest {
        /// What it won; zero for nothing.
        won_fen: i64,
    },
    /// Gifts from the public.
    Gifts {
        /// Paid out from the giving day.
        day_fen: i64,
        /// Matches.
        matched_fen: i64,
        /// Gifts through the rest of the year.
        ordinary_fen: i64,
    },
    /// A gamed match was taken back.
    FoundOut {
        /// What was taken back.
        fen: i64,
    },
    /// A transfer of an intervention reached it.
    Received {
        /// Kind of posting.
        kind: Bilingual,
        /// Who paid.
        party: Bilingual,
        /// How much.
        fen: i64,
    },
    /// It spent project money.
    Delivered {
        /// How much.
        fen: i64,
        /// Project money at hand by capacity.
        load: f64,
        /// Whether the project succeeded.
        success: bool,
    },
    /// It paid its bills.
    Bills {
        /// What it paid.
        paid_fen: i64,
        /// What it had to pay, less the wages that its projects carry.
        due_fen: i64,
        /// Share of the (softened) cost that it could not pay; zero if it paid all.
        shortfall: f64,
    },
    /// It left the network of its own accord.
    Left {
        /// The terms of its chance to leave.
        risk: Risk,
    },
    /// It closed; the terms are the year's risk.
    Closed,
}

/// Why an organisation outside the programme did not land.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Candidacy {
    /// What drew it was less than its threshold.
    HeldBack {
        /// What drew it.
        signal: f64,
        /// Its threshold.
        threshold: f64,
    },
    /// It has too few people to join.
    TooFewPeople {
        /// Its people.
        people: f64,
        /// The least people with which an organisation joins.
        least: f64,
    },
    /// It left too recently.
    TooSoon,
    /// Its county had all the slots that a county may have.
    CountyFull {
        /// The most slots in a county.
        most: u32,
    },
    /// The slots ran out before its turn.
    NoSlotLeft {
        /// Newcomers who did land in the province.
        newcomers: u32,
    },
}

/// Why an organisation wrote no application.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Refusal {
    /// It knew no funder.
    NoTie,
    /// It had no room for more project money.
    NoRoom {
        /// The room it had, in fen.
        room_fen: i64,
        /// The least room with which an organisation applies, in fen.
        least_fen: i64,
    },
}

/// What came of asking a funder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Asking {
    /// The funder did not trust it enough to look at the application.
    NotTrusted {
        /// Trust that counted: the tie's and, where the hub vouched, the funder's trust in the hub.
        shown: f64,
        /// Trust that the funder asked for.
        needed: f64,
    },
    /// The funder's money went to others.
    Outranked {
        /// Its place among the applications.
        rank: u32,
        /// How many applications there were.
        of: u32,
        /// How many of them were paid.
        paid: u32,
        /// Its score.
        score: f64,
        /// The lowest score that was paid; none if nothing was.
        lowest_paid_score: Option<f64>,
    },
    /// The funder paid.
    Granted {
        /// How much.
        fen: i64,
        /// Its place among the applications.
        rank: u32,
        /// How many applications there were.
        of: u32,
    },
}

/// A chance and what made it, with the draw that decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Risk {
    /// The chance, 0 to 1.
    pub chance: f64,
    /// The draw: it happens if the draw is less than the chance.
    pub draw: f64,
    /// The terms of the log-odds, the heaviest first; the base comes last.
    pub terms: Vec<Term>,
}

/// A term of log-odds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// Its name in the settings, for example `smallness`.
    pub name: String,
    /// What it is, in words.
    pub words: Bilingual,
    /// What it adds to the log-odds.
    pub log_odds: f64,
    /// By what it multiplies the odds: e to the power of the log-odds.
    pub factor: f64,
}
