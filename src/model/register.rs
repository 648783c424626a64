//! Organisations and funders as registers name them: facts become state, what is missing is drawn.
//!
//! A register says what people write down: staff, volunteers, cash, a rating. Here stand the rules by which that
//! becomes people, brain, method and money; `docs/region.md` explains them. Whatever a register leaves open is drawn
//! as for any organisation, from the organisation's own addressed draws, and [`Register::imputed`] counts it.

use super::funders::Funders;
use super::funders::classes::{FunderClass, Reach};
use super::organisations::founders::{FounderSettings, OrganisationKind};
use super::places::Places;
use crate::settings::Source::{Assumed, Choice};

crate::settings! {
    /// A region of your own: its files, and how what they say becomes the state of organisations.
    pub struct RegisterSettings {
        /// CSV file of counties, relative to the scenario's file; needs `geography = "register"`.
        counties: String = String::new(), "file", [0, 0], Choice("none"), "区县表（CSV），路径相对于情景文件";
        /// CSV file of organisations, relative to the scenario's file; then they are all that live at the start.
        organisations: String = String::new(), "file", [0, 0], Choice("none"), "机构登记表（CSV），路径相对于情景文件";
        /// CSV file of funders, relative to the scenario's file.
        funders: String = String::new(), "file", [0, 0], Choice("none"), "资助方登记表（CSV），路径相对于情景文件";
        /// CSV file of the dated programme: year, payer, slots, unit; each row is a product.
        programme: String = String::new(), "file", [0, 0], Choice("none"), "分年项目表（CSV）：年份、出资方、名额、单价";
        /// Excel workbook with sheets for some or all of these, relative to the scenario's file.
        workbook: String = String::new(), "file", [0, 0], Choice("none"), "含以上各表的 Excel 工作簿，路径相对于情景文件";
        /// Whether rows with a mistake are dropped and named, instead of refusing the file.
        lenient: bool = false, "–", [0, 1], Choice("a mistake should be seen"), "有错误的行是否跳过并列出";
        /// Paid staff from which half of the way to full people is reached.
        staff_half: f64 = 12.0, "persons", [0.5, 1000.0], Assumed("so that 3 staff are near a grassroots NGO's mean, 6 near a social-work agency's, 25 near a head organisation's"), "人力达到一半所需的专职人数";
        /// Volunteers from which half of the greatest volunteer core is reached.
        volunteers_half: f64 = 60.0, "persons", [1.0, 10000.0], Assumed("many are registered, few are active"), "志愿者核心达到一半所需的志愿者人数";
        /// Method of an organisation that is not registered.
        method_unregistered: f64 = 0.15, "–", [0.0, 1.0], Assumed("below what raising money in public needs"), "未登记机构的方法水平";
        /// Method of an organisation that is registered and has no rating.
        method_registered: f64 = 0.40, "–", [0.0, 1.0], Assumed("just above what raising money in public needs"), "已登记未评级机构的方法水平";
        /// Method of an organisation rated 1A; ratings in between lie on a line.
        method_rated_1a: f64 = 0.45, "–", [0.0, 1.0], Assumed(""), "评估等级 1A 对应的方法水平";
        /// Method of an organisation rated 5A.
        method_rated_5a: f64 = 0.90, "–", [0.0, 1.0], Assumed(""), "评估等级 5A 对应的方法水平";
        /// Brain of an organisation without any project or training.
        brain_floor: f64 = 0.10, "–", [0.0, 1.0], Assumed("near a volunteer group's mean"), "没有项目与培训时的设计能力";
        /// Brain that ever more projects and trainings lead to.
        brain_ceiling: f64 = 0.90, "–", [0.0, 1.0], Assumed(""), "项目与培训所能达到的设计能力上限";
        /// Projects a year from which half of that way is reached.
        projects_half: f64 = 6.0, "projects per year", [0.5, 1000.0], Assumed(""), "设计能力达到一半所需的年项目数";
        /// What a training counts beside a project.
        training_weight: f64 = 0.5, "projects", [0.0, 10.0], Assumed(""), "一次培训折合的项目数";
        /// Cash of an organisation whose income alone is known, as a share of a year's income.
        cash_share_of_income: f64 = 0.25, "share", [0.0, 5.0], Assumed("three months of reserves, a common rule of thumb"), "只知收入时，现金占年收入的比例";
    }
}

/// An organisation as a register describes it; what is not known is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RegisteredOrganisation {
    /// What it is called.
    pub name: String,
    /// Position of its county.
    pub county: u16,
    /// Its kind, from its type.
    pub kind: Option<OrganisationKind>,
    /// Its issue, from its field of work.
    pub issue: Option<u8>,
    /// Year of its registration.
    pub founded: Option<i16>,
    /// Paid staff.
    pub staff: Option<f64>,
    /// Volunteers.
    pub volunteers: Option<f64>,
    /// Money at hand, in yuan.
    pub cash_yuan: Option<f64>,
    /// Income of the last year, in yuan.
    pub income_yuan: Option<f64>,
    /// Whether it is registered with civil affairs.
    pub registered: Option<bool>,
    /// Its rating, 1 to 5 (1A to 5A).
    pub rating: Option<u8>,
    /// Projects in the last year.
    pub projects: Option<f64>,
    /// Trainings attended in the last year.
    pub trainings: Option<f64>,
}

impl RegisteredOrganisation {
    /// The volunteer core, where volunteers are known: a saturating part of the greatest one.
    pub fn volunteer_core(&self, rules: &RegisterSettings, founders: &FounderSettings) -> Option<f64> {
        self.volunteers.map(|volunteers| founders.volunteer_core_max * saturating(volunteers, rules.volunteers_half))
    }

    /// People 人, where staff is known: volunteers first, staff on top.
    pub fn people(&self, rules: &RegisterSettings, volunteer_core: f64) -> Option<f64> {
        const LEAST: f64 = 0.04;
        self.staff.map(|staff| {
            (volunteer_core + (1.0 - volunteer_core) * saturating(staff, rules.staff_half)).clamp(LEAST, 1.0)
        })
    }

    /// Method 法, where the rating or the registration is known.
    pub fn method(&self, rules: &RegisterSettings) -> Option<f64> {
        let rated = |rating: u8| {
            let way = f64::from(rating.clamp(1, 5) - 1) / 4.0;
            rules.method_rated_1a + way * (rules.method_rated_5a - rules.method_rated_1a)
        };
        let by_registration =
            |registered: bool| if registered { rules.method_registered } else { rules.method_unregistered };
        self.rating.map(rated).or(self.registered.map(by_registration)).map(|method| method.max(0.02))
    }

    /// Brain 脑, where projects or trainings are known.
    pub fn brain(&self, rules: &RegisterSettings) -> Option<f64> {
        if self.projects.is_none() && self.trainings.is_none() {
            return None;
        }
        let experience = self.projects.unwrap_or(0.0) + rules.training_weight * self.trainings.unwrap_or(0.0);
        let way = saturating(experience, rules.projects_half);
        Some((rules.brain_floor + way * (rules.brain_ceiling - rules.brain_floor)).clamp(0.02, 1.0))
    }

    /// Unrestricted cash in yuan, where cash or income is known.
    pub fn cash_yuan(&self, rules: &RegisterSettings) -> Option<f64> {
        self.cash_yuan.or(self.income_yuan.map(|income| income * rules.cash_share_of_income))
    }
}

/// The share of the whole that a number reaches, half of it at `half`.
fn saturating(number: f64, half: f64) -> f64 {
    number / (number + half)
}

/// A funder as a register describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct RegisteredFunder {
    /// What it is called.
    pub name: String,
    /// Its class.
    pub class: FunderClass,
    /// Position of the county or city of its jurisdiction; 0 for the province.
    pub place: u32,
    /// Inflow per year before growth and chance, in yuan; the class's where unknown.
    pub base_yuan: Option<f64>,
    /// Opening balance in yuan; the class's years of inflow where unknown.
    pub opening_yuan: Option<f64>,
}

/// What registers say of the first province. Empty: everything is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Register {
    /// Its organisations, in the order of their ids.
    pub organisations: Vec<RegisteredOrganisation>,
    /// Its funders.
    pub funders: Vec<RegisteredFunder>,
}

/// How much of one variable was given and how much was drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imputed {
    /// The register: counties, organisations or funders.
    pub register: &'static str,
    /// The variable.
    pub variable: &'static str,
    /// The variable in Chinese.
    pub variable_zh: &'static str,
    /// The columns from which it is taken; empty if it is always drawn.
    pub columns: &'static str,
    /// Rows that need it.
    pub count: u32,
    /// Rows that give it.
    pub given: u32,
}

impl Imputed {
    /// The share that was drawn; none if nothing was needed.
    pub fn share(&self) -> Option<f64> {
        (self.count > 0).then(|| f64::from(self.count - self.given) / f64::from(self.count))
    }
}

/// How many funders a register may list: more could not be told apart in organisations' ties.
pub const FUNDERS_MAX: usize = 40_000;

impl Register {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.organisations.is_empty() && self.funders.is_empty()
    }

    /// How many local foundations each city has: those of the register if it lists any, else the same everywhere.
    pub fn local_foundations(&self, places: &Places, per_city: u32) -> Vec<u32> {
        if !self.lists(FunderClass::LocalFoundation) {
            return vec![per_city; places.cities.len()];
        }
        let mut counts = vec![0; places.cities.len()];
        for funder in self.funders.iter().filter(|funder| funder.class == FunderClass::LocalFoundation) {
            counts[funder.place as usize] += 1;
        }
        counts
    }

    /// The register's funders by their number in the province.
    pub fn by_number(&self, funders: &Funders) -> Vec<Option<&RegisteredFunder>> {
        let mut known: Vec<Option<&RegisteredFunder>> = vec![None; funders.len()];
        for entry in &self.funders {
            let free = funders
                .of_class(entry.class)
                .find(|&number| known[number].is_none() && funders.place[number] == entry.place);
            if let Some(number) = free {
                known[number] = Some(entry);
            }
        }
        known
    }

    /// Whether a class of which anyone may found as many as they like is listed: then there are no others.
    ///
    /// A bureau, a federation or a mass organisation is there in any case: if the register is silent, its class's
    /// settings hold. Of foundations, those in the register are all there are.
    pub fn is_whole(&self, class: FunderClass) -> bool {
        matches!(class, FunderClass::LocalFoundation | FunderClass::NationalFoundation) && self.lists(class)
    }

    fn lists(&self, class: FunderClass) -> bool {
        self.funders.iter().any(|funder| funder.class == class)
    }

    /// How many funders of one class a place can have: any number of local foundations, three national ones, else one.
    pub fn room(class: FunderClass) -> usize {
        match (class, class.reach()) {
            (FunderClass::LocalFoundation, _) => usize::MAX,
            (FunderClass::NationalFoundation, _) => 3,
            (_, Reach::County | Reach::City | Reach::Province) => 1,
        }
    }

    /// How much was given and how much is drawn, variable by variable; nothing for a register that is not there.
    pub fn imputed(&self, funder_count: usize) -> Vec<Imputed> {
        type Given = fn(&RegisteredOrganisation) -> bool;
        const VARIABLES: [(&str, &str, &str, Given); 10] = [
            ("kind", "类型", "type", |known| known.kind.is_some()),
            ("issue", "议题", "field", |known| known.issue.is_some()),
            ("founded", "成立年份", "founded", |known| known.founded.is_some()),
            ("people", "人（人力）", "staff", |known| known.staff.is_some()),
            ("volunteer_core", "志愿者核心", "volunteers", |known| known.volunteers.is_some()),
            ("brain", "脑（设计能力）", "projects, trainings", |known| {
                known.projects.is_some() || known.trainings.is_some()
            }),
            ("method", "法（方法与合规）", "rating, registered", |known| {
                known.rating.is_some() || known.registered.is_some()
            }),
            ("cash", "钱（现金）", "cash_yuan, income_yuan", |known| {
                known.cash_yuan.is_some() || known.income_yuan.is_some()
            }),
            ("joining_threshold", "加入门槛", "", |_| false),
            ("first_ties", "起始资助关系", "", |_| false),
        ];
        let mut rows = Vec::new();
        if !self.organisations.is_empty() {
            for (variable, variable_zh, columns, given) in VARIABLES {
                let given = self.organisations.iter().filter(|known| given(known)).count() as u32;
                let count = self.organisations.len() as u32;
                rows.push(Imputed { register: "organisations", variable, variable_zh, columns, count, given });
            }
        }
        if !self.funders.is_empty() {
            let bases = self.funders.iter().filter(|funder| funder.base_yuan.is_some()).count() as u32;
            let openings = self.funders.iter().filter(|funder| funder.opening_yuan.is_some()).count() as u32;
            for (variable, variable_zh, columns, given) in
                [("base", "年流入", "base_yuan", bases), ("opening_balance", "期初余额", "opening_yuan", openings)]
            {
                let count = funder_count as u32;
                rows.push(Imputed { register: "funders", variable, variable_zh, columns, count, given });
            }
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> RegisteredOrganisation {
        RegisteredOrganisation::default()
    }

    /// Reference values by hand: 3 / 15 = 0.2 of full staff; 30 / 90 of the greatest core 0.3 is 0.1.
    #[test]
    fn facts_become_state_by_the_written_rules() {
        let rules = RegisterSettings::default();
        let founders = FounderSettings::default();
        let near = |found: Option<f64>, expected: f64| {
            assert!((found.expect("it is known") - expected).abs() < 1e-12, "{found:?} is not {expected}");
        };
        let organisation = RegisteredOrganisation { staff: Some(3.0), volunteers: Some(30.0), ..known() };
        near(organisation.volunteer_core(&rules, &founders), 0.1);
        near(organisation.people(&rules, 0.1), 0.1 + 0.9 * 0.2);
        near(RegisteredOrganisation { rating: Some(1), ..known() }.method(&rules), 0.45);
        near(RegisteredOrganisation { rating: Some(3), registered: Some(true), ..known() }.method(&rules), 0.675);
        near(RegisteredOrganisation { rating: Some(5), ..known() }.method(&rules), 0.9);
        near(RegisteredOrganisation { registered: Some(false), ..known() }.method(&rules), 0.15);
        near(RegisteredOrganisation { projects: Some(0.0), ..known() }.brain(&rules), 0.1);
        near(RegisteredOrganisation { projects: Some(4.0), trainings: Some(4.0), ..known() }.brain(&rules), 0.5);
        near(RegisteredOrganisation { income_yuan: Some(80_000.0), ..known() }.cash_yuan(&rules), 20_000.0);
        assert_eq!(known().brain(&rules), None);
        assert_eq!(known().method(&rules), None);
        assert_eq!(RegisteredOrganisation { volunteers: Some(9.0), ..known() }.people(&rules, 0.1), None);
    }

    /// More of anything never means less of what it stands for.
    #[test]
    fn more_is_never_less() {
        let (rules, founders) = (RegisterSettings::default(), FounderSettings::default());
        let at = |n: f64| RegisteredOrganisation {
            staff: Some(n),
            volunteers: Some(n),
            projects: Some(n),
            cash_yuan: Some(n),
            ..known()
        };
        for n in 0..200 {
            let (less, more) = (at(f64::from(n)), at(f64::from(n + 1)));
            assert!(less.volunteer_core(&rules, &founders) < more.volunteer_core(&rules, &founders));
            assert!(less.people(&rules, 0.0) <= more.people(&rules, 0.0));
            assert!(less.brain(&rules) < more.brain(&rules));
        }
    }

    #[test]
    fn what_is_missing_is_counted() {
        let register = Register {
            organisations: vec![RegisteredOrganisation { staff: Some(1.0), ..known() }, known()],
            funders: Vec::new(),
        };
        let rows = register.imputed(9);
        let share = |variable: &str| rows.iter().find(|row| row.variable == variable).and_then(Imputed::share);
        assert_eq!((share("people"), share("cash"), share("first_ties")), (Some(0.5), Some(1.0), Some(1.0)));
        assert!(rows.iter().all(|row| row.register == "organisations"));
        assert!(Register::default().imputed(9).is_empty());
    }
}
