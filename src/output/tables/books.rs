//! The books: what flowed between sectors, what they held, and every single posting where that is kept.

use super::columns::{Column, REPLICATE, SCENARIO, Table, YEAR, column};
use super::csv_file::CsvFile;
use super::{Cell, RunTable, Subject};
use crate::ensemble::Run;
use crate::ledger::{Kind, Sector};
use crate::output::failure::Failure;
use std::path::Path;

const KIND: Column = column("kind", "name", "what the money moved for", "资金用途");
const EARMARKED: Column =
    column("earmarked", "true or false", "whether it was earmarked from outside", "是否由外部指定用途");
const AMOUNT: Column = column("amount_fen", "fen", "how much; 1 yuan = 100 fen", "金额（分）");

/// `flows.csv`: amounts above zero.
pub(super) const FLOWS: Table = Table {
    file: "flows.csv",
    columns: &[
        SCENARIO,
        REPLICATE,
        YEAR,
        KIND,
        column("from_sector", "name", "the sector that paid", "付款部门"),
        column("to_sector", "name", "the sector that received", "收款部门"),
        EARMARKED,
        AMOUNT,
    ],
};

/// `balances.csv`.
pub(super) const BALANCES: Table = Table {
    file: "balances.csv",
    columns: &[
        SCENARIO,
        REPLICATE,
        YEAR,
        column("sector", "name", "the sector", "部门"),
        column("opening_fen", "fen", "what it held as the year began", "年初余额（分）"),
        column(
            "closing_fen",
            "fen",
            "what it held as the year ended; closing less opening is inflows less outflows in flows.csv, to the fen",
            "年末余额（分）；期末 − 期初 = flows.csv 中的流入 − 流出，分毫不差",
        ),
    ],
};

/// `postings.csv`.
pub(super) const POSTINGS: Table = Table {
    file: "postings.csv",
    columns: &[
        SCENARIO,
        REPLICATE,
        YEAR,
        column("province", "–", "the province, from 0", "省（从 0 起）"),
        KIND,
        column("from_account", "name", "the account that paid", "付款账户"),
        column("to_account", "name", "the account that received", "收款账户"),
        EARMARKED,
        AMOUNT,
    ],
};

/// `flows.csv`, as it is written.
pub(super) struct Flows(CsvFile);

impl Flows {
    pub(super) fn create(folder: &Path) -> Result<Flows, Failure> {
        CsvFile::create(folder, &FLOWS).map(Flows)
    }
}

impl RunTable for Flows {
    fn add(&mut self, subject: &Subject, run: &Run) -> Result<(), Failure> {
        for record in &run.years {
            for flow in &record.flows {
                self.0.row(&[
                    Cell::Text(&subject.scenario.name),
                    Cell::Whole(run.replicate.into()),
                    Cell::Whole(record.year.into()),
                    Cell::Text(Kind::ALL[usize::from(flow.kind)].name()),
                    Cell::Text(Sector::ALL[usize::from(flow.from)].name()),
                    Cell::Text(Sector::ALL[usize::from(flow.to)].name()),
                    Cell::Flag(flow.earmarked),
                    Cell::Whole(flow.fen),
                ])?;
            }
        }
        Ok(())
    }

    fn close(self: Box<Self>) -> Result<(), Failure> {
        self.0.close()
    }
}

/// `balances.csv`: every sector at the beginning and the end of every year.
pub(super) struct Balances(CsvFile);

impl Balances {
    pub(super) fn create(folder: &Path) -> Result<Balances, Failure> {
        CsvFile::create(folder, &BALANCES).map(Balances)
    }
}

impl RunTable for Balances {
    fn add(&mut self, subject: &Subject, run: &Run) -> Result<(), Failure> {
        for record in &run.years {
            for (sector, &(opening, closing)) in Sector::ALL.iter().zip(&record.balances) {
                self.0.row(&[
                    Cell::Text(&subject.scenario.name),
                    Cell::Whole(run.replicate.into()),
                    Cell::Whole(record.year.into()),
                    Cell::Text(sector.name()),
                    Cell::Whole(opening),
                    Cell::Whole(closing),
                ])?;
            }
        }
        Ok(())
    }

    fn close(self: Box<Self>) -> Result<(), Failure> {
        self.0.close()
    }
}

/// `postings.csv`: every posting of scenarios that keep the full ledger.
pub(super) struct Postings(CsvFile);

impl Postings {
    pub(super) fn create(folder: &Path) -> Result<Postings, Failure> {
        CsvFile::create(folder, &POSTINGS).map(Postings)
    }
}

impl RunTable for Postings {
    fn add(&mut self, subject: &Subject, run: &Run) -> Result<(), Failure> {
        for posting in &run.postings {
            self.0.row(&[
                Cell::Text(&subject.scenario.name),
                Cell::Whole(run.replicate.into()),
                Cell::Whole(posting.year.into()),
                Cell::Whole(posting.province.into()),
                Cell::Text(Kind::ALL[usize::from(posting.kind)].name()),
                Cell::Text(&posting.from),
                Cell::Text(&posting.to),
                Cell::Flag(posting.earmarked),
                Cell::Whole(posting.fen),
            ])?;
        }
        Ok(())
    }

    fn close(self: Box<Self>) -> Result<(), Failure> {
        self.0.close()
    }
}
