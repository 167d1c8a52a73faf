//! What askers asked for and were told: the lines of their logs, how they are made and read.

use std::{
    fs::File,
    io::{BufRead as _, BufReader},
    path::Path,
};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::{Command, Refusal, Trouble, slots::SlotAt};
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

/// What of a refusal is held against the journal; the rest of it is only words.
fn judged_of(refusal: &Refusal) -> Value {
    let reason = refusal.code();
    match refusal {
        Refusal::SoldOut { shortages } => json!({ "reason": reason, "shortages": shortages }),
        Refusal::SlotFull { asked, .. } => {
            json!({ "reason": reason, "slot": asked.slot, "room_minor": asked.room })
        }
        _ => json!({ "reason": reason }),
    }
}

/// What a refusal says of the shop at one moment, as far as that can be held against the journal.
#[derive(Deserialize)]
pub(super) struct Claims {
    /// Sweets of which there was not enough.
    #[serde(default)]
    pub(super) shortages: Vec<Short>,
    /// The slot that was full.
    #[serde(default)]
    pub(super) slot: Option<SlotAt>,
    /// The room that an order wanted of it; none where that was a seat.
    #[serde(default)]
    pub(super) room_minor: Option<i64>,
}

/// A sweet of which there was not enough.
#[derive(Deserialize)]
pub(super) struct Short {
    pub(super) sweet: i64,
    #[serde(default)]
    pub(super) wanted: Option<i64>,
    pub(super) left: i64,
    #[serde(default)]
    promised: Option<Promised>,
}

/// What of a sweet was on hand and kept for orders.
#[derive(Deserialize)]
struct Promised {
    on_hand: i64,
}

impl Short {
    /// What was said to be on the shelf.
    pub(super) fn on_hand(&self) -> i64 {
        let promised = self.promised.as_ref();
        promised.map_or(self.left, |promised| promised.on_hand)
    }
}

impl Asked {
    /// What its refusal says; nothing where that is not kept, or can't be judged.
    pub(super) fn claims(&self) -> Option<Claims> {
        let detail = self.detail.as_ref()?;
        let claims = Claims::deserialize(detail).ok()?;
        let says_something = claims.slot.is_some() || !claims.shortages.is_empty();
        says_something.then_some(claims)
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
    let mut input = BufReader::new(File::open(path)?);
    let (mut asked, mut text, mut line) = (Vec::new(), String::new(), 0);
    loop {
        text.clear();
        line += 1;
        if input.read_line(&mut text)? == 0 {
            return Ok(asked);
        }
        if text.trim().is_empty() {
            continue;
        }
        match serde_json::from_str(&text) {
            Ok(one) => asked.push(one),
            Err(_) if !text.ends_with('\n') => return Ok(asked),
            Err(why) => return Err(LogProblem::Line { line, why }),
        }
    }
}
