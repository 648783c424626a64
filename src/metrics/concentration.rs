//! L4: how unequally money is spread over organisations and counties.

use super::view::ProvinceYear;
use super::{Better, Metric, MetricKind};
use crate::real::log;

/// The family.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "gini_receipts",
        unit: "–",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "Gini coefficient of y over present organisations, zeros included: (2·Σ k·y₍ₖ₎ − (n+1)·Σy) / (n·Σy), y₍ₖ₎ ascending, k from 1",
        meaning: "L4: inequality of receipts between organisations; 0 if all receive the same",
        meaning_zh: "L4：机构间收入不平等（基尼系数），人人相等时为 0",
        value: |view| view.concentration.receipts.as_ref().map(|receipts| receipts.gini),
    },
    Metric {
        name: "hhi_receipts",
        unit: "–",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "Herfindahl–Hirschman index of y over present organisations: Σ y² / (Σ y)²",
        meaning: "L4: concentration of receipts; 1/n if all receive the same, 1 if one receives everything",
        meaning_zh: "L4：收入集中度（赫芬达尔指数），人人相等时为 1/n，一家独占时为 1",
        value: |view| view.concentration.receipts.as_ref().map(|receipts| receipts.hhi),
    },
    Metric {
        name: "theil_receipts",
        unit: "–",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "Theil index of y over present organisations: Σ (y/μ)·ln(y/μ) / n with 0·ln 0 = 0; = theil_between + theil_within",
        meaning: "L4: inequality of receipts, in a measure that splits exactly into parts between and within counties",
        meaning_zh: "L4：收入不平等（泰尔指数），可精确分解为县间与县内两部分",
        value: |view| view.concentration.receipts.as_ref().map(|receipts| receipts.theil),
    },
    Metric {
        name: "theil_between",
        unit: "–",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "Σ over counties of S·ln(S·n/n_c), S = county's share of Σ y, n_c = its present organisations",
        meaning: "L4: the part of the inequality of receipts that lies between counties",
        meaning_zh: "L4：收入不平等中的县间部分",
        value: |view| view.concentration.receipts.as_ref().map(|receipts| receipts.theil_between),
    },
    Metric {
        name: "theil_within",
        unit: "–",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "Σ over counties of S·T_c, S = county's share of Σ y, T_c = Theil index of y inside the county",
        meaning: "L4: the part of the inequality of receipts that lies within counties",
        meaning_zh: "L4：收入不平等中的县内部分",
        value: |view| view.concentration.receipts.as_ref().map(|receipts| receipts.theil_within),
    },
    Metric {
        name: "top_decile_share",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "Σ y of the ⌈n/10⌉ present organisations with the highest y / Σ y",
        meaning: "L4: share of all receipts that goes to the tenth of organisations that receives most",
        meaning_zh: "L4：收入最高的十分之一机构所得份额",
        value: |view| view.concentration.receipts.as_ref().map(|receipts| receipts.top_decile_share),
    },
    Metric {
        name: "day_top_decile_share",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "Σ day_gifts of the ⌈n/10⌉ participants with the highest day_gifts / Σ day_gifts, n = participants",
        meaning: "L4: share of the giving day's money that goes to the tenth of participants that raises most",
        meaning_zh: "L4：捐赠日筹款最多的十分之一参与机构所得份额",
        value: |view| view.day_top_decile,
    },
];

/// Shares of the organisations, those that receive least first, at which the Lorenz curve of receipts is kept. Dense at
/// the upper end, where most of the money is.
pub const LORENZ_SHARES: [f64; 18] =
    [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.97, 0.98, 0.99, 0.995];

/// How unequal receipts are; none if nothing was received.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Concentration {
    receipts: Option<Indices>,
    /// The share of all receipts that goes to each of [`LORENZ_SHARES`].
    pub(super) lorenz: Option<[f64; LORENZ_SHARES.len()]>,
}

#[derive(Clone, Debug, PartialEq)]
struct Indices {
    gini: f64,
    hhi: f64,
    theil: f64,
    theil_between: f64,
    theil_within: f64,
    top_decile_share: f64,
}

impl Concentration {
    /// From what each province counted and from all amounts in fen.
    pub(super) fn of(provinces: &[ProvinceYear], mut amounts: Vec<i64>) -> Concentration {
        let all: i128 = provinces.iter().map(|province| i128::from(province.receipts.fen)).sum();
        if all == 0 {
            return Concentration::default();
        }
        amounts.sort_unstable();
        let squares: i128 = provinces.iter().map(|province| province.receipts.squares).sum();
        let (theil, theil_between, theil_within) = theil(provinces, all as f64, amounts.len() as f64);
        let receipts = Indices {
            gini: gini(&amounts),
            hhi: squares as f64 / (all as f64 * all as f64),
            theil,
            theil_between,
            theil_within,
            top_decile_share: sum(&amounts[amounts.len() - tenth(amounts.len())..]) / all as f64,
        };
        Concentration { receipts: Some(receipts), lorenz: Some(lorenz(&amounts)) }
    }
}

fn sum(amounts: &[i64]) -> f64 {
    amounts.iter().map(|&fen| i128::from(fen)).sum::<i128>() as f64
}

/// The Gini coefficient of amounts in ascending order that do not sum to zero.
fn gini(ascending: &[i64]) -> f64 {
    let count = ascending.len() as i128;
    let (mut all, mut ranked) = (0i128, 0i128);
    for (below, &fen) in ascending.iter().enumerate() {
        all += i128::from(fen);
        ranked += (below as i128 + 1) * i128::from(fen);
    }
    (2 * ranked - (count + 1) * all) as f64 / (count * all) as f64
}

/// The Lorenz curve of amounts in ascending order that do not sum to zero, straight between two organisations.
fn lorenz(ascending: &[i64]) -> [f64; LORENZ_SHARES.len()] {
    let all = sum(ascending);
    let (mut below, mut next) = (0i128, 0);
    LORENZ_SHARES.map(|share| {
        let position = share * ascending.len() as f64;
        let whole = (position as usize).min(ascending.len());
        below += ascending[next..whole].iter().map(|&fen| i128::from(fen)).sum::<i128>();
        next = whole;
        let part = ascending.get(whole).map_or(0.0, |&fen| (position - whole as f64) * fen as f64);
        (below as f64 + part) / all
    })
}

/// The whole, between counties, within counties: each from its own formula.
fn theil(provinces: &[ProvinceYear], all: f64, count: f64) -> (f64, f64, f64) {
    let (mut whole, mut between, mut within) = (log(count), 0.0, 0.0);
    for province in provinces {
        let receipts = &province.receipts;
        if receipts.fen == 0 {
            continue;
        }
        // From shares of the province's money to shares of all money.
        let scale = receipts.fen as f64 / all;
        let log_scale = log(scale);
        for county in receipts.counties.iter().filter(|county| county.fen > 0) {
            let share = county.fen as f64 / all;
            let share_log_share = scale * county.share_log_share.total() + share * log_scale;
            let organisations = f64::from(county.organisations);
            whole += share_log_share;
            between += share * log(share * count / organisations);
            within += share_log_share - share * log(share / organisations);
        }
    }
    (whole, between, within)
}

/// A tenth of a number, rounded up.
fn tenth(count: usize) -> usize {
    count.div_ceil(10)
}

/// The share of the tenth of participants with most; amounts of zero may be left out. None if there is no money.
pub(super) fn top_decile_share(mut amounts: Vec<i64>, participants: u64) -> Option<f64> {
    let all = sum(&amounts);
    let top = tenth(participants as usize).min(amounts.len());
    if all == 0.0 || top == 0 {
        return None;
    }
    let from = amounts.len() - top;
    amounts.select_nth_unstable(from);
    Some(sum(&amounts[from..]) / all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::worlds::{read, receive, region, regions};
    use crate::model::World;

    /// By hand: of 1, 2, 3, 4 (sum 10) the poorest half holds 3, and the poorest 60 % hold 3 + 0.4 · 3 = 4.2.
    #[test]
    fn the_lorenz_curve_agrees_with_one_drawn_by_hand() {
        let curve = lorenz(&[1, 2, 3, 4]);
        let at = |share: f64| curve[LORENZ_SHARES.iter().position(|one| *one == share).expect("a kept share")];
        for (share, expected) in [(0.1, 0.04), (0.5, 0.3), (0.6, 0.42), (0.9, 0.84), (0.995, 0.992)] {
            assert!((at(share) - expected).abs() < 1e-12, "{share}: {}", at(share));
        }
        // Where all have the same, every share holds its own share.
        for (share, held) in LORENZ_SHARES.iter().zip(lorenz(&[7; 13])) {
            assert!((share - held).abs() < 1e-12, "{share}: {held}");
        }
    }

    #[test]
    fn indices_agree_with_numpy() {
        let mut world = region(6);
        // In yuan: 0, 0, 10, 20, 30, 140.
        for (i, yuan) in [10, 0, 140, 20, 0, 30].into_iter().enumerate() {
            receive(&mut world, i, 9, yuan);
        }
        let values = read(&world);
        let near = |name: &str, expected: f64| {
            let value = values[name].expect("defined");
            assert!((value - expected).abs() < 1e-12, "{name} is {value}, not {expected}");
        };
        // numpy.abs(y[:, None] - y).mean() / 2 / y.mean()
        near("gini_receipts", 2.0 / 3.0);
        near("hhi_receipts", 0.525);
        near("theil_receipts", 0.877_473_887_760_955_9);
        near("top_decile_share", 0.7);
    }

    #[test]
    fn equal_receipts_are_not_unequal_and_no_receipts_are_nothing() {
        let mut world = region(5);
        assert!(
            ["gini_receipts", "hhi_receipts", "theil_receipts", "theil_between", "top_decile_share"]
                .iter()
                .all(|name| read(&world)[*name].is_none())
        );
        for i in 0..5 {
            receive(&mut world, i, 9, 70);
        }
        let values = read(&world);
        assert_eq!(values["gini_receipts"], Some(0.0));
        assert!((values["hhi_receipts"].expect("defined") - 0.2).abs() < 1e-15);
        assert!(values["theil_receipts"].expect("defined").abs() < 1e-12);
    }

    /// The textbook formulas, organisation by organisation.
    fn by_definition(world: &World) -> (f64, f64, f64) {
        let theil = |amounts: &[f64]| {
            let mean = amounts.iter().sum::<f64>() / amounts.len() as f64;
            let terms = amounts.iter().map(|y| if *y > 0.0 { y / mean * libm::log(y / mean) } else { 0.0 });
            terms.sum::<f64>() / amounts.len() as f64
        };
        let mut everyone = Vec::new();
        let mut counties = Vec::new();
        for province in &world.provinces {
            let mut of_county = vec![Vec::new(); province.places.counties.len()];
            for &i in &province.present {
                let yuan = province.organisations.total_receipts(i as usize).yuan();
                everyone.push(yuan);
                of_county[usize::from(province.organisations.county[i as usize])].push(yuan);
            }
            counties.extend(of_county);
        }
        let all: f64 = everyone.iter().sum();
        let count = everyone.len() as f64;
        let (mut between, mut within) = (0.0, 0.0);
        for county in counties {
            let received: f64 = county.iter().sum();
            if received > 0.0 {
                let share = received / all;
                between += share * libm::log(share * count / county.len() as f64);
                within += share * theil(&county);
            }
        }
        (theil(&everyone), between, within)
    }

    #[test]
    fn the_theil_index_splits_exactly_between_counties() {
        for mut world in [region(40), regions(3, 40)] {
            for province in 0..world.provinces.len() {
                let organisations = &mut world.provinces[province].organisations;
                for i in 0..40 {
                    organisations.county[i] = (i * i % 5) as u16;
                    let yuan = if i % 7 == 0 { 0 } else { (i * i * i * (province + 1)) as i64 % 9973 };
                    organisations.receipts.add(i, i % 10, crate::money::Money::from_fen(100 * yuan));
                }
            }
            let values = read(&world);
            let found = ["theil_receipts", "theil_between", "theil_within"].map(|name| values[name].expect("defined"));
            let (whole, between, within) = by_definition(&world);
            for (found, expected) in found.into_iter().zip([whole, between, within]) {
                assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
            }
            assert!((found[0] - found[1] - found[2]).abs() < 1e-12);
            assert!(between > 0.01 && within > 0.01, "a trivial split proves nothing");
        }
    }

    #[test]
    fn the_top_tenth_counts_participants_who_raised_nothing() {
        assert_eq!(top_decile_share(vec![5, 1, 3, 1], 11), Some(0.8));
        assert_eq!(top_decile_share(vec![5, 1, 3, 1], 4), Some(0.5));
        assert_eq!(top_decile_share(vec![5, 5], 40), Some(1.0));
        assert_eq!(top_decile_share(vec![], 4), None);
    }
}
