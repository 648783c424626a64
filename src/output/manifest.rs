//! The manifest: what a run was, what came out, and how to tell that it is still the same.

use super::assumptions::AssumptionsEntry;
use super::failure::{Failure, Words};
use super::parts::write_whole;
use super::until::Until;
use crate::ensemble::course::Course;
use crate::ensemble::headline::Headlines;
use crate::ensemble::hysteresis::Loop;
use crate::parallel;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// Everything that is known of a complete run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `headwater`.
    pub program: String,
    /// The version that wrote the folder.
    pub version: String,
    /// What this is, where people look.
    pub notice: String,
    /// The same in Chinese.
    pub notice_zh: String,
    /// What the run is called.
    pub name: String,
    /// BLAKE3 over resolved settings, seed, replicates and version: equal hashes mean equal files.
    pub hash: String,
    /// The command line.
    pub command: Vec<String>,
    /// The seed of all draws.
    pub seed: u64,
    /// How many replicates each scenario has.
    pub replicates: u32,
    /// How long replicates were added, if they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Until>,
    /// The parts of the results that were asked for, if not all were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<Vec<String>>,
    /// Whether organisations.parquet was asked for.
    pub organisations: bool,
    /// The scenarios, the baseline first.
    pub scenarios: Vec<ScenarioEntry>,
    /// Every file but this one.
    pub files: Vec<FileEntry>,
    /// Pairs that miss a side, by contrast and metric, summed over years; only those above zero.
    pub dropped_pairs: Vec<DroppedPairs>,
    /// The table that `compare` prints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headlines: Option<Headlines>,
    /// The table that `run` prints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<Course>,
    /// What chance does and what assumptions do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assumptions: Option<AssumptionsEntry>,
    /// What a ramp up and down leaves behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hysteresis: Option<Loop>,
    /// Where it was computed.
    pub machine: Machine,
    /// When it was computed.
    pub times: Times,
}

/// One scenario of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioEntry {
    /// Its name.
    pub name: String,
    /// The scenario that it extends.
    pub extends: Option<String>,
    /// What it is called, in English.
    pub title: String,
    /// What it is called, in Chinese.
    pub title_zh: String,
    /// BLAKE3 of the resolved settings.
    pub blake3: String,
    /// The resolved settings.
    pub settings: serde_json::Value,
    /// Rows of registers that were dropped because of a mistake.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dropped_rows: Vec<String>,
    /// The same rows in Chinese; empty in manifests of older versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dropped_rows_zh: Vec<String>,
    /// BLAKE3 of the state at the end of each year, replicate by replicate.
    pub state_hashes: Vec<BTreeMap<i16, String>>,
}

impl ScenarioEntry {
    /// Rows of registers that were dropped, in both languages as far as they are known.
    pub(super) fn dropped(&self) -> Vec<Words> {
        let zh = |at: usize, en: &String| self.dropped_rows_zh.get(at).unwrap_or(en).clone();
        self.dropped_rows.iter().enumerate().map(|(at, en)| Words::new(en, zh(at, en))).collect()
    }
}

/// One file of the folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its path inside the folder, with `/`.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// BLAKE3 of its content.
    pub blake3: String,
}

/// Pairs that miss a side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DroppedPairs {
    /// The scenario.
    pub scenario: String,
    /// With what it is compared.
    pub baseline: String,
    /// The metric.
    pub metric: String,
    /// How many, over all years.
    pub pairs: u64,
}

/// Where a run was computed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// The operating system.
    pub os: String,
    /// The processor's architecture.
    pub arch: String,
    /// How many cores there are.
    pub cores: usize,
    /// How many threads were used.
    pub threads: usize,
}

impl Machine {
    /// This machine, with the threads of the present pool.
    pub fn here() -> Machine {
        Machine {
            os: std::env::consts::OS.to_string(),
            arch: std::env::consts::ARCH.to_string(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            threads: parallel::thread_count(),
        }
    }
}

/// When a run was computed, in coordinated universal time. Of a run that was taken up again, the last sitting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Times {
    /// When work began.
    pub started: String,
    /// When the files were there.
    pub finished: String,
    /// Seconds in between.
    pub seconds: f64,
}

impl Times {
    /// From a moment until now.
    pub(super) fn since(started: SystemTime) -> Times {
        let now = SystemTime::now();
        let seconds = now.duration_since(started).map_or(0.0, |elapsed| elapsed.as_secs_f64());
        Times { started: written(started), finished: written(now), seconds }
    }
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    /// When it cannot be read or is not a manifest of ours.
    pub fn read(path: &Path) -> Result<Manifest, Failure> {
        let text = std::fs::read_to_string(path).map_err(|error| Failure::reading(path, error))?;
        serde_json::from_str(&text).map_err(|error| {
            let path = path.display();
            Failure::Refused(Words::new(
                format!("{path} is not a manifest of headwater, or is damaged: {error}"),
                format!("{path} 不是 headwater 的清单文件，或已损坏：{error}"),
            ))
        })
    }

    /// Writes it; a manifest is there whole or not at all.
    pub(super) fn write(&self, path: &Path) -> Result<(), Failure> {
        let mut text = serde_json::to_vec_pretty(self).map_err(|error| Failure::writing(path, error))?;
        text.push(b'\n');
        write_whole(path, &text)
    }
}

/// The description of a file that has been written.
pub(in crate::output) fn describe(folder: &Path, path: &str) -> Result<FileEntry, Failure> {
    let full = folder.join(path);
    let mut hasher = blake3::Hasher::new();
    let bytes = std::fs::File::open(&full)
        .and_then(|mut file| std::io::copy(&mut file, &mut hasher))
        .map_err(|error| Failure::reading(&full, error))?;
    Ok(FileEntry { path: path.to_string(), bytes, blake3: hasher.finalize().to_hex().to_string() })
}

/// A moment as `2026-01-31T23:59:59Z`.
fn written(moment: SystemTime) -> String {
    let seconds = moment.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (year, month, day) = date(seconds / 86_400);
    let [hour, minute, second] = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60];
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Year, month and day of a day counted from 1970 (Howard Hinnant, "chrono-compatible low-level date algorithms").
fn date(day: u64) -> (u64, u64, u64) {
    // Days from 0000-03-01, so that the leap day is the last of its year.
    let shifted = day + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn moments_are_written_as_dates() {
        for (seconds, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_827_696, "2000-02-29T12:34:56Z"),
            (1_504_915_200, "2017-09-09T00:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
        ] {
            assert_eq!(written(UNIX_EPOCH + Duration::from_secs(seconds)), expected);
        }
    }
}
