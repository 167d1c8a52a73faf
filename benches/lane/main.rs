//! How fast the counter sells, and how evenly it serves, against what SQLite
//! gives away: `cargo bench --bench lane`.
//!
//! One run alternates between the contenders, round after round, each on a
//! fresh file on the disk the build is on, and compares within a round, so
//! that a machine with other work to do moves all of them alike. The figures
//! are medians over the rounds. Figures of other machines differ; the ratios
//! are what is wanted.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark that meets what it did not expect stops"
)]

mod check;
mod contenders;
mod figures;
mod raw;
mod scratch;
mod selling;
mod wanted;

use std::{path::PathBuf, time::Duration};

use clap::Parser;

use contenders::Contender;
use figures::Figures;
use selling::Sweep;

#[derive(Parser)]
#[command(
    name = "lane",
    about = "Measures the write lane against its yardsticks"
)]
struct Asked {
    /// How often each contender runs.
    #[arg(long, default_value_t = 11)]
    rounds: usize,
    /// How long each run is measured, in seconds.
    #[arg(long, default_value_t = 1.0)]
    seconds: f64,
    /// How long each run goes before it is measured, in seconds: until the log has its length and
    /// is written over, as it is in a shop that is open; while it grows, a sync takes longer.
    #[arg(long, default_value_t = 1.2)]
    warm_up: f64,
    /// Runs this one only, by the beginning of its name; may be given again.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Prints JSON instead of a table.
    #[arg(long)]
    json: bool,
    /// Where the scratch files are made; not in memory, or nothing is measured.
    #[arg(long, default_value = env!("CARGO_TARGET_TMPDIR"))]
    folder: PathBuf,
    /// Sells from 16 clients to the shop at this path, as one of several processes.
    #[arg(long, hide = true)]
    worker: Option<PathBuf>,
    /// What `cargo bench` calls every benchmark with.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let asked = Asked::parse();
    let sweep = Sweep {
        warm_up: Duration::from_secs_f64(asked.warm_up),
        measured: Duration::from_secs_f64(asked.seconds),
        folder: asked.folder,
    };
    if let Some(path) = &asked.worker {
        return contenders::work(&sweep, path);
    }
    let template = scratch::Template::found(&sweep.folder);
    raw::is_the_shops_own_sale(&template);

    let mut figures = Figures::new(wanted::wishes());
    for round in 1..=asked.rounds {
        let mut lanes_mean = None;
        for contender in Contender::ALL {
            let name = contender.name();
            if !asked.only.is_empty() && !asked.only.iter().any(|only| name.starts_with(only)) {
                continue;
            }
            eprintln!("round {round} of {}: {name}", asked.rounds);
            let run = contender.run(&sweep, &template, lanes_mean);
            if contender == Contender::LANE_64 {
                lanes_mean = run.mean_batch;
            }
            figures.add(name, run);
        }
    }
    match asked.json {
        true => println!("{}", serde_json::to_string_pretty(&figures.told()).unwrap()),
        false => print!("{figures}"),
    }
}
