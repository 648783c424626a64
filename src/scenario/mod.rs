//! Scenarios: TOML in, checked settings out. (Skeleton: the types that other rooms lean on.)

use crate::model::Model;
use crate::model::Settings;
use crate::model::places::CountyRecord;
use std::sync::Arc;

/// A scenario, fully resolved and checked.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its name: the file's stem, or the built-in name.
    pub name: String,
    /// The name of the scenario that it extends, if any.
    pub extends: Option<String>,
    /// What it is called, in English.
    pub title: String,
    /// What it is called, in Chinese.
    pub title_zh: String,
    /// The question that it asks, in English.
    pub question: String,
    /// The question that it asks, in Chinese.
    pub question_zh: String,
    /// The preset on which it stands.
    pub preset: String,
    /// Everything that is set.
    pub settings: Settings,
    /// The counties of the first province.
    pub records: Arc<Vec<CountyRecord>>,
}

impl Scenario {
    /// The model that this scenario simulates.
    pub fn model(&self) -> Arc<Model> {
        Arc::new(Model::new(self.settings.clone(), &self.records))
    }
}
