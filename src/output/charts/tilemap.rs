//! A map of tiles: every county a tile among those of its city, cities roughly where they lie.
//!
//! Cities of Shandong have places of their own; those of other regions stand in the order of their table.

use super::finding::{Direction, direction};
use super::numbers;
use super::page::{Frame, LABEL_SIZE};
use super::results::{Difference, MetricLine, Place, Wanted};
use super::sheet::{Align, Colour, GRID, INK, MUTE, PALETTE, PAPER, Sheet};
use super::survival::wanted_to_choose;
use super::words::{self, Lang, Quantity};
use super::{Chart, ChartError, Options, Source, faces};
use std::collections::BTreeMap;

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
        let metrics = [metric.metric.clone()];
        let first = contents.manifest.scenarios.first().map(|scenario| scenario.name.as_str());
        if contents.compares().is_err() || options.scenario.as_deref().is_some_and(|name| Some(name) == first) {
            return Ok(Wanted { counties: metrics.into(), ..Wanted::default() });
        }
        let compared = wanted_to_choose(contents, options);
        Ok(Wanted { counties_compared: metrics.into(), compared, ..Wanted::default() })
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

/// A county as the map shows it.
#[derive(Clone, Copy)]
struct Shown {
    tile: Tile,
    now: Option<f64>,
    /// The difference from the baseline, where there is one.
    difference: Option<Difference>,
}

/// The last year of which there are values.
fn last<'a, T>(
    by_year: &'a BTreeMap<(String, usize, i16), Vec<T>>,
    metric: &MetricLine,
    scenario: usize,
) -> Result<(i16, &'a [T]), ChartError> {
    let key = |year| (metric.metric.clone(), scenario, year);
    let found = by_year.range(key(i16::MIN)..=key(i16::MAX)).next_back();
    let found = found.map(|((_, _, year), values)| (*year, values.as_slice()));
    found.ok_or_else(|| ChartError::nothing(format!("values of `{}` by county", metric.metric), "该县级指标的数值"))
}

fn draw(source: &Source) -> Result<Sheet, ChartError> {
    let lang = source.lang();
    let metric = source.contents.metric_of("county", metric(source.options))?;
    let scenario = match source.one_scenario()? {
        // Nothing speaks for one of the scenarios: the first that is compared.
        0 if source.options.scenario.is_none() && source.is_baseline(0) => 1,
        chosen => chosen,
    };
    let (year, shown): (i16, Vec<Shown>) = if scenario == 0 {
        let (year, values) = last(&source.results.counties, metric, scenario)?;
        let plain =
            |&now: &Option<f64>| Shown { tile: now.map_or(Tile::Undefined, Tile::Plain), now, difference: None };
        (year, values.iter().map(plain).collect())
    } else {
        let (year, values) = last(&source.results.counties_compared, metric, scenario)?;
        let compared = |&difference: &Option<Difference>| Shown {
            tile: difference.map_or(Tile::Undefined, Tile::of),
            now: difference.map(|one| one.scenario_mean),
            difference,
        };
        (year, values.iter().map(compared).collect())
    };
    let cities = cities(&source.results.places, lang)?;
    let tiles: Vec<Tile> = shown.iter().map(|one| one.tile).collect();
    let largest = tiles.iter().map(|tile| tile.value().unwrap_or_default().abs()).fold(0.0, f64::max);
    let quantity = Quantity::of(&metric.unit, largest, lang);

    let (title, measure) = (
        title(source, metric, scenario, year, &tiles, &quantity, largest),
        measure(source, metric, scenario, year, &quantity),
    );
    let by_chance = numbers::number(0.05 * tiles.len() as f64, 0);
    let (count, note) = (tiles.len(), String::new());
    let note = match (scenario, lang) {
        (0, _) => note,
        (_, Lang::En) => format!(
            "Clear: the 95% interval of the mean paired difference leaves out zero. Each county by itself: of {count} about \
             {by_chance} would by chance alone."
        ),
        (_, Lang::Zh) => format!(
            "明显：配对差均值的 95% 区间不含零。各县分别判断：即使毫无差别，{count} 个中约有 {by_chance} 个也会碰巧如此。"
        ),
    };
    let (mut sheet, frame) = source.page(&title, &measure, &note);
    let written = |value: f64| {
        let decimals = quantity.decimals(largest).min(1);
        match scenario {
            0 => numbers::number(value * quantity.factor, decimals) + quantity.suffix,
            _ => numbers::signed(value * quantity.factor, decimals),
        }
    };
    legend(&mut sheet, frame, largest, &tiles, &written, lang);
    let body = frame.inset(0.0, 46.0, 0.0, 0.0);
    draw_tiles(source, &mut sheet, body, &cities, &tiles, largest, |position| {
        said(&source.results.places[position], shown[position], &quantity, largest, lang)
    });
    let by_city = cities.iter().map(|city| {
        let values = tiles[city.counties.clone()].iter().filter_map(|tile| tile.value());
        let count = city.counties.len();
        let mean = written(values.sum::<f64>() / count as f64);
        match lang {
            Lang::En => format!("{}, mean of {count} counties {mean}", city.name),
            Lang::Zh => format!("{}（{count} 个县区）平均 {mean}", city.name),
        }
    });
    let by_city: Vec<String> = by_city.collect();
    source.account(&mut sheet, by_city.iter().map(String::as_str));
    Ok(sheet)
}

impl Tile {
    /// A difference: clear only where its interval leaves out zero.
    fn of(difference: Difference) -> Tile {
        match direction(difference.interval) {
            Direction::Higher | Direction::Lower => Tile::Clear(difference.difference),
            _ => Tile::Unclear(difference.difference),
        }
    }

    fn value(self) -> Option<f64> {
        match self {
            Tile::Undefined => None,
            Tile::Plain(value) | Tile::Clear(value) | Tile::Unclear(value) => Some(value),
        }
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

/// What the colours mean, above the map.
fn legend(sheet: &mut Sheet, frame: Frame, largest: f64, tiles: &[Tile], written: &impl Fn(f64) -> String, lang: Lang) {
    let compared = !tiles.iter().any(|tile| matches!(tile, Tile::Plain(_)));
    let any = |wanted: fn(f64) -> bool| tiles.iter().any(|tile| matches!(tile, Tile::Clear(value) if wanted(*value)));
    let (less, more) = (any(|value| value < 0.0), !compared || any(|value| value > 0.0));
    let third = largest / 3.0;
    let mut entries: Vec<(Tile, String)> = Vec::new();
    let bounds = |step: usize| (third * step as f64, third * (step + 1) as f64);
    let range = |low: f64, high: f64| format!("{} … {}", written(low), written(high));
    for step in (0..3).rev().filter(|_| less) {
        let (near, far) = bounds(step);
        entries.push((Tile::Clear(-(near + far) / 2.0), range(-far, -near)));
    }
    entries.push(match compared {
        true => (Tile::Unclear(0.0), lang.pick("no clear difference", "无明显差别").to_string()),
        false => (Tile::Plain(0.0), "0".to_string()),
    });
    for step in (0..3).filter(|_| more) {
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
fn said(place: &Place, shown: Shown, quantity: &Quantity, largest: f64, lang: Lang) -> String {
    let zh = !place.county_zh.is_empty();
    let (county, city) = match lang {
        Lang::Zh if zh => (&place.county_zh, &place.city_zh),
        _ => (&place.county, &place.city),
    };
    let largest = largest.max(shown.now.unwrap_or_default().abs());
    let now = shown.now.map_or_else(|| "–".to_string(), |value| quantity.said(value, largest));
    let heading = match lang {
        Lang::En => format!("{county}, {city}: {now}"),
        Lang::Zh => format!("{city}{county}：{now}"),
    };
    let Some(difference) = shown.difference else { return heading };
    let before = quantity.said(difference.baseline_mean, largest);
    let verdict = match direction(difference.interval) {
        Direction::Higher => lang.pick("clearly more", "明显更多"),
        Direction::Lower => lang.pick("clearly less", "明显更少"),
        Direction::Same => lang.pick("the same", "相同"),
        Direction::Unclear => lang.pick("no clear difference", "无明显差别"),
        Direction::Unknown => lang.pick("too few replicates to tell", "重复次数太少，无法判断"),
    };
    let decimals = quantity.decimals(largest);
    let written = |value: f64| numbers::signed(value * quantity.factor, decimals);
    let bounds = difference.interval.map(|(low, high)| (written(low), written(high)));
    let bounds = bounds.map_or_else(String::new, |(low, high)| match lang {
        Lang::En => format!(" [{low}, {high}]"),
        Lang::Zh => format!("［{low}，{high}］"),
    });
    let difference = written(difference.difference);
    match lang {
        Lang::En => format!("{heading}\nBaseline {before}\nDifference {difference}{bounds}: {verdict}"),
        Lang::Zh => format!("{heading}\n基线 {before}\n相差 {difference}{bounds}：{verdict}"),
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

    #[test]
    fn a_tile_is_clear_only_where_the_interval_leaves_out_zero() {
        let tile = |interval| {
            Tile::of(Difference { replicates: 8, baseline_mean: 2.0, scenario_mean: 3.0, difference: 1.0, interval })
        };
        assert_eq!(tile(Some((0.2, 1.8))), Tile::Clear(1.0));
        for interval in [Some((-0.2, 2.2)), Some((0.0, 2.0)), None] {
            assert_eq!(tile(interval), Tile::Unclear(1.0));
        }
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
