//! How the write lane of this program has fared over the last quarter of an hour.
//!
//! Promises: it is kept in memory only; while nothing is written nothing runs for it, and a
//! commit costs it one word on a channel. Left out: what other programs on the same shop did.
//! Times are in microseconds.

use std::{
    collections::VecDeque,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

pub use super::chart::Chart;
use crate::{
    shop::Shop,
    store::{Measures, Watch},
};

/// How long a slot is.
pub const SLOT: Duration = Duration::from_secs(5);
/// So many slots are kept: a quarter of an hour.
pub const SLOTS: u64 = 180;
/// Slots of a minute.
const MINUTE: u64 = 12;
/// How often is looked while something happens.
const LOOK: Duration = Duration::from_secs(1);

/// What happened in a slot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Acts that were committed.
    pub acts: u64,
    /// Acts that were refused.
    pub refused: u64,
    /// What 99 of 100 acts waited at most for the lane.
    pub wait_us: u64,
    /// What 99 of 100 transactions took at most.
    pub transaction_us: u64,
    /// What 99 of 100 syncs took at most.
    pub sync_us: u64,
    /// Acts in the largest batch.
    pub batch: u64,
    /// Acts that were refused because another was faster.
    pub conflicts: u64,
    /// Tries to begin that found the file locked.
    pub retries: u64,
}

impl Figures {
    fn of(measures: &Measures) -> Figures {
        let counters = &measures.counters;
        Figures {
            acts: counters.acts,
            refused: counters.refused,
            wait_us: measures.wait.at(990),
            transaction_us: measures.transaction.at(990),
            sync_us: measures.commit.at(990),
            batch: measures.batch.highest(),
            conflicts: counters.conflicts,
            retries: counters.retries,
        }
    }
}

/// A value of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// How many slots ago it was; 0 is the slot that is not over yet.
    pub ago: u64,
    /// The value, in microseconds, acts, or times a minute.
    pub value: u64,
}

/// Shows a wait that is under way among the points of what was waited, in microseconds, and tells
/// that: it is measured only when it is over, which may be long after people ask why nothing goes
/// on.
pub fn with_wait(points: &mut Vec<Point>, waited: Duration) -> u64 {
    let value = u64::try_from(waited.as_micros()).unwrap_or(u64::MAX);
    match points.last_mut() {
        Some(last) if last.ago == 0 => last.value = last.value.max(value),
        _ => points.push(Point { ago: 0, value }),
    }
    value
}

/// The slots, filled from snapshots.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    slots: VecDeque<(u64, Figures)>,
    /// Where the current slot began.
    base: Measures,
    latest: Measures,
    current: u64,
}

impl Trace {
    /// Takes a snapshot in the slot of that number. True where something had happened since the
    /// snapshot before.
    pub fn take(&mut self, slot: u64, now: Measures) -> bool {
        if now == self.latest {
            return false;
        }
        if slot != self.current {
            self.base = std::mem::take(&mut self.latest);
            self.current = slot;
        }
        let figures = Figures::of(&now.since(&self.base));
        self.latest = now;
        match self.slots.back_mut() {
            Some((last, kept)) if *last == slot => *kept = figures,
            _ => self.slots.push_back((slot, figures)),
        }
        while self
            .slots
            .front()
            .is_some_and(|(first, _)| first + SLOTS <= slot)
        {
            self.slots.pop_front();
        }
        true
    }

    /// What a chart shows in the slot `now`: one point for each slot in which there is something
    /// to show, the oldest first.
    #[must_use]
    pub fn points(&self, chart: Chart, now: u64) -> Vec<Point> {
        let in_sight = |slot: u64| slot <= now && slot + SLOTS > now;
        let point = |slot: u64, value: u64| Point {
            ago: now - slot,
            value,
        };
        if !chart.is_sum() {
            let of = |(slot, figures): &(u64, Figures)| point(*slot, chart.of(figures));
            let shown = self.slots.iter().filter(|(slot, _)| in_sight(*slot));
            return shown.map(of).collect();
        }
        // The sum over the minute that ends with each slot.
        let first = (now + 1).saturating_sub(SLOTS);
        (first..=now)
            .map(|slot| point(slot, self.over_a_minute(chart, slot)))
            .filter(|point| point.value > 0)
            .collect()
    }

    /// The value of a chart over the minute that ends with a slot: a sum, or the highest.
    #[must_use]
    pub fn over_a_minute(&self, chart: Chart, slot: u64) -> u64 {
        let values = self
            .slots
            .iter()
            .filter(|(at, _)| *at <= slot && at + MINUTE > slot)
            .map(|(_, figures)| chart.of(figures));
        match chart.is_sum() {
            true => values.sum(),
            false => values.max().unwrap_or(0),
        }
    }

    /// The acts and refusals of the quarter of an hour.
    #[must_use]
    pub fn in_all(&self, now: u64) -> (u64, u64) {
        let shown = self.slots.iter().filter(|(slot, _)| slot + SLOTS > now);
        shown.fold((0, 0), |(acts, refused), (_, figures)| {
            (acts + figures.acts, refused + figures.refused)
        })
    }
}

/// The pulse of this program's lane: a trace, and who keeps it. A clone is the same one.
#[derive(Clone)]
pub struct Pulse(Arc<Inner>);

struct Inner {
    begun: Instant,
    trace: Mutex<Trace>,
    keeper: Mutex<Option<Keeper>>,
}

/// Ends the keeper's thread when it is dropped.
struct Keeper {
    _nudge: Sender<()>,
    _watch: Watch,
}

impl Default for Pulse {
    fn default() -> Pulse {
        Pulse(Arc::new(Inner {
            begun: Instant::now(),
            trace: Mutex::default(),
            keeper: Mutex::default(),
        }))
    }
}

impl Pulse {
    /// Begins to keep the pulse of a shop, for as long as any clone of this lives.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn keep(&self, shop: &Shop) -> io::Result<()> {
        let (nudge, nudged) = bounded::<()>(1);
        let (kept, of) = (Arc::downgrade(&self.0), shop.clone());
        thread::Builder::new()
            .name("sherbet-pulse".into())
            .spawn(move || {
                // Asleep until something is committed.
                while nudged.recv().is_ok() {
                    loop {
                        if !pause(&nudged) {
                            return;
                        }
                        let Some(inner) = kept.upgrade() else { return };
                        let happened = Pulse(inner).look(&of);
                        if !happened {
                            break;
                        }
                    }
                }
            })?;
        let tell = nudge.clone();
        // A full channel has the word already.
        let watch = shop.watch(move || if tell.try_send(()).is_err() {});
        *lock(&self.0.keeper) = Some(Keeper {
            _nudge: nudge,
            _watch: watch,
        });
        Ok(())
    }

    /// Takes a snapshot now; true where something had happened since the one before.
    pub fn look(&self, shop: &Shop) -> bool {
        let slot = self.slot();
        lock(&self.0.trace).take(slot, shop.measures())
    }

    /// The number of the slot that is now.
    #[must_use]
    pub fn slot(&self) -> u64 {
        self.0.begun.elapsed().as_secs() / SLOT.as_secs()
    }

    /// Lets `read` look at what was kept. Keep it short: the keeper waits for it.
    pub fn read<T>(&self, read: impl FnOnce(&Trace) -> T) -> T {
        read(&lock(&self.0.trace))
    }

    /// Whether something happened in the slot that is now.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        let slot = self.slot();
        lock(&self.0.trace)
            .slots
            .back()
            .is_some_and(|(last, _)| *last == slot)
    }
}

/// Waits a moment, whatever happens in it; false where nobody keeps the pulse any more.
fn pause(nudged: &Receiver<()>) -> bool {
    let until = Instant::now() + LOOK;
    loop {
        match nudged.recv_deadline(until) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a lane has measured that has committed so many acts, each alone, and met so many
    /// conflicts; the newest wait was so long.
    fn after(acts: u64, conflicts: u64, waits: &[u64]) -> Measures {
        let mut measures = Measures::default();
        measures.counters.acts = acts;
        measures.counters.conflicts = conflicts;
        for wait in waits {
            measures.wait.record(*wait);
        }
        measures
    }

    #[test]
    fn a_slot_tells_what_happened_in_it_and_a_minute_what_its_slots_did() {
        let mut trace = Trace::default();
        assert!(trace.take(10, after(4, 2, &[50, 60])));
        assert!(trace.take(10, after(5, 2, &[50, 60, 30])));
        assert!(!trace.take(10, after(5, 2, &[50, 60, 30])), "nothing new");
        assert!(trace.take(13, after(6, 9, &[50, 60, 30, 10])));
        assert_eq!(
            trace.points(Chart::Waits, 14),
            [Point { ago: 4, value: 60 }, Point { ago: 1, value: 10 },]
        );
        assert_eq!(trace.over_a_minute(Chart::Conflicts, 13), 9);
        assert_eq!(trace.over_a_minute(Chart::Conflicts, 21), 9);
        assert_eq!(trace.over_a_minute(Chart::Conflicts, 22), 7);
        assert_eq!(trace.over_a_minute(Chart::Conflicts, 25), 0);
        assert_eq!(trace.over_a_minute(Chart::Waits, 21), 60);
        assert_eq!(trace.in_all(14), (6, 0));
        assert_eq!(trace.points(Chart::Conflicts, 10).len(), 1);
    }

    #[test]
    fn a_wait_that_is_under_way_stands_at_now_unless_one_that_is_over_was_longer() {
        let mut points = vec![Point { ago: 2, value: 60 }];
        let told = with_wait(&mut points, Duration::from_millis(1_500));
        assert_eq!(told, 1_500_000);
        let (before, now) = (
            Point { ago: 2, value: 60 },
            Point {
                ago: 0,
                value: 1_500_000,
            },
        );
        assert_eq!(points, [before, now]);
        with_wait(&mut points, Duration::from_millis(400));
        assert_eq!(points, [before, now]);
    }

    #[test]
    fn what_is_older_than_a_quarter_of_an_hour_is_forgotten() {
        let mut trace = Trace::default();
        trace.take(0, after(1, 0, &[5]));
        trace.take(179, after(2, 0, &[5, 6]));
        assert_eq!(trace.points(Chart::Waits, 179).len(), 2);
        assert_eq!(
            trace.points(Chart::Waits, 180),
            [Point { ago: 1, value: 6 }]
        );
        trace.take(180, after(3, 0, &[5, 6, 7]));
        assert_eq!(trace.slots.len(), 2);
        assert_eq!(trace.in_all(180), (2, 0));
    }
}
