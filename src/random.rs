//! Draws that have an address.
//!
//! Nothing here is drawn in turn. A draw is looked up by (seed, replicate, year, purpose, entity, index) in the
//! ChaCha8 stream, so that the same event has the same luck in every scenario, whatever else happens. The
//! scenario is not part of the address: this is what pairs scenarios with common random numbers.
//!
//! The address: the 32-byte key is the seed (u64, little endian), the replicate (u32, little endian) and 20 zero
//! bytes; the stream is `(t << 16) | purpose` with `t = year − 1900` (0 for what has no year); the block counter is
//! `(B << 32) | entity`. A block holds four pairs of uniform numbers: index `j` is pair `j mod 4` of block `B = j div 4`.
//! Where two entities meet, `B` is the partner's id and the pair is 0.

use crate::real;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What a draw decides. The numbers are part of every published result: append only, never reuse.
///
/// 100–999 are reserved for the core, 1000–1999 for interventions (ten each), 2000–2999 for experiments, from 60000 for tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Purpose(pub u16);

macro_rules! purposes {
    ($($(#[doc = $meaning:literal])+ $name:ident = $number:literal;)+) => {
        impl Purpose {
            $($(#[doc = $meaning])+ pub const $name: Purpose = Purpose($number);)+
            /// Every purpose with its name and meaning, for the protocol document and its test.
            pub const REGISTRY: &[(Purpose, &str, &str)] = &[$((Purpose($number), stringify!($name), concat!($($meaning),+))),+];
        }
    };
}

purposes! {
    /// An organisation's lasting traits and first ties; no year.
    TRAIT = 1;
    /// A county's need (index 0) and population where unknown (index 1); no year, replicate 0.
    GEOGRAPHY = 2;
    /// A funder's evidence threshold; no year.
    INITIAL_THRESHOLD = 3;
    /// Cell (index 0) and age (index 1) of an initial organisation; no year.
    INITIAL = 4;
    /// Ring position (index 7) of an organisation; no year.
    PEER = 5;
    /// Choice of information neighbours; no year at the start, the year for newcomers.
    PEER_DRAW = 6;
    /// A funder's yearly inflow.
    BUDGET = 10;
    /// A chance encounter of an organisation with a funder.
    MEET = 11;
    /// Which counties the hub tells; no year (the index is the year divided by three).
    OUTREACH = 12;
    /// The hub's field work: order of visits and introductions.
    FIELD = 13;
    /// Becoming an observer (index 0) and being an initial contact (index 5).
    AWARE = 14;
    /// Order of newcomers who want to land (index 0), the logit rule of joining (1), lots for an opening (2).
    LAND = 15;
    /// Error of a funder's score of an application; the partner is the funder.
    SCORE = 16;
    /// Applying to the contest (index 0) and the error of the jury (index 1).
    CONTEST = 17;
    /// Order of the four tranches of giving in the matching pool.
    MATCH = 18;
    /// Detection of gamed matching.
    DETECT = 19;
    /// Success of a project.
    DELIVER = 20;
    /// Leaving the programme network.
    LEAVE = 21;
    /// Closing.
    DIE = 22;
    /// Number of newcomers in a cell.
    ENTRY = 23;
    /// Whom an organisation would ask when access is switched off.
    OPEN_ACCESS = 100;
    /// Order of organisations in the lottery of grants (intervention).
    LOTTERY = 1000;
    /// Where the people that a stipend attracts come from (intervention).
    STIPEND = 1010;
    /// Sets of assumptions, by setting: place of a set in the order (index twice its number) and inside its part (one more).
    ASSUMPTION = 2000;
    /// Which replicates a bootstrap sample takes; the entity is the sample, the index the place. Touches no region.
    RESAMPLE = 2010;
    /// For tests only.
    TEST = 60000;
}

/// Seed and replicate: where all draws of one run come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draws {
    seed: u64,
    replicate: u32,
}

impl Draws {
    /// The draws of one replicate of a seed.
    pub fn new(seed: u64, replicate: u32) -> Draws {
        Draws { seed, replicate }
    }

    /// The draws of one purpose in one year (1900 to 2155 and beyond, up to year 67435).
    pub fn in_year(&self, year: i16, purpose: Purpose) -> Stream {
        let t = u64::try_from(i32::from(year) - 1900).expect("years begin in 1900");
        Stream::new(self, (t << 16) | u64::from(purpose.0))
    }

    /// The draws of one purpose that have no year.
    pub fn timeless(&self, purpose: Purpose) -> Stream {
        Stream::new(self, u64::from(purpose.0))
    }
}

const BLOCK_WORDS: u128 = 16;
const BLOCK_BYTES: usize = 64;
const WINDOW_BLOCKS: u64 = 4;

/// Block numbers whose windows are kept side by side.
const WINDOWS: u32 = 16;

/// The draws of one purpose in one year, by entity and index.
///
/// The generator makes the blocks of four neighbouring entities at a time, and the last four are kept for each block
/// number, so that walking entities in the order of their ids costs a quarter of a call each.
#[derive(Clone, Debug)]
pub struct Stream {
    generator: ChaCha8Rng,
    windows: Vec<Window>,
}

/// Four neighbouring blocks.
#[derive(Clone, Debug)]
struct Window {
    start: u64,
    bytes: [u8; BLOCK_BYTES * WINDOW_BLOCKS as usize],
}

/// No block counter: entities and partners never reach it.
const NOWHERE: u64 = u64::MAX - WINDOW_BLOCKS;

impl Stream {
    fn new(draws: &Draws, stream: u64) -> Stream {
        let mut key = [0u8; 32];
        key[..8].copy_from_slice(&draws.seed.to_le_bytes());
        key[8..12].copy_from_slice(&draws.replicate.to_le_bytes());
        let mut generator = ChaCha8Rng::from_seed(key);
        generator.set_stream(stream);
        Stream { generator, windows: Vec::new() }
    }

    /// A uniform number in the open interval (0, 1).
    pub fn uniform(&mut self, entity: u32, index: u32) -> f64 {
        self.uniform_pair(entity, index).0
    }

    /// Two independent uniform numbers in (0, 1).
    pub fn uniform_pair(&mut self, entity: u32, index: u32) -> (f64, f64) {
        self.pair(entity, index / 4, index as usize % 4)
    }

    /// A uniform number in (0, 1) for a meeting of two entities.
    pub fn uniform_with(&mut self, entity: u32, partner: u32) -> f64 {
        self.pair(entity, partner, 0).0
    }

    /// A standard normal number (Box–Muller).
    pub fn normal(&mut self, entity: u32, index: u32) -> f64 {
        box_muller(self.uniform_pair(entity, index))
    }

    /// A standard normal number for a meeting of two entities.
    pub fn normal_with(&mut self, entity: u32, partner: u32) -> f64 {
        box_muller(self.pair(entity, partner, 0))
    }

    fn pair(&mut self, entity: u32, block: u32, pair: usize) -> (f64, f64) {
        let counter = (u64::from(block) << 32) | u64::from(entity);
        let slot = (block % WINDOWS) as usize;
        if slot >= self.windows.len() {
            let empty = Window { start: NOWHERE, bytes: [0; BLOCK_BYTES * WINDOW_BLOCKS as usize] };
            self.windows.resize(slot + 1, empty);
        }
        let window = &mut self.windows[slot];
        if counter.wrapping_sub(window.start) >= WINDOW_BLOCKS {
            self.generator.set_word_pos(u128::from(counter) * BLOCK_WORDS);
            self.generator.fill_bytes(&mut window.bytes);
            window.start = counter;
        }
        let start = (counter - window.start) as usize * BLOCK_BYTES + 16 * pair;
        let (low, high) = window.bytes[start..start + 16].split_at(8);
        let integer = |bytes: &[u8]| u64::from_le_bytes(bytes.try_into().expect("eight bytes"));
        (unit(integer(low)), unit(integer(high)))
    }
}

/// The middle of one of 2⁵³ equal parts of (0, 1). The last middle is not a 64-bit real and would round up to 1.
fn unit(integer: u64) -> f64 {
    const LARGEST_BELOW_ONE: f64 = 1.0 - f64::EPSILON / 2.0;
    (((integer >> 11) as f64 + 0.5) * (1.0 / 9_007_199_254_740_992.0)).min(LARGEST_BELOW_ONE)
}

fn box_muller((u1, u2): (f64, f64)) -> f64 {
    (-2.0 * real::log(u1)).sqrt() * real::cos(2.0 * std::f64::consts::PI * u2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answers of the model brief, appendix C: seed 20170909, replicate 3, year 2017, purpose DIE, entity 42.
    #[test]
    fn addressed_draws_give_the_known_answers() {
        let mut stream = Draws::new(20_170_909, 3).in_year(2017, Purpose::DIE);
        stream.uniform(42, 0);
        let words: Vec<u32> = stream.windows[0].bytes[..64]
            .chunks(4)
            .map(|word| u32::from_le_bytes(word.try_into().expect("four bytes")))
            .collect();
        assert_eq!(
            words,
            [
                0x9fb8b2d6, 0x47c42763, 0x39f3ee3c, 0x2cb82db6, 0x94dab645, 0xa79f33d6, 0x5a6245fc, 0x98699e6a,
                0x167fb0ec, 0x21e7de01, 0x0ae31b8a, 0xe82091a4, 0xb69865f8, 0xaac4b00f, 0x308a8553, 0xe0dff883
            ]
        );
        assert_eq!(stream.uniform_pair(42, 0), (0.2803368204328958, 0.17468534182439982));
        assert_eq!(stream.normal(42, 0), 0.7268519722917955);
        assert_eq!(stream.uniform_pair(42, 1), (0.6547729872589609, 0.5953616151476888));
        // The brief gives −0.759976570926809: one unit in the last place away, by another cosine.
        assert_eq!(stream.normal(42, 1), -0.7599765709268089);
        assert_eq!(stream.uniform_pair(42, 5), (0.9997359612761838, 0.20843510249096314));
        assert_eq!(stream.normal(42, 5), 0.005933842064995304);
    }

    #[test]
    fn the_order_of_looking_up_does_not_matter() {
        let draws = Draws::new(7, 0);
        let mut forwards = draws.in_year(2020, Purpose::TEST);
        let mut backwards = draws.in_year(2020, Purpose::TEST);
        let up: Vec<f64> = (0..50).map(|entity| forwards.uniform(entity, entity % 9)).collect();
        let mut down: Vec<f64> = (0..50).rev().map(|entity| backwards.uniform(entity, entity % 9)).collect();
        down.reverse();
        assert_eq!(up, down);
    }

    #[test]
    fn purposes_have_numbers_of_their_own() {
        let mut numbers: Vec<u16> = Purpose::REGISTRY.iter().map(|(purpose, ..)| purpose.0).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), Purpose::REGISTRY.len());
    }

    #[test]
    fn uniform_numbers_never_touch_their_limits() {
        assert!(unit(0) > 0.0 && unit(u64::MAX) < 1.0);
    }
}
