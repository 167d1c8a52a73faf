//! How often which value was seen: of waits, syncs, batch sizes.
//!
//! Promises: recording is a few relaxed additions, without a lock or an
//! allocation; up to 63 a value is told exactly, above that by less than a
//! thirty-second (3.2 %) too high, and never too low; how many there were, their
//! sum and the highest are exact.
//! Left out: when a value was seen. Who wants to know that of a minute takes a
//! [`Distribution`] at its beginning and one at its end.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use serde::{Deserialize, Serialize};

/// Buckets to each doubling, as a power of two: the error is one in so many.
const FINENESS: u32 = 5;
const PER_DOUBLING: u64 = 1 << FINENESS;
/// Higher values are counted as this one: an hour and a quarter, in microseconds.
const HIGHEST: u64 = u32::MAX as u64;
const BUCKETS: usize = bucket(HIGHEST) + 1;

/// The bucket of a value: each value its own below [`PER_DOUBLING`], then
/// [`PER_DOUBLING`] of the same width to each doubling.
const fn bucket(value: u64) -> usize {
    if value < PER_DOUBLING {
        return value as usize;
    }
    let value = if value > HIGHEST { HIGHEST } else { value };
    let shift = value.ilog2() - FINENESS;
    (shift as u64 * PER_DOUBLING + (value >> shift)) as usize
}

/// The highest value that falls into a bucket.
fn highest_in(bucket: usize) -> u64 {
    let bucket = bucket as u64;
    if bucket < PER_DOUBLING {
        return bucket;
    }
    let shift = bucket / PER_DOUBLING - 1;
    ((bucket - shift * PER_DOUBLING + 1) << shift) - 1
}

/// Values as they are seen, by whoever is at work.
#[derive(Debug)]
pub(super) struct Histogram {
    seen: [AtomicU64; BUCKETS],
    sum: AtomicU64,
    highest: AtomicU64,
}

impl Default for Histogram {
    fn default() -> Histogram {
        Histogram {
            seen: [const { AtomicU64::new(0) }; BUCKETS],
            sum: AtomicU64::new(0),
            highest: AtomicU64::new(0),
        }
    }
}

impl Histogram {
    pub(super) fn record(&self, value: u64) {
        if let Some(seen) = self.seen.get(bucket(value)) {
            seen.fetch_add(1, Relaxed);
        }
        self.sum.fetch_add(value, Relaxed);
        self.highest.fetch_max(value, Relaxed);
    }

    /// What was seen until now. A value that is recorded meanwhile may be in
    /// the sum and not yet in its bucket.
    pub(super) fn snapshot(&self) -> Distribution {
        let seen = self.seen.iter().map(|seen| seen.load(Relaxed)).collect();
        Distribution {
            seen,
            sum: self.sum.load(Relaxed),
            highest: self.highest.load(Relaxed),
        }
        .trimmed()
    }
}

/// Values that were seen: how many, and how they are spread.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distribution {
    /// How many fell into each bucket, up to the last into which one did.
    seen: Vec<u64>,
    sum: u64,
    highest: u64,
}

impl Distribution {
    /// Adds one value.
    pub fn record(&mut self, value: u64) {
        let bucket = bucket(value);
        if self.seen.len() <= bucket {
            self.seen.resize(bucket + 1, 0);
        }
        if let Some(seen) = self.seen.get_mut(bucket) {
            *seen += 1;
        }
        self.sum = self.sum.saturating_add(value);
        self.highest = self.highest.max(value);
    }

    /// How many values there were.
    pub fn count(&self) -> u64 {
        self.seen.iter().sum()
    }

    /// All values together.
    pub fn sum(&self) -> u64 {
        self.sum
    }

    /// Their mean, rounded down; 0 where there were none.
    pub fn mean(&self) -> u64 {
        self.sum.checked_div(self.count()).unwrap_or(0)
    }

    /// The highest value; 0 where there were none. After [`Distribution::since`]
    /// it is as exact as a percentile.
    pub fn highest(&self) -> u64 {
        self.highest
    }

    /// The value that so many thousandths of all do not exceed: 500 is the
    /// median, 999 tells of the slowest in a thousand. Never too low, and less
    /// than a thirty-second too high; 0 where there were none.
    pub fn at(&self, thousandths: u16) -> u64 {
        let wanted = u128::from(self.count()) * u128::from(thousandths);
        let wanted = wanted.div_ceil(1000).max(1);
        let mut so_far = 0;
        for (bucket, seen) in self.seen.iter().enumerate() {
            so_far += u128::from(*seen);
            if so_far >= wanted {
                return highest_in(bucket).min(self.highest);
            }
        }
        self.highest
    }

    /// What was seen since `earlier`, a snapshot of the same values.
    pub fn since(&self, earlier: &Distribution) -> Distribution {
        let before = earlier.seen.iter().chain(std::iter::repeat(&0));
        let seen = self.seen.iter().zip(before);
        let mut since = Distribution {
            seen: seen.map(|(now, then)| now.saturating_sub(*then)).collect(),
            sum: self.sum.saturating_sub(earlier.sum),
            highest: self.highest,
        }
        .trimmed();
        if earlier.highest == self.highest {
            // The highest may be from before: then the last bucket tells.
            let last = since.seen.len().checked_sub(1);
            since.highest = last.map_or(0, highest_in).min(self.highest);
        }
        since
    }

    /// Adds what was seen elsewhere.
    pub fn merge(&mut self, other: &Distribution) {
        if self.seen.len() < other.seen.len() {
            self.seen.resize(other.seen.len(), 0);
        }
        for (seen, more) in self.seen.iter_mut().zip(&other.seen) {
            *seen += more;
        }
        self.sum = self.sum.saturating_add(other.sum);
        self.highest = self.highest.max(other.highest);
    }

    fn trimmed(mut self) -> Distribution {
        let last = self.seen.iter().rposition(|seen| *seen > 0);
        self.seen.truncate(last.map_or(0, |last| last + 1));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_told_by_less_than_a_thirty_second_too_high_and_never_too_low() {
        let mut values: Vec<u64> = (0..5000).collect();
        values.extend((12..32).flat_map(|bits| [(1 << bits) - 1, 1 << bits, (1 << bits) + 77_777]));
        values.push(HIGHEST);
        for value in values.into_iter().filter(|value| *value <= HIGHEST) {
            let told = highest_in(bucket(value));
            assert!(told >= value, "{value} is told as {told}");
            assert!(
                (told - value) * 32 < value.max(1),
                "{value} is told as {told}"
            );
            assert!(value >= 64 || told == value, "{value} is told as {told}");
        }
        assert_eq!(BUCKETS, 896);
        assert_eq!(bucket(u64::MAX), BUCKETS - 1);
    }

    #[test]
    fn percentiles_are_those_of_the_values() {
        let histogram = Histogram::default();
        for value in 1..=1000 {
            histogram.record(value);
        }
        let seen = histogram.snapshot();
        assert_eq!(
            (seen.count(), seen.sum(), seen.mean()),
            (1000, 500_500, 500)
        );
        // 500 lies in a bucket that ends at 503, 990 in one that ends at 991.
        assert_eq!((seen.at(0), seen.at(10), seen.at(50)), (1, 10, 50));
        assert_eq!((seen.at(500), seen.at(990)), (503, 991));
        assert_eq!(
            (seen.at(999), seen.at(1000), seen.highest()),
            (1000, 1000, 1000)
        );
        assert_eq!(Distribution::default().at(500), 0);
        assert_eq!(Distribution::default().mean(), 0);
    }

    #[test]
    fn what_two_saw_is_put_together_and_taken_apart_again() {
        let (mut one, mut other) = (Distribution::default(), Distribution::default());
        [3, 900, 40].into_iter().for_each(|value| one.record(value));
        [7, 70_000]
            .into_iter()
            .for_each(|value| other.record(value));
        let mut both = one.clone();
        both.merge(&other);
        assert_eq!(
            (both.count(), both.sum(), both.highest()),
            (5, 70_950, 70_000)
        );
        // The highest was not there before, so it is exact.
        assert_eq!(both.since(&one), other);
        // 70,000 was: what came since is known by its bucket, up to 911.
        let since = both.since(&other);
        assert_eq!((since.count(), since.sum(), since.highest()), (3, 943, 911));
        assert_eq!(both.since(&both), Distribution::default());
    }

    #[test]
    fn many_record_at_once_and_none_is_lost() {
        let histogram = Histogram::default();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..10_000).for_each(|value| histogram.record(value)));
            }
        });
        let seen = histogram.snapshot();
        assert_eq!((seen.count(), seen.sum()), (40_000, 4 * 49_995_000));
    }
}
