//! Grants drawn by lot among small organisations: the experiment that nature rarely makes.

use super::agenda::{Intent, Transfer};
use super::{Intervention, Words};
use crate::ledger::{Kind, Outside};
use crate::model::{Province, Settings};
use crate::model::places::Places;
use crate::money::Money;
use crate::random::Purpose;
use crate::real::order;
use crate::settings::Problems;
use crate::settings::Source::{Assumed, Literature};

crate::settings! {
    /// A one-off grant to small organisations drawn by lot.
    pub struct LotteryGrants {
        /// Whether lots are drawn.
        enabled: bool = false, "–", [0, 1], crate::settings::Source::Choice("an experiment, not a lever of the deck"), "是否启用";
        /// Year of the grant.
        year: i16 = 2017, "year", [1990, 2200], crate::settings::Source::Choice(""), "发放年份";
        /// How many organisations win.
        winners: u32 = 100, "organisations", [0, 1000000], crate::settings::Source::Choice(""), "中签机构数";
        /// One grant.
        grant_yuan: f64 = 60000.0, "yuan", [0.0, 1e7], Literature("like UK lottery grants to small charities (Andreoni, Payne and Smith 2014) [E7]"), "单笔资助";
        /// The most people with which an organisation counts as small.
        people_max: f64 = 0.3, "–", [0.0, 1.0], Assumed("volunteer groups and small NGOs"), "小机构的人力上限";
    }
}

impl LotteryGrants {
    /// Positions of the winners: the smallest lots among small organisations.
    pub fn winners(&self, province: &Province) -> Vec<usize> {
        let organisations = &province.organisations;
        let mut draws = province.draws.in_year(province.year, Purpose::LOTTERY);
        let mut lots: Vec<(f64, u32, usize)> = organisations
            .living()
            .filter(|&i| organisations.people[i] <= self.people_max)
            .map(|i| (draws.uniform(organisations.id[i], 0), organisations.id[i], i))
            .collect();
        lots.sort_by(|a, b| order(a.0, b.0).then(a.1.cmp(&b.1)));
        lots.into_iter().take(self.winners as usize).map(|lot| lot.2).collect()
    }
}

impl Intervention for LotteryGrants {
    fn name(&self) -> &'static str {
        "lottery_grants"
    }

    fn words(&self) -> Words {
        Words {
            title: "grants by lot",
            title_zh: "抽签资助",
            help: "cash bridges a lean year, and survival rises",
            help_zh: "现金帮助度过困难年份，存活率上升",
            harm: "it stops after a year and reaches no one who would have used it best",
            harm_zh: "一年即止，也不挑选最能用好的机构",
        }
    }

    fn plan(&self, province: &Province, _settings: &Settings) -> Vec<Intent> {
        let amount = Money::from_yuan(self.grant_yuan);
        if !self.enabled || province.year != self.year || !amount.is_positive() {
            return Vec::new();
        }
        let transfer = |organisation| Transfer { kind: Kind::LotteryGrant, source: Outside::Sponsor, organisation, amount };
        self.winners(province).into_iter().map(transfer).map(Intent::Transfer).collect()
    }

    fn check(&self, path: &str, settings: &Settings, _places: &Places, problems: &mut Problems) {
        problems.expect(
            !self.enabled || self.year > settings.run.base_year,
            format!("{path}.year"),
            (
                format!("lots would be drawn in {}, but until the base year {} all levers are off", self.year, settings.run.base_year),
                format!("抽签将在 {} 年，但到基准年 {} 为止各种手段均未启用", self.year, settings.run.base_year),
            ),
            crate::model::problems::from(settings.run.base_year + 1),
        );
    }
}
