//! Whether replicates fall into two groups, so that their mean stands for neither.
//!
//! Two things have to hold: Hartigan's dip test rejects a single peak at 5 %, and the two normal distributions that fit
//! best are apart (Ashman's D above 2, both shares above a tenth). Either alone is misled: D by few different values, the
//! dip by a few stragglers.

use crate::random::{Draws, Purpose};
use crate::stats::dip::{self, Chance};
use crate::stats::mixture::{self, Mixture};
use std::collections::BTreeMap;

/// The level of the dip test.
pub const LEVEL: f64 = 0.05;

/// Samples from which chance is known.
const SAMPLES: u32 = 1_999;

/// Two groups fitted to a sample, and what speaks for them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoGroups {
    /// Where they would lie.
    pub mixture: Mixture,
    /// How often a single peak gives such a dip.
    pub dip_p_value: f64,
}

impl TwoGroups {
    /// Whether there are two.
    pub fn are_two(&self) -> bool {
        self.dip_p_value < LEVEL && self.mixture.is_apart()
    }
}

/// Looks for two groups in samples; what chance does is worked out once for each size.
///
/// It is the same for every region and seed: a table, not a part of the simulation.
#[derive(Default)]
pub struct Looker {
    chances: BTreeMap<usize, Chance>,
}

impl Looker {
    /// The two groups that fit a sample best; none with fewer than eight values or without any spread.
    pub fn look(&mut self, sample: &[f64]) -> Option<TwoGroups> {
        let mixture = mixture::fit(sample)?;
        let dip = dip::dip(&dip::spread_ties(sample))?;
        let chance = self.chances.entry(sample.len()).or_insert_with(|| {
            let mut stream = Draws::new(0, 0).timeless(Purpose::DIP);
            Chance::new(sample.len(), SAMPLES, |sample, place| stream.uniform(place, sample))
        });
        Some(TwoGroups { mixture, dip_p_value: chance.p_value(dip) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How often 32 replicates of an outcome are called two groups.
    fn called_two(mut outcome: impl FnMut(&mut dyn FnMut() -> f64) -> f64) -> f64 {
        let mut stream = Draws::new(7, 0).timeless(Purpose::TEST);
        let mut looker = Looker::default();
        let toys = 400;
        let mut count = 0;
        for toy in 0..toys {
            let mut index = 0;
            let mut uniform = || {
                index += 1;
                stream.uniform(toy, index)
            };
            let sample: Vec<f64> = (0..32).map(|_| outcome(&mut uniform)).collect();
            count += u32::from(looker.look(&sample).is_some_and(|found| found.are_two()));
        }
        f64::from(count) / f64::from(toys)
    }

    fn successes(trials: u32, share: f64, uniform: &mut dyn FnMut() -> f64) -> f64 {
        (0..trials).filter(|_| uniform() < share).count() as f64
    }

    /// Small counts with one peak: D alone would call most of the first ones two groups.
    #[test]
    fn small_counts_with_one_peak_are_one_group() {
        for (trials, share) in [(1, 0.5), (3, 0.4), (5, 0.2), (20, 0.1)] {
            let found = called_two(|uniform| successes(trials, share, uniform));
            assert!(found <= LEVEL, "{trials} {share}: {found}");
        }
        let eyes = called_two(|uniform| (6.0 * uniform()).floor());
        assert!(eyes <= LEVEL, "{eyes}");
        let shares = called_two(|uniform| successes(3, 0.4, uniform) / 137.0);
        assert!(shares <= LEVEL, "{shares}");
        assert!(mixture::fit(&[0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0]).is_some_and(|fit| fit.is_apart()));
    }

    #[test]
    fn a_planted_mixture_is_two_groups() {
        let found = called_two(|uniform| {
            let base = if uniform() < 0.5 { 0.0 } else { 15.0 };
            base + successes(8, 0.4, uniform)
        });
        assert!(found > 0.95, "{found}");
        let nothing_or_all = called_two(|uniform| if uniform() < 0.5 { 0.0 } else { 10.0 });
        assert!(nothing_or_all > 0.95, "{nothing_or_all}");
    }
}
