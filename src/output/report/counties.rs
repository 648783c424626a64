//! County by county: where organisations land, and how many counties are reached.

use super::matrix::matrix;
use super::texts::say;
use super::{Page, Section};
use crate::output::{Failure, Words};
use maud::{Markup, html};

pub(super) const SECTION: Section =
    Section { id: "counties", title: "County by county", title_zh: "各县区", charts: &[("tilemap", None)], body };

fn body(page: &Page) -> Result<Markup, Failure> {
    let facts = page.facts;
    let columns =
        ["counties_reached_count", "counties_with_grants", "counties_at_cap", "evidence_province", "theil_between"]
            .map(|metric| (metric, facts.end_year));
    let caption = Words::new(
        format!("Counties in {}: difference from the baseline, with its 95% interval", facts.end_year),
        format!("{} 年的县区：与基线之差及 95% 区间", facts.end_year),
    );
    let table = matrix(facts, &columns, &caption);
    let chart = page.pictures.figure(SECTION.charts[0]);
    if table.0.is_empty() && chart.0.is_empty() {
        return Ok(html!());
    }
    Ok(html! {
        p {
            (say(
                "A county counts as reached when at least one organisation in it carries out a project of the network that \
                 year. A county has room for a limited number of such projects: where the limit binds, it and not the \
                 region sets the size of the network.",
                "一个县当年至少有一家机构在执行网络项目，才算覆盖到。每个县能容纳的项目数有上限；上限起作用的地方，\
                 网络的规模由上限决定，而不是由区域决定。",
            ))
        }
        (chart)
        (table)
    })
}
