//! `headwater check`: reads scenarios and tells everything that is wrong, without simulating.

use super::complaint::{Complaint, USAGE};
use super::grid::Grid;
use super::options::{Changes, Common};
use super::talk::Talk;
use super::write_json;
use crate::scenario::{self, Diagnosis, Scenario};
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct Check {
    /// Scenarios: built-in names or .toml files
    #[arg(value_name = "SCENARIO", required = true)]
    scenarios: Vec<String>,
    #[command(flatten)]
    changes: Changes,
}

impl Check {
    pub(super) fn perform(&self, common: &Common, talk: &Talk, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
        match scenario::load(&self.scenarios, &self.changes.overrides()) {
            Err(diagnosis) if common.json => {
                write_json(results, &problems(&diagnosis))?;
                Ok(ExitCode::from(USAGE))
            }
            Err(diagnosis) => Err(diagnosis.into()),
            Ok(scenarios) => {
                if common.json {
                    let scenarios: Vec<_> = scenarios.iter().map(described).collect();
                    write_json(results, &json!({ "scenarios": scenarios, "problems": [] }))?;
                } else {
                    talk.name_dropped_rows(&scenarios);
                    for (position, scenario) in scenarios.iter().enumerate() {
                        writeln!(results, "{}", line(scenario, talk))?;
                        // Scenarios of one region share its registers: they are described once.
                        let same = |other: &Scenario| other.registers.files == scenario.registers.files;
                        if !scenarios[..position].iter().any(same) {
                            results.write_all(understood(scenario, talk).as_bytes())?;
                        }
                    }
                }
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

fn line(scenario: &Scenario, talk: &Talk) -> String {
    let Scenario { name, preset, settings, .. } = scenario;
    let (years, replicates) = (settings.years(), settings.run.replicates);
    let (first, last) = (years.start(), years.end());
    let hash = &scenario.fingerprint().to_hex()[..12];
    talk.lang
        .pick(
            &format!("{name}: good; preset {preset}, {first}–{last}, {replicates} replicates, settings {hash}"),
            &format!("{name}：没有问题；规模 {preset}，{first}–{last} 年，重复 {replicates} 次，设定 {hash}"),
        )
        .to_string()
}

/// What was understood of a scenario's registers; nothing without any.
fn understood(scenario: &Scenario, talk: &Talk) -> String {
    let registers = &scenario.registers;
    let register = &registers.register;
    let mut lines = Vec::new();
    let mut say = |en: String, zh: String| lines.push(talk.lang.pick(&en, &zh).to_string());
    if let Some((known, all)) = registers.populations {
        let mut cities: Vec<&str> = scenario.records.iter().map(|record| record.city.as_str()).collect();
        cities.dedup();
        let (cities, urban) = (cities.len(), scenario.records.iter().filter(|record| record.urban).count());
        say(
            format!("  counties: {all} in {cities} cities, {urban} urban; {known} with their population"),
            format!("  区县：{all} 个，分属 {cities} 市，其中城区 {urban} 个；{known} 个有人口数"),
        );
    }
    if !register.funders.is_empty() {
        let listed = register.funders.len();
        let all = registers.imputed.iter().find(|row| row.register == "funders").map_or(0, |row| row.count);
        say(
            format!("  funders: {listed} listed, of {all} in the region; the others have their class's defaults"),
            format!("  资助方：列出 {listed} 家，全区域共 {all} 家；其余按该类别的默认值"),
        );
    }
    if !register.organisations.is_empty() {
        let all = register.organisations.len();
        say(format!("  organisations: {all}"), format!("  机构：{all} 家"));
        let (kinds, kinds_zh) = counted(&scenario::kinds(register));
        say(format!("    by type: {kinds}"), format!("    类型：{kinds_zh}"));
        let (issues, issues_zh) = counted(&scenario::issues(register));
        say(format!("    by field: {issues}"), format!("    领域：{issues_zh}"));
    }
    if registers.products > 0 {
        say(format!("  programme: {} rows", registers.products), format!("  项目：{} 行", registers.products));
    }
    if registers.dropped.count() > 0 {
        let count = registers.dropped.count();
        say(format!("  dropped: {count} mistakes, named above"), format!("  跳过：{count} 处错误，见上"));
    }
    if !registers.imputed.is_empty() {
        say(
            "  drawn from the model's distributions, because the registers do not say it:".to_string(),
            "  登记表没有说明、由模型按分布补出的：".to_string(),
        );
    }
    let mut text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let mut grid = Grid::new(vec![(
        String::new(),
        [("", ""), ("variable", "变量"), ("from columns", "取自列"), ("given", "给出"), ("drawn", "补出")]
            .map(|(en, zh)| talk.lang.pick(en, zh).to_string())
            .to_vec(),
    )]);
    for row in &registers.imputed {
        let register = match row.register {
            "counties" => talk.lang.pick("counties", "区县"),
            "funders" => talk.lang.pick("funders", "资助方"),
            _ => talk.lang.pick("organisations", "机构"),
        };
        grid.row(vec![
            format!("    {register}"),
            talk.lang.pick(row.variable, row.variable_zh).to_string(),
            if row.columns.is_empty() { "–".to_string() } else { row.columns.to_string() },
            row.given.to_string(),
            row.share().map_or("–".to_string(), |share| format!("{:.0} %", 100.0 * share)),
        ]);
    }
    if !registers.imputed.is_empty() {
        text += &grid.render();
    }
    text
}

/// Names with how many rows have each, as a list in both languages.
fn counted(names: &[(&str, &str, usize)]) -> (String, String) {
    let english: Vec<String> = names.iter().map(|(name, _, count)| format!("{name} {count}")).collect();
    let chinese: Vec<String> = names.iter().map(|(_, name, count)| format!("{name} {count}")).collect();
    (english.join(", "), chinese.join("，"))
}

fn described(scenario: &Scenario) -> serde_json::Value {
    json!({
        "name": scenario.name,
        "extends": scenario.extends,
        "title": scenario.title,
        "title_zh": scenario.title_zh,
        "question": scenario.question,
        "question_zh": scenario.question_zh,
        "preset": scenario.preset,
        "blake3": scenario.fingerprint().to_hex().as_str(),
        "registers": registers(scenario),
    })
}

fn registers(scenario: &Scenario) -> serde_json::Value {
    let registers = &scenario.registers;
    if registers.is_empty() {
        return serde_json::Value::Null;
    }
    let imputed: Vec<_> = registers
        .imputed
        .iter()
        .map(|row| {
            json!({
                "register": row.register,
                "variable": row.variable,
                "columns": row.columns,
                "count": row.count,
                "given": row.given,
                "imputed_share": row.share(),
            })
        })
        .collect();
    json!({
        "counties": scenario.records.len(),
        "funders": registers.register.funders.len(),
        "organisations": registers.register.organisations.len(),
        "products": registers.products,
        "dropped": registers.dropped.problems.iter().map(|row| row.in_one_line(false)).collect::<Vec<_>>(),
        "imputed": imputed,
    })
}

fn problems(diagnosis: &Diagnosis) -> serde_json::Value {
    let problems: Vec<_> = diagnosis
        .problems
        .iter()
        .map(|finding| {
            json!({
                "code": finding.code,
                "message": finding.message,
                "help": finding.help,
                "file": finding.place.as_ref().map(|place| place.file()),
                "line": finding.place.as_ref().map(|place| place.line()),
                "column": finding.place.as_ref().map(|place| place.column()),
                "label": finding.label,
                "message_zh": finding.chinese.as_ref().map(|told| &told.message),
                "help_zh": finding.chinese.as_ref().map(|told| &told.help),
                "text": finding.place.as_ref().map(|place| place.text()),
                "scenarios": finding.scenarios,
            })
        })
        .collect();
    json!({ "scenarios": [], "problems": problems })
}
