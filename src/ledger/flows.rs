//! The transaction-flow matrix of one year: kind × from × to × earmark; and what organisations received, by group.

use super::{GROUPS, Kind, Sector};
use crate::money::Money;

/// Amounts that moved in a year, by kind, paying sector, receiving sector and earmark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flows {
    /// By paying sector, receiving sector and earmark.
    amounts: Sparse,
    /// By paying sector and group of the organisation that received; empty for kinds that no organisation received.
    received: [Vec<Money>; Kind::COUNT],
}

impl Default for Flows {
    fn default() -> Flows {
        Flows { amounts: Sparse::default(), received: [const { Vec::new() }; Kind::COUNT] }
    }
}

/// Amounts by kind and a small key. A year has some dozens of the thousands that there could be, so only those are kept
/// that are not zero, in the order of their keys.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sparse([Vec<(u16, Money)>; Kind::COUNT]);

impl Default for Sparse {
    fn default() -> Sparse {
        Sparse([const { Vec::new() }; Kind::COUNT])
    }
}

impl Sparse {
    fn clear(&mut self) {
        self.0.iter_mut().for_each(Vec::clear);
    }

    fn add(&mut self, kind: Kind, key: u16, amount: Money) {
        let of_kind = &mut self.0[kind as usize];
        let at = of_kind.iter().position(|entry| entry.0 >= key).unwrap_or(of_kind.len());
        match of_kind.get_mut(at) {
            Some((known, sum)) if *known == key => *sum += amount,
            _ => of_kind.insert(at, (key, amount)),
        }
    }

    fn merge(&mut self, other: &Sparse) {
        for (kind, key, amount) in other.entries() {
            self.add(kind, key, amount);
        }
    }

    fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (u16, Money)> + '_ {
        self.0[kind as usize].iter().copied()
    }

    /// Everything, in the order of kinds and keys.
    fn entries(&self) -> impl Iterator<Item = (Kind, u16, Money)> + '_ {
        Kind::ALL.into_iter().flat_map(|kind| self.of_kind(kind).map(move |(key, amount)| (kind, key, amount)))
    }
}

/// The key of a flow of a kind.
fn key(from: Sector, to: Sector, earmarked: bool) -> u16 {
    ((from as usize * Sector::COUNT + to as usize) * 2 + usize::from(earmarked)) as u16
}

/// The flow that a key stands for.
fn flow(key: u16) -> (Sector, Sector, bool) {
    let (pair, earmarked) = (usize::from(key / 2), key % 2 == 1);
    (Sector::ALL[pair / Sector::COUNT], Sector::ALL[pair % Sector::COUNT], earmarked)
}

impl Flows {
    pub(super) fn clear(&mut self) {
        self.amounts.clear();
        self.received.iter_mut().for_each(Vec::clear);
    }

    /// Notes an amount above zero.
    pub(super) fn add(&mut self, kind: Kind, from: Sector, to: Sector, earmarked: bool, amount: Money) {
        self.amounts.add(kind, key(from, to, earmarked), amount);
    }

    /// Notes that an organisation of a group received an amount above zero.
    pub(super) fn add_received(&mut self, kind: Kind, from: Sector, group: u8, amount: Money) {
        let of_kind = &mut self.received[kind as usize];
        if of_kind.is_empty() {
            of_kind.resize(Sector::COUNT * GROUPS, Money::ZERO);
        }
        of_kind[from as usize * GROUPS + usize::from(group)] += amount;
    }

    /// Adds all flows of another province.
    pub fn merge(&mut self, other: &Flows) {
        self.amounts.merge(&other.amounts);
        for (kind, from, group, amount) in other.received() {
            self.add_received(kind, from, group, amount);
        }
    }

    /// What moved of one kind between two sectors.
    pub fn amount(&self, kind: Kind, from: Sector, to: Sector, earmarked: bool) -> Money {
        let wanted = key(from, to, earmarked);
        self.amounts.of_kind(kind).find(|entry| entry.0 == wanted).map_or(Money::ZERO, |entry| entry.1)
    }

    /// Every flow above zero, in the order of kinds, paying and receiving sectors, free before earmarked.
    pub fn entries(&self) -> impl Iterator<Item = (Kind, Sector, Sector, bool, Money)> + '_ {
        self.amounts.entries().map(|(kind, key, amount)| {
            let (from, to, earmarked) = flow(key);
            (kind, from, to, earmarked, amount)
        })
    }

    /// What organisations received, above zero: for what, from whom, which group, in this order.
    pub fn received(&self) -> impl Iterator<Item = (Kind, Sector, u8, Money)> + '_ {
        Kind::ALL.into_iter().flat_map(|kind| {
            let of_kind = self.received[kind as usize].iter().enumerate().filter(|(_, amount)| !amount.is_zero());
            of_kind.map(move |(at, &amount)| (kind, Sector::ALL[at / GROUPS], (at % GROUPS) as u8, amount))
        })
    }

    /// What moved of one kind in all.
    pub fn of_kind(&self, kind: Kind) -> Money {
        self.amounts.of_kind(kind).map(|(_, amount)| amount).sum()
    }

    /// What moved of one kind out of a sector.
    pub fn from(&self, kind: Kind, from: Sector) -> Money {
        self.amounts.of_kind(kind).filter(|&(key, _)| flow(key).0 == from).map(|(_, amount)| amount).sum()
    }

    /// What moved of one kind with or without earmark.
    pub fn earmarked_of_kind(&self, kind: Kind, earmarked: bool) -> Money {
        self.amounts.of_kind(kind).filter(|&(key, _)| flow(key).2 == earmarked).map(|(_, amount)| amount).sum()
    }

    /// What flowed into each sector less what flowed out of it.
    pub fn net_by_sector(&self) -> [Money; Sector::COUNT] {
        let mut net = [Money::ZERO; Sector::COUNT];
        for (_, from, to, _, amount) in self.entries() {
            net[to as usize] += amount;
            net[from as usize] -= amount;
        }
        net
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flows_are_told_in_order_whatever_the_order_in_which_they_came() {
        use Sector::{Enterprises, Federation, Foundation, Government};
        let mut all = [
            (Kind::OpenGrant, Government, Sector::Organisations, false, 5),
            (Kind::OpenGrant, Government, Sector::Organisations, true, 7),
            (Kind::OpenGrant, Foundation, Sector::Organisations, false, 1),
            (Kind::CsrToFederation, Enterprises, Federation, false, 2),
            (Kind::OpenGrant, Government, Sector::Organisations, false, 6),
        ];
        let noted = |all: &[(Kind, Sector, Sector, bool, i64)]| {
            let mut flows = Flows::default();
            for &(kind, from, to, earmarked, fen) in all {
                flows.add(kind, from, to, earmarked, Money::from_fen(fen));
            }
            flows
        };
        let flows = noted(&all);
        all.reverse();
        assert_eq!(flows, noted(&all));
        let told: Vec<_> =
            flows.entries().map(|(kind, from, _, marked, amount)| (kind, from, marked, amount.fen())).collect();
        let expected = [
            (Kind::CsrToFederation, Enterprises, false, 2),
            (Kind::OpenGrant, Government, false, 11),
            (Kind::OpenGrant, Government, true, 7),
            (Kind::OpenGrant, Foundation, false, 1),
        ];
        assert_eq!(told, expected);
        let mut twice = flows.clone();
        twice.merge(&flows);
        assert_eq!(twice.of_kind(Kind::OpenGrant).fen(), 38);
        assert_eq!(twice.from(Kind::OpenGrant, Government).fen(), 36);
        assert_eq!(twice.earmarked_of_kind(Kind::OpenGrant, true).fen(), 14);
        assert_eq!(twice.amount(Kind::OpenGrant, Foundation, Sector::Organisations, false).fen(), 2);
        assert_eq!(twice.net_by_sector().iter().map(|net| net.fen()).sum::<i64>(), 0);
    }
}
