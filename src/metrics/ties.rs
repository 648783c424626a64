//! Who knows whom at the year's end: one pass over the ties from which silos and paths read.

use super::receipts::silo_of_class;
use crate::model::organisations::Network;
use crate::model::programme::landing::offered_share;
use crate::model::ties::{NOBODY, TIES};
use crate::model::{Province, Settings};

/// What is counted of a province's ties.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct TieCount {
    /// Ties outside the silo of which an organisation knows most, and inside it.
    pub(super) external: u32,
    pub(super) internal: u32,
    /// Organisations and funders, and the size of the largest component of the trust graph.
    pub(super) without_hub: Component,
    /// The same with the hub, if it works.
    pub(super) with_hub: Component,
    /// Whether each funder has money for grassroots organisations.
    pub(super) has_budget: Vec<bool>,
    /// Positions of the organisations that trust such a funder.
    pub(super) at_one_step: Vec<u32>,
}

/// The largest component of a graph.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Component {
    pub(super) largest: u32,
    pub(super) nodes: u32,
}

impl TieCount {
    pub(super) fn of(province: &Province, settings: &Settings) -> TieCount {
        let Province { organisations, present, funders, hub, .. } = province;
        let path_trust = settings.measures.path_trust;
        // One tie of a funder's silo, eight bits for each silo; the last entry stands for nobody.
        let silo_of_class = silo_of_class();
        let mut one_of_silo: Vec<u64> =
            funders.class.iter().map(|&class| 1 << (8 * silo_of_class[class as usize])).collect();
        one_of_silo.push(0);
        let mut ties = TieCount { has_budget: with_grassroots_budget(province, settings), ..TieCount::default() };
        let mut trust_graph = Components::new(funders.len());
        // For each landing organisation the first funder that it trusts.
        let mut hub_partners: Vec<Option<u32>> = Vec::new();
        let mut alive = 0;
        for &i in present {
            let i = i as usize;
            if !organisations.alive[i] {
                continue;
            }
            alive += 1;
            // Without branches: who knows whom follows no pattern that a processor could foresee.
            let known = &organisations.ties[i];
            let (mut by_silo, mut trusted) = (0u64, 0u32);
            for slot in 0..TIES {
                let funder = known.funder(slot);
                by_silo += one_of_silo[(funder as usize).min(funders.len())];
                trusted |= u32::from((known.trust[slot] >= path_trust) & (funder != NOBODY)) << slot;
            }
            let by_silo = by_silo.to_le_bytes();
            let most = by_silo.iter().fold(0, |most, &count| count.max(most));
            ties.internal += u32::from(most);
            ties.external += by_silo.iter().map(|&count| u32::from(count)).sum::<u32>() - u32::from(most);

            let mut first_trusted = None;
            let mut one_step = false;
            while trusted != 0 {
                let funder = known.funder(trusted.trailing_zeros() as usize);
                trusted &= trusted - 1;
                one_step |= ties.has_budget[funder as usize];
                match first_trusted {
                    None => {
                        first_trusted = Some(funder);
                        trust_graph.weight[funder as usize] += 1;
                    }
                    Some(first) => trust_graph.join(first, funder),
                }
            }
            if one_step {
                ties.at_one_step.push(i as u32);
            }
            if organisations.network[i] == Network::Landing {
                hub_partners.push(first_trusted);
            }
        }
        let nodes = alive + funders.len() as u32;
        // Even where no one trusts anyone, every node is a component.
        ties.without_hub = Component { largest: trust_graph.largest().max(1), nodes };
        ties.with_hub = ties.without_hub;
        if hub.active {
            let hub_node = trust_graph.add_node();
            for (funder, _) in funders.hub_trust.iter().enumerate().filter(|(_, trust)| **trust >= path_trust) {
                trust_graph.join(hub_node, funder as u32);
            }
            for partner in hub_partners {
                match partner {
                    Some(funder) => trust_graph.join(hub_node, funder),
                    None => trust_graph.weight[hub_node as usize] += 1,
                }
            }
            ties.with_hub = Component { largest: trust_graph.largest().max(1), nodes: nodes + 1 };
        }
        ties
    }
}

/// Whether each funder's closing balance leaves something to offer to grassroots organisations.
fn with_grassroots_budget(province: &Province, settings: &Settings) -> Vec<bool> {
    let funders = &province.funders;
    (0..funders.len())
        .map(|funder| {
            let share = offered_share(settings, funders.class[funder], funders.openness[funder]);
            share > 0.0 && province.ledger.funder(funder).is_positive()
        })
        .collect()
}

/// Union–find over funders (and the hub); organisations weigh on the first funder that they trust.
struct Components {
    parent: Vec<u32>,
    weight: Vec<u32>,
}

impl Components {
    fn new(funders: usize) -> Components {
        Components { parent: (0..funders as u32).collect(), weight: vec![1; funders] }
    }

    fn add_node(&mut self) -> u32 {
        let node = self.parent.len() as u32;
        self.parent.push(node);
        self.weight.push(1);
        node
    }

    fn root(&mut self, mut node: u32) -> u32 {
        while self.parent[node as usize] != node {
            let above = self.parent[self.parent[node as usize] as usize];
            self.parent[node as usize] = above;
            node = above;
        }
        node
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b) as usize] = a.min(b);
    }

    fn largest(&mut self) -> u32 {
        let mut sizes = vec![0; self.parent.len()];
        for node in 0..self.parent.len() as u32 {
            sizes[self.root(node) as usize] += self.weight[node as usize];
        }
        sizes.into_iter().max().unwrap_or(0)
    }
}
