//! What chance does and what assumptions do, and what lasts: both verbs as people call them, on a small region.

use assert_cmd::Command;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const SMALL: [&str; 6] = ["--preset", "workshop", "--replicates", "2", "--set", "run.end_year=2018"];

fn headwater(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_headwater"));
    command.current_dir(folder).env_remove("HEADWATER_LANG").env("NO_COLOR", "1");
    command
}

fn place() -> TempDir {
    tempfile::tempdir().expect("a folder for tests")
}

fn said(command: &mut Command) -> String {
    String::from_utf8(command.assert().success().get_output().stdout.clone()).expect("the program writes UTF-8")
}

fn refused(command: &mut Command) -> String {
    let output = command.assert().code(2).get_output().stderr.clone();
    String::from_utf8(output).expect("the program writes UTF-8").trim().to_string()
}

fn rows(folder: &Path, table: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder.join(table)).expect("the table is there");
    reader.deserialize().map(|row| row.expect("a row of the table")).collect()
}

fn header(folder: &Path, table: &str) -> String {
    let text = fs::read_to_string(folder.join(table)).expect("the table is there");
    text.lines().next().expect("a header").to_string()
}

fn tables(folder: &Path) -> Vec<String> {
    ["uncertainty", "uncertainty_sets", "uncertainty_outcomes", "uncertainty_structures"]
        .map(|table| fs::read_to_string(folder.join(format!("{table}.csv"))).expect("the table is there"))
        .to_vec()
}

/// What is wrong with the call is told in the reader's language, all at once.
#[test]
fn mistakes_in_a_call_are_told_in_both_languages() {
    let place = tempfile::tempdir().expect("a folder for tests");
    let calls: [&[&str]; 3] = [
        &["hysteresis", "opening", "--levels", "40,20"],
        &["hysteresis", "opening", "--metric", "landnig"],
        &["uncertainty", "baseline", "opening", "--parameters", "hub.dayyuan,survival.base=-9.."],
    ];
    let mut told = Vec::new();
    for call in calls {
        for lang in ["en", "zh"] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_headwater"));
            command.current_dir(place.path()).env("NO_COLOR", "1").args(call).args(["--lang", lang]);
            let refused = command.assert().code(2);
            told.push(String::from_utf8_lossy(&refused.get_output().stderr).trim().to_string());
        }
    }
    insta::assert_snapshot!(told.join("\n"), @r"
    error: `levels`: a ramp needs two or more levels, each above the one before; write 0,20,40
    错误：`levels`：升降至少要有两个高度，且一个比一个高；例如 0,20,40
    error: `landnig`: there is no such metric; `headwater metrics` lists them
    错误：`landnig`：没有这个指标；用 `headwater metrics` 列出全部
    error: these assumptions cannot be varied as asked:
      `hub.dayyuan`: there is no such setting; did you mean `hub.day_yuan`?
      `survival.base`: `-9..` is not a range; write it from low to high, such as `survival.base=0.1..0.3`
    错误：无法按要求改变这些假定：
      `hub.dayyuan`：没有这项设定；是不是 `hub.day_yuan`？
      `survival.base`：`-9..` 不是范围；请从低到高写，例如 `survival.base=0.1..0.3`
    ");
}

#[test]
fn assumptions_are_tried_split_and_checked_again() {
    let place = place();
    let call = |out: &str, threads: &str| {
        let mut command = headwater(place.path());
        command.args(["uncertainty", "baseline", "opening", "--sets", "3", "--structures", "2", "--out", out]);
        command.args(["--threads", threads]).args(SMALL);
        command
    };
    let text = said(&mut call("one", "1"));
    assert!(text.contains("3 sets of 16 assumed or tuned settings, 2 replicates each"), "{text}");
    assert!(text.contains("12 other structures, 2 replicates each") && text.contains("not a forecast"), "{text}");
    assert!(text.contains("Opening: "), "{text}");
    let out = place.path().join("one");
    let headers: Vec<String> = ["uncertainty", "uncertainty_sets", "uncertainty_outcomes", "uncertainty_structures"]
        .map(|table| format!("{table}: {}", header(&out, &format!("{table}.csv"))))
        .to_vec();
    insta::assert_snapshot!(headers.join("\n"), @r"
    uncertainty: scenario,baseline,quantity,unit,first_year,last_year,own_mean,own_ci95_low,own_ci95_high,sets,replicates_per_set,sets_median,sets_low,sets_high,variance_between_sets,variance_within_sets,between_was_negative,assumption_share,assumption_share_ci95_low,assumption_share_ci95_high,sign,sets_above_zero,sets_below_zero,sets_with_the_sign,flips_under,unclear_under
    uncertainty_sets: set,setting,value,own_value,low,high,range,source
    uncertainty_outcomes: variant,kind,replicate,scenario,quantity,value,difference
    uncertainty_structures: scenario,baseline,quantity,structure,replicates,mean,ci95_low,ci95_high,own_mean
    ");
    // The split follows from the outcomes: one way, three sets of two.
    let of = |set: &str| -> Vec<f64> {
        rows(&out, "uncertainty_outcomes.csv")
            .into_iter()
            .filter(|row| row["kind"] == "set" && row["variant"] == set && row["scenario"] == "opening")
            .filter(|row| row["quantity"] == "organisations_alive")
            .map(|row| row["difference"].parse().expect("both are alive"))
            .collect()
    };
    let sets: Vec<Vec<f64>> = ["1", "2", "3"].map(of).to_vec();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let within = sets.iter().map(|pair| (pair[0] - pair[1]) * (pair[0] - pair[1]) / 2.0).sum::<f64>() / 3.0;
    let means: Vec<f64> = sets.iter().map(|pair| mean(pair)).collect();
    let grand = mean(&means);
    let between = (means.iter().map(|one| 2.0 * (one - grand) * (one - grand)).sum::<f64>() / 2.0 - within) / 2.0;
    let row = rows(&out, "uncertainty.csv")
        .into_iter()
        .find(|row| {
            row["quantity"] == "organisations_alive" && row["scenario"] == "opening" && !row["baseline"].is_empty()
        })
        .expect("a difference");
    let read = |column: &str| row[column].parse::<f64>().expect("a number");
    assert!((read("variance_within_sets") - within).abs() < 1e-9, "{row:?}");
    assert!((read("variance_between_sets") - between.max(0.0)).abs() < 1e-9, "{row:?} {between}");

    // Threads do not change a byte, and running again gives the same numbers under every assumption.
    said(&mut call("two", "2"));
    assert_eq!(tables(&out), tables(&place.path().join("two")));
    let verified = said(headwater(place.path()).args(["verify", "one"]));
    assert!(verified.contains("30 of 30 replicates under other assumptions identical"), "{verified}");
}

#[test]
fn a_complete_folder_is_printed_again_with_its_assumptions() {
    let place = place();
    let call = |out: &str| {
        let mut command = headwater(place.path());
        command
            .args(["uncertainty", "baseline", "opening", "--sets", "2", "--structures", "0", "--out", out])
            .args(SMALL);
        command
    };
    said(&mut call("whole"));
    said(&mut call("again"));
    let again = place.path().join("again");
    let text = said(&mut call("again"));
    assert!(text.contains("2 sets of 16"), "a complete folder is printed again: {text}");
    assert_eq!(
        fs::read(again.join("uncertainty.csv")).expect("a table"),
        fs::read(place.path().join("whole/uncertainty.csv")).expect("a table")
    );
    assert!(!again.join("uncertainty_structures.csv").exists());
}

/// Nothing is tried, so nothing differs, under any assumption: exactly zero everywhere.
#[test]
fn nothing_tried_has_no_effect_under_any_assumption() {
    let place = place();
    fs::write(place.path().join("same.toml"), "title = \"The same\"\nextends = \"baseline\"\n").expect("a scenario");
    let mut command = headwater(place.path());
    command.args(["compare", "baseline", "same.toml", "--assumptions", "3", "--out", "out"]).args(SMALL);
    said(&mut command);
    let differences: Vec<_> = rows(&place.path().join("out"), "uncertainty.csv")
        .into_iter()
        .filter(|row| !row["baseline"].is_empty())
        .collect();
    assert!(!differences.is_empty());
    for row in differences {
        for column in ["own_mean", "own_ci95_low", "own_ci95_high", "sets_low", "sets_high", "variance_between_sets"] {
            assert_eq!(row[column], "0", "{column} of {row:?}");
        }
        assert_eq!(
            (row["sign"].as_str(), row["sets_above_zero"].as_str(), row["assumption_share"].as_str()),
            ("zero", "0", "")
        );
    }
}

#[test]
fn what_cannot_be_varied_is_told_with_a_way_out() {
    let place = place();
    let mut call = headwater(place.path());
    call.args(["uncertainty", "baseline", "opening", "--parameters", "survival.bas,hub.day_yuan=9..2"]);
    insta::assert_snapshot!(refused(&mut call), @r"
    error: these assumptions cannot be varied as asked:
      `survival.bas`: there is no such setting; did you mean `survival.base`?
      `hub.day_yuan`: `9..2` is not a range; write it from low to high, such as `hub.day_yuan=0.1..0.3`
    ");
    let one = refused(headwater(place.path()).args(["uncertainty", "opening", "--lang", "zh"]));
    insta::assert_snapshot!(one, @"错误：要看作用，须有基准：可用 `headwater uncertainty baseline opening`");
    assert!(fs::read_dir(place.path()).expect("a folder").next().is_none(), "nothing is written");
}

#[test]
fn a_ramp_goes_up_and_down_and_says_what_remains() {
    let place = place();
    let mut command = headwater(place.path());
    command.args(["hysteresis", "--levels", "0,5,10", "--hold-years", "1", "--rest-years", "2", "--out", "out"]);
    command.args(["--preset", "workshop", "--replicates", "3"]);
    let text = said(&mut command);
    assert!(text.contains("Loop area") && text.contains("Remains in 2024"), "{text}");
    let out = place.path().join("out");
    assert_eq!(
        header(&out, "hysteresis.csv"),
        "lever,level,way,first_year,year,metric,replicates,mean,ci95_low,ci95_high,rest_mean,difference,\
         difference_ci95_low,difference_ci95_high"
    );
    let steps: Vec<(String, String)> =
        rows(&out, "hysteresis.csv").into_iter().map(|row| (row["way"].clone(), row["level"].clone())).collect();
    let expected = [("up", "0"), ("up", "5"), ("up", "10"), ("down", "5"), ("down", "0")];
    assert_eq!(steps, expected.map(|(way, level)| (way.to_string(), level.to_string())));
    // At the lowest level on the way up nothing has been ramped yet.
    assert_eq!(rows(&out, "hysteresis.csv")[0]["difference"], "0");
    assert_eq!(rows(&out, "hysteresis_summary.csv").iter().filter(|row| row["quantity"] == "last_value").count(), 3);
    let readme = fs::read_to_string(out.join("README.txt")).expect("a readme");
    assert!(readme.contains("headwater hysteresis scenarios/opening.toml --lever"), "{readme}");
    said(headwater(place.path()).args(["verify", "out"]));
    let chinese =
        said(
            headwater(place.path())
                .args(["hysteresis", "--levels", "0,5,10", "--hold-years", "1", "--lang", "zh"])
                .args(["--rest-years", "2", "--out", "out", "--preset", "workshop", "--replicates", "3"]),
        );
    assert!(chinese.contains("回线面积") && chinese.contains("非预测"), "{chinese}");
}
