//! Outside the hours: what was booked before they changed, and what an admin books there on
//! purpose.
//!
//! Promises: a change of hours cancels nothing, and tells what lies outside of them now; whoever
//! may can book at any minute that is not past, up to two years ahead, never beyond the seats.
//! Left out: orders that are picked up, which keep to the hours.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Permission, Refusal, Trouble, staff},
    Calendar, LaidOut, Slot, SlotAt, Weekday, calendar,
    lay_out::{MOST_HORIZON, within},
    refused::{self, PAST, RETIRED},
    rows, told,
};
use crate::{
    store::{Fault, ReadTx, WriteTx, params},
    values::{AppointmentId, CalendarId, OrderId, ShopZone, Timestamp},
};

const MINUTE_MS: i64 = 60_000;
/// So many are told with a change; how many there are is told in any case.
const TOLD_MOST: usize = 100;

/// What holds a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// An appointment.
    Appointment(AppointmentId),
    /// An order that is picked up.
    Order(OrderId),
}

/// Something that is still to take place, or to be picked up, while the calendar is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outside {
    /// What.
    #[serde(flatten)]
    pub held: Held,
    /// When it begins.
    pub start: Timestamp,
    /// That by the shop's wall clock: `2026-03-29 14:00 +01:00`.
    pub local: String,
}

/// What of a calendar is still to come and lies outside its open hours, those that begin first at
/// the top; on a date or on any. Whether it was booked there on purpose is not asked.
///
/// # Errors
/// A fault of the file.
pub fn outside(
    db: &ReadTx<'_>,
    zone: ShopZone,
    now: Timestamp,
    id: CalendarId,
    date: Option<NaiveDate>,
) -> Result<Vec<Outside>, Fault> {
    let Some(calendar) = calendar(db, id)? else {
        return Ok(Vec::new());
    };
    let (from, until) = match date.map(|date| zone.day(date)) {
        None => (now.ms(), i64::MAX),
        Some(None) => return Ok(Vec::new()),
        Some(Some(day)) => (day.start.ms().max(now.ms()), day.end.ms()),
    };
    let bound = params![id.get(), from, until];
    let booked = db.all(
        "SELECT id, start_ms, end_ms FROM appointments
         WHERE calendar = ?1 AND start_ms >= ?2 AND start_ms < ?3
           AND (state = 'pending' OR state = 'confirmed')",
        bound,
        |row| {
            Ok((
                Held::Appointment(AppointmentId::new(row.get(0)?)),
                row.get(1)?,
                row.get(2)?,
            ))
        },
    )?;
    let ordered = db.all(
        "SELECT orders.id, start_ms, end_ms FROM slots JOIN orders ON slot = slots.id
         WHERE calendar = ?1 AND start_ms >= ?2 AND start_ms < ?3
           AND state <> 'handed_over' AND state <> 'cancelled'",
        bound,
        |row| {
            Ok((
                Held::Order(OrderId::new(row.get(0)?)),
                row.get(1)?,
                row.get(2)?,
            ))
        },
    )?;
    let all = booked.into_iter().chain(ordered);
    let mut outside: Vec<Outside> = all
        .map(|(held, start, end)| (held, Timestamp::from_ms(start), Timestamp::from_ms(end)))
        .filter(|(_, start, end)| !is_within(&calendar, zone, *start, *end))
        .map(|(held, start, _)| Outside {
            held,
            start,
            local: zone.date_time_offset(start),
        })
        .collect();
    outside.sort_by_key(|one| one.start);
    Ok(outside)
}

/// What a change of hours is told: the first of what lies outside of them now, and how many.
///
/// # Errors
/// A fault of the file.
pub(super) fn told_of(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    id: CalendarId,
    date: Option<NaiveDate>,
) -> Result<(Vec<Outside>, usize), Fault> {
    let mut outside = outside(tx, by.shop.zone, by.at, id, date)?;
    let in_all = outside.len();
    outside.truncate(TOLD_MOST);
    Ok((outside, in_all))
}

fn is_within(calendar: &Calendar, zone: ShopZone, start: Timestamp, end: Timestamp) -> bool {
    let slot = LaidOut {
        start,
        end,
        offset_minutes: zone.offset_minutes(start),
    };
    within(zone, &slot, calendar.windows(zone.date(start)))
}

/// Sees that a slot that was given back can be taken again: its calendar is in use, and open then.
/// Notice and horizon are not asked for: it was booked in time.
///
/// # Errors
/// A refusal that tells what is free instead, or a fault of the file. Where it is `on_purpose`,
/// only that whoever asks may not do that, or that the calendar is retired.
pub(in super::super) fn still_open(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    slot: &Slot,
    on_purpose: bool,
) -> Result<(), Trouble> {
    let known = calendar(tx, slot.calendar)?;
    let calendar = known.ok_or_else(|| Refusal::unknown("calendar", slot.calendar))?;
    if on_purpose {
        staff::allow(tx, by, Permission::BookOutside)?;
    }
    let zone = by.shop.zone;
    let date = zone.date(slot.start);
    let why = match calendar.retired {
        true => RETIRED.to_owned(),
        false if on_purpose || is_within(&calendar, zone, slot.start, slot.end) => return Ok(()),
        false => refused::closed(&calendar, date).unwrap_or_else(|| {
            let open = told(calendar.windows(date));
            format!("it is open {open} on that {}", Weekday::of(date).name())
        }),
    };
    Err(refused::not_offered(tx, by, &calendar, slot.start, why)?.into())
}

/// Makes the row of a slot that the calendar need not offer, for who may book outside its hours,
/// notice and horizon. It is as long as the calendar's slots are, and has as many seats.
///
/// # Errors
/// A refusal where it is past, too far, not at a full minute, or they may not; a fault of the file.
pub(in super::super) fn open_outside(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    at: SlotAt,
) -> Result<Slot, Trouble> {
    staff::allow(tx, by, Permission::BookOutside)?;
    let known = calendar(tx, at.calendar)?;
    let calendar = known.ok_or_else(|| Refusal::unknown("calendar", at.calendar))?;
    let zone = by.shop.zone;
    let farthest = TimeDelta::try_days(MOST_HORIZON)
        .and_then(|days| zone.date(by.at).checked_add_signed(days));
    let why = if calendar.retired {
        Some(RETIRED)
    } else if at.start < by.at {
        Some(PAST)
    } else if farthest.is_none_or(|last| zone.date(at.start) > last) {
        Some("that is more than two years ahead")
    } else if at.start.ms() % MINUTE_MS != 0 {
        Some("it begins at a full minute")
    } else {
        None
    };
    if let Some(why) = why {
        return Err(refused::not_offered(tx, by, &calendar, at.start, why.to_owned())?.into());
    }
    let laid = LaidOut {
        start: at.start,
        end: Timestamp::from_ms(at.start.ms() + calendar.length_minutes * MINUTE_MS),
        offset_minutes: zone.offset_minutes(at.start),
    };
    rows::keep(tx, &calendar, &laid)
}
