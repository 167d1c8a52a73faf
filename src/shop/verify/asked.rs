//! What askers asked for and were told: the lines of their logs, how they are made and read.

use std::{
    fs::File,
    io::{BufRead as _, BufReader},
    path::Path,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    super::{Command, Trouble},
    claims::judged_of,
};
use crate::values::RequestId;

/// One asking, and what became of it: a line of an asker's log.
///
/// Times are microseconds of one clock that never goes back and that all askers of the logs share,
/// such as `CLOCK_MONOTONIC`. Who asks once more with the same request writes another line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// The request's id.
    pub request: RequestId,
    /// Just before it was asked.
    pub called_us: u64,
    /// Just after it was answered; none where it never was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned_us: Option<u64>,
    /// What was asked for, such as "sales.checkout": an act that the journal records.
    pub kind: String,
    /// What became of it.
    pub outcome: Answered,
    /// Of what was done, the outcome that was told; of what was refused, the refusal: both as
    /// the program's JSON has them. Left out, neither is compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Value>,
}

/// What an asker was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answered {
    /// It is done.
    Ok,
    /// It was refused: nothing was done.
    Refused,
    /// No answer came, or a fault that leaves it open.
    Unknown,
}

impl Asked {
    /// The line about a request that was called and returned at these times with this answer. A
    /// fault is an unknown outcome: of whoever asks with the same id again, an earlier asking may
    /// have been done.
    pub fn of<C: Command>(
        request: RequestId,
        (called_us, returned_us): (u64, u64),
        answer: &Result<C::Outcome, Trouble>,
    ) -> Asked {
        let (outcome, detail) = match answer {
            Ok(outcome) => (Answered::Ok, serde_json::to_value(outcome).ok()),
            Err(Trouble::Refused(refusal)) => (Answered::Refused, Some(judged_of(refusal))),
            Err(Trouble::Fault(_)) => (Answered::Unknown, None),
        };
        Asked {
            request,
            called_us,
            returned_us: (outcome != Answered::Unknown).then_some(returned_us),
            kind: C::NAME.to_owned(),
            outcome,
            detail,
        }
    }
}

/// Why an asker's log can't be read.
#[derive(Debug, thiserror::Error)]
pub enum LogProblem {
    /// The file can't be read.
    #[error("it can't be read: {0}")]
    Unreadable(#[from] std::io::Error),
    /// A line is none of a log.
    #[error("line {line} is no line of an asker's log: {why}")]
    Line {
        /// Which, from 1.
        line: usize,
        /// What is wrong with it.
        why: serde_json::Error,
    },
}

/// Reads an asker's log. Half a line at its end, of an asker that was killed, does not count.
///
/// # Errors
/// Where the file or a line of it can't be read.
pub fn read_log(path: &Path) -> Result<Vec<Asked>, LogProblem> {
    let mut asked = Vec::new();
    each_of(path, |_, one| {
        asked.push(one);
        Ok::<_, LogProblem>(())
    })?;
    Ok(asked)
}

/// Sees that a file is an asker's log, line by line; nothing of it is kept.
///
/// # Errors
/// As [`read_log`].
pub fn see_log(path: &Path) -> Result<(), LogProblem> {
    each_of(path, |_, _| Ok::<_, LogProblem>(()))
}

/// Goes through an asker's log: where in the file a line begins, and the line.
pub(super) fn each_of<E: From<LogProblem>>(
    path: &Path,
    mut see: impl FnMut(u64, Asked) -> Result<(), E>,
) -> Result<(), E> {
    let file = File::open(path).map_err(LogProblem::from)?;
    let mut input = BufReader::new(file);
    let (mut text, mut line, mut at) = (String::new(), 0, 0);
    loop {
        text.clear();
        line += 1;
        let bytes = input.read_line(&mut text).map_err(LogProblem::from)?;
        if bytes == 0 {
            return Ok(());
        }
        let begins = at;
        at += bytes as u64;
        if text.trim().is_empty() {
            continue;
        }
        match serde_json::from_str(&text) {
            Ok(one) => see(begins, one)?,
            Err(_) if !text.ends_with('\n') => return Ok(()),
            Err(why) => return Err(LogProblem::Line { line, why }.into()),
        }
    }
}
