//! A copy of a folder that may leave the house: no organisation and no funder goes by its name in it.
//!
//! Names come from the registers that a region of one's own brings along (tables in `scenarios/` with a column `name`).
//! Registers, and tables with a row per organisation or posting, stay at home, because rows can be told by their place and
//! their numbers. Everywhere else a name becomes a neutral one, the same in every file; numbers of organisations in
//! stories become others. Which neutral name is whose is drawn anew for each copy and written nowhere. Figures and report
//! are made again from the copy.

use super::{Report, read_table};
use crate::output::charts::results::Contents;
use crate::output::charts::{Lang, draw_set};
use crate::output::manifest::describe;
use crate::output::parts::write_whole;
use crate::output::{Failure, Manifest, Words};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::hash::BuildHasher;
use std::path::Path;

/// Tables that have a row per organisation or per posting.
const ROW_BY_ROW: [&str; 2] = ["organisations.parquet", "postings.csv"];
/// What stands in the copy's README.txt, below its first line.
const NOTICE: &str = "Anonymised copy: organisations and funders have neutral names; registers and tables with a row per \
                      organisation stay at home, so that what needs them cannot be run again from here.\n\
                      匿名副本：机构与资助方均已改用中性名称；登记表及逐机构的表格不随副本提供，因此依赖它们的情景无法在此重新运行。\n";

/// Writes an anonymised copy of a folder of results to a folder that is not there yet or empty, and its report.
///
/// # Errors
/// When the other folder holds anything, the folder is damaged, or the copy cannot be written.
pub fn anonymise(folder: &Path, to: &Path, lang: Lang) -> Result<Report, Failure> {
    let holds_something = fs::read_dir(to).is_ok_and(|mut entries| entries.next().is_some());
    if holds_something || to.is_file() {
        let shown = to.display();
        return Err(Failure::Refused(Words::new(
            format!("{shown} holds something already; nothing was touched: name a new folder with --out"),
            format!("{shown} 中已有内容，未作任何改动：请用 --out 另选新文件夹"),
        )));
    }
    let mut manifest = Manifest::read(&folder.join("manifest.json"))?;
    let registers: Vec<String> =
        manifest.files.iter().map(|file| file.path.clone()).filter(|path| is_register(path)).collect();
    let mut neutral = Neutral::of(folder, &registers)?;
    let stays = |path: &str| {
        path.starts_with("figures/")
            || registers.iter().any(|register| register == path)
            || !registers.is_empty() && ROW_BY_ROW.contains(&path)
    };
    let scenarios = to.join("scenarios");
    fs::create_dir_all(&scenarios).map_err(|error| Failure::writing(&scenarios, error))?;
    let paths: Vec<String> = manifest.files.iter().map(|file| file.path.clone()).collect();
    for path in paths.iter().filter(|path| !stays(path)) {
        copy(&folder.join(path), &to.join(path), &mut neutral)?;
    }
    manifest.command =
        vec!["headwater".to_string(), if manifest.scenarios.len() > 1 { "compare" } else { "run" }.to_string()];
    manifest.command.extend(manifest.scenarios.iter().map(|scenario| format!("scenarios/{}.toml", scenario.name)));
    let mut value = serde_json::to_value(&manifest).expect("a manifest is plain values");
    neutral.in_value(&mut value);
    let mut manifest: Manifest = serde_json::from_value(value).expect("a manifest with other words is one");
    // A manifest there makes it a folder of results; figures and report are drawn from that.
    manifest.files.retain(|file| !stays(&file.path));
    write_manifest(&manifest, to)?;
    // Figures that cannot be drawn do not keep the copy at home.
    let drawn = Contents::of(to).and_then(|contents| draw_set(&contents, lang));
    let mut warnings = drawn.unwrap_or_else(|error| vec![error.words()]);
    manifest.files = paths
        .iter()
        .filter(|path| to.join(path).is_file())
        .map(|path| describe(to, path))
        .collect::<Result<_, Failure>>()?;
    write_manifest(&manifest, to)?;
    let mut report = super::write(to, None, lang)?;
    warnings.append(&mut report.warnings);
    Ok(Report { warnings, ..report })
}

fn write_manifest(manifest: &Manifest, to: &Path) -> Result<(), Failure> {
    let path = to.join("manifest.json");
    let mut text = serde_json::to_vec_pretty(manifest).map_err(|error| Failure::writing(&path, error))?;
    text.push(b'\n');
    write_whole(&path, &text)
}

/// Whether a file of the folder is a register: a table beside the scenarios.
fn is_register(path: &str) -> bool {
    path.starts_with("scenarios/") && path.ends_with(".csv")
}

/// Copies a file; where it is text, with neutral names.
fn copy(from: &Path, to: &Path, neutral: &mut Neutral) -> Result<(), Failure> {
    let bytes = fs::read(from).map_err(|error| Failure::reading(from, error))?;
    let written = match from.extension().and_then(|ending| ending.to_str()) {
        Some("json") => {
            let mut value: Value = serde_json::from_slice(&bytes).map_err(|error| Failure::reading(from, error))?;
            neutral.in_value(&mut value);
            serde_json::to_vec_pretty(&value).map_err(|error| Failure::writing(to, error))?
        }
        Some("csv" | "toml") => neutral.in_text(&String::from_utf8_lossy(&bytes)).into_bytes(),
        Some("txt") => {
            let text = neutral.in_text(&String::from_utf8_lossy(&bytes));
            let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
            format!("{first}\n{NOTICE}{rest}").into_bytes()
        }
        _ => bytes,
    };
    write_whole(to, &written)
}

/// Neutral names and numbers, the same in every file.
struct Neutral {
    /// Names with what they become, the longest first, so that no name is taken for a part of another.
    names: Vec<(String, String)>,
    /// Numbers of organisations with what they become, in the order in which they were met.
    numbers: BTreeMap<u64, u64>,
    /// Whether there is anything to hide: an invented region has no names.
    hides: bool,
}

impl Neutral {
    fn of(folder: &Path, registers: &[String]) -> Result<Neutral, Failure> {
        // Drawn anew each time: who has the register cannot work out which name became which.
        let order = std::hash::RandomState::new();
        let mut names = Vec::new();
        for register in registers {
            let table = read_table(&folder.join(register))?;
            let Some(column) = table.column("name") else { continue };
            let word = if register.contains("funder") { "Funder" } else { "Organisation" };
            let mut found: Vec<&str> =
                table.rows.iter().filter_map(|row| row.get(column)).map(|name| name.trim()).collect();
            found.sort_unstable();
            found.dedup();
            found.retain(|name| !name.is_empty());
            found.sort_by_key(|name| order.hash_one(name));
            for (number, name) in found.iter().enumerate() {
                names.push(((*name).to_string(), format!("{word} N{:04}", number + 1)));
                // A name that begins like a formula stands with an apostrophe in the register only.
                if let Some(bare) = name.strip_prefix('\'') {
                    names.push((bare.to_string(), format!("{word} N{:04}", number + 1)));
                }
            }
        }
        names.sort_by(|(one, _), (other, _)| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        names.dedup_by(|(one, _), (other, _)| one == other);
        Ok(Neutral { hides: !registers.is_empty(), names, numbers: BTreeMap::new() })
    }

    fn in_text(&self, text: &str) -> String {
        let mut text = text.to_string();
        for (name, neutral) in &self.names {
            if text.contains(name) {
                text = text.replace(name, neutral);
            }
        }
        text
    }

    /// Replaces names in every text of a value, and numbers of organisations where they are told or stand by that key.
    fn in_value(&mut self, value: &mut Value) {
        if !self.hides {
            return;
        }
        match value {
            Value::String(text) => {
                let named = self.in_text(text);
                *text = self.numbers_in(&named);
            }
            Value::Array(values) => values.iter_mut().for_each(|value| self.in_value(value)),
            Value::Object(table) => {
                for (key, value) in table.iter_mut() {
                    match (key.as_str(), value.as_u64()) {
                        ("organisation" | "organisation_id", Some(number)) => *value = self.number(number).into(),
                        _ => self.in_value(value),
                    }
                }
            }
            _ => {}
        }
    }

    fn number(&mut self, number: u64) -> u64 {
        let next = self.numbers.len() as u64 + 1;
        *self.numbers.entry(number).or_insert(next)
    }

    /// A text in which organisations that go by number go by another one.
    fn numbers_in(&mut self, text: &str) -> String {
        let mut written = String::with_capacity(text.len());
        let mut rest = text;
        let next = |rest: &str| {
            ["rganisation ", "机构 "].into_iter().filter_map(|word| Some(rest.find(word)? + word.len())).min()
        };
        while let Some(at) = next(rest) {
            written.push_str(&rest[..at]);
            rest = &rest[at..];
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            if let Ok(number) = rest[..digits].parse::<u64>() {
                written.push_str(&self.number(number).to_string());
            }
            rest = &rest[digits..];
        }
        written + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_become_others_everywhere_alike() {
        let names = [("春苗中心", "Organisation N0002"), ("春苗", "Organisation N0001")];
        let names = names.map(|(name, neutral)| (name.to_string(), neutral.to_string())).to_vec();
        let mut neutral = Neutral { names, numbers: BTreeMap::new(), hides: true };
        let mut value = serde_json::json!({
            "organisation": 4711,
            "who": "春苗中心 (organisation 4711), near organisation 12; founded in 2012",
            "told": ["机构 12：春苗"],
        });
        neutral.in_value(&mut value);
        assert_eq!(
            value,
            serde_json::json!({
                "organisation": 1,
                "who": "Organisation N0002 (organisation 1), near organisation 2; founded in 2012",
                "told": ["机构 2：Organisation N0001"],
            })
        );
    }
}
