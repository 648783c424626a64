//! What charts say, in English and 简体中文: languages, short names of metrics, units, sectors.

use super::numbers;
use crate::ledger::Sector;
use std::fmt;
use std::str::FromStr;

/// The language of a chart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// 简体中文.
    Zh,
}

impl Lang {
    /// The one of two texts that is in this language.
    pub fn pick<'a>(self, en: &'a str, zh: &'a str) -> &'a str {
        match self {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }

    /// Names one after another: `a, b and c`, `a、b和c`.
    pub(in crate::output) fn list(self, names: &[&str]) -> String {
        match (names, self) {
            ([], _) => String::new(),
            ([only], _) => (*only).to_string(),
            ([first @ .., last], Lang::En) => format!("{} and {last}", first.join(", ")),
            ([first @ .., last], Lang::Zh) => format!("{}和{last}", first.join("、")),
        }
    }

    /// A scenario's title inside a sentence: Chinese sets it in quotation marks.
    pub(in crate::output) fn quoted(self, title: &str) -> String {
        match self {
            Lang::En => title.to_string(),
            Lang::Zh => format!("“{title}”"),
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(self.pick("en", "zh"))
    }
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(text: &str) -> Result<Lang, String> {
        match text {
            "en" => Ok(Lang::En),
            "zh" => Ok(Lang::Zh),
            other => Err(format!("there is no language `{other}`; choose `en` or `zh`")),
        }
    }
}

/// Short names of the metrics of the region, in the order in which they are published: name, English, Chinese.
const METRIC_LABELS: &[(&str, &str, &str)] = &[
    ("organisations_alive", "Organisations alive", "存活机构数"),
    ("programme_issue_alive", "Organisations of the programme’s issue alive", "项目议题机构数"),
    ("births", "Organisations founded", "新设机构数"),
    ("deaths", "Organisations closed", "关闭机构数"),
    ("closing_hazard", "Closing within a year", "年度关停率"),
    ("dormant", "Dormant organisations", "休眠机构数"),
    ("operational_exit", "Closed or dormant within a year", "年度停止运作率"),
    ("birth_death_ratio", "Founded per closed", "新设与关闭之比"),
    ("base_cohort_alive", "The same organisations still alive", "原有机构存活数"),
    ("base_cohort_survival", "Survival of the same organisations", "原有机构存活率"),
    ("base_cohort_all_alive", "All organisations of the base year still alive", "基年全部机构存活数"),
    ("base_cohort_all_survival", "Survival of all organisations of the base year", "基年全部机构存活率"),
    ("closing_hazard_young", "Closing of the young", "年轻机构关停率"),
    ("closing_hazard_old", "Closing of the old", "老机构关停率"),
    ("closing_hazard_small", "Closing of the smallest third", "小型机构关停率"),
    ("closing_hazard_middle", "Closing of the middle third", "中型机构关停率"),
    ("closing_hazard_large", "Closing of the largest third", "大型机构关停率"),
    ("landing", "Landing network", "落地机构数"),
    ("landing_national_a", "Landing, paid by national foundation A", "全国性基金会 A 出资的落地机构"),
    ("landing_national_b", "Landing, paid by national foundation B", "全国性基金会 B 出资的落地机构"),
    ("landing_federation", "Landing, paid by charity federations", "慈善总会出资的落地机构"),
    ("landing_government", "Landing, paid by government", "政府出资的落地机构"),
    ("landing_foundation", "Landing, paid by other foundations", "其他基金会出资的落地机构"),
    ("landing_other", "Landing, paid by others", "其他方出资的落地机构"),
    ("local_key_projects", "Local key projects", "地方重点项目"),
    ("observers", "Observers", "观望机构数"),
    ("interested", "Interested organisations", "关注机构数"),
    ("first_year_exit", "Leaving the network in the first year", "首年退出率"),
    ("network_exit_share", "Leaving the network within a year", "年度退网率"),
    ("newly_landed", "Newly landed", "新落地机构数"),
    ("displaced", "Displaced from the network", "失去位置的机构数"),
    ("slots_offered", "Slots offered", "名额供给"),
    ("slot_fill_share", "Slots filled", "名额承接率"),
    ("own_slots", "Slots paid from own money", "自有资金名额"),
    ("support_days_per_landing", "Accompaniment per landing organisation", "每家落地机构的陪伴天数"),
    ("counties_at_cap", "Counties at the cap on slots", "名额触顶县区"),
    ("hub_days", "Days of the hub", "枢纽工作天数"),
    ("velocity", "Velocity of money", "资金流转速度"),
    ("velocity_free", "Velocity of free money", "自主资金流转速度"),
    ("conversion", "Conversion into grants", "资金转化率"),
    ("conversion_free", "Conversion of free money", "自主资金转化率"),
    ("idle_ratio", "Idle money", "资金闲置率"),
    ("idle_ratio_federation", "Idle money of charity federations", "慈善总会资金闲置率"),
    ("grants_yuan", "Grants to organisations", "给机构的资助"),
    ("grants_free_yuan", "Grants from free money", "自主资金资助额"),
    ("receipts_yuan", "Receipts of organisations", "机构总收入"),
    ("counties_reached", "Counties reached", "覆盖县区"),
    ("counties_reached_count", "Counties reached", "覆盖县区数"),
    ("organisations_reached", "Organisations reached by grants", "获资助机构比例"),
    ("counties_with_grants", "Counties with grants", "有资助的县区"),
    ("gini_receipts", "Concentration of receipts (Gini)", "收入集中度（基尼系数）"),
    ("hhi_receipts", "Concentration of receipts (Herfindahl)", "收入集中度（赫芬达尔指数）"),
    ("theil_receipts", "Inequality of receipts (Theil)", "收入不平等（泰尔指数）"),
    ("theil_between", "Inequality between counties (Theil)", "县间收入不平等（泰尔指数）"),
    ("theil_within", "Inequality within counties (Theil)", "县内收入不平等（泰尔指数）"),
    ("top_decile_share", "Share of the top tenth", "前十分之一机构所占份额"),
    ("day_top_decile_share", "Share of the top tenth on the giving day", "捐赠日前十分之一所占份额"),
    ("silo_entropy", "Mixing of sources", "资金来源混合度"),
    ("ei_index", "Ties across silos (E–I index)", "跨系统联结（E–I 指数）"),
    ("access_closeness", "Closeness to money", "资金可达性"),
    ("access_closeness_without_hub", "Closeness to money without the hub", "去掉枢纽后的资金可达性"),
    ("access_median_distance", "Steps to money", "到资金的步数"),
    ("access_median_distance_without_hub", "Steps to money without the hub", "去掉枢纽后到资金的步数"),
    ("giant_component_share", "Connectedness", "网络连通度"),
    ("giant_component_share_without_hub", "Connectedness without the hub", "去掉枢纽后的网络连通度"),
    ("service_units", "Services delivered", "服务量"),
    ("delivered_yuan", "Money spent on services", "服务支出"),
    ("units_per_1000_yuan", "Services per thousand yuan", "每千元服务量"),
    ("units_per_1000_yuan_outside", "Services per thousand yuan from outside", "每千元外部资金的服务量"),
    ("project_share", "Money spent on projects", "真正做成项目的资金"),
    ("success_share", "Success of projects", "项目成功率"),
    ("mean_people", "People", "平均人力（人）"),
    ("mean_brain", "Brain", "平均设计能力（脑）"),
    ("mean_method", "Method", "平均合规水平（法）"),
    ("reserve_months_median", "Reserves", "储备月数"),
    ("mean_dependence_landing", "Dependence on accompaniment", "对陪伴的依赖"),
    ("mean_support_landing", "Support from accompaniment", "陪伴带来的能力"),
    ("mean_load", "Load", "项目负荷"),
    ("overloaded_share", "Overloaded organisations", "过载机构比例"),
    ("payer_hhi", "Dependence on one source", "来源单一程度"),
    ("day_gifts_yuan", "Gifts on the giving day", "捐赠日公众捐款"),
    ("national_match_yuan", "National match", "全国配捐"),
    ("pool_match_yuan", "Match from the region’s pool", "本地配捐"),
    ("match_per_public_yuan", "Match per public yuan", "每元捐款的配捐"),
    ("ordinary_gifts_yuan", "Gifts through the year", "日常公众捐款"),
    ("participants", "Participants of the giving day", "捐赠日参与机构"),
    ("receipts_per_participant_yuan", "Raised per participant", "参与机构平均筹款"),
    ("shifted_share", "Giving moved in time", "被提前的日常捐赠"),
    ("fundraising_effort", "Effort in fundraising", "筹款投入"),
    ("gaming_detected", "Found gaming the match", "被查出套捐的机构"),
    ("sponsor_offered_yuan", "Sponsor’s money offered", "外部出资：提供"),
    ("sponsor_spent_yuan", "Sponsor’s money spent", "外部出资：支出"),
    ("own_slot_money_yuan", "Own money for slots", "自有名额资金"),
    ("direct_relief_yuan", "Direct relief", "直接救助支出"),
    ("hub_cost_yuan", "Cost of the hub", "枢纽支出"),
    ("outside_inflow_yuan", "Money from outside", "外部流入资金"),
    ("evidence_province", "Counties with visible success", "看得见成功的县区"),
    ("openness_mean", "Openness of funders", "资助方开放度"),
    ("openness_federation", "Openness of charity federations", "慈善总会开放度"),
    ("openness_government", "Openness of government", "政府开放度"),
    ("hub_trust_mean", "Funders’ trust in the hub", "资助方对枢纽的信任"),
    ("hub_trust_federation", "Charity federations’ trust in the hub", "慈善总会对枢纽的信任"),
    ("hub_trust_government", "Government’s trust in the hub", "政府对枢纽的信任"),
];

/// A metric's short name. One without an entry above, such as one of a later version, goes by its published name, or by
/// the head of its Chinese meaning.
pub(in crate::output) fn metric_label(name: &str, meaning_zh: &str, lang: Lang) -> String {
    if let Some((_, en, zh)) = METRIC_LABELS.iter().find(|(known, _, _)| *known == name) {
        return lang.pick(en, zh).to_string();
    }
    let head = meaning_zh.split(['（', '，', '；', '：', '。']).next().unwrap_or_default();
    match lang {
        Lang::Zh if !head.is_empty() => head.to_string(),
        _ => sentence(name),
    }
}

/// A snake_case name as the beginning of a sentence.
fn sentence(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut characters = words.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// Units in Chinese, where they are words.
const UNITS: &[(&str, &str)] = &[
    ("organisations", "个机构"),
    ("counties", "个县区"),
    ("slots", "个名额"),
    ("days", "天"),
    ("years", "年"),
    ("people", "人"),
    ("hops", "步"),
    ("steps", "步"),
    ("per year", "每年"),
    ("1 per year", "次／年"),
    ("years of inflow", "年流入量"),
    ("months", "个月"),
    ("unit", "单位"),
    ("units", "单位"),
    ("units per 1,000 yuan", "单位／千元"),
    ("yuan per organisation", "元／机构"),
    ("yuan per yuan", "元／元"),
    ("days per organisation", "天／机构"),
];

/// How a unit's numbers are shown: by what they are multiplied, and what is written behind them.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::output) struct Quantity {
    pub(in crate::output) factor: f64,
    /// Behind a value: `%` or nothing.
    pub(in crate::output) suffix: &'static str,
    /// The unit in words, for a subtitle; empty for pure numbers.
    pub(in crate::output) unit: String,
    /// The unit of differences in words.
    pub(in crate::output) difference_unit: String,
}

impl Quantity {
    /// How numbers up to `largest` in this unit are shown.
    pub(in crate::output) fn of(unit: &str, largest: f64, lang: Lang) -> Quantity {
        let plain = |factor, words: &str| Quantity {
            factor,
            suffix: "",
            unit: words.to_string(),
            difference_unit: words.to_string(),
        };
        match (unit, lang) {
            ("share", _) => Quantity {
                factor: 100.0,
                suffix: "%",
                unit: "%".to_string(),
                difference_unit: lang.pick("percentage points", "百分点").to_string(),
            },
            ("yuan", Lang::En) if largest >= 2e9 => plain(1e-9, "billion yuan"),
            ("yuan", Lang::En) if largest >= 2e6 => plain(1e-6, "million yuan"),
            ("yuan", Lang::En) if largest >= 2e4 => plain(1e-3, "thousand yuan"),
            ("yuan", Lang::Zh) if largest >= 1e9 => plain(1e-8, "亿元"),
            ("yuan", Lang::Zh) if largest >= 2e4 => plain(1e-4, "万元"),
            ("yuan", Lang::Zh) => plain(1.0, "元"),
            ("–" | "-" | "", _) => plain(1.0, ""),
            ("1 per year", Lang::En) => plain(1.0, "per year"),
            (other, Lang::En) => plain(1.0, other),
            (other, Lang::Zh) => {
                plain(1.0, UNITS.iter().find(|(known, _)| *known == other).map_or(other, |(_, words)| words))
            }
        }
    }

    /// A value with three significant digits of numbers up to `largest`.
    pub(in crate::output) fn value(&self, value: f64, largest: f64) -> String {
        let decimals = self.decimals(largest);
        format!("{}{}", numbers::number(value * self.factor, decimals), self.suffix)
    }

    /// The unit where values do not bear it themselves; empty for percentages and pure numbers.
    pub(super) fn unit_beside(&self) -> &str {
        if self.suffix == "%" { "" } else { &self.unit }
    }

    /// A value with its unit, for a sentence.
    pub(super) fn said(&self, value: f64, largest: f64) -> String {
        let value = self.value(value, largest);
        if self.unit_beside().is_empty() { value } else { format!("{value} {}", self.unit) }
    }

    /// How many decimals show numbers up to `largest`.
    pub(in crate::output) fn decimals(&self, largest: f64) -> usize {
        // A hundred million yuan is a large unit: what is small beside it must still be told from nothing.
        let least = if self.unit == "亿元" { 2 } else { 0 };
        let most = if self.suffix == "%" { 1 } else { 4 };
        numbers::decimals_for(largest * self.factor).min(most).max(least)
    }
}

/// A sector's name at a line's end.
pub(in crate::output) fn sector_label(name: &str, lang: Lang) -> String {
    let label = match (name, lang) {
        (_, Lang::Zh) => {
            let known = Sector::ALL.into_iter().find(|sector| sector.name() == name);
            return known.map_or_else(|| name.to_string(), |sector| sector.name_zh().to_string());
        }
        ("mass", _) => "Mass organisations",
        ("federation", _) => "Charity federations",
        ("foundation", _) => "Foundations",
        ("business", _) => "CSR pools",
        ("platform", _) => "Giving platform",
        ("sponsor", _) => "Outside sponsor",
        ("endower", _) => "Endowments",
        ("pool_sponsor", _) => "Match sponsors",
        ("beneficiaries", _) => "People in need",
        (other, _) => return sentence(other),
    };
    label.to_string()
}

/// Kinds of organisations: published name, and short words in both languages.
const KINDS: [(&str, &str, &str); 4] = [
    ("volunteer_group", "volunteers", "义工团体"),
    ("grassroots_ngo", "NGOs", "草根组织"),
    ("social_work_agency", "social work", "社工机构"),
    ("head_organisation", "head organisations", "头部机构"),
];
/// Tiers of counties: published name, and words in both languages.
const TIERS: [(&str, &str, &str); 2] = [("county", "County", "县域"), ("urban", "Urban", "城区")];
/// Organisations of several kinds and tiers together.
pub(in crate::output) const OTHER_RECEIVERS: (&str, &str) = ("Other organisations", "其他机构");

/// Organisations of a kind in a tier of counties, by their published names.
pub(in crate::output) fn receivers_label(kind: &str, tier: &str, lang: Lang) -> String {
    let find = |list: &[(&'static str, &'static str, &'static str)], name: &str| {
        let known = list.iter().find(|(known, _, _)| *known == name);
        known.map_or_else(|| sentence(name), |(_, en, zh)| lang.pick(en, zh).to_string())
    };
    let (kind, tier) = (find(&KINDS, kind), find(&TIERS, tier));
    if lang == Lang::Zh { format!("{tier}{kind}") } else { format!("{tier} {kind}") }
}

/// Whether a label is that of organisations of a kind in a tier.
pub(in crate::output) fn is_receivers_label(label: &str) -> bool {
    let names = KINDS.iter().flat_map(|(kind, ..)| TIERS.iter().map(move |(tier, ..)| (kind, tier)));
    names
        .into_iter()
        .any(|(kind, tier)| [Lang::En, Lang::Zh].iter().any(|&lang| receivers_label(kind, tier, lang) == label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_percentages_and_their_differences_percentage_points() {
        let share = Quantity::of("share", 0.9, Lang::En);
        assert_eq!((share.value(0.614, 0.9), share.difference_unit.as_str()), ("61.4%".into(), "percentage points"));
        assert_eq!(Quantity::of("yuan", 3.2e8, Lang::Zh).value(3.2e8, 3.2e8), "32,000");
        assert_eq!(Quantity::of("yuan", 3.2e8, Lang::En).unit, "million yuan");
    }

    #[test]
    fn every_kind_of_organisation_has_its_words() {
        for kind in 0..KINDS.len() as u8 {
            assert_eq!(crate::ensemble::names::kind_name(kind), KINDS[usize::from(kind)].0);
        }
        assert_eq!(receivers_label("grassroots_ngo", "county", Lang::En), "County NGOs");
        assert_eq!(receivers_label("head_organisation", "urban", Lang::Zh), "城区头部机构");
        assert!(is_receivers_label("县域义工团体") && !is_receivers_label("Other organisations"));
    }

    #[test]
    fn any_metric_has_a_label_in_both_languages() {
        assert_eq!(metric_label("hub_nights", "枢纽的夜数（全年）", Lang::Zh), "枢纽的夜数");
        assert_eq!(metric_label("hub_nights", "枢纽的夜数（全年）", Lang::En), "Hub nights");
        for metric in crate::metrics::catalogue() {
            let known = METRIC_LABELS.iter().any(|(name, _, _)| *name == metric.name);
            assert!(known, "{} has no short name", metric.name);
        }
        assert_eq!(metric_label("landing", "", Lang::Zh), "落地机构数");
    }

    #[test]
    fn lists_read_naturally_in_both_languages() {
        assert_eq!(Lang::En.list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(Lang::Zh.list(&["甲", "乙", "丙"]), "甲、乙和丙");
    }
}
