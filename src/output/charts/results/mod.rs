//! Reads what charts need from a folder of results, each file once and row by row.
//!
//! Memory stays bounded by what is drawn: bands of the wanted metrics, flows summed over replicates, and counts pooled
//! over replicates. To read another table: its field in [`Wanted`] and [`Results`], its reader in `reading.rs`.

mod reading;
mod rows;

use super::ChartError;
use crate::output::Words;
use crate::stats::quantile::Band;
use rows::{malformed, open};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What organisations received by kind and tier.
const RECEIVERS: &str = "flows_by_kind.csv";

/// What the manifest says that charts repeat.
#[derive(Clone, Debug, Deserialize)]
pub struct Manifest {
    /// The program's version.
    pub version: String,
    /// The seed.
    pub seed: u64,
    /// How many replicates each scenario has.
    pub replicates: u32,
    /// Scenarios in their order, the baseline first.
    pub scenarios: Vec<ScenarioTitle>,
}

impl Manifest {
    /// The year before anything is tried; none where the manifest does not say it.
    pub fn base_year(&self) -> Option<i16> {
        self.scenarios.first()?.settings.run.base_year
    }
}

/// What a scenario is called.
#[derive(Clone, Debug, Deserialize)]
pub struct ScenarioTitle {
    /// Its name in the tables.
    pub name: String,
    /// Its title in English.
    #[serde(default)]
    pub title: String,
    /// Its title in Chinese.
    #[serde(default)]
    pub title_zh: String,
    /// What charts need of its settings.
    #[serde(default)]
    pub settings: SettingsRead,
}

/// The settings that charts repeat.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct SettingsRead {
    /// Settings of the run.
    #[serde(default)]
    pub run: RunRead,
}

/// The settings of a run that charts repeat.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct RunRead {
    /// The year before anything is tried.
    #[serde(default)]
    pub base_year: Option<i16>,
}

/// A line of `metrics.csv`.
#[derive(Clone, Debug, Deserialize)]
pub struct MetricLine {
    /// Public name.
    pub metric: String,
    /// Unit.
    pub unit: String,
    /// `higher`, `lower` or `neither`.
    pub better: String,
    /// What it means, in English.
    #[serde(default)]
    pub meaning: String,
    /// What it means, in Chinese.
    #[serde(default)]
    pub meaning_zh: String,
    /// Of what it is a metric: `region`, `county` or `funder_class`.
    #[serde(default = "region")]
    pub level: String,
}

fn region() -> String {
    "region".to_string()
}

/// What is in the folder at all: enough to decide what to read.
#[derive(Clone, Debug)]
pub struct Contents {
    /// The folder.
    pub folder: PathBuf,
    /// The manifest.
    pub manifest: Manifest,
    /// The metrics, in the published order.
    pub metrics: Vec<MetricLine>,
}

/// What a chart wants to have read.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Metrics whose bands over the replicates are wanted, year by year.
    pub bands: BTreeSet<String>,
    /// Metrics whose paired differences are wanted.
    pub compared: BTreeSet<String>,
    /// Whether flows are wanted.
    pub flows: bool,
    /// Whether receipts by kind of organisation and tier of county are wanted.
    pub receivers: bool,
    /// Whether counts of those at risk are wanted.
    pub exposure: bool,
    /// Metrics of counties whose values are wanted.
    pub counties: BTreeSet<String>,
    /// Metrics of counties whose paired differences are wanted.
    pub counties_compared: BTreeSet<String>,
    /// Whether Lorenz curves are wanted.
    pub lorenz: bool,
    /// Whether ties are wanted.
    pub network: bool,
    /// The effect whose gains and prices are wanted.
    pub value: Option<String>,
    /// The effect whose acceptability curves are wanted.
    pub acceptability: Option<String>,
    /// Whether what assumptions do is wanted.
    pub uncertainty: bool,
    /// Whether a ramp up and down is wanted.
    pub hysteresis: bool,
}

impl Wanted {
    /// Wants what the other wants as well.
    pub fn and(&mut self, other: Wanted) {
        self.bands.extend(other.bands);
        self.compared.extend(other.compared);
        self.flows |= other.flows;
        self.receivers |= other.receivers;
        self.exposure |= other.exposure;
        self.counties.extend(other.counties);
        self.counties_compared.extend(other.counties_compared);
        self.lorenz |= other.lorenz;
        self.network |= other.network;
        self.value = self.value.take().or(other.value);
        self.acceptability = self.acceptability.take().or(other.acceptability);
        self.uncertainty |= other.uncertainty;
        self.hysteresis |= other.hysteresis;
    }
}

/// How the replicates of a scenario are spread in a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Median and ranges.
    pub band: Band,
    /// The standard deviation between replicates; none with fewer than two.
    pub deviation: Option<f64>,
    /// The 95 % interval of the change since the base year; none before it.
    pub since_base: Option<(f64, f64)>,
}

/// One scenario's spreads of one metric by year, in the years in which a replicate defines it.
pub type Bands = BTreeMap<i16, Spread>;

/// A paired difference of `comparison.csv`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Complete pairs.
    pub replicates: u64,
    /// Mean of the baseline.
    pub baseline_mean: f64,
    /// Mean of the scenario.
    pub scenario_mean: f64,
    /// Mean difference, scenario less baseline.
    pub difference: f64,
    /// Its 95 % interval; none with fewer than two pairs.
    pub interval: Option<(f64, f64)>,
}

/// Who paid whom for what: kind, from sector, to sector, earmarked.
pub type FlowKey = (String, String, String, bool);

/// Which organisations received from whom for what: kind, from sector, kind of organisation, tier.
pub type ReceiverKey = (String, String, String, String);

/// Those at risk of closing in a scenario, pooled over replicates: by cohort, time and size.
pub type AtRisk = BTreeMap<(String, u32, String), (u64, u64)>;

/// A county with its city, as `places.csv` names them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Place {
    /// Its name in Latin letters.
    pub county: String,
    /// Its city in Latin letters.
    pub city: String,
    /// Its name in Chinese.
    pub county_zh: String,
    /// Its city in Chinese.
    pub city_zh: String,
}

/// A point of a Lorenz curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LorenzPoint {
    /// Share of the organisations, those that receive least first.
    pub organisations: f64,
    /// Share of all receipts that goes to them, mean over replicates.
    pub receipts: f64,
    /// Its 95 % interval; none with fewer than two replicates.
    pub interval: Option<(f64, f64)>,
}

/// A tie at the end of one replicate, as `network.csv` has it; texts are empty and ids none where it has none.
#[derive(Clone, Debug, PartialEq)]
pub struct TieRow {
    /// The year.
    pub year: i16,
    /// Which two: `hub_funder`, `hub_organisation` or `funder_organisation`.
    pub tie: String,
    /// Class of the funder.
    pub funder_class: String,
    /// Id of the funder.
    pub funder: Option<u32>,
    /// Id of the organisation.
    pub organisation: Option<u32>,
    /// County of the organisation, or of a funder of a county.
    pub county: String,
    /// City of the organisation, or of a funder of a county or city.
    pub city: String,
    /// Trust or borrowed capacity, 0 to 1.
    pub strength: f64,
}

/// A paired difference of something that is bought or paid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bought {
    /// The mean.
    pub mean: f64,
    /// Its 95 % interval; none with fewer than two pairs.
    pub interval: Option<(f64, f64)>,
}

/// What a scenario gains over the first, and what it costs.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueLine {
    /// Position of the scenario.
    pub scenario: usize,
    /// The effect.
    pub gained: Bought,
    /// Outside money in yuan.
    pub paid: Bought,
    /// Yuan per effect with its interval; none where it is not defined.
    pub price: Option<(f64, (f64, f64))>,
    /// Why, or `defined`.
    pub state: String,
    /// Whether no other scenario or mixture of two is better on average.
    pub on_frontier: bool,
}

/// What was read. Scenarios go by their position in the manifest.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// By metric, then by scenario.
    pub bands: BTreeMap<String, Vec<Bands>>,
    /// By metric, scenario and year, against the first scenario.
    pub comparison: BTreeMap<(String, usize, i16), Difference>,
    /// By scenario and year: flows in fen, summed over replicates.
    pub flows: BTreeMap<(usize, i16), BTreeMap<FlowKey, i64>>,
    /// By scenario and year: yuan that kinds of organisations received, mean over replicates.
    pub receivers: BTreeMap<(usize, i16), BTreeMap<ReceiverKey, f64>>,
    /// By scenario, year and replicate: fen that organisations received.
    pub received: BTreeMap<(usize, i16), BTreeMap<u32, i64>>,
    /// By scenario: those at risk and, of these, closed.
    pub at_risk: Vec<AtRisk>,
    /// The counties, city by city.
    pub places: Vec<Place>,
    /// By metric, scenario and year: the counties' means over replicates in the order of `places`.
    pub counties: BTreeMap<(String, usize, i16), Vec<Option<f64>>>,
    /// By metric, scenario and year: the counties' paired differences from the first scenario, in the same order.
    pub counties_compared: BTreeMap<(String, usize, i16), Vec<Option<Difference>>>,
    /// By scenario and year, in the order of shares.
    pub lorenz: BTreeMap<(usize, i16), Vec<LorenzPoint>>,
    /// By scenario: ties at the end of one replicate.
    pub network: BTreeMap<usize, Vec<TieRow>>,
    /// What each scenario gains over the first for outside money.
    pub value: Vec<ValueLine>,
    /// By scenario: what replicates gained and paid over the first one, in yuan; the first of many.
    pub clouds: BTreeMap<usize, Vec<(f64, f64)>>,
    /// By scenario: what one effect is worth in outside money, and how likely the scenario is then the best.
    pub acceptability: BTreeMap<usize, Vec<(f64, f64)>>,
    /// Differences by chance alone and over sets of assumptions, in the order of the table.
    pub uncertainty: Vec<SpreadLine>,
    /// By scenario and quantity: the mean difference of each set, in the order of sets.
    pub set_means: BTreeMap<(usize, String), Vec<f64>>,
    /// The steps of a ramp.
    pub ramp: Vec<RampStep>,
    /// The summary of a ramp by quantity: value and interval.
    pub ramp_summary: BTreeMap<String, (f64, Option<(f64, f64)>)>,
}

/// A difference of `uncertainty.csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct SpreadLine {
    /// Position of the scenario.
    pub scenario: usize,
    /// The quantity.
    pub quantity: String,
    /// Its unit.
    pub unit: String,
    /// The last year that counts.
    pub year: i16,
    /// Mean difference under the scenarios' own settings.
    pub own: f64,
    /// Its 95 % interval by chance alone.
    pub interval: Option<(f64, f64)>,
    /// Sets of assumptions.
    pub sets: u64,
    /// The middle 95 % of the sets' means.
    pub range: Option<(f64, f64)>,
    /// Share of the spread that comes from assumptions.
    pub share: Option<f64>,
    /// Sets in which the sign holds; none where it is unclear.
    pub holds: Option<u64>,
}

/// A step of a ramp in `hysteresis.csv`.
#[derive(Clone, Debug, PartialEq)]
pub struct RampStep {
    /// The lever.
    pub lever: String,
    /// The metric.
    pub metric: String,
    /// The lever's height.
    pub level: f64,
    /// Whether it is on the way down.
    pub down: bool,
    /// The year in which the metric is read.
    pub year: i16,
    /// The mean with the ramp.
    pub mean: f64,
    /// Its 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// The mean without the ramp.
    pub rest: Option<f64>,
}

impl Contents {
    /// Looks into a folder of results.
    ///
    /// # Errors
    /// When its manifest or its list of metrics is missing or cannot be read.
    pub fn of(folder: &Path) -> Result<Contents, ChartError> {
        let path = folder.join("manifest.json");
        let text = std::fs::read_to_string(&path).map_err(|error| ChartError::Unreadable(path.clone(), error))?;
        let manifest: Manifest = serde_json::from_str(&text).map_err(|error| ChartError::Malformed {
            path: path.clone(),
            line: error.line() as u64,
            found: error.to_string(),
        })?;
        if manifest.scenarios.is_empty() {
            return Err(ChartError::Malformed { path, line: 1, found: "a manifest without scenarios".to_string() });
        }
        Contents::with_manifest(folder, manifest)
    }

    /// Looks into a folder whose manifest is not written yet.
    ///
    /// # Errors
    /// When its list of metrics is missing or cannot be read.
    pub fn with_manifest(folder: &Path, manifest: Manifest) -> Result<Contents, ChartError> {
        let path = folder.join("metrics.csv");
        let mut reader = csv::Reader::from_reader(open(&path)?);
        let metrics =
            reader.deserialize().collect::<Result<_, csv::Error>>().map_err(|error| malformed(&path, error))?;
        Ok(Contents { folder: folder.to_path_buf(), manifest, metrics })
    }

    /// The line of a metric of the region.
    ///
    /// # Errors
    /// When the folder has no such metric.
    pub fn metric(&self, name: &str) -> Result<&MetricLine, ChartError> {
        self.metric_of("region", name)
    }

    /// The line of a metric of the region, of counties or of classes of funders.
    ///
    /// # Errors
    /// When the folder has no such metric.
    pub fn metric_of(&self, level: &str, name: &str) -> Result<&MetricLine, ChartError> {
        let of_level = || self.metrics.iter().filter(|line| line.level == level);
        let found = of_level().find(|line| line.metric == name);
        found.ok_or_else(|| ChartError::unknown("metric", name, of_level().map(|line| line.metric.as_str())))
    }

    /// The position of a scenario.
    ///
    /// # Errors
    /// When the folder has no such scenario.
    pub fn scenario(&self, name: &str) -> Result<usize, ChartError> {
        let scenarios = &self.manifest.scenarios;
        let names = scenarios.iter().map(|scenario| scenario.name.as_str());
        let position = scenarios.iter().position(|scenario| scenario.name == name);
        position.ok_or_else(|| ChartError::unknown("scenario", name, names))
    }

    /// That there is something to compare.
    ///
    /// # Errors
    /// When the folder holds one scenario only.
    pub fn compares(&self) -> Result<(), ChartError> {
        if self.manifest.scenarios.len() > 1 { Ok(()) } else { Err(ChartError::Alone) }
    }

    /// Whether the folder holds a table that only some runs have.
    ///
    /// # Errors
    /// When it does not.
    pub fn holds(&self, file: &str, what: Words) -> Result<(), ChartError> {
        if self.folder.join(file).exists() { Ok(()) } else { Err(ChartError::Elsewhere(what)) }
    }

    /// Whether the folder tells organisations that received apart; folders of earlier versions do not.
    pub fn tells_receivers_apart(&self) -> bool {
        self.folder.join(RECEIVERS).exists()
    }

    /// Whether every file is there that is needed to read what is wanted.
    pub fn has(&self, wanted: &Wanted) -> bool {
        let needs = [
            ("bands.csv", !wanted.bands.is_empty()),
            ("comparison.csv", !wanted.compared.is_empty()),
            ("flows.csv", wanted.flows),
            (RECEIVERS, wanted.receivers),
            ("exposure.csv", wanted.exposure),
            ("counties.csv", !wanted.counties.is_empty()),
            ("county_comparison.csv", !wanted.counties_compared.is_empty()),
            ("places.csv", !wanted.counties.is_empty() || !wanted.counties_compared.is_empty()),
            ("lorenz.csv", wanted.lorenz),
            ("network.csv", wanted.network),
            ("value.csv", wanted.value.is_some()),
            ("acceptability.csv", wanted.acceptability.is_some()),
            ("uncertainty.csv", wanted.uncertainty),
            ("uncertainty_outcomes.csv", wanted.uncertainty),
            ("hysteresis.csv", wanted.hysteresis),
            ("hysteresis_summary.csv", wanted.hysteresis),
        ];
        needs.into_iter().all(|(file, needed)| !needed || self.folder.join(file).exists())
    }

    /// Reads what is wanted.
    ///
    /// # Errors
    /// When a file is missing, or a row is not what its header promises.
    pub fn read(&self, wanted: &Wanted) -> Result<Results, ChartError> {
        let mut results = Results::default();
        if !wanted.bands.is_empty() {
            self.read_bands(&wanted.bands, &mut results)?;
        }
        if !wanted.compared.is_empty() {
            self.read_comparison(&wanted.compared, &mut results)?;
        }
        if wanted.flows {
            self.read_flows(&mut results)?;
        }
        if wanted.receivers {
            self.read_receivers(&mut results)?;
        }
        if wanted.exposure {
            self.read_exposure(&mut results)?;
        }
        if !wanted.counties.is_empty() || !wanted.counties_compared.is_empty() {
            self.read_counties(wanted, &mut results)?;
        }
        if wanted.lorenz {
            self.read_lorenz(&mut results)?;
        }
        if wanted.network {
            self.read_network(&mut results)?;
        }
        if let Some(effect) = &wanted.value {
            self.read_value(effect, &mut results)?;
            self.read_clouds(effect, &mut results)?;
        }
        if let Some(effect) = &wanted.acceptability {
            self.read_acceptability(effect, &mut results)?;
        }
        if wanted.uncertainty {
            self.read_uncertainty(&mut results)?;
        }
        if wanted.hysteresis {
            self.read_ramp(&mut results)?;
        }
        Ok(results)
    }
}
