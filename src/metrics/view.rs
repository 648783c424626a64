//! The year as metrics see it: the world, and what several metrics need, computed once.

use crate::ledger::Flows;
use crate::model::World;

/// A world that has just lived a year, with sums that several metrics share.
pub struct YearView<'a> {
    /// The world.
    pub world: &'a World,
    /// The year's flows over all provinces.
    pub flows: Flows,
}

impl<'a> YearView<'a> {
    /// Looks at a world after its round.
    pub fn new(world: &'a World) -> YearView<'a> {
        let mut flows = Flows::default();
        for province in &world.provinces {
            flows.merge(province.ledger.flows());
        }
        YearView { world, flows }
    }
}
