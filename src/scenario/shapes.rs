//! The catalogue of settings as a tree: what may stand where in a scenario, and what was perhaps meant.

use crate::model::Settings;
use crate::settings::{Group, Setting};
use std::sync::OnceLock;

/// Every setting there is, with its default, unit, range, source and meaning.
pub fn catalogue() -> Vec<Setting> {
    let mut catalogue = Vec::new();
    Settings::default().describe("", &mut catalogue);
    catalogue
}

/// What stands at one key.
pub(super) enum Shape {
    /// A setting with a value of its own.
    Setting(Setting),
    /// A table.
    Table(Fields),
    /// A list of tables, and what each of them holds.
    Rows(Setting, Fields),
}

/// The keys of one table, in the order in which they are declared.
#[derive(Default)]
pub(super) struct Fields(pub(super) Vec<(String, Shape)>);

/// The keys of the whole scenario.
pub(super) fn shapes() -> &'static Fields {
    static SHAPES: OnceLock<Fields> = OnceLock::new();
    SHAPES.get_or_init(|| {
        let mut root = Fields::default();
        for setting in catalogue() {
            let path = setting.path.clone();
            root.add(&path, setting);
        }
        root
    })
}

impl Fields {
    /// What stands at a key.
    pub(super) fn get(&self, key: &str) -> Option<&Shape> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, shape)| shape)
    }

    /// The keys.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// The key that is spelled most like a word, if any is like enough: 1 is the same word, 0 nothing in common.
    pub(super) fn nearest(&self, word: &str, least: f64) -> Option<&str> {
        nearest(word, self.keys(), least)
    }

    fn add(&mut self, rest: &str, setting: Setting) {
        use crate::settings::Kind;
        let Some((key, below)) = rest.split_once('.') else {
            let shape = match setting.kind {
                Kind::Rows => Shape::Rows(setting, Fields::default()),
                _ => Shape::Setting(setting),
            };
            self.0.push((rest.to_string(), shape));
            return;
        };
        let key = key.trim_end_matches("[]");
        if self.get(key).is_none() {
            self.0.push((key.to_string(), Shape::Table(Fields::default())));
        }
        let shape = self.0.iter_mut().find(|(name, _)| name == key).map(|(_, shape)| shape);
        match shape.expect("it was added") {
            Shape::Table(fields) | Shape::Rows(_, fields) => fields.add(below, setting),
            Shape::Setting(_) => unreachable!("a setting holds no settings"),
        }
    }
}

/// The word that is spelled most like another, if any is like enough.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>, least: f64) -> Option<&'a str> {
    let likeness = |name: &str| strsim::jaro_winkler(&word.to_lowercase(), name);
    known
        .map(|name| (likeness(name), name))
        .filter(|&(likeness, _)| likeness >= least)
        .fold(
            None,
            |best: Option<(f64, &str)>, next| if best.is_none_or(|best| next.0 > best.0) { Some(next) } else { best },
        )
        .map(|(_, name)| name)
}

/// Every table or setting of a given last name anywhere, as a path with its table: (`hub`, `day_yuan`).
pub(super) fn named_elsewhere(word: &str) -> Vec<(String, bool)> {
    fn walk(fields: &Fields, path: &str, word: &str, found: &mut Vec<(String, bool)>) {
        for (key, shape) in &fields.0 {
            if key == word {
                found.push((path.to_string(), matches!(shape, Shape::Table(_))));
            }
            if let Shape::Table(below) = shape {
                walk(below, &crate::settings::join(path, key), word, found);
            }
        }
    }
    let mut found = Vec::new();
    walk(shapes(), "", word, &mut found);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_stands_in_the_tree() {
        fn count(fields: &Fields) -> usize {
            let of = |shape: &Shape| match shape {
                Shape::Setting(_) => 1,
                Shape::Table(fields) => count(fields),
                Shape::Rows(_, fields) => 1 + count(fields),
            };
            fields.0.iter().map(|(_, shape)| of(shape)).sum()
        }
        assert_eq!(count(shapes()), catalogue().len());
    }

    #[test]
    fn a_name_is_found_wherever_it_stands() {
        let paths: Vec<String> = named_elsewhere("hub_exit").into_iter().map(|(path, _)| path).collect();
        assert_eq!(paths, ["interventions"]);
        assert_eq!(shapes().nearest("hubb", 0.8), Some("hub"));
        assert_eq!(shapes().nearest("zzz", 0.8), None);
    }
}
