//! Money in whole fen, and the only places where it is rounded.
//!
//! One yuan is 100 fen. Amounts are `i64`; every operation is checked and stops the program when it
//! overflows, in release builds too. Rates applied to money are whole basis points, and the part that
//! a division leaves over stays with the payer or with the first leg, so that no fen is lost.

use crate::real;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// An amount of money in fen; may be negative only for the accounts outside the region.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

impl Money {
    /// No money.
    pub const ZERO: Money = Money(0);

    /// An amount given in fen.
    pub const fn from_fen(fen: i64) -> Money {
        Money(fen)
    }

    /// An amount given in yuan, rounded to the nearest fen: `floor(100 y + 0.5)`.
    ///
    /// # Panics
    /// If the amount is not finite or too large for an `i64`.
    pub fn from_yuan(yuan: f64) -> Money {
        let fen = real::whole_below(100.0 * yuan + 0.5);
        Money(fen.unwrap_or_else(|| panic!("{yuan} yuan cannot be held in whole fen")))
    }

    /// The largest whole number of fen that does not exceed a real number of fen.
    ///
    /// # Panics
    /// If the number is not finite or too large for an `i64`.
    pub fn from_fen_floor(fen: f64) -> Money {
        Money(real::whole_below(fen).unwrap_or_else(|| panic!("{fen} cannot be held in whole fen")))
    }

    /// The amount in fen.
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// The amount in yuan: `fen × 0.01`.
    pub fn yuan(self) -> f64 {
        self.0 as f64 * 0.01
    }

    /// Whether there is any money at all.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether the amount is above zero.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// The part of an amount (not negative) that a rate in basis points takes: `amount × bp / 10000`, rounded down.
    ///
    /// # Panics
    /// If the amount is negative.
    pub fn portion(self, basis_points: u32) -> Money {
        assert!(self.0 >= 0, "a portion of a debt is not defined: {self}");
        let part = i128::from(self.0) * i128::from(basis_points) / 10_000;
        Money(i64::try_from(part).expect("a portion too large for whole fen"))
    }

    /// The amount a whole number of times.
    pub fn times(self, count: u32) -> Money {
        Money(self.0.checked_mul(i64::from(count)).expect("an amount too large for whole fen"))
    }

    /// How many whole times a price above zero goes into this amount; zero when the amount is negative.
    pub fn how_many(self, price: Money) -> u32 {
        assert!(price.is_positive(), "a price must be above zero");
        u32::try_from((self.0 / price.0).max(0)).unwrap_or(u32::MAX)
    }

    /// The amount, or zero if it is negative.
    pub fn or_zero(self) -> Money {
        Money(self.0.max(0))
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0.checked_add(other.0).expect("a sum of money overflows"))
    }
}

impl Sub for Money {
    type Output = Money;
    fn sub(self, other: Money) -> Money {
        Money(self.0.checked_sub(other.0).expect("a difference of money overflows"))
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        *self = *self + other;
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Money) {
        *self = *self - other;
    }
}

impl Neg for Money {
    type Output = Money;
    fn neg(self) -> Money {
        Money(self.0.checked_neg().expect("a negation of money overflows"))
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::ZERO, Add::add)
    }
}

impl fmt::Display for Money {
    /// Writes the amount in yuan with two decimals, for example `1234.50 yuan`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02} yuan", fen / 100, fen % 100)
    }
}

/// Splits an amount over weights (not negative) by largest remainder; equal remainders go to the lower position.
///
/// The shares sum to the amount exactly. With all weights zero, nobody receives anything.
/// Known answer: 1000 fen over 400, 450 and 350 gives 333, 375 and 292.
pub fn split_by_largest_remainder(amount: Money, weights: &[i64]) -> Vec<Money> {
    let total: i128 = weights.iter().map(|&weight| i128::from(weight)).sum();
    if total == 0 || amount.is_zero() {
        return vec![Money::ZERO; weights.len()];
    }
    let exact = |weight: i64| i128::from(amount.fen()) * i128::from(weight);
    let mut shares: Vec<Money> = weights.iter().map(|&weight| Money((exact(weight) / total) as i64)).collect();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|&i| (std::cmp::Reverse(exact(weights[i]) % total), i));
    let missing = amount - shares.iter().copied().sum::<Money>();
    for &i in by_remainder.iter().take(missing.fen() as usize) {
        shares[i] += Money(1);
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_are_rounded_to_the_nearest_fen() {
        assert_eq!(Money::from_yuan(0.005).fen(), 1);
        assert_eq!(Money::from_yuan(0.004).fen(), 0);
        assert_eq!(Money::from_yuan(100_000.0).fen(), 10_000_000);
        assert_eq!(Money::from_fen(12_345).yuan(), 12_345.0 * 0.01);
    }

    #[test]
    fn a_portion_rounds_down_so_the_rest_stays_with_the_payer() {
        assert_eq!(Money::from_fen(999).portion(1_000), Money::from_fen(99));
        assert_eq!(Money::from_fen(10_000_000).portion(1_000), Money::from_fen(1_000_000));
    }

    #[test]
    fn largest_remainder_shares_sum_to_the_amount() {
        let shares = split_by_largest_remainder(Money::from_fen(1_000), &[400, 450, 350]);
        assert_eq!(shares.iter().map(|share| share.fen()).collect::<Vec<_>>(), [333, 375, 292]);
        let ties = split_by_largest_remainder(Money::from_fen(2), &[1, 1, 1]);
        assert_eq!(ties.iter().map(|share| share.fen()).collect::<Vec<_>>(), [1, 1, 0]);
        assert!(split_by_largest_remainder(Money::from_fen(5), &[0, 0]).iter().all(|s| s.is_zero()));
    }

    #[test]
    fn amounts_are_written_in_yuan() {
        assert_eq!(Money::from_fen(-123_450).to_string(), "-1234.50 yuan");
    }
}
