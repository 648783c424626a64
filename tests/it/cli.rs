//! The program as people call it: arguments in, results, talk and exit status out.

use assert_cmd::Command;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A small region, few years, few replicates: seconds instead of minutes.
const SMALL: [&str; 5] = ["--preset", "workshop", "--replicates", "2", "--set"];
const SHORT: &str = "run.end_year=2018";

fn headwater(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_headwater"));
    command.current_dir(folder).env_remove("HEADWATER_LANG").env("NO_COLOR", "1");
    command
}

/// A comparison of two small scenarios into `out`.
pub(crate) fn compare(folder: &Path, more: &[&str]) -> Command {
    let mut command = headwater(folder);
    command.args(["compare", "baseline", "opening", "--out", "out"]).args(SMALL).arg(SHORT).args(more);
    command
}

pub(crate) fn place() -> TempDir {
    tempfile::tempdir().expect("a folder for tests")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the program writes UTF-8")
}

/// Standard output of a command that succeeds.
pub(crate) fn results_of(command: &mut Command) -> String {
    text(&command.assert().success().get_output().stdout)
}

/// Exit status, standard output and standard error of a command.
fn heard(command: &mut Command) -> (i32, String, String) {
    let output = command.output().expect("the program starts");
    (output.status.code().expect("the program ends by itself"), text(&output.stdout), text(&output.stderr))
}

/// Every file below a folder by its path, with its content.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(inside) = folders.pop() {
        for entry in fs::read_dir(&inside).expect("a folder can be read") {
            let path: PathBuf = entry.expect("an entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below the folder").to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read(&path).expect("a file can be read"));
            }
        }
    }
    found
}

/// The files of a run without what may differ: when, where and by which call it was computed.
fn lasting(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = files(folder);
    // The report says when and by which call, too.
    found.remove("report.html");
    let manifest = found.get_mut("manifest.json").expect("a complete run has a manifest");
    let mut content: Value = serde_json::from_slice(manifest).expect("a manifest is JSON");
    for circumstance in ["times", "machine", "command"] {
        content.as_object_mut().expect("a manifest is a table").remove(circumstance).expect("it is recorded");
    }
    *manifest = serde_json::to_vec(&content).expect("JSON can be written");
    found
}

pub(crate) fn rows(folder: &Path, table: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder.join(table)).expect("the table is there");
    reader.deserialize().map(|row| row.expect("a row of the table")).collect()
}

#[test]
fn threads_do_not_change_a_byte() {
    let (one, eight) = (place(), place());
    compare(one.path(), &["--threads", "1", "--organisations"]).assert().success();
    compare(eight.path(), &["--threads", "8", "--organisations"]).assert().success();
    assert!(lasting(&one.path().join("out")) == lasting(&eight.path().join("out")));
}

#[test]
fn a_complete_folder_is_printed_again_and_not_computed_again() {
    let place = place();
    let first = results_of(&mut compare(place.path(), &[]));
    let before = files(&place.path().join("out"));
    let (status, second, said) = heard(&mut compare(place.path(), &[]));
    assert_eq!((status, first), (0, second));
    assert!(said.contains("already holds this run"), "{said}");
    assert!(before == files(&place.path().join("out")));
}

#[test]
fn a_foreign_folder_is_refused_and_left_alone() {
    let place = place();
    let out = place.path().join("out");
    fs::create_dir(&out).expect("a folder");
    fs::write(out.join("thesis.txt"), "ten years of work").expect("a file");
    let (status, results, said) = heard(&mut compare(place.path(), &[]));
    assert_eq!((status, results.as_str()), (2, ""));
    insta::assert_snapshot!(said.trim(), @"error: the folder out holds files that are not of a run, such as thesis.txt; nothing was touched: name another with --out, or write there anyway with --force");
    assert_eq!(files(&out).len(), 1);
    compare(place.path(), &["--force"]).assert().success();
    assert_eq!(files(&out)["thesis.txt"], b"ten years of work");
}

#[test]
fn the_folder_of_another_run_is_refused() {
    let place = place();
    compare(place.path(), &[]).assert().success();
    let before = files(&place.path().join("out"));
    let (status, _, said) = heard(&mut compare(place.path(), &["--seed", "7"]));
    assert_eq!(status, 2);
    assert!(said.contains("holds a run of other scenarios, settings, seed"), "{said}");
    assert!(before == files(&place.path().join("out")));
    compare(place.path(), &["--seed", "7", "--force"]).assert().success();
    assert!(text(&files(&place.path().join("out"))["manifest.json"]).contains("\"seed\": 7"));
}

#[test]
fn mistakes_in_a_scenario_end_with_two_and_write_nothing() {
    let place = place();
    fs::write(place.path().join("bad.toml"), "extends = \"baseline\"\n[hub]\nday_yaun = 5\n").expect("a file");
    let (status, results, said) = heard(headwater(place.path()).args(["run", "bad.toml"]));
    assert_eq!((status, results.as_str()), (2, ""));
    assert!(said.contains("did you mean `day_yuan`") && said.contains("bad.toml:3"), "{said}");
    assert_eq!(files(place.path()).len(), 1);
    let (status, results, _) = heard(headwater(place.path()).args(["check", "bad.toml", "--json"]));
    let problems: Value = serde_json::from_str(&results).expect("JSON");
    assert_eq!((status, problems["problems"][0]["line"].as_u64()), (2, Some(3)));
}

#[test]
fn a_misspelt_call_ends_with_two() {
    let place = place();
    for call in [&["compere"][..], &["compare", "baseline"], &["run"], &["run", "baseline", "--set", "hub"], &[]] {
        let (status, results, said) = heard(headwater(place.path()).args(call));
        assert_eq!((status, results.as_str()), (2, ""), "{call:?}");
        assert!(!said.is_empty());
    }
    assert!(files(place.path()).is_empty());
}

#[test]
fn one_scenario_runs_alone_and_goes_to_its_own_folder() {
    let place = place();
    let shown = results_of(headwater(place.path()).args(["run", "baseline"]).args(SMALL).arg(SHORT));
    assert!(shown.contains("organisations") && shown.contains("±") && shown.contains("2018"), "{shown}");
    let entry = fs::read_dir(place.path().join("results")).expect("results").next().expect("one folder");
    let name = entry.expect("it can be read").file_name().to_string_lossy().into_owned();
    let hash = name.strip_prefix("baseline-").expect("the scenario's name comes first");
    assert!(hash.len() == 12 && hash.chars().all(|digit| digit.is_ascii_hexdigit()), "{name}");
}

#[test]
fn a_resolved_scenario_runs_again_to_the_same_states() {
    let place = place();
    compare(place.path(), &[]).assert().success();
    let call = ["compare", "out/scenarios/baseline.toml", "out/scenarios/opening.toml", "--out", "again"];
    headwater(place.path()).args(call).assert().success();
    let hashes = |folder: &str| {
        let manifest: Value =
            serde_json::from_slice(&files(&place.path().join(folder))["manifest.json"]).expect("a manifest is JSON");
        [0, 1].map(|scenario| manifest["scenarios"][scenario]["state_hashes"].clone())
    };
    assert!(hashes("out")[0][0]["2018"].is_string());
    assert_eq!(hashes("out"), hashes("again"));
}

#[test]
fn verification_names_what_was_touched() {
    let place = place();
    compare(place.path(), &[]).assert().success();
    let out = place.path().join("out");
    let (status, results, _) = heard(headwater(place.path()).args(["verify", "out", "--quiet"]));
    // Every file but the manifest, and the report that is made from the complete folder.
    let count = files(&out).keys().filter(|name| !["manifest.json", "report.html"].contains(&name.as_str())).count();
    assert_eq!(status, 0);
    let variants = "12 of 12 replicates under other assumptions identical\n";
    assert_eq!(results, format!("{count} of {count} files as written\n4 of 4 replicates identical\n{variants}"));

    let yearly = fs::read(out.join("yearly.csv")).expect("a table");
    let mut altered = yearly.clone();
    altered[100] ^= 1;
    fs::write(out.join("yearly.csv"), &altered).expect("a table");
    fs::write(out.join("flows.csv"), &fs::read(out.join("flows.csv")).expect("a table")[..50]).expect("a table");
    fs::remove_file(out.join("counties.csv")).expect("a table");
    fs::write(out.join("notes.txt"), "mine").expect("a file");
    let (status, results, _) = heard(headwater(place.path()).args(["verify", "out", "--replicates", "1"]));
    assert_eq!(status, 1);
    for line in [
        "missing: counties.csv",
        "altered: yearly.csv",
        "truncated: flows.csv",
        "foreign: notes.txt",
        "2 of 2 replicates",
    ] {
        assert!(results.contains(line), "{line} is not in\n{results}");
    }
    let shown = results_of_failure(headwater(place.path()).args(["verify", "out", "--json"]));
    let shown: Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!((&shown["altered"][0], &shown["holds"]), (&Value::from("yearly.csv"), &Value::from(false)));
}

#[test]
fn figures_belong_to_the_run_and_drawing_again_replaces_none() {
    let place = place();
    compare(place.path(), &[]).assert().success();
    let figures = place.path().join("out/figures");
    let before = files(&figures);
    let drawn = |more: &[&str]| results_of(headwater(place.path()).args(["chart", "alive", "out"]).args(more));
    assert_eq!(drawn(&[]), "out/figures/alive.svg\nout/figures/alive.png\n");
    let other = drawn(&["--lang", "zh", "--size", "1280x720"]);
    assert_eq!(other, "out/figures/alive-zh-1280x720.svg\nout/figures/alive-zh-1280x720.png\n");
    for (name, bytes) in &before {
        assert!(files(&figures)[name] == *bytes, "{name} is another picture now");
    }
    let verify = || heard(headwater(place.path()).args(["verify", "out", "--replicates", "1"]));
    assert_eq!(verify().0, 0, "{}", verify().1);
    fs::write(figures.join("alive.png"), "another picture").expect("a figure");
    let (status, results, _) = verify();
    assert!(status == 1 && results.contains("truncated: figures/alive.png"), "{results}");
}

fn results_of_failure(command: &mut Command) -> String {
    text(&command.assert().code(1).get_output().stdout)
}

#[test]
fn verification_names_the_first_state_that_parts() {
    let place = place();
    compare(place.path(), &[]).assert().success();
    let path = place.path().join("out/manifest.json");
    let mut manifest: Value = serde_json::from_slice(&fs::read(&path).expect("a manifest")).expect("JSON");
    manifest["scenarios"][1]["state_hashes"][1]["2017"] = "0".repeat(64).into();
    manifest["version"] = "0.0.1".into();
    fs::write(&path, serde_json::to_vec(&manifest).expect("JSON")).expect("a manifest");
    let (status, results, said) = heard(headwater(place.path()).args(["verify", "out"]));
    assert_eq!(status, 1);
    assert!(said.contains("was written by version 0.0.1"), "{said}");
    assert!(results.contains("3 of 4 replicates identical"), "{results}");
    assert!(results.contains("the first to part: scenario opening, replicate 1, year 2017"), "{results}");
}

#[test]
fn a_folder_without_a_manifest_is_foreign() {
    let place = place();
    fs::create_dir(place.path().join("mine")).expect("a folder");
    let (status, _, said) = heard(headwater(place.path()).args(["verify", "mine"]));
    assert_eq!(status, 1);
    insta::assert_snapshot!(said.trim(), @"error: mine is foreign: it has no manifest.json, so it is not a folder of results");
}

#[test]
fn a_closed_pipe_is_no_error() {
    use std::process::Stdio;
    let place = place();
    for verb in [&["settings"][..], &["schema"], &["metrics"], &["--help"]] {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_headwater"))
            .args(verb)
            .current_dir(place.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the program ends");
        let said = text(&output.stderr);
        assert!(output.status.success() && !said.contains("panicked"), "{verb:?}: {said}");
    }
}

#[test]
fn results_come_as_json_too() {
    let place = place();
    let shown: Value = serde_json::from_str(&results_of(&mut compare(place.path(), &["--json"]))).expect("JSON");
    assert_eq!(shown["replicates"], 2);
    let alive = shown["headlines"]["quantities"]
        .as_array()
        .expect("quantities")
        .iter()
        .position(|quantity| quantity["name"] == "organisations_alive")
        .expect("it is a headline");
    assert_eq!(shown["headlines"]["rows"][1]["cells"][alive]["against"], "baseline");
    for verb in ["settings", "scenarios", "metrics"] {
        let listed: Value =
            serde_json::from_str(&results_of(headwater(place.path()).args([verb, "--json"]))).expect("JSON");
        assert!(!listed.as_array().expect("a list").is_empty(), "{verb}");
    }
    let schema: Value = serde_json::from_str(&results_of(headwater(place.path()).arg("schema"))).expect("JSON");
    assert!(schema.is_object());
}

#[test]
fn settings_are_found_by_words_in_either_language() {
    let place = place();
    let found = results_of(headwater(place.path()).args(["settings", "seed"]));
    assert!(found.contains("run.seed = 20170909"), "{found}");
    let found = results_of(headwater(place.path()).args(["settings", "随机种子", "--lang", "zh"]));
    assert!(found.starts_with("run.seed = ") && found.contains("来源"), "{found}");
    assert_eq!(results_of(headwater(place.path()).args(["settings", "no-such-word"])), "");
}

#[test]
fn scenarios_are_checked_without_being_simulated() {
    let place = place();
    let said = results_of(headwater(place.path()).args(["check", "baseline", "opening"]));
    assert!(said.starts_with("baseline: good; preset province, 2008–2031, 32 replicates"), "{said}");
    assert!(files(place.path()).is_empty());
}

#[test]
fn everything_is_said_in_chinese_too() {
    let place = place();
    let shown = results_of(&mut compare(place.path(), &["--lang", "zh"]));
    assert!(shown.contains("非预测") && shown.contains("存活机构"), "{shown}");
    let help = results_of(headwater(place.path()).args(["compare", "--help"]).env("HEADWATER_LANG", "zh"));
    assert!(help.contains("用法") && help.contains("结果文件夹"), "{help}");
    let (_, _, said) = heard(headwater(place.path()).args(["compare", "baseline", "--lang", "zh"]));
    assert!(said.contains("比较至少需要两个情景"), "{said}");
}

#[test]
fn quiet_means_results_only() {
    let place = place();
    let (status, results, said) = heard(&mut compare(place.path(), &["--quiet"]));
    assert_eq!((status, said.as_str()), (0, ""));
    assert!(!results.is_empty());
}

#[test]
fn the_short_help_is_a_page() {
    let place = place();
    insta::assert_snapshot!("help", results_of(headwater(place.path()).arg("-h")));
    insta::assert_snapshot!("help_compare", results_of(headwater(place.path()).args(["compare", "-h"])));
}

/// A life told by the program, in both languages and as JSON; and what is said when it cannot be told.
#[test]
fn explain_tells_a_life_and_refuses_clearly() {
    let base =
        ["explain", "opening", "--against", "baseline", "--preset", "workshop", "--set", "run.end_year=2022", "-q"];
    let folder = tempfile::tempdir().expect("a folder");
    let call = |more: &[&str]| {
        let output = headwater(folder.path()).args(base).args(more).output().expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (code, told, _) = call(&["--pick", "typical"]);
    assert_eq!(code, Some(0));
    assert!(told.contains("Picked by rule") && told.contains("not a forecast"), "{told}");
    let (code, told, _) = call(&["--pick", "typical", "--lang", "zh"]);
    assert_eq!(code, Some(0));
    assert!(told.contains("按规则选出") && told.contains("非预测"), "{told}");
    let (_, json, _) = call(&["--organisation", "3", "--json"]);
    let story: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(story["organisation"], 3);
    assert!(story["subject"]["life"]["years"].as_array().is_some_and(|years| !years.is_empty()));
    for (more, code, said) in [
        (["--organisation", "999999"], 2, "no organisation has the id 999999"),
        (["--county", "Atlantis"], 2, "no single county is called `Atlantis`"),
        (["--funder", "foundation"], 2, "write the whole name of one"),
        (["--funder", "Croesus"], 2, "no funder is called `Croesus`"),
    ] {
        let (found, _, complaint) = call(&more);
        assert_eq!(found, Some(code), "{complaint}");
        assert!(complaint.contains(said), "{complaint}");
    }
    let (code, told, _) = call(&["--funder", "national foundation A"]);
    assert_eq!(code, Some(0));
    assert!(told.contains("National foundation A is one of the national foundations"), "{told}");
    let (code, told, _) = call(&["--county", "County 1.3"]);
    assert_eq!(code, Some(0));
    assert!(told.contains("organisations are alive at the end"), "{told}");
}

/// The flow matrix of a folder closes: rows sum to zero, columns to the change of balances in balances.csv.
#[test]
fn the_flow_matrix_of_a_folder_closes_and_is_printed() {
    let place = place();
    compare(place.path(), &["-q"]).assert().success();
    let folder = place.path().join("out");
    let rows = |name: &str| -> Vec<Vec<String>> {
        let mut reader = csv::Reader::from_path(folder.join(name)).expect("a table");
        let head: Vec<String> = reader.headers().expect("a header").iter().map(String::from).collect();
        let rest = reader.records().map(|row| row.expect("a row").iter().map(String::from).collect());
        std::iter::once(head).chain(rest).collect()
    };
    let matrix = rows("flow_matrix.csv");
    let mut columns: std::collections::BTreeMap<(String, String), Vec<f64>> = Default::default();
    let mut years = 0;
    for row in &matrix[1..] {
        let yuan: Vec<f64> = row[3..].iter().map(|text| text.parse().expect("a number")).collect();
        let key = (row[0].clone(), row[1].clone());
        if row[2] == "change_of_balance" {
            years += 1;
            for (sum, change) in columns[&key].iter().zip(&yuan) {
                assert!((sum - change).abs() < 0.001, "{key:?}: {sum} is not {change}");
            }
            let mut changes = vec![0.0; yuan.len()];
            for balance in rows("balances.csv")[1..].iter().filter(|b| b[0] == row[0] && b[2] == row[1]) {
                let sector =
                    matrix[0].iter().position(|name| *name == format!("{}_yuan", balance[3])).expect("a sector");
                let fen = |text: &String| text.parse::<i64>().expect("fen");
                changes[sector - 3] += (fen(&balance[5]) - fen(&balance[4])) as f64 / 200.0;
            }
            for (found, expected) in yuan.iter().zip(&changes) {
                assert!((found - expected).abs() < 0.001, "{key:?}: {found} is not {expected}");
            }
        } else {
            assert!(yuan.iter().sum::<f64>().abs() < 0.001, "{row:?}");
            let sums = columns.entry(key).or_insert_with(|| vec![0.0; yuan.len()]);
            sums.iter_mut().zip(&yuan).for_each(|(sum, yuan)| *sum += yuan);
        }
    }
    assert_eq!(years, 2 * 3, "two scenarios, 2016 to 2018");
    let told = results_of(headwater(place.path()).args(["flows", "out", "--year", "2018", "-q"]));
    assert!(told.contains("“Opening” in 2018, mean over replicates") && told.contains("change of balance"), "{told}");
    let (code, _, said) = heard(headwater(place.path()).args(["flows", "out", "--year", "1999"]));
    assert!(code == 2 && said.contains("has the years 2016 to 2018"), "{said}");
    let alone =
        results_of(headwater(place.path()).args(["flows", "baseline", "--year", "2010", "--preset", "workshop"]));
    assert!(alone.contains("replicate 0"), "{alone}");
}

/// A comparison tells a few lives, and they are the lives that `explain` tells.
#[test]
fn a_comparison_tells_a_few_lives() {
    let place = place();
    let more = ["-q", "--set", "run.end_year=2026", "--set", "region.organisations=400"];
    compare(place.path(), &more).assert().success();
    let text = std::fs::read_to_string(place.path().join("out/stories.json")).expect("stories");
    assert!(text.len() < 60_000, "stories are short: {} bytes", text.len());
    let stories: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(stories["contrasts"][0]["scenario"], "opening");
    let told = stories["contrasts"][0]["stories"].as_array().expect("stories");
    let picks: Vec<&str> = told.iter().filter_map(|story| story["pick"].as_str()).collect();
    assert!(picks.contains(&"typical"), "{picks:?}");
    for story in told {
        let pick = story["pick"].as_str().expect("a rule");
        let (subject, other) = (&story["subject"]["closed"], &story["other"]["closed"]);
        match pick {
            "saved" => assert!(subject.is_null() && other.is_i64()),
            "lost" => assert!(subject.is_i64() && other.is_null()),
            _ => {}
        }
        let explained = results_of(headwater(place.path()).args(["explain", "out", "--pick", pick, "--json", "-q"]));
        let explained: serde_json::Value = serde_json::from_str(&explained).expect("JSON");
        assert_eq!(explained["state_hash_agrees"], true);
        for same in ["organisation", "who", "fate", "parting", "parted"] {
            assert_eq!(explained[same], story[same], "{same} of {pick}");
        }
    }
    let ties = rows(&place.path().join("out"), "network.csv");
    assert!(ties.iter().any(|row| row["tie"] == "hub_organisation" && row["scenario"] == "opening"));
    assert!(ties.iter().all(|row| row["scenario"] == "opening"), "the baseline has no hub");
    let drawing = ["chart", "network", "out", "--to", "network", "-q"];
    headwater(place.path()).args(drawing).assert().success();
    // A run of one scenario compares nothing, so it tells nothing.
    headwater(place.path()).args(["run", "baseline", "--out", "alone", "-q"]).args(SMALL).arg(SHORT).assert().success();
    assert!(!place.path().join("alone/stories.json").exists());
}

/// Two folders against each other: nothing moved, a setting moved, and mistakes.
#[test]
fn two_folders_are_compared() {
    let place = place();
    compare(place.path(), &["-q"]).assert().success();
    let other = ["compare", "baseline", "opening", "--out", "other", "-q", "--set", "opening:survival.base=-3.5"];
    headwater(place.path()).args(other).args(SMALL).arg(SHORT).assert().success();
    let same = results_of(headwater(place.path()).args(["diff", "out", "out"]));
    assert!(same.contains("No setting differs") && same.contains("No metric moved"), "{same}");
    let moved = results_of(headwater(place.path()).args(["diff", "out", "other"]));
    assert!(["opening: survival.base", "-5.8", "-3.5"].iter().all(|part| moved.contains(part)), "{moved}");
    assert!(moved.contains("What moved most") && moved.contains("paired") && !moved.contains("baseline: "), "{moved}");
    assert!(moved.contains("Years before the base year 2016 are burn-in and left out"), "{moved}");
    let zh = results_of(headwater(place.path()).args(["diff", "out", "other", "--lang", "zh", "--every-year"]));
    assert!(!zh.contains(" 2015 ") && zh.contains("基准年 2016 之前为预热期"), "{zh}");
    assert!(zh.contains("不同的设定（1 项）") && zh.contains("变动最大的"), "{zh}");
    let json = results_of(headwater(place.path()).args(["diff", "out", "other", "--json"]));
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["settings"][0]["path"], "survival.base");
    assert!(json["metrics"].as_array().is_some_and(|metrics| metrics.iter().all(|row| row["scenario"] == "opening")));
    let (code, _, said) = heard(headwater(place.path()).args(["diff", "out", "nowhere"]));
    assert!(code == 2 && said.contains("nowhere is not a folder"), "{said}");
}

/// Money that is followed sums to what was paid, in print and to the fen.
#[test]
fn money_is_followed_from_a_funder() {
    let place = place();
    let call = |more: &[&str]| {
        let mut command = headwater(place.path());
        command.args(["follow", "opening", "--preset", "workshop", "--year", "2018", "-q"]).args(more);
        command
    };
    let json = results_of(&mut call(&["--funder", "national_foundation", "--json"]));
    let trail: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let sum = |list: &serde_json::Value, wanted: fn(&serde_json::Value) -> bool| -> i64 {
        let rows = list.as_array().expect("a list").iter();
        rows.filter(|row| wanted(row)).map(|row| row["fen"].as_i64().expect("fen")).sum()
    };
    let whole = trail["whole_fen"].as_i64().expect("fen");
    assert!(whole > 0);
    assert_eq!(sum(&trail["ends"], |_| true), whole);
    assert_eq!(sum(&trail["hops"], |row| row["hop"] == 1), whole);
    let told = results_of(&mut call(&["--funder", "national foundation A"]));
    assert!(told.contains("HOP 1") && told.contains("100.0 %"), "{told}");
    let told = results_of(&mut call(&["--funder", "全国性基金会A", "--lang", "zh"]));
    assert!(told.contains("第 1 跳") && told.contains("分毫不差"), "{told}");
    let as_payer = results_of(&mut call(&["--funder", "national_a", "--lang", "zh"]));
    assert_eq!(as_payer, told);
    let (code, _, said) = heard(&mut call(&["--funder", "Croesus"]));
    assert!(code == 2 && said.contains("no funder is called"), "{said}");
    let (code, _, said) = heard(&mut call(&["--funder", "natoinal_a"]));
    assert!(code == 2 && said.contains("did you mean `national_a`?"), "{said}");
}

/// Replicates that were added one by one are those that would have been asked for at once.
#[test]
fn replicates_are_added_until_an_interval_is_narrow_enough() {
    let place = place();
    let until = ["--until", "receipts_yuan@2018 ci<0.01", "--max-replicates", "5"];
    let (status, _, said) = heard(&mut compare(place.path(), &until));
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("not yet so narrow with 5 replicates, the most allowed"), "{said}");
    let (_, _, said) = heard(&mut compare(place.path(), &until));
    assert!(said.contains("already holds this run, complete"), "{said}");
    let mut whole = headwater(place.path());
    whole.args(["compare", "baseline", "opening", "--out", "whole", "--preset", "workshop", "--replicates", "5"]);
    whole.args(["--set", SHORT]).assert().success();
    let [grown, whole] = ["out", "whole"].map(|name| files(&place.path().join(name)));
    // These two say by which command and when they were written.
    let told = ["manifest.json", "report.html"];
    for (name, content) in &whole {
        assert!(told.contains(&name.as_str()) || grown.get(name) == Some(content), "{name}");
    }
    results_of(headwater(place.path()).args(["verify", "out"]));

    let mut wide = headwater(place.path());
    wide.args(["run", "baseline", "--out", "wide", "--until", "organisations_alive@2018 ci<90%"])
        .args(SMALL)
        .arg(SHORT);
    let (_, _, said) = heard(&mut wide);
    assert!(said.contains("narrow enough with 2 replicates"), "{said}");
}

#[test]
fn a_malformed_end_of_adding_replicates_is_told_with_a_way_out() {
    let place = place();
    let told = |until: &[&str]| {
        let (status, _, said) = heard(&mut compare(place.path(), until));
        assert_eq!(status, 2);
        said
    };
    let said = [
        told(&["--until", "landing@2018"]),
        told(&["--until", "landing@2018 ci<-5%"]),
        told(&["--until", "landings@2018 ci<5%"]),
        told(&["--until", "landing@2031 ci<5%"]),
        told(&["--until", "landing@2018 ci<5%", "--max-replicates", "1"]),
    ];
    insta::assert_snapshot!("until_refusals", said.concat());
    assert!(!place.path().join("out").exists(), "nothing was written");
}

/// A lever without money changes nothing: every difference in every table is exactly zero, and so is its interval.
#[test]
fn an_intervention_without_money_gives_exactly_zero_everywhere() {
    let place = place();
    let mut command = headwater(place.path());
    command.args([
        "compare",
        "opening",
        "product_replication",
        "--out",
        "out",
        "--preset",
        "workshop",
        "--replicates",
        "3",
    ]);
    command.args(["--set", "run.end_year=2023", "--set", "sponsor.budget_yuan=0"]).assert().success();
    let out = place.path().join("out");
    let mut checked = 0;
    for table in
        ["comparison", "survival_summary", "hazards", "same_organisations", "displacement", "value", "persistence"]
    {
        for row in rows(&out, &format!("{table}.csv")) {
            let ours = |name: &str| {
                name.contains("ci95") && !name.starts_with("price") && !name.starts_with("remaining")
                    || ["difference", "net", "saved", "lost", "gained", "paid_yuan"].contains(&name)
                    || name.ends_with("_difference")
            };
            for (name, value) in row.iter().filter(|(name, value)| ours(name) && !value.is_empty()) {
                assert_eq!(value, "0", "{name} of {table}: {row:?}");
                checked += 1;
            }
            let method = row.iter().find(|(name, value)| name.ends_with("method") && !value.is_empty());
            assert!(method.is_none_or(|(_, method)| method == "constant"), "{table}: {row:?}");
            let priced = ["yuan_per_effect", "share_remaining"].iter().filter_map(|name| row.get(*name));
            assert!(priced.into_iter().all(String::is_empty), "{table} divides by nothing: {row:?}");
        }
    }
    assert!(checked > 1_000, "{checked}");
}
