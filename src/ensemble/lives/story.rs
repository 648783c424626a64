//! Tells the story of one organisation: its life in one scenario, beside another one, where they part, and what would
//! have saved it.

use super::life::{Life, What};
use super::parting::{self, Own, Parting};
use super::picks::Pick;
use super::rescue::{self, Fall, LEADS, Rescue, Stay};
use super::stage::{live_year, with_postings};
use super::tracer::Tracer;
use super::wording::Bilingual;
use super::{rescue_told, sentences, spells};
use crate::ensemble::{before_any_lever, shared_until};
use crate::model::{Model, Province, World};
use crate::parallel;
use crate::progress::{Stopped, Watch};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// Turning years that a story in short keeps from the beginning of a life after the parting.
const SHORT_HEAD: usize = 4;
/// Turning years that it keeps from the end.
const SHORT_TAIL: usize = 3;

/// A scenario as stories know it.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub title: Bilingual,
    /// What it simulates.
    pub model: Arc<Model>,
}

/// What is to be told.
#[derive(Clone, Debug)]
pub struct Request {
    /// The organisation.
    pub organisation: u32,
    /// The replicate.
    pub replicate: u32,
    /// The scenario that is told.
    pub subject: Part,
    /// The scenario that it is set against.
    pub other: Option<Part>,
    /// The rule by which the organisation was picked, if it was.
    pub pick: Option<Pick>,
    /// Whether those who are saved are followed to the end of the run.
    pub run_on: bool,
}

/// The story of one organisation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// The organisation's id, the same in every scenario.
    pub organisation: u32,
    /// The replicate.
    pub replicate: u32,
    /// The rule by which it was picked, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pick: Option<Pick>,
    /// That rule in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Bilingual>,
    /// Who it is, in a sentence.
    pub who: Bilingual,
    /// What became of it, in a sentence: in one scenario, or in both.
    pub fate: Bilingual,
    /// The scenario that is told.
    pub subject: Side,
    /// The scenario that it is set against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<Side>,
    /// Where its fates part; none if they never do, or if there is one scenario only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parting: Option<Parting>,
    /// The same in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parted: Option<Bilingual>,
}

/// A life in one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// The scenario's name.
    pub scenario: String,
    /// What it is called.
    pub title: Bilingual,
    /// Year in which the organisation closed there, if it did.
    pub closed: Option<i16>,
    /// The life in sentences, year by year.
    pub chapters: Vec<Chapter>,
    /// What was tried to save it; none if it did not close after the base year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rescue: Option<Rescue>,
    /// The same in sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rescue_told: Vec<Bilingual>,
    /// What was tried to keep it in the network; none unless it is alive at the end and fell out after the base year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stay: Option<Stay>,
    /// The same in sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stay_told: Vec<Bilingual>,
    /// The life as data; left out where only the sentences are kept. None also if it never lived there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life: Option<Life>,
    /// BLAKE3 of the state at the end of each year, to be held against what a run recorded.
    #[serde(skip)]
    pub state_hashes: BTreeMap<i16, String>,
}

/// One year in sentences, or several that were alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chapter {
    /// The year, the first of several.
    pub year: i16,
    /// The last of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<i16>,
    /// Whether something turned in it: a meeting, a landing, a grant, a prize, a leaving, the end.
    pub turning: bool,
    /// What happened, in the order of the steps.
    pub sentences: Vec<Bilingual>,
}

/// Tells a story. None if the organisation lives in neither scenario.
///
/// # Errors
/// When the watcher asks to stop.
pub fn tell(request: &Request, watch: &dyn Watch) -> Result<Option<Story>, Stopped> {
    let parts: Vec<&Part> = std::iter::once(&request.subject).chain(&request.other).collect();
    let followed: Vec<(&Part, Vec<u32>)> = parts.into_iter().map(|part| (part, vec![request.organisation])).collect();
    let effort = Effort { leads: &LEADS, run_on: request.run_on };
    let mut told = live_parts(&followed, request.replicate, effort, watch)?.into_iter().flatten();
    Ok(told
        .next()
        .and_then(|subject| assemble(request.organisation, request.replicate, request.pick, subject, told.next())))
}

/// Puts the sides of a story together; none if the organisation lives on neither.
pub(super) fn assemble(
    organisation: u32,
    replicate: u32,
    pick: Option<Pick>,
    subject: Told,
    other: Option<Told>,
) -> Option<Story> {
    let life = subject.side.life.as_ref().or(other.as_ref().and_then(|other| other.side.life.as_ref()))?;
    let parting = other.as_ref().and_then(|other| parting::first(&subject.course, &other.course));
    let parted_in = parting.as_ref().map(|parting| parting.year);
    let who = sentences::who(life);
    let fate = sentences::fate(&subject.side, other.as_ref().map(|other| &other.side));
    let parted =
        other.as_ref().map(|other| sentences::parted(parting.as_ref(), &subject.side.title, &other.side.title));
    // Where fates part, and where the told years begin, a chapter begins.
    let with_chapters = |told: Told| {
        let breaks: Vec<i16> = parted_in.into_iter().chain([told.base_year]).collect();
        let chapters = told.side.life.as_ref().map(|life| spells::chapters(life, &breaks)).unwrap_or_default();
        Side { chapters, ..told.side }
    };
    Some(Story {
        organisation,
        replicate,
        pick,
        rule: pick.map(|pick| pick.rule(other.is_some())),
        who,
        fate,
        subject: with_chapters(subject),
        other: other.map(with_chapters),
        parting,
        parted,
    })
}

impl Story {
    /// The story in short: sentences without the data behind them, and only the years in which something turned.
    pub fn in_short(mut self) -> Story {
        let parted = self.parting.as_ref().map(|parting| parting.year);
        for side in std::iter::once(&mut self.subject).chain(&mut self.other) {
            side.life = None;
            let last = side.chapters.last().map(|chapter| chapter.year);
            side.chapters.retain(|chapter| {
                chapter.turning && parted.is_none_or(|year| chapter.year >= year)
                    || Some(chapter.year) == parted
                    || Some(chapter.year) == last
            });
            // Of a long life its beginning and its end.
            if side.chapters.len() > SHORT_HEAD + SHORT_TAIL {
                let tail = side.chapters.split_off(side.chapters.len() - SHORT_TAIL);
                side.chapters.truncate(SHORT_HEAD);
                side.chapters.extend(tail);
            }
        }
        self
    }
}

/// A side that has been lived, with the organisation's state after every step.
#[derive(Clone)]
pub(super) struct Told {
    /// Without its chapters, which depend on where fates part.
    pub(super) side: Side,
    course: Vec<(i16, char, Own)>,
    base_year: i16,
}

/// How hard it is tried to save those who close and to keep those who leave.
#[derive(Clone, Copy)]
pub(super) struct Effort {
    /// Over how many years up to the closing or leaving a change is tried, the fewest first.
    pub(super) leads: &'static [usize],
    /// Whether those who are saved are followed to the end.
    pub(super) run_on: bool,
}

/// Lives the parts, the years that they share only once, all others side by side; each part with those whom it follows.
pub(super) fn live_parts(
    parts: &[(&Part, Vec<u32>)],
    replicate: u32,
    effort: Effort,
    watch: &dyn Watch,
) -> Result<Vec<Vec<Told>>, Stopped> {
    let first = &parts[0].0.model;
    let shared = parts.iter().all(|(part, _)| {
        let (one, other) = (before_any_lever(first), before_any_lever(&part.model));
        one.settings == other.settings && one.places == other.places
    });
    let mut everyone: Vec<u32> = parts.iter().flat_map(|(_, followed)| followed.iter().copied()).collect();
    everyone.sort_unstable();
    everyone.dedup();
    let mut stem = Reel::begin(parts[0].0, replicate, &everyone, effort);
    if shared {
        stem.live_until(shared_until(first), watch)?;
    }
    let lives = parallel::map_in_order(parts, |(part, followed)| {
        let mut reel = if shared { stem.clone() } else { Reel::begin(part, replicate, followed, effort) };
        reel.world.model = with_postings(&part.model);
        reel.tracers.retain(|tracer| followed.contains(&tracer.id()));
        reel.live_until(part.model.settings.run.end_year, watch)?;
        Ok(reel.told(part, followed, effort))
    });
    lives.into_iter().collect()
}

/// A world that lives under the eyes of tracers.
#[derive(Clone)]
struct Reel {
    world: World,
    tracers: Vec<Tracer>,
    /// The provinces of those who are followed at the beginning of the last years, with the year before.
    recent: VecDeque<(i16, BTreeMap<u32, Province>)>,
    /// The last years of those who have closed, and of those who have left the network up to their last leaving.
    last_years: BTreeMap<u32, Vec<World>>,
    longest: usize,
    hashes: BTreeMap<i16, String>,
}

impl Reel {
    fn begin(part: &Part, replicate: u32, followed: &[u32], effort: Effort) -> Reel {
        Reel {
            world: World::found(&with_postings(&part.model), replicate),
            tracers: followed.iter().map(|&id| Tracer::new(id)).collect(),
            recent: VecDeque::new(),
            last_years: BTreeMap::new(),
            longest: effort.leads.iter().copied().max().unwrap_or(1),
            hashes: BTreeMap::new(),
        }
    }

    fn live_until(&mut self, end: i16, watch: &dyn Watch) -> Result<(), Stopped> {
        while self.world.year < end {
            if watch.should_stop() {
                return Err(Stopped);
            }
            if self.tracers.iter().any(|tracer| !tracer.has_closed()) {
                self.remember();
            }
            let model = self.world.model.clone();
            let tracers = &mut self.tracers;
            live_year(&mut self.world, |province, step| {
                for tracer in tracers.iter_mut() {
                    tracer.note(province, step, &model.settings);
                }
            });
            let this_year = Some(self.world.year);
            let fell = |tracer: &&Tracer| {
                tracer.closed_in() == this_year || !tracer.has_closed() && tracer.left_in() == this_year
            };
            for tracer in self.tracers.iter().filter(fell) {
                let Some((number, i)) = tracer.place() else { continue };
                let start = |(year, provinces): &(i16, BTreeMap<u32, Province>)| {
                    let province = provinces.get(&number).filter(|province| i < province.organisations.len())?;
                    Some(World { model: model.clone(), provinces: vec![province.clone()], year: *year })
                };
                self.last_years.insert(tracer.id(), self.recent.iter().filter_map(start).collect());
            }
            self.hashes.insert(self.world.year, self.world.state_hash().to_hex().to_string());
            watch.unit_done();
        }
        Ok(())
    }

    /// Keeps the provinces as they are before its next year; years long gone are let go.
    fn remember(&mut self) {
        // Nobody is saved from closing before the base year is over.
        let first = self.world.model.settings.run.base_year - self.longest as i16;
        if self.world.year < first {
            return;
        }
        let places = self.tracers.iter().filter_map(Tracer::place).map(|(number, _)| number);
        let provinces = places.collect::<BTreeSet<u32>>().into_iter();
        let provinces = provinces.map(|number| (number, self.world.provinces[number as usize].clone()));
        self.recent.push_back((self.world.year, provinces.collect()));
        if self.recent.len() > self.longest {
            self.recent.pop_front();
        }
    }

    fn told(mut self, part: &Part, followed: &[u32], effort: Effort) -> Vec<Told> {
        let settings = &part.model.settings;
        let mut tracers: BTreeMap<u32, Tracer> =
            std::mem::take(&mut self.tracers).into_iter().map(|tracer| (tracer.id(), tracer)).collect();
        let mut told = Vec::new();
        for id in followed {
            let Some(mut tracer) = tracers.remove(id) else { continue };
            let (place, left_in) = (tracer.place(), tracer.left_in());
            let course = std::mem::take(&mut tracer.course);
            let life = tracer.life();
            let closed = life.as_ref().and_then(|life| life.closed);
            let after_base = closed.filter(|&year| year > settings.run.base_year);
            let risk = life.as_ref().and_then(|life| life.years.last()).and_then(|year| year.risk.clone());
            // Years of the shared past were lived under the first scenario's model.
            let starts = self.last_years.remove(id).unwrap_or_default().into_iter();
            let starts: Vec<World> = starts.map(|start| World { model: self.world.model.clone(), ..start }).collect();
            let end_year = settings.run.end_year;
            let rescue = after_base.zip(place).zip(risk).map(|((year, (_, i)), risk)| {
                let attempts = rescue::attempt(Fall::Closed, &starts, i, year, end_year, effort);
                Rescue { year, chance: risk.chance, draw: risk.draw, attempts }
            });
            let is_out = course.last().is_some_and(|(_, _, own)| own.is_out());
            let left = left_in.filter(|&year| is_out && year > settings.run.base_year);
            let stay = left.zip(place).map(|(year, (_, i))| {
                let odds = life.as_ref().and_then(|life| odds_of_leaving(life, year));
                let fall = if odds.is_some() { Fall::Left } else { Fall::Displaced };
                Stay { year, odds, attempts: rescue::attempt(fall, &starts, i, year, end_year, effort) }
            });
            let run_on = effort.run_on;
            let rescue_told = rescue.as_ref().map(|it| rescue_told::rescue(it, end_year, run_on)).unwrap_or_default();
            let stay_told = stay.as_ref().map(|it| rescue_told::stay(it, end_year, run_on)).unwrap_or_default();
            let (chapters, base_year) = (Vec::new(), settings.run.base_year);
            let (scenario, title, state_hashes) = (part.name.clone(), part.title.clone(), self.hashes.clone());
            told.push(Told {
                side: Side {
                    scenario,
                    title,
                    closed,
                    chapters,
                    rescue,
                    rescue_told,
                    stay,
                    stay_told,
                    life,
                    state_hashes,
                },
                course,
                base_year,
            });
        }
        told
    }
}

/// Its chance of leaving in a year and the draw; none if it did not leave of its own accord.
fn odds_of_leaving(life: &Life, year: i16) -> Option<[f64; 2]> {
    let year = life.years.iter().find(|known| known.year == year)?;
    year.events.iter().find_map(|event| match &event.what {
        What::Left { risk } => Some([risk.chance, risk.draw]),
        _ => None,
    })
}

/// State hashes of a replicate, year by year, of a world that keeps its postings and is lived step by step.
pub fn state_hashes(model: &Arc<Model>, replicate: u32) -> BTreeMap<i16, String> {
    let mut world = World::found(&with_postings(model), replicate);
    let mut hashes = BTreeMap::new();
    while world.year < model.settings.run.end_year {
        live_year(&mut world, |_, _| {});
        hashes.insert(world.year, world.state_hash().to_hex().to_string());
    }
    hashes
}
