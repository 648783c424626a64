//! `flow_matrix.csv`: the transaction-flow matrix of every year from the base year on, mean over replicates.

use super::columns::{SCENARIO, Table, YEAR, column};
use super::csv_file::CsvFile;
use super::{Cell, RunTable, Subject};
use crate::ensemble::Run;
use crate::ensemble::flow_matrix::FlowMatrix;
use crate::ledger::Sector;
use crate::output::failure::{Failure, Words};
use std::collections::BTreeMap;
use std::path::Path;

/// The last row of a year: by how much each sector's balance changed.
const CHANGE: &str = "change_of_balance";

/// `flow_matrix.csv`.
pub(super) const TABLE: Table = Table {
    file: "flow_matrix.csv",
    columns: &[
        SCENARIO,
        YEAR,
        column(
            "kind",
            "name",
            "what the money moved for; change_of_balance: by how much each sector's balance changed, the sum of the column",
            "资金用途；change_of_balance 为各部门余额的变化，即该列合计",
        ),
        column(
            "government_yuan",
            "yuan",
            "civil-affairs bureaus of counties, cities and the province: what came in (+) or went out (-), mean over replicates",
            "各级民政部门：流入为正、流出为负，各次重复的均值",
        ),
        column(
            "mass_yuan",
            "yuan",
            "Youth League and Women's Federation: what came in (+) or went out (-), mean over replicates",
            "群团（共青团与妇联）：流入为正、流出为负，各次重复的均值",
        ),
        column(
            "federation_yuan",
            "yuan",
            "charity federations: what came in (+) or went out (-), mean over replicates",
            "慈善总会：流入为正、流出为负，各次重复的均值",
        ),
        column(
            "foundation_yuan",
            "yuan",
            "local and national foundations: what came in (+) or went out (-), mean over replicates",
            "基金会：流入为正、流出为负，各次重复的均值",
        ),
        column(
            "business_yuan",
            "yuan",
            "CSR pools of enterprises: what came in (+) or went out (-), mean over replicates",
            "企业公益资金：流入为正、流出为负，各次重复的均值",
        ),
        column(
            "hub_yuan",
            "yuan",
            "the hub: what came in (+) or went out (-), mean over replicates",
            "枢纽：流入为正、流出为负，各次重复的均值",
        ),
        column(
            "platform_yuan",
            "yuan",
            "the giving platform with its matching pool: what came in (+) or went out (-), mean over replicates",
            "募捐平台与配捐池：流入为正、流出为负，各次重复的均值",
        ),
        column(
            "organisations_yuan",
            "yuan",
            "grassroots and social-work organisations: what came in (+) or went out (-), mean over replicates",
            "草根与社工机构：流入为正、流出为负，各次重复的均值",
        ),
        column(
            "households_yuan",
            "yuan",
            "households that give: what came in (+) or went out (-), mean over replicates",
            "捐赠的公众：流入为正、流出为负，各次重复的均值",
        ),
        column(
            "enterprises_yuan",
            "yuan",
            "enterprises behind the CSR pools: what came in (+) or went out (-), mean over replicates",
            "企业：流入为正、流出为负，各次重复的均值",
        ),
        column(
            "suppliers_yuan",
            "yuan",
            "wages, rents, purchases: what came in (+) or went out (-), mean over replicates",
            "薪酬与采购：流入为正、流出为负，各次重复的均值",
        ),
        column(
            "beneficiaries_yuan",
            "yuan",
            "people who receive direct relief: what came in (+) or went out (-), mean over replicates",
            "受助人：流入为正、流出为负，各次重复的均值",
        ),
        column(
            "founders_yuan",
            "yuan",
            "founders of organisations: what came in (+) or went out (-), mean over replicates",
            "发起人：流入为正、流出为负，各次重复的均值",
        ),
        column(
            "treasury_yuan",
            "yuan",
            "the state's treasury: what came in (+) or went out (-), mean over replicates",
            "财政：流入为正、流出为负，各次重复的均值",
        ),
        column(
            "endower_yuan",
            "yuan",
            "endowments and distant donors of foundations: what came in (+) or went out (-), mean over replicates",
            "捐赠基金：流入为正、流出为负，各次重复的均值",
        ),
        column(
            "pool_sponsor_yuan",
            "yuan",
            "who pays matching pools: what came in (+) or went out (-), mean over replicates",
            "配捐方：流入为正、流出为负，各次重复的均值",
        ),
        column(
            "sponsor_yuan",
            "yuan",
            "the outside payer of the equal-money comparison: what came in (+) or went out (-), mean over replicates",
            "外部出资方：流入为正、流出为负，各次重复的均值",
        ),
    ],
};

pub(super) struct FlowMatrices {
    file: CsvFile,
    years: BTreeMap<i16, FlowMatrix>,
}

impl FlowMatrices {
    pub(super) fn create(folder: &Path) -> Result<FlowMatrices, Failure> {
        Ok(FlowMatrices { file: CsvFile::create(folder, &TABLE)?, years: BTreeMap::new() })
    }

    fn row(&mut self, scenario: &str, year: i16, kind: &str, yuan: &[f64; Sector::COUNT]) -> Result<(), Failure> {
        let mut cells = vec![Cell::Text(scenario), Cell::Whole(year.into()), Cell::Text(kind)];
        cells.extend(yuan.iter().map(|&yuan| Cell::real(Some(yuan))));
        self.file.row(&cells)
    }
}

impl RunTable for FlowMatrices {
    fn add(&mut self, subject: &Subject, run: &Run) -> Result<(), Failure> {
        for record in run.since(subject.model.settings.run.base_year) {
            self.years.entry(record.year).or_default().add(record);
        }
        Ok(())
    }

    fn end_scenario(&mut self, subject: &Subject) -> Result<(), Failure> {
        for (year, matrix) in std::mem::take(&mut self.years) {
            for (kind, yuan) in matrix.rows() {
                self.row(&subject.scenario.name, year, kind.name(), &yuan)?;
            }
            self.row(&subject.scenario.name, year, CHANGE, &matrix.change())?;
        }
        Ok(())
    }

    fn close(self: Box<Self>) -> Result<(), Failure> {
        self.file.close()
    }
}

/// Rows of a year's matrix as a folder of results has them: the published name of the kind, and yuan by sector; last
/// the changes of balances, which stand apart.
pub struct FlowTable {
    /// Kind by kind.
    pub rows: Vec<(String, Vec<f64>)>,
    /// Change of each sector's balance.
    pub change: Vec<f64>,
}

/// Reads the matrix of a scenario and a year from a folder of results.
///
/// # Errors
/// When there is no such table, scenario or year, or the table cannot be read.
pub fn read_flow_matrix(folder: &Path, scenario: &str, year: i16) -> Result<FlowTable, Failure> {
    let path = folder.join(TABLE.file);
    if !path.exists() {
        let shown = path.display();
        return Err(Failure::Refused(Words::new(
            format!("{shown} is not there: the folder was written without the part `flows`"),
            format!("没有 {shown}：写出该文件夹时未要 `flows` 这一部分"),
        )));
    }
    let mut reader = csv::Reader::from_path(&path).map_err(|error| Failure::reading(&path, error))?;
    let mut table = FlowTable { rows: Vec::new(), change: Vec::new() };
    let (mut first, mut last) = (i16::MAX, i16::MIN);
    for record in reader.deserialize::<(String, i16, String, Vec<f64>)>() {
        let (name, of_year, kind, yuan) = record.map_err(|error| Failure::reading(&path, error))?;
        if name != scenario {
            continue;
        }
        (first, last) = (first.min(of_year), last.max(of_year));
        if of_year != year {
            continue;
        }
        if kind == CHANGE { table.change = yuan } else { table.rows.push((kind, yuan)) }
    }
    if table.change.is_empty() {
        let shown = path.display();
        return Err(Failure::Refused(if first > last {
            Words::new(format!("{shown} has no scenario `{scenario}`"), format!("{shown} 中没有情景 `{scenario}`"))
        } else {
            Words::new(
                format!("{shown} has the years {first} to {last}, there is no {year}"),
                format!("{shown} 只有 {first} 至 {last} 年，没有 {year} 年"),
            )
        }));
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sector_has_its_column_in_order() {
        let names: Vec<&str> = TABLE.columns[3..].iter().map(|column| column.name).collect();
        let sectors: Vec<String> = Sector::ALL.iter().map(|sector| format!("{}_yuan", sector.name())).collect();
        assert_eq!(names, sectors);
    }
}
