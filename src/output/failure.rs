//! What can go wrong with a folder of results, said in both languages.

use std::fmt;
use std::path::Path;

/// A message in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl Words {
    /// A message.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Words {
        Words { en: en.into(), zh: zh.into() }
    }
}

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The work was asked to stop; what is finished is kept.
    Stopped,
    /// What was asked for cannot be done as it was asked; nothing was touched.
    Refused(Words),
    /// Something broke on the way, such as a full disk.
    Broken(Words),
}

impl Failure {
    /// What is said of it, in both languages.
    pub fn words(&self) -> Words {
        match self {
            Failure::Stopped => Words::new("stopped before it was done", "在完成之前被中止"),
            Failure::Refused(words) | Failure::Broken(words) => words.clone(),
        }
    }

    /// A file that could not be read, written or removed.
    pub(super) fn reading(path: &Path, error: impl fmt::Display) -> Failure {
        let path = path.display();
        Failure::Broken(Words::new(format!("cannot read {path}: {error}"), format!("无法读取 {path}：{error}")))
    }

    pub(super) fn writing(path: &Path, error: impl fmt::Display) -> Failure {
        let path = path.display();
        Failure::Broken(Words::new(format!("cannot write {path}: {error}"), format!("无法写入 {path}：{error}")))
    }

    pub(super) fn removing(path: &Path, error: impl fmt::Display) -> Failure {
        let path = path.display();
        Failure::Broken(Words::new(format!("cannot remove {path}: {error}"), format!("无法删除 {path}：{error}")))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.words().en)
    }
}

impl std::error::Error for Failure {}
