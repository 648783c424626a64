//! Sentences by rule: what the report says of an intervention follows from signs and intervals alone.

use super::amounts::{Written, written};
use super::facts::Contrast;
use crate::output::Words;
use crate::output::charts::finding::Direction;

/// What the answer counts, in the words that sentences need.
pub(super) struct Count {
    /// The metric.
    pub(super) metric: &'static str,
    /// As in "12 more organisations alive".
    en: &'static str,
    /// As in 「存活机构比基线多 12 家」.
    zh: &'static str,
    /// The measure word.
    measure_zh: &'static str,
}

/// What answers may count: the first that a folder holds is taken.
pub(super) const COUNTS: [Count; 2] = [
    Count { metric: "organisations_alive", en: "organisations alive", zh: "存活机构", measure_zh: "家" },
    Count { metric: "landing", en: "landing organisations", zh: "落地机构", measure_zh: "家" },
];

/// A difference and the title of the scenario from which it is one.
pub(super) struct Against<'a> {
    pub(super) title: &'a Words,
    pub(super) contrast: Contrast,
}

/// What an intervention does to a count by a year: against the baseline, and beyond the scenario on which it stands.
pub(super) fn answer(count: &Count, year: i16, baseline: &Against, beyond: Option<&Against>) -> Words {
    let first = written(&baseline.contrast, 1.0);
    let Count { en, zh, measure_zh, .. } = count;
    let from = &baseline.title;
    let (signed, size) = (&first.signed, &first.size);
    let (of, of_zh) = intervals(&first, "95% interval ", "95% 区间 ");
    let mut words = match baseline.contrast.direction() {
        Direction::Higher => Words::new(
            format!("{size} more {en} in {year} than in \"{}\"{of}", from.en),
            format!("{year} 年{zh}比“{}”多 {size} {measure_zh}{of_zh}", from.zh),
        ),
        Direction::Lower => Words::new(
            format!("{size} fewer {en} in {year} than in \"{}\"{of}", from.en),
            format!("{year} 年{zh}比“{}”少 {size} {measure_zh}{of_zh}", from.zh),
        ),
        Direction::Unclear => Words::new(
            format!("no clear difference from \"{}\" in {en} in {year}: {signed}{of}", from.en),
            format!("{year} 年{zh}与“{}”无明显差别：{signed} {measure_zh}{of_zh}", from.zh),
        ),
        Direction::Same => Words::new(
            format!("exactly as many {en} in {year} as in \"{}\"", from.en),
            format!("{year} 年{zh}与“{}”完全相同", from.zh),
        ),
        Direction::Unknown => Words::new(
            format!("too few replicates to tell it from \"{}\" by {en} in {year} ({signed} on average)", from.en),
            format!("{year} 年{zh}：重复次数太少，无法判断与“{}”的差别（平均 {signed} {measure_zh}）", from.zh),
        ),
    };
    if let Some(beyond) = beyond {
        let more = extra(count, beyond);
        words.en.push_str(&more.en);
        words.zh.push_str(&more.zh);
    }
    words.en.push('.');
    words.zh.push('。');
    words
}

/// The second clause: against the scenario on which the intervention stands.
fn extra(count: &Count, beyond: &Against) -> Words {
    let second = written(&beyond.contrast, 1.0);
    let (signed, size, measure_zh) = (&second.signed, &second.size, count.measure_zh);
    let (of, of_zh) = intervals(&second, "", "");
    let (from, from_zh) = (&beyond.title.en, &beyond.title.zh);
    match beyond.contrast.direction() {
        Direction::Higher => Words::new(
            format!("; {size} more than \"{from}\" alone{of}"),
            format!("；比单独“{from_zh}”多 {size} {measure_zh}{of_zh}"),
        ),
        Direction::Lower => Words::new(
            format!("; {size} fewer than \"{from}\" alone{of}"),
            format!("；比单独“{from_zh}”少 {size} {measure_zh}{of_zh}"),
        ),
        Direction::Unclear => Words::new(
            format!("; no clear difference from \"{from}\" alone: {signed}{of}"),
            format!("；与单独“{from_zh}”无明显差别：{signed} {measure_zh}{of_zh}"),
        ),
        Direction::Same => {
            Words::new(format!("; exactly as many as “{from}” alone"), format!("；与单独“{from_zh}”完全相同"))
        }
        Direction::Unknown => Words::new(
            format!("; too few replicates to tell it from \"{from}\" alone ({signed} on average)"),
            format!("；重复次数太少，无法判断与单独“{from_zh}”的差别（平均 {signed} {measure_zh}）"),
        ),
    }
}

fn intervals(written: &Written, before: &str, before_zh: &str) -> (String, String) {
    match &written.ends {
        Some((low, high)) => (format!(" ({before}{low} to {high})"), format!("（{before_zh}{low} 至 {high}）")),
        None => (String::new(), String::new()),
    }
}

/// Whether a difference is to the good, by the direction in which its metric is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Clearly better.
    Better,
    /// Clearly worse.
    Worse,
    /// Clearly different, where neither direction is better.
    Different,
    /// Not told apart by these replicates.
    Unclear,
    /// The same in every pair.
    Same,
}

/// What an interval says of a metric of which `better` is `higher`, `lower` or `neither`.
pub(super) fn verdict(contrast: &Contrast, better: &str) -> Verdict {
    match (contrast.direction(), better) {
        (Direction::Higher, "higher") | (Direction::Lower, "lower") => Verdict::Better,
        (Direction::Higher, "lower") | (Direction::Lower, "higher") => Verdict::Worse,
        (Direction::Higher | Direction::Lower, _) => Verdict::Different,
        (Direction::Same, _) => Verdict::Same,
        (Direction::Unclear | Direction::Unknown, _) => Verdict::Unclear,
    }
}

impl Verdict {
    /// The class of the cell that shows it.
    pub(super) fn class(self) -> &'static str {
        match self {
            Verdict::Better => "better",
            Verdict::Worse => "worse",
            Verdict::Different => "different",
            Verdict::Unclear => "unclear",
            Verdict::Same => "same",
        }
    }

    /// It in one word, for those who do not see the colour.
    pub(super) fn word(self) -> Words {
        match self {
            Verdict::Better => Words::new("clearly better", "明显更好"),
            Verdict::Worse => Words::new("clearly worse", "明显更差"),
            Verdict::Different => Words::new("clearly different", "明显不同"),
            Verdict::Unclear => Words::new("no clear difference", "无明显差别"),
            Verdict::Same => Words::new("the same", "相同"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn contrast(low: f64, width: f64) -> Contrast {
        let difference = low + width / 2.0;
        Contrast {
            replicates: 8,
            baseline_mean: 100.0,
            mean: 100.0 + difference,
            difference,
            interval: Some((low, low + width)),
            share_better: None,
        }
    }

    /// Intervals of every kind: none, the point zero, on either side, across, far and near.
    fn contrasts() -> impl Strategy<Value = Contrast> {
        let near = (-3.0..3.0, 0.0..4.0).prop_map(|(low, width)| contrast(low, width));
        let far = (-1e4..1e4, 0.0..1e3).prop_map(|(low, width)| contrast(low, width));
        let tiny = (-1e-3..1e-3, 0.0..1e-3).prop_map(|(low, width)| contrast(low, width));
        let same = Just(contrast(0.0, 0.0));
        let none = Just(Contrast { interval: None, ..contrast(2.0, 0.0) });
        prop_oneof![3 => near, 3 => far, 2 => tiny, 1 => same, 1 => none]
    }

    /// What a clause says, by its words.
    fn said(clause: &str) -> Direction {
        let says = [
            (Direction::Higher, [" more ", "多 "]),
            (Direction::Lower, [" fewer ", "少 "]),
            (Direction::Unclear, ["no clear difference", "无明显差别"]),
            (Direction::Same, ["exactly as many", "完全相同"]),
            (Direction::Unknown, ["too few replicates", "重复次数太少"]),
        ];
        let found: Vec<Direction> = says
            .into_iter()
            .filter(|(_, words)| words.iter().any(|word| format!(" {clause}").contains(word)))
            .map(|(direction, _)| direction)
            .collect();
        assert_eq!(found.len(), 1, "{clause}");
        found[0]
    }

    /// The numbers of a clause beside its year.
    fn numbers(clause: &str) -> Vec<f64> {
        let signs = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '+' | '−' | '%');
        clause
            .split(|c: char| !signs(c))
            .filter(|word| !word.ends_with('%') && *word != "2031")
            .filter_map(|word| word.replace(',', "").replace('−', "-").trim_end_matches('.').parse().ok())
            .collect()
    }

    proptest! {
        /// A clause says "more" only with an interval wholly above zero, "fewer" only with one wholly below, and that
        /// there is no clear difference only with one that covers zero; the numbers beside the words agree with them.
        #[test]
        fn no_sentence_contradicts_its_interval(first in contrasts(), second in contrasts()) {
            let (baseline, opening) = (Words::new("Baseline", "基线"), Words::new("Opening", "开口"));
            let against = Against { title: &baseline, contrast: first };
            let beyond = Against { title: &opening, contrast: second };
            let words = answer(&COUNTS[0], 2031, &against, Some(&beyond));
            for (text, cut) in [(&words.en, "; "), (&words.zh, "；")] {
                let (one, two) = text.split_once(cut).expect("two clauses");
                for (clause, contrast) in [(one, first), (two, second)] {
                    let expected = match contrast.interval {
                        None => Direction::Unknown,
                        Some((0.0, 0.0)) => Direction::Same,
                        Some((low, _)) if low > 0.0 => Direction::Higher,
                        Some((_, high)) if high < 0.0 => Direction::Lower,
                        Some(_) => Direction::Unclear,
                    };
                    let direction = said(clause);
                    prop_assert_eq!(direction, expected, "{}", text);
                    let numbers = numbers(clause);
                    match (direction, numbers.as_slice()) {
                        (Direction::Higher, &[size, low, high]) => {
                            prop_assert!(low > 0.0 && low <= size && size <= high, "{}", text);
                        }
                        (Direction::Lower, &[size, low, high]) => {
                            prop_assert!(high < 0.0 && low <= -size && -size <= high, "{}", text);
                        }
                        (Direction::Unclear, &[signed, low, high]) => {
                            prop_assert!(low <= 0.0 && high >= 0.0 && low <= signed && signed <= high, "{}", text);
                        }
                        (Direction::Same, &[]) | (Direction::Unknown, &[_]) => {}
                        (direction, numbers) => prop_assert!(false, "{direction:?} {numbers:?} {text}"),
                    }
                }
            }
        }

        /// A verdict names a direction only where the whole interval lies on one side.
        #[test]
        fn no_verdict_contradicts_its_interval(contrast in contrasts()) {
            let (higher, lower) = (verdict(&contrast, "higher"), verdict(&contrast, "lower"));
            let above = contrast.interval.is_some_and(|(low, _)| low > 0.0);
            let below = contrast.interval.is_some_and(|(_, high)| high < 0.0);
            prop_assert_eq!(higher == Verdict::Better, above);
            prop_assert_eq!(higher == Verdict::Worse, below);
            prop_assert_eq!(lower == Verdict::Better, below);
            prop_assert_eq!(lower == Verdict::Worse, above);
        }
    }

    #[test]
    fn an_answer_reads_like_a_sentence() {
        let (baseline, opening) = (Words::new("Baseline", "基线"), Words::new("Opening", "撕开一个口子"));
        let against = Against { title: &baseline, contrast: contrast(203.7, 14.7) };
        let beyond = Against { title: &opening, contrast: contrast(-4.0, 6.0) };
        let words = answer(&COUNTS[0], 2031, &against, Some(&beyond));
        insta::assert_snapshot!(format!("{}\n{}", words.en, words.zh), @r#"
        211 more organisations alive in 2031 than in "Baseline" (95% interval +204 to +218); no clear difference from "Opening" alone: −1.0 (−4.0 to +2.0).
        2031 年存活机构比“基线”多 211 家（95% 区间 +204 至 +218）；与单独“撕开一个口子”无明显差别：−1.0 家（−4.0 至 +2.0）。
        "#);
    }
}
