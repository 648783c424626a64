//! A matching pool: how a fixed sum is shared out over what was given.

use crate::ledger::{Account, Kind, Outside, Posting};
use crate::model::Province;
use crate::money::{Money, split_by_largest_remainder};
use crate::random::Purpose;
use crate::real::order;

crate::choices! {
    /// How a matching pool is shared out.
    pub enum MatchRule {
        /// First come, first served: gifts are matched in a drawn order until the pool is empty.
        FirstCome = "first_come",
        /// In proportion to what was given.
        ProRata = "prorata",
    }
}

/// A matching pool of one year.
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    /// Who fills it and gets back what is left.
    pub source: Outside,
    /// How much is in it.
    pub size: Money,
    /// The most that a given yuan is matched with; no bound if none.
    pub rate_bp: Option<u32>,
    /// How it is shared out.
    pub rule: MatchRule,
    /// How far it lifts giving.
    pub lift: f64,
}

/// Fills the pool.
pub fn open_pool(province: &mut Province, pool: &Pool) {
    move_pool(province, pool, Kind::PoolOpen, Account::Outside(pool.source), Account::Pool, pool.size);
}

/// Returns what is left in the pool.
pub fn close_pool(province: &mut Province, pool: &Pool) {
    let left = province.ledger.balance(Account::Pool);
    move_pool(province, pool, Kind::PoolReturn, Account::Pool, Account::Outside(pool.source), left);
}

fn move_pool(province: &mut Province, pool: &Pool, kind: Kind, from: Account, to: Account, amount: Money) {
    let earmarked = pool.source == Outside::Sponsor;
    province.ledger.enter(Posting { kind, from, to, amount, earmarked });
}

/// What each participant's giving is matched with. Four tranches of each come in a drawn order, if that is the rule.
pub fn shares(province: &Province, pool: &Pool, participants: &[u32], totals: &[Money]) -> Vec<Money> {
    match pool.rule {
        MatchRule::ProRata => {
            let wanted: Vec<i64> =
                totals.iter().map(|total| pool.rate_bp.map_or(*total, |bp| total.portion(bp)).fen()).collect();
            let all = Money::from_fen(wanted.iter().sum());
            let size = if pool.rate_bp.is_some() { pool.size.min(all) } else { pool.size };
            in_order_of_ids(province, participants, &wanted, |wanted| split_by_largest_remainder(size, wanted))
        }
        MatchRule::FirstCome => {
            let organisations = &province.organisations;
            let draws = province.draws.in_year(province.year, Purpose::MATCH);
            let mut tranches: Vec<(f64, u32, u32, usize, Money)> = Vec::with_capacity(4 * totals.len());
            let ids = participants.iter().map(|&i| organisations.id[i as usize]);
            for (participant, (draw, total)) in draws.along(ids).zip(totals).enumerate() {
                let id = organisations.id[participants[participant] as usize];
                for (k, tranche) in in_four(*total).into_iter().enumerate() {
                    tranches.push((draw.uniform(k), id, k as u32, participant, tranche));
                }
            }
            tranches.sort_by(|a, b| order(a.0, b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
            let ordered: Vec<Money> = tranches.iter().map(|tranche| tranche.4).collect();
            let rate = pool.rate_bp.expect("first come, first served needs a rate");
            let mut shares = vec![Money::ZERO; totals.len()];
            for (tranche, matched) in tranches.iter().zip(first_come(pool.size, rate, &ordered)) {
                shares[tranche.3] += matched;
            }
            shares
        }
    }
}

/// Splits something over participants in the order of their ids, so that where they are stored decides no odd fen.
fn in_order_of_ids(
    province: &Province,
    participants: &[u32],
    wanted: &[i64],
    split: impl Fn(&[i64]) -> Vec<Money>,
) -> Vec<Money> {
    let id = |participant: usize| province.organisations.id[participants[participant] as usize];
    let mut order: Vec<usize> = (0..participants.len()).collect();
    order.sort_by_key(|&participant| id(participant));
    let wanted_in_order: Vec<i64> = order.iter().map(|&participant| wanted[participant]).collect();
    let mut shares = vec![Money::ZERO; participants.len()];
    for (&participant, share) in order.iter().zip(split(&wanted_in_order)) {
        shares[participant] = share;
    }
    shares
}

/// Cuts an amount into four equal tranches; what a division leaves over goes to the first.
fn in_four(total: Money) -> [Money; 4] {
    let quarter = Money::from_fen(total.fen() / 4);
    [total - quarter - quarter - quarter, quarter, quarter, quarter]
}

/// Matches tranches in order until the pool is empty.
pub fn first_come(mut pool: Money, rate_bp: u32, tranches: &[Money]) -> Vec<Money> {
    tranches
        .iter()
        .map(|tranche| {
            let matched = tranche.portion(rate_bp).min(pool);
            pool -= matched;
            matched
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// E10, model brief, appendix C.
    #[test]
    fn a_pool_is_exhausted_in_order() {
        let fen = |amounts: &[i64]| amounts.iter().map(|&fen| Money::from_fen(fen)).collect::<Vec<_>>();
        let pool = Money::from_fen(1_000);
        assert_eq!(first_come(pool, 5_000, &fen(&[800, 900, 700])), fen(&[400, 450, 150]));
        assert_eq!(first_come(pool, 5_000, &fen(&[700, 900, 800])), fen(&[350, 450, 200]));
    }

    #[test]
    fn four_tranches_make_the_whole() {
        for fen in [0, 1, 2, 3, 4, 7, 1001] {
            let tranches = in_four(Money::from_fen(fen));
            assert_eq!(tranches.into_iter().sum::<Money>().fen(), fen);
        }
    }
}
