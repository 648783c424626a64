//! What one more of something cost: a survivor, a survivor-year, a county reached, a unit of service.

use super::facts::{Facts, LARGE, Table};
use super::grid::{Head, grid, nothing};
use super::tally::{Clauses, tally};
use super::texts::{both, say};
use crate::output::charts::Lang;
use crate::output::charts::numbers::{decimals_for, number};
use crate::output::charts::words::Quantity;
use crate::output::{Failure, Words};
use maud::{Markup, html};

/// What is bought, as `value.csv` calls it and in both languages.
const EFFECTS: [(&str, &str, &str); 4] = [
    ("survivor", "one more survivor", "每多一家存活"),
    ("survivor_year", "one more survivor-year", "每多一个存活年"),
    ("county_reached", "one more county reached", "每多覆盖一县"),
    ("service_unit", "one more unit of service", "每多一单位服务"),
];
/// With what it is paid.
const MONEY: [(&str, &str, &str); 2] = [
    (
        "outside",
        "What one more cost, of all money that entered the region from outside",
        "每多得一单位花了多少：按进入区域的全部外部资金",
    ),
    ("sponsor", "What one more cost, of the sponsor's money alone", "每多得一单位花了多少：只按外部出资方的钱"),
];
/// Why there is no price, by the state in `value.csv`.
const STATES: [(&str, &str, &str); 5] = [
    ("denominator_is_zero", "no price: nothing is gained", "无单价：所得为零"),
    (
        "denominator_near_zero",
        "no price: denominator near zero, the gain may be nil",
        "无单价：分母接近零，所得可能为零",
    ),
    ("effect_is_negative", "no price: there is less of it", "无单价：反而减少"),
    ("money_is_saved", "no price: money is saved", "无单价：反而省钱"),
    ("too_few_replicates", "no price: too few replicates", "无单价：重复次数太少"),
];
/// What beats a scenario, by its standing in `value.csv`.
const BEATEN: [(&str, &str, &str); 2] =
    [("dominated", "dominated", "被占优"), ("extendedly_dominated", "dominated by a mixture", "被组合占优")];

/// Both tables with their sentences; nothing where the folder has no values.
pub(super) fn write(facts: &Facts) -> Result<Markup, Failure> {
    let Some(table) = facts.table("value.csv", LARGE)? else { return Ok(html!()) };
    Ok(html! {
        p { (both(&gained(facts, &table))) " " (both(&unbeaten(facts, &table))) }
        @for (money, caption, caption_zh) in MONEY {
            (prices(facts, &table, money, &Words::new(caption, caption_zh)))
        }
    })
}

/// Which scenarios gain survivor-years at all.
fn gained(facts: &Facts, table: &Table) -> Words {
    let rows: Vec<_> = (1..facts.scenarios.len())
        .filter_map(|scenario| {
            let row = facts.row(table, scenario, &[("effect", "survivor_year"), ("money", "outside")])?;
            let gained = table.contrast(row, ["gained", "gained_ci95_low", "gained_ci95_high"])?;
            Some((&facts.scenarios[scenario].title, gained))
        })
        .collect();
    let clauses = Clauses {
        higher: Words::new("survivor-years gained", "存活年数增加的"),
        lower: Words::new("survivor-years lost", "存活年数减少的"),
    };
    tally(&clauses, &rows)
}

/// Which scenarios no other beats, by means.
fn unbeaten(facts: &Facts, table: &Table) -> Words {
    let on_frontier = |&scenario: &usize| {
        let row = facts.row(table, scenario, &[("effect", "survivor_year"), ("money", "outside")]);
        row.is_some_and(|row| table.text(row, "standing") == "frontier")
    };
    let titles: Vec<&Words> =
        (1..facts.scenarios.len()).filter(on_frontier).map(|scenario| &facts.scenarios[scenario].title).collect();
    if titles.is_empty() {
        return Words::new("", "");
    }
    let list = |lang: Lang, pick: fn(&Words) -> &str| {
        let names: Vec<String> = titles.iter().map(|title| lang.quoted(pick(title))).collect();
        lang.list(&names.iter().map(String::as_str).collect::<Vec<_>>())
    };
    Words::new(
        format!(
            "By means alone, no other scenario or mixture of two gives as many survivor-years for less outside money than {}.",
            list(Lang::En, |title| &title.en)
        ),
        format!(
            "仅按均值看，没有其他情景或两个情景的组合能以更少的外部资金换来同样多的存活年数：{}。",
            list(Lang::Zh, |title| &title.zh)
        ),
    )
}

fn prices(facts: &Facts, table: &Table, with: &str, caption: &Words) -> Markup {
    let of = |scenario: usize, effect: &str| facts.row(table, scenario, &[("effect", effect), ("money", with)]);
    let all = 1..facts.scenarios.len();
    let paid: Vec<&Vec<String>> = all.clone().filter_map(|one| of(one, EFFECTS[0].0)).collect();
    let paid = Column::of(table, &paid, ["paid_yuan", "paid_ci95_low", "paid_ci95_high"]);
    let columns = EFFECTS.map(|(effect, _, _)| {
        let rows: Vec<&Vec<String>> = all.clone().filter_map(|one| of(one, effect)).collect();
        Column::of(table, &rows, ["yuan_per_effect", "price_ci95_low", "price_ci95_high"])
    });
    let heads: Vec<Head> = std::iter::once((Words::new("money paid", "多付的钱"), paid.unit()))
        .chain(EFFECTS.iter().zip(&columns).map(|((_, en, zh), column)| (Words::new(*en, *zh), column.unit())))
        .collect();
    let rows: Vec<(&Words, Vec<Markup>)> = all
        .filter_map(|scenario| {
            let first = of(scenario, EFFECTS[0].0)?;
            let cells = EFFECTS
                .iter()
                .zip(&columns)
                .map(|((effect, _, _), column)| of(scenario, effect).map_or(nothing(), |row| price(column, row)));
            let paid = html!(td.price { (paid.written(first)) });
            Some((&facts.scenarios[scenario].title, std::iter::once(paid).chain(cells).collect()))
        })
        .collect();
    let method = Words::new(
        "Money by effect, both as mean differences from the baseline; small: the 95% interval by Fieller. There is no \
         price where the interval of the effect holds zero (denominator near zero). Dominated: by means, another scenario \
         gives at least as much for no more money; by a mixture: two others together give as much for less.",
        "钱除以所得，二者均为与基线的平均差；小字为 Fieller 法 95% 区间。所得的区间含零时（分母接近零）不给单价。\
         被占优：按均值，另有情景花费不多而所得不少；被组合占优：另两个情景搭配起来，花费更少而所得相同。",
    );
    grid(caption, &html!(), &heads, &rows, &method)
}

/// A column of money: all its numbers are in one unit, chosen by the largest.
struct Column<'a> {
    table: &'a Table,
    /// The columns of the file: the number and the ends of its interval.
    names: [&'static str; 3],
    units: [Quantity; 2],
}

impl Column<'_> {
    fn of<'a>(table: &'a Table, rows: &[&Vec<String>], names: [&'static str; 3]) -> Column<'a> {
        let numbers = rows.iter().filter_map(|row| table.number(row, names[0]));
        let largest = numbers.map(f64::abs).fold(0.0, f64::max);
        Column { table, names, units: [Lang::En, Lang::Zh].map(|lang| Quantity::of("yuan", largest, lang)) }
    }

    fn unit(&self) -> Words {
        Words::new(&self.units[0].unit, &self.units[1].unit)
    }

    /// The number of a row with its interval; nothing where it has none.
    fn written(&self, row: &[String]) -> Markup {
        let [value, low, high] = self.names.map(|name| self.table.number(row, name));
        let Some(value) = value else { return html!("–") };
        let ends = low.zip(high).filter(|ends| *ends != (value, value));
        let shown = |yuan: f64, unit: &Quantity| {
            let scaled = yuan * unit.factor;
            number(scaled, decimals_for(scaled).min(2))
        };
        let range = |(low, high): (f64, f64), unit: &Quantity, to: &str| {
            format!("{} {to} {}", shown(low, unit), shown(high, unit))
        };
        let [en, zh] = &self.units;
        html! {
            b { (say(&shown(value, en), &shown(value, zh))) }
            @if let Some(ends) = ends { small { (say(&range(ends, en, "to"), &range(ends, zh, "至"))) } }
        }
    }
}

/// A price with its interval, or why there is none, and what beats it.
fn price(column: &Column, row: &[String]) -> Markup {
    let state = column.table.text(row, "state");
    let beaten = BEATEN.iter().find(|(standing, _, _)| *standing == column.table.text(row, "standing"));
    html! {
        td.price {
            @if let Some((_, en, zh)) = STATES.iter().find(|(known, _, _)| *known == state) {
                small.why { (say(en, zh)) }
            } @else {
                (column.written(row))
            }
            @if let Some((_, en, zh)) = beaten { small.beaten { (say(en, zh)) } }
        }
    }
}
