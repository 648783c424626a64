//! Where money comes from and where it goes.

use super::matrix::matrix;
use super::texts::say;
use super::{Page, Section};
use crate::output::{Failure, Words};
use maud::{Markup, html};

pub(super) const SECTION: Section = Section {
    id: "flows",
    title: "Where the money flows",
    title_zh: "钱往哪里流",
    charts: &[("flow", None), ("flow_difference", None), ("sources", None)],
    body,
};

fn body(page: &Page) -> Result<Markup, Failure> {
    let facts = page.facts;
    let columns = [
        "receipts_yuan",
        "grants_yuan",
        "own_slot_money_yuan",
        "day_gifts_yuan",
        "ordinary_gifts_yuan",
        "direct_relief_yuan",
    ]
    .map(|metric| (metric, facts.end_year));
    let caption = Words::new(
        format!("Yearly money in {}: difference from the baseline, with its 95% interval", facts.end_year),
        format!("{} 年的资金：与基线之差及 95% 区间", facts.end_year),
    );
    Ok(html! {
        p {
            (say(
                "Every fen in the model is a posting between two accounts, and the books balance after every step. What \
                 reaches organisations comes from funders' own decisions, from money that outsiders earmark, and from \
                 the public; what funders spend on relief of their own does not pass through organisations.",
                "模型中的每一分钱都是两个账户之间的一笔记账，每一步之后账都是平的。到达机构的钱，有资助方自己决定给的，\
                 有外来的定向资金，也有公众捐款；资助方自办的直接救助不经过机构。",
            ))
        }
        @for chart in SECTION.charts { (page.pictures.figure(*chart)) }
        (matrix(facts, &columns, &caption))
    })
}
