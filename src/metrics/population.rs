//! How many organisations there are, come and go, and who closes most.

use super::view::{ProvinceYear, ratio};
use super::{Better, Metric, MetricKind, YearView};
use crate::model::organisations::Organisations;
use crate::model::places::PROGRAMME_ISSUE;
use crate::model::{Province, Settings};

/// The family.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "organisations_alive",
        unit: "organisations",
        kind: MetricKind::Stock,
        better: Better::Higher,
        formula: "number of organisations alive after step R and founded by this year",
        meaning: "organisations alive at the end of the year, without newcomers who begin next year",
        meaning_zh: "年末存活的机构数（不含次年开始的新机构）",
        value: |view| Some(view.count(|province| province.population.alive)),
    },
    Metric {
        name: "programme_issue_alive",
        unit: "organisations",
        kind: MetricKind::Stock,
        better: Better::Higher,
        formula: "number of organisations alive after step R, founded by this year, with issue = 0",
        meaning: "organisations of the programme's issue (children) alive at the end of the year: all whom it could reach",
        meaning_zh: "年末存活的项目议题（儿童）机构数，即项目可能触及的全部机构",
        value: |view| Some(view.count(|province| province.population.programme_issue_alive)),
    },
    Metric {
        name: "births",
        unit: "organisations",
        kind: MetricKind::Flow,
        better: Better::Neither,
        formula: "number of organisations founded in step S; they count from next year on",
        meaning: "organisations founded this year, to begin next year",
        meaning_zh: "本年新设、次年开始运作的机构数",
        value: |view| Some(view.tally(|tally| tally.births)),
    },
    Metric {
        name: "deaths",
        unit: "organisations",
        kind: MetricKind::Flow,
        better: Better::Lower,
        formula: "number of present organisations that closed in step R",
        meaning: "organisations that closed this year",
        meaning_zh: "本年关闭的机构数",
        value: |view| Some(view.count(|province| province.population.everyone.closed)),
    },
    Metric {
        name: "closing_hazard",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "deaths / present, where present = organisations alive as the year began",
        meaning: "share of the organisations alive as the year began that closed in it",
        meaning_zh: "年初存活机构中本年关闭的比例",
        value: |view| hazard(view, |population| population.everyone),
    },
    Metric {
        name: "dormant",
        unit: "organisations",
        kind: MetricKind::Flow,
        better: Better::Lower,
        formula: "number of present organisations alive after step R with output = 0 and y < measures.dormant_yuan",
        meaning: "organisations that are still there but delivered nothing and received next to nothing this year",
        meaning_zh: "休眠机构数：仍存续但本年未交付服务且几乎没有收入",
        value: |view| Some(view.count(|province| province.receipts.dormant)),
    },
    Metric {
        name: "operational_exit",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "(deaths + dormant) / present",
        meaning: "share of the organisations alive as the year began that closed in it or lay dormant through it",
        meaning_zh: "年初存活机构中本年关闭或休眠的比例",
        value: |view| {
            let dormant = view.count(|province| province.receipts.dormant);
            let everyone = |province: &ProvinceYear| province.population.everyone;
            ratio(view.count(|p| everyone(p).closed) + dormant, view.count(|p| everyone(p).present))
        },
    },
    Metric {
        name: "birth_death_ratio",
        unit: "–",
        kind: MetricKind::Ratio,
        better: Better::Neither,
        formula: "births / deaths",
        meaning: "organisations founded per organisation closed; near 1 in a stationary population",
        meaning_zh: "新设数与关闭数之比；群体稳定时接近 1",
        value: |view| {
            ratio(view.tally(|tally| tally.births), view.count(|province| province.population.everyone.closed))
        },
    },
    Metric {
        name: "base_cohort_alive",
        unit: "organisations",
        kind: MetricKind::Stock,
        better: Better::Higher,
        formula: "number of organisations with base_cohort and issue = 0 that are alive after step R",
        meaning: "of the programme's issue, the organisations alive at the end of the base year that still are",
        meaning_zh: "基准年末存活的项目议题机构中，至今仍存活的数量",
        value: |view| since_base_year(view).then(|| view.count(|province| province.population.issue_cohort.alive)),
    },
    Metric {
        name: "base_cohort_survival",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "base_cohort_alive / number of organisations with base_cohort and issue = 0",
        meaning: "headline survival: share of the same organisations of the programme's issue, alive at the end of the base year, that are still alive",
        meaning_zh: "核心存活率：基准年末存活的同一批项目议题机构中，至今仍存活的比例",
        value: |view| survival(view, |population| population.issue_cohort),
    },
    Metric {
        name: "base_cohort_all_alive",
        unit: "organisations",
        kind: MetricKind::Stock,
        better: Better::Higher,
        formula: "number of organisations with base_cohort that are alive after step R",
        meaning: "of all issues, the organisations alive at the end of the base year that still are",
        meaning_zh: "基准年末存活的全部机构中，至今仍存活的数量",
        value: |view| since_base_year(view).then(|| view.count(|province| province.population.cohort.alive)),
    },
    Metric {
        name: "base_cohort_all_survival",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Higher,
        formula: "base_cohort_all_alive / number of organisations with base_cohort",
        meaning: "share of all organisations alive at the end of the base year that are still alive",
        meaning_zh: "基准年末存活的全部机构中，至今仍存活的比例",
        value: |view| survival(view, |population| population.cohort),
    },
    Metric {
        name: "closing_hazard_young",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "deaths / present among organisations with year − founded ≤ measures.young_age_max",
        meaning: "share of young organisations that closed this year: the liability of newness",
        meaning_zh: "年轻机构本年关闭的比例（新生劣势）",
        value: |view| hazard(view, |population| population.young),
    },
    Metric {
        name: "closing_hazard_old",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "deaths / present among organisations with year − founded > measures.old_age_min",
        meaning: "share of old organisations that closed this year",
        meaning_zh: "老机构本年关闭的比例",
        value: |view| hazard(view, |population| population.old),
    },
    Metric {
        name: "closing_hazard_small",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "deaths / present in the lowest third of a province's present organisations by people_before, then id; the third ends before rank ⌊n/3⌋",
        meaning: "share of the smallest third of organisations that closed this year: the liability of smallness",
        meaning_zh: "人力最少的三分之一机构本年关闭的比例（规模劣势）",
        value: |view| hazard(view, |population| population.sizes[0]),
    },
    Metric {
        name: "closing_hazard_middle",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "deaths / present in the middle third of a province's present organisations by people_before, then id; ranks ⌊n/3⌋ to ⌊2n/3⌋ − 1",
        meaning: "share of the middle third of organisations by people that closed this year",
        meaning_zh: "人力居中的三分之一机构本年关闭的比例",
        value: |view| hazard(view, |population| population.sizes[1]),
    },
    Metric {
        name: "closing_hazard_large",
        unit: "share",
        kind: MetricKind::Ratio,
        better: Better::Lower,
        formula: "deaths / present in the highest third of a province's present organisations by people_before, then id; from rank ⌊2n/3⌋ on",
        meaning: "share of the largest third of organisations by people that closed this year",
        meaning_zh: "人力最多的三分之一机构本年关闭的比例",
        value: |view| hazard(view, |population| population.sizes[2]),
    },
];

/// Organisations of a group as the year began, and how many of them closed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Exposed {
    present: u32,
    pub(super) closed: u32,
}

impl Exposed {
    fn add(&mut self, closed: bool) {
        self.present += 1;
        self.closed += u32::from(closed);
    }
}

/// The same organisations over the years.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Cohort {
    size: u32,
    alive: u32,
}

/// What is counted of a province's population.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Population {
    alive: u32,
    programme_issue_alive: u32,
    everyone: Exposed,
    young: Exposed,
    old: Exposed,
    sizes: [Exposed; 3],
    cohort: Cohort,
    issue_cohort: Cohort,
}

impl Population {
    pub(super) fn of(province: &Province, settings: &Settings) -> Population {
        let Province { organisations, present, year, .. } = province;
        let (young_max, old_min) = (settings.measures.young_age_max as i16, settings.measures.old_age_min as i16);
        let mut population = Population::default();
        let mut sizes = Vec::with_capacity(present.len());
        let mut closed_sizes = Vec::new();
        for &i in present {
            let i = i as usize;
            let closed = !organisations.alive[i];
            let of_issue = organisations.issue[i] == PROGRAMME_ISSUE;
            population.everyone.add(closed);
            let age = organisations.age(i, *year);
            if age <= young_max {
                population.young.add(closed);
            }
            if age > old_min {
                population.old.add(closed);
            }
            population.programme_issue_alive += u32::from(of_issue && !closed);
            population.cohort.alive += u32::from(organisations.base_cohort[i] && !closed);
            population.issue_cohort.alive += u32::from(organisations.base_cohort[i] && of_issue && !closed);
            let size = size(organisations, i);
            sizes.push(size);
            if closed {
                closed_sizes.push(size);
            }
        }
        population.alive = population.everyone.present - population.everyone.closed;
        for (&of_cohort, &issue) in organisations.base_cohort.iter().zip(&organisations.issue) {
            population.cohort.size += u32::from(of_cohort);
            population.issue_cohort.size += u32::from(of_cohort && issue == PROGRAMME_ISSUE);
        }
        population.sizes = by_size(sizes, &closed_sizes);
        population
    }
}

/// Orders organisations by people as the year began, then by id.
fn size(organisations: &Organisations, i: usize) -> u64 {
    const STEPS: f64 = 2_147_483_648.0;
    let people = (organisations.people_before[i] * STEPS) as u64;
    people << 32 | u64::from(organisations.id[i])
}

/// Thirds of organisations by size, and how many of each closed.
fn by_size(mut sizes: Vec<u64>, closed: &[u64]) -> [Exposed; 3] {
    let count = sizes.len();
    let (first, second) = (count / 3, 2 * count / 3);
    let mut thirds =
        [first, second - first, count - second].map(|present| Exposed { present: present as u32, closed: 0 });
    if count == 0 {
        return thirds;
    }
    let (_, &mut middle_from, above) = sizes.select_nth_unstable(first);
    let large_from = if second > first { *above.select_nth_unstable(second - first - 1).1 } else { middle_from };
    for &size in closed {
        let third = usize::from(size >= middle_from) + usize::from(size >= large_from);
        thirds[third].closed += 1;
    }
    thirds
}

fn hazard(view: &YearView, of: impl Fn(&Population) -> Exposed) -> Option<f64> {
    ratio(
        view.count(|province| of(&province.population).closed),
        view.count(|province| of(&province.population).present),
    )
}

fn since_base_year(view: &YearView) -> bool {
    view.world.year >= view.settings().run.base_year
}

fn survival(view: &YearView, of: impl Fn(&Population) -> Cohort) -> Option<f64> {
    let alive = view.count(|province| of(&province.population).alive);
    ratio(alive, view.count(|province| of(&province.population).size)).filter(|_| since_base_year(view))
}

#[cfg(test)]
mod tests {
    use crate::metrics::worlds::{close, read, receive, region};

    #[test]
    fn those_who_closed_are_counted_by_age_and_size() {
        let mut world = region(9);
        let year = world.year;
        let organisations = &mut world.provinces[0].organisations;
        for i in 0..9 {
            organisations.people_before[i] = 0.1 * (i + 1) as f64;
            // The values are far from those of the year's end, which do not count.
            organisations.people[i] = 1.0 - 0.1 * i as f64;
            organisations.founded[i] = year - if i % 2 == 0 { 1 } else { 7 };
        }
        organisations.issue.fill(3);
        organisations.issue[..4].fill(0);
        close(&mut world, &[0, 1, 8]);
        world.provinces[0].tally.births = 6;
        let values = read(&world);
        for (name, expected) in [
            ("organisations_alive", 6.0),
            ("programme_issue_alive", 2.0),
            ("deaths", 3.0),
            ("births", 6.0),
            ("birth_death_ratio", 2.0),
            ("closing_hazard", 3.0 / 9.0),
            ("closing_hazard_young", 2.0 / 5.0),
            ("closing_hazard_old", 1.0 / 4.0),
            ("closing_hazard_small", 2.0 / 3.0),
            ("closing_hazard_middle", 0.0),
            ("closing_hazard_large", 1.0 / 3.0),
        ] {
            assert_eq!(values[name], Some(expected), "{name}");
        }
    }

    #[test]
    fn the_dormant_are_alive_and_have_neither_work_nor_money() {
        let mut world = region(5);
        // One delivers, one has just enough, one too little, one closed; the last has nothing.
        world.provinces[0].organisations.output[0] = 0.5;
        receive(&mut world, 1, 9, 1_000);
        receive(&mut world, 2, 9, 999);
        close(&mut world, &[3]);
        let values = read(&world);
        assert_eq!(values["dormant"], Some(2.0));
        assert_eq!(values["operational_exit"], Some(0.6));
    }

    #[test]
    fn equal_sizes_are_told_apart_by_id() {
        let mut world = region(7);
        world.provinces[0].organisations.people_before.fill(0.04);
        close(&mut world, &[1, 2, 6]);
        let values = read(&world);
        // Thirds of seven: two, two and three.
        assert_eq!(values["closing_hazard_small"], Some(1.0 / 2.0));
        assert_eq!(values["closing_hazard_middle"], Some(1.0 / 2.0));
        assert_eq!(values["closing_hazard_large"], Some(1.0 / 3.0));
    }

    #[test]
    fn survival_is_that_of_the_same_organisations() {
        let mut world = region(8);
        let base_year = world.model.settings.run.base_year;
        let organisations = &mut world.provinces[0].organisations;
        organisations.issue.copy_from_slice(&[0, 0, 0, 0, 1, 1, 1, 0]);
        organisations.base_cohort.fill(true);
        organisations.base_cohort[7] = false;
        close(&mut world, &[1, 4, 5]);
        world.year = base_year;
        let values = read(&world);
        assert_eq!(values["base_cohort_alive"], Some(3.0));
        assert_eq!(values["base_cohort_survival"], Some(0.75));
        assert_eq!(values["base_cohort_all_alive"], Some(4.0));
        assert_eq!(values["base_cohort_all_survival"], Some(4.0 / 7.0));
        // Those who closed in earlier years stay in the denominator.
        world.provinces[0].present.retain(|&i| ![1, 4].contains(&i));
        assert_eq!(read(&world)["base_cohort_survival"], Some(0.75));
        world.year = base_year - 1;
        assert_eq!(read(&world)["base_cohort_survival"], None);
    }
}
