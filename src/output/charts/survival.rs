//! How long organisations last: Kaplan–Meier curves by cohort with a table of those at risk.

use super::band::LANDING_METRIC;
use super::labels::{self, EndLabel};
use super::numbers::{self, Ticks};
use super::page::{LABEL_SIZE, Plot};
use super::results::{AtRisk, Contents, Wanted};
use super::sheet::{Align, Colour, INK, MUTE, PALETTE, Sheet};
use super::words::Lang;
use super::{Chart, ChartError, Options, Source};
use crate::stats::kaplan_meier::{self, Survival};

pub(super) const CHART: Chart = Chart {
    name: "survival",
    title: "Survival by cohort",
    title_zh: "分组存活曲线",
    about: "Kaplan–Meier curves with 95 % bands and those at risk: landed, never landed and founded organisations of \
            one scenario (--scenario)",
    about_zh: "某一情景（--scenario）中已落地、未落地与新成立机构的 Kaplan–Meier 存活曲线、95% 区间与在险数",
    in_default_set: true,
    wants: |contents, options| {
        Ok(Wanted { exposure: true, compared: wanted_to_choose(contents, options), ..Wanted::default() })
    },
    draw,
};

/// What has to be read to choose a scenario where none is asked for.
pub(super) fn wanted_to_choose(contents: &Contents, options: &Options) -> std::collections::BTreeSet<String> {
    let free = options.scenario.is_none() && contents.metric(LANDING_METRIC).is_ok();
    free.then(|| LANDING_METRIC.to_string()).into_iter().collect()
}

impl Source<'_> {
    /// The scenario asked for, or the one whose landing network ends farthest from the baseline's.
    pub(super) fn one_scenario(&self) -> Result<usize, ChartError> {
        if let Some(name) = &self.options.scenario {
            return self.contents.scenario(name);
        }
        let landing = self.results.comparison.iter().filter(|((metric, _, _), _)| metric == LANDING_METRIC);
        let last = landing.clone().map(|((_, _, year), _)| *year).max();
        let at_the_end = landing.filter(|((_, _, year), _)| Some(*year) == last);
        let sizes = at_the_end.map(|((_, scenario, _), one)| (*scenario, one.difference.abs()));
        Ok(sizes.reduce(|best, next| if next.1 > best.1 { next } else { best }).map_or(0, |(scenario, _)| scenario))
    }
}

/// Cohorts in the order of the table: published name, name in both languages, colour.
const COHORTS: [(&str, &str, &str, Colour); 3] = [
    ("landed", "Landed", "已落地", PALETTE[0]),
    ("never_landed", "Never landed", "未落地", PALETTE[1]),
    ("founded", "Founded", "新成立", PALETTE[2]),
];

/// Fewer than this at risk in the pooled table say too little: the curve ends.
const AT_RISK_MIN: u64 = 30;
/// A curve shorter than this does not cut the others short.
const YEARS_MIN: usize = 5;
/// Times from here on are lumped together in the table.
const TIME_MAX: u32 = 40;

/// A cohort's curve.
fn curve(at_risk: &AtRisk, cohort: &str) -> Vec<Survival> {
    let mut table: Vec<(u64, u64)> = Vec::new();
    for ((_, time, _), &(seen, closed)) in
        at_risk.iter().filter(|((name, time, _), _)| name == cohort && *time < TIME_MAX)
    {
        let time = *time as usize;
        if table.len() <= time {
            table.resize(time + 1, (0, 0));
        }
        table[time].0 += seen;
        table[time].1 += closed;
    }
    let enough = table.iter().take_while(|(seen, _)| *seen >= AT_RISK_MIN).count();
    kaplan_meier::kaplan_meier(&table[..enough])
}

fn draw(source: &Source) -> Result<Sheet, ChartError> {
    let lang = source.lang();
    let scenario = source.one_scenario()?;
    let curves: Vec<_> = COHORTS
        .into_iter()
        .map(|(name, en, zh, colour)| (name, lang.pick(en, zh), colour, curve(&source.results.at_risk[scenario], name)))
        .filter(|(_, _, _, curve)| !curve.is_empty())
        .collect();
    // All curves end where the shortest does, so that they can be compared and labelled at one place.
    let long = curves.iter().map(|(_, _, _, curve)| curve.len()).filter(|&years| years >= YEARS_MIN).min();
    let longest = long.or_else(|| curves.iter().map(|(_, _, _, curve)| curve.len()).max());
    let longest = longest.ok_or_else(|| ChartError::nothing("organisations at risk of closing", "在险机构"))?;
    let replicates = source.contents.manifest.replicates;
    let name = source.title(scenario);
    let subtitle = match lang {
        Lang::En => format!(
            "{name}: share still open, by years since first landing (landed), since the base year (never landed) or since \
             founding (founded). Kaplan–Meier with 95% log-log band, {replicates} replicates pooled."
        ),
        Lang::Zh => format!(
            "{name}：仍在运行的机构比例，按首次落地（已落地）、基年（未落地）或成立（新成立）后的年数计。\
             Kaplan–Meier 估计与 95% log-log 区间，合并 {replicates} 次重复。"
        ),
    };
    let note = lang.pick(
        "Bands are those of the pooled table and take organisations as independent. Who lands is not chosen by lot: \
         the difference between landed and never landed is not an effect of landing.",
        "区间按合并后的表计算，视各机构相互独立。落地与否并非随机：已落地与未落地之差不是落地的效果。",
    );
    let first = &curves[0];
    let (mut sheet, frame) = source.page(&title(first.0, &first.3, lang), &subtitle, note);

    let table_height = 34.0 + 27.0 * curves.len() as f64;
    let low = curves.iter().flat_map(|(_, _, _, curve)| curve).filter_map(|point| point.band).map(|(low, _)| low);
    let low = low.fold(1.0, f64::min);
    let ticks = Ticks::covering(if low < 0.6 { 0.0 } else { low }, 1.0, 4);
    let (left, right) = if frame.is_narrow() { (176.0, 190.0) } else { (190.0, 220.0) };
    let plot = Plot::new(frame.inset(left, 16.0, right, 44.0 + table_height), (0.0, longest as f64), &ticks);
    plot.grid(&mut sheet, &ticks, |value| format!("{}%", numbers::number(value * 100.0, 0)));
    // A column of the table of those at risk needs room.
    let most = (plot.frame.width() / 76.0).clamp(2.0, 10.0) as usize;
    let step = [1, 2, 5, 10].into_iter().find(|step| longest / step <= most).unwrap_or(10);
    let marked: Vec<usize> = (0..=longest).step_by(step).collect();
    let years = |time: usize| match (lang, time) {
        (_, 0) => "0".to_string(),
        (Lang::En, _) => format!("{time} y"),
        (Lang::Zh, _) => format!("{time} 年"),
    };
    plot.marks_below(&mut sheet, marked.iter().map(|&time| (time as f64, years(time))));

    let mut ends = Vec::new();
    for (_, label, colour, curve) in &curves {
        let step_by_step = |value: fn(&Survival) -> f64| -> Vec<(f64, f64)> {
            let mut points = vec![(0.0, 1.0)];
            let mut before = 1.0;
            for (time, point) in curve.iter().take(longest).enumerate() {
                points.push(((time + 1) as f64, before));
                before = value(point);
                points.push(((time + 1) as f64, before));
            }
            points
        };
        let low = step_by_step(|point| point.band.map_or(point.survival, |(low, _)| low));
        let high = step_by_step(|point| point.band.map_or(point.survival, |(_, high)| high));
        let band: Vec<(f64, f64, f64)> = low.iter().zip(&high).map(|(low, high)| (low.0, low.1, high.1)).collect();
        plot.ribbon(&mut sheet, &band, *colour, 0.22);
        let middle = plot.points(step_by_step(|point| point.survival));
        sheet.line(middle, *colour, 4.0);
        let last = curve[curve.len().min(longest) - 1].survival;
        ends.push((
            curve.len(),
            EndLabel {
                y: plot.y(last),
                name: (*label).to_string(),
                value: format!("{}%", numbers::number(last * 100.0, 0)),
                colour: *colour,
                bold: true,
            },
        ));
    }
    let labels: Vec<EndLabel> = ends.into_iter().map(|(_, label)| label).collect();
    labels::write(&mut sheet, &labels, plot.frame.right, 196.0, frame.top, plot.frame.bottom + 20.0);

    let top = plot.frame.bottom + 66.0;
    let heading = lang.pick("At risk, all replicates", "在险数（合并全部重复）");
    sheet.text(heading, (frame.left, top), LABEL_SIZE, INK, true, Align::Left);
    for (row, (_, label, colour, curve)) in curves.iter().enumerate() {
        let y = top + 28.0 + 27.0 * row as f64;
        sheet.text(label, (frame.left, y), LABEL_SIZE, *colour, true, Align::Left);
        for &time in &marked {
            let Some(point) = curve.get(time).filter(|_| time < longest) else { continue };
            let written = numbers::number(point.at_risk as f64, 0);
            sheet.text(&written, (plot.x(time as f64), y), LABEL_SIZE, MUTE, false, Align::Centre);
        }
    }

    let times: Vec<f64> = (1..=longest).map(|time| time as f64).collect();
    plot.strips(&mut sheet, &times, |position| {
        let heading = match lang {
            Lang::En => format!("After {} years, share still open [95% band]", position + 1),
            Lang::Zh => format!("{} 年后仍在运行的比例［95% 区间］", position + 1),
        };
        let here = curves.iter().filter_map(|(_, label, _, curve)| Some((*label, curve.get(position)?)));
        let lines = here.map(|(label, point)| said(label, point, lang));
        std::iter::once(heading.replace("1 years", "1 year")).chain(lines).collect::<Vec<_>>().join("\n")
    });
    source.account_of_last(&mut sheet);
    Ok(sheet)
}

/// A cohort at a time, in words.
fn said(label: &str, point: &Survival, lang: Lang) -> String {
    let share = |share: f64| format!("{}%", numbers::number(100.0 * share, 1));
    let band = point.band.map(|(low, high)| numbers::range(&share(low), &share(high)));
    let (here, at_risk) = (share(point.survival), numbers::number(point.at_risk as f64, 0));
    match lang {
        Lang::En => {
            let band = band.map(|band| format!(" [{band}]")).unwrap_or_default();
            format!("{label}: {here}{band}, {at_risk} at risk")
        }
        Lang::Zh => {
            let band = band.map(|band| format!("［{band}］")).unwrap_or_default();
            format!("{label}：{here}{band}，在险 {at_risk}")
        }
    }
}

/// What the first curve says after ten, five or as many years as it has; one cohort only, since cohorts differ in more
/// than their name.
fn title(cohort: &str, curve: &[Survival], lang: Lang) -> String {
    let years = [10, 5, 3, 2, 1].into_iter().find(|&years| curve.len() >= years).unwrap_or(1);
    let share = format!("{}%", numbers::number(curve[years - 1].survival * 100.0, 0));
    match (cohort, lang) {
        ("landed", Lang::En) => format!("{share} of landed organisations are still open {years} years after landing"),
        ("landed", Lang::Zh) => format!("机构落地 {years} 年后，{share} 仍在运行"),
        ("never_landed", Lang::En) => {
            format!("{share} of organisations that never landed are still open {years} years after the base year")
        }
        ("never_landed", Lang::Zh) => format!("基年之后 {years} 年，未落地机构中 {share} 仍在运行"),
        (_, Lang::En) => format!("{share} of new organisations are still open {years} years after founding"),
        (_, Lang::Zh) => format!("新机构成立 {years} 年后，{share} 仍在运行"),
    }
    .replace("1 years", "1 year")
}
