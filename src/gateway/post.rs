//! Which process sees to the provider: one of several on the same shop, and another when it ends.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

/// What the lock beside the shop is called by.
const LOCK: &str = ".payments";

/// The post, held until this is dropped or the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Post(File);

impl Post {
    /// Takes the post of the shop at `path`, if no other process has it.
    ///
    /// # Errors
    /// Where the lock beside the shop can't be used.
    pub(super) fn take(path: &Path) -> io::Result<Option<Post>> {
        let mut beside = path.as_os_str().to_owned();
        beside.push(LOCK);
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(beside)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Post(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        // Closing alone would leave the lock with a program that is being started at this moment.
        if let Err(error) = self.0.unlock() {
            tracing::warn!(%error, "the lock of the payments could not be let go of");
        }
    }
}
