//! Cases whose answer is known exactly (E1 to E16 of the model brief): whoever implements the model again must get these.

use crate::support::*;
use headwater::ledger::{Account, Kind, Posting};
use headwater::model::funders::classes::FunderClass;
use headwater::model::funders::openness;
use headwater::model::giving::matching::{self, MatchRule, Pool};
use headwater::model::grants;
use headwater::model::hub::field;
use headwater::model::organisations::entry::expected_newcomers;
use headwater::model::organisations::{NEVER, Network, Success, capacity, delivery, settlement};
use headwater::model::programme::{self, landing, landing::SlotCount, landing::SlotOffer};
use headwater::model::ties::Use;
use headwater::model::{Province, Settings, World};
use headwater::money::Money;
use headwater::random::Purpose;
use headwater::real::{exp, log, logistic, poisson_inverse};

/// E1, org by org: alive after t years if and only if no year's luck fell below the hazard; and so many of them.
#[test]
fn with_one_hazard_for_all_exactly_the_lucky_survive() {
    let model = region(2_000, &[4, 4], |settings| {
        without_hazards(settings);
        settings.survival.base = -2.0;
        settings.entry.rate = 0.0;
    });
    let last_year = model.settings.first_year() + 9;
    let world = lived(&model, last_year);
    let province = only(&world);
    let hazard = logistic(-2.0);
    let organisations = &province.organisations;
    for i in 0..organisations.len() {
        let worst = (model.settings.first_year()..=last_year)
            .map(|year| province.draws.in_year(year, Purpose::DIE).uniform(organisations.id[i], 0))
            .fold(1.0, f64::min);
        assert_eq!(organisations.alive[i], worst >= hazard, "organisation {i}");
    }
    assert_binomial(alive(province), 2_000, headwater::real::whole_power(1.0 - hazard, 10));
}

/// A count of independent events within four standard deviations of its expectation.
#[track_caller]
fn assert_binomial(count: usize, trials: usize, chance: f64) {
    let (expected, trials) = (trials as f64 * chance, trials as f64);
    let deviation = (trials * chance * (1.0 - chance)).sqrt();
    assert!((count as f64 - expected).abs() < 4.0 * deviation, "{count} of {trials}, expected {expected:.1}");
}

/// E2: a cohort that only its age endangers shrinks by the product of the ages' chances.
#[test]
fn a_cohort_endangered_by_newness_alone_follows_the_product_of_its_ages() {
    let model = region(3_000, &[5], |settings| {
        without_hazards(settings);
        settings.survival.base = -3.5;
        settings.survival.newness = 2.0;
        settings.entry.rate = 0.0;
    });
    let mut world = World::found(&model, 0);
    let first_year = model.settings.first_year();
    world.provinces[0].organisations.founded.fill(first_year);
    live_on(&mut world, first_year + 7);
    let survival = &model.settings.survival;
    let chance: f64 = (0..8)
        .map(|age| 1.0 - logistic(survival.base + survival.newness * exp(-f64::from(age) / survival.newness_years)))
        .product();
    assert_binomial(alive(only(&world)), 3_000, chance);
}

/// E3, through whole years: trust of 0.25 that nobody uses is forgotten in the tenth decay.
#[test]
fn an_unused_tie_lives_through_nine_decays_and_not_ten() {
    let model = region(40, &[3], |settings| {
        without_funders_money(settings);
        settings.ties.meeting_chance = 0.0;
        settings.mechanisms.population = false;
    });
    let mut world = World::found(&model, 0);
    cut_ties(&mut world.provinces[0]);
    let ties = &mut world.provinces[0].organisations.ties[7];
    ties.add(2, model.settings.ties.trust_initial);
    ties.used = [Use::No; 8];
    for decay in 1..=10 {
        world.advance();
        let tie = only(&world).organisations.ties[7].iter().next();
        match decay {
            1 => assert_eq!(tie, Some((0, 2, 0.25 * 0.85))),
            9 => assert_near(tie.expect("still there").2, 0.0579, 5e-5),
            10 => assert_eq!(tie, None),
            _ => assert!(tie.is_some(), "forgotten in decay {decay}"),
        }
    }
}

/// E4: accompanied with the same days each year, an organisation borrows more, ever less quickly.
#[test]
fn steady_accompaniment_builds_up_geometrically_and_fades_geometrically() {
    let (mut province, mut settings) = bench(60, &[3], |_| {});
    settings.hub.work.accompany = 1.0;
    settings.hub.work.coach = 0.0;
    settings.hub.work.diligence = 0.0;
    settings.hub.work.broker = 0.0;
    province.hub.active = true;
    for i in [3, 4, 5] {
        province.organisations.network[i] = Network::Landing;
    }
    province.hub.days = 30.0;
    let (turnover, effect) = (settings.hub.support_turnover, 10.0 / 20.0);
    for year in 1..=12 {
        field::work(&mut province, &settings);
        let expected = effect * (1.0 - headwater::real::whole_power(1.0 - turnover, year));
        assert_near(province.organisations.support[4], expected, 1e-12);
        assert_eq!(province.organisations.support[6], 0.0);
    }
    assert_eq!(province.hub.support_days, 10.0);
    province.hub.active = false;
    let before = province.organisations.support[4];
    field::work(&mut province, &settings);
    assert_near(province.organisations.support[4], 0.4 * before, 1e-15);
}

/// E5, first half: who sees nothing stays as closed as it was.
#[test]
fn without_evidence_funders_stay_exactly_as_open_as_they_were() {
    let model = region(300, &[4, 3], |settings| settings.giving.scandal = 0.0);
    let founded = World::found(&model, 0).provinces[0].funders.openness.clone();
    assert_eq!(only(&lived(&model, 2020)).funders.openness, founded);
}

/// E5, second half: full evidence opens a funder along the closed form; the target needs no trust in the hub.
#[test]
fn full_evidence_opens_funders_along_the_closed_form() {
    let (mut province, mut settings) = bench(100, &[2, 2], |_| {});
    settings.evidence.trust_gain = 0.0;
    for i in 0..100 {
        province.organisations.county[i] = (i % 4) as u16;
        province.organisations.slot[i] = true;
        province.organisations.success[i] = Success::Yes;
    }
    let rules = settings.evidence.clone();
    for year in 1..=15 {
        openness::observe_evidence(&mut province, &settings);
        assert_eq!(province.province_evidence, 1.0);
        for funder in 0..province.funders.len() {
            assert_eq!(province.funders.evidence[funder], 1.0);
            let initial = settings.funders.of(province.funders.class[funder]).openness_initial;
            let threshold = headwater::real::whole_power(province.funders.evidence_threshold[funder], 4);
            let target = initial + (rules.openness_max - initial) / (1.0 + threshold);
            let left = headwater::real::whole_power(1.0 - rules.opening_rate, year);
            assert_near(province.funders.openness[funder], target - (target - initial) * left, 1e-12);
        }
    }
}

/// E6: trust in a hub that nobody hears of fades at the rate of its presence or absence.
#[test]
fn trust_in_the_hub_fades_slowly_while_it_is_there_and_fast_when_it_has_gone() {
    for (active, kept) in [(true, 0.97), (false, 0.80)] {
        let (mut province, settings) = bench(30, &[2], |_| {});
        province.hub.active = active;
        province.funders.hub_trust.fill(0.7);
        for year in 1..=6 {
            openness::observe_evidence(&mut province, &settings);
            assert_near(province.funders.hub_trust[3], 0.7 * headwater::real::whole_power(kept, year), 1e-12);
        }
    }
}

/// E7: who has m landing neighbours takes notice in the first year whose luck falls below 1 − (1 − p)^m.
#[test]
fn organisations_take_notice_exactly_when_luck_and_neighbours_say_so() {
    let (mut province, settings) = bench(400, &[3, 3], |_| {});
    province.hub.existed = true;
    for i in (0..400).step_by(3) {
        province.organisations.network[i] = Network::Landing;
    }
    // Neighbours that have closed are no example any more.
    for i in (0..400).step_by(12) {
        province.organisations.alive[i] = false;
    }
    let mut least = vec![1.0f64; 400];
    let mut noticed = 0;
    for _ in 0..5 {
        programme::spread_awareness(&mut province, &settings);
        let organisations = &province.organisations;
        let mut draws = province.draws.in_year(province.year, Purpose::AWARE);
        for i in 0..400 {
            if i % 3 == 0 {
                continue;
            }
            let landed = organisations.peers[i].iter().filter(|peer| peer % 3 == 0 && peer % 12 != 0).count();
            least[i] = least[i].min(draws.uniform(organisations.id[i], 0));
            let told = 1.0 - headwater::real::whole_power(1.0 - settings.joining.awareness, landed as i32);
            let expected = organisations.issue[i] == 0 && least[i] < told;
            assert_eq!(organisations.network[i] == Network::Observer, expected, "organisation {i}, {landed} landed");
            noticed += usize::from(expected);
        }
        province.year += 1;
    }
    assert!(noticed > 50, "the case must not be empty");
}

/// Thresholds for the ladder: everyone joins when so many of the others have, by landed share.
fn ladder(thresholds: &[f64], share_of: impl Fn(&mut Province, usize)) -> Vec<usize> {
    let count = thresholds.len();
    let (mut province, mut settings) = bench(count as u32, &[1], |_| {});
    settings.joining.hub_weight = 0.0;
    settings.joining.peer_weight = 1.0;
    settings.joining.evidence_weight = 1.0;
    settings.programme.county_slots_max = 1_000;
    province.hub.existed = true;
    for i in 0..count {
        make_candidate(&mut province, i);
        province.organisations.threshold[i] = thresholds[i];
        province.organisations.peers[i] = Default::default();
    }
    let everyone = SlotOffer {
        after_products: false,
        source: headwater::ledger::Outside::Endower,
        payer: headwater::model::funders::classes::Payer::NationalA,
        size: SlotCount::Number(1_000),
        unit: None,
        counties: Vec::new(),
        selection: landing::NewcomerSelection::Usual,
    };
    (0..count)
        .map(|_| {
            let landed = province.organisations.network.iter().filter(|&&n| n == Network::Landing).count();
            share_of(&mut province, landed);
            province.agenda.slots = vec![everyone.clone()];
            landing::fill_slots(&mut province, &settings);
            province.year += 1;
            province.organisations.slot.fill(false);
            landing_count(&province)
        })
        .collect()
}

fn landing_count(province: &Province) -> usize {
    province.organisations.network.iter().filter(|&&network| network == Network::Landing).count()
}

/// E8 on a complete graph of neighbours: seven organisations, each with the six others as neighbours.
#[test]
fn a_ladder_of_thresholds_among_neighbours_is_climbed_rung_by_rung() {
    let all_know_all = |province: &mut Province, _: usize| {
        for i in 0..7 {
            let mut peers = headwater::model::ties::peers::Peers::default();
            (0..7).filter(|&other| other != i).for_each(|other| peers.push(other as u32));
            province.organisations.peers[i] = peers;
        }
    };
    let sixths: Vec<f64> = (0..7).map(|rung| f64::from(rung) / 6.0).collect();
    assert_eq!(ladder(&sixths, all_know_all), [1, 2, 3, 4, 5, 6, 7]);
    let mut broken = sixths.clone();
    broken[1] = broken[2];
    assert_eq!(ladder(&broken, all_know_all), [1; 7]);
}

/// E8 on a hundred: the share of all that have landed reaches everyone by the province's evidence, which all see.
#[test]
fn a_ladder_of_a_hundred_falls_whole_and_stops_at_one_missing_rung() {
    let all_see_all = |province: &mut Province, landed: usize| province.province_evidence = landed as f64 / 100.0;
    let hundredths: Vec<f64> = (0..100).map(|rung| f64::from(rung) / 100.0).collect();
    assert_eq!(ladder(&hundredths, all_see_all), (1..=100).collect::<Vec<_>>());
    let mut broken = hundredths.clone();
    broken[1] = 0.02;
    assert_eq!(ladder(&broken, all_see_all), [1; 100]);
}

/// One organisation, one tie, one funder with this balance: what is posted.
fn grant_of(balance: Money, people: f64, brain: f64) -> (Province, Settings, u32) {
    let (mut province, settings) = bench(1, &[1], |_| {});
    endow_all(&mut province, Money::ZERO);
    cut_ties(&mut province);
    let bureau = province.funders.of_class(FunderClass::CountyBureau).start as u32;
    endow(&mut province, bureau as usize, balance);
    province.organisations.people[0] = people;
    province.organisations.brain[0] = brain;
    province.organisations.ties[0].add(bureau, 0.9);
    open_books(&mut province);
    grants::give_open_grants(&mut province, &settings);
    (province, settings, bureau)
}

/// E9: an award is the smaller of what is asked and what the funder offers, to the fen; a tenth of it is free.
#[test]
fn an_award_is_what_is_asked_or_what_is_offered_to_the_fen() {
    // Openness 0.1 offers 0.1 + 0.7 · 0.1 = 17 % of the balance; a room of 1.2 M · 0.2 · 0.4 = 96,000 is asked whole.
    for (balance_fen, award_fen) in [(123_456_789, 9_600_000), (40_000_007, 6_800_001), (1_764_705, 0)] {
        let (province, settings, bureau) = grant_of(Money::from_fen(balance_fen), 0.2, 0.2);
        let offered = grants_offer(&settings, balance_fen);
        assert_eq!(award_fen, if offered < 300_000 { 0 } else { offered.min(9_600_000) }, "balance {balance_fen}");
        let posted: Vec<Posting> = province.ledger.postings().iter().map(|dated| dated.posting).collect();
        let leg = |to, fen| Posting {
            kind: Kind::OpenGrant,
            from: Account::Funder(bureau),
            to,
            amount: Money::from_fen(fen),
            earmarked: false,
        };
        let free = award_fen / 10;
        let expected = vec![leg(Account::Cash(0), free), leg(Account::Restricted(0), award_fen - free)];
        assert_eq!(posted, if award_fen == 0 { Vec::new() } else { expected });
        assert_eq!(province.ledger.funder(bureau as usize).fen(), balance_fen - award_fen);
        assert_eq!(province.organisations.receipts.by_source(0)[0].fen(), award_fen);
        assert_eq!(province.organisations.receipts.key_grants(0).fen(), award_fen);
        let used = province.organisations.ties[0].used[0];
        assert_eq!(used, if award_fen == 0 { Use::Introduced } else { Use::Funded });
    }
}

fn grants_offer(settings: &Settings, balance_fen: i64) -> i64 {
    let bureau = &settings.funders.county_bureau;
    let share =
        bureau.offer_share_closed + (bureau.offer_share_open - bureau.offer_share_closed) * bureau.openness_initial;
    (share * balance_fen as f64).floor() as i64
}

/// An organisation without room for project money does not ask; two ties are asked for half the room each.
#[test]
fn the_room_for_project_money_is_shared_by_the_applications() {
    let (province, ..) = grant_of(Money::from_yuan(1e9), 0.04, 0.02);
    // 1.2 M · 0.04 · 0.265 = 12,720 is asked.
    assert_eq!(province.organisations.receipts.by_source(0)[0], Money::from_yuan(12_720.0));
    let (province, ..) = grant_of(Money::from_yuan(1e9), 0.015, 0.02);
    assert!(province.ledger.postings().is_empty());
    // Brain of a half writes two applications: each asks for half, though only one tie is there.
    let (province, ..) = grant_of(Money::from_yuan(1e9), 0.2, 0.5);
    assert_eq!(province.organisations.receipts.by_source(0)[0], Money::from_yuan(1_200_000.0 * 0.2 * 0.625 / 2.0));
}

/// E10 and E11 in the pool itself: first come exhausts the pool, in proportion shares it to the fen.
#[test]
fn a_pool_is_given_out_whole_or_as_far_as_it_is_asked() {
    let (province, _) = bench(50, &[3], |_| {});
    let participants: Vec<u32> = (0..50).collect();
    let totals: Vec<Money> = (0..50).map(|i| Money::from_fen(1_000 + 137 * i)).collect();
    let all: Money = totals.iter().copied().sum();
    for rule in [MatchRule::FirstCome, MatchRule::ProRata] {
        for (pool_fen, rate_bp) in
            [(10_000, 5_000), (100_000, 10_000), (1_000_000_000, 10_000), (77_777, 50_000), (0, 1)]
        {
            let pool = Pool {
                source: headwater::ledger::Outside::PoolSponsor,
                size: Money::from_fen(pool_fen),
                rate_bp: Some(rate_bp),
                rule,
                lift: 0.0,
            };
            let shares = matching::shares(&province, &pool, &participants, &totals);
            let matched: Money = shares.iter().copied().sum();
            let wanted = all.portion(rate_bp).fen();
            // Each of the (four times) fifty parts may lose less than a fen to rounding down.
            assert!(matched.fen() <= pool_fen.min(wanted));
            assert!(matched.fen() > pool_fen.min(wanted - 200) - 1, "{rule:?} {pool_fen} {rate_bp}: {matched}");
            for (share, total) in shares.iter().zip(&totals) {
                assert!(*share <= total.portion(rate_bp) + Money::from_fen(1));
            }
        }
    }
}

/// Equal remainders go to the lowest id, wherever it is stored.
#[test]
fn the_odd_fen_of_a_pool_goes_to_the_lowest_id() {
    let (mut province, _) = bench(3, &[1], |_| {});
    province.organisations.id = vec![9, 4, 7];
    let pool = Pool {
        source: headwater::ledger::Outside::PoolSponsor,
        size: Money::from_fen(100),
        rate_bp: None,
        rule: MatchRule::ProRata,
        lift: 0.0,
    };
    let shares = matching::shares(&province, &pool, &[0, 1, 2], &[Money::from_fen(50); 3]);
    assert_eq!(shares.iter().map(|share| share.fen()).collect::<Vec<_>>(), [33, 34, 33]);
}

/// E12: births balance deaths exactly at the density that the closed form names; at equal rates it is full.
#[test]
fn births_balance_deaths_at_the_density_of_the_closed_form() {
    let rules = Settings::default().entry;
    let capacity = 250.0;
    let births = |n: f64| 0.052 * capacity * (0.5 + 0.75 * n / (n + 0.5 * capacity)) * (1.5 - 0.5 * n / capacity);
    for n in [0.0, 1.0, 100.0, 250.0, 400.0, 749.0] {
        assert_near(expected_newcomers(&rules, n, capacity), births(n), 1e-12);
    }
    assert_eq!(expected_newcomers(&rules, 750.0, capacity), 0.0);
    assert_eq!(expected_newcomers(&rules, 900.0, capacity), 0.0);
    assert_eq!(expected_newcomers(&rules, 5.0, 0.0), 0.0);
    assert_near(expected_newcomers(&rules, capacity, capacity), 0.052 * capacity, 1e-12);
}

/// E12, alive: with one hazard for all equal to the founding rate, a region stays as full as it can carry.
#[test]
fn a_region_whose_births_equal_its_deaths_stays_full() {
    let model = region(2_000, &[1], |settings| {
        without_hazards(settings);
        settings.survival.base = log(0.052 / 0.948);
        settings.run.base_year = 1990;
        settings.run.end_year = 2040;
    });
    let mut world = World::found(&model, 0);
    let mut sum = 0;
    while world.year < 2040 {
        world.advance();
        sum += alive(only(&world));
    }
    let mean = sum as f64 / f64::from(2040 - i32::from(model.settings.first_year()) + 1);
    assert!((1_930.0..2_070.0).contains(&mean), "mean population {mean}");
}

/// E13: the inverse of the Poisson distribution against printed tables of it.
#[test]
fn counts_are_drawn_as_the_tables_of_the_poisson_distribution_say() {
    let tables: [(f64, &[f64]); 3] = [
        (1.0, &[0.367_879, 0.735_759, 0.919_699, 0.981_012, 0.996_340]),
        (4.0, &[0.018_316, 0.091_578, 0.238_103, 0.433_470, 0.628_837, 0.785_130]),
        (0.52, &[0.594_521, 0.903_671, 0.984_050]),
    ];
    for (mean, cumulative) in tables {
        for (count, &edge) in cumulative.iter().enumerate() {
            assert_eq!(poisson_inverse(mean, edge - 2e-6), count as u32, "mean {mean}, just below {edge}");
            assert_eq!(poisson_inverse(mean, edge + 2e-6), count as u32 + 1, "mean {mean}, just above {edge}");
        }
    }
}

/// E14: who can pay is not short; who has nothing keeps its volunteers only.
#[test]
fn who_can_pay_is_not_short_and_who_cannot_falls_back_on_volunteers() {
    let (mut province, settings) = bench(3, &[1], |_| {});
    for i in 0..3 {
        province.organisations.people[i] = 0.3;
        province.organisations.volunteer_core[i] = 0.1;
        province.organisations.method[i] = 0.2;
        province.organisations.delivered[i] = Money::ZERO;
    }
    // Wages of 0.2 · 150,000 = 30,000; nothing for compliance.
    for (i, cash) in [30_000.0, 0.0, 12_000.0].into_iter().enumerate() {
        fill_purse(&mut province, i, Money::from_yuan(cash));
    }
    settlement::settle(&mut province, &settings);
    let organisations = &province.organisations;
    assert_eq!(organisations.shortfall[0], 0.0);
    assert_eq!(organisations.people[0], 0.3);
    assert_eq!(organisations.people[1], 0.1);
    assert_near(organisations.shortfall[1], 30_000.0 / 35_000.0, 1e-12);
    assert_near(organisations.people[2], 0.1 + 12_000.0 / 150_000.0, 1e-12);
    assert_near(organisations.shortfall[2], 18_000.0 / 35_000.0, 1e-12);
    assert!((0..3).all(|i| province.ledger.cash(i).is_zero()));
}

/// Delivered project money pays the project's own people; what is left over beyond a year's cost becomes people.
#[test]
fn projects_pay_their_own_people_and_a_surplus_becomes_people() {
    let (mut province, settings) = bench(2, &[1], |_| {});
    for i in 0..2 {
        province.organisations.people[i] = 0.3;
        province.organisations.volunteer_core[i] = 0.1;
        province.organisations.method[i] = 0.4;
    }
    // Registered: 3,000 of compliance and 30,000 of wages, of which a project of 50,000 carries 15,000.
    province.organisations.delivered[0] = Money::from_yuan(50_000.0);
    fill_purse(&mut province, 0, Money::from_yuan(8_000.0));
    fill_purse(&mut province, 1, Money::from_yuan(33_000.0 + 33_000.0 + 75_000.0));
    settlement::settle(&mut province, &settings);
    let organisations = &province.organisations;
    assert_near(organisations.shortfall[0], 10_000.0 / 23_000.0, 1e-12);
    assert_near(organisations.people[0], 0.1 + (15_000.0 + 5_000.0) / 150_000.0, 1e-12);
    assert_near(organisations.people[1], 0.3 + 0.1 * 75_000.0 / 150_000.0 * 0.7, 1e-12);
    assert_eq!(province.ledger.cash(1), Money::from_yuan(108_000.0));
}

/// E15: twice the load, half the quality; a quarter more than capacity is spent and the rest is carried over.
#[test]
fn an_overload_halves_quality_and_carries_money_over_to_the_fen() {
    let (mut province, settings) = bench(1, &[1], |_| {});
    let organisations = &mut province.organisations;
    organisations.people[0] = 0.2;
    organisations.brain[0] = 1.0 / 6.0;
    organisations.method[0] = 0.25;
    fill_projects(&mut province, 0, Money::from_yuan(180_000.0));
    assert_near(capacity::absorptive_capacity(&province.organisations, &settings, 0), 90_000.0, 1e-9);
    delivery::deliver(&mut province, &settings);
    let organisations = &province.organisations;
    assert_near(organisations.load[0], 2.0, 1e-12);
    assert_eq!(organisations.delivered[0], Money::from_yuan(112_500.0));
    assert_eq!(province.ledger.restricted(0), Money::from_yuan(67_500.0));
    let quality = capacity::quality(organisations, &settings, 0) / 2.0;
    let project = (1.0 / 6.0) / (1.0 / 6.0 + 0.35);
    let effect = project + (1.0 - project) * 0.25;
    let need = province.places.counties[0].need;
    assert_near(organisations.output[0], 225.0 * effect * quality * (0.5 + need), 1e-9);
    let luck = province.draws.in_year(province.year, Purpose::DELIVER).uniform(0, 0);
    let expected = if luck < 0.35 + quality { Success::Yes } else { Success::No };
    assert_eq!(organisations.success[0], expected);
}

/// E16: two provinces without shared accounts have the same distribution as two replicates of one.
#[test]
fn two_provinces_are_like_two_replicates() {
    let alike = |provinces: u32| {
        region(120, &[3, 2], move |settings| {
            settings.region.provinces = provinces;
            settings.region.county_population_spread = 0.0;
            settings.region.need_spread = 0.0;
            settings.run.ledger = headwater::model::places::LedgerDetail::Aggregate;
            opening(settings);
        })
    };
    let measure = |province: &Province| {
        let organisations = &province.organisations;
        let receipts: Money = organisations.living().map(|i| organisations.total_receipts(i)).sum();
        let founders = organisations.founded.iter().filter(|&&year| year > 2008).count();
        [alive(province) as f64, landing_count(province) as f64, founders as f64, receipts.yuan() / 1e4]
    };
    let twins: Vec<[f64; 4]> = (0..30)
        .flat_map(|replicate| lived_in(&alike(2), replicate, 2018).provinces.iter().map(measure).collect::<Vec<_>>())
        .collect();
    let single: Vec<[f64; 4]> = (0..60).map(|r| measure(only(&lived_in(&alike(1), 1_000 + r, 2018)))).collect();
    for measured in 0..4 {
        let (first, first_error) = mean_and_error(&twins, measured);
        let (second, second_error) = mean_and_error(&single, measured);
        let error = (first_error * first_error + second_error * second_error).sqrt();
        assert!(error > 0.0 && (first - second).abs() < 4.0 * error, "measure {measured}: {first} against {second}");
    }
}

fn mean_and_error(rows: &[[f64; 4]], column: usize) -> (f64, f64) {
    let count = rows.len() as f64;
    let mean = rows.iter().map(|row| row[column]).sum::<f64>() / count;
    let variance = rows.iter().map(|row| (row[column] - mean) * (row[column] - mean)).sum::<f64>() / (count - 1.0);
    (mean, (variance / count).sqrt())
}

/// E16: provinces do not touch each other, whatever happens in one of them.
#[test]
fn what_happens_in_one_province_never_reaches_another() {
    let two = region(150, &[3], |settings| {
        settings.region.provinces = 2;
        opening(settings);
    });
    let mut world = World::found(&two, 0);
    let mut other = world.clone();
    live_on(&mut world, 2019);
    endow_all(&mut other.provinces[1], Money::from_yuan(1e9));
    other.provinces[1].organisations.people.fill(1.0);
    live_on(&mut other, 2019);
    assert_eq!(world.provinces[0].state_hash(), other.provinces[0].state_hash());
    assert_ne!(world.provinces[1].state_hash(), other.provinces[1].state_hash());
}

/// Without founders, whose ids count all cells, the first of two provinces is the only province, bit for bit.
#[test]
fn a_second_province_changes_nothing_in_the_first() {
    let many = |provinces| {
        region(150, &[3], move |settings| {
            settings.region.provinces = provinces;
            settings.entry.rate = 0.0;
            opening(settings);
        })
    };
    let (one, two) = (lived(&many(1), 2019), lived(&many(2), 2019));
    assert_eq!(one.provinces[0].state_hash(), two.provinces[0].state_hash());
}

/// A newcomer to the network has a first landing, a spell and no year of leaving.
#[test]
fn a_landing_begins_a_spell_and_is_remembered() {
    let (mut province, _) = bench(2, &[1], |_| {});
    landing::enter(&mut province, 0);
    let organisations = &mut province.organisations;
    assert_eq!((organisations.landed[0], organisations.first_landed[0], organisations.left[0]), (2008, 2008, NEVER));
    organisations.network[0] = Network::Lapsed;
    province.year = 2011;
    landing::enter(&mut province, 0);
    assert_eq!((province.organisations.landed[0], province.organisations.first_landed[0]), (2011, 2008));
    province.year = 2012;
    landing::enter(&mut province, 0);
    assert_eq!(province.organisations.landed[0], 2011);
}
