//! How sure an effect is: by chance alone, and with what is assumed, scenario by scenario.

use super::numbers::{self, Ticks};
use super::page::{LABEL_SIZE, Plot};
use super::results::{SpreadLine, Wanted};
use super::sheet::{Align, FAINT, GRID, INK, MUTE, PALETTE, PAPER, Sheet};
use super::words::{Lang, Quantity, metric_label};
use super::{Chart, ChartError, Source, band, faces};
use crate::output::Words;

pub(super) const CHART: Chart = Chart {
    name: "uncertainty",
    title: "What chance does and what assumptions do",
    title_zh: "偶然与假定各起多大作用",
    about: "differences from the baseline with their interval by chance alone, beside those under other sets of assumptions \
            (--metric names a headline number, by default organisations alive)",
    about_zh: "与基线之差：仅凭偶然的区间，旁边是其他各组假定之下的差异（--metric 指定主要数字，默认为存活机构数）",
    in_default_set: true,
    wants: |contents, _| {
        contents.holds(
            "uncertainty.csv",
            Words::new(
                "the folder holds no other assumptions; `headwater compare` and `headwater uncertainty` try some",
                "文件夹中没有其他假定下的结果；`headwater compare` 与 `headwater uncertainty` 会试几组",
            ),
        )?;
        Ok(Wanted { uncertainty: true, ..Wanted::default() })
    },
    draw,
};

fn draw(source: &Source) -> Result<Sheet, ChartError> {
    let lang = source.lang();
    let all = &source.results.uncertainty;
    let wanted = source.options.metric.as_deref().unwrap_or("organisations_alive");
    let mut lines: Vec<&SpreadLine> = all.iter().filter(|line| line.quantity == wanted).collect();
    let Some(first) = lines.first() else {
        return Err(ChartError::unknown("metric", wanted, all.iter().map(|line| line.quantity.as_str())));
    };
    let (unit, year, sets) = (first.unit.clone(), first.year, lines.iter().map(|line| line.sets).max().unwrap_or(0));
    lines.sort_by(|a, b| b.own.total_cmp(&a.own));
    let means = |line: &SpreadLine| -> &[f64] {
        source.results.set_means.get(&(line.scenario, line.quantity.clone())).map_or(&[], Vec::as_slice)
    };
    let ends: Vec<f64> = lines
        .iter()
        .flat_map(|line| {
            let (low, high) = line.interval.unwrap_or((line.own, line.own));
            means(line).iter().copied().chain([low, high, line.own])
        })
        .collect();
    let quantity = Quantity::of(&unit, ends.iter().copied().map(f64::abs).fold(0.0, f64::max), lang);
    let label = metric_label(wanted, "", lang);
    let title = title(&label, year, &lines, lang);
    let measure = match lang {
        Lang::En => format!(
            "Scenario less baseline. Blue: mean and 95% interval by chance alone, under the scenarios' own settings. \
             Grey: the mean under each of {sets} other sets of assumptions."
        ),
        Lang::Zh => {
            format!("情景减基线。蓝色：情景自身设定下的均值与仅凭偶然的 95% 区间；灰色：另外 {sets} 组假定各自的均值。")
        }
    };
    let note = lang.pick(
        "Every set changes all uncertain settings at once, within the ranges of uncertainty_sets.csv; sets are not weighed by \
         how likely they are.",
        "每组假定同时改变全部不确定的设定，范围见 uncertainty_sets.csv；各组并不按可能性加权。",
    );
    let (mut sheet, frame) = source.page(&title, &measure, note);

    let size = LABEL_SIZE + 1.0;
    let widest = lines.iter().map(|line| faces::width(source.title(line.scenario), size, false)).fold(0.0, f64::max);
    let names = widest.min(0.27 * frame.width());
    let ticks = Ticks::covering(ends.iter().copied().fold(0.0, f64::min), ends.iter().copied().fold(0.0, f64::max), 6);
    let decimals = band::ticks_decimals(&ticks, &quantity);
    let written = |value: f64| numbers::signed(value * quantity.factor, decimals);
    let figures = |line: &SpreadLine| match line.holds {
        Some(holds) if sets > 0 => match lang {
            Lang::En => format!("sign holds in {holds} of {}", line.sets),
            Lang::Zh => format!("{} 组中 {holds} 组同号", line.sets),
        },
        _ => lang.pick("sign unclear", "符号不明").to_string(),
    };
    let right = lines.iter().map(|line| faces::width(&figures(line), LABEL_SIZE, true)).fold(0.0, f64::max);
    let body = frame.inset(names + 30.0, 10.0, right + 24.0, 78.0);
    let rows = lines.len() as f64;
    let plot = Plot { frame: body, x: (ticks.low, ticks.high), y: (0.0, rows) };
    for value in ticks.values() {
        sheet.line([plot.at(value, 0.0), plot.at(value, rows)], GRID, 1.5);
    }
    plot.marks_below(&mut sheet, ticks.values().map(|value| (value, written(value))));
    let axis = lang.pick("scenario less baseline", "情景减基线");
    let axis = if quantity.difference_unit.is_empty() {
        axis.to_string()
    } else {
        match lang {
            Lang::En => format!("{axis} ({})", quantity.difference_unit),
            Lang::Zh => format!("{axis}（{}）", quantity.difference_unit),
        }
    };
    plot.axis_below(&mut sheet, &axis);
    sheet.line([plot.at(0.0, 0.0), plot.at(0.0, rows)], INK, 2.5);

    let blue = PALETTE[0];
    for (row, line) in lines.iter().enumerate() {
        let y = rows - row as f64 - 0.5;
        if let Some((low, high)) = line.range {
            sheet.line([plot.at(low, y - 0.2), plot.at(high, y - 0.2)], FAINT, 7.0);
        }
        for &mean in means(line) {
            sheet.dot(plot.at(mean, y - 0.2), 6.0, MUTE);
        }
        if let Some((low, high)) = line.interval {
            sheet.line([plot.at(low, y + 0.12), plot.at(high, y + 0.12)], blue, 7.0);
        }
        sheet.dot(plot.at(line.own, y + 0.12), 9.0, blue);
        sheet.dot(plot.at(line.own, y + 0.12), 4.0, PAPER);
        let words = faces::wrap(source.title(line.scenario), size, false, names + 2.0);
        for (number, words_line) in words.iter().enumerate() {
            let offset = 25.0 * (number as f64 - (words.len() - 1) as f64 / 2.0);
            sheet.text(words_line, (body.left - 24.0, plot.y(y) + offset), size, INK, false, Align::Right);
        }
        let colour = if line.holds == Some(line.sets) { blue } else { MUTE };
        sheet.text(&figures(line), (body.right + 20.0, plot.y(y)), LABEL_SIZE, colour, true, Align::Left);
        let text = said(line, source.title(line.scenario), &written, &figures(line), lang);
        source.account(&mut sheet, [text.as_str()]);
        sheet.mark((frame.left, plot.y(y + 0.5)), (frame.right, plot.y(y - 0.5)), text);
    }
    Ok(sheet)
}

/// A row in words.
fn said(line: &SpreadLine, title: &str, written: &impl Fn(f64) -> String, holds: &str, lang: Lang) -> String {
    let between = |(low, high): (f64, f64)| numbers::range(&written(low), &written(high));
    let mut lines = vec![title.to_string()];
    let chance = line.interval.map_or(String::new(), |interval| format!(" [{}]", between(interval)));
    lines.push(match lang {
        Lang::En => format!("by chance alone {}{chance}", written(line.own)),
        Lang::Zh => format!("仅凭偶然 {}{chance}", written(line.own)),
    });
    if let Some(range) = line.range {
        lines.push(match lang {
            Lang::En => format!("over sets {}", between(range)),
            Lang::Zh => format!("各组假定 {}", between(range)),
        });
    }
    lines.push(holds.to_string());
    lines.join("\n")
}

/// What the lines say together: the share of the spread in the middle of the scenarios, and how many signs hold in every set.
fn title(label: &str, year: i16, lines: &[&SpreadLine], lang: Lang) -> String {
    let mut shares: Vec<f64> = lines.iter().filter_map(|line| line.share).collect();
    shares.sort_by(f64::total_cmp);
    let clear: Vec<&&SpreadLine> = lines.iter().filter(|line| line.holds.is_some() && line.own != 0.0).collect();
    let hold = clear.iter().filter(|line| line.holds == Some(line.sets)).count();
    let clear = clear.len();
    let share = shares.get(shares.len() / 2).map(|share| numbers::number(100.0 * share, 0));
    match (share, lang) {
        (Some(share), Lang::En) => format!(
            "{label} in {year}: {share}% of the spread comes from assumptions; {hold} of {clear} signs hold in every set"
        ),
        (Some(share), Lang::Zh) => {
            format!("{year} 年{label}：差别的 {share}% 来自假定；{clear} 个符号中有 {hold} 个在每组假定下成立")
        }
        (None, Lang::En) => format!("{label} in {year}: nothing differs under any assumption"),
        (None, Lang::Zh) => format!("{year} 年{label}：在任何假定下都没有差别"),
    }
}
