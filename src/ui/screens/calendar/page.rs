//! What the calendar shows: the appointments and slots of some days, and the columns they stand in.

use chrono::{Datelike as _, Days, NaiveDate, Timelike as _};

use crate::{
    shop::{
        Refusal, Shop,
        appointments::{self, Appointment, Sought, State},
        slots::{self, Calendar, Kind, Offered},
        staff::{self, Status},
    },
    store::Fault,
    values::{AccountId, CalendarId, ShopZone, Timestamp},
};

/// More than so many in a week are not shown.
const MOST: u32 = 2_000;
/// What is free is looked up anew after so long, in milliseconds, since what is past is not.
const FRESH_MS: i64 = 60_000;

/// How much is shown at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// A day.
    #[default]
    Day,
    /// A week, from its Monday.
    Week,
}

/// What stands beside each other on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// The calendars.
    #[default]
    Calendar,
    /// Whom the appointments are with.
    Staff,
}

/// What is asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The first day that is shown.
    first: NaiveDate,
    days: u64,
    minute: i64,
}

impl Wanted {
    /// The days of a view around a date.
    pub fn of(view: View, date: NaiveDate, now: Timestamp) -> Wanted {
        let (first, days) = match view {
            View::Day => (date, 1),
            View::Week => {
                let back = u64::from(date.weekday().num_days_from_monday());
                (date.checked_sub_days(Days::new(back)).unwrap_or(date), 7)
            }
        };
        Wanted {
            first,
            days,
            minute: now.ms().div_euclid(FRESH_MS),
        }
    }

    /// The days, in order.
    pub fn dates(&self) -> impl Iterator<Item = NaiveDate> {
        let first = self.first;
        (0..self.days).filter_map(move |day| first.checked_add_days(Days::new(day)))
    }
}

/// What there is on those days.
pub struct Page {
    /// The calendars of appointments, also retired ones.
    pub calendars: Vec<Calendar>,
    /// The appointments, in the order in which they begin.
    pub appointments: Vec<Appointment>,
    /// The slots that are offered, full ones too.
    pub slots: Vec<Offered>,
    /// Who works here.
    pub hosts: Vec<(AccountId, String)>,
}

impl Page {
    /// Reads it, in one snapshot.
    ///
    /// # Errors
    /// A fault of the file.
    pub fn read(shop: &Shop, wanted: &Wanted) -> Result<Page, Fault> {
        let (zone, now) = (shop.about().zone, shop.now());
        shop.read(|db| {
            let mut calendars = slots::calendars(db)?;
            calendars.retain(|calendar| calendar.kind == Kind::Appointments);
            let mut offered = Vec::new();
            for date in wanted.dates() {
                for calendar in calendars.iter().filter(|calendar| !calendar.retired) {
                    offered.extend(slots::day(db, zone, calendar, date, Some(now))?);
                }
            }
            let last = wanted.dates().last().unwrap_or(wanted.first);
            let within = zone.day(wanted.first).zip(zone.day(last));
            let sought = Sought {
                within: within.map(|(first, last)| first.start..last.end),
                ..Sought::default()
            };
            let all = staff::list(db)?;
            let active = all
                .into_iter()
                .filter(|account| account.status == Status::Active);
            Ok(Page {
                appointments: appointments::list(db, zone, &sought, MOST)?,
                slots: offered,
                hosts: active.map(|account| (account.id, account.name)).collect(),
                calendars,
            })
        })
    }

    /// What a calendar is called.
    pub fn calendar_name(&self, id: CalendarId) -> &str {
        let found = self.calendars.iter().find(|calendar| calendar.id == id);
        found.map_or("", |calendar| &calendar.name)
    }
}

/// What a column is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Of {
    /// A day of the week.
    Day,
    /// A calendar.
    Calendar(CalendarId),
    /// Somebody, or nobody in particular.
    Staff(Option<AccountId>),
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What stands over it.
    pub head: String,
    /// Of which day.
    pub date: NaiveDate,
    /// What it is of.
    pub of: Of,
}

/// What is sifted out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sift {
    /// Only this calendar.
    pub calendar: Option<CalendarId>,
    /// Cancelled ones too.
    pub cancelled: bool,
}

impl Sift {
    /// Whether an appointment is shown.
    pub fn shows(&self, one: &Appointment) -> bool {
        self.calendar.is_none_or(|id| id == one.calendar)
            && (self.cancelled || one.state != State::Cancelled)
    }
}

/// The columns of a page.
pub fn columns(page: &Page, wanted: &Wanted, (view, by): (View, By), sift: Sift) -> Vec<Column> {
    if view == View::Week {
        let days = wanted.dates().map(|date| Column {
            head: date.format("%a %-d").to_string(),
            date,
            of: Of::Day,
        });
        return days.collect();
    }
    let date = wanted.first;
    let shown = || page.appointments.iter().filter(|one| sift.shows(one));
    match by {
        By::Calendar => {
            let used = |calendar: &&Calendar| {
                let wanted = sift.calendar.is_none_or(|id| id == calendar.id);
                wanted && (!calendar.retired || shown().any(|one| one.calendar == calendar.id))
            };
            let calendars = page.calendars.iter().filter(used);
            calendars
                .map(|calendar| Column {
                    head: calendar.name.clone(),
                    date,
                    of: Of::Calendar(calendar.id),
                })
                .collect()
        }
        By::Staff => {
            let column = |head: &str, who| Column {
                head: head.to_owned(),
                date,
                of: Of::Staff(who),
            };
            let mut columns = vec![column("Nobody in particular", None)];
            let hosts = page.hosts.iter();
            columns.extend(hosts.map(|(id, name)| column(name, Some(*id))));
            // Who is retired stays whom an appointment is with.
            for one in shown() {
                let known = |who| columns.iter().any(|column| column.of == Of::Staff(who));
                if !known(one.staff) {
                    let name = one.staff_name.as_deref().unwrap_or_default().to_owned();
                    columns.push(column(&name, one.staff));
                }
            }
            columns
        }
    }
}

impl Column {
    /// Whether an appointment stands in it.
    pub fn has(&self, zone: ShopZone, one: &Appointment) -> bool {
        zone.date(one.start) == self.date
            && match self.of {
                Of::Day => true,
                Of::Calendar(id) => one.calendar == id,
                Of::Staff(who) => one.staff == who,
            }
    }

    /// The calendar whose free slots it shows; none where it would be several.
    pub fn offers(&self, sift: Sift) -> Option<CalendarId> {
        match self.of {
            Of::Calendar(id) => Some(id),
            Of::Day | Of::Staff(_) => sift.calendar,
        }
    }

    /// The slots of a calendar on its day.
    pub fn slots<'p>(
        &self,
        page: &'p Page,
        zone: ShopZone,
        calendar: CalendarId,
    ) -> impl Iterator<Item = &'p Offered> {
        let date = self.date;
        let mine =
            move |slot: &&Offered| slot.at.calendar == calendar && zone.date(slot.at.start) == date;
        page.slots.iter().filter(mine)
    }
}

/// Why a slot can't be had, in a sentence, and what is free instead; of any other refusal
/// nothing.
pub fn not_had(refusal: &Refusal) -> Option<(String, Vec<Offered>)> {
    match refusal {
        Refusal::SlotFull {
            calendar,
            wanted,
            left,
            taken_by,
            next,
            ..
        } => {
            let by = taken_by
                .as_ref()
                .map_or_else(String::new, |by| format!(" {by}."));
            Some((format!("{calendar}, {wanted}: {left}.{by}"), next.clone()))
        }
        Refusal::SlotNotOffered {
            calendar,
            wanted,
            why,
            next,
        } => {
            let text = format!("{calendar} can't be had at {wanted}: {why}.");
            Some((text, next.clone()))
        }
        _ => None,
    }
}

/// The minute of the day that the shop's clock shows.
pub fn minute(zone: ShopZone, at: Timestamp) -> i64 {
    let local = zone.local(at);
    i64::from(local.hour()) * 60 + i64::from(local.minute())
}

/// How many minutes lie between two moments, 5 at least, so that everything can be seen.
pub fn lasts(start: Timestamp, end: Timestamp) -> i64 {
    (end.ms().saturating_sub(start.ms()) / 60_000).max(5)
}

/// The time of day: `14:05`.
pub fn clock(zone: ShopZone, at: Timestamp) -> String {
    zone.local(at).format("%H:%M").to_string()
}

/// A start for people: `Mon 2 Mar 14:05`.
pub fn told(zone: ShopZone, at: Timestamp) -> String {
    zone.local(at).format("%a %-d %b %H:%M").to_string()
}
