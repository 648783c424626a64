//! Stories: a few organisations, what became of them, and where their fates part. Read from `stories.json`.

use super::texts::{BothLanguages, both, say};
use super::{Page, Section};
use crate::output::{Failure, Words};
use maud::{Markup, html};
use serde_json::Value;
use std::fs;

pub(super) const SECTION: Section =
    Section { id: "stories", title: "Stories of organisations", title_zh: "机构的故事", charts: &[], body };

fn body(page: &Page) -> Result<Markup, Failure> {
    let path = page.facts.folder.join("stories.json");
    if !path.exists() {
        return Ok(html!());
    }
    let text = fs::read_to_string(&path).map_err(|error| Failure::reading(&path, error))?;
    let value: Value = serde_json::from_str(&text).map_err(|error| Failure::reading(&path, error))?;
    Ok(write(&value))
}

fn write(value: &Value) -> Markup {
    let mut stories = Vec::new();
    gather(value, &mut stories);
    if stories.is_empty() {
        return html!();
    }
    html! {
        p {
            (say(
                "Each life below is one of many, followed through the same chance in two scenarios. A story shows how a \
                 result comes about; it does not prove it. The organisations are the model's.",
                "下面每一段都只是众多经历中的一个，在同样的运气下走过两个情景。故事说明结果是怎样来的，并不证明结果。\
                 机构是模型里的机构。",
            ))
        }
        @for story in &stories { (self::story(story)) }
    }
}

/// Every story in a value, wherever it stands: what has both a "who" and a "fate".
fn gather<'a>(value: &'a Value, stories: &mut Vec<&'a Value>) {
    match value {
        Value::Object(table) if table.contains_key("who") && table.contains_key("fate") => stories.push(value),
        Value::Object(table) => table.values().for_each(|value| gather(value, stories)),
        Value::Array(values) => values.iter().for_each(|value| gather(value, stories)),
        _ => {}
    }
}

/// A text in both languages.
fn words(value: &Value) -> Option<Words> {
    let text = |key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    let words = Words::new(text("en"), text("zh")).or_the_other();
    (!words.en.is_empty()).then_some(words)
}

fn of(value: &Value, key: &str) -> Option<Words> {
    value.get(key).and_then(words)
}

fn list(value: &Value, key: &str) -> Vec<Words> {
    value.get(key).and_then(Value::as_array).map_or(Vec::new(), |values| values.iter().filter_map(words).collect())
}

fn story(story: &Value) -> Markup {
    let sides: Vec<&Value> = ["subject", "other"].iter().filter_map(|side| story.get(*side)).collect();
    html! {
        article.story {
            @if let Some(who) = of(story, "who") { h3 { (both(&who)) } }
            @if let Some(fate) = of(story, "fate") { p { b { (both(&fate)) } } }
            @if let Some(parted) = of(story, "parted") { p { (both(&parted)) } }
            @for side in &sides {
                @for told in ["rescue_told", "stay_told"] { (tried(side, told)) }
            }
            @if let Some(rule) = of(story, "rule") { p.note { (say("How it was picked: ", "挑选的规则：")) (both(&rule)) } }
            @for side in &sides { (life(side)) }
        }
    }
}

/// What was tried in one scenario, and what came of it.
fn tried(side: &Value, told: &str) -> Markup {
    let lines = list(side, told);
    let Some((head, attempts)) = lines.split_first() else { return html!() };
    html! {
        p {
            @if let Some(title) = of(side, "title") { b { (both(&title)) (say(": ", "：")) } }
            (both(head))
        }
        ul { @for line in attempts { li { (both(line)) } } }
    }
}

/// A life in one scenario, year by year.
fn life(side: &Value) -> Markup {
    let chapters = side.get("chapters").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if chapters.is_empty() {
        return html!();
    }
    html! {
        details {
            summary {
                (say("Year by year: ", "逐年经过："))
                @if let Some(title) = of(side, "title") { (both(&title)) }
            }
            dl {
                @for chapter in chapters {
                    dt {
                        (chapter.get("year").and_then(Value::as_i64).unwrap_or_default())
                        @if let Some(until) = chapter.get("until").and_then(Value::as_i64) { "–" (until) }
                    }
                    dd { @for line in list(chapter, "sentences") { (both(&line)) " " } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stories_are_told_in_both_languages_and_hostile_names_are_inert() {
        let both = |en: &str, zh: &str| serde_json::json!({ "en": en, "zh": zh });
        let told = serde_json::json!([[{
            "organisation": 9,
            "who": both("Organisation 9: <b onload=x>", "机构 9"),
            "fate": both("It is alive.", "它仍存活。"),
            "subject": {
                "title": both("Opening", "撕开一个口子"),
                "stay_told": [both("What would have kept it:", "怎样留住它："), both("A slot: it stays.", "一个名额：留下。")],
                "chapters": [{ "year": 2017, "until": 2019, "sentences": [both("It landed.", "它落地了。")] }],
            },
        }]]);
        let page = write(&told).into_string();
        for expected in [
            "It is alive.",
            "它仍存活。",
            "2017–2019",
            "它落地了。",
            "怎样留住它：",
            "撕开一个口子",
            "A slot: it stays.",
            "&lt;b onload=x&gt;",
        ] {
            assert!(page.contains(expected), "{expected}: {page}");
        }
        assert!(write(&serde_json::json!([])).0.is_empty());
    }
}
