//! Headwater 活水: an agent-based simulation of a regional philanthropy ecosystem.

#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod ensemble;
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
