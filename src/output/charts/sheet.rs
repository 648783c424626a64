//! The sheet on which a chart is drawn: shapes in units of a 1600 × 900 page, turned into SVG by plotters and into PNG by
//! resvg; and marks, which say in words what stands at a place, for pictures in a web page (`inline`).

use super::{ChartError, Drawing, faces};
use crate::output::Words;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle};
use resvg::{tiny_skia, usvg};
use std::collections::BTreeSet;

/// plotters has whole coordinates only: it draws this many times larger, so that curves do not wobble.
const FINENESS: f64 = 8.0;
/// plotters writes `size / 1.24` as the font size of an SVG text.
const EM: f64 = 1.24;

pub(super) type Colour = RGBColor;
pub(super) type Point = (f64, f64);

/// Titles, names and the line of zero.
pub(super) const INK: Colour = RGBColor(0x1d, 0x23, 0x2b);
/// Subtitles, ticks and what stands in the background.
pub(super) const MUTE: Colour = RGBColor(0x5b, 0x64, 0x70);
/// Lines of scenarios that are not in focus.
pub(super) const FAINT: Colour = RGBColor(0xb4, 0xbb, 0xc4);
/// Grid lines.
pub(super) const GRID: Colour = RGBColor(0xe3, 0xe6, 0xea);
/// The paper.
pub(super) const PAPER: Colour = RGBColor(0xff, 0xff, 0xff);
/// The palette of Okabe and Ito, told apart also by those who see red and green alike.
pub(super) const PALETTE: [Colour; 7] = [
    RGBColor(0x00, 0x72, 0xb2),
    RGBColor(0xd5, 0x5e, 0x00),
    RGBColor(0x00, 0x9e, 0x73),
    RGBColor(0xcc, 0x79, 0xa7),
    RGBColor(0xe6, 0x9f, 0x00),
    RGBColor(0x56, 0xb4, 0xe9),
    RGBColor(0x8a, 0x7d, 0x00),
];

/// A colour dark enough for text on paper: the light ones of the palette, darkened.
pub(super) fn for_text(colour: Colour) -> Colour {
    let RGBColor(red, green, blue) = colour;
    let brightness = 2 * u32::from(red) + 5 * u32::from(green) + u32::from(blue);
    let darker = |part: u8| (u32::from(part) * 7 / 10) as u8;
    if brightness > 1_050 { RGBColor(darker(red), darker(green), darker(blue)) } else { colour }
}

/// Where a text stands against its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Centre,
    Right,
}

enum Shape {
    Line { points: Vec<Point>, colour: Colour, width: f64 },
    Area { points: Vec<Point>, colour: Colour, opacity: f64 },
    Box { from: Point, to: Point, colour: Colour, opacity: f64 },
    Dot { at: Point, radius: f64, colour: Colour },
    Text { text: String, at: Point, size: f64, colour: Colour, bold: bool, align: Align },
}

/// A place on the page and what it says to those who point at it, come to it by keyboard, or hear it read.
pub(super) struct Mark {
    /// The upper left corner, in units of the page.
    pub(super) from: Point,
    /// The lower right corner.
    pub(super) to: Point,
    /// What stands there, in the language of the chart: a heading, then a value a line.
    pub(super) text: String,
}

/// A page with shapes on it.
pub(super) struct Sheet {
    /// Width in units.
    pub(super) width: f64,
    /// Height in units.
    pub(super) height: f64,
    size: (u32, u32),
    scale: f64,
    shapes: Vec<Shape>,
    pub(super) marks: Vec<Mark>,
    /// The finding.
    pub(super) name: String,
    /// The measure and the main values, for those who do not see.
    pub(super) description: String,
}

impl Sheet {
    /// An empty page of this size in pixels. A unit is a pixel on 1600 × 900; a page of another shape has more room.
    pub(super) fn new(size: (u32, u32)) -> Sheet {
        let (width, height) = (f64::from(size.0), f64::from(size.1));
        let scale = (width / 1600.0).min(height / 900.0);
        Sheet::scaled(size, scale)
    }

    /// An empty page of this size in units: a smaller one has less room, not smaller text.
    pub(super) fn in_units(size: (u32, u32)) -> Sheet {
        Sheet::scaled(size, 1.0)
    }

    fn scaled(size: (u32, u32), scale: f64) -> Sheet {
        Sheet {
            width: f64::from(size.0) / scale,
            height: f64::from(size.1) / scale,
            size,
            scale,
            shapes: Vec::new(),
            marks: Vec::new(),
            name: String::new(),
            description: String::new(),
        }
    }

    /// What the picture says, for those who hear it read.
    pub(super) fn describe(&mut self, name: &str, description: &str) {
        self.name = name.to_string();
        self.description = description.to_string();
    }

    /// Says what stands at a place. Figures do not show it; pictures in a web page do.
    pub(super) fn mark(&mut self, from: Point, to: Point, text: String) {
        self.marks.push(Mark { from, to, text });
    }

    pub(super) fn line(&mut self, points: impl IntoIterator<Item = Point>, colour: Colour, width: f64) {
        self.shapes.push(Shape::Line { points: points.into_iter().collect(), colour, width });
    }

    /// A line of dashes and gaps, measured along the line.
    pub(super) fn dashed(&mut self, points: &[Point], colour: Colour, width: f64, dash: f64, gap: f64) {
        let (mut drawn, mut left) = (true, dash);
        let mut piece: Vec<Point> = points.first().copied().into_iter().collect();
        for pair in points.windows(2) {
            let (mut from, to) = (pair[0], pair[1]);
            loop {
                let length = ((to.0 - from.0) * (to.0 - from.0) + (to.1 - from.1) * (to.1 - from.1)).sqrt();
                if length <= left {
                    left -= length;
                    piece.push(to);
                    break;
                }
                let share = left / length;
                from = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
                piece.push(from);
                let done = std::mem::replace(&mut piece, vec![from]);
                if drawn {
                    self.line(done, colour, width);
                }
                drawn = !drawn;
                left = if drawn { dash } else { gap };
            }
        }
        if drawn && piece.len() > 1 {
            self.line(piece, colour, width);
        }
    }

    pub(super) fn area(&mut self, points: Vec<Point>, colour: Colour, opacity: f64) {
        self.shapes.push(Shape::Area { points, colour, opacity });
    }

    pub(super) fn filled(&mut self, from: Point, to: Point, colour: Colour, opacity: f64) {
        self.shapes.push(Shape::Box { from, to, colour, opacity });
    }

    pub(super) fn dot(&mut self, at: Point, radius: f64, colour: Colour) {
        self.shapes.push(Shape::Dot { at, radius, colour });
    }

    /// A text whose middle height stands at the point.
    pub(super) fn text(&mut self, text: &str, at: Point, size: f64, colour: Colour, bold: bool, align: Align) {
        self.shapes.push(Shape::Text { text: text.to_string(), at, size, colour, bold, align });
    }

    /// The finished picture.
    pub(super) fn finish(self) -> Result<Drawing, ChartError> {
        let svg = self.svg().map_err(ChartError::Drawing)?;
        let png = self.png(&svg).map_err(ChartError::Drawing)?;
        Ok(Drawing { svg, png, warnings: self.warnings() })
    }

    pub(super) fn warnings(&self) -> Vec<Words> {
        let texts = self.shapes.iter().filter_map(|shape| match shape {
            Shape::Text { text, bold, .. } => Some((text, *bold)),
            _ => None,
        });
        let lacking: BTreeSet<(char, &String)> =
            texts.flat_map(|(text, bold)| faces::missing(text, bold).map(move |character| (character, text))).collect();
        let mut warned = BTreeSet::new();
        lacking
            .into_iter()
            .filter(|(character, _)| warned.insert(*character))
            .map(|(character, text)| {
                let code = u32::from(character);
                Words::new(
                    format!("the face has no `{character}` (U+{code:04X}), drawn as an empty box in `{text}`"),
                    format!("字体中没有 `{character}`（U+{code:04X}），在 `{text}` 中画成空框"),
                )
            })
            .collect()
    }

    /// A length on the page in the whole numbers of the SVG.
    pub(super) fn whole(&self, value: f64) -> i32 {
        (value * FINENESS * self.scale).round() as i32
    }

    fn svg(&self) -> Result<String, String> {
        Ok(self.made_portable(&self.shapes_as_svg()?))
    }

    /// The size of the SVG in its own whole numbers.
    pub(super) fn fine_size(&self) -> (u32, u32) {
        (self.size.0 * FINENESS as u32, self.size.1 * FINENESS as u32)
    }

    /// The shapes as plotters writes them.
    pub(super) fn shapes_as_svg(&self) -> Result<String, String> {
        let fine = FINENESS * self.scale;
        let whole = |value: f64| self.whole(value);
        let at = |point: Point| (whole(point.0), whole(point.1));
        let thick = |value: f64| (value * fine).round().max(1.0) as u32;
        let path = |points: &[Point]| points.iter().map(|&point| at(point)).collect::<Vec<_>>();
        let mut svg = String::new();
        {
            let page = SVGBackend::with_string(&mut svg, self.fine_size()).into_drawing_area();
            page.fill(&PAPER).map_err(|error| error.to_string())?;
            for shape in &self.shapes {
                let drawn = match shape {
                    Shape::Line { points, colour, width } => {
                        page.draw(&PathElement::new(path(points), colour.stroke_width(thick(*width))))
                    }
                    Shape::Area { points, colour, opacity } => {
                        page.draw(&Polygon::new(path(points), colour.mix(*opacity).filled()))
                    }
                    Shape::Box { from, to, colour, opacity } => {
                        page.draw(&Rectangle::new([at(*from), at(*to)], colour.mix(*opacity).filled()))
                    }
                    Shape::Dot { at: point, radius, colour } => {
                        page.draw(&Circle::new(at(*point), thick(*radius), colour.filled()))
                    }
                    Shape::Text { text, at: point, size, colour, bold, align } => {
                        let style = if *bold { FontStyle::Bold } else { FontStyle::Normal };
                        let font = FontDesc::new(FontFamily::Name(faces::FAMILY), size * EM * fine, style);
                        let side = match align {
                            Align::Left => HPos::Left,
                            Align::Centre => HPos::Center,
                            Align::Right => HPos::Right,
                        };
                        let mut style = TextStyle::from(font).pos(Pos::new(side, VPos::Center));
                        style.color = colour.to_backend_color();
                        page.draw_text(text, &style, at(*point))
                    }
                };
                drawn.map_err(|error| error.to_string())?;
            }
            page.present().map_err(|error| error.to_string())?;
        }
        Ok(svg)
    }

    /// Gives the picture its size on the page, a family that other machines know, and words for those who do not see.
    fn made_portable(&self, svg: &str) -> String {
        let fine = self.fine_size();
        let head = format!("<svg width=\"{}\" height=\"{}\"", fine.0, fine.1);
        let size = format!("<svg role=\"img\" width=\"{}\" height=\"{}\"", self.size.0, self.size.1);
        let svg = svg.replacen(&head, &size, 1);
        let family = |family: &str| format!("font-family=\"{family}\"");
        let svg = svg.replace(&family(faces::FAMILY), &family(faces::STACK));
        let words = format!("<title>{}</title>\n<desc>{}</desc>\n", escape(&self.name), escape(&self.description));
        match svg.find(">\n") {
            Some(end) => format!("{}{words}{}", &svg[..end + 2], &svg[end + 2..]),
            None => svg,
        }
    }

    fn png(&self, svg: &str) -> Result<Vec<u8>, String> {
        let options =
            usvg::Options { fontdb: faces::database(), font_family: faces::FAMILY.to_string(), ..Default::default() };
        let tree = usvg::Tree::from_str(svg, &options).map_err(|error| error.to_string())?;
        let mut pixels = tiny_skia::Pixmap::new(self.size.0, self.size.1)
            .ok_or_else(|| format!("{} × {} is no size for a picture", self.size.0, self.size.1))?;
        resvg::render(&tree, tiny_skia::Transform::default(), &mut pixels.as_mut());
        pixels.encode_png().map_err(|error| error.to_string())
    }
}

/// A text as it stands between tags.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
