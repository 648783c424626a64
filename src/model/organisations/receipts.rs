//! What organisations received this year, by source, and what of last year's receipts still matters.
//!
//! Nearly all receive from the public, few from anyone else: gifts of the public have a place of their own for everyone,
//! and only those who receive from others take a row.

use crate::model::funders::classes::FunderClass;
use crate::money::Money;

/// Sources of receipts: the funder classes by number, then the public, then outside payers directly.
pub const SOURCES: usize = FunderClass::COUNT + 2;
/// Receipts from the public: gifts and matches.
pub const FROM_PUBLIC: usize = FunderClass::COUNT;
/// Receipts from outside payers directly.
pub const FROM_OUTSIDE: usize = FunderClass::COUNT + 1;

/// The mark of an organisation without a row.
const NO_ROW: u32 = u32::MAX;

/// This year's receipts of all organisations by source.
#[derive(Clone, Debug, Default)]
pub struct Receipts {
    public: Vec<Money>,
    row: Vec<u32>,
    rows: Vec<FromOthers>,
    row_before: Vec<u32>,
    rows_before: Vec<Before>,
}

/// What one organisation received from others than the public.
#[derive(Clone, Debug, Default)]
struct FromOthers {
    /// By source, the public's place staying empty.
    sources: [Money; SOURCES],
    /// Of these, open grants of government and mass organisations.
    key_grants: Money,
}

/// What is remembered of an organisation that funders paid last year.
#[derive(Clone, Copy, Debug, Default)]
struct Before {
    granted: Money,
    key_grants: Money,
}

impl Receipts {
    /// Makes room for this many organisations more.
    pub(super) fn reserve(&mut self, more: usize) {
        self.public.reserve_exact(more);
        self.row.reserve_exact(more);
        self.row_before.reserve_exact(more);
    }

    /// Adds an organisation that has received nothing.
    pub(super) fn push(&mut self) {
        self.public.push(Money::ZERO);
        self.row.push(NO_ROW);
        self.row_before.push(NO_ROW);
    }

    /// Begins a year: last year's grants are remembered, and nobody has received anything.
    pub(super) fn open_year(&mut self) {
        self.rows_before.clear();
        let funded = |row: &FromOthers| Before {
            granted: row.sources[..FunderClass::COUNT].iter().copied().sum(),
            key_grants: row.key_grants,
        };
        self.rows_before.extend(self.rows.iter().map(funded));
        std::mem::swap(&mut self.row, &mut self.row_before);
        self.row.fill(NO_ROW);
        self.rows.clear();
        self.public.fill(Money::ZERO);
    }

    /// Notes that an organisation received an amount from a source.
    pub fn add(&mut self, i: usize, source: usize, amount: Money) {
        if source == FROM_PUBLIC {
            self.public[i] += amount;
        } else if !amount.is_zero() {
            self.row_of(i).sources[source] += amount;
        }
    }

    /// Notes that of what an organisation received, this is an open grant of government or a mass organisation.
    pub fn add_key_grant(&mut self, i: usize, amount: Money) {
        if !amount.is_zero() {
            self.row_of(i).key_grants += amount;
        }
    }

    fn row_of(&mut self, i: usize) -> &mut FromOthers {
        if self.row[i] == NO_ROW {
            self.row[i] = self.rows.len() as u32;
            self.rows.push(FromOthers::default());
        }
        &mut self.rows[self.row[i] as usize]
    }

    /// Notes that an organisation had to give back an amount that the public had given.
    pub fn give_back_to_public(&mut self, i: usize, amount: Money) {
        self.public[i] -= amount;
    }

    fn of_others(&self, i: usize) -> Option<&[Money; SOURCES]> {
        self.rows.get(self.row[i] as usize).map(|row| &row.sources)
    }

    /// This year's open grants of government and mass organisations to an organisation.
    pub fn key_grants(&self, i: usize) -> Money {
        self.rows.get(self.row[i] as usize).map_or(Money::ZERO, |row| row.key_grants)
    }

    fn before(&self, i: usize) -> Before {
        self.rows_before.get(self.row_before[i] as usize).copied().unwrap_or_default()
    }

    /// What an organisation received from funders last year.
    pub fn granted_before(&self, i: usize) -> Money {
        self.before(i).granted
    }

    /// Last year's open grants of government and mass organisations to an organisation.
    pub fn key_grants_before(&self, i: usize) -> Money {
        self.before(i).key_grants
    }

    /// An organisation's receipts, source by source.
    pub fn by_source(&self, i: usize) -> [Money; SOURCES] {
        let mut sources = self.of_others(i).copied().unwrap_or_default();
        sources[FROM_PUBLIC] = self.public[i];
        sources
    }

    /// Receipts by source of an organisation that received from others than the public; none for the rest.
    pub fn by_source_beyond_public(&self, i: usize) -> Option<[Money; SOURCES]> {
        self.of_others(i).map(|_| self.by_source(i))
    }

    /// What an organisation received from the public.
    pub fn from_public(&self, i: usize) -> Money {
        self.public[i]
    }

    /// What an organisation received from funders.
    pub fn from_funders(&self, i: usize) -> Money {
        self.of_others(i).map_or(Money::ZERO, |sources| sources[..FunderClass::COUNT].iter().copied().sum())
    }

    /// What an organisation received from all sources.
    pub fn total(&self, i: usize) -> Money {
        self.public[i] + self.of_others(i).map_or(Money::ZERO, |sources| sources.iter().copied().sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noted_is_found_by_source_and_in_the_sums() {
        let mut receipts = Receipts::default();
        receipts.push();
        receipts.push();
        let yuan = |amount: u32| Money::from_yuan(f64::from(amount));
        receipts.add(0, 3, yuan(5));
        receipts.add(0, FROM_PUBLIC, yuan(7));
        receipts.add(0, FROM_OUTSIDE, yuan(1));
        receipts.add(0, 3, yuan(2));
        receipts.add(1, FROM_PUBLIC, yuan(4));
        receipts.give_back_to_public(1, yuan(3));
        let mut expected = [Money::ZERO; SOURCES];
        (expected[3], expected[FROM_PUBLIC], expected[FROM_OUTSIDE]) = (yuan(7), yuan(7), yuan(1));
        assert_eq!(receipts.by_source(0), expected);
        assert_eq!(receipts.by_source_beyond_public(0), Some(expected));
        assert_eq!((receipts.total(0), receipts.from_funders(0)), (yuan(15), yuan(7)));
        assert_eq!(receipts.by_source_beyond_public(1), None);
        assert_eq!((receipts.total(1), receipts.from_funders(1), receipts.from_public(1)), (yuan(1), yuan(0), yuan(1)));
        receipts.add_key_grant(0, yuan(6));
        assert_eq!((receipts.key_grants(0), receipts.key_grants(1)), (yuan(6), yuan(0)));
        assert_eq!((receipts.granted_before(0), receipts.key_grants_before(0)), (yuan(0), yuan(0)));
        receipts.open_year();
        assert_eq!((receipts.total(0), receipts.total(1), receipts.key_grants(0)), (yuan(0), yuan(0), yuan(0)));
        assert_eq!((receipts.granted_before(0), receipts.key_grants_before(0)), (yuan(7), yuan(6)));
        assert_eq!((receipts.granted_before(1), receipts.key_grants_before(1)), (yuan(0), yuan(0)));
        receipts.open_year();
        assert_eq!((receipts.granted_before(0), receipts.key_grants_before(0)), (yuan(0), yuan(0)));
    }
}
