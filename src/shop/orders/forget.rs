//! Forgetting who ordered: somebody asked to be erased.

use super::super::customers;
use crate::{
    store::{Fault, WriteTx, params},
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
    let country = customers::country(tx)?;
    let by_name = tx.all(
        "SELECT id, phone FROM orders WHERE customer IS NULL AND phone IS NOT NULL",
        [],
        |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)),
    )?;
    for (id, written) in by_name {
        if Phone::parse(&written, country).as_ref() == Ok(phone) {
            tx.execute(
                "UPDATE orders SET name = ?2, phone = NULL WHERE id = ?1",
                params![id, called],
            )?;
        }
    }
    Ok(())
}
