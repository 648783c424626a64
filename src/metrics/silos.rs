//! L5: whether money and trust cross the silos.

use super::view::ratio;
use super::{Better, Metric, MetricKind, YearView};

/// The family.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "silo_entropy",
        unit: "–",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "Σ Y·H / Σ Y over present organisations; Y = receipts without outside payers', H = −Σ p·ln p / ln 6, p = shares of Y by silo (government, mass, federation, foundation, business, public)",
        meaning: "L5: how mixed the silos are from which the average yuan's receiver lives; 0 one silo each, 1 all six alike",
        meaning_zh: "L5：按金额加权，机构收入来源跨系统的混合程度；0 为单一系统，1 为六类均等",
        value: |view| {
            let weight = |fen: i64| fen as f64 * 0.01;
            let mixed = view.provinces.iter().map(|p| p.receipts.silo_entropy * weight(p.receipts.silo_fen)).sum();
            ratio(mixed, view.provinces.iter().map(|p| weight(p.receipts.silo_fen)).sum())
        },
    },
    Metric {
        name: "ei_index",
        unit: "–",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "(E − I) / (E + I) over all ties of organisations alive at the year's end; I = ties to the silo with most of the organisation's ties (the lowest on equal numbers), E = its other ties",
        meaning: "L5: E–I index of trust ties: −1 if every organisation knows one silo only, higher where ties cross silos",
        meaning_zh: "L5：信任关系的 E–I 指数：每家机构只认识一个系统时为 −1，跨系统越多越高",
        value: |view| {
            let external = view.count(|province| province.ties.external);
            let internal = view.count(|province| province.ties.internal);
            ratio(external - internal, external + internal)
        },
    },
];

#[cfg(test)]
mod tests {
    use crate::metrics::worlds::{close, read, receive, region};
    use crate::model::funders::classes::FunderClass;

    #[test]
    fn a_mixed_yuan_weighs_as_much_as_it_is() {
        let mut world = region(4);
        // 300 yuan in two equal halves from two silos; 100 yuan from one; outside payers do not count.
        receive(&mut world, 0, FunderClass::CountyBureau as usize, 75);
        receive(&mut world, 0, FunderClass::CityBureau as usize, 75);
        receive(&mut world, 0, FunderClass::LocalFoundation as usize, 150);
        receive(&mut world, 1, 9, 100);
        receive(&mut world, 2, 10, 9_000);
        let halves = libm::log(2.0) / libm::log(6.0);
        let found = read(&world)["silo_entropy"].expect("defined");
        assert!((found - 0.75 * halves).abs() < 1e-12, "{found}");
    }

    #[test]
    fn ties_outside_the_strongest_silo_are_external() {
        let mut world = region(4);
        let province = &mut world.provinces[0];
        let of = |class| province.funders.of_class(class).start as u32;
        let (bureau, mass, federation) =
            (of(FunderClass::CountyBureau), of(FunderClass::MassOrganisation), of(FunderClass::CityFederation));
        let ties = &mut province.organisations.ties;
        for (i, funders) in [
            vec![bureau, bureau + 1, mass],
            vec![federation],
            vec![mass, federation],
            vec![bureau, mass, federation, federation + 1],
        ]
        .into_iter()
        .enumerate()
        {
            for funder in funders {
                // E–I counts every tie, weak ones too.
                ties[i].add(funder, 0.1);
            }
        }
        // Externals 1, 0, 1, 2 of 3, 1, 2, 4.
        assert_eq!(read(&world)["ei_index"], Some(-0.2));
        close(&mut world, &[3]);
        assert_eq!(read(&world)["ei_index"], Some((2.0 - 4.0) / 6.0));
    }
}
