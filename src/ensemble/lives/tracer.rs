//! Looks at one organisation after each step of the round and writes down what happened to it.
//!
//! Nothing here decides anything: amounts come from the ledger's postings, changes from the state before and after a
//! step, and reasons from the same functions that the steps call.

use super::life::{Asking, Candidacy, Event, Life, LifeYear, Movement, Refusal, Risk, Span, Term, What};
use super::parting::Own;
use super::wording::{Bilingual, both, county_name, funder_name, issue_name, kind_name, party_name, posting_name};
use crate::ledger::{Account, DatedPosting, Kind};
use crate::model::grants;
use crate::model::organisations::survival::{self, HazardTerms};
use crate::model::organisations::{NEVER, Network, Success, capacity};
use crate::model::places::PROGRAMME_ISSUE;
use crate::model::programme::{landing, leaving_terms};
use crate::model::round::Step;
use crate::model::ties::{Ties, Use};
use crate::model::{Province, Settings, cell};
use crate::money::Money;
use crate::random::Purpose;
use crate::real::{exp, logistic, order};

/// Follows one organisation.
#[derive(Clone, Debug)]
pub(super) struct Tracer {
    id: u32,
    /// Number of its province, and its position there.
    place: Option<(u32, usize)>,
    life: Option<Life>,
    /// The organisation after each step: year, letter, state.
    pub(super) course: Vec<(i16, char, Own)>,
    /// How it was before the step.
    before: Option<Glance>,
    /// Postings of the year that have been read.
    read: usize,
    candidacy: Option<Candidacy>,
}

/// What a step may change, as it was before.
#[derive(Clone, Debug)]
struct Glance {
    network: Network,
    people: f64,
    ties: Ties,
    restricted: Money,
    cash: Money,
}

impl Glance {
    fn of(province: &Province, i: usize) -> Glance {
        let organisations = &province.organisations;
        Glance {
            network: organisations.network[i],
            people: organisations.people[i],
            ties: organisations.ties[i],
            restricted: province.ledger.restricted(i),
            cash: province.ledger.cash(i),
        }
    }
}

impl Tracer {
    /// Follows the organisation of this id, once it is there.
    pub(super) fn new(id: u32) -> Tracer {
        Tracer { id, place: None, life: None, course: Vec::new(), before: None, read: 0, candidacy: None }
    }

    /// What was written down; none if it never lived.
    pub(super) fn life(self) -> Option<Life> {
        self.life
    }

    /// The organisation's id.
    pub(super) fn id(&self) -> u32 {
        self.id
    }

    /// The year in which it closed, if it has.
    pub(super) fn closed_in(&self) -> Option<i16> {
        self.life.as_ref().and_then(|life| life.closed)
    }

    /// The year in which it left the network or fell out of it, of the years so far the last.
    pub(super) fn left_in(&self) -> Option<i16> {
        let years = &self.life.as_ref()?.years;
        let fell = |event: &Event| matches!(event.what, What::Left { .. } | What::Displaced);
        years.iter().rev().find(|year| year.events.iter().any(fell)).map(|year| year.year)
    }

    /// Whether it has closed.
    pub(super) fn has_closed(&self) -> bool {
        self.life.as_ref().is_some_and(|life| life.closed.is_some())
    }

    /// Number of its province and its position there, once it is there.
    pub(super) fn place(&self) -> Option<(u32, usize)> {
        self.place
    }

    /// Looks at a province after a step. Another province than the organisation's own changes nothing.
    pub(super) fn note(&mut self, province: &Province, step: &Step, settings: &Settings) {
        let Some(i) = self.find(province) else { return };
        let organisations = &province.organisations;
        if self.has_closed() || organisations.founded[i] > province.year {
            return;
        }
        if step.letter == 'A' || self.before.is_none() {
            self.open(province, i);
        }
        let before = self.before.take().expect("a year has been opened");
        self.read_postings(province, step.letter, i);
        match step.letter {
            'C' | 'G' => self.note_ties(province, step.letter, i, &before),
            _ => {}
        }
        match step.letter {
            'D' | 'E' if before.network == Network::Unaware && organisations.network[i] == Network::Observer => {
                let (landed, _) = landing::neighbours(organisations, i);
                self.happened(
                    step.letter,
                    What::Heard {
                        first_contact: step.letter == 'D',
                        told: province.hub.told[usize::from(organisations.county[i])],
                        landed_neighbours: landed as u32,
                    },
                );
            }
            'F' => self.note_landing(province, settings, i, &before),
            'I' if organisations.key_project[i] => self.happened('I', What::KeyProject),
            'G' if organisations.network[i] == Network::Landing && province.hub.active => {
                self.happened(
                    'G',
                    What::Accompanied {
                        support: organisations.support[i],
                        days: province.hub.support_days,
                        vouched: organisations.endorsed[i],
                    },
                );
            }
            'H' => self.note_applications(province, settings, i, &before),
            'J' => self.note_contest(province, i, &before),
            'K' => self.note_giving(),
            'M' if organisations.success[i] != Success::None => {
                self.happened(
                    'M',
                    What::Delivered {
                        fen: organisations.delivered[i].fen(),
                        load: organisations.load[i],
                        success: organisations.success[i] == Success::Yes,
                    },
                );
            }
            'N' => {
                let paid_fen = -self.moved('N', &[Kind::Operating]);
                let shortfall = organisations.shortfall[i];
                // shortfall = (due − paid) / (due + scale)
                let scale = settings.settlement.short_scale_yuan;
                let due = (Money::from_fen(paid_fen).yuan() + shortfall * scale) / (1.0 - shortfall);
                let due_fen = if shortfall > 0.0 { Money::from_yuan(due).fen() } else { paid_fen };
                self.happened('N', What::Bills { paid_fen, due_fen, shortfall });
            }
            'P' if before.network == Network::Landing && organisations.network[i] == Network::Lapsed => {
                let risk = leaving_risk(province, settings, i);
                self.happened('P', What::Left { risk });
            }
            'Q' if settings.mechanisms.population => {
                let risk = closing_risk(province, settings, i);
                self.year_mut().risk = Some(risk);
            }
            _ => {}
        }
        self.note_transfers(step.letter);
        // Whoever goes on to line up for slots is judged by what it knew and saw before they were given out.
        if step.letter == 'E' {
            self.candidacy = candidacy(province, settings, i);
        }
        if step.letter == 'R' && !organisations.alive[i] {
            // What is left has gone to an heir: the year ends as it stood before.
            self.close(province, i, &before);
            self.happened('R', What::Closed);
            if let Some(life) = &mut self.life {
                life.closed = Some(province.year);
            }
        } else {
            let now = Glance::of(province, i);
            self.close(province, i, &now);
            self.before = Some(now);
        }
        self.course.push((province.year, step.letter, Own::of(province, i)));
    }

    fn find(&mut self, province: &Province) -> Option<usize> {
        if let Some((number, i)) = self.place {
            return (number == province.number).then_some(i);
        }
        let i = province.organisations.id.iter().position(|&id| id == self.id)?;
        self.place = Some((province.number, i));
        Some(i)
    }

    fn open(&mut self, province: &Province, i: usize) {
        let organisations = &province.organisations;
        let life = self.life.get_or_insert_with(|| Life {
            id: organisations.id[i],
            name: province.organisation_name(i).map(String::from),
            kind: kind_name(organisations.kind[i]),
            issue: issue_name(organisations.issue[i]),
            programme_issue: organisations.issue[i] == PROGRAMME_ISSUE,
            county: county_name(&province.places, usize::from(organisations.county[i])),
            founded: organisations.founded[i],
            closed: None,
            first_landed: None,
            years: Vec::new(),
        });
        let at = |value: f64| Span { before: value, after: value };
        // Some interventions have paid by the time that the year is open.
        let opening = |account: Account| {
            let paid = province.ledger.postings().iter().map(|dated| dated.posting).map(|posting| {
                let came = if posting.to == account { posting.amount } else { Money::ZERO };
                let went = if posting.from == account { posting.amount } else { Money::ZERO };
                came - went
            });
            (province.ledger.balance(account) - paid.sum()).fen()
        };
        let (cash, restricted) = (opening(Account::Cash(i as u32)), opening(Account::Restricted(i as u32)));
        life.years.push(LifeYear {
            year: province.year,
            events: Vec::new(),
            money: Vec::new(),
            people: at(organisations.people_before[i]),
            brain: at(organisations.brain[i]),
            method: at(organisations.method[i]),
            reputation: at(organisations.reputation[i]),
            cash_fen: [cash, cash],
            restricted_fen: [restricted, restricted],
            ties: 0,
            risk: None,
        });
        self.before = Some(Glance::of(province, i));
        self.read = 0;
        self.candidacy = None;
    }

    fn year_mut(&mut self) -> &mut LifeYear {
        self.life.as_mut().and_then(|life| life.years.last_mut()).expect("a year has been opened")
    }

    fn happened(&mut self, step: char, what: What) {
        self.year_mut().events.push(Event { step, what });
    }

    /// Brings the year's closing values up to now; money as `glance` has it.
    fn close(&mut self, province: &Province, i: usize, glance: &Glance) {
        let organisations = &province.organisations;
        let first_landed = organisations.first_landed[i];
        let life = self.life.as_mut().expect("a year has been opened");
        life.first_landed = (first_landed != NEVER).then_some(first_landed);
        let year = self.year_mut();
        year.people.after = organisations.people[i];
        year.brain.after = organisations.brain[i];
        year.method.after = organisations.method[i];
        year.reputation.after = organisations.reputation[i];
        year.cash_fen[1] = glance.cash.fen();
        year.restricted_fen[1] = glance.restricted.fen();
        year.ties = organisations.ties[i].iter().count() as u32;
    }

    /// Takes down what moved of its money in this step. What an heir receives is not part of its life.
    fn read_postings(&mut self, province: &Province, step: char, i: usize) {
        let own = [Account::Cash(i as u32), Account::Restricted(i as u32)];
        let postings = province.ledger.postings();
        for DatedPosting { posting, .. } in &postings[self.read.min(postings.len())..] {
            let (from, to) = (own.contains(&posting.from), own.contains(&posting.to));
            if from == to || posting.kind == Kind::Liquidation {
                continue;
            }
            let (party, fen) =
                if to { (posting.from, posting.amount.fen()) } else { (posting.to, -posting.amount.fen()) };
            let (kind, party) = (posting.kind.name(), party_name(province, party));
            let money = &mut self.year_mut().money;
            match money.iter_mut().find(|known| known.step == step && known.kind == kind && known.party == party) {
                Some(known) => known.fen += fen,
                None => money.push(Movement { step, kind: kind.to_string(), party, fen }),
            }
        }
        self.read = postings.len();
    }

    /// What moved in a step of some kinds; below zero if it went out.
    fn moved(&self, step: char, kinds: &[Kind]) -> i64 {
        let year = self.life.as_ref().and_then(|life| life.years.last());
        let money = year.map(|year| year.money.as_slice()).unwrap_or_default();
        let wanted =
            |movement: &&Movement| movement.step == step && kinds.iter().any(|kind| kind.name() == movement.kind);
        money.iter().filter(wanted).map(|movement| movement.fen).sum()
    }

    fn note_ties(&mut self, province: &Province, step: char, i: usize, before: &Glance) {
        let ties = &province.organisations.ties[i];
        for (_, funder, _) in before.ties.iter().filter(|tie| ties.slot_of(tie.1).is_none()) {
            let funder = funder_name(province, funder as usize);
            self.happened(step, What::Forgot { funder });
        }
        for (slot, funder, trust) in ties.iter() {
            if ties.used[slot] == Use::Introduced && before.ties.slot_of(funder).is_none() {
                let funder = funder_name(province, funder as usize);
                self.happened(step, What::Met { funder, trust, introduced: step == 'G' });
            }
        }
    }

    fn note_landing(&mut self, province: &Province, settings: &Settings, i: usize, before: &Glance) {
        let organisations = &province.organisations;
        if organisations.slot[i] {
            let payers: Vec<(Bilingual, i64)> = self
                .year_mut()
                .money
                .iter()
                .filter(|movement| movement.kind == Kind::ProgrammeGrant.name())
                .map(|movement| (movement.party.clone(), movement.fen))
                .collect();
            for (funder, fen) in payers {
                self.happened('F', What::Landed { funder, fen, new: before.network != Network::Landing });
            }
        } else if before.network == Network::Landing && organisations.network[i] == Network::Lapsed {
            self.happened('F', What::Displaced);
        } else if let Some(why) = self.candidacy.take() {
            let why = match why {
                Candidacy::NoSlotLeft { .. } => no_slot(province, settings, i),
                other => other,
            };
            self.happened('F', What::StayedOutside { why });
        }
    }

    fn note_applications(&mut self, province: &Province, settings: &Settings, i: usize, before: &Glance) {
        let Province { organisations, funders, grant_desk, .. } = province;
        let by_ties = settings.mechanisms.access;
        if by_ties && organisations.ties[i].iter().next().is_none() {
            return self.happened('H', What::DidNotAsk { why: Refusal::NoTie });
        }
        let room = grants::room_yuan(organisations, settings, i, before.restricted);
        let least = settings.grants.room_min_yuan;
        if room < least {
            let fen = |yuan: f64| Money::from_yuan(yuan).fen();
            let why = Refusal::NoRoom { room_fen: fen(room), least_fen: fen(least) };
            return self.happened('H', What::DidNotAsk { why });
        }
        let count = grants::applications_written(organisations, settings, i);
        let applications = grant_desk.applications();
        let sent =
            |funder: u32| applications.iter().find(|sent| sent.organisation as usize == i && sent.funder == funder);
        if by_ties {
            let ask = Money::from_yuan((room / count.max(1) as f64).min(settings.grants.ask_max_yuan));
            for (funder, trust) in grants::most_trusted(organisations, i).take(count) {
                if sent(funder).is_none() {
                    let f = funder as usize;
                    let outcome = Asking::NotTrusted {
                        shown: grants::trust_shown(organisations, funders, i, f, trust),
                        needed: grants::trust_needed(funders, settings, f),
                    };
                    let funder = funder_name(province, f);
                    self.happened('H', What::Asked { funder, ask_fen: ask.fen(), outcome });
                }
            }
        }
        for own in applications.iter().filter(|sent| sent.organisation as usize == i) {
            let funder = own.funder;
            let id = |organisation: u32| organisations.id[organisation as usize];
            let mut rivals: Vec<_> = applications.iter().filter(|sent| sent.funder == funder).collect();
            rivals.sort_by(|a, b| order(b.score, a.score).then(id(a.organisation).cmp(&id(b.organisation))));
            let paid: Vec<u32> = granted(province, funder);
            let rank = 1 + rivals.iter().position(|rival| rival.organisation as usize == i).unwrap_or_default() as u32;
            let of = rivals.len() as u32;
            let mut lowest = rivals.iter().filter(|rival| paid.contains(&rival.organisation)).map(|rival| rival.score);
            let name = funder_name(province, funder as usize);
            let fen = self
                .year_mut()
                .money
                .iter()
                .filter(|movement| movement.kind == Kind::OpenGrant.name() && movement.party == name)
                .map(|movement| movement.fen)
                .sum();
            let outcome = if fen > 0 {
                Asking::Granted { fen, rank, of }
            } else {
                Asking::Outranked {
                    rank,
                    of,
                    paid: paid.len() as u32,
                    score: own.score,
                    lowest_paid_score: lowest.next_back(),
                }
            };
            self.happened('H', What::Asked { funder: name, ask_fen: own.ask.fen(), outcome });
        }
    }

    /// Entering a contest costs people, and nothing else in that step does.
    fn note_contest(&mut self, province: &Province, i: usize, before: &Glance) {
        let won_fen = self.moved('J', &[Kind::ContestAward]);
        if won_fen > 0 || province.organisations.people[i] < before.people {
            self.happened('J', What::Contest { won_fen });
        }
    }

    fn note_giving(&mut self) {
        let day_fen = self.moved('K', &[Kind::Payout]);
        let matched_fen = self.moved('K', &[Kind::Match, Kind::NationalMatch]);
        let ordinary_fen = self.moved('K', &[Kind::OrdinaryGift]);
        if day_fen + matched_fen + ordinary_fen > 0 {
            self.happened('K', What::Gifts { day_fen, matched_fen, ordinary_fen });
        }
        let taken = -self.moved('K', &[Kind::Clawback]);
        if taken > 0 {
            self.happened('K', What::FoundOut { fen: taken });
        }
    }

    /// Stipends and grants by lot, in whichever step an intervention pays them.
    fn note_transfers(&mut self, step: char) {
        for kind in [Kind::TalentStipend, Kind::LotteryGrant] {
            let transfers: Vec<(Bilingual, i64)> = self
                .year_mut()
                .money
                .iter()
                .filter(|movement| movement.step == step && movement.kind == kind.name())
                .map(|movement| (movement.party.clone(), movement.fen))
                .collect();
            for (party, fen) in transfers {
                self.happened(step, What::Received { kind: posting_name(kind), party, fen });
            }
        }
    }
}

/// Organisations that a funder has given open grants to this year.
fn granted(province: &Province, funder: u32) -> Vec<u32> {
    let mut organisations: Vec<u32> = province
        .ledger
        .postings()
        .iter()
        .map(|dated| dated.posting)
        .filter(|posting| posting.kind == Kind::OpenGrant && posting.from == Account::Funder(funder))
        .filter_map(|posting| match posting.to {
            Account::Restricted(i) | Account::Cash(i) => Some(i),
            _ => None,
        })
        .collect();
    organisations.sort_unstable();
    organisations.dedup();
    organisations
}

/// Whether an organisation outside the programme would line up for a slot, judged as step F is about to begin.
/// [`Candidacy::NoSlotLeft`] stands for "it would"; none for those whom the programme is not for.
fn candidacy(province: &Province, settings: &Settings, i: usize) -> Option<Candidacy> {
    let Province { organisations, hub, funders, .. } = province;
    let outside = matches!(organisations.network[i], Network::Observer | Network::Lapsed);
    let on_offer = hub.existed || !province.agenda.slots.is_empty();
    if organisations.issue[i] != PROGRAMME_ISSUE || !outside || !on_offer {
        return None;
    }
    let rules = &settings.joining;
    if !landing::may_enter(organisations, rules, i, province.year) {
        return Some(Candidacy::TooSoon);
    }
    let people = organisations.people[i];
    if people <= rules.people_min {
        return Some(Candidacy::TooFewPeople { people, least: rules.people_min });
    }
    let presence = landing::presence(hub, funders, settings);
    let signal = landing::joining_signal(organisations, rules, i, presence, province.province_evidence);
    let threshold = landing::joining_threshold(organisations, rules, i);
    let mut draws = province.draws.in_year(province.year, Purpose::LAND);
    let joins = landing::joins(organisations, settings, i, presence, province.province_evidence, &mut draws);
    Some(if joins { Candidacy::NoSlotLeft { newcomers: 0 } } else { Candidacy::HeldBack { signal, threshold } })
}

/// Why one that lined up got no slot.
fn no_slot(province: &Province, settings: &Settings, i: usize) -> Candidacy {
    let organisations = &province.organisations;
    let most = settings.programme.county_slots_max;
    let served = |other: &usize| organisations.slot[*other];
    let in_county =
        organisations.living().filter(served).filter(|&o| organisations.county[o] == organisations.county[i]);
    if in_county.count() as u32 >= most {
        return Candidacy::CountyFull { most };
    }
    let newcomers = organisations.living().filter(served).filter(|&o| organisations.landed[o] == province.year).count();
    Candidacy::NoSlotLeft { newcomers: newcomers as u32 }
}

/// The risk of leaving the network in step P of the year, as the state stands before it.
pub(super) fn leaving_risk(province: &Province, settings: &Settings, i: usize) -> Risk {
    let organisations = &province.organisations;
    let quality = capacity::quality(organisations, settings, i);
    let terms = leaving_terms(&settings.network_exit, organisations.load[i], quality, organisations.support[i]);
    let log_odds = terms.base + terms.overload + terms.low_quality + terms.support;
    let draw = province.draws.in_year(province.year, Purpose::LEAVE).uniform(organisations.id[i], 0);
    let term = |name: &str, en: &str, zh: &str, log_odds: f64| Term {
        name: name.to_string(),
        words: both(en, zh),
        log_odds,
        factor: exp(log_odds),
    };
    let (en, zh) =
        if terms.low_quality >= 0.0 { ("weak work", "工作质量不足") } else { ("good work", "工作质量好") };
    risk(
        logistic(log_odds),
        draw,
        vec![
            term("overload", "overload", "超载", terms.overload),
            term("low_quality", en, zh, terms.low_quality),
            term("support", "accompaniment", "陪伴", terms.support),
            term("base", "the base for all", "所有机构共有的基数", terms.base),
        ],
    )
}

/// The risk of closing in step R of the year, as the state stands before it.
pub(super) fn closing_risk(province: &Province, settings: &Settings, i: usize) -> Risk {
    let organisations = &province.organisations;
    let rules = &settings.survival;
    let cell = cell(organisations.county[i], organisations.issue[i]);
    let here = organisations
        .living()
        .filter(|&o| {
            organisations.county[o] == organisations.county[i] && organisations.issue[o] == organisations.issue[i]
        })
        .count();
    let density = here as f64 / province.carrying_capacity[cell].max(0.5);
    let newness = survival::newness(rules, organisations.age(i, province.year));
    let terms = survival::hazard_terms(organisations, rules, i, newness, density);
    let chance = (province.agenda.rates.closing * terms.hazard()).min(1.0);
    let draw = province.draws.in_year(province.year, Purpose::DIE).uniform(organisations.id[i], 0);
    risk(chance, draw, hazard_words(&terms))
}

fn hazard_words(terms: &HazardTerms) -> Vec<Term> {
    let HazardTerms { base, newness, smallness, shortfall, overload, connected, crowding } = *terms;
    let term = |name: &str, en: &str, zh: &str, log_odds: f64| Term {
        name: name.to_string(),
        words: both(en, zh),
        log_odds,
        factor: exp(log_odds),
    };
    let (crowd, crowd_zh) = if crowding >= 0.0 {
        ("a crowded field in its county", "本县同类机构拥挤")
    } else {
        ("an open field in its county", "本县同类机构尚少")
    };
    vec![
        term("newness", "being new", "成立不久", newness),
        term("smallness", "having few people", "人手少", smallness),
        term("shortfall", "bills it could not pay", "付不出的账单", shortfall),
        term("overload", "more work than it could carry", "工作超载", overload),
        term("connected", "being known to a funder or in the network", "有资助方信任或在网络中", connected),
        term("crowding", crowd, crowd_zh, crowding),
        term("base", "the base for all", "所有机构共有的基数", base),
    ]
}

/// The heaviest term first, terms of no weight left out, the base last.
fn risk(chance: f64, draw: f64, terms: Vec<Term>) -> Risk {
    let (base, mut terms): (Vec<Term>, Vec<Term>) = terms.into_iter().partition(|term| term.name == "base");
    terms.retain(|term| term.log_odds.abs() > 1e-9);
    terms.sort_by(|a, b| order(b.log_odds.abs(), a.log_odds.abs()));
    terms.extend(base);
    Risk { chance, draw, terms }
}
