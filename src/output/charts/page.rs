//! The frame of every chart: the finding above, the measure below it, source and caveat at the foot; axes and grid.

use super::sheet::{Align, Colour, GRID, INK, MUTE, Point, Sheet};
use super::{Source, faces, numbers::Ticks, words::Lang};

const MARGIN: f64 = 44.0;
const TITLE_SIZE: f64 = 33.0;
const SUBTITLE_SIZE: f64 = 21.0;
/// The size of ticks, labels and the foot: the smallest text on a page.
pub(super) const LABEL_SIZE: f64 = 20.0;

/// A part of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Frame {
    /// This frame made smaller on each side.
    pub(super) fn inset(self, left: f64, top: f64, right: f64, bottom: f64) -> Frame {
        Frame { left: self.left + left, top: self.top + top, right: self.right - right, bottom: self.bottom - bottom }
    }

    pub(super) fn width(self) -> f64 {
        self.right - self.left
    }

    pub(super) fn height(self) -> f64 {
        self.bottom - self.top
    }

    /// Whether it is as narrow as a phone's page: then what stands side by side elsewhere stands one below the other.
    pub(super) fn is_narrow(self) -> bool {
        self.width() < 800.0
    }

    /// Equal parts, row by row, with gaps between them.
    pub(super) fn split(self, rows: usize, columns: usize, gap_x: f64, gap_y: f64) -> Vec<Frame> {
        let width = (self.width() - gap_x * (columns - 1) as f64) / columns as f64;
        let height = (self.height() - gap_y * (rows - 1) as f64) / rows as f64;
        let place = |row: usize, column: usize| {
            let (left, top) = (self.left + (width + gap_x) * column as f64, self.top + (height + gap_y) * row as f64);
            Frame { left, top, right: left + width, bottom: top + height }
        };
        (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))).map(|(r, c)| place(r, c)).collect()
    }
}

impl Source<'_> {
    /// The language of the chart.
    pub(super) fn lang(&self) -> Lang {
        self.options.lang
    }

    /// A scenario's title in the language of the chart.
    pub(super) fn title(&self, scenario: usize) -> &str {
        let scenario = &self.contents.manifest.scenarios[scenario];
        let title = self.lang().pick(&scenario.title, &scenario.title_zh);
        if title.is_empty() { &scenario.name } else { title }
    }

    /// A page with its finding, its measure, a note and the source, and the frame that is left for the chart.
    pub(super) fn page(&self, finding: &str, measure: &str, note: &str) -> (Sheet, Frame) {
        let size = self.options.size;
        let mut sheet = if self.in_page { Sheet::in_units(size) } else { Sheet::new(size) };
        sheet.describe(finding, measure);
        let width = sheet.width - 2.0 * MARGIN;
        let mut top = 46.0;
        for line in faces::wrap_evenly(finding, TITLE_SIZE, true, width) {
            sheet.text(&line, (MARGIN, top), TITLE_SIZE, INK, true, Align::Left);
            top += 42.0;
        }
        for line in faces::wrap_whole(measure, SUBTITLE_SIZE, width) {
            sheet.text(&line, (MARGIN, top), SUBTITLE_SIZE, MUTE, false, Align::Left);
            top += 30.0;
        }
        let mut foot: Vec<String> = Vec::new();
        for text in [note, &self.provenance()] {
            if !text.is_empty() {
                foot.extend(faces::wrap_whole(text, LABEL_SIZE, width));
            }
        }
        let mut bottom = sheet.height - 28.0;
        for line in foot.iter().rev() {
            sheet.text(line, (MARGIN, bottom), LABEL_SIZE, MUTE, false, Align::Left);
            bottom -= 27.0;
        }
        let frame = Frame { left: MARGIN, top: top + 6.0, right: sheet.width - MARGIN, bottom: bottom - 6.0 };
        (sheet, frame)
    }

    /// Adds what marks say to the description, as sentences.
    pub(super) fn account<'a>(&self, sheet: &mut Sheet, texts: impl IntoIterator<Item = &'a str>) {
        for text in texts {
            let sentence = self.sentence(text);
            let joint = if sheet.description.is_empty() || self.lang() == Lang::Zh { "" } else { " " };
            sheet.description.push_str(joint);
            sheet.description.push_str(&sentence);
        }
    }

    /// The lines of a mark as a sentence: `heading: line; line.`
    fn sentence(&self, text: &str) -> String {
        let (heading, lines) = text.split_once('\n').unwrap_or((text, ""));
        let (colon, semicolon, stop) = match self.lang() {
            Lang::En => (": ", "; ", "."),
            Lang::Zh => ("：", "；", "。"),
        };
        let colon = if lines.is_empty() { "" } else { colon };
        let whole = format!("{heading}{colon}{}", lines.replace('\n', semicolon));
        if whole.ends_with(stop) { whole } else { whole + stop }
    }

    /// Adds what the last mark says to the description.
    pub(super) fn account_of_last(&self, sheet: &mut Sheet) {
        if let Some(text) = sheet.marks.last().map(|mark| mark.text.clone()) {
            self.account(sheet, [text.as_str()]);
        }
    }

    fn provenance(&self) -> String {
        let manifest = &self.contents.manifest;
        let (version, seed, replicates) = (&manifest.version, manifest.seed, manifest.replicates);
        match self.lang() {
            Lang::En => {
                let times = if replicates == 1 { "replicate" } else { "replicates" };
                format!(
                    "Source: Headwater {version} · seed {seed} · {replicates} {times} · simulated under stated \
                     assumptions; not a forecast"
                )
            }
            Lang::Zh => {
                format!("来源：活水 Headwater {version} · 种子 {seed} · {replicates} 次重复 · 按所述假定模拟，非预测")
            }
        }
    }
}

/// A frame with two linear axes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plot {
    pub(super) frame: Frame,
    pub(super) x: (f64, f64),
    pub(super) y: (f64, f64),
}

impl Plot {
    /// A plot whose vertical axis spans these ticks.
    pub(super) fn new(frame: Frame, x: (f64, f64), y: &Ticks) -> Plot {
        Plot { frame, x, y: (y.low, y.high) }
    }

    pub(super) fn x(&self, x: f64) -> f64 {
        let share = (x - self.x.0) / (self.x.1 - self.x.0);
        self.frame.left + share * self.frame.width()
    }

    pub(super) fn y(&self, y: f64) -> f64 {
        let share = (y - self.y.0) / (self.y.1 - self.y.0);
        self.frame.bottom - share * self.frame.height()
    }

    pub(super) fn at(&self, x: f64, y: f64) -> Point {
        (self.x(x), self.y(y))
    }

    /// Horizontal grid lines with their values on the left.
    pub(super) fn grid(&self, sheet: &mut Sheet, ticks: &Ticks, written: impl Fn(f64) -> String) {
        for value in ticks.values() {
            let y = self.y(value);
            sheet.line([(self.frame.left, y), (self.frame.right, y)], GRID, 1.5);
            sheet.text(&written(value), (self.frame.left - 12.0, y), LABEL_SIZE, MUTE, false, Align::Right);
        }
    }

    /// Values below the plot; where they would meet, only each second, third, … of them.
    pub(super) fn marks_below(&self, sheet: &mut Sheet, values: impl IntoIterator<Item = (f64, String)>) {
        let values: Vec<(f64, String)> = values.into_iter().collect();
        let widest = values.iter().map(|(_, written)| faces::width(written, LABEL_SIZE, false)).fold(0.0, f64::max);
        let apart = values.windows(2).map(|pair| (self.x(pair[1].0) - self.x(pair[0].0)).abs());
        let apart = apart.fold(f64::INFINITY, f64::min);
        let every = if apart > 0.0 { ((widest + 6.0) / apart).ceil().max(1.0) as usize } else { 1 };
        for (value, written) in values.into_iter().step_by(every) {
            let at = (self.x(value), self.frame.bottom + 24.0);
            sheet.text(&written, at, LABEL_SIZE, MUTE, false, Align::Centre);
        }
    }

    /// What the horizontal axis counts, below its values: within the page, broken where the page is narrower.
    pub(super) fn axis_below(&self, sheet: &mut Sheet, text: &str) {
        let widest = sheet.width - 2.0 * MARGIN;
        for (number, line) in faces::wrap_evenly(text, LABEL_SIZE, false, widest).iter().enumerate() {
            let half = faces::width(line, LABEL_SIZE, false) / 2.0;
            let middle = (self.frame.left + self.frame.right) / 2.0;
            let middle = middle.max(MARGIN + half).min(sheet.width - MARGIN - half);
            let at = (middle, self.frame.bottom + 56.0 + 25.0 * number as f64);
            sheet.text(line, at, LABEL_SIZE, MUTE, false, Align::Centre);
        }
    }

    /// Years below the plot, as many as have room.
    pub(super) fn years(&self, sheet: &mut Sheet) {
        let (first, last) = (self.x.0 as i16, self.x.1 as i16);
        let room = (self.frame.width() / 62.0).max(2.0) as i16;
        let fits = |step: &i16| (last - first) / step < room;
        let steps = || [2, 3, 5, 10, 20].into_iter().filter(fits);
        // Steps that lead from the first year to the last come first: both stand on the axis then.
        let even = steps().find(|step| (last - first) % step == 0 && (last - first) / step > 1);
        let step = even.or_else(|| steps().next()).unwrap_or(50);
        let years = (0..).map(|k| last - k * step).take_while(|&year| year >= first);
        self.marks_below(sheet, years.map(|year| (f64::from(year), year.to_string())));
    }

    /// A band between two curves over the same places.
    pub(super) fn ribbon(&self, sheet: &mut Sheet, curve: &[(f64, f64, f64)], colour: Colour, opacity: f64) {
        let upper = curve.iter().map(|&(x, _, high)| self.at(x, high));
        let lower = curve.iter().rev().map(|&(x, low, _)| self.at(x, low));
        sheet.area(upper.chain(lower).collect(), colour, opacity);
    }

    /// Marks from top to bottom around places along the horizontal axis, each reaching half-way to its neighbours.
    pub(super) fn strips(&self, sheet: &mut Sheet, places: &[f64], text: impl Fn(usize) -> String) {
        let (left, right) = (self.frame.left, self.frame.right);
        let middles: Vec<f64> = places.windows(2).map(|pair| (self.x(pair[0]) + self.x(pair[1])) / 2.0).collect();
        for position in 0..places.len() {
            let before = position.checked_sub(1).map_or(left, |before| middles[before]);
            let after = middles.get(position).copied().unwrap_or(right);
            sheet.mark((before, self.frame.top), (after, self.frame.bottom), text(position));
        }
    }

    /// The points of a curve on the page.
    pub(super) fn points(&self, curve: impl IntoIterator<Item = (f64, f64)>) -> Vec<Point> {
        curve.into_iter().map(|(x, y)| self.at(x, y)).collect()
    }
}
