//! Titles by rule: what a picture may claim follows from the sign of differences and their 95 % intervals alone.

use super::results::Difference;
use super::words::Lang;

/// What an interval lets one say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::output) enum Direction {
    /// The whole interval lies above zero.
    Higher,
    /// The whole interval lies below zero.
    Lower,
    /// The interval covers zero.
    Unclear,
    /// No pair differs at all.
    Same,
    /// There is no interval: too few replicates.
    Unknown,
}

/// The direction of a difference by its 95 % interval.
pub(in crate::output) fn direction(interval: Option<(f64, f64)>) -> Direction {
    match interval {
        None => Direction::Unknown,
        Some((0.0, 0.0)) => Direction::Same,
        Some((low, _)) if low > 0.0 => Direction::Higher,
        Some((_, high)) if high < 0.0 => Direction::Lower,
        Some(_) => Direction::Unclear,
    }
}

/// A scenario against the baseline.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contrast<'a> {
    pub(super) title: &'a str,
    pub(super) difference: Difference,
}

impl Contrast<'_> {
    pub(super) fn direction(&self) -> Direction {
        direction(self.difference.interval)
    }
}

/// What contrasts say of a metric at the end of a year, in one sentence.
pub(super) fn headline(metric: &str, year: i16, contrasts: &[Contrast], lang: Lang) -> String {
    let what = match lang {
        Lang::En => format!("{metric} in {year}: "),
        Lang::Zh => format!("{year} 年{metric}："),
    };
    what + &match contrasts {
        [only] => of_one(only, lang),
        _ => of_many(contrasts, lang),
    }
}

fn of_one(contrast: &Contrast, lang: Lang) -> String {
    let name = lang.quoted(contrast.title);
    match (contrast.direction(), lang) {
        (Direction::Higher, Lang::En) => format!("{name} ends above the baseline"),
        (Direction::Higher, Lang::Zh) => format!("{name}高于基线"),
        (Direction::Lower, Lang::En) => format!("{name} ends below the baseline"),
        (Direction::Lower, Lang::Zh) => format!("{name}低于基线"),
        (Direction::Unclear, Lang::En) => format!("no clear difference between {name} and the baseline"),
        (Direction::Unclear, Lang::Zh) => format!("{name}与基线无明显差别"),
        (Direction::Same, Lang::En) => format!("{name} is the same as the baseline"),
        (Direction::Same, Lang::Zh) => format!("{name}与基线完全相同"),
        (Direction::Unknown, Lang::En) => "too few replicates to tell scenarios apart".to_string(),
        (Direction::Unknown, Lang::Zh) => "重复次数太少，无法判断差别".to_string(),
    }
}

fn of_many(contrasts: &[Contrast], lang: Lang) -> String {
    let of = |wanted: Direction| contrasts.iter().filter(move |contrast| contrast.direction() == wanted);
    let size = |contrast: &&Contrast| contrast.difference.difference.abs();
    let furthest = |wanted| of(wanted).max_by(|a, b| size(a).total_cmp(&size(b))).map_or("", |contrast| contrast.title);
    let count = |wanted| of(wanted).count();
    let (all, higher, lower) = (contrasts.len(), count(Direction::Higher), count(Direction::Lower));
    let (top, bottom) = (lang.quoted(furthest(Direction::Higher)), lang.quoted(furthest(Direction::Lower)));
    match (higher, lower, lang) {
        (0, 0, _) if count(Direction::Unknown) == all => {
            lang.pick("too few replicates to tell scenarios apart", "重复次数太少，无法判断差别").to_string()
        }
        (0, 0, Lang::En) => "no scenario differs clearly from the baseline".to_string(),
        (0, 0, Lang::Zh) => "各情景与基线均无明显差别".to_string(),
        (1, 0, Lang::En) => format!("of {all} scenarios only {top} is clearly above the baseline"),
        (1, 0, Lang::Zh) => format!("{all} 个情景中只有{top}明显高于基线"),
        (0, 1, Lang::En) => format!("of {all} scenarios only {bottom} is clearly below the baseline"),
        (0, 1, Lang::Zh) => format!("{all} 个情景中只有{bottom}明显低于基线"),
        (_, 0, Lang::En) => format!("{} above the baseline, {top} most", share_of(higher, all)),
        (_, 0, Lang::Zh) => format!("{}高于基线，{top}高出最多", share_of_zh(higher, all)),
        (0, _, Lang::En) => format!("{} below the baseline, {bottom} most", share_of(lower, all)),
        (0, _, Lang::Zh) => format!("{}低于基线，{bottom}低得最多", share_of_zh(lower, all)),
        (_, _, Lang::En) => {
            format!("{higher} of {all} scenarios above the baseline ({top} most), {lower} below ({bottom} most)")
        }
        (_, _, Lang::Zh) => {
            format!("{all} 个情景中 {higher} 个高于基线（{top}最多），{lower} 个低于基线（{bottom}最多）")
        }
    }
}

fn share_of(count: usize, all: usize) -> String {
    if count == all { format!("all {all} scenarios") } else { format!("{count} of {all} scenarios") }
}

fn share_of_zh(count: usize, all: usize) -> String {
    if count == all { format!("{all} 个情景全部") } else { format!("{all} 个情景中有 {count} 个") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn contrast(title: &'static str, interval: Option<(f64, f64)>) -> Contrast<'static> {
        let middle = interval.map_or(1.0, |(low, high)| (low + high) / 2.0);
        let difference = Difference {
            replicates: 8,
            baseline_mean: 10.0,
            scenario_mean: 10.0 + middle,
            difference: middle,
            interval,
        };
        Contrast { title, difference }
    }

    const NAMES: [&str; 4] = ["Ash", "Birch", "Cedar", "Date"];

    fn intervals() -> impl Strategy<Value = Vec<Option<(f64, f64)>>> {
        let one = prop_oneof![
            1 => Just(None),
            1 => Just(Some((0.0, 0.0))),
            6 => (-5.0..5.0, 0.0..4.0).prop_map(|(low, width)| Some((low, low + width))),
        ];
        prop::collection::vec(one, 1..=4)
    }

    proptest! {
        /// A title says "above" only with an interval wholly above zero, "below" only with one wholly below, names only
        /// scenarios of which this holds, and says so when nothing is clear.
        #[test]
        fn no_title_contradicts_an_interval(intervals in intervals()) {
            let contrasts: Vec<Contrast> =
                intervals.iter().zip(NAMES).map(|(&interval, name)| contrast(name, interval)).collect();
            let above = |interval: &Option<(f64, f64)>| interval.is_some_and(|(low, _)| low > 0.0);
            let below = |interval: &Option<(f64, f64)>| interval.is_some_and(|(_, high)| high < 0.0);
            let (any_above, any_below) = (intervals.iter().any(above), intervals.iter().any(below));
            for (lang, says_above, says_below, unclear) in [
                (Lang::En, "above", "below", ["no clear", "no scenario", "too few", "same"]),
                (Lang::Zh, "高于", "低于", ["无明显", "均无", "太少", "相同"]),
            ] {
                let title = headline("Metric", 2031, &contrasts, lang);
                prop_assert_eq!(title.contains(says_above), any_above, "{}", title);
                prop_assert_eq!(title.contains(says_below), any_below, "{}", title);
                let says_unclear = unclear.iter().any(|words| title.contains(words));
                prop_assert_eq!(says_unclear, !any_above && !any_below, "{}", title);
                for (interval, name) in intervals.iter().zip(NAMES) {
                    let named = title.contains(name);
                    prop_assert!(!named || above(interval) || below(interval) || intervals.len() == 1, "{}", title);
                }
            }
        }
    }

    #[test]
    fn titles_name_the_scenario_that_differs_most() {
        let contrasts = [
            contrast("Ash", Some((1.0, 2.0))),
            contrast("Birch", Some((3.0, 5.0))),
            contrast("Cedar", Some((-1.0, 9.0))),
        ];
        assert_eq!(
            headline("Landing network", 2031, &contrasts, Lang::En),
            "Landing network in 2031: 2 of 3 scenarios above the baseline, Birch most"
        );
        assert_eq!(
            headline("落地机构数", 2031, &contrasts, Lang::Zh),
            "2031 年落地机构数：3 个情景中有 2 个高于基线，“Birch”高出最多"
        );
    }
}
