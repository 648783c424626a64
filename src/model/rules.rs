//! Mechanisms that can be switched off, and rules that can be swapped by name.

use crate::settings::Source::{Assumed, Choice};

crate::settings! {
    /// The five mechanisms of the model. Switching one off is an ablation: what does a pattern owe to it?
    pub struct Mechanisms {
        /// M1: organisations ask funders only through ties, and funders ask for trust. Off: anyone may ask any funder of its lists.
        access: bool = true, "–", [0, 1], Choice("ablation switch"), "M1 可达性：机构只能通过关系申请，资助方看信任；关闭后任何机构可向名单内任何资助方申请";
        /// M2: people and method bound the project money that an organisation can carry. Off: capacity has no bound and there is no overload.
        absorption: bool = true, "–", [0, 1], Choice("ablation switch"), "M2 承接力：人与方法限制机构能承接的项目资金；关闭后没有上限也没有过载";
        /// M3: successful delivery opens funders. Off: no evidence forms, openness stays where it is.
        evidence: bool = true, "–", [0, 1], Choice("ablation switch"), "M3 证据：做成的项目使资助方更开放；关闭后开放度不变";
        /// M4: the public gives. Off: no giving day, no match, no ordinary gifts.
        giving: bool = true, "–", [0, 1], Choice("ablation switch"), "M4 公众捐赠；关闭后没有捐赠日、配捐与日常捐赠";
        /// M5: organisations close and are founded. Off: the first population lives for ever.
        population: bool = true, "–", [0, 1], Choice("ablation switch"), "M5 机构生灭；关闭后机构既不关闭也不新增";
    }
}

crate::choices! {
    /// How a funder's openness follows evidence.
    pub enum OpennessRule {
        /// A threshold: the fourth power of evidence against the funder's threshold (Hill function).
        Hill = "hill",
        /// A straight line through the same midpoint, full at twice the threshold.
        Linear = "linear",
    }
}

crate::choices! {
    /// How people, brain and method make quality.
    pub enum QualityRule {
        /// The geometric mean: a weak link weighs heavily.
        Geometric = "geometric",
        /// The smallest of the three: only the weakest link counts.
        Minimum = "minimum",
    }
}

crate::choices! {
    /// How applications and newcomers are chosen.
    pub enum SelectionRule {
        /// By score.
        Merit = "merit",
        /// By lot.
        Lottery = "lottery",
    }
}

crate::choices! {
    /// How an observer decides to join.
    pub enum JoiningRule {
        /// Joins when the signal reaches its own threshold.
        Threshold = "threshold",
        /// Joins with a chance that rises smoothly around its threshold.
        Logit = "logit",
    }
}

crate::choices! {
    /// Whom the hub visits first when it speaks to funders.
    pub enum AdvocacyOrder {
        /// Those who have seen most evidence.
        EvidenceFirst = "evidence_first",
        /// Those who know the hub least; reaches city federations years earlier.
        LeastKnown = "least_known",
    }
}

crate::choices! {
    /// Which successes count as evidence.
    pub enum EvidenceRule {
        /// Those of organisations with a slot this year.
        Slots = "slots",
        /// Those of any organisation of the programme's issue that has met the hub and works with enough money.
        AnyProject = "any_project",
    }
}

crate::settings! {
    /// Rules that can be swapped by name, to see which results hang on them.
    pub struct Rules {
        /// How a funder's openness follows evidence.
        openness: OpennessRule = OpennessRule::Hill, "–", [0, 0], Assumed("threshold learning; the straight line is the rival"), "资助方开放度如何随证据变化";
        /// How people, brain and method make quality.
        quality: QualityRule = QualityRule::Geometric, "–", [0, 0], Assumed("weakest-link-like"), "人、脑、法如何构成质量";
        /// How applications and newcomers are chosen.
        selection: SelectionRule = SelectionRule::Merit, "–", [0, 0], Assumed(""), "申请与新加入者如何挑选";
        /// How an observer decides to join.
        joining: JoiningRule = JoiningRule::Threshold, "–", [0, 0], Assumed("Granovetter-type thresholds [E17]"), "观望者如何决定加入";
        /// Steepness of the logit rule of joining.
        joining_logit_slope: f64 = 8.0, "1 per unit of signal", [0.5, 50.0], Assumed("used only by the logit rule"), "加入概率曲线的陡度（仅用于 logit 规则）";
        /// Whom the hub visits first when it speaks to funders.
        advocacy_order: AdvocacyOrder = AdvocacyOrder::EvidenceFirst, "–", [0, 0], Assumed(""), "枢纽先拜访哪些资助方";
        /// Which successes count as evidence.
        evidence_counts: EvidenceRule = EvidenceRule::Slots, "–", [0, 0], Assumed("with slots only, giving reaches the landing loop by no path"), "哪些成功算作证据";
        /// Whether a funder also learns from what it paid for itself.
        evidence_experience: bool = false, "–", [0, 1], Assumed("structural uncertainty: show results under both"), "资助方是否也从自己资助的成功中学习";
        /// How much weight a funder's own experience has beside the evidence it sees.
        evidence_experience_weight: f64 = 0.5, "–", [0.0, 1.0], Assumed("used only when experience counts"), "自身经验的权重";
    }
}
