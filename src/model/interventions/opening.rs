//! Tear an opening 撕一个口子: one organisation finds one sum of money, does one project.
//!
//! A hub opens with a core grant, makes its first contacts and fills its first slots. Everything else in the deck's
//! path grows from here or is paid for separately.

use super::agenda::{CoreGrant, HubOpening, Intent};
use super::{Intervention, Words};
use crate::ledger::Outside;
use crate::model::funders::classes::Payer;
use crate::model::hub::CorePayer;
use crate::model::places::Places;
use crate::model::programme::landing::{NewcomerSelection, SlotCount, SlotOffer};
use crate::model::{Province, Settings};
use crate::money::Money;
use crate::settings::Problems;
use crate::settings::Source::{Assumed, Choice, Deck, Tuned};

crate::settings! {
    /// Tear an opening: a hub, its first contacts and its first slots.
    pub struct Opening {
        /// Whether a hub opens at all.
        enabled: bool = false, "–", [0, 1], Choice("off in the baseline"), "是否启用";
        /// Year in which the hub opens.
        year: i16 = 2017, "year", [1990, 2200], Deck("2017, preparation of a launch on 8 January 2018 [D3, E18]"), "枢纽成立年份";
        /// Who pays the hub's core grant and the first slots.
        payer: Payer = Payer::NationalA, "–", [0, 0], Deck("One Foundation [D3]"), "出资方";
        /// The hub's core grant, each year, from the payer's own balance.
        core_grant_yuan: f64 = 300000.0, "yuan per year", [0.0, 1e9], Tuned("hub_grant, .1–.8 M; no source for any hub's budget"), "枢纽每年核心资助";
        /// Organisations that the hub knows from the first day.
        first_contacts: u32 = 100, "organisations", [0, 1000000], Deck("100 partners interested in children [D3]"), "最初接触的机构数";
        /// Slots in the first year, paid from outside through the payer.
        slots: u32 = 15, "slots", [0, 100000], Deck("15 landing organisations [D3, E18]"), "首年落地名额";
        /// Counties where the first slots may be filled; empty for all. A name, or city/county.
        counties: Vec<String> = Vec::new(), "names of counties", [0, 0], Choice("empty: everywhere"), "首批名额限定的县（空为不限）";
        /// How newcomers are chosen for the first slots.
        selection: NewcomerSelection = NewcomerSelection::Usual, "–", [0, 0], Assumed("quality with some luck"), "首批机构的挑选方式";
    }
}

impl Opening {
    /// Whether there is anything to open.
    pub fn is_on(&self) -> bool {
        self.enabled && (self.core_grant_yuan > 0.0 || self.first_contacts > 0 || self.slots > 0)
    }
}

impl Intervention for Opening {
    fn name(&self) -> &'static str {
        "opening"
    }

    fn words(&self) -> Words {
        Words {
            title: "tear an opening",
            title_zh: "撕一个口子",
            help: "first successes become evidence, and their neighbours and funders see them",
            help_zh: "首批成功成为证据，邻近机构与资助方看得见",
            harm: "failed projects cost reputation and trust, and those who leave are harder to win back",
            harm_zh: "失败的项目损失声誉与信任，退出者更难再争取",
        }
    }

    fn plan(&self, province: &Province, _settings: &Settings) -> Vec<Intent> {
        if !self.is_on() || province.year < self.year {
            return Vec::new();
        }
        let mut intents = Vec::new();
        if province.year == self.year {
            intents.push(Intent::OpenHub(HubOpening { payer: self.payer, first_contacts: self.first_contacts }));
            let counties = self.counties.iter().filter_map(|name| province.places.find(name)).collect();
            if self.slots > 0 {
                intents.push(Intent::Slots(SlotOffer {
                    after_products: false,
                    source: Outside::Endower,
                    payer: self.payer,
                    size: SlotCount::Number(self.slots),
                    unit: None,
                    counties,
                    selection: self.selection,
                }));
            }
        }
        intents.push(Intent::CoreGrant(CoreGrant {
            payer: CorePayer::Funder(self.payer),
            amount: Money::from_yuan(self.core_grant_yuan),
        }));
        intents
    }

    fn check(&self, path: &str, settings: &Settings, places: &Places, problems: &mut Problems) {
        if !self.enabled {
            return;
        }
        problems.expect(
            self.year > settings.run.base_year,
            format!("{path}.year"),
            (
                format!("the opening is in {}, but until the base year {} all levers are off", self.year, settings.run.base_year),
                format!("口子开在 {} 年，但到基准年 {} 为止各种手段均未启用", self.year, settings.run.base_year),
            ),
            crate::model::problems::from(settings.run.base_year + 1),
        );
        for (number, name) in self.counties.iter().enumerate() {
            if places.find(name).is_none() {
                problems.add(
                    format!("{path}.counties[{number}]"),
                    (
                        format!("`{name}` names no county of the region, or more than one"),
                        format!("区域中没有名为“{name}”的区县，或不止一个"),
                    ),
                    places.suggest(name),
                );
            }
        }
    }
}
