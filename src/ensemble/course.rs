//! The course of one scenario: a few metrics year by year, as means over replicates.

use super::Run;
use crate::metrics;
use crate::stats::moments::Moments;
use crate::stats::student;
use serde::{Deserialize, Serialize};

/// The metrics that are shown of a single scenario.
pub const METRICS: &[&str] = &[
    "organisations_alive",
    "landing",
    "counties_reached",
    "base_cohort_survival",
    "first_year_exit",
    "velocity",
    "service_units",
];

/// Means over replicates, year by year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// The scenario's name.
    pub scenario: String,
    /// What it is called, in English.
    pub title: String,
    /// What it is called, in Chinese.
    pub title_zh: String,
    /// The metrics, in the order of the cells.
    pub metrics: Vec<String>,
    /// Year by year.
    pub years: Vec<CourseYear>,
}

/// One year of a course.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CourseYear {
    /// The year.
    pub year: i16,
    /// One cell per metric; none where no replicate defines it.
    pub cells: Vec<Option<CourseCell>>,
}

/// One metric in one year.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CourseCell {
    /// The mean over replicates.
    pub mean: f64,
    /// Lower end of the 95 % interval of the mean (Student's t); none with fewer than two replicates.
    pub ci95_low: Option<f64>,
    /// Upper end of the interval.
    pub ci95_high: Option<f64>,
    /// The standard deviation between replicates; none with fewer than two.
    pub sd: Option<f64>,
    /// Replicates in which it is defined.
    pub replicates: u64,
}

/// Gathers a course replicate by replicate; its memory does not grow with their number.
pub struct CourseGatherer {
    years: std::ops::RangeInclusive<i16>,
    metrics: Vec<(usize, &'static str)>,
    moments: Vec<Moments>,
}

impl CourseGatherer {
    /// Begins to gather [`METRICS`] over these years.
    pub fn new(years: std::ops::RangeInclusive<i16>) -> CourseGatherer {
        let metrics: Vec<(usize, &str)> =
            METRICS.iter().filter_map(|name| Some((metrics::position(name)?, *name))).collect();
        let moments = vec![Moments::default(); years.clone().count() * metrics.len()];
        CourseGatherer { years, metrics, moments }
    }

    /// Takes in one replicate.
    pub fn add(&mut self, run: &Run) {
        for (row, year) in self.years.clone().enumerate() {
            let Some(record) = run.year(year) else { continue };
            for (column, &(position, _)) in self.metrics.iter().enumerate() {
                if let Some(value) = record.metrics[position] {
                    self.moments[row * self.metrics.len() + column].add(value);
                }
            }
        }
    }

    /// The course so far.
    pub fn course(&self, scenario: &str, title: &str, title_zh: &str) -> Course {
        let cells = |row: usize| {
            let first = row * self.metrics.len();
            self.moments[first..first + self.metrics.len()].iter().map(cell).collect()
        };
        let years = self.years.clone().enumerate().map(|(row, year)| CourseYear { year, cells: cells(row) });
        Course {
            scenario: scenario.to_string(),
            title: title.to_string(),
            title_zh: title_zh.to_string(),
            metrics: self.metrics.iter().map(|(_, name)| (*name).to_string()).collect(),
            years: years.collect(),
        }
    }
}

fn cell(moments: &Moments) -> Option<CourseCell> {
    let mean = moments.mean()?;
    let half = moments.deviation().map(|deviation| {
        let count = moments.count() as f64;
        if deviation > 0.0 { student::quantile(0.975, count - 1.0) * deviation / count.sqrt() } else { 0.0 }
    });
    Some(CourseCell {
        mean,
        ci95_low: half.map(|half| mean - half),
        ci95_high: half.map(|half| mean + half),
        sd: moments.deviation(),
        replicates: moments.count(),
    })
}
