//! Scenarios against metrics: a table of paired differences whose cells say whether they are clear, and to the good.

use super::amounts::quantity;
use super::facts::{Contrast, Facts, Metric};
use super::grid;
use super::texts::{both, pair, say};
use crate::output::Words;
use crate::output::charts::Lang;
use maud::{Markup, html};

/// A table with a row per scenario and a column per metric and year, against the baseline; nothing if nothing of it was compared.
pub(super) fn matrix(facts: &Facts, columns: &[(&str, i16)], caption: &Words) -> Markup {
    let columns: Vec<(&Metric, i16)> =
        columns.iter().filter_map(|(name, year)| Some((facts.metric(name)?, *year))).collect();
    let rows: Vec<(usize, Vec<Option<Contrast>>)> = (1..facts.scenarios.len())
        .map(|scenario| {
            let of = |&(metric, year): &(&Metric, i16)| facts.contrast(scenario, 0, &metric.name, year);
            (scenario, columns.iter().map(of).collect::<Vec<_>>())
        })
        .filter(|(_, cells)| cells.iter().any(Option::is_some))
        .collect();
    if rows.is_empty() {
        return html!();
    }
    let more_than_one_year = columns.iter().any(|column| column.1 != columns[0].1);
    html! {
        div.wide {
            table.matrix {
                caption { (both(caption)) (legend()) }
                thead {
                    tr {
                        th scope="col" { (say("scenario", "情景")) }
                        @for (metric, year) in &columns {
                            th scope="col" title=(metric.name) {
                                (both(&metric.label()))
                                @if more_than_one_year { " " (year) }
                                (unit_note(metric, &rows, &columns))
                            }
                        }
                    }
                }
                tbody {
                    @for (scenario, cells) in &rows {
                        tr {
                            th scope="row" { (both(&facts.scenarios[*scenario].title)) }
                            @for (cell, (metric, _)) in cells.iter().zip(&columns) { (self::cell(cell, metric)) }
                        }
                    }
                }
            }
        }
    }
}

/// What the signs before numbers mean.
pub(super) fn legend() -> Markup {
    html! {
        small {
            (say(
                "✓ clearly better, × clearly worse, ○ no clear difference: by the 95% interval",
                "✓ 明显更好，× 明显更差，○ 无明显差别（按 95% 区间）",
            ))
        }
    }
}

/// The unit of a column's differences and the direction that is better.
fn unit_note(metric: &Metric, rows: &[(usize, Vec<Option<Contrast>>)], columns: &[(&Metric, i16)]) -> Markup {
    let unit = |lang| {
        let at = columns.iter().position(|column| column.0.name == metric.name)?;
        let contrast = rows.iter().find_map(|(_, cells)| cells[at])?;
        let unit = quantity(metric, &contrast, lang).difference_unit;
        (!unit.is_empty()).then_some(unit)
    };
    let better = match metric.better.as_str() {
        "higher" => Words::new("more is better", "越高越好"),
        "lower" => Words::new("less is better", "越低越好"),
        _ => Words::new("neither is better", "无好坏之分"),
    };
    let note = |lang: Lang, better: &str| match (unit(lang), lang) {
        (Some(unit), Lang::En) => html!(span.clause { (unit) ";" } " " span.clause { (better) }),
        (Some(unit), Lang::Zh) => html!(span.clause { (unit) "；" } span.clause { (better) }),
        (None, _) => html!((better)),
    };
    html!(small { (pair(&note(Lang::En, &better.en), &note(Lang::Zh, &better.zh))) })
}

/// A difference with its interval, in the unit of its metric.
pub(super) fn cell(contrast: &Option<Contrast>, metric: &Metric) -> Markup {
    let Some(contrast) = contrast else { return grid::nothing() };
    grid::difference(contrast, &metric.better, |lang| quantity(metric, contrast, lang).factor)
}
