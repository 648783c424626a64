//! The hub: an intermediary with a budget in days. It tells, introduces, accompanies, coaches, checks and
//! speaks to funders; it never changes an outcome itself.

pub mod field;

use super::funders::classes::{FunderClass, Payer};
use super::funders::openness::LOCAL_AUDIENCE;
use super::organisations::{Network, Organisations};
use super::places::{COUNTY_IDS, PROGRAMME_ISSUE};
use super::rules::AdvocacyOrder;
use super::{Province, Settings};
use crate::ledger::{Account, Kind, Outside};
use crate::money::Money;
use crate::random::Purpose;
use crate::real;
use crate::settings::Problems;
use crate::settings::Source::{Assumed, Deck, Tuned};

crate::settings! {
    /// The share of the hub's days that goes to each kind of work; the shares sum to 1.
    pub struct WorkMix {
        /// Telling counties about the programme.
        outreach: f64 = 0.10, "share of days", [0.0, 1.0], Assumed("w"), "宣传触达";
        /// Introducing organisations to funders.
        broker: f64 = 0.05, "share of days", [0.0, 1.0], Assumed("w"), "牵线对接";
        /// Accompanying landing organisations.
        accompany: f64 = 0.45, "share of days", [0.0, 1.0], Assumed("w"), "督导与陪伴";
        /// Coaching in fundraising.
        coach: f64 = 0.10, "share of days", [0.0, 1.0], Assumed("w"), "筹款辅导";
        /// Checking and vouching.
        diligence: f64 = 0.10, "share of days", [0.0, 1.0], Assumed("w"), "尽调与背书";
        /// Speaking to funders.
        advocacy: f64 = 0.20, "share of days", [0.0, 1.0], Assumed("w"), "游说资助方";
    }
}

crate::settings! {
    /// What the hub's days cost and what they do.
    pub struct HubSettings {
        /// Cost of a day of the hub's work.
        day_yuan: f64 = 600.0, "yuan per day", [1.0, 10000.0], Assumed("no source for any hub's budget"), "枢纽一个工作日的成本";
        /// Days of university experts that the hub may buy each year (option).
        expert_days: u32 = 0, "days per year", [0, 10000], Assumed("option, off"), "每年可购买的高校专家日（选项）";
        /// Cost of a day of a university expert.
        expert_day_yuan: f64 = 200.0, "yuan per day", [1.0, 10000.0], Assumed("cheaper than the hub's own day"), "高校专家一日的成本";
        /// How the days are shared out.
        group work: WorkMix = WorkMix::default();
        /// Days that telling one county takes.
        county_days: f64 = 6.0, "days", [1.0, 60.0], Assumed("d_cty"), "触达一个县所需天数";
        /// Years for which a list of counties to tell stands.
        outreach_years: u32 = 3, "years", [1, 20], Assumed("structural"), "触达名单的有效年数";
        /// Chance that an organisation in a told county takes notice, by itself.
        outreach_effect: f64 = 0.5, "probability", [0.0, 1.0], Assumed("structural"), "被触达县的机构得知的概率";
        /// Days that one introduction or one meeting takes.
        introduction_days: f64 = 3.0, "days", [0.5, 60.0], Assumed("d_intro"), "一次引荐或会面所需天数";
        /// The most meetings with one funder in a year.
        meetings_max: f64 = 3.0, "meetings", [1.0, 50.0], Assumed("structural"), "每年与同一资助方会面上限";
        /// Days that checking one organisation takes.
        diligence_days: f64 = 2.0, "days", [0.5, 60.0], Assumed("d_dd"), "尽调一家机构所需天数";
        /// Quality that the hub vouches for.
        diligence_quality: f64 = 0.3, "–", [0.0, 1.0], Assumed("structural"), "枢纽愿意背书的质量下限";
        /// Days per organisation at which accompaniment has half its effect.
        support_half_days: f64 = 10.0, "days", [0.1, 100.0], Assumed("h½, 4–20"), "陪伴效果达半的天数";
        /// The most days of accompaniment that an organisation can use.
        support_days_max: f64 = 24.0, "days", [1.0, 366.0], Assumed("h_cap, 12–48"), "每家机构陪伴天数上限";
        /// Share of borrowed capacity that turns over in a year.
        support_turnover: f64 = 0.6, "1 per year", [0.0, 1.0], Assumed("λ"), "借用能力的更新速度";
        /// How much full trust in the hub adds to the trust of an introduction.
        introduction_lift: f64 = 0.25, "–", [0.0, 1.0], Assumed("structural"), "枢纽信任对引荐的加成";
        /// Meetings at which trust in the hub moves half way to 1.
        half_meetings: f64 = 3.0, "meetings", [1.5, 8.0], Tuned("u0, calibrated"), "信任提升达半所需会面数";
        /// First year in which the child-welfare office is visited.
        child_welfare_from: i16 = 2018, "year", [1990, 2200], Assumed("y_adv"), "开始拜访儿童福利处的年份";
        /// First year in which grants of government and mass organisations make local key projects.
        key_projects_from: i16 = 2018, "year", [1990, 2200], Deck("local key projects from 2018 [D4]"), "地方重点项目起始年";
        /// How much funders convene without a hub, by their openness, once there has been one.
        institutionalisation: f64 = 0.5, "share", [0.0, 1.0], Assumed("ι"), "枢纽离场后资助方自行召集的程度（制度化）";
    }
}

impl HubSettings {
    pub(super) fn check(&self, path: &str, problems: &mut Problems) {
        let WorkMix { outreach, broker, accompany, coach, diligence, advocacy } = self.work;
        let sum = outreach + broker + accompany + coach + diligence + advocacy;
        problems.expect(
            (sum - 1.0).abs() < 1e-6,
            format!("{path}.work"),
            (
                format!(
                    "the six shares of the hub's work sum to {}, but they must sum to 1",
                    crate::settings::short(sum)
                ),
                format!("枢纽六项工作的占比合计为 {}，应合计为 1", crate::settings::short(sum)),
            ),
            (
                "change them together so that nothing of the hub's time is lost or counted twice",
                "请一并修改，使枢纽的时间不遗漏、不重复",
            ),
        );
    }
}

/// The hub's state.
#[derive(Clone, Debug, Default)]
pub struct Hub {
    /// Whether it works this year.
    pub active: bool,
    /// Whether there has ever been one.
    pub existed: bool,
    /// Days that it works this year.
    pub days: f64,
    /// Who paid first and gets back what is left when it closes.
    pub payer: Option<u32>,
    /// Counties that it tells this year.
    pub told: Vec<bool>,
    /// Days of accompaniment per landing organisation this year.
    pub support_days: f64,
}

/// Step D: the hub opens or closes, makes its first contacts, receives its grant, buys its days and visits funders.
pub fn plan(province: &mut Province, settings: &Settings) {
    open_or_close(province);
    province.hub.told.fill(false);
    province.hub.days = 0.0;
    province.hub.support_days = 0.0;
    if !province.hub.active {
        return;
    }
    make_first_contacts(province);
    receive_core_grants(province);
    buy_days(province, settings);
    tell_counties(province, settings);
    visit_funders(province, settings);
}

fn open_or_close(province: &mut Province) {
    let Province { hub, agenda, funders, ledger, .. } = province;
    if let Some(opening) = &agenda.hub_opens {
        hub.active = true;
        hub.existed = true;
        hub.payer = Some(funders.payer(opening.payer));
    }
    if agenda.hub_closes && hub.active {
        hub.active = false;
        let heir = hub.payer.expect("an active hub has a payer");
        ledger.post(Kind::HubClose, Account::Hub, Account::Funder(heir), ledger.hub());
    }
}

/// The organisations with the best luck and reputation among those of the programme's issue become observers.
fn make_first_contacts(province: &mut Province) {
    let Province { organisations, agenda, draws, year, .. } = province;
    let Some(opening) = &agenda.hub_opens else { return };
    let mut draws = draws.in_year(*year, Purpose::AWARE);
    let mut candidates: Vec<(f64, u32, usize)> = organisations
        .living()
        .filter(|&i| organisations.issue[i] == PROGRAMME_ISSUE && organisations.network[i] == Network::Unaware)
        .map(|i| {
            let id = organisations.id[i];
            (draws.uniform(id, 5) - organisations.reputation[i], id, i)
        })
        .collect();
    candidates.sort_by(|a, b| real::order(a.0, b.0).then(a.1.cmp(&b.1)));
    for &(_, _, i) in candidates.iter().take(opening.first_contacts as usize) {
        organisations.network[i] = Network::Observer;
    }
}

fn receive_core_grants(province: &mut Province) {
    let Province { agenda, funders, ledger, .. } = province;
    for grant in &agenda.core_grants {
        match grant.payer {
            CorePayer::Funder(payer) => {
                let payer = funders.payer(payer);
                let amount = grant.amount.min(ledger.funder(payer as usize));
                ledger.post(Kind::HubCore, Account::Funder(payer), Account::Hub, amount);
            }
            CorePayer::Sponsor => {
                let sponsor = Account::Outside(Outside::Sponsor);
                ledger.post_earmarked(Kind::HubCore, sponsor, Account::Hub, grant.amount);
            }
        }
    }
}

/// Who pays a core grant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CorePayer {
    /// A funder, from its own balance.
    Funder(Payer),
    /// The outside payer of the equal-money comparison.
    Sponsor,
}

fn buy_days(province: &mut Province, settings: &Settings) {
    let Province { hub, ledger, .. } = province;
    let supplier = Account::Outside(Outside::Suppliers);
    let mut days = 0;
    let mut buy = |price_yuan: f64, at_most: u32| {
        let price = Money::from_yuan(price_yuan);
        let bought = ledger.hub().how_many(price).min(at_most);
        ledger.post(Kind::HubSpend, Account::Hub, supplier, price.times(bought));
        days += bought;
    };
    buy(settings.hub.expert_day_yuan, settings.hub.expert_days);
    buy(settings.hub.day_yuan, u32::MAX);
    hub.days = f64::from(days);
}

fn tell_counties(province: &mut Province, settings: &Settings) {
    let Province { hub, draws, year, first_county, .. } = province;
    let count = (hub.days * settings.hub.work.outreach / settings.hub.county_days) as usize;
    let list = (i32::from(*year) - 1900) as u32 / settings.hub.outreach_years;
    let mut draws = draws.timeless(Purpose::OUTREACH);
    let mut counties: Vec<(f64, usize)> = (0..hub.told.len())
        .map(|county| (draws.uniform(COUNTY_IDS + *first_county + county as u32, list), county))
        .collect();
    counties.sort_by(|a, b| real::order(a.0, b.0).then(a.1.cmp(&b.1)));
    for &(_, county) in counties.iter().take(count) {
        hub.told[county] = true;
    }
}

/// The hub visits funders who have something to see, and their trust in it grows with the meetings.
fn visit_funders(province: &mut Province, settings: &Settings) {
    let Province { funders, places, evidence, hub, agenda, year, .. } = province;
    let rules = &settings.hub;
    let shown_locally = |funder: usize| funders.jurisdiction(funder, places).any(|county| evidence[county] > 0.0);
    let is_candidate = |&funder: &usize| match funders.class[funder] {
        FunderClass::ChildWelfareOffice => *year >= rules.child_welfare_from && funders.evidence[funder] > 0.0,
        FunderClass::ProvincialFederation => agenda.federations_addressed && funders.evidence[funder] > 0.0,
        FunderClass::CityFederation => agenda.federations_addressed && shown_locally(funder),
        class => LOCAL_AUDIENCE.contains(&class) && shown_locally(funder),
    };
    let mut audience: Vec<usize> = (0..funders.len()).filter(is_candidate).collect();
    let first = |funder: usize| match funders.class[funder] {
        FunderClass::ChildWelfareOffice => 0,
        FunderClass::ProvincialFederation => 1,
        _ => 2,
    };
    audience.sort_by(|&a, &b| {
        let by_evidence = real::order(funders.evidence[b], funders.evidence[a]);
        match settings.rules.advocacy_order {
            AdvocacyOrder::EvidenceFirst => first(a).cmp(&first(b)).then(by_evidence),
            AdvocacyOrder::LeastKnown => real::order(funders.hub_trust[a], funders.hub_trust[b]).then(by_evidence),
        }
        .then(a.cmp(&b))
    });
    let days = hub.days * rules.work.advocacy;
    let mut count = (days / (rules.meetings_max * rules.introduction_days)) as usize;
    if days >= rules.introduction_days {
        count = count.max(1);
    }
    audience.truncate(count);
    if audience.is_empty() {
        return;
    }
    let meetings = rules.meetings_max.min(days / rules.introduction_days / audience.len() as f64);
    for funder in audience {
        let trust = funders.hub_trust[funder];
        funders.hub_trust[funder] = trust + (1.0 - trust) * meetings / (meetings + rules.half_meetings);
    }
}

/// How readily a funder pays for slots: its trust in the hub or, once the hub has gone, what has become habit.
pub fn convening(hub: &Hub, settings: &HubSettings, openness: f64, hub_trust: f64) -> f64 {
    if hub.active {
        hub_trust
    } else if hub.existed {
        settings.institutionalisation * openness
    } else {
        0.0
    }
}

/// Positions of the landing organisations.
pub fn landing(organisations: &Organisations) -> impl Iterator<Item = usize> + '_ {
    organisations.living().filter(|&i| organisations.network[i] == Network::Landing)
}
