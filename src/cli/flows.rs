//! `headwater flows`: the transaction-flow matrix of a year, balanced.

use super::complaint::Complaint;
use super::grid::Grid;
use super::options::{Changes, Common};
use super::stage::Stage;
use super::talk::Talk;
use super::write_json;
use crate::ensemble::flow_matrix;
use crate::ensemble::lives::wording::grouped;
use crate::ledger::{Kind, Sector};
use crate::model::World;
use crate::output::{self, Words};
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct Flows {
    /// Folder of results, or a scenario: a built-in name or a .toml file
    #[arg(value_name = "DIR|SCENARIO")]
    from: PathBuf,
    /// The year
    #[arg(long, value_name = "YEAR")]
    year: i16,
    /// Scenario of the folder; the only one, or the last of two, by default
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,
    /// The replicate of a scenario that is named; of a folder the mean over replicates is shown
    #[arg(long, value_name = "K", default_value_t = 0)]
    replicate: u32,
    #[command(flatten)]
    changes: Changes,
}

/// Sectors inside the region; all others are outside it.
const INSIDE: [Sector; 8] = [
    Sector::Government,
    Sector::Mass,
    Sector::Federation,
    Sector::Foundation,
    Sector::Business,
    Sector::Hub,
    Sector::Platform,
    Sector::Organisations,
];

/// A matrix as it is shown: kind, yuan by sector.
struct Matrix {
    rows: Vec<(String, Vec<f64>)>,
    change: Vec<f64>,
}

impl Flows {
    pub(super) fn perform(&self, common: &Common, talk: &Talk, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
        let stage = Stage::set(&self.from, self.scenario.as_deref(), None, &self.changes, self.replicate, talk)?;
        let part = &stage.subject;
        let recorded = self.from.join("manifest.json").exists();
        let matrix = if recorded {
            let table = output::read_flow_matrix(&self.from, &part.name, self.year)?;
            Matrix { rows: table.rows, change: table.change }
        } else {
            let years = part.model.settings.years();
            if !years.contains(&self.year) {
                let (first, last, year) = (years.start(), years.end(), self.year);
                return Err(Complaint::Usage(Words::new(
                    format!("the scenario runs from {first} to {last}, there is no {year}"),
                    format!("该情景模拟 {first} 至 {last} 年，没有 {year} 年"),
                )));
            }
            let mut world = World::found(&part.model, self.replicate);
            while world.year < self.year {
                world.advance();
            }
            let matrix = flow_matrix::of_world(&world);
            let rows = matrix.rows().map(|(kind, yuan)| (kind.name().to_string(), yuan.to_vec())).collect();
            Matrix { rows, change: matrix.change().to_vec() }
        };
        if common.json {
            write_json(results, &as_json(&matrix, &part.name, self.year))?;
            return Ok(ExitCode::SUCCESS);
        }
        let title = talk.lang.pick(&part.title.en, &part.title.zh);
        let year = self.year;
        let (which, which_zh) = if recorded {
            ("mean over replicates".to_string(), "各次重复的均值".to_string())
        } else {
            (format!("replicate {}", self.replicate), format!("第 {} 次重复", self.replicate))
        };
        let head = talk
            .lang
            .pick(
                &format!("“{title}” in {year}, {which}: thousand yuan that came in (+) and went out (−)"),
                &format!("“{title}” {year} 年，{which_zh}：流入（+）与流出（−），千元"),
            )
            .to_string();
        writeln!(results, "{head}\n")?;
        writeln!(results, "{}", inside(&matrix, talk))?;
        writeln!(results, "{}", talk.lang.pick("Outside, account by account:", "区域之外，逐个账户："))?;
        writeln!(results, "{}", outside(&matrix, talk))?;
        let foot = talk.lang.pick(
            "Every row sums to zero and every column to the change of the sector's balance, to the fen; here rounded to\n\
             thousands. A dot: less than 500 yuan. A simulation under stated assumptions, not a forecast.",
            "每行合计为零，每列合计即该部门余额的变化，分毫不差；此处四舍五入到千元，“·”表示不足 500 元。\n\
             在明示假定之下的模拟，非预测。",
        );
        writeln!(results, "{foot}")?;
        Ok(ExitCode::SUCCESS)
    }
}

fn as_json(matrix: &Matrix, scenario: &str, year: i16) -> serde_json::Value {
    let by_sector = |yuan: &[f64]| -> serde_json::Map<String, serde_json::Value> {
        Sector::ALL.iter().zip(yuan).map(|(sector, yuan)| (sector.name().to_string(), json!(yuan))).collect()
    };
    let rows: serde_json::Map<String, serde_json::Value> =
        matrix.rows.iter().map(|(kind, yuan)| (kind.clone(), json!(by_sector(yuan)))).collect();
    json!({ "scenario": scenario, "year": year, "unit": "yuan", "rows": rows, "change_of_balance": by_sector(&matrix.change) })
}

fn thousands(yuan: f64) -> String {
    let whole = (yuan / 1000.0).round() as i64;
    if yuan == 0.0 {
        String::new()
    } else if whole == 0 {
        "·".to_string()
    } else {
        grouped(whole)
    }
}

fn kind_words(name: &str, talk: &Talk) -> String {
    let kind = Kind::ALL.into_iter().find(|kind| kind.name() == name);
    kind.map_or(name.to_string(), |kind| talk.lang.pick(&name.replace('_', " "), kind.name_zh()).to_string())
}

/// The sectors inside the region, all that is outside as one, and the sum of each row.
fn inside(matrix: &Matrix, talk: &Talk) -> String {
    let mut header: Vec<String> = vec![talk.lang.pick("what for", "用途").to_string()];
    header.extend(INSIDE.map(|sector| short(sector, talk)));
    header.push(talk.lang.pick("outside", "区域外").to_string());
    header.push(talk.lang.pick("sum", "合计").to_string());
    let mut grid = Grid::new(vec![(String::new(), header)]);
    let cells = |yuan: &[f64]| -> Vec<String> {
        let inside: Vec<f64> = INSIDE.iter().map(|&sector| yuan[sector as usize]).collect();
        let all: f64 = yuan.iter().sum();
        let outside = yuan.iter().sum::<f64>() - inside.iter().sum::<f64>();
        let mut cells: Vec<String> = inside.into_iter().map(thousands).collect();
        cells.push(thousands(if outside.abs() < 0.005 { 0.0 } else { outside }));
        cells.push(grouped((all / 1000.0).round() as i64));
        cells
    };
    for (kind, yuan) in &matrix.rows {
        grid.row(std::iter::once(kind_words(kind, talk)).chain(cells(yuan)).collect());
    }
    let change = talk.lang.pick("change of balance", "余额变化").to_string();
    grid.row(std::iter::once(change).chain(cells(&matrix.change)).collect());
    grid.render()
}

fn outside(matrix: &Matrix, talk: &Talk) -> String {
    let used: Vec<Sector> = Sector::ALL
        .into_iter()
        .filter(|sector| !INSIDE.contains(sector))
        .filter(|&sector| matrix.rows.iter().any(|(_, yuan)| yuan[sector as usize] != 0.0))
        .collect();
    let mut header: Vec<String> = vec![talk.lang.pick("what for", "用途").to_string()];
    header.extend(used.iter().map(|&sector| short(sector, talk)));
    let mut grid = Grid::new(vec![(String::new(), header)]);
    for (kind, yuan) in &matrix.rows {
        if used.iter().all(|&sector| yuan[sector as usize] == 0.0) {
            continue;
        }
        let cells = used.iter().map(|&sector| thousands(yuan[sector as usize]));
        grid.row(std::iter::once(kind_words(kind, talk)).chain(cells).collect());
    }
    let change = talk.lang.pick("change of balance", "余额变化").to_string();
    grid.row(
        std::iter::once(change).chain(used.iter().map(|&sector| thousands(matrix.change[sector as usize]))).collect(),
    );
    grid.render()
}

fn short(sector: Sector, talk: &Talk) -> String {
    let en = match sector {
        Sector::Organisations => "organis.".to_string(),
        Sector::Federation => "federat.".to_string(),
        Sector::Government => "governm.".to_string(),
        Sector::Foundation => "foundat.".to_string(),
        other => other.name().replace('_', " "),
    };
    talk.lang.pick(&en, sector.name_zh()).to_string()
}
