//! The programme: who hears of it (step E), who gets a slot (F), local key projects (I), who leaves (P).

pub mod landing;

use super::organisations::{NEVER, Network, capacity};
use super::places::PROGRAMME_ISSUE;
use super::{Province, Settings};
use crate::money::Money;
use crate::random::Purpose;
use crate::real::{logistic, overload, whole_power};
use crate::settings::Source::{Assumed, Tuned};

crate::settings! {
    /// What a slot of the programme is and who pays for it.
    pub struct ProgrammeSettings {
        /// Money that a slot brings to its organisation.
        unit_yuan: f64 = 100000.0, "yuan per year", [60000.0, 230000.0], Assumed("calibrated; two resident workers and running costs are about 9–12万; one county case ≤ 23万 [E14]"), "一个落地名额的资助额";
        /// Management fee on top of a slot, for the hub while there is one.
        fee_bp: u32 = 1000, "basis points", [0, 1500], Assumed("μh"), "项目管理费（基点）";
        /// Share of what a funder offers that it gives to slots, at full conviction.
        slot_share: f64 = 0.7, "share", [0.0, 1.0], Tuned("κ, .3–1"), "资助方用于落地名额的比例";
        /// The least conviction with which a funder pays for slots.
        conviction_min: f64 = 0.02, "–", [0.0, 1.0], Assumed("structural"), "出资设名额所需的最低信念";
        /// The most slots in a county.
        county_slots_max: u32 = 5, "slots per county", [0, 1000], Assumed("cap_c, calibrated 1–12; sets the ceiling of the network: said in every figure where it binds"), "每县名额上限";
        /// Open grants of government and mass organisations in a year that make a local key project.
        key_project_yuan: f64 = 50000.0, "yuan per year", [10000.0, 60000.0], Tuned("key_min"), "构成地方重点项目的年度资助额";
        /// Whether funders of a city may add up fractions of slots through the hub (option).
        pooled_earmarks: bool = false, "–", [0, 1], Assumed("option, off"), "同市资助方能否经枢纽合并零头设名额（选项）";
    }
}

crate::settings! {
    /// Who hears of the programme and who joins it.
    pub struct JoiningSettings {
        /// Weight of the hub's presence.
        hub_weight: f64 = 0.5, "–", [0.3, 0.7], Tuned("x_hub, calibrated"), "枢纽在场的权重";
        /// Weight of the share of neighbours that have landed.
        peer_weight: f64 = 1.0, "–", [0.0, 2.0], Tuned("x_peer"), "邻居落地比例的权重";
        /// Weight of evidence in the province.
        evidence_weight: f64 = 0.4, "–", [0.0, 0.8], Tuned("x_ev"), "全省证据的权重";
        /// How much higher the threshold is for those who have left before.
        lapsed_penalty: f64 = 0.15, "–", [0.0, 1.0], Assumed("structural"), "退出者再加入的额外门槛";
        /// The least people with which an organisation joins.
        people_min: f64 = 0.1, "–", [0.0, 1.0], Assumed("structural"), "加入所需的最低人力";
        /// Full years outside before an organisation that left may come back.
        years_outside: u32 = 1, "years", [0, 20], Assumed("structural"), "退出后需在外的完整年数";
        /// Chance that a landing neighbour makes an organisation take notice.
        awareness: f64 = 0.15, "probability per landing neighbour", [0.0, 0.3], Assumed("p_a"), "落地邻居使其得知的概率";
        /// How much luck counts beside quality in the order of newcomers.
        order_luck: f64 = 0.5, "–", [0.0, 5.0], Assumed("structural"), "新加入排序中运气的分量";
    }
}

crate::settings! {
    /// Who leaves the programme network.
    pub struct NetworkExitSettings {
        /// Log-odds of leaving at a load of one, middling quality and no accompaniment.
        base: f64 = -0.3, "log-odds", [-1.1, 0.5], Tuned("i0, calibrated on the deck's quarter of leavers [D3]"), "退出网络的基础对数几率";
        /// Added per unit of overload.
        overload: f64 = 1.2, "log-odds", [0.0, 3.0], Tuned("i1"), "过载";
        /// Added per unit by which quality falls short of the reference.
        low_quality: f64 = 2.0, "log-odds", [0.0, 10.0], Tuned("i2"), "质量不足";
        /// Quality of reference.
        quality_reference: f64 = 0.4, "–", [0.0, 1.0], Assumed("structural"), "质量参照值";
        /// Taken off at full accompaniment.
        support: f64 = 2.0, "log-odds", [0.0, 10.0], Tuned("i3"), "陪伴的保留作用";
    }
}

/// Step E: organisations of the programme's issue take notice, from landing neighbours or from the hub.
pub fn spread_awareness(province: &mut Province, settings: &Settings) {
    if !province.hub.existed {
        return;
    }
    let Province { organisations, hub, draws, year, .. } = province;
    // Who has a chance to hear of it, and how great a chance.
    let mut reached: Vec<(usize, f64)> = Vec::new();
    for i in organisations.living() {
        if organisations.issue[i] != PROGRAMME_ISSUE || organisations.network[i] != Network::Unaware {
            continue;
        }
        let (landed, _) = landing::neighbours(organisations, i);
        let told = hub.told[usize::from(organisations.county[i])];
        let deaf = whole_power(1.0 - settings.joining.awareness, landed as i32)
            * (1.0 - if told { settings.hub.outreach_effect } else { 0.0 });
        if deaf < 1.0 {
            reached.push((i, 1.0 - deaf));
        }
    }
    let draws = draws.in_year(*year, Purpose::AWARE);
    let luck = draws.uniforms(reached.iter().map(|&(i, _)| organisations.id[i]), 0);
    for ((i, chance), luck) in reached.into_iter().zip(luck) {
        if luck < chance {
            organisations.network[i] = Network::Observer;
        }
    }
}

/// Step I: organisations whom government and mass organisations funded well become local key projects.
/// No money moves here. This step comes before the hub's field work, so that they are accompanied too.
pub fn admit_key_projects(province: &mut Province, settings: &Settings) {
    if !province.hub.active || province.year < settings.hub.key_projects_from {
        return;
    }
    let least = Money::from_yuan(settings.programme.key_project_yuan);
    for position in 0..province.organisations.living.len() {
        let i = province.organisations.living[position] as usize;
        let organisations = &province.organisations;
        let eligible = organisations.issue[i] == PROGRAMME_ISSUE
            && !organisations.slot[i]
            && landing::may_enter(organisations, &settings.joining, i, province.year)
            && organisations.receipts.key_grants_before(i) >= least;
        if eligible {
            landing::enter(province, i);
            province.organisations.key_project[i] = true;
        }
    }
}

/// Step P: overloaded, weak and lonely organisations leave the network.
pub fn leave_or_stay(province: &mut Province, settings: &Settings) {
    if !province.hub.existed {
        return;
    }
    let draws = province.draws.in_year(province.year, Purpose::LEAVE);
    let organisations = &mut province.organisations;
    let landing: Vec<usize> =
        organisations.living().filter(|&i| organisations.network[i] == Network::Landing).collect();
    let luck = draws.uniforms(landing.iter().map(|&i| organisations.id[i]), 0);
    for (i, luck) in landing.into_iter().zip(luck) {
        let quality = capacity::quality(organisations, settings, i);
        let chance = leaving_chance(&settings.network_exit, organisations.load[i], quality, organisations.support[i]);
        if luck < chance {
            organisations.network[i] = Network::Lapsed;
            organisations.left[i] = province.year;
        }
    }
}

/// The terms of an organisation's log-odds of leaving the network this year, in the order of the settings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeavingTerms {
    /// The base.
    pub base: f64,
    /// Overload.
    pub overload: f64,
    /// Quality below the reference; below zero where quality is better.
    pub low_quality: f64,
    /// Accompaniment; not above zero.
    pub support: f64,
}

/// The terms of leaving at a load, a quality and a degree of accompaniment.
pub fn leaving_terms(settings: &NetworkExitSettings, load: f64, quality: f64, support: f64) -> LeavingTerms {
    LeavingTerms {
        base: settings.base,
        overload: settings.overload * overload(load - 1.0),
        low_quality: settings.low_quality * (settings.quality_reference - quality),
        support: -(settings.support * support),
    }
}

/// The chance that a landing organisation leaves the network this year.
pub fn leaving_chance(settings: &NetworkExitSettings, load: f64, quality: f64, support: f64) -> f64 {
    let terms = leaving_terms(settings, load, quality, support);
    logistic(terms.base + terms.overload + terms.low_quality + terms.support)
}

/// Whether an organisation first landed this year and has left already.
pub fn left_in_first_year(organisations: &super::organisations::Organisations, i: usize, year: i16) -> bool {
    organisations.first_landed[i] == year && organisations.left[i] == year && year != NEVER
}
