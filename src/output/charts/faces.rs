//! The two faces in which charts are written: compiled in, measured, and asked which characters they have.
//!
//! Both are subsets of Noto Sans CJK SC (Latin, Greek, punctuation and the 6,763 characters of GB 2312); their licence,
//! the SIL Open Font License 1.1, lies beside them in `fonts/OFL.txt`.

use resvg::usvg::fontdb;
use std::sync::{Arc, LazyLock};
use ttf_parser::Face;

static REGULAR: &[u8] = include_bytes!("fonts/headwater-regular.otf");
static BOLD: &[u8] = include_bytes!("fonts/headwater-bold.otf");
static FACES: LazyLock<[Face<'static>; 2]> =
    LazyLock::new(|| [REGULAR, BOLD].map(|bytes| Face::parse(bytes, 0).expect("the compiled-in faces are sound")));
static DATABASE: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut database = fontdb::Database::new();
    database.load_font_data(REGULAR.to_vec());
    database.load_font_data(BOLD.to_vec());
    Arc::new(database)
});

/// The family of the compiled-in faces.
pub(super) const FAMILY: &str = "Noto Sans CJK SC";
/// What an SVG asks for, so that it looks alike on machines that have another face for Chinese.
pub(super) const STACK: &str =
    "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif";

fn face(bold: bool) -> &'static Face<'static> {
    &FACES[usize::from(bold)]
}

/// Both faces, for drawing.
pub(super) fn database() -> Arc<fontdb::Database> {
    DATABASE.clone()
}

/// The regular face, for pages that cannot do with a smaller one.
pub(in crate::output) fn regular() -> &'static [u8] {
    REGULAR
}

/// How wide a text is, in the unit of `size`. A character that the face lacks counts as wide as it is high.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    let face = face(bold);
    let em = f64::from(face.units_per_em());
    let advance = |character: char| {
        let glyph = face.glyph_index(character);
        glyph.and_then(|glyph| face.glyph_hor_advance(glyph)).map_or(em, f64::from)
    };
    text.chars().map(advance).sum::<f64>() * size / em
}

/// The characters of a text that the face lacks.
pub(in crate::output) fn missing(text: &str, bold: bool) -> impl Iterator<Item = char> {
    let face = face(bold);
    text.chars().filter(move |&character| face.glyph_index(character).is_none())
}

/// Characters that must not begin a line of Chinese.
const NOT_FIRST: &str = "，。、；：！？）”’》」』%·";
/// Characters that must not end a line of Chinese.
const NOT_LAST: &str = "（“‘《「『";

/// Breaks a text into lines no wider than `width_max`: English at spaces, Chinese between characters.
pub(super) fn wrap(text: &str, size: f64, bold: bool, width_max: f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for piece in pieces(text) {
        let line = lines.last_mut().expect("there is always a line");
        let longer = format!("{line}{piece}");
        if line.is_empty() || width(longer.trim_end(), size, bold) <= width_max {
            *line = longer;
        } else {
            lines.push(piece.trim_start().to_string());
        }
    }
    lines.iter().map(|line| line.trim_end().to_string()).collect()
}

/// A text cut so that it fits, with an ellipsis where something is missing.
pub(super) fn shortened(text: &str, size: f64, bold: bool, width_max: f64) -> String {
    if width(text, size, bold) <= width_max {
        return text.to_string();
    }
    let mut kept: Vec<char> = text.chars().collect();
    while kept.pop().is_some() {
        let cut = format!("{}…", kept.iter().collect::<String>().trim_end());
        if width(&cut, size, bold) <= width_max {
            return cut;
        }
    }
    String::new()
}

/// Breaks a text as [`wrap`] does, but leaves no character or two alone on the last line.
pub(super) fn wrap_whole(text: &str, size: f64, width_max: f64) -> Vec<String> {
    let lines = wrap(text, size, false, width_max);
    let alone = lines.len() > 1 && lines.last().is_some_and(|last| width(last, size, false) < 4.0 * size);
    let narrower = (1..=8).map(|step| width_max - f64::from(step) * size);
    let whole = |lines: &Vec<String>| lines.last().is_some_and(|last| width(last, size, false) >= 4.0 * size);
    let better = narrower
        .map(|narrow| wrap(text, size, false, narrow))
        .find(|narrow| narrow.len() == lines.len() && whole(narrow));
    better.filter(|_| alone).unwrap_or(lines)
}

/// Breaks a text into as few lines as [`wrap`] does, of about the same width.
pub(super) fn wrap_evenly(text: &str, size: f64, bold: bool, width_max: f64) -> Vec<String> {
    let lines = wrap(text, size, bold, width_max);
    // Chinese has no spaces to break at: a break after a clause keeps words whole, if it costs no line.
    if let Some(clauses) = by_clauses(text, size, bold, width_max).filter(|clauses| clauses.len() == lines.len()) {
        return clauses;
    }
    let narrower = (1..=20).map(|step| width_max * (1.0 - 0.025 * f64::from(step)));
    narrower
        .map(|width| wrap(text, size, bold, width))
        .take_while(|narrow| narrow.len() == lines.len())
        .last()
        .filter(|_| lines.len() > 1)
        .unwrap_or(lines)
}

/// Breaks a text once, after `，：；。`, into lines as even as may be; none where they would be too wide, or where the text
/// needs no break or has no clauses.
fn by_clauses(text: &str, size: f64, bold: bool, width_max: f64) -> Option<Vec<String>> {
    let clauses: Vec<&str> = text.split_inclusive(['，', '：', '；', '。']).collect();
    let wide = |from: usize, to: usize| width(&clauses[from..to].concat(), size, bold);
    let breaks = (1..clauses.len()).map(|at| (wide(0, at).max(wide(at, clauses.len())), at));
    let (longest, at) = breaks.reduce(|best, next| if next.0 < best.0 { next } else { best })?;
    let helps = longest <= width_max && wide(0, clauses.len()) > width_max;
    helps.then(|| vec![clauses[..at].concat(), clauses[at..].concat()])
}

/// What a line may not be broken within.
fn pieces(text: &str) -> Vec<String> {
    let is_han = |character: char| character >= '\u{2e80}';
    let mut pieces: Vec<String> = Vec::new();
    let mut before: Option<char> = None;
    for character in text.chars() {
        let breaks = before.is_none_or(|before| {
            let allowed = !NOT_FIRST.contains(character) && !NOT_LAST.contains(before) && character != ' ';
            allowed && (before == ' ' || before == '-' || is_han(before) || is_han(character))
        });
        match pieces.last_mut() {
            Some(piece) if !breaks => piece.push(character),
            _ => pieces.push(character.to_string()),
        }
        before = Some(character);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_character_is_found_and_usual_ones_are_there() {
        assert_eq!(missing("落地网络 − Gini × “鑫淼” 5 %", false).collect::<String>(), "");
        assert_eq!(missing("机构𠮷🐟", true).collect::<String>(), "𠮷🐟");
    }

    #[test]
    fn english_breaks_at_spaces_and_chinese_never_before_a_comma() {
        assert_eq!(wrap("one two three", 20.0, false, width("one two ", 20.0, false)), ["one two", "three"]);
        assert_eq!(wrap("long-winded", 20.0, false, width("long-win", 20.0, false)), ["long-", "winded"]);
        let even = wrap_evenly("山东：资金流转，机构存活更多", 20.0, false, 200.0);
        assert_eq!(even, ["山东：资金流转，", "机构存活更多"]);
        assert_eq!(wrap("公益慈善，生态", 20.0, false, 81.0), ["公益慈", "善，生态"]);
        for line in wrap("2031 年落地网络：“产品复制”高于基线，其余没有明显差别", 20.0, true, 200.0)
        {
            assert!(width(&line, 20.0, true) <= 200.0, "{line}");
        }
    }
}
