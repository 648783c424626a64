//! Holds what is written against what may be written: unknown keys, wrong types, values out of range.
//!
//! Everything wrong is reported, and what is right is kept, so that the checks that follow see as much as possible.

use super::diagnosis::Finding;
use super::shapes::{Fields, Shape, named_elsewhere, nearest, shapes};
use super::text::{Node, Table, Value};
use crate::settings::{Kind, Setting, join, short};

/// Keys of a scenario file beside the tables of settings.
pub(super) const WORDS: [&str; 6] = ["title", "title_zh", "question", "question_zh", "extends", "preset"];

/// Likeness from which a word is taken to be meant for another.
const MEANT: f64 = 0.85;

/// One layer being read.
pub(super) struct Reading<'a> {
    /// What is wrong.
    pub(super) findings: &'a mut Vec<Finding>,
    /// Paths that were stated, but not kept.
    pub(super) dropped: &'a mut Vec<String>,
    /// The path of a `--set`, if the layer is one.
    pub(super) override_path: Option<&'a str>,
}

impl Reading<'_> {
    /// Keeps what is right of a table of settings.
    pub(super) fn table(&mut self, path: &str, fields: &Fields, table: Table) -> Table {
        let mut kept = Table::new();
        let mut misspelt = Vec::new();
        for (key, node) in table {
            let path = join(path, &key);
            match fields.get(&key) {
                Some(shape) => {
                    if let Some(node) = self.value(&path, shape, node) {
                        kept.insert(key, node);
                    } else {
                        self.dropped.push(path);
                    }
                }
                None => misspelt.push((key, node)),
            }
        }
        for (key, node) in misspelt {
            let stated = join(path, &key);
            let (help, meant) = way_out(path, fields, &key);
            let finding = Finding::new("unknown-key", format!("unknown key `{stated}`"), help);
            self.findings.push(finding.at(node.key_place(), "not a setting here"));
            // What was probably meant is read too: its value may be wrong as well, and must not be missed elsewhere.
            let meant = meant.filter(|meant| !kept.contains_key(*meant));
            match meant.and_then(|meant| fields.get(meant).map(|shape| (meant, shape))) {
                Some((meant, shape)) => {
                    if let Some(node) = self.value(&join(path, meant), shape, node) {
                        kept.insert(meant.to_string(), node);
                    }
                }
                None => self.dropped.push(stated),
            }
        }
        kept
    }

    fn value(&mut self, path: &str, shape: &Shape, node: Node) -> Option<Node> {
        match shape {
            Shape::Table(fields) => self.group(path, fields, node),
            Shape::Rows(_, fields) => self.rows(path, fields, node),
            Shape::Setting(setting) => self.setting(path, setting, node),
        }
    }

    fn group(&mut self, path: &str, fields: &Fields, mut node: Node) -> Option<Node> {
        match node.value {
            Value::Table(table) => {
                node.value = Value::Table(self.table(path, fields, table));
                Some(node)
            }
            _ => {
                let help = format!("write `[{path}]` and its settings on the lines below");
                self.wrong_type(path, "a table of settings", &node, help);
                None
            }
        }
    }

    fn rows(&mut self, path: &str, fields: &Fields, mut node: Node) -> Option<Node> {
        let help = || format!("write `[[{path}]]` and the settings of one row on the lines below");
        match node.value {
            Value::List(list) => {
                let mut kept = Vec::new();
                for (number, mut row) in list.into_iter().enumerate() {
                    let path = format!("{path}[{number}]");
                    match row.value {
                        Value::Table(table) => {
                            row.value = Value::Table(self.table(&path, fields, table));
                            kept.push(row);
                        }
                        _ => {
                            self.wrong_type(&path, "a table", &row, help());
                            self.dropped.push(path);
                        }
                    }
                }
                node.value = Value::List(kept);
                Some(node)
            }
            Value::Row(number, row) => {
                let row = self.group(&format!("{path}[{number}]"), fields, *row)?;
                node.value = Value::Row(number, Box::new(row));
                Some(node)
            }
            _ => {
                self.wrong_type(path, "a list of tables", &node, help());
                None
            }
        }
    }

    fn setting(&mut self, path: &str, setting: &Setting, node: Node) -> Option<Node> {
        match setting.kind {
            Kind::Real | Kind::Whole => self.number(path, setting, node),
            Kind::Flag => match node.value {
                Value::Flag(_) => Some(node),
                Value::Text(ref text) if ["true", "false"].contains(&text.as_str()) => {
                    let help = format!("write `{text}` without quotes");
                    self.wrong_type(path, "`true` or `false`", &node, help)
                }
                _ => self.wrong_type(path, "`true` or `false`", &node, about(setting)),
            },
            Kind::Text => match node.value {
                Value::Text(_) => Some(node),
                _ => self.wrong_type(path, "a text", &node, "put it in quotes".to_string()),
            },
            Kind::Texts => {
                self.list(path, node, "a list of texts", "write `[\"…\", \"…\"]`", |reading, path, item| match item
                    .value
                {
                    Value::Text(_) => Some(item),
                    _ => reading.wrong_type(path, "a text", &item, "put it in quotes".to_string()),
                })
            }
            Kind::Wholes => {
                self.list(path, node, "a list of whole numbers", "write `[8, 7]`", |reading, path, item| {
                    reading.number(path, setting, item)
                })
            }
            Kind::Choice(names) => self.choice(path, names, node),
            Kind::Dated => self.dated(path, setting, node),
            Kind::Rows => unreachable!("rows have a shape of their own"),
        }
    }

    fn number(&mut self, path: &str, setting: &Setting, node: Node) -> Option<Node> {
        let whole_only = matches!(setting.kind, Kind::Whole | Kind::Wholes);
        let expected = if whole_only { "a whole number" } else { "a number" };
        let number = match &node.value {
            Value::Whole(whole) => *whole as f64,
            Value::Real(real) if !whole_only => *real,
            Value::Real(real) => {
                let help = if real.is_finite() && real.fract() == 0.0 {
                    format!("write `{real:.0}`, without a decimal point")
                } else {
                    "round it".to_string()
                };
                return self.wrong_type(path, expected, &node, help);
            }
            Value::Text(text) if text.parse::<f64>().is_ok() => {
                let help = format!("write `{text}` without quotes");
                return self.wrong_type(path, expected, &node, help);
            }
            _ => return self.wrong_type(path, expected, &node, about(setting)),
        };
        if (setting.low..=setting.high).contains(&number) {
            return Some(node);
        }
        let written = node.place().text().to_string();
        let unit = if setting.unit == "–" { String::new() } else { format!(" ({})", setting.unit) };
        let message = format!(
            "`{path}` is {written}, but must lie between {} and {}{unit}",
            short(setting.low),
            short(setting.high)
        );
        let share = setting.low == 0.0 && setting.high == 1.0 && (2.0..=100.0).contains(&number);
        let help = match share {
            true => format!("for {written} % write {}; {}", short(number / 100.0), about(setting)),
            false => about(setting),
        };
        self.findings.push(Finding::new("range", message, help).at(node.place(), "out of range"));
        None
    }

    fn choice(&mut self, path: &str, names: &[&str], mut node: Node) -> Option<Node> {
        let Value::Text(word) = &node.value else {
            return self.wrong_type(path, "a name in quotes", &node, one_of(names));
        };
        if names.contains(&word.as_str()) {
            return Some(node);
        }
        let (finding, meant) = not_one_of(path, word, names);
        self.findings.push(finding.at(node.place(), "not one of them"));
        node.value = Value::Text(meant?.to_string());
        Some(node)
    }

    fn dated(&mut self, path: &str, setting: &Setting, mut node: Node) -> Option<Node> {
        let Value::Table(table) = node.value else {
            let help = "write the years and their values, for example `{ 2015 = 0.5, 2020 = 1.5 }`".to_string();
            return self.wrong_type(path, "a table of years and values", &node, help);
        };
        let mut years = Table::new();
        for (year, value) in table {
            let path = join(path, &year);
            if !year.parse::<i16>().is_ok_and(|year| (1900..=2200).contains(&year)) {
                let help = "write years as keys, for example `{ 2015 = 0.5, 2020 = 1.5 }`";
                let message = format!("`{year}` in `{}` is not a year between 1900 and 2200", setting.path);
                self.findings.push(Finding::new("date", message, help).at(value.key_place(), "not a year"));
                self.dropped.push(path);
            } else if let Some(value) = self.number(&path, setting, value) {
                years.insert(year, value);
            } else {
                self.dropped.push(path);
            }
        }
        let adds = self.override_path.is_some_and(|stated| stated.len() > path.len());
        node.value = Value::Years { years, adds };
        Some(node)
    }

    fn list(
        &mut self,
        path: &str,
        mut node: Node,
        expected: &str,
        example: &str,
        mut keep: impl FnMut(&mut Self, &str, Node) -> Option<Node>,
    ) -> Option<Node> {
        let Value::List(list) = node.value else {
            return self.wrong_type(path, expected, &node, example.to_string());
        };
        let mut kept = Vec::new();
        for (number, item) in list.into_iter().enumerate() {
            let path = format!("{path}[{number}]");
            match keep(self, &path, item) {
                Some(item) => kept.push(item),
                None => self.dropped.push(path),
            }
        }
        node.value = Value::List(kept);
        Some(node)
    }

    fn wrong_type(&mut self, path: &str, expected: &str, node: &Node, help: String) -> Option<Node> {
        let found = match &node.value {
            Value::Table(_) | Value::Years { .. } => "a table".to_string(),
            Value::List(_) => "a list".to_string(),
            Value::Row(..) => "a row".to_string(),
            Value::Text(text) => format!("the text \"{text}\""),
            Value::Whole(_) | Value::Real(_) => node.place().text().to_string(),
            Value::Flag(flag) => flag.to_string(),
            Value::Date => "a date".to_string(),
        };
        let message = format!("`{path}` is {found}, but {expected} is expected");
        self.findings.push(Finding::new("type", message, help).at(node.place(), format!("expected {expected}")));
        None
    }
}

/// The finding for a name that is not one of those known, and the name that was probably meant.
pub(super) fn not_one_of<'a>(path: &str, word: &str, names: &[&'a str]) -> (Finding, Option<&'a str>) {
    let meant = nearest(word, names.iter().copied(), 0.75);
    let help = match meant {
        Some(meant) => format!("did you mean `{meant}`? {}", one_of(names)),
        None => one_of(names),
    };
    (Finding::new("choice", format!("`{path}` is `{word}`, which is not one of its names"), help), meant)
}

fn one_of(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("it may be {}", names.join(", "))
}

/// What a setting is about, for a help line: the first sentence of its meaning, and its default.
fn about(setting: &Setting) -> String {
    let meaning = setting.meaning.split_whitespace().collect::<Vec<_>>().join(" ");
    let meaning = meaning.split(". ").next().unwrap_or_default().trim_end_matches('.');
    match setting.kind {
        // A whole series is no help.
        Kind::Dated => format!("meaning: {meaning}"),
        _ => format!("meaning: {meaning}; default: `{}`", setting.default),
    }
}

/// What to do about an unknown key, and the key of the same table that was probably meant.
fn way_out<'a>(table: &str, fields: &'a Fields, key: &str) -> (String, Option<&'a str>) {
    if WORDS.contains(&key) {
        return (format!("`{key}` belongs at the top of a scenario file, before the first `[table]`"), None);
    }
    if table.is_empty()
        && let Some(meant) = nearest(key, WORDS.into_iter(), MEANT)
    {
        return (format!("did you mean `{meant}`?"), None);
    }
    let elsewhere = named_elsewhere(key);
    if let [(table, is_table)] = &elsewhere[..] {
        let whole = join(table, key);
        let help = match is_table {
            true => format!("did you mean the table `[{whole}]`?"),
            false => format!("`{key}` belongs in `[{table}]`, its path is `{whole}`"),
        };
        return (help, None);
    }
    if (2..=3).contains(&elsewhere.len()) {
        let paths: Vec<String> = elsewhere.iter().map(|(table, _)| format!("`{}`", join(table, key))).collect();
        return (format!("did you mean {}?", paths.join(" or ")), None);
    }
    if let Some(meant) = fields.nearest(key, MEANT) {
        return (format!("did you mean `{meant}`?"), Some(meant));
    }
    if let Some(meant) = fields.nearest(key, 0.7) {
        return (format!("did you mean `{meant}`?"), None);
    }
    let names: Vec<String> = fields.keys().map(|name| format!("`{name}`")).collect();
    let place = if table.is_empty() { "at the top".to_string() } else { format!("in `{table}`") };
    let help = match names.len() {
        0..=12 => format!("{place} there are {}", names.join(", ")),
        _ => format!("`headwater settings {key}` searches for it, `headwater settings` lists everything"),
    };
    (help, None)
}

/// Reads the settings of a layer.
pub(super) fn settings_of(
    table: Table,
    override_path: Option<&str>,
    findings: &mut Vec<Finding>,
    dropped: &mut Vec<String>,
) -> Table {
    Reading { findings, dropped, override_path }.table("", shapes(), table)
}
