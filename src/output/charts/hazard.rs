//! Who closes: the share of organisations that close within a year, by age and size.

use super::labels::{self, EndLabel};
use super::numbers::{self, Ticks};
use super::page::Plot;
use super::results::{AtRisk, Wanted};
use super::sheet::{Colour, PALETTE, Sheet};
use super::words::Lang;
use super::{Chart, ChartError, Source};
use crate::stats::proportion;

pub(super) const CHART: Chart = Chart {
    name: "hazard",
    title: "Closing by age and size",
    title_zh: "按年龄与规模的关停风险",
    about: "share of organisations that close within a year, by age and size, with 95 % intervals, for one scenario \
            (--scenario, by default the baseline)",
    about_zh: "一年内关停的机构比例，按年龄与规模分组，附 95% 区间；情景由 --scenario 指定，默认为基线",
    in_default_set: true,
    wants: |_, _| Ok(Wanted { exposure: true, ..Wanted::default() }),
    draw,
};

/// Ages in years: first and last of each group.
const AGES: [(u32, u32); 8] = [(0, 0), (1, 1), (2, 2), (3, 4), (5, 6), (7, 9), (10, 14), (15, u32::MAX)];
/// Sizes: published name, names in both languages, colour.
const SIZES: [(&str, &str, &str, Colour); 3] = [
    ("small", "Small", "小型", PALETTE[1]),
    ("middle", "Middle", "中型", PALETTE[2]),
    ("large", "Large", "大型", PALETTE[0]),
];
/// Groups with fewer organisation-years than this are left out.
const AT_RISK_MIN: u64 = 30;

/// Organisation-years at risk and closures of an age group, of one size or of all.
fn counts(at_risk: &AtRisk, ages: (u32, u32), size: Option<&str>) -> (u64, u64) {
    let of = |(cohort, age, one): &(String, u32, String)| {
        cohort == "all" && (ages.0..=ages.1).contains(age) && size.is_none_or(|size| size == one)
    };
    let rows = at_risk.iter().filter(|(key, _)| of(key)).map(|(_, counts)| *counts);
    rows.fold((0, 0), |sum, row| (sum.0 + row.0, sum.1 + row.1))
}

fn draw(source: &Source) -> Result<Sheet, ChartError> {
    let lang = source.lang();
    let scenario = match &source.options.scenario {
        Some(name) => source.contents.scenario(name)?,
        None => 0,
    };
    let at_risk = &source.results.at_risk[scenario];
    let groups: Vec<(u32, u32)> =
        AGES.into_iter().filter(|&ages| counts(at_risk, ages, None).0 >= AT_RISK_MIN).collect();
    if groups.is_empty() {
        return Err(ChartError::nothing("organisations at risk of closing", "在险机构"));
    }
    let replicates = source.contents.manifest.replicates;
    let name = source.title(scenario);
    let years: u64 = groups.iter().map(|&ages| counts(at_risk, ages, None).0).sum();
    let years = numbers::number(years as f64, 0);
    let subtitle = match lang {
        Lang::En => format!(
            "{name}: share of organisations that close within a year, by age; sizes are thirds by people each year. \
             {years} organisation-years, {replicates} replicates pooled; bars: 95% Wilson intervals."
        ),
        Lang::Zh => format!(
            "{name}：一年内关停的机构比例，按年龄计；规模按当年人员数三等分。\
             共 {years} 机构年，合并 {replicates} 次重复；竖线：95% Wilson 区间。"
        ),
    };
    let note = lang.pick(
        "Intervals are those of the pooled table and take organisation-years as independent.",
        "区间按合并后的表计算，视各机构年相互独立。",
    );
    let (mut sheet, frame) = source.page(&title(at_risk, lang), &subtitle, note);

    let shown: Vec<_> = SIZES
        .into_iter()
        .map(|(size, en, zh, colour)| {
            let points: Vec<(usize, f64, (f64, f64))> = groups
                .iter()
                .enumerate()
                .filter_map(|(place, &ages)| {
                    let (seen, closed) = counts(at_risk, ages, Some(size));
                    let interval = proportion::wilson(closed, seen).filter(|_| seen >= AT_RISK_MIN)?;
                    Some((place, closed as f64 / seen as f64, interval))
                })
                .collect();
            (lang.pick(en, zh), colour, points)
        })
        .collect();
    let highest = shown.iter().flat_map(|(_, _, points)| points).map(|(_, _, (_, high))| *high).fold(0.01, f64::max);
    let ticks = Ticks::covering(0.0, highest, 5);
    let plot = Plot::new(frame.inset(86.0, 16.0, 170.0, 78.0), (-0.5, groups.len() as f64 - 0.5), &ticks);
    let decimals = Ticks { step: ticks.step * 100.0, ..ticks }.decimals();
    plot.grid(&mut sheet, &ticks, |value| format!("{}%", numbers::number(value * 100.0, decimals)));
    plot.marks_below(&mut sheet, groups.iter().enumerate().map(|(place, &ages)| (place as f64, written(ages))));
    let axis = lang.pick("age in years as the year begins", "年初年龄（年）");
    plot.axis_below(&mut sheet, axis);

    let mut ends = Vec::new();
    for (order, (label, colour, points)) in shown.iter().enumerate() {
        let x = |place: usize| place as f64 + 0.14 * (order as f64 - 1.0);
        sheet.line(plot.points(points.iter().map(|&(place, share, _)| (x(place), share))), *colour, 2.5);
        for &(place, share, (low, high)) in points {
            sheet.line([plot.at(x(place), low), plot.at(x(place), high)], *colour, 3.5);
            sheet.dot(plot.at(x(place), share), 8.0, *colour);
        }
        if let Some(&(_, share, _)) = points.last() {
            ends.push(EndLabel {
                y: plot.y(share),
                name: (*label).to_string(),
                value: format!("{}%", numbers::number(share * 100.0, 1)),
                colour: *colour,
                bold: true,
            });
        }
    }
    labels::write(&mut sheet, &ends, plot.frame.right, 150.0, frame.top, plot.frame.bottom + 20.0);

    let places: Vec<f64> = (0..groups.len()).map(|place| place as f64).collect();
    plot.strips(&mut sheet, &places, |place| said(at_risk, groups[place], lang));
    let all: Vec<String> = sheet.marks.iter().map(|mark| mark.text.clone()).collect();
    source.account(&mut sheet, all.iter().map(String::as_str));
    Ok(sheet)
}

/// An age group in words, size by size.
fn said(at_risk: &AtRisk, ages: (u32, u32), lang: Lang) -> String {
    let age = written(ages);
    let mut text = match lang {
        Lang::En => format!("Age {age}, share that closes within a year [95% interval]"),
        Lang::Zh => format!("{age} 岁一年内关停的比例［95% 区间］"),
    };
    for (size, en, zh, _) in SIZES {
        let (seen, closed) = counts(at_risk, ages, Some(size));
        let Some((low, high)) = proportion::wilson(closed, seen).filter(|_| seen >= AT_RISK_MIN) else { continue };
        let share = |share: f64| format!("{}%", numbers::number(100.0 * share, 1));
        let (here, range) = (share(closed as f64 / seen as f64), numbers::range(&share(low), &share(high)));
        let seen = numbers::number(seen as f64, 0);
        text.push_str(&match lang {
            Lang::En => format!("\n{en}: {here} [{range}], {seen} organisation-years"),
            Lang::Zh => format!("\n{zh}：{here}［{range}］，{seen} 机构年"),
        });
    }
    text
}

fn written((first, last): (u32, u32)) -> String {
    match last {
        _ if first == last => first.to_string(),
        u32::MAX => format!("{first}+"),
        _ => format!("{first}–{last}"),
    }
}

/// Young against old, all sizes together: a claim only where their intervals do not meet.
fn title(at_risk: &AtRisk, lang: Lang) -> String {
    let young = counts(at_risk, (0, 2), None);
    let old = counts(at_risk, (10, u32::MAX), None);
    let (Some(of_young), Some(of_old)) = (proportion::wilson(young.1, young.0), proportion::wilson(old.1, old.0))
    else {
        return lang.pick("Closing by age and size", "不同年龄与规模机构的关停风险").to_string();
    };
    let share = |(seen, closed): (u64, u64)| format!("{}%", numbers::number(100.0 * closed as f64 / seen as f64, 1));
    let (young, old) = (share(young), share(old));
    match (of_young.0 > of_old.1, of_young.1 < of_old.0, lang) {
        (true, _, Lang::En) => format!("The young close more often: {young} a year below age 3, {old} from age 10"),
        (true, _, Lang::Zh) => format!("年轻机构更易关停：3 岁以下每年 {young}，10 岁以上 {old}"),
        (_, true, Lang::En) => format!("The old close more often: {old} a year from age 10, {young} below age 3"),
        (_, true, Lang::Zh) => format!("老机构更易关停：10 岁以上每年 {old}，3 岁以下 {young}"),
        (_, _, Lang::En) => format!("Closing does not differ clearly with age: {young} below age 3, {old} from age 10"),
        (_, _, Lang::Zh) => format!("关停风险未见明显的年龄差别：3 岁以下每年 {young}，10 岁以上 {old}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(young: (u64, u64), old: (u64, u64)) -> AtRisk {
        let key = |age| ("all".to_string(), age, "small".to_string());
        [(key(1), young), (key(12), old)].into()
    }

    #[test]
    fn the_title_claims_a_difference_only_where_intervals_do_not_meet() {
        let title = |young, old| super::title(&table(young, old), Lang::En);
        assert!(title((1000, 200), (1000, 50)).starts_with("The young close more often: 20.0%"));
        assert!(title((1000, 50), (1000, 200)).starts_with("The old close more often"));
        assert!(title((100, 8), (100, 6)).starts_with("Closing does not differ clearly"));
    }
}
