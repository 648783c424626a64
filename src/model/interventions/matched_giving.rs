//! Matched giving 99配捐: a matching pool on top of the national match.

use super::agenda::Intent;
use super::{Intervention, Words};
use crate::ledger::Outside;
use crate::model::giving::matching::{MatchRule, Pool};
use crate::model::places::Places;
use crate::model::{Province, Settings};
use crate::money::Money;
use crate::settings::Problems;
use crate::settings::Source::{Assumed, Choice, Literature};

crate::settings! {
    /// A matching pool on top of the national match.
    pub struct MatchedGiving {
        /// Whether there is a pool.
        enabled: bool = false, "–", [0, 1], Choice("off in the baseline"), "是否启用";
        /// First year of the pool sponsor's own pool.
        first_year: i16 = 2019, "year", [1990, 2200], crate::settings::Source::Deck("the provincial federation supports the match in 2018–19 [D5]"), "起始年";
        /// The pool each year, from the pool sponsor.
        pool_yuan: f64 = 3000000.0, "yuan per year", [0.0, 1e12], Assumed(".5–20 M"), "每年配捐池";
        /// Share of the outside payer's yearly budget that is the pool instead; 0 for the pool sponsor's own pool.
        sponsor_share: f64 = 0.0, "share of the sponsor's budget", [0.0, 1.0], Choice(""), "占外部预算的比例（0 表示配捐方自有资金）";
        /// The most that a given yuan is matched with.
        rate_bp: u32 = 10000, "basis points", [0, 1000000], Assumed("ρ, 500 and more"), "配捐比例上限（基点）";
        /// Whether the rate binds; without it a pool shared in proportion is always given out whole.
        rate_binds: bool = true, "–", [0, 1], Choice("off in the equal-money set"), "配捐比例上限是否生效";
        /// How the pool is shared out.
        rule: MatchRule = MatchRule::ProRata, "–", [0, 0], Assumed("platforms share by undisclosed rules [E2]"), "配捐分配规则";
        /// How far the pool lifts giving.
        lift: f64 = 0.19, "share of gifts", [0.0, 0.3], Literature("ηm: +19 % revenue per letter, the ratio does not matter (Karlan and List 2007) [E4]"), "配捐对捐款的提升";
    }
}

impl Intervention for MatchedGiving {
    fn name(&self) -> &'static str {
        "matched_giving"
    }

    fn words(&self) -> Words {
        Words {
            title: "matched giving",
            title_zh: "配捐",
            help: "a match lifts giving and adds project money",
            help_zh: "配捐提升捐款并增加项目资金",
            harm: "campaigns wear people out, gamers draw from the pool, and giving is partly only shifted in time",
            harm_zh: "筹款活动消耗人力，套捐者挤占配捐池，部分捐款只是时间上的转移",
        }
    }

    fn sponsor_share(&self) -> f64 {
        if self.enabled { self.sponsor_share } else { 0.0 }
    }

    fn plan(&self, province: &Province, settings: &Settings) -> Vec<Intent> {
        if !self.enabled || settings.giving.day_yuan.at(province.year) <= 0.0 {
            return Vec::new();
        }
        let (source, size) = if self.sponsor_share > 0.0 {
            (Outside::Sponsor, settings.sponsor.budget(province.year, true, self.sponsor_share))
        } else if province.year >= self.first_year {
            (Outside::PoolSponsor, province.national_part(settings, Money::from_yuan(self.pool_yuan)))
        } else {
            return Vec::new();
        };
        let rate_bp = self.rate_binds.then_some(self.rate_bp);
        if !size.is_positive() || rate_bp == Some(0) {
            return Vec::new();
        }
        vec![Intent::Pool(Pool { source, size, rate_bp, rule: self.rule, lift: self.lift })]
    }

    fn check(&self, path: &str, settings: &Settings, _places: &Places, problems: &mut Problems) {
        if !self.enabled {
            return;
        }
        problems.expect(
            self.rate_binds || self.rule == MatchRule::ProRata,
            format!("{path}.rate_binds"),
            (
                "first come, first served needs a rate, or the first gift would take the whole pool",
                "先到先得须有配捐比例，否则第一笔捐款就会拿走整个配捐池",
            ),
            (
                "set `rate_binds = true`, or `rule = \"prorata\"`",
                "请写 `rate_binds = true`，或 `rule = \"prorata\"`",
            ),
        );
        problems.expect(
            self.first_year > settings.run.base_year || self.sponsor_share > 0.0,
            format!("{path}.first_year"),
            (
                format!("the pool would open in {}, but until the base year {} all levers are off", self.first_year, settings.run.base_year),
                format!("配捐池将于 {} 年启用，但到基准年 {} 为止各种手段均未启用", self.first_year, settings.run.base_year),
            ),
            crate::model::problems::from(settings.run.base_year + 1),
        );
    }
}
