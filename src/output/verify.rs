//! Checks a folder: whether its files are what was written, and whether running again gives the same states.

use super::assemble::state_hashes_of;
use super::assumptions::outcome_hash;
use super::failure::{Failure, Words};
use super::manifest::{self, Manifest, ScenarioEntry};
use super::parts::{self, MissingVariant};
use super::plan::Plan;
use crate::ensemble::{self, Detail};
use crate::parallel;
use crate::progress::Watch;
use crate::scenario::{Scenario, load_text_beside};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;

/// A file that is not what was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// It is not there.
    Missing {
        /// Its path in the folder.
        path: String,
    },
    /// It is shorter than it was.
    Truncated {
        /// Its path in the folder.
        path: String,
        /// Its size now.
        bytes: u64,
        /// Its size when it was written.
        written: u64,
    },
    /// Its content is another.
    Altered {
        /// Its path in the folder.
        path: String,
    },
}

/// Where a run parted from the manifest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parting {
    /// Position of the scenario.
    pub scenario: usize,
    /// The replicate.
    pub replicate: u32,
    /// The first year whose states differ.
    pub year: i16,
}

/// What running again has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Runs that were simulated again.
    pub checked: u64,
    /// Runs of which every yearly state is the same.
    pub identical: u64,
    /// The first run that parted, by scenario, replicate and year.
    pub first_parting: Option<Parting>,
}

/// Files of the manifest that are not what was written.
///
/// # Errors
/// When a file is there and cannot be read.
pub fn check_files(folder: &Path, manifest: &Manifest) -> Result<Vec<FileFault>, Failure> {
    let faults = parallel::map_in_order(&manifest.files, |file| {
        let path = file.path.clone();
        if !folder.join(&path).exists() {
            return Ok(Some(FileFault::Missing { path }));
        }
        let found = manifest::describe(folder, &path)?;
        Ok(if found.bytes < file.bytes {
            Some(FileFault::Truncated { path, bytes: found.bytes, written: file.bytes })
        } else if found != *file {
            Some(FileFault::Altered { path })
        } else {
            None
        })
    });
    let faults: Vec<Option<FileFault>> = faults.into_iter().collect::<Result<_, Failure>>()?;
    Ok(faults.into_iter().flatten().collect())
}

/// Files and folders that the manifest does not know, in the order of their paths.
///
/// # Errors
/// When the folder cannot be read.
pub fn foreign_files(folder: &Path, manifest: &Manifest) -> Result<Vec<String>, Failure> {
    let mut foreign = Vec::new();
    for (inside, prefix) in [(folder.to_path_buf(), ""), (folder.join("scenarios"), "scenarios/")] {
        if !inside.is_dir() {
            continue;
        }
        let entries = fs::read_dir(&inside).map_err(|error| Failure::reading(&inside, error))?;
        for entry in entries {
            let entry = entry.map_err(|error| Failure::reading(&inside, error))?;
            let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
            // The report may be written and figures drawn again and again; figures of the run itself are in the manifest.
            let known = ["manifest.json", "scenarios", "figures", "report.html"].contains(&path.as_str());
            if !known && manifest.files.iter().all(|file| file.path != path) {
                foreign.push(path);
            }
        }
    }
    foreign.sort();
    Ok(foreign)
}

/// The plan that a folder records, read from its scenario files, and what does not fit its manifest.
///
/// # Errors
/// When a scenario cannot be read any more.
pub fn recorded_plan(folder: &Path, manifest: &Manifest) -> Result<(Plan, Vec<Words>), Failure> {
    let scenarios = manifest
        .scenarios
        .iter()
        .map(|entry| read_scenario(folder, entry))
        .collect::<Result<Vec<Scenario>, Failure>>()?;
    let mut remarks = Vec::new();
    for (scenario, entry) in scenarios.iter().zip(&manifest.scenarios) {
        if scenario.fingerprint().to_hex().as_str() != entry.blake3 {
            let name = &entry.name;
            remarks.push(Words::new(
                format!("the settings in scenarios/{name}.toml are not those of the manifest"),
                format!("scenarios/{name}.toml 中的设定与清单不一致"),
            ));
        }
    }
    let plan = Plan::new(scenarios, Detail { organisations: manifest.organisations })?;
    if (plan.seed(), plan.replicates()) != (manifest.seed, manifest.replicates) {
        remarks.push(Words::new(
            format!(
                "the scenarios have seed {} and {} replicates, the manifest says {} and {}",
                plan.seed(),
                plan.replicates(),
                manifest.seed,
                manifest.replicates
            ),
            format!(
                "情景的种子是 {}、重复 {} 次，清单记为 {} 和 {}",
                plan.seed(),
                plan.replicates(),
                manifest.seed,
                manifest.replicates
            ),
        ));
    }
    Ok((plan, remarks))
}

fn read_scenario(folder: &Path, entry: &ScenarioEntry) -> Result<Scenario, Failure> {
    let beside = folder.join("scenarios");
    let path = beside.join(format!("{}.toml", entry.name));
    let text = fs::read_to_string(&path).map_err(|error| Failure::reading(&path, error))?;
    let mut scenario = load_text_beside(&entry.name, &text, &beside, &[]).map_err(|diagnosis| {
        let path = path.display();
        let said = diagnosis.render(false);
        Failure::Broken(Words::new(
            format!("{path} cannot be run by this version:\n{said}"),
            format!("{path} 无法由本版本运行：\n{said}"),
        ))
    })?;
    // A resolved scenario stands alone; with what it was compared is in the manifest.
    scenario.extends = entry.extends.clone();
    Ok(scenario)
}

/// Simulates the first `replicates` replicates again and compares the states of every year with the manifest.
///
/// # Errors
/// When the watcher asks to stop.
pub fn replay(plan: &Plan, manifest: &Manifest, replicates: u32, watch: &dyn Watch) -> Result<Verdict, Failure> {
    let verdict = Mutex::new(Verdict { checked: 0, identical: 0, first_parting: None });
    parallel::try_for_each(replicates as usize, |position| {
        let replicate = position as u32;
        let runs =
            ensemble::simulate(&plan.models, replicate, Detail::default(), watch).map_err(|_| Failure::Stopped)?;
        for (scenario, run) in runs.iter().enumerate() {
            let recorded = manifest.scenarios[scenario].state_hashes.get(position);
            let parting = first_difference(recorded, &state_hashes_of(run));
            let parting = parting.map(|year| Parting { scenario, replicate, year });
            let mut verdict = verdict.lock().expect("no thread panics while it holds the verdict");
            verdict.checked += 1;
            match parting {
                None => verdict.identical += 1,
                Some(parting) if verdict.first_parting.as_ref().is_none_or(|first| parting < *first) => {
                    verdict.first_parting = Some(parting);
                }
                Some(_) => {}
            }
        }
        Ok(())
    })?;
    Ok(verdict.into_inner().expect("no thread panics while it holds the verdict"))
}

/// Simulates the first replicates of every variant again and counts those whose headline numbers are the ones that the
/// manifest records: simulated, and the same.
///
/// # Errors
/// When the watcher asks to stop.
pub fn replay_variants(
    plan: &Plan,
    manifest: &Manifest,
    replicates: u32,
    watch: &dyn Watch,
) -> Result<(u64, u64), Failure> {
    let recorded = manifest.assumptions.as_ref().map_or(&[][..], |entry| &entry.outcome_hashes);
    let wanted = parts::all_variants(plan, replicates);
    let same = std::sync::atomic::AtomicU64::new(0);
    parallel::try_for_each(wanted.len(), |position| {
        let MissingVariant { variant, replicate } = wanted[position];
        let found = outcome_hash(&parts::simulate_variant(plan, variant, replicate, watch)?);
        let as_recorded = recorded.get(variant).and_then(|hashes| hashes.get(replicate as usize)) == Some(&found);
        same.fetch_add(u64::from(as_recorded), std::sync::atomic::Ordering::Relaxed);
        Ok(())
    })?;
    Ok((wanted.len() as u64, same.into_inner()))
}

/// The first year that one side misses or in which the hashes differ.
fn first_difference(recorded: Option<&BTreeMap<i16, String>>, found: &BTreeMap<i16, String>) -> Option<i16> {
    let nothing = BTreeMap::new();
    let recorded = recorded.unwrap_or(&nothing);
    let differs = |year: &&i16| recorded.get(year) != found.get(year);
    let first = |side: &BTreeMap<i16, String>| side.keys().find(differs).copied();
    [first(recorded), first(found)].into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_year_that_differs_is_found() {
        let hashes = |pairs: &[(i16, &str)]| -> BTreeMap<i16, String> {
            pairs.iter().map(|&(year, hash)| (year, hash.to_string())).collect()
        };
        let recorded = hashes(&[(2016, "a"), (2017, "b"), (2018, "c")]);
        assert_eq!(first_difference(Some(&recorded), &recorded), None);
        assert_eq!(first_difference(Some(&recorded), &hashes(&[(2016, "a"), (2017, "x"), (2018, "y")])), Some(2017));
        assert_eq!(first_difference(Some(&recorded), &hashes(&[(2016, "a"), (2017, "b")])), Some(2018));
        assert_eq!(first_difference(None, &recorded), Some(2016));
    }
}
