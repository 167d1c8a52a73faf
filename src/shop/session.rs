//! Who is logged in at a window, and whether they still are.
//!
//! Promises: what somebody may do, and whether their password is still the one they gave, is
//! looked up in each transaction and each protected read. Leaves out logging in, which is the
//! staff's.

use std::sync::{Arc, PoisonError, RwLock};

use super::{
    refusal::{Refusal, Trouble},
    staff::{self, Hashed, PasswordMark, Permission, Role},
};
use crate::{store::ReadTx, values::AccountId};

/// Somebody logged in at a window. Made by [`log_in`](super::Shop::log_in) only. What they
/// may do is looked up anew in each transaction, and so is whether their
/// password is still the one they logged in with.
#[derive(Clone, Debug)]
pub struct Session {
    account: Option<AccountId>,
    name: Arc<str>,
    window: Arc<str>,
    /// What the passwords are known by that the person gave in this session;
    /// shared by its clones, so that who changes theirs goes on in all of them.
    passwords: Arc<RwLock<Vec<PasswordMark>>>,
}

impl Session {
    /// Somebody who has just given the right password.
    pub(super) fn of(account: AccountId, name: &str, window: &str, given: &Hashed) -> Session {
        Session {
            account: Some(account),
            name: name.into(),
            passwords: Arc::new(RwLock::new(vec![given.mark()])),
            ..Session::visitor(window)
        }
    }

    /// The person gives themselves a new password in this session.
    pub(super) fn will_know(&self, password: &Hashed) {
        self.passwords
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .push(password.mark());
    }

    fn knows(&self, password: &Hashed) -> bool {
        self.passwords
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(&password.mark())
    }

    /// Nobody yet, at a window: may register and log in.
    pub fn visitor(window: &str) -> Session {
        Session {
            account: None,
            name: "".into(),
            window: window.chars().take(100).collect::<String>().into(),
            passwords: Arc::default(),
        }
    }

    /// Whose it is; `None` at the log-in screen.
    pub fn account(&self) -> Option<AccountId> {
        self.account
    }

    /// Their name when they logged in.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// At which window.
    pub fn window(&self) -> &str {
        &self.window
    }

    /// The name and role of whose session it is, if their role includes `needs`.
    pub(super) fn authorise(
        &self,
        db: &ReadTx<'_>,
        needs: Permission,
    ) -> Result<(String, Option<Role>), Trouble> {
        let (who, role) = self.identify(db, needs)?;
        match needs == Permission::Visit || role.is_some_and(|role| role.permits(needs)) {
            true => Ok((who, role)),
            false => Err(Refusal::NotAllowed { needs, who }.into()),
        }
    }

    /// The name and role of whose session it is; looked up each time, so that a role
    /// taken away or a password changed counts at once.
    pub(super) fn identify(
        &self,
        db: &ReadTx<'_>,
        needs: Permission,
    ) -> Result<(String, Option<Role>), Trouble> {
        let Some(account) = self.account else {
            return match needs {
                Permission::Visit => Ok((String::new(), None)),
                _ => Err(Refusal::NotAllowed {
                    needs,
                    who: "who is not logged in".into(),
                }
                .into()),
            };
        };
        let who = || self.name.to_string();
        // Whoever may come in may go, too: a window gives its basket back.
        if needs == Permission::Visit {
            return Ok((who(), None));
        }
        let Some((name, role, password)) = staff::active(db, account)? else {
            return Err(Refusal::AccountRetired { who: who() }.into());
        };
        if !self.knows(&password) {
            return Err(Refusal::PasswordChanged { who: who() }.into());
        }
        Ok((name, Some(role)))
    }
}
