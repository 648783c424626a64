//! A map of tiles: every county a tile among those of its city, cities roughly where they lie.
//!
//! Cities of Shandong have places of their own; those of other regions stand in the order of their table.

use super::numbers;
use super::page::{Frame, LABEL_SIZE};
use super::results::{CountyValue, MetricLine, Place, Wanted};
use super::sheet::{Align, Colour, GRID, INK, MUTE, PALETTE, PAPER, Sheet};
use super::survival::wanted_to_choose;
use super::words::{self, Lang, Quantity};
use super::{Chart, ChartError, Options, Source, faces};
use crate::stats::student::HalfWidths;

pub(super) const CHART: Chart = Chart {
    name: "tilemap",
    title: "Counties on a map of tiles",
    title_zh: "县区瓦片图",
    about: "every county a tile, grouped by city: a county metric (--metric, by default landing organisations) in the last \
            year, as difference of one scenario (--scenario) from the baseline; the baseline itself and single runs in \
            plain values",
    about_zh: "每个县区一格，按城市分组：末年某项县级指标（--metric，默认为落地机构数），以某一情景（--scenario）与基线之差\
               表示；基线本身与单个情景则显示数值",
    in_default_set: true,
    wants: |contents, options| {
        let metric = contents.metric_of("county", metric(options))?;
        let compared =
            if contents.compares().is_ok() { wanted_to_choose(contents, options) } else { Default::default() };
        Ok(Wanted { counties: [metric.metric.clone()].into(), compared, ..Wanted::default() })
    },
    draw,
};

fn metric(options: &Options) -> &str {
    options.metric.as_deref().unwrap_or("landing")
}

/// More cities than this would leave tiles too small to read.
const CITIES_MAX: usize = 40;
const GAP: f64 = 14.0;
const HEADING: f64 = 30.0;
const TILE_MOST: (f64, f64) = (150.0, 54.0);
const MORE: Colour = PALETTE[0];
const LESS: Colour = PALETTE[1];
/// How strong the three colours are: to a third of the largest, to two thirds, and above.
const OPACITIES: [f64; 3] = [0.22, 0.5, 0.9];

/// Where Shandong's cities stand: row from the north, and place from the west in widths of a city.
const SHANDONG: [(&str, usize, f64); 16] = [
    ("Dezhou", 0, 0.5),
    ("Binzhou", 0, 1.5),
    ("Dongying", 0, 2.5),
    ("Yantai", 0, 4.0),
    ("Weihai", 0, 5.0),
    ("Liaocheng", 1, 0.0),
    ("Jinan", 1, 1.0),
    ("Zibo", 1, 2.0),
    ("Weifang", 1, 3.0),
    ("Qingdao", 1, 4.0),
    ("Heze", 2, 0.0),
    ("Jining", 2, 1.0),
    ("Taian", 2, 2.0),
    ("Zaozhuang", 2, 3.0),
    ("Linyi", 2, 4.0),
    ("Rizhao", 2, 5.0),
];

/// A city with its counties and its place on the map.
struct City {
    name: String,
    counties: std::ops::Range<usize>,
    row: usize,
    column: f64,
}

/// What a tile shows.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Tile {
    Undefined,
    /// A value where nothing is compared.
    Plain(f64),
    /// A difference whose interval leaves out zero.
    Clear(f64),
    /// A difference that may be chance.
    Unclear(f64),
}

fn draw(source: &Source) -> Result<Sheet, ChartError> {
    let lang = source.lang();
    let metric = source.contents.metric_of("county", metric(source.options))?;
    let scenario = source.one_scenario()?;
    let of = |scenario: usize| {
        let all = (metric.metric.clone(), scenario, i16::MIN)..=(metric.metric.clone(), scenario, i16::MAX);
        source.results.counties.range(all).next_back().map(|((_, _, year), values)| (*year, values))
    };
    let nothing = || ChartError::nothing(format!("values of `{}` by county", metric.metric), "该县级指标的数值");
    let (year, values) = of(scenario).ok_or_else(nothing)?;
    let baseline = if scenario == 0 { None } else { Some(of(0).ok_or_else(nothing)?.1) };
    let cities = cities(&source.results.places, lang)?;
    let replicates = source.contents.manifest.replicates;
    let half_widths = HalfWidths::default();
    let tiles: Vec<Tile> = values
        .iter()
        .enumerate()
        .map(|(position, &value)| match baseline {
            None => value.0.map_or(Tile::Undefined, Tile::Plain),
            Some(baseline) => difference(value, baseline[position], u64::from(replicates), &half_widths),
        })
        .collect();
    let size = |tile: &Tile| match tile {
        Tile::Undefined => 0.0,
        Tile::Plain(value) | Tile::Clear(value) | Tile::Unclear(value) => value.abs(),
    };
    let largest = tiles.iter().map(size).fold(0.0, f64::max);
    let quantity = Quantity::of(&metric.unit, largest, lang);

    let (title, measure) = (
        title(source, metric, scenario, year, &tiles, &quantity, largest),
        measure(source, metric, scenario, year, &quantity),
    );
    let note = match (baseline, lang) {
        (None, _) => "",
        (_, Lang::En) => {
            "Clear: the 95% interval of the difference, means taken as independent (so rather too wide), leaves out zero; each \
             county by itself."
        }
        (_, Lang::Zh) => {
            "明显：两个均值之差的 95% 区间（按相互独立计算）不含零，各县分别判断。配对会使区间更窄：此处从严。"
        }
    };
    let (mut sheet, frame) = source.page(&title, &measure, note);
    let written = |value: f64| match baseline {
        None => numbers::number(value * quantity.factor, quantity.decimals(largest).min(1)) + quantity.suffix,
        Some(_) => numbers::signed(value * quantity.factor, quantity.decimals(largest).min(1)),
    };
    let any_less = tiles.iter().any(|tile| matches!(tile, Tile::Clear(value) if *value < 0.0));
    let any_more = tiles.iter().any(|tile| matches!(tile, Tile::Clear(value) if *value > 0.0));
    let shown = Shown { compared: baseline.is_some(), less: any_less, more: baseline.is_none() || any_more };
    legend(&mut sheet, frame, largest, shown, &written, lang);
    let body = frame.inset(0.0, 46.0, 0.0, 0.0);
    draw_tiles(source, &mut sheet, body, &cities, &tiles, largest, |position| {
        let place = &source.results.places[position];
        let (value, before) = (values[position], baseline.map(|baseline| baseline[position]));
        said(place, value, before, tiles[position], &quantity, largest, lang)
    });
    let by_city = cities.iter().map(|city| {
        let mean = |values: &[CountyValue]| values[city.counties.clone()].iter().filter_map(|one| one.0).sum::<f64>();
        let sum = mean(values) - baseline.map_or(0.0, |baseline| mean(baseline));
        let count = city.counties.len();
        match lang {
            Lang::En => format!("{}, mean of {count} counties {}", city.name, written(sum / count as f64)),
            Lang::Zh => format!("{}（{count} 个县区）平均 {}", city.name, written(sum / count as f64)),
        }
    });
    let by_city: Vec<String> = by_city.collect();
    source.account(&mut sheet, by_city.iter().map(String::as_str));
    Ok(sheet)
}

/// The difference of two means, and whether its interval (taking both as independent) leaves out zero.
fn difference(scenario: CountyValue, baseline: CountyValue, replicates: u64, half_widths: &HalfWidths) -> Tile {
    let (Some(mean), Some(before)) = (scenario.0, baseline.0) else { return Tile::Undefined };
    let difference = mean - before;
    match (scenario.1, baseline.1) {
        (Some(a), Some(b)) if replicates > 1 => {
            let half = half_widths.of(replicates) * ((a * a + b * b) / replicates as f64).sqrt();
            if difference.abs() > half { Tile::Clear(difference) } else { Tile::Unclear(difference) }
        }
        _ => Tile::Unclear(difference),
    }
}

/// The cities with their places: those of Shandong as on the map, others row by row.
fn cities(places: &[Place], lang: Lang) -> Result<Vec<City>, ChartError> {
    let mut cities: Vec<(&str, City)> = Vec::new();
    for (position, place) in places.iter().enumerate() {
        match cities.last_mut() {
            Some((name, city)) if *name == place.city => city.counties.end = position + 1,
            _ => {
                let name = lang.pick(&place.city, if place.city_zh.is_empty() { &place.city } else { &place.city_zh });
                let city = City { name: name.to_string(), counties: position..position + 1, row: 0, column: 0.0 };
                cities.push((&place.city, city));
            }
        }
    }
    if cities.is_empty() || cities.len() > CITIES_MAX {
        let count = cities.len();
        return Err(ChartError::nothing(
            format!("region for a map of tiles: it has {count} cities, and at most {CITIES_MAX} can be read"),
            format!("适合瓦片图的区域：共有 {count} 个城市，最多能看清 {CITIES_MAX} 个"),
        ));
    }
    let known = |name: &str| SHANDONG.iter().find(|(city, _, _)| *city == name);
    let all_known = cities.iter().all(|(name, _)| known(name).is_some());
    let across = (1..).find(|across| across * across * 2 >= cities.len() * 5).unwrap_or(1).min(6);
    for (position, (name, city)) in cities.iter_mut().enumerate() {
        (city.row, city.column) = match known(name).filter(|_| all_known) {
            Some(&(_, row, column)) => (row, column),
            None => (position / across, (position % across) as f64),
        };
    }
    Ok(cities.into_iter().map(|(_, city)| city).collect())
}

fn draw_tiles(
    source: &Source,
    sheet: &mut Sheet,
    frame: Frame,
    cities: &[City],
    tiles: &[Tile],
    largest: f64,
    said: impl Fn(usize) -> String,
) {
    let lang = source.lang();
    let names: Vec<String> = source.results.places.iter().map(|place| short(place, lang)).collect();
    let widest = names.iter().map(|name| faces::width(name, LABEL_SIZE, false)).fold(0.0, f64::max) + 8.0;
    let columns = cities.iter().map(|city| city.column).fold(0.0, f64::max) + 1.0;
    let rows = cities.iter().map(|city| city.row).max().unwrap_or(0) + 1;
    let block = (frame.width() - GAP * (columns - 1.0)) / columns;
    // As many tiles side by side as leave room for their names.
    let across = [4usize, 3, 2].into_iter().find(|&across| block / across as f64 >= widest).unwrap_or(2);
    let deep = |row: usize| {
        let of_row = cities.iter().filter(|city| city.row == row);
        of_row.map(|city| city.counties.len().div_ceil(across)).max().unwrap_or(0) as f64
    };
    let all_deep: f64 = (0..rows).map(deep).sum();
    let free = frame.height() - HEADING * rows as f64 - GAP * (rows - 1) as f64;
    let tile = ((block / across as f64).min(TILE_MOST.0), (free / all_deep.max(1.0)).min(TILE_MOST.1));
    let mut tops = vec![frame.top; rows];
    for row in 1..rows {
        tops[row] = tops[row - 1] + HEADING + tile.1 * deep(row - 1) + GAP;
    }
    for city in cities {
        let (left, top) = (frame.left + (block + GAP) * city.column, tops[city.row]);
        let name = faces::shortened(&city.name, LABEL_SIZE + 1.0, true, block);
        sheet.text(&name, (left + 2.0, top + 15.0), LABEL_SIZE + 1.0, INK, true, Align::Left);
        for (number, position) in city.counties.clone().enumerate() {
            let (column, row) = ((number % across) as f64, (number / across) as f64);
            let from = (left + tile.0 * column + 1.5, top + HEADING + tile.1 * row + 1.5);
            let to = (from.0 + tile.0 - 3.0, from.1 + tile.1 - 3.0);
            let ink = draw_tile(sheet, from, to, tiles[position], largest);
            let name = faces::shortened(&names[position], LABEL_SIZE, false, tile.0 - 6.0);
            let middle = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
            sheet.text(&name, middle, LABEL_SIZE, ink, false, Align::Centre);
            sheet.mark(from, to, said(position));
        }
    }
}

/// Fills a tile and returns the colour of text on it.
fn draw_tile(sheet: &mut Sheet, from: (f64, f64), to: (f64, f64), tile: Tile, largest: f64) -> Colour {
    let (value, colour) = match tile {
        Tile::Plain(value) | Tile::Clear(value) if value != 0.0 => (value, if value > 0.0 { MORE } else { LESS }),
        _ => {
            sheet.filled(from, to, GRID, 0.55);
            if tile == Tile::Undefined {
                sheet.line([(from.0, to.1), (to.0, from.1)], PAPER, 2.5);
            }
            return MUTE;
        }
    };
    let step = step(value, largest);
    sheet.filled(from, to, colour, OPACITIES[step]);
    if value < 0.0 {
        // Less is told from more without colour as well: a bar along the lower edge.
        sheet.filled((from.0, to.1 - 4.0), to, INK, 0.85);
    }
    if step == 2 && colour == MORE { PAPER } else { INK }
}

fn step(value: f64, largest: f64) -> usize {
    let share = if largest > 0.0 { value.abs() / largest } else { 0.0 };
    usize::from(share > 1.0 / 3.0) + usize::from(share > 2.0 / 3.0)
}

/// Which colours there are on a map.
#[derive(Clone, Copy)]
struct Shown {
    compared: bool,
    less: bool,
    more: bool,
}

/// What the colours mean, above the map.
fn legend(sheet: &mut Sheet, frame: Frame, largest: f64, shown: Shown, written: &impl Fn(f64) -> String, lang: Lang) {
    let third = largest / 3.0;
    let mut entries: Vec<(Tile, String)> = Vec::new();
    let bounds = |step: usize| (third * step as f64, third * (step + 1) as f64);
    let range = |low: f64, high: f64| format!("{} … {}", written(low), written(high));
    for step in (0..3).rev().filter(|_| shown.less) {
        let (near, far) = bounds(step);
        entries.push((Tile::Clear(-(near + far) / 2.0), range(-far, -near)));
    }
    entries.push(match shown.compared {
        true => (Tile::Unclear(0.0), lang.pick("no clear difference", "无明显差别").to_string()),
        false => (Tile::Plain(0.0), "0".to_string()),
    });
    for step in (0..3).filter(|_| shown.more) {
        let (near, far) = bounds(step);
        entries.push((Tile::Clear((near + far) / 2.0), range(near, far)));
    }
    let mut x = frame.left;
    let y = frame.top + 14.0;
    for (tile, text) in entries {
        draw_tile(sheet, (x, y - 12.0), (x + 34.0, y + 12.0), tile, largest);
        sheet.text(&text, (x + 42.0, y), LABEL_SIZE, MUTE, false, Align::Left);
        x += 42.0 + faces::width(&text, LABEL_SIZE, false) + 26.0;
    }
}

/// A county's name for a tile: Chinese goes without the last character where the rest says enough.
fn short(place: &Place, lang: Lang) -> String {
    let zh: Vec<char> = place.county_zh.chars().collect();
    match lang {
        Lang::Zh if zh.len() > 2 && matches!(zh.last(), Some('区' | '县' | '市')) => {
            zh[..zh.len() - 1].iter().collect()
        }
        Lang::Zh if !zh.is_empty() => place.county_zh.clone(),
        _ => place.county.clone(),
    }
}

/// A tile in words.
fn said(
    place: &Place,
    value: CountyValue,
    baseline: Option<CountyValue>,
    tile: Tile,
    quantity: &Quantity,
    largest: f64,
    lang: Lang,
) -> String {
    let zh = !place.county_zh.is_empty();
    let (county, city) = match lang {
        Lang::Zh if zh => (&place.county_zh, &place.city_zh),
        _ => (&place.county, &place.city),
    };
    let written = |value: Option<f64>| value.map_or_else(|| "–".to_string(), |value| quantity.said(value, largest));
    let now = written(value.0);
    let heading = match lang {
        Lang::En => format!("{county}, {city}: {now}"),
        Lang::Zh => format!("{city}{county}：{now}"),
    };
    let Some(before) = baseline else { return heading };
    let before = written(before.0);
    let verdict = match (tile, lang) {
        (Tile::Clear(value), _) | (Tile::Unclear(value), _) if value == 0.0 => lang.pick("the same", "相同"),
        (Tile::Clear(value), _) if value > 0.0 => lang.pick("clearly more", "明显更多"),
        (Tile::Clear(_), _) => lang.pick("clearly less", "明显更少"),
        (Tile::Unclear(_), _) => lang.pick("no clear difference", "无明显差别"),
        _ => lang.pick("not defined", "没有定义"),
    };
    match lang {
        Lang::En => format!("{heading}\nBaseline: {before}, {verdict}"),
        Lang::Zh => format!("{heading}\n基线：{before}，{verdict}"),
    }
}

fn label(metric: &MetricLine, lang: Lang) -> String {
    words::metric_label(&metric.metric, &metric.meaning_zh, lang)
}

/// In how many counties there is clearly more and clearly less; where nothing is compared, which county has most.
fn title(
    source: &Source,
    metric: &MetricLine,
    scenario: usize,
    year: i16,
    tiles: &[Tile],
    quantity: &Quantity,
    largest: f64,
) -> String {
    let lang = source.lang();
    let label = label(metric, lang);
    if scenario == 0 {
        let value = |tile: &Tile| if let Tile::Plain(value) = tile { *value } else { f64::NEG_INFINITY };
        let most =
            tiles.iter().enumerate().reduce(|best, next| if value(next.1) > value(best.1) { next } else { best });
        let Some((position, _)) = most.filter(|(_, tile)| value(tile) > 0.0) else {
            return match lang {
                Lang::En => format!("{label} in {year}: none in any county"),
                Lang::Zh => format!("{year} 年{label}：各县区均为零"),
            };
        };
        let (place, most) = (&source.results.places[position], quantity.said(value(&tiles[position]), largest));
        return match lang {
            Lang::En => format!("{label} in {year}: most in {}, {} ({most})", place.county, place.city),
            Lang::Zh => format!("{year} 年{label}：{}{}最多（{most}）", place.city_zh, place.county_zh),
        };
    }
    sentence(&label, year, &lang.quoted(source.title(scenario)), tiles, lang)
}

fn sentence(label: &str, year: i16, name: &str, tiles: &[Tile], lang: Lang) -> String {
    let all = tiles.len();
    let count = |clear: fn(f64) -> bool| {
        tiles.iter().filter(|tile| matches!(tile, Tile::Clear(value) if clear(*value))).count()
    };
    let (more, less) = (count(|value| value > 0.0), count(|value| value < 0.0));
    match (more, less, lang) {
        (0, 0, Lang::En) => format!("{label} in {year}: {name} differs clearly from the baseline in no county"),
        (0, 0, Lang::Zh) => format!("{year} 年{label}：{name}在各县区与基线均无明显差别"),
        (_, 0, Lang::En) => {
            format!("{label} in {year}: with {name} clearly more in {more} of {all} counties")
        }
        (_, 0, Lang::Zh) => format!("{year} 年{label}：{name}在 {all} 个县区中的 {more} 个明显更多"),
        (0, _, Lang::En) => {
            format!("{label} in {year}: with {name} clearly less in {less} of {all} counties")
        }
        (0, _, Lang::Zh) => format!("{year} 年{label}：{name}在 {all} 个县区中的 {less} 个明显更少"),
        (_, _, Lang::En) => {
            format!("{label} in {year}: with {name} clearly more in {more} of {all} counties, less in {less}")
        }
        (_, _, Lang::Zh) => format!("{year} 年{label}：{name}在 {all} 个县区中的 {more} 个明显更多，{less} 个更少"),
    }
}

fn measure(source: &Source, metric: &MetricLine, scenario: usize, year: i16, quantity: &Quantity) -> String {
    let lang = source.lang();
    let replicates = source.contents.manifest.replicates;
    let meaning = super::band::sentence(lang.pick(&metric.meaning, &metric.meaning_zh));
    let unit = super::band::unit_in_brackets(&meaning, quantity.unit_beside(), lang);
    let name = source.title(scenario);
    match (scenario, lang) {
        (0, Lang::En) => {
            format!("{name}: {meaning}{unit} in {year}, mean of {replicates} replicates; a tile is a county.")
        }
        (0, Lang::Zh) => format!("{name}：{year} 年{meaning}{unit}，{replicates} 次重复的均值；一格为一个县区。"),
        (_, Lang::En) => format!(
            "{meaning}{unit}: {name} less baseline in {year}, means of {replicates} replicates; a tile is a county."
        ),
        (_, Lang::Zh) => format!("{meaning}{unit}：{year} 年{name}减基线，{replicates} 次重复的均值；一格为一个县区。"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_counts_only_counties_whose_interval_leaves_out_zero() {
        let tiles = [Tile::Clear(2.0), Tile::Clear(-1.0), Tile::Unclear(9.0), Tile::Undefined, Tile::Clear(1.0)];
        let title = |tiles: &[Tile]| sentence("Landing network", 2031, "Opening", tiles, Lang::En);
        assert_eq!(title(&tiles), "Landing network in 2031: with Opening clearly more in 2 of 5 counties, less in 1");
        assert!(title(&tiles[2..4]).contains("in no county"));
    }

    /// Two means with standard deviation 1 from 32 replicates: the interval is ± 2.0395 · √(2 / 32) = ± 0.5099.
    #[test]
    fn a_difference_is_clear_when_it_leaves_the_interval_of_independent_means() {
        let tile = |difference: f64| {
            super::difference((Some(difference), Some(1.0)), (Some(0.0), Some(1.0)), 32, &HalfWidths::default())
        };
        assert_eq!((tile(0.509), tile(0.511)), (Tile::Unclear(0.509), Tile::Clear(0.511)));
    }

    #[test]
    fn other_regions_stand_in_the_order_of_their_table() {
        let place = |county: &str, city: &str| Place {
            county: county.to_string(),
            city: city.to_string(),
            county_zh: String::new(),
            city_zh: String::new(),
        };
        let places = [place("a", "North"), place("b", "North"), place("c", "South"), place("d", "East")];
        let cities = cities(&places, Lang::En).expect("three cities");
        let found: Vec<_> = cities.iter().map(|city| (city.name.as_str(), city.counties.clone(), city.row)).collect();
        assert_eq!(found, [("North", 0..2, 0), ("South", 2..3, 0), ("East", 3..4, 0)]);
        let many: Vec<Place> = (0..41).map(|number| place("a", &number.to_string())).collect();
        assert!(matches!(super::cities(&many, Lang::En), Err(ChartError::Nothing(_))));
    }
}
