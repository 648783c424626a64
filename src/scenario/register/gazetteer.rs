//! Finds counties and cities by the names that people write, and what was perhaps meant.

use super::cell::fold;
use super::sheet::{Both, Row};
use crate::model::places::Places;
use crate::scenario::diagnosis::Finding;
use std::collections::BTreeMap;

/// The places of a region by their names, as names are compared.
pub(super) struct Gazetteer<'a> {
    places: &'a Places,
    /// Counties by name in Latin letters or Chinese, alone, as city/county and as city and county in one word.
    counties: BTreeMap<String, Vec<usize>>,
    /// Cities by name in Latin letters or Chinese.
    cities: BTreeMap<String, usize>,
}

impl<'a> Gazetteer<'a> {
    pub(super) fn new(places: &'a Places) -> Gazetteer<'a> {
        let mut counties: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut cities = BTreeMap::new();
        for (position, (latin, chinese)) in places.cities.iter().enumerate() {
            cities.entry(fold(latin)).or_insert(position);
            cities.entry(fold(chinese)).or_insert(position);
        }
        for (position, county) in places.counties.iter().enumerate() {
            let (latin, chinese) = &places.cities[county.city];
            for name in [&county.name, &county.name_zh] {
                let mut spellings = vec![name.clone()];
                for city in [latin, chinese] {
                    spellings.extend([format!("{city}/{name}"), format!("{city}{name}")]);
                }
                for spelling in spellings {
                    let known = counties.entry(fold(&spelling)).or_default();
                    if known.last() != Some(&position) {
                        known.push(position);
                    }
                }
            }
        }
        Gazetteer { places, counties, cities }
    }

    /// The position of the county that a cell names, with the row's city where there are several.
    pub(super) fn county(&self, row: Row, column: &str, problems: &mut Vec<Finding>) -> Option<usize> {
        let before = problems.len();
        let Some(text) = row.text(column, problems) else {
            if problems.len() == before {
                let message = ("the row names no county".into(), "这一行没有写区县".into());
                let help = ("write the county as in the table of counties".into(), "请按区县表中的名称填写".into());
                problems.push(row.finding(column, "register-county", message, help));
            }
            return None;
        };
        let city = row.text("city", problems);
        let named = self.counties.get(&fold(&text)).map_or(&[][..], Vec::as_slice);
        let of_city = city.as_ref().map(|city| self.cities.get(&fold(city)).copied());
        let fits = |position: &&usize| of_city.is_none_or(|city| city == Some(self.places.counties[**position].city));
        let found: Vec<usize> = named.iter().filter(fits).copied().collect();
        let list = |positions: &[usize], joint: &str| {
            positions.iter().map(|&position| format!("`{}`", self.whole_name(position))).collect::<Vec<_>>().join(joint)
        };
        let (message, help): (Both, Both) = match (found.as_slice(), named, city) {
            ([only], _, _) => return Some(*only),
            ([], [_, ..], Some(city)) => (
                (format!("there is no county `{text}` in `{city}`"), format!("“{city}”没有名为“{text}”的区县")),
                (format!("did you mean {}?", list(named, " or ")), format!("是不是 {}？", list(named, " 或 "))),
            ),
            ([], _, _) => {
                ((format!("there is no county `{text}`"), format!("没有名为“{text}”的区县")), self.meant(&text))
            }
            (several, _, _) => (
                (format!("`{text}` is in several cities"), format!("“{text}”在多个城市都有")),
                (format!("write {}", list(several, " or ")), format!("请写成 {}", list(several, " 或 "))),
            ),
        };
        problems.push(row.finding(column, "register-county", message, help));
        None
    }

    /// The position of a city.
    pub(super) fn city(&self, name: &str) -> Option<usize> {
        self.cities.get(&fold(name)).copied()
    }

    fn whole_name(&self, position: usize) -> String {
        let county = &self.places.counties[position];
        format!("{}/{}", self.places.cities[county.city].1, county.name_zh)
    }

    /// The county that is spelled most like a word.
    fn meant(&self, text: &str) -> Both {
        let wanted = fold(text);
        let likeness = |name: &str| strsim::normalized_damerau_levenshtein(&wanted, &fold(name));
        let mut best: Option<(f64, &str)> = None;
        for county in &self.places.counties {
            for name in [county.name.as_str(), county.name_zh.as_str()] {
                let like = likeness(name);
                if like >= 0.5 && best.is_none_or(|(most, _)| like > most) {
                    best = Some((like, name));
                }
            }
        }
        match best {
            Some((_, meant)) => (format!("did you mean `{meant}`?"), format!("是不是“{meant}”？")),
            None => (
                "write the county as in the table of counties, or add it there".into(),
                "请按区县表中的名称填写，或在区县表中补上它".into(),
            ),
        }
    }
}
