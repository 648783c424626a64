//! Tells the story of one organisation: its life in one scenario, beside another one, where they part, and what would
//! have saved it.

use super::life::Life;
use super::parting::{self, Own, Parting};
use super::picks::Pick;
use super::rescue::{self, LEADS, Rescue};
use super::sentences;
use super::stage::{live_year, with_postings};
use super::tracer::Tracer;
use super::wording::Bilingual;
use crate::ensemble::{before_any_lever, shared_until};
use crate::model::{Model, World};
use crate::parallel;
use crate::progress::{Stopped, Watch};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

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
    /// The life as data; left out where only the sentences are kept. None also if it never lived there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life: Option<Life>,
    /// BLAKE3 of the state at the end of each year, to be held against what a run recorded.
    #[serde(skip)]
    pub state_hashes: BTreeMap<i16, String>,
}

/// One year in sentences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chapter {
    /// The year.
    pub year: i16,
    /// What happened, in the order of the steps.
    pub sentences: Vec<Bilingual>,
}

/// Tells a story. None if the organisation lives in neither scenario.
///
/// # Errors
/// When the watcher asks to stop.
pub fn tell(request: &Request, watch: &dyn Watch) -> Result<Option<Story>, Stopped> {
    let parts: Vec<&Part> = std::iter::once(&request.subject).chain(&request.other).collect();
    let mut told = live_parts(&parts, request, watch)?;
    let other = if told.len() > 1 { told.pop() } else { None };
    let Some(subject) = told.pop() else { return Ok(None) };
    let Some(life) = subject.side.life.as_ref().or(other.as_ref().and_then(|other| other.side.life.as_ref())) else {
        return Ok(None);
    };
    let parting = other.as_ref().and_then(|other| parting::first(&subject.course, &other.course));
    let who = sentences::who(life);
    let fate = sentences::fate(&subject.side, other.as_ref().map(|other| &other.side));
    let parted =
        other.as_ref().map(|other| sentences::parted(parting.as_ref(), &subject.side.title, &other.side.title));
    Ok(Some(Story {
        organisation: request.organisation,
        replicate: request.replicate,
        pick: request.pick,
        rule: request.pick.map(|pick| pick.rule(other.is_some())),
        who,
        fate,
        subject: subject.side,
        other: other.map(|other| other.side),
        parting,
        parted,
    }))
}

impl Story {
    /// The story without the data behind its sentences.
    pub fn in_sentences(mut self) -> Story {
        self.subject.life = None;
        if let Some(other) = &mut self.other {
            other.life = None;
        }
        self
    }
}

struct Told {
    side: Side,
    course: Vec<(i16, char, Own)>,
}

/// Lives the parts, the years that they share only once, all others side by side.
fn live_parts(parts: &[&Part], request: &Request, watch: &dyn Watch) -> Result<Vec<Told>, Stopped> {
    let first = &parts[0].model;
    let shared = parts.iter().all(|part| {
        let (one, other) = (before_any_lever(first), before_any_lever(&part.model));
        one.settings == other.settings && one.places == other.places
    });
    let begin = |part: &Part| Reel::begin(part, request);
    let mut stem = begin(parts[0]);
    if shared {
        stem.live_until(shared_until(first), watch)?;
    }
    let lives = parallel::map_in_order(parts, |part| {
        let mut reel = if shared { stem.clone() } else { begin(part) };
        reel.world.model = with_postings(&part.model);
        reel.live_until(part.model.settings.run.end_year, watch)?;
        Ok(reel.told(part, request.run_on))
    });
    lives.into_iter().collect()
}

/// A world that lives under the eyes of a tracer.
#[derive(Clone)]
struct Reel {
    world: World,
    tracer: Tracer,
    /// The organisation's province at the beginning of its last years.
    recent: VecDeque<World>,
    hashes: BTreeMap<i16, String>,
}

impl Reel {
    fn begin(part: &Part, request: &Request) -> Reel {
        Reel {
            world: World::found(&with_postings(&part.model), request.replicate),
            tracer: Tracer::new(request.organisation),
            recent: VecDeque::new(),
            hashes: BTreeMap::new(),
        }
    }

    fn live_until(&mut self, end: i16, watch: &dyn Watch) -> Result<(), Stopped> {
        let longest = LEADS[LEADS.len() - 1];
        while self.world.year < end {
            if watch.should_stop() {
                return Err(Stopped);
            }
            let province = self.tracer.place().map(|(number, _)| number as usize);
            if let Some(number) = province.filter(|_| !self.tracer.has_closed()) {
                self.recent.push_back(World {
                    model: self.world.model.clone(),
                    provinces: vec![self.world.provinces[number].clone()],
                    year: self.world.year,
                });
                if self.recent.len() > longest {
                    self.recent.pop_front();
                }
            }
            let model = self.world.model.clone();
            let tracer = &mut self.tracer;
            live_year(&mut self.world, |province, step| tracer.note(province, step, &model.settings));
            self.hashes.insert(self.world.year, self.world.state_hash().to_hex().to_string());
            watch.unit_done();
        }
        Ok(())
    }

    fn told(mut self, part: &Part, run_on: bool) -> Told {
        let settings = &part.model.settings;
        let place = self.tracer.place();
        let course = std::mem::take(&mut self.tracer.course);
        let life = self.tracer.life();
        let closed = life.as_ref().and_then(|life| life.closed);
        let after_base = closed.filter(|&year| year > settings.run.base_year);
        let risk = life.as_ref().and_then(|life| life.years.last()).and_then(|year| year.risk.clone());
        let rescue = after_base.zip(place).zip(risk).map(|((year, (_, i)), risk)| {
            // Years of the shared past were lived under the first scenario's model.
            let starts: Vec<World> =
                self.recent.into_iter().map(|start| World { model: self.world.model.clone(), ..start }).collect();
            let attempts = rescue::attempt(&starts, i, year, settings.run.end_year, run_on);
            Rescue { year, chance: risk.chance, draw: risk.draw, attempts }
        });
        let chapters = life.as_ref().map(sentences::chapters).unwrap_or_default();
        let rescue_told =
            rescue.as_ref().map(|rescue| sentences::rescue(rescue, settings.run.end_year)).unwrap_or_default();
        let (scenario, title) = (part.name.clone(), part.title.clone());
        let side = Side { scenario, title, closed, chapters, rescue, rescue_told, life, state_hashes: self.hashes };
        Told { side, course }
    }
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
