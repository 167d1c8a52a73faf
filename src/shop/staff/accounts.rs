//! Accounts, as they are read.

use serde::{Deserialize, Serialize};

use super::{
    super::{Refusal, Session, Trouble},
    Role,
    password::Hashed,
};
use crate::{
    store::{self, Fault, ReadTx, Row},
    values::{AccountId, Timestamp, fold},
};

/// Where an account is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Registered, not approved yet.
    Waiting,
    /// May log in.
    Active,
    /// May not log in any more; what they did stays theirs.
    Retired,
}

impl Status {
    /// The word it is stored as.
    pub fn word(self) -> &'static str {
        match self {
            Status::Waiting => "waiting",
            Status::Active => "active",
            Status::Retired => "retired",
        }
    }
}

/// Somebody who works in the shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The name they log in with.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// Where it is in its life.
    pub status: Status,
    /// Counts its changes.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
}

const COLUMNS: &str = "id, name, role, status, version, created_ms";

fn account(row: &Row<'_>) -> store::RowResult<Account> {
    Ok(Account {
        id: AccountId::new(row.get(0)?),
        name: row.get(1)?,
        role: match row.get_ref(2)?.as_str()? {
            "admin" => Role::Admin,
            _ => Role::Staff,
        },
        status: match row.get_ref(3)?.as_str()? {
            "waiting" => Status::Waiting,
            "active" => Status::Active,
            _ => Status::Retired,
        },
        version: row.get(4)?,
        created_at: Timestamp::from_ms(row.get(5)?),
    })
}

/// Every account, by name; those who wait for approval first.
///
/// # Errors
/// A fault of the file.
pub fn list(db: &ReadTx<'_>) -> Result<Vec<Account>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM accounts
         ORDER BY status = 'waiting' DESC, status = 'retired', name_key"
    );
    db.all(&sql, [], account)
}

/// How many wait for approval.
///
/// # Errors
/// A fault of the file.
pub fn count_waiting(db: &ReadTx<'_>) -> Result<usize, Fault> {
    let sql = "SELECT count(*) FROM accounts WHERE status = 'waiting'";
    let count = db.first(sql, [], |row| row.get::<_, i64>(0))?;
    Ok(count
        .and_then(|count| usize::try_from(count).ok())
        .unwrap_or(0))
}

/// The account of a name, in any case.
///
/// # Errors
/// A fault of the file.
pub fn find(db: &ReadTx<'_>, name: &str) -> Result<Option<Account>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM accounts WHERE name_key = ?1");
    db.first(&sql, [fold(name.trim())], account)
}

/// Whose session it is, as the shop has it now.
///
/// # Errors
/// A fault of the file.
pub fn me(db: &ReadTx<'_>, session: &Session) -> Result<Option<Account>, Fault> {
    match session.account() {
        Some(id) => by_id(db, id),
        None => Ok(None),
    }
}

fn by_id(db: &ReadTx<'_>, id: AccountId) -> Result<Option<Account>, Fault> {
    db.first(
        &format!("SELECT {COLUMNS} FROM accounts WHERE id = ?1"),
        [id.get()],
        account,
    )
}

/// An account that must be there.
pub(super) fn known(db: &ReadTx<'_>, id: AccountId) -> Result<Account, Trouble> {
    Ok(by_id(db, id)?.ok_or_else(|| Refusal::unknown("account", id))?)
}

/// The name, role and password of an account that may act.
pub(in super::super) fn active(
    db: &ReadTx<'_>,
    id: AccountId,
) -> Result<Option<(String, Role, Hashed)>, Fault> {
    db.first(
        "SELECT name, role = 'admin', password FROM accounts WHERE id = ?1 AND status = 'active'",
        [id.get()],
        |row| {
            let role = match row.get(1)? {
                true => Role::Admin,
                false => Role::Staff,
            };
            Ok((row.get(0)?, role, Hashed::stored(row.get(2)?)))
        },
    )
}

/// The password an account has now.
pub(super) fn password_of(db: &ReadTx<'_>, id: AccountId) -> Result<Option<Hashed>, Fault> {
    db.first(
        "SELECT password FROM accounts WHERE id = ?1",
        [id.get()],
        |row| row.get(0).map(Hashed::stored),
    )
}

/// What a password for this name is checked against.
pub(super) fn credentials(
    db: &ReadTx<'_>,
    name_key: &str,
) -> Result<Option<(AccountId, Hashed)>, Fault> {
    db.first(
        "SELECT id, password FROM accounts WHERE name_key = ?1",
        [name_key],
        |row| Ok((AccountId::new(row.get(0)?), Hashed::stored(row.get(1)?))),
    )
}

/// An active admin's account, name and password, for the copy that is to be
/// restored.
pub(in super::super) fn admin_password(
    db: &ReadTx<'_>,
    name: &str,
) -> Result<Option<(AccountId, String, Hashed)>, Fault> {
    db.first(
        "SELECT id, name, password FROM accounts
         WHERE name_key = ?1 AND role = 'admin' AND status = 'active'",
        [fold(name.trim())],
        |row| {
            Ok((
                AccountId::new(row.get(0)?),
                row.get(1)?,
                Hashed::stored(row.get(2)?),
            ))
        },
    )
}
