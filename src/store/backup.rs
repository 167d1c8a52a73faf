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
use sha2::{Digest as _, Sha256};

use super::{
    Alone, connect,
    create::empty_the_log,
    draft::Draft,
    error::{Fault, io_fault, sql_fault},
    files::{BEFORE_RESTORE, Files, name_new, see_room, sync_folder},
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
    let target = Files::beside(target)?;
    let (draft, connection) = copied(&open_source(files)?, &target)?;
    finish(&draft, connection)?;
    let checked = check(draft.path())?;
    name_new(draft.path(), target.database()).map_err(io_fault("naming the copy"))?;
    sync_folder(target.folder())?;
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
fn finish(draft: &Draft, connection: Connection) -> Result<(), Fault> {
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
fn open_copy(path: &Path) -> Result<Connection, Fault> {
    let files = Files::beside(path)?;
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

/// A copy of a backup beside the shop it is to become, brought up to date
/// where an older program wrote it. Removed again unless it is put in place;
/// the backup itself is never written to.
pub struct Incoming {
    draft: Draft,
    files: Files,
}

impl Incoming {
    /// Copies the backup `from` beside the shop it is for.
    ///
    /// # Errors
    /// [`Fault::NotAShop`] or [`Fault::NewerSchema`] where it is not one this
    /// program can restore; a [`Fault`] of the disk.
    pub fn of(from: &Path, alone: &Alone) -> Result<Incoming, Fault> {
        Incoming::by(from, alone.files.clone(), schema::STEPS)
    }

    /// Copies the backup `from` beside a shop to try it out: it can't be put in place unless
    /// nobody has the shop open.
    ///
    /// # Errors
    /// As [`Incoming::of`].
    pub fn beside(from: &Path, files: &Files) -> Result<Incoming, Fault> {
        Incoming::by(from, files.clone(), schema::STEPS)
    }

    fn by(from: &Path, files: Files, steps: &[&str]) -> Result<Incoming, Fault> {
        let (draft, mut connection) = copied(&open_copy(from)?, &files)?;
        // Its triggers and views are somebody else's until it was checked.
        connection
            .pragma_update(None, "trusted_schema", false)
            .map_err(sql_fault)?;
        schema::bring_copy_up_to_date(&mut connection, steps)?;
        empty_the_log(&connection)?;
        finish(&draft, connection)?;
        Ok(Incoming { draft, files })
    }

    /// Where it is until it is put in place, for checking.
    pub fn path(&self) -> &Path {
        self.draft.path()
    }

    /// Puts it where the shop is, or was. What is there is kept under another
    /// name, which is the answer together with what `keep_word` made of it.
    ///
    /// The old shop keeps its log, and is taken away before the log is: killed
    /// in the middle, there is no shop and [`Fault::HalfRestored`] says so.
    ///
    /// # Errors
    /// What `keep_word` answered; a [`Fault`] of the disk, or where the copy is
    /// not there any more: then the shop stays as it is.
    pub fn put_in_place<T, E: From<Fault>>(
        self,
        _alone: &Alone,
        keep_word: impl FnOnce(&Path) -> Result<T, E>,
    ) -> Result<Option<(PathBuf, T)>, E> {
        let files = &self.files;
        let kept = match keep(files)? {
            Some(kept) => {
                let word = keep_word(&kept)?;
                Some((kept, word))
            }
            None => None,
        };
        // Somebody may have cleared up in the folder: what is there must not go for nothing.
        fs::metadata(self.draft.path()).map_err(io_fault("finding the copy to put in place"))?;
        remove_if_there(files.database())?;
        sync_folder(files.folder())?;
        remove_if_there(&files.wal())?;
        remove_if_there(&files.shm())?;
        sync_folder(files.folder())?;
        fs::rename(self.draft.path(), files.database())
            .map_err(io_fault("putting the copy in place"))?;
        sync_folder(files.folder())?;
        Ok(kept)
    }
}

/// Who may be in the way of whoever needs the shop for themselves.
pub(super) const HAS_IT_OPEN: &str = "a window or command that has the shop open: close it first";

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_backup_is_brought_up_to_date_in_its_copy_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let backup = folder.path().join("monday");
        let older = Connection::open(&backup).expect("a file");
        older
            .execute_batch(schema::STEPS[0])
            .and_then(|()| older.pragma_update(None, "user_version", 1))
            .and_then(|()| older.pragma_update(None, "application_id", 0x5348_5242))
            .and_then(|()| older.pragma_update(None, "journal_mode", "WAL"))
            .expect("what the first Sherbet wrote");
        older.close().expect("closed");
        let before = fs::read(&backup).expect("bytes");

        let path = folder.path().join("corner.sherbet");
        let files = Files::beside(&path).expect("a folder");
        let later = [schema::STEPS, &["CREATE TABLE later (a INTEGER) STRICT"]].concat();
        let incoming = Incoming::by(&backup, files, &later).expect("taken in");
        let copy = open_immutable(&Files::beside(incoming.path()).expect("a path")).expect("open");
        assert_eq!(schema::version(&copy).ok(), Some(schema::KNOWN + 1));
        assert_eq!(copy.table_exists(None, "later"), Ok(true));
        let beside: Vec<_> = fs::read_dir(folder.path()).expect("files").collect();
        assert_eq!(beside.len(), 2, "{beside:?}");
        assert_eq!(fs::read(&backup).expect("bytes"), before);
        drop(incoming);
        assert_eq!(fs::read_dir(folder.path()).expect("files").count(), 1);
    }
}
