//! Replicates until an interval is narrow enough: `METRIC@YEAR ci<WIDTH`, and whether the parts of a folder fulfil it.
//!
//! Replicates are added in steps, and replicate k is the same wherever one stops. So a folder that was filled until
//! something held is the folder of as many replicates as it took.

use super::failure::{Failure, Words};
use super::folder::Folder;
use super::parts::{part_path, read_part};
use super::plan::Plan;
use crate::ensemble::Run;
use crate::metrics;
use crate::stats::moments::Moments;
use crate::stats::paired::Pairs;
use crate::stats::student;
use serde::{Deserialize, Serialize};

/// How long replicates are added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Until {
    /// What was asked for, as it was written.
    pub expression: String,
    /// Replicates at the beginning.
    pub from: u32,
    /// Replicates at most.
    pub most: u32,
    metric: String,
    year: i16,
    /// The half-width below which an interval is narrow enough.
    width: f64,
    /// Whether the width is a share of the mean.
    of_mean: bool,
}

impl Until {
    /// Reads an expression such as `landing@2031 ci<5%` or `landing@2031 ci<3`, for a plan.
    ///
    /// # Errors
    /// When it is malformed, its metric or year is not there, or there may be fewer replicates than at the beginning.
    pub fn read(expression: &str, most: u32, plan: &Plan) -> Result<Until, Failure> {
        let malformed = || {
            refused(
                format!(
                    "`--until` reads METRIC@YEAR ci<WIDTH, found `{expression}`: write for example 'landing@2031 ci<5%' (half \
                     the 95 % interval below 5 % of the mean) or 'landing@2031 ci<3'"
                ),
                format!(
                    "`--until` 的写法是 指标@年份 ci<宽度，收到的是 `{expression}`：例如 'landing@2031 ci<5%'\
                     （95% 区间的一半小于均值的 5%）或 'landing@2031 ci<3'"
                ),
            )
        };
        let (subject, width) = expression.split_once('<').ok_or_else(malformed)?;
        let (metric, year) =
            subject.trim().strip_suffix("ci").ok_or_else(malformed)?.split_once('@').ok_or_else(malformed)?;
        let year: i16 = year.trim().parse().map_err(|_| malformed())?;
        let (number, of_mean) = match width.trim().strip_suffix('%') {
            Some(number) => (number, true),
            None => (width, false),
        };
        let width: f64 = number.trim().parse().map_err(|_| malformed())?;
        if !(width > 0.0 && width.is_finite()) {
            return Err(malformed());
        }
        let metric = metric.trim();
        if metrics::position(metric).is_none() {
            return Err(unknown(metric));
        }
        let years = plan.compared_years();
        if !years.contains(&year) {
            let (first, last) = (years.start(), years.end());
            return Err(refused(
                format!("`--until` asks for {year}, but compared years are {first} to {last}: name one of these"),
                format!("`--until` 要求 {year} 年，但比较的年份是 {first} 至 {last}：请用其中一年"),
            ));
        }
        let from = plan.replicates();
        if most < from {
            return Err(refused(
                format!(
                    "at most {most} replicates, but the scenarios begin with {from}: raise --max-replicates or lower --replicates"
                ),
                format!("最多 {most} 次重复，但情景一开始就有 {from} 次：请调高 --max-replicates 或调低 --replicates"),
            ));
        }
        let width = if of_mean { width / 100.0 } else { width };
        Ok(Until { expression: expression.to_string(), from, most, metric: metric.to_string(), year, width, of_mean })
    }

    /// How many replicates come after so many that were not enough.
    pub fn next(&self, replicates: u32) -> u32 {
        replicates.saturating_add((replicates / 2).max(8)).min(self.most)
    }

    /// Whether every interval is narrow enough: that of each difference from the first scenario, or of the mean where
    /// there is one scenario only. A share is of the larger of the two means.
    ///
    /// # Errors
    /// When a part is missing or cannot be read.
    pub fn is_met(&self, folder: &Folder, plan: &Plan) -> Result<bool, Failure> {
        let scenarios = plan.scenarios.len();
        let mut alone = Moments::default();
        let mut pairs = vec![Pairs::default(); scenarios.saturating_sub(1)];
        for replicate in 0..plan.replicates() {
            let mut values = Vec::with_capacity(scenarios);
            for scenario in 0..scenarios {
                let path = part_path(folder, scenario, replicate);
                let run = read_part(&path)?.ok_or_else(|| Failure::reading(&path, "it is missing or damaged"))?;
                values.push(self.value(&run));
            }
            if let (1, Some(value)) = (scenarios, values[0]) {
                alone.add(value);
            }
            for (pairs, &value) in pairs.iter_mut().zip(&values[1..]) {
                pairs.add(values[0], value);
            }
        }
        if scenarios == 1 {
            let known = alone.mean().zip(alone.deviation());
            let count = alone.count() as f64;
            return Ok(known.is_some_and(|(mean, deviation)| {
                let half = match deviation > 0.0 {
                    true => student::quantile(0.975, count - 1.0) * deviation / f64::sqrt(count),
                    false => 0.0,
                };
                self.is_narrow(half, mean.abs())
            }));
        }
        Ok(pairs.iter().all(|pairs| {
            pairs.summary().is_some_and(|paired| {
                let mean = f64::max(paired.baseline_mean.abs(), paired.scenario_mean.abs());
                paired.interval.is_some_and(|(low, high)| self.is_narrow(0.5 * (high - low), mean))
            })
        }))
    }

    fn is_narrow(&self, half: f64, mean: f64) -> bool {
        half == 0.0 || half < if self.of_mean { self.width * mean } else { self.width }
    }

    fn value(&self, run: &Run) -> Option<f64> {
        run.year(self.year)?.metrics[metrics::position(&self.metric)?]
    }
}

fn unknown(metric: &str) -> Failure {
    let likeness = |other: &str| strsim::jaro_winkler(metric, other);
    let names = metrics::catalogue().map(|known| known.name);
    let nearest = names.max_by(|a, b| likeness(a).total_cmp(&likeness(b))).unwrap_or_default();
    refused(
        format!("`--until` names no metric: `{metric}`; did you mean `{nearest}`? `headwater metrics` lists all"),
        format!("`--until` 中没有名为 `{metric}` 的指标；是否想用 `{nearest}`？`headwater metrics` 列出全部"),
    )
}

fn refused(en: String, zh: String) -> Failure {
    Failure::Refused(Words::new(en, zh))
}
