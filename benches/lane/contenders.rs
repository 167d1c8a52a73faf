//! Who sells: the lane from few and many threads and from several processes,
//! and its yardsticks.

use std::{path::Path, process::Command};

use sherbet::{
    store::{Durability, Options},
    values::SystemClock,
};

use crate::{
    check,
    figures::Run,
    scratch::{self, Template},
    selling::{CROWD, Period, Report, Sweep, Worker, crowd, lane, pool, raw_loop},
};

/// Clients of each process, where there are several.
const CLIENTS_A_PROCESS: usize = 16;
const PROCESSES: usize = 4;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Contender {
    /// `Shop::execute` from so many threads.
    Lane(usize, Durability),
    /// `Shop::execute` from several processes.
    Processes,
    /// A pool of connections, each thread a transaction a sale.
    Pool,
    /// One thread, so many sales a transaction.
    Raw(usize),
    /// One thread, as many sales a transaction as the lane had on average.
    RawAtLanesMean,
}

impl Contender {
    pub const LANE_64: Contender = Contender::Lane(CROWD, Durability::Full);
    pub const ALL: [Contender; 9] = [
        Contender::Lane(1, Durability::Full),
        Contender::Raw(1),
        Contender::Lane(8, Durability::Full),
        Contender::LANE_64,
        Contender::RawAtLanesMean,
        Contender::Lane(CROWD, Durability::Normal),
        Contender::Raw(64),
        Contender::Pool,
        Contender::Processes,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Contender::Lane(1, _) => "lane, alone",
            Contender::Lane(8, _) => "lane, 8 clients",
            Contender::Lane(_, Durability::Full) => "lane, 64 clients",
            Contender::Lane(_, Durability::Normal) => "lane, NORMAL, 64 clients",
            Contender::Processes => "lane, 4 processes of 16 clients",
            Contender::Pool => "pool, 64 clients",
            Contender::Raw(1) => "raw loop, batch 1",
            Contender::Raw(_) => "raw loop, batch 64",
            Contender::RawAtLanesMean => "raw loop, batch as the lane's mean",
        }
    }

    pub fn run(self, sweep: &Sweep, template: &Template, lanes_mean: Option<f64>) -> Run {
        match self {
            Contender::Lane(clients, durability) => lane(sweep, template, clients, durability),
            Contender::Processes => processes(sweep, template),
            Contender::Pool => pool(sweep, template),
            Contender::Raw(batch) => raw_loop(sweep, template, batch),
            Contender::RawAtLanesMean => {
                let mean = lanes_mean.unwrap_or(CROWD as f64).round() as usize;
                raw_loop(sweep, template, mean.max(1))
            }
        }
    }
}

fn processes(sweep: &Sweep, template: &Template) -> Run {
    let scratch = template.copy();
    let workers = (0..PROCESSES)
        .map(|_| Worker::start(&mut this_program(sweep, &scratch.path)))
        .collect();
    let reports = Worker::sell(workers);
    check::sealed(&scratch, reports.iter().map(Report::acknowledged).sum());
    Run::of(&reports, sweep.measured)
}

/// This program once more, selling to the shop at this path.
fn this_program(sweep: &Sweep, shop: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .arg("--worker")
        .arg(shop)
        .args(["--warm-up", &sweep.warm_up.as_secs_f64().to_string()])
        .args(["--seconds", &sweep.measured.as_secs_f64().to_string()])
        .arg("--folder")
        .arg(&sweep.folder);
    command
}

/// One of the processes.
pub fn work(sweep: &Sweep, path: &Path) {
    let (shop, admin) = scratch::open(path, SystemClock::shared(), &Options::default());
    let baskets = scratch::baskets();
    println!("ready");
    let mut go = String::new();
    std::io::stdin().read_line(&mut go).unwrap();
    let period = Period::of(sweep);
    let report = crowd(period, CLIENTS_A_PROCESS, &shop, &admin, &baskets);
    println!("{}", serde_json::to_string(&report).unwrap());
}
