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

mod blocks;

use crate::real;
use blocks::{LANES, WORDS, Words};
use pulp::Arch;

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
    /// Samples with one peak for the dip test, seed 0; the entity is the place, the index the sample. Touches no region.
    DIP = 2020;
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

/// Block numbers whose windows are kept side by side.
const WINDOWS: u32 = 16;

/// The draws of one purpose in one year, by entity and index.
///
/// Sixteen blocks are worked out at a time. Who knows all entities before the first draw says so
/// ([`Stream::along`], [`Stream::meetings`]); who needs many draws of one entity takes them together ([`Stream::of`]);
/// a draw that is looked up alone comes with those of the next fifteen entities.
#[derive(Clone, Debug)]
pub struct Stream {
    arch: Arch,
    key: [u32; 3],
    stream: [u32; 2],
    windows: Vec<Window>,
}

/// The blocks of one number of sixteen neighbouring entities.
#[derive(Clone, Debug)]
struct Window {
    start: u64,
    words: Words,
}

/// No entity: counters never reach it.
const NOWHERE: u64 = u64::MAX - LANES as u64;

impl Stream {
    fn new(draws: &Draws, stream: u64) -> Stream {
        let key = [draws.seed as u32, (draws.seed >> 32) as u32, draws.replicate];
        Stream { arch: Arch::new(), key, stream: [stream as u32, (stream >> 32) as u32], windows: Vec::new() }
    }

    fn work_out(&self, entities: &[u32; LANES], numbers: &[u32; LANES], words: &mut Words) {
        blocks::work_out(self.arch, self.key, self.stream, entities, numbers, words);
    }

    /// The draws of entities one after another, each with its indices 0 to 3.
    pub fn along<I: Iterator<Item = u32>>(&self, entities: I) -> Along<'_, impl Iterator<Item = (u32, u32)>> {
        Along::new(self, entities.map(|entity| (entity, 0)))
    }

    /// The draws of meetings of entities with partners one after another: index 0 is the meeting's own.
    pub fn meetings<I: Iterator<Item = (u32, u32)>>(&self, meetings: I) -> Along<'_, I> {
        Along::new(self, meetings)
    }

    /// The draws of one entity with indices 0 to 63.
    pub fn of(&self, entity: u32) -> OfOne {
        let mut words = [[0; LANES]; WORDS];
        self.work_out(&[entity; LANES], &std::array::from_fn(|lane| lane as u32), &mut words);
        OfOne { words }
    }

    /// One uniform number in (0, 1) for each of many entities, in their order. The index is below 4.
    pub fn uniforms(&self, entities: impl Iterator<Item = u32>, index: usize) -> Vec<f64> {
        self.along(entities).map(|draw| draw.uniform(index)).collect()
    }

    /// A uniform number in the open interval (0, 1).
    pub fn uniform(&mut self, entity: u32, index: u32) -> f64 {
        self.uniform_pair(entity, index).0
    }

    /// Two independent uniform numbers in (0, 1).
    pub fn uniform_pair(&mut self, entity: u32, index: u32) -> (f64, f64) {
        let (number, pair) = (index / 4, index as usize % 4);
        let (lane, words) = self.window(entity, number);
        pair_of(words, lane, pair)
    }

    /// A standard normal number (Box–Muller).
    pub fn normal(&mut self, entity: u32, index: u32) -> f64 {
        box_muller(self.uniform_pair(entity, index))
    }

    fn window(&mut self, entity: u32, number: u32) -> (usize, &Words) {
        let counter = (u64::from(number) << 32) | u64::from(entity);
        let slot = (number % WINDOWS) as usize;
        if slot >= self.windows.len() {
            self.windows.resize(slot + 1, Window { start: NOWHERE, words: [[0; LANES]; WORDS] });
        }
        let start = self.windows[slot].start;
        if counter.wrapping_sub(start) >= LANES as u64 {
            let counters: [u64; LANES] = std::array::from_fn(|lane| counter + lane as u64);
            let mut window = std::mem::replace(&mut self.windows[slot], Window { start: counter, words: EMPTY });
            self.work_out(&counters.map(|at| at as u32), &counters.map(|at| (at >> 32) as u32), &mut window.words);
            window.start = counter;
            self.windows[slot] = window;
        }
        let window = &self.windows[slot];
        ((counter - window.start) as usize, &window.words)
    }
}

const EMPTY: Words = [[0; LANES]; WORDS];

/// The draws of a row of entities, worked out sixteen at a time as they are asked for.
pub struct Along<'a, I> {
    stream: &'a Stream,
    row: I,
    words: Words,
    lane: usize,
    filled: usize,
}

impl<'a, I: Iterator<Item = (u32, u32)>> Along<'a, I> {
    fn new(stream: &'a Stream, row: I) -> Along<'a, I> {
        Along { stream, row, words: EMPTY, lane: 0, filled: 0 }
    }

    #[inline(never)]
    fn fill(&mut self) {
        let (mut entities, mut numbers) = ([0; LANES], [0; LANES]);
        self.filled = 0;
        for ((entity, number), of_row) in entities.iter_mut().zip(&mut numbers).zip(&mut self.row) {
            (*entity, *number) = of_row;
            self.filled += 1;
        }
        self.lane = 0;
        if self.filled > 0 {
            self.stream.work_out(&entities, &numbers, &mut self.words);
        }
    }
}

impl<I: Iterator<Item = (u32, u32)>> Iterator for Along<'_, I> {
    type Item = Block;

    #[inline]
    fn next(&mut self) -> Option<Block> {
        if self.lane == self.filled {
            self.fill();
            if self.filled == 0 {
                return None;
            }
        }
        let lane = self.lane;
        self.lane += 1;
        Some(Block { words: std::array::from_fn(|word| self.words[word][lane & (LANES - 1)]) })
    }
}

/// One block: the draws of an entity with indices 0 to 3.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    words: [u32; WORDS],
}

impl Block {
    /// A uniform number in the open interval (0, 1); the index is below 4.
    #[inline]
    pub fn uniform(&self, index: usize) -> f64 {
        unit(self.words[4 * index], self.words[4 * index + 1])
    }

    /// Two independent uniform numbers in (0, 1); the index is below 4.
    #[inline]
    pub fn uniform_pair(&self, index: usize) -> (f64, f64) {
        (self.uniform(index), unit(self.words[4 * index + 2], self.words[4 * index + 3]))
    }

    /// A standard normal number (Box–Muller); the index is below 4.
    #[inline]
    pub fn normal(&self, index: usize) -> f64 {
        box_muller(self.uniform_pair(index))
    }
}

/// The draws of one entity with indices 0 to 63.
pub struct OfOne {
    words: Words,
}

impl OfOne {
    /// A uniform number in the open interval (0, 1).
    pub fn uniform(&self, index: u32) -> f64 {
        self.uniform_pair(index).0
    }

    /// Two independent uniform numbers in (0, 1).
    pub fn uniform_pair(&self, index: u32) -> (f64, f64) {
        pair_of(&self.words, index as usize / 4, index as usize % 4)
    }

    /// A standard normal number (Box–Muller).
    pub fn normal(&self, index: u32) -> f64 {
        box_muller(self.uniform_pair(index))
    }
}

fn pair_of(words: &Words, lane: usize, pair: usize) -> (f64, f64) {
    let word = |place: usize| words[4 * pair + place][lane];
    (unit(word(0), word(1)), unit(word(2), word(3)))
}

/// The middle of one of 2⁵³ equal parts of (0, 1). The last middle is not a 64-bit real and would round up to 1.
#[inline]
fn unit(low: u32, high: u32) -> f64 {
    let integer = u64::from(high) << 32 | u64::from(low);
    const LARGEST_BELOW_ONE: f64 = 1.0 - f64::EPSILON / 2.0;
    // 53 bits: the same number with or without a sign, and faster to convert with one.
    (((integer >> 11) as i64 as f64 + 0.5) * (1.0 / 9_007_199_254_740_992.0)).min(LARGEST_BELOW_ONE)
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
        let words = stream.windows[0].words.map(|word| word[0]);
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
    fn every_way_of_looking_up_gives_the_same_draws() {
        let stream = Draws::new(7, 1).in_year(2020, Purpose::TEST);
        let mut alone = stream.clone();
        let entities: Vec<u32> = (0..50).map(|k: u32| k * k * 77 % 1_000).collect();
        for (&entity, block) in entities.iter().zip(stream.along(entities.iter().copied())) {
            let of_one = stream.of(entity);
            for index in 0..4 {
                let pair = alone.uniform_pair(entity, index);
                assert_eq!((block.uniform_pair(index as usize), of_one.uniform_pair(index)), (pair, pair));
                assert_eq!(block.uniform(index as usize), alone.uniform(entity, index));
                assert_eq!(block.normal(index as usize), of_one.normal(index));
            }
            assert_eq!(of_one.uniform(63), alone.uniform(entity, 63));
        }
        assert_eq!(stream.along(entities.iter().copied()).count(), 50);
        // The draws of a meeting begin where the partner's number is the number of the block.
        let meeting = stream.meetings([(12, 5)].into_iter()).next().expect("one meeting");
        assert_eq!(meeting.uniform_pair(0), alone.uniform_pair(12, 20));
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
        assert!(unit(0, 0) > 0.0 && unit(u32::MAX, u32::MAX) < 1.0);
    }
}
