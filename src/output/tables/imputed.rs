//! `imputed.csv`: of every variable that registers can give, how much they gave and how much was drawn.

use super::columns::{SCENARIO, Table, column};
use super::csv_file::CsvFile;
use super::{Cell, RunTable, Subject};
use crate::ensemble::Run;
use crate::output::failure::Failure;
use std::path::Path;

pub(super) const TABLE: Table = Table {
    file: "imputed.csv",
    columns: &[
        SCENARIO,
        column(
            "register",
            "name",
            "the register: counties, organisations or funders",
            "哪张登记表：区县、机构或资助方",
        ),
        column("variable", "name", "the variable of the model", "模型中的变量"),
        column("variable_zh", "name", "the same in Chinese", "变量的中文名"),
        column(
            "columns",
            "name",
            "columns of the register from which it is taken; empty if it is always drawn",
            "取自登记表的哪些列；一律抽取的为空",
        ),
        column("count", "rows", "counties, organisations or funders that need it", "需要该变量的区县、机构或资助方数"),
        column("given", "rows", "of these, given by the register", "其中由登记表给出的"),
        column("imputed", "rows", "of these, drawn or set to the default of a class", "其中由模型抽取或取类别默认值的"),
        column("imputed_share", "share", "imputed by count", "补出的占比"),
    ],
};

pub(super) struct Imputed {
    file: CsvFile,
}

impl Imputed {
    pub(super) fn create(folder: &Path) -> Result<Imputed, Failure> {
        Ok(Imputed { file: CsvFile::create(folder, &TABLE)? })
    }
}

impl RunTable for Imputed {
    fn add(&mut self, _subject: &Subject, _run: &Run) -> Result<(), Failure> {
        // What a register says is the same in every replicate.
        Ok(())
    }

    fn end_scenario(&mut self, subject: &Subject) -> Result<(), Failure> {
        for row in &subject.scenario.registers.imputed {
            self.file.row(&[
                Cell::Text(&subject.scenario.name),
                Cell::Text(row.register),
                Cell::Text(row.variable),
                Cell::Text(row.variable_zh),
                Cell::Text(row.columns),
                Cell::Whole(row.count.into()),
                Cell::Whole(row.given.into()),
                Cell::Whole((row.count - row.given).into()),
                Cell::real(row.share()),
            ])?;
        }
        Ok(())
    }

    fn close(self: Box<Self>) -> Result<(), Failure> {
        self.file.close()
    }
}
