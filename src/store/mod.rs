//! The one file a shop is kept in, and the only ways to it.
//!
//! Promises: whoever writes holds `BEGIN IMMEDIATE` ([`WriteTx`] exists only
//! inside the write lane); nobody is told "done" before the sync that covers
//! it returned and the file was found to be still the file that was opened;
//! a reader can't write; a file of a newer program is left alone.
//! Deliberately absent: what the rows mean. No area's table is named here.

mod answer;
mod backup;
mod checkpoint;
mod create;
mod draft;
mod error;
mod files;
pub mod guard;
pub mod health;
mod histogram;
mod holder;
mod incoming;
mod inspect;
mod job;
mod key;
mod lane;
mod log_check;
mod metrics;
mod process;
mod recognise;
mod row_sum;
mod runner;
mod schema;
mod scratch;
mod sealed;
mod signal;
mod statements;
mod turnstile;
mod tx;
mod wait;

use std::{fs::File, path::Path, sync::Arc, time::Duration};

use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::{Connection, OpenFlags};

pub use backup::{digest, open_aside};
pub use create::create;
pub use error::{Fault, io_fault, sql_fault};
pub use files::Files;
pub use histogram::Distribution;
pub use incoming::Incoming;
pub use inspect::{Inspected, inspect};
pub use job::ActError;
pub use key::Key;
pub use metrics::{Counters, Measures};
pub use process::{is_alive, this_process};
pub use row_sum::RowSum;
pub use rusqlite::{Result as RowResult, Row, ToSql, params, params_from_iter};
pub use scratch::Scratch;
pub use signal::Watch;
pub use tx::{ReadTx, WriteTx, unreadable};

use files::Stakeout;
use lane::Lane;
use metrics::Metrics;
use runner::Parts;
use signal::Signal;

/// Connections kept for reading.
const READERS: u32 = 4;

/// How long a reader waits for a connection before it gives up.
const READER_PATIENCE: Duration = Duration::from_secs(10);

/// Statements a connection keeps prepared; a sale alone uses about a dozen.
const CACHED_STATEMENTS: usize = 128;

/// How much of the file the writing connection keeps in memory, in KiB.
const WRITERS_CACHE_KIB: i64 = 32 * 1024;

/// How a store is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// How long a write may wait for its turn at the file before it is
    /// answered with [`Fault::Busy`], nothing having been written.
    pub patience: Duration,
    /// What `PRAGMA synchronous` is set to on the writing connection.
    pub durability: Durability,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            patience: Duration::from_secs(20),
            durability: Durability::Full,
        }
    }
}

/// What a commit waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// The log is synced at each commit. A shop is never opened otherwise.
    Full,
    /// The log is synced at checkpoints only: a power cut may lose acknowledged
    /// acts. Here so that the benchmark can tell what [`Durability::Full`] costs.
    Normal,
}

/// What a write is waiting for, for people.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// How long it has been waiting.
    pub waited: Duration,
    /// Who holds the file, as far as can be told.
    pub holder: String,
}

/// The open file of a shop.
pub struct Store {
    files: Files,
    stakeout: Arc<Stakeout>,
    readers: r2d2::Pool<SqliteConnectionManager>,
    metrics: Arc<Metrics>,
    signal: Signal,
    lane: Lane,
    /// Held for as long as the store is open, so that nothing is restored over
    /// a file in use.
    _in_use: Arc<files::Claim>,
}

/// A shop's files that nobody else has open, for as long as this is kept.
pub struct Alone {
    files: Files,
    claim: Arc<files::Claim>,
}

impl Alone {
    /// Waits until nobody has the shop at `path` open, and keeps others out.
    /// There need not be a shop yet.
    ///
    /// # Errors
    /// [`Fault::Busy`] where somebody has it open for longer than `patience`.
    pub fn with(path: &Path, patience: Duration) -> Result<Alone, Fault> {
        let files = Files::beside(path)?;
        let claim = Arc::new(files.claim_alone(patience, incoming::HAS_IT_OPEN)?);
        Ok(Alone { files, claim })
    }
}

impl Store {
    /// Opens the shop at `path` and brings its schema up to date.
    ///
    /// # Errors
    /// A [`Fault`] where there is no shop, it is another program's file, was
    /// written by a newer program, its key is missing, or the disk fails.
    pub fn open(path: &Path, options: &Options) -> Result<Store, Fault> {
        let files = Files::beside(path)?;
        // Before anything is put beside what may be no shop.
        files.see_a_file()?;
        files.see_a_place_for_the_log()?;
        let in_use = Arc::new(files.claim_use()?);
        draft::sweep(files.folder());
        Store::open_claimed(files, in_use, options)
    }

    /// Opens a shop that nobody else has open.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_alone(alone: &Alone, options: &Options) -> Result<Store, Fault> {
        let files = alone.files.clone();
        if !files.database().exists() {
            return Err(files.missing());
        }
        files.see_a_file()?;
        Store::open_claimed(files, Arc::clone(&alone.claim), options)
    }

    fn open_claimed(
        files: Files,
        in_use: Arc<files::Claim>,
        options: &Options,
    ) -> Result<Store, Fault> {
        let stakeout = Arc::new(Stakeout::begin(&files)?);
        let mut writer = connect(&files)?;
        schema::bring_up_to_date(&mut writer, &files, options.patience)?;
        // A file that may only be read is opened so without a word, and stays so.
        if writer.is_readonly(rusqlite::MAIN_DB).map_err(sql_fault)? {
            return Err(Fault::ReadOnly);
        }
        prepare_writer(&writer, options.durability)?;
        stakeout.check_readable()?;
        stakeout.include_beside();
        // What a killed process had written but not yet synced is in the log
        // and counts from now on, so it has to be on disk before it is told.
        match File::open(files.wal()) {
            Ok(log) => log
                .sync_all()
                .map_err(io_fault("syncing the write-ahead log"))?,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(e) => return Err(io_fault("opening the write-ahead log")(e)),
        }

        let metrics = Arc::new(Metrics::default());
        let signal = Signal::new(&files);
        let lane = Lane::start(Parts {
            writer,
            files: files.clone(),
            stakeout: Arc::clone(&stakeout),
            metrics: Arc::clone(&metrics),
            signal: signal.clone(),
            patience: options.patience,
        })?;
        let readers = r2d2::Pool::builder()
            .max_size(READERS)
            .min_idle(Some(1))
            .idle_timeout(None)
            .max_lifetime(None)
            .connection_timeout(READER_PATIENCE)
            .test_on_check_out(false)
            .build(reader_manager(&files))
            .map_err(|e| Fault::Io {
                what: format!("opening the shop for reading: {e}"),
            })?;
        Ok(Store {
            files,
            stakeout,
            readers,
            metrics,
            signal,
            lane,
            _in_use: in_use,
        })
    }

    /// Reads, in one consistent snapshot. Keep it short: a snapshot that is
    /// held keeps the write-ahead log from being reused.
    ///
    /// # Errors
    /// What `read` answered, or a [`Fault`] of the file.
    pub fn read<T>(&self, read: impl FnOnce(&ReadTx<'_>) -> Result<T, Fault>) -> Result<T, Fault> {
        guard::not_on_the_ui_thread();
        self.stakeout.check_readable()?;
        let connection = self.readers.get().map_err(|e| Fault::Io {
            what: format!("a connection for reading: {e}"),
        })?;
        let snapshot = connection.unchecked_transaction().map_err(sql_fault)?;
        let answer = read(&ReadTx::new(&snapshot));
        drop(snapshot);
        answer
    }

    /// Runs `act` in the write lane and answers when it is on disk.
    ///
    /// `act` runs inside `BEGIN IMMEDIATE` in a savepoint of its own: an `Err`
    /// undoes exactly what it did. It may be run again after a fault that
    /// undid the whole batch, so it must not keep results elsewhere.
    ///
    /// # Errors
    /// What `act` answered, or a [`Fault`]; [`Fault::is_settled`] tells whether
    /// it is certain that nothing was written.
    pub fn write<T, E, F>(&self, act: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: ActError,
        F: FnMut(&WriteTx<'_>) -> Result<T, E> + Send + 'static,
    {
        guard::not_on_the_ui_thread();
        self.lane.ask(act)
    }

    /// Calls `wake` after every commit, here or by another process, and once when
    /// a write here has been waiting for the file for a moment. It runs on
    /// threads of the store and must only pass the word on.
    pub fn watch(&self, wake: impl Fn() + Send + Sync + 'static) -> Watch {
        self.signal.watch(Arc::new(wake))
    }

    /// What the write lane is waiting for, if it has been for a moment.
    pub fn waiting(&self) -> Option<Waiting> {
        self.lane.waiting()
    }

    /// What the lane has counted since the store was opened.
    pub fn counters(&self) -> Counters {
        self.measures().counters
    }

    /// What the lane has measured since the store was opened: how long was
    /// waited for what, and how long transactions and syncs took.
    pub fn measures(&self) -> Measures {
        self.metrics.snapshot()
    }

    /// Where the shop's files are.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// Copies the shop, as it is at one moment, to a new file, which gets its
    /// name only after `check` has found nothing wrong with it.
    ///
    /// # Errors
    /// What `check` answered, or a [`Fault`] of either disk.
    pub fn copy_to<T, E: From<Fault>>(
        &self,
        target: &Path,
        check: impl FnOnce(&Path) -> Result<T, E>,
    ) -> Result<T, E> {
        guard::not_on_the_ui_thread();
        self.stakeout.check_readable()?;
        backup::copy_to(&self.files, target, check)
    }

    /// Lets `read` go over a copy of the shop as it is at one moment, opened
    /// with [`open_aside`], for reading that takes long: the shop's own log is
    /// not kept from being reused. The copy stands beside the shop until then.
    ///
    /// # Errors
    /// What `read` answered, [`Fault::NoRoom`], or a [`Fault`] of the disk.
    pub fn with_copy<T, E: From<Fault>>(
        &self,
        read: impl FnOnce(&Path) -> Result<T, E>,
    ) -> Result<T, E> {
        guard::not_on_the_ui_thread();
        self.stakeout.check_readable()?;
        backup::with_copy(&self.files, read)
    }
}

/// Opens an existing file for reading and writing, without creating it.
fn connect(files: &Files) -> Result<Connection, Fault> {
    let connection = Connection::open_with_flags(
        files.database(),
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .map_err(sql_fault)?;
    connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    Ok(connection)
}

fn prepare_writer(writer: &Connection, durability: Durability) -> Result<(), Fault> {
    let set =
        |name: &str, value: &dyn ToSql| writer.pragma_update(None, name, value).map_err(sql_fault);
    let synchronous = match durability {
        Durability::Full => "FULL",
        Durability::Normal => "NORMAL",
    };
    set("synchronous", &synchronous)?;
    set("foreign_keys", &true)?;
    set("trusted_schema", &false)?;
    // What is taken out is wiped, not only let go of: who was erased is in the file no more.
    set("secure_delete", &"FAST")?;
    // In KiB. What sales touch of a hundred thousand sweets stays in memory; SQLite's own 2 MB
    // would have most sales of a large shop read it anew. It is taken only as it is needed.
    set("cache_size", &-WRITERS_CACHE_KIB)?;
    // The lane itself checkpoints, after the answers of a batch are out.
    set("wal_autocheckpoint", &0)?;
    // The lane itself waits, so that it can say for what.
    writer.busy_timeout(Duration::ZERO).map_err(sql_fault)
}

fn reader_manager(files: &Files) -> SqliteConnectionManager {
    SqliteConnectionManager::file(files.database())
        .with_flags(OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .with_init(|connection| {
            connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
            connection.busy_timeout(READER_PATIENCE)?;
            connection.pragma_update(None, "trusted_schema", false)?;
            connection.pragma_update(None, "query_only", true)
        })
}
