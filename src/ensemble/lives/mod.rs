//! Why: the life of one organisation, a county or a funder, told year by year in sentences, and where fates part.
//!
//! A replicate is lived again, step by step, and looked at after each step; runs keep nothing for it. The traced
//! world is the same world: it differs only in that its ledger keeps the year's postings, which no rule reads, so its
//! state hashes are those of the run. Where another scenario is set beside it, the first year and step are found at
//! which the organisation itself differs. What would have saved it, or kept it in the network, is not guessed: one named change is made to this
//! organisation alone in a copy of its province, and the copy lives on.
//!
//! [`tell`] is the front door for organisations, [`county::tell`] and [`funder::tell`] for the others, and
//! [`picks::pick`] finds telling organisations by rule. Sentences stand in `sentences.rs`, names in `wording.rs`.

mod collection;
pub mod county;
pub mod funder;
mod life;
mod parting;
pub mod picks;
mod rescue;
mod rescue_told;
mod sentences;
mod spells;
mod stage;
mod story;
mod tracer;
pub mod wording;

pub use collection::gather;
pub use life::{Asking, Candidacy, Event, Life, LifeYear, Movement, Refusal, Risk, Span, Term, What};
pub use parting::{Difference, Parting};
pub use rescue::{Attempt, Rescue, Stay};
pub use stage::{live_year, with_postings};
pub use story::{Chapter, Part, Request, Side, Story, state_hashes, tell};
pub use wording::Bilingual;
