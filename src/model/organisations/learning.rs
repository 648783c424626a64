//! Step O: organisations learn from what they did, forget, wear out, and are judged.

use super::capacity;
use super::{Organisations, Success};
use crate::model::{Province, Settings};
use crate::real::{overload, positive_part, unit_interval};
use crate::settings::Source::Assumed;

crate::settings! {
    /// How people, brain, method and reputation change with work.
    pub struct LearningSettings {
        /// Share of borrowed brain that is remembered from the year before.
        dependence_memory: f64 = 0.7, "share", [0.0, 1.0], Assumed("structural"), "依赖度的记忆";
        /// Receipts from which a year counts as a full year of work.
        full_work_yuan: f64 = 30000.0, "yuan", [1000.0, 1e6], Assumed("structural"), "算作完整一年工作的收入";
        /// Learning without accompaniment, where full accompaniment would add 1.
        unaided: f64 = 0.4, "–", [0.0, 2.0], Assumed("structural"), "无陪伴时的学习系数";
        /// Growth of brain by working.
        brain_gain: f64 = 0.10, "1 per year", [0.03, 0.2], Assumed("γB"), "设计能力的增长";
        /// Growth of method by working.
        method_gain: f64 = 0.08, "1 per year", [0.03, 0.2], Assumed("γL"), "方法的增长";
        /// Loss of brain.
        brain_loss: f64 = 0.06, "1 per year", [0.02, 0.15], Assumed("δB; staff turnover of 54 % a year in one survey argues for the upper end [E12]"), "设计能力的流失";
        /// Loss of method.
        method_loss: f64 = 0.04, "1 per year", [0.02, 0.15], Assumed("δL; see brain_loss"), "方法的流失";
        /// Brain that is not lost.
        brain_floor: f64 = 0.08, "–", [0.0, 1.0], Assumed("structural"), "不流失的设计能力";
        /// Method that is not lost.
        method_floor: f64 = 0.1, "–", [0.0, 1.0], Assumed("structural"), "不流失的方法";
        /// How far the hub's endorsement moves method towards 1.
        endorsement_gain: f64 = 0.05, "1 per year", [0.0, 1.0], Assumed("structural"), "信用背书对方法的提升";
        /// Share of people that an overload wears out, per unit of overload.
        overload_wear: f64 = 0.075, "share per year", [0.0, 0.2], Assumed("χo"), "过载对人力的消耗";
        /// Share of paid people that leave each year.
        turnover: f64 = 0.075, "share per year", [0.03, 0.3], Assumed("τP; volunteer drop-out is about 1/3 a year in the US [E12]"), "有偿人力的流失率";
        /// The least people that an organisation keeps.
        people_min: f64 = 0.04, "–", [0.0, 0.2], Assumed("structural"), "人力下限";
        /// Gain of reputation by a success.
        reputation_gain: f64 = 0.3, "1 per year", [0.1, 0.5], Assumed("ηR"), "成功提升的声誉";
        /// Share of reputation that a failure costs.
        reputation_loss: f64 = 0.3, "share", [0.0, 1.0], Assumed("structural"), "失败损失的声誉比例";
        /// Share of reputation that fades each year.
        reputation_decay: f64 = 0.1, "share per year", [0.05, 0.3], Assumed("dR"), "声誉的年衰减";
    }
}

/// Moves capacities, reputation and trust by what the year brought.
pub fn learn(province: &mut Province, settings: &Settings) {
    let Province { organisations, agenda, .. } = province;
    let rules = &settings.learning;
    for position in 0..organisations.living.len() {
        let i = organisations.living[position] as usize;
        let brain_used = capacity::brain(organisations, &settings.capacity, i);
        let worked = if organisations.output[i] > 0.0 {
            (organisations.total_receipts(i).yuan() / rules.full_work_yuan).min(1.0)
        } else {
            0.0
        };
        let Organisations {
            people,
            volunteer_core,
            brain,
            method,
            support,
            dependence,
            reputation,
            load,
            success,
            endorsed,
            ties,
            ..
        } = organisations;
        let borrowed = (brain_used - brain[i]) / brain_used.max(1e-9);
        dependence[i] = rules.dependence_memory * dependence[i] + (1.0 - rules.dependence_memory) * borrowed;
        let aided = rules.unaided + support[i];
        let learning = agenda.rates.learning * worked;
        brain[i] = unit_interval(
            brain[i] + rules.brain_gain * learning * aided * (1.0 - dependence[i]) * (1.0 - brain[i])
                - rules.brain_loss * positive_part(brain[i] - rules.brain_floor),
        );
        let endorsement = if endorsed[i] { 1.0 } else { 0.0 };
        method[i] = unit_interval(
            method[i] + rules.method_gain * learning * aided * (1.0 - method[i])
                - rules.method_loss * positive_part(method[i] - rules.method_floor)
                + rules.endorsement_gain * (1.0 - method[i]) * endorsement,
        );
        people[i] = rules.people_min.max(unit_interval(
            people[i]
                - rules.overload_wear * overload(load[i] - 1.0) * people[i]
                - rules.turnover * agenda.rates.turnover * (people[i] - volunteer_core[i]),
        ));
        let judged = match success[i] {
            Success::Yes => rules.reputation_gain * (1.0 - reputation[i]) * worked,
            Success::No => -rules.reputation_loss * reputation[i],
            Success::None => 0.0,
        };
        reputation[i] = unit_interval(reputation[i] * (1.0 - rules.reputation_decay) + judged);
        if success[i] != Success::None {
            ties[i].learn(&settings.ties, success[i] == Success::Yes);
        }
    }
}
