//! A Latin hypercube whose draws have addresses: each setting's range is cut into as many parts as there are sets, and
//! every part holds one set (McKay, Beckman and Conover 1979).

use crate::random::Stream;

/// Where a set lies in a setting's range, as a share of it.
pub(super) fn share(stream: &mut Stream, setting: u32, set: u32, sets: u32) -> f64 {
    let own = stream.uniform(setting, 2 * set);
    // The place of the set among all by an order that is drawn for this setting alone; equal draws go by number.
    let before = |other: u32, draw: f64| draw < own || (draw == own && other < set);
    let place = (0..sets).filter(|&other| before(other, stream.uniform(setting, 2 * other))).count();
    (place as f64 + stream.uniform(setting, 2 * set + 1)) / f64::from(sets)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Draws, Purpose};

    #[test]
    fn every_part_of_the_range_holds_one_set() {
        let mut stream = Draws::new(3, 0).timeless(Purpose::TEST);
        for sets in [1, 2, 7, 40] {
            let mut parts: Vec<u32> =
                (0..sets).map(|set| (share(&mut stream, 9, set, sets) * f64::from(sets)) as u32).collect();
            parts.sort_unstable();
            assert_eq!(parts, (0..sets).collect::<Vec<_>>());
        }
    }
}
