//! Where the fates of one organisation part between two scenarios: the first year and step at which it differs itself.

use super::wording::{Bilingual, both, funder_name, grouped};
use crate::model::Province;
use crate::model::organisations::{Network, Success};
use crate::model::ties::Ties;
use crate::money::Money;
use serde::{Deserialize, Serialize};

/// Everything of an organisation that steps read, after a step. Equal ones are in the same place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Own {
    alive: bool,
    network: Network,
    slot: bool,
    endorsed: bool,
    people: f64,
    brain: f64,
    method: f64,
    support: f64,
    coaching: f64,
    dependence: f64,
    reputation: f64,
    load: f64,
    shortfall: f64,
    output: f64,
    success: Success,
    cash: Money,
    restricted: Money,
    received: Money,
    ties: Ties,
    /// Names of the funders in the ties, for sentences.
    known: Vec<Bilingual>,
}

impl Own {
    pub(super) fn of(province: &Province, i: usize) -> Own {
        let organisations = &province.organisations;
        let ties = organisations.ties[i];
        Own {
            alive: organisations.alive[i],
            network: organisations.network[i],
            slot: organisations.slot[i],
            endorsed: organisations.endorsed[i],
            people: organisations.people[i],
            brain: organisations.brain[i],
            method: organisations.method[i],
            support: organisations.support[i],
            coaching: organisations.coaching[i],
            dependence: organisations.dependence[i],
            reputation: organisations.reputation[i],
            load: organisations.load[i],
            shortfall: organisations.shortfall[i],
            output: organisations.output[i],
            success: organisations.success[i],
            cash: province.ledger.cash(i),
            restricted: province.ledger.restricted(i),
            received: organisations.total_receipts(i),
            ties,
            known: ties.iter().map(|(_, funder, _)| funder_name(province, funder as usize)).collect(),
        }
    }

    /// Whether it lives, has been in the network, and is out of it.
    pub(super) fn is_out(&self) -> bool {
        self.alive && self.network == Network::Lapsed
    }

    /// In what two states differ, what people see first.
    fn differences(&self, other: &Own) -> Vec<Difference> {
        let mut found: Vec<Difference> = Vec::new();
        let flag = |flag: bool| if flag { both("yes", "是") } else { both("no", "否") };
        let real = |value: f64| both(format!("{value:.4}"), format!("{value:.4}"));
        let money = |amount: Money| {
            let fen = amount.fen();
            let sign = if fen < 0 { "−" } else { "" };
            let text = format!("{sign}{}.{:02}", grouped(fen.abs() / 100), fen.abs() % 100);
            both(format!("{text} yuan"), format!("{text} 元"))
        };
        let names = |known: &[Bilingual]| {
            if known.is_empty() { both("nobody", "无") } else { super::wording::listed(known) }
        };
        let pairs = [
            (both("alive", "存活"), flag(self.alive), flag(other.alive)),
            (both("network", "与网络的关系"), network(self.network), network(other.network)),
            (both("slot of the programme", "落地名额"), flag(self.slot), flag(other.slot)),
            (both("funders that know it", "认识它的资助方"), names(&self.known), names(&other.known)),
            (both("vouched for by the hub", "枢纽背书"), flag(self.endorsed), flag(other.endorsed)),
            (both("receipts of the year", "本年收入"), money(self.received), money(other.received)),
            (both("cash", "现金"), money(self.cash), money(other.cash)),
            (both("project money", "项目资金"), money(self.restricted), money(other.restricted)),
            (both("people", "人力"), real(self.people), real(other.people)),
            (both("brain", "设计能力"), real(self.brain), real(other.brain)),
            (both("method", "方法"), real(self.method), real(other.method)),
            (both("reputation", "声誉"), real(self.reputation), real(other.reputation)),
            (both("capacity borrowed from accompaniment", "陪伴借来的能力"), real(self.support), real(other.support)),
        ];
        for (what, subject, other) in pairs {
            if subject != other {
                found.push(Difference { what, subject, other });
            }
        }
        if found.is_empty() {
            let [subject, other] = [self, other].map(|own| real(own.ties.trust.iter().sum()));
            found.push(Difference { what: both("trust of funders, summed", "资助方信任合计"), subject, other });
        }
        found
    }
}

fn network(network: Network) -> Bilingual {
    match network {
        Network::Unaware => both("has not heard of it", "未得知"),
        Network::Observer => both("observer", "观望"),
        Network::Landing => both("landing", "落地"),
        Network::Lapsed => both("has left", "已退出"),
    }
}

/// The first year and step at which an organisation differs between two scenarios.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parting {
    /// The year.
    pub year: i16,
    /// Letter of the step.
    pub step: char,
    /// The step in words.
    pub step_words: Bilingual,
    /// In what it differs after that step; empty if it exists in only one of them.
    pub differences: Vec<Difference>,
}

/// One thing in which two states of an organisation differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What differs.
    pub what: Bilingual,
    /// How it is in the scenario that is told.
    pub subject: Bilingual,
    /// How it is in the other one.
    pub other: Bilingual,
}

/// The first step after which two courses differ; none if they never do.
pub(super) fn first(subject: &[(i16, char, Own)], other: &[(i16, char, Own)]) -> Option<Parting> {
    let at = |(year, step, _): &(i16, char, Own), differences| Parting {
        year: *year,
        step: *step,
        step_words: super::wording::step_name(*step),
        differences,
    };
    for (here, there) in subject.iter().zip(other) {
        if (here.0, here.1) != (there.0, there.1) {
            // Founded in different years: the earlier one begins where the other is not yet.
            let earlier = if here.0 <= there.0 { here } else { there };
            return Some(at(earlier, Vec::new()));
        }
        if here.2 != there.2 {
            return Some(at(here, here.2.differences(&there.2)));
        }
    }
    let longer = if subject.len() > other.len() { subject } else { other };
    longer.get(subject.len().min(other.len())).map(|next| at(next, Vec::new()))
}
