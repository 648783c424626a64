//! Who is still there: organisations alive, and the same organisations followed.

use super::matrix::matrix;
use super::texts::say;
use super::{Page, Section, years_lived};
use crate::output::{Failure, Words};
use maud::{Markup, html};

pub(super) const SECTION: Section = Section {
    id: "survival",
    title: "Who survives",
    title_zh: "谁活了下来",
    charts: &[("alive", None), ("survival", None), ("hazard", None)],
    body,
};

fn body(page: &Page) -> Result<Markup, Failure> {
    let facts = page.facts;
    let columns = ["organisations_alive", "base_cohort_survival", "base_cohort_all_survival", "closing_hazard"]
        .map(|metric| (metric, facts.end_year));
    let caption = Words::new(
        format!("Survival in {}: difference from the baseline, with its 95% interval", facts.end_year),
        format!("{} 年的存活情况：与基线之差及 95% 区间", facts.end_year),
    );
    Ok(html! {
        p {
            (say(
                "Organisations are followed by name through every scenario: the same founder has the same talent and the \
                 same luck in each. Organisations in the network are never set against those outside it within one run, \
                 because the stronger ones join.",
                "同一家机构在每个情景中都被逐年跟踪：同一位创办者有同样的才能和同样的运气。我们从不在同一次模拟里拿入网机构\
                 与未入网机构相比，因为入网的本来就更强。",
            ))
        }
        @for chart in SECTION.charts { (page.pictures.figure(*chart)) }
        (matrix(facts, &columns, &caption))
        (years_lived::write(facts)?)
    })
}
