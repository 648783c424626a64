//! Lays values over a scenario that has been read: the same checks, no text. For experiments that try many of them.

use super::Scenario;
use crate::model::Settings;
use crate::model::places::Places;
use crate::settings::Problems;

/// A value that is laid over a setting.
#[derive(Clone, Debug, PartialEq)]
pub enum Laid {
    /// A real number.
    Real(f64),
    /// A whole number.
    Whole(i64),
    /// Yes or no.
    Flag(bool),
    /// One of a few names.
    Word(String),
    /// Every value of a dated series is multiplied by this.
    Times(f64),
}

impl Laid {
    /// As it would be written in a scenario; a factor as `× 1.5`.
    pub fn written(&self) -> String {
        match self {
            Laid::Real(real) => real.to_string(),
            Laid::Whole(whole) => whole.to_string(),
            Laid::Flag(flag) => flag.to_string(),
            Laid::Word(word) => word.clone(),
            Laid::Times(factor) => format!("× {factor}"),
        }
    }
}

impl Scenario {
    /// The same scenario with these values at these paths.
    ///
    /// # Errors
    /// What the checks across settings say. A path that is no setting is a problem too.
    pub fn varied<'a>(&self, changes: impl IntoIterator<Item = (&'a str, &'a Laid)>) -> Result<Scenario, Problems> {
        let mut table = toml::Table::try_from(&self.settings).expect("every setting can be written");
        let mut problems = Problems::default();
        for (path, laid) in changes {
            match node(&mut table, path) {
                Some(place) => lay(place, laid),
                None => problems.add(path, "there is no such setting", "`headwater settings` lists them"),
            }
        }
        let settings = match table.try_into::<Settings>() {
            Ok(settings) => settings,
            Err(error) => {
                problems.add("", error.message(), "");
                return Err(problems);
            }
        };
        let places = Places::new(&self.records, &settings.region, settings.run.seed, 0);
        problems.0.extend(settings.check(&places).0);
        if problems.is_empty() { Ok(Scenario { settings, ..self.clone() }) } else { Err(problems) }
    }

    /// The value at a path as it would be written in a scenario; none if there is no such setting.
    pub fn written_at(&self, path: &str) -> Option<String> {
        let mut table = toml::Table::try_from(&self.settings).expect("every setting can be written");
        node(&mut table, path).map(|value| crate::settings::written(value))
    }
}

fn node<'a>(table: &'a mut toml::Table, path: &str) -> Option<&'a mut toml::Value> {
    let (first, rest) = match path.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    };
    let value = table.get_mut(first)?;
    match (rest, value) {
        (None, value) => Some(value),
        (Some(rest), toml::Value::Table(below)) => node(below, rest),
        _ => None,
    }
}

fn lay(place: &mut toml::Value, laid: &Laid) {
    *place = match laid {
        Laid::Real(real) => toml::Value::Float(*real),
        Laid::Whole(whole) => toml::Value::Integer(*whole),
        Laid::Flag(flag) => toml::Value::Boolean(*flag),
        Laid::Word(word) => toml::Value::String(word.clone()),
        Laid::Times(factor) => match *place {
            toml::Value::Table(ref years) => {
                let times = |value: &toml::Value| toml::Value::Float(value.as_float().unwrap_or(0.0) * factor);
                toml::Value::Table(years.iter().map(|(year, value)| (year.clone(), times(value))).collect())
            }
            ref other => (*other).clone(),
        },
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load;

    fn baseline() -> Scenario {
        load(&["baseline".to_string()], &[]).expect("a built-in scenario").remove(0)
    }

    #[test]
    fn values_laid_over_are_those_of_a_set_from_outside() {
        let written: Vec<_> = ["hub.day_yuan=750.5", "programme.county_slots_max=7", "rules.quality=minimum"]
            .map(|text| text.parse().expect("an override"))
            .to_vec();
        let expected = load(&["baseline".to_string()], &written).expect("good settings").remove(0);
        let changes = [
            ("hub.day_yuan", Laid::Real(750.5)),
            ("programme.county_slots_max", Laid::Whole(7)),
            ("rules.quality", Laid::Word("minimum".to_string())),
        ];
        let varied = baseline().varied(changes.iter().map(|(path, laid)| (*path, laid))).expect("good settings");
        assert_eq!(varied.settings, expected.settings);
        assert_eq!(varied.fingerprint(), expected.fingerprint());
    }

    #[test]
    fn a_series_is_multiplied_and_mistakes_are_told() {
        let twice = Laid::Times(2.0);
        let varied = baseline().varied([("giving.day_yuan", &twice)]).expect("good settings");
        assert_eq!(varied.settings.giving.day_yuan.at(2016), 0.44);
        let wrong = baseline().varied([("hub.work.broker", &Laid::Real(0.5))]).expect_err("a sum above one");
        assert!(wrong.0[0].message.en.contains("must sum to 1"), "{wrong:?}");
        assert!(baseline().varied([("hub.dayyuan", &twice)]).is_err());
        assert_eq!(baseline().written_at("programme.county_slots_max").as_deref(), Some("5"));
    }
}
