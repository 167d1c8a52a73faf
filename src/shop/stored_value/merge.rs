//! Credit that moves because two customers are one.

use super::super::{Actor, Refusal, Trouble};
use crate::{
    store::{WriteTx, params},
    values::{CustomerId, Money},
};

/// Moves all of one customer's credit to another's; the answer is how much. The ledger of the
/// one stays with what moved in it, and ends at 0.
pub(in crate::shop) fn merge(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    from: CustomerId,
    to: CustomerId,
) -> Result<Money, Trouble> {
    let found = tx.first(
        "SELECT id, balance_minor FROM stored_value WHERE customer = ?1 AND balance_minor > 0",
        [from.get()],
        |row| Ok((row.get::<_, i64>(0)?, row.get(1).map(Money::from_minor)?)),
    )?;
    let Some((value, amount)) = found else {
        return Ok(Money::ZERO);
    };
    tx.execute(
        "UPDATE stored_value SET balance_minor = 0 WHERE id = ?1",
        [value],
    )?;
    note(tx, by, value, ("merged_out", -amount.minor()), 0)?;
    tx.execute(
        "INSERT INTO stored_value (kind, customer, balance_minor) SELECT 'credit', ?1, 0
         WHERE NOT EXISTS (SELECT 1 FROM stored_value WHERE customer = ?1)",
        [to.get()],
    )?;
    let (value, before) = tx.one(
        "SELECT id, balance_minor FROM stored_value WHERE customer = ?1",
        [to.get()],
        |row| Ok((row.get::<_, i64>(0)?, row.get(1).map(Money::from_minor)?)),
    )?;
    let balance = before
        .checked_add(amount)
        .ok_or_else(|| Refusal::invalid("credit", "is more than can be counted"))?;
    tx.execute(
        "UPDATE stored_value SET balance_minor = ?2 WHERE id = ?1",
        [value, balance.minor()],
    )?;
    note(
        tx,
        by,
        value,
        ("merged_in", amount.minor()),
        balance.minor(),
    )?;
    Ok(amount)
}

fn note(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    value: i64,
    (reason, delta): (&str, i64),
    balance: i64,
) -> Result<(), Trouble> {
    tx.execute(
        "INSERT INTO stored_value_movements (value, act, reason, delta_minor, balance_minor)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![value, by.act, reason, delta, balance],
    )?;
    Ok(())
}
