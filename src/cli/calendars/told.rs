//! Calendars as people and programs read them, and their appointments as a file.

use std::path::Path;

use serde::Serialize;

use super::named;
use crate::{
    cli::{
        Common,
        output::{Out, Stop, into_file, table},
    },
    exchange,
    shop::{
        Permission,
        orders::code_of_order,
        slots::{self as shop_slots, Calendar, CalendarKept, Held, Kind, Weekday, told},
    },
};

/// What was written.
#[derive(Serialize)]
struct Written<'f> {
    file: &'f Path,
    appointments: usize,
}

pub(super) fn export(
    common: &Common,
    out: &Out,
    name: &str,
    (file, force): (&Path, bool),
) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let calendar = named(&shop, &session, name)?;
    let exported = exchange::export(&shop, &session, calendar.id)?;
    into_file("out", (file, force), exported.text.as_bytes())?;
    let written = Written {
        file,
        appointments: exported.appointments,
    };
    out.tell(&written, || format!("written to {}", file.display()))
}

/// A calendar after a change, and what is booked outside its hours now.
pub(super) fn changed(done: &CalendarKept) -> String {
    let mut text = format!("done: the calendar's version is {} now", done.version);
    if done.outside.is_empty() {
        return text;
    }
    let number = done.outside_in_all;
    text += &format!("\nbooked outside its hours now, and left as it is ({number}):");
    for one in &done.outside {
        let what = match one.held {
            Held::Appointment(id) => format!("appointment {id}"),
            Held::Order(id) => format!("order {}", code_of_order(id)),
        };
        text += &format!("\n{}  {what}", one.local);
    }
    if done.outside.len() < number {
        text += "\n…";
    }
    text
}

pub(super) fn list(common: &Common, out: &Out) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let calendars = shop.consult(&session, Permission::Look, shop_slots::calendars)?;
    out.tell(&calendars, || {
        let row = |calendar: &Calendar| {
            let kind = match calendar.kind {
                Kind::Appointments => "appointments",
                Kind::PickUp => "pick-up",
            };
            [
                calendar.name.clone(),
                kind.to_owned(),
                shop_slots::capacity_told(shop.about().currency, calendar.capacity),
                format!("{} min", calendar.length_minutes),
                if calendar.retired { "retired" } else { "" }.to_owned(),
            ]
        };
        let rows: Vec<[String; 5]> = calendars.iter().map(row).collect();
        table(["calendar", "for", "a slot holds", "length", ""], &rows)
    })
}

pub(super) fn show(common: &Common, out: &Out, name: &str) -> Result<(), Stop> {
    let (shop, session) = common.come_in()?;
    let calendar = named(&shop, &session, name)?;
    out.tell(&calendar, || {
        let holds = shop_slots::capacity_told(shop.about().currency, calendar.capacity);
        let mut text = format!(
            "{}, version {}{}\n{holds} a slot of {} min, every {} min, {} min between, {} min ahead at least, {} days at most\n",
            calendar.name,
            calendar.version,
            if calendar.retired { ", retired" } else { "" },
            calendar.length_minutes,
            calendar.every_minutes,
            calendar.buffer_minutes,
            calendar.notice_minutes,
            calendar.horizon_days,
        );
        let mut line = |day: &str, hours: String| text.push_str(&format!("{day:<11}{hours}\n"));
        for day in Weekday::ALL {
            line(day.name(), told(calendar.usual_windows(day)));
        }
        for (date, instead) in &calendar.dates {
            let note = instead.note.as_deref();
            let note = note.map(|note| format!(" ({note})")).unwrap_or_default();
            line(&date.to_string(), told(&instead.windows) + &note);
        }
        text
    })
}
