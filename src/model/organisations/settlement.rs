//! Step N: operating costs are paid; who cannot pay loses people, who can afford it gains some.

use super::capacity;
use crate::ledger::{Account, Kind, Outside};
use crate::model::{Province, Settings};
use crate::money::Money;
use crate::real::positive_part;
use crate::settings::Source::Assumed;

crate::settings! {
    /// How organisations pay their costs.
    pub struct SettlementSettings {
        /// Cost by which a shortfall is softened: lacking fifty yuan is not lacking a payroll.
        short_scale_yuan: f64 = 5000.0, "yuan", [1000.0, 20000.0], Assumed("without it a one-off grant lowers survival, against the lottery evidence [E7]"), "缺口的参照额";
        /// Share of delivered project money that pays the project's own people.
        staff_share: f64 = 0.3, "share", [0.0, 0.6], Assumed("without it a one-off grant lowers survival, against the lottery evidence [E7]"), "项目支出中支付人员的比例";
        /// Share of a surplus (in full wages) that becomes people.
        growth: f64 = 0.1, "1 per year", [0.0, 0.5], Assumed("γP"), "结余转化为人力的比例";
        /// The most that people grow in a year, before saturation.
        growth_max: f64 = 0.1, "1 per year", [0.0, 1.0], Assumed("structural"), "人力年增长上限";
    }
}

/// Pays operating costs and moves people with what is left or lacking.
pub fn settle(province: &mut Province, settings: &Settings) {
    let Province { organisations, ledger, .. } = province;
    let rules = &settings.settlement;
    let wage = settings.capacity.wage_yuan;
    for position in 0..organisations.living.len() {
        let i = organisations.living[position] as usize;
        let compliance = capacity::compliance_cost(organisations, &settings.capacity, i);
        let wages = capacity::wages(organisations, &settings.capacity, i);
        // A project pays its own people: that part was spent with the delivery.
        let covered = wages.min(rules.staff_share * organisations.delivered[i].yuan());
        let cost = Money::from_yuan(compliance + wages - covered);
        let pay = ledger.cash(i).min(cost);
        ledger.post(Kind::Operating, Account::Cash(i as u32), Account::Outside(Outside::Suppliers), pay);
        organisations.shortfall[i] = (cost - pay).yuan() / (cost.yuan() + rules.short_scale_yuan);
        let people = organisations.people[i];
        organisations.people[i] = if pay < cost {
            let affordable = covered + positive_part(pay.yuan() - compliance);
            people.min(organisations.volunteer_core[i] + affordable / wage)
        } else {
            // A full year's cost is kept before anything is called a surplus.
            let surplus = positive_part(ledger.cash(i).yuan() - (cost.yuan() + covered));
            people + rules.growth_max.min(rules.growth * surplus / wage) * (1.0 - people)
        };
    }
}
