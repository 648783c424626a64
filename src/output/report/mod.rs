//! The report: one page that a board can read, made of the files of a folder of results.
//!
//! `report.html` holds everything it needs: words in English and 简体中文, charts as SVG, faces, tables to download. It
//! asks no network for anything. Its sections read files only, never the engine, so a folder can be reported on again
//! long after, by another version; a section whose table is not in the folder is left out.
//!
//! To add a section: a file here with a [`Section`], and its line in [`SECTIONS`].

mod amounts;
mod anonymous;
mod assumptions;
mod brief;
mod chance;
mod counties;
mod downloads;
mod facts;
mod flows;
mod gains;
mod grid;
mod harms;
mod lasting;
mod limits;
mod liquidity;
mod matrix;
mod page;
mod pictures;
mod prices;
mod registers;
mod remaining;
mod reproduce;
mod same;
mod sentences;
mod stories;
mod survival;
mod tally;
mod texts;
mod value;
mod years_lived;

use super::charts::Lang;
use super::parts::write_whole;
use super::{Failure, Words};
pub use anonymous::anonymise;
use facts::{Facts, read_table};
use maud::Markup;
use pictures::{Pictures, Wish};
use std::path::{Path, PathBuf};

/// The report's name in a folder of results.
pub const FILE: &str = "report.html";

/// The sections after the first screen, in the order in which they stand.
const SECTIONS: &[Section] = &[
    flows::SECTION,
    survival::SECTION,
    liquidity::SECTION,
    counties::SECTION,
    gains::SECTION,
    value::SECTION,
    lasting::SECTION,
    harms::SECTION,
    stories::SECTION,
    chance::SECTION,
    assumptions::SECTION,
    limits::SECTION,
    reproduce::SECTION,
    downloads::SECTION,
];

/// A part of the page.
struct Section {
    /// Its name in the address.
    id: &'static str,
    /// Its heading, in English.
    title: &'static str,
    /// Its heading, in Chinese.
    title_zh: &'static str,
    /// The charts that it shows if the folder can draw them.
    charts: &'static [Wish],
    /// What stands in it; an empty one is left out.
    body: fn(&Page) -> Result<Markup, Failure>,
}

/// What sections are made of.
struct Page<'a> {
    facts: &'a Facts,
    pictures: &'a Pictures,
}

/// A report that has been written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Where it lies.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// What the reader should know: characters that no face has.
    pub warnings: Vec<Words>,
}

/// Writes the report of a folder of results: to `report.html` in it unless another place is named. `lang` is the language
/// in which it first opens.
///
/// # Errors
/// When the folder has no manifest, a file of it is damaged, or the report cannot be written.
pub fn write(folder: &Path, to: Option<&Path>, lang: Lang) -> Result<Report, Failure> {
    let facts = Facts::of(folder)?;
    let mut wishes: Vec<Wish> = brief::charts(&facts).to_vec();
    wishes.extend(SECTIONS.iter().flat_map(|section| section.charts));
    wishes.sort_unstable();
    wishes.dedup();
    let pictures = Pictures::draw(folder, &wishes)?;
    let page = Page { facts: &facts, pictures: &pictures };
    let (text, mut warnings) = page::write(&page, lang)?;
    for warning in &pictures.warnings {
        if !warnings.contains(warning) {
            warnings.push(warning.clone());
        }
    }
    let path = to.map_or_else(|| folder.join(FILE), Path::to_path_buf);
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent).map_err(|error| Failure::writing(parent, error))?;
    }
    write_whole(&path, text.as_bytes())?;
    Ok(Report { path, bytes: text.len() as u64, warnings })
}
