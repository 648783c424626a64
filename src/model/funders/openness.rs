//! Step Q: what was done well becomes evidence, and evidence opens funders, slowly up and more slowly down.

use super::classes::{FunderClass, Reach};
use crate::model::organisations::{Network, Organisations, Success};
use crate::model::places::PROGRAMME_ISSUE;
use crate::model::rules::{EvidenceRule, OpennessRule};
use crate::model::{Province, Settings};
use crate::real::{ExactSum, positive_part};
use crate::settings::Source::{Assumed, Tuned};

crate::settings! {
    /// From successes to evidence, and from evidence to openness and trust in the hub.
    pub struct EvidenceSettings {
        /// Mean of the evidence (coverage of counties) at which a funder is half convinced.
        threshold_mean: f64 = 0.20, "coverage", [0.08, 0.35], Tuned("μθ, calibrated; tipping experiments find 10–40 %, about 25 % [E17]"), "资助方被说服一半所需证据的均值";
        /// Spread of that threshold between funders.
        threshold_spread: f64 = 0.08, "coverage", [0.0, 0.15], Assumed("σθ"), "该门槛的离散度";
        /// The least threshold.
        threshold_min: f64 = 0.02, "coverage", [0.001, 1.0], Assumed("structural"), "门槛下限";
        /// How far full trust in the hub lowers the threshold.
        trust_relief: f64 = 0.5, "share", [0.0, 1.0], Assumed("structural"), "信任枢纽对门槛的降低";
        /// Speed at which openness rises towards its target.
        opening_rate: f64 = 0.35, "1 per year", [0.0, 1.0], Tuned("ηo, calibrated .1–.6"), "开放度上升速度";
        /// Speed at which openness falls towards its target.
        closing_rate: f64 = 0.05, "1 per year", [0.0, 1.0], Tuned("do, .01–.2"), "开放度下降速度";
        /// Openness that full evidence leads to.
        openness_max: f64 = 0.5, "share", [0.0, 1.0], Tuned("o_max, calibrated .2–.8"), "开放度上限";
        /// How far full evidence moves trust in the hub towards 1.
        trust_gain: f64 = 0.2, "1 per year", [0.0, 0.4], Assumed("ηe"), "证据对枢纽信任的提升";
        /// Share of trust in the hub that fades each year while the hub is there.
        trust_decay_active: f64 = 0.03, "share per year", [0.0, 1.0], Tuned("δh"), "枢纽在场时信任的衰减";
        /// Share of trust in the hub that fades each year without the hub.
        trust_decay_absent: f64 = 0.20, "share per year", [0.0, 1.0], Tuned("δh"), "枢纽离场后信任的衰减";
        /// Successes in a county from which its evidence is full.
        full_successes: f64 = 1.0, "organisations", [1.0, 3.0], Assumed("m_sat"), "一县证据达满所需成功数";
        /// How much of a county funder's evidence is its own county's; the rest is the province's.
        own_county_weight: f64 = 0.5, "share", [0.0, 1.0], Assumed("structural"), "县级资助方看本县证据的权重";
    }
}

/// Counts evidence by county, shows it to funders and moves their openness and trust in the hub.
pub fn observe_evidence(province: &mut Province, settings: &Settings) {
    count_evidence(province, settings);
    let experience = settings.rules.evidence_experience.then(|| own_experience(province));
    let rules = &settings.evidence;
    let Province { funders, places, evidence, province_evidence, hub, .. } = province;
    for funder in 0..funders.len() {
        let counties = funders.jurisdiction(funder, places);
        let mut seen = match funders.class[funder].reach() {
            Reach::County => {
                let own = rules.own_county_weight;
                own * evidence[counties.start] + (1.0 - own) * *province_evidence
            }
            Reach::City => evidence[counties.clone()].iter().copied().collect::<ExactSum>().mean(counties.len()),
            Reach::Province => *province_evidence,
        };
        if let Some(experience) = &experience {
            seen = (seen + settings.rules.evidence_experience_weight * experience[funder]).min(1.0);
        }
        if !settings.mechanisms.evidence {
            seen = 0.0;
        }
        funders.evidence[funder] = seen;
        let initial = settings.funders.of(funders.class[funder]).openness_initial;
        let trust = funders.hub_trust[funder];
        let threshold = funders.evidence_threshold[funder] * (1.0 - rules.trust_relief * trust);
        let target = openness_target(settings, initial, threshold, seen);
        let openness = funders.openness[funder];
        let rate = if target > openness { rules.opening_rate } else { rules.closing_rate };
        funders.openness[funder] = openness + rate * (target - openness);
        let trust = trust + rules.trust_gain * seen * (1.0 - trust);
        let decay = if hub.active { rules.trust_decay_active } else { rules.trust_decay_absent };
        funders.hub_trust[funder] = trust * (1.0 - decay);
    }
}

/// Openness that evidence leads to in the long run.
pub fn openness_target(settings: &Settings, initial: f64, threshold: f64, evidence: f64) -> f64 {
    if evidence <= 0.0 {
        return initial;
    }
    let share = match settings.rules.openness {
        OpennessRule::Hill => {
            let fourth = |x: f64| (x * x) * (x * x);
            fourth(evidence) / (fourth(evidence) + fourth(threshold))
        }
        OpennessRule::Linear => (evidence / (2.0 * threshold)).min(1.0),
    };
    initial + positive_part(settings.evidence.openness_max - initial) * share
}

fn count_evidence(province: &mut Province, settings: &Settings) {
    let Province { organisations, evidence, province_evidence, hub, .. } = province;
    evidence.fill(0.0);
    for i in organisations.living() {
        if counts_as_evidence(organisations, settings, i, hub.existed) {
            evidence[usize::from(organisations.county[i])] += 1.0;
        }
    }
    for county in evidence.iter_mut() {
        *county = (*county / settings.evidence.full_successes).min(1.0);
    }
    if !settings.mechanisms.evidence {
        evidence.fill(0.0);
    }
    *province_evidence = evidence.iter().copied().collect::<ExactSum>().mean(evidence.len());
}

fn counts_as_evidence(organisations: &Organisations, settings: &Settings, i: usize, hub_existed: bool) -> bool {
    if organisations.success[i] != Success::Yes {
        return false;
    }
    match settings.rules.evidence_counts {
        EvidenceRule::Slots => organisations.slot[i],
        EvidenceRule::AnyProject => {
            hub_existed
                && organisations.issue[i] == PROGRAMME_ISSUE
                && organisations.network[i] != Network::Unaware
                && (organisations.slot[i]
                    || organisations.total_receipts(i)
                        >= crate::money::Money::from_yuan(settings.programme.key_project_yuan))
        }
    }
}

/// For each funder the share of its counties in which something that it paid for itself succeeded this year.
fn own_experience(province: &Province) -> Vec<f64> {
    let Province { organisations, funders, places, own_grants, .. } = province;
    let mut counties_of: Vec<Vec<u16>> = vec![Vec::new(); funders.len()];
    for &(funder, organisation) in own_grants {
        let i = organisation as usize;
        if organisations.success[i] == Success::Yes {
            counties_of[funder as usize].push(organisations.county[i]);
        }
    }
    counties_of
        .into_iter()
        .enumerate()
        .map(|(funder, mut counties)| {
            counties.sort_unstable();
            counties.dedup();
            counties.len() as f64 / funders.jurisdiction(funder, places).len() as f64
        })
        .collect()
}

/// Classes whose funders the hub can visit when their own jurisdiction has something to show.
pub const LOCAL_AUDIENCE: [FunderClass; 4] =
    [FunderClass::CountyBureau, FunderClass::CityBureau, FunderClass::MassOrganisation, FunderClass::LocalFoundation];
