//! The same organisations with and without: saved, lost, net, and among whom.

use super::facts::{Contrast, Facts, LARGE};
use super::grid::{Head, difference, grid, head, head_in, nothing, plain};
use super::matrix::legend;
use super::tally::{Clauses, tally};
use super::texts::both;
use crate::output::charts::numbers::number;
use crate::output::{Failure, Words};
use maud::{Markup, html};

/// Groups of organisations: split and group of `same_organisations.csv`, and what they are called.
const GROUPS: [(&str, &str, &str, &str); 7] = [
    ("size", "small", "smallest third", "小型"),
    ("size", "middle", "middle third", "中型"),
    ("size", "large", "largest third", "大型"),
    ("kind", "volunteer_group", "volunteer groups", "义工团体"),
    ("kind", "grassroots_ngo", "grassroots NGOs", "草根组织"),
    ("kind", "social_work_agency", "social-work agencies", "社工机构"),
    ("kind", "head_organisation", "head organisations", "头部机构"),
];

/// Both tables with their sentence; nothing where the folder does not follow organisations.
pub(super) fn write(facts: &Facts) -> Result<Markup, Failure> {
    let Some(table) = facts.table("same_organisations.csv", LARGE)? else { return Ok(html!()) };
    let whole = |value: Option<f64>| match value {
        Some(value) => {
            let text = number(value, if value >= 100.0 { 0 } else { 1 });
            plain(&Words::new(text.clone(), text))
        }
        None => nothing(),
    };
    let against = |contrast: Option<Contrast>, factor: f64| {
        contrast.map_or(nothing(), |contrast| difference(&contrast, "higher", |_| factor))
    };
    let net_of = |row: &Vec<String>| table.contrast(row, ["net", "net_ci95_low", "net_ci95_high"]);
    let (mut all, mut groups, mut told) = (Vec::new(), Vec::new(), Vec::new());
    for scenario in 1..facts.scenarios.len() {
        let of = |split: &str, group: &str| facts.row(&table, scenario, &[("split", split), ("group", group)]);
        let Some(row) = of("all", "all") else { continue };
        let title = &facts.scenarios[scenario].title;
        told.extend(net_of(row).map(|net| (title, net)));
        let survival = table.contrast(row, ["survival_difference", "survival_ci95_low", "survival_ci95_high"]);
        let counts = ["organisations", "saved", "lost"].map(|name| whole(table.number(row, name)));
        let cells = counts.into_iter().chain([against(net_of(row), 1.0), against(survival, 100.0)]);
        all.push((title, cells.collect::<Vec<_>>()));
        let nets = GROUPS.iter().map(|(split, group, _, _)| against(of(split, group).and_then(net_of), 1.0));
        groups.push((title, nets.collect::<Vec<_>>()));
    }
    let (base, year) = (&facts.scenarios[0].title, facts.end_year);
    let clauses = Clauses {
        higher: Words::new(
            format!("more of the same organisations alive in {year} than in \"{}\"", base.en),
            format!("同一批机构到 {year} 年存活多于“{}”的", base.zh),
        ),
        lower: Words::new(
            format!("fewer of the same organisations alive in {year} than in \"{}\"", base.en),
            format!("同一批机构到 {year} 年存活少于“{}”的", base.zh),
        ),
    };
    let heads = [
        head("followed", "跟踪机构数"),
        head_in("saved", "得救", "closed in the baseline only", "仅在基线中关停"),
        head_in("lost", "失去", "closed in the scenario only", "仅在情景中关停"),
        head_in("net", "净增", "saved less lost", "得救减失去"),
        head_in("survival", "存活率", "difference, percentage points", "差异，百分点"),
    ];
    let named: Vec<Head> = GROUPS.iter().map(|(_, _, en, zh)| head(en, zh)).collect();
    let caption = Words::new(
        format!("The same organisations, {} to {year}: saved and lost", facts.base_year),
        format!("同一批机构，{} 至 {year} 年：得救与失去", facts.base_year),
    );
    let by_group =
        Words::new("Among whom: saved less lost, by size and kind", "落在谁身上：净增（得救减失去），按规模与类型");
    let method = Words::new(
        format!(
            "Organisations alive at the end of {} are followed by name through both scenarios: the mean over replicates is \
             shown. Differences have 95% intervals over pairs of replicates (Student's t, or Hall's where they are skewed).",
            facts.base_year
        ),
        format!(
            "对 {} 年末存活的机构，逐家在两个情景中跟踪；表中为各次重复的均值，差异附逐次重复配对的 95% 区间\
             （t 分布，偏态过强时作 Hall 变换）。",
            facts.base_year
        ),
    );
    let sizes = Words::new(
        "Size: thirds by people at the end of the base year. Every interval stands for itself: of many, some are clear by \
         chance.",
        "规模按基年末的人力三等分。各区间分别计算；数目多时，会有个别因偶然而显得明显。",
    );
    Ok(html! {
        p { (both(&tally(&clauses, &told))) }
        (grid(&caption, &legend(), &heads, &all, &method))
        (grid(&by_group, &legend(), &named, &groups, &sizes))
    })
}
