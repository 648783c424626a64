//! Tells everything that is wrong with scenarios: where, what was found, what was expected, and a way out.

use super::text::Source;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// A stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    source: Arc<Source>,
    span: Range<usize>,
}

impl Place {
    pub(super) fn new(source: Arc<Source>, span: Range<usize>) -> Place {
        // Spans come from a parser that may point just behind the end.
        let length = source.text.len();
        let start = span.start.min(length);
        Place { span: start..span.end.clamp(start, length), source }
    }

    /// The file, or `--set`.
    pub fn file(&self) -> &str {
        &self.source.label
    }

    /// The line, from 1.
    pub fn line(&self) -> usize {
        self.source.text[..self.span.start].matches('\n').count() + 1
    }

    /// The column in characters, from 1.
    pub fn column(&self) -> usize {
        let before = &self.source.text[..self.span.start];
        before[before.rfind('\n').map_or(0, |at| at + 1)..].chars().count() + 1
    }

    /// The text that stands there.
    pub fn text(&self) -> &str {
        &self.source.text[self.span.clone()]
    }

    fn touches(&self, other: &Place) -> bool {
        self.source == other.source && self.span.start <= other.span.end && other.span.start <= self.span.end
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind of mistake it is, for example `unknown-key`.
    pub code: &'static str,
    /// What was found and what was expected.
    pub message: String,
    /// A few words for the place itself; may be empty.
    pub label: String,
    /// A way out; may be empty.
    pub help: String,
    /// Where it stands; `None` for what nobody wrote, such as a default or a file that is not there.
    pub place: Option<Place>,
    /// The scenarios that it concerns, where that is not plain from the place.
    pub scenarios: Vec<String>,
}

impl Finding {
    pub(super) fn new(code: &'static str, message: impl Into<String>, help: impl Into<String>) -> Finding {
        Finding {
            code,
            message: message.into(),
            label: String::new(),
            help: help.into(),
            place: None,
            scenarios: Vec::new(),
        }
    }

    pub(super) fn at(mut self, place: Place, label: impl Into<String>) -> Finding {
        self.place = Some(place);
        self.label = label.into();
        self
    }

    pub(super) fn concerning(mut self, scenario: &str) -> Finding {
        self.scenarios.push(scenario.to_string());
        self
    }

    fn note(&self) -> Option<String> {
        let named: Vec<String> = self.scenarios.iter().take(3).map(|name| format!("`{name}`")).collect();
        match self.scenarios.len() {
            0 => None,
            1 => Some(format!("in the scenario {}", named[0])),
            count @ (2 | 3) => Some(format!("in {count} scenarios: {}", named.join(", "))),
            count => Some(format!("in {count} scenarios: {} and {} more", named.join(", "), count - 3)),
        }
    }
}

/// Everything that is wrong with the scenarios of one call, in the order of files and lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnosis {
    /// The findings; at least one.
    pub problems: Vec<Finding>,
}

impl Diagnosis {
    /// A diagnosis with every finding once, sorted by text (in the order in which they were read) and place.
    pub(super) fn new(findings: Vec<Finding>) -> Diagnosis {
        let mut problems: Vec<Finding> = Vec::new();
        for finding in findings {
            let twin = problems.iter_mut().find(|other| {
                other.code == finding.code && other.message == finding.message && other.place == finding.place
            });
            match twin {
                Some(twin) => {
                    for name in finding.scenarios {
                        if !twin.scenarios.contains(&name) {
                            twin.scenarios.push(name);
                        }
                    }
                }
                None => problems.push(finding),
            }
        }
        // Behind broken syntax, what was read is a guess: a second message about the same place would only confuse.
        let broken: Vec<Place> = problems
            .iter()
            .filter(|problem| problem.code == "syntax")
            .filter_map(|problem| problem.place.clone())
            .collect();
        let mut told: Vec<Place> = Vec::new();
        problems.retain(|problem| match &problem.place {
            Some(place) if problem.code == "syntax" => {
                let is_new = !told.iter().any(|other| other.touches(place));
                told.push(place.clone());
                is_new
            }
            Some(place) => !broken.iter().any(|other| other.touches(place)),
            None => true,
        });
        let mut texts: Vec<Arc<Source>> = Vec::new();
        for place in problems.iter().filter_map(|problem| problem.place.as_ref()) {
            if !texts.contains(&place.source) {
                texts.push(place.source.clone());
            }
        }
        // What has no place comes last.
        problems.sort_by_key(|problem| match &problem.place {
            Some(place) => {
                (texts.iter().position(|text| *text == place.source).unwrap_or(texts.len()), place.span.start)
            }
            None => (texts.len(), 0),
        });
        Diagnosis { problems }
    }

    /// How many problems there are.
    pub fn count(&self) -> usize {
        self.problems.len()
    }

    /// Everything, with the offending text underlined, in colour or plain.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn render(&self, color: bool) -> String {
        use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let reports: Vec<String> = self
            .problems
            .iter()
            .map(|problem| {
                let title = Level::ERROR.primary_title(problem.message.as_str()).id(problem.code);
                let mut group = Group::with_title(title);
                if let Some(place) = &problem.place {
                    let mut annotation = AnnotationKind::Primary.span(place.span.clone());
                    if !problem.label.is_empty() {
                        annotation = annotation.label(problem.label.as_str());
                    }
                    let snippet = Snippet::source(place.source.text.as_str()).path(place.file()).annotation(annotation);
                    group = group.element(snippet);
                }
                if let Some(note) = problem.note() {
                    group = group.element(Level::NOTE.message(note));
                }
                if !problem.help.is_empty() {
                    group = group.element(Level::HELP.message(problem.help.as_str()));
                }
                renderer.render(&[group])
            })
            .collect();
        reports.join("\n\n")
    }

    /// Everything as plain text: a browser has no terminal.
    #[cfg(target_arch = "wasm32")]
    pub fn render(&self, _color: bool) -> String {
        self.to_string()
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, problem) in self.problems.iter().enumerate() {
            if number > 0 {
                writeln!(f)?;
            }
            if let Some(place) = &problem.place {
                write!(f, "{}:{}:{}: ", place.file(), place.line(), place.column())?;
            }
            write!(f, "error[{}]: {}", problem.code, problem.message)?;
            if let Some(note) = problem.note() {
                write!(f, "\n  note: {note}")?;
            }
            if !problem.help.is_empty() {
                write!(f, "\n  help: {}", problem.help)?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Diagnosis {}
