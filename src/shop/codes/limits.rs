//! How often codes may be asked for.
//!
//! For a phone: three in ten minutes, which is one and two more where a message got lost, and ten
//! in a day. With five tries each, somebody who guesses has fifty tries a day at a million codes,
//! and nobody's telephone is flooded in the shop's name. For a window: thirty in ten minutes, one
//! every twenty seconds, which no counter needs and a script soon reaches.
//!
//! A clock that was set back leaves times that are still to come. They count, so that no wait gets
//! shorter; whoever is refused because of them has them counted as of now, so that it ends.

use serde::Serialize;

use super::super::{Actor, Command, Permission, Refusal, Trouble};
use crate::store::{Fault, WriteTx, params};

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

struct Limit {
    /// Whom it counts for: a column of `code_asks`.
    of: &'static str,
    most: i64,
    within_ms: i64,
}

const LIMITS: [Limit; 3] = [
    Limit {
        of: "phone",
        most: 3,
        within_ms: 10 * MINUTE_MS,
    },
    Limit {
        of: "phone",
        most: 10,
        within_ms: DAY_MS,
    },
    Limit {
        of: "window",
        most: 30,
        within_ms: 10 * MINUTE_MS,
    },
];

/// Counts an asking, or refuses it where there were too many.
pub(super) fn count(tx: &WriteTx<'_>, by: &Actor<'_>, phone: &[u8; 32]) -> Result<(), Trouble> {
    let now = by.at.ms();
    tx.execute("DELETE FROM code_asks WHERE at_ms < ?1", [now - DAY_MS])?;
    for limit in &LIMITS {
        let sql = format!(
            "SELECT at_ms FROM code_asks WHERE {} = ?1 AND at_ms > ?2
             ORDER BY at_ms DESC LIMIT 1 OFFSET ?3",
            limit.of
        );
        let since = now - limit.within_ms;
        let at = limit.most - 1;
        let last = match limit.of {
            "phone" => tx.first(&sql, params![phone, since, at], |row| row.get::<_, i64>(0)),
            _ => tx.first(&sql, params![by.window, since, at], |row| row.get(0)),
        }?;
        if let Some(last) = last {
            let wait_ms = (last + limit.within_ms - now).clamp(1, limit.within_ms);
            return Err(Refusal::TooManyCodes {
                whom: match limit.of {
                    "phone" => "this number".into(),
                    _ => "this window".into(),
                },
                most: limit.most,
                minutes: limit.within_ms / MINUTE_MS,
                wait_s: (wait_ms + 999) / 1000,
            }
            .into());
        }
    }
    tx.insert(
        "INSERT INTO code_asks (phone, window, at_ms) VALUES (?1, ?2, ?3)",
        params![phone, by.window, now],
    )?;
    Ok(())
}

/// Has askings that are still to come, since the clock was set back, count as of now. Not
/// journalled: saying it twice changes nothing.
#[derive(Serialize)]
pub(super) struct CountFromNow {}

impl Command for CountFromNow {
    type Outcome = usize;
    const NAME: &'static str = "codes.count_from_now";
    const NEEDS: Permission = Permission::Visit;
    const JOURNALLED: bool = false;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<usize, Trouble> {
        let now = by.at.ms();
        Ok(tx.execute("UPDATE code_asks SET at_ms = ?1 WHERE at_ms > ?1", [now])?)
    }
}

/// Whether askings are still to come.
pub(super) fn has_future(
    db: &crate::store::ReadTx<'_>,
    now: crate::values::Timestamp,
) -> Result<bool, Fault> {
    let sql = "SELECT EXISTS (SELECT 1 FROM code_asks WHERE at_ms > ?1)";
    db.one(sql, [now.ms()], |row| row.get(0))
}
