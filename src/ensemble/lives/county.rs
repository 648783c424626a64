//! The story of a county: its organisations, landings and receipts, year by year.

use super::stage::live_through;
use super::story::{Chapter, Part};
use super::wording::{Bilingual, both, county_name, grouped, in_ten_thousands, percent};
use crate::model::Province;
use crate::model::organisations::Network;
use crate::money::Money;
use crate::parallel;
use crate::progress::{Stopped, Watch};
use serde::Serialize;
use std::collections::BTreeMap;

/// The story of a county, in one scenario or several.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CountyStory {
    /// The county with its city.
    pub county: Bilingual,
    /// The replicate.
    pub replicate: u32,
    /// What it is like.
    pub who: Bilingual,
    /// Scenario by scenario.
    pub sides: Vec<CountySide>,
    /// What the first scenario changed against the second, if there are two.
    pub compared: Vec<Bilingual>,
}

/// A county in one scenario.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CountySide {
    /// The scenario's name.
    pub scenario: String,
    /// What it is called.
    pub title: Bilingual,
    /// Year by year.
    pub years: Vec<CountyYear>,
    /// The same in sentences.
    pub chapters: Vec<Chapter>,
    /// State hashes by year.
    #[serde(skip)]
    pub state_hashes: BTreeMap<i16, String>,
}

/// A county in one year. Amounts are fen.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CountyYear {
    /// The year.
    pub year: i16,
    /// Organisations alive at its end.
    pub alive: u32,
    /// Organisations whose first year it was.
    pub founded: u32,
    /// Organisations that closed.
    pub closed: u32,
    /// Organisations with a slot.
    pub slots: u32,
    /// Of these, for the first time.
    pub landed_first: u32,
    /// Organisations that left the network or lost their slot.
    pub left: u32,
    /// Whether the hub told the county of the programme.
    pub told: bool,
    /// Receipts from funders.
    pub from_funders_fen: i64,
    /// Receipts from the public, matches included.
    pub from_public_fen: i64,
    /// Receipts from outside payers directly.
    pub from_outside_fen: i64,
    /// Organisations that received anything from a funder.
    pub funded: u32,
    /// Evidence that the county shows, 0 to 1.
    pub evidence: f64,
    /// Openness of its civil-affairs bureau, 0 to 1.
    pub bureau_openness: f64,
}

/// Tells the story of a county, given by its province and position.
///
/// # Errors
/// When the watcher asks to stop.
pub fn tell(
    parts: &[&Part],
    replicate: u32,
    (province, county): (u32, usize),
    watch: &dyn Watch,
) -> Result<CountyStory, Stopped> {
    let sides = parallel::map_in_order(parts, |part| {
        let mut years = Vec::new();
        let mut slots = (0, 0);
        let mut before = Vec::new();
        let state_hashes = live_through(&part.model, replicate, watch, |place, step, _| {
            if place.number != province {
                return;
            }
            match step.letter {
                'A' => before = networks(place, county),
                // Whoever leaves in the same year has had the slot all the same.
                'G' => slots = count_slots(place, county),
                'T' => years.push(look(place, county, slots, &before)),
                _ => {}
            }
        })?;
        let base = part.model.settings.run.base_year;
        let chapter = |(place, year): (usize, &CountyYear)| {
            let before = place.checked_sub(1).map(|before| &years[before]).filter(|_| year.year != base);
            Chapter { year: year.year, until: None, turning: true, sentences: sentences(year, before) }
        };
        let chapters = years.iter().enumerate().map(chapter).collect();
        Ok(CountySide { scenario: part.name.clone(), title: part.title.clone(), years, chapters, state_hashes })
    });
    let sides: Vec<CountySide> = sides.into_iter().collect::<Result<_, Stopped>>()?;
    let model = &parts[0].model;
    let places = &model.places[province as usize];
    let name = county_name(places, county);
    let place = &places.counties[county];
    let (kind, kind_zh) = if place.urban { ("an urban district", "城区") } else { ("a county", "县域") };
    let people = grouped(place.population as i64);
    let people_zh = in_ten_thousands(place.population as i64);
    let who = both(
        format!("{}: {kind} of {people} people; need {:.2} on a scale from 0 to 1.", name.en, place.need),
        format!("{}：{kind_zh}，人口 {people_zh}；需求 {:.2}（0 到 1）。", name.zh, place.need),
    );
    let base = model.settings.run.base_year;
    let compared = match sides.as_slice() {
        [subject, other] => compare(subject, other, base),
        _ => Vec::new(),
    };
    Ok(CountyStory { county: name, replicate, who, sides, compared })
}

fn networks(province: &Province, county: usize) -> Vec<usize> {
    let organisations = &province.organisations;
    let here = |&i: &usize| usize::from(organisations.county[i]) == county;
    organisations.living().filter(here).filter(|&i| organisations.network[i] == Network::Landing).collect()
}

fn count_slots(province: &Province, county: usize) -> (u32, u32) {
    let organisations = &province.organisations;
    let served =
        organisations.living().filter(|&i| usize::from(organisations.county[i]) == county && organisations.slot[i]);
    served.fold((0, 0), |(all, first), i| (all + 1, first + u32::from(organisations.first_landed[i] == province.year)))
}

fn look(province: &Province, county: usize, (slots, landed_first): (u32, u32), network: &[usize]) -> CountyYear {
    let organisations = &province.organisations;
    let mut year = CountyYear {
        year: province.year,
        slots,
        landed_first,
        told: province.hub.told[county],
        evidence: province.evidence[county],
        bureau_openness: province.funders.openness[county],
        ..CountyYear::default()
    };
    let here = |i: usize| usize::from(organisations.county[i]) == county;
    year.left = network.iter().filter(|&&i| organisations.network[i] == Network::Lapsed).count() as u32;
    for i in province.present.iter().map(|&i| i as usize).filter(|&i| here(i)) {
        year.alive += u32::from(organisations.alive[i]);
        year.closed += u32::from(!organisations.alive[i]);
        year.founded += u32::from(organisations.founded[i] == province.year);
        let granted = organisations.grants(i);
        let public = organisations.receipts.from_public(i);
        year.funded += u32::from(granted.is_positive());
        year.from_funders_fen += granted.fen();
        year.from_public_fen += public.fen();
        year.from_outside_fen += (organisations.total_receipts(i) - granted - public).fen();
    }
    year
}

fn yuan(fen: i64) -> Bilingual {
    super::wording::yuan(Money::from_fen(fen))
}

/// A year in sentences. What stands as it stood in the year before is not said again.
fn sentences(year: &CountyYear, before: Option<&CountyYear>) -> Vec<Bilingual> {
    let CountyYear { alive, founded, closed, slots, landed_first, left, funded, .. } = *year;
    let mut told = Vec::new();
    let (new, new_zh) = match founded {
        0 => ("none was new".to_string(), "当年没有新设".to_string()),
        1 => ("1 was new".to_string(), "当年新设 1 家".to_string()),
        some => (format!("{some} were new"), format!("当年新设 {some} 家")),
    };
    let (gone, gone_zh) = match closed {
        0 => ("none closed".to_string(), "没有关闭".to_string()),
        some => (format!("{some} closed"), format!("关闭 {some} 家")),
    };
    told.push(both(
        format!("{alive} organisations are alive at the end: {new} this year, {gone}."),
        format!("年末存活机构 {alive} 家：{new_zh}，{gone_zh}。"),
    ));
    if year.told {
        told.push(both("The hub told the county of its programme.", "枢纽到本县宣讲项目。"));
    }
    if slots > 0 || left > 0 {
        let (first, first_zh) = match landed_first {
            0 => (String::new(), String::new()),
            some => (format!(", {some} of them for the first time"), format!("，其中首次落地 {some} 家")),
        };
        told.push(both(
            format!("{slots} ran projects of the programme{first}; {left} left the network."),
            format!("运行落地项目 {slots} 家{first_zh}；退出网络 {left} 家。"),
        ));
    }
    let (funders, public) = (yuan(year.from_funders_fen), yuan(year.from_public_fen));
    let (outside, outside_zh) = if year.from_outside_fen > 0 {
        let amount = yuan(year.from_outside_fen);
        (format!(", {} from outside payers", amount.en), format!("，外部直接出资 {}", amount.zh))
    } else {
        (String::new(), String::new())
    };
    told.push(if funded == 0 {
        both(
            format!("Funders gave none of them anything, the public {}{outside}.", public.en),
            format!("没有一家得到资助方的钱，公众捐赠 {}{outside_zh}。", public.zh),
        )
    } else {
        both(
            format!("Funders gave {} to {funded} of them, the public {}{outside}.", funders.en, public.en),
            format!("资助方向其中 {funded} 家共出资 {}，公众捐赠 {}{outside_zh}。", funders.zh, public.zh),
        )
    });
    let climate = |year: &CountyYear| {
        let (evidence, openness) = (year.evidence, percent(year.bureau_openness));
        both(
            format!(
                "Evidence in the county: {evidence:.2}; openness of its civil-affairs bureau to grassroots organisations: \
                 {openness}."
            ),
            format!("本县证据 {evidence:.2}；民政局对草根机构的开放度 {openness}。"),
        )
    };
    if before.map(climate) != Some(climate(year)) {
        told.push(climate(year));
    }
    told
}

fn compare(subject: &CountySide, other: &CountySide, base: i16) -> Vec<Bilingual> {
    let since = |side: &CountySide, of: fn(&CountyYear) -> i64| -> i64 {
        side.years.iter().filter(|year| year.year > base).map(of).sum()
    };
    let (here, there) = (&subject.title, &other.title);
    let first = subject.years.iter().zip(&other.years).find(|(one, two)| one != two).map(|(one, _)| one.year);
    let Some(first) = first else {
        return vec![both("The county is the same in both scenarios.", "该县在两个情景中完全相同。")];
    };
    let both_of = |of: fn(&CountyYear) -> i64| (since(other, of), since(subject, of));
    let end = |side: &CountySide| side.years.last().map_or(0, |year| year.alive);
    let (closed_there, closed_here) = both_of(|year| i64::from(year.closed));
    let (received_there, received_here) =
        both_of(|year| year.from_funders_fen + year.from_public_fen + year.from_outside_fen);
    let (slots_there, slots_here) = both_of(|year| i64::from(year.slots));
    let [received_there, received_here] = [received_there, received_here].map(yuan);
    vec![
        both(
            format!("The county is the same in both scenarios before {first}."),
            format!("两个情景自 {first} 年起在该县出现差异。"),
        ),
        both(
            format!(
                "Since {base}, under “{}” and “{}”: {closed_there} and {closed_here} closed, {} and {} alive at the end; \
                 {slots_there} and {slots_here} project years of the programme; receipts {} and {}.",
                there.en,
                here.en,
                end(other),
                end(subject),
                received_there.en,
                received_here.en
            ),
            format!(
                "{base} 年以来，“{}”与“{}”相比：关闭 {closed_there} 家与 {closed_here} 家，末年存活 {} 家与 {} 家；\
                 落地项目年数 {slots_there} 与 {slots_here}；收入合计 {} 与 {}。",
                there.zh,
                here.zh,
                end(other),
                end(subject),
                received_there.zh,
                received_here.zh
            ),
        ),
    ]
}
