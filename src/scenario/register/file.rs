//! Opens the file of a register, refuses what is too large or of another kind, and makes rows of a CSV file.

use super::cell::Cell;
use super::sheet::{Both, Line, Sheet, finding};
use crate::scenario::diagnosis::Finding;
use encoding_rs::{Encoding, GB18030};
use std::io::Read;
use std::path::Path;

/// The most bytes of a file that are read: a register of a whole province has a few million.
pub const FILE_BYTES_MAX: u64 = 64 << 20;
/// The most rows of a table.
pub(super) const ROWS_MAX: usize = 300_000;
/// The most columns of a table.
pub(super) const COLUMNS_MAX: usize = 256;

/// The bytes of a file, if it is a plain one and not too large.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Box<Finding>> {
    let shown = path.display();
    let refuse = |message: Both, help: Both| Box::new(finding("register-file", message, help));
    let cannot = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => refuse(
            (format!("there is no file `{shown}`"), format!("没有文件 `{shown}`")),
            (
                "paths in a scenario are relative to the scenario's file".into(),
                "情景中的路径相对于情景文件所在的文件夹".into(),
            ),
        ),
        _ => refuse(
            (format!("cannot read `{shown}`: {error}"), format!("无法读取 `{shown}`：{error}")),
            ("name a file that you may read".into(), "请给出可读取的文件".into()),
        ),
    };
    let about = std::fs::metadata(path).map_err(cannot)?;
    if !about.is_file() {
        return Err(refuse(
            (format!("`{shown}` is not a file"), format!("`{shown}` 不是文件")),
            ("name a CSV file or an Excel workbook".into(), "请给出 CSV 文件或 Excel 工作簿".into()),
        ));
    }
    let mut bytes = Vec::new();
    // A file may grow while it is read.
    let too_large = about.len() > FILE_BYTES_MAX || {
        let file = std::fs::File::open(path).map_err(cannot)?;
        file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(cannot)?;
        bytes.len() as u64 > FILE_BYTES_MAX
    };
    if too_large {
        let megabytes = (about.len() >> 20).max(FILE_BYTES_MAX >> 20);
        let most = FILE_BYTES_MAX >> 20;
        return Err(refuse(
            (
                format!(
                    "`{shown}` has {megabytes} MB; a register may have at most {most} MB, and nothing of it was read"
                ),
                format!("`{shown}` 有 {megabytes} MB；登记表最多 {most} MB，未读取任何内容"),
            ),
            ("keep the columns that are used, or split the region".into(), "请只保留用到的列，或拆分区域".into()),
        ));
    }
    Ok(bytes)
}

/// The sheet of a CSV file: UTF-8 with or without a mark, UTF-16 with one, or GB18030; commas, semicolons or tabs.
pub(super) fn csv_sheet(label: &str, bytes: &[u8]) -> Result<Sheet, Box<Finding>> {
    let text = decode(label, bytes)?;
    let separator = separator(&text);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            Box::new(finding(
                "register-file",
                (format!("`{label}` is not a CSV file: {error}"), format!("`{label}` 不是 CSV 文件：{error}")),
                ("save it as CSV (UTF-8)".into(), "请另存为 CSV（UTF-8）".into()),
            ))
        })?;
        let number = record.position().map_or(0, |position| position.line() as usize);
        check_size(label, lines.len() + 1, record.len())?;
        lines.push(Line { number, cells: record.iter().map(Cell::of_text).collect() });
    }
    Ok(Sheet { label: label.to_string(), lines })
}

/// Refuses a table that is too large to be a register.
pub(super) fn check_size(label: &str, rows: usize, columns: usize) -> Result<(), Box<Finding>> {
    if rows <= ROWS_MAX && columns <= COLUMNS_MAX {
        return Ok(());
    }
    Err(Box::new(finding(
        "register-file",
        (
            format!("`{label}` has more than {ROWS_MAX} rows or {COLUMNS_MAX} columns"),
            format!("`{label}` 超过 {ROWS_MAX} 行或 {COLUMNS_MAX} 列"),
        ),
        ("keep the rows and columns that are used".into(), "请只保留用到的行与列".into()),
    )))
}

fn decode(label: &str, bytes: &[u8]) -> Result<String, Box<Finding>> {
    let refuse = |message: Both, help: Both| Err(Box::new(finding("register-file", message, help)));
    if bytes.starts_with(b"PK\x03\x04") {
        return refuse(
            (
                format!("`{label}` is an Excel workbook, not a CSV file"),
                format!("`{label}` 是 Excel 工作簿，不是 CSV 文件"),
            ),
            (
                "name it as `workbook` in `[region.register]`, or save the sheet as CSV".into(),
                "请在 `[region.register]` 中写成 `workbook`，或把工作表另存为 CSV".into(),
            ),
        );
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(&bytes[mark..]);
        if !broken {
            return Ok(text.into_owned());
        }
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_string());
    }
    let (text, broken) = GB18030.decode_without_bom_handling(bytes);
    if !broken && !text.contains('\0') {
        return Ok(text.into_owned());
    }
    let sound = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let line = bytes[..sound].iter().filter(|&&byte| byte == b'\n').count() + 1;
    refuse(
        (
            format!("`{label}` is neither UTF-8 nor GB18030: see line {line}"),
            format!("`{label}` 既不是 UTF-8 也不是 GB18030 编码：见第 {line} 行"),
        ),
        ("save it as CSV (UTF-8)".into(), "请另存为 CSV（UTF-8）".into()),
    )
}

/// The sign between cells: the one that the first lines have most of.
fn separator(text: &str) -> u8 {
    let head: Vec<&str> =
        text.lines().filter(|line| !line.trim_start_matches(['"', ' ']).starts_with('#')).take(5).collect();
    let count = |sign: u8| head.iter().map(|line| line.bytes().filter(|&byte| byte == sign).count()).sum::<usize>();
    // On equal counts the comma, then the tab.
    [b';', b'\t', b','].into_iter().max_by_key(|&sign| count(sign)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "名称,区县\n示例公益,示例县\n";

    fn cells(bytes: &[u8]) -> Vec<Vec<Cell>> {
        csv_sheet("x.csv", bytes).expect("it can be read").lines.into_iter().map(|line| line.cells).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_cells() {
        let plain = cells(TEXT.as_bytes());
        assert_eq!(plain[1][1], Cell::Text("示例县".into()));
        let (gb, _, broken) = GB18030.encode(TEXT);
        assert!(!broken && gb.as_ref() != TEXT.as_bytes());
        assert_eq!(cells(&gb), plain);
        assert_eq!(cells(format!("\u{feff}{TEXT}").as_bytes()), plain);
        let utf16: Vec<u8> = [0xfeff].into_iter().chain(TEXT.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(cells(&utf16), plain);
    }

    #[test]
    fn semicolons_and_tabs_separate_too() {
        for sign in [";", "\t"] {
            assert_eq!(cells(TEXT.replace(',', sign).as_bytes()), cells(TEXT.as_bytes()));
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for bytes in [&b"PK\x03\x04rest"[..], &[0xff, 0xff, 0xff, 0x00, 0x80][..], &b"a,b\n\xff\xff"[..]] {
            assert_eq!(csv_sheet("x.csv", bytes).expect_err("refused").code, "register-file");
        }
    }

    #[test]
    fn a_table_without_end_is_refused() {
        let wide = vec![b','; COLUMNS_MAX + 1];
        assert!(csv_sheet("x.csv", &wide).is_err());
    }

    /// A sparse file: 2 GB on paper, nothing on the disk. It is refused by its size, before a byte is read.
    #[test]
    fn a_file_of_two_gigabytes_is_refused_unread() {
        let folder = std::env::temp_dir().join(format!("headwater-huge-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder for the test");
        let path = folder.join("huge.csv");
        std::fs::File::create(&path).and_then(|file| file.set_len(2 << 30)).expect("a sparse file");
        let refusal = read(&path).expect_err("too large");
        std::fs::remove_dir_all(&folder).expect("the folder goes");
        assert!(refusal.message.contains("2048 MB"), "{}", refusal.message);
        assert!(refusal.message.contains("at most 64 MB"), "{}", refusal.message);
    }
}
