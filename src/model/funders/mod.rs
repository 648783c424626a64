//! Funders: who they are, how open, how well they know the hub, what they have seen.
//!
//! Numbers run by class, inside a class by county or city (local foundations: city by city; national ones: A, B, C).

pub mod budgets;
pub mod classes;
pub mod openness;

use super::places::Places;
use super::ties::TieSettings;
use classes::{FunderClass, Payer, Reach};

/// Ids of funders begin here.
pub const FUNDER_IDS: u32 = 1 << 31;

/// All funders of a province, one array per state variable.
#[derive(Clone, Debug, Default)]
pub struct Funders {
    /// Identity over all provinces.
    pub id: Vec<u32>,
    /// Class.
    pub class: Vec<FunderClass>,
    /// Position of the county or city of its jurisdiction; 0 for the province.
    pub place: Vec<u32>,
    /// Inflow per year before growth and chance, in yuan.
    pub base_yuan: Vec<f64>,
    /// Openness to grassroots organisations, 0 to 1.
    pub openness: Vec<f64>,
    /// Evidence at which openness is half way.
    pub evidence_threshold: Vec<f64>,
    /// Trust in the hub, 0 to 1.
    pub hub_trust: Vec<f64>,
    /// Evidence seen last year, 0 to 1.
    pub evidence: Vec<f64>,
    /// This year's inflow from outside, in fen.
    pub inflow: Vec<crate::money::Money>,
    /// First number of each class.
    first_of_class: [u32; FunderClass::COUNT + 1],
    /// First local foundation of each city, and the end of the last.
    first_foundation: Vec<u32>,
}

impl Funders {
    /// Numbers the funders of a province, with so many local foundations in each city; state starts at zero.
    pub fn new(places: &Places, local_foundations: &[u32], first_id: u32) -> Funders {
        let mut funders = Funders::default();
        for (number, class) in FunderClass::ALL.into_iter().enumerate() {
            funders.first_of_class[number] = funders.class.len() as u32;
            let places_of_class: Vec<u32> = match class.reach() {
                Reach::County => (0..places.counties.len() as u32).collect(),
                Reach::City if class == FunderClass::LocalFoundation => (0..places.cities.len() as u32)
                    .flat_map(|city| (0..local_foundations[city as usize]).map(move |_| city))
                    .collect(),
                Reach::City => (0..places.cities.len() as u32).collect(),
                Reach::Province if class == FunderClass::NationalFoundation => vec![0; 3],
                Reach::Province => vec![0],
            };
            for place in places_of_class {
                funders.id.push(FUNDER_IDS + first_id + funders.class.len() as u32);
                funders.class.push(class);
                funders.place.push(place);
            }
        }
        let count = funders.class.len();
        funders.first_of_class[FunderClass::COUNT] = count as u32;
        let mut foundation = funders.first_of_class[FunderClass::LocalFoundation as usize];
        funders.first_foundation.push(foundation);
        for in_city in local_foundations {
            foundation += in_city;
            funders.first_foundation.push(foundation);
        }
        for state in [
            &mut funders.base_yuan,
            &mut funders.openness,
            &mut funders.evidence_threshold,
            &mut funders.hub_trust,
            &mut funders.evidence,
        ] {
            state.resize(count, 0.0);
        }
        funders.inflow.resize(count, crate::money::Money::ZERO);
        funders
    }

    /// How many funders there are.
    pub fn len(&self) -> usize {
        self.class.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.class.is_empty()
    }

    /// The numbers of one class.
    pub fn of_class(&self, class: FunderClass) -> std::ops::Range<usize> {
        self.first_of_class[class as usize] as usize..self.first_of_class[class as usize + 1] as usize
    }

    /// A city's charity federation.
    pub fn city_federation(&self, city: usize) -> u32 {
        self.first_of_class[FunderClass::CityFederation as usize] + city as u32
    }

    /// The provincial charity federation.
    pub fn provincial_federation(&self) -> u32 {
        self.first_of_class[FunderClass::ProvincialFederation as usize]
    }

    /// The provincial child-welfare office.
    pub fn child_welfare_office(&self) -> u32 {
        self.first_of_class[FunderClass::ChildWelfareOffice as usize]
    }

    /// The funder that a scenario names as a payer.
    pub fn payer(&self, payer: Payer) -> u32 {
        let national = self.first_of_class[FunderClass::NationalFoundation as usize];
        match payer {
            Payer::NationalA => national,
            Payer::NationalB => national + 1,
            Payer::NationalC => national + 2,
            Payer::ProvincialFederation => self.provincial_federation(),
            Payer::ChildWelfareOffice => self.child_welfare_office(),
        }
    }

    /// Whether a county lies in a funder's jurisdiction.
    pub fn covers(&self, funder: usize, places: &Places, county: usize) -> bool {
        match self.class[funder].reach() {
            Reach::County => self.place[funder] as usize == county,
            Reach::City => self.place[funder] as usize == places.counties[county].city,
            Reach::Province => true,
        }
    }

    /// The counties of a funder's jurisdiction.
    pub fn jurisdiction(&self, funder: usize, places: &Places) -> std::ops::Range<usize> {
        let place = self.place[funder] as usize;
        match self.class[funder].reach() {
            Reach::County => place..place + 1,
            Reach::City => places.city_counties[place].clone(),
            Reach::Province => 0..places.counties.len(),
        }
    }

    /// The funder whom an organisation of a county meets, from two uniform numbers: first which list, then who on it.
    ///
    /// The county's list is bureau, mass organisation, enterprises; the city's bureau, federation, foundations; the
    /// province's federation, national foundations A, B, C and the child-welfare office.
    pub fn pick(&self, settings: &TieSettings, places: &Places, county: usize, (u, v): (f64, f64)) -> u32 {
        let first = |class: FunderClass| self.first_of_class[class as usize];
        let choose = |length: u32| ((v * f64::from(length)) as u32).min(length - 1);
        if u < settings.county_share {
            let class = [FunderClass::CountyBureau, FunderClass::MassOrganisation, FunderClass::Enterprises]
                [choose(3) as usize];
            return first(class) + county as u32;
        }
        if u < settings.county_share + settings.city_share {
            let city = places.counties[county].city as u32;
            let foundation = self.first_foundation[city as usize];
            let foundations = self.first_foundation[city as usize + 1] - foundation;
            return match choose(2 + foundations) {
                0 => first(FunderClass::CityBureau) + city,
                1 => first(FunderClass::CityFederation) + city,
                other => foundation + (other - 2),
            };
        }
        match choose(5) {
            0 => self.provincial_federation(),
            4 => self.child_welfare_office(),
            national => first(FunderClass::NationalFoundation) + (national - 1),
        }
    }
}
