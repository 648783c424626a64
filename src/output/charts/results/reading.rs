//! One reader for each table: what of its rows is kept, and how it is summed.

use super::rows::{Row, malformed, open};
use super::{
    AtRisk, Bands, Bought, Contents, Difference, FlowKey, LorenzPoint, Place, RECEIVERS, RampStep, Results, Spread,
    SpreadLine, TieRow, ValueLine, Wanted,
};
use crate::output::charts::ChartError;
use crate::stats::quantile::Band;
use std::collections::{BTreeMap, BTreeSet};

/// Replicates of a scenario whose points are drawn: more would be a blot, and a heavy page.
const CLOUD_MAX: usize = 200;

impl Contents {
    pub(super) fn read_bands(&self, wanted: &BTreeSet<String>, results: &mut Results) -> Result<(), ChartError> {
        let scenarios = self.manifest.scenarios.len();
        results.bands = wanted.iter().map(|name| (name.clone(), vec![Bands::new(); scenarios])).collect();
        let columns = [
            "scenario",
            "metric",
            "year",
            "sd",
            "p5",
            "p25",
            "median",
            "p75",
            "p95",
            "since_base_ci95_low",
            "since_base_ci95_high",
        ];
        self.each_row("bands.csv", &columns, |row| {
            let (Some(of_metric), Some(scenario)) = (results.bands.get_mut(row.text(1)?), row.scenario) else {
                return Ok(());
            };
            let band = Band {
                low_90: row.parsed(4)?,
                low_50: row.parsed(5)?,
                median: row.parsed(6)?,
                high_50: row.parsed(7)?,
                high_90: row.parsed(8)?,
            };
            let (low, high): (Option<f64>, Option<f64>) = (row.optional(9)?, row.optional(10)?);
            let spread = Spread { band, deviation: row.optional(3)?, since_base: low.zip(high) };
            of_metric[scenario].insert(row.parsed(2)?, spread);
            Ok(())
        })
    }

    pub(super) fn read_comparison(&self, wanted: &BTreeSet<String>, results: &mut Results) -> Result<(), ChartError> {
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

    pub(super) fn read_flows(&self, results: &mut Results) -> Result<(), ChartError> {
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

    pub(super) fn read_receivers(&self, results: &mut Results) -> Result<(), ChartError> {
        let columns = ["scenario", "year", "kind", "from_sector", "organisation_kind", "tier", "received_yuan"];
        self.each_row(RECEIVERS, &columns, |row| {
            let Some(scenario) = row.scenario else { return Ok(()) };
            let key = (row.text(2)?.into(), row.text(3)?.into(), row.text(4)?.into(), row.text(5)?.into());
            results.receivers.entry((scenario, row.parsed(1)?)).or_default().insert(key, row.parsed(6)?);
            Ok(())
        })
    }

    pub(super) fn read_exposure(&self, results: &mut Results) -> Result<(), ChartError> {
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

    pub(super) fn read_counties(&self, wanted: &Wanted, results: &mut Results) -> Result<(), ChartError> {
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

    pub(super) fn read_lorenz(&self, results: &mut Results) -> Result<(), ChartError> {
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

    pub(super) fn read_network(&self, results: &mut Results) -> Result<(), ChartError> {
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

    pub(super) fn read_value(&self, effect: &str, results: &mut Results) -> Result<(), ChartError> {
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

    /// The replicates behind the means; a folder without them is drawn all the same.
    pub(super) fn read_clouds(&self, effect: &str, results: &mut Results) -> Result<(), ChartError> {
        const FILE: &str = "value_replicates.csv";
        if !self.folder.join(FILE).exists() {
            return Ok(());
        }
        self.each_row(FILE, &["scenario", effect, "outside_yuan"], |row| {
            let Some(scenario) = row.scenario else { return Ok(()) };
            let cloud = results.clouds.entry(scenario).or_default();
            if cloud.len() < CLOUD_MAX {
                cloud.push((row.parsed(1)?, row.parsed(2)?));
            }
            Ok(())
        })
    }

    pub(super) fn read_acceptability(&self, effect: &str, results: &mut Results) -> Result<(), ChartError> {
        let columns = ["scenario", "effect", "money", "worth_yuan", "probability_best"];
        self.each_row("acceptability.csv", &columns, |row| {
            let Some(scenario) = row.scenario else { return Ok(()) };
            if row.text(1)? == effect && row.text(2)? == "outside" {
                results.acceptability.entry(scenario).or_default().push((row.parsed(3)?, row.parsed(4)?));
            }
            Ok(())
        })
    }

    pub(super) fn read_uncertainty(&self, results: &mut Results) -> Result<(), ChartError> {
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

    pub(super) fn read_ramp(&self, results: &mut Results) -> Result<(), ChartError> {
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
}
