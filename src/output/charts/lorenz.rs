//! How organisations' receipts are spread: Lorenz curves of the baseline and the scenarios that end farthest from it.

use super::faces;
use super::finding;
use super::labels::{self, EndLabel};
use super::numbers::{self, Ticks};
use super::page::{LABEL_SIZE, Plot};
use super::results::{LorenzPoint, Wanted};
use super::sheet::{Align, FAINT, INK, MUTE, PALETTE, Sheet};
use super::words::Lang;
use super::{Chart, ChartError, Source};
use std::collections::BTreeSet;

pub(super) const CHART: Chart = Chart {
    name: "lorenz",
    title: "How receipts are spread",
    title_zh: "收入如何分布",
    about: "Lorenz curves of organisations' receipts in the last year, the baseline against the scenarios that end farthest \
            from it (--scenario for one of them); for a single scenario its base year against its last",
    about_zh: "末年机构收入的洛伦兹曲线：基线与差别最大的几个情景（--scenario 指定其一）；单个情景则对照基年与末年",
    in_default_set: true,
    wants: |contents, _| {
        let compared: BTreeSet<String> = match contents.metric(GINI) {
            Ok(metric) if contents.compares().is_ok() => [metric.metric.clone()].into(),
            _ => BTreeSet::new(),
        };
        Ok(Wanted { lorenz: true, compared, ..Wanted::default() })
    },
    draw,
};

const GINI: &str = "gini_receipts";
/// How many scenarios beside the baseline are in colour.
const FOCUS: usize = 3;
/// The share of organisations at which curves are labelled: what is left of all receipts goes to the top tenth.
const LABELLED: f64 = 0.9;

/// A curve with how it is drawn.
struct Curve<'a> {
    name: String,
    points: &'a [LorenzPoint],
    /// Position among those in colour; none for one that stands behind.
    place: Option<usize>,
    dashed: bool,
}

impl Curve<'_> {
    /// The share of receipts that the top tenth of organisations holds.
    fn top_tenth(&self) -> Option<f64> {
        let at = self.points.iter().find(|point| (point.organisations - LABELLED).abs() < 1e-9);
        at.map(|point| 1.0 - point.receipts)
    }

    fn line(&self) -> Vec<(f64, f64)> {
        let inner = self.points.iter().map(|point| (point.organisations, point.receipts));
        std::iter::once((0.0, 0.0)).chain(inner).chain([(1.0, 1.0)]).collect()
    }
}

fn draw(source: &Source) -> Result<Sheet, ChartError> {
    let lang = source.lang();
    let lorenz = &source.results.lorenz;
    let last = lorenz.keys().map(|(_, year)| *year).max();
    let last = last.ok_or_else(|| ChartError::nothing("Lorenz curves of receipts", "收入的洛伦兹曲线"))?;
    let alone = !source.is_baseline(0);
    let curves = if alone { of_two_years(source, last) } else { of_scenarios(source, last)? };
    let percent = |share: f64| format!("{}%", numbers::number(100.0 * share, 1));

    let replicates = source.contents.manifest.replicates;
    let contrasts = source.contrasts(GINI, last);
    let title = match source.contents.metric(GINI) {
        Ok(metric) if !contrasts.is_empty() => finding::headline(&source.label(metric), last, &contrasts, lang),
        _ => of_one(&curves, source.title(0), last, lang),
    };
    let measure = match lang {
        Lang::En => format!(
            "Share of all receipts that goes to the organisations that receive least, in {last}; straight line: all receive \
             the same. Mean of {replicates} replicates with 95% interval; labels: share of the tenth that receives most."
        ),
        Lang::Zh => format!(
            "{last} 年收入从低到高的机构合计占全部收入的份额；直线：各机构收入相同。{replicates} 次重复的均值与 95% 区间；\
             标注：收入最高的十分之一机构所占份额。"
        ),
    };
    let note = match (alone, lang) {
        (true, _) => "",
        (_, Lang::En) => {
            "Above, below: the 95% interval of the mean paired difference of the Gini coefficient leaves out zero, each \
             scenario by itself."
        }
        (_, Lang::Zh) => "高于、低于：基尼系数配对差均值的 95% 区间不含零，各情景分别判断。",
    };
    let (mut sheet, frame) = source.page(&title, &measure, note);

    let colour = |curve: &Curve| match curve.place {
        _ if curve.dashed => Some(MUTE),
        Some(place) => Some(PALETTE[place % PALETTE.len()]),
        None => None,
    };
    let mut ends: Vec<EndLabel> = Vec::new();
    for curve in &curves {
        let Some(top) = curve.top_tenth() else { continue };
        ends.push(EndLabel {
            y: 1.0 - top,
            name: curve.name.clone(),
            value: percent(top),
            colour: if curve.dashed { INK } else { colour(curve).unwrap_or(MUTE) },
            bold: curve.dashed || curve.place.is_some(),
        });
    }
    let room = labels::room(ends.iter(), 0.26 * frame.width());
    let ticks = Ticks::covering(0.0, 1.0, 5);
    let plot = Plot::new(frame.inset(86.0, 12.0, room, 78.0), (0.0, 1.0), &ticks);
    plot.grid(&mut sheet, &ticks, |value| format!("{}%", numbers::number(100.0 * value, 0)));
    plot.marks_below(&mut sheet, (0..=10).step_by(2).map(|k| (f64::from(k) / 10.0, format!("{}%", 10 * k))));
    let axis =
        lang.pick("organisations, from those that receive least to those that receive most", "机构，按收入从低到高");
    plot.axis_below(&mut sheet, axis);
    sheet.line([plot.at(0.0, 0.0), plot.at(1.0, 1.0)], FAINT, 2.0);
    let equal = lang.pick("all receive the same", "人人相等");
    let at = plot.at(0.40, 0.40);
    if at.0 - 14.0 - faces::width(equal, LABEL_SIZE, false) > plot.frame.left {
        sheet.text(equal, (at.0 - 14.0, at.1 - 8.0), LABEL_SIZE, MUTE, false, Align::Right);
    }
    sheet.dashed(&[plot.at(LABELLED, 0.0), plot.at(LABELLED, 1.0)], FAINT, 2.0, 3.0, 6.0);

    for curve in &curves {
        let Some(shade) = colour(curve) else { continue };
        let bounds = curve.points.iter().filter_map(|point| point.interval.map(|of| (point.organisations, of.0, of.1)));
        let band: Vec<(f64, f64, f64)> =
            std::iter::once((0.0, 0.0, 0.0)).chain(bounds).chain([(1.0, 1.0, 1.0)]).collect();
        plot.ribbon(&mut sheet, &band, shade, 0.22);
    }
    let order = |curve: &&Curve| colour(curve).is_some();
    let behind = curves.iter().filter(|curve| !order(curve));
    for curve in behind.chain(curves.iter().filter(order)) {
        let line = plot.points(curve.line());
        match colour(curve) {
            Some(shade) if curve.dashed => sheet.dashed(&line, shade, 3.5, 12.0, 8.0),
            Some(shade) => sheet.line(line, shade, 4.0),
            None => sheet.line(line, FAINT, 2.0),
        }
    }
    // From the line of nine tenths to the labels, so that each can be followed.
    for (end, curve) in ends.iter_mut().zip(curves.iter().filter(|curve| curve.top_tenth().is_some())) {
        let from = plot.at(LABELLED, end.y);
        end.y = from.1;
        if let Some(shade) = colour(curve) {
            sheet.line([from, (plot.frame.right, from.1)], FAINT, 1.5);
            sheet.dot(from, 6.0, shade);
        }
    }
    labels::write(&mut sheet, &ends, plot.frame.right, room - 24.0, frame.top, plot.frame.bottom + 10.0);

    let shares: Vec<f64> =
        curves.first().into_iter().flat_map(|curve| curve.points).map(|one| one.organisations).collect();
    plot.strips(&mut sheet, &shares, |position| {
        let share = numbers::number(100.0 * shares[position], if shares[position] > 0.99 { 1 } else { 0 });
        let heading = match lang {
            Lang::En => format!("Share of receipts of the {share}% of organisations that receive least"),
            Lang::Zh => format!("收入最低的 {share}% 机构所占份额"),
        };
        let here = curves.iter().filter_map(|curve| Some((&curve.name, curve.points.get(position)?)));
        let lines = here.map(|(name, point)| {
            let range = point.interval.map(|(low, high)| numbers::range(&percent(low), &percent(high)));
            let receipts = percent(point.receipts);
            match (lang, range) {
                (Lang::En, Some(range)) => format!("{name}: {receipts} [{range}]"),
                (Lang::En, None) => format!("{name}: {receipts}"),
                (Lang::Zh, Some(range)) => format!("{name}：{receipts}［{range}］"),
                (Lang::Zh, None) => format!("{name}：{receipts}"),
            }
        });
        std::iter::once(heading).chain(lines).collect::<Vec<_>>().join("\n")
    });
    let nine_tenths = shares.iter().position(|share| (share - LABELLED).abs() < 1e-9);
    if let Some(text) = nine_tenths.map(|position| sheet.marks[position].text.clone()) {
        source.account(&mut sheet, [text.as_str()]);
    }
    Ok(sheet)
}

/// The last year of every scenario, the baseline first.
fn of_scenarios<'a>(source: &'a Source, year: i16) -> Result<Vec<Curve<'a>>, ChartError> {
    let scenarios: Vec<usize> = source.results.lorenz.keys().filter(|key| key.1 == year).map(|key| key.0).collect();
    let size = |scenario: usize| {
        let compared = source.results.comparison.get(&(GINI.to_string(), scenario, year));
        compared.map_or(0.0, |one| one.difference.abs())
    };
    let focus: Vec<usize> = match &source.options.scenario {
        Some(name) => vec![source.contents.scenario(name)?],
        None => {
            let mut others: Vec<usize> = scenarios.iter().copied().filter(|&scenario| scenario != 0).collect();
            // A stable sort: of equals the first in the order of scenarios.
            others.sort_by(|&a, &b| size(b).total_cmp(&size(a)));
            others.truncate(FOCUS);
            others
        }
    };
    let curves = scenarios.into_iter().map(|scenario| Curve {
        name: source.title(scenario).to_string(),
        points: &source.results.lorenz[&(scenario, year)],
        place: focus.iter().position(|&one| one == scenario),
        dashed: scenario == 0,
    });
    Ok(curves.collect())
}

/// The base year and the last year of a scenario that stands alone.
fn of_two_years<'a>(source: &'a Source, last: i16) -> Vec<Curve<'a>> {
    let lorenz = &source.results.lorenz;
    let before = source.contents.manifest.base_year().filter(|&year| year < last && lorenz.contains_key(&(0, year)));
    let curve = |year: i16| Curve {
        name: year.to_string(),
        points: lorenz.get(&(0, year)).map_or(&[], Vec::as_slice),
        place: (year == last).then_some(0),
        dashed: year != last,
    };
    before.into_iter().chain([last]).map(curve).collect()
}

/// What the top tenth holds, where nothing is compared.
fn of_one(curves: &[Curve], title: &str, year: i16, lang: Lang) -> String {
    let Some(top) = curves.last().and_then(Curve::top_tenth) else {
        return lang.pick("How receipts are spread over organisations", "收入在机构间的分布").to_string();
    };
    let top = format!("{}%", numbers::number(100.0 * top, 0));
    match lang {
        Lang::En => format!("{title}: in {year} the tenth that receives most holds {top} of all receipts"),
        Lang::Zh => format!("{title}：{year} 年收入最高的十分之一机构占全部收入的 {top}"),
    }
}
