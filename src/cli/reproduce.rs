//! `headwater reproduce`: every figure and table of README and documents, made again from nothing.

use super::compare;
use super::complaint::Complaint;
use super::language::Lang;
use super::options::{Changes, Common, Work};
use super::patterns;
use super::simulate::{Done, simulate};
use super::talk::Talk;
use super::write_json;
use crate::output::Words;
use crate::output::charts::{self, Options};
use crate::scenario::EQUAL_MONEY;
use clap::Args;
use serde_json::json;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Charts that documents show, in which language, and the name of the file without ending.
const FIGURES: &[(&str, Lang, &str)] = &[
    ("landing", Lang::En, "landing"),
    ("forest", Lang::En, "forest"),
    ("flow", Lang::En, "flow"),
    ("landing", Lang::Zh, "landing.zh"),
    ("forest", Lang::Zh, "forest.zh"),
    ("flow", Lang::Zh, "flow.zh"),
];
/// Between these lines README shows the default comparison.
const BEGIN: &str = "<!-- results:begin -->";
const END: &str = "<!-- results:end -->";

#[derive(Args)]
pub(super) struct Reproduce {
    /// A checkout of this project, or a new folder
    #[arg(value_name = "DIR", default_value = ".")]
    copy: PathBuf,
    /// Write nothing into it; tell which files differ from what is made again
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    work: Work,
}

/// A file as it should be.
struct Made {
    path: &'static str,
    name: String,
    bytes: Vec<u8>,
}

impl Reproduce {
    pub(super) fn perform(&self, common: &Common, talk: &Talk, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
        let readme = self.readme()?;
        let names: Vec<String> = EQUAL_MONEY.iter().map(|name| (*name).to_string()).collect();
        let plan = compare::plan(&names, compare::SETS, &self.changes, &self.work)?;
        let done = simulate(&plan, &self.work, talk)?;
        talk.say("holding the model against what is known", "正在把模型与已知事实对照");
        let report = patterns::evaluate(&self.changes.overrides(), self.work.threads, talk)?;
        let mut made = vec![
            Made { path: "", name: "README.md".to_string(), bytes: with_results(&readme, &done).into_bytes() },
            Made { path: "docs", name: "patterns.md".to_string(), bytes: report.to_markdown().into_bytes() },
        ];
        for &(chart, lang, stem) in FIGURES {
            let options = Options { metric: None, scenario: None, lang: lang.into(), size: (1600, 900) };
            let drawing = charts::draw(chart, &done.folder, &options)?;
            made.push(Made { path: "docs/figures", name: format!("{stem}.png"), bytes: drawing.png });
        }
        let told: Vec<(PathBuf, bool)> = made
            .iter()
            .map(|made| {
                let path = self.copy.join(made.path).join(&made.name);
                let same = fs::read(&path).is_ok_and(|bytes| bytes == made.bytes);
                (path, same)
            })
            .collect();
        let old = told.iter().filter(|(_, same)| !same).count();
        if !self.check {
            for (made, (path, _)) in made.iter().zip(&told).filter(|(_, (_, same))| !same) {
                write(path, &made.bytes)?;
            }
        }
        if common.json {
            let files: Vec<_> = told.iter().map(|(path, same)| json!({ "file": path, "same": same })).collect();
            write_json(results, &json!({ "checked_only": self.check, "files": files }))?;
        } else {
            for (path, same) in &told {
                let word = match (same, self.check) {
                    (true, _) => talk.lang.pick("same     ", "相同  "),
                    (false, true) => talk.lang.pick("differs  ", "不同  "),
                    (false, false) => talk.lang.pick("written  ", "已写入"),
                };
                writeln!(results, "{word} {}", path.display())?;
            }
        }
        if self.check && old > 0 {
            let shown = self.copy.display();
            return Err(Complaint::Failed(Words::new(
                format!("{old} of {} files are old: `headwater reproduce {shown}` writes them anew", told.len()),
                format!("{} 个文件中有 {old} 个已过时：可用 `headwater reproduce {shown}` 重新写出", told.len()),
            )));
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The README of the copy; a folder that is neither a checkout nor new is refused.
    fn readme(&self) -> Result<String, Complaint> {
        let path = self.copy.join("README.md");
        match fs::read_to_string(&path) {
            Ok(text) if text.contains(BEGIN) && text.contains(END) => Ok(text),
            Err(_) if is_new(&self.copy) && !self.check => Ok(format!("{BEGIN}\n{END}\n")),
            _ => {
                let shown = self.copy.display();
                Err(Complaint::Usage(Words::new(
                    format!(
                        "{shown} is no checkout of this project (no README.md with the line {BEGIN}): name one, or a new \
                         folder for a copy"
                    ),
                    format!(
                        "{shown} 不是本项目的工作副本（没有含 {BEGIN} 的 README.md）：请指定工作副本，或一个新文件夹"
                    ),
                )))
            }
        }
    }
}

/// A folder that does not exist yet, or in which nothing is.
fn is_new(folder: &Path) -> bool {
    fs::read_dir(folder).map_or(!folder.exists(), |mut entries| entries.next().is_none())
}

/// README with the tables of a comparison between its two lines.
fn with_results(readme: &str, done: &Done) -> String {
    // README is in English, whatever the reader's language.
    let english = Talk::new(Lang::En, true);
    let tables =
        done.manifest.headlines.as_ref().map_or(String::new(), |headlines| compare::tables(headlines, &english));
    let (before, rest) = readme.split_once(BEGIN).unwrap_or((readme, ""));
    let after = rest.split_once(END).map_or("", |(_, after)| after);
    format!("{before}{BEGIN}\n```text\n{tables}\n```\n{END}{after}")
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Complaint> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(folder).and_then(|()| fs::write(path, bytes)).map_err(|error| {
        let path = path.display();
        Complaint::Failed(Words::new(format!("cannot write {path}: {error}"), format!("无法写入 {path}：{error}")))
    })
}
