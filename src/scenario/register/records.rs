//! Rows of a table become plain records for the model; whatever is wrong with a row is told at its cell.

use super::cell::fold;
use super::columns::TableKind;
use super::gazetteer::Gazetteer;
use super::sheet::{Both, Row, Table};
use super::words;
use crate::model::funders::classes::{FunderClass, Payer, Reach};
use crate::model::interventions::product_replication::Product;
use crate::model::places::{CountyRecord, Places};
use crate::model::register::{FUNDERS_MAX, Register, RegisteredFunder, RegisteredOrganisation};
use crate::scenario::diagnosis::Finding;
use std::collections::BTreeMap;

/// Goes through the rows of a table: rows without a mistake are kept, mistakes are told.
fn rows<T>(
    table: &Table,
    problems: &mut Vec<Finding>,
    mut read: impl FnMut(Row, &mut Vec<Finding>) -> Option<T>,
) -> Vec<T> {
    let mut kept = Vec::new();
    for row in table.rows() {
        let before = problems.len();
        let record = read(row, problems);
        if problems.len() == before {
            kept.extend(record);
        }
    }
    kept
}

/// Counties, city by city in the order in which cities first appear.
pub(super) fn counties(table: &Table, problems: &mut Vec<Finding>) -> Vec<CountyRecord> {
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut records = rows(table, problems, |row, problems| {
        let (name_zh, name) = two_names(row, "county_zh", "county", problems)?;
        let (city_zh, city) = two_names(row, "city_zh", "city", problems)?;
        let population = match row.quantity("population", problems) {
            Some(number) if number < 1.0 => {
                problems.push(row.finding(
                    "population",
                    "register-number",
                    ("a county has at least one inhabitant".into(), "区县人口至少为 1".into()),
                    ("leave it empty if it is not known".into(), "不清楚就留空".into()),
                ));
                None
            }
            other => other,
        };
        let urban = match row.text("urban", problems) {
            Some(text) => match words::flag(&text) {
                Some(urban) => urban,
                None => {
                    problems.push(no_flag(row, "urban", &text));
                    false
                }
            },
            None => is_district(&name_zh, &name),
        };
        if let Some(first) = seen.insert((fold(&city), fold(&name)), row.number()) {
            let shown = &name_zh;
            problems.push(twin(
                row,
                if row.cell("county_zh").is_missing() { "county" } else { "county_zh" },
                shown,
                first,
            ));
        }
        Some(CountyRecord { name, name_zh, city, city_zh, population, urban })
    });
    // A new city begins where the name changes: counties of one city must stand together.
    let mut order: Vec<String> = Vec::new();
    for record in &records {
        if !order.contains(&record.city) {
            order.push(record.city.clone());
        }
    }
    records.sort_by_key(|record| order.iter().position(|city| *city == record.city));
    records
}

/// Whether a county without a flag is an urban district: in China its name says so.
fn is_district(name_zh: &str, name: &str) -> bool {
    name_zh.ends_with('区') || fold(name).ends_with("district")
}

/// Two names of one thing, Chinese first; either stands in for the other.
fn two_names(row: Row, chinese: &str, latin: &str, problems: &mut Vec<Finding>) -> Option<(String, String)> {
    let before = problems.len();
    let in_chinese = name(row, chinese, problems);
    let in_latin = name(row, latin, problems);
    match (in_chinese, in_latin) {
        (Some(one), Some(two)) => Some((one, two)),
        (Some(one), None) | (None, Some(one)) => Some((one.clone(), one)),
        (None, None) => {
            if problems.len() == before {
                problems.push(no_name(row, chinese));
            }
            None
        }
    }
}

/// A name that can stand in a table, a page and a spreadsheet.
fn name(row: Row, column: &str, problems: &mut Vec<Finding>) -> Option<String> {
    const CHARACTERS_MAX: usize = 120;
    let text = row.text(column, problems)?;
    let (message, help): (Both, Both) = if text.contains(['<', '>']) || text.chars().any(char::is_control) {
        (
            ("a name may hold no `<`, `>` or control characters".into(), "名称中不能有 `<`、`>` 或控制字符".into()),
            ("take them out, or write 《》".into(), "请删去，或改用《》".into()),
        )
    } else if text.chars().count() > CHARACTERS_MAX {
        (
            (
                format!("the name has more than {CHARACTERS_MAX} characters"),
                format!("名称超过 {CHARACTERS_MAX} 个字符"),
            ),
            ("shorten it".into(), "请缩短".into()),
        )
    } else {
        return Some(text);
    };
    problems.push(row.finding(column, "register-name", message, help));
    None
}

fn no_name(row: Row, column: &str) -> Finding {
    row.finding(
        column,
        "register-name",
        ("the row has no name".into(), "这一行没有名称".into()),
        (
            "write one, or remove the row; a row that begins with `#` is a remark".into(),
            "请补上名称或删去这一行；以 `#` 开头的行是注释".into(),
        ),
    )
}

fn no_flag(row: Row, column: &str, text: &str) -> Finding {
    row.finding(
        column,
        "register-word",
        (format!("`{text}` is neither yes nor no"), format!("“{text}”不是“是”或“否”")),
        ("write yes or no, 1 or 0; leave it empty if it is not known".into(), "请写 是 或 否；不清楚就留空".into()),
    )
}

fn twin(row: Row, column: &str, shown: &str, first: usize) -> Finding {
    row.finding(
        column,
        "register-twin",
        (format!("`{shown}` already stands in row {first}"), format!("“{shown}”在第 {first} 行已经出现")),
        (
            "remove one of the rows; if they are two, give them names that tell them apart".into(),
            "请删去其中一行；若确是两家，请在名称上加以区分".into(),
        ),
    )
}

/// Organisations, in the order of the rows.
pub(super) fn organisations(
    table: &Table,
    places: &Places,
    base_year: i16,
    problems: &mut Vec<Finding>,
) -> Vec<RegisteredOrganisation> {
    let mut seen: BTreeMap<(usize, String), usize> = BTreeMap::new();
    let gazetteer = Gazetteer::new(places);
    rows(table, problems, |row, problems| {
        let before = problems.len();
        let name = name(row, "name", problems);
        if name.is_none() && problems.len() == before {
            problems.push(no_name(row, "name"));
        }
        let county = gazetteer.county(row, "county", problems);
        let kind = row.text("type", problems).and_then(|text| {
            let kind = words::kind(&text);
            if words::is_foundation(&text) {
                problems.push(row.finding(
                    "type",
                    "register-word",
                    (
                        "a foundation gives money and belongs to the funders".into(),
                        "基金会是资助方，应列入资助方登记表".into(),
                    ),
                    ("move the row to the table of funders".into(), "请把这一行移到资助方表".into()),
                ));
                return None;
            }
            if kind.is_none() {
                problems.push(row.finding(
                    "type",
                    "register-word",
                    (format!("`{text}` is no type that is known"), format!("“{text}”不是已知的类型")),
                    (
                        "write volunteer_group, grassroots_ngo, social_work_agency or head_organisation; leave it empty if it is not known".into(),
                        "请写 志愿服务组织、社会团体、社会服务机构、社工机构 或 枢纽机构；不清楚就留空".into(),
                    ),
                ));
            }
            kind
        });
        let issue = row.text("field", problems).and_then(|text| {
            let issue = words::issue(&text);
            if issue.is_none() {
                problems.push(row.finding(
                    "field",
                    "register-word",
                    (format!("`{text}` is no field of work that is known"), format!("“{text}”不是已知的领域")),
                    (
                        "write children, elderly, disability, education, poverty, health, environment or community; leave it empty if it is not known".into(),
                        "请写 儿童、养老、助残、教育、扶贫、健康、环境 或 社区；不清楚就留空".into(),
                    ),
                ));
            }
            issue
        });
        let founded = row.year("founded", problems).filter(|&year| {
            if year > base_year {
                problems.push(row.finding(
                    "founded",
                    "register-date",
                    (
                        format!("{year} lies after the base year {base_year}"),
                        format!("{year} 年晚于基准年 {base_year}"),
                    ),
                    (
                        format!("a register shows the region in `run.base_year`; set that to {year} or later, or leave the row out"),
                        format!("登记表反映 `run.base_year` 当年的情况：请把它设为 {year} 或更晚，或删去这一行"),
                    ),
                ));
            }
            year <= base_year
        });
        let registered = row.text("registered", problems).and_then(|text| {
            let flag = words::flag(&text);
            if flag.is_none() {
                problems.push(no_flag(row, "registered", &text));
            }
            flag
        });
        let rating = row.text("rating", problems).and_then(|text| match words::rating(&text) {
            Some(rating) => rating,
            None => {
                problems.push(row.finding(
                    "rating",
                    "register-word",
                    (format!("`{text}` is not a rating"), format!("“{text}”不是评估等级")),
                    ("write 1A to 5A; leave it empty if there is none".into(), "请写 1A 至 5A；没有就留空".into()),
                ));
                None
            }
        });
        let [staff, volunteers, cash_yuan, income_yuan, projects, trainings] =
            ["staff", "volunteers", "cash_yuan", "income_yuan", "projects", "trainings"]
                .map(|column| row.quantity(column, problems));
        let (name, county) = (name?, county?);
        if let Some(first) = seen.insert((county, fold(&name)), row.number()) {
            problems.push(twin(row, "name", &name, first));
        }
        Some(RegisteredOrganisation {
            name,
            county: county as u16,
            kind,
            issue,
            founded,
            staff,
            volunteers,
            cash_yuan,
            income_yuan,
            registered,
            rating,
            projects,
            trainings,
        })
    })
}

/// Funders, in the order of the rows.
pub(super) fn funders(table: &Table, places: &Places, problems: &mut Vec<Finding>) -> Vec<RegisteredFunder> {
    let mut of_place: BTreeMap<(FunderClass, u32), Vec<usize>> = BTreeMap::new();
    let gazetteer = Gazetteer::new(places);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut listed = 0;
    rows(table, problems, |row, problems| {
        listed += 1;
        if listed > FUNDERS_MAX {
            // The first one too many speaks for the rest.
            if listed == FUNDERS_MAX + 1 {
                problems.push(row.finding(
                    "name",
                    "register-file",
                    (
                        format!(
                            "from this one on, there are more funders than the {FUNDERS_MAX} that a register may list"
                        ),
                        format!("从这一家起，超出名册最多可列的 {FUNDERS_MAX} 家资助方"),
                    ),
                    ("add up small funders of a city in one row".into(), "请把同一城市的小型资助方合并到一行".into()),
                ));
            }
            return None;
        }
        let before = problems.len();
        let name = name(row, "name", problems);
        if name.is_none() && problems.len() == before {
            problems.push(no_name(row, "name"));
        }
        let base_yuan = row.quantity("base_yuan", problems);
        let opening_yuan = row.quantity("opening_yuan", problems);
        let class = class(row, problems)?;
        let place = jurisdiction(row, class, places, &gazetteer, problems)?;
        let name = name?;
        let others = of_place.entry((class, place)).or_default();
        if others.len() >= Register::room(class) {
            let rows: Vec<String> = others.iter().map(|other| format!("{other}")).collect();
            let (count, list) = (others.len(), rows.join(", "));
            problems.push(row.finding(
                "class",
                "register-twin",
                (
                    format!("its jurisdiction already has {count} of the class `{}`: row {list}", class.name()),
                    format!("该辖区已有 {count} 家“{}”：第 {list} 行", class.name_zh()),
                ),
                ("add their money up in one row".into(), "请把它们的资金合并到一行".into()),
            ));
        }
        others.push(row.number());
        if let Some(first) = seen.insert(fold(&name), row.number()) {
            problems.push(twin(row, "name", &name, first));
        }
        Some(RegisteredFunder { name, class, place, base_yuan, opening_yuan })
    })
}

fn class(row: Row, problems: &mut Vec<Finding>) -> Option<FunderClass> {
    let text = row.text("class", problems);
    if text.is_none() && !row.cell("class").is_missing() {
        return None;
    }
    let text = text.unwrap_or_default();
    if let Some(class) = words::class(&text) {
        return Some(class);
    }
    let names: Vec<&str> = FunderClass::ALL.into_iter().map(FunderClass::name).collect();
    let names_zh: Vec<&str> = FunderClass::ALL.into_iter().map(FunderClass::name_zh).collect();
    let meant = words::class_like(&text).map_or((String::new(), String::new()), |class| {
        (format!("did you mean `{}`? ", class.name()), format!("是不是“{}”？", class.name_zh()))
    });
    problems.push(row.finding(
        "class",
        "register-word",
        (format!("`{text}` is no class of funders"), format!("“{text}”不是资助方类别")),
        (format!("{}it may be {}", meant.0, names.join(", ")), format!("{}可以是：{}", meant.1, names_zh.join("、"))),
    ));
    None
}

/// Position of the county or city of a funder's jurisdiction; 0 for the province.
fn jurisdiction(
    row: Row,
    class: FunderClass,
    places: &Places,
    gazetteer: &Gazetteer,
    problems: &mut Vec<Finding>,
) -> Option<u32> {
    match class.reach() {
        Reach::Province => Some(0),
        Reach::County => gazetteer.county(row, "jurisdiction", problems).map(|position| position as u32),
        Reach::City => {
            let text = row.text("jurisdiction", problems).unwrap_or_default();
            if let Some(city) = gazetteer.city(&text) {
                return Some(city as u32);
            }
            let list: Vec<&str> = places.cities.iter().take(20).map(|(_, chinese)| chinese.as_str()).collect();
            problems.push(row.finding(
                "jurisdiction",
                "register-county",
                if text.is_empty() {
                    (
                        format!("a funder of the class `{}` needs a city", class.name()),
                        format!("“{}”需要写明城市", class.name_zh()),
                    )
                } else {
                    (format!("there is no city `{text}`"), format!("没有名为“{text}”的城市"))
                },
                (format!("write one of {}", list.join(", ")), format!("请写：{}", list.join("、"))),
            ));
            None
        }
    }
}

/// The dated programme: each row is a product of one year.
pub(super) fn programme(
    table: &Table,
    funders: &[RegisteredFunder],
    base_year: i16,
    problems: &mut Vec<Finding>,
) -> Vec<Product> {
    rows(table, problems, |row, problems| {
        let year = row.year("year", problems);
        if year.is_none() && row.cell("year").is_missing() {
            problems.push(empty(row, TableKind::Programme, "year"));
        }
        if let Some(year) = year.filter(|&year| year <= base_year) {
            problems.push(row.finding(
                "year",
                "register-date",
                (
                    format!("{year} does not lie after the base year {base_year}: until then nothing is tried"),
                    format!("{year} 年不晚于基准年 {base_year}：基准年及以前不作任何干预"),
                ),
                (format!("write {} or later", base_year + 1), format!("请写 {} 年或更晚", base_year + 1)),
            ));
        }
        let slots = row.quantity("slots", problems);
        match slots {
            None if row.cell("slots").is_missing() => problems.push(empty(row, TableKind::Programme, "slots")),
            Some(number) if number.fract() != 0.0 || number > 100_000.0 => problems.push(row.finding(
                "slots",
                "register-number",
                (format!("{number} is not a number of slots"), format!("{number} 不是名额数")),
                ("write a whole number up to 100,000".into(), "请写不超过 100,000 的整数".into()),
            )),
            _ => {}
        }
        let unit_yuan = row.quantity("unit_yuan", problems).unwrap_or(0.0);
        if unit_yuan > 1e7 {
            problems.push(row.finding(
                "unit_yuan",
                "register-number",
                ("a slot costs at most 10 million yuan".into(), "每个名额不超过 1000 万元".into()),
                ("leave it empty for the programme's own unit".into(), "留空则采用项目标准".into()),
            ));
        }
        let payer = payer(row, funders, problems);
        let (year, slots, payer) = (year?, slots? as u32, payer?);
        Some(Product { first_year: year, last_year: year, payer, slots, unit_yuan })
    })
}

fn empty(row: Row, kind: TableKind, column: &str) -> Finding {
    let (name, name_zh) = kind
        .columns()
        .iter()
        .find(|known| known.name == column)
        .map_or((column, column), |known| (known.name, known.name_zh));
    row.finding(
        column,
        "register-cell",
        (format!("`{name}` is empty"), format!("“{name_zh}”是空的")),
        ("write it, or remove the row".into(), "请补上，或删去这一行".into()),
    )
}

/// The payer of a row: by its word, or by the name of a funder of the register that can pay for slots.
fn payer(row: Row, funders: &[RegisteredFunder], problems: &mut Vec<Finding>) -> Option<Payer> {
    let text = row.text("payer", problems);
    if text.is_none() {
        if row.cell("payer").is_missing() {
            problems.push(empty(row, TableKind::Programme, "payer"));
        }
        return None;
    }
    let text = text?;
    if let Some(payer) = words::payer(&text) {
        return Some(payer);
    }
    let wanted = fold(&text);
    let nationals = funders.iter().filter(|funder| funder.class == FunderClass::NationalFoundation);
    let of_register = nationals.zip([Payer::NationalA, Payer::NationalB, Payer::NationalC]).chain(
        funders.iter().filter_map(|funder| match funder.class {
            FunderClass::ProvincialFederation => Some((funder, Payer::ProvincialFederation)),
            FunderClass::ChildWelfareOffice => Some((funder, Payer::ChildWelfareOffice)),
            _ => None,
        }),
    );
    let named: Vec<(&str, Payer)> = of_register.map(|(funder, payer)| (funder.name.as_str(), payer)).collect();
    if let Some((_, payer)) = named.iter().find(|(name, _)| fold(name) == wanted) {
        return Some(*payer);
    }
    let list: Vec<&str> =
        named.iter().map(|(name, _)| *name).chain(words::PAYERS.iter().map(|(_, name, _)| *name)).collect();
    problems.push(row.finding(
        "payer",
        "register-word",
        (format!("`{text}` cannot pay for slots by name"), format!("“{text}”不能作为名额的出资方")),
        (format!("it may be {}", list.join(", ")), format!("可以是：{}", list.join("、"))),
    ));
    None
}
