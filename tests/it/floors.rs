//! The floors of the house: a room may know only rooms on lower floors. `src/` is read and every path is checked.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Rooms by floor, from the ground up. Rooms on one floor do not know each other.
const FLOORS: [&[&str]; 7] = [
    &["money", "real", "random", "parallel", "settings", "progress", "stats", "table"],
    &["ledger"],
    &["model"],
    &["metrics", "scenario"],
    &["ensemble"],
    &["experiments", "output"],
    &["cli"],
];

/// Rooms of the ground floor that lean on one another: draws and rounding to whole fen need real arithmetic.
const NEIGHBOURS: [(&str, &str); 2] = [("random", "real"), ("money", "real")];

/// Rooms that are planned but may not be there yet.
const TO_COME: [&str; 2] = ["table", "experiments"];

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every Rust file under a folder, in order.
pub(crate) fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("a folder can be read").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The code without comments and without what stands in quotes.
pub(crate) fn code_of(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if rest.starts_with("/*") {
            rest = &rest[rest.find("*/").map_or(rest.len(), |end| end + 2)..];
        } else if next == '"' {
            let mut escaped = false;
            let end = rest[1..].find(|c| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            });
            let quoted = &rest[..end.map_or(rest.len(), |end| end + 2)];
            code.push_str("\"\"");
            code.extend(quoted.chars().filter(|&c| c == '\n'));
            rest = &rest[quoted.len()..];
        } else if rest.starts_with("'\"'") {
            rest = &rest[3..];
        } else {
            code.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    code
}

/// The rooms that a text of code names: `crate::room`, `headwater::room`, `$crate::room`, and inside `crate::{a::…, b}`.
fn rooms_named(code: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for root in ["crate::", "headwater::"] {
        for (start, _) in code.match_indices(root) {
            let before = code[..start].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            let path = &code[start + root.len()..];
            if let Some(group) = path.strip_prefix('{') {
                rooms.extend(first_names(group));
            } else {
                rooms.insert(name(path));
            }
        }
    }
    rooms.remove("");
    rooms
}

/// The first name of each entry of a group, up to the brace that closes it.
fn first_names(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut names = vec![name(group.trim_start())];
    for (position, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(name(group[position + 1..].trim_start())),
            _ => {}
        }
    }
    names
}

fn name(path: &str) -> String {
    path.chars().take_while(|&c| c.is_alphanumeric() || c == '_').collect()
}

/// The room that a file of `src/` belongs to; none for `lib.rs` and `main.rs`, which open the doors.
fn room_of(file: &Path) -> Option<String> {
    let inside = file.strip_prefix(source()).expect("a file of src");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    let room = first.strip_suffix(".rs").unwrap_or(&first).to_string();
    (room != "lib" && room != "main").then_some(room)
}

#[test]
fn every_path_points_to_a_lower_floor() {
    let mut wrong = Vec::new();
    for file in rust_files(&source()) {
        let Some(room) = room_of(&file) else { continue };
        let Some(own) = floor(&room) else { continue };
        let code = code_of(&std::fs::read_to_string(&file).expect("a readable file"));
        for other in rooms_named(&code).into_iter().filter(|other| *other != room) {
            let neighbours = NEIGHBOURS.contains(&(room.as_str(), other.as_str()));
            // Macros of the settings stand at the root of the crate; they belong to the room of settings.
            let above = floor(&other).is_some_and(|floor| floor >= own) && !neighbours;
            let unknown = floor(&other).is_none() && !["settings", "choices"].contains(&other.as_str());
            if above || unknown {
                wrong.push(format!("{}: `{room}` may not know `{other}`", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "paths that point up:\n{}", wrong.join("\n"));
}

#[test]
fn the_list_of_rooms_is_the_list_of_folders() {
    let there: BTreeSet<String> = rust_files(&source()).iter().filter_map(|file| room_of(file)).collect();
    let listed: BTreeSet<String> = FLOORS.concat().into_iter().map(String::from).collect();
    let unlisted: Vec<_> = there.difference(&listed).collect();
    assert!(unlisted.is_empty(), "rooms without a floor: {unlisted:?}");
    let missing: Vec<_> = listed.difference(&there).filter(|room| !TO_COME.contains(&room.as_str())).collect();
    assert!(missing.is_empty(), "floors without a room: {missing:?}");
}

/// The engine lives in a browser too: no files, clocks, printing or threads below the doors.
#[test]
fn the_rooms_below_know_no_files_clocks_or_threads() {
    let foreign = ["std::fs", "std::time", "std::thread", "std::process", "std::env", "std::io", "rayon", "toml_edit"];
    let mut wrong = Vec::new();
    for file in rust_files(&source()) {
        let Some(room) = room_of(&file) else { continue };
        if floor(&room).is_none_or(|floor| floor > 2) {
            continue;
        }
        let code = code_of(&std::fs::read_to_string(&file).expect("a readable file"));
        for name in foreign.iter().filter(|&&name| code.contains(name) && !(room == "parallel" && name == "rayon")) {
            wrong.push(format!("{}: `{name}`", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn paths_are_found_in_groups_and_not_in_comments_or_quotes() {
    let code = "use crate::{model::{World, Province}, money::Money};\n// crate::cli\nlet x = \"crate::output\"; $crate::settings!{}";
    let found = rooms_named(&code_of(code));
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["model", "money", "settings"]);
}
