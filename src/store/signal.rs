//! The word that something was committed: here by the lane, elsewhere by
//! watching the log file that every commit is written to. And the word that the
//! lane waits for somebody, so that it can be told while it lasts.
//!
//! Nothing runs while nothing happens: the operating system tells of writes,
//! and only then is the file asked whether there was a commit.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError, Weak},
    thread,
    time::Duration,
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use notify::{EventKind, RecursiveMode, Watcher as _};

use super::{connect, error::Fault, files::Files};

/// At most this often the file is asked whether another process committed.
const BETWEEN_LOOKS: Duration = Duration::from_millis(60);

/// A commit counts only once its log is synced, after the write that is heard
/// of: so often it is looked again before the next write is waited for.
const LOOKS: u32 = 12;

type Wake = dyn Fn() + Send + Sync;

#[derive(Clone)]
pub(super) struct Signal(Arc<Inner>);

struct Inner {
    files: Files,
    wakes: Mutex<Vec<Weak<Wake>>>,
    outside: Mutex<Option<Outside>>,
}

/// Watching for other processes' commits; begun with the first watch.
struct Outside {
    _watcher: notify::RecommendedWatcher,
    _stop: Sender<()>,
}

/// Keeps a watch alive; dropping it ends the watch.
pub struct Watch {
    _wake: Arc<Wake>,
}

impl Signal {
    pub(super) fn new(files: &Files) -> Signal {
        Signal(Arc::new(Inner {
            files: files.clone(),
            wakes: Mutex::default(),
            outside: Mutex::default(),
        }))
    }

    pub(super) fn watch(&self, wake: Arc<Wake>) -> Watch {
        {
            let mut wakes = self.0.wakes.lock().unwrap_or_else(PoisonError::into_inner);
            wakes.retain(|wake| wake.strong_count() > 0);
            wakes.push(Arc::downgrade(&wake));
        }
        let mut outside = self
            .0
            .outside
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if outside.is_none() {
            match watch_outside(&self.0) {
                Ok(begun) => *outside = Some(begun),
                // The shop works without; other processes' sales are then seen
                // at the next act of this one.
                Err(fault) => tracing::warn!(%fault, "other processes' commits can't be watched"),
            }
        }
        Watch { _wake: wake }
    }

    /// Something was committed by this process.
    pub(super) fn committed(&self) {
        self.0.wake_all();
    }

    /// This process's lane has been waiting for a moment: who watches may want to say so.
    pub(super) fn held_up(&self) {
        self.0.wake_all();
    }
}

impl Inner {
    fn wake_all(&self) {
        let wakes: Vec<_> = {
            let wakes = self.wakes.lock().unwrap_or_else(PoisonError::into_inner);
            wakes.iter().filter_map(Weak::upgrade).collect()
        };
        for wake in wakes {
            // A window that goes wrong must not take the write lane along.
            if catch_unwind(AssertUnwindSafe(|| wake())).is_err() {
                tracing::error!("a watch of the shop's file panicked");
            }
        }
    }
}

fn watch_outside(inner: &Arc<Inner>) -> Result<Outside, Fault> {
    let fault = |e: notify::Error| Fault::Io {
        what: format!("watching the shop's folder: {e}"),
    };
    // One place: more writes than one before the next look are one look.
    let (wrote, writes) = bounded::<()>(1);
    let (stop, stopped) = bounded::<()>(0);
    let log = inner.files.wal();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let concerns = match &event {
            Ok(event) => {
                matches!(event.kind, EventKind::Modify(_) | EventKind::Create(_))
                    && event.paths.contains(&log)
            }
            // An overflow of events: look, to be sure.
            Err(_) => true,
        };
        // A full channel has the word already.
        if concerns && wrote.try_send(()).is_err() {}
    })
    .map_err(fault)?;
    watcher
        .watch(inner.files.folder(), RecursiveMode::NonRecursive)
        .map_err(fault)?;

    let watched = Arc::downgrade(inner);
    let connection = connect(&inner.files)?;
    thread::Builder::new()
        .name("watch".into())
        .spawn(move || look_after_writes(&watched, &connection, &writes, &stopped))
        .map_err(|e| Fault::Io {
            what: format!("starting a thread: {e}"),
        })?;
    Ok(Outside {
        _watcher: watcher,
        _stop: stop,
    })
}

fn look_after_writes(
    inner: &Weak<Inner>,
    connection: &rusqlite::Connection,
    writes: &Receiver<()>,
    stopped: &Receiver<()>,
) {
    let mut seen = data_version(connection);
    while writes.recv().is_ok() {
        for _ in 0..LOOKS {
            let Some(inner) = inner.upgrade() else { return };
            // This process's own commits show here a second time: telling them
            // apart could miss another's that came right behind.
            let now = data_version(connection);
            if now != seen {
                inner.wake_all();
            }
            seen = now;
            drop(inner);
            match stopped.recv_timeout(BETWEEN_LOOKS) {
                Err(RecvTimeoutError::Timeout) => {}
                _ => return,
            }
        }
    }
}

/// Changes whenever another connection has committed.
fn data_version(connection: &rusqlite::Connection) -> Option<i64> {
    connection
        .pragma_query_value(None, "data_version", |row| row.get(0))
        .ok()
}
