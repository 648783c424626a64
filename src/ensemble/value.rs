//! Value for money: what one more survivor, survivor-year, county or service unit cost, which scenarios are worth their
//! money, and how sure that is.
//!
//! Everything rests on differences paired by replicate. Money is counted twice: all money that entered the region from
//! outside, the hub's included, and the sponsor's alone. Flows of later years may be discounted.

use super::Run;
use crate::metrics;
use crate::model::Settings;
use crate::random::{Draws, Purpose};
use crate::stats::bootstrap;
use crate::stats::paired::{Paired, Pairs};
use crate::stats::ratio::{Ratio, Ratios};
use std::collections::BTreeSet;

/// What is bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The published name, in the singular.
    pub name: &'static str,
    metric: &'static str,
    /// Whether years are added up, instead of looking at the last one.
    adds_up: bool,
}

/// Everything that is bought.
pub const EFFECTS: [Effect; 5] = [
    Effect { name: "survivor", metric: "organisations_alive", adds_up: false },
    Effect { name: "survivor_year", metric: "organisations_alive", adds_up: true },
    Effect { name: "same_organisation_survivor", metric: "base_cohort_all_alive", adds_up: false },
    Effect { name: "county_reached", metric: "counties_reached_count", adds_up: false },
    Effect { name: "service_unit", metric: "service_units", adds_up: true },
];

/// With what it is paid: the published name and the metric.
pub const MONEY: [(&str, &str); 2] = [("outside", "outside_inflow_yuan"), ("sponsor", "sponsor_spent_yuan")];

/// Replicates that are kept one by one for bootstrap samples, so that memory is bounded.
const KEPT: usize = 4_096;
/// Bootstrap samples of the acceptability curve.
const SAMPLES: u32 = 1_000;
/// Even steps of the acceptability curve.
const POINTS: u32 = 20;
/// Parts of such a step that are told apart where the best choice changes.
const FINER: u32 = 20;

const COLUMNS: usize = EFFECTS.len() + MONEY.len();

/// How a scenario stands among all, by mean effect and mean money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// No other scenario or mixture of two gives as much for less.
    Frontier,
    /// Another gives at least as much for no more money.
    Dominated,
    /// A mixture of two others gives as much for less.
    ExtendedlyDominated,
}

impl Standing {
    /// The published name.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Frontier => "frontier",
            Standing::Dominated => "dominated",
            Standing::ExtendedlyDominated => "extendedly_dominated",
        }
    }
}

/// A line about one effect of one scenario, paid with one sort of money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValueRow {
    /// Position of the baseline.
    pub baseline: usize,
    /// Position of the scenario.
    pub scenario: usize,
    /// The effect.
    pub effect: &'static str,
    /// The sort of money.
    pub money: &'static str,
    /// The effect's paired difference.
    pub gained: Paired,
    /// The money's paired difference in yuan.
    pub paid: Paired,
    /// Yuan per effect; only where more is gained and more is paid.
    pub price: Option<Ratio>,
    /// Its state in words.
    pub state: &'static str,
    /// Where the scenario stands among all; none unless the baseline is the first.
    pub standing: Option<Standing>,
}

/// A point of an acceptability curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AcceptabilityRow {
    /// The effect.
    pub effect: &'static str,
    /// The sort of money.
    pub money: &'static str,
    /// What one effect is worth, in yuan.
    pub worth_yuan: f64,
    /// Position of the scenario.
    pub scenario: usize,
    /// Share of bootstrap samples in which its net benefit is the highest; equals share a sample.
    pub probability: f64,
    /// Whether its mean net benefit is the highest.
    pub best_on_average: bool,
}

/// What one replicate of a scenario gained and paid over the first scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReplicateRow {
    /// Position of the scenario.
    pub scenario: usize,
    /// The replicate.
    pub replicate: u32,
    /// Effect by effect.
    pub gained: [f64; EFFECTS.len()],
    /// In yuan, one sort of money after the other.
    pub paid: [f64; MONEY.len()],
}

/// Gathers effects and money replicate by replicate; its memory does not grow beyond some thousands of them.
pub struct ValueGatherer {
    contrasts: Vec<(usize, usize)>,
    scenarios: usize,
    base_year: i16,
    discount_rate: f64,
    seed: u64,
    /// Contrast by contrast: effects, then money.
    pairs: Vec<[Pairs; COLUMNS]>,
    /// Contrast by contrast: effect by effect, for each sort of money.
    ratios: Vec<[[Ratios; MONEY.len()]; EFFECTS.len()]>,
    /// Scenario by scenario, less the first scenario: replicate by replicate.
    kept: Vec<Vec<[f64; COLUMNS]>>,
    /// The numbers of the replicates that are kept.
    numbers: Vec<u32>,
}

impl ValueGatherer {
    /// Begins to gather so many scenarios and these contrasts (baseline, scenario).
    pub fn new(scenarios: usize, contrasts: Vec<(usize, usize)>, settings: &Settings) -> ValueGatherer {
        ValueGatherer {
            scenarios,
            base_year: settings.run.base_year,
            discount_rate: settings.measures.discount_rate,
            seed: settings.run.seed,
            pairs: vec![Default::default(); contrasts.len()],
            ratios: vec![Default::default(); contrasts.len()],
            kept: vec![Vec::new(); scenarios],
            numbers: Vec::new(),
            contrasts,
        }
    }

    /// Takes in one replicate: the runs of all scenarios in their order.
    pub fn add(&mut self, runs: &[&Run]) {
        let values: Option<Vec<[f64; COLUMNS]>> = runs.iter().map(|run| self.values(run)).collect();
        // Effects and money are defined in every year that is over.
        let Some(values) = values else { return };
        if self.numbers.len() < KEPT {
            self.numbers.extend(runs.first().map(|run| run.replicate));
        }
        self.add_values(&values);
    }

    fn add_values(&mut self, values: &[[f64; COLUMNS]]) {
        for (position, &(baseline, scenario)) in self.contrasts.iter().enumerate() {
            let (before, after) = (&values[baseline], &values[scenario]);
            for column in 0..COLUMNS {
                self.pairs[position][column].add(Some(before[column]), Some(after[column]));
            }
            for effect in 0..EFFECTS.len() {
                for money in 0..MONEY.len() {
                    let paid = EFFECTS.len() + money;
                    self.ratios[position][effect][money]
                        .add(after[paid] - before[paid], after[effect] - before[effect]);
                }
            }
        }
        for scenario in 0..self.scenarios {
            if self.kept[scenario].len() < KEPT {
                let mut difference = values[scenario];
                for (value, first) in difference.iter_mut().zip(values[0]) {
                    *value -= first;
                }
                self.kept[scenario].push(difference);
            }
        }
    }

    fn values(&self, run: &Run) -> Option<[f64; COLUMNS]> {
        let mut values = [0.0; COLUMNS];
        let effects = EFFECTS.map(|effect| (effect.metric, effect.adds_up));
        let money = MONEY.map(|(_, metric)| (metric, true));
        for (value, (metric, adds_up)) in values.iter_mut().zip(effects.into_iter().chain(money)) {
            let position = metrics::position(metric)?;
            if !adds_up {
                *value = run.years.last()?.metrics[position]?;
                continue;
            }
            // The first year after the base year counts in full.
            let mut weight = 1.0;
            for record in run.years.iter().filter(|record| record.year > self.base_year) {
                *value += weight * record.metrics[position]?;
                weight /= 1.0 + self.discount_rate;
            }
        }
        Some(values)
    }

    /// Every line, by contrast, effect and sort of money.
    pub fn rows(&self) -> Vec<ValueRow> {
        let mut rows = Vec::new();
        for (effect, bought) in EFFECTS.iter().enumerate() {
            for (money, (paid_with, _)) in MONEY.into_iter().enumerate() {
                let standings = standings(&self.means(effect, money));
                for (position, &(baseline, scenario)) in self.contrasts.iter().enumerate() {
                    let gained = self.pairs[position][effect].summary();
                    let paid = self.pairs[position][EFFECTS.len() + money].summary();
                    let Some((gained, paid)) = gained.zip(paid) else { continue };
                    let (price, state) = priced(&gained, &paid, self.ratios[position][effect][money].ratio());
                    let standing = (baseline == 0).then(|| standings[scenario]);
                    rows.push(ValueRow {
                        baseline,
                        scenario,
                        effect: bought.name,
                        money: paid_with,
                        gained,
                        paid,
                        price,
                        state,
                        standing,
                    });
                }
            }
        }
        rows.sort_by_key(|row| (row.scenario, row.baseline));
        rows
    }

    /// Replicate by replicate what each scenario but the first gained and paid over it, the first 4,096 replicates.
    pub fn replicates(&self) -> impl Iterator<Item = ReplicateRow> {
        self.kept.iter().enumerate().skip(1).flat_map(|(scenario, kept)| {
            kept.iter().zip(&self.numbers).map(move |(values, &replicate)| ReplicateRow {
                scenario,
                replicate,
                gained: std::array::from_fn(|effect| values[effect]),
                paid: std::array::from_fn(|money| values[EFFECTS.len() + money]),
            })
        })
    }

    /// Mean effect and money of each scenario, less the first.
    fn means(&self, effect: usize, money: usize) -> Vec<(f64, f64)> {
        let mean = |rows: &[[f64; COLUMNS]], column: usize| {
            rows.iter().map(|row| row[column]).sum::<f64>() / (rows.len() as f64).max(1.0)
        };
        self.kept.iter().map(|rows| (mean(rows, effect), mean(rows, EFFECTS.len() + money))).collect()
    }

    /// The acceptability curves, by effect, sort of money, worth and scenario.
    pub fn acceptability(&self) -> Vec<AcceptabilityRow> {
        let replicates = self.kept.first().map_or(0, Vec::len);
        if replicates < 2 || self.scenarios < 2 {
            return Vec::new();
        }
        // Sample by sample and scenario by scenario: the means of all columns.
        let mut stream = Draws::new(self.seed, 0).timeless(Purpose::RESAMPLE);
        let samples: Vec<Vec<[f64; COLUMNS]>> = (0..SAMPLES)
            .map(|sample| {
                let times = bootstrap::multiplicities(replicates, |place| stream.uniform(sample, place));
                self.kept.iter().map(|rows| weighted(rows, &times)).collect()
            })
            .collect();
        let mut rows = Vec::new();
        for (effect, bought) in EFFECTS.iter().enumerate() {
            for (money, (paid_with, _)) in MONEY.into_iter().enumerate() {
                let means = self.means(effect, money);
                let Some(worths) = Worths::of(&means) else { continue };
                for worth in worths.points() {
                    let on_average = best(means.iter().map(|&(gained, paid)| worth * gained - paid));
                    let mut wins = vec![0.0; self.scenarios];
                    for sample in &samples {
                        let net = sample.iter().map(|means| worth * means[effect] - means[EFFECTS.len() + money]);
                        let winners = best(net);
                        for &winner in &winners {
                            wins[winner] += 1.0 / winners.len() as f64;
                        }
                    }
                    rows.extend(wins.iter().enumerate().map(|(scenario, &wins)| AcceptabilityRow {
                        effect: bought.name,
                        money: paid_with,
                        worth_yuan: worth,
                        scenario,
                        probability: wins / f64::from(SAMPLES),
                        best_on_average: on_average.contains(&scenario),
                    }));
                }
            }
        }
        rows
    }
}

fn weighted(rows: &[[f64; COLUMNS]], times: &[u32]) -> [f64; COLUMNS] {
    let mut sums = [0.0; COLUMNS];
    for (row, &times) in rows.iter().zip(times) {
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += f64::from(times) * value;
        }
    }
    sums.map(|sum| sum / rows.len() as f64)
}

/// Positions of the highest values: several where they are equal.
fn best(values: impl Iterator<Item = f64>) -> Vec<usize> {
    let mut highest = f64::NEG_INFINITY;
    let mut found = Vec::new();
    for (position, value) in values.enumerate() {
        if value > highest {
            highest = value;
            found.clear();
        }
        if value == highest {
            found.push(position);
        }
    }
    found
}

/// What a price says: only where more is gained for more money is a price per effect worth reading.
fn priced(gained: &Paired, paid: &Paired, ratio: Ratio) -> (Option<Ratio>, &'static str) {
    match ratio {
        Ratio::Defined { .. } if gained.difference < 0.0 => (None, "effect_is_negative"),
        Ratio::Defined { .. } if paid.difference < 0.0 => (None, "money_is_saved"),
        ratio => (Some(ratio), ratio.state()),
    }
}

/// What one effect has to be worth for the curve to be read: where the best choice changes, and where the curve ends.
struct Worths {
    turns: Vec<f64>,
    most: f64,
}

impl Worths {
    /// None where no scenario gains for money.
    ///
    /// What is best changes at the prices of the frontier: what one more effect costs from one scenario on it to the next.
    /// The curve ends a quarter beyond the highest of them, rounded up to 1, 1.5, 2, 2.5, 3, 4, 5, 6 or 8 times a power of
    /// ten, so that they fill it. Scenarios off the frontier, however dear, do not stretch it, nor does a step that gains
    /// less than a twentieth of the most that is gained. Where nothing changes, it ends at twice the lowest price.
    fn of(means: &[(f64, f64)]) -> Option<Worths> {
        let priced = || means.iter().filter(|(gained, paid)| *gained > 0.0 && *paid > 0.0);
        let lowest = priced().map(|(gained, paid)| paid / gained).min_by(f64::total_cmp)?;
        let most_gained = priced().map(|mean| mean.0).fold(0.0, f64::max);
        let standings = standings(means);
        let on_frontier = means.iter().zip(&standings).filter(|(_, standing)| **standing == Standing::Frontier);
        let mut frontier: Vec<(f64, f64)> = on_frontier.map(|(mean, _)| *mean).collect();
        frontier.sort_by(|a, b| a.1.total_cmp(&b.1));
        let steps = frontier.windows(2).map(|pair| (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1));
        let turns: Vec<f64> = steps
            .filter(|(gained, paid)| *gained >= 0.05 * most_gained && *paid > 0.0)
            .map(|(gained, paid)| paid / gained)
            .collect();
        let last = turns.iter().copied().max_by(f64::total_cmp);
        let most = rounded_up(last.map_or(2.0 * lowest, |price| 1.25 * price))?;
        Some(Worths { turns, most })
    }

    /// The points of the curve, ascending: even steps, and finer ones around the prices at which the best choice changes.
    fn points(&self) -> Vec<f64> {
        let fine = f64::from(POINTS * FINER);
        let even = (0..=POINTS).map(|point| point * FINER);
        let around = [0.8, 0.9, 0.95, 1.0, 1.05, 1.1, 1.2];
        let near =
            self.turns.iter().flat_map(|turn| around.map(|share| (fine * share * turn / self.most).round() as u32));
        let points: BTreeSet<u32> = even.chain(near).filter(|point| *point <= POINTS * FINER).collect();
        points.into_iter().map(|point| self.most * f64::from(point) / fine).collect()
    }
}

/// Rounds up to 1, 1.5, 2, 2.5, 3, 4, 5, 6 or 8 times a power of ten.
fn rounded_up(value: f64) -> Option<f64> {
    let mut power = 1.0;
    while power > value && power > 1e-6 {
        power /= 10.0;
    }
    while power < 1e15 {
        for step in [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0] {
            if step * power >= value * (1.0 - 1e-12) {
                return Some(step * power);
            }
        }
        power *= 10.0;
    }
    None
}

/// Where each scenario stands, by (effect, money).
///
/// A scenario is dominated where another gives at least as much for no more; it is extendedly dominated where its price
/// per further effect is higher than that of the next dearer one (Johannesson and Weinstein 1993).
pub fn standings(means: &[(f64, f64)]) -> Vec<Standing> {
    let mut standings = vec![Standing::Frontier; means.len()];
    for (one, &(gained, paid)) in means.iter().enumerate() {
        let beaten = means.iter().any(|&(more, less)| more >= gained && less <= paid && (more > gained || less < paid));
        if beaten {
            standings[one] = Standing::Dominated;
        }
    }
    loop {
        let mut left: Vec<usize> = (0..means.len()).filter(|&one| standings[one] == Standing::Frontier).collect();
        left.sort_by(|&a, &b| means[a].1.total_cmp(&means[b].1));
        let price = |from: usize, to: usize| (means[to].1 - means[from].1) / (means[to].0 - means[from].0);
        let worse = left.windows(3).find(|three| {
            let (first, second) = (price(three[0], three[1]), price(three[1], three[2]));
            first.is_finite() && second.is_finite() && first > second
        });
        match worse {
            Some(three) => standings[three[1]] = Standing::ExtendedlyDominated,
            None => return standings,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Standing::{Dominated, ExtendedlyDominated, Frontier};

    /// By hand: from nothing to A 10 yuan an effect, from A to C (90 − 10) / (3 − 1) = 40; B would be bought at
    /// (80 − 10) / (2 − 1) = 70 and C after it at 10, so B is extendedly dominated; D costs more than C for less.
    #[test]
    fn the_frontier_is_found() {
        let means = [(0.0, 0.0), (1.0, 10.0), (2.0, 80.0), (3.0, 90.0), (2.5, 95.0), (-1.0, 5.0)];
        assert_eq!(standings(&means), [Frontier, Frontier, ExtendedlyDominated, Frontier, Dominated, Dominated]);
        assert_eq!(standings(&[(0.0, 0.0), (0.0, 0.0)]), [Frontier, Frontier]);
    }

    /// By hand: the frontier turns at 10 and at 40 yuan; 1.25 × 40 = 50. The dear ones off it, at 80 / 2 and 900 / 1.5, do
    /// not count, nor does the last step on it, which gains 0.1. With one scenario that gains and saves, nothing turns,
    /// and the other's price of 8 is doubled and rounded.
    #[test]
    fn the_curve_ends_a_quarter_beyond_the_last_turn() {
        let means = [(0.0, 0.0), (1.0, 10.0), (2.0, 80.0), (3.0, 90.0), (1.5, 900.0), (3.1, 5_000.0)];
        let worths = Worths::of(&means).expect("some gain for money");
        assert!((worths.most - 50.0).abs() < 1e-9, "{}", worths.most);
        let points = worths.points();
        assert!(points.is_sorted() && points.len() > 30 && points[0] == 0.0, "{points:?}");
        assert!(
            [10.0, 38.0, 40.0, 42.0, 50.0].iter().all(|near| points.iter().any(|point| (point - near).abs() < 1e-9))
        );
        let worths = Worths::of(&[(0.0, 0.0), (2.0, -5.0), (1.0, 8.0)]).expect("one gains for money");
        assert!((worths.most - 20.0).abs() < 1e-9, "{}", worths.most);
        assert!(Worths::of(&[(0.0, 0.0), (-1.0, 5.0)]).is_none());
    }

    fn gatherer(scenarios: usize) -> ValueGatherer {
        let contrasts = (1..scenarios).map(|scenario| (0, scenario)).collect();
        ValueGatherer::new(scenarios, contrasts, &Settings::default())
    }

    fn row(survivors: f64, yuan: f64) -> [f64; COLUMNS] {
        let mut values = [0.0; COLUMNS];
        values[0] = survivors;
        values[EFFECTS.len()] = yuan;
        values
    }

    /// A planted price: 1,000 yuan buy one survivor, give or take; the interval holds the truth in 95 of 100 toys.
    #[test]
    fn a_planted_price_is_recovered_with_the_stated_coverage() {
        let mut stream = Draws::new(7, 0).timeless(Purpose::TEST);
        let (toys, replicates) = (600, 24);
        let mut covered = 0;
        for toy in 0..toys {
            let mut value = gatherer(2);
            for replicate in 0..replicates {
                let mut normal = |index: u32| stream.normal(toy, 4 * replicate + index);
                let common = 100.0 * normal(0);
                let gained = 20.0 + 5.0 * normal(1);
                let paid = 20_000.0 + 3_000.0 * normal(2);
                value.add_values(&[row(common, 5_000.0), row(common + gained, 5_000.0 + paid)]);
            }
            let found = value.rows();
            let price = found.iter().find(|row| row.effect == "survivor" && row.money == "outside").expect("a row");
            let (low, high) = price.price.and_then(Ratio::interval).expect("the effect is clear");
            covered += u32::from(low <= 1_000.0 && 1_000.0 <= high);
        }
        let share = f64::from(covered) / f64::from(toys);
        // Three standard errors around 0.95 with 600 toys.
        assert!((share - 0.95).abs() < 0.027, "{share}");
    }

    #[test]
    fn nothing_is_gained_or_paid_without_money() {
        let mut value = gatherer(2);
        for replicate in 0..4 {
            let same = row(f64::from(replicate), 1_000.0 * f64::from(replicate));
            value.add_values(&[same, same]);
        }
        for row in value.rows() {
            assert_eq!((row.gained.interval, row.paid.interval), (Some((0.0, 0.0)), Some((0.0, 0.0))));
            assert_eq!((row.price, row.state), (Some(Ratio::DenominatorIsZero), "denominator_is_zero"));
        }
        assert!(value.acceptability().is_empty(), "nothing to be accepted");
    }

    /// Of two clear scenarios the dearer one is best once an effect is worth more than its price, which is 100 yuan.
    #[test]
    fn acceptability_turns_where_worth_meets_price_and_sums_to_one() {
        let mut value = gatherer(2);
        for replicate in 0..8 {
            let chance = f64::from(replicate);
            value.add_values(&[row(chance, 0.0), row(chance + 10.0, 1_000.0)]);
        }
        let curve = value.acceptability();
        let outside: Vec<&AcceptabilityRow> =
            curve.iter().filter(|row| row.effect == "survivor" && row.money == "outside").collect();
        assert_eq!(outside.last().map(|row| row.worth_yuan), Some(150.0), "beyond the price");
        assert!(outside.iter().any(|row| (row.worth_yuan - 100.0).abs() < 0.5), "the price itself");
        for pair in outside.chunks(2) {
            assert!((pair[0].probability + pair[1].probability - 1.0).abs() < 1e-12);
            let expected = if pair[0].worth_yuan > 100.0 {
                1.0
            } else if pair[0].worth_yuan < 100.0 {
                0.0
            } else {
                0.5
            };
            assert_eq!(pair[1].probability, expected, "{}", pair[0].worth_yuan);
        }
    }
}
