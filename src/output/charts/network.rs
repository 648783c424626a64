//! The network of ties at the end of one replicate: the hub in the middle, funders around it, organisations on the rim.
//!
//! The layout is a rule, not a draw: organisations stand on the rim county by county, and every funder in the direction
//! of the organisations of its jurisdiction, the nearer to the rim the smaller that is. So a tie to a funder close by
//! is short, and a long line crosses the region.

use super::page::{Frame, LABEL_SIZE};
use super::results::{TieRow, Wanted};
use super::sheet::{Align, Colour, INK, MUTE, PALETTE, PAPER, Point, Sheet};
use super::words::Lang;
use super::{Chart, ChartError, Source, faces};
use crate::real;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const CHART: Chart = Chart {
    name: "network",
    title: "Network of ties",
    title_zh: "关系网络",
    about: "the hub, funders and landing organisations of one replicate in the last year, and who trusts whom, for one \
            scenario (--scenario)",
    about_zh: "某一情景（--scenario）一次重复末年的枢纽、资助方与落地机构，以及谁信任谁",
    in_default_set: false,
    wants: |_, _| Ok(Wanted { network: true, ..Wanted::default() }),
    draw,
};

/// Sectors of funders: classes, words, colour.
const SECTORS: [(&[&str], &str, &str, Colour); 5] = [
    (&["county_bureau", "city_bureau", "child_welfare_office"], "Government", "政府", PALETTE[0]),
    (&["mass_organisation"], "Mass organisations", "群团", PALETTE[3]),
    (&["city_federation", "provincial_federation"], "Charity federations", "慈善总会", PALETTE[1]),
    (&["local_foundation", "national_foundation"], "Foundations", "基金会", PALETTE[2]),
    (&["enterprises"], "CSR pools", "企业公益资金", PALETTE[4]),
];
/// Where funders stand, as shares of the rim's radius: of a county, of a city, of the province.
const RINGS: [f64; 3] = [0.86, 0.58, 0.34];
/// How much nearer to the middle mass organisations and CSR pools of a county stand than its bureau, so that all are seen.
const COUNTY_STEPS: [f64; 5] = [0.0, 0.06, 0.0, 0.0, 0.12];

fn sector(class: &str) -> usize {
    SECTORS.iter().position(|(classes, ..)| classes.contains(&class)).unwrap_or(0)
}

/// Somebody on the page.
#[derive(Clone, Debug)]
struct Spot {
    angle: f64,
    radius: f64,
}

/// Everyone's place.
struct Layout {
    organisations: BTreeMap<u32, Spot>,
    funders: BTreeMap<u32, (Spot, usize)>,
    /// Cities with the angle of their middle.
    cities: Vec<(String, f64)>,
}

fn draw(source: &Source) -> Result<Sheet, ChartError> {
    let lang = source.lang();
    let (scenario, year, rows) = chosen(source)?;
    let layout = layout(rows);
    let members = layout.organisations.len();
    let counties: BTreeSet<(&str, &str)> = rows
        .iter()
        .filter(|row| row.tie == "hub_organisation")
        .map(|row| (row.city.as_str(), row.county.as_str()))
        .collect();
    let known: BTreeSet<u32> =
        rows.iter().filter(|row| row.tie == "funder_organisation").filter_map(|row| row.organisation).collect();
    let share = format!("{:.0}", 100.0 * known.len() as f64 / members as f64);
    let (name, count) = (source.title(scenario), counties.len());
    let title = match lang {
        Lang::En => format!(
            "{name}, {year}: {members} landing organisations in {count} counties; {share} % of them have a funder of their own \
             beside the hub"
        ),
        Lang::Zh => {
            format!("“{name}”{year} 年：{count} 个县的 {members} 家落地机构，其中 {share}% 在枢纽之外有自己的资助方")
        }
    };
    let subtitle = lang
        .pick(
            "Ties of trust in replicate 0: the hub in the middle; funders of the province, of cities and of counties around it; \
             organisations on the rim, by county. One course of chance.",
            "第 0 次重复中的信任关系：枢纽居中，向外依次为省、市、县的资助方，外圈为机构，按县排列。只是偶然的一种走法。",
        )
        .to_string();
    let (mut sheet, frame) = source.page(&title, &subtitle, "");
    let radius = (frame.height() / 2.0 - 30.0).min(frame.width() / 4.0);
    let centre = (frame.left + frame.width() * 0.42, frame.top + frame.height() / 2.0);
    let at = |spot: &Spot| -> Point {
        (centre.0 + radius * spot.radius * real::cos(spot.angle), centre.1 + radius * spot.radius * sine(spot.angle))
    };
    draw_ties(&mut sheet, rows, &layout, centre, &at);
    draw_spots(&mut sheet, &layout, centre, &at);
    let named = |city: &str| {
        let place = source.results.places.iter().find(|place| place.city == city);
        place.filter(|_| lang == Lang::Zh).map_or(city, |place| place.city_zh.as_str()).to_string()
    };
    draw_cities(&mut sheet, rows, &layout, centre, radius, lang, &named);
    draw_legend(&mut sheet, frame, rows, &layout, lang);
    let texts: Vec<String> = sheet.marks.iter().map(|mark| mark.text.clone()).collect();
    source.account(&mut sheet, texts.iter().map(String::as_str));
    Ok(sheet)
}

fn sine(angle: f64) -> f64 {
    real::cos(angle - std::f64::consts::FRAC_PI_2)
}

/// The scenario asked for, or the one with most landing organisations, with its ties.
fn chosen<'a>(source: &Source<'a>) -> Result<(usize, i16, &'a [TieRow]), ChartError> {
    let members = |rows: &[TieRow]| rows.iter().filter(|row| row.tie == "hub_organisation").count();
    let all = &source.results.network;
    let found = match &source.options.scenario {
        Some(name) => {
            let scenario = source.contents.scenario(name)?;
            all.get(&scenario).map(|rows| (scenario, rows))
        }
        None => all
            .iter()
            .map(|(&scenario, rows)| (scenario, rows))
            .max_by_key(|(scenario, rows)| (members(rows), std::cmp::Reverse(*scenario))),
    };
    match found {
        Some((scenario, rows)) if members(rows) > 0 => Ok((scenario, rows[0].year, rows)),
        _ => Err(ChartError::nothing("landing organisations with their ties", "落地机构及其关系")),
    }
}

/// Gives everyone a place.
fn layout(rows: &[TieRow]) -> Layout {
    let members: Vec<&TieRow> = rows.iter().filter(|row| row.tie == "hub_organisation").collect();
    let mut cities: Vec<String> = Vec::new();
    for row in &members {
        if !cities.contains(&row.city) {
            cities.push(row.city.clone());
        }
    }
    // A gap of two organisations between cities.
    let turn = 2.0 * std::f64::consts::PI / (members.len() + 2 * cities.len()).max(1) as f64;
    let mut organisations = BTreeMap::new();
    let mut of_county: BTreeMap<(String, String), Vec<f64>> = BTreeMap::new();
    let mut of_city: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let mut place = 0.0;
    let mut last: Option<&str> = None;
    for row in &members {
        if last.is_some_and(|city| city != row.city) {
            place += 2.0;
        }
        last = Some(&row.city);
        let angle = turn * (place + 0.5) - std::f64::consts::FRAC_PI_2;
        place += 1.0;
        if let Some(id) = row.organisation {
            organisations.insert(id, Spot { angle, radius: 1.0 });
        }
        of_county.entry((row.city.clone(), row.county.clone())).or_default().push(angle);
        of_city.entry(row.city.clone()).or_default().push(angle);
    }
    let middle = |angles: &[f64]| angles.iter().sum::<f64>() / angles.len().max(1) as f64;
    let cities: Vec<(String, f64)> = cities
        .into_iter()
        .map(|city| {
            let angle = middle(&of_city[&city]);
            (city, angle)
        })
        .collect();
    // Funders whose jurisdiction has no landing organisation have no direction and stay away.
    let tied: BTreeMap<u32, &TieRow> = rows.iter().filter_map(|row| Some((row.funder?, row))).collect();
    let places: BTreeMap<u32, (Option<String>, Option<String>, usize)> = funders_places(rows);
    let mut by_spot: BTreeMap<(usize, String), Vec<u32>> = BTreeMap::new();
    for &funder in tied.keys() {
        let (city, county, _) = &places[&funder];
        let (ring, key) = match (city, county) {
            (Some(city), Some(county)) if of_county.contains_key(&(city.clone(), county.clone())) => {
                (0, format!("{city}\n{county}"))
            }
            (Some(city), None) if of_city.contains_key(city) => (1, city.clone()),
            (None, None) => (2, String::new()),
            _ => continue,
        };
        by_spot.entry((ring, key)).or_default().push(funder);
    }
    let mut funders = BTreeMap::new();
    for ((ring, key), there) in by_spot {
        let count = there.len();
        for (number, funder) in there.into_iter().enumerate() {
            let angle = match ring {
                2 => 2.0 * std::f64::consts::PI * (number as f64 + 0.5) / count as f64,
                _ => {
                    let middle = match key.split_once('\n') {
                        Some((city, county)) => middle(&of_county[&(city.to_string(), county.to_string())]),
                        None => middle(&of_city[&key]),
                    };
                    // Side by side, not one over the other.
                    let beside = if ring == 0 { 0.0 } else { 0.035 / RINGS[ring] };
                    middle + (number as f64 - (count - 1) as f64 / 2.0) * beside
                }
            };
            let sector = places[&funder].2;
            let step = if ring == 0 { COUNTY_STEPS[sector] } else { 0.0 };
            funders.insert(funder, (Spot { angle, radius: RINGS[ring] - step }, sector));
        }
    }
    Layout { organisations, funders, cities }
}

/// City, county and sector of every funder: a funder's own rows say it, those of its organisations do by its class.
fn funders_places(rows: &[TieRow]) -> BTreeMap<u32, (Option<String>, Option<String>, usize)> {
    let given = |text: &str| (!text.is_empty()).then(|| text.to_string());
    let mut places = BTreeMap::new();
    for row in rows {
        let (Some(funder), class) = (row.funder, row.funder_class.as_str()) else { continue };
        let (city, county) = match class {
            "county_bureau" | "mass_organisation" | "enterprises" => (given(&row.city), given(&row.county)),
            "city_bureau" | "city_federation" | "local_foundation" => (given(&row.city), None),
            _ => (None, None),
        };
        places.entry(funder).or_insert((city, county, sector(class)));
    }
    places
}

fn draw_ties(sheet: &mut Sheet, rows: &[TieRow], layout: &Layout, centre: Point, at: &impl Fn(&Spot) -> Point) {
    for row in rows {
        let organisation = row.organisation.and_then(|id| layout.organisations.get(&id)).map(at);
        let funder = row.funder.and_then(|id| layout.funders.get(&id)).map(|(spot, sector)| (at(spot), *sector));
        match (row.tie.as_str(), funder, organisation) {
            ("hub_organisation", _, Some(to)) => thread(sheet, centre, to, 1.0, MUTE, 0.10),
            ("hub_funder", Some((to, _)), _) => thread(sheet, centre, to, 0.8 + row.strength, INK, 0.10),
            ("funder_organisation", Some((from, sector)), Some(to)) => {
                thread(sheet, from, to, 1.2 + 2.4 * row.strength, SECTORS[sector].3, 0.55);
            }
            _ => {}
        }
    }
}

/// A line that lets what is below it be seen.
fn thread(sheet: &mut Sheet, from: Point, to: Point, width: f64, colour: Colour, opacity: f64) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = (dx * dx + dy * dy).sqrt();
    if length <= 0.0 {
        return;
    }
    let (x, y) = (-dy / length * width / 2.0, dx / length * width / 2.0);
    let corners = vec![(from.0 + x, from.1 + y), (to.0 + x, to.1 + y), (to.0 - x, to.1 - y), (from.0 - x, from.1 - y)];
    sheet.area(corners, colour, opacity);
}

fn draw_spots(sheet: &mut Sheet, layout: &Layout, centre: Point, at: &impl Fn(&Spot) -> Point) {
    for spot in layout.organisations.values() {
        sheet.dot(at(spot), 3.6, INK);
    }
    for (spot, sector) in layout.funders.values() {
        sheet.dot(at(spot), 5.6, PAPER);
        sheet.dot(at(spot), 4.6, SECTORS[*sector].3);
    }
    sheet.dot(centre, 15.0, PAPER);
    sheet.dot(centre, 12.0, INK);
}

fn draw_cities(
    sheet: &mut Sheet,
    rows: &[TieRow],
    layout: &Layout,
    centre: Point,
    radius: f64,
    lang: Lang,
    named: &impl Fn(&str) -> String,
) {
    let known: BTreeSet<u32> =
        rows.iter().filter(|row| row.tie == "funder_organisation").filter_map(|row| row.organisation).collect();
    let mut written: Vec<(Point, f64)> = Vec::new();
    for (city, angle) in &layout.cities {
        let (x, y) = (real::cos(*angle), sine(*angle));
        let point = (centre.0 + (radius + 16.0) * x, centre.1 + (radius + 18.0) * y);
        let members: Vec<u32> = rows
            .iter()
            .filter(|row| row.tie == "hub_organisation" && row.city == *city)
            .filter_map(|row| row.organisation)
            .collect();
        let name = named(city);
        let text = format!("{name} {}", members.len());
        let width = faces::width(&text, LABEL_SIZE, false);
        let align = if x > 0.25 {
            Align::Left
        } else if x < -0.25 {
            Align::Right
        } else {
            Align::Centre
        };
        // A label that would lie on another is left to its mark.
        let free = written
            .iter()
            .all(|(other, size)| (point.1 - other.1).abs() > 22.0 || (point.0 - other.0).abs() > (width + size) / 1.6);
        if free {
            sheet.text(&text, point, LABEL_SIZE, INK, false, align);
            written.push((point, width));
        }
        let own = members.iter().filter(|id| known.contains(id)).count();
        let (members, spot) = (members.len(), 34.0);
        let said = match lang {
            Lang::En => format!("{name}\n{members} landing organisations\n{own} of them with a funder of their own"),
            Lang::Zh => format!("{name}\n落地机构 {members} 家\n其中 {own} 家有自己的资助方"),
        };
        let rim = (centre.0 + radius * x, centre.1 + radius * y);
        sheet.mark((rim.0 - spot, rim.1 - spot), (rim.0 + spot, rim.1 + spot), said);
    }
}

fn draw_legend(sheet: &mut Sheet, frame: Frame, rows: &[TieRow], layout: &Layout, lang: Lang) {
    let x = frame.left + frame.width() * 0.78;
    let mut y = frame.top + frame.height() * 0.16;
    let trusting = rows.iter().filter(|row| row.tie == "hub_funder").count();
    let hub = match lang {
        Lang::En => format!("The hub, trusted by {trusting} funders"),
        Lang::Zh => format!("枢纽，受 {trusting} 家资助方信任"),
    };
    sheet.dot((x, y), 10.0, INK);
    sheet.text(&hub, (x + 22.0, y), LABEL_SIZE, INK, true, Align::Left);
    sheet.mark((x - 14.0, y - 16.0), (frame.right, y + 16.0), hub);
    y += 52.0;
    for (number, (_, en, zh, colour)) in SECTORS.iter().enumerate() {
        let funders = layout.funders.values().filter(|(_, sector)| *sector == number).count();
        let ties =
            rows.iter().filter(|row| row.tie == "funder_organisation" && sector(&row.funder_class) == number).count();
        if funders == 0 {
            continue;
        }
        let name = lang.pick(en, zh);
        let counts = match lang {
            Lang::En => format!("{funders} funders, {ties} ties"),
            Lang::Zh => format!("{funders} 家资助方，{ties} 条关系"),
        };
        sheet.dot((x, y), 7.0, *colour);
        sheet.text(name, (x + 22.0, y), LABEL_SIZE, INK, false, Align::Left);
        sheet.text(&counts, (x + 22.0, y + 26.0), LABEL_SIZE, MUTE, false, Align::Left);
        sheet.mark((x - 14.0, y - 16.0), (frame.right, y + 40.0), format!("{name}\n{counts}"));
        y += 68.0;
    }
    let organisations = lang.pick("A landing organisation", "一家落地机构");
    sheet.dot((x, y), 4.0, INK);
    sheet.text(organisations, (x + 22.0, y), LABEL_SIZE, INK, false, Align::Left);
    let note = lang.pick("Thicker: more trust", "线越粗，信任越高");
    sheet.text(note, (x + 22.0, y + 30.0), LABEL_SIZE, MUTE, false, Align::Left);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(tie: &str, class: &str, funder: Option<u32>, organisation: Option<u32>, county: &str, city: &str) -> TieRow {
        TieRow {
            year: 2031,
            tie: tie.to_string(),
            funder_class: class.to_string(),
            funder,
            organisation,
            county: county.to_string(),
            city: city.to_string(),
            strength: 0.5,
        }
    }

    #[test]
    fn everyone_has_a_place_and_the_same_rows_give_the_same_places() {
        let rows = [
            row("hub_funder", "child_welfare_office", Some(9), None, "", ""),
            row("hub_organisation", "", None, Some(1), "A", "X"),
            row("funder_organisation", "county_bureau", Some(5), Some(1), "A", "X"),
            row("hub_organisation", "", None, Some(2), "B", "X"),
            row("hub_organisation", "", None, Some(3), "C", "Y"),
            row("funder_organisation", "city_federation", Some(7), Some(3), "C", "Y"),
        ];
        let layout = layout(&rows);
        assert_eq!(layout.organisations.len(), 3);
        assert_eq!(layout.funders.len(), 3);
        // The bureau of county A stands in the direction of its only organisation, further in.
        assert_eq!(layout.funders[&5].0.angle, layout.organisations[&1].angle);
        assert_eq!(layout.funders[&7].0.angle, layout.organisations[&3].angle);
        assert_eq!((layout.funders[&5].0.radius, layout.funders[&9].0.radius), (RINGS[0], RINGS[2]));
        let angles: Vec<f64> = layout.organisations.values().map(|spot| spot.angle).collect();
        assert!(angles.windows(2).all(|pair| pair[0] < pair[1]), "in the order of rows");
        assert!(angles[2] - angles[1] > 2.0 * (angles[1] - angles[0]), "a gap between cities");
    }
}
