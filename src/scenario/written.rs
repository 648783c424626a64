//! Writes a scenario out in full, so that it can be read again to the same settings.

use super::shapes::{Fields, Shape, shapes};
use crate::model::Settings;
use crate::settings::{join, written};
use std::fmt::Write;

/// Every setting as TOML, table by table in the order of the catalogue. Numbers keep every bit.
pub(super) fn settings_text(settings: &Settings) -> String {
    let value = toml::Table::try_from(settings).expect("every setting can be written");
    let mut text = String::new();
    write_table(&mut text, "", shapes(), &value);
    text
}

/// A text in quotes, as TOML wants it.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_string()).to_string()
}

fn write_table(text: &mut String, path: &str, fields: &Fields, table: &toml::Table) {
    if !path.is_empty() && fields.0.iter().any(|(_, shape)| !matches!(shape, Shape::Table(_))) {
        let _ = write!(text, "\n[{path}]\n");
    }
    let of = |key: &String| table.get(key).expect("every setting is written");
    for (key, shape) in &fields.0 {
        match shape {
            Shape::Setting(_) => write_line(text, key, of(key)),
            Shape::Rows(..) if rows(of(key)).is_empty() => write_line(text, key, of(key)),
            _ => {}
        }
    }
    for (key, shape) in &fields.0 {
        let path = join(path, key);
        match shape {
            Shape::Setting(_) => {}
            Shape::Table(below) => write_table(text, &path, below, of(key).as_table().expect("a table")),
            Shape::Rows(_, below) => {
                for row in rows(of(key)) {
                    let _ = write!(text, "\n[[{path}]]\n");
                    for (key, _) in &below.0 {
                        write_line(text, key, &row[key.as_str()]);
                    }
                }
            }
        }
    }
}

fn rows(value: &toml::Value) -> &[toml::Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn write_line(text: &mut String, key: &str, value: &toml::Value) {
    let _ = writeln!(text, "{key} = {}", written(value));
}
