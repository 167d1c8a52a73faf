//! Copies of the shop: made while it is open, put in place while it is not.
//!
//! Promises: a copy is the shop at one moment; a restored file never stands
//! beside an older or newer log; what was there before is kept.
//! Left out: whether the books in a copy add up, which the shop itself checks.

use std::{
    fs::{self, File},
    io::{ErrorKind, Read as _},
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{
    Connection, OpenFlags,
    backup::{Backup, StepResult},
};

use super::{
    connect,
    create::Draft,
    error::{Fault, io_fault, sql_fault},
    files::{BEFORE_RESTORE, Files, name_new, sync_folder},
    schema,
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
    let source = connect(files)?;
    source
        .busy_timeout(Duration::from_secs(10))
        .map_err(sql_fault)?;
    copy(&source, &Files::beside(target)?, check)
}

fn copy<T, E: From<Fault>>(
    source: &Connection,
    target: &Files,
    check: impl FnOnce(&Path) -> Result<T, E>,
) -> Result<T, E> {
    let (draft, mut connection) = Draft::beside(target)?;
    // In one step: the copy is of one moment, and a reader does not keep
    // anybody from writing.
    let step = Backup::new(source, &mut connection)
        .and_then(|backup| backup.step(-1))
        .map_err(sql_fault)?;
    if step != StepResult::Done {
        Err(Fault::Busy {
            waited: Duration::from_secs(10),
            holder: "another program".into(),
        })?;
    }
    connection.close().map_err(|(_, error)| sql_fault(error))?;
    File::open(draft.path())
        .and_then(|file| file.sync_all())
        .map_err(io_fault("syncing the copy"))?;
    let checked = check(draft.path())?;
    name_new(draft.path(), target.database()).map_err(io_fault("naming the copy"))?;
    sync_folder(target.folder())?;
    Ok(checked)
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
    let files = Files::beside(path)?;
    if !files.database().exists() {
        Err(Fault::NoShop {
            path: path.to_owned(),
        })?;
    }
    // A finished copy has no log; one that has is not what `backup` made.
    if files.wal().exists() {
        Err(Fault::NotAShop {
            path: path.to_owned(),
            why: "a write-ahead log stands beside it, so it is a shop in use, not a backup".into(),
        })?;
    }
    // A connection that may not change the file knows of no log, so the mode is
    // read from the header. Only here: reading a file that this process has
    // open in SQLite would let go of SQLite's locks on it.
    if !is_kept_in_a_log(files.database())? {
        Err(Fault::NotAShop {
            path: path.to_owned(),
            why: "it is not a database that is written by way of a log".into(),
        })?;
    }
    let connection = open_immutable(&files)?;
    let found = schema::version_of_copy(&connection, path)?;
    if found != schema::KNOWN {
        Err(Fault::NewerSchema {
            found,
            known: schema::KNOWN,
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
fn open_immutable(files: &Files) -> Result<Connection, Fault> {
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

/// Puts a copy where the shop at `path` is, or was, once `check` has found
/// nothing wrong with what is put there. What is there is kept under another
/// name, which is the second part of the answer.
///
/// The old shop keeps its log, and is taken away before the log is: killed in
/// the middle, there is no shop at `path` and [`Fault::HalfRestored`] says so.
///
/// # Errors
/// [`Fault::Busy`] while anybody has the shop open; what `check` answered; a
/// [`Fault`] of the disk.
pub fn put_in_place<T, E: From<Fault>>(
    from: &Path,
    path: &Path,
    check: impl FnOnce(&Path) -> Result<T, E>,
) -> Result<(T, Option<PathBuf>), E> {
    let files = Files::beside(path)?;
    let Some(_alone) = files.claim_alone()? else {
        Err(Fault::Busy {
            waited: Duration::ZERO,
            holder: "a window or command that has the shop open: close it first".into(),
        })?
    };
    let incoming = Files::beside(&files.with(&format!(".restore-{}", uuid::Uuid::now_v7())))?;
    let source = open_immutable(&Files::beside(from)?)?;
    let checked = copy(&source, &incoming, check)?;
    drop(source);

    let kept = keep(&files)?;
    remove_if_there(files.database())?;
    sync_folder(files.folder())?;
    remove_if_there(&files.wal())?;
    remove_if_there(&files.shm())?;
    sync_folder(files.folder())?;
    fs::rename(incoming.database(), files.database())
        .map_err(io_fault("putting the copy in place"))?;
    sync_folder(files.folder())?;
    Ok((checked, kept))
}

/// Gives a shop that is to be replaced, and its log, a second name. Neither is
/// opened: they may be damaged.
fn keep(files: &Files) -> Result<Option<PathBuf>, Fault> {
    if !files.database().exists() {
        return Ok(None);
    }
    let kept = Files::beside(&files.with(&format!("{BEFORE_RESTORE}{}", uuid::Uuid::now_v7())))?;
    for (from, to) in [
        (files.wal(), kept.wal()),
        (files.database().to_owned(), kept.database().to_owned()),
    ] {
        if !from.exists() {
            continue;
        }
        match fs::hard_link(&from, &to) {
            Err(e)
                if matches!(
                    e.kind(),
                    ErrorKind::PermissionDenied | ErrorKind::Unsupported
                ) =>
            {
                fs::copy(&from, &to).map(drop)
            }
            linked => linked,
        }
        .map_err(io_fault("keeping the shop that was there"))?;
    }
    sync_folder(files.folder())?;
    Ok(Some(kept.database().to_owned()))
}

fn remove_if_there(path: &Path) -> Result<(), Fault> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
            Err(io_fault("removing an outdated file")(e))
        }
        _ => Ok(()),
    }
}
