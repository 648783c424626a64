//! Names and numbers as sentences use them, in English and 简体中文.

use crate::ledger::{Account, Kind};
use crate::model::Province;
use crate::model::funders::classes::FunderClass;
use crate::model::organisations::founders::OrganisationKind;
use crate::model::places::{ISSUES, Places};
use crate::money::Money;
use serde::{Deserialize, Serialize};

/// Words in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bilingual {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

/// Words in both languages.
pub fn both(en: impl Into<String>, zh: impl Into<String>) -> Bilingual {
    Bilingual { en: en.into(), zh: zh.into() }
}

/// A county with its city.
pub fn county_name(places: &Places, county: usize) -> Bilingual {
    let county = &places.counties[county];
    let (city, city_zh) = &places.cities[county.city];
    both(format!("{}, {city}", county.name), format!("{city_zh}{}", county.name_zh))
}

/// A funder by its name in a register, or else by its class and place.
pub fn funder_name(province: &Province, funder: usize) -> Bilingual {
    if let Some(name) = province.funder_name(funder) {
        return both(name, name);
    }
    let place = province.funders.place[funder] as usize;
    let places = &province.places;
    let county = || (&places.counties[place].name, &places.counties[place].name_zh);
    let city = || (&places.cities[place].0, &places.cities[place].1);
    let first = |class| province.funders.of_class(class).start;
    match province.funders.class[funder] {
        FunderClass::CountyBureau => {
            let (en, zh) = county();
            both(format!("the civil-affairs bureau of {en}"), format!("{zh}民政局"))
        }
        FunderClass::CityBureau => {
            let (en, zh) = city();
            both(format!("the city civil-affairs bureau of {en}"), format!("{zh}民政局"))
        }
        FunderClass::MassOrganisation => {
            let (en, zh) = county();
            both(format!("the Youth League and Women's Federation of {en}"), format!("{zh}共青团与妇联"))
        }
        FunderClass::CityFederation => {
            let (en, zh) = city();
            both(format!("the city charity federation of {en}"), format!("{zh}慈善总会"))
        }
        FunderClass::ProvincialFederation => both("the provincial charity federation", "省慈善总会"),
        FunderClass::LocalFoundation => {
            let (en, zh) = city();
            let twins = province.funders.of_class(FunderClass::LocalFoundation);
            let number = 1 + twins
                .take_while(|&other| other < funder)
                .filter(|&other| same_place(province, other, funder))
                .count();
            both(format!("local foundation {number} of {en}"), format!("{zh}本地基金会（第 {number} 家）"))
        }
        FunderClass::NationalFoundation => {
            let letter = ["A", "B", "C"].get(funder - first(FunderClass::NationalFoundation)).copied().unwrap_or("");
            both(format!("national foundation {letter}"), format!("全国性基金会{letter}"))
        }
        FunderClass::Enterprises => {
            let (en, zh) = county();
            both(format!("the enterprises' giving fund of {en}"), format!("{zh}企业公益资金"))
        }
        FunderClass::ChildWelfareOffice => both("the provincial child-welfare office", "省儿童福利处"),
    }
}

fn same_place(province: &Province, one: usize, other: usize) -> bool {
    province.funders.place[one] == province.funders.place[other]
}

/// A class of funders, in the plural.
pub fn class_name(class: FunderClass) -> Bilingual {
    let en = match class {
        FunderClass::CountyBureau => "county civil-affairs bureaus",
        FunderClass::CityBureau => "city civil-affairs bureaus",
        FunderClass::MassOrganisation => "Youth League and Women's Federations",
        FunderClass::CityFederation => "city charity federations",
        FunderClass::ProvincialFederation => "the provincial charity federation",
        FunderClass::LocalFoundation => "local foundations",
        FunderClass::NationalFoundation => "national foundations",
        FunderClass::Enterprises => "enterprises' giving funds",
        FunderClass::ChildWelfareOffice => "the provincial child-welfare office",
    };
    both(en, class.name_zh())
}

/// Whose account it is, as the other side of a posting.
pub fn party_name(province: &Province, account: Account) -> Bilingual {
    match account {
        Account::Funder(funder) => funder_name(province, funder as usize),
        Account::Hub => both("the hub", "枢纽"),
        Account::Platform => both("the giving platform", "募捐平台"),
        Account::Pool => both("the matching pool", "配捐池"),
        Account::Outside(outside) => both(outside.sector().name().replace('_', " "), outside.sector().name_zh()),
        Account::Cash(i) | Account::Restricted(i) => {
            let id = province.organisations.id[i as usize];
            match province.organisation_name(i as usize) {
                Some(name) => both(name, name),
                None => both(format!("organisation {id}"), format!("机构 {id}")),
            }
        }
    }
}

/// A kind of organisation.
pub fn kind_name(kind: OrganisationKind) -> Bilingual {
    let en = match kind {
        OrganisationKind::VolunteerGroup => "volunteer group",
        OrganisationKind::GrassrootsNgo => "grassroots NGO",
        OrganisationKind::SocialWorkAgency => "social-work agency",
        OrganisationKind::HeadOrganisation => "head organisation",
    };
    both(en, kind.name_zh())
}

/// An issue, as what an organisation works on.
pub fn issue_name(issue: u8) -> Bilingual {
    const ISSUE_WORDS: [(&str, &str); ISSUES] = [
        ("children", "儿童"),
        ("elderly people", "养老"),
        ("people with disabilities", "助残"),
        ("education", "教育"),
        ("poverty", "扶贫"),
        ("health", "健康"),
        ("the environment", "环境"),
        ("communities", "社区与社会工作"),
    ];
    let (en, zh) = ISSUE_WORDS[usize::from(issue)];
    both(en, zh)
}

/// What a kind of posting is, inside a sentence.
pub fn posting_name(kind: Kind) -> Bilingual {
    both(kind.name().replace('_', " "), kind.name_zh())
}

/// A step of the round by its letter, inside a sentence.
pub fn step_name(letter: char) -> Bilingual {
    let (en, zh) = match letter {
        'A' => ("the year's opening", "年初"),
        'B' => ("budgets", "预算入账"),
        'C' => ("chance meetings", "关系与偶遇"),
        'D' => ("the hub's plans", "枢纽计划"),
        'E' => ("hearing of the programme", "得知项目"),
        'F' => ("slots of the programme", "落地名额"),
        'I' => ("local key projects", "地方重点项目"),
        'G' => ("the hub's field work", "枢纽的陪伴、背书与引荐"),
        'H' => ("open grants", "公开资助"),
        'J' => ("the contest", "公益创投"),
        'K' => ("public giving", "公众捐赠"),
        'L' => ("direct relief", "直接救助"),
        'M' => ("delivery", "项目执行"),
        'N' => ("paying the bills", "支付账单"),
        'O' => ("learning and wear", "学习与损耗"),
        'P' => ("leaving the network", "退出网络"),
        'Q' => ("evidence", "证据"),
        'R' => ("closing", "存续与关闭"),
        'S' => ("founding", "新机构成立"),
        _ => ("the year's end", "年终"),
    };
    both(en, zh)
}

/// An amount as people say it: whole yuan with separators; in Chinese 元 or 万元.
pub fn yuan(amount: Money) -> Bilingual {
    let whole = (amount.fen().abs() + 50) / 100;
    let sign = if amount.fen() < 0 && whole > 0 { "−" } else { "" };
    let grouped = grouped(whole);
    let counted = in_ten_thousands(whole);
    // 12.3 万元, but 9876 元.
    let zh = if whole >= 10_000 { format!("{sign}{counted}元") } else { format!("{sign}{counted} 元") };
    both(format!("{sign}{grouped} yuan"), zh)
}

/// A number, not below zero, as Chinese counts: in 万 from ten thousand on.
pub fn in_ten_thousands(number: i64) -> String {
    if number < 10_000 {
        return number.to_string();
    }
    let ten_thousands = number as f64 / 10_000.0;
    let digits = if ten_thousands >= 100.0 { 0 } else { 1 };
    let text = format!("{ten_thousands:.digits$}");
    format!("{} 万", text.strip_suffix(".0").unwrap_or(&text))
}

/// A whole number with separators of thousands.
pub fn grouped(number: i64) -> String {
    let digits = number.abs().to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if number < 0 { format!("−{text}") } else { text }
}

/// A probability as a percentage with one decimal.
pub fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent > 0.0 && percent < 0.05 { "< 0.1 %".to_string() } else { format!("{percent:.1} %") }
}

/// A chance or a draw as a percentage; small ones with two decimals, so that it is seen which is less.
pub fn chance(share: f64) -> String {
    let digits = if share < 0.1 { 2 } else { 1 };
    format!("{:.digits$} %", 100.0 * share)
}

/// Names one after another.
pub fn listed(names: &[Bilingual]) -> Bilingual {
    let en: Vec<&str> = names.iter().map(|name| name.en.as_str()).collect();
    let zh: Vec<&str> = names.iter().map(|name| name.zh.as_str()).collect();
    let en = match en.as_slice() {
        [] => String::new(),
        [only] => (*only).to_string(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    };
    let zh = match zh.as_slice() {
        [] => String::new(),
        [only] => (*only).to_string(),
        [first @ .., last] => format!("{}和{last}", first.join("、")),
    };
    both(en, zh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_said_as_people_say_them() {
        let said = |fen| yuan(Money::from_fen(fen));
        assert_eq!((said(12_345_678).en.as_str(), said(12_345_678).zh.as_str()), ("123,457 yuan", "12.3 万元"));
        assert_eq!((said(10_000_000).en.as_str(), said(10_000_000).zh.as_str()), ("100,000 yuan", "10 万元"));
        assert_eq!((said(-12_345).en.as_str(), said(-12_345).zh.as_str()), ("−123 yuan", "−123 元"));
        assert_eq!((said(-20).en.as_str(), said(999_999).en.as_str()), ("0 yuan", "10,000 yuan"));
    }

    #[test]
    fn names_are_listed_as_each_language_lists_them() {
        let names = [both("a", "甲"), both("b", "乙"), both("c", "丙")];
        assert_eq!(listed(&names), both("a, b and c", "甲、乙和丙"));
        assert_eq!(listed(&names[..1]), both("a", "甲"));
    }
}
