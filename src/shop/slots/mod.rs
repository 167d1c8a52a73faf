//! Slots: when something can be booked or picked up, and how much is left of it.
//!
//! Promises: what is offered is laid out from a calendar's hours and rules, by
//! the shop's wall clock; a seat or room of a slot is taken by a conditional
//! update whose count of changed rows is the verdict, so no slot ever holds more
//! than its capacity; what is booked stands when hours change, and is told to who
//! changed them. Left out: who booked what, which is the areas' that take the seats
//! and the room.

mod calendars;
mod dates;
mod edit;
mod hours;
mod kept;
mod lay_out;
mod offer;
mod outside;
mod refused;
mod rows;

pub use calendars::{Calendar, Capacity, DateHours, Kind, calendar, calendars, find};
pub use dates::{ClearDate, SetDate};
pub use edit::{AddCalendar, EditCalendar, capacity_told};
pub use hours::{Hours, Weekday, Window, told};
pub use kept::CalendarKept;
pub use lay_out::{LaidOut, Rules, lay_out};
pub use offer::{Free, Offered, SlotAt, Wanted, day, offered};
pub use outside::{Held, Outside, outside};
pub use rows::{Slot, slot};

pub(super) use self::{
    outside::{open_outside, still_open},
    refused::full,
    rows::{free_room, free_seat, open, take_room, take_seat},
};

/// What has to agree of calendars and slots.
pub(super) const RULES: &[(&str, &str)] = &[
    (
        "a calendar's open hours are in order and do not overlap",
        "SELECT calendar FROM (
             SELECT calendar, from_minute, lag(until_minute) OVER (
                 PARTITION BY calendar, weekday ORDER BY from_minute) AS before
             FROM calendar_hours
             UNION ALL
             SELECT calendar, from_minute, lag(until_minute) OVER (
                 PARTITION BY calendar, date ORDER BY from_minute)
             FROM calendar_date_hours)
         WHERE from_minute <= before",
    ),
    (
        "a date that replaces the week is a date",
        "SELECT calendar FROM calendar_dates WHERE date IS NOT date(date)",
    ),
    (
        "a slot holds what its calendar is for",
        "SELECT slots.id FROM slots JOIN calendars ON calendars.id = calendar
         WHERE (kind = 'appointments') <> (slots.seats IS NOT NULL)",
    ),
];

#[cfg(test)]
mod tests;
