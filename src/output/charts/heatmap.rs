//! What each scenario changes: paired differences of many measures, standardised, in one table of colours and signs.

use super::finding::{Direction, direction};
use super::numbers;
use super::page::LABEL_SIZE;
use super::results::{Bands, Contents, Difference, MetricLine, Wanted};
use super::sheet::{Align, Colour, GRID, INK, MUTE, PALETTE, PAPER, Sheet};
use super::words::{Lang, Quantity};
use super::{Chart, ChartError, Source, faces};

pub(super) const CHART: Chart = Chart {
    name: "heatmap",
    title: "What each scenario changes",
    title_zh: "各情景改变了什么",
    about: "differences of many measures from the baseline in the last year, in standard deviations between replicates: \
            better and worse by colour and sign, struck out where the 95 % interval holds zero",
    about_zh: "末年多项指标与基线之差，以重复间的标准差计：以颜色和正负号表示好坏，95% 区间含零者划去",
    in_default_set: true,
    wants: |contents, _| {
        contents.compares()?;
        let shown: Vec<String> = shown(contents).into_iter().map(|metric| metric.metric.clone()).collect();
        if shown.is_empty() {
            return Err(ChartError::nothing("metric of which more or less is better", "有好坏方向的指标"));
        }
        let bands = shown.iter().cloned().collect();
        Ok(Wanted { bands, compared: shown.into_iter().collect(), ..Wanted::default() })
    },
    draw,
};

/// What is shown, as far as the folder has it: survival, reach, liquidity, service, and what could go wrong.
const METRICS: [&str; 14] = [
    "base_cohort_survival",
    "organisations_alive",
    "operational_exit",
    "landing",
    "counties_reached",
    "organisations_reached",
    "velocity",
    "conversion",
    "idle_ratio",
    "gini_receipts",
    "giant_component_share",
    "service_units",
    "units_per_1000_yuan_outside",
    "overloaded_share",
];

/// Standard deviations from which a colour is stronger, and how strong the three colours are.
const STEPS: [f64; 2] = [1.0, 3.0];
const OPACITIES: [f64; 3] = [0.22, 0.5, 0.9];
const BETTER: Colour = PALETTE[0];
const WORSE: Colour = PALETTE[1];

fn shown(contents: &Contents) -> Vec<&MetricLine> {
    let known = METRICS.into_iter().filter_map(|name| contents.metric(name).ok());
    known.filter(|metric| metric.better != "neither").collect()
}

/// A measure of a scenario against the baseline, turned so that more is better.
#[derive(Clone, Copy)]
struct Cell {
    direction: Direction,
    /// In standard deviations between replicates; none where nothing varies.
    size: Option<f64>,
    difference: Difference,
}

fn cell(source: &Source, metric: &MetricLine, scenario: usize, year: i16) -> Option<Cell> {
    let difference = *source.results.comparison.get(&(metric.metric.clone(), scenario, year))?;
    let sign = if metric.better == "lower" { -1.0 } else { 1.0 };
    let direction = match (direction(difference.interval), sign < 0.0) {
        (Direction::Higher, true) => Direction::Lower,
        (Direction::Lower, true) => Direction::Higher,
        (as_it_is, _) => as_it_is,
    };
    let bands = source.results.bands.get(&metric.metric)?;
    let variance = |bands: &Bands| bands.get(&year)?.deviation.map(|deviation| deviation * deviation);
    let pooled = variance(&bands[0]).zip(variance(&bands[scenario])).map(|(a, b)| (0.5 * (a + b)).sqrt());
    let size = pooled.filter(|&deviation| deviation > 0.0).map(|deviation| sign * difference.difference / deviation);
    Some(Cell { direction, size, difference })
}

fn draw(source: &Source) -> Result<Sheet, ChartError> {
    let lang = source.lang();
    let metrics = shown(source.contents);
    let years = source.results.comparison.keys().map(|(_, _, year)| *year);
    let year = years.max().ok_or_else(|| ChartError::nothing("differences from the baseline", "与基线的差别"))?;
    let scenarios: Vec<usize> = (1..source.contents.manifest.scenarios.len()).collect();
    let columns: Vec<Vec<Option<Cell>>> = scenarios
        .iter()
        .map(|&scenario| metrics.iter().map(|metric| cell(source, metric, scenario, year)).collect())
        .collect();

    let counts: Vec<(&str, Counts)> = scenarios
        .iter()
        .zip(&columns)
        .map(|(&scenario, column)| (source.title(scenario), Counts::of(column.iter().flatten())))
        .collect();
    let replicates = source.contents.manifest.replicates;
    let measure = match lang {
        Lang::En => format!(
            "Mean paired difference from the baseline in {year}, in standard deviations between replicates ({replicates} \
             pairs). + is better, − is worse; ↓ marks measures of which less is better. Darker from 1 and from 3; struck \
             out: the 95% interval holds zero."
        ),
        Lang::Zh => format!(
            "{year} 年与基线的配对差均值，以重复间的标准差计（{replicates} 对）。+ 为更好，− 为更差；↓ 表示该指标以低为好。\
             达到 1 和 3 时颜色加深；划去：95% 区间含零。"
        ),
    };
    let cells = columns.iter().flatten().flatten().count();
    let by_chance = numbers::number(cells as f64 * 0.05, 0);
    let note = match lang {
        Lang::En => format!(
            "Each interval by itself: of {cells} about {by_chance} would leave out zero by chance alone if nothing differed."
        ),
        Lang::Zh => format!("各区间分别计算：若毫无差别，{cells} 个中约有 {by_chance} 个也会碰巧不含零。"),
    };
    let (mut sheet, frame) = source.page(&title(&counts, metrics.len(), lang), &measure, &note);

    let labels: Vec<String> = metrics
        .iter()
        .map(|metric| format!("{}{}", source.label(metric), if metric.better == "lower" { " ↓" } else { "" }))
        .collect();
    let widest = labels.iter().map(|label| faces::width(label, LABEL_SIZE, false)).fold(0.0, f64::max);
    let left = widest.min(0.3 * frame.width()) + 20.0;
    let width = (frame.width() - left) / scenarios.len() as f64;
    let headings: Vec<Vec<String>> = scenarios
        .iter()
        .map(|&scenario| faces::wrap_evenly(source.title(scenario), LABEL_SIZE, false, width - 10.0))
        .collect();
    let lines = headings.iter().map(Vec::len).max().unwrap_or(1) as f64;
    let body = frame.inset(left, 12.0 + 24.0 * lines, 0.0, 0.0);
    let height = (body.height() / metrics.len() as f64).min(64.0);
    for (column, heading) in headings.iter().enumerate() {
        let x = body.left + width * (column as f64 + 0.5);
        for (number, line) in heading.iter().rev().enumerate() {
            let y = body.top - 18.0 - 24.0 * number as f64;
            // A word that is wider than its column is cut: the marks say it whole.
            let line = &faces::shortened(line, LABEL_SIZE, false, width);
            sheet.text(line, (x, y), LABEL_SIZE, INK, false, Align::Centre);
        }
    }
    for (row, (metric, label)) in metrics.iter().zip(&labels).enumerate() {
        let top = body.top + height * row as f64;
        let label = &faces::shortened(label, LABEL_SIZE, false, left - 20.0);
        sheet.text(label, (body.left - 16.0, top + 0.5 * height), LABEL_SIZE, INK, false, Align::Right);
        for (column, cells) in columns.iter().enumerate() {
            let from = (body.left + width * column as f64 + 2.0, top + 2.0);
            let to = (from.0 + width - 4.0, from.1 + height - 4.0);
            draw_cell(&mut sheet, from, to, cells[row]);
            if let Some(cell) = cells[row] {
                sheet.mark(from, to, said(source, metric, scenarios[column], year, cell));
            }
        }
    }
    let account: Vec<String> = counts.iter().map(|(title, counts)| counts.said(title, metrics.len(), lang)).collect();
    source.account(&mut sheet, account.iter().map(String::as_str));
    Ok(sheet)
}

fn draw_cell(sheet: &mut Sheet, from: (f64, f64), to: (f64, f64), cell: Option<Cell>) {
    let middle = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
    let Some(cell) = cell else {
        sheet.text("–", middle, LABEL_SIZE, MUTE, false, Align::Centre);
        return;
    };
    let clear = match cell.direction {
        Direction::Higher => Some((BETTER, "+")),
        Direction::Lower => Some((WORSE, "\u{2212}")),
        _ => None,
    };
    let Some((colour, sign)) = clear else {
        sheet.filled(from, to, GRID, 0.55);
        sheet.line([(from.0 + 5.0, to.1 - 5.0), (to.0 - 5.0, from.1 + 5.0)], PAPER, 2.5);
        let text = cell.size.map_or_else(|| "0".to_string(), written);
        sheet.text(&text, middle, LABEL_SIZE, MUTE, false, Align::Centre);
        return;
    };
    let step = cell.size.map_or(0, |size| STEPS.iter().filter(|&&step| size.abs() >= step).count());
    sheet.filled(from, to, colour, OPACITIES[step]);
    let ink = if step == 2 && colour == BETTER { PAPER } else { INK };
    let text = cell.size.map_or_else(|| sign.to_string(), written);
    sheet.text(&text, middle, LABEL_SIZE, ink, true, Align::Centre);
}

/// A standardised difference: one decimal while it is small.
fn written(size: f64) -> String {
    numbers::signed(size, usize::from(size.abs() < 9.95))
}

/// A cell in words, in the metric's own unit.
fn said(source: &Source, metric: &MetricLine, scenario: usize, year: i16, cell: Cell) -> String {
    let lang = source.lang();
    let Difference { baseline_mean, scenario_mean, difference, interval, .. } = cell.difference;
    let largest = baseline_mean.abs().max(scenario_mean.abs());
    let quantity = Quantity::of(&metric.unit, largest, lang);
    let decimals = quantity.decimals(difference.abs().max(f64::MIN_POSITIVE)).min(4);
    let written = |value: f64| numbers::signed(value * quantity.factor, decimals);
    let unit = &quantity.difference_unit;
    let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
    let bounds = interval.map(|(low, high)| (written(low), written(high)));
    let [scenario_mean, baseline_mean] = [scenario_mean, baseline_mean].map(|mean| quantity.value(mean, largest));
    let (title, label, difference) = (source.title(scenario), source.label(metric), written(difference));
    let verdict = match (cell.direction, lang) {
        (Direction::Higher, Lang::En) => "better",
        (Direction::Higher, Lang::Zh) => "更好",
        (Direction::Lower, Lang::En) => "worse",
        (Direction::Lower, Lang::Zh) => "更差",
        (Direction::Unclear, Lang::En) => "no clear difference",
        (Direction::Unclear, Lang::Zh) => "无明显差别",
        (Direction::Same, Lang::En) => "the same",
        (Direction::Same, Lang::Zh) => "完全相同",
        (Direction::Unknown, Lang::En) => "too few replicates to tell",
        (Direction::Unknown, Lang::Zh) => "重复次数太少，无法判断",
    };
    match lang {
        Lang::En => {
            let bounds = bounds.map(|(low, high)| format!(" [{low}, {high}]")).unwrap_or_default();
            format!(
                "{title}, {label}, {year}: {verdict}\nDifference {difference}{unit}{bounds}\n\
                 Mean {scenario_mean}, baseline {baseline_mean}"
            )
        }
        Lang::Zh => {
            let bounds = bounds.map(|(low, high)| format!("［{low}，{high}］")).unwrap_or_default();
            format!(
                "{year} 年{title}的{label}：{verdict}\n相差 {difference}{unit}{bounds}\n\
                 均值 {scenario_mean}，基线 {baseline_mean}"
            )
        }
    }
}

/// How many measures of a scenario are clearly better, clearly worse, and not told apart for want of replicates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    better: usize,
    worse: usize,
    unknown: usize,
}

impl Counts {
    fn of<'a>(cells: impl Iterator<Item = &'a Cell>) -> Counts {
        let mut counts = Counts::default();
        for cell in cells {
            match cell.direction {
                Direction::Higher => counts.better += 1,
                Direction::Lower => counts.worse += 1,
                Direction::Unknown => counts.unknown += 1,
                Direction::Unclear | Direction::Same => {}
            }
        }
        counts
    }

    fn said(self, title: &str, all: usize, lang: Lang) -> String {
        let Counts { better, worse, .. } = self;
        match (lang, better, worse) {
            (Lang::En, 0, 0) => format!("{title}: no clear difference from the baseline in any of {all} measures"),
            (Lang::En, _, 0) => {
                format!("{title}: better than the baseline in {better} of {all} measures, worse in none")
            }
            (Lang::En, 0, _) => {
                format!("{title}: worse than the baseline in {worse} of {all} measures, better in none")
            }
            (Lang::En, _, _) => {
                format!("{title}: better than the baseline in {better} of {all} measures, worse in {worse}")
            }
            (Lang::Zh, 0, 0) => format!("{title}：{all} 项指标与基线均无明显差别"),
            (Lang::Zh, _, 0) => format!("{title}：{all} 项指标中 {better} 项优于基线，没有一项更差"),
            (Lang::Zh, 0, _) => format!("{title}：{all} 项指标中 {worse} 项差于基线，没有一项更好"),
            (Lang::Zh, _, _) => format!("{title}：{all} 项指标中 {better} 项优于基线，{worse} 项更差"),
        }
    }
}

/// The scenario that is better in most measures, of equals the one that is worse in fewest; where several are alike in
/// both, how many.
fn title(counts: &[(&str, Counts)], all: usize, lang: Lang) -> String {
    let key = |counts: &Counts| (counts.better, std::cmp::Reverse(counts.worse));
    let best = counts.iter().reduce(|best, next| if key(&next.1) > key(&best.1) { next } else { best });
    let Some((name, best)) = best else { return String::new() };
    if counts.iter().all(|(_, counts)| counts.unknown == all) {
        return lang.pick("Too few replicates to tell scenarios apart", "重复次数太少，无法判断差别").to_string();
    }
    let told = |(_, counts): &(&str, Counts)| counts.better + counts.worse > 0;
    if !counts.iter().any(told) {
        return match lang {
            Lang::En => format!("No scenario differs clearly from the baseline in any of {all} measures"),
            Lang::Zh => format!("{all} 项指标中，各情景与基线均无明显差别"),
        };
    }
    let alike = counts.iter().filter(|(_, counts)| key(counts) == key(best)).count();
    let (scenarios, Counts { better, worse, .. }) = (counts.len(), *best);
    match (alike, lang) {
        (1, _) => best.said(&lang.quoted(name), all, lang),
        (_, Lang::En) => {
            format!(
                "{alike} of {scenarios} scenarios: better than the baseline in {better} of {all} measures, worse in {worse}"
            )
        }
        (_, Lang::Zh) => {
            format!("{scenarios} 个情景中有 {alike} 个：{all} 项指标中 {better} 项优于基线，{worse} 项更差")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_counts_what_is_clear_and_nothing_else() {
        let counts = |better, worse, unknown| Counts { better, worse, unknown };
        let title = |counts: &[(&str, Counts)]| title(counts, 14, Lang::En);
        let of = [("Ash", counts(3, 1, 0)), ("Birch", counts(3, 0, 0)), ("Cedar", counts(0, 9, 0))];
        assert_eq!(title(&of), "Birch: better than the baseline in 3 of 14 measures, worse in none");
        assert_eq!(title(&of[..1]), "Ash: better than the baseline in 3 of 14 measures, worse in 1");
        assert_eq!(title(&of[2..]), "Cedar: worse than the baseline in 9 of 14 measures, better in none");
        let alike = [("Ash", counts(3, 1, 0)), ("Birch", counts(2, 0, 0)), ("Cedar", counts(3, 1, 0))];
        assert_eq!(title(&alike), "2 of 3 scenarios: better than the baseline in 3 of 14 measures, worse in 1");
        let nothing = [("Ash", counts(0, 0, 2))];
        assert_eq!(title(&nothing), "No scenario differs clearly from the baseline in any of 14 measures");
        assert!(title(&[("Ash", counts(0, 0, 14))]).starts_with("Too few replicates"));
    }
}
