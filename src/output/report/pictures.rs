//! The charts of the page, drawn in both languages, with what is needed to save them.

use super::downloads::packed;
use super::texts::{both, pair};
use crate::output::charts::results::Contents;
use crate::output::charts::{self, Chart, ChartError, Inline, Lang, Options};
use crate::output::{Failure, Words};
use maud::{Markup, PreEscaped, html};
use std::collections::BTreeMap;
use std::path::Path;

/// Width and height of a chart in units in which its smallest text is 20 high.
const SIZE: (u32, u32) = (1280, 720);
/// The same for charts of many names, which need the room of a figure: on a page that is not so wide, text is smaller.
const SIZE_DENSE: (u32, u32) = (1600, 900);
/// These charts.
const DENSE: [&str; 4] = ["tilemap", "heatmap", "flow", "flow_difference"];

/// Charts of so many shapes that a second drawing of them would make the page too heavy to send: on a phone one moves
/// along them.
const HEAVY: [&str; 2] = ["flow", "flow_difference"];

/// The size in which a chart stands upright, for the width of a phone: as high as what it sets one below the other needs.
fn upright(name: &str) -> (u32, u32) {
    match name {
        "flow" | "flow_difference" => (760, 1500),
        "tilemap" => (760, 1180),
        "heatmap" => (880, 1250),
        "liquidity" => (640, 1700),
        "survival" | "hazard" | "acceptability" | "sources" => (640, 900),
        _ => (640, 1180),
    }
}

/// A chart in both languages, broad and upright.
struct Picture {
    about: Words,
    en: Inline,
    zh: Inline,
    upright: Option<[Inline; 2]>,
}

/// The charts of a folder, by name.
#[derive(Default)]
pub(super) struct Pictures {
    pictures: BTreeMap<String, Picture>,
    /// What the reader should know of them.
    pub(super) warnings: Vec<Words>,
}

/// A chart that the page wants: its name, and the metric for a chart that can draw any.
pub(super) type Wish = (&'static str, Option<&'static str>);

impl Pictures {
    /// Draws what the folder can draw of what is wished.
    ///
    /// # Errors
    /// When a file of the folder is malformed.
    pub(super) fn draw(folder: &Path, wishes: &[Wish]) -> Result<Pictures, Failure> {
        let failed = |error: ChartError| Failure::Broken(error.words());
        let contents = Contents::of(folder).map_err(failed)?;
        let mut wished: Vec<(&'static Chart, Options)> = Vec::new();
        let mut names: Vec<(String, &'static Chart, bool)> = Vec::new();
        for &(name, metric) in wishes {
            // A chart that this version does not know is left out like one that the folder has nothing for.
            let Ok(chart) = charts::find(name) else { continue };
            let choice = Options { metric: metric.map(str::to_string), ..Options::default() };
            if !charts::drawable(&contents, &choice).iter().any(|drawable| drawable.name == name) {
                continue;
            }
            let broad = if DENSE.contains(&name) { SIZE_DENSE } else { SIZE };
            let stands = !HEAVY.contains(&name);
            for size in std::iter::once(broad).chain(stands.then(|| upright(name))) {
                for lang in [Lang::En, Lang::Zh] {
                    let metric = metric.map(str::to_string);
                    wished.push((chart, Options { metric, scenario: None, lang, size }));
                }
            }
            names.push((key((name, metric)), chart, stands));
        }
        let mut drawn = charts::inline_set(&contents, &wished).map_err(failed)?.into_iter();
        let mut pictures = Pictures::default();
        for (name, chart, stands) in names {
            let mut both = || Some([drawn.next()?.ok(), drawn.next()?.ok()]);
            let (broad, upright) = (both(), if stands { both() } else { None });
            let Some([Some(en), Some(zh)]) = broad else { continue };
            let upright = upright.and_then(|[en, zh]| Some([en?, zh?]));
            for warning in &en.warnings {
                if !pictures.warnings.contains(warning) {
                    pictures.warnings.push(warning.clone());
                }
            }
            let about = Words::new(chart.about, chart.about_zh);
            pictures.pictures.insert(name, Picture { about, en, zh, upright });
        }
        Ok(pictures)
    }

    /// A chart as a figure with its buttons; nothing if the folder cannot draw it.
    pub(super) fn figure(&self, wish: Wish) -> Markup {
        let name = key(wish);
        let Some(picture) = self.pictures.get(&name) else { return html!() };
        let svg = |inline: &Inline| html!((PreEscaped(&inline.svg)));
        html! {
            figure.picture.along[picture.upright.is_none()] data-name=(name) {
                div.drawing {
                    (pair(&svg(&picture.en), &svg(&picture.zh)))
                }
                @if let Some([en, zh]) = &picture.upright {
                    // Packed, and unpacked only on a page as narrow as a phone: most readers never need it.
                    script.upright type="application/gzip" { (PreEscaped(packed(&pair(&svg(en), &svg(zh)).into_string()))) }
                }
                figcaption {
                    details {
                        summary { (both(&Words::new("What this shows", "图示说明"))) }
                        p { (both(&Words::new(sentence(&picture.about.en), format!("{}。", picture.about.zh)))) }
                        p { (both(&Words::new(&picture.en.description, &picture.zh.description))) }
                    }
                    span.tools {
                        @for (kind, label) in [("svg", "SVG"), ("png", "PNG")] {
                            button type="button" data-save=(kind) {
                                (both(&Words::new(format!("Save as {label}"), format!("存为 {label}"))))
                            }
                        }
                    }
                }
            }
        }
    }

    /// The finding that stands above a chart, if it is drawn.
    pub(super) fn finding(&self, wish: Wish) -> Option<Words> {
        self.pictures.get(&key(wish)).map(|picture| Words::new(&picture.en.title, &picture.zh.title))
    }
}

fn key((name, metric): Wish) -> String {
    metric.map_or(name.to_string(), |metric| format!("{name}-{metric}"))
}

/// A text as a sentence of its own.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let begun: String = characters.next().into_iter().flat_map(char::to_uppercase).chain(characters).collect();
    if begun.ends_with('.') { begun } else { format!("{begun}.") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::report::SECTIONS;

    #[test]
    fn every_chart_of_the_page_exists() {
        let wished = SECTIONS.iter().flat_map(|section| section.charts).map(|&(name, _)| name);
        for name in wished.chain(DENSE) {
            assert!(charts::find(name).is_ok(), "no chart is called {name}");
        }
    }
}
