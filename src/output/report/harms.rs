//! What could go wrong: the harm that each lever may do, and what was measured of it.

use super::facts::{Contrast, Facts, Metric};
use super::matrix::{cell, legend};
use super::texts::{both, say};
use super::{Page, Section};
use crate::ensemble::names;
use crate::output::charts::finding::Direction;
use crate::output::{Failure, Words};
use maud::{Markup, html};
use serde_json::Value;

pub(super) const SECTION: Section =
    Section { id: "harms", title: "What could go wrong", title_zh: "可能出什么问题", charts: &[], body };

/// By lever: the metrics through which its harm would show, and the direction that is the harm.
const SIGNS: &[(&str, &[(&str, Direction)])] = &[
    ("opening", &[("success_share", Direction::Lower), ("overloaded_share", Direction::Higher)]),
    (
        "product_replication",
        &[
            ("first_year_exit", Direction::Higher),
            ("overloaded_share", Direction::Higher),
            ("units_per_1000_yuan", Direction::Lower),
        ],
    ),
    (
        "capacity_support",
        &[("mean_dependence_landing", Direction::Higher), ("support_days_per_landing", Direction::Lower)],
    ),
    (
        "matched_giving",
        &[
            ("mean_people", Direction::Lower),
            ("gaming_detected", Direction::Higher),
            ("shifted_share", Direction::Higher),
        ],
    ),
    ("giving_channel", &[("day_top_decile_share", Direction::Higher), ("shifted_share", Direction::Higher)]),
    ("venture_contest", &[("gini_receipts", Direction::Higher), ("mean_people", Direction::Lower)]),
    (
        "federation_transition",
        &[("support_days_per_landing", Direction::Lower), ("direct_relief_yuan", Direction::Lower)],
    ),
    (
        "government_leverage",
        &[
            ("payer_hhi", Direction::Higher),
            ("overloaded_share", Direction::Higher),
            ("network_exit_share", Direction::Higher),
        ],
    ),
    (
        "hub_exit",
        &[
            ("landing", Direction::Lower),
            ("mean_support_landing", Direction::Lower),
            ("hub_trust_mean", Direction::Lower),
        ],
    ),
    ("lottery_grants", &[("units_per_1000_yuan", Direction::Lower)]),
    ("talent_stipend", &[("mean_people", Direction::Lower)]),
];

/// A sign of harm in a scenario.
struct Sign<'a> {
    metric: &'a Metric,
    harmful: Direction,
    /// While the sponsor gives, and at the end.
    cells: [Option<Contrast>; 2],
}

fn body(page: &Page) -> Result<Markup, Failure> {
    let facts = page.facts;
    let words = names::interventions();
    let mut rows = Vec::new();
    for scenario in 1..facts.scenarios.len() {
        for lever in levers(facts, scenario) {
            let Some((_, words)) = words.iter().find(|(name, _)| *name == lever) else { continue };
            let signs = signs(facts, scenario, lever);
            if !signs.is_empty() {
                rows.push((scenario, *words, signs));
            }
        }
    }
    if rows.is_empty() {
        return Ok(html!());
    }
    let years = [facts.sponsor_year, facts.end_year];
    Ok(html! {
        p {
            (say(
                "Every lever may do harm, and each was built with the way in which it may. Here is what the model measured \
                 of it, against the scenario on which the lever stands.",
                "每种手段都可能有害，模型也写进了它可能为害的途径。下面是实际测到的结果，均与该手段的起点情景相比。",
            ))
        }
        div.wide {
            table.matrix.harms {
                caption {
                    (say(
                        "Signs of harm: paired difference from the scenario on which each stands, with its 95% interval",
                        "为害的迹象：与各自起点情景的配对差及 95% 区间",
                    ))
                    (legend())
                }
                thead {
                    tr {
                        th scope="col" { (say("lever and its harm", "手段及其危害")) }
                        th scope="col" { (say("would show in", "会表现为")) }
                        @for year in deduplicated(years) { th scope="col" { (year) } }
                        th scope="col" { (say("what was found", "测到了什么")) }
                    }
                }
                @for (scenario, words, signs) in &rows {
                    tbody {
                        @for (position, sign) in signs.iter().enumerate() {
                            tr {
                                @if position == 0 {
                                    th scope="rowgroup" rowspan=(signs.len()) {
                                        (both(&facts.scenarios[*scenario].title))
                                        @if levers(facts, *scenario).len() > 1 { small { (say(words.title, words.title_zh)) } }
                                        small { (say(words.harm, words.harm_zh)) }
                                    }
                                }
                                td.metric title=(sign.metric.name) {
                                    (both(&expected(sign)))
                                }
                                @for cell in shown(&sign.cells, years) { (self::cell(cell, sign.metric)) }
                                td.found { (both(&found(sign))) }
                            }
                        }
                    }
                }
            }
        }
    })
}

/// The levers that a scenario pulls and the one on which it stands does not.
fn levers(facts: &Facts, scenario: usize) -> Vec<&'static str> {
    let is_on = |scenario: usize, lever: &str| {
        let enabled = facts.scenarios[scenario].settings.get(&format!("interventions.{lever}.enabled"));
        enabled.and_then(Value::as_bool).unwrap_or_default()
    };
    let origin = facts.origin(scenario);
    SIGNS.iter().map(|(lever, _)| *lever).filter(|lever| is_on(scenario, lever) && !is_on(origin, lever)).collect()
}

fn signs<'a>(facts: &'a Facts, scenario: usize, lever: &str) -> Vec<Sign<'a>> {
    let of_lever = SIGNS.iter().find(|(name, _)| *name == lever).map_or(&[][..], |(_, signs)| *signs);
    let origin = facts.origin(scenario);
    let sign = |(name, harmful): &(&str, Direction)| {
        let metric = facts.metric(name)?;
        let at = |year: i16| facts.contrast(scenario, origin, name, year);
        let cells = [at(facts.sponsor_year), at(facts.end_year)];
        cells.iter().any(Option::is_some).then_some(Sign { metric, harmful: *harmful, cells })
    };
    of_lever.iter().filter_map(sign).collect()
}

fn deduplicated(years: [i16; 2]) -> Vec<i16> {
    if years[0] == years[1] { vec![years[1]] } else { years.to_vec() }
}

fn shown(cells: &[Option<Contrast>; 2], years: [i16; 2]) -> &[Option<Contrast>] {
    if years[0] == years[1] { &cells[1..] } else { &cells[..] }
}

/// Where the harm would show.
fn expected(sign: &Sign) -> Words {
    let label = sign.metric.label();
    match sign.harmful {
        Direction::Lower => Words::new(format!("{}: lower", label.en), format!("{}下降", label.zh)),
        _ => Words::new(format!("{}: higher", label.en), format!("{}上升", label.zh)),
    }
}

/// What the intervals of both years say of the harm.
fn found(sign: &Sign) -> Words {
    let opposite = if sign.harmful == Direction::Higher { Direction::Lower } else { Direction::Higher };
    let directions: Vec<Direction> = sign.cells.iter().flatten().map(Contrast::direction).collect();
    let any = |wanted: Direction| directions.contains(&wanted);
    match (any(sign.harmful), any(opposite)) {
        (true, false) => Words::new("the harm is there", "危害确实出现"),
        (true, true) => Words::new("harm in one year, the opposite in the other", "一年有害，另一年相反"),
        (false, true) => Words::new("the opposite", "恰好相反"),
        (false, false) if any(Direction::Unknown) => Words::new("too few replicates", "重复次数太少"),
        (false, false) => Words::new("no clear sign of it", "未见明显迹象"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lever_has_signs_and_every_sign_is_a_metric() {
        let known: Vec<&str> = crate::metrics::catalogue().map(|metric| metric.name).collect();
        for (lever, _) in names::interventions() {
            assert!(SIGNS.iter().any(|(name, _)| *name == lever), "no sign of harm for {lever}");
        }
        for (lever, signs) in SIGNS {
            for (metric, _) in *signs {
                assert!(known.contains(metric), "{lever}: {metric}");
            }
        }
    }

    #[test]
    fn what_was_found_follows_the_intervals() {
        let metric =
            Metric { name: "x".into(), unit: "share".into(), better: "lower".into(), meaning: Words::new("", "") };
        let contrast = |low: f64, high: f64| {
            let difference = (low + high) / 2.0;
            Some(Contrast {
                replicates: 8,
                baseline_mean: 1.0,
                mean: 1.0 + difference,
                difference,
                interval: Some((low, high)),
                share_better: None,
            })
        };
        let said = |cells| found(&Sign { metric: &metric, harmful: Direction::Higher, cells }).en;
        assert_eq!(said([contrast(0.1, 0.2), contrast(-0.1, 0.2)]), "the harm is there");
        assert_eq!(said([contrast(-0.1, 0.2), None]), "no clear sign of it");
        assert_eq!(said([contrast(-0.3, -0.2), None]), "the opposite");
        assert_eq!(said([contrast(-0.3, -0.2), contrast(0.1, 0.2)]), "harm in one year, the opposite in the other");
    }
}
