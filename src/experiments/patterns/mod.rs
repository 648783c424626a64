//! The patterns that the model has to show: what is known, what the model gives, and whether it passes.
//!
//! Each row is held against runs made for it. A row whose figures are partly inputs is marked, and passes of emergent
//! rows are counted apart: reproducing what one has put in proves nothing. A row that cannot be judged is not passed.
//!
//! To add a row: a function in [`rows`] and a line in [`rows::ROWS`]. To add a set of runs: a line in `study::VARIANTS`.

mod rows;
mod study;
mod tables;

pub use study::{Plan, Study};

use crate::progress::{Stopped, Watch};

/// What a row is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Parameters were chosen so that it holds.
    Calibration,
    /// Kept out of all choices: a test of the model.
    Validation,
    /// Expected from theory or from the literature.
    Theory,
}

impl Use {
    fn word(self) -> &'static str {
        match self {
            Use::Calibration => "calibration",
            Use::Validation => "validation",
            Use::Theory => "theory",
        }
    }
}

/// How much of a row's figure is put in by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nothing of it.
    Emergent,
    /// Part of it.
    PartlyInput,
}

/// One row: what is known.
pub struct Pattern {
    /// Number in the protocol document.
    pub number: u32,
    /// What is known, in words.
    pub target: &'static str,
    /// What it is used for.
    pub used_for: Use,
    /// How much of it is put in.
    pub origin: Origin,
    /// How it is judged.
    judge: fn(&Study) -> Judgement,
}

/// What the model gives for a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// What was found, with intervals.
    pub found: String,
    /// Pass or fail; none if it could not be judged.
    pub passes: Option<bool>,
}

/// Every row with what the model gives.
pub struct Report {
    rows: Vec<(&'static Pattern, Judgement)>,
    giving: String,
    exits: String,
    preset: String,
    replicates: u32,
    seed: u64,
}

impl Plan {
    /// Runs everything that the rows need and judges them.
    ///
    /// # Errors
    /// When the watcher asks to stop.
    pub fn evaluate(&self, watch: &dyn Watch) -> Result<Report, Stopped> {
        let study = self.run(watch)?;
        Ok(Report {
            rows: rows::ROWS.iter().map(|pattern| (pattern, (pattern.judge)(&study))).collect(),
            giving: tables::giving(&study),
            exits: tables::exits(&study),
            preset: self.preset.clone(),
            replicates: self.replicates,
            seed: self.seed,
        })
    }
}

impl Report {
    /// Rows judged and found to hold: all, and those that emerge.
    pub fn passed(&self) -> (usize, usize) {
        let passed = |emergent: bool| {
            let counts = |pattern: &Pattern| !emergent || pattern.origin == Origin::Emergent;
            self.rows.iter().filter(|(pattern, judged)| counts(pattern) && judged.passes == Some(true)).count()
        };
        (passed(false), passed(true))
    }

    /// Numbers of the rows that fail.
    pub fn failed(&self) -> Vec<u32> {
        let fails = |row: &&(&Pattern, Judgement)| row.1.passes == Some(false);
        self.rows.iter().filter(fails).map(|(pattern, _)| pattern.number).collect()
    }

    /// The report as a Markdown document.
    pub fn to_markdown(&self) -> String {
        let emergent = self.rows.iter().filter(|(pattern, _)| pattern.origin == Origin::Emergent).count();
        let (passed, passed_emergent) = self.passed();
        let mut text = format!(
            "# Patterns: what is known and what the model gives\n\n\
             Made by `headwater patterns` of version {}, preset `{}`, {} replicates, seed {}. Means with 95 % intervals \
             over replicates. Simulated under stated assumptions; not a forecast.\n\n\
             **{passed} of {} rows pass; of the {emergent} rows of which nothing is put in by hand, {passed_emergent}.** \
             A row that could not be evaluated does not count as passed. Rows used for calibration were looked at while \
             parameters were chosen; rows of validation and theory were not.\n\n\
             | # | what is known | use | origin | what the model gives | |\n|---|---|---|---|---|---|\n",
            env!("CARGO_PKG_VERSION"),
            self.preset,
            self.replicates,
            self.seed,
            self.rows.len(),
        );
        for (pattern, judged) in &self.rows {
            let origin = match pattern.origin {
                Origin::Emergent => "emergent",
                Origin::PartlyInput => "partly input",
            };
            let verdict = match judged.passes {
                Some(true) => "pass",
                Some(false) => "**fail**",
                None => "not evaluated",
            };
            text += &format!(
                "| {} | {} | {} | {origin} | {} | {verdict} |\n",
                pattern.number,
                pattern.target,
                pattern.used_for.word(),
                judged.found
            );
        }
        text += &format!("\n{}\n{}\n{}", self.giving, self.exits, tables::tuned());
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_numbered_without_gaps() {
        let numbers: Vec<u32> = rows::ROWS.iter().map(|row| row.number).collect();
        assert_eq!(numbers, (1..=rows::ROWS.len() as u32).collect::<Vec<_>>());
    }

    #[test]
    fn a_row_that_could_not_be_judged_does_not_count() {
        let judged = |passes| Judgement { found: "–".to_string(), passes };
        let report = Report {
            rows: vec![
                (&rows::ROWS[0], judged(Some(true))),
                (&rows::ROWS[1], judged(None)),
                (&rows::ROWS[2], judged(Some(false))),
            ],
            giving: String::new(),
            exits: String::new(),
            preset: "province".to_string(),
            replicates: 2,
            seed: 1,
        };
        assert_eq!(report.passed(), (1, 0));
        assert_eq!(report.failed(), [3]);
        assert!(report.to_markdown().contains("**1 of 3 rows pass; of the"));
    }
}
