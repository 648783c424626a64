//! Step M: project money is spent and becomes services, well or badly.

use super::capacity;
use super::{Organisations, Success};
use crate::ledger::{Account, Kind, Outside};
use crate::model::{Province, Settings};
use crate::money::Money;
use crate::random::Purpose;
use crate::real::unit_interval;
use crate::settings::Source::{Assumed, Choice, Tuned};

crate::settings! {
    /// How project money becomes services.
    pub struct DeliverySettings {
        /// The most that can be spent in a year, as a multiple of capacity.
        spend_share_max: f64 = 1.25, "share of capacity", [0.1, 10.0], Assumed("structural"), "一年最多可花的项目资金（承接力倍数）";
        /// Cost of a service unit at full effect.
        unit_cost_yuan: f64 = 500.0, "yuan per unit", [0.01, 1e6], Choice("the unit is a construct, for comparison inside the model only"), "一个服务单位的成本";
        /// Effect of a unit where need is zero; need adds up to 1 more.
        need_floor: f64 = 0.5, "–", [0.0, 2.0], Assumed("structural"), "需求为零时的效果系数";
        /// Chance of success of a project of zero quality.
        success_base: f64 = 0.35, "probability", [0.1, 0.6], Tuned("ps0"), "质量为零时的成功概率";
    }
}

/// Spends project money, counts services and decides success.
pub fn deliver(province: &mut Province, settings: &Settings) {
    let Province { organisations, places, ledger, draws, year, .. } = province;
    let rules = &settings.delivery;
    let activity_effect = settings.capacity.activity_effect;
    let at_work: Vec<usize> = organisations.living().filter(|&i| ledger.restricted(i).is_positive()).collect();
    let draws = draws.in_year(*year, Purpose::DELIVER);
    let luck = draws.uniforms(at_work.iter().map(|&i| organisations.id[i]), 0);
    for (&i, luck) in at_work.iter().zip(luck) {
        let restricted = ledger.restricted(i);
        let capacity =
            capacity::absorptive_capacity(organisations, settings, i).max(settings.capacity.capacity_floor_yuan);
        let load = restricted.yuan() / capacity;
        let spend = if capacity.is_finite() {
            restricted.min(Money::from_yuan(rules.spend_share_max * capacity))
        } else {
            restricted
        };
        let supplier = Account::Outside(Outside::Suppliers);
        ledger.post(Kind::Delivery, Account::Restricted(i as u32), supplier, spend);

        let own_quality = capacity::quality(organisations, settings, i);
        let quality = if load > 1.0 { own_quality * (1.0 / load) } else { own_quality };
        let project = capacity::project_share(organisations, &settings.capacity, i);
        let need = places.counties[usize::from(organisations.county[i])].need;
        let Organisations { load: loads, delivered, output, success, .. } = organisations;
        loads[i] = load;
        delivered[i] = spend;
        output[i] = spend.yuan() / rules.unit_cost_yuan
            * (project + (1.0 - project) * activity_effect)
            * quality
            * (rules.need_floor + need);
        let succeeds = luck < unit_interval(rules.success_base + quality);
        success[i] = if succeeds { Success::Yes } else { Success::No };
    }
}
