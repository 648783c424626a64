//! What organisations received: one pass over the books from which reach, concentration, silos and health read.

use crate::model::funders::classes::FunderClass;
use crate::model::places::PROGRAMME_ISSUE;
use crate::model::{Province, Settings};
use crate::money::Money;
use crate::real::{FineSum, log};

/// Silos of payers: government, mass organisations, federations, foundations, business, and the public.
pub(super) const SILOS: usize = 6;
const PUBLIC_SILO: usize = SILOS - 1;

/// Each class's silo: the position of its sector among the funders' sectors.
pub(super) fn silo_of_class() -> [usize; FunderClass::COUNT] {
    FunderClass::ALL.map(|class| class.sector() as usize)
}

/// What the present organisations of one county received.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct CountyReceipts {
    pub(super) organisations: u32,
    pub(super) fen: i64,
    /// `Σ s·ln s` over the county's organisations, `s` being shares of all that the province received.
    pub(super) share_log_share: FineSum,
    has_grants: bool,
}

/// What is counted of a province's receipts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Receipts {
    /// Receipts of the present organisations in fen, in no order; handed on to be sorted.
    pub(super) amounts: Vec<i64>,
    pub(super) counties: Vec<CountyReceipts>,
    pub(super) fen: i64,
    pub(super) squares: i128,
    /// Receipts from the silos, outside payers left out, and the entropy of their mix weighted by them.
    pub(super) silo_fen: i64,
    pub(super) silo_entropy: f64,
    pub(super) receivers: u32,
    /// Alive, but without output and almost without receipts.
    pub(super) dormant: u32,
    /// Receivers with a single source, and the sum over all others of the Herfindahl index of their sources.
    pub(super) of_one_source: u32,
    pub(super) source_concentration: FineSum,
    pub(super) of_programme_issue: u32,
    pub(super) reached: u32,
    pub(super) counties_with_grants: u32,
}

impl Receipts {
    pub(super) fn of(province: &Province, settings: &Settings) -> Receipts {
        let Province { organisations, present, places, .. } = province;
        let reached_from = Money::from_yuan(settings.measures.reached_yuan).fen();
        let dormant_below = Money::from_yuan(settings.measures.dormant_yuan).fen();
        let silo_of_class = silo_of_class();
        let mut receipts = Receipts {
            amounts: Vec::with_capacity(present.len()),
            counties: vec![CountyReceipts::default(); places.counties.len()],
            ..Receipts::default()
        };
        let mut mixes: Vec<(i64, f64)> = Vec::new();
        for &i in present {
            let i = i as usize;
            let public = organisations.receipts.from_public(i).fen();
            let granted = organisations.grants(i).fen();
            let total = organisations.total_receipts(i).fen();
            let outside = total - granted - public;
            let county = &mut receipts.counties[usize::from(organisations.county[i])];
            county.organisations += 1;
            county.fen += total;
            receipts.amounts.push(total);
            let of_issue = organisations.issue[i] == PROGRAMME_ISSUE;
            receipts.of_programme_issue += u32::from(of_issue);
            if granted >= reached_from {
                county.has_grants |= granted > 0;
                receipts.reached += u32::from(of_issue);
            }
            let idle = (total < dormant_below) & (organisations.output[i] == 0.0);
            receipts.dormant += u32::from(idle & organisations.alive[i]);
            if total == 0 {
                continue;
            }
            receipts.receivers += 1;
            receipts.squares += i128::from(total) * i128::from(total);
            receipts.silo_fen += granted + public;
            // Most receive from the public alone, and there is nothing to compute.
            if granted == 0 && (public == 0 || outside == 0) {
                receipts.of_one_source += 1;
                continue;
            }
            let sources = organisations.receipts.by_source(i);
            let shares = sources.map(|source| source.fen() as f64 / total as f64);
            receipts.source_concentration.add(shares.iter().map(|share| share * share).sum());
            let mut silos = [0i64; SILOS];
            silos[PUBLIC_SILO] = public;
            for (class, silo) in silo_of_class.into_iter().enumerate() {
                silos[silo] += sources[class].fen();
            }
            if let Some(entropy) = normalised_entropy(&silos) {
                mixes.push((granted + public, entropy));
            }
        }
        receipts.fen = receipts.counties.iter().map(|county| county.fen).sum();
        receipts.counties_with_grants = receipts.counties.iter().map(|county| u32::from(county.has_grants)).sum();
        if receipts.silo_fen > 0 {
            let all = receipts.silo_fen as f64;
            receipts.silo_entropy =
                mixes.iter().map(|&(fen, entropy)| fen as f64 / all * entropy).collect::<FineSum>().total();
        }
        receipts.weigh_shares(province);
        receipts
    }

    fn weigh_shares(&mut self, province: &Province) {
        let all = self.fen as f64;
        for (&i, &fen) in province.present.iter().zip(&self.amounts) {
            if fen > 0 {
                let share = fen as f64 / all;
                let county = usize::from(province.organisations.county[i as usize]);
                self.counties[county].share_log_share.add(share * log(share));
            }
        }
    }
}

/// Shannon entropy of an amount's parts by silo, divided by that of equal parts; none if there is one part at most.
fn normalised_entropy(parts: &[i64; SILOS]) -> Option<f64> {
    if parts.iter().filter(|&&part| part > 0).count() < 2 {
        return None;
    }
    let all = parts.iter().sum::<i64>() as f64;
    let entropy: f64 = parts
        .iter()
        .filter(|&&part| part > 0)
        .map(|&part| {
            let share = part as f64 / all;
            -share * log(share)
        })
        .sum();
    Some(entropy / log(SILOS as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mix_is_entire_when_its_parts_are_equal() {
        assert_eq!(normalised_entropy(&[0, 7, 0, 0, 0, 0]), None);
        assert_eq!(normalised_entropy(&[0; SILOS]), None);
        let equal = normalised_entropy(&[5; SILOS]).expect("six parts");
        assert!((equal - 1.0).abs() < 1e-12);
        let halves = normalised_entropy(&[3, 0, 0, 3, 0, 0]).expect("two parts");
        // ln 2 / ln 6
        assert!((halves - 0.386_852_807_234_541_6).abs() < 1e-12);
    }
}
