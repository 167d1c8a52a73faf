//! Slots as they are kept, and taking and releasing what they hold.

use super::{
    super::{Actor, Refusal, Trouble},
    Calendar, Capacity, LaidOut, SlotAt, calendar, refused,
};
use crate::{
    store::{Fault, ReadTx, Row, RowResult, WriteTx, params},
    values::{CalendarId, Money, SlotId, Timestamp},
};

/// A slot in which something can be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Its id.
    pub id: SlotId,
    /// Of which calendar.
    pub calendar: CalendarId,
    /// The calendar's name.
    pub calendar_name: String,
    /// Its first moment.
    pub start: Timestamp,
    /// The first moment after it.
    pub end: Timestamp,
    /// By how many minutes the shop's wall clock is ahead of UTC at its start.
    pub offset_minutes: i64,
    /// What is kept free around what is booked, as the calendar has it now.
    pub buffer_minutes: i64,
    /// How much it holds.
    pub capacity: Capacity,
}

impl Slot {
    /// Where and when it is.
    pub fn at(&self) -> SlotAt {
        SlotAt {
            calendar: self.calendar,
            start: self.start,
        }
    }
}

const SELECT: &str = "SELECT slots.id, calendar, calendars.name, start_ms, end_ms, offset_minutes,
            buffer_minutes, slots.seats, slots.capacity_minor, slots.capacity_orders
     FROM slots JOIN calendars ON calendars.id = calendar";

fn of_row(row: &Row<'_>) -> RowResult<Slot> {
    Ok(Slot {
        id: SlotId::new(row.get(0)?),
        calendar: CalendarId::new(row.get(1)?),
        calendar_name: row.get(2)?,
        start: Timestamp::from_ms(row.get(3)?),
        end: Timestamp::from_ms(row.get(4)?),
        offset_minutes: row.get(5)?,
        buffer_minutes: row.get(6)?,
        capacity: Capacity::of_row(row, 7)?,
    })
}

/// A slot in which something is or was taken.
///
/// # Errors
/// A fault of the file.
pub fn slot(db: &ReadTx<'_>, id: SlotId) -> Result<Option<Slot>, Fault> {
    db.first(&format!("{SELECT} WHERE slots.id = ?1"), [id.get()], of_row)
}

/// Sees that the calendar offers a start, and makes the slot's row where there
/// is none yet. Nothing is taken by that.
///
/// # Errors
/// A refusal where it is not offered, which tells what is; a fault of the file.
pub(in super::super) fn open(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    at: SlotAt,
) -> Result<Slot, Trouble> {
    let known = calendar(tx, at.calendar)?;
    let calendar = known.ok_or_else(|| Refusal::unknown("calendar", at.calendar))?;
    let laid = match refused::laid_out(by, &calendar, at.start) {
        Ok(laid) => laid,
        Err(why) => return Err(refused::not_offered(tx, by, &calendar, at.start, why)?.into()),
    };
    keep(tx, &calendar, &laid)
}

/// The row of a slot, made where there is none yet; one that holds nothing gets the
/// calendar's length.
///
/// # Errors
/// A fault of the file.
pub(super) fn keep(tx: &WriteTx<'_>, calendar: &Calendar, laid: &LaidOut) -> Result<Slot, Trouble> {
    let capacity = calendar.capacity;
    tx.execute(
        "INSERT INTO slots (calendar, start_ms, end_ms, offset_minutes,
                            seats, capacity_minor, capacity_orders)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (calendar, start_ms) DO UPDATE SET end_ms = excluded.end_ms
         WHERE used_seats = 0 AND used_orders = 0 AND end_ms <> excluded.end_ms",
        params![
            calendar.id.get(),
            laid.start.ms(),
            laid.end.ms(),
            laid.offset_minutes,
            capacity.seats(),
            capacity.minor(),
            capacity.orders()
        ],
    )?;
    let sql = format!("{SELECT} WHERE calendar = ?1 AND start_ms = ?2");
    Ok(tx.one(&sql, params![calendar.id.get(), laid.start.ms()], of_row)?)
}

/// Takes a seat, if one is left; the answer is whether it was taken.
///
/// # Errors
/// A fault of the file.
pub(in super::super) fn take_seat(tx: &WriteTx<'_>, slot: SlotId) -> Result<bool, Fault> {
    let sql = "UPDATE slots SET used_seats = used_seats + 1 WHERE id = ?1 AND used_seats < seats";
    Ok(tx.execute(sql, [slot.get()])? == 1)
}

/// Gives a seat back that was taken.
///
/// # Errors
/// A fault of the file, or that no seat was taken.
pub(in super::super) fn free_seat(tx: &WriteTx<'_>, slot: SlotId) -> Result<(), Trouble> {
    let sql = "UPDATE slots SET used_seats = used_seats - 1 WHERE id = ?1 AND used_seats > 0";
    match tx.execute(sql, [slot.get()])? {
        1 => Ok(()),
        _ => Err(not_taken(slot)),
    }
}

/// Takes room for an order of `amount`, 0 or more, if it fits; the answer is
/// whether it was taken.
///
/// # Errors
/// A fault of the file.
pub(in super::super) fn take_room(
    tx: &WriteTx<'_>,
    slot: SlotId,
    amount: Money,
) -> Result<bool, Fault> {
    let taken = tx.execute(
        "UPDATE slots SET used_minor = used_minor + ?2, used_orders = used_orders + 1
         WHERE id = ?1 AND ?2 >= 0 AND used_minor + ?2 <= capacity_minor
           AND used_orders < capacity_orders",
        params![slot.get(), amount.minor()],
    )?;
    Ok(taken == 1)
}

/// Gives the room of an order of `amount` back.
///
/// # Errors
/// A fault of the file, or that so much was not taken.
pub(in super::super) fn free_room(
    tx: &WriteTx<'_>,
    slot: SlotId,
    amount: Money,
) -> Result<(), Trouble> {
    let freed = tx.execute(
        "UPDATE slots SET used_minor = used_minor - ?2, used_orders = used_orders - 1
         WHERE id = ?1 AND ?2 >= 0 AND used_minor >= ?2 AND used_orders > 0",
        params![slot.get(), amount.minor()],
    )?;
    match freed {
        1 => Ok(()),
        _ => Err(not_taken(slot)),
    }
}

fn not_taken(slot: SlotId) -> Trouble {
    let what = format!("slot {slot} is to give back more than was taken of it");
    Fault::Damaged { what }.into()
}
