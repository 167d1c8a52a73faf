//! What the lane counts: whole numbers that only grow, and highest values.

use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use serde::Serialize;

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {
        #[derive(Debug, Default)]
        pub(super) struct Metrics { $(pub(super) $name: AtomicU64),+ }

        /// What the write lane has counted since the shop was opened.
        #[derive(Clone, Copy, Debug, Default, Serialize)]
        pub struct Counters { $($(#[$doc])* pub $name: u64),+ }

        impl Metrics {
            pub(super) fn snapshot(&self) -> Counters {
                Counters { $($name: self.$name.load(Relaxed)),+ }
            }
        }
    };
}

counters! {
    /// Commits, each the end of one batch.
    batches,
    /// Acts that were committed.
    acts,
    /// Acts in the largest batch.
    largest_batch,
    /// Acts that were refused by the shop.
    refused,
    /// Those of them that were refused because another was faster.
    conflicts,
    /// Acts that were answered with a fault.
    faults,
    /// Tries to begin that found SQLite's lock taken.
    retries,
    /// Microseconds spent waiting for other processes' turns, in all.
    turnstile_wait_us,
    /// The longest such wait.
    turnstile_wait_worst_us,
    /// Microseconds spent waiting for SQLite's lock, in all.
    lock_wait_us,
    /// The longest such wait.
    lock_wait_worst_us,
    /// Microseconds spent in commits, which is mostly the sync, in all.
    commit_us,
    /// The longest commit.
    commit_worst_us,
    /// Checkpoints made.
    checkpoints,
    /// Microseconds spent in checkpoints, in all.
    checkpoint_us,
    /// Pages in the write-ahead log after the last commit.
    wal_pages,
    /// The most there have been.
    wal_pages_most,
    /// Times the log stayed several times larger than it should be, because
    /// a reader would not let go of it.
    wal_alarms,
}

pub(super) fn add(counter: &AtomicU64, n: u64) {
    counter.fetch_add(n, Relaxed);
}

pub(super) fn highest(counter: &AtomicU64, n: u64) {
    counter.fetch_max(n, Relaxed);
}

/// A duration in whole microseconds.
pub(super) fn us(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
