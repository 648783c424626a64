//! Gathers everything that is wrong with settings, each with the path where it stands.

/// What is said in English and in 简体中文; where the Chinese is empty, the English stands for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Both {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl Both {
    /// In one of the languages.
    pub fn in_language(&self, chinese: bool) -> &str {
        if chinese && !self.zh.is_empty() { &self.zh } else { &self.en }
    }
}

impl From<&str> for Both {
    fn from(en: &str) -> Both {
        Both { en: en.to_string(), zh: String::new() }
    }
}

impl From<String> for Both {
    fn from(en: String) -> Both {
        Both { en, zh: String::new() }
    }
}

impl<E: Into<String>, Z: Into<String>> From<(E, Z)> for Both {
    fn from((en, zh): (E, Z)) -> Both {
        Both { en: en.into(), zh: zh.into() }
    }
}

/// One thing that is wrong, in the reader's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The setting's path, for example `interventions.hub_exit.stop_year`.
    pub path: String,
    /// What is wrong: a lowercase sentence without a full stop.
    pub message: Both,
    /// A way out; may be empty.
    pub help: Both,
}

impl Problem {
    /// Path, message and way out on one line, in one of the languages.
    pub fn in_one_line(&self, chinese: bool) -> String {
        let (message, help) = (self.message.in_language(chinese), self.help.in_language(chinese));
        match (help.is_empty(), chinese) {
            (true, false) => format!("`{}`: {message}", self.path),
            (true, true) => format!("`{}`：{message}", self.path),
            (false, false) => format!("`{}`: {message}; {help}", self.path),
            (false, true) => format!("`{}`：{message}；{help}", self.path),
        }
    }
}

/// All problems found so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Adds a problem.
    pub fn add(&mut self, path: impl Into<String>, message: impl Into<Both>, help: impl Into<Both>) {
        self.0.push(Problem { path: path.into(), message: message.into(), help: help.into() });
    }

    /// Adds a problem unless a condition holds.
    pub fn expect(&mut self, holds: bool, path: impl Into<String>, message: impl Into<Both>, help: impl Into<Both>) {
        if !holds {
            self.add(path, message, help);
        }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
