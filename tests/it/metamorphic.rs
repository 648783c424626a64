//! Changes that must change nothing (D1 to D6 of the brief): threads, storage, order, levers that are off, the currency.

use crate::support::*;
use headwater::model::interventions::product_replication::Product;
use headwater::model::{Model, Settings, World, founding};
use headwater::parallel::with_threads;
use headwater::random::Draws;
use headwater::settings::{Group, Kind};
use std::sync::Arc;

fn busy(provinces: u32) -> Arc<Model> {
    region(250, &[5, 4], move |settings| {
        everything(settings);
        settings.region.provinces = provinces;
    })
}

#[test]
fn one_two_or_eight_threads_live_the_same_years() {
    let with =
        |threads| with_threads(threads, || hashes(World::found(&busy(3), 0), 2024)).expect("threads can be started");
    let one = with(1);
    assert_eq!(with(2), one);
    assert_eq!(with(8), one);
}

/// The first organisations stored backwards, or shuffled: everything else stays.
#[test]
fn the_order_in_which_organisations_are_stored_changes_nothing() {
    let model = busy(1);
    let stored = |order: Vec<u32>| {
        let draws = Draws::new(model.settings.run.seed, 0);
        let province = founding::found_in_order(&model, draws, 0, &order);
        World { model: model.clone(), provinces: vec![province], year: model.settings.first_year() - 1 }
    };
    let as_usual = hashes(World::found(&model, 0), 2031);
    assert_eq!(hashes(stored((0..250).collect()), 2031), as_usual);
    assert_eq!(hashes(stored((0..250).rev().collect()), 2031), as_usual);
    assert_eq!(hashes(stored((0..250).map(|i| i * 77 % 250).collect()), 2031), as_usual);
}

#[test]
fn a_replicate_does_not_depend_on_how_many_are_run() {
    let model = busy(1);
    let alone = hashes(World::found(&model, 3), 2018);
    let among_others: Vec<_> = (0..5).map(|replicate| hashes(World::found(&model, replicate), 2018)).collect();
    assert_eq!(among_others[3], alone);
    assert!((0..5).filter(|&r| r != 3).all(|r| among_others[r] != alone), "replicates differ by chance");
}

#[test]
fn a_seed_is_the_same_world_twice_and_another_seed_another_world() {
    let with = |seed| {
        let model = region(100, &[3], |settings| settings.run.seed = seed);
        hashes(World::found(&model, 0), 2012)
    };
    assert_eq!(with(7), with(7));
    assert_ne!(with(7), with(8));
}

#[test]
fn a_world_put_aside_and_taken_up_again_lives_on_as_if_nothing_had_been() {
    let mut world = World::found(&busy(1), 0);
    live_on(&mut world, 2019);
    let put_aside = world.clone();
    let without_a_break = hashes(world, 2027);
    assert_eq!(hashes(put_aside, 2027), without_a_break);
}

/// A lever: its name, what switches it on from a year, and what switches it on with nothing in it.
struct Lever {
    name: &'static str,
    from: fn(&mut Settings, i16),
    empty: &'static [fn(&mut Settings)],
    /// Whether it is tried on top of the opening, which it needs or which makes it matter.
    on_the_opening: bool,
}

const LEVERS: [Lever; 11] = [
    Lever {
        name: "opening",
        from: |settings, year| {
            opening(settings);
            settings.interventions.opening.year = year;
        },
        empty: &[|settings| {
            let lever = &mut settings.interventions.opening;
            (lever.enabled, lever.core_grant_yuan, lever.first_contacts, lever.slots) = (true, 0.0, 0, 0);
        }],
        on_the_opening: false,
    },
    Lever {
        name: "product_replication",
        from: |settings, year| {
            let lever = &mut settings.interventions.product_replication;
            lever.enabled = true;
            lever.products = vec![Product { first_year: year, last_year: 2031, slots: 9, ..Product::default() }];
        },
        empty: &[
            |settings| settings.interventions.product_replication.enabled = true,
            |settings| {
                let lever = &mut settings.interventions.product_replication;
                (lever.enabled, lever.sponsor_share) = (true, 1.0);
                lever.products = vec![Product { first_year: 2017, last_year: 2031, slots: 0, ..Product::default() }];
                settings.sponsor.budget_yuan = 0.0;
            },
        ],
        on_the_opening: true,
    },
    Lever {
        name: "capacity_support",
        from: |settings, year| {
            settings.interventions.capacity_support.enabled = true;
            settings.sponsor.first_year = year;
        },
        empty: &[
            |settings| {
                settings.interventions.capacity_support.enabled = true;
                settings.sponsor.budget_yuan = 0.0;
            },
            |settings| {
                let lever = &mut settings.interventions.capacity_support;
                (lever.enabled, lever.sponsor_share) = (true, 0.0);
            },
        ],
        on_the_opening: true,
    },
    Lever {
        name: "matched_giving",
        from: |settings, year| {
            let lever = &mut settings.interventions.matched_giving;
            (lever.enabled, lever.first_year) = (true, year);
        },
        empty: &[
            |settings| {
                let lever = &mut settings.interventions.matched_giving;
                (lever.enabled, lever.first_year, lever.pool_yuan) = (true, 2017, 0.0);
            },
            |settings| {
                let lever = &mut settings.interventions.matched_giving;
                (lever.enabled, lever.first_year, lever.rate_bp) = (true, 2017, 0);
            },
            |settings| {
                let lever = &mut settings.interventions.matched_giving;
                (lever.enabled, lever.sponsor_share) = (true, 1.0);
                settings.sponsor.budget_yuan = 0.0;
            },
        ],
        on_the_opening: true,
    },
    Lever {
        name: "giving_channel",
        from: |settings, year| {
            let lever = &mut settings.interventions.giving_channel;
            (lever.enabled, lever.first_year) = (true, year);
        },
        // It has no budget of its own: off, or beginning after the end, it is nothing.
        empty: &[|settings| {
            let lever = &mut settings.interventions.giving_channel;
            (lever.enabled, lever.first_year) = (true, 2200);
        }],
        on_the_opening: true,
    },
    Lever {
        name: "venture_contest",
        from: |settings, year| {
            let lever = &mut settings.interventions.venture_contest;
            (lever.enabled, lever.first_year) = (true, year);
        },
        empty: &[
            |settings| {
                let lever = &mut settings.interventions.venture_contest;
                (lever.enabled, lever.budget_yuan) = (true, 0.0);
            },
            |settings| {
                let lever = &mut settings.interventions.venture_contest;
                (lever.enabled, lever.award_yuan) = (true, 0.0);
            },
            |settings| {
                let lever = &mut settings.interventions.venture_contest;
                (lever.enabled, lever.sponsor_share) = (true, 1.0);
                settings.sponsor.budget_yuan = 0.0;
            },
        ],
        on_the_opening: false,
    },
    Lever {
        name: "federation_transition",
        from: |settings, year| {
            let lever = &mut settings.interventions.federation_transition;
            (lever.enabled, lever.first_year) = (true, year);
        },
        // Speaking takes the hub's days, not money: shared slots without a budget, before anybody is spoken to.
        empty: &[|settings| {
            let lever = &mut settings.interventions.federation_transition;
            (lever.enabled, lever.first_year, lever.sponsor_share) = (true, 2200, 1.0);
            settings.sponsor.budget_yuan = 0.0;
        }],
        on_the_opening: true,
    },
    Lever {
        name: "government_leverage",
        from: |settings, year| {
            let lever = &mut settings.interventions.government_leverage;
            (lever.enabled, lever.first_year, lever.trigger) = (true, year, 0.0);
        },
        empty: &[
            |settings| {
                let lever = &mut settings.interventions.government_leverage;
                (lever.enabled, lever.trigger, lever.amount_yuan) = (true, 0.0, 0.0);
            },
            |settings| {
                let lever = &mut settings.interventions.government_leverage;
                (lever.enabled, lever.sponsor_share) = (true, 1.0);
                settings.sponsor.budget_yuan = 0.0;
            },
        ],
        on_the_opening: true,
    },
    Lever {
        name: "hub_exit",
        from: |settings, year| {
            let lever = &mut settings.interventions.hub_exit;
            (lever.enabled, lever.stop_year) = (true, year);
        },
        empty: &[|settings| {
            let lever = &mut settings.interventions.hub_exit;
            (lever.enabled, lever.stop_year) = (true, 2200);
        }],
        on_the_opening: true,
    },
    Lever {
        name: "lottery_grants",
        from: |settings, year| {
            let lever = &mut settings.interventions.lottery_grants;
            (lever.enabled, lever.year) = (true, year);
        },
        empty: &[
            |settings| {
                let lever = &mut settings.interventions.lottery_grants;
                (lever.enabled, lever.winners) = (true, 0);
            },
            |settings| {
                let lever = &mut settings.interventions.lottery_grants;
                (lever.enabled, lever.grant_yuan) = (true, 0.0);
            },
        ],
        on_the_opening: false,
    },
    Lever {
        name: "talent_stipend",
        from: |settings, year| {
            settings.interventions.talent_stipend.enabled = true;
            settings.sponsor.first_year = year;
        },
        empty: &[
            |settings| {
                settings.interventions.talent_stipend.enabled = true;
                settings.sponsor.budget_yuan = 0.0;
            },
            |settings| {
                let lever = &mut settings.interventions.talent_stipend;
                (lever.enabled, lever.sponsor_share) = (true, 0.0);
            },
        ],
        on_the_opening: true,
    },
];

impl Lever {
    fn hashes(&self, change: impl Fn(&mut Settings)) -> Vec<(i16, String)> {
        let model = region(300, &[6, 5], |settings| {
            if self.on_the_opening {
                opening(settings);
            }
            change(settings);
        });
        hashes(World::found(&model, 0), 2023)
    }
}

#[test]
fn every_intervention_is_tried_here() {
    let mut names = LEVERS.map(|lever| lever.name);
    let mut known = Settings::default().interventions.each().map(|intervention| intervention.name());
    names.sort_unstable();
    known.sort_unstable();
    assert_eq!(names, known);
}

/// D3: until the year in which a lever begins, the world is the world without it, to the last bit; then it is not.
#[test]
fn before_a_lever_begins_the_world_is_the_world_without_it() {
    for lever in &LEVERS {
        let (without, with) = (lever.hashes(|_| {}), lever.hashes(|settings| (lever.from)(settings, 2020)));
        for ((year, without), (_, with)) in without.iter().zip(&with) {
            if *year < 2020 {
                assert_eq!(with, without, "{} changes {year}", lever.name);
            }
        }
        assert_ne!(with.last(), without.last(), "{} changes nothing by 2023", lever.name);
    }
}

/// D4: a lever without budget and slots is the world without it, to the last bit.
#[test]
fn a_lever_with_nothing_in_it_changes_nothing() {
    for lever in &LEVERS {
        let without = lever.hashes(|_| {});
        for (variant, empty) in lever.empty.iter().enumerate() {
            assert_eq!(lever.hashes(empty), without, "{}, variant {variant}", lever.name);
        }
    }
}

/// Everything that is counted in yuan, twice as dear.
fn in_half_yuan(settings: &Settings) -> Settings {
    let mut catalogue = Vec::new();
    settings.describe("", &mut catalogue);
    let mut tree = toml::Value::try_from(settings).expect("settings can be written");
    let mut doubled = 0;
    for setting in catalogue.iter().filter(|setting| setting.unit.contains("yuan")) {
        assert!(matches!(setting.kind, Kind::Real | Kind::Dated), "{} is money in another form", setting.path);
        let path: Vec<&str> = setting.path.split('.').collect();
        doubled += double(&mut tree, &path);
    }
    assert!(doubled > 40, "only {doubled} amounts found");
    tree.try_into().expect("settings can be read")
}

fn double(value: &mut toml::Value, path: &[&str]) -> usize {
    match (value, path) {
        (toml::Value::Float(amount), []) => {
            *amount *= 2.0;
            1
        }
        (toml::Value::Table(dated), []) => dated.iter_mut().map(|(_, amount)| double(amount, &[])).sum(),
        (toml::Value::Table(table), [name, rest @ ..]) => match name.strip_suffix("[]") {
            Some(list) => match table.get_mut(list).expect("a list of rows") {
                toml::Value::Array(rows) => rows.iter_mut().map(|row| double(row, rest)).sum(),
                other => panic!("{other} is no list"),
            },
            None => double(table.get_mut(*name).expect("a setting of the catalogue"), rest),
        },
        (other, path) => panic!("{other} at {path:?} is no amount"),
    }
}

/// The numéraire: money in half-yuan leaves people, brain, method, network and life as they are. Fen are whole, so
/// an amount may be off by one and reals by its effect; 2017–2031 no such fen tips a whole event over.
#[test]
fn counting_money_in_half_yuan_changes_nobodys_life() {
    let model = region(300, &[6, 5, 4], |settings| {
        everything(settings);
        settings.rules.evidence_experience = false;
    });
    let doubled = Arc::new(Model { settings: in_half_yuan(&model.settings), ..(*model).clone() });
    let (mut world, mut dear) = (World::found(&model, 0), World::found(&doubled, 0));
    while world.year < 2031 {
        world.advance();
        dear.advance();
        let (one, two) = (&only(&world).organisations, &only(&dear).organisations);
        assert_eq!(one.id, two.id, "{}", world.year);
        assert_eq!(one.alive, two.alive, "{}", world.year);
        assert_eq!(one.network, two.network, "{}", world.year);
        for i in one.living() {
            assert_near(two.people[i], one.people[i], 1e-6);
            assert_near(two.brain[i], one.brain[i], 1e-6);
            assert_near(two.method[i], one.method[i], 1e-6);
        }
        let (one, two) = (only(&world).ledger.balances_by_sector(), only(&dear).ledger.balances_by_sector());
        for (one, two) in one.iter().zip(&two) {
            assert_near(two.yuan(), 2.0 * one.yuan(), 100.0);
        }
    }
}
