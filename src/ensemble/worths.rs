//! Which worths of an effect an acceptability curve is drawn over: where it ends, and where it is looked at closely.

use super::value::{Standing, standings};
use std::collections::BTreeSet;

/// Even steps of the acceptability curve.
const POINTS: u32 = 20;
/// Parts of such a step that are told apart where the best choice changes.
const FINER: u32 = 20;

/// What one effect has to be worth for the curve to be read: where the best choice changes, and where the curve ends.
pub(super) struct Worths {
    /// The worths, in yuan, at which another scenario becomes the best on average.
    turns: Vec<f64>,
    /// The highest worth.
    most: f64,
}

impl Worths {
    /// None where no scenario gains for money.
    ///
    /// What is best changes at the prices of the frontier: what one more effect costs from one scenario on it to the next.
    /// The curve ends a quarter beyond the highest of them, rounded up to 1, 1.5, 2, 2.5, 3, 4, 5, 6 or 8 times a power of
    /// ten, so that they fill it. Scenarios off the frontier, however dear, do not stretch it, nor does a step that gains
    /// less than a twentieth of the most that is gained. Where nothing changes, it ends at twice the lowest price.
    pub(super) fn of(means: &[(f64, f64)]) -> Option<Worths> {
        let priced = || means.iter().filter(|(gained, paid)| *gained > 0.0 && *paid > 0.0);
        let lowest = priced().map(|(gained, paid)| paid / gained).min_by(f64::total_cmp)?;
        let most_gained = priced().map(|mean| mean.0).fold(0.0, f64::max);
        let standings = standings(means);
        let on_frontier = means.iter().zip(&standings).filter(|(_, standing)| **standing == Standing::Frontier);
        let mut frontier: Vec<(f64, f64)> = on_frontier.map(|(mean, _)| *mean).collect();
        frontier.sort_by(|a, b| a.1.total_cmp(&b.1));
        let steps = frontier.windows(2).map(|pair| (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1));
        let turns: Vec<f64> = steps
            .filter(|(gained, paid)| *gained >= 0.05 * most_gained && *paid > 0.0)
            .map(|(gained, paid)| paid / gained)
            .collect();
        let last = turns.iter().copied().max_by(f64::total_cmp);
        let most = rounded_up(last.map_or(2.0 * lowest, |price| 1.25 * price))?;
        Some(Worths { turns, most })
    }

    /// The points of the curve, ascending: even steps, and finer ones around the prices at which the best choice changes.
    pub(super) fn points(&self) -> Vec<f64> {
        let fine = f64::from(POINTS * FINER);
        let even = (0..=POINTS).map(|point| point * FINER);
        let around = [0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2];
        let near =
            self.turns.iter().flat_map(|turn| around.map(|share| (fine * share * turn / self.most).round() as u32));
        let points: BTreeSet<u32> = even.chain(near).filter(|point| *point <= POINTS * FINER).collect();
        points.into_iter().map(|point| self.most * f64::from(point) / fine).collect()
    }
}

/// Rounds up to 1, 1.5, 2, 2.5, 3, 4, 5, 6 or 8 times a power of ten.
fn rounded_up(value: f64) -> Option<f64> {
    let mut power = 1.0;
    while power > value && power > 1e-6 {
        power /= 10.0;
    }
    while power < 1e15 {
        for step in [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0] {
            if step * power >= value * (1.0 - 1e-12) {
                return Some(step * power);
            }
        }
        power *= 10.0;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: the frontier turns at 10 and at 40 yuan; 1.25 × 40 = 50. The dear ones off it, at 80 / 2 and 900 / 1.5, do
    /// not count, nor does the last step on it, which gains 0.1. With one scenario that gains and saves, nothing turns,
    /// and the other's price of 8 is doubled and rounded.
    #[test]
    fn the_curve_ends_a_quarter_beyond_the_last_turn() {
        let means = [(0.0, 0.0), (1.0, 10.0), (2.0, 80.0), (3.0, 90.0), (1.5, 900.0), (3.1, 5_000.0)];
        let worths = Worths::of(&means).expect("some gain for money");
        assert!((worths.most - 50.0).abs() < 1e-9, "{}", worths.most);
        let points = worths.points();
        assert!(points.is_sorted() && points.len() > 30 && points[0] == 0.0, "{points:?}");
        assert!(
            [10.0, 38.0, 40.0, 42.0, 50.0].iter().all(|near| points.iter().any(|point| (point - near).abs() < 1e-9))
        );
        let worths = Worths::of(&[(0.0, 0.0), (2.0, -5.0), (1.0, 8.0)]).expect("one gains for money");
        assert!((worths.most - 20.0).abs() < 1e-9, "{}", worths.most);
        assert!(Worths::of(&[(0.0, 0.0), (-1.0, 5.0)]).is_none());
    }
}
