//! What a run leaves behind: its folder, the parts on the way, the final files and the manifest, and their verification.
//!
//! [`Plan`] says what is to be simulated, [`Folder`] where it goes. [`compute`] fills the folder with parts, one per
//! scenario and replicate, and may be stopped and taken up again; [`assemble`] makes the final files of them.
//! To add a table: a file in `tables`, and a line in its list.

mod assemble;
mod assumptions;
pub mod charts;
mod difference;
mod failure;
mod folder;
mod manifest;
mod only;
mod parquet;
mod parts;
mod plan;
mod readme;
pub mod report;
mod results_workbook;
mod stories;
mod tables;
mod until;
mod verify;
pub mod workbook;

pub use assemble::{Assembled, Circumstances, assemble};
pub use assumptions::{Assumptions, AssumptionsEntry, Uncertain, Variant, VariantKind};
pub use difference::{Difference, MetricMoved, SettingMoved, difference};
pub use failure::{Failure, Words};
pub use folder::{Folder, Found};
pub use manifest::{FileEntry, Machine, Manifest, ScenarioEntry};
pub use only::{Only, part_names};
pub use parts::{Missing, MissingVariant, all_variants, compute, compute_variants, part_path, units, variant_units};
pub use plan::Plan;
pub use stories::{Contrast, Stories, read_stories};
pub use tables::{better_name, read_flow_matrix, type_name};
pub use until::Until;
pub use verify::{FileFault, Parting, Verdict, check_files, foreign_files, recorded_plan, replay, replay_variants};
