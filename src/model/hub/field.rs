//! Step G: the hub accompanies, coaches, vouches for and introduces landing organisations.

use super::landing;
use crate::model::organisations::{Network, capacity};
use crate::model::{Province, Settings};
use crate::random::Purpose;
use crate::real;

/// The hub's field work of the year; without a hub what was borrowed fades.
pub fn work(province: &mut Province, settings: &Settings) {
    let landing: Vec<usize> = landing(&province.organisations).collect();
    let rules = &settings.hub;
    let days_each = |share: f64| {
        if province.hub.active && !landing.is_empty() {
            rules.support_days_max.min(province.hub.days * share / landing.len() as f64)
        } else {
            0.0
        }
    };
    let effect = |days: f64| days / (days + rules.support_half_days);
    let support_days = days_each(rules.work.accompany);
    let (support, coaching) = (effect(support_days), effect(days_each(rules.work.coach)));
    province.hub.support_days = support_days;
    let organisations = &mut province.organisations;
    for position in 0..organisations.living.len() {
        let i = organisations.living[position] as usize;
        let mut borrowed = (1.0 - rules.support_turnover) * organisations.support[i];
        if organisations.network[i] == Network::Landing && province.hub.active {
            borrowed += rules.support_turnover * support;
            organisations.coaching[i] = coaching;
        }
        organisations.support[i] = borrowed;
    }
    if province.hub.active {
        vouch_and_introduce(province, settings, landing);
    }
}

fn vouch_and_introduce(province: &mut Province, settings: &Settings, landing: Vec<usize>) {
    let Province { organisations, funders, places, hub, draws, year, .. } = province;
    let rules = &settings.hub;
    let mut draws = draws.in_year(*year, Purpose::FIELD);
    let mut visits: Vec<(f64, u32, usize)> =
        landing.into_iter().map(|i| (draws.uniform(organisations.id[i], 0), organisations.id[i], i)).collect();
    visits.sort_by(|a, b| real::order(a.0, b.0).then(a.1.cmp(&b.1)));

    let checks = (hub.days * rules.work.diligence / rules.diligence_days) as usize;
    let worthy: Vec<usize> = visits
        .iter()
        .map(|visit| visit.2)
        .filter(|&i| capacity::quality(organisations, settings, i) > rules.diligence_quality)
        .take(checks)
        .collect();
    for i in worthy {
        organisations.endorsed[i] = true;
    }

    let introductions = (hub.days * rules.work.broker / rules.introduction_days) as usize;
    for &(_, id, i) in visits.iter().take(introductions) {
        let whom = (draws.uniform(id, 1), draws.uniform(id, 2));
        let funder = funders.pick(&settings.ties, places, usize::from(organisations.county[i]), whom);
        let (openness, trust) = (funders.openness[funder as usize], funders.hub_trust[funder as usize]);
        if draws.uniform(id, 3) < openness + (1.0 - openness) * trust {
            organisations.ties[i].add(funder, settings.ties.trust_initial + rules.introduction_lift * trust);
        }
    }
}
