//! Commands as lines of JSON, each answered by one line as soon as it is on
//! disk, so that scripts, load and fault tests drive the real thing.
//!
//! Promises: every line is answered, once, with its request's id; with one
//! worker the lines are done in order; a line that can't be read harms no
//! other. When nobody reads the answers any more, no further line is begun.
//! Left out: trying again by itself. Whoever asks again does so with the
//! request's id, which makes it safe.

mod answers;
mod appointments;
mod later;
mod lines;
mod looking;
mod orders;
mod people;
mod told;

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Write},
    path::PathBuf,
    process::ExitCode,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use clap::Args;

use super::{
    Common,
    output::{FAULT, REFUSED, Stop, say},
};
use crate::{shop::Refusal, store::Fault};
use answers::Answer;
use lines::Lines;
use orders::Orders;

/// Do what lines of JSON ask for, each answered by one line.
#[derive(Debug, Args)]
#[command(after_help = orders::HELP)]
pub(super) struct Run {
    /// The file of lines; - for standard input
    file: PathBuf,
    /// How many lines may be under way at once
    #[arg(long, value_name = "N", default_value_t = 1,
          value_parser = clap::value_parser!(u16).range(1..=256))]
    parallel: u16,
    /// Print what the write lane has counted, on standard error at the end
    #[arg(long)]
    counters: bool,
}

/// What became of the lines so far.
#[derive(Default)]
struct Tally {
    refused: AtomicBool,
    faulted: AtomicBool,
    /// Why answers can't be printed any more.
    unprinted: Mutex<Option<io::Error>>,
    closed: AtomicBool,
}

impl Run {
    pub(super) fn run(self, common: &Common) -> Result<ExitCode, Stop> {
        let (shop, session) = common.come_in()?;
        // Opened only now: the password may be the first line of it.
        let input: Box<dyn BufRead> = match self.file.as_os_str() == "-" {
            true => Box::new(BufReader::new(io::stdin())),
            false => Box::new(BufReader::new(File::open(&self.file).map_err(|e| {
                let why = format!("{} can't be read: {e}", self.file.display());
                Refusal::invalid("file", why)
            })?)),
        };
        let orders = Orders::new(&shop, &session);
        let tally = Tally::default();
        let fed = thread::scope(|scope| {
            let (feed, fed) = crossbeam_channel::bounded(usize::from(self.parallel));
            for _ in 0..self.parallel {
                let (fed, orders, tally) = (fed.clone(), &orders, &tally);
                scope.spawn(move || {
                    for line in fed {
                        if tally.closed.load(Ordering::Relaxed) {
                            break;
                        }
                        tally.answered(&orders.obey(line));
                    }
                });
            }
            drop(fed);
            Lines::of(input).try_for_each(|line| {
                let line = line.map_err(|e| Fault::Io {
                    what: format!("reading the lines: {e}"),
                })?;
                // Sending fails when the workers have ended, who then know why.
                let more = !tally.closed.load(Ordering::Relaxed) && feed.send(line).is_ok();
                match more {
                    true => Ok(()),
                    false => Err(Stop::Unprinted(io::ErrorKind::BrokenPipe.into())),
                }
            })
        });
        if self.counters
            && let Ok(counters) = serde_json::to_string(&shop.counters())
        {
            say(&counters);
        }
        let mut unprinted = tally
            .unprinted
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = unprinted.take() {
            return Err(Stop::Unprinted(error));
        }
        fed?;
        Ok(
            match (tally.faulted.into_inner(), tally.refused.into_inner()) {
                (true, _) => ExitCode::from(FAULT),
                (false, true) => ExitCode::from(REFUSED),
                (false, false) => ExitCode::SUCCESS,
            },
        )
    }
}

impl Tally {
    /// Prints an answer, whole and at once.
    fn answered(&self, answer: &Answer) {
        match answer {
            Answer::Done { .. } => {}
            Answer::Refused { .. } => self.refused.store(true, Ordering::Relaxed),
            Answer::Fault { .. } => self.faulted.store(true, Ordering::Relaxed),
        }
        let line = answer.line();
        let mut out = io::stdout().lock();
        if let Err(error) = out.write_all(line.as_bytes()).and_then(|()| out.flush()) {
            self.closed.store(true, Ordering::Relaxed);
            let mut unprinted = self
                .unprinted
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            unprinted.get_or_insert(error);
        }
    }
}
