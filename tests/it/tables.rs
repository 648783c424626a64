//! The tables that a comparison leaves: which there are, their columns, and that they agree with each other to the fen.

use crate::cli::{compare, files, place, results_of, rows};
use std::collections::BTreeMap;
use std::fs;

#[test]
fn a_comparison_leaves_every_file_and_its_books_close() {
    let place = place();
    let table = results_of(&mut compare(place.path(), &["--organisations", "--set", "run.ledger=full"]));
    assert!(table.contains("not a forecast") && table.contains("organisations alive 2018"), "{table}");
    assert!(table.lines().all(|line| line.chars().count() <= 160), "{table}");
    let out = place.path().join("out");
    let names: Vec<String> = files(&out).into_keys().collect();
    insta::assert_snapshot!(names.join("\n"), @r"
    README.txt
    acceptability.csv
    balances.csv
    bands.csv
    columns.csv
    comparison.csv
    counties.csv
    county_comparison.csv
    displacement.csv
    exposure.csv
    figures/acceptability.png
    figures/acceptability.svg
    figures/alive.png
    figures/alive.svg
    figures/flow.png
    figures/flow.svg
    figures/flow_difference.png
    figures/flow_difference.svg
    figures/forest.png
    figures/forest.svg
    figures/hazard.png
    figures/hazard.svg
    figures/heatmap.png
    figures/heatmap.svg
    figures/landing.png
    figures/landing.svg
    figures/liquidity.png
    figures/liquidity.svg
    figures/lorenz.png
    figures/lorenz.svg
    figures/sources.png
    figures/sources.svg
    figures/survival.png
    figures/survival.svg
    figures/tilemap.png
    figures/tilemap.svg
    figures/uncertainty.png
    figures/uncertainty.svg
    figures/value_plane.png
    figures/value_plane.svg
    flow_matrix.csv
    flows.csv
    flows_by_kind.csv
    funders.csv
    hazards.csv
    log_rank.csv
    lorenz.csv
    manifest.json
    metrics.csv
    network.csv
    organisations.parquet
    persistence.csv
    places.csv
    postings.csv
    report.html
    results.xlsx
    same_organisations.csv
    scenarios/baseline.toml
    scenarios/opening.toml
    stories.json
    survival.csv
    survival_summary.csv
    uncertainty.csv
    uncertainty_outcomes.csv
    uncertainty_sets.csv
    value.csv
    value_replicates.csv
    yearly.csv
    yearly.parquet
    ");

    // closing − opening = inflows − outflows, to the fen, for every sector in every year of every run.
    let mut net: BTreeMap<(String, String, String, String), i64> = BTreeMap::new();
    for row in rows(&out, "flows.csv") {
        let fen: i64 = row["amount_fen"].parse().expect("fen are whole");
        assert!(fen > 0);
        for (sector, sign) in [("from_sector", -1), ("to_sector", 1)] {
            let key = (row["scenario"].clone(), row["replicate"].clone(), row["year"].clone(), row[sector].clone());
            *net.entry(key).or_default() += sign * fen;
        }
    }
    let balances = rows(&out, "balances.csv");
    for row in &balances {
        let fen = |column: &str| -> i64 { row[column].parse().expect("fen are whole") };
        let key = (row["scenario"].clone(), row["replicate"].clone(), row["year"].clone(), row["sector"].clone());
        let change = fen("closing_fen") - fen("opening_fen");
        assert_eq!(change, net.remove(&key).unwrap_or_default(), "{key:?}");
    }
    assert!(net.is_empty(), "flows of sectors without a balance: {net:?}");
    assert_eq!(balances.len(), 2 * 2 * 11 * 17, "scenarios, replicates, years 2008 to 2018, sectors");

    // Every posting is in the flows: the sums by kind and year agree.
    let sums = |table: &str| {
        let mut sums: BTreeMap<(String, String, String, String), i64> = BTreeMap::new();
        for row in rows(&out, table) {
            let key = (row["scenario"].clone(), row["replicate"].clone(), row["year"].clone(), row["kind"].clone());
            *sums.entry(key).or_default() += row["amount_fen"].parse::<i64>().expect("fen are whole");
        }
        sums
    };
    assert_eq!(sums("flows.csv"), sums("postings.csv"));
}

#[test]
fn tables_have_the_published_columns() {
    let place = place();
    compare(place.path(), &[]).assert().success();
    let out = place.path().join("out");
    let header = |table: &str| fs::read_to_string(out.join(table)).expect("a table").lines().next().map(str::to_string);
    let headers = ["yearly", "metrics", "comparison", "flows", "balances", "counties", "funders"]
        .map(|table| format!("{table}: {}", header(&format!("{table}.csv")).expect("a header")));
    insta::assert_snapshot!(headers.join("\n"), @r"
    yearly: scenario,replicate,year,metric,value
    metrics: metric,unit,type,better,formula,meaning,meaning_zh,level
    comparison: scenario,baseline,metric,year,replicates,baseline_mean,scenario_mean,difference,ci95_low,ci95_high,method,share_better,correlation,variance_reduction
    flows: scenario,replicate,year,kind,from_sector,to_sector,earmarked,amount_fen
    balances: scenario,replicate,year,sector,opening_fen,closing_fen
    counties: scenario,year,county,city,metric,mean,sd
    funders: scenario,year,class,metric,mean,sd
    ");
    // Compared from the base year on; there nothing has been tried yet, so nothing differs.
    let compared = rows(&out, "comparison.csv");
    assert!(compared.iter().any(|row| row["year"] == "2016"));
    for row in compared.iter().filter(|row| row["year"] == "2016" && !row["difference"].is_empty()) {
        assert_eq!(row["difference"], "0", "{row:?}");
    }
}

/// Quantiles and changes in bands.csv, computed again from yearly.csv: of two values, 5 % lie at a twentieth of the way.
#[test]
fn the_bands_agree_with_the_yearly_values() {
    let place = place();
    compare(place.path(), &[]).assert().success();
    let out = place.path().join("out");
    let mut values: BTreeMap<(String, String, String), Vec<f64>> = BTreeMap::new();
    for row in rows(&out, "yearly.csv").into_iter().filter(|row| !row["value"].is_empty()) {
        let key = (row["scenario"].clone(), row["metric"].clone(), row["year"].clone());
        values.entry(key).or_default().push(row["value"].parse().expect("a number"));
    }
    let bands = rows(&out, "bands.csv");
    assert_eq!(bands.len(), values.len(), "a row for all that any replicate defines");
    let mut changed = 0;
    for row in &bands {
        let key = (row["scenario"].clone(), row["metric"].clone(), row["year"].clone());
        let near = |column: &str, expected: f64| {
            let found: f64 = row[column].parse().unwrap_or_else(|_| panic!("{column} of {key:?}"));
            assert!(
                (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
                "{column} of {key:?}: {found}, {expected}"
            );
        };
        let here = &values[&key];
        assert_eq!(row["replicates"], here.len().to_string());
        let (low, high) =
            (here.iter().copied().fold(f64::MAX, f64::min), here.iter().copied().fold(f64::MIN, f64::max));
        for (column, share) in [("p5", 0.05), ("p25", 0.25), ("median", 0.5), ("p75", 0.75), ("p95", 0.95)] {
            near(column, low + share * (high - low));
        }
        near("mean", here.iter().sum::<f64>() / here.len() as f64);
        let base = values.get(&(key.0.clone(), key.1.clone(), "2016".to_string())).filter(|base| base.len() == 2);
        match base {
            Some(base) if row["year"].as_str() >= "2016" && here.len() == 2 => {
                near("since_base", (here[0] - base[0] + here[1] - base[1]) / 2.0);
                changed += 1;
            }
            _ if row["year"].as_str() < "2016" => assert_eq!(row["since_base"], ""),
            _ => {}
        }
    }
    assert!(changed > 100, "{changed}");
}

/// The means and the difference in comparison.csv, computed again from yearly.csv.
#[test]
fn the_comparison_agrees_with_the_yearly_values() {
    let place = place();
    compare(place.path(), &[]).assert().success();
    let out = place.path().join("out");
    let mut values: BTreeMap<(String, String), Vec<f64>> = BTreeMap::new();
    for row in rows(&out, "yearly.csv").into_iter().filter(|row| row["metric"] == "organisations_alive") {
        let value = row["value"].parse().expect("it is always defined");
        values.entry((row["scenario"].clone(), row["year"].clone())).or_default().push(value);
    }
    let mean = |scenario: &str, year: &str| {
        let values = &values[&(scenario.to_string(), year.to_string())];
        values.iter().sum::<f64>() / values.len() as f64
    };
    let lines = rows(&out, "comparison.csv");
    let line = lines
        .iter()
        .find(|row| row["metric"] == "organisations_alive" && row["year"] == "2018")
        .expect("every metric is compared in every year");
    let number = |column: &str| -> f64 { line[column].parse().expect("it is defined") };
    let (before, after) = (mean("baseline", "2018"), mean("opening", "2018"));
    assert_eq!((number("replicates"), number("baseline_mean"), number("scenario_mean")), (2.0, before, after));
    assert!((number("difference") - (after - before)).abs() < 1e-9);
}
