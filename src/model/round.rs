//! The yearly round: read this page first.
//!
//! A year is twenty steps. Money enters, organisations and funders meet, the hub works, the public gives, projects
//! are delivered, bills are paid, people learn, some leave, funders take notice, some organisations close and others
//! are founded. Each step is one function of one file; this page only says in which order.
//!
//! Why this order: local key projects come before the hub's field work, so that they are accompanied too; the field
//! work comes before delivery and leaving, so that it can matter in the same year; bills come before learning, so that
//! wages bind; and evidence of this year moves money only in the next.

use super::funders::{budgets, openness};
use super::grants::contest;
use super::interventions::agenda;
use super::organisations::{delivery, entry, learning, settlement, survival};
use super::programme::landing;
use super::world::{Province, Tally};
use super::{Settings, giving, grants, hub, programme, ties};

/// One step of the round.
pub struct Step {
    /// Its letter in the protocol document.
    pub letter: char,
    /// Its name.
    pub name: &'static str,
    /// What happens, in one sentence.
    pub story: &'static str,
    run: fn(&mut Province, &Settings),
}

#[rustfmt::skip]
/// The year, step by step, in the order in which it happens.
pub const ROUND: [Step; 20] = [
    step('A', "open", "A new year begins: last year's grants are remembered, and interventions state their plans.", open),
    // Money enters the region.
    step('B', "budgets", "Funders receive their inflows, and CSR pools pass most of theirs to the federations.", budgets::receive),
    // People meet, by chance and through the hub.
    step('C', "ties", "Unused ties decay, and some organisations meet a funder.", ties::age_and_meet),
    step('D', "hub", "The hub opens or closes, receives its grant, buys its days, tells counties and visits funders.", hub::plan),
    step('E', "awareness", "Organisations of the programme's issue take notice of it.", programme::spread_awareness),
    // Organisations and funders come together.
    step('F', "landing", "Slots are paid for, source by source, and organisations land.", landing::fill_slots),
    step('I', "key_projects", "Organisations that government funded well become local key projects.", programme::admit_key_projects),
    step('G', "field_work", "The hub accompanies, coaches, vouches for and introduces those who have landed.", hub::field::work),
    step('H', "open_grants", "Organisations apply where they are known, and funders score, rank and pay.", grants::give_open_grants),
    step('J', "contest", "A contest is held: many enter, few win.", contest::hold_contests),
    step('K', "giving", "The public gives, on the giving day and through the year, and gifts are matched.", giving::give),
    step('L', "direct", "Funders pay their own relief, and unspent budgets lapse.", budgets::spend_directly),
    // The work is done.
    step('M', "delivery", "Project money is spent and becomes services, well or badly.", delivery::deliver),
    step('N', "settlement", "Bills are paid; who cannot pay loses people.", settlement::settle),
    step('O', "learning", "Organisations learn, forget, wear out and are judged.", learning::learn),
    // Some give up, others take notice.
    step('P', "network_exit", "Overloaded, weak and lonely organisations leave the network.", programme::leave_or_stay),
    step('Q', "evidence", "Successes become evidence, and evidence opens funders.", openness::observe_evidence),
    step('R', "survival", "Some organisations close; what they leave goes to the federations.", survival::survive_or_close),
    step('S', "entry", "New organisations are founded where there is room.", entry::found_newcomers),
    step('T', "observe", "The year's books are closed and the first cohort is noted.", close),
];

impl Step {
    /// Carries out this step alone, for benches and tests; [`run`] is the year.
    pub fn apply(&self, province: &mut Province, settings: &Settings) {
        (self.run)(province, settings);
    }
}

const fn step(letter: char, name: &'static str, story: &'static str, run: fn(&mut Province, &Settings)) -> Step {
    Step { letter, name, story, run }
}

/// Runs one year of a province. The books balance after every step, or the program stops.
pub fn run(province: &mut Province, settings: &Settings, watch: &impl Fn(&Province, &Step)) {
    for step in &ROUND {
        step.apply(province, settings);
        province.ledger.assert_balanced(step.name);
        watch(province, step);
    }
}

fn open(province: &mut Province, settings: &Settings) {
    province.ledger.open_year(province.year);
    province.organisations.open_year();
    province.present.clone_from(&province.organisations.living);
    province.tally = Tally::default();
    province.own_grants.clear();
    agenda::draw_up(province, settings);
}

fn close(province: &mut Province, settings: &Settings) {
    province.ledger.assert_closed();
    if province.year == settings.run.base_year {
        let organisations = &mut province.organisations;
        for position in 0..organisations.living.len() {
            let i = organisations.living[position] as usize;
            organisations.base_cohort[i] = organisations.founded[i] <= province.year;
        }
    }
}
