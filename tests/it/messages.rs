//! What is said about scenarios that are wrong: whole messages against snapshots.

use headwater::scenario::{Diagnosis, Manner, Override, load};

/// Everything said about some scenarios; a file of `tests/it/bad` is named by `bad/NAME`.
#[track_caller]
fn said(names: &[&str], changes: &[&str]) -> String {
    diagnosis(names, changes).render(false)
}

#[track_caller]
fn diagnosis(names: &[&str], changes: &[&str]) -> Diagnosis {
    let file = |name: &&str| match name.strip_prefix("bad/") {
        Some(stem) => format!("tests/it/bad/{stem}.toml"),
        None => name.to_string(),
    };
    let names: Vec<String> = names.iter().map(file).collect();
    let changes: Vec<Override> = changes.iter().map(|change| change.parse().expect("an override")).collect();
    load(&names, &changes).expect_err("something is wrong with it")
}

macro_rules! messages {
    ($($(#[doc = $about:literal])* $name:ident: $scenarios:expr, $changes:expr;)+) => {
        $(
            $(#[doc = $about])*
            #[test]
            fn $name() {
                insta::assert_snapshot!(said(&$scenarios, &$changes));
            }
        )+
    };
}

messages! {
    /// One file, many mistakes, all at once.
    many_mistakes: ["bad/many"], [];
    /// Keys that do not exist: misspelt, misplaced, or nowhere.
    unknown_keys: ["bad/unknown"], [];
    /// Values of the wrong type.
    wrong_types: ["bad/types"], [];
    /// Values out of range.
    out_of_range: ["bad/range"], [];
    /// Dates that cannot be.
    dates: ["bad/dates"], [];
    /// A product row that names no funder.
    product_without_funder: ["bad/product"], [];
    /// Weights that do not sum to 1.
    sums: ["bad/sums"], [];
    /// Everything that is not TOML.
    syntax: ["bad/syntax"], [];
    /// A scenario that extends nothing that exists.
    extends_missing: ["bad/extends_missing"], [];
    /// A scenario that extends a name that is almost right.
    extends_misspelt: ["bad/extends_misspelt"], [];
    /// Two scenarios that extend each other.
    extends_circle: ["bad/circle_one"], [];
    /// A county that is in two cities, and one that is in none.
    twin_counties: ["bad/twins"], [];
    /// A lever without the hub that it needs, and more money than there is.
    levers: ["bad/levers"], [];
    /// Scenarios that are not there.
    missing_scenarios: ["opning", "missing.toml", "baseline", "baseline"], [];
    /// Mistakes in changes from outside.
    changes_from_outside: ["baseline", "opening"], [
        "hub.day_yaun=600",
        "openning:hub.day_yuan=600",
        "hub.day_yuan=\"much\"",
        "hub.day_yuan=much",
        "run.replicates=3.0",
        "rules.quality=minimun",
        "preset=workshp",
        "giving.day_yuan.soon=1",
        "interventions.product_replication.products[0].slots=1",
        "hub..day_yuan=1",
        "extends=baseline",
        "day_yuan=3",
    ];
    /// A change from outside that breaks every scenario is told once.
    one_change_breaks_all: ["baseline", "opening", "capacity_support", "matched_giving"], ["run.end_year=1995"];
    /// A problem of defaults, which nobody wrote.
    a_default_that_does_not_fit: ["baseline"], ["run.base_year=2018"];
    /// Scenarios that cannot be compared.
    different_years: ["baseline", "shandong_2017"], ["baseline:run.seed=1"];
    /// Several scenarios are told of in one go.
    several_files: ["bad/sums", "bad/range"], [];
}

/// The same in Chinese: headings, messages, labels and ways out; only a parser's own words and names stay as they are.
#[test]
fn mistakes_are_told_in_chinese() {
    let changes = ["hub.day_yaun=600", "run.replicates=3.0", "preset=workshp", "hub..day_yuan=1", "extends=baseline"];
    let told: Vec<String> = [
        diagnosis(&["bad/many"], &[]),
        diagnosis(&["bad/syntax"], &[]),
        diagnosis(&["bad/sums"], &[]),
        diagnosis(&["bad/levers"], &[]),
        diagnosis(&["opning", "missing.toml", "baseline", "baseline"], &[]),
        diagnosis(&["baseline", "opening"], &changes),
    ]
    .iter()
    .map(|diagnosis| diagnosis.tell(Manner { chinese: true, ..Manner::default() }))
    .collect();
    insta::assert_snapshot!(told.join("\n\n---\n\n"));
}

#[test]
fn every_mistake_has_chinese_words() {
    for file in std::fs::read_dir("tests/it/bad").expect("the folder is there") {
        let name = file.expect("an entry").file_name().into_string().expect("a plain name");
        let stem = name.strip_suffix(".toml").expect("a scenario");
        for problem in &diagnosis(&[&format!("bad/{stem}")], &[]).problems {
            let told = problem.chinese.as_ref().unwrap_or_else(|| panic!("{name}: {problem}"));
            let is_chinese =
                |text: &str| text.is_empty() || text.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c));
            for words in [&told.message, &told.label, &told.help] {
                assert!(is_chinese(words), "{name}: {words}");
            }
        }
    }
}

#[test]
fn columns_count_characters() {
    let problem = &diagnosis(&["bad/columns"], &[]).problems[0];
    let place = problem.place.as_ref().expect("it is written somewhere");
    assert_eq!((place.line(), place.column(), place.text()), (2, 63, "\"x\""));
}

#[test]
fn plain_text_says_the_same() {
    insta::assert_snapshot!(diagnosis(&["bad/many"], &[]).to_string());
}

#[test]
fn colour_changes_no_word() {
    let diagnosis = diagnosis(&["bad/many"], &[]);
    let mut plain = String::new();
    let mut escaped = false;
    for character in diagnosis.render(true).chars() {
        match character {
            '\u{1b}' => escaped = true,
            'm' if escaped => escaped = false,
            _ if escaped => {}
            other => plain.push(other),
        }
    }
    assert!(diagnosis.render(true).contains('\u{1b}'));
    assert_eq!(plain, diagnosis.render(false));
}

#[test]
fn every_bad_file_is_used_and_is_bad() {
    let source = include_str!("messages.rs");
    for file in std::fs::read_dir("tests/it/bad").expect("the folder is there") {
        let name = file.expect("an entry").file_name().into_string().expect("a plain name");
        let stem = name.strip_suffix(".toml").expect("a scenario");
        let is_named = source.contains(&format!("\"bad/{stem}\""));
        let is_extended = stem == "circle_two";
        assert!(is_named || is_extended, "{name} is in no test");
        assert!(diagnosis(&[&format!("bad/{stem}")], &[]).count() > 0);
    }
}
