//! `headwater diff`: two folders of results against each other, what moved most first.

use super::complaint::Complaint;
use super::grid::Grid;
use super::numbers::{ABSENT, signed};
use super::options::Common;
use super::talk::Talk;
use super::write_json;
use crate::output::{self, Difference, MetricMoved, Words};
use clap::Args;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct Diff {
    /// Folder of results
    #[arg(value_name = "DIR1")]
    first: PathBuf,
    /// Another folder of results
    #[arg(value_name = "DIR2")]
    second: PathBuf,
    /// How many metrics and settings to show
    #[arg(long, value_name = "N", default_value_t = 20)]
    rows: usize,
    /// Show every year of a metric, not only the one in which it moved most
    #[arg(long)]
    every_year: bool,
}

impl Diff {
    pub(super) fn perform(&self, common: &Common, talk: &Talk, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
        for folder in [&self.first, &self.second] {
            is_folder_of_results(folder)?;
        }
        let difference = output::difference(&self.first, &self.second)?;
        if common.json {
            write_json(results, &serde_json::to_value(&difference).map_err(std::io::Error::from)?)?;
            return Ok(ExitCode::SUCCESS);
        }
        self.write(&difference, talk, results)?;
        Ok(ExitCode::SUCCESS)
    }

    fn write(&self, difference: &Difference, talk: &Talk, results: &mut dyn Write) -> Result<(), Complaint> {
        let (first, second) = (self.first.display(), self.second.display());
        let mut say = |en: String, zh: String| writeln!(results, "{}", talk.lang.pick(&en, &zh));
        say(format!("First: {first}\nSecond: {second}\n"), format!("第一个：{first}\n第二个：{second}\n"))?;
        for (name, name_zh, [one, two]) in [
            ("version", "版本", difference.versions.clone()),
            ("seed", "种子", difference.seeds.map(|seed| seed.to_string())),
            ("replicates", "重复次数", difference.replicates.map(|replicates| replicates.to_string())),
        ] {
            if one != two {
                say(format!("{name}: {one}, then {two}"), format!("{name_zh}：前者 {one}，后者 {two}"))?;
            }
        }
        for (files, whose, whose_zh) in
            [(&difference.only_first, "first", "第一个"), (&difference.only_second, "second", "第二个")]
        {
            if !files.is_empty() {
                let list = files.join(", ");
                say(format!("Only the {whose} has: {list}"), format!("只有{whose_zh}有：{list}"))?;
            }
        }
        if difference.settings.is_empty() {
            say("No setting differs in scenarios of the same name.".into(), "同名情景的设定完全相同。".into())?;
        } else {
            let count = difference.settings.len();
            say(format!("Settings that differ ({count}):"), format!("不同的设定（{count} 项）："))?;
            let mut grid = Grid::new(vec![(
                String::new(),
                [("scenario: path", "情景：路径"), ("first", "前者"), ("second", "后者")]
                    .map(|(en, zh)| talk.lang.pick(en, zh).to_string())
                    .to_vec(),
            )]);
            for moved in difference.settings.iter().take(self.rows) {
                let value = |value: &Option<serde_json::Value>| {
                    value.as_ref().map_or(ABSENT.to_string(), |value| super::grid::cut(&value.to_string(), 32))
                };
                grid.row(vec![
                    format!("{}: {}", moved.scenario, moved.path),
                    value(&moved.first),
                    value(&moved.second),
                ]);
            }
            write!(results, "{}", grid.render())?;
        }
        self.write_metrics(difference, talk, results)
    }

    fn write_metrics(&self, difference: &Difference, talk: &Talk, results: &mut dyn Write) -> Result<(), Complaint> {
        let compared = difference.compared;
        if difference.metrics.is_empty() {
            let (en, zh) = if compared == 0 {
                (
                    format!("\nThe folders share no scenario and metric in a year from {} on.", difference.first_year),
                    format!("\n自 {} 年起，两个文件夹没有共同的情景与指标。", difference.first_year),
                )
            } else {
                (
                    format!("\nNo metric moved: all {compared} means are the same."),
                    format!("\n没有指标变动：{compared} 个均值全部相同。"),
                )
            };
            writeln!(results, "{}", talk.lang.pick(&en, &zh))?;
            if let Some(told) = burn_in(difference) {
                writeln!(results, "{}", talk.lang.pick(&told.en, &told.zh))?;
            }
            return Ok(());
        }
        let count = difference.metrics.len();
        let head = talk
            .lang
            .pick(
                &format!("\n{count} of {compared} means moved. What moved most, in units of standard errors:"),
                &format!("\n{compared} 个均值中有 {count} 个变动。变动最大的（以标准误计）："),
            )
            .to_string();
        writeln!(results, "{head}")?;
        let mut grid = Grid::new(vec![(
            String::new(),
            [
                ("scenario: metric", "情景：指标"),
                ("year", "年份"),
                ("first", "前者"),
                ("second", "后者"),
                ("difference", "差异"),
                ("relative", "相对"),
                ("std. errors", "标准误数"),
            ]
            .map(|(en, zh)| talk.lang.pick(en, zh).to_string())
            .to_vec(),
        )]);
        let mut seen = BTreeSet::new();
        let shown = difference
            .metrics
            .iter()
            .filter(|moved| self.every_year || seen.insert((moved.scenario.clone(), moved.metric.clone())))
            .take(self.rows);
        for moved in shown {
            grid.row(cells(moved));
        }
        write!(results, "{}", grid.render())?;
        let foot = if difference.paired {
            talk.lang.pick(
                "\nReplicates are paired: same seed, same number. “∞”: every replicate moved by the same amount.",
                "\n各次重复逐一配对：种子与次数相同。“∞”：每次重复的变动都一样。",
            )
        } else {
            talk.lang.pick(
                "\nReplicates are not paired: seeds or numbers of replicates differ, so chance moves numbers too.",
                "\n各次重复未配对：种子或次数不同，偶然也会使数字变动。",
            )
        };
        writeln!(results, "{foot}")?;
        if let Some(told) = burn_in(difference) {
            writeln!(results, "{}", talk.lang.pick(&told.en, &told.zh))?;
        }
        Ok(())
    }
}

/// What moved in years that do not count, if anything did.
fn burn_in(difference: &Difference) -> Option<Words> {
    let (first_year, count) = (difference.first_year, difference.moved_before);
    (count > 0).then(|| {
        Words::new(
            format!("Years before the base year {first_year} are burn-in and left out; {count} means moved there."),
            format!("基准年 {first_year} 之前为预热期，不列入；其间另有 {count} 个均值变动。"),
        )
    })
}

fn cells(moved: &MetricMoved) -> Vec<String> {
    let number = |value: Option<f64>| value.map_or(ABSENT.to_string(), significant);
    let relative = moved.relative.map_or(ABSENT.to_string(), |share| format!("{} %", signed(100.0 * share, 1)));
    let errors = match (moved.standard_errors, moved.difference) {
        (Some(errors), _) => signed(errors, 1),
        (None, Some(difference)) if difference != 0.0 => "∞".to_string(),
        _ => ABSENT.to_string(),
    };
    vec![
        format!("{}: {}", moved.scenario, moved.metric),
        moved.year.to_string(),
        number(moved.first),
        number(moved.second),
        number(moved.difference),
        relative,
        errors,
    ]
}

/// A number with about four digits that say something.
fn significant(value: f64) -> String {
    let size = value.abs();
    let digits = match size {
        _ if size >= 1000.0 => 0,
        _ if size >= 100.0 => 1,
        _ if size >= 10.0 => 2,
        _ if size >= 1.0 => 3,
        _ => 4,
    };
    super::numbers::plain(value, digits)
}

fn is_folder_of_results(folder: &Path) -> Result<(), Complaint> {
    if folder.join("manifest.json").exists() {
        return Ok(());
    }
    let shown = folder.display();
    Err(Complaint::Usage(if folder.is_dir() {
        Words::new(
            format!("{shown} has no manifest.json: it is not a folder of results, or its run is not finished"),
            format!("{shown} 中没有 manifest.json：不是结果文件夹，或模拟尚未完成"),
        )
    } else {
        Words::new(
            format!("{shown} is not a folder: name two folders that `compare` or `run` has written"),
            format!("{shown} 不是文件夹：请给出 `compare` 或 `run` 写成的两个文件夹"),
        )
    }))
}
