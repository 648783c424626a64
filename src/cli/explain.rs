//! `headwater explain`: why one organisation, county or funder fared as it did, told year by year.

use super::complaint::Complaint;
use super::interruption;
use super::options::{Changes, Common};
use super::progress::Progress;
use super::stage::Stage;
use super::talk::Talk;
use super::write_json;
use crate::ensemble::lives::{self, Bilingual, Chapter, Request, Side, Story, county, funder, picks};
use crate::output::{Failure, Words};
use crate::parallel;
use clap::{Args, ValueEnum};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
#[command(group = clap::ArgGroup::new("whose").required(true).args(["organisation", "county", "funder", "pick"]))]
pub(super) struct Explain {
    /// Folder of results, or a scenario: a built-in name or a .toml file
    #[arg(value_name = "DIR|SCENARIO")]
    from: PathBuf,
    /// The organisation with this id (ids are the same in every scenario), or of this name in a register of your own
    #[arg(long, value_name = "ID|NAME")]
    organisation: Option<String>,
    /// A county by its name, in Latin letters or Chinese, alone or as city/county
    #[arg(long, value_name = "NAME")]
    county: Option<String>,
    /// A funder by its name, or a part of it that fits no other
    #[arg(long, value_name = "NAME")]
    funder: Option<String>,
    /// An organisation found by rule: saved or lost by the scenario, or typical of it
    #[arg(long, value_enum)]
    pick: Option<Pick>,
    /// Scenario of the folder to tell; the only one, or the last of two, by default
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,
    /// Scenario to set it against; for a folder its first scenario by default
    #[arg(long, value_name = "SCENARIO")]
    against: Option<String>,
    /// The replicate
    #[arg(long, value_name = "K", default_value_t = 0)]
    replicate: u32,
    /// Tell the years of the burn-in too
    #[arg(long)]
    all_years: bool,
    #[command(flatten)]
    changes: Changes,
    /// Threads; as many as the machine has by default
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    threads: usize,
}

/// A rule by which an organisation is picked.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Pick {
    /// Closed in the baseline, alive at the end in the scenario
    Saved,
    /// Alive at the end in the baseline, closed in the scenario
    Lost,
    /// In the middle of what the scenario changed
    Typical,
}

impl From<Pick> for picks::Pick {
    fn from(pick: Pick) -> picks::Pick {
        match pick {
            Pick::Saved => picks::Pick::Saved,
            Pick::Lost => picks::Pick::Lost,
            Pick::Typical => picks::Pick::Typical,
        }
    }
}

impl Explain {
    pub(super) fn perform(&self, common: &Common, talk: &Talk, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
        let against = self.against.as_deref();
        let stage = Stage::set(&self.from, self.scenario.as_deref(), against, &self.changes, self.replicate, talk)?;
        interruption::listen();
        let mut told = Vec::new();
        let code = parallel::with_threads(self.threads, || self.explain(&stage, common, talk, &mut told))
            .map_err(|error| Complaint::Failed(Words::new(error.clone(), error)))?;
        results.write_all(&told)?;
        code
    }

    fn explain(
        &self,
        stage: &Stage,
        common: &Common,
        talk: &Talk,
        results: &mut dyn Write,
    ) -> Result<ExitCode, Complaint> {
        if let Some(name) = &self.county {
            return self.explain_county(stage, name, common, talk, results);
        }
        if let Some(name) = &self.funder {
            return self.explain_funder(stage, name, common, talk, results);
        }
        let organisation = match (&self.organisation, self.pick) {
            (Some(word), _) => stage.organisation(word)?,
            (None, pick) => pick_one(stage, pick.unwrap_or(Pick::Typical).into(), talk)?,
        };
        let request = Request {
            organisation,
            replicate: stage.replicate,
            subject: stage.subject.clone(),
            other: stage.other.clone(),
            pick: self.pick.map(Into::into),
            run_on: true,
        };
        let progress = Progress::begin(talk, stage.years());
        let story = lives::tell(&request, &progress);
        progress.end();
        let story = story.map_err(|_| Failure::Stopped)?;
        let Some(story) = story else {
            return Err(Complaint::Usage(Words::new(
                format!(
                    "no organisation has the id {organisation} in replicate {}: ids stand in organisations.parquet \
                     (`--organisations`); `--pick typical` finds one",
                    stage.replicate
                ),
                format!(
                    "第 {} 次重复中没有编号为 {organisation} 的机构：编号见 organisations.parquet（用 `--organisations` 写出），\
                     也可用 `--pick typical` 找一家",
                    stage.replicate
                ),
            )));
        };
        if common.json {
            let agreement = stage.agreement(&story.subject.scenario, &story.subject.state_hashes);
            let mut value = serde_json::to_value(&story).map_err(std::io::Error::from)?;
            value["state_hash_agrees"] = serde_json::json!(agreement);
            write_json(results, &value)?;
            return Ok(ExitCode::SUCCESS);
        }
        let mut teller = Teller { stage, talk, results, first_year: self.first_year(stage) };
        teller.story(&story)?;
        Ok(ExitCode::SUCCESS)
    }

    /// The first year that is told.
    fn first_year(&self, stage: &Stage) -> i16 {
        if self.all_years { i16::MIN } else { stage.subject.model.settings.run.base_year }
    }

    fn explain_county(
        &self,
        stage: &Stage,
        name: &str,
        common: &Common,
        talk: &Talk,
        results: &mut dyn Write,
    ) -> Result<ExitCode, Complaint> {
        let places = &stage.subject.model.places[0];
        let Some(county) = places.find(name) else {
            let help = places.suggest(name);
            return Err(Complaint::Usage(Words::new(
                format!("no single county is called `{name}`: {}", help.en),
                format!(
                    "没有唯一一个县叫“{name}”：请按数据文件中的名称书写，必要时写成“市/县”，例如“{}”",
                    {
                        let example = &places.counties[0];
                        format!("{}/{}", places.cities[example.city].1, example.name_zh)
                    }
                ),
            )));
        };
        let progress = Progress::begin(talk, stage.years());
        let story = county::tell(&stage.parts(), stage.replicate, (0, county), &progress);
        progress.end();
        let story = story.map_err(|_| Failure::Stopped)?;
        if common.json {
            write_json(results, &serde_json::to_value(&story).map_err(std::io::Error::from)?)?;
            return Ok(ExitCode::SUCCESS);
        }
        let sides = story.sides.iter().map(|side| Told {
            scenario: &side.scenario,
            title: &side.title,
            chapters: &side.chapters,
            state_hashes: &side.state_hashes,
        });
        let mut teller = Teller { stage, talk, results, first_year: self.first_year(stage) };
        teller.sides(&story.who, sides.collect(), &story.compared)?;
        Ok(ExitCode::SUCCESS)
    }

    fn explain_funder(
        &self,
        stage: &Stage,
        name: &str,
        common: &Common,
        talk: &Talk,
        results: &mut dyn Write,
    ) -> Result<ExitCode, Complaint> {
        let funder = stage.one_funder(name)?;
        let progress = Progress::begin(talk, stage.years());
        let story = funder::tell(&stage.parts(), stage.replicate, funder, &progress);
        progress.end();
        let story = story.map_err(|_| Failure::Stopped)?;
        if common.json {
            write_json(results, &serde_json::to_value(&story).map_err(std::io::Error::from)?)?;
            return Ok(ExitCode::SUCCESS);
        }
        let sides = story.sides.iter().map(|side| Told {
            scenario: &side.scenario,
            title: &side.title,
            chapters: &side.chapters,
            state_hashes: &side.state_hashes,
        });
        let mut teller = Teller { stage, talk, results, first_year: self.first_year(stage) };
        teller.sides(&story.who, sides.collect(), &story.compared)?;
        Ok(ExitCode::SUCCESS)
    }
}

fn pick_one(stage: &Stage, pick: picks::Pick, talk: &Talk) -> Result<u32, Complaint> {
    if stage.other.is_none() && pick != picks::Pick::Typical {
        let name = pick.name();
        return Err(Complaint::Usage(Words::new(
            format!("`--pick {name}` needs a scenario to compare with: add `--against baseline`"),
            format!("`--pick {name}` 需要另一个情景作比较：请加上 `--against baseline`"),
        )));
    }
    let progress = Progress::begin(talk, stage.years());
    let fates = parallel::map_in_order(&stage.parts(), |part| picks::fates(&part.model, stage.replicate, &progress));
    progress.end();
    let fates: Vec<picks::Fates> = fates.into_iter().collect::<Result<_, _>>().map_err(|_| Failure::Stopped)?;
    picks::pick(pick, &fates[0], fates.get(1)).ok_or_else(|| {
        let (name, replicate) = (pick.name(), stage.replicate);
        Complaint::Failed(Words::new(
            format!(
                "replicate {replicate} has no organisation that `--pick {name}` means: try another with --replicate"
            ),
            format!("第 {replicate} 次重复中没有符合 `--pick {name}` 的机构：可用 --replicate 换一次重复"),
        ))
    })
}

/// One scenario of the story of a county or a funder.
struct Told<'a> {
    scenario: &'a str,
    title: &'a Bilingual,
    chapters: &'a [Chapter],
    state_hashes: &'a BTreeMap<i16, String>,
}

/// Writes stories for people.
struct Teller<'a, 'w> {
    stage: &'a Stage,
    talk: &'a Talk,
    results: &'w mut dyn Write,
    first_year: i16,
}

impl Teller<'_, '_> {
    fn pick<'t>(&self, words: &'t Bilingual) -> &'t str {
        self.talk.lang.pick(&words.en, &words.zh)
    }

    fn say(&mut self, en: &str, zh: &str) -> Result<(), Complaint> {
        Ok(writeln!(self.results, "{}", self.talk.lang.pick(en, zh))?)
    }

    fn head(&mut self, who: &Bilingual) -> Result<(), Complaint> {
        writeln!(self.results, "{}", self.pick(who))?;
        let replicate = self.stage.replicate;
        let seed = self.stage.subject.model.settings.run.seed;
        self.say(&format!("Replicate {replicate}, seed {seed}."), &format!("第 {replicate} 次重复，种子 {seed}。"))
    }

    /// A county or a funder: what it is, its years under each scenario, and what the scenarios made of it.
    fn sides(&mut self, who: &Bilingual, sides: Vec<Told>, compared: &[Bilingual]) -> Result<(), Complaint> {
        self.head(who)?;
        let told: Vec<&Told> = sides.iter().rev().collect();
        let shared = match sides.as_slice() {
            [subject, other] => subject.chapters.iter().zip(other.chapters).take_while(|(one, two)| one == two).count(),
            _ => 0,
        };
        if sides[0].chapters[..shared].iter().any(|chapter| chapter.year >= self.first_year) {
            self.say("\nIN BOTH SCENARIOS", "\n两个情景相同的年份")?;
            self.chapters(&sides[0].chapters[..shared], self.first_year)?;
        }
        for side in told.iter().filter(|side| side.chapters.len() > shared) {
            self.side_title(side.title, sides.len() > 1)?;
            self.chapters(&side.chapters[shared..], self.first_year)?;
        }
        for side in told {
            self.agreement(side.scenario, side.state_hashes)?;
        }
        self.paragraph(compared)?;
        self.foot()
    }

    fn story(&mut self, story: &Story) -> Result<(), Complaint> {
        self.head(&story.who)?;
        if let Some(rule) = &story.rule {
            let rule = self.pick(rule).to_string();
            self.say(&format!("Picked by rule: {rule}"), &format!("按规则选出：{rule}"))?;
        }
        writeln!(self.results, "{}", self.pick(&story.fate))?;
        if let Some(parted) = &story.parted {
            writeln!(self.results, "{}", self.pick(parted))?;
        }
        let parted_in = match (&story.other, &story.parting) {
            (Some(_), Some(parting)) => Some(parting.year),
            (Some(_), None) => Some(i16::MAX),
            (None, _) => None,
        };
        match (parted_in, &story.other) {
            (Some(parted_in), Some(other)) => {
                let until = |side: &Side, shared: bool| -> Vec<Chapter> {
                    side.chapters.iter().filter(|chapter| (chapter.year < parted_in) == shared).cloned().collect()
                };
                let shared = until(&story.subject, true);
                if shared.iter().any(|chapter| chapter.year >= self.first_year) {
                    self.say("\nIN BOTH SCENARIOS", "\n两个情景相同的年份")?;
                    self.chapters(&shared, self.first_year)?;
                }
                for side in [other, &story.subject] {
                    if story.parting.is_some() {
                        self.side_title(&side.title, true)?;
                        self.chapters(&until(side, false), self.first_year)?;
                    }
                    self.paragraph(&side.rescue_told)?;
                    self.paragraph(&side.stay_told)?;
                }
            }
            _ => {
                self.side_title(&story.subject.title, false)?;
                self.chapters(&story.subject.chapters, self.first_year)?;
                self.paragraph(&story.subject.rescue_told)?;
                self.paragraph(&story.subject.stay_told)?;
            }
        }
        for side in story.other.iter().chain([&story.subject]) {
            self.agreement(&side.scenario, &side.state_hashes)?;
        }
        self.foot()
    }

    fn side_title(&mut self, title: &Bilingual, several: bool) -> Result<(), Complaint> {
        let title = self.pick(title).to_string();
        if several {
            self.say(&format!("\nUNDER “{title}”"), &format!("\n在“{title}”下"))
        } else {
            self.say(&format!("Scenario: {title}"), &format!("情景：{title}"))
        }
    }

    fn chapters(&mut self, chapters: &[Chapter], first_year: i16) -> Result<(), Complaint> {
        let shown = || chapters.iter().filter(|chapter| chapter.year >= first_year);
        let width = if shown().any(|chapter| chapter.until.is_some()) { "2017–2021".chars().count() } else { 4 };
        for chapter in shown() {
            writeln!(self.results)?;
            let years = match chapter.until {
                Some(until) => format!("{}–{until}", chapter.year),
                None => chapter.year.to_string(),
            };
            for (number, sentence) in chapter.sentences.iter().enumerate() {
                let text = self.pick(sentence).to_string();
                for (line, words) in super::grid::wrapped(&text, 108 - width).into_iter().enumerate() {
                    let lead = if (number, line) == (0, 0) { years.as_str() } else { "" };
                    let indent = if line == 0 { "" } else { "  " };
                    writeln!(self.results, "{lead:width$}  {indent}{words}")?;
                }
            }
        }
        Ok(())
    }

    fn paragraph(&mut self, sentences: &[Bilingual]) -> Result<(), Complaint> {
        if sentences.is_empty() {
            return Ok(());
        }
        writeln!(self.results)?;
        for (number, sentence) in sentences.iter().enumerate() {
            let lead = if number == 0 { "" } else { "  · " };
            writeln!(self.results, "{lead}{}", self.pick(sentence))?;
        }
        Ok(())
    }

    /// Whether the traced run is the run that the folder recorded.
    fn agreement(&mut self, scenario: &str, hashes: &BTreeMap<i16, String>) -> Result<(), Complaint> {
        match self.stage.agreement(scenario, hashes) {
            None => Ok(()),
            Some(true) => self.say(
                &format!("\nThe states of this run are those that the folder recorded for `{scenario}`, year by year."),
                &format!("\n本次重演的状态与文件夹中“{scenario}”的记录逐年一致。"),
            ),
            Some(false) => self.say(
                &format!(
                    "\nBEWARE: the states of this run are not those that the folder recorded for `{scenario}`: settings or \
                     version differ."
                ),
                &format!("\n注意：本次重演的状态与文件夹中“{scenario}”的记录不一致：设定或版本不同。"),
            ),
        }
    }

    fn foot(&mut self) -> Result<(), Complaint> {
        self.say(
            "\nOne replicate is one course of chance, not what will happen. A simulation under stated assumptions, not a forecast.",
            "\n一次重复只是偶然的一种走法，并非将会发生的事。在明示假定之下的模拟，非预测。",
        )
    }
}
