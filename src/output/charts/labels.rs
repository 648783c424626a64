//! Labels at the ends of lines, moved apart where they would meet.

use super::faces;
use super::page::LABEL_SIZE;
use super::sheet::{self, Align, Colour, FAINT, MUTE, Sheet};

const LINE_HEIGHT: f64 = 25.0;

/// A name with its value, for the end of a line.
pub(super) struct EndLabel {
    /// The height of the line's end on the page.
    pub(super) y: f64,
    pub(super) name: String,
    /// Written behind the name; may be empty.
    pub(super) value: String,
    pub(super) colour: Colour,
    pub(super) bold: bool,
}

impl EndLabel {
    fn size(&self) -> f64 {
        if self.bold { LABEL_SIZE + 1.0 } else { LABEL_SIZE }
    }

    /// The lines of the label: the last may hold the value as well.
    fn lines(&self, width_max: f64) -> (Vec<String>, bool) {
        let lines = faces::wrap(&self.name, self.size(), self.bold, width_max);
        let last = lines.last().map_or(0.0, |line| faces::width(line, self.size(), self.bold));
        let value = faces::width(&self.value, LABEL_SIZE, false);
        (lines, !self.value.is_empty() && last + 10.0 + value > width_max)
    }

    fn height(&self, width_max: f64) -> f64 {
        let (lines, value_below) = self.lines(width_max);
        LINE_HEIGHT * (lines.len() + usize::from(value_below)) as f64
    }

    /// How much room it takes on one line.
    fn width(&self) -> f64 {
        let value = if self.value.is_empty() { 0.0 } else { 10.0 + faces::width(&self.value, LABEL_SIZE, false) };
        faces::width(&self.name, self.size(), self.bold) + value
    }
}

/// The room that labels want to the right of a plot, at most `width_max`.
pub(super) fn room<'a>(labels: impl Iterator<Item = &'a EndLabel>, width_max: f64) -> f64 {
    labels.map(EndLabel::width).fold(60.0, f64::max).min(width_max) + 30.0
}

/// Writes labels to the right of `x`, between `top` and `bottom`, each as near to its line's end as the others let it.
pub(super) fn write(sheet: &mut Sheet, labels: &[EndLabel], x: f64, width_max: f64, top: f64, bottom: f64) {
    let wished: Vec<(f64, f64)> = labels.iter().map(|label| (label.y, label.height(width_max))).collect();
    for (label, middle) in labels.iter().zip(places(&wished, top, bottom)) {
        let (lines, value_below) = label.lines(width_max);
        if (middle - label.y).abs() > 3.0 {
            sheet.line([(x + 4.0, label.y), (x + 20.0, middle)], FAINT, 1.5);
        }
        let left = x + 24.0;
        let mut y = middle - (label.height(width_max) - LINE_HEIGHT) / 2.0;
        for (number, line) in lines.iter().enumerate() {
            sheet.text(line, (left, y), label.size(), sheet::for_text(label.colour), label.bold, Align::Left);
            if number + 1 == lines.len() && !value_below {
                let behind = left + faces::width(line, label.size(), label.bold) + 10.0;
                sheet.text(&label.value, (behind, y), LABEL_SIZE, MUTE, false, Align::Left);
            }
            y += LINE_HEIGHT;
        }
        if value_below {
            sheet.text(&label.value, (left, y), LABEL_SIZE, MUTE, false, Align::Left);
        }
    }
}

/// Middles of boxes given by (wished middle, height), moved apart as little as needed and kept between top and bottom
/// while there is room. Boxes that meet form a block, which stands at the mean of what its boxes wish.
pub(super) fn places(wished: &[(f64, f64)], top: f64, bottom: f64) -> Vec<f64> {
    struct Block {
        members: Vec<usize>,
        start: f64,
        height: f64,
    }
    let settle = |members: &[usize], height: f64| {
        let mut before = 0.0;
        let mut sum = 0.0;
        for &member in members {
            let (middle, own) = wished[member];
            sum += middle - (before + own / 2.0);
            before += own;
        }
        (sum / members.len() as f64).min(bottom - height).max(top)
    };
    let mut order: Vec<usize> = (0..wished.len()).collect();
    order.sort_by(|&a, &b| wished[a].0.total_cmp(&wished[b].0));
    let mut blocks: Vec<Block> = Vec::new();
    for member in order {
        let height = wished[member].1;
        let mut block = Block { members: vec![member], start: settle(&[member], height), height };
        while let Some(above) = blocks.pop_if(|above| above.start + above.height > block.start) {
            let members = [above.members, block.members].concat();
            let height = above.height + block.height;
            block = Block { start: settle(&members, height), members, height };
        }
        blocks.push(block);
    }
    let mut middles = vec![0.0; wished.len()];
    for block in blocks {
        let mut edge = block.start;
        for member in block.members {
            middles[member] = edge + wished[member].1 / 2.0;
            edge += wished[member].1;
        }
    }
    middles
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn labels_never_meet_and_stay_on_the_page(wished in prop::collection::vec((0.0..600.0, 20.0..60.0), 1..10)) {
            let middles = places(&wished, 0.0, 600.0);
            let mut boxes: Vec<(f64, f64)> =
                middles.iter().zip(&wished).map(|(middle, (_, height))| (middle - height / 2.0, middle + height / 2.0)).collect();
            boxes.sort_by(|a, b| a.0.total_cmp(&b.0));
            for pair in boxes.windows(2) {
                prop_assert!(pair[0].1 <= pair[1].0 + 1e-6, "{boxes:?}");
            }
            prop_assert!(boxes[0].0 >= -1e-6 && boxes[boxes.len() - 1].1 <= 600.0 + 1e-6, "{boxes:?}");
        }
    }

    #[test]
    fn labels_with_room_stay_at_their_lines() {
        assert_eq!(places(&[(300.0, 20.0), (100.0, 20.0)], 0.0, 600.0), [300.0, 100.0]);
        assert_eq!(places(&[(100.0, 20.0), (100.0, 20.0)], 0.0, 600.0), [90.0, 110.0]);
    }
}
