//! Liquidity as a vector: how fast money moves, how far, to how many, across which walls.

use super::matrix::matrix;
use super::texts::say;
use super::{Page, Section};
use crate::output::{Failure, Words};
use maud::{Markup, html};

pub(super) const SECTION: Section = Section {
    id: "liquidity",
    title: "Is the money liquid?",
    title_zh: "资源流动起来了吗",
    charts: &[("liquidity", None), ("heatmap", None)],
    body,
};

fn body(page: &Page) -> Result<Markup, Failure> {
    let facts = page.facts;
    let columns = [
        "velocity_free",
        "conversion_free",
        "counties_reached",
        "gini_receipts",
        "silo_entropy",
        "access_closeness",
        "giant_component_share",
        "idle_ratio",
    ]
    .map(|metric| (metric, facts.end_year));
    let caption = Words::new(
        format!("Liquidity in {}: difference from the baseline, with its 95% interval", facts.end_year),
        format!("{} 年的流动性：与基线之差及 95% 区间", facts.end_year),
    );
    Ok(html! {
        p {
            (say(
                "Liquidity is not one number. Money can move fast and reach few, or reach many and come from one payer. \
                 Read the measures side by side; a lever may better one and worsen another.",
                "流动性不是一个数。钱可以流得快却只到少数机构，也可以到得广却只靠一家出资。请把各项并排来看：一种手段可能改善\
                 其中一项，同时恶化另一项。",
            ))
        }
        @for chart in SECTION.charts { (page.pictures.figure(*chart)) }
        (matrix(facts, &columns, &caption))
    })
}
