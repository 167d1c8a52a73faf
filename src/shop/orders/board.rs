//! The board of a day, slot by slot, and what the kitchen sees.

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    super::slots::{self, Free, Kind, SlotAt},
    Order, rows,
};
use crate::{
    store::{Fault, ReadTx, params},
    values::{CalendarId, Money, ShopZone, SlotId, Timestamp},
};

/// More orders than this at once no kitchen looks at.
const SEEN_MOST: u32 = 200;

/// A slot of a day, with what is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BoardSlot {
    /// Where and when.
    #[serde(flatten)]
    pub at: SlotAt,
    /// What the calendar is called.
    pub calendar_name: String,
    /// The first moment after it.
    pub end: Timestamp,
    /// Goods for so much money are ordered in it.
    #[serde(rename = "used_minor")]
    pub used: Money,
    /// Of so much that it holds.
    #[serde(rename = "capacity_minor")]
    pub capacity: Money,
    /// So many orders are in it, cancelled ones not counted.
    pub used_orders: i64,
    /// Of so many that it holds.
    pub capacity_orders: i64,
    /// The orders in it by their numbers, cancelled ones too.
    pub orders: Vec<Order>,
}

/// The slots in which orders are picked up on a day, by their start: those that the
/// calendars have on that day, and those in which something is whatever the hours say now.
///
/// # Errors
/// A fault of the file.
pub fn board(db: &ReadTx<'_>, zone: ShopZone, date: NaiveDate) -> Result<Vec<BoardSlot>, Fault> {
    let mut slots = Vec::new();
    for calendar in slots::calendars(db)? {
        if calendar.kind != Kind::PickUp || calendar.retired {
            continue;
        }
        for offered in slots::day(db, zone, &calendar, date, None)? {
            if let Free::Room {
                minor,
                of,
                orders,
                of_orders,
            } = offered.free
            {
                slots.push(BoardSlot {
                    at: offered.at,
                    calendar_name: calendar.name.clone(),
                    end: offered.end,
                    used: of.checked_sub(minor).unwrap_or(Money::ZERO),
                    capacity: of,
                    used_orders: of_orders.saturating_sub(orders),
                    capacity_orders: of_orders,
                    orders: Vec::new(),
                });
            }
        }
    }
    let Some(day) = zone.day(date) else {
        return Ok(slots);
    };
    let taken = db.all(
        "SELECT slots.id, calendar, name, start_ms, end_ms, used_minor, slots.capacity_minor,
                used_orders, slots.capacity_orders
         FROM slots JOIN calendars ON calendars.id = calendar
         WHERE kind = 'pick_up' AND start_ms >= ?1 AND start_ms < ?2
           AND EXISTS (SELECT 1 FROM orders WHERE slot = slots.id)",
        params![day.start.ms(), day.end.ms()],
        |row| {
            let slot = BoardSlot {
                at: SlotAt {
                    calendar: CalendarId::new(row.get(1)?),
                    start: Timestamp::from_ms(row.get(3)?),
                },
                calendar_name: row.get(2)?,
                end: Timestamp::from_ms(row.get(4)?),
                used: Money::from_minor(row.get(5)?),
                capacity: Money::from_minor(row.get(6)?),
                used_orders: row.get(7)?,
                capacity_orders: row.get(8)?,
                orders: Vec::new(),
            };
            Ok((SlotId::new(row.get(0)?), slot))
        },
    )?;
    for (id, mut slot) in taken {
        slot.orders = rows::of_slot(db, id)?;
        match slots.iter_mut().find(|known| known.at == slot.at) {
            Some(known) => *known = slot,
            None => slots.push(slot),
        }
    }
    slots.sort_by(|a, b| {
        (a.at.start, &a.calendar_name, a.at.calendar.get()).cmp(&(
            b.at.start,
            &b.calendar_name,
            b.at.calendar.get(),
        ))
    });
    Ok(slots)
}

/// The open orders that the kitchen sees at `now`, those that are picked up first at the
/// top; at most 200.
///
/// # Errors
/// A fault of the file.
pub fn in_view(db: &ReadTx<'_>, now: Timestamp) -> Result<Vec<Order>, Fault> {
    rows::seen(db, now, SEEN_MOST)
}

/// When the kitchen sees the next order that it does not see at `now`.
///
/// # Errors
/// A fault of the file.
pub fn next_in_view(db: &ReadTx<'_>, now: Timestamp) -> Result<Option<Timestamp>, Fault> {
    let next = db.one(
        "SELECT min(visible_ms) FROM orders
         WHERE state <> 'handed_over' AND state <> 'cancelled' AND visible_ms > ?1",
        [now.ms()],
        |row| row.get::<_, Option<i64>>(0),
    )?;
    Ok(next.map(Timestamp::from_ms))
}
