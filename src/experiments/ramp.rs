//! A lever that rises slowly and falls again, beside the same scenario in which it rests: does anything remain?

use crate::ensemble::hysteresis::Ramp;
use crate::metrics;
use crate::scenario::{self, Diagnosis, Override, Scenario, catalogue};
use crate::settings::{Kind, Problem};

/// The lever that is ramped unless another is named: yearly slots of a product with money of its own.
pub const PRODUCT_SLOTS: &str = "interventions.product_replication.products[].slots";

/// What is to be ramped.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    /// The scenario's name or file.
    pub scenario: String,
    /// The setting: [`PRODUCT_SLOTS`] or a dated series.
    pub lever: String,
    /// Its heights on the way up, ascending.
    pub levels: Vec<f64>,
    /// Years at each height.
    pub hold_years: i16,
    /// Years at the lowest height after the ramp.
    pub rest_years: i16,
    /// The metric that is watched.
    pub metric: String,
}

/// Why a ramp cannot be made.
pub enum Mistake {
    /// The scenario has mistakes.
    Scenario(Diagnosis),
    /// The ramp itself has one.
    Ramp(Problem),
}

impl Design {
    /// The scenario at rest and the one with the ramp, and the ramp.
    ///
    /// # Errors
    /// When the lever cannot be ramped, the levels do not rise, the metric does not exist, or the scenario has mistakes.
    pub fn prepare(&self, changes: &[Override]) -> Result<(Vec<Scenario>, Ramp), Mistake> {
        let unit = self.unit().map_err(Mistake::Ramp)?;
        let load = |more: Vec<Override>| {
            let changes: Vec<Override> = changes.iter().cloned().chain(more).collect();
            scenario::load(std::slice::from_ref(&self.scenario), &changes).map(|mut loaded| loaded.remove(0))
        };
        let base_year = load(Vec::new()).map_err(Mistake::Scenario)?.settings.run.base_year;
        // The first year after the base year is the opening's; the ramp begins a year later.
        let steps = Ramp::steps(&self.levels, base_year + 2, self.hold_years);
        let last_year = steps.last().map_or(base_year, |step| step.last_year) + self.rest_years;
        let end = set("run.end_year", last_year.to_string());
        let lowest = self.levels[0];
        let rest: Vec<(i16, f64)> = vec![(base_year + 2, lowest)];
        let ramped: Vec<(i16, f64)> = steps.iter().map(|step| (step.first_year, step.level)).collect();
        let at_rest = load(self.lever_as(&rest, last_year, &end)).map_err(Mistake::Scenario)?;
        let mut with_ramp = load(self.lever_as(&ramped, last_year, &end)).map_err(Mistake::Scenario)?;
        with_ramp.name = format!("{}_ramp", with_ramp.name);
        with_ramp.title = format!("{}, up and down", with_ramp.title);
        with_ramp.title_zh = format!("{}：先升后降", with_ramp.title_zh);
        let ramp = Ramp { lever: self.lever.clone(), unit, metric: self.metric.clone(), steps, last_year };
        Ok((vec![at_rest, with_ramp], ramp))
    }

    /// The lever's unit, if it can be ramped like this.
    fn unit(&self) -> Result<String, Problem> {
        let problem = |path: &str, message: (&str, &str), help: (&str, &str)| {
            Err(Problem { path: path.to_string(), message: message.into(), help: help.into() })
        };
        let Some(setting) = catalogue().into_iter().find(|setting| setting.path == self.lever) else {
            return problem(
                &self.lever,
                ("there is no such setting", "没有这项设定"),
                ("`headwater settings` lists them", "用 `headwater settings` 列出全部"),
            );
        };
        if setting.path != PRODUCT_SLOTS && setting.kind != Kind::Dated {
            let help = format!("ramp `{PRODUCT_SLOTS}` or a series that holds by year, such as `giving.day_yuan`");
            let help_zh = format!("可升降的是 `{PRODUCT_SLOTS}`，或逐年取值的设定，如 `giving.day_yuan`");
            return problem(
                &self.lever,
                ("it has one value for all years, so it cannot go up and down", "它各年只有一个值，无法升降"),
                (&help, &help_zh),
            );
        }
        let rise = self.levels.windows(2).all(|pair| pair[0] < pair[1]);
        if self.levels.len() < 2 || !rise {
            return problem(
                "levels",
                ("a ramp needs two or more levels, each above the one before", "升降至少要有两个高度，且一个比一个高"),
                ("write 0,20,40", "例如 0,20,40"),
            );
        }
        let fits = |level: &f64| (setting.low..=setting.high).contains(level);
        let whole = |level: &f64| setting.kind != Kind::Whole || level.fract() == 0.0;
        if !self.levels.iter().all(|level| fits(level) && whole(level)) {
            return problem(
                "levels",
                ("a level is not allowed for this setting", "有的高度超出这项设定的允许范围"),
                ("see `headwater settings` for its range", "范围见 `headwater settings`"),
            );
        }
        if metrics::position(&self.metric).is_none() {
            return problem(
                &self.metric,
                ("there is no such metric", "没有这个指标"),
                ("`headwater metrics` lists them", "用 `headwater metrics` 列出全部"),
            );
        }
        Ok(setting.unit.to_string())
    }

    /// The changes that give the lever these heights from these years on.
    fn lever_as(&self, heights: &[(i16, f64)], last_year: i16, end: &Override) -> Vec<Override> {
        let mut changes = vec![end.clone()];
        if self.lever == PRODUCT_SLOTS {
            let until = |position: usize| heights.get(position + 1).map_or(last_year, |(next, _)| next - 1);
            let rows = heights.iter().enumerate().filter(|(_, (_, height))| *height > 0.0).map(
                |(position, (from, height))| {
                    format!("{{first_year={from},last_year={},slots={height}}}", until(position))
                },
            );
            changes.push(set("interventions.product_replication.enabled", "true".to_string()));
            let rows = format!("[{}]", rows.collect::<Vec<_>>().join(","));
            changes.push(set("interventions.product_replication.products", rows));
        } else {
            for (from, height) in heights {
                changes.push(set(&format!("{}.{from}", self.lever), height.to_string()));
            }
        }
        changes
    }
}

fn set(path: &str, value: String) -> Override {
    Override { scenario: None, path: path.to_string(), value }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(lever: &str) -> Design {
        Design {
            scenario: "opening".to_string(),
            lever: lever.to_string(),
            levels: vec![0.0, 20.0, 40.0],
            hold_years: 2,
            rest_years: 3,
            metric: "landing".to_string(),
        }
    }

    #[test]
    fn slots_follow_the_ramp_and_end_where_they_began() {
        let Ok((scenarios, ramp)) = design(PRODUCT_SLOTS).prepare(&[]) else { panic!("a ramp of slots") };
        let [rest, ramped] = &scenarios[..] else { panic!("two scenarios") };
        assert!(rest.settings.interventions.product_replication.products.is_empty());
        let rows: Vec<(i16, i16, u32)> = ramped
            .settings
            .interventions
            .product_replication
            .products
            .iter()
            .map(|product| (product.first_year, product.last_year, product.slots))
            .collect();
        assert_eq!(rows, [(2020, 2021, 20), (2022, 2023, 40), (2024, 2025, 20)]);
        assert_eq!((ramped.settings.run.end_year, rest.settings.run.end_year, ramp.last_year), (2030, 2030, 2030));
        assert_eq!((rest.name.as_str(), ramped.name.as_str()), ("opening", "opening_ramp"));
    }

    #[test]
    fn a_dated_series_can_be_ramped_and_others_are_refused_with_a_way_out() {
        let Ok((scenarios, _)) = design("giving.day_yuan").prepare(&[]) else { panic!("a ramp of gifts") };
        let gifts = &scenarios[1].settings.giving.day_yuan;
        assert_eq!([2017, 2018, 2020, 2022, 2024, 2027].map(|year| gifts.at(year)), [0.6, 0.0, 20.0, 40.0, 20.0, 0.0]);
        let told = |design: Design| match design.prepare(&[]) {
            Err(Mistake::Ramp(problem)) => problem.in_one_line(false),
            _ => panic!("a mistake"),
        };
        let falling = Design { levels: vec![20.0, 0.0], ..design(PRODUCT_SLOTS) };
        let unknown = Design { metric: "landings".to_string(), ..design(PRODUCT_SLOTS) };
        let all = [told(design("hub.day_yuan")), told(design("hub.dayyuan")), told(falling), told(unknown)];
        insta::assert_snapshot!(all.join("\n"), @r"
        `hub.day_yuan`: it has one value for all years, so it cannot go up and down; ramp `interventions.product_replication.products[].slots` or a series that holds by year, such as `giving.day_yuan`
        `hub.dayyuan`: there is no such setting; `headwater settings` lists them
        `levels`: a ramp needs two or more levels, each above the one before; write 0,20,40
        `landings`: there is no such metric; `headwater metrics` lists them
        ");
    }
}
