//! What is drawn of the pulse, and when it is no longer well.
//!
//! Left out: keeping the figures (`pulse`), and drawing them, which is the windows'.

use super::{Verdict, pulse::Figures};

/// What is drawn of the figures, each on a chart of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chart {
    /// How long acts waited for the lane.
    Waits,
    /// How long transactions took.
    Transactions,
    /// How long syncs took.
    Syncs,
    /// How many acts were committed at once.
    Batches,
    /// How often somebody was slower than another.
    Conflicts,
    /// How often the file was found locked.
    Retries,
}

impl Chart {
    /// All of them.
    pub const ALL: [Chart; 6] = [
        Chart::Waits,
        Chart::Transactions,
        Chart::Syncs,
        Chart::Batches,
        Chart::Conflicts,
        Chart::Retries,
    ];

    /// What it is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Chart::Waits => "Waits for the lane",
            Chart::Transactions => "Transactions",
            Chart::Syncs => "Syncs",
            Chart::Batches => "Batches",
            Chart::Conflicts => "Conflicts",
            Chart::Retries => "Retries",
        }
    }

    /// What it shows, in a few words.
    #[must_use]
    pub fn help(self) -> &'static str {
        match self {
            Chart::Waits => "what 99 of 100 acts waited at most",
            Chart::Transactions => "what 99 of 100 took at most",
            Chart::Syncs => "what 99 of 100 took at most",
            Chart::Batches => "most acts committed at once",
            Chart::Conflicts => "a minute: another was faster",
            Chart::Retries => "a minute: the file was locked",
        }
    }

    /// Whether its values are microseconds.
    #[must_use]
    pub fn is_time(self) -> bool {
        matches!(self, Chart::Waits | Chart::Transactions | Chart::Syncs)
    }

    /// Whether its values are sums over a minute; of the others the highest counts.
    pub(super) fn is_sum(self) -> bool {
        matches!(self, Chart::Conflicts | Chart::Retries)
    }

    /// From where on it is to be looked at, and from where on it is bad; `None` where no value is.
    #[must_use]
    pub fn limits(self) -> (u64, Option<u64>) {
        match self {
            Chart::Waits => (10_000, Some(250_000)),
            Chart::Transactions => (50_000, Some(500_000)),
            Chart::Syncs => (20_000, Some(200_000)),
            // A batch has 128 at most: then the queue is longer than a batch.
            Chart::Batches => (128, None),
            Chart::Conflicts | Chart::Retries => (60, Some(600)),
        }
    }

    pub(super) fn of(self, figures: &Figures) -> u64 {
        match self {
            Chart::Waits => figures.wait_us,
            Chart::Transactions => figures.transaction_us,
            Chart::Syncs => figures.sync_us,
            Chart::Batches => figures.batch,
            Chart::Conflicts => figures.conflicts,
            Chart::Retries => figures.retries,
        }
    }

    /// A value with its unit.
    #[must_use]
    pub fn in_words(self, value: u64) -> String {
        match self {
            chart if chart.is_time() => match value {
                0..1_000 => format!("{value} µs"),
                1_000..100_000 => format!("{}.{} ms", value / 1_000, value % 1_000 / 100),
                10_000_000.. => format!("{} s", value / 1_000_000),
                _ => format!("{} ms", value / 1_000),
            },
            Chart::Batches if value == 1 => "1 act".into(),
            Chart::Batches => format!("{value} acts"),
            _ => format!("{value} a minute"),
        }
    }

    /// The verdict on a value.
    #[must_use]
    pub fn verdict(self, value: u64) -> Verdict {
        let (look, bad) = self.limits();
        match value {
            value if bad.is_some_and(|bad| value >= bad) => Verdict::Bad,
            value if value >= look => Verdict::LookAtIt,
            _ => Verdict::Ok,
        }
    }

    /// What a verdict on it means, and what to do, in a sentence; empty where all is well.
    #[must_use]
    pub fn advice(self, verdict: Verdict) -> &'static str {
        if verdict == Verdict::Ok {
            return "";
        }
        match self {
            Chart::Waits => "Acts queue: see whether syncs or transactions are slow too.",
            Chart::Transactions => "Something writes much at once, or the machine is busy.",
            Chart::Syncs => "The disk is slow or busy with something else.",
            Chart::Batches => "More is asked for than a batch takes: who asks so much?",
            Chart::Conflicts => {
                "Many want the same few things; that costs nobody anything but time."
            }
            Chart::Retries => "Another program holds the file: see “Programs on the file”.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_chart_turns_amber_and_red_at_its_limits() {
        let at = |chart: Chart, value| chart.verdict(value);
        assert_eq!(at(Chart::Waits, 9_999), Verdict::Ok);
        assert_eq!(at(Chart::Waits, 10_000), Verdict::LookAtIt);
        assert_eq!(at(Chart::Waits, 250_000), Verdict::Bad);
        assert_eq!(at(Chart::Syncs, 20_000), Verdict::LookAtIt);
        assert_eq!(at(Chart::Syncs, 200_000), Verdict::Bad);
        assert_eq!(at(Chart::Transactions, 50_000), Verdict::LookAtIt);
        assert_eq!(at(Chart::Batches, 127), Verdict::Ok);
        assert_eq!(at(Chart::Batches, 128), Verdict::LookAtIt);
        assert_eq!(at(Chart::Conflicts, 60), Verdict::LookAtIt);
        assert_eq!(at(Chart::Retries, 600), Verdict::Bad);
        for chart in Chart::ALL {
            assert_eq!(chart.advice(Verdict::Ok), "");
            assert_ne!(chart.advice(Verdict::LookAtIt), "");
        }
        assert_eq!(Chart::Waits.in_words(999), "999 µs");
        assert_eq!(Chart::Waits.in_words(1_290), "1.2 ms");
        assert_eq!(Chart::Syncs.in_words(250_000), "250 ms");
        assert_eq!(Chart::Waits.in_words(9_999_000), "9999 ms");
        assert_eq!(Chart::Waits.in_words(12_900_000), "12 s");
        assert_eq!(Chart::Batches.in_words(1), "1 act");
        assert_eq!(Chart::Conflicts.in_words(3), "3 a minute");
    }
}
