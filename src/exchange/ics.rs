//! A calendar's appointments as iCalendar (RFC 5545), for calendars elsewhere.
//!
//! Promises: an appointment has the same UID in every file; each change raises its
//! SEQUENCE, and a cancelled one stays in as cancelled, so that whoever reads a
//! later file takes it out of theirs; the same appointments make the same file.
//! Times are in UTC, which needs no definition of a zone. Left out: reading what
//! others write.

use icalendar::{
    Calendar as File, Class, Component as _, Event, EventLike as _, EventStatus, Property,
};

use crate::{
    shop::{
        Permission, Refusal, Session, Shop, ShopFacts, Trouble,
        appointments::{self, Exported, Mode, State},
        shop_id,
        slots::{self, Calendar, Kind},
    },
    store::Fault,
    values::CalendarId,
};

/// A calendar's file.
#[derive(Debug)]
pub struct CalendarFile {
    /// What the file says.
    pub text: String,
    /// Of how many appointments.
    pub appointments: usize,
}

/// A calendar's appointments as they are now, for those who may manage the shop: customers'
/// names and numbers leave it with the file.
///
/// # Errors
/// A refusal, where there is no such calendar of appointments, or a fault of the file.
pub fn export(
    shop: &Shop,
    session: &Session,
    calendar: CalendarId,
) -> Result<CalendarFile, Trouble> {
    let about = shop.about();
    let (id, known, appointments) = shop.consult(session, Permission::ManageShop, |db| {
        let known = slots::calendar(db, calendar)?;
        let appointments = appointments::exported(db, about.zone, calendar)?;
        Ok((shop_id(db)?, known, appointments))
    })?;
    let known = known.ok_or_else(|| Refusal::unknown("calendar", calendar))?;
    if known.kind == Kind::PickUp {
        let why = "is for orders that are picked up; it has no appointments";
        let why = format!("{} {why}", known.name);
        return Err(Refusal::invalid("calendar", why).into());
    }
    Ok(CalendarFile {
        text: calendar_file(about, &id, &known, &appointments)?,
        appointments: appointments.len(),
    })
}

/// The file of a calendar. `shop_id` tells one shop's appointments from
/// another's where somebody reads both.
///
/// # Errors
/// A fault, where an appointment can't be written down.
pub fn calendar_file(
    shop: &ShopFacts,
    shop_id: &str,
    calendar: &Calendar,
    appointments: &[Exported],
) -> Result<String, Fault> {
    let title = format!("{}: {}", shop.name, calendar.name);
    let mut file = File::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Sherbet//Sherbet//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("NAME", &title),
        ("X-WR-CALNAME", &title),
        ("X-WR-TIMEZONE", shop.zone.name()),
    ] {
        let mut property = Property::new(key, value);
        if key == "NAME" || key.starts_with("X-") {
            // What RFC 5545 does not know is text, and escaped as such, where that is said.
            property.add_parameter("VALUE", "TEXT");
        }
        file.append_property(property);
    }
    for exported in appointments {
        file.push(event(shop, shop_id, exported)?);
    }
    Ok(file.to_string())
}

fn event(shop: &ShopFacts, shop_id: &str, exported: &Exported) -> Result<Event, Fault> {
    let Exported {
        appointment,
        changed_at,
        moved_away,
    } = exported;
    let sequence = u32::try_from(appointment.version.saturating_sub(1));
    let mut event = Event::new();
    event
        .uid(&format!("appointment-{}@{shop_id}", appointment.id))
        .sequence(sequence.map_err(|_| Fault::Damaged {
            what: format!(
                "version {} of appointment {}",
                appointment.version, appointment.id
            ),
        })?)
        .timestamp(changed_at.utc())
        .last_modified(changed_at.utc())
        .created(appointment.booked_at.utc())
        .starts(appointment.start.utc())
        .ends(appointment.end.utc())
        .class(Class::Private)
        .status(match appointment.state {
            _ if *moved_away => EventStatus::Cancelled,
            State::Pending => EventStatus::Tentative,
            State::Confirmed | State::Done | State::NoShow => EventStatus::Confirmed,
            State::Cancelled => EventStatus::Cancelled,
        })
        .summary(&format!(
            "{}: {}",
            appointment.calendar_name, appointment.customer_name
        ))
        .description(&description(exported));
    if appointment.mode == Mode::InPerson {
        event.location(&shop.name);
    }
    Ok(event.done())
}

/// What is known of an appointment, a line each.
fn description(exported: &Exported) -> String {
    let appointment = &exported.appointment;
    let mode = match appointment.mode {
        Mode::InPerson => "In person",
        Mode::Phone => "By phone",
        Mode::Video => "By video",
    };
    let state = match appointment.state {
        State::Pending => "not confirmed yet",
        State::Confirmed => "confirmed",
        State::Done => "took place",
        State::NoShow => "nobody came",
        State::Cancelled => "cancelled",
    };
    if exported.moved_away {
        return format!("Moved to {}", appointment.calendar_name);
    }
    let mut lines = vec![format!("{mode}, {state}")];
    let mut line = |before: &str, text: Option<&String>| {
        lines.extend(text.map(|text| format!("{before}{text}")));
    };
    line("With ", appointment.staff_name.as_ref());
    line("Phone: ", appointment.phone.as_ref());
    line("Note: ", appointment.note.as_ref());
    line("Cancelled because: ", appointment.reason.as_ref());
    lines.join("\n")
}
