//! Step F: slots are filled source by source, in the order of the queue.

use super::{Year, draws, posted, quality};
use headwater::ledger::{Account, Kind};
use headwater::model::funders::classes::{FunderClass, Payer};
use headwater::model::organisations::{NEVER, Network};
use headwater::model::{Province, Settings};
use headwater::money::Money;
use headwater::random::Purpose;
use std::collections::BTreeMap;

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
            let outside =
                o.network[i] == Network::Observer || lapsed && (o.left[i] == NEVER || before.year >= o.left[i] + 2);
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
