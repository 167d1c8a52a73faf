//! Sherbet beside its peers, on the same work: `benches/peers/run` sets all of
//! them up and calls this.
//!
//! The work is the one of `benches/lane`: sales of three lines, one of which is
//! the sweet that everybody buys. One run alternates between the contenders,
//! round after round, each on fresh files or tables on one disk, with that disk
//! as it is and with slower ones, and compares within a round. After each the
//! books are added up. With a slower disk it is seen that nobody was answered
//! sooner than one sync takes, so that all are durable, not only set to be.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark that meets what it did not expect stops"
)]

#[path = "../../lane/check.rs"]
mod check;
#[path = "../../lane/figures.rs"]
mod figures;
#[path = "../../lane/raw.rs"]
mod raw;
#[path = "../../lane/scratch.rs"]
mod scratch;
#[path = "../../lane/selling.rs"]
mod selling;

mod bare;
mod contenders;
mod grow;
mod postgres;
mod scale;
mod services;
mod slow;
mod wanted;

use std::{path::PathBuf, time::Duration};

use clap::Parser;
use serde::Serialize;

use contenders::{Contender, Stage};
use figures::{Figures, Told};
use grow::Size;
use postgres::{Server, Way};
use scale::{Scale, ScaleTold};
use selling::{CROWD, Sweep};
use services::Services;
use slow::Delay;

#[derive(Parser)]
#[command(name = "peers", about = "Measures Sherbet beside its peers")]
struct Asked {
    /// How often each contender runs on each disk.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// How long each run is measured, in seconds.
    #[arg(long, default_value_t = 1.0)]
    seconds: f64,
    /// How long each run goes before it is measured, in seconds.
    #[arg(long, default_value_t = 0.3)]
    warm_up: f64,
    /// How much longer a sync takes, in milliseconds; each is a disk of its own.
    #[arg(long, value_delimiter = ',', default_value = "0,1,4")]
    sync_ms: Vec<u64>,
    /// Runs this one only, by the beginning of its name; may be given again.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Leaves out the shop of ten years.
    #[arg(long)]
    no_scale: bool,
    /// How many sweets that shop has.
    #[arg(long, default_value_t = Size::TEN_YEARS.sweets)]
    sweets: i64,
    /// How many days it has sold, each 685 times four lines.
    #[arg(long, default_value_t = Size::TEN_YEARS.days)]
    days: i64,
    /// A short run and a small shop, to see that all works: nothing is measured.
    #[arg(long)]
    quick: bool,
    /// Prints JSON instead of tables.
    #[arg(long)]
    json: bool,
    /// Where everything is, as `run` lays it out.
    #[arg(long, hide = true)]
    folder: PathBuf,
    /// The folder with PostgreSQL's socket.
    #[arg(long, hide = true)]
    socket: PathBuf,
    /// SQLAlchemy's service.
    #[arg(long, hide = true)]
    alchemy: PathBuf,
}

/// A disk, and what was measured on it.
struct Disk {
    longer: Duration,
    /// What one sync took on it.
    one_sync: Duration,
    figures: Figures,
}

fn main() {
    let mut asked = Asked::parse();
    if asked.quick {
        (asked.rounds, asked.seconds, asked.warm_up) = (1, 0.3, 0.1);
    }
    let scratch = asked.folder.join("scratch");
    let sweep = Sweep {
        warm_up: Duration::from_secs_f64(asked.warm_up),
        measured: Duration::from_secs_f64(asked.seconds),
        folder: scratch.clone(),
    };
    let stage = Stage {
        template: scratch::Template::found(&scratch),
        server: Server {
            socket: asked.socket.clone(),
        },
        services: Services {
            python: asked.folder.join("python/bin/python"),
            alchemy: asked.alchemy.clone(),
            node: asked.folder.join("node/service.mjs"),
        },
    };
    raw::is_the_shops_own_sale(&stage.template);
    the_check_finds_what_is_wrong(&stage, &sweep);

    let disks = on_all_disks(&asked, &stage, &sweep);
    let scale = (!asked.no_scale).then(|| {
        let size = Size {
            sweets: asked.sweets,
            days: asked.days,
            ..Size::TEN_YEARS
        };
        let size = if asked.quick { Size::SMOKE } else { size };
        scale::measure(&sweep, &stage.template, &asked.folder, size, asked.rounds)
    });
    match asked.json {
        true => println!("{}", json(&disks, scale.as_ref())),
        false => tell(&disks, scale.as_ref()),
    }
}

/// Sells the wrong way, and stops where that is not found.
fn the_check_finds_what_is_wrong(stage: &Stage, sweep: &Sweep) {
    stage.server.found();
    let baskets = &stage.template.baskets;
    let report = stage.server.sell(Way::NotAtAll, CROWD, sweep, baskets);
    let wrong = stage.server.wrong(report.acknowledged());
    assert_ne!(wrong, [""; 0], "sales without locks added up");
    eprintln!(
        "found, as it should be, of sales without locks: {}",
        wrong.join("; ")
    );
}

fn on_all_disks(asked: &Asked, stage: &Stage, sweep: &Sweep) -> Vec<Disk> {
    let is_chosen = |contender: &Contender| {
        let name = contender.name();
        asked.only.is_empty() || asked.only.iter().any(|only| name.starts_with(only))
    };
    let chosen: Vec<_> = Contender::ALL.into_iter().filter(is_chosen).collect();
    if chosen.is_empty() {
        return Vec::new();
    }
    let delay = Delay::of_environment();
    let longer = asked.sync_ms.iter().map(|ms| Duration::from_millis(*ms));
    let mut disks: Vec<Disk> = longer
        .map(|longer| {
            delay.set(longer);
            Disk {
                longer,
                one_sync: slow::one_sync(&sweep.folder),
                figures: Figures::new(wanted::of_peers(match longer.is_zero() {
                    true => 6.0,
                    false => 25.0,
                })),
            }
        })
        .collect();
    for round in 1..=asked.rounds {
        for disk in &mut disks {
            let mut mean = None;
            for contender in &chosen {
                let name = contender.name();
                eprintln!(
                    "round {round} of {}, {}: {name}",
                    asked.rounds,
                    title(disk.longer)
                );
                delay.set(disk.longer);
                let run = contender.run(sweep, stage, mean);
                if *contender == Contender::Sherbet(CROWD) {
                    mean = run.mean_batch;
                }
                if let Some(soonest) = run.soonest_us {
                    assert!(
                        soonest >= disk.longer.as_micros() as f64,
                        "answered after {soonest} us, before a sync could have been over"
                    );
                }
                disk.figures.add(name, run);
            }
        }
    }
    delay.set(Duration::ZERO);
    disks
}

fn title(longer: Duration) -> String {
    match longer.as_millis() {
        0 => "the disk as it is".into(),
        ms => format!("syncs {ms} ms longer"),
    }
}

fn json(disks: &[Disk], scale: Option<&Scale>) -> String {
    #[derive(Serialize)]
    struct OnDisk {
        sync_longer_ms: u128,
        one_sync_ms: f64,
        #[serde(flatten)]
        told: Told,
    }
    #[derive(Serialize)]
    struct All<'s> {
        disks: Vec<OnDisk>,
        scale: Option<ScaleTold<'s>>,
    }
    let disks = disks.iter().map(|disk| OnDisk {
        sync_longer_ms: disk.longer.as_millis(),
        one_sync_ms: disk.one_sync.as_secs_f64() * 1000.0,
        told: disk.figures.told(),
    });
    let all = All {
        disks: disks.collect(),
        scale: scale.map(Scale::told),
    };
    serde_json::to_string_pretty(&all).unwrap()
}

fn tell(disks: &[Disk], scale: Option<&Scale>) {
    for disk in disks {
        println!(
            "## {}: one takes {:.2} ms\n\n{}",
            title(disk.longer),
            disk.one_sync.as_secs_f64() * 1000.0,
            disk.figures
        );
    }
    if let Some(scale) = scale {
        println!("## After ten years\n\n{scale}");
    }
}
