//! Describes settings where they live: type, default, unit, range, source and meaning, in one place each.
//!
//! A part of the model states its settings with [`settings!`](crate::settings!). From that one statement come the
//! struct, its defaults, reading and writing, and the catalogue of [`Setting`]s from which the reader of scenarios
//! finds mistakes, the command line lists what can be set, and the JSON Schema is written.
//!
//! To add a setting: one entry in its owner's `settings!`. Nothing else.

mod dated;
mod problems;

pub use dated::Dated;
pub use problems::{Both, Problem, Problems};

use serde::Serialize;

/// Everything that is known of one setting.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Where it stands, for example `hub.day_yuan`; a row of a list is written `rows[]`.
    pub path: String,
    /// What may be written there.
    pub kind: Kind,
    /// The default as it would be written in a scenario.
    pub default: String,
    /// Its unit; `–` for pure numbers.
    pub unit: &'static str,
    /// The least value allowed, for numbers.
    pub low: f64,
    /// The greatest value allowed, for numbers.
    pub high: f64,
    /// Where the default comes from.
    pub source: Source,
    /// What it means, in English.
    pub meaning: &'static str,
    /// What it means, in Chinese.
    pub meaning_zh: &'static str,
}

/// What may be written for a setting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A real number.
    Real,
    /// A whole number.
    Whole,
    /// `true` or `false`.
    Flag,
    /// Any text.
    Text,
    /// A list of texts.
    Texts,
    /// A list of whole numbers.
    Wholes,
    /// One of these names.
    Choice(&'static [&'static str]),
    /// Years and the values that hold from each of them on: `{ 2015 = 0.09, 2016 = 0.22 }`.
    Dated,
    /// A list of tables, each with the settings below this path.
    Rows,
}

/// Where a default comes from: how much it may be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Stated in the slide deck that the project starts from.
    Deck(&'static str),
    /// Read in a public figure or in the literature.
    Literature(&'static str),
    /// Tuned by hand so that the deck's path appears.
    Tuned(&'static str),
    /// Assumed; nothing better is known.
    Assumed(&'static str),
    /// A choice of this program (dates, labels, thresholds of measures), not a claim about the region.
    Choice(&'static str),
}

impl Source {
    /// The source's kind as one word.
    pub fn word(&self) -> &'static str {
        match self {
            Source::Deck(_) => "deck",
            Source::Literature(_) => "literature",
            Source::Tuned(_) => "tuned",
            Source::Assumed(_) => "assumed",
            Source::Choice(_) => "choice",
        }
    }

    /// The source's kind in Chinese.
    pub fn word_zh(&self) -> &'static str {
        match self {
            Source::Deck(_) => "讲稿",
            Source::Literature(_) => "文献",
            Source::Tuned(_) => "调试",
            Source::Assumed(_) => "假定",
            Source::Choice(_) => "约定",
        }
    }

    /// What is said beside the word; may be empty.
    pub fn note(&self) -> &'static str {
        match self {
            Source::Deck(note)
            | Source::Literature(note)
            | Source::Tuned(note)
            | Source::Assumed(note)
            | Source::Choice(note) => note,
        }
    }
}

/// A type that can stand as one setting.
pub trait Value: Serialize {
    /// What may be written for it.
    const KIND: Kind;
}

impl Value for f64 {
    const KIND: Kind = Kind::Real;
}
impl Value for u32 {
    const KIND: Kind = Kind::Whole;
}
impl Value for u64 {
    const KIND: Kind = Kind::Whole;
}
impl Value for i16 {
    const KIND: Kind = Kind::Whole;
}
impl Value for bool {
    const KIND: Kind = Kind::Flag;
}
impl Value for String {
    const KIND: Kind = Kind::Text;
}
impl Value for Vec<String> {
    const KIND: Kind = Kind::Texts;
}
impl Value for Vec<u32> {
    const KIND: Kind = Kind::Wholes;
}
impl Value for Dated {
    const KIND: Kind = Kind::Dated;
}

/// A group of settings: a table in a scenario.
pub trait Group {
    /// Appends the settings of this group, with this value's entries as the defaults.
    fn describe(&self, path: &str, catalogue: &mut Vec<Setting>);
}

/// A default as it would be written in a scenario.
pub fn written(value: &impl Serialize) -> String {
    let value = toml::Value::try_from(value).expect("every default can be written");
    // The crate writes tables over several lines; a dated series is short and stays on one.
    match value {
        toml::Value::Table(table) => {
            let entries: Vec<String> = table.iter().map(|(key, entry)| format!("{key} = {entry}")).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

/// Joins a group's path and a name in it.
pub fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_string() } else { format!("{path}.{name}") }
}

/// States a group of settings: struct, defaults, serde and catalogue from one text.
///
/// ```
/// use headwater::settings::{Group, Source::Assumed};
/// headwater::settings! {
///     /// What a well costs.
///     pub struct Well {
///         /// Price of a bucket.
///         bucket_yuan: f64 = 12.5, "yuan", [0.0, 100.0], Assumed(""), "一桶水的价格";
///     }
/// }
/// let mut catalogue = Vec::new();
/// Well::default().describe("well", &mut catalogue);
/// assert_eq!((catalogue[0].path.as_str(), catalogue[0].default.as_str()), ("well.bucket_yuan", "12.5"));
/// ```
///
/// Entries are settings as above, `group name: Type = default;` for a nested table and
/// `rows name: Row, "meaning in Chinese";` for a list of tables.
#[macro_export]
macro_rules! settings {
    ($(#[doc = $about:literal])+ pub struct $name:ident { $($body:tt)* }) => {
        $crate::settings!(@entries [$(#[doc = $about])+] $name [] [] [] [] $($body)*);
    };
    // A single setting.
    (@entries $about:tt $name:ident [$($fields:tt)*] [$($defaults:tt)*] [$($describe:tt)*] []
        $(#[doc = $meaning:literal])+
        $field:ident : $type:ty = $default:expr, $unit:literal, [$low:expr, $high:expr], $source:expr, $zh:literal; $($rest:tt)*) => {
        $crate::settings!(@entries $about $name
            [$($fields)* $(#[doc = $meaning])+ #[doc = concat!("\n\nUnit: ", $unit, ".")] pub $field: $type,]
            [$($defaults)* $field: $default,]
            [$($describe)* {
                $field, $type, $unit, $low, $high, $source, concat!($($meaning),+), $zh
            }]
            [] $($rest)*);
    };
    // A nested group.
    (@entries $about:tt $name:ident [$($fields:tt)*] [$($defaults:tt)*] [$($describe:tt)*] []
        $(#[doc = $meaning:literal])+
        group $field:ident : $type:ty = $default:expr; $($rest:tt)*) => {
        $crate::settings!(@entries $about $name
            [$($fields)* $(#[doc = $meaning])+ pub $field: $type,]
            [$($defaults)* $field: $default,]
            [$($describe)* { group $field }]
            [] $($rest)*);
    };
    // A list of tables.
    (@entries $about:tt $name:ident [$($fields:tt)*] [$($defaults:tt)*] [$($describe:tt)*] []
        $(#[doc = $meaning:literal])+
        rows $field:ident : $type:ty, $zh:literal; $($rest:tt)*) => {
        $crate::settings!(@entries $about $name
            [$($fields)* $(#[doc = $meaning])+ pub $field: Vec<$type>,]
            [$($defaults)* $field: Vec::new(),]
            [$($describe)* { rows $field, $type, concat!($($meaning),+), $zh }]
            [] $($rest)*);
    };
    (@entries [$(#[doc = $about:literal])+] $name:ident [$($fields:tt)*] [$($defaults:tt)*] [$($describe:tt)*] []) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct $name { $($fields)* }

        impl Default for $name {
            fn default() -> Self {
                $name { $($defaults)* }
            }
        }

        impl $crate::settings::Group for $name {
            fn describe(&self, path: &str, catalogue: &mut Vec<$crate::settings::Setting>) {
                $($crate::settings!(@describe self path catalogue $describe);)*
            }
        }
    };
    (@describe $this:ident $path:ident $catalogue:ident { group $field:ident }) => {
        $crate::settings::Group::describe(&$this.$field, &$crate::settings::join($path, stringify!($field)), $catalogue)
    };
    (@describe $this:ident $path:ident $catalogue:ident { rows $field:ident, $type:ty, $meaning:expr, $zh:literal }) => {
        $catalogue.push($crate::settings::Setting {
            path: $crate::settings::join($path, stringify!($field)),
            kind: $crate::settings::Kind::Rows,
            default: "[]".to_string(),
            unit: "–",
            low: 0.0,
            high: 0.0,
            source: $crate::settings::Source::Choice(""),
            meaning: $meaning.trim(),
            meaning_zh: $zh,
        });
        $crate::settings::Group::describe(
            &<$type>::default(),
            &format!("{}[]", $crate::settings::join($path, stringify!($field))),
            $catalogue,
        )
    };
    (@describe $this:ident $path:ident $catalogue:ident {
        $field:ident, $type:ty, $unit:literal, $low:expr, $high:expr, $source:expr, $meaning:expr, $zh:literal
    }) => {
        $catalogue.push($crate::settings::Setting {
            path: $crate::settings::join($path, stringify!($field)),
            kind: <$type as $crate::settings::Value>::KIND,
            default: $crate::settings::written(&$this.$field),
            unit: $unit,
            low: $low as f64,
            high: $high as f64,
            source: $source,
            meaning: $meaning.trim(),
            meaning_zh: $zh,
        })
    };
}

/// States a setting that is one of a few names, written in snake_case in scenarios.
#[macro_export]
macro_rules! choices {
    ($(#[doc = $about:literal])+ pub enum $name:ident { $($(#[doc = $meaning:literal])+ $variant:ident = $word:literal,)+ }) => {
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[doc = $meaning])+ #[serde(rename = $word)] $variant,)+
        }

        impl $crate::settings::Value for $name {
            const KIND: $crate::settings::Kind = $crate::settings::Kind::Choice(&[$($word),+]);
        }
    };
}

/// A number as it is said in a message: at most six digits after the point.
pub fn short(number: f64) -> String {
    let rounded = (number * 1e6).round() / 1e6;
    format!("{rounded}")
}
