//! Who has a shop's file open, and who holds its lock.
//!
//! Read from what the system tells of its processes, where it does, and only of those that this
//! account may look at. Nothing is decided by it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::Serialize;

use super::{super::holder, Files};

/// A process that has a shop's file open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct User {
    /// Its number.
    pub process: u32,
    /// What it is called.
    pub name: String,
    /// Whether it was stopped, and does nothing until somebody continues it.
    pub stopped: bool,
}

impl User {
    fn of(process: u32) -> Option<User> {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // `4242 (name) S …`; the name may have spaces and brackets in it.
        let (head, behind) = stat.rsplit_once(')')?;
        let (_, name) = head.split_once('(')?;
        Some(User {
            process,
            name: name.to_owned(),
            stopped: behind.trim_start().starts_with(['T', 't']),
        })
    }
}

/// The other processes that have the shop's file open, by their numbers.
pub fn users(files: &Files) -> Vec<User> {
    let watched = [
        files.database().to_owned(),
        files.wal(),
        files.with(".open"),
    ];
    let Ok(processes) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let mut found: Vec<User> = processes
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|process| *process != std::process::id() && has_open(*process, &watched))
        .filter_map(User::of)
        .collect();
    found.sort_by_key(|user| user.process);
    found
}

fn has_open(process: u32, watched: &[PathBuf]) -> bool {
    let Ok(open) = fs::read_dir(format!("/proc/{process}/fd")) else {
        return false;
    };
    open.flatten()
        .filter_map(|entry| fs::read_link(entry.path()).ok())
        .any(|target: PathBuf| watched.iter().any(|path| path == Path::new(&target)))
}

/// Who has the lock to write at this moment, or the turn to.
pub fn writer(files: &Files) -> Option<User> {
    let process = holder::process(&files.shm()).or_else(|| holder::process(&files.with(".now")))?;
    User::of(process)
}
