//! Everything that is wrong with settings beyond the range of each: dates, sums, payers that do not fit.

use super::Settings;
use super::places::Places;
use crate::settings::{Problems, short};

/// The way out where the last year lies before the first.
pub(super) const SWAP: (&str, &str) = ("swap the two years", "请对调两个年份");

/// The way out where something would begin too early.
pub(super) fn from(year: i16) -> (String, String) {
    (format!("choose {year} or later"), format!("请写 {year} 年或更晚"))
}

impl Settings {
    /// Gathers what is wrong, all at once. `places` are those of the first province.
    pub fn check(&self, places: &Places) -> Problems {
        let mut problems = Problems::default();
        self.check_years(&mut problems);
        self.check_sums(&mut problems);
        self.hub.check("hub", &mut problems);
        self.check_funders(&mut problems);
        self.check_size(places, &mut problems);
        for intervention in self.interventions.each() {
            let path = format!("interventions.{}", intervention.name());
            intervention.check(&path, self, places, &mut problems);
        }
        problems
    }

    fn check_years(&self, problems: &mut Problems) {
        let run = &self.run;
        problems.expect(
            run.end_year >= self.first_year(),
            "run.end_year",
            (
                format!("the run would end in {}, before it begins in {}", run.end_year, self.first_year()),
                format!("模拟将于 {} 年结束，早于开始的 {} 年", run.end_year, self.first_year()),
            ),
            ("choose a later end, or a shorter burn-in", "请把结束年份推后，或缩短预热期"),
        );
        problems.expect(
            self.first_year() >= 1981,
            "run.burn_in_years",
            (
                format!("the run would begin in {}, but founders are counted from 1981 on", self.first_year()),
                format!("模拟将从 {} 年开始，但创办者从 1981 年才计起", self.first_year()),
            ),
            (
                format!("choose at most {} years", (run.base_year - 1981).max(0)),
                format!("最多可写 {} 年", (run.base_year - 1981).max(0)),
            ),
        );
        let sponsor = &self.sponsor;
        problems.expect(
            sponsor.first_year <= sponsor.last_year,
            "sponsor.last_year",
            (
                format!("the sponsor's last year {} lies before the first, {}", sponsor.last_year, sponsor.first_year),
                format!("外部出资的末年 {} 早于首年 {}", sponsor.last_year, sponsor.first_year),
            ),
            SWAP,
        );
        problems.expect(
            sponsor.first_year > run.base_year,
            "sponsor.first_year",
            (
                format!(
                    "the sponsor would pay in {}, but until the base year {} all levers are off",
                    sponsor.first_year, run.base_year
                ),
                format!("外部出资将始于 {} 年，但到基准年 {} 为止各种手段均未启用", sponsor.first_year, run.base_year),
            ),
            from(run.base_year + 1),
        );
    }

    fn check_sums(&self, problems: &mut Problems) {
        let mut sums_to_one = |path: &str, (what, what_zh): (&str, &str), sum: f64| {
            problems.expect(
                (sum - 1.0).abs() < 1e-6,
                path,
                (
                    format!("the shares of {what} sum to {}, but they must sum to 1", short(sum)),
                    format!("{what_zh}的占比合计为 {}，应合计为 1", short(sum)),
                ),
                ("change them together", "请一并修改"),
            );
        };
        sums_to_one("region.issue_shares", ("the issues", "各议题"), self.region.issue_shares.shares().iter().sum());
        let kinds = super::organisations::founders::OrganisationKind::ALL;
        sums_to_one(
            "founders",
            ("the kinds of organisations", "各类机构"),
            kinds.map(|kind| self.founders.of(kind).share).iter().sum(),
        );
        for (path, sum) in [
            ("ties.city_share", self.ties.county_share + self.ties.city_share),
            ("peers.city_share", self.peers.county_share + self.peers.city_share),
        ] {
            problems.expect(
                sum <= 1.0 + 1e-9,
                path,
                (
                    format!(
                        "the shares of county and city sum to {}, which leaves less than nothing for the province",
                        short(sum)
                    ),
                    format!("县与市的占比合计为 {}，留给全省的为负", short(sum)),
                ),
                ("lower one of the two", "请降低其中一项"),
            );
        }
        let shares: f64 = self.interventions.each().iter().map(|intervention| intervention.sponsor_share()).sum();
        problems.expect(
            shares <= 1.0 + 1e-9,
            "sponsor.budget_yuan",
            (
                format!("the levers together would spend {} times the sponsor's budget", short(shares)),
                format!("各种手段合计将花掉外部预算的 {} 倍", short(shares)),
            ),
            (
                "lower the `sponsor_share` of some of them so that they sum to 1 at most",
                "请降低其中几项的 `sponsor_share`，使合计不超过 1",
            ),
        );
    }

    fn check_funders(&self, problems: &mut Problems) {
        for class in super::funders::classes::FunderClass::ALL {
            let of_class = self.funders.of(class);
            problems.expect(
                of_class.offer_share_closed <= of_class.offer_share_open,
                format!("funders.{}.offer_share_open", class.name()),
                (
                    format!(
                        "an open funder would offer {} of its balance, less than a closed one, {}",
                        short(of_class.offer_share_open),
                        short(of_class.offer_share_closed)
                    ),
                    format!(
                        "开放的资助方将拿出余额的 {}，少于封闭的资助方（{}）",
                        short(of_class.offer_share_open),
                        short(of_class.offer_share_closed)
                    ),
                ),
                ("swap the two, or set both to the same value", "请对调两个值，或设为相同"),
            );
        }
    }

    fn check_size(&self, places: &Places, problems: &mut Problems) {
        let region = &self.region;
        let all = u64::from(region.organisations) * u64::from(region.provinces);
        problems.expect(
            self.run.ledger == super::places::LedgerDetail::Aggregate || all <= 100_000,
            "run.ledger",
            (
                format!("a full ledger of {all} organisations would not fit; 100,000 is the most"),
                format!("{all} 家机构的完整账本放不下，最多 100,000 家"),
            ),
            ("write `ledger = \"aggregate\"`", "请写 `ledger = \"aggregate\"`"),
        );
        let cells = u64::from(region.provinces) * (places.counties.len() * super::places::ISSUES) as u64;
        let years = u64::from((self.run.end_year - 1980).max(0) as u16) + 1;
        problems.expect(
            years * 64 * cells < 1 << 30,
            "run.end_year",
            (
                format!(
                    "the ids of founders would run out before {} with {} provinces",
                    self.run.end_year, region.provinces
                ),
                format!("有 {} 个省份时，创办者编号不到 {} 年就会用完", region.provinces, self.run.end_year),
            ),
            ("choose an earlier end or fewer provinces", "请把结束年份提前，或减少省份"),
        );
        let per_city = 2 + self.funders.local_foundations_per_city as usize;
        let funders = 3 * places.counties.len() + per_city * places.cities.len() + 5;
        let (counties, cities) = (places.counties.len(), places.cities.len());
        let most = crate::model::ties::NOBODY as usize - super::register::FUNDERS_MAX - 1;
        problems.expect(
            funders < crate::model::ties::NOBODY as usize - super::register::FUNDERS_MAX,
            "funders.local_foundations_per_city",
            (
                format!(
                    "{counties} counties in {cities} cities have {funders} funders; ties can name {most} beside those of a \
                     register"
                ),
                format!("{cities} 市 {counties} 县共有 {funders} 家资助方；登记表之外，最多可有 {most} 家"),
            ),
            ("choose fewer foundations a city, or join counties", "请减少每市的基金会数，或合并区县"),
        );
        problems.expect(
            !places.counties.is_empty(),
            "region.planned_counties",
            ("the region has no county", "区域中没有区县"),
            ("name at least one city with one county", "请至少写一个市及其下的一个区县"),
        );
    }
}
