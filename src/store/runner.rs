//! How a batch is served: in turn, in one transaction, with one commit.
//!
//! A batch is what is queued: the runner passes the turnstile, opens one
//! `BEGIN IMMEDIATE`, runs each act in a savepoint of its own, commits once,
//! sees that the file is still the shop's, and only then answers all. While a
//! batch syncs, the next gathers in the queue. Whoever has the runner has the
//! connection that writes; who that is, is the lane's to say.

use std::{
    cell::Cell,
    sync::{Arc, atomic::Ordering},
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::Receiver;
use rusqlite::{Connection, ErrorCode};

use super::{
    checkpoint,
    error::{Fault, sql_fault},
    files::{Files, Stakeout},
    holder,
    job::{Job, Ran},
    metrics::{Metrics, add, highest, us},
    schema,
    signal::Signal,
    turnstile::{Turn, Turnstile},
    tx::WriteTx,
    wait::Waits,
};

/// Acts in one batch.
const BATCH: usize = 128;
/// After this long no further act joins a batch.
const BATCH_TIME: Duration = Duration::from_millis(8);
/// How often waiting looks up to see whose patience has ended.
const TICK: Duration = Duration::from_millis(50);
/// The shortest and the longest pause between two tries at SQLite's lock.
const PAUSE_US: (u64, u64) = (500, 20_000);

thread_local! {
    /// Pages in the log after this thread's last commit.
    static WAL_PAGES: Cell<i32> = const { Cell::new(0) };
}

pub(super) struct Parts {
    pub(super) writer: Connection,
    pub(super) files: Files,
    pub(super) stakeout: Arc<Stakeout>,
    pub(super) metrics: Arc<Metrics>,
    pub(super) signal: Signal,
    pub(super) patience: Duration,
}

pub(super) struct Runner {
    parts: Parts,
    turnstile: Turnstile,
    asked: Receiver<Box<dyn Job>>,
    waits: Arc<Waits>,
    /// Pages in the log after the last commit.
    pages: Cell<i32>,
    /// The last batch left a checkpoint to the lane's thread.
    checkpoint_is_due: Cell<bool>,
    /// How many batches were run, so that what the log tells of one can be found.
    batches: Cell<u64>,
    /// State of the jitter's generator (xorshift); it need not be good.
    dice: Cell<u64>,
}

type Batch = Vec<Box<dyn Job>>;

impl Runner {
    pub(super) fn new(
        parts: Parts,
        asked: Receiver<Box<dyn Job>>,
        waits: Arc<Waits>,
    ) -> Result<Runner, Fault> {
        let turnstile = Turnstile::beside(&parts.files)?;
        parts.writer.wal_hook(Some(|_, pages| {
            WAL_PAGES.set(pages);
            Ok(())
        }));
        Ok(Runner {
            parts,
            turnstile,
            asked,
            waits,
            pages: Cell::new(0),
            checkpoint_is_due: Cell::new(false),
            batches: Cell::new(0),
            dice: Cell::new(u64::from(std::process::id()) | 0x9E37_79B9_0000_0000),
        })
    }

    /// Whether a batch has left a checkpoint to the lane's thread, which has
    /// not come to it yet.
    pub(super) fn checkpoint_is_due(&self) -> bool {
        self.checkpoint_is_due.get()
    }

    /// Answers a job, and whoever joins it, if the file is free at this moment;
    /// gives it back where it is not. A checkpoint that is due then is left to
    /// the lane's thread: it is not for the asker, whose answer waits.
    pub(super) fn serve_at_once(&self, job: Box<dyn Job>) -> Result<(), Box<dyn Job>> {
        let turn = match self.parts.stakeout.check_writable() {
            Ok(()) => self.turnstile.try_pass(),
            Err(fault) => Err(fault),
        };
        let begun = turn.and_then(|turn| match turn {
            Some(turn) => match self.sql("BEGIN IMMEDIATE") {
                Ok(()) => Ok(Some(turn)),
                Err(e) if e.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => Ok(None),
                Err(e) => Err(sql_fault(e)),
            },
            None => Ok(None),
        });
        match begun {
            Ok(Some(turn)) => {
                let metrics = &self.parts.metrics;
                for unwaited in [&metrics.turn, &metrics.lock, &metrics.tries] {
                    unwaited.record(0);
                }
                let due = self.finish(vec![job], turn).is_some();
                self.checkpoint_is_due.set(due);
                Ok(())
            }
            Ok(None) => Err(job),
            Err(fault) => {
                self.fail_all(vec![job], &fault);
                Ok(())
            }
        }
    }

    /// Answers a job and those that join it when the turn has come, and makes
    /// the checkpoint that may be due then.
    pub(super) fn serve(&self, first: Box<dyn Job>) {
        let mut batch = Vec::with_capacity(BATCH);
        batch.push(first);
        match self.begin_in_turn(&mut batch) {
            Ok(Some(turn)) => {
                if let Some(turn) = self.finish(batch, turn) {
                    self.checkpoint(&turn);
                }
            }
            // Everybody's patience has ended.
            Ok(None) => {}
            Err(fault) => self.fail_all(batch, &fault),
        }
    }

    /// Opens the transaction when the turn has come. Whose patience ended has
    /// left the batch; `None` where that is everybody.
    fn begin_in_turn(&self, batch: &mut Batch) -> Result<Option<Turn<'_>>, Fault> {
        self.parts.stakeout.check_writable()?;
        let turn = self.come_through(batch)?;
        Ok(match turn {
            Some(turn) if self.begin(batch)? => Some(turn),
            _ => None,
        })
    }

    /// Runs the batch in the open transaction, commits and answers. The turn
    /// ends before the answers go out, unless a checkpoint is due in it, and
    /// then it is the answer.
    fn finish<'t>(&self, mut batch: Batch, turn: Turn<'t>) -> Option<Turn<'t>> {
        self.batches.set(self.batches.get().wrapping_add(1));
        // What is told of the acts in it is told with its number; several processes write one log.
        let span = tracing::debug_span!(
            "batch",
            process = std::process::id(),
            number = self.batches.get()
        );
        let _batch = span.entered();
        tracing::debug!("begun");
        match self.run_and_commit(&mut batch) {
            Ok(committed) => {
                let due = committed && checkpoint::is_due(self.pages.get());
                let turn = due.then_some(turn);
                for job in batch {
                    job.answer();
                }
                if committed {
                    self.parts.signal.committed();
                }
                turn
            }
            Err(fault) => {
                drop(turn);
                self.fail_all(batch, &fault);
                None
            }
        }
    }

    /// Passes the turnstile; `None` where nobody of the batch waits any more.
    fn come_through(&self, batch: &mut Batch) -> Result<Option<Turn<'_>>, Fault> {
        let begun = Instant::now();
        loop {
            if let Some(turn) = self.turnstile.pass(TICK)? {
                self.parts.metrics.turn.record(us(begun.elapsed()));
                self.tell_waiting(None);
                return Ok(Some(turn));
            }
            // Who has the turn may itself wait for a program that has the lock.
            let holder =
                holder::of(&self.parts.files.shm()).unwrap_or_else(|| self.turnstile.holder());
            self.tell_waiting(Some((begun, &holder)));
            self.let_go_of_the_impatient(batch, &holder);
            if batch.is_empty() {
                self.turnstile.give_up();
                self.tell_waiting(None);
                return Ok(None);
            }
        }
    }

    /// Opens the transaction; `false` where nobody of the batch waits any more.
    fn begin(&self, batch: &mut Batch) -> Result<bool, Fault> {
        let begun = Instant::now();
        let mut tries = 0;
        let mut pause_us = PAUSE_US.0;
        let begin = loop {
            let busy = match self.sql("BEGIN IMMEDIATE") {
                Ok(()) => break Ok(true),
                Err(e) if e.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => e,
                Err(e) => break Err(sql_fault(e)),
            };
            tries += 1;
            let holder =
                holder::of(&self.parts.files.shm()).unwrap_or_else(|| "another program".into());
            self.tell_waiting(Some((begun, &holder)));
            self.let_go_of_the_impatient(batch, &holder);
            if batch.is_empty() {
                tracing::warn!(%busy, holder, "the shop's file could not be had");
                break Ok(false);
            }
            thread::sleep(Duration::from_micros(self.jittered(pause_us)));
            pause_us = (pause_us * 2).min(PAUSE_US.1);
        };
        self.parts.metrics.lock.record(us(begun.elapsed()));
        self.parts.metrics.tries.record(tries);
        self.tell_waiting(None);
        begin
    }

    /// Runs the batch and whoever joins it; `true` where there was something
    /// to commit. After an error the transaction is closed.
    fn run_and_commit(&self, batch: &mut Batch) -> Result<bool, Fault> {
        let begun = Instant::now();
        let kept = self.run_all(batch, begun).and_then(|kept| {
            if kept > 0 {
                return self.commit().map(|()| kept);
            }
            self.sql("ROLLBACK").map_err(sql_fault)?;
            Ok(0)
        });
        if kept.is_err()
            && !self.parts.writer.is_autocommit()
            && let Err(error) = self.sql("ROLLBACK")
        {
            tracing::error!(%error, "a failed batch could not be rolled back");
        }
        self.parts.metrics.transaction.record(us(begun.elapsed()));
        let kept = kept?;
        if kept > 0 {
            let metrics = &self.parts.metrics;
            add(&metrics.batches, 1);
            add(&metrics.acts, kept);
            metrics.batch.record(batch.len() as u64);
            // Acknowledged means in the shop's file: is it still that file?
            self.parts.stakeout.check_committed()?;
        }
        Ok(kept > 0)
    }

    /// Runs every act in its savepoint; the answer is how many are kept.
    fn run_all(&self, batch: &mut Batch, begun: Instant) -> Result<u64, Fault> {
        let found = schema::version(&self.parts.writer)?;
        if found != schema::KNOWN {
            return Err(Fault::NewerSchema {
                found,
                known: schema::KNOWN,
            });
        }
        let tx = WriteTx::new(&self.parts.writer);
        self.join(batch);
        self.note_waits(batch, begun);
        // Alone, the transaction itself is the savepoint.
        let alone = batch.len() == 1;
        let mut kept = 0;
        let mut next = 0;
        while let Some(job) = batch.get_mut(next) {
            if !alone {
                tx.execute("SAVEPOINT act", [])?;
            }
            match job.run(&tx) {
                Ran::Kept if alone => kept += 1,
                Ran::Kept => {
                    tx.execute("RELEASE act", [])?;
                    kept += 1;
                }
                // A full disk or a failing one rolled back all, not just this.
                Ran::Faulted(fault) if self.parts.writer.is_autocommit() => return Err(fault),
                undone => {
                    let metrics = &self.parts.metrics;
                    match undone {
                        Ran::Faulted(_) => add(&metrics.faults, 1),
                        Ran::Refused { conflict } => {
                            add(&metrics.refused, 1);
                            add(&metrics.conflicts, u64::from(conflict));
                        }
                        Ran::Kept => {}
                    }
                    if !alone {
                        tx.execute("ROLLBACK TO act", [])?;
                        tx.execute("RELEASE act", [])?;
                        tx.forget_all();
                    }
                }
            }
            next += 1;
            if next == batch.len() && !alone {
                let now = Instant::now();
                if now.saturating_duration_since(begun) < BATCH_TIME {
                    self.join(batch);
                    self.note_waits(batch.get(next..).unwrap_or_default(), now);
                }
            }
        }
        Ok(kept)
    }

    /// Takes what is queued into the batch, as far as there is room.
    fn join(&self, batch: &mut Batch) {
        while batch.len() < BATCH
            && let Ok(job) = self.asked.try_recv()
        {
            batch.push(job);
        }
    }

    /// Notes how long those who joined the open batch at `now` had waited.
    fn note_waits(&self, joined: &[Box<dyn Job>], now: Instant) {
        for job in joined {
            let waited = now.saturating_duration_since(job.asked_at());
            self.parts.metrics.wait.record(us(waited));
        }
    }

    fn commit(&self) -> Result<(), Fault> {
        let begun = Instant::now();
        let committed = self.sql("COMMIT");
        let took_us = us(begun.elapsed());
        self.parts.metrics.commit.record(took_us);
        tracing::debug!(took_us, well = committed.is_ok(), "committed");
        self.pages.set(WAL_PAGES.get());
        let pages = u64::try_from(self.pages.get()).unwrap_or(0);
        self.parts.metrics.wal_pages.store(pages, Ordering::Relaxed);
        highest(&self.parts.metrics.wal_pages_most, pages);
        committed.map_err(|error| match sql_fault(error) {
            Fault::DiskFull => Fault::DiskFull,
            // The log may hold the whole batch all the same, unsynced.
            fault => Fault::Unsettled {
                why: fault.to_string(),
            },
        })
    }

    /// Makes a checkpoint if the turn is free; if not, the next commit finds it
    /// still due. Waiting here would keep the queue waiting too.
    pub(super) fn checkpoint_if_free(&self) {
        self.checkpoint_is_due.set(false);
        match self.turnstile.try_pass() {
            Ok(Some(turn)) => self.checkpoint(&turn),
            Ok(None) => {}
            Err(fault) => tracing::info!(%fault, "the write-ahead log stays as it is"),
        }
    }

    /// Makes a checkpoint in our turn: a log that others write to meanwhile
    /// would never start anew.
    fn checkpoint(&self, _turn: &Turn<'_>) {
        checkpoint::make(&self.parts.writer, self.pages.get(), &self.parts.metrics);
    }

    /// Answers those whose patience has ended: nothing of theirs was written.
    fn let_go_of_the_impatient(&self, batch: &mut Batch, holder: &str) {
        self.join(batch);
        let patience = self.parts.patience;
        for job in batch.extract_if(.., |job| job.asked_at().elapsed() >= patience) {
            add(&self.parts.metrics.faults, 1);
            let waited = job.asked_at().elapsed();
            job.fail(Fault::Busy {
                waited,
                holder: holder.to_owned(),
            });
        }
    }

    fn fail_all(&self, batch: Batch, fault: &Fault) {
        tracing::warn!(%fault, acts = batch.len(), "a batch was answered with a fault");
        add(&self.parts.metrics.faults, batch.len() as u64);
        for job in batch {
            job.fail(fault.clone());
        }
    }

    fn tell_waiting(&self, wait: Option<(Instant, &str)>) {
        if self.waits.keep(wait) {
            self.parts.signal.held_up();
        }
    }

    /// Between half of and the whole of `most`.
    fn jittered(&self, most: u64) -> u64 {
        let mut dice = self.dice.get();
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        self.dice.set(dice);
        most / 2 + dice % (most / 2 + 1)
    }

    fn sql(&self, statement: &str) -> rusqlite::Result<()> {
        self.parts
            .writer
            .prepare_cached(statement)?
            .raw_execute()
            .map(drop)
    }
}
