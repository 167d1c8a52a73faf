//! Guessing is slowed down: after five wrong passwords for a name, each
//! further try waits twice as long as the one before, up to a quarter hour.
//!
//! A try is counted before its password is looked at, so that many at once
//! are many, and kept in the file, so that a restart forgets nothing. A clock
//! that was set back never shortens a wait; it begins anew.
//!
//! Good tries that are still being looked at are counted too. Where they alone
//! may have used up what is free, whoever comes next is told so, and asks again
//! in a moment instead of being sent away.

use serde::{Deserialize, Serialize};

use crate::{
    store::{Fault, WriteTx, params},
    values::Timestamp,
};

/// Wrong passwords that cost no waiting.
const FREE_TRIES: i64 = 5;
const FIRST_WAIT_MS: i64 = 5_000;
const LONGEST_WAIT_MS: i64 = 15 * 60 * 1000;
/// After a day without a try a name's failures are forgotten.
const FORGOTTEN_AFTER_MS: i64 = 24 * 60 * 60 * 1000;

/// A try that began this recently may still be looked at.
const UNDER_WAY_MS: i64 = 2_000;

/// A try that is not looked at yet.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Wait {
    /// In how many seconds one will be.
    pub(super) wait_s: i64,
    /// Whether the tries before it may turn out to be good ones.
    pub(super) crowded: bool,
}

/// How long after failure number `failures` the next try has to wait.
fn wait_ms(failures: i64) -> i64 {
    match failures - FREE_TRIES {
        ..0 => 0,
        n @ 0..=10 => (FIRST_WAIT_MS << n).min(LONGEST_WAIT_MS),
        _ => LONGEST_WAIT_MS,
    }
}

/// Counts a try, which is taken back by [`succeeded`] if it is a good one.
///
/// The error is a fault; having to wait is an outcome here, because a new
/// beginning of the wait has to be kept.
pub(super) fn begin_try(
    tx: &WriteTx<'_>,
    name_key: &str,
    now: Timestamp,
) -> Result<Option<Wait>, Fault> {
    tx.execute(
        "DELETE FROM log_in_failures WHERE failed_ms < ?1",
        params![now.ms() - FORGOTTEN_AFTER_MS],
    )?;
    let before = tx.first(
        "SELECT failures, failed_ms FROM log_in_failures WHERE name_key = ?1",
        [name_key],
        |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)),
    )?;
    if let Some((failures, failed_ms)) = before {
        let waited_ms = now.ms() - failed_ms;
        let left_ms = wait_ms(failures) - waited_ms.max(0);
        if waited_ms < 0 {
            tx.execute(
                "UPDATE log_in_failures SET failed_ms = ?2 WHERE name_key = ?1",
                params![name_key, now.ms()],
            )?;
        }
        if left_ms > 0 {
            return Ok(Some(Wait {
                wait_s: (left_ms + 999) / 1000,
                crowded: failures == FREE_TRIES && (0..UNDER_WAY_MS).contains(&waited_ms),
            }));
        }
    }
    tx.execute(
        "INSERT INTO log_in_failures (name_key, failures, failed_ms) VALUES (?1, 1, ?2)
         ON CONFLICT (name_key) DO UPDATE SET failures = failures + 1, failed_ms = ?2",
        params![name_key, now.ms()],
    )?;
    Ok(None)
}

/// The try was a good one: the name's failures are forgotten.
pub(super) fn succeeded(tx: &WriteTx<'_>, name_key: &str) -> Result<(), Fault> {
    tx.execute(
        "DELETE FROM log_in_failures WHERE name_key = ?1",
        [name_key],
    )
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::wait_ms;

    #[test]
    fn waits_double_up_to_a_quarter_hour() {
        let waits: Vec<i64> = (4..=14).map(|n| wait_ms(n) / 1000).collect();
        assert_eq!(waits, [0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
        assert_eq!(wait_ms(i64::MAX), 900_000);
    }
}
