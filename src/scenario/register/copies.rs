//! Writes registers in the program's own form: only what is used, so that a results folder can be run again without
//! carrying telephone numbers along.

use super::cell::FORMULA_SIGNS;
use super::columns::TableKind;
use super::words::ISSUE_NAMES;
use crate::model::funders::classes::Reach;
use crate::model::places::{CountyRecord, Places};
use crate::model::register::{RegisteredFunder, RegisteredOrganisation};

/// A file that a scenario needs beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterFile {
    /// Its name: what it holds, and a hash of that without the names of organisations and funders.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// A cell that no spreadsheet takes for a formula: what begins like one is marked by an apostrophe.
pub fn guarded(text: &str) -> String {
    if text.starts_with(FORMULA_SIGNS) { format!("'{text}") } else { text.to_string() }
}

/// The counties of a region.
pub(super) fn counties(records: &[CountyRecord]) -> RegisterFile {
    let rows = records.iter().map(|record| {
        vec![
            guarded(&record.name_zh),
            guarded(&record.name),
            guarded(&record.city_zh),
            guarded(&record.city),
            number(record.population),
            if record.urban { "1" } else { "0" }.to_string(),
        ]
    });
    file(TableKind::Counties, &["county_zh", "county", "city_zh", "city", "population", "urban"], rows, false)
}

/// The organisations of a region.
pub(super) fn organisations(records: &[RegisteredOrganisation], places: &Places) -> RegisterFile {
    let header = [
        "name",
        "county",
        "city",
        "type",
        "field",
        "founded",
        "staff",
        "volunteers",
        "cash_yuan",
        "income_yuan",
        "registered",
        "rating",
        "projects",
        "trainings",
    ];
    let rows = records.iter().map(|record| {
        let county = &places.counties[usize::from(record.county)];
        vec![
            guarded(&record.name),
            guarded(&county.name),
            guarded(&places.cities[county.city].0),
            record.kind.map_or("", |kind| kind.name()).to_string(),
            record.issue.map_or("", |issue| ISSUE_NAMES[usize::from(issue)]).to_string(),
            record.founded.map_or(String::new(), |year| year.to_string()),
            number(record.staff),
            number(record.volunteers),
            number(record.cash_yuan),
            number(record.income_yuan),
            record.registered.map_or("", |known| if known { "yes" } else { "no" }).to_string(),
            record.rating.map_or(String::new(), |rating| format!("{rating}A")),
            number(record.projects),
            number(record.trainings),
        ]
    });
    file(TableKind::Organisations, &header, rows, true)
}

/// The funders of a region.
pub(super) fn funders(records: &[RegisteredFunder], places: &Places) -> RegisterFile {
    let rows = records.iter().map(|record| {
        let place = record.place as usize;
        let jurisdiction = match record.class.reach() {
            Reach::Province => String::new(),
            Reach::City => places.cities[place].0.clone(),
            Reach::County => {
                let county = &places.counties[place];
                format!("{}/{}", places.cities[county.city].0, county.name)
            }
        };
        vec![
            guarded(&record.name),
            record.class.name().to_string(),
            guarded(&jurisdiction),
            number(record.base_yuan),
            number(record.opening_yuan),
        ]
    });
    file(TableKind::Funders, &["name", "class", "jurisdiction", "base_yuan", "opening_yuan"], rows, true)
}

/// A number as the shortest decimal that reads back the same.
fn number(number: Option<f64>) -> String {
    number.map_or(String::new(), |number| format!("{number}"))
}

/// A table as a file named after its content. `named`: the first column holds names that identity does not depend on.
fn file(kind: TableKind, header: &[&str], rows: impl Iterator<Item = Vec<String>>, named: bool) -> RegisterFile {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut hasher = blake3::Hasher::new();
    writer.write_record(header).expect("memory takes everything");
    for row in rows {
        writer.write_record(&row).expect("memory takes everything");
        for cell in &row[usize::from(named)..] {
            hasher.update(&(cell.len() as u64).to_le_bytes());
            hasher.update(cell.as_bytes());
        }
    }
    let bytes = writer.into_inner().expect("memory takes everything");
    let text = String::from_utf8(bytes).expect("cells are texts");
    let hash = hasher.finalize().to_hex();
    RegisterFile { name: format!("register_{}_{}.csv", kind.name(), &hash[..16]), text }
}
