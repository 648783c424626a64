//! Money before and after: who pays, through which channel, to whom, in the base year and in the last, side by side.
//! Organisations are told apart by kind and by tier of county.
//!
//! Shown is what funders and givers pay out. Money on its way between them (appropriations, gifts on their way through
//! the platform, earmarks before they are spent) is left out, so that no yuan is counted twice.

use super::finding::{Direction, direction};
use super::numbers;
use super::page::{Frame, LABEL_SIZE};
use super::results::{FlowKey, Results, Wanted};
use super::sheet::{Align, Colour, FAINT, INK, MUTE, PALETTE, PAPER, Point, Sheet};
use super::survival::wanted_to_choose;
use super::words::{self, Lang, Quantity};
use super::{Chart, ChartError, Source, faces, labels};
use crate::stats::paired::Pairs;
use std::collections::BTreeMap;

pub(super) const CHART: Chart = Chart {
    name: "flow",
    title: "Money before and after",
    title_zh: "资金流向：前与后",
    about: "who pays, through which channel, to which kind of organisations in counties and urban districts: the base year \
            and the last year of one scenario (--scenario)",
    about_zh: "谁出钱、经何渠道、给了县域和城区的哪类机构：某一情景（--scenario）的基年与末年对照",
    in_default_set: true,
    wants: |contents, options| {
        let compared = wanted_to_choose(contents, options);
        Ok(Wanted { flows: true, receivers: contents.tells_receivers_apart(), compared, ..Wanted::default() })
    },
    draw,
};

/// Sectors that pay out.
const PAYERS: [&str; 11] = [
    "government",
    "mass",
    "federation",
    "foundation",
    "business",
    "households",
    "platform",
    "hub",
    "founders",
    "sponsor",
    "pool_sponsor",
];
/// Kinds that only pass money on between payers, or spend what was received.
const IN_BETWEEN: [&str; 10] = [
    "endowment",
    "csr_to_federation",
    "earmark",
    "day_gift",
    "pool_open",
    "operating",
    "delivery",
    "hub_spend",
    "contest_admin",
    "programme_fee",
];

/// Channels: name in both languages, kinds.
const CHANNELS: [(&str, &str, &[&str]); 8] = [
    ("Programme", "项目名额", &["programme_grant", "talent_stipend"]),
    ("Open grants", "公开资助", &["open_grant", "lottery_grant"]),
    ("Contest", "公益创投", &["contest_award"]),
    ("Giving", "公众捐赠", &["payout", "match", "national_match", "ordinary_gift", "self_gift_return"]),
    ("Direct relief", "直接救助", &["direct_programme"]),
    ("Seed", "发起资金", &["seed"]),
    ("Hub", "枢纽", &["hub_core"]),
    ("Unspent", "未用完", &["lapse", "pool_return", "earmark_return", "hub_close", "clawback"]),
];
const OTHER: (&str, &str) = ("Other", "其他");
const ORGANISATIONS: &str = "organisations";

/// Nodes below this share of the larger year's total stand together as others.
const SHARE_MIN: f64 = 0.02;
/// Streams below this share of it are not seen.
const VISIBLE_MIN: f64 = 0.0005;
const NODE_WIDTH: f64 = 16.0;
const GAP: f64 = 16.0;

/// Yuan by payer, channel and receiver.
pub(super) type Streams = BTreeMap<[String; 3], f64>;

fn draw(source: &Source) -> Result<Sheet, ChartError> {
    let lang = source.lang();
    let scenario = source.one_scenario()?;
    let of_scenario = || source.results.flows.range((scenario, i16::MIN)..=(scenario, i16::MAX)).map(|((_, y), _)| *y);
    let (Some(first), Some(last)) = (of_scenario().min(), of_scenario().max()) else {
        return Err(ChartError::nothing("flows", "资金流量"));
    };
    let before = source.contents.manifest.base_year().filter(|year| (first..last).contains(year)).unwrap_or(first);
    let replicates = f64::from(source.contents.manifest.replicates.max(1));
    let sides = [before, last].map(|year| (year, streams_of(source.results, (scenario, year), replicates, lang)));
    let largest = sides.iter().map(|(_, streams)| streams.values().sum::<f64>()).fold(0.0, f64::max);
    if largest <= 0.0 {
        return Err(ChartError::nothing("money paid out by funders and givers", "资助方与捐赠者的支出"));
    }
    let sides = joined(sides, largest, lang);
    let quantity = Quantity::of("yuan", largest, lang);

    let name = source.title(scenario);
    let count = source.contents.manifest.replicates;
    let unit = &quantity.unit;
    let subtitle = match lang {
        Lang::En => format!(
            "{name}: what funders and givers pay out in a year: payer, channel, receiver; organisations by kind, in counties \
             and urban districts ({unit}, model years); mean of {count} replicates. Both years on one scale."
        ),
        Lang::Zh => format!(
            "{name}：资助方与捐赠者一年的支出：付款方、渠道、收款方，机构按类型与县域、城区分列（{unit}，模型年）；{count} 次重复的均值。两年比例尺相同。"
        ),
    };
    let title = title(source, scenario, [before, last], &quantity);
    let (mut sheet, frame) = source.page(&title, &subtitle, "");
    let (above, beside) = if frame.is_narrow() { (2, 1) } else { (1, 2) };
    let panels = frame.inset(0.0, 8.0, 0.0, 0.0).split(above, beside, 40.0, 30.0);
    let columns = sides.each_ref().map(|(_, streams)| columns(streams));
    let scale = scale(&columns, panels[0].height() - 44.0);
    let colours = colours(&columns);
    for ((panel, (year, streams)), columns) in panels.into_iter().zip(&sides).zip(&columns) {
        let total = quantity.said(streams.values().sum::<f64>(), largest);
        let heading = match lang {
            Lang::En => format!("{year}: {total}"),
            Lang::Zh => format!("{year} 年：{total}"),
        };
        sheet.text(&heading, (panel.left, panel.top + 12.0), LABEL_SIZE + 3.0, INK, true, Align::Left);
        let body = panel.inset(0.0, 44.0, 0.0, 0.0);
        draw_panel(&mut sheet, body, streams, columns, scale, &colours, |yuan| quantity.value(yuan, largest));
        let first = sheet.marks.len();
        mark_nodes(&mut sheet, body, streams, columns, scale, |column, node| said(streams, column, node, *year, lang));
        let payers = sheet.marks[first..].iter().take(columns[0].len());
        let payers: Vec<String> = payers.map(|mark| mark.text.clone()).collect();
        source.account(&mut sheet, payers.iter().map(String::as_str));
    }
    Ok(sheet)
}

/// A year's streams of a scenario; `runs` is over how many runs flows are summed.
pub(super) fn streams_of(results: &Results, of: (usize, i16), runs: f64, lang: Lang) -> Streams {
    let flows = results.flows.get(&of).into_iter().flatten();
    // What is known by kind of organisation stands in for organisations as one.
    let received = results.receivers.get(&of);
    let flows = flows.filter(|((_, _, payee, _), _)| received.is_none() || payee != ORGANISATIONS);
    let mut streams = streams(flows, runs, lang);
    for ((kind, payer, organisations, tier), yuan) in received.into_iter().flatten() {
        if is_paid_out(kind, payer, ORGANISATIONS) {
            let names = [words::sector_label(payer, lang), channel(kind, lang)];
            let [payer, channel] = names;
            *streams.entry([payer, channel, words::receivers_label(organisations, tier, lang)]).or_default() += yuan;
        }
    }
    streams
}

/// Streams of flows: only what is paid out, with readable names, in mean yuan.
fn streams<'a>(flows: impl Iterator<Item = (&'a FlowKey, &'a i64)>, runs: f64, lang: Lang) -> Streams {
    let mut streams = Streams::new();
    for ((kind, payer, payee, _), fen) in flows {
        if is_paid_out(kind, payer, payee) {
            let [payer, payee] = [payer, payee].map(|sector| words::sector_label(sector, lang));
            *streams.entry([payer, channel(kind, lang), payee]).or_default() += *fen as f64 / 100.0 / runs;
        }
    }
    streams
}

fn is_paid_out(kind: &str, payer: &str, payee: &str) -> bool {
    let stays_inside = payee == "platform" || payee == "suppliers";
    PAYERS.contains(&payer) && payer != payee && !IN_BETWEEN.contains(&kind) && !stays_inside
}

fn channel(kind: &str, lang: Lang) -> String {
    let channel = CHANNELS.iter().find(|(_, _, kinds)| kinds.contains(&kind));
    channel.map_or(lang.pick(OTHER.0, OTHER.1), |(en, zh, _)| lang.pick(en, zh)).to_string()
}

/// The streams of both years with small nodes put together; a node small in both years counts as small.
pub(super) fn joined(sides: [(i16, Streams); 2], largest: f64, lang: Lang) -> [(i16, Streams); 2] {
    let mut sums: [BTreeMap<String, f64>; 3] = Default::default();
    for (_, streams) in &sides {
        let columns = columns(streams);
        for (sum, column) in sums.iter_mut().zip(columns) {
            for (name, yuan) in column {
                let most = sum.entry(name).or_default();
                *most = most.max(yuan);
            }
        }
    }
    sides.map(|(year, mut streams)| {
        streams.retain(|_, yuan| *yuan >= VISIBLE_MIN * largest);
        let mut kept = Streams::new();
        for (names, yuan) in streams {
            let mut position = 0;
            let names = names.map(|name| {
                let small = sums[position].get(&name).is_none_or(|&most| most < SHARE_MIN * largest);
                position += 1;
                let other = if words::is_receivers_label(&name) { words::OTHER_RECEIVERS } else { OTHER };
                if small { lang.pick(other.0, other.1).to_string() } else { name }
            });
            *kept.entry(names).or_default() += yuan;
        }
        (year, kept)
    })
}

/// The nodes of each column from the top: the largest first, what is put together last; receivers stand near their
/// channels, organisations together.
pub(super) fn columns(streams: &Streams) -> [Vec<(String, f64)>; 3] {
    let is = |name: &str, words: (&str, &str)| name == words.0 || name == words.1;
    let mut columns = [0, 1, 2].map(|column| {
        let mut sums: BTreeMap<&String, f64> = BTreeMap::new();
        for (names, yuan) in streams {
            *sums.entry(&names[column]).or_default() += yuan;
        }
        let mut nodes: Vec<(String, f64)> = sums.into_iter().map(|(name, yuan)| (name.clone(), yuan)).collect();
        let rank = |name: &str| (is(name, OTHER), is(name, words::OTHER_RECEIVERS));
        nodes.sort_by(|a, b| rank(&a.0).cmp(&rank(&b.0)).then(b.1.total_cmp(&a.1)));
        nodes
    });
    // All organisations go by one place, so that they stay together.
    let block = |name: &str| match words::is_receivers_label(name) || is(name, words::OTHER_RECEIVERS) {
        true => String::new(),
        false => name.to_string(),
    };
    let mut places: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for (names, yuan) in streams {
        let channel = columns[1].iter().position(|(name, _)| *name == names[1]).unwrap_or(0);
        let place = places.entry(block(&names[2])).or_default();
        *place = (place.0 + yuan * channel as f64, place.1 + yuan);
    }
    let place = |name: &str| places.get(&block(name)).map_or(0.0, |(moment, yuan)| moment / yuan);
    columns[2].sort_by(|a, b| {
        let order = is(&a.0, OTHER).cmp(&is(&b.0, OTHER)).then(place(&a.0).total_cmp(&place(&b.0)));
        order.then_with(|| block(&a.0).cmp(&block(&b.0)))
    });
    columns
}

/// Page units per yuan, so that the fullest column fits.
pub(super) fn scale(sides: &[[Vec<(String, f64)>; 3]; 2], height: f64) -> f64 {
    let columns = sides.iter().flatten().filter(|column| !column.is_empty());
    let fits = columns.map(|column| {
        let gaps = (column.len() - 1) as f64 * GAP;
        (height - gaps) / column.iter().map(|(_, yuan)| yuan).sum::<f64>()
    });
    // Small nodes need a line of text each: leave some room for their labels to move apart.
    fits.fold(f64::INFINITY, f64::min) * 0.94
}

/// The same payer has the same colour in both years.
pub(super) fn colours(sides: &[[Vec<(String, f64)>; 3]; 2]) -> BTreeMap<String, Colour> {
    let mut colours = BTreeMap::new();
    for (name, _) in sides.iter().rev().flat_map(|columns| &columns[0]) {
        let next = colours.len();
        let other = name == OTHER.0 || name == OTHER.1;
        let colour = if other { MUTE } else { PALETTE[next % PALETTE.len()] };
        colours.entry(name.clone()).or_insert(colour);
    }
    colours
}

pub(super) fn draw_panel(
    sheet: &mut Sheet,
    frame: Frame,
    streams: &Streams,
    columns: &[Vec<(String, f64)>; 3],
    scale: f64,
    colours: &BTreeMap<String, Colour>,
    written: impl Fn(f64) -> String,
) {
    let (sides, xs) = places_of_columns(frame);
    let tops = tops(frame, columns, scale);
    // Bands leave and enter a node in the order of the nodes on the other side, so that they cross little.
    let order = |column: usize, name: &str| columns[column].iter().position(|(one, _)| one == name).unwrap_or(0);
    let mut leaving = tops.clone();
    let mut entering = tops.clone();
    let mut by_payer: Vec<(&[String; 3], f64)> = streams.iter().map(|(names, yuan)| (names, *yuan)).collect();
    by_payer.sort_by_key(|(names, _)| [order(0, &names[0]), order(1, &names[1]), order(2, &names[2])]);
    for (names, yuan) in &by_payer {
        let height = yuan * scale;
        let from = take(&mut leaving[0], &names[0], height);
        let to = take(&mut entering[1], &names[1], height);
        let colour = colours.get(&names[0]).copied().unwrap_or(MUTE);
        sheet.area(ribbon((xs[0] + NODE_WIDTH, from), (xs[1], to), height), colour, 0.42);
    }
    by_payer.sort_by_key(|(names, _)| [order(1, &names[1]), order(2, &names[2]), order(0, &names[0])]);
    for (names, yuan) in &by_payer {
        let height = yuan * scale;
        let from = take(&mut leaving[1], &names[1], height);
        let to = take(&mut entering[2], &names[2], height);
        let colour = colours.get(&names[0]).copied().unwrap_or(MUTE);
        sheet.area(ribbon((xs[1] + NODE_WIDTH, from), (xs[2], to), height), colour, 0.42);
    }
    for (column, nodes) in columns.iter().enumerate() {
        for (name, yuan) in nodes {
            let top = tops[column][name.as_str()];
            sheet.filled((xs[column], top), (xs[column] + NODE_WIDTH, top + (yuan * scale).max(1.5)), INK, 1.0);
        }
        label_column(sheet, frame, column, xs[column], nodes, &tops[column], scale, sides[column], &written);
    }
}

/// The room beside each column for its labels, and where each column begins. Receivers have the longest names.
fn places_of_columns(frame: Frame) -> ([f64; 3], [f64; 3]) {
    let [before, after] = [0.23, 0.32].map(|share| share * frame.width());
    let (left, right) = (frame.left + before, frame.right - after - NODE_WIDTH);
    // Names of channels stand between the second column and the third.
    let middle = left + 0.4 * (right - left);
    ([before, right - middle - NODE_WIDTH - 6.0, after], [left, middle, right])
}

/// Where each node begins.
fn tops(frame: Frame, columns: &[Vec<(String, f64)>; 3], scale: f64) -> [BTreeMap<&str, f64>; 3] {
    columns.each_ref().map(|nodes| {
        let full = nodes.iter().map(|(_, yuan)| yuan * scale).sum::<f64>() + GAP * nodes.len().saturating_sub(1) as f64;
        let mut y = frame.top + ((frame.height() - full) / 2.0).max(0.0);
        let mut tops = BTreeMap::new();
        for (name, yuan) in nodes {
            tops.insert(name.as_str(), y);
            y += yuan * scale + GAP;
        }
        tops
    })
}

/// A mark on every node, wide enough to be hit.
pub(super) fn mark_nodes(
    sheet: &mut Sheet,
    frame: Frame,
    streams: &Streams,
    columns: &[Vec<(String, f64)>; 3],
    scale: f64,
    said: impl Fn(usize, &str) -> String,
) {
    if streams.is_empty() {
        return;
    }
    let (sides, xs) = places_of_columns(frame);
    let tops = tops(frame, columns, scale);
    for (column, nodes) in columns.iter().enumerate() {
        // With its label outside, or with as much of the streams inside.
        let (left, right) = match column {
            0 => (xs[0] - sides[0], xs[0] + 2.0 * NODE_WIDTH),
            1 => (xs[1] - NODE_WIDTH, xs[1] + sides[1]),
            _ => (xs[2] - NODE_WIDTH, xs[2] + NODE_WIDTH + sides[2]),
        };
        for (name, yuan) in nodes {
            let top = tops[column][name.as_str()];
            let height = (yuan * scale).max(GAP);
            sheet.mark((left, top), (right.min(frame.right), top + height), said(column, name));
        }
    }
}

/// A node in words: what passes through it, and how that is made up.
fn said(streams: &Streams, column: usize, node: &str, year: i16, lang: Lang) -> String {
    let written = |yuan: f64| Quantity::of("yuan", yuan, lang).said(yuan, yuan);
    let through = || streams.iter().filter(|(names, _)| names[column] == node);
    let total = written(through().map(|(_, yuan)| yuan).sum());
    // Payers by channel, channels and receivers by who pays.
    let other = usize::from(column == 0);
    let mut parts: BTreeMap<&str, f64> = BTreeMap::new();
    for (names, yuan) in through() {
        *parts.entry(&names[other]).or_default() += yuan;
    }
    let mut parts: Vec<(&str, f64)> = parts.into_iter().collect();
    parts.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut text = match (column, lang) {
        (0, Lang::En) => format!("{node}, {year}, {total} paid out"),
        (0, Lang::Zh) => format!("{year} 年{node}支出 {total}"),
        (1, Lang::En) => format!("{node}, {year}, {total} in all"),
        (1, Lang::Zh) => format!("{year} 年经由“{node}”的资金 {total}"),
        (_, Lang::En) => format!("{node}, {year}, {total} received"),
        (_, Lang::Zh) => format!("{year} 年{node}得到 {total}"),
    };
    for (name, yuan) in parts {
        let yuan = written(yuan);
        text.push_str(&match lang {
            Lang::En => format!("\n{name}: {yuan}"),
            Lang::Zh => format!("\n{name}：{yuan}"),
        });
    }
    text
}

fn take(places: &mut BTreeMap<&str, f64>, name: &str, height: f64) -> f64 {
    let place = places.get_mut(name).expect("every stream's nodes stand in their columns");
    let here = *place;
    *place += height;
    here
}

fn label_column(
    sheet: &mut Sheet,
    frame: Frame,
    column: usize,
    x: f64,
    nodes: &[(String, f64)],
    tops: &BTreeMap<&str, f64>,
    scale: f64,
    side: f64,
    written: &impl Fn(f64) -> String,
) {
    const LINE: f64 = 24.0;
    // Where labels of receivers had to move, a line leads from node to label.
    let gap = if column == 2 { 22.0 } else { 10.0 };
    let width = side - gap - 4.0;
    let texts: Vec<Vec<String>> = nodes
        .iter()
        .map(|(name, yuan)| {
            let mut lines = faces::wrap(name, LABEL_SIZE, false, width);
            let last = lines.pop().unwrap_or_default();
            let whole = format!("{last} {}", written(*yuan));
            match faces::width(&whole, LABEL_SIZE, false) <= width {
                true => lines.push(whole),
                false => lines.extend([last, written(*yuan)]),
            }
            lines
        })
        .collect();
    let wished: Vec<(f64, f64)> = nodes
        .iter()
        .zip(&texts)
        .map(|((name, yuan), lines)| (tops[name.as_str()] + yuan * scale / 2.0, LINE * lines.len() as f64))
        .collect();
    let middles = labels::places(&wished, frame.top - 10.0, frame.bottom + 10.0);
    for ((lines, middle), (node, _)) in texts.iter().zip(middles).zip(&wished) {
        if column == 2 {
            let from = x + NODE_WIDTH;
            sheet.line([(from + 3.0, *node), (from + 8.0, *node), (from + gap - 4.0, middle)], FAINT, 1.5);
        }
        for (number, line) in lines.iter().enumerate() {
            let y = middle + LINE * (number as f64 - (lines.len() - 1) as f64 / 2.0);
            let (at, align) = match column {
                0 => (x - gap, Align::Right),
                _ => (x + NODE_WIDTH + gap, Align::Left),
            };
            if column == 1 {
                let end = at + faces::width(line, LABEL_SIZE, false);
                sheet.filled((at - 4.0, y - 13.0), (end + 4.0, y + 12.0), PAPER, 0.72);
            }
            sheet.text(line, (at, y), LABEL_SIZE, INK, false, align);
        }
    }
}

/// A band of even height between two upper corners, with level ends.
fn ribbon(from: Point, to: Point, height: f64) -> Vec<Point> {
    let middle = (from.0 + to.0) / 2.0;
    let curve = |share: f64| {
        let rest = 1.0 - share;
        let weights =
            [rest * rest * rest, 3.0 * rest * rest * share, 3.0 * rest * share * share, share * share * share];
        let x = weights[0] * from.0 + (weights[1] + weights[2]) * middle + weights[3] * to.0;
        let y = (weights[0] + weights[1]) * from.1 + (weights[2] + weights[3]) * to.1;
        (x, y)
    };
    let upper: Vec<Point> = (0..=24).map(|step| curve(f64::from(step) / 24.0)).collect();
    let lower = upper.iter().rev().map(|&(x, y)| (x, y + height));
    upper.iter().copied().chain(lower).collect()
}

/// How much organisations receive in both years, and whether the change is clear of chance.
fn title(source: &Source, scenario: usize, years: [i16; 2], quantity: &Quantity) -> String {
    let received = |year| source.results.received.get(&(scenario, year));
    let mut pairs = Pairs::default();
    for replicate in 0..source.contents.manifest.replicates {
        let yuan = |year| {
            let fen = received(year).and_then(|by_replicate| by_replicate.get(&replicate)).copied();
            Some(fen.unwrap_or_default() as f64 / 100.0)
        };
        pairs.add(yuan(years[0]), yuan(years[1]));
    }
    let Some(paired) = pairs.summary() else { return String::new() };
    change(paired.baseline_mean, paired.scenario_mean, direction(paired.interval), years, quantity, source.lang())
}

fn change(
    before: f64,
    after: f64,
    direction: Direction,
    [first, last]: [i16; 2],
    quantity: &Quantity,
    lang: Lang,
) -> String {
    let most = before.max(after);
    let [then, now] = [before, after].map(|yuan| numbers::number(yuan * quantity.factor, quantity.decimals(most)));
    let unit = &quantity.unit;
    match (direction, lang) {
        (Direction::Higher, Lang::En) => {
            format!("Organisations receive more: {now} {unit} in {last}, {then} in {first}")
        }
        (Direction::Higher, Lang::Zh) => format!("机构所得增加：{first} 年 {then} {unit}，{last} 年 {now} {unit}"),
        (Direction::Lower, Lang::En) => {
            format!("Organisations receive less: {now} {unit} in {last}, {then} in {first}")
        }
        (Direction::Lower, Lang::Zh) => format!("机构所得减少：{first} 年 {then} {unit}，{last} 年 {now} {unit}"),
        (Direction::Unclear | Direction::Same, Lang::En) => {
            format!("No clear change in what organisations receive: {then} {unit} in {first}, {now} in {last}")
        }
        (Direction::Unclear | Direction::Same, Lang::Zh) => {
            format!("机构所得无明显变化：{first} 年 {then} {unit}，{last} 年 {now} {unit}")
        }
        (Direction::Unknown, Lang::En) => format!("Organisations receive {then} {unit} in {first}, {now} in {last}"),
        (Direction::Unknown, Lang::Zh) => format!("机构所得：{first} 年 {then} {unit}，{last} 年 {now} {unit}"),
    }
}

#[cfg(test)]
#[allow(clippy::inconsistent_digit_grouping, reason = "yuan and fen stand apart")]
mod tests {
    use super::*;

    #[test]
    fn the_title_says_more_or_less_only_when_the_change_is_clear() {
        let quantity = Quantity::of("yuan", 3e8, Lang::En);
        let title = |direction| change(2.1e8, 3.4e8, direction, [2016, 2031], &quantity, Lang::En);
        assert_eq!(title(Direction::Higher), "Organisations receive more: 340 million yuan in 2031, 210 in 2016");
        assert!(title(Direction::Unclear).starts_with("No clear change"));
        assert!(!title(Direction::Unknown).contains("more"));
    }

    #[test]
    fn money_on_its_way_is_not_counted_twice() {
        let key = |kind: &str, from: &str, to: &str| (kind.to_string(), from.to_string(), to.to_string(), false);
        let flows = BTreeMap::from([
            (key("day_gift", "households", "platform"), 100_00),
            (key("payout", "platform", "organisations"), 100_00),
            (key("delivery", "organisations", "suppliers"), 50_00),
            (key("appropriation", "treasury", "government"), 70_00),
        ]);
        let streams = streams(flows.iter(), 2.0, Lang::En);
        let expected = ["Giving platform", "Giving", "Organisations"].map(str::to_string);
        assert_eq!(streams, BTreeMap::from([(expected, 50.0)]));
    }

    #[test]
    fn organisations_are_told_apart_where_the_folder_does_and_small_ones_stand_together() {
        let flow = |kind: &str, to: &str| (kind.to_string(), "government".to_string(), to.to_string(), false);
        let of = (0, 2031);
        let mut results = Results::default();
        let flows = BTreeMap::from([
            (flow("open_grant", "organisations"), 200_00),
            (flow("direct_programme", "beneficiaries"), 40_00),
        ]);
        results.flows.insert(of, flows);
        let lump = streams_of(&results, of, 2.0, Lang::En);
        let key = |kind: &str, tier: &str| ["open_grant", "government", kind, tier].map(str::to_string).into();
        let received = [(key("grassroots_ngo", "county"), 98.5), (key("head_organisation", "urban"), 1.5)];
        results.receivers.insert(of, BTreeMap::from(received));
        let apart = streams_of(&results, of, 2.0, Lang::En);
        let sum = |streams: &Streams| streams.values().sum::<f64>();
        assert_eq!((lump.len(), apart.len(), sum(&lump), sum(&apart)), (2, 3, 120.0, 120.0));
        let [(_, shown), _] = joined([(2016, apart), (2031, lump)], 120.0, Lang::En);
        let receivers: Vec<String> = columns(&shown)[2].iter().map(|(name, _)| name.clone()).collect();
        assert_eq!(receivers, ["County NGOs", "Other organisations", "People in need"]);
    }
}
