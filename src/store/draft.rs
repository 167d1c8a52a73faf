//! Drafts: files that are being made, under a name that tells who makes them,
//! until they are whole and get their own.
//!
//! Promises: a draft is removed again unless it was finished; what a killed
//! process left is removed by whoever next opens a shop or makes a draft in
//! that folder, and nobody's draft whose process is running is. Left out: what
//! was left by another machine, in another container, or before the machine was
//! started anew. Nobody here can tell whether its process has ended (several
//! machines may back up to one folder), so it stays until a person removes it.

use std::{
    fs::{self, OpenOptions},
    io::ErrorKind,
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use rusqlite::Connection;

use super::{
    connect,
    error::{Fault, io_fault},
    files::Files,
    process::{is_alive, this_place, this_process},
};

/// What stands between a file's own name and who makes it.
const MARK: &str = ".draft-";

/// What SQLite appends to a database's name for the files beside it.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// A shop's file that is being made: removed again unless it is finished.
pub(super) struct Draft {
    files: Files,
}

impl Drop for Draft {
    fn drop(&mut self) {
        remove(self.files.database());
        for beside in BESIDE {
            remove(&self.files.with(beside));
        }
    }
}

impl Draft {
    /// An empty one beside a file, and a connection to it.
    pub(super) fn beside(files: &Files) -> Result<(Draft, Connection), Fault> {
        sweep(files.folder());
        let path = files.with(&ending());
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

/// What a draft of this process is called behind the name of what it becomes.
/// One that does not tell where it is made is never swept.
pub(super) fn ending() -> String {
    let place = this_place().unwrap_or("unknown");
    format!("{MARK}{}@{place}.{}", this_process(), uuid::Uuid::now_v7())
}

/// Removes the drafts in a folder that were made where this process is, by one
/// that has ended. Where that can't be done, it is tried again by the next.
pub(super) fn sweep(folder: &Path) {
    // Where the system does not tell who is running, no draft is known to be left.
    let Some(place) = this_place().filter(|_| is_alive(this_process())) else {
        return;
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            tracing::warn!(%error, folder = %folder.display(), "drafts can't be looked for");
            return;
        }
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let maker = name.to_str().and_then(|name| maker_of(name, place));
        if maker.is_some_and(|maker| !is_alive(maker)) {
            // A scratch folder goes with all that is in it.
            match entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                true => remove_all(&entry.path()),
                false => remove(&entry.path()),
            }
        }
    }
}

/// Removes a folder and what is in it.
pub(super) fn remove_all(folder: &Path) {
    if let Err(error) = fs::remove_dir_all(folder)
        && error.kind() != ErrorKind::NotFound
    {
        tracing::warn!(%error, folder = %folder.display(), "a scratch folder could not be removed");
    }
}

/// The process that makes the draft of this name, or the file beside it; `None`
/// where it is no draft's name, or that of one made elsewhere than at `place`.
fn maker_of<'name>(name: &'name str, place: &str) -> Option<&'name str> {
    let (_, behind) = name.rsplit_once(MARK)?;
    let (maker, id) = behind.split_once('.')?;
    let maker = maker.strip_suffix(place)?.strip_suffix('@')?;
    let mut endings = BESIDE.iter();
    let id = endings
        .find_map(|ending| id.strip_suffix(ending))
        .unwrap_or(id);
    let (process, started) = maker.split_once('@')?;
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_ours = is_number(process) && is_number(started) && uuid::Uuid::try_parse(id).is_ok();
    is_ours.then_some(maker)
}

fn remove(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != ErrorKind::NotFound
    {
        tracing::warn!(%error, path = %path.display(), "a draft could not be removed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_no_drafts_or_was_made_elsewhere_is_nobodys() {
        const ID: &str = "01977f5e-0000-7000-8000-000000000000";
        let of = |name: &str| maker_of(name, "7@b0").map(str::to_owned);
        let here = format!("corner.sherbet.draft-4@2@7@b0.{ID}");
        assert_eq!(of(&here).as_deref(), Some("4@2"));
        assert_eq!(of(&format!("{here}-journal")).as_deref(), Some("4@2"));
        for other in [
            "corner.sherbet",
            "corner.sherbet.draft-",
            "letter.draft-2.txt",
            "letter.draft-4@2@7@b0.txt",
            // In another namespace, after another start, and where that was not told.
            &format!("a.draft-4@2@8@b0.{ID}"),
            &format!("a.draft-4@2@17@b0.{ID}"),
            &format!("a.draft-4@2@7@b1.{ID}"),
            &format!("a.draft-4@2@unknown.{ID}"),
            &format!("a.draft-4@2.{ID}"),
            &format!("a.draft-1@@7@b0.{ID}"),
            &format!("a.draft-unknown@7@b0.{ID}"),
        ] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
