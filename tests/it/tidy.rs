//! Words and habits that are banned in `src/`, each with what to write instead.

use crate::floors::{code_of, rust_files};
use std::path::{Path, PathBuf};

/// What may not stand in code, where it may after all, and what to write instead.
const BANNED: [(&str, &[&str], &str); 12] = [
    ("super::super", &[], "a path from the root: crate::…"),
    ("todo!", &[], "the thing itself, or nothing"),
    ("unimplemented!", &[], "the thing itself, or nothing"),
    ("dbg!", &[], "nothing: it was for you alone"),
    ("println!", &["cli", "main.rs"], "a value that the command line prints"),
    ("eprintln!", &["cli", "main.rs"], "a value that the command line prints"),
    (".unwrap()", &[], "expect with the reason why it holds, or an error"),
    ("HashMap", &[], "BTreeMap: its order is the same everywhere"),
    ("HashSet", &[], "BTreeSet: its order is the same everywhere"),
    ("mul_add", &[], "a product and a sum: the same bits everywhere"),
    ("thread_rng", &[], "random::Draws: every draw has an address"),
    ("unsafe ", &[], "safe code"),
];

/// Names that say nothing of the subject.
const EMPTY_NAMES: [&str; 8] = ["utils", "util", "helpers", "helper", "manager", "misc", "common", "stuff"];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// A file of `src/` by its path from there, and its text.
fn files() -> Vec<(String, String)> {
    let read = |file: PathBuf| {
        let name = file.strip_prefix(source()).expect("a file of src").to_string_lossy().replace('\\', "/");
        (name, std::fs::read_to_string(&file).expect("a readable file"))
    };
    rust_files(&source()).into_iter().map(read).collect()
}

/// Code that is shipped: what stands before the file's own tests.
fn shipped(text: &str) -> String {
    code_of(text.split("#[cfg(test)]").next().unwrap_or_default())
}

#[test]
fn no_banned_word_stands_in_shipped_code() {
    let mut found = Vec::new();
    for (name, text) in files() {
        for (number, line) in shipped(&text).lines().enumerate() {
            for (word, allowed, instead) in BANNED {
                let is_word = line.match_indices(word).any(|(at, _)| {
                    !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') || word.starts_with('.')
                });
                if is_word && !allowed.iter().any(|room| name.starts_with(room)) {
                    found.push(format!("src/{name}:{}: `{word}`; write {instead}", number + 1));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Reals in the engine come from `real`, because the standard library's differ between platforms.
#[test]
fn the_engine_uses_only_reals_that_are_the_same_everywhere() {
    let functions =
        [".exp()", ".ln()", ".log10()", ".log2()", ".powf(", ".powi(", ".cos()", ".sin()", ".cbrt()", ".tanh()"];
    let mut found = Vec::new();
    for (name, text) in files() {
        for (number, line) in shipped(&text).lines().enumerate() {
            for function in functions.iter().filter(|&&function| line.contains(function)) {
                found.push(format!("src/{name}:{}: `{function}`; use crate::real or libm", number + 1));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_module_opens_with_a_sentence() {
    for (name, text) in files() {
        if name == "main.rs" && text.lines().count() < 3 {
            continue;
        }
        assert!(text.starts_with("//! "), "src/{name} does not open with `//!`");
    }
}

#[test]
fn files_are_named_after_the_subject() {
    for (name, _) in files() {
        for part in name.trim_end_matches(".rs").split('/') {
            assert!(!EMPTY_NAMES.contains(&part), "src/{name}: `{part}` says nothing of the subject");
        }
    }
}

#[test]
fn no_test_is_ignored() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    for file in rust_files(&source()).into_iter().chain(rust_files(&tests)) {
        let code = code_of(&std::fs::read_to_string(&file).expect("a readable file"));
        assert!(!code.contains(concat!("#[", "ignore")), "{} ignores a test", file.display());
    }
}
