//! Tables to download: they lie in the page itself, packed.

use super::facts::Facts;
use super::texts::{both, say};
use super::{Page, Section, assumptions};
use crate::output::{Failure, Words};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compression, GzBuilder};
use maud::{Markup, PreEscaped, html};
use std::io::Write as _;

pub(super) const SECTION: Section =
    Section { id: "data", title: "Data tables", title_zh: "数据表", charts: &[], body };

/// Files of the folder that are taken into the page as they are, and what they hold.
const FILES: &[(&str, &str, &str)] = &[
    ("survival.csv", "survival curves with their intervals", "生存曲线及其区间"),
    ("same_organisations.csv", "the same organisations with and without", "同一批机构在有无干预时的差别"),
    ("value.csv", "cost and effect of every scenario", "各情景的成本与效果"),
    ("persistence.csv", "what lasts after the money has stopped", "资金停止后留下的部分"),
    ("uncertainty.csv", "how much is chance and how much assumption", "偶然与假定各占多少"),
    ("uncertainty_structures.csv", "the same under other structures of the model", "换用其他模型结构时的结果"),
    ("hysteresis.csv", "a lever's way up and down", "一个杠杆升起与放下的过程"),
    ("lorenz.csv", "how receipts are spread", "收入的分布"),
    ("flow_matrix.csv", "who pays whom", "资金流量矩阵"),
    ("flows_by_kind.csv", "what reaches which kind of organisation", "各类机构的所得"),
    ("imputed.csv", "what registers gave and what was drawn", "登记表给出的与模型补出的"),
    ("metrics.csv", "what every metric is", "每个指标的含义"),
    ("columns.csv", "what every column of every table is", "各表各列的含义"),
];
/// A larger file stays in the folder, so that the page can be sent.
const BYTES_MAX: u64 = 150_000;

/// A table in the page.
struct Download {
    name: String,
    about: Words,
    csv: String,
}

fn body(page: &Page) -> Result<Markup, Failure> {
    let downloads = downloads(page.facts)?;
    Ok(html! {
        p {
            (say(
                "These tables lie in the page and open in any spreadsheet. The folder of results holds all of them in full, \
                 with every replicate and year.",
                "下列表格就在本页之中，可用任何电子表格软件打开。结果文件夹里有完整的表，含每次重复与每一年。",
            ))
        }
        ul.downloads {
            @for (position, table) in downloads.iter().enumerate() {
                li {
                    button type="button" data-download=(position) { (table.name) }
                    " " (both(&table.about)) " "
                    span.note { "(" (table.csv.len().div_ceil(1024)) " KB)" }
                }
            }
        }
        @for (position, table) in downloads.iter().enumerate() {
            script type="application/gzip" id={ "download-" (position) } data-name=(table.name) {
                (PreEscaped(packed(&table.csv)))
            }
        }
    })
}

fn downloads(facts: &Facts) -> Result<Vec<Download>, Failure> {
    let mut downloads = Vec::new();
    if facts.compares() {
        let years = [facts.sponsor_year, facts.end_year];
        downloads.push(Download {
            name: "differences.csv".to_string(),
            about: Words::new(
                format!("every metric of every scenario against the others, {} and {}", years[0], years[1]),
                format!("各情景每个指标的配对差，{} 年与 {} 年", years[0], years[1]),
            ),
            csv: facts.comparison_as_csv(),
        });
    }
    for (name, about, about_zh) in FILES {
        let Some(table) = facts.table(name, BYTES_MAX)? else { continue };
        let about = Words::new(*about, *about_zh);
        downloads.push(Download { name: (*name).to_string(), about, csv: csv_of(&table.header, &table.rows) });
    }
    let header = ["setting", "scenario", "value", "default", "unit", "source", "note"].map(str::to_string);
    downloads.push(Download {
        name: "settings.csv".to_string(),
        about: Words::new("every setting with its default and source", "每项设定及其默认值与来源"),
        csv: csv_of(&header, &assumptions::rows(facts)),
    });
    Ok(downloads)
}

/// Rows as CSV. A text that a spreadsheet would take for a formula is marked as text.
pub(super) fn csv_of(header: &[String], rows: &[Vec<String>]) -> String {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in std::iter::once(header).chain(rows.iter().map(Vec::as_slice)) {
        writer.write_record(row.iter().map(|cell| harmless(cell))).expect("a vector takes everything");
    }
    let bytes = writer.into_inner().expect("a vector takes everything");
    String::from_utf8(bytes).expect("texts are UTF-8")
}

/// A cell that no spreadsheet runs.
fn harmless(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err() && cell != "-";
    if formula { format!("'{cell}") } else { cell.to_string() }
}

/// A text packed by gzip, in Base64: it may stand inside a script, and is the same wherever it is written.
pub(super) fn packed(text: &str) -> String {
    let mut packer = GzBuilder::new().write(Vec::new(), Compression::best());
    packer.write_all(text.as_bytes()).expect("a vector takes everything");
    STANDARD.encode(packer.finish().expect("a vector takes everything"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn no_cell_is_a_formula_and_no_table_ends_its_script() {
        let rows = vec![vec!["=cmd|' /C calc'!A0".to_string(), "-3.5".to_string(), "</script><b>".to_string()]];
        let csv = csv_of(&["a".to_string(), "b".to_string(), "c".to_string()], &rows);
        assert_eq!(csv, "a,b,c\n'=cmd|' /C calc'!A0,-3.5,</script><b>\n");
        let packed = STANDARD.decode(packed(&csv)).expect("Base64");
        let mut text = String::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut text).expect("gzip");
        assert_eq!(text, csv);
    }
}
