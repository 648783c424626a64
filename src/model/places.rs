//! Provinces, cities and counties: the same in every replicate.

use crate::random::{Draws, Purpose};
use crate::real::{exp, unit_interval};
use crate::settings::Source::{Assumed, Choice, Literature};

/// Ids of counties begin here.
pub const COUNTY_IDS: u32 = 0xA000_0000;

crate::settings! {
    /// The region: how many organisations live where.
    pub struct RegionSettings {
        /// Which places: a data file of counties, an invented plan of cities, or a register of your own.
        geography: Geography = Geography::Shandong, "–", [0, 0], Choice("part of the preset"), "采用哪套地理";
        /// Counties per city of the invented plan; used only by that plan.
        planned_counties: Vec<u32> = vec![8, 7, 7, 6, 6, 6], "counties per city", [1, 1000], Choice("workshop preset: 40 counties"), "虚构地理中各市的县数";
        /// A region of your own, from files.
        group register: super::register::RegisterSettings = Default::default();
        /// Provinces, each with its own hub, funders and organisations.
        provinces: u32 = 1, "provinces", [1, 256], Choice("scale by adding provinces, never by thickening counties"), "省的个数";
        /// Organisations at the start, per province.
        organisations: u32 = 5000, "organisations", [0, 4000000], Assumed("about 36 public-benefit organisations per county, a tenth of all registered [E11]"), "每省初始机构数";
        /// Share of each issue among organisations: children, elderly, disability, education, poverty, health, environment, community.
        group issue_shares: IssueShares = IssueShares::default();
        /// Population of a county where the data file has none: the middle value.
        county_population: f64 = 700000.0, "people", [1.0, 1e8], Assumed(""), "缺数据时县人口的中位数";
        /// Spread of populations where the data file has none (log scale).
        county_population_spread: f64 = 0.35, "log units", [0.0, 2.0], Assumed(""), "缺数据时县人口的离散度";
        /// Need for services in a county that is not urban, before chance.
        need_rural: f64 = 0.7, "–", [0.0, 1.0], Assumed(""), "非城区县的需求水平";
        /// How much lower need is in an urban district.
        need_urban_reduction: f64 = 0.3, "–", [0.0, 1.0], Assumed(""), "城区需求较低的幅度";
        /// Spread of need between counties.
        need_spread: f64 = 0.1, "–", [0.0, 1.0], Assumed(""), "县际需求的离散度";
    }
}

crate::choices! {
    /// Where counties come from.
    pub enum Geography {
        /// Shandong's 16 cities and 137 counties, from the data file.
        Shandong = "shandong137",
        /// Invented cities and counties with drawn populations.
        Plan = "plan",
        /// The counties of a register: see `region.register`.
        Register = "register",
    }
}

crate::settings! {
    /// Share of each issue among organisations; the shares sum to 1.
    pub struct IssueShares {
        /// Children: the programme's issue.
        children: f64 = 0.20, "share", [0.0, 1.0], Assumed(""), "儿童（项目议题）";
        /// Elderly people.
        elderly: f64 = 0.16, "share", [0.0, 1.0], Assumed(""), "养老";
        /// Disability.
        disability: f64 = 0.10, "share", [0.0, 1.0], Assumed(""), "助残";
        /// Education.
        education: f64 = 0.14, "share", [0.0, 1.0], Assumed(""), "教育";
        /// Poverty.
        poverty: f64 = 0.12, "share", [0.0, 1.0], Assumed(""), "扶贫";
        /// Health.
        health: f64 = 0.08, "share", [0.0, 1.0], Assumed(""), "健康";
        /// Environment.
        environment: f64 = 0.06, "share", [0.0, 1.0], Assumed(""), "环境";
        /// Community and social work.
        community: f64 = 0.14, "share", [0.0, 1.0], Assumed(""), "社区与社会工作";
    }
}

/// How many issues there are.
pub const ISSUES: usize = 8;
/// The programme's issue: children.
pub const PROGRAMME_ISSUE: u8 = 0;

impl IssueShares {
    /// The shares in the order of the issues' numbers.
    pub fn shares(&self) -> [f64; ISSUES] {
        [
            self.children,
            self.elderly,
            self.disability,
            self.education,
            self.poverty,
            self.health,
            self.environment,
            self.community,
        ]
    }

    /// The issue that a uniform draw picks.
    pub fn pick(&self, u: f64) -> u8 {
        let shares = self.shares();
        let target = u * shares.iter().sum::<f64>();
        let mut cumulative = 0.0;
        for (issue, share) in shares.into_iter().enumerate() {
            cumulative += share;
            if target < cumulative {
                return issue as u8;
            }
        }
        ISSUES as u8 - 1
    }
}

crate::settings! {
    /// When a run begins and ends.
    pub struct RunSettings {
        /// Seed of all draws.
        seed: u64 = 20170909, "–", [0.0, 9.2e18], Choice("fixed, so that a run is the same everywhere; the date of the 2017 giving day"), "随机种子";
        /// Replicates: runs that differ only by chance.
        replicates: u32 = 32, "replicates", [1, 1000000], Choice(""), "重复次数";
        /// The year of the scan: growth rates count from here and the first cohort is taken at its end.
        base_year: i16 = 2016, "year", [1990, 2100], crate::settings::Source::Deck("2016 scan [D1]"), "基准年";
        /// Years simulated up to the base year with the hub and all levers off.
        burn_in_years: u32 = 8, "years", [0, 60], Choice("long enough for hazard and births to settle"), "预热年数";
        /// The last year simulated.
        end_year: i16 = 2031, "year", [1990, 2200], Choice("ten years after the sponsor's money stops; labels are model years"), "最后一年";
        /// Whether only sums of postings are kept or every single one.
        ledger: LedgerDetail = LedgerDetail::Aggregate, "–", [0, 0], Choice("full writes postings.csv; for at most 100,000 organisations"), "账本明细程度";
    }
}

crate::choices! {
    /// How much of the ledger is kept.
    pub enum LedgerDetail {
        /// Sums by kind, sectors and earmark.
        Aggregate = "aggregate",
        /// Every posting.
        Full = "full",
    }
}

crate::settings! {
    /// The outside payer of the equal-money comparison, who gives one same budget to whichever lever a scenario names.
    pub struct SponsorSettings {
        /// Budget per year; each lever spends its `sponsor_share` of it.
        budget_yuan: f64 = 3000000.0, "yuan per year", [0.0, 1e12], Choice("the same in every scenario of the equal-money set"), "外部出资方每年预算";
        /// First year of the budget.
        first_year: i16 = 2017, "year", [1990, 2200], Choice(""), "预算第一年";
        /// Last year of the budget.
        last_year: i16 = 2021, "year", [1990, 2200], Choice(""), "预算最后一年";
    }
}

crate::settings! {
    /// Thresholds of measures: what counts as reached, connected or small.
    pub struct MeasureSettings {
        /// Grants in a year from which an organisation counts as reached.
        reached_yuan: f64 = 10000.0, "yuan per year", [0.0, 1e9], Choice(""), "视为被资助触及的年度金额";
        /// Trust from which a tie counts as a path.
        path_trust: f64 = 0.2, "–", [0.0, 1.0], Choice("L6 and L7"), "视为通路的信任值";
        /// Receipts in a year below which an organisation that delivered nothing counts as dormant.
        dormant_yuan: f64 = 1000.0, "yuan per year", [0.0, 1e9], Choice("no source defines dormancy"), "视为休眠的年收入上限";
        /// Age up to which an organisation counts as young.
        young_age_max: u32 = 2, "years", [0, 50], Literature("liability of newness; where young ends is a choice [E8]"), "视为新机构的最大年龄";
        /// Age above which an organisation counts as old.
        old_age_min: u32 = 6, "years", [0, 50], Literature("liability of newness; where old begins is a choice [E8]"), "视为老机构的最小年龄（不含）";
        /// Yearly rate at which money, survivor-years and service units after the base year are discounted in value.csv.
        discount_rate: f64 = 0.0, "share per year", [0.0, 0.2], Choice("no discounting unless asked for"), "value.csv 中资金、存活年与服务量的年折现率";
    }
}

/// One county as a data file gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct CountyRecord {
    /// Name in Latin letters.
    pub name: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// City in Latin letters.
    pub city: String,
    /// City in Chinese.
    pub city_zh: String,
    /// Residents; `None` where unknown, then drawn.
    pub population: Option<f64>,
    /// Whether it is an urban district.
    pub urban: bool,
}

/// A county of one province.
#[derive(Clone, Debug, PartialEq)]
pub struct County {
    /// Name in Latin letters.
    pub name: String,
    /// Name in Chinese.
    pub name_zh: String,
    /// Position of its city.
    pub city: usize,
    /// Residents.
    pub population: f64,
    /// Whether it is an urban district.
    pub urban: bool,
    /// Need for services, 0 to 1.
    pub need: f64,
}

/// The cities and counties of one province.
#[derive(Clone, Debug, PartialEq)]
pub struct Places {
    /// Names of the cities, Latin and Chinese.
    pub cities: Vec<(String, String)>,
    /// Counties, city by city.
    pub counties: Vec<County>,
    /// Positions of each city's counties.
    pub city_counties: Vec<std::ops::Range<usize>>,
    /// Residents of the province.
    pub population: f64,
}

impl Places {
    /// Makes a province's places from records (in the order of cities) and fills what they leave open.
    ///
    /// `first_county` is the number of the province's first county over all provinces; it addresses the draws,
    /// which belong to replicate 0: a county is a place, not a chance.
    pub fn new(records: &[CountyRecord], settings: &RegionSettings, seed: u64, first_county: u32) -> Places {
        let mut draws = Draws::new(seed, 0).timeless(Purpose::GEOGRAPHY);
        let mut places =
            Places { cities: Vec::new(), counties: Vec::new(), city_counties: Vec::new(), population: 0.0 };
        for (position, record) in records.iter().enumerate() {
            if places.cities.last().is_none_or(|(name, _)| *name != record.city) {
                places.cities.push((record.city.clone(), record.city_zh.clone()));
                places.city_counties.push(position..position);
            }
            let id = COUNTY_IDS + first_county + position as u32;
            let population = record.population.unwrap_or_else(|| {
                settings.county_population * exp(settings.county_population_spread * draws.normal(id, 1))
            });
            let urban_share = if record.urban { 1.0 } else { 0.0 };
            let need = unit_interval(
                settings.need_rural - settings.need_urban_reduction * urban_share
                    + settings.need_spread * draws.normal(id, 0),
            );
            places.counties.push(County {
                name: record.name.clone(),
                name_zh: record.name_zh.clone(),
                city: places.cities.len() - 1,
                population,
                urban: record.urban,
                need,
            });
            places.city_counties.last_mut().expect("a city was pushed").end = position + 1;
        }
        places.population = places.counties.iter().map(|county| county.population).sum();
        places
    }

    /// The records of an invented plan: so many counties in each city, the first two of each urban.
    pub fn plan(counties_per_city: &[u32]) -> Vec<CountyRecord> {
        let mut records = Vec::new();
        for (city, &count) in counties_per_city.iter().enumerate() {
            for county in 0..count {
                records.push(CountyRecord {
                    name: format!("County {}.{}", city + 1, county + 1),
                    name_zh: format!("{}市{}县", city + 1, county + 1),
                    city: format!("City {}", city + 1),
                    city_zh: format!("第{}市", city + 1),
                    population: None,
                    urban: county < 2,
                });
            }
        }
        records
    }
}

impl Places {
    /// The county of a name: in Latin letters or Chinese, alone or as city/county. None if there is none or several.
    pub fn find(&self, name: &str) -> Option<usize> {
        let fits = |&position: &usize| {
            let county = &self.counties[position];
            let (city, city_zh) = &self.cities[county.city];
            [county.name.as_str(), county.name_zh.as_str()].contains(&name)
                || name == format!("{city}/{}", county.name)
                || name == format!("{city_zh}/{}", county.name_zh)
        };
        let mut found = (0..self.counties.len()).filter(fits);
        found.next().filter(|_| found.next().is_none())
    }

    /// What to write instead of a name that fits no county or several.
    pub fn suggest(&self, name: &str) -> crate::settings::Both {
        let twins: Vec<String> = self
            .counties
            .iter()
            .filter(|county| county.name == name || county.name_zh == name)
            .map(|county| format!("`{}/{}`", self.cities[county.city].0, county.name))
            .collect();
        if twins.is_empty() {
            let example = self.counties.first().map_or("", |county| county.name.as_str());
            let help = (
                format!("write a county as in the data file, for example `{example}`"),
                format!("请照数据文件写区县名，例如 `{example}`"),
            );
            help.into()
        } else {
            (format!("write {}", twins.join(" or ")), format!("请写 {}", twins.join(" 或 "))).into()
        }
    }
}

impl SponsorSettings {
    /// What a lever may spend in a year: its share of the budget, nothing outside the years or when it is off.
    pub fn budget(&self, year: i16, enabled: bool, share: f64) -> crate::money::Money {
        if enabled && (self.first_year..=self.last_year).contains(&year) {
            crate::money::Money::from_yuan(self.budget_yuan * share)
        } else {
            crate::money::Money::ZERO
        }
    }
}
