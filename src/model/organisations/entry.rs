//! Step S: new organisations are founded where there is room for them.

use super::NEVER;
use super::founders::{FounderSettings, OrganisationKind};
use super::groups::Group;
use crate::ledger::{Account, Kind, Outside};
use crate::model::places::ISSUES;
use crate::model::register::RegisteredOrganisation;
use crate::model::ties::peers;
use crate::model::{Province, Settings};
use crate::money::Money;
use crate::random::{Draws, Purpose, Stream};
use crate::real::{exp, poisson_inverse, positive_part, unit_interval};
use crate::settings::Source::{Assumed, Tuned};

/// Ids of founders begin here; below are the first organisations.
pub const FOUNDER_IDS: u32 = 1 << 30;
/// Ids of cells begin here.
pub const CELL_IDS: u32 = 0xB000_0000;
/// Potential founders of a cell in a year.
pub const FOUNDERS_PER_CELL: u32 = 64;
/// The first year of which founders' ids are counted.
pub const FOUNDER_EPOCH: i16 = 1980;

crate::settings! {
    /// How new organisations come.
    pub struct EntrySettings {
        /// Founding rate per place of carrying capacity when the cell is full.
        rate: f64 = 0.052, "1 per year", [0.0, 1.0], Tuned("ν0: stationarity, .04–.065"), "满员时的新设率（ν0）";
        /// Share of the rate that does not need examples to follow.
        unprompted: f64 = 0.5, "share", [0.0, 1.0], Assumed("structural: legitimation [E20]"), "无需榜样的新设比例";
        /// How much full examples add.
        legitimation: f64 = 0.75, "–", [0.0, 5.0], Assumed("structural: legitimation [E20]"), "榜样效应";
        /// Density at which examples count half, as a share of capacity.
        legitimation_half: f64 = 0.5, "share", [0.01, 5.0], Assumed("structural: legitimation [E20]"), "榜样效应减半的密度";
        /// Room in an empty cell.
        room: f64 = 1.5, "–", [0.0, 5.0], Assumed("structural: competition [E20]"), "空白区域的容纳系数";
        /// How much a full cell takes of the room.
        competition: f64 = 0.5, "–", [0.0, 5.0], Assumed("structural: competition [E20]"), "竞争效应";
    }
}

/// Expected newcomers of a cell with `alive` organisations and this carrying capacity.
pub fn expected_newcomers(settings: &EntrySettings, alive: f64, capacity: f64) -> f64 {
    if capacity <= 0.0 {
        return 0.0;
    }
    settings.rate
        * capacity
        * (settings.unprompted + settings.legitimation * alive / (alive + settings.legitimation_half * capacity))
        * positive_part(settings.room - settings.competition * alive / capacity)
}

/// Draws everything that is an organisation's own for life, from its id alone, and pays in its founder's money.
pub struct Cradle {
    traits: Stream,
    ring: Stream,
    founders: FounderSettings,
}

impl Cradle {
    /// A cradle for one run.
    pub fn new(draws: &Draws, settings: &Settings) -> Cradle {
        Cradle {
            traits: draws.timeless(Purpose::TRAIT),
            ring: draws.timeless(Purpose::PEER),
            founders: settings.founders.clone(),
        }
    }

    /// Adds one organisation with its traits, ties and first money; peers come later, when all are there. What a
    /// register knows of it takes the place of what is drawn.
    pub fn found(
        &mut self,
        province: &mut Province,
        settings: &Settings,
        id: u32,
        cell: usize,
        founded: i16,
        scale: f64,
        known: Option<&RegisteredOrganisation>,
    ) -> usize {
        let Province { organisations, funders, places, ledger, .. } = province;
        let (traits, founders) = (self.traits.of(id), &self.founders);
        let rules = &settings.region.register;
        let drawn: OrganisationKind = founders.pick(traits.uniform(9));
        let kind = known.and_then(|known| known.kind).unwrap_or(drawn);
        let means = founders.of(kind);
        let i = organisations.push();
        let county = cell / ISSUES;
        organisations.id[i] = id;
        organisations.county[i] = county as u16;
        organisations.issue[i] = (cell % ISSUES) as u8;
        organisations.kind[i] = kind;
        organisations.founded[i] = founded;
        let core = founders
            .volunteer_core_max
            .min(founders.volunteer_core_share * means.people + founders.volunteer_core_spread * traits.uniform(8));
        let core = known.and_then(|known| known.volunteer_core(rules, founders)).unwrap_or(core);
        let around = |mean: f64, spread: f64, normal: f64| unit_interval(scale * mean + spread * normal);
        organisations.volunteer_core[i] = core;
        let people = core.max(around(means.people, founders.people_spread, traits.normal(2)));
        let brain = around(means.brain, founders.brain_spread, traits.normal(3)).max(0.02);
        let method = around(means.method, founders.method_spread, traits.normal(4)).max(0.02);
        organisations.people[i] = known.and_then(|known| known.people(rules, core)).unwrap_or(people);
        organisations.brain[i] = known.and_then(|known| known.brain(rules)).unwrap_or(brain);
        organisations.method[i] = known.and_then(|known| known.method(rules)).unwrap_or(method);
        organisations.reputation[i] =
            unit_interval(founders.reputation_floor + founders.reputation_per_people * organisations.people[i]);
        organisations.threshold[i] =
            founders.joining_threshold_mean + founders.joining_threshold_spread * traits.normal(6);
        organisations.gamer[i] = traits.uniform(7) < founders.gamer_share;
        organisations.ring[i] = self.ring.uniform(id, 7);
        organisations.banned_until[i] = NEVER;
        for j in 0..3 {
            if traits.uniform(20 + j) < means.first_tie_chance {
                let whom = (traits.uniform(30 + j), traits.uniform(40 + j));
                let funder = funders.pick(&settings.ties, places, county, whom);
                organisations.ties[i].add(funder, founders.first_tie_trust);
            }
        }
        let urban = places.counties[county].urban;
        let account = ledger.open_organisation(Group { kind, urban }.number());
        assert_eq!(account as usize, i, "accounts and organisations are opened together");
        let seed = means.cash_yuan * founders.cash_share * exp(founders.cash_spread * traits.normal(5));
        let seed = known.and_then(|known| known.cash_yuan(rules)).unwrap_or(seed);
        ledger.post(Kind::Seed, Account::Outside(Outside::Founders), Account::Cash(account), Money::from_yuan(seed));
        i
    }
}

/// Founds newcomers in every cell; they count from next year on.
pub fn found_newcomers(province: &mut Province, settings: &Settings) {
    if !settings.mechanisms.population {
        return;
    }
    let cells = province.count_cells();
    let (year, first_cell, all_cells) = (province.year, province.first_cell, province.all_cells);
    let mut draws = province.draws.in_year(year, Purpose::ENTRY);
    let newcomers: Vec<u32> = (0..cells.len())
        .map(|cell| {
            let capacity = province.carrying_capacity[cell];
            let expected =
                province.agenda.rates.entry * expected_newcomers(&settings.entry, f64::from(cells[cell]), capacity);
            poisson_inverse(expected, draws.uniform(CELL_IDS + first_cell + cell as u32, 0))
        })
        .collect();
    let first = province.organisations.len();
    let years = (year - FOUNDER_EPOCH) as u32;
    let mut cradle = Cradle::new(&province.draws, settings);
    // In the order of ids: founder by founder, cell by cell.
    for founder in 0..newcomers.iter().copied().max().unwrap_or(0) {
        for cell in (0..cells.len()).filter(|&cell| newcomers[cell] > founder) {
            let id = FOUNDER_IDS + (years * FOUNDERS_PER_CELL + founder) * all_cells + first_cell + cell as u32;
            cradle.found(province, settings, id, cell, year + 1, settings.founders.newcomer_scale, None);
        }
    }
    province.tally.births = (province.organisations.len() - first) as u32;
    province.rings.rebuild(&province.organisations, first);
    peers::choose(province, &settings.peers, first, Some(year));
}
