//! What the shop remembers of its backups, and trying one out.
//!
//! Promises: a drill restores a copy of the backup, checks it as a restore would, and leaves the
//! backup and the shop's file as they are; how it ended is remembered. Left out: making a backup
//! and putting one in place (`backup`); and the journal: that a copy was made is no part of the
//! books, and a shop must not be newer than its own backup by knowing of it.

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use serde::Serialize;

use super::{
    Actor, Command, Permission, Refusal, Session, Shop, Trouble,
    backup::{self, BackedUp},
    journal::Head,
};
use crate::{
    store::{Fault, ReadTx, WriteTx, params},
    values::{RequestId, Timestamp},
};

/// So many backups are remembered.
const REMEMBERED: i64 = 100;

pub(super) const RULES: &[(&str, &str)] = &[(
    "a backup that is remembered has no more acts than the journal",
    "SELECT acts FROM backups WHERE acts > (SELECT coalesce(max(act), 0) FROM journal)",
)];

/// A backup that is remembered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// Where it was written.
    pub path: PathBuf,
    /// When.
    pub taken_at: Timestamp,
    /// How many acts the journal had.
    pub acts: i64,
    /// When it was last tried out.
    pub drilled_at: Option<Timestamp>,
    /// What was wrong with it then, where something was.
    pub drill_wrong: Option<String>,
}

/// A backup that was tried out, and found to be one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Drilled {
    /// Which.
    pub path: PathBuf,
    /// When it was made.
    pub taken_at: Timestamp,
    /// How far its journal had come.
    pub head: Head,
    /// How long restoring and checking it took, in milliseconds.
    pub took_ms: u64,
}

/// The backups that are remembered, the newest first.
///
/// # Errors
/// A fault of the file.
pub fn backups(db: &ReadTx<'_>) -> Result<Vec<Kept>, Fault> {
    db.all(
        "SELECT path, taken_at_ms, acts, drilled_at_ms, drill_wrong FROM backups
         ORDER BY taken_at_ms DESC, acts DESC",
        [],
        |row| {
            Ok(Kept {
                path: row.get::<_, String>(0)?.into(),
                taken_at: Timestamp::from_ms(row.get(1)?),
                acts: row.get(2)?,
                drilled_at: row.get::<_, Option<i64>>(3)?.map(Timestamp::from_ms),
                drill_wrong: row.get(4)?,
            })
        },
    )
}

/// Remembers a backup.
#[derive(Serialize)]
struct Remember {
    path: String,
    taken_at: Timestamp,
    acts: i64,
}

impl Command for Remember {
    type Outcome = ();
    const NAME: &'static str = "backup.remember";
    const NEEDS: Permission = Permission::ManageShop;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, _by: &Actor<'_>) -> Result<(), Trouble> {
        tx.execute(
            "INSERT INTO backups (path, taken_at_ms, acts) VALUES (?1, ?2, ?3)
             ON CONFLICT (path) DO UPDATE SET taken_at_ms = ?2, acts = ?3,
                 drilled_at_ms = NULL, drill_wrong = NULL",
            params![self.path, self.taken_at.ms(), self.acts],
        )?;
        tx.execute(
            "DELETE FROM backups WHERE path NOT IN
                 (SELECT path FROM backups ORDER BY taken_at_ms DESC, acts DESC LIMIT ?1)",
            [REMEMBERED],
        )?;
        Ok(())
    }
}

/// Remembers how a drill ended, where the backup is remembered.
#[derive(Serialize)]
struct NoteDrill {
    path: String,
    wrong: Option<String>,
}

impl Command for NoteDrill {
    type Outcome = ();
    const NAME: &'static str = "backup.note_drill";
    const NEEDS: Permission = Permission::ManageShop;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<(), Trouble> {
        tx.execute(
            "UPDATE backups SET drilled_at_ms = ?2, drill_wrong = ?3 WHERE path = ?1",
            params![self.path, by.at.ms(), self.wrong],
        )?;
        Ok(())
    }
}

/// A path as it is remembered: whole, whatever folder it was named from.
fn whole(path: &Path) -> String {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    path.to_string_lossy().into_owned()
}

impl Shop {
    /// Remembers a backup that was made. That it can't be is no reason to call it none.
    pub(super) fn remember_backup(&self, session: &Session, made: &BackedUp, taken_at: Timestamp) {
        let note = Remember {
            path: whole(&made.path),
            taken_at,
            acts: made.head.acts,
        };
        if let Err(trouble) = self.execute(session, RequestId::new(), note) {
            tracing::warn!(%trouble, "a backup was made and can't be remembered");
        }
    }

    /// Tries a backup out, the newest that is remembered unless another is named: restores it
    /// into a scratch file beside the shop, checks that as a restore would, removes it again, and
    /// remembers how it ended.
    ///
    /// # Errors
    /// A refusal: the account may not, there is no backup to try, or it is unsound. A fault:
    /// the backup can't be read, or there is no room for a copy of it.
    pub fn drill(&self, session: &Session, backup: Option<&Path>) -> Result<Drilled, Trouble> {
        let newest = self.consult(session, Permission::ManageShop, |db| {
            Ok(backups(db)?.into_iter().next())
        })?;
        let path = match (backup, newest) {
            (Some(path), _) => path.to_owned(),
            (None, Some(newest)) => newest.path,
            (None, None) => {
                let why = "no backup is remembered: make one with `sherbet backup`, or name one";
                return Err(Refusal::invalid("backup", why).into());
            }
        };
        let begun = Instant::now();
        let tried = backup::try_out(&path, self.store().files(), self.key());
        let wrong = match &tried {
            Ok(_) => None,
            Err(trouble) => Some(trouble.to_string()),
        };
        // These say nothing of the backup.
        if let Err(Trouble::Fault(
            fault @ (Fault::NoRoom { .. } | Fault::DiskFull | Fault::Busy { .. }),
        )) = tried
        {
            return Err(fault.into());
        }
        let note = NoteDrill {
            path: whole(&path),
            wrong,
        };
        self.execute(session, RequestId::new(), note)?;
        let (taken_at, head) = tried?;
        Ok(Drilled {
            path,
            taken_at,
            head,
            took_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        })
    }
}
