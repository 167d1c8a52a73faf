//! Calendars: which there are, adding, changing, their hours and dates.

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{
    Asking, Common,
    output::{Out, Stop, table},
    slots, typed,
};
use crate::{
    shop::{
        Command, Permission, Refusal, Session, Shop, Trouble,
        slots::{
            self as shop_slots, AddCalendar, Calendar, CalendarKept, Capacity, ClearDate,
            EditCalendar, Hours, Kind, Offered, SetDate, Weekday, Window, told,
        },
    },
    values::{CalendarId, RequestId},
};

/// Calendars.
#[derive(Debug, Subcommand)]
pub(super) enum CalendarsTask {
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
    /// Offer nothing of a calendar any more; what is booked stands
    Retire(Which),
    /// Offer a retired calendar again
    Reinstate(Which),
}

/// A calendar's rules as they are typed.
#[derive(Debug, Default, PartialEq, Args)]
pub(super) struct Rules {
    /// How long a slot is, in minutes
    #[arg(long, value_name = "MINUTES", allow_hyphen_values = true)]
    length: Option<String>,
    /// From one start to the next, in minutes
    #[arg(long, value_name = "MINUTES", allow_hyphen_values = true)]
    every: Option<String>,
    /// What is kept free between slots, in minutes
    #[arg(long, value_name = "MINUTES", allow_hyphen_values = true)]
    buffer: Option<String>,
    /// How long before its start a slot can still be had, in minutes
    #[arg(long, value_name = "MINUTES", allow_hyphen_values = true)]
    notice: Option<String>,
    /// How many days ahead slots are offered
    #[arg(long, value_name = "DAYS", allow_hyphen_values = true)]
    horizon: Option<String>,
    /// For appointments: how many at any moment
    #[arg(long, value_name = "N", conflicts_with_all = ["amount", "orders"], allow_hyphen_values = true)]
    seats: Option<String>,
    /// For pick-up: what the goods of a slot may come to, such as 100000.00
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    amount: Option<String>,
    /// For pick-up: how many orders a slot takes
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    orders: Option<String>,
    /// When it is open, such as "mon-fri 10:00-13:00,14:00-18:00" or "sun closed";
    /// may be said several times
    #[arg(long, value_name = "DAYS HOURS")]
    open: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct Add {
    /// Its name
    #[arg(long)]
    name: String,
    #[command(flatten)]
    rules: Rules,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Debug, Args)]
pub(super) struct Edit {
    #[command(flatten)]
    which: Which,
    /// Its new name
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    rules: Rules,
}

#[derive(Debug, Args)]
pub(super) struct Date {
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
pub(super) struct Which {
    /// The calendar, by its name in any case
    calendar: String,
    /// The version that was seen; without it, the one it has now
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    version: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

impl CalendarsTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
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

impl Rules {
    fn number(field: &str, typed: Option<&String>) -> Result<Option<i64>, Refusal> {
        let read = typed.map(|typed| typed::whole(field, typed));
        read.transpose()
    }

    /// The capacity that was typed; what is missing of it is `now`'s.
    fn capacity(&self, shop: &Shop, now: Option<Capacity>) -> Result<Option<Capacity>, Refusal> {
        if let Some(seats) = Rules::number("seats", self.seats.as_ref())? {
            return Ok(Some(Capacity::Seats(seats)));
        }
        let amount = self.amount.as_deref();
        let amount = amount.map(|typed| typed::amount(shop, "amount", typed));
        let orders = Rules::number("orders", self.orders.as_ref())?;
        let (amount, orders) = match (amount.transpose()?, orders, now) {
            (None, None, _) => return Ok(None),
            (
                amount,
                orders,
                Some(Capacity::Room {
                    amount: a,
                    orders: o,
                }),
            ) => (amount.unwrap_or(a), orders.unwrap_or(o)),
            (Some(amount), Some(orders), _) => (amount, orders),
            (Some(_), None, _) => {
                let why = "is needed beside the amount: how many orders a slot takes";
                return Err(Refusal::invalid("orders", why));
            }
            (None, Some(_), _) => {
                let why = "is needed beside the orders: what the goods of a slot may come to";
                return Err(Refusal::invalid("amount", why));
            }
        };
        Ok(Some(Capacity::Room { amount, orders }))
    }

    fn hours(&self) -> Result<Hours, Refusal> {
        let mut hours = Hours::new();
        for typed in &self.open {
            let (days, windows) = week_part(typed).map_err(|why| Refusal::invalid("open", why))?;
            for day in days {
                hours
                    .entry(day)
                    .or_default()
                    .extend(windows.iter().copied());
            }
        }
        Ok(hours)
    }
}

/// Days and their hours as a person types them: "mon-fri 10:00-13:00,14:00-18:00".
fn week_part(typed: &str) -> Result<(Vec<Weekday>, Vec<Window>), String> {
    let split = typed.trim().split_once(char::is_whitespace);
    let (days, hours) = split.ok_or_else(|| {
        let shown: String = typed.chars().take(40).collect();
        format!("“{shown}” is not days and hours such as \"mon-fri 10:00-13:00,14:00-18:00\"")
    })?;
    let mut found = Vec::new();
    for part in days.split(',') {
        match part.split_once(['-', '–']) {
            _ if part.eq_ignore_ascii_case("daily") => found.extend(Weekday::ALL),
            None => found.push(Weekday::parse(part)?),
            Some((first, last)) => {
                let (first, last) = (Weekday::parse(first)?, Weekday::parse(last)?);
                // Sat-mon is three days: a week has no end.
                let days = (i16::from(last.number()) - i16::from(first.number())).rem_euclid(7);
                let week = Weekday::ALL.into_iter().cycle();
                let from = week.skip_while(|day| *day != first);
                found.extend(from.take(usize::from(days.unsigned_abs()) + 1));
            }
        }
    }
    Ok((found, windows(hours)?))
}

fn windows(typed: &str) -> Result<Vec<Window>, String> {
    match typed.trim().eq_ignore_ascii_case("closed") {
        true => Ok(Vec::new()),
        false => typed.split(',').map(Window::parse).collect(),
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

fn changed(done: &CalendarKept) -> String {
    format!("done: the calendar's version is {} now", done.version)
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
pub(super) fn named(shop: &Shop, session: &Session, typed: &str) -> Result<Calendar, Trouble> {
    let found = shop.consult(session, Permission::Look, |db| shop_slots::find(db, typed))?;
    Ok(found.ok_or_else(|| {
        let shown: String = typed.chars().take(100).collect();
        Refusal::unknown("calendar", shown)
    })?)
}

/// Puts an id where a line's calendar is told by its name.
pub(super) fn by_name(
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
pub(super) struct OfferedOn {
    pub(super) calendar: CalendarId,
    pub(super) date: NaiveDate,
}

/// What a calendar offers on a date.
pub(super) fn offered(
    shop: &Shop,
    session: &Session,
    asked: OfferedOn,
) -> Result<Vec<Offered>, Trouble> {
    let (zone, now) = (shop.about().zone, shop.now());
    shop.consult(session, Permission::Look, |db| {
        shop_slots::offered(db, zone, now, asked.calendar, asked.date)
    })
}

fn list(common: &Common, out: &Out) -> Result<(), Stop> {
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

fn show(common: &Common, out: &Out, name: &str) -> Result<(), Stop> {
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
