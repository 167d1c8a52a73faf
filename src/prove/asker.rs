//! Asking the shop, and writing down what was asked when and what was answered.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    shop::{Command, Refusal, Session, Shop, Trouble},
    store::{Distribution, Fault},
    values::{RequestId, monotonic_us},
};

/// How often a request that met a fault is asked again, with its own id.
const TRIES: u32 = 5;

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    Ok,
    Refused,
    Unknown,
}

/// A line of an askers' log. Times are microseconds of one clock for all askers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Line {
    pub(super) request: RequestId,
    pub(super) called_us: u64,
    pub(super) returned_us: Option<u64>,
    /// The command's name.
    pub(super) kind: String,
    pub(super) outcome: Outcome,
}

/// What was asked of one kind, and what was answered.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Tally {
    pub(super) done: u64,
    pub(super) refused: BTreeMap<String, u64>,
    /// Of those, because another was faster.
    pub(super) conflicts: u64,
    /// Of those, asked for again otherwise: another slot.
    pub(super) asked_otherwise: u64,
    pub(super) faults: u64,
    /// Tries of the same request after a fault.
    pub(super) tries_again: u64,
    /// What the last fault said.
    pub(super) last_fault: Option<String>,
    /// From being due, or called, until the answer, in microseconds.
    pub(super) took: Distribution,
}

impl Tally {
    pub(super) fn merge(&mut self, other: &Tally) {
        self.done += other.done;
        for (reason, n) in &other.refused {
            *self.refused.entry(reason.clone()).or_default() += n;
        }
        self.conflicts += other.conflicts;
        self.asked_otherwise += other.asked_otherwise;
        self.faults += other.faults;
        self.tries_again += other.tries_again;
        if other.last_fault.is_some() {
            self.last_fault.clone_from(&other.last_fault);
        }
        self.took.merge(&other.took);
    }
}

/// By the names of commands.
pub(super) type Tallies = BTreeMap<String, Tally>;

pub(super) fn merge(all: &mut Tallies, more: &Tallies) {
    for (kind, tally) in more {
        all.entry(kind.clone()).or_default().merge(tally);
    }
}

/// Somebody who asks, with their notes.
pub(super) struct Asker<'s> {
    pub(super) shop: &'s Shop,
    pub(super) session: &'s Session,
    pub(super) lines: Vec<Line>,
    pub(super) tallies: Tallies,
    /// Since when the next request is due, where there is a rate.
    pub(super) due_us: Option<u64>,
}

/// What was answered; `None` is a fault, which the tally tells.
pub(super) type Answer<T> = Option<Result<T, Refusal>>;

impl<'s> Asker<'s> {
    pub(super) fn new(shop: &'s Shop, session: &'s Session) -> Asker<'s> {
        Asker {
            shop,
            session,
            lines: Vec::new(),
            tallies: Tallies::new(),
            due_us: None,
        }
    }

    /// Asks as whoever it is.
    pub(super) fn ask<C: Command + Clone>(&mut self, command: &C) -> Answer<C::Outcome> {
        self.ask_as(self.session, command)
    }

    /// Asks as somebody else: a payment's news come from nobody in particular.
    pub(super) fn ask_as<C: Command + Clone>(
        &mut self,
        session: &Session,
        command: &C,
    ) -> Answer<C::Outcome> {
        let request = RequestId::new();
        let tally = self.tallies.entry(C::NAME.to_owned()).or_default();
        let called_us = monotonic_us();
        let since = self.due_us.take().unwrap_or(called_us);
        let mut tries = 0;
        let answer = loop {
            match self.shop.execute(session, request, command.clone()) {
                Ok(outcome) => break Some(Ok(outcome)),
                Err(Trouble::Refused(refusal)) => break Some(Err(refusal)),
                Err(Trouble::Fault(fault)) => {
                    tally.last_fault = Some(fault.to_string());
                    tries += 1;
                    if !is_worth_asking_again(&fault) || tries >= TRIES {
                        break None;
                    }
                    tally.tries_again += 1;
                }
            }
        };
        let returned_us = monotonic_us();
        tally.took.record(returned_us.saturating_sub(since));
        let outcome = match &answer {
            Some(Ok(_)) => {
                tally.done += 1;
                Outcome::Ok
            }
            Some(Err(refusal)) => {
                *tally.refused.entry(refusal.code().to_owned()).or_default() += 1;
                tally.conflicts += u64::from(refusal.is_conflict());
                Outcome::Refused
            }
            None => {
                tally.faults += 1;
                Outcome::Unknown
            }
        };
        if C::JOURNALLED {
            self.lines.push(Line {
                request,
                called_us,
                returned_us: (outcome != Outcome::Unknown).then_some(returned_us),
                kind: C::NAME.to_owned(),
                outcome,
            });
        }
        answer
    }

    /// Notes that what was just refused is asked for again otherwise.
    pub(super) fn asks_otherwise<C: Command>(&mut self) {
        let tally = self.tallies.entry(C::NAME.to_owned()).or_default();
        tally.asked_otherwise += 1;
    }
}

/// The same request again may be done now, or tells what became of it.
fn is_worth_asking_again(fault: &Fault) -> bool {
    fault.may_pass() || !fault.is_settled()
}
