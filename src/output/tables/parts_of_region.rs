//! Means over replicates for parts of the region: counties (`counties.csv`) and classes of funders (`funders.csv`).

use super::columns::{DEVIATION, MEAN, METRIC, SCENARIO, Table, YEAR, column};
use super::csv_file::CsvFile;
use super::{Cell, RunTable, Subject};
use crate::ensemble::names::{county_names, funder_class_names, place_names};
use crate::ensemble::{Run, YearRecord};
use crate::metrics::{COUNTY_METRICS, FUNDER_METRICS};
use crate::output::failure::Failure;
use crate::output::plan::Plan;
use crate::stats::moments::Moments;
use std::path::Path;

/// Moments over the replicates of one scenario, year by year, of a list of values.
#[derive(Default)]
struct YearMoments {
    years: Vec<(i16, Vec<Moments>)>,
}

impl YearMoments {
    fn add(&mut self, run: &Run, values: impl Fn(&YearRecord) -> &[f64]) {
        for (position, record) in run.years.iter().enumerate() {
            let values = values(record);
            if self.years.len() == position {
                self.years.push((record.year, vec![Moments::default(); values.len()]));
            }
            for (moments, &value) in self.years[position].1.iter_mut().zip(values) {
                // What is not a number is not defined there.
                if value.is_finite() {
                    moments.add(value);
                }
            }
        }
    }
}

/// `counties.csv`.
pub(super) const COUNTIES: Table = Table {
    file: "counties.csv",
    columns: &[
        SCENARIO,
        YEAR,
        column("county", "name", "the county", "县"),
        column("city", "name", "its city", "所属市"),
        METRIC,
        MEAN,
        DEVIATION,
    ],
};

/// `funders.csv`.
pub(super) const FUNDERS: Table = Table {
    file: "funders.csv",
    columns: &[SCENARIO, YEAR, column("class", "name", "the class of funders", "资助方类别"), METRIC, MEAN, DEVIATION],
};

/// `places.csv`.
pub(in crate::output) const PLACES: Table = Table {
    file: "places.csv",
    columns: &[
        column("county", "name", "the county, as in counties.csv", "县（写法同 counties.csv）"),
        column("city", "name", "its city", "所属市"),
        column("county_zh", "name", "the county's name in Chinese", "县的中文名"),
        column("city_zh", "name", "the city's name in Chinese", "市的中文名"),
        column("population", "people", "residents", "常住人口"),
        column("urban", "true or false", "whether it is an urban district", "是否为市辖区"),
    ],
};

/// `counties.csv`, as it is written.
pub(super) struct Counties {
    file: CsvFile,
    moments: YearMoments,
}

impl Counties {
    pub(super) fn create(folder: &Path) -> Result<Counties, Failure> {
        Ok(Counties { file: CsvFile::create(folder, &COUNTIES)?, moments: YearMoments::default() })
    }
}

impl RunTable for Counties {
    fn add(&mut self, _subject: &Subject, run: &Run) -> Result<(), Failure> {
        self.moments.add(run, |record| &record.counties);
        Ok(())
    }

    fn end_scenario(&mut self, subject: &Subject) -> Result<(), Failure> {
        let names = county_names(subject.model);
        for (year, moments) in std::mem::take(&mut self.moments).years {
            let mut moments = moments.iter();
            for (county, city) in &names {
                for metric in COUNTY_METRICS {
                    let Some(moments) = moments.next() else { continue };
                    self.file.row(&[
                        Cell::Text(&subject.scenario.name),
                        Cell::Whole(year.into()),
                        Cell::Text(county),
                        Cell::Text(city),
                        Cell::Text(metric.name),
                        Cell::real(moments.mean()),
                        Cell::real(moments.deviation()),
                    ])?;
                }
            }
        }
        Ok(())
    }

    fn close(self: Box<Self>) -> Result<(), Failure> {
        self.file.close()
    }
}

/// Writes `places.csv`: the counties of the first scenario with their names in both languages.
pub(in crate::output) fn write_places(folder: &Path, plan: &Plan) -> Result<(), Failure> {
    let mut file = CsvFile::create(folder, &PLACES)?;
    for place in place_names(&plan.models[0]) {
        file.row(&[
            Cell::Text(place.county),
            Cell::Text(&place.city),
            Cell::Text(place.county_zh),
            Cell::Text(place.city_zh),
            Cell::real(Some(place.population)),
            Cell::Flag(place.urban),
        ])?;
    }
    file.close()
}

/// `funders.csv`, as it is written.
pub(super) struct Funders {
    file: CsvFile,
    moments: YearMoments,
}

impl Funders {
    pub(super) fn create(folder: &Path) -> Result<Funders, Failure> {
        Ok(Funders { file: CsvFile::create(folder, &FUNDERS)?, moments: YearMoments::default() })
    }
}

impl RunTable for Funders {
    fn add(&mut self, _subject: &Subject, run: &Run) -> Result<(), Failure> {
        self.moments.add(run, |record| &record.funders);
        Ok(())
    }

    fn end_scenario(&mut self, subject: &Subject) -> Result<(), Failure> {
        for (year, moments) in std::mem::take(&mut self.moments).years {
            let mut moments = moments.iter();
            for class in funder_class_names() {
                for metric in FUNDER_METRICS {
                    let Some(moments) = moments.next() else { continue };
                    self.file.row(&[
                        Cell::Text(&subject.scenario.name),
                        Cell::Whole(year.into()),
                        Cell::Text(class),
                        Cell::Text(metric.name),
                        Cell::real(moments.mean()),
                        Cell::real(moments.deviation()),
                    ])?;
                }
            }
        }
        Ok(())
    }

    fn close(self: Box<Self>) -> Result<(), Failure> {
        self.file.close()
    }
}
