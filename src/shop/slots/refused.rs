//! What is said when a slot can't be had: why not, and what can be instead.

use chrono::NaiveDate;

use super::{
    super::{Actor, AskedOfSlot, Refusal, TakenBy, Trouble},
    Calendar, Capacity, Offered, SlotAt, Wanted, calendar,
    lay_out::{LaidOut, lay_out},
    offer::{self, next_fitting},
};
use crate::{
    store::{Fault, ReadTx},
    values::{Money, Timestamp},
};

/// Why nothing of a calendar can be had that is retired.
pub(super) const RETIRED: &str = "it is retired; an admin can bring it back";
/// Why nothing begins before now.
pub(super) const PAST: &str = "that is past";
/// How many slots a refusal offers instead.
const OFFERED_INSTEAD: usize = 5;

/// The slot that a calendar offers at a start, or why it offers none.
pub(super) fn laid_out(
    by: &Actor<'_>,
    calendar: &Calendar,
    start: Timestamp,
) -> Result<LaidOut, String> {
    if calendar.retired {
        return Err(RETIRED.into());
    }
    let (zone, rules) = (by.shop.zone, calendar.rules());
    let date = zone.date(start);
    let windows = calendar.windows(date);
    let slots = lay_out(zone, &rules, windows, date, None);
    let Some(found) = slots.into_iter().find(|slot| slot.start == start) else {
        return Err(closed(calendar, date).unwrap_or_else(|| {
            let open = super::told(windows);
            format!("no slot begins then; it is open {open} on that day")
        }));
    };
    if start < by.at {
        return Err(PAST.into());
    }
    if rules.nearest(by.at).is_none_or(|nearest| start < nearest) {
        let notice = in_words(calendar.notice_minutes);
        return Err(format!("it is to be asked for {notice} ahead"));
    }
    if rules.farthest(zone, by.at).is_some_and(|last| date > last) {
        let days = calendar.horizon_days;
        return Err(format!("it can be had {days} days ahead at most"));
    }
    Ok(found)
}

/// That a calendar is closed on a date, and why; nothing where it is open at some time.
pub(super) fn closed(calendar: &Calendar, date: NaiveDate) -> Option<String> {
    match (calendar.windows(date), calendar.note(date)) {
        ([], Some(note)) => Some(format!("it is closed on that day ({note})")),
        ([], None) => Some("it is closed on that day".into()),
        _ => None,
    }
}

/// Minutes as people say them: "25 h", "1 h 30 min", "20 min".
fn in_words(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// The refusal of a start that is not offered, with what is.
///
/// # Errors
/// A fault of the file.
pub(super) fn not_offered(
    db: &ReadTx<'_>,
    by: &Actor<'_>,
    calendar: &Calendar,
    start: Timestamp,
    why: String,
) -> Result<Refusal, Fault> {
    // What is wanted of it is not known here; a slot with anything left will do.
    let wanted = match calendar.capacity {
        Capacity::Seats(_) => Wanted::Seat,
        Capacity::Room { .. } => Wanted::Room(Money::from_minor(1)),
    };
    Ok(Refusal::SlotNotOffered {
        calendar: calendar.name.clone(),
        wanted: by.shop.zone.date_time_offset(start),
        why,
        next: next_fitting(db, by, calendar.id, start, wanted, OFFERED_INSTEAD)?,
    })
}

/// The refusal of a slot in which `wanted` does not fit: what is left of it, who
/// took the last where that is known, and the next slots in which it fits; or that
/// no slot of the calendar ever holds so much.
///
/// # Errors
/// A fault of the file, or a refusal where there is no such calendar.
pub(in super::super) fn full(
    db: &ReadTx<'_>,
    by: &Actor<'_>,
    at: SlotAt,
    wanted: Wanted,
    taken_by: Option<TakenBy>,
) -> Result<Refusal, Trouble> {
    let known = calendar(db, at.calendar)?;
    let calendar = known.ok_or_else(|| Refusal::unknown("calendar", at.calendar))?;
    let zone = by.shop.zone;
    let slots = offer::day(db, zone, &calendar, zone.date(at.start), None)?;
    let slot = slots.iter().find(|slot| slot.at == at);
    let mut left = left(by, slot, wanted);
    let never_fits = match (calendar.capacity, wanted) {
        (Capacity::Room { amount: most, .. }, Wanted::Room(amount)) if amount > most => {
            let most = by.shop.currency.format(most);
            left += &format!("; no slot of it holds more than {most}, on whatever day");
            true
        }
        _ => false,
    };
    Ok(Refusal::SlotFull {
        left,
        calendar: calendar.name.clone(),
        wanted: zone.date_time_offset(at.start),
        asked: Box::new(AskedOfSlot {
            slot: at,
            room: match wanted {
                Wanted::Room(amount) => Some(amount),
                Wanted::Seat => None,
            },
        }),
        taken_by: taken_by.map(Box::new),
        never_fits,
        next: next_fitting(db, by, at.calendar, at.start, wanted, OFFERED_INSTEAD)?,
    })
}

/// What is left of a slot, in words.
fn left(by: &Actor<'_>, slot: Option<&Offered>, wanted: Wanted) -> String {
    let free = slot.map(|slot| slot.free);
    match (free, wanted) {
        (Some(super::Free::Room { minor, orders, .. }), Wanted::Room(amount)) => {
            let currency = by.shop.currency;
            let (minor, amount) = (currency.format(minor), currency.format(amount));
            match orders {
                ..=0 => "it has as many orders as it takes".into(),
                _ => format!("it has room for {minor} more, {amount} wanted"),
            }
        }
        _ => "it has no free seat".into(),
    }
}
