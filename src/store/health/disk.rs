//! The disk a shop is on: what kind it is, how full, and how long a sync takes.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    time::{Duration, Instant},
};

use super::{
    super::{
        draft,
        error::{Fault, io_fault},
    },
    Files,
};

/// Syncs that are measured, unless they take too long.
const SYNCS: usize = 33;
/// After this long no further sync is measured.
const SYNCING: Duration = Duration::from_secs(2);
/// What is written before each, as much as a page of the log.
const PAGE: [u8; 4096] = [0x5A; 4096];

/// What keeps a folder's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A disk of this machine, as far as is known.
    Disk,
    /// The machine's memory: gone when it is switched off.
    Memory(&'static str),
    /// Another machine.
    Network(&'static str),
    /// A program, or the machine that this one runs in: what a lock or a sync is worth there is
    /// not known.
    Unknown(&'static str),
}

/// What keeps the files of a folder.
///
/// # Errors
/// A [`Fault`] of the folder.
pub fn kind_of(folder: &Path) -> Result<Kind, Fault> {
    let found = rustix::fs::statfs(folder)
        .map_err(|e| io_fault("asking what the folder is on")(e.into()))?;
    // The numbers are of 32 bits, whatever the system's type for them is.
    Ok(kind_by_number(found.f_type as u32))
}

/// The kinds of Linux's `statfs`, as far as they matter here.
fn kind_by_number(number: u32) -> Kind {
    match number {
        0x0102_1994 => Kind::Memory("tmpfs"),
        0x8584_58F6 => Kind::Memory("ramfs"),
        0x0000_6969 => Kind::Network("NFS"),
        0x0000_517B | 0xFF53_4D42 | 0xFE53_4D42 => Kind::Network("a Windows share (SMB)"),
        0x5346_414F | 0x6B41_4653 => Kind::Network("AFS"),
        0x00C3_6400 => Kind::Network("Ceph"),
        0x0BD0_0BD0 => Kind::Network("Lustre"),
        0x0102_1997 => Kind::Unknown("9p, a folder of the machine around this one"),
        0x6573_5546 => Kind::Unknown("FUSE, a file system that is a program"),
        _ => Kind::Disk,
    }
}

/// How full a disk is, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// What this account may still write.
    pub free: u64,
    /// All there is; 0 where the file system does not tell.
    pub whole: u64,
}

/// How full the disk of a folder is.
///
/// # Errors
/// A [`Fault`] of the folder.
pub fn room_on(folder: &Path) -> Result<Room, Fault> {
    let disk = rustix::fs::statvfs(folder)
        .map_err(|e| io_fault("asking how full the disk is")(e.into()))?;
    Ok(Room {
        free: disk.f_bavail.saturating_mul(disk.f_frsize),
        whole: disk.f_blocks.saturating_mul(disk.f_frsize),
    })
}

/// How long some syncs took, one after the other, of a scratch file beside the shop that grows by
/// a page before each; in order of length. The file is removed again.
///
/// # Errors
/// A [`Fault`] of the disk.
pub fn sync_times(files: &Files) -> Result<Vec<Duration>, Fault> {
    // Named as drafts are: what a killed process leaves of it is swept.
    let path = files.with(&draft::ending());
    let scratch = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .map_err(io_fault("making a scratch file beside the shop"))?;
    let measured = measure(&scratch);
    fs::remove_file(&path).map_err(io_fault("removing the scratch file"))?;
    let mut times = measured.map_err(io_fault("syncing a scratch file"))?;
    times.sort_unstable();
    Ok(times)
}

fn measure(mut scratch: &fs::File) -> std::io::Result<Vec<Duration>> {
    let begun = Instant::now();
    let mut times = Vec::with_capacity(SYNCS);
    while times.len() < SYNCS && begun.elapsed() < SYNCING {
        scratch.write_all(&PAGE)?;
        let at = Instant::now();
        scratch.sync_data()?;
        times.push(at.elapsed());
    }
    Ok(times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_and_networks_are_told_from_disks() {
        assert_eq!(kind_by_number(0x0102_1994), Kind::Memory("tmpfs"));
        assert_eq!(kind_by_number(0x6969), Kind::Network("NFS"));
        assert_eq!(
            kind_by_number(0xFF53_4D42),
            Kind::Network("a Windows share (SMB)")
        );
        assert!(matches!(kind_by_number(0x6573_5546), Kind::Unknown(_)));
        // ext4, XFS, btrfs.
        for disk in [0xEF53, 0x5846_5342, 0x9123_683E] {
            assert_eq!(kind_by_number(disk), Kind::Disk);
        }
    }

    #[test]
    fn syncs_are_measured_and_nothing_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = Files::beside(&folder.path().join("shop")).expect("files");
        let times = sync_times(&files).expect("measured");
        assert!((1..=33).contains(&times.len()), "{}", times.len());
        assert!(times.is_sorted());
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
    }
}
