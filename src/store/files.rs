//! The files a shop is made of, and watching that they stay the same files.
//!
//! Beside `shop.sherbet` stand SQLite's own `-wal` and `-shm`, and of ours:
//! `.key` (the journal's key), `.now` and `.next` to `.next3` (the turnstile's
//! locks), `.open` (held shared by all who have the shop open), and while one
//! is made, `.draft-` and who makes it.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, ErrorKind},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::OnceLock,
    thread,
    time::{Duration, Instant},
};

use rustix::fs::{AtFlags, CWD, Mode, StatxFlags, statx};

use super::{
    error::{Fault, io_fault},
    recognise::closed,
};

/// What the name of a shop that was restored over goes on with.
pub(super) const BEFORE_RESTORE: &str = ".before-restore-";

/// What a copy leaves free on its disk, for the shop's own log.
const TO_SPARE: u64 = 1_000_000;

/// How often it is looked whether the shop is still in use.
const PAUSE: Duration = Duration::from_millis(20);

/// A lock on the shop's use, let go of when it is dropped.
#[derive(Debug)]
pub(super) struct Claim(File);

impl Drop for Claim {
    fn drop(&mut self) {
        // Closing alone would leave the lock with a program that is being
        // started at this moment, until it has become itself.
        if let Err(error) = self.0.unlock() {
            tracing::warn!(%error, "the lock on the shop's use could not be let go of");
        }
    }
}

/// Where a shop's files are.
#[derive(Clone, Debug)]
pub struct Files {
    database: PathBuf,
}

impl Files {
    /// The files of the shop at `path`, which need not exist.
    ///
    /// # Errors
    /// A fault, where the folder it stands in can't be found.
    pub fn beside(path: &Path) -> Result<Files, Fault> {
        let name = path.file_name().ok_or_else(|| Fault::NoShop {
            path: path.to_owned(),
        })?;
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        // The folder is resolved once, so that a later change of the working
        // directory does not move the shop; the file itself may be a link.
        let folder = folder.canonicalize().map_err(|e| match e.kind() {
            ErrorKind::PermissionDenied => closed(folder),
            _ => Fault::NoShop {
                path: path.to_owned(),
            },
        })?;
        let database = folder.join(name);
        let database = database.canonicalize().unwrap_or(database);
        Ok(Files { database })
    }

    /// The database itself.
    pub fn database(&self) -> &Path {
        &self.database
    }

    /// The journal's key.
    pub fn key(&self) -> PathBuf {
        self.with(".key")
    }

    /// SQLite's write-ahead log.
    pub fn wal(&self) -> PathBuf {
        self.with("-wal")
    }

    /// SQLite's index of the write-ahead log.
    pub fn shm(&self) -> PathBuf {
        self.with("-shm")
    }

    pub(super) fn folder(&self) -> &Path {
        self.database.parent().unwrap_or(Path::new("/"))
    }

    /// The database's name with something appended.
    pub(super) fn with(&self, suffix: &str) -> PathBuf {
        let mut name = self.database.clone().into_os_string();
        name.push(suffix);
        name.into()
    }

    /// Says that the shop is in use, for as long as the answer is kept.
    pub(super) fn claim_use(&self) -> Result<Claim, Fault> {
        let lock = self.with(".open");
        // A restore takes the old file away for a moment, and holds the lock then.
        if !self.database.exists() && !lock.exists() {
            return Err(self.missing());
        }
        let file = lock_file(&lock)?;
        match file.try_lock_shared() {
            Ok(()) => {
                let claim = Claim(file);
                // A restore may have begun and ended between the two.
                match self.database.exists() {
                    true => Ok(claim),
                    false => Err(self.missing()),
                }
            }
            Err(TryLockError::WouldBlock) => Err(Fault::Busy {
                waited: Duration::ZERO,
                holder: "a restore or a founding that is under way".into(),
            }),
            Err(TryLockError::Error(e)) => Err(io_fault("locking the shop's file")(e)),
        }
    }

    /// What it means that there is no file.
    pub(super) fn missing(&self) -> Fault {
        let path = self.database.clone();
        match self.kept_by_a_restore() {
            Some(kept) => Fault::HalfRestored { path, kept },
            None => Fault::NoShop { path },
        }
    }

    /// What a restore that did not come to its end kept of the shop before it.
    fn kept_by_a_restore(&self) -> Option<PathBuf> {
        let begins = self.with(BEFORE_RESTORE);
        let begins = begins.file_name()?.to_str()?.to_owned();
        fs::read_dir(self.folder())
            .ok()?
            .flatten()
            .find_map(|entry| {
                let name = entry.file_name();
                let name = name.to_str()?;
                let is_it = name.starts_with(&begins)
                    && !name.ends_with("-wal")
                    && !name.ends_with(".head");
                is_it.then(|| entry.path())
            })
    }

    /// Makes sure that nobody has the shop open, for as long as the answer is
    /// kept; [`Fault::Busy`], naming `holder`, where that takes longer than
    /// `patience`.
    pub(super) fn claim_alone(&self, patience: Duration, holder: &str) -> Result<Claim, Fault> {
        let file = lock_file(&self.with(".open"))?;
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Claim(file)),
                Err(TryLockError::WouldBlock) if begun.elapsed() >= patience => {
                    return Err(Fault::Busy {
                        waited: begun.elapsed(),
                        holder: holder.to_owned(),
                    });
                }
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
                Err(TryLockError::Error(e)) => return Err(io_fault("locking the shop's file")(e)),
            }
        }
    }
}

/// Sees that a folder's disk has room for a file of so many bytes.
pub(super) fn see_room(folder: &Path, bytes: u64) -> Result<(), Fault> {
    let needed = bytes.saturating_add(TO_SPARE);
    match free_room(folder)? {
        Some(free) if free < needed => Err(Fault::NoRoom {
            folder: folder.to_owned(),
            needed_mb: needed.div_ceil(1_000_000),
            free_mb: free / 1_000_000,
        }),
        _ => Ok(()),
    }
}

/// How many bytes are free on a folder's disk; some file systems don't tell.
pub(super) fn free_room(folder: &Path) -> Result<Option<u64>, Fault> {
    let disk = rustix::fs::statvfs(folder)
        .map_err(|e| io_fault("asking how full the disk is")(e.into()))?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    Ok((disk.f_blocks > 0).then_some(free))
}

/// Opens a file that exists to be locked, for its owner only.
pub(super) fn lock_file(path: &Path) -> Result<File, Fault> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)
        .map_err(|e| match e.kind() {
            ErrorKind::PermissionDenied => Fault::NoAccess {
                path: path.to_owned(),
                how: "write",
            },
            _ => io_fault("opening a lock file beside the shop")(e),
        })
}

/// Gives a finished file its name, unless a file has that name already.
pub(super) fn name_new(draft: &Path, name: &Path) -> io::Result<()> {
    match fs::hard_link(draft, name) {
        // The file systems of memory sticks know no second name of a file.
        Err(e)
            if matches!(
                e.kind(),
                ErrorKind::PermissionDenied | ErrorKind::Unsupported
            ) =>
        {
            OpenOptions::new().write(true).create_new(true).open(name)?;
            fs::rename(draft, name)
        }
        linked => linked,
    }
}

/// Makes what was renamed or linked in a folder survive the plug being pulled.
pub(super) fn sync_folder(folder: &Path) -> Result<(), Fault> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(io_fault("syncing the shop's folder"))
}

/// Which file a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Identity {
    device: (u32, u32),
    inode: u64,
}

impl Identity {
    /// Asks for no more than is needed, and above all not for the times of the
    /// file, as `fs::metadata` would: where those were asked for, Linux (since
    /// 6.13) gives the next write to it a time of its own, and then syncing the
    /// log may mean writing its inode as well, at every commit.
    fn of(path: &Path) -> io::Result<(Identity, Mode)> {
        let wanted = StatxFlags::INO | StatxFlags::MODE;
        let found = statx(CWD, path, AtFlags::empty(), wanted)?;
        Ok((
            Identity {
                device: (found.stx_dev_major, found.stx_dev_minor),
                inode: found.stx_ino,
            },
            Mode::from_raw_mode(found.stx_mode.into()),
        ))
    }
}

/// Watches that the path still leads to the file that was opened.
///
/// SQLite's write-ahead log does not notice that its database was unlinked or
/// renamed; without this an act would be acknowledged into the void. It asks
/// what `SQLITE_FCNTL_HAS_MOVED` asks, for the log and its index too.
#[derive(Debug)]
pub(super) struct Stakeout {
    files: Files,
    database: Identity,
    beside: OnceLock<(Identity, Identity)>,
}

impl Stakeout {
    /// Remembers the files as they are now; called once the database was
    /// opened, which makes SQLite's files beside it.
    pub(super) fn begin(files: &Files) -> Result<Stakeout, Fault> {
        let (database, _) = Identity::of(files.database()).map_err(|_| Fault::NoShop {
            path: files.database().to_owned(),
        })?;
        Ok(Stakeout {
            files: files.clone(),
            database,
            beside: OnceLock::new(),
        })
    }

    /// Remembers SQLite's files, as soon as both are there.
    pub(super) fn include_beside(&self) {
        if self.beside.get().is_none()
            && let Ok(found) = self.look_beside()
        {
            self.beside.get_or_init(|| found);
        }
    }

    /// Before anything is written: the files are ours and may be written.
    pub(super) fn check_writable(&self) -> Result<(), Fault> {
        // Asked for, not left to the write to find out: who opened the file
        // while it could be written keeps writing to it.
        let writable = Mode::WUSR | Mode::WGRP | Mode::WOTH;
        match self.in_place()?.intersects(writable) {
            true => Ok(()),
            false => Err(Fault::ReadOnly),
        }
    }

    /// Before anything is read: the files are ours.
    pub(super) fn check_readable(&self) -> Result<(), Fault> {
        self.in_place().map(drop)
    }

    /// After a commit, before it is acknowledged.
    pub(super) fn check_committed(&self) -> Result<(), Fault> {
        self.include_beside();
        self.in_place().map(drop).map_err(|fault| Fault::Unsettled {
            why: fault.to_string(),
        })
    }

    fn in_place(&self) -> Result<Mode, Fault> {
        let moved = |how| Fault::Moved {
            path: self.files.database().to_owned(),
            how,
        };
        let found = match Identity::of(self.files.database()) {
            Err(_) => return Err(moved("removed or renamed")),
            Ok((now, _)) if now != self.database => return Err(moved("replaced by another file")),
            Ok((_, found)) => found,
        };
        match self.beside.get() {
            Some(beside) if self.look_beside().ok() != Some(*beside) => {
                Err(moved("parted from its -wal and -shm files"))
            }
            _ => Ok(found),
        }
    }

    fn look_beside(&self) -> io::Result<(Identity, Identity)> {
        Ok((
            Identity::of(&self.files.wal())?.0,
            Identity::of(&self.files.shm())?.0,
        ))
    }
}
