//! `headwater new`: writes the beginning of a scenario or of a region of one's own; never over anything.

use super::complaint::Complaint;
use super::options::Common;
use super::talk::Talk;
use super::write_json;
use crate::cli::language::Lang;
use crate::output::{Words, workbook};
use crate::scenario::{self, TemplateFile};
use clap::Args;
use serde_json::json;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct New {
    /// Folder to write to; it is made if it is not there
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Built-in scenario that the new one extends
    #[arg(long, value_name = "NAME", default_value = "opening", conflicts_with_all = ["region", "example"])]
    from: String,
    /// A region of your own: tables to fill in, and scenarios that use them
    #[arg(long, conflicts_with = "example")]
    region: bool,
    /// The tables as one Excel workbook instead of CSV files
    #[arg(long, requires = "region")]
    xlsx: bool,
    /// An invented region, filled in: 3 cities, 20 counties, 240 organisations
    #[arg(long)]
    example: bool,
}

/// A file to be written.
struct NewFile {
    name: String,
    bytes: Vec<u8>,
}

impl New {
    pub(super) fn perform(&self, common: &Common, talk: &Talk, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
        let chinese = talk.lang == Lang::Zh;
        let files = if self.example {
            scenario::example_region().iter().map(as_it_is).collect()
        } else if self.region {
            region(scenario::region_template(chinese), self.xlsx, chinese)?
        } else {
            vec![self.scenario(chinese)?]
        };
        self.write(&files)?;
        let paths: Vec<String> = files.iter().map(|file| self.folder.join(&file.name).display().to_string()).collect();
        if common.json {
            write_json(results, &json!({ "written": paths }))?;
            return Ok(ExitCode::SUCCESS);
        }
        for path in &paths {
            writeln!(results, "{path}")?;
        }
        writeln!(results, "{}", self.next(talk))?;
        Ok(ExitCode::SUCCESS)
    }

    fn scenario(&self, chinese: bool) -> Result<NewFile, Complaint> {
        let Some(known) = scenario::builtins().iter().find(|known| known.name == self.from) else {
            let name = &self.from;
            // The same words and suggestions as wherever a scenario is named.
            return Err(match scenario::load(std::slice::from_ref(name), &[]) {
                Err(diagnosis) => diagnosis.into(),
                Ok(_) => Complaint::Usage(Words::new(
                    format!("`{name}` is a file: in your own scenario write `extends = \"{name}\"`"),
                    format!("`{name}` 是文件：请在自己的情景中写 `extends = \"{name}\"`"),
                )),
            });
        };
        let parent = scenario::load(&[known.name.to_string()], &[])?.remove(0);
        let text = scenario::scenario_template(&parent, chinese);
        Ok(NewFile { name: "my_scenario.toml".to_string(), bytes: text.into_bytes() })
    }

    /// Writes every file, or none: what is there stays as it is.
    fn write(&self, files: &[NewFile]) -> Result<(), Complaint> {
        let shown = self.folder.display();
        let there: Vec<&str> =
            files.iter().map(|file| file.name.as_str()).filter(|name| self.folder.join(name).exists()).collect();
        if !there.is_empty() {
            let (list, list_zh) = (there.join(", "), there.join("、"));
            return Err(Complaint::Usage(Words::new(
                format!("{shown} already holds {list}; nothing was written: name another folder"),
                format!("{shown} 中已有 {list_zh}；没有写入任何文件：请另选文件夹"),
            )));
        }
        let failed = |path: &Path, error: std::io::Error| {
            let path = path.display();
            Complaint::Failed(Words::new(format!("cannot write {path}: {error}"), format!("无法写入 {path}：{error}")))
        };
        if self.folder.exists() && !self.folder.is_dir() {
            return Err(Complaint::Usage(Words::new(
                format!("{shown} is a file, not a folder; nothing was written: name another folder"),
                format!("{shown} 是文件，不是文件夹；没有写入任何文件：请另选文件夹"),
            )));
        }
        std::fs::create_dir_all(&self.folder).map_err(|error| failed(&self.folder, error))?;
        for file in files {
            let path = self.folder.join(&file.name);
            // Somebody may have been quicker: a file that is there is never opened.
            let made = std::fs::OpenOptions::new().write(true).create_new(true).open(&path);
            made.and_then(|mut made| made.write_all(&file.bytes)).map_err(|error| match error.kind() {
                ErrorKind::AlreadyExists => Complaint::Usage(Words::new(
                    format!("{} has just appeared; it was left as it is", path.display()),
                    format!("{} 刚刚出现，未作改动", path.display()),
                )),
                _ => failed(&path, error),
            })?;
        }
        Ok(())
    }

    /// What to do next.
    fn next(&self, talk: &Talk) -> String {
        let file = |name: &str| self.folder.join(name).display().to_string();
        let lines = |one: String, two: String| {
            talk.lang.pick(&format!("\nNext:\n{one}\n{two}"), &format!("\n接下来：\n{one}\n{two}")).to_string()
        };
        if self.region || self.example {
            let (region, opening) = (file("region.toml"), file("opening.toml"));
            return lines(format!("  headwater check {region}"), format!("  headwater compare {region} {opening}"));
        }
        let own = file("my_scenario.toml");
        lines(format!("  headwater check {own}"), format!("  headwater compare {} {own}", self.from))
    }
}

fn as_it_is(file: &TemplateFile) -> NewFile {
    let bytes = match file.table {
        // With the mark, spreadsheets read Chinese rightly.
        Some(_) => [&b"\xef\xbb\xbf"[..], file.text.as_bytes()].concat(),
        None => file.text.as_bytes().to_vec(),
    };
    NewFile { name: file.name.to_string(), bytes }
}

/// A template of a region, its tables as CSV files or as one workbook.
fn region(template: &[TemplateFile], as_workbook: bool, chinese: bool) -> Result<Vec<NewFile>, Complaint> {
    const WORKBOOK: &str = "region.xlsx";
    let tables: Vec<&TemplateFile> = template.iter().filter(|file| file.table.is_some()).collect();
    let named = if as_workbook {
        format!("workbook = \"{WORKBOOK}\"")
    } else {
        let line = |file: &&TemplateFile| {
            let kind = file.table.expect("it is a table").name();
            format!("{kind} = \"{}\"", file.name)
        };
        tables.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let mut files: Vec<NewFile> = template
        .iter()
        .filter(|file| file.table.is_none() || !as_workbook)
        .map(as_it_is)
        .map(|file| match file.name.as_str() {
            "region.toml" => {
                let text = String::from_utf8(file.bytes).expect("a template is a text");
                NewFile { bytes: text.replace("{files}", &named).into_bytes(), ..file }
            }
            _ => file,
        })
        .collect();
    if as_workbook {
        let sheets: Vec<(&str, &str)> = tables
            .iter()
            .map(|file| {
                let kind = file.table.expect("it is a table");
                (if chinese { kind.name_zh() } else { kind.name() }, file.text)
            })
            .collect();
        files.push(NewFile { name: WORKBOOK.to_string(), bytes: workbook::of_tables(&sheets)? });
    }
    Ok(files)
}
