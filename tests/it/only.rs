//! Parts of the results that are had alone: what is written, what is not, and what is said when folders meet.

use assert_cmd::Command;
use std::fs;
use std::path::Path;

fn headwater(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_headwater"));
    command.current_dir(folder).env_remove("HEADWATER_LANG").env("NO_COLOR", "1").args(words);
    command
}

/// A comparison of two small scenarios into a folder.
fn compare(folder: &Path, out: &str, more: &[&str]) -> Command {
    let mut command = headwater(folder, &["compare", "baseline", "opening", "--out", out]);
    command.args(["--preset", "workshop", "--replicates", "2", "--set", "run.end_year=2019"]).args(more);
    command
}

/// Exit status, standard output and standard error.
fn heard(mut command: Command) -> (i32, String, String) {
    let output = command.output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code().expect("it ends by itself"), text(output.stdout), text(output.stderr))
}

fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn a_part_is_had_alone_with_the_same_bytes_and_can_be_verified() {
    let place = tempfile::tempdir().expect("a folder");
    let (status, whole_table, said) = heard(compare(place.path(), "whole", &[]));
    assert_eq!(status, 0, "{said}");
    let (status, table, said) = heard(compare(place.path(), "some", &["--only", "survival,value"]));
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("writing only survival, value") && !said.contains("other assumptions"), "{said}");
    // The same first tables; no other assumptions, and no report to be read next.
    let money = |table: &str| table.split("Differences are from").next().expect("a table").to_string();
    assert_eq!(money(&table), money(&whole_table));
    assert!(table.contains("Read next: some/README.txt") && !table.contains("report.html"), "{table}");
    let some = place.path().join("some");
    let tables = ["acceptability", "columns", "exposure", "hazards", "log_rank", "metrics", "survival"];
    let mut expected: Vec<String> = tables.iter().map(|table| format!("{table}.csv")).collect();
    expected.extend(
        ["survival_summary.csv", "value.csv", "value_replicates.csv", "README.txt", "manifest.json", "scenarios"]
            .map(String::from),
    );
    expected.sort();
    assert_eq!(files(&some), expected);
    for table in expected.iter().filter(|name| name.ends_with(".csv") && *name != "columns.csv") {
        let [one, other] = ["some", "whole"].map(|folder| read(&place.path().join(folder).join(table)));
        assert_eq!(one, other, "{table}");
    }
    let columns = read(&some.join("columns.csv"));
    assert!(columns.contains("\nvalue.csv,") && !columns.contains("\ncomparison.csv,"), "{columns}");
    // The description names what is there and nothing else, and how to get it again.
    let readme = read(&some.join("README.txt"));
    for (name, there) in [
        ("survival.csv", true),
        ("value.csv", true),
        ("yearly.csv", false),
        ("figures/", false),
        ("report.html", false),
    ] {
        assert_eq!(readme.contains(&format!("\n  {name}")), there, "{name}:\n{readme}");
    }
    assert!(readme.contains("compare scenarios/baseline.toml scenarios/opening.toml --only survival,value\n"));
    let (status, results, _) = heard(headwater(place.path(), &["verify", "some", "-q"]));
    let count = expected.len();
    let scenarios = "4 of 4 replicates identical\n";
    assert_eq!((status, results), (0, format!("{count} of {count} files as written\n{scenarios}")));
    let again = ["compare", "scenarios/baseline.toml", "scenarios/opening.toml", "--only", "survival,value", "-q"];
    let (status, _, said) = heard(headwater(&some, &[&again[..], &["--out", "../again"]].concat()));
    assert_eq!(status, 0, "{said}");
    assert_eq!(read(&place.path().join("again/survival.csv")), read(&some.join("survival.csv")));
}

#[test]
fn folders_of_other_parts_are_told_apart_and_nothing_is_lost() {
    let place = tempfile::tempdir().expect("a folder");
    let only = |parts: &str, more: &[&str]| heard(compare(place.path(), "out", &[&["--only", parts], more].concat()));
    assert_eq!(only("survival,persistence", &[]).0, 0);
    let before = files(&place.path().join("out"));
    // What is there already is not computed again.
    let (status, _, said) = only("persistence", &[]);
    assert!(status == 0 && said.contains("already holds this run"), "{said}");
    let (status, _, said) = only("value,persistence", &[]);
    assert_eq!(status, 2);
    assert!(said.contains("with only survival, persistence; it lacks value; nothing was touched"), "{said}");
    assert!(said.contains("--only survival,value,persistence to have all of these"), "{said}");
    let (status, _, said) = heard(compare(place.path(), "out", &["--lang", "zh"]));
    assert!(status == 2 && said.contains("只有 survival, persistence，缺 comparison, "), "{said}");
    assert_eq!(files(&place.path().join("out")), before);
    assert_eq!(only("survival,value,persistence", &["--force", "-q"]).0, 0);
    assert!(files(&place.path().join("out")).contains(&"value.csv".to_string()));
    // A whole run holds every part.
    assert_eq!(heard(compare(place.path(), "whole", &["-q"])).0, 0);
    let (status, _, said) = heard(compare(place.path(), "whole", &["--only", "value,uncertainty,report"]));
    assert!(status == 0 && said.contains("already holds this run"), "{said}");
    let (status, _, said) = heard(compare(place.path(), "whole", &["--only", "value", "--assumptions", "0"]));
    assert!(status == 2 || said.contains("already holds this run"), "{said}");
    // Verbs that read what is not there say so.
    for (words, missing) in [
        (["flows", "out", "--year", "2018"].as_slice(), "without the part `flows`"),
        (["diff", "out", "whole"].as_slice(), "without the part `yearly`"),
    ] {
        let (status, _, said) = heard(headwater(place.path(), words));
        assert!(status == 2 && said.contains(missing), "{said}");
    }
}

#[test]
fn what_is_made_of_tables_comes_with_what_it_needs() {
    let place = tempfile::tempdir().expect("a folder");
    let (status, _, said) = heard(compare(place.path(), "drawn", &["--only", "survival,figures"]));
    assert_eq!(status, 0, "{said}");
    assert!(!said.contains("warning"), "{said}");
    let drawn = files(&place.path().join("drawn/figures"));
    assert!(["survival.svg", "hazard.png", "forest.svg"].iter().all(|name| drawn.contains(&name.to_string())));
    assert!(!drawn.iter().any(|name| name.starts_with("flow") || name.starts_with("lorenz")), "{drawn:?}");
    let (status, _, said) = heard(compare(place.path(), "told", &["--only", "value,report", "--lang", "zh"]));
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("只写出 value、report") && !said.contains("警告"), "{said}");
    let page = read(&place.path().join("told/report.html"));
    assert!(page.contains("--only value,report") && page.contains("data-name=\"value_plane\""));
    assert!(!place.path().join("told/yearly.csv").exists());
}

#[test]
fn a_scenario_alone_has_parts_too() {
    let place = tempfile::tempdir().expect("a folder");
    let run = |parts: &str, more: &[&str]| {
        let words = ["run", "opening", "--out", "out", "--preset", "workshop", "--replicates", "2", "--only", parts];
        heard(headwater(place.path(), &[&words[..], more].concat()))
    };
    let (status, _, said) = run("value,flows,stories", &[]);
    assert_eq!(status, 2);
    assert!(
        said.contains("a scenario alone has no `value`, `stories`") && said.contains("headwater compare"),
        "{said}"
    );
    let (status, _, said) = run("flowz,survival_summary", &["--lang", "zh"]);
    assert_eq!(status, 2);
    assert!(said.contains("是否想用 `flows`") && said.contains("`survival` 部分中的一张表"), "{said}");
    assert!(!place.path().join("out").exists(), "nothing was written");
    assert_eq!(run("flows", &["-q"]).0, 0);
    let (status, _, said) = heard(headwater(place.path(), &["verify", "out", "-q"]));
    assert_eq!(status, 0, "{said}");
    let (status, _, said) = heard(compare(place.path(), "none", &["--only", "uncertainty", "--assumptions", "0"]));
    assert!(status == 2 && said.contains("leave out one of them"), "{said}");
}
