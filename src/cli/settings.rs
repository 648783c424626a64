//! `headwater settings`: everything that can be set.

use super::complaint::Complaint;
use super::options::Common;
use super::talk::Talk;
use super::write_json;
use crate::scenario;
use crate::settings::{Kind, Setting, short};
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct Settings {
    /// Words that the path or the meaning contains
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
}

impl Settings {
    pub(super) fn perform(&self, common: &Common, talk: &Talk, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
        let words: Vec<String> = self.words.iter().map(|word| word.to_lowercase()).collect();
        let fits = |setting: &Setting| {
            let text = format!("{} {} {}", setting.path, setting.meaning, setting.meaning_zh).to_lowercase();
            words.iter().all(|word| text.contains(word.as_str()))
        };
        let found: Vec<Setting> = scenario::catalogue().into_iter().filter(fits).collect();
        if common.json {
            let found: Vec<_> = found.iter().map(described).collect();
            write_json(results, &json!(found))?;
            return Ok(ExitCode::SUCCESS);
        }
        for setting in &found {
            write_entry(setting, talk, results)?;
        }
        let count = found.len();
        talk.say(
            &format!("{count} settings; change one with --set path=value, or in a scenario"),
            &format!("共 {count} 项设定；用 --set 路径=值 更改，或写在情景文件中"),
        );
        Ok(ExitCode::SUCCESS)
    }
}

fn write_entry(setting: &Setting, talk: &Talk, results: &mut dyn Write) -> Result<(), Complaint> {
    writeln!(results, "{} = {}", setting.path, setting.default)?;
    writeln!(results, "    {}", talk.lang.pick(setting.meaning, setting.meaning_zh))?;
    let mut facts = Vec::new();
    if setting.unit != "–" {
        facts.push(format!("{}{}", talk.lang.pick("unit ", "单位 "), setting.unit));
    }
    if let Some(allowed) = allowed(setting) {
        facts.push(format!("{}{allowed}", talk.lang.pick("allowed ", "可取 ")));
    }
    let source = talk.lang.pick(setting.source.word(), setting.source.word_zh());
    let note = setting.source.note();
    let source = if note.is_empty() { source.to_string() } else { format!("{source} ({note})") };
    facts.push(format!("{}{source}", talk.lang.pick("source ", "来源 ")));
    writeln!(results, "    {}\n", facts.join(" · "))?;
    Ok(())
}

/// What may be written, in words.
fn allowed(setting: &Setting) -> Option<String> {
    match setting.kind {
        Kind::Real | Kind::Whole | Kind::Dated => Some(format!("{} – {}", short(setting.low), short(setting.high))),
        Kind::Choice(words) => Some(words.join(", ")),
        Kind::Flag => Some("true, false".to_string()),
        Kind::Text | Kind::Texts | Kind::Wholes | Kind::Rows => None,
    }
}

fn described(setting: &Setting) -> serde_json::Value {
    let ranged = matches!(setting.kind, Kind::Real | Kind::Whole | Kind::Dated);
    let choices = if let Kind::Choice(words) = setting.kind { Some(words) } else { None };
    json!({
        "path": setting.path,
        "default": setting.default,
        "unit": setting.unit,
        "low": ranged.then_some(setting.low),
        "high": ranged.then_some(setting.high),
        "choices": choices,
        "source": setting.source.word(),
        "note": setting.source.note(),
        "meaning": setting.meaning,
        "meaning_zh": setting.meaning_zh,
    })
}
