//! Many replicates of several scenarios, side by side and paired.
//!
//! Every scenario lives the same years up to the base year (no lever is on before), so scenarios that differ only in
//! what they try share these years: they are simulated once per replicate.

pub mod assumptions;
pub mod bands;
pub mod comparison;
pub mod county_comparison;
pub mod course;
pub mod exposure;
pub mod fates;
pub mod flow_matrix;
pub mod headline;
pub mod hysteresis;
pub mod lives;
pub mod names;
pub mod network;
pub mod persistence;
pub mod receivers;
pub mod record;
pub mod same_organisations;
pub mod survival;
pub mod trail;
pub mod two_groups;
pub mod value;
mod worths;

use crate::metrics::{self, YearView};
use crate::model::{Model, World};
use crate::parallel;
use crate::progress::{Stopped, Watch};
pub use record::{OrganisationRecord, Run, YearRecord};
use std::sync::Arc;

/// What a run keeps beside its yearly records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// Every organisation with its dates and yearly receipts.
    pub organisations: bool,
}

/// Simulates one replicate of several scenarios; the runs come in the order of the models.
///
/// # Errors
/// When the watcher asks to stop.
pub fn simulate(models: &[Arc<Model>], replicate: u32, detail: Detail, watch: &dyn Watch) -> Result<Vec<Run>, Stopped> {
    let mut runs: Vec<Option<Run>> = models.iter().map(|_| None).collect();
    for members in sharing_their_past(models) {
        let first = &models[members[0]];
        let mut stem = Life::begin(first, replicate, detail);
        stem.live_until(shared_until(first), watch)?;
        let live_on = |mut life: Life, position: usize| {
            life.world.model = models[position].clone();
            life.live_until(models[position].settings.run.end_year, watch)?;
            Ok((position, life.run))
        };
        let lives = match members[..] {
            // Nobody else needs the stem, and a second large region may not fit into memory.
            [only] => vec![live_on(stem, only)],
            _ => parallel::map_in_order(&members, |&position| live_on(stem.clone(), position)),
        };
        for life in lives {
            let (position, run) = life?;
            runs[position] = Some(run);
        }
    }
    Ok(runs.into_iter().map(|run| run.expect("every model belongs to a group")).collect())
}

/// Simulates one replicate of a region whose settings change on the way: each model holds until its year, the last one
/// to the end of its run. The models must have the same places and population.
///
/// # Errors
/// When the watcher asks to stop.
pub fn simulate_in_spells(
    spells: &[(Arc<Model>, i16)],
    replicate: u32,
    detail: Detail,
    watch: &dyn Watch,
) -> Result<Run, Stopped> {
    let mut life = Life::begin(&spells[0].0, replicate, detail);
    for (model, until) in spells {
        life.world.model = model.clone();
        life.live_until(*until, watch)?;
    }
    Ok(life.run)
}

/// How many units of work [`simulate`] reports for one replicate of these scenarios.
pub fn unit_count(models: &[Arc<Model>]) -> u64 {
    let years = |from: i16, to: i16| u64::try_from(to - from).unwrap_or(0);
    sharing_their_past(models)
        .iter()
        .map(|members| {
            let first = &models[members[0]];
            let shared = years(first.settings.first_year() - 1, shared_until(first));
            let own = |&position: &usize| years(shared_until(first), models[position].settings.run.end_year);
            shared + members.iter().map(own).sum::<u64>()
        })
        .sum()
}

/// Positions of scenarios that live the same years up to the base year, group by group.
fn sharing_their_past(models: &[Arc<Model>]) -> Vec<Vec<usize>> {
    let mut groups: Vec<(Model, Vec<usize>)> = Vec::new();
    for (position, model) in models.iter().enumerate() {
        let shared = before_any_lever(model);
        let same = |known: &Model| {
            known.settings == shared.settings && known.places == shared.places && known.register == shared.register
        };
        match groups.iter_mut().find(|(known, _)| same(known)) {
            Some((_, members)) => members.push(position),
            None => groups.push((shared, vec![position])),
        }
    }
    groups.into_iter().map(|(_, members)| members).collect()
}

/// The last year that a group of scenarios shares.
fn shared_until(model: &Model) -> i16 {
    model.settings.run.base_year.min(model.settings.run.end_year)
}

/// A scenario as it is until the base year: nothing that is tried has begun.
fn before_any_lever(model: &Model) -> Model {
    let mut shared = model.clone();
    shared.settings.interventions = Default::default();
    shared.settings.sponsor = Default::default();
    shared
}

/// A world that lives and is recorded.
#[derive(Clone)]
struct Life {
    world: World,
    run: Run,
    detail: Detail,
}

impl Life {
    fn begin(model: &Arc<Model>, replicate: u32, detail: Detail) -> Life {
        Life { world: World::found(model, replicate), run: Run::new(replicate), detail }
    }

    fn live_until(&mut self, end: i16, watch: &dyn Watch) -> Result<(), Stopped> {
        while self.world.year < end {
            if watch.should_stop() {
                return Err(Stopped);
            }
            self.world.advance();
            let view = YearView::new(&self.world);
            self.run.years.push(YearRecord::of(&view, metrics::measure(&view)));
            self.run.exposure.note(&self.world);
            self.run.fates.note(&self.world);
            if self.detail.organisations {
                self.run.note_organisations(&self.world);
            }
            self.run.note_postings(&self.world);
            watch.unit_done();
        }
        Ok(())
    }
}
