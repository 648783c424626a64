//! The hub leaves: what was torn open, does it stay open?

use super::agenda::Intent;
use super::{Intervention, Words};
use crate::model::places::Places;
use crate::model::{Province, Settings};
use crate::settings::Problems;
use crate::settings::Source::Choice;

crate::settings! {
    /// The hub leaves in a year.
    pub struct HubExit {
        /// Whether the hub leaves.
        enabled: bool = false, "–", [0, 1], Choice("off: the hub stays"), "是否启用";
        /// First year without the hub.
        stop_year: i16 = 2022, "year", [1990, 2200], Choice("the year after the sponsor's money stops"), "枢纽离场的第一年";
    }
}

impl HubExit {
    /// Whether the hub has left by this year.
    pub fn has_left(&self, year: i16) -> bool {
        self.enabled && year >= self.stop_year
    }
}

impl Intervention for HubExit {
    fn name(&self) -> &'static str {
        "hub_exit"
    }

    fn words(&self) -> Words {
        Words {
            title: "the hub leaves",
            title_zh: "枢纽离场",
            help: "its core grant is free for other things",
            help_zh: "核心资助可作他用",
            harm: "accompaniment, introductions and endorsement end, and funders' trust in it fades by a fifth a year",
            harm_zh: "陪伴、引荐与背书终止，资助方的信任每年衰减五分之一",
        }
    }

    fn plan(&self, province: &Province, _settings: &Settings) -> Vec<Intent> {
        if self.has_left(province.year) && province.hub.active { vec![Intent::CloseHub] } else { Vec::new() }
    }

    fn check(&self, path: &str, settings: &Settings, _places: &Places, problems: &mut Problems) {
        let opening = &settings.interventions.opening;
        if self.enabled && opening.enabled {
            problems.expect(
                self.stop_year > opening.year,
                format!("{path}.stop_year"),
                (
                    format!("the hub would leave in {}, but it opens only in {}", self.stop_year, opening.year),
                    format!("枢纽将于 {} 年离场，但它 {} 年才开口", self.stop_year, opening.year),
                ),
                (
                    format!("choose {} or later, or move `interventions.opening.year`", opening.year + 1),
                    format!("请写 {} 年或更晚，或改动 `interventions.opening.year`", opening.year + 1),
                ),
            );
        }
    }
}
