//! The file itself: whether it opens, and what is in it, as far as that is seen quickly.

use std::{fs, time::Duration};

use super::{Subject, Told, listed, size};
use crate::{
    shop::looking,
    store::{
        Fault, Files,
        health::{Integrity, Looking},
    },
};

/// How long the pages are gone over where not all of it is asked for.
const QUICK: Duration = Duration::from_secs(8);

/// The log is made anew at about 16 MB; from here on somebody must be holding on to it.
const LONG_LOG: u64 = 70_000_000;
/// From here on the shop is slow by it, and the disk may be full of it.
const TOO_LONG_LOG: u64 = 1_000_000_000;

/// Whether there is a shop, and whose.
pub(super) fn opens(opened: &Result<Looking, Fault>) -> Told {
    let shop = match opened {
        Ok(shop) => shop,
        Err(fault) => return Told::bad(fault.to_string(), what_next(fault)),
    };
    let bytes = fs::metadata(shop.files().database()).map_or(0, |found| found.len());
    let bytes = size(bytes);
    match shop.steps_behind() {
        0 => Told::ok(format!("a shop of this version, {bytes}")),
        1 => Told::look(
            format!("a shop of an older Sherbet, one step behind, {bytes}"),
            "It is brought up to date by the next window or command: make a backup before.",
        ),
        behind => Told::look(
            format!("a shop of an older Sherbet, {behind} steps behind, {bytes}"),
            "It is brought up to date by the next window or command: make a backup before.",
        ),
    }
}

/// What to do where there is no shop to open.
fn what_next(fault: &Fault) -> &'static str {
    match fault {
        Fault::NoShop { .. } => {
            "Check the path; put the file back, or a backup in its place with `sherbet restore`."
        }
        Fault::HalfRestored { .. } => "Run `sherbet restore` once more.",
        Fault::NotAFile { .. } => {
            "Name the shop's file itself, with `--shop`: it may be in that folder."
        }
        Fault::Empty { .. } => {
            "Sell nothing on it. Copy all files that begin with its name, a log most of all, and \
             look for the file on other disks; then restore the last good backup with \
             `sherbet restore`."
        }
        Fault::CutShort { .. } => {
            "Sell nothing on it. Copy all files that begin with its name and see to the disk, \
             which may be full or failing; then restore the last good backup with \
             `sherbet restore`, on another disk if there is one."
        }
        Fault::NoAccess { .. } => {
            "Log in to this machine as the account that it belongs to (`ls -l` tells which), or \
             have that one give the right to: `chmod u+rw` for a file, `chmod u+rwx` for a folder."
        }
        Fault::NotAShop { .. } => {
            "Check the path. If the shop was there, sell nothing on it: copy all files that begin \
             with its name, then restore the last good backup with `sherbet restore`."
        }
        Fault::Damaged { .. } => {
            "Sell nothing on it. Copy all files that begin with its name, then restore the last \
             good backup."
        }
        Fault::NewerSchema { .. } => "Use the newer program; this one leaves the file alone.",
        Fault::Busy { .. } => {
            "See below which program has the file, close it or continue it, and look again."
        }
        Fault::ReadOnly => "Give the file and its folder their write permission back.",
        _ => "See whether the disk is there and the folder can be read.",
    }
}

pub(super) fn schema(_: &Subject, shop: &Looking) -> Told {
    if shop.steps_behind() > 0 {
        return Told::ok("not compared: the file is older than this program");
    }
    match shop.schema_differences() {
        Ok(none) if none.is_empty() => Told::ok("as this version makes them"),
        Ok(found) => Told::bad(
            listed(&found),
            "Somebody changed the file with another program. Restore the last good backup.",
        ),
        Err(fault) => unreadable(&fault),
    }
}

pub(super) fn settings(_: &Subject, shop: &Looking) -> Told {
    match shop.settings_differences() {
        Ok(none) if none.is_empty() => {
            Told::ok("commits wait for the disk, references are held, what is removed is wiped")
        }
        Ok(found) => Told::bad(
            listed(&found),
            "The file, or the SQLite this program was built with, is not Sherbet's: \
             use the program as it was published.",
        ),
        Err(fault) => unreadable(&fault),
    }
}

pub(super) fn integrity(_: &Subject, shop: &Looking) -> Told {
    match shop.quick_check(QUICK) {
        Ok(Integrity::Sound) => Told::ok("every page was gone over: all whole"),
        Ok(Integrity::Damaged(told)) => Told::bad(
            listed(&told),
            "Stop selling on it. Copy all files that begin with its name, then restore the last \
             good backup, on another disk if there is one.",
        ),
        Ok(Integrity::OutOfTime) => Told::look(
            format!("not done within {} s: the file is large", QUICK.as_secs()),
            "Go over all of it with `sherbet doctor --whole`; that takes its time.",
        ),
        Err(fault) => unreadable(&fault),
    }
}

pub(super) fn key(_: &Subject, shop: &Looking) -> Told {
    match looking::key_fits(shop) {
        Ok(()) => Told::ok("there, and the journal goes on with it"),
        Err(fault @ Fault::Key { .. }) => Told::bad(
            fault.to_string(),
            "Put the key file back from where copies are kept.",
        ),
        Err(fault) => unreadable(&fault),
    }
}

fn unreadable(fault: &Fault) -> Told {
    Told::bad(
        fault.to_string(),
        "Copy all files that begin with the shop's name, then see to the disk.",
    )
}

pub(super) fn log(subject: &Subject) -> Told {
    let files = match Files::beside(&subject.path) {
        Ok(files) => files,
        Err(fault) => return Told::look(fault.to_string(), "See to the folder first."),
    };
    let bytes = fs::metadata(files.wal()).map_or(0, |found| found.len());
    let found = size(bytes);
    let next = "Close programs that only read the file; it starts anew at the next sale then.";
    match bytes {
        TOO_LONG_LOG.. => Told::bad(found, next),
        LONG_LOG.. => Told::look(found, next),
        0 => Told::ok("empty"),
        _ => Told::ok(found),
    }
}
