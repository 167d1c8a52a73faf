//! What a proof measured, and what is wanted of it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    Load,
    asker::{self, Tallies, Tally},
    crew::Report,
    naive::Naively,
    verdict::Verdict,
};
use crate::store::{Distribution, Measures};

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

/// What a proof came to.
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
    /// What must be nothing.
    pub verdict: Verdict,
    /// What is wanted of the reference load.
    pub goals: Vec<Goal>,
    /// What the known wrong ways would have lost, where they were tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub naive: Option<Naively>,
}

pub(super) fn of(load: &Load, reports: Vec<Report>, verdict: Verdict, cut_short: bool) -> Proof {
    let mut measures = Measures::default();
    let mut tallies = Tallies::new();
    let mut clients = Vec::new();
    let mut took_us = 0;
    for report in reports {
        measures.merge(&report.measures);
        asker::merge(&mut tallies, &report.tallies);
        clients.extend(report.clients);
        took_us = took_us.max(report.took_us);
    }
    let mut all = Tally::default();
    tallies.values().for_each(|tally| all.merge(tally));
    let per_second = |n: u64| per_second(n, took_us);
    let kinds = tallies.iter().map(|(kind, tally)| Kind {
        kind: kind.clone(),
        done: tally.done,
        per_second: per_second(tally.done),
        refused: tally.refused.clone(),
        faults: tally.faults,
        took: Times::of(&tally.took),
    });
    let mut verdict = verdict;
    let faults = tallies.iter().filter_map(|(kind, tally)| {
        let why = tally.last_fault.as_ref()?;
        (tally.faults > 0).then(|| format!("{} of {kind} ended with a fault: {why}", tally.faults))
    });
    verdict.findings.extend(faults);
    Proof {
        took_us,
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
        least_served: clients.iter().copied().min().unwrap_or(0),
        most_served: clients.iter().copied().max().unwrap_or(0),
        verdict,
        goals: goals(load, &all, &measures),
        naive: None,
    }
}

/// So many in so many microseconds, a second.
pub(super) fn per_second(n: u64, took_us: u64) -> u64 {
    let a_second = u128::from(n) * 1_000_000 / u128::from(took_us.max(1));
    u64::try_from(a_second).unwrap_or(u64::MAX)
}

fn goals(load: &Load, all: &Tally, measures: &Measures) -> Vec<Goal> {
    let asked: u64 = all.took.count();
    let is_reference = load.orders_only && load.rate == Some(Load::REFERENCE_RATE);
    let goal = |what, wanted, measured, holds: bool| Goal {
        what,
        wanted,
        measured,
        holds: is_reference.then_some(holds),
    };
    let again = all.asked_otherwise + measures.tries.sum() + all.tries_again;
    let hundredths = |of: u64, n: u64| (n * 10_000).checked_div(of).unwrap_or(0);
    let share = hundredths(asked, all.asked_otherwise);
    let mean = hundredths(asked, again) / 100;
    let transaction = measures.transaction.at(990);
    let wait = measures.wait.at(990);
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
            "wait for the lane, p99",
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
