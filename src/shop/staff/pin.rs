//! PINs: short secrets for what is done standing at somebody else's window.
//!
//! Promises: hashed as passwords are, and outside any transaction; guessing is
//! slowed down per account as at the log-in; a PIN alone logs nobody in.

use serde::Serialize;

use super::{
    super::{Actor, Command, Permission, Refusal, Session, Shop, Trouble},
    log_in::BeginTry,
    password::Hashed,
    throttle,
};
use crate::{
    store::{Fault, ReadTx, WriteTx, params},
    values::{AccountId, RequestId, fold},
};

/// How many digits a PIN has.
const DIGITS: std::ops::RangeInclusive<usize> = 4..=8;

/// Whether something typed could be a PIN.
pub(super) fn could_be(typed: &str) -> bool {
    DIGITS.contains(&typed.len()) && typed.bytes().all(|byte| byte.is_ascii_digit())
}

/// A PIN that nobody guesses first.
fn check(typed: &str) -> Result<(), Refusal> {
    if !could_be(typed) {
        return Err(Refusal::invalid("pin", "4 to 8 digits are needed"));
    }
    let steps = |by: i16| {
        let digits = typed.as_bytes();
        digits
            .windows(2)
            .all(|pair| i16::from(pair[1]) - i16::from(pair[0]) == by)
    };
    match [0, 1, -1].into_iter().any(steps) {
        true => Err(Refusal::invalid(
            "pin",
            "is too easy to guess; don't take one digit over and over, or a row of them",
        )),
        false => Ok(()),
    }
}

/// What wrong PINs of an account are counted under; no name has a tab.
fn throttled_as(account: AccountId) -> String {
    format!("pin\t{account}")
}

/// The PIN an account has, if any.
pub(super) fn of(db: &ReadTx<'_>, account: AccountId) -> Result<Option<Hashed>, Fault> {
    db.first(
        "SELECT pin FROM pins WHERE account = ?1",
        [account.get()],
        |row| row.get(0).map(Hashed::stored),
    )
}

/// Takes an account's PIN away.
pub(super) fn forget(tx: &WriteTx<'_>, account: AccountId) -> Result<(), Fault> {
    tx.execute("DELETE FROM pins WHERE account = ?1", [account.get()])
        .map(drop)
}

/// The right PIN was given: the account's failures are forgotten.
pub(super) fn succeeded(tx: &WriteTx<'_>, account: AccountId) -> Result<(), Fault> {
    throttle::succeeded(tx, &throttled_as(account))
}

/// Sets one's own PIN. Made by [`Shop::set_pin`].
#[derive(Serialize)]
pub struct SetPin {
    #[serde(skip)]
    pin: Hashed,
}

impl Command for SetPin {
    type Outcome = ();
    const NAME: &'static str = "staff.set_pin";
    const NEEDS: Permission = Permission::Look;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(), Trouble> {
        let account = by.account()?;
        // The password was right: it was counted as a try. What was guessed at
        // was another PIN.
        throttle::succeeded(tx, &fold(&by.name))?;
        succeeded(tx, account)?;
        tx.execute(
            "INSERT INTO pins (account, pin) VALUES (?1, ?2)
             ON CONFLICT (account) DO UPDATE SET pin = ?2",
            params![account.get(), self.pin.as_str()],
        )?;
        Ok(())
    }
}

/// Writes down that somebody opened their locked window with their PIN.
#[derive(Serialize)]
struct Unlock;

impl Command for Unlock {
    type Outcome = ();
    const NAME: &'static str = "staff.unlock";
    const NEEDS: Permission = Permission::Look;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(), Trouble> {
        Ok(succeeded(tx, by.account()?)?)
    }
}

impl Shop {
    /// Sets one's own PIN, of 4 to 8 digits.
    ///
    /// Hashes: never call it on a thread that draws.
    ///
    /// # Errors
    /// A refusal: the password is wrong, or the PIN can't be used. Or a fault.
    pub fn set_pin(
        &self,
        session: &Session,
        request: RequestId,
        password: &str,
        pin: &str,
    ) -> Result<(), Trouble> {
        check(pin)?;
        let own = session.account().ok_or(Refusal::WrongNameOrPassword)?;
        let (account, _) = self.check_password(session, session.name(), password)?;
        if account != own {
            return Err(Refusal::WrongNameOrPassword.into());
        }
        let hashed = Hashed::of_any_length(pin)?;
        let command = SetPin {
            pin: hashed.clone(),
        };
        self.execute(session, request, command)?;
        // The journal, which knows what was asked, has no PINs.
        match self.read(|db| of(db, own))? {
            Some(stored) if stored != hashed && !stored.fits(pin)? => {
                let command = SetPin::NAME.to_owned();
                Err(Refusal::RequestReused { command }.into())
            }
            _ => Ok(()),
        }
    }

    /// Sees that a PIN is an account's; the answer is the PIN as it is stored.
    /// Whoever acts on it calls [`succeeded`], which takes the counted try back.
    pub(super) fn check_pin(
        &self,
        session: &Session,
        (account, who): (AccountId, &str),
        typed: &str,
    ) -> Result<Hashed, Trouble> {
        let who = || who.to_owned();
        if self.read(|db| of(db, account))?.is_none() {
            return Err(Refusal::NoPin { who: who() }.into());
        }
        let try_ = BeginTry {
            name_key: throttled_as(account),
        };
        self.begin_try(session, &try_)?;
        // Read after the try was counted, so that a PIN set meanwhile is the one.
        match self.read(|db| of(db, account))? {
            Some(stored) if could_be(typed) && stored.fits(typed)? => Ok(stored),
            Some(_) => Err(Refusal::WrongPin { who: who() }.into()),
            None => Err(Refusal::NoPin { who: who() }.into()),
        }
    }

    /// Opens one's own locked window with a PIN.
    pub(super) fn unlock_with_pin(&self, session: &Session, typed: &str) -> Result<(), Trouble> {
        let own = session.account().ok_or(Refusal::WrongNameOrPassword)?;
        self.check_pin(session, (own, session.name()), typed)?;
        self.execute(session, RequestId::new(), Unlock)
    }
}

/// Whether a session's account has a PIN.
///
/// # Errors
/// A fault of the file.
pub fn has_pin(db: &ReadTx<'_>, session: &Session) -> Result<bool, Fault> {
    match session.account() {
        Some(account) => Ok(of(db, account)?.is_some()),
        None => Ok(false),
    }
}
