//! Numbers as they are written on charts, and the round values at which an axis is marked.

/// A number with thousands set apart and a true minus sign.
pub(in crate::output) fn number(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut grouped = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.len() - position) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if let Some(fraction) = fraction {
        grouped.push('.');
        grouped.push_str(fraction);
    }
    let is_zero = text.chars().all(|character| matches!(character, '0' | '.'));
    if value < 0.0 && !is_zero { format!("\u{2212}{grouped}") } else { grouped }
}

/// A number that always shows its sign; zero has none.
pub(in crate::output) fn signed(value: f64, decimals: usize) -> String {
    let text = number(value, decimals);
    let is_zero = text.chars().all(|character| matches!(character, '0' | '.' | ','));
    if value > 0.0 && !is_zero { format!("+{text}") } else { text }
}

/// A range of numbers already written: `3–5`, and `−3 … 5` where a dash would meet a minus sign.
pub(super) fn range(low: &str, high: &str) -> String {
    let minus = low.starts_with('\u{2212}') || high.starts_with('\u{2212}');
    if minus { format!("{low} … {high}") } else { format!("{low}–{high}") }
}

/// How many decimals show three significant digits of numbers up to this size.
pub(in crate::output) fn decimals_for(largest: f64) -> usize {
    let (mut decimals, mut shown) = (0, largest.abs());
    while shown < 100.0 && decimals < 4 {
        shown *= 10.0;
        decimals += 1;
    }
    if largest == 0.0 { 0 } else { decimals }
}

/// Round values along an axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ticks {
    /// Where the axis begins: a multiple of the step, or the range's own end where the next mark is far.
    pub(super) low: f64,
    /// Where the axis ends, likewise.
    pub(super) high: f64,
    /// The distance between marks: 1, 2 or 5 times a power of ten.
    pub(super) step: f64,
}

impl Ticks {
    /// About `count` steps that cover the range. An empty range is widened.
    pub(super) fn covering(low: f64, high: f64, count: usize) -> Ticks {
        let (low, high) = if high > low { (low, high) } else { (low - widening(low), low + widening(low)) };
        let rough = (high - low) / count as f64;
        let mut power = 1.0;
        while power > rough {
            power /= 10.0;
        }
        while power * 10.0 <= rough {
            power *= 10.0;
        }
        let times = [1.0, 2.0, 5.0, 10.0].into_iter().find(|times| times * power >= rough * 0.999).unwrap_or(10.0);
        let step = times * power;
        let (below, above) = ((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step);
        // An axis that went on to the next mark in any case would leave up to a step of empty paper.
        let near = 0.35 * step;
        let low = if low - below <= near { below } else { low };
        let high = if above - high <= near { above } else { high };
        Ticks { low, high, step }
    }

    /// The values that are marked.
    pub(super) fn values(&self) -> impl Iterator<Item = f64> + '_ {
        let first = (self.low / self.step - 1e-6).ceil() as i64;
        let last = (self.high / self.step + 1e-6).floor() as i64;
        (first..=last).map(move |number| number as f64 * self.step)
    }

    /// How many decimals the marks need.
    pub(super) fn decimals(&self) -> usize {
        let (mut decimals, mut step) = (0, self.step);
        while step < 0.999 && decimals < 6 {
            step *= 10.0;
            decimals += 1;
        }
        decimals
    }
}

fn widening(value: f64) -> f64 {
    if value == 0.0 { 1.0 } else { value.abs() * 0.1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_thousands_a_true_minus_and_no_negative_zero() {
        assert_eq!(number(1234567.891, 1), "1,234,567.9");
        assert_eq!(number(-1234.0, 0), "−1,234");
        assert_eq!(number(-0.004, 2), "0.00");
        assert_eq!(
            [signed(3.14259, 2), signed(-2.0, 0), signed(0.001, 1), signed(0.0, 0)],
            ["+3.14", "−2", "0.0", "0"]
        );
        assert_eq!([2345.0, 23.4, 0.5, 0.0].map(decimals_for), [0, 1, 3, 0]);
    }

    #[test]
    fn ticks_are_round_and_cover_the_range() {
        for (low, high) in [(0.0, 1.0), (-3.2, 17.9), (4512.0, 4980.0), (0.001, 0.0042), (5.0, 5.0), (0.0, 0.0)] {
            let ticks = Ticks::covering(low, high, 5);
            assert!(ticks.low <= low && ticks.high >= high, "{low}..{high}: {ticks:?}");
            let values: Vec<f64> = ticks.values().collect();
            assert!((2..=9).contains(&values.len()), "{low}..{high}: {values:?}");
            assert!(values.iter().all(|value| (ticks.low..=ticks.high).contains(value)), "{low}..{high}: {values:?}");
        }
        assert_eq!(Ticks::covering(0.0, 97.0, 5), Ticks { low: 0.0, high: 100.0, step: 20.0 });
        assert_eq!(Ticks::covering(0.0, 615.0, 5), Ticks { low: 0.0, high: 615.0, step: 200.0 });
        assert_eq!(Ticks::covering(0.0, 0.25, 5).decimals(), 2);
    }
}
