//! The processes that ask: this program itself, several times.
//!
//! They are mustered before anything is copied, each in a group of its own, so
//! that Ctrl-C reaches this process alone: they notice that it is gone, and
//! remove the scratch folder before they end.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    num::NonZeroU16,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};

use super::{
    Load,
    asker::{self, Tallies},
    goods::Goods,
};
use crate::{
    store::{Fault, Measures},
    values::{RequestId, monotonic_us},
};

/// The hidden subcommand that a process of the crew is started with.
pub(super) const WORKER: &str = "prove-worker";
/// How often it is looked whether the disk still has room.
const LOOK: Duration = Duration::from_millis(200);
/// From the word to the beginning, so that all begin at once.
const HEAD_START_US: u64 = 50_000;

/// The account the processes log in with; it lives as long as the copy.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct LogIn {
    pub(super) name: String,
    pub(super) password: String,
}

impl LogIn {
    pub(super) fn new() -> LogIn {
        LogIn {
            name: format!("Prover {}", RequestId::new()),
            password: RequestId::new().to_string(),
        }
    }
}

/// What a process is to do.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Plan {
    pub(super) shop: PathBuf,
    pub(super) login: LogIn,
    pub(super) goods: Goods,
    /// What is asked for, one part after the other.
    pub(super) parts: Vec<Part>,
    /// Which clients of all, counted from 0, are this process's: from and how many.
    pub(super) first: u64,
    pub(super) clients: u64,
    pub(super) of_clients: u64,
    pub(super) orders_only: bool,
    /// Where the askers' log goes.
    pub(super) log: PathBuf,
}

/// A part of what is asked for. All processes begin it at once, when all are done with the one
/// before it.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Part {
    /// So many wishes, over all clients, that are all due at its beginning.
    AtOnce(u32),
    /// Wishes for so many microseconds: so many a second over all clients, or as fast as they
    /// are answered.
    For(u64, Option<u32>),
}

/// What a process is told, a line each.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Word {
    Plan(Box<Plan>),
    /// Begin the next part at this moment of the clock that all share.
    Begin(u64),
    Stop,
    End,
}

/// What a process answers, a line each.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Answer {
    /// For the next part.
    Ready,
    Done(Box<Report>),
    Failed(String),
}

/// What a process did.
#[derive(Serialize, Deserialize)]
pub(super) struct Report {
    /// Part by part.
    pub(super) parts: Vec<Done>,
    pub(super) log: PathBuf,
}

/// What a process did of a part.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Done {
    pub(super) tallies: Tallies,
    pub(super) measures: Measures,
    /// How many answers each client had.
    pub(super) clients: Vec<u64>,
    pub(super) took_us: u64,
}

impl Done {
    /// Adds what another process did of the same part, at the same time.
    pub(super) fn merge(&mut self, other: Done) {
        asker::merge(&mut self.tallies, &other.tallies);
        self.measures.merge(&other.measures);
        self.clients.extend(other.clients);
        self.took_us = self.took_us.max(other.took_us);
    }
}

struct Member {
    child: Child,
    says: BufReader<ChildStdout>,
    /// Closed, it tells the member that we are gone.
    hears: Option<ChildStdin>,
}

pub(super) struct Crew {
    members: Vec<Member>,
    folder: PathBuf,
    cut_short: bool,
}

impl Drop for Crew {
    fn drop(&mut self) {
        for member in &mut self.members {
            drop(member.hears.take());
            if let Err(error) = member.child.wait() {
                tracing::warn!(%error, "a proving process could not be waited for");
            }
        }
    }
}

impl Crew {
    pub(super) fn muster(folder: &Path, processes: NonZeroU16) -> Result<Crew, Fault> {
        let program = std::env::current_exe().map_err(failed("finding this program"))?;
        let mut crew = Crew {
            members: Vec::new(),
            folder: folder.to_owned(),
            cut_short: false,
        };
        for _ in 0..processes.get() {
            let mut child = Command::new(&program)
                .arg(WORKER)
                .arg(folder)
                .env_remove("SHERBET_PASSWORD")
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .process_group(0)
                .spawn()
                .map_err(failed("starting a proving process"))?;
            let (Some(hears), Some(says)) = (child.stdin.take(), child.stdout.take()) else {
                return Err(gone());
            };
            crew.members.push(Member {
                child,
                says: BufReader::new(says),
                hears: Some(hears),
            });
        }
        Ok(crew)
    }

    /// Has all ask at once for the time of the load, or until the disk gets scarce.
    pub(super) fn work(
        &mut self,
        shop: &Path,
        load: &Load,
        goods: &Goods,
        login: &LogIn,
        is_scarce: impl Fn() -> bool,
    ) -> Result<Vec<Report>, Fault> {
        let all = u64::from(load.clients.get());
        let processes = self.members.len() as u64;
        let time_us = u64::try_from(load.time.as_micros()).unwrap_or(u64::MAX);
        let mut parts = vec![Part::For(time_us, load.rate)];
        if load.at_once > 0 {
            parts.insert(0, Part::AtOnce(load.at_once));
        }
        for (place, member) in (0..).zip(&mut self.members) {
            let first = all * place / processes;
            let plan = Plan {
                shop: shop.to_owned(),
                login: login.clone(),
                goods: goods.clone(),
                parts: parts.clone(),
                first,
                clients: all * (place + 1) / processes - first,
                of_clients: all,
                orders_only: load.orders_only,
                log: self.folder.join(format!("asked-{place}.jsonl")),
            };
            member.tell(&Word::Plan(Box::new(plan)))?;
        }
        for part in &parts {
            for member in &mut self.members {
                match member.hear()? {
                    Answer::Ready => {}
                    other => return Err(unexpected(other)),
                }
            }
            self.tell_all(&Word::Begin(monotonic_us() + HEAD_START_US))?;
            // What is asked at once is over when it is answered.
            let Part::For(..) = part else { continue };
            let begun = Instant::now();
            while begun.elapsed() < load.time {
                thread::sleep(LOOK.min(load.time.saturating_sub(begun.elapsed())));
                if is_scarce() {
                    self.cut_short = true;
                    self.tell_all(&Word::Stop)?;
                    break;
                }
            }
        }
        let reports = self.members.iter_mut().map(|member| match member.hear()? {
            Answer::Done(report) => Ok(*report),
            other => Err(unexpected(other)),
        });
        reports.collect()
    }

    /// Whether the disk got scarce before the time was over.
    pub(super) fn was_cut_short(&self) -> bool {
        self.cut_short
    }

    /// Tells all that they have done; the scratch folder is this process's to remove.
    pub(super) fn dismiss(mut self) -> Result<(), Fault> {
        self.tell_all(&Word::End)
    }

    fn tell_all(&mut self, word: &Word) -> Result<(), Fault> {
        self.members
            .iter_mut()
            .try_for_each(|member| member.tell(word))
    }
}

impl Member {
    fn tell(&mut self, word: &Word) -> Result<(), Fault> {
        let hears = self.hears.as_mut().ok_or_else(gone)?;
        let line = serde_json::to_string(word).map_err(|e| failed("saying")(e.into()))?;
        writeln!(hears, "{line}")
            .and_then(|()| hears.flush())
            .map_err(failed("telling a proving process what to do"))
    }

    fn hear(&mut self) -> Result<Answer, Fault> {
        let mut line = String::new();
        self.says
            .read_line(&mut line)
            .map_err(failed("hearing of a proving process"))?;
        match line.is_empty() {
            true => Err(gone()),
            false => serde_json::from_str(&line)
                .map_err(|e| failed("understanding a proving process")(e.into())),
        }
    }
}

fn unexpected(answer: Answer) -> Fault {
    match answer {
        Answer::Failed(why) => Fault::Io {
            what: format!("a proving process: {why}"),
        },
        Answer::Ready | Answer::Done(_) => gone(),
    }
}

fn gone() -> Fault {
    Fault::Io {
        what: "a proving process ended before it was done".into(),
    }
}

pub(super) fn failed(doing: &'static str) -> impl FnOnce(std::io::Error) -> Fault {
    move |error| Fault::Io {
        what: format!("{doing}: {error}"),
    }
}
