//! The transaction-flow matrix of a year: what moved, kind by kind, into and out of every sector.

use super::record::YearRecord;
use crate::ledger::{Kind, Sector};
use crate::money::Money;

/// Kinds of postings × sectors: above zero what came in, below what went out. Every row sums to zero, and every column
/// to the change of the sector's balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowMatrix {
    /// Sums in fen over the years added, kind by kind.
    rows: Vec<[i128; Sector::COUNT]>,
    /// Change of each sector's balance over the years added, in fen.
    change: [i128; Sector::COUNT],
    /// How many years were added: one per replicate.
    pub replicates: u32,
}

impl Default for FlowMatrix {
    fn default() -> FlowMatrix {
        FlowMatrix { rows: vec![[0; Sector::COUNT]; Kind::COUNT], change: [0; Sector::COUNT], replicates: 0 }
    }
}

impl FlowMatrix {
    /// Adds the same year of one more replicate.
    pub fn add(&mut self, record: &YearRecord) {
        self.replicates += 1;
        for flow in &record.flows {
            let row = &mut self.rows[usize::from(flow.kind)];
            row[usize::from(flow.from)] -= i128::from(flow.fen);
            row[usize::from(flow.to)] += i128::from(flow.fen);
        }
        for (change, &(opening, closing)) in self.change.iter_mut().zip(&record.balances) {
            *change += i128::from(closing) - i128::from(opening);
        }
    }

    /// Kinds of which anything moved, with the mean over replicates in yuan by sector.
    pub fn rows(&self) -> impl Iterator<Item = (Kind, [f64; Sector::COUNT])> + '_ {
        let moved = |(_, row): &(Kind, &[i128; Sector::COUNT])| row.iter().any(|&fen| fen != 0);
        Kind::ALL
            .into_iter()
            .zip(&self.rows)
            .filter(moved)
            .map(|(kind, row)| (kind, row.map(|fen| self.mean_yuan(fen))))
    }

    /// The mean change of each sector's balance, in yuan.
    pub fn change(&self) -> [f64; Sector::COUNT] {
        self.change.map(|fen| self.mean_yuan(fen))
    }

    /// Whether it closes to the fen: rows sum to zero, columns to the change of balances.
    pub fn closes(&self) -> bool {
        let rows = self.rows.iter().all(|row| row.iter().sum::<i128>() == 0);
        let columns = (0..Sector::COUNT)
            .all(|sector| self.rows.iter().map(|row| row[sector]).sum::<i128>() == self.change[sector]);
        rows && columns
    }

    fn mean_yuan(&self, fen: i128) -> f64 {
        fen as f64 / (100.0 * f64::from(self.replicates.max(1)))
    }
}

/// The matrix of one year of one replicate of a world that has just lived it.
pub fn of_world(world: &crate::model::World) -> FlowMatrix {
    let mut matrix = FlowMatrix { replicates: 1, ..FlowMatrix::default() };
    for province in &world.provinces {
        for (kind, from, to, _, amount) in province.ledger.flows().entries() {
            let row = &mut matrix.rows[kind as usize];
            row[from as usize] -= i128::from(amount.fen());
            row[to as usize] += i128::from(amount.fen());
        }
        let closing: [Money; Sector::COUNT] = province.ledger.balances_by_sector();
        let pairs = closing.iter().zip(province.ledger.opening_by_sector());
        for (change, (&closing, &opening)) in matrix.change.iter_mut().zip(pairs) {
            *change += i128::from((closing - opening).fen());
        }
    }
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::record::FlowRecord;

    #[test]
    fn rows_sum_to_zero_and_columns_to_the_change_of_balances() {
        let (government, organisations) = (Sector::Government as usize, Sector::Organisations as usize);
        let mut balances = vec![(0, 0); Sector::COUNT];
        balances[government] = (1_000, 400);
        balances[organisations] = (0, 600);
        let flow = FlowRecord {
            kind: Kind::OpenGrant as u8,
            from: government as u8,
            to: organisations as u8,
            earmarked: false,
            fen: 600,
        };
        let record = YearRecord {
            year: 2017,
            state_hash: [0; 32],
            metrics: Vec::new(),
            flows: vec![flow],
            received: Vec::new(),
            balances,
            counties: Vec::new(),
            funders: Vec::new(),
            lorenz: None,
        };
        let mut matrix = FlowMatrix::default();
        matrix.add(&record);
        assert!(matrix.closes());
        // A second replicate in which nothing moved: the mean is half.
        matrix.add(&YearRecord { flows: Vec::new(), balances: vec![(7, 7); Sector::COUNT], ..record.clone() });
        assert!(matrix.closes());
        let rows: Vec<_> = matrix.rows().collect();
        assert_eq!((rows.len(), rows[0].0), (1, Kind::OpenGrant));
        assert_eq!((rows[0].1[government], rows[0].1[organisations]), (-3.0, 3.0));
        assert_eq!(matrix.change()[organisations], 3.0);
        matrix.add(&YearRecord { flows: Vec::new(), ..record });
        assert!(!matrix.closes(), "balances that change without a posting are noticed");
    }
}
