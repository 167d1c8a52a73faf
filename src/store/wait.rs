//! What the write lane is waiting for, and since when, so that it can be told while it lasts.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::Waiting;

/// Waiting shorter than this is not worth telling.
const WORTH_TELLING: Duration = Duration::from_millis(300);

/// The wait that is under way, if one is.
#[derive(Default)]
pub(super) struct Waits(Mutex<Option<Wait>>);

struct Wait {
    since: Instant,
    holder: String,
    /// It has lasted long enough to be told, and those who watch have been.
    told: bool,
}

impl Waits {
    /// Keeps what is waited for now, since when and for whom. True once in a wait: when it has
    /// become worth telling.
    pub(super) fn keep(&self, wait: Option<(Instant, &str)>) -> bool {
        let is_long = wait.is_some_and(|(since, _)| since.elapsed() >= WORTH_TELLING);
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let was_told = now.as_ref().is_some_and(|wait| wait.told);
        *now = wait.map(|(since, holder)| Wait {
            since,
            holder: holder.to_owned(),
            told: was_told || is_long,
        });
        is_long && !was_told
    }

    /// The wait that is under way, where it is worth telling.
    pub(super) fn worth_telling(&self) -> Option<Waiting> {
        let wait = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = wait.as_ref()?;
        let waited = wait.since.elapsed();
        (waited >= WORTH_TELLING).then(|| Waiting {
            waited,
            holder: wait.holder.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_worth_telling_after_a_moment_and_said_so_once() {
        let waits = Waits::default();
        let now = Instant::now();
        assert!(!waits.keep(Some((now, "sqlite3 (process 7)"))));
        assert!(waits.worth_telling().is_none());
        let long_ago = now
            .checked_sub(Duration::from_secs(2))
            .expect("a machine that is up");
        assert!(waits.keep(Some((long_ago, "sqlite3 (process 7)"))));
        assert!(!waits.keep(Some((long_ago, "sqlite3 (process 7)"))));
        let told = waits.worth_telling().expect("a wait");
        assert_eq!(told.holder, "sqlite3 (process 7)");
        assert!(told.waited >= Duration::from_secs(2), "{:?}", told.waited);
        assert!(!waits.keep(None));
        assert!(waits.worth_telling().is_none());
        assert!(waits.keep(Some((long_ago, "another program"))));
    }
}
