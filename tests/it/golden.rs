//! Results that are pinned: the state hash of a small and of a large region, to the last bit and fen.
//!
//! The same constants hold in debug and release builds and on every platform (D7, D8). If a test here fails, results
//! have changed. If that was not intended, it is a bug. If it was, run
//! `cargo test --test it golden -- --nocapture`, copy the hashes that were found, and write under
//! “Changed numbers” in docs/CHANGELOG.md what moved and why.

use crate::support::*;
use headwater::model::{Model, Settings, World};
use std::sync::Arc;

#[track_caller]
fn assert_pinned(world: &World, pinned: &str) {
    let found = world.state_hash().to_hex().to_string();
    assert_eq!(found, pinned, "the state at the end of {} has changed", world.year);
}

#[test]
fn a_small_region_is_what_it_was_after_three_years() {
    let model = region(115, &[8, 7, 7, 6, 6, 6], |_| {});
    assert_pinned(&lived(&model, 2010), "05ca1a635e48e482bb8f37ff43d69c9ce0c2f213c945f4f555de78fa79df26ba");
}

#[test]
fn the_busiest_region_is_what_it_was_in_2031() {
    let model = region(250, &[5, 4], everything);
    assert_pinned(&lived(&model, 2031), "f47f9df21b5764c5dba42e9a8a6e4620bda8092d33522b4675f35a22603e4f40");
}

#[test]
fn the_province_with_the_opening_is_what_it_was_in_2018() {
    let mut settings = Settings::default();
    opening(&mut settings);
    let model = Arc::new(Model::new(settings, &shandong()));
    assert_pinned(&lived(&model, 2018), "3fd8bc46a6dfc4253b169eab9440d5e41578eb305d37eb179399f21e648e0d30");
}
