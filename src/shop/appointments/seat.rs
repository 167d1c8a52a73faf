//! The seat of an appointment, and whoever it is with: each has one appointment at a time.

use super::super::{
    Actor, OtherAppointment, Refusal, TakenBy, Trouble,
    slots::{self, Capacity, Slot, SlotAt, Wanted},
    staff,
};
use crate::{
    store::{ReadTx, WriteTx, params},
    values::{AccountId, AppointmentId, Timestamp},
};

/// The longest that anything lasts, in milliseconds: what begins earlier than that before a
/// moment is over by then.
const LONGEST_MS: i64 = 24 * 60 * 60 * 1000;

/// The slot that a calendar of appointments offers at a start; or any, for who may book
/// outside its hours and does so on purpose.
///
/// # Errors
/// A refusal where it is not offered, or a fault of the file.
pub(super) fn offered(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    at: SlotAt,
    outside_hours: bool,
) -> Result<Slot, Trouble> {
    let slot = match outside_hours {
        false => slots::open(tx, by, at)?,
        true => slots::open_outside(tx, by, at)?,
    };
    match slot.capacity {
        Capacity::Seats(_) => Ok(slot),
        Capacity::Room { .. } => {
            let why = format!("{} is for orders that are picked up", slot.calendar_name);
            Err(Refusal::invalid("calendar", why).into())
        }
    }
}

/// Takes the lowest free seat of a slot. The conditional update of the slot is the verdict on
/// its seats; of slots that overlap on another grid, the appointments themselves are asked.
///
/// # Errors
/// A refusal that tells who has it and what is free, or a fault of the file.
pub(super) fn take(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    slot: &Slot,
    except: Option<AppointmentId>,
) -> Result<i64, Trouble> {
    let free = match slots::take_seat(tx, slot.id)? {
        false => None,
        true => lowest(tx, slot, except)?,
    };
    match free {
        Some(seat) => Ok(seat),
        None => Err(taken(tx, by, slot)?.into()),
    }
}

/// From when to when a slot keeps others away, in milliseconds.
fn with_buffer(slot: &Slot) -> (i64, i64) {
    let buffer = slot.buffer_minutes.saturating_mul(60_000);
    (
        slot.start.ms().saturating_sub(buffer),
        slot.end.ms().saturating_add(buffer),
    )
}

fn lowest(
    db: &ReadTx<'_>,
    slot: &Slot,
    except: Option<AppointmentId>,
) -> Result<Option<i64>, Trouble> {
    let (from, until) = with_buffer(slot);
    let taken = db.all(
        "SELECT DISTINCT seat FROM appointments
         WHERE calendar = ?1 AND state <> 'cancelled' AND id <> ?5
           AND start_ms < ?3 AND end_ms > ?2 AND start_ms > ?4",
        params![
            slot.calendar.get(),
            from,
            until,
            from.saturating_sub(LONGEST_MS),
            except.map_or(0, AppointmentId::get)
        ],
        |row| row.get::<_, i64>(0),
    )?;
    let Capacity::Seats(seats) = slot.capacity else {
        return Ok(None);
    };
    Ok((1..=seats).find(|seat| !taken.contains(seat)))
}

/// That a seat is gone: by whom it was taken, when, and what is free instead.
pub(super) fn taken(db: &WriteTx<'_>, by: &Actor<'_>, slot: &Slot) -> Result<Refusal, Trouble> {
    let (from, until) = with_buffer(slot);
    let last = db.first(
        "SELECT coalesce(accounts.name, 'somebody'), coalesce(journal.window, ''),
                appointment_changes.at_ms
         FROM appointments
         JOIN appointment_changes ON appointment = appointments.id
         LEFT JOIN accounts ON accounts.id = appointment_changes.account
         LEFT JOIN journal ON journal.act = appointment_changes.act
         WHERE calendar = ?1 AND state <> 'cancelled' AND start_ms < ?3 AND end_ms > ?2
           AND start_ms > ?4
           AND (what = 'booked' OR what = 'rescheduled' OR before ->> 'state' = 'cancelled')
         ORDER BY appointment_changes.act DESC LIMIT 1",
        params![
            slot.calendar.get(),
            from,
            until,
            from.saturating_sub(LONGEST_MS)
        ],
        |row| {
            let at = Timestamp::from_ms(row.get(2)?);
            Ok(TakenBy {
                who: row.get(0)?,
                window: row.get(1)?,
                at,
                time: by.shop.zone.time_of_day(at),
                quantity: 1,
                what: None,
            })
        },
    )?;
    slots::full(db, by, slot.at(), Wanted::Seat, last)
}

/// Sees that whoever an appointment is with works here, and has no other at that time.
///
/// # Errors
/// A refusal that names the other appointment, or a fault of the file.
pub(super) fn with(
    db: &ReadTx<'_>,
    by: &Actor<'_>,
    account: AccountId,
    (start, end): (Timestamp, Timestamp),
    except: Option<AppointmentId>,
) -> Result<(), Trouble> {
    let Some((name, ..)) = staff::active(db, account)? else {
        let why = "is no account of somebody who works here; choose another, or nobody";
        return Err(Refusal::invalid("staff", why).into());
    };
    let other = db.first(
        "SELECT appointments.id, calendars.name, start_ms, end_ms, customers.name
         FROM appointments JOIN calendars ON calendars.id = calendar
         JOIN customers AS named ON named.id = customer
         JOIN customers ON customers.id = coalesce(named.merged_into, named.id)
         WHERE staff = ?1 AND state <> 'cancelled' AND appointments.id <> ?5
           AND start_ms < ?3 AND end_ms > ?2 AND start_ms > ?4
         ORDER BY start_ms LIMIT 1",
        params![
            account.get(),
            start.ms(),
            end.ms(),
            start.ms().saturating_sub(LONGEST_MS),
            except.map_or(0, AppointmentId::get)
        ],
        |row| {
            Ok((
                AppointmentId::new(row.get(0)?),
                row.get::<_, String>(1)?,
                Timestamp::from_ms(row.get(2)?),
                Timestamp::from_ms(row.get(3)?),
                row.get::<_, String>(4)?,
            ))
        },
    )?;
    match other {
        None => Ok(()),
        Some((appointment, calendar, from, until, customer)) => Err(Refusal::StaffBusy {
            who: name,
            other: Box::new(OtherAppointment {
                appointment,
                calendar,
                customer,
                from: by.shop.zone.date_time(from),
                until: by.shop.zone.local(until).format("%H:%M").to_string(),
            }),
        }
        .into()),
    }
}
