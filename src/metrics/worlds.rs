//! Small worlds for tests of metrics: the state is written by hand, so that the answer is known.

use super::{YearView, catalogue, measure};
use crate::ledger::{Account, Kind, Outside};
use crate::model::places::Places;
use crate::model::ties::Ties;
use crate::model::ties::peers::Peers;
use crate::model::{Model, Settings, World};
use crate::money::Money;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One province of five counties in two cities (three and two; the first two of each are urban), with so many
/// organisations that know nobody and have received nothing, and funders without money, in a year just begun.
pub(super) fn region(organisations: u32) -> World {
    regions(1, organisations)
}

/// Several such provinces.
pub(super) fn regions(provinces: u32, organisations: u32) -> World {
    let mut settings = Settings::default();
    settings.region.organisations = organisations;
    settings.region.provinces = provinces;
    settings.funders.opening_federation_years = 0.0;
    settings.funders.opening_other_years = 0.0;
    let model = Arc::new(Model::new(settings, &Places::plan(&[3, 2])));
    let mut world = World::found(&model, 0);
    world.year += 1;
    for province in &mut world.provinces {
        province.year = world.year;
        province.ledger.open_year(world.year);
        province.organisations.open_year();
        province.organisations.ties.fill(Ties::default());
        province.organisations.peers.fill(Peers::default());
        province.present.clone_from(&province.organisations.living);
    }
    world
}

/// Every metric's value by name.
pub(super) fn read(world: &World) -> BTreeMap<&'static str, Option<f64>> {
    catalogue().map(|metric| metric.name).zip(measure(&YearView::new(world))).collect()
}

/// Lets organisations of the first province close.
pub(super) fn close(world: &mut World, positions: &[usize]) {
    let organisations = &mut world.provinces[0].organisations;
    for &i in positions {
        organisations.alive[i] = false;
    }
    let alive = &organisations.alive;
    organisations.living.retain(|&i| alive[i as usize]);
}

/// Notes receipts of an organisation of the first province.
pub(super) fn receive(world: &mut World, i: usize, source: usize, yuan: i64) {
    world.provinces[0].organisations.receipts.add(i, source, Money::from_fen(100 * yuan));
}

/// Gives a funder of the first province money, from nowhere that matters.
pub(super) fn pay_in(world: &mut World, funder: usize, yuan: i64) {
    let (source, account) = (Account::Outside(Outside::Founders), Account::Funder(funder as u32));
    world.provinces[0].ledger.post(Kind::Seed, source, account, Money::from_fen(100 * yuan));
}

/// Makes an organisation of the first province trust a funder.
pub(super) fn know(world: &mut World, i: usize, funder: u32, trust: f64) {
    world.provinces[0].organisations.ties[i].add(funder, trust);
}
