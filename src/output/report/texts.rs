//! Words on the page: both languages stand in it, and a switch shows one.

use crate::output::Words;
use maud::{Markup, html};

/// What is done with a text in both languages.
pub(super) trait BothLanguages {
    /// Where one language says nothing, what the other says.
    fn or_the_other(self) -> Words;
}

impl BothLanguages for Words {
    fn or_the_other(self) -> Words {
        match (self.en.is_empty(), self.zh.is_empty()) {
            (true, false) => Words { en: self.zh.clone(), ..self },
            (false, true) => Words { zh: self.en.clone(), ..self },
            _ => self,
        }
    }
}

/// A text in both languages, escaped; once where both are the same.
pub(super) fn both(words: &Words) -> Markup {
    say(&words.en, &words.zh)
}

/// A text in both languages, escaped; once where both are the same.
pub(super) fn say(en: &str, zh: &str) -> Markup {
    if en == zh { html!((en)) } else { pair(&html!((en)), &html!((zh))) }
}

/// A heading: Chinese breaks after a clause where it can.
pub(super) fn heading(words: &Words) -> Markup {
    let clauses = words.zh.split_inclusive(['：', '，', '；', '。']);
    pair(&html!((words.en)), &html!(@for clause in clauses { span.clause { (clause) } }))
}

/// Two pieces of page, one for each language.
pub(super) fn pair(en: &Markup, zh: &Markup) -> Markup {
    html!(span lang="en" { (en) } span lang="zh-CN" { (zh) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_words_are_inert() {
        let page = say("<script>alert(1)</script>", "\" onload='x").into_string();
        assert_eq!(
            page,
            "<span lang=\"en\">&lt;script&gt;alert(1)&lt;/script&gt;</span><span lang=\"zh-CN\">&quot; onload='x</span>"
        );
    }
}
