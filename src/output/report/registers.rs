//! Of a region of one's own: what its registers gave, what was drawn instead, and which rows were dropped.

use super::facts::{Facts, Table};
use super::texts::{both, say};
use crate::output::{Failure, Words};
use maud::{Markup, html};

/// What the registers of some scenarios say: the same in all of them, as a rule.
struct Registers<'a> {
    table: &'a Table,
    /// The scenarios that stand on them.
    scenarios: Vec<usize>,
    /// A row for each variable.
    rows: Vec<&'a Vec<String>>,
    /// Rows with a mistake that were left out.
    dropped: Vec<Words>,
}

impl Registers<'_> {
    /// Values that the model needs, and how many of them were drawn.
    fn drawn(&self) -> (f64, f64) {
        let sum = |name: &str| self.rows.iter().filter_map(|row| self.table.number(row, name)).sum();
        (sum("count"), sum("imputed"))
    }
}

/// The registers of the folder's scenarios; none where no scenario has any.
fn all<'a>(facts: &'a Facts, table: &'a Table) -> Vec<Registers<'a>> {
    let mut all: Vec<Registers> = Vec::new();
    for (position, scenario) in facts.scenarios.iter().enumerate() {
        let rows: Vec<&Vec<String>> =
            table.rows.iter().filter(|row| table.text(row, "scenario") == scenario.name).collect();
        let dropped = facts.manifest.scenarios[position].dropped();
        if rows.is_empty() && dropped.is_empty() {
            continue;
        }
        // What is the same but for the scenario's name is said once.
        let said = |rows: &[&Vec<String>]| {
            rows.iter()
                .map(|row| ["register", "variable", "count", "given"].map(|name| table.text(row, name).to_string()))
                .collect::<Vec<_>>()
        };
        match all.iter_mut().find(|known| said(&known.rows) == said(&rows) && known.dropped == dropped) {
            Some(known) => known.scenarios.push(position),
            None => all.push(Registers { table, scenarios: vec![position], rows, dropped }),
        }
    }
    all
}

fn read(facts: &Facts) -> Result<Table, Failure> {
    Ok(facts.table("imputed.csv", 4_000_000)?.unwrap_or_default())
}

/// A line for the first screen: what share was drawn, how many rows were dropped, and where it is told.
pub(super) fn in_brief(facts: &Facts) -> Result<Markup, Failure> {
    let table = read(facts)?;
    let all = all(facts, &table);
    let Some(first) = all.iter().max_by(|a, b| a.dropped.len().cmp(&b.dropped.len())) else { return Ok(html!()) };
    let (drawn, dropped) = (share_drawn(first), count_dropped(first.dropped.len()));
    let space = if dropped.en.is_empty() { "" } else { " " };
    Ok(html! {
        " " span.registers {
            (say(&format!("{}{space}{}", drawn.en, dropped.en), &format!("{}{}", drawn.zh, dropped.zh)))
            " " a href="#assumptions" { (say("What the registers gave", "登记表给出了什么")) }
        }
    })
}

fn share_drawn(registers: &Registers) -> Words {
    let (count, drawn) = registers.drawn();
    if count == 0.0 {
        return Words::new("", "");
    }
    let percent = format!("{:.0}%", 100.0 * drawn / count);
    Words::new(
        format!("Registers of the region: {percent} of the values that the model needs of them are imputed."),
        format!("区域登记表：模型所需的数值中，{percent} 为补出。"),
    )
}

fn count_dropped(count: usize) -> Words {
    match count {
        0 => Words::new("", ""),
        1 => Words::new("1 row with a mistake was dropped (--lenient).", "有 1 行因有错误而跳过（--lenient）。"),
        _ => Words::new(
            format!("{count} rows with mistakes were dropped (--lenient)."),
            format!("有 {count} 行因有错误而跳过（--lenient）。"),
        ),
    }
}

/// The tables of what was given and drawn, and the rows that were dropped.
pub(super) fn write(facts: &Facts) -> Result<Markup, Failure> {
    let table = read(facts)?;
    let all = all(facts, &table);
    if all.is_empty() {
        return Ok(html!());
    }
    Ok(html! {
        h3 { (say("What the registers gave, and what was drawn", "登记表给出了什么，补出了什么")) }
        @for registers in &all {
            @if registers.scenarios.len() < facts.scenarios.len() { (whose(facts, registers)) }
            @if !registers.dropped.is_empty() { (dropped(registers)) }
            @if !registers.rows.is_empty() { (given(registers)) }
        }
    })
}

/// Which scenarios these registers are of, where not of all.
fn whose(facts: &Facts, registers: &Registers) -> Markup {
    let titles = |pick: fn(&Words) -> &str, joint: &str| {
        let titles: Vec<&str> = registers.scenarios.iter().map(|&at| pick(&facts.scenarios[at].title)).collect();
        titles.join(joint)
    };
    html!(p { b { (say(&titles(|title| &title.en, ", "), &titles(|title| &title.zh, "、"))) } })
}

fn given(registers: &Registers) -> Markup {
    let table = registers.table;
    let share = |row: &Vec<String>| {
        table.number(row, "imputed_share").map_or("–".to_string(), |share| format!("{:.0}%", 100.0 * share))
    };
    let register = |row: &Vec<String>| match table.text(row, "register") {
        "counties" => Words::new("counties", "区县表"),
        "organisations" => Words::new("organisations", "机构表"),
        "funders" => Words::new("funders", "资助方表"),
        other => Words::new(other, other),
    };
    html! {
        div.wide {
            table.matrix {
                caption {
                    (say("Imputed: drawn from the model's own distributions, or a class's default", "补出：按模型自己的分布抽取，或取类别默认值"))
                    small { (both(&share_drawn(registers))) }
                }
                thead {
                    tr {
                        th scope="col" { (say("variable", "变量")) }
                        th scope="col" { (say("from columns", "来自的列")) }
                        th scope="col" { (say("rows", "行数")) }
                        th scope="col" { (say("given", "已给出")) }
                        th scope="col" { (say("share imputed", "补出比例")) }
                    }
                }
                tbody {
                    @for row in &registers.rows {
                        tr {
                            th scope="row" {
                                (say(table.text(row, "variable"), table.text(row, "variable_zh")))
                                small { (both(&register(row))) }
                            }
                            td { @if table.text(row, "columns").is_empty() { "–" } @else { (table.text(row, "columns")) } }
                            td { (table.text(row, "count")) }
                            td { (table.text(row, "given")) }
                            td { (share(row)) }
                        }
                    }
                }
            }
        }
    }
}

/// Rows named on the page; the rest is in the manifest.
const NAMED_MAX: usize = 100;

fn dropped(registers: &Registers) -> Markup {
    let count = registers.dropped.len();
    html! {
        div.dropped {
            p { b { (both(&count_dropped(count))) } " " (say("The results are without them:", "结果中不含这些行：")) }
            ul { @for row in registers.dropped.iter().take(NAMED_MAX) { li { (both(row)) } } }
            @if count > NAMED_MAX {
                p.note { (say(&format!("and {} more: see manifest.json", count - NAMED_MAX), &format!("另有 {} 行，见 manifest.json", count - NAMED_MAX))) }
            }
        }
    }
}
