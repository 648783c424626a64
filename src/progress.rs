//! What long work reports while it runs, and how it is asked to stop.

/// Someone who watches long work. Called from any thread.
pub trait Watch: Sync {
    /// A unit of work (a year of one replicate of one scenario) is done.
    fn unit_done(&self) {}

    /// Whether the work should stop at the next good moment.
    fn should_stop(&self) -> bool {
        false
    }
}

/// Nobody watches and nobody stops the work.
pub struct Unwatched;

impl Watch for Unwatched {}

/// The work was asked to stop before it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;
