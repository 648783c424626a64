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
mod same_organisations;
mod survival;
mod uncertainty;
mod value;
mod yearly;

pub(super) use bands::write_bands;
pub(super) use catalogue::write_catalogue;
pub use catalogue::{better_name, type_name};
pub(super) use columns::{Column, write_columns};
pub(super) use comparison::write_comparison;
pub(super) use county_comparison::write_county_comparison;
pub use flow_matrix::read_flow_matrix;
pub(super) use hysteresis::write_hysteresis;
pub(super) use network::write_network;
pub(super) use parts_of_region::write_places;
pub(super) use uncertainty::write_uncertainty;

use super::failure::Failure;
use super::plan::Plan;
use crate::ensemble::persistence::PersistenceGatherer;
use crate::ensemble::same_organisations::SameOrganisations;
use crate::ensemble::value::ValueGatherer;
use crate::ensemble::{Run, names};
use crate::model::Model;
use crate::scenario::Scenario;
use columns::Table;
use std::path::Path;

/// Every table that a run may leave in the upper level of its folder.
pub(super) const TABLES: &[&Table] = &[
    &comparison::TABLE,
    &catalogue::TABLE,
    &survival::CURVES,
    &survival::SUMMARY,
    &survival::HAZARDS,
    &survival::LOG_RANK,
    &same_organisations::GROUPS,
    &same_organisations::DISPLACEMENT,
    &value::VALUE,
    &value::ACCEPTABILITY,
    &persistence::TABLE,
    &bands::TABLE,
    &yearly::CSV,
    &yearly::PARQUET,
    &books::FLOWS,
    &flow_matrix::TABLE,
    &books::BALANCES,
    &parts_of_region::COUNTIES,
    &parts_of_region::FUNDERS,
    &exposure::TABLE,
    &lorenz::TABLE,
    &imputed::TABLE,
    &parts_of_region::PLACES,
    &uncertainty::SPREADS,
    &uncertainty::SETS,
    &uncertainty::OUTCOMES,
    &uncertainty::STRUCTURES,
    &hysteresis::STEPS,
    &hysteresis::SUMMARY,
    &county_comparison::TABLE,
    &network::TABLE,
    &organisations::TABLE,
    &books::POSTINGS,
    &columns::TABLE,
];

/// Files there that are not tables, beside the manifest.
const TEXTS: &[&str] = &["README.txt", "results.xlsx", "stories.json"];

/// Every file that a run may leave in the upper level of its folder, beside the manifest.
pub(super) fn files() -> impl Iterator<Item = &'static str> {
    TEXTS.iter().copied().chain(TABLES.iter().map(|table| table.file))
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

/// Opens every table of a plan.
pub(super) fn open(folder: &Path, plan: &Plan) -> Result<Vec<Box<dyn RunTable>>, Failure> {
    let mut tables: Vec<Box<dyn RunTable>> = vec![
        Box::new(yearly::YearlyCsv::create(folder)?),
        Box::new(yearly::YearlyParquet::create(folder, plan)?),
        Box::new(books::Flows::create(folder)?),
        Box::new(books::Balances::create(folder)?),
        Box::new(flow_matrix::FlowMatrices::create(folder)?),
        Box::new(parts_of_region::Counties::create(folder)?),
        Box::new(parts_of_region::Funders::create(folder)?),
        Box::new(exposure::Exposure::create(folder)?),
        Box::new(lorenz::Lorenz::create(folder)?),
    ];
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

/// Every such table of a plan.
pub(super) fn open_pairs(plan: &Plan) -> Vec<Box<dyn PairTable>> {
    let settings = &plan.scenarios[0].settings;
    vec![
        Box::new(survival::Survivals::new(plan)),
        Box::new(SameOrganisations::new(plan.contrasts(), &plan.models[0])),
        Box::new(ValueGatherer::new(plan.scenarios.len(), plan.contrasts(), settings)),
        Box::new(PersistenceGatherer::new(plan.contrasts(), settings)),
    ]
}
