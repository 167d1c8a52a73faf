//! Goods that are promised to orders: on the shelf still, or to be made until then.
//!
//! A sale leaves on the shelf what is promised to slots that begin soon. More may be
//! promised than is there; how much is short is told.

use serde::Serialize;

use super::{
    super::{Actor, PromisedGoods, catalogue, orders::OrderRules, settings},
    ShelfRow,
};
use crate::{
    store::{Fault, ReadTx, WriteTx, params},
    values::{OrderId, Quantity, ShopZone, SweetId, Timestamp},
};

/// What stays on the shelf when something is taken: what is promised to slots that begin
/// before a moment, or of that only what is in the bags of orders that are ready.
#[derive(Clone, Copy)]
pub(in super::super) struct Keeps {
    until: Timestamp,
    ready_only: bool,
}

impl Keeps {
    /// What is promised is taken all the same: by who counts, loses or gets it.
    pub(in super::super) const NOTHING: Keeps = Keeps {
        until: Timestamp::from_ms(i64::MIN),
        ready_only: false,
    };

    /// What the shop keeps ahead for orders when it sells to others.
    ///
    /// # Errors
    /// A fault of the file.
    pub(in super::super) fn ahead(tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Keeps, Fault> {
        let (rules, _) = settings::load::<OrderRules>(tx)?;
        Ok(Keeps {
            until: rules.kept_until(by.at),
            ready_only: false,
        })
    }

    /// What stays when an order is handed over that is ready, at `due`: what is in the bags of
    /// orders that are ready for an earlier slot. Who is before it and not ready has no bag yet,
    /// and of those of one slot whoever comes first gets theirs.
    pub(in super::super) fn set_apart(due: Timestamp) -> Keeps {
        Keeps {
            until: due,
            ready_only: true,
        }
    }

    /// Promises that are due before this stay on the shelf, in milliseconds.
    pub(super) fn until_ms(self) -> i64 {
        self.until.ms()
    }

    /// Whether of those only the ready orders' stay.
    pub(super) fn ready_only(self) -> bool {
        self.ready_only
    }
}

/// Promises an order its goods, until the moment it is picked up.
///
/// # Errors
/// A fault of the file.
pub(in super::super) fn promise(
    tx: &WriteTx<'_>,
    order: OrderId,
    due: Timestamp,
    goods: &[(SweetId, Quantity)],
) -> Result<(), Fault> {
    for (sweet, quantity) in goods {
        tx.execute(
            "INSERT INTO promises (sweet, due_ms, of_order, quantity) VALUES (?1, ?2, ?3, ?4)",
            params![sweet.get(), due.ms(), order.get(), quantity.get()],
        )?;
    }
    Ok(())
}

/// Promises an order nothing any more.
///
/// # Errors
/// A fault of the file.
pub(in super::super) fn take_back_promise(tx: &WriteTx<'_>, order: OrderId) -> Result<(), Fault> {
    tx.execute("DELETE FROM promises WHERE of_order = ?1", [order.get()])?;
    Ok(())
}

/// What of a sweet is promised to slots that begin before `until`; nothing where none is.
pub(super) fn promised_of(
    db: &ReadTx<'_>,
    by: &Actor<'_>,
    sweet: SweetId,
    keeps: Keeps,
    on_hand: i64,
) -> Result<Option<PromisedGoods>, Fault> {
    let (quantity, last) = db.one(
        "SELECT coalesce(sum(quantity), 0), max(due_ms) FROM promises
         WHERE sweet = ?1 AND due_ms < ?2
           AND (NOT ?3 OR (SELECT state = 'ready' FROM orders WHERE id = of_order))",
        params![sweet.get(), keeps.until_ms(), keeps.ready_only()],
        |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Option<i64>>(1)?)),
    )?;
    let until = last.map(Timestamp::from_ms);
    Ok(until.map(|until| PromisedGoods {
        on_hand,
        quantity,
        until,
        time: by.shop.zone.soon(by.at, until),
    }))
}

/// What can be sold of a sweet of which some is promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Free {
    /// How much of the unit can be sold now; below 0, so much is short of what is promised.
    pub free: i64,
    /// How much is promised to orders and kept for them.
    pub promised: i64,
    /// When the last of that is picked up.
    pub until: Timestamp,
    /// That in words: "17:00".
    pub time: String,
}

/// Tells of each row what can be sold of it now, where some of it is promised.
///
/// # Errors
/// A fault of the file.
pub fn tell_free<'r>(
    db: &ReadTx<'_>,
    (now, zone): (Timestamp, ShopZone),
    rows: impl IntoIterator<Item = &'r mut ShelfRow>,
) -> Result<(), Fault> {
    // Most shops on most days: nothing is promised at all.
    let any = db.first("SELECT 1 FROM promises LIMIT 1", [], |_| Ok(()))?;
    if any.is_some() {
        for row in rows {
            row.free = free(db, (now, zone), row.id)?;
        }
    }
    Ok(())
}

/// What can be sold now of a sweet, where some of it is promised; of a kit, of whose parts.
///
/// # Errors
/// A fault of the file.
pub fn free(
    db: &ReadTx<'_>,
    (now, zone): (Timestamp, ShopZone),
    sweet: SweetId,
) -> Result<Option<Free>, Fault> {
    let (rules, _) = settings::load::<OrderRules>(db)?;
    let found = db.first(
        "WITH parts (part, quantity) AS (
             SELECT part, quantity FROM kit_parts WHERE kit = ?1
             UNION ALL SELECT ?1, 1 WHERE NOT EXISTS (SELECT 1 FROM kit_parts WHERE kit = ?1)),
         kept AS (
             SELECT part, parts.quantity, on_hand,
                    (SELECT coalesce(sum(promises.quantity), 0) FROM promises
                     WHERE promises.sweet = part AND due_ms < ?2) AS promised,
                    (SELECT max(due_ms) FROM promises
                     WHERE promises.sweet = part AND due_ms < ?2) AS last
             FROM parts JOIN stock ON stock.sweet = part)
         SELECT min((on_hand - promised) / quantity), min(on_hand / quantity), max(last) FROM kept",
        params![sweet.get(), rules.kept_until(now).ms()],
        |row| {
            Ok((
                row.get::<_, Option<i64>>(0)?,
                row.get::<_, Option<i64>>(1)?,
                row.get::<_, Option<i64>>(2)?,
            ))
        },
    )?;
    Ok(match found {
        Some((Some(free), Some(on_hand), Some(last))) => Some(Free {
            free,
            promised: on_hand.saturating_sub(free),
            until: Timestamp::from_ms(last),
            time: zone.soon(now, Timestamp::from_ms(last)),
        }),
        _ => None,
    })
}

/// What of an order's goods is not there yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Short {
    /// Which sweet.
    pub sweet: SweetId,
    /// Its name.
    pub name: String,
    /// How much of the unit has to be made until then.
    pub missing: i64,
    /// The same with its unit.
    pub told: String,
}

/// What of an order's goods is not there yet, once those who pick up before it have theirs.
///
/// # Errors
/// A fault of the file.
pub fn short_of(db: &ReadTx<'_>, order: OrderId) -> Result<Vec<Short>, Fault> {
    db.all(
        "SELECT mine.sweet, name, unit, min(mine.quantity, mine.quantity + before - max(on_hand, 0))
         FROM (SELECT sweet, quantity,
                      (SELECT coalesce(sum(others.quantity), 0) FROM promises AS others
                       WHERE others.sweet = mine.sweet
                         AND (others.due_ms, others.of_order) < (mine.due_ms, mine.of_order)) AS before
               FROM promises AS mine WHERE of_order = ?1) AS mine
         JOIN stock ON stock.sweet = mine.sweet JOIN sweets ON sweets.id = mine.sweet
         WHERE mine.quantity + before > max(on_hand, 0) ORDER BY sweets.sort_key",
        [order.get()],
        |row| {
            let (unit, missing) = (catalogue::unit_of(row, 2)?, row.get(3)?);
            Ok(Short {
                sweet: SweetId::new(row.get(0)?),
                name: row.get(1)?,
                missing,
                told: unit.format(missing),
            })
        },
    )
}
