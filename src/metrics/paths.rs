//! L6 and L7: how many steps of acquaintance lie between money and the counties, and how far trust hangs together.

use super::ties::{Component, TieCount};
use super::view::ratio;
use super::{Better, Metric, MetricKind, YearView};
use crate::model::organisations::Network;
use crate::model::{Province, Settings};

/// The family.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "access_closeness",
        unit: "–",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "mean of 1/d over organisations alive at the year's end in non-urban counties, 0 if unreachable; d = steps from the nearest funder with offered_share · closing balance > 0 on the undirected graph of ties with trust ≥ measures.path_trust, the working hub's links to funders with hub_trust ≥ measures.path_trust and to organisations with network = Landing, and information neighbours",
        meaning: "L6: how near money is to the counties' organisations: 1 if each knows a funder, 0 if none can be reached",
        meaning_zh: "L6：资金与县域机构的接近程度：每家都认识资助方为 1，完全不可达为 0",
        value: |view| closeness(view, |paths| &paths.with_hub),
    },
    Metric {
        name: "access_closeness_without_hub",
        unit: "–",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "access_closeness on the graph without the hub and its links",
        meaning: "L6: how near money would be to the counties' organisations if the hub's links were cut",
        meaning_zh: "L6：去掉枢纽后资金与县域机构的接近程度",
        value: |view| closeness(view, |paths| &paths.without_hub),
    },
    Metric {
        name: "access_median_distance",
        unit: "steps",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "median of d of access_closeness, the mean of the two middle ones for an even number; none if a middle one is unreachable",
        meaning: "L6: steps between the middle county organisation and the nearest funder with money to offer",
        meaning_zh: "L6：居中的县域机构到最近可资助方的步数",
        value: |view| median_distance(view, |paths| &paths.with_hub),
    },
    Metric {
        name: "access_median_distance_without_hub",
        unit: "steps",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "access_median_distance on the graph without the hub and its links",
        meaning: "L6: the same steps if the hub's links were cut",
        meaning_zh: "L6：去掉枢纽后的上述步数",
        value: |view| median_distance(view, |paths| &paths.without_hub),
    },
    Metric {
        name: "giant_component_share",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "size of the largest component / number of nodes of the trust graph, provinces summed: organisations alive at the year's end, funders and the working hub; ties with trust ≥ measures.path_trust, the hub's links to funders with hub_trust ≥ measures.path_trust and to organisations with network = Landing",
        meaning: "L7: share of the region that hangs together by trust",
        meaning_zh: "L7：由信任连成一体的最大部分所占比例",
        value: |view| giant_share(view, |ties| ties.with_hub),
    },
    Metric {
        name: "giant_component_share_without_hub",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "giant_component_share without the hub and its links",
        meaning: "L7: share of the region that would hang together by trust if the hub's links were cut",
        meaning_zh: "L7：去掉枢纽后由信任连成一体的最大部分所占比例",
        value: |view| giant_share(view, |ties| ties.without_hub),
    },
];

/// Not reached (yet).
const NOWHERE: u16 = u16::MAX;
/// Not a node: closed, or founded to begin next year. Nothing lowers it, and no level equals it.
const GONE: u16 = 0;

/// County organisations by their distance from money.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Distances {
    /// How many are so many steps away; nobody is at 0.
    at: Vec<u32>,
    unreachable: u32,
}

impl Distances {
    fn add(&mut self, distance: u16) {
        if distance == NOWHERE {
            self.unreachable += 1;
            return;
        }
        let distance = usize::from(distance);
        if self.at.len() <= distance {
            self.at.resize(distance + 1, 0);
        }
        self.at[distance] += 1;
    }
}

/// How far a province's county organisations are from money.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Paths {
    with_hub: Distances,
    without_hub: Distances,
}

impl Paths {
    pub(super) fn of(province: &Province, settings: &Settings, ties: &TieCount) -> Paths {
        let Province { organisations, present, places, hub, .. } = province;
        let mut search = Search::new(province, settings, ties);
        search.spread_from_funders(&ties.at_one_step);
        let through_hub = hub.active.then(|| {
            let mut search = search.clone();
            search.spread_from_hub();
            search
        });
        let through_hub = through_hub.as_ref().unwrap_or(&search);
        let rural: Vec<bool> = places.counties.iter().map(|county| !county.urban).collect();
        let mut paths = Paths::default();
        for &i in present {
            let i = i as usize;
            if organisations.alive[i] && rural[usize::from(organisations.county[i])] {
                paths.without_hub.add(search.organisations[i]);
                paths.with_hub.add(through_hub.organisations[i]);
            }
        }
        paths
    }
}

/// A breadth-first search, level by level. Neighbours are stored one way only, so each level is both pushed from
/// those just reached and pulled by those not reached yet.
#[derive(Clone)]
struct Search<'a> {
    province: &'a Province,
    path_trust: f64,
    /// Distance of each organisation, by position.
    organisations: Vec<u16>,
    /// Distance of each funder: 0 for those with money, who are where the search begins.
    funders: Vec<u16>,
    /// Whether some funder has no money: then funders can be steps on the way.
    some_funders_are_steps: bool,
}

impl<'a> Search<'a> {
    fn new(province: &'a Province, settings: &Settings, ties: &TieCount) -> Search<'a> {
        let mut organisations = vec![GONE; province.organisations.len()];
        for &i in &province.present {
            if province.organisations.alive[i as usize] {
                organisations[i as usize] = NOWHERE;
            }
        }
        Search {
            province,
            path_trust: settings.measures.path_trust,
            organisations,
            funders: ties.has_budget.iter().map(|&has_budget| if has_budget { 0 } else { NOWHERE }).collect(),
            some_funders_are_steps: ties.has_budget.iter().any(|has_budget| !has_budget),
        }
    }

    fn spread_from_funders(&mut self, at_one_step: &[u32]) {
        for &i in at_one_step {
            self.organisations[i as usize] = 1;
        }
        self.spread(1, at_one_step.to_vec());
    }

    /// Shortens paths by way of the hub. No shortest path leads to the hub through the hub, so its own distance is known.
    fn spread_from_hub(&mut self) {
        let funders = &self.province.funders;
        let partners: Vec<u32> = landing(self.province).collect();
        let by_funders = (0..funders.len()).filter(|&funder| funders.hub_trust[funder] >= self.path_trust);
        let by_funders: Vec<usize> = by_funders.collect();
        let nearest_funder = by_funders.iter().map(|&funder| self.funders[funder]).min();
        let nearest_partner = partners.iter().map(|&i| self.organisations[i as usize]).min();
        let nearest = nearest_funder.into_iter().chain(nearest_partner).min().unwrap_or(NOWHERE);
        if nearest == NOWHERE {
            return;
        }
        let level = nearest + 2;
        let mut reached = Vec::new();
        for i in partners {
            lower(&mut self.organisations, i, level, &mut reached);
        }
        for funder in by_funders {
            self.funders[funder] = self.funders[funder].min(level);
        }
        self.spread(level, reached);
    }

    /// Goes on from the organisations just reached at a level (and from all funders at it) until nothing is nearer.
    fn spread(&mut self, mut level: u16, mut reached: Vec<u32>) {
        let next_of = |level: u16| level.checked_add(1).filter(|&next| next < NOWHERE).expect("paths are short");
        let all = &self.province.organisations;
        let mut farther: Vec<u32> = self
            .province
            .present
            .iter()
            .copied()
            .filter(|&i| self.organisations[i as usize] > next_of(level))
            .collect();
        let mut reached_next = Vec::new();
        while !farther.is_empty() && (!reached.is_empty() || self.some_funder_at(level)) {
            let next = next_of(level);
            for &i in &reached {
                for peer in all.peers[i as usize].iter() {
                    lower(&mut self.organisations, peer as u32, next, &mut reached_next);
                }
                if self.some_funders_are_steps {
                    for (_, funder, trust) in all.ties[i as usize].iter() {
                        let distance = &mut self.funders[funder as usize];
                        if trust >= self.path_trust && *distance > next {
                            *distance = next;
                        }
                    }
                }
            }
            let Search { organisations, funders, path_trust, some_funders_are_steps, .. } = self;
            farther.retain(|&i| {
                let i = i as usize;
                if organisations[i] <= next {
                    return false;
                }
                let heard = all.peers[i].iter().any(|peer| organisations[peer] == level)
                    || *some_funders_are_steps
                        && all.ties[i].iter().any(|(_, f, trust)| trust >= *path_trust && funders[f as usize] == level);
                if heard {
                    organisations[i] = next;
                    reached_next.push(i as u32);
                }
                !heard
            });
            std::mem::swap(&mut reached, &mut reached_next);
            reached_next.clear();
            level = next;
        }
    }

    fn some_funder_at(&self, level: u16) -> bool {
        self.some_funders_are_steps && self.funders.contains(&level)
    }
}

/// Brings an organisation to a distance if that is nearer than before.
fn lower(distances: &mut [u16], i: u32, to: u16, reached: &mut Vec<u32>) {
    let distance = &mut distances[i as usize];
    if *distance > to {
        *distance = to;
        reached.push(i);
    }
}

fn landing(province: &Province) -> impl Iterator<Item = u32> + '_ {
    let Province { organisations, present, .. } = province;
    present
        .iter()
        .copied()
        .filter(|&i| organisations.alive[i as usize] && organisations.network[i as usize] == Network::Landing)
}

fn closeness(view: &YearView, of: impl Fn(&Paths) -> &Distances) -> Option<f64> {
    let (counts, unreachable) = together(view, of);
    let nearness = counts.iter().enumerate().skip(1).map(|(distance, &count)| count as f64 / distance as f64).sum();
    ratio(nearness, (counts.iter().sum::<u64>() + unreachable) as f64)
}

fn median_distance(view: &YearView, of: impl Fn(&Paths) -> &Distances) -> Option<f64> {
    let (counts, unreachable) = together(view, of);
    let all = counts.iter().sum::<u64>() + unreachable;
    let at_rank = |rank: u64| {
        let mut below = 0;
        counts.iter().position(|&count| {
            below += count;
            below > rank
        })
    };
    let (lower, upper) = (at_rank(all.checked_sub(1)? / 2)?, at_rank(all / 2)?);
    Some((lower + upper) as f64 / 2.0)
}

/// Organisations of all provinces by distance, and how many are unreachable.
fn together(view: &YearView, of: impl Fn(&Paths) -> &Distances) -> (Vec<u64>, u64) {
    let mut counts = Vec::new();
    let mut unreachable = 0;
    for province in &view.provinces {
        let distances = of(&province.paths);
        counts.resize(counts.len().max(distances.at.len()), 0);
        for (whole, &count) in counts.iter_mut().zip(&distances.at) {
            *whole += u64::from(count);
        }
        unreachable += u64::from(distances.unreachable);
    }
    (counts, unreachable)
}

fn giant_share(view: &YearView, of: impl Fn(&TieCount) -> Component) -> Option<f64> {
    ratio(view.count(|province| of(&province.ties).largest), view.count(|province| of(&province.ties).nodes))
}

#[cfg(test)]
mod tests {
    use crate::metrics::worlds::{close, know, pay_in, read, region};
    use crate::model::World;
    use crate::model::funders::classes::FunderClass;
    use crate::model::organisations::Network;
    use crate::model::ties::peers::Peers;

    fn hear(world: &mut World, i: usize, from: u32) {
        world.provinces[0].organisations.peers[i].push(from);
    }

    /// Funder 0 has money. 0–funder, 1 hears from 0, 2 is heard by… : a chain 0, 1, 2, 3, then 4 alone, 5 in a city.
    fn chain() -> World {
        let mut world = region(6);
        // Counties 2 and 4 are not urban; 0, 1 and 3 are.
        world.provinces[0].organisations.county.copy_from_slice(&[2, 2, 4, 4, 4, 0]);
        for i in 0..6 {
            world.provinces[0].organisations.peers[i] = Peers::default();
        }
        pay_in(&mut world, 0, 1_000);
        know(&mut world, 0, 0, 0.2);
        // Too little trust to be a path.
        know(&mut world, 4, 0, 0.19);
        know(&mut world, 5, 0, 0.9);
        // Neighbours hear of each other both ways, whichever way they are stored.
        hear(&mut world, 1, 0);
        hear(&mut world, 1, 2);
        hear(&mut world, 3, 2);
        world
    }

    #[test]
    fn distances_are_counted_on_a_hand_made_graph() {
        let world = chain();
        let values = read(&world);
        // Steps 1, 2, 3, 4 and none; the organisation in the city does not count.
        assert_eq!(values["access_closeness"], Some((1.0 + 1.0 / 2.0 + 1.0 / 3.0 + 1.0 / 4.0) / 5.0));
        assert_eq!(values["access_median_distance"], Some(3.0));
        assert_eq!(values["access_closeness_without_hub"], values["access_closeness"]);
    }

    #[test]
    fn the_closed_and_those_yet_to_begin_are_no_steps() {
        let mut world = chain();
        close(&mut world, &[1]);
        let values = read(&world);
        assert_eq!(values["access_closeness"], Some(1.0 / 4.0));
        assert_eq!(values["access_median_distance"], None);
    }

    #[test]
    fn the_hub_shortens_paths_while_it_works() {
        let mut world = chain();
        let province = &mut world.provinces[0];
        province.organisations.network[2] = Network::Landing;
        province.organisations.network[4] = Network::Landing;
        province.funders.hub_trust[0] = 0.5;
        assert_eq!(read(&world)["access_median_distance"], Some(3.0), "the hub does not work");
        world.provinces[0].hub.active = true;
        let values = read(&world);
        // Funder, hub, 2 and 4 at two steps; 3 hears from 2.
        assert_eq!(values["access_closeness"], Some((1.0 + 3.0 / 2.0 + 1.0 / 3.0) / 5.0));
        assert_eq!(values["access_median_distance"], Some(2.0));
        assert_eq!(values["access_median_distance_without_hub"], Some(3.0));
        // Without trust of a funder, the hub is reached through a partner: 0 lands, so hub 2, then 2 and 4 at three.
        world.provinces[0].funders.hub_trust[0] = 0.1;
        world.provinces[0].organisations.network[0] = Network::Landing;
        let values = read(&world);
        assert_eq!(values["access_closeness"], Some((1.0 + 1.0 / 2.0 + 2.0 / 3.0 + 1.0 / 4.0) / 5.0));
    }

    #[test]
    fn a_funder_without_money_is_a_step_on_the_way() {
        let mut world = chain();
        // Funder 1 has no money: 3 and 4 know it, so 4 is two steps behind 3.
        know(&mut world, 3, 1, 0.4);
        know(&mut world, 4, 1, 0.4);
        let near = |steps: [f64; 5]| Some(steps.map(|d| 1.0 / d).iter().sum::<f64>() / 5.0);
        assert_eq!(read(&world)["access_closeness"], near([1.0, 2.0, 3.0, 4.0, 6.0]));
        // A funder that lends its ear to the hub makes it a step too: 4 lands next to it.
        let mut world = chain();
        let province = &mut world.provinces[0];
        province.hub.active = true;
        province.organisations.network[1] = Network::Landing;
        province.funders.hub_trust[1] = 0.2;
        know(&mut world, 4, 1, 0.4);
        // 0 at one, 1 at two, hub at three, funder 1 at four, 4 at five.
        assert_eq!(read(&world)["access_closeness"], near([1.0, 2.0, 3.0, 4.0, 5.0]));
    }

    #[test]
    fn the_giant_component_is_the_largest_part_held_by_trust() {
        let mut world = region(7);
        let funders = world.provinces[0].funders.len();
        assert_eq!(read(&world)["giant_component_share"], Some(1.0 / (7 + funders) as f64));
        // Two islands: {0, 1, f0, f1} and {2, 3, 4, f2}; 5 trusts too little; 6 lands alone.
        know(&mut world, 0, 0, 0.3);
        know(&mut world, 0, 1, 0.3);
        know(&mut world, 1, 1, 0.3);
        for i in [2, 3, 4] {
            know(&mut world, i, 2, 0.3);
        }
        know(&mut world, 5, 2, 0.1);
        assert_eq!(read(&world)["giant_component_share"], Some(4.0 / (7 + funders) as f64));
        let province = &mut world.provinces[0];
        province.hub.active = true;
        province.organisations.network[1] = Network::Landing;
        province.organisations.network[6] = Network::Landing;
        province.funders.hub_trust[2] = 0.2;
        let values = read(&world);
        assert_eq!(values["giant_component_share"], Some(10.0 / (8 + funders) as f64));
        assert_eq!(values["giant_component_share_without_hub"], Some(4.0 / (7 + funders) as f64));
    }

    #[test]
    fn a_funder_that_offers_nothing_is_no_beginning() {
        let mut world = chain();
        let federation = world.provinces[0].funders.of_class(FunderClass::CityFederation).start;
        pay_in(&mut world, federation, 5_000);
        know(&mut world, 4, federation as u32, 0.9);
        // A federation offers nothing while it is entirely closed.
        world.provinces[0].funders.openness[federation] = 0.0;
        assert_eq!(read(&world)["access_closeness"], Some((1.0 + 1.0 / 2.0 + 1.0 / 3.0 + 1.0 / 4.0) / 5.0));
        world.provinces[0].funders.openness[federation] = 0.1;
        assert_eq!(read(&world)["access_closeness"], Some((2.0 + 1.0 / 2.0 + 1.0 / 3.0 + 1.0 / 4.0) / 5.0));
    }
}
