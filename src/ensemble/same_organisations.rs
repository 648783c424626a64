//! The same organisations under two scenarios of a replicate: who was saved, who was lost, and what they received.
//!
//! Organisations are never compared with other organisations of the same run: those that land differ from those that do
//! not before they land (they are told, apply, are chosen and outlive the wait), so that such a difference would be
//! selection, not effect.

use super::Run;
use super::exposure::SIZES;
use super::fates::Fate;
use super::names::{ISSUE_NAMES, county_names, kind_name};
use crate::metrics;
use crate::model::Model;
use crate::model::organisations::founders::OrganisationKind;
use crate::stats::moments::Moments;
use crate::stats::paired::{Paired, Pairs};
use crate::stats::ratio::{Ratio, Ratios};
use crate::stats::student::HalfWidths;
use std::collections::BTreeMap;

/// More counties than this are not told one by one.
const COUNTIES_AT_MOST: usize = 1_000;

/// Who landed where, of two scenarios: the names of the groups.
const LANDED: [&str; 4] = ["landed_in_neither", "landed_only_in_scenario", "landed_only_in_baseline", "landed_in_both"];

/// By what organisations are put into groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Split {
    All,
    Landed,
    Issue,
    Kind,
    Size,
    Tier,
    City,
    County,
}

impl Split {
    const ALL: [Split; 8] =
        [Split::All, Split::Landed, Split::Issue, Split::Kind, Split::Size, Split::Tier, Split::City, Split::County];

    fn name(self) -> &'static str {
        ["all", "landed", "issue", "kind", "size", "tier", "city", "county"][self as usize]
    }
}

/// The groups of a region.
struct Groups {
    /// By county: the position of its city in the list of cities, and whether it is urban.
    counties: Vec<(usize, bool)>,
    /// Split by split: the names of its groups.
    names: Vec<Vec<String>>,
    /// Split by split: where its groups begin among all groups.
    first: Vec<usize>,
    count: usize,
}

impl Groups {
    fn of(model: &Model) -> Groups {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_string()).collect::<Vec<String>>();
        let named = county_names(model);
        let mut cities: Vec<String> = Vec::new();
        let urban = model.places.iter().flat_map(|places| places.counties.iter().map(|county| county.urban));
        let mut counties = Vec::with_capacity(named.len());
        for ((_, city), urban) in named.iter().zip(urban) {
            if cities.last() != Some(city) {
                cities.push(city.clone());
            }
            counties.push((cities.len() - 1, urban));
        }
        let of_counties = match named.len() {
            0..=COUNTIES_AT_MOST => named.iter().map(|(county, city)| format!("{city}/{county}")).collect(),
            _ => Vec::new(),
        };
        let kinds = (0..OrganisationKind::ALL.len()).map(|kind| kind_name(kind as u8).to_string()).collect();
        let names = vec![
            owned(&["all"]),
            owned(&LANDED),
            owned(&ISSUE_NAMES),
            kinds,
            owned(&SIZES),
            owned(&["county", "urban"]),
            cities,
            of_counties,
        ];
        let mut count = 0;
        let first = names
            .iter()
            .map(|names| {
                let first = count;
                count += names.len();
                first
            })
            .collect();
        Groups { counties, names, first, count }
    }

    /// Calls with the position of every group to which an organisation belongs.
    fn each(&self, before: &Fate, after: &Fate, mut call: impl FnMut(usize)) {
        let (city, urban) = self.counties[before.county as usize];
        for (split, names) in Split::ALL.into_iter().zip(&self.names) {
            let group = match split {
                Split::All => 0,
                Split::Landed => usize::from(after.has_landed()) + 2 * usize::from(before.has_landed()),
                Split::Issue => usize::from(before.issue),
                Split::Kind => usize::from(before.kind),
                Split::Size => usize::from(before.size),
                Split::Tier => usize::from(urban),
                Split::City => city,
                Split::County => before.county as usize,
            };
            if group < names.len() {
                call(self.first[split as usize] + group);
            }
        }
    }
}

/// What is counted of one group in one replicate.
#[derive(Clone, Copy, Default)]
struct Count {
    organisations: u64,
    alive_before: u64,
    alive_after: u64,
    saved: u64,
    lost: u64,
    received_before: i64,
    received_after: i64,
}

/// What is known of one group over the replicates.
#[derive(Clone, Default)]
struct Group {
    organisations: Moments,
    saved: Moments,
    lost: Moments,
    alive: Pairs,
    survival: Pairs,
    receipts: Pairs,
}

impl Group {
    fn add(&mut self, count: &Count) {
        let size = count.organisations as f64;
        self.organisations.add(size);
        self.saved.add(count.saved as f64);
        self.lost.add(count.lost as f64);
        self.alive.add(Some(count.alive_before as f64), Some(count.alive_after as f64));
        let share = |alive: u64| (count.organisations > 0).then(|| alive as f64 / size);
        self.survival.add(share(count.alive_before), share(count.alive_after));
        self.receipts.add(Some(yuan(count.received_before)), Some(yuan(count.received_after)));
    }
}

fn yuan(fen: i64) -> f64 {
    fen as f64 / 100.0
}

/// Gathers pairs of runs replicate by replicate; its memory does not grow with their number.
pub struct SameOrganisations {
    contrasts: Vec<(usize, usize)>,
    groups: Groups,
    base_year: i16,
    counted: Vec<Group>,
    displaced: Vec<Displaced>,
}

/// A line about one group of organisations.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupRow<'a> {
    /// Position of the baseline.
    pub baseline: usize,
    /// Position of the scenario.
    pub scenario: usize,
    /// By what they are grouped.
    pub split: &'static str,
    /// The group.
    pub group: &'a str,
    /// Mean number of organisations.
    pub organisations: f64,
    /// Mean number that close in the baseline and live in the scenario.
    pub saved: f64,
    /// Mean number that live in the baseline and close in the scenario.
    pub lost: f64,
    /// Alive at the end: saved less lost is the difference.
    pub alive: Paired,
    /// Shares alive at the end; none where the group is empty in every replicate.
    pub survival: Option<Paired>,
    /// Receipts after the base year, in yuan.
    pub receipts: Paired,
}

/// Where receipts went, and what the lever's money displaced, over the replicates of one contrast.
#[derive(Clone, Default)]
struct Displaced {
    /// The quantities of [`PARTS`], in yuan.
    parts: [Pairs; PARTS.len()],
    displacement: Ratios,
    other_giving: Ratios,
}

/// The quantities of a contrast in yuan: the second, third and fourth sum to the first.
const PARTS: [&str; 7] = [
    "receipts_yuan",
    "receipts_treated_yuan",
    "receipts_never_treated_yuan",
    "receipts_newcomers_yuan",
    "lever_spending_yuan",
    "other_giving_yuan",
    "direct_relief_yuan",
];

/// A line about displacement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DisplacementRow {
    /// Position of the baseline.
    pub baseline: usize,
    /// Position of the scenario.
    pub scenario: usize,
    /// The quantity.
    pub quantity: &'static str,
    /// How many pairs there are.
    pub replicates: u64,
    /// What is known of it.
    pub known: Known,
}

/// What is known of a quantity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Known {
    /// A paired difference.
    Difference(Paired),
    /// A quotient of two.
    Quotient(Ratio),
}

impl SameOrganisations {
    /// Begins to gather these contrasts (baseline, scenario).
    pub fn new(contrasts: Vec<(usize, usize)>, model: &Model) -> SameOrganisations {
        let groups = Groups::of(model);
        let counted = vec![Group::default(); contrasts.len() * groups.count];
        let displaced = vec![Displaced::default(); contrasts.len()];
        SameOrganisations { contrasts, groups, base_year: model.settings.run.base_year, counted, displaced }
    }

    /// Takes in one replicate: the runs of all scenarios in their order.
    pub fn add(&mut self, runs: &[&Run]) {
        for (position, &(baseline, scenario)) in self.contrasts.iter().enumerate() {
            let mut counts = vec![Count::default(); self.groups.count];
            // Of those landed in either, and of those landed in neither: received before and after.
            let mut treated = [[0_i64; 2]; 2];
            each_pair(runs[baseline], runs[scenario], |before, after| {
                let kind = usize::from(!(before.has_landed() || after.has_landed()));
                treated[kind][0] += before.receipts_fen;
                treated[kind][1] += after.receipts_fen;
                self.groups.each(before, after, |group| {
                    let count = &mut counts[group];
                    count.organisations += 1;
                    count.alive_before += u64::from(before.lives());
                    count.alive_after += u64::from(after.lives());
                    count.saved += u64::from(!before.lives() && after.lives());
                    count.lost += u64::from(before.lives() && !after.lives());
                    count.received_before += before.receipts_fen;
                    count.received_after += after.receipts_fen;
                });
            });
            let first = position * self.groups.count;
            for (group, count) in self.counted[first..].iter_mut().zip(&counts) {
                group.add(count);
            }
            let newcomers = [baseline, scenario].map(|side| runs[side].fates.newcomers_fen);
            let sides = [baseline, scenario].map(|side| Sums::of(runs[side], self.base_year));
            self.displaced[position].add(treated, newcomers, sides);
        }
    }

    /// Every group of every contrast that ever had a member.
    pub fn groups(&self) -> impl Iterator<Item = GroupRow<'_>> + '_ {
        let half_widths = HalfWidths::default();
        let named: Vec<(&'static str, &str)> = Split::ALL
            .into_iter()
            .zip(&self.groups.names)
            .flat_map(|(split, names)| names.iter().map(move |name| (split.name(), name.as_str())))
            .collect();
        self.counted.iter().enumerate().filter_map(move |(position, group)| {
            let (baseline, scenario) = self.contrasts[position / self.groups.count];
            let (split, name) = named[position % self.groups.count];
            let organisations = group.organisations.mean().filter(|mean| *mean > 0.0)?;
            Some(GroupRow {
                baseline,
                scenario,
                split,
                group: name,
                organisations,
                saved: group.saved.mean()?,
                lost: group.lost.mean()?,
                alive: group.alive.summary_with(&half_widths)?,
                survival: group.survival.summary_with(&half_widths),
                receipts: group.receipts.summary_with(&half_widths)?,
            })
        })
    }

    /// What the levers' money displaced, contrast by contrast.
    pub fn displacement(&self) -> Vec<DisplacementRow> {
        let mut rows = Vec::new();
        for (&(baseline, scenario), displaced) in self.contrasts.iter().zip(&self.displaced) {
            let mut row = |quantity, replicates, known| {
                rows.push(DisplacementRow { baseline, scenario, quantity, replicates, known });
            };
            for (quantity, pairs) in PARTS.into_iter().zip(&displaced.parts) {
                if let Some(paired) = pairs.summary() {
                    row(quantity, paired.replicates, Known::Difference(paired));
                }
            }
            for (quantity, ratios) in
                [("displacement_per_yuan", &displaced.displacement), ("other_giving_per_yuan", &displaced.other_giving)]
            {
                row(quantity, ratios.count(), Known::Quotient(ratios.ratio()));
            }
        }
        rows
    }
}

/// Sums of one run over the years after the base year, in yuan.
#[derive(Clone, Copy)]
struct Sums {
    spent: f64,
    other_giving: f64,
    relief: f64,
}

impl Sums {
    fn of(run: &Run, base_year: i16) -> Sums {
        let sum = |names: &[&str]| -> f64 {
            let positions: Vec<usize> = names.iter().filter_map(|name| metrics::position(name)).collect();
            let years = run.years.iter().filter(|record| record.year > base_year);
            years.flat_map(|record| positions.iter().filter_map(|&position| record.metrics[position])).sum()
        };
        Sums {
            spent: sum(&["sponsor_spent_yuan"]),
            other_giving: sum(&["grants_free_yuan", "day_gifts_yuan", "ordinary_gifts_yuan"]),
            relief: sum(&["direct_relief_yuan"]),
        }
    }
}

impl Displaced {
    fn add(&mut self, [treated, never]: [[i64; 2]; 2], newcomers: [i64; 2], [before, after]: [Sums; 2]) {
        let total = [0, 1].map(|side| treated[side] + never[side] + newcomers[side]);
        let of = |sides: [i64; 2]| sides.map(yuan);
        let parts = [
            of(total),
            of(treated),
            of(never),
            of(newcomers),
            [before.spent, after.spent],
            [before.other_giving, after.other_giving],
            [before.relief, after.relief],
        ];
        for (pairs, [before, after]) in self.parts.iter_mut().zip(parts) {
            pairs.add(Some(before), Some(after));
        }
        let spent = after.spent - before.spent;
        self.displacement.add(-yuan(never[1] - never[0]), spent);
        self.other_giving.add(after.other_giving - before.other_giving, spent);
    }
}

/// Calls with every organisation that lived at the end of the base year on both sides.
fn each_pair(before: &Run, after: &Run, mut call: impl FnMut(&Fate, &Fate)) {
    let (before, after) = (&before.fates.organisations, &after.fates.organisations);
    // Scenarios that differ only in what they try share the base year, and with it the order.
    let same = before.len() == after.len() && before.iter().zip(after).all(|(one, other)| one.id == other.id);
    if same {
        before.iter().zip(after).for_each(|(one, other)| call(one, other));
        return;
    }
    let known: BTreeMap<u32, &Fate> = after.iter().map(|fate| (fate.id, fate)).collect();
    for fate in before {
        if let Some(other) = known.get(&fate.id) {
            call(fate, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ensemble::{Detail, simulate};
    use crate::model::Settings;
    use crate::model::places::Places;
    use crate::progress::Unwatched;
    use std::sync::Arc;

    fn runs(replicate: u32) -> (Vec<Arc<Model>>, Vec<Run>) {
        let mut settings = Settings::default();
        settings.region.organisations = 400;
        settings.run.burn_in_years = 3;
        settings.run.end_year = 2027;
        let baseline = settings.clone();
        settings.interventions.opening.enabled = true;
        let mut support = settings.clone();
        support.interventions.capacity_support.enabled = true;
        support.interventions.capacity_support.sponsor_share = 1.0;
        let models: Vec<Arc<Model>> =
            [baseline, settings, support].map(|settings| Arc::new(Model::new(settings, &Places::plan(&[4, 3])))).into();
        let runs = simulate(&models, replicate, Detail::default(), &Unwatched).expect("nobody stops it");
        (models, runs)
    }

    fn sum_after_base(run: &Run, name: &str) -> f64 {
        let position = metrics::position(name).expect("a metric");
        run.years.iter().filter(|year| year.year > 2016).map(|year| year.metrics[position].expect("a value")).sum()
    }

    #[test]
    fn parts_add_up_to_the_whole_in_every_split() {
        let mut same = None;
        for replicate in 0..2 {
            let (models, runs) = runs(replicate);
            let same = same.get_or_insert_with(|| SameOrganisations::new(vec![(0, 1), (1, 2)], &models[0]));
            same.add(&runs.iter().collect::<Vec<_>>());
            for run in &runs {
                let followed: i64 = run.fates.organisations.iter().map(|fate| fate.receipts_fen).sum();
                let all = yuan(followed + run.fates.newcomers_fen);
                assert!((all - sum_after_base(run, "receipts_yuan")).abs() < 1e-3, "all receipts are somebody's");
                let alive = run.fates.organisations.iter().filter(|fate| fate.lives()).count();
                let position = metrics::position("base_cohort_all_alive").expect("a metric");
                assert_eq!(run.years.last().and_then(|year| year.metrics[position]), Some(alive as f64));
            }
        }
        let same = same.expect("two replicates");
        let mut sums: BTreeMap<(usize, &str), [f64; 4]> = BTreeMap::new();
        for row in same.groups() {
            assert!((row.saved - row.lost - row.alive.difference).abs() < 1e-9, "{row:?}");
            let sum = sums.entry((row.scenario, row.split)).or_default();
            let parts = [row.organisations, row.saved, row.lost, row.receipts.difference];
            for (sum, part) in sum.iter_mut().zip(parts) {
                *sum += part;
            }
        }
        for scenario in [1, 2] {
            for split in Split::ALL {
                for (part, all) in sums[&(scenario, split.name())].iter().zip(sums[&(scenario, "all")]) {
                    assert!((part - all).abs() < 1e-3, "{scenario} {split:?}: {part} is not {all}");
                }
            }
            let all = sums[&(scenario, "all")];
            assert!(scenario == 1 || all[1] + all[2] > 0.0, "the money changed somebody's fate");
        }
        let rows = same.displacement();
        let difference = |scenario: usize, quantity: &str| {
            let row = rows.iter().find(|row| row.scenario == scenario && row.quantity == quantity).expect("a row");
            match row.known {
                Known::Difference(paired) => paired.difference,
                Known::Quotient(_) => panic!("{quantity} is a difference"),
            }
        };
        for scenario in [1, 2] {
            let parts: f64 = PARTS[1..4].iter().map(|part| difference(scenario, part)).sum();
            assert!((parts - difference(scenario, PARTS[0])).abs() < 1e-3);
        }
        assert!(difference(2, "lever_spending_yuan") > 0.0);
    }

    #[test]
    fn an_intervention_without_money_changes_nobody() {
        let (models, runs) = runs(0);
        let mut same = SameOrganisations::new(vec![(0, 1)], &models[0]);
        same.add(&[&runs[0], &runs[0]]);
        same.add(&[&runs[0], &runs[0]]);
        for row in same.groups() {
            assert_eq!((row.saved, row.lost, row.alive.interval), (0.0, 0.0, Some((0.0, 0.0))));
            assert_eq!((row.receipts.difference, row.receipts.interval), (0.0, Some((0.0, 0.0))));
        }
        for row in same.displacement() {
            match row.known {
                Known::Difference(paired) => assert_eq!(paired.interval, Some((0.0, 0.0)), "{}", row.quantity),
                Known::Quotient(ratio) => assert_eq!(ratio, Ratio::DenominatorIsZero, "{}", row.quantity),
            }
        }
    }
}
