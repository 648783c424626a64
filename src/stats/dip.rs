//! Hartigan's dip: how far a sample is from the nearest distribution with one peak (Hartigan and Hartigan 1985, Annals of
//! Statistics 13, 70–84), and how often chance alone gives as much.
//!
//! Chance is the uniform distribution, of all with one peak the one that dips most. Values that repeat would dip by
//! themselves, so [`spread_ties`] lays them out evenly over the step of their grid before: whole numbers with one peak
//! become a density with one peak, and the test keeps its level.

/// The dip of a sample in ascending order, between 1/(2n) and 1/4; none for an empty sample.
///
/// The greatest convex function below the distribution and the least concave one above it are drawn over an interval
/// that closes in on the peak; the dip is half the largest distance that either has to bridge outside.
pub fn dip(sorted: &[f64]) -> Option<f64> {
    let corners = corners(sorted);
    let (mut low, mut high) = (0, corners.len().checked_sub(1)?);
    let mut widest: f64 = 1.0;
    while low < high {
        let below = hull(&corners[low..=high], |corner| corner.before, false);
        let above = hull(&corners[low..=high], |corner| corner.after, true);
        let (below, above) = (shifted(below, low), shifted(above, low));
        let (distance, next_low, next_high) = farthest(&corners, &below, &above);
        if distance <= widest {
            break;
        }
        // What lies left of the peak has to become convex, what lies right of it concave.
        for pair in below.windows(2).filter(|pair| pair[1] <= next_low) {
            for place in pair[0]..=pair[1] {
                let line = line(&corners, pair, |corner| corner.before, corners[place].value);
                widest = widest.max(corners[place].after - line);
            }
        }
        for pair in above.windows(2).filter(|pair| pair[0] >= next_high) {
            for place in pair[0]..=pair[1] {
                let line = line(&corners, pair, |corner| corner.after, corners[place].value);
                widest = widest.max(line - corners[place].before);
            }
        }
        if (next_low, next_high) == (low, high) {
            break;
        }
        (low, high) = (next_low, next_high);
    }
    Some(widest / (2.0 * sorted.len() as f64))
}

/// A distinct value with how many values lie below it and how many up to it.
struct Corner {
    value: f64,
    before: f64,
    after: f64,
}

fn corners(sorted: &[f64]) -> Vec<Corner> {
    let mut corners: Vec<Corner> = Vec::with_capacity(sorted.len());
    for (place, &value) in sorted.iter().enumerate() {
        let (before, after) = (place as f64, (place + 1) as f64);
        match corners.last_mut().filter(|last| last.value == value) {
            Some(last) => last.after = after,
            None => corners.push(Corner { value, before, after }),
        }
    }
    corners
}

/// The corners that the hull touches: the convex one from below, or the concave one from above.
fn hull(corners: &[Corner], height: fn(&Corner) -> f64, from_above: bool) -> Vec<usize> {
    let mut touched: Vec<usize> = Vec::with_capacity(corners.len());
    for (place, corner) in corners.iter().enumerate() {
        while let [.., first, middle] = touched[..] {
            let (first, middle) = (&corners[first], &corners[middle]);
            let turn = (height(middle) - height(first)) * (corner.value - middle.value)
                - (height(corner) - height(middle)) * (middle.value - first.value);
            if if from_above { turn <= 0.0 } else { turn >= 0.0 } {
                touched.pop();
            } else {
                break;
            }
        }
        touched.push(place);
    }
    touched
}

fn shifted(mut places: Vec<usize>, by: usize) -> Vec<usize> {
    places.iter_mut().for_each(|place| *place += by);
    places
}

/// The height of the line between two touched corners at a value.
fn line(corners: &[Corner], pair: &[usize], height: fn(&Corner) -> f64, value: f64) -> f64 {
    let (from, to) = (&corners[pair[0]], &corners[pair[1]]);
    height(from) + (height(to) - height(from)) * (value - from.value) / (to.value - from.value)
}

/// The largest distance between both hulls, and the interval around it: from a corner of the lower hull to one of the
/// upper.
fn farthest(corners: &[Corner], below: &[usize], above: &[usize]) -> (f64, usize, usize) {
    let mut found = (f64::NEG_INFINITY, below[0], above[above.len() - 1]);
    let mut right = 1;
    for &place in below {
        while right + 1 < above.len() && above[right] < place {
            right += 1;
        }
        let height = line(corners, &above[right - 1..=right], |corner| corner.after, corners[place].value);
        let distance = height - corners[place].before;
        if distance > found.0 {
            let next = if above[right - 1] == place { place } else { above[right] };
            found = (distance, place, next);
        }
    }
    let mut right = 1;
    for &place in above {
        while right + 1 < below.len() && below[right] < place {
            right += 1;
        }
        let height = line(corners, &below[right - 1..=right], |corner| corner.before, corners[place].value);
        let distance = corners[place].after - height;
        if distance > found.0 {
            let last = if below[right] == place { place } else { below[right - 1] };
            found = (distance, last, place);
        }
    }
    found
}

/// Lays out values that repeat evenly over the step of their grid, in ascending order.
///
/// The step is 1 where all values are whole numbers, else the smallest distance between two different values (of which
/// a billionth of the range is none). A sample in which nothing repeats stays as it is.
pub fn spread_ties(sample: &[f64]) -> Vec<f64> {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some((first, last)) = sorted.first().zip(sorted.last()) else { return sorted };
    let same = 1e-9 * (last - first);
    let gaps = || sorted.windows(2).map(|pair| pair[1] - pair[0]);
    if gaps().all(|gap| gap > same) {
        return sorted;
    }
    let step = if sorted.iter().all(|value| value.fract() == 0.0) {
        1.0
    } else {
        gaps().filter(|gap| *gap > same).fold(f64::INFINITY, f64::min)
    };
    if !step.is_finite() {
        return sorted;
    }
    let mut laid_out = Vec::with_capacity(sorted.len());
    for tied in sorted.chunk_by(|one, next| next - one <= same) {
        for place in 0..tied.len() {
            laid_out.push(tied[0] + step * ((place as f64 + 0.5) / tied.len() as f64 - 0.5));
        }
    }
    laid_out
}

/// How the dip is distributed by chance, for samples of one size.
#[derive(Clone, Debug)]
pub struct Chance {
    dips: Vec<f64>,
}

impl Chance {
    /// So many dips of `count` uniform numbers; `uniform` gives the draw of (sample, place), in (0, 1).
    pub fn new(count: usize, samples: u32, mut uniform: impl FnMut(u32, u32) -> f64) -> Chance {
        let mut values = vec![0.0; count];
        let mut dips: Vec<f64> = (0..samples)
            .filter_map(|sample| {
                // Sums of exponential steps lie like sorted uniform numbers, but for place and scale, which do not matter.
                let mut sum = 0.0;
                for (place, value) in values.iter_mut().enumerate() {
                    sum -= libm::log(uniform(sample, place as u32));
                    *value = sum;
                }
                dip(&values)
            })
            .collect();
        dips.sort_by(f64::total_cmp);
        Chance { dips }
    }

    /// How often chance gives this dip or more, the sample itself counted among chance's (Davison and Hinkley 1997).
    pub fn p_value(&self, dip: f64) -> f64 {
        let less = self.dips.partition_point(|known| *known < dip);
        (self.dips.len() - less + 1) as f64 / (self.dips.len() + 1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(mut sample: Vec<f64>) -> Vec<f64> {
        sample.sort_by(f64::total_cmp);
        sample
    }

    /// Values of `diptest.dipstat(numpy.sort(x))` of the Python package diptest 0.12.0, for samples that a formula gives
    /// and in which no value repeats.
    #[test]
    fn dips_agree_with_diptest() {
        let whole = |count: u32, of: fn(u32) -> u32| sorted((0..count).map(|i| f64::from(of(i))).collect());
        let known = [
            (sorted(vec![1.0, 1.2, 0.8, 1.1, 0.9, 10.0, 10.3, 9.7, 10.1, 9.9]), 0.2335164835164835),
            (whole(40, |i| i * i * 37 % 101), 0.034765625),
            (whole(60, |i| i * i * i % 101), 0.02777777777777777),
            (whole(50, |i| i * i), 0.01),
            (
                sorted((0..200).map(|i| f64::from(i * 7919 % 1009 + if i % 3 == 0 { 2018 } else { 0 })).collect()),
                0.0885735222276502,
            ),
        ];
        for (sample, expected) in known {
            let found = dip(&sample).expect("values");
            assert!((found - expected).abs() < 1e-12, "{found}, not {expected}: {sample:?}");
        }
        assert_eq!((dip(&[]), dip(&[3.0]), dip(&[2.0; 8])), (None, Some(0.5), Some(0.0625)));
    }

    /// Numbers that look like chance and are the same everywhere.
    fn scrambled(sample: u32, place: u32) -> f64 {
        let mut word = u64::from(sample) << 32 | u64::from(place);
        // SplitMix64 (Steele, Lea and Flood 2014).
        word = word.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((word ^ (word >> 31)) >> 11) as f64 / (1_u64 << 53) as f64 + f64::EPSILON / 4.0
    }

    /// The 90, 95 and 99 % points of the table of diptest 0.12.0 (Maechler's, one million samples) for 30 and 100 values.
    #[test]
    fn chance_agrees_with_the_published_table() {
        for (count, points) in [
            (30, [0.0814791379390127, 0.0881689143126666, 0.101478558893837]),
            (100, [0.047152783315718, 0.0511279442868827, 0.059024132304226]),
        ] {
            let chance = Chance::new(count, 4_000, scrambled);
            for (share, point) in [0.1, 0.05, 0.01].into_iter().zip(points) {
                let found = chance.p_value(point);
                // Four standard errors of a share among 4,000 samples.
                let room = 4.0 * (share * (1.0 - share) / 4_000.0_f64).sqrt();
                assert!((found - share).abs() < room, "{count}: {found}, not {share}");
            }
        }
    }

    #[test]
    fn ties_are_laid_out_over_the_step_of_their_grid() {
        assert_eq!(spread_ties(&[3.0, 1.0, 3.0, 7.0]), [1.0, 2.75, 3.25, 7.0]);
        assert_eq!(spread_ties(&[0.5, 0.25, 0.25, 1.5]), [0.1875, 0.3125, 0.5, 1.5]);
        assert_eq!(spread_ties(&[0.3, 0.1, 0.2]), [0.1, 0.2, 0.3]);
        assert_eq!(spread_ties(&[0.1; 3]), [0.1; 3]);
        assert!(spread_ties(&[]).is_empty());
    }

    /// How often samples of 32 whole numbers are rejected at 5 %, with and without their ties laid out.
    fn rejected(mut draw: impl FnMut(u32, u32) -> f64) -> [f64; 2] {
        let chance = Chance::new(32, 2_000, scrambled);
        let toys = 1_000;
        let mut counts = [0; 2];
        for toy in 0..toys {
            let sample: Vec<f64> = (0..32).map(|place| draw(toy + 10_000, place)).collect();
            for (count, values) in counts.iter_mut().zip([spread_ties(&sample), sorted(sample)]) {
                *count += u32::from(chance.p_value(dip(&values).expect("values")) < 0.05);
            }
        }
        counts.map(|count| f64::from(count) / f64::from(toys))
    }

    /// The number of successes among some trials.
    fn binomial(trials: u32, share: f64) -> impl FnMut(u32, u32) -> f64 {
        move |toy, place| {
            let hits = (0..trials).filter(|trial| scrambled(toy, 1_000 + place * 100 + trial) < share).count();
            hits as f64
        }
    }

    #[test]
    fn whole_numbers_with_one_peak_are_rejected_no_more_often_than_stated() {
        for (trials, share) in [(1, 0.5), (3, 0.4), (6, 0.5), (40, 0.05), (80, 0.5)] {
            let [laid_out, as_they_are] = rejected(binomial(trials, share));
            assert!(laid_out <= 0.05, "{trials} {share}: {laid_out}");
            // Why they are laid out: left as they are, few different values are always called two groups.
            if trials <= 6 {
                assert!(as_they_are > 0.9, "{trials} {share}: {as_they_are}");
            }
        }
        // Even numbers of eyes on one die: flat, the hardest case.
        let [laid_out, _] = rejected(|toy, place| (6.0 * scrambled(toy, place)).floor());
        assert!(laid_out <= 0.05, "{laid_out}");
    }

    #[test]
    fn a_planted_mixture_of_whole_numbers_is_rejected() {
        let mut low = binomial(10, 0.3);
        let mut high = binomial(10, 0.5);
        let [laid_out, _] =
            rejected(
                |toy, place| {
                    if scrambled(toy, 90_000 + place) < 0.4 { low(toy, place) } else { 15.0 + high(toy, place) }
                },
            );
        assert!(laid_out > 0.95, "{laid_out}");
    }
}
