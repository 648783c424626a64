//! A few stories of a comparison: for the scenarios that changed most, an organisation saved, one lost and a typical one.

use super::picks::{self, Counting, Fates, Pick};
use super::story::{self, Effort, Part, Story, Told};
use crate::ensemble::{before_any_lever, shared_until};
use crate::model::World;
use crate::parallel;
use crate::progress::{Stopped, Watch};

/// A change is tried in the year of closing and over the last three years; that finds most of what saves, quickly.
const EFFORT: Effort = Effort { leads: &[1, 3], run_on: false };

/// Stories of each scenario against the baseline, in short, from one replicate. The baseline and all scenarios share
/// their years up to the base year where they can. A rule that finds nobody leaves its story out.
///
/// # Errors
/// When the watcher asks to stop.
pub fn gather(
    baseline: &Part,
    scenarios: &[Part],
    replicate: u32,
    watch: &dyn Watch,
) -> Result<Vec<Vec<Story>>, Stopped> {
    let parts: Vec<&Part> = std::iter::once(baseline).chain(scenarios).collect();
    let fates = all_fates(&parts, replicate, watch)?;
    let picked: Vec<Vec<(Pick, u32)>> = fates[1..]
        .iter()
        .map(|scenario| {
            let find = |pick| picks::pick(pick, scenario, Some(&fates[0])).map(|id| (pick, id));
            Pick::ALL.into_iter().filter_map(find).collect()
        })
        .collect();
    let ids = |picked: &Vec<(Pick, u32)>| picked.iter().map(|&(_, id)| id).collect::<Vec<u32>>();
    let mut of_baseline: Vec<u32> = picked.iter().flat_map(ids).collect();
    of_baseline.sort_unstable();
    of_baseline.dedup();
    let followed: Vec<(&Part, Vec<u32>)> = std::iter::once((baseline, of_baseline.clone()))
        .chain(scenarios.iter().zip(&picked).map(|(part, picked)| (part, ids(picked))))
        .collect();
    let mut told = story::live_parts(&followed, replicate, EFFORT, watch)?.into_iter();
    let before: Vec<Told> = told.next().unwrap_or_default();
    let baseline_of = |id: u32| of_baseline.iter().position(|&known| known == id).map(|at| before[at].clone());
    let stories = told.zip(&picked).map(|(told, picked)| {
        let one = |(told, &(pick, id)): (Told, &(Pick, u32))| {
            story::assemble(id, replicate, Some(pick), told, baseline_of(id)).map(Story::in_short)
        };
        told.into_iter().zip(picked).filter_map(one).collect()
    });
    Ok(stories.collect())
}

/// What became of everyone in each part; the years that the parts share are lived once.
fn all_fates(parts: &[&Part], replicate: u32, watch: &dyn Watch) -> Result<Vec<Fates>, Stopped> {
    let first = &parts[0].model;
    let past = before_any_lever(first);
    let shares = |part: &Part| {
        let own = before_any_lever(&part.model);
        own.settings == past.settings && own.places == past.places
    };
    let mut stem = Counting::begin(World::found(first, replicate));
    stem.live_until(shared_until(first), watch)?;
    let fates = parallel::map_in_order(parts, |part| {
        if !shares(part) {
            return picks::fates(&part.model, replicate, watch);
        }
        let mut count = stem.clone();
        count.world.model = part.model.clone();
        count.live_until(part.model.settings.run.end_year, watch)?;
        Ok(count.fates())
    });
    fates.into_iter().collect()
}
