//! The acts that make accounts and change them.
//!
//! Promises: the database decides whether an admin is left and whether the account still has the
//! version that was seen; no password goes into the journal.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble, journal},
    Role,
    accounts::{Account, Status, known},
    password::Hashed,
    pin, throttle,
};
use crate::{
    store::{Fault, WriteTx, params},
    values::{AccountId, Name, Timestamp, fold},
};

/// The account that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// Its id.
    pub account: AccountId,
    /// Its name, as it is kept.
    pub name: String,
    /// Whether it may log in yet.
    pub status: Status,
}

fn insert(
    tx: &WriteTx<'_>,
    name: &str,
    password: &Hashed,
    (role, status): (Role, Status),
    at: Timestamp,
) -> Result<Registered, Trouble> {
    let name = Name::parse(name).map_err(|why| Refusal::invalid("name", why))?;
    let id = tx.insert_unless_taken(
        "INSERT INTO accounts (name, name_key, password, role, status, created_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            name.as_str(),
            name.key(),
            password.as_str(),
            role.word(),
            status.word(),
            at.ms()
        ],
    )?;
    let name = name.as_str().to_owned();
    match id {
        Some(id) => Ok(Registered {
            account: AccountId::new(id),
            name,
            status,
        }),
        None => Err(Refusal::Taken {
            field: "name".into(),
            value: name,
        }
        .into()),
    }
}

pub(in super::super) fn insert_first_admin(
    tx: &WriteTx<'_>,
    name: &str,
    password: &Hashed,
    at: Timestamp,
) -> Result<Registered, Trouble> {
    insert(tx, name, password, (Role::Admin, Status::Active), at).map_err(|trouble| match trouble {
        Trouble::Refused(Refusal::Invalid { why, .. }) => {
            Refusal::invalid("admin_name", why).into()
        }
        other => other,
    })
}

/// A new colleague registers, and waits. Made by [`Shop::register`](super::super::Shop::register).
#[derive(Serialize)]
pub struct Register {
    pub(super) name: String,
    #[serde(skip)]
    pub(super) password: Hashed,
}

impl Command for Register {
    type Outcome = Registered;
    const NAME: &'static str = "staff.register";
    const NEEDS: Permission = Permission::Visit;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Registered, Trouble> {
        insert(
            tx,
            &self.name,
            &self.password,
            (Role::Staff, Status::Waiting),
            by.at,
        )
    }
}

/// An admin adds an account. Made by [`Shop::add_staff`](super::super::Shop::add_staff).
#[derive(Serialize)]
pub struct AddAccount {
    pub(super) name: String,
    pub(super) role: Role,
    #[serde(skip)]
    pub(super) password: Hashed,
}

impl Command for AddAccount {
    type Outcome = Registered;
    const NAME: &'static str = "staff.add";
    const NEEDS: Permission = Permission::ManageStaff;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Registered, Trouble> {
        insert(
            tx,
            &self.name,
            &self.password,
            (self.role, Status::Active),
            by.at,
        )
    }
}

/// Changes one's own password. Made by [`Shop::change_password`](super::super::Shop::change_password).
#[derive(Serialize)]
pub struct ChangePassword {
    #[serde(skip)]
    pub(super) password: Hashed,
}

impl Command for ChangePassword {
    type Outcome = ();
    const NAME: &'static str = "staff.change_password";
    const NEEDS: Permission = Permission::Look;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(), Trouble> {
        // The old one was right: it was counted as a try.
        throttle::succeeded(tx, &fold(&by.name))?;
        tx.execute(
            "UPDATE accounts SET password = ?2, version = version + 1 WHERE id = ?1",
            params![by.account()?.get(), self.password.as_str()],
        )?;
        Ok(())
    }
}

/// Gives a colleague who forgot theirs a new password. Made by
/// [`Shop::give_password`](super::super::Shop::give_password).
#[derive(Serialize)]
pub struct GivePassword {
    pub(super) account: AccountId,
    #[serde(skip)]
    pub(super) password: Hashed,
}

impl Command for GivePassword {
    type Outcome = i64;
    const NAME: &'static str = "staff.give_password";
    const NEEDS: Permission = Permission::ManageStaff;

    /// The account's version after it.
    fn apply(&self, tx: &WriteTx<'_>, _by: &Actor<'_>) -> Result<i64, Trouble> {
        known(tx, self.account)?;
        // Whoever knew the old password may have set the PIN.
        pin::forget(tx, self.account)?;
        tx.execute(
            "UPDATE accounts SET password = ?2, version = version + 1 WHERE id = ?1",
            params![self.account.get(), self.password.as_str()],
        )?;
        Ok(known(tx, self.account)?.version)
    }
}

/// Lets somebody who registered log in, as staff or admin.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approve {
    /// Whose account.
    pub account: AccountId,
    /// What for.
    pub role: Role,
}

/// Makes staff an admin, or an admin staff.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeRole {
    /// Whose account.
    pub account: AccountId,
    /// What for from now on.
    pub role: Role,
    /// The account's version that was seen.
    pub version: i64,
}

/// Lets somebody log in no more.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retire {
    /// Whose account.
    pub account: AccountId,
    /// The account's version that was seen.
    pub version: i64,
}

/// Lets somebody log in again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reinstate {
    /// Whose account.
    pub account: AccountId,
    /// The account's version that was seen.
    pub version: i64,
}

/// Sets role and status, if the account still has the version that was seen and
/// an admin is left. The count of changed rows is the verdict.
fn set(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    (id, version): (AccountId, i64),
    role: Option<Role>,
    status: Option<Status>,
) -> Result<Account, Trouble> {
    let changed = tx.execute(
        "UPDATE accounts SET role = coalesce(?3, role), status = coalesce(?4, status),
                             version = version + 1
         WHERE id = ?1 AND version = ?2
           AND ((coalesce(?3, role) = 'admin' AND coalesce(?4, status) = 'active')
             OR EXISTS (SELECT 1 FROM accounts other WHERE other.id <> ?1
                        AND other.role = 'admin' AND other.status = 'active'))",
        params![
            id.get(),
            version,
            role.map(Role::word),
            status.map(Status::word)
        ],
    )?;
    let now = known(tx, id)?;
    match changed {
        1 => Ok(now),
        _ if now.version == version => Err(Refusal::LastAdmin.into()),
        _ => Err(changed_meanwhile(tx, by, now)?.into()),
    }
}

/// Tells who changed an account last, and what it is now.
fn changed_meanwhile(tx: &WriteTx<'_>, by: &Actor<'_>, now: Account) -> Result<Refusal, Fault> {
    let (who, at) = journal::last_of_account(tx, now.id)?
        .unwrap_or_else(|| ("somebody".into(), now.created_at));
    Ok(Refusal::AccountChanged {
        who: now.name,
        by: who,
        at,
        time: by.shop.zone.time_of_day(at),
        version: now.version,
        role: now.role,
        status: now.status,
    })
}

macro_rules! sets {
    ($command:ident, $name:literal, |$this:ident| ($role:expr, $status:expr $(,)?)) => {
        impl Command for $command {
            type Outcome = i64;
            const NAME: &'static str = $name;
            const NEEDS: Permission = Permission::ManageStaff;

            /// These acts named no version at first.
            fn asked_of_old(&self) -> Option<String> {
                let mut asked = serde_json::to_value(self).ok()?;
                asked.as_object_mut()?.remove("version");
                Some(asked.to_string())
            }

            /// The account's version after it.
            fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<i64, Trouble> {
                let $this = self;
                let seen = ($this.account, $this.version);
                Ok(set(tx, by, seen, $role, $status)?.version)
            }
        }
    };
}

impl Command for Approve {
    type Outcome = i64;
    const NAME: &'static str = "staff.approve";
    const NEEDS: Permission = Permission::ManageStaff;

    /// The account's version after it.
    fn apply(&self, tx: &WriteTx<'_>, _by: &Actor<'_>) -> Result<i64, Trouble> {
        let approved = tx.execute(
            "UPDATE accounts SET role = ?2, status = 'active', version = version + 1
             WHERE id = ?1 AND status = 'waiting'",
            params![self.account.get(), self.role.word()],
        )?;
        let Account {
            name,
            status,
            version,
            ..
        } = known(tx, self.account)?;
        match approved {
            1 => Ok(version),
            // Another admin was faster, and may have turned them away.
            _ => {
                let why = format!("{name} does not wait any more, but is {}", status.word());
                Err(Refusal::invalid("account", why).into())
            }
        }
    }
}

sets!(ChangeRole, "staff.change_role", |this| (
    Some(this.role),
    None
));
sets!(Retire, "staff.retire", |this| (None, Some(Status::Retired)));
sets!(Reinstate, "staff.reinstate", |this| (
    None,
    Some(Status::Active)
));
