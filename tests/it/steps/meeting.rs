//! Steps A to J but landing: money enters, people meet, the hub works, funders choose.

use super::{Year, capacity, draws, lifted, picked, posted, quality};
use crate::support::*;
use headwater::ledger::{Account, Kind, Posting};
use headwater::model::funders::classes::{FunderClass, Payer};
use headwater::model::organisations::{NEVER, Network, Success};
use headwater::model::places::COUNTY_IDS;
use headwater::model::ties::{NOBODY, Ties, Use};
use headwater::model::{Province, Settings};
use headwater::money::Money;
use headwater::random::Purpose;
use headwater::real::exp;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn step_a_remembers_last_years_grants_and_begins_everything_else_anew() {
    let year = Year::of(2019, |settings| {
        settings.interventions.talent_stipend.enabled = false;
        settings.interventions.lottery_grants.enabled = false;
    });
    let (before, after) = year.around('A');
    let (o, then) = (&before.organisations, &after.organisations);
    assert!(o.living().any(|i| o.receipts.key_grants(i).is_positive()) && o.living().any(|i| o.slot[i]));
    for i in o.living() {
        let grants: Money = o.receipts.by_source(i)[..9].iter().copied().sum();
        assert_eq!(
            (then.receipts.granted_before(i), then.receipts.key_grants_before(i)),
            (grants, o.receipts.key_grants(i))
        );
        assert!(
            then.receipts.by_source(i).iter().all(|money| money.is_zero()) && then.receipts.key_grants(i).is_zero()
        );
        assert!(!then.slot[i] && !then.key_project[i] && !then.endorsed[i] && then.coaching[i] == 0.0);
        assert!(then.load[i] == 0.0 && then.shortfall[i] == 0.0 && then.output[i] == 0.0);
        assert!(then.delivered[i].is_zero() && then.day_gifts[i].is_zero() && then.success[i] == Success::None);
        assert_eq!((then.network[i], then.ties[i], then.support[i]), (o.network[i], o.ties[i], o.support[i]));
    }
    assert!(after.own_grants.is_empty() && after.ledger.postings().is_empty());
}

#[test]
fn step_b_fills_every_funder_by_its_base_its_growth_and_its_luck() {
    let year = Year::of(2019, |settings| settings.funders.county_bureau.growth = 0.1);
    let (before, after) = year.around('B');
    let mut luck = draws(after, Purpose::BUDGET);
    for funder in 0..after.funders.len() {
        let growth = if after.funders.class[funder] == FunderClass::CountyBureau { 1.1 * 1.1 * 1.1 } else { 1.0 };
        let base = after.funders.base_yuan[funder];
        let expected = base * growth * exp(0.15 * luck.normal(after.funders.id[funder], 0));
        assert_near(after.funders.inflow[funder].yuan(), expected, 0.006);
        if after.funders.class[funder] != FunderClass::Enterprises && !after.funders.class[funder].is_federation() {
            assert_eq!(after.ledger.funder(funder), before.ledger.funder(funder) + after.funders.inflow[funder]);
        }
    }
    assert_eq!(after.funders.base_yuan[0], 300_000.0 * after.places.counties[0].population / 700_000.0);
}

#[test]
fn step_c_ages_ties_and_lets_some_meet() {
    let year = Year::of(2019, |_| {});
    let (before, after) = year.around('C');
    let mut meet = draws(after, Purpose::MEET);
    let mut met = 0;
    for i in before.organisations.living() {
        let mut ties: Ties = before.organisations.ties[i];
        for slot in 0..8 {
            if ties.funder(slot) == NOBODY {
                continue;
            }
            if ties.used[slot] == Use::No {
                ties.trust[slot] *= 1.0 - 0.15;
            }
            ties.used[slot] = Use::No;
            if ties.trust[slot] < 0.05 {
                ties.forget(slot);
            }
        }
        let id = before.organisations.id[i];
        if meet.uniform(id, 0) < 0.5 {
            let county = usize::from(before.organisations.county[i]);
            let funder = picked(before, county, meet.uniform_pair(id, 1));
            if meet.uniform(id, 2) < before.funders.openness[funder as usize] {
                ties.add(funder, 0.25);
                met += 1;
            }
        }
        assert_eq!(after.organisations.ties[i], ties, "organisation {i}");
    }
    assert!(met > 5);
}

#[test]
fn step_d_buys_days_tells_counties_and_visits_funders() {
    for year in [2019, 2022] {
        // A small hub, so that it has to choose whom it tells and visits.
        let year = Year::of(year, |settings| {
            settings.interventions.capacity_support.enabled = false;
            settings.interventions.opening.core_grant_yuan = 150_000.0;
            settings.programme.fee_bp = 200;
            settings.evidence.full_successes = 4.0;
        });
        let (before, after) = year.around('D');
        let hub = &year.settings.hub;
        let core: Money = posted(before, after, Kind::HubCore).map(|posting| posting.amount).sum();
        let mut money = before.ledger.hub() + core;
        let experts = money.how_many(Money::from_yuan(hub.expert_day_yuan)).min(hub.expert_days);
        money -= Money::from_yuan(hub.expert_day_yuan).times(experts);
        let days = f64::from(experts + money.how_many(Money::from_yuan(600.0)));
        assert_eq!(after.hub.days, days);
        assert!(days > 60.0);
        let counties = after.places.counties.len();
        let mut outreach = after.draws.timeless(Purpose::OUTREACH);
        let list = (after.year as u32 - 1900) / 3;
        let mut order: Vec<usize> = (0..counties).collect();
        order.sort_by(|&a, &b| {
            let mut at = |county: usize| outreach.uniform(COUNTY_IDS + county as u32, list);
            at(a).total_cmp(&at(b))
        });
        let told: BTreeSet<usize> = order.into_iter().take((days * 0.1 / 6.0).floor() as usize).collect();
        assert!((0..counties).all(|county| after.hub.told[county] == told.contains(&county)));
        assert!(!told.is_empty() && told.len() < counties);
        assert_visits(before, after, days);
    }
}

fn assert_visits(before: &Province, after: &Province, days: f64) {
    use FunderClass::*;
    let seen = |f: usize| {
        (0..before.places.counties.len())
            .any(|county| before.funders.covers(f, &before.places, county) && before.evidence[county] > 0.0)
    };
    let mut audience: Vec<usize> = (0..before.funders.len())
        .filter(|&f| match before.funders.class[f] {
            CountyBureau | CityBureau | MassOrganisation | LocalFoundation | CityFederation => seen(f),
            ProvincialFederation | ChildWelfareOffice => before.funders.evidence[f] > 0.0,
            NationalFoundation | Enterprises => false,
        })
        .collect();
    let rank = |f: usize| match before.funders.class[f] {
        ChildWelfareOffice => 0,
        ProvincialFederation => 1,
        _ => 2,
    };
    let ev = &before.funders.evidence;
    audience.sort_by(|&a, &b| rank(a).cmp(&rank(b)).then(ev[b].total_cmp(&ev[a])).then(a.cmp(&b)));
    let mut count = (days * 0.2 / 9.0).floor() as usize;
    if days * 0.2 >= 3.0 {
        count = count.max(1);
    }
    assert!(audience.len() > count && count > 0, "{count} of {}", audience.len());
    audience.truncate(count);
    let meetings = 3f64.min(days * 0.2 / 3.0 / audience.len() as f64);
    for f in 0..before.funders.len() {
        let trust = before.funders.hub_trust[f];
        let expected = if audience.contains(&f) { trust + (1.0 - trust) * meetings / (meetings + 3.0) } else { trust };
        assert_near(after.funders.hub_trust[f], expected, 1e-12);
    }
}

#[test]
fn step_d_makes_the_first_contacts_of_those_with_luck_and_reputation() {
    let year = Year::of(2017, |settings| settings.interventions.opening.first_contacts = 30);
    let (before, after) = year.around('D');
    let mut aware = draws(after, Purpose::AWARE);
    let o = &before.organisations;
    let mut candidates: Vec<usize> = o.living().filter(|&i| o.issue[i] == 0).collect();
    assert!(candidates.len() > 60);
    candidates.sort_by(|&a, &b| {
        let mut key = |i: usize| aware.uniform(o.id[i], 5) - o.reputation[i];
        key(a).total_cmp(&key(b))
    });
    for (place, &i) in candidates.iter().enumerate() {
        assert_eq!(after.organisations.network[i] == Network::Observer, place < 30);
    }
    assert_eq!(posted(before, after, Kind::HubCore).count(), 2);
}

#[test]
fn the_hub_returns_what_it_has_when_it_leaves_and_spends_nothing_more() {
    let year = Year::of(2026, |_| {});
    let (before, after) = year.around('D');
    assert!(before.hub.active && !after.hub.active && after.hub.existed);
    let returned: Vec<Posting> = posted(before, after, Kind::HubClose).collect();
    assert_eq!(returned.iter().map(|posting| posting.amount).sum::<Money>(), before.ledger.hub());
    let payer = Account::Funder(after.funders.payer(Payer::NationalA));
    assert!(returned.iter().all(|posting| posting.to == payer));
    assert_eq!(posted(before, after, Kind::HubSpend).count() + posted(before, after, Kind::HubCore).count(), 0);
    let (_, last) = year.around('T');
    assert!(last.ledger.hub().is_zero() && last.hub.days == 0.0);
}

/// While there is a hub, trust in it convenes; when it has gone, half of openness does; before it, nothing.
#[test]
fn funders_convene_by_trust_in_the_hub_and_without_it_by_habit() {
    use headwater::model::hub::{Hub, convening};
    let settings = Settings::default().hub;
    let hub = |existed, active| Hub { existed, active, ..Hub::default() };
    let conviction = |hub| convening(&hub, &settings, 0.4, 0.9);
    assert_eq!([(false, false), (true, true), (true, false)].map(|(e, a)| conviction(hub(e, a))), [0.0, 0.9, 0.2]);
}

#[test]
fn step_i_admits_those_whom_government_funded_well_and_moves_no_money() {
    let mut admitted = 0;
    for year in [2017, 2018, 2019, 2020] {
        let year = Year::of(year, |settings| settings.programme.key_project_yuan = 5_000.0);
        let (before, after) = year.around('I');
        let o = &before.organisations;
        for i in o.living() {
            let outside = o.network[i] == Network::Observer
                || o.network[i] == Network::Lapsed && (o.left[i] == NEVER || before.year >= o.left[i] + 2);
            let funded = o.receipts.key_grants_before(i) >= Money::from_yuan(5_000.0);
            let expected = before.year >= 2018 && o.issue[i] == 0 && !o.slot[i] && outside && funded;
            assert_eq!(after.organisations.key_project[i], expected);
            if expected {
                admitted += 1;
                assert!(after.organisations.slot[i] && after.organisations.network[i] == Network::Landing);
                assert_eq!(after.organisations.landed[i], before.year);
            }
        }
        assert_eq!(before.ledger.postings().len(), after.ledger.postings().len());
        // Whoever is in the network now has a slot.
        let o = &after.organisations;
        assert!(o.living().all(|i| o.network[i] != Network::Landing || o.slot[i]));
    }
    assert!(admitted > 0);
}

#[test]
fn step_g_accompanies_vouches_and_introduces() {
    let (mut vouched, mut introduced) = (0, 0);
    for year in [2018, 2021] {
        let year = Year::of(year, |settings| settings.interventions.product_replication.sponsor_share = 0.0);
        let (before, after) = year.around('G');
        let (s, o, days) = (&year.settings, &before.organisations, before.hub.days);
        let landing: Vec<usize> = landing(before);
        let each = |share: f64| 24f64.min(days * share / landing.len() as f64);
        let effect = |days: f64| days / (days + 10.0);
        for i in o.living() {
            let landed = o.network[i] == Network::Landing;
            let borrowed = 0.4 * o.support[i] + if landed { 0.6 * effect(each(0.45)) } else { 0.0 };
            assert_near(after.organisations.support[i], borrowed, 1e-12);
            assert_near(after.organisations.coaching[i], if landed { effect(each(0.1)) } else { 0.0 }, 1e-12);
        }
        let mut field = draws(before, Purpose::FIELD);
        let mut visits = landing.clone();
        visits.sort_by(|&a, &b| field.uniform(o.id[a], 0).total_cmp(&field.uniform(o.id[b], 0)));
        let worthy = visits.iter().copied().filter(|&i| quality(after, s, i) > 0.3);
        let endorsed: BTreeSet<usize> = worthy.take((days * 0.1 / 2.0).floor() as usize).collect();
        let introductions = (days * 0.05 / 3.0).floor() as usize;
        for i in o.living() {
            assert_eq!(after.organisations.endorsed[i], endorsed.contains(&i));
            let mut ties = o.ties[i];
            let (id, county) = (o.id[i], usize::from(o.county[i]));
            if visits.iter().take(introductions).any(|&j| j == i) {
                let f = picked(before, county, (field.uniform(id, 1), field.uniform(id, 2))) as usize;
                let (open, trust) = (before.funders.openness[f], before.funders.hub_trust[f]);
                if field.uniform(id, 3) < open + (1.0 - open) * trust {
                    ties.add(f as u32, 0.25 + 0.25 * trust);
                    introduced += 1;
                }
            }
            assert_eq!(after.organisations.ties[i], ties);
        }
        vouched += endorsed.len();
    }
    assert!(vouched > 3 && introduced > 0, "{vouched} vouched for, {introduced} introduced");
}

#[test]
fn step_h_ranks_applications_and_pays_while_the_offer_lasts() {
    let year = Year::of(2021, |_| {});
    let (before, after) = year.around('H');
    let (s, o) = (&year.settings, &before.organisations);
    let error = draws(before, Purpose::SCORE);
    let mut applications: Vec<(usize, f64, u32, usize, Money)> = Vec::new();
    for i in o.living() {
        let room = capacity(before, s, i) - before.ledger.restricted(i).yuan();
        let count = 1 + (2.0 * lifted(before, s, i)[1]).floor() as usize;
        if room < 5_000.0 {
            continue;
        }
        let mut ties: Vec<(usize, u32, f64)> = o.ties[i].iter().collect();
        ties.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
        for (_, f, trust) in ties.into_iter().take(count) {
            let f = f as usize;
            let endorsed = if o.endorsed[i] { before.funders.hub_trust[f] } else { 0.0 };
            let needed = s.funders.of(before.funders.class[f]).trust_threshold * (1.0 - before.funders.openness[f]);
            if trust + endorsed >= needed {
                let need = before.places.counties[usize::from(o.county[i])].need;
                let score = 0.4 * quality(before, s, i)
                    + 0.3 * trust
                    + 0.2 * o.reputation[i]
                    + 0.1 * need
                    + 0.15
                        * error
                            .meetings([(o.id[i], before.funders.id[f])].into_iter())
                            .next()
                            .expect("one meeting")
                            .normal(0);
                let ask = Money::from_yuan((room / count as f64).min(100_000.0));
                applications.push((f, -score, o.id[i], i, ask));
            }
        }
    }
    applications.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut expected = Vec::new();
    let mut left: BTreeMap<usize, Money> = BTreeMap::new();
    for (f, _, _, i, ask) in applications {
        let of = s.funders.of(before.funders.class[f]);
        let share = of.offer_share_closed + (of.offer_share_open - of.offer_share_closed) * before.funders.openness[f];
        let offer = Money::from_fen_floor(share * before.ledger.funder(f).fen() as f64);
        let left = left.entry(f).or_insert(offer);
        if *left >= Money::from_yuan(3_000.0) {
            let award = ask.min(*left);
            *left -= award;
            expected.push((f, i, award));
        }
    }
    let mut paid: Vec<(usize, usize, Money)> = Vec::new();
    for posting in posted(before, after, Kind::OpenGrant) {
        match (posting.from, posting.to) {
            (Account::Funder(f), Account::Cash(i)) => paid.push((f as usize, i as usize, posting.amount)),
            (Account::Funder(_), Account::Restricted(_)) => paid.last_mut().expect("cash first").2 += posting.amount,
            other => panic!("{other:?}"),
        }
    }
    assert!(expected.len() > 50);
    assert_eq!(paid, expected);
    for (f, i, _) in expected {
        let slot = after.organisations.ties[i].slot_of(f as u32).expect("a tie");
        assert_eq!(after.organisations.ties[i].used[slot], Use::Funded);
    }
}

#[test]
fn step_j_tires_every_applicant_and_rewards_the_best() {
    let year = Year::of(2020, |settings| settings.interventions.venture_contest.budget_yuan = 400_000.0);
    let (before, after) = year.around('J');
    let (s, o) = (&year.settings, &before.organisations);
    let mut jury = draws(before, Purpose::CONTEST);
    let mut applicants: Vec<(f64, u32, usize)> = Vec::new();
    for i in o.living() {
        let [_, brain, method] = lifted(before, s, i);
        let enters = o.method[i] >= 0.3 && jury.uniform(o.id[i], 0) < 0.05 + 0.5 * brain;
        let people = if enters { o.people[i].min(0.05).max(o.people[i] - 0.01) } else { o.people[i] };
        assert_eq!(after.organisations.people[i], people);
        if enters {
            let score = 0.6 * brain + 0.3 * method + 0.1 * o.reputation[i] + 0.1 * jury.normal(o.id[i], 1);
            applicants.push((-score, o.id[i], i));
        }
    }
    applicants.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    // 400,000 less 3 % for the hub leaves 388,000: six awards of 60,000 and one of 28,000.
    let winners: Vec<usize> = applicants.iter().take(7).map(|applicant| applicant.2).collect();
    assert!(applicants.len() > 10);
    let payer = before.funders.provincial_federation();
    for i in o.living() {
        let won = winners.contains(&i);
        let brain = if won { o.brain[i] + 0.03 * (1.0 - o.brain[i]) } else { o.brain[i] };
        assert_near(after.organisations.brain[i], brain, 1e-15);
        if won {
            let slot = after.organisations.ties[i].slot_of(payer).expect("a tie to the payer");
            assert_eq!(after.organisations.ties[i].used[slot], Use::Funded);
        }
        let award: Money = posted(before, after, Kind::ContestAward)
            .filter(|posting| [Account::Cash(i as u32), Account::Restricted(i as u32)].contains(&posting.to))
            .map(|posting| posting.amount)
            .sum();
        let last = winners.last() == Some(&i);
        assert_eq!(
            award,
            Money::from_yuan(if last {
                28_000.0
            } else if won {
                60_000.0
            } else {
                0.0
            })
        );
    }
    assert_eq!(
        posted(before, after, Kind::ContestAdmin).map(|p| (p.to, p.amount.fen())).collect::<Vec<_>>(),
        [(Account::Hub, 1_200_000)]
    );
}
