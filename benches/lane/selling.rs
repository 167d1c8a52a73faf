//! Selling for a while, and how those who asked were served: from threads,
//! from processes, by the shop and by its yardsticks.
//!
//! Every run is added up afterwards ([`crate::check`]), so that nobody is fast
//! by being wrong.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::PathBuf,
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
    check,
    figures::Run,
    raw,
    scratch::{Basket, Template},
};

/// As many clients as a crowd has.
pub const CROWD: usize = 64;

/// How long each run goes, and where.
pub struct Sweep {
    pub warm_up: Duration,
    pub measured: Duration,
    pub folder: PathBuf,
}

/// When is measured.
#[derive(Clone, Copy)]
pub struct Period {
    from: Instant,
    until: Instant,
}

impl Period {
    pub fn of(sweep: &Sweep) -> Period {
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
    /// How long each took that was answered or waited for in the period, in microseconds.
    pub waits_us: Vec<u32>,
    /// Sales that were acknowledged, whenever.
    pub acknowledged: u64,
    /// Of these, the sales that were given up.
    pub given_up: u64,
    /// How long the quickest sale took that was acknowledged, in microseconds.
    pub soonest_us: Option<u32>,
}

/// How the clients of one process were served.
#[derive(Serialize, Deserialize)]
pub struct Report {
    pub clients: Vec<Served>,
    pub batches: u64,
    pub acts: u64,
}

impl Report {
    /// Of clients whose batches nobody counts.
    pub fn of(clients: Vec<Served>) -> Report {
        Report {
            clients,
            batches: 0,
            acts: 0,
        }
    }

    pub fn acknowledged(&self) -> u64 {
        self.clients.iter().map(|client| client.acknowledged).sum()
    }
}

/// Asks again and again until the period is over, each time when answered.
/// `sell` says whether it was sold, and not given up.
pub fn buy<'b>(
    period: Period,
    baskets: &'b [Basket],
    nth: usize,
    mut sell: impl FnMut(&'b Basket) -> bool,
) -> Served {
    let mut served = Served::default();
    for basket in baskets.iter().cycle().skip(nth * 17) {
        let asked = Instant::now();
        if asked >= period.until {
            break;
        }
        let sold = sell(basket);
        let answered = Instant::now();
        let wait = answered.duration_since(asked).as_micros();
        let wait = u32::try_from(wait).unwrap_or(u32::MAX);
        // Who asked before and was kept waiting counts too, or starving would not show.
        if answered >= period.from {
            served.waits_us.push(wait);
            served.given_up += u64::from(!sold);
        }
        if sold {
            served.acknowledged += 1;
            served.soonest_us = Some(served.soonest_us.map_or(wait, |soonest| soonest.min(wait)));
            served.sales += u64::from((period.from..period.until).contains(&answered));
        }
    }
    served
}

/// The shop itself, from so many threads.
pub fn crowd(
    period: Period,
    clients: usize,
    shop: &Shop,
    by: &Session,
    baskets: &[Basket],
) -> Report {
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
                        true
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

/// `Shop::execute` from so many threads, on a fresh file.
pub fn lane(sweep: &Sweep, template: &Template, clients: usize, durability: Durability) -> Run {
    let scratch = template.copy();
    let options = Options {
        durability,
        ..Options::default()
    };
    let (shop, admin) = scratch.open(SystemClock::shared(), &options);
    let report = crowd(Period::of(sweep), clients, &shop, &admin, &template.baskets);
    drop(shop);
    check::sealed(&scratch, report.acknowledged());
    Run::of(&[report], sweep.measured)
}

/// One thread, so many sales a transaction.
pub fn raw_loop(sweep: &Sweep, template: &Template, batch: usize) -> Run {
    let scratch = template.copy();
    let connection = raw::connect(&scratch.path);
    let mut bought = template.baskets.iter().cycle();
    let served = buy(Period::of(sweep), &template.baskets, 0, |_| {
        let baskets: Vec<_> = bought.by_ref().take(batch).collect();
        raw::batch(&connection, baskets.into_iter());
        true
    });
    drop(connection);
    check::books(&scratch.path, served.acknowledged * batch as u64);
    Run::of_loop(served, batch, sweep.measured)
}

/// A pool of connections, each thread a transaction a sale.
pub fn pool(sweep: &Sweep, template: &Template) -> Run {
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
                        true
                    })
                })
            })
            .collect();
        buyers
            .into_iter()
            .map(|buyer| buyer.join().unwrap())
            .collect()
    });
    drop(pool);
    let report = Report::of(clients);
    check::books(&scratch.path, report.acknowledged());
    Run::of(&[report], sweep.measured)
}

/// A process that sells when it is told to: it says "ready", waits for a line,
/// sells, and answers with its [`Report`] as a line of JSON.
pub struct Worker {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Worker {
    /// Starts it and waits until it is ready.
    pub fn start(command: &mut Command) -> Worker {
        let mut child = command
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

    /// Lets all of them sell at once.
    pub fn sell(mut workers: Vec<Worker>) -> Vec<Report> {
        for worker in &mut workers {
            writeln!(worker.to, "go").unwrap();
        }
        let reports = workers
            .iter_mut()
            .map(|worker| serde_json::from_str(&worker.hear()).unwrap())
            .collect();
        for Worker { mut child, to, .. } in workers {
            // Some live as long as somebody might tell them more.
            drop(to);
            assert!(child.wait().unwrap().success(), "a worker failed");
        }
        reports
    }

    fn hear(&mut self) -> String {
        let mut line = String::new();
        self.from.read_line(&mut line).unwrap();
        line
    }
}
