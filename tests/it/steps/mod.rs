//! Every step of the round computed a second time, in the plainest way, from the sentences of the model brief.
//!
//! A busy region is photographed after each step of a year. From the picture before a step the test computes what
//! the brief says must follow, with formulas of its own, and compares with the picture after it.

mod founding;
mod giving;
mod landing;
mod meeting;
mod working;

use crate::support::*;
use headwater::ledger::{Kind, Posting};
use headwater::model::funders::classes::FunderClass;
use headwater::model::{Province, Settings};
use headwater::random::{Purpose, Stream};
use std::sync::Mutex;

/// A year of a busy region in pictures, one after each step.
struct Year {
    settings: Settings,
    pictures: Vec<(char, Province)>,
}

impl Year {
    fn of(year: i16, change: impl FnOnce(&mut Settings)) -> Year {
        let model = region(500, &[6, 5, 4], |settings| {
            everything(settings);
            change(settings);
        });
        let mut world = lived(&model, year - 1);
        let pictures = Mutex::new(vec![(' ', world.provinces[0].clone())]);
        world.advance_watched(|province, step| {
            pictures.lock().expect("no panic").push((step.letter, province.clone()));
        });
        Year { settings: model.settings.clone(), pictures: pictures.into_inner().expect("no panic") }
    }

    /// The region before and after a step.
    fn around(&self, letter: char) -> (&Province, &Province) {
        let position = self.pictures.iter().position(|picture| picture.0 == letter).expect("a step of the round");
        (&self.pictures[position - 1].1, &self.pictures[position].1)
    }
}

fn draws(province: &Province, purpose: Purpose) -> Stream {
    province.draws.in_year(province.year, purpose)
}

/// P̃, B̃ and L̃.
fn lifted(p: &Province, s: &Settings, i: usize) -> [f64; 3] {
    let a = p.organisations.support[i];
    let lift = |own: f64, u: f64| own + u * a * (1.0 - own);
    let (o, c) = (&p.organisations, &s.capacity);
    [
        lift(o.people[i], c.support_lift_people),
        lift(o.brain[i], c.support_lift_brain),
        lift(o.method[i], c.support_lift_method),
    ]
}

fn quality(p: &Province, s: &Settings, i: usize) -> f64 {
    let [people, brain, method] = lifted(p, s, i);
    headwater::real::cube_root(people * brain * method)
}

fn capacity(p: &Province, s: &Settings, i: usize) -> f64 {
    let [people, brain, _] = lifted(p, s, i);
    s.capacity.full_capacity_yuan * people * (0.25 + 0.75 * brain)
}

fn clip2(x: f64) -> f64 {
    x.clamp(0.0, 2.0)
}

/// Postings of a kind among those that a step added.
fn posted<'a>(before: &'a Province, after: &'a Province, kind: Kind) -> impl Iterator<Item = Posting> + 'a {
    let new = &after.ledger.postings()[before.ledger.postings().len()..];
    new.iter().map(|dated| dated.posting).filter(move |posting| posting.kind == kind)
}

/// Whom an organisation meets, from the lists of the brief's section 4.
fn picked(p: &Province, county: usize, (u, v): (f64, f64)) -> u32 {
    let first = |class| p.funders.of_class(class).start as u32;
    let city = p.places.counties[county].city as u32;
    let county = county as u32;
    let national = first(FunderClass::NationalFoundation);
    let list = if u < 0.6 {
        vec![
            first(FunderClass::CountyBureau) + county,
            first(FunderClass::MassOrganisation) + county,
            first(FunderClass::Enterprises) + county,
        ]
    } else if u < 0.6 + 0.3 {
        let foundations = first(FunderClass::LocalFoundation) + 2 * city;
        vec![
            first(FunderClass::CityBureau) + city,
            first(FunderClass::CityFederation) + city,
            foundations,
            foundations + 1,
        ]
    } else {
        vec![
            first(FunderClass::ProvincialFederation),
            national,
            national + 1,
            national + 2,
            first(FunderClass::ChildWelfareOffice),
        ]
    };
    list[((v * list.len() as f64) as usize).min(list.len() - 1)]
}
