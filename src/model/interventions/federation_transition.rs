//! Federation transition 慈善总会转型: the federations become funders of grassroots organisations.

use super::agenda::Intent;
use super::{Intervention, Words};
use crate::model::places::Places;
use crate::model::programme::landing::SharedSlots;
use crate::model::{Province, Settings};
use crate::settings::Problems;
use crate::settings::Source::{Choice, Deck};

crate::settings! {
    /// The hub speaks to the federations, and an outside payer may share the cost of their slots.
    pub struct FederationTransition {
        /// Whether the federations are addressed.
        enabled: bool = false, "–", [0, 1], Choice("off in the baseline"), "是否启用";
        /// First year in which the hub speaks to them.
        first_year: i16 = 2018, "year", [1990, 2200], Deck("help federations change their ideas; y_fed ≥ the opening + 1 [D6]"), "开始游说慈善总会的年份";
        /// Share of the outside payer's yearly budget for a part of the federations' slots.
        sponsor_share: f64 = 0.0, "share of the sponsor's budget", [0.0, 1.0], Choice("0: advocacy without money"), "占外部预算的比例";
        /// Part of each of the federations' slots that the outside payer pays.
        shared_part_bp: u32 = 5000, "basis points", [0, 10000], Choice("half and half"), "外部资金分担每个名额的比例（基点）";
    }
}

impl Intervention for FederationTransition {
    fn name(&self) -> &'static str {
        "federation_transition"
    }

    fn words(&self) -> Words {
        Words {
            title: "federation transition",
            title_zh: "慈善总会转型",
            help: "federations come to trust the hub, and their idle money pays for slots",
            help_zh: "慈善总会建立对枢纽的信任，闲置资金转为落地名额",
            harm: "the hub's days are taken from the field, and direct relief falls",
            harm_zh: "枢纽的时间从一线移走，直接救助减少",
        }
    }

    fn sponsor_share(&self) -> f64 {
        if self.enabled { self.sponsor_share } else { 0.0 }
    }

    fn plan(&self, province: &Province, settings: &Settings) -> Vec<Intent> {
        if !self.enabled {
            return Vec::new();
        }
        let mut intents = Vec::new();
        if province.year >= self.first_year {
            intents.push(Intent::AddressFederations);
        }
        let budget = settings.sponsor.budget(province.year, true, self.sponsor_share);
        if budget.is_positive() && self.shared_part_bp > 0 {
            intents.push(Intent::ShareSlots(SharedSlots { federations: true, share_bp: self.shared_part_bp, budget }));
        }
        intents
    }

    fn check(&self, path: &str, settings: &Settings, _places: &Places, problems: &mut Problems) {
        if !self.enabled {
            return;
        }
        super::needs_a_hub(("federation transition", "慈善总会转型"), path, settings, problems);
        let opening = settings.interventions.opening.year;
        problems.expect(
            self.first_year > opening,
            format!("{path}.first_year"),
            (
                format!("the hub would speak to the federations in {}, but it opens in {opening} and has nothing to show before {}", self.first_year, opening + 1),
                format!("枢纽将于 {} 年与慈善总会接触，但它 {opening} 年才开口，{} 年之前没有成果可看", self.first_year, opening + 1),
            ),
            crate::model::problems::from(opening + 1),
        );
    }
}
