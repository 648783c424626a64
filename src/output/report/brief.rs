//! The first screen: the question, an answer for each intervention, four numbers and one chart; printed, a page.

use super::amounts::{amount, mean, money, written};
use super::facts::{Contrast, Facts, Metric, Scenario};
use super::pictures::Wish;
use super::sentences::{Against, COUNTS, answer, verdict};
use super::texts::{both, heading, pair, say};
use super::{Page, registers};
use crate::ensemble::course::CourseCell;
use crate::output::charts::Lang;
use crate::output::charts::finding::Direction;
use crate::output::{Failure, Words};
use maud::{Markup, html};

/// The numbers of the first screen. The last is summed over years and comes from the headlines.
const NUMBERS: [&str; 3] = ["landing", "organisations_alive", "base_cohort_survival"];
const SUMMED: &str = "service_units";

/// The chart of the first screen: differences where there is something to compare.
pub(super) fn charts(facts: &Facts) -> &'static [Wish] {
    if facts.compares() { &[("forest", Some("organisations_alive"))] } else { &[("landing", None)] }
}

/// The first screen.
pub(super) fn write(page: &Page) -> Result<Markup, Failure> {
    let facts = page.facts;
    let registers = registers::in_brief(facts)?;
    let chart = charts(facts)[0];
    Ok(html! {
        section #answer .brief {
            div.words {
                p.kicker { (kicker(facts)) }
                h1 { (heading(&question(facts))) }
                @if facts.compares() {
                    @if let Some(finding) = page.pictures.finding(chart) { p.finding { (heading(&finding)) } }
                    (answers(facts))
                } @else {
                    (course(facts))
                }
                p.caveat { (caveat(facts)) (registers) }
            }
            div.shown {
                @if facts.compares() { (tiles(facts)) }
                (page.pictures.figure(chart))
            }
        }
    })
}

fn kicker(facts: &Facts) -> Markup {
    let manifest = &facts.manifest;
    say(
        &format!("A simulation under stated assumptions, not a forecast · Headwater {}", manifest.version),
        &format!("在明示假定之下的模拟，非预测 · 活水 Headwater {}", manifest.version),
    )
}

/// What was asked.
fn question(facts: &Facts) -> Words {
    let end = facts.end_year;
    match facts.scenarios.as_slice() {
        _ if facts.manifest.name == "equal-money" => {
            let (budget, first, last) = sponsor(facts);
            Words::new(
                format!(
                    "{} a year from one outside sponsor, {first} to {last}: spent on which lever does it do most for \
                     grassroots organisations by {end}?",
                    budget.en
                ),
                format!(
                    "同一笔外部资金，{first} 至 {last} 年每年 {}：用在哪一种手段上，到 {end} 年对草根机构帮助最大？",
                    budget.zh
                ),
            )
        }
        [only] | [_, only] if !only.question.en.is_empty() => only.question.clone(),
        [only] => Words::new(
            format!("What becomes of \"{}\" by {end}?", only.title.en),
            format!("到 {end} 年，“{}”会怎样？", only.title.zh),
        ),
        [first, others @ ..] => Words::new(
            format!("What do {} scenarios do by {end}, compared with \"{}\"?", others.len(), first.title.en),
            format!("与“{}”相比，{} 个情景到 {end} 年带来了什么？", first.title.zh, others.len()),
        ),
        [] => Words::new("", ""),
    }
}

/// The sponsor's yearly budget, and its first and last year.
fn sponsor(facts: &Facts) -> (Words, i16, i16) {
    // The baseline may have no sponsor: whoever is last in the set has one.
    let last = facts.scenarios.len() - 1;
    let number = |path: &str| facts.number(last, path).or_else(|| facts.number(0, path));
    let budget = money(number("sponsor.budget_yuan").unwrap_or_default());
    let budget = Words::new(
        budget.en.replace(".00 ", " ").replace(".0 ", " "),
        budget.zh.replace(".00 ", " ").replace(".0 ", " "),
    );
    let first = number("sponsor.first_year").map_or(facts.base_year + 1, |year| year as i16);
    (budget, first, facts.sponsor_year)
}

/// One sentence for each intervention.
fn answers(facts: &Facts) -> Markup {
    let Some(count) = COUNTS.iter().find(|count| facts.contrast(1, 0, count.metric, facts.end_year).is_some()) else {
        return html!();
    };
    let of = |scenario: usize, against: usize| {
        let contrast = facts.contrast(scenario, against, count.metric, facts.end_year)?;
        Some(Against { title: &facts.scenarios[against].title, contrast })
    };
    html! {
        ul.answers {
            @for scenario in 1..facts.scenarios.len() {
                @if let Some(baseline) = of(scenario, 0) {
                    @let origin = facts.origin(scenario);
                    @let beyond = if origin == 0 { None } else { of(scenario, origin) };
                    @let sentence = answer(count, facts.end_year, &baseline, beyond.as_ref());
                    li class=(direction_class(beyond.as_ref().unwrap_or(&baseline).contrast.direction())) {
                        b { (both(&facts.scenarios[scenario].title)) (say(": ", "：")) }
                        (both(&sentence))
                    }
                }
            }
        }
    }
}

fn direction_class(direction: Direction) -> &'static str {
    match direction {
        Direction::Higher => "up",
        Direction::Lower => "down",
        _ => "flat",
    }
}

/// A number of the first screen, of one scenario.
struct Tile {
    label: Words,
    unit: String,
    metric: Metric,
    contrast: Contrast,
}

/// Four numbers with their differences from the baseline, of a scenario that the reader chooses.
fn tiles(facts: &Facts) -> Markup {
    let chosen = furthest(facts);
    html! {
        div.tiles {
            label.chooser {
                (say("Four numbers for ", "四个数字："))
                select id="scenario" {
                    @for (position, scenario) in facts.scenarios.iter().enumerate().skip(1) {
                        (option(position, scenario, position == chosen))
                    }
                }
                span.only-print { b { (both(&facts.scenarios[chosen].title)) } }
            }
            @for scenario in 1..facts.scenarios.len() {
                div.four data-scenario=(scenario) hidden[scenario != chosen] {
                    @for tile in numbers(facts, scenario) { (self::tile(facts, &tile)) }
                }
            }
        }
    }
}

/// A choice: an option holds plain text, so both languages wait in attributes.
fn option(position: usize, scenario: &Scenario, chosen: bool) -> Markup {
    let Words { en, zh } = &scenario.title;
    html!(option value=(position) data-en=(en) data-zh=(zh) selected[chosen] { (en) })
}

/// The scenario that is shown first: the one with most organisations alive beyond doubt.
fn furthest(facts: &Facts) -> usize {
    let low = |&scenario: &usize| {
        let contrast = facts.contrast(scenario, 0, COUNTS[0].metric, facts.end_year);
        contrast.map_or(f64::NEG_INFINITY, |contrast| contrast.interval.map_or(contrast.difference, |(low, _)| low))
    };
    (1..facts.scenarios.len()).max_by(|a, b| low(a).total_cmp(&low(b))).unwrap_or(1)
}

fn numbers(facts: &Facts, scenario: usize) -> Vec<Tile> {
    let year = facts.end_year;
    let mut tiles: Vec<Tile> = NUMBERS
        .iter()
        .filter_map(|name| {
            let metric = facts.metric(name)?.clone();
            let contrast = facts.contrast(scenario, 0, name, year)?;
            let label = metric.label();
            let label = Words::new(format!("{}, {year}", label.en), format!("{year} 年{}", label.zh));
            Some(Tile { label, unit: metric.unit.clone(), metric, contrast })
        })
        .collect();
    tiles.extend(summed(facts, scenario));
    tiles
}

/// The number that is summed over the years since the base year.
fn summed(facts: &Facts, scenario: usize) -> Option<Tile> {
    let headlines = facts.manifest.headlines.as_ref()?;
    let metric = facts.metric(SUMMED)?.clone();
    let quantity = headlines.quantities.iter().find(|quantity| quantity.name == SUMMED)?;
    let cell = headlines.rows.get(scenario)?.cell(&headlines.quantities, SUMMED)?;
    let contrast = Contrast {
        replicates: cell.replicates,
        baseline_mean: cell.mean - cell.difference,
        mean: cell.mean,
        difference: cell.difference,
        interval: cell.ci95_low.zip(cell.ci95_high),
        share_better: cell.share_better,
    };
    let (first, last) = (quantity.first_year, quantity.last_year);
    let label = Words::new(format!("Services delivered, {first}–{last}"), format!("{first}–{last} 年服务量"));
    Some(Tile { label, unit: metric.unit.clone(), metric, contrast })
}

fn tile(facts: &Facts, tile: &Tile) -> Markup {
    let Tile { label, unit, metric, contrast } = tile;
    // The number is large, its unit small.
    let number = |lang| {
        let text = mean(metric, contrast.mean, lang);
        let (number, unit) = text.split_once(' ').unwrap_or((&text, ""));
        html!((number) @if !unit.is_empty() { " " small { (unit) } })
    };
    // The unit stands with the number above.
    let baseline = |lang| {
        let text = mean(metric, contrast.baseline_mean, lang);
        text.split(' ').next().unwrap_or_default().to_string()
    };
    let text = |lang: Lang| {
        let quantity = crate::output::report::amounts::quantity(metric, contrast, lang);
        let written = written(contrast, quantity.factor);
        let unit = if unit == "share" { format!(" {}", quantity.difference_unit) } else { String::new() };
        let ends = written.ends.map_or(String::new(), |(low, high)| match lang {
            Lang::En => format!(" ({low} to {high})"),
            Lang::Zh => format!("（{low} 至 {high}）"),
        });
        let baseline = baseline(lang);
        match lang {
            Lang::En => (
                format!("{}{unit}", written.signed),
                format!("{ends}; "),
                format!("{}: {baseline}", facts.scenarios[0].title.en),
            ),
            Lang::Zh => (
                format!("{}{unit}", written.signed),
                format!("{ends}；"),
                format!("{}：{baseline}", facts.scenarios[0].title.zh),
            ),
        }
    };
    let shown = |lang: Lang| {
        let (difference, interval, baseline) = text(lang);
        html!(b { (difference) } (interval) span.clause { (baseline) })
    };
    html! {
        div class={ "tile " (verdict(contrast, &metric.better).class()) } title=(metric.name) {
            span.label { (both(label)) }
            strong { (pair(&number(Lang::En), &number(Lang::Zh))) }
            span.difference { (pair(&shown(Lang::En), &shown(Lang::Zh))) }
        }
    }
}

/// Of a run alone: its course as four numbers in the last year.
fn course(facts: &Facts) -> Markup {
    let Some(course) = &facts.manifest.course else { return html!() };
    let (Some(first), Some(last)) = (course.years.first(), course.years.last()) else { return html!() };
    let rows: Vec<(&Metric, CourseCell, Option<CourseCell>)> = course
        .metrics
        .iter()
        .zip(&last.cells)
        .zip(&first.cells)
        .filter_map(|((name, last), first)| Some((facts.metric(name)?, (*last)?, *first)))
        .collect();
    let line = |metric: &Metric, cell: &CourseCell, first: &Option<CourseCell>, lang: Lang| {
        let number = amount(&metric.unit, cell.mean, lang);
        // The unit stands with the mean.
        let plain = |value: f64| {
            let text = amount(&metric.unit, value, lang);
            text.split(' ').next().unwrap_or_default().to_string()
        };
        let ends = cell.ci95_low.zip(cell.ci95_high).map(|(low, high)| (plain(low), plain(high)));
        let before = first.map(|first| plain(first.mean));
        match lang {
            Lang::En => {
                let ends =
                    ends.map_or(String::new(), |(low, high)| format!(" (95% interval of the mean {low} to {high})"));
                let before = before.map_or(String::new(), |before| format!("; {before} in {}", facts.base_year));
                format!("{number}{ends}{before}.")
            }
            Lang::Zh => {
                let ends = ends.map_or(String::new(), |(low, high)| format!("（均值的 95% 区间 {low} 至 {high}）"));
                let before = before.map_or(String::new(), |before| format!("；{} 年为 {before}", facts.base_year));
                format!("{number}{ends}{before}。")
            }
        }
    };
    html! {
        p.finding {
            (say(
                &format!("\"{}\" by {}, means over replicates:", facts.scenarios[0].title.en, facts.end_year),
                &format!("“{}”到 {} 年（各次重复的均值）：", facts.scenarios[0].title.zh, facts.end_year),
            ))
        }
        ul.answers {
            @for (metric, cell, first) in &rows {
                li.flat {
                    b { (both(&metric.label())) (say(": ", "：")) }
                    (say(&line(metric, cell, first, Lang::En), &line(metric, cell, first, Lang::Zh)))
                }
            }
        }
    }
}

fn caveat(facts: &Facts) -> Markup {
    let replicates = facts.manifest.replicates;
    let seed = facts.manifest.seed;
    if !facts.compares() {
        return say(
            &format!(
                "{replicates} replicates, seed {seed}. Intervals say how well the mean of this model is known, not how true its assumptions are."
            ),
            &format!("重复 {replicates} 次，种子 {seed}。区间只说明这个模型的均值算得多准，不说明假定有多真。"),
        );
    }
    say(
        &format!(
            "Mean differences over {replicates} pairs of runs that meet the same chance, with 95% intervals (Student's t, or \
             Hall's where differences are skewed), each by itself; seed {seed}. They say how well this model's mean is known, not how true its assumptions are. A mark before \
             a name: ▲ clearly more than where it starts from, ▼ clearly fewer, ● no clear difference."
        ),
        &format!(
            "数字为 {replicates} 对同运气模拟的平均差及其 95% 区间（t 分布，偏态过强时作 Hall 变换；各情景分别计算）；种子 {seed}。区间只说明这个模型的均值算得多准，\
             不说明假定有多真。名称前的符号：▲ 明显多于其起点情景，▼ 明显少于，● 无明显差别。"
        ),
    )
}
