//! Drafts: files that are being made, under a name that tells who makes them,
//! until they are whole and get their own.
//!
//! Promises: a draft is removed again unless it was finished; what a killed
//! process left is removed by whoever next opens a shop or makes a draft in
//! that folder, and nobody's draft whose process is running is. Left out:
//! drafts on another machine's disk; a shop is not opened from two machines.

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
    process::{is_alive, this_process},
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
pub(super) fn ending() -> String {
    format!("{MARK}{}.{}", this_process(), uuid::Uuid::now_v7())
}

/// Removes the drafts in a folder whose process has ended. Where that can't be
/// done, it is tried again by the next.
pub(super) fn sweep(folder: &Path) {
    // Where the system does not tell who is running, no draft is known to be left.
    if !is_alive(this_process()) {
        return;
    }
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            tracing::warn!(%error, folder = %folder.display(), "drafts can't be looked for");
            return;
        }
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let maker = name.to_str().and_then(maker_of);
        if maker.is_some_and(|maker| !is_alive(maker)) {
            remove(&entry.path());
        }
    }
}

/// The process that makes the draft of this name, or the file beside it;
/// `None` where it is no draft's name.
fn maker_of(name: &str) -> Option<&str> {
    let (_, behind) = name.rsplit_once(MARK)?;
    let (maker, id) = behind.split_once('.')?;
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
    fn a_name_that_is_no_drafts_is_nobodys() {
        let own = format!("corner.sherbet{}", ending());
        assert_eq!(maker_of(&own), Some(this_process()));
        assert_eq!(maker_of(&format!("{own}-journal")), Some(this_process()));
        for other in [
            "corner.sherbet",
            "corner.sherbet.draft-",
            "letter.draft-2.txt",
            "letter.draft-4@2.txt",
            "a.draft-1@.01977f5e-0000-7000-8000-000000000000",
            "a.draft-unknown.01977f5e-0000-7000-8000-000000000000",
        ] {
            assert_eq!(maker_of(other), None, "{other}");
        }
    }
}
