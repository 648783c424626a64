//! Scenarios: TOML in, checked settings out.
//!
//! There is one way in, and it is text. A scenario is made of layers, each laid over the one before: the defaults, a
//! preset, what the scenario extends (the root first), its own file, and each `--set`. Every layer is read in the same
//! way and held against the catalogue of settings; then the whole is checked. Everything that is wrong in all
//! scenarios of a call is told at once, each with the place where it was written: see [`Diagnosis`].
//!
//! To add a scenario: a file in `scenarios/` and its name in the list in `built_in.rs`.

mod built_in;
mod counties;
mod diagnosis;
mod layers;
mod laying;
mod reading;
pub mod register;
mod schema;
mod shapes;
mod template;
mod text;
mod written;

pub use built_in::{BuiltIn, EQUAL_MONEY, Preset, builtins, presets};
pub use diagnosis::{Diagnosis, Finding, Manner, Place, Told};
pub use laying::Laid;
pub use register::{issues, kinds};
pub use schema::schema;
pub use shapes::catalogue;
pub use template::{TemplateFile, example_region, region_template, scenario_template};

use crate::model::places::{CountyRecord, Places};
use crate::model::{Model, Settings};
use crate::settings::{Both, Problem};
use layers::Draft;
use register::Registers;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

/// A scenario, fully resolved and checked.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its name: the file's stem, or the built-in name.
    pub name: String,
    /// The name of the scenario that it extends, if any.
    pub extends: Option<String>,
    /// What it is called, in English.
    pub title: String,
    /// What it is called, in Chinese.
    pub title_zh: String,
    /// The question that it asks, in English.
    pub question: String,
    /// The question that it asks, in Chinese.
    pub question_zh: String,
    /// The preset on which it stands.
    pub preset: String,
    /// Everything that is set.
    pub settings: Settings,
    /// The counties of the first province.
    pub records: Arc<Vec<CountyRecord>>,
    /// What its registers say, if it has any.
    pub registers: Arc<Registers>,
}

/// A change from outside: `path=value` for all scenarios, or `NAME:path=value` for one.
///
/// The value is TOML; what is not TOML is a text. A single year of a dated series is named behind the path
/// (`giving.day_yuan.2019=1.5`), a row by its number from 0 (`interventions.product_replication.products[0].slots=20`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The scenario that it changes; none for all.
    pub scenario: Option<String>,
    /// The setting, for example `hub.day_yuan`, or `preset`, or a word such as `title`.
    pub path: String,
    /// The value as it was written.
    pub value: String,
}

impl FromStr for Override {
    type Err = String;

    fn from_str(text: &str) -> Result<Override, String> {
        let Some((place, value)) = text.split_once('=') else {
            return Err(format!("`{text}` has no `=`; write it as `hub.day_yuan=600` or `NAME:hub.day_yuan=600`"));
        };
        let (scenario, path) = match place.rsplit_once(':') {
            Some((name, path)) => (Some(name.trim().to_string()), path),
            None => (None, place),
        };
        if path.trim().is_empty() {
            return Err(format!("`{text}` names no setting; write it as `hub.day_yuan=600`"));
        }
        Ok(Override { scenario, path: path.trim().to_string(), value: value.trim().to_string() })
    }
}

/// Reads scenarios by built-in name or by path (ending in `.toml`, or with a separator in it).
///
/// # Errors
///
/// Everything that is wrong in any of them. They must agree in seed, replicates and years, since they are compared
/// replicate by replicate and year by year.
pub fn load(names: &[String], overrides: &[Override]) -> Result<Vec<Scenario>, Diagnosis> {
    let mut findings = Vec::new();
    let known: Vec<String> = names.iter().map(|name| layers::scenario_name(name)).collect();
    check_names(&known, overrides, &mut findings);
    let drafts: Vec<Draft> = names.iter().filter_map(|name| layers::draft(name, overrides, &mut findings)).collect();
    finish(drafts, findings)
}

/// Reads one scenario from a text.
///
/// # Errors
///
/// Everything that is wrong in it.
pub fn load_text(name: &str, text: &str, overrides: &[Override]) -> Result<Scenario, Diagnosis> {
    load_text_beside(name, text, Path::new(""), overrides)
}

/// Reads one scenario from a text as if it stood in a folder: paths in it are relative to that.
///
/// # Errors
///
/// Everything that is wrong in it.
pub fn load_text_beside(name: &str, text: &str, folder: &Path, overrides: &[Override]) -> Result<Scenario, Diagnosis> {
    let mut findings = Vec::new();
    check_names(&[name.to_string()], overrides, &mut findings);
    let draft = layers::draft_text(name, text, folder, overrides, &mut findings);
    finish(vec![draft], findings).map(|mut scenarios| scenarios.remove(0))
}

fn check_names(names: &[String], overrides: &[Override], findings: &mut Vec<Finding>) {
    for (position, name) in names.iter().enumerate() {
        if names[..position].contains(name) {
            let help = ("name each scenario once, and give files different names", "每个情景只写一次，文件名不要相同");
            let message = (format!("two scenarios are called `{name}`"), format!("有两个情景都叫 `{name}`"));
            findings.push(Finding::new("name", message, help));
        }
    }
    for change in overrides {
        let Some(scenario) = change.scenario.as_ref().filter(|scenario| !names.contains(scenario)) else { continue };
        let source = text::Source::new("--set", format!("{scenario}:{}={}", change.path, change.value));
        let list: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let help = match shapes::nearest(scenario, names.iter().map(String::as_str), 0.75) {
            Some(meant) => (format!("did you mean `{meant}`?"), format!("是不是 `{meant}`？")),
            None => (format!("this call has {}", list.join(", ")), format!("此次调用的情景有 {}", list.join("、"))),
        };
        let message = (
            format!("no scenario of this call is named `{scenario}`"),
            format!("此次调用中没有名为 `{scenario}` 的情景"),
        );
        let finding = Finding::new("override", message, help);
        findings.push(finding.at(source.place(&(0..scenario.len())), ("no such scenario", "没有这个情景")));
    }
}

/// Checks across settings and across scenarios, and makes scenarios of drafts if nothing is wrong.
fn finish(drafts: Vec<Draft>, mut findings: Vec<Finding>) -> Result<Vec<Scenario>, Diagnosis> {
    let mut scenarios = Vec::new();
    for draft in &drafts {
        match text::plain_table(&draft.tree).try_into::<Settings>() {
            Ok(mut settings) => {
                let before = findings.len();
                let (records, registers) = register::read(draft, &mut settings, &mut findings);
                // Where counties could not be read, that there are none is no second mistake.
                let are_missing = records.is_empty() && findings.len() > before;
                let places = Places::new(&records, &settings.region, settings.run.seed, 0);
                for problem in settings.check(&places).0 {
                    if !(are_missing && problem.path.contains("counties")) {
                        findings.extend(cross_finding(draft, problem));
                    }
                }
                scenarios.push(Scenario::new(draft, settings, records, registers));
            }
            Err(error) => {
                let message = (
                    format!("the settings of `{}` do not fit together: {}", draft.name, error.message()),
                    format!("`{}` 的设定彼此不符（解析器原文：{}）", draft.name, error.message()),
                );
                findings.push(Finding::new("type", message, "").concerning(&draft.name));
            }
        }
    }
    check_agreement(&drafts, &scenarios, &mut findings);
    if findings.is_empty() { Ok(scenarios) } else { Err(Diagnosis::new(findings)) }
}

/// A problem across settings, told where the setting is stated.
fn cross_finding(draft: &Draft, problem: Problem) -> Option<Finding> {
    let table = |path: &str| path.rsplit_once('.').map_or(String::new(), |(table, _)| table.to_string());
    let spoilt = |dropped: &String| {
        // A default that stands in for a value that was not kept could be wrong only for that reason.
        dropped.strip_prefix(&problem.path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
            || (table(dropped) == table(&problem.path) && !table(dropped).is_empty())
    };
    if draft.dropped.iter().any(spoilt) {
        return None;
    }
    let code = if problem.message.en.contains("sum to") {
        "sum"
    } else if problem.path.contains("year") || problem.path == "run.burn_in_years" {
        "date"
    } else {
        "check"
    };
    let path = &problem.path;
    let Both { en, zh } = problem.message;
    let message_zh = if zh.is_empty() { String::new() } else { format!("`{path}`：{zh}") };
    let finding = Finding::new(code, (format!("`{path}`: {en}"), message_zh), problem.help);
    let place = layers::find(&draft.tree, path);
    let in_own_file = place.as_ref().is_some_and(|place| place.file() == draft.file);
    let finding = if in_own_file { finding } else { finding.concerning(&draft.name) };
    Some(match place {
        Some(place) => finding.at(place, ""),
        None => finding,
    })
}

/// Scenarios of one call are compared year by year and replicate by replicate.
fn check_agreement(drafts: &[Draft], scenarios: &[Scenario], findings: &mut Vec<Finding>) {
    type Read = fn(&Settings) -> u64;
    const SHARED: [(&str, Read); 5] = [
        ("run.seed", |settings| settings.run.seed),
        ("run.replicates", |settings| u64::from(settings.run.replicates)),
        ("run.base_year", |settings| settings.run.base_year as u64),
        ("run.burn_in_years", |settings| u64::from(settings.run.burn_in_years)),
        ("run.end_year", |settings| settings.run.end_year as u64),
    ];
    let Some((first, others)) = scenarios.split_first() else { return };
    for other in others {
        for (path, read) in SHARED {
            let (expected, found) = (read(&first.settings), read(&other.settings));
            if expected == found {
                continue;
            }
            let message = (
                format!("`{path}` is {found} in `{}`, but {expected} in `{}`", other.name, first.name),
                format!("`{path}` 在 `{}` 中为 {found}，在 `{}` 中为 {expected}", other.name, first.name),
            );
            let help = (
                format!(
                    "scenarios are compared by the same years and the same chance: give all of them one value, for example with `--set {path}={found}`"
                ),
                format!("情景须按同样的年份与同样的运气比较：请给它们同一个值，例如 `--set {path}={found}`"),
            );
            let finding = Finding::new("pairing", message, help);
            let place = drafts
                .iter()
                .filter(|draft| draft.name == other.name || draft.name == first.name)
                .rev()
                .find_map(|draft| layers::find_stated(&draft.tree, path));
            findings.push(match place {
                Some(place) => finding.at(place, ("differs", "不同")),
                None => finding,
            });
        }
    }
}

impl Scenario {
    fn new(draft: &Draft, settings: Settings, records: Arc<Vec<CountyRecord>>, registers: Arc<Registers>) -> Scenario {
        let word = |word: &str| draft.words.get(word).cloned();
        let title = word("title").unwrap_or_else(|| draft.name.clone());
        let question = word("question").unwrap_or_default();
        Scenario {
            name: draft.name.clone(),
            extends: draft.extends.clone(),
            title_zh: word("title_zh").unwrap_or_else(|| title.clone()),
            title,
            question_zh: word("question_zh").unwrap_or_else(|| question.clone()),
            question,
            preset: draft.preset.clone(),
            settings,
            records,
            registers,
        }
    }

    /// The scenario as a file that needs no other: every setting, and the same results when it is run again.
    pub fn to_toml(&self) -> String {
        let words = [
            ("title", &self.title),
            ("title_zh", &self.title_zh),
            ("question", &self.question),
            ("question_zh", &self.question_zh),
            ("preset", &self.preset),
        ];
        let head: String = words.iter().map(|(key, word)| format!("{key} = {}\n", written::quoted(word))).collect();
        head + &written::settings_text(&self.settings)
    }

    /// The identity of what is simulated: every setting and the counties' data, but no title and no question.
    pub fn fingerprint(&self) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(written::settings_text(&self.settings).as_bytes());
        hasher.update(counties::SHANDONG.as_bytes());
        // Registers are files named after what they say: their names are in the settings.
        hasher.finalize()
    }

    /// The model that this scenario simulates.
    pub fn model(&self) -> Arc<Model> {
        let model = Model::new(self.settings.clone(), &self.records);
        Arc::new(model.with_register(self.registers.register.clone()))
    }
}
