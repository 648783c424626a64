//! Government leverage 撬动政府: once coverage is shown, the child-welfare office pays for slots in the whole province.

use super::agenda::Intent;
use super::{Intervention, Words};
use crate::ledger::Outside;
use crate::model::funders::classes::Payer;
use crate::model::places::Places;
use crate::model::programme::landing::{NewcomerSelection, SlotCount, SlotOffer};
use crate::model::{Province, Settings};
use crate::money::Money;
use crate::settings::Problems;
use crate::settings::Source::{Choice, Deck, Tuned};

crate::settings! {
    /// Government pays for slots once it has seen enough.
    pub struct GovernmentLeverage {
        /// Whether government can be levered.
        enabled: bool = false, "–", [0, 1], Choice("off in the baseline"), "是否启用";
        /// First year of the treasury's money.
        first_year: i16 = 2019, "year", [1990, 2200], Deck("from 2019 [D6]"), "起始年";
        /// The treasury's money each year.
        amount_yuan: f64 = 8000000.0, "yuan per year", [0.0, 1e12], Tuned("0–20 M"), "每年财政资金";
        /// Coverage that the office must have seen before the treasury pays.
        trigger: f64 = 0.15, "coverage", [0.0, 1.0], Tuned("calibrated .05–.4"), "财政出资所需的覆盖率";
        /// Share of the outside payer's yearly budget that is spent instead, from the first evidence on; 0 for the treasury's.
        sponsor_share: f64 = 0.0, "share of the sponsor's budget", [0.0, 1.0], Choice("no trigger here: it would be an artefact of one threshold"), "占外部预算的比例（0 表示财政资金）";
    }
}

impl Intervention for GovernmentLeverage {
    fn name(&self) -> &'static str {
        "government_leverage"
    }

    fn words(&self) -> Words {
        Words {
            title: "government leverage",
            title_zh: "撬动政府",
            help: "slots in the whole province once coverage is shown",
            help_zh: "证明覆盖率之后，全省设置名额",
            harm: "slots flood weak organisations, and the network depends on one payer who may stop",
            harm_zh: "名额涌向弱小机构，网络依赖随时可能停止的单一出资方",
        }
    }

    fn sponsor_share(&self) -> f64 {
        if self.enabled { self.sponsor_share } else { 0.0 }
    }

    fn plan(&self, province: &Province, settings: &Settings) -> Vec<Intent> {
        let shown = province.funders.evidence[province.funders.child_welfare_office() as usize];
        let sponsored = self.sponsor_share > 0.0;
        let (source, money, convinced) = if sponsored {
            let budget = settings.sponsor.budget(province.year, true, self.sponsor_share);
            (Outside::Sponsor, budget, shown > 0.0)
        } else {
            (Outside::Treasury, Money::from_yuan(self.amount_yuan), shown >= self.trigger)
        };
        let has_begun = sponsored || province.year >= self.first_year;
        // Before there is a hub there is nothing to lever, whatever the trigger.
        if !self.enabled || !has_begun || !convinced || !money.is_positive() || !province.hub.existed {
            return Vec::new();
        }
        vec![Intent::Slots(SlotOffer {
            after_products: true,
            source,
            payer: Payer::ChildWelfareOffice,
            size: SlotCount::Worth(money),
            unit: None,
            counties: Vec::new(),
            selection: NewcomerSelection::Usual,
        })]
    }

    fn check(&self, path: &str, settings: &Settings, _places: &Places, problems: &mut Problems) {
        if !self.enabled {
            return;
        }
        super::needs_a_hub(("government leverage", "撬动政府"), path, settings, problems);
        problems.expect(
            self.first_year > settings.run.base_year || self.sponsor_share > 0.0,
            format!("{path}.first_year"),
            (
                format!("government would pay in {}, but until the base year {} all levers are off", self.first_year, settings.run.base_year),
                format!("政府将从 {} 年起出资，但到基准年 {} 为止各种手段均未启用", self.first_year, settings.run.base_year),
            ),
            crate::model::problems::from(settings.run.base_year + 1),
        );
    }
}
