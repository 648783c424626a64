//! Documents against the code: what settings cite stands in `docs/evidence.md`, links lead somewhere, commands exist.

use assert_cmd::Command;
use headwater::model::Settings;
use headwater::settings::{Group as _, Setting, Source};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{} cannot be read: {error}", path.display()))
}

/// Files of a folder with an ending, in order.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry can be read").path()).collect();
    found.retain(|path| path.extension().is_some_and(|extension| extension == ending));
    found.sort();
    found
}

/// README and every document.
fn documents() -> Vec<PathBuf> {
    let mut found = vec![root().join("README.md")];
    found.extend(files("docs", "md"));
    found
}

fn name(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// Keys such as `D3` and `E18` that stand in brackets.
fn keys(text: &str) -> Vec<String> {
    let is_key = |word: &str| {
        let mut letters = word.chars();
        matches!(letters.next(), Some('D' | 'E')) && word.len() > 1 && letters.all(|letter| letter.is_ascii_digit())
    };
    let mut found = Vec::new();
    for group in text.split('[').skip(1).filter_map(|rest| rest.split(']').next()) {
        let words: Vec<&str> = group.split(", ").collect();
        if words.iter().all(|word| is_key(word)) {
            found.extend(words.iter().map(|word| word.to_string()));
        }
    }
    found
}

/// A setting's path as the document names it: one for all classes of funders, one for all kinds of organisation.
fn general(path: &str) -> String {
    let mut words: Vec<&str> = path.split('.').collect();
    match (words[0], words.len()) {
        ("funders", 3) => words[1] = "CLASS",
        ("founders", 3) => words[1] = "KIND",
        _ => {}
    }
    words.join(".")
}

fn settings() -> Vec<Setting> {
    let mut catalogue = Vec::new();
    Settings::default().describe("", &mut catalogue);
    catalogue
}

/// What a section of `docs/evidence.md` says about itself.
#[derive(Debug, Default, PartialEq)]
struct Entry {
    used_by: BTreeSet<String>,
    rows: BTreeSet<u32>,
}

/// The sections of `docs/evidence.md` by their keys.
fn evidence() -> BTreeMap<String, Entry> {
    let document = read(&root().join("docs/evidence.md"));
    let mut found = BTreeMap::new();
    for section in document.split("\n### ").skip(1) {
        let key = section.split(" · ").next().unwrap_or_default().to_string();
        let line = section.lines().find(|line| line.starts_with("Confidence: ")).unwrap_or_default();
        let told = line.split_once("Used by: ").and_then(|(_, rest)| rest.split_once("Pattern rows: "));
        let (used_by, rows) = told.unwrap_or_else(|| panic!("{key} says neither who uses it nor for which rows"));
        let used_by = used_by.split('`').skip(1).step_by(2).map(str::to_string).collect();
        let rows = rows.split([',', '.', ' ']).filter_map(|word| word.parse().ok()).collect();
        assert!(found.insert(key.clone(), Entry { used_by, rows }).is_none(), "{key} stands twice");
    }
    found
}

#[test]
fn every_key_of_a_setting_has_a_section_that_names_the_setting() {
    let mut cited: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for setting in settings() {
        let found = keys(setting.source.note());
        if matches!(setting.source, Source::Deck(_) | Source::Literature(_)) {
            assert!(!found.is_empty(), "{}: a source that is read somewhere needs a key such as [E1]", setting.path);
        }
        for key in found {
            cited.entry(key).or_default().insert(general(&setting.path));
        }
    }
    let told: BTreeMap<String, BTreeSet<String>> = evidence()
        .into_iter()
        .filter(|(_, entry)| !entry.used_by.is_empty())
        .map(|(key, entry)| (key, entry.used_by))
        .collect();
    assert_eq!(told, cited, "docs/evidence.md (left) and the settings (right) disagree on who cites what");
}

#[test]
fn what_the_scenarios_cite_has_a_section() {
    let sections = evidence();
    let mut wrong = Vec::new();
    for path in files("scenarios", "toml").iter().chain(&files("scenarios/presets", "toml")) {
        for (number, line) in read(path).lines().enumerate() {
            let Some((_, comment)) = line.split_once('#') else { continue };
            let found = keys(comment);
            let place = format!("{}:{}", name(path), number + 1);
            for key in found.iter().filter(|key| !sections.contains_key(*key)) {
                wrong.push(format!("{place}: {key} has no section in docs/evidence.md"));
            }
            let cites = ["deck:", "Deck,", "(deck", "literature:"].iter().any(|word| comment.contains(word));
            if cites && found.is_empty() {
                wrong.push(format!("{place}: cites something without a key such as [D3]"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_row_of_the_patterns_says_what_it_leans_on() {
    let patterns = read(&root().join("docs/patterns.md"));
    let rows: BTreeSet<u32> = patterns
        .lines()
        .skip_while(|line| !line.starts_with("| # |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.split('|').nth(1).and_then(|cell| cell.trim().parse().ok()).expect("a numbered row"))
        .collect();
    let document = read(&root().join("docs/evidence.md"));
    let (_, table) = document.split_once("\n| row | leans on |").expect("the table of rows");
    let mut leaning = BTreeMap::new();
    for line in table.lines().skip(2) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        for pair in cells[1..cells.len() - 1].chunks(2).filter(|pair| !pair[0].is_empty()) {
            leaning.insert(pair[0].parse::<u32>().expect("the number of a row"), pair[1].to_string());
        }
    }
    assert_eq!(leaning.keys().copied().collect::<BTreeSet<_>>(), rows, "rows of evidence.md and of patterns.md");
    for (key, entry) in evidence() {
        let named: BTreeSet<u32> = leaning
            .iter()
            .filter(|(_, sources)| sources.split(", ").any(|source| source == key))
            .map(|(&row, _)| row)
            .collect();
        assert_eq!(entry.rows, named, "rows that lean on {key}: its section, and the table");
    }
}

/// The address that a heading has within its page, as code forges write it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// Text outside of code blocks.
fn prose(text: &str) -> String {
    text.split("\n```").step_by(2).collect::<Vec<_>>().join("\n")
}

/// Whether a file has what the part of a link behind `#` names: a heading, or a test.
fn has_place(file: &Path, place: &str) -> bool {
    let text = read(file);
    if file.extension().is_some_and(|extension| extension == "rs") {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        return lines.windows(2).any(|pair| pair[0] == "#[test]" && pair[1].starts_with(&format!("fn {place}(")));
    }
    prose(&text).lines().any(|line| line.starts_with('#') && anchor(line.trim_start_matches('#')) == place)
}

#[test]
fn every_link_leads_somewhere() {
    let mut wrong = Vec::new();
    for document in documents() {
        let text = prose(&read(&document));
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if target.starts_with("http") {
                continue;
            }
            let (path, place) = target.split_once('#').unwrap_or((target, ""));
            let folder = document.parent().expect("a document lies in a folder");
            let file = if path.is_empty() { document.clone() } else { folder.join(path) };
            if !file.exists() {
                wrong.push(format!("{}: {target}: no such file", name(&document)));
            } else if !place.is_empty() && !has_place(&file, place) {
                wrong.push(format!("{}: {target}: no such heading or test", name(&document)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The lines of a document's `sh` blocks that call the program, each split into words.
fn commands(document: &Path) -> Vec<Vec<String>> {
    let text = read(document);
    let blocks = text.split("\n```sh\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    let lines = blocks.flat_map(|block| block.lines()).map(|line| line.split(" #").next().unwrap_or_default().trim());
    // A shell's variable stands for a share in the loops of the documents.
    let filled = lines.map(|line| line.replace("$share", "0.5"));
    let program = |line: &str| {
        let words =
            line.strip_prefix("cargo run --release --").or_else(|| line.strip_prefix("target/release/headwater"));
        words.or_else(|| line.strip_prefix("headwater ")).map(shell_words)
    };
    filled.filter_map(|line| program(&line)).collect()
}

/// Words as a shell divides them: what stands between single quotes is one word.
fn shell_words(line: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for (position, part) in line.split('\'').enumerate() {
        match position % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_string)),
            _ => words.push(part.to_string()),
        }
    }
    words
}

fn headwater(words: &[String]) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_headwater"));
    let output = command.args(words).env_remove("HEADWATER_LANG").env("NO_COLOR", "1").output().expect("it starts");
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The words that `headwater check` reads of a command that simulates: scenarios, changes, seed, replicates, preset.
fn to_check(words: &[String]) -> Vec<String> {
    let mut kept = vec!["check".to_string()];
    let mut rest = words[1..].iter();
    while let Some(word) = rest.next() {
        match word.split('=').next().unwrap_or_default() {
            "--set" | "--seed" | "--replicates" | "--preset" => {
                kept.push(word.clone());
                kept.extend((!word.contains('=') || word == "--set").then(|| rest.next().cloned()).flatten());
            }
            "--out" | "--threads" | "--lang" | "--until" | "--max-replicates" | "--only" => drop(rest.next()),
            option if option.starts_with("--") => {}
            // Files that the text tells the reader to write do not exist here.
            scenario if scenario.ends_with(".toml") => {}
            _ => kept.push(word.clone()),
        }
    }
    kept
}

#[test]
fn every_command_of_the_documents_is_understood() {
    let charts = Command::new(env!("CARGO_BIN_EXE_headwater")).args(["chart", "--list"]).output().expect("it starts");
    let charts = String::from_utf8_lossy(&charts.stdout).into_owned();
    let mut wrong = Vec::new();
    let mut count = 0;
    for document in documents() {
        for words in commands(&document) {
            count += 1;
            let line = format!("{}: headwater {}", name(&document), words.join(" "));
            // With `--help` at its end, verb and options are read and nothing is done.
            let mut asked = words.clone();
            asked.push("--help".to_string());
            let mut complain = |words: &[String]| {
                let (understood, complaint) = headwater(words);
                if !understood {
                    wrong.push(format!("{line}\n{complaint}"));
                }
            };
            complain(&asked);
            match words[0].as_str() {
                "run" | "compare" => {
                    let checked = to_check(&words);
                    if checked.iter().skip(1).any(|word| !word.starts_with("--") && !word.contains('=')) {
                        complain(&checked);
                    }
                }
                "scenarios" | "settings" | "metrics" | "schema" => complain(&words),
                "chart" if !words.iter().any(|word| word == "--list") => {
                    let chart = &words[1];
                    if !charts.lines().any(|line| line.split_whitespace().next() == Some(chart)) {
                        wrong.push(format!("{line}\nno chart is called {chart}"));
                    }
                }
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 10, "the documents hold only {count} commands: are the blocks still marked `sh`?");
}

#[test]
fn words_for_the_eye_become_addresses_and_keys() {
    assert_eq!(anchor(" E1 · The giving day (99公益日), 2015–2022"), "e1--the-giving-day-99公益日-20152022");
    assert_eq!(keys("deck [D3, E18], a list [1, 2] and [D3x]"), ["D3", "E18"]);
    assert_eq!(general("funders.county_bureau.base_yuan"), "funders.CLASS.base_yuan");
    let words = ["compare", "opening", "mine.toml", "--out", "x", "--set", "a=1", "--seed=2"].map(str::to_string);
    assert_eq!(to_check(&words), ["check", "opening", "--set", "a=1", "--seed=2"]);
    assert_eq!(
        shell_words("run x --until 'landing@2031 ci<5%' -q"),
        ["run", "x", "--until", "landing@2031 ci<5%", "-q"]
    );
}

#[test]
fn who_cites_the_program_finds_the_version_and_the_licence_of_the_package() {
    let manifest = read(&root().join("Cargo.toml"));
    let of = |name: &str| {
        manifest.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim_matches(['"', ' ', '='])
    };
    let (version, licence) = (of("version"), of("license"));
    assert_eq!((version, licence), (env!("CARGO_PKG_VERSION"), "MIT OR Apache-2.0"));
    let citation = read(&root().join("CITATION.cff"));
    for line in ["cff-version: 1.2.0", &format!("version: {version}"), "  - MIT", "  - Apache-2.0"] {
        assert!(citation.lines().any(|has| has == line), "CITATION.cff lacks the line `{line}`");
    }
    let metadata: serde_json::Value = serde_json::from_str(&read(&root().join("codemeta.json"))).expect("JSON");
    assert_eq!(metadata["version"], version);
    assert_eq!(
        metadata["license"],
        serde_json::json!(["https://spdx.org/licenses/MIT", "https://spdx.org/licenses/Apache-2.0"])
    );
    for file in ["softwareHelp", "readme", "buildInstructions"] {
        let path = metadata[file].as_str().unwrap_or_default();
        assert!(root().join(path).is_file(), "codemeta.json: {file} names {path}");
    }
}

#[test]
fn figures_and_tables_of_the_documents_are_made_again_and_old_ones_are_named() {
    let place = tempfile::tempdir().expect("a folder for tests");
    let reproduce = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_headwater"));
        command.current_dir(place.path()).env_remove("HEADWATER_LANG").env("NO_COLOR", "1");
        command.args(["reproduce", "copy", "--preset", "workshop", "--replicates", "2", "--quiet"]).args(more);
        command
    };
    let said = |command: &mut Command| {
        let output = command.output().expect("the program starts");
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code(), text)
    };
    let (status, text) = said(&mut reproduce(&[]));
    assert_eq!(status, Some(0), "{text}");
    let made = |name: &str| place.path().join("copy").join(name);
    let readme = read(&made("README.md"));
    assert!(readme.contains("Differences are from \"Baseline\""), "{readme}");
    assert!(read(&made("docs/patterns.md")).contains("| 18 |"));
    // What the documents show is what is made, and nothing is made that they do not show.
    let figures: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.split_once("copy/docs/figures/"))
        .map(|(_, name)| name.to_string())
        .collect();
    let shown: BTreeSet<String> = documents()
        .iter()
        .flat_map(|document| {
            let text = read(document);
            let names = text.split("figures/").skip(1).filter_map(|rest| rest.split(')').next());
            names.filter(|name| name.ends_with(".png")).map(str::to_string).collect::<Vec<_>>()
        })
        .filter(|name| name != "report.png")
        .collect();
    assert_eq!(figures, shown, "figures made (left), figures shown (right)");

    let (status, text) = said(&mut reproduce(&["--check"]));
    assert_eq!(status, Some(0), "{text}");
    let changed = readme.replace("Baseline", "Base line") + "\nMore words after the table.\n";
    std::fs::write(made("README.md"), &changed).expect("the copy can be changed");
    let (status, text) = said(&mut reproduce(&["--check"]));
    assert_eq!(status, Some(1), "{text}");
    assert!(text.contains("differs   copy/README.md") && text.contains("1 of "), "{text}");
    assert_eq!(read(&made("README.md")), changed, "--check writes nothing");
    let (status, _) = said(&mut reproduce(&[]));
    assert_eq!((status, read(&made("README.md"))), (Some(0), readme + "\nMore words after the table.\n"));

    std::fs::remove_file(made("README.md")).expect("the copy can be changed");
    let (status, text) = said(&mut reproduce(&[]));
    assert_eq!(status, Some(2), "{text}");
    assert!(text.contains("no checkout of this project"), "{text}");
}
