//! Other assumptions beside a comparison: how many are tried, and how the answer is shown.

use super::complaint::Complaint;
use super::grid::{Grid, cut};
use super::numbers::{ABSENT, percent, signed, with_interval};
use super::talk::Talk;
use crate::ensemble::assumptions::{Sign, Spread};
use crate::ensemble::headline::Headlines;
use crate::experiments::uncertainty::{Design, Parameter, Prepared, RangeSource};
use crate::output::{Assumptions, AssumptionsEntry, Manifest, Uncertain, Variant, VariantKind, Words};
use crate::scenario::{Laid, Scenario};
use crate::settings::{Kind, Problem};

/// Columns that a title may take.
const TITLE_WIDTH: usize = 26;

/// Lays other assumptions over scenarios that are to be compared.
pub(super) fn prepare(
    design: &Design,
    scenarios: &[Scenario],
    set_replicates: u32,
    structure_replicates: u32,
) -> Result<Assumptions, Complaint> {
    let prepared = design.prepare(scenarios).map_err(refused)?;
    let Prepared { parameters, left_alone, sets, refused, structures } = prepared;
    let models = |scenarios: &[Scenario]| scenarios.iter().map(Scenario::model).collect();
    let sets = sets.iter().enumerate().map(|(number, set)| Variant {
        kind: VariantKind::Set,
        name: (number + 1).to_string(),
        values: set.values.iter().map(Laid::written).collect(),
        replicates: set_replicates,
        models: models(&set.scenarios),
    });
    let structures = structures.iter().map(|(structure, scenarios)| Variant {
        kind: VariantKind::Structure,
        name: structure.name(),
        values: Vec::new(),
        replicates: structure_replicates,
        models: models(scenarios),
    });
    Ok(Assumptions {
        selection: design.selection.to_string(),
        parameters: parameters.iter().map(described).collect(),
        left_alone,
        refused,
        variants: sets.chain(structures).collect(),
    })
}

/// The assumptions that a folder records, laid over its scenarios once more.
pub(super) fn recorded(entry: &AssumptionsEntry, scenarios: &[Scenario]) -> Result<Assumptions, Complaint> {
    let selection =
        entry.selection.parse().map_err(|error: String| Complaint::Failed(Words::new(error.clone(), error)))?;
    let design = Design { selection, sets: entry.sets, structures: entry.structures > 0 };
    prepare(&design, scenarios, entry.set_replicates, entry.structure_replicates)
}

fn described(parameter: &Parameter) -> Uncertain {
    let ranged = parameter.range != RangeSource::Names;
    Uncertain {
        path: parameter.path.clone(),
        value: if parameter.kind == Kind::Dated { "× 1".to_string() } else { parameter.value.clone() },
        low: ranged.then_some(parameter.low),
        high: ranged.then_some(parameter.high),
        range: parameter.range.word().to_string(),
        source: parameter.source.to_string(),
    }
}

fn refused(problems: Vec<Problem>) -> Complaint {
    let told =
        |chinese: bool| problems.iter().map(|problem| problem.in_one_line(chinese)).collect::<Vec<_>>().join("\n  ");
    Complaint::Usage(Words::new(
        format!("these assumptions cannot be varied as asked:\n  {}", told(false)),
        format!("无法按要求改变这些假定：\n  {}", told(true)),
    ))
}

/// How a headline number is shown: its name, its words, a factor and the digits after the point.
pub(super) const SHOWN: &[(&str, &str, &str, f64, usize)] = &[
    ("organisations_alive", "organisations alive", "存活机构", 1.0, 1),
    (
        "base_cohort_survival",
        "the same organisations alive, percentage points,",
        "同一批机构存活率（百分点）",
        100.0,
        2,
    ),
    ("landing", "landing", "落地机构", 1.0, 1),
    ("service_units", "service units, thousand,", "服务量（千）", 1e-3, 1),
];

/// The answer of a folder that tried other assumptions.
pub(super) struct Answer<'a> {
    pub(super) headlines: &'a Headlines,
    pub(super) entry: &'a AssumptionsEntry,
    pub(super) talk: &'a Talk,
}

impl<'a> Answer<'a> {
    /// The answer that a manifest holds, if it holds one.
    pub(super) fn of(manifest: &'a Manifest, talk: &'a Talk) -> Option<Answer<'a>> {
        Some(Answer { headlines: manifest.headlines.as_ref()?, entry: manifest.assumptions.as_ref()?, talk })
    }

    fn words(&self, en: &str, zh: &str) -> String {
        self.talk.lang.pick(en, zh).to_string()
    }

    fn title(&self, scenario: &str) -> &str {
        let row = self.headlines.rows.iter().find(|row| row.scenario == scenario);
        row.map_or("", |row| self.talk.lang.pick(&row.title, &row.title_zh))
    }

    /// The differences of a quantity, scenario by scenario.
    fn differences(&self, quantity: &str) -> Vec<&Spread> {
        let wanted = |spread: &&Spread| spread.quantity == quantity && spread.against.is_some();
        self.entry.spreads.iter().filter(wanted).collect()
    }

    /// One table per shown quantity.
    pub(super) fn grid(&self, shown: &(&str, &str, &str, f64, usize)) -> Grid {
        let &(name, en, zh, scale, digits) = shown;
        let quantity = self.headlines.quantities.iter().find(|quantity| quantity.name == name);
        let years = quantity.map_or(String::new(), |quantity| match quantity.first_year == quantity.last_year {
            true => quantity.last_year.to_string(),
            false => format!("{}–{}", quantity.first_year, quantity.last_year),
        });
        let mut columns = vec![
            (String::new(), vec![self.words("scenario", "情景")]),
            (
                format!("{} {years}", self.words(en, zh)),
                vec![
                    self.words("difference [95 %, chance]", "差异 [95%，仅偶然]"),
                    self.words("over sets: median [95 %]", "各组假定：中位 [95%]"),
                ],
            ),
            (self.words("of the spread, from", "差别来自"), vec![self.words("assumptions [95 %]", "假定 [95%]")]),
            (String::new(), vec![self.words("sign holds", "符号不变")]),
        ];
        if self.entry.structures > 0 {
            columns
                .push((self.words("other structures", "其他结构"), vec![self.words("lowest … highest", "最低…最高")]));
        }
        let mut grid = Grid::new(columns);
        for spread in self.differences(name) {
            let interval =
                |low: Option<f64>, high: Option<f64>| low.zip(high).map(|(low, high)| (scale * low, scale * high));
            let mut cells = vec![
                cut(self.title(&spread.scenario), TITLE_WIDTH),
                with_interval(scale * spread.own, interval(spread.own_low, spread.own_high), digits),
                spread.median.map_or(ABSENT.to_string(), |median| {
                    with_interval(scale * median, interval(spread.low, spread.high), digits)
                }),
                self.share(spread),
                match spread.holds_in() {
                    Some(count) => {
                        self.words(&format!("{count} of {}", spread.sets), &format!("{count}/{}", spread.sets))
                    }
                    None => self.words("unclear", "不明"),
                },
            ];
            if self.entry.structures > 0 {
                let ordered = |better: fn(f64, f64) -> bool| {
                    let means = spread.structures.iter().map(|under| under.mean);
                    means.reduce(|best, next| if better(next, best) { next } else { best })
                };
                let ends = ordered(|next, best| next < best).zip(ordered(|next, best| next > best));
                cells.push(ends.map_or(ABSENT.to_string(), |(low, high)| {
                    format!("{} … {}", signed(scale * low, digits), signed(scale * high, digits))
                }));
            }
            grid.row(cells);
        }
        grid
    }

    fn share(&self, spread: &Spread) -> String {
        match (spread.share, spread.share_low.zip(spread.share_high)) {
            (None, _) => ABSENT.to_string(),
            (Some(share), None) => percent(share),
            (Some(share), Some((low, high))) => format!("{} [{}, {}]", percent(share), percent(low), percent(high)),
        }
    }

    /// What is to be said of each scenario, by rule.
    pub(super) fn sentences(&self, quantity: &str) -> Vec<String> {
        self.differences(quantity).into_iter().map(|spread| self.sentence(spread)).collect()
    }

    fn sentence(&self, spread: &Spread) -> String {
        let sets = spread.sets;
        let mut en = Vec::new();
        let mut zh = Vec::new();
        if let Some(share) = spread.share {
            let share = percent(share);
            en.push(format!("of the spread, {share} comes from assumptions"));
            zh.push(format!("差别中有 {share} 来自假定"));
        }
        match (spread.sign(), spread.holds_in()) {
            (Sign::Zero, _) if spread.above + spread.below == 0 => {
                en.push("no effect at all, under any assumption".to_string());
                zh.push("在任何假定下都毫无作用".to_string());
            }
            (sign, Some(holds)) if sets > 0 => {
                let (word, word_zh) = match sign {
                    Sign::Above => ("higher", "更高"),
                    Sign::Below => ("lower", "更低"),
                    Sign::Unclear | Sign::Zero => ("no effect", "无作用"),
                };
                en.push(format!("the sign ({word}) holds in {holds} of {sets} sets"));
                zh.push(format!("符号（{word_zh}）在 {sets} 组假定中的 {holds} 组成立"));
            }
            (_, None) if sets > 0 => {
                en.push(format!(
                    "no clear sign by chance alone; higher in {} and lower in {} of {sets} sets",
                    spread.above, spread.below
                ));
                zh.push(format!(
                    "仅凭偶然已看不出符号；{sets} 组假定中 {} 组更高、{} 组更低",
                    spread.above, spread.below
                ));
            }
            _ => {}
        }
        let names = |under: Vec<&crate::ensemble::assumptions::UnderStructure>| -> Vec<String> {
            under.iter().map(|one| one.structure.clone()).collect()
        };
        let (flips, fades) = (names(spread.flips_under()), names(spread.fades_under()));
        if !flips.is_empty() {
            en.push(format!("it flips under {}", flips.join(", ")));
            zh.push(format!("在 {} 之下反号", flips.join("、")));
        }
        if !fades.is_empty() {
            en.push(format!("it is no longer clear under {}", fades.join(", ")));
            zh.push(format!("在 {} 之下不再明显", fades.join("、")));
        }
        let title = self.title(&spread.scenario);
        self.words(&format!("{title}: {}", en.join("; ")), &format!("{title}：{}", zh.join("；")))
    }

    /// How much was tried, and how to read it.
    pub(super) fn legend(&self) -> String {
        let AssumptionsEntry { parameters, sets, set_replicates, refused, structures, structure_replicates, .. } =
            self.entry;
        let settings = parameters.len();
        let mut en = format!(
            "{sets} sets of {settings} assumed or tuned settings, {set_replicates} replicates each; every set changes all of them \
             at once, within the ranges of\nuncertainty_sets.csv"
        );
        let mut zh = format!(
            "共 {sets} 组假定，每组同时改变 {settings} 项假定或调试的设定（范围见 uncertainty_sets.csv），各重复 {set_replicates} 次"
        );
        if *refused > 0 {
            en += &format!(" ({refused} draws did not pass the checks and were drawn again)");
            zh += &format!("（{refused} 次抽取未通过检查，已重抽）");
        }
        if *structures > 0 {
            en += &format!("; {structures} other structures, {structure_replicates} replicates each");
            zh += &format!("；另有 {structures} 种其他结构，各重复 {structure_replicates} 次");
        }
        en += ". Sets are not weighed by how likely they are: the range is of what the\nprogram's own ranges allow, not a forecast.";
        zh += "。\n各组并不按可能性加权：这里的范围只是本程序所定范围之内会出现的结果，不是预测。";
        if *sets < 12 && *sets > 0 {
            en += " So few sets tell little; `headwater uncertainty` tries more.";
            zh += "组数很少，只能粗看；`headwater uncertainty` 会试得更多。";
        }
        self.words(&en, &zh)
    }
}
