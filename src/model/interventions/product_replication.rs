//! Product replication 好公益平台 / 壹基金: a standard product with money attached, in more and more counties.

use super::agenda::Intent;
use super::{Intervention, Words};
use crate::ledger::Outside;
use crate::model::funders::classes::Payer;
use crate::model::places::Places;
use crate::model::programme::landing::{NewcomerSelection, SlotCount, SlotOffer};
use crate::model::{Province, Settings};
use crate::money::Money;
use crate::settings::Problems;
use crate::settings::Source::{Choice, Deck};

crate::settings! {
    /// Slots of standard products.
    pub struct ProductReplication {
        /// Whether products are replicated.
        enabled: bool = false, "–", [0, 1], Choice("off in the baseline"), "是否启用";
        /// Share of the sponsor's yearly budget that it spends on slots.
        sponsor_share: f64 = 0.0, "share of the sponsor's budget", [0.0, 1.0], Choice(""), "占外部预算的比例";
        /// The funder that pays the sponsor's slots out.
        payer: Payer = Payer::NationalA, "–", [0, 0], Deck("One Foundation's stations [D3]"), "发放资金的资助方";
        /// Products with their own money from outside, each for some years through one funder.
        rows products: Product, "自带资金的产品：年份、资助方与名额";
    }
}

crate::settings! {
    /// A product: so many slots in each of some years, paid from outside through a funder.
    pub struct Product {
        /// First year.
        first_year: i16 = 2018, "year", [1990, 2200], Deck("40 slots from 2018 on [D4]"), "起始年";
        /// Last year.
        last_year: i16 = 2018, "year", [1990, 2200], Choice(""), "结束年";
        /// The funder that pays the slots out.
        payer: Payer = Payer::NationalA, "–", [0, 0], Deck("One Foundation, Oxfam [D4]"), "资助方";
        /// Slots in each year.
        slots: u32 = 0, "slots per year", [0, 100000], Deck("40 One Foundation, 6–7 Oxfam [D4]"), "每年名额";
        /// Money of one slot; 0 for the programme's.
        unit_yuan: f64 = 0.0, "yuan per year", [0.0, 1e7], Choice("0: `programme.unit_yuan`"), "每个名额的资助额（0 为采用项目标准）";
    }
}

impl Product {
    fn offer(&self) -> SlotOffer {
        SlotOffer {
            after_products: false,
            source: Outside::Endower,
            payer: self.payer,
            size: SlotCount::Number(self.slots),
            unit: (self.unit_yuan > 0.0).then(|| Money::from_yuan(self.unit_yuan)),
            counties: Vec::new(),
            selection: NewcomerSelection::Usual,
        }
    }
}

impl Intervention for ProductReplication {
    fn name(&self) -> &'static str {
        "product_replication"
    }

    fn words(&self) -> Words {
        Words {
            title: "product replication",
            title_zh: "产品复制",
            help: "restricted money and a standard slot in more counties make evidence",
            help_zh: "更多县有了专项资金与标准化名额，形成证据",
            harm: "weak organisations take slots, are overloaded, work badly and leave",
            harm_zh: "弱小机构承接名额后过载、质量下降并退出",
        }
    }

    fn sponsor_share(&self) -> f64 {
        if self.enabled { self.sponsor_share } else { 0.0 }
    }

    fn plan(&self, province: &Province, settings: &Settings) -> Vec<Intent> {
        if !self.enabled {
            return Vec::new();
        }
        let runs = |product: &&Product| {
            (product.first_year..=product.last_year).contains(&province.year) && product.slots > 0
        };
        let mut offers: Vec<SlotOffer> = self.products.iter().filter(runs).map(Product::offer).collect();
        let budget = settings.sponsor.budget(province.year, true, self.sponsor_share);
        if budget.is_positive() {
            offers.push(SlotOffer {
                source: Outside::Sponsor,
                size: SlotCount::Worth(budget),
                payer: self.payer,
                ..Product::default().offer()
            });
        }
        offers.into_iter().map(Intent::Slots).collect()
    }

    fn check(&self, path: &str, settings: &Settings, _places: &Places, problems: &mut Problems) {
        for (row, product) in self.products.iter().enumerate() {
            let path = format!("{path}.products[{row}]");
            problems.expect(
                product.first_year <= product.last_year,
                format!("{path}.last_year"),
                (
                    format!("the product would end in {}, before it begins in {}", product.last_year, product.first_year),
                    format!("产品将于 {} 年结束，早于开始的 {} 年", product.last_year, product.first_year),
                ),
                crate::model::problems::SWAP,
            );
            problems.expect(
                product.first_year > settings.run.base_year,
                format!("{path}.first_year"),
                (
                    format!(
                        "the product would begin in {}, but until the base year {} all levers are off",
                        product.first_year, settings.run.base_year
                    ),
                    format!(
                        "产品将始于 {} 年，但到基准年 {} 为止各种手段均未启用",
                        product.first_year, settings.run.base_year
                    ),
                ),
                crate::model::problems::from(settings.run.base_year + 1),
            );
        }
        if self.enabled {
            super::needs_a_hub(("product replication", "产品复制"), path, settings, problems);
        }
    }
}
