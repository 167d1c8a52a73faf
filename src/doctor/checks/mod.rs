//! The checks, and why each matters.

mod backups;
mod disk;
mod file;
mod machine;
pub(super) mod whole;
mod world;

use super::{Look, OfOpening, OfWhole, Subject, Told, Topic, folder_of};

/// Whether the file can be opened, which is seen before others look into it.
pub(super) const OPENS: Topic<OfOpening> = Topic {
    name: "file",
    title: "The shop's file",
    why: "Everything the shop knows is in it.",
    look: file::opens,
};

/// The others. The first is made alone and before all, the rest at the same time.
pub(super) const TOPICS: &[Topic] = &[
    Topic {
        name: "syncs",
        title: "Syncs",
        why: "A receipt is acknowledged when the disk says that it has it. A disk that says so too \
              early loses sales when the power fails.",
        look: Look::Around(disk::syncs),
    },
    Topic {
        name: "schema",
        title: "Tables, indexes and triggers",
        why: "The triggers keep anybody from changing what was sold; without its indexes the shop \
              is slow, and without its tables it can't work.",
        look: Look::Into(file::schema),
    },
    Topic {
        name: "settings",
        title: "Settings of the file",
        why: "They make a commit wait for the disk, and keep rows from pointing to nothing.",
        look: Look::Into(file::settings),
    },
    Topic {
        name: "integrity",
        title: "Integrity",
        why: "A disk or cable that fails damages pages silently, long before anybody notices.",
        look: Look::Into(file::integrity),
    },
    Topic {
        name: "key",
        title: "The journal's key",
        why: "Without it nothing can be sold, and no backup be restored.",
        look: Look::Into(file::key),
    },
    Topic {
        name: "log",
        title: "Write-ahead log",
        why: "What was written last is there. It starts anew every few thousand pages, unless a \
              reader holds on to it; a long one makes the shop slow.",
        look: Look::Around(file::log),
    },
    Topic {
        name: "room",
        title: "Free disk",
        why: "On a full disk nothing can be sold, and no backup be checked.",
        look: Look::Around(disk::room),
    },
    Topic {
        name: "place",
        title: "What the file is on",
        why: "Locks and syncs are promises of a disk of this machine. Others do not keep them.",
        look: Look::Around(disk::place),
    },
    Topic {
        name: "permissions",
        title: "Who may read and write",
        why: "Who can read the files can read the shop and its key; who can't write them can't sell.",
        look: Look::Around(disk::permissions),
    },
    Topic {
        name: "processes",
        title: "Programs on the file",
        why: "One that stops while it holds the file keeps everybody from selling.",
        look: Look::Around(machine::processes),
    },
    Topic {
        name: "clock",
        title: "Clock and time zone",
        why: "Receipts, codes and slots go by it.",
        look: Look::Into(machine::clock),
    },
    Topic {
        name: "backups",
        title: "Backups",
        why: "A disk dies without warning. What is on no other disk is gone then.",
        look: Look::Into(backups::backups),
    },
    Topic {
        name: "drill",
        title: "Restore drill",
        why: "A backup that was never restored is a hope.",
        look: Look::Into(backups::drill),
    },
    Topic {
        name: "printers",
        title: "Printers",
        why: "What they can't print waits, and so do customers.",
        look: Look::Into(world::printers),
    },
    Topic {
        name: "scale",
        title: "Scale",
        why: "Without it weights are typed, and mistyped.",
        look: Look::Around(machine::scale),
    },
    Topic {
        name: "provider",
        title: "Payment provider",
        why: "What customers paid there is learnt only by asking.",
        look: Look::Into(world::provider),
    },
    Topic {
        name: "sms",
        title: "SMS gateway",
        why: "One-time codes reach customers by it.",
        look: Look::Into(world::sms),
    },
    Topic {
        name: "logs",
        title: "Log files",
        why: "They tell afterwards what the program did, and why it was slow.",
        look: Look::Around(machine::logs),
    },
];

/// The checks of the whole file. They are made only where that is asked for, alone and last, and
/// then the one of the same name above is not.
pub(super) const WHOLE: &[Topic<OfWhole>] = &[
    Topic {
        name: "integrity",
        title: "Integrity of the whole file",
        why: "A disk or cable that fails damages pages silently, long before anybody notices.",
        look: whole::integrity,
    },
    Topic {
        name: "books",
        title: "Books",
        why: "What was sold, taken, promised and paid has to come out to the paisa and the piece, \
              or the file can't be trusted with the money.",
        look: whole::books,
    },
    Topic {
        name: "journal",
        title: "The journal's chain",
        why: "Each record is sealed with the key and the one before it, so that nobody changes \
              what was done unseen.",
        look: whole::journal,
    },
];

/// The order in which they are told.
pub(super) const ORDER: &[&str] = &[
    "file",
    "schema",
    "settings",
    "integrity",
    "books",
    "journal",
    "key",
    "backups",
    "drill",
    "syncs",
    "room",
    "log",
    "place",
    "permissions",
    "processes",
    "clock",
    "printers",
    "scale",
    "provider",
    "sms",
    "logs",
];

/// Bytes as people read them.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..10_000_000_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{} GB", bytes / 1_000_000_000),
    }
}

/// Several things in one sentence, with only so many of them told.
fn listed(all: &[String]) -> String {
    const MOST: usize = 6;
    let told = all.iter().take(MOST).map(String::as_str);
    let told = told.collect::<Vec<_>>().join("; ");
    match all.len().checked_sub(MOST) {
        Some(more @ 1..) => format!("{told}; and {more} more"),
        _ => told,
    }
}
