//! Shows how far work has come: a bar on a terminal, a plain line every few seconds elsewhere.

use super::interruption;
use super::talk::Talk;
use crate::progress::Watch;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Seconds between plain lines.
const PLAIN_EVERY: Duration = Duration::from_secs(5);

/// Counts the years that are simulated and passes on the wish to stop.
pub(super) struct Progress {
    talk: Talk,
    total: u64,
    done: AtomicU64,
    started: Instant,
    bar: Option<ProgressBar>,
    last_line: Mutex<Instant>,
}

impl Progress {
    /// Begins to show progress over so many years.
    pub(super) fn begin(talk: &Talk, total: u64) -> Progress {
        let bar = (!talk.quiet && std::io::stderr().is_terminal()).then(|| {
            let template = talk.lang.pick(
                "{wide_bar} {pos} of {len} years, {per_sec}, {eta} left",
                "{wide_bar} {pos}/{len} 年，{per_sec}，还需 {eta}",
            );
            let style = ProgressStyle::with_template(template).expect("the templates are well formed");
            ProgressBar::new(total).with_style(style)
        });
        let now = Instant::now();
        Progress { talk: *talk, total, done: AtomicU64::new(0), started: now, bar, last_line: Mutex::new(now) }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn say_plainly(&self, done: u64) {
        // Whoever finds the lock taken leaves the line to the other.
        let Ok(mut last_line) = self.last_line.try_lock() else { return };
        if last_line.elapsed() < PLAIN_EVERY {
            return;
        }
        *last_line = Instant::now();
        let rate = done as f64 / self.started.elapsed().as_secs_f64();
        let percent = done * 100 / self.total.max(1);
        let left = (self.total.saturating_sub(done)) as f64 / rate.max(1e-9);
        self.talk.say(
            &format!("{done} of {} years ({percent} %), {rate:.0} per second, {left:.0} s left", self.total),
            &format!("已模拟 {done}/{} 年（{percent}%），每秒 {rate:.0} 年，还需 {left:.0} 秒", self.total),
        );
    }
}

impl Watch for Progress {
    fn unit_done(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        match &self.bar {
            Some(bar) => bar.inc(1),
            None => self.say_plainly(done),
        }
    }

    fn should_stop(&self) -> bool {
        interruption::asked()
    }
}
