//! Who gains and who loses: small and large, young and old, the richest tenth, those outside the issue.

use super::matrix::matrix;
use super::texts::say;
use super::{Page, Section, same};
use crate::output::{Failure, Words};
use maud::{Markup, html};

pub(super) const SECTION: Section = Section {
    id: "gains",
    title: "Who gains and who loses",
    title_zh: "谁得益，谁受损",
    charts: &[("lorenz", None)],
    body,
};

fn body(page: &Page) -> Result<Markup, Failure> {
    let facts = page.facts;
    let hazards = [
        "closing_hazard_small",
        "closing_hazard_middle",
        "closing_hazard_large",
        "closing_hazard_young",
        "closing_hazard_old",
    ]
    .map(|metric| (metric, facts.end_year));
    let shares = ["top_decile_share", "gini_receipts", "reserve_months_median", "payer_hhi", "direct_relief_yuan"]
        .map(|metric| (metric, facts.end_year));
    let year = facts.end_year;
    let hazards = matrix(
        facts,
        &hazards,
        &Words::new(
            format!("Share of organisations that close in {year}, by size and age: difference from the baseline"),
            format!("{year} 年关停比例，按规模与年龄：与基线之差"),
        ),
    );
    let shares = matrix(
        facts,
        &shares,
        &Words::new(
            format!("How money and reserves are spread in {year}: difference from the baseline"),
            format!("{year} 年资金与储备的分布：与基线之差"),
        ),
    );
    let same = same::write(facts)?;
    let empty = hazards.0.is_empty() && shares.0.is_empty() && same.0.is_empty();
    let charts: Vec<Markup> = SECTION.charts.iter().map(|chart| page.pictures.figure(*chart)).collect();
    if empty && charts.iter().all(|chart| chart.0.is_empty()) {
        return Ok(html!());
    }
    Ok(html! {
        p {
            (say(
                "An average can rise while some fall. Small organisations may close more often while large ones grow, the \
                 richest tenth may take a larger share, and what funders give to the network they may take from relief \
                 that they used to give directly.",
                "平均数上升时，也可能有人下降：小机构或许关停更多而大机构更强，最富的十分之一或许拿得更多；资助方给网络的钱，\
                 也可能是从原来的直接救助里挪出来的。",
            ))
        }
        @for chart in &charts { (chart) }
        (same)
        (hazards)
        (shares)
    })
}
