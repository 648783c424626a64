//! Step J: the venture-philanthropy contest. Everyone who enters pays with people's time; few win.

use crate::ledger::{Account, Kind, Outside};
use crate::model::funders::classes::Payer;
use crate::model::organisations::{Organisations, capacity};
use crate::model::ties::Use;
use crate::model::{Province, Settings};
use crate::money::Money;
use crate::random::Purpose;
use crate::real::order;
use crate::settings::Source::Assumed;

/// A contest that an intervention holds this year.
#[derive(Clone, Debug, PartialEq)]
pub struct Contest {
    /// The funder that pays the awards.
    pub payer: Payer,
    /// Money from outside for it; none if the funder pays from its own balance.
    pub earmark: Option<Money>,
    /// The most that is spent.
    pub budget: Money,
    /// One award.
    pub award: Money,
    /// Share of the budget for administration.
    pub admin_bp: u32,
    /// Whether the hub runs it (while there is one).
    pub run_by_hub: bool,
}

crate::settings! {
    /// Who enters a contest, what it costs them and how the jury decides.
    pub struct JurySettings {
        /// Method that an applicant needs.
        method_min: f64 = 0.3, "–", [0.0, 1.0], Assumed("structural"), "参赛所需方法水平";
        /// Chance to enter without brain.
        entry_base: f64 = 0.05, "probability", [0.0, 1.0], Assumed("structural"), "参赛的基础概率";
        /// What full brain adds to the chance to enter.
        entry_per_brain: f64 = 0.5, "probability", [0.0, 1.0], Assumed("structural"), "设计能力对参赛概率的影响";
        /// People that entering costs.
        entry_people: f64 = 0.01, "–", [0.0, 0.05], Assumed("c_vc"), "参赛耗费的人力";
        /// People that entering never takes away.
        entry_people_floor: f64 = 0.05, "–", [0.0, 1.0], Assumed("structural"), "参赛不再消耗的人力下限";
        /// Weight of brain with the jury.
        brain_weight: f64 = 0.6, "–", [0.0, 1.0], Assumed("structural"), "评审：设计能力";
        /// Weight of method with the jury.
        method_weight: f64 = 0.3, "–", [0.0, 1.0], Assumed("structural"), "评审：方法";
        /// Weight of reputation with the jury.
        reputation_weight: f64 = 0.1, "–", [0.0, 1.0], Assumed("structural"), "评审：声誉";
        /// Spread of the jury's error.
        error: f64 = 0.1, "–", [0.0, 1.0], Assumed("structural"), "评审误差";
        /// Money below which no further award is made.
        award_min_yuan: f64 = 20000.0, "yuan", [0.0, 1e6], Assumed("structural"), "不再颁奖的余额";
        /// How far winning moves brain towards 1.
        winner_gain: f64 = 0.03, "–", [0.0, 0.5], Assumed("structural"), "获奖对设计能力的提升";
    }
}

/// Holds the year's contests.
pub fn hold_contests(province: &mut Province, settings: &Settings) {
    let contests = std::mem::take(&mut province.agenda.contests);
    for contest in &contests {
        hold(province, settings, contest);
    }
    province.agenda.contests = contests;
}

fn hold(province: &mut Province, settings: &Settings, contest: &Contest) {
    let jury = &settings.jury;
    let payer = province.funders.payer(contest.payer);
    let account = Account::Funder(payer);
    let sponsor = Account::Outside(Outside::Sponsor);
    if let Some(earmark) = contest.earmark {
        province.ledger.post_earmarked(Kind::Earmark, sponsor, account, earmark);
    }
    let ranked = rank(province, settings);
    let Province { organisations, funders, ledger, hub, own_grants, tally, .. } = province;
    let earmarked = contest.earmark.is_some();
    let budget = contest.earmark.unwrap_or(contest.budget.min(ledger.funder(payer as usize)));
    let mut left = budget;
    let mut pay = |kind, to, amount: Money| {
        left -= amount;
        ledger.enter(crate::ledger::Posting { kind, from: account, to, amount, earmarked });
        left
    };
    let runner = if contest.run_by_hub && hub.active { Account::Hub } else { Account::Outside(Outside::Suppliers) };
    let mut left_now = pay(Kind::ContestAdmin, runner, budget.portion(contest.admin_bp));
    let least = Money::from_yuan(jury.award_min_yuan);
    for i in ranked {
        let amount = contest.award.min(left_now);
        if left_now < least || !amount.is_positive() {
            break;
        }
        let free = amount.portion(settings.capacity.overhead_bp);
        pay(Kind::ContestAward, Account::Cash(i as u32), free);
        left_now = pay(Kind::ContestAward, Account::Restricted(i as u32), amount - free);
        organisations.receipts.add(i, funders.class[payer as usize] as usize, amount);
        organisations.brain[i] += jury.winner_gain * (1.0 - organisations.brain[i]);
        organisations.ties[i].add(payer, settings.ties.trust_initial);
        if let Some(slot) = organisations.ties[i].slot_of(payer) {
            organisations.ties[i].used[slot] = Use::Funded;
        }
        own_grants.push((payer, i as u32));
        tally.contest_winners += 1;
    }
    if earmarked {
        province.ledger.post_earmarked(Kind::EarmarkReturn, account, sponsor, left_now);
    }
}

/// The applicants, best first; applying costs every one of them.
fn rank(province: &mut Province, settings: &Settings) -> Vec<usize> {
    let Province { organisations, draws, year, .. } = province;
    let draws = draws.in_year(*year, Purpose::CONTEST);
    let jury = &settings.jury;
    let mut applicants: Vec<(f64, u32, usize)> = Vec::new();
    let able: Vec<usize> = organisations.living().filter(|&i| organisations.method[i] >= jury.method_min).collect();
    let ids = able.iter().map(|&i| organisations.id[i]);
    for (&i, draw) in able.iter().zip(draws.along(ids)) {
        let brain = capacity::brain(organisations, &settings.capacity, i);
        if draw.uniform(0) >= jury.entry_base + jury.entry_per_brain * brain {
            continue;
        }
        let score = jury.brain_weight * brain
            + jury.method_weight * capacity::method(organisations, &settings.capacity, i)
            + jury.reputation_weight * organisations.reputation[i]
            + jury.error * draw.normal(1);
        applicants.push((score, organisations.id[i], i));
    }
    for &(_, _, i) in &applicants {
        tire(&mut organisations.people[i], jury.entry_people, jury.entry_people_floor);
    }
    applicants.sort_by(|a, b| order(b.0, a.0).then(a.1.cmp(&b.1)));
    applicants.into_iter().map(|applicant| applicant.2).collect()
}

/// Takes people away, but never below a floor, and never adds any.
pub fn tire(people: &mut f64, loss: f64, floor: f64) {
    *people = people.min(floor).max(*people - loss);
}

/// How many organisations could enter a contest: their method suffices.
pub fn eligible(organisations: &Organisations, settings: &JurySettings) -> usize {
    organisations.living().filter(|&i| organisations.method[i] >= settings.method_min).count()
}
