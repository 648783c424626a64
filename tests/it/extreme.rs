//! What happens when a setting goes to its limit: the answer is known without a calculation.

use crate::support::*;
use headwater::ledger::{Kind, Outside};
use headwater::model::funders::classes::FunderClass;
use headwater::model::giving::matching::MatchRule;
use headwater::model::grants;
use headwater::model::organisations::{Network, capacity};
use headwater::model::programme;
use headwater::model::{Province, Settings, World};
use headwater::money::Money;
use headwater::real::logistic;
use std::collections::BTreeSet;

fn receipts(province: &Province) -> Money {
    province.present.iter().map(|&i| province.organisations.total_receipts(i as usize)).sum()
}

#[test]
fn where_no_money_enters_nobody_receives_any() {
    let model = region(200, &[4, 4], |settings| {
        without_funders_money(settings);
        settings.mechanisms.giving = false;
    });
    let mut world = World::found(&model, 0);
    while world.year < 2020 {
        world.advance();
        assert!(receipts(only(&world)).is_zero());
        let inflow: Money = only(&world).funders.inflow.iter().copied().sum();
        assert!(inflow.is_zero());
    }
}

#[test]
fn without_meetings_or_a_hub_old_ties_only_decay_and_grants_dry_up() {
    let model = region(400, &[5, 5], |settings| {
        settings.ties.meeting_chance = 0.0;
        settings.ties.gain = 0.0;
        settings.entry.rate = 0.0;
        without_hazards(settings);
        settings.survival.base = -1e9;
        settings.run.end_year = 2060;
    });
    let mut world = World::found(&model, 0);
    let ties = |world: &World| -> Vec<BTreeSet<u32>> {
        only(world).organisations.ties.iter().map(|ties| ties.iter().map(|tie| tie.1).collect()).collect()
    };
    let mut before = ties(&world);
    let mut grants = Vec::new();
    while world.year < 2060 {
        world.advance();
        let now = ties(&world);
        assert!(now.iter().zip(&before).all(|(now, before)| now.is_subset(before)), "a new tie in {}", world.year);
        before = now;
        grants.push(only(&world).ledger.flows().of_kind(Kind::OpenGrant));
    }
    assert!(grants[0].is_positive());
    assert!(grants[52].is_zero(), "grants still flow: {}", grants[52]);
}

/// A busy giving day with a pool of this size: what was matched from it.
fn matched(pool_yuan: f64, change: impl FnOnce(&mut Settings)) -> (Money, Money) {
    let model = region(400, &[4, 4], |settings| {
        let levers = &mut settings.interventions;
        levers.giving_channel.enabled = true;
        levers.giving_channel.first_year = 2017;
        levers.matched_giving.enabled = true;
        levers.matched_giving.first_year = 2017;
        levers.matched_giving.pool_yuan = pool_yuan;
        settings.founders.gamer_share = 0.0;
        change(settings);
    });
    let world = lived(&model, 2017);
    let flows = only(&world).ledger.flows();
    (flows.of_kind(Kind::Match), flows.of_kind(Kind::DayGift))
}

#[test]
fn an_empty_pool_matches_nothing() {
    let (matched, gifts) = matched(0.0, |_| {});
    assert!(matched.is_zero() && gifts.is_positive());
}

#[test]
fn a_huge_rate_gives_the_whole_pool_out_by_either_rule() {
    for rule in [MatchRule::ProRata, MatchRule::FirstCome] {
        let (matched, _) = matched(1_000.0, |settings| {
            settings.interventions.matched_giving.rule = rule;
            settings.interventions.matched_giving.rate_bp = 1_000_000;
        });
        assert_eq!(matched, Money::from_yuan(1_000.0));
    }
}

#[test]
fn a_pool_without_a_bound_on_the_rate_is_always_given_out_whole() {
    let (matched, _) = matched(1e9, |settings| settings.interventions.matched_giving.rate_binds = false);
    assert_eq!(matched, Money::from_yuan(1e9));
}

#[test]
fn a_large_pool_matches_every_gift_at_the_rate() {
    let (matched, gifts) = matched(1e9, |settings| settings.interventions.matched_giving.rate_bp = 5_000);
    let lost = gifts.portion(5_000) - matched;
    assert!(lost >= Money::ZERO && lost < Money::from_yuan(4.0), "{matched} of {gifts}");
}

#[test]
fn a_slot_that_nobody_can_afford_is_never_landed_on() {
    let model = region(200, &[4, 4], |settings| {
        opening(settings);
        settings.interventions.opening.slots = 0;
        settings.programme.unit_yuan = 1e10;
        settings.hub.key_projects_from = 2200;
    });
    let mut world = World::found(&model, 0);
    // Even funders who are all ears cannot.
    world.provinces[0].funders.openness.fill(1.0);
    while world.year < 2024 {
        world.provinces[0].funders.hub_trust.fill(1.0);
        world.advance();
        assert!(landing(only(&world)).is_empty());
    }
}

#[test]
fn with_odds_of_minus_infinity_nobody_closes() {
    let model = region(200, &[4], |settings| {
        without_hazards(settings);
        settings.survival.base = -1e9;
    });
    assert!(only(&lived(&model, 2020)).organisations.alive.iter().all(|&alive| alive));
}

#[test]
fn with_odds_of_plus_infinity_all_close_and_their_money_goes_to_the_federations() {
    let model = region(200, &[4, 3], |settings| settings.survival.base = 1e9);
    let mut world = World::found(&model, 0);
    world.advance();
    let province = only(&world);
    let organisations = &province.organisations;
    assert!(organisations.living().all(|i| organisations.founded[i] == province.year + 1));
    assert!(province.present.iter().all(|&i| organisations.closed[i as usize] == province.year));
    assert!((0..200).all(|i| province.ledger.cash(i).is_zero() && province.ledger.restricted(i).is_zero()));
    let liquidated = province.ledger.flows().of_kind(Kind::Liquidation);
    let federations = headwater::ledger::Sector::Federation;
    assert!(liquidated.is_positive());
    assert_eq!(
        province.ledger.flows().amount(Kind::Liquidation, headwater::ledger::Sector::Organisations, federations, false),
        liquidated
    );
    // To the federation of the own city.
    for dated in province.ledger.postings().iter().filter(|dated| dated.posting.kind == Kind::Liquidation) {
        let (headwater::ledger::Account::Cash(i) | headwater::ledger::Account::Restricted(i)) = dated.posting.from
        else {
            panic!("{dated:?}");
        };
        let city = province.places.counties[usize::from(organisations.county[i as usize])].city;
        assert_eq!(dated.posting.to, headwater::ledger::Account::Funder(province.funders.city_federation(city)));
    }
}

#[test]
fn where_all_game_and_all_are_found_out_nobody_raises_money_in_the_next_two_years() {
    let model = region(300, &[4], |settings| {
        // The first giving day is in 2017, so that nobody is banned before.
        settings.giving.day_yuan = headwater::settings::Dated::new(&[(2017, 0.6)]);
        settings.founders.gamer_share = 1.0;
        settings.giving.detection = 1.0;
        settings.giving.gaming_method = 1.1;
        settings.interventions.giving_channel.enabled = true;
        settings.interventions.giving_channel.first_year = 2017;
        settings.mechanisms.population = false;
        settings.learning.method_gain = 0.0;
    });
    let mut world = lived(&model, 2016);
    let mut raised = Vec::new();
    for _ in 0..4 {
        world.advance();
        let province = only(&world);
        raised.push((0..300).filter(|&i| province.organisations.day_gifts[i].is_positive()).count());
        assert_eq!(province.tally.detected, province.tally.participants);
    }
    assert!(raised[0] > 20, "{raised:?}");
    assert_eq!(raised[1..3], [0, 0], "banned in 2018 and 2019");
    assert!(raised[3] > 0, "the ban ends after two years: {raised:?}");
}

#[test]
fn a_hub_without_money_has_no_days_and_what_was_borrowed_fades() {
    let model = region(200, &[4], |settings| {
        opening(settings);
        settings.interventions.opening.core_grant_yuan = 0.0;
        settings.programme.fee_bp = 0;
    });
    let mut world = lived(&model, 2016);
    world.provinces[0].organisations.support.fill(0.8);
    for year in 1..=4 {
        world.advance();
        let province = only(&world);
        assert!(province.hub.active && province.hub.days == 0.0);
        let faded = 0.8 * headwater::real::whole_power(0.4, year);
        let old = |i: &usize| province.organisations.founded[*i] <= 2016;
        for i in province.organisations.living().filter(old) {
            assert_near(province.organisations.support[i], faded, 1e-12);
        }
    }
    assert!(!landing(only(&world)).is_empty() || only(&world).organisations.first_landed.contains(&2017));
}

/// How many open grants are made when every funder has more than enough, with ties of a trust to everyone.
fn open_grants(trust: f64, openness: f64, threshold: f64) -> usize {
    let (mut province, settings) = bench(100, &[3], |settings| {
        for class in FunderClass::ALL {
            class_settings(settings, class).trust_threshold = threshold;
            class_settings(settings, class).offer_share_closed = 0.5;
        }
    });
    endow_all(&mut province, Money::from_yuan(1e9));
    cut_ties(&mut province);
    province.funders.openness.fill(openness);
    for i in 0..100 {
        province.organisations.people[i] = 0.5;
        province.organisations.brain[i] = 0.6;
        for funder in [0, 4, 7] {
            province.organisations.ties[i].add(funder, trust);
        }
    }
    grants::give_open_grants(&mut province, &settings);
    province.own_grants.len()
}

#[test]
fn where_all_are_open_every_application_is_granted_and_where_trust_lacks_none() {
    // A brain of 0.6 writes two applications.
    assert_eq!(open_grants(0.01, 1.0, 0.0), 200);
    assert_eq!(open_grants(0.01, 1.0, 1.0), 200, "full openness asks for no trust");
    assert_eq!(open_grants(0.5, 0.0, 0.5), 200, "just enough trust is enough");
    assert_eq!(open_grants(0.49, 0.0, 0.5), 0);
}

#[test]
fn endorsement_adds_the_hubs_trust_to_ones_own() {
    let granted = |endorsed: bool| {
        let (mut province, settings) = bench(1, &[1], |_| {});
        endow_all(&mut province, Money::from_yuan(1e9));
        cut_ties(&mut province);
        province.organisations.people[0] = 0.5;
        province.organisations.ties[0].add(0, 0.3);
        province.organisations.endorsed[0] = endorsed;
        province.funders.hub_trust.fill(0.16);
        grants::give_open_grants(&mut province, &settings);
        province.own_grants.len()
    };
    // The bureau asks for 0.5 · (1 − 0.1) = 0.45, less than 0.3 + 0.16.
    assert_eq!((granted(false), granted(true)), (0, 1));
}

#[test]
fn perfect_organisations_have_quality_one_and_leave_by_the_closed_form() {
    let (mut province, settings) = bench(1, &[1], |_| {});
    let organisations = &mut province.organisations;
    (organisations.people[0], organisations.brain[0], organisations.method[0]) = (1.0, 1.0, 1.0);
    assert_eq!(capacity::quality(organisations, &settings, 0), 1.0);
    assert_eq!(capacity::absorptive_capacity(organisations, &settings, 0), 1_200_000.0);
    for support in [0.0, 0.5, 1.0] {
        let chance = programme::leaving_chance(&settings.network_exit, 0.7, 1.0, support);
        assert_eq!(chance, logistic(-0.3 - 0.6 * 2.0 - 2.0 * support));
    }
}

#[test]
fn an_empty_region_a_lonely_organisation_and_a_single_county_live_through_all_years() {
    for (organisations, counties) in [(0, vec![3]), (1, vec![3, 2]), (30, vec![1]), (0, vec![1])] {
        let model = region(organisations, &counties, everything);
        let world = lived(&model, 2031);
        assert_eq!(world.year, 2031);
        assert!(organisations > 0 || only(&world).organisations.is_empty());
    }
}

#[test]
fn without_slots_in_any_county_and_without_key_projects_nobody_lands() {
    let model = region(300, &[4, 4], |settings| {
        everything(settings);
        settings.programme.county_slots_max = 0;
        settings.hub.key_projects_from = 2200;
    });
    let mut world = World::found(&model, 0);
    while world.year < 2025 {
        world.advance();
        let province = only(&world);
        assert!(landing(province).is_empty());
        // What was offered for slots from outside went back whole.
        let flows = province.ledger.flows();
        let source = |kind, sector| flows.from(kind, sector);
        let sponsor = headwater::ledger::Sector::Sponsor;
        let earmarked = source(Kind::Earmark, sponsor);
        let back: Money = province
            .ledger
            .postings()
            .iter()
            .filter(|dated| dated.posting.kind == Kind::EarmarkReturn)
            .filter(|dated| dated.posting.to == headwater::ledger::Account::Outside(Outside::Sponsor))
            .map(|dated| dated.posting.amount)
            .sum();
        assert_eq!(earmarked, back);
    }
}

#[test]
fn who_has_too_few_people_does_not_join() {
    for (people, lands) in [(0.1, false), (0.100001, true)] {
        let (mut province, settings) = bench(1, &[1], |_| {});
        make_candidate(&mut province, 0);
        province.organisations.people[0] = people;
        province.hub.existed = true;
        province.hub.active = true;
        province.funders.hub_trust.fill(1.0);
        endow_all(&mut province, Money::from_yuan(1e8));
        programme::landing::fill_slots(&mut province, &settings);
        assert_eq!(province.organisations.network[0] == Network::Landing, lands);
    }
}

/// Who left in 2017 is outside for the whole of 2018 and may come back in 2019; who was displaced, at once.
#[test]
fn who_left_stays_away_a_full_year_and_who_was_displaced_comes_back_at_once() {
    let (mut province, settings) = bench(2, &[1], |_| {});
    province.organisations.network.fill(Network::Lapsed);
    province.organisations.left[0] = 2017;
    let may = |i, year| programme::landing::may_enter(&province.organisations, &settings.joining, i, year);
    assert_eq!([2017, 2018, 2019].map(|year| may(0, year)), [false, false, true]);
    assert_eq!([2017, 2018].map(|year| may(1, year)), [true, true]);
}
