//! Why: traced lives are the run's own lives, money adds up, reasons are those of the steps, and what saves is found by
//! trying.

use crate::support::*;
use headwater::ensemble::lives::picks::{Pick, fates, pick};
use headwater::ensemble::lives::{
    self, Bilingual, Life, Part, Request, Story, What, county, funder, live_year, with_postings,
};
use headwater::model::organisations::Network;
use headwater::model::{Model, World};
use headwater::money::Money;
use headwater::progress::Unwatched;
use std::sync::Arc;

fn part(name: &str, model: &Arc<Model>) -> Part {
    let title = Bilingual { en: name.to_string(), zh: name.to_string() };
    Part { name: name.to_string(), title, model: model.clone() }
}

fn tell(organisation: u32, subject: &Arc<Model>, other: Option<&Arc<Model>>) -> Option<Story> {
    let request = Request {
        organisation,
        replicate: 0,
        subject: part("subject", subject),
        other: other.map(|model| part("other", model)),
        pick: None,
        run_on: true,
    };
    lives::tell(&request, &Unwatched).expect("nobody stops it")
}

fn life_of(organisation: u32, model: &Arc<Model>) -> Life {
    tell(organisation, model, None).and_then(|story| story.subject.life).expect("it lives")
}

fn busy() -> Arc<Model> {
    region(250, &[5, 4], |settings| {
        everything(settings);
        settings.run.ledger = headwater::model::places::LedgerDetail::Aggregate;
    })
}

fn quiet() -> Arc<Model> {
    region(250, &[5, 4], |settings| settings.run.ledger = headwater::model::places::LedgerDetail::Aggregate)
}

#[test]
fn the_traced_run_has_the_states_of_the_run() {
    let model = busy();
    let end = model.settings.run.end_year;
    let plain = hashes(World::found(&model, 0), end);
    let story = tell(3, &model, None).expect("organisation 3 lives");
    assert_eq!(story.subject.state_hashes.into_iter().collect::<Vec<_>>(), plain);
    assert_eq!(lives::state_hashes(&model, 0).into_iter().collect::<Vec<_>>(), plain);
}

/// Also of a run that is set beside another one, whose first years are lived only once.
#[test]
fn both_sides_of_a_story_have_the_states_of_their_runs() {
    let (with, without) = (busy(), quiet());
    let story = tell(3, &with, Some(&without)).expect("organisation 3 lives");
    let other = story.other.expect("there are two sides");
    for (model, traced) in [(&with, story.subject.state_hashes), (&without, other.state_hashes)] {
        let plain = hashes(World::found(model, 0), model.settings.run.end_year);
        assert_eq!(traced.into_iter().collect::<Vec<_>>(), plain);
    }
}

/// Opening balance and all movements give the closing balance, to the fen, in every year of every life.
#[test]
fn money_that_moved_is_the_change_of_the_balances() {
    let model = busy();
    for id in 0..20 {
        let Some(life) = tell(id, &model, None).and_then(|story| story.subject.life) else { continue };
        for year in &life.years {
            let moved: i64 = year.money.iter().map(|movement| movement.fen).sum();
            let opening = year.cash_fen[0] + year.restricted_fen[0];
            let closing = year.cash_fen[1] + year.restricted_fen[1];
            assert_eq!(closing - opening, moved, "organisation {id} in {}", year.year);
        }
        for pair in life.years.windows(2) {
            assert_eq!(pair[0].cash_fen[1], pair[1].cash_fen[0]);
            assert_eq!(pair[0].people.after, pair[1].people.before);
        }
    }
}

/// An organisation closes exactly in the year in which its draw is below its chance; in all others the draw is not.
#[test]
fn the_draw_against_the_hazard_decides() {
    let model = quiet();
    let world = lived(&model, model.settings.run.end_year);
    let organisations = &only(&world).organisations;
    let mut closed = 0;
    for i in 0..60 {
        let life = life_of(organisations.id[i], &model);
        let expected = (!organisations.alive[i]).then_some(organisations.closed[i]);
        assert_eq!(life.closed, expected);
        for year in &life.years {
            let risk = year.risk.as_ref().expect("organisations can close");
            assert_eq!(risk.draw < risk.chance, life.closed == Some(year.year), "organisation {i} in {}", year.year);
            let log_odds: f64 = risk.terms.iter().map(|term| term.log_odds).sum();
            assert_near(1.0 / (1.0 + headwater::real::exp(-log_odds)), risk.chance, 1e-12);
            let weights: Vec<f64> =
                risk.terms.iter().filter(|term| term.name != "base").map(|term| term.log_odds.abs()).collect();
            assert!(weights.is_sorted_by(|a, b| a >= b), "the heaviest comes first");
        }
        closed += u32::from(life.closed.is_some());
    }
    assert!(closed > 5, "only {closed} closed: nothing was tested");
}

/// Grants in the stories of all organisations are the open grants in the books.
#[test]
fn every_grant_is_told_once() {
    let model = region(60, &[3, 2], |settings| {
        everything(settings);
        settings.run.end_year = 2022;
    });
    let world = lived(&with_postings(&model), 2022);
    let mut in_the_books = 0;
    for dated in only(&world).ledger.postings() {
        if dated.posting.kind == headwater::ledger::Kind::OpenGrant {
            in_the_books += dated.posting.amount.fen();
        }
    }
    assert!(in_the_books > 0);
    let alive: Vec<u32> = only(&world).present.iter().map(|&i| only(&world).organisations.id[i as usize]).collect();
    let mut told = 0;
    for id in alive {
        let life = life_of(id, &model);
        let year = life.years.last().expect("it lives in 2022");
        assert_eq!(year.year, 2022);
        for event in &year.events {
            if let What::Asked { outcome: lives::Asking::Granted { fen, .. }, .. } = &event.what {
                told += fen;
            }
        }
    }
    assert_eq!(told, in_the_books);
}

/// E: without trust below the threshold nobody looks at the application; the story says so with both numbers.
#[test]
fn a_refusal_names_the_trust_and_the_threshold() {
    let model = quiet();
    let mut refused = 0;
    for id in 0..60 {
        for event in life_of(id, &model).years.iter().flat_map(|year| &year.events) {
            if let What::Asked { outcome: lives::Asking::NotTrusted { shown, needed }, .. } = &event.what {
                assert!(shown < needed);
                refused += 1;
            }
        }
    }
    assert!(refused > 20, "only {refused} refusals");
}

#[test]
fn the_same_scenario_never_parts() {
    let model = quiet();
    let story = tell(3, &model, Some(&model)).expect("organisation 3 lives");
    assert_eq!(story.parting, None);
    let sides = [&story.subject, story.other.as_ref().expect("two sides")];
    assert_eq!(sides[0].chapters, sides[1].chapters);
}

/// Before the parting both lives are equal, and nothing parts before the first thing that is tried.
#[test]
fn fates_part_at_the_step_of_the_first_difference() {
    let (with, without) = (region(250, &[5, 4], opening), quiet());
    let mut partings = 0;
    for id in 0..30 {
        let Some(story) = tell(id, &with, Some(&without)) else { continue };
        let Some(parting) = story.parting else { continue };
        partings += 1;
        assert!(parting.year > with.settings.run.base_year, "the past is shared");
        assert!(!parting.differences.is_empty());
        let both: Vec<_> = [&story.subject, story.other.as_ref().expect("two sides")]
            .map(|side| side.life.clone().expect("it lives"))
            .into_iter()
            .collect();
        for (one, other) in both[0].years.iter().zip(&both[1].years).take_while(|(one, _)| one.year < parting.year) {
            assert_eq!(one, other, "organisation {id} before {}", parting.year);
        }
    }
    assert!(partings >= 5, "only {partings} parted");
}

/// What a story says would have saved an organisation does save it when a test does the same by hand.
#[test]
fn what_would_have_saved_it_does_save_it() {
    let model = quiet();
    let found = fates(&model, 0, &Unwatched).expect("nobody stops it");
    let (mut checked, mut saved) = (0, 0);
    for (&id, _) in found.iter().filter(|(_, fate)| fate.lived_at_base && !fate.alive).take(40) {
        let story = tell(id, &model, None).expect("it lived");
        let rescue = story.subject.rescue.expect("it closed after the base year");
        assert!(rescue.draw < rescue.chance);
        for attempt in &rescue.attempts {
            if let Some(chance) = attempt.chance {
                assert_eq!(attempt.saved, rescue.draw >= chance, "{}: {attempt:?}", rescue.year);
            }
            saved += u32::from(attempt.saved);
        }
        let tie = rescue.attempts.iter().find(|attempt| attempt.change == "no_overload").expect("it is tried");
        if tie.saved && tie.years == 1 {
            // By hand: lived until the year, spared the overload after delivery, lived through the year.
            let mut world = lived(&with_postings(&model), rescue.year - 1);
            let i = only(&world).organisations.id.iter().position(|&known| known == id).expect("it is there");
            live_year(&mut world, |province, step| {
                if step.letter == 'M' {
                    province.organisations.load[i] = province.organisations.load[i].min(1.0);
                }
            });
            assert!(only(&world).organisations.alive[i]);
        }
        checked += 1;
    }
    assert!(checked > 20 && saved > 5, "{checked} checked, {saved} changes saved");
}

/// Who is out of the network at the end has a story of what would have kept it there; what is said to keep it does so
/// when a test does the same by hand.
#[test]
fn what_would_have_kept_it_in_the_network_does_keep_it() {
    let model = region(250, &[5, 4], opening);
    let world = lived(&model, model.settings.run.end_year);
    let organisations = &only(&world).organisations;
    let out = |&i: &usize| organisations.alive[i] && organisations.network[i] == Network::Lapsed;
    let (mut checked, mut kept, mut by_hand) = (0, 0, 0);
    for i in (0..organisations.len()).filter(out).take(30) {
        let id = organisations.id[i];
        let side = tell(id, &model, None).expect("it lives").subject;
        let stay = side.stay.expect("it is out at the end");
        assert!(side.closed.is_none() && side.rescue.is_none());
        let helped = stay.attempts.iter().filter(|attempt| attempt.saved).count();
        let failed = usize::from(helped < stay.attempts.len());
        assert_eq!(side.stay_told.len(), 1 + helped + failed, "what failed stands in one sentence");
        if let Some([chance, draw]) = stay.odds {
            assert!(draw < chance && organisations.left[i] == stay.year, "{id}");
        }
        assert_eq!(stay.odds.is_none(), stay.attempts.iter().any(|attempt| attempt.change == "slot"));
        for attempt in stay.attempts.iter().filter(|attempt| attempt.saved) {
            if let (Some([_, draw]), Some(chance)) = (stay.odds, attempt.chance) {
                assert!(draw >= chance, "{id}: {attempt:?}");
            }
            assert!(attempt.closed_later.is_none() && attempt.out_later.is_none_or(|year| year > stay.year));
            kept += 1;
        }
        let accompanied = stay.attempts.iter().find(|attempt| attempt.change == "accompaniment").expect("it is tried");
        if accompanied.saved && accompanied.years == 1 {
            let mut world = lived(&with_postings(&model), stay.year - 1);
            let (days, half) = (model.settings.hub.support_days_max, model.settings.hub.support_half_days);
            live_year(&mut world, |province, step| {
                if step.letter == 'G' {
                    province.organisations.support[i] = province.organisations.support[i].max(days / (days + half));
                }
            });
            assert_eq!(only(&world).organisations.network[i], Network::Landing, "{id}");
            // To the end, by the same chance: in the network, or out from the year that was said.
            while world.year < model.settings.run.end_year {
                world.advance();
            }
            let in_at_the_end = only(&world).organisations.network[i] == Network::Landing;
            assert_eq!(in_at_the_end && only(&world).organisations.alive[i], accompanied.out_later.is_none(), "{id}");
            by_hand += 1;
        }
        checked += 1;
    }
    assert!(checked > 3 && kept > 3 && by_hand > 0, "{checked} checked, {kept} kept, {by_hand} by hand");
}

#[test]
fn picks_are_what_their_rules_say() {
    let (with, without) = (busy(), quiet());
    let [scenario, baseline] = [&with, &without].map(|model| fates(model, 0, &Unwatched).expect("nobody stops it"));
    for rule in Pick::ALL {
        let id = pick(rule, &scenario, Some(&baseline)).expect("one is found");
        let (after, before) = (scenario[&id], baseline[&id]);
        match rule {
            Pick::Saved => assert!(after.alive && !before.alive),
            Pick::Lost => assert!(!after.alive && before.alive),
            Pick::Typical => assert!(after.landed),
        }
        let story = tell(id, &with, Some(&without)).expect("it lives");
        assert_eq!(story.subject.closed.is_none(), after.alive);
        let received: i64 =
            story.subject.life.expect("it lives").years.iter().filter(|year| year.year > 2016).fold(0, |sum, year| {
                let inside = |movement: &&lives::Movement| {
                    let not_counted = ["self_gift", "self_gift_return", "delivery", "operating", "seed"];
                    !not_counted.contains(&movement.kind.as_str())
                };
                sum + year.money.iter().filter(inside).map(|movement| movement.fen).sum::<i64>()
            });
        assert_eq!(received, after.received_fen, "receipts of {id}");
    }
}

/// The counties' stories add up to the province: alive, closed, receipts.
#[test]
fn counties_add_up_to_the_province() {
    let model = busy();
    let part = part("busy", &model);
    let stories: Vec<_> = (0..9)
        .map(|place| county::tell(&[&part], 0, (0, place), &Unwatched).expect("nobody stops it").sides.remove(0))
        .collect();
    let mut world = World::found(&model, 0);
    for row in 0..stories[0].years.len() {
        world.advance();
        let province = only(&world);
        let sum = |of: fn(&county::CountyYear) -> i64| stories.iter().map(|side| of(&side.years[row])).sum::<i64>();
        let present = province.present.iter().map(|&i| i as usize);
        let received: Money = present.clone().map(|i| province.organisations.total_receipts(i)).sum();
        let closed = present.filter(|&i| !province.organisations.alive[i]).count();
        let all = |year: &county::CountyYear| year.from_funders_fen + year.from_public_fen + year.from_outside_fen;
        assert_eq!(sum(all), received.fen(), "{}", world.year);
        assert_eq!(sum(|year| year.closed.into()), closed as i64);
    }
    assert_eq!(stories[0].state_hashes.values().last(), Some(&world.state_hash().to_hex().to_string()));
}

/// A funder's balance moves by what its story says came in and went out.
#[test]
fn a_funders_story_accounts_for_its_balance() {
    let model = region(250, &[5, 4], opening);
    let part = part("opening", &model);
    let world = World::found(&model, 0);
    let [(_, number)] = funder::find(&world, "the provincial child-welfare office")[..] else {
        panic!("one funder has this name");
    };
    let story = funder::tell(&[&part], 0, (0, number), &Unwatched).expect("nobody stops it");
    for pair in story.sides[0].years.windows(2) {
        let year = &pair[1];
        let out =
            year.slots_fen + year.granted_fen + year.awards_fen + year.hub_fen + year.relief_fen + year.lapsed_fen;
        assert_eq!(pair[0].balance_fen + year.inflow_fen - out, year.balance_fen, "{}", year.year);
    }
    assert_eq!(funder::find(&world, "national_foundation").len(), 3);
    assert_eq!(funder::find(&world, "全国性基金会 B").len(), 1);
    assert!(funder::find(&world, "nobody").is_empty());
    // As scenarios call a payer, and as people write names.
    let a = funder::find(&world, "national foundation A");
    assert_eq!(a.len(), 1);
    for name in ["national_a", "national_foundation_a", "全国性基金会a", " National_A "] {
        assert_eq!(funder::find(&world, name), a, "{name}");
    }
    assert_eq!(funder::nearest(&world, "nationl_a").as_deref(), Some("national_a"));
    assert_eq!(funder::nearest(&world, "全国性基金A").as_deref(), Some("全国性基金会A"));
    assert_eq!(funder::nearest(&world, "xyz"), None);
}

/// What a class of funders paid, summed in the books, is the whole that is followed; and every fen of it is found again.
#[test]
fn every_fen_that_is_followed_is_found_again() {
    use headwater::ensemble::trail::follow;
    use headwater::ledger::Account;
    let model = busy();
    let mut world = World::found(&with_postings(&model), 0);
    while world.year < 2020 {
        world.advance();
    }
    let funders = &only(&world).funders;
    for class in headwater::model::funders::classes::FunderClass::ALL {
        let numbers: Vec<usize> = funders.of_class(class).collect();
        let all: Vec<(u32, usize)> = numbers.iter().map(|&number| (0, number)).collect();
        let own = |account| matches!(account, Account::Funder(funder) if numbers.contains(&(funder as usize)));
        let postings = only(&world).ledger.postings().iter().map(|dated| dated.posting);
        let paid: i64 = postings.filter(|p| own(p.from) && !own(p.to)).map(|p| p.amount.fen()).sum();
        for last in [2020, 2023] {
            let trail = follow(&model, 0, &all, (2020, last), &Unwatched).expect("nobody stops it");
            assert_eq!(trail.whole_fen, paid, "{class:?}");
            let ended: i64 = trail.ends.iter().map(|end| end.fen).sum();
            assert_eq!(ended, paid, "{class:?} to {last}");
            assert!(trail.ends.iter().all(|end| end.fen > 0));
            let first: i64 = trail.hops.iter().filter(|hop| hop.hop == 1).map(|hop| hop.fen).sum();
            assert_eq!(first, paid);
            if class.is_government_or_mass() && last == 2023 {
                let rests: i64 = trail.ends.iter().filter(|end| end.through.is_none()).map(|end| end.fen).sum();
                assert!(rests < paid, "some of it is spent");
            }
        }
    }
}

/// A class has funders in every province, and all of them are followed: the whole is the sum of the provinces' own.
#[test]
fn a_class_is_followed_in_all_provinces() {
    use headwater::ensemble::trail::follow;
    let model = crate::support::region(200, &[2, 2], |settings| {
        crate::support::everything(settings);
        settings.region.provinces = 3;
    });
    let world = World::found(&model, 0);
    let found = funder::find(&world, "city_bureau");
    assert_eq!(found.len(), 6, "two cities in each of three provinces");
    assert_eq!(funder::find(&world, "national_b").len(), 3);
    let followed =
        |funders: &[(u32, usize)]| follow(&model, 0, funders, (2019, 2020), &Unwatched).expect("not stopped");
    let all = followed(&found);
    assert_eq!((all.provinces, all.source.en.as_str()), (3, "city civil-affairs bureaus"));
    let alone =
        |province: u32| -> Vec<(u32, usize)> { found.iter().copied().filter(|one| one.0 == province).collect() };
    let parts: Vec<i64> = (0..3).map(|province| followed(&alone(province)).whole_fen).collect();
    assert!(parts.iter().all(|&fen| fen > 0), "{parts:?}");
    assert_eq!(all.whole_fen, parts.iter().sum::<i64>());
    assert_eq!(all.ends.iter().map(|end| end.fen).sum::<i64>(), all.whole_fen);
}

/// One life in both languages, so that a change of a sentence is seen.
#[test]
fn a_life_in_sentences() {
    let (with, without) = (busy(), quiet());
    let [scenario, baseline] = [&with, &without].map(|model| fates(model, 0, &Unwatched).expect("nobody stops it"));
    let id = pick(Pick::Saved, &scenario, Some(&baseline)).expect("one is found");
    let story = tell(id, &with, Some(&without)).expect("it lives");
    let mut text = String::new();
    let mut say = |words: &Bilingual| text.push_str(&format!("{}\n{}\n", words.en, words.zh));
    [&story.who, &story.fate, story.parted.as_ref().expect("two sides")].into_iter().for_each(&mut say);
    let other = story.other.as_ref().expect("two sides");
    let told = story.subject.chapters.iter().filter(|chapter| (2017..2020).contains(&chapter.year));
    let last = other.chapters.last().into_iter();
    told.chain(last).flat_map(|chapter| &chapter.sentences).chain(&other.rescue_told).for_each(&mut say);
    insta::assert_snapshot!(text);
}
