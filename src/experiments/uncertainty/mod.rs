//! What chance does and what assumptions do: the same comparison under many sets of assumptions and under other rules.
//!
//! A set of assumptions gives every uncertain setting another value within its range, the same in all scenarios that
//! are compared. The draws have addresses: a set is the same on any machine, and a setting's values do not move when
//! another setting is varied too. What a scenario tries is left alone: a setting in which the scenarios differ is not
//! varied.
//!
//! To make a setting uncertain: nothing, every assumed or tuned one is. To state its range: a line in `parameters.rs`.

mod hypercube;
mod parameters;
mod structures;

pub use parameters::{Parameter, RangeSource, Selection, candidates, parameters};
pub use structures::{Structure, structures};

use crate::parallel;
use crate::random::{Draws, Purpose};
use crate::scenario::{Laid, Scenario};
use crate::settings::Problem;

/// How often a set that the checks refuse is drawn again before it is given up.
const ATTEMPTS: u32 = 50;

/// What is to be tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    /// Which settings are uncertain.
    pub selection: Selection,
    /// How many sets of assumptions are drawn.
    pub sets: u32,
    /// Whether mechanisms are switched off and rules exchanged, one at a time.
    pub structures: bool,
}

/// One set of assumptions: a value for each parameter, and the scenarios that hold it.
#[derive(Clone, Debug)]
pub struct Set {
    /// Its values in the order of the parameters.
    pub values: Vec<Laid>,
    /// The scenarios, in their order.
    pub scenarios: Vec<Scenario>,
}

/// Everything that is to be simulated.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// What is uncertain.
    pub parameters: Vec<Parameter>,
    /// Settings that were selected but in which the scenarios differ: they are what is tried.
    pub left_alone: Vec<String>,
    /// The sets, in their order.
    pub sets: Vec<Set>,
    /// How many sets the checks refused; each was drawn again.
    pub refused: u32,
    /// The scenarios under each other structure.
    pub structures: Vec<(Structure, Vec<Scenario>)>,
}

impl Design {
    /// Draws the sets and lays them over the scenarios, the baseline first.
    ///
    /// # Errors
    /// When a selected path is no setting that can be varied, or no set passes the checks.
    pub fn prepare(&self, scenarios: &[Scenario]) -> Result<Prepared, Vec<Problem>> {
        let (parameters, left_alone) = parameters(&self.selection, scenarios)?;
        let numbers: Vec<u32> = (0..if parameters.is_empty() { 0 } else { self.sets }).collect();
        let drawn = parallel::map_in_order(&numbers, |&number| self.set(number, &parameters, scenarios));
        let mut sets = Vec::new();
        let mut refused = 0;
        for (set, attempts) in drawn.into_iter().collect::<Result<Vec<_>, _>>()? {
            refused += attempts;
            sets.push(set);
        }
        let others = if self.structures { structures(&scenarios[0]) } else { Vec::new() };
        let structures = parallel::map_in_order(&others, |structure| {
            let change = [(structure.path.as_str(), &structure.value)];
            let varied = scenarios.iter().map(|scenario| scenario.varied(change)).collect::<Result<Vec<_>, _>>();
            varied.map(|scenarios| (structure.clone(), scenarios)).map_err(|problems| problems.0)
        });
        let structures = structures.into_iter().collect::<Result<Vec<_>, _>>()?;
        Ok(Prepared { parameters, left_alone, sets, refused, structures })
    }

    /// One set, and how often it had to be drawn again.
    fn set(&self, number: u32, parameters: &[Parameter], scenarios: &[Scenario]) -> Result<(Set, u32), Vec<Problem>> {
        let seed = scenarios[0].settings.run.seed;
        let mut last = Vec::new();
        for attempt in 0..ATTEMPTS {
            let mut stream = Draws::new(seed, attempt).timeless(Purpose::ASSUMPTION);
            let shares: Vec<f64> = parameters
                .iter()
                .map(|parameter| match attempt {
                    // A set that is drawn again has no place in the hypercube any more.
                    0 => hypercube::share(&mut stream, parameter.address(), number, self.sets),
                    _ => stream.uniform(parameter.address(), 2 * number + 1),
                })
                .collect();
            let values = parameters::values(parameters, &shares, &scenarios[0]);
            let paths = || parameters.iter().map(|parameter| parameter.path.as_str());
            let changes = || {
                paths().zip(&values.chosen).chain(values.adjusted.iter().map(|(path, value)| (path.as_str(), value)))
            };
            match scenarios.iter().map(|scenario| scenario.varied(changes())).collect::<Result<Vec<_>, _>>() {
                Ok(scenarios) => return Ok((Set { values: values.chosen, scenarios }, attempt)),
                Err(problems) => last = problems.0,
            }
        }
        Err(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{catalogue, load};
    use crate::settings::Source;
    use std::collections::BTreeSet;

    fn pair() -> Vec<Scenario> {
        load(&["baseline".to_string(), "opening".to_string()], &[]).expect("built-in scenarios")
    }

    fn design(selection: &str, sets: u32) -> Design {
        Design { selection: selection.parse().expect("a selection"), sets, structures: false }
    }

    #[test]
    fn every_assumed_and_tuned_default_can_be_varied() {
        let expected: BTreeSet<String> = catalogue()
            .into_iter()
            .filter(|setting| matches!(setting.source, Source::Assumed(_) | Source::Tuned(_)))
            .map(|setting| setting.path)
            .collect();
        assert!(expected.len() > 300, "{}", expected.len());
        let varied: BTreeSet<String> = candidates().into_iter().map(|setting| setting.path).collect();
        assert_eq!(varied, expected);
        // What the opening itself sets is not among the assumed ones, so nothing is left out.
        let (parameters, left_alone) = parameters(&Selection::All, &pair()).expect("the whole set");
        assert_eq!((parameters.len(), left_alone.len()), (expected.len(), 0));
        let addresses: BTreeSet<u32> = parameters.iter().map(Parameter::address).collect();
        assert_eq!(addresses.len(), parameters.len(), "two settings share their draws");
    }

    #[test]
    fn sets_keep_to_their_ranges_fill_them_evenly_and_are_the_same_again() {
        let prepared = design("default", 8).prepare(&pair()).expect("sets");
        assert_eq!((prepared.sets.len(), prepared.refused), (8, 0));
        for (column, parameter) in prepared.parameters.iter().enumerate() {
            let mut parts: Vec<u32> = prepared
                .sets
                .iter()
                .map(|set| match &set.values[column] {
                    Laid::Real(value) => {
                        assert!((parameter.low..=parameter.high).contains(value), "{} {value}", parameter.path);
                        (8.0 * (value - parameter.low) / (parameter.high - parameter.low)) as u32
                    }
                    Laid::Whole(value) => {
                        assert!((parameter.low..=parameter.high).contains(&(*value as f64)), "{}", parameter.path);
                        u32::MAX
                    }
                    other => panic!("{}: {other:?}", parameter.path),
                })
                .collect();
            parts.sort_unstable();
            let whole = parts[0] == u32::MAX;
            assert!(whole || parts == [0, 1, 2, 3, 4, 5, 6, 7], "{}: {parts:?}", parameter.path);
        }
        let again = design("default", 8).prepare(&pair()).expect("sets");
        assert!(prepared.sets.iter().zip(&again.sets).all(|(a, b)| a.values == b.values));
        // A setting keeps its values whatever else is varied.
        let alone = design("survival.base", 8).prepare(&pair()).expect("sets");
        let column = prepared.parameters.iter().position(|one| one.path == "survival.base").expect("in the set");
        assert!(prepared.sets.iter().zip(&alone.sets).all(|(a, b)| a.values[column] == b.values[0]));
        let own = |set: &Set| set.scenarios[1].settings.survival.base;
        assert_eq!(prepared.sets.iter().map(own).collect::<Vec<_>>(), alone.sets.iter().map(own).collect::<Vec<_>>());
    }

    #[test]
    fn the_whole_set_passes_the_checks_and_says_how_often_not() {
        let prepared = design("all", 4).prepare(&pair()).expect("sets");
        assert_eq!(prepared.sets.len(), 4);
        for set in &prepared.sets {
            let shares: f64 = set.scenarios[0].settings.region.issue_shares.shares().iter().sum();
            assert!((shares - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn what_scenarios_try_is_left_alone() {
        let change = ["opening:hub.day_yuan=900".parse().expect("an override")];
        let scenarios = load(&["baseline".to_string(), "opening".to_string()], &change).expect("good settings");
        let (parameters, left_alone) = parameters(&Selection::All, &scenarios).expect("the whole set");
        assert_eq!(left_alone, ["hub.day_yuan"]);
        assert!(parameters.iter().all(|parameter| parameter.path != "hub.day_yuan"));
    }

    #[test]
    fn mistakes_in_a_selection_are_told_all_at_once() {
        let problems = design("hub.dayyuan,run.ledger,survival.base=-9..,hub.day_yuan=300..20000", 4).prepare(&pair());
        let told: Vec<String> = problems
            .expect_err("four mistakes")
            .iter()
            .flat_map(|one| [one.in_one_line(false), one.in_one_line(true)])
            .collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        `hub.dayyuan`: there is no such setting; did you mean `hub.day_yuan`?
        `hub.dayyuan`：没有这项设定；是不是 `hub.day_yuan`？
        `run.ledger`: it is no assumption about the region; name numbers, switches or rules of the model
        `run.ledger`：它不是关于区域的假定；请写模型中的数值、开关或规则
        `survival.base`: `-9..` is not a range; write it from low to high, such as `survival.base=0.1..0.3`
        `survival.base`：`-9..` 不是范围；请从低到高写，例如 `survival.base=0.1..0.3`
        `hub.day_yuan`: the range 300 to 20000 goes beyond what is allowed; stay between 1 and 10000
        `hub.day_yuan`：范围 300 至 20000 超出允许的取值；请在 1 与 10000 之间取值
        ");
    }

    #[test]
    fn every_mechanism_and_every_other_rule_is_a_structure() {
        let prepared = Design { structures: true, ..design("none", 4) }.prepare(&pair()).expect("structures");
        let names: Vec<String> = prepared.structures.iter().map(|(structure, _)| structure.name()).collect();
        insta::assert_snapshot!(names.join("\n"), @r"
        mechanisms.access=false
        mechanisms.absorption=false
        mechanisms.evidence=false
        mechanisms.giving=false
        mechanisms.population=false
        rules.openness=linear
        rules.quality=minimum
        rules.selection=lottery
        rules.joining=logit
        rules.advocacy_order=least_known
        rules.evidence_counts=any_project
        rules.evidence_experience=true
        ");
        assert!(prepared.sets.is_empty());
        assert!(!prepared.structures[0].1[1].settings.mechanisms.access);
    }
}
