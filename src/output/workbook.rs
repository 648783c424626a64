//! Writes tables as an Excel workbook: a sheet each, texts as texts, so that no cell is ever a formula.

use super::failure::{Failure, Words};
use rust_xlsxwriter::{Color, Format, Workbook, XlsxError};

/// A workbook of sheets, each given by its name and a text of comma-separated values. Rows that begin with `#` are
/// remarks; the first other row is the header.
///
/// # Errors
/// When a text is not a table, or is too large for a sheet.
pub fn of_tables(sheets: &[(&str, &str)]) -> Result<Vec<u8>, Failure> {
    write(sheets).map_err(|error| {
        Failure::Broken(Words::new(format!("cannot make a workbook: {error}"), format!("无法生成工作簿：{error}")))
    })
}

fn write(sheets: &[(&str, &str)]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let remark = Format::new().set_italic().set_font_color(Color::RGB(0x59_59_59));
    let header = Format::new().set_bold().set_background_color(Color::RGB(0xE6_F0_F7));
    let mut workbook = Workbook::new();
    for (name, text) in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(*name)?;
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        let mut header_row = None;
        for (row, record) in reader.records().enumerate() {
            let (record, row) = (record?, row as u32);
            let is_remark = record.get(0).is_some_and(|first| first.starts_with('#'));
            for (column, cell) in record.iter().enumerate() {
                let column = column as u16;
                if is_remark {
                    sheet.write_string_with_format(row, column, cell, &remark)?;
                } else if header_row.is_none() {
                    sheet.write_string_with_format(row, column, cell, &header)?;
                    // Wide enough for a name or an amount with its unit.
                    sheet.set_column_width(column, if column == 0 { 30 } else { 16 })?;
                } else {
                    write_cell(sheet, row, column, cell)?;
                }
            }
            if !is_remark && header_row.is_none() {
                header_row = Some(row);
                sheet.set_freeze_panes(row + 1, 1)?;
            }
        }
    }
    Ok(workbook.save_to_buffer()?)
}

/// A plain number as a number, everything else as text: never a formula, whatever it begins with.
fn write_cell(sheet: &mut rust_xlsxwriter::Worksheet, row: u32, column: u16, cell: &str) -> Result<(), XlsxError> {
    let is_plain =
        !cell.is_empty() && cell.len() <= 15 && cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match cell.parse::<f64>() {
        Ok(number) if is_plain => sheet.write_number(row, column, number)?,
        _ => sheet.write_string(row, column, cell)?,
    };
    Ok(())
}
