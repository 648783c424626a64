//! What is measured each year: the catalogue of metrics, by family. Nothing here changes the region.
//!
//! To add a metric: an entry in its family's list. It then appears in exports, comparisons and charts. To add a
//! family: a file here and a line in [`FAMILIES`]. Names are public: a change is announced in the changelog.

pub mod population;
mod view;

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
const FAMILIES: &[&[Metric]] = &[population::METRICS];

/// Every metric, in the published order.
pub fn catalogue() -> impl Iterator<Item = &'static Metric> {
    FAMILIES.iter().flat_map(|family| family.iter())
}

/// The position of a metric in the published order.
pub fn position(name: &str) -> Option<usize> {
    catalogue().position(|metric| metric.name == name)
}

/// Every metric's value for the year that the world has just lived, in the published order.
pub fn measure(view: &YearView) -> Vec<Option<f64>> {
    catalogue().map(|metric| (metric.value)(view).filter(|value| value.is_finite())).collect()
}

/// A quantity measured per county or per class of funders.
pub struct PartMetric {
    /// Public name, snake_case.
    pub name: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// What it means, in English.
    pub meaning: &'static str,
    /// What it means, in Chinese.
    pub meaning_zh: &'static str,
}

/// What is measured in every county.
pub const COUNTY_METRICS: &[PartMetric] = &[];

/// What is measured of every class of funders.
pub const FUNDER_METRICS: &[PartMetric] = &[];

/// County metrics of the year just lived: counties of all provinces, metric by metric.
pub fn measure_counties(_world: &crate::model::World) -> Vec<f64> {
    Vec::new()
}

/// Metrics of funder classes of the year just lived, class by class.
pub fn measure_funder_classes(_world: &crate::model::World) -> Vec<f64> {
    Vec::new()
}
