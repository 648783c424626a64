//! The rows: what is known of the region and of organisations like these, and how it is judged.

use super::study::{Mean, Study};
use super::{Judgement, Origin, Pattern, Use};
use crate::ensemble::two_groups::Looker;
use crate::stats::moments::Moments;

/// Every row, in the order of the protocol document. Tolerances are for means over at least 32 replicates.
pub(super) const ROWS: &[Pattern] = &[
    Pattern {
        number: 1,
        target: "landing in 2017: 13.5–15 of 15 slots offered, at least 90 % filled",
        used_for: Use::Calibration,
        origin: Origin::PartlyInput,
        judge: first_landing,
    },
    Pattern {
        number: 2,
        target: "a quarter of the 2017 cohort leaves within its first year: 0.25 ± 0.10",
        used_for: Use::Calibration,
        origin: Origin::Emergent,
        judge: first_year_exit,
    },
    Pattern {
        number: 3,
        target: "landing in 2018: 50 ± 8; national A 40 ± 3, national B 6.5 ± 2, local key projects 3.5 ± 3",
        used_for: Use::Calibration,
        origin: Origin::PartlyInput,
        judge: second_landing,
    },
    Pattern {
        number: 4,
        target: "observers at the end of 2017 and of 2018: 100 ± 30",
        used_for: Use::Validation,
        origin: Origin::Emergent,
        judge: observers,
    },
    Pattern {
        number: 5,
        target: "170 landing organisations first reached between 2019 and 2022",
        used_for: Use::Calibration,
        origin: Origin::Emergent,
        judge: growth,
    },
    Pattern {
        number: 6,
        target: "at least 35 % of slots in that year paid by federations or government",
        used_for: Use::Validation,
        origin: Origin::Emergent,
        judge: payers,
    },
    Pattern {
        number: 7,
        target: "stagnant baseline 2011–2016: alive drifts under 2 % a year, births/deaths 0.9–1.2, conversion under 0.05, federations' idle ratio above 0.3",
        used_for: Use::Calibration,
        origin: Origin::Emergent,
        judge: stagnation,
    },
    Pattern {
        number: 8,
        target: "the hazard of closing falls with age and with size: ratios of at least 1.5",
        used_for: Use::Theory,
        origin: Origin::Emergent,
        judge: hazards,
    },
    Pattern {
        number: 9,
        target: "3–8 % of all organisations close in a year",
        used_for: Use::Theory,
        origin: Origin::Emergent,
        judge: closing,
    },
    Pattern {
        number: 10,
        target: "receipts are skewed: Gini 0.75–0.95",
        used_for: Use::Theory,
        origin: Origin::Emergent,
        judge: skewness,
    },
    Pattern {
        number: 11,
        target: "match per public yuan on the giving day 0.05–0.5, 2017–2021",
        used_for: Use::Theory,
        origin: Origin::PartlyInput,
        judge: match_ratio,
    },
    Pattern {
        number: 12,
        target: "a grant of 60,000 yuan by lot to small organisations raises five-year survival, and other income falls by no more than 10 %",
        used_for: Use::Validation,
        origin: Origin::Emergent,
        judge: lottery,
    },
    Pattern {
        number: 13,
        target: "more government grants slacken fundraising, and gifts change by −0.7 to +0.2 yuan per yuan",
        used_for: Use::Theory,
        origin: Origin::Emergent,
        judge: crowding,
    },
    Pattern {
        number: 14,
        target: "outcome per yuan falls by 5–35 % while landing triples, 2018–2021",
        used_for: Use::Theory,
        origin: Origin::Emergent,
        judge: dilution,
    },
    Pattern {
        number: 15,
        target: "as the network outgrows the hub, accompaniment per organisation falls and first-year exit rises, 2017–2021",
        used_for: Use::Validation,
        origin: Origin::Emergent,
        judge: congestion,
    },
    Pattern {
        number: 16,
        target: "somewhere in the admissible set: a window of bistability in threshold and size of the pilot exists, and a hub that leaves early keeps under 20 % of the network after five years, one that leaves late over 40 %",
        used_for: Use::Theory,
        origin: Origin::Emergent,
        judge: tipping,
    },
    Pattern {
        number: 17,
        target: "a fixed pool: match per yuan falls as giving grows, and a higher rate on an exhausted pool matches no more",
        used_for: Use::Theory,
        origin: Origin::PartlyInput,
        judge: fixed_pool,
    },
    Pattern {
        number: 18,
        target: "with the channel open more take part, and the top tenth's share of the day's money does not fall",
        used_for: Use::Validation,
        origin: Origin::Emergent,
        judge: concentration,
    },
];

fn judged(found: String, passes: bool) -> Judgement {
    Judgement { found, passes: Some(passes) }
}

fn not_evaluated(why: &str) -> Judgement {
    Judgement { found: why.to_string(), passes: None }
}

/// Judges means that must all be there.
fn with<const N: usize>(means: [Option<Mean>; N], judge: impl FnOnce([Mean; N]) -> Judgement) -> Judgement {
    if means.iter().any(Option::is_none) {
        return not_evaluated("a figure is not defined in these runs");
    }
    judge(means.map(|mean| mean.expect("checked above")))
}

fn within(value: f64, low: f64, high: f64) -> bool {
    (low..=high).contains(&value)
}

fn first_landing(study: &Study) -> Judgement {
    with([study.mean("deck", "landing", 2017), study.mean("deck", "slot_fill_share", 2017)], |[landing, filled]| {
        judged(
            format!("landing {}, filled {}", landing.show(1), filled.show(2)),
            within(landing.value, 13.5, 15.0) && filled.value >= 0.9,
        )
    })
}

fn first_year_exit(study: &Study) -> Judgement {
    with([study.mean("deck", "first_year_exit", 2017)], |[exit]| judged(exit.show(2), within(exit.value, 0.15, 0.35)))
}

fn second_landing(study: &Study) -> Judgement {
    let of = |metric| study.mean("deck", metric, 2018);
    let figures = ["landing", "landing_national_a", "landing_national_b", "local_key_projects"].map(of);
    with(figures, |[all, a, b, key]| {
        judged(
            format!("landing {}, A {}, B {}, key {}", all.show(1), a.show(1), b.show(1), key.show(1)),
            within(all.value, 42.0, 58.0)
                && within(a.value, 37.0, 43.0)
                && within(b.value, 4.5, 8.5)
                && within(key.value, 0.5, 6.5),
        )
    })
}

fn observers(study: &Study) -> Judgement {
    with([2017, 2018].map(|year| study.mean("deck", "observers", year)), |[first, second]| {
        judged(
            format!("2017: {}, 2018: {}", first.show(0), second.show(0)),
            within(first.value, 70.0, 130.0) && within(second.value, 70.0, 130.0),
        )
    })
}

/// The first year in which the mean network has 170 landing organisations.
fn year_of_170(study: &Study) -> Option<i16> {
    (2017..=2025).find(|&year| study.mean("deck", "landing", year).is_some_and(|mean| mean.value >= 170.0))
}

fn growth(study: &Study) -> Judgement {
    let path: Vec<String> = (2017..=2022)
        .filter_map(|year| Some(format!("{year}: {:.0}", study.mean("deck", "landing", year)?.value)))
        .collect();
    let path = path.join(", ");
    match year_of_170(study) {
        Some(year) => judged(format!("{year} ({path})"), within(f64::from(year), 2019.0, 2022.0)),
        None => judged(format!("not by 2025 ({path})"), false),
    }
}

fn payers(study: &Study) -> Judgement {
    let Some(year) = year_of_170(study) else { return not_evaluated("170 are not reached") };
    let of = |metric| study.values("deck", metric, year);
    let paid = of("landing_federation").into_iter().zip(of("landing_government"));
    let shares =
        paid.zip(of("landing")).map(|((federation, government), all)| Some((federation? + government?) / all?));
    with([Mean::of(shares)], |[share]| judged(format!("{} in {year}", share.show(2)), share.value >= 0.35))
}

fn stagnation(study: &Study) -> Judgement {
    let years = 2011..=2016;
    let alive = |year| study.values("baseline", "organisations_alive", year);
    let drift = alive(2011).into_iter().zip(alive(2016)).map(|(first, last)| Some((last? / first? - 1.0) / 5.0));
    let over = |metric| study.mean_over("baseline", metric, years.clone());
    let figures = [Mean::of(drift), over("birth_death_ratio"), over("conversion"), over("idle_ratio_federation")];
    with(figures, |[drift, renewal, conversion, idle]| {
        judged(
            format!(
                "drift {:.1} % a year, births/deaths {}, conversion {}, idle {}",
                100.0 * drift.value,
                renewal.show(2),
                conversion.show(3),
                idle.show(2)
            ),
            drift.value.abs() < 0.02 && within(renewal.value, 0.9, 1.2) && conversion.value < 0.05 && idle.value > 0.3,
        )
    })
}

fn hazards(study: &Study) -> Judgement {
    let over = |group| study.mean_over("baseline", &format!("closing_hazard_{group}"), 2011..=2025);
    let figures = ["young", "old", "small", "large"].map(over);
    with(figures, |[young, old, small, large]| {
        let (by_age, by_size) = (young.value / old.value, small.value / large.value);
        judged(
            format!(
                "by age {by_age:.1} ({:.3} to {:.3}), by size {by_size:.1} ({:.3} to {:.3})",
                young.value, old.value, small.value, large.value
            ),
            by_age >= 1.5 && by_size >= 1.5,
        )
    })
}

fn closing(study: &Study) -> Judgement {
    with([study.mean_over("baseline", "closing_hazard", 2011..=2025)], |[hazard]| {
        judged(hazard.show(4), within(hazard.value, 0.03, 0.08))
    })
}

fn skewness(study: &Study) -> Judgement {
    with([study.mean_over("deck", "gini_receipts", 2017..=2025)], |[gini]| {
        judged(gini.show(3), within(gini.value, 0.75, 0.95))
    })
}

fn match_ratio(study: &Study) -> Judgement {
    let by_year: [Option<Mean>; 5] =
        [2017, 2018, 2019, 2020, 2021].map(|year| study.mean("deck", "match_per_public_yuan", year));
    with(by_year, |ratios| {
        let shown: Vec<String> = ratios.iter().map(|ratio| format!("{:.2}", ratio.value)).collect();
        judged(shown.join(", "), ratios.iter().all(|ratio| within(ratio.value, 0.05, 0.5)))
    })
}

/// Winners of the lottery are the organisations that received a full grant more in 2017 than the same organisation did
/// without it.
fn lottery(study: &Study) -> Judgement {
    let grant = 6_000_000;
    let mut survival = Vec::new();
    let mut income = Vec::new();
    for (without, with) in study.runs("baseline").iter().zip(study.runs("lottery")) {
        let Some(first) = without.years.first().map(|record| record.year) else { continue };
        let at = |year: i16| (year - first) as usize;
        let mut lived = [Moments::default(), Moments::default()];
        let mut earned = [0i64; 2];
        // Ids are the same in both runs, and nobody is founded or closes differently before the lots are drawn.
        let mut others = without.organisations.iter().peekable();
        for winner in &with.organisations {
            while others.next_if(|other| other.id < winner.id).is_some() {}
            let Some(same) = others.next_if(|other| other.id == winner.id) else { continue };
            if winner.receipts_fen[at(2017)] - same.receipts_fen[at(2017)] < grant {
                continue;
            }
            for (side, record) in [same, winner].into_iter().enumerate() {
                let survives = record.closed.is_none_or(|year| year > 2022);
                lived[side].add(f64::from(u8::from(survives)));
                earned[side] += record.receipts_fen[at(2017)..=at(2021)].iter().sum::<i64>();
            }
            earned[1] -= grant;
        }
        survival.push(lived[1].mean().zip(lived[0].mean()).map(|(with, without)| with - without));
        income.push((earned[0] > 0).then(|| earned[1] as f64 / earned[0] as f64 - 1.0));
    }
    with([Mean::of(survival), Mean::of(income)], |[survival, income]| {
        judged(
            format!("survival {} (same organisations), other income {}", survival.show(3), income.show(2)),
            survival.low() > 0.0 && income.value >= -0.10,
        )
    })
}

/// A metric's difference between a set of runs and the baseline, summed over years, replicate by replicate.
fn differences(study: &Study, variant: &str, metric: &str, years: std::ops::RangeInclusive<i16>) -> Vec<f64> {
    let total = |of: &str| -> Vec<f64> {
        let years: Vec<_> = years.clone().map(|year| study.values(of, metric, year)).collect();
        let replicates = study.runs(of).len();
        (0..replicates).map(|replicate| years.iter().filter_map(|values| values[replicate]).sum()).collect()
    };
    total(variant).into_iter().zip(total("baseline")).map(|(after, before)| after - before).collect()
}

/// Gifts per yuan of added grants: grants of some years against gifts of some years.
fn gifts_per_yuan(
    study: &Study,
    variant: &str,
    grants: std::ops::RangeInclusive<i16>,
    gifts: std::ops::RangeInclusive<i16>,
) -> Option<Mean> {
    let granted = differences(study, variant, "grants_yuan", grants);
    let day = differences(study, variant, "day_gifts_yuan", gifts.clone());
    let ordinary = differences(study, variant, "ordinary_gifts_yuan", gifts);
    let per_yuan = granted
        .iter()
        .zip(day.iter().zip(&ordinary))
        .map(|(grants, (day, ordinary))| (*grants > 0.0).then(|| (day + ordinary) / grants));
    Mean::of(per_yuan)
}

/// County bureaus offer more in 2017 and as before from 2018 on. Grants slacken the effort of the year after, so effort
/// and gifts of 2018 are held against the grants of 2017: the same region up to then, and no years in which it could
/// grow on the money. What happens when they offer more in all years stands beside it.
fn crowding(study: &Study) -> Judgement {
    let once = gifts_per_yuan(study, "more_government", 2017..=2017, 2017..=2018);
    let always = gifts_per_yuan(study, "more_government_always", 2017..=2025, 2017..=2025);
    let effort = differences(study, "more_government", "fundraising_effort", 2018..=2018);
    with([once, always, Mean::of(effort.into_iter().map(Some))], |[gifts, always, effort]| {
        judged(
            format!(
                "more in 2017 only: gifts of 2017 and 2018 {} yuan per yuan, mean effort in 2018 {} (more in all years, over which \
                 capacities grow: gifts {})",
                gifts.show(3),
                effort.show(5),
                always.show(3)
            ),
            within(gifts.value, -0.7, 0.2) && effort.high() < 0.0,
        )
    })
}

fn dilution(study: &Study) -> Judgement {
    let of = |year| study.values("deck", "units_per_1000_yuan", year);
    let change = of(2018).into_iter().zip(of(2021)).map(|(before, after)| Some(after? / before? - 1.0));
    let landing = [2018, 2021].map(|year| study.mean("deck", "landing", year));
    with([Mean::of(change), landing[0], landing[1]], |[change, before, after]| {
        judged(
            format!("{} while landing grows {:.1}-fold", change.show(2), after.value / before.value),
            within(change.value, -0.35, -0.05),
        )
    })
}

fn congestion(study: &Study) -> Judgement {
    let change = |metric: &str| {
        let of = |year| study.values("deck", metric, year);
        Mean::of(of(2017).into_iter().zip(of(2021)).map(|(before, after)| Some(after? - before?)))
    };
    with([change("support_days_per_landing"), change("first_year_exit")], |[days, exit]| {
        judged(
            format!("days per organisation {}, first-year exit {}", days.show(1), exit.show(2)),
            days.high() < 0.0 && exit.low() > 0.0,
        )
    })
}

/// Share of the network of a year that is left five years later.
fn kept(study: &Study, variant: &str, year: i16) -> Option<Mean> {
    let of = |year| study.values(variant, "landing", year);
    Mean::of(
        of(year - 1)
            .into_iter()
            .zip(of(year + 4))
            .map(|(before, after)| before.filter(|&before| before > 0.0).and_then(|before| Some(after? / before))),
    )
}

/// A place in the space of parameters at which an early and a late exit of the hub are tried.
struct Place {
    words: &'static str,
    deck: &'static str,
    baseline: &'static str,
    early: &'static str,
    late: &'static str,
}

/// Where it is searched: the row says that such a place exists among the admissible ones, not that it is the default.
const PLACES: &[Place] = &[
    Place { words: "as set", deck: "deck", baseline: "baseline", early: "hub_leaves_2019", late: "hub_leaves_2025" },
    Place {
        words: "`hub.institutionalisation` 1",
        deck: "deck_habit",
        baseline: "baseline_habit",
        early: "hub_leaves_2019_habit",
        late: "hub_leaves_2025_habit",
    },
    Place {
        words: "`hub.institutionalisation` 1 and `evidence.openness_max` 0.55",
        deck: "deck_habit_open",
        baseline: "baseline_habit_open",
        early: "hub_leaves_2019_habit_open",
        late: "hub_leaves_2025_habit_open",
    },
];

/// Rows of calibration that fail at a place; one without is admissible.
fn failing_calibration(study: &Study, place: &Place) -> Vec<u32> {
    let there = study.with(place.deck, place.baseline);
    let fails = |row: &&Pattern| row.used_for == Use::Calibration && (row.judge)(&there).passes != Some(true);
    ROWS.iter().filter(fails).map(|row| row.number).collect()
}

/// Sets of runs in which slots end and the hub stays: what the funders' mean threshold and the pilot were.
const PULSES: &[(&str, &str)] = &[
    ("pulse_1", "0.30, 15 slots in 2017"),
    ("pulse_2", "0.30, 40 more in 2018"),
    ("pulse_3", "0.30, 40 more in 2018 and 2019"),
    ("pulse_2_ready", "0.20, 40 more in 2018"),
];

/// Below this probability the dip test alone makes an outcome bistable.
const BISTABLE_LEVEL: f64 = 0.01;

fn tipping(study: &Study) -> Judgement {
    let mut found = Vec::new();
    let mut exists = false;
    for place in PLACES {
        let (Some(early), Some(late)) = (kept(study, place.early, 2019), kept(study, place.late, 2025)) else {
            return not_evaluated("a network is empty before the hub leaves");
        };
        let failing = failing_calibration(study, place);
        let admissible = if failing.is_empty() {
            "admissible".to_string()
        } else {
            let rows: Vec<String> = failing.iter().map(u32::to_string).collect();
            format!("not admissible: fails row {}", rows.join(", "))
        };
        exists |= failing.is_empty() && early.value < 0.2 && late.value > 0.4;
        found.push(format!("{} ({admissible}): {} and {}", place.words, early.show(2), late.show(2)));
    }
    let mut windows = Vec::new();
    let mut window = false;
    let mut looker = Looker::default();
    for (pulse, words) in PULSES {
        let landing: Vec<f64> = study.values(pulse, "landing", 2028).into_iter().flatten().collect();
        let Some(found) = looker.look(&landing) else {
            return not_evaluated("too few replicates to tell one group from two");
        };
        // Either sign counts as bistable here, by the operational definition; elsewhere both are asked for.
        let (mixture, dips) = (found.mixture, found.dip_p_value < BISTABLE_LEVEL);
        window |= mixture.is_apart() || dips;
        let clear = match (mixture.is_apart(), dips) {
            (true, true) => "two groups",
            (true, false) => "two groups by D alone",
            (false, true) => "two groups by the dip test alone",
            (false, false) => "one group",
        };
        windows.push(format!(
            "{words}: {clear}, means {:.0} and {:.0}, D {:.1}, dip test p {:.3}",
            mixture.means[0],
            mixture.means[1],
            mixture.separation(),
            found.dip_p_value
        ));
    }
    judged(
        format!(
            "kept after leaving in 2019 and in 2025: {}. Landing in 2028 after slots that end, by threshold and pilot: {}",
            found.join("; "),
            windows.join("; ")
        ),
        window && exists,
    )
}

fn fixed_pool(study: &Study) -> Judgement {
    let matched = |variant: &str, year| study.values(variant, "pool_match_yuan", year);
    let same = (2017..=2021).all(|year| matched("pool", year) == matched("pool_higher_rate", year));
    let exhausted = (2017..=2021)
        .map(|year| matched("pool", year).into_iter().flatten().fold(f64::INFINITY, f64::min))
        .fold(f64::INFINITY, f64::min);
    let per_yuan = |year| {
        let pool = study.values("pool", "pool_match_yuan", year);
        let gifts = study.values("pool", "day_gifts_yuan", year);
        Mean::of(pool.into_iter().zip(gifts).map(|(pool, gifts)| Some(pool? / gifts?)))
    };
    with([per_yuan(2017), per_yuan(2021)], |[before, after]| {
        judged(
            format!(
                "added match per yuan {} (2017) to {} (2021); twice the rate matches {}; least match in a year {:.1} M",
                before.show(2),
                after.show(2),
                if same { "exactly the same" } else { "another sum" },
                exhausted / 1e6
            ),
            same && after.value < before.value,
        )
    })
}

fn concentration(study: &Study) -> Judgement {
    let change = |metric: &str| {
        let over = |variant: &str| -> Vec<Option<f64>> {
            let years: Vec<_> = (2017..=2021).map(|year| study.values(variant, metric, year)).collect();
            (0..study.runs(variant).len())
                .map(|replicate| {
                    let mut moments = Moments::default();
                    years.iter().filter_map(|values| values[replicate]).for_each(|value| moments.add(value));
                    moments.mean()
                })
                .collect()
        };
        Mean::of(over("channel").into_iter().zip(over("baseline")).map(|(on, off)| Some(on? - off?)))
    };
    with([change("participants"), change("day_top_decile_share")], |[participants, share]| {
        judged(
            format!("participants {}, share of the top tenth {}", participants.show(0), share.show(3)),
            participants.low() > 0.0 && share.high() >= 0.0,
        )
    })
}
