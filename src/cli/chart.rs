//! `headwater chart`: a picture of a folder of results, drawn again.

use super::complaint::Complaint;
use super::language::Lang;
use super::options::Common;
use super::talk::Talk;
use super::write_json;
use crate::output::charts::{self, CHARTS, ChartError, Options};
use crate::output::{Manifest, Words};
use clap::Args;
use serde_json::json;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct Chart {
    /// Name of the chart; --list tells which there are
    #[arg(value_name = "NAME", required_unless_present = "list")]
    name: Option<String>,
    /// Folder of results
    #[arg(value_name = "DIR", required_unless_present = "list")]
    folder: Option<PathBuf>,
    /// List the charts
    #[arg(long)]
    list: bool,
    /// Metric, for charts that can draw any
    #[arg(long, value_name = "NAME")]
    metric: Option<String>,
    /// Scenario to look at
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,
    /// Width and height in pixels
    #[arg(long, value_name = "WxH", default_value = "1600x900", value_parser = size)]
    size: (u32, u32),
    /// Where to write the picture, without ending; in DIR/figures by default, beside the figures of the run
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

fn size(text: &str) -> Result<(u32, u32), String> {
    let parts = text.split_once(['x', 'X', '×']);
    let parsed = parts.and_then(|(width, height)| Some((width.trim().parse().ok()?, height.trim().parse().ok()?)));
    parsed.ok_or_else(|| "a size is width and height in pixels, such as 1600x900".to_string())
}

impl From<ChartError> for Complaint {
    fn from(error: ChartError) -> Complaint {
        if error.is_usage() { Complaint::Usage(error.words()) } else { Complaint::Failed(error.words()) }
    }
}

impl From<Lang> for charts::Lang {
    fn from(lang: Lang) -> charts::Lang {
        match lang {
            Lang::En => charts::Lang::En,
            Lang::Zh => charts::Lang::Zh,
        }
    }
}

impl Chart {
    pub(super) fn perform(&self, common: &Common, talk: &Talk, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
        let (Some(name), Some(folder), false) = (&self.name, &self.folder, self.list) else {
            return list(common, talk, results);
        };
        let options = Options {
            metric: self.metric.clone(),
            scenario: self.scenario.clone(),
            lang: talk.lang.into(),
            size: self.size,
        };
        let drawing = charts::draw(name, folder, &options)?;
        warn(&drawing.warnings, talk);
        let files = [("svg", drawing.svg.as_bytes()), ("png", &drawing.png[..])];
        let stem = match &self.to {
            Some(stem) => stem.clone(),
            None => self.free_place(name, folder, talk.lang, &files),
        };
        for (ending, bytes) in files {
            let path = with_ending(&stem, ending);
            write(&path, bytes)?;
            writeln!(results, "{}", path.display())?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Where a picture goes by itself: figures of the run are never replaced by other ones, since the manifest knows
    /// them; what is drawn otherwise has language and size in its name.
    fn free_place(&self, name: &str, folder: &Path, lang: Lang, files: &[(&str, &[u8])]) -> PathBuf {
        let stem = self.stem(name);
        // Charts need less of a manifest than verification does.
        let manifest = Manifest::read(&folder.join("manifest.json")).ok();
        let listed = |path: String| manifest.iter().flat_map(|one| &one.files).any(|file| file.path == path);
        let place = folder.join("figures").join(&stem);
        let differs = |(ending, bytes): &(&str, &[u8])| {
            let listed = listed(format!("figures/{stem}.{ending}"));
            listed && fs::read(with_ending(&place, ending)).is_ok_and(|found| found != *bytes)
        };
        if !files.iter().any(differs) {
            return place;
        }
        let (lang, (width, height)) = (lang.pick("en", "zh"), self.size);
        folder.join("figures").join(format!("{stem}-{lang}-{width}x{height}"))
    }

    /// The file's name: what was chosen belongs to it, so that pictures do not replace each other.
    fn stem(&self, name: &str) -> String {
        let chosen = [Some(name), self.metric.as_deref(), self.scenario.as_deref()];
        chosen.into_iter().flatten().collect::<Vec<_>>().join("-")
    }
}

fn with_ending(stem: &Path, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}.{ending}", stem.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Complaint> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(folder).and_then(|()| fs::write(path, bytes)).map_err(|error| {
        let path = path.display();
        Complaint::Failed(Words::new(format!("cannot write {path}: {error}"), format!("无法写入 {path}：{error}")))
    })
}

/// Says what the reader should know about pictures.
pub(super) fn warn(warnings: &[Words], talk: &Talk) {
    for Words { en, zh } in warnings {
        talk.insist(&format!("warning: {en}"), &format!("警告：{zh}"));
    }
}

fn list(common: &Common, talk: &Talk, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
    if common.json {
        let described = CHARTS.iter().map(|chart| {
            json!({
                "name": chart.name,
                "title": chart.title,
                "title_zh": chart.title_zh,
                "about": chart.about,
                "about_zh": chart.about_zh,
            })
        });
        write_json(results, &described.collect())?;
        return Ok(ExitCode::SUCCESS);
    }
    for chart in CHARTS {
        writeln!(results, "{:<10} {}", chart.name, talk.lang.pick(chart.title, chart.title_zh))?;
        writeln!(results, "           {}\n", talk.lang.pick(chart.about, chart.about_zh))?;
    }
    Ok(ExitCode::SUCCESS)
}
