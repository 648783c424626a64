//! `README.txt`: tells whoever finds the folder what is in it, in both languages.

use super::assumptions::VariantKind;
use super::failure::Failure;
use super::only;
use super::parts::write_whole;
use super::plan::Plan;
use super::report;
use crate::ensemble::hysteresis::Way;
use std::path::Path;

const TEXT: &str = include_str!("readme.txt");

/// Writes the text for a plan, when all other files of the folder are there; the report is made last of all.
pub(super) fn write(folder: &Path, plan: &Plan) -> Result<(), Failure> {
    let names: Vec<&str> = plan.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
    let files: Vec<String> = names.iter().map(|name| format!("scenarios/{name}.toml")).collect();
    let organisations = if plan.detail.organisations { " --organisations" } else { "" };
    let text = TEXT
        .replace("{name}", &plan.name())
        .replace("{version}", plan.version)
        .replace("{scenarios}", &names.join(", "))
        .replace("{seed}", &plan.seed().to_string())
        .replace("{replicates}", &plan.replicates().to_string())
        .replace("{again}", &format!("headwater {}{organisations}", call(plan, &files)));
    let there = |name: &str| match name {
        "manifest.json" | "scenarios/*.toml" => true,
        report::FILE => plan.wants(only::REPORT),
        file => folder.join(file).exists(),
    };
    write_whole(&folder.join("README.txt"), of_what_is_there(&text, there).as_bytes())
}

/// The text without entries of files that are not there. An entry begins two spaces in with the name of its file and goes
/// on further in.
fn of_what_is_there(text: &str, there: impl Fn(&str) -> bool) -> String {
    let mut kept = String::new();
    let mut keeps = true;
    for line in text.lines() {
        let inside = line.len() - line.trim_start().len();
        if inside <= 2 {
            let name = line.split_whitespace().next().filter(|name| inside == 2 && name.contains(['.', '/']));
            keeps = name.is_none_or(&there);
        }
        if keeps {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// The call that makes this folder again from its own scenario files.
fn call(plan: &Plan, files: &[String]) -> String {
    if let Some(ramp) = &plan.ramp {
        let up = ramp.steps.iter().filter(|step| step.way == Way::Up);
        let levels: Vec<String> = up.map(|step| step.level.to_string()).collect();
        let hold = ramp.steps.first().map_or(0, |step| step.last_year - step.first_year + 1);
        let rest = ramp.steps.last().map_or(0, |step| ramp.last_year - step.last_year);
        return format!(
            "hysteresis {} --lever '{}' --levels {} --hold-years {hold} --rest-years {rest} --metric {}",
            files[0],
            ramp.lever,
            levels.join(","),
            ramp.metric
        );
    }
    let files = files.join(" ");
    let only = plan.only().map_or(String::new(), |only| format!(" --only {}", only.names().join(",")));
    let Some(assumptions) = plan.tried() else {
        // Of some parts alone, other assumptions are not tried unless they are named.
        let none = match plan.scenarios.len() {
            1 => "run",
            _ if plan.only().is_some_and(|only| !only.wants(only::UNCERTAINTY)) => "compare",
            _ => "compare --assumptions 0",
        };
        return format!("{none} {files}{only}");
    };
    let of = |kind| assumptions.of_kind(kind).map(|(_, variant)| variant.replicates).max().unwrap_or(0);
    let sets = assumptions.of_kind(VariantKind::Set).count();
    match (of(VariantKind::Set), of(VariantKind::Structure), assumptions.selection.as_str()) {
        (2, 0, "default") => format!("compare {files} --assumptions {sets}{only}"),
        (replicates, structures, selection) => format!(
            "uncertainty {files} --sets {} --per-set {} --structures {structures} --parameters '{selection}'",
            sets.max(2),
            replicates.max(2)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_files_that_are_not_there_are_left_out_whole() {
        let text =
            "HERE\n  a.csv   one\n          two\n  figures/  three\n          four\nAGAIN\n  headwater run a.toml\n";
        let kept = of_what_is_there(text, |name| name == "figures/");
        assert_eq!(kept, "HERE\n  figures/  three\n          four\nAGAIN\n  headwater run a.toml\n");
        assert_eq!(of_what_is_there(text, |_| true), text);
    }

    #[test]
    fn every_table_has_its_entry_in_both_languages() {
        let (english, chinese) = TEXT.split_once("这里有什么").expect("both languages");
        for table in super::super::tables::files() {
            for text in [english, chinese] {
                assert!(table == "README.txt" || text.contains(table), "{table}");
            }
        }
    }
}
