//! Every scenario that is compiled in reads, checks and survives being written out; and who wins among the layers.

use headwater::model::Settings;
use headwater::scenario::{EQUAL_MONEY, Override, Scenario, builtins, catalogue, load, load_text, presets, schema};
use std::collections::BTreeSet;

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| name.to_string()).collect()
}

fn overrides(changes: &[&str]) -> Vec<Override> {
    changes.iter().map(|change| change.parse().expect("an override")).collect()
}

/// One built-in scenario or file, with changes.
#[track_caller]
fn one(name: &str, changes: &[&str]) -> Scenario {
    match load(&names(&[name]), &overrides(changes)) {
        Ok(mut scenarios) => scenarios.remove(0),
        Err(diagnosis) => panic!("{}", diagnosis.render(false)),
    }
}

/// One text, with changes.
#[track_caller]
fn text(text: &str, changes: &[&str]) -> Scenario {
    load_text("text", text, &overrides(changes)).unwrap_or_else(|diagnosis| panic!("{}", diagnosis.render(false)))
}

/// The stems of the scenario files of a folder.
fn stems(folder: &str) -> BTreeSet<String> {
    let files = std::fs::read_dir(folder).expect("the folder is there");
    files
        .filter_map(|file| {
            let name = file.expect("an entry").file_name().into_string().expect("a plain name");
            name.strip_suffix(".toml").map(str::to_string)
        })
        .collect()
}

#[test]
fn the_folder_and_the_program_hold_the_same_scenarios() {
    let compiled_in: BTreeSet<String> = builtins().iter().map(|known| known.name.to_string()).collect();
    assert_eq!(compiled_in, stems("scenarios"));
    let compiled_in: BTreeSet<String> = presets().iter().map(|preset| preset.name.to_string()).collect();
    assert_eq!(compiled_in, stems("scenarios/presets"));
    let in_set: Vec<&str> =
        builtins().iter().filter(|known| known.in_equal_money_set).map(|known| known.name).collect();
    assert_eq!(in_set, EQUAL_MONEY, "the list begins with the equal-money set, in its order");
}

#[test]
fn every_scenario_says_what_it_asks_and_opens_with_it() {
    for known in builtins() {
        let words = [&known.title, &known.title_zh, &known.question, &known.question_zh];
        assert!(
            words.iter().all(|word| !word.is_empty()),
            "{} has no title or question in one of the languages",
            known.name
        );
        let mut lines = known.text.lines();
        assert_eq!(lines.next(), Some("#:schema ./schema.json"), "{}", known.name);
        assert!(lines.next().is_some_and(|line| line.starts_with("# ") && line.contains('?')), "{}", known.name);
    }
}

#[test]
fn every_number_in_a_scenario_file_says_where_it_comes_from() {
    for (name, text) in builtins().iter().map(|k| (k.name, k.text)).chain(presets().iter().map(|p| (p.name, p.text))) {
        let lines: Vec<&str> = text.lines().collect();
        for (number, line) in lines.iter().enumerate() {
            let (code, comment) = line.split_once('#').unwrap_or((line, ""));
            let Some((_, value)) = code.split_once('=') else { continue };
            if value.trim().parse::<f64>().is_err() || !comment.is_empty() {
                continue;
            }
            // A number without a comment of its own stands in a table with one above it.
            let above = lines[..number]
                .iter()
                .rposition(|line| line.starts_with('['))
                .map(|header| lines[..header].iter().rev());
            let explained = above.is_some_and(|mut above| {
                above
                    .find(|line| !line.contains('=') && !line.starts_with('[') && !line.is_empty())
                    .is_some_and(|line| line.starts_with('#'))
            });
            assert!(explained, "{name}: `{line}` has no source");
        }
    }
}

#[test]
fn every_scenario_survives_being_written_out() {
    for preset in presets().iter().map(|preset| preset.name) {
        for known in builtins() {
            let scenario = one(known.name, &[&format!("preset={preset}")]);
            let written = scenario.to_toml();
            let again = load_text("again", &written, &[]).unwrap_or_else(|d| panic!("{}", d.render(false)));
            assert_eq!(again.settings, scenario.settings, "{} on {preset}", known.name);
            assert_eq!(again.fingerprint(), scenario.fingerprint(), "{} on {preset}", known.name);
            assert_eq!(again.to_toml(), written, "{} on {preset}", known.name);
            assert_eq!((&again.question_zh, &again.preset), (&scenario.question_zh, &scenario.preset));
        }
    }
}

#[test]
fn awkward_numbers_keep_every_bit() {
    let awkward = ["0.1", "0.30000000000000004", "1e-7", "123456.78901234567", "1e12", "5e-324", "0.0"];
    for number in awkward {
        let scenario = text("", &[&format!("sponsor.budget_yuan={number}")]);
        let again = text(&scenario.to_toml(), &[]);
        let expected: f64 = number.parse().expect("a number");
        assert_eq!(again.settings.sponsor.budget_yuan.to_bits(), expected.to_bits(), "{number}");
    }
    let seed = text(&text("", &["run.seed=9007199254740993"]).to_toml(), &[]).settings.run.seed;
    assert_eq!(seed, 9_007_199_254_740_993, "a seed is no floating-point number");
}

#[test]
fn the_equal_money_set_loads_together_and_spends_the_same() {
    let scenarios = load(&names(EQUAL_MONEY), &[]).unwrap_or_else(|d| panic!("{}", d.render(false)));
    let order: Vec<&str> = scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
    assert_eq!(order, EQUAL_MONEY);
    for scenario in &scenarios {
        let share: f64 = scenario.settings.interventions.each().iter().map(|lever| lever.sponsor_share()).sum();
        let expected = if scenario.name == "baseline" || scenario.name.starts_with("opening") { 0.0 } else { 1.0 };
        assert!((share - expected).abs() < 1e-12, "{} spends {share} of the sponsor's budget", scenario.name);
        let treated = scenario.settings.interventions.opening.enabled;
        assert_eq!(treated, scenario.name != "baseline", "every treated scenario contains the opening");
    }
}

#[test]
fn identity_is_what_is_simulated_not_what_it_is_called() {
    let opening = one("opening", &[]);
    assert_eq!(one("opening", &["title=Something else"]).fingerprint(), opening.fingerprint());
    assert_eq!(one("opening", &["title=Something else"]).title, "Something else");
    assert_ne!(one("opening", &["interventions.opening.slots=16"]).fingerprint(), opening.fingerprint());
    assert_ne!(one("opening", &["run.seed=1"]).fingerprint(), opening.fingerprint());
    let distinct: BTreeSet<String> =
        builtins().iter().map(|known| one(known.name, &[]).fingerprint().to_string()).collect();
    assert_eq!(distinct.len(), builtins().len(), "no two scenarios are the same");
}

#[test]
fn the_last_layer_wins() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("a plain path").to_string();
    let write = |name: &str, text: &str| std::fs::write(path(name), text).expect("written");
    write("root.toml", "preset = \"registry\"\n[hub]\nday_yuan = 700\ncounty_days = 7\noutreach_years = 7");
    std::fs::create_dir(folder.path().join("more")).expect("made");
    write("more/middle.toml", "extends = \"../root.toml\"\n[hub]\nday_yuan = 800\ncounty_days = 8");
    write("top.toml", "extends = \"more/middle.toml\"\n[hub]\nday_yuan = 900");
    let top = path("top.toml");

    let defaults = Settings::default();
    let scenario = one(&top, &[]);
    assert_eq!(scenario.settings.hub.day_yuan, 900.0, "the file wins over what it extends");
    assert_eq!(scenario.settings.hub.county_days, 8.0, "the nearer of two that it extends wins");
    assert_eq!(scenario.settings.hub.outreach_years, 7, "the root wins over the default");
    assert_eq!(scenario.settings.hub.diligence_days, defaults.hub.diligence_days, "what nobody states is the default");
    assert_eq!((scenario.name.as_str(), scenario.extends.as_deref()), ("top", Some("middle")));

    assert_eq!(scenario.settings.region.organisations, 50_000, "a preset is inherited and wins over the default");
    let smaller = one(&top, &["preset=workshop"]);
    assert_eq!((smaller.settings.region.organisations, smaller.preset.as_str()), (115, "workshop"));
    write("stated.toml", "preset = \"workshop\"\n[region]\norganisations = 99");
    assert_eq!(one(&path("stated.toml"), &[]).settings.region.organisations, 99, "a file wins over its preset");

    assert_eq!(one(&top, &["hub.day_yuan=1000"]).settings.hub.day_yuan, 1000.0, "--set wins over the file");
    let twice = one(&top, &["hub.day_yuan=1000", "hub.day_yuan=1100"]);
    assert_eq!(twice.settings.hub.day_yuan, 1100.0, "the later --set wins");
    let named = one(&top, &["top:hub.day_yuan=1200", "hub.county_days=9"]);
    assert_eq!((named.settings.hub.day_yuan, named.settings.hub.county_days), (1200.0, 9.0));
}

#[test]
fn a_change_for_one_scenario_leaves_the_others_alone() {
    let changes = overrides(&["opening:hub.day_yuan=700"]);
    let scenarios = load(&names(&["baseline", "opening", "capacity_support"]), &changes).expect("good");
    let days: Vec<f64> = scenarios.iter().map(|scenario| scenario.settings.hub.day_yuan).collect();
    assert_eq!(days, [600.0, 700.0, 600.0], "not even those that extend it");
}

#[test]
fn tables_are_joined_and_lists_and_series_replaced() {
    let scenario = text("extends = \"shandong_2017\"\n[giving]\nday_yuan = { 2015 = 1, 2020 = 2.5 }", &[]);
    let series: Vec<(i16, f64)> = scenario.settings.giving.day_yuan.entries().collect();
    assert_eq!(series, [(2015, 1.0), (2020, 2.5)], "a series that is stated is stated whole");
    assert_eq!(scenario.settings.interventions.product_replication.products.len(), 2, "rows are inherited");
    let products = "[[interventions.product_replication.products]]\nslots = 3";
    let scenario = text(&format!("extends = \"shandong_2017\"\n{products}"), &[]);
    let rows = &scenario.settings.interventions.product_replication.products;
    assert_eq!((rows.len(), rows[0].slots, rows[0].first_year), (1, 3, 2018), "rows that are stated replace all");
    assert!(scenario.settings.interventions.product_replication.enabled, "the table itself is joined");
}

#[test]
fn one_year_and_one_row_can_be_set() {
    let scenario = one("baseline", &["giving.day_yuan.2019=1.5"]);
    let defaults = Settings::default().giving.day_yuan;
    assert_eq!(scenario.settings.giving.day_yuan.at(2019), 1.5);
    assert_eq!(scenario.settings.giving.day_yuan.at(2018), defaults.at(2018));
    assert_eq!(scenario.settings.giving.day_yuan.at(2020), defaults.at(2020));
    let scenario = one("baseline", &["giving.day_yuan={ 2019 = 1.5 }"]);
    assert_eq!(scenario.settings.giving.day_yuan.at(2018), 0.0, "a series that is stated is stated whole");

    let scenario = one("shandong_2017", &["interventions.product_replication.products[1].slots=6"]);
    let rows = &scenario.settings.interventions.product_replication.products;
    assert_eq!((rows[0].slots, rows[1].slots, rows[1].last_year), (40, 6, 2020));
}

#[test]
fn a_whole_number_is_a_real_number_too() {
    assert_eq!(text("[sponsor]\nbudget_yuan = 2000000", &[]).settings.sponsor.budget_yuan, 2e6);
    assert_eq!(text("[sponsor]\nbudget_yuan = 2_000_000", &[]).settings.sponsor.budget_yuan, 2e6);
}

#[test]
fn the_workshop_is_the_deck_one_to_one() {
    let workshop = one("opening", &["preset=workshop"]);
    assert_eq!(workshop.records.len(), 40);
    assert_eq!(workshop.settings.region.organisations, 115);
    let opening = &workshop.settings.interventions.opening;
    assert_eq!((opening.first_contacts, opening.slots), (115, 15));
    let (of, by_default) = (&workshop.settings.funders, Settings::default().funders);
    let scaled = |now: f64, before: f64, factor: f64| assert!((now - before * factor).abs() < 0.01, "{now} {before}");
    scaled(of.county_bureau.base_yuan, by_default.county_bureau.base_yuan, 0.2);
    scaled(of.city_bureau.base_yuan, by_default.city_bureau.base_yuan, 0.2);
    scaled(of.mass_organisation.base_yuan, by_default.mass_organisation.base_yuan, 0.2);
    scaled(of.city_federation.base_yuan, by_default.city_federation.base_yuan, 0.2);
    scaled(of.local_foundation.base_yuan, by_default.local_foundation.base_yuan, 0.2);
    scaled(of.enterprises.base_yuan, by_default.enterprises.base_yuan, 0.2);
    let part = 0.2 * 40.0 / 137.0;
    scaled(of.provincial_federation.base_yuan, by_default.provincial_federation.base_yuan, part);
    scaled(of.national_foundation.base_yuan, by_default.national_foundation.base_yuan, part);
    scaled(of.child_welfare_office.base_yuan, by_default.child_welfare_office.base_yuan, part);
}

#[test]
fn presets_say_what_must_be_known_of_them() {
    let title = |name: &str| presets().iter().find(|preset| preset.name == name).map(|preset| preset.title.as_str());
    assert!(title("workshop").is_some_and(|title| title.contains("not calibrated")));
    assert!(title("registry").is_some_and(|title| title.contains("ten times the density")));
    let size = |preset: &str| {
        let region = one("baseline", &[&format!("preset={preset}")]).settings.region;
        u64::from(region.organisations) * u64::from(region.provinces)
    };
    assert_eq!(["workshop", "province", "registry", "national"].map(size), [115, 5_000, 50_000, 1_000_000]);
}

#[test]
fn every_setting_can_be_set_by_its_path_to_its_default() {
    let changes: Vec<Override> = catalogue()
        .into_iter()
        .filter(|setting| !setting.path.contains("[]"))
        .map(|setting| Override { scenario: None, path: setting.path, value: setting.default })
        .collect();
    let scenario = load(&names(&["baseline"]), &changes).unwrap_or_else(|d| panic!("{}", d.render(false))).remove(0);
    assert_eq!(scenario.settings, Settings::default());
}

#[test]
fn the_committed_schema_is_the_programs() {
    let committed = std::fs::read_to_string("scenarios/schema.json").unwrap_or_default();
    assert!(committed == schema(), "scenarios/schema.json is old: write it anew with `headwater schema`");
}
