//! Who owns a shop's files, and who may read and write them.

use std::{
    fs::{self, Metadata},
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use rustix::fs::{Access, access};

use super::Files;

/// What ours is called behind the shop's name.
const OURS: [&str; 10] = [
    "",
    "-wal",
    "-shm",
    ".key",
    ".open",
    ".now",
    ".next",
    ".next2",
    ".next3",
    ".payments",
];

/// What is not as it should be with a file or folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It belongs to somebody else than who looks.
    OtherOwner,
    /// Others may read or write it.
    OpenToOthers,
    /// Nobody may write it.
    ReadOnly,
    /// It is a folder that everybody may put files into, and take others' away.
    OpenFolder,
    /// It is a folder that who looks may put nothing into.
    ClosedFolder,
}

/// A file or folder that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub path: PathBuf,
    /// What is wrong.
    pub wrong: Wrong,
    /// The bits that say who may what, such as `0o644`.
    pub mode: u32,
}

/// What is not as it should be with the files of a shop and their folder. What is not there is
/// left out.
pub fn permissions(files: &Files) -> Vec<Found> {
    let mut all = Vec::new();
    let mut tell = |path: &Path, found: &Metadata, wrong| {
        all.push(Found {
            path: path.to_owned(),
            wrong,
            mode: found.mode() & 0o7777,
        });
    };
    let me = rustix::process::geteuid().as_raw();
    for name in OURS {
        let path = files.with(name);
        // A folder that has the shop's name is told as that, not as a file that others may read.
        let Some(found) = fs::metadata(&path).ok().filter(Metadata::is_file) else {
            continue;
        };
        if found.uid() != me {
            tell(&path, &found, Wrong::OtherOwner);
        }
        if found.mode() & 0o222 == 0 {
            tell(&path, &found, Wrong::ReadOnly);
        }
        if found.mode() & 0o077 != 0 {
            tell(&path, &found, Wrong::OpenToOthers);
        }
    }
    let folder = files.folder();
    if let Ok(found) = fs::metadata(folder) {
        // Where the sticky bit is set, everybody may take away only what is theirs.
        if found.mode() & 0o1002 == 0o0002 {
            tell(folder, &found, Wrong::OpenFolder);
        }
        if found.mode() & 0o222 == 0 || access(folder, Access::WRITE_OK).is_err() {
            tell(folder, &found, Wrong::ClosedFolder);
        }
    }
    all
}
