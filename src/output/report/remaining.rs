//! What share of an effect remains five and ten years after the sponsor's money stops.

use super::facts::{Contrast, Facts, LARGE, Table};
use super::grid::{Head, grid, nothing};
use super::tally::{Clauses, tally};
use super::texts::{both, say};
use crate::output::charts::finding::Direction;
use crate::output::charts::numbers::number;
use crate::output::{Failure, Words};
use maud::{Markup, html};

/// What is followed, as far as the folder has it.
const METRICS: [&str; 4] = ["landing", "organisations_alive", "base_cohort_all_alive", "counties_reached_count"];
/// Years after the money stops.
const AFTER: [&str; 2] = ["5", "10"];
/// Why there is no share, by the state in `persistence.csv`.
const STATES: [(&str, &str, &str); 3] = [
    ("denominator_is_zero", "no effect at the stop", "停止时无效果"),
    (
        "denominator_near_zero",
        "denominator near zero: the effect at the stop may be nil",
        "分母接近零：停止时可能没有效果",
    ),
    ("too_few_replicates", "too few replicates", "重复次数太少"),
];

/// The table with its sentence; nothing where the folder says nothing of it.
pub(super) fn write(facts: &Facts) -> Result<Markup, Failure> {
    let Some(table) = facts.table("persistence.csv", LARGE)? else { return Ok(html!()) };
    let of = |scenario: usize, metric: &str, after: &str| {
        facts.row(&table, scenario, &[("metric", metric), ("years_after", after)])
    };
    let there = |(metric, after): &(&str, &str)| (1..facts.scenarios.len()).any(|one| of(one, metric, after).is_some());
    let columns: Vec<(&str, &str)> =
        METRICS.iter().flat_map(|metric| AFTER.map(|after| (*metric, after))).filter(there).collect();
    let Some(&(_, latest)) = columns.last() else { return Ok(html!()) };
    let mut told = Vec::new();
    let mut rows = Vec::new();
    for scenario in 1..facts.scenarios.len() {
        let title = &facts.scenarios[scenario].title;
        let alive = of(scenario, "organisations_alive", latest);
        told.extend(alive.and_then(|row| beyond_one(&table, row)).map(|contrast| (title, contrast)));
        let cells = columns
            .iter()
            .map(|(metric, after)| of(scenario, metric, after).map_or(nothing(), |row| cell(&table, row)));
        rows.push((title, cells.collect::<Vec<_>>()));
    }
    let heads: Vec<Head> = columns
        .iter()
        .map(|(metric, after)| {
            let label = facts.metric(metric).map_or(Words::new(*metric, *metric), |metric| metric.label());
            (label, Words::new(format!("{after} years on"), format!("{after} 年后")))
        })
        .collect();
    let clauses = Clauses {
        higher: Words::new(
            format!("the difference in organisations alive is larger {latest} years on than as the money stops"),
            format!("存活机构数之差在停止 {latest} 年后大于停止当年的"),
        ),
        lower: Words::new(
            format!("it is smaller {latest} years on than as the money stops"),
            format!("停止 {latest} 年后小于停止当年的"),
        ),
    };
    let caption = Words::new(
        format!(
            "Share of the difference from the baseline that remains after {}, when the sponsor stops",
            facts.sponsor_year
        ),
        format!("{} 年外部资金停止后，与基线之差还剩多少", facts.sponsor_year),
    );
    let marks = html! {
        small { (say("100%: as large as when the money stops; ▲ clearly more, ▼ clearly less", "100% 即与停止当年一样大；▲ 明显更大，▼ 明显更小")) }
    };
    let method = Words::new(
        "The mean difference in the later year by the one in the year of the stop, whichever its sign; small: the 95% \
         interval by Fieller. Where the interval of the difference at the stop holds zero (denominator near zero), no share \
         is given. Two groups: replicates fall into two, and their mean stands for neither.",
        "后来年份的平均差除以停止当年的平均差，不论其正负；小字为 Fieller 法 95% 区间。停止当年之差的区间含零时（分母接近零）不给比值。\
         分成两群：各次重复的结果分成两群，均值不代表任何一群。",
    );
    Ok(html! {
        p { (both(&tally(&clauses, &told))) }
        (grid(&caption, &marks, &heads, &rows, &method))
    })
}

/// A share as a difference from one: above zero the effect has grown.
fn beyond_one(table: &Table, row: &[String]) -> Option<Contrast> {
    if table.text(row, "state") != "defined" {
        return None;
    }
    let share = table.contrast(row, ["share_remaining", "remaining_ci95_low", "remaining_ci95_high"])?;
    Some(Contrast {
        difference: share.difference - 1.0,
        interval: share.interval.map(|(low, high)| (low - 1.0, high - 1.0)),
        ..share
    })
}

fn cell(table: &Table, row: &[String]) -> Markup {
    let state = table.text(row, "state");
    let two = table.number(row, "groups") == Some(2.0);
    let Some(contrast) = beyond_one(table, row) else {
        return html! {
            td.same {
                @if let Some((_, en, zh)) = STATES.iter().find(|(known, _, _)| *known == state) { small.why { (say(en, zh)) } }
                @else { "–" }
            }
        };
    };
    let (class, word) = match contrast.direction() {
        Direction::Higher => ("grown", Words::new("clearly more", "明显更大")),
        Direction::Lower => ("shrunk", Words::new("clearly less", "明显更小")),
        _ => ("same", Words::new("not clearly changed", "无明显变化")),
    };
    let (low, high) = contrast.interval.unwrap_or((contrast.difference, contrast.difference));
    let decimals = decimals(low, high);
    let percent = |beyond: f64| format!("{}%", number(100.0 * (1.0 + beyond), decimals));
    html! {
        td class=(class) {
            b { (percent(contrast.difference)) }
            span.unseen { " (" (both(&word)) ") " }
            @if contrast.interval.is_some() {
                small { (say(&format!("{} to {}", percent(low), percent(high)), &format!("{} 至 {}", percent(low), percent(high)))) }
            }
            @if two { small.groups { (both(&two_groups(table, row))) } }
        }
    }
}

/// Both groups into which the differences of a year fall: their shares of the replicates and their centres.
fn two_groups(table: &Table, row: &[String]) -> Words {
    let of = |name: &str| table.number(row, name);
    let (Some(share), Some(lower), Some(upper)) = (of("lower_share"), of("lower_mean"), of("upper_mean")) else {
        return Words::new("two groups", "分成两群");
    };
    let decimals = if lower.abs().max(upper.abs()) < 10.0 { 1 } else { 0 };
    let [lower, upper] = [lower, upper].map(|centre| number(centre, decimals));
    let [few, rest] = [share, 1.0 - share].map(|share| format!("{}%", number(100.0 * share, 0)));
    Words::new(
        format!("two groups of the difference: {few} near {lower}, {rest} near {upper}"),
        format!("差值分成两群：{few} 在 {lower} 附近，{rest} 在 {upper} 附近"),
    )
}

/// Decimals of percentages with which an interval on one side of 100% is not written as touching it.
fn decimals(low: f64, high: f64) -> usize {
    let nearest = if low > 0.0 {
        low
    } else if high < 0.0 {
        -high
    } else {
        return 0;
    };
    let (mut decimals, mut shown) = (0, 100.0 * nearest);
    while shown < 0.5 && decimals < 6 {
        shown *= 10.0;
        decimals += 1;
    }
    decimals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_clear_of_all_is_never_written_as_touching_it() {
        assert_eq!(decimals(0.2, 0.4), 0);
        assert_eq!(decimals(0.001, 0.4), 1);
        assert_eq!(decimals(-0.4, -0.0002), 2);
        assert_eq!(decimals(-0.4, 0.4), 0);
    }
}
