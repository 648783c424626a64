//! Steps B and L: money comes in at the year's beginning; at its end direct relief is paid and budgets lapse.

use super::classes::FunderClass;
use crate::ledger::{Account, Kind, Outside};
use crate::model::{Province, Settings};
use crate::money::Money;
use crate::random::Purpose;
use crate::real::{exp, whole_power};

/// Step B: every funder receives its inflow; CSR pools pass most of theirs to the charity federations.
pub fn receive(province: &mut Province, settings: &Settings) {
    let Province { funders, places, ledger, draws, year, .. } = province;
    let mut draws = draws.in_year(*year, Purpose::BUDGET);
    let rules = &settings.funders;
    let years = i32::from(*year) - i32::from(settings.run.base_year);
    for funder in 0..funders.len() {
        let class = funders.class[funder];
        let growth = whole_power(1.0 + rules.of(class).growth, years);
        let luck = exp(rules.inflow_spread * draws.normal(funders.id[funder], 0));
        let inflow = Money::from_yuan(funders.base_yuan[funder] * growth * luck);
        let source = class.inflow_source();
        let kind = match source {
            Outside::Treasury => Kind::Appropriation,
            Outside::Enterprises => Kind::CsrIn,
            _ => Kind::Endowment,
        };
        funders.inflow[funder] = inflow;
        ledger.post(kind, Account::Outside(source), Account::Funder(funder as u32), inflow);
    }
    let provincial = Account::Funder(funders.provincial_federation());
    for pool in funders.of_class(FunderClass::Enterprises) {
        let given = ledger.funder(pool).portion(rules.csr_to_federations_bp);
        let to_city = given.portion(rules.csr_city_share_bp);
        let city = places.counties[funders.place[pool] as usize].city;
        let city_federation = Account::Funder(funders.city_federation(city));
        ledger.post(Kind::CsrToFederation, Account::Funder(pool as u32), city_federation, to_city);
        ledger.post(Kind::CsrToFederation, Account::Funder(pool as u32), provincial, given - to_city);
    }
}

/// Step L: direct relief, then lapsing budgets; what remains is idle money.
pub fn spend_directly(province: &mut Province, settings: &Settings) {
    let Province { funders, ledger, .. } = province;
    for funder in 0..funders.len() {
        let class = settings.funders.of(funders.class[funder]);
        let account = Account::Funder(funder as u32);
        let relief = ledger.funder(funder).portion(class.direct_bp);
        ledger.post(Kind::DirectProgramme, account, Account::Outside(Outside::Beneficiaries), relief);
        let lapsed = ledger.funder(funder).portion(class.lapse_bp);
        ledger.post(Kind::Lapse, account, Account::Outside(Outside::Treasury), lapsed);
    }
}
