//! Charts of a folder of results: titles that state the finding, direct labels, two languages, one file a chart.
//!
//! To add a chart: a file here with a [`Chart`], and its line in [`CHARTS`]. Any metric already has one: `band` draws it.
//! Charts read files only, never the engine; so they can be drawn again long after, by another version.

mod acceptability;
mod band;
pub(super) mod faces;
pub(super) mod finding;
mod flow;
mod flow_difference;
mod forest;
mod hazard;
mod heatmap;
mod hysteresis;
mod inline;
mod labels;
mod liquidity;
mod lorenz;
mod network;
pub(super) mod numbers;
mod page;
pub mod results;
mod sheet;
mod sources;
mod survival;
#[cfg(test)]
#[allow(clippy::inconsistent_digit_grouping, reason = "yuan and fen stand apart")]
mod tests;
mod tilemap;
mod uncertainty;
mod value_plane;
pub(super) mod words;

use crate::output::Words;
use crate::parallel;
pub use inline::{Inline, SCRIPT, STYLE, drawable, inline, inline_set};
use results::{Contents, Results, Wanted};
use sheet::Sheet;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};
pub use words::Lang;

/// Every chart, in the order in which they are listed.
pub const CHARTS: &[Chart] = &[
    band::ALIVE,
    band::LANDING,
    liquidity::CHART,
    forest::CHART,
    value_plane::CHART,
    acceptability::CHART,
    survival::CHART,
    hazard::CHART,
    sources::CHART,
    flow::CHART,
    flow_difference::CHART,
    heatmap::CHART,
    lorenz::CHART,
    tilemap::CHART,
    network::CHART,
    uncertainty::CHART,
    hysteresis::CHART,
    band::CHART,
];

/// A kind of picture.
pub struct Chart {
    /// The name by which it is asked for; also of its file.
    pub name: &'static str,
    /// What it is called, in English.
    pub title: &'static str,
    /// What it is called, in Chinese.
    pub title_zh: &'static str,
    /// What it shows, in English.
    pub about: &'static str,
    /// What it shows, in Chinese.
    pub about_zh: &'static str,
    /// Whether it is drawn without being asked for.
    pub in_default_set: bool,
    wants: fn(&Contents, &Options) -> Result<Wanted, ChartError>,
    draw: fn(&Source) -> Result<Sheet, ChartError>,
}

/// What can be chosen about a chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The metric, for charts that can draw any.
    pub metric: Option<String>,
    /// The scenario to look at; each chart has its own choice.
    pub scenario: Option<String>,
    /// The language.
    pub lang: Lang,
    /// Width and height in pixels.
    pub size: (u32, u32),
}

impl Default for Options {
    fn default() -> Options {
        Options { metric: None, scenario: None, lang: Lang::En, size: (1600, 900) }
    }
}

/// A finished picture.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// As SVG, with text as text.
    pub svg: String,
    /// As PNG.
    pub png: Vec<u8>,
    /// What the reader should know: characters that the face lacks.
    pub warnings: Vec<Words>,
}

/// What a chart is drawn from.
struct Source<'a> {
    contents: &'a Contents,
    results: &'a Results,
    options: &'a Options,
    /// Whether it is for a web page: then the size is one of units, and text keeps its size.
    in_page: bool,
}

/// The chart of this name.
///
/// # Errors
/// When there is none.
pub fn find(name: &str) -> Result<&'static Chart, ChartError> {
    let names = CHARTS.iter().map(|chart| chart.name);
    CHARTS.iter().find(|chart| chart.name == name).ok_or_else(|| ChartError::unknown("chart", name, names))
}

/// Draws one chart from a folder of results.
///
/// # Errors
/// When there is no such chart, metric or scenario, when a file is missing or malformed, or when the folder holds
/// nothing of what the chart shows.
pub fn draw(name: &str, folder: &Path, options: &Options) -> Result<Drawing, ChartError> {
    let chart = find(name)?;
    check_size(options.size)?;
    let contents = Contents::of(folder)?;
    if let Some(scenario) = &options.scenario {
        contents.scenario(scenario)?;
    }
    let results = contents.read(&(chart.wants)(&contents, options)?)?;
    (chart.draw)(&Source { contents: &contents, results: &results, options, in_page: false })?.finish()
}

/// The files that [`draw_set`] may write, by their paths in the folder.
pub fn figure_files() -> impl Iterator<Item = String> {
    let names = CHARTS.iter().filter(|chart| chart.in_default_set).map(|chart| chart.name);
    names.flat_map(|name| ["svg", "png"].map(|ending| format!("figures/{name}.{ending}")))
}

/// Draws the default set into `figures/`, each chart as SVG and PNG, and returns warnings. A chart of something that the
/// folder does not hold is left out with a warning. The manifest need not be written yet.
///
/// # Errors
/// When a file of the folder cannot be read or a figure cannot be written.
pub fn draw_set(contents: &Contents, lang: Lang) -> Result<Vec<Words>, ChartError> {
    let options = Options { lang, ..Options::default() };
    let mut warnings = Vec::new();
    let mut wanted = Wanted::default();
    let mut charts = Vec::new();
    for chart in CHARTS.iter().filter(|chart| chart.in_default_set) {
        match (chart.wants)(contents, &options) {
            // Of some parts of the results alone, not every table is there.
            Ok(wants) if !contents.has(&wants) => {}
            Ok(wants) => {
                wanted.and(wants);
                charts.push(chart);
            }
            // A run alone has nothing to compare: that is no news.
            // Nor is it that other verbs try other things.
            Err(ChartError::Alone | ChartError::Elsewhere(_)) => {}
            Err(error) => warnings.push(left_out(chart, &error)),
        }
    }
    let results = contents.read(&wanted)?;
    let source = Source { contents, results: &results, options: &options, in_page: false };
    let drawings = parallel::map_in_order(&charts, |chart| (chart.draw)(&source).and_then(Sheet::finish));
    let figures = contents.folder.join("figures");
    fs::create_dir_all(&figures).map_err(|error| ChartError::Unwritable(figures.clone(), error))?;
    for (chart, drawing) in charts.iter().zip(drawings) {
        match drawing {
            Ok(drawing) => {
                for (ending, bytes) in [("svg", drawing.svg.as_bytes()), ("png", &drawing.png[..])] {
                    let path = figures.join(format!("{}.{ending}", chart.name));
                    fs::write(&path, bytes).map_err(|error| ChartError::Unwritable(path, error))?;
                }
                warnings.extend(drawing.warnings.into_iter().map(|warning| of_chart(chart, &warning)));
            }
            Err(error @ ChartError::Nothing(_)) => warnings.push(left_out(chart, &error)),
            Err(error) => return Err(error),
        }
    }
    Ok(warnings)
}

fn left_out(chart: &Chart, error: &ChartError) -> Words {
    let Words { en, zh } = error.words();
    Words::new(format!("chart `{}` is left out: {en}", chart.name), format!("未画 `{}` 图：{zh}", chart.name))
}

fn of_chart(chart: &Chart, warning: &Words) -> Words {
    Words::new(format!("chart `{}`: {}", chart.name, warning.en), format!("`{}` 图：{}", chart.name, warning.zh))
}

fn check_size(size: (u32, u32)) -> Result<(), ChartError> {
    let fits = |pixels: u32| (200..=8000).contains(&pixels);
    if fits(size.0) && fits(size.1) { Ok(()) } else { Err(ChartError::Size(size)) }
}

/// Why a chart could not be drawn.
#[derive(Debug)]
pub enum ChartError {
    /// There is no chart, metric or scenario of this name.
    Unknown {
        /// What was asked for: `chart`, `metric` or `scenario`.
        what: &'static str,
        /// The name.
        name: String,
        /// The known name that is most like it, if one is like it.
        suggestion: Option<String>,
        /// The known names.
        known: Vec<String>,
    },
    /// A file that the chart needs cannot be read.
    Unreadable(PathBuf, io::Error),
    /// A figure cannot be written.
    Unwritable(PathBuf, io::Error),
    /// A file is not what it should be.
    Malformed {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What stands there.
        found: String,
    },
    /// The folder holds nothing of what the chart shows.
    Nothing(Words),
    /// The chart compares scenarios, and the folder holds one.
    Alone,
    /// The folder does not hold what the chart shows: another verb makes it.
    Elsewhere(Words),
    /// A picture of this size cannot be drawn.
    Size((u32, u32)),
    /// The picture could not be drawn.
    Drawing(String),
}

impl ChartError {
    fn unknown<'a>(what: &'static str, name: &str, known: impl Iterator<Item = &'a str>) -> ChartError {
        let known: Vec<String> = known.map(str::to_string).collect();
        let likeness = |other: &str| strsim::jaro_winkler(name, other);
        let nearest = known.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        let suggestion = nearest.filter(|nearest| likeness(nearest) > 0.8).cloned();
        ChartError::Unknown { what, name: name.to_string(), suggestion, known }
    }

    fn nothing(en: impl Into<String>, zh: impl Into<String>) -> ChartError {
        ChartError::Nothing(Words::new(en, zh))
    }

    /// Whether the call asked for what there is not, rather than that something broke.
    pub fn is_usage(&self) -> bool {
        matches!(self, ChartError::Unknown { .. } | ChartError::Size(_))
    }

    /// What went wrong and a way out, in both languages.
    pub fn words(&self) -> Words {
        match self {
            ChartError::Unknown { what, name, suggestion, known } => {
                let what_zh = match *what {
                    "metric" => "指标",
                    "scenario" => "情景",
                    _ => "图",
                };
                match suggestion {
                    Some(suggestion) => Words::new(
                        format!("there is no {what} `{name}`; did you mean `{suggestion}`?"),
                        format!("没有名为 `{name}` 的{what_zh}；是否想用 `{suggestion}`？"),
                    ),
                    None => Words::new(
                        format!("there is no {what} `{name}`; choose one of {}", known.join(", ")),
                        format!("没有名为 `{name}` 的{what_zh}；可选：{}", known.join("、")),
                    ),
                }
            }
            ChartError::Unreadable(path, error) => {
                let path = path.display();
                Words::new(
                    format!("cannot read {path}: {error}; charts need a complete folder of results"),
                    format!("无法读取 {path}：{error}；作图需要完整的结果文件夹"),
                )
            }
            ChartError::Unwritable(path, error) => {
                let path = path.display();
                Words::new(format!("cannot write {path}: {error}"), format!("无法写入 {path}：{error}"))
            }
            ChartError::Malformed { path, line, found } => {
                let path = path.display();
                Words::new(format!("{path}, line {line}: found {found}"), format!("{path} 第 {line} 行：{found}"))
            }
            ChartError::Nothing(what) => {
                Words::new(format!("the folder holds no {}", what.en), format!("文件夹中没有{}", what.zh))
            }
            ChartError::Elsewhere(words) => words.clone(),
            ChartError::Alone => Words::new(
                "this chart compares scenarios, and the folder holds only one; `headwater compare` writes such a folder",
                "此图用于比较情景，而文件夹中只有一个情景；可用 `headwater compare` 得到比较结果",
            ),
            ChartError::Size((width, height)) => Words::new(
                format!("a chart of {width}x{height} cannot be drawn; choose 200 to 8000 pixels each way"),
                format!("无法画出 {width}x{height} 的图；宽与高请在 200 到 8000 像素之间"),
            ),
            ChartError::Drawing(reason) => {
                Words::new(format!("the chart could not be drawn: {reason}"), format!("无法作图：{reason}"))
            }
        }
    }
}

impl fmt::Display for ChartError {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.words().en)
    }
}

impl std::error::Error for ChartError {}
