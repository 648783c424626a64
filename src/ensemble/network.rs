//! The network at the end of a run: the hub, its funders, the landing organisations, and who trusts whom.

use super::lives::Part;
use crate::model::funders::classes::Reach;
use crate::model::hub::landing;
use crate::model::{Province, World};

/// A tie between two of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    /// Which two: hub and funder, hub and organisation, or funder and organisation.
    pub sort: TieSort,
    /// The funder's class by its published name, and its id; none between hub and organisation.
    pub funder: Option<(&'static str, u32)>,
    /// The organisation's kind by its published name, and its id; none between hub and funder.
    pub organisation: Option<(&'static str, u32)>,
    /// County of the organisation, or of a funder of a county; none for wider funders.
    pub county: Option<String>,
    /// City of the organisation, or of a funder of a county or city; none for funders of the province.
    pub city: Option<String>,
    /// Trust, or the capacity that the organisation borrows from the hub's accompaniment; 0 to 1.
    pub strength: f64,
}

/// Which two are tied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TieSort {
    /// A funder that trusts the hub.
    HubFunder,
    /// A landing organisation.
    HubOrganisation,
    /// A funder that trusts a landing organisation.
    FunderOrganisation,
}

impl TieSort {
    /// The published name.
    pub fn name(self) -> &'static str {
        match self {
            TieSort::HubFunder => "hub_funder",
            TieSort::HubOrganisation => "hub_organisation",
            TieSort::FunderOrganisation => "funder_organisation",
        }
    }
}

/// The ties of the first province at the end of one replicate, organisations by county and id. Trust counts from the
/// threshold of paths on (`measures.path_trust`).
pub fn ties(part: &Part, replicate: u32) -> Vec<Tie> {
    let mut world = World::found(&part.model, replicate);
    while world.year < part.model.settings.run.end_year {
        world.advance();
    }
    of_province(&world.provinces[0], part.model.settings.measures.path_trust)
}

/// The ties of a province as it stands.
pub fn of_province(province: &Province, trust_min: f64) -> Vec<Tie> {
    let Province { organisations, funders, places, hub, .. } = province;
    let mut ties = Vec::new();
    let city_of = |county: usize| places.cities[places.counties[county].city].0.clone();
    let place = |funder: usize| {
        let place = funders.place[funder] as usize;
        match funders.class[funder].reach() {
            Reach::County => (Some(places.counties[place].name.clone()), Some(city_of(place))),
            Reach::City => (None, Some(places.cities[place].0.clone())),
            Reach::Province => (None, None),
        }
    };
    let named = |funder: usize| Some((funders.class[funder].name(), funders.id[funder]));
    if hub.active {
        for funder in (0..funders.len()).filter(|&funder| funders.hub_trust[funder] >= trust_min) {
            let (county, city) = place(funder);
            let strength = funders.hub_trust[funder];
            ties.push(Tie {
                sort: TieSort::HubFunder,
                funder: named(funder),
                organisation: None,
                county,
                city,
                strength,
            });
        }
    }
    let mut members: Vec<usize> = landing(organisations).collect();
    members.sort_by_key(|&i| (organisations.county[i], organisations.id[i]));
    for i in members {
        let county = usize::from(organisations.county[i]);
        let tie = |sort, funder, strength| Tie {
            sort,
            funder,
            organisation: Some((organisations.kind[i].name(), organisations.id[i])),
            county: Some(places.counties[county].name.clone()),
            city: Some(city_of(county)),
            strength,
        };
        ties.push(tie(TieSort::HubOrganisation, None, organisations.support[i]));
        for (_, funder, trust) in organisations.ties[i].iter().filter(|tie| tie.2 >= trust_min) {
            ties.push(tie(TieSort::FunderOrganisation, named(funder as usize), trust));
        }
    }
    ties
}
