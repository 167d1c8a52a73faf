//! What a proof measured, and what is wanted of it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    Load,
    asker::Tally,
    crew::{Done, Report},
    naive::Naively,
    verdict::Verdict,
};
use crate::store::Distribution;

/// How long something took, in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Times {
    /// Half of them took no longer.
    pub p50_us: u64,
    /// Of a hundred, all but one.
    pub p99_us: u64,
    /// Of a thousand, all but one.
    pub p999_us: u64,
    /// None took longer.
    pub worst_us: u64,
}

impl Times {
    pub(super) fn of(spread: &Distribution) -> Times {
        Times {
            p50_us: spread.at(500),
            p99_us: spread.at(990),
            p999_us: spread.at(999),
            worst_us: spread.highest(),
        }
    }
}

/// What became of one kind of act.
#[derive(Clone, Debug, Serialize)]
pub struct Kind {
    /// The command's name.
    pub kind: String,
    /// Acts that were done.
    pub done: u64,
    /// The same a second.
    pub per_second: u64,
    /// Acts that were refused, by reason.
    pub refused: BTreeMap<String, u64>,
    /// Acts that ended with a fault.
    pub faults: u64,
    /// From the call, or where there is a rate from being due, until the answer.
    pub took: Times,
}

/// Something that is wanted of the reference load.
#[derive(Clone, Debug, Serialize)]
pub struct Goal {
    /// What.
    pub what: &'static str,
    /// How much is wanted.
    pub wanted: &'static str,
    /// How much it was.
    pub measured: String,
    /// Whether that is enough; told of the reference load only.
    pub holds: Option<bool>,
}

/// What came of what was asked at once, before the time began.
#[derive(Clone, Debug, Serialize)]
pub struct Burst {
    /// How many were asked for at once, over all clients.
    pub at_once: u32,
    /// Acts that were done, all tries counted.
    pub done: u64,
    /// Until the last of them was answered, in microseconds.
    pub took_us: u64,
    /// From the beginning until the answer.
    pub act: Times,
    /// An act's wait for the write lane.
    pub wait: Times,
    /// A transaction that writes.
    pub transaction: Times,
}

/// What a proof came to. Where a burst came first, all but it, the verdict and the goals is of
/// what came after it.
#[derive(Clone, Debug, Serialize)]
pub struct Proof {
    /// For how long was asked, in microseconds.
    pub took_us: u64,
    /// Whether it ended before its time because the disk got scarce.
    pub cut_short: bool,
    /// How many asked.
    pub clients: u16,
    /// In how many processes.
    pub processes: u16,
    /// How many acts a second were asked for, where that was set.
    pub rate: Option<u32>,
    /// Acts that were done, of all kinds, a second.
    pub per_second: u64,
    /// Kind by kind.
    pub kinds: Vec<Kind>,
    /// Of all acts, from the call, or from being due, until the answer.
    pub act: Times,
    /// An act's wait for the write lane.
    pub wait: Times,
    /// A batch's wait for other processes' turn.
    pub turn: Times,
    /// A transaction that writes.
    pub transaction: Times,
    /// Its commit, which is mostly the sync.
    pub sync: Times,
    /// Commits.
    pub batches: u64,
    /// Acts in a commit, in hundredths.
    pub mean_batch_hundredths: u64,
    /// Tries to begin that found another program's lock.
    pub retries: u64,
    /// Answers that another was faster: sold out, slot full.
    pub conflicts: u64,
    /// Acts that were asked for again after such an answer: another slot.
    pub asked_again: u64,
    /// Answers of the client who had fewest, and of the one who had most.
    pub least_served: u64,
    /// See `least_served`.
    pub most_served: u64,
    /// What was asked at once, where anything was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub burst: Option<Burst>,
    /// What must be nothing.
    pub verdict: Verdict,
    /// What is wanted of the reference load.
    pub goals: Vec<Goal>,
    /// What the known wrong ways would have lost, where they were tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub naive: Option<Naively>,
}

pub(super) fn of(load: &Load, reports: Vec<Report>, verdict: Verdict, cut_short: bool) -> Proof {
    let mut parts: Vec<Done> = Vec::new();
    for report in reports {
        for (place, done) in report.parts.into_iter().enumerate() {
            match parts.get_mut(place) {
                Some(part) => part.merge(done),
                None => parts.push(done),
            }
        }
    }
    let timed = parts.pop().unwrap_or_default();
    let burst = parts.pop();
    let (mut all, mut ever) = (Tally::default(), Tally::default());
    timed.tallies.values().for_each(|tally| all.merge(tally));
    ever.merge(&all);
    let mut verdict = verdict;
    for done in [Some(&timed), burst.as_ref()].into_iter().flatten() {
        verdict.findings.extend(done.faults());
    }
    if let Some(burst) = &burst {
        burst.tallies.values().for_each(|tally| ever.merge(tally));
    }
    let per_second = |n: u64| per_second(n, timed.took_us);
    let kinds = timed.tallies.iter().map(|(kind, tally)| Kind {
        kind: kind.clone(),
        done: tally.done,
        per_second: per_second(tally.done),
        refused: tally.refused.clone(),
        faults: tally.faults,
        took: Times::of(&tally.took),
    });
    let measures = &timed.measures;
    Proof {
        took_us: timed.took_us,
        cut_short,
        clients: load.clients.get(),
        processes: load.processes.get(),
        rate: load.rate,
        per_second: per_second(all.done),
        kinds: kinds.collect(),
        act: Times::of(&all.took),
        wait: Times::of(&measures.wait),
        turn: Times::of(&measures.turn),
        transaction: Times::of(&measures.transaction),
        sync: Times::of(&measures.commit),
        batches: measures.counters.batches,
        mean_batch_hundredths: (measures.batch.sum() * 100)
            .checked_div(measures.batch.count())
            .unwrap_or(0),
        retries: measures.counters.retries,
        conflicts: all.conflicts,
        asked_again: all.asked_otherwise,
        least_served: timed.clients.iter().copied().min().unwrap_or(0),
        most_served: timed.clients.iter().copied().max().unwrap_or(0),
        verdict,
        goals: goals(load, &ever, &timed, burst.as_ref()),
        burst: burst.map(|burst| burst.told(load.at_once)),
        naive: None,
    }
}

impl Done {
    /// What ended with a fault, in words.
    fn faults(&self) -> impl Iterator<Item = String> + '_ {
        self.tallies.iter().filter_map(|(kind, tally)| {
            let why = tally.last_fault.as_ref()?;
            (tally.faults > 0)
                .then(|| format!("{} of {kind} ended with a fault: {why}", tally.faults))
        })
    }

    fn told(&self, at_once: u32) -> Burst {
        let mut all = Tally::default();
        self.tallies.values().for_each(|tally| all.merge(tally));
        Burst {
            at_once,
            done: all.done,
            took_us: self.took_us,
            act: Times::of(&all.took),
            wait: Times::of(&self.measures.wait),
            transaction: Times::of(&self.measures.transaction),
        }
    }
}

/// So many in so many microseconds, a second.
pub(super) fn per_second(n: u64, took_us: u64) -> u64 {
    let a_second = u128::from(n) * 1_000_000 / u128::from(took_us.max(1));
    u64::try_from(a_second).unwrap_or(u64::MAX)
}

/// Of the reference load: what is wanted of all that was asked, and of the wait at its rate.
fn goals(load: &Load, ever: &Tally, timed: &Done, burst: Option<&Done>) -> Vec<Goal> {
    let asked: u64 = ever.took.count();
    let is_reference = load.orders_only && load.rate == Some(Load::REFERENCE_RATE);
    let goal = |what, wanted, measured, holds: bool| Goal {
        what,
        wanted,
        measured,
        holds: is_reference.then_some(holds),
    };
    let (mut tries, mut transactions) = (
        timed.measures.tries.sum(),
        timed.measures.transaction.clone(),
    );
    if let Some(burst) = burst {
        tries += burst.measures.tries.sum();
        transactions.merge(&burst.measures.transaction);
    }
    let again = ever.asked_otherwise + tries + ever.tries_again;
    let hundredths = |of: u64, n: u64| (n * 10_000).checked_div(of).unwrap_or(0);
    let share = hundredths(asked, ever.asked_otherwise);
    let mean = hundredths(asked, again) / 100;
    let transaction = transactions.at(990);
    let wait = timed.measures.wait.at(990);
    vec![
        goal(
            "conflicts that needed a retry",
            "below 5 %",
            format!("{} %", told(share)),
            share < 500,
        ),
        goal(
            "retries of an act, in the mean",
            "below 2",
            told(mean),
            mean < 200,
        ),
        goal(
            "transactions that write, p99",
            "below 50 ms",
            format!("{} ms", told(transaction / 10)),
            transaction < 50_000,
        ),
        goal(
            "wait for the lane at that rate, p99",
            "below 10 ms",
            format!("{} ms", told(wait / 10)),
            wait < 10_000,
        ),
    ]
}

/// Hundredths, for people: "1.25".
pub(super) fn told(hundredths: u64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
