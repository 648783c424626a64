//! Statistics, one per file. They know numbers only, not what the numbers are about.

pub mod bootstrap;
pub mod dip;
pub mod fisher;
pub mod holm;
pub mod interval;
pub mod kaplan_meier;
pub mod log_rank;
pub mod mixture;
pub mod moments;
pub mod nelson_aalen;
pub mod paired;
pub mod proportion;
pub mod quantile;
pub mod ratio;
pub mod restricted_mean;
pub mod student;
pub mod variance_split;
