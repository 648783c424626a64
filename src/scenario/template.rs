//! Writes the beginning of a scenario of one's own: what it extends, and what there is to change, switched off.

use super::shapes::catalogue;
use super::{Scenario, register};
use crate::settings::{Kind, Setting, written};
use std::fmt::Write;

/// Tables that most scenarios change something in, beside the interventions that are on.
const OFTEN_CHANGED: [&str; 3] = ["sponsor", "hub", "programme"];

/// A scenario that extends a built-in one, with comments in a language.
///
/// Every setting of the interventions that are on, and of the tables that are often changed, stands there as it is in
/// the scenario, behind a `#`: taking that away changes nothing until the number is changed.
pub fn scenario_template(parent: &Scenario, chinese: bool) -> String {
    let say = |en: &str, zh: &str| if chinese { zh.to_string() } else { en.to_string() };
    let parent_name = &parent.name;
    let mut text = say(
        &format!(
            "# A scenario of your own. It begins as `{parent_name}` and says only what differs: take the `#` away before a\n\
             # line and change its number. `headwater check THIS_FILE` tells every mistake at once;\n\
             # `headwater compare {parent_name} THIS_FILE` shows what the change does. `headwater settings WORD` explains\n\
             # every setting.\n\n"
        ),
        &format!(
            "# 自己的情景。它以 `{parent_name}` 为起点，只写不同之处：去掉某行开头的 `#`，改掉其中的数即可。\n\
             # `headwater check 本文件` 一次说出所有错误；`headwater compare {parent_name} 本文件` 显示改动带来了什么；\n\
             # `headwater settings 关键词` 解释每一项设定。\n\n"
        ),
    );
    text += "title = \"My scenario\"\ntitle_zh = \"我的情景\"\n";
    text += "question = \"What changes if …?\"\nquestion_zh = \"如果……会怎样？\"\n";
    let _ = writeln!(text, "extends = {}", super::written::quoted(parent_name));
    let values = toml::Table::try_from(&parent.settings).expect("every setting can be written");
    let catalogue = catalogue();
    let is_on = |table: &str| value(&values, &format!("{table}.enabled")).is_some_and(|on| on.as_bool() == Some(true));
    let mut tables: Vec<String> = Vec::new();
    for setting in &catalogue {
        let Some((table, _)) = setting.path.rsplit_once('.') else { continue };
        let wanted = OFTEN_CHANGED.contains(&table) || (table.starts_with("interventions.") && is_on(table));
        if wanted && !table.contains("[]") && !tables.iter().any(|known| known == table) {
            tables.push(table.to_string());
        }
    }
    // What is tried comes first.
    tables.sort_by_key(|table| !table.starts_with("interventions."));
    for table in &tables {
        let _ = write!(text, "\n[{table}]\n");
        for setting in catalogue.iter().filter(|setting| stands_in(setting, table)) {
            let name = setting.path.rsplit('.').next().unwrap_or_default();
            let Some(value) = value(&values, &setting.path) else { continue };
            let meaning = if chinese { setting.meaning_zh.to_string() } else { one_line(setting.meaning) };
            let unit = if setting.unit == "–" { String::new() } else { format!(" ({})", setting.unit) };
            let _ = writeln!(text, "# {name} = {}   # {meaning}{unit}", written(value));
        }
    }
    text
}

fn stands_in(setting: &Setting, table: &str) -> bool {
    let own = setting.path.rsplit_once('.').is_some_and(|(before, _)| before == table);
    own && !matches!(setting.kind, Kind::Rows)
}

fn one_line(meaning: &str) -> String {
    meaning.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_string()
}

fn value<'a>(values: &'a toml::Table, path: &str) -> Option<&'a toml::Value> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let value = values.get(first)?;
    match rest {
        Some(rest) => self::value(value.as_table()?, rest),
        None => Some(value),
    }
}

/// A file of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TemplateFile {
    /// Its name.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
    /// The table that it holds, if it is one.
    pub table: Option<register::TableKind>,
}

macro_rules! template {
    ($folder:literal, $readme:literal, $($more:literal),*) => {
        &[
            TemplateFile { name: $readme, text: include_str!(concat!("../../scenarios/", $folder, "/", $readme)), table: None },
            $(TemplateFile { name: $more, text: include_str!(concat!("../../scenarios/", $folder, "/", $more)), table: None },)*
            template!(@table $folder, "counties.csv", register::TableKind::Counties),
            template!(@table $folder, "funders.csv", register::TableKind::Funders),
            template!(@table $folder, "organisations.csv", register::TableKind::Organisations),
            template!(@table $folder, "programme.csv", register::TableKind::Programme),
        ]
    };
    (@table $folder:literal, $name:literal, $kind:expr) => {
        TemplateFile { name: $name, text: include_str!(concat!("../../scenarios/", $folder, "/", $name)), table: Some($kind) }
    };
}

const REGION_EN: &[TemplateFile] = template!("templates/region_en", "README.txt", "region.toml", "opening.toml");
const REGION_ZH: &[TemplateFile] = template!("templates/region_zh", "README.txt", "region.toml", "opening.toml");
const EXAMPLE: &[TemplateFile] =
    template!("example_region", "README.md", "region.toml", "opening.toml", "programme.toml");

/// The files of a region of one's own, to be filled in.
pub fn region_template(chinese: bool) -> &'static [TemplateFile] {
    if chinese { REGION_ZH } else { REGION_EN }
}

/// The files of the invented example region: 3 cities, 20 counties, 240 organisations.
pub fn example_region() -> &'static [TemplateFile] {
    EXAMPLE
}
