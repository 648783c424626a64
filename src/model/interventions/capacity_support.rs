//! Capacity support 督导与陪伴: a larger hub.

use super::agenda::{CoreGrant, Intent};
use super::{Intervention, Words};
use crate::model::hub::CorePayer;
use crate::model::places::Places;
use crate::model::{Province, Settings};
use crate::settings::Problems;
use crate::settings::Source::Choice;

crate::settings! {
    /// A second core grant to the hub, from the outside payer.
    pub struct CapacitySupport {
        /// Whether the hub is enlarged.
        enabled: bool = false, "–", [0, 1], Choice("off in the baseline"), "是否启用";
        /// Share of the sponsor's yearly budget that it spends.
        sponsor_share: f64 = 1.0, "share of the sponsor's budget", [0.0, 1.0], Choice(""), "占外部预算的比例";
    }
}

impl Intervention for CapacitySupport {
    fn name(&self) -> &'static str {
        "capacity_support"
    }

    fn words(&self) -> Words {
        Words {
            title: "capacity support",
            title_zh: "能力支持",
            help: "borrowed capacity raises quality and keeps organisations in the network, and they learn faster",
            help_zh: "借用的能力提升质量、留住机构，学习更快",
            harm: "organisations lean on borrowed brain and learn less of their own, and days cost real money",
            harm_zh: "机构依赖借用的能力，自身学习变慢；人力日成本真实存在",
        }
    }

    fn sponsor_share(&self) -> f64 {
        if self.enabled { self.sponsor_share } else { 0.0 }
    }

    fn plan(&self, province: &Province, settings: &Settings) -> Vec<Intent> {
        let amount = settings.sponsor.budget(province.year, self.enabled, self.sponsor_share);
        if !amount.is_positive() {
            return Vec::new();
        }
        vec![Intent::CoreGrant(CoreGrant { payer: CorePayer::Sponsor, amount })]
    }

    fn check(&self, path: &str, settings: &Settings, _places: &Places, problems: &mut Problems) {
        if self.enabled {
            super::needs_a_hub(("capacity support", "能力支持"), path, settings, problems);
        }
    }
}
