//! A lever's way up and down: what the region is like at the same height on both ways.

use super::numbers::{self, Ticks};
use super::page::{LABEL_SIZE, Plot};
use super::results::{RampStep, Wanted};
use super::sheet::{Align, Colour, FAINT, MUTE, PALETTE, Sheet, for_text};
use super::words::Lang;
use super::{Chart, ChartError, Source, band};
use crate::ensemble::hysteresis::CLEAR_AREA;
use crate::output::Words;

pub(super) const CHART: Chart = Chart {
    name: "hysteresis",
    title: "Up and down: does it last?",
    title_zh: "升起与放下：效果留下来了吗",
    about: "a metric at each height of a lever that rises slowly and falls again, with 95 % intervals; dashed: the same years \
            without the ramp (from `headwater hysteresis`)",
    about_zh: "一个杠杆慢慢升起再放下，指标在每个高度上的均值与 95% 区间；虚线为同年没有升降的情形（由 `headwater hysteresis` 得到）",
    in_default_set: true,
    wants: |contents, _| {
        contents.holds(
            "hysteresis.csv",
            Words::new(
                "the folder holds no ramp up and down; `headwater hysteresis` makes one",
                "文件夹中没有升降的结果；可用 `headwater hysteresis` 得到",
            ),
        )?;
        Ok(Wanted { hysteresis: true, ..Wanted::default() })
    },
    draw,
};

fn draw(source: &Source) -> Result<Sheet, ChartError> {
    let lang = source.lang();
    let steps = &source.results.ramp;
    let Some(first) = steps.first() else {
        return Err(ChartError::nothing("steps of a ramp", "升降的各步"));
    };
    let metric = source.contents.metric(&first.metric)?;
    let up: Vec<&RampStep> = steps.iter().filter(|step| !step.down).collect();
    // The highest step belongs to both ways.
    let down: Vec<&RampStep> = up.last().into_iter().copied().chain(steps.iter().filter(|step| step.down)).collect();
    let ends = || {
        steps.iter().flat_map(|step| {
            let (low, high) = step.interval.unwrap_or((step.mean, step.mean));
            [low, high, step.mean, step.rest.unwrap_or(step.mean)]
        })
    };
    let (lowest, highest) = (ends().fold(f64::INFINITY, f64::min), ends().fold(f64::NEG_INFINITY, f64::max));
    let quantity = source.quantity(metric, highest.abs().max(lowest.abs()));
    let label = source.label(metric);
    let summary = |name: &str| source.results.ramp_summary.get(name).copied();
    let title = title(&label, summary("area_share"), summary("area_beyond_time_share"), lang);
    let lever = &first.lever;
    let measure = match lang {
        Lang::En => {
            format!("{label} by `{lever}`, each height held for some years; mean and 95% interval in the last of them.")
        }
        Lang::Zh => format!("{label}，横轴为 `{lever}`，每个高度停留数年；取末年的均值与 95% 区间。"),
    };
    let note = lang.pick(
        "Dashed: the same years with the lever at its lowest throughout: what time alone does. A loop above 20% of the range \
         counts as hysteresis.",
        "虚线：同年、杠杆始终处于最低，即时间本身的作用。回线面积超过范围的 20% 才算滞后。",
    );
    let (mut sheet, frame) = source.page(&title, &measure, note);
    // Room above for the name of the way down.
    let body = frame.inset(96.0, 78.0, 60.0, 78.0);
    let ticks = Ticks::covering(lowest.min(0.0), highest, 5);
    let levels = Ticks::covering(
        steps.iter().map(|step| step.level).fold(f64::INFINITY, f64::min),
        steps.iter().map(|step| step.level).fold(f64::NEG_INFINITY, f64::max),
        5,
    );
    let plot = Plot::new(body, (levels.low, levels.high), &ticks);
    let decimals = band::ticks_decimals(&ticks, &quantity);
    let written = |value: f64| numbers::number(value * quantity.factor, decimals);
    plot.grid(&mut sheet, &ticks, |value| format!("{}{}", written(value), quantity.suffix));
    let level_decimals = levels.decimals();
    plot.marks_below(&mut sheet, levels.values().map(|value| (value, numbers::number(value, level_decimals))));
    plot.axis_below(&mut sheet, lever);

    let words = [lang.pick("on the way up", "上升途中"), lang.pick("on the way down", "下降途中")];
    for (way, colour, words, above) in [(&up, PALETTE[0], words[0], false), (&down, PALETTE[1], words[1], true)] {
        let rest = plot.points(way.iter().filter_map(|step| Some((step.level, step.rest?))));
        sheet.dashed(&rest, FAINT, 3.5, 14.0, 10.0);
        draw_way(&mut sheet, &plot, way, colour, above);
        // Named where the two ways are far apart: half-way.
        if let Some(step) = way.get(way.len() / 2) {
            let offset = if above { -58.0 } else { 58.0 };
            let align = if above { Align::Centre } else { Align::Left };
            let at = (plot.x(step.level) + if above { 0.0 } else { 18.0 }, plot.y(step.mean) + offset);
            sheet.text(words, at, LABEL_SIZE + 3.0, for_text(colour), true, align);
        }
    }
    for (way, words) in [(&up, words[0]), (&down, words[1])] {
        for step in way.iter() {
            let (colon, value) = (lang.pick(": ", "："), written(step.mean));
            let interval = step
                .interval
                .map_or(String::new(), |(low, high)| format!(" [{}]", numbers::range(&written(low), &written(high))));
            let text = format!("{words}, {} ({})\n{label}{colon}{value}{interval}", step.level, step.year);
            let text = if lang == Lang::Zh {
                text.replace(", ", "，").replace(" (", "（").replace(")\n", "）\n")
            } else {
                text
            };
            source.account(&mut sheet, [text.as_str()]);
            let (x, y) = plot.at(step.level, step.mean);
            sheet.mark((x - 22.0, y - 22.0), (x + 22.0, y + 22.0), text);
        }
    }
    Ok(sheet)
}

/// A way with its band, its dots and the years in which they are read.
fn draw_way(sheet: &mut Sheet, plot: &Plot, way: &[&RampStep], colour: Colour, above: bool) {
    let band: Vec<(f64, f64, f64)> =
        way.iter().filter_map(|step| step.interval.map(|(low, high)| (step.level, low, high))).collect();
    if band.len() > 1 {
        plot.ribbon(sheet, &band, colour, 0.18);
    }
    sheet.line(plot.points(way.iter().map(|step| (step.level, step.mean))), colour, 5.0);
    for (position, step) in way.iter().enumerate() {
        let at = plot.at(step.level, step.mean);
        sheet.dot(at, 8.0, colour);
        if above && position == 0 {
            // The highest step belongs to both ways and has its year already.
            continue;
        }
        // The first step lies on the axis: below it stand the levels.
        let offset = if above || position == 0 { -26.0 } else { 28.0 };
        sheet.text(&step.year.to_string(), (at.0, at.1 + offset), LABEL_SIZE, MUTE, false, Align::Centre);
    }
}

/// What the loop says, by its area and the interval of it.
fn title(
    label: &str,
    area: Option<(f64, Option<(f64, f64)>)>,
    beyond: Option<(f64, Option<(f64, f64)>)>,
    lang: Lang,
) -> String {
    let is_clear = |area: Option<(f64, Option<(f64, f64)>)>| {
        area.is_some_and(|(_, interval)| interval.is_some_and(|(low, _)| low > CLEAR_AREA))
    };
    let share = area.map_or(String::new(), |(area, _)| numbers::number(100.0 * area, 0));
    match (is_clear(area), is_clear(beyond), lang) {
        (true, true, Lang::En) => {
            format!(
                "{label} stays higher on the way down: a loop of {share}% of the range, clear also beyond what time alone does"
            )
        }
        (true, true, Lang::Zh) => {
            format!("{label}在下降途中仍然较高：回线占范围的 {share}%，扣除时间本身的作用后仍明显")
        }
        (true, false, Lang::En) => {
            format!(
                "{label} stays higher on the way down: a loop of {share}% of the range, not clear beyond what time alone does"
            )
        }
        (true, false, Lang::Zh) => {
            format!("{label}在下降途中仍然较高：回线占范围的 {share}%，但扣除时间本身的作用后不明显")
        }
        (false, true, Lang::En) => format!("{label}: a clear loop only beyond what time alone does"),
        (false, true, Lang::Zh) => format!("{label}：扣除时间本身的作用后才有明显回线"),
        (false, false, Lang::En) => format!("{label}: no clear loop between the way up and the way down"),
        (false, false, Lang::Zh) => format!("{label}：上升与下降之间没有明显回线"),
    }
}
