//! The JSON Schema of a scenario file, for editors.

use super::built_in::{builtins, presets};
use super::shapes::{Fields, Shape, shapes};
use crate::settings::{Kind, Setting};
use serde_json::{Map, Value, json};

/// The schema (draft 2020-12) as text; the same from run to run.
pub fn schema() -> String {
    let mut properties = Map::new();
    let text = |title: &str, description: &str| json!({ "type": "string", "title": title, "description": description });
    properties.insert("title".into(), text("title", "What the scenario is called, in English."));
    properties.insert("title_zh".into(), text("title_zh", "What the scenario is called, in Chinese."));
    properties.insert("question".into(), text("question", "The question that the scenario asks, in English."));
    properties.insert("question_zh".into(), text("question_zh", "The question that the scenario asks, in Chinese."));
    let names: Vec<&str> = builtins().iter().map(|known| known.name).collect();
    let mut extends = text(
        "extends",
        "The scenario from which this one differs: a built-in name, or the path of a file, relative to this one.",
    );
    extends["examples"] = json!(names);
    properties.insert("extends".into(), extends);
    let mut preset = text("preset", "How large the region is.");
    preset["enum"] = presets().iter().map(|preset| preset.name).collect();
    preset["default"] = json!(super::built_in::DEFAULT_PRESET);
    properties.insert("preset".into(), preset);
    properties.extend(properties_of("", shapes()));
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Headwater scenario",
        "description": "A scenario of Headwater, an agent-based simulation of a regional philanthropy ecosystem.",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema can be written");
    text.push('\n');
    text
}

fn properties_of(path: &str, fields: &Fields) -> Map<String, Value> {
    let property = |(key, shape): &(String, Shape)| {
        let path = crate::settings::join(path, key);
        let value = match shape {
            Shape::Setting(setting) => described(setting_schema(setting), setting),
            Shape::Table(below) => table(&path, below),
            Shape::Rows(setting, below) => {
                let mut rows = json!({ "type": "array", "items": table(&format!("{path}[]"), below) });
                rows["default"] = json!([]);
                described(rows, setting)
            }
        };
        (key.clone(), value)
    };
    fields.0.iter().map(property).collect()
}

fn table(path: &str, fields: &Fields) -> Value {
    json!({
        "type": "object",
        "title": path,
        "additionalProperties": false,
        "properties": properties_of(path, fields),
    })
}

fn setting_schema(setting: &Setting) -> Value {
    let number = |kind: &str| {
        let bound = |value: f64| if kind == "integer" { json!(value as i64) } else { json!(value) };
        json!({ "type": kind, "minimum": bound(setting.low), "maximum": bound(setting.high) })
    };
    let mut schema = match setting.kind {
        Kind::Real => number("number"),
        Kind::Whole => number("integer"),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Text => json!({ "type": "string" }),
        Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Wholes => json!({ "type": "array", "items": number("integer") }),
        Kind::Choice(names) => json!({ "type": "string", "enum": names }),
        Kind::Dated => json!({
            "type": "object",
            "additionalProperties": false,
            "patternProperties": { "^(19|20|21)[0-9][0-9]$|^2200$": number("number") },
        }),
        Kind::Rows => unreachable!("rows have a shape of their own"),
    };
    let line = format!("v = {}", setting.default);
    let default: toml::Table = line.parse().expect("a default is TOML");
    schema["default"] = serde_json::to_value(&default["v"]).expect("a default is JSON too");
    schema
}

fn described(mut schema: Value, setting: &Setting) -> Value {
    schema["title"] = json!(setting.path);
    schema["description"] = json!(setting.meaning.split_whitespace().collect::<Vec<_>>().join(" "));
    schema["x-unit"] = json!(setting.unit);
    let source = match setting.source.note() {
        "" => setting.source.word().to_string(),
        note => format!("{}: {note}", setting.source.word()),
    };
    schema["x-source"] = json!(source);
    schema["x-meaning-zh"] = json!(setting.meaning_zh);
    schema
}
