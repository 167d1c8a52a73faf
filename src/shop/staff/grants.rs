//! Grants: a supervisor lets somebody do, for some minutes and at one window,
//! what their role does not allow.
//!
//! Promises: who gives one gave their PIN (or is logged in), may do it
//! themselves, and is told in the journal; what it let pass names it there. It
//! ends by itself, and with any change of the supervisor's account: their role
//! taken away, their password changed, the account retired. A clock set back
//! never makes it longer.
//! Left out: taking one back by hand, and lending what is managed outside the
//! counter.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Session, Shop, Trouble},
    Role, Status,
    accounts::{self, Account},
    password::Hashed,
    pin,
};
use crate::{
    store::{Fault, ReadTx, WriteTx, params},
    values::{AccountId, RequestId, Timestamp},
};

/// What may be granted, and the word it is stored and typed as.
const GRANTABLE: &[(Permission, &str)] = &[
    (Permission::DiscountMore, "discount_more"),
    (Permission::ChangePrice, "change_price"),
    (Permission::SellAnything, "sell_anything"),
    (Permission::TakeBack, "take_back"),
    (Permission::BookDifference, "book_difference"),
];

/// How long a grant counts where nobody says, in minutes.
pub const GRANT_USUAL_MINUTES: i64 = 5;
/// The longest, in minutes.
pub const GRANT_MOST_MINUTES: i64 = 60;

impl Permission {
    /// The word of what may be granted; `None` for what may not.
    pub fn grantable(self) -> Option<&'static str> {
        let found = GRANTABLE.iter().find(|(permission, _)| *permission == self);
        found.map(|(_, word)| *word)
    }

    /// What may be granted under a word, such as "discount_more".
    ///
    /// # Errors
    /// A refusal that tells the words there are.
    pub fn granted_as(word: &str) -> Result<Permission, Refusal> {
        let found = GRANTABLE.iter().find(|(_, known)| *known == word.trim());
        found.map(|(permission, _)| *permission).ok_or_else(|| {
            let words: Vec<&str> = GRANTABLE.iter().map(|(_, word)| *word).collect();
            let shown: String = word.chars().take(40).collect();
            let why = format!("“{shown}” can't be granted; {} can", words.join(", "));
            Refusal::invalid("permission", why)
        })
    }
}

/// Somebody who may grant something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Supervisor {
    /// Their name.
    pub name: String,
    /// Whether they have set a PIN to do it with.
    pub has_pin: bool,
}

/// Who may do `permission` by their role, and so may grant it; by name, those
/// with a PIN first.
///
/// # Errors
/// A fault of the file.
pub fn supervisors(db: &ReadTx<'_>, permission: Permission) -> Result<Vec<Supervisor>, Fault> {
    let active = db.all(
        "SELECT name, role = 'admin', EXISTS (SELECT 1 FROM pins WHERE account = id)
         FROM accounts WHERE status = 'active' ORDER BY 3 DESC, name_key",
        [],
        |row| {
            let role = match row.get(1)? {
                true => Role::Admin,
                false => Role::Staff,
            };
            let name = row.get(0)?;
            let has_pin = row.get(2)?;
            Ok((role, Supervisor { name, has_pin }))
        },
    )?;
    let may = active
        .into_iter()
        .filter(|(role, _)| role.permits(permission));
    Ok(may.map(|(_, supervisor)| supervisor).collect())
}

/// Lets an account do something at a window for a while. Made by
/// [`Shop::grant`] and [`Shop::grant_to`], which know the supervisor.
#[derive(Serialize)]
pub struct Grant {
    supervisor: AccountId,
    to: AccountId,
    window: String,
    permission: Permission,
    minutes: i64,
    /// The PIN that was right, where that is how the supervisor was known.
    #[serde(skip)]
    pin: Option<Hashed>,
}

/// A grant that was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Granted {
    /// Its number: that of its record in the journal.
    pub grant: i64,
    /// From when it counts.
    pub from: Timestamp,
    /// From when it counts no more.
    pub until: Timestamp,
    /// The supervisor's name.
    pub by: String,
}

impl Command for Grant {
    type Outcome = Granted;
    const NAME: &'static str = "staff.grant";
    const NEEDS: Permission = Permission::Look;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Granted, Trouble> {
        let word = check_asked(self.permission, self.minutes)?;
        let supervisor = accounts::known(tx, self.supervisor)?;
        may_grant(&supervisor, self.permission)?;
        if let Some(given) = &self.pin {
            // It was looked at outside this transaction, and may be another now.
            if pin::of(tx, self.supervisor)?.as_ref() != Some(given) {
                let who = supervisor.name;
                return Err(Refusal::WrongPin { who }.into());
            }
            pin::succeeded(tx, self.supervisor)?;
        }
        let to = accounts::known(tx, self.to)?;
        if to.status != Status::Active {
            return Err(Refusal::AccountRetired { who: to.name }.into());
        }
        let until = Timestamp::from_ms(by.at.ms() + self.minutes * 60_000);
        tx.execute(
            "INSERT INTO grants
                 (act, supervisor, version, account, window, permission, from_ms, until_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                by.act,
                self.supervisor.get(),
                supervisor.version,
                self.to.get(),
                self.window,
                word,
                by.at.ms(),
                until.ms()
            ],
        )?;
        Ok(Granted {
            grant: by.act,
            from: by.at,
            until,
            by: supervisor.name,
        })
    }
}

/// The word for what may be granted for so long.
fn check_asked(permission: Permission, minutes: i64) -> Result<&'static str, Refusal> {
    if !(1..=GRANT_MOST_MINUTES).contains(&minutes) {
        let why = format!("1 to {GRANT_MOST_MINUTES} minutes are possible");
        return Err(Refusal::invalid("minutes", why));
    }
    permission.grantable().ok_or_else(|| {
        let why = format!("nobody can be let {permission}");
        Refusal::invalid("permission", why)
    })
}

fn may_grant(supervisor: &Account, permission: Permission) -> Result<(), Refusal> {
    match supervisor.status {
        Status::Active if supervisor.role.permits(permission) => Ok(()),
        Status::Active => Err(Refusal::invalid(
            "supervisor",
            format!("{} may not {permission} either", supervisor.name),
        )),
        Status::Waiting => Err(Refusal::AwaitsApproval {
            who: supervisor.name.clone(),
        }),
        Status::Retired => Err(Refusal::AccountRetired {
            who: supervisor.name.clone(),
        }),
    }
}

/// The open grant that lets whoever acts do `permission`, if there is one: its
/// number.
pub(super) fn open(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    permission: Permission,
) -> Result<Option<i64>, Fault> {
    let (Some(account), Some(word)) = (by.account, permission.grantable()) else {
        return Ok(None);
    };
    // By the clock it is open; but where a later act was at or after its end,
    // the clock was set back, and it is over all the same.
    tx.first(
        "SELECT grants.act FROM grants
         JOIN accounts ON accounts.id = supervisor
         WHERE account = ?1 AND until_ms > ?4 AND from_ms <= ?4
           AND window = ?2 AND permission = ?3
           AND accounts.version = grants.version AND accounts.status = 'active'
           AND NOT EXISTS (SELECT 1 FROM journal
                           WHERE journal.act > grants.act AND journal.at_ms >= until_ms)
         ORDER BY grants.act DESC LIMIT 1",
        params![account.get(), by.window, word, by.at.ms()],
        |row| row.get(0),
    )
}

impl Shop {
    /// A supervisor, standing at the window of `session`, lets its person do
    /// something there for some minutes (at most 60).
    ///
    /// Hashes a PIN: never call it on a thread that draws.
    ///
    /// # Errors
    /// A refusal: there is no such account, it may not do that itself, it has
    /// no PIN, the PIN is wrong or was guessed at too often. Or a fault.
    pub fn grant(
        &self,
        session: &Session,
        request: RequestId,
        (supervisor, typed): (&str, &str),
        permission: Permission,
        minutes: i64,
    ) -> Result<Granted, Trouble> {
        let to = session.account().ok_or(Refusal::WrongNameOrPassword)?;
        // Before the PIN: a slip is no wrong try.
        check_asked(permission, minutes)?;
        let found = self.consult(session, Permission::Look, |db| {
            accounts::find(db, supervisor)
        })?;
        let supervisor = found.ok_or_else(|| Refusal::unknown("account", supervisor))?;
        may_grant(&supervisor, permission)?;
        let given = self.check_pin(session, (supervisor.id, &supervisor.name), typed)?;
        let grant = Grant {
            supervisor: supervisor.id,
            to,
            window: session.window().to_owned(),
            permission,
            minutes,
            pin: Some(given),
        };
        self.execute(session, request, grant)
    }

    /// Lets somebody else do something at a window for some minutes (at most
    /// 60), as whoever is logged in.
    ///
    /// # Errors
    /// A refusal: there is no such account, or whoever is logged in may not do
    /// that themselves. Or a fault.
    pub fn grant_to(
        &self,
        session: &Session,
        request: RequestId,
        (to, window): (&str, &str),
        permission: Permission,
        minutes: i64,
    ) -> Result<Granted, Trouble> {
        let supervisor = session.account().ok_or(Refusal::WrongNameOrPassword)?;
        let found = self.consult(session, Permission::Look, |db| accounts::find(db, to))?;
        let grant = Grant {
            supervisor,
            to: found.ok_or_else(|| Refusal::unknown("account", to))?.id,
            window: window.trim().chars().take(100).collect(),
            permission,
            minutes,
            pin: None,
        };
        self.execute(session, request, grant)
    }
}
