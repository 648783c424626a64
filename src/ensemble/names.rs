//! What records name by number: counties, issues, kinds of organisations, classes of funders.

use crate::model::Model;
use crate::model::funders::classes::FunderClass;
use crate::model::interventions::{Interventions, Words};
use crate::model::organisations::founders::OrganisationKind;
use crate::model::places::{ISSUES, LedgerDetail};

/// The issues in the order of their numbers, as the settings of their shares call them.
pub const ISSUE_NAMES: [&str; ISSUES] =
    ["children", "elderly", "disability", "education", "poverty", "health", "environment", "community"];

/// The kinds of organisations in the order of their numbers.
pub fn kind_name(kind: u8) -> &'static str {
    OrganisationKind::ALL[usize::from(kind)].name()
}

/// The classes of funders in the order of their numbers.
pub fn funder_class_names() -> impl Iterator<Item = &'static str> {
    FunderClass::ALL.iter().map(|class| class.name())
}

/// Counties of all provinces with their cities. Provinces beyond the first have the same names: there the city says
/// the province.
pub fn county_names(model: &Model) -> Vec<(String, String)> {
    let mut names = Vec::new();
    for (province, places) in model.places.iter().enumerate() {
        for county in &places.counties {
            let city = &places.cities[county.city].0;
            let city = if province == 0 { city.clone() } else { format!("{city} of province {province}") };
            names.push((county.name.clone(), city));
        }
    }
    names
}

/// A county as tables describe it.
pub struct PlaceName<'a> {
    /// Its name in Latin letters.
    pub county: &'a str,
    /// Its name in Chinese.
    pub county_zh: &'a str,
    /// Its city in Latin letters, as in [`county_names`].
    pub city: String,
    /// Its city in Chinese.
    pub city_zh: &'a str,
    /// Its residents.
    pub population: f64,
    /// Whether it is an urban district.
    pub urban: bool,
}

/// The counties of all provinces in the order of [`county_names`].
pub fn place_names(model: &Model) -> Vec<PlaceName<'_>> {
    let counties = model.places.iter().flat_map(|places| places.counties.iter().map(move |county| (places, county)));
    let named = counties.zip(county_names(model)).map(|((places, county), (_, city))| PlaceName {
        county: &county.name,
        county_zh: &county.name_zh,
        city,
        city_zh: &places.cities[county.city].1,
        population: county.population,
        urban: county.urban,
    });
    named.collect()
}

/// Whether a run of this model keeps every posting.
pub fn keeps_postings(model: &Model) -> bool {
    model.settings.run.ledger == LedgerDetail::Full
}

/// Every intervention by the name of its table in a scenario, with what users read about it.
pub fn interventions() -> Vec<(&'static str, Words)> {
    let settings = Interventions::default();
    settings.each().iter().map(|intervention| (intervention.name(), intervention.words())).collect()
}
