//! Experiments: designed sets of runs that answer one question each. They know settings by path, metrics by name and
//! results as records; they never look into the model.

pub mod patterns;
pub mod ramp;
pub mod uncertainty;
