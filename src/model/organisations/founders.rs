//! What founders bring: the kinds of organisations and the traits that are theirs for life.

use crate::settings::Source::{Assumed, Tuned};

/// A kind of organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum OrganisationKind {
    /// Volunteer group 义工.
    VolunteerGroup,
    /// Grassroots NGO.
    GrassrootsNgo,
    /// Social-work agency.
    SocialWorkAgency,
    /// Head organisation.
    HeadOrganisation,
}

impl OrganisationKind {
    /// Every kind, in the order in which a uniform draw picks them.
    pub const ALL: [OrganisationKind; 4] = [
        OrganisationKind::VolunteerGroup,
        OrganisationKind::GrassrootsNgo,
        OrganisationKind::SocialWorkAgency,
        OrganisationKind::HeadOrganisation,
    ];

    /// The published name.
    pub fn name(self) -> &'static str {
        match self {
            OrganisationKind::VolunteerGroup => "volunteer_group",
            OrganisationKind::GrassrootsNgo => "grassroots_ngo",
            OrganisationKind::SocialWorkAgency => "social_work_agency",
            OrganisationKind::HeadOrganisation => "head_organisation",
        }
    }

    /// The name in Chinese.
    pub fn name_zh(self) -> &'static str {
        match self {
            OrganisationKind::VolunteerGroup => "义工团体",
            OrganisationKind::GrassrootsNgo => "草根组织",
            OrganisationKind::SocialWorkAgency => "社工机构",
            OrganisationKind::HeadOrganisation => "头部机构",
        }
    }
}

crate::settings! {
    /// One kind of organisation at its start.
    pub struct KindSettings {
        /// Share of this kind among organisations; the shares sum to 1.
        share: f64 = 0.25, "share", [0.0, 1.0], Assumed("mix after the deck's scan: county philanthropy is about volunteering [D1]"), "占机构总数的比例";
        /// Mean of people.
        people: f64 = 0.2, "–", [0.0, 1.0], Assumed(""), "人力均值";
        /// Mean of brain.
        brain: f64 = 0.2, "–", [0.0, 1.0], Assumed(""), "设计能力均值";
        /// Mean of method.
        method: f64 = 0.2, "–", [0.0, 1.0], Assumed(""), "方法与合规均值";
        /// Scale of the cash that founders bring.
        cash_yuan: f64 = 10000.0, "yuan", [0.0, 1e9], Assumed(""), "起始资金规模";
        /// Chance of each of three first ties to funders.
        first_tie_chance: f64 = 0.15, "probability", [0.0, 1.0], Assumed(""), "起始时每条资助关系的概率";
    }
}

impl KindSettings {
    fn of(share: f64, people: f64, brain: f64, method: f64, cash_yuan: f64, first_tie_chance: f64) -> Self {
        KindSettings { share, people, brain, method, cash_yuan, first_tie_chance }
    }
}

crate::settings! {
    /// What organisations bring at their start: kinds and spreads of traits.
    pub struct FounderSettings {
        /// Volunteer groups.
        group volunteer_group: KindSettings = KindSettings::of(0.700, 0.18, 0.12, 0.20, 8_000.0, 0.15);
        /// Grassroots NGOs.
        group grassroots_ngo: KindSettings = KindSettings::of(0.220, 0.28, 0.28, 0.42, 40_000.0, 0.15);
        /// Social-work agencies.
        group social_work_agency: KindSettings = KindSettings::of(0.065, 0.35, 0.42, 0.55, 80_000.0, 0.15);
        /// Head organisations.
        group head_organisation: KindSettings = KindSettings::of(0.015, 0.70, 0.65, 0.75, 400_000.0, 0.8);
        /// How much smaller later founders' means are than the first ones'.
        newcomer_scale: f64 = 0.9, "–", [0.1, 1.0], Assumed("new ones start small"), "后来者能力均值的折扣";
        /// Spread of people.
        people_spread: f64 = 0.06, "–", [0.0, 0.5], Assumed(""), "人力离散度";
        /// Spread of brain.
        brain_spread: f64 = 0.07, "–", [0.0, 0.5], Assumed(""), "设计能力离散度";
        /// Spread of method.
        method_spread: f64 = 0.08, "–", [0.0, 0.5], Assumed(""), "方法离散度";
        /// Middle of the founders' cash as a share of the kind's scale.
        cash_share: f64 = 0.7, "share", [0.0, 10.0], Assumed(""), "起始资金中位数占规模的比例";
        /// Spread of the founders' cash (log scale).
        cash_spread: f64 = 0.8, "log units", [0.0, 3.0], Assumed(""), "起始资金离散度";
        /// The most people that volunteers can make up.
        volunteer_core_max: f64 = 0.3, "–", [0.0, 1.0], Assumed(""), "志愿者核心的上限";
        /// Share of the kind's mean people that are volunteers.
        volunteer_core_share: f64 = 0.5, "share", [0.0, 1.0], Assumed(""), "人力均值中志愿者的比例";
        /// Spread of the volunteer core (uniform, from zero).
        volunteer_core_spread: f64 = 0.1, "–", [0.0, 0.5], Assumed(""), "志愿者核心的离散度";
        /// Reputation of an organisation without people.
        reputation_floor: f64 = 0.1, "–", [0.0, 1.0], Assumed(""), "起始声誉的底数";
        /// How much reputation full people add.
        reputation_per_people: f64 = 0.3, "–", [0.0, 1.0], Assumed(""), "人力对起始声誉的贡献";
        /// Mean age scale of the first organisations (exponential).
        initial_age_years: f64 = 6.0, "years", [0.0, 50.0], Assumed("half of China's registered organisations are under about 6 years old [E11]"), "初始机构的年龄尺度";
        /// Trust of a first tie.
        first_tie_trust: f64 = 0.5, "–", [0.0, 1.0], Assumed(""), "起始关系的信任值";
        /// Mean of the lasting threshold of joining the programme.
        joining_threshold_mean: f64 = 0.5, "–", [0.3, 0.7], Tuned("μφ: a quarter leave, a hundred wait [D3]"), "加入门槛的均值（μφ）";
        /// Spread of the lasting threshold of joining.
        joining_threshold_spread: f64 = 0.25, "–", [0.1, 0.4], Assumed("calibrated: sd_phi"), "加入门槛的离散度";
        /// Share of organisations that would game a match.
        gamer_share: f64 = 0.03, "share", [0.0, 1.0], Assumed("cases are documented, the rate is not [E2]"), "会套捐的机构比例";
    }
}

impl FounderSettings {
    /// The settings of one kind.
    pub fn of(&self, kind: OrganisationKind) -> &KindSettings {
        match kind {
            OrganisationKind::VolunteerGroup => &self.volunteer_group,
            OrganisationKind::GrassrootsNgo => &self.grassroots_ngo,
            OrganisationKind::SocialWorkAgency => &self.social_work_agency,
            OrganisationKind::HeadOrganisation => &self.head_organisation,
        }
    }

    /// The kind that a uniform draw picks.
    pub fn pick(&self, u: f64) -> OrganisationKind {
        let mut cumulative = 0.0;
        for kind in OrganisationKind::ALL {
            cumulative += self.of(kind).share;
            if u < cumulative {
                return kind;
            }
        }
        OrganisationKind::HeadOrganisation
    }
}
