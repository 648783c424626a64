//! What the columns of every table are: declared once, so that a header and its description cannot part; and the
//! description itself, `columns.csv`.

use super::csv_file::CsvFile;
use super::{Cell, all};
use crate::output::failure::Failure;
use std::path::Path;

/// A table of the folder: its file and its columns.
pub(in crate::output) struct Table {
    /// The name of its file.
    pub(in crate::output) file: &'static str,
    /// Its columns from left to right.
    pub(in crate::output) columns: &'static [Column],
}

/// A column: its header, and what stands below.
#[derive(Clone, Copy)]
pub(in crate::output) struct Column {
    /// The header.
    pub(in crate::output) name: &'static str,
    /// The unit; `name` for words, `true or false`, `–` for pure numbers, `of the metric` where each row has its own.
    pub(in crate::output) unit: &'static str,
    /// What it means, in English.
    pub(in crate::output) meaning: &'static str,
    /// What it means, in Chinese.
    pub(in crate::output) meaning_zh: &'static str,
}

impl Column {
    /// A column.
    pub(in crate::output) const fn new(
        name: &'static str,
        unit: &'static str,
        meaning: &'static str,
        meaning_zh: &'static str,
    ) -> Column {
        Column { name, unit, meaning, meaning_zh }
    }
}

/// A column.
pub(super) const fn column(
    name: &'static str,
    unit: &'static str,
    meaning: &'static str,
    meaning_zh: &'static str,
) -> Column {
    Column::new(name, unit, meaning, meaning_zh)
}

pub(super) const SCENARIO: Column = column("scenario", "name", "the scenario", "情景");
pub(super) const BASELINE: Column =
    column("baseline", "name", "the scenario with which it is compared", "与之比较的情景");
pub(super) const REPLICATE: Column = column(
    "replicate",
    "–",
    "the replicate, from 0; the same number meets the same chance in every scenario",
    "第几次重复（从 0 起）；同一编号在各情景中遇到同样的偶然",
);
pub(super) const YEAR: Column = column("year", "year", "the year simulated", "模拟年份");
pub(super) const METRIC: Column =
    column("metric", "name", "the metric; metrics.csv says what it is", "指标；其含义见 metrics.csv");
pub(super) const MEAN: Column =
    column("mean", "of the metric", "mean over the replicates in which it is defined", "有定义的各次重复的均值");
pub(super) const DEVIATION: Column = column(
    "sd",
    "of the metric",
    "standard deviation between replicates; empty with fewer than two",
    "各次重复之间的标准差；不足两次时为空",
);
pub(super) const COHORT: Column = column(
    "cohort",
    "name",
    "all: every organisation, time is its age; founded: those founded after the first year simulated; landed: since the \
     first landing; never_landed: of the programme's issue, alive at the end of the base year and not landed (yet), time \
     since then",
    "all：全部机构，时间为机构年龄；founded：模拟首年之后成立的机构；landed：自首次落地起；never_landed：项目议题内、\
     基准年末存活且（尚）未落地的机构，自基准年末起",
);
pub(super) const TIME: Column = column(
    "time",
    "years",
    "completed years since the cohort's clock began, at the beginning of the year at risk; 40 stands for 40 and more",
    "该组计时开始以来的整年数（在险年度之初）；40 表示 40 年及以上",
);
pub(super) const SIZE: Column = column(
    "size",
    "name",
    "third by people of those alive as the year began: small, middle or large",
    "年初存活机构按人力三等分：small 小、middle 中、large 大",
);

const DICTIONARY: [Column; 5] = [
    column("file", "name", "the file in this folder", "本文件夹中的文件"),
    column("column", "name", "the column's header", "列名"),
    column("unit", "name", "its unit", "单位"),
    column("meaning", "name", "what it means, in English", "含义（英文）"),
    column("meaning_zh", "name", "what it means, in Chinese", "含义（中文）"),
];

/// `columns.csv`.
pub(super) const TABLE: Table = Table { file: "columns.csv", columns: &DICTIONARY };

/// Describes the columns of every table that stands in a folder.
pub(in crate::output) fn write_columns(folder: &Path) -> Result<(), Failure> {
    let mut file = CsvFile::create(folder, &TABLE)?;
    for table in all().filter(|table| folder.join(table.file).exists()) {
        for column in table.columns {
            file.row(&[
                Cell::Text(table.file),
                Cell::Text(column.name),
                Cell::Text(column.unit),
                Cell::Text(column.meaning),
                Cell::Text(column.meaning_zh),
            ])?;
        }
    }
    file.close()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_column_has_words_in_both_languages_and_a_name_of_its_own() {
        let files: BTreeSet<&str> = all().map(|table| table.file).collect();
        assert_eq!(files.len(), all().count(), "a table is listed twice");
        for table in all() {
            let names: BTreeSet<&str> = table.columns.iter().map(|column| column.name).collect();
            assert_eq!(names.len(), table.columns.len(), "{} has two columns of one name", table.file);
            for column in table.columns {
                let at = format!("{} of {}", column.name, table.file);
                assert!(!column.unit.is_empty() && !column.meaning.is_empty(), "{at}");
                assert!(!column.meaning.ends_with('.') && !column.meaning_zh.ends_with('。'), "{at}");
                assert!(column.meaning_zh.chars().any(|c| c as u32 > 0x4e00), "{at}");
                assert!(!column.meaning.contains("  ") && !column.meaning_zh.contains("  "), "{at}");
            }
        }
    }
}
