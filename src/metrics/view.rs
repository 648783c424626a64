//! The year as metrics see it: the world, and what several metrics need, computed once.

use super::concentration::Concentration;
use super::giving::DayMoney;
use super::health::{self, Health};
use super::outcomes::Outcomes;
use super::paths::Paths;
use super::population::Population;
use super::programme::Programme;
use super::receipts::Receipts;
use super::ties::TieCount;
use crate::ledger::{Flows, Kind, Outside, Sector};
use crate::model::{Province, Settings, World};
use crate::money::Money;
use crate::parallel;
use crate::real::{ExactSum, FineSum};
use std::borrow::Cow;

/// The sectors of funders.
pub(super) const FUNDERS: [Sector; 5] =
    [Sector::Government, Sector::Mass, Sector::Federation, Sector::Foundation, Sector::Business];
/// The sectors inside the region.
const INSIDE: [Sector; 8] = [
    Sector::Government,
    Sector::Mass,
    Sector::Federation,
    Sector::Foundation,
    Sector::Business,
    Sector::Hub,
    Sector::Platform,
    Sector::Organisations,
];

/// A world that has just lived a year, with sums that several metrics share.
pub struct YearView<'a> {
    /// The world.
    pub world: &'a World,
    /// The year's flows over all provinces.
    pub flows: Cow<'a, Flows>,
    pub(super) provinces: Vec<ProvinceYear>,
    pub(super) concentration: Concentration,
    pub(super) reserve_months: Option<f64>,
    pub(super) day_top_decile: Option<f64>,
    /// Money that entered the region from outside accounts, less what was handed back unused.
    pub(super) entered: Money,
}

/// What was counted in one province, each part by the family that needs it.
pub(super) struct ProvinceYear {
    pub(super) population: Population,
    pub(super) programme: Programme,
    pub(super) receipts: Receipts,
    pub(super) ties: TieCount,
    pub(super) paths: Paths,
    pub(super) outcomes: Outcomes,
    pub(super) health: Health,
    pub(super) day_money: DayMoney,
}

impl ProvinceYear {
    fn of(province: &Province, settings: &Settings) -> ProvinceYear {
        let ties = TieCount::of(province, settings);
        ProvinceYear {
            population: Population::of(province, settings),
            programme: Programme::of(province, settings),
            receipts: Receipts::of(province, settings),
            paths: Paths::of(province, settings, &ties),
            ties,
            outcomes: Outcomes::of(province, settings),
            health: Health::of(province, settings),
            day_money: DayMoney::of(province),
        }
    }
}

impl<'a> YearView<'a> {
    /// Looks at a world after its round.
    pub fn new(world: &'a World) -> YearView<'a> {
        let settings = &world.model.settings;
        let (flows, mut provinces) = match world.provinces.as_slice() {
            // Nearly always: nothing to copy and nothing to share out.
            [only] => (Cow::Borrowed(only.ledger.flows()), vec![ProvinceYear::of(only, settings)]),
            several => {
                let mut flows = Flows::default();
                for province in several {
                    flows.merge(province.ledger.flows());
                }
                let counted = parallel::map_in_order(several, |province| ProvinceYear::of(province, settings));
                (Cow::Owned(flows), counted)
            }
        };
        // One after the other, each given back when it has been sorted: in a large region they are long.
        let amounts = pool(&mut provinces, |province| &mut province.receipts.amounts);
        let concentration = Concentration::of(&provinces, amounts);
        let reserve_months = health::median(pool(&mut provinces, |province| &mut province.health.reserve_months));
        let raised = pool(&mut provinces, |province| &mut province.day_money.raised);
        let participants = provinces.iter().map(|province| u64::from(province.day_money.participants)).sum();
        YearView {
            world,
            concentration,
            reserve_months,
            day_top_decile: super::concentration::top_decile_share(raised, participants),
            entered: entered(&flows),
            flows,
            provinces,
        }
    }

    /// The settings.
    pub(super) fn settings(&self) -> &Settings {
        &self.world.model.settings
    }

    /// A count over all provinces.
    pub(super) fn count(&self, of: impl Fn(&ProvinceYear) -> u32) -> f64 {
        self.provinces.iter().map(|province| u64::from(of(province))).sum::<u64>() as f64
    }

    /// An amount in fen over all provinces, in yuan.
    pub(super) fn yuan(&self, of: impl Fn(&ProvinceYear) -> i128) -> f64 {
        self.provinces.iter().map(of).sum::<i128>() as f64 * 0.01
    }

    /// A sum of reals over all provinces.
    pub(super) fn sum(&self, of: impl Fn(&ProvinceYear) -> ExactSum) -> f64 {
        let mut whole = ExactSum::default();
        for province in &self.provinces {
            whole.merge(of(province));
        }
        whole.total()
    }

    /// A sum of small reals over all provinces.
    pub(super) fn fine_sum(&self, of: impl Fn(&ProvinceYear) -> FineSum) -> f64 {
        self.provinces.iter().map(of).sum::<FineSum>().total()
    }

    /// What is counted in the provinces' own tallies.
    pub(super) fn tally(&self, of: impl Fn(&crate::model::world::Tally) -> u32) -> f64 {
        self.world.provinces.iter().map(|province| u64::from(of(&province.tally))).sum::<u64>() as f64
    }

    /// What moved of a kind between two sectors, with or without earmark as asked.
    pub(super) fn flow(&self, kind: Kind, from: Sector, to: Sector, which: Which) -> Money {
        let free = self.flows.amount(kind, from, to, false);
        if which == Which::Free { free } else { free + self.flows.amount(kind, from, to, true) }
    }

    /// Funders' grants of all kinds to organisations.
    pub(super) fn grants(&self, which: Which) -> Money {
        [Kind::ProgrammeGrant, Kind::OpenGrant, Kind::ContestAward]
            .into_iter()
            .flat_map(|kind| FUNDERS.map(|from| self.flow(kind, from, Sector::Organisations, which)))
            .sum()
    }
}

/// Which money counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// All of it.
    All,
    /// Only what was not given for its purpose from outside.
    Free,
}

/// A quotient; none where the denominator is not above zero.
pub(super) fn ratio(numerator: f64, denominator: f64) -> Option<f64> {
    (denominator > 0.0).then(|| numerator / denominator)
}

/// Puts together what every province has of something.
fn pool<T>(provinces: &mut [ProvinceYear], of: impl Fn(&mut ProvinceYear) -> &mut Vec<T>) -> Vec<T> {
    if let [only] = provinces {
        return std::mem::take(of(only));
    }
    let mut whole = Vec::with_capacity(provinces.iter_mut().map(|province| of(province).len()).sum());
    for province in provinces {
        whole.append(&mut std::mem::take(of(province)));
    }
    whole
}

fn entered(flows: &Flows) -> Money {
    let handed_back = [Kind::EarmarkReturn, Kind::PoolReturn, Kind::Clawback];
    let outside = Outside::ALL.map(Outside::sector);
    let mut entered = Money::ZERO;
    for (kind, from, to, _, amount) in flows.entries() {
        if outside.contains(&from) && INSIDE.contains(&to) {
            entered += amount;
        } else if INSIDE.contains(&from) && outside.contains(&to) && handed_back.contains(&kind) {
            entered -= amount;
        }
    }
    entered
}
