//! Blocks of the ChaCha8 stream, sixteen at a time, at any sixteen places of it.
//!
//! A block takes no other block to be worked out, so sixteen stand side by side in the lanes of the machine's vectors,
//! whichever it has. Only whole-number arithmetic happens here: every machine gives the same bits.

use pulp::{Arch, Simd, WithSimd};

/// How many blocks are worked out at once.
pub(super) const LANES: usize = 16;
/// Words of 32 bits in a block.
pub(super) const WORDS: usize = 16;

/// Sixteen blocks, word by word: `words[w][lane]`.
pub(super) type Words = [[u32; LANES]; WORDS];

/// "expand 32-byte k", as every ChaCha begins.
const CONSTANTS: [u32; 4] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];
const DOUBLE_ROUNDS: usize = 4;

/// The blocks at sixteen counters, each `(high << 32) | low`, of a stream of a key whose last five words are zero.
pub(super) fn work_out(
    arch: Arch,
    key: [u32; 3],
    stream: [u32; 2],
    low: &[u32; LANES],
    high: &[u32; LANES],
    words: &mut Words,
) {
    arch.dispatch(Work { key, stream, low, high, words });
}

struct Work<'a> {
    key: [u32; 3],
    stream: [u32; 2],
    low: &'a [u32; LANES],
    high: &'a [u32; LANES],
    words: &'a mut Words,
}

impl WithSimd for Work<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Work { key, stream, low, high, words } = self;
        let same = |word: u32| simd.splat_u32s(word);
        // Vectors of 1, 4, 8 or 16 lanes fill the sixteen without a rest.
        let (low, high) = (S::as_simd_u32s(low).0, S::as_simd_u32s(high).0);
        for (position, (&low, &high)) in low.iter().zip(high).enumerate() {
            let [c0, c1, c2, c3] = CONSTANTS;
            let [k0, k1, k2] = key;
            #[rustfmt::skip]
            let start = [
                same(c0), same(c1), same(c2), same(c3),
                same(k0), same(k1), same(k2), same(0),
                same(0), same(0), same(0), same(0),
                low, high, same(stream[0]), same(stream[1]),
            ];
            let mut state = start;
            for _ in 0..DOUBLE_ROUNDS {
                for [a, b, c, d] in [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15]] {
                    quarter_round(simd, &mut state, a, b, c, d);
                }
                for [a, b, c, d] in [[0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]] {
                    quarter_round(simd, &mut state, a, b, c, d);
                }
            }
            for ((word, state), start) in words.iter_mut().zip(state).zip(start) {
                S::as_mut_simd_u32s(word).0[position] = simd.add_u32s(state, start);
            }
        }
    }
}

#[inline(always)]
fn quarter_round<S: Simd>(simd: S, state: &mut [S::u32s; WORDS], a: usize, b: usize, c: usize, d: usize) {
    state[a] = simd.add_u32s(state[a], state[b]);
    state[d] = turned::<S, 16>(simd, simd.xor_u32s(state[d], state[a]));
    state[c] = simd.add_u32s(state[c], state[d]);
    state[b] = turned::<S, 12>(simd, simd.xor_u32s(state[b], state[c]));
    state[a] = simd.add_u32s(state[a], state[b]);
    state[d] = turned::<S, 8>(simd, simd.xor_u32s(state[d], state[a]));
    state[c] = simd.add_u32s(state[c], state[d]);
    state[b] = turned::<S, 7>(simd, simd.xor_u32s(state[b], state[c]));
}

/// Every lane turned left by some bits.
#[inline(always)]
fn turned<S: Simd, const BITS: u32>(simd: S, lanes: S::u32s) -> S::u32s {
    let left = simd.wrapping_dyn_shl_u32s(lanes, simd.splat_u32s(BITS));
    simd.or_u32s(left, simd.wrapping_dyn_shr_u32s(lanes, simd.splat_u32s(32 - BITS)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    /// Another implementation of the same stream gives the same blocks, wherever they are.
    #[test]
    fn blocks_are_those_of_chacha8() {
        let (key, stream) = ([20_170_909_u32, 7, 3], [117_u32 << 16 | 22, 5]);
        let low: [u32; LANES] = std::array::from_fn(|lane| 1_u32.rotate_right(lane as u32) + 13 * lane as u32);
        let high: [u32; LANES] = std::array::from_fn(|lane| if lane % 3 == 0 { 0 } else { 1 << lane });
        let mut seed = [0; 32];
        for (bytes, word) in seed.chunks_mut(4).zip(key) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
        let mut reference = ChaCha8Rng::from_seed(seed);
        reference.set_stream(u64::from(stream[1]) << 32 | u64::from(stream[0]));
        let mut words = [[0; LANES]; WORDS];
        work_out(Arch::new(), key, stream, &low, &high, &mut words);
        let mut plain = [[0; LANES]; WORDS];
        Work { key, stream, low: &low, high: &high, words: &mut plain }.with_simd(pulp::Scalar::new());
        assert_eq!(words, plain);
        for lane in 0..LANES {
            reference.set_word_pos((u128::from(high[lane]) << 32 | u128::from(low[lane])) * WORDS as u128);
            for word in words {
                assert_eq!(word[lane], reference.next_u32(), "lane {lane}");
            }
        }
    }
}
