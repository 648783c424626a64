//! Words of registers that stand for something in the model: types, fields of work, classes, ratings, payers.

use super::cell::fold;
use crate::model::funders::classes::{FunderClass, Payer};
use crate::model::organisations::founders::OrganisationKind;

/// Words by which kinds are known; the first that is found in the cell counts, more special ones first.
const KINDS: [(OrganisationKind, &[&str]); 4] = [
    (
        OrganisationKind::HeadOrganisation,
        &["head_organisation", "headorganisation", "headorganization", "枢纽", "头部", "支持型", "hub"],
    ),
    (OrganisationKind::SocialWorkAgency, &["social_work_agency", "社工", "社会工作", "socialwork"]),
    (OrganisationKind::VolunteerGroup, &["volunteer_group", "志愿", "义工", "volunteer"]),
    (
        OrganisationKind::GrassrootsNgo,
        &[
            "grassroots_ngo",
            "草根",
            "社会团体",
            "社会服务机构",
            "民办非企业",
            "民非",
            "社团",
            "协会",
            "社会组织",
            "grassroots",
            "ngo",
            "association",
        ],
    ),
];

/// The kind that a type names.
pub(super) fn kind(text: &str) -> Option<OrganisationKind> {
    let folded = fold(text);
    KINDS.iter().find(|(_, words)| words.iter().any(|word| folded.contains(word))).map(|(kind, _)| *kind)
}

/// Whether a type says that this is a foundation, which gives and does not run projects here.
pub(super) fn is_foundation(text: &str) -> bool {
    let folded = fold(text);
    folded.contains("基金会") || folded.contains("foundation")
}

/// The issues in the order of their numbers, as the settings of their shares call them.
pub(super) const ISSUE_NAMES: [&str; 8] =
    ["children", "elderly", "disability", "education", "poverty", "health", "environment", "community"];

/// The same in Chinese.
pub(super) const ISSUE_NAMES_ZH: [&str; 8] = ["儿童", "养老", "助残", "教育", "扶贫", "健康", "环境", "社区"];

/// Words by which issues are known, in the order of the issues' numbers.
const ISSUES: [&[&str]; 8] = [
    &["儿童", "青少年", "未成年", "孩子", "child", "youth"],
    &["养老", "老年", "老人", "助老", "为老", "elder", "aging", "ageing"],
    &["残", "disab"],
    &["教育", "助学", "educat", "school"],
    &["扶贫", "济困", "救助", "贫困", "乡村振兴", "poverty", "relief"],
    &["健康", "医", "卫生", "病", "health", "medic"],
    &["环保", "环境", "生态", "environment"],
    &["社区", "社会工作", "社工", "综合", "社会治理", "communit", "socialwork"],
];

/// The issue that a field of work names; of several, the one that is named first.
pub(super) fn issue(text: &str) -> Option<u8> {
    let folded = fold(text);
    let first = |words: &[&str]| words.iter().filter_map(|word| folded.find(word)).min();
    let found = ISSUES.iter().enumerate().filter_map(|(issue, words)| Some((first(words)?, issue as u8)));
    found.min().map(|(_, issue)| issue)
}

/// Other words for the classes of funders.
const CLASSES: [(FunderClass, &[&str]); FunderClass::COUNT] = [
    (FunderClass::CountyBureau, &["县民政局", "区民政局", "区县民政局", "县级民政局", "县级民政"]),
    (FunderClass::CityBureau, &["市民政局", "市级民政局", "市级民政"]),
    (FunderClass::MassOrganisation, &["群团", "群团组织", "共青团", "团县委", "妇联", "县妇联"]),
    (FunderClass::CityFederation, &["市级慈善总会", "慈善总会(市)", "city charity federation"]),
    (FunderClass::ProvincialFederation, &["省级慈善总会", "慈善总会(省)", "provincial charity federation"]),
    (FunderClass::LocalFoundation, &["本地基金会", "地方基金会", "非公募基金会", "市级基金会", "foundation"]),
    (FunderClass::NationalFoundation, &["全国性基金会", "全国基金会", "公募基金会", "国际机构", "ingo"]),
    (FunderClass::Enterprises, &["企业", "企业捐赠", "企业资金", "csr", "csr pool", "business"]),
    (FunderClass::ChildWelfareOffice, &["儿童福利处", "省民政厅", "省民政厅儿童福利处"]),
];

/// The class that a word names.
pub(super) fn class(text: &str) -> Option<FunderClass> {
    let folded = fold(text);
    let known = |class: &FunderClass| {
        let others = CLASSES.iter().filter(|(other, _)| other == class).flat_map(|(_, words)| words.iter().copied());
        [class.name(), class.name_zh()].into_iter().chain(others).any(|name| fold(name) == folded)
    };
    FunderClass::ALL.into_iter().find(known)
}

/// The published name of a class that is spelled most like a word.
pub(super) fn class_like(text: &str) -> Option<FunderClass> {
    let folded = fold(text);
    let like = |name: &str| strsim::normalized_damerau_levenshtein(&folded, &fold(name));
    let likeness = |class: FunderClass| like(class.name()).max(like(class.name_zh()));
    FunderClass::ALL
        .into_iter()
        .map(|class| (likeness(class), class))
        .filter(|(likeness, _)| *likeness >= 0.4)
        .max_by(|a, b| crate::real::order(a.0, b.0))
        .map(|(_, class)| class)
}

/// A rating as `3A`, `AAA` or `3`; `Some(None)` for words that say that there is none.
pub(super) fn rating(text: &str) -> Option<Option<u8>> {
    let folded = fold(text).replace("级", "");
    if ["未评", "未评估", "未参评", "无等级", "unrated", "0"].contains(&folded.as_str()) {
        return Some(None);
    }
    let digits = folded.strip_suffix('a').unwrap_or(&folded);
    if let Ok(rating @ 1..=5) = digits.parse::<u8>() {
        return Some(Some(rating));
    }
    let is_letters = (1..=5).contains(&folded.len()) && folded.bytes().all(|byte| byte == b'a');
    is_letters.then_some(Some(folded.len() as u8))
}

/// `yes` or `no` in many words.
pub(super) fn flag(text: &str) -> Option<bool> {
    const YES: [&str; 13] =
        ["yes", "y", "true", "1", "是", "已登记", "已注册", "有", "正常", "登记", "√", "城区", "市辖区"];
    const NO: [&str; 12] = ["no", "n", "false", "0", "否", "未登记", "未注册", "没有", "备案", "×", "县域", "农村"];
    let folded = fold(text);
    let folded = folded.as_str();
    if YES.contains(&folded) { Some(true) } else { NO.contains(&folded).then_some(false) }
}

/// Every payer that can be named, with its words.
pub(super) const PAYERS: [(Payer, &str, &[&str]); 5] = [
    (Payer::NationalA, "national_a", &["全国性基金会a", "全国性基金会甲", "nationalfoundationa"]),
    (Payer::NationalB, "national_b", &["全国性基金会b", "全国性基金会乙", "nationalfoundationb"]),
    (Payer::NationalC, "national_c", &["全国性基金会c", "全国性基金会丙", "nationalfoundationc"]),
    (Payer::ProvincialFederation, "provincial_federation", &["省慈善总会"]),
    (Payer::ChildWelfareOffice, "child_welfare_office", &["省儿童福利处", "儿童福利处"]),
];

/// The payer that a word names.
pub(super) fn payer(text: &str) -> Option<Payer> {
    let folded = fold(text);
    PAYERS
        .iter()
        .find(|(_, name, others)| folded == *name || others.contains(&folded.as_str()))
        .map(|(payer, _, _)| *payer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_fields_and_classes_are_known_in_both_languages() {
        assert_eq!(kind("社会工作服务中心"), Some(OrganisationKind::SocialWorkAgency));
        assert_eq!(kind("志愿服务协会"), Some(OrganisationKind::VolunteerGroup));
        assert_eq!(kind("民办非企业单位"), Some(OrganisationKind::GrassrootsNgo));
        assert_eq!(kind("Hub organisation"), Some(OrganisationKind::HeadOrganisation));
        assert_eq!(kind("有限公司"), None);
        assert_eq!(issue("困境儿童、教育"), Some(0));
        assert_eq!(issue("教育与儿童"), Some(3));
        assert_eq!(issue("Community work"), Some(7));
        assert_eq!(issue("体育"), None);
        assert_eq!(class("市慈善总会"), Some(FunderClass::CityFederation));
        assert_eq!(class("Local_Foundation"), Some(FunderClass::LocalFoundation));
        assert_eq!(class_like("市慈善会"), Some(FunderClass::CityFederation));
        assert_eq!(class("银行"), None);
        for known in OrganisationKind::ALL {
            assert_eq!(kind(known.name()), Some(known));
            assert_eq!(kind(known.name_zh()), Some(known));
        }
        for known in FunderClass::ALL {
            assert_eq!((class(known.name()), class(known.name_zh())), (Some(known), Some(known)));
        }
    }

    #[test]
    fn issues_are_known_by_the_names_of_their_settings() {
        for (number, name) in ISSUE_NAMES.iter().enumerate() {
            assert_eq!(issue(name), Some(number as u8));
        }
    }

    #[test]
    fn ratings_and_flags_are_read() {
        for text in ["3A", "３Ａ级", "AAA", "3", "aaa"] {
            assert_eq!(rating(text), Some(Some(3)), "{text}");
        }
        assert_eq!(rating("未评估"), Some(None));
        assert_eq!(rating("6A"), None);
        assert_eq!((flag("是"), flag("No"), flag("也许")), (Some(true), Some(false), None));
    }
}
