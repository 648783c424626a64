//! The nine classes of funders and what each is like.

use crate::ledger::{Outside, Sector};
use crate::settings::Source::Assumed;

/// A class of funders. The order is the order of their numbers and of every walk over funders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FunderClass {
    /// County civil-affairs bureau.
    CountyBureau,
    /// City civil-affairs bureau.
    CityBureau,
    /// Youth League and Women's Federation of a county.
    MassOrganisation,
    /// City charity federation.
    CityFederation,
    /// Provincial charity federation.
    ProvincialFederation,
    /// Local non-public foundation.
    LocalFoundation,
    /// National foundation or international NGO.
    NationalFoundation,
    /// CSR pool of a county's enterprises.
    Enterprises,
    /// Provincial bureau: the child-welfare office.
    ChildWelfareOffice,
}

/// How wide a funder's jurisdiction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// One county.
    County,
    /// One city with its counties.
    City,
    /// The whole province.
    Province,
}

impl FunderClass {
    /// How many classes there are.
    pub const COUNT: usize = 9;

    /// Every class in the order of their numbers.
    pub const ALL: [FunderClass; FunderClass::COUNT] = [
        FunderClass::CountyBureau,
        FunderClass::CityBureau,
        FunderClass::MassOrganisation,
        FunderClass::CityFederation,
        FunderClass::ProvincialFederation,
        FunderClass::LocalFoundation,
        FunderClass::NationalFoundation,
        FunderClass::Enterprises,
        FunderClass::ChildWelfareOffice,
    ];

    /// The published name, also the name of its settings.
    pub fn name(self) -> &'static str {
        match self {
            FunderClass::CountyBureau => "county_bureau",
            FunderClass::CityBureau => "city_bureau",
            FunderClass::MassOrganisation => "mass_organisation",
            FunderClass::CityFederation => "city_federation",
            FunderClass::ProvincialFederation => "provincial_federation",
            FunderClass::LocalFoundation => "local_foundation",
            FunderClass::NationalFoundation => "national_foundation",
            FunderClass::Enterprises => "enterprises",
            FunderClass::ChildWelfareOffice => "child_welfare_office",
        }
    }

    /// The name in Chinese.
    pub fn name_zh(self) -> &'static str {
        match self {
            FunderClass::CountyBureau => "县级民政部门",
            FunderClass::CityBureau => "市级民政部门",
            FunderClass::MassOrganisation => "共青团与妇联",
            FunderClass::CityFederation => "市慈善总会",
            FunderClass::ProvincialFederation => "省慈善总会",
            FunderClass::LocalFoundation => "本地非公募基金会",
            FunderClass::NationalFoundation => "全国性基金会与国际机构",
            FunderClass::Enterprises => "企业公益资金",
            FunderClass::ChildWelfareOffice => "省儿童福利处",
        }
    }

    /// How wide its jurisdiction is.
    pub fn reach(self) -> Reach {
        match self {
            FunderClass::CountyBureau | FunderClass::MassOrganisation | FunderClass::Enterprises => Reach::County,
            FunderClass::CityBureau | FunderClass::CityFederation | FunderClass::LocalFoundation => Reach::City,
            FunderClass::ProvincialFederation | FunderClass::NationalFoundation | FunderClass::ChildWelfareOffice => {
                Reach::Province
            }
        }
    }

    /// Its silo: the sector of its account.
    pub fn sector(self) -> Sector {
        match self {
            FunderClass::CountyBureau | FunderClass::CityBureau | FunderClass::ChildWelfareOffice => Sector::Government,
            FunderClass::MassOrganisation => Sector::Mass,
            FunderClass::CityFederation | FunderClass::ProvincialFederation => Sector::Federation,
            FunderClass::LocalFoundation | FunderClass::NationalFoundation => Sector::Foundation,
            FunderClass::Enterprises => Sector::Business,
        }
    }

    /// Where its yearly inflow comes from.
    pub fn inflow_source(self) -> Outside {
        match self.sector() {
            Sector::Government => Outside::Treasury,
            Sector::Federation => Outside::Households,
            Sector::Business => Outside::Enterprises,
            _ => Outside::Endower,
        }
    }

    /// Whether it is a government bureau or a mass organisation: their open grants make local key projects.
    pub fn is_government_or_mass(self) -> bool {
        matches!(self.sector(), Sector::Government | Sector::Mass)
    }

    /// Whether it is a charity federation.
    pub fn is_federation(self) -> bool {
        self.sector() == Sector::Federation
    }
}

crate::settings! {
    /// What the funders of one class are like.
    pub struct ClassSettings {
        /// Yearly inflow; for county classes that of a county of the reference population, in proportion to population.
        base_yuan: f64 = 0.0, "yuan per year", [0.0, 1e12], Assumed("magnitudes chosen so that baseline grassroots receipts average about 3,000 yuan and federations hold most idle money; test ×0.5–×5 [E16]"), "每年流入（县级按人口折算）";
        /// Growth of the inflow from the base year on: the trend that could rival the hub as an explanation.
        growth: f64 = 0.0, "share per year", [-0.1, 0.2], Assumed("above 0 is the rival explanation: trend, no hub"), "流入的年增长率";
        /// Openness to grassroots organisations at the start, and its floor.
        openness_initial: f64 = 0.0, "share", [0.0, 1.0], Assumed(""), "对草根机构的初始开放度";
        /// Trust that an application needs at zero openness.
        trust_threshold: f64 = 0.0, "–", [0.0, 1.0], Assumed(""), "零开放度时申请所需的信任";
        /// Share of the balance offered to grassroots organisations at zero openness.
        offer_share_closed: f64 = 0.0, "share of balance", [0.0, 1.0], Assumed(""), "开放度为 0 时拿出的余额比例";
        /// Share of the balance offered at full openness.
        offer_share_open: f64 = 0.0, "share of balance", [0.0, 1.0], Assumed(""), "开放度为 1 时拿出的余额比例";
        /// Share of the remaining balance spent on direct relief at the year's end.
        direct_bp: u32 = 0, "basis points", [0, 10000], Assumed(""), "年底用于直接救助的比例（基点）";
        /// Share of what then remains that lapses to the treasury.
        lapse_bp: u32 = 0, "basis points", [0, 10000], Assumed(""), "年底收回财政的比例（基点）";
    }
}

#[rustfmt::skip]
impl ClassSettings {
    fn of(
        base_yuan: f64, openness_initial: f64, trust_threshold: f64,
        offer_share_closed: f64, offer_share_open: f64, direct_bp: u32, lapse_bp: u32,
    ) -> ClassSettings {
        ClassSettings {
            base_yuan, growth: 0.0, openness_initial, trust_threshold,
            offer_share_closed, offer_share_open, direct_bp, lapse_bp,
        }
    }
}

crate::settings! {
    /// Funders: what they share and what each class is like.
    pub struct FunderSettings {
        /// Reference population of a county, for inflows in proportion to population.
        county_reference_population: f64 = 700000.0, "people", [1.0, 1e8], Assumed("near the mean of Shandong's counties [E19]"), "县人口参照值";
        /// Spread of yearly inflows (log scale).
        inflow_spread: f64 = 0.15, "log units", [0.0, 0.4], Assumed(""), "年度流入的波动";
        /// Opening balance of charity federations, in years of inflow.
        opening_federation_years: f64 = 1.0, "years of inflow", [0.0, 5.0], Assumed(""), "慈善总会期初余额（年数）";
        /// Opening balance of all other funders, in years of inflow.
        opening_other_years: f64 = 0.2, "years of inflow", [0.0, 5.0], Assumed(""), "其他资助方期初余额（年数）";
        /// Share of a CSR pool that is given to charity federations each year.
        csr_to_federations_bp: u32 = 8000, "basis points", [0, 10000], Assumed("enterprise money sits with federations [D1, E16]; the share is a judgement"), "企业资金流向慈善总会的比例（基点）";
        /// Share of that which goes to the city's federation; the rest goes to the provincial one.
        csr_city_share_bp: u32 = 7000, "basis points", [0, 10000], Assumed(""), "其中给市慈善总会的比例（基点）";
        /// Local foundations per city.
        local_foundations_per_city: u32 = 2, "foundations", [0, 20], Assumed(""), "每市非公募基金会数";
        /// Inflow of national foundation B as a share of A's base (A is the class's base).
        national_b_share: f64 = 0.5, "share", [0.0, 10.0], Assumed("B: Oxfam-like, 1,000,000"), "全国性基金会 B 相对 A 的规模";
        /// Inflow of national foundation C as a share of A's base.
        national_c_share: f64 = 0.5, "share", [0.0, 10.0], Assumed("C: 1,000,000"), "全国性基金会 C 相对 A 的规模";
        /// Whether provinces share one set of national foundations and one platform pool: each province then has an equal part.
        shared_national: bool = false, "–", [0, 1], Assumed("only with more than one province"), "多省是否共用全国性基金会与配捐池";
        /// County civil-affairs bureaus.
        group county_bureau: ClassSettings = ClassSettings::of(300_000.0, 0.10, 0.5, 0.10, 0.80, 0, 9_000);
        /// City civil-affairs bureaus.
        group city_bureau: ClassSettings = ClassSettings::of(1_200_000.0, 0.08, 0.5, 0.10, 0.80, 0, 9_000);
        /// Youth League and Women's Federation of the counties.
        group mass_organisation: ClassSettings = ClassSettings::of(60_000.0, 0.20, 0.3, 0.30, 0.80, 7_000, 0);
        /// City charity federations.
        group city_federation: ClassSettings = ClassSettings::of(20_000_000.0, 0.02, 0.6, 0.0, 0.15, 6_000, 0);
        /// The provincial charity federation.
        group provincial_federation: ClassSettings = ClassSettings::of(60_000_000.0, 0.02, 0.6, 0.0, 0.15, 6_000, 0);
        /// Local non-public foundations.
        group local_foundation: ClassSettings = ClassSettings::of(800_000.0, 0.08, 0.5, 0.05, 0.60, 6_000, 0);
        /// National foundations and international NGOs: A, B and C.
        group national_foundation: ClassSettings = ClassSettings::of(2_000_000.0, 0.30, 0.4, 0.10, 0.60, 7_000, 0);
        /// CSR pools of the counties' enterprises.
        group enterprises: ClassSettings = ClassSettings::of(3_000_000.0, 0.05, 0.5, 0.10, 0.50, 5_000, 0);
        /// The provincial child-welfare office.
        group child_welfare_office: ClassSettings = ClassSettings::of(10_000_000.0, 0.02, 0.6, 0.02, 0.60, 0, 9_800);
    }
}

impl FunderSettings {
    /// The settings of one class.
    pub fn of(&self, class: FunderClass) -> &ClassSettings {
        match class {
            FunderClass::CountyBureau => &self.county_bureau,
            FunderClass::CityBureau => &self.city_bureau,
            FunderClass::MassOrganisation => &self.mass_organisation,
            FunderClass::CityFederation => &self.city_federation,
            FunderClass::ProvincialFederation => &self.provincial_federation,
            FunderClass::LocalFoundation => &self.local_foundation,
            FunderClass::NationalFoundation => &self.national_foundation,
            FunderClass::Enterprises => &self.enterprises,
            FunderClass::ChildWelfareOffice => &self.child_welfare_office,
        }
    }
}

crate::choices! {
    /// A funder that can be named in a scenario as a payer.
    pub enum Payer {
        /// National foundation A (One-Foundation-like).
        NationalA = "national_a",
        /// National foundation B (Oxfam-like).
        NationalB = "national_b",
        /// National foundation C.
        NationalC = "national_c",
        /// The provincial charity federation.
        ProvincialFederation = "provincial_federation",
        /// The provincial child-welfare office.
        ChildWelfareOffice = "child_welfare_office",
    }
}
