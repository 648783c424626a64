//! What is said beside the results, on standard error, in the reader's language.

use super::language::Lang;
use crate::scenario::{Diagnosis, Manner, Scenario};
use std::io::{IsTerminal, Write};

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

    /// How findings are told here: in colour on a terminal, in the reader's language.
    pub(super) fn manner(&self, warning: bool) -> Manner {
        let color = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
        Manner { color, chinese: self.lang == Lang::Zh, warning }
    }

    /// Names the rows of registers that were dropped.
    pub(super) fn name_dropped_rows(&self, scenarios: &[Scenario]) {
        // Scenarios of one region share its registers: each row is named once.
        let all = scenarios.iter().map(|scenario| scenario.registers.dropped.clone());
        let dropped = all.fold(Diagnosis::default(), Diagnosis::join);
        if dropped.count() == 0 {
            return;
        }
        let told = dropped.tell(self.manner(true));
        self.insist(&told, &told);
        self.insist("the rows named above were dropped (--lenient)", "以上各行已跳过（--lenient）");
    }
}
