//! What organisations received in a year: from whom, for what, by kind of organisation and tier of county.

use super::record::YearRecord;
use crate::ledger::{GROUPS, Kind, Sector};
use crate::model::organisations::groups::Group;

/// Sums in fen over replicates: kind of posting × paying sector × group of receivers. They add up to what the flows
/// say that organisations received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receivers {
    sums: Vec<i128>,
    replicates: u32,
}

impl Default for Receivers {
    fn default() -> Receivers {
        Receivers { sums: vec![0; Kind::COUNT * Sector::COUNT * GROUPS], replicates: 0 }
    }
}

impl Receivers {
    /// Adds the same year of one more replicate.
    ///
    /// # Panics
    /// If the groups do not add up to the flows, to the fen: then the books are wrong, and so is every number.
    pub fn add(&mut self, record: &YearRecord) {
        assert!(adds_up(record), "in {} the groups of receivers do not add up to the flows", record.year);
        self.replicates += 1;
        for received in &record.received {
            let pair = usize::from(received.kind) * Sector::COUNT + usize::from(received.from);
            self.sums[pair * GROUPS + usize::from(received.group)] += i128::from(received.fen);
        }
    }

    /// What any group received: for what, from whom, which group, and the mean over replicates in yuan.
    pub fn rows(&self) -> impl Iterator<Item = (Kind, Sector, Group, f64)> + '_ {
        let replicates = f64::from(self.replicates.max(1));
        self.sums.iter().enumerate().filter(|(_, fen)| **fen != 0).map(move |(position, &fen)| {
            let (pair, group) = (position / GROUPS, position % GROUPS);
            let (kind, from) = (Kind::ALL[pair / Sector::COUNT], Sector::ALL[pair % Sector::COUNT]);
            (kind, from, Group::of(group as u8), fen as f64 / (100.0 * replicates))
        })
    }
}

/// Whether, for every kind of posting and paying sector, the groups add up to what the flows say.
fn adds_up(record: &YearRecord) -> bool {
    let mut left = vec![0i128; Kind::COUNT * Sector::COUNT];
    for flow in record.flows.iter().filter(|flow| usize::from(flow.to) == Sector::Organisations as usize) {
        left[usize::from(flow.kind) * Sector::COUNT + usize::from(flow.from)] += i128::from(flow.fen);
    }
    for received in &record.received {
        left[usize::from(received.kind) * Sector::COUNT + usize::from(received.from)] -= i128::from(received.fen);
    }
    left.iter().all(|&fen| fen == 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::record::{FlowRecord, ReceivedRecord};

    fn record(fen: [i64; 2]) -> YearRecord {
        let (kind, from) = (Kind::OpenGrant as u8, Sector::Government as u8);
        let flow = FlowRecord { kind, from, to: Sector::Organisations as u8, earmarked: false, fen: 500 };
        let away = FlowRecord { to: Sector::Treasury as u8, ..flow };
        let received = [0, 3].into_iter().zip(fen);
        YearRecord {
            year: 2017,
            state_hash: [0; 32],
            metrics: Vec::new(),
            flows: vec![flow, FlowRecord { earmarked: true, ..flow }, away],
            received: received.map(|(group, fen)| ReceivedRecord { kind, from, group, fen }).collect(),
            balances: Vec::new(),
            counties: Vec::new(),
            funders: Vec::new(),
            lorenz: None,
        }
    }

    #[test]
    fn means_are_over_replicates_and_add_up() {
        let mut receivers = Receivers::default();
        receivers.add(&record([400, 600]));
        receivers.add(&record([1_000, 0]));
        let rows: Vec<_> = receivers.rows().map(|(_, _, group, yuan)| (group.number(), yuan)).collect();
        assert_eq!(rows, [(0, 7.0), (3, 3.0)]);
    }

    #[test]
    fn a_fen_too_few_is_noticed() {
        let added = std::panic::catch_unwind(|| Receivers::default().add(&record([400, 599])));
        assert!(added.is_err());
    }
}
