//! A table of text: the first column to the left, the others to the right, full-width characters counted as two.

use unicode_width::UnicodeWidthStr;

/// Blanks between columns.
const GAP: usize = 2;

/// A table with a line of groups over its columns.
pub(super) struct Grid {
    groups: Vec<(String, usize)>,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// A table whose columns stand in groups: the group's words, then those of its columns.
    pub(super) fn new(groups: Vec<(String, Vec<String>)>) -> Grid {
        let header = groups.iter().flat_map(|(_, columns)| columns.iter().cloned()).collect();
        let groups = groups.into_iter().map(|(words, columns)| (words, columns.len())).collect();
        Grid { groups, header, rows: Vec::new() }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The table as lines, without blanks at their ends.
    pub(super) fn render(&self) -> String {
        let mut widths: Vec<usize> = self.header.iter().map(|words| words.width()).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        let mut first = 0;
        for (words, columns) in &self.groups {
            let span = widths[first..first + columns].iter().sum::<usize>() + GAP * (columns - 1);
            // A group that is wider than its columns widens the first of them.
            widths[first] += words.width().saturating_sub(span);
            first += columns;
        }
        let mut lines = Vec::new();
        if self.groups.iter().any(|(words, _)| !words.is_empty()) {
            lines.push(self.group_line(&widths));
        }
        for row in std::iter::once(&self.header).chain(&self.rows) {
            let cells = row.iter().zip(&widths).enumerate();
            let line: Vec<String> = cells.map(|(column, (cell, &width))| aligned(cell, width, column == 0)).collect();
            lines.push(line.join(&" ".repeat(GAP)));
        }
        lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
    }

    fn group_line(&self, widths: &[usize]) -> String {
        let mut first = 0;
        let mut words = Vec::new();
        for (group, columns) in &self.groups {
            let span = widths[first..first + columns].iter().sum::<usize>() + GAP * (columns - 1);
            words.push(aligned(group, span, first == 0));
            first += columns;
        }
        words.join(&" ".repeat(GAP))
    }
}

fn aligned(text: &str, width: usize, left: bool) -> String {
    let blanks = " ".repeat(width.saturating_sub(text.width()));
    if left { format!("{text}{blanks}") } else { format!("{blanks}{text}") }
}

/// A text that is cut where it would be wider than allowed.
pub(super) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_string();
    }
    let mut kept = String::new();
    for character in text.chars() {
        let mut longer = kept.clone();
        longer.push(character);
        if longer.width() + 1 > width {
            break;
        }
        kept = longer;
    }
    kept + "…"
}

/// A text in lines of at most this many columns: broken at blanks, and anywhere before a full-width character that
/// does not close something.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    const NEVER_FIRST: &str = "，。；：、！？）”》";
    const NEVER_LAST: &str = "（“《";
    let mut pieces: Vec<String> = Vec::new();
    for character in text.chars() {
        let wide = unicode_width::UnicodeWidthChar::width(character).unwrap_or(0) > 1;
        let last = pieces.last().and_then(|piece| piece.chars().next_back());
        let last_wide = last.is_some_and(|last| unicode_width::UnicodeWidthChar::width(last).unwrap_or(0) > 1);
        let breaks = match last {
            None => true,
            Some(last) if NEVER_FIRST.contains(character) || NEVER_LAST.contains(last) => false,
            // A unit stays with its number.
            Some(' ') => !matches!(character, ' ' | '%' | '万' | '元'),
            Some(_) => wide || last_wide,
        };
        match pieces.last_mut() {
            Some(piece) if !breaks => piece.push(character),
            _ => pieces.push(character.to_string()),
        }
    }
    let mut lines = vec![String::new()];
    for piece in pieces {
        let line = lines.last_mut().expect("there is always a line");
        if !line.is_empty() && line.width() + piece.trim_end().width() > width {
            *line = line.trim_end().to_string();
            lines.push(piece);
        } else {
            line.push_str(&piece);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other_in_both_languages() {
        let mut grid = Grid::new(vec![
            (String::new(), vec!["情景".to_string()]),
            ("机构 2031".to_string(), vec!["数".to_string()]),
        ]);
        grid.row(vec!["opening".to_string(), "12.5".to_string()]);
        grid.row(vec!["撬动政府".to_string(), "7".to_string()]);
        insta::assert_snapshot!(grid.render(), @r"
                  机构 2031
        情景             数
        opening        12.5
        撬动政府          7
        ");
    }

    #[test]
    fn long_titles_are_cut() {
        assert_eq!((cut("opening", 7).as_str(), cut("撬动政府", 7).as_str()), ("opening", "撬动政…"));
    }

    #[test]
    fn long_texts_are_wrapped_in_both_languages() {
        assert_eq!(wrapped("one two three four", 9), ["one two", "three", "four"]);
        assert_eq!(wrapped("它落地了，得到名额。", 10), ["它落地了，", "得到名额。"]);
        assert_eq!(wrapped("", 10), [""]);
    }
}
