//! Simulates a plan into its folder: what `compare` and `run` share.

use super::chart;
use super::complaint::Complaint;
use super::interruption;
use super::options::Work;
use super::progress::Progress;
use super::report;
use super::talk::Talk;
use crate::output::{self, Assembled, Circumstances, Failure, Folder, Found, Machine, Manifest, Plan, Words};
use crate::parallel;
use crate::scenario;
use crate::settings::Source;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A complete run and where it lies.
pub(super) struct Done {
    pub(super) folder: PathBuf,
    pub(super) manifest: Manifest,
}

/// Simulates what is missing of a plan, or finds it complete.
pub(super) fn simulate(plan: &Plan, work: &Work, talk: &Talk) -> Result<Done, Complaint> {
    talk.name_dropped_rows(&plan.scenarios);
    let path = work.out.clone().unwrap_or_else(|| plan.default_folder());
    let (folder, found) = Folder::open(&path, plan, work.force)?;
    let shown = path.display();
    match found {
        Found::Complete(manifest) => {
            talk.say(
                &format!("{shown} already holds this run, complete; nothing was simulated"),
                &format!("{shown} 中已有这次模拟的完整结果，没有重新模拟"),
            );
            return Ok(Done { folder: path, manifest: *manifest });
        }
        Found::Partial => talk.say(
            &format!("{shown} holds a part of this run; going on from there"),
            &format!("{shown} 中有这次模拟的部分结果，从那里继续"),
        ),
        Found::Empty => {}
    }
    interruption::listen();
    let manifest = parallel::with_threads(work.threads, || fill(&folder, plan, talk))
        .map_err(|error| Complaint::Failed(Words::new(error.clone(), error)))??;
    talk.say(
        &format!("done in {:.1} s", manifest.times.seconds),
        &format!("完成，用时 {:.1} 秒", manifest.times.seconds),
    );
    Ok(Done { folder: path, manifest })
}

fn fill(folder: &Folder, plan: &Plan, talk: &Talk) -> Result<Manifest, Complaint> {
    let started = SystemTime::now();
    let missing = folder.missing(plan)?;
    talk.say(
        &format!(
            "simulating {} scenario(s), {} replicates, seed {}, {} threads",
            plan.scenarios.len(),
            plan.replicates(),
            plan.seed(),
            parallel::thread_count()
        ),
        &format!(
            "模拟 {} 个情景，每个重复 {} 次，种子 {}，{} 个线程",
            plan.scenarios.len(),
            plan.replicates(),
            plan.seed(),
            parallel::thread_count()
        ),
    );
    let mut missing_variants = folder.missing_variants(plan)?;
    if !missing_variants.is_empty() {
        let count = missing_variants.len();
        talk.say(
            &format!("and {count} more replicates of all of them under other assumptions"),
            &format!("另在其他假定下把它们全部再模拟，共 {count} 次"),
        );
    }
    let mut grown: Option<Plan> = None;
    let mut missing = missing;
    loop {
        let plan = grown.as_ref().unwrap_or(plan);
        let units = output::units(plan, &missing) + output::variant_units(plan, &missing_variants);
        let progress = Progress::begin(talk, units);
        let computed = output::compute(folder, plan, &missing, &progress)
            .and_then(|()| output::compute_variants(folder, plan, &missing_variants, &progress));
        progress.end();
        match computed {
            Err(Failure::Stopped) => return Err(stopped(folder, plan)),
            other => other?,
        }
        missing_variants.clear();
        let Some(until) = &plan.until else { break };
        let (replicates, expression) = (plan.replicates(), &until.expression);
        if until.is_met(folder, plan)? {
            talk.say(
                &format!("{expression}: narrow enough with {replicates} replicates"),
                &format!("{expression}：{replicates} 次重复已足够窄"),
            );
            break;
        }
        if replicates >= until.most {
            talk.insist(
                &format!(
                    "{expression}: not yet so narrow with {replicates} replicates, the most allowed; raise --max-replicates"
                ),
                &format!("{expression}：{replicates} 次重复（上限）仍不够窄；可调高 --max-replicates"),
            );
            break;
        }
        let next = until.next(replicates);
        talk.say(
            &format!("{expression}: not yet so narrow with {replicates} replicates, going on to {next}"),
            &format!("{expression}：{replicates} 次重复还不够窄，增至 {next} 次"),
        );
        let larger = plan.with_replicates(next);
        missing = folder.missing(&larger)?;
        grown = Some(larger);
    }
    let plan = grown.as_ref().unwrap_or(plan);
    match plan.only() {
        None => talk.say("writing tables and figures", "正在写出表格与图"),
        Some(only) => talk
            .say(&format!("writing only {}", only.names().join(", ")), &format!("只写出 {}", only.names().join("、"))),
    }
    let command = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let figures = Some(talk.lang.into());
    let circumstances = Circumstances { command, started, machine: Machine::here(), figures };
    let Assembled { manifest, warnings } = output::assemble(folder, plan, circumstances)?;
    chart::warn(&warnings, talk);
    if plan.wants(report::PART) {
        report::after_run(folder.path(), talk);
    }
    Ok(manifest)
}

/// Says what is kept of a run that was stopped.
fn stopped(folder: &Folder, plan: &Plan) -> Complaint {
    let (missing, others) = match folder.missing(plan).and_then(|runs| Ok((runs, folder.missing_variants(plan)?))) {
        Ok(missing) => missing,
        Err(failure) => return failure.into(),
    };
    // A replicate under other assumptions is one of every scenario.
    let scenarios = plan.scenarios.len();
    let tried = (output::all_variants(plan, u32::MAX).len() * scenarios) as u64;
    let missing = missing.iter().map(|missing| missing.scenarios.len()).sum::<usize>() + others.len() * scenarios;
    let (all, path) = (plan.run_count() + tried, folder.path().display());
    let kept = all - missing as u64;
    Complaint::Failed(Words::new(
        format!("stopped: {kept} of {all} runs are finished and kept in {path}; the same command goes on from there"),
        format!("已中止：{all} 次运行中有 {kept} 次已完成并保存在 {path}；再次运行同一命令即可继续"),
    ))
}

/// Writes what stands under every table: where it comes from, how sure its settings are, and what to read next.
pub(super) fn write_foot(
    results: &mut dyn Write,
    manifest: &Manifest,
    folder: &Path,
    talk: &Talk,
) -> Result<(), Complaint> {
    let catalogue = scenario::catalogue();
    let count = |wanted: fn(&Source) -> bool| catalogue.iter().filter(|setting| wanted(&setting.source)).count();
    let sourced = count(|source| matches!(source, Source::Deck(_) | Source::Literature(_)));
    let tuned = count(|source| matches!(source, Source::Tuned(_)));
    let assumed = count(|source| matches!(source, Source::Assumed(_)));
    let (replicates, seed, version) = (manifest.replicates, manifest.seed, &manifest.version);
    let shown = folder.display();
    let (next, next_zh) = match folder.join(output::report::FILE).exists() {
        true => (
            format!("{shown}/report.html (in a browser), then README.txt"),
            format!("用浏览器打开 {shown}/report.html，然后看 README.txt"),
        ),
        false => (format!("{shown}/README.txt"), format!("{shown}/README.txt")),
    };
    let en = format!(
        "{replicates} replicates, seed {seed}, headwater {version}. Of the defaults that claim something about the region, \
         {sourced} are sourced,\n{tuned} tuned by hand and {assumed} assumed (`headwater settings` lists them).\n\
         Results: {shown}\nRead next: {next}. Check: headwater verify {shown}\n\
         A simulation under stated assumptions, not a forecast."
    );
    let zh = format!(
        "重复 {replicates} 次，种子 {seed}，headwater {version}。关于该区域的默认值中，{sourced} 项有来源，\
         {tuned} 项为手工调试，{assumed} 项为假定\n（见 `headwater settings`）。\n\
         结果：{shown}\n接着可读：{next_zh}。核对：headwater verify {shown}\n\
         在明示假定之下的模拟，非预测。"
    );
    writeln!(results, "{}", talk.lang.pick(&en, &zh))?;
    Ok(())
}
