//! The books of one province: accounts, postings, flows. Nothing else touches money.
//!
//! Every movement is a [`Posting`] between two accounts. Accounts inside the region never fall below zero;
//! accounts outside it (where money comes from and goes to) may. All balances always sum to zero, which
//! [`Ledger::assert_balanced`] checks after every step of the round, in release builds too.
//!
//! To add a kind of posting: one line in [`kinds`]. To add a sector: one line in [`sectors`].

mod flows;
pub mod kinds;
pub mod sectors;

pub use flows::Flows;
pub use kinds::Kind;
pub use sectors::Sector;

use crate::money::Money;

/// How many groups of organisations the books tell apart; which these are, the model says.
pub const GROUPS: usize = 8;

/// An account that money can leave or enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    /// Unrestricted money of the organisation at this position.
    Cash(u32),
    /// Money of the organisation at this position that is bound to projects.
    Restricted(u32),
    /// A funder, by its number in the province.
    Funder(u32),
    /// The hub.
    Hub,
    /// The giving platform; empty after every giving day.
    Platform,
    /// The matching pool; empty after every giving day.
    Pool,
    /// A sector outside the region: it closes the books and may be negative.
    Outside(Outside),
}

/// The accounts that close the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside {
    /// Households that give.
    Households,
    /// Enterprises that feed the CSR pools.
    Enterprises,
    /// The state's treasury.
    Treasury,
    /// Endowments and distant donors behind foundations.
    Endower,
    /// Who pays matching pools in every scenario.
    PoolSponsor,
    /// The outside payer of the equal-money comparison.
    Sponsor,
    /// Wages, rents, purchases.
    Suppliers,
    /// People who receive direct relief.
    Beneficiaries,
    /// Founders of organisations.
    Founders,
}

impl Outside {
    /// Every outside account, in the order of their balances.
    pub const ALL: [Outside; 9] = [
        Outside::Households,
        Outside::Enterprises,
        Outside::Treasury,
        Outside::Endower,
        Outside::PoolSponsor,
        Outside::Sponsor,
        Outside::Suppliers,
        Outside::Beneficiaries,
        Outside::Founders,
    ];

    /// The sector that this account is.
    pub fn sector(self) -> Sector {
        match self {
            Outside::Households => Sector::Households,
            Outside::Enterprises => Sector::Enterprises,
            Outside::Treasury => Sector::Treasury,
            Outside::Endower => Sector::Endower,
            Outside::PoolSponsor => Sector::PoolSponsor,
            Outside::Sponsor => Sector::Sponsor,
            Outside::Suppliers => Sector::Suppliers,
            Outside::Beneficiaries => Sector::Beneficiaries,
            Outside::Founders => Sector::Founders,
        }
    }
}

/// One movement of money: what it is, from where, to where, how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// What the money moves for.
    pub kind: Kind,
    /// The account that pays.
    pub from: Account,
    /// The account that receives.
    pub to: Account,
    /// How much; never negative.
    pub amount: Money,
    /// Whether the money was given for this purpose from outside (an earmark) and only passes through.
    pub earmarked: bool,
}

/// A posting with its year, kept only when the full ledger is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatedPosting {
    /// The year of the round.
    pub year: i16,
    /// The movement.
    pub posting: Posting,
}

/// The books of one province.
#[derive(Clone, Debug)]
pub struct Ledger {
    cash: Vec<Money>,
    restricted: Vec<Money>,
    groups: Vec<u8>,
    funders: Vec<Money>,
    funder_sectors: Vec<Sector>,
    hub: Money,
    platform: Money,
    pool: Money,
    outside: [Money; Outside::ALL.len()],
    flows: Flows,
    opening: [Money; Sector::COUNT],
    year: i16,
    journal: Option<Vec<DatedPosting>>,
}

impl Ledger {
    /// Empty books for funders of these sectors; `keep_postings` keeps every single movement.
    pub fn new(funder_sectors: Vec<Sector>, keep_postings: bool) -> Ledger {
        Ledger {
            cash: Vec::new(),
            restricted: Vec::new(),
            groups: Vec::new(),
            funders: vec![Money::ZERO; funder_sectors.len()],
            funder_sectors,
            hub: Money::ZERO,
            platform: Money::ZERO,
            pool: Money::ZERO,
            outside: [Money::ZERO; Outside::ALL.len()],
            flows: Flows::default(),
            opening: [Money::ZERO; Sector::COUNT],
            year: 0,
            journal: keep_postings.then(Vec::new),
        }
    }

    /// Makes room for the accounts of this many organisations more and some that come later.
    pub fn reserve_organisations(&mut self, more: usize) {
        let more = more + more / 4;
        self.cash.reserve_exact(more);
        self.restricted.reserve_exact(more);
        self.groups.reserve_exact(more);
    }

    /// Opens the two accounts of one more organisation of a group and returns its position.
    ///
    /// # Panics
    /// If there is no such group.
    pub fn open_organisation(&mut self, group: u8) -> u32 {
        assert!(usize::from(group) < GROUPS, "there is no group {group}");
        self.groups.push(group);
        self.cash.push(Money::ZERO);
        self.restricted.push(Money::ZERO);
        (self.cash.len() - 1) as u32
    }

    /// Begins a year: flows start at zero and the opening balances are noted.
    pub fn open_year(&mut self, year: i16) {
        self.year = year;
        self.opening = self.balances_by_sector();
        self.flows.clear();
        if let Some(journal) = &mut self.journal {
            journal.clear();
        }
    }

    /// Moves money. An amount of zero moves nothing and leaves no trace.
    ///
    /// # Panics
    /// If the amount is negative, both sides are the same account, or an account inside the region would fall
    /// below zero: whoever decides on a payment has to look at the balance first.
    pub fn post(&mut self, kind: Kind, from: Account, to: Account, amount: Money) {
        self.enter(Posting { kind, from, to, amount, earmarked: false });
    }

    /// Moves money that was given for this purpose from outside and only passes through.
    pub fn post_earmarked(&mut self, kind: Kind, from: Account, to: Account, amount: Money) {
        self.enter(Posting { kind, from, to, amount, earmarked: true });
    }

    /// Moves money as a posting says; see [`Ledger::post`].
    pub fn enter(&mut self, posting: Posting) {
        let Posting { kind, from, to, amount, earmarked } = posting;
        assert!(amount >= Money::ZERO, "a posting of {amount} is negative: {posting:?}");
        assert!(from != to, "a posting needs two accounts: {posting:?}");
        if amount.is_zero() {
            return;
        }
        let payer = self.account_mut(from);
        *payer -= amount;
        let overdrawn = *payer < Money::ZERO && !matches!(from, Account::Outside(_));
        assert!(!overdrawn, "an account would fall below zero: {posting:?}");
        *self.account_mut(to) += amount;
        let (from_sector, to_sector) = (self.sector(from), self.sector(to));
        self.flows.add(kind, from_sector, to_sector, earmarked, amount);
        if let Account::Cash(organisation) | Account::Restricted(organisation) = to {
            self.flows.add_received(kind, from_sector, self.groups[organisation as usize], amount);
        }
        let year = self.year;
        if let Some(journal) = &mut self.journal {
            journal.push(DatedPosting { year, posting });
        }
    }

    fn account_mut(&mut self, account: Account) -> &mut Money {
        match account {
            Account::Cash(organisation) => &mut self.cash[organisation as usize],
            Account::Restricted(organisation) => &mut self.restricted[organisation as usize],
            Account::Funder(funder) => &mut self.funders[funder as usize],
            Account::Hub => &mut self.hub,
            Account::Platform => &mut self.platform,
            Account::Pool => &mut self.pool,
            Account::Outside(outside) => &mut self.outside[outside as usize],
        }
    }

    /// The balance of an account.
    pub fn balance(&self, account: Account) -> Money {
        match account {
            Account::Cash(organisation) => self.cash[organisation as usize],
            Account::Restricted(organisation) => self.restricted[organisation as usize],
            Account::Funder(funder) => self.funders[funder as usize],
            Account::Hub => self.hub,
            Account::Platform => self.platform,
            Account::Pool => self.pool,
            Account::Outside(outside) => self.outside[outside as usize],
        }
    }

    /// Unrestricted money of the organisation at a position.
    pub fn cash(&self, organisation: usize) -> Money {
        self.cash[organisation]
    }

    /// Project money of the organisation at a position.
    pub fn restricted(&self, organisation: usize) -> Money {
        self.restricted[organisation]
    }

    /// A funder's balance.
    pub fn funder(&self, funder: usize) -> Money {
        self.funders[funder]
    }

    /// Every funder's balance, in the order of their numbers.
    pub fn funders(&self) -> &[Money] {
        &self.funders
    }

    /// The hub's balance.
    pub fn hub(&self) -> Money {
        self.hub
    }

    /// The sector that an account belongs to.
    pub fn sector(&self, account: Account) -> Sector {
        match account {
            Account::Cash(_) | Account::Restricted(_) => Sector::Organisations,
            Account::Funder(funder) => self.funder_sectors[funder as usize],
            Account::Hub => Sector::Hub,
            Account::Platform | Account::Pool => Sector::Platform,
            Account::Outside(outside) => outside.sector(),
        }
    }

    /// What moved this year, by kind, sectors and earmark.
    pub fn flows(&self) -> &Flows {
        &self.flows
    }

    /// Every posting of the year, if the full ledger is kept.
    pub fn postings(&self) -> &[DatedPosting] {
        self.journal.as_deref().unwrap_or_default()
    }

    /// The balance of each sector when the year began.
    pub fn opening_by_sector(&self) -> &[Money; Sector::COUNT] {
        &self.opening
    }

    /// The balance of each sector now.
    pub fn balances_by_sector(&self) -> [Money; Sector::COUNT] {
        let mut balances = [Money::ZERO; Sector::COUNT];
        let organisations = self.cash.iter().chain(&self.restricted).copied().sum::<Money>();
        balances[Sector::Organisations as usize] = organisations;
        for (&balance, &sector) in self.funders.iter().zip(&self.funder_sectors) {
            balances[sector as usize] += balance;
        }
        balances[Sector::Hub as usize] = self.hub;
        balances[Sector::Platform as usize] = self.platform + self.pool;
        for outside in Outside::ALL {
            balances[outside.sector() as usize] = self.outside[outside as usize];
        }
        balances
    }

    /// Checks that all balances sum to zero.
    ///
    /// # Panics
    /// If they do not: then money was made or lost, and every number of the run is void.
    pub fn assert_balanced(&self, step: &str) {
        // Sums modulo 2⁶⁴ are enough: no books are out by a multiple of 180 million billion yuan.
        let sum = |accounts: &[Money]| accounts.iter().fold(0i64, |sum, money| sum.wrapping_add(money.fen()));
        let total = [&self.cash[..], &self.restricted, &self.funders, &self.outside]
            .into_iter()
            .chain([&[self.hub, self.platform, self.pool][..]])
            .fold(0i64, |total, accounts| total.wrapping_add(sum(accounts)));
        assert!(total == 0, "after step {step} of {} the books are out by {total} fen", self.year);
    }

    /// Checks that each sector's balance changed by what flowed in less what flowed out, to the fen, and that the
    /// platform is empty: the transaction-flow matrix of the year closes.
    ///
    /// # Panics
    /// If it does not close.
    pub fn assert_closed(&self) {
        let closing = self.balances_by_sector();
        let net = self.flows.net_by_sector();
        for sector in Sector::ALL {
            let change = closing[sector as usize] - self.opening[sector as usize];
            let net = net[sector as usize];
            assert!(change == net, "{sector:?} changed by {change} in {}, its flows say {net}", self.year);
        }
        assert!(self.platform.is_zero() && self.pool.is_zero(), "the platform kept money in {}", self.year);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn books() -> Ledger {
        let mut ledger = Ledger::new(vec![Sector::Government, Sector::Federation], true);
        ledger.open_organisation(5);
        ledger.open_year(2017);
        ledger
    }

    #[test]
    fn money_moves_and_the_books_balance() {
        let mut ledger = books();
        let (treasury, bureau) = (Account::Outside(Outside::Treasury), Account::Funder(0));
        ledger.post(Kind::Appropriation, treasury, bureau, Money::from_fen(900));
        ledger.post_earmarked(Kind::ProgrammeGrant, bureau, Account::Restricted(0), Money::from_fen(600));
        ledger.post(Kind::Delivery, Account::Restricted(0), Account::Outside(Outside::Suppliers), Money::from_fen(1));
        ledger.assert_balanced("B");
        ledger.assert_closed();
        assert_eq!(ledger.funder(0), Money::from_fen(300));
        assert_eq!(ledger.balance(treasury), Money::from_fen(-900));
        assert_eq!(ledger.postings().len(), 3);
        let granted = |earmarked| {
            ledger.flows().amount(Kind::ProgrammeGrant, Sector::Government, Sector::Organisations, earmarked)
        };
        assert_eq!((granted(true).fen(), granted(false).fen()), (600, 0));
        let received: Vec<_> = ledger.flows().received().collect();
        assert_eq!(received, [(Kind::ProgrammeGrant, Sector::Government, 5, Money::from_fen(600))]);
    }

    #[test]
    fn nothing_is_recorded_for_nothing() {
        let mut ledger = books();
        ledger.post(Kind::OpenGrant, Account::Funder(0), Account::Cash(0), Money::ZERO);
        assert!(ledger.postings().is_empty());
    }

    #[test]
    fn accounts_inside_the_region_never_fall_below_zero() {
        let overdraw = std::panic::catch_unwind(|| {
            let mut ledger = books();
            ledger.post(Kind::OpenGrant, Account::Funder(0), Account::Cash(0), Money::from_fen(1));
        });
        assert!(overdraw.is_err());
    }

    #[test]
    fn a_year_closes_only_if_the_platform_is_empty() {
        let kept = std::panic::catch_unwind(|| {
            let mut ledger = books();
            let households = Account::Outside(Outside::Households);
            ledger.post(Kind::DayGift, households, Account::Platform, Money::from_fen(5));
            ledger.assert_closed();
        });
        assert!(kept.is_err());
    }
}
