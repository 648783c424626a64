//! A series of values that each hold from a year on.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Years and values; a value holds from its year until the next. Before the first year the value is zero.
///
/// Written in a scenario as `{ 2015 = 0.09, 2016 = 0.22 }`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, f64>", into = "BTreeMap<String, f64>")]
pub struct Dated(BTreeMap<i16, f64>);

impl Dated {
    /// A series from years and values.
    pub fn new(entries: &[(i16, f64)]) -> Dated {
        Dated(entries.iter().copied().collect())
    }

    /// The value that holds in a year; zero before the first.
    pub fn at(&self, year: i16) -> f64 {
        self.0.range(..=year).next_back().map_or(0.0, |(_, &value)| value)
    }

    /// All years with their values, in order.
    pub fn entries(&self) -> impl Iterator<Item = (i16, f64)> + '_ {
        self.0.iter().map(|(&year, &value)| (year, value))
    }
}

impl TryFrom<BTreeMap<String, f64>> for Dated {
    type Error = String;

    fn try_from(entries: BTreeMap<String, f64>) -> Result<Dated, String> {
        entries
            .into_iter()
            .map(|(year, value)| match year.parse::<i16>() {
                Ok(year) if (1900..=2200).contains(&year) => Ok((year, value)),
                _ => Err(format!("`{year}` is not a year between 1900 and 2200")),
            })
            .collect::<Result<_, _>>()
            .map(Dated)
    }
}

impl From<Dated> for BTreeMap<String, f64> {
    fn from(dated: Dated) -> BTreeMap<String, f64> {
        dated.0.into_iter().map(|(year, value)| (year.to_string(), value)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_holds_until_the_next() {
        let series = Dated::new(&[(2015, 0.5), (2018, 2.0)]);
        assert_eq!([2014, 2015, 2017, 2018, 2040].map(|year| series.at(year)), [0.0, 0.5, 0.5, 2.0, 2.0]);
    }

    #[test]
    fn a_series_survives_writing_and_reading() {
        let series = Dated::new(&[(2015, 0.1), (2021, 2.35)]);
        let text = toml::to_string(&series).expect("written");
        assert_eq!(toml::from_str::<Dated>(&text).expect("read"), series);
        assert!(toml::from_str::<Dated>("soon = 1.0").is_err());
    }
}
