//! The story of a funder: how open it is, what it has seen, how far it trusts the hub, and whom it paid.

use super::stage::live_through;
use super::story::{Chapter, Part};
use super::wording::{Bilingual, both, class_name, funder_name, grouped, percent};
use crate::ledger::{Account, Kind, Posting};
use crate::model::funders::classes::{FunderClass, Payer};
use crate::model::grants;
use crate::model::{Province, Settings, World};
use crate::money::Money;
use crate::parallel;
use crate::progress::{Stopped, Watch};
use crate::settings::{self, Value};
use serde::de::value::StrDeserializer;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many of those paid are named.
const NAMED: usize = 5;

/// The story of a funder, in one scenario or several.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FunderStory {
    /// The funder.
    pub funder: Bilingual,
    /// The replicate.
    pub replicate: u32,
    /// Who it is.
    pub who: Bilingual,
    /// Scenario by scenario.
    pub sides: Vec<FunderSide>,
    /// What the first scenario changed against the second, if there are two.
    pub compared: Vec<Bilingual>,
}

/// A funder in one scenario.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FunderSide {
    /// The scenario's name.
    pub scenario: String,
    /// What it is called.
    pub title: Bilingual,
    /// Year by year.
    pub years: Vec<FunderYear>,
    /// The same in sentences.
    pub chapters: Vec<Chapter>,
    /// State hashes by year.
    #[serde(skip)]
    pub state_hashes: BTreeMap<i16, String>,
}

/// A funder in one year. Amounts are fen; openness, trust and evidence 0 to 1.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct FunderYear {
    /// The year.
    pub year: i16,
    /// What came in, earmarked money included.
    pub inflow_fen: i64,
    /// What it held at the end.
    pub balance_fen: i64,
    /// Openness as the year began and ended.
    pub openness: [f64; 2],
    /// Trust in the hub as the year began and ended.
    pub hub_trust: [f64; 2],
    /// Whether the hub visited it.
    pub visited: bool,
    /// Evidence that it saw.
    pub evidence: f64,
    /// Slots of the programme that it paid.
    pub slots: u32,
    /// What they cost, fees left out.
    pub slots_fen: i64,
    /// Organisations that knew it and could have asked, but were not trusted enough.
    pub not_trusted: u32,
    /// Applications that it looked at.
    pub applications: u32,
    /// Of these, paid.
    pub paid: u32,
    /// What it paid on them.
    pub granted_fen: i64,
    /// Contest awards.
    pub awards_fen: i64,
    /// To the hub and for managing the programme.
    pub hub_fen: i64,
    /// Its own direct relief.
    pub relief_fen: i64,
    /// Unspent budget that lapsed.
    pub lapsed_fen: i64,
    /// The organisations that it paid most.
    pub paid_most: Vec<Paid>,
}

/// An organisation that was paid.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Paid {
    /// Its id.
    pub organisation: u32,
    /// What a register calls it, if one does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How much, in fen.
    pub fen: i64,
}

/// The funders that a name means: all of a class by its published name, the one that scenarios call so as a payer, or
/// every funder of whose name in English or Chinese the name is a part, whatever the case. A whole name means the funder
/// of that name alone, once in each province that has one.
pub fn find(world: &World, name: &str) -> Vec<(u32, usize)> {
    let wanted = name.trim().to_lowercase();
    let spaced = wanted.replace('_', " ");
    let bare = |text: &str| text.to_lowercase().trim_start_matches("the ").to_string();
    let chinese: String = name.chars().filter(|character| !character.is_whitespace()).collect();
    let payer = Payer::deserialize(StrDeserializer::<serde::de::value::Error>::new(&wanted)).ok();
    let (mut whole, mut part) = (Vec::new(), Vec::new());
    for province in &world.provinces {
        let as_payer = payer.map(|payer| province.funders.payer(payer) as usize);
        for funder in 0..province.funders.len() {
            let words = funder_name(province, funder);
            let named = [&wanted, &spaced].iter().any(|name| bare(&words.en) == bare(name));
            let chinese_named = words.zh.to_lowercase() == chinese.to_lowercase();
            if as_payer == Some(funder) || named || chinese_named {
                whole.push((province.number, funder));
            }
            let class = province.funders.class[funder].name() == wanted;
            if class || words.en.to_lowercase().contains(&wanted) || words.zh.contains(&chinese) {
                part.push((province.number, funder));
            }
        }
    }
    if whole.is_empty() { part } else { whole }
}

/// The name that is most like one that means nobody, in its language: of classes, payers and funders. None if none is
/// like it.
pub fn nearest(world: &World, name: &str) -> Option<String> {
    let chinese = name.chars().any(|character| character as u32 > 0x2e80);
    let funders = world.provinces.iter().flat_map(|province| {
        (0..province.funders.len()).map(move |funder| {
            let words = funder_name(province, funder);
            if chinese { words.zh } else { words.en }
        })
    });
    let names = FunderClass::ALL.map(|class| class.name().to_string()).into_iter();
    let payers = match Payer::KIND {
        settings::Kind::Choice(names) => names,
        _ => &[],
    };
    let names = names.chain(payers.iter().map(ToString::to_string)).chain(funders);
    let likeness = |other: &str| strsim::jaro_winkler(&other.to_lowercase(), &name.to_lowercase());
    let likeliest =
        names.map(|name| (likeness(&name), name)).reduce(|best, next| if next.0 > best.0 { next } else { best });
    likeliest.filter(|(likeness, _)| *likeness > 0.8).map(|(_, name)| name)
}

/// Tells the story of a funder, given by its province and number.
///
/// # Errors
/// When the watcher asks to stop.
pub fn tell(
    parts: &[&Part],
    replicate: u32,
    (province, funder): (u32, usize),
    watch: &dyn Watch,
) -> Result<FunderStory, Stopped> {
    let mut names = None;
    let sides = parallel::map_in_order(parts, |part| {
        let mut years: Vec<FunderYear> = Vec::new();
        let mut year = FunderYear::default();
        let mut name = None;
        let state_hashes = live_through(&part.model, replicate, watch, |place, step, settings| {
            if place.number != province {
                return;
            }
            note(&mut year, place, step.letter, settings, funder);
            if step.letter == 'T' {
                name.get_or_insert_with(|| (funder_name(place, funder), place.funders.class[funder]));
                years.push(std::mem::take(&mut year));
            }
        })?;
        let base = part.model.settings.run.base_year;
        let chapter = |(place, year): (usize, &FunderYear)| {
            let before = place.checked_sub(1).map(|before| &years[before]).filter(|_| year.year != base);
            Chapter { year: year.year, until: None, turning: true, sentences: sentences(year, before) }
        };
        let chapters = years.iter().enumerate().map(chapter).collect();
        let side = FunderSide { scenario: part.name.clone(), title: part.title.clone(), years, chapters, state_hashes };
        Ok((side, name))
    });
    let mut told = Vec::new();
    for side in sides {
        let (side, name) = side?;
        names = names.or(name);
        told.push(side);
    }
    let (name, class) = names.expect("a run has years");
    let settings = &parts[0].model.settings;
    let rules = settings.funders.of(class);
    let kind = class_name(class);
    let who = both(
        format!(
            "{} is one of the {}. It begins with an openness of {}; without any openness it wants a trust of {:.2} before it looks at an \
             application.",
            capital(&name.en),
            kind.en.trim_start_matches("the "),
            percent(rules.openness_initial),
            rules.trust_threshold
        ),
        format!(
            "{}，类别：{}。起始开放度 {}；毫不开放时，信任达到 {:.2} 才受理申请。",
            name.zh,
            kind.zh,
            percent(rules.openness_initial),
            rules.trust_threshold
        ),
    );
    let compared = match told.as_slice() {
        [subject, other] => compare(subject, other, settings.run.base_year),
        _ => Vec::new(),
    };
    Ok(FunderStory { funder: name, replicate, who, sides: told, compared })
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

fn note(year: &mut FunderYear, province: &Province, step: char, settings: &Settings, funder: usize) {
    let funders = &province.funders;
    match step {
        'A' => {
            year.year = province.year;
            year.openness = [funders.openness[funder]; 2];
            year.hub_trust = [funders.hub_trust[funder]; 2];
        }
        'D' => year.visited = funders.hub_trust[funder] > year.hub_trust[0],
        'H' => {
            let applications = province.grant_desk.applications();
            year.applications = applications.iter().filter(|sent| sent.funder as usize == funder).count() as u32;
            year.not_trusted = not_trusted(province, settings, funder);
        }
        'T' => {
            year.openness[1] = funders.openness[funder];
            year.hub_trust[1] = funders.hub_trust[funder];
            year.evidence = funders.evidence[funder];
            year.balance_fen = province.ledger.funder(funder).fen();
            read_books(year, province, funder);
        }
        _ => {}
    }
}

/// Organisations that would have asked but are not trusted enough.
fn not_trusted(province: &Province, settings: &Settings, funder: usize) -> u32 {
    let organisations = &province.organisations;
    if !settings.mechanisms.access {
        return 0;
    }
    let needed = grants::trust_needed(&province.funders, settings, funder);
    let refused = |&i: &usize| {
        let count = grants::applications_written(organisations, settings, i);
        grants::most_trusted(organisations, i).take(count).any(|(known, trust)| {
            known as usize == funder && grants::trust_shown(organisations, &province.funders, i, funder, trust) < needed
        })
    };
    organisations.living().filter(refused).count() as u32
}

fn read_books(year: &mut FunderYear, province: &Province, funder: usize) {
    let own = Account::Funder(funder as u32);
    let mut paid: BTreeMap<(u32, u32), i64> = BTreeMap::new();
    let mut granted: Vec<u32> = Vec::new();
    let mut slots: Vec<u32> = Vec::new();
    for dated in province.ledger.postings() {
        let Posting { kind, from, to, amount, .. } = dated.posting;
        let fen = amount.fen();
        if to == own && kind != Kind::EarmarkReturn {
            year.inflow_fen += fen;
        }
        if from != own {
            continue;
        }
        if let Account::Cash(i) | Account::Restricted(i) = to {
            *paid.entry((province.organisations.id[i as usize], i)).or_default() += fen;
            match kind {
                Kind::ProgrammeGrant => {
                    year.slots_fen += fen;
                    slots.push(i);
                }
                Kind::OpenGrant => {
                    year.granted_fen += fen;
                    granted.push(i);
                }
                Kind::ContestAward => year.awards_fen += fen,
                _ => {}
            }
        }
        match kind {
            Kind::HubCore | Kind::ProgrammeFee | Kind::ContestAdmin => year.hub_fen += fen,
            Kind::DirectProgramme => year.relief_fen += fen,
            Kind::Lapse => year.lapsed_fen += fen,
            _ => {}
        }
    }
    for list in [&mut granted, &mut slots] {
        list.sort_unstable();
        list.dedup();
    }
    (year.paid, year.slots) = (granted.len() as u32, slots.len() as u32);
    let mut most: Vec<((u32, u32), i64)> = paid.into_iter().collect();
    most.sort_by_key(|&(own, fen)| (std::cmp::Reverse(fen), own));
    most.truncate(NAMED);
    let name = |i: u32| province.organisation_name(i as usize).map(String::from);
    let named = |((organisation, i), fen)| Paid { organisation, name: name(i), fen };
    year.paid_most = most.into_iter().map(named).collect();
}

fn yuan(fen: i64) -> Bilingual {
    super::wording::yuan(Money::from_fen(fen))
}

/// A year in sentences. What stands as it stood in the year before is not said again.
fn sentences(year: &FunderYear, before: Option<&FunderYear>) -> Vec<Bilingual> {
    let mut told = Vec::new();
    let (inflow, balance) = (yuan(year.inflow_fen), yuan(year.balance_fen));
    if year.visited {
        let [before, after] = [year.hub_trust[0], year.hub_trust[1]];
        told.push(both(
            format!("The hub visited it: its trust in the hub went from {before:.2} to {after:.2} by the year's end."),
            format!("枢纽拜访了它：它对枢纽的信任由 {before:.2} 变为年末的 {after:.2}。"),
        ));
    }
    if year.slots > 0 {
        let cost = yuan(year.slots_fen);
        told.push(both(
            if year.slots == 1 {
                format!("It paid one slot of the programme, {}.", cost.en)
            } else {
                format!("It paid {} slots of the programme, {}.", year.slots, cost.en)
            },
            format!("它出资 {} 个落地名额，共 {}。", year.slots, cost.zh),
        ));
    }
    let (asked, refused, paid) = (year.applications, year.not_trusted, year.paid);
    if asked + refused > 0 {
        let granted = yuan(year.granted_fen);
        told.push(both(
            format!(
                "{} organisations turned to it: {refused} were not trusted enough, and {paid} of the other {asked} got a \
                 grant, {} in all.",
                grouped(i64::from(asked + refused)), granted.en
            ),
            format!(
                "{} 家机构找过它：{refused} 家信任不足未获受理，其余 {asked} 家中 {paid} 家获得资助，共 {}。",
                asked + refused, granted.zh
            ),
        ));
    } else {
        told.push(both("No organisation turned to it for a grant.", "没有机构向它申请资助。"));
    }
    if year.awards_fen > 0 {
        let awards = yuan(year.awards_fen);
        told.push(both(format!("Its contest awarded {}.", awards.en), format!("它的公益创投颁出 {}。", awards.zh)));
    }
    if year.hub_fen > 0 {
        let hub = yuan(year.hub_fen);
        told.push(both(
            format!("{} went to the hub and the management of the programme.", hub.en),
            format!("枢纽与项目管理费用 {}。", hub.zh),
        ));
    }
    if !year.paid_most.is_empty() {
        let named = |Paid { organisation, name, fen }: &Paid| {
            let amount = yuan(*fen);
            let called = name.as_ref().map_or_else(
                || both(format!("organisation {organisation}"), format!("机构 {organisation}")),
                |name| both(name, name),
            );
            both(format!("{} ({})", called.en, amount.en), format!("{}（{}）", called.zh, amount.zh))
        };
        let names = super::wording::listed(&year.paid_most.iter().map(named).collect::<Vec<_>>());
        told.push(both(format!("It paid most to {}.", names.en), format!("得到最多的是{}。", names.zh)));
    }
    let (relief, lapsed) = (yuan(year.relief_fen), yuan(year.lapsed_fen));
    let spent = |fen: i64, en: String, zh: String| if fen > 0 { both(en, zh) } else { Bilingual::default() };
    let relief = spent(
        year.relief_fen,
        format!(" {} went into its own relief,", relief.en),
        format!("自办救助 {}，", relief.zh),
    );
    let lapsed = spent(year.lapsed_fen, format!(" {} lapsed,", lapsed.en), format!("预算收回 {}，", lapsed.zh));
    told.push(both(
        format!("{} came in;{}{} {} are left at the year's end.", inflow.en, relief.en, lapsed.en, balance.en),
        format!("进账 {}；{}{}年末余额 {}。", inflow.zh, relief.zh, lapsed.zh, balance.zh),
    ));
    let seen = |year: &FunderYear| format!("{:.2}", year.evidence);
    let [opened, open] = year.openness.map(percent);
    let evidence = seen(year);
    if opened != open {
        let (en, zh) = if year.openness[1] > year.openness[0] { ("rose", "升") } else { ("fell", "降") };
        told.push(both(
            format!("It saw evidence of {evidence}; its openness {en} from {opened} to {open}."),
            format!("它看到的证据为 {evidence}；开放度由 {opened} {zh}至 {open}。"),
        ));
    } else if before.map(seen) != Some(seen(year)) {
        told.push(both(
            format!("It saw evidence of {evidence}; its openness stayed at {open}."),
            format!("它看到的证据为 {evidence}；开放度仍为 {open}。"),
        ));
    }
    told
}

fn compare(subject: &FunderSide, other: &FunderSide, base: i16) -> Vec<Bilingual> {
    let first = subject.years.iter().zip(&other.years).find(|(one, two)| one != two).map(|(one, _)| one.year);
    let Some(first) = first else {
        return vec![both("The funder is the same in both scenarios.", "该资助方在两个情景中完全相同。")];
    };
    let since = |side: &FunderSide| -> (i64, u32, f64) {
        let years = side.years.iter().filter(|year| year.year > base);
        let paid = years.clone().map(|year| year.slots_fen + year.granted_fen + year.awards_fen).sum();
        let slots = years.map(|year| year.slots).sum();
        (paid, slots, side.years.last().map_or(0.0, |year| year.openness[1]))
    };
    let ((paid_there, slots_there, open_there), (paid_here, slots_here, open_here)) = (since(other), since(subject));
    let [paid_there, paid_here] = [paid_there, paid_here].map(yuan);
    let [open_there, open_here] = [open_there, open_here].map(percent);
    let (here, there) = (&subject.title, &other.title);
    vec![
        both(
            format!("The funder is the same in both scenarios before {first}."),
            format!("两个情景自 {first} 年起在该资助方处出现差异。"),
        ),
        both(
            format!(
                "Since {base}, under “{}” and “{}”: it paid organisations {} and {}, {slots_there} and {slots_here} slots among \
                 them; its openness at the end is {open_there} and {open_here}.",
                there.en, here.en, paid_there.en, paid_here.en
            ),
            format!(
                "{base} 年以来，“{}”与“{}”相比：付给机构 {} 与 {}，其中落地名额 {slots_there} 与 {slots_here} 个；\
                 末年开放度 {open_there} 与 {open_here}。",
                there.zh, here.zh, paid_there.zh, paid_here.zh
            ),
        ),
    ]
}
