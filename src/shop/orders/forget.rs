//! Forgetting who ordered, and what that comes to: somebody asked to be erased.

use super::super::customers;
use crate::{
    store::{Fault, ReadTx, WriteTx, params},
    values::{CustomerId, Phone},
};

/// Puts what an erased customer is called into the orders that were taken by name on one of their
/// numbers, and forgets the notes of their orders that have ended: those still to be made need
/// them.
pub(in crate::shop) fn forget_who(
    tx: &WriteTx<'_>,
    customer: CustomerId,
    phone: Option<&Phone>,
    called: &str,
) -> Result<(), Fault> {
    tx.execute(
        "UPDATE orders SET note = NULL
         WHERE customer = ?1 AND (state = 'handed_over' OR state = 'cancelled')",
        [customer.get()],
    )?;
    let Some(phone) = phone else {
        return Ok(());
    };
    for id in by_name_on(tx, phone)? {
        tx.execute(
            "UPDATE orders SET name = ?2, phone = NULL WHERE id = ?1",
            params![id, called],
        )?;
    }
    Ok(())
}

/// How many orders are a customer's: taken for them, or by name on their number.
pub(in crate::shop) fn count_of(
    db: &ReadTx<'_>,
    customer: CustomerId,
    phone: Option<&Phone>,
) -> Result<i64, Fault> {
    let theirs = db.one(
        "SELECT count(*) FROM orders WHERE customer = ?1",
        [customer.get()],
        |row| row.get::<_, i64>(0),
    )?;
    let by_name = match phone {
        Some(phone) => by_name_on(db, phone)?.len(),
        None => 0,
    };
    Ok(theirs.saturating_add(by_name as i64))
}

/// The orders that were taken by name on a number, however it was written.
fn by_name_on(db: &ReadTx<'_>, phone: &Phone) -> Result<Vec<i64>, Fault> {
    let country = customers::country(db)?;
    let by_name = db.all(
        "SELECT id, phone FROM orders WHERE customer IS NULL AND phone IS NOT NULL",
        [],
        |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)),
    )?;
    let on_it = by_name
        .into_iter()
        .filter(|(_, written)| Phone::parse(written, country).as_ref() == Ok(phone));
    Ok(on_it.map(|(id, _)| id).collect())
}
