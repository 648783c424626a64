//! What exists in the region and what happens in a year.
//!
//! Start with [`round`]. The front door: [`Settings`] with their places make a [`Model`]; [`World::found`] makes one
//! replicate of it and [`World::advance`] simulates a year. Nothing here knows files, clocks, threads by name or printing.

pub mod founding;
pub mod funders;
pub mod giving;
pub mod grants;
pub mod groups;
pub mod hub;
pub mod interventions;
pub mod organisations;
pub mod places;
mod problems;
pub mod programme;
pub mod register;
pub mod round;
pub mod rules;
pub mod ties;
pub mod world;

pub use world::{Province, World, cell};

use places::{CountyRecord, Places};
use register::Register;
use std::sync::Arc;

crate::settings! {
    /// Everything that can be set, table by table.
    pub struct Settings {
        /// When a run begins and ends, and what chance it has.
        group run: places::RunSettings = Default::default();
        /// How many organisations live where.
        group region: places::RegionSettings = Default::default();
        /// What founders bring.
        group founders: organisations::founders::FounderSettings = Default::default();
        /// Who funds and how.
        group funders: funders::classes::FunderSettings = Default::default();
        /// From people, brain and method to capacity, quality and cost.
        group capacity: organisations::capacity::CapacitySettings = Default::default();
        /// Ties between organisations and funders.
        group ties: ties::TieSettings = Default::default();
        /// Information neighbours.
        group peers: ties::peers::PeerSettings = Default::default();
        /// Slots of the programme.
        group programme: programme::ProgrammeSettings = Default::default();
        /// Who hears of the programme and joins.
        group joining: programme::JoiningSettings = Default::default();
        /// Who leaves the programme network.
        group network_exit: programme::NetworkExitSettings = Default::default();
        /// The hub's days and what they do.
        group hub: hub::HubSettings = Default::default();
        /// Open grants.
        group grants: grants::GrantSettings = Default::default();
        /// Who enters a contest and how its jury decides.
        group jury: grants::contest::JurySettings = Default::default();
        /// How the public gives.
        group giving: giving::GivingSettings = Default::default();
        /// How project money becomes services.
        group delivery: organisations::delivery::DeliverySettings = Default::default();
        /// How bills are paid.
        group settlement: organisations::settlement::SettlementSettings = Default::default();
        /// How capacities change with work.
        group learning: organisations::learning::LearningSettings = Default::default();
        /// From successes to evidence, openness and trust.
        group evidence: funders::openness::EvidenceSettings = Default::default();
        /// The hazard of closing.
        group survival: organisations::survival::SurvivalSettings = Default::default();
        /// How new organisations come.
        group entry: organisations::entry::EntrySettings = Default::default();
        /// Mechanisms that can be switched off.
        group mechanisms: rules::Mechanisms = Default::default();
        /// Rules that can be swapped by name.
        group rules: rules::Rules = Default::default();
        /// The outside payer of the equal-money comparison.
        group sponsor: places::SponsorSettings = Default::default();
        /// What is tried.
        group interventions: interventions::Interventions = Default::default();
        /// Thresholds of measures.
        group measures: places::MeasureSettings = Default::default();
    }
}

impl Settings {
    /// The first year simulated.
    pub fn first_year(&self) -> i16 {
        self.run.base_year - self.run.burn_in_years as i16
    }

    /// Every year simulated.
    pub fn years(&self) -> std::ops::RangeInclusive<i16> {
        self.first_year()..=self.run.end_year
    }
}

/// What all replicates of a scenario share: checked settings and the places of every province.
#[derive(Clone, Debug)]
pub struct Model {
    /// Everything that is set.
    pub settings: Settings,
    /// The places of each province.
    pub places: Vec<Arc<Places>>,
    /// What registers say of the first province.
    pub register: Arc<Register>,
}

impl Model {
    /// A model from settings and the records of the first province's counties. Further provinces have the same
    /// cities and counties, but their populations are drawn. Settings are to be checked before: [`Settings::check`].
    pub fn new(settings: Settings, records: &[CountyRecord]) -> Model {
        let unknown: Vec<CountyRecord> =
            records.iter().map(|record| CountyRecord { population: None, ..record.clone() }).collect();
        let counties = records.len() as u32;
        let places = (0..settings.region.provinces)
            .map(|number| {
                let records = if number == 0 { records } else { &unknown };
                Arc::new(Places::new(records, &settings.region, settings.run.seed, number * counties))
            })
            .collect();
        Model { settings, places, register: Arc::default() }
    }

    /// The same model with the organisations and funders of a register in its first province.
    pub fn with_register(self, register: Arc<Register>) -> Model {
        Model { register, ..self }
    }

    /// Number of a province's first county over all provinces.
    pub fn first_county(&self, province: u32) -> u32 {
        self.places[..province as usize].iter().map(|places| places.counties.len() as u32).sum()
    }

    /// How many counties all provinces have.
    pub fn county_count(&self) -> u32 {
        self.places.iter().map(|places| places.counties.len() as u32).sum()
    }
}
