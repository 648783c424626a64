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
    pub(super) fn list(self, names: &[&str]) -> String {
        match (names, self) {
            ([], _) => String::new(),
            ([only], _) => (*only).to_string(),
            ([first @ .., last], Lang::En) => format!("{} and {last}", first.join(", ")),
            ([first @ .., last], Lang::Zh) => format!("{}和{last}", first.join("、")),
        }
    }

    /// A scenario's title inside a sentence: Chinese sets it in quotation marks.
    pub(super) fn quoted(self, title: &str) -> String {
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

/// Short names where the published name does not read well on a chart: name, English, Chinese.
const METRIC_LABELS: &[(&str, &str, &str)] = &[
    ("organisations_alive", "Organisations alive", "存活机构数"),
    ("landing", "Landing network", "落地机构数"),
    ("base_cohort_survival", "Survival of the same organisations", "原有机构存活率"),
    ("base_cohort_all_survival", "Survival of all organisations of the base year", "基年全部机构存活率"),
    ("velocity", "Velocity of money", "资金流转速度"),
    ("conversion", "Conversion into grants", "资金转化率"),
    ("counties_reached", "Counties reached", "覆盖县区"),
    ("gini_receipts", "Concentration of receipts (Gini)", "收入集中度（基尼系数）"),
    ("idle_ratio", "Idle money", "资金闲置率"),
    ("giant_component_share", "Connectedness", "网络连通度"),
    ("closing_hazard", "Closing hazard", "关停风险"),
    ("first_year_exit", "First-year exit", "首年退出率"),
];

/// A metric's short name. One without an entry above goes by its published name, or by the head of its Chinese meaning.
pub(super) fn metric_label(name: &str, meaning_zh: &str, lang: Lang) -> String {
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
pub(super) struct Quantity {
    pub(super) factor: f64,
    /// Behind a value: `%` or nothing.
    pub(super) suffix: &'static str,
    /// The unit in words, for a subtitle; empty for pure numbers.
    pub(super) unit: String,
    /// The unit of differences in words.
    pub(super) difference_unit: String,
}

impl Quantity {
    /// How numbers up to `largest` in this unit are shown.
    pub(super) fn of(unit: &str, largest: f64, lang: Lang) -> Quantity {
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
            (other, Lang::En) => plain(1.0, other),
            (other, Lang::Zh) => {
                plain(1.0, UNITS.iter().find(|(known, _)| *known == other).map_or(other, |(_, words)| words))
            }
        }
    }

    /// A value with three significant digits of numbers up to `largest`.
    pub(super) fn value(&self, value: f64, largest: f64) -> String {
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
    pub(super) fn decimals(&self, largest: f64) -> usize {
        numbers::decimals_for(largest * self.factor).min(if self.suffix == "%" { 1 } else { 4 })
    }
}

/// A sector's name at a line's end.
pub(super) fn sector_label(name: &str, lang: Lang) -> String {
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
    fn any_metric_has_a_label_in_both_languages() {
        assert_eq!(metric_label("hub_days", "枢纽的人天（全年）", Lang::Zh), "枢纽的人天");
        assert_eq!(metric_label("hub_days", "枢纽的人天（全年）", Lang::En), "Hub days");
        assert_eq!(metric_label("landing", "", Lang::Zh), "落地机构数");
    }

    #[test]
    fn lists_read_naturally_in_both_languages() {
        assert_eq!(Lang::En.list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(Lang::Zh.list(&["甲", "乙", "丙"]), "甲、乙和丙");
    }
}
