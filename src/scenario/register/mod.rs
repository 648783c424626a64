//! Reads a region of one's own: counties, funders, organisations and the dated programme from CSV files or a workbook.
//!
//! Files become sheets of cells (`file.rs`, `workbook.rs`), sheets become tables with known columns (`sheet.rs`,
//! `columns.rs`), rows become plain records for the model (`records.rs`). Whatever is wrong is told at its cell, all at
//! once; with `lenient = true`, rows with a mistake are dropped and named instead. `docs/region.md` explains the rules.

mod cell;
mod columns;
mod copies;
mod file;
mod gazetteer;
mod records;
mod sheet;
mod words;
#[cfg(not(target_arch = "wasm32"))]
mod workbook;

pub use columns::TableKind;
pub use copies::{RegisterFile, guarded};
pub use file::FILE_BYTES_MAX;

use super::counties;
use super::diagnosis::{Diagnosis, Finding, Place};
use super::layers::{self, Draft};
use crate::model::founding;
use crate::model::organisations::founders::OrganisationKind;
use crate::model::places::{CountyRecord, Geography, Places};
use crate::model::register::{Imputed, Register};
use crate::model::{Model, Settings};
use sheet::{Sheet, Table, finding};
use std::path::Path;
use std::sync::Arc;

/// What the registers of a scenario say.
#[derive(Clone, Debug, Default)]
pub struct Registers {
    /// Organisations and funders for the model.
    pub register: Arc<Register>,
    /// The files that the scenario needs beside it, in the program's own form; its settings name them.
    pub files: Vec<RegisterFile>,
    /// Rows that were dropped because the scenario is lenient.
    pub dropped: Diagnosis,
    /// How many counties of a register gave their population, of how many; none without such a register.
    pub populations: Option<(u32, u32)>,
    /// Rows of the dated programme.
    pub products: u32,
    /// How much was given and how much is drawn, variable by variable.
    pub imputed: Vec<Imputed>,
}

impl Registers {
    /// Whether the scenario has no register at all.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.products == 0
    }
}

/// The paths of the settings that name files.
const WORKBOOK: &str = "region.register.workbook";

fn path_of(kind: TableKind) -> String {
    format!("region.register.{}", kind.name())
}

/// Reads the registers of a scenario and puts what they say in place of what its settings leave to chance. The
/// settings then name the program's own copies, so that they stand for what was read and not for where it lay.
pub(super) fn read(
    draft: &Draft,
    settings: &mut Settings,
    findings: &mut Vec<Finding>,
) -> (Arc<Vec<CountyRecord>>, Arc<Registers>) {
    let mut clerk = Clerk { lenient: settings.region.register.lenient, findings, dropped: Vec::new() };
    let sheets = clerk.open(draft);
    let sheet_of = |kind: TableKind| sheets.iter().find(|(known, _)| *known == kind).map(|(_, sheet)| sheet.clone());
    let stated = |kind: TableKind| layers::stated_path(&draft.tree, &path_of(kind)).is_some();
    let mut registers = Registers::default();
    let by_register = settings.region.geography == Geography::Register;

    let records = match (sheet_of(TableKind::Counties), by_register) {
        (Some(sheet), true) => {
            let records = clerk.records(TableKind::Counties, sheet, records::counties);
            let known = records.iter().filter(|record| record.population.is_some()).count() as u32;
            registers.populations = Some((known, records.len() as u32));
            Arc::new(records)
        }
        (Some(_), false) if stated(TableKind::Counties) => {
            clerk.refuse(
                draft,
                &path_of(TableKind::Counties),
                "the scenario names a table of counties, but its geography is not `register`",
                "情景给出了区县表，但 geography 不是 `register`",
                "write `geography = \"register\"` in `[region]`",
                "请在 `[region]` 中写 `geography = \"register\"`",
            );
            Arc::default()
        }
        (None, true) => {
            // A file that could not be opened has been told of already.
            if !stated(TableKind::Counties) && layers::stated_path(&draft.tree, WORKBOOK).is_none() {
                clerk.refuse(
                    draft,
                    "region.geography",
                    "the geography is `register`, but no register of counties is named",
                    "geography 是 `register`，但没有给出区县表",
                    "name a file as `counties` in `[region.register]`, or a workbook with a sheet `counties`",
                    "请在 `[region.register]` 中用 `counties` 给出文件，或给出含“区县”工作表的 `workbook`",
                );
            } else if clerk.findings.is_empty() {
                clerk.refuse(
                    draft,
                    WORKBOOK,
                    "the workbook has no sheet of counties, which the geography `register` needs",
                    "工作簿中没有“区县”工作表，而 geography = `register` 需要它",
                    "add a sheet `counties`, or choose another geography",
                    "请加上“区县”工作表，或改用别的 geography",
                );
            }
            Arc::default()
        }
        (_, false) => match settings.region.geography {
            Geography::Plan => Arc::new(Places::plan(&settings.region.planned_counties)),
            _ => counties::shandong(),
        },
    };
    let places = Places::new(&records, &settings.region, settings.run.seed, 0);
    let base_year = settings.run.base_year;
    let mut register = Register::default();
    // Without counties every row would be wrong for the same reason.
    if !records.is_empty() {
        if let Some(sheet) = sheet_of(TableKind::Funders) {
            register.funders =
                clerk.records(TableKind::Funders, sheet, |table, problems| records::funders(table, &places, problems));
        }
        if let Some(sheet) = sheet_of(TableKind::Organisations) {
            register.organisations = clerk.records(TableKind::Organisations, sheet, |table, problems| {
                records::organisations(table, &places, base_year, problems)
            });
        }
    }
    if let Some(sheet) = sheet_of(TableKind::Programme) {
        let products = clerk.records(TableKind::Programme, sheet, |table, problems| {
            records::programme(table, &register.funders, base_year, problems)
        });
        registers.products = products.len() as u32;
        settings.interventions.product_replication.products.extend(products);
    }
    clerk.check(draft, settings, &register);

    let files = &mut settings.region.register;
    let mut keep = |present: bool, file: &mut String, copy: &dyn Fn() -> RegisterFile| {
        file.clear();
        if present {
            let copy = copy();
            *file = copy.name.clone();
            registers.files.push(copy);
        }
    };
    keep(by_register && !records.is_empty(), &mut files.counties, &|| copies::counties(&records));
    keep(!register.funders.is_empty(), &mut files.funders, &|| copies::funders(&register.funders, &places));
    keep(!register.organisations.is_empty(), &mut files.organisations, &|| {
        copies::organisations(&register.organisations, &places)
    });
    // Products are settings now, and what was dropped is dropped.
    files.programme.clear();
    files.workbook.clear();
    files.lenient = false;
    if !register.organisations.is_empty() {
        settings.region.organisations = register.organisations.len() as u32;
    }
    registers.dropped = Diagnosis::new(clerk.dropped);
    registers.register = Arc::new(register);
    if let Some((given, count)) = registers.populations {
        let (variable, variable_zh) = ("population", "人口");
        registers.imputed.push(Imputed {
            register: "counties",
            variable,
            variable_zh,
            columns: "population",
            count,
            given,
        });
    }
    if !registers.register.is_empty() && !records.is_empty() {
        let model = Model::new(settings.clone(), &records).with_register(registers.register.clone());
        registers.imputed.extend(registers.register.imputed(founding::number_funders(&model, 0).len()));
    }
    (records, Arc::new(registers))
}

/// The kinds of organisations in a register with how many rows name each, and those that name none.
pub fn kinds(register: &Register) -> Vec<(&'static str, &'static str, usize)> {
    let count =
        |wanted: Option<OrganisationKind>| register.organisations.iter().filter(|known| known.kind == wanted).count();
    let named = OrganisationKind::ALL.into_iter().map(|kind| (kind.name(), kind.name_zh(), count(Some(kind))));
    named.chain([("unknown", "不详", count(None))]).collect()
}

/// The issues in a register with how many rows name each, and those that name none.
pub fn issues(register: &Register) -> Vec<(&'static str, &'static str, usize)> {
    let count = |wanted: Option<u8>| register.organisations.iter().filter(|known| known.issue == wanted).count();
    let named = words::ISSUE_NAMES.into_iter().zip(words::ISSUE_NAMES_ZH).enumerate();
    let named = named.map(|(number, (name, name_zh))| (name, name_zh, count(Some(number as u8))));
    named.chain([("unknown", "不详", count(None))]).collect()
}

/// Goes through the tables of a scenario and keeps account of what is wrong.
struct Clerk<'a> {
    lenient: bool,
    findings: &'a mut Vec<Finding>,
    dropped: Vec<Finding>,
}

/// Findings of one kind in one column that are told one by one; the rest are named by their rows.
const TOLD_EACH: usize = 50;

impl Clerk<'_> {
    /// Opens the workbook and the files that are named; a file takes the place of the workbook's sheet.
    fn open(&mut self, draft: &Draft) -> Vec<(TableKind, Sheet)> {
        let mut sheets = Vec::new();
        if let Some((path, place)) = layers::stated_path(&draft.tree, WORKBOOK) {
            self.keep(workbook_sheets(&path), &place, |found| sheets.extend(found));
        }
        for kind in TableKind::ALL {
            let Some((path, place)) = layers::stated_path(&draft.tree, &path_of(kind)) else { continue };
            let read = file::read(&path).and_then(|bytes| file::csv_sheet(&path.display().to_string(), &bytes));
            sheets.retain(|(known, _)| *known != kind);
            self.keep(read, &place, |sheet| sheets.push((kind, sheet)));
        }
        sheets
    }

    fn keep<T>(&mut self, read: Result<T, Box<Finding>>, place: &Place, keep: impl FnOnce(T)) {
        match read {
            Ok(read) => keep(read),
            Err(finding) => self.findings.push(finding.at(place.clone(), "")),
        }
    }

    /// The records of a table; rows with a mistake are told of, or dropped and named.
    fn records<T>(
        &mut self,
        kind: TableKind,
        sheet: Sheet,
        read: impl FnOnce(&Table, &mut Vec<Finding>) -> Vec<T>,
    ) -> Vec<T> {
        let label = sheet.label.clone();
        let Some(table) = Table::new(kind, sheet, self.findings) else { return Vec::new() };
        let mut problems = Vec::new();
        let records = read(&table, &mut problems);
        let is_empty = records.is_empty() && (problems.is_empty() || self.lenient);
        let problems = told(table.label(), problems);
        // A table of which nothing is left is refused, and its rows are errors like any others.
        if self.lenient && !is_empty {
            self.dropped.extend(problems)
        } else {
            self.findings.extend(problems)
        }
        if is_empty {
            self.findings.push(finding(
                "register",
                (format!("`{label}` has no row that can be used"), format!("`{label}` 中没有可用的数据行")),
                ("add rows, or do not name the file".into(), "请补上数据行，或不要引用这个文件".into()),
            ));
        }
        records
    }

    /// What must hold beyond the tables: a register describes one province in one year.
    fn check(&mut self, draft: &Draft, settings: &Settings, register: &Register) {
        if register.is_empty() {
            return;
        }
        if settings.region.provinces != 1 {
            self.refuse(
                draft,
                "region.provinces",
                "a register describes one province",
                "登记表只描述一个省",
                "write `provinces = 1`",
                "请写 `provinces = 1`",
            );
        }
        if !register.organisations.is_empty() && settings.run.burn_in_years != 0 {
            self.refuse(
                draft,
                "run.burn_in_years",
                "organisations of a register are the state at the beginning of the base year: a burn-in would replace \
                 them by others before anything is tried",
                "登记的机构是基准年年初的状态：若先预热，干预开始前它们已被模拟出的机构替换",
                "write `burn_in_years = 0` in `[run]`",
                "请在 `[run]` 中写 `burn_in_years = 0`",
            );
        }
    }

    fn refuse(&mut self, draft: &Draft, path: &str, message: &str, message_zh: &str, help: &str, help_zh: &str) {
        let refusal =
            finding("register", (message.to_string(), message_zh.to_string()), (help.to_string(), help_zh.to_string()));
        self.findings.push(match layers::find(&draft.tree, path) {
            Some(place) => refusal.at(place, ""),
            None => refusal.concerning(&draft.name),
        });
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn workbook_sheets(path: &Path) -> Result<Vec<(TableKind, Sheet)>, Box<Finding>> {
    file::read(path).and_then(|bytes| workbook::sheets(&path.display().to_string(), &bytes))
}

/// A browser reads no workbooks.
#[cfg(target_arch = "wasm32")]
fn workbook_sheets(_path: &Path) -> Result<Vec<(TableKind, Sheet)>, Box<Finding>> {
    Err(Box::new(finding(
        "register-file",
        ("workbooks are read by the installed program only".into(), "工作簿只能由安装的程序读取".into()),
        ("save the sheets as CSV files".into(), "请把工作表另存为 CSV 文件".into()),
    )))
}

/// Findings of a table: of each kind and column the first ones one by one, all others named by their rows.
fn told(label: &str, problems: Vec<Finding>) -> Vec<Finding> {
    let column = |problem: &Finding| problem.label.trim_end_matches(|c: char| c.is_ascii_digit()).to_string();
    let mut kept: Vec<Finding> = Vec::new();
    let mut more: Vec<((&'static str, String), Vec<usize>)> = Vec::new();
    for problem in problems {
        let key = (problem.code, column(&problem));
        let line = problem.place.as_ref().map_or(0, Place::line);
        let at = more.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            more.push((key, Vec::new()));
            more.len() - 1
        });
        more[at].1.push(line);
        if more[at].1.len() <= TOLD_EACH {
            kept.push(problem);
        }
    }
    for ((code, column), lines) in more {
        let rest = lines.get(TOLD_EACH..).unwrap_or_default();
        if rest.is_empty() {
            continue;
        }
        let (count, rows) = (rest.len(), ranges(rest));
        kept.push(finding(
            code,
            (
                format!("{count} more like these in column {column} of `{label}`: rows {rows}"),
                format!("`{label}` 的 {column} 列还有 {count} 处同类问题：第 {rows} 行"),
            ),
            (
                "if the whole column is of another form, change it there".into(),
                "若整列都是另一种写法，请统一修改".into(),
            ),
        ));
    }
    kept
}

/// Rows as `3, 5–9`.
fn ranges(rows: &[usize]) -> String {
    let mut parts: Vec<(usize, usize)> = Vec::new();
    for &row in rows {
        match parts.last_mut() {
            Some((_, end)) if row <= *end + 1 => *end = row.max(*end),
            _ => parts.push((row, row)),
        }
    }
    let text =
        |&(start, end): &(usize, usize)| if start == end { format!("{start}") } else { format!("{start}–{end}") };
    parts.iter().map(text).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_named_in_ranges() {
        assert_eq!(ranges(&[3, 5, 6, 7, 7, 9]), "3, 5–7, 9");
        assert_eq!(ranges(&[]), "");
    }

    #[test]
    fn a_cell_that_begins_like_a_formula_is_marked() {
        assert_eq!(["=1", "+a", "-a", "@a", "a=1", "'a"].map(guarded), ["'=1", "'+a", "'-a", "'@a", "a=1", "'a"]);
    }
}
