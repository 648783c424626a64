//! Makes the final files of the parts: every part is read in turn, so memory does not grow with the replicates.

use super::assumptions::{AssumptionsEntry, Variant};
use super::charts::{self, results};
use super::failure::{Failure, Words};
use super::folder::Folder;
use super::manifest::{self, FileEntry, Machine, Manifest, ScenarioEntry, Times};
use super::only;
use super::parts::{part_path, read_part, variant_path, write_whole};
use super::plan::Plan;
use super::readme;
use super::results_workbook;
use super::stories;
use super::tables::{self, Subject};
use crate::ensemble::Run;
use crate::ensemble::assumptions::Outcome;
use crate::ensemble::comparison::Comparison;
use crate::ensemble::county_comparison::CountyComparison;
use crate::ensemble::course::CourseGatherer;
use crate::ensemble::hysteresis::{Loop, LoopGatherer};
use crate::parallel;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// Under which circumstances a run was computed; they do not touch its results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// The command line.
    pub command: Vec<String>,
    /// When work began.
    pub started: SystemTime,
    /// The machine.
    pub machine: Machine,
    /// The language of the figures; none for a folder without figures.
    pub figures: Option<charts::Lang>,
}

/// A folder that is complete.
#[derive(Clone, Debug)]
pub struct Assembled {
    /// Its manifest.
    pub manifest: Manifest,
    /// What the reader should know about its figures: a figure that cannot be drawn does not undo the run.
    pub warnings: Vec<Words>,
}

/// Makes the final files, then the manifest, then removes the parts.
///
/// # Errors
/// When a part is missing or damaged, or a file cannot be written.
pub fn assemble(folder: &Folder, plan: &Plan, circumstances: Circumstances) -> Result<Assembled, Failure> {
    // Files are made aside and moved when all are there: nobody finds half a table.
    let aside = folder.parts().join("assembled");
    if aside.exists() {
        fs::remove_dir_all(&aside).map_err(|error| Failure::removing(&aside, error))?;
    }
    let scenarios_aside = aside.join("scenarios");
    fs::create_dir_all(&scenarios_aside).map_err(|error| Failure::writing(&scenarios_aside, error))?;

    // Both go through all parts, each with one part or one replicate in memory.
    let (scenarios, compared) =
        parallel::both(|| write_run_tables(folder, plan, &aside), || compare(folder, plan, &aside));
    let (scenarios, compared) = (scenarios?, compared?);
    if plan.wants(tables::part_of(&tables::BANDS)) {
        tables::write_bands(&aside, plan, |scenario, replicate| part(folder, scenario, replicate))?;
    }
    stories::write(&aside, plan, compared.headlines.as_ref())?;
    tables::write_catalogue(&aside)?;
    if plan.wants(tables::part_of(&tables::PLACES)) {
        tables::write_places(&aside, plan)?;
    }
    tables::write_columns(&aside)?;
    if plan.wants(only::WORKBOOK) {
        results_workbook::write(&aside, plan, compared.headlines.as_ref())?;
    }
    for scenario in &plan.scenarios {
        write_whole(&scenarios_aside.join(format!("{}.toml", scenario.name)), scenario.to_toml().as_bytes())?;
        // The registers that the scenario names, in the program's own form: columns that are not used stay at home.
        for file in &scenario.registers.files {
            write_whole(&scenarios_aside.join(&file.name), file.text.as_bytes())?;
        }
    }

    let figures = circumstances.figures.filter(|_| plan.wants(only::FIGURES));
    let warnings = figures.map_or_else(Vec::new, |lang| draw_figures(&aside, plan, lang));
    readme::write(&aside, plan)?;

    let manifest = Manifest {
        program: "headwater".to_string(),
        version: plan.version.to_string(),
        notice: "a simulation under stated assumptions, not a forecast".to_string(),
        notice_zh: "在明示假定之下的模拟，非预测".to_string(),
        name: plan.name(),
        hash: plan.hash().to_hex().to_string(),
        command: circumstances.command,
        seed: plan.seed(),
        replicates: plan.replicates(),
        until: plan.until.clone(),
        only: plan.only().map(|only| only.names().iter().map(ToString::to_string).collect()),
        organisations: plan.detail.organisations,
        scenarios,
        files: describe_files(&aside, plan)?,
        dropped_pairs: compared.dropped,
        headlines: compared.headlines,
        course: compared.course,
        assumptions: compared.assumptions,
        hysteresis: compared.ramp,
        machine: circumstances.machine,
        times: Times::since(circumstances.started),
    };
    move_files(&aside, folder.path(), &manifest.files)?;
    manifest.write(&folder.manifest())?;
    folder.remove_parts()?;
    Ok(Assembled { manifest, warnings })
}

/// Draws the default set of charts from the tables that lie aside, and returns what the reader should know.
fn draw_figures(aside: &Path, plan: &Plan, lang: charts::Lang) -> Vec<Words> {
    let titles = plan.scenarios.iter().map(|scenario| results::ScenarioTitle {
        name: scenario.name.clone(),
        title: scenario.title.clone(),
        title_zh: scenario.title_zh.clone(),
        settings: results::SettingsRead { run: results::RunRead { base_year: Some(scenario.settings.run.base_year) } },
    });
    let manifest = results::Manifest {
        version: plan.version.to_string(),
        seed: plan.seed(),
        replicates: plan.replicates(),
        scenarios: titles.collect(),
    };
    let drawn =
        results::Contents::with_manifest(aside, manifest).and_then(|contents| charts::draw_set(&contents, lang));
    drawn.unwrap_or_else(|error| vec![error.words()])
}

fn part(folder: &Folder, scenario: usize, replicate: u32) -> Result<Run, Failure> {
    whole_part(&part_path(folder, scenario, replicate))
}

fn whole_part<Part: DeserializeOwned>(path: &Path) -> Result<Part, Failure> {
    read_part(path)?.ok_or_else(|| {
        let path = path.display();
        Failure::Broken(Words::new(
            format!("the part {path} is missing or damaged: run the same command again, only this part is recomputed"),
            format!("部分结果 {path} 缺失或已损坏：再次运行同一命令即可，只会重算这一部分"),
        ))
    })
}

/// Writes the tables that are made run by run, and takes down the hashes of states.
fn write_run_tables(folder: &Folder, plan: &Plan, aside: &Path) -> Result<Vec<ScenarioEntry>, Failure> {
    let mut tables = tables::open(aside, plan)?;
    let mut entries = Vec::new();
    for (position, scenario) in plan.scenarios.iter().enumerate() {
        let subject = Subject { scenario, model: &plan.models[position] };
        let mut state_hashes = Vec::new();
        for replicate in 0..plan.replicates() {
            let run = part(folder, position, replicate)?;
            for table in &mut tables {
                table.add(&subject, &run)?;
            }
            state_hashes.push(state_hashes_of(&run));
        }
        for table in &mut tables {
            table.end_scenario(&subject)?;
        }
        let dropped = &scenario.registers.dropped.problems;
        entries.push(ScenarioEntry {
            name: scenario.name.clone(),
            extends: scenario.extends.clone(),
            title: scenario.title.clone(),
            title_zh: scenario.title_zh.clone(),
            blake3: scenario.fingerprint().to_hex().to_string(),
            settings: serde_json::to_value(&scenario.settings).expect("settings are tables of plain values"),
            dropped_rows: dropped.iter().map(|row| row.in_one_line(false)).collect(),
            dropped_rows_zh: dropped.iter().map(|row| row.in_one_line(true)).collect(),
            state_hashes,
        });
    }
    for table in tables {
        table.close()?;
    }
    Ok(entries)
}

/// The hash of the state at the end of each year.
pub(super) fn state_hashes_of(run: &Run) -> BTreeMap<i16, String> {
    let hash = |record: &crate::ensemble::YearRecord| blake3::Hash::from_bytes(record.state_hash).to_hex().to_string();
    run.years.iter().map(|record| (record.year, hash(record))).collect()
}

/// What comes out of setting the scenarios side by side.
struct Compared {
    dropped: Vec<manifest::DroppedPairs>,
    headlines: Option<crate::ensemble::headline::Headlines>,
    course: Option<crate::ensemble::course::Course>,
    assumptions: Option<AssumptionsEntry>,
    ramp: Option<Loop>,
}

/// Goes through the replicates once more, all scenarios of a replicate side by side.
fn compare(folder: &Folder, plan: &Plan, aside: &Path) -> Result<Compared, Failure> {
    let compares = plan.wants(tables::part_of(&tables::COMPARISON));
    let mut comparison = compares.then(|| Comparison::new(plan.contrasts(), plan.compared_years()));
    let mut headlines = plan.headline_gatherer();
    let mut ramp = plan.ramp.clone().map(LoopGatherer::new);
    let (counties, year) = (plan.models[0].county_count() as usize, *plan.compared_years().end());
    let compares_counties = plan.wants(tables::part_of(&tables::COUNTY_COMPARISON));
    let mut county_comparison = compares_counties.then(|| CountyComparison::new(plan.scenarios.len(), counties, year));
    let mut course = CourseGatherer::new(plan.compared_years());
    let mut pair_tables = tables::open_pairs(plan);
    for replicate in 0..plan.replicates() {
        let runs = (0..plan.scenarios.len())
            .map(|scenario| part(folder, scenario, replicate))
            .collect::<Result<Vec<Run>, Failure>>()?;
        let runs: Vec<&Run> = runs.iter().collect();
        if let Some(comparison) = &mut comparison {
            comparison.add(&runs);
        }
        if let Some(county_comparison) = &mut county_comparison {
            county_comparison.add(&runs);
        }
        headlines.add(&runs);
        course.add(runs[0]);
        if let (Some(ramp), [rest, ramped]) = (&mut ramp, &runs[..]) {
            ramp.add(rest, ramped);
        }
        for table in &mut pair_tables {
            table.add(&runs);
        }
    }
    let dropped = comparison.map(|comparison| tables::write_comparison(aside, plan, &comparison)).transpose()?;
    if let Some(county_comparison) = county_comparison {
        tables::write_county_comparison(aside, plan, &county_comparison)?;
    }
    for table in &pair_tables {
        table.write(aside, plan)?;
    }
    let alone = plan.scenarios.len() == 1;
    let first = &plan.scenarios[0];
    let assumptions = match plan.tried() {
        Some(assumptions) => {
            let outcomes = outcomes(folder, plan)?;
            let entry = assumptions.entry(&headlines, &outcomes);
            tables::write_uncertainty(aside, plan, assumptions, &entry, &outcomes)?;
            Some(entry)
        }
        None => None,
    };
    let ramp = ramp.map(LoopGatherer::finish);
    if let Some(ramp) = &ramp {
        tables::write_hysteresis(aside, ramp)?;
    }
    Ok(Compared {
        dropped: dropped.unwrap_or_default(),
        assumptions,
        ramp,
        headlines: (!alone).then(|| headlines.headlines()),
        course: alone.then(|| course.course(&first.name, &first.title, &first.title_zh)),
    })
}

/// The headline numbers of every variant, replicate by replicate.
fn outcomes(folder: &Folder, plan: &Plan) -> Result<Vec<Vec<Outcome>>, Failure> {
    let of = |(variant, one): (usize, &Variant)| {
        (0..one.replicates).map(|replicate| whole_part(&variant_path(folder, variant, replicate))).collect()
    };
    plan.variants().iter().enumerate().map(of).collect()
}

/// Sizes and hashes of the files that were made, in the order of their paths.
fn describe_files(aside: &Path, plan: &Plan) -> Result<Vec<FileEntry>, Failure> {
    let mut paths: Vec<String> = tables::files()
        .filter(|name| aside.join(name).exists())
        .map(str::to_string)
        .chain(plan.scenarios.iter().map(|scenario| format!("scenarios/{}.toml", scenario.name)))
        .chain(charts::figure_files().filter(|path| aside.join(path).exists()))
        .chain(
            plan.scenarios
                .iter()
                .flat_map(|scenario| scenario.registers.files.iter().map(|file| format!("scenarios/{}", file.name))),
        )
        .collect();
    paths.sort();
    // Scenarios of one region share its registers.
    paths.dedup();
    parallel::map_in_order(&paths, |path| manifest::describe(aside, path)).into_iter().collect()
}

fn move_files(aside: &Path, folder: &Path, files: &[FileEntry]) -> Result<(), Failure> {
    for file in files {
        let target = folder.join(&file.path);
        let inside = target.parent().unwrap_or(folder);
        fs::create_dir_all(inside).map_err(|error| Failure::writing(inside, error))?;
        fs::rename(aside.join(&file.path), &target).map_err(|error| Failure::writing(&target, error))?;
    }
    Ok(())
}
