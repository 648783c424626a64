//! Value for money: what the sponsor's money cost and moved.

use super::facts::{Contrast, Facts};
use super::texts::{both, say};
use super::{Page, Section, grid, prices};
use crate::ensemble::headline::HeadlineCell;
use crate::output::Failure;
use crate::output::charts::Lang;
use crate::output::charts::words::Quantity;
use maud::{Markup, html};

pub(super) const SECTION: Section = Section {
    id: "value",
    title: "Value for money",
    title_zh: "钱花得值不值",
    charts: &[("value_plane", None), ("acceptability", None)],
    body,
};

fn body(page: &Page) -> Result<Markup, Failure> {
    let facts = page.facts;
    let books = books(facts);
    let charts: Vec<Markup> = SECTION.charts.iter().map(|chart| page.pictures.figure(*chart)).collect();
    if books.0.is_empty() && charts.iter().all(|chart| chart.0.is_empty()) {
        return Ok(html!());
    }
    Ok(html! {
        p {
            (say(
                "The same money was offered to every lever; not every lever could spend it. Money that others moved is \
                 counted beyond the scenario on which a lever stands, so that nobody is credited with what the opening \
                 alone would have moved.",
                "给每种手段的钱相同，但不是每种手段都花得出去。带动他人的资金只计超出其起点情景的部分，\
                 免得把单凭撕开口子也会带动的钱算到别的手段头上。",
            ))
        }
        (books)
        @for chart in &charts { (chart) }
        (prices::write(facts)?)
    })
}

/// The sponsor's money, what it delivered and what it moved, from the headlines.
fn books(facts: &Facts) -> Markup {
    let Some(headlines) = &facts.manifest.headlines else { return html!() };
    let cell = |row: usize, name: &str| headlines.rows[row].cell(&headlines.quantities, name).cloned();
    let years = headlines.quantities.last().map_or(String::new(), |q| format!("{}–{}", q.first_year, q.last_year));
    html! {
        div.wide {
            table.matrix {
                caption { (say(&format!("Money, {years}: means and paired differences with 95% intervals"), &format!("{years} 年的资金：均值，以及配对差与 95% 区间"))) }
                thead {
                    tr {
                        th scope="col" { (say("scenario", "情景")) }
                        th scope="col" { (say("sponsor's money offered", "外部资金：提供")) small { (unit()) } }
                        th scope="col" { (say("sponsor's money spent", "外部资金：支出")) small { (unit()) } }
                        th scope="col" { (say("delivered to people, beyond the baseline", "用于服务，超出基线")) small { (unit()) } }
                        th scope="col" { (say("moved by others, beyond its start", "带动他人，超出起点情景")) small { (unit()) } }
                    }
                }
                tbody {
                    @for row in 1..headlines.rows.len() {
                        tr {
                            th scope="row" { (both(&facts.scenarios[row].title)) }
                            td.same { (plain(cell(row, "sponsor_offered_yuan"))) }
                            td.same { (plain(cell(row, "sponsor_spent_yuan"))) }
                            (difference(cell(row, "delivered_yuan")))
                            (difference(cell(row, "moved_by_others_yuan")))
                        }
                    }
                }
            }
        }
    }
}

fn unit() -> Markup {
    say("million yuan", "万元")
}

/// Millions in English, ten thousands in Chinese, whatever the size: a column has one unit.
fn factor(lang: Lang) -> f64 {
    let quantity = Quantity::of("yuan", 1e7, lang);
    quantity.factor
}

fn plain(cell: Option<HeadlineCell>) -> Markup {
    let Some(cell) = cell else { return html!("–") };
    let text = |lang: Lang| {
        let decimals = if lang == Lang::En { 2 } else { 0 };
        crate::output::charts::numbers::number(cell.mean * factor(lang), decimals)
    };
    say(&text(Lang::En), &text(Lang::Zh))
}

fn difference(cell: Option<HeadlineCell>) -> Markup {
    let Some(cell) = cell else { return grid::nothing() };
    let contrast = Contrast {
        replicates: cell.replicates,
        baseline_mean: cell.mean - cell.difference,
        mean: cell.mean,
        difference: cell.difference,
        interval: cell.ci95_low.zip(cell.ci95_high),
        share_better: cell.share_better,
    };
    grid::difference(&contrast, "higher", factor)
}
