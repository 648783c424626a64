//! The only door to threads: work side by side, results in order.

use rayon::prelude::*;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

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

/// Does the work of each number below `count` on all threads, in order of numbers and one number per thread at a time
/// (so that memory grows with the threads, not with the count), until one fails.
///
/// # Errors
/// What the lowest number that failed says; numbers that had not begun by then are left out.
pub fn try_for_each<E: Send>(count: usize, work: impl Fn(usize) -> Result<(), E> + Sync) -> Result<(), E> {
    let next = AtomicUsize::new(0);
    let failure: Mutex<Option<(usize, E)>> = Mutex::new(None);
    let walk = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return;
            }
            if let Err(error) = work(number) {
                // Nobody begins another number.
                next.store(count, Ordering::Relaxed);
                let mut failure = failure.lock().expect("no thread panics while it holds the failure");
                if failure.as_ref().is_none_or(|(first, _)| number < *first) {
                    *failure = Some((number, error));
                }
            }
        }
    };
    rayon::scope(|scope| {
        for _ in 0..thread_count() {
            scope.spawn(|_| walk());
        }
    });
    match failure.into_inner().expect("no thread panics while it holds the failure") {
        Some((_, error)) => Err(error),
        None => Ok(()),
    }
}

/// Does two pieces of work side by side.
pub fn both<A: Send, B: Send>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B) {
    rayon::join(one, other)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_worked_once() {
        let seen: Vec<AtomicUsize> = (0..100).map(|_| AtomicUsize::new(0)).collect();
        let all: Result<(), ()> = try_for_each(100, |number| {
            seen[number].fetch_add(1, Ordering::Relaxed);
            Ok(())
        });
        assert_eq!(all, Ok(()));
        assert!(seen.iter().all(|times| times.load(Ordering::Relaxed) == 1));
    }

    #[test]
    fn both_pieces_of_work_are_done() {
        let numbers = [3, 4];
        assert_eq!(both(|| numbers[0] + numbers[1], || numbers[0] * numbers[1]), (7, 12));
    }

    #[test]
    fn the_first_failure_ends_the_work() {
        let begun = AtomicUsize::new(0);
        let ended = with_threads(1, || {
            try_for_each(100, |number| {
                begun.fetch_add(1, Ordering::Relaxed);
                if number < 3 { Ok(()) } else { Err(number) }
            })
        });
        assert_eq!((ended, begun.load(Ordering::Relaxed)), (Ok(Err(3)), 4));
    }
}
