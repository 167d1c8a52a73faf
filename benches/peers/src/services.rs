//! Sales by services in other languages, as processes of their own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde::Serialize;

use crate::{
    bare,
    figures::Run,
    postgres::Server,
    scratch::Basket,
    selling::{CROWD, Report, Sweep, Worker},
};

/// A Python service has so many processes, and in each a thread a client.
const PROCESSES: usize = 4;

/// Where the services are.
pub struct Services {
    /// Python, with SQLAlchemy and psycopg.
    pub python: PathBuf,
    /// Its service.
    pub alchemy: PathBuf,
    /// Node's service, beside the better-sqlite3 that it loads.
    pub node: PathBuf,
}

impl Services {
    /// SQLAlchemy on PostgreSQL.
    pub fn alchemy_postgres(&self, sweep: &Sweep, server: &Server, baskets: &[Basket]) -> Run {
        let url = format!(
            "postgresql+psycopg://peers@/postgres?host={}",
            server.socket.display()
        );
        let reports = self.alchemy(sweep, &url, baskets);
        let acknowledged = reports.iter().map(Report::acknowledged).sum();
        assert_eq!(server.wrong(acknowledged), [""; 0], "SQLAlchemy");
        Run::of(&reports, sweep.measured)
    }

    /// SQLAlchemy on a file of SQLite.
    pub fn alchemy_sqlite(&self, sweep: &Sweep, baskets: &[Basket]) -> Run {
        let folder = tempfile::tempdir_in(&sweep.folder).unwrap();
        let file = folder.path().join("bare");
        bare::found(&file);
        let reports = self.alchemy(sweep, &format!("sqlite:///{}", file.display()), baskets);
        bare::adds_up(&file, reports.iter().map(Report::acknowledged).sum());
        Run::of(&reports, sweep.measured)
    }

    fn alchemy(&self, sweep: &Sweep, url: &str, baskets: &[Basket]) -> Vec<Report> {
        let bought = bought(&sweep.folder, baskets);
        let clients = CROWD / PROCESSES;
        let workers = (0..PROCESSES).map(|process| {
            let mut command = Command::new(&self.python);
            command.arg(&self.alchemy).args(["--url", url]);
            command.args(["--first", &(process * clients).to_string()]);
            Worker::start(selling(&mut command, sweep, clients, &bought))
        });
        Worker::sell(workers.collect())
    }

    /// better-sqlite3, in one process as its one thread wants it.
    pub fn better_sqlite(&self, sweep: &Sweep, clients: usize, baskets: &[Basket]) -> Run {
        let folder = tempfile::tempdir_in(&sweep.folder).unwrap();
        let file = folder.path().join("bare");
        bare::found(&file);
        let bought = bought(&sweep.folder, baskets);
        let mut command = Command::new("node");
        command.arg(&self.node).arg("--file").arg(&file);
        let worker = Worker::start(selling(&mut command, sweep, clients, &bought));
        let reports = Worker::sell(vec![worker]);
        bare::adds_up(&file, reports.iter().map(Report::acknowledged).sum());
        Run::of(&reports, sweep.measured)
    }
}

/// What every service is told.
fn selling<'c>(
    command: &'c mut Command,
    sweep: &Sweep,
    clients: usize,
    baskets: &Path,
) -> &'c mut Command {
    command
        .arg("--baskets")
        .arg(baskets)
        .args(["--clients", &clients.to_string()])
        .args(["--warm-up", &sweep.warm_up.as_secs_f64().to_string()])
        .args(["--seconds", &sweep.measured.as_secs_f64().to_string()])
}

/// The baskets, written down where a service reads them.
fn bought(folder: &Path, baskets: &[Basket]) -> PathBuf {
    #[derive(Serialize)]
    struct Bought {
        lines: Vec<(i64, i64)>,
        cash: i64,
    }
    let bought: Vec<_> = baskets
        .iter()
        .map(|basket| Bought {
            lines: bare::lines(basket),
            cash: bare::cash(basket),
        })
        .collect();
    let path = folder.join("baskets.json");
    fs::write(&path, serde_json::to_string(&bought).unwrap()).unwrap();
    path
}
