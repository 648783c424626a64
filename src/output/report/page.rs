//! The frame of the page: head, faces, switch of languages, contents, sections, script.

use super::texts::{both, pair, say};
use super::{Page, SECTIONS, brief};
use crate::output::charts::{self, Lang, faces};
use crate::output::{Failure, Words};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::sync::LazyLock;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// Noto Sans CJK SC with Latin and the 3,755 most frequent characters (GB 2312, level 1), and Latin alone in bold. Their
/// licence lies beside the faces of the charts.
static REGULAR: &[u8] = include_bytes!("fonts/headwater-regular.woff2");
static BOLD_LATIN: &[u8] = include_bytes!("fonts/headwater-bold-latin.woff2");
/// What [`REGULAR`] holds.
static CHARACTERS: LazyLock<BTreeSet<char>> = LazyLock::new(|| include_str!("fonts/characters.txt").chars().collect());

/// The page as text, and characters that no face of ours has.
pub(super) fn write(page: &Page, lang: Lang) -> Result<(String, Vec<Words>), Failure> {
    let mut sections: Vec<(&str, Words, Markup)> = Vec::new();
    for section in SECTIONS {
        let body = (section.body)(page)?;
        if !body.0.is_empty() {
            sections.push((section.id, Words::new(section.title, section.title_zh), body));
        }
    }
    let body = body(page, &brief::write(page)?, &sections);
    let lacking: BTreeSet<char> = body.0.chars().filter(|c| lacks(*c)).collect();
    let face = if lacking.is_empty() { ("woff2", REGULAR) } else { ("opentype", faces::regular()) };
    let warnings = warnings(&lacking);
    let style = format!("{}{}{STYLE}", font_faces(face), charts::STYLE);
    let script = format!("{}\n{SCRIPT}", charts::SCRIPT);
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; font-src data:; img-src data: blob:; base-uri 'none'; \
         form-action 'none'",
        fingerprint(&script),
        fingerprint(&style)
    );
    let title = &page.facts.scenarios.iter().map(|scenario| scenario.title.en.as_str()).collect::<Vec<_>>().join(", ");
    let page = html! {
        (DOCTYPE)
        html lang=(code(lang)) data-written=(code(lang)) {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light";
                meta name="referrer" content="no-referrer";
                meta name="generator" content={ "headwater " (env!("CARGO_PKG_VERSION")) };
                meta name="description" content=(title);
                title { "Headwater 活水 · " (page.facts.manifest.name) }
                style { (PreEscaped(style)) }
            }
            body {
                (body)
                script { (PreEscaped(script)) }
            }
        }
    };
    Ok((page.into_string(), warnings))
}

fn code(lang: Lang) -> &'static str {
    lang.pick("en", "zh-CN")
}

fn body(page: &Page, first: &Markup, sections: &[(&str, Words, Markup)]) -> Markup {
    let manifest = &page.facts.manifest;
    html! {
        a.skip href="#answer" { (say("To the answer", "直接看答案")) }
        header.top {
            span.brand { "Headwater " span lang="zh-CN" .always { "活水" } }
            span.tools {
                span.switch role="group" aria-label="Language 语言" {
                    button type="button" data-lang="en" lang="en" .always { "English" }
                    button type="button" data-lang="zh-CN" lang="zh-CN" .always { "中文" }
                }
                button type="button" #print { (say("Print", "打印")) }
            }
        }
        main {
            (first)
            nav.contents {
                h2 { (say("On this page", "本页内容")) }
                ol { @for (id, title, _) in sections { li { a href={ "#" (id) } { (both(title)) } } } }
            }
            @for (id, title, body) in sections {
                section id=(id) { h2 { (both(title)) } (body) }
            }
        }
        footer {
            (pair(
                &html! { "Headwater " (manifest.version) " · seed " (manifest.seed) " · " (manifest.notice) "." },
                &html! { "活水 Headwater " (manifest.version) " · 种子 " (manifest.seed) " · " (manifest.notice_zh) "。" },
            ))
        }
        div #status .unseen role="status" {}
    }
}

/// The faces as part of the style. The family has the name that the charts ask for.
fn font_faces((format, regular): (&str, &[u8])) -> String {
    let face = |family: &str, weight: &str, format: &str, bytes: &[u8]| {
        let kind = if format == "woff2" { "woff2" } else { "otf" };
        format!(
            "@font-face{{font-family:\"{family}\";font-weight:{weight};src:url(data:font/{kind};base64,{}) \
             format(\"{format}\")}}\n",
            STANDARD.encode(bytes)
        )
    };
    // Han in bold is made bolder by the browser from the regular face; Latin has a bold face of its own.
    face("Headwater Latin", "700", "woff2", BOLD_LATIN) + &face("Noto Sans CJK SC", "400", format, regular)
}

/// Whether the small face lacks a character that not every machine has: Greek letters and signs of formulas are
/// everywhere.
fn lacks(character: char) -> bool {
    let everywhere = matches!(character, '\0'..'\u{2e80}');
    !everywhere && !CHARACTERS.contains(&character)
}

/// Characters that the largest face lacks too: they are shown in whatever face the reader's machine has.
fn warnings(lacking: &BTreeSet<char>) -> Vec<Words> {
    let text: String = lacking.iter().collect();
    let nowhere: Vec<String> = faces::missing(&text, false).map(|c| format!("{c} (U+{:04X})", u32::from(c))).collect();
    if nowhere.is_empty() {
        return Vec::new();
    }
    vec![Words::new(
        format!(
            "the report's face has no {}: readers see them only if their machine has a face for them",
            nowhere.join(", ")
        ),
        format!("报告的字体中没有 {}：读者的机器上有相应字体才能显示", nowhere.join("、")),
    )]
}

/// What the policy names instead of letting every script run.
fn fingerprint(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_small_face_has_what_the_page_is_written_in() {
        let sources =
            [STYLE, SCRIPT, include_str!("brief.rs"), include_str!("limits.rs"), include_str!("sentences.rs")];
        let lacking: BTreeSet<char> = sources.iter().flat_map(|text| text.chars()).filter(|&c| lacks(c)).collect();
        assert!(lacking.is_empty(), "{lacking:?}");
    }

    #[test]
    fn a_character_of_no_face_is_named_and_one_of_the_larger_face_is_not() {
        assert!(lacks('晟') && warnings(&['晟'].into()).is_empty());
        assert!(warnings(&['𠮷'].into())[0].en.contains("U+20BB7"));
    }
}
