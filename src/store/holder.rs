//! Who holds a lock, for people: read from the kernel's list of locks, where
//! there is one. Only words a message; nothing is decided by it.

use std::{fs, os::unix::fs::MetadataExt, path::Path};

/// The program that holds a lock on `path`, such as "sqlite3 (process 4242)".
pub(super) fn of(path: &Path) -> Option<String> {
    let process = process(path)?;
    let name = fs::read_to_string(format!("/proc/{process}/comm")).ok()?;
    Some(format!("{} (process {process})", name.trim()))
}

/// How often the kernel's list is read: while others take and let go of locks, what is read of it
/// may lack some that are held all the time.
const LOOKS: u32 = 3;

/// The number of the process that holds a lock on `path`.
pub(super) fn process(path: &Path) -> Option<u32> {
    let inode = fs::metadata(path).ok()?.ino().to_string();
    (0..LOOKS).find_map(|_| {
        let locks = fs::read_to_string("/proc/locks").ok()?;
        locks
            .lines()
            .find_map(|line| writer_of(line, &inode)?.parse().ok())
    })
}

/// The process in a line such as
/// `1: POSIX  ADVISORY  WRITE 4242 fe:01:131 120 120`, if it is a write lock
/// on that inode that is held. Waiting ones carry an arrow.
fn writer_of<'l>(line: &'l str, inode: &str) -> Option<&'l str> {
    let mut fields = line.split_whitespace().skip(1);
    let kind = fields.next()?;
    let write = fields.by_ref().nth(1)? == "WRITE";
    let process = fields.next()?;
    let on = fields.next()?.rsplit(':').next()?;
    let from = fields.next()?;
    // SQLite's writers lock byte 120 of the -shm file; ours lock a whole file.
    let counts = kind == "FLOCK" || from == "120";
    (write && counts && on == inode && process != "-1").then_some(process)
}

#[cfg(test)]
mod tests {
    use super::writer_of;

    #[test]
    fn the_kernels_list_tells_who_holds_a_file() {
        let held = "2: POSIX  ADVISORY  WRITE 4242 fe:01:131 120 120";
        assert_eq!(writer_of(held, "131"), Some("4242"));
        assert_eq!(writer_of(held, "132"), None);
        assert_eq!(
            writer_of("3: POSIX  ADVISORY  READ 4242 fe:01:131 123 123", "131"),
            None
        );
        assert_eq!(
            writer_of("4: -> FLOCK  ADVISORY  WRITE 7 fe:01:131 0 EOF", "131"),
            None
        );
        assert_eq!(
            writer_of("4: FLOCK  ADVISORY  WRITE 7 fe:01:131 0 EOF", "131"),
            Some("7")
        );
    }
}
