//! What moves in one direction only when a setting does: the same world, the same luck, the same year.
//! In later years the direction may legitimately reverse, so each test looks at one year only.

use crate::support::*;
use headwater::ledger::Kind;
use headwater::model::organisations::Network;
use headwater::model::{Province, Settings, World};
use headwater::money::Money;

/// A measure of the year that follows, for each of some values of a setting, from one and the same world.
fn next_year(
    world: &World,
    values: &[f64],
    set: impl Fn(&mut Settings, f64),
    measure: impl Fn(&Province) -> i64,
) -> Vec<i64> {
    let of_value = |&value: &f64| {
        let mut world = under(world, |settings| set(settings, value));
        world.advance();
        measure(only(&world))
    };
    values.iter().map(of_value).collect()
}

/// Each is at least the one before, and the last is above the first.
#[track_caller]
fn assert_rising(measured: &[i64]) {
    assert!(measured.is_sorted() && measured.first() < measured.last(), "{measured:?} does not rise");
}

fn busy_world(year: i16) -> World {
    let model = region(500, &[6, 6, 6], |settings| {
        opening(settings);
        settings.interventions.giving_channel.enabled = true;
        settings.interventions.giving_channel.first_year = 2017;
        settings.interventions.matched_giving.enabled = true;
        settings.interventions.matched_giving.first_year = 2017;
        settings.interventions.product_replication.enabled = true;
        settings.interventions.product_replication.products =
            vec![headwater::model::interventions::product_replication::Product {
                last_year: 2031,
                slots: 40,
                ..Default::default()
            }];
    });
    lived(&model, year)
}

#[test]
fn a_larger_pool_matches_more() {
    let pools = [0.0, 10.0, 1_000.0, 10_000.0, 100_000.0, 1e6, 1e7];
    let set = |settings: &mut Settings, pool| settings.interventions.matched_giving.pool_yuan = pool;
    let matched = |province: &Province| province.ledger.flows().of_kind(Kind::Match).fen();
    assert_rising(&next_year(&busy_world(2018), &pools, set, matched));
}

#[test]
fn more_open_funders_find_more_applications_eligible() {
    let world = busy_world(2018);
    let granted = |openness: f64| {
        let mut province = only(&world).clone();
        endow_all(&mut province, Money::from_yuan(1e10));
        province.funders.openness.fill(openness);
        let mut settings = world.model.settings.clone();
        for class in headwater::model::funders::classes::FunderClass::ALL {
            class_settings(&mut settings, class).offer_share_closed = 0.5;
        }
        province.own_grants.clear();
        headwater::model::grants::give_open_grants(&mut province, &settings);
        province.own_grants.len() as i64
    };
    assert_rising(&[0.0, 0.1, 0.3, 0.5, 0.8, 1.0].map(granted));
}

#[test]
fn a_hub_that_weighs_more_makes_more_join() {
    let set = |settings: &mut Settings, weight| settings.joining.hub_weight = weight;
    let joined = |province: &Province| {
        let organisations = &province.organisations;
        province.present.iter().filter(|&&i| organisations.landed[i as usize] == province.year).count() as i64
    };
    let mut world = busy_world(2017);
    // As many observers as there can be, so that the threshold decides and not the number of slots.
    for i in 0..world.provinces[0].organisations.len() {
        if world.provinces[0].organisations.network[i] == Network::Unaware {
            world.provinces[0].organisations.network[i] = Network::Observer;
        }
    }
    assert_rising(&next_year(&world, &[-10.0, 0.0, 0.3, 0.5], set, joined));
}

#[test]
fn lower_odds_of_closing_close_fewer() {
    let deaths = |province: &Province| {
        province.present.iter().filter(|&&i| !province.organisations.alive[i as usize]).count() as i64
    };
    let set = |settings: &mut Settings, base| settings.survival.base = base;
    assert_rising(&next_year(&busy_world(2018), &[-1e9, -8.0, -6.0, -5.0, -4.0, 1e9], set, deaths));
}

#[test]
fn a_higher_founding_rate_founds_more() {
    let births = |province: &Province| i64::from(province.tally.births);
    let set = |settings: &mut Settings, rate| settings.entry.rate = rate;
    assert_rising(&next_year(&busy_world(2018), &[0.0, 0.02, 0.05, 0.1, 0.5], set, births));
}

#[test]
fn accompaniment_that_holds_more_lets_fewer_leave() {
    let stay = |province: &Province| {
        -(province.present.iter().filter(|&&i| province.organisations.left[i as usize] == province.year).count() as i64)
    };
    let set = |settings: &mut Settings, held| settings.network_exit.support = held;
    assert_rising(&next_year(&busy_world(2018), &[0.0, 1.0, 2.0, 5.0, 10.0], set, stay));
}

/// An exhausted pool is not made larger by a higher rate.
#[test]
fn a_higher_rate_on_an_exhausted_pool_matches_no_more() {
    let set = |settings: &mut Settings, rate| {
        settings.interventions.matched_giving.pool_yuan = 1_000.0;
        settings.interventions.matched_giving.rate_bp = rate as u32;
    };
    let matched = |province: &Province| province.ledger.flows().of_kind(Kind::Match).fen();
    assert_eq!(next_year(&busy_world(2018), &[10_000.0, 50_000.0, 1e6], set, matched), [100_000; 3]);
}
