//! Every assumption with its source and range, what was changed first.

use super::facts::Facts;
use super::texts::{both, say};
use super::{Page, Section, registers};
use crate::output::{Failure, Words};
use crate::scenario;
use crate::settings::{Kind, Setting, short};
use maud::{Markup, html};
use serde_json::Value;

pub(super) const SECTION: Section =
    Section { id: "assumptions", title: "What is assumed", title_zh: "假定了什么", charts: &[], body };

/// A setting that some scenario has otherwise than the default: its values by scenario.
struct Changed<'a> {
    setting: Option<&'a Setting>,
    path: String,
    /// What each scenario has, where it is not the default.
    values: Vec<(usize, String)>,
}

fn body(page: &Page) -> Result<Markup, Failure> {
    let facts = page.facts;
    let catalogue = scenario::catalogue();
    let changed = changed(facts, &catalogue);
    let is_changed = |setting: &Setting| changed.iter().any(|one| one.path == setting.path);
    let rest: Vec<&Setting> = catalogue.iter().filter(|setting| !is_changed(setting)).collect();
    let count = |word: &str| catalogue.iter().filter(|setting| setting.source.word() == word).count();
    let (sourced, tuned, assumed) = (count("deck") + count("literature"), count("tuned"), count("assumed"));
    Ok(html! {
        p {
            (say(
                &format!(
                    "Of the defaults that claim something about the region, {sourced} are sourced, {tuned} tuned by hand and \
                     {assumed} assumed. The range is what the program allows, and what studies of sensitivity should try."
                ),
                &format!(
                    "关于该区域的默认值中，{sourced} 项有来源，{tuned} 项为手工调试，{assumed} 项为假定。范围是程序允许的取值，\
                     也是敏感性分析应当试过的取值。"
                ),
            ))
        }
        (registers::write(facts)?)
        h3 { (say("What these scenarios change", "这些情景改动了什么")) }
        div.wide {
            table.settings {
                thead { (head(true)) }
                tbody { @for one in &changed { (changed_row(facts, one)) } }
            }
        }
        h3 { (say("Everything else, at its default", "其余各项，均为默认值")) }
        p.only-print.note {
            (say("The tables of defaults open on the page itself; they are not printed.", "默认值各表请在网页中展开查看，打印时略去。"))
        }
        @for group in groups(&rest) {
            details {
                summary { code { (group.0) } " " span.note { (say(&format!("{} settings", group.1.len()), &format!("{} 项", group.1.len()))) } }
                div.wide {
                    table.settings {
                        thead { (head(false)) }
                        tbody { @for setting in &group.1 { (row(setting)) } }
                    }
                }
            }
        }
    })
}

fn head(changed: bool) -> Markup {
    html! {
        tr {
            th scope="col" { (say("setting and meaning", "设定与含义")) }
            @if changed { th scope="col" { (say("here", "此处取值")) } }
            th scope="col" { (say("default", "默认值")) }
            th scope="col" { (say("allowed", "可取")) }
            th scope="col" { (say("source of the default", "默认值来源")) }
        }
    }
}

fn changed_row(facts: &Facts, one: &Changed) -> Markup {
    // Scenarios with the same value stand together; one value for all needs no names.
    let mut by_value: Vec<(&str, Vec<usize>)> = Vec::new();
    for (scenario, value) in &one.values {
        match by_value.iter_mut().find(|(known, _)| known == value) {
            Some((_, scenarios)) => scenarios.push(*scenario),
            None => by_value.push((value, vec![*scenario])),
        }
    }
    let titles = |scenarios: &[usize]| {
        let of = |pick: fn(&Words) -> &str, joint: &str| {
            scenarios.iter().map(|&at| pick(&facts.scenarios[at].title)).collect::<Vec<_>>().join(joint)
        };
        Words::new(of(|words| &words.en, ", "), of(|words| &words.zh, "、"))
    };
    html! {
        tr {
            th scope="row" {
                code { (one.path) }
                @if let Some(setting) = one.setting { small { (say(setting.meaning, setting.meaning_zh)) } }
            }
            td {
                @for (value, scenarios) in &by_value {
                    div {
                        code { (value) }
                        @if scenarios.len() < facts.scenarios.len() { small { (both(&titles(scenarios))) } }
                    }
                }
            }
            @match one.setting {
                Some(setting) => (facts_of(setting)),
                None => { td colspan="3" { (say("not a setting of this version", "本版本没有这项设定")) } }
            }
        }
    }
}

fn row(setting: &Setting) -> Markup {
    html! {
        tr {
            th scope="row" { code { (setting.path) } small { (say(setting.meaning, setting.meaning_zh)) } }
            (facts_of(setting))
        }
    }
}

fn facts_of(setting: &Setting) -> Markup {
    let allowed = match setting.kind {
        Kind::Real | Kind::Whole | Kind::Dated => format!("{} – {}", short(setting.low), short(setting.high)),
        Kind::Choice(words) => words.join(", "),
        Kind::Flag => "true, false".to_string(),
        Kind::Text | Kind::Texts | Kind::Wholes | Kind::Rows => "–".to_string(),
    };
    html! {
        td { code { (setting.default) } @if setting.unit != "–" { small { (setting.unit) } } }
        td { (allowed) }
        td { (say(setting.source.word(), setting.source.word_zh())) small { (setting.source.note()) } }
    }
}

/// Settings by the first part of their path, in the order of the catalogue.
fn groups<'a>(settings: &[&'a Setting]) -> Vec<(&'a str, Vec<&'a Setting>)> {
    let mut groups: Vec<(&str, Vec<&Setting>)> = Vec::new();
    for setting in settings {
        let group = setting.path.split('.').next().unwrap_or_default();
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, members)) => members.push(setting),
            None => groups.push((group, vec![setting])),
        }
    }
    groups
}

fn changed<'a>(facts: &Facts, catalogue: &'a [Setting]) -> Vec<Changed<'a>> {
    let mut changed = Vec::new();
    let mut paths: Vec<&String> = facts.scenarios.iter().flat_map(|scenario| scenario.settings.keys()).collect();
    paths.sort();
    paths.dedup();
    let place = |path: &str| catalogue.iter().position(|setting| setting.path == path);
    paths.sort_by_key(|path| place(path).unwrap_or(usize::MAX));
    for path in paths {
        let setting = place(path).map(|at| &catalogue[at]);
        let default = setting.and_then(|setting| json_of(&setting.default));
        let value = |at: usize| facts.scenarios[at].settings.get(path);
        let values: Vec<(usize, String)> = (0..facts.scenarios.len())
            .filter_map(|at| {
                let value = value(at)?;
                let differs = default.as_ref().is_none_or(|default| !alike(default, value));
                differs.then(|| (at, written(value)))
            })
            .collect();
        if !values.is_empty() {
            changed.push(Changed { setting, path: path.clone(), values });
        }
    }
    changed
}

/// A default, written as TOML, as a value.
fn json_of(default: &str) -> Option<Value> {
    let table: toml::Table = format!("value = {default}").parse().ok()?;
    serde_json::to_value(table.get("value")?).ok()
}

/// Whether two values are the same, whichever way their numbers are written.
fn alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| alike(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, value)| other.get(key).is_some_and(|other| alike(value, other)))
        }
        (one, other) => one == other,
    }
}

/// A value as it would be written in a scenario.
fn written(value: &Value) -> String {
    match value {
        Value::Object(table) => {
            let entries: Vec<String> = table.iter().map(|(key, value)| format!("{key} = {}", written(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Value::Array(values) => format!("[{}]", values.iter().map(written).collect::<Vec<_>>().join(", ")),
        Value::Number(number) => number.as_f64().map_or(number.to_string(), short),
        other => other.to_string(),
    }
}

/// Settings that were changed, as rows of a table: path, scenario, value, default, unit, source.
pub(super) fn rows(facts: &Facts) -> Vec<Vec<String>> {
    let catalogue = scenario::catalogue();
    let mut rows = Vec::new();
    let changed = changed(facts, &catalogue);
    for setting in &catalogue {
        let facts_of = |values: &str, scenario: &str| {
            vec![
                setting.path.clone(),
                scenario.to_string(),
                values.to_string(),
                setting.default.clone(),
                setting.unit.to_string(),
                setting.source.word().to_string(),
                setting.source.note().to_string(),
            ]
        };
        match changed.iter().find(|one| one.path == setting.path) {
            Some(one) => {
                for (at, value) in &one.values {
                    rows.push(facts_of(value, &facts.scenarios[*at].name));
                }
            }
            None => rows.push(facts_of(&setting.default, "")),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_default_and_the_same_value_are_alike() {
        let value = |text: &str| serde_json::from_str::<Value>(text).expect("a value");
        for (default, text) in [
            ("3000000.0", "3000000"),
            ("true", "true"),
            ("{ 2015 = 0.09, 2016 = 0.22 }", "{\"2015\": 0.09, \"2016\": 0.22}"),
            ("[8, 7]", "[8, 7]"),
            ("\"pro_rata\"", "\"pro_rata\""),
        ] {
            let default = json_of(default).expect("a default is TOML");
            assert!(alike(&default, &value(text)), "{default} {text}");
        }
        assert!(!alike(&json_of("0.5").expect("a number"), &value("0.6")));
    }

    #[test]
    fn every_default_can_be_read_back() {
        for setting in scenario::catalogue() {
            assert!(json_of(&setting.default).is_some(), "{} = {}", setting.path, setting.default);
        }
    }
}
