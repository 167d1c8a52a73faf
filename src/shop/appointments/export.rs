//! A calendar's appointments for a file that leaves the shop.

use std::collections::HashMap;

use super::{Appointment, Sought, appointment, list};
use crate::{
    store::{Fault, ReadTx},
    values::{AppointmentId, CalendarId, ShopZone, Timestamp},
};

/// An appointment, and when it was last changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The appointment.
    pub appointment: Appointment,
    /// When it was booked or last changed.
    pub changed_at: Timestamp,
    /// Whether it was of this calendar and is of another now.
    pub moved_away: bool,
}

/// All appointments of a calendar, cancelled ones too, in the order of their times; then those
/// that were moved to another calendar, which whoever has an earlier file takes out of it.
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
             GROUP BY appointment HAVING calendar = ?1 OR max(before ->> 'calendar' = ?1)",
            [calendar.get()],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?
        .into_iter()
        .collect();
    let here = list(db, zone, &sought, u32::MAX)?;
    let mut away: Vec<i64> = changed.keys().copied().collect();
    away.retain(|id| !here.iter().any(|one| one.id.get() == *id));
    away.sort_unstable();
    let exported = |appointment: Appointment, moved_away| {
        let changed = changed.get(&appointment.id.get()).copied();
        Exported {
            changed_at: changed.map_or(appointment.booked_at, Timestamp::from_ms),
            appointment,
            moved_away,
        }
    };
    let mut all: Vec<Exported> = here.into_iter().map(|one| exported(one, false)).collect();
    for id in away {
        let moved = appointment(db, zone, AppointmentId::new(id))?;
        all.extend(moved.map(|one| exported(one, true)));
    }
    Ok(all)
}
