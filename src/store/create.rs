//! Founding: a new shop's file appears whole or not at all.
//!
//! It is made under another name and linked into place when it is finished,
//! already in WAL mode, so that no two processes ever switch one file at once.

use std::{fs, path::Path, time::Duration};

use rusqlite::Connection;

use super::{
    Durability,
    draft::Draft,
    error::{Fault, io_fault, sql_fault},
    files::{Files, name_new, sync_folder},
    key::Key,
    prepare_writer, schema,
    turnstile::Turnstile,
    tx::WriteTx,
};

/// Makes a new shop at `path`: schema, key, and what `found` writes, all of it
/// or nothing. `None` where there is a shop already. While others found or
/// restore there, it waits for `patience` at most.
///
/// # Errors
/// What `found` answered, or a [`Fault`] of the disk.
pub fn create<E: From<Fault>>(
    path: &Path,
    patience: Duration,
    found: impl FnOnce(&WriteTx<'_>, &Key) -> Result<(), E>,
) -> Result<Option<()>, E> {
    let files = Files::beside(path)?;
    files.see_a_file()?;
    let turnstile = Turnstile::beside(&files)?;
    let _turn = turnstile.wait(patience)?;
    if files.database().exists() {
        return Ok(None);
    }
    // A restore under way has taken the old file away for a moment.
    let _alone = files.claim_alone(
        patience,
        "a window or command that has a shop of this name open",
    )?;
    if let interrupted @ Fault::HalfRestored { .. } = files.missing() {
        Err(interrupted)?;
    }
    put_leftovers_aside(&files)?;
    let key = Key::random()?;
    let (draft, mut connection) = Draft::beside(&files)?;
    connection
        .pragma_update(None, "journal_mode", "WAL")
        .map_err(sql_fault)?;
    prepare_writer(&connection, Durability::Full)?;
    schema::begin(&mut connection)?;
    connection
        .execute_batch("BEGIN IMMEDIATE")
        .map_err(sql_fault)?;
    found(&WriteTx::new(&connection), &key)?;
    connection.execute_batch("COMMIT").map_err(sql_fault)?;
    empty_the_log(&connection)?;
    connection.close().map_err(|(_, error)| sql_fault(error))?;

    let old_key = key.store(&files)?;
    if let Err(e) = name_new(draft.path(), files.database()) {
        // Another program was faster than our locks: its key is its own again.
        if let Some(old_key) = old_key {
            fs::rename(old_key, files.key()).map_err(io_fault("putting a key back"))?;
        }
        if e.kind() == std::io::ErrorKind::AlreadyExists {
            return Ok(None);
        }
        Err(io_fault("putting the new shop in place")(e))?;
    }
    sync_folder(files.folder()).map_err(Fault::after_the_deed)?;
    Ok(Some(()))
}

/// Moves the log into the file, and sees that all of it was moved: closing
/// would do it too, but tells nobody where it can't.
pub(super) fn empty_the_log(connection: &Connection) -> Result<(), Fault> {
    let left: i64 = connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(1))
        .map_err(sql_fault)?;
    match left {
        0 => Ok(()),
        _ => Err(Fault::Io {
            what: "the new file's log could not be moved into it".into(),
        }),
    }
}

/// A log of a shop that is gone would be read into the new one: it is kept
/// under another name.
fn put_leftovers_aside(files: &Files) -> Result<(), Fault> {
    for path in [files.wal(), files.shm()] {
        if path.exists() {
            let mut aside = path.clone().into_os_string();
            aside.push(format!(".left-{}", uuid::Uuid::now_v7()));
            fs::rename(&path, aside).map_err(io_fault("putting an old log aside"))?;
        }
    }
    Ok(())
}
