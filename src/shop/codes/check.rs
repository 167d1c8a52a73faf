//! Whether what somebody says is the code.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble, journal},
    Purpose, TRIES,
    digits::{self, Kept},
    outbox,
    subject::tried_phone,
};
use crate::{
    store::{Fault, Key, WriteTx, params},
    values::{CustomerId, Phone, RequestId},
};

/// A clock may step back so far while it is put right; further, it was set back.
const STEP_MS: i64 = 5_000;

/// What came of a try. A wrong one is counted, so it is an outcome and not a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// It is the code, which is used up now.
    Right,
    /// It is not.
    Wrong {
        /// How many tries are left.
        left: i64,
    },
    /// There is no code to try, or none any more.
    Dead {
        /// Why.
        why: DeadCode,
    },
}

/// Why there is no code to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadCode {
    /// None was asked for, or it was used.
    None,
    /// The one there is, is for another booking or order.
    AnotherSubject,
    /// Its ten minutes are over, or the clock was set back.
    Expired,
    /// It was tried wrong five times.
    Guessed,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Verdict::Right => write!(f, "the code is right"),
            Verdict::Wrong { left: 1 } => {
                write!(
                    f,
                    "this is not the code; one more try is left, then ask for a new one"
                )
            }
            Verdict::Wrong { left } => {
                write!(f, "this is not the code; {left} tries are left")
            }
            Verdict::Dead { why } => write!(
                f,
                "{}; ask for a new one",
                match why {
                    DeadCode::None => "there is no code for this now",
                    DeadCode::AnotherSubject => "the code that was sent is for something else",
                    DeadCode::Expired => "the code came too late: it was good for ten minutes",
                    DeadCode::Guessed =>
                        "this is not the code, and it was tried five times: it is dead",
                }
            ),
        }
    }
}

/// Tries a code.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckCode {
    /// What it is for.
    pub purpose: Purpose,
    /// Which booking or order.
    pub subject: i64,
    /// Whose phone; else
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// the number itself; else that of whoever booked or ordered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// What was said to be it.
    pub code: String,
}

impl Command for CheckCode {
    type Outcome = Verdict;
    const NAME: &'static str = "codes.check";
    const NEEDS: Permission = Permission::Sell;

    fn asked(&self, key: &Key, request: RequestId) -> Result<String, Fault> {
        journal::veiled(self, (key, request), &["phone", "code"])
    }

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Verdict, Trouble> {
        let of = (self.purpose, self.subject);
        let phone = tried_phone(tx, by, of, (self.customer, self.phone.as_deref()))?;
        check(tx, by, of, &phone, &self.code)
    }
}

struct Live {
    id: i64,
    act: i64,
    subject: i64,
    at_ms: i64,
    until_ms: i64,
    tries: i64,
    kept: Kept,
}

/// Tries what somebody typed as the code for a purpose and its booking or order. A right one is
/// used up; a wrong one is counted, and the fifth kills the code.
///
/// # Errors
/// A refusal, where that is not six digits: nothing is counted then. Or a fault of the file.
pub(super) fn check(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    (purpose, subject): (Purpose, i64),
    phone: &Phone,
    typed: &str,
) -> Result<Verdict, Trouble> {
    let typed = digits::typed(typed)
        .ok_or_else(|| Refusal::invalid("code", "a code has six digits; look again"))?;
    let hashed = digits::of_phone(by.key, phone);
    let live = tx.first(
        "SELECT id, act, subject, at_ms, until_ms, tries, salt, hash FROM codes
         WHERE phone = ?1 AND purpose = ?2 AND state = 'live'",
        params![hashed, purpose.word()],
        |row| {
            Ok(Live {
                id: row.get(0)?,
                act: row.get(1)?,
                subject: row.get(2)?,
                at_ms: row.get(3)?,
                until_ms: row.get(4)?,
                tries: row.get(5)?,
                kept: Kept {
                    salt: row.get(6)?,
                    hash: row.get(7)?,
                },
            })
        },
    )?;
    let Some(live) = live else {
        return Ok(dead(DeadCode::None));
    };
    if live.subject != subject {
        return Ok(dead(DeadCode::AnotherSubject));
    }
    if is_over(tx, by, &live)? {
        end(tx, by, live.id, ("expired", 0))?;
        return Ok(dead(DeadCode::Expired));
    }
    if digits::are_right(by.key, &live.kept, &typed) {
        end(tx, by, live.id, ("used", 1))?;
        return Ok(Verdict::Right);
    }
    let left = TRIES - live.tries - 1;
    if left < 1 {
        end(tx, by, live.id, ("guessed", 1))?;
        return Ok(dead(DeadCode::Guessed));
    }
    let counted = tx.execute(
        "UPDATE codes SET tries = tries + 1 WHERE id = ?1 AND state = 'live'",
        [live.id],
    )?;
    match counted {
        1 => Ok(Verdict::Wrong { left }),
        _ => Ok(dead(DeadCode::None)),
    }
}

fn dead(why: DeadCode) -> Verdict {
    Verdict::Dead { why }
}

/// Whether a code's time is over: by the clock; by the journal, where a later act was at or after
/// its end and the clock was set back since; and where the clock stands before it was made.
fn is_over(tx: &WriteTx<'_>, by: &Actor<'_>, live: &Live) -> Result<bool, Fault> {
    let now = by.at.ms();
    if now >= live.until_ms || now < live.at_ms - STEP_MS {
        return Ok(true);
    }
    tx.one(
        "SELECT EXISTS (SELECT 1 FROM journal WHERE act > ?1 AND at_ms >= ?2)",
        [live.act, live.until_ms],
        |row| row.get(0),
    )
}

/// Ends a code, and what was to bring it.
fn end(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    code: i64,
    (state, tried): (&str, i64),
) -> Result<(), Trouble> {
    let ended = tx.execute(
        "UPDATE codes SET state = ?2, ended_act = ?3, tries = tries + ?4
         WHERE id = ?1 AND state = 'live'",
        params![code, state, by.act, tried],
    )?;
    if ended != 1 {
        let what = "a live code could not be ended".into();
        return Err(Fault::Bug { what }.into());
    }
    Ok(outbox::end(tx, code)?)
}
