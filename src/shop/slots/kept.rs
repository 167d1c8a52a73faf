//! What a change of a calendar is answered with: its version, and what is booked outside its hours
//! by now.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    super::Actor,
    outside::{Outside, told_of},
};
use crate::{
    store::{Fault, WriteTx},
    values::CalendarId,
};

/// A calendar that was added or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarKept {
    /// Which.
    pub calendar: CalendarId,
    /// Its version now.
    pub version: i64,
    /// After its hours were changed: what is booked and lies outside of them now, the first 100
    /// by their time. It stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outside: Vec<Outside>,
    /// How many there are of that.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub outside_in_all: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl CalendarKept {
    /// A calendar at a version, of which nothing lies outside its hours.
    pub(super) fn at(calendar: CalendarId, version: i64) -> CalendarKept {
        CalendarKept {
            calendar,
            version,
            outside: Vec::new(),
            outside_in_all: 0,
        }
    }

    /// A calendar after its hours were changed, on a date or in the week.
    ///
    /// # Errors
    /// A fault of the file.
    pub(super) fn after_hours(
        tx: &WriteTx<'_>,
        by: &Actor<'_>,
        calendar: CalendarId,
        version: i64,
        date: Option<NaiveDate>,
    ) -> Result<CalendarKept, Fault> {
        let (outside, outside_in_all) = told_of(tx, by, calendar, date)?;
        Ok(CalendarKept {
            outside,
            outside_in_all,
            ..CalendarKept::at(calendar, version)
        })
    }
}
