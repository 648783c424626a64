//! Talent stipends (option): money for a person in a landing organisation, who may come from a neighbour.

use super::agenda::{CapacityChange, Faculty, Intent, Transfer};
use super::{Intervention, Words};
use crate::ledger::{Kind, Outside};
use crate::model::hub::landing;
use crate::model::{Province, Settings};
use crate::model::places::Places;
use crate::money::Money;
use crate::random::Purpose;
use crate::settings::Problems;
use crate::settings::Source::{Assumed, Choice};

crate::settings! {
    /// Stipends for staff of landing organisations.
    pub struct TalentStipend {
        /// Whether stipends are paid.
        enabled: bool = false, "–", [0, 1], Choice("option, off"), "是否启用";
        /// Share of the sponsor's yearly budget that is spent on stipends.
        sponsor_share: f64 = 1.0, "share of the sponsor's budget", [0.0, 1.0], Choice(""), "占外部预算的比例";
        /// One stipend.
        stipend_yuan: f64 = 48000.0, "yuan per year", [1000.0, 1e6], Assumed("pay of about 4,000 a month [E12]"), "一份津贴";
        /// Share of the people so won that another organisation of the county loses.
        poached_share: f64 = 0.5, "share", [0.0, 1.0], Assumed("no source"), "从同县其他机构挖来的比例";
    }
}

impl Intervention for TalentStipend {
    fn name(&self) -> &'static str {
        "talent_stipend"
    }

    fn words(&self) -> Words {
        Words {
            title: "talent stipend",
            title_zh: "人才津贴",
            help: "people stay where the work is",
            help_zh: "把人留在一线",
            harm: "they are partly poached from neighbours, and leave with the stipend",
            harm_zh: "部分人才从邻近机构挖来，津贴停止即离开",
        }
    }

    fn sponsor_share(&self) -> f64 {
        if self.enabled { self.sponsor_share } else { 0.0 }
    }

    fn plan(&self, province: &Province, settings: &Settings) -> Vec<Intent> {
        let budget = settings.sponsor.budget(province.year, self.enabled, self.sponsor_share);
        let stipend = Money::from_yuan(self.stipend_yuan);
        if !budget.is_positive() || !stipend.is_positive() {
            return Vec::new();
        }
        let organisations = &province.organisations;
        let mut draws = province.draws.in_year(province.year, Purpose::STIPEND);
        // Those in the network since longest come first.
        let mut receivers: Vec<(i16, u32, usize)> =
            landing(organisations).map(|i| (organisations.landed[i], organisations.id[i], i)).collect();
        receivers.sort_unstable();
        let won = self.stipend_yuan / settings.capacity.wage_yuan;
        let mut intents = Vec::new();
        for (_, id, i) in receivers.into_iter().take(budget.how_many(stipend) as usize) {
            intents.push(Intent::Transfer(Transfer {
                kind: Kind::TalentStipend,
                source: Outside::Sponsor,
                organisation: i,
                amount: stipend,
            }));
            let gain = won * (1.0 - organisations.people[i]);
            let people = |organisation, change| {
                Intent::Capacity(CapacityChange { faculty: Faculty::People, organisation, change })
            };
            intents.push(people(i, gain));
            let county = organisations.county[i];
            let point = draws.uniform(id, 0);
            let loser = province
                .rings
                .in_county_from(organisations, county, point)
                .find(|&other| other != i && organisations.alive[other]);
            if let Some(loser) = loser {
                intents.push(people(loser, -self.poached_share * gain));
            }
        }
        intents
    }

    fn check(&self, path: &str, settings: &Settings, _places: &Places, problems: &mut Problems) {
        if self.enabled {
            super::needs_a_hub(("talent stipend", "人才津贴"), path, settings, problems);
        }
    }
}
