//! What chance does and what assumptions do: the spread of every headline number, split between the two.

use super::headline::{HeadlineGatherer, Headlines};
use crate::metrics;
use crate::stats::moments::Moments;
use crate::stats::quantile::quantile;
use crate::stats::student;
use crate::stats::variance_split::{self, VarianceSplit};
use serde::{Deserialize, Serialize};

/// The headline numbers of one replicate: scenario by scenario, quantity by quantity.
pub type Outcome = Vec<Vec<Option<f64>>>;

/// Outcomes under other assumptions.
pub struct Outcomes<'a> {
    /// By set of assumptions, its replicates.
    pub sets: &'a [Vec<Outcome>],
    /// By structure: its name and its replicates.
    pub structures: &'a [(String, Vec<Outcome>)],
}

/// How sure one number is: by chance alone, and with what is assumed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The scenario.
    pub scenario: String,
    /// With which it is compared; none for the number itself.
    pub against: Option<String>,
    /// The quantity.
    pub quantity: String,
    /// The mean under the scenario's own settings.
    pub own: f64,
    /// Lower end of its 95 % interval by chance alone; none with fewer than two replicates.
    pub own_low: Option<f64>,
    /// Upper end of the interval.
    pub own_high: Option<f64>,
    /// Sets of assumptions in which it is defined.
    pub sets: u64,
    /// The median of the sets' means.
    pub median: Option<f64>,
    /// Below this lie 2.5 % of the sets' means; with few sets nearly the lowest of them.
    pub low: Option<f64>,
    /// Above this lie 2.5 % of the sets' means.
    pub high: Option<f64>,
    /// Variance between sets; never below zero.
    pub between_variance: Option<f64>,
    /// Variance between replicates of a set.
    pub within_variance: Option<f64>,
    /// Whether the variance between sets was estimated below zero and is said as zero.
    pub between_was_negative: bool,
    /// Share of the variance that comes from assumptions; none where nothing varies.
    pub share: Option<f64>,
    /// Lower end of the share's 95 % interval.
    pub share_low: Option<f64>,
    /// Upper end of the interval.
    pub share_high: Option<f64>,
    /// Sets whose mean is above zero.
    pub above: u64,
    /// Sets whose mean is below zero.
    pub below: u64,
    /// What becomes of it under each other structure.
    pub structures: Vec<UnderStructure>,
}

/// One number under another structure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnderStructure {
    /// The structure, as one would give it to `--set`.
    pub structure: String,
    /// The mean over replicates.
    pub mean: f64,
    /// Lower end of its 95 % interval; none with fewer than two replicates.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
    /// Replicates in which it is defined.
    pub replicates: u64,
}

/// What an interval lets one say of a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// The whole interval lies above zero.
    Above,
    /// The whole interval lies below zero.
    Below,
    /// The interval covers zero, or there is none.
    Unclear,
    /// The difference is exactly zero, always.
    Zero,
}

impl Sign {
    /// The sign of a mean with its interval.
    pub fn of(low: Option<f64>, high: Option<f64>) -> Sign {
        match (low, high) {
            (Some(0.0), Some(0.0)) => Sign::Zero,
            (Some(low), _) if low > 0.0 => Sign::Above,
            (_, Some(high)) if high < 0.0 => Sign::Below,
            _ => Sign::Unclear,
        }
    }
}

impl Spread {
    /// The sign under the scenario's own settings, by chance alone.
    pub fn sign(&self) -> Sign {
        Sign::of(self.own_low, self.own_high)
    }

    /// Sets in which the mean has the sign that the own settings give; none where they give none.
    pub fn holds_in(&self) -> Option<u64> {
        match self.sign() {
            Sign::Above => Some(self.above),
            Sign::Below => Some(self.below),
            Sign::Zero => Some(self.sets - self.above - self.below),
            Sign::Unclear => None,
        }
    }

    /// Structures under which the sign is clearly the other one.
    pub fn flips_under(&self) -> Vec<&UnderStructure> {
        let other = match self.sign() {
            Sign::Above => Sign::Below,
            Sign::Below => Sign::Above,
            Sign::Unclear | Sign::Zero => return Vec::new(),
        };
        self.structures.iter().filter(|under| Sign::of(under.low, under.high) == other).collect()
    }

    /// Structures under which a clear sign is no longer clear: the interval covers zero and less than a half of the effect
    /// is left, so that too few replicates alone do not count.
    pub fn fades_under(&self) -> Vec<&UnderStructure> {
        match self.sign() {
            Sign::Above | Sign::Below => {
                let faded =
                    |under: &&UnderStructure| matches!(Sign::of(under.low, under.high), Sign::Unclear | Sign::Zero);
                self.structures.iter().filter(faded).collect()
            }
            Sign::Unclear | Sign::Zero => Vec::new(),
        }
    }
}

/// Every number of every scenario and every difference, scenario by scenario: own means come from the headlines.
pub fn spreads(gatherer: &HeadlineGatherer, headlines: &Headlines, outcomes: &Outcomes) -> Vec<Spread> {
    let mut spreads = Vec::new();
    for (scenario, row) in headlines.rows.iter().enumerate() {
        for (which, quantity) in headlines.quantities.iter().enumerate() {
            let Some(cell) = &row.cells[which] else { continue };
            let against = gatherer.against(scenario, which);
            let level = |outcome: &Outcome| outcome[scenario][which];
            let difference = |outcome: &Outcome| Some(outcome[scenario][which]? - outcome[against][which]?);
            let mut add = |own: [Option<f64>; 3], against: Option<String>, value: &dyn Fn(&Outcome) -> Option<f64>| {
                let [Some(own), low, high] = own else { return };
                let blank = blank(&row.scenario, against, &quantity.name, own, low, high);
                spreads.push(with_outcomes(blank, outcomes, value));
            };
            // A number's own interval is not among the headlines; its spread is what counts here.
            add([Some(cell.mean), None, None], None, &level);
            if against != scenario {
                add([Some(cell.difference), cell.ci95_low, cell.ci95_high], cell.against.clone(), &difference);
            }
        }
    }
    spreads
}

fn blank(
    scenario: &str,
    against: Option<String>,
    quantity: &str,
    own: f64,
    low: Option<f64>,
    high: Option<f64>,
) -> Spread {
    Spread {
        scenario: scenario.to_string(),
        against,
        quantity: quantity.to_string(),
        own,
        own_low: low,
        own_high: high,
        sets: 0,
        median: None,
        low: None,
        high: None,
        between_variance: None,
        within_variance: None,
        between_was_negative: false,
        share: None,
        share_low: None,
        share_high: None,
        above: 0,
        below: 0,
        structures: Vec::new(),
    }
}

fn with_outcomes(mut spread: Spread, outcomes: &Outcomes, value: &dyn Fn(&Outcome) -> Option<f64>) -> Spread {
    let groups: Vec<Vec<f64>> =
        outcomes.sets.iter().map(|replicates| replicates.iter().filter_map(value).collect()).collect();
    let mut means: Vec<f64> = groups.iter().filter(|group| !group.is_empty()).map(|group| mean(group)).collect();
    means.sort_by(f64::total_cmp);
    spread.sets = means.len() as u64;
    spread.median = quantile(&means, 0.5);
    spread.low = quantile(&means, 0.025);
    spread.high = quantile(&means, 0.975);
    spread.above = means.iter().filter(|&&mean| mean > 0.0).count() as u64;
    spread.below = means.iter().filter(|&&mean| mean < 0.0).count() as u64;
    if let Some(VarianceSplit { between, within, was_negative, share, share_interval, .. }) =
        variance_split::split(&groups)
    {
        spread.between_variance = Some(between);
        spread.within_variance = Some(within);
        spread.between_was_negative = was_negative;
        spread.share = share;
        spread.share_low = share_interval.map(|(low, _)| low);
        spread.share_high = share_interval.map(|(_, high)| high);
    }
    for (structure, replicates) in outcomes.structures {
        let mut moments = Moments::default();
        replicates.iter().filter_map(value).for_each(|value| moments.add(value));
        let Some(mean) = moments.mean() else { continue };
        let half = moments.deviation().map(|deviation| {
            let count = moments.count() as f64;
            if deviation > 0.0 { student::quantile(0.975, count - 1.0) * deviation / count.sqrt() } else { 0.0 }
        });
        spread.structures.push(UnderStructure {
            structure: structure.clone(),
            mean,
            low: half.map(|half| mean - half),
            high: half.map(|half| mean + half),
            replicates: moments.count(),
        });
    }
    spread
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The unit of a quantity: that of its first metric.
pub fn unit(metrics_of_quantity: &[String]) -> &'static str {
    let first = metrics_of_quantity.first().map_or("", String::as_str);
    metrics::catalogue().find(|metric| metric.name == first).map_or("", |metric| metric.unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::headline::{Contender, HeadlineCell, HeadlineRow, quantities};
    use crate::random::{Draws, Purpose};

    fn contender(name: &str) -> Contender {
        Contender { scenario: name.to_string(), title: name.to_string(), title_zh: name.to_string(), parent: None }
    }

    /// Two scenarios; only the number of organisations alive is defined. The baseline has 10, the other 10 and the effect.
    fn outcome(position: usize, effect: f64) -> Outcome {
        let row = |value: f64| (0..9).map(|which| (which == position).then_some(value)).collect();
        vec![row(10.0), row(10.0 + effect)]
    }

    #[test]
    fn the_sign_of_an_effect_is_counted_over_sets_and_flips_are_named() {
        let quantities = quantities(2016, 2021, 2025);
        let position =
            quantities.iter().position(|quantity| quantity.name == "organisations_alive").expect("a headline");
        let gatherer = HeadlineGatherer::new(vec![contender("baseline"), contender("opening")], quantities.clone());
        let cell = |difference: f64, against: Option<&str>| HeadlineCell {
            mean: 10.0 + difference,
            against: against.map(str::to_string),
            difference,
            ci95_low: Some(difference - 0.5),
            ci95_high: Some(difference + 0.5),
            method: None,
            p: None,
            p_holm: None,
            variance_reduction: None,
            share_better: None,
            replicates: 32,
            dropped: 0,
        };
        let row = |name: &str, cell: HeadlineCell| HeadlineRow {
            scenario: name.to_string(),
            title: name.to_string(),
            title_zh: name.to_string(),
            cells: (0..9).map(|which| (which == position).then(|| cell.clone())).collect(),
        };
        let headlines = Headlines {
            quantities,
            rows: vec![row("baseline", cell(0.0, None)), row("opening", cell(2.0, Some("baseline")))],
        };
        let sets: Vec<Vec<Outcome>> = [(1.0, 3.0), (3.0, 5.0), (-3.0, -1.0)]
            .map(|(a, b)| vec![outcome(position, a), outcome(position, b)])
            .to_vec();
        let structures = [
            ("rules.a=b".to_string(), vec![outcome(position, -2.0), outcome(position, -2.1)]),
            ("rules.c=d".to_string(), vec![outcome(position, -2.0), outcome(position, 2.0)]),
        ];
        let spreads = spreads(&gatherer, &headlines, &Outcomes { sets: &sets, structures: &structures });
        assert_eq!(spreads.len(), 3, "two numbers and one difference");
        let effect = spreads.iter().find(|spread| spread.against.is_some()).expect("a difference");
        // By hand: set means 2, 4 and −2; mean squares 56/3 between them and 2 within.
        assert_eq!((effect.sets, effect.above, effect.below, effect.median), (3, 2, 1, Some(2.0)));
        assert_eq!((effect.sign(), effect.holds_in()), (Sign::Above, Some(2)));
        let (between, within) = (effect.between_variance.expect("three sets"), effect.within_variance.expect("pairs"));
        assert!(
            (within - 2.0).abs() < 1e-12 && (between - (56.0 / 3.0 - 2.0) / 2.0).abs() < 1e-12,
            "{between} {within}"
        );
        let names = |under: Vec<&UnderStructure>| under.iter().map(|one| one.structure.clone()).collect::<Vec<_>>();
        assert_eq!(
            (names(effect.flips_under()), names(effect.fades_under())),
            (vec!["rules.a=b".into()], vec!["rules.c=d".into()])
        );
        // The number of the baseline is the same under every assumption here.
        assert_eq!((spreads[0].share, spreads[0].low, spreads[0].high), (None, Some(10.0), Some(10.0)));
    }

    /// Eight sets of two with half the variance between them, 400 times: the interval covers the share in 95 % of
    /// cases, give or take three standard errors of 1.1 points.
    #[test]
    fn the_interval_covers_a_planted_share() {
        let mut covered = 0;
        for trial in 0..400 {
            let mut stream = Draws::new(5, trial).timeless(Purpose::TEST);
            let mut group = |set: u32| {
                let centre = stream.normal(set, 0);
                vec![centre + stream.normal(set, 1), centre + stream.normal(set, 2)]
            };
            let groups: Vec<Vec<f64>> = (0..8).map(&mut group).collect();
            let (low, high) =
                variance_split::split(&groups).and_then(|split| split.share_interval).expect("values vary");
            covered += u32::from(low <= 0.5 && 0.5 <= high);
        }
        assert!((367..=393).contains(&covered), "{covered} of 400");
    }
}
