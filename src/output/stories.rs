//! `stories.json`: a few explained lives of a comparison, in both languages, for reports and for reading.

use super::failure::{Failure, Words};
use super::only;
use super::parts::write_whole;
use super::plan::Plan;
use super::tables;
use crate::ensemble::headline::{HeadlineCell, Headlines};
use crate::ensemble::lives::wording::both;
use crate::ensemble::lives::{self, Bilingual, Part, Story};
use crate::progress::Unwatched;
use crate::scenario::Scenario;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The scenarios whose stories are told, at most.
const CONTRASTS: usize = 3;
/// The number by which they are chosen.
const QUANTITY: &str = "base_cohort_survival";
/// Beyond so many organisations stories take too long to be told unasked.
const ORGANISATIONS_MAX: u64 = 20_000;
/// The replicate in which the stories happen.
const REPLICATE: u32 = 0;

/// The content of `stories.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stories {
    /// What this is, where people look.
    pub notice: Bilingual,
    /// How scenarios were chosen.
    pub chosen: Bilingual,
    /// The replicate in which the stories happen.
    pub replicate: u32,
    /// Scenario by scenario, the largest effect first.
    pub contrasts: Vec<Contrast>,
}

/// A scenario against the baseline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contrast {
    /// The scenario's name.
    pub scenario: String,
    /// What it is called.
    pub title: Bilingual,
    /// The baseline's name.
    pub baseline: String,
    /// What that is called.
    pub baseline_title: Bilingual,
    /// The metric by which the scenario was chosen, in its last year.
    pub metric: String,
    /// Mean difference of that metric over all replicates.
    pub difference: f64,
    /// Lower end of its 95 % interval; none with fewer than two pairs.
    pub ci95_low: Option<f64>,
    /// Upper end.
    pub ci95_high: Option<f64>,
    /// One organisation saved, one lost, one typical, as far as there are any. `subject` is the scenario, `other` the
    /// baseline.
    pub stories: Vec<Story>,
}

fn part(scenario: &Scenario, plan: &Plan, position: usize) -> Part {
    Part {
        name: scenario.name.clone(),
        title: both(scenario.title.clone(), scenario.title_zh.clone()),
        model: plan.models[position].clone(),
    }
}

/// Looks closely at one replicate: tells the stories of a comparison, and writes the network of ties at its end. A single
/// scenario has no stories, and a very large region neither.
pub(super) fn write(folder: &Path, plan: &Plan, headlines: Option<&Headlines>) -> Result<(), Failure> {
    let wants_network = plan.wants(tables::part_of(&tables::NETWORK));
    let region = &plan.scenarios[0].settings.region;
    if u64::from(region.organisations) * u64::from(region.provinces) > ORGANISATIONS_MAX {
        return Ok(());
    }
    let chosen = headlines.map(largest).unwrap_or_default();
    let of = |position: usize| part(&plan.scenarios[position], plan, position);
    let scenarios: Vec<Part> = chosen.iter().map(|&(position, _)| of(position)).collect();
    let baseline = of(0);
    if wants_network {
        let parts: Vec<Part> = std::iter::once(&baseline).chain(&scenarios).cloned().collect();
        tables::write_network(folder, &parts)?;
    }
    if scenarios.is_empty() || !plan.wants(only::STORIES) {
        return Ok(());
    }
    let stories = lives::gather(&baseline, &scenarios, REPLICATE, &Unwatched).map_err(|_| Failure::Stopped)?;
    let contrasts = scenarios.into_iter().zip(chosen).zip(stories).map(|((scenario, (_, cell)), stories)| Contrast {
        scenario: scenario.name,
        title: scenario.title,
        baseline: baseline.name.clone(),
        baseline_title: baseline.title.clone(),
        metric: QUANTITY.to_string(),
        difference: cell.difference,
        ci95_low: cell.ci95_low,
        ci95_high: cell.ci95_high,
        stories,
    });
    let stories = Stories {
        notice: both(
            "One replicate is one course of chance, not what will happen. A simulation under stated assumptions, not a forecast.",
            "一次重复只是偶然的一种走法，并非将会发生的事。在明示假定之下的模拟，非预测。",
        ),
        chosen: both(
            format!(
                "The scenarios (at most {CONTRASTS}) whose mean survival of the same organisations differs most from the baseline's."
            ),
            format!("“同一批机构存活率”与基准情景平均相差最大的情景（至多 {CONTRASTS} 个）。"),
        ),
        replicate: REPLICATE,
        contrasts: contrasts.collect(),
    };
    let path = folder.join("stories.json");
    let mut text = serde_json::to_vec(&stories).map_err(|error| Failure::writing(&path, error))?;
    text.push(b'\n');
    write_whole(&path, &text)
}

/// The scenarios with the largest differences, with their positions; the earlier on equal ones.
fn largest(headlines: &Headlines) -> Vec<(usize, &HeadlineCell)> {
    let mut cells: Vec<(usize, &HeadlineCell)> = headlines
        .rows
        .iter()
        .enumerate()
        .skip(1)
        .filter_map(|(position, row)| Some((position, row.cell(&headlines.quantities, QUANTITY)?)))
        .collect();
    cells.sort_by(|a, b| b.1.difference.abs().total_cmp(&a.1.difference.abs()).then(a.0.cmp(&b.0)));
    cells.truncate(CONTRASTS);
    cells
}

/// Reads the stories of a folder of results; none if it has none.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn read_stories(folder: &Path) -> Result<Option<Stories>, Failure> {
    let path = folder.join("stories.json");
    if !path.exists() {
        return Ok(None);
    }
    let text = std::fs::read_to_string(&path).map_err(|error| Failure::reading(&path, error))?;
    serde_json::from_str(&text).map(Some).map_err(|error| {
        let path = path.display();
        Failure::Broken(Words::new(format!("{path} is damaged: {error}"), format!("{path} 已损坏：{error}")))
    })
}
