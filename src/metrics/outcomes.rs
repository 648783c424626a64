//! What the work brought: services, what they cost, how well projects went.

use super::view::ratio;
use super::{Better, Metric, MetricKind, YearView};
use crate::model::organisations::{Success, capacity};
use crate::model::{Province, Settings};
use crate::real::ExactSum;

/// The family.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "service_units",
        unit: "units",
        kind: MetricKind::Flow,
        better: Better::Higher,
        formula: "Σ output over present organisations (step M)",
        meaning: "services delivered this year; the unit is a construct, for comparison inside the model only",
        meaning_zh: "本年交付的服务单位数；单位为模型内的构造，仅供模型内比较",
        value: |view| Some(units(view)),
    },
    Metric {
        name: "delivered_yuan",
        unit: "yuan",
        kind: MetricKind::Flow,
        better: Better::Higher,
        formula: "Σ delivered over present organisations: project money spent in step M",
        meaning: "project money that organisations spent on services this year",
        meaning_zh: "机构本年用于服务的项目支出",
        value: |view| Some(delivered(view)),
    },
    Metric {
        name: "units_per_1000_yuan",
        unit: "units per 1,000 yuan",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "1000 · service_units / delivered_yuan",
        meaning: "services per thousand yuan of project money spent: falls when reach grows faster than quality",
        meaning_zh: "每千元项目支出产生的服务；规模扩张快于质量时下降",
        value: |view| ratio(1000.0 * units(view), delivered(view)),
    },
    Metric {
        name: "units_per_1000_yuan_outside",
        unit: "units per 1,000 yuan",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "1000 · service_units / outside_inflow_yuan",
        meaning: "services per thousand yuan of all money that entered the region this year, the hub's included",
        meaning_zh: "本年进入区域的全部外部资金（含枢纽经费）每千元产生的服务",
        value: |view| ratio(1000.0 * units(view), view.entered.yuan()),
    },
    Metric {
        name: "project_share",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "Σ project_share · delivered / Σ delivered over present organisations, with brain and support of the year's end",
        meaning: "share of project money that is spent on projects rather than on activities",
        meaning_zh: "项目资金中真正做成项目（而非活动）的比例",
        value: |view| {
            let project = view.yuan(|province| province.outcomes.project_fen);
            ratio(project, delivered(view))
        },
    },
    Metric {
        name: "success_share",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "number with success = Yes / number with success = Yes or No, over present organisations",
        meaning: "share of this year's projects that succeeded",
        meaning_zh: "本年项目的成功比例",
        value: |view| ratio(view.count(|province| province.outcomes.successes), projects(view)),
    },
];

/// What is counted of a province's projects.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Outcomes {
    pub(super) projects: u32,
    successes: u32,
    pub(super) overloaded: u32,
    units: ExactSum,
    pub(super) load: ExactSum,
    delivered_fen: i128,
    project_fen: i128,
}

impl Outcomes {
    pub(super) fn of(province: &Province, settings: &Settings) -> Outcomes {
        let Province { organisations, present, .. } = province;
        let mut outcomes = Outcomes::default();
        for &i in present {
            let i = i as usize;
            if organisations.success[i] == Success::None {
                continue;
            }
            outcomes.projects += 1;
            outcomes.successes += u32::from(organisations.success[i] == Success::Yes);
            outcomes.overloaded += u32::from(organisations.load[i] > 1.0);
            outcomes.units.add(organisations.output[i]);
            outcomes.load.add(organisations.load[i]);
            let fen = organisations.delivered[i].fen();
            outcomes.delivered_fen += i128::from(fen);
            let project = capacity::project_share(organisations, &settings.capacity, i);
            outcomes.project_fen += i128::from((project * fen as f64) as i64);
        }
        outcomes
    }
}

/// Projects of the year.
pub(super) fn projects(view: &YearView) -> f64 {
    view.count(|province| province.outcomes.projects)
}

fn units(view: &YearView) -> f64 {
    view.sum(|province| province.outcomes.units)
}

fn delivered(view: &YearView) -> f64 {
    view.yuan(|province| province.outcomes.delivered_fen)
}

#[cfg(test)]
mod tests {
    use crate::metrics::worlds::{read, region};
    use crate::model::organisations::Success;
    use crate::money::Money;

    #[test]
    fn outcomes_are_those_of_projects() {
        let mut world = region(4);
        let half_brain = world.model.settings.capacity.project_half_brain;
        let organisations = &mut world.provinces[0].organisations;
        organisations.success.copy_from_slice(&[Success::Yes, Success::No, Success::Yes, Success::None]);
        organisations.output.copy_from_slice(&[10.0, 2.5, 0.5, 0.0]);
        organisations.delivered[0] = Money::from_yuan(3_000.0);
        organisations.delivered[1] = Money::from_yuan(1_000.0);
        // One works by halves in projects, one in activities alone.
        organisations.brain.copy_from_slice(&[half_brain, 0.0, 0.0, 1.0]);
        organisations.support.fill(0.0);
        organisations.load.copy_from_slice(&[0.5, 1.5, 1.0, 0.0]);
        let values = read(&world);
        for (name, expected) in [
            ("service_units", 13.0),
            ("delivered_yuan", 4_000.0),
            ("units_per_1000_yuan", 3.25),
            ("project_share", 0.375),
            ("success_share", 2.0 / 3.0),
            ("mean_load", 1.0),
            ("overloaded_share", 1.0 / 3.0),
        ] {
            let found = values[name].expect("defined");
            assert!((found - expected).abs() < 1e-9, "{name} is {found}, not {expected}");
        }
    }
}
