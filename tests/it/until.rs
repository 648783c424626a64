//! Replicates that are added until an interval is narrow enough, stopped on the way and taken up again.
#![cfg(unix)]

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A width that no number of replicates reaches, so that the steps are known: 2, 10, 18, 27, 40.
const UNTIL: [&str; 4] = ["--until", "receipts_yuan@2018 ci<0.01", "--max-replicates", "40"];

fn compare(place: &Path, out: &str, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_headwater"));
    command.current_dir(place).env_remove("HEADWATER_LANG").env("NO_COLOR", "1").stdout(Stdio::null());
    command.args(["compare", "baseline", "opening", "--out", out, "--preset", "workshop", "--replicates", "2"]);
    command.args(["--threads", "1", "--set", "run.end_year=2018"]).args(more);
    command
}

/// How many parts of a kind a folder holds.
fn parts(out: &Path, ending: &str) -> usize {
    let entries = fs::read_dir(out.join("parts")).into_iter().flatten().flatten();
    entries.filter(|entry| entry.path().extension().is_some_and(|found| found == ending)).count()
}

/// Begins, and interrupts as a person does when so many parts of a kind are there. Returns what was said.
fn interrupted(place: &Path, ending: &str, count: usize) -> String {
    let out = place.join("stopped");
    let mut child = compare(place, "stopped", &UNTIL).stderr(Stdio::piped()).spawn().expect("it starts");
    let begun = Instant::now();
    while parts(&out, ending) < count {
        assert!(begun.elapsed() < Duration::from_secs(300), "{count} parts never came");
        assert!(child.try_wait().expect("it can be asked").is_none(), "it ended before {count} parts were there");
        std::thread::sleep(Duration::from_millis(1));
    }
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill is there");
    assert!(sent.success());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    assert!(!out.join("manifest.json").exists(), "it was not complete");
    String::from_utf8(output.stderr).expect("UTF-8")
}

/// Every file of a folder but the report, and the manifest without when, where and by which call it was computed.
fn lasting(out: &Path) -> (BTreeMap<String, Vec<u8>>, Value) {
    let mut files = BTreeMap::new();
    for inside in ["", "figures", "scenarios"] {
        for entry in fs::read_dir(out.join(inside)).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_file() && !["report.html", "manifest.json"].contains(&name.as_str()) {
                files.insert(format!("{inside}/{name}"), fs::read(entry.path()).expect("a file"));
            }
        }
    }
    let manifest = fs::read(out.join("manifest.json")).expect("a manifest");
    let mut manifest: Value = serde_json::from_slice(&manifest).expect("JSON");
    for circumstance in ["times", "machine", "command"] {
        manifest.as_object_mut().expect("a table").remove(circumstance).expect("it is recorded");
    }
    (files, manifest)
}

#[test]
fn growth_that_was_stopped_twice_ends_in_the_same_folder() {
    let place = tempfile::tempdir().expect("a folder");
    let (whole, stopped) = (place.path().join("whole"), place.path().join("stopped"));
    assert!(compare(place.path(), "whole", &UNTIL).stderr(Stdio::null()).status().expect("it runs").success());

    // First while other assumptions are tried, then while replicates are added.
    let said = interrupted(place.path(), "outcome", 3);
    assert!(said.contains("of 28 runs are finished"), "{said}");
    let tried = parts(&stopped, "outcome");
    assert!((3..12).contains(&tried), "{tried}");
    let said = interrupted(place.path(), "run", 24);
    assert!(said.contains("going on from there") && said.contains("stopped: "), "{said}");
    assert_eq!(parts(&stopped, "outcome"), 12, "those were finished in between");
    let output = compare(place.path(), "stopped", &UNTIL).stderr(Stdio::piped()).output().expect("it runs");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(output.status.success() && said.contains("not yet so narrow with 40 replicates"), "{said}");
    let (one, other) = (lasting(&whole), lasting(&stopped));
    for (name, content) in &one.0 {
        assert!(other.0.get(name) == Some(content), "{name} differs");
    }
    assert_eq!((one.0.len(), &one.1), (other.0.len(), &other.1));
    assert!(!stopped.join("parts").exists());

    // The replicates that one would have had without adding any come first.
    assert!(compare(place.path(), "few", &["-q", "--only", "yearly"]).status().expect("it runs").success());
    let (_, few) = lasting(&place.path().join("few"));
    for scenario in 0..2 {
        let hashes =
            |manifest: &Value| manifest["scenarios"][scenario]["state_hashes"].as_array().expect("a list").clone();
        let (first, all) = (hashes(&few), hashes(&one.1));
        assert_eq!((first.len(), all.len()), (2, 40));
        assert_eq!(first[..], all[..2]);
    }
}
