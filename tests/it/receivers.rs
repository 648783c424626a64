//! What organisations received by kind and tier of county: it adds up to the books, in every year and in every file.

use crate::support::{everything, only, region};
use assert_cmd::Command;
use headwater::ledger::Sector;
use headwater::metrics::YearView;
use headwater::model::World;
use headwater::model::organisations::groups::Group;
use std::collections::BTreeMap;
use std::path::Path;

/// Who received is told by the postings themselves, account by account.
#[test]
fn groups_of_receivers_are_those_of_the_postings() {
    let model = region(300, &[3, 2], everything);
    let mut world = World::found(&model, 0);
    let mut groups = std::collections::BTreeSet::new();
    while world.year < 2024 {
        world.advance();
        let province = only(&world);
        let mut expected: BTreeMap<(usize, usize, u8), i64> = BTreeMap::new();
        for dated in province.ledger.postings() {
            let posting = dated.posting;
            let (headwater::ledger::Account::Cash(i) | headwater::ledger::Account::Restricted(i)) = posting.to else {
                continue;
            };
            let county = usize::from(province.organisations.county[i as usize]);
            let urban = province.places.counties[county].urban;
            let group = Group { kind: province.organisations.kind[i as usize], urban }.number();
            let from = province.ledger.sector(posting.from) as usize;
            *expected.entry((posting.kind as usize, from, group)).or_default() += posting.amount.fen();
        }
        let found: BTreeMap<(usize, usize, u8), i64> = province
            .ledger
            .flows()
            .received()
            .map(|(kind, from, group, amount)| ((kind as usize, from as usize, group), amount.fen()))
            .collect();
        assert_eq!(found, expected, "{}", world.year);
        groups.extend(found.into_keys().map(|(_, _, group)| group));
    }
    assert!(groups.len() > 4, "{groups:?}");
}

/// Over provinces, groups are summed like flows.
#[test]
fn groups_of_receivers_add_up_over_provinces() {
    let model = region(200, &[2, 2], |settings| {
        everything(settings);
        settings.region.provinces = 3;
    });
    let mut world = World::found(&model, 0);
    while world.year < 2020 {
        world.advance();
    }
    let view = YearView::new(&world);
    let mut left: BTreeMap<(usize, usize), i64> = BTreeMap::new();
    for (kind, from, to, _, amount) in view.flows.entries() {
        if to == Sector::Organisations {
            *left.entry((kind as usize, from as usize)).or_default() += amount.fen();
        }
    }
    for (kind, from, _, amount) in view.flows.received() {
        *left.entry((kind as usize, from as usize)).or_default() -= amount.fen();
    }
    assert!(!left.is_empty() && left.values().all(|&fen| fen == 0), "{left:?}");
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).expect("the table is there");
    reader.deserialize().map(|row| row.expect("a row of the table")).collect()
}

#[test]
fn the_table_by_kind_adds_up_to_the_flows() {
    let place = tempfile::tempdir().expect("a folder");
    let replicates = 3;
    Command::new(env!("CARGO_BIN_EXE_headwater"))
        .current_dir(place.path())
        .args(["compare", "baseline", "capacity_support", "--out", "out", "--only", "flows", "-q"])
        .args(["--preset", "workshop", "--replicates", &replicates.to_string(), "--set", "run.end_year=2020"])
        .assert()
        .success();
    let key =
        |row: &BTreeMap<String, String>| ["scenario", "year", "from_sector", "kind"].map(|column| row[column].clone());
    let mut of_flows: BTreeMap<[String; 4], i64> = BTreeMap::new();
    for row in rows(&place.path().join("out/flows.csv")) {
        if row["to_sector"] == "organisations" && row["year"].as_str() >= "2016" {
            *of_flows.entry(key(&row)).or_default() += row["amount_fen"].parse::<i64>().expect("fen");
        }
    }
    let mut of_kinds: BTreeMap<[String; 4], i64> = BTreeMap::new();
    let mut tiers = std::collections::BTreeSet::new();
    for row in rows(&place.path().join("out/flows_by_kind.csv")) {
        let yuan: f64 = row["received_yuan"].parse().expect("yuan");
        *of_kinds.entry(key(&row)).or_default() += (yuan * 100.0 * f64::from(replicates)).round() as i64;
        tiers.insert((row["organisation_kind"].clone(), row["tier"].clone()));
    }
    assert_eq!(of_flows, of_kinds);
    assert!(tiers.len() == 8 && of_kinds.keys().any(|key| key[0] == "capacity_support"), "{tiers:?}");
}
