//! `README.txt`: tells whoever finds the folder what is in it, in both languages.

use super::assumptions::VariantKind;
use super::failure::Failure;
use super::parts::write_whole;
use super::plan::Plan;
use crate::ensemble::hysteresis::Way;
use std::path::Path;

const TEXT: &str = include_str!("readme.txt");

/// Writes the text for a plan.
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
    write_whole(&folder.join("README.txt"), text.as_bytes())
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
    let Some(assumptions) = &plan.assumptions else {
        let none = if plan.scenarios.len() == 1 { "run" } else { "compare --assumptions 0" };
        return format!("{none} {files}");
    };
    let of = |kind| assumptions.of_kind(kind).map(|(_, variant)| variant.replicates).max().unwrap_or(0);
    let sets = assumptions.of_kind(VariantKind::Set).count();
    match (of(VariantKind::Set), of(VariantKind::Structure), assumptions.selection.as_str()) {
        (2, 0, "default") => format!("compare {files} --assumptions {sets}"),
        (replicates, structures, selection) => format!(
            "uncertainty {files} --sets {} --per-set {} --structures {structures} --parameters '{selection}'",
            sets.max(2),
            replicates.max(2)
        ),
    }
}
