//! The operating system's keyring, asked for as long as a person may need to open it and no longer.
//!
//! Promises: whatever the keyring or the bus to it does, each call ends; one call at a time waits
//! for it, so that one which never answers holds up one thread and not one more with each try.

use std::{
    sync::{Condvar, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use crossbeam_channel::bounded;
use keyring::v1::{Entry, Error};
use zeroize::Zeroizing;

/// What the keyring shows the entries under.
const SERVICE: &str = "sherbet";

/// How long the keyring may take: it may ask a person for its password first.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why the keyring did not do something.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// There is none, so nothing can be in it.
    None(String),
    /// It does not do it, or does not answer.
    Unusable(String),
}

/// What is kept for a name; nothing where nothing is.
pub(super) fn read(name: &str) -> Result<Option<Zeroizing<String>>, Trouble> {
    let name = name.to_owned();
    asked(move || {
        let entry = entry(&name)?;
        match entry.get_password() {
            Ok(text) => Ok(Some(Zeroizing::new(text))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(unusable(&error)),
        }
    })
}

/// Keeps something for a name, in the place of what was.
pub(super) fn write(name: &str, text: Zeroizing<String>) -> Result<(), Trouble> {
    let name = name.to_owned();
    asked(move || {
        let entry = entry(&name)?;
        entry.set_password(&text).map_err(|error| unusable(&error))
    })
}

/// Forgets what is kept for a name; the answer is whether anything was.
pub(super) fn forget(name: &str) -> Result<bool, Trouble> {
    let name = name.to_owned();
    asked(move || {
        let entry = entry(&name)?;
        match entry.delete_credential() {
            Ok(()) => Ok(true),
            Err(Error::NoEntry) => Ok(false),
            Err(error) => Err(unusable(&error)),
        }
    })
}

fn entry(name: &str) -> Result<Entry, Trouble> {
    Entry::new(SERVICE, name).map_err(|error| {
        tracing::debug!(%error, "the keyring");
        Trouble::None(words(&error).to_owned())
    })
}

fn unusable(error: &Error) -> Trouble {
    tracing::debug!(%error, "the keyring");
    Trouble::Unusable(format!(
        "{}; open the keyring, or keep the secrets in a file instead",
        words(error)
    ))
}

/// What is wrong, as Sherbet says it; the library's own words are in the log.
fn words(error: &Error) -> &'static str {
    match error {
        Error::NoStorageAccess(_) => "it is locked, or does not let Sherbet in",
        Error::NoDefaultStore => "there is none that could be reached",
        Error::PlatformFailure(_) => "it failed when it was asked",
        Error::BadEncoding(_) | Error::BadDataFormat(..) | Error::BadStoreFormat(_) => {
            "what it keeps can't be read"
        }
        Error::Ambiguous(_) => "it keeps these secrets more than once",
        Error::TooLong(..) | Error::Invalid(..) => "it does not take what Sherbet keeps",
        Error::NoEntry | Error::NotSupportedByStore(_) => "it does not do what is asked of it",
        // The library may know more one day.
        _ => "it answered with something that is not known here",
    }
}

fn asked<T: Send + 'static>(
    ask: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    static TURN: Turn = Turn::new();
    TURN.bounded(PATIENCE, ask)
}

/// Whose turn it is: one call at a time.
struct Turn {
    taken: Mutex<bool>,
    free: Condvar,
}

impl Turn {
    const fn new() -> Turn {
        Turn {
            taken: Mutex::new(false),
            free: Condvar::new(),
        }
    }

    /// Asks on a thread of its own, and waits for the turn and the answer together so long.
    fn bounded<T: Send + 'static>(
        &'static self,
        patience: Duration,
        ask: impl FnOnce() -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Trouble> {
        let until = Instant::now() + patience;
        let silent = || {
            let seconds = patience.as_secs();
            Trouble::Unusable(format!("it did not answer within {seconds} seconds"))
        };
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .free
            .wait_timeout_while(taken, patience, |taken| *taken)
            .unwrap_or_else(PoisonError::into_inner);
        let (mut taken, out) = waited;
        if out.timed_out() {
            return Err(silent());
        }
        *taken = true;
        drop(taken);
        let (tell, told) = bounded(1);
        let turn = Given(self);
        let begun = thread::Builder::new()
            .name("sherbet-keyring".into())
            .spawn(move || {
                // Also where it panics.
                let _turn = turn;
                let answer = ask();
                // Who has given up waiting hears no more.
                if tell.send(answer).is_err() {}
            });
        if let Err(error) = begun {
            return Err(Trouble::Unusable(error.to_string()));
        }
        match told.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(answer) => answer,
            Err(_) => Err(silent()),
        }
    }
}

/// The turn while it is taken: given back when this is dropped.
struct Given(&'static Turn);

impl Drop for Given {
    fn drop(&mut self) {
        let mut taken = self.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        *taken = false;
        drop(taken);
        self.0.free.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(50);
    const LONG: Duration = Duration::from_secs(120);

    #[test]
    fn a_keyring_that_never_answers_is_waited_for_so_long_and_holds_up_one_thread() {
        static TURN: Turn = Turn::new();
        let (free, held) = bounded::<()>(0);
        let stuck = TURN.bounded(SHORT, move || {
            // It answers once it is let go of.
            assert!(held.recv().is_err());
            Ok(1)
        });
        let silent = Trouble::Unusable("it did not answer within 0 seconds".into());
        assert_eq!(stuck, Err(silent));
        // Nobody is asked a second time meanwhile.
        let next = TURN.bounded(SHORT, || -> Result<u8, Trouble> { panic!("asked") });
        assert!(matches!(next, Err(Trouble::Unusable(_))), "{next:?}");
        drop(free);
        assert_eq!(TURN.bounded(LONG, || Ok(2)), Ok(2));
    }

    #[test]
    fn what_is_wrong_with_a_keyring_is_told_in_sherbets_words() {
        let locked = || Error::NoStorageAccess("org.freedesktop.Secret.Error.IsLocked".into());
        let told = unusable(&locked());
        let Trouble::Unusable(why) = told else {
            panic!("{told:?}");
        };
        assert!(why.starts_with("it is locked, or does not let"), "{why}");
        assert!(!why.contains("freedesktop"), "{why}");
        let none = words(&Error::NoDefaultStore);
        assert_eq!(none, "there is none that could be reached");
    }

    #[test]
    fn a_keyring_that_panics_is_unusable_and_the_next_call_has_its_turn() {
        static TURN: Turn = Turn::new();
        let broken = TURN.bounded(LONG, || -> Result<u8, Trouble> { panic!("broken") });
        assert!(matches!(broken, Err(Trouble::Unusable(_))), "{broken:?}");
        assert_eq!(TURN.bounded(LONG, || Ok(3)), Ok(3));
    }
}
