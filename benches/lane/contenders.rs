//! Who sells: the lane from few and many threads and from several processes,
//! and its yardsticks.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use r2d2_sqlite::SqliteConnectionManager;
use serde::{Deserialize, Serialize};
use sherbet::{
    shop::{Session, Shop},
    store::{Durability, Options},
    values::{Clock as _, RequestId, SystemClock},
};

use crate::{
    figures::Run,
    raw,
    scratch::{self, Basket, Template},
};

/// Clients of each process, where there are several.
const CLIENTS_A_PROCESS: usize = 16;
const PROCESSES: usize = 4;
const CROWD: usize = 64;

/// How long each run goes, and where.
pub struct Sweep {
    pub warm_up: Duration,
    pub measured: Duration,
    pub folder: PathBuf,
}

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

/// When is measured.
#[derive(Clone, Copy)]
struct Period {
    from: Instant,
    until: Instant,
}

impl Period {
    fn of(sweep: &Sweep) -> Period {
        let from = Instant::now() + sweep.warm_up;
        Period {
            from,
            until: from + sweep.measured,
        }
    }
}

/// How one client was served.
#[derive(Default, Serialize, Deserialize)]
pub struct Served {
    /// Sales that were acknowledged in the period.
    pub sales: u64,
    /// How long each took that was asked for in the period, in microseconds.
    pub waits_us: Vec<u32>,
}

/// How the clients of one process were served.
#[derive(Serialize, Deserialize)]
pub struct Report {
    pub clients: Vec<Served>,
    pub batches: u64,
    pub acts: u64,
}

/// Asks again and again until the period is over, each time when answered.
fn buy<'b>(
    period: Period,
    baskets: &'b [Basket],
    nth: usize,
    mut sell: impl FnMut(&'b Basket),
) -> Served {
    let mut served = Served::default();
    for basket in baskets.iter().cycle().skip(nth * 17) {
        let asked = Instant::now();
        if asked >= period.until {
            break;
        }
        sell(basket);
        let answered = Instant::now();
        if asked >= period.from {
            let wait = answered.duration_since(asked).as_micros();
            served
                .waits_us
                .push(u32::try_from(wait).unwrap_or(u32::MAX));
        }
        if (period.from..period.until).contains(&answered) {
            served.sales += 1;
        }
    }
    served
}

fn crowd(period: Period, clients: usize, shop: &Shop, by: &Session, baskets: &[Basket]) -> Report {
    let until = |moment: Instant| {
        thread::sleep(moment.saturating_duration_since(Instant::now()));
        shop.counters()
    };
    thread::scope(|scope| {
        let buyers: Vec<_> = (0..clients)
            .map(|nth| {
                scope.spawn(move || {
                    buy(period, baskets, nth, |basket| {
                        shop.execute(by, RequestId::new(), basket.checkout.clone())
                            .unwrap();
                    })
                })
            })
            .collect();
        let (begun, ended) = (until(period.from), until(period.until));
        Report {
            clients: buyers
                .into_iter()
                .map(|buyer| buyer.join().unwrap())
                .collect(),
            batches: ended.batches - begun.batches,
            acts: ended.acts - begun.acts,
        }
    })
}

fn options(durability: Durability) -> Options {
    Options {
        durability,
        ..Options::default()
    }
}

fn lane(sweep: &Sweep, template: &Template, clients: usize, durability: Durability) -> Run {
    let scratch = template.copy();
    let (shop, admin) = scratch.open(SystemClock::shared(), &options(durability));
    let report = crowd(Period::of(sweep), clients, &shop, &admin, &template.baskets);
    Run::of(&[report], sweep.measured)
}

fn raw_loop(sweep: &Sweep, template: &Template, batch: usize) -> Run {
    let scratch = template.copy();
    let connection = raw::connect(&scratch.path);
    let mut bought = template.baskets.iter().cycle();
    let served = buy(Period::of(sweep), &template.baskets, 0, |_| {
        let baskets: Vec<_> = bought.by_ref().take(batch).collect();
        raw::batch(&connection, baskets.into_iter());
    });
    Run::of_loop(served, batch, sweep.measured)
}

fn pool(sweep: &Sweep, template: &Template) -> Run {
    let scratch = template.copy();
    let manager = SqliteConnectionManager::file(&scratch.path)
        .with_init(|connection| raw::prepare(connection));
    let pool = r2d2::Pool::builder()
        .max_size(CROWD as u32)
        .build(manager)
        .unwrap();
    let (period, baskets) = (Period::of(sweep), &template.baskets);
    let clients = thread::scope(|scope| {
        let buyers: Vec<_> = (0..CROWD)
            .map(|nth| {
                let pool = &pool;
                scope.spawn(move || {
                    buy(period, baskets, nth, |basket| {
                        let connection = pool.get().unwrap();
                        // Who waits in vain for twenty seconds asks again.
                        while raw::run(&connection, "BEGIN IMMEDIATE").is_err() {}
                        let at = SystemClock.now().ms();
                        let mut known = raw::Known::read(&connection).unwrap();
                        raw::sale(&connection, &mut known, RequestId::new(), at, basket).unwrap();
                        raw::run(&connection, "COMMIT").unwrap();
                    })
                })
            })
            .collect();
        buyers
            .into_iter()
            .map(|buyer| buyer.join().unwrap())
            .collect()
    });
    let report = Report {
        clients,
        batches: 0,
        acts: 0,
    };
    Run::of(&[report], sweep.measured)
}

fn processes(sweep: &Sweep, template: &Template) -> Run {
    let scratch = template.copy();
    let mut workers: Vec<_> = (0..PROCESSES)
        .map(|_| Worker::start(sweep, &scratch.path))
        .collect();
    for worker in &mut workers {
        worker.tell("go");
    }
    let reports: Vec<Report> = workers
        .iter_mut()
        .map(|worker| serde_json::from_str(&worker.hear()).unwrap())
        .collect();
    for mut worker in workers {
        assert!(worker.child.wait().unwrap().success(), "a worker failed");
    }
    Run::of(&reports, sweep.measured)
}

/// This program once more, selling to the same file.
struct Worker {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Worker {
    /// Starts it and waits until it is logged in.
    fn start(sweep: &Sweep, shop: &Path) -> Worker {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .arg("--worker")
            .arg(shop)
            .args(["--warm-up", &sweep.warm_up.as_secs_f64().to_string()])
            .args(["--seconds", &sweep.measured.as_secs_f64().to_string()])
            .arg("--folder")
            .arg(&sweep.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let to = child.stdin.take().unwrap();
        let from = BufReader::new(child.stdout.take().unwrap());
        let mut worker = Worker { child, to, from };
        assert_eq!(worker.hear(), "ready\n");
        worker
    }

    fn tell(&mut self, word: &str) {
        writeln!(self.to, "{word}").unwrap();
    }

    fn hear(&mut self) -> String {
        let mut line = String::new();
        self.from.read_line(&mut line).unwrap();
        line
    }
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
