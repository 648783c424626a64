//! `README.txt`: tells whoever finds the folder what is in it, in both languages.

use super::failure::Failure;
use super::parts::write_whole;
use super::plan::Plan;
use std::path::Path;

const TEXT: &str = include_str!("readme.txt");

/// Writes the text for a plan.
pub(super) fn write(folder: &Path, plan: &Plan) -> Result<(), Failure> {
    let names: Vec<&str> = plan.scenarios.iter().map(|scenario| scenario.name.as_str()).collect();
    let files: Vec<String> = names.iter().map(|name| format!("scenarios/{name}.toml")).collect();
    let verb = if names.len() == 1 { "run" } else { "compare" };
    let organisations = if plan.detail.organisations { " --organisations" } else { "" };
    let text = TEXT
        .replace("{name}", &plan.name())
        .replace("{version}", plan.version)
        .replace("{scenarios}", &names.join(", "))
        .replace("{seed}", &plan.seed().to_string())
        .replace("{replicates}", &plan.replicates().to_string())
        .replace("{again}", &format!("headwater {verb} {}{organisations}", files.join(" ")));
    write_whole(&folder.join("README.txt"), text.as_bytes())
}
