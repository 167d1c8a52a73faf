//! The journal: who did what, when, from which window, in order, sealed.
//!
//! Each record carries HMAC(key, previous seal ‖ record) with a key that is
//! not in the file, so that a record changed, taken out or slipped in shows.
//! A tail that was cut off shows against a head written down elsewhere.
//! A request id occurs once, which is what makes asking twice asking once.

mod veil;
mod verify;

pub(super) use veil::veiled;
pub use verify::{Break, Verdict, verify};
pub(super) use verify::{REKEY, Sum, holds, sum_up};

use serde::{Deserialize, Serialize};

use crate::{
    store::{Fault, Files, Key, ReadTx, Row, WriteTx, params},
    values::{AccountId, RequestId, SweetId, Timestamp},
};

/// The seal before the first record.
const BEGINNING: [u8; 32] = [0; 32];

/// How far the journal has come, to be written down elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// How many records there are.
    pub acts: i64,
    /// The last record's seal, in hexadecimal digits.
    pub seal: String,
}

/// One record.
#[derive(Clone, Debug, Serialize)]
pub struct Record {
    /// Its number, without gaps.
    pub act: i64,
    /// When.
    pub at: Timestamp,
    /// Whose account, where somebody was logged in.
    pub account: Option<AccountId>,
    /// The account's name now.
    pub who: Option<String>,
    /// From which window.
    pub window: String,
    /// The asker's id of the request.
    pub request: RequestId,
    /// What was asked for, such as "sales.checkout".
    pub command: String,
    /// The command as JSON.
    pub asked: String,
    /// What it was answered with, as JSON.
    pub outcome: String,
}

/// What is about to be recorded.
pub(super) struct Entry<'e> {
    pub(super) at: Timestamp,
    pub(super) account: Option<AccountId>,
    pub(super) window: &'e str,
    pub(super) request: RequestId,
    pub(super) command: &'e str,
    pub(super) asked: &'e str,
    pub(super) outcome: &'e str,
}

impl Entry<'_> {
    fn seal(&self, key: &Key, before: &[u8; 32], act: i64) -> [u8; 32] {
        key.seal(&[
            before,
            &act.to_be_bytes(),
            &self.at.ms().to_be_bytes(),
            &self.account.map_or(0, AccountId::get).to_be_bytes(),
            self.window.as_bytes(),
            self.request.bytes(),
            self.command.as_bytes(),
            self.asked.as_bytes(),
            self.outcome.as_bytes(),
        ])
    }
}

/// What the next record's number and the seal before it are known as in a transaction.
const NEXT: &str = "journal";

/// The number the next record will have, and the seal it continues.
pub(super) fn next(tx: &WriteTx<'_>) -> Result<(i64, [u8; 32]), Fault> {
    tx.once(NEXT, |tx| {
        let last = tx.first(
            "SELECT act, seal FROM journal ORDER BY act DESC LIMIT 1",
            [],
            |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)),
        )?;
        Ok(last.map_or((1, BEGINNING), |(act, seal)| (act + 1, seal)))
    })
}

/// Writes the record numbered `act`, which [`next`] gave in the same transaction.
pub(super) fn append(
    tx: &WriteTx<'_>,
    key: &Key,
    (act, before): (i64, [u8; 32]),
    entry: &Entry<'_>,
) -> Result<(), Fault> {
    let seal = entry.seal(key, &before, act);
    tx.execute(
        "INSERT INTO journal (act, at_ms, account, window, request, command, asked, outcome, seal)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            act,
            entry.at.ms(),
            entry.account.map(AccountId::get),
            entry.window,
            entry.request.bytes(),
            entry.command,
            entry.asked,
            entry.outcome,
            seal,
        ],
    )?;
    // The next act of the same transaction continues this one.
    tx.know(NEXT, (act + 1, seal));
    Ok(())
}

/// The first answer to a request, if it was asked before.
pub(super) struct Answered {
    pub(super) account: Option<AccountId>,
    pub(super) command: String,
    pub(super) asked: String,
    pub(super) outcome: String,
}

pub(super) fn answered(db: &ReadTx<'_>, request: RequestId) -> Result<Option<Answered>, Fault> {
    db.first(
        "SELECT account, command, asked, outcome FROM journal WHERE request = ?1",
        [request.bytes()],
        |row| {
            Ok(Answered {
                account: row.get::<_, Option<i64>>(0)?.map(AccountId::new),
                command: row.get(1)?,
                asked: row.get(2)?,
                outcome: row.get(3)?,
            })
        },
    )
}

/// How far the journal has come.
///
/// # Errors
/// A fault of the file.
pub fn head(db: &ReadTx<'_>) -> Result<Head, Fault> {
    let last = db.first(
        "SELECT act, seal FROM journal ORDER BY act DESC LIMIT 1",
        [],
        |row| Ok((row.get(0)?, row.get::<_, [u8; 32]>(1)?)),
    )?;
    let (acts, seal) = last.unwrap_or((0, BEGINNING));
    Ok(Head {
        acts,
        seal: hex(&seal),
    })
}

/// The last record that two shops of one past have in common. Since each seal
/// covers the one before it, they part once and for all.
pub(super) fn last_in_common(one: &ReadTx<'_>, other: &ReadTx<'_>) -> Result<i64, Fault> {
    let seal = |db: &ReadTx<'_>, act: i64| {
        let sql = "SELECT seal FROM journal WHERE act = ?1";
        db.first(sql, [act], |row| row.get::<_, [u8; 32]>(0))
    };
    let ends = head(one)?.acts.min(head(other)?.acts);
    let (mut same, mut parted) = (0, ends + 1);
    while parted - same > 1 {
        let between = same + (parted - same) / 2;
        match seal(one, between)? == seal(other, between)? {
            true => same = between,
            false => parted = between,
        }
    }
    Ok(same)
}

/// The records before number `before` (or the last ones), newest first.
///
/// # Errors
/// A fault of the file.
pub fn list(db: &ReadTx<'_>, before: Option<i64>, limit: u32) -> Result<Vec<Record>, Fault> {
    db.all(
        "SELECT act, at_ms, account, name, window, request, command, asked, outcome
         FROM journal LEFT JOIN accounts ON accounts.id = journal.account
         WHERE act < ?1 ORDER BY act DESC LIMIT ?2",
        params![before.unwrap_or(i64::MAX), limit],
        |row| {
            Ok(Record {
                act: row.get(0)?,
                at: Timestamp::from_ms(row.get(1)?),
                account: row.get::<_, Option<i64>>(2)?.map(AccountId::new),
                who: row.get(3)?,
                window: row.get(4)?,
                request: RequestId::from_bytes(row.get(5)?),
                command: row.get(6)?,
                asked: row.get(7)?,
                outcome: row.get(8)?,
            })
        },
    )
}

fn recomputed(
    row: &Row<'_>,
    key: &Key,
    before: &[u8; 32],
) -> Result<(i64, [u8; 32], [u8; 32]), Fault> {
    let text = |column| row.get_ref(column)?.as_str().map_err(unreadable);
    let act = row.get(0)?;
    let entry = Entry {
        at: Timestamp::from_ms(row.get(1)?),
        account: row.get::<_, Option<i64>>(2)?.map(AccountId::new),
        window: text(3)?,
        request: RequestId::from_bytes(row.get(4)?),
        command: text(5)?,
        asked: text(6)?,
        outcome: text(7)?,
    };
    Ok((act, row.get(8)?, entry.seal(key, before, act)))
}

fn unreadable(error: impl std::fmt::Display) -> Fault {
    Fault::Damaged {
        what: format!("a record of the journal: {error}"),
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Sees that the key beside the file is the one its journal is sealed with.
pub(super) fn continues(db: &ReadTx<'_>, key: &Key, files: &Files) -> Result<(), Fault> {
    let last = db.first(
        "SELECT act, at_ms, account, window, request, command, asked, outcome, seal,
                (SELECT seal FROM journal before WHERE before.act = journal.act - 1)
         FROM journal ORDER BY act DESC LIMIT 1",
        [],
        |row| {
            let before = row.get::<_, Option<[u8; 32]>>(9)?.unwrap_or(BEGINNING);
            Ok(recomputed(row, key, &before))
        },
    )?;
    match last.transpose()? {
        Some((_, seal, computed)) if seal != computed => Err(Fault::Key {
            path: files.key(),
            why: "does not fit the journal: it is another shop's, or the last record was changed"
                .into(),
        }),
        _ => Ok(()),
    }
}

/// The last `limit` changes to a sweet in the catalogue, newest first. Goes
/// back through the records; asked only when two admins met.
pub(super) fn of_sweet(db: &ReadTx<'_>, sweet: SweetId, limit: u32) -> Result<Vec<Asked>, Fault> {
    db.all(
        "SELECT command, asked FROM journal
         WHERE (command = 'catalogue.edit' OR command = 'catalogue.retire'
                OR command = 'catalogue.reinstate')
           AND asked ->> 'sweet' = ?1
         ORDER BY act DESC LIMIT ?2",
        params![sweet.get(), limit],
        |row| {
            Ok(Asked {
                command: row.get(0)?,
                asked: row.get(1)?,
            })
        },
    )
}

/// Who changed an account last, and when. Goes back through the records; asked
/// only when two admins met.
pub(super) fn last_of_account(
    db: &ReadTx<'_>,
    account: AccountId,
) -> Result<Option<(String, Timestamp)>, Fault> {
    db.first(
        "SELECT coalesce(accounts.name, 'somebody'), at_ms
         FROM journal LEFT JOIN accounts ON accounts.id = journal.account
         WHERE (command IN ('staff.approve', 'staff.change_role', 'staff.retire',
                            'staff.reinstate', 'staff.give_password')
                AND asked ->> 'account' = ?1)
            OR (command = 'staff.change_password' AND journal.account = ?1)
         ORDER BY act DESC LIMIT 1",
        [account.get()],
        |row| Ok((row.get(0)?, Timestamp::from_ms(row.get(1)?))),
    )
}

/// Whether an account's password was set again after a request was done.
pub(super) fn password_set_since(
    db: &ReadTx<'_>,
    account: AccountId,
    request: RequestId,
) -> Result<bool, Fault> {
    db.one(
        "SELECT EXISTS (
             SELECT 1 FROM journal
             WHERE act > (SELECT act FROM journal first WHERE first.request = ?2)
               AND ((command = 'staff.give_password' AND asked ->> 'account' = ?1)
                 OR (command = 'staff.change_password' AND account = ?1)))",
        params![account.get(), request.bytes()],
        |row| row.get(0),
    )
}

/// What was asked for in a record.
pub(super) struct Asked {
    pub(super) command: String,
    pub(super) asked: String,
}
