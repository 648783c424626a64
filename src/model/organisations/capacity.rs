//! What an organisation can carry and how well: people, brain, method and what it borrows.

use super::Organisations;
use crate::model::Settings;
use crate::model::rules::QualityRule;
use crate::real::cube_root;
use crate::settings::Source::{Assumed, Tuned};

crate::settings! {
    /// From people, brain and method to capacity, quality and cost.
    pub struct CapacitySettings {
        /// How far full accompaniment lifts people towards 1.
        support_lift_people: f64 = 0.15, "–", [0.0, 0.8], Assumed(""), "陪伴对人力的提升（uP）";
        /// How far full accompaniment lifts brain towards 1.
        support_lift_brain: f64 = 0.5, "–", [0.0, 0.8], Assumed(""), "陪伴对设计能力的提升（uB）";
        /// How far full accompaniment lifts method towards 1.
        support_lift_method: f64 = 0.4, "–", [0.0, 0.8], Assumed(""), "陪伴对方法与合规的提升（uL）";
        /// Project money that an organisation of full people and brain can carry in a year.
        full_capacity_yuan: f64 = 1200000.0, "yuan per year", [800000.0, 1600000.0], Tuned("αA"), "满能力机构每年可承接的项目资金";
        /// Share of capacity that people have without any brain.
        capacity_without_brain: f64 = 0.25, "share", [0.0, 1.0], Assumed("structural"), "毫无设计能力时的承接比例";
        /// The least capacity by which a load is divided.
        capacity_floor_yuan: f64 = 1000.0, "yuan per year", [1.0, 1e6], Assumed("structural"), "计算负荷时的最低承接力";
        /// Overhead of registration and compliance.
        compliance_yuan: f64 = 3000.0, "yuan per year", [0.0, 10000.0], Assumed("κ0"), "登记与合规成本";
        /// Wage bill of full people.
        wage_yuan: f64 = 150000.0, "yuan per year", [80000.0, 220000.0], Assumed("κ1: about 3 staff at 48,000; pay of 3,000–5,000 a month in surveys [E12]"), "满员人力的年薪酬成本";
        /// How much of its effect effort keeps that is activity rather than project.
        activity_effect: f64 = 0.25, "share", [0.05, 0.6], Assumed("the deck's “many activities, few projects” [D1]"), "活动（相对项目）的效果比例";
        /// Brain at which half of the effort is project.
        project_half_brain: f64 = 0.35, "–", [0.1, 0.6], Assumed("b½"), "项目化程度达一半时的设计能力";
        /// Share of a grant that is unrestricted.
        overhead_bp: u32 = 1000, "basis points", [0, 2000], Assumed("10 % rule of thumb of Chinese foundations [E13]"), "资助中非限定部分（基点）";
        /// Method from which an organisation is registered and may raise money in public.
        registration_method: f64 = 0.35, "–", [0.2, 0.6], Assumed("ℓ_plat"), "可登记与公募所需的方法水平";
    }
}

/// People with what is borrowed: `P + uP·a·(1−P)`.
pub fn people(organisations: &Organisations, settings: &CapacitySettings, i: usize) -> f64 {
    lifted(organisations.people[i], settings.support_lift_people, organisations.support[i])
}

/// Brain with what is borrowed: `B + uB·a·(1−B)`.
pub fn brain(organisations: &Organisations, settings: &CapacitySettings, i: usize) -> f64 {
    lifted(organisations.brain[i], settings.support_lift_brain, organisations.support[i])
}

/// Method with what is borrowed: `L + uL·a·(1−L)`.
pub fn method(organisations: &Organisations, settings: &CapacitySettings, i: usize) -> f64 {
    lifted(organisations.method[i], settings.support_lift_method, organisations.support[i])
}

fn lifted(own: f64, lift: f64, support: f64) -> f64 {
    own + lift * support * (1.0 - own)
}

/// Project money that the organisation can carry in a year, in yuan: `αA · people · (¼ + ¾ brain)`.
/// Without the mechanism of absorption there is no bound.
pub fn absorptive_capacity(organisations: &Organisations, settings: &Settings, i: usize) -> f64 {
    if !settings.mechanisms.absorption {
        return f64::INFINITY;
    }
    let capacity = &settings.capacity;
    let floor = capacity.capacity_without_brain;
    capacity.full_capacity_yuan
        * people(organisations, capacity, i)
        * (floor + (1.0 - floor) * brain(organisations, capacity, i))
}

/// Quality of work, 0 to 1: the geometric mean of people, brain and method (or their minimum, by rule).
pub fn quality(organisations: &Organisations, settings: &Settings, i: usize) -> f64 {
    let capacity = &settings.capacity;
    let p = people(organisations, capacity, i);
    let b = brain(organisations, capacity, i);
    let l = method(organisations, capacity, i);
    match settings.rules.quality {
        QualityRule::Geometric => cube_root(p * b * l),
        QualityRule::Minimum => p.min(b).min(l),
    }
}

/// Overhead of registration and compliance, in yuan a year: only registered organisations have it.
pub fn compliance_cost(organisations: &Organisations, settings: &CapacitySettings, i: usize) -> f64 {
    if organisations.method[i] >= settings.registration_method { settings.compliance_yuan } else { 0.0 }
}

/// Wages of the people who are paid, in yuan a year: volunteers cost nothing.
pub fn wages(organisations: &Organisations, settings: &CapacitySettings, i: usize) -> f64 {
    settings.wage_yuan * (organisations.people[i] - organisations.volunteer_core[i]).max(0.0)
}

/// Operating cost in yuan a year: compliance and wages.
pub fn operating_cost(organisations: &Organisations, settings: &CapacitySettings, i: usize) -> f64 {
    compliance_cost(organisations, settings, i) + wages(organisations, settings, i)
}

/// Share of the effort that is project rather than activity: `brain / (brain + b½)`.
pub fn project_share(organisations: &Organisations, settings: &CapacitySettings, i: usize) -> f64 {
    let b = brain(organisations, settings, i);
    b / (b + settings.project_half_brain)
}
