//! What the lane counts and measures: numbers that only grow, highest values,
//! and how long what took.
//!
//! Promises: it costs the lane a few relaxed additions a batch and an act; two
//! snapshots tell what happened between them. Left out: keeping any of it
//! beyond the process.

use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::histogram::{Distribution, Histogram};

macro_rules! measures {
    (
        counted { $($(#[$counted_doc:meta])* $counted:ident),+ $(,)? }
        highest { $($(#[$highest_doc:meta])* $highest:ident),+ $(,)? }
        spread { $($(#[$spread_doc:meta])* $spread:ident),+ $(,)? }
        told { $($(#[$told_doc:meta])* $told:ident = $of:ident.$what:ident),+ $(,)? }
    ) => {
        #[derive(Debug, Default)]
        pub(super) struct Metrics {
            $(pub(super) $counted: AtomicU64,)+
            $(pub(super) $highest: AtomicU64,)+
            $(pub(super) $spread: Histogram,)+
        }

        /// What the write lane has counted since the shop was opened.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Counters {
            $($(#[$counted_doc])* pub $counted: u64,)+
            $($(#[$highest_doc])* pub $highest: u64,)+
            $($(#[$told_doc])* pub $told: u64,)+
        }

        /// What the write lane has measured since the shop was opened, or
        /// between two moments. Times are in microseconds.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Measures {
            /// What it has counted.
            pub counters: Counters,
            $($(#[$spread_doc])* pub $spread: Distribution,)+
        }

        impl Metrics {
            pub(super) fn snapshot(&self) -> Measures {
                Measures {
                    counters: Counters {
                        $($counted: self.$counted.load(Relaxed),)+
                        $($highest: self.$highest.load(Relaxed),)+
                        ..Counters::default()
                    },
                    $($spread: self.$spread.snapshot(),)+
                }
                .told()
            }
        }

        impl Measures {
            /// What happened since `earlier`, a snapshot of the same lane. What
            /// is a highest value of its own (the pages of the log) is as it is now.
            pub fn since(&self, earlier: &Measures) -> Measures {
                let (now, then) = (&self.counters, &earlier.counters);
                Measures {
                    counters: Counters {
                        $($counted: now.$counted.saturating_sub(then.$counted),)+
                        ..*now
                    },
                    $($spread: self.$spread.since(&earlier.$spread),)+
                }
                .told()
            }

            /// Adds what another process's lane has measured.
            pub fn merge(&mut self, other: &Measures) {
                let (sum, more) = (&mut self.counters, &other.counters);
                $(sum.$counted += more.$counted;)+
                $(sum.$highest = sum.$highest.max(more.$highest);)+
                $(self.$spread.merge(&other.$spread);)+
                *self = std::mem::take(self).told();
            }

            fn told(mut self) -> Measures {
                $(self.counters.$told = self.$of.$what();)+
                self
            }
        }
    };
}

measures! {
    counted {
        /// Commits, each the end of one batch.
        batches,
        /// Acts that were committed.
        acts,
        /// Acts that were refused by the shop.
        refused,
        /// Those of them that were refused because another was faster.
        conflicts,
        /// Acts that were answered with a fault.
        faults,
        /// Checkpoints made.
        checkpoints,
        /// Microseconds spent in checkpoints, in all.
        checkpoint_us,
        /// Times the log stayed several times larger than it should be, because
        /// a reader would not let go of it.
        wal_alarms,
    }
    highest {
        /// Pages in the write-ahead log after the last commit.
        wal_pages,
        /// The most there have been.
        wal_pages_most,
    }
    spread {
        /// An act's wait for the lane: from being asked until its batch had begun.
        /// Who gave up waiting is a fault and not among them.
        wait,
        /// A batch's wait for the turn of other processes.
        turn,
        /// A batch's wait for SQLite's lock once it was its turn.
        lock,
        /// How often a batch tried in vain to begin, because SQLite's lock was taken.
        tries,
        /// A transaction that writes, from its beginning until it was committed
        /// or rolled back.
        transaction,
        /// A commit, which is mostly the sync.
        commit,
        /// Acts in a batch that was committed, with those that were refused in it.
        batch,
    }
    told {
        /// Acts in the largest batch.
        largest_batch = batch.highest,
        /// Tries to begin that found SQLite's lock taken.
        retries = tries.sum,
        /// Microseconds spent waiting for other processes' turns, in all.
        turnstile_wait_us = turn.sum,
        /// The longest such wait.
        turnstile_wait_worst_us = turn.highest,
        /// Microseconds spent waiting for SQLite's lock, in all.
        lock_wait_us = lock.sum,
        /// The longest such wait.
        lock_wait_worst_us = lock.highest,
        /// Microseconds spent in commits, which is mostly the sync, in all.
        commit_us = commit.sum,
        /// The longest commit.
        commit_worst_us = commit.highest,
    }
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
