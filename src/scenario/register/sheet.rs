//! A sheet of cells becomes a table: its header is found, and every cell knows its place.

use super::cell::{Cell, Fault, fold, quantity, year};
use super::columns::{self, Column, TableKind};
use crate::scenario::diagnosis::{Finding, Told};
use crate::scenario::text::Source;

/// One row of cells, as it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Line {
    /// Its number in the file or sheet, from 1.
    pub(super) number: usize,
    /// Its cells.
    pub(super) cells: Vec<Cell>,
}

/// A sheet as it was read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sheet {
    /// Where it is, as it is named in messages: the file, with the sheet of a workbook.
    pub(super) label: String,
    /// Its rows that hold anything.
    pub(super) lines: Vec<Line>,
}

/// What is said in English and in Chinese.
pub(super) type Both = (String, String);

/// A finding in both languages, without a place.
pub(super) fn finding(code: &'static str, message: Both, help: Both) -> Finding {
    Finding::new(code, message, help)
}

/// A sheet whose columns are known.
pub(super) struct Table {
    sheet: Sheet,
    /// The columns that were found: which, where, and the factor of the header's unit.
    found: Vec<(&'static Column, usize, f64)>,
    /// Position of the first row behind the header.
    first: usize,
}

/// How far down a header may stand: registers open with titles and notes.
const HEADER_ROWS: usize = 20;

impl Table {
    /// Finds the header of a sheet: the first row that names two columns at least, or else the whole of what is needed.
    pub(super) fn new(kind: TableKind, sheet: Sheet, findings: &mut Vec<Finding>) -> Option<Table> {
        let candidates = sheet.lines.iter().take(HEADER_ROWS).enumerate().filter(|(_, line)| !is_comment(line));
        let named = |line: &Line| line.cells.iter().filter(|cell| column_of(kind, cell).is_some()).count();
        let Some((position, header)) = candidates.max_by_key(|(position, line)| (named(line), usize::MAX - position))
        else {
            let help = (
                "write a header and rows; `headwater new DIR --region` writes a template".to_string(),
                "请写入表头与数据行；`headwater new 文件夹 --region` 可生成模板".to_string(),
            );
            let message = (format!("`{}` is empty", sheet.label), format!("`{}` 是空的", sheet.label));
            findings.push(finding("register", message, help));
            return None;
        };
        let mut found: Vec<(&'static Column, usize, f64)> = Vec::new();
        let before = findings.len();
        for (at, cell) in header.cells.iter().enumerate() {
            let Some((column, factor)) = column_of(kind, cell) else { continue };
            if let Some((_, other, _)) = found.iter().find(|(known, _, _)| known.name == column.name) {
                let place = (letters(*other), letters(at));
                findings.push(at_cell(
                    &sheet.label,
                    header,
                    at,
                    "header",
                    (
                        format!("columns {} and {} are both `{}`", place.0, place.1, column.name),
                        format!("{} 列与 {} 列都是“{}”", place.0, place.1, column.name_zh),
                    ),
                    ("rename or remove one of them".into(), "请改名或删去其中一列".into()),
                ));
            } else {
                found.push((column, at, factor));
            }
        }
        for group in kind.needed() {
            if found.iter().any(|(column, _, _)| group.contains(&column.name)) {
                continue;
            }
            findings.push(missing_column(kind, &sheet.label, header, group));
        }
        (findings.len() == before).then_some(Table { first: position + 1, sheet, found })
    }

    /// The rows that hold data.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        let filled = |line: &&Line| !is_comment(line) && line.cells.iter().any(|cell| *cell != Cell::Empty);
        self.sheet.lines[self.first..].iter().filter(filled).map(|line| Row { table: self, line })
    }

    /// Where the table is.
    pub(super) fn label(&self) -> &str {
        &self.sheet.label
    }
}

fn column_of(kind: TableKind, cell: &Cell) -> Option<(&'static Column, f64)> {
    let Cell::Text(text) = cell else { return None };
    let (words, factor) = columns::header(text);
    Some((columns::find(kind, &words)?, factor))
}

/// A row whose first filled cell begins with `#` is a remark.
fn is_comment(line: &Line) -> bool {
    let first = line.cells.iter().find(|cell| **cell != Cell::Empty);
    matches!(first, Some(Cell::Text(text)) if text.starts_with(['#', '＃']) && text.chars().count() > 1)
}

fn missing_column(kind: TableKind, label: &str, header: &Line, group: &[&'static str]) -> Finding {
    let of =
        |name: &str| kind.columns().iter().find(|column| column.name == name).expect("a needed column is a column");
    // Of two names of one thing, the Latin one is asked for in English.
    let (name, name_zh) = (of(group[group.len() - 1]).name, of(group[0]).name_zh);
    let heads: Vec<String> = header.cells.iter().map(Cell::shown).filter(|head| !head.is_empty()).collect();
    let nearest = heads
        .iter()
        .map(|head| {
            let like = |known: &str| strsim::normalized_damerau_levenshtein(&fold(head), &fold(known));
            (like(name).max(like(name_zh)), head)
        })
        .filter(|(likeness, _)| *likeness >= 0.5)
        .max_by(|a, b| crate::real::order(a.0, b.0));
    let hint = nearest.map_or((String::new(), String::new()), |(_, head)| {
        (format!("; perhaps `{head}` is meant"), format!("；也许就是“{head}”这一列"))
    });
    at_cell(
        label,
        header,
        0,
        "header",
        (format!("there is no column `{}`", name), format!("缺少“{}”一列", name_zh)),
        (
            format!("name a column `{}` or `{}`{}", name, name_zh, hint.0),
            format!("请把对应列的表头写成“{}”或 `{}`{}", name_zh, name, hint.1),
        ),
    )
}

/// A row of a table.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    table: &'a Table,
    line: &'a Line,
}

static EMPTY: Cell = Cell::Empty;

impl<'a> Row<'a> {
    /// The number of the row in its file or sheet.
    pub(super) fn number(&self) -> usize {
        self.line.number
    }

    fn at(&self, name: &str) -> Option<(usize, f64, &'static Column)> {
        let found = self.table.found.iter().find(|(column, _, _)| column.name == name);
        found.map(|&(column, at, factor)| (at, factor, column))
    }

    /// The cell of a column; empty if there is no such column.
    pub(super) fn cell(&self, name: &str) -> &'a Cell {
        self.at(name).and_then(|(at, _, _)| self.line.cells.get(at)).unwrap_or(&EMPTY)
    }

    /// A finding at the cell of a column.
    pub(super) fn finding(&self, name: &str, code: &'static str, message: Both, help: Both) -> Finding {
        let at = self.at(name).map_or(0, |(at, _, _)| at);
        at_cell(&self.table.sheet.label, self.line, at, code, message, help)
    }

    /// A text; none where nothing is known. Cells that cannot be read are told of.
    pub(super) fn text(&self, name: &str, problems: &mut Vec<Finding>) -> Option<String> {
        match self.cell(name) {
            cell if cell.is_missing() => None,
            Cell::Text(text) => Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
            Cell::Number(number) => Some(format!("{number}")),
            cell => {
                problems.push(self.unreadable(name, cell));
                None
            }
        }
    }

    /// A number, with the unit of its header; none where nothing is known.
    pub(super) fn quantity(&self, name: &str, problems: &mut Vec<Finding>) -> Option<f64> {
        let (_, factor, column) = self.at(name)?;
        let cell = self.cell(name);
        match quantity(cell, factor) {
            Ok(number) => number,
            Err(fault) => {
                problems.push(self.wrong_quantity(column, cell, fault));
                None
            }
        }
    }

    /// The year of a date; none where nothing is known.
    pub(super) fn year(&self, name: &str, problems: &mut Vec<Finding>) -> Option<i16> {
        let (_, _, column) = self.at(name)?;
        let cell = self.cell(name);
        match year(cell) {
            Ok(year) => year,
            Err(_) if matches!(cell, Cell::Formula | Cell::Error(_) | Cell::Merged | Cell::Long) => {
                problems.push(self.unreadable(name, cell));
                None
            }
            Err(_) => {
                let shown = cell.shown();
                problems.push(
                    self.finding(
                        name,
                        "register-date",
                        (
                            format!("`{shown}` in `{}` is not a date", column.name),
                            format!("“{}”一列中的“{shown}”不是日期", column.name_zh),
                        ),
                        (
                            "write it as 2016-05-03, 2016/5/3, 2016年5月3日 or 2016; leave it empty if it is not known"
                                .into(),
                            "请写成 2016-05-03、2016/5/3、2016年5月3日 或 2016；不清楚就留空".into(),
                        ),
                    ),
                );
                None
            }
        }
    }

    fn unreadable(&self, name: &str, cell: &Cell) -> Finding {
        let (message, help): (Both, Both) = match cell {
            Cell::Formula => (
                (
                    "the cell begins with `=`: it is a formula without a stored value".into(),
                    "单元格以 `=` 开头：是没有保存计算结果的公式".into(),
                ),
                (
                    "replace the formula by its value: copy the column and paste it as values".into(),
                    "请把公式换成数值：复制整列，再“选择性粘贴—数值”".into(),
                ),
            ),
            Cell::Error(error) => (
                (format!("the cell holds the error `{error}`"), format!("单元格的值是错误 `{error}`")),
                ("correct the formula, or write the value".into(), "请改正公式，或直接填写数值".into()),
            ),
            Cell::Merged => (
                (
                    "the cell is merged with others beside it, so it is not plain what belongs to which column".into(),
                    "单元格与左右单元格合并，无法判断内容属于哪一列".into(),
                ),
                ("unmerge the cells and fill each of them".into(), "请取消合并并逐格填写".into()),
            ),
            Cell::Long => (
                (
                    format!("the cell has more than {} characters", super::cell::CELL_CHARACTERS),
                    format!("单元格超过 {} 个字符", super::cell::CELL_CHARACTERS),
                ),
                ("shorten it".into(), "请缩短".into()),
            ),
            other => (
                (format!("`{}` is not a text", other.shown()), format!("“{}”不是文字", other.shown())),
                ("write it as text".into(), "请写成文字".into()),
            ),
        };
        self.finding(name, "register-cell", message, help)
    }

    fn wrong_quantity(&self, column: &Column, cell: &Cell, fault: Fault) -> Finding {
        if matches!(cell, Cell::Formula | Cell::Error(_) | Cell::Merged | Cell::Long) {
            return self.unreadable(column.name, cell);
        }
        let shown = cell.shown();
        let (what, what_zh) = match fault {
            Fault::Several => ("names a range or several numbers", "是一个区间或多个数"),
            Fault::Commas => ("has commas that group no thousands", "中的逗号不是千位分隔"),
            Fault::Negative => ("is below zero", "小于零"),
            Fault::TooLarge => ("is too large to be meant", "大得不可能"),
            Fault::NotNumber | Fault::NotDate => ("is not a number", "不是数"),
        };
        let (help, help_zh) = match fault {
            Fault::Several => ("write one number, for example the middle", "请只写一个数，例如中间值"),
            Fault::Commas => (
                "write 12.5 with a point, 1,200,000 with groups of three",
                "小数请用点（12.5），分节请三位一组（1,200,000）",
            ),
            Fault::Negative => ("write 0, or leave it empty if it is not known", "请写 0；不清楚就留空"),
            _ => (
                "write a number such as 1200000, 1,200,000 or 12.5万; leave it empty if it is not known",
                "请写数，例如 1200000、1,200,000 或 12.5万；不清楚就留空",
            ),
        };
        self.finding(
            column.name,
            "register-number",
            (
                format!("`{shown}` in `{}` {what}", column.name),
                format!("“{}”一列中的“{shown}”{what_zh}", column.name_zh),
            ),
            (help.into(), help_zh.into()),
        )
    }
}

/// A finding at a cell: the row is shown, the cell underlined and named as a spreadsheet names it.
fn at_cell(label: &str, line: &Line, at: usize, code: &'static str, message: Both, help: Both) -> Finding {
    let mut text = String::new();
    let mut span = 0..0;
    for (position, cell) in line.cells.iter().enumerate() {
        if position > 0 {
            text.push_str(", ");
        }
        let start = text.len();
        text += &cell.shown();
        if position == at {
            span = start..text.len();
        }
    }
    let address = format!("{}{}", letters(at), line.number);
    let place = Source::row(label, text, line.number).place(&span);
    let chinese = Told { message: message.1, label: address.clone(), help: help.1 };
    let mut told = Finding::new(code, message.0, help.0).at(place, address);
    told.chinese = Some(chinese);
    told
}

/// A column as a spreadsheet names it: A, B, … Z, AA.
pub(super) fn letters(mut column: usize) -> String {
    let mut name = Vec::new();
    loop {
        name.push(b'A' + (column % 26) as u8);
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    name.iter().rev().map(|&letter| char::from(letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_names_of_a_spreadsheet() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn the_header_may_stand_below_a_title() {
        let line =
            |number, cells: &[&str]| Line { number, cells: cells.iter().map(|cell| Cell::of_text(cell)).collect() };
        let lines = vec![
            line(1, &["某市社会组织名录"]),
            line(2, &["# 说明", "名称"]),
            line(3, &["序号", "机构名称", "所在区县", "货币资金（万元）"]),
            line(4, &["1", "示例机构", "示例县", "1.5"]),
            line(5, &["", "", "", ""]),
        ];
        let mut findings = Vec::new();
        let sheet = Sheet { label: "x.csv".into(), lines };
        let table = Table::new(TableKind::Organisations, sheet, &mut findings).expect("a table");
        let rows: Vec<Row> = table.rows().collect();
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].text("name", &mut findings).as_deref(), Some("示例机构"));
        assert_eq!(rows[0].quantity("cash_yuan", &mut findings), Some(15_000.0));
        assert_eq!(rows[0].quantity("staff", &mut findings), None);
        assert!(findings.is_empty());
    }
}
