//! A disk that forgets: what a power cut may leave of recorded writes.
//!
//! What was synced is there. Of what was written since, any part may be: its
//! beginning, some of it, in another order, or only some of its sectors. Names
//! given and taken since their folder was synced are kept from the first to
//! some last one, as a file system's own journal does it. A sync that failed
//! leaves what it was for to chance, and no later sync makes up for it.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{dice::Dice, shim::Call};

const SECTOR: usize = 512;

/// What becomes of what was written and not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tear {
    /// Some first part of it is there.
    Prefix,
    /// Some of it is there.
    Subset,
    /// Some of it is there, and was written in another order.
    Reordered,
    /// Of each write some sectors are there.
    Sectors,
}

pub const TEARS: [Tear; 4] = [Tear::Prefix, Tear::Subset, Tear::Reordered, Tear::Sectors];

/// Which syncs are believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syncs {
    /// All of them: what the shop does (`synchronous=FULL`).
    All,
    /// Of the log, only those that `synchronous=NORMAL` makes, too: before a
    /// checkpoint, and when the log starts anew.
    Normal,
    /// None (`synchronous=OFF`).
    Off,
}

/// For each call, whether it is a sync that is believed.
pub fn believed(calls: &[Call<'_>], syncs: Syncs) -> Vec<bool> {
    let writes = |call: &&Call<'_>| matches!(call.kind, 'W' | 'T' | 'S') && !call.is_of_the_index();
    let is_believed = |(place, call): (usize, &Call<'_>)| {
        if call.kind != 'S' {
            return false;
        }
        match syncs {
            Syncs::All => true,
            Syncs::Off => false,
            Syncs::Normal if !call.is_of_the_log() => true,
            Syncs::Normal => {
                let next = calls[place + 1..].iter().find(writes);
                let before = calls[..place].iter().rev().find(writes);
                next.is_none_or(|next| next.kind == 'W' && !next.is_of_the_log())
                    || before.is_some_and(|before| before.offset == 0)
            }
        }
    };
    calls.iter().enumerate().map(is_believed).collect()
}

#[derive(Clone)]
enum Change {
    Write(usize, Arc<[u8]>),
    Cut(usize),
}

fn make(content: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write(offset, data) => write(content, *offset, data),
        Change::Cut(size) => content.resize(*size, 0),
    }
}

fn write(content: &mut Vec<u8>, offset: usize, data: &[u8]) {
    let end = offset + data.len();
    if content.len() < end {
        content.resize(end, 0);
    }
    content[offset..end].copy_from_slice(data);
}

#[derive(Clone)]
enum Naming {
    Give(PathBuf, u64),
    Take(PathBuf),
    Rename(PathBuf, PathBuf),
    Link(PathBuf, PathBuf),
}

fn name(names: &mut BTreeMap<PathBuf, u64>, naming: &Naming) {
    match naming {
        Naming::Give(path, inode) => drop(names.insert(path.clone(), *inode)),
        Naming::Take(path) => drop(names.remove(path)),
        Naming::Rename(from, to) => {
            if let Some(inode) = names.remove(from) {
                names.insert(to.clone(), inode);
            }
        }
        Naming::Link(from, to) => {
            if let Some(inode) = names.get(from).copied() {
                names.insert(to.clone(), inode);
            }
        }
    }
}

/// The disk: what is surely on it, and what is on its way.
#[derive(Clone)]
pub struct Disk {
    folder: PathBuf,
    contents: BTreeMap<u64, Vec<u8>>,
    names: BTreeMap<PathBuf, u64>,
    /// Unsynced changes of contents, in the order in which they were made.
    changes: Vec<(u64, Change)>,
    /// Unsynced changes of names.
    namings: Vec<Naming>,
}

impl Disk {
    /// What is in a folder, all of it synced.
    pub fn of(folder: &Path) -> Disk {
        let folder = folder.canonicalize().unwrap();
        let mut disk = Disk {
            folder: folder.clone(),
            contents: BTreeMap::new(),
            names: BTreeMap::new(),
            changes: vec![],
            namings: vec![],
        };
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let inode = fs::metadata(&path).unwrap().ino();
            disk.contents.insert(inode, fs::read(&path).unwrap());
            disk.names.insert(path, inode);
        }
        disk
    }

    /// Takes a call in; `believed` is whether it is a sync that counts.
    pub fn take_in(&mut self, call: &Call<'_>, believed: bool) {
        let path = || PathBuf::from(call.path);
        let other = || PathBuf::from(std::str::from_utf8(call.data).unwrap());
        match call.kind {
            'C' => {
                self.changes.retain(|(inode, _)| *inode != call.inode);
                self.contents.insert(call.inode, vec![]);
                self.namings.push(Naming::Give(path(), call.inode));
            }
            // A short write was made as far as it was.
            'W' => self
                .changes
                .push((call.inode, Change::Write(call.offset, Arc::from(call.data)))),
            'S' if call.failed => self.lose_track(call),
            'S' if believed && Path::new(call.path) == self.folder => {
                for naming in std::mem::take(&mut self.namings) {
                    name(&mut self.names, &naming);
                }
            }
            'S' if believed => self.settle(call.inode, |_| true),
            _ if call.failed => {}
            'T' => self.changes.push((call.inode, Change::Cut(call.offset))),
            'U' => self.namings.push(Naming::Take(path())),
            'R' => self.namings.push(Naming::Rename(path(), other())),
            'L' => self.namings.push(Naming::Link(path(), other())),
            _ => {}
        }
    }

    fn settle(&mut self, of: u64, mut kept: impl FnMut(&Change) -> bool) {
        let content = self.contents.entry(of).or_default();
        self.changes.retain(|(inode, change)| {
            if *inode == of && kept(change) {
                make(content, change);
            }
            *inode != of
        });
    }

    /// After a sync that failed the system takes what was written for synced,
    /// whether it is or not.
    fn lose_track(&mut self, call: &Call<'_>) {
        let mut dice = Dice::of(call.number);
        self.settle(call.inode, |_| dice.coin());
    }

    /// All that was asked for, as if it had been synced.
    pub fn complete(mut self) -> BTreeMap<PathBuf, Vec<u8>> {
        for (inode, change) in &self.changes {
            make(self.contents.entry(*inode).or_default(), change);
        }
        for naming in &self.namings {
            name(&mut self.names, naming);
        }
        self.files()
    }

    /// What is there after a power cut.
    pub fn cut(mut self, tear: Tear, dice: &mut Dice) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut changes = std::mem::take(&mut self.changes);
        match tear {
            Tear::Prefix => changes.truncate(dice.below(changes.len() + 1)),
            Tear::Subset => changes.retain(|_| dice.coin()),
            Tear::Reordered => {
                changes.retain(|_| dice.coin());
                dice.shuffle(&mut changes);
            }
            Tear::Sectors => {}
        }
        for (inode, change) in &changes {
            let content = self.contents.entry(*inode).or_default();
            match change {
                Change::Write(offset, data) if tear == Tear::Sectors => {
                    let mut at = *offset;
                    while at < offset + data.len() {
                        let end = (at / SECTOR + 1) * SECTOR;
                        let end = end.min(offset + data.len());
                        if dice.coin() {
                            write(content, at, &data[at - offset..end - offset]);
                        }
                        at = end;
                    }
                }
                Change::Cut(_) if tear == Tear::Sectors && dice.coin() => {}
                change => make(content, change),
            }
        }
        let kept = dice.below(self.namings.len() + 1);
        for naming in &self.namings[..kept] {
            name(&mut self.names, naming);
        }
        self.files()
    }

    fn files(self) -> BTreeMap<PathBuf, Vec<u8>> {
        let content = |inode| self.contents.get(inode).cloned().unwrap_or_default();
        let of_shop = |path: &&PathBuf| !path.to_string_lossy().ends_with("-shm");
        let names = self.names.iter().filter(|(path, _)| of_shop(path));
        names
            .map(|(path, inode)| (path.clone(), content(inode)))
            .collect()
    }
}
