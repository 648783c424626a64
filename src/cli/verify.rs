//! `headwater verify`: is a folder what it was, and does running again give the same?
//!
//! A folder records the state of every year, not of every step; and this program only ever has itself to run. So
//! where a run parts from what was recorded, scenario, replicate and year are named. The step could only be found by
//! running the other side too.

use super::assumptions;
use super::complaint::{Complaint, FAILED};
use super::interruption;
use super::options::Common;
use super::progress::Progress;
use super::talk::Talk;
use super::write_json;
use crate::ensemble;
use crate::output::{self, FileFault, Manifest, Plan, Verdict, Words};
use crate::parallel;
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct Verify {
    /// Folder of results
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Simulate only the first N replicates again
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    replicates: Option<u32>,
    /// Threads; as many as the machine has by default
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    threads: usize,
}

impl Verify {
    pub(super) fn perform(&self, common: &Common, talk: &Talk, results: &mut dyn Write) -> Result<ExitCode, Complaint> {
        let manifest = self.manifest()?;
        let ours = env!("CARGO_PKG_VERSION");
        if manifest.version != ours {
            let theirs = &manifest.version;
            talk.insist(
                &format!(
                    "the folder was written by version {theirs}, this is {ours}: numbers may differ (see the changelog)"
                ),
                &format!("该文件夹由版本 {theirs} 写成，本程序是 {ours}：数字可能不同（见更新日志）"),
            );
        }
        interruption::listen();
        let checked = parallel::with_threads(self.threads, || self.check(&manifest, talk))
            .map_err(|error| Complaint::Failed(Words::new(error.clone(), error)))??;
        if common.json { checked.write_as_json(&manifest, results) } else { checked.write(&manifest, talk, results) }?;
        Ok(if checked.holds() { ExitCode::SUCCESS } else { ExitCode::from(FAILED) })
    }

    fn manifest(&self) -> Result<Manifest, Complaint> {
        let path = self.folder.join("manifest.json");
        let shown = self.folder.display();
        if !self.folder.is_dir() {
            return Err(Complaint::Usage(Words::new(
                format!("{shown} is not a folder: name a folder that `compare` or `run` has written"),
                format!("{shown} 不是文件夹：请给出 `compare` 或 `run` 写成的文件夹"),
            )));
        }
        if !path.exists() {
            let unfinished = self.folder.join("parts").join("plan.json").exists();
            return Err(Complaint::Failed(if unfinished {
                Words::new(
                    format!("{shown} holds a run that is not finished: run its command again, it goes on from there"),
                    format!("{shown} 中的模拟尚未完成：再次运行原来的命令即可继续"),
                )
            } else {
                Words::new(
                    format!("{shown} is foreign: it has no manifest.json, so it is not a folder of results"),
                    format!("{shown} 不是结果文件夹：其中没有 manifest.json"),
                )
            }));
        }
        Ok(Manifest::read(&path)?)
    }

    fn check(&self, manifest: &Manifest, talk: &Talk) -> Result<Checked, Complaint> {
        let faults = output::check_files(&self.folder, manifest)?;
        let foreign = output::foreign_files(&self.folder, manifest)?;
        // Without its scenarios nothing can be simulated again.
        let missing_scenario =
            faults.iter().any(|fault| matches!(fault, FileFault::Missing { path } if path.starts_with("scenarios/")));
        if missing_scenario {
            return Ok(Checked { faults, foreign, remarks: Vec::new(), verdict: None, variants: None });
        }
        let (mut plan, remarks) = output::recorded_plan(&self.folder, manifest)?;
        let verdict = self.replay(&plan, manifest, talk)?;
        let variants = match &manifest.assumptions {
            Some(entry) => {
                plan.assumptions = Some(assumptions::recorded(entry, &plan.scenarios)?);
                Some(self.replay_variants(&plan, manifest, talk)?)
            }
            None => None,
        };
        Ok(Checked { faults, foreign, remarks, verdict: Some(verdict), variants })
    }

    /// The comparison under other assumptions again: simulated, and the same.
    fn replay_variants(&self, plan: &Plan, manifest: &Manifest, talk: &Talk) -> Result<(u64, u64), Complaint> {
        talk.say("and under the other assumptions", "并在其他假定下重新模拟");
        let replicates = self.replicates.unwrap_or(u32::MAX);
        let progress = Progress::begin(talk, output::variant_units(plan, &output::all_variants(plan, replicates)));
        let counts = output::replay_variants(plan, manifest, replicates, &progress);
        progress.end();
        Ok(counts?)
    }

    fn replay(&self, plan: &Plan, manifest: &Manifest, talk: &Talk) -> Result<Verdict, Complaint> {
        let replicates = self.replicates.unwrap_or(manifest.replicates).min(manifest.replicates);
        talk.say(
            &format!("simulating {} scenario(s) again, {replicates} replicates", plan.scenarios.len()),
            &format!("重新模拟 {} 个情景，每个重复 {replicates} 次", plan.scenarios.len()),
        );
        let progress = Progress::begin(talk, u64::from(replicates) * ensemble::unit_count(&plan.models));
        let verdict = output::replay(plan, manifest, replicates, &progress);
        progress.end();
        Ok(verdict?)
    }
}

/// Everything that was found.
struct Checked {
    faults: Vec<FileFault>,
    foreign: Vec<String>,
    remarks: Vec<Words>,
    verdict: Option<Verdict>,
    /// Replicates under other assumptions: simulated, and the same.
    variants: Option<(u64, u64)>,
}

impl Checked {
    /// Whether everything that belongs to the run is as it was. Foreign files do not belong to it: they are named, no more.
    fn holds(&self) -> bool {
        let replayed = self.verdict.as_ref().is_some_and(|verdict| verdict.first_parting.is_none());
        let variants_hold = self.variants.is_none_or(|(checked, identical)| checked == identical);
        self.faults.is_empty() && self.remarks.is_empty() && replayed && variants_hold
    }

    fn write(&self, manifest: &Manifest, talk: &Talk, results: &mut dyn Write) -> Result<(), Complaint> {
        let mut say = |en: String, zh: String| writeln!(results, "{}", talk.lang.pick(&en, &zh));
        for fault in &self.faults {
            match fault {
                FileFault::Missing { path } => say(format!("missing: {path}"), format!("缺失：{path}"))?,
                FileFault::Altered { path } => say(
                    format!("altered: {path} is not what was written"),
                    format!("被改动：{path} 已不是当时写下的内容"),
                )?,
                FileFault::Truncated { path, bytes, written } => say(
                    format!("truncated: {path} has {bytes} of {written} bytes"),
                    format!("被截断：{path} 只有 {bytes} 字节，原为 {written} 字节"),
                )?,
            }
        }
        for path in &self.foreign {
            say(format!("foreign: {path} is not a file of this run"), format!("外来：{path} 不属于这次模拟"))?;
        }
        for remark in &self.remarks {
            say(remark.en.clone(), remark.zh.clone())?;
        }
        if self.faults.is_empty() {
            let count = manifest.files.len();
            say(format!("{count} of {count} files as written"), format!("{count} 个文件均与写下时一致"))?;
        }
        let Some(verdict) = &self.verdict else {
            say(
                "nothing was simulated again: a scenario is missing".to_string(),
                "缺少情景文件，没有重新模拟".to_string(),
            )?;
            return Ok(());
        };
        let (identical, checked) = (verdict.identical, verdict.checked);
        say(
            format!("{identical} of {checked} replicates identical"),
            format!("{checked} 次重复中有 {identical} 次完全相同"),
        )?;
        if let Some((checked, identical)) = self.variants {
            say(
                format!("{identical} of {checked} replicates under other assumptions identical"),
                format!("其他假定下的 {checked} 次重复中有 {identical} 次完全相同"),
            )?;
        }
        if let Some(parting) = &verdict.first_parting {
            let (name, replicate, year) = (&manifest.scenarios[parting.scenario].name, parting.replicate, parting.year);
            say(
                format!("the first to part: scenario {name}, replicate {replicate}, year {year}"),
                format!("最先出现差异：情景 {name}，第 {replicate} 次重复，{year} 年"),
            )?;
        }
        Ok(())
    }

    fn write_as_json(&self, manifest: &Manifest, results: &mut dyn Write) -> Result<(), Complaint> {
        let mut named = [("missing", Vec::new()), ("truncated", Vec::new()), ("altered", Vec::new())];
        for fault in &self.faults {
            match fault {
                FileFault::Missing { path } => named[0].1.push(path),
                FileFault::Truncated { path, .. } => named[1].1.push(path),
                FileFault::Altered { path } => named[2].1.push(path),
            }
        }
        let verdict = self.verdict.as_ref();
        let parting = verdict.and_then(|verdict| verdict.first_parting.as_ref()).map(|parting| {
            json!({
                "scenario": manifest.scenarios[parting.scenario].name,
                "replicate": parting.replicate,
                "year": parting.year,
            })
        });
        let shown = json!({
            "holds": self.holds(),
            "version": manifest.version,
            "files": manifest.files.len(),
            "missing": named[0].1,
            "truncated": named[1].1,
            "altered": named[2].1,
            "foreign": self.foreign,
            "remarks": self.remarks.iter().map(|words| &words.en).collect::<Vec<_>>(),
            "replicates_checked": verdict.map(|verdict| verdict.checked),
            "replicates_identical": verdict.map(|verdict| verdict.identical),
            "first_parting": parting,
            "variants_checked": self.variants.map(|(checked, _)| checked),
            "variants_identical": self.variants.map(|(_, identical)| identical),
        });
        write_json(results, &shown)
    }
}
