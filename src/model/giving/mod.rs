//! Step K: the public gives. The giving day with its national match comes first, then a matching pool if a lever
//! opens one, then gifts through the rest of the year.

pub mod matching;

use super::grants::contest::tire;
use super::organisations::receipts::FROM_PUBLIC;
use super::organisations::{Network, Organisations, capacity};
use super::{Province, Settings};
use crate::ledger::{Account, Kind, Outside};
use crate::money::Money;
use crate::random::Purpose;
use crate::real::ExactSum;
use crate::settings::Dated;
use crate::settings::Source::{Assumed, Literature};
use std::cell::Cell;

crate::settings! {
    /// How the public gives and what fundraising takes.
    pub struct GivingSettings {
        /// Gifts on the giving day, per resident; dated, the same in every scenario. No giving day before the first year.
        day_yuan: Dated = Dated::new(&[(2015, 0.09), (2016, 0.22), (2017, 0.60), (2018, 0.60), (2019, 1.27), (2020, 1.65), (2021, 2.5), (2022, 2.35)]), "yuan per person and year", [0.0, 1000.0], Literature("public money of the national giving day by 1.39–1.41 billion people [E1]"), "捐赠日人均捐款";
        /// National match per public yuan; dated, the same in every scenario.
        national_match_bp: Dated = Dated::new(&[(2015, 7800.0), (2016, 6600.0), (2017, 3600.0), (2018, 3600.0), (2019, 1700.0), (2020, 1300.0), (2021, 1700.0), (2022, 1000.0)]), "basis points of gifts", [0.0, 100000.0], Literature("platform money by public money, year by year [E1]"), "全国配捐比例（基点）";
        /// Gifts through the rest of the year, per resident.
        ordinary_yuan: f64 = 0.3, "yuan per person and year", [0.0, 100.0], Assumed("ord_pc, .1–2; no figure per head was found"), "日常人均捐款";
        /// Share of ordinary giving that a full giving day takes away: a shift in time.
        shift: f64 = 0.3, "share", [0.0, 1.0], Literature("ζ: mostly lift, some time shift; the size is assumed [E5]"), "捐赠日对日常捐赠的时间转移";
        /// Effort outside the model for which the giving day's money also goes, per county.
        outside_day_effort: f64 = 4.0, "effort units per county", [0.0, 100.0], crate::settings::Source::Tuned("e_out_day, calibrated 1–16 on receipts per participant"), "捐赠日县域外部竞争";
        /// Effort outside the model for which ordinary money also goes, per county.
        outside_ordinary_effort: f64 = 32.0, "effort units per county", [0.0, 1000.0], crate::settings::Source::Tuned("e_out_ord, 10–100"), "日常捐赠县域外部竞争";
        /// Effort of an organisation without reputation.
        effort_floor: f64 = 0.3, "–", [0.0, 1.0], Assumed("structural"), "无声誉时的筹款努力";
        /// How far grants make fundraising slack.
        slack: f64 = 0.5, "share", [0.0, 1.0], Literature("ξ: crowding-out works mainly through reduced fundraising; the size is assumed [E6]"), "资助导致筹款懈怠的程度";
        /// Money added where grants are weighed against cost, so that nothing is divided by zero.
        slack_guard_yuan: f64 = 1.0, "yuan", [0.000001, 1000.0], Assumed("structural"), "避免除零的常数";
        /// Reputation from which an organisation finds a sponsor of its own.
        sponsor_reputation: f64 = 0.6, "–", [0.0, 1.0], Assumed("structural"), "可自行找到公募方的声誉";
        /// Share of what the platform pays out that is bound to projects.
        restricted_bp: u32 = 8000, "basis points", [0, 10000], Assumed("structural"), "拨付中限定用途的比例（基点）";
        /// Fee of the public-fundraising sponsor.
        fee_bp: u32 = 500, "basis points", [0, 1000], Assumed(""), "公募方管理费（基点）";
        /// People that a campaign with a match burns.
        burn: f64 = 0.015, "share of people", [0.0, 0.06], Assumed("χc"), "有配捐的筹款活动对人力的消耗";
        /// Share of that burnt by a campaign without a match.
        burn_without_match: f64 = 0.3, "share", [0.0, 1.0], Assumed("structural"), "无配捐时消耗的比例";
        /// People that a campaign never takes away.
        burn_floor: f64 = 0.05, "–", [0.0, 1.0], Assumed("structural"), "筹款不再消耗的人力下限";
        /// Method below which an organisation is tempted to game.
        gaming_method: f64 = 0.7, "–", [0.0, 1.0], Assumed("structural"), "可能套捐的方法水平上限";
        /// Chance that a gamed match is detected.
        detection: f64 = 0.3, "probability", [0.0, 1.0], Assumed("p_det"), "套捐被发现的概率";
        /// Years of a ban after detection.
        ban_years: u32 = 2, "years", [0, 50], Literature("violators lose platform access; one year in 2019, two here [E2]"), "套捐后的禁入年数";
        /// Reputation kept after detection.
        detected_reputation: f64 = 0.3, "share", [0.0, 1.0], Assumed("structural"), "被发现后保留的声誉比例";
        /// Openness that the federations lose by a detected case.
        scandal: f64 = 0.015, "–", [0.0, 0.1], Assumed(""), "一起丑闻使慈善总会降低的开放度";
    }
}

/// A federation-backed channel that lets small organisations raise money in public.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Channel {
    /// How far the federation's openness lifts giving (option).
    pub mobilisation: f64,
    /// Share that stays with the federation when it mobilises (option).
    pub coopted_bp: u32,
    /// How far each joint campaign moves the provincial federation's trust in the hub (option).
    pub joint_trust: f64,
}

/// What the giving step works out on the way.
#[derive(Default)]
struct GivingDesk {
    effort: Vec<f64>,
    participants: Vec<u32>,
    self_gifts: Vec<Money>,
    pool_matched: Vec<Money>,
    national_matched: Vec<Money>,
    county_effort: Vec<ExactSum>,
    county_raised: Vec<Money>,
}

thread_local! {
    /// Each thread's memory for the step: provinces take turns with it, and no year needs new memory.
    static DESK: Cell<GivingDesk> = Cell::default();
}

impl GivingDesk {
    fn clear(&mut self) {
        let GivingDesk {
            effort,
            participants,
            self_gifts,
            pool_matched,
            national_matched,
            county_effort,
            county_raised,
        } = self;
        effort.clear();
        participants.clear();
        self_gifts.clear();
        pool_matched.clear();
        national_matched.clear();
        county_effort.clear();
        county_raised.clear();
    }
}

/// The public gives, on the day and through the year.
pub fn give(province: &mut Province, settings: &Settings) {
    if !settings.mechanisms.giving {
        return;
    }
    let mut desk = DESK.take();
    desk.clear();
    let counties = province.places.counties.len();
    desk.county_raised.resize(counties, Money::ZERO);
    weigh_efforts(province, settings, &mut desk);
    let day_yuan = settings.giving.day_yuan.at(province.year);
    if day_yuan > 0.0 {
        hold_giving_day(province, settings, &mut desk, day_yuan);
    }
    give_through_the_year(province, settings, &mut desk, day_yuan);
    DESK.set(desk);
}

/// An organisation's effort in fundraising: people, reputation and coaching, less what last year's grants slacken.
pub fn effort(organisations: &Organisations, settings: &Settings, i: usize) -> f64 {
    let rules = &settings.giving;
    let granted = organisations.receipts.granted_before(i).yuan();
    let cost = capacity::operating_cost(organisations, &settings.capacity, i);
    let slack = rules.slack * granted / (granted + cost + rules.slack_guard_yuan);
    capacity::people(organisations, &settings.capacity, i)
        * (rules.effort_floor + organisations.reputation[i])
        * (1.0 + organisations.coaching[i])
        * (1.0 - slack)
}

fn weigh_efforts(province: &Province, settings: &Settings, desk: &mut GivingDesk) {
    let Province { organisations, agenda, .. } = province;
    desk.effort.resize(organisations.len(), 0.0);
    for i in organisations.living() {
        desk.effort[i] = agenda.rates.effort * effort(organisations, settings, i);
    }
}

fn may_raise_in_public(province: &Province, settings: &Settings, i: usize) -> bool {
    let organisations = &province.organisations;
    let sponsored = province.agenda.channel.is_some()
        || organisations.network[i] == Network::Landing
        || organisations.reputation[i] > settings.giving.sponsor_reputation;
    sponsored
        && organisations.banned_until[i] < province.year
        && capacity::method(organisations, &settings.capacity, i) >= settings.capacity.registration_method
}

fn hold_giving_day(province: &mut Province, settings: &Settings, desk: &mut GivingDesk, day_yuan: f64) {
    desk.participants
        .extend(province.organisations.living.iter().filter(|&&i| may_raise_in_public(province, settings, i as usize)));
    province.tally.participants = desk.participants.len() as u32;
    raise(province, settings, desk, day_yuan);
    let national_bp = settings.giving.national_match_bp.at(province.year) as u32;
    let matched = national_bp > 0 || province.agenda.pool.is_some();
    pay_out(province, settings, desk, matched);
    burn(province, settings, desk, matched);
    match_nationally(province, desk, national_bp);
    desk.pool_matched.resize(desk.participants.len(), Money::ZERO);
    if let Some(pool) = province.agenda.pool.clone() {
        let totals: Vec<Money> = desk
            .participants
            .iter()
            .zip(&desk.self_gifts)
            .map(|(&i, &own)| province.organisations.day_gifts[i as usize] + own)
            .collect();
        matching::open_pool(province, &pool);
        desk.pool_matched = matching::shares(province, &pool, &desk.participants, &totals);
        for (&i, &matched) in desk.participants.iter().zip(&desk.pool_matched) {
            let earmarked = pool.source == Outside::Sponsor;
            let posting = crate::ledger::Posting {
                kind: Kind::Match,
                from: Account::Pool,
                to: Account::Restricted(i),
                amount: matched,
                earmarked,
            };
            province.ledger.enter(posting);
            province.organisations.receipts.add(i as usize, FROM_PUBLIC, matched);
        }
    }
    detect_gaming(province, settings, desk);
    if let Some(pool) = province.agenda.pool.clone() {
        matching::close_pool(province, &pool);
    }
    campaign_together(province);
}

/// Each county's gifts of the day are shared out by effort; part goes to efforts outside the model.
fn raise(province: &mut Province, settings: &Settings, desk: &mut GivingDesk, day_yuan: f64) {
    let Province { organisations, funders, places, agenda, ledger, .. } = province;
    desk.county_effort.clear();
    desk.county_effort.resize(places.counties.len(), ExactSum::default());
    for &i in &desk.participants {
        desk.county_effort[usize::from(organisations.county[i as usize])].add(desk.effort[i as usize]);
    }
    let lift = 1.0 + agenda.pool.as_ref().map_or(0.0, |pool| pool.lift);
    let mobilised = 1.0
        + agenda
            .channel
            .as_ref()
            .map_or(0.0, |channel| channel.mobilisation * funders.openness[funders.provincial_federation() as usize]);
    let shared: Vec<f64> =
        desk.county_effort.iter().map(|effort| effort.total() + settings.giving.outside_day_effort).collect();
    for &i in &desk.participants {
        let county = usize::from(organisations.county[i as usize]);
        let given = places.counties[county].population * day_yuan * lift * mobilised;
        let shared = shared[county];
        let raised =
            if shared > 0.0 { Money::from_yuan(given * desk.effort[i as usize] / shared) } else { Money::ZERO };
        organisations.day_gifts[i as usize] = raised;
        desk.county_raised[county] += raised;
        ledger.post(Kind::DayGift, Account::Outside(Outside::Households), Account::Platform, raised);
    }
}

/// Gamers give to themselves; the platform pays out what was given, less the sponsor's fee.
fn pay_out(province: &mut Province, settings: &Settings, desk: &mut GivingDesk, matched: bool) {
    let Province { organisations, funders, places, agenda, ledger, .. } = province;
    let rules = &settings.giving;
    for &i in &desk.participants {
        let organisation = i as usize;
        let city = places.counties[usize::from(organisations.county[organisation])].city;
        let sponsor = match agenda.channel {
            Some(_) => Account::Funder(funders.city_federation(city)),
            None => Account::Outside(Outside::Suppliers),
        };
        let coopted_bp = agenda
            .channel
            .as_ref()
            .map_or(0, |channel| if channel.mobilisation > 0.0 { channel.coopted_bp } else { 0 });
        let raised = organisations.day_gifts[organisation];
        let fee = raised.portion(rules.fee_bp);
        let kept = fee + (raised - fee).portion(coopted_bp);
        let rest = raised - kept;
        let restricted = rest.portion(rules.restricted_bp);
        ledger.post(Kind::SponsorFee, Account::Platform, sponsor, kept);
        ledger.post(Kind::Payout, Account::Platform, Account::Restricted(i), restricted);
        ledger.post(Kind::Payout, Account::Platform, Account::Cash(i), rest - restricted);
        organisations.receipts.add(organisation, FROM_PUBLIC, rest);

        let games =
            matched && organisations.gamer[organisation] && organisations.method[organisation] < rules.gaming_method;
        let own = if games { Money::from_fen(ledger.cash(organisation).fen() / 2) } else { Money::ZERO };
        let fee = own.portion(rules.fee_bp);
        ledger.post(Kind::SelfGift, Account::Cash(i), Account::Platform, own);
        ledger.post(Kind::SponsorFee, Account::Platform, sponsor, fee);
        ledger.post(Kind::SelfGiftReturn, Account::Platform, Account::Restricted(i), own - fee);
        desk.self_gifts.push(own);
    }
}

/// Campaigning wears people out, more so where a match is to be had.
fn burn(province: &mut Province, settings: &Settings, desk: &GivingDesk, matched: bool) {
    let rules = &settings.giving;
    let share = rules.burn * if matched { 1.0 } else { rules.burn_without_match };
    for &i in &desk.participants {
        let people = &mut province.organisations.people[i as usize];
        let loss = share * *people;
        tire(people, loss, rules.burn_floor);
    }
}

fn match_nationally(province: &mut Province, desk: &mut GivingDesk, national_bp: u32) {
    let Province { organisations, ledger, .. } = province;
    for &i in &desk.participants {
        let matched = organisations.day_gifts[i as usize].portion(national_bp);
        ledger.post(Kind::NationalMatch, Account::Outside(Outside::PoolSponsor), Account::Restricted(i), matched);
        organisations.receipts.add(i as usize, FROM_PUBLIC, matched);
        desk.national_matched.push(matched);
    }
}

/// Some of those who gave to themselves are found out: the match is taken back, they are banned, federations close up.
fn detect_gaming(province: &mut Province, settings: &Settings, desk: &GivingDesk) {
    let Province { organisations, funders, places, agenda, ledger, draws, year, tally, .. } = province;
    let mut draws = draws.in_year(*year, Purpose::DETECT);
    let rules = &settings.giving;
    for (participant, &i) in desk.participants.iter().enumerate() {
        let organisation = i as usize;
        let gamed = desk.self_gifts[participant].is_positive();
        if !gamed || draws.uniform(organisations.id[organisation], 0) >= rules.detection {
            continue;
        }
        let from_pool = if agenda.pool.is_some() { Account::Pool } else { Account::Outside(Outside::PoolSponsor) };
        for (matched, back_to) in [
            (desk.pool_matched[participant], from_pool),
            (desk.national_matched[participant], Account::Outside(Outside::PoolSponsor)),
        ] {
            let taken_back = matched.min(ledger.restricted(organisation));
            ledger.post(Kind::Clawback, Account::Restricted(i), back_to, taken_back);
            organisations.receipts.give_back_to_public(organisation, taken_back);
        }
        organisations.banned_until[organisation] = *year + rules.ban_years as i16;
        organisations.reputation[organisation] *= rules.detected_reputation;
        let city = places.counties[usize::from(organisations.county[organisation])].city;
        for federation in [funders.city_federation(city), funders.provincial_federation()] {
            let openness = &mut funders.openness[federation as usize];
            *openness = (*openness - rules.scandal).max(0.0);
        }
        tally.detected += 1;
    }
}

fn campaign_together(province: &mut Province) {
    let Province { funders, agenda, .. } = province;
    if let Some(channel) = &agenda.channel {
        let provincial = funders.provincial_federation() as usize;
        let trust = &mut funders.hub_trust[provincial];
        *trust += channel.joint_trust * (1.0 - *trust);
    }
}

/// Gifts through the rest of the year go to all organisations by effort; a giving day shifts part of them in time.
fn give_through_the_year(province: &mut Province, settings: &Settings, desk: &mut GivingDesk, day_yuan: f64) {
    let Province { organisations, places, ledger, tally, .. } = province;
    let rules = &settings.giving;
    desk.county_effort.clear();
    desk.county_effort.resize(places.counties.len(), ExactSum::default());
    for i in organisations.living() {
        desk.county_effort[usize::from(organisations.county[i])].add(desk.effort[i]);
    }
    let given: Vec<f64> = places
        .counties
        .iter()
        .zip(&desk.county_raised)
        .map(|(county, raised)| {
            let day = county.population * day_yuan;
            let shifted = if day > 0.0 { (raised.yuan() / day).min(1.0) } else { 0.0 };
            county.population * rules.ordinary_yuan * (1.0 - rules.shift * shifted)
        })
        .collect();
    let shared: Vec<f64> =
        desk.county_effort.iter().map(|effort| effort.total() + rules.outside_ordinary_effort).collect();
    for position in 0..organisations.living.len() {
        let i = organisations.living[position] as usize;
        let county = usize::from(organisations.county[i]);
        let shared = shared[county];
        let gift = if shared > 0.0 { Money::from_yuan(given[county] * desk.effort[i] / shared) } else { Money::ZERO };
        ledger.post(Kind::OrdinaryGift, Account::Outside(Outside::Households), Account::Cash(i as u32), gift);
        organisations.receipts.add(i, FROM_PUBLIC, gift);
    }
    let full: f64 = places.counties.iter().map(|county| county.population * rules.ordinary_yuan).sum();
    let left: f64 = given.iter().sum();
    let mut effort = ExactSum::default();
    desk.county_effort.iter().for_each(|&county| effort.merge(county));
    tally.effort = effort.total();
    tally.shifted_share = if full > 0.0 { 1.0 - left / full } else { 0.0 };
}
