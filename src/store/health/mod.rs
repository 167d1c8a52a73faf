//! Looking at a shop's file that may be broken: what it is, and what it stands on.
//!
//! Promises: looking changes nothing (an older file is not brought up to date, a newer one's log
//! is left where it is), waits for nobody longer than a few seconds, and answers with a fault
//! where there is nothing to look at. Left out: what is good and what is bad, which the doctor
//! says in words.

mod disk;
mod permissions;
mod schema;
mod users;

use std::{
    collections::BTreeMap,
    path::Path,
    time::{Duration, Instant},
};

use rusqlite::{Connection, ErrorCode};

pub use disk::{Kind, Room, kind_of, room_on, sync_times};
pub use permissions::{Found, Wrong, permissions};
pub(super) use schema::differences as schema_differences;
pub use users::{User, users, writer};

use super::{
    Durability, connect,
    error::{Fault, sql_fault},
    files::{Claim, Files},
    prepare_writer,
    recognise::see_its_length,
    schema::{KNOWN, keep_what_is_beside, not_newer, version_of_shop},
    tx::ReadTx,
};

/// How long another program's lock is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// Steps of SQLite's machine between two looks at the time.
const STEPS_BETWEEN_LOOKS: i32 = 20_000;

/// So many findings are told; a file that is broken has more.
const TOLD: i64 = 10;

/// What going over a file's pages found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Integrity {
    /// Nothing.
    Sound,
    /// What SQLite says of it.
    Damaged(Vec<String>),
    /// It was not done in time.
    OutOfTime,
}

/// A shop's file that is looked at.
pub struct Looking {
    files: Files,
    connection: Connection,
    version: i64,
    /// So that nothing is restored over it meanwhile; none where the folder takes no locks.
    _in_use: Option<Claim>,
}

impl Looking {
    /// Opens the shop at `path` for looking, whether or not others have it open.
    ///
    /// # Errors
    /// A [`Fault`] that says what is there instead: nothing, another program's file, a newer
    /// program's, one that can't be read or is held by somebody.
    pub fn at(path: &Path) -> Result<Looking, Fault> {
        let files = Files::beside(path)?;
        files.see_a_file()?;
        if !files.database().exists() {
            return Err(files.missing());
        }
        files.see_a_place_for_the_log()?;
        // A lock file is not made for a file that may be no shop's.
        let claimed = files.with(".open").exists().then(|| files.claim_use());
        let in_use = match claimed.transpose() {
            Ok(claim) => claim,
            Err(busy @ Fault::Busy { .. }) => return Err(busy),
            Err(fault) => {
                tracing::info!(%fault, "looking without a claim on the shop");
                None
            }
        };
        let connection = connect(&files)?;
        // What a program that was killed left in the log is moved by who opens the shop to sell.
        keep_what_is_beside(&connection, &files)?;
        let version = version_of_shop(&connection, &files)?;
        not_newer(version, KNOWN)?;
        see_its_length(&connection, &files)?;
        connection.busy_timeout(PATIENCE).map_err(sql_fault)?;
        let set = |name, value| connection.pragma_update(None, name, value);
        set("trusted_schema", false).map_err(sql_fault)?;
        set("query_only", true).map_err(sql_fault)?;
        Ok(Looking {
            files,
            connection,
            version,
            _in_use: in_use,
        })
    }

    /// Where the shop's files are.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// By how many steps the file is older than this program; 0 where it is up to date.
    pub fn steps_behind(&self) -> i64 {
        KNOWN.saturating_sub(self.version)
    }

    /// Reads, in one consistent snapshot.
    ///
    /// # Errors
    /// What `read` answered, or a [`Fault`] of the file.
    pub fn read<T>(&self, read: impl FnOnce(&ReadTx<'_>) -> Result<T, Fault>) -> Result<T, Fault> {
        let snapshot = self.connection.unchecked_transaction().map_err(sql_fault)?;
        read(&ReadTx::new(&snapshot))
    }

    /// What of the schema is not as this version of the program makes it, in words; empty where
    /// nothing is. Only for a file that is up to date.
    ///
    /// # Errors
    /// A [`Fault`] of the file.
    pub fn schema_differences(&self) -> Result<Vec<String>, Fault> {
        schema::differences(&self.connection)
    }

    /// Which settings of the file, or of a connection that writes to it, are not as they should
    /// be, in words; empty where all are.
    ///
    /// # Errors
    /// A [`Fault`] of the file.
    pub fn settings_differences(&self) -> Result<Vec<String>, Fault> {
        let writer = connect(&self.files)?;
        prepare_writer(&writer, Durability::Full)?;
        schema::settings_differences(&writer)
    }

    /// Has SQLite go over the pages, for as long as `at_most`; the shop is sold from meanwhile.
    ///
    /// # Errors
    /// A [`Fault`], where that could not be begun.
    pub fn quick_check(&self, at_most: Duration) -> Result<Integrity, Fault> {
        let begun = Instant::now();
        let late = move || begun.elapsed() > at_most;
        self.connection
            .progress_handler(STEPS_BETWEEN_LOOKS, Some(late))
            .map_err(sql_fault)?;
        let told = self
            .connection
            .prepare(&format!("PRAGMA quick_check({TOLD})"))
            .and_then(|mut check| {
                let rows = check.query_map([], |row| row.get::<_, String>(0))?;
                rows.collect::<rusqlite::Result<Vec<_>>>()
            });
        self.connection
            .progress_handler(0, None::<fn() -> bool>)
            .map_err(sql_fault)?;
        match told {
            Ok(told) if told == ["ok"] => Ok(Integrity::Sound),
            Ok(told) => Ok(Integrity::Damaged(told)),
            Err(e) if e.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => {
                Ok(Integrity::OutOfTime)
            }
            Err(e) => damaged(sql_fault(e)),
        }
    }
}

/// What can't be read is damaged; any other fault stays one.
fn damaged(fault: Fault) -> Result<Integrity, Fault> {
    match fault {
        Fault::Damaged { what } => Ok(Integrity::Damaged(vec![what])),
        other => Err(other),
    }
}

/// What is in one of two lists and not in the other, or not the same in both.
fn unlike<V: PartialEq>(
    wanted: &BTreeMap<String, V>,
    found: &BTreeMap<String, V>,
    other: impl Fn(&str, &V, &V) -> String,
) -> Vec<String> {
    let missing_or_other = wanted
        .iter()
        .filter_map(|(name, wanted)| match found.get(name) {
            None => Some(format!("{name} is missing")),
            Some(found) if found != wanted => Some(other(name, wanted, found)),
            Some(_) => None,
        });
    let strange = found.keys().filter(|name| !wanted.contains_key(*name));
    missing_or_other
        .chain(strange.map(|name| format!("{name} is not Sherbet's")))
        .collect()
}
