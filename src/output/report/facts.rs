//! What a report is made of, read from the files of a folder.
//!
//! Files only, never the engine: a folder can be reported on long after, by another version. A table that the folder
//! does not hold is simply not there, and so is the section that would show it.

use super::downloads::csv_of;
use super::texts::BothLanguages;
use crate::output::charts::Lang;
use crate::output::charts::finding::{Direction, direction};
use crate::output::charts::words::{Quantity, metric_label};
use crate::output::{Failure, Manifest, Words};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A paired difference with what it is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Contrast {
    /// Complete pairs.
    pub(super) replicates: u64,
    /// Mean of the scenario that is compared with.
    pub(super) baseline_mean: f64,
    /// Mean of the scenario.
    pub(super) mean: f64,
    /// Mean difference.
    pub(super) difference: f64,
    /// Its 95 % interval; none with fewer than two pairs.
    pub(super) interval: Option<(f64, f64)>,
    /// Share of pairs in which the scenario is better.
    pub(super) share_better: Option<f64>,
}

impl Contrast {
    /// What the interval lets one say.
    pub(super) fn direction(&self) -> Direction {
        direction(self.interval)
    }
}

/// A metric's line in `metrics.csv`.
#[derive(Clone, Debug)]
pub(super) struct Metric {
    pub(super) name: String,
    pub(super) unit: String,
    pub(super) better: String,
    pub(super) meaning: Words,
}

impl Metric {
    /// Its short name.
    pub(super) fn label(&self) -> Words {
        let label = |lang| metric_label(&self.name, &self.meaning.zh, lang);
        Words::new(label(Lang::En), label(Lang::Zh))
    }

    /// How its numbers up to `largest` are shown.
    pub(super) fn quantity(&self, largest: f64, lang: Lang) -> Quantity {
        Quantity::of(&self.unit, largest, lang)
    }
}

/// A scenario of the folder.
#[derive(Clone, Debug)]
pub(super) struct Scenario {
    pub(super) name: String,
    pub(super) title: Words,
    pub(super) question: Words,
    /// Position of the scenario that it extends, if that is in the folder.
    pub(super) parent: Option<usize>,
    /// Its settings by path.
    pub(super) settings: BTreeMap<String, Value>,
}

/// A table read whole: its header and its rows, as texts.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

impl Table {
    /// The position of a column.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }

    /// What stands in a column of a row; nothing where there is no such column.
    pub(super) fn text<'a>(&self, row: &'a [String], name: &str) -> &'a str {
        self.column(name).and_then(|at| row.get(at)).map_or("", String::as_str)
    }

    /// The number in a column of a row.
    pub(super) fn number(&self, row: &[String], name: &str) -> Option<f64> {
        self.text(row, name).parse().ok()
    }

    /// A difference and the ends of its interval, from the columns of these names.
    pub(super) fn contrast(&self, row: &[String], [difference, low, high]: [&str; 3]) -> Option<Contrast> {
        Some(Contrast {
            replicates: self.number(row, "replicates").unwrap_or_default() as u64,
            baseline_mean: self.number(row, "baseline_mean").unwrap_or_default(),
            mean: self.number(row, "scenario_mean").unwrap_or_default(),
            difference: self.number(row, difference)?,
            interval: self.number(row, low).zip(self.number(row, high)),
            share_better: self.number(row, "share_better"),
        })
    }
}

/// How many bytes of a table are read to look up some rows of it.
pub(super) const LARGE: u64 = 64_000_000;

/// Scenario, the scenario that it is compared with, metric, year.
type ContrastKey = (usize, usize, usize, i16);

/// Everything that sections draw on.
pub(super) struct Facts {
    pub(super) folder: PathBuf,
    pub(super) manifest: Manifest,
    pub(super) scenarios: Vec<Scenario>,
    pub(super) metrics: Vec<Metric>,
    /// The year before anything is tried.
    pub(super) base_year: i16,
    /// The last year in which the outside payer gives.
    pub(super) sponsor_year: i16,
    /// The last year.
    pub(super) end_year: i16,
    contrasts: BTreeMap<ContrastKey, Contrast>,
}

impl Facts {
    /// Reads what every report needs.
    ///
    /// # Errors
    /// When the manifest, the list of metrics or the comparison cannot be read.
    pub(super) fn of(folder: &Path) -> Result<Facts, Failure> {
        let manifest = Manifest::read(&folder.join("manifest.json"))?;
        if manifest.scenarios.is_empty() {
            return Err(Failure::Refused(Words::new(
                format!("{} holds no scenario: there is nothing to report", folder.display()),
                format!("{} 中没有情景，无可报告", folder.display()),
            )));
        }
        let scenarios: Vec<Scenario> =
            (0..manifest.scenarios.len()).map(|at| scenario(folder, &manifest, at)).collect();
        let year = |path: &str| scenarios[0].settings.get(path).and_then(Value::as_i64).map(|year| year as i16);
        let end_year = year("run.end_year").unwrap_or_default();
        let base_year = year("run.base_year").unwrap_or(end_year);
        let sponsor_year = year("sponsor.last_year").unwrap_or(end_year).clamp(base_year, end_year);
        let mut facts = Facts {
            folder: folder.to_path_buf(),
            scenarios,
            metrics: metrics(folder)?,
            base_year,
            sponsor_year,
            end_year,
            contrasts: BTreeMap::new(),
            manifest,
        };
        facts.read_comparison()?;
        Ok(facts)
    }

    /// Whether there is anything to compare.
    pub(super) fn compares(&self) -> bool {
        self.scenarios.len() > 1
    }

    /// The position of a metric.
    pub(super) fn metric(&self, name: &str) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.name == name)
    }

    /// A scenario against another, if they were compared.
    pub(super) fn contrast(&self, scenario: usize, against: usize, metric: &str, year: i16) -> Option<Contrast> {
        let metric = self.metrics.iter().position(|known| known.name == metric)?;
        self.contrasts.get(&(scenario, against, metric, year)).copied()
    }

    /// With which scenario another is best compared to see what its own lever does: the one that it extends.
    pub(super) fn origin(&self, scenario: usize) -> usize {
        self.scenarios[scenario].parent.unwrap_or(0)
    }

    /// A setting of a scenario that is a number.
    pub(super) fn number(&self, scenario: usize, path: &str) -> Option<f64> {
        self.scenarios[scenario].settings.get(path).and_then(Value::as_f64)
    }

    /// Every contrast that was read, as CSV with six significant digits.
    pub(super) fn comparison_as_csv(&self) -> String {
        let header =
            ["scenario", "baseline", "metric", "year", "replicates", "baseline_mean", "scenario_mean", "difference"];
        let header = header.into_iter().chain(["ci95_low", "ci95_high", "share_better"]).map(str::to_string);
        let number = |value: Option<f64>| value.map_or(String::new(), significant);
        let rows = self.contrasts.iter().map(|(&(scenario, against, metric, year), contrast)| {
            vec![
                self.scenarios[scenario].name.clone(),
                self.scenarios[against].name.clone(),
                self.metrics[metric].name.clone(),
                year.to_string(),
                contrast.replicates.to_string(),
                significant(contrast.baseline_mean),
                significant(contrast.mean),
                significant(contrast.difference),
                number(contrast.interval.map(|(low, _)| low)),
                number(contrast.interval.map(|(_, high)| high)),
                number(contrast.share_better),
            ]
        });
        csv_of(&header.collect::<Vec<_>>(), &rows.collect::<Vec<_>>())
    }

    /// A table of the folder, if it is there and no larger than `bytes_max`.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub(super) fn table(&self, name: &str, bytes_max: u64) -> Result<Option<Table>, Failure> {
        let path = self.folder.join(name);
        match fs::metadata(&path) {
            Ok(found) if found.is_file() && found.len() <= bytes_max => read_table(&path).map(Some),
            _ => Ok(None),
        }
    }

    /// The row of a table that compares a scenario with the baseline and has these texts in these columns.
    pub(super) fn row<'a>(&self, table: &'a Table, scenario: usize, texts: &[(&str, &str)]) -> Option<&'a Vec<String>> {
        let pair = [("scenario", self.scenarios[scenario].name.as_str()), ("baseline", &self.scenarios[0].name)];
        let wanted: Vec<(usize, &str)> =
            pair.iter().chain(texts).map(|(name, text)| Some((table.column(name)?, *text))).collect::<Option<_>>()?;
        let fits = |row: &&Vec<String>| wanted.iter().all(|(at, text)| row.get(*at).is_some_and(|cell| cell == text));
        table.rows.iter().find(fits)
    }

    fn read_comparison(&mut self) -> Result<(), Failure> {
        let path = self.folder.join("comparison.csv");
        if !path.exists() {
            return Ok(());
        }
        let mut reader = csv::Reader::from_path(&path).map_err(|error| Failure::reading(&path, error))?;
        let header = reader.byte_headers().map_err(|error| Failure::reading(&path, error))?.clone();
        let column = |name: &str| header.iter().position(|column| column == name.as_bytes());
        let names = ["scenario", "baseline", "metric", "year", "replicates", "baseline_mean", "scenario_mean"];
        let more = ["difference", "ci95_low", "ci95_high", "share_better"];
        let Some(at) = names.iter().chain(&more).map(|name| column(name)).collect::<Option<Vec<usize>>>() else {
            return Ok(());
        };
        let place = |names: &mut dyn Iterator<Item = &str>| -> BTreeMap<Vec<u8>, usize> {
            names.enumerate().map(|(position, name)| (name.as_bytes().to_vec(), position)).collect()
        };
        let scenarios = place(&mut self.scenarios.iter().map(|scenario| scenario.name.as_str()));
        let metrics = place(&mut self.metrics.iter().map(|metric| metric.name.as_str()));
        let mut row = csv::ByteRecord::new();
        while reader.read_byte_record(&mut row).map_err(|error| Failure::reading(&path, error))? {
            let field = |which: usize| row.get(at[which]).unwrap_or_default();
            let number = |which: usize| std::str::from_utf8(field(which)).ok()?.parse::<f64>().ok();
            let Some(year) = number(3).map(|year| year as i16) else { continue };
            if year != self.sponsor_year && year != self.end_year {
                continue;
            }
            let key = (scenarios.get(field(0)), scenarios.get(field(1)), metrics.get(field(2)));
            let (Some(&scenario), Some(&against), Some(&metric)) = key else { continue };
            let (Some(baseline_mean), Some(mean), Some(difference)) = (number(5), number(6), number(7)) else {
                continue;
            };
            let contrast = Contrast {
                replicates: number(4).unwrap_or_default() as u64,
                baseline_mean,
                mean,
                difference,
                interval: number(8).zip(number(9)),
                share_better: number(10),
            };
            self.contrasts.insert((scenario, against, metric, year), contrast);
        }
        Ok(())
    }
}

/// A number with six significant digits.
fn significant(value: f64) -> String {
    let short = format!("{value:.5e}").parse::<f64>().expect("a number that was just written");
    format!("{}", short + 0.0)
}

/// Reads a table whole.
pub(super) fn read_table(path: &Path) -> Result<Table, Failure> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).from_path(path).map_err(|error| Failure::reading(path, error))?;
    let texts = |record: &csv::StringRecord| record.iter().map(str::to_string).collect::<Vec<String>>();
    let header = texts(reader.headers().map_err(|error| Failure::reading(path, error))?);
    let mut rows = Vec::new();
    for record in reader.records() {
        rows.push(texts(&record.map_err(|error| Failure::reading(path, error))?));
    }
    Ok(Table { header, rows })
}

/// A scenario by its entry in the manifest and by its file, which also holds its question.
fn scenario(folder: &Path, manifest: &Manifest, at: usize) -> Scenario {
    let entry = &manifest.scenarios[at];
    let file = fs::read_to_string(folder.join("scenarios").join(format!("{}.toml", entry.name))).unwrap_or_default();
    let written: toml::Table = file.parse().unwrap_or_default();
    let word = |key: &str| written.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_string();
    let or_name = |title: &str| if title.is_empty() { entry.name.clone() } else { title.to_string() };
    let mut settings = BTreeMap::new();
    flatten("", &entry.settings, &mut settings);
    let parent = entry.extends.as_ref().and_then(|parent| {
        manifest.scenarios.iter().position(|other| other.name == *parent).filter(|&position| position != at)
    });
    Scenario {
        name: entry.name.clone(),
        title: Words::new(or_name(&entry.title), or_name(&entry.title_zh)),
        question: Words::new(word("question"), word("question_zh")).or_the_other(),
        parent,
        settings,
    }
}

/// Settings by path. A dated series stays whole: its keys are years.
fn flatten(path: &str, value: &Value, settings: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(table) if !is_dated(table) => {
            for (key, inner) in table {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                flatten(&path, inner, settings);
            }
        }
        other => drop(settings.insert(path.to_string(), other.clone())),
    }
}

fn is_dated(table: &serde_json::Map<String, Value>) -> bool {
    !table.is_empty() && table.keys().all(|key| key.parse::<i16>().is_ok())
}

fn metrics(folder: &Path) -> Result<Vec<Metric>, Failure> {
    let table = read_table(&folder.join("metrics.csv"))?;
    let column = |name: &str| table.column(name);
    let (metric, unit, better) = (column("metric"), column("unit"), column("better"));
    let (meaning, meaning_zh, level) = (column("meaning"), column("meaning_zh"), column("level"));
    let text = |row: &Vec<String>, column: Option<usize>| {
        column.and_then(|column| row.get(column)).cloned().unwrap_or_default()
    };
    let of_region = |row: &&Vec<String>| level.is_none() || text(row, level) == "region";
    let read = |row: &Vec<String>| Metric {
        name: text(row, metric),
        unit: text(row, unit),
        better: text(row, better),
        meaning: Words::new(text(row, meaning), text(row, meaning_zh)),
    };
    Ok(table.rows.iter().filter(of_region).map(read).collect())
}
