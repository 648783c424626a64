//! Where organisations' money comes from, year by year, by paying sector.

use super::labels::{self, EndLabel};
use super::numbers::{self, Ticks};
use super::page::Plot;
use super::results::Wanted;
use super::sheet::{Colour, MUTE, PALETTE, PAPER, Sheet};
use super::survival::wanted_to_choose;
use super::words::{self, Lang, Quantity};
use super::{Chart, ChartError, Source, band};
use std::collections::BTreeMap;

pub(super) const CHART: Chart = Chart {
    name: "sources",
    title: "Money by source",
    title_zh: "资金来源",
    about: "what organisations receive, stacked by paying sector, for one scenario (--scenario)",
    about_zh: "某一情景（--scenario）中机构历年所得，按付款部门堆叠",
    in_default_set: true,
    wants: |contents, options| {
        Ok(Wanted { flows: true, compared: wanted_to_choose(contents, options), ..Wanted::default() })
    },
    draw,
};

/// Sectors beyond this many, and those below this share of the largest year, stand together as others.
const SECTORS: usize = 6;
const SHARE_MIN: f64 = 0.015;

/// A layer of the stack: its name, colour, and yuan by year.
struct Layer {
    name: String,
    colour: Colour,
    yuan: Vec<f64>,
}

fn draw(source: &Source) -> Result<Sheet, ChartError> {
    let lang = source.lang();
    let scenario = source.one_scenario()?;
    let replicates = f64::from(source.contents.manifest.replicates.max(1));
    let from = source.contents.manifest.base_year().unwrap_or(i16::MIN);
    let mut years: Vec<i16> = Vec::new();
    let mut by_sector: BTreeMap<&str, BTreeMap<i16, f64>> = BTreeMap::new();
    for (&(_, year), flows) in source.results.flows.range((scenario, from)..=(scenario, i16::MAX)) {
        years.push(year);
        for ((_, payer, payee, _), fen) in flows {
            if payee == "organisations" && payer != "organisations" {
                *by_sector.entry(payer).or_default().entry(year).or_default() += *fen as f64 / 100.0 / replicates;
            }
        }
    }
    if by_sector.is_empty() {
        return Err(ChartError::nothing("flows to organisations", "流向机构的资金"));
    }
    let layers = layers(&by_sector, &years, lang);
    let total = |place: usize| layers.iter().map(|layer| layer.yuan[place]).sum::<f64>();
    let highest = (0..years.len()).map(total).fold(0.0, f64::max);
    let quantity = Quantity::of("yuan", highest, lang);

    let count = source.contents.manifest.replicates;
    let name = source.title(scenario);
    let subtitle = match lang {
        Lang::En => format!(
            "{name}: what organisations receive in a year, by paying sector ({}, model years); mean of {count} replicates.",
            quantity.unit
        ),
        Lang::Zh => {
            format!("{name}：机构每年所得，按付款部门（{}，模型年）；{count} 次重复的均值。", quantity.unit)
        }
    };
    let (mut sheet, frame) = source.page(&title(&layers, &years, lang), &subtitle, "");
    let ticks = Ticks::covering(0.0, highest, 5);
    let last = years.len() - 1;
    let mut ends: Vec<EndLabel> = Vec::new();
    let mut below = 0.0;
    for layer in &layers {
        let yuan = layer.yuan[last];
        ends.push(EndLabel {
            y: below + yuan / 2.0,
            name: layer.name.clone(),
            value: quantity.value(yuan, highest),
            colour: layer.colour,
            bold: true,
        });
        below += yuan;
    }
    let room = labels::room(ends.iter(), 0.26 * frame.width());
    let x = (f64::from(years[0]), f64::from(years[last]).max(f64::from(years[0]) + 1.0));
    let plot = Plot::new(frame.inset(86.0, 16.0, room, 44.0), x, &ticks);
    let decimals = band::ticks_decimals(&ticks, &quantity);
    plot.grid(&mut sheet, &ticks, |value| numbers::number(value * quantity.factor, decimals));
    plot.years(&mut sheet);

    let mut floor = vec![0.0; years.len()];
    for layer in &layers {
        let top: Vec<f64> = floor.iter().zip(&layer.yuan).map(|(floor, yuan)| floor + yuan).collect();
        let edge = |heights: &[f64]| -> Vec<(f64, f64)> {
            years.iter().zip(heights).map(|(&year, &height)| (f64::from(year), height)).collect()
        };
        let area = edge(&floor).into_iter().zip(edge(&top)).map(|((x, low), (_, high))| (x, low, high));
        plot.ribbon(&mut sheet, &area.collect::<Vec<_>>(), layer.colour, 0.85);
        let line = plot.points(edge(&top));
        sheet.line(line, PAPER, 2.0);
        floor = top;
    }
    for end in &mut ends {
        end.y = plot.y(end.y);
    }
    labels::write(&mut sheet, &ends, plot.frame.right, room - 24.0, frame.top, frame.bottom);

    let places: Vec<f64> = years.iter().map(|&year| f64::from(year)).collect();
    plot.strips(&mut sheet, &places, |place| said(&layers, place, years[place], &quantity, highest, lang));
    source.account_of_last(&mut sheet);
    Ok(sheet)
}

/// A year in words, from the top of the stack down.
fn said(layers: &[Layer], place: usize, year: i16, quantity: &Quantity, largest: f64, lang: Lang) -> String {
    let total: f64 = layers.iter().map(|layer| layer.yuan[place]).sum();
    let mut text = match lang {
        Lang::En => format!("Organisations in {year} receive {}", quantity.said(total, largest)),
        Lang::Zh => format!("{year} 年机构共得 {}", quantity.said(total, largest)),
    };
    for layer in layers.iter().rev() {
        let yuan = layer.yuan[place];
        let share = numbers::number(100.0 * yuan / total.max(f64::MIN_POSITIVE), 1);
        let (name, yuan) = (&layer.name, quantity.value(yuan, largest));
        text.push_str(&match lang {
            Lang::En => format!("\n{name}: {yuan} ({share}%)"),
            Lang::Zh => format!("\n{name}：{yuan}（{share}%）"),
        });
    }
    text
}

/// The stack from the bottom up: the largest sector first, small ones together at the top.
fn layers(by_sector: &BTreeMap<&str, BTreeMap<i16, f64>>, years: &[i16], lang: Lang) -> Vec<Layer> {
    let yearly = |sums: &BTreeMap<i16, f64>| -> Vec<f64> {
        years.iter().map(|year| sums.get(year).copied().unwrap_or_default()).collect()
    };
    let mut sectors: Vec<(&str, Vec<f64>)> = by_sector.iter().map(|(name, sums)| (*name, yearly(sums))).collect();
    sectors.sort_by(|a, b| b.1.iter().sum::<f64>().total_cmp(&a.1.iter().sum::<f64>()));
    let highest = (0..years.len()).map(|k| sectors.iter().map(|(_, yuan)| yuan[k]).sum::<f64>()).fold(0.0, f64::max);
    let mut others = vec![0.0; years.len()];
    let mut layers: Vec<Layer> = Vec::new();
    for (name, yuan) in sectors {
        let counts = yuan.iter().any(|&yuan| yuan >= SHARE_MIN * highest);
        if counts && layers.len() < SECTORS {
            let colour = PALETTE[layers.len()];
            layers.push(Layer { name: words::sector_label(name, lang), colour, yuan });
        } else {
            others.iter_mut().zip(&yuan).for_each(|(sum, yuan)| *sum += yuan);
        }
    }
    if others.iter().any(|&yuan| yuan > 0.0) {
        layers.push(Layer { name: lang.pick("Others", "其他").to_string(), colour: MUTE, yuan: others });
    }
    layers
}

/// The largest source in the last year, with its share then and in the first year.
fn title(layers: &[Layer], years: &[i16], lang: Lang) -> String {
    let last = years.len() - 1;
    let largest = layers.iter().reduce(|best, next| if next.yuan[last] > best.yuan[last] { next } else { best });
    let Some(largest) = largest else { return String::new() };
    let share = |place: usize| {
        let total = layers.iter().map(|layer| layer.yuan[place]).sum::<f64>();
        format!("{}%", numbers::number(100.0 * largest.yuan[place] / total.max(f64::MIN_POSITIVE), 0))
    };
    let (name, now, then) = (&largest.name, share(last), share(0));
    let (first, end) = (years[0], years[last]);
    match lang {
        Lang::En => format!("{name}: the largest source, {now} of organisations’ money in {end}, {then} in {first}"),
        Lang::Zh => format!("{name}是最大来源：{end} 年占机构所得的 {now}，{first} 年占 {then}"),
    }
}
