//! Reads the counties of Shandong from the file that is compiled in.

use crate::model::places::CountyRecord;
use std::sync::{Arc, OnceLock};

/// The file: one county per line, with the source of each value. `scenarios/shandong/README.md` explains it.
pub(super) const SHANDONG: &str = include_str!("../../scenarios/shandong/counties.csv");

/// The counties of Shandong, city by city.
pub(super) fn shandong() -> Arc<Vec<CountyRecord>> {
    static RECORDS: OnceLock<Arc<Vec<CountyRecord>>> = OnceLock::new();
    RECORDS.get_or_init(|| Arc::new(read(SHANDONG).expect("the built-in counties are well formed"))).clone()
}

/// Counties from a text of comma-separated values; otherwise the first line that is wrong, and why.
fn read(text: &str) -> Result<Vec<CountyRecord>, String> {
    const COLUMNS: [&str; 6] = ["county_zh", "county", "city_zh", "city", "population", "urban"];
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| error.to_string())?;
    if !header.iter().zip(COLUMNS).all(|(found, expected)| found == expected) || header.len() < COLUMNS.len() {
        return Err(format!("the columns must begin with {}", COLUMNS.join(", ")));
    }
    let mut records: Vec<CountyRecord> = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|error| error.to_string())?;
        let line = row.position().map_or(0, csv::Position::line);
        let population = match &row[4] {
            "" => None,
            number => match number.parse::<f64>() {
                Ok(number) if number > 0.0 => Some(number),
                _ => return Err(format!("line {line}: `{number}` is not a population")),
            },
        };
        let urban = match &row[5] {
            "0" => false,
            "1" => true,
            other => return Err(format!("line {line}: urban is `{other}`, but must be 0 or 1")),
        };
        let text = |column: usize| row[column].to_string();
        let record =
            CountyRecord { name_zh: text(0), name: text(1), city_zh: text(2), city: text(3), population, urban };
        let city_seen = records.iter().any(|other| other.city == record.city);
        if city_seen && records.last().is_some_and(|last| last.city != record.city) {
            return Err(format!("line {line}: the counties of {} do not stand together", record.city));
        }
        records.push(record);
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shandong_has_137_counties_in_16_cities() {
        let records = shandong();
        assert_eq!(records.len(), 137);
        let mut cities: Vec<&str> = records.iter().map(|record| record.city.as_str()).collect();
        cities.dedup();
        assert_eq!(cities.len(), 16);
        assert_eq!((cities[0], cities[15]), ("Jinan", "Heze"));
        assert_eq!(records[0].name_zh, "历下区");
        assert_eq!(records[0].population, Some(920_000.0));
        assert!(records[0].urban);
        assert_eq!(records.iter().filter(|record| record.urban).count(), 40);
    }

    #[test]
    fn a_broken_line_is_named() {
        let header = "county_zh,county,city_zh,city,population,urban\n";
        let broken = |line: &str| read(&format!("{header}{line}\n")).expect_err("broken");
        assert_eq!(broken("历下区,Lixia,济南市,Jinan,many,1"), "line 2: `many` is not a population");
        assert_eq!(broken("历下区,Lixia,济南市,Jinan,1,yes"), "line 2: urban is `yes`, but must be 0 or 1");
        assert_eq!(read(&format!("{header}历下区,Lixia,济南市,Jinan,,1\n")).expect("read")[0].population, None);
        let apart = "甲,A,一,One,1,0\n乙,B,二,Two,1,0\n丙,C,一,One,1,0";
        assert_eq!(broken(apart), "line 4: the counties of One do not stand together");
    }
}
