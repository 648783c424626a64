//! Every step of the round computed a second time, in the plainest way, from the sentences of the model brief.
//!
//! A busy region is photographed after each step of a year. From the picture before a step the test computes what
//! the brief says must follow, with formulas of its own, and compares with the picture after it.

use crate::support::*;
use headwater::ledger::{Account, Kind, Posting};
use headwater::model::funders::classes::{FunderClass, Payer};
use headwater::model::funders::openness::openness_target;
use headwater::model::organisations::{NEVER, Network, Success};
use headwater::model::places::COUNTY_IDS;
use headwater::model::ties::{Ties, Use};
use headwater::model::{Province, Settings, World};
use headwater::money::Money;
use headwater::random::{Purpose, Stream};
use headwater::real::{exp, log, logistic, whole_power};
use std::collections::{BTreeMap, BTreeSet};
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
    x.max(0.0).min(2.0)
}

/// Postings of a kind among those that a step added.
fn posted<'a>(before: &'a Province, after: &'a Province, kind: Kind) -> impl Iterator<Item = Posting> + 'a {
    let new = &after.ledger.postings()[before.ledger.postings().len()..];
    new.iter().map(|dated| dated.posting).filter(move |posting| posting.kind == kind)
}

#[test]
fn step_a_remembers_last_years_grants_and_begins_everything_else_anew() {
    let year = Year::of(2019, |settings| {
        settings.interventions.talent_stipend.enabled = false;
        settings.interventions.lottery_grants.enabled = false;
    });
    let (before, after) = year.around('A');
    let (o, then) = (&before.organisations, &after.organisations);
    assert!(o.living().any(|i| o.key_grants[i].is_positive()) && o.living().any(|i| o.slot[i]));
    for i in o.living() {
        let grants: Money = o.receipts[i][..9].iter().copied().sum();
        assert_eq!((then.granted_before[i], then.key_grants_before[i]), (grants, o.key_grants[i]));
        assert!(then.receipts[i].iter().all(|money| money.is_zero()) && then.key_grants[i].is_zero());
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
            if ties.funders[slot] == u32::MAX {
                continue;
            }
            if ties.used[slot] == Use::No {
                ties.trust[slot] *= 1.0 - 0.15;
            }
            ties.used[slot] = Use::No;
            if ties.trust[slot] < 0.05 {
                (ties.funders[slot], ties.trust[slot]) = (u32::MAX, 0.0);
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

/// A year in which slots come from products and from funders, without sharing and pooling.
fn plain_landing(year: i16, change: impl FnOnce(&mut Settings)) -> Year {
    Year::of(year, |settings| {
        settings.programme.pooled_earmarks = false;
        settings.programme.county_slots_max = 3;
        settings.interventions.federation_transition.sponsor_share = 0.0;
        settings.interventions.product_replication.products[0].unit_yuan = 0.0;
        settings.interventions.talent_stipend.enabled = false;
        change(settings);
    })
}

#[test]
fn step_f_serves_by_seniority_then_by_quality_and_luck_source_by_source() {
    for (year, hub_leaves) in [(2018, false), (2020, false), (2022, false), (2025, true)] {
        let year = plain_landing(year, |settings| {
            settings.interventions.hub_exit.enabled = hub_leaves;
            settings.interventions.hub_exit.stop_year = 2024;
        });
        let (before, after) = year.around('F');
        let s = &year.settings;
        let (o, hub) = (&before.organisations, before.hub.active);
        let presence =
            if hub { 1.0 } else { 0.5 * before.funders.openness[before.funders.provincial_federation() as usize] };
        let mut land = draws(before, Purpose::LAND);
        let (mut incumbents, mut newcomers) = (Vec::new(), Vec::new());
        for i in o.living().filter(|&i| o.issue[i] == 0) {
            let peers: Vec<usize> = o.peers[i].iter().collect();
            let landed = peers.iter().filter(|&&j| o.alive[j] && o.network[j] == Network::Landing).count();
            let share = if peers.is_empty() { 0.0 } else { landed as f64 / peers.len() as f64 };
            let signal = 0.5 * presence + 1.0 * share + 0.4 * before.province_evidence;
            let lapsed = o.network[i] == Network::Lapsed;
            let outside = o.network[i] == Network::Observer
                || lapsed && (o.left[i] == NEVER || before.year >= o.left[i] + 2);
            let threshold = o.threshold[i] + if lapsed { 0.15 } else { 0.0 };
            if o.network[i] == Network::Landing {
                incumbents.push((o.landed[i], o.id[i], i));
            } else if outside && o.people[i] > 0.1 && signal >= threshold {
                newcomers.push((0.5 * land.uniform(o.id[i], 0) - quality(before, s, i), o.id[i], i));
            }
        }
        incumbents.sort();
        newcomers.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let queue: Vec<usize> = incumbents.iter().map(|c| c.2).chain(newcomers.iter().map(|c| c.2)).collect();
        let mut landing = Landing {
            before,
            queue,
            balances: before.ledger.funders().to_vec(),
            served: BTreeMap::new(),
            in_county: BTreeMap::new(),
        };
        landing.fill(s);
        for i in o.living() {
            let expected = landing.served.get(&i).copied();
            let payer = posted(before, after, Kind::ProgrammeGrant)
                .find(|posting| posting.to == Account::Cash(i as u32))
                .map(|posting| posting.from);
            assert_eq!(payer, expected.map(|f| Account::Funder(f as u32)), "{} organisation {i}", before.year);
            assert_eq!(after.organisations.slot[i], expected.is_some());
            let network = match (expected, o.network[i]) {
                (Some(_), _) => Network::Landing,
                (None, Network::Landing) => Network::Lapsed,
                (None, other) => other,
            };
            assert_eq!(after.organisations.network[i], network);
            // Leaving is of one's own accord: who is displaced has not left.
            assert_eq!(after.organisations.left[i], o.left[i]);
        }
        assert!(landing.served.len() > 3, "{}: {}", before.year, landing.served.len());
        for f in 0..before.funders.len() {
            let sponsors_rest = after.ledger.funder(f) - landing.balances[f];
            assert!(sponsors_rest.is_zero(), "{}: funder {f} is off by {sponsors_rest}", before.year);
        }
    }
}

/// Slots as the brief fills them: products, leverage, then every funder from its own balance.
struct Landing<'a> {
    before: &'a Province,
    queue: Vec<usize>,
    balances: Vec<Money>,
    served: BTreeMap<usize, usize>,
    in_county: BTreeMap<u16, u32>,
}

impl Landing<'_> {
    fn fill(&mut self, s: &Settings) {
        let before = self.before;
        let cost = Money::from_yuan(110_000.0);
        let a = before.funders.payer(Payer::NationalA) as usize;
        self.balances[a] += cost.times(20);
        let filled = self.serve(a, 20, cost);
        self.balances[a] -= cost.times(20 - filled);
        let budget = s.sponsor.budget(before.year, true, s.interventions.product_replication.sponsor_share);
        let slots = budget.how_many(cost);
        self.balances[a] += cost.times(slots);
        let filled = self.serve(a, slots, cost);
        self.balances[a] -= cost.times(slots - filled);
        let office = before.funders.child_welfare_office() as usize;
        if before.year >= 2019 && before.funders.evidence[office] >= s.interventions.government_leverage.trigger {
            let money = Money::from_yuan(8_000_000.0);
            self.balances[office] += money;
            let slots = money.how_many(cost);
            let filled = self.serve(office, slots, cost);
            self.balances[office] -= cost.times(slots - filled);
        }
        for f in 0..before.funders.len() {
            let class = before.funders.class[f];
            if matches!(class, FunderClass::NationalFoundation | FunderClass::Enterprises) {
                continue;
            }
            let o = before.funders.openness[f];
            let conviction = if before.hub.active { before.funders.hub_trust[f] } else { 0.5 * o };
            if conviction > 0.02 {
                let of = s.funders.of(class);
                let share = of.offer_share_closed + (of.offer_share_open - of.offer_share_closed) * o;
                let offer = 0.7 * conviction * share * self.balances[f].fen() as f64;
                self.serve(f, (offer / cost.fen() as f64).floor() as u32, cost);
            }
        }
    }

    fn serve(&mut self, f: usize, slots: u32, cost: Money) -> u32 {
        let mut filled = 0;
        for &i in &self.queue {
            let county = self.before.organisations.county[i];
            let covered = self.before.funders.covers(f, &self.before.places, usize::from(county));
            let full = self.in_county.get(&county).copied().unwrap_or(0) >= 3;
            if filled == slots || self.balances[f] < cost {
                break;
            }
            if covered && !full && !self.served.contains_key(&i) {
                self.served.insert(i, f);
                *self.in_county.entry(county).or_default() += 1;
                self.balances[f] -= cost;
                filled += 1;
            }
        }
        filled
    }
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
            let funded = o.key_grants_before[i] >= Money::from_yuan(5_000.0);
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
    let mut error = draws(before, Purpose::SCORE);
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
                let score = 0.4 * quality(before, s, i) + 0.3 * trust + 0.2 * o.reputation[i] + 0.1 * need
                    + 0.15 * error.normal_with(o.id[i], before.funders.id[f]);
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
        assert_eq!(award, Money::from_yuan(if last { 28_000.0 } else if won { 60_000.0 } else { 0.0 }));
    }
    assert_eq!(posted(before, after, Kind::ContestAdmin).map(|p| (p.to, p.amount.fen())).collect::<Vec<_>>(), [(
        Account::Hub,
        1_200_000
    )]);
}

/// The day, the national match, gaming and the rest of the year, organisation by organisation.
#[test]
fn step_k_shares_gifts_by_effort_and_posts_every_leg() {
    for channel in [true, false] {
        let year = Year::of(2019, |settings| {
            settings.interventions.giving_channel.enabled = channel;
            settings.interventions.matched_giving.enabled = false;
            settings.giving.detection = 0.5;
        });
        assert_giving(&year, channel);
    }
}

fn assert_giving(year: &Year, channel: bool) {
    let (before, after) = year.around('K');
    let (s, o) = (&year.settings, &before.organisations);
    let effort: BTreeMap<usize, f64> = o
        .living()
        .map(|i| {
            let granted = o.granted_before[i].yuan();
            let registered = if o.method[i] >= 0.35 { 3_000.0 } else { 0.0 };
            let cost = registered + 150_000.0 * (o.people[i] - o.volunteer_core[i]).max(0.0);
            let people = lifted(before, s, i)[0];
            let slack = 0.5 * granted / (granted + cost + 1.0);
            (i, people * (0.3 + o.reputation[i]) * (1.0 + o.coaching[i]) * (1.0 - slack))
        })
        .collect();
    let takes_part = |i: usize| {
        let sponsored = channel || o.network[i] == Network::Landing || o.reputation[i] > 0.6;
        sponsored && o.banned_until[i] < before.year && lifted(before, s, i)[2] >= 0.35
    };
    let participants: Vec<usize> = o.living().filter(|&i| takes_part(i)).collect();
    assert!(participants.len() > 10 && after.tally.participants as usize == participants.len());
    let openness = before.funders.openness[before.funders.provincial_federation() as usize];
    let mobilised = if channel { 1.0 + 2.0 * openness } else { 1.0 };
    let county = |i: usize| usize::from(o.county[i]);
    let mut raised_in = vec![0.0; before.places.counties.len()];
    let mut detect = draws(before, Purpose::DETECT);
    let mut books: BTreeMap<usize, (f64, f64)> =
        o.living().map(|i| (i, (before.ledger.cash(i).yuan(), before.ledger.restricted(i).yuan()))).collect();
    let (mut gamed, mut found_out) = (0, 0);
    for &i in &participants {
        let everyone: f64 = participants.iter().filter(|&&j| county(j) == county(i)).map(|j| effort[j]).sum();
        let gifts = before.places.counties[county(i)].population * 1.27 * mobilised;
        let raised = gifts * effort[&i] / (everyone + 4.0);
        raised_in[county(i)] += raised;
        assert_near(after.organisations.day_gifts[i].yuan(), raised, 0.02);
        let kept = if channel { 0.95 * 0.9 } else { 0.95 };
        let (cash, restricted) = books.get_mut(&i).expect("alive");
        *cash += 0.2 * kept * raised;
        *restricted += 0.8 * kept * raised;
        let games = o.gamer[i] && o.method[i] < 0.7;
        if games {
            let own = *cash / 2.0;
            *cash -= own;
            *restricted += 0.95 * own;
            gamed += 1;
        }
        *restricted += 0.17 * raised;
        let caught = games && detect.uniform(o.id[i], 0) < 0.5;
        if caught {
            *restricted -= 0.17 * raised;
            found_out += 1;
        }
        assert_eq!(after.organisations.banned_until[i], if caught { 2021 } else { o.banned_until[i] });
        assert_near(after.organisations.reputation[i], o.reputation[i] * if caught { 0.3 } else { 1.0 }, 1e-15);
        let people = o.people[i].min(0.05).max(o.people[i] - 0.015 * o.people[i]);
        assert_near(after.organisations.people[i], people, 1e-15);
    }
    assert!(gamed > 3 && found_out > 0 && found_out < gamed);
    for i in o.living() {
        let population = before.places.counties[county(i)].population;
        let shifted = (raised_in[county(i)] / (population * 1.27)).min(1.0);
        let everyone: f64 = o.living().filter(|&j| county(j) == county(i)).map(|j| effort[&j]).sum();
        books.get_mut(&i).expect("alive").0 +=
            population * 0.3 * (1.0 - 0.3 * shifted) * effort[&i] / (everyone + 32.0);
        assert_near(after.ledger.cash(i).yuan(), books[&i].0, 0.1);
        assert_near(after.ledger.restricted(i).yuan(), books[&i].1, 0.1);
    }
    let sponsor = posted(before, after, Kind::SponsorFee).next().expect("a fee").to;
    assert_eq!(matches!(sponsor, Account::Funder(_)), channel);
    let closed: f64 = before.funders.openness.iter().zip(&after.funders.openness).map(|(b, a)| b - a).sum();
    assert_near(closed, f64::from(found_out) * 0.015 * 2.0, 0.2 * f64::from(found_out) * 0.03 + 1e-9);
}

/// The matching lever lifts gifts by a fifth and matches gifts and self-gifts in proportion.
#[test]
fn step_k_lifts_gifts_and_matches_them_while_a_pool_is_open() {
    let gifts = |pool: bool| {
        let year = Year::of(2019, |settings| settings.interventions.matched_giving.enabled = pool);
        let (before, after) = year.around('K');
        (before.clone(), after.clone())
    };
    let (before, after) = gifts(true);
    let mut alone = before.clone();
    alone.agenda.pool = None;
    let mut settings = Settings::default();
    settings.giving.day_yuan = headwater::settings::Dated::new(&[(2015, 1.27)]);
    headwater::model::giving::give(&mut alone, &settings);
    let mut lifted = 0;
    for i in before.organisations.living().filter(|&i| after.organisations.day_gifts[i].is_positive()) {
        let ratio = after.organisations.day_gifts[i].yuan() / alone.organisations.day_gifts[i].yuan();
        assert_near(ratio, 1.19, 0.02);
        lifted += 1;
    }
    assert!(lifted > 10);
    let total = |kind| after.ledger.flows().of_kind(kind);
    let asked = total(Kind::DayGift) + total(Kind::SelfGift);
    assert!((asked.min(Money::from_yuan(3e6)) - total(Kind::Match)).fen().abs() < 1_000);
}

#[test]
fn step_l_pays_relief_and_lets_budgets_lapse() {
    let year = Year::of(2019, |_| {});
    let (before, after) = year.around('L');
    for f in 0..before.funders.len() {
        let of = year.settings.funders.of(before.funders.class[f]);
        let balance = before.ledger.funder(f).fen();
        let rest = balance - balance * i64::from(of.direct_bp) / 10_000;
        let idle = rest - rest * i64::from(of.lapse_bp) / 10_000;
        assert_eq!(after.ledger.funder(f).fen(), idle);
    }
    assert!(posted(before, after, Kind::Lapse).all(|p| p.to == Account::Outside(headwater::ledger::Outside::Treasury)));
}

#[test]
fn step_m_turns_project_money_into_services() {
    let year = Year::of(2020, |_| {});
    let (before, after) = year.around('M');
    let (s, o) = (&year.settings, &before.organisations);
    let mut luck = draws(before, Purpose::DELIVER);
    let mut overloaded = 0;
    for i in o.living() {
        let restricted = before.ledger.restricted(i).yuan();
        if restricted == 0.0 {
            assert_eq!((after.organisations.output[i], after.organisations.success[i]), (0.0, Success::None));
            continue;
        }
        let able = capacity(before, s, i).max(1_000.0);
        let load = restricted / able;
        let spend = restricted.min(1.25 * able);
        let q = quality(before, s, i) * 1f64.min(1.0 / load);
        let brain = lifted(before, s, i)[1];
        let project = brain / (brain + 0.35);
        let need = before.places.counties[usize::from(o.county[i])].need;
        let output = spend / 500.0 * (project + (1.0 - project) * 0.25) * q * (0.5 + need);
        assert_near(after.organisations.output[i], output, 1e-4);
        assert_near(after.organisations.load[i], load, 1e-9);
        assert_near(after.ledger.restricted(i).yuan(), restricted - spend, 0.006);
        let succeeds = luck.uniform(o.id[i], 0) < (0.35 + q).min(1.0);
        assert_eq!(after.organisations.success[i], if succeeds { Success::Yes } else { Success::No });
        overloaded += usize::from(load > 1.0);
    }
    assert!(overloaded > 5);
}

#[test]
fn step_n_pays_bills_as_far_as_there_is_cash() {
    let year = Year::of(2020, |_| {});
    let (before, after) = year.around('N');
    let o = &before.organisations;
    let (mut short, mut grown) = (0, 0);
    for i in o.living() {
        let registered = if o.method[i] >= 0.35 { 3_000.0 } else { 0.0 };
        let wages = 150_000.0 * (o.people[i] - o.volunteer_core[i]).max(0.0);
        let covered = wages.min(0.3 * o.delivered[i].yuan());
        let cost = registered + wages - covered;
        let cash = before.ledger.cash(i).yuan();
        let pay = cash.min(cost);
        assert_near(after.ledger.cash(i).yuan(), cash - pay, 0.006);
        assert_near(after.organisations.shortfall[i], (cost - pay) / (cost + 5_000.0), 1e-5);
        let people = if pay < cost - 0.006 {
            short += 1;
            o.people[i].min(o.volunteer_core[i] + (covered + (pay - registered).max(0.0)) / 150_000.0)
        } else {
            let surplus = (cash - pay - (cost + covered)).max(0.0);
            grown += usize::from(surplus > 0.0);
            o.people[i] + 0.1f64.min(0.1 * surplus / 150_000.0) * (1.0 - o.people[i])
        };
        assert_near(after.organisations.people[i], people, 1e-6);
    }
    assert!(short > 20 && grown > 5, "{short} short, {grown} grown");
}

#[test]
fn step_o_teaches_wears_out_and_judges() {
    let year = Year::of(2020, |_| {});
    let (before, after) = year.around('O');
    let (s, o, then) = (&year.settings, &before.organisations, &after.organisations);
    let unit = |x: f64| x.clamp(0.0, 1.0);
    for i in o.living() {
        let brain = lifted(before, s, i)[1];
        let borrowed = (brain - o.brain[i]) / brain.max(1e-9);
        let dependence = 0.7 * o.dependence[i] + 0.3 * borrowed;
        assert_near(then.dependence[i], dependence, 1e-12);
        let received: Money = o.receipts[i].iter().copied().sum();
        let did = if o.output[i] > 0.0 { 1f64.min(received.yuan() / 30_000.0) } else { 0.0 };
        let (b, l, p, r, a) = (o.brain[i], o.method[i], o.people[i], o.reputation[i], o.support[i]);
        let learned = 0.10 * did * (0.4 + a) * (1.0 - dependence) * (1.0 - b);
        assert_near(then.brain[i], unit(b + learned - 0.06 * (b - 0.08).max(0.0)), 1e-12);
        let endorsed = if o.endorsed[i] { 0.05 * (1.0 - l) } else { 0.0 };
        let learned = 0.08 * did * (0.4 + a) * (1.0 - l);
        assert_near(then.method[i], unit(l + learned - 0.04 * (l - 0.1).max(0.0) + endorsed), 1e-12);
        let worn = 0.075 * clip2(o.load[i] - 1.0) * p + 0.075 * (p - o.volunteer_core[i]);
        assert_near(then.people[i], unit(p - worn).max(0.04), 1e-12);
        let judged = match o.success[i] {
            Success::Yes => 0.3 * (1.0 - r) * did,
            Success::No => -0.3 * r,
            Success::None => 0.0,
        };
        assert_near(then.reputation[i], unit(0.9 * r + judged), 1e-12);
        for (slot, _, trust) in o.ties[i].iter() {
            let funded = o.ties[i].used[slot] == Use::Funded;
            let expected = match (funded, o.success[i]) {
                (true, Success::Yes) => trust + 0.25 * (1.0 - trust),
                (true, Success::No) => trust - 0.35 * trust,
                _ => trust,
            };
            assert_near(then.ties[i].trust[slot], expected, 1e-12);
        }
    }
    assert!(o.living().any(|i| o.endorsed[i]) && o.living().any(|i| o.load[i] > 1.0));
}

#[test]
fn step_p_lets_those_leave_whose_luck_is_below_their_chance() {
    let (mut left, mut stayed) = (0, 0);
    for year in [2017, 2019, 2021] {
        let year = Year::of(year, |_| {});
        let (before, after) = year.around('P');
        let (s, o) = (&year.settings, &before.organisations);
        let mut luck = draws(before, Purpose::LEAVE);
        for i in landing(before) {
            let odds = -0.3 + 1.2 * clip2(o.load[i] - 1.0) + 2.0 * (0.4 - quality(before, s, i)) - 2.0 * o.support[i];
            let leaves = luck.uniform(o.id[i], 0) < logistic(odds);
            let expected = if leaves { (Network::Lapsed, before.year) } else { (Network::Landing, o.left[i]) };
            assert_eq!((after.organisations.network[i], after.organisations.left[i]), expected);
            *(if leaves { &mut left } else { &mut stayed }) += 1;
        }
    }
    assert!(left > 5 && stayed > 5, "{left} left, {stayed} stayed");
}

#[test]
fn step_q_shows_funders_what_succeeded_where_they_are() {
    let (mut opened, mut closed) = (0, 0);
    for (year, hub_leaves) in [(2019, 2200), (2021, 2021), (2026, 2019)] {
        let year = Year::of(year, |settings| {
            settings.rules.evidence_counts = headwater::model::rules::EvidenceRule::Slots;
            settings.rules.evidence_experience = false;
            settings.interventions.hub_exit.stop_year = hub_leaves;
            // Few slots, and four successes for full evidence, so that some counties have more to show than others.
            settings.evidence.full_successes = 4.0;
            settings.interventions.product_replication.sponsor_share = 0.0;
            settings.interventions.product_replication.products[0].slots = 6;
            settings.interventions.product_replication.products[0].last_year = 2022;
            settings.interventions.government_leverage.enabled = false;
            settings.interventions.federation_transition.enabled = false;
        });
        let (before, after) = year.around('Q');
        let (s, o) = (&year.settings, &before.organisations);
        let succeeded = |c: usize| {
            let there = |i: &usize| usize::from(o.county[*i]) == c && o.slot[*i] && o.success[*i] == Success::Yes;
            o.living().filter(there).count() as f64
        };
        let counties = before.places.counties.len();
        let shown = |c: usize| (succeeded(c) / 4.0).min(1.0);
        let mean = |range: std::ops::Range<usize>| {
            let length = range.len() as f64;
            range.map(shown).sum::<f64>() / length
        };
        let all = mean(0..counties);
        assert!(all < 1.0, "coverage {all}");
        for f in 0..before.funders.len() {
            use FunderClass::*;
            let place = before.funders.place[f] as usize;
            let ev = match before.funders.class[f] {
                CountyBureau | MassOrganisation | Enterprises => 0.5 * shown(place) + 0.5 * all,
                CityBureau | CityFederation | LocalFoundation => mean(before.places.city_counties[place].clone()),
                ProvincialFederation | NationalFoundation | ChildWelfareOffice => all,
            };
            assert_near(after.funders.evidence[f], ev, 1e-9);
            let (trust, o_before) = (before.funders.hub_trust[f], before.funders.openness[f]);
            let threshold = before.funders.evidence_threshold[f] * (1.0 - 0.5 * trust);
            let o0 = s.funders.of(before.funders.class[f]).openness_initial;
            let share = if ev > 0.0 { whole_power(ev, 4) / (whole_power(ev, 4) + whole_power(threshold, 4)) } else { 0.0 };
            let target = o0 + (0.5 - o0).max(0.0) * share;
            let rate = if target > o_before { 0.35 } else { 0.05 };
            *(if target > o_before { &mut opened } else { &mut closed }) += 1;
            assert_near(after.funders.openness[f], o_before + rate * (target - o_before), 1e-9);
            let kept = if before.hub.active { 0.97 } else { 0.80 };
            assert_near(after.funders.hub_trust[f], (trust + 0.2 * ev * (1.0 - trust)) * kept, 1e-9);
        }
    }
    assert!(opened > 3 && closed > 3, "{opened} opened, {closed} closed");
}

/// The straight line reaches the same midpoint as the Hill curve and is full at twice the threshold.
#[test]
fn a_straight_line_may_stand_for_the_curve_of_openness() {
    let mut settings = Settings::default();
    settings.rules.openness = headwater::model::rules::OpennessRule::Linear;
    let target = |evidence| openness_target(&settings, 0.1, 0.2, evidence);
    assert_near(target(0.2), 0.3, 1e-12);
    assert_near(target(0.4), 0.5, 1e-12);
    assert_near(target(0.9), 0.5, 1e-12);
    assert_eq!(target(0.0), 0.1);
}

/// With the rule of experience a funder sees half of its own counties' successes besides.
#[test]
fn step_q_may_let_funders_learn_from_what_they_paid_themselves() {
    let year = Year::of(2020, |settings| {
        settings.rules.evidence_counts = headwater::model::rules::EvidenceRule::Slots;
    });
    let (before, after) = year.around('Q');
    let o = &before.organisations;
    let evidence = &after.evidence;
    let all = evidence.iter().sum::<f64>() / evidence.len() as f64;
    let mut learned = 0;
    for f in 0..before.funders.len() {
        let covered: Vec<usize> = after.funders.jurisdiction(f, &after.places).collect();
        let seen = match covered.len() {
            1 => 0.5 * evidence[covered[0]] + 0.5 * all,
            length => covered.iter().map(|&c| evidence[c]).sum::<f64>() / length as f64,
        };
        let own: BTreeSet<u16> = before
            .own_grants
            .iter()
            .filter(|grant| grant.0 as usize == f && o.success[grant.1 as usize] == Success::Yes)
            .map(|grant| o.county[grant.1 as usize])
            .collect();
        learned += own.len();
        let expected = (seen + 0.5 * own.len() as f64 / covered.len() as f64).min(1.0);
        assert_near(after.funders.evidence[f], expected, 1e-9);
    }
    assert!(learned > 10);
    // Slots of products and of government's leverage are not a funder's own.
    let products = posted(year.around('F').0, year.around('F').1, Kind::ProgrammeGrant).filter(|p| p.earmarked);
    for posting in products {
        let (Account::Funder(f), Account::Cash(i)) = (posting.from, posting.to) else { continue };
        let grants = year.around('F').1.own_grants.iter().filter(|grant| **grant == (f, i)).count();
        assert_eq!(grants, 0);
    }
}

#[test]
fn step_r_closes_those_whose_luck_is_below_their_hazard() {
    let year = Year::of(2020, |_| {});
    let (before, after) = year.around('R');
    let o = &before.organisations;
    let mut luck = draws(before, Purpose::DIE);
    let mut cells: BTreeMap<(u16, u8), f64> = BTreeMap::new();
    for i in o.living() {
        *cells.entry((o.county[i], o.issue[i])).or_default() += 1.0;
    }
    let mut closed = 0;
    for i in o.living() {
        let age = f64::from((before.year - o.founded[i]).max(0));
        let capacity = before.carrying_capacity[usize::from(o.county[i]) * 8 + usize::from(o.issue[i])];
        let density = (cells[&(o.county[i], o.issue[i])] / capacity.max(0.5) - 1.0).clamp(-1.0, 2.0);
        let held = o.network[i] == Network::Landing || o.ties[i].iter().any(|tie| tie.2 > 0.2);
        let odds = -5.8 + 1.2 * exp(-age / 4.0) + 3.5 * (1.0 - (o.people[i] / 0.5).min(1.0)) + o.shortfall[i]
            + 0.6 * clip2(o.load[i] - 1.0) - if held { 0.4 } else { 0.0 } + 0.8 * density;
        let closes = luck.uniform(o.id[i], 0) < logistic(odds);
        assert_eq!(after.organisations.alive[i], !closes, "organisation {i}");
        closed += usize::from(closes);
    }
    assert!(closed > 5);
}

#[test]
fn step_s_founds_the_same_founders_whatever_happens() {
    let year = Year::of(2019, |_| {});
    let (before, after) = year.around('S');
    let s = &year.settings;
    let counts = before.count_cells();
    let mut entry = draws(before, Purpose::ENTRY);
    let cells = counts.len();
    let mut expected = BTreeSet::new();
    for (cell, &count) in counts.iter().enumerate() {
        let (n, k) = (f64::from(count), before.carrying_capacity[cell]);
        let mean = 0.052 * k * (0.5 + 0.75 * n / (n + 0.5 * k)) * (1.5 - 0.5 * n / k).max(0.0);
        let u = entry.uniform(0xB000_0000 + cell as u32, 0);
        for j in 0..headwater::real::poisson_inverse(mean, u) {
            expected.insert((1 << 30) + ((before.year as u32 - 1980) * 64 + j) * cells as u32 + cell as u32);
        }
    }
    let born = before.organisations.len()..after.organisations.len();
    let o = &after.organisations;
    assert_eq!(born.clone().map(|i| o.id[i]).collect::<BTreeSet<_>>(), expected);
    assert!(expected.len() > 8);
    let mut traits = after.draws.timeless(Purpose::TRAIT);
    let mut ring = after.draws.timeless(Purpose::PEER);
    for i in born {
        assert_founder(after, s, i, 0.9, &mut traits);
        assert_eq!(o.founded[i], before.year + 1);
        assert_eq!(o.ring[i], ring.uniform(o.id[i], 7));
        assert_eq!(usize::from(o.county[i]) * 8 + usize::from(o.issue[i]), (o.id[i] - (1 << 30)) as usize % cells);
    }
}

/// An organisation's traits as section 7 writes them.
fn assert_founder(p: &Province, s: &Settings, i: usize, scale: f64, traits: &mut Stream) {
    let (o, id) = (&p.organisations, p.organisations.id[i]);
    let u = traits.uniform(id, 9);
    let (people, brain, method, cash, tie) = match u {
        u if u < 0.7 => (0.18, 0.12, 0.20, 8_000.0, 0.15),
        u if u < 0.92 => (0.28, 0.28, 0.42, 40_000.0, 0.15),
        u if u < 0.985 => (0.35, 0.42, 0.55, 80_000.0, 0.15),
        _ => (0.70, 0.65, 0.75, 400_000.0, 0.8),
    };
    let core = (0.5 * people + 0.1 * traits.uniform(id, 8)).min(0.3);
    assert_near(o.volunteer_core[i], core, 1e-12);
    let unit = |x: f64| x.clamp(0.0, 1.0);
    assert_near(o.people[i], core.max(unit(scale * people + 0.06 * traits.normal(id, 2))), 1e-12);
    assert_near(o.brain[i], unit(scale * brain + 0.07 * traits.normal(id, 3)).max(0.02), 1e-12);
    assert_near(o.method[i], unit(scale * method + 0.08 * traits.normal(id, 4)).max(0.02), 1e-12);
    assert_near(o.reputation[i], unit(0.1 + 0.3 * o.people[i]), 1e-12);
    assert_near(o.threshold[i], 0.5 + 0.25 * traits.normal(id, 6), 1e-12);
    assert_eq!(o.gamer[i], traits.uniform(id, 7) < s.founders.gamer_share);
    assert_near(p.ledger.cash(i).yuan(), 0.7 * cash * exp(0.8 * traits.normal(id, 5)), 0.006);
    assert!(p.ledger.restricted(i).is_zero() && o.support[i] == 0.0 && o.network[i] == Network::Unaware);
    let mut ties = Ties::default();
    for j in 0..3 {
        if traits.uniform(id, 20 + j) < tie {
            let funder = picked(p, usize::from(o.county[i]), (traits.uniform(id, 30 + j), traits.uniform(id, 40 + j)));
            ties.add(funder, 0.5);
        }
    }
    assert_eq!(o.ties[i], ties);
}

/// Section 7: the first organisations, where they are, how old, with what and with whom.
#[test]
fn the_first_organisations_are_founded_as_written() {
    let model = region(400, &[5, 4], |_| {});
    let world = World::found(&model, 2);
    let p = only(&world);
    let o = &p.organisations;
    let total: f64 = p.carrying_capacity.iter().sum();
    assert_near(total, 400.0, 1e-9);
    let mut initial = p.draws.timeless(Purpose::INITIAL);
    let mut traits = p.draws.timeless(Purpose::TRAIT);
    let mut threshold = p.draws.timeless(Purpose::INITIAL_THRESHOLD);
    for i in 0..400 {
        assert_eq!(o.id[i], i as u32);
        let target = initial.uniform(i as u32, 0) * total;
        let mut sum = 0.0;
        let cell = p.carrying_capacity.iter().position(|k| {
            sum += k;
            target < sum
        });
        assert_eq!(Some(usize::from(o.county[i]) * 8 + usize::from(o.issue[i])), cell);
        let age = (-6.0 * log(1.0 - initial.uniform(i as u32, 1))).floor() as i16;
        assert_eq!(o.founded[i], 2008 - age);
        assert_founder(p, &model.settings, i, 1.0, &mut traits);
    }
    for f in 0..p.funders.len() {
        let k = 0.2 + 0.08 * threshold.normal((1 << 31) + f as u32, 0);
        assert_near(p.funders.evidence_threshold[f], k.max(0.02), 1e-12);
        let years = if p.funders.class[f].is_federation() { 1.0 } else { 0.2 };
        assert_near(p.ledger.funder(f).yuan(), years * p.funders.base_yuan[f], 0.006);
    }
    assert_peers(p, 0..400, None);
}

/// Section 7: up to six neighbours in eighteen attempts, each the first on its ring from a drawn point.
fn assert_peers(p: &Province, who: std::ops::Range<usize>, year: Option<i16>) {
    let o = &p.organisations;
    let mut draw = match year {
        Some(year) => p.draws.in_year(year, Purpose::PEER_DRAW),
        None => p.draws.timeless(Purpose::PEER_DRAW),
    };
    let city = |i: usize| p.places.counties[usize::from(o.county[i])].city;
    for i in who {
        let mut peers: Vec<usize> = Vec::new();
        for j in 0..18 {
            let (u1, u2) = draw.uniform_pair(o.id[i], 2 * j);
            let u3 = draw.uniform(o.id[i], 2 * j + 1);
            let mut ring: Vec<usize> = (0..o.len())
                .filter(|&k| o.alive[k])
                .filter(|&k| if u1 < 0.75 { o.county[k] == o.county[i] } else { u1 >= 0.95 || city(k) == city(i) })
                .filter(|&k| u2 >= 0.6 || o.issue[k] == o.issue[i])
                .collect();
            ring.sort_by(|&a, &b| o.ring[a].total_cmp(&o.ring[b]).then(o.id[a].cmp(&o.id[b])));
            let start = ring.iter().position(|&k| o.ring[k] >= u3).unwrap_or(0);
            let looked_at = (0..ring.len().min(3)).map(|step| ring[(start + step) % ring.len()]);
            if let Some(found) = looked_at.into_iter().find(|&k| k != i && !peers.contains(&k)) {
                peers.push(found);
            }
            if peers.len() == 6 {
                break;
            }
        }
        assert_eq!(o.peers[i].iter().collect::<Vec<_>>(), peers, "organisation {i}");
    }
}

#[test]
fn newcomers_find_their_neighbours_among_those_alive() {
    let year = Year::of(2014, |_| {});
    let (before, after) = year.around('S');
    assert_peers(after, before.organisations.len()..after.organisations.len(), Some(2014));
}
