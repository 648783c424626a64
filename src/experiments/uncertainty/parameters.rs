//! Which settings are uncertain, and within which range each of them.

use crate::scenario::{Laid, Scenario, catalogue};
use crate::settings::{Both, Kind, Problem, Problems, Setting, Source, short};
use std::str::FromStr;

/// Ranges that the parameter table of the model states where the allowed range is wider, or confirms it. Without a line
/// here a setting moves by a half of its value either way, within what is allowed.
const STATED: &[(&str, f64, f64)] = &[
    ("capacity.support_lift_people", 0.0, 0.8),
    ("capacity.support_lift_brain", 0.0, 0.8),
    ("capacity.support_lift_method", 0.0, 0.8),
    ("capacity.full_capacity_yuan", 800_000.0, 1_600_000.0),
    ("capacity.compliance_yuan", 0.0, 10_000.0),
    ("capacity.wage_yuan", 80_000.0, 220_000.0),
    ("capacity.activity_effect", 0.05, 0.6),
    ("capacity.project_half_brain", 0.1, 0.6),
    ("capacity.overhead_bp", 0.0, 2_000.0),
    ("capacity.registration_method", 0.2, 0.6),
    ("learning.brain_gain", 0.03, 0.2),
    ("learning.method_gain", 0.03, 0.2),
    ("learning.brain_loss", 0.02, 0.15),
    ("learning.method_loss", 0.02, 0.15),
    ("learning.turnover", 0.03, 0.3),
    ("learning.overload_wear", 0.0, 0.2),
    ("learning.reputation_gain", 0.1, 0.5),
    ("learning.reputation_decay", 0.05, 0.3),
    ("settlement.growth", 0.0, 0.5),
    ("settlement.short_scale_yuan", 1_000.0, 20_000.0),
    ("settlement.staff_share", 0.0, 0.6),
    ("jury.entry_people", 0.0, 0.05),
    ("ties.decay", 0.05, 0.4),
    ("ties.trust_initial", 0.1, 0.5),
    ("ties.meeting_chance", 0.2, 0.8),
    ("ties.gain", 0.1, 0.5),
    ("ties.loss", 0.1, 0.5),
    ("joining.hub_weight", 0.3, 0.7),
    ("joining.peer_weight", 0.0, 2.0),
    ("joining.evidence_weight", 0.0, 0.8),
    ("joining.awareness", 0.0, 0.3),
    ("founders.joining_threshold_mean", 0.3, 0.7),
    ("founders.joining_threshold_spread", 0.1, 0.4),
    ("founders.gamer_share", 0.0, 0.2),
    ("funders.inflow_spread", 0.0, 0.4),
    ("programme.unit_yuan", 60_000.0, 230_000.0),
    ("programme.fee_bp", 0.0, 1_500.0),
    ("programme.slot_share", 0.3, 1.0),
    ("programme.county_slots_max", 1.0, 12.0),
    ("programme.key_project_yuan", 10_000.0, 60_000.0),
    ("hub.institutionalisation", 0.0, 1.0),
    ("hub.day_yuan", 400.0, 1_000.0),
    ("hub.county_days", 2.0, 15.0),
    ("hub.introduction_days", 2.0, 15.0),
    ("hub.diligence_days", 2.0, 15.0),
    ("hub.support_half_days", 4.0, 20.0),
    ("hub.support_days_max", 12.0, 48.0),
    ("hub.support_turnover", 0.3, 1.0),
    ("hub.half_meetings", 1.5, 8.0),
    ("evidence.threshold_mean", 0.08, 0.35),
    ("evidence.threshold_spread", 0.02, 0.15),
    ("evidence.opening_rate", 0.1, 0.6),
    ("evidence.closing_rate", 0.01, 0.2),
    ("evidence.openness_max", 0.2, 0.8),
    ("evidence.trust_gain", 0.0, 0.4),
    ("evidence.full_successes", 1.0, 3.0),
    ("delivery.success_base", 0.1, 0.6),
    ("network_exit.base", -1.1, 0.5),
    ("network_exit.overload", 0.0, 3.0),
    ("survival.base", -6.0, -4.0),
    ("survival.smallness", 0.0, 4.0),
    ("survival.shortfall", 0.5, 3.5),
    ("survival.overload", 0.0, 1.5),
    ("survival.connected", 0.0, 1.0),
    ("survival.crowding", 0.0, 2.0),
    ("entry.rate", 0.04, 0.065),
    ("giving.day_yuan", 0.5, 3.0),
    ("giving.outside_day_effort", 1.0, 16.0),
    ("giving.outside_ordinary_effort", 10.0, 100.0),
    ("giving.burn", 0.0, 0.06),
    ("giving.detection", 0.0, 1.0),
    ("giving.scandal", 0.0, 0.1),
    ("giving.fee_bp", 0.0, 1_000.0),
    ("interventions.opening.core_grant_yuan", 100_000.0, 800_000.0),
    ("interventions.venture_contest.budget_yuan", 0.0, 10_000_000.0),
    ("interventions.matched_giving.pool_yuan", 500_000.0, 20_000_000.0),
    ("interventions.government_leverage.amount_yuan", 0.0, 20_000_000.0),
    ("interventions.government_leverage.trigger", 0.05, 0.4),
    ("interventions.giving_channel.mobilisation", 0.0, 10.0),
    ("interventions.giving_channel.coopted_bp", 0.0, 6_000.0),
    ("interventions.giving_channel.joint_trust", 0.0, 0.2),
];

/// The default set: what calibration moves, and the two that the first screening ranked beside them.
const DEFAULT: &[&str] = &[
    "joining.hub_weight",
    "founders.joining_threshold_spread",
    "hub.half_meetings",
    "evidence.threshold_mean",
    "evidence.opening_rate",
    "evidence.openness_max",
    "delivery.success_base",
    "network_exit.base",
    "interventions.government_leverage.trigger",
    "programme.unit_yuan",
    "programme.county_slots_max",
    "survival.base",
    "survival.smallness",
    "giving.outside_day_effort",
    "interventions.opening.core_grant_yuan",
    "programme.slot_share",
];

/// Settings of the same table that sum to one: when some of them move, all are divided by their sum.
const SUMS: &[(&str, &str)] = &[("region.issue_shares.", ""), ("hub.work.", ""), ("founders.", ".share")];

/// Which settings are uncertain. Written as `default`, `all`, `none`, or paths with commas between them, each perhaps
/// with a range of its own: `evidence.threshold_mean=0.1..0.3`.
#[derive(Clone, Debug, PartialEq)]
pub enum Selection {
    /// None: only structures are tried.
    None,
    /// What calibration moves.
    Default,
    /// Every assumed or tuned default.
    All,
    /// These paths, perhaps with ranges.
    Paths(Vec<(String, Option<String>)>),
}

impl FromStr for Selection {
    type Err = String;

    fn from_str(text: &str) -> Result<Selection, String> {
        Ok(match text.trim() {
            "default" => Selection::Default,
            "all" => Selection::All,
            "none" => Selection::None,
            "" => {
                return Err("name `default`, `all`, `none`, or paths such as `survival.base,hub.day_yuan`".to_string());
            }
            paths => Selection::Paths(
                paths
                    .split(',')
                    .map(|one| match one.split_once('=') {
                        Some((path, range)) => (path.trim().to_string(), Some(range.trim().to_string())),
                        None => (one.trim().to_string(), None),
                    })
                    .collect(),
            ),
        })
    }
}

impl std::fmt::Display for Selection {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Selection::None => formatter.write_str("none"),
            Selection::Default => formatter.write_str("default"),
            Selection::All => formatter.write_str("all"),
            Selection::Paths(paths) => {
                let written = paths.iter().map(|(path, range)| match range {
                    Some(range) => format!("{path}={range}"),
                    None => path.clone(),
                });
                formatter.write_str(&written.collect::<Vec<_>>().join(","))
            }
        }
    }
}

/// Where a range comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RangeSource {
    /// The parameter table of the model.
    Stated,
    /// A half of the value either way; of a value of zero, up to a tenth of what is allowed; of a year, two years.
    Rule,
    /// The names that are allowed, all alike.
    Names,
    /// The call.
    Call,
}

impl RangeSource {
    /// As one word.
    pub fn word(self) -> &'static str {
        match self {
            RangeSource::Stated => "stated",
            RangeSource::Rule => "rule",
            RangeSource::Names => "names",
            RangeSource::Call => "call",
        }
    }
}

/// An uncertain setting.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Where it stands.
    pub path: String,
    /// What may be written there.
    pub kind: Kind,
    /// The value in the baseline.
    pub value: String,
    /// Lower end of the range; of a dated series, the least factor; of names, 0.
    pub low: f64,
    /// Upper end; of names, their number less one.
    pub high: f64,
    /// Where the range comes from.
    pub range: RangeSource,
    /// Where the default comes from: `assumed`, `tuned`, …
    pub source: &'static str,
}

impl Parameter {
    /// The number under which its draws stand.
    pub fn address(&self) -> u32 {
        let hash = blake3::hash(self.path.as_bytes());
        let first: [u8; 4] = hash.as_bytes()[..4].try_into().expect("a hash has more than four bytes");
        u32::from_le_bytes(first)
    }

    /// The value at a share of the range.
    fn at(&self, share: f64) -> Laid {
        let span = self.high - self.low;
        match self.kind {
            Kind::Whole => {
                // Every whole number in the range has an equal part.
                let number = (share * (span + 1.0)).floor().min(span);
                Laid::Whole((self.low + number) as i64)
            }
            Kind::Flag => Laid::Flag(share >= 0.5),
            Kind::Choice(names) => {
                Laid::Word(names[((share * names.len() as f64) as usize).min(names.len() - 1)].to_string())
            }
            Kind::Dated => Laid::Times(self.low + share * span),
            _ => Laid::Real(self.low + share * span),
        }
    }
}

/// Every setting whose default is assumed or tuned.
pub fn candidates() -> Vec<Setting> {
    let uncertain = |setting: &Setting| matches!(setting.source, Source::Assumed(_) | Source::Tuned(_));
    catalogue().into_iter().filter(uncertain).collect()
}

/// The uncertain settings of a selection with their ranges, and those that are left alone because scenarios differ in
/// them.
///
/// # Errors
/// Everything that is wrong with the selection.
pub fn parameters(
    selection: &Selection,
    scenarios: &[Scenario],
) -> Result<(Vec<Parameter>, Vec<String>), Vec<Problem>> {
    let mut problems = Problems::default();
    let settings: Vec<(Setting, Option<String>)> = match selection {
        Selection::None => Vec::new(),
        Selection::All => candidates().into_iter().map(|setting| (setting, None)).collect(),
        Selection::Default => {
            let in_set = |setting: &Setting| DEFAULT.contains(&setting.path.as_str());
            candidates().into_iter().filter(in_set).map(|setting| (setting, None)).collect()
        }
        Selection::Paths(paths) => named(paths, &mut problems),
    };
    let mut parameters = Vec::new();
    let mut left_alone = Vec::new();
    for (setting, range) in settings {
        let written: Vec<Option<String>> =
            scenarios.iter().map(|scenario| scenario.written_at(&setting.path)).collect();
        if written.iter().any(|value| *value != written[0]) {
            left_alone.push(setting.path);
            continue;
        }
        let value = written[0].clone().unwrap_or_default();
        let base_year = scenarios[0].settings.run.base_year;
        parameters.extend(parameter(&setting, value, range.as_deref(), base_year, &mut problems));
    }
    if problems.is_empty() { Ok((parameters, left_alone)) } else { Err(problems.0) }
}

/// The settings that a call names, each with the range that it gives.
fn named(paths: &[(String, Option<String>)], problems: &mut Problems) -> Vec<(Setting, Option<String>)> {
    let catalogue = catalogue();
    let mut found = Vec::new();
    for (path, range) in paths {
        let Some(setting) = catalogue.iter().find(|setting| setting.path == *path) else {
            let likeness = |setting: &&Setting| strsim::jaro_winkler(&setting.path, path);
            let nearest = catalogue.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
            let help = match nearest.filter(|nearest| likeness(nearest) > 0.8) {
                Some(nearest) => (format!("did you mean `{}`?", nearest.path), format!("是不是 `{}`？", nearest.path)),
                None => ("`headwater settings` lists them".to_string(), "用 `headwater settings` 列出全部".to_string()),
            };
            problems.add(path, ("there is no such setting", "没有这项设定"), help);
            continue;
        };
        let varies = matches!(setting.kind, Kind::Real | Kind::Whole | Kind::Flag | Kind::Choice(_) | Kind::Dated);
        let is_claim = !setting.path.starts_with("run.") && !setting.path.starts_with("measures.");
        if !varies || !is_claim || setting.path.contains("[]") {
            problems.add(
                path,
                ("it is no assumption about the region", "它不是关于区域的假定"),
                ("name numbers, switches or rules of the model", "请写模型中的数值、开关或规则"),
            );
            continue;
        }
        found.push((setting.clone(), range.clone()));
    }
    found
}

fn parameter(
    setting: &Setting,
    value: String,
    range: Option<&str>,
    base_year: i16,
    problems: &mut Problems,
) -> Option<Parameter> {
    let stated = STATED.iter().find(|(path, ..)| *path == setting.path).map(|&(_, low, high)| (low, high));
    let allowed = |(low, high): (f64, f64)| (low.max(setting.low), high.min(setting.high));
    let (range, (low, high)) = match (setting.kind, range, stated) {
        (Kind::Flag, None, _) => (RangeSource::Names, (0.0, 1.0)),
        (Kind::Choice(names), None, _) => (RangeSource::Names, (0.0, names.len() as f64 - 1.0)),
        (Kind::Flag | Kind::Choice(_), Some(_), _) => {
            problems.add(
                &setting.path,
                ("it has names, not a range", "它取名称，没有范围"),
                ("name the setting without a range", "请只写设定，不写范围"),
            );
            return None;
        }
        (_, Some(text), _) => match given(text, setting) {
            Ok(range) => (RangeSource::Call, range),
            Err((message, help)) => {
                problems.add(&setting.path, message, help);
                return None;
            }
        },
        (Kind::Dated, None, stated) => (RangeSource::Rule, stated.unwrap_or((0.5, 1.5))),
        (_, None, Some(stated)) => (RangeSource::Stated, stated),
        (_, None, None) => {
            let value: f64 = value.parse().unwrap_or_default();
            let rule = match (setting.unit, value) {
                ("year", year) => ((year - 2.0).max(f64::from(base_year) + 1.0), year + 2.0),
                (_, 0.0) => (0.0, setting.high / 10.0),
                (_, value) => (value - value.abs() / 2.0, value + value.abs() / 2.0),
            };
            (RangeSource::Rule, allowed(rule))
        }
    };
    let whole = setting.kind == Kind::Whole;
    let (low, high) = if whole { (low.floor(), high.ceil()) } else { (low, high) };
    Some(Parameter {
        path: setting.path.clone(),
        kind: setting.kind,
        value,
        low,
        high,
        range,
        source: setting.source.word(),
    })
}

/// The range that a call gives: `0.1..0.3`.
fn given(text: &str, setting: &Setting) -> Result<(f64, f64), (Both, Both)> {
    let parsed =
        text.split_once("..").and_then(|(low, high)| Some((low.trim().parse().ok()?, high.trim().parse().ok()?)));
    let Some((low, high)) = parsed.filter(|(low, high): &(f64, f64)| low.is_finite() && high.is_finite() && low < high)
    else {
        let path = &setting.path;
        let help = (
            format!("write it from low to high, such as `{path}=0.1..0.3`"),
            format!("请从低到高写，例如 `{path}=0.1..0.3`"),
        );
        return Err(((format!("`{text}` is not a range"), format!("`{text}` 不是范围")).into(), help.into()));
    };
    let is_factor = setting.kind == Kind::Dated;
    if !is_factor && (low < setting.low || high > setting.high) {
        let (low, high) = (short(low), short(high));
        let (least, most) = (short(setting.low), short(setting.high));
        let message = (
            format!("the range {low} to {high} goes beyond what is allowed"),
            format!("范围 {low} 至 {high} 超出允许的取值"),
        );
        let help = (format!("stay between {least} and {most}"), format!("请在 {least} 与 {most} 之间取值"));
        return Err((message.into(), help.into()));
    }
    Ok((low, high))
}

/// The values of a set.
pub(super) struct Values {
    /// In the order of the parameters.
    pub(super) chosen: Vec<Laid>,
    /// Settings that move along because they sum to one with others.
    pub(super) adjusted: Vec<(String, Laid)>,
}

/// The values at these shares of the ranges; tables that sum to one do so again.
pub(super) fn values(parameters: &[Parameter], shares: &[f64], scenario: &Scenario) -> Values {
    let mut chosen: Vec<Laid> = parameters.iter().zip(shares).map(|(parameter, &share)| parameter.at(share)).collect();
    let mut adjusted = Vec::new();
    for (before, behind) in SUMS {
        let belongs = |path: &str| {
            let name = path.strip_prefix(before).and_then(|rest| rest.strip_suffix(behind));
            name.is_some_and(|name| !name.contains('.'))
        };
        let moved: Vec<usize> = (0..parameters.len()).filter(|&k| belongs(&parameters[k].path)).collect();
        if moved.is_empty() {
            continue;
        }
        let real = |laid: &Laid| if let Laid::Real(real) = laid { *real } else { 0.0 };
        let others: Vec<(String, f64)> = catalogue()
            .into_iter()
            .filter(|setting| setting.kind == Kind::Real && belongs(&setting.path))
            .filter(|setting| moved.iter().all(|&k| parameters[k].path != setting.path))
            .map(|setting| {
                let value = scenario.written_at(&setting.path).and_then(|value| value.parse().ok());
                (setting.path, value.unwrap_or_default())
            })
            .collect();
        let sum: f64 =
            moved.iter().map(|&k| real(&chosen[k])).sum::<f64>() + others.iter().map(|(_, value)| value).sum::<f64>();
        if sum > 0.0 {
            for &k in &moved {
                chosen[k] = Laid::Real(real(&chosen[k]) / sum);
            }
            adjusted.extend(others.into_iter().map(|(path, value)| (path, Laid::Real(value / sum))));
        }
    }
    Values { chosen, adjusted }
}
