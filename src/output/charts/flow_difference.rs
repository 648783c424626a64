//! What a scenario adds to the flow of money and what it takes away: two Sankeys of differences on one scale.
//!
//! A stream cannot have a width below zero, so what grew and what shrank stand in two panels.

use super::finding::{Direction, direction};
use super::flow::{self, Streams};
use super::page::LABEL_SIZE;
use super::results::Wanted;
use super::sheet::{Align, INK, Sheet};
use super::survival::wanted_to_choose;
use super::words::{Lang, Quantity};
use super::{Chart, ChartError, Source};
use crate::stats::paired::Pairs;
use std::collections::BTreeSet;

pub(super) const CHART: Chart = Chart {
    name: "flow_difference",
    title: "Money moved by a scenario",
    title_zh: "情景带来的资金变化",
    about: "what one scenario (--scenario) adds to the flow from payer over channel to receiver, and what it takes away, \
            against the first scenario; organisations by kind, in counties and urban districts; mean of the years after the \
            base year",
    about_zh: "与第一个情景相比，某一情景（--scenario）在付款方、渠道、收款方之间增加和减少的资金，机构按类型与县域、城区分列；\
               基年之后各年的均值",
    in_default_set: true,
    wants: |contents, options| {
        contents.compares()?;
        let compared = wanted_to_choose(contents, options);
        Ok(Wanted { flows: true, receivers: contents.tells_receivers_apart(), compared, ..Wanted::default() })
    },
    draw,
};

/// Streams below this share of all that moved are not seen.
const VISIBLE_MIN: f64 = 0.002;

fn draw(source: &Source) -> Result<Sheet, ChartError> {
    let lang = source.lang();
    // Where nothing tells which scenario moved most, the second one is compared with the first.
    let scenario = match source.one_scenario()? {
        0 if source.options.scenario.is_none() => 1,
        found => found,
    };
    let years = years(source);
    if scenario == 0 || years.is_empty() {
        return Err(ChartError::nothing("a difference from the first scenario", "与第一个情景的差别"));
    }
    let replicates = f64::from(source.contents.manifest.replicates.max(1));
    let [before, after] = [0, scenario].map(|position| {
        let mut all = Streams::new();
        for &year in &years {
            // Receipts by kind are means over replicates already, so only years are left to be averaged over.
            for (names, yuan) in flow::streams_of(source.results, (position, year), replicates, lang) {
                *all.entry(names).or_default() += yuan / years.len() as f64;
            }
        }
        all
    });
    let [more, less] = parts(&before, &after);
    let largest = more.values().sum::<f64>().max(less.values().sum::<f64>());
    if largest <= 0.0 {
        return Err(ChartError::nothing("money that moved", "变化的资金"));
    }
    let [(_, more), (_, less)] = flow::joined([(0, more), (0, less)], largest, lang);
    let quantity = Quantity::of("yuan", largest, lang);
    let (unit, count) = (&quantity.unit, source.contents.manifest.replicates);
    let (first, last) = (years[0], years[years.len() - 1]);
    let (name, baseline) = (source.title(scenario), source.title(0));
    let subtitle = match lang {
        Lang::En => format!(
            "{name} against {baseline}: what funders and givers pay out more and less in a year: payer, channel, \
             receiver; organisations by kind, in counties and urban districts ({unit}); mean of {first}–{last} and of {count} paired replicates. Both panels on one scale."
        ),
        Lang::Zh => format!(
            "“{name}”与“{baseline}”相比：资助方与捐赠者一年多付和少付的资金：付款方、渠道、收款方，机构按类型与县域、城区分列（{unit}）；{first}–{last} 年、\
             {count} 次配对重复的均值。两图比例尺相同。"
        ),
    };
    let note = lang.pick(
        "Streams that hardly moved are left out, so the panels do not add up to the last digit.",
        "几乎没有变化的流量未画出，所以两图之和与标题略有出入。",
    );
    let (mut sheet, frame) = source.page(&title(source, scenario, &years), &subtitle, note);
    let (above, beside) = if frame.is_narrow() { (2, 1) } else { (1, 2) };
    let panels = frame.inset(0.0, 8.0, 0.0, 0.0).split(above, beside, 40.0, 30.0);
    let sides = [more, less];
    let columns = sides.each_ref().map(flow::columns);
    let scale = flow::scale(&columns, panels[0].height() - 44.0);
    let colours = flow::colours(&columns);
    for (place, panel) in panels.into_iter().enumerate() {
        let (streams, columns) = (&sides[place], &columns[place]);
        let total = quantity.value(streams.values().sum::<f64>(), largest);
        let heading = match (place, lang) {
            (0, Lang::En) => format!("More: {total}"),
            (0, Lang::Zh) => format!("增加：{total}"),
            (_, Lang::En) => format!("Less: {total}"),
            (_, Lang::Zh) => format!("减少：{total}"),
        };
        sheet.text(&heading, (panel.left, panel.top + 12.0), LABEL_SIZE + 3.0, INK, true, Align::Left);
        let body = panel.inset(0.0, 44.0, 0.0, 0.0);
        flow::draw_panel(&mut sheet, body, streams, columns, scale, &colours, |yuan| quantity.value(yuan, largest));
        flow::mark_nodes(&mut sheet, body, streams, columns, scale, |column, node| {
            said(streams, column, node, place, lang)
        });
    }
    let texts: Vec<String> = sheet.marks.iter().map(|mark| mark.text.clone()).collect();
    source.account(&mut sheet, texts.iter().map(String::as_str));
    Ok(sheet)
}

/// The years after the base year of which flows are known.
fn years(source: &Source) -> Vec<i16> {
    let base = source.contents.manifest.base_year().unwrap_or(i16::MIN);
    let years: BTreeSet<i16> = source.results.flows.keys().map(|(_, year)| *year).filter(|&year| year > base).collect();
    years.into_iter().collect()
}

/// What grew and what shrank; streams that hardly moved are left out.
fn parts(before: &Streams, after: &Streams) -> [Streams; 2] {
    let keys: BTreeSet<&[String; 3]> = before.keys().chain(after.keys()).collect();
    let moved: Vec<(&[String; 3], f64)> = keys
        .into_iter()
        .map(|key| (key, after.get(key).copied().unwrap_or(0.0) - before.get(key).copied().unwrap_or(0.0)))
        .collect();
    let all: f64 = moved.iter().map(|(_, yuan)| yuan.abs()).sum();
    let part = |sign: f64| -> Streams {
        let seen = moved.iter().filter(|(_, yuan)| sign * yuan > VISIBLE_MIN * all);
        seen.map(|(key, yuan)| ((*key).clone(), sign * yuan)).collect()
    };
    [part(1.0), part(-1.0)]
}

/// A node in words.
fn said(streams: &Streams, column: usize, node: &str, place: usize, lang: Lang) -> String {
    let yuan: f64 = streams.iter().filter(|(names, _)| names[column] == node).map(|(_, yuan)| yuan).sum();
    let amount = Quantity::of("yuan", yuan, lang).said(yuan, yuan);
    match (place, lang) {
        (0, Lang::En) => format!("{node}\n{amount} more in a year"),
        (0, Lang::Zh) => format!("{node}\n每年增加 {amount}"),
        (_, Lang::En) => format!("{node}\n{amount} less in a year"),
        (_, Lang::Zh) => format!("{node}\n每年减少 {amount}"),
    }
}

/// How much more organisations receive in a year, and whether that is clear of chance.
fn title(source: &Source, scenario: usize, years: &[i16]) -> String {
    let mut pairs = Pairs::default();
    for replicate in 0..source.contents.manifest.replicates {
        let yuan = |position: usize| {
            let of_year = |year: &i16| source.results.received.get(&(position, *year))?.get(&replicate).copied();
            let fen: i64 = years.iter().filter_map(of_year).sum();
            Some(fen as f64 / 100.0 / years.len() as f64)
        };
        pairs.add(yuan(0), yuan(scenario));
    }
    let Some(paired) = pairs.summary() else { return String::new() };
    let lang = source.lang();
    let size = paired.difference.abs();
    let amount = Quantity::of("yuan", size, lang).said(size, size);
    let (name, baseline) = (source.title(scenario), source.title(0));
    match (direction(paired.interval), lang) {
        (Direction::Higher, Lang::En) => {
            format!("{name}: organisations receive {amount} more a year than under {baseline}")
        }
        (Direction::Higher, Lang::Zh) => format!("“{name}”：机构每年比“{baseline}”多得 {amount}"),
        (Direction::Lower, Lang::En) => {
            format!("{name}: organisations receive {amount} less a year than under {baseline}")
        }
        (Direction::Lower, Lang::Zh) => format!("“{name}”：机构每年比“{baseline}”少得 {amount}"),
        (_, Lang::En) => format!("{name}: no clear change in what organisations receive against {baseline}"),
        (_, Lang::Zh) => format!("“{name}”：与“{baseline}”相比，机构所得无明显变化"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_grew_and_what_shrank_add_up_to_the_difference() {
        let key = |name: &str| [name.to_string(), "channel".to_string(), "organisations".to_string()];
        let before = Streams::from([(key("a"), 10.0), (key("b"), 4.0), (key("c"), 1.0)]);
        let after = Streams::from([(key("a"), 4.0), (key("d"), 3.0), (key("c"), 1.0)]);
        let [more, less] = parts(&before, &after);
        assert_eq!(more, Streams::from([(key("d"), 3.0)]));
        assert_eq!(less, Streams::from([(key("a"), 6.0), (key("b"), 4.0)]));
        let sum = |streams: &Streams| streams.values().sum::<f64>();
        assert_eq!(sum(&more) - sum(&less), sum(&after) - sum(&before));
    }
}
