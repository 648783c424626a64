//! Lasting or not: what a lever that rises slowly and falls again leaves behind at the same height of the lever.
//!
//! A loop is the area between the way down and the way up, as a share of the rectangle that the lever's range and the
//! metric's range span. The same scenario without the ramp lives beside it on the same chance: what time alone does is
//! taken off there.

use super::Run;
use super::two_groups::Looker;
use crate::metrics;
use crate::stats::moments::Moments;
use crate::stats::student;
use serde::{Deserialize, Serialize};

/// A lever's way up and down again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ramp {
    /// The setting that is ramped.
    pub lever: String,
    /// Its unit.
    pub unit: String,
    /// The metric that is watched.
    pub metric: String,
    /// Step by step.
    pub steps: Vec<Step>,
    /// The year in which the rest after the ramp is looked at.
    pub last_year: i16,
}

/// One height of the lever, held for some years.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The height.
    pub level: f64,
    /// Which way.
    pub way: Way,
    /// The first year.
    pub first_year: i16,
    /// The last year: the metric is read in it.
    pub last_year: i16,
}

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// On the way up; the highest step belongs to both ways.
    Up,
    /// On the way down.
    Down,
}

impl Way {
    /// As it stands in tables.
    pub fn name(self) -> &'static str {
        match self {
            Way::Up => "up",
            Way::Down => "down",
        }
    }
}

impl Ramp {
    /// The steps of a ramp over ascending levels, from a year on, each held for some years: up, then down again.
    pub fn steps(levels: &[f64], first_year: i16, years: i16) -> Vec<Step> {
        let up = levels.iter().map(|&level| (level, Way::Up));
        let down = levels.iter().rev().skip(1).map(|&level| (level, Way::Down));
        let held = |(number, (level, way)): (usize, (f64, Way))| {
            let first_year = first_year + number as i16 * years;
            Step { level, way, first_year, last_year: first_year + years - 1 }
        };
        up.chain(down).enumerate().map(held).collect()
    }
}

/// A mean with its 95 % interval (Student's t).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The mean over replicates.
    pub mean: f64,
    /// Lower end; none with fewer than two replicates.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Replicates.
    pub replicates: u64,
}

/// What stands at one step.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepResult {
    /// The step.
    pub step: Step,
    /// The metric under the ramp.
    pub ramped: Option<Estimate>,
    /// The metric without the ramp in the same year.
    pub rest: Option<Estimate>,
    /// Ramp less rest, paired by replicate.
    pub difference: Option<Estimate>,
}

/// What a ramp shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Loop {
    /// The ramp.
    pub ramp: Ramp,
    /// Step by step.
    pub steps: Vec<StepResult>,
    /// Area of the loop as a share of the lever's range times the metric's; below zero, the way down lies lower.
    pub area: Option<Estimate>,
    /// The same with what the region does without the ramp taken off.
    pub area_beyond_time: Option<Estimate>,
    /// What remains at the end: ramp less rest, paired.
    pub remains: Option<Estimate>,
    /// The values under the ramp in the last year, replicate by replicate.
    pub last_values: Vec<f64>,
    /// The two groups in them, whether or not there are two; none with fewer than eight replicates or without any spread.
    pub groups: Option<Groups>,
}

/// Two groups among replicates.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Groups {
    /// Shares of the groups, the lower first.
    pub weights: [f64; 2],
    /// Their means.
    pub means: [f64; 2],
    /// Ashman's D.
    pub separation: f64,
    /// How often a single peak gives such a dip (Hartigan's dip test).
    pub dip_p_value: f64,
    /// Whether there are two: the dip test rejects one peak at 5 %, D is above 2, and both weights are above a tenth.
    pub are_two: bool,
}

/// The area from which on a loop counts as hysteresis.
pub const CLEAR_AREA: f64 = 0.2;

/// Gathers the values of a ramp replicate by replicate.
pub struct LoopGatherer {
    ramp: Ramp,
    position: Option<usize>,
    /// By replicate: at each step, with and without the ramp.
    values: Vec<Vec<[Option<f64>; 2]>>,
    last: Vec<[Option<f64>; 2]>,
}

impl LoopGatherer {
    /// Begins to gather.
    pub fn new(ramp: Ramp) -> LoopGatherer {
        let position = metrics::position(&ramp.metric);
        LoopGatherer { ramp, position, values: Vec::new(), last: Vec::new() }
    }

    /// Takes in one replicate: the run without the ramp and the one with it.
    pub fn add(&mut self, rest: &Run, ramped: &Run) {
        let value = |run: &Run, year: i16| run.year(year)?.metrics[self.position?];
        let both = |year: i16| [value(ramped, year), value(rest, year)];
        self.values.push(self.ramp.steps.iter().map(|step| both(step.last_year)).collect());
        self.last.push(both(self.ramp.last_year));
    }

    /// What the ramp shows.
    pub fn finish(self) -> Loop {
        let steps = self.ramp.steps.iter().enumerate().map(|(position, &step)| {
            let of = |take: fn([Option<f64>; 2]) -> Option<f64>| {
                estimate(self.values.iter().filter_map(|values| take(values[position])))
            };
            StepResult {
                step,
                ramped: of(|[ramped, _]| ramped),
                rest: of(|[_, rest]| rest),
                difference: of(|[ramped, rest]| Some(ramped? - rest?)),
            }
        });
        let area_of = |take: fn([Option<f64>; 2]) -> Option<f64>| {
            estimate(self.values.iter().filter_map(|values| {
                let values: Option<Vec<f64>> = values.iter().map(|&value| take(value)).collect();
                area(&self.ramp.steps, &values?)
            }))
        };
        let last_values: Vec<f64> = self.last.iter().filter_map(|[ramped, _]| *ramped).collect();
        let groups = Looker::default().look(&last_values).map(|found| Groups {
            weights: found.mixture.weights,
            means: found.mixture.means,
            separation: found.mixture.separation(),
            dip_p_value: found.dip_p_value,
            are_two: found.are_two(),
        });
        Loop {
            steps: steps.collect(),
            area: area_of(|[ramped, _]| ramped),
            area_beyond_time: area_of(|[ramped, rest]| Some(ramped? - rest?)),
            remains: estimate(self.last.iter().filter_map(|[ramped, rest]| Some((*ramped)? - (*rest)?))),
            last_values,
            groups,
            ramp: self.ramp.clone(),
        }
    }
}

/// The area between the way down and the way up by trapezoids, as a share of the rectangle of both ranges; zero where
/// the metric does not move, none without a range of the lever.
fn area(steps: &[Step], values: &[f64]) -> Option<f64> {
    let of = |wanted: Way| steps.iter().zip(values).filter(move |(step, _)| step.way == wanted);
    let up: Vec<(f64, f64)> = of(Way::Up).map(|(step, &value)| (step.level, value)).collect();
    let mut down: Vec<(f64, f64)> = of(Way::Down).map(|(step, &value)| (step.level, value)).collect();
    down.reverse();
    // The highest step belongs to both ways.
    down.push(*up.last()?);
    let below = |curve: &[(f64, f64)]| -> f64 {
        curve.windows(2).map(|pair| (pair[1].0 - pair[0].0) * (pair[0].1 + pair[1].1) / 2.0).sum()
    };
    let width = up.last()?.0 - up.first()?.0;
    let (lowest, highest) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| {
        (if value < low { value } else { low }, if value > high { value } else { high })
    });
    if width <= 0.0 {
        return None;
    }
    let height = highest - lowest;
    Some(if height > 0.0 { (below(&down) - below(&up)) / (width * height) } else { 0.0 })
}

fn estimate(values: impl Iterator<Item = f64>) -> Option<Estimate> {
    let mut moments = Moments::default();
    values.for_each(|value| moments.add(value));
    let mean = moments.mean()?;
    let count = moments.count() as f64;
    let half = moments.deviation().map(|deviation| {
        if deviation > 0.0 { student::quantile(0.975, count - 1.0) * deviation / count.sqrt() } else { 0.0 }
    });
    Some(Estimate {
        mean,
        low: half.map(|half| mean - half),
        high: half.map(|half| mean + half),
        replicates: moments.count(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ramp_goes_up_and_comes_down_the_same_steps() {
        let steps = Ramp::steps(&[0.0, 20.0, 40.0], 2018, 3);
        let seen: Vec<(f64, &str, i16, i16)> =
            steps.iter().map(|step| (step.level, step.way.name(), step.first_year, step.last_year)).collect();
        assert_eq!(
            seen,
            [
                (0.0, "up", 2018, 2020),
                (20.0, "up", 2021, 2023),
                (40.0, "up", 2024, 2026),
                (20.0, "down", 2027, 2029),
                (0.0, "down", 2030, 2032)
            ]
        );
    }

    #[test]
    fn the_area_of_a_loop_is_known_by_hand() {
        let steps = Ramp::steps(&[0.0, 20.0, 40.0], 2018, 1);
        // Follows the lever both ways: no loop.
        assert_eq!(area(&steps, &[0.0, 5.0, 10.0, 5.0, 0.0]), Some(0.0));
        // Nothing until the top, then nothing is lost: a triangle less one half step, (350 − 100) / 400... by trapezoids.
        let (up, down) = (20.0 * 5.0, 20.0 * 10.0 + 20.0 * 10.0);
        assert_eq!(area(&steps, &[0.0, 0.0, 10.0, 10.0, 10.0]), Some((down - up) / (40.0 * 10.0)));
        // The way down lies lower: a loop the other way round.
        assert_eq!(area(&steps, &[10.0, 10.0, 10.0, 0.0, 0.0]), Some((100.0 - 400.0) / 400.0));
        assert_eq!(area(&steps, &[3.0; 5]), Some(0.0));
    }
}
