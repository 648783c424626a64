//! Tells everything that is wrong with scenarios: where, what was found, what was expected, and a way out.

use super::text::Source;
use crate::settings::Both;
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
        self.source.text[..self.span.start].matches('\n').count() + self.source.first_line
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
    /// Message, label and help in Chinese, where they are known.
    pub chinese: Option<Told>,
}

/// What is said of a finding in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What was found and what was expected.
    pub message: String,
    /// A few words for the place itself; may be empty.
    pub label: String,
    /// A way out; may be empty.
    pub help: String,
}

/// How findings are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// In colour.
    pub color: bool,
    /// In Chinese, where Chinese words are known.
    pub chinese: bool,
    /// As warnings: the work goes on.
    pub warning: bool,
}

impl Finding {
    pub(super) fn new(code: &'static str, message: impl Into<Both>, help: impl Into<Both>) -> Finding {
        let (message, help) = (message.into(), help.into());
        let told = Told {
            help: help.in_language(true).to_string(),
            label: String::new(),
            message: message.in_language(true).to_string(),
        };
        Finding {
            code,
            message: message.en,
            label: String::new(),
            help: help.en,
            place: None,
            scenarios: Vec::new(),
            chinese: Some(told).filter(|_| !message.zh.is_empty()),
        }
    }

    /// Where it stands and what is wrong, in one line.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn in_one_line(&self, chinese: bool) -> String {
        let (message, label, _) = self.told(chinese);
        match &self.place {
            Some(place) if chinese => format!("{} 第 {} 行（{label}）：{message}", place.file(), place.line()),
            Some(place) => format!("{}, row {} ({label}): {message}", place.file(), place.line()),
            None => message.to_string(),
        }
    }

    /// Message, label and help in a language.
    #[cfg(not(target_arch = "wasm32"))]
    fn told(&self, chinese: bool) -> (&str, &str, &str) {
        match &self.chinese {
            Some(told) if chinese => (&told.message, &told.label, &told.help),
            _ => (&self.message, &self.label, &self.help),
        }
    }

    pub(super) fn at(mut self, place: Place, label: impl Into<Both>) -> Finding {
        let label = label.into();
        self.place = Some(place);
        if let Some(told) = &mut self.chinese {
            told.label = label.in_language(true).to_string();
        }
        self.label = label.en;
        self
    }

    pub(super) fn concerning(mut self, scenario: &str) -> Finding {
        self.scenarios.push(scenario.to_string());
        self
    }

    fn note(&self, chinese: bool) -> Option<String> {
        let named: Vec<String> = self.scenarios.iter().take(3).map(|name| format!("`{name}`")).collect();
        let count = self.scenarios.len();
        if chinese {
            return match count {
                0 => None,
                1..=3 => Some(format!("涉及情景 {}", named.join("、"))),
                _ => Some(format!("涉及 {count} 个情景：{} 等", named.join("、"))),
            };
        }
        match count {
            0 => None,
            1 => Some(format!("in the scenario {}", named[0])),
            2 | 3 => Some(format!("in {count} scenarios: {}", named.join(", "))),
            _ => Some(format!("in {count} scenarios: {} and {} more", named.join(", "), count - 3)),
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

    /// Everything, with the offending text underlined, in colour or plain, as errors in English.
    pub fn render(&self, color: bool) -> String {
        self.tell(Manner { color, ..Manner::default() })
    }

    /// Everything, with the offending text underlined.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn tell(&self, manner: Manner) -> String {
        use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
        let renderer = if manner.color { Renderer::styled() } else { Renderer::plain() };
        let level = match (manner.warning, manner.chinese) {
            (false, false) => Level::ERROR,
            (true, false) => Level::WARNING,
            (false, true) => Level::ERROR.with_name("错误"),
            (true, true) => Level::WARNING.with_name("警告"),
        };
        let (note_level, help_level) = match manner.chinese {
            false => (Level::NOTE, Level::HELP),
            true => (Level::NOTE.with_name("说明"), Level::HELP.with_name("建议")),
        };
        let reports: Vec<String> = self
            .problems
            .iter()
            .map(|problem| {
                let (message, label, help) = problem.told(manner.chinese);
                let title = level.clone().primary_title(message).id(problem.code);
                let mut group = Group::with_title(title);
                if let Some(place) = &problem.place {
                    let mut annotation = AnnotationKind::Primary.span(place.span.clone());
                    if !label.is_empty() {
                        annotation = annotation.label(label);
                    }
                    let snippet = Snippet::source(place.source.text.as_str())
                        .line_start(place.source.first_line)
                        .path(place.file())
                        .annotation(annotation);
                    group = group.element(snippet);
                }
                if let Some(note) = problem.note(manner.chinese) {
                    group = group.element(note_level.clone().message(note));
                }
                if !help.is_empty() {
                    group = group.element(help_level.clone().message(help));
                }
                renderer.render(&[group])
            })
            .collect();
        reports.join("\n\n")
    }

    /// Everything as plain text: a browser has no terminal.
    #[cfg(target_arch = "wasm32")]
    pub fn tell(&self, _manner: Manner) -> String {
        self.to_string()
    }

    /// Adds what another diagnosis says, each finding once.
    pub fn join(self, other: Diagnosis) -> Diagnosis {
        Diagnosis::new(self.problems.into_iter().chain(other.problems).collect())
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{}:{}:{}: ", place.file(), place.line(), place.column())?;
        }
        write!(f, "error[{}]: {}", self.code, self.message)?;
        if let Some(note) = self.note(false) {
            write!(f, "\n  note: {note}")?;
        }
        if !self.help.is_empty() {
            write!(f, "\n  help: {}", self.help)?;
        }
        Ok(())
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, problem) in self.problems.iter().enumerate() {
            if number > 0 {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnosis {}
