//! How much is chance: replicates, pairs, and how often a scenario is the better one.

use super::facts::Facts;
use super::texts::{both, say};
use super::{Page, Section};
use crate::output::Failure;
use crate::output::Words;
use crate::output::charts::numbers::signed;
use maud::{Markup, html};

pub(super) const SECTION: Section = Section {
    id: "chance",
    title: "Chance and assumptions",
    title_zh: "偶然与假定",
    charts: &[("uncertainty", None)],
    body,
};

/// The number whose assumptions are shown.
const SHOWN: &str = "organisations_alive";

fn body(page: &Page) -> Result<Markup, Failure> {
    let facts = page.facts;
    let replicates = facts.manifest.replicates;
    Ok(html! {
        p {
            (say(
                &format!(
                    "Every scenario was lived through {replicates} times. Life number k meets the same chance in every \
                     scenario: the same founders, the same budgets, the same luck, event by event. So scenarios are \
                     compared life by life, and a difference is what the scenario did, not what chance did. The \
                     intervals shrink with more replicates; the assumptions stay what they are."
                ),
                &format!(
                    "每个情景都走过 {replicates} 遍。各情景的第 k 遍遇到同样的偶然：同样的创办者、同样的预算、同样的运气，\
                     逐件事相同。因此可以一遍对一遍地比较，差别来自情景，而非运气。重复次数越多，区间越窄；假定却还是那些假定。"
                ),
            ))
        }
        (better(facts))
        (assumptions(facts)?)
        @for chart in SECTION.charts { (page.pictures.figure(*chart)) }
        (dropped(facts))
    })
}

/// In how many of the pairs each scenario does better.
fn better(facts: &Facts) -> Markup {
    let Some(headlines) = &facts.manifest.headlines else { return html!() };
    let columns: Vec<(usize, &str)> = headlines
        .quantities
        .iter()
        .enumerate()
        .filter(|(_, quantity)| {
            ["landing", "organisations_alive", "base_cohort_survival", "service_units"]
                .contains(&quantity.name.as_str())
        })
        .map(|(position, quantity)| (position, quantity.name.as_str()))
        .collect();
    let share = |row: usize, column: usize| {
        let cell = headlines.rows[row].cells[column].as_ref()?;
        Some(format!("{:.0}%", 100.0 * cell.share_better?))
    };
    html! {
        div.wide {
            table.matrix {
                caption {
                    (say("In how many of the pairs the scenario does better than the baseline", "各情景好于基线的重复所占的比例"))
                }
                thead {
                    tr {
                        th scope="col" { (say("scenario", "情景")) }
                        @for (_, name) in &columns {
                            th scope="col" { @if let Some(metric) = facts.metric(name) { (both(&metric.label())) } }
                        }
                    }
                }
                tbody {
                    @for row in 1..headlines.rows.len() {
                        tr {
                            th scope="row" { (both(&facts.scenarios[row].title)) }
                            @for (column, _) in &columns { td.same { (share(row, *column).unwrap_or("–".to_string())) } }
                        }
                    }
                }
            }
        }
    }
}

/// What other assumptions do to the answers, from `uncertainty.csv`.
fn assumptions(facts: &Facts) -> Result<Markup, Failure> {
    let Some(table) = facts.table("uncertainty.csv", 4_000_000)? else { return Ok(html!()) };
    let names = ["scenario", "baseline", "quantity", "own_mean", "own_ci95_low", "own_ci95_high"];
    let more = ["sets_low", "sets_high", "assumption_share", "sets_with_the_sign", "sets", "flips_under"];
    let columns: Option<Vec<usize>> = names.iter().chain(&more).map(|name| table.column(name)).collect();
    let Some(at) = columns else { return Ok(html!()) };
    let text = |row: &[String], which: usize| row.get(at[which]).cloned().unwrap_or_default();
    let number = |row: &[String], which: usize| text(row, which).parse::<f64>().ok();
    let first = &facts.scenarios[0].name;
    let rows: Vec<&Vec<String>> = table
        .rows
        .iter()
        .filter(|row| text(row, 2) == SHOWN && text(row, 1) == *first && number(row, 3).is_some())
        .collect();
    if rows.is_empty() {
        return Ok(html!());
    }
    let title = |name: &str| {
        let scenario = facts.scenarios.iter().find(|scenario| scenario.name == name);
        scenario.map_or(Words::new(name, name), |scenario| scenario.title.clone())
    };
    let range = |row: &[String], low: usize, high: usize, to: &str| match (number(row, low), number(row, high)) {
        (Some(low), Some(high)) => format!("{} {to} {}", signed(low, 0), signed(high, 0)),
        _ => "–".to_string(),
    };
    let share = |row: &[String]| number(row, 8).map_or("–".to_string(), |share| format!("{:.0}%", 100.0 * share));
    // Where chance alone leaves the sign open, there is none to keep.
    let kept = |row: &[String]| {
        let (with, sets) = (text(row, 9), text(row, 10));
        match with.is_empty() {
            true => html!("–"),
            false => say(&format!("{with} of {sets}"), &format!("{with} / {sets}")),
        }
    };
    Ok(html! {
        p {
            (say(
                "A narrow interval is not knowledge: it shows chance alone. The same comparison was run under other sets of \
                 assumptions, drawn from their ranges. Where a difference keeps its sign in all of them, it does not hang on \
                 one number that somebody guessed.",
                "区间窄不等于知道：它只反映偶然。因此在取值范围内另抽若干组假定，把同样的比较再做一遍。在各组假定下符号都不变的差别，\
                 才不取决于某个人猜的某个数。",
            ))
        }
        div.wide {
            table.matrix {
                caption {
                    (say(
                        "Organisations alive at the end, difference from the baseline: chance and assumptions",
                        "末年存活机构数与基线之差：偶然与假定",
                    ))
                }
                thead {
                    tr {
                        th scope="col" { (say("scenario", "情景")) }
                        th scope="col" { (say("difference", "差异")) }
                        th scope="col" { (say("95% interval by chance", "仅凭偶然的 95% 区间")) }
                        th scope="col" { (say("range over assumptions", "各组假定下的范围")) }
                        th scope="col" { (say("spread due to assumptions", "差别中来自假定的比例")) }
                        th scope="col" { (say("sets that keep the sign", "符号不变的组数")) }
                        th scope="col" { (say("sign flips under", "符号相反的结构")) }
                    }
                }
                tbody {
                    @for row in &rows {
                        tr {
                            th scope="row" { (both(&title(&text(row, 0)))) }
                            td { (signed(number(row, 3).unwrap_or_default(), 0)) }
                            td { (say(&range(row, 4, 5, "to"), &range(row, 4, 5, "至"))) }
                            td { (say(&range(row, 6, 7, "to"), &range(row, 6, 7, "至"))) }
                            td { (share(row)) }
                            td { (kept(row)) }
                            td { @if text(row, 11).is_empty() { "–" } @else { (text(row, 11)) } }
                        }
                    }
                }
            }
        }
    })
}

/// Pairs that miss a side, where a metric is not defined.
fn dropped(facts: &Facts) -> Markup {
    let metrics: std::collections::BTreeSet<&str> =
        facts.manifest.dropped_pairs.iter().map(|dropped| dropped.metric.as_str()).collect();
    if metrics.is_empty() {
        return html!();
    }
    let labels: Vec<_> = metrics.iter().filter_map(|name| facts.metric(name)).map(|metric| metric.label()).collect();
    let en: Vec<&str> = labels.iter().map(|label| label.en.as_str()).collect();
    let zh: Vec<&str> = labels.iter().map(|label| label.zh.as_str()).collect();
    html! {
        p.note {
            (say(
                &format!(
                    "Some measures are not defined in every year, such as a share of landing organisations where none has \
                     landed. A pair that misses a side is dropped and counted in manifest.json: {}.",
                    en.join("; ")
                ),
                &format!(
                    "有些指标并非每年都有定义，例如没有落地机构时谈不上其中的比例。缺一方的配对不参与比较，其数目记在 manifest.json 中：{}。",
                    zh.join("；")
                ),
            ))
        }
    }
}
