//! Gathers everything that is wrong with settings, each with the path where it stands.

/// One thing that is wrong, in the reader's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The setting's path, for example `interventions.hub_exit.stop_year`.
    pub path: String,
    /// What is wrong: a lowercase sentence without a full stop.
    pub message: String,
    /// A way out; may be empty.
    pub help: String,
}

/// All problems found so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Adds a problem.
    pub fn add(&mut self, path: impl Into<String>, message: impl Into<String>, help: impl Into<String>) {
        self.0.push(Problem { path: path.into(), message: message.into(), help: help.into() });
    }

    /// Adds a problem unless a condition holds.
    pub fn expect(
        &mut self,
        holds: bool,
        path: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        if !holds {
            self.add(path, message, help);
        }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
