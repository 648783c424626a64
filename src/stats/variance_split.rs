//! Splits the spread of values that come in groups: how much lies between groups, how much within them.
//!
//! One-way analysis of variance with random groups: components by equating mean squares with what they estimate, the
//! interval of the share between groups from F (Searle, Casella and McCulloch 1992, section 3.6; exact for groups of
//! equal size and normal values).

use super::fisher;

/// The spread of grouped values, split.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VarianceSplit {
    /// How many groups there are.
    pub groups: usize,
    /// How many values there are.
    pub values: usize,
    /// Variance between groups; never below zero.
    pub between: f64,
    /// Variance within groups.
    pub within: f64,
    /// Whether the variance between groups was estimated below zero and is said as zero: groups differ less than
    /// chance alone would make them.
    pub was_negative: bool,
    /// Share of the whole variance that lies between groups; none where nothing varies.
    pub share: Option<f64>,
    /// 95 % interval of the share; none where nothing varies within groups.
    pub share_interval: Option<(f64, f64)>,
}

/// Splits the spread of groups; none with fewer than two groups, or without a group of two values.
pub fn split(groups: &[Vec<f64>]) -> Option<VarianceSplit> {
    let groups: Vec<&Vec<f64>> = groups.iter().filter(|group| !group.is_empty()).collect();
    let values: usize = groups.iter().map(|group| group.len()).sum();
    if groups.len() < 2 || values == groups.len() {
        return None;
    }
    let (count, all) = (groups.len() as f64, values as f64);
    let mean = |group: &[f64]| group.iter().sum::<f64>() / group.len() as f64;
    let grand = groups.iter().map(|group| group.iter().sum::<f64>()).sum::<f64>() / all;
    let (mut squares_between, mut squares_within, mut sizes_squared) = (0.0, 0.0, 0.0);
    for group in &groups {
        let (size, centre) = (group.len() as f64, mean(group));
        squares_between += size * (centre - grand) * (centre - grand);
        squares_within += group.iter().map(|value| (value - centre) * (value - centre)).sum::<f64>();
        sizes_squared += size * size;
    }
    let (free_between, free_within) = (count - 1.0, all - count);
    let (mean_between, within) = (squares_between / free_between, squares_within / free_within);
    // The size that stands for all groups; with equal groups it is theirs.
    let size = (all - sizes_squared / all) / free_between;
    let between = (mean_between - within) / size;
    let total = between.max(0.0) + within;
    let share_interval = (within > 0.0).then(|| {
        let ratio = mean_between / within;
        let share = |ratio: f64| ((ratio - 1.0) / (ratio + size - 1.0)).clamp(0.0, 1.0);
        let low = ratio / fisher::quantile(0.975, free_between, free_within);
        let high = ratio * fisher::quantile(0.975, free_within, free_between);
        (share(low), share(high))
    });
    Some(VarianceSplit {
        groups: groups.len(),
        values,
        between: between.max(0.0),
        within,
        was_negative: between < 0.0,
        share: (total > 0.0).then(|| between.max(0.0) / total),
        share_interval,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: means 2, 6, 10, so 2·(16 + 0 + 16)/2 = 32 between and (2 + 2 + 2)/3 = 2 within; (32 − 2)/2 = 15.
    #[test]
    fn the_split_of_three_pairs_is_that_by_hand() {
        let split = split(&[vec![1.0, 3.0], vec![5.0, 7.0], vec![9.0, 11.0]]).expect("three pairs");
        assert_eq!((split.between, split.within, split.share), (15.0, 2.0, Some(15.0 / 17.0)));
        // F = 16 with 2 and 3: 16 / 16.0441 gives a ratio just below 1, so a share of 0.
        let (low, high) = split.share_interval.expect("values vary");
        assert!(low == 0.0 && high > 0.99, "{low} {high}");
    }

    /// By hand: groups of 2 and 4 stand for (6 − 20/6)/1 = 8/3 values each.
    #[test]
    fn groups_of_unequal_size_are_split_too() {
        let split = split(&[vec![0.0, 2.0], vec![4.0, 6.0, 4.0, 6.0]]).expect("two groups");
        let (mean_between, within) = ((2.0 * 64.0 + 4.0 * 16.0) / 9.0, (2.0 + 4.0) / 4.0);
        assert!((split.within - within).abs() < 1e-12);
        assert!((split.between - (mean_between - within) / (8.0 / 3.0)).abs() < 1e-12, "{split:?}");
    }

    #[test]
    fn less_than_chance_between_groups_is_said_as_zero() {
        let level = split(&[vec![1.0, 9.0], vec![2.0, 8.0]]).expect("two pairs");
        assert_eq!((level.between, level.was_negative, level.share), (0.0, true, Some(0.0)));
        let equal = split(&[vec![1.0, 1.0], vec![1.0, 1.0]]).expect("two pairs");
        assert_eq!((equal.share, equal.share_interval, equal.was_negative), (None, None, false));
        assert_eq!(split(&[vec![1.0], vec![2.0]]), None);
        assert_eq!(split(&[vec![1.0, 2.0]]), None);
    }
}
