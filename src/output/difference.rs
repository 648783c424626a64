//! Two folders of results against each other: what moved, which settings differ, which files only one of them has.

use super::failure::{Failure, Words};
use super::manifest::{Manifest, ScenarioEntry};
use crate::stats::moments::Moments;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// In what two folders differ.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// The version that wrote each of them.
    pub versions: [String; 2],
    /// The seed of each.
    pub seeds: [u64; 2],
    /// The replicates of each.
    pub replicates: [u32; 2],
    /// Whether replicates are pairs: same seed and same number, so that they meet the same chance.
    pub paired: bool,
    /// Files that only the first one has.
    pub only_first: Vec<String>,
    /// Files that only the second one has.
    pub only_second: Vec<String>,
    /// Files that both have, with different content.
    pub other_content: Vec<String>,
    /// Settings of scenarios of the same name that differ.
    pub settings: Vec<SettingMoved>,
    /// Metrics that moved in years that count, what moved most first.
    pub metrics: Vec<MetricMoved>,
    /// How many means of metrics were compared: scenarios × metrics × years that count.
    pub compared: u64,
    /// The first year that counts: the later base year of the two; the years before are burn-in.
    pub first_year: i16,
    /// How many means moved in the years before; they are not among the metrics.
    pub moved_before: u64,
}

/// A setting that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SettingMoved {
    /// The scenario.
    pub scenario: String,
    /// Its path.
    pub path: String,
    /// Its value in the first folder; none if it is not there.
    pub first: Option<serde_json::Value>,
    /// Its value in the second folder.
    pub second: Option<serde_json::Value>,
}

/// A metric whose mean differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MetricMoved {
    /// The scenario.
    pub scenario: String,
    /// The metric.
    pub metric: String,
    /// The year.
    pub year: i16,
    /// The mean in the first folder; none if it is not defined there.
    pub first: Option<f64>,
    /// The mean in the second folder.
    pub second: Option<f64>,
    /// Second less first.
    pub difference: Option<f64>,
    /// The difference by the first mean; none where that is zero.
    pub relative: Option<f64>,
    /// The difference by its standard error; none where it does not vary or is not known.
    pub standard_errors: Option<f64>,
}

/// Values of every scenario, metric and year, replicate by replicate.
type Values = BTreeMap<(String, String, i16), BTreeMap<u32, f64>>;

/// Compares two folders of results.
///
/// # Errors
/// When a manifest or a table cannot be read.
pub fn difference(first: &Path, second: &Path) -> Result<Difference, Failure> {
    let manifests = [Manifest::read(&first.join("manifest.json"))?, Manifest::read(&second.join("manifest.json"))?];
    let [one, two] = &manifests;
    let content = |manifest: &Manifest| -> BTreeMap<String, String> {
        manifest.files.iter().map(|file| (file.path.clone(), file.blake3.clone())).collect()
    };
    let files = [content(one), content(two)];
    let only = |here: usize, there: usize| -> Vec<String> {
        files[here].keys().filter(|path| !files[there].contains_key(*path)).cloned().collect()
    };
    let other_content: Vec<String> = files[0]
        .iter()
        .filter(|(path, hash)| files[1].get(*path).is_some_and(|other| other != *hash))
        .map(|(path, _)| path.clone())
        .collect();
    let paired = one.seed == two.seed && one.replicates == two.replicates;
    let base_years = manifests.iter().flat_map(|manifest| &manifest.scenarios).filter_map(base_year);
    let first_year = base_years.max().unwrap_or(i16::MIN);
    let Moved { metrics, compared, before: moved_before } = if files[0].get("yearly.csv") == files[1].get("yearly.csv")
    {
        let compared = read(first)?.keys().filter(|(_, _, year)| *year >= first_year).count() as u64;
        Moved { metrics: Vec::new(), compared, before: 0 }
    } else {
        moved(&read(first)?, &read(second)?, paired, first_year)
    };
    Ok(Difference {
        versions: [one.version.clone(), two.version.clone()],
        seeds: [one.seed, two.seed],
        replicates: [one.replicates, two.replicates],
        paired,
        only_first: only(0, 1),
        only_second: only(1, 0),
        other_content,
        settings: settings_moved(one, two),
        metrics,
        compared,
        first_year,
        moved_before,
    })
}

/// The base year of a scenario as its folder recorded it.
fn base_year(scenario: &ScenarioEntry) -> Option<i16> {
    i16::try_from(scenario.settings.pointer("/run/base_year")?.as_i64()?).ok()
}

fn read(folder: &Path) -> Result<Values, Failure> {
    let path = folder.join("yearly.csv");
    if !path.exists() {
        let shown = path.display();
        return Err(Failure::Refused(Words::new(
            format!("{shown} is not there, and by it folders are compared: one was written without the part `yearly`"),
            format!("没有 {shown}，而比较文件夹要靠它：写出该文件夹时未要 `yearly` 这一部分"),
        )));
    }
    let mut reader = csv::Reader::from_path(&path).map_err(|error| Failure::reading(&path, error))?;
    let mut values = Values::new();
    for row in reader.deserialize::<(String, u32, i16, String, Option<f64>)>() {
        let (scenario, replicate, year, metric, value) = row.map_err(|error| Failure::reading(&path, error))?;
        let known = values.entry((scenario, metric, year)).or_default();
        if let Some(value) = value {
            known.insert(replicate, value);
        }
    }
    Ok(values)
}

/// What moved in the years that count, and how many means were compared; and how many moved before.
struct Moved {
    metrics: Vec<MetricMoved>,
    compared: u64,
    before: u64,
}

/// What moved from a year on, by standard errors, then relatively.
fn moved(one: &Values, two: &Values, paired: bool, first_year: i16) -> Moved {
    let shared = one.keys().filter(|key| two.contains_key(*key));
    let (keys, before): (Vec<_>, Vec<_>) = shared.partition(|(_, _, year)| *year >= first_year);
    let before = before.into_iter().filter(|key| one[*key] != two[*key]).count() as u64;
    let mut found: Vec<MetricMoved> =
        keys.iter().filter_map(|key| moved_one(key, &one[*key], &two[*key], paired)).collect();
    let rank = |moved: &MetricMoved| {
        // A difference without any spread is beyond all standard errors.
        let errors = moved.standard_errors.map_or(f64::INFINITY, f64::abs);
        (errors, moved.relative.map_or(f64::INFINITY, f64::abs))
    };
    found.sort_by(|a, b| {
        let ((a_errors, a_relative), (b_errors, b_relative)) = (rank(a), rank(b));
        b_errors
            .total_cmp(&a_errors)
            .then(b_relative.total_cmp(&a_relative))
            .then_with(|| (&a.scenario, &a.metric, a.year).cmp(&(&b.scenario, &b.metric, b.year)))
    });
    Moved { metrics: found, compared: keys.len() as u64, before }
}

fn moved_one(
    (scenario, metric, year): &(String, String, i16),
    one: &BTreeMap<u32, f64>,
    two: &BTreeMap<u32, f64>,
    paired: bool,
) -> Option<MetricMoved> {
    if one == two {
        return None;
    }
    let gather = |values: &BTreeMap<u32, f64>| {
        let mut moments = Moments::default();
        values.values().for_each(|&value| moments.add(value));
        moments
    };
    let [before, after] = [gather(one), gather(two)];
    let (first, second) = (before.mean(), after.mean());
    let (difference, error) = if paired {
        // Pairs of which both sides are defined.
        let mut differences = Moments::default();
        for (replicate, value) in one {
            if let Some(other) = two.get(replicate) {
                differences.add(other - value);
            }
        }
        let count = differences.count() as f64;
        (differences.mean(), differences.deviation().map(|deviation| deviation / count.sqrt()))
    } else {
        let variance =
            |moments: &Moments| moments.deviation().map(|deviation| deviation * deviation / moments.count() as f64);
        let error = variance(&before).zip(variance(&after)).map(|(one, two)| (one + two).sqrt());
        (first.zip(second).map(|(first, second)| second - first), error)
    };
    Some(MetricMoved {
        scenario: scenario.clone(),
        metric: metric.clone(),
        year: *year,
        first,
        second,
        difference,
        relative: difference.zip(first).filter(|(_, first)| *first != 0.0).map(|(moved, first)| moved / first.abs()),
        standard_errors: difference
            .zip(error)
            .filter(|(_, error)| *error > 0.0)
            .map(|(difference, error)| difference / error),
    })
}

fn settings_moved(one: &Manifest, two: &Manifest) -> Vec<SettingMoved> {
    let mut found = Vec::new();
    for scenario in &one.scenarios {
        let Some(other) = two.scenarios.iter().find(|other| other.name == scenario.name) else { continue };
        let mut leaves: [BTreeMap<String, serde_json::Value>; 2] = Default::default();
        flatten("", &scenario.settings, &mut leaves[0]);
        flatten("", &other.settings, &mut leaves[1]);
        let paths: BTreeSet<&String> = leaves[0].keys().chain(leaves[1].keys()).collect();
        for path in paths {
            let (first, second) = (leaves[0].get(path), leaves[1].get(path));
            if first != second {
                found.push(SettingMoved {
                    scenario: scenario.name.clone(),
                    path: path.clone(),
                    first: first.cloned(),
                    second: second.cloned(),
                });
            }
        }
    }
    found
}

fn flatten(path: &str, value: &serde_json::Value, leaves: &mut BTreeMap<String, serde_json::Value>) {
    match value {
        serde_json::Value::Object(table) => {
            for (name, value) in table {
                flatten(&crate::settings::join(path, name), value, leaves);
            }
        }
        serde_json::Value::Array(rows) if rows.iter().any(serde_json::Value::is_object) => {
            for (number, row) in rows.iter().enumerate() {
                flatten(&format!("{path}[{number}]"), row, leaves);
            }
        }
        leaf => {
            leaves.insert(path.to_string(), leaf.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(rows: &[(&str, &[f64])]) -> Values {
        let by_replicate = |values: &[f64]| (0..).zip(values.iter().copied()).collect();
        rows.iter().map(|(metric, values)| (("s".into(), (*metric).into(), 2020), by_replicate(values))).collect()
    }

    /// Known answers: paired differences 1, 2, 3 have mean 2 and standard error 1/√3; unpaired, the samples 1, 2, 3 and
    /// 2, 4, 6 have a difference of 2 with the standard error √(1/3 + 4/3).
    #[test]
    fn what_moved_most_comes_first() {
        let one = values(&[("a", &[1.0, 2.0, 3.0]), ("b", &[5.0, 5.0, 5.0]), ("c", &[1.0, 1.0, 1.0])]);
        let two = values(&[("a", &[2.0, 4.0, 6.0]), ("b", &[6.0, 6.0, 6.0]), ("c", &[1.0, 1.0, 1.0])]);
        let Moved { metrics: paired, compared, .. } = moved(&one, &two, true, 2020);
        let names: Vec<&str> = paired.iter().map(|moved| moved.metric.as_str()).collect();
        assert_eq!((names, compared), (vec!["b", "a"], 3), "without spread first; what did not move is left out");
        assert_eq!((paired[0].difference, paired[0].standard_errors), (Some(1.0), None));
        assert_eq!(paired[1].relative, Some(1.0));
        let errors = paired[1].standard_errors.expect("it varies");
        assert!((errors - 2.0 * 3f64.sqrt()).abs() < 1e-12, "{errors}");
        let Moved { metrics: unpaired, .. } = moved(&one, &two, false, 2020);
        let errors = unpaired.iter().find(|moved| moved.metric == "a").and_then(|moved| moved.standard_errors);
        assert!((errors.expect("it varies") - 2.0 / (5f64 / 3.0).sqrt()).abs() < 1e-12);
    }

    /// The burn-in is counted and not named, whatever moved in it.
    #[test]
    fn years_before_the_base_year_do_not_come_first() {
        let one = values(&[("a", &[1.0, 2.0, 3.0]), ("b", &[1.0, 1.0, 1.0])]);
        let two = values(&[("a", &[9.0, 9.5, 9.0]), ("b", &[1.0, 1.0, 1.0])]);
        let found = moved(&one, &two, true, 2021);
        assert_eq!((found.metrics, found.compared, found.before), (Vec::new(), 0, 1));
    }

    #[test]
    fn settings_are_compared_by_path() {
        let mut leaves = BTreeMap::new();
        let settings = serde_json::json!({ "a": { "b": 1, "rows": [{ "c": 2 }] }, "list": [1, 2] });
        flatten("", &settings, &mut leaves);
        let paths: Vec<&str> = leaves.keys().map(String::as_str).collect();
        assert_eq!(paths, ["a.b", "a.rows[0].c", "list"]);
    }
}
