//! Calendars as they are kept: what they are for, their rules and hours.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Hours, Rules, Weekday, Window};
use crate::{
    store::{self, Fault, ReadTx, Row, RowResult, unreadable},
    values::{CalendarId, Money, fold},
};

/// What a calendar is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Appointments: somebody comes, calls, or is called.
    Appointments,
    /// Orders that are picked up.
    PickUp,
}

impl Kind {
    /// The word it is stored and typed as.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Appointments => "appointments",
            Kind::PickUp => "pick_up",
        }
    }
}

/// How much a slot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capacity {
    /// Appointments: so many at any moment, 1 to 1,000.
    Seats(i64),
    /// Pick-up: goods for so much money, and so many orders.
    Room {
        /// What the goods of a slot may come to, in the shop's currency.
        #[serde(rename = "amount_minor")]
        amount: Money,
        /// How many orders, 1 to 1,000,000.
        orders: i64,
    },
}

impl Capacity {
    /// What a calendar with this capacity is for.
    pub fn kind(self) -> Kind {
        match self {
            Capacity::Seats(_) => Kind::Appointments,
            Capacity::Room { .. } => Kind::PickUp,
        }
    }

    pub(super) fn seats(self) -> Option<i64> {
        match self {
            Capacity::Seats(seats) => Some(seats),
            Capacity::Room { .. } => None,
        }
    }

    pub(super) fn minor(self) -> Option<i64> {
        match self {
            Capacity::Seats(_) => None,
            Capacity::Room { amount, .. } => Some(amount.minor()),
        }
    }

    pub(super) fn orders(self) -> Option<i64> {
        match self {
            Capacity::Seats(_) => None,
            Capacity::Room { orders, .. } => Some(orders),
        }
    }

    /// The capacity that three columns of a row say.
    pub(super) fn of_row(row: &Row<'_>, first: usize) -> RowResult<Capacity> {
        let (seats, minor, orders): (Option<i64>, Option<i64>, Option<i64>) =
            (row.get(first)?, row.get(first + 1)?, row.get(first + 2)?);
        match (seats, minor, orders) {
            (Some(seats), None, None) => Ok(Capacity::Seats(seats)),
            (None, Some(minor), Some(orders)) => Ok(Capacity::Room {
                amount: Money::from_minor(minor),
                orders,
            }),
            _ => Err(unreadable(first, "neither seats nor room".into())),
        }
    }
}

/// The hours of a date that replace the week's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DateHours {
    /// When it is open; never is closed.
    pub windows: Vec<Window>,
    /// Why, for people: "Christmas".
    pub note: Option<String>,
}

/// A calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Calendar {
    /// Its id.
    pub id: CalendarId,
    /// Counts its changes.
    pub version: i64,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub kind: Kind,
    /// How long a slot is.
    pub length_minutes: i64,
    /// From one slot's start to the next one's.
    pub every_minutes: i64,
    /// What is kept free between slots.
    pub buffer_minutes: i64,
    /// How long before its start a slot can still be had.
    pub notice_minutes: i64,
    /// How many days ahead slots are offered, today being 0.
    pub horizon_days: i64,
    /// How much a slot holds.
    pub capacity: Capacity,
    /// The week.
    pub hours: Hours,
    /// Dates that replace it.
    pub dates: BTreeMap<NaiveDate, DateHours>,
    /// Whether nothing of it is offered any more.
    pub retired: bool,
}

impl Calendar {
    /// How its slots follow each other.
    pub fn rules(&self) -> Rules {
        Rules {
            length_minutes: self.length_minutes,
            every_minutes: self.every_minutes,
            buffer_minutes: self.buffer_minutes,
            notice_minutes: self.notice_minutes,
            horizon_days: Some(self.horizon_days),
        }
    }

    /// When it is open on a date.
    pub fn windows(&self, date: NaiveDate) -> &[Window] {
        match self.dates.get(&date) {
            Some(instead) => &instead.windows,
            None => self.usual_windows(Weekday::of(date)),
        }
    }

    /// When it is open on a day of the week.
    pub fn usual_windows(&self, day: Weekday) -> &[Window] {
        let windows = self.hours.get(&day).map(Vec::as_slice);
        windows.unwrap_or_default()
    }

    /// Why other hours are open on a date, where somebody said so.
    pub fn note(&self, date: NaiveDate) -> Option<&str> {
        self.dates.get(&date)?.note.as_deref()
    }
}

const SELECT: &str = "SELECT id, version, name, kind, length_minutes, every_minutes,
            buffer_minutes, notice_minutes, horizon_days, retired,
            seats, capacity_minor, capacity_orders
     FROM calendars";

/// A calendar without its hours.
fn of_row(row: &Row<'_>) -> RowResult<Calendar> {
    let capacity = Capacity::of_row(row, 10)?;
    Ok(Calendar {
        id: CalendarId::new(row.get(0)?),
        version: row.get(1)?,
        name: row.get(2)?,
        kind: capacity.kind(),
        length_minutes: row.get(4)?,
        every_minutes: row.get(5)?,
        buffer_minutes: row.get(6)?,
        notice_minutes: row.get(7)?,
        horizon_days: row.get(8)?,
        capacity,
        hours: Hours::new(),
        dates: BTreeMap::new(),
        retired: row.get(9)?,
    })
}

fn with_hours(db: &ReadTx<'_>, mut calendar: Calendar) -> Result<Calendar, Fault> {
    let id = calendar.id.get();
    let hours = db.all(
        "SELECT weekday, from_minute, until_minute FROM calendar_hours
         WHERE calendar = ?1 ORDER BY weekday, from_minute",
        [id],
        |row| {
            let day = Weekday::of_number(row.get(0)?);
            let day = day.ok_or_else(|| unreadable(0, "no day of the week".into()))?;
            Ok((day, window_of_row(row, 1)?))
        },
    )?;
    for (day, window) in hours {
        calendar.hours.entry(day).or_default().push(window);
    }
    let dates = db.all(
        "SELECT date, note FROM calendar_dates WHERE calendar = ?1",
        [id],
        |row| {
            let instead = DateHours {
                windows: Vec::new(),
                note: row.get(1)?,
            };
            Ok((date_of_row(row, 0)?, instead))
        },
    )?;
    calendar.dates.extend(dates);
    let windows = db.all(
        "SELECT date, from_minute, until_minute FROM calendar_date_hours
         WHERE calendar = ?1 ORDER BY date, from_minute",
        [id],
        |row| Ok((date_of_row(row, 0)?, window_of_row(row, 1)?)),
    )?;
    for (date, window) in windows {
        if let Some(instead) = calendar.dates.get_mut(&date) {
            instead.windows.push(window);
        }
    }
    Ok(calendar)
}

fn window_of_row(row: &Row<'_>, first: usize) -> RowResult<Window> {
    Window::new(row.get(first)?, row.get(first + 1)?).map_err(|why| unreadable(first, why))
}

fn date_of_row(row: &Row<'_>, column: usize) -> RowResult<NaiveDate> {
    let text = row.get_ref(column)?.as_str()?;
    text.parse()
        .map_err(|_| store::unreadable(column, format!("no date: “{text}”")))
}

/// A calendar, retired or not.
///
/// # Errors
/// A fault of the file.
pub fn calendar(db: &ReadTx<'_>, id: CalendarId) -> Result<Option<Calendar>, Fault> {
    let found = db.first(&format!("{SELECT} WHERE id = ?1"), [id.get()], of_row)?;
    found.map(|calendar| with_hours(db, calendar)).transpose()
}

/// The calendar of a name, in any case.
///
/// # Errors
/// A fault of the file.
pub fn find(db: &ReadTx<'_>, name: &str) -> Result<Option<Calendar>, Fault> {
    let key = fold(name.trim());
    let found = db.first(&format!("{SELECT} WHERE name_key = ?1"), [key], of_row)?;
    found.map(|calendar| with_hours(db, calendar)).transpose()
}

/// All calendars, those in use first, by name.
///
/// # Errors
/// A fault of the file.
pub fn calendars(db: &ReadTx<'_>) -> Result<Vec<Calendar>, Fault> {
    let order = "ORDER BY retired, name_key";
    let all = db.all(&format!("{SELECT} {order}"), [], of_row)?;
    all.into_iter()
        .map(|calendar| with_hours(db, calendar))
        .collect()
}
