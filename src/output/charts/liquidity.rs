//! Velocity, reach and concentration side by side, as small multiples.

use super::band::{self, LANDING_METRIC};
use super::finding::{self, Direction};
use super::labels::{self, EndLabel};
use super::numbers;
use super::page::{Frame, LABEL_SIZE, Plot};
use super::results::{Contents, Wanted};
use super::sheet::{Align, INK, Sheet};
use super::words::Lang;
use super::{Chart, ChartError, Source};

pub(super) const CHART: Chart = Chart {
    name: "liquidity",
    title: "How money flows",
    title_zh: "资金如何流动",
    about: "velocity, conversion, reach, concentration, idle money and connectedness over time, as small multiples",
    about_zh: "流转速度、转化率、覆盖、集中度、闲置与连通度的历年变化，分幅并列",
    in_default_set: true,
    wants: |contents, _| {
        let shown = shown(contents);
        if shown.is_empty() {
            return Err(ChartError::nothing("metric of liquidity", "流动性指标"));
        }
        let compared: Vec<String> = shown.iter().map(|name| (*name).to_string()).collect();
        let mut bands: std::collections::BTreeSet<String> = compared.iter().cloned().collect();
        if contents.metric(LANDING_METRIC).is_ok() {
            bands.insert(LANDING_METRIC.to_string());
        }
        Ok(Wanted { bands, compared: compared.into_iter().collect(), ..Wanted::default() })
    },
    draw,
};

/// What is shown, as far as the folder has it: the first six of these. Name, and short words for the title.
const METRICS: [(&str, &str, &str); 9] = [
    ("velocity", "velocity", "流转速度"),
    ("conversion", "conversion", "转化率"),
    ("counties_reached", "reach", "覆盖"),
    ("gini_receipts", "concentration", "集中度"),
    ("idle_ratio", "idle money", "闲置"),
    ("giant_component_share", "connectedness", "连通度"),
    ("organisations_reached", "organisations reached", "受资助机构"),
    ("success_share", "success of projects", "项目成功率"),
    ("organisations_alive", "organisations alive", "机构数"),
];

fn shown(contents: &Contents) -> Vec<&'static str> {
    METRICS.into_iter().map(|(name, _, _)| name).filter(|name| contents.metric(name).is_ok()).take(6).collect()
}

/// How many scenarios beside the baseline are in colour: each panel names them all.
const FOCUS: usize = 2;

fn draw(source: &Source) -> Result<Sheet, ChartError> {
    let metrics = shown(source.contents);
    // The same scenarios in every panel: those that differ most in what the programme is about.
    let chosen_by = source.curves(LANDING_METRIC).or_else(|_| source.curves(metrics[0]))?;
    let focus = source.focus(&chosen_by, FOCUS)?;
    let (title, subtitle, note) = (title(source, &metrics, &focus), subtitle(source), note(source));
    let (mut sheet, frame) = source.page(&title, &subtitle, note);
    let (rows, columns) = match metrics.len() {
        count if frame.is_narrow() => (count, 1),
        1 => (1, 1),
        2 => (1, 2),
        3 => (1, 3),
        4 => (2, 2),
        _ => (2, 3),
    };
    for (panel, name) in frame.split(rows, columns, 26.0, 12.0).into_iter().zip(metrics) {
        draw_panel(source, &mut sheet, panel, name, &focus)?;
    }
    Ok(sheet)
}

fn draw_panel(source: &Source, sheet: &mut Sheet, panel: Frame, name: &str, focus: &[usize]) -> Result<(), ChartError> {
    let metric = source.contents.metric(name)?;
    let curves = source.curves(name)?;
    let mut shown: Vec<usize> = vec![0];
    shown.extend(focus);
    let largest = curves.iter().flatten().map(|(_, band)| band.median.abs()).fold(0.0, f64::max);
    let quantity = source.quantity(metric, largest);
    let label = source.label(metric);
    let heading = format!("{label}{}", band::unit_in_brackets(&label, quantity.unit_beside(), source.lang()));
    sheet.text(&heading, (panel.left, panel.top + 14.0), LABEL_SIZE, INK, true, Align::Left);

    let years = || curves.iter().flatten().map(|(year, _)| f64::from(*year));
    let (first, last) = (years().fold(f64::INFINITY, f64::min), years().fold(f64::NEG_INFINITY, f64::max));
    let ticks = band::axis(&shown.iter().map(|&scenario| &curves[scenario]).collect::<Vec<_>>(), 3);
    // A scenario that stands alone is named in the title.
    let alone = !source.is_baseline(0);
    let room = if alone { 30.0 } else { 0.34 * panel.width() };
    let plot = Plot::new(panel.inset(66.0, 44.0, room, 40.0), (first, last.max(first + 1.0)), &ticks);
    let decimals = band::ticks_decimals(&ticks, &quantity);
    plot.grid(sheet, &ticks, |value| {
        format!("{}{}", numbers::number(value * quantity.factor, decimals), quantity.suffix)
    });
    plot.years(sheet);
    for &scenario in &shown {
        let shade = source.colour(scenario, focus).unwrap_or(INK);
        let range: Vec<(f64, f64, f64)> =
            curves[scenario].iter().map(|(year, band)| (f64::from(*year), band.low_90, band.high_90)).collect();
        plot.ribbon(sheet, &range, shade, 0.14);
    }
    for &scenario in &shown {
        source.draw_median(sheet, &plot, &curves[scenario], scenario, focus);
    }
    let ends: Vec<EndLabel> = shown
        .iter()
        .filter_map(|&scenario| {
            let (_, band) = curves[scenario].last()?;
            let colour = if scenario == 0 { INK } else { source.colour(scenario, focus).unwrap_or(INK) };
            let name = source.title(scenario).to_string();
            Some(EndLabel { y: plot.y(band.median), name, value: String::new(), colour, bold: scenario != 0 })
        })
        .collect();
    if !alone {
        labels::write(sheet, &ends, plot.frame.right, room - 24.0, panel.top + 24.0, plot.frame.bottom + 10.0);
    }
    band::mark_years(source, sheet, &plot, &heading, &curves, &shown, |value| quantity.value(value, largest));
    source.account_of_last(sheet);
    Ok(())
}

/// Which measures rose and fell from the first year to the last, replicate by replicate.
fn since_the_first_year(source: &Source, metrics: &[&str]) -> String {
    let lang = source.lang();
    let from = source.contents.manifest.base_year().unwrap_or(i16::MIN);
    let mut years: Option<(i16, i16)> = None;
    let mut directions: Vec<(&str, Direction)> = Vec::new();
    for (name, en, zh) in METRICS.into_iter().filter(|(name, _, _)| metrics.contains(name)) {
        let Some(bands) = source.results.bands.get(name).and_then(|scenarios| scenarios.first()) else { continue };
        let mut since = bands.range(from..);
        let (Some((&first, _)), Some((&last, after))) = (since.next(), since.next_back()) else { continue };
        directions.push((lang.pick(en, zh), finding::direction(after.since_base)));
        years = Some((first, last));
    }
    let title = source.title(0);
    let Some((first, last)) = years else {
        return lang.pick("How money flows through the region", "资金如何在区域中流动").to_string();
    };
    let of = |wanted: Direction| -> Vec<&str> {
        directions.iter().filter(|(_, direction)| *direction == wanted).map(|(words, _)| *words).collect()
    };
    let (higher, lower) = (of(Direction::Higher), of(Direction::Lower));
    let (up, down) = (lang.list(&higher), lang.list(&lower));
    match (higher.is_empty(), lower.is_empty(), lang) {
        (true, true, Lang::En) => format!("{title}: no clear change of money in motion from {first} to {last}"),
        (true, true, Lang::Zh) => format!("{title}：{first} 至 {last} 年资金流动无明显变化"),
        (false, true, Lang::En) => format!("{title}, {last} against {first}: {up} higher"),
        (false, true, Lang::Zh) => format!("{title}：{last} 年与 {first} 年相比，{up}更高"),
        (true, false, Lang::En) => format!("{title}, {last} against {first}: {down} lower"),
        (true, false, Lang::Zh) => format!("{title}：{last} 年与 {first} 年相比，{down}更低"),
        (false, false, Lang::En) => format!("{title}, {last} against {first}: {up} higher, {down} lower"),
        (false, false, Lang::Zh) => format!("{title}：{last} 年与 {first} 年相比，{up}更高，{down}更低"),
    }
}

/// Which measures of the scenario farthest from the baseline rise and fall, by their intervals alone.
fn title(source: &Source, metrics: &[&str], focus: &[usize]) -> String {
    let lang = source.lang();
    let Some(&scenario) = focus.first() else { return since_the_first_year(source, metrics) };
    let direction = |name: &str| {
        let years = source.results.comparison.range((name.to_string(), scenario, i16::MIN)..);
        let last = years.take_while(|((metric, one, _), _)| metric == name && *one == scenario).last();
        last.map_or(Direction::Unknown, |(_, difference)| finding::direction(difference.interval))
    };
    let directions: Vec<(&str, Direction)> = METRICS
        .into_iter()
        .filter(|(name, _, _)| metrics.contains(name))
        .map(|(name, en, zh)| (lang.pick(en, zh), direction(name)))
        .collect();
    sentence(lang, source.title(scenario), &directions)
}

fn sentence(lang: Lang, title: &str, directions: &[(&str, Direction)]) -> String {
    let name = lang.quoted(title);
    let of = |wanted: Direction| -> Vec<&str> {
        directions.iter().filter(|(_, direction)| *direction == wanted).map(|(words, _)| *words).collect()
    };
    let (higher, lower, all) = (of(Direction::Higher), of(Direction::Lower), directions.len());
    let (up, down) = (lang.list(&higher), lang.list(&lower));
    match (higher.is_empty(), lower.is_empty(), lang) {
        (true, true, _) if of(Direction::Unknown).len() == all => {
            lang.pick("Too few replicates to tell scenarios apart", "重复次数太少，无法判断差别").to_string()
        }
        (true, true, Lang::En) => format!("{name}: no clear difference from the baseline in any of {all} measures"),
        (true, true, Lang::Zh) => format!("{name}：{all} 项指标与基线均无明显差别"),
        (false, true, Lang::En) => format!("{name} against the baseline: {up} higher"),
        (false, true, Lang::Zh) => format!("{name}与基线相比：{up}更高"),
        (true, false, Lang::En) => format!("{name} against the baseline: {down} lower"),
        (true, false, Lang::Zh) => format!("{name}与基线相比：{down}更低"),
        (false, false, Lang::En) => format!("{name} against the baseline: {up} higher, {down} lower"),
        (false, false, Lang::Zh) => format!("{name}与基线相比：{up}更高，{down}更低"),
    }
}

fn subtitle(source: &Source) -> String {
    let replicates = source.contents.manifest.replicates;
    match source.lang() {
        Lang::En => format!(
            "Measures of money in motion; line: median of {replicates} replicates; shading: 90% of them. \
             Vertical axes differ and need not begin at zero."
        ),
        Lang::Zh => {
            format!(
                "资金流动的各项指标；线：{replicates} 次重复的中位数；阴影：90% 的重复所在的范围；各幅纵轴不同，不一定从零开始。"
            )
        }
    }
}

fn note(source: &Source) -> &'static str {
    if source.is_baseline(0) {
        source.lang().pick(
            "Higher, lower: in the last year the 95% interval of the mean paired difference leaves out zero.",
            "更高、更低：末年配对差均值的 95% 区间不含零。",
        )
    } else {
        source.lang().pick(
            "Higher, lower: the 95% interval of the mean change between both years, replicate by replicate, leaves out zero.",
            "更高、更低：同一次重复两年之差的均值，其 95% 区间不含零。",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_lists_only_what_is_clear() {
        let directions =
            [("velocity", Direction::Higher), ("reach", Direction::Unclear), ("idle money", Direction::Lower)];
        let title = |directions: &[(&str, Direction)]| sentence(Lang::En, "Opening", directions);
        assert_eq!(title(&directions), "Opening against the baseline: velocity higher, idle money lower");
        assert_eq!(title(&directions[1..2]), "Opening: no clear difference from the baseline in any of 1 measures");
        assert_eq!(title(&[("reach", Direction::Unknown)]), "Too few replicates to tell scenarios apart");
    }
}
