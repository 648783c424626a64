//! Headwater 活水: an agent-based simulation of a regional philanthropy ecosystem.
//!
//! Organisations, funders and a hub live through yearly rounds; scenarios of interventions are compared, replicate by
//! replicate on the same chance, by how money flows and how many organisations survive. It is a simulation under stated
//! assumptions, not a forecast.
//!
//! # Reading order
//!
//! 1. [`model::round`]: the year on one page.
//! 2. [`model`]: what exists; each of its folders is one role in the region.
//! 3. [`ledger`]: how money moves, and why the books always balance.
//! 4. [`random`]: why two scenarios share their chance, event by event.
//! 5. `docs/odd.md`: the protocol, complete enough to build the model a second time.
//!
//! # Floors
//!
//! A path in the code points to a lower floor, never up or sideways; `tests/it/floors.rs` says so.
//!
//! | Floor | Rooms | Never contains |
//! |---|---|---|
//! | 7 | `cli` | arithmetic about the region |
//! | 5 | `output`, `experiments` | model types: they know tables, records and settings by path |
//! | 4 | [`ensemble`] | files, printing |
//! | 3 | [`metrics`], [`scenario`] | anything that changes the world; behaviour |
//! | 2 | [`model`] | TOML, files, clock, printing, threads by name, global randomness |
//! | 1 | [`ledger`] | agents, the meaning of a round, a clock |
//! | 0 | [`money`], [`random`], [`real`], [`parallel`], [`progress`], [`mod@settings`], [`stats`] | the word "organisation" |
//!
//! # Invariants
//!
//! * Money is whole fen and only [`ledger::Ledger::post`] moves it. All balances sum to zero after every step.
//! * A draw has an address ([`random`]); no generator is passed on, and none is drawn from in turn.
//! * Sums over agents are sums of integers ([`real::ExactSum`]); transcendental functions come from `libm`; no hash map
//!   exists. The same scenario, seed and version give the same bits on any number of threads.
//! * Interventions only return intents; the steps of the round carry them out.
//! * Settings are stated once ([`settings!`]): default, unit, range, source and meaning in both languages.
//!
//! # To add one more
//!
//! | | files |
//! |---|---|
//! | a setting | its owner's `settings!` |
//! | an intervention | `model/interventions/NAME.rs`, a line in its `mod.rs` |
//! | a metric | an entry in `metrics/FAMILY.rs` |
//! | a scenario | `scenarios/NAME.toml`, a line in `scenario/built_in.rs` |
//! | a column of a register | `scenario/register/columns.rs`, its rule in `model/register.rs`, a row in `docs/region.md` |
//! | a step of the round | its file, a line in [`model::round::ROUND`] |
//! | a kind of posting | a line in [`ledger::kinds`] |
//! | a chart | `output/charts/NAME.rs`, a line in its `mod.rs`; any metric has one already (`band`) |
//! | a thing that can happen to an organisation | `What` in `ensemble/lives/life.rs`, where it is seen, its sentence |
//! | a table of results | `output/tables/NAME.rs` with its columns, in its `mod.rs` a line among the parts and one where it is opened |
//! | a statistic | `stats/NAME.rs` with its source and a reference value, a line in its `mod.rs` |
//! | an experiment | `experiments/NAME.rs` (settings by path), a line in its `mod.rs`, its verb |
//! | a section of the report | `output/report/NAME.rs`, a line in its `mod.rs` |
//! | a verb of the command line | `cli/VERB.rs`, a line in its `mod.rs` |

#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod ensemble;
pub mod experiments;
pub mod ledger;
pub mod metrics;
pub mod model;
pub mod money;
#[cfg(not(target_arch = "wasm32"))]
pub mod output;
pub mod parallel;
pub mod progress;
pub mod random;
pub mod real;
pub mod scenario;
pub mod settings;
pub mod stats;
