//! The transaction-flow matrix of one year: kind × from × to × earmark.

use super::{Kind, Sector};
use crate::money::Money;

/// Amounts that moved in a year, by kind, paying sector, receiving sector and earmark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flows {
    amounts: Vec<Money>,
}

impl Default for Flows {
    fn default() -> Flows {
        Flows { amounts: vec![Money::ZERO; Kind::COUNT * Sector::COUNT * Sector::COUNT * 2] }
    }
}

impl Flows {
    fn position(kind: Kind, from: Sector, to: Sector, earmarked: bool) -> usize {
        ((kind as usize * Sector::COUNT + from as usize) * Sector::COUNT + to as usize) * 2 + usize::from(earmarked)
    }

    pub(super) fn clear(&mut self) {
        self.amounts.fill(Money::ZERO);
    }

    pub(super) fn add(&mut self, kind: Kind, from: Sector, to: Sector, earmarked: bool, amount: Money) {
        self.amounts[Flows::position(kind, from, to, earmarked)] += amount;
    }

    /// Adds all flows of another province.
    pub fn merge(&mut self, other: &Flows) {
        for (amount, &more) in self.amounts.iter_mut().zip(&other.amounts) {
            *amount += more;
        }
    }

    /// What moved of one kind between two sectors.
    pub fn amount(&self, kind: Kind, from: Sector, to: Sector, earmarked: bool) -> Money {
        self.amounts[Flows::position(kind, from, to, earmarked)]
    }

    /// Every flow above zero, in the order of kinds, paying and receiving sectors, free before earmarked.
    pub fn entries(&self) -> impl Iterator<Item = (Kind, Sector, Sector, bool, Money)> + '_ {
        Kind::ALL.into_iter().flat_map(move |kind| {
            Sector::ALL.into_iter().flat_map(move |from| {
                Sector::ALL.into_iter().flat_map(move |to| {
                    [false, true].into_iter().filter_map(move |earmarked| {
                        let amount = self.amount(kind, from, to, earmarked);
                        (!amount.is_zero()).then_some((kind, from, to, earmarked, amount))
                    })
                })
            })
        })
    }

    /// What moved of one kind in all.
    pub fn of_kind(&self, kind: Kind) -> Money {
        let stride = Sector::COUNT * Sector::COUNT * 2;
        self.amounts[kind as usize * stride..(kind as usize + 1) * stride].iter().copied().sum()
    }

    /// What moved of one kind out of a sector.
    pub fn from(&self, kind: Kind, from: Sector) -> Money {
        let start = Flows::position(kind, from, Sector::ALL[0], false);
        self.amounts[start..start + 2 * Sector::COUNT].iter().copied().sum()
    }

    /// What moved of one kind with or without earmark.
    pub fn earmarked_of_kind(&self, kind: Kind, earmarked: bool) -> Money {
        let pairs = Sector::ALL.into_iter().flat_map(|from| Sector::ALL.map(|to| (from, to)));
        pairs.map(|(from, to)| self.amount(kind, from, to, earmarked)).sum()
    }

    /// What flowed into each sector less what flowed out of it.
    pub fn net_by_sector(&self) -> [Money; Sector::COUNT] {
        let mut net = [Money::ZERO; Sector::COUNT];
        for (position, &amount) in self.amounts.iter().enumerate() {
            if !amount.is_zero() {
                let pair = position / 2;
                net[pair % Sector::COUNT] += amount;
                net[pair / Sector::COUNT % Sector::COUNT] -= amount;
            }
        }
        net
    }
}
