//! Reads the sheets of an Excel workbook: cells as a stream, never as a block that an empty corner could make huge.
//!
//! A workbook is a zip archive. Before anything is read from it, its entries are counted, and each is unpacked once
//! into nothing with a limit: an archive that grows without bound is refused, whatever sizes it declares.

use super::cell::{CELL_CHARACTERS, Cell};
use super::columns::TableKind;
use super::file::{COLUMNS_MAX, ROWS_MAX, check_size};
use super::sheet::{Both, Line, Sheet, finding};
use crate::scenario::diagnosis::Finding;
use calamine::{DataRef, Reader, Xlsx, open_workbook_from_rs};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

/// The most bytes that a workbook may unpack to.
const UNPACKED_BYTES_MAX: u64 = 256 << 20;
/// The most entries of its archive.
const ENTRIES_MAX: usize = 2_000;

/// The sheets of a workbook that hold tables of a region.
pub(super) fn sheets(label: &str, bytes: &[u8]) -> Result<Vec<(TableKind, Sheet)>, Box<Finding>> {
    check_archive(label, bytes)?;
    let broken = |error: calamine::XlsxError| {
        Box::new(finding(
            "register-file",
            (
                format!("`{label}` cannot be read as a workbook: {error}"),
                format!("`{label}` 无法作为工作簿读取：{error}"),
            ),
            ("open it in Excel and save it as .xlsx".into(), "请用 Excel 打开并另存为 .xlsx".into()),
        ))
    };
    let mut workbook: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).map_err(broken)?;
    let names = workbook.sheet_names();
    let mut found: Vec<(TableKind, Sheet)> = Vec::new();
    for name in &names {
        let Some(kind) = TableKind::of_sheet(name) else { continue };
        if found.iter().any(|(known, _)| *known == kind) {
            return Err(Box::new(finding(
                "register-sheet",
                (
                    format!("`{label}` has two sheets for {}", kind.name()),
                    format!("`{label}` 中有两张“{}”工作表", kind.name_zh()),
                ),
                ("rename or remove one of them".into(), "请改名或删去其中一张".into()),
            )));
        }
        let sheet_label = format!("{label} [{name}]");
        let merged = workbook.merge_cells_by_sheet_name(name).map_err(broken)?;
        let mut rows: BTreeMap<u32, Vec<Cell>> = BTreeMap::new();
        let mut reader = workbook.worksheet_cells_reader(name).map_err(broken)?;
        while let Some(record) = reader.next_cell_with_formula_metadata().map_err(broken)? {
            let (row, column) = record.pos;
            let cell = match cell_of(&record.value) {
                Cell::Empty if record.formula.is_some() => Cell::Formula,
                Cell::Empty => continue,
                cell => cell,
            };
            check_size(&sheet_label, rows.len(), column as usize + 1)?;
            let cells = rows.entry(row).or_default();
            if cells.len() <= column as usize {
                cells.resize(column as usize + 1, Cell::Empty);
            }
            cells[column as usize] = cell;
        }
        spread_merged(&mut rows, &merged.iter().map(|block| (block.start, block.end)).collect::<Vec<_>>());
        let lines = rows.into_iter().map(|(row, cells)| Line { number: row as usize + 1, cells }).collect();
        found.push((kind, Sheet { label: sheet_label, lines }));
    }
    if found.is_empty() {
        let list = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        return Err(Box::new(finding(
            "register-sheet",
            (
                format!("`{label}` has no sheet for counties, funders, organisations or programme; it has {list}"),
                format!("`{label}` 中没有“区县”“资助方”“机构”或“项目”工作表；现有 {list}"),
            ),
            (
                "name the sheets `counties`, `funders`, `organisations`, `programme`, or 区县, 资助方, 机构, 项目"
                    .into(),
                "请把工作表命名为 区县、资助方、机构、项目".into(),
            ),
        )));
    }
    Ok(found)
}

/// Row and column of the upper left and of the lower right cell of a merged block.
type MergedBlock = ((u32, u32), (u32, u32));

/// A cell merged downwards holds for every row that it covers; one merged sideways belongs to no column.
fn spread_merged(rows: &mut BTreeMap<u32, Vec<Cell>>, blocks: &[MergedBlock]) {
    for &((top, left), (bottom, right)) in blocks {
        let value = rows.get(&top).and_then(|cells| cells.get(left as usize)).cloned().unwrap_or_default();
        if value == Cell::Empty || right as usize >= COLUMNS_MAX || (bottom - top) as usize > ROWS_MAX {
            continue;
        }
        let is_wide = right > left;
        // Only rows that hold something: an empty row stays an empty row.
        for (_, cells) in rows.range_mut(top..=bottom) {
            if cells.len() <= right as usize {
                cells.resize(right as usize + 1, Cell::Empty);
            }
            for column in left..=right {
                let is_title = is_wide && column == left;
                let cell = &mut cells[column as usize];
                *cell = match is_wide {
                    // The value stays readable where it stands: a title above a table is merged too.
                    true if is_title => continue,
                    true => Cell::Merged,
                    false => value.clone(),
                };
            }
        }
    }
}

fn cell_of(value: &DataRef) -> Cell {
    match value {
        DataRef::Int(whole) => Cell::Number(*whole as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => text_cell(text),
        DataRef::SharedString(text) => text_cell(text),
        DataRef::Bool(flag) => Cell::Text(if *flag { "yes" } else { "no" }.to_string()),
        DataRef::DateTime(moment) => Cell::Day(moment.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text_cell(text),
        DataRef::Error(error) => Cell::Error(error.to_string()),
        DataRef::Empty => Cell::Empty,
    }
}

/// A text of a workbook: one that begins with `=` is a text there, no formula, and yet no name.
fn text_cell(text: &str) -> Cell {
    // Only as much as is looked at is copied: one long shared text may be named by every cell.
    match text.char_indices().nth(CELL_CHARACTERS + 2) {
        Some(_) => Cell::Long,
        None => Cell::of_text(text),
    }
}

fn check_archive(label: &str, bytes: &[u8]) -> Result<(), Box<Finding>> {
    let refuse = |message: Both, help: Both| Err(Box::new(finding("register-file", message, help)));
    let save: Both = ("open it in Excel and save it as .xlsx".into(), "请用 Excel 打开并另存为 .xlsx".into());
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return refuse(
            (
                format!("`{label}` is an old .xls file or is locked by a password"),
                format!("`{label}` 是旧式 .xls 文件，或设有密码"),
            ),
            ("save it as .xlsx without a password".into(), "请另存为不带密码的 .xlsx".into()),
        );
    }
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return refuse((format!("`{label}` is not an Excel workbook"), format!("`{label}` 不是 Excel 工作簿")), save);
    };
    let too_large = || {
        let most = UNPACKED_BYTES_MAX >> 20;
        refuse(
            (
                format!(
                    "`{label}` would unpack to more than {most} MB or {ENTRIES_MAX} parts: it is damaged, or made to harm"
                ),
                format!("`{label}` 解压后会超过 {most} MB 或 {ENTRIES_MAX} 个部分：文件已损坏，或是恶意文件"),
            ),
            (
                "copy the values into a new workbook, or use CSV files".into(),
                "请把数值复制到新的工作簿，或改用 CSV 文件".into(),
            ),
        )
    };
    if archive.len() > ENTRIES_MAX {
        return too_large();
    }
    let mut unpacked: u64 = 0;
    for position in 0..archive.len() {
        let Ok(entry) = archive.by_index(position) else {
            return refuse((format!("`{label}` is damaged"), format!("`{label}` 已损坏")), save);
        };
        if entry.size() > UNPACKED_BYTES_MAX {
            return too_large();
        }
        // What is declared may be a lie: count what really comes.
        let left = UNPACKED_BYTES_MAX - unpacked;
        match std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()) {
            Ok(count) if count > left => return too_large(),
            Ok(count) => unpacked += count,
            Err(error) => {
                return refuse((format!("`{label}` is damaged: {error}"), format!("`{label}` 已损坏：{error}")), save);
            }
        }
    }
    Ok(())
}
