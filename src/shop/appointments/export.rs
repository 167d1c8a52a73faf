//! A calendar's appointments for a file that leaves the shop.

use std::collections::HashMap;

use super::{Appointment, Sought, list};
use crate::{
    store::{Fault, ReadTx},
    values::{CalendarId, ShopZone, Timestamp},
};

/// An appointment, and when it was last changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The appointment.
    pub appointment: Appointment,
    /// When it was booked or last changed.
    pub changed_at: Timestamp,
}

/// All appointments of a calendar, cancelled ones too, in the order of their times.
///
/// # Errors
/// A fault of the file.
pub fn exported(
    db: &ReadTx<'_>,
    zone: ShopZone,
    calendar: CalendarId,
) -> Result<Vec<Exported>, Fault> {
    let sought = Sought {
        calendar: Some(calendar),
        ..Sought::default()
    };
    let changed: HashMap<i64, i64> = db
        .all(
            "SELECT appointment, max(appointment_changes.at_ms) FROM appointment_changes
             JOIN appointments ON id = appointment
             WHERE calendar = ?1 GROUP BY appointment",
            [calendar.get()],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?
        .into_iter()
        .collect();
    let exported = list(db, zone, &sought, u32::MAX)?.into_iter();
    let exported = exported.map(|appointment| {
        let changed = changed.get(&appointment.id.get()).copied();
        Exported {
            changed_at: changed.map_or(appointment.booked_at, Timestamp::from_ms),
            appointment,
        }
    });
    Ok(exported.collect())
}
