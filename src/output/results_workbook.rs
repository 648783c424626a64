//! `results.xlsx`: the main tables for those who live in a spreadsheet, with units and notes in both languages.
//!
//! It is made of the tables that lie in the folder already, so it cannot say anything else. Every word is written as
//! text: a name that begins with `=` is a name, not a formula. The date of creation is fixed, so that equal results make
//! equal files.

use super::failure::Failure;
use super::plan::Plan;
use super::tables::{self, Column};
use crate::ensemble::headline::Headlines;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::path::Path;

/// The name of the file.
pub(super) const FILE: &str = "results.xlsx";

/// Rows above the data: header, unit, meaning in both languages.
const HEAD: u32 = 4;

/// The sheets that are made of tables: table, sheet, and what the sheet holds, in both languages.
const SHEETS: [(&str, &str, &str, &str); 9] = [
    (
        "comparison.csv",
        "comparison",
        "every metric against the baseline, in the year in which the sponsor stops and in the last year; all years are in \
         comparison.csv",
        "各项指标与基准之差（出资停止当年与末年；全部年份见 comparison.csv）",
    ),
    (
        "survival_summary.csv",
        "survival",
        "survival and years lived to 5 and 10 years",
        "满 5 年与 10 年的生存率与平均存活年数",
    ),
    ("survival.csv", "survival curves", "survival curves year by year", "逐年生存曲线"),
    ("hazards.csv", "hazards", "hazards by time and size", "按时间与规模划分的关闭风险"),
    (
        "same_organisations.csv",
        "same organisations",
        "the same organisations under two scenarios: saved and lost; all counties are in same_organisations.csv",
        "同一批机构在两个情景中：得救与失去（各县见 same_organisations.csv）",
    ),
    ("displacement.csv", "displacement", "what other money was displaced or came along", "挤占与带动的其他资金"),
    ("value.csv", "value", "value for money", "资金效益"),
    ("acceptability.csv", "acceptability", "which scenario is best at which worth", "在何种价值下哪个情景最优"),
    ("persistence.csv", "persistence", "what remains after the money stops", "出资停止之后还剩多少"),
];

const HEADLINES: [Column; 15] = [
    Column::new("scenario", "name", "the scenario", "情景"),
    Column::new("title", "name", "what it is called, in English", "名称（英文）"),
    Column::new("title_zh", "name", "what it is called, in Chinese", "名称（中文）"),
    Column::new("quantity", "name", "what the table of `compare` shows", "`compare` 表中的数量"),
    Column::new("first_year", "year", "the first year that counts", "首年"),
    Column::new("last_year", "year", "the last year that counts", "末年"),
    Column::new("mean", "of the quantity", "mean over replicates", "跨重复的均值"),
    Column::new("against", "name", "with which scenario it is compared", "与之比较的情景"),
    Column::new("difference", "of the quantity", "mean of the paired differences", "配对差的均值"),
    Column::new("ci95_low", "of the quantity", "lower end of its 95 % interval", "平均差 95% 区间的下端"),
    Column::new("ci95_high", "of the quantity", "upper end of the interval", "平均差 95% 区间的上端"),
    Column::new("p", "probability", "probability of so much by chance", "偶然出现如此差别的概率"),
    Column::new(
        "p_holm",
        "probability",
        "the same after Holm's correction over these differences",
        "对这些差异作 Holm 校正后的概率",
    ),
    Column::new(
        "share_better",
        "share",
        "share of replicates in which the scenario does better",
        "情景更好的重复所占的比例",
    ),
    Column::new("replicates", "pairs", "complete pairs of replicates", "完整的重复对数"),
];

/// Writes the workbook of the tables in a folder.
///
/// # Errors
/// When a table cannot be read or the workbook cannot be written.
pub(super) fn write(folder: &Path, plan: &Plan, headlines: Option<&Headlines>) -> Result<(), Failure> {
    let path = folder.join(FILE);
    let broken = |error: XlsxError| Failure::writing(&path, error);
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2000, 1, 1).map_err(broken)?;
    workbook.set_properties(&DocProperties::new().set_title(plan.name()).set_creation_datetime(&created));
    let there: Vec<_> = SHEETS.into_iter().filter(|(file, ..)| folder.join(file).exists()).collect();
    write_notes(workbook.add_worksheet(), plan, &there).map_err(broken)?;
    if let Some(headlines) = headlines {
        write_headlines(workbook.add_worksheet(), headlines).map_err(broken)?;
    }
    for (file, name, ..) in there {
        let table = tables::all().find(|table| table.file == file).expect("a sheet is made of a table");
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).and_then(|sheet| write_head(sheet, table.columns)).map_err(broken)?;
        fill(sheet, &folder.join(file), table.columns, |row| wanted(plan, file, table.columns, row))?;
    }
    workbook.save(&path).map_err(broken)
}

/// Whether a row stands in the workbook: of the longest tables only a part does.
fn wanted(plan: &Plan, file: &str, columns: &[Column], row: &csv::StringRecord) -> bool {
    let cell = |name: &str| columns.iter().position(|column| column.name == name).and_then(|column| row.get(column));
    let settings = &plan.scenarios[0].settings;
    match file {
        "comparison.csv" => {
            let year = cell("year").and_then(|year| year.parse::<i16>().ok());
            let first = cell("baseline") == Some(plan.scenarios[0].name.as_str());
            first && [settings.sponsor.last_year, settings.run.end_year].map(Some).contains(&year)
        }
        "same_organisations.csv" => cell("split") != Some("county"),
        _ => true,
    }
}

fn write_notes(sheet: &mut Worksheet, plan: &Plan, there: &[(&str, &str, &str, &str)]) -> Result<(), XlsxError> {
    sheet.set_name("read me 说明")?;
    sheet.set_column_width(0, 22)?.set_column_width(1, 70)?.set_column_width(2, 70)?;
    let names: Vec<&str> = plan.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
    let replicates = plan.replicates();
    let mut lines = vec![
        [plan.name(), "A simulation under stated assumptions, not a forecast.".into(), "在明示假定之下的模拟，非预测。".into()],
        [
            "headwater".into(),
            format!("version {}, seed {}, {replicates} replicates of each scenario", plan.version, plan.seed()),
            format!("版本 {}，种子 {}，每个情景重复 {replicates} 次", plan.version, plan.seed()),
        ],
        ["scenarios 情景".into(), names.join(", "), names.join("、")],
        [
            "intervals 区间".into(),
            "ci95: between replicates, paired. pooled95: as if all organisations were independent, so narrower. Neither \
             says how sure the assumptions are."
                .into(),
            "ci95：按重复配对得出；pooled95：视全部机构为相互独立，因而更窄。二者都不说明假定本身有多可靠。".into(),
        ],
        ["headlines".into(), "what `headwater compare` prints".into(), "`headwater compare` 打印的表格".into()],
    ];
    lines.extend(there.iter().map(|(_, name, about, about_zh)| [*name, *about, *about_zh].map(str::to_string)));
    let wrapped = Format::new().set_text_wrap();
    for (row, line) in lines.iter().enumerate() {
        for (column, text) in line.iter().enumerate() {
            sheet.write_string_with_format(row as u32, column as u16, text, &wrapped)?;
        }
    }
    Ok(())
}

/// The four rows above the data.
fn write_head(sheet: &mut Worksheet, columns: &[Column]) -> Result<(), XlsxError> {
    let (bold, pale) = (Format::new().set_bold(), Format::new().set_italic().set_font_color("#555555"));
    for (position, column) in columns.iter().enumerate() {
        let position = position as u16;
        sheet.write_string_with_format(0, position, column.name, &bold)?;
        for (row, text) in [column.unit, column.meaning, column.meaning_zh].into_iter().enumerate() {
            sheet.write_string_with_format(row as u32 + 1, position, text, &pale)?;
        }
        sheet.set_column_width(position, 18)?;
    }
    sheet.set_freeze_panes(HEAD, 1)?;
    Ok(())
}

fn fill(
    sheet: &mut Worksheet,
    path: &Path,
    columns: &[Column],
    wanted: impl Fn(&csv::StringRecord) -> bool,
) -> Result<(), Failure> {
    let mut reader = csv::Reader::from_path(path).map_err(|error| Failure::reading(path, error))?;
    let mut row = HEAD;
    for record in reader.records() {
        let record = record.map_err(|error| Failure::reading(path, error))?;
        if !wanted(&record) {
            continue;
        }
        for (position, (column, text)) in columns.iter().zip(record.iter()).enumerate() {
            write_cell(sheet, row, position as u16, column, text).map_err(|error| Failure::writing(path, error))?;
        }
        row += 1;
    }
    Ok(())
}

/// Numbers as numbers, everything else as text and never as a formula; nothing where nothing stands.
fn write_cell(sheet: &mut Worksheet, row: u32, position: u16, column: &Column, text: &str) -> Result<(), XlsxError> {
    let number = if column.unit == "name" { None } else { text.parse::<f64>().ok() };
    if let Some(number) = number {
        sheet.write_number(row, position, number)?;
    } else if column.unit == "true or false" {
        sheet.write_boolean(row, position, text == "true")?;
    } else if !text.is_empty() {
        sheet.write_string(row, position, text)?;
    }
    Ok(())
}

fn write_headlines(sheet: &mut Worksheet, headlines: &Headlines) -> Result<(), XlsxError> {
    sheet.set_name("headlines")?;
    write_head(sheet, &HEADLINES)?;
    let mut at = HEAD;
    for row in &headlines.rows {
        for (quantity, cell) in headlines.quantities.iter().zip(&row.cells) {
            let Some(cell) = cell else { continue };
            let difference = cell.against.is_some().then_some(cell.difference);
            let real = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
            let cells = [
                row.scenario.clone(),
                row.title.clone(),
                row.title_zh.clone(),
                quantity.name.clone(),
                quantity.first_year.to_string(),
                quantity.last_year.to_string(),
                cell.mean.to_string(),
                cell.against.clone().unwrap_or_default(),
                real(difference),
                real(cell.ci95_low.and(difference).and(cell.ci95_low)),
                real(cell.ci95_high.and(difference).and(cell.ci95_high)),
                real(cell.p),
                real(cell.p_holm),
                real(cell.share_better.and(difference).and(cell.share_better)),
                cell.replicates.to_string(),
            ];
            for (position, (column, text)) in HEADLINES.iter().zip(&cells).enumerate() {
                write_cell(sheet, at, position as u16, column, text)?;
            }
            at += 1;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn names_that_look_like_formulas_are_text() {
        let mut workbook = Workbook::new();
        let created = ExcelDateTime::from_ymd(2000, 1, 1).expect("a date");
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
        let sheet = workbook.add_worksheet();
        let names = Column::new("scenario", "name", "", "");
        let numbers = Column::new("value", "yuan", "", "");
        for (row, text) in ["=1+1", "+2", "-3", "@a"].into_iter().enumerate() {
            write_cell(sheet, row as u32, 0, &names, text).expect("a cell");
        }
        write_cell(sheet, 0, 1, &numbers, "-3.5").expect("a cell");
        let bytes = workbook.save_to_buffer().expect("a workbook");
        let mut sheet = String::new();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
        archive.by_name("xl/worksheets/sheet1.xml").expect("a sheet").read_to_string(&mut sheet).expect("text");
        assert!(!sheet.contains("<f>"), "{sheet}");
        assert_eq!(sheet.matches("t=\"s\"").count(), 4, "{sheet}");
        assert!(sheet.contains("<v>-3.5</v>"), "{sheet}");
    }
}
