//! Paired differences of one metric from the baseline, with their intervals.

use super::finding::{self, Direction};
use super::numbers::{self, Ticks};
use super::page::{LABEL_SIZE, Plot};
use super::results::{Difference, Wanted};
use super::sheet::{Align, Colour, GRID, INK, MUTE, PALETTE, PAPER, Sheet};
use super::words::{Lang, Quantity};
use super::{Chart, ChartError, Options, Source, band, faces};
use crate::stats::student;

pub(super) const CHART: Chart = Chart {
    name: "forest",
    title: "Differences from the baseline",
    title_zh: "与基线的差别",
    about: "mean paired difference of every scenario from the baseline in the last year, with 50 % and 95 % intervals, \
            for one metric (--metric, by default survival of the same organisations)",
    about_zh: "末年各情景与基线的配对差均值，附 50% 与 95% 区间；指标由 --metric 指定，默认为原有机构存活率",
    in_default_set: true,
    wants: |contents, options| {
        contents.compares()?;
        let metric = contents.metric(metric(options))?;
        Ok(Wanted { compared: [metric.metric.clone()].into(), ..Wanted::default() })
    },
    draw,
};

fn metric(options: &Options) -> &str {
    options.metric.as_deref().unwrap_or("base_cohort_survival")
}

/// Clearly to the good, clearly to the bad, and neither.
const GOOD: Colour = PALETTE[0];
const BAD: Colour = PALETTE[1];

fn draw(source: &Source) -> Result<Sheet, ChartError> {
    let lang = source.lang();
    let metric = source.contents.metric(metric(source.options))?;
    let years =
        source.results.comparison.keys().filter(|(name, _, _)| *name == metric.metric).map(|(_, _, year)| *year);
    let year = years.max().ok_or_else(|| {
        ChartError::nothing(format!("differences of `{}`", metric.metric), format!(" `{}` 的差别", metric.metric))
    })?;
    let mut contrasts = source.contrasts(&metric.metric, year);
    let title = finding::headline(&source.label(metric), year, &contrasts, lang);
    contrasts.sort_by(|a, b| b.difference.difference.total_cmp(&a.difference.difference));

    let ends = || {
        contrasts.iter().flat_map(|contrast| {
            let (low, high) = contrast.difference.interval.unwrap_or_default();
            [low, high, contrast.difference.difference]
        })
    };
    let largest = ends().map(f64::abs).fold(0.0, f64::max);
    let means = contrasts.iter().map(|contrast| contrast.difference.baseline_mean.abs()).fold(0.0, f64::max);
    let quantity = source.quantity(metric, largest.max(means));
    let replicates = contrasts.iter().map(|contrast| contrast.difference.replicates).min().unwrap_or_default();
    let meaning = band::sentence(lang.pick(&metric.meaning, &metric.meaning_zh));
    let baseline = quantity.value(contrasts.first().map_or(0.0, |one| one.difference.baseline_mean), means);
    let subtitle = match lang {
        Lang::En => {
            format!("{meaning}: scenario less baseline in {year}, {replicates} pairs; mean of the baseline {baseline}.")
        }
        Lang::Zh => format!("{meaning}：{year} 年情景减基线，{replicates} 对；基线均值 {baseline}。"),
    };
    let note = lang.pick(
        "Thick: 50% interval, thin: 95% interval of the mean difference, each scenario by itself \
         (its method is in comparison.csv). \
         Blue: clearly better, orange: clearly worse.",
        "粗线：配对差均值的 50% 区间；细线：95% 区间，各情景分别计算（求法见 comparison.csv）。蓝色：明显更好；橙色：明显更差。",
    );
    let note = if metric.better == "neither" {
        note.split(" Blue").next().unwrap_or(note).split("蓝色").next().unwrap_or(note)
    } else {
        note
    };
    let (mut sheet, frame) = source.page(&title, &subtitle, note);

    let size = LABEL_SIZE + 1.0;
    let widest = contrasts.iter().map(|one| faces::width(one.title, size, false)).fold(0.0, f64::max);
    let names = widest.min(0.27 * frame.width());
    let ticks = Ticks::covering(ends().fold(0.0, f64::min), ends().fold(0.0, f64::max), 6);
    let decimals = band::ticks_decimals(&ticks, &quantity);
    let written = |value: f64| numbers::signed(value * quantity.factor, decimals + 1);
    let figures = |contrast: &finding::Contrast| match contrast.difference.interval {
        Some((low, high)) => {
            format!("{}  [{}, {}]", written(contrast.difference.difference), written(low), written(high))
        }
        None => written(contrast.difference.difference),
    };
    let right = contrasts.iter().map(|one| faces::width(&figures(one), LABEL_SIZE, true)).fold(0.0, f64::max);
    let body = frame.inset(names + 30.0, 10.0, right + 24.0, 78.0);
    let rows = contrasts.len() as f64;
    let plot = Plot { frame: body, x: (ticks.low, ticks.high), y: (0.0, rows) };
    for value in ticks.values() {
        sheet.line([plot.at(value, 0.0), plot.at(value, rows)], GRID, 1.5);
    }
    plot.marks_below(&mut sheet, ticks.values().map(|v| (v, numbers::signed(v * quantity.factor, decimals))));
    let unit =
        if quantity.difference_unit.is_empty() { String::new() } else { format!(" ({})", quantity.difference_unit) };
    let axis = match lang {
        Lang::En => format!("scenario less baseline{unit}"),
        Lang::Zh => format!("情景减基线{}", unit.replace(" (", "（").replace(')', "）")),
    };
    plot.axis_below(&mut sheet, &axis);
    sheet.line([plot.at(0.0, 0.0), plot.at(0.0, rows)], INK, 2.5);

    for (row, contrast) in contrasts.iter().enumerate() {
        let y = rows - row as f64 - 0.5;
        let colour = match (contrast.direction(), metric.better.as_str()) {
            (Direction::Higher, "higher") | (Direction::Lower, "lower") => GOOD,
            (Direction::Higher, "lower") | (Direction::Lower, "higher") => BAD,
            (Direction::Higher | Direction::Lower, _) => INK,
            _ => MUTE,
        };
        let difference = contrast.difference.difference;
        if let Some((low, high)) = contrast.difference.interval {
            let inner = half_interval(difference, high, contrast.difference.replicates);
            sheet.line([plot.at(low, y), plot.at(high, y)], colour, 3.5);
            sheet.line([plot.at(difference - inner, y), plot.at(difference + inner, y)], colour, 11.0);
        }
        sheet.dot(plot.at(difference, y), 9.0, colour);
        sheet.dot(plot.at(difference, y), 4.0, PAPER);
        let lines = faces::wrap(contrast.title, size, false, names + 2.0);
        for (number, line) in lines.iter().enumerate() {
            let offset = 25.0 * (number as f64 - (lines.len() - 1) as f64 / 2.0);
            sheet.text(line, (body.left - 24.0, plot.y(y) + offset), size, INK, false, Align::Right);
        }
        sheet.text(&figures(contrast), (body.right + 20.0, plot.y(y)), LABEL_SIZE, colour, true, Align::Left);
        let text = said(contrast, &written, &quantity, means, lang);
        source.account(&mut sheet, [text.as_str()]);
        sheet.mark((frame.left, plot.y(y + 0.5)), (frame.right, plot.y(y - 0.5)), text);
    }
    Ok(sheet)
}

/// A row in words.
fn said(
    contrast: &finding::Contrast,
    written: &impl Fn(f64) -> String,
    quantity: &Quantity,
    largest: f64,
    lang: Lang,
) -> String {
    let Difference { baseline_mean, scenario_mean, difference, interval, .. } = contrast.difference;
    let largest = largest.max(scenario_mean.abs());
    let [scenario, baseline] = [scenario_mean, baseline_mean].map(|mean| quantity.value(mean, largest));
    let (title, difference, unit) = (contrast.title, written(difference), &quantity.difference_unit);
    let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
    let bounds = interval.map(|(low, high)| (written(low), written(high)));
    match (lang, bounds) {
        (Lang::En, Some((low, high))) => format!(
            "{title}: {difference}{unit} against the baseline, 95% interval {low} to {high} (mean {scenario}, baseline \
             {baseline})."
        ),
        (Lang::En, None) => {
            format!("{title}: {difference}{unit} against the baseline (mean {scenario}, baseline {baseline}).")
        }
        (Lang::Zh, Some((low, high))) => format!(
            "{title}：与基线相差 {difference}{unit}，95% 区间 {low} 至 {high}（均值 {scenario}，基线 {baseline}）。"
        ),
        (Lang::Zh, None) => {
            format!("{title}：与基线相差 {difference}{unit}（均值 {scenario}，基线 {baseline}）。")
        }
    }
}

/// Half of the 50 % interval, from the upper end of the 95 % interval: both are quantiles of the same t distribution.
fn half_interval(difference: f64, high: f64, replicates: u64) -> f64 {
    if replicates < 2 || high <= difference {
        return 0.0;
    }
    let freedom = (replicates - 1) as f64;
    (high - difference) * student::quantile(0.75, freedom) / student::quantile(0.975, freedom)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy.stats.t.ppf(0.75, 31) / scipy.stats.t.ppf(0.975, 31) = 0.682486 / 2.039513 = 0.334632.
    #[test]
    fn the_inner_interval_follows_from_the_outer_one() {
        assert!((half_interval(1.0, 2.0, 32) - 0.334632).abs() < 1e-5, "{}", half_interval(1.0, 2.0, 32));
        assert_eq!(half_interval(1.0, 1.0, 32), 0.0);
    }
}
