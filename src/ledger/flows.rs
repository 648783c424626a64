//! The transaction-flow matrix of one year: kind × from × to × earmark; and what organisations received, by group.

use super::{GROUPS, Kind, Sector};
use crate::money::Money;

/// Amounts that moved in a year, by kind, paying sector, receiving sector and earmark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flows {
    amounts: Vec<Money>,
    /// Kind × from × group of the organisation that received.
    received: Vec<Money>,
}

impl Default for Flows {
    fn default() -> Flows {
        Flows {
            amounts: vec![Money::ZERO; Kind::COUNT * Sector::COUNT * Sector::COUNT * 2],
            received: vec![Money::ZERO; Kind::COUNT * Sector::COUNT * GROUPS],
        }
    }
}

impl Flows {
    fn position(kind: Kind, from: Sector, to: Sector, earmarked: bool) -> usize {
        ((kind as usize * Sector::COUNT + from as usize) * Sector::COUNT + to as usize) * 2 + usize::from(earmarked)
    }

    pub(super) fn clear(&mut self) {
        self.amounts.fill(Money::ZERO);
        self.received.fill(Money::ZERO);
    }

    pub(super) fn add(&mut self, kind: Kind, from: Sector, to: Sector, earmarked: bool, amount: Money) {
        self.amounts[Flows::position(kind, from, to, earmarked)] += amount;
    }

    pub(super) fn add_received(&mut self, kind: Kind, from: Sector, group: u8, amount: Money) {
        self.received[(kind as usize * Sector::COUNT + from as usize) * GROUPS + usize::from(group)] += amount;
    }

    /// Adds all flows of another province.
    pub fn merge(&mut self, other: &Flows) {
        for (amount, &more) in self.amounts.iter_mut().zip(&other.amounts) {
            *amount += more;
        }
        for (amount, &more) in self.received.iter_mut().zip(&other.received) {
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

    /// What organisations received, above zero: for what, from whom, which group, in this order.
    pub fn received(&self) -> impl Iterator<Item = (Kind, Sector, u8, Money)> + '_ {
        self.received.iter().enumerate().filter(|(_, amount)| !amount.is_zero()).map(|(position, &amount)| {
            let (pair, group) = (position / GROUPS, position % GROUPS);
            (Kind::ALL[pair / Sector::COUNT], Sector::ALL[pair % Sector::COUNT], group as u8, amount)
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
