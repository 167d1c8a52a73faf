//! Copies of the shop, made while it is open.
//!
//! Promises: a copy is the shop at one moment, and has its name once it is whole and checked.
//! Left out: whether the books in a copy add up, which the shop itself checks; and the way back
//! from one, which is `incoming`.

use std::{
    fs::File,
    io::{ErrorKind, Read as _},
    path::Path,
    time::Duration,
};

use rusqlite::{
    Connection, OpenFlags,
    backup::{Backup, StepResult},
};
use sha2::{Digest as _, Sha256};

use super::{
    connect,
    draft::Draft,
    error::{Fault, io_fault, sql_fault},
    files::{Files, name_new, see_room, sync_folder},
    recognise, schema,
    tx::ReadTx,
};

/// Copies the shop's file, as it is at one moment, to `target`, where no file
/// may be. It gets that name once it is whole, synced, and `check` has found
/// nothing wrong with it.
pub(super) fn copy_to<T, E: From<Fault>>(
    files: &Files,
    target: &Path,
    check: impl FnOnce(&Path) -> Result<T, E>,
) -> Result<T, E> {
    let target = Files::beside(target)?;
    let (draft, connection) = copied(&open_source(files)?, &target)?;
    finish(&draft, connection)?;
    let checked = check(draft.path())?;
    name_new(draft.path(), target.database()).map_err(io_fault("naming the copy"))?;
    sync_folder(target.folder()).map_err(Fault::after_the_deed)?;
    Ok(checked)
}

/// Lets `read` go over a copy of the shop, as it is at one moment, which is
/// removed again afterwards.
pub(super) fn with_copy<T, E: From<Fault>>(
    files: &Files,
    read: impl FnOnce(&Path) -> Result<T, E>,
) -> Result<T, E> {
    let (draft, connection) = copied(&open_source(files)?, files)?;
    connection.close().map_err(|(_, error)| sql_fault(error))?;
    read(draft.path())
}

fn open_source(files: &Files) -> Result<Connection, Fault> {
    let source = connect(files)?;
    source
        .busy_timeout(Duration::from_secs(10))
        .map_err(sql_fault)?;
    Ok(source)
}

/// A draft of a file beside `beside` with all that is in `source`.
pub(super) fn copied(source: &Connection, beside: &Files) -> Result<(Draft, Connection), Fault> {
    let bytes: i64 = source
        .query_row(
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
            [],
            |row| row.get(0),
        )
        .map_err(sql_fault)?;
    see_room(beside.folder(), u64::try_from(bytes).unwrap_or(0))?;
    let (draft, mut connection) = Draft::beside(beside)?;
    // In one step: the copy is of one moment, and a reader does not keep
    // anybody from writing.
    let step = Backup::new(source, &mut connection)
        .and_then(|backup| backup.step(-1))
        .map_err(sql_fault)?;
    match step {
        StepResult::Done => Ok((draft, connection)),
        _ => Err(Fault::Busy {
            waited: Duration::from_secs(10),
            holder: "another program".into(),
        }),
    }
}

/// Closes a draft that is whole, and sees that it is on disk.
pub(super) fn finish(draft: &Draft, connection: Connection) -> Result<(), Fault> {
    connection.close().map_err(|(_, error)| sql_fault(error))?;
    File::open(draft.path())
        .and_then(|file| file.sync_all())
        .map_err(io_fault("syncing the copy"))
}

/// Opens a copy for checking, read-only and without touching what is beside
/// it, and lets `check` read it. SQLite's own check is made first.
///
/// # Errors
/// [`Fault::Damaged`] where SQLite finds the copy damaged, [`Fault::NotAShop`]
/// or [`Fault::NewerSchema`] where it is not one this program can check, and
/// what `check` answered.
pub fn open_aside<T, E: From<Fault>>(
    path: &Path,
    check: impl FnOnce(&ReadTx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let connection = open_copy(path)?;
    if schema::version(&connection)? != schema::KNOWN {
        Err(Fault::NotAShop {
            path: path.to_owned(),
            why: "an older Sherbet wrote it; only a restore brings it up to date".into(),
        })?;
    }
    let verdict: String = connection
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(sql_fault)?;
    if verdict != "ok" {
        Err(Fault::Damaged { what: verdict })?;
    }
    let broken: bool = connection
        .prepare("PRAGMA foreign_key_check")
        .and_then(|mut statement| statement.exists([]))
        .map_err(sql_fault)?;
    if broken {
        Err(Fault::Damaged {
            what: "a row points to another that is not there".into(),
        })?;
    }
    check(&ReadTx::new(&connection))
}

/// SHA-256 over every byte of a finished copy, which nobody may have open: it
/// finds what a disk changes, also where SQLite keeps nothing.
///
/// # Errors
/// A [`Fault`] of the disk.
pub fn digest(path: &Path) -> Result<[u8; 32], Fault> {
    let fault = || io_fault("reading a copy");
    let mut file = File::open(path).map_err(fault())?;
    let mut sum = Sha256::new();
    let mut part = vec![0; 1 << 16];
    loop {
        match file.read(&mut part) {
            Ok(0) => return Ok(sum.finalize().into()),
            Ok(read) => sum.update(part.get(..read).unwrap_or_default()),
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => return Err(fault()(e)),
        }
    }
}

/// Opens a file that must be a finished copy of a shop, no newer than this
/// program, leaving it and what is beside it as they are.
pub(super) fn open_copy(path: &Path) -> Result<Connection, Fault> {
    let files = Files::beside(path)?;
    files.see_a_file()?;
    let not_a_copy = |why: &str| Fault::NotAShop {
        path: path.to_owned(),
        why: why.into(),
    };
    if !files.database().exists() {
        return Err(Fault::NoShop {
            path: path.to_owned(),
        });
    }
    // A finished copy has no log; one that has is not what `backup` made.
    if files.wal().exists() {
        return Err(not_a_copy(
            "a write-ahead log stands beside it, so it is a shop in use, not a backup",
        ));
    }
    // A connection that may not change the file knows of no log, so the mode is
    // read from the header. Only here: reading a file that this process has
    // open in SQLite would let go of SQLite's locks on it.
    if !is_kept_in_a_log(files.database())? {
        return Err(not_a_copy(
            "it is not a database that is written by way of a log",
        ));
    }
    let connection = open_immutable(&files)?;
    schema::not_newer(schema::version_of_copy(&connection, path)?, schema::KNOWN)?;
    recognise::see_its_length(&connection, &files)?;
    Ok(connection)
}

/// Whether a database's header (bytes 18 and 19 of SQLite's file format) says
/// that it is written by way of a log.
fn is_kept_in_a_log(path: &Path) -> Result<bool, Fault> {
    let mut header = [0; 20];
    match File::open(path).and_then(|mut file| file.read_exact(&mut header)) {
        Ok(()) => Ok(header[18..] == [2, 2]),
        Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        Err(e) => Err(io_fault("reading the copy's header")(e)),
    }
}

/// Opens a file nobody writes to, leaving nothing beside it.
pub(super) fn open_immutable(files: &Files) -> Result<Connection, Fault> {
    Connection::open_with_flags(
        immutable_uri(files.database()),
        OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_URI,
    )
    .map_err(sql_fault)
}

fn immutable_uri(path: &Path) -> String {
    let mut uri = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                uri.push(char::from(*byte));
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri.push_str("?immutable=1");
    uri
}
