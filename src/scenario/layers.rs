//! Lays texts over each other: defaults, preset, what a scenario extends, the scenario, each `--set`.

use super::Override;
use super::built_in::{DEFAULT_PRESET, builtins, presets};
use super::diagnosis::{Finding, Place};
use super::reading::{WORDS, not_one_of, settings_of};
use super::shapes::nearest;
use super::text::{self, Node, Source, Table, Value};
use super::written::settings_text;
use crate::model::Settings;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// A scenario as all its layers say, before the checks across settings.
pub(super) struct Draft {
    /// Its name.
    pub(super) name: String,
    /// What it extends.
    pub(super) extends: Option<String>,
    /// Title and question in both languages.
    pub(super) words: BTreeMap<&'static str, String>,
    /// The preset on which it stands.
    pub(super) preset: String,
    /// Every setting.
    pub(super) tree: Table,
    /// Paths that were stated, but wrong, and therefore not kept.
    pub(super) dropped: Vec<String>,
    /// What its own file is called in messages.
    pub(super) file: String,
}

/// Where a scenario's text is.
#[derive(Clone, PartialEq)]
enum Origin {
    BuiltIn(&'static str, &'static str),
    File(PathBuf),
    Text,
}

/// What one text says.
struct Layer {
    source: Arc<Source>,
    words: BTreeMap<&'static str, Node>,
    settings: Table,
}

/// Reads a scenario by its name or path.
pub(super) fn draft(name: &str, overrides: &[Override], findings: &mut Vec<Finding>) -> Option<Draft> {
    let opened = locate(name, None).and_then(|origin| open(&origin).map(|source| (origin, source)));
    match opened {
        Ok((origin, source)) => Some(assemble(&scenario_name(name), origin, source, overrides, findings)),
        Err(finding) => {
            findings.push(*finding);
            None
        }
    }
}

/// Reads a scenario from a text.
pub(super) fn draft_text(
    name: &str,
    text: &str,
    folder: &Path,
    overrides: &[Override],
    findings: &mut Vec<Finding>,
) -> Draft {
    assemble(name, Origin::Text, Source::in_folder(name, text, folder), overrides, findings)
}

/// The name under which a scenario appears in results: the file's stem, or the built-in name.
pub(super) fn scenario_name(word: &str) -> String {
    match is_path(word) {
        true => Path::new(word).file_stem().map_or(word.to_string(), |stem| stem.to_string_lossy().into_owned()),
        false => word.to_string(),
    }
}

fn assemble(
    name: &str,
    origin: Origin,
    source: Arc<Source>,
    overrides: &[Override],
    findings: &mut Vec<Finding>,
) -> Draft {
    let mut dropped = Vec::new();
    let file = source.label.clone();
    let mut chain = chain(origin, source, findings, &mut dropped);
    let own = chain.first().expect("a scenario has a text of its own");
    let extends = own.words.get("extends").and_then(text_of).map(|word| scenario_name(&word));
    let mut words: BTreeMap<&'static str, String> =
        own.words.iter().filter_map(|(&word, node)| Some((word, text_of(node)?))).collect();
    chain.reverse();
    for change in overrides.iter().filter(|change| change.scenario.as_deref().is_none_or(|scenario| scenario == name)) {
        if let Some(layer) = override_layer(change, findings, &mut dropped) {
            words.extend(layer.words.iter().filter_map(|(&word, node)| Some((word, text_of(node)?))));
            chain.push(layer);
        }
    }
    let preset = effective_preset(&chain, findings);
    let mut tree = defaults();
    let preset_text = presets().iter().find(|known| known.name == preset).expect("it was checked").text;
    let preset_layer =
        read(Source::new(format!("built-in presets/{preset}.toml"), preset_text), findings, &mut dropped);
    for layer in std::iter::once(preset_layer).chain(chain) {
        merge(&mut tree, layer.settings, findings);
    }
    Draft { name: name.to_string(), extends, words, preset, tree, dropped, file }
}

/// The layers of a scenario and of everything that it extends, its own first.
fn chain(
    mut origin: Origin,
    mut source: Arc<Source>,
    findings: &mut Vec<Finding>,
    dropped: &mut Vec<String>,
) -> Vec<Layer> {
    let mut seen: Vec<(Origin, String)> = Vec::new();
    let mut layers = Vec::new();
    loop {
        seen.push((identity(&origin), source.label.clone()));
        let layer = read(source, findings, dropped);
        let stated = layer.words.get("extends").and_then(|node| Some((text_of(node)?, node.place())));
        layers.push(layer);
        let Some((word, place)) = stated else { return layers };
        let beside = match &origin {
            Origin::File(path) => path.parent(),
            _ => None,
        };
        let opened = locate(&word, beside).and_then(|next| {
            if let Some(first) = seen.iter().position(|(origin, _)| *origin == identity(&next)) {
                let mut round: Vec<&str> = seen[first..].iter().map(|(_, label)| label.as_str()).collect();
                round.push(round[0]);
                let round = round.join(" → ");
                let message = (
                    format!("the scenarios extend each other in a circle: {round}"),
                    format!("情景之间循环扩展：{round}"),
                );
                let help = ("let one of them stand by itself", "请让其中一个不再扩展别的情景");
                return Err(Box::new(Finding::new("extends", message, help)));
            }
            open(&next).map(|source| (next, source))
        });
        match opened {
            Ok(next) => (origin, source) = next,
            Err(finding) => {
                findings.push(Finding { code: "extends", ..*finding }.at(place, ""));
                return layers;
            }
        }
    }
}

fn identity(origin: &Origin) -> Origin {
    match origin {
        Origin::File(path) => Origin::File(path.canonicalize().unwrap_or_else(|_| path.clone())),
        other => other.clone(),
    }
}

fn is_path(word: &str) -> bool {
    word.ends_with(".toml") || word.contains(['/', '\\'])
}

fn locate(word: &str, beside: Option<&Path>) -> Result<Origin, Box<Finding>> {
    if is_path(word) {
        return Ok(Origin::File(beside.map_or(PathBuf::from(word), |folder| folder.join(word))));
    }
    if let Some(known) = builtins().iter().find(|known| known.name == word) {
        return Ok(Origin::BuiltIn(known.name, known.text));
    }
    let names = || builtins().iter().map(|known| known.name);
    let list = names().collect::<Vec<_>>().join(", ");
    let meant = nearest(word, names(), 0.75);
    let perhaps = meant.map_or(String::new(), |meant| format!("did you mean `{meant}`? "));
    let perhaps_zh = meant.map_or(String::new(), |meant| format!("是不是 `{meant}`？"));
    let help = (
        format!("{perhaps}a file is named by its path, such as `{word}.toml`; built in are {list}"),
        format!("{perhaps_zh}文件请写路径，如 `{word}.toml`；内置情景有 {}", list.replace(", ", "、")),
    );
    let message = (format!("there is no built-in scenario `{word}`"), format!("没有名为 `{word}` 的内置情景"));
    Err(Box::new(Finding::new("unknown-scenario", message, help)))
}

fn open(origin: &Origin) -> Result<Arc<Source>, Box<Finding>> {
    let path = match origin {
        Origin::BuiltIn(name, text) => return Ok(Source::new(format!("built-in {name}.toml"), *text)),
        Origin::Text => unreachable!("a text is read as it comes"),
        Origin::File(path) => path,
    };
    let shown = path.display();
    let problem = |message: (String, String), help: (&str, &str)| Box::new(Finding::new("file", message, help));
    let bytes = std::fs::read(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => problem(
            (format!("there is no file `{shown}`"), format!("没有文件 `{shown}`")),
            ("check the path and the name", "请检查路径与文件名"),
        ),
        _ => problem(
            (format!("cannot read `{shown}`: {error}"), format!("无法读取 `{shown}`：{error}")),
            ("name a file that you may read", "请换一个有权读取的文件"),
        ),
    })?;
    let text = String::from_utf8(bytes).map_err(|_| {
        let message = (format!("`{shown}` is not a text in UTF-8"), format!("`{shown}` 不是 UTF-8 文本"));
        problem(message, ("save it as UTF-8", "请另存为 UTF-8"))
    })?;
    // Some editors begin a file with a byte order mark.
    let folder = path.parent().unwrap_or(Path::new(""));
    Ok(Source::in_folder(shown.to_string(), text.strip_prefix('\u{feff}').unwrap_or(&text), folder))
}

/// Reads one text: its words and its settings.
fn read(source: Arc<Source>, findings: &mut Vec<Finding>, dropped: &mut Vec<String>) -> Layer {
    let table = text::parse(&source, findings);
    let (words, table) = split_words(table, findings);
    Layer { settings: settings_of(table, None, findings, dropped), words, source }
}

fn split_words(mut table: Table, findings: &mut Vec<Finding>) -> (BTreeMap<&'static str, Node>, Table) {
    let mut words = BTreeMap::new();
    for word in WORDS {
        let Some(node) = table.remove(word) else { continue };
        if matches!(node.value, Value::Text(_)) {
            words.insert(word, node);
        } else {
            let message = (format!("`{word}` must be a text"), format!("`{word}` 须为文本"));
            let finding = Finding::new("type", message, ("put it in quotes", "请加引号"));
            findings.push(finding.at(node.place(), ("expected a text", "应为文本")));
        }
    }
    (words, table)
}

fn text_of(node: &Node) -> Option<String> {
    match &node.value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

fn override_layer(change: &Override, findings: &mut Vec<Finding>, dropped: &mut Vec<String>) -> Option<Layer> {
    let node = text::parse_override(&change.path, &change.value, findings)?;
    let Value::Table(table) = node.value else { return None };
    let (words, table) = split_words(table, findings);
    if let Some(extends) = words.get("extends") {
        findings.push(
            Finding::new(
                "override",
                ("what a scenario extends cannot be changed from outside", "不能从外部改变情景所扩展的对象"),
                ("name another scenario instead", "请改用另一个情景"),
            )
            .at(extends.key_place(), ""),
        );
        return None;
    }
    Some(Layer { settings: settings_of(table, Some(&change.path), findings, dropped), words, source: node.source })
}

/// The preset that is stated last.
fn effective_preset(layers: &[Layer], findings: &mut Vec<Finding>) -> String {
    let names: Vec<&str> = presets().iter().map(|preset| preset.name).collect();
    let mut effective = DEFAULT_PRESET;
    for layer in layers {
        let Some(node) = layer.words.get("preset") else { continue };
        let Value::Text(word) = &node.value else { continue };
        match names.iter().find(|name| *name == word) {
            Some(name) => effective = name,
            None => {
                let (finding, meant) = not_one_of("preset", word, &names);
                findings.push(finding.at(layer.source.place(&node.span), ("not one of them", "不在其中")));
                effective = meant.unwrap_or(effective);
            }
        }
    }
    effective.to_string()
}

/// The lowest layer.
fn defaults() -> Table {
    static DEFAULTS: OnceLock<Table> = OnceLock::new();
    let read_defaults = || {
        let source = Source::new(Source::DEFAULTS, settings_text(&Settings::default()));
        let (mut findings, mut dropped) = (Vec::new(), Vec::new());
        let layer = read(source, &mut findings, &mut dropped);
        assert!(findings.is_empty(), "the defaults must lie in their own ranges: {findings:?}");
        layer.settings
    };
    DEFAULTS.get_or_init(read_defaults).clone()
}

/// Lays one table over another: tables are joined, everything else is replaced.
fn merge(below: &mut Table, above: Table, findings: &mut Vec<Finding>) {
    for (key, node) in above {
        match below.get_mut(&key) {
            Some(lower) => merge_node(&key, lower, node, findings),
            None => {
                below.insert(key, node);
            }
        }
    }
}

fn merge_node(key: &str, lower: &mut Node, node: Node, findings: &mut Vec<Finding>) {
    let Node { source, key: key_span, span, value } = node;
    match (&mut lower.value, value) {
        (Value::Table(below), Value::Table(above)) => merge(below, above, findings),
        (Value::Years { years, .. }, Value::Years { years: above, adds: true }) => years.extend(above),
        (Value::List(rows), Value::Row(number, row)) => match rows.get_mut(number) {
            Some(lower) => merge_node(key, lower, *row, findings),
            None => {
                let message = (
                    format!("there is no row {number} in `{key}`: it has {}, counted from 0", rows.len()),
                    format!("`{key}` 没有第 {number} 行：共 {} 行，从 0 数起", rows.len()),
                );
                let help =
                    ("state the row in the scenario, or set the whole list", "请在情景文件中写出该行，或设定整个列表");
                let finding = Finding::new("override", message, help);
                findings.push(finding.at(source.place(&key_span), ("no such row", "没有这一行")));
                return;
            }
        },
        (below, value) => *below = value,
    }
    (lower.source, lower.key, lower.span) = (source, key_span, span);
}

/// Where a setting is stated. None if only the defaults have it.
pub(super) fn find_stated(tree: &Table, path: &str) -> Option<Place> {
    find_nodes(tree, path).0.filter(is_stated).map(Node::place)
}

/// The path that a setting names, seen from the folder of the text that states it, and where it is stated. None if
/// the setting is empty.
pub(super) fn stated_path(tree: &Table, path: &str) -> Option<(PathBuf, Place)> {
    let node = find_nodes(tree, path).0?;
    let text = text_of(node).filter(|text| !text.trim().is_empty())?;
    let path = node.source.folder.as_deref().map_or(PathBuf::from(&text), |folder| folder.join(&text));
    Some((path, node.place()))
}

/// Where a setting is stated, or else the table in which it would stand.
pub(super) fn find(tree: &Table, path: &str) -> Option<Place> {
    let (node, parent) = find_nodes(tree, path);
    node.filter(is_stated).or(parent.filter(is_stated)).map(Node::place)
}

fn is_stated(node: &&Node) -> bool {
    node.source.label != Source::DEFAULTS
}

/// The node of a path and the one that holds it.
fn find_nodes<'a>(tree: &'a Table, path: &str) -> (Option<&'a Node>, Option<&'a Node>) {
    let mut node: Option<&Node> = None;
    let mut parent: Option<&Node> = None;
    let mut table = Some(tree);
    for part in path.split('.') {
        let (name, row) = match part.split_once('[') {
            Some((name, row)) => (name, row.trim_end_matches(']').parse::<usize>().ok()),
            None => (part, None),
        };
        let Some(next) = table.and_then(|table| table.get(name)) else {
            // A row states only some of its settings: the row itself is the table in which this one would stand.
            parent = node;
            node = None;
            break;
        };
        parent = node;
        node = Some(next);
        if let (Some(row), Value::List(rows)) = (row, &next.value) {
            parent = node;
            node = rows.get(row);
        }
        table = match node.map(|node| &node.value) {
            Some(Value::Table(table)) => Some(table),
            _ => None,
        };
    }
    (node, parent)
}
