//! What stands in one cell of a register, and how numbers, dates and names are read from it.

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(target_arch = "wasm32", expect(dead_code, reason = "a browser reads no workbooks"))]
pub(super) enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// A text, without blanks around it.
    Text(String),
    /// A number of a workbook.
    Number(f64),
    /// A date of a workbook, by its day: days since 1899-12-30.
    Day(f64),
    /// A formula without a stored value; in a CSV file, a text that a spreadsheet would take for one.
    Formula,
    /// An error of a workbook, such as `#REF!`.
    Error(String),
    /// A part of a block of merged cells that spans several columns.
    Merged,
    /// A text too long for a register.
    Long,
}

/// The most characters of a cell that are read.
pub(super) const CELL_CHARACTERS: usize = 2_000;

/// What people write where they know nothing.
const UNKNOWN: [&str; 16] =
    ["-", "--", "—", "——", "/", "\\", "无", "不详", "未知", "暂无", "空", "n/a", "na", "none", "null", "?"];

impl Cell {
    /// A cell of a text file.
    pub(super) fn of_text(text: &str) -> Cell {
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
        if text.is_empty() {
            return Cell::Empty;
        }
        if text.chars().count() > CELL_CHARACTERS {
            return Cell::Long;
        }
        if text.starts_with('=') {
            return Cell::Formula;
        }
        // The apostrophe by which this program and spreadsheets mark a text that is no formula.
        let marked = text.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA_SIGNS));
        Cell::Text(marked.unwrap_or(text).to_string())
    }

    /// The cell as it is shown in a message.
    pub(super) fn shown(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(60).collect(),
            Cell::Number(number) | Cell::Day(number) => format!("{number}"),
            Cell::Formula => "=…".to_string(),
            Cell::Error(error) => error.clone(),
            Cell::Merged => "(merged)".to_string(),
            Cell::Long => "…".to_string(),
        }
    }

    /// Whether there is nothing in it, or only a sign that nothing is known.
    pub(super) fn is_missing(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => UNKNOWN.contains(&fold(text).as_str()),
            _ => false,
        }
    }
}

/// Signs at the beginning of a cell that a spreadsheet may take for a formula.
pub(super) const FORMULA_SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A text as it is compared: full-width letters and digits made half-width, lower case, without any blank.
pub(super) fn fold(text: &str) -> String {
    text.chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .flat_map(char::to_lowercase)
        .collect()
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '−' | '–' => '-',
        '、' => ',',
        other => other,
    }
}

/// Why a cell is not what it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Not a number at all.
    NotNumber,
    /// A range or several numbers.
    Several,
    /// Commas that group no thousands.
    Commas,
    /// Below zero.
    Negative,
    /// Too large to be meant.
    TooLarge,
    /// Not a date.
    NotDate,
}

/// A number with what it counts or the money it is: `12.5万`, `1,200,000`, `３亿`, `￥800`, `12人`. `factor` is that of
/// the header's unit, for numbers that have none of their own.
pub(super) fn quantity(cell: &Cell, factor: f64) -> Result<Option<f64>, Fault> {
    const LARGEST: f64 = 1e12;
    if cell.is_missing() {
        return Ok(None);
    }
    let number = match cell {
        Cell::Number(number) => number * factor,
        Cell::Text(text) => written_quantity(&fold(text), factor)?,
        _ => return Err(Fault::NotNumber),
    };
    if number < 0.0 {
        return Err(Fault::Negative);
    }
    if !number.is_finite() || number > LARGEST {
        return Err(Fault::TooLarge);
    }
    // Minus zero is zero.
    Ok(Some(number + 0.0))
}

fn written_quantity(text: &str, factor: f64) -> Result<f64, Fault> {
    const BEFORE: [&str; 8] = ["约", "人民币", "rmb", "cny", "￥", "¥", "共", "近"];
    const BEHIND: [&str; 21] = [
        "元整",
        "人民币",
        "元",
        "圆",
        "rmb",
        "cny",
        "yuan",
        "人次",
        "人",
        "名",
        "个",
        "位",
        "次",
        "期",
        "项",
        "家",
        "场",
        "people",
        "persons",
        "左右",
        "余",
    ];
    // The longest first: 千万 is not 万 behind a 千.
    const SCALES: [(&str, f64); 11] = [
        ("万亿", 1e12),
        ("千万", 1e7),
        ("百万", 1e6),
        ("十万", 1e5),
        ("亿", 1e8),
        ("万", 1e4),
        ("千", 1e3),
        ("百", 1e2),
        ("million", 1e6),
        ("thousand", 1e3),
        ("k", 1e3),
    ];
    let mut rest = text;
    while let Some(next) = BEFORE.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = next;
    }
    let mut own_unit = false;
    while let Some((next, word)) = BEHIND.iter().find_map(|word| Some((rest.strip_suffix(word)?, *word))) {
        own_unit |= word.contains(['元', '圆']);
        rest = next;
    }
    let mut scale = 1.0;
    if let Some((next, by)) = SCALES.iter().find_map(|(word, by)| Some((rest.strip_suffix(word)?, *by))) {
        (rest, scale, own_unit) = (next, by, true);
    }
    let digits = rest.strip_prefix('-').unwrap_or(rest);
    if digits.contains(['-', '~', '至', '到', '/', ';']) {
        return Err(Fault::Several);
    }
    let whole = digits.split('.').next().unwrap_or_default();
    if whole.contains(',') {
        let groups: Vec<&str> = whole.split(',').collect();
        let width = groups.last().map_or(0, |group| group.len());
        let even = groups[1..].iter().all(|group| group.len() == width) && (1..=width).contains(&groups[0].len());
        if !even || !(3..=4).contains(&width) {
            return Err(Fault::Commas);
        }
    }
    let plain: String = rest.chars().filter(|&c| c != ',' && c != '\'' && c != '’').collect();
    let is_number = plain.chars().all(|c| c.is_ascii_digit() || ['.', '-', 'e', '+'].contains(&c))
        && plain.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '.');
    let number: f64 = plain.parse().ok().filter(|_| is_number).ok_or(Fault::NotNumber)?;
    Ok(number * if own_unit { scale } else { factor })
}

/// The year of a date: `2016-05-03`, `2016/5/3`, `2016.5.3`, `20160503`, `2016年5月3日`, `2016年`, `3/5/2016`, or a day
/// as a spreadsheet counts it.
pub(super) fn year(cell: &Cell) -> Result<Option<i16>, Fault> {
    if cell.is_missing() {
        return Ok(None);
    }
    let year = match cell {
        Cell::Number(number) if (1900.0..=2200.0).contains(number) && number.fract() == 0.0 => Some(*number as i16),
        // From 1954 on: below, a number could as well be a wrong year.
        Cell::Number(day) if (20_000.0..110_000.0).contains(day) => Some(year_of_day(*day)),
        Cell::Number(number) => written_year(&format!("{number}")),
        Cell::Day(day) => Some(year_of_day(*day)),
        Cell::Text(text) => written_year(&date_part(text)),
        _ => None,
    };
    year.filter(|year| (1900..=2200).contains(year)).map(Some).ok_or(Fault::NotDate)
}

/// The day of a text, without a time behind it.
fn date_part(text: &str) -> String {
    let text: String = text.chars().map(half_width).collect();
    let text = text.trim();
    let end = text.find(['T', ' ']).filter(|&at| text[at..].contains(':'));
    fold(&text[..end.unwrap_or(text.len())])
}

fn written_year(text: &str) -> Option<i16> {
    let parts: Vec<&str> =
        text.split(['-', '/', '.', '年', '月', '日', '号']).filter(|part| !part.is_empty()).collect();
    if !parts.iter().all(|part| part.len() <= 8 && part.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let number = |part: &str| part.parse::<u32>().ok();
    let (year, month, day) = match parts.as_slice() {
        [one] if one.len() == 8 => (number(&one[..4])?, number(&one[4..6])?, number(&one[6..])?),
        [one] if one.len() == 6 => (number(&one[..4])?, number(&one[4..])?, 1),
        // A day as a spreadsheet counts it, written as text.
        [one] if one.len() == 5 => return Some(year_of_day(f64::from(number(one)?))),
        [year] if year.len() == 4 => (number(year)?, 1, 1),
        [year, month] if year.len() == 4 => (number(year)?, number(month)?, 1),
        [year, month, day] if year.len() == 4 => (number(year)?, number(month)?, number(day)?),
        // Day and month may stand in either order: only the year is taken.
        [one, two, year] if year.len() == 4 => {
            let (one, two) = (number(one)?, number(two)?);
            (number(year)?, one.min(two), one.max(two))
        }
        _ => return None,
    };
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| i16::try_from(year).ok()).flatten()
}

/// The year of a day counted from 1899-12-30 (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn year_of_day(day: f64) -> i16 {
    // Days from 0000-03-01 to 1899-12-30.
    const EPOCH: i64 = 693_899;
    let shifted = day.floor() as i64 + EPOCH;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    (era * 400 + year_of_era + i64::from(month_from_march >= 10)) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Result<Option<f64>, Fault> {
        quantity(&Cell::of_text(text), 1.0)
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, expected) in [
            ("1200000", 1_200_000.0),
            ("1,200,000", 1_200_000.0),
            ("１，２００，０００", 1_200_000.0),
            ("120,0000", 1_200_000.0),
            ("12.5万", 125_000.0),
            ("12.5 万元", 125_000.0),
            ("约１２．５万元", 125_000.0),
            ("3亿", 3e8),
            ("2千万元", 2e7),
            ("￥800", 800.0),
            ("¥ 1,234.50", 1234.5),
            ("人民币5000元整", 5000.0),
            ("RMB 5000", 5000.0),
            ("12人", 12.0),
            ("３名", 3.0),
            ("0", 0.0),
            ("1.2e6", 1_200_000.0),
        ] {
            assert_eq!(number(text), Ok(Some(expected)), "{text}");
        }
    }

    #[test]
    fn what_is_not_known_is_missing() {
        for text in ["", "  ", "—", "无", "不详", "N/A", "/", "－", "暂无"] {
            assert_eq!(number(text), Ok(None), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_says_why() {
        for (text, fault) in [
            ("many", Fault::NotNumber),
            ("十二", Fault::NotNumber),
            ("10-20", Fault::Several),
            ("10至20人", Fault::Several),
            ("12,5", Fault::Commas),
            ("1,20,000", Fault::Commas),
            ("-5", Fault::Negative),
            ("9999999亿", Fault::TooLarge),
            ("inf", Fault::NotNumber),
            ("nan", Fault::NotNumber),
            ("=1+1", Fault::NotNumber),
        ] {
            assert_eq!(number(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn the_unit_of_the_header_counts_where_a_cell_has_none() {
        let in_ten_thousands = |text: &str| quantity(&Cell::of_text(text), 1e4);
        assert_eq!(in_ten_thousands("12.5"), Ok(Some(125_000.0)));
        assert_eq!(in_ten_thousands("12.5万"), Ok(Some(125_000.0)));
        assert_eq!(in_ten_thousands("800元"), Ok(Some(800.0)));
        assert_eq!(quantity(&Cell::Number(3.0), 1e4), Ok(Some(30_000.0)));
    }

    #[test]
    fn dates_are_read_in_many_forms() {
        for text in [
            "2016",
            "2016年",
            "２０１６年５月３日",
            "2016-05-03",
            "2016/5/3",
            "2016.5.3",
            "20160503",
            "2016年5月",
            "2016-05",
            "201605",
            "3/5/2016",
            "2016-05-03 00:00:00",
            "2016-05-03T08:30:00",
            "42493",
        ] {
            assert_eq!(year(&Cell::of_text(text)), Ok(Some(2016)), "{text}");
        }
        // 1 is 1899-12-31 here and 1900-01-01 in Excel's own count, which has a day too many until March 1900.
        for (day, expected) in
            [(42_493.0, 2016), (42_369.0, 2015), (42_370.0, 2016), (36_525.0, 1999), (36_526.0, 2000)]
        {
            assert_eq!(year(&Cell::Day(day)), Ok(Some(expected)), "{day}");
            assert_eq!(year(&Cell::Number(day)), Ok(Some(expected)), "{day}");
        }
        for text in ["soon", "16-5-3", "2016-13-01", "2016-05-45", "1066", "2016年5月3日前后", "99999999"] {
            assert_eq!(year(&Cell::of_text(text)), Err(Fault::NotDate), "{text}");
        }
    }

    #[test]
    fn a_marked_text_loses_its_mark_and_a_formula_stays_one() {
        assert_eq!(Cell::of_text("'+1公益"), Cell::Text("+1公益".to_string()));
        assert_eq!(Cell::of_text("'90后公益"), Cell::Text("'90后公益".to_string()));
        assert_eq!(Cell::of_text("=cmd|' /C calc'!A0"), Cell::Formula);
        assert_eq!(Cell::of_text(&"长".repeat(CELL_CHARACTERS + 1)), Cell::Long);
    }
}
