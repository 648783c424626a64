//! The protocol document says what the code does: its generated tables are held against the code here.
//!
//! `UPDATE_EXPECT=1 cargo test --test it protocol` writes them anew between their markers in `docs/odd.md`.

use headwater::ledger::{Kind as LedgerKind, Ledger, Sector};
use headwater::model::funders::classes::{FunderClass, Payer};
use headwater::model::funders::openness::openness_target;
use headwater::model::giving::matching::first_come;
use headwater::model::interventions::product_replication::Product;
use headwater::model::organisations::entry::expected_newcomers;
use headwater::model::places::{Geography, Places};
use headwater::model::programme::leaving_chance;
use headwater::model::round::ROUND;
use headwater::model::ties::Ties;
use headwater::model::{Model, Province, Settings, World};
use headwater::money::{Money, split_by_largest_remainder};
use headwater::random::{Draws, Purpose};
use headwater::real::{logistic, poisson_inverse};
use headwater::settings::{Group, Kind, Setting};
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

#[test]
fn the_protocol_lists_every_setting() {
    check("settings", &settings_table());
}

#[test]
fn the_protocol_lists_the_steps_in_their_order() {
    check("steps", &steps_table());
}

#[test]
fn the_protocol_lists_every_purpose_of_a_draw() {
    check("purposes", &purposes_table());
}

#[test]
fn the_protocol_lists_every_kind_of_posting() {
    check("kinds", &kinds_table());
}

#[test]
fn the_protocol_lists_every_sector() {
    check("sectors", &sectors_table());
}

#[test]
fn the_protocol_lists_every_class_of_funders() {
    check("classes", &classes_table());
}

#[test]
fn the_protocol_lists_every_intervention_with_help_and_harm() {
    check("interventions", &interventions_table());
}

#[test]
fn the_worked_examples_of_the_protocol_are_what_the_code_answers() {
    check("examples", &examples_table());
}

#[test]
fn the_small_region_of_the_protocol_lives_as_written() {
    check("answers", &small_region());
}

#[test]
fn the_protocol_describes_every_step_under_a_heading_of_its_own() {
    let document = document();
    let mut last = 0;
    for step in &ROUND {
        let heading = format!("\n##### {} `{}`", step.letter, step.name);
        let Some(place) = document.find(&heading) else { panic!("docs/odd.md has no heading `{}`", heading.trim()) };
        assert!(place > last, "step {} stands out of order in docs/odd.md", step.letter);
        last = place;
    }
}

/// Holds the text between a pair of markers against what the code says, or rewrites it when asked to.
#[track_caller]
fn check(marker: &str, expected: &str) {
    let (begin, end) = (format!("<!-- {marker}:begin -->\n"), format!("<!-- {marker}:end -->"));
    // One test at a time: all of them read and may write the same file.
    static FILE: std::sync::Mutex<()> = std::sync::Mutex::new(());
    let _held = FILE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let document = document();
    let start = document.find(&begin).unwrap_or_else(|| panic!("docs/odd.md has no marker {begin}")) + begin.len();
    let length = document[start..].find(&end).unwrap_or_else(|| panic!("docs/odd.md has no marker {end}"));
    let written = &document[start..start + length];
    let expected = format!("\n{expected}\n");
    if written == expected {
        return;
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let new = format!("{}{expected}{}", &document[..start], &document[start + length..]);
        std::fs::write(path(), new).expect("docs/odd.md can be written");
        return;
    }
    let differing = expected.lines().zip(written.lines().chain(std::iter::repeat(""))).find(|(new, old)| new != old);
    let (new, old) = differing.unwrap_or(("(nothing)", "(more lines than the code has)"));
    panic!(
        "docs/odd.md and the code disagree in `{marker}`\n  document: {old}\n  code:     {new}\nrun `UPDATE_EXPECT=1 cargo test --test it protocol` if the code is right"
    );
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/odd.md")
}

fn document() -> String {
    std::fs::read_to_string(path()).expect("docs/odd.md can be read")
}

fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: Vec<String>| {
        let cells: Vec<String> = cells.iter().map(|cell| cell.trim().replace('|', "\\|")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let mut text = line(head.iter().map(|cell| cell.to_string()).collect());
    text += &format!("|{}\n", "---|".repeat(head.len()));
    for row in rows {
        text += &line(row);
    }
    text
}

fn settings_table() -> String {
    let mut catalogue = Vec::new();
    Settings::default().describe("", &mut catalogue);
    let row = |setting: &Setting| {
        vec![
            format!("`{}`", setting.path),
            format!("`{}`", setting.default),
            setting.unit.to_string(),
            range(setting),
            source(setting),
            setting.meaning.to_string(),
        ]
    };
    table(&["path", "default", "unit", "range", "source", "meaning"], catalogue.iter().map(row))
}

fn range(setting: &Setting) -> String {
    let between = format!("{} … {}", setting.low, setting.high);
    match setting.kind {
        Kind::Real | Kind::Whole => between,
        Kind::Wholes => format!("list, each {between}"),
        Kind::Dated => format!("by year, each {between}"),
        Kind::Flag => "true, false".to_string(),
        Kind::Choice(names) => names.join(", "),
        Kind::Text => "text".to_string(),
        Kind::Texts => "list of texts".to_string(),
        Kind::Rows => "list of tables".to_string(),
    }
}

fn source(setting: &Setting) -> String {
    let (word, note) = (setting.source.word(), setting.source.note());
    if note.is_empty() { word.to_string() } else { format!("{word}: {note}") }
}

fn steps_table() -> String {
    let row = |step: &headwater::model::round::Step| {
        vec![step.letter.to_string(), format!("`{}`", step.name), step.story.to_string()]
    };
    table(&["step", "name", "what happens"], ROUND.iter().map(row))
}

fn purposes_table() -> String {
    let row = |&(purpose, name, meaning): &(Purpose, &str, &str)| {
        vec![purpose.0.to_string(), format!("`{name}`"), meaning.to_string()]
    };
    table(&["number", "name", "what it decides"], Purpose::REGISTRY.iter().map(row))
}

fn kinds_table() -> String {
    let row = |kind: LedgerKind| vec![kind.code().to_string(), format!("`{}`", kind.name()), kind.about().to_string()];
    table(&["code", "name", "what it is"], LedgerKind::ALL.map(row))
}

fn sectors_table() -> String {
    let row = |sector: Sector| {
        vec![(sector as usize).to_string(), format!("`{}`", sector.name()), sector.name_zh().to_string()]
    };
    table(&["number", "name", "Chinese"], Sector::ALL.map(row))
}

fn classes_table() -> String {
    let row = |class: FunderClass| {
        vec![
            (class as usize).to_string(),
            format!("`{}`", class.name()),
            class.name_zh().to_string(),
            format!("{:?}", class.reach()).to_lowercase(),
            format!("`{}`", class.sector().name()),
            format!("`{}`", class.inflow_source().sector().name()),
        ]
    };
    table(&["number", "name", "Chinese", "reach", "sector (silo)", "inflow from"], FunderClass::ALL.map(row))
}

fn interventions_table() -> String {
    let settings = Settings::default();
    let mut interventions = settings.interventions.each();
    interventions.sort_by_key(|intervention| intervention.name());
    let row = |intervention: &dyn headwater::model::interventions::Intervention| {
        let words = intervention.words();
        vec![
            format!("`{}`", intervention.name()),
            format!("{} {}", words.title, words.title_zh),
            words.help.to_string(),
            words.harm.to_string(),
        ]
    };
    table(&["name", "title", "how it may help", "how it may harm"], interventions.map(row))
}

fn examples_table() -> String {
    let settings = Settings::default();
    let fen = |amounts: &[i64]| amounts.iter().map(|&fen| Money::from_fen(fen)).collect::<Vec<_>>();
    let list = |amounts: &[Money]| amounts.iter().map(|money| money.fen().to_string()).collect::<Vec<_>>().join(", ");
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut add = |what: &str, result: String| rows.push(vec![what.to_string(), format!("`{result}`")]);

    let mut draws = Draws::new(20_170_909, 3).in_year(2017, Purpose::DIE);
    for index in [0, 1, 5] {
        let (u1, u2) = draws.uniform_pair(42, index);
        add(&format!("DIE, entity 42, index {index}: u1, u2"), format!("{u1:?}, {u2:?}"));
        add(&format!("DIE, entity 42, index {index}: normal"), format!("{:?}", draws.normal(42, index)));
    }
    let pool = Money::from_fen(1_000);
    add("pool 1000, 5000 bp, tranches 800, 900, 700", list(&first_come(pool, 5_000, &fen(&[800, 900, 700]))));
    add("pool 1000, 5000 bp, tranches 700, 900, 800", list(&first_come(pool, 5_000, &fen(&[700, 900, 800]))));
    add("largest remainder of 1000 over 400, 450, 350", list(&split_by_largest_remainder(pool, &[400, 450, 350])));

    let unit = Money::from_yuan(settings.programme.unit_yuan);
    let free = unit.portion(settings.capacity.overhead_bp);
    let fee = unit.portion(settings.programme.fee_bp);
    add("slot of 100,000 yuan: cash, restricted, fee, cost in fen", list(&[free, unit - free, fee, unit + fee]));

    let mut ties = Ties::default();
    ties.add(0, settings.ties.trust_initial);
    let mut years = 0;
    let mut trust = Vec::new();
    while ties.iter().next().is_some() {
        ties.age(&settings.ties);
        years += 1;
        if [1, 2, 3, 10].contains(&years) {
            trust.push(format!("{:?}", ties.trust[0]));
        }
    }
    add("trust of a new tie never used, after 1, 2, 3 and 10 years", trust.join(", "));
    add("years until it is forgotten (the first is free: introduced)", years.to_string());

    let target = openness_target(&settings, 0.02, 0.15, 0.15);
    add("openness 0.02, evidence 0.15, threshold 0.15: target", format!("{target:?}"));
    let opened = 0.02 + settings.evidence.opening_rate * (target - 0.02);
    add("its openness after a year", format!("{opened:?}"));

    add("expected newcomers, 10 alive, capacity 10", format!("{:?}", expected_newcomers(&settings.entry, 10.0, 10.0)));
    add("newcomers at mean 0.52 and u 0.60", poisson_inverse(0.52, 0.60).to_string());
    add("logistic of −4.6", format!("{:?}", logistic(-4.6)));
    add("logistic of −2.68", format!("{:?}", logistic(-2.68)));
    let hazard =
        logistic(settings.survival.base + settings.survival.newness + settings.survival.smallness * (1.0 - 0.2 / 0.5));
    add("hazard, age 0, people 0.2, nothing else", format!("{hazard:?}"));
    let leaving = leaving_chance(&settings.network_exit, 2.0, 0.3, 0.42);
    add("chance to leave, load 2, quality 0.3, support 0.42", format!("{leaving:?}"));
    table(&["example", "answer"], rows)
}

/// A region of five counties with every lever on, small enough to be made again by hand or by another program.
fn small_region() -> String {
    let mut settings = Settings::default();
    settings.run.burn_in_years = 2;
    settings.run.end_year = 2020;
    settings.region.geography = Geography::Plan;
    settings.region.planned_counties = vec![3, 2];
    settings.region.organisations = 200;
    let levers = &mut settings.interventions;
    levers.opening.enabled = true;
    levers.opening.slots = 3;
    levers.opening.first_contacts = 12;
    levers.capacity_support.enabled = true;
    levers.capacity_support.sponsor_share = 0.1;
    levers.product_replication.enabled = true;
    levers.product_replication.sponsor_share = 0.2;
    levers.product_replication.products =
        vec![Product { first_year: 2018, last_year: 2019, slots: 2, payer: Payer::NationalB, ..Product::default() }];
    levers.venture_contest.enabled = true;
    levers.venture_contest.budget_yuan = 500_000.0;
    levers.federation_transition.enabled = true;
    levers.federation_transition.sponsor_share = 0.2;
    levers.giving_channel.enabled = true;
    levers.matched_giving.enabled = true;
    levers.matched_giving.pool_yuan = 100_000.0;
    levers.government_leverage.enabled = true;
    levers.government_leverage.amount_yuan = 400_000.0;
    levers.talent_stipend.enabled = true;
    levers.talent_stipend.sponsor_share = 0.1;
    levers.hub_exit.enabled = true;
    levers.hub_exit.stop_year = 2020;
    let records = Places::plan(&settings.region.planned_counties);
    let model = Arc::new(Model::new(settings, &records));
    let mut world = World::found(&model, 0);

    let mut text = String::new();
    text += &first_state(&world.provinces[0]);
    let mut years = Vec::new();
    for _ in model.settings.years() {
        world.advance();
        let province = &world.provinces[0];
        let slots = province.organisations.living().filter(|&i| province.organisations.slot[i]).count();
        years.push(vec![
            world.year.to_string(),
            province.organisations.living().count().to_string(),
            slots.to_string(),
            province.tally.births.to_string(),
            format!("{:?}", province.province_evidence),
            format!("`{}`", world.state_hash()),
        ]);
        if [2014, 2017, 2019, 2020].contains(&world.year) {
            let _ = write!(text, "\nFlows of {}, in fen:\n\n{}", world.year, flows_table(&province.ledger));
        }
    }
    let head =
        ["year", "alive after S", "slots of those alive after S", "newcomers", "province_evidence", "state hash"];
    let _ = write!(text, "\nYear by year:\n\n{}", table(&head, years));
    text
}

fn first_state(province: &Province) -> String {
    let Province { organisations, funders, places, ledger, .. } = province;
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut add = |what: &str, value: String| rows.push(vec![what.to_string(), format!("`{value}`")]);
    for (county, place) in places.counties.iter().enumerate() {
        add(&format!("county {county}: population, need"), format!("{:?}, {:?}", place.population, place.need));
    }
    for funder in [0, funders.provincial_federation() as usize, funders.len() - 1] {
        add(
            &format!("funder {funder}: id, evidence_threshold"),
            format!("{}, {:?}", funders.id[funder], funders.evidence_threshold[funder]),
        );
        add(&format!("funder {funder}: balance in fen"), ledger.funder(funder).fen().to_string());
    }
    for i in [0, 1, 199] {
        let of = |what: &str| format!("organisation {i}: {what}");
        add(
            &of("county, issue, kind, founded"),
            format!(
                "{}, {}, {}, {}",
                organisations.county[i],
                organisations.issue[i],
                organisations.kind[i].name(),
                organisations.founded[i]
            ),
        );
        add(
            &of("people, volunteer_core"),
            format!("{:?}, {:?}", organisations.people[i], organisations.volunteer_core[i]),
        );
        add(&of("brain, method"), format!("{:?}, {:?}", organisations.brain[i], organisations.method[i]));
        add(
            &of("reputation, threshold"),
            format!("{:?}, {:?}", organisations.reputation[i], organisations.threshold[i]),
        );
        add(&of("ring, gamer"), format!("{:?}, {}", organisations.ring[i], organisations.gamer[i]));
        add(&of("cash in fen"), ledger.cash(i).fen().to_string());
        let ties: Vec<u32> = organisations.ties[i].iter().map(|tie| tie.1).collect();
        add(&of("funders it knows"), format!("{ties:?}"));
        add(&of("peers"), format!("{:?}", organisations.peers[i].iter().collect::<Vec<_>>()));
    }
    format!("Before the first year:\n\n{}", table(&["what", "value"], rows))
}

fn flows_table(ledger: &Ledger) -> String {
    let row = |(kind, from, to, earmarked, amount): (LedgerKind, Sector, Sector, bool, Money)| {
        let earmark = if earmarked { "yes" } else { "" };
        vec![kind.name().into(), from.name().into(), to.name().into(), earmark.into(), amount.fen().to_string()]
    };
    table(&["kind", "from", "to", "earmarked", "fen"], ledger.flows().entries().map(row))
}
