//! Adding calendars and changing them: what they hold, their rules, their week.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Difference, Permission, Refusal, Trouble},
    Calendar, CalendarKept, Capacity, Hours, Rules, calendar,
    lay_out::merged,
    told,
};
use crate::{
    store::{WriteTx, params},
    values::{CalendarId, Currency, Name, Timestamp},
};

const MOST_SEATS: i64 = 1_000;
const MOST_MINOR: i64 = 1_000_000_000_000_000;
const MOST_ORDERS: i64 = 1_000_000;

/// Adds a calendar.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AddCalendar {
    /// Its name; no other calendar has it.
    pub name: String,
    /// How much a slot holds, which also says what it is for.
    pub capacity: Capacity,
    /// How long a slot is, 1 to 1,440 minutes.
    pub length_minutes: i64,
    /// From one start to the next; where it is left out, slots follow each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every_minutes: Option<i64>,
    /// What is kept free between slots; 0 for pick-up.
    #[serde(default)]
    pub buffer_minutes: i64,
    /// How long before its start a slot can still be had.
    #[serde(default)]
    pub notice_minutes: i64,
    /// How many days ahead slots are offered.
    #[serde(default = "usual_horizon")]
    pub horizon_days: i64,
    /// When it is open in a week; a day that is left out is closed.
    #[serde(default)]
    pub hours: Hours,
}

impl AddCalendar {
    /// How many days ahead slots are offered where nobody says otherwise.
    pub const USUAL_HORIZON_DAYS: i64 = 60;
}

fn usual_horizon() -> i64 {
    AddCalendar::USUAL_HORIZON_DAYS
}

/// Changes a calendar. What is left out stays; what is booked stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditCalendar {
    /// Which.
    pub calendar: CalendarId,
    /// The version the change was made from.
    pub version: i64,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How much a slot holds, from now on: slots in which more is taken already
    /// keep room for that. What the calendar is for stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
    /// How long a slot is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length_minutes: Option<i64>,
    /// From one start to the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every_minutes: Option<i64>,
    /// What is kept free between slots.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buffer_minutes: Option<i64>,
    /// How long before its start a slot can still be had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice_minutes: Option<i64>,
    /// How many days ahead slots are offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon_days: Option<i64>,
    /// New hours of the days in it; the others keep theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Hours>,
    /// Whether nothing of it is offered any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired: Option<bool>,
}

impl EditCalendar {
    /// A change that changes nothing yet.
    pub fn of(calendar: CalendarId, version: i64) -> EditCalendar {
        EditCalendar {
            calendar,
            version,
            name: None,
            capacity: None,
            length_minutes: None,
            every_minutes: None,
            buffer_minutes: None,
            notice_minutes: None,
            horizon_days: None,
            hours: None,
            retired: None,
        }
    }
}

impl Command for AddCalendar {
    type Outcome = CalendarKept;
    const NAME: &'static str = "calendars.add";
    const NEEDS: Permission = Permission::ManageShop;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<CalendarKept, Trouble> {
        let name = checked_name(&self.name)?;
        let rules = Rules {
            length_minutes: self.length_minutes,
            every_minutes: self.every_minutes.unwrap_or(self.length_minutes),
            buffer_minutes: self.buffer_minutes,
            notice_minutes: self.notice_minutes,
            horizon_days: Some(self.horizon_days),
        };
        check(&rules, self.capacity)?;
        let added = tx.insert_unless_taken(
            "INSERT INTO calendars (name, name_key, kind, length_minutes, every_minutes,
                 buffer_minutes, notice_minutes, horizon_days,
                 seats, capacity_minor, capacity_orders, changed_act)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                name.as_str(),
                name.key(),
                self.capacity.kind().word(),
                rules.length_minutes,
                rules.every_minutes,
                rules.buffer_minutes,
                rules.notice_minutes,
                self.horizon_days,
                self.capacity.seats(),
                self.capacity.minor(),
                self.capacity.orders(),
                by.act
            ],
        )?;
        let calendar = CalendarId::new(added.ok_or_else(|| taken(&name))?);
        set_hours(tx, calendar, &self.hours)?;
        Ok(CalendarKept::at(calendar, 1))
    }
}

impl Command for EditCalendar {
    type Outcome = CalendarKept;
    const NAME: &'static str = "calendars.edit";
    const NEEDS: Permission = Permission::ManageShop;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<CalendarKept, Trouble> {
        let now = as_seen(tx, by, self.calendar, self.version, |now| {
            self.differences(by.shop.currency, now)
        })?;
        let name = self.name.as_deref().map(checked_name).transpose()?;
        if let Some(name) = &name {
            let sql = "SELECT 1 FROM calendars WHERE name_key = ?1 AND id <> ?2";
            let theirs = tx.first(sql, params![name.key(), self.calendar.get()], |_| Ok(()))?;
            if theirs.is_some() {
                return Err(taken(name).into());
            }
        }
        let capacity = self.capacity.unwrap_or(now.capacity);
        if capacity.kind() != now.kind {
            let why = format!(
                "{} is a calendar of {}, and stays one; add another",
                now.name,
                match now.kind {
                    super::Kind::Appointments => "appointments with seats",
                    super::Kind::PickUp => "pick-up orders with room",
                }
            );
            return Err(Refusal::invalid("capacity", why).into());
        }
        let rules = Rules {
            length_minutes: self.length_minutes.unwrap_or(now.length_minutes),
            every_minutes: self.every_minutes.unwrap_or(now.every_minutes),
            buffer_minutes: self.buffer_minutes.unwrap_or(now.buffer_minutes),
            notice_minutes: self.notice_minutes.unwrap_or(now.notice_minutes),
            horizon_days: Some(self.horizon_days.unwrap_or(now.horizon_days)),
        };
        check(&rules, capacity)?;
        let changed = tx.execute(
            "UPDATE calendars SET version = version + 1, changed_act = ?3,
                 name = coalesce(?4, name), name_key = coalesce(?5, name_key),
                 length_minutes = ?6, every_minutes = ?7, buffer_minutes = ?8,
                 notice_minutes = ?9, horizon_days = ?10,
                 seats = ?11, capacity_minor = ?12, capacity_orders = ?13,
                 retired = coalesce(?14, retired)
             WHERE id = ?1 AND version = ?2",
            params![
                self.calendar.get(),
                self.version,
                by.act,
                name.as_ref().map(Name::as_str),
                name.as_ref().map(Name::key),
                rules.length_minutes,
                rules.every_minutes,
                rules.buffer_minutes,
                rules.notice_minutes,
                rules.horizon_days,
                capacity.seats(),
                capacity.minor(),
                capacity.orders(),
                self.retired
            ],
        )?;
        if changed != 1 {
            return Err(changed_meanwhile(
                tx,
                by,
                &now,
                self.differences(by.shop.currency, &now),
            ));
        }
        if let Some(hours) = &self.hours {
            set_hours(tx, self.calendar, hours)?;
        }
        if self.capacity.is_some() {
            resize_slots(tx, by, self.calendar, capacity)?;
        }
        match self.hours {
            Some(_) => Ok(CalendarKept::after_hours(
                tx,
                by,
                self.calendar,
                self.version + 1,
                None,
            )?),
            None => Ok(CalendarKept::at(self.calendar, self.version + 1)),
        }
    }
}

impl EditCalendar {
    /// What it would change, beside what is there now.
    fn differences(&self, currency: Currency, now: &Calendar) -> Vec<Difference> {
        let mut found = Vec::new();
        let mut differ = |field: &str, theirs: String, yours: Option<String>| {
            if yours.as_ref().is_some_and(|yours| *yours != theirs) {
                found.push(Difference {
                    field: field.into(),
                    theirs,
                    yours,
                });
            }
        };
        let number = |yours: Option<i64>| yours.map(|yours| yours.to_string());
        differ("name", now.name.clone(), self.name.clone());
        differ(
            "capacity",
            capacity_told(currency, now.capacity),
            self.capacity.map(|yours| capacity_told(currency, yours)),
        );
        let minutes = [
            ("length_minutes", now.length_minutes, self.length_minutes),
            ("every_minutes", now.every_minutes, self.every_minutes),
            ("buffer_minutes", now.buffer_minutes, self.buffer_minutes),
            ("notice_minutes", now.notice_minutes, self.notice_minutes),
            ("horizon_days", now.horizon_days, self.horizon_days),
        ];
        for (field, theirs, yours) in minutes {
            differ(field, theirs.to_string(), number(yours));
        }
        for (day, windows) in self.hours.iter().flatten() {
            let theirs = now.usual_windows(*day);
            differ(day.name(), told(theirs), Some(told(&merged(windows))));
        }
        let retired = |retired: bool| if retired { "retired" } else { "in use" }.to_owned();
        differ("retired", retired(now.retired), self.retired.map(retired));
        found
    }
}

/// Gives a calendar its next version, if it still has the one that was seen; the
/// answer is what it was.
pub(super) fn bump(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    id: CalendarId,
    version: i64,
    differences: impl Fn(&Calendar) -> Vec<Difference>,
) -> Result<Calendar, Trouble> {
    let now = as_seen(tx, by, id, version, &differences)?;
    let changed = tx.execute(
        "UPDATE calendars SET version = version + 1, changed_act = ?3
         WHERE id = ?1 AND version = ?2",
        params![id.get(), version, by.act],
    )?;
    match changed {
        1 => Ok(now),
        _ => {
            let differences = differences(&now);
            Err(changed_meanwhile(tx, by, &now, differences))
        }
    }
}

/// The calendar, if it still has the version that was seen.
fn as_seen(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    id: CalendarId,
    version: i64,
    differences: impl Fn(&Calendar) -> Vec<Difference>,
) -> Result<Calendar, Trouble> {
    let now = calendar(tx, id)?.ok_or_else(|| Refusal::unknown("calendar", id))?;
    match now.version == version {
        true => Ok(now),
        false => {
            let differences = differences(&now);
            Err(changed_meanwhile(tx, by, &now, differences))
        }
    }
}

fn changed_meanwhile(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    now: &Calendar,
    differences: Vec<Difference>,
) -> Trouble {
    let last = tx.first(
        "SELECT coalesce(accounts.name, 'somebody'), at_ms FROM calendars
         JOIN journal ON act = changed_act
         LEFT JOIN accounts ON accounts.id = journal.account WHERE calendars.id = ?1",
        [now.id.get()],
        |row| Ok((row.get(0)?, Timestamp::from_ms(row.get(1)?))),
    );
    match last {
        Ok(last) => {
            let last = last.unwrap_or_else(|| ("somebody".into(), Timestamp::default()));
            Refusal::changed(by, now.name.clone(), last, now.version, differences).into()
        }
        Err(fault) => fault.into(),
    }
}

/// Gives the days in `hours` new hours.
fn set_hours(tx: &WriteTx<'_>, calendar: CalendarId, hours: &Hours) -> Result<(), Trouble> {
    for (day, windows) in hours {
        tx.execute(
            "DELETE FROM calendar_hours WHERE calendar = ?1 AND weekday = ?2",
            params![calendar.get(), day.number()],
        )?;
        for window in merged(windows) {
            tx.execute(
                "INSERT INTO calendar_hours (calendar, weekday, from_minute, until_minute)
                 VALUES (?1, ?2, ?3, ?4)",
                params![calendar.get(), day.number(), window.from(), window.until()],
            )?;
        }
    }
    Ok(())
}

/// Gives slots from now on the calendar's capacity, or what is taken of them
/// already where that is more.
fn resize_slots(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    calendar: CalendarId,
    capacity: Capacity,
) -> Result<(), Trouble> {
    tx.execute(
        "UPDATE slots SET seats = max(?3, used_seats), capacity_minor = max(?4, used_minor),
             capacity_orders = max(?5, used_orders)
         WHERE calendar = ?1 AND start_ms >= ?2",
        params![
            calendar.get(),
            by.at.ms(),
            capacity.seats(),
            capacity.minor(),
            capacity.orders()
        ],
    )?;
    Ok(())
}

/// Sees that slots can be laid out by the rules, and hold what they are to.
fn check(rules: &Rules, capacity: Capacity) -> Result<(), Refusal> {
    rules.check()?;
    match capacity {
        Capacity::Seats(1..=MOST_SEATS) => Ok(()),
        Capacity::Seats(_) => Err(Refusal::invalid(
            "seats",
            format!("between 1 and {MOST_SEATS} are needed"),
        )),
        Capacity::Room { .. } if rules.buffer_minutes != 0 => Err(Refusal::invalid(
            "buffer_minutes",
            "slots to pick up in follow each other; 0 is needed",
        )),
        Capacity::Room { amount, orders } => {
            if !(1..=MOST_MINOR).contains(&amount.minor()) {
                let why = "an amount above 0 is needed: what the goods of a slot may come to";
                return Err(Refusal::invalid("amount", why));
            }
            match (1..=MOST_ORDERS).contains(&orders) {
                true => Ok(()),
                false => Err(Refusal::invalid(
                    "orders",
                    format!("between 1 and {MOST_ORDERS} are needed"),
                )),
            }
        }
    }
}

/// A capacity in words: "2 seats", "100,000.00 and 40 orders".
pub fn capacity_told(currency: Currency, capacity: Capacity) -> String {
    match capacity {
        Capacity::Seats(1) => "1 seat".into(),
        Capacity::Seats(seats) => format!("{seats} seats"),
        Capacity::Room { amount, orders } => {
            format!("{} and {orders} orders", currency.format(amount))
        }
    }
}

fn checked_name(typed: &str) -> Result<Name, Refusal> {
    Name::parse(typed).map_err(|why| Refusal::invalid("name", why))
}

fn taken(name: &Name) -> Refusal {
    Refusal::Taken {
        field: "name".into(),
        value: name.as_str().to_owned(),
    }
}
