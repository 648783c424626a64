//! Holds what is written against what may be written: unknown keys, wrong types, values out of range.
//!
//! Everything wrong is reported, and what is right is kept, so that the checks that follow see as much as possible.

use super::diagnosis::Finding;
use super::shapes::{Fields, Shape, named_elsewhere, nearest, shapes};
use super::text::{Node, Table, Value};
use crate::settings::{Both, Kind, Setting, join, short};

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
            let finding =
                Finding::new("unknown-key", (format!("unknown key `{stated}`"), format!("未知的键 `{stated}`")), help);
            self.findings.push(finding.at(node.key_place(), ("not a setting here", "此处没有这项设定")));
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
                let help = (
                    format!("write `[{path}]` and its settings on the lines below"),
                    format!("请写 `[{path}]`，把各项设定写在下面几行"),
                );
                self.wrong_type(path, ("a table of settings", "一组设定"), &node, help);
                None
            }
        }
    }

    fn rows(&mut self, path: &str, fields: &Fields, mut node: Node) -> Option<Node> {
        let help = || {
            (
                format!("write `[[{path}]]` and the settings of one row on the lines below"),
                format!("请写 `[[{path}]]`，把一行的各项设定写在下面几行"),
            )
        };
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
                            self.wrong_type(&path, ("a table", "一个表"), &row, help());
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
                self.wrong_type(path, ("a list of tables", "若干个表"), &node, help());
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
                    let help = unquoted(text);
                    self.wrong_type(path, FLAG, &node, help)
                }
                _ => self.wrong_type(path, FLAG, &node, about(setting)),
            },
            Kind::Text => match node.value {
                Value::Text(_) => Some(node),
                _ => self.wrong_type(path, TEXT, &node, QUOTED),
            },
            Kind::Texts => {
                let help = ("write `[\"…\", \"…\"]`", "请写成 `[\"…\", \"…\"]`");
                self.list(path, node, ("a list of texts", "一列文本"), help, |reading, path, item| {
                    match item.value {
                        Value::Text(_) => Some(item),
                        _ => reading.wrong_type(path, TEXT, &item, QUOTED),
                    }
                })
            }
            Kind::Wholes => {
                let help = ("write `[8, 7]`", "请写成 `[8, 7]`");
                self.list(path, node, ("a list of whole numbers", "一列整数"), help, |reading, path, item| {
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
        let expected = if whole_only { ("a whole number", "整数") } else { ("a number", "数字") };
        let number = match &node.value {
            Value::Whole(whole) => *whole as f64,
            Value::Real(real) if !whole_only => *real,
            Value::Real(real) => {
                let help = if real.is_finite() && real.fract() == 0.0 {
                    (format!("write `{real:.0}`, without a decimal point"), format!("请写 `{real:.0}`，不带小数点"))
                } else {
                    ("round it".to_string(), "请取整".to_string())
                };
                return self.wrong_type(path, expected, &node, help);
            }
            Value::Text(text) if text.parse::<f64>().is_ok() => {
                let help = unquoted(text);
                return self.wrong_type(path, expected, &node, help);
            }
            _ => return self.wrong_type(path, expected, &node, about(setting)),
        };
        if (setting.low..=setting.high).contains(&number) {
            return Some(node);
        }
        let written = node.place().text().to_string();
        let unit = if setting.unit == "–" { String::new() } else { format!(" ({})", setting.unit) };
        let (low, high) = (short(setting.low), short(setting.high));
        let unit_zh = if unit.is_empty() { String::new() } else { format!("（单位：{}）", setting.unit) };
        let message = (
            format!("`{path}` is {written}, but must lie between {low} and {high}{unit}"),
            format!("`{path}` 为 {written}，但须在 {low} 与 {high} 之间{unit_zh}"),
        );
        let share = setting.low == 0.0 && setting.high == 1.0 && (2.0..=100.0).contains(&number);
        let help = match share {
            true => {
                let (share, Both { en, zh }) = (short(number / 100.0), about(setting));
                Both::from((format!("for {written} % write {share}; {en}"), format!("{written}% 请写 {share}；{zh}")))
            }
            false => about(setting),
        };
        self.findings.push(Finding::new("range", message, help).at(node.place(), ("out of range", "超出范围")));
        None
    }

    fn choice(&mut self, path: &str, names: &[&str], mut node: Node) -> Option<Node> {
        let Value::Text(word) = &node.value else {
            return self.wrong_type(path, ("a name in quotes", "加引号的名称"), &node, one_of(names));
        };
        if names.contains(&word.as_str()) {
            return Some(node);
        }
        let (finding, meant) = not_one_of(path, word, names);
        self.findings.push(finding.at(node.place(), ("not one of them", "不在其中")));
        node.value = Value::Text(meant?.to_string());
        Some(node)
    }

    fn dated(&mut self, path: &str, setting: &Setting, mut node: Node) -> Option<Node> {
        let Value::Table(table) = node.value else {
            let help = (
                "write the years and their values, for example `{ 2015 = 0.5, 2020 = 1.5 }`",
                "请写年份及其数值，例如 `{ 2015 = 0.5, 2020 = 1.5 }`",
            );
            return self.wrong_type(path, ("a table of years and values", "年份与数值的表"), &node, help);
        };
        let mut years = Table::new();
        for (year, value) in table {
            let path = join(path, &year);
            if !year.parse::<i16>().is_ok_and(|year| (1900..=2200).contains(&year)) {
                let help = (
                    "write years as keys, for example `{ 2015 = 0.5, 2020 = 1.5 }`",
                    "请用年份作键，例如 `{ 2015 = 0.5, 2020 = 1.5 }`",
                );
                let message = (
                    format!("`{year}` in `{}` is not a year between 1900 and 2200", setting.path),
                    format!("`{}` 中的 `{year}` 不是 1900 至 2200 之间的年份", setting.path),
                );
                let finding = Finding::new("date", message, help);
                self.findings.push(finding.at(value.key_place(), ("not a year", "不是年份")));
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
        expected: (&str, &str),
        example: (&str, &str),
        mut keep: impl FnMut(&mut Self, &str, Node) -> Option<Node>,
    ) -> Option<Node> {
        let Value::List(list) = node.value else {
            return self.wrong_type(path, expected, &node, example);
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

    fn wrong_type(
        &mut self,
        path: &str,
        (expected, expected_zh): (&str, &str),
        node: &Node,
        help: impl Into<Both>,
    ) -> Option<Node> {
        let (found, found_zh) = match &node.value {
            Value::Table(_) | Value::Years { .. } => ("a table".to_string(), "一个表".to_string()),
            Value::List(_) => ("a list".to_string(), "一个列表".to_string()),
            Value::Row(..) => ("a row".to_string(), "一行".to_string()),
            Value::Text(text) => (format!("the text \"{text}\""), format!("文本“{text}”")),
            Value::Whole(_) | Value::Real(_) => (node.place().text().to_string(), format!(" {}", node.place().text())),
            Value::Flag(flag) => (flag.to_string(), format!(" {flag} ")),
            Value::Date => ("a date".to_string(), "日期".to_string()),
        };
        let message = (
            format!("`{path}` is {found}, but {expected} is expected"),
            format!("`{path}` 为{found_zh}，应为{expected_zh}"),
        );
        let label = (format!("expected {expected}"), format!("应为{expected_zh}"));
        self.findings.push(Finding::new("type", message, help).at(node.place(), label));
        None
    }
}

/// The finding for a name that is not one of those known, and the name that was probably meant.
pub(super) fn not_one_of<'a>(path: &str, word: &str, names: &[&'a str]) -> (Finding, Option<&'a str>) {
    let meant = nearest(word, names.iter().copied(), 0.75);
    let help = match meant {
        Some(meant) => {
            let (perhaps, all) = (meant_by(meant), one_of(names));
            Both::from((format!("{} {}", perhaps.en, all.en), format!("{}{}", perhaps.zh, all.zh)))
        }
        None => one_of(names),
    };
    let message = (
        format!("`{path}` is `{word}`, which is not one of its names"),
        format!("`{path}` 为 `{word}`，不在可用名称之列"),
    );
    (Finding::new("choice", message, help), meant)
}

fn one_of(names: &[&str]) -> Both {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    Both::from((format!("it may be {}", names.join(", ")), format!("可以是 {}", names.join("、"))))
}

/// Asks whether something else was meant.
fn meant_by(meant: &str) -> Both {
    Both::from((format!("did you mean `{meant}`?"), format!("是不是 `{meant}`？")))
}

/// What a text in quotes should be instead.
fn unquoted(text: &str) -> (String, String) {
    (format!("write `{text}` without quotes"), format!("请写 `{text}`，不加引号"))
}

const FLAG: (&str, &str) = ("`true` or `false`", " `true` 或 `false`");
const TEXT: (&str, &str) = ("a text", "文本");
const QUOTED: (&str, &str) = ("put it in quotes", "请加引号");

/// What a setting is about, for a help line: the first sentence of its meaning, and its default.
fn about(setting: &Setting) -> Both {
    let meaning = setting.meaning.split_whitespace().collect::<Vec<_>>().join(" ");
    let meaning = meaning.split(". ").next().unwrap_or_default().trim_end_matches('.');
    match setting.kind {
        // A whole series is no help.
        Kind::Dated => Both::from((format!("meaning: {meaning}"), format!("含义：{}", setting.meaning_zh))),
        _ => Both::from((
            format!("meaning: {meaning}; default: `{}`", setting.default),
            format!("含义：{}；默认值：`{}`", setting.meaning_zh, setting.default),
        )),
    }
}

/// What to do about an unknown key, and the key of the same table that was probably meant.
fn way_out<'a>(table: &str, fields: &'a Fields, key: &str) -> (Both, Option<&'a str>) {
    if WORDS.contains(&key) {
        let help = (
            format!("`{key}` belongs at the top of a scenario file, before the first `[table]`"),
            format!("`{key}` 应写在情景文件开头，在第一个 `[表]` 之前"),
        );
        return (help.into(), None);
    }
    if table.is_empty()
        && let Some(meant) = nearest(key, WORDS.into_iter(), MEANT)
    {
        return (meant_by(meant), None);
    }
    let elsewhere = named_elsewhere(key);
    if let [(table, is_table)] = &elsewhere[..] {
        let whole = join(table, key);
        let help = match is_table {
            true => (format!("did you mean the table `[{whole}]`?"), format!("是不是表 `[{whole}]`？")),
            false => (
                format!("`{key}` belongs in `[{table}]`, its path is `{whole}`"),
                format!("`{key}` 应写在 `[{table}]` 中，路径为 `{whole}`"),
            ),
        };
        return (help.into(), None);
    }
    if (2..=3).contains(&elsewhere.len()) {
        let paths: Vec<String> = elsewhere.iter().map(|(table, _)| format!("`{}`", join(table, key))).collect();
        let help = (format!("did you mean {}?", paths.join(" or ")), format!("是不是 {}？", paths.join(" 或 ")));
        return (help.into(), None);
    }
    if let Some(meant) = fields.nearest(key, MEANT) {
        return (meant_by(meant), Some(meant));
    }
    if let Some(meant) = fields.nearest(key, 0.7) {
        return (meant_by(meant), None);
    }
    let names: Vec<String> = fields.keys().map(|name| format!("`{name}`")).collect();
    let (place, place_zh) = match table.is_empty() {
        true => ("at the top".to_string(), "开头可写".to_string()),
        false => (format!("in `{table}`"), format!("`{table}` 中有")),
    };
    let help = match names.len() {
        0..=12 => (format!("{place} there are {}", names.join(", ")), format!("{place_zh} {}", names.join("、"))),
        _ => (
            format!("`headwater settings {key}` searches for it, `headwater settings` lists everything"),
            format!("用 `headwater settings {key}` 查找，用 `headwater settings` 列出全部"),
        ),
    };
    (help.into(), None)
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
