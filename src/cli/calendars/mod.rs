//! Calendars: which there are, adding, changing, their hours and dates.

mod rules;
mod told;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{
    Asking, Common,
    output::{Out, Stop},
    slots, typed,
};
use crate::{
    shop::{
        Command, Permission, Refusal, Session, Shop, Trouble,
        slots::{
            self as shop_slots, AddCalendar, Calendar, CalendarKept, ClearDate, EditCalendar,
            Offered, SetDate,
        },
    },
    values::{CalendarId, RequestId},
};
use rules::{Rules, windows};
use told::{changed, export, list, show};

/// Calendars.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum CalendarsTask {
    /// All calendars, those in use first
    List,
    /// A calendar with its rules, week and dates
    Show {
        /// The calendar, by its name in any case
        calendar: String,
    },
    /// Add a calendar
    Add(Add),
    /// Change a calendar; what is booked stands
    Edit(Edit),
    /// Give a date other hours than the week's; without --open it is closed
    Date(Date),
    /// Give a date the week's hours again
    ClearDate {
        #[command(flatten)]
        which: Which,
        /// The date, such as 2026-12-25
        date: String,
    },
    /// Write a calendar's appointments into an iCalendar file, for calendars elsewhere
    Export {
        /// The calendar, by its name in any case
        calendar: String,
        /// The file, which is not there yet
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Replace what is there
        #[arg(long)]
        force: bool,
    },
    /// Offer nothing of a calendar any more; what is booked stands
    Retire(Which),
    /// Offer a retired calendar again
    Reinstate(Which),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Add {
    /// Its name
    #[arg(long)]
    name: String,
    #[command(flatten)]
    rules: Rules,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Edit {
    #[command(flatten)]
    which: Which,
    /// Its new name
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    rules: Rules,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Date {
    #[command(flatten)]
    which: Which,
    /// The date, such as 2026-12-25
    date: String,
    /// When it is open, such as "10:00-13:00,14:00-16:00"
    #[arg(long, value_name = "HOURS")]
    open: Option<String>,
    /// Why, such as "Christmas"
    #[arg(long)]
    note: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Which {
    /// The calendar, by its name in any case
    calendar: String,
    /// The version that was seen; without it, the one it has now
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    version: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

impl CalendarsTask {
    pub(in crate::cli) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            CalendarsTask::List => list(common, out),
            CalendarsTask::Show { calendar } => show(common, out, &calendar),
            CalendarsTask::Add(add) => add.run(common, out),
            CalendarsTask::Edit(edit) => edit.run(common, out),
            CalendarsTask::Date(date) => date.run(common, out),
            CalendarsTask::ClearDate { which, date } => {
                let date = slots::date("date", &date)?;
                which.run(common, out, |calendar, version| ClearDate {
                    calendar,
                    version,
                    date,
                })
            }
            CalendarsTask::Export {
                calendar,
                out: file,
                force,
            } => export(common, out, &calendar, (&file, force)),
            CalendarsTask::Retire(which) => which.run(common, out, |calendar, version| {
                let mut edit = EditCalendar::of(calendar, version);
                edit.retired = Some(true);
                edit
            }),
            CalendarsTask::Reinstate(which) => which.run(common, out, |calendar, version| {
                let mut edit = EditCalendar::of(calendar, version);
                edit.retired = Some(false);
                edit
            }),
        }
    }
}

impl Add {
    fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let rules = &self.rules;
        let number = |field, typed: &Option<String>| Rules::number(field, typed.as_ref());
        let length = number("length_minutes", &rules.length)?;
        let length = length.ok_or_else(|| {
            Refusal::invalid("length_minutes", "is needed: how long a slot is (--length)")
        })?;
        let hours = rules.hours()?;
        let (every, buffer) = (
            number("every_minutes", &rules.every)?,
            number("buffer_minutes", &rules.buffer)?,
        );
        let (notice, horizon) = (
            number("notice_minutes", &rules.notice)?,
            number("horizon_days", &rules.horizon)?,
        );
        let (shop, session) = common.come_in()?;
        let capacity = rules.capacity(&shop, None)?.ok_or_else(|| {
            let why = "is needed: --seats for appointments, --amount and --orders for pick-up";
            Refusal::invalid("capacity", why)
        })?;
        let add = AddCalendar {
            every_minutes: every,
            buffer_minutes: buffer.unwrap_or(0),
            notice_minutes: notice.unwrap_or(0),
            hours,
            horizon_days: horizon.unwrap_or(AddCalendar::USUAL_HORIZON_DAYS),
            name: self.name,
            capacity,
            length_minutes: length,
        };
        let done = shop.execute(&session, request, add)?;
        out.done(request, &done, || "the calendar is added".to_owned())
    }
}

impl Edit {
    fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        if self.name.is_none() && self.rules == Rules::default() {
            return Err(Stop::Usage(
                "tell what is to change, such as --open \"sat 10:00-16:00\"".into(),
            ));
        }
        let rules = &self.rules;
        let number = |field, typed: &Option<String>| Rules::number(field, typed.as_ref());
        let mut change = EditCalendar::of(CalendarId::new(0), 0);
        change.name = self.name.clone();
        change.length_minutes = number("length_minutes", &rules.length)?;
        change.every_minutes = number("every_minutes", &rules.every)?;
        change.buffer_minutes = number("buffer_minutes", &rules.buffer)?;
        change.notice_minutes = number("notice_minutes", &rules.notice)?;
        change.horizon_days = number("horizon_days", &rules.horizon)?;
        change.hours = Some(rules.hours()?).filter(|hours| !hours.is_empty());
        let which = &self.which;
        let (request, told) = which.asked()?;
        let (shop, session) = common.come_in()?;
        let meant = meant::<EditCalendar>((&shop, &session), request, &which.calendar)?;
        let now = shop.consult(&session, Permission::Look, |db| {
            shop_slots::calendar(db, meant.0)
        })?;
        change.capacity = rules.capacity(&shop, now.map(|now| now.capacity))?;
        change.calendar = meant.0;
        change.version = told.unwrap_or(meant.1);
        let done = shop.execute(&session, request, change)?;
        out.done(request, &done, || changed(&done))
    }
}

impl Date {
    fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let date = slots::date("date", &self.date)?;
        let windows = self.open.as_deref().map(windows).transpose();
        let windows = windows.map_err(|why| Refusal::invalid("open", why))?;
        self.which.run(common, out, |calendar, version| SetDate {
            calendar,
            version,
            date,
            windows: windows.unwrap_or_default(),
            note: self.note.clone(),
        })
    }
}

impl Which {
    fn asked(&self) -> Result<(RequestId, Option<i64>), Refusal> {
        let request = typed::request(self.asking.request.as_deref())?;
        let told = self.version.as_deref();
        let told = told.map(|version| typed::whole("version", version));
        Ok((request, told.transpose()?))
    }

    fn run<C: Command<Outcome = CalendarKept> + DeserializeOwned>(
        &self,
        common: &Common,
        out: &Out,
        command: impl FnOnce(CalendarId, i64) -> C,
    ) -> Result<(), Stop> {
        let (request, told) = self.asked()?;
        let (shop, session) = common.come_in()?;
        let (calendar, version) = meant::<C>((&shop, &session), request, &self.calendar)?;
        let command = command(calendar, told.unwrap_or(version));
        let done = shop.execute(&session, request, command)?;
        out.done(request, &done, || changed(&done))
    }
}

/// The calendar of a name and the version a change is made from. Asked again, both
/// are what they were when it was first asked, whatever it is called now.
fn meant<C: Command>(
    (shop, session): (&Shop, &Session),
    request: RequestId,
    name: &str,
) -> Result<(CalendarId, i64), Trouble> {
    let first = shop.asked_before::<C>(session, request)?;
    let first = first.and_then(|asked| {
        let number = |field: &str| asked.get(field)?.as_i64();
        Some((number("calendar")?, number("version")?))
    });
    match first {
        Some((calendar, version)) => Ok((CalendarId::new(calendar), version)),
        None => {
            let found = named(shop, session, name)?;
            Ok((found.id, found.version))
        }
    }
}

/// The calendar of a name, in any case.
pub(in crate::cli) fn named(
    shop: &Shop,
    session: &Session,
    typed: &str,
) -> Result<Calendar, Trouble> {
    let found = shop.consult(session, Permission::Look, |db| shop_slots::find(db, typed))?;
    Ok(found.ok_or_else(|| {
        let shown: String = typed.chars().take(100).collect();
        Refusal::unknown("calendar", shown)
    })?)
}

/// Puts an id where a command's calendar is told by its name. Asked again, it is the one that
/// was meant when it was first asked.
pub(in crate::cli) fn by_name<C: Command>(
    shop: &Shop,
    session: &Session,
    request: RequestId,
    fields: &mut Map<String, Value>,
) -> Result<(), Trouble> {
    if !matches!(fields.get("calendar"), Some(Value::String(_))) {
        return Ok(());
    }
    let first = shop.asked_before::<C>(session, request)?;
    match first.and_then(|asked| asked.get("calendar")?.as_i64()) {
        Some(meant) => {
            fields.insert("calendar".into(), meant.into());
            Ok(())
        }
        None => looked_at(shop, session, fields),
    }
}

/// Puts an id where the calendar that is looked at is told by its name.
pub(in crate::cli) fn looked_at(
    shop: &Shop,
    session: &Session,
    fields: &mut Map<String, Value>,
) -> Result<(), Trouble> {
    if let Some(calendar) = fields.get_mut("calendar")
        && let Value::String(name) = calendar
    {
        *calendar = named(shop, session, name)?.id.get().into();
    }
    Ok(())
}

/// What somebody wants to see of a calendar.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::cli) struct OfferedOn {
    pub(in crate::cli) calendar: CalendarId,
    pub(in crate::cli) date: NaiveDate,
}

/// What a calendar offers on a date.
pub(in crate::cli) fn offered(
    shop: &Shop,
    session: &Session,
    asked: OfferedOn,
) -> Result<Vec<Offered>, Trouble> {
    let (zone, now) = (shop.about().zone, shop.now());
    shop.consult(session, Permission::Look, |db| {
        shop_slots::offered(db, zone, now, asked.calendar, asked.date)
    })
}
