//! What the file stands on: the disk, and who may what there.

use std::{fs, path::Path, time::Duration};

use super::{Subject, Told, folder_of, listed, size};
use crate::store::{
    Files,
    health::{Found, Kind, Room, Wrong, kind_of, permissions as wrongs, room_on, sync_times},
};

/// No disk is as quick: at least a command has to go to it and its answer come back.
const TOO_QUICK: Duration = Duration::from_micros(15);
/// So slow that a till shows it.
const SLOW: Duration = Duration::from_millis(50);

/// With less free than this nobody sells for long.
const LITTLE: u64 = 200_000_000;
/// With less free than this it is time to clear up.
const NOT_MUCH: u64 = 1_000_000_000;

pub(super) fn syncs(subject: &Subject) -> Told {
    let measured = Files::beside(&subject.path).and_then(|files| sync_times(&files));
    match measured {
        Ok(times) => of_syncs(&times),
        Err(fault) => Told::look(
            format!("could not be measured: {fault}"),
            "See to the folder first.",
        ),
    }
}

/// The verdict on the lengths of some syncs, in order of length.
fn of_syncs(times: &[Duration]) -> Told {
    let (Some(median), Some(worst)) = (times.get(times.len() / 2), times.last()) else {
        return Told::look(
            "not one sync ended within 2 s",
            "The disk is too slow for a till, or fails: use another.",
        );
    };
    let told = format!(
        "{} measured: median {}, worst {}",
        times.len(),
        length(*median),
        length(*worst)
    );
    if *median < TOO_QUICK {
        return Told::look(
            format!("{told}; that is too good to be true: no disk answers so quickly"),
            "The folder is in memory, or something between here and the disk (a virtual machine, \
             a controller, a mount option) only says that it has synced. Ask who set it up, and \
             keep the shop on a disk that keeps its word.",
        );
    }
    if *median > SLOW {
        return Told::look(
            format!("{told}; that is slow"),
            "Each sale waits for one. See whether something else keeps the disk busy, or use a \
             solid-state disk.",
        );
    }
    Told::ok(told)
}

/// A length as people read it.
fn length(time: Duration) -> String {
    match time.as_micros() {
        us @ 0..1_000 => format!("{us} µs"),
        us @ 1_000..100_000 => format!("{}.{} ms", us / 1_000, us % 1_000 / 100),
        us => format!("{} ms", us / 1_000),
    }
}

pub(super) fn room(subject: &Subject) -> Told {
    let bytes = fs::metadata(&subject.path).map_or(0, |found| found.len());
    match room_on(folder_of(&subject.path)) {
        Ok(room) => of_room(room, bytes),
        Err(fault) => Told::bad(fault.to_string(), "See whether the folder is there."),
    }
}

/// The verdict on a disk's room for a file of so many bytes.
fn of_room(room: Room, bytes: u64) -> Told {
    if room.whole == 0 {
        return Told::ok("this file system does not tell");
    }
    let told = format!("{} free of {}", size(room.free), size(room.whole));
    let next = "Make room on the disk: remove what is no longer wanted, or move it elsewhere.";
    match room.free {
        0..LITTLE => Told::bad(told, next),
        free if free < bytes.saturating_mul(2) => Told::look(
            format!("{told}; the shop has {}", size(bytes)),
            "Make room: a copy of the shop, which a backup and a check need, hardly fits.",
        ),
        LITTLE..NOT_MUCH => Told::look(told, next),
        _ => Told::ok(told),
    }
}

pub(super) fn place(subject: &Subject) -> Told {
    match kind_of(folder_of(&subject.path)) {
        Ok(kind) => of_kind(kind),
        Err(fault) => Told::bad(fault.to_string(), "See whether the folder is there."),
    }
}

fn of_kind(kind: Kind) -> Told {
    match kind {
        Kind::Disk => Told::ok("a disk of this machine"),
        Kind::Memory(name) => Told::bad(
            format!("this machine's memory ({name}): all is gone when it is switched off"),
            "Move the shop to a disk: make a backup there and restore it.",
        ),
        Kind::Network(name) => Told::bad(
            format!("another machine ({name})"),
            "Move the shop to a disk of this machine. Locks over a network let two tills write at \
             once, and that damages the file.",
        ),
        Kind::Unknown(name) => Told::look(
            format!("not a disk ({name})"),
            "Ask who set it up whether locks and syncs hold there; better, move the shop to a disk \
             of this machine.",
        ),
    }
}

pub(super) fn permissions(subject: &Subject) -> Told {
    match Files::beside(&subject.path) {
        Ok(files) => of_permissions(&wrongs(&files)),
        Err(fault) => Told::look(fault.to_string(), "See to the folder first."),
    }
}

fn of_permissions(found: &[Found]) -> Told {
    if found.is_empty() {
        return Told::ok("the owner alone, for all of its files");
    }
    let told: Vec<String> = found.iter().map(in_words).collect();
    let told = listed(&told);
    let has = |wanted: &[Wrong]| found.iter().any(|found| wanted.contains(&found.wrong));
    let is_key = |path: &Path| path.extension().is_some_and(|ending| ending == "key");
    let key_is_open = found
        .iter()
        .any(|found| found.wrong == Wrong::OpenToOthers && is_key(&found.path));
    if has(&[Wrong::ReadOnly, Wrong::ClosedFolder]) {
        return Told::bad(
            told,
            "Give the owner the right to write back: `chmod u+w` for the files, `chmod u+wx` for \
             the folder.",
        );
    }
    if key_is_open {
        return Told::bad(
            told,
            "Who has the key can forge the journal: `chmod 600` on it. If others have used this \
             machine, continue with another key (`sherbet journal rekey`).",
        );
    }
    if has(&[Wrong::OtherOwner]) {
        return Told::look(
            told,
            "Let one account of the machine own all of them, the one that sells: `chown`.",
        );
    }
    Told::look(
        told,
        "Close them to others: `chmod 600` for the files, `chmod o-w` for the folder.",
    )
}

fn in_words(found: &Found) -> String {
    let path = found.path.display();
    let mode = found.mode;
    match found.wrong {
        Wrong::OtherOwner => format!("{path} belongs to another account"),
        Wrong::OpenToOthers => format!("others may read or write {path} ({mode:o})"),
        Wrong::ReadOnly => format!("{path} may only be read ({mode:o})"),
        Wrong::OpenFolder => format!("everybody may change what is in {path} ({mode:o})"),
        Wrong::ClosedFolder => format!("nothing can be put into {path} ({mode:o})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Verdict;

    fn us(times: &[u64]) -> Vec<Duration> {
        times.iter().map(|us| Duration::from_micros(*us)).collect()
    }

    #[test]
    fn syncs_that_are_too_quick_or_too_slow_are_told_with_their_median() {
        let good = of_syncs(&us(&[300, 900, 1_250, 4_000, 30_000]));
        assert_eq!(good.verdict, Verdict::Ok);
        assert_eq!(good.found, "5 measured: median 1.2 ms, worst 30.0 ms");
        let lies = of_syncs(&us(&[1, 2, 3, 4, 900]));
        assert_eq!(lies.verdict, Verdict::LookAtIt);
        assert!(lies.found.contains("median 3 µs"), "{}", lies.found);
        assert!(lies.found.contains("too good to be true"), "{}", lies.found);
        let slow = of_syncs(&us(&[60_000, 80_000, 180_000]));
        assert_eq!(slow.verdict, Verdict::LookAtIt);
        assert!(slow.found.ends_with("that is slow"), "{}", slow.found);
        assert_eq!(of_syncs(&[]).verdict, Verdict::LookAtIt);
    }

    #[test]
    fn a_full_disk_is_bad_and_one_without_room_for_a_copy_is_told() {
        const MB: u64 = 1_000_000;
        let of = |free, bytes| {
            let whole = 100_000 * MB;
            of_room(Room { free, whole }, bytes).verdict
        };
        assert_eq!(of(199 * MB, MB), Verdict::Bad);
        assert_eq!(of(999 * MB, MB), Verdict::LookAtIt);
        assert_eq!(of(1_000 * MB, MB), Verdict::Ok);
        assert_eq!(of(5_000 * MB, 2_600 * MB), Verdict::LookAtIt);
        assert_eq!(of(5_000 * MB, 2_400 * MB), Verdict::Ok);
    }

    #[test]
    fn a_shop_in_memory_or_over_a_network_is_bad_and_one_in_a_program_is_looked_at() {
        assert_eq!(of_kind(Kind::Disk).verdict, Verdict::Ok);
        assert_eq!(of_kind(Kind::Memory("tmpfs")).verdict, Verdict::Bad);
        let nfs = of_kind(Kind::Network("NFS"));
        assert_eq!(nfs.verdict, Verdict::Bad);
        assert_eq!(nfs.found, "another machine (NFS)");
        assert_eq!(of_kind(Kind::Unknown("FUSE")).verdict, Verdict::LookAtIt);
    }

    #[test]
    fn another_owner_is_told_where_the_machine_has_several() {
        let found = Found {
            path: "/shops/corner.sherbet".into(),
            wrong: Wrong::OtherOwner,
            mode: 0o600,
        };
        let told = of_permissions(&[found]);
        assert_eq!(told.verdict, Verdict::LookAtIt);
        assert_eq!(
            told.found,
            "/shops/corner.sherbet belongs to another account"
        );
    }
}
