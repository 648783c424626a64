//! What is measured each year: the catalogue of metrics, by family. Nothing here changes the region.
//!
//! To add a metric: an entry in its family's list. It then appears in exports, comparisons and charts. To add a
//! family: a file here and a line in [`FAMILIES`]. Names are public: a change is announced in the changelog.
//!
//! Everything is measured every year of every replicate. So [`YearView`] passes over the organisations once for each
//! family and keeps counts, amounts in fen and sums that do not depend on their order; a metric only looks them up.
//!
//! Words of the formulas: *present* organisations are those alive as the year began, also if they closed in it; *y* is
//! what one of them received this year from all sources, in yuan; other names are those of the state and the settings.

pub mod concentration;
pub mod evidence;
pub mod giving;
pub mod health;
pub mod liquidity;
pub mod money;
pub mod outcomes;
pub mod paths;
pub mod population;
pub mod programme;
pub mod reach;
mod receipts;
pub mod silos;
mod tables;
mod ties;
mod view;
#[cfg(test)]
mod worlds;

pub use concentration::LORENZ_SHARES;
pub use tables::{COUNTY_METRICS, FUNDER_METRICS, PartMetric, measure_counties, measure_funder_classes};
pub use view::YearView;

/// One measured quantity.
pub struct Metric {
    /// Public name, snake_case.
    pub name: &'static str,
    /// Unit; `share` for ratios between 0 and 1, `–` for pure numbers.
    pub unit: &'static str,
    /// What type of quantity it is.
    pub kind: MetricKind,
    /// Which direction is better for the region.
    pub better: Better,
    /// How it is computed, in words and names of the protocol document.
    pub formula: &'static str,
    /// What it means, in English.
    pub meaning: &'static str,
    /// What it means, in Chinese.
    pub meaning_zh: &'static str,
    /// The value at the end of a year; none where it is not defined.
    pub value: fn(&YearView) -> Option<f64>,
}

/// What type of quantity a metric is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricKind {
    /// What there is at a moment.
    Stock,
    /// What happened in a year.
    Flow,
    /// A quotient.
    Ratio,
}

/// Which direction is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// Neither by itself.
    Neither,
}

/// The families, in the order in which their metrics are published.
const FAMILIES: &[&[Metric]] = &[
    population::METRICS,
    programme::METRICS,
    liquidity::METRICS,
    reach::METRICS,
    concentration::METRICS,
    silos::METRICS,
    paths::METRICS,
    outcomes::METRICS,
    health::METRICS,
    giving::METRICS,
    money::METRICS,
    evidence::METRICS,
];

/// Every metric, in the published order.
pub fn catalogue() -> impl Iterator<Item = &'static Metric> {
    FAMILIES.iter().flat_map(|family| family.iter())
}

/// The position of a metric in the published order.
pub fn position(name: &str) -> Option<usize> {
    catalogue().position(|metric| metric.name == name)
}

/// The share of all receipts that the organisations up to each of [`LORENZ_SHARES`] hold together, those that receive
/// least first; none if nothing was received.
pub fn measure_lorenz(view: &YearView) -> Option<[f64; LORENZ_SHARES.len()]> {
    view.concentration.lorenz
}

/// Every metric's value for the year that the world has just lived, in the published order.
pub fn measure(view: &YearView) -> Vec<Option<f64>> {
    catalogue().map(|metric| (metric.value)(view).filter(|value| value.is_finite())).collect()
}

#[cfg(test)]
mod tests {
    use super::worlds::{region, regions};
    use super::*;
    use crate::model::places::Places;
    use crate::model::{Model, Settings, World};
    use std::collections::BTreeSet;
    use std::sync::Arc;

    #[test]
    fn names_are_unique_and_every_metric_says_what_it_is() {
        let names: BTreeSet<&str> = catalogue().map(|metric| metric.name).collect();
        assert_eq!(names.len(), catalogue().count());
        assert!(names.len() <= 105, "{} metrics are more than anyone reads", names.len());
        for metric in catalogue() {
            let snake = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            assert!(metric.name.chars().all(snake), "{}", metric.name);
            for text in [metric.unit, metric.formula, metric.meaning, metric.meaning_zh] {
                assert!(!text.is_empty() && !text.ends_with('.'), "{}: {text}", metric.name);
            }
            assert!(metric.meaning_zh.chars().any(|c| c as u32 > 0x4e00), "{}", metric.name);
        }
        assert_eq!(position("organisations_alive"), Some(0));
        assert_eq!(position("no_such_metric"), None);
    }

    fn lively() -> Settings {
        let mut settings = Settings::default();
        settings.region.organisations = 300;
        settings.run.burn_in_years = 3;
        settings.run.end_year = 2021;
        settings.interventions.opening.enabled = true;
        settings
    }

    fn check_years(settings: Settings) -> Vec<Vec<Option<f64>>> {
        let mut world = World::found(&Arc::new(Model::new(settings, &Places::plan(&[4, 3]))), 0);
        let mut years = Vec::new();
        for year in world.model.settings.years() {
            world.advance();
            let before = world.state_hash();
            let view = YearView::new(&world);
            let raw: Vec<Option<f64>> = catalogue().map(|metric| (metric.value)(&view)).collect();
            for (metric, value) in catalogue().zip(&raw) {
                assert!(value.is_none_or(f64::is_finite), "{} is {value:?} in {year}", metric.name);
                if let (Some(value), "share") = (value, metric.unit) {
                    assert!((0.0..=1.0 + 1e-12).contains(value), "{} is {value} in {year}", metric.name);
                }
            }
            assert_eq!(raw, measure(&view));
            let get = |name: &str| raw[position(name).expect(name)];
            let sum = |names: &[&str]| names.iter().map(|name| get(name).expect(name)).sum::<f64>();
            assert_eq!(
                get("landing"),
                Some(sum(&[
                    "landing_national_a",
                    "landing_national_b",
                    "landing_federation",
                    "landing_government",
                    "landing_foundation",
                    "landing_other",
                    "local_key_projects",
                ])),
                "every landing organisation has one payer in {year}"
            );
            assert!((get("theil_receipts").unwrap_or(0.0) - sum(&["theil_between", "theil_within"])).abs() < 1e-12);
            let cohort = [get("base_cohort_survival"), get("base_cohort_all_survival")];
            if year < world.model.settings.run.base_year {
                assert_eq!(cohort, [None, None]);
            } else if year == world.model.settings.run.base_year {
                assert_eq!(cohort, [Some(1.0), Some(1.0)]);
                assert_eq!(get("base_cohort_all_alive"), get("organisations_alive"));
            }
            let counties = measure_counties(&world);
            let column = |at: usize| counties.iter().skip(at).step_by(COUNTY_METRICS.len()).sum::<f64>();
            assert_eq!(Some(column(0)), get("organisations_alive"));
            assert_eq!(Some(column(1)), get("landing"));
            assert!((column(2) - sum(&["receipts_yuan"])).abs() < 1e-3);
            let classes = measure_funder_classes(&world);
            let granted: f64 = classes.iter().skip(1).step_by(FUNDER_METRICS.len()).sum();
            assert!((granted - sum(&["grants_yuan"])).abs() < 1e-3, "what funders grant is what organisations receive");
            assert_eq!(world.state_hash(), before, "looking changes nothing");
            years.push(raw);
        }
        years
    }

    #[test]
    fn a_lived_region_has_finite_measures_that_fit_together() {
        let years = check_years(lively());
        // What the test is about has happened.
        let last = |name: &str| years.last().and_then(|year| year[position(name).expect(name)]);
        assert!(years.iter().any(|year| year[position("first_year_exit").expect("a metric")].is_some()));
        assert!(last("access_closeness").is_some_and(|value| value > 0.0));
        assert!(last("day_gifts_yuan").is_some_and(|value| value > 0.0));
        let mut several = lively();
        several.region.provinces = 3;
        several.region.organisations = 120;
        check_years(several);
    }

    #[test]
    fn measures_do_not_depend_on_threads_or_on_the_order_of_storage() {
        let mut settings = lively();
        settings.region.provinces = 3;
        let years = |threads| {
            let settings = settings.clone();
            crate::parallel::with_threads(threads, move || check_years(settings)).expect("threads")
        };
        assert_eq!(years(1), years(4));

        let model = Model::new(lively(), &Places::plan(&[4, 3]));
        let draws = crate::random::Draws::new(model.settings.run.seed, 0);
        let measured = |order: Vec<u32>| {
            let province = crate::model::founding::found_in_order(&model, draws, 0, &order);
            let year = model.settings.first_year() - 1;
            let mut world = World { model: Arc::new(model.clone()), provinces: vec![province], year };
            let mut values = Vec::new();
            for _ in world.model.settings.years() {
                world.advance();
                values.push((measure(&YearView::new(&world)), measure_counties(&world)));
            }
            values
        };
        assert_eq!(measured((0..300).collect()), measured((0..300).rev().collect()));
    }

    #[test]
    fn an_empty_region_has_nothing_to_divide() {
        for world in [region(0), regions(2, 0)] {
            let values = super::worlds::read(&world);
            for name in ["closing_hazard", "gini_receipts", "mean_people", "access_closeness", "payer_hhi", "velocity"]
            {
                assert_eq!(values[name], None, "{name}");
            }
            assert_eq!(values["organisations_alive"], Some(0.0));
        }
    }
}
