//! What a comparison leaves behind: files of results, and figures drawn from them.

pub mod charts;
