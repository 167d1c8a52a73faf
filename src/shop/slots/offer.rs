//! What is offered: the slots of a date, and what is left of each.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    super::Actor,
    Calendar, Capacity, Kind, calendar,
    lay_out::{LaidOut, lay_out},
};
use crate::{
    store::{Fault, ReadTx, params},
    values::{CalendarId, Money, ShopZone, Timestamp},
};

/// The longest slot and the longest buffer together.
const LONGEST_MS: i64 = 2 * 24 * 60 * 60 * 1000;
const MINUTE_MS: i64 = 60_000;
/// How many days before and after the wanted one are looked through for others.
const LOOKED_THROUGH: usize = 60;
/// How many of earlier days are offered before those of later ones.
const EARLIER: usize = 2;

/// Where and when: the start is a moment that the calendar offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlotAt {
    /// In which calendar.
    pub calendar: CalendarId,
    /// The slot's first moment.
    pub start: Timestamp,
}

/// A slot that is offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// Where and when.
    #[serde(flatten)]
    pub at: SlotAt,
    /// The first moment after it.
    pub end: Timestamp,
    /// Its start by the shop's wall clock: `2026-03-29 14:00 +01:00`.
    pub local: String,
    /// What is left of it.
    pub free: Free,
}

impl Offered {
    /// Its start for people, without the offset: `2026-03-29 14:00`.
    pub fn start_told(&self) -> &str {
        self.local
            .rsplit_once(' ')
            .map_or(&self.local, |(start, _)| start)
    }
}

/// What is left of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Free {
    /// Seats.
    Seats {
        /// How many are free.
        free: i64,
        /// Of how many.
        of: i64,
    },
    /// Room for orders.
    Room {
        /// Goods for so much money still fit.
        #[serde(rename = "free_minor")]
        minor: Money,
        /// Of so much.
        #[serde(rename = "of_minor")]
        of: Money,
        /// So many orders still fit.
        #[serde(rename = "free_orders")]
        orders: i64,
        /// Of so many.
        of_orders: i64,
    },
}

/// What somebody wants of a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A seat.
    Seat,
    /// Room for an order of so much money.
    Room(Money),
}

impl Free {
    /// Whether so much is left.
    pub fn fits(&self, wanted: Wanted) -> bool {
        match (self, wanted) {
            (Free::Seats { free, .. }, Wanted::Seat) => *free > 0,
            (Free::Room { minor, orders, .. }, Wanted::Room(amount)) => {
                *orders > 0 && amount <= *minor
            }
            _ => false,
        }
    }
}

/// What is offered on a day of the shop's zone; nothing, where there is no such
/// calendar or it is retired.
///
/// # Errors
/// A fault of the file.
pub fn offered(
    db: &ReadTx<'_>,
    zone: ShopZone,
    now: Timestamp,
    id: CalendarId,
    date: NaiveDate,
) -> Result<Vec<Offered>, Fault> {
    match calendar(db, id)? {
        Some(calendar) if !calendar.retired => day(db, zone, &calendar, date, Some(now)),
        _ => Ok(Vec::new()),
    }
}

/// The slots of a calendar's day with what is left of each. Without `now` those
/// are in it too that are past, too near or too far.
///
/// # Errors
/// A fault of the file.
pub fn day(
    db: &ReadTx<'_>,
    zone: ShopZone,
    calendar: &Calendar,
    date: NaiveDate,
    now: Option<Timestamp>,
) -> Result<Vec<Offered>, Fault> {
    let slots = lay_out(zone, &calendar.rules(), calendar.windows(date), date, now);
    let (Some(first), Some(last)) = (slots.first(), slots.last()) else {
        return Ok(Vec::new());
    };
    let taken = taken(db, calendar.id, first.start, last.end)?;
    let booked = match calendar.kind {
        Kind::Appointments => booked(db, calendar.id, first.start, last.end)?,
        Kind::PickUp => Vec::new(),
    };
    let offered = slots.iter().map(|slot| {
        let exact = taken.iter().find(|row| row.start == slot.start);
        // What is in a slot already has it stay as long as it was.
        let end = exact.filter(|row| row.holds_something()).map(|row| row.end);
        Offered {
            at: SlotAt {
                calendar: calendar.id,
                start: slot.start,
            },
            end: end.unwrap_or(slot.end),
            local: zone.date_time_offset(slot.start),
            free: left(calendar, slot, exact, &booked),
        }
    });
    Ok(offered.collect())
}

/// A slot's row, as far as it tells what is left.
struct Taken {
    start: Timestamp,
    end: Timestamp,
    capacity: Capacity,
    seats: i64,
    minor: i64,
    orders: i64,
}

impl Taken {
    fn holds_something(&self) -> bool {
        self.seats > 0 || self.orders > 0
    }
}

fn taken(
    db: &ReadTx<'_>,
    calendar: CalendarId,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Taken>, Fault> {
    db.all(
        "SELECT start_ms, end_ms, seats, capacity_minor, capacity_orders,
                used_seats, used_minor, used_orders
         FROM slots WHERE calendar = ?1 AND start_ms BETWEEN ?2 AND ?3",
        params![
            calendar.get(),
            from.ms().saturating_sub(LONGEST_MS),
            until.ms().saturating_add(LONGEST_MS)
        ],
        |row| {
            Ok(Taken {
                start: Timestamp::from_ms(row.get(0)?),
                end: Timestamp::from_ms(row.get(1)?),
                capacity: Capacity::of_row(row, 2)?,
                seats: row.get(5)?,
                minor: row.get(6)?,
                orders: row.get(7)?,
            })
        },
    )
}

/// When a seat is taken, on whatever grid of slots.
struct Booked {
    start: Timestamp,
    end: Timestamp,
    seat: i64,
}

fn booked(
    db: &ReadTx<'_>,
    calendar: CalendarId,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Booked>, Fault> {
    db.all(
        "SELECT start_ms, end_ms, seat FROM appointments
         WHERE calendar = ?1 AND start_ms BETWEEN ?2 AND ?3 AND state <> 'cancelled'",
        params![
            calendar.get(),
            from.ms().saturating_sub(LONGEST_MS),
            until.ms().saturating_add(LONGEST_MS)
        ],
        |row| {
            Ok(Booked {
                start: Timestamp::from_ms(row.get(0)?),
                end: Timestamp::from_ms(row.get(1)?),
                seat: row.get(2)?,
            })
        },
    )
}

fn left(calendar: &Calendar, slot: &LaidOut, exact: Option<&Taken>, booked: &[Booked]) -> Free {
    match exact.map_or(calendar.capacity, |row| row.capacity) {
        Capacity::Seats(of) => {
            // Slots that overlap share their seats, and so do those within the buffer.
            let buffer = calendar.buffer_minutes * MINUTE_MS;
            let near = |one: &&Booked| {
                one.start.ms() < slot.end.ms() + buffer && one.end.ms() + buffer > slot.start.ms()
            };
            let seats = booked.iter().filter(near).map(|one| one.seat);
            let taken = i64::try_from(seats.collect::<BTreeSet<_>>().len()).unwrap_or(i64::MAX);
            let taken = taken.max(exact.map_or(0, |row| row.seats));
            let free = of.saturating_sub(taken).max(0);
            Free::Seats { free, of }
        }
        Capacity::Room { amount, orders } => {
            let (minor, used) = exact.map_or((0, 0), |row| (row.minor, row.orders));
            Free::Room {
                minor: Money::from_minor(amount.minor() - minor),
                of: amount,
                orders: orders - used,
                of_orders: orders,
            }
        }
    }
}

/// The next `most` slots from `from` on in which so much fits: what a refusal offers instead. Where
/// its day has fewer, the nearest before it on that day come before those of other days; where it
/// has none at all, two of earlier days are among them. Sixty days either way are looked through.
/// In the order of their starts.
///
/// # Errors
/// A fault of the file.
pub(in super::super) fn next_fitting(
    db: &ReadTx<'_>,
    by: &Actor<'_>,
    id: CalendarId,
    from: Timestamp,
    wanted: Wanted,
    most: usize,
) -> Result<Vec<Offered>, Fault> {
    let Some(calendar) = calendar(db, id)?.filter(|calendar| !calendar.retired) else {
        return Ok(Vec::new());
    };
    let zone = by.shop.zone;
    let today = zone.date(by.at);
    let first = zone.date(from).max(today);
    let last = calendar.rules().farthest(zone, by.at);
    let fitting = |date: NaiveDate| {
        let mut slots = day(db, zone, &calendar, date, Some(by.at))?;
        slots.retain(|slot| slot.free.fits(wanted));
        Ok::<_, Fault>(slots)
    };
    let (mut found, before): (Vec<Offered>, Vec<Offered>) = fitting(first)?
        .into_iter()
        .partition(|slot| slot.at.start >= from);
    found.extend(before.into_iter().rev());
    found.truncate(most);
    let days = first.iter_days().skip(1).take(LOOKED_THROUGH);
    let after = days.take_while(|date| last.is_none_or(|last| *date <= last));
    let later = |most: usize| {
        let mut later: Vec<Offered> = Vec::new();
        for date in after.clone() {
            later.extend(fitting(date)?.into_iter().take(most - later.len()));
            if later.len() == most {
                break;
            }
        }
        Ok::<_, Fault>(later)
    };
    let days = std::iter::successors(first.pred_opt(), NaiveDate::pred_opt);
    let before = days.take(LOOKED_THROUGH).take_while(|date| *date >= today);
    let earlier = |most: usize| {
        let mut earlier: Vec<Offered> = Vec::new();
        for date in before.clone() {
            let latest = fitting(date)?.into_iter().rev();
            earlier.extend(latest.take(most - earlier.len()));
            if earlier.len() == most {
                break;
            }
        }
        Ok::<_, Fault>(earlier)
    };
    if found.is_empty() {
        found = earlier(EARLIER.min(most))?;
    }
    found.extend(later(most - found.len())?);
    if found.len() < most {
        let known = |slot: &Offered| found.iter().all(|one| one.at != slot.at);
        let more: Vec<Offered> = earlier(most)?.into_iter().filter(known).collect();
        found.extend(more.into_iter().take(most - found.len()));
    }
    found.sort_by_key(|slot| slot.at.start);
    Ok(found)
}
