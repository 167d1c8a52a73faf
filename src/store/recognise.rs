//! What is there where a shop's file should be, and can't be one: a folder, nothing but a name, a
//! file that this account may not read, one that ends too early.
//!
//! Promises: nothing is changed by looking, and nothing is left beside it. It is looked at by its
//! name, and by way of SQLite: reading a file that SQLite has open in this process would let go of
//! SQLite's locks on it. Left out: damage in the middle of a file, which SQLite's check finds.

use std::{fs, io::ErrorKind, path::Path};

use rusqlite::{Connection, ErrorCode};
use rustix::fs::{Access, AtFlags, CWD, accessat};

use super::{
    backup::open_immutable,
    error::{Fault, io_fault, sql_fault},
    files::Files,
    schema::{APPLICATION_ID, version_of_copy},
};

/// Bytes of SQLite's header: what is shorter has not even that.
const HEADER: u64 = 100;

impl Files {
    /// Sees that what has the shop's name is a file with something in it, which this account may
    /// read. Where there is nothing of that name, nothing is said.
    ///
    /// # Errors
    /// [`Fault::NotAFile`], [`Fault::Empty`], [`Fault::NotAShop`] where it has too few bytes for
    /// one, [`Fault::NoAccess`]; a fault of the disk.
    pub fn see_a_file(&self) -> Result<(), Fault> {
        let path = self.database().to_owned();
        let found = match fs::metadata(&path) {
            Ok(found) => found,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(()),
            Err(e) if e.kind() == ErrorKind::PermissionDenied => return Err(closed(&path)),
            Err(e) => return Err(io_fault("looking for the shop's file")(e)),
        };
        if found.is_dir() {
            return Err(Fault::NotAFile {
                path,
                is: "a folder",
            });
        }
        if !found.is_file() {
            return Err(Fault::NotAFile {
                path,
                is: "a device, or a way from program to program",
            });
        }
        match found.len() {
            0 => return Err(Fault::Empty { path }),
            // SQLite would take the rest for zeros.
            bytes @ 1..HEADER => {
                return Err(Fault::NotAShop {
                    path,
                    why: format!(
                        "it has {bytes} bytes, too few for a database: most of it is gone, or it \
                         is another program's"
                    ),
                });
            }
            _ => {}
        }
        for path in [path, self.wal(), self.shm()] {
            if path.exists() && !may(&path, Access::READ_OK) {
                return Err(closed(&path));
            }
        }
        Ok(())
    }

    /// Sees that SQLite's log can be made beside the shop's file, without which nothing of it can
    /// be read while others may write.
    ///
    /// # Errors
    /// [`Fault::NoAccess`].
    pub(super) fn see_a_place_for_the_log(&self) -> Result<(), Fault> {
        let needed = self.database().exists() && !(self.wal().exists() && self.shm().exists());
        match needed && !may(self.folder(), Access::WRITE_OK | Access::EXEC_OK) {
            true => Err(Fault::NoAccess {
                path: self.folder().to_owned(),
                how: "put files into",
            }),
            false => Ok(()),
        }
    }
}

/// Whether this account may do that to a file. What can't be told is tried.
fn may(path: &Path, what: Access) -> bool {
    !matches!(
        accessat(CWD, path, what, AtFlags::EACCESS),
        Err(rustix::io::Errno::ACCESS)
    )
}

/// What it means that this account may not read something.
pub(super) fn closed(path: &Path) -> Fault {
    Fault::NoAccess {
        path: path.to_owned(),
        how: "read",
    }
}

/// What a file is whose header SQLite did not take.
pub(super) fn unreadable(connection: &Connection, path: &Path, error: rusqlite::Error) -> Fault {
    let bytes = fs::metadata(path).map_or(0, |found| found.len());
    let not_a_shop = |why: &str| Fault::NotAShop {
        path: path.to_owned(),
        why: why.to_owned(),
    };
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => not_a_shop("it is not a database"),
        // So SQLite answers where a file has fewer pages than its header says.
        Some(ErrorCode::DatabaseCorrupt) => match is_ours_all_the_same(connection) {
            true => Fault::CutShort {
                path: path.to_owned(),
                bytes,
            },
            false => not_a_shop("it is another program's database, and damaged"),
        },
        _ => sql_fault(error),
    }
}

/// Whether a file that has too few pages is a shop's: asked to, SQLite reads on in one that it
/// finds broken.
fn is_ours_all_the_same(connection: &Connection) -> bool {
    let read = connection
        .pragma_update(None, "writable_schema", true)
        .and_then(|()| {
            connection.pragma_query_value(None, "application_id", |row| row.get::<_, i64>(0))
        });
    read.is_ok_and(|application| application == APPLICATION_ID)
}

/// The same fault, or that the file is cut short, where that is why it can't be read. Beside its log
/// SQLite goes by that and says no more than that something is wrong; by itself the file tells.
pub(super) fn or_cut_short(files: &Files, fault: Fault) -> Fault {
    if !matches!(fault, Fault::Damaged { .. }) {
        return fault;
    }
    cut_short(files).unwrap_or(fault)
}

/// That a file is cut short, where that is seen without its log.
fn cut_short(files: &Files) -> Option<Fault> {
    let path = files.database();
    let connection = open_immutable(files).ok()?;
    if let Err(cut @ Fault::CutShort { .. }) = version_of_copy(&connection, path) {
        return Some(cut);
    }
    // Where what is missing is a part of the schema, SQLite has zeros for it, and reads on in such
    // a one only where it is asked to.
    let ask =
        |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    connection
        .pragma_update(None, "writable_schema", true)
        .ok()?;
    let least = ask("page_count")
        .ok()?
        .checked_mul(ask("page_size").ok()?)?;
    let bytes = fs::metadata(path).ok()?.len();
    (bytes < u64::try_from(least).ok()?).then(|| Fault::CutShort {
        path: path.to_owned(),
        bytes,
    })
}

/// Sees that a file is as long as it has pages, but for those that stand in its log: with a log
/// beside it SQLite goes by that, and does not look. Of a file that is damaged otherwise nothing is
/// said: what can be read of it is for others to see.
pub(super) fn see_its_length(connection: &Connection, files: &Files) -> Result<(), Fault> {
    match bytes_where_short(connection, files) {
        Ok(None) | Err(Fault::Damaged { .. }) => Ok(()),
        Ok(Some(bytes)) => Err(Fault::CutShort {
            path: files.database().to_owned(),
            bytes,
        }),
        Err(other) => Err(other),
    }
}

/// The length of a file that is too short; `None` where it is not.
fn bytes_where_short(connection: &Connection, files: &Files) -> Result<Option<u64>, Fault> {
    let ask = |pragma: &str, column: usize| {
        connection
            .query_row(pragma, [], |row| row.get::<_, i64>(column))
            .map_err(|error| or_cut_short(files, sql_fault(error)))
    };
    let page = ask("PRAGMA page_size", 0)?;
    // In this order: what leaves the log meanwhile is in the file when that is looked at.
    let pages = ask("PRAGMA page_count", 0)?;
    let in_log = ask("PRAGMA wal_checkpoint(NOOP)", 1)?.max(0);
    let found = fs::metadata(files.database()).map_err(io_fault("looking at the file"))?;
    let least = pages.saturating_sub(in_log).saturating_mul(page);
    let least = u64::try_from(least).unwrap_or(0);
    Ok((found.len() < least).then_some(found.len()))
}
