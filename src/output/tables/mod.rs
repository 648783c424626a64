//! The tables of a run, one writer each. They take runs in the order of scenarios and replicates.

mod bands;
mod books;
mod catalogue;
mod columns;
mod comparison;
mod county_comparison;
mod csv_file;
mod differences;
mod exposure;
mod flow_matrix;
mod hysteresis;
mod imputed;
mod lorenz;
mod network;
mod organisations;
mod parts_of_region;
mod persistence;
mod receivers;
mod same_organisations;
mod survival;
mod uncertainty;
mod value;
mod yearly;

pub(super) use bands::{TABLE as BANDS, write_bands};
pub(super) use catalogue::write_catalogue;
pub use catalogue::{better_name, type_name};
pub(super) use columns::{Column, Table, write_columns};
pub(super) use comparison::{TABLE as COMPARISON, write_comparison};
pub(super) use county_comparison::{TABLE as COUNTY_COMPARISON, write_county_comparison};
pub use flow_matrix::read_flow_matrix;
pub(super) use hysteresis::write_hysteresis;
pub(super) use network::{TABLE as NETWORK, write_network};
pub(super) use parts_of_region::{PLACES, write_places};
pub(super) use uncertainty::write_uncertainty;

use super::failure::Failure;
use super::plan::Plan;
use crate::ensemble::persistence::PersistenceGatherer;
use crate::ensemble::same_organisations::SameOrganisations;
use crate::ensemble::value::ValueGatherer;
use crate::ensemble::{Run, names};
use crate::model::Model;
use crate::scenario::Scenario;
use std::path::Path;

/// Tables that belong together.
pub(super) struct Group {
    /// The part by whose name they can be had alone; empty for tables that come by themselves.
    pub(super) part: &'static str,
    /// Whether they set scenarios side by side, so that a scenario alone has none of them.
    pub(super) compares: bool,
    /// The tables.
    pub(super) tables: &'static [&'static Table],
}

const fn group(part: &'static str, compares: bool, tables: &'static [&'static Table]) -> Group {
    Group { part, compares, tables }
}

/// Every table that a run may leave in the upper level of its folder. To add one: its line in a group.
pub(super) const GROUPS: &[Group] = &[
    group("comparison", true, &[&comparison::TABLE]),
    group(
        "survival",
        false,
        &[&survival::CURVES, &survival::SUMMARY, &survival::HAZARDS, &survival::LOG_RANK, &exposure::TABLE],
    ),
    group("same_organisations", true, &[&same_organisations::GROUPS, &same_organisations::DISPLACEMENT]),
    group("value", true, &[&value::VALUE, &value::ACCEPTABILITY, &value::REPLICATES_TABLE]),
    group("persistence", true, &[&persistence::TABLE]),
    group("bands", false, &[&bands::TABLE]),
    group("yearly", false, &[&yearly::CSV, &yearly::PARQUET]),
    group("flows", false, &[&books::FLOWS, &flow_matrix::TABLE, &receivers::TABLE, &books::BALANCES]),
    group("counties", false, &[&parts_of_region::COUNTIES, &parts_of_region::PLACES, &county_comparison::TABLE]),
    group("funders", false, &[&parts_of_region::FUNDERS]),
    group("lorenz", false, &[&lorenz::TABLE]),
    group("network", false, &[&network::TABLE]),
    group(
        "uncertainty",
        true,
        &[&uncertainty::SPREADS, &uncertainty::SETS, &uncertainty::OUTCOMES, &uncertainty::STRUCTURES],
    ),
    // What other options or other verbs ask for, and what every folder needs to be read.
    group("", false, &[&organisations::TABLE, &books::POSTINGS, &imputed::TABLE]),
    group("", false, &[&hysteresis::STEPS, &hysteresis::SUMMARY]),
    group("", false, &[&catalogue::TABLE, &columns::TABLE]),
];

/// Every table.
pub(super) fn all() -> impl Iterator<Item = &'static Table> {
    GROUPS.iter().flat_map(|group| group.tables.iter().copied())
}

/// The part to which a table belongs; empty for one that comes by itself.
pub(super) fn part_of(table: &Table) -> &'static str {
    let of = |group: &&Group| group.tables.iter().any(|other| other.file == table.file);
    GROUPS.iter().find(of).map_or("", |group| group.part)
}

/// Files there that are not tables, beside the manifest.
const TEXTS: &[&str] = &["README.txt", "results.xlsx", "stories.json"];

/// Every file that a run may leave in the upper level of its folder, beside the manifest.
pub(super) fn files() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().copied().chain(all().map(|table| table.file))
}

/// A value in a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    Text(&'a str),
    Whole(i64),
    Real(f64),
    Flag(bool),
    Undefined,
}

impl<'a> Cell<'a> {
    /// A number that may be undefined; what is not finite is not defined either.
    pub(super) fn real(value: Option<f64>) -> Cell<'a> {
        // Minus zero is zero.
        value.filter(|value| value.is_finite()).map_or(Cell::Undefined, |value| Cell::Real(value + 0.0))
    }

    /// A year that may not have come.
    pub(super) fn year(year: Option<i16>) -> Cell<'a> {
        year.map_or(Cell::Undefined, |year| Cell::Whole(year.into()))
    }
}

/// Whose run it is.
pub(super) struct Subject<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) model: &'a Model,
}

/// A table that is made of runs.
pub(super) trait RunTable {
    /// Takes in a run.
    fn add(&mut self, subject: &Subject, run: &Run) -> Result<(), Failure>;

    /// All replicates of a scenario have been taken in.
    fn end_scenario(&mut self, _subject: &Subject) -> Result<(), Failure> {
        Ok(())
    }

    /// Writes what is left.
    fn close(self: Box<Self>) -> Result<(), Failure>;
}

/// How a table that is made of runs is opened.
type Open = fn(&Path, &Plan) -> Result<Box<dyn RunTable>, Failure>;

/// The tables that are made of runs. To add one: its line.
const RUN_TABLES: &[(&Table, Open)] = &[
    (&yearly::CSV, |folder, _| Ok(Box::new(yearly::YearlyCsv::create(folder)?))),
    (&yearly::PARQUET, |folder, plan| Ok(Box::new(yearly::YearlyParquet::create(folder, plan)?))),
    (&books::FLOWS, |folder, _| Ok(Box::new(books::Flows::create(folder)?))),
    (&books::BALANCES, |folder, _| Ok(Box::new(books::Balances::create(folder)?))),
    (&flow_matrix::TABLE, |folder, _| Ok(Box::new(flow_matrix::FlowMatrices::create(folder)?))),
    (&receivers::TABLE, |folder, _| Ok(Box::new(receivers::FlowsByKind::create(folder)?))),
    (&parts_of_region::COUNTIES, |folder, _| Ok(Box::new(parts_of_region::Counties::create(folder)?))),
    (&parts_of_region::FUNDERS, |folder, _| Ok(Box::new(parts_of_region::Funders::create(folder)?))),
    (&exposure::TABLE, |folder, _| Ok(Box::new(exposure::Exposure::create(folder)?))),
    (&lorenz::TABLE, |folder, _| Ok(Box::new(lorenz::Lorenz::create(folder)?))),
];

/// Opens the tables of a plan.
pub(super) fn open(folder: &Path, plan: &Plan) -> Result<Vec<Box<dyn RunTable>>, Failure> {
    let wanted = RUN_TABLES.iter().filter(|(table, _)| plan.wants(part_of(table)));
    let mut tables = wanted.map(|(_, open)| open(folder, plan)).collect::<Result<Vec<_>, Failure>>()?;
    if plan.scenarios.iter().any(|scenario| !scenario.registers.imputed.is_empty()) {
        tables.push(Box::new(imputed::Imputed::create(folder)?));
    }
    if plan.detail.organisations {
        tables.push(Box::new(organisations::Organisations::create(folder, plan)?));
    }
    if plan.models.iter().any(|model| names::keeps_postings(model)) {
        tables.push(Box::new(books::Postings::create(folder)?));
    }
    Ok(tables)
}

/// A table that is made of all scenarios of a replicate at a time.
pub(super) trait PairTable {
    /// Takes in one replicate: the runs of all scenarios in their order.
    fn add(&mut self, runs: &[&Run]);

    /// Writes its files, if there is anything to compare.
    fn write(&self, folder: &Path, plan: &Plan) -> Result<(), Failure>;
}

/// How such a table is begun.
type Begin = fn(&Plan) -> Box<dyn PairTable>;

/// The tables that are made of all scenarios of a replicate at a time. To add one: its line.
const PAIR_TABLES: &[(&Table, Begin)] = &[
    (&survival::CURVES, |plan| Box::new(survival::Survivals::new(plan))),
    (&same_organisations::GROUPS, |plan| Box::new(SameOrganisations::new(plan.contrasts(), &plan.models[0]))),
    (&value::VALUE, |plan| {
        Box::new(ValueGatherer::new(plan.scenarios.len(), plan.contrasts(), &plan.scenarios[0].settings))
    }),
    (&persistence::TABLE, |plan| Box::new(PersistenceGatherer::new(plan.contrasts(), &plan.scenarios[0].settings))),
];

/// Begins such tables of a plan.
pub(super) fn open_pairs(plan: &Plan) -> Vec<Box<dyn PairTable>> {
    let wanted = PAIR_TABLES.iter().filter(|(table, _)| plan.wants(part_of(table)));
    wanted.map(|(_, begin)| begin(plan)).collect()
}
