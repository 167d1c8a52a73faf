//! Asking the shop, and writing down what was asked when and what was answered.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::notes::Notes;
use crate::{
    shop::{
        Command, Refusal, Session, Shop, Trouble,
        verify::{Answered, Asked},
    },
    store::{Distribution, Fault},
    values::{RequestId, monotonic_us},
};

/// How many outcomes an asker writes down word for word; of the others, only that they were told.
/// A refusal's words are always kept: whether they were true is seen by them.
const OUTCOMES: usize = 2_000;
/// How often a request that met a fault is asked again, with its own id.
const TRIES: u32 = 5;

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
    /// The askers' log.
    notes: &'s Notes,
    /// How many outcomes were written down word for word.
    in_full: usize,
    pub(super) tallies: Tallies,
    /// Since when the next request is due, where there is a rate.
    pub(super) due_us: Option<u64>,
}

/// What was answered; `None` is a fault, which the tally tells.
pub(super) type Answer<T> = Option<Result<T, Refusal>>;

impl<'s> Asker<'s> {
    pub(super) fn new(shop: &'s Shop, session: &'s Session, notes: &'s Notes) -> Asker<'s> {
        Asker {
            shop,
            session,
            notes,
            in_full: 0,
            tallies: Tallies::new(),
            due_us: None,
        }
    }

    /// Somebody else who asks the same shop beside this one, and writes into the same log.
    pub(super) fn beside<'o>(&self, session: &'o Session) -> Asker<'o>
    where
        's: 'o,
    {
        Asker {
            in_full: self.in_full,
            ..Asker::new(self.shop, session, self.notes)
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
            let answer = self.shop.execute(session, request, command.clone());
            if let Err(Trouble::Fault(fault)) = &answer {
                tally.last_fault = Some(fault.to_string());
                tries += 1;
                if is_worth_asking_again(fault) && tries < TRIES {
                    tally.tries_again += 1;
                    continue;
                }
            }
            break answer;
        };
        let returned_us = monotonic_us();
        tally.took.record(returned_us.saturating_sub(since));
        match &answer {
            Ok(_) => tally.done += 1,
            Err(Trouble::Refused(refusal)) => {
                *tally.refused.entry(refusal.code().to_owned()).or_default() += 1;
                tally.conflicts += u64::from(refusal.is_conflict());
            }
            Err(Trouble::Fault(_)) => tally.faults += 1,
        }
        if C::JOURNALLED {
            let mut line = Asked::of::<C>(request, (called_us, returned_us), &answer);
            if line.outcome == Answered::Ok {
                match self.in_full < OUTCOMES {
                    true => self.in_full += 1,
                    false => line.detail = None,
                }
            }
            self.notes.add(&line);
        }
        match answer {
            Ok(outcome) => Some(Ok(outcome)),
            Err(Trouble::Refused(refusal)) => Some(Err(refusal)),
            Err(Trouble::Fault(_)) => None,
        }
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
