//! Dates with other hours than the week's.

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Difference, Permission, Refusal, Trouble},
    Calendar, CalendarKept, Weekday, Window,
    edit::bump,
    lay_out::merged,
    told,
};
use crate::{
    store::{WriteTx, params},
    values::{CalendarId, line},
};

const NOTE_MAX_CHARS: usize = 200;

/// Gives a date other hours than the week's.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetDate {
    /// Of which calendar.
    pub calendar: CalendarId,
    /// The version the change was made from.
    pub version: i64,
    /// The date.
    pub date: NaiveDate,
    /// When it is open; never is closed.
    #[serde(default)]
    pub windows: Vec<Window>,
    /// Why, for people: "Christmas".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Gives a date the week's hours again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClearDate {
    /// Of which calendar.
    pub calendar: CalendarId,
    /// The version the change was made from.
    pub version: i64,
    /// The date.
    pub date: NaiveDate,
}

impl Command for SetDate {
    type Outcome = CalendarKept;
    const NAME: &'static str = "calendars.set_date";
    const NEEDS: Permission = Permission::ManageShop;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<CalendarKept, Trouble> {
        if !(1970..=9999).contains(&self.date.year()) {
            return Err(Refusal::invalid("date", "a date from 1970 to 9999 is needed").into());
        }
        let note = self.note.as_deref().map(|note| line(note, NOTE_MAX_CHARS));
        let note = note
            .transpose()
            .map_err(|why| Refusal::invalid("note", why))?;
        let note = note.filter(|note| !note.is_empty());
        let windows = merged(&self.windows);
        bump(tx, by, self.calendar, self.version, |now| {
            let theirs = date_told(now, self.date);
            let yours = with_note(told(&windows), note.as_deref());
            date_differs(self.date, theirs, yours)
        })?;
        let (id, date) = (self.calendar.get(), self.date.to_string());
        tx.execute(
            "INSERT INTO calendar_dates (calendar, date, note) VALUES (?1, ?2, ?3)
             ON CONFLICT (calendar, date) DO UPDATE SET note = excluded.note",
            params![id, date, note],
        )?;
        tx.execute(
            "DELETE FROM calendar_date_hours WHERE calendar = ?1 AND date = ?2",
            params![id, date],
        )?;
        for window in windows {
            tx.execute(
                "INSERT INTO calendar_date_hours (calendar, date, from_minute, until_minute)
                 VALUES (?1, ?2, ?3, ?4)",
                params![id, date, window.from(), window.until()],
            )?;
        }
        let (version, date) = (self.version + 1, Some(self.date));
        Ok(CalendarKept::after_hours(
            tx,
            by,
            self.calendar,
            version,
            date,
        )?)
    }
}

impl Command for ClearDate {
    type Outcome = CalendarKept;
    const NAME: &'static str = "calendars.clear_date";
    const NEEDS: Permission = Permission::ManageShop;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<CalendarKept, Trouble> {
        let now = bump(tx, by, self.calendar, self.version, |now| {
            let yours = told(now.usual_windows(Weekday::of(self.date)));
            date_differs(self.date, date_told(now, self.date), yours)
        })?;
        if !now.dates.contains_key(&self.date) {
            let why = format!("{} has the week's hours on {} already", now.name, self.date);
            return Err(Refusal::invalid("date", why).into());
        }
        tx.execute(
            "DELETE FROM calendar_dates WHERE calendar = ?1 AND date = ?2",
            params![self.calendar.get(), self.date.to_string()],
        )?;
        let (version, date) = (self.version + 1, Some(self.date));
        Ok(CalendarKept::after_hours(
            tx,
            by,
            self.calendar,
            version,
            date,
        )?)
    }
}

fn date_told(calendar: &Calendar, date: NaiveDate) -> String {
    with_note(told(calendar.windows(date)), calendar.note(date))
}

fn with_note(hours: String, note: Option<&str>) -> String {
    match note {
        Some(note) => format!("{hours} ({note})"),
        None => hours,
    }
}

fn date_differs(date: NaiveDate, theirs: String, yours: String) -> Vec<Difference> {
    vec![Difference {
        field: date.to_string(),
        theirs,
        yours: Some(yours),
    }]
}
