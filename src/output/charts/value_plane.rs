//! The cost-effectiveness plane: what each scenario gains over the baseline, and what it costs: its replicates, its mean,
//! and both intervals.

use super::labels::{self, EndLabel};
use super::numbers::{self, Ticks};
use super::page::Plot;
use super::results::{Bought, ValueLine, Wanted};
use super::sheet::{Colour, FAINT, INK, MUTE, PALETTE, PAPER, Sheet};
use super::words::Lang;
use super::{Chart, ChartError, Options, Source};
use plotters::style::RGBColor;

pub(super) const CHART: Chart = Chart {
    name: "value_plane",
    title: "What is gained for the money",
    title_zh: "钱换来了什么",
    about: "the cost-effectiveness plane: the gain of every scenario over the baseline against its additional outside \
            money, replicate by replicate, with the means, their 95 % intervals, and the frontier; --metric survivor, survivor_year, \
            same_organisation_survivor, county_reached or service_unit",
    about_zh: "成本—效果平面：各情景相对基线的所得与额外外部资金，逐次重复成点，附均值、其 95% 区间与前沿；--metric 可选 survivor、survivor_year、\
               same_organisation_survivor、county_reached、service_unit",
    in_default_set: true,
    wants: |contents, options| {
        contents.compares()?;
        Ok(Wanted { value: Some(effect(options)?.name.to_string()), ..Wanted::default() })
    },
    draw,
};

/// Something that is bought, as charts call it.
pub(super) struct Effect {
    pub(super) name: &'static str,
    en: &'static str,
    zh: &'static str,
    one_en: &'static str,
    one_zh: &'static str,
}

impl Effect {
    /// What there is more of.
    pub(super) fn many(&self, lang: Lang) -> &'static str {
        lang.pick(self.en, self.zh)
    }

    /// One of it.
    pub(super) fn one(&self, lang: Lang) -> &'static str {
        lang.pick(self.one_en, self.one_zh)
    }
}

const EFFECTS: [Effect; 5] = [
    Effect {
        name: "survivor_year",
        en: "organisation-years survived",
        zh: "机构存活年",
        one_en: "organisation-year",
        one_zh: "个存活年",
    },
    Effect {
        name: "survivor",
        en: "organisations alive at the end",
        zh: "末年存活机构",
        one_en: "organisation alive",
        one_zh: "家存活机构",
    },
    Effect {
        name: "same_organisation_survivor",
        en: "organisations of the base year alive at the end",
        zh: "基年机构中末年仍存活者",
        one_en: "organisation of the base year alive",
        one_zh: "家基年机构",
    },
    Effect { name: "county_reached", en: "counties reached", zh: "覆盖的县", one_en: "county", one_zh: "个县" },
    Effect {
        name: "service_unit", en: "service units", zh: "服务量", one_en: "service unit", one_zh: "单位服务"
    },
];

/// The effect that is asked for; survivor-years unless another is.
pub(super) fn effect(options: &Options) -> Result<&'static Effect, ChartError> {
    let Some(name) = &options.metric else { return Ok(&EFFECTS[0]) };
    let names = EFFECTS.iter().map(|effect| effect.name);
    EFFECTS.iter().find(|effect| effect.name == name).ok_or_else(|| ChartError::unknown("metric", name, names))
}

fn draw(source: &Source) -> Result<Sheet, ChartError> {
    let lang = source.lang();
    let effect = effect(source.options)?;
    let lines: Vec<&ValueLine> = source.results.value.iter().collect();
    if lines.is_empty() {
        return Err(ChartError::nothing("values for money", "资金效益"));
    }
    let million = |yuan: f64| yuan / 1e6;
    let ends = |bought: &Bought| bought.interval.unwrap_or((bought.mean, bought.mean));
    let cloud = |line: &ValueLine| source.results.clouds.get(&line.scenario).map_or(&[][..], Vec::as_slice);
    let points = || lines.iter().flat_map(|line| cloud(line).iter().copied());
    let (gained, paid) = (points().map(|point| point.0), points().map(|point| point.1));
    let xs = || lines.iter().flat_map(|line| [ends(&line.gained).0, ends(&line.gained).1]).chain([0.0]);
    let ys = || lines.iter().flat_map(|line| [ends(&line.paid).0, ends(&line.paid).1]).chain([0.0]);
    let range = |values: &mut dyn Iterator<Item = f64>| {
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)))
    };
    let (left, right) = range(&mut xs().chain(gained));
    let (low, high) = range(&mut ys().chain(paid).map(million));
    let (x_ticks, y_ticks) = (Ticks::covering(left, right, 6), Ticks::covering(low, high, 6));

    let measure = match lang {
        Lang::En => format!(
            "Each scenario less the baseline: more {}, for more outside money. Small points: replicates; large: means with 95% \
             intervals.",
            effect.many(lang)
        ),
        Lang::Zh => format!(
            "各情景减基线：多得的{}与额外外部资金。小点为各次重复，大点为其均值，附均值的 95% 区间。",
            effect.many(lang)
        ),
    };
    let note = lang.pick(
        "Dashed: the frontier, which no other scenario or mixture of two beats on average. Grey: beaten. Outside money is all \
         that enters the region, the hub's included.",
        "虚线：前沿，平均而言没有其他情景或两者的组合更好。灰色：被占优。外部资金为进入区域的全部资金，含枢纽。",
    );
    let (mut sheet, frame) = source.page(&title(source, effect, &lines), &measure, note);
    // Only scenarios on the frontier are in colour: there are never many.
    let mut colours = PALETTE.into_iter().cycle();
    let mut named: Vec<EndLabel> = lines
        .iter()
        .map(|line| EndLabel {
            y: million(line.paid.mean),
            name: source.title(line.scenario).to_string(),
            value: price(line, lang),
            colour: if line.on_frontier { colours.next().unwrap_or(INK) } else { MUTE },
            bold: line.on_frontier,
        })
        .collect();
    let room = labels::room(named.iter(), 0.30 * frame.width());
    let plot = Plot::new(frame.inset(96.0, 12.0, room, 78.0), (x_ticks.low, x_ticks.high), &y_ticks);
    let digits = |ticks: &Ticks| ticks.decimals();
    plot.grid(&mut sheet, &y_ticks, |value| numbers::number(value, digits(&y_ticks)));
    plot.marks_below(&mut sheet, x_ticks.values().map(|value| (value, numbers::signed(value, digits(&x_ticks)))));
    sheet.line([plot.at(0.0, y_ticks.low), plot.at(0.0, y_ticks.high)], INK, 2.0);
    sheet.line([plot.at(x_ticks.low, 0.0), plot.at(x_ticks.high, 0.0)], INK, 2.0);
    let axis = match lang {
        Lang::En => format!("more {} →   (up: million yuan of additional outside money)", effect.many(lang)),
        Lang::Zh => format!("多得的{} →　（纵轴：额外外部资金，百万元）", effect.many(lang)),
    };
    plot.axis_below(&mut sheet, &axis);

    let mut frontier: Vec<(f64, f64)> =
        lines.iter().filter(|line| line.on_frontier).map(|line| (line.gained.mean, million(line.paid.mean))).collect();
    frontier.push((0.0, 0.0));
    frontier.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (line, label) in lines.iter().zip(&named) {
        for &(gained, paid) in cloud(line) {
            sheet.dot(plot.at(gained, million(paid)), CLOUD_RADIUS, pale(label.colour));
        }
    }
    sheet.dashed(&plot.points(frontier), FAINT, 2.5, 10.0, 7.0);
    for (line, label) in lines.iter().zip(&mut named) {
        let (x, y) = (line.gained.mean, million(line.paid.mean));
        let ((x_low, x_high), (y_low, y_high)) = (ends(&line.gained), ends(&line.paid));
        sheet.line([plot.at(x_low, y), plot.at(x_high, y)], label.colour, 3.0);
        sheet.line([plot.at(x, million(y_low)), plot.at(x, million(y_high))], label.colour, 3.0);
        sheet.dot(plot.at(x, y), 9.0, label.colour);
        label.y = plot.y(y);
        let at = plot.at(x, y);
        let text = said(source.title(line.scenario), line, effect, lang);
        source.account(&mut sheet, [text.as_str()]);
        sheet.mark((at.0 - 18.0, at.1 - 18.0), (at.0 + 18.0, at.1 + 18.0), text);
    }
    for (line, label) in lines.iter().zip(&named) {
        let from = plot.at(line.gained.mean, million(line.paid.mean));
        sheet.line([(from.0 + 12.0, from.1), (plot.frame.right, label.y)], FAINT, 1.0);
    }
    labels::write(&mut sheet, &named, plot.frame.right, room - 24.0, frame.top, plot.frame.bottom + 10.0);
    Ok(sheet)
}

/// Radius of a replicate's point.
const CLOUD_RADIUS: f64 = 3.5;

/// A colour halfway to paper: a cloud lies behind what is said of it.
fn pale(colour: Colour) -> Colour {
    let half = |one: u8, other: u8| ((u16::from(one) + u16::from(other)) / 2) as u8;
    RGBColor(half(colour.0, PAPER.0), half(colour.1, PAPER.1), half(colour.2, PAPER.2))
}

/// The cheapest scenario with a price, or that none has one.
fn title(source: &Source, effect: &Effect, lines: &[&ValueLine]) -> String {
    let lang = source.lang();
    let priced = lines.iter().filter_map(|line| Some((line.price?, line.scenario)));
    match (priced.min_by(|a, b| a.0.0.total_cmp(&b.0.0)), lang) {
        (Some(((price, _), scenario)), Lang::En) => {
            format!("Lowest price: {}, {} yuan per {}", source.title(scenario), whole(price), effect.one(lang))
        }
        (Some(((price, _), scenario)), Lang::Zh) => {
            format!("单价最低：{}，每多一{} {} 元", lang.quoted(source.title(scenario)), effect.one(lang), whole(price))
        }
        (None, Lang::En) => format!("No scenario clearly buys more {} for more money", effect.many(lang)),
        (None, Lang::Zh) => format!("没有情景明显地以更多资金换来更多{}", effect.many(lang)),
    }
}

/// Yuan without decimals where they are many.
fn whole(yuan: f64) -> String {
    numbers::number(yuan, if yuan.abs() < 100.0 { 1 } else { 0 })
}

fn price(line: &ValueLine, lang: Lang) -> String {
    match (line.price, lang) {
        (Some((price, _)), Lang::En) => format!("{} yuan each", whole(price)),
        (Some((price, _)), Lang::Zh) => format!("每单位 {} 元", whole(price)),
        (None, _) => String::new(),
    }
}

/// A scenario in words.
fn said(title: &str, line: &ValueLine, effect: &Effect, lang: Lang) -> String {
    let written = |bought: &Bought, factor: f64, digits: usize| {
        let mean = numbers::signed(factor * bought.mean, digits);
        match bought.interval {
            Some((low, high)) => {
                format!(
                    "{mean} [{}, {}]",
                    numbers::signed(factor * low, digits),
                    numbers::signed(factor * high, digits)
                )
            }
            None => mean,
        }
    };
    let (gained, paid) = (written(&line.gained, 1.0, 1), written(&line.paid, 1e-6, 2));
    let price = match (line.price, lang) {
        (Some((price, (low, high))), Lang::En) => {
            format!("{} yuan per {} [{}, {}]", whole(price), effect.one(lang), whole(low), whole(high))
        }
        (Some((price, (low, high))), Lang::Zh) => {
            format!("每多一{} {} 元［{}, {}］", effect.one(lang), whole(price), whole(low), whole(high))
        }
        (None, Lang::En) => format!("no price: {}", line.state.replace('_', " ")),
        (None, Lang::Zh) => format!("没有价格（{}）", line.state),
    };
    match lang {
        Lang::En => format!("{title}\n{} {gained}\nmillion yuan {paid}\n{price}", effect.many(lang)),
        Lang::Zh => format!("{title}\n{} {gained}\n百万元 {paid}\n{price}", effect.many(lang)),
    }
}
