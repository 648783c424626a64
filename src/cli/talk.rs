//! What is said beside the results, on standard error, in the reader's language.

use super::language::Lang;
use std::io::Write;

/// Speaks one language, or keeps quiet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Talk {
    pub(super) lang: Lang,
    pub(super) quiet: bool,
}

impl Talk {
    pub(super) fn new(lang: Lang, quiet: bool) -> Talk {
        Talk { lang, quiet }
    }

    /// Says something unless it is to be quiet.
    pub(super) fn say(&self, en: &str, zh: &str) {
        if !self.quiet {
            self.insist(en, zh);
        }
    }

    /// Says something in any case.
    pub(super) fn insist(&self, en: &str, zh: &str) {
        // A closed standard error leaves nobody to tell.
        let _ = writeln!(std::io::stderr(), "{}", self.lang.pick(en, zh));
    }
}
