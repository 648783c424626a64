//! The state of the region: provinces with their organisations, funders, hub, ties and books.

use super::Model;
use super::founding;
use super::funders::Funders;
use super::funders::classes::FunderClass;
use super::grants::GrantDesk;
use super::hub::Hub;
use super::interventions::Agenda;
use super::organisations::Organisations;
use super::places::{ISSUES, Places};
use super::register::Register;
use super::round::{self, Step};
use super::ties::peers::Rings;
use crate::ledger::{Account, Ledger};
use crate::money::Money;
use crate::parallel;
use crate::random::Draws;
use std::sync::Arc;

/// The whole region in one replicate. Provinces do not touch each other.
#[derive(Clone, Debug)]
pub struct World {
    /// What all replicates of a scenario share.
    pub model: Arc<Model>,
    /// The provinces, by number.
    pub provinces: Vec<Province>,
    /// The last year simulated; the year before the first one at the start.
    pub year: i16,
}

impl World {
    /// The region of a replicate before its first year. The seed is the scenario's.
    pub fn found(model: &Arc<Model>, replicate: u32) -> World {
        let draws = Draws::new(model.settings.run.seed, replicate);
        let numbers: Vec<u32> = (0..model.settings.region.provinces).collect();
        let provinces = parallel::map_in_order(&numbers, |&number| founding::found(model, draws, number));
        World { model: model.clone(), provinces, year: model.settings.first_year() - 1 }
    }

    /// Simulates the next year.
    pub fn advance(&mut self) {
        self.advance_watched(|_, _| {});
    }

    /// Simulates the next year and shows every province after each step, in no fixed order of provinces.
    pub fn advance_watched(&mut self, watch: impl Fn(&Province, &Step) + Sync) {
        self.year += 1;
        let (year, settings) = (self.year, &self.model.settings);
        parallel::for_each_mut(&mut self.provinces, |province| {
            province.year = year;
            round::run(province, settings, &watch);
        });
    }

    /// BLAKE3 of the whole state: equal hashes mean equal worlds, to the last bit and fen.
    pub fn state_hash(&self) -> blake3::Hash {
        let hashes = parallel::map_in_order(&self.provinces, Province::state_hash);
        let mut whole = blake3::Hasher::new();
        for hash in &hashes {
            whole.update(hash.as_bytes());
        }
        whole.finalize()
    }
}

/// What happened in a year, counted as it happened.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Organisations founded, to begin next year.
    pub births: u32,
    /// Slots offered by all sources.
    pub slots_offered: u32,
    /// Slots filled, by the class of the payer.
    pub slots_by_class: [u32; FunderClass::COUNT],
    /// Slots filled by the national foundations A, B and C.
    pub slots_by_national: [u32; 3],
    /// Slots that funders paid from their own balance.
    pub own_slots: u32,
    /// Organisations of the network for whom there was no slot.
    pub displaced: u32,
    /// Organisations on the giving day.
    pub participants: u32,
    /// Gamers found out.
    pub detected: u32,
    /// Winners of contests.
    pub contest_winners: u32,
    /// Effort in fundraising, summed over organisations.
    pub effort: f64,
    /// Share of ordinary giving that the giving day shifted in time.
    pub shifted_share: f64,
}

/// One province: a region of its own.
#[derive(Clone, Debug)]
pub struct Province {
    /// Number among the provinces.
    pub number: u32,
    /// The year of the round.
    pub year: i16,
    /// Where its draws come from.
    pub draws: Draws,
    /// Its cities and counties.
    pub places: Arc<Places>,
    /// Number of its first county over all provinces.
    pub first_county: u32,
    /// Number of its first cell over all provinces.
    pub first_cell: u32,
    /// How many cells all provinces have.
    pub all_cells: u32,
    /// Organisations that each cell can carry.
    pub carrying_capacity: Vec<f64>,
    /// Its organisations.
    pub organisations: Organisations,
    /// Positions of the organisations alive as the year began.
    pub present: Vec<u32>,
    /// Its funders.
    pub funders: Funders,
    /// What registers say of it; empty where everything was drawn.
    pub register: Arc<Register>,
    /// Its hub.
    pub hub: Hub,
    /// Its books.
    pub ledger: Ledger,
    /// Evidence by county: last year's until step Q, then this year's.
    pub evidence: Vec<f64>,
    /// Evidence in the province: the mean over counties.
    pub province_evidence: f64,
    /// Information neighbours' rings.
    pub rings: Rings,
    /// What interventions intend this year.
    pub agenda: Agenda,
    /// What happened this year.
    pub tally: Tally,
    /// Who paid whom of its own money this year: funder's number and organisation's position.
    pub own_grants: Vec<(u32, u32)>,
    /// Who applied where this year.
    pub grant_desk: GrantDesk,
}

impl Province {
    /// Living organisations by cell.
    pub fn count_cells(&self) -> Vec<u32> {
        let mut cells = vec![0; self.carrying_capacity.len()];
        for i in self.organisations.living() {
            cells[cell(self.organisations.county[i], self.organisations.issue[i])] += 1;
        }
        cells
    }

    /// What a register calls the organisation at a position; none for one that was drawn or founded later.
    pub fn organisation_name(&self, i: usize) -> Option<&str> {
        let number = self.organisations.id[i].checked_sub(self.number * super::founding::PROVINCE_IDS)?;
        self.register.organisations.get(number as usize).map(|known| known.name.as_str())
    }

    /// What a register calls the funder of a number; none for one that it does not list.
    pub fn funder_name(&self, funder: usize) -> Option<&str> {
        self.register.by_number(&self.funders).get(funder).copied().flatten().map(|known| known.name.as_str())
    }

    /// This province's part of an amount that provinces share, if they do.
    pub fn national_part(&self, settings: &super::Settings, amount: Money) -> Money {
        if !settings.funders.shared_national {
            return amount;
        }
        let provinces = vec![1; settings.region.provinces as usize];
        crate::money::split_by_largest_remainder(amount, &provinces)[self.number as usize]
    }

    /// BLAKE3 over the state, organisations in the order of their ids, little endian, reals as bits.
    pub fn state_hash(&self) -> blake3::Hash {
        let organisations = &self.organisations;
        let mut order: Vec<u32> = organisations.living.clone();
        if !order.is_sorted_by_key(|&i| organisations.id[i as usize]) {
            order.sort_by_key(|&i| organisations.id[i as usize]);
        }
        let mut state = Written::new();
        state.put([self.year as u64, order.len() as u64]);
        for &i in &order {
            let i = i as usize;
            let date = |year: i16| u64::from(year as u16);
            state.put([
                u64::from(organisations.id[i]),
                u64::from(organisations.county[i]) << 32
                    | u64::from(organisations.issue[i]) << 16
                    | (organisations.kind[i] as u64) << 8
                    | organisations.network[i] as u64,
                date(organisations.founded[i]) << 48
                    | date(organisations.first_landed[i]) << 32
                    | date(organisations.landed[i]) << 16
                    | date(organisations.left[i]),
                date(organisations.banned_until[i]) << 16
                    | (organisations.success[i] as u64) << 2
                    | u64::from(organisations.slot[i]) << 1
                    | u64::from(organisations.endorsed[i]),
                organisations.people[i].to_bits(),
                organisations.brain[i].to_bits(),
                organisations.method[i].to_bits(),
                organisations.support[i].to_bits(),
                organisations.dependence[i].to_bits(),
                organisations.reputation[i].to_bits(),
                organisations.load[i].to_bits(),
                organisations.shortfall[i].to_bits(),
                organisations.output[i].to_bits(),
                self.ledger.cash(i).fen() as u64,
                self.ledger.restricted(i).fen() as u64,
                organisations.total_receipts(i).fen() as u64,
                organisations.receipts.key_grants(i).fen() as u64,
            ]);
            let ties = &organisations.ties[i];
            for (slot, funder, trust) in ties.iter() {
                state.put([(slot as u64) << 40 | (ties.used[slot] as u64) << 32 | u64::from(funder), trust.to_bits()]);
            }
        }
        for funder in 0..self.funders.len() {
            state.put([
                self.ledger.funder(funder).fen() as u64,
                self.funders.openness[funder].to_bits(),
                self.funders.hub_trust[funder].to_bits(),
                self.funders.evidence[funder].to_bits(),
            ]);
        }
        state.put([u64::from(self.hub.active) << 1 | u64::from(self.hub.existed)]);
        let outside = crate::ledger::Outside::ALL.map(Account::Outside);
        for account in [Account::Hub, Account::Platform, Account::Pool].into_iter().chain(outside) {
            state.put([self.ledger.balance(account).fen() as u64]);
        }
        for evidence in &self.evidence {
            state.put([evidence.to_bits()]);
        }
        state.hash()
    }
}

/// How much is hashed at once: enough for the widest vectors, little enough to stay in the nearest memory.
const PIECE_BYTES: usize = 1 << 14;

/// State written out for its hash: 64-bit words, little endian, hashed piece by piece.
struct Written {
    hasher: blake3::Hasher,
    bytes: [u8; PIECE_BYTES],
    filled: usize,
}

impl Written {
    fn new() -> Written {
        Written { hasher: blake3::Hasher::new(), bytes: [0; PIECE_BYTES], filled: 0 }
    }

    #[inline]
    fn put<const COUNT: usize>(&mut self, words: [u64; COUNT]) {
        if self.filled + 8 * COUNT > PIECE_BYTES {
            return self.put_over_the_edge(&words);
        }
        for (place, word) in self.bytes[self.filled..self.filled + 8 * COUNT].chunks_exact_mut(8).zip(words) {
            place.copy_from_slice(&word.to_le_bytes());
        }
        self.filled += 8 * COUNT;
    }

    #[inline(never)]
    fn put_over_the_edge(&mut self, words: &[u64]) {
        for word in words {
            if self.filled == PIECE_BYTES {
                self.hasher.update(&self.bytes);
                self.filled = 0;
            }
            self.bytes[self.filled..self.filled + 8].copy_from_slice(&word.to_le_bytes());
            self.filled += 8;
        }
    }

    fn hash(mut self) -> blake3::Hash {
        self.hasher.update(&self.bytes[..self.filled]);
        self.hasher.finalize()
    }
}

/// The cell of a county and an issue.
pub fn cell(county: u16, issue: u8) -> usize {
    usize::from(county) * ISSUES + usize::from(issue)
}
