//! `headwater run`: one scenario, year by year.

use super::complaint::Complaint;
use super::grid::Grid;
use super::numbers::{ABSENT, plain};
use super::options::{Changes, Choice, Common, Growth, Work};
use super::simulate::{simulate, write_foot};
use super::talk::Talk;
use super::write_json;
use crate::ensemble::course::{Course, CourseCell};
use crate::output::Plan;
use crate::scenario;
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct Run {
    /// Scenario: a built-in name or a .toml file
    #[arg(value_name = "SCENARIO")]
    scenario: String,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    growth: Growth,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    work: Work,
}

impl Run {
    pub(super) fn perform(&self, common: &Common, talk: &Talk, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
        let scenarios = scenario::load(std::slice::from_ref(&self.scenario), &self.changes.overrides())?;
        let plan = self.growth.plan(Plan::new(scenarios, self.work.detail())?)?;
        let plan = self.choice.plan(plan)?;
        let done = simulate(&plan, &self.work, talk)?;
        let manifest = &done.manifest;
        if common.json {
            let shown = json!({
                "notice": manifest.notice,
                "folder": done.folder.display().to_string(),
                "hash": manifest.hash,
                "version": manifest.version,
                "seed": manifest.seed,
                "replicates": manifest.replicates,
                "course": manifest.course,
            });
            write_json(results, &shown)?;
            return Ok(ExitCode::SUCCESS);
        }
        if let Some(course) = &manifest.course {
            writeln!(results, "{}\n", talk.lang.pick(&course.title, &course.title_zh))?;
            writeln!(results, "{}", grid(course, talk).render())?;
            let legend = talk.lang.pick(
                "Means over replicates ± half the 95 % interval of the mean (Student's t). The spread between replicates is \
                 wider:\nsee yearly.csv.",
                "各次重复的均值 ± 均值 95% 区间的一半（t 分布）。各次重复之间的差别更大：见 yearly.csv。",
            );
            writeln!(results, "{legend}\n")?;
        }
        write_foot(results, manifest, &done.folder, talk)?;
        Ok(ExitCode::SUCCESS)
    }
}

/// How a metric of the course is shown: its name, its words, a factor and the digits after the point.
const SHOWN: &[(&str, &str, &str, f64, usize)] = &[
    ("organisations_alive", "organisations", "存活机构", 1.0, 1),
    ("landing", "landing", "落地机构", 1.0, 1),
    ("counties_reached", "counties reached", "覆盖县数", 1.0, 1),
    ("base_cohort_survival", "same organisations alive, %", "同一批机构存活率（%）", 100.0, 2),
    ("first_year_exit", "closed in first year, %", "第一年关闭（%）", 100.0, 2),
    ("velocity", "velocity", "资金流速", 1.0, 3),
    ("service_units", "service units", "服务量", 1.0, 0),
];

fn grid(course: &Course, talk: &Talk) -> Grid {
    let shown: Vec<_> = course.metrics.iter().map(|metric| SHOWN.iter().find(|shown| shown.0 == metric)).collect();
    let mut header = vec![talk.lang.pick("year", "年份").to_string()];
    for (metric, shown) in course.metrics.iter().zip(&shown) {
        header.push(shown.map_or(metric.clone(), |shown| talk.lang.pick(shown.1, shown.2).to_string()));
    }
    let mut grid = Grid::new(vec![(String::new(), header)]);
    for year in &course.years {
        let cells = year.cells.iter().zip(&shown).map(|(cell, shown)| {
            let (scale, digits) = shown.map_or((1.0, 3), |shown| (shown.3, shown.4));
            cell.map_or(ABSENT.to_string(), |cell| with_half(&cell, scale, digits))
        });
        grid.row(std::iter::once(year.year.to_string()).chain(cells).collect());
    }
    grid
}

fn with_half(cell: &CourseCell, scale: f64, digits: usize) -> String {
    let mean = plain(scale * cell.mean, digits);
    match cell.ci95_high {
        Some(high) => format!("{mean} ± {}", plain(scale * (high - cell.mean), digits)),
        None => mean,
    }
}
