//! One answer, from the lane to whoever asked.
//!
//! A channel would do, but those at hand look many times before they sleep,
//! and a crowd of askers that look keeps the lane from working.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Where an answer is waited for.
pub(super) struct Awaited<T>(Arc<Slot<T>>);

/// The promise of an answer. Dropping it says that there will be none.
pub(super) struct Promise<T>(Arc<Slot<T>>);

struct Slot<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

enum State<T> {
    Open,
    /// Somebody sleeps until it is answered.
    Awaited,
    Answered(T),
    /// The promise was dropped, or the answer taken.
    Over,
}

pub(super) fn promise<T>() -> (Promise<T>, Awaited<T>) {
    let slot = Arc::new(Slot {
        state: Mutex::new(State::Open),
        changed: Condvar::new(),
    });
    (Promise(Arc::clone(&slot)), Awaited(slot))
}

impl<T> Promise<T> {
    pub(super) fn keep(self, answer: T) {
        self.0.turn(State::Answered(answer));
    }
}

impl<T> Drop for Promise<T> {
    fn drop(&mut self) {
        if matches!(*self.0.state(), State::Open | State::Awaited) {
            self.0.turn(State::Over);
        }
    }
}

impl<T> Awaited<T> {
    /// The answer; `None` where there will be none.
    pub(super) fn wait(self) -> Option<T> {
        let mut state = self.0.state();
        if matches!(*state, State::Open) {
            *state = State::Awaited;
        }
        let mut state = self
            .0
            .changed
            .wait_while(state, |state| matches!(state, State::Awaited))
            .unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut *state, State::Over) {
            State::Answered(answer) => Some(answer),
            State::Open | State::Awaited | State::Over => None,
        }
    }
}

impl<T> Slot<T> {
    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waking somebody costs a call to the system even where nobody sleeps, as
    /// with who runs their own act.
    fn turn(&self, state: State<T>) {
        let before = std::mem::replace(&mut *self.state(), state);
        if matches!(before, State::Awaited) {
            self.changed.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::promise;

    #[test]
    fn who_waits_gets_the_answer() {
        let (promise, awaited) = promise();
        let waiting = thread::spawn(move || awaited.wait());
        promise.keep(21.98);
        assert_eq!(waiting.join().expect("no panic"), Some(21.98));
    }

    #[test]
    fn a_promise_that_is_dropped_is_not_waited_for() {
        let (promise, awaited) = promise::<()>();
        let waiting = thread::spawn(move || awaited.wait());
        drop(promise);
        assert_eq!(waiting.join().expect("no panic"), None);
    }
}
