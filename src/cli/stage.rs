//! Scenarios to be looked at closely: from a folder of results, with the states that it recorded, or by name.

use super::complaint::Complaint;
use super::options::Changes;
use super::talk::Talk;
use crate::ensemble;
use crate::ensemble::lives::wording::{both, funder_name};
use crate::ensemble::lives::{Part, funder};
use crate::model::World;
use crate::output::{Manifest, Words, recorded_plan};
use crate::scenario::{self, Scenario};
use std::collections::BTreeMap;
use std::path::Path;

/// One scenario, perhaps another beside it, and what a folder recorded of them.
pub(super) struct Stage {
    pub(super) subject: Part,
    pub(super) other: Option<Part>,
    pub(super) replicate: u32,
    manifest: Option<Manifest>,
}

impl Stage {
    /// Finds the scenarios. `from` is a folder of results or a scenario.
    pub(super) fn set(
        from: &Path,
        scenario: Option<&str>,
        against: Option<&str>,
        changes: &Changes,
        replicate: u32,
        talk: &Talk,
    ) -> Result<Stage, Complaint> {
        if from.join("manifest.json").exists() {
            return Stage::of_folder(from, scenario, against, changes, replicate);
        }
        if from.is_dir() {
            let shown = from.display();
            return Err(Complaint::Usage(Words::new(
                format!(
                    "{shown} has no manifest.json: name a folder that `compare` or `run` has written, or a scenario"
                ),
                format!("{shown} 中没有 manifest.json：请给出 `compare` 或 `run` 写成的文件夹，或给出一个情景"),
            )));
        }
        if scenario.is_some() {
            return Err(Complaint::Usage(Words::new(
                "`--scenario` chooses among the scenarios of a folder of results; here the scenario is named already",
                "`--scenario` 用于在结果文件夹的情景中选择；此处已直接给出情景",
            )));
        }
        let names: Vec<String> =
            std::iter::once(from.to_string_lossy().into_owned()).chain(against.map(String::from)).collect();
        let scenarios = scenario::load(&names, &changes.overrides())?;
        talk.name_dropped_rows(&scenarios);
        let mut parts = scenarios.iter().map(part);
        let subject = parts.next().expect("a scenario was named");
        Ok(Stage { subject, other: parts.next(), replicate, manifest: None })
    }

    fn of_folder(
        folder: &Path,
        scenario: Option<&str>,
        against: Option<&str>,
        changes: &Changes,
        replicate: u32,
    ) -> Result<Stage, Complaint> {
        if !changes.overrides().is_empty() {
            return Err(Complaint::Usage(Words::new(
                "a folder of results stands as it is: changes such as --set, --seed or --preset go with a scenario by name",
                "结果文件夹不可更改：--set、--seed、--preset 等只能与情景名称一起使用",
            )));
        }
        let manifest = Manifest::read(&folder.join("manifest.json"))?;
        if replicate >= manifest.replicates {
            let (last, shown) = (manifest.replicates - 1, folder.display());
            return Err(Complaint::Usage(Words::new(
                format!("{shown} has replicates 0 to {last}, there is none with the number {replicate}"),
                format!("{shown} 只有第 0 至 {last} 次重复，没有第 {replicate} 次"),
            )));
        }
        let (plan, _) = recorded_plan(folder, &manifest)?;
        let find = |name: &str| {
            plan.scenarios.iter().find(|scenario| scenario.name == name).map(part).ok_or_else(|| {
                let names: Vec<String> = plan.scenarios.iter().map(|scenario| format!("`{}`", scenario.name)).collect();
                let (names, shown) = (names.join(", "), folder.display());
                Complaint::Usage(Words::new(
                    format!("{shown} has no scenario `{name}`; it has {names}"),
                    format!("{shown} 中没有情景 `{name}`；其中有 {names}"),
                ))
            })
        };
        let subject = match (scenario, plan.scenarios.as_slice()) {
            (Some(name), _) => find(name)?,
            (None, [only]) => part(only),
            (None, [_, second]) => part(second),
            (None, several) => {
                let names: Vec<String> = several.iter().map(|scenario| format!("`{}`", scenario.name)).collect();
                let (names, shown) = (names.join(", "), folder.display());
                return Err(Complaint::Usage(Words::new(
                    format!("{shown} has several scenarios: choose one with --scenario ({names})"),
                    format!("{shown} 中有多个情景：请用 --scenario 选定其一（{names}）"),
                )));
            }
        };
        let other = match against {
            Some(name) => Some(find(name)?),
            None => plan.scenarios.first().filter(|first| first.name != subject.name).map(part),
        };
        Ok(Stage { subject, other, replicate, manifest: Some(manifest) })
    }

    /// The scenarios, the one that is told first.
    pub(super) fn parts(&self) -> Vec<&Part> {
        std::iter::once(&self.subject).chain(&self.other).collect()
    }

    /// About how many years are simulated, for the progress.
    pub(super) fn years(&self) -> u64 {
        let models: Vec<_> = self.parts().iter().map(|part| part.model.clone()).collect();
        ensemble::unit_count(&models)
    }

    /// Whether state hashes are those that the folder recorded for a scenario; none if there is no folder.
    pub(super) fn agreement(&self, scenario: &str, hashes: &BTreeMap<i16, String>) -> Option<bool> {
        let entry = self.manifest.as_ref()?.scenarios.iter().find(|entry| entry.name == scenario)?;
        Some(entry.state_hashes.get(self.replicate as usize) == Some(hashes))
    }

    /// The id that a word means: itself, or that of the organisation which a register calls so.
    pub(super) fn organisation(&self, word: &str) -> Result<u32, Complaint> {
        if let Ok(id) = word.parse() {
            return Ok(id);
        }
        let registered = &self.subject.model.register.organisations;
        let fitting = |fits: &dyn Fn(&str) -> bool| -> Vec<u32> {
            (0..registered.len()).filter(|&i| fits(&registered[i].name)).map(|i| i as u32).collect()
        };
        let whole = fitting(&|name| name == word);
        let found = if whole.is_empty() { fitting(&|name| name.contains(word)) } else { whole };
        if let [only] = found.as_slice() {
            return Ok(*only);
        }
        let named = |&id: &u32| format!("{} ({id})", registered[id as usize].name);
        let list: Vec<String> = found.iter().take(4).map(named).collect();
        let count = found.len();
        Err(Complaint::Usage(match list.is_empty() {
            true => Words::new(
                format!("no organisation is called `{word}`: write its id, or its name in the register"),
                format!("没有名为“{word}”的机构：请写编号，或登记表中的名称"),
            ),
            false => Words::new(
                format!("{count} organisations fit `{word}`, such as {}: write the id of one", list.join(", ")),
                format!("有 {count} 家机构符合“{word}”，例如{}：请写出其中一家的编号", list.join("、")),
            ),
        }))
    }

    /// The funders that a name means.
    pub(super) fn funders(&self, name: &str) -> Result<Vec<(u32, usize)>, Complaint> {
        let world = World::found(&self.subject.model, self.replicate);
        let found = funder::find(&world, name);
        if found.is_empty() {
            let classes: Vec<&str> = ensemble::names::funder_class_names().collect();
            let classes = classes.join(", ");
            let (like, like_zh) = match funder::nearest(&world, name) {
                Some(near) => (format!("did you mean `{near}`? "), format!("是否想写“{near}”？")),
                None => (String::new(), String::new()),
            };
            return Err(Complaint::Usage(Words::new(
                format!(
                    "no funder is called `{name}`; {like}classes are {classes}; a name is for example `national foundation \
                     A`, as a payer `national_a`"
                ),
                format!(
                    "没有名为“{name}”的资助方；{like_zh}类别有 {classes}；名称例如“全国性基金会A”，作为出资方写作 `national_a`"
                ),
            )));
        }
        Ok(found)
    }

    /// The funder that a name means, in every province that has it, or all of a class in all provinces.
    pub(super) fn funder_or_class(&self, name: &str) -> Result<Vec<(u32, usize)>, Complaint> {
        let found = self.funders(name)?;
        if ensemble::names::funder_class_names().any(|class| class == name.to_lowercase()) {
            return Ok(found);
        }
        self.of_one_name(found, name)
    }

    /// The one funder that a name means; of namesakes in several provinces the first.
    pub(super) fn one_funder(&self, name: &str) -> Result<(u32, usize), Complaint> {
        let found = self.funders(name)?;
        self.of_one_name(found, name).map(|namesakes| namesakes[0])
    }

    /// That funders who were found have one name.
    fn of_one_name(&self, found: Vec<(u32, usize)>, name: &str) -> Result<Vec<(u32, usize)>, Complaint> {
        if found.len() == 1 {
            return Ok(found);
        }
        let world = World::found(&self.subject.model, self.replicate);
        let named = |&(province, funder): &(u32, usize)| funder_name(&world.provinces[province as usize], funder);
        let first = named(&found[0]);
        if found.iter().all(|one| named(one) == first) {
            return Ok(found);
        }
        let (en, zh): (Vec<String>, Vec<String>) =
            found.iter().take(4).map(named).map(|name| (format!("`{}`", name.en), format!("“{}”", name.zh))).unzip();
        let count = found.len();
        Err(Complaint::Usage(Words::new(
            format!("{count} funders fit `{name}`, such as {}: write the whole name of one", en.join(", ")),
            format!("有 {count} 个资助方符合“{name}”，例如{}：请写出其中一个的全名", zh.join("、")),
        )))
    }
}

fn part(scenario: &Scenario) -> Part {
    Part {
        name: scenario.name.clone(),
        title: both(scenario.title.clone(), scenario.title_zh.clone()),
        model: scenario.model(),
    }
}
