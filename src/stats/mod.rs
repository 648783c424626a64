//! Statistics, one per file. They know numbers only, not what the numbers are about.

pub mod kaplan_meier;
pub mod mixture;
pub mod moments;
pub mod paired;
pub mod proportion;
pub mod quantile;
pub mod student;
