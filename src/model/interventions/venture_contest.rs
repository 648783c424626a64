//! A venture-philanthropy contest 益齐鲁公益创投.

use super::agenda::Intent;
use super::{Intervention, Words};
use crate::model::funders::classes::Payer;
use crate::model::grants::contest::Contest;
use crate::model::places::Places;
use crate::model::{Province, Settings};
use crate::money::Money;
use crate::settings::Problems;
use crate::settings::Source::{Assumed, Choice, Deck, Literature};

crate::settings! {
    /// A venture-philanthropy contest of the provincial federation.
    pub struct VentureContest {
        /// Whether there is a contest.
        enabled: bool = false, "–", [0, 1], Choice("off in the baseline"), "是否启用";
        /// First year of a contest that the federation pays itself.
        first_year: i16 = 2018, "year", [1990, 2200], Assumed("y_vc: the deck gives no date [D5]"), "起始年";
        /// Last year of a contest that the federation pays itself.
        last_year: i16 = 2200, "year", [1990, 2200], Choice("open end"), "结束年";
        /// The funder that pays.
        payer: Payer = Payer::ProvincialFederation, "–", [0, 0], Deck("慈善山东·益齐鲁 [D5]"), "出资方";
        /// The most that the payer spends of its own in a year.
        budget_yuan: f64 = 3000000.0, "yuan per year", [0.0, 1e12], Assumed("vc_budget, 0–10 M; amounts of 益齐鲁 are unknown [D5, E15]"), "每年自有预算";
        /// Share of the outside payer's yearly budget that is spent instead; 0 for the funder's own money.
        sponsor_share: f64 = 0.0, "share of the sponsor's budget", [0.0, 1.0], Choice(""), "占外部预算的比例（0 表示自有资金）";
        /// One award.
        award_yuan: f64 = 60000.0, "yuan", [1000.0, 1e7], Literature("5万 (Zibo 2019) to 15万 (Guangzhou) per project [E15]"), "单项奖金";
        /// Share of the budget for administration.
        admin_bp: u32 = 0, "basis points", [0, 5000], Assumed("vc_admin"), "管理费比例（基点）";
        /// Whether the hub runs the contest and receives the administration.
        run_by_hub: bool = true, "–", [0, 1], Deck("pushed and helped by the hub [D5]"), "是否由枢纽承办";
    }
}

impl Intervention for VentureContest {
    fn name(&self) -> &'static str {
        "venture_contest"
    }

    fn words(&self) -> Words {
        Words {
            title: "venture-philanthropy contest",
            title_zh: "公益创投",
            help: "seed money and a jury's attention; grants to small organisations last",
            help_zh: "种子资金与评审反馈；对小机构的资助有持续作用",
            harm: "it selects the already strong, losers pay with people's time, and the money stops after a year",
            harm_zh: "选中的多是强者，落选者付出人力，资金一年即止",
        }
    }

    fn sponsor_share(&self) -> f64 {
        if self.enabled { self.sponsor_share } else { 0.0 }
    }

    fn plan(&self, province: &Province, settings: &Settings) -> Vec<Intent> {
        if !self.enabled || self.award_yuan <= 0.0 {
            return Vec::new();
        }
        let earmark = (self.sponsor_share > 0.0)
            .then(|| settings.sponsor.budget(province.year, true, self.sponsor_share));
        let own_year = (self.first_year..=self.last_year).contains(&province.year);
        let own = if own_year { Money::from_yuan(self.budget_yuan) } else { Money::ZERO };
        let budget = earmark.unwrap_or(own);
        if !budget.is_positive() {
            return Vec::new();
        }
        vec![Intent::Contest(Contest {
            payer: self.payer,
            earmark,
            budget,
            award: Money::from_yuan(self.award_yuan),
            admin_bp: self.admin_bp,
            run_by_hub: self.run_by_hub,
        })]
    }

    fn check(&self, path: &str, settings: &Settings, _places: &Places, problems: &mut Problems) {
        if !self.enabled {
            return;
        }
        problems.expect(
            self.first_year <= self.last_year,
            format!("{path}.last_year"),
            (
                format!("the contest would end in {}, before it begins in {}", self.last_year, self.first_year),
                format!("创投将于 {} 年结束，早于开始的 {} 年", self.last_year, self.first_year),
            ),
            crate::model::problems::SWAP,
        );
        problems.expect(
            self.first_year > settings.run.base_year || self.sponsor_share > 0.0,
            format!("{path}.first_year"),
            (
                format!("the contest would begin in {}, but until the base year {} all levers are off", self.first_year, settings.run.base_year),
                format!("创投将始于 {} 年，但到基准年 {} 为止各种手段均未启用", self.first_year, settings.run.base_year),
            ),
            crate::model::problems::from(settings.run.base_year + 1),
        );
    }
}
