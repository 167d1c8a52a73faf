//! Faults: what went wrong with the file, the disk or the program itself.
//!
//! A fault is not an answer of the shop (that is a refusal): it says what
//! happened, what is safe, and what to do.

use std::{path::PathBuf, time::Duration};

use rusqlite::ErrorCode;

/// Something that keeps the shop from answering at all.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// There is no file.
    #[error("there is no shop at {}: found one with `sherbet init`, or check the path", .path.display())]
    NoShop {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// A restore did not come to its end.
    #[error("there is no shop at {}, because a restore was interrupted; what was there before is safe in {}: run `sherbet restore` again", .path.display(), .kept.display())]
    HalfRestored {
        /// Where the shop should be.
        path: PathBuf,
        /// Where the shop that was there before is kept.
        kept: PathBuf,
    },
    /// The file is not a shop's.
    #[error("{} is not a Sherbet shop ({why}); it was left as it is", .path.display())]
    NotAShop {
        /// The file.
        path: PathBuf,
        /// What gave it away.
        why: String,
    },
    /// Something else than a file has the shop's name.
    #[error("{} is {is}, and a shop is one file; it was left as it is: name the file itself", .path.display())]
    NotAFile {
        /// Where the shop should be.
        path: PathBuf,
        /// What is there: "a folder".
        is: &'static str,
    },
    /// There is a file, with nothing in it.
    #[error("{} is empty (0 bytes): what the shop had in it is not there any more; backups, the key and a log beside it are safe, and it was left as it is: copy all files that begin with its name, then restore the last good backup", .path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The file ends too early.
    #[error("{} is cut short, or its first page is damaged: by its own word it is longer than the {bytes} bytes that are there; backups are safe, and it was left as it is: sell nothing on it, copy all files that begin with its name, see to the disk, then restore the last good backup", .path.display())]
    CutShort {
        /// The file.
        path: PathBuf,
        /// How many bytes of it are there.
        bytes: u64,
    },
    /// This account of the machine may not do it. Nothing was written.
    #[error("this account of the machine may not {how} {}; nothing was written, and what is there is safe: work as the account that it belongs to, or have that one give the right to", .path.display())]
    NoAccess {
        /// The file or folder.
        path: PathBuf,
        /// What it may not: "read", "put files into".
        how: &'static str,
    },
    /// A newer program wrote the file.
    #[error(
        "this shop was upgraded by a newer Sherbet (its file is of version {found}, this program knows up to {known}); nothing was changed: use the newer program"
    )]
    NewerSchema {
        /// The file's schema version.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// The journal's key is missing or is another shop's.
    #[error("the shop's key {} {why}; without it nothing can be sold, because the journal could not be continued: put the key file back from where copies are kept; where there is none, `sherbet journal rekey --help` tells how to go on and what is lost", .path.display())]
    Key {
        /// Where the key was looked for.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The file could not be had in time. Nothing was written.
    #[error("the shop's file has been held for {:.0} s by {holder}; nothing was written, and it is safe to try again", .waited.as_secs_f32())]
    Busy {
        /// How long was waited.
        waited: Duration,
        /// Who holds it, as far as can be told.
        holder: String,
    },
    /// The disk is full. Nothing was written.
    #[error(
        "the disk is full; nothing of this was written and everything before it is safe: make room on the disk, then try again"
    )]
    DiskFull,
    /// There is no room for a copy. Nothing was written.
    #[error("there is no room for a copy of the shop in {}: {needed_mb} MB are needed there, {free_mb} MB are free; nothing was written: make room on that disk, then try again", .folder.display())]
    NoRoom {
        /// Where the copy was to be.
        folder: PathBuf,
        /// How much it needs, in millions of bytes.
        needed_mb: u64,
        /// How much is free there, in millions of bytes.
        free_mb: u64,
    },
    /// The file may only be read. Nothing was written.
    #[error(
        "the shop's file may only be read; nothing of this was written: give the file back its write permission, then try again"
    )]
    ReadOnly,
    /// The file is not where it was opened. Nothing was written.
    #[error("the shop's file {} was {how} while the shop is open; nothing of this was written: put the file back, or close every window and start again", .path.display())]
    Moved {
        /// Where the file should be.
        path: PathBuf,
        /// What happened to it: "removed or renamed", "replaced by another file".
        how: &'static str,
    },
    /// It is not known whether the act was written.
    #[error(
        "it is not known whether this was written ({why}): look before doing it again by hand; asking again from the same window is safe"
    )]
    Unsettled {
        /// What happened after the act was handed to the disk.
        why: String,
    },
    /// The disk or the operating system failed. Nothing was written.
    #[error(
        "the disk or the system failed ({what}); nothing of this was written and everything before it is safe"
    )]
    Io {
        /// What failed.
        what: String,
    },
    /// The file's content is damaged.
    #[error(
        "the shop's file can't be read as it should be ({what}): stop selling on it, make a copy of all its files, then restore the last good backup"
    )]
    Damaged {
        /// What SQLite or a check found.
        what: String,
    },
    /// The program made a mistake. Nothing was written.
    #[error(
        "the program made a mistake ({what}); nothing of this was written and everything before it is safe: please report it"
    )]
    Bug {
        /// What is known of it.
        what: String,
    },
    /// The store is closing down. Nothing was written.
    #[error("the shop is closing; nothing of this was written")]
    Closing,
}

impl Fault {
    /// Whether it is certain that nothing of the act was written.
    pub fn is_settled(&self) -> bool {
        !matches!(self, Fault::Unsettled { .. })
    }

    /// Whether the same request may succeed when it is asked again by itself.
    pub fn may_pass(&self) -> bool {
        matches!(self, Fault::Busy { .. })
    }

    /// What it is where it came after the deed: that it may have been done must be told.
    pub fn after_the_deed(self) -> Fault {
        let why = match self {
            Fault::Io { what } | Fault::Damaged { what } | Fault::Bug { what } => what,
            Fault::DiskFull => "the disk is full".into(),
            Fault::ReadOnly => "the file may only be read".into(),
            Fault::Unsettled { why } => why,
            other => other.to_string(),
        };
        Fault::Unsettled { why }
    }

    /// A short, stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Fault::NoShop { .. } => "no_shop",
            Fault::HalfRestored { .. } => "half_restored",
            Fault::NotAShop { .. } => "not_a_shop",
            Fault::NotAFile { .. } => "not_a_file",
            Fault::Empty { .. } => "empty",
            Fault::CutShort { .. } => "cut_short",
            Fault::NoAccess { .. } => "no_access",
            Fault::NewerSchema { .. } => "newer_schema",
            Fault::Key { .. } => "key",
            Fault::Busy { .. } => "busy",
            Fault::DiskFull => "disk_full",
            Fault::NoRoom { .. } => "no_room",
            Fault::ReadOnly => "read_only",
            Fault::Moved { .. } => "moved",
            Fault::Unsettled { .. } => "unsettled",
            Fault::Io { .. } => "io",
            Fault::Damaged { .. } => "damaged",
            Fault::Bug { .. } => "bug",
            Fault::Closing => "closing",
        }
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        sql_fault(error)
    }
}

/// What an error of SQLite means for the shop.
pub fn sql_fault(error: rusqlite::Error) -> Fault {
    let what = error.to_string();
    if let rusqlite::Error::FromSqlConversionFailure(..) = error {
        return Fault::Damaged { what };
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Fault::DiskFull,
        Some(ErrorCode::ReadOnly) => Fault::ReadOnly,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Fault::Busy {
            waited: Duration::ZERO,
            holder: "another program".into(),
        },
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Fault::Damaged { what },
        Some(
            ErrorCode::SystemIoFailure
            | ErrorCode::OutOfMemory
            | ErrorCode::CannotOpen
            | ErrorCode::PermissionDenied
            | ErrorCode::NoLargeFileSupport
            | ErrorCode::FileLockingProtocolFailed,
        ) => Fault::Io { what },
        _ => Fault::Bug { what },
    }
}

/// An error of the file system, with what was being done.
pub fn io_fault(doing: &str) -> impl FnOnce(std::io::Error) -> Fault {
    let doing = doing.to_owned();
    move |error| match error.kind() {
        std::io::ErrorKind::StorageFull => Fault::DiskFull,
        std::io::ErrorKind::ReadOnlyFilesystem => Fault::ReadOnly,
        _ => Fault::Io {
            what: format!("{doing}: {error}"),
        },
    }
}
