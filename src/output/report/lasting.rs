//! What lasts: the year in which the sponsor stops beside the last year.

use super::matrix::matrix;
use super::texts::say;
use super::{Page, Section, remaining};
use crate::output::{Failure, Words};
use maud::{Markup, html};

pub(super) const SECTION: Section =
    Section { id: "lasting", title: "What lasts", title_zh: "什么留得住", charts: &[("landing", None)], body };

fn body(page: &Page) -> Result<Markup, Failure> {
    let facts = page.facts;
    let (then, now) = (facts.sponsor_year, facts.end_year);
    if !facts.compares() || then == now {
        return Ok(html!());
    }
    let columns: Vec<(&str, i16)> = ["landing", "organisations_alive", "counties_reached"]
        .into_iter()
        .flat_map(|metric| [(metric, then), (metric, now)])
        .collect();
    let caption = Words::new(
        format!("As the sponsor stops ({then}) and in {now}: difference from the baseline, with its 95% interval"),
        format!("外部资金停止时（{then} 年）与 {now} 年：与基线之差及 95% 区间"),
    );
    Ok(html! {
        p {
            (say(
                &format!(
                    "The outside money ends in {then}. What is still larger in {now} is carried by funders of the region, by \
                     givers and by organisations themselves; what has shrunk was carried by the money."
                ),
                &format!("外部资金到 {then} 年为止。{now} 年仍然更大的部分，靠的是本地资助方、捐赠人和机构自己；缩回去的部分，靠的只是那笔钱。"),
            ))
        }
        @for chart in SECTION.charts { (page.pictures.figure(*chart)) }
        (matrix(facts, &columns, &caption))
        (remaining::write(facts)?)
    })
}
