//! Kinds of organisations in tiers of counties: the groups by which the books tell receivers apart.

use super::founders::OrganisationKind;
use crate::ledger;

/// A kind of organisation in a tier of counties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// The kind.
    pub kind: OrganisationKind,
    /// Whether the county is an urban district.
    pub urban: bool,
}

/// The names of the tiers: counties, and urban districts.
pub const TIERS: [&str; 2] = ["county", "urban"];

// The books have room for every group.
const _: () = assert!(ledger::GROUPS == OrganisationKind::ALL.len() * TIERS.len());

impl Group {
    /// Its number in the books.
    pub fn number(self) -> u8 {
        self.kind as u8 * TIERS.len() as u8 + u8::from(self.urban)
    }

    /// The group of a number in the books.
    pub fn of(number: u8) -> Group {
        let (kind, tier) = (usize::from(number) / TIERS.len(), usize::from(number) % TIERS.len());
        Group { kind: OrganisationKind::ALL[kind], urban: tier == 1 }
    }

    /// The published name of its tier.
    pub fn tier(self) -> &'static str {
        TIERS[usize::from(self.urban)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_and_their_numbers_belong_together() {
        for number in 0..ledger::GROUPS as u8 {
            assert_eq!(Group::of(number).number(), number);
        }
        assert_eq!((Group::of(3).kind, Group::of(3).tier()), (OrganisationKind::GrassrootsNgo, "urban"));
    }
}
