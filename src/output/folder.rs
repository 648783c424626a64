//! The folder of a run: whether it is new, half done, complete, or not ours.

use super::failure::{Failure, Words};
use super::manifest::Manifest;
use super::only::{Only, part_names};
use super::plan::{Fit, Plan};
use super::{charts, parts, report, tables};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folder of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    path: PathBuf,
}

/// In what state a folder was found.
pub enum Found {
    /// There is nothing of this run yet.
    Empty,
    /// Some parts of this run are there.
    Partial,
    /// The run is complete.
    Complete(Box<Manifest>),
}

/// Says whose parts a folder holds.
#[derive(Serialize, Deserialize)]
struct Marker {
    program: String,
    version: String,
    hash: String,
    /// The parts of the results for which they were begun, if not for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    only: Option<Vec<String>>,
}

impl Folder {
    /// Opens the folder of a plan and prepares it for work. A folder that is complete is left as it is, unless `force`.
    ///
    /// # Errors
    /// When the folder holds anything else than this run (then it is not touched, unless `force`), or cannot be
    /// written. With `force`, files of other runs are removed and files of others are left alone.
    pub fn open(path: &Path, plan: &Plan, force: bool) -> Result<(Folder, Found), Failure> {
        let folder = Folder { path: path.to_path_buf() };
        let hash = plan.claim().to_hex().to_string();
        let found = folder.look(plan, &hash);
        match found {
            Ok(Found::Complete(manifest)) if !force => {
                // Left over if the last run was ended between its last two steps.
                folder.remove_parts()?;
                return Ok((folder, Found::Complete(manifest)));
            }
            Ok(Found::Partial) if !force => {
                // They may have been begun for other parts of the results.
                folder.claim(plan, &hash)?;
                return Ok((folder, Found::Partial));
            }
            Ok(Found::Empty) => {}
            Err(refusal) if !force => return Err(refusal),
            _ => folder.clear()?,
        }
        folder.claim(plan, &hash)?;
        Ok((folder, Found::Empty))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the parts are.
    pub(super) fn parts(&self) -> PathBuf {
        self.path.join("parts")
    }

    pub(super) fn manifest(&self) -> PathBuf {
        self.path.join("manifest.json")
    }

    /// Removes the parts and everything else that is only needed on the way.
    pub(super) fn remove_parts(&self) -> Result<(), Failure> {
        remove_folder(&self.parts())
    }

    fn look(&self, plan: &Plan, hash: &str) -> Result<Found, Failure> {
        let entries = match fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Empty),
            Err(error) => return Err(Failure::reading(&self.path, error)),
        };
        if self.manifest().exists() {
            let manifest = Manifest::read(&self.manifest())?;
            match plan.fit(&manifest) {
                Fit::Holds => {}
                Fit::Lacks { missing, there } => return Err(self.other_parts(&missing, &there)),
                Fit::Other => {
                    return Err(self.refusal(
                        "holds a run of other scenarios, settings, seed, replicates or another version",
                        "里面是另一次模拟（情景、设定、种子、重复次数或版本不同）",
                    ));
                }
            }
            let whole = |file: &super::manifest::FileEntry| {
                fs::metadata(self.path.join(&file.path)).is_ok_and(|found| found.len() == file.bytes)
            };
            return match manifest.files.iter().find(|file| !whole(file)) {
                None => Ok(Found::Complete(Box::new(manifest))),
                Some(file) => Err(self.refusal(
                    &format!("holds this run, but {} is no longer what was written", file.path),
                    &format!("里面是这次模拟，但 {} 已不是当时写下的内容", file.path),
                )),
            };
        }
        if let Ok(text) = fs::read_to_string(self.parts().join("plan.json")) {
            return match serde_json::from_str::<Marker>(&text) {
                Ok(marker) if marker.hash == hash => Ok(Found::Partial),
                // What is simulated is the same for any parts of the results.
                Ok(Marker { only, hash: begun, .. })
                    if only.as_deref().map(Only::read).transpose().is_ok_and(|only| plan.shares_work(only, &begun)) =>
                {
                    Ok(Found::Partial)
                }
                _ => Err(self.refusal(
                    "holds parts of a run of other scenarios, settings, seed, replicates or another version",
                    "里面是另一次未完成的模拟（情景、设定、种子、重复次数或版本不同）",
                )),
            };
        }
        // A run that was ended before its very first file leaves an empty folder of parts.
        let only_empty_parts = |entry: fs::DirEntry| entry.file_name() == "parts" && is_empty_folder(&entry.path());
        for entry in entries {
            let entry = entry.map_err(|error| Failure::reading(&self.path, error))?;
            let name = entry.file_name();
            if !only_empty_parts(entry) {
                let name = name.to_string_lossy();
                return Err(self.refusal(
                    &format!("holds files that are not of a run, such as {name}"),
                    &format!("里面有不属于模拟结果的文件，例如 {name}"),
                ));
            }
        }
        Ok(Found::Empty)
    }

    fn refusal(&self, why: &str, why_zh: &str) -> Failure {
        let path = self.path.display();
        Failure::Refused(Words::new(
            format!(
                "the folder {path} {why}; nothing was touched: name another with --out, or write there anyway with --force"
            ),
            format!("文件夹 {path} {why_zh}；未作任何改动：请用 --out 另选文件夹，或用 --force 仍写入此处"),
        ))
    }

    /// The folder holds the same run, but not all parts of the results that are asked for.
    fn other_parts(&self, missing: &[&str], there: &[&str]) -> Failure {
        let path = self.path.display();
        let both = part_names().filter(|part| missing.contains(part) || there.contains(part)).collect::<Vec<_>>();
        let (missing, there, both) = (missing.join(", "), there.join(", "), both.join(","));
        Failure::Refused(Words::new(
            format!(
                "the folder {path} holds this run with only {there}; it lacks {missing}; nothing was touched: name another \
                 folder with --out, or write this one anew with --force (and --only {both} to have all of these)"
            ),
            format!(
                "文件夹 {path} 中是同一次模拟，但只有 {there}，缺 {missing}；未作任何改动：请用 --out 另选文件夹，\
                 或用 --force 重写此文件夹（加 --only {both} 则全部都有）"
            ),
        ))
    }

    /// Removes what runs leave in a folder, and nothing else.
    fn clear(&self) -> Result<(), Failure> {
        // The manifest goes first: without it nobody takes the rest for a complete run.
        remove_file(&self.manifest())?;
        self.remove_parts()?;
        for name in tables::files().chain([report::FILE]) {
            remove_file(&self.path.join(name))?;
        }
        for figure in charts::figure_files() {
            remove_file(&self.path.join(figure))?;
        }
        remove_folder(&self.path.join("scenarios"))
    }

    /// Writes down whose parts these are, before any of them.
    fn claim(&self, plan: &Plan, hash: &str) -> Result<(), Failure> {
        let parts = self.parts();
        fs::create_dir_all(&parts).map_err(|error| Failure::writing(&parts, error))?;
        let marker = Marker {
            program: "headwater".to_string(),
            version: plan.version.to_string(),
            hash: hash.to_string(),
            only: plan.only().map(|only| only.names().iter().map(ToString::to_string).collect()),
        };
        let text = serde_json::to_string_pretty(&marker).expect("texts can be written") + "\n";
        parts::write_whole(&parts.join("plan.json"), text.as_bytes())
    }
}

fn is_empty_folder(path: &Path) -> bool {
    fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}

fn remove_file(path: &Path) -> Result<(), Failure> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Failure::removing(path, error)),
        _ => Ok(()),
    }
}

fn remove_folder(path: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Failure::removing(path, error)),
        _ => Ok(()),
    }
}
