//! What askers asked for and were told, held against the journal.
//!
//! An asker's log is lines of JSON, one an asking, each an [`Asked`]. The journal's order is the
//! witness: each act that was told to be done has to lie between its call and its return, as far
//! as the others tell, and what was refused for want of stock has to be true in between.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead as _, BufReader},
    path::Path,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Finding, Kind};
use crate::{
    store::{Fault, ReadTx},
    values::RequestId,
};

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
    /// Of what was done, the outcome that was told, as JSON. Of what was refused because a sweet
    /// was sold out, `{"left": [{"sweet": 1, "left": 0}]}`: only of sweets of which nothing is
    /// promised to orders and which stood on one line.
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

/// What was said to be left of a sweet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Which.
    pub sweet: i64,
    /// How many of its unit.
    pub left: i64,
}

/// What was seen of the askers' logs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AnswersSeen {
    /// Requests that were told to be done.
    pub done: usize,
    /// Requests that were refused.
    pub refused: usize,
    /// Requests without an answer that are in the journal all the same.
    pub unknown_there: usize,
    /// Requests without an answer that did nothing.
    pub unknown_absent: usize,
    /// Times that something was said to be left of a sweet, and seen to be true.
    pub left_seen: usize,
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

/// All that was told of one request.
struct Request {
    id: RequestId,
    called: u64,
    /// When the first answer was there that told it done.
    done: Option<u64>,
    refused: bool,
    /// Whether it was refused when it was asked once more, after that.
    refused_again: bool,
    unknown: bool,
    told: Option<Value>,
    /// Its record in the journal.
    act: Option<i64>,
}

/// Holds what was told against the journal.
pub(super) fn judge(db: &ReadTx<'_>, log: &[Asked]) -> Result<(AnswersSeen, Vec<Finding>), Fault> {
    let (mut seen, mut findings) = (AnswersSeen::default(), Vec::new());
    let mut tell = |what: String, id: RequestId| {
        findings.push(Finding::of(Kind::Answers, what, format!("request {id}")));
    };
    let mut requests = by_request(log);
    for request in &mut requests {
        let there = db.first(
            "SELECT act, outcome FROM journal WHERE request = ?1",
            [request.id.bytes()],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)),
        )?;
        request.act = there.as_ref().map(|(act, _)| *act);
        match (request.done, there) {
            (Some(_), None) => tell(
                "it was told to be done, and is not there".into(),
                request.id,
            ),
            (Some(_), Some((act, outcome))) => {
                seen.done += 1;
                if request.refused_again {
                    tell(
                        format!("it was refused after it was done in act {act}"),
                        request.id,
                    );
                }
                if let Some(told) = &request.told
                    && !is_what_was_told(told, &outcome)
                {
                    let what = format!("it was told otherwise than act {act} has it");
                    tell(what, request.id);
                }
            }
            // Whether it is whole, the rules of the books tell.
            (None, Some(_)) if request.unknown => seen.unknown_there += 1,
            (None, Some((act, _))) => {
                tell(
                    format!("it was told to be refused, and act {act} did it"),
                    request.id,
                );
            }
            (None, None) if request.refused => seen.refused += 1,
            (None, None) => seen.unknown_absent += 1,
        }
    }
    let order = Order::of(&requests);
    for request in &requests {
        let Some(act) = request.act else { continue };
        let before = order.done_before(request.called);
        if before > act {
            let what = format!(
                "act {act} was asked for only after act {before} had been told to be done, and stands before it"
            );
            tell(what, request.id);
        }
    }
    let history = History::of(db, log)?;
    let head = db.one("SELECT coalesce(max(act), 0) FROM journal", [], |row| {
        row.get(0)
    })?;
    for asked in log
        .iter()
        .filter(|asked| asked.outcome == Answered::Refused)
    {
        let Some(returned) = asked.returned_us else {
            continue;
        };
        let from = order.done_before(asked.called_us);
        let until = order.asked_after(returned).map_or(head, |act| act - 1);
        for Left { sweet, left } in left_of(asked) {
            match history.was(sweet, left, (from, until)) {
                true => seen.left_seen += 1,
                false => tell(
                    format!(
                        "{left} were said to be left of sweet {sweet}: not at any act from {from} to {until}"
                    ),
                    asked.request,
                ),
            }
        }
    }
    Ok((seen, findings))
}

fn by_request(log: &[Asked]) -> Vec<Request> {
    let mut places: HashMap<RequestId, usize> = HashMap::new();
    let mut requests: Vec<Request> = Vec::new();
    for asked in log {
        let place = *places.entry(asked.request).or_insert_with(|| {
            requests.push(Request {
                id: asked.request,
                called: asked.called_us,
                done: None,
                refused: false,
                refused_again: false,
                unknown: false,
                told: None,
                act: None,
            });
            requests.len() - 1
        });
        let request = &mut requests[place];
        request.called = request.called.min(asked.called_us);
        match asked.outcome {
            Answered::Ok => {
                let returned = asked.returned_us.unwrap_or(u64::MAX);
                request.done = Some(request.done.map_or(returned, |done| done.min(returned)));
                request.told = asked.detail.clone().or(request.told.take());
            }
            Answered::Refused => request.refused = true,
            Answered::Unknown => request.unknown = true,
        }
    }
    for asked in log
        .iter()
        .filter(|asked| asked.outcome == Answered::Refused)
    {
        let request = &mut requests[places[&asked.request]];
        request.refused_again |= request.done.is_some_and(|done| done < asked.called_us);
    }
    requests
}

/// Whether an outcome is the one that was told; the grants that let it pass are told to nobody.
fn is_what_was_told(told: &Value, outcome: &str) -> bool {
    let Ok(mut outcome) = serde_json::from_str::<Value>(outcome) else {
        return false;
    };
    if let Some(fields) = outcome.as_object_mut()
        && told.get("granted").is_none()
    {
        fields.remove("granted");
    }
    outcome == *told
}

fn left_of(asked: &Asked) -> Vec<Left> {
    let left = asked.detail.as_ref().and_then(|detail| detail.get("left"));
    let left = left.and_then(|left| serde_json::from_value(left.clone()).ok());
    left.unwrap_or_default()
}

/// What the answers say of the order of acts.
struct Order {
    /// When an act was told to be done, and the last act that was by then.
    done: Vec<(u64, i64)>,
    /// When an act was asked for, and the first act that was asked for then or later.
    asked: Vec<(u64, i64)>,
}

impl Order {
    fn of(requests: &[Request]) -> Order {
        let acts = requests
            .iter()
            .filter_map(|request| Some((request, request.act?)));
        let done = acts
            .clone()
            .filter_map(|(request, act)| Some((request.done?, act)));
        let mut done: Vec<(u64, i64)> = done.collect();
        done.sort_unstable();
        let mut last = 0;
        for (_, act) in &mut done {
            last = last.max(*act);
            *act = last;
        }
        let mut asked: Vec<(u64, i64)> = acts.map(|(request, act)| (request.called, act)).collect();
        asked.sort_unstable();
        let mut first = i64::MAX;
        for (_, act) in asked.iter_mut().rev() {
            first = first.min(*act);
            *act = first;
        }
        Order { done, asked }
    }

    /// The last act that was told to be done before this moment; 0 where none was.
    fn done_before(&self, moment: u64) -> i64 {
        let place = self.done.partition_point(|(done, _)| *done < moment);
        place.checked_sub(1).map_or(0, |place| self.done[place].1)
    }

    /// The first act that was asked for after this moment.
    fn asked_after(&self, moment: u64) -> Option<i64> {
        let place = self.asked.partition_point(|(asked, _)| *asked <= moment);
        self.asked.get(place).map(|(_, act)| *act)
    }
}

/// What was on hand of the sweets that something is said of, act by act.
struct History(HashMap<i64, Vec<(i64, i64)>>);

impl History {
    fn of(db: &ReadTx<'_>, log: &[Asked]) -> Result<History, Fault> {
        let mut sweets: HashMap<i64, Vec<(i64, i64)>> = HashMap::new();
        let refused = log
            .iter()
            .filter(|asked| asked.outcome == Answered::Refused);
        for left in refused.flat_map(left_of) {
            sweets.entry(left.sweet).or_default();
        }
        if sweets.is_empty() {
            return Ok(History(sweets));
        }
        let sql = "SELECT sweet, act, on_hand FROM movements ORDER BY number";
        db.each(sql, [], |row| {
            let (act, on_hand) = (row.get(1)?, row.get(2)?);
            if let Some(moved) = sweets.get_mut(&row.get(0)?) {
                match moved.last_mut() {
                    // Nobody else sees what an act did in between.
                    Some(last) if last.0 == act => last.1 = on_hand,
                    _ => moved.push((act, on_hand)),
                }
            }
            Ok::<_, Fault>(())
        })?;
        Ok(History(sweets))
    }

    /// Whether so much was on hand of a sweet once act `from`, and not yet act `until + 1`, was
    /// done.
    fn was(&self, sweet: i64, left: i64, (from, until): (i64, i64)) -> bool {
        let Some(moved) = self.0.get(&sweet) else {
            return false;
        };
        let place = moved.partition_point(|(act, _)| *act <= from);
        let then = place.checked_sub(1).map_or(0, |place| moved[place].1);
        let later = moved[place..].iter().take_while(|(act, _)| *act <= until);
        then == left || later.into_iter().any(|(_, on_hand)| *on_hand == left)
    }
}
