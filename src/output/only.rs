//! Which parts of the results are wanted: each can be had alone, and only what it needs is computed and written.
//!
//! Tables are parts by their groups' names; beside them stand what is made of tables and the lives that are told. The
//! manifest, the scenarios and the dictionaries of metrics and columns are in every folder.

use super::failure::{Failure, Words};
use super::tables::{self, GROUPS};

/// Made of the tables that are asked for beside it; alone, it brings all of them.
const OF_TABLES: [&str; 3] = [FIGURES, WORKBOOK, REPORT];
/// Charts of the tables.
pub(super) const FIGURES: &str = "figures";
/// The main tables for a spreadsheet.
pub(super) const WORKBOOK: &str = "workbook";
/// The page for a board.
pub(super) const REPORT: &str = "report";
/// A few explained lives.
pub(super) const STORIES: &str = "stories";
/// By this the scenarios of charts and of the report's first page are chosen.
const COMPARISON: &str = "comparison";
/// What is simulated under other assumptions.
pub(super) const UNCERTAINTY: &str = "uncertainty";

/// Some parts of the results, in the order of all parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Only(Vec<&'static str>);

/// The names of all parts.
pub fn part_names() -> impl Iterator<Item = &'static str> {
    tables_of().chain([STORIES]).chain(OF_TABLES)
}

/// The names of parts that are tables.
fn tables_of() -> impl Iterator<Item = &'static str> {
    GROUPS.iter().map(|group| group.part).filter(|part| !part.is_empty())
}

impl Only {
    /// Reads the names of parts.
    ///
    /// # Errors
    /// When a name is not that of a part; every such name is told, with what may have been meant.
    pub fn read<Name: AsRef<str>>(names: &[Name]) -> Result<Only, Failure> {
        let names: Vec<&str> = names.iter().map(|name| name.as_ref().trim()).collect();
        let known = |name: &str| part_names().any(|part| part == name);
        let unknown: Vec<Words> = names.iter().filter(|name| !known(name)).map(|name| unknown(name)).collect();
        if !unknown.is_empty() || names.is_empty() {
            let all: Vec<&str> = part_names().collect();
            let en: Vec<&str> = unknown.iter().map(|words| words.en.as_str()).collect();
            let zh: Vec<&str> = unknown.iter().map(|words| words.zh.as_str()).collect();
            return Err(refused(
                format!("`--only` names parts of the results: {}; the parts are {}", en.join("; "), all.join(", ")),
                format!("`--only` 后面写结果的组成部分：{}；可选：{}", zh.join("；"), all.join("、")),
            ));
        }
        Ok(Only(part_names().filter(|part| names.contains(part)).collect()))
    }

    /// The names.
    pub fn names(&self) -> &[&'static str] {
        &self.0
    }

    /// Whether a part is asked for, or needed for what is asked for. What has no name comes by itself.
    pub fn wants(&self, part: &str) -> bool {
        let asked = |part: &str| self.0.contains(&part);
        let is_table = |part: &str| tables_of().any(|table| table == part);
        let everything = !self.0.iter().any(|name| is_table(name));
        part.is_empty()
            || asked(part)
            || part == COMPARISON && (asked(FIGURES) || asked(REPORT))
            || everything && is_table(part) && OF_TABLES.iter().any(|made| asked(made))
            || everything && part == STORIES && asked(REPORT)
    }

    /// That a plan has what is named.
    ///
    /// # Errors
    /// When parts compare scenarios and there is one only, or when nothing is tried under other assumptions.
    pub(super) fn check(&self, scenarios: usize, tries_others: bool) -> Result<(), Failure> {
        let compares = |part: &str| part == STORIES || GROUPS.iter().any(|group| group.part == part && group.compares);
        let comparing: Vec<String> =
            self.0.iter().filter(|part| compares(part)).map(|part| format!("`{part}`")).collect();
        if scenarios < 2 && !comparing.is_empty() {
            return Err(refused(
                format!(
                    "a scenario alone has no {}: these parts compare scenarios, and `headwater compare` has them",
                    comparing.join(", ")
                ),
                format!("单独一个情景没有 {}：这些部分用于比较情景，请用 `headwater compare`", comparing.join("、")),
            ));
        }
        if self.0.contains(&UNCERTAINTY) && !tries_others {
            return Err(refused(
                "`--only uncertainty` asks for other assumptions, `--assumptions 0` for none: leave out one of them",
                "`--only uncertainty` 要求试其他假定，`--assumptions 0` 则不试：请去掉其一",
            ));
        }
        Ok(())
    }
}

/// Parts that are wanted by one choice and not by another; no choice means everything.
pub(super) fn beyond(wanted: Option<&Only>, held: Option<&Only>) -> Vec<&'static str> {
    let wants = |only: Option<&Only>, part: &str| only.is_none_or(|only| only.wants(part));
    part_names().filter(|part| wants(wanted, part) && !wants(held, part)).collect()
}

fn unknown(name: &str) -> Words {
    let file = |table: &&tables::Table| table.file == name || table.file.split('.').next() == Some(name);
    let part = tables::all().find(file).map_or("", tables::part_of);
    if !part.is_empty() {
        return Words::new(
            format!("`{name}` is a table of the part `{part}`"),
            format!("`{name}` 是 `{part}` 部分中的一张表"),
        );
    }
    let likeness = |other: &str| strsim::jaro_winkler(name, other);
    let nearest = part_names().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    match nearest.filter(|nearest| likeness(nearest) > 0.8) {
        Some(nearest) => Words::new(
            format!("there is no `{name}` (did you mean `{nearest}`?)"),
            format!("没有 `{name}`（是否想用 `{nearest}`？）"),
        ),
        None => Words::new(format!("there is no `{name}`"), format!("没有 `{name}`")),
    }
}

fn refused(en: impl Into<String>, zh: impl Into<String>) -> Failure {
    Failure::Refused(Words::new(en, zh))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(names: &[&str]) -> Only {
        Only::read(names).expect("parts")
    }

    #[test]
    fn a_part_brings_what_it_needs_and_nothing_else() {
        let wants = |only: &Only| part_names().filter(|part| only.wants(part)).collect::<Vec<_>>();
        assert_eq!(wants(&only(&["value", "survival"])), ["survival", "value"]);
        assert_eq!(wants(&only(&["survival", "figures"])), ["comparison", "survival", "figures"]);
        assert_eq!(wants(&only(&["stories"])), ["stories"]);
        assert_eq!(wants(&only(&["workbook"])), tables_of().chain(["workbook"]).collect::<Vec<_>>());
        assert!(only(&["report"]).wants("stories") && !only(&["report"]).wants("figures"));
        assert!(only(&["survival"]).wants(""), "dictionaries come by themselves");
    }

    #[test]
    fn names_of_parts_are_told_apart() {
        let mut names: Vec<&str> = part_names().collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), part_names().count());
    }

    #[test]
    fn everything_unknown_is_told_at_once() {
        let told = Only::read(&["survivl", "hazards", "xyz"]).expect_err("none is a part").words();
        for said in ["did you mean `survival`?", "`hazards` is a table of the part `survival`", "no `xyz`", "lorenz"] {
            assert!(told.en.contains(said), "{}", told.en);
        }
        assert!(told.zh.contains("是否想用 `survival`"), "{}", told.zh);
    }

    #[test]
    fn what_is_missing_for_another_choice_is_known() {
        let [survival, both] = [only(&["survival"]), only(&["survival", "value"])];
        assert_eq!(beyond(Some(&both), Some(&survival)), ["value"]);
        assert!(beyond(Some(&survival), Some(&both)).is_empty());
        assert!(beyond(Some(&both), None).is_empty() && !beyond(None, Some(&both)).is_empty());
    }
}
