//! The tables of a region: which columns each has, and by which headers they are known.

use super::cell::fold;

/// A table of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TableKind {
    /// Counties with their cities.
    Counties,
    /// Funders.
    Funders,
    /// Organisations.
    Organisations,
    /// The dated programme.
    Programme,
}

/// A column of a table.
pub(super) struct Column {
    /// Its published name, also the header that this program writes.
    pub(super) name: &'static str,
    /// The header that this program writes in Chinese.
    pub(super) name_zh: &'static str,
    /// Other headers by which it is known.
    others: &'static [&'static str],
}

const fn column(name: &'static str, name_zh: &'static str, others: &'static [&'static str]) -> Column {
    Column { name, name_zh, others }
}

const COUNTIES: &[Column] = &[
    column(
        "county_zh",
        "区县",
        &["县区", "县(市、区)", "县市区", "区县名称", "区(县)", "县名", "县级行政区", "行政区划"],
    ),
    column("county", "区县英文名", &["county name", "district", "拼音", "区县拼音", "英文名"]),
    column("city_zh", "城市", &["地市", "市", "地级市", "所在市", "所属市", "设区市"]),
    column("city", "城市英文名", &["city name", "prefecture", "城市拼音"]),
    column("population", "人口", &["常住人口", "人口数", "总人口", "residents", "inhabitants"]),
    column("urban", "城区", &["是否城区", "城乡", "是否市辖区", "urban district"]),
];

const FUNDERS: &[Column] = &[
    column("name", "名称", &["资助方", "资助方名称", "机构名称", "出资方", "funder", "funder name"]),
    column("class", "类别", &["类型", "资助方类别", "资助方类型", "kind", "type"]),
    column("jurisdiction", "辖区", &["所在地", "区县", "地区", "城市", "范围", "place", "county", "city", "area"]),
    column(
        "base_yuan",
        "年流入",
        &["年度预算", "年预算", "每年流入", "年度资金", "年收入", "base", "yearly budget", "budget", "inflow"],
    ),
    column("opening_yuan", "期初余额", &["余额", "结余", "净资产", "opening balance", "opening", "balance"]),
];

const ORGANISATIONS: &[Column] = &[
    column(
        "name",
        "名称",
        &[
            "机构名称",
            "组织名称",
            "社会组织名称",
            "单位名称",
            "机构",
            "全称",
            "organisation",
            "organization",
            "organisation name",
        ],
    ),
    column(
        "county",
        "区县",
        &["所在区县", "县区", "县(市、区)", "县市区", "所属区县", "登记地", "住所地", "district", "county name"],
    ),
    column("city", "城市", &["所在市", "地市", "市", "地级市", "所属市", "prefecture"]),
    column("type", "类型", &["机构类型", "组织类型", "类别", "社会组织类型", "kind", "organisation type"]),
    column(
        "field",
        "领域",
        &["业务领域", "服务领域", "议题", "业务范围", "主要领域", "issue", "field of work", "sector"],
    ),
    column(
        "founded",
        "登记日期",
        &[
            "成立时间",
            "成立日期",
            "登记时间",
            "注册时间",
            "注册日期",
            "成立年份",
            "registration date",
            "founded on",
            "registered on",
        ],
    ),
    column(
        "staff",
        "专职人数",
        &["专职人员", "专职", "全职人数", "全职", "工作人员数", "从业人员", "employees", "paid staff"],
    ),
    column("volunteers", "志愿者人数", &["志愿者", "志愿者数", "注册志愿者", "义工人数", "volunteer count"]),
    column("cash_yuan", "现金", &["货币资金", "资金余额", "现金余额", "流动资金", "净资产", "cash", "money"]),
    column(
        "income_yuan",
        "年收入",
        &["收入", "本年收入", "年度收入", "上年收入", "收入合计", "income", "revenue", "yearly income"],
    ),
    column("registered", "是否登记", &["登记状态", "是否注册", "登记", "注册状态", "registration"]),
    column("rating", "评估等级", &["等级", "评估", "社会组织评估等级", "等级评估", "assessment"]),
    column("projects", "项目数", &["年项目数", "项目数量", "执行项目数", "开展项目数", "projects per year"]),
    column("trainings", "培训次数", &["参加培训", "培训", "年培训次数", "training", "trainings attended"]),
];

const PROGRAMME: &[Column] = &[
    column("year", "年份", &["年度", "年"]),
    column("payer", "出资方", &["资助方", "付款方", "funder"]),
    column("slots", "名额", &["名额数", "数量", "落地名额", "number"]),
    column("unit_yuan", "单价", &["单位金额", "每个名额金额", "资助额", "unit", "amount"]),
];

impl TableKind {
    /// Every table.
    pub const ALL: [TableKind; 4] =
        [TableKind::Counties, TableKind::Funders, TableKind::Organisations, TableKind::Programme];

    /// Its published name, also that of its setting and sheet.
    pub fn name(self) -> &'static str {
        match self {
            TableKind::Counties => "counties",
            TableKind::Funders => "funders",
            TableKind::Organisations => "organisations",
            TableKind::Programme => "programme",
        }
    }

    /// Its name in Chinese, also that of its sheet.
    pub fn name_zh(self) -> &'static str {
        match self {
            TableKind::Counties => "区县",
            TableKind::Funders => "资助方",
            TableKind::Organisations => "机构",
            TableKind::Programme => "项目",
        }
    }

    /// The table that a sheet of this name holds.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn of_sheet(name: &str) -> Option<TableKind> {
        let folded = fold(name);
        let others = |kind: TableKind| match kind {
            TableKind::Counties => &["区县表", "县区", "counties and cities"][..],
            TableKind::Funders => &["资助方表", "出资方"],
            TableKind::Organisations => &["机构表", "社会组织", "机构登记表", "organizations"],
            TableKind::Programme => &["项目表", "年度项目", "program"],
        };
        TableKind::ALL.into_iter().find(|kind| {
            folded == kind.name() || folded == kind.name_zh() || others(*kind).iter().any(|other| fold(other) == folded)
        })
    }

    /// Its columns.
    pub(super) fn columns(self) -> &'static [Column] {
        match self {
            TableKind::Counties => COUNTIES,
            TableKind::Funders => FUNDERS,
            TableKind::Organisations => ORGANISATIONS,
            TableKind::Programme => PROGRAMME,
        }
    }

    /// Columns without which nothing can be read: of each group one is needed.
    pub(super) fn needed(self) -> &'static [&'static [&'static str]] {
        match self {
            TableKind::Counties => &[&["county_zh", "county"], &["city_zh", "city"]],
            TableKind::Funders => &[&["name"], &["class"]],
            TableKind::Organisations => &[&["name"], &["county"]],
            TableKind::Programme => &[&["year"], &["payer"], &["slots"]],
        }
    }
}

/// What a header says: its words without the unit in brackets, and the factor of that unit.
pub(super) fn header(text: &str) -> (String, f64) {
    let folded = fold(text).replace(['*', '#', ':'], "");
    let Some((words, unit)) = folded.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) else {
        return (folded, 1.0);
    };
    let factor = match unit {
        "万" | "万元" | "万人" | "10000yuan" => 1e4,
        "亿" | "亿元" => 1e8,
        "千元" | "千人" | "thousandyuan" => 1e3,
        "百万元" | "millionyuan" => 1e6,
        "元" | "人" | "人民币" | "yuan" | "rmb" | "cny" | "个" | "次" | "名" | "人民币元" | "persons" | "people" => {
            1.0
        }
        // Brackets that hold no unit belong to the words.
        _ => return (folded, 1.0),
    };
    (words.to_string(), factor)
}

/// The column that a header names.
pub(super) fn find(kind: TableKind, words: &str) -> Option<&'static Column> {
    let known = |name: &&str| fold(name) == words;
    let columns = kind.columns();
    columns
        .iter()
        .find(|column| [column.name, column.name_zh].iter().any(known))
        .or_else(|| columns.iter().find(|column| column.others.iter().any(&known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_names_one_column() {
        for kind in TableKind::ALL {
            let mut seen: Vec<String> = Vec::new();
            for column in kind.columns() {
                for name in [column.name, column.name_zh].iter().chain(column.others) {
                    let folded = fold(name);
                    assert!(!seen.contains(&folded), "{name} names two columns of {}", kind.name());
                    seen.push(folded);
                }
            }
        }
    }

    #[test]
    fn headers_are_known_in_both_languages_and_with_units() {
        let found = |kind, text: &str| {
            let (words, factor) = header(text);
            find(kind, &words).map(|column| (column.name, factor))
        };
        assert_eq!(found(TableKind::Organisations, "货币资金（万元）"), Some(("cash_yuan", 1e4)));
        assert_eq!(found(TableKind::Organisations, " Organisation Name "), Some(("name", 1.0)));
        assert_eq!(found(TableKind::Organisations, "县（市、区）"), Some(("county", 1.0)));
        assert_eq!(found(TableKind::Counties, "常住人口（万人）"), Some(("population", 1e4)));
        assert_eq!(found(TableKind::Organisations, "电话"), None);
    }
}
