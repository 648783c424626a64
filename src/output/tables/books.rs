//! The books: what flowed between sectors, what they held, and every single posting where that is kept.

use super::csv_file::CsvFile;
use super::{Cell, RunTable, Subject};
use crate::ensemble::Run;
use crate::ledger::{Kind, Sector};
use crate::output::failure::Failure;
use std::path::Path;

/// `flows.csv`: amounts above zero.
pub(super) struct Flows(CsvFile);

impl Flows {
    pub(super) fn create(folder: &Path) -> Result<Flows, Failure> {
        let header = ["scenario", "replicate", "year", "kind", "from_sector", "to_sector", "earmarked", "amount_fen"];
        CsvFile::create(folder, "flows.csv", &header).map(Flows)
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
        let header = ["scenario", "replicate", "year", "sector", "opening_fen", "closing_fen"];
        CsvFile::create(folder, "balances.csv", &header).map(Balances)
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
        let header = [
            "scenario",
            "replicate",
            "year",
            "province",
            "kind",
            "from_account",
            "to_account",
            "earmarked",
            "amount_fen",
        ];
        CsvFile::create(folder, "postings.csv", &header).map(Postings)
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
