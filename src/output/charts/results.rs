//! Reads what charts need from a folder of results, each file once and row by row.
//!
//! Memory stays bounded by what is drawn: the values of the wanted metrics, flows summed over replicates, and counts
//! pooled over replicates.

use super::ChartError;
use crate::output::Words;
use csv::ByteRecord;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

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
    /// Metrics whose values of every year and replicate are wanted.
    pub yearly: BTreeSet<String>,
    /// Metrics whose paired differences are wanted.
    pub compared: BTreeSet<String>,
    /// Whether flows are wanted.
    pub flows: bool,
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
        self.yearly.extend(other.yearly);
        self.compared.extend(other.compared);
        self.flows |= other.flows;
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

/// One scenario's values of one metric: by year, the values of all replicates in which it is defined.
pub type Yearly = BTreeMap<i16, Vec<f64>>;

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
    pub yearly: BTreeMap<String, Vec<Yearly>>,
    /// By metric, scenario and year, against the first scenario.
    pub comparison: BTreeMap<(String, usize, i16), Difference>,
    /// By scenario and year: flows in fen, summed over replicates.
    pub flows: BTreeMap<(usize, i16), BTreeMap<FlowKey, i64>>,
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

    /// Whether every file is there that is needed to read what is wanted.
    pub fn has(&self, wanted: &Wanted) -> bool {
        let needs = [
            ("yearly.csv", !wanted.yearly.is_empty()),
            ("comparison.csv", !wanted.compared.is_empty()),
            ("flows.csv", wanted.flows),
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
        if !wanted.yearly.is_empty() {
            self.read_yearly(&wanted.yearly, &mut results)?;
        }
        if !wanted.compared.is_empty() {
            self.read_comparison(&wanted.compared, &mut results)?;
        }
        if wanted.flows {
            self.read_flows(&mut results)?;
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

    fn read_yearly(&self, wanted: &BTreeSet<String>, results: &mut Results) -> Result<(), ChartError> {
        let scenarios = self.manifest.scenarios.len();
        let names: Vec<&String> = wanted.iter().collect();
        let mut yearly = vec![vec![Yearly::new(); scenarios]; names.len()];
        let columns = ["scenario", "year", "metric", "value"];
        self.each_row("yearly.csv", &columns, |row| {
            let Some(metric) = names.iter().position(|name| name.as_bytes() == row.bytes(2)) else { return Ok(()) };
            let (Some(scenario), false) = (row.scenario, row.bytes(3).is_empty()) else { return Ok(()) };
            yearly[metric][scenario].entry(row.parsed(1)?).or_default().push(row.parsed(3)?);
            Ok(())
        })?;
        results.yearly = names.into_iter().cloned().zip(yearly).collect();
        Ok(())
    }

    fn read_comparison(&self, wanted: &BTreeSet<String>, results: &mut Results) -> Result<(), ChartError> {
        let columns = [
            "scenario",
            "baseline",
            "metric",
            "year",
            "replicates",
            "baseline_mean",
            "scenario_mean",
            "difference",
            "ci95_low",
            "ci95_high",
        ];
        self.each_row("comparison.csv", &columns, |row| {
            let metric = row.text(2)?;
            let against_the_first = row.bytes(1) == self.manifest.scenarios[0].name.as_bytes();
            if !against_the_first || !wanted.contains(metric) || row.bytes(7).is_empty() {
                return Ok(());
            }
            let Some(scenario) = row.scenario else { return Ok(()) };
            let interval = match row.bytes(8).is_empty() || row.bytes(9).is_empty() {
                true => None,
                false => Some((row.parsed(8)?, row.parsed(9)?)),
            };
            let difference = Difference {
                replicates: row.parsed(4)?,
                baseline_mean: row.parsed(5)?,
                scenario_mean: row.parsed(6)?,
                difference: row.parsed(7)?,
                interval,
            };
            results.comparison.insert((metric.to_string(), scenario, row.parsed(3)?), difference);
            Ok(())
        })
    }

    fn read_flows(&self, results: &mut Results) -> Result<(), ChartError> {
        let columns = ["scenario", "replicate", "year", "kind", "from_sector", "to_sector", "earmarked", "amount_fen"];
        // Rows of one scenario, replicate and year stand together: look its sums up once.
        let mut texts: BTreeMap<Vec<u8>, FlowKey> = BTreeMap::new();
        self.each_row("flows.csv", &columns, |row| {
            let Some(scenario) = row.scenario else { return Ok(()) };
            let (replicate, year, fen): (u32, i16, i64) = (row.parsed(1)?, row.parsed(2)?, row.parsed(7)?);
            let joined = [row.bytes(3), row.bytes(4), row.bytes(5), row.bytes(6)].join(&b',');
            let key = match texts.get(&joined) {
                Some(key) => key,
                None => {
                    let earmarked = matches!(row.bytes(6), b"true" | b"1");
                    let key = (row.text(3)?.into(), row.text(4)?.into(), row.text(5)?.into(), earmarked);
                    texts.entry(joined).or_insert(key)
                }
            };
            let sums = results.flows.entry((scenario, year)).or_default();
            match sums.get_mut(key) {
                Some(sum) => *sum += fen,
                None => drop(sums.insert(key.clone(), fen)),
            }
            if key.2 == "organisations" && key.1 != "organisations" {
                *results.received.entry((scenario, year)).or_default().entry(replicate).or_default() += fen;
            }
            Ok(())
        })
    }

    fn read_exposure(&self, results: &mut Results) -> Result<(), ChartError> {
        results.at_risk = vec![AtRisk::new(); self.manifest.scenarios.len()];
        let columns = ["scenario", "cohort", "time", "size", "at_risk", "closed"];
        self.each_row("exposure.csv", &columns, |row| {
            let Some(scenario) = row.scenario else { return Ok(()) };
            let key = (row.text(1)?.to_string(), row.parsed(2)?, row.text(3)?.to_string());
            let counts = results.at_risk[scenario].entry(key).or_default();
            counts.0 += row.parsed::<u64>(4)?;
            counts.1 += row.parsed::<u64>(5)?;
            Ok(())
        })
    }

    fn read_counties(&self, wanted: &Wanted, results: &mut Results) -> Result<(), ChartError> {
        let path = self.folder.join("places.csv");
        let mut reader = csv::Reader::from_reader(open(&path)?);
        let places: Vec<Place> =
            reader.deserialize().collect::<Result<_, csv::Error>>().map_err(|error| malformed(&path, error))?;
        let key = |county: &[u8], city: &[u8]| [county, city].join(&b'\n');
        let of_place = |place: &Place| key(place.county.as_bytes(), place.city.as_bytes());
        let positions: BTreeMap<Vec<u8>, usize> =
            places.iter().enumerate().map(|(position, place)| (of_place(place), position)).collect();
        // Of a row whose county and city stand in the first columns after the year: where it belongs.
        let place_of = |row: &Row| positions.get(&key(row.bytes(2), row.bytes(3))).copied().ok_or_else(|| row.wrong(2));
        let named =
            |wanted: &BTreeSet<String>, row: &Row| wanted.iter().find(|n| n.as_bytes() == row.bytes(4)).cloned();
        if !wanted.counties.is_empty() {
            self.each_row("counties.csv", &["scenario", "year", "county", "city", "metric", "mean"], |row| {
                let (Some(metric), Some(scenario)) = (named(&wanted.counties, row), row.scenario) else {
                    return Ok(());
                };
                let values = results.counties.entry((metric, scenario, row.parsed(1)?));
                values.or_insert_with(|| vec![None; places.len()])[place_of(row)?] = row.optional(5)?;
                Ok(())
            })?;
        }
        if !wanted.counties_compared.is_empty() {
            let columns = [
                "scenario",
                "year",
                "county",
                "city",
                "metric",
                "replicates",
                "baseline_mean",
                "scenario_mean",
                "difference",
                "ci95_low",
                "ci95_high",
            ];
            self.each_row("county_comparison.csv", &columns, |row| {
                let (Some(metric), Some(scenario)) = (named(&wanted.counties_compared, row), row.scenario) else {
                    return Ok(());
                };
                let values = results.counties_compared.entry((metric, scenario, row.parsed(1)?));
                let value = &mut values.or_insert_with(|| vec![None; places.len()])[place_of(row)?];
                if !row.bytes(8).is_empty() {
                    let (low, high): (Option<f64>, Option<f64>) = (row.optional(9)?, row.optional(10)?);
                    *value = Some(Difference {
                        replicates: row.parsed(5)?,
                        baseline_mean: row.parsed(6)?,
                        scenario_mean: row.parsed(7)?,
                        difference: row.parsed(8)?,
                        interval: low.zip(high),
                    });
                }
                Ok(())
            })?;
        }
        results.places = places;
        Ok(())
    }

    fn read_lorenz(&self, results: &mut Results) -> Result<(), ChartError> {
        let columns = ["scenario", "year", "organisations_share", "receipts_share", "ci95_low", "ci95_high"];
        self.each_row("lorenz.csv", &columns, |row| {
            let Some(scenario) = row.scenario else { return Ok(()) };
            let (low, high): (Option<f64>, Option<f64>) = (row.optional(4)?, row.optional(5)?);
            let point =
                LorenzPoint { organisations: row.parsed(2)?, receipts: row.parsed(3)?, interval: low.zip(high) };
            results.lorenz.entry((scenario, row.parsed(1)?)).or_default().push(point);
            Ok(())
        })
    }

    fn read_network(&self, results: &mut Results) -> Result<(), ChartError> {
        let columns =
            ["scenario", "year", "tie", "funder_class", "funder", "organisation", "county", "city", "strength"];
        self.each_row("network.csv", &columns, |row| {
            let Some(scenario) = row.scenario else { return Ok(()) };
            let id = |column: usize| if row.bytes(column).is_empty() { Ok(None) } else { row.parsed(column).map(Some) };
            let tie = TieRow {
                year: row.parsed(1)?,
                tie: row.text(2)?.to_string(),
                funder_class: row.text(3)?.to_string(),
                funder: id(4)?,
                organisation: id(5)?,
                county: row.text(6)?.to_string(),
                city: row.text(7)?.to_string(),
                strength: row.parsed(8)?,
            };
            results.network.entry(scenario).or_default().push(tie);
            Ok(())
        })?;
        // Names in Chinese; a folder without them is drawn all the same.
        let path = self.folder.join("places.csv");
        if path.exists() {
            let mut reader = csv::Reader::from_reader(open(&path)?);
            results.places =
                reader.deserialize().collect::<Result<_, csv::Error>>().map_err(|error| malformed(&path, error))?;
        }
        Ok(())
    }

    fn read_value(&self, effect: &str, results: &mut Results) -> Result<(), ChartError> {
        let columns = [
            "scenario",
            "baseline",
            "effect",
            "money",
            "gained",
            "gained_ci95_low",
            "gained_ci95_high",
            "paid_yuan",
            "paid_ci95_low",
            "paid_ci95_high",
            "yuan_per_effect",
            "price_ci95_low",
            "price_ci95_high",
            "state",
            "standing",
        ];
        self.each_row("value.csv", &columns, |row| {
            let Some(scenario) = row.scenario else { return Ok(()) };
            let against_the_first = row.bytes(1) == self.manifest.scenarios[0].name.as_bytes();
            if !against_the_first || row.text(2)? != effect || row.text(3)? != "outside" {
                return Ok(());
            }
            let bought = |mean: usize| -> Result<Bought, ChartError> {
                let (low, high): (Option<f64>, Option<f64>) = (row.optional(mean + 1)?, row.optional(mean + 2)?);
                Ok(Bought { mean: row.parsed(mean)?, interval: low.zip(high) })
            };
            let (price, low, high): (Option<f64>, Option<f64>, Option<f64>) =
                (row.optional(10)?, row.optional(11)?, row.optional(12)?);
            results.value.push(ValueLine {
                scenario,
                gained: bought(4)?,
                paid: bought(7)?,
                price: price.zip(low.zip(high)),
                state: row.text(13)?.to_string(),
                on_frontier: row.text(14)? == "frontier",
            });
            Ok(())
        })
    }

    fn read_acceptability(&self, effect: &str, results: &mut Results) -> Result<(), ChartError> {
        let columns = ["scenario", "effect", "money", "worth_yuan", "probability_best"];
        self.each_row("acceptability.csv", &columns, |row| {
            let Some(scenario) = row.scenario else { return Ok(()) };
            if row.text(1)? == effect && row.text(2)? == "outside" {
                results.acceptability.entry(scenario).or_default().push((row.parsed(3)?, row.parsed(4)?));
            }
            Ok(())
        })
    }

    fn read_uncertainty(&self, results: &mut Results) -> Result<(), ChartError> {
        let columns = [
            "scenario",
            "baseline",
            "quantity",
            "unit",
            "last_year",
            "own_mean",
            "own_ci95_low",
            "own_ci95_high",
            "sets",
            "sets_low",
            "sets_high",
            "assumption_share",
            "sets_with_the_sign",
        ];
        self.each_row("uncertainty.csv", &columns, |row| {
            let (Some(scenario), false) = (row.scenario, row.bytes(1).is_empty()) else { return Ok(()) };
            let both = |low: Option<f64>, high: Option<f64>| low.zip(high);
            results.uncertainty.push(SpreadLine {
                scenario,
                quantity: row.text(2)?.to_string(),
                unit: row.text(3)?.to_string(),
                year: row.parsed(4)?,
                own: row.parsed(5)?,
                interval: both(row.optional(6)?, row.optional(7)?),
                sets: row.parsed(8)?,
                range: both(row.optional(9)?, row.optional(10)?),
                share: row.optional(11)?,
                holds: row.optional(12)?.map(|count| count as u64),
            });
            Ok(())
        })?;
        let mut sums: BTreeMap<(usize, String, u32), (f64, u32)> = BTreeMap::new();
        let columns = ["scenario", "variant", "kind", "quantity", "difference"];
        self.each_row("uncertainty_outcomes.csv", &columns, |row| {
            let (Some(scenario), b"set") = (row.scenario, row.bytes(2)) else { return Ok(()) };
            let Some(difference) = row.optional(4)? else { return Ok(()) };
            let sum = sums.entry((scenario, row.text(3)?.to_string(), row.parsed(1)?)).or_default();
            *sum = (sum.0 + difference, sum.1 + 1);
            Ok(())
        })?;
        for ((scenario, quantity, _), (sum, count)) in sums {
            results.set_means.entry((scenario, quantity)).or_default().push(sum / f64::from(count));
        }
        Ok(())
    }

    fn read_ramp(&self, results: &mut Results) -> Result<(), ChartError> {
        let columns = ["lever", "metric", "level", "way", "year", "mean", "ci95_low", "ci95_high", "rest_mean"];
        self.each_row("hysteresis.csv", &columns, |row| {
            let Some(mean) = row.optional(5)? else { return Ok(()) };
            let (low, high): (Option<f64>, Option<f64>) = (row.optional(6)?, row.optional(7)?);
            results.ramp.push(RampStep {
                lever: row.text(0)?.to_string(),
                metric: row.text(1)?.to_string(),
                level: row.parsed(2)?,
                down: row.bytes(3) == b"down",
                year: row.parsed(4)?,
                mean,
                interval: low.zip(high),
                rest: row.optional(8)?,
            });
            Ok(())
        })?;
        self.each_row("hysteresis_summary.csv", &["quantity", "value", "ci95_low", "ci95_high"], |row| {
            let Some(value) = row.optional(1)? else { return Ok(()) };
            let (low, high): (Option<f64>, Option<f64>) = (row.optional(2)?, row.optional(3)?);
            results.ramp_summary.entry(row.text(0)?.to_string()).or_insert((value, low.zip(high)));
            Ok(())
        })
    }

    /// Hands every row of a table over, with these columns wherever they stand; the first of them is the scenario.
    fn each_row(
        &self,
        file: &str,
        columns: &[&str],
        mut take: impl FnMut(&Row) -> Result<(), ChartError>,
    ) -> Result<(), ChartError> {
        let path = self.folder.join(file);
        let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(open(&path)?);
        let header = reader.byte_headers().map_err(|error| malformed(&path, error))?.clone();
        let mut positions = Vec::with_capacity(columns.len());
        for column in columns {
            let position = header.iter().position(|name| name == column.as_bytes());
            positions.push(position.ok_or_else(|| ChartError::Malformed {
                path: path.clone(),
                line: 1,
                found: format!("a header without `{column}`"),
            })?);
        }
        let mut record = ByteRecord::new();
        let mut seen: (Vec<u8>, Option<usize>) = (Vec::new(), None);
        while reader.read_byte_record(&mut record).map_err(|error| malformed(&path, error))? {
            let name = record.get(positions[0]).unwrap_or_default();
            if name != seen.0 {
                let position = self.manifest.scenarios.iter().position(|scenario| scenario.name.as_bytes() == name);
                seen = (name.to_vec(), position);
            }
            take(&Row { record: &record, path: &path, columns, positions: &positions, scenario: seen.1 })?;
        }
        Ok(())
    }
}

/// A row with the columns that were asked for.
struct Row<'a> {
    record: &'a ByteRecord,
    path: &'a Path,
    columns: &'a [&'a str],
    positions: &'a [usize],
    /// The position of the row's scenario in the manifest; none for one that the manifest does not know.
    scenario: Option<usize>,
}

impl Row<'_> {
    fn bytes(&self, column: usize) -> &[u8] {
        self.record.get(self.positions[column]).unwrap_or_default()
    }

    fn text(&self, column: usize) -> Result<&str, ChartError> {
        std::str::from_utf8(self.bytes(column)).map_err(|_| self.wrong(column))
    }

    fn parsed<T: std::str::FromStr>(&self, column: usize) -> Result<T, ChartError> {
        self.text(column)?.parse().map_err(|_| self.wrong(column))
    }

    /// A number that may be undefined.
    fn optional(&self, column: usize) -> Result<Option<f64>, ChartError> {
        if self.bytes(column).is_empty() { Ok(None) } else { self.parsed(column).map(Some) }
    }

    fn wrong(&self, column: usize) -> ChartError {
        let found = format!("`{}` as {}", String::from_utf8_lossy(self.bytes(column)), self.columns[column]);
        let line = self.record.position().map_or(0, csv::Position::line);
        ChartError::Malformed { path: self.path.to_path_buf(), line, found }
    }
}

fn open(path: &Path) -> Result<File, ChartError> {
    File::open(path).map_err(|error| ChartError::Unreadable(path.to_path_buf(), error))
}

fn malformed(path: &Path, error: csv::Error) -> ChartError {
    let line = error.position().map_or(0, csv::Position::line);
    ChartError::Malformed { path: path.to_path_buf(), line, found: error.to_string() }
}
