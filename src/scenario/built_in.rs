//! The scenarios and presets that are compiled in, so that an installed program works anywhere.

use super::text::{self, Source, Value};
use std::sync::OnceLock;

/// The equal-money set: the baseline first, then the opening, then what one same budget does on each lever.
pub const EQUAL_MONEY: &[&str] = &[
    "baseline",
    "opening",
    "opening_hub_leaves",
    "product_replication",
    "capacity_support",
    "matched_giving",
    "venture_contest",
    "federation_transition",
    "government_leverage",
    "all_together",
];

/// A scenario that is compiled in.
#[derive(Clone, Debug)]
pub struct BuiltIn {
    /// Its name.
    pub name: &'static str,
    /// The text of its file.
    pub text: &'static str,
    /// What it is called, in English.
    pub title: String,
    /// What it is called, in Chinese.
    pub title_zh: String,
    /// The question that it asks, in English.
    pub question: String,
    /// The question that it asks, in Chinese.
    pub question_zh: String,
    /// Whether it belongs to the equal-money set.
    pub in_equal_money_set: bool,
}

/// A preset: how large the region is. A scenario stands on one.
#[derive(Clone, Debug)]
pub struct Preset {
    /// Its name.
    pub name: &'static str,
    /// The text of its file.
    pub text: &'static str,
    /// What it is, in English, with what must be known of it.
    pub title: String,
    /// What it is, in Chinese, with what must be known of it.
    pub title_zh: String,
}

macro_rules! files {
    ($folder:literal, $($name:literal,)+) => {
        [$(($name, include_str!(concat!("../../scenarios/", $folder, $name, ".toml")))),+]
    };
}

/// Every scenario that is compiled in: the equal-money set in its order, then those run by name.
pub fn builtins() -> &'static [BuiltIn] {
    static BUILT_IN: OnceLock<Vec<BuiltIn>> = OnceLock::new();
    BUILT_IN.get_or_init(|| {
        let files = files![
            "",
            "baseline",
            "opening",
            "opening_hub_leaves",
            "product_replication",
            "capacity_support",
            "matched_giving",
            "venture_contest",
            "federation_transition",
            "government_leverage",
            "all_together",
            "giving_channel",
            "federation_advocacy",
            "contest_redirected",
            "shandong_2017",
        ];
        let described = files.into_iter().map(|(name, text)| BuiltIn {
            name,
            text,
            title: word(text, "title"),
            title_zh: word(text, "title_zh"),
            question: word(text, "question"),
            question_zh: word(text, "question_zh"),
            in_equal_money_set: EQUAL_MONEY.contains(&name),
        });
        described.collect()
    })
}

/// Every preset; the default is `province`.
pub fn presets() -> &'static [Preset] {
    static PRESETS: OnceLock<Vec<Preset>> = OnceLock::new();
    PRESETS.get_or_init(|| {
        let files = files!["presets/", "workshop", "province", "registry", "national",];
        let described = files.into_iter().map(|(name, text)| Preset {
            name,
            text,
            title: word(text, "title"),
            title_zh: word(text, "title_zh"),
        });
        described.collect()
    })
}

/// The preset on which a scenario stands that names none.
pub(super) const DEFAULT_PRESET: &str = "province";

fn word(text: &str, key: &str) -> String {
    let table = text::parse(&Source::new("", text), &mut Vec::new());
    match table.get(key).map(|node| &node.value) {
        Some(Value::Text(word)) => word.clone(),
        _ => String::new(),
    }
}
