//! Worlds that are lived step by step, with a look at, or a hand in, the province after each step.

use crate::model::places::LedgerDetail;
use crate::model::round::{ROUND, Step};
use crate::model::{Model, Province, Settings, World};
use crate::progress::{Stopped, Watch};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The same model with a ledger that keeps every posting of the year. No rule reads them: states stay the same.
pub fn with_postings(model: &Arc<Model>) -> Arc<Model> {
    let mut traced = (**model).clone();
    traced.settings.run.ledger = LedgerDetail::Full;
    Arc::new(traced)
}

/// Simulates the next year, province by province, and hands over each province after each of its steps.
pub fn live_year(world: &mut World, mut after: impl FnMut(&mut Province, &Step)) {
    world.year += 1;
    let model = world.model.clone();
    for province in &mut world.provinces {
        province.year = world.year;
        for step in &ROUND {
            step.apply(province, &model.settings);
            province.ledger.assert_balanced(step.name);
            after(province, step);
        }
    }
}

/// Lives a whole replicate under someone's eyes; returns the hash of the state at the end of each year.
///
/// # Errors
/// When the watcher asks to stop.
pub(super) fn live_through(
    model: &Arc<Model>,
    replicate: u32,
    watch: &dyn Watch,
    mut after: impl FnMut(&Province, &Step, &Settings),
) -> Result<BTreeMap<i16, String>, Stopped> {
    let model = with_postings(model);
    let mut world = World::found(&model, replicate);
    let mut hashes = BTreeMap::new();
    while world.year < model.settings.run.end_year {
        if watch.should_stop() {
            return Err(Stopped);
        }
        live_year(&mut world, |province, step| after(province, step, &model.settings));
        hashes.insert(world.year, world.state_hash().to_hex().to_string());
        watch.unit_done();
    }
    Ok(hashes)
}
