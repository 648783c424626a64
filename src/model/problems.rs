//! Everything that is wrong with settings beyond the range of each: dates, sums, payers that do not fit.

use super::Settings;
use super::places::Places;
use crate::settings::{Problems, short};

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
            format!("the run would end in {}, before it begins in {}", run.end_year, self.first_year()),
            "choose a later end, or a shorter burn-in",
        );
        problems.expect(
            self.first_year() >= 1981,
            "run.burn_in_years",
            format!("the run would begin in {}, but founders are counted from 1981 on", self.first_year()),
            format!("choose at most {} years", (run.base_year - 1981).max(0)),
        );
        let sponsor = &self.sponsor;
        problems.expect(
            sponsor.first_year <= sponsor.last_year,
            "sponsor.last_year",
            format!("the sponsor's last year {} lies before the first, {}", sponsor.last_year, sponsor.first_year),
            "swap the two years",
        );
        problems.expect(
            sponsor.first_year > run.base_year,
            "sponsor.first_year",
            format!(
                "the sponsor would pay in {}, but until the base year {} all levers are off",
                sponsor.first_year, run.base_year
            ),
            format!("choose {} or later", run.base_year + 1),
        );
    }

    fn check_sums(&self, problems: &mut Problems) {
        let mut sums_to_one = |path: &str, what: &str, sum: f64| {
            problems.expect(
                (sum - 1.0).abs() < 1e-6,
                path,
                format!("the shares of {what} sum to {}, but they must sum to 1", short(sum)),
                "change them together",
            );
        };
        sums_to_one("region.issue_shares", "the issues", self.region.issue_shares.shares().iter().sum());
        let kinds = super::organisations::founders::OrganisationKind::ALL;
        sums_to_one(
            "founders",
            "the kinds of organisations",
            kinds.map(|kind| self.founders.of(kind).share).iter().sum(),
        );
        for (path, sum) in [
            ("ties.city_share", self.ties.county_share + self.ties.city_share),
            ("peers.city_share", self.peers.county_share + self.peers.city_share),
        ] {
            problems.expect(
                sum <= 1.0 + 1e-9,
                path,
                format!(
                    "the shares of county and city sum to {}, which leaves less than nothing for the province",
                    short(sum)
                ),
                "lower one of the two",
            );
        }
        let shares: f64 = self.interventions.each().iter().map(|intervention| intervention.sponsor_share()).sum();
        problems.expect(
            shares <= 1.0 + 1e-9,
            "sponsor.budget_yuan",
            format!("the levers together would spend {} times the sponsor's budget", short(shares)),
            "lower the `sponsor_share` of some of them so that they sum to 1 at most",
        );
    }

    fn check_funders(&self, problems: &mut Problems) {
        for class in super::funders::classes::FunderClass::ALL {
            let of_class = self.funders.of(class);
            problems.expect(
                of_class.offer_share_closed <= of_class.offer_share_open,
                format!("funders.{}.offer_share_open", class.name()),
                format!(
                    "an open funder would offer {} of its balance, less than a closed one, {}",
                    short(of_class.offer_share_open),
                    short(of_class.offer_share_closed)
                ),
                "swap the two, or set both to the same value",
            );
        }
    }

    fn check_size(&self, places: &Places, problems: &mut Problems) {
        let region = &self.region;
        let all = u64::from(region.organisations) * u64::from(region.provinces);
        problems.expect(
            self.run.ledger == super::places::LedgerDetail::Aggregate || all <= 100_000,
            "run.ledger",
            format!("a full ledger of {all} organisations would not fit; 100,000 is the most"),
            "write `ledger = \"aggregate\"`",
        );
        let cells = u64::from(region.provinces) * (places.counties.len() * super::places::ISSUES) as u64;
        let years = u64::from((self.run.end_year - 1980).max(0) as u16) + 1;
        problems.expect(
            years * 64 * cells < 1 << 30,
            "run.end_year",
            format!(
                "the ids of founders would run out before {} with {} provinces",
                self.run.end_year, region.provinces
            ),
            "choose an earlier end or fewer provinces",
        );
        let per_city = 2 + self.funders.local_foundations_per_city as usize;
        let funders = 3 * places.counties.len() + per_city * places.cities.len() + 5;
        problems.expect(
            funders < crate::model::ties::NOBODY as usize - super::register::FUNDERS_MAX,
            "funders.local_foundations_per_city",
            format!(
                "{} counties in {} cities have {funders} funders; ties can name {} beside those of a register",
                places.counties.len(),
                places.cities.len(),
                crate::model::ties::NOBODY as usize - super::register::FUNDERS_MAX - 1
            ),
            "choose fewer foundations a city, or join counties",
        );
        problems.expect(
            !places.counties.is_empty(),
            "region.planned_counties",
            "the region has no county",
            "name at least one city with one county",
        );
    }
}
