//! What askers were told, held against the journal.
//!
//! The journal's order is the witness: each act that was told to be done has to lie between its
//! call and its return, as far as the others tell. What was refused is `explain`'s.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use serde_json::Value;

use super::{
    Breach, Finding, Kind,
    asked::{Answered, Asked},
    explain::explain,
    history::Slots,
};
use crate::{
    store::{Fault, ReadTx},
    values::RequestId,
};

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
    /// Refusals, sold out or full, that were seen to be true at a moment of their asking.
    pub explained: usize,
    /// Refusals for other reasons, or without their details: that nothing was done was seen.
    pub not_judged: usize,
}

/// All that was told of one request.
struct Request<'l> {
    id: RequestId,
    kind: &'l str,
    /// When it was asked first, but for askings that were refused: those did nothing.
    called: u64,
    /// When the first answer was there that told it done.
    done: Option<u64>,
    refused: bool,
    /// Whether it was refused when it was asked once more, after that.
    refused_again: bool,
    unknown: bool,
    told: Option<&'l Value>,
    /// Its record in the journal.
    act: Option<i64>,
}

impl Request<'_> {
    fn is_of_a_code(&self) -> bool {
        self.kind == "codes.check" || self.kind.ends_with("_by_code")
    }
}

/// What is told of, as it is found.
pub(super) struct Told {
    findings: Vec<Finding>,
}

impl Told {
    pub(super) fn tell(&mut self, breach: Breach, what: String, id: RequestId) {
        let place = format!("request {id}");
        let finding = Finding::of(Kind::Answers, breach, what, place);
        self.findings.push(finding);
    }
}

/// Holds what was told against the journal. Where `all_since` is an act, everything after it but
/// log-ins and sealings was asked for in the log.
pub(super) fn judge(
    db: &ReadTx<'_>,
    log: &[Asked],
    all_since: Option<i64>,
    slots: &Slots,
) -> Result<(AnswersSeen, Vec<Finding>), Fault> {
    let (mut seen, mut told) = (
        AnswersSeen::default(),
        Told {
            findings: Vec::new(),
        },
    );
    let mut requests = by_request(log);
    for request in &mut requests {
        let there = db.first(
            "SELECT act, command, outcome FROM journal WHERE request = ?1",
            [request.id.bytes()],
            |row| {
                Ok(Record {
                    act: row.get(0)?,
                    command: row.get(1)?,
                    outcome: row.get(2)?,
                })
            },
        )?;
        request.act = there.as_ref().map(|record| record.act);
        compare(request, there, &mut seen, &mut told);
    }
    if let Some(since) = all_since {
        asked_by_nobody(db, since, &requests, &mut told)?;
    }
    let order = Order::of(&requests);
    for request in &requests {
        let Some(act) = request.act else { continue };
        let before = order.done_before(request.called);
        if before > act {
            let what = format!(
                "act {act} was asked for only after act {before} had been told to be done, and stands before it"
            );
            told.tell(Breach::HalfDone, what, request.id);
        }
    }
    explain(db, log, (&order, slots), &mut seen, &mut told)?;
    Ok((seen, told.findings))
}

/// A record of the journal.
struct Record {
    act: i64,
    command: String,
    outcome: String,
}

/// What was told of a request, and whether that is there.
fn compare(request: &Request<'_>, there: Option<Record>, seen: &mut AnswersSeen, told: &mut Told) {
    let id = request.id;
    if let Some(Record { act, command, .. }) = &there
        && *command != request.kind
    {
        let what = format!(
            "it was asked for as {}, and act {act} is {command}",
            request.kind
        );
        told.tell(Breach::HalfDone, what, id);
    }
    match (request.done, there) {
        (Some(_), None) => {
            let what = "it was told to be done, and is not there";
            told.tell(Breach::Lost, what.into(), id);
        }
        (Some(_), Some(Record { act, outcome, .. })) => {
            seen.done += 1;
            if request.refused_again {
                let what = format!("it was refused after it was done in act {act}");
                told.tell(Breach::HalfDone, what, id);
            }
            if let Some(detail) = request.told
                && !is_what_was_told(detail, &outcome)
            {
                let what = format!("it was told otherwise than act {act} has it");
                told.tell(Breach::HalfDone, what, id);
            }
        }
        // Whether it is whole, the rules of the books tell.
        (None, Some(_)) if request.unknown => seen.unknown_there += 1,
        // A code that is wrong is counted, which is an act.
        (None, Some(_)) if request.is_of_a_code() => seen.refused += 1,
        (None, Some(Record { act, .. })) => {
            let what = format!("it was told to be refused, and act {act} did it");
            told.tell(Breach::HalfDone, what, id);
        }
        (None, None) if request.refused => seen.refused += 1,
        (None, None) => seen.unknown_absent += 1,
    }
}

fn by_request(log: &[Asked]) -> Vec<Request<'_>> {
    let mut places: HashMap<RequestId, usize> = HashMap::new();
    let mut requests: Vec<Request<'_>> = Vec::new();
    for asked in log {
        let place = *places.entry(asked.request).or_insert_with(|| {
            requests.push(Request {
                id: asked.request,
                kind: &asked.kind,
                called: u64::MAX,
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
        match asked.outcome {
            Answered::Ok => {
                let returned = asked.returned_us.unwrap_or(u64::MAX);
                request.done = Some(request.done.map_or(returned, |done| done.min(returned)));
                request.told = asked.detail.as_ref().or(request.told);
                request.called = request.called.min(asked.called_us);
            }
            Answered::Refused => request.refused = true,
            Answered::Unknown => {
                request.unknown = true;
                request.called = request.called.min(asked.called_us);
            }
        }
    }
    for asked in refused(log) {
        let request = &mut requests[places[&asked.request]];
        request.refused_again |= request.done.is_some_and(|done| done < asked.called_us);
        // Where it is there all the same, one of these did it.
        if request.done.is_none() && !request.unknown {
            request.called = request.called.min(asked.called_us);
        }
    }
    requests
}

pub(super) fn refused(log: &[Asked]) -> impl Iterator<Item = &Asked> {
    log.iter()
        .filter(|asked| asked.outcome == Answered::Refused)
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

/// Acts that are there and that nobody asked for.
fn asked_by_nobody(
    db: &ReadTx<'_>,
    since: i64,
    requests: &[Request<'_>],
    told: &mut Told,
) -> Result<(), Fault> {
    let asked: HashSet<RequestId> = requests.iter().map(|request| request.id).collect();
    let sql = "SELECT act, request, command FROM journal
         WHERE act > ?1 AND command NOT IN ('staff.log_in', 'books.seal') ORDER BY act";
    db.each(sql, [since], |row| {
        let id = RequestId::from_bytes(row.get(1)?);
        if !asked.contains(&id) {
            let (act, command): (i64, String) = (row.get(0)?, row.get(2)?);
            let what = format!("act {act}, {command}, was asked for by nobody");
            told.tell(Breach::HalfDone, what, id);
        }
        Ok::<_, Fault>(())
    })
}

/// What the answers say of the order of acts.
pub(super) struct Order {
    /// When an act was told to be done, and the last act that was by then.
    done: Vec<(u64, i64)>,
    /// When an act was asked for, and the first act that was asked for then or later.
    asked: Vec<(u64, i64)>,
}

impl Order {
    fn of(requests: &[Request<'_>]) -> Order {
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
    pub(super) fn done_before(&self, moment: u64) -> i64 {
        let place = self.done.partition_point(|(done, _)| *done < moment);
        place.checked_sub(1).map_or(0, |place| self.done[place].1)
    }

    /// The first act that was asked for after this moment.
    pub(super) fn asked_after(&self, moment: u64) -> Option<i64> {
        let place = self.asked.partition_point(|(asked, _)| *asked <= moment);
        self.asked.get(place).map(|(_, act)| *act)
    }
}
