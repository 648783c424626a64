//! Bootstrap samples of replicates (Efron 1979): which replicates a sample takes, and how often.
//!
//! The numbers by which replicates are chosen come from the caller, so that a sample can be drawn again.

/// How often each of `count` values stands in one sample of as many, drawn with replacement.
///
/// `uniform` gives the draw of each place, in (0, 1).
pub fn multiplicities(count: usize, mut uniform: impl FnMut(u32) -> f64) -> Vec<u32> {
    let mut times = vec![0; count];
    for place in 0..count {
        let chosen = (uniform(place as u32) * count as f64) as usize;
        times[chosen.min(count - 1)] += 1;
    }
    times
}

/// The mean of values that stand so often in a sample.
pub fn mean(values: &[f64], times: &[u32]) -> f64 {
    let total: u32 = times.iter().sum();
    values.iter().zip(times).map(|(value, &times)| value * f64::from(times)).sum::<f64>() / f64::from(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_takes_as_many_as_there_are() {
        let draws = [0.1, 0.9, 0.95, 0.5];
        let times = multiplicities(4, |place| draws[place as usize]);
        assert_eq!(times, [1, 0, 1, 2]);
        assert_eq!(mean(&[1.0, 100.0, 2.0, 3.0], &times), 2.25);
    }
}
