//! The federation-backed channel: small organisations may raise money in public under a federation's licence.

use super::agenda::Intent;
use super::{Intervention, Words};
use crate::model::giving::Channel;
use crate::model::places::Places;
use crate::model::{Province, Settings};
use crate::settings::Problems;
use crate::settings::Source::{Assumed, Choice};

crate::settings! {
    /// A federation-backed channel of public fundraising.
    pub struct GivingChannel {
        /// Whether there is a channel.
        enabled: bool = false, "–", [0, 1], Choice("off in the baseline"), "是否启用";
        /// First year.
        first_year: i16 = 2019, "year", [1990, 2200], crate::settings::Source::Deck("joint brand with the provincial federation, 2018–2019 [D5]"), "起始年";
        /// How far the provincial federation's openness lifts the day's giving (option).
        mobilisation: f64 = 0.0, "–", [0.0, 10.0], Assumed("m_fed: option, off"), "慈善总会动员对捐款的提升（选项）";
        /// Share of gifts that stays with the federation when it mobilises (option).
        coopted_bp: u32 = 0, "basis points", [0, 6000], Assumed("s_coopt: option, off"), "动员时由慈善总会留存的比例（基点，选项）";
        /// How far a joint campaign moves the provincial federation's trust in the hub towards 1 (option).
        joint_trust: f64 = 0.0, "–", [0.0, 0.2], Assumed("eta_joint: option, off"), "联合筹款对枢纽信任的提升（选项）";
    }
}

impl Intervention for GivingChannel {
    fn name(&self) -> &'static str {
        "giving_channel"
    }

    fn words(&self) -> Words {
        Words {
            title: "federation-backed giving channel",
            title_zh: "慈善总会公募通道",
            help: "every organisation with enough method may raise money in public",
            help_zh: "方法达标的机构都能公开募款",
            harm: "fees, competition for the same gifts, and a federation that keeps its part",
            harm_zh: "管理费、对同一笔捐款的竞争，以及总会的留存",
        }
    }

    fn plan(&self, province: &Province, _settings: &Settings) -> Vec<Intent> {
        if !self.enabled || province.year < self.first_year {
            return Vec::new();
        }
        vec![Intent::OpenChannel(Channel {
            mobilisation: self.mobilisation,
            coopted_bp: self.coopted_bp,
            joint_trust: self.joint_trust,
        })]
    }

    fn check(&self, path: &str, settings: &Settings, _places: &Places, problems: &mut Problems) {
        problems.expect(
            !self.enabled || self.first_year > settings.run.base_year,
            format!("{path}.first_year"),
            (
                format!("the channel would open in {}, but until the base year {} all levers are off", self.first_year, settings.run.base_year),
                format!("渠道将于 {} 年开通，但到基准年 {} 为止各种手段均未启用", self.first_year, settings.run.base_year),
            ),
            crate::model::problems::from(settings.run.base_year + 1),
        );
    }
}
