//! A plain table of the report: a scenario a row, with a caption, heads with units, and how the numbers were found.

use super::amounts::written;
use super::facts::Contrast;
use super::sentences::{Verdict, verdict};
use super::texts::{both, say};
use crate::output::Words;
use crate::output::charts::Lang;
use maud::{Markup, html};

/// The head of a column: what it is and its unit, which may be empty.
pub(super) type Head = (Words, Words);

/// A head without a unit.
pub(super) fn head(en: &str, zh: &str) -> Head {
    (Words::new(en, zh), Words::new("", ""))
}

/// A head with its unit.
pub(super) fn head_in(en: &str, zh: &str, unit: &str, unit_zh: &str) -> Head {
    (Words::new(en, zh), Words::new(unit, unit_zh))
}

/// A table with a row per scenario; nothing without rows. `marks` says what stands before numbers, `method` how they
/// were found.
pub(super) fn grid(
    caption: &Words,
    marks: &Markup,
    heads: &[Head],
    rows: &[(&Words, Vec<Markup>)],
    method: &Words,
) -> Markup {
    if rows.is_empty() {
        return html!();
    }
    html! {
        div.wide {
            table.matrix {
                caption { (both(caption)) (marks) }
                thead {
                    tr {
                        th scope="col" { (say("scenario", "情景")) }
                        @for (name, unit) in heads {
                            th scope="col" { (both(name)) @if !unit.en.is_empty() { small { (both(unit)) } } }
                        }
                    }
                }
                tbody { @for (title, cells) in rows { tr { th scope="row" { (both(title)) } @for cell in cells { (cell) } } } }
            }
        }
        p.note.method { (both(method)) }
    }
}

/// A cell that holds no difference.
pub(super) fn plain(text: &Words) -> Markup {
    html!(td.same { (both(text)) })
}

/// A cell for what is not there.
pub(super) fn nothing() -> Markup {
    html!(td.same { "–" })
}

/// A difference with its interval, its numbers multiplied by a factor; its colour, its sign and a hidden word say whether
/// it is clearly better.
pub(super) fn difference(contrast: &Contrast, better: &str, factor: impl Fn(Lang) -> f64) -> Markup {
    let verdict = verdict(contrast, better);
    let (en, zh) = (written(contrast, factor(Lang::En)), written(contrast, factor(Lang::Zh)));
    let ends = |ends: &Option<(String, String)>, to: &str| {
        ends.as_ref().map_or(String::new(), |(low, high)| format!("{low} {to} {high}"))
    };
    html! {
        td class=(verdict.class()) {
            b { (say(&en.signed, &zh.signed)) }
            span.unseen { " (" (both(&verdict.word())) ") " }
            @if verdict != Verdict::Same { small { (say(&ends(&en.ends, "to"), &ends(&zh.ends, "至"))) } }
        }
    }
}
