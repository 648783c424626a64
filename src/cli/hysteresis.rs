//! `headwater hysteresis`: does what a lever has done remain when it goes back?

use super::complaint::Complaint;
use super::grid::Grid;
use super::numbers::{ABSENT, percent, plain, signed};
use super::options::{Changes, Common, Work};
use super::simulate::{Done, simulate, write_foot};
use super::talk::Talk;
use super::write_json;
use crate::ensemble::hysteresis::{CLEAR_AREA, Estimate, Loop};
use crate::experiments::ramp::{self, PRODUCT_SLOTS};
use crate::output::{Plan, Words};
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct Hysteresis {
    /// Scenario: a built-in name or a .toml file
    #[arg(value_name = "SCENARIO", default_value = "opening")]
    scenario: String,
    /// Setting that goes up and down: slots of a product, or any dated series
    #[arg(long, value_name = "PATH", default_value = PRODUCT_SLOTS)]
    lever: String,
    /// Heights of the lever on the way up, with commas between; the way down takes the same ones
    #[arg(long, value_name = "N,N,…", value_delimiter = ',', default_value = "0,20,40,60,80")]
    levels: Vec<f64>,
    /// Years at each height; the metric is read in the last of them
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(i16).range(1..=50))]
    hold_years: i16,
    /// Years after the ramp in which the lever stays at its lowest
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(i16).range(0..=50))]
    rest_years: i16,
    /// Metric that is watched
    #[arg(long, value_name = "NAME", default_value = "landing")]
    metric: String,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    work: Work,
}

impl Hysteresis {
    pub(super) fn perform(&self, common: &Common, talk: &Talk, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
        let design = ramp::Design {
            scenario: self.scenario.clone(),
            lever: self.lever.clone(),
            levels: self.levels.clone(),
            hold_years: self.hold_years,
            rest_years: self.rest_years,
            metric: self.metric.clone(),
        };
        let (scenarios, ramp) = match design.prepare(&self.changes.overrides()) {
            Ok(prepared) => prepared,
            Err(ramp::Mistake::Scenario(diagnosis)) => return Err(diagnosis.into()),
            Err(ramp::Mistake::Ramp(problem)) => {
                let told = Words::new(problem.in_one_line(false), problem.in_one_line(true));
                return Err(Complaint::Usage(told));
            }
        };
        let mut plan = Plan::new(scenarios, self.work.detail())?;
        plan.ramp = Some(ramp);
        let done = simulate(&plan, &self.work, talk)?;
        if common.json { write_as_json(&done, results) } else { write_as_text(&done, talk, results) }?;
        Ok(ExitCode::SUCCESS)
    }
}

fn write_as_json(done: &Done, results: &mut dyn Write) -> Result<(), Complaint> {
    let manifest = &done.manifest;
    let shown = json!({
        "notice": manifest.notice,
        "folder": done.folder.display().to_string(),
        "hash": manifest.hash,
        "version": manifest.version,
        "seed": manifest.seed,
        "replicates": manifest.replicates,
        "hysteresis": manifest.hysteresis,
    });
    write_json(results, &shown)
}

fn write_as_text(done: &Done, talk: &Talk, results: &mut dyn Write) -> Result<(), Complaint> {
    if let Some(found) = &done.manifest.hysteresis {
        let title = done.manifest.scenarios.first().map_or("", |first| talk.lang.pick(&first.title, &first.title_zh));
        writeln!(results, "{title}: {} {}\n", found.ramp.lever, talk.lang.pick("up and down", "先升后降"))?;
        writeln!(results, "{}", grid(found, talk).render())?;
        writeln!(results, "{}\n", words(found, talk))?;
    }
    write_foot(results, &done.manifest, &done.folder, talk)
}

fn with_ends(estimate: Option<Estimate>, digits: usize, sign: bool) -> String {
    let Some(Estimate { mean, low, high, .. }) = estimate else { return ABSENT.to_string() };
    let shown = |value: f64| if sign { signed(value, digits) } else { plain(value, digits) };
    match low.zip(high) {
        Some((low, high)) => format!("{} [{}, {}]", shown(mean), shown(low), shown(high)),
        None => shown(mean),
    }
}

fn grid(found: &Loop, talk: &Talk) -> Grid {
    let word = |en: &str, zh: &str| talk.lang.pick(en, zh).to_string();
    let mut grid = Grid::new(vec![
        (String::new(), vec![word("way", "方向"), word("level", "高度"), word("year", "年份")]),
        (
            found.ramp.metric.clone(),
            vec![
                word("with the ramp [95 %]", "有升降 [95%]"),
                word("without", "无升降"),
                word("difference [95 %]", "差异 [95%]"),
            ],
        ),
    ]);
    let digits = digits(found);
    for result in &found.steps {
        grid.row(vec![
            match result.step.way.name() {
                "up" => word("up", "升"),
                _ => word("down", "降"),
            },
            format!("{}", result.step.level),
            result.step.last_year.to_string(),
            with_ends(result.ramped, digits, false),
            result.rest.map_or(ABSENT.to_string(), |rest| plain(rest.mean, digits)),
            with_ends(result.difference, digits, true),
        ]);
    }
    grid
}

/// Digits after the point: one for counts, three for shares.
fn digits(found: &Loop) -> usize {
    let largest = found.steps.iter().filter_map(|result| result.ramped).map(|one| one.mean.abs()).fold(0.0, f64::max);
    if largest >= 10.0 { 1 } else { 3 }
}

/// What the loop says, by rule.
fn words(found: &Loop, talk: &Talk) -> String {
    let share = |estimate: Option<Estimate>| match estimate {
        Some(Estimate { mean, low: Some(low), high: Some(high), .. }) => {
            format!("{} [{}, {}]", percent(mean), percent(low), percent(high))
        }
        Some(one) => percent(one.mean),
        None => ABSENT.to_string(),
    };
    let clear = found.area.and_then(|area| area.low).is_some_and(|low| low > CLEAR_AREA);
    let beyond = found.area_beyond_time.and_then(|area| area.low).is_some_and(|low| low > CLEAR_AREA);
    let bound = percent(CLEAR_AREA);
    let (verdict, verdict_zh) = match (clear, beyond) {
        (true, true) => (
            format!("The way down lies higher by more than {bound}, also beyond what time alone does: it lasts."),
            format!("下降途中高出 {bound} 以上，扣除时间本身的作用后仍然如此：效果留下来了。"),
        ),
        (true, false) => (
            format!(
                "The way down lies higher by more than {bound}, but not clearly once what time alone does is taken off."
            ),
            format!("下降途中高出 {bound} 以上，但扣除时间本身的作用后并不明显。"),
        ),
        (false, true) => (
            format!("Only once what time alone does is taken off, the way down lies higher by more than {bound}."),
            format!("扣除时间本身的作用后，下降途中才高出 {bound} 以上。"),
        ),
        (false, false) => (
            format!("No clear loop: an area above {bound} would be hysteresis."),
            format!("没有明显的回线：面积超过 {bound} 才算滞后。"),
        ),
    };
    let last = found.ramp.last_year;
    let remains = with_ends(found.remains, digits(found), true);
    let (groups, groups_zh) = match &found.groups {
        None => (
            "Too few replicates to tell one group from two.".to_string(),
            "重复次数太少，无法判断是否分成两群。".to_string(),
        ),
        Some(groups) if groups.are_two => (
            format!(
                "Replicates fall into two groups in {last}: {} around {:.0}, {} around {:.0} (dip test p {:.3}, Ashman's D {:.1}).",
                percent(groups.weights[0]),
                groups.means[0],
                percent(groups.weights[1]),
                groups.means[1],
                groups.dip_p_value,
                groups.separation
            ),
            format!(
                "{last} 年各次重复分成两群：{} 在 {:.0} 附近，{} 在 {:.0} 附近（dip 检验 p = {:.3}，Ashman D 为 {:.1}）。",
                percent(groups.weights[0]),
                groups.means[0],
                percent(groups.weights[1]),
                groups.means[1],
                groups.dip_p_value,
                groups.separation
            ),
        ),
        Some(groups) => (
            format!(
                "Replicates are one group in {last} (dip test p {:.3}, Ashman's D {:.1}; two groups need p below 0.05, D above \
                 2, and each above 10 %).",
                groups.dip_p_value, groups.separation
            ),
            format!(
                "{last} 年各次重复是一群（dip 检验 p = {:.3}，Ashman D 为 {:.1}；p 小于 0.05、D 大于 2 且两群均超过 10% 才算两群）。",
                groups.dip_p_value, groups.separation
            ),
        ),
    };
    let (area, time) = (share(found.area), share(found.area_beyond_time));
    talk.lang
        .pick(
            &format!(
                "Loop area {area} of the range; beyond time {time}. {verdict}\n\
                 Remains in {last}, with less without the ramp: {remains}. {groups}"
            ),
            &format!(
                "回线面积占范围的 {area}；扣除时间后 {time}。{verdict}\n{last} 年有升降减无升降：{remains}。{groups_zh}"
            )
            .replace(&verdict, &verdict_zh),
        )
        .to_string()
}
