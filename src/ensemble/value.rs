//! Value for money: what one more survivor, survivor-year, county or service unit cost, which scenarios are worth their
//! money, and how sure that is.
//!
//! Everything rests on differences paired by replicate. Money is counted twice: all money that entered the region from
//! outside, the hub's included, and the sponsor's alone. Flows of later years may be discounted.

use super::Run;
use super::worths::Worths;
use crate::metrics;
use crate::model::Settings;
use crate::random::{Draws, Purpose};
use crate::stats::bootstrap;
use crate::stats::paired::{Paired, Pairs};
use crate::stats::ratio::{Ratio, Ratios};

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
