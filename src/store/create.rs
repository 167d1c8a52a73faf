//! Founding: a new shop's file appears whole or not at all.
//!
//! It is made under another name and linked into place when it is finished,
//! already in WAL mode, so that no two processes ever switch one file at once.

use std::{
    fs::{self, OpenOptions},
    os::unix::fs::OpenOptionsExt,
    path::Path,
    time::Duration,
};

use rusqlite::Connection;

use super::{
    Durability, connect,
    error::{Fault, io_fault, sql_fault},
    files::{Files, sync_folder},
    key::Key,
    prepare_writer, schema,
    turnstile::Turnstile,
    tx::WriteTx,
};

/// A shop's file that is being made: removed again unless it is finished.
pub struct Draft {
    files: Files,
}

impl Drop for Draft {
    fn drop(&mut self) {
        for path in [
            self.files.database().to_owned(),
            self.files.wal(),
            self.files.shm(),
        ] {
            if let Err(error) = fs::remove_file(&path)
                && error.kind() != std::io::ErrorKind::NotFound
            {
                tracing::warn!(%error, path = %path.display(), "a draft could not be removed");
            }
        }
    }
}

impl Draft {
    pub(super) fn beside(files: &Files) -> Result<(Draft, Connection), Fault> {
        let path = files.with(&format!(".draft-{}", uuid::Uuid::now_v7()));
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .map_err(io_fault("making a new file"))?;
        let draft = Draft {
            files: Files::beside(&path)?,
        };
        let connection = connect(&draft.files)?;
        Ok((draft, connection))
    }

    pub(super) fn path(&self) -> &Path {
        self.files.database()
    }
}

/// Makes a new shop at `path`: schema, key, and what `found` writes, all of it
/// or nothing. `None` where there is a shop already.
///
/// # Errors
/// What `found` answered, or a [`Fault`] of the disk.
pub fn create<E: From<Fault>>(
    path: &Path,
    found: impl FnOnce(&WriteTx<'_>, &Key) -> Result<(), E>,
) -> Result<Option<()>, E> {
    let files = Files::beside(path)?;
    let turnstile = Turnstile::beside(&files)?;
    let _turn = turnstile.wait(Duration::from_secs(20))?;
    if files.database().exists() {
        return Ok(None);
    }
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
    // Closing moves the log into the file and removes it.
    connection.close().map_err(|(_, error)| sql_fault(error))?;

    key.store(&files)?;
    match fs::hard_link(draft.path(), files.database()) {
        Ok(()) => {}
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => return Ok(None),
        Err(e) => Err(io_fault("putting the new shop in place")(e))?,
    }
    sync_folder(files.folder())?;
    Ok(Some(()))
}
