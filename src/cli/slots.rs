//! Slots laid out from rules as JSON, for scripts and for checks by others; and
//! what a shop's calendar offers on a date.
//!
//! Promises: the lay-out needs no shop and nobody's name; what can't be read or
//! laid out is refused by the path of its key, such as `windows[0]`. Left out:
//! taking one, which is what appointments and orders do.

use chrono::{DateTime, Datelike as _, NaiveDate, SecondsFormat};
use clap::Subcommand;
use serde::{Deserialize, Serialize};

use super::{
    Common, calendars,
    output::{Out, Stop, table},
    price,
};
use crate::{
    shop::{
        Refusal,
        slots::{Free, LaidOut, Offered, Rules, Window, lay_out},
    },
    values::{ShopZone, Timestamp},
};

/// What `sherbet slots lay-out --help` says of the rules.
const HELP: &str = r#"The rules are a JSON object on standard input:

  {"time_zone":"Europe/London","date":"2026-03-29",
   "windows":[["09:00","12:30"],["14:00","18:00"]],
   "length_minutes":60,"every_minutes":60,"buffer_minutes":0,
   "notice_minutes":120,"horizon_days":60,"now":"2026-03-01T00:00:00Z"}

"windows" are the open hours of the date by the wall clock of the time zone; a
day ends at "24:00", and windows that overlap or touch are one. A slot is open
from its first minute to its last. "every_minutes" is from one start to the
next, and "length_minutes" where it is absent. "buffer_minutes" are kept free
after each slot; where slots overlap on purpose ("every_minutes" shorter than
"length_minutes") they are kept around what is booked, and change nothing here.
Starts before "now" and less than "notice_minutes" after it are left out, and so
are dates more than "horizon_days" after it. "buffer_minutes" and
"notice_minutes" are 0 where they are absent; without "horizon_days" there is no
end, and without "now" nothing is too near.

Each slot is a line: its start by the wall clock with the offset, and in UTC.
With --json: {"slots":[{"local":"…","utc":"…","end_utc":"…"}, …]}.

Exit status: 0 laid out, 1 refused."#;

/// Slots.
#[derive(Debug, Subcommand)]
pub(super) enum SlotsTask {
    /// Lay out the slots of a date from rules given as JSON on standard input;
    /// no shop is needed
    #[command(after_help = HELP)]
    LayOut,
    /// What a calendar offers on a date, and what is left of it
    List {
        /// The calendar, by its name in any case
        calendar: String,
        /// The date, such as 2026-03-29; without it, today
        #[arg(long, value_name = "DATE")]
        date: Option<String>,
    },
}

impl SlotsTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            SlotsTask::LayOut => laid_out(out),
            SlotsTask::List { calendar, date } => list(common, out, &calendar, date.as_deref()),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesJson {
    time_zone: String,
    date: String,
    windows: Vec<Window>,
    length_minutes: i64,
    every_minutes: Option<i64>,
    #[serde(default)]
    buffer_minutes: i64,
    #[serde(default)]
    notice_minutes: i64,
    horizon_days: Option<i64>,
    now: Option<String>,
}

#[derive(Serialize)]
struct LaidOutJson {
    slots: Vec<SlotJson>,
}

#[derive(Serialize)]
struct SlotJson {
    local: String,
    utc: String,
    end_utc: String,
}

fn laid_out(out: &Out) -> Result<(), Stop> {
    let asked: RulesJson = price::read("rules")?;
    let zone =
        ShopZone::parse(&asked.time_zone).map_err(|why| Refusal::invalid("time_zone", why))?;
    let date = date("date", &asked.date)?;
    let now = asked.now.as_deref().map(moment).transpose()?;
    if now.is_none() && (asked.notice_minutes != 0 || asked.horizon_days.is_some()) {
        let why = "is needed where there is notice or a horizon, such as 2026-03-01T00:00:00Z";
        return Err(Refusal::invalid("now", why).into());
    }
    let rules = Rules {
        length_minutes: asked.length_minutes,
        every_minutes: asked.every_minutes.unwrap_or(asked.length_minutes),
        buffer_minutes: asked.buffer_minutes,
        notice_minutes: asked.notice_minutes,
        horizon_days: asked.horizon_days,
    };
    rules.check()?;
    let slots = lay_out(zone, &rules, &asked.windows, date, now);
    let json = |slot: &LaidOut| SlotJson {
        local: zone
            .local(slot.start)
            .to_rfc3339_opts(SecondsFormat::Secs, false),
        utc: utc(slot.start),
        end_utc: utc(slot.end),
    };
    let answer = LaidOutJson {
        slots: slots.iter().map(json).collect(),
    };
    out.tell(&answer, || {
        let line = |slot: &LaidOut| {
            format!(
                "{}  {}\n",
                zone.date_time_offset(slot.start),
                utc(slot.start)
            )
        };
        match slots.is_empty() {
            true => "no slots\n".into(),
            false => slots.iter().map(line).collect(),
        }
    })
}

fn utc(at: Timestamp) -> String {
    at.utc().to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn moment(typed: &str) -> Result<Timestamp, Refusal> {
    let read = DateTime::parse_from_rfc3339(typed.trim());
    let read = read.map(|at| Timestamp::from_ms(at.timestamp_millis()));
    read.map_err(|_| {
        let shown: String = typed.chars().take(40).collect();
        let why = format!("“{shown}” is not a moment such as 2026-03-01T00:00:00Z");
        Refusal::invalid("now", why)
    })
}

/// A date as a person types it.
pub(super) fn date(field: &str, typed: &str) -> Result<NaiveDate, Refusal> {
    let read = typed.trim().parse::<NaiveDate>().ok();
    let known = read.filter(|date| (1970..=9999).contains(&date.year()));
    known.ok_or_else(|| {
        let shown: String = typed.chars().take(24).collect();
        Refusal::invalid(field, format!("“{shown}” is not a date such as 2026-03-29"))
    })
}

fn list(common: &Common, out: &Out, calendar: &str, typed_date: Option<&str>) -> Result<(), Stop> {
    let on = typed_date.map(|typed| date("date", typed)).transpose()?;
    let (shop, session) = common.come_in()?;
    let calendar = calendars::named(&shop, &session, calendar)?;
    let on = on.unwrap_or_else(|| shop.about().zone.date(shop.now()));
    let asked = calendars::OfferedOn {
        calendar: calendar.id,
        date: on,
    };
    let offered = calendars::offered(&shop, &session, asked)?;
    out.tell(&offered, || {
        let currency = shop.about().currency;
        let row = |slot: &Offered| {
            let left = match slot.free {
                Free::Seats { free, of } => format!("{free} of {of} seats"),
                Free::Room {
                    minor,
                    of,
                    orders,
                    of_orders,
                } => format!(
                    "{} of {}, {orders} of {of_orders} orders",
                    currency.format(minor),
                    currency.format(of)
                ),
            };
            [slot.local.clone(), left]
        };
        let rows: Vec<[String; 2]> = offered.iter().map(row).collect();
        match rows.is_empty() {
            true => format!("{} offers nothing on {on}\n", calendar.name),
            false => table(["start", "free"], &rows),
        }
    })
}
