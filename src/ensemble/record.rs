//! What is kept of a run: plain data, small enough to be written to disk and read again.

use super::exposure::Exposure;
use super::fates::Fates;
use crate::ledger::{Account, DatedPosting, Sector};
use crate::metrics::{self, YearView};
use crate::model::World;
use crate::model::organisations::NEVER;
use crate::money::Money;
use serde::{Deserialize, Serialize};

/// One replicate of one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Which replicate, from 0.
    pub replicate: u32,
    /// Year by year.
    pub years: Vec<YearRecord>,
    /// Organisations at risk and what became of them, by cohort, time and size.
    pub exposure: Exposure,
    /// What became of the organisations of the base year.
    pub fates: Fates,
    /// Every organisation that ever lived, in order of provinces and positions; empty unless asked for.
    pub organisations: Vec<OrganisationRecord>,
    /// Every posting; empty unless the scenario keeps the full ledger.
    pub postings: Vec<PostingRecord>,
}

/// One year of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct YearRecord {
    /// The year.
    pub year: i16,
    /// BLAKE3 of the state at its end.
    pub state_hash: [u8; 32],
    /// Metrics in the order of the catalogue.
    pub metrics: Vec<Option<f64>>,
    /// Flows above zero.
    pub flows: Vec<FlowRecord>,
    /// What organisations received, by group, above zero.
    pub received: Vec<ReceivedRecord>,
    /// Opening and closing balance in fen, sector by sector.
    pub balances: Vec<(i64, i64)>,
    /// County metrics: counties of all provinces, metric by metric.
    pub counties: Vec<f64>,
    /// Metrics of funder classes, class by class.
    pub funders: Vec<f64>,
    /// The Lorenz curve of organisations' receipts at `metrics::LORENZ_SHARES`; none if nothing was received.
    pub lorenz: Option<[f64; metrics::LORENZ_SHARES.len()]>,
}

/// A flow of a year. Kinds and sectors are given by their positions in `Kind::ALL` and `Sector::ALL`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowRecord {
    /// What the money moved for.
    pub kind: u8,
    /// The sector that paid.
    pub from: u8,
    /// The sector that received.
    pub to: u8,
    /// Whether it was earmarked from outside.
    pub earmarked: bool,
    /// How much, in fen.
    pub fen: i64,
}

/// What a group of organisations received in a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedRecord {
    /// What the money moved for: position in `Kind::ALL`.
    pub kind: u8,
    /// The sector that paid: position in `Sector::ALL`.
    pub from: u8,
    /// The number of the group in the books.
    pub group: u8,
    /// How much, in fen.
    pub fen: i64,
}

/// A single posting. Accounts are written as text, for example `funder 3` or `cash 17`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostingRecord {
    /// The year.
    pub year: i16,
    /// The province.
    pub province: u32,
    /// Position of the kind in `Kind::ALL`.
    pub kind: u8,
    /// The account that paid.
    pub from: String,
    /// The account that received.
    pub to: String,
    /// Whether it was earmarked from outside.
    pub earmarked: bool,
    /// How much, in fen.
    pub fen: i64,
}

/// One organisation over its whole life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganisationRecord {
    /// Identity, the same in every scenario.
    pub id: u32,
    /// Number of its county over all provinces.
    pub county: u32,
    /// Its issue.
    pub issue: u8,
    /// Position of its kind in `OrganisationKind::ALL`.
    pub kind: u8,
    /// Year of founding.
    pub founded: i16,
    /// Year in which it closed, if it did.
    pub closed: Option<i16>,
    /// Year in which it first landed, if it did.
    pub first_landed: Option<i16>,
    /// Receipts in fen, from the run's first year on; years before its founding are zero.
    pub receipts_fen: Vec<i64>,
}

impl Run {
    /// An empty run.
    pub fn new(replicate: u32) -> Run {
        Run {
            replicate,
            years: Vec::new(),
            exposure: Exposure::default(),
            fates: Fates::default(),
            organisations: Vec::new(),
            postings: Vec::new(),
        }
    }

    /// The record of a year.
    pub fn year(&self, year: i16) -> Option<&YearRecord> {
        let first = self.years.first()?.year;
        self.years.get(usize::try_from(year - first).ok()?)
    }

    /// The records from a year on.
    pub fn since(&self, year: i16) -> impl Iterator<Item = &YearRecord> {
        self.years.iter().filter(move |record| record.year >= year)
    }

    /// Brings the records of organisations up to the year just lived.
    pub(super) fn note_organisations(&mut self, world: &World) {
        let year = self.years.len();
        let mut known = std::mem::take(&mut self.organisations).into_iter().peekable();
        for province in &world.provinces {
            let organisations = &province.organisations;
            let ever = |year: i16| (year != NEVER).then_some(year);
            for i in 0..organisations.len() {
                let belongs = known.peek().is_some_and(|record| record.id == organisations.id[i]);
                let mut record = match known.next_if(|_| belongs) {
                    Some(record) => record,
                    None => OrganisationRecord {
                        id: organisations.id[i],
                        county: province.first_county + u32::from(organisations.county[i]),
                        issue: organisations.issue[i],
                        kind: organisations.kind[i] as u8,
                        founded: organisations.founded[i],
                        closed: None,
                        first_landed: None,
                        receipts_fen: Vec::new(),
                    },
                };
                record.closed = ever(organisations.closed[i]);
                record.first_landed = ever(organisations.first_landed[i]);
                record.receipts_fen.resize(year, 0);
                let lived = record.founded <= province.year && record.closed.is_none_or(|end| end >= province.year);
                if lived {
                    record.receipts_fen[year - 1] = organisations.total_receipts(i).fen();
                }
                self.organisations.push(record);
            }
        }
    }

    /// Takes over the postings of the year just lived, if the full ledger is kept.
    pub(super) fn note_postings(&mut self, world: &World) {
        for province in &world.provinces {
            let postings = province.ledger.postings().iter();
            self.postings.extend(postings.map(|DatedPosting { year, posting }| PostingRecord {
                year: *year,
                province: province.number,
                kind: posting.kind as u8,
                from: account_name(posting.from, province),
                to: account_name(posting.to, province),
                earmarked: posting.earmarked,
                fen: posting.amount.fen(),
            }));
        }
    }
}

fn account_name(account: Account, province: &crate::model::Province) -> String {
    let organisation = |i: u32| province.organisations.id[i as usize];
    match account {
        Account::Cash(i) => format!("organisation {} cash", organisation(i)),
        Account::Restricted(i) => format!("organisation {} restricted", organisation(i)),
        Account::Funder(funder) => {
            format!("{} {}", province.funders.class[funder as usize].name(), province.funders.id[funder as usize])
        }
        Account::Hub => "hub".to_string(),
        Account::Platform => "platform".to_string(),
        Account::Pool => "pool".to_string(),
        Account::Outside(outside) => outside.sector().name().to_string(),
    }
}

impl YearRecord {
    /// The record of the year that a world has just lived.
    pub(super) fn of(view: &YearView, metrics: Vec<Option<f64>>) -> YearRecord {
        let world = view.world;
        let mut opening = [Money::ZERO; Sector::COUNT];
        let mut closing = [Money::ZERO; Sector::COUNT];
        for province in &world.provinces {
            for (sum, &balance) in opening.iter_mut().zip(province.ledger.opening_by_sector()) {
                *sum += balance;
            }
            for (sum, balance) in closing.iter_mut().zip(province.ledger.balances_by_sector()) {
                *sum += balance;
            }
        }
        YearRecord {
            year: world.year,
            state_hash: *world.state_hash().as_bytes(),
            metrics,
            flows: view
                .flows
                .entries()
                .map(|(kind, from, to, earmarked, amount)| FlowRecord {
                    kind: kind as u8,
                    from: from as u8,
                    to: to as u8,
                    earmarked,
                    fen: amount.fen(),
                })
                .collect(),
            received: view
                .flows
                .received()
                .map(|(kind, from, group, amount)| ReceivedRecord {
                    kind: kind as u8,
                    from: from as u8,
                    group,
                    fen: amount.fen(),
                })
                .collect(),
            balances: opening.iter().zip(&closing).map(|(open, close)| (open.fen(), close.fen())).collect(),
            counties: metrics::measure_counties(world),
            funders: metrics::measure_funder_classes(world),
            lorenz: metrics::measure_lorenz(view),
        }
    }
}
