//! `prove`: the shop's day at full load on a copy, and what it came to.

use std::{num::NonZeroU16, path::PathBuf, process::ExitCode, time::Duration};

use clap::Args;

use super::{
    Common,
    output::{FAULT, Out, Stop, table},
    password,
    visit::WINDOW,
};
use crate::prove::{self, Burst, By, Goal, Kind, Load, Naively, Proof, Times, Verdict};

/// Do the shop's day at full load on a copy of it, and count.
///
/// The copy stands beside the shop, on its own disk, and is removed again. The
/// shop's own file is only read, and its key is not copied. Whoever sells
/// meanwhile shares the disk and the processor with it: not while customers
/// wait. An admin's name and password are asked for.
///
/// Exit status: 0 when nothing was found, 3 when something was.
#[derive(Debug, Args)]
pub(super) struct Prove {
    /// For how long
    #[arg(long, value_name = "N", default_value_t = 30,
          value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: u64,
    /// How many ask at the same time, over all processes
    #[arg(long, value_name = "N", default_value = "64", value_parser = up_to::<1024>)]
    clients: NonZeroU16,
    /// In how many processes
    #[arg(long, value_name = "N", default_value = "4", value_parser = up_to::<32>)]
    processes: NonZeroU16,
    /// So many acts a second, over all clients, and times from when each was
    /// due; without it, who is answered asks again at once
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    rate: Option<u32>,
    /// The load that the goals are set for: orders only, 1,000 of them at once,
    /// and then 800 a second; each is measured by itself
    #[arg(long)]
    reference: bool,
    /// Also try the known wrong ways, on another copy, and show what they would have lost
    #[arg(long)]
    naive: bool,
}

/// One of the processes of a proof.
#[derive(Debug, Args)]
pub(super) struct Worker {
    /// The scratch folder
    folder: PathBuf,
}

impl Worker {
    pub(super) fn run(self) -> Result<(), Stop> {
        Ok(prove::work(&self.folder, Common::clock())?)
    }
}

impl Prove {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<ExitCode, Stop> {
        let path = common.path()?;
        let password = password::own(common)?;
        let by = By {
            name: common.name()?,
            password: &password,
            window: WINDOW,
        };
        let load = self.load();
        let scratch = prove::scratch(&path, load.time)?;
        let proof = prove::prove(&scratch, Common::clock(), &by, &load)?;
        // Nothing of it is left when the answer is read.
        drop(scratch);
        out.tell(&proof, || in_words(&proof))?;
        Ok(match proof.verdict.is_clean() {
            true => ExitCode::SUCCESS,
            false => ExitCode::from(FAULT),
        })
    }

    fn load(&self) -> Load {
        let reference = |usual| self.reference.then_some(usual);
        Load {
            time: Duration::from_secs(self.seconds),
            clients: self.clients,
            processes: self.processes.min(self.clients),
            rate: self.rate.or(reference(Load::REFERENCE_RATE)),
            at_once: reference(Load::REFERENCE_AT_ONCE).unwrap_or(0),
            orders_only: self.reference,
            naive: self.naive,
        }
    }
}

fn in_words(proof: &Proof) -> String {
    let mut text = format!(
        "{} clients in {} processes asked for {} s{}: {} acts a second\n\n",
        proof.clients,
        proof.processes,
        tenths(proof.took_us / 100_000),
        match (proof.cut_short, proof.rate) {
            (true, _) => ", and ended early because the disk was getting full".into(),
            (false, Some(rate)) => format!(", {rate} acts a second"),
            (false, None) => String::new(),
        },
        proof.per_second
    );
    text.push_str(&table(
        [
            "act", "done", "a second", "p50 ms", "p99 ms", "p99.9 ms", "worst ms", "refused",
        ],
        &proof.kinds.iter().map(kind_row).collect::<Vec<_>>(),
    ));
    let times = [
        ("the whole act", proof.act),
        ("wait for the lane", proof.wait),
        ("wait for other processes", proof.turn),
        ("transaction", proof.transaction),
        ("its sync", proof.sync),
    ];
    text.push('\n');
    text.push_str(&table(
        ["", "p50 ms", "p99 ms", "p99.9 ms", "worst ms"],
        &times.map(|(what, times)| {
            let [p50, p99, p999, worst] = cells(&times);
            [what.to_owned(), p50, p99, p999, worst]
        }),
    ));
    text.push_str(&format!(
        "\n{} commits of {} acts in the mean; {} tries found the file locked; {} answers that another was faster, {} of them asked for again elsewhere\nleast served client: {} answers, most served: {}\n\n",
        proof.batches,
        decimal(proof.mean_batch_hundredths),
        proof.retries,
        proof.conflicts,
        proof.asked_again,
        proof.least_served,
        proof.most_served
    ));
    if let Some(burst) = &proof.burst {
        text.push_str(&burst_in_words(burst));
    }
    text.push_str(&verdict_in_words(&proof.verdict, proof.naive.as_ref()));
    text.push('\n');
    for Goal {
        what,
        wanted,
        measured,
        holds,
    } in &proof.goals
    {
        let judged = match holds {
            Some(true) => ": green",
            Some(false) => ": NOT green",
            None => " at the reference load (--reference)",
        };
        text.push_str(&format!("{what}: {measured}, wanted {wanted}{judged}\n"));
    }
    text
}

/// What was asked at once before all of that.
fn burst_in_words(burst: &Burst) -> String {
    let times = [
        ("the whole act", burst.act),
        ("wait for the lane", burst.wait),
        ("transaction", burst.transaction),
    ];
    let rows = times.map(|(what, times)| {
        let [p50, p99, p999, worst] = cells(&times);
        [what.to_owned(), p50, p99, p999, worst]
    });
    format!(
        "before that, {} at once: {} done in {} ms\n{}\n",
        burst.at_once,
        burst.done,
        decimal(burst.took_us / 10),
        table(["", "p50 ms", "p99 ms", "p99.9 ms", "worst ms"], &rows)
    )
}

fn kind_row(kind: &Kind) -> [String; 8] {
    let [p50, p99, p999, worst] = cells(&kind.took);
    let refused: Vec<String> = kind
        .refused
        .iter()
        .map(|(reason, n)| format!("{n} {reason}"))
        .collect();
    [
        kind.kind.clone(),
        kind.done.to_string(),
        kind.per_second.to_string(),
        p50,
        p99,
        p999,
        worst,
        refused.join(", "),
    ]
}

fn cells(times: &Times) -> [String; 4] {
    [times.p50_us, times.p99_us, times.p999_us, times.worst_us].map(|us| decimal(us / 10))
}

/// The shop's count, and beside it what the wrong ways came to.
fn verdict_in_words(verdict: &Verdict, naive: Option<&Naively>) -> String {
    let of_naive = naive.map(|naive| naive.verdict.counts());
    let mut rows: Vec<[String; 3]> = Vec::new();
    for (place, (what, found)) in verdict.counts().into_iter().enumerate() {
        let beside = of_naive.and_then(|counts| counts.get(place).copied());
        let beside = beside.map(|(_, found)| found.to_string());
        rows.push([what.into(), found.to_string(), beside.unwrap_or_default()]);
    }
    let chain = match verdict.chain_whole {
        true => "whole",
        false => "BROKEN",
    };
    let none = naive.map(|_| "there is none".to_owned());
    rows.push([
        "journal's chain".into(),
        chain.into(),
        none.unwrap_or_default(),
    ]);
    if let Some(naive) = naive {
        let second = |n: u64| n.to_string();
        rows.push([
            "acts that gave up".into(),
            verdict.unknown.to_string(),
            second(naive.gave_up),
        ]);
        rows.push([
            "acts a second".into(),
            String::new(),
            second(naive.per_second),
        ]);
    }
    let heading = naive.map_or("", |_| "the wrong ways");
    let mut text = table(["found", "the shop", heading], &rows);
    for finding in &verdict.findings {
        text.push_str(&format!("  {finding}\n"));
    }
    text.push_str(match verdict.is_clean() {
        true => "Nothing was sold, booked, captured or lost that should not have been.\n",
        false => {
            "NOT CLEAN. The shop's own file was only read. Keep this output, run `sherbet verify` on the shop, and report it.\n"
        }
    });
    text
}

fn up_to<const MOST: u16>(text: &str) -> Result<NonZeroU16, String> {
    let number = text.parse().ok();
    number
        .filter(|number: &NonZeroU16| number.get() <= MOST)
        .ok_or_else(|| format!("a number from 1 to {MOST} is needed"))
}

/// Hundredths, for people.
fn decimal(hundredths: u64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn tenths(tenths: u64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}
