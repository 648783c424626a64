//! Step F: funders pay for slots, the landing network takes them, newcomers join.

use super::JoiningSettings;
use crate::ledger::{Account, Kind, Outside};
use crate::model::funders::Funders;
use crate::model::funders::classes::{FunderClass, Payer, Reach};
use crate::model::groups::Groups;
use crate::model::hub::{Hub, convening};
use crate::model::organisations::{NEVER, Network, Organisations, capacity};
use crate::model::places::{PROGRAMME_ISSUE, Places};
use crate::model::rules::{JoiningRule, SelectionRule};
use crate::model::{Province, Settings};
use crate::money::Money;
use crate::random::{Purpose, Stream};
use crate::real::{logistic, order};

/// Slots that an intervention offers through a funder.
#[derive(Clone, Debug, PartialEq)]
pub struct SlotOffer {
    /// Whether it comes after the products of the year, as government leverage does.
    pub after_products: bool,
    /// Who gives the money.
    pub source: Outside,
    /// The funder that pays it out.
    pub payer: Payer,
    /// Slots, or as many as this money buys.
    pub size: SlotCount,
    /// Money of one slot, if not the programme's.
    pub unit: Option<Money>,
    /// Counties where the slots may be filled; empty for all.
    pub counties: Vec<usize>,
    /// How newcomers are chosen for them.
    pub selection: NewcomerSelection,
}

/// How many slots are offered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SlotCount {
    /// So many.
    Number(u32),
    /// As many as this money buys.
    Worth(Money),
}

crate::choices! {
    /// How newcomers are chosen for the slots of an opening.
    pub enum NewcomerSelection {
        /// In the programme's usual order: quality with some luck.
        Usual = "usual",
        /// By quality alone, best first.
        Best = "best",
        /// By lot.
        Random = "random",
        /// By quality alone, weakest first.
        Weakest = "weakest",
        /// In the counties with most candidates first.
        Clustered = "clustered",
        /// One in each county before a second in any.
        Dispersed = "dispersed",
    }
}

/// An outside payer who shares the cost of funders' own slots.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedSlots {
    /// Whether this class's slots are shared.
    pub federations: bool,
    /// Share of each slot that is paid.
    pub share_bp: u32,
    /// Money for it this year.
    pub budget: Money,
}

/// Money of one slot: what the organisation gets, the fee on top, and how much of it was given from outside for this.
#[derive(Clone, Copy)]
struct Price {
    unit: Money,
    fee: Money,
    earmarked_bp: u32,
}

/// The funder pays nothing of its own.
const WHOLLY_EARMARKED: u32 = 10_000;

impl Price {
    fn of(unit: Money, settings: &Settings, earmarked_bp: u32) -> Price {
        Price { unit, fee: unit.portion(settings.programme.fee_bp), earmarked_bp }
    }

    fn cost(self) -> Money {
        self.unit + self.fee
    }
}

/// Candidates in the order in which they are served, and who has been.
struct Queue {
    order: Vec<u32>,
    newcomers_from: usize,
    by_county: Groups,
    by_city: Groups,
    served: Vec<bool>,
    served_in_county: Vec<u32>,
}

/// Fills the year's slots, source by source.
pub fn fill_slots(province: &mut Province, settings: &Settings) {
    if !province.hub.existed && province.agenda.slots.is_empty() {
        return;
    }
    let mut queue = line_up(province, settings);
    let offers = std::mem::take(&mut province.agenda.slots);
    for offer in &offers {
        fill_offer(province, settings, &mut queue, offer);
    }
    province.agenda.slots = offers;
    let mut shared = province.agenda.shared_slots.clone();
    let left_over: Vec<Money> = (0..province.funders.len())
        .map(|funder| fill_own(province, settings, &mut queue, funder, shared.as_mut()))
        .collect();
    if settings.programme.pooled_earmarks && province.hub.active {
        for city in 0..province.places.cities.len() {
            fill_pooled(province, settings, &mut queue, city, &left_over);
        }
    }
    displace_unserved(province, &queue);
}

/// The candidates: those already in the network by seniority, then newcomers by quality and luck.
fn line_up(province: &mut Province, settings: &Settings) -> Queue {
    let Province { organisations, funders, places, hub, draws, year, province_evidence, .. } = province;
    let mut draws = draws.in_year(*year, Purpose::LAND);
    let presence = presence(hub, funders, settings);
    let mut incumbents: Vec<(i16, u32, u32)> = Vec::new();
    let mut joining: Vec<usize> = Vec::new();
    for i in organisations.living() {
        if organisations.issue[i] != PROGRAMME_ISSUE {
            continue;
        }
        if organisations.network[i] == Network::Landing {
            incumbents.push((organisations.landed[i], organisations.id[i], i as u32));
        } else if may_enter(organisations, &settings.joining, i, *year)
            && joins(organisations, settings, i, presence, *province_evidence, &mut draws)
        {
            joining.push(i);
        }
    }
    let luck = draws.uniforms(joining.iter().map(|&i| organisations.id[i]), 0);
    let ranked = |(i, luck): (usize, f64)| {
        let rank = match settings.rules.selection {
            SelectionRule::Merit => capacity::quality(organisations, settings, i) - settings.joining.order_luck * luck,
            SelectionRule::Lottery => -luck,
        };
        (rank, organisations.id[i], i as u32)
    };
    let mut newcomers: Vec<(f64, u32, u32)> = joining.into_iter().zip(luck).map(ranked).collect();
    incumbents.sort_unstable();
    newcomers.sort_by(|a, b| order(b.0, a.0).then(a.1.cmp(&b.1)));
    let newcomers_from = incumbents.len();
    let order = incumbents.into_iter().map(|c| c.2).chain(newcomers.into_iter().map(|c| c.2)).collect();
    Queue::new(order, newcomers_from, organisations, places)
}

/// How present the hub is to those who think of joining: 1 while it is there, what has become habit after it.
pub fn presence(hub: &Hub, funders: &Funders, settings: &Settings) -> f64 {
    if hub.active {
        1.0
    } else {
        settings.hub.institutionalisation * funders.openness[funders.provincial_federation() as usize]
    }
}

/// What draws an organisation to the programme: the hub's presence, neighbours that have landed, evidence.
pub fn joining_signal(
    organisations: &Organisations,
    settings: &JoiningSettings,
    i: usize,
    presence: f64,
    evidence: f64,
) -> f64 {
    let (landed, all) = neighbours(organisations, i);
    let share = if all == 0 { 0.0 } else { landed as f64 / all as f64 };
    settings.hub_weight * presence + settings.peer_weight * share + settings.evidence_weight * evidence
}

/// The signal that an organisation needs in order to join: its own threshold, higher for those who have left before.
pub fn joining_threshold(organisations: &Organisations, settings: &JoiningSettings, i: usize) -> f64 {
    let penalty = if organisations.network[i] == Network::Lapsed { settings.lapsed_penalty } else { 0.0 };
    organisations.threshold[i] + penalty
}

/// Whether an organisation outside the network may enter it: an observer, or one that left long enough ago.
pub fn may_enter(organisations: &Organisations, settings: &JoiningSettings, i: usize, year: i16) -> bool {
    let left = organisations.left[i];
    match organisations.network[i] {
        Network::Observer => true,
        Network::Lapsed => left == NEVER || i32::from(year) > i32::from(left) + settings.years_outside as i32,
        Network::Unaware | Network::Landing => false,
    }
}

/// How many of an organisation's neighbours are alive and landing, and how many neighbours it has.
pub fn neighbours(organisations: &Organisations, i: usize) -> (usize, usize) {
    let peers = &organisations.peers[i];
    let landing = peers
        .iter()
        .filter(|&peer| organisations.alive[peer] && organisations.network[peer] == Network::Landing)
        .count();
    (landing, peers.len())
}

/// Whether an organisation that may enter lines up for a slot.
pub fn joins(
    organisations: &Organisations,
    settings: &Settings,
    i: usize,
    presence: f64,
    evidence: f64,
    draws: &mut Stream,
) -> bool {
    let rules = &settings.joining;
    if organisations.people[i] <= rules.people_min {
        return false;
    }
    let signal = joining_signal(organisations, rules, i, presence, evidence);
    let threshold = joining_threshold(organisations, rules, i);
    match settings.rules.joining {
        JoiningRule::Threshold => signal >= threshold,
        JoiningRule::Logit => {
            let chance = logistic(settings.rules.joining_logit_slope * (signal - threshold));
            draws.uniform(organisations.id[i], 1) < chance
        }
    }
}

impl Queue {
    fn new(order: Vec<u32>, newcomers_from: usize, organisations: &Organisations, places: &Places) -> Queue {
        let county = |place: usize| usize::from(organisations.county[order[place] as usize]);
        let everyone: Vec<u32> = (0..order.len() as u32).collect();
        let mut by_county = Groups::default();
        by_county.fill(&everyone, places.counties.len(), county);
        let mut by_city = Groups::default();
        by_city.fill(&everyone, places.cities.len(), |place| places.counties[county(place)].city);
        Queue {
            served: vec![false; order.len()],
            served_in_county: vec![0; places.counties.len()],
            order,
            newcomers_from,
            by_county,
            by_city,
        }
    }

    /// Places in the queue that lie in a funder's jurisdiction, in order.
    fn within(&self, funders: &Funders, funder: usize) -> Vec<u32> {
        let place = funders.place[funder] as usize;
        match funders.class[funder].reach() {
            Reach::County => self.by_county.members(place).to_vec(),
            Reach::City => self.by_city.members(place).to_vec(),
            Reach::Province => (0..self.order.len() as u32).collect(),
        }
    }
}

/// Serves places of the queue while there are slots and money; returns how many slots were filled.
fn serve(
    province: &mut Province,
    settings: &Settings,
    queue: &mut Queue,
    places: &[u32],
    funder: usize,
    price: Price,
    slots: u32,
) -> u32 {
    let mut filled = 0;
    for &place in places {
        let place = place as usize;
        if filled == slots || province.ledger.funder(funder) < price.cost() {
            break;
        }
        let i = queue.order[place] as usize;
        let county = usize::from(province.organisations.county[i]);
        if queue.served[place] || queue.served_in_county[county] >= settings.programme.county_slots_max {
            continue;
        }
        queue.served[place] = true;
        queue.served_in_county[county] += 1;
        filled += 1;
        grant_slot(province, settings, i, funder, price);
    }
    filled
}

fn grant_slot(province: &mut Province, settings: &Settings, i: usize, funder: usize, price: Price) {
    let payer = Account::Funder(funder as u32);
    let manager = if province.hub.active { Account::Hub } else { Account::Outside(Outside::Suppliers) };
    let free = price.unit.portion(settings.capacity.overhead_bp);
    for (kind, to, amount) in [
        (Kind::ProgrammeGrant, Account::Cash(i as u32), free),
        (Kind::ProgrammeGrant, Account::Restricted(i as u32), price.unit - free),
        (Kind::ProgrammeFee, manager, price.fee),
    ] {
        let earmarked = amount.portion(price.earmarked_bp);
        province.ledger.post_earmarked(kind, payer, to, earmarked);
        province.ledger.post(kind, payer, to, amount - earmarked);
    }
    let class = province.funders.class[funder];
    province.organisations.receipts.add(i, class as usize, price.unit);
    province.organisations.ties[i].mark_funded(funder as u32);
    if price.earmarked_bp < WHOLLY_EARMARKED {
        province.own_grants.push((funder as u32, i as u32));
    }
    province.tally.slots_by_class[class as usize] += 1;
    if class == FunderClass::NationalFoundation {
        let national_a = province.funders.payer(Payer::NationalA) as usize;
        province.tally.slots_by_national[funder - national_a] += 1;
    }
    enter(province, i);
}

/// Takes an organisation into the network for this year.
pub fn enter(province: &mut Province, i: usize) {
    let Province { organisations, year, .. } = province;
    if organisations.network[i] != Network::Landing {
        organisations.landed[i] = *year;
        organisations.network[i] = Network::Landing;
    }
    if organisations.first_landed[i] == NEVER {
        organisations.first_landed[i] = *year;
    }
    organisations.slot[i] = true;
}

/// An intervention's slots: its money comes to the payer, and what fills no slot goes back.
fn fill_offer(province: &mut Province, settings: &Settings, queue: &mut Queue, offer: &SlotOffer) {
    let unit = offer.unit.unwrap_or_else(|| Money::from_yuan(settings.programme.unit_yuan));
    let price = Price::of(unit, settings, WHOLLY_EARMARKED);
    let (slots, money) = match offer.size {
        SlotCount::Number(slots) => (slots, price.cost().times(slots)),
        SlotCount::Worth(money) => (money.how_many(price.cost()), money),
    };
    let funder = province.funders.payer(offer.payer) as usize;
    let (source, payer) = (Account::Outside(offer.source), Account::Funder(funder as u32));
    province.ledger.post_earmarked(Kind::Earmark, source, payer, money);
    let places = places_for(province, settings, queue, offer, funder);
    let filled = serve(province, settings, queue, &places, funder, price, slots);
    // The sponsor gets back all that fills no slot; others keep what is less than a slot where it is.
    let unspent = match offer.source {
        Outside::Sponsor => money - price.cost().times(filled),
        _ => price.cost().times(slots - filled),
    };
    province.ledger.post_earmarked(Kind::EarmarkReturn, payer, source, unspent);
    province.tally.slots_offered += slots;
}

/// The places of the queue that an offer may fill, in its own order of newcomers.
fn places_for(province: &Province, settings: &Settings, queue: &Queue, offer: &SlotOffer, funder: usize) -> Vec<u32> {
    let Province { organisations, funders, draws, year, .. } = province;
    let mut places = queue.within(funders, funder);
    let organisation = |place: u32| queue.order[place as usize] as usize;
    let county = |place: u32| usize::from(organisations.county[organisation(place)]);
    if !offer.counties.is_empty() {
        places.retain(|&place| offer.counties.contains(&county(place)));
    }
    let newcomers = places.partition_point(|&place| (place as usize) < queue.newcomers_from);
    let newcomers = &mut places[newcomers..];
    let quality = |place: u32| capacity::quality(organisations, settings, organisation(place));
    match offer.selection {
        NewcomerSelection::Usual => {}
        NewcomerSelection::Best => newcomers.sort_by(|&a, &b| order(quality(b), quality(a)).then(a.cmp(&b))),
        NewcomerSelection::Weakest => newcomers.sort_by(|&a, &b| order(quality(a), quality(b)).then(a.cmp(&b))),
        NewcomerSelection::Random => {
            let mut draws = draws.in_year(*year, Purpose::LAND);
            let mut lots: Vec<(f64, u32)> = newcomers
                .iter()
                .map(|&place| (draws.uniform(organisations.id[organisation(place)], 2), place))
                .collect();
            lots.sort_by(|a, b| order(a.0, b.0).then(a.1.cmp(&b.1)));
            for (place, lot) in newcomers.iter_mut().zip(lots) {
                *place = lot.1;
            }
        }
        NewcomerSelection::Clustered | NewcomerSelection::Dispersed => {
            let mut seen = vec![0u32; province.places.counties.len()];
            let mut turn = vec![0u32; queue.order.len()];
            for &place in newcomers.iter() {
                turn[place as usize] = seen[county(place)];
                seen[county(place)] += 1;
            }
            if offer.selection == NewcomerSelection::Clustered {
                newcomers.sort_by_key(|&place| (std::cmp::Reverse(seen[county(place)]), county(place), place));
            } else {
                newcomers.sort_by_key(|&place| (turn[place as usize], place));
            }
        }
    }
    places
}

/// Slots that a funder pays from its own balance, as far as it is convinced; an outside payer may share the cost.
/// Returns what was offered and made no whole slot.
fn fill_own(
    province: &mut Province,
    settings: &Settings,
    queue: &mut Queue,
    funder: usize,
    shared: Option<&mut SharedSlots>,
) -> Money {
    let class = province.funders.class[funder];
    if matches!(class, FunderClass::NationalFoundation | FunderClass::Enterprises) {
        return Money::ZERO;
    }
    let (openness, trust) = (province.funders.openness[funder], province.funders.hub_trust[funder]);
    let conviction = convening(&province.hub, &settings.hub, openness, trust);
    if conviction <= settings.programme.conviction_min {
        return Money::ZERO;
    }
    let price = Price::of(Money::from_yuan(settings.programme.unit_yuan), settings, 0);
    let cost = price.cost();
    let balance = province.ledger.funder(funder);
    let offer =
        settings.programme.slot_share * conviction * offered_share(settings, class, openness) * balance.fen() as f64;
    let offer = Money::from_fen_floor(offer).min(balance);
    let places = queue.within(&province.funders, funder);

    let mut own = offer;
    if let Some(shared) = shared.filter(|shared| shared.federations && class.is_federation()) {
        let part = cost.portion(shared.share_bp);
        let affordable = if part == cost { u32::MAX } else { own.how_many(cost - part) };
        let slots = if part.is_positive() { affordable.min(shared.budget.how_many(part)) } else { 0 };
        let (sponsor, payer) = (Account::Outside(Outside::Sponsor), Account::Funder(funder as u32));
        province.ledger.post_earmarked(Kind::Earmark, sponsor, payer, part.times(slots));
        let price = Price { earmarked_bp: shared.share_bp, ..price };
        let shared_filled = serve(province, settings, queue, &places, funder, price, slots);
        province.tally.own_slots += shared_filled;
        let unfilled = slots - shared_filled;
        province.ledger.post_earmarked(Kind::EarmarkReturn, payer, sponsor, part.times(unfilled));
        shared.budget -= part.times(shared_filled);
        own -= (cost - part).times(slots);
        province.tally.slots_offered += slots;
        if unfilled > 0 {
            return Money::ZERO;
        }
    }
    let slots = own.how_many(cost);
    province.tally.slots_offered += slots;
    province.tally.own_slots += serve(province, settings, queue, &places, funder, price, slots);
    own - cost.times(slots)
}

/// Share of its balance that a funder offers to grassroots organisations.
pub fn offered_share(settings: &Settings, class: FunderClass, openness: f64) -> f64 {
    let class = settings.funders.of(class);
    class.offer_share_closed + (class.offer_share_open - class.offer_share_closed) * openness
}

/// Option: the funders of a city add up what made no whole slot; the first that serves the whole city leads and pays.
fn fill_pooled(province: &mut Province, settings: &Settings, queue: &mut Queue, city: usize, left_over: &[Money]) {
    let price = Price::of(Money::from_yuan(settings.programme.unit_yuan), settings, 0);
    let Province { funders, places, ledger, .. } = province;
    let contributors: Vec<(usize, Money)> = (0..funders.len())
        .filter(|&funder| match funders.class[funder].reach() {
            Reach::County => places.counties[funders.place[funder] as usize].city == city,
            Reach::City => funders.place[funder] as usize == city,
            Reach::Province => false,
        })
        .map(|funder| (funder, left_over[funder].min(ledger.funder(funder))))
        .filter(|(_, money)| money.is_positive())
        .collect();
    let total: Money = contributors.iter().map(|contributor| contributor.1).sum();
    let slots = total.how_many(price.cost());
    // The lead must be able to serve the whole city.
    let Some(&(lead, _)) = contributors.iter().find(|(funder, _)| funders.class[*funder].reach() == Reach::City) else {
        return;
    };
    if slots == 0 {
        return;
    }
    let places = queue.by_city.members(city).to_vec();
    let mut missing = price.cost().times(slots);
    let mut given = Vec::new();
    for &(funder, money) in &contributors {
        let part = money.min(missing);
        missing -= part;
        if funder != lead {
            given.push((funder, part));
            province.ledger.post(Kind::Earmark, Account::Funder(funder as u32), Account::Funder(lead as u32), part);
        }
    }
    let filled = serve(province, settings, queue, &places, lead, price, slots);
    province.tally.slots_offered += slots;
    province.tally.own_slots += filled;
    let mut unspent = price.cost().times(slots - filled);
    for (funder, part) in given.into_iter().rev() {
        let back = part.min(unspent);
        unspent -= back;
        let (lead, funder) = (Account::Funder(lead as u32), Account::Funder(funder as u32));
        province.ledger.post(Kind::EarmarkReturn, lead, funder, back);
    }
}

/// Those of the network for whom there was no slot are displaced; they may come back as soon as there is one.
fn displace_unserved(province: &mut Province, queue: &Queue) {
    for place in 0..queue.newcomers_from {
        if !queue.served[place] {
            let i = queue.order[place] as usize;
            province.organisations.network[i] = Network::Lapsed;
            province.tally.displaced += 1;
        }
    }
}
