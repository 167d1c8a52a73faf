//! The askers' log of a process: what each asker was told goes into a file beside the copy at once,
//! so that a process needs no more memory the longer it asks.

use std::{
    fs::File,
    io::{self, BufWriter, Write as _},
    path::Path,
    sync::{Mutex, PoisonError},
};

use super::crew::failed;
use crate::{shop::verify::Asked, store::Fault};

/// Where the askers of a process write down what they were told, each in their turn.
pub(super) struct Notes(Mutex<Writing>);

struct Writing {
    file: BufWriter<File>,
    /// What went wrong first; nothing is written after it.
    failed: Option<io::Error>,
}

impl Notes {
    pub(super) fn begin(path: &Path) -> Result<Notes, Fault> {
        let file = File::create(path).map_err(failed("beginning the askers' log"))?;
        Ok(Notes(Mutex::new(Writing {
            file: BufWriter::new(file),
            failed: None,
        })))
    }

    /// Writes down an answer. That it could not be is told at the end.
    pub(super) fn add(&self, asked: &Asked) {
        // Outside the lock, which all askers of the process share.
        let line = serde_json::to_vec(asked);
        let mut writing = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if writing.failed.is_some() {
            return;
        }
        let written = line.map_err(io::Error::from).and_then(|mut line| {
            line.push(b'\n');
            writing.file.write_all(&line)
        });
        writing.failed = written.err();
    }

    /// Sees that everything was written.
    pub(super) fn end(self) -> Result<(), Fault> {
        let mut writing = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        let written = match writing.failed {
            Some(error) => Err(error),
            None => writing.file.flush(),
        };
        written.map_err(failed("writing the askers' log"))
    }
}
