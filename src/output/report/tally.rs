//! One sentence about all scenarios by rule: which are clearly more, which clearly less, which are not told apart.

use super::facts::Contrast;
use crate::output::Words;
use crate::output::charts::finding::Direction;

/// How the clauses of a tally begin; the names follow a colon.
pub(super) struct Clauses {
    /// Where the whole interval lies above zero.
    pub(super) higher: Words,
    /// Where it lies below.
    pub(super) lower: Words,
}

/// What the intervals of several scenarios say, with every scenario named once; nothing where there is none.
pub(super) fn tally(clauses: &Clauses, rows: &[(&Words, Contrast)]) -> Words {
    let neither = [
        (Direction::Unclear, Words::new("no clear difference", "无明显差别")),
        (Direction::Same, Words::new("exactly the same", "完全相同")),
        (Direction::Unknown, Words::new("too few replicates to tell", "重复次数太少，无法判断")),
    ];
    let told = [(Direction::Higher, &clauses.higher), (Direction::Lower, &clauses.lower)];
    let told = told.into_iter().chain(neither.iter().map(|(direction, words)| (*direction, words)));
    let (mut en, mut zh) = (Vec::new(), Vec::new());
    for (direction, words) in told {
        let named: Vec<&Words> =
            rows.iter().filter(|(_, contrast)| contrast.direction() == direction).map(|(title, _)| *title).collect();
        let names = match named.len() {
            0 => continue,
            count if count == rows.len() && count > 2 => {
                Words::new(format!("all {count} scenarios"), format!("全部 {count} 个情景"))
            }
            _ => Words::new(
                named.iter().map(|title| title.en.as_str()).collect::<Vec<_>>().join(", "),
                named.iter().map(|title| format!("“{}”", title.zh)).collect::<Vec<_>>().join(""),
            ),
        };
        en.push(format!("{}: {}", words.en, names.en));
        zh.push(format!("{}：{}", words.zh, names.zh));
    }
    if en.is_empty() {
        return Words::new("", "");
    }
    let mut begun = en.join("; ");
    let first = begun.remove(0).to_uppercase().to_string();
    Words::new(format!("{first}{begun}."), format!("{}。", zh.join("；")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn contrast((low, width): (f64, f64)) -> Contrast {
        Contrast {
            replicates: 8,
            baseline_mean: 1.0,
            mean: 1.0 + low + width / 2.0,
            difference: low + width / 2.0,
            interval: Some((low, low + width)),
            share_better: None,
        }
    }

    fn contrasts() -> impl Strategy<Value = Vec<Contrast>> {
        let some = (-3.0..3.0, 0.0..4.0).prop_map(contrast);
        let same = Just(contrast((0.0, 0.0)));
        let none = Just(Contrast { interval: None, ..contrast((2.0, 0.0)) });
        prop::collection::vec(prop_oneof![5 => some, 1 => same, 1 => none], 1..7)
    }

    proptest! {
        /// Every scenario stands once, in the clause of its own interval.
        #[test]
        fn no_tally_contradicts_an_interval(contrasts in contrasts()) {
            let titles: Vec<Words> =
                (0..contrasts.len()).map(|at| Words::new(format!("Try-{at}"), format!("尝试{at}"))).collect();
            let rows: Vec<(&Words, Contrast)> = titles.iter().zip(contrasts.iter().copied()).collect();
            let clauses = Clauses { higher: Words::new("more", "更多"), lower: Words::new("fewer", "更少") };
            let words = tally(&clauses, &rows);
            for (text, cut, names) in [(&words.en, "; ", "all "), (&words.zh, "；", "全部")] {
                for (title, contrast) in &rows {
                    let begins = match contrast.interval {
                        None => ["too few replicates", "重复次数太少"],
                        Some((0.0, 0.0)) => ["exactly the same", "完全相同"],
                        Some((low, _)) if low > 0.0 => ["more", "更多"],
                        Some((_, high)) if high < 0.0 => ["fewer", "更少"],
                        Some(_) => ["no clear difference", "无明显差别"],
                    };
                    let holds = |clause: &&str| {
                        clause.contains(&title.en) || clause.contains(&format!("“{}”", title.zh)) || clause.contains(names)
                    };
                    let found: Vec<&str> = text.split(cut).filter(holds).collect();
                    prop_assert_eq!(found.len(), 1, "{} in {}", title.en, text);
                    let clause = found[0].to_lowercase();
                    prop_assert!(begins.iter().any(|begin| clause.starts_with(begin)), "{} in {}", title.en, text);
                }
            }
        }
    }
}
