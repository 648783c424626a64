//! How organisations' receipts are spread: the Lorenz curve, mean over replicates with its interval: `lorenz.csv`.

use super::columns::{SCENARIO, Table, YEAR, column};
use super::csv_file::CsvFile;
use super::{Cell, RunTable, Subject};
use crate::ensemble::Run;
use crate::metrics::LORENZ_SHARES;
use crate::output::failure::Failure;
use crate::stats::moments::Moments;
use crate::stats::student::HalfWidths;
use std::collections::BTreeMap;
use std::path::Path;

/// `lorenz.csv`.
pub(super) const TABLE: Table = Table {
    file: "lorenz.csv",
    columns: &[
        SCENARIO,
        YEAR,
        column(
            "organisations_share",
            "share",
            "share of the organisations, those that receive least first",
            "机构占比，收入从低到高累计",
        ),
        column("replicates", "–", "replicates in which anything was received", "有收入的重复次数"),
        column(
            "receipts_share",
            "share",
            "share of all receipts that goes to these organisations, mean over replicates",
            "这些机构合计占全部收入的份额，各次重复的均值",
        ),
        column(
            "ci95_low",
            "share",
            "lower end of the 95 % interval of that mean (Student's t)",
            "均值的 95% 区间下限（t 分布）",
        ),
        column(
            "ci95_high",
            "share",
            "upper end of the 95 % interval of that mean (Student's t)",
            "均值的 95% 区间上限（t 分布）",
        ),
    ],
};

pub(super) struct Lorenz {
    file: CsvFile,
    /// Moments over the replicates of one scenario.
    years: BTreeMap<i16, [Moments; LORENZ_SHARES.len()]>,
    half_widths: HalfWidths,
}

impl Lorenz {
    pub(super) fn create(folder: &Path) -> Result<Lorenz, Failure> {
        let file = CsvFile::create(folder, &TABLE)?;
        Ok(Lorenz { file, years: BTreeMap::new(), half_widths: HalfWidths::default() })
    }
}

impl RunTable for Lorenz {
    fn add(&mut self, _subject: &Subject, run: &Run) -> Result<(), Failure> {
        for record in &run.years {
            let Some(curve) = record.lorenz else { continue };
            let moments = self.years.entry(record.year).or_default();
            moments.iter_mut().zip(curve).for_each(|(moments, share)| moments.add(share));
        }
        Ok(())
    }

    fn end_scenario(&mut self, subject: &Subject) -> Result<(), Failure> {
        for (year, curve) in std::mem::take(&mut self.years) {
            for (share, moments) in LORENZ_SHARES.iter().zip(&curve) {
                let mean = moments.mean();
                let half = moments.deviation().map(|deviation| {
                    self.half_widths.of(moments.count()) * deviation / (moments.count() as f64).sqrt()
                });
                let bounds = mean.zip(half);
                self.file.row(&[
                    Cell::Text(&subject.scenario.name),
                    Cell::Whole(year.into()),
                    Cell::Real(*share),
                    Cell::Whole(moments.count() as i64),
                    Cell::real(mean),
                    Cell::real(bounds.map(|(mean, half)| mean - half)),
                    Cell::real(bounds.map(|(mean, half)| mean + half)),
                ])?;
            }
        }
        Ok(())
    }

    fn close(self: Box<Self>) -> Result<(), Failure> {
        self.file.close()
    }
}
