//! The askers' logs as they are gone through: line by line, from where they are.
//!
//! Promises: no log is held in memory as a whole, however long it was written; what is to be read
//! once more is known by its place.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead as _, BufReader, Seek as _, SeekFrom},
    path::PathBuf,
};

use super::asked::{Asked, LogProblem, each_of};
use crate::store::Fault;

/// What askers wrote down: lines that whoever asks has, and files.
#[derive(Clone, Copy)]
pub(super) struct Logs<'w> {
    pub(super) here: &'w [Asked],
    pub(super) files: &'w [PathBuf],
}

/// Where a line is.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// Of the lines that are here.
    Here(usize),
    /// Of that file, from that byte on.
    In(usize, u64),
}

impl<'w> Logs<'w> {
    pub(super) fn is_empty(self) -> bool {
        self.here.is_empty() && self.files.is_empty()
    }

    /// Each line, in the order of the logs.
    pub(super) fn each(
        self,
        mut see: impl FnMut(Place, &Asked) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        for (place, asked) in self.here.iter().enumerate() {
            see(Place::Here(place), asked)?;
        }
        for (file, path) in self.files.iter().enumerate() {
            let seen = each_of(path, |at, asked| {
                see(Place::In(file, at), &asked).map_err(Stopped::By)
            });
            seen.map_err(|stopped| match stopped {
                Stopped::By(fault) => fault,
                Stopped::Unreadable(problem) => unreadable(path, &problem),
            })?;
        }
        Ok(())
    }

    /// To read single lines once more.
    pub(super) fn reader(self) -> Reader<'w> {
        Reader {
            logs: self,
            open: HashMap::new(),
        }
    }
}

/// Why going through a log ended early.
enum Stopped {
    By(Fault),
    Unreadable(LogProblem),
}

impl From<LogProblem> for Stopped {
    fn from(problem: LogProblem) -> Stopped {
        Stopped::Unreadable(problem)
    }
}

/// Reads lines by their places.
pub(super) struct Reader<'w> {
    logs: Logs<'w>,
    open: HashMap<usize, BufReader<File>>,
}

impl Reader<'_> {
    /// The line at a place.
    pub(super) fn at(&mut self, place: Place) -> Result<Asked, Fault> {
        let gone = |what: &str| Fault::Io {
            what: format!("an askers' log was changed while it was read: {what}"),
        };
        match place {
            Place::Here(place) => {
                let asked = self.logs.here.get(place).cloned();
                asked.ok_or_else(|| gone("a line is missing"))
            }
            Place::In(file, at) => {
                let path = self.logs.files.get(file);
                let path = path.ok_or_else(|| gone("a file is missing"))?;
                let failed = |error: std::io::Error| unreadable(path, &error.into());
                let input = match self.open.entry(file) {
                    std::collections::hash_map::Entry::Occupied(open) => open.into_mut(),
                    std::collections::hash_map::Entry::Vacant(closed) => {
                        closed.insert(BufReader::new(File::open(path).map_err(failed)?))
                    }
                };
                input.seek(SeekFrom::Start(at)).map_err(failed)?;
                let mut text = String::new();
                input.read_line(&mut text).map_err(failed)?;
                serde_json::from_str(&text).map_err(|error| gone(&error.to_string()))
            }
        }
    }
}

fn unreadable(path: &std::path::Path, problem: &LogProblem) -> Fault {
    Fault::Io {
        what: format!("the askers' log {}: {problem}", path.display()),
    }
}
