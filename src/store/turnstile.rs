//! The turnstile: processes pass to the shop's file one at a time, in turn.
//!
//! A short queue of advisory locks beside the file: `.now` is the turn, and
//! before it stand a few places. Who wants to write takes the last place and
//! goes on to the next before letting go of the one behind, so nobody
//! overtakes, and who comes out starts at the end again. One lock alone would
//! be given to whichever waiter wakes first. With more processes than places,
//! those who still wait for the last place come in any order. SQLite's own
//! lock stays the authority: a program that ignores the turnstile is waited
//! for at `BEGIN IMMEDIATE`.
//!
//! A lock that is waited for can't be waited for with a limit, so a thread
//! of its own does the waiting. If nobody wants the turn any more when it
//! comes, it is passed on at once.

use std::{
    fs::{File, TryLockError},
    path::PathBuf,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, Instant},
};

use super::{
    error::{Fault, io_fault},
    files::{Files, lock_file},
    holder,
};

pub(super) struct Turnstile {
    locks: Arc<Locks>,
    now_path: PathBuf,
}

/// The turn, and the places before it, the nearest first.
const PLACES: [&str; 4] = [".now", ".next", ".next2", ".next3"];

struct Locks {
    places: [File; PLACES.len()],
    queue: Mutex<Queue>,
    changed: Condvar,
}

#[derive(Default)]
struct Queue {
    /// A thread is waiting at the locks.
    waiting: bool,
    /// The lane still wants the turn that is being waited for.
    wanted: bool,
    /// The turn has come, or waiting for it failed.
    come: Option<Result<(), Fault>>,
}

/// A turn at the file; it ends when this is dropped.
pub(super) struct Turn<'t> {
    locks: &'t Locks,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // Unlocking a file this process holds locked does not fail; if it did,
        // the lock would still end with the process.
        if let Err(error) = self.locks.now().unlock() {
            tracing::error!(%error, "the turnstile's lock could not be let go of");
        }
    }
}

impl Turnstile {
    pub(super) fn beside(files: &Files) -> Result<Turnstile, Fault> {
        let locks = Locks {
            places: [
                lock_file(&files.with(PLACES[0]))?,
                lock_file(&files.with(PLACES[1]))?,
                lock_file(&files.with(PLACES[2]))?,
                lock_file(&files.with(PLACES[3]))?,
            ],
            queue: Mutex::default(),
            changed: Condvar::new(),
        };
        Ok(Turnstile {
            locks: Arc::new(locks),
            now_path: files.with(PLACES[0]),
        })
    }

    /// Passes, waiting for at most `patience`.
    pub(super) fn wait(&self, patience: Duration) -> Result<Turn<'_>, Fault> {
        let begun = Instant::now();
        loop {
            let left = patience.saturating_sub(begun.elapsed());
            if let Some(turn) = self.pass(left)? {
                return Ok(turn);
            }
            if begun.elapsed() >= patience {
                self.give_up();
                return Err(Fault::Busy {
                    waited: begun.elapsed(),
                    holder: self.holder(),
                });
            }
        }
    }

    /// Passes, if nobody is before us.
    pub(super) fn try_pass(&self) -> Result<Option<Turn<'_>>, Fault> {
        let queue = self.locks.queue();
        if queue.waiting || queue.come.is_some() {
            return Ok(None);
        }
        let through = self.locks.try_through()?;
        Ok(through.then(|| Turn { locks: &self.locks }))
    }

    /// Passes, waiting for at most `tick`; after `None` the place in the queue
    /// is kept until the next call or [`Turnstile::give_up`].
    pub(super) fn pass(&self, tick: Duration) -> Result<Option<Turn<'_>>, Fault> {
        let mut queue = self.locks.queue();
        if queue.come.is_none() && !queue.waiting {
            if self.locks.try_through()? {
                return Ok(Some(Turn { locks: &self.locks }));
            }
            let locks = Arc::clone(&self.locks);
            queue.waiting = true;
            thread::Builder::new()
                .name("turnstile".into())
                .spawn(move || locks.wait_through())
                .map_err(|e| {
                    queue.waiting = false;
                    io_fault("starting a thread to wait for the shop's file")(e)
                })?;
        }
        queue.wanted = true;
        let (mut queue, _) = self
            .locks
            .changed
            .wait_timeout_while(queue, tick, |queue| queue.come.is_none())
            .unwrap_or_else(PoisonError::into_inner);
        match queue.come.take() {
            None => Ok(None),
            Some(Ok(())) => {
                queue.wanted = false;
                Ok(Some(Turn { locks: &self.locks }))
            }
            Some(Err(fault)) => {
                queue.wanted = false;
                Err(fault)
            }
        }
    }

    /// Nobody waits for the turn any more.
    pub(super) fn give_up(&self) {
        let mut queue = self.locks.queue();
        queue.wanted = false;
        if let Some(Ok(())) = queue.come.take() {
            drop(Turn { locks: &self.locks });
        }
    }

    /// Who has the turn, for people.
    pub(super) fn holder(&self) -> String {
        holder::of(&self.now_path).unwrap_or_else(|| "another Sherbet process".into())
    }
}

impl Locks {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> &File {
        &self.places[0]
    }

    /// Passes without waiting, if nobody is before us.
    fn try_through(&self) -> Result<bool, Fault> {
        self.go_through(try_lock)
    }

    /// Goes from the last place to the turn, a place at a time; `false` where
    /// `take` does not get one, and then none is kept.
    fn go_through(&self, take: impl Fn(&File) -> Result<bool, Fault>) -> Result<bool, Fault> {
        let mut behind: Option<&File> = None;
        for place in self.places.iter().rev() {
            let taken = take(place);
            if let Some(behind) = behind {
                behind
                    .unlock()
                    .map_err(io_fault("unlocking the turnstile"))?;
            }
            if !taken? {
                return Ok(false);
            }
            behind = Some(place);
        }
        Ok(true)
    }

    /// Waits at the places, on a thread of its own.
    fn wait_through(&self) {
        let come = self
            .go_through(|place| {
                place
                    .lock()
                    .map(|()| true)
                    .map_err(io_fault("waiting at the turnstile"))
            })
            .map(drop);
        let mut queue = self.queue();
        queue.waiting = false;
        if queue.wanted {
            queue.come = Some(come);
            self.changed.notify_all();
        } else if come.is_ok() {
            drop(Turn { locks: self });
        }
    }
}

fn try_lock(file: &File) -> Result<bool, Fault> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(e)) => Err(io_fault("locking the turnstile")(e)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> (tempfile::TempDir, Turnstile, Turnstile) {
        let folder = tempfile::tempdir().expect("a folder");
        let files = Files::beside(&folder.path().join("shop")).expect("files");
        let one = Turnstile::beside(&files).expect("a turnstile");
        let other = Turnstile::beside(&files).expect("a turnstile");
        (folder, one, other)
    }

    #[test]
    fn one_passes_at_a_time() {
        let (_folder, one, other) = two();
        let turn = one.wait(Duration::ZERO).expect("a free turnstile");
        assert!(other.pass(Duration::ZERO).expect("locks work").is_none());
        drop(turn);
        assert!(other.wait(Duration::from_secs(30)).is_ok());
    }

    #[test]
    fn who_waits_is_not_overtaken_by_who_comes_out() {
        let (_folder, one, other) = two();
        let turn = one.wait(Duration::ZERO).expect("a free turnstile");
        assert!(other.pass(Duration::ZERO).expect("locks work").is_none());
        // The other's thread is at `.next` once that can't be had any more.
        let begun = Instant::now();
        while try_lock(&one.locks.places[1]).expect("locks work") {
            one.locks.places[1].unlock().expect("locks work");
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "nobody came to wait"
            );
            thread::yield_now();
        }
        drop(turn);
        assert!(
            one.pass(Duration::ZERO).expect("locks work").is_none(),
            "overtook who waited"
        );
        let turn = other.wait(Duration::from_secs(30)).expect("its turn");
        drop(turn);
        assert!(one.wait(Duration::from_secs(30)).is_ok());
    }

    #[test]
    fn a_turn_nobody_wants_any_more_is_passed_on() {
        let (_folder, one, other) = two();
        let turn = one.wait(Duration::ZERO).expect("a free turnstile");
        assert!(other.wait(Duration::ZERO).is_err());
        drop(turn);
        assert!(one.wait(Duration::from_secs(30)).is_ok());
    }
}
