//! What would have saved an organisation, or kept it in the network, in sentences.

use super::rescue::{Attempt, Rescue, Stay};
use super::sentences::capital;
use super::wording::{Bilingual, both, chance};

/// What an attempt is for, in words.
struct Aim {
    passed: Bilingual,
    passed_to_the_end: fn(i16) -> Bilingual,
    later: fn(i16) -> Bilingual,
}

/// What would have saved it.
pub(super) fn rescue(rescue: &Rescue, last_year: i16, run_on: bool) -> Vec<Bilingual> {
    let Rescue { year, attempts, .. } = rescue;
    let (risk, draw) = (chance(rescue.chance), chance(rescue.draw));
    let head = if attempts.iter().any(|attempt| attempt.saved) {
        both(
            format!("What would have saved it in {year} (chance {risk}, draw {draw}), one change at a time:"),
            format!("哪些改变本可在 {year} 年救它（概率 {risk}，抽签 {draw}），每次只改一项："),
        )
    } else {
        both(
            format!(
                "Nothing that was tried would have saved it: in {year} its draw was {draw}, and no single change brought its \
                 chance of closing below that."
            ),
            format!("试过的办法都救不了它：{year} 年抽签为 {draw}，没有哪一项改变能把关闭概率降到这以下。"),
        )
    };
    let aim = Aim {
        passed: both("saved", "得救"),
        passed_to_the_end: |year| both(format!("saved, and alive in {year}"), format!("得救，{year} 年仍存活")),
        later: |year| {
            both(format!("past that year, but closed in {year}"), format!("渡过了这一年，但于 {year} 年关闭"))
        },
    };
    told(head, attempts, *year, run_on.then_some(last_year), &aim)
}

/// What would have kept it in the network.
pub(super) fn stay(stay: &Stay, last_year: i16, run_on: bool) -> Vec<Bilingual> {
    let Stay { year, odds, attempts } = stay;
    let kept = attempts.iter().any(|attempt| attempt.saved);
    let head = match (odds, kept) {
        (Some([risk, draw]), true) => {
            let (risk, draw) = (chance(*risk), chance(*draw));
            both(
                format!(
                    "What would have kept it in the network in {year} (chance of leaving {risk}, draw {draw}), one change at a \
                     time:"
                ),
                format!("哪些改变本可在 {year} 年把它留在网络里（退出概率 {risk}，抽签 {draw}），每次只改一项："),
            )
        }
        (Some([_, draw]), false) => {
            let draw = chance(*draw);
            both(
                format!(
                    "Nothing that was tried would have kept it in the network: in {year} its draw was {draw}, and no single \
                     change brought its chance of leaving below that."
                ),
                format!("试过的办法都留不住它：{year} 年抽签为 {draw}，没有哪一项改变能把退出概率降到这以下。"),
            )
        }
        (None, true) => both(
            format!(
                "What would have kept it in the network in {year}, when there was no slot for it, one change at a time:"
            ),
            format!("{year} 年没有它的名额，哪些改变本可把它留在网络里，每次只改一项："),
        ),
        (None, false) => both(
            format!(
                "Nothing that was tried would have kept it in the network in {year}, when there was no slot for it."
            ),
            format!("{year} 年没有它的名额，试过的办法都留不住它。"),
        ),
    };
    let aim = Aim {
        passed: both("it stays", "留下"),
        passed_to_the_end: |year| {
            both(format!("it stays, and is in the network in {year}"), format!("留下，{year} 年仍在网络中"))
        },
        later: |year| {
            both(
                format!("it stays that year, but is out for good in {year}"),
                format!("当年留下，但 {year} 年最终离开网络"),
            )
        },
    };
    told(head, attempts, *year, run_on.then_some(last_year), &aim)
}

/// What helped, one sentence each, what held longest first; then what did not, in one.
fn told(head: Bilingual, attempts: &[Attempt], year: i16, last_year: Option<i16>, aim: &Aim) -> Vec<Bilingual> {
    let (mut helped, failed): (Vec<&Attempt>, Vec<&Attempt>) = attempts.iter().partition(|attempt| attempt.saved);
    helped.sort_by_key(|attempt| (attempt.lost_later().is_some(), attempt.years));
    let mut told = vec![head];
    told.extend(helped.into_iter().map(|attempt| one(attempt, year, last_year, aim)));
    told.extend(not_enough(&failed, year));
    told
}

/// A change that helped.
fn one(attempt: &Attempt, year: i16, last_year: Option<i16>, aim: &Aim) -> Bilingual {
    let Attempt { once, years, .. } = attempt;
    let (when, when_zh) = match (once, years) {
        (_, 1) => ("in that year".to_string(), "当年".to_string()),
        (true, _) => (format!("once, in {}", first(attempt, year)), format!("{} 年一次性给予", first(attempt, year))),
        (false, years) => (format!("in the {years} years to {year}"), format!("到 {year} 年为止的 {years} 年里，")),
    };
    let (risk, risk_zh) = attempt.chance.map_or_else(Default::default, |left| {
        let left = chance(left);
        (format!(" (chance {left})"), format!("（概率 {left}）"))
    });
    let words = &attempt.words;
    let outcome = match (attempt.lost_later(), last_year) {
        (None, None) => aim.passed.clone(),
        (None, Some(last_year)) => (aim.passed_to_the_end)(last_year),
        (Some(later), _) => (aim.later)(later),
    };
    both(
        format!("{} {when}{risk}: {}.", capital(&words.en), outcome.en),
        format!("{when_zh}{}{risk_zh}：{}。", words.zh, outcome.zh),
    )
}

/// The changes that came to nothing. All were tried over the same years.
fn not_enough(failed: &[&Attempt], year: i16) -> Option<Bilingual> {
    let names: Vec<Bilingual> = failed.iter().map(|attempt| with_chance(attempt)).collect();
    let names = super::wording::listed(&names);
    let first = first(failed.first()?, year);
    Some(if first == year {
        both(format!("Not enough in that year: {}.", names.en), format!("当年这样做还不够：{}。", names.zh))
    } else {
        both(
            format!("Not enough even from {first} on: {}.", names.en),
            format!("从 {first} 年做起也不够：{}。", names.zh),
        )
    })
}

/// The year in which a change began.
fn first(attempt: &Attempt, year: i16) -> i16 {
    year - attempt.years as i16 + 1
}

/// A change with the chance that it left.
fn with_chance(attempt: &Attempt) -> Bilingual {
    let words = &attempt.words;
    match attempt.chance.map(chance) {
        Some(chance) => both(format!("{} (chance {chance})", words.en), format!("{}（概率 {chance}）", words.zh)),
        None => words.clone(),
    }
}
