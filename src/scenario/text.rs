//! Texts and what is written in them: every value with the place where it stands.

use super::diagnosis::{Finding, Place};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// A text that is read: a file, a built-in scenario, one `--set`, or the defaults.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Source {
    /// What it is called in messages.
    pub(super) label: String,
    /// The text itself.
    pub(super) text: String,
    /// The number of its first line: a row of a table is a text of its own.
    pub(super) first_line: usize,
    /// The folder to which paths in it are relative; none for the working folder.
    pub(super) folder: Option<PathBuf>,
}

impl Source {
    pub(super) fn new(label: impl Into<String>, text: impl Into<String>) -> Arc<Source> {
        Arc::new(Source { label: label.into(), text: text.into(), first_line: 1, folder: None })
    }

    /// A text in a folder.
    pub(super) fn in_folder(label: impl Into<String>, text: impl Into<String>, folder: &Path) -> Arc<Source> {
        let folder = Some(folder.to_path_buf());
        Arc::new(Source { label: label.into(), text: text.into(), first_line: 1, folder })
    }

    /// One row of a table.
    pub(super) fn row(label: impl Into<String>, text: impl Into<String>, line: usize) -> Arc<Source> {
        Arc::new(Source { label: label.into(), text: text.into(), first_line: line, folder: None })
    }

    /// The name under which the program's own defaults are read: nobody wrote them, so no message points at them.
    pub(super) const DEFAULTS: &'static str = "defaults";

    /// A place in this text.
    pub(super) fn place(self: &Arc<Source>, span: &Range<usize>) -> Place {
        Place::new(self.clone(), span.clone())
    }
}

/// A value, where it stands, and where its key stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) source: Arc<Source>,
    pub(super) key: Range<usize>,
    pub(super) span: Range<usize>,
    pub(super) value: Value,
}

/// What is written.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Table(Table),
    List(Vec<Node>),
    /// One row of a list that a layer below states: only `--set` writes this.
    Row(usize, Box<Node>),
    /// Years and values. `adds`: to those of the layers below, instead of replacing them.
    Years {
        years: Table,
        adds: bool,
    },
    Text(String),
    Whole(i128),
    Real(f64),
    Flag(bool),
    Date,
}

/// The entries of a table.
pub(super) type Table = BTreeMap<String, Node>;

impl Node {
    /// The place of the value; of the key, if the value is a table (whose text may be all over the file).
    pub(super) fn place(&self) -> Place {
        self.source.place(match self.value {
            Value::Table(_) | Value::Years { .. } | Value::Row(..) => &self.key,
            _ => &self.span,
        })
    }

    /// The place of the key.
    pub(super) fn key_place(&self) -> Place {
        self.source.place(&self.key)
    }

    /// The value in the shape in which it is deserialised.
    pub(super) fn plain(&self) -> toml::Value {
        match &self.value {
            Value::Table(table) | Value::Years { years: table, .. } => toml::Value::Table(plain_table(table)),
            Value::List(list) => toml::Value::Array(list.iter().map(Node::plain).collect()),
            Value::Row(_, node) => toml::Value::Array(vec![node.plain()]),
            Value::Text(text) => toml::Value::String(text.clone()),
            Value::Whole(whole) => toml::Value::Integer(*whole as i64),
            Value::Real(real) => toml::Value::Float(*real),
            Value::Flag(flag) => toml::Value::Boolean(*flag),
            Value::Date => toml::Value::String(String::new()),
        }
    }
}

/// A whole table in the shape in which it is deserialised.
pub(super) fn plain_table(table: &Table) -> toml::Table {
    table.iter().map(|(key, node)| (key.clone(), node.plain())).collect()
}

/// Reads a text, and reports everything that is not TOML.
pub(super) fn parse(source: &Arc<Source>, findings: &mut Vec<Finding>) -> Table {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let message = error.message().lines().next().unwrap_or_default().to_string();
        let help = if message.contains("must be quoted") {
            (
                "put a text in quotes; a number, `true` and `false` stand without",
                "文本要加引号；数字、`true` 和 `false` 不加",
            )
        } else if message.contains("duplicate") {
            ("state each setting once", "每项设定只写一次")
        } else {
            ("look at the quotes, brackets and commas around here", "请检查附近的引号、括号和逗号")
        };
        let told = (format!("this is not TOML: {message}"), parser_in_chinese(&message));
        let finding = Finding::new("syntax", told, help);
        findings.push(finding.at(source.place(&span), ""));
    }
    convert_table(source, table.get_ref(), 0)
}

/// What the parser of TOML says, in Chinese as far as it is known, with its own words behind.
fn parser_in_chinese(message: &str) -> String {
    const KNOWN: &[(&str, &str)] = &[
        ("duplicate key", "重复的键"),
        ("string values must be quoted", "文本没有加引号"),
        ("invalid basic string", "双引号文本不完整"),
        ("invalid literal string", "单引号文本不完整"),
        ("invalid multi-line basic string", "多行文本不完整"),
        ("invalid multi-line literal string", "多行文本不完整"),
        ("unclosed table", "表头没有写完"),
        ("unclosed array of tables", "表头没有写完"),
        ("unclosed array", "列表没有写完"),
        ("unclosed inline table", "花括号表没有写完"),
        ("unexpected key or value", "此处不应有内容"),
        ("unexpected value", "此处不应有值"),
        ("unopened array", "多了一个方括号"),
        ("unopened inline table", "多了一个花括号"),
        ("extra", "多出了内容"),
        ("missing", "缺少内容"),
        ("key with no value", "键后面没有值"),
        ("invalid", "写法无效"),
    ];
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let known = KNOWN.iter().find(|(en, _)| what.starts_with(en)).map(|(_, zh)| *zh);
    let expected = expected.replace("newline", "换行").replace(", ", "、").replace(" or ", "或");
    // What is wanted is named only where no English word is left in it.
    let plain = expected.replace('`', "");
    let is_plain = !expected.is_empty() && !plain.chars().any(|character| character.is_ascii_alphabetic());
    let space = if expected.starts_with('`') { " " } else { "" };
    let expected = if is_plain { format!("，此处应为{space}{expected}") } else { String::new() };
    format!("不符合 TOML 语法：{}{expected}（解析器原文：{message}）", known.unwrap_or("此处无法解析"))
}

fn convert_table(source: &Arc<Source>, table: &DeTable<'_>, offset: isize) -> Table {
    let shifted = |span: Range<usize>| shift(span, offset);
    table
        .iter()
        .map(|(key, value)| {
            let node = Node {
                source: source.clone(),
                key: shifted(key.span()),
                span: shifted(value.span()),
                value: convert(source, value.get_ref(), offset),
            };
            (key.get_ref().to_string(), node)
        })
        .collect()
}

fn convert(source: &Arc<Source>, value: &DeValue<'_>, offset: isize) -> Value {
    match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(whole) => match i128::from_str_radix(whole.as_str(), whole.radix()) {
            Ok(whole) => Value::Whole(whole),
            Err(_) => Value::Real(f64::INFINITY),
        },
        DeValue::Float(real) => Value::Real(real.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(_) => Value::Date,
        DeValue::Array(list) => Value::List(
            list.iter()
                .map(|item| {
                    let span = shift(item.span(), offset);
                    let value = convert(source, item.get_ref(), offset);
                    Node { source: source.clone(), key: span.clone(), span, value }
                })
                .collect(),
        ),
        DeValue::Table(table) => Value::Table(convert_table(source, table, offset)),
    }
}

fn shift(span: Range<usize>, offset: isize) -> Range<usize> {
    span.start.saturating_add_signed(offset)..span.end.saturating_add_signed(offset)
}

/// Reads one `--set` as a layer of its own: the text is what the user wrote, `path=value`.
pub(super) fn parse_override(path: &str, value: &str, findings: &mut Vec<Finding>) -> Option<Node> {
    let source = Source::new("--set", format!("{path}={value}"));
    let start = path.len() + 1;
    let span = start..source.text.len();
    // The value is read behind a key of one letter; its places move to where it stands in the user's text.
    let line = format!("v={value}");
    let offset = start as isize - 2;
    let mut node = match DeTable::parse(&line) {
        Ok(table) if table.get_ref().len() == 1 => {
            let mut table = convert_table(&source, table.get_ref(), offset);
            table.remove("v").expect("the only key")
        }
        // A word without quotes is a text.
        _ => Node { source: source.clone(), key: 0..0, span: span.clone(), value: Value::Text(value.to_string()) },
    };
    let mut end = path.len();
    let mut parts: Vec<(&str, Range<usize>)> = Vec::new();
    for part in path.rsplit('.') {
        let begin = end - part.len();
        parts.push((part, begin..end));
        end = begin.saturating_sub(1);
    }
    for (part, at) in parts {
        let (name, row) = match part.strip_suffix(']').and_then(|part| part.split_once('[')) {
            Some((name, row)) => (name, Some(row)),
            None => (part, None),
        };
        if name.trim().is_empty() || row.is_some_and(|row| row.parse::<usize>().is_err()) {
            findings.push(
                Finding::new(
                    "override",
                    (format!("`{path}` is not the path of a setting"), format!("`{path}` 不是设定的路径")),
                    (
                        "write it as `hub.day_yuan=600`, or with a row as `interventions.product_replication.products[0].slots=40`",
                        "请写成 `hub.day_yuan=600`，指定某一行时写成 `interventions.product_replication.products[0].slots=40`",
                    ),
                )
                .at(source.place(&at), ""),
            );
            return None;
        }
        node.key = at.clone();
        if let Some(row) = row.and_then(|row| row.parse().ok()) {
            let value = Value::Row(row, Box::new(node));
            node = Node { source: source.clone(), key: at.clone(), span: span.clone(), value };
        }
        let table = Table::from([(name.trim().to_string(), node)]);
        node = Node { source: source.clone(), key: at, span: span.clone(), value: Value::Table(table) };
    }
    Some(node)
}
