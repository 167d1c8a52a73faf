//! An order's room in a slot: taken, or refused with who took the last of it.

use super::{
    super::{
        Actor, TakenBy, Trouble,
        slots::{self, SlotAt, Wanted},
    },
    rows::code_of_order,
};
use crate::{
    store::{Fault, ReadTx, WriteTx, params},
    values::{Money, OrderId, SlotId, Timestamp},
};

/// Takes an order's room in a slot, or says who took the last of it and which next ones have
/// it. `own` is the order itself where it is there already: it stands in nobody's way.
///
/// # Errors
/// A refusal where it does not fit, or a fault of the file.
pub(super) fn take_room(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    at: SlotAt,
    (slot, total): (SlotId, Money),
    own: Option<OrderId>,
) -> Result<(), Trouble> {
    match slots::take_room(tx, slot, total)? {
        true => Ok(()),
        false => {
            let last = last_taken(tx, by, slot, own)?;
            Err(slots::full(tx, by, at, Wanted::Room(total), last)?.into())
        }
    }
}

/// The newest order that came into a slot or was priced anew in it, and is there still. Whoever
/// may take orders may see them all, so it is told by number, code and name.
fn last_taken(
    db: &ReadTx<'_>,
    by: &Actor<'_>,
    slot: SlotId,
    own: Option<OrderId>,
) -> Result<Option<TakenBy>, Fault> {
    db.first(
        "SELECT accounts.name, journal.window, order_steps.at_ms, orders.id, orders.number,
                coalesce(customers.name, orders.name)
         FROM orders
         JOIN order_steps ON of_order = orders.id
         JOIN journal ON journal.act = order_steps.act
         JOIN accounts ON accounts.id = order_steps.account
         LEFT JOIN customers AS named ON named.id = orders.customer
         LEFT JOIN customers ON customers.id = coalesce(named.merged_into, named.id)
         WHERE slot = ?1 AND orders.id <> ?2 AND state <> 'cancelled'
           AND (what = 'placed' OR what = 'moved'
                OR (what = 'changed' AND asked ->> 'lines' IS NOT NULL))
         ORDER BY order_steps.act DESC LIMIT 1",
        params![slot.get(), own.map_or(0, OrderId::get)],
        |row| {
            let at = Timestamp::from_ms(row.get(2)?);
            let (code, number) = (
                code_of_order(OrderId::new(row.get(3)?)),
                row.get::<_, i64>(4)?,
            );
            let whom: String = row.get(5)?;
            Ok(TakenBy {
                who: row.get(0)?,
                window: row.get(1)?,
                at,
                time: by.shop.zone.time_of_day(at),
                quantity: 1,
                what: Some(format!("order {number} ({code}) of {whom}")),
            })
        },
    )
}
