//! Years lived: restricted mean survival time to five and ten years, shares alive, and the log-rank test.

use super::facts::{Contrast, Facts, LARGE};
use super::grid::{difference, grid, head, head_in, nothing, plain};
use super::matrix::legend;
use super::tally::{Clauses, tally};
use super::texts::both;
use crate::output::charts::Lang;
use crate::output::charts::numbers::number;
use crate::output::{Failure, Words};
use maud::{Markup, html};

/// The cohort that is shown: every organisation, followed from its founding.
const COHORT: &str = "all";

/// The table with its sentence; nothing where the folder has no survival summary.
pub(super) fn write(facts: &Facts) -> Result<Markup, Failure> {
    let Some(table) = facts.table("survival_summary.csv", LARGE)? else { return Ok(html!()) };
    let tests = facts.table("log_rank.csv", LARGE)?.unwrap_or_default();
    let of = |scenario: usize, quantity: &str, years: &str| {
        let row = facts.row(&table, scenario, &[("cohort", COHORT), ("quantity", quantity), ("years", years)])?;
        table.contrast(row, ["difference", "ci95_low", "ci95_high"])
    };
    let mean = |contrast: &Option<Contrast>| match contrast {
        Some(contrast) => plain(&Words::new(number(contrast.mean, 2), number(contrast.mean, 2))),
        None => nothing(),
    };
    let against = |contrast: &Option<Contrast>, factor: f64| match contrast {
        Some(contrast) => difference(contrast, "higher", |_: Lang| factor),
        None => nothing(),
    };
    let chance = |scenario: usize| {
        let row = facts.row(&tests, scenario, &[("cohort", COHORT)])?;
        Some(probability(tests.number(row, "p_holm")?))
    };
    let (mut rows, mut told) = (Vec::new(), Vec::new());
    for scenario in 1..facts.scenarios.len() {
        let (five, ten) = (of(scenario, "restricted_mean", "5"), of(scenario, "restricted_mean", "10"));
        if five.is_none() && ten.is_none() {
            continue;
        }
        let title = &facts.scenarios[scenario].title;
        told.extend(ten.or(five).map(|contrast| (title, contrast)));
        let chance = chance(scenario).map_or(nothing(), |p| plain(&Words::new(p.clone(), p)));
        let alive = of(scenario, "survival", if ten.is_some() { "10" } else { "5" });
        let cells =
            vec![mean(&five), against(&five, 1.0), mean(&ten), against(&ten, 1.0), against(&alive, 100.0), chance];
        rows.push((title, cells));
    }
    let base = &facts.scenarios[0].title;
    let clauses = Clauses {
        higher: Words::new(
            format!("more years lived per organisation than in \"{}\"", base.en),
            format!("每家机构存活年数多于“{}”的", base.zh),
        ),
        lower: Words::new(
            format!("fewer years lived per organisation than in \"{}\"", base.en),
            format!("每家机构存活年数少于“{}”的", base.zh),
        ),
    };
    let caption =
        Words::new("Years that an organisation lives, of its first five and ten", "机构在头五年与头十年里平均存活几年");
    let heads = [
        head_in("of 5 years", "头 5 年", "years lived", "存活年数"),
        head_in("difference", "差异", "years", "年"),
        head_in("of 10 years", "头 10 年", "years lived", "存活年数"),
        head_in("difference", "差异", "years", "年"),
        head_in("alive at that age", "满该年龄仍存活", "difference, percentage points", "差异，百分点"),
        head("log-rank p", "log-rank p 值"),
    ];
    let method = Words::new(
        "Restricted mean survival time: the area under the Kaplan–Meier curve of all organisations, time being their age. \
         Differences are means over pairs of replicates with 95% intervals (Student's t, or Hall's where they are skewed). \
         The log-rank test takes all organisations of all replicates as independent and is corrected by Holm over all \
         tests of log_rank.csv; the paired intervals are the safer guide.",
        "限定平均生存时间：全部机构以年龄为时间轴的 Kaplan–Meier 曲线下面积。差异为逐次重复配对差的均值，附 95% 区间\
         （t 分布，偏态过强时作 Hall 变换）。log-rank 检验把各次重复的全部机构视为相互独立，并对 log_rank.csv 中的全部检验\
         作 Holm 校正；配对区间更稳妥。",
    );
    Ok(html! {
        p { (both(&tally(&clauses, &told))) }
        (grid(&caption, &legend(), &heads, &rows, &method))
    })
}

/// A probability of the test as it is printed.
fn probability(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_string() } else { number(p, 3) }
}
