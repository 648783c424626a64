//! Small regions to try things in: a model, its worlds, and a province on a bench whose steps a test calls itself.

use headwater::ledger::{Account, Kind, Outside};
use headwater::model::funders::classes::FunderClass;
use headwater::model::interventions::product_replication::Product;
use headwater::model::organisations::Network;
use headwater::model::places::{CountyRecord, Geography, LedgerDetail, Places};
use headwater::model::rules::EvidenceRule;
use headwater::model::{Model, Province, Settings, World};
use headwater::money::Money;
use std::sync::Arc;

/// A model of an invented region: organisations, counties in each city, and what else is different.
pub(crate) fn region(organisations: u32, counties: &[u32], change: impl FnOnce(&mut Settings)) -> Arc<Model> {
    let mut settings = Settings::default();
    settings.region.geography = Geography::Plan;
    settings.region.planned_counties = counties.to_vec();
    settings.region.organisations = organisations;
    settings.run.ledger = LedgerDetail::Full;
    change(&mut settings);
    Arc::new(Model::new(settings, &Places::plan(counties)))
}

/// The counties of Shandong from the data file.
pub(crate) fn shandong() -> Vec<CountyRecord> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/shandong/counties.csv");
    let text = std::fs::read_to_string(path).expect("the data file of counties");
    let record = |line: &str| {
        let field: Vec<&str> = line.split(',').collect();
        CountyRecord {
            name_zh: field[0].into(),
            name: field[1].into(),
            city_zh: field[2].into(),
            city: field[3].into(),
            population: field[4].parse().ok(),
            urban: field[5] == "1",
        }
    };
    text.lines().skip(1).map(record).collect()
}

/// A world of replicate 0 at the end of a year.
pub(crate) fn lived(model: &Arc<Model>, last_year: i16) -> World {
    lived_in(model, 0, last_year)
}

/// A world of a replicate at the end of a year.
pub(crate) fn lived_in(model: &Arc<Model>, replicate: u32, last_year: i16) -> World {
    let mut world = World::found(model, replicate);
    live_on(&mut world, last_year);
    world
}

/// Simulates until a year has gone by.
pub(crate) fn live_on(world: &mut World, last_year: i16) {
    while world.year < last_year {
        world.advance();
    }
}

/// State hashes of every year until the last one.
pub(crate) fn hashes(mut world: World, last_year: i16) -> Vec<(i16, String)> {
    let mut hashes = Vec::new();
    while world.year < last_year {
        world.advance();
        hashes.push((world.year, world.state_hash().to_hex().to_string()));
    }
    hashes
}

/// The same world under other settings, as if they had changed overnight.
pub(crate) fn under(world: &World, change: impl FnOnce(&mut Settings)) -> World {
    let mut model = (*world.model).clone();
    change(&mut model.settings);
    World { model: Arc::new(model), ..world.clone() }
}

/// A province in its first year whose steps the test calls one by one; the books of the year are open and empty.
pub(crate) fn bench(organisations: u32, counties: &[u32], change: impl FnOnce(&mut Settings)) -> (Province, Settings) {
    let model = region(organisations, counties, change);
    let mut province = World::found(&model, 0).provinces.remove(0);
    province.year = model.settings.first_year();
    province.present = province.organisations.living.clone();
    open_books(&mut province);
    (province, model.settings.clone())
}

/// Begins the books of the year anew, so that only what follows is in them.
pub(crate) fn open_books(province: &mut Province) {
    let year = province.year;
    province.ledger.open_year(year);
}

/// Gives a funder exactly this balance.
pub(crate) fn endow(province: &mut Province, funder: usize, balance: Money) {
    let account = Account::Funder(funder as u32);
    let ledger = &mut province.ledger;
    ledger.post(Kind::Lapse, account, Account::Outside(Outside::Treasury), ledger.funder(funder));
    ledger.post(Kind::Endowment, Account::Outside(Outside::Endower), account, balance);
}

/// Gives every funder exactly this balance.
pub(crate) fn endow_all(province: &mut Province, balance: Money) {
    for funder in 0..province.funders.len() {
        endow(province, funder, balance);
    }
}

/// Gives an organisation exactly this cash.
pub(crate) fn fill_purse(province: &mut Province, i: usize, balance: Money) {
    let account = Account::Cash(i as u32);
    let ledger = &mut province.ledger;
    ledger.post(Kind::Operating, account, Account::Outside(Outside::Suppliers), ledger.cash(i));
    ledger.post(Kind::Seed, Account::Outside(Outside::Founders), account, balance);
}

/// Gives an organisation exactly this project money.
pub(crate) fn fill_projects(province: &mut Province, i: usize, balance: Money) {
    let account = Account::Restricted(i as u32);
    let ledger = &mut province.ledger;
    ledger.post(Kind::Delivery, account, Account::Outside(Outside::Suppliers), ledger.restricted(i));
    ledger.post(Kind::Seed, Account::Outside(Outside::Founders), account, balance);
}

/// Takes every organisation's ties away.
pub(crate) fn cut_ties(province: &mut Province) {
    province.organisations.ties.fill(Default::default());
}

/// No funder has or receives any money.
pub(crate) fn without_funders_money(settings: &mut Settings) {
    for class in FunderClass::ALL {
        class_settings(settings, class).base_yuan = 0.0;
    }
}

/// The settings of a class of funders, to be changed.
pub(crate) fn class_settings(
    settings: &mut Settings,
    class: FunderClass,
) -> &mut headwater::model::funders::classes::ClassSettings {
    let funders = &mut settings.funders;
    match class {
        FunderClass::CountyBureau => &mut funders.county_bureau,
        FunderClass::CityBureau => &mut funders.city_bureau,
        FunderClass::MassOrganisation => &mut funders.mass_organisation,
        FunderClass::CityFederation => &mut funders.city_federation,
        FunderClass::ProvincialFederation => &mut funders.provincial_federation,
        FunderClass::LocalFoundation => &mut funders.local_foundation,
        FunderClass::NationalFoundation => &mut funders.national_foundation,
        FunderClass::Enterprises => &mut funders.enterprises,
        FunderClass::ChildWelfareOffice => &mut funders.child_welfare_office,
    }
}

/// Only the base of the hazard is left.
pub(crate) fn without_hazards(settings: &mut Settings) {
    let survival = &mut settings.survival;
    survival.newness = 0.0;
    survival.smallness = 0.0;
    survival.shortfall = 0.0;
    survival.overload = 0.0;
    survival.connected = 0.0;
    survival.crowding = 0.0;
}

/// The opening, as the deck tells it.
pub(crate) fn opening(settings: &mut Settings) {
    settings.interventions.opening.enabled = true;
}

/// Everything that can be tried, at once, with every option on: the busiest region there is.
pub(crate) fn everything(settings: &mut Settings) {
    opening(settings);
    settings.rules.evidence_counts = EvidenceRule::AnyProject;
    settings.rules.evidence_experience = true;
    settings.programme.pooled_earmarks = true;
    settings.programme.key_project_yuan = 10_000.0;
    settings.hub.expert_days = 40;
    settings.founders.gamer_share = 0.3;
    let levers = &mut settings.interventions;
    levers.product_replication.enabled = true;
    levers.product_replication.sponsor_share = 0.2;
    levers.product_replication.products =
        vec![Product { first_year: 2018, last_year: 2031, slots: 20, unit_yuan: 80_000.0, ..Product::default() }];
    levers.capacity_support.enabled = true;
    levers.capacity_support.sponsor_share = 0.1;
    levers.matched_giving.enabled = true;
    levers.matched_giving.first_year = 2017;
    levers.giving_channel.enabled = true;
    levers.giving_channel.first_year = 2018;
    levers.giving_channel.mobilisation = 2.0;
    levers.giving_channel.coopted_bp = 1_000;
    levers.giving_channel.joint_trust = 0.05;
    levers.venture_contest.enabled = true;
    levers.venture_contest.admin_bp = 300;
    levers.federation_transition.enabled = true;
    levers.federation_transition.sponsor_share = 0.3;
    levers.government_leverage.enabled = true;
    levers.government_leverage.trigger = 0.05;
    levers.lottery_grants.enabled = true;
    levers.lottery_grants.winners = 20;
    levers.talent_stipend.enabled = true;
    levers.talent_stipend.sponsor_share = 0.2;
    levers.hub_exit.enabled = true;
    levers.hub_exit.stop_year = 2026;
}

/// The only province of a world.
pub(crate) fn only(world: &World) -> &Province {
    assert_eq!(world.provinces.len(), 1);
    &world.provinces[0]
}

/// Positions of the organisations that live and have landed.
pub(crate) fn landing(province: &Province) -> Vec<usize> {
    headwater::model::hub::landing(&province.organisations).collect()
}

/// How many organisations live.
pub(crate) fn alive(province: &Province) -> usize {
    province.organisations.living.len()
}

/// Makes an organisation an observer of the programme's issue who can join at any signal.
pub(crate) fn make_candidate(province: &mut Province, i: usize) {
    let organisations = &mut province.organisations;
    organisations.issue[i] = headwater::model::places::PROGRAMME_ISSUE;
    organisations.network[i] = Network::Observer;
    organisations.people[i] = 0.5;
    organisations.threshold[i] = -10.0;
}

/// Asserts that two numbers are equal but for a rounding in the last places.
#[track_caller]
pub(crate) fn assert_near(left: f64, right: f64, tolerance: f64) {
    assert!((left - right).abs() <= tolerance, "{left} is not {right} (within {tolerance})");
}

/// Asserts that work ends in a panic: an invariant of the engine has caught it.
#[track_caller]
pub(crate) fn assert_refused(work: impl FnOnce() + std::panic::UnwindSafe) {
    assert!(std::panic::catch_unwind(work).is_err(), "this should have been refused");
}
