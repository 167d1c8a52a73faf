//! Appointments as they are told: listed, shown with their history, and after a change.

use clap::Args;
use serde::Serialize;

use super::{named, when};
use crate::{
    cli::{
        Common,
        output::{Out, Stop, table},
        typed,
    },
    shop::{
        Permission, Refusal, Shop,
        appointments::{self, Appointment, Change, Fee, Kept, Sought, State},
    },
    values::{AppointmentId, Timestamp},
};

#[derive(Debug, Args)]
pub(in crate::cli) struct List {
    /// Those of this day, such as 2026-03-02; without it, those from today on, and all
    /// of a customer
    #[arg(long, value_name = "DAY")]
    day: Option<String>,
    /// Up to this day and with it
    #[arg(long, value_name = "DAY")]
    until: Option<String>,
    /// Those of a calendar: its name or id
    #[arg(long)]
    calendar: Option<String>,
    /// Those of a customer: an id, a whole name or a phone number
    #[arg(long, allow_hyphen_values = true)]
    customer: Option<String>,
    /// Those with somebody: the name or id of an account
    #[arg(long, visible_alias = "staff", value_name = "NAME")]
    with: Option<String>,
    /// Those in a state: pending, confirmed, done, no_show or cancelled
    #[arg(long)]
    state: Option<String>,
    /// At most so many
    #[arg(long, default_value_t = 200)]
    limit: u32,
}

impl List {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let state = self.state.as_deref().map(state).transpose()?;
        let day =
            |field, typed: Option<&str>| typed.map(|typed| when::day(field, typed)).transpose();
        let (from, until) = (
            day("day", self.day.as_deref())?,
            day("until", self.until.as_deref())?,
        );
        let (shop, session) = common.come_in()?;
        let zone = shop.about().zone;
        let today = zone.date(shop.now());
        let last = until.or(from);
        let within = match (from, last, &self.customer) {
            // Of one customer all are listed, of everybody those to come.
            (None, None, Some(_)) => None,
            (from, last, _) => {
                let days = zone.day(from.unwrap_or(today)).zip(match last {
                    Some(last) => zone.day(last).map(|day| day.end),
                    None => Some(Timestamp::from_ms(i64::MAX)),
                });
                let why = || Refusal::invalid("day", "is at the end of time");
                let (first, end) = days.ok_or_else(why)?;
                Some(first.start..end)
            }
        };
        let sought = Sought {
            within,
            calendar: self
                .calendar
                .map(|typed| named::calendar(&shop, &session, &typed))
                .transpose()?,
            customer: self
                .customer
                .map(|typed| named::customer(&shop, &session, &typed))
                .transpose()?,
            staff: self
                .with
                .map(|typed| named::host(&shop, &session, &typed))
                .transpose()?,
            state,
        };
        let found = shop.consult(&session, Permission::Look, |db| {
            appointments::list(db, zone, &sought, self.limit)
        })?;
        out.tell(&found, || {
            let rows: Vec<[String; 7]> = found.iter().map(|one| row(&shop, one)).collect();
            let heads = [
                "id", "begins", "until", "calendar", "customer", "with", "state",
            ];
            table(heads, &rows)
        })
    }
}

fn state(typed: &str) -> Result<State, Refusal> {
    State::of(typed.trim()).ok_or_else(|| {
        let shown: String = typed.chars().take(24).collect();
        let all = State::ALL.map(State::word).join(", ");
        Refusal::invalid("state", format!("“{shown}” is not one of {all}"))
    })
}

fn row(shop: &Shop, one: &Appointment) -> [String; 7] {
    let zone = shop.about().zone;
    [
        one.id.to_string(),
        zone.date_time(one.start),
        zone.local(one.end).format("%H:%M").to_string(),
        one.calendar_name.clone(),
        one.customer_name.clone(),
        one.staff_name.clone().unwrap_or_default(),
        one.state.word().to_owned(),
    ]
}

/// An appointment with all that was changed.
#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    appointment: Appointment,
    history: Vec<Change>,
}

pub(super) fn show(common: &Common, out: &Out, typed: &str) -> Result<(), Stop> {
    let id = AppointmentId::new(typed::whole("appointment", typed)?);
    let (shop, session) = common.come_in()?;
    let zone = shop.about().zone;
    // In one snapshot, so that the history ends with what is shown.
    let shown = shop.consult(&session, Permission::Look, |db| {
        let Some(appointment) = appointments::appointment(db, zone, id)? else {
            return Ok(None);
        };
        let history = appointments::history(db, zone, id)?;
        Ok(Some(Shown {
            appointment,
            history,
        }))
    })?;
    let shown = shown.ok_or_else(|| Refusal::unknown("appointment", id))?;
    out.tell(&shown, || in_words(&shop, &shown))
}

fn in_words(shop: &Shop, shown: &Shown) -> String {
    let one = &shown.appointment;
    let zone = shop.about().zone;
    let mut text = format!(
        "appointment {}: {} at {} until {}, {}, {}\nversion {}, seat {}",
        one.id,
        one.calendar_name,
        one.local,
        zone.local(one.end).format("%H:%M"),
        one.mode.name().to_lowercase(),
        one.state.name().to_lowercase(),
        one.version,
        one.seat
    );
    text.push_str(&format!("\nfor {}", one.customer_name));
    let beside = [
        ("phone", one.phone.as_ref()),
        ("with", one.staff_name.as_ref()),
        ("note", one.note.as_ref()),
        ("cancelled because", one.reason.as_ref()),
    ];
    for (what, told) in beside {
        if let Some(told) = told {
            text.push_str(&format!("\n{what}: {told}"));
        }
    }
    if let Some(fee) = &one.fee {
        text.push_str(&format!("\n{}", fee_in_words(shop, fee)));
    }
    let rows: Vec<[String; 4]> = shown
        .history
        .iter()
        .map(|change| {
            let fields = change.fields.iter().map(|field| {
                format!(
                    "{}: {} → {}",
                    field.field,
                    or_none(&field.before),
                    or_none(&field.after)
                )
            });
            [
                zone.date_time(change.at),
                change.by.clone().unwrap_or_default(),
                change.what.name().to_owned(),
                fields.collect::<Vec<_>>().join("; "),
            ]
        })
        .collect();
    format!("{text}\n{}", table(["at", "by", "what", ""], &rows))
}

fn or_none(text: &str) -> &str {
    match text {
        "" => "(none)",
        text => text,
    }
}

fn fee_in_words(shop: &Shop, fee: &Fee) -> String {
    let total = shop.about().currency.format_with_code(fee.total);
    let paid = match fee.receipt {
        Some(receipt) => format!("paid on receipt {receipt}"),
        None => fee.state.word().to_owned(),
    };
    format!("fee: {total}, invoice {}, {paid}", fee.number)
}

/// What became of an appointment, for people.
pub(super) fn kept(shop: &Shop, kept: &Kept) -> String {
    let Kept {
        appointment,
        state,
        start,
        ..
    } = kept;
    let when = shop.about().zone.date_time_offset(*start);
    let mut text = format!(
        "appointment {appointment}, {when}: {}",
        state.name().to_lowercase()
    );
    if kept.fee_paid {
        text.push_str(
            "; its fee was paid, and goes back by taking that receipt back (see “appointments show”)",
        );
    }
    text
}
