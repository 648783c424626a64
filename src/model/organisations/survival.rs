//! Step R: some organisations close, the new, small, short, overloaded, isolated and crowded ones first.

use super::{Network, Organisations};
use crate::ledger::{Account, Kind};
use crate::model::{Province, Settings};
use crate::random::Purpose;
use crate::real::{below_logistic, exp, logistic, overload};
use crate::settings::Source::{Assumed, Literature, Tuned};

crate::settings! {
    /// The yearly hazard of closing, in log-odds.
    pub struct SurvivalSettings {
        /// Log-odds of closing of an old, large, solvent, connected organisation.
        base: f64 = -5.8, "log-odds", [-1e9, 1e9], Tuned("h0, calibrated −6…−4; exits fall with age and size in the literature [E8]; level [E9]"), "关闭的基础对数几率";
        /// Added for an organisation just founded.
        newness: f64 = 1.2, "log-odds", [0.0, 2.0], Literature("h_new: liability of newness; the size is assumed [E8]"), "新生劣势";
        /// Years over which newness fades.
        newness_years: f64 = 4.0, "years", [2.0, 8.0], Literature("τ_age: exits fall with age; how fast is assumed [E8]"), "新生劣势消退的年数";
        /// Added for an organisation without people.
        smallness: f64 = 3.5, "log-odds", [0.0, 4.0], Tuned("h_small: liability of smallness [E8]"), "规模小的劣势";
        /// People from which an organisation is not small.
        small_people: f64 = 0.5, "–", [0.01, 1.0], Assumed("structural"), "不算小机构的人力";
        /// Added when nothing of the cost could be paid.
        shortfall: f64 = 1.0, "log-odds", [0.0, 3.5], Assumed("h_gap"), "资金缺口";
        /// Added per unit of overload.
        overload: f64 = 0.6, "log-odds", [0.0, 1.5], Assumed("h_ov"), "过载";
        /// Taken off for an organisation with a tie or in the network.
        connected: f64 = 0.4, "log-odds", [0.0, 1.0], Assumed("h_tie"), "有关系或在网络中的保护";
        /// Trust from which a tie protects.
        connected_trust: f64 = 0.2, "–", [0.0, 1.0], Assumed("structural"), "起保护作用的信任值";
        /// Added per unit by which a cell is fuller than it can carry.
        crowding: f64 = 0.8, "log-odds", [0.0, 2.0], Assumed("h_dens: density dependence [E20]"), "拥挤";
    }
}

/// The terms of an organisation's log-odds of closing this year, in the order of the settings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HazardTerms {
    /// The base.
    pub base: f64,
    /// Newness.
    pub newness: f64,
    /// Smallness.
    pub smallness: f64,
    /// Shortfall.
    pub shortfall: f64,
    /// Overload.
    pub overload: f64,
    /// Connection; not above zero.
    pub connected: f64,
    /// Crowding.
    pub crowding: f64,
}

impl HazardTerms {
    /// The hazard: the chance of closing this year.
    pub fn hazard(&self) -> f64 {
        logistic(self.log_odds())
    }

    /// The sum of the terms.
    pub fn log_odds(&self) -> f64 {
        self.base + self.newness + self.smallness + self.shortfall + self.overload + self.connected + self.crowding
    }
}

/// The terms of one organisation's hazard; `density` is organisations by carrying capacity in its cell.
pub fn hazard_terms(
    organisations: &Organisations,
    settings: &SurvivalSettings,
    i: usize,
    newness: f64,
    density: f64,
) -> HazardTerms {
    let connected =
        organisations.network[i] == Network::Landing || organisations.ties[i].any_above(settings.connected_trust);
    HazardTerms {
        base: settings.base,
        newness,
        smallness: settings.smallness * (1.0 - (organisations.people[i] / settings.small_people).min(1.0)),
        shortfall: settings.shortfall * organisations.shortfall[i],
        overload: settings.overload * overload(organisations.load[i] - 1.0),
        connected: if connected { -settings.connected } else { 0.0 },
        crowding: settings.crowding * (density - 1.0).clamp(-1.0, 2.0),
    }
}

/// What newness adds at an age in years.
pub fn newness(settings: &SurvivalSettings, age: i16) -> f64 {
    settings.newness * exp(-f64::from(age) / settings.newness_years)
}

/// Lets organisations close; what they leave goes to their city's charity federation.
pub fn survive_or_close(province: &mut Province, settings: &Settings) {
    if !settings.mechanisms.population {
        return;
    }
    let cells = province.count_cells();
    let Province { organisations, funders, places, ledger, draws, year, agenda, carrying_capacity, .. } = province;
    let draws = draws.in_year(*year, Purpose::DIE);
    let rules = &settings.survival;
    // Ages repeat: the exponential is taken once per age.
    let newness: Vec<f64> = (0..64).map(|age| newness(rules, age)).collect();
    let ids = organisations.living().map(|i| organisations.id[i]);
    let mut closing: Vec<usize> = Vec::new();
    for (i, draw) in organisations.living().zip(draws.along(ids)) {
        let cell = crate::model::cell(organisations.county[i], organisations.issue[i]);
        let density = f64::from(cells[cell]) / carrying_capacity[cell].max(0.5);
        let age = organisations.age(i, *year);
        let newness = newness.get(age as usize).copied().unwrap_or_else(|| self::newness(rules, age));
        let log_odds = hazard_terms(organisations, rules, i, newness, density).log_odds();
        if below_logistic(draw.uniform(0), agenda.rates.closing, log_odds) {
            closing.push(i);
        }
    }
    for i in closing {
        organisations.alive[i] = false;
        organisations.closed[i] = *year;
        let city = places.counties[usize::from(organisations.county[i])].city;
        let heir = Account::Funder(funders.city_federation(city));
        for account in [Account::Cash(i as u32), Account::Restricted(i as u32)] {
            ledger.post(Kind::Liquidation, account, heir, ledger.balance(account));
        }
    }
    let Organisations { living, alive, .. } = organisations;
    living.retain(|&i| alive[i as usize]);
}
