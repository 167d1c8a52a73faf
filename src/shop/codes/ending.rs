//! Codes that end before their time, and with them what was to bring them: another was asked for,
//! what they are for is over, or whoever they are for is to be forgotten.

use super::{super::Actor, Purpose, digits, outbox};
use crate::{
    store::{Fault, ToSql, WriteTx, params},
    values::Phone,
};

/// Ends the code that is live for a phone and a purpose, as another comes into its place.
pub(super) fn replace(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    purpose: Purpose,
    phone: &[u8; 32],
) -> Result<(), Fault> {
    let its = "phone = ?1 AND purpose = ?2";
    end(tx, by, "replaced", its, params![phone, purpose.word()])
}

/// Ends the codes of a booking or an order that a code has nothing to do for any more: it is
/// confirmed, handed over, cancelled or over. What was not sent yet is not sent.
pub(in crate::shop) fn withdraw(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    (purpose, subject): (Purpose, i64),
) -> Result<(), Fault> {
    let its = "purpose = ?1 AND subject = ?2";
    end(tx, by, "withdrawn", its, params![purpose.word(), subject])
}

/// Forgets what is on its way to a phone: its owner asked to be erased.
pub(in crate::shop) fn forget(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    phone: &Phone,
) -> Result<(), Fault> {
    let hashed = digits::of_phone(by.key, phone);
    end(tx, by, "withdrawn", "phone = ?1", params![hashed])
}

fn end(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    state: &str,
    which: &str,
    told: &[&dyn ToSql],
) -> Result<(), Fault> {
    let sql = format!("SELECT id FROM codes WHERE state = 'live' AND {which}");
    for code in tx.all(&sql, told, |row| row.get::<_, i64>(0))? {
        tx.execute(
            "UPDATE codes SET state = ?2, ended_act = ?3 WHERE id = ?1",
            params![code, state, by.act],
        )?;
        outbox::end(tx, code)?;
    }
    Ok(())
}
