//! A scratch folder beside a shop, with copies of it to try things on.
//!
//! Promises: it is on the shop's own disk; the shop's file is only read; the
//! folder is removed with all that is in it when it is let go of, and what a
//! killed process left is removed by whoever next opens the shop. Left out: the
//! key, which is not copied: a copy that had it would be another till.

use std::{
    fs::DirBuilder,
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{
    Connection, OpenFlags,
    backup::{Backup, StepResult},
};

use super::{
    draft,
    error::{Fault, io_fault, sql_fault},
    files::{Files, free_room, lock_file, see_room},
};

/// A folder that is gone when this is dropped.
#[derive(Debug)]
pub struct Scratch {
    shop: Files,
    folder: PathBuf,
}

impl Drop for Scratch {
    fn drop(&mut self) {
        draft::remove_all(&self.folder);
    }
}

impl Scratch {
    /// An empty folder beside the shop at `path`, of which so many bytes are
    /// going to be needed besides the copies.
    ///
    /// # Errors
    /// [`Fault::NoShop`], [`Fault::NoRoom`], or a [`Fault`] of the disk.
    pub fn beside(path: &Path, besides: u64) -> Result<Scratch, Fault> {
        let shop = Files::beside(path)?;
        draft::sweep(shop.folder());
        let bytes = match shop.database().metadata() {
            Ok(found) => found.len(),
            Err(_) => return Err(shop.missing()),
        };
        see_room(shop.folder(), bytes.saturating_add(besides))?;
        let folder = shop.with(&draft::ending());
        DirBuilder::new()
            .mode(0o700)
            .create(&folder)
            .map_err(io_fault("making a scratch folder beside the shop"))?;
        Ok(Scratch { shop, folder })
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Copies the shop, as it is at this moment, into the folder under `name`,
    /// without its key.
    ///
    /// # Errors
    /// [`Fault::NoShop`], [`Fault::Busy`] while it is being restored, or a
    /// [`Fault`] of the file or the disk.
    pub fn copy(&self, name: &str) -> Result<PathBuf, Fault> {
        let _in_use = self.shop.claim_use()?;
        let bytes = self
            .shop
            .database()
            .metadata()
            .map_err(io_fault("looking how large the shop is"))?;
        see_room(&self.folder, bytes.len())?;
        let to = self.folder.join(name);
        drop(lock_file(&to)?);
        // Who may only read does not move a log into the file when it leaves; but it does not
        // clear away the empty log either that reading makes where there is none.
        let access = match self.shop.wal().exists() {
            true => OpenFlags::SQLITE_OPEN_READ_ONLY,
            false => OpenFlags::SQLITE_OPEN_READ_WRITE,
        };
        let source = Connection::open_with_flags(
            self.shop.database(),
            access | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
        .and_then(|source| {
            source.pragma_update(None, "query_only", true)?;
            Ok(source)
        })
        .map_err(sql_fault)?;
        let patience = Duration::from_secs(10);
        source.busy_timeout(patience).map_err(sql_fault)?;
        let mut copy = Connection::open_with_flags(
            &to,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
        .map_err(sql_fault)?;
        let step = Backup::new(&source, &mut copy)
            .and_then(|backup| backup.step(-1))
            .map_err(sql_fault)?;
        match step {
            StepResult::Done => Ok(to),
            _ => Err(Fault::Busy {
                waited: patience,
                holder: "another program".into(),
            }),
        }
    }

    /// How many bytes are free on its disk; some file systems don't tell.
    ///
    /// # Errors
    /// A fault of the disk.
    pub fn free_room(&self) -> Result<Option<u64>, Fault> {
        free_room(&self.folder)
    }
}
