//! `headwater compare`: scenarios against the first one, in a table and a folder.

use super::assumptions::{self, Answer, SHOWN};
use super::complaint::Complaint;
use super::grid::{Grid, cut};
use super::numbers::{ABSENT, percent, plain, with_interval};
use super::options::{Changes, Choice, Common, Growth, Work};
use super::simulate::{Done, simulate, write_foot};
use super::talk::Talk;
use super::write_json;
use crate::ensemble::headline::{HeadlineCell, HeadlineRow, Headlines};
use crate::experiments::uncertainty::{Design, Selection};
use crate::output::{Plan, Words};
use crate::scenario::{self, EQUAL_MONEY};
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::process::ExitCode;

/// Sets of other assumptions that are tried unless the call says otherwise: what fits into two seconds on two cores.
pub(super) const SETS: u32 = 6;
/// Replicates of each set: the fewest that tell chance from assumptions.
const SET_REPLICATES: u32 = 2;
/// Columns that a title may take.
const TITLE_WIDTH: usize = 30;

#[derive(Args)]
pub(super) struct Compare {
    /// Scenarios: built-in names or .toml files, the first being the baseline; the equal-money set by default
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<String>,
    /// Sets of other assumptions tried beside, 2 replicates each; 0 for none
    #[arg(long, value_name = "N", default_value_t = SETS)]
    assumptions: u32,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    growth: Growth,
    #[command(flatten)]
    choice: Choice,
    #[command(flatten)]
    work: Work,
}

impl Compare {
    pub(super) fn perform(&self, common: &Common, talk: &Talk, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
        let names: Vec<String> = match self.scenarios.as_slice() {
            [] => EQUAL_MONEY.iter().map(|name| (*name).to_string()).collect(),
            [only] => {
                return Err(Complaint::Usage(Words::new(
                    format!(
                        "a comparison needs two scenarios, the baseline first: \
                         try `headwater compare baseline {only}`, or `headwater run {only}` for it alone"
                    ),
                    format!(
                        "比较至少需要两个情景，基准在前：可用 `headwater compare baseline {only}`，\
                         或用 `headwater run {only}` 单独模拟"
                    ),
                )));
            }
            names => names.to_vec(),
        };
        let plan = plan(&names, self.assumptions, &self.changes, &self.work)?;
        let plan = self.choice.plan(self.growth.plan(plan)?)?;
        let done = simulate(&plan, &self.work, talk)?;
        if common.json { write_as_json(&done, results) } else { write_as_text(&done, talk, results) }?;
        Ok(ExitCode::SUCCESS)
    }
}

/// What a comparison simulates: its scenarios, and beside them as many sets of other assumptions.
pub(super) fn plan(names: &[String], sets: u32, changes: &Changes, work: &Work) -> Result<Plan, Complaint> {
    let scenarios = scenario::load(names, &changes.overrides())?;
    let others = match sets {
        0 => None,
        sets => {
            let design = Design { selection: Selection::Default, sets: sets.max(2), structures: false };
            Some(assumptions::prepare(&design, &scenarios, SET_REPLICATES, 0)?)
        }
    };
    let mut plan = Plan::new(scenarios, work.detail())?;
    plan.assumptions = others;
    Ok(plan)
}

fn write_as_json(done: &Done, results: &mut dyn Write) -> Result<(), Complaint> {
    let manifest = &done.manifest;
    write_json(
        results,
        &json!({
            "notice": manifest.notice,
            "folder": done.folder.display().to_string(),
            "hash": manifest.hash,
            "version": manifest.version,
            "seed": manifest.seed,
            "replicates": manifest.replicates,
            "headlines": manifest.headlines,
        }),
    )
}

fn write_as_text(done: &Done, talk: &Talk, results: &mut dyn Write) -> Result<(), Complaint> {
    if let Some(headlines) = &done.manifest.headlines {
        writeln!(results, "{}\n", tables(headlines, talk))?;
    }
    if let Some(answer) = Answer::of(&done.manifest, talk) {
        for shown in SHOWN.iter().take(2) {
            writeln!(results, "{}", answer.grid(shown).render())?;
        }
        writeln!(results, "{}\n", answer.legend())?;
    }
    write_foot(results, &done.manifest, &done.folder, talk)
}

/// The two tables of headlines and what must be known to read them.
pub(super) fn tables(headlines: &Headlines, talk: &Talk) -> String {
    let view = View { headlines, talk };
    format!("{}\n{}\n{}", view.effects().render(), view.money().render(), view.legend())
}

/// The headlines as they are shown.
struct View<'a> {
    headlines: &'a Headlines,
    talk: &'a Talk,
}

impl View<'_> {
    fn words(&self, en: &str, zh: &str) -> String {
        self.talk.lang.pick(en, zh).to_string()
    }

    /// The years over which a quantity is taken, such as `2031` or `2017–2031`.
    fn years(&self, name: &str) -> String {
        match self.headlines.quantities.iter().find(|quantity| quantity.name == name) {
            Some(quantity) if quantity.first_year == quantity.last_year => quantity.last_year.to_string(),
            Some(quantity) => format!("{}–{}", quantity.first_year, quantity.last_year),
            None => String::new(),
        }
    }

    fn title_column(&self) -> (String, Vec<String>) {
        (String::new(), vec![self.words("scenario", "情景")])
    }

    fn title(&self, row: &HeadlineRow) -> String {
        cut(self.talk.lang.pick(&row.title, &row.title_zh), TITLE_WIDTH)
    }

    /// What became of landing, organisations and their survival.
    fn effects(&self) -> Grid {
        let difference = || self.words("difference [95 %]", "差异 [95%]");
        let better = || self.words("better", "更好");
        let mean = || self.words("mean", "均值");
        let mut grid = Grid::new(vec![
            self.title_column(),
            (
                self.words("landing", "落地机构"),
                vec![self.years("landing_as_the_sponsor_stops"), self.years("landing")],
            ),
            (
                format!("{} {}", self.words("organisations alive", "存活机构"), self.years("organisations_alive")),
                vec![mean(), difference(), better()],
            ),
            (
                format!(
                    "{} {}",
                    self.words("the same organisations alive, %", "同一批机构存活率（%）"),
                    self.years("base_cohort_survival")
                ),
                vec![mean(), difference(), better()],
            ),
        ]);
        for row in &self.headlines.rows {
            let mut cells = vec![self.title(row)];
            cells.push(self.mean(row, "landing_as_the_sponsor_stops", 1.0, 1));
            cells.push(self.mean(row, "landing", 1.0, 1));
            cells.extend(self.mean_and_difference(row, "organisations_alive", 1.0, 1));
            cells.extend(self.mean_and_difference(row, "base_cohort_survival", 100.0, 2));
            grid.row(cells);
        }
        grid
    }

    /// What was delivered, and the money beside it.
    fn money(&self) -> Grid {
        let difference = || self.words("difference [95 %]", "差异 [95%]");
        let million = self.words("million yuan", "百万元");
        let mut grid = Grid::new(vec![
            self.title_column(),
            (
                format!("{} {}", self.words("service units, thousand,", "服务量（千）"), self.years("service_units")),
                vec![self.words("mean", "均值"), difference(), self.words("better", "更好")],
            ),
            (
                format!("{}{million}", self.words("sponsor's money, ", "外部出资，")),
                vec![self.words("offered", "提供"), self.words("spent", "支出")],
            ),
            (format!("{}{million}", self.words("delivered, ", "用于服务，")), vec![difference()]),
            (format!("{}{million}", self.words("moved by others, ", "带动他人，")), vec![difference()]),
        ]);
        for row in &self.headlines.rows {
            let mut cells = vec![self.title(row)];
            cells.extend(self.mean_and_difference(row, "service_units", 1e-3, 1));
            cells.push(self.mean(row, "sponsor_offered_yuan", 1e-6, 2));
            cells.push(self.mean(row, "sponsor_spent_yuan", 1e-6, 2));
            cells.push(self.difference(row, "delivered_yuan", 1e-6, 2));
            cells.push(self.difference(row, "moved_by_others_yuan", 1e-6, 2));
            grid.row(cells);
        }
        grid
    }

    fn cell<'r>(&self, row: &'r HeadlineRow, name: &str) -> Option<&'r HeadlineCell> {
        row.cell(&self.headlines.quantities, name)
    }

    fn mean(&self, row: &HeadlineRow, name: &str, scale: f64, digits: usize) -> String {
        self.cell(row, name).map_or(ABSENT.to_string(), |cell| plain(scale * cell.mean, digits))
    }

    fn difference(&self, row: &HeadlineRow, name: &str, scale: f64, digits: usize) -> String {
        match self.cell(row, name) {
            None => ABSENT.to_string(),
            Some(cell) if cell.against.is_none() => String::new(),
            Some(cell) => {
                let interval = cell.ci95_low.zip(cell.ci95_high).map(|(low, high)| (scale * low, scale * high));
                let mark = if cell.holds() { "*" } else { "" };
                with_interval(scale * cell.difference, interval, digits) + mark
            }
        }
    }

    fn mean_and_difference(&self, row: &HeadlineRow, name: &str, scale: f64, digits: usize) -> [String; 3] {
        let better = self.cell(row, name).filter(|cell| cell.against.is_some()).and_then(|cell| cell.share_better);
        [
            self.mean(row, name, scale, 1),
            self.difference(row, name, scale, digits),
            better.map_or(String::new(), percent),
        ]
    }

    fn legend(&self) -> String {
        let together = self.headlines.read_together().count();
        let pairing = self.headlines.variance_reduction();
        let paired = pairing.map_or(String::new(), |times| {
            let times = plain(times, 1);
            let en =
                format!("\nPairing made the variance of these {times} times smaller (median) than independent seeds.");
            let zh = format!("\n配对使这些差异的方差缩小到独立种子的 1/{times}（中位数）。");
            self.words(&en, &zh)
        });
        let first = self.headlines.rows.first().map_or("", |row| self.talk.lang.pick(&row.title, &row.title_zh));
        self.talk
            .lang
            .pick(
                &format!(
                    "Differences are from \"{first}\", paired by replicate, with the 95 % interval of the mean difference; \
                     survival in percentage\npoints; \"better\" is the share of replicates in which the scenario does \
                     better. The same organisations: the programme's\nissue, alive at the end of the base year. Moved by \
                     others: own money for slots and gifts, beyond the scenario that each extends.\n* holds at 5 % after \
                     Holm's correction over the {together} differences that are read together here.{paired}"
                ),
                &format!(
                    "差异是与“{first}”逐次配对之差，方括号内为平均差的 95% 区间；存活率之差以百分点计；“更好”是该情景更好的重复\
                     所占的比例。\n同一批机构：项目议题内、基准年末存活的机构。带动他人：资助方自有名额资金与公众捐款，\
                     与该情景所扩展的情景相比。\n* 对此处一并阅读的 {together} 个差异作 Holm 校正后，在 5% 水平上仍成立。{paired}"
                ),
            )
            .to_string()
    }
}
