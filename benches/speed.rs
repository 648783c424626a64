//! How long things take: draws, the ledger, each step of the round, a year, the measures, a replicate, an ensemble.
//!
//! All with measures, hashes and balance checks on. Run with `cargo bench`; the numbers in README name machine and
//! command.

use divan::{Bencher, black_box};
use headwater::ensemble::{self, Detail};
use headwater::ledger::{Account, Kind, Ledger, Outside, Sector};
use headwater::metrics::{self, YearView};
use headwater::model::round::ROUND;
use headwater::model::{Model, World};
use headwater::money::Money;
use headwater::progress::Unwatched;
use headwater::random::{Draws, Purpose};
use headwater::scenario;
use std::sync::Arc;

fn main() {
    divan::main();
}

/// A built-in scenario on a preset.
fn model(name: &str, preset: &str) -> Arc<Model> {
    let preset = format!("preset={preset}").parse().expect("an override");
    scenario::load(&[name.to_string()], &[preset]).expect("a built-in scenario").remove(0).model()
}

/// The deck's path in the year in which everything is switched on.
fn busy_world() -> World {
    let model = model("shandong_2017", "province");
    let mut world = World::found(&model, 0);
    while world.year < 2021 {
        world.advance();
    }
    world
}

#[divan::bench]
fn draws_in_order_of_ids(bencher: Bencher) {
    let draws = Draws::new(1, 0);
    bencher.bench(|| {
        let mut stream = draws.in_year(2020, Purpose::DIE);
        (0..5_000).map(|id| stream.uniform(black_box(id), 0)).fold(0.0, f64::max)
    });
}

#[divan::bench]
fn draws_far_apart_in_a_row(bencher: Bencher) {
    let stream = Draws::new(1, 0).in_year(2020, Purpose::DIE);
    bencher.bench(|| {
        let entities = (0..5_000).map(|id| black_box(id * 1_096));
        stream.along(entities).map(|draw| draw.uniform(0)).fold(0.0, f64::max)
    });
}

#[divan::bench]
fn draws_of_one_after_another(bencher: Bencher) {
    let stream = Draws::new(1, 0).timeless(Purpose::TRAIT);
    bencher.bench(|| (0..300).map(|id| stream.of(black_box(id)).uniform(9)).fold(0.0, f64::max));
}

#[divan::bench]
fn draws_far_apart_looked_up_alone(bencher: Bencher) {
    let draws = Draws::new(1, 0);
    bencher.bench(|| {
        let mut stream = draws.in_year(2020, Purpose::DIE);
        (0..5_000).map(|id| stream.uniform(black_box(id * 1_096), 0)).fold(0.0, f64::max)
    });
}

#[divan::bench]
fn ledger_ten_thousand_postings(bencher: Bencher) {
    let mut ledger = Ledger::new(vec![Sector::Government], false);
    for _ in 0..5_000 {
        ledger.open_organisation(0);
    }
    ledger.open_year(2020);
    let treasury = Account::Outside(Outside::Treasury);
    bencher.bench_local(|| {
        for i in 0..5_000 {
            ledger.post(Kind::OrdinaryGift, treasury, Account::Cash(i), Money::from_fen(10));
            ledger.post(Kind::Operating, Account::Cash(i), Account::Outside(Outside::Suppliers), Money::from_fen(9));
        }
        ledger.assert_balanced("bench");
    });
}

#[divan::bench(args = 0..ROUND.len(), sample_count = 20)]
fn step(bencher: Bencher, position: usize) {
    let mut world = busy_world();
    let settings = world.model.settings.clone();
    let province = &mut world.provinces[0];
    province.year += 1;
    for step in &ROUND[..position] {
        step.apply(province, &settings);
    }
    let before = province.clone();
    bencher.with_inputs(|| before.clone()).bench_refs(|province| ROUND[position].apply(province, &settings));
}

#[divan::bench(sample_count = 20)]
fn year(bencher: Bencher) {
    let world = busy_world();
    bencher.with_inputs(|| world.clone()).bench_refs(World::advance);
}

#[divan::bench(sample_count = 50)]
fn measures(bencher: Bencher) {
    let world = busy_world();
    bencher.bench(|| metrics::measure(&YearView::new(&world)));
}

#[divan::bench(sample_count = 50)]
fn state_hash(bencher: Bencher) {
    let world = busy_world();
    bencher.bench(|| world.state_hash());
}

#[divan::bench(args = ["workshop", "province"], sample_count = 10)]
fn replicate(bencher: Bencher, preset: &str) {
    let models = [model("shandong_2017", preset)];
    bencher.bench(|| ensemble::simulate(&models, 0, Detail::default(), &Unwatched));
}

#[divan::bench(sample_count = 3)]
fn equal_money_set_one_replicate(bencher: Bencher) {
    let names: Vec<String> = scenario::EQUAL_MONEY.iter().map(|name| name.to_string()).collect();
    let scenarios = scenario::load(&names, &[]).expect("built-in scenarios");
    let models: Vec<_> = scenarios.iter().map(|scenario| scenario.model()).collect();
    bencher.bench(|| ensemble::simulate(&models, 0, Detail::default(), &Unwatched));
}

#[divan::bench(sample_count = 2, sample_size = 1)]
fn national_year(bencher: Bencher) {
    let model = model("opening", "national");
    let mut world = World::found(&model, 0);
    bencher.bench_local(|| world.advance());
}
