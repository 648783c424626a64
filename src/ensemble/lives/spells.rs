//! Years that are alike, told together: "2019–2023, each year".
//!
//! Years are alike if the same happened in the same order with the same others, so that their sentences differ in
//! numbers only; a number that differs becomes the range that it went through. What happens once stands alone: a
//! meeting, a landing, a leaving.

use super::life::{Event, Life, LifeYear, What};
use super::sentences;
use super::story::Chapter;
use super::wording::both;
use std::mem::{Discriminant, discriminant};

/// A life in chapters. None goes from before one of these years into it.
pub(super) fn chapters(life: &Life, breaks: &[i16]) -> Vec<Chapter> {
    let mut spells: Vec<Spell> = Vec::new();
    for year in &life.years {
        let next = Spell::of(year);
        match spells.last_mut().filter(|spell| !breaks.contains(&year.year) && spell.is_like(&next)) {
            Some(spell) => spell.take(next),
            None => spells.push(next),
        }
    }
    spells.into_iter().map(Spell::told).collect()
}

/// Who was there and what happened, for comparison.
type Trace<'a> = Vec<(Discriminant<What>, &'a str)>;

struct Spell<'a> {
    years: Vec<&'a LifeYear>,
    /// None where something happened that stands alone.
    trace: Option<Trace<'a>>,
    /// Sentence by sentence.
    told: Vec<[Sentence; 2]>,
    turning: bool,
}

impl<'a> Spell<'a> {
    fn of(year: &'a LifeYear) -> Spell<'a> {
        let told = sentences::happenings(year).into_iter();
        Spell {
            years: vec![year],
            trace: year.events.iter().map(trace).collect(),
            told: told.map(|words| [Sentence::read(&words.en), Sentence::read(&words.zh)]).collect(),
            turning: sentences::turning(year),
        }
    }

    fn is_like(&self, next: &Spell) -> bool {
        let same = |(one, other): (&[Sentence; 2], &[Sentence; 2])| {
            one.iter().zip(other).all(|(one, other)| one.words == other.words)
        };
        self.trace.is_some()
            && self.trace == next.trace
            && self.told.len() == next.told.len()
            && self.told.iter().zip(&next.told).all(same)
    }

    fn take(&mut self, next: Spell<'a>) {
        self.years.extend(next.years);
        self.turning |= next.turning;
        for (known, new) in self.told.iter_mut().flatten().zip(next.told.into_iter().flatten()) {
            known.numbers.iter_mut().zip(new.numbers).for_each(|(known, new)| known.extend(new));
        }
    }

    fn told(self) -> Chapter {
        let (first, last) = (self.years[0], self.years[self.years.len() - 1]);
        let told = self.told.iter().map(|[en, zh]| both(en.write(), zh.write()));
        if self.years.len() == 1 {
            let sentences = told.chain([sentences::standing(last, &both("Year's end", "年末"))]).collect();
            return Chapter { year: first.year, until: None, turning: self.turning, sentences };
        }
        let all = told.reduce(|all, next| both(format!("{} {}", all.en, next.en), all.zh + &next.zh));
        let all = all.map(|all| {
            let en = match all.en.strip_prefix("It ") {
                Some(rest) => format!("Each year it {rest}"),
                None => format!("Each year: {}", all.en),
            };
            both(en, format!("每年：{}", all.zh))
        });
        let mut whole = last.clone();
        whole.people.before = first.people.before;
        whole.brain.before = first.brain.before;
        whole.method.before = first.method.before;
        let lead = both(format!("By the end of {}", last.year), format!("到 {} 年末", last.year));
        let standing = sentences::standing(&whole, &lead);
        let sentences = all.into_iter().chain([standing]).collect();
        Chapter { year: first.year, until: Some(last.year), turning: self.turning, sentences }
    }
}

/// What an event is and with whom; none for what stands alone.
fn trace(event: &Event) -> Option<(Discriminant<What>, &str)> {
    let whom = match &event.what {
        What::Met { .. }
        | What::Forgot { .. }
        | What::Heard { .. }
        | What::Landed { new: true, .. }
        | What::KeyProject
        | What::Displaced
        | What::FoundOut { .. }
        | What::Left { .. }
        | What::Closed => return None,
        What::Landed { funder, .. } | What::Asked { funder, .. } => &funder.en,
        What::Received { party, .. } => &party.en,
        _ => "",
    };
    Some((discriminant(&event.what), whom))
}

/// A sentence whose numbers are known apart from its words: one more word than numbers.
struct Sentence {
    words: Vec<String>,
    /// Number by number: what stood there, year by year.
    numbers: Vec<Vec<Number>>,
}

/// A number as it is written, without its unit, which is 元 or 万元 where Chinese writes one or the other.
#[derive(Clone, PartialEq)]
struct Number {
    text: String,
    unit: &'static str,
    value: f64,
}

/// What belongs to a number that it follows: units of which one or the other is written, and the endings of places.
const UNITS: [(&str, f64); 2] = [(" 万元", 10_000.0), (" 元", 1.0)];
const ENDINGS: [&str; 4] = ["st", "nd", "rd", "th"];

impl Sentence {
    fn read(text: &str) -> Sentence {
        let mut sentence = Sentence { words: vec![String::new()], numbers: Vec::new() };
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            if !next.is_ascii_digit() {
                let words = sentence.words.last_mut().expect("it begins with a word");
                words.push(next);
                rest = &rest[next.len_utf8()..];
                continue;
            }
            // Separators count where a digit follows.
            let bytes = rest.as_bytes();
            let digit = |place: usize| bytes.get(place).is_some_and(u8::is_ascii_digit);
            let mut end = 1;
            while digit(end) || matches!(bytes.get(end), Some(b'.' | b',')) && digit(end + 1) {
                end += 1;
            }
            let plain: f64 = rest[..end].replace(',', "").parse().unwrap_or(f64::NAN);
            if ENDINGS.iter().any(|ending| rest[end..].starts_with(ending)) {
                end += 2;
            }
            let unit = UNITS.iter().find(|(unit, _)| rest[end..].starts_with(unit)).copied().unwrap_or(("", 1.0));
            let number = Number { text: rest[..end].to_string(), unit: unit.0, value: plain * unit.1 };
            sentence.numbers.push(vec![number]);
            sentence.words.push(String::new());
            rest = &rest[end + unit.0.len()..];
        }
        sentence
    }

    fn write(&self) -> String {
        let mut text = String::new();
        for (place, words) in self.words.iter().enumerate() {
            if let Some(numbers) = place.checked_sub(1).map(|before| &self.numbers[before]) {
                let by_value = |one: &&Number, other: &&Number| one.value.total_cmp(&other.value);
                let least = numbers.iter().min_by(by_value).expect("a number was read");
                let most = numbers.iter().max_by(by_value).expect("a number was read");
                text += &if least == most {
                    format!("{}{}", most.text, most.unit)
                } else if least.unit == most.unit {
                    format!("{}–{}{}", least.text, most.text, most.unit)
                } else {
                    format!("{}{}–{}{}", least.text, least.unit, most.text, most.unit)
                };
            }
            text += words;
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::lives::Bilingual;
    use crate::ensemble::lives::life::{Asking, Refusal, Span};

    fn year(year: i16, gifts: i64, events: Vec<What>) -> LifeYear {
        let gifts = What::Gifts { day_fen: 0, matched_fen: 0, ordinary_fen: gifts * 100 };
        let span = Span { before: f64::from(year - 2000) / 100.0, after: f64::from(year - 1999) / 100.0 };
        LifeYear {
            year,
            events: events.into_iter().chain([gifts]).map(|what| Event { step: 'H', what }).collect(),
            money: Vec::new(),
            people: span,
            brain: span,
            method: span,
            reputation: span,
            cash_fen: [0, 100_000],
            restricted_fen: [0, 0],
            ties: 0,
            risk: None,
        }
    }

    fn life(years: Vec<LifeYear>) -> Life {
        Life {
            id: 7,
            name: None,
            kind: Bilingual::default(),
            issue: Bilingual::default(),
            programme_issue: true,
            county: Bilingual::default(),
            founded: 2010,
            closed: None,
            first_landed: None,
            years,
        }
    }

    #[test]
    fn years_alike_are_told_together_with_the_range_of_their_numbers() {
        let lonely = || vec![What::DidNotAsk { why: Refusal::NoTie }];
        let gifts = [8_000, 12_500, 9_000, 20_000, 21_000];
        let told = life((0..).zip(gifts).map(|(place, gifts)| year(2018 + place, gifts, lonely())).collect());
        let chapters = chapters(&told, &[2021]);
        let spans: Vec<_> = chapters.iter().map(|chapter| (chapter.year, chapter.until)).collect();
        assert_eq!(spans, [(2018, Some(2020)), (2021, Some(2022))], "nothing goes across 2021");
        let [all, standing] = &chapters[0].sentences[..] else { panic!("{chapters:?}") };
        assert_eq!(
            all.en,
            "Each year it knew no funder, so it asked nobody for a grant. Gifts brought 8,000–12,500 yuan."
        );
        assert_eq!(all.zh, "每年：它不认识任何资助方，无处申请。日常捐赠带来 8000 元–1.2 万元。");
        assert!(standing.en.starts_with("By the end of 2020: people 0.18 → 0.21"), "{}", standing.en);
        assert!(standing.zh.starts_with("到 2020 年末：人 0.18 → 0.21"), "{}", standing.zh);
        assert_eq!(chapters[1].sentences[0].zh, "每年：它不认识任何资助方，无处申请。日常捐赠带来 2–2.1 万元。");
    }

    #[test]
    fn another_funder_or_a_turn_is_a_year_of_its_own() {
        let asked = |number: u32, rank: u32| {
            let name = format!("local foundation {number} of City 1");
            let outcome = Asking::Outranked { rank, of: 30, paid: 3, score: 0.0, lowest_paid_score: None };
            What::Asked { funder: both(name.clone(), name), ask_fen: 100_000, outcome }
        };
        let meeting = || What::Met { funder: both("a", "甲"), trust: 0.3, introduced: false };
        let told = life(vec![
            year(2018, 10, vec![asked(1, 11)]),
            year(2019, 10, vec![asked(2, 12)]),
            year(2020, 10, vec![asked(2, 21)]),
            year(2021, 10, vec![meeting()]),
            year(2022, 10, vec![meeting()]),
        ]);
        let chapters = chapters(&told, &[]);
        let spans: Vec<_> = chapters.iter().map(|chapter| (chapter.year, chapter.until)).collect();
        assert_eq!(spans, [(2018, None), (2019, Some(2020)), (2021, None), (2022, None)]);
        assert_eq!(
            chapters[1].sentences[0].en,
            "Each year it asked local foundation 2 of City 1 for 1,000 yuan and came 12th–21st of 30; the money was \
             enough for 3. Gifts brought 10 yuan."
        );
    }
}
