//! Ctrl-C: the first asks the work to stop at the next year, the second ends the program at once.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

static ASKED: AtomicBool = AtomicBool::new(false);
static LISTENING: Once = Once::new();

/// Begins to listen for Ctrl-C and requests to terminate.
pub(super) fn listen() {
    LISTENING.call_once(|| {
        // Where no handler can be set, Ctrl-C ends the program as it always does; parts that are finished are kept.
        let _ = ctrlc::set_handler(|| {
            if ASKED.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
        });
    });
}

/// Whether the work has been asked to stop.
pub(super) fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
