//! Settings become the first world: funders with their balances, organisations of all ages, their rings and peers.

use super::funders::Funders;
use super::funders::classes::FunderClass;
use super::hub::Hub;
use super::interventions::Agenda;
use super::organisations::Organisations;
use super::organisations::entry::Cradle;
use super::places::{ISSUES, Places};
use super::register::Register;
use super::ties::peers::{self, Rings};
use super::world::{Province, Tally, cell};
use super::{Model, Settings};
use crate::ledger::{Account, Kind, Ledger, Outside};
use crate::money::Money;
use crate::random::{Draws, Purpose};
use crate::real::log;

/// First organisations of a province have ids from here times its number.
pub const PROVINCE_IDS: u32 = 1 << 22;

/// One province before its first year.
pub fn found(model: &Model, draws: Draws, number: u32) -> Province {
    let count = match model.register.organisations.len() {
        registered if number == 0 && registered > 0 => registered as u32,
        _ => model.settings.region.organisations,
    };
    let organisations: Vec<u32> = (0..count).collect();
    found_in_order(model, draws, number, &organisations)
}

/// One province whose first organisations are stored in a given order. The order changes nothing but storage: a test
/// says so.
pub fn found_in_order(model: &Model, draws: Draws, number: u32, order: &[u32]) -> Province {
    let settings = &model.settings;
    let places = model.places[number as usize].clone();
    let counties = places.counties.len();
    let funders = number_funders(model, number);
    let sectors = funders.class.iter().map(|class| class.sector()).collect();
    let keep_postings = settings.run.ledger == super::places::LedgerDetail::Full;
    let register = if number == 0 { model.register.clone() } else { Default::default() };
    let mut province = Province {
        register: register.clone(),
        number,
        year: settings.first_year() - 1,
        draws,
        first_county: model.first_county(number),
        first_cell: model.first_county(number) * ISSUES as u32,
        all_cells: model.county_count() * ISSUES as u32,
        carrying_capacity: carrying_capacity(settings, &places),
        organisations: Organisations::default(),
        present: Vec::new(),
        funders,
        hub: Hub { told: vec![false; counties], ..Hub::default() },
        ledger: Ledger::new(sectors, keep_postings),
        evidence: vec![0.0; counties],
        province_evidence: 0.0,
        rings: Rings::default(),
        agenda: Agenda::default(),
        tally: Tally::default(),
        own_grants: Vec::new(),
        grant_desk: Default::default(),
        places,
    };
    province.ledger.open_year(province.year);
    found_funders(&mut province, settings, &register);
    found_organisations(&mut province, settings, &register, order);
    province.rings.rebuild(&province.organisations, 0);
    peers::choose(&mut province, &settings.peers, 0, None);
    province.ledger.assert_balanced("founding");
    province
}

/// The funders of a province with their numbers and ids, before they own anything.
pub fn number_funders(model: &Model, number: u32) -> Funders {
    let places = &model.places[number as usize];
    let per_city = model.settings.funders.local_foundations_per_city;
    let (counties, cities) = (places.counties.len() as u32, places.cities.len() as u32);
    let per_province = 3 * counties + (2 + per_city) * cities + 5;
    let foundations = match number {
        0 => model.register.local_foundations(places, per_city),
        _ => vec![per_city; places.cities.len()],
    };
    Funders::new(places, &foundations, number * per_province)
}

/// Organisations that each cell can carry: by population and by the issues' shares.
fn carrying_capacity(settings: &Settings, places: &Places) -> Vec<f64> {
    let shares = settings.region.issue_shares.shares();
    let organisations = f64::from(settings.region.organisations);
    let of_cell =
        |county: &super::places::County, share: f64| organisations * county.population / places.population * share;
    places.counties.iter().flat_map(|county| shares.map(|share| of_cell(county, share))).collect()
}

fn found_funders(province: &mut Province, settings: &Settings, register: &Register) {
    let Province { funders, places, ledger, draws, .. } = province;
    let mut draws = draws.timeless(Purpose::INITIAL_THRESHOLD);
    let rules = &settings.funders;
    let national = funders.of_class(FunderClass::NationalFoundation).start;
    let registered = register.by_number(funders);
    for funder in 0..funders.len() {
        let class = funders.class[funder];
        let of_class = rules.of(class);
        let mut base = of_class.base_yuan;
        if class.reach() == super::funders::classes::Reach::County {
            let population = places.counties[funders.place[funder] as usize].population;
            base = base * population / rules.county_reference_population;
        }
        if class == FunderClass::NationalFoundation {
            base *= [1.0, rules.national_b_share, rules.national_c_share][funder - national];
            if rules.shared_national {
                base /= f64::from(settings.region.provinces);
            }
        }
        let known = registered[funder];
        if known.is_none() && register.is_whole(class) {
            base = 0.0;
        }
        base = known.and_then(|known| known.base_yuan).unwrap_or(base);
        funders.base_yuan[funder] = base;
        funders.openness[funder] = of_class.openness_initial;
        let threshold = &settings.evidence;
        funders.evidence_threshold[funder] = threshold
            .threshold_min
            .max(threshold.threshold_mean + threshold.threshold_spread * draws.normal(funders.id[funder], 0));
        let years = if class.is_federation() { rules.opening_federation_years } else { rules.opening_other_years };
        let source = class.inflow_source();
        let kind = match source {
            Outside::Treasury => Kind::Appropriation,
            Outside::Enterprises => Kind::CsrIn,
            _ => Kind::Endowment,
        };
        let opening = known.and_then(|known| known.opening_yuan).unwrap_or(years * base);
        ledger.post(kind, Account::Outside(source), Account::Funder(funder as u32), Money::from_yuan(opening));
    }
}

fn found_organisations(province: &mut Province, settings: &Settings, register: &Register, order: &[u32]) {
    let mut draws = province.draws.timeless(Purpose::INITIAL);
    let mut cradle = Cradle::new(&province.draws, settings);
    let mut cumulative = Vec::with_capacity(province.carrying_capacity.len());
    let mut sum = 0.0;
    for capacity in &province.carrying_capacity {
        sum += capacity;
        cumulative.push(sum);
    }
    province.organisations.reserve(order.len());
    province.ledger.reserve_organisations(order.len());
    for &number in order {
        let id = province.number * PROVINCE_IDS + number;
        let known = register.organisations.get(number as usize);
        let luck = draws.uniform(id, 0);
        let cell = match known {
            Some(known) => cell(known.county, known.issue.unwrap_or_else(|| settings.region.issue_shares.pick(luck))),
            None => cumulative.partition_point(|&upper| upper <= luck * sum).min(cumulative.len() - 1),
        };
        let age = (-settings.founders.initial_age_years * log(1.0 - draws.uniform(id, 1))).floor();
        let founded = known.and_then(|known| known.founded).unwrap_or(settings.first_year() - age as i16);
        cradle.found(province, settings, id, cell, founded, 1.0, known);
    }
}
