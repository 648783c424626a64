//! Statistics, one per file. They know numbers only, not what the numbers are about.

pub mod mixture;
pub mod moments;
pub mod paired;
pub mod student;
