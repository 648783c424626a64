//! `headwater follow`: money followed hop by hop from one funder, until it ends or rests.

use super::complaint::Complaint;
use super::grid::Grid;
use super::interruption;
use super::options::{Changes, Common};
use super::progress::Progress;
use super::stage::Stage;
use super::talk::Talk;
use super::write_json;
use crate::ensemble::lives::Bilingual;
use crate::ensemble::lives::wording::{grouped, percent, yuan};
use crate::ensemble::trail::{self, End, Hop, Trail};
use crate::money::Money;
use crate::output::{Failure, Words};
use clap::Args;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct Follow {
    /// Folder of results, or a scenario: a built-in name or a .toml file
    #[arg(value_name = "DIR|SCENARIO")]
    from: PathBuf,
    /// A funder by its name, such as `national foundation A` or `national_a`, or a class such as `national_foundation`
    #[arg(long, value_name = "NAME|CLASS")]
    funder: String,
    /// The year of the payments that are followed
    #[arg(long, value_name = "YEAR")]
    year: i16,
    /// How many further years they are followed
    #[arg(long, value_name = "N", default_value_t = 3)]
    further_years: u16,
    /// Scenario of the folder; the only one, or the last of two, by default
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,
    /// The replicate
    #[arg(long, value_name = "K", default_value_t = 0)]
    replicate: u32,
    #[command(flatten)]
    changes: Changes,
}

/// Rows of a hop, or of ends, that are shown; the others stand together.
const SHOWN: usize = 8;

impl Follow {
    pub(super) fn perform(&self, common: &Common, talk: &Talk, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
        let stage = Stage::set(&self.from, self.scenario.as_deref(), None, &self.changes, self.replicate, talk)?;
        let model = &stage.subject.model;
        let years = model.settings.years();
        if !years.contains(&self.year) {
            let (first, last, year) = (years.start(), years.end(), self.year);
            return Err(Complaint::Usage(Words::new(
                format!("the scenario runs from {first} to {last}, there is no {year}"),
                format!("该情景模拟 {first} 至 {last} 年，没有 {year} 年"),
            )));
        }
        let funders = stage.funder_or_class(&self.funder)?;
        let further = i16::try_from(self.further_years).unwrap_or(i16::MAX);
        let last_year = self.year.saturating_add(further).min(*years.end());
        interruption::listen();
        let progress = Progress::begin(talk, u64::from(last_year.abs_diff(*years.start())) + 1);
        let trail = trail::follow(model, self.replicate, &funders, (self.year, last_year), &progress);
        progress.end();
        let trail = trail.map_err(|_| Failure::Stopped)?;
        if common.json {
            write_json(results, &serde_json::to_value(&trail).map_err(std::io::Error::from)?)?;
            return Ok(ExitCode::SUCCESS);
        }
        write_trail(&trail, &stage.subject.title, talk, results)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn write_trail(trail: &Trail, title: &Bilingual, talk: &Talk, results: &mut dyn Write) -> Result<(), Complaint> {
    let pick = |words: &Bilingual| talk.lang.pick(&words.en, &words.zh).to_string();
    let whole = yuan(Money::from_fen(trail.whole_fen));
    let Trail { source, provinces, replicate, year, last_year, .. } = trail;
    let (everywhere, everywhere_zh) = match provinces {
        0 | 1 => (String::new(), String::new()),
        several => (format!(" in all {several} provinces"), format!("（{several} 个省合计）")),
    };
    let head = talk
        .lang
        .pick(
            &format!(
                "Followed: what {}{everywhere} paid in {year} under “{}”: {}, to the end of {last_year} (replicate {replicate}).",
                source.en, title.en, whole.en
            ),
            &format!(
                "追踪：“{}”下{}{everywhere_zh}在 {year} 年付出的 {}，追到 {last_year} 年末（第 {replicate} 次重复）。",
                title.zh, source.zh, whole.zh
            ),
        )
        .to_string();
    writeln!(results, "{head}")?;
    let hops: std::collections::BTreeSet<u32> = trail.hops.iter().map(|hop| hop.hop).collect();
    for number in hops {
        let of_hop: Vec<&Hop> = trail.hops.iter().filter(|hop| hop.hop == number).collect();
        let moved: i64 = of_hop.iter().map(|hop| hop.fen).sum();
        // What comes far is little: hops of less than a thousandth are not shown.
        if moved * 1000 < trail.whole_fen {
            continue;
        }
        writeln!(results, "\n{}", talk.lang.pick(&format!("HOP {number}"), &format!("第 {number} 跳")))?;
        let mut grid = Grid::new(vec![(
            String::new(),
            [("from", "从"), ("by", "渠道"), ("to", "到"), ("yuan", "元"), ("share", "占比")]
                .map(|(en, zh)| talk.lang.pick(en, zh).to_string())
                .to_vec(),
        )]);
        for hop in of_hop.iter().take(SHOWN) {
            grid.row(vec![
                pick(&hop.from),
                pick(&hop.channel),
                pick(&hop.to),
                whole_yuan(hop.fen),
                share(hop.fen, trail),
            ]);
        }
        let rest: i64 = of_hop.iter().skip(SHOWN).map(|hop| hop.fen).sum();
        if rest > 0 {
            let others = talk.lang.pick("others", "其他").to_string();
            grid.row(vec![others, String::new(), String::new(), whole_yuan(rest), share(rest, trail)]);
        }
        writeln!(results, "{}", grid.render().trim_end())?;
    }
    writeln!(results, "\n{}", talk.lang.pick("WHERE IT IS IN THE END", "最终在哪里"))?;
    let mut grid = Grid::new(vec![(
        String::new(),
        [
            ("place", "所在"),
            ("by", "经由"),
            ("left the funder as", "离开资助方时"),
            ("first reached", "最先到达"),
            ("yuan", "元"),
            ("share", "占比"),
        ]
        .map(|(en, zh)| talk.lang.pick(en, zh).to_string())
        .to_vec(),
    )]);
    let row = |end: &End| {
        let rests = talk.lang.pick("(rests there)", "（仍在账上）").to_string();
        vec![
            pick(&end.place),
            end.through.as_ref().map_or(rests, pick),
            pick(&end.channel),
            end.reached.as_ref().map_or(super::numbers::ABSENT.to_string(), pick),
            whole_yuan(end.fen),
            share(end.fen, trail),
        ]
    };
    let shown = 2 * SHOWN;
    for end in trail.ends.iter().take(shown) {
        grid.row(row(end));
    }
    let rest: i64 = trail.ends.iter().skip(shown).map(|end| end.fen).sum();
    let empty = || String::new();
    if rest > 0 {
        let others = talk.lang.pick("others", "其他").to_string();
        grid.row(vec![others, empty(), empty(), empty(), whole_yuan(rest), share(rest, trail)]);
    }
    let sum: i64 = trail.ends.iter().map(|end| end.fen).sum();
    let words = talk.lang.pick("sum, to the fen what was paid", "合计，与付出分毫不差").to_string();
    grid.row(vec![words, empty(), empty(), empty(), whole_yuan(sum), share(sum, trail)]);
    writeln!(results, "{}", grid.render())?;
    let foot = talk.lang.pick(
        "Money mixes in accounts: each payment takes the followed money in proportion to its share of the balance.\n\
         One replicate is one course of chance. A simulation under stated assumptions, not a forecast.",
        "资金在账户中混合：每笔付款按所追踪资金在余额中的比例带走相应部分。\n\
         一次重复只是偶然的一种走法。在明示假定之下的模拟，非预测。",
    );
    writeln!(results, "{foot}")?;
    Ok(())
}

fn whole_yuan(fen: i64) -> String {
    grouped((fen + 50) / 100)
}

fn share(fen: i64, trail: &Trail) -> String {
    if trail.whole_fen == 0 { String::new() } else { percent(fen as f64 / trail.whole_fen as f64) }
}
