//! An act on its way through the lane: run in its savepoint, then answered.
//!
//! A panic in an act is an answer like another. What the act holds is let go
//! of before its answer goes out.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Instant,
};

use super::{answer::Promise, error::Fault, tx::WriteTx};

/// What an act may answer other than its outcome: the shop's refusals, and faults.
pub trait ActError: From<Fault> + Send + 'static {
    /// The fault, if it is one.
    fn fault(&self) -> Option<&Fault>;

    /// Whether it is a refusal because another was faster.
    fn is_conflict(&self) -> bool {
        false
    }
}

impl ActError for Fault {
    fn fault(&self) -> Option<&Fault> {
        Some(self)
    }
}

/// What became of an act in its savepoint.
pub(super) enum Ran {
    Kept,
    Refused {
        /// Because another was faster.
        conflict: bool,
    },
    Faulted(Fault),
}

pub(super) trait Job: Send {
    /// Runs the act; what it answered is kept until [`Job::answer`].
    fn run(&mut self, tx: &WriteTx<'_>) -> Ran;
    /// Answers what the act answered.
    fn answer(self: Box<Self>);
    /// Answers with a fault, whatever the act answered.
    fn fail(self: Box<Self>, fault: Fault);
    /// Since when it waits.
    fn asked_at(&self) -> Instant;
}

pub(super) struct Asked<T, E, F> {
    act: F,
    result: Option<Result<T, E>>,
    promise: Promise<Result<T, E>>,
    asked_at: Instant,
}

impl<T, E, F> Asked<T, E, F> {
    /// An act asked for now, and where its answer goes.
    pub(super) fn now(act: F, promise: Promise<Result<T, E>>) -> Asked<T, E, F> {
        Asked {
            act,
            result: None,
            promise,
            asked_at: Instant::now(),
        }
    }
}

impl<T, E, F> Job for Asked<T, E, F>
where
    T: Send,
    E: ActError,
    F: FnMut(&WriteTx<'_>) -> Result<T, E> + Send,
{
    fn run(&mut self, tx: &WriteTx<'_>) -> Ran {
        let result = catch_unwind(AssertUnwindSafe(|| (self.act)(tx))).unwrap_or_else(|panic| {
            Err(E::from(Fault::Bug {
                what: format!("it stopped half way: {}", said(&*panic)),
            }))
        });
        let ran = match &result {
            Ok(_) => Ran::Kept,
            Err(error) => match error.fault() {
                Some(fault) => Ran::Faulted(fault.clone()),
                None => Ran::Refused {
                    conflict: error.is_conflict(),
                },
            },
        };
        self.result = Some(result);
        ran
    }

    fn answer(self: Box<Self>) {
        let result = self.result.unwrap_or_else(|| {
            Err(E::from(Fault::Bug {
                what: "an act was answered before it was run".into(),
            }))
        });
        // The act may hold the shop open: it goes before who asked can leave.
        let_go(self.act);
        self.promise.keep(result);
    }

    fn fail(self: Box<Self>, fault: Fault) {
        let_go(self.act);
        self.promise.keep(Err(E::from(fault)));
    }

    fn asked_at(&self) -> Instant {
        self.asked_at
    }
}

/// Drops an act; the lane goes on where that panics.
fn let_go(act: impl Sized) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop(act))) {
        tracing::error!(panic = said(&*panic), "an act panicked when it was over");
    }
}

fn said(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "without a word".into())
}
