//! The way back from a backup: a copy of it is made beside the shop, checked, and put in its place
//! while nobody has the shop open.
//!
//! Promises: the backup itself is never written to; a restored file never stands beside an older
//! or newer log; what was there before is kept under another name, or stays where it is. Left out:
//! whether the books in a copy add up, which the shop itself checks.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use super::{
    Alone,
    backup::{copied, finish, open_copy},
    create::empty_the_log,
    draft::Draft,
    error::{Fault, io_fault, sql_fault},
    files::{BEFORE_RESTORE, Files, sync_folder},
    schema,
};

/// Who may be in the way of whoever needs the shop for themselves.
pub(super) const HAS_IT_OPEN: &str = "a window or command that has the shop open: close it first";

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
    /// not there any more: then the shop stays as it is. [`Fault::HalfRestored`]
    /// where the shop that was there is kept and the copy could not take its
    /// place, and [`Fault::Unsettled`] where it has, and may not stay.
    pub fn put_in_place<T, E: From<Fault>>(
        self,
        _alone: &Alone,
        keep_word: impl FnOnce(&Path) -> Result<T, E>,
    ) -> Result<Option<(PathBuf, T)>, E> {
        let files = &self.files;
        let kept = match keep(files)? {
            Some(kept) => match keep_word(kept.database()) {
                Ok(word) => Some((kept, word)),
                Err(why) => {
                    kept.let_go(files);
                    return Err(why);
                }
            },
            None => None,
        };
        // Somebody may have cleared up in the folder: what is there must not go for nothing.
        let taken_away = fs::metadata(self.draft.path())
            .map_err(io_fault("finding the copy to put in place"))
            .and_then(|_| remove_if_there(files.database()));
        if let Err(fault) = taken_away {
            if let Some((kept, _)) = &kept {
                kept.let_go(files);
            }
            return Err(fault.into());
        }
        let kept = kept.map(|(kept, word)| (kept.database().to_owned(), word));
        let replaced = sync_folder(files.folder())
            .and_then(|()| remove_if_there(&files.wal()))
            .and_then(|()| remove_if_there(&files.shm()))
            .and_then(|()| sync_folder(files.folder()))
            .and_then(|()| {
                fs::rename(self.draft.path(), files.database())
                    .map_err(io_fault("putting the copy in place"))
            });
        if let Err(fault) = replaced {
            tracing::error!(%fault, "the shop that was there is kept, and the copy is not in its place");
            return Err(match &kept {
                Some((kept, _)) => Fault::HalfRestored {
                    path: files.database().to_owned(),
                    kept: kept.clone(),
                }
                .into(),
                None => fault.into(),
            });
        }
        sync_folder(files.folder()).map_err(Fault::after_the_deed)?;
        Ok(kept)
    }
}

/// The second name of a shop that is to be replaced.
struct Kept(Files);

impl Kept {
    fn database(&self) -> &Path {
        self.0.database()
    }

    /// Takes the second names away again, where the first ones stay: who sells on
    /// would go on selling in what is called kept.
    fn let_go(&self, of: &Files) {
        if !of.database().exists() {
            return;
        }
        for path in [
            self.0.database().to_owned(),
            self.0.wal(),
            self.0.with(".head"),
        ] {
            if let Err(fault) = remove_if_there(&path) {
                tracing::warn!(%fault, path = %path.display(), "a second name of the shop stays");
            }
        }
    }
}

/// Gives a shop that is to be replaced, and its log, a second name. Neither is
/// opened: they may be damaged.
fn keep(files: &Files) -> Result<Option<Kept>, Fault> {
    if !files.database().exists() {
        return Ok(None);
    }
    let kept = Files::beside(&files.with(&format!("{BEFORE_RESTORE}{}", uuid::Uuid::now_v7())))?;
    let kept = Kept(kept);
    match second_names(files, &kept.0) {
        Ok(()) => Ok(Some(kept)),
        Err(fault) => {
            kept.let_go(files);
            Err(fault)
        }
    }
}

fn second_names(files: &Files, kept: &Files) -> Result<(), Fault> {
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
    sync_folder(files.folder())
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
    use rusqlite::Connection;

    use super::{super::backup::open_immutable, *};

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
