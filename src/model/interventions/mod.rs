//! Interventions: what can be tried in the region, one file each.
//!
//! An intervention only plans. Each year it looks at the region and returns [`Intent`]s; [`agenda`] checks them and
//! puts them in a fixed order, and the steps of the round carry them out and post the money.
//!
//! To add one: a file here with its settings, words, plan and tests, and a line in the list below. It may return any
//! intent; if none fits, a new intent is a variant in `agenda.rs` and the step that carries it out.

pub mod agenda;

use super::places::Places;
use super::{Province, Settings};
use crate::settings::Problems;
pub use agenda::{Agenda, Intent};

/// What users read about an intervention, in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// What it is called.
    pub title: &'static str,
    /// What it is called, in Chinese.
    pub title_zh: &'static str,
    /// How it may help, and through which variable.
    pub help: &'static str,
    /// How it may help, in Chinese.
    pub help_zh: &'static str,
    /// How it may harm, and through which variable.
    pub harm: &'static str,
    /// How it may harm, in Chinese.
    pub harm_zh: &'static str,
}

/// Something that can be tried in the region.
pub trait Intervention {
    /// The name of its table in a scenario.
    fn name(&self) -> &'static str;

    /// What users read about it.
    fn words(&self) -> Words;

    /// What it wants to happen this year; nothing in years in which it has neither budget nor slots.
    fn plan(&self, province: &Province, settings: &Settings) -> Vec<Intent>;

    /// Its share of the outside payer's budget; zero when it is off or has money of its own.
    fn sponsor_share(&self) -> f64 {
        0.0
    }

    /// What is wrong with its settings beyond their ranges; `path` is its table.
    fn check(&self, path: &str, settings: &Settings, places: &Places, problems: &mut Problems) {
        let _ = (path, settings, places, problems);
    }
}

macro_rules! interventions {
    ($($(#[doc = $about:literal])+ $name:ident: $settings:ident,)+) => {
        $(pub mod $name;)+

        crate::settings! {
            /// Everything that can be tried; all are off until a scenario enables them.
            pub struct Interventions {
                $($(#[doc = $about])+ group $name: $name::$settings = Default::default();)+
            }
        }

        impl Interventions {
            /// Every intervention, in the order of the list.
            pub fn each(&self) -> [&dyn Intervention; [$(stringify!($name)),+].len()] {
                [$(&self.$name),+]
            }
        }
    };
}

interventions! {
    /// Federation transition: the hub speaks to the charity federations, and an outside payer shares their slots.
    federation_transition: FederationTransition,
    /// A federation-backed channel through which small organisations may raise money in public.
    giving_channel: GivingChannel,
    /// Government leverage: once coverage is shown, government pays for slots in the whole province.
    government_leverage: GovernmentLeverage,
    /// The hub leaves.
    hub_exit: HubExit,
    /// Grants drawn by lot among small organisations: an experiment.
    lottery_grants: LotteryGrants,
    /// A matching pool on top of the national match.
    matched_giving: MatchedGiving,
    /// Tear an opening: the hub, its first contacts and its first slots.
    opening: Opening,
    /// More slots of a standard product.
    product_replication: ProductReplication,
    /// A larger hub: more days of accompaniment, coaching and everything else.
    capacity_support: CapacitySupport,
    /// Stipends for staff of landing organisations (option).
    talent_stipend: TalentStipend,
    /// A venture-philanthropy contest.
    venture_contest: VentureContest,
}

/// Reports a lever that can do nothing without the opening.
fn needs_a_hub((what, what_zh): (&str, &str), path: &str, settings: &Settings, problems: &mut Problems) {
    problems.expect(
        settings.interventions.opening.is_on(),
        format!("{path}.enabled"),
        (
            format!("{what} needs the hub, but no opening is enabled"),
            format!("{what_zh}离不开枢纽，但没有启用撕开口子"),
        ),
        (
            "add `[interventions.opening]` with `enabled = true`, or extend a scenario that has it",
            "请加上 `[interventions.opening]` 与 `enabled = true`，或扩展已启用它的情景",
        ),
    );
}
