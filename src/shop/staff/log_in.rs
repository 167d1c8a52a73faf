//! Logging in: count the try, check the password outside any transaction,
//! then write down who came.

use std::{thread, time::Duration};

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Session, Shop, Trouble, journal},
    accounts::{self, Account, Status},
    edit::{AddAccount, ChangePassword, GivePassword, Register, Registered},
    password::{self, Hashed},
    pin, throttle,
};
use crate::{
    store::WriteTx,
    values::{AccountId, Name, RequestId, fold},
};

/// How long, and how often, it is waited for tries that are being looked at.
const PAUSE: Duration = Duration::from_millis(50);
const PAUSES_MOST: u32 = 60;

/// The longest name that is looked up, in characters.
const TYPED_MAX_CHARS: usize = 100;

/// Counts a try to log in. Not journalled: it says nothing but what was typed.
#[derive(Clone, Serialize)]
pub(super) struct BeginTry {
    pub(super) name_key: String,
}

impl Command for BeginTry {
    type Outcome = Option<throttle::Wait>;
    const NAME: &'static str = "staff.begin_try";
    const NEEDS: Permission = Permission::Visit;
    const JOURNALLED: bool = false;

    /// How long to wait, where this try is not looked at.
    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Option<throttle::Wait>, Trouble> {
        Ok(throttle::begin_try(tx, &self.name_key, by.at)?)
    }
}

/// Writes down that somebody gave their password.
#[derive(Serialize)]
struct LogIn {
    account: AccountId,
    #[serde(skip)]
    name_key: String,
}

#[derive(Serialize, Deserialize)]
struct LoggedIn {
    name: String,
    /// Whether they may; that they gave the right password counts either way.
    status: Status,
}

impl Command for LogIn {
    type Outcome = LoggedIn;
    const NAME: &'static str = "staff.log_in";
    const NEEDS: Permission = Permission::Visit;

    fn apply(&self, tx: &WriteTx<'_>, _by: &Actor<'_>) -> Result<LoggedIn, Trouble> {
        throttle::succeeded(tx, &self.name_key)?;
        let Account { name, status, .. } = accounts::known(tx, self.account)?;
        Ok(LoggedIn { name, status })
    }
}

impl Shop {
    /// Logs somebody in at a window.
    ///
    /// Hashes a password: never call it on a thread that draws.
    ///
    /// # Errors
    /// A refusal: wrong name or password (which of them is not told), too many
    /// tries, not approved yet, retired. Or a fault of the file.
    pub fn log_in(&self, name: &str, password: &str, window: &str) -> Result<Session, Trouble> {
        let visitor = Session::visitor(window);
        let typed: String = name.trim().chars().take(TYPED_MAX_CHARS).collect();
        let (account, given) = self.check_password(&visitor, &typed, password)?;
        let command = LogIn {
            account,
            name_key: fold(&typed),
        };
        let LoggedIn { name, status } = self.execute(&visitor, RequestId::new(), command)?;
        match status {
            Status::Active => {}
            Status::Waiting => return Err(Refusal::AwaitsApproval { who: name }.into()),
            Status::Retired => return Err(Refusal::AccountRetired { who: name }.into()),
        }
        Ok(Session::of(account, &name, window, &given))
    }

    /// Sees that it is still the person whose session it is, by their password
    /// or their PIN.
    ///
    /// # Errors
    /// As [`Shop::log_in`].
    pub fn unlock(&self, session: &Session, password: &str) -> Result<(), Trouble> {
        // A password of as many digits as a PIN is still a password.
        if pin::could_be(password) && self.read(|db| pin::has_pin(db, session))? {
            match self.unlock_with_pin(session, password) {
                Err(Trouble::Refused(Refusal::WrongPin { .. }))
                    if password.len() >= password::PASSWORD_MIN_CHARS => {}
                answer => return answer,
            }
        }
        let unlocked = self.log_in(session.name(), password, session.window())?;
        if unlocked.account() != session.account() {
            return Err(Refusal::WrongNameOrPassword.into());
        }
        Ok(())
    }

    /// Registers a new colleague, who then waits for an admin's approval.
    ///
    /// # Errors
    /// A refusal: the name is taken, or it or the password can't be used. Or
    /// a fault of the file.
    pub fn register(
        &self,
        request: RequestId,
        name: &str,
        password: &str,
        window: &str,
    ) -> Result<Registered, Trouble> {
        let hashed = Hashed::new(password)??;
        let command = Register {
            name: name.to_owned(),
            password: hashed.clone(),
        };
        let registered = self.execute(&Session::visitor(window), request, command)?;
        self.was_set::<Register>(request, registered.account, (password, &hashed))?;
        Ok(registered)
    }

    /// Adds an account that may log in at once.
    ///
    /// # Errors
    /// A refusal: only admins may, the name is taken, or it or the password
    /// can't be used. Or a fault of the file.
    pub fn add_staff(
        &self,
        session: &Session,
        request: RequestId,
        name: &str,
        password: &str,
        role: super::Role,
    ) -> Result<Registered, Trouble> {
        let hashed = Hashed::new(password)??;
        let command = AddAccount {
            name: name.to_owned(),
            role,
            password: hashed.clone(),
        };
        let added = self.execute(session, request, command)?;
        self.was_set::<AddAccount>(request, added.account, (password, &hashed))?;
        Ok(added)
    }

    /// Changes one's own password.
    ///
    /// # Errors
    /// A refusal: the old one is wrong, the new one can't be used. Or a fault.
    pub fn change_password(
        &self,
        session: &Session,
        request: RequestId,
        old: &str,
        new: &str,
    ) -> Result<(), Trouble> {
        let hashed = Hashed::new(new)??;
        let own = session.account().ok_or(Refusal::WrongNameOrPassword)?;
        // Asked again, the old one is the new one already.
        if self
            .asked_before::<ChangePassword>(session, request)?
            .is_none()
        {
            let (account, _) = self.check_password(session, session.name(), old)?;
            if account != own {
                return Err(Refusal::WrongNameOrPassword.into());
            }
        }
        session.will_know(&hashed);
        let command = ChangePassword {
            password: hashed.clone(),
        };
        self.execute(session, request, command)?;
        self.was_set::<ChangePassword>(request, own, (new, &hashed))
    }

    /// Gives a colleague who forgot theirs a new password.
    ///
    /// # Errors
    /// A refusal: only admins may, or the password can't be used. Or a fault.
    pub fn give_password(
        &self,
        session: &Session,
        request: RequestId,
        account: AccountId,
        new: &str,
    ) -> Result<i64, Trouble> {
        let hashed = Hashed::new(new)??;
        if session.account() == Some(account) {
            session.will_know(&hashed);
        }
        let command = GivePassword {
            account,
            password: hashed.clone(),
        };
        let version = self.execute(session, request, command)?;
        self.was_set::<GivePassword>(request, account, (new, &hashed))?;
        Ok(version)
    }

    /// Sees that a request that sets a password was not done with another one
    /// before: the journal, which knows what was asked, has none of them. Where
    /// the password was set again since, that can't be told any more.
    fn was_set<C: Command>(
        &self,
        request: RequestId,
        account: AccountId,
        (password, hashed): (&str, &Hashed),
    ) -> Result<(), Trouble> {
        let (stored, since) = self.read(|db| {
            Ok((
                accounts::password_of(db, account)?,
                journal::password_set_since(db, account, request)?,
            ))
        })?;
        match stored {
            Some(stored) if stored != *hashed && !since && !stored.fits(password)? => {
                let command = C::NAME.to_owned();
                Err(Refusal::RequestReused { command }.into())
            }
            _ => Ok(()),
        }
    }

    /// Whose name and password these are, if anybody's, and the password as it
    /// is stored.
    pub(super) fn check_password(
        &self,
        session: &Session,
        name: &str,
        password: &str,
    ) -> Result<(AccountId, Hashed), Trouble> {
        let name_key = fold(name);
        if Name::parse(name).is_err() {
            // Nobody can have it, which takes as long to say as of any other.
            password::check_nobody(password)?;
            return Err(Refusal::WrongNameOrPassword.into());
        }
        let try_ = BeginTry {
            name_key: name_key.clone(),
        };
        self.begin_try(session, &try_)?;
        match self.read(|db| accounts::credentials(db, &name_key))? {
            Some((account, hashed)) if hashed.fits(password)? => Ok((account, hashed)),
            Some(_) => Err(Refusal::WrongNameOrPassword.into()),
            None => {
                password::check_nobody(password)?;
                Err(Refusal::WrongNameOrPassword.into())
            }
        }
    }

    /// Counts a try, or refuses it where there were too many.
    pub(super) fn begin_try(&self, session: &Session, try_: &BeginTry) -> Result<(), Trouble> {
        let mut pauses = 0;
        while let Some(wait) = self.execute(session, RequestId::new(), try_.clone())? {
            if !wait.crowded || pauses == PAUSES_MOST {
                let wait_s = wait.wait_s;
                return Err(Refusal::Throttled { wait_s }.into());
            }
            pauses += 1;
            thread::sleep(PAUSE);
        }
        Ok(())
    }
}
