//! Numbers with their units, as they are said in sentences and tables.

use super::facts::{Contrast, Metric};
use crate::output::Words;
use crate::output::charts::Lang;
use crate::output::charts::numbers::{decimals_for, number, signed};
use crate::output::charts::words::Quantity;

/// How a difference is written: itself and its interval, all with the same decimals.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Written {
    /// The size of the difference without its sign.
    pub(super) size: String,
    /// The difference with its sign.
    pub(super) signed: String,
    /// Both ends of the interval with their signs; none with too few pairs.
    pub(super) ends: Option<(String, String)>,
}

/// Decimals that show a difference: three digits of the largest number, and enough that an interval on one side of zero
/// is not written as if it touched zero.
fn decimals(contrast: &Contrast, factor: f64) -> usize {
    let (low, high) = contrast.interval.unwrap_or((contrast.difference, contrast.difference));
    let numbers = [contrast.difference, low, high].map(|value| (value * factor).abs());
    let largest = numbers.into_iter().fold(0.0, f64::max);
    let least = numbers.into_iter().fold(f64::INFINITY, f64::min);
    let mut decimals =
        if largest >= 100.0 { 0 } else { decimals_for(largest).clamp(1, 4).min(if largest >= 1.0 { 1 } else { 4 }) };
    if low * high > 0.0 {
        let mut shown = least;
        for _ in 0..decimals {
            shown *= 10.0;
        }
        while shown < 0.5 && decimals < 9 {
            shown *= 10.0;
            decimals += 1;
        }
    }
    decimals
}

/// A difference as it is written, its numbers multiplied by the unit's factor.
pub(super) fn written(contrast: &Contrast, factor: f64) -> Written {
    let decimals = decimals(contrast, factor);
    let ends = contrast.interval.map(|(low, high)| (signed(low * factor, decimals), signed(high * factor, decimals)));
    Written {
        size: number((contrast.difference * factor).abs(), decimals),
        signed: signed(contrast.difference * factor, decimals),
        ends,
    }
}

/// How numbers of a metric are shown in a language, chosen by the largest of them.
pub(super) fn quantity(metric: &Metric, contrast: &Contrast, lang: Lang) -> Quantity {
    metric.quantity(contrast.mean.abs().max(contrast.baseline_mean.abs()), lang)
}

/// Units of things that come whole: from ten on their means are said without decimals.
const WHOLE_UNITS: [&str; 3] = ["organisations", "counties", "slots"];

/// A mean with its unit.
pub(super) fn mean(metric: &Metric, value: f64, lang: Lang) -> String {
    amount(&metric.unit, value, lang)
}

/// A number of this unit with the unit in words.
pub(super) fn amount(unit: &str, value: f64, lang: Lang) -> String {
    let quantity = Quantity::of(unit, value.abs(), lang);
    let shown = value.abs() * quantity.factor;
    let decimals = if shown >= 100.0 { 0 } else { decimals_for(shown).min(if shown >= 10.0 { 1 } else { 2 }) };
    let decimals = if WHOLE_UNITS.contains(&unit) && shown >= 10.0 { 0 } else { decimals };
    let text = format!("{}{}", number(value * quantity.factor, decimals), quantity.suffix);
    if quantity.suffix == "%" || quantity.unit.is_empty() {
        return text;
    }
    match lang {
        Lang::En => format!("{text} {}", quantity.unit),
        Lang::Zh => format!("{text} {}", quantity.unit),
    }
}

/// Money in words of both languages.
pub(super) fn money(yuan: f64) -> Words {
    Words::new(amount("yuan", yuan, Lang::En), amount("yuan", yuan, Lang::Zh))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contrast(difference: f64, low: f64, high: f64) -> Contrast {
        Contrast {
            replicates: 8,
            baseline_mean: 10.0,
            mean: 10.0 + difference,
            difference,
            interval: Some((low, high)),
            share_better: None,
        }
    }

    #[test]
    fn an_interval_clear_of_zero_is_never_written_as_touching_it() {
        let ends = |low, high, factor| written(&contrast((low + high) / 2.0, low, high), factor).ends;
        assert_eq!(ends(203.7, 218.4, 1.0), Some(("+204".into(), "+218".into())));
        assert_eq!(ends(0.0003, 0.09, 100.0), Some(("+0.03".into(), "+9.00".into())));
        assert_eq!(ends(0.004, 150.0, 1.0), Some(("+0.004".into(), "+150.000".into())));
        assert_eq!(ends(-3.0, 1.0, 1.0), Some(("−3.0".into(), "+1.0".into())));
    }

    #[test]
    fn money_is_said_in_the_units_of_each_language() {
        assert_eq!(money(3e6), Words::new("3.00 million yuan", "300 万元"));
        assert_eq!(money(1.2e9).zh, "12.0 亿元");
    }
}
