//! Settings become the first world: funders with their balances, organisations of all ages, their rings and peers.

use super::funders::Funders;
use super::funders::classes::FunderClass;
use super::hub::Hub;
use super::interventions::Agenda;
use super::organisations::Organisations;
use super::organisations::entry::Cradle;
use super::places::{ISSUES, Places};
use super::ties::peers::{self, Rings};
use super::world::{Province, Tally};
use super::{Model, Settings};
use crate::ledger::{Account, Kind, Ledger, Outside};
use crate::money::Money;
use crate::random::{Draws, Purpose};
use crate::real::log;

/// First organisations of a province have ids from here times its number.
pub const PROVINCE_IDS: u32 = 1 << 22;

/// One province before its first year.
pub fn found(model: &Model, draws: Draws, number: u32) -> Province {
    let organisations: Vec<u32> = (0..model.settings.region.organisations).collect();
    found_in_order(model, draws, number, &organisations)
}

/// One province whose first organisations are stored in a given order. The order changes nothing but storage: a test
/// says so.
pub fn found_in_order(model: &Model, draws: Draws, number: u32, order: &[u32]) -> Province {
    let settings = &model.settings;
    let places = model.places[number as usize].clone();
    let counties = places.counties.len();
    let funders_per_province = count_funders(&places, settings);
    let funders = Funders::new(&places, settings.funders.local_foundations_per_city, number * funders_per_province);
    let sectors = funders.class.iter().map(|class| class.sector()).collect();
    let keep_postings = settings.run.ledger == super::places::LedgerDetail::Full;
    let mut province = Province {
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
        giving_desk: Default::default(),
        places,
    };
    province.ledger.open_year(province.year);
    found_funders(&mut province, settings);
    found_organisations(&mut province, settings, order);
    let Province { rings, organisations, places, .. } = &mut province;
    rings.rebuild(organisations, places, 0);
    peers::choose(&mut province, &settings.peers, 0, None);
    province.ledger.assert_balanced("founding");
    province
}

fn count_funders(places: &Places, settings: &Settings) -> u32 {
    let (counties, cities) = (places.counties.len() as u32, places.cities.len() as u32);
    3 * counties + (2 + settings.funders.local_foundations_per_city) * cities + 5
}

/// Organisations that each cell can carry: by population and by the issues' shares.
fn carrying_capacity(settings: &Settings, places: &Places) -> Vec<f64> {
    let shares = settings.region.issue_shares.shares();
    let organisations = f64::from(settings.region.organisations);
    let of_cell =
        |county: &super::places::County, share: f64| organisations * county.population / places.population * share;
    places.counties.iter().flat_map(|county| shares.map(|share| of_cell(county, share))).collect()
}

fn found_funders(province: &mut Province, settings: &Settings) {
    let Province { funders, places, ledger, draws, .. } = province;
    let mut draws = draws.timeless(Purpose::INITIAL_THRESHOLD);
    let rules = &settings.funders;
    let national = funders.of_class(FunderClass::NationalFoundation).start;
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
        ledger.post(kind, Account::Outside(source), Account::Funder(funder as u32), Money::from_yuan(years * base));
    }
}

fn found_organisations(province: &mut Province, settings: &Settings, order: &[u32]) {
    let mut draws = province.draws.timeless(Purpose::INITIAL);
    let mut cradle = Cradle::new(&province.draws, settings);
    let mut cumulative = Vec::with_capacity(province.carrying_capacity.len());
    let mut sum = 0.0;
    for capacity in &province.carrying_capacity {
        sum += capacity;
        cumulative.push(sum);
    }
    for &number in order {
        let id = province.number * PROVINCE_IDS + number;
        let target = draws.uniform(id, 0) * sum;
        let cell = cumulative.partition_point(|&upper| upper <= target).min(cumulative.len() - 1);
        let age = (-settings.founders.initial_age_years * log(1.0 - draws.uniform(id, 1))).floor();
        let founded = settings.first_year() - age as i16;
        cradle.found(province, settings, id, cell, founded, 1.0);
    }
}
