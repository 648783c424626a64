//! The only door to threads: work side by side, results in order.

use rayon::prelude::*;

/// Applies a function to every item on all threads and returns the results in the order of the items.
pub fn map_in_order<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    items.par_iter().map(work).collect()
}

/// Applies a function to every item in place, on all threads.
pub fn for_each_mut<T: Send>(items: &mut [T], work: impl Fn(&mut T) + Sync + Send) {
    if let [only] = items {
        return work(only);
    }
    items.par_iter_mut().for_each(work);
}

/// Runs work on a pool of its own with this many threads (0: as many as the machine has).
///
/// # Errors
/// When the threads cannot be started.
pub fn with_threads<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> Result<R, String> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|error| format!("cannot start {threads} threads: {error}"))?;
    Ok(pool.install(work))
}

/// How many threads the present pool has.
pub fn thread_count() -> usize {
    rayon::current_num_threads()
}
