//! Parts on the way: one file per scenario and replicate, each whole or not there, so that work can be taken up again.

use super::failure::Failure;
use super::folder::Folder;
use super::plan::Plan;
use crate::ensemble::assumptions::Outcome;
use crate::ensemble::{self, Detail, Run};
use crate::model::Model;
use crate::parallel;
use crate::progress::Watch;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is still to be simulated of one replicate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The replicate.
    pub replicate: u32,
    /// Positions of its scenarios.
    pub scenarios: Vec<usize>,
}

/// What is still to be simulated of the comparison under other assumptions: a replicate of one variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingVariant {
    /// Position of the variant.
    pub variant: usize,
    /// The replicate.
    pub replicate: u32,
}

impl Folder {
    /// What is still to be simulated under other assumptions. A part that is damaged counts as missing.
    ///
    /// # Errors
    /// When a part is there and cannot be read.
    pub fn missing_variants(&self, plan: &Plan) -> Result<Vec<MissingVariant>, Failure> {
        let mut missing = Vec::new();
        for (variant, one) in plan.variants().iter().enumerate() {
            for replicate in 0..one.replicates {
                if read_part::<Outcome>(&variant_path(self, variant, replicate))?.is_none() {
                    missing.push(MissingVariant { variant, replicate });
                }
            }
        }
        Ok(missing)
    }

    /// What is still to be simulated. A part that is damaged counts as missing.
    ///
    /// # Errors
    /// When a part is there and cannot be read.
    pub fn missing(&self, plan: &Plan) -> Result<Vec<Missing>, Failure> {
        let mut missing = Vec::new();
        for replicate in 0..plan.replicates() {
            let mut scenarios = Vec::new();
            for scenario in 0..plan.scenarios.len() {
                if read_part::<Run>(&part_path(self, scenario, replicate))?.is_none() {
                    scenarios.push(scenario);
                }
            }
            if !scenarios.is_empty() {
                missing.push(Missing { replicate, scenarios });
            }
        }
        Ok(missing)
    }
}

/// How many units of work are missing, as the watcher of [`compute`] counts them.
pub fn units(plan: &Plan, missing: &[Missing]) -> u64 {
    missing.iter().map(|missing| ensemble::unit_count(&models(plan, missing))).sum()
}

/// Simulates what is missing, replicates side by side, and keeps each run as a part.
///
/// # Errors
/// When the watcher asks to stop (replicates that are finished are kept), or a part cannot be written.
pub fn compute(folder: &Folder, plan: &Plan, missing: &[Missing], watch: &dyn Watch) -> Result<(), Failure> {
    parallel::try_for_each(missing.len(), |position| {
        let missing = &missing[position];
        let runs = ensemble::simulate(&models(plan, missing), missing.replicate, plan.detail, watch)
            .map_err(|_| Failure::Stopped)?;
        for (&scenario, run) in missing.scenarios.iter().zip(&runs) {
            write_part(&part_path(folder, scenario, missing.replicate), run)?;
        }
        Ok(())
    })
}

/// The first replicates of every variant.
pub fn all_variants(plan: &Plan, replicates: u32) -> Vec<MissingVariant> {
    let of = |(variant, one): (usize, &super::Variant)| {
        (0..one.replicates.min(replicates)).map(move |replicate| MissingVariant { variant, replicate })
    };
    plan.variants().iter().enumerate().flat_map(of).collect()
}

/// How many units of work are missing under other assumptions, as the watcher of [`compute_variants`] counts them.
pub fn variant_units(plan: &Plan, missing: &[MissingVariant]) -> u64 {
    missing.iter().map(|missing| ensemble::unit_count(&plan.variants()[missing.variant].models)).sum()
}

/// Simulates what is missing under other assumptions and keeps the headline numbers of each replicate as a part.
///
/// # Errors
/// When the watcher asks to stop (replicates that are finished are kept), or a part cannot be written.
pub fn compute_variants(
    folder: &Folder,
    plan: &Plan,
    missing: &[MissingVariant],
    watch: &dyn Watch,
) -> Result<(), Failure> {
    parallel::try_for_each(missing.len(), |position| {
        let MissingVariant { variant, replicate } = missing[position];
        let outcome = simulate_variant(plan, variant, replicate, watch)?;
        write_part(&variant_path(folder, variant, replicate), &outcome)
    })
}

/// The headline numbers of one replicate of a variant.
pub(super) fn simulate_variant(
    plan: &Plan,
    variant: usize,
    replicate: u32,
    watch: &dyn Watch,
) -> Result<Outcome, Failure> {
    let models = &plan.variants()[variant].models;
    let runs = ensemble::simulate(models, replicate, Detail::default(), watch).map_err(|_| Failure::Stopped)?;
    let gatherer = plan.headline_gatherer();
    Ok(runs.iter().map(|run| gatherer.values(run)).collect())
}

pub(super) fn variant_path(folder: &Folder, variant: usize, replicate: u32) -> PathBuf {
    folder.parts().join(format!("variant-{variant}-{replicate}.outcome"))
}

fn models(plan: &Plan, missing: &Missing) -> Vec<Arc<Model>> {
    missing.scenarios.iter().map(|&scenario| plan.models[scenario].clone()).collect()
}

/// The file of a part.
pub fn part_path(folder: &Folder, scenario: usize, replicate: u32) -> PathBuf {
    folder.parts().join(format!("{scenario}-{replicate}.run"))
}

/// A part: BLAKE3 of what follows, then the run or its headline numbers.
fn write_part(path: &Path, run: &impl Serialize) -> Result<(), Failure> {
    let content = postcard::to_stdvec(run).map_err(|error| Failure::writing(path, error))?;
    let mut bytes = blake3::hash(&content).as_bytes().to_vec();
    bytes.extend_from_slice(&content);
    write_whole(path, &bytes)
}

/// Reads a part; none if it is not there or not what was written.
pub(super) fn read_part<Part: DeserializeOwned>(path: &Path) -> Result<Option<Part>, Failure> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::reading(path, error)),
    };
    let Some((checksum, content)) = bytes.split_first_chunk::<32>() else { return Ok(None) };
    if blake3::hash(content) != *checksum {
        return Ok(None);
    }
    Ok(postcard::from_bytes(content).ok())
}

/// Writes a file so that it is there whole or not at all.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let temporary = PathBuf::from(name);
    fs::write(&temporary, bytes)
        .and_then(|()| fs::rename(&temporary, path))
        .map_err(|error| Failure::writing(path, error))
}
