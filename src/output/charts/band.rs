//! A metric over time: medians of all scenarios, with the ranges that hold half and nine tenths of the replicates.
//!
//! Ranges of ten scenarios would hide each other. The baseline and the three scenarios that end farthest apart are shown
//! with theirs; the others are thin lines, labelled all the same.

use super::finding::{self, Contrast};
use super::labels::{self, EndLabel};
use super::numbers::{self, Ticks};
use super::page::Plot;
use super::results::{Bands, Contents, MetricLine, Wanted};
use super::sheet::{Colour, FAINT, INK, MUTE, PALETTE, Sheet};
use super::words::{self, Lang, Quantity};
use super::{Chart, ChartError, Source};
use crate::stats::quantile::Band;
use std::collections::BTreeSet;

/// How many scenarios beside the baseline are shown with their ranges.
const FOCUS: usize = 3;

pub(super) const CHART: Chart = Chart {
    name: "band",
    title: "Any metric over time",
    title_zh: "任一指标的变化",
    about: "median with 50 % and 90 % of the replicates, for the metric given by --metric",
    about_zh: "以 --metric 指定的指标：中位数，以及 50% 与 90% 的重复所在的范围",
    in_default_set: false,
    wants: |contents, options| wants(contents, options.metric.as_deref().unwrap_or("organisations_alive")),
    draw: |source| draw(source, source.options.metric.as_deref().unwrap_or("organisations_alive")),
};

pub(super) const ALIVE: Chart = Chart {
    name: "alive",
    title: "Organisations alive",
    title_zh: "存活机构数",
    about: "organisations alive over time: median with 50 % and 90 % of the replicates",
    about_zh: "历年存活机构数：中位数，以及 50% 与 90% 的重复所在的范围",
    in_default_set: true,
    wants: |contents, _| wants(contents, "organisations_alive"),
    draw: |source| draw(source, "organisations_alive"),
};

/// The metric that counts the organisations in the programme's network.
pub(super) const LANDING_METRIC: &str = "landing";

pub(super) const LANDING: Chart = Chart {
    name: "landing",
    title: "Landing network",
    title_zh: "落地网络",
    about: "landing organisations over time: median with 50 % and 90 % of the replicates",
    about_zh: "历年落地机构数：中位数，以及 50% 与 90% 的重复所在的范围",
    in_default_set: true,
    wants: |contents, _| wants(contents, LANDING_METRIC),
    draw: |source| draw(source, LANDING_METRIC),
};

fn wants(contents: &Contents, metric: &str) -> Result<Wanted, ChartError> {
    contents.metric(metric)?;
    let metrics = [metric.to_string()];
    Ok(Wanted { bands: metrics.clone().into(), compared: metrics.into(), ..Wanted::default() })
}

/// One scenario's bands, year by year.
pub(super) type Curve = Vec<(i16, Band)>;

impl Source<'_> {
    /// A metric's bands of every scenario, from the base year on; years in which it is undefined are left out.
    pub(super) fn curves(&self, metric: &str) -> Result<Vec<Curve>, ChartError> {
        let of = |bands: &Bands| -> Curve {
            let from = self.contents.manifest.base_year().unwrap_or(i16::MIN);
            let from = if bands.keys().any(|&year| year > from) { from } else { i16::MIN };
            bands.range(from..).map(|(&year, spread)| (year, spread.band)).collect()
        };
        let bands = self.results.bands.get(metric);
        let curves: Vec<Curve> = bands.into_iter().flatten().map(of).collect();
        if curves.iter().all(Vec::is_empty) {
            return Err(ChartError::nothing(format!("values of `{metric}`"), format!(" `{metric}` 的数值")));
        }
        Ok(curves)
    }

    /// Every scenario but the first against the first, in a year.
    pub(super) fn contrasts(&self, metric: &str, year: i16) -> Vec<Contrast<'_>> {
        let compared = |scenario: usize| {
            let difference = *self.results.comparison.get(&(metric.to_string(), scenario, year))?;
            Some(Contrast { title: self.title(scenario), difference })
        };
        (1..self.contents.manifest.scenarios.len()).filter_map(compared).collect()
    }

    /// How a metric's numbers are shown.
    pub(super) fn quantity(&self, metric: &MetricLine, largest: f64) -> Quantity {
        Quantity::of(&metric.unit, largest, self.lang())
    }

    /// A metric's short name.
    pub(super) fn label(&self, metric: &MetricLine) -> String {
        words::metric_label(&metric.metric, &metric.meaning_zh, self.lang())
    }

    /// The scenarios shown in colour: the one asked for, or those that end farthest from the baseline and each other, the
    /// farthest first.
    pub(super) fn focus(&self, curves: &[Curve], count: usize) -> Result<Vec<usize>, ChartError> {
        if let Some(name) = &self.options.scenario {
            let chosen = self.contents.scenario(name)?;
            return Ok(if chosen == 0 { Vec::new() } else { vec![chosen] });
        }
        let end = |scenario: usize| curves[scenario].last().map(|(_, band)| band.median);
        let mut chosen: Vec<usize> = Vec::new();
        for _ in 0..count {
            let gap = |scenario: usize| {
                let here = end(scenario)?;
                let others = std::iter::once(0).chain(chosen.iter().copied());
                let gaps = others.filter_map(end).map(|there| (here - there).abs());
                Some(gaps.fold(f64::INFINITY, f64::min))
            };
            let free = (1..curves.len()).filter(|scenario| !chosen.contains(scenario));
            let gaps = free.filter_map(|scenario| Some((scenario, gap(scenario)?)));
            // The first of equals, so that the order of scenarios decides.
            match gaps.reduce(|best, next| if next.1 > best.1 { next } else { best }) {
                Some((scenario, _)) => chosen.push(scenario),
                None => break,
            }
        }
        Ok(chosen)
    }

    /// Whether this is the scenario with which others are compared: one that stands alone is not.
    pub(super) fn is_baseline(&self, scenario: usize) -> bool {
        scenario == 0 && self.contents.manifest.scenarios.len() > 1
    }

    /// The colour of a scenario: the baseline is grey, those in focus have colours, the others have none.
    pub(super) fn colour(&self, scenario: usize, focus: &[usize]) -> Option<Colour> {
        match scenario {
            0 if self.is_baseline(0) => Some(MUTE),
            0 => Some(PALETTE[0]),
            _ => focus.iter().position(|&one| one == scenario).map(|position| PALETTE[position % PALETTE.len()]),
        }
    }

    /// Draws a scenario's median: dashed for the baseline, thin where it is not in focus.
    pub(super) fn draw_median(&self, sheet: &mut Sheet, plot: &Plot, curve: &Curve, scenario: usize, focus: &[usize]) {
        let points = plot.points(curve.iter().map(|&(year, band)| (f64::from(year), band.median)));
        match self.colour(scenario, focus) {
            Some(colour) if self.is_baseline(scenario) => sheet.dashed(&points, colour, 3.5, 12.0, 8.0),
            Some(colour) => sheet.line(points, colour, 4.5),
            None => sheet.line(points, FAINT, 2.0),
        }
    }
}

/// The range of an axis for these curves: from zero unless they stay far above it.
pub(super) fn axis(curves: &[&Curve], steps: usize) -> Ticks {
    let bands = || curves.iter().flat_map(|curve| curve.iter()).map(|(_, band)| band);
    let low = bands().map(|band| band.low_90).fold(f64::INFINITY, f64::min);
    let high = bands().map(|band| band.high_90).fold(f64::NEG_INFINITY, f64::max);
    let low = if low > 0.0 && low < 0.6 * high { 0.0 } else { low };
    Ticks::covering(low, high, steps)
}

fn draw(source: &Source, name: &str) -> Result<Sheet, ChartError> {
    let lang = source.lang();
    let metric = source.contents.metric(name)?;
    let curves = source.curves(name)?;
    let focus = source.focus(&curves, FOCUS)?;
    let years = || curves.iter().flatten().map(|(year, _)| *year);
    let (Some(first), Some(last)) = (years().min(), years().max()) else {
        return Err(ChartError::nothing(format!("values of `{name}`"), format!(" `{name}` 的数值")));
    };
    let largest = curves.iter().flatten().map(|(_, band)| band.median.abs()).fold(0.0, f64::max);
    let quantity = source.quantity(metric, largest);

    let contrasts = source.contrasts(name, last);
    let title = match contrasts.is_empty() {
        false => finding::headline(&source.label(metric), last, &contrasts, lang),
        true => of_one_scenario(source, metric, &curves[0], &quantity, largest),
    };
    let ticks = axis(&curves.iter().collect::<Vec<_>>(), 5);
    let measure = measure(source, metric, &quantity, ticks.low > 0.0);
    let (mut sheet, frame) = source.page(&title, &measure, &note(lang, &contrasts));

    let mut ends: Vec<EndLabel> = Vec::new();
    let mut owners: Vec<usize> = Vec::new();
    for (scenario, curve) in curves.iter().enumerate() {
        let Some((_, band)) = curve.last() else { continue };
        let shown = source.colour(scenario, &focus);
        ends.push(EndLabel {
            y: band.median,
            name: source.title(scenario).to_string(),
            value: quantity.value(band.median, largest),
            colour: if source.is_baseline(scenario) { INK } else { shown.unwrap_or(MUTE) },
            bold: shown.is_some(),
        });
        owners.push(scenario);
    }
    let widest = 0.26 * frame.width();
    let room = labels::room(ends.iter(), widest);
    let plot = Plot::new(
        frame.inset(86.0, 16.0, room, 44.0),
        (f64::from(first), f64::from(last).max(f64::from(first) + 1.0)),
        &ticks,
    );
    let decimals = ticks_decimals(&ticks, &quantity);
    plot.grid(&mut sheet, &ticks, |value| {
        format!("{}{}", numbers::number(value * quantity.factor, decimals), quantity.suffix)
    });
    plot.years(&mut sheet);

    let banded = || std::iter::once(0).chain(focus.iter().copied());
    for scenario in banded() {
        let shade = source.colour(scenario, &focus).unwrap_or(MUTE);
        let of = |low: fn(&Band) -> f64, high: fn(&Band) -> f64| -> Vec<(f64, f64, f64)> {
            curves[scenario].iter().map(|(year, band)| (f64::from(*year), low(band), high(band))).collect()
        };
        plot.ribbon(&mut sheet, &of(|band| band.low_90, |band| band.high_90), shade, 0.11);
        plot.ribbon(&mut sheet, &of(|band| band.low_50, |band| band.high_50), shade, 0.20);
    }
    let others = (1..curves.len()).filter(|scenario| !focus.contains(scenario));
    for scenario in others.chain(banded()) {
        source.draw_median(&mut sheet, &plot, &curves[scenario], scenario, &focus);
    }
    for (end, &scenario) in ends.iter_mut().zip(&owners) {
        end.y = plot.y(end.y);
        if let (Some(shade), Some((year, _))) = (source.colour(scenario, &focus), curves[scenario].last()) {
            sheet.dot((plot.x(f64::from(*year)), end.y), 6.0, shade);
        }
    }
    labels::write(&mut sheet, &ends, plot.frame.right, room - 24.0, frame.top, plot.frame.bottom + 10.0);

    let shown: Vec<usize> = (0..curves.len()).collect();
    let label = source.label(metric);
    let heading = format!("{label}{}", unit_in_brackets(&label, quantity.unit_beside(), lang));
    mark_years(source, &mut sheet, &plot, &heading, &curves, &shown, |value| quantity.value(value, largest));
    source.account_of_last(&mut sheet);
    Ok(sheet)
}

/// A mark for every year: median and range of these scenarios, in the order in which their lines lie there.
pub(super) fn mark_years(
    source: &Source,
    sheet: &mut Sheet,
    plot: &Plot,
    heading: &str,
    curves: &[Curve],
    shown: &[usize],
    written: impl Fn(f64) -> String,
) {
    let years: BTreeSet<i16> = shown.iter().flat_map(|&scenario| &curves[scenario]).map(|(year, _)| *year).collect();
    let years: Vec<i16> = years.into_iter().collect();
    let places: Vec<f64> = years.iter().map(|&year| f64::from(year)).collect();
    plot.strips(sheet, &places, |position| {
        let year = years[position];
        let mut there: Vec<(usize, Band)> = shown
            .iter()
            .filter_map(|&scenario| {
                let (_, band) = curves[scenario].iter().find(|(one, _)| *one == year)?;
                Some((scenario, *band))
            })
            .collect();
        there.sort_by(|a, b| b.1.median.total_cmp(&a.1.median));
        let mut text = match source.lang() {
            Lang::En => format!("{heading}, {year}, median [90% of replicates]"),
            Lang::Zh => format!("{year} 年{heading}，中位数［90% 的重复］"),
        };
        for (scenario, band) in there {
            let range = numbers::range(&written(band.low_90), &written(band.high_90));
            let line = match source.lang() {
                Lang::En => format!("\n{}: {} [{range}]", source.title(scenario), written(band.median)),
                Lang::Zh => format!("\n{}：{}［{range}］", source.title(scenario), written(band.median)),
            };
            text.push_str(&line);
        }
        text
    });
}

/// How many decimals the marks of an axis need in the unit in which they are shown.
pub(super) fn ticks_decimals(ticks: &Ticks, quantity: &Quantity) -> usize {
    Ticks { step: ticks.step * quantity.factor, ..*ticks }.decimals()
}

fn of_one_scenario(source: &Source, metric: &MetricLine, curve: &Curve, quantity: &Quantity, largest: f64) -> String {
    let (Some((first, begin)), Some((last, end))) = (curve.first(), curve.last()) else { return source.label(metric) };
    let [begin, end] = [begin, end].map(|band| quantity.value(band.median, largest));
    let (label, title) = (source.label(metric), source.title(0));
    match source.lang() {
        Lang::En => format!("{label}, {title}: median {begin} in {first}, {end} in {last}"),
        Lang::Zh => format!("{label}（{title}）：中位数 {first} 年为 {begin}，{last} 年为 {end}"),
    }
}

/// What a metric measures, with its unit and the number of replicates.
fn measure(source: &Source, metric: &MetricLine, quantity: &Quantity, cut_axis: bool) -> String {
    let replicates = source.contents.manifest.replicates;
    let lang = source.lang();
    let meaning = sentence(lang.pick(&metric.meaning, &metric.meaning_zh));
    let meaning = if meaning.is_empty() { source.label(metric) } else { meaning };
    let unit = unit_in_brackets(&meaning, &quantity.unit, lang);
    match lang {
        Lang::En => {
            let axis = if cut_axis { " The axis does not begin at zero." } else { "" };
            format!("{meaning}{unit}. Line: median of {replicates} replicates; shading: 50% and 90% of them.{axis}")
        }
        Lang::Zh => {
            let axis = if cut_axis { "纵轴不从零开始。" } else { "" };
            format!("{meaning}{unit}。线：{replicates} 次重复的中位数；阴影：50% 与 90% 的重复所在的范围。{axis}")
        }
    }
}

/// The unit in brackets, unless the text before it says it already.
pub(super) fn unit_in_brackets(text: &str, unit: &str, lang: Lang) -> String {
    let word = unit.trim_start_matches('个');
    if unit.is_empty() || text.to_lowercase().contains(word) {
        return String::new();
    }
    match lang {
        Lang::En => format!(" ({unit})"),
        Lang::Zh => format!("（{unit}）"),
    }
}

/// A text beginning with a capital letter.
pub(super) fn sentence(text: &str) -> String {
    let mut characters = text.trim_end_matches(['.', '。']).chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

fn note(lang: Lang, contrasts: &[Contrast]) -> String {
    if contrasts.is_empty() {
        return String::new();
    }
    match lang {
        Lang::En => {
            "Above, below: the 95% interval of the mean paired difference leaves out zero, each scenario by itself. \
                     Shading is chance alone, without doubt about parameters."
        }
        Lang::Zh => "高于、低于：配对差均值的 95% 区间不含零，各情景分别判断。阴影只反映随机性，不含参数的不确定性。",
    }
    .to_string()
}
