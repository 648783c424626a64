//! Other structures: each mechanism switched off and each rule exchanged, one at a time.

use crate::scenario::{Laid, Scenario, catalogue};
use crate::settings::{Kind, Setting};

/// One change of structure.
#[derive(Clone, Debug, PartialEq)]
pub struct Structure {
    /// The setting that changes.
    pub path: String,
    /// Its other value.
    pub value: Laid,
    /// What the setting means, in English.
    pub meaning: &'static str,
    /// What the setting means, in Chinese.
    pub meaning_zh: &'static str,
}

impl Structure {
    /// The change as one would give it to `--set`.
    pub fn name(&self) -> String {
        format!("{}={}", self.path, self.value.written())
    }
}

/// Every change of structure of a scenario: switches in `mechanisms` and `rules`, and the other names of rules.
pub fn structures(scenario: &Scenario) -> Vec<Structure> {
    let is_structure =
        |setting: &Setting| setting.path.starts_with("mechanisms.") || setting.path.starts_with("rules.");
    catalogue()
        .into_iter()
        .filter(is_structure)
        .flat_map(|setting| {
            let now = scenario.written_at(&setting.path).unwrap_or_default();
            let others: Vec<Laid> = match setting.kind {
                Kind::Flag => vec![Laid::Flag(now != "true")],
                Kind::Choice(names) => {
                    let other = |name: &&&str| now != format!("\"{name}\"");
                    names.iter().filter(other).map(|name| Laid::Word((*name).to_string())).collect()
                }
                _ => Vec::new(),
            };
            others.into_iter().map(move |value| Structure {
                path: setting.path.clone(),
                value,
                meaning: setting.meaning,
                meaning_zh: setting.meaning_zh,
            })
        })
        .collect()
}
