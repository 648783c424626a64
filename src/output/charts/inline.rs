//! Pictures for a web page: the same shapes as the figures, with marks that mouse, keyboard and screen reader reach.
//!
//! The root is a group named by the finding and described by measure and main values. In it stands the picture as one
//! image, and above it the marks: transparent rectangles whose `<title>` says what stands there, so that browsers show it
//! without any script. One mark is a stop of the tab key; [`SCRIPT`] leads from mark to mark by the arrow keys.

use super::results::{Contents, Wanted};
use super::sheet::{Sheet, escape};
use super::{CHARTS, Chart, ChartError, Options, Source, check_size, faces, find};
use crate::output::Words;
use crate::parallel;
use std::fmt::Write as _;
use std::path::Path;

/// Style of the pictures: how a mark is outlined, and the bubble in which [`SCRIPT`] shows its text.
pub const STYLE: &str = include_str!("inline.css");
/// Script of the pictures, to be included once in a page: bubbles, arrow keys, and escape to close a bubble.
pub const SCRIPT: &str = include_str!("inline.js");

/// A picture to be put into a web page as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inline {
    /// An `<svg>` without XML head and size: it takes the width that the page gives it. Its family can be overruled.
    pub svg: String,
    /// The finding: the title that stands in the picture.
    pub title: String,
    /// The measure and the main values, in words.
    pub description: String,
    /// What the reader should know: characters that the face lacks.
    pub warnings: Vec<Words>,
}

/// Draws one chart of a folder for a web page. The size is in units in which the smallest text is 20 high: less width
/// means less room, not smaller text.
///
/// # Errors
/// As [`draw`](super::draw).
pub fn inline(name: &str, folder: &Path, options: &Options) -> Result<Inline, ChartError> {
    let contents = Contents::of(folder)?;
    let mut drawn = inline_set(&contents, &[(find(name)?, options.clone())])?;
    drawn.pop().expect("one was asked for")
}

/// Draws several charts for a web page, reading every file once. What cannot be drawn comes back as its own error.
///
/// # Errors
/// When a file of the folder is missing or malformed.
pub fn inline_set(
    contents: &Contents,
    wished: &[(&Chart, Options)],
) -> Result<Vec<Result<Inline, ChartError>>, ChartError> {
    let mut wanted = Wanted::default();
    let mut refused: Vec<Option<ChartError>> = Vec::with_capacity(wished.len());
    for (chart, options) in wished {
        let known = options.scenario.as_deref().map_or(Ok(0), |scenario| contents.scenario(scenario));
        let wants = known.and_then(|_| check_size(options.size)).and_then(|()| (chart.wants)(contents, options));
        refused.push(wants.map(|wants| wanted.and(wants)).err());
    }
    let results = contents.read(&wanted)?;
    let drawn = parallel::map_in_order(wished, |(chart, options)| {
        let source = Source { contents, results: &results, options, in_page: true };
        (chart.draw)(&source).and_then(|sheet| finish(&sheet, &identity(chart, options)))
    });
    Ok(refused.into_iter().zip(drawn).map(|(refused, drawn)| refused.map_or(drawn, Err)).collect())
}

/// The charts that a folder can draw with these options, in the order of their list.
pub fn drawable(contents: &Contents, options: &Options) -> Vec<&'static Chart> {
    let can = |chart: &&Chart| (chart.wants)(contents, options).is_ok_and(|wants| contents.has(&wants));
    CHARTS.iter().filter(can).collect()
}

/// A name that no other picture of a page has, unless it is drawn twice with the same choices.
fn identity(chart: &Chart, options: &Options) -> String {
    let lang = options.lang.to_string();
    let parts = [Some("chart"), Some(chart.name), options.metric.as_deref(), options.scenario.as_deref(), Some(&lang)];
    let joined = parts.into_iter().flatten().collect::<Vec<_>>().join("-");
    let (width, height) = options.size;
    let plain = |character: char| if character.is_alphanumeric() || character == '_' { character } else { '-' };
    format!("{}-{width}x{height}", joined.chars().map(plain).collect::<String>())
}

fn finish(sheet: &Sheet, identity: &str) -> Result<Inline, ChartError> {
    let drawn = sheet.shapes_as_svg().map_err(ChartError::Drawing)?;
    // What every shape would say again: it is the default, or stands at the root.
    let family = format!(" font-family=\"{}\"", faces::FAMILY);
    let said_again = [family.as_str(), " opacity=\"1\"", " stroke=\"none\"", " text-anchor=\"start\""];
    let drawn = said_again.into_iter().fold(drawn, |drawn, words| drawn.replace(words, ""));
    let shapes = drawn.split_once(">\n").map_or("", |(_, shapes)| shapes.trim_end().trim_end_matches("</svg>"));
    let (width, height) = sheet.fine_size();
    let (title, description, stack) = (escape(&sheet.name), escape(&sheet.description), faces::STACK);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" id=\"{identity}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"{stack}\" role=\"group\" aria-labelledby=\"{identity}-title\" \
         aria-describedby=\"{identity}-desc\">\n<title id=\"{identity}-title\">{title}</title>\n\
         <desc id=\"{identity}-desc\">{description}</desc>\n\
         <g role=\"img\" aria-labelledby=\"{identity}-title\">\n{shapes}</g>\n"
    );
    if !sheet.marks.is_empty() {
        svg.push_str("<g class=\"marks\" fill=\"transparent\">\n");
    }
    for (position, mark) in sheet.marks.iter().enumerate() {
        let [left, top, right, bottom] = [mark.from.0, mark.from.1, mark.to.0, mark.to.1].map(|at| sheet.whole(at));
        let stop = if position == 0 { 0 } else { -1 };
        writeln!(
            svg,
            "<rect class=\"mark\" role=\"img\" tabindex=\"{stop}\" x=\"{left}\" y=\"{top}\" width=\"{}\" \
             height=\"{}\"><title>{}</title></rect>",
            (right - left).max(1),
            (bottom - top).max(1),
            escape(&mark.text)
        )
        .expect("a string takes everything");
    }
    svg.push_str(if sheet.marks.is_empty() { "</svg>" } else { "</g>\n</svg>" });
    Ok(Inline { svg, title: sheet.name.clone(), description: sheet.description.clone(), warnings: sheet.warnings() })
}
