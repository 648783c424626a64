//! Money followed hop by hop: what a funder paid in a year, through every account, until it ends or rests.
//!
//! The replicate is lived again with every posting kept. Whatever the funder pays in the year is followed, fen by fen.
//! Money mixes in accounts: a payment takes the followed money in proportion to its share of the balance, rounded down
//! to whole fen (what the division leaves over stays), and takes it from the paths by which it came in by largest
//! remainder. Money that leaves the region has ended; what is in an account of the region when the last year is over
//! rests there. Ended and resting money sum to what was paid, to the fen.

use super::lives::with_postings;
use super::lives::wording::{Bilingual, both, class_name, funder_name, posting_name};
use crate::ledger::{Account, Kind, Posting};
use crate::model::organisations::founders::OrganisationKind;
use crate::model::organisations::groups::Group;
use crate::model::{Model, Province, World};
use crate::money::{Money, split_by_largest_remainder};
use crate::progress::{Stopped, Watch};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Where money went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trail {
    /// Whose money: one funder, or a class.
    pub source: Bilingual,
    /// In how many provinces it was followed.
    pub provinces: u32,
    /// The replicate.
    pub replicate: u32,
    /// The year of the payments that are followed.
    pub year: i16,
    /// The last year in which they are followed.
    pub last_year: i16,
    /// What was paid in the year, in fen.
    pub whole_fen: i64,
    /// Hop by hop: what moved from where to where, the largest first. The first hop sums to the whole.
    pub hops: Vec<Hop>,
    /// Where money has ended or rests; these sum to the whole.
    pub ends: Vec<End>,
}

/// Money that moved in the same hop, from one group of accounts to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hop {
    /// The number of the hop, from 1.
    pub hop: u32,
    /// Published name of the kind of posting.
    pub kind: String,
    /// The same in words.
    pub channel: Bilingual,
    /// Who paid.
    pub from: Bilingual,
    /// Who received.
    pub to: Bilingual,
    /// How much, in fen.
    pub fen: i64,
}

/// Money that has ended or rests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct End {
    /// The channel by which it left the funder.
    pub channel: Bilingual,
    /// The first organisations that it reached, by kind and tier; none if it reached none.
    pub reached: Option<Bilingual>,
    /// Where it is.
    pub place: Bilingual,
    /// For what it left the region; none if it rests.
    pub through: Option<Bilingual>,
    /// How much, in fen.
    pub fen: i64,
}

/// How money came to where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Path {
    channel: Kind,
    reached: Option<Group>,
    hops: u32,
}

/// Accounts in an order, so that walks over them are the same everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key(u8, u32);

fn key(account: Account) -> Key {
    match account {
        Account::Cash(i) => Key(0, i),
        Account::Restricted(i) => Key(1, i),
        Account::Funder(funder) => Key(2, funder),
        Account::Hub => Key(3, 0),
        Account::Platform => Key(4, 0),
        Account::Pool => Key(5, 0),
        Account::Outside(outside) => Key(6, outside as u32),
    }
}

fn account(key: Key) -> Account {
    match key {
        Key(0, i) => Account::Cash(i),
        Key(1, i) => Account::Restricted(i),
        Key(2, funder) => Account::Funder(funder),
        Key(4, _) => Account::Platform,
        Key(5, _) => Account::Pool,
        // Money that has left is not in an account any more, so what is left is the hub.
        _ => Account::Hub,
    }
}

/// Follows what funders (by province and number) paid in a year, to the end of `last_year`. Money never leaves its
/// province.
///
/// # Errors
/// When the watcher asks to stop.
pub fn follow(
    model: &Arc<Model>,
    replicate: u32,
    funders: &[(u32, usize)],
    (year, last_year): (i16, i16),
    watch: &dyn Watch,
) -> Result<Trail, Stopped> {
    let mut world = World::found(&with_postings(model), replicate);
    let mut walks: BTreeMap<usize, Walk> = BTreeMap::new();
    for &(province, funder) in funders {
        walks.entry(province as usize).or_default().sources.insert(Key(2, funder as u32));
    }
    while world.year < last_year {
        if watch.should_stop() {
            return Err(Stopped);
        }
        let balances: Vec<Balances> = walks.keys().map(|&number| Balances::of(&world.provinces[number])).collect();
        world.advance();
        watch.unit_done();
        if world.year >= year {
            for ((&number, walk), balances) in walks.iter_mut().zip(balances) {
                walk.walk(&world.provinces[number], balances, world.year == year);
            }
        }
    }
    let province = |number: u32| &world.provinces[number as usize];
    let names: BTreeSet<(String, String)> = funders
        .iter()
        .map(|&(number, funder)| funder_name(province(number), funder))
        .map(|name| (name.en, name.zh))
        .collect();
    let source = match (names.len(), funders.first()) {
        (1, Some(&(number, funder))) => funder_name(province(number), funder),
        (_, Some(&(number, funder))) => class_name(province(number).funders.class[funder]),
        _ => Bilingual::default(),
    };
    let provinces = walks.len() as u32;
    let mut whole = Walk::default();
    for (number, mut walk) in walks {
        walk.rest(&world.provinces[number]);
        whole.merge(walk);
    }
    // Places are groups of accounts and have the same names in every province.
    Ok(whole.trail(&world.provinces[0], source, provinces, replicate, (year, last_year)))
}

/// Balances as a year begins; accounts that are opened in the year hold nothing.
struct Balances {
    cash: Vec<i64>,
    restricted: Vec<i64>,
    others: BTreeMap<Key, i64>,
}

impl Balances {
    fn of(province: &Province) -> Balances {
        let ledger = &province.ledger;
        let organisations = province.organisations.len();
        let funders = (0..province.funders.len() as u32).map(Account::Funder);
        let others = funders.chain([Account::Hub, Account::Platform, Account::Pool]);
        Balances {
            cash: (0..organisations).map(|i| ledger.cash(i).fen()).collect(),
            restricted: (0..organisations).map(|i| ledger.restricted(i).fen()).collect(),
            others: others.map(|account| (key(account), ledger.balance(account).fen())).collect(),
        }
    }

    fn of_mut(&mut self, Key(sort, number): Key) -> &mut i64 {
        let accounts = match sort {
            0 => &mut self.cash,
            1 => &mut self.restricted,
            _ => return self.others.entry(Key(sort, number)).or_default(),
        };
        let position = number as usize;
        if position >= accounts.len() {
            accounts.resize(position + 1, 0);
        }
        &mut accounts[position]
    }
}

#[derive(Default)]
struct Walk {
    sources: BTreeSet<Key>,
    /// Followed money in each account, by path.
    held: BTreeMap<Key, BTreeMap<Path, i64>>,
    hops: BTreeMap<(u32, Kind, Place, Place), i64>,
    ends: BTreeMap<(Kind, Option<Group>, Place, Option<Kind>), i64>,
    whole: i64,
}

/// A group of accounts that a reader tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Source,
    Organisations(Group),
    Class(u8),
    Account(Key),
}

impl Walk {
    fn walk(&mut self, province: &Province, mut balances: Balances, first_year: bool) {
        for dated in province.ledger.postings() {
            let Posting { kind, from, to, amount, .. } = dated.posting;
            let (payer, payee, fen) = (key(from), key(to), amount.fen());
            let balance = *balances.of_mut(payer);
            *balances.of_mut(payer) -= fen;
            *balances.of_mut(payee) += fen;
            let moved: Vec<(Path, i64)> = if self.sources.contains(&payer) {
                if !first_year || self.sources.contains(&payee) {
                    continue;
                }
                self.whole += fen;
                vec![(Path { channel: kind, reached: None, hops: 0 }, fen)]
            } else {
                self.take(payer, fen, balance)
            };
            for (path, fen) in moved.into_iter().filter(|&(_, fen)| fen > 0) {
                self.arrive(province, path, kind, (payer, payee), fen);
            }
        }
    }

    /// Takes the followed part of a payment out of an account.
    fn take(&mut self, payer: Key, fen: i64, balance: i64) -> Vec<(Path, i64)> {
        let Some(held) = self.held.get_mut(&payer) else { return Vec::new() };
        let followed: i64 = held.values().sum();
        if followed == 0 || balance <= 0 {
            return Vec::new();
        }
        let part = (i128::from(fen) * i128::from(followed) / i128::from(balance)) as i64;
        let weights: Vec<i64> = held.values().copied().collect();
        let parts = split_by_largest_remainder(Money::from_fen(part), &weights);
        let taken: Vec<(Path, i64)> = held.keys().copied().zip(parts.into_iter().map(Money::fen)).collect();
        for (path, fen) in &taken {
            if let Some(left) = held.get_mut(path) {
                *left -= fen;
            }
        }
        held.retain(|_, fen| *fen > 0);
        taken
    }

    fn arrive(&mut self, province: &Province, path: Path, kind: Kind, (payer, payee): (Key, Key), fen: i64) {
        let hops = path.hops + 1;
        let (from, to) = (self.place(province, payer), self.place(province, payee));
        *self.hops.entry((hops, kind, from, to)).or_default() += fen;
        let reached = path.reached.or(match to {
            Place::Organisations(group) => Some(group),
            _ => None,
        });
        // Outside the region it has ended; back with its source it is followed no further.
        if matches!(account_sort(payee), Sort::Outside) || self.sources.contains(&payee) {
            *self.ends.entry((path.channel, reached, to, Some(kind))).or_default() += fen;
        } else {
            let path = Path { reached, hops, ..path };
            *self.held.entry(payee).or_default().entry(path).or_default() += fen;
        }
    }

    fn place(&self, province: &Province, key: Key) -> Place {
        if self.sources.contains(&key) {
            return Place::Source;
        }
        match key {
            Key(0 | 1, i) => {
                let organisations = &province.organisations;
                let urban = province.places.counties[usize::from(organisations.county[i as usize])].urban;
                Place::Organisations(Group { kind: organisations.kind[i as usize], urban })
            }
            Key(2, funder) => Place::Class(province.funders.class[funder as usize] as u8),
            other => Place::Account(other),
        }
    }

    /// What is still held rests where it is.
    fn rest(&mut self, province: &Province) {
        for (held_by, paths) in std::mem::take(&mut self.held) {
            let place = self.place(province, held_by);
            for (path, fen) in paths {
                *self.ends.entry((path.channel, path.reached, place, None)).or_default() += fen;
            }
        }
    }

    /// Adds what was followed in another province, where nothing is held any more.
    fn merge(&mut self, other: Walk) {
        for (hop, fen) in other.hops {
            *self.hops.entry(hop).or_default() += fen;
        }
        for (end, fen) in other.ends {
            *self.ends.entry(end).or_default() += fen;
        }
        self.whole += other.whole;
    }

    fn trail(
        &self,
        province: &Province,
        source: Bilingual,
        provinces: u32,
        replicate: u32,
        (year, last_year): (i16, i16),
    ) -> Trail {
        let name = |place: Place| place_name(province, place, &source);
        let mut hops: Vec<Hop> = self
            .hops
            .iter()
            .map(|(&(hop, kind, from, to), &fen)| Hop {
                hop,
                kind: kind.name().to_string(),
                channel: posting_name(kind),
                from: name(from),
                to: name(to),
                fen,
            })
            .collect();
        hops.sort_by_key(|hop| (hop.hop, std::cmp::Reverse(hop.fen)));
        let mut ends: Vec<End> = self
            .ends
            .iter()
            .map(|(&(channel, reached, place, through), &fen)| End {
                channel: posting_name(channel),
                reached: reached.map(group_name),
                place: name(place),
                through: through.map(posting_name),
                fen,
            })
            .collect();
        ends.sort_by_key(|end| std::cmp::Reverse(end.fen));
        Trail { source, provinces, replicate, year, last_year, whole_fen: self.whole, hops, ends }
    }
}

enum Sort {
    Inside,
    Outside,
}

fn account_sort(key: Key) -> Sort {
    if key.0 == 6 { Sort::Outside } else { Sort::Inside }
}

fn group_name(Group { kind, urban }: Group) -> Bilingual {
    let en = match kind {
        OrganisationKind::VolunteerGroup => "volunteer groups",
        OrganisationKind::GrassrootsNgo => "grassroots NGOs",
        OrganisationKind::SocialWorkAgency => "social-work agencies",
        OrganisationKind::HeadOrganisation => "head organisations",
    };
    let (tier, tier_zh) = if urban { ("urban districts", "城区") } else { ("counties", "县域") };
    both(format!("{en} in {tier}"), format!("{tier_zh}{}", kind.name_zh()))
}

fn place_name(province: &Province, place: Place, source: &Bilingual) -> Bilingual {
    match place {
        Place::Source => source.clone(),
        Place::Organisations(group) => group_name(group),
        Place::Class(number) => class_name(crate::model::funders::classes::FunderClass::ALL[usize::from(number)]),
        Place::Account(Key(6, number)) => {
            let sector = crate::ledger::Outside::ALL[number as usize].sector();
            let en = match sector {
                crate::ledger::Sector::Suppliers => "wages and purchases".to_string(),
                crate::ledger::Sector::Beneficiaries => "people in need".to_string(),
                other => format!("the {}", other.name().replace('_', " ")),
            };
            both(en, sector.name_zh())
        }
        Place::Account(key) => super::lives::wording::party_name(province, account(key)),
    }
}
