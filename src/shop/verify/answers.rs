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
    claims::{REUSED, WRONG_CODE},
    explain::explain,
    history::Slots,
    log::Logs,
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
    /// Refusals of which what they said of the shop was seen to be true at a moment of their asking.
    pub explained: usize,
    /// Refusals for reasons of which there is no record act by act, such as what was typed, or
    /// without their details: that nothing was done was seen.
    pub not_judged: usize,
}

/// All that was told of one request; what of it is long stays in the logs.
struct Request {
    id: RequestId,
    /// When it was asked first, but for askings that were refused: those did nothing.
    called: u64,
    /// When the first answer was there that told it done.
    done: Option<u64>,
    /// When it was first and last asked of the askings that were refused.
    refused: Option<(u64, u64)>,
    unknown: bool,
    /// What is tried there is counted, right or wrong.
    of_a_code: bool,
    /// That it is there as something else was told.
    told: bool,
    /// Its record in the journal.
    act: Option<i64>,
}

impl Request {
    /// When it was asked first. Where it is there though each asking was refused, one of them did
    /// it.
    fn called(&self) -> u64 {
        match self.refused {
            Some((first, _)) if self.done.is_none() && !self.unknown => self.called.min(first),
            _ => self.called,
        }
    }

    fn was_refused_after_it_was_done(&self) -> bool {
        let (Some(done), Some((_, last))) = (self.done, self.refused) else {
            return false;
        };
        done < last
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
/// log-ins and sealings was asked for in the logs.
pub(super) fn judge(
    db: &ReadTx<'_>,
    logs: Logs<'_>,
    all_since: Option<i64>,
    slots: &Slots,
) -> Result<(AnswersSeen, Vec<Finding>), Fault> {
    let mut seen = AnswersSeen::default();
    let mut told = Told {
        findings: Vec::new(),
    };
    let requests = by_request(db, logs, &mut seen, &mut told)?;
    for request in &requests {
        compare(request, &mut seen, &mut told);
    }
    if let Some(since) = all_since {
        asked_by_nobody(db, since, &requests, &mut told)?;
    }
    let order = Order::of(&requests);
    for request in &requests {
        let Some(act) = request.act else { continue };
        let before = order.done_before(request.called());
        if before > act {
            let what = format!(
                "act {act} was asked for only after act {before} had been told to be done, and stands before it"
            );
            told.tell(Breach::HalfDone, what, request.id);
        }
    }
    drop(requests);
    explain(db, logs, (&order, slots), &mut seen, &mut told)?;
    Ok((seen, told.findings))
}

/// A record of the journal.
struct Record {
    act: i64,
    command: String,
}

/// The requests of the logs, in their order. What a single line says is held against the journal
/// on the way.
fn by_request(
    db: &ReadTx<'_>,
    logs: Logs<'_>,
    seen: &mut AnswersSeen,
    told: &mut Told,
) -> Result<Vec<Request>, Fault> {
    let mut places: HashMap<RequestId, usize> = HashMap::new();
    let mut requests: Vec<Request> = Vec::new();
    logs.each(|_, asked| {
        // What was done with that id is somebody else's to tell, or another line's.
        if asked.outcome == Answered::Refused && asked.reason() == Some(REUSED) {
            seen.refused += 1;
            return Ok(());
        }
        let sql = "SELECT act, command FROM journal WHERE request = ?1";
        let there = db.first(sql, [asked.request.bytes()], |row| {
            Ok(Record {
                act: row.get(0)?,
                command: row.get(1)?,
            })
        })?;
        let place = *places.entry(asked.request).or_insert_with(|| {
            requests.push(Request {
                id: asked.request,
                called: u64::MAX,
                done: None,
                refused: None,
                unknown: false,
                of_a_code: false,
                told: false,
                act: there.as_ref().map(|record| record.act),
            });
            requests.len() - 1
        });
        let Some(request) = requests.get_mut(place) else {
            return Ok(());
        };
        request.note(asked);
        match there {
            Some(record) => as_it_is_there(db, asked, &record, request, seen, told),
            None => Ok(()),
        }
    })?;
    Ok(requests)
}

impl Request {
    /// Adds what an asking of it came to.
    fn note(&mut self, asked: &Asked) {
        self.of_a_code |= asked.kind == "codes.check" || asked.kind.ends_with("_by_code");
        match asked.outcome {
            // A code that is wrong is counted, so that this is told to be done, too.
            Answered::Refused if asked.reason() != Some(WRONG_CODE) => {
                let called = asked.called_us;
                let (first, last) = self.refused.unwrap_or((called, called));
                self.refused = Some((first.min(called), last.max(called)));
            }
            Answered::Ok | Answered::Refused => {
                let returned = asked.returned_us.unwrap_or(u64::MAX);
                self.done = Some(self.done.map_or(returned, |done| done.min(returned)));
                self.called = self.called.min(asked.called_us);
            }
            Answered::Unknown => {
                self.unknown = true;
                self.called = self.called.min(asked.called_us);
            }
        }
    }
}

/// Whether what was told of a request that is there is what is there.
fn as_it_is_there(
    db: &ReadTx<'_>,
    asked: &Asked,
    Record { act, command }: &Record,
    request: &mut Request,
    seen: &mut AnswersSeen,
    told: &mut Told,
) -> Result<(), Fault> {
    if *command != asked.kind && !request.told {
        let what = format!(
            "it was asked for as {}, and act {act} is {command}",
            asked.kind
        );
        told.tell(Breach::HalfDone, what, asked.request);
        request.told = true;
    }
    let is_of_code = asked.reason() == Some(WRONG_CODE);
    let detail = match asked.outcome {
        Answered::Ok => asked.detail.as_ref(),
        Answered::Refused if is_of_code => asked.detail.as_ref(),
        _ => None,
    };
    let Some(detail) = detail else { return Ok(()) };
    let outcome: String = db.one("SELECT outcome FROM journal WHERE act = ?1", [act], |row| {
        row.get(0)
    })?;
    let is_so = match is_of_code {
        true => is_the_verdict_that_was_told(detail, &outcome),
        false => is_what_was_told(detail, &outcome),
    };
    match is_so {
        true => seen.explained += usize::from(is_of_code),
        false if request.told => {}
        false => {
            let what = format!("it was told otherwise than act {act} has it");
            told.tell(Breach::HalfDone, what, asked.request);
            request.told = true;
        }
    }
    Ok(())
}

/// What was told of a request, and whether that is there.
fn compare(request: &Request, seen: &mut AnswersSeen, told: &mut Told) {
    let id = request.id;
    match (request.done, request.act) {
        (Some(_), None) => {
            let what = "it was told to be done, and is not there";
            told.tell(Breach::Lost, what.into(), id);
        }
        (Some(_), Some(act)) => {
            seen.done += 1;
            if request.was_refused_after_it_was_done() {
                let what = format!("it was refused after it was done in act {act}");
                told.tell(Breach::HalfDone, what, id);
            }
        }
        // Whether it is whole, the rules of the books tell.
        (None, Some(_)) if request.unknown => seen.unknown_there += 1,
        // A code that is wrong is counted, which is an act.
        (None, Some(_)) if request.of_a_code => seen.refused += 1,
        (None, Some(act)) => {
            let what = format!("it was told to be refused, and act {act} did it");
            told.tell(Breach::HalfDone, what, id);
        }
        (None, None) if request.refused.is_some() => seen.refused += 1,
        (None, None) => seen.unknown_absent += 1,
    }
}

/// Whether the verdict on a code that was told is the one that was recorded.
fn is_the_verdict_that_was_told(told: &Value, outcome: &str) -> bool {
    let Ok(outcome) = serde_json::from_str::<Value>(outcome) else {
        return false;
    };
    ["verdict", "left", "why"]
        .iter()
        .all(|field| told.get(field) == outcome.get(field))
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
    requests: &[Request],
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
        let mut asked: Vec<(u64, i64)> =
            acts.map(|(request, act)| (request.called(), act)).collect();
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
