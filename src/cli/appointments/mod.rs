//! Appointments: booked, listed, shown, changed, and their fees taken.

pub(super) mod named;
mod pay;
mod told;
pub(super) mod when;

use clap::{Args, Subcommand};

use super::{
    Asking, Common, codes,
    output::{Out, Stop},
    typed,
};
use crate::{
    shop::{
        Command, Refusal, Session, Shop, Trouble,
        appointments::{
            AppointmentChange, Book, Cancel, Confirm, Edit, Kept, MarkDone, MarkNoShow, Mode,
            Reschedule,
        },
        codes::{ByCode, ConfirmByCode},
    },
    values::{AppointmentId, CalendarId, CustomerId, RequestId},
};
use named::first;

/// Appointments in calendars.
#[derive(Debug, Subcommand)]
pub(super) enum AppointmentsTask {
    /// Book an appointment
    Book(BookTask),
    /// The appointments, in the order in which they begin
    List(told::List),
    /// One appointment, with all that was changed
    Show {
        /// Its number
        #[arg(allow_hyphen_values = true)]
        appointment: String,
    },
    /// Confirm one; a cancelled one takes its seat again
    Confirm {
        #[command(flatten)]
        seen: Seen,
        /// Only if this is the code that its customer was sent; - reads it from standard input
        #[arg(
            long,
            value_name = "DIGITS",
            allow_hyphen_values = true,
            conflicts_with = "outside_hours"
        )]
        code: Option<String>,
        /// A cancelled one at a time at which the calendar is closed by now
        #[arg(long)]
        outside_hours: bool,
    },
    /// Cancel one: its seat is free at once
    Cancel {
        #[command(flatten)]
        seen: Seen,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Note that one took place
    Done(Seen),
    /// Note that nobody came
    NoShow(Seen),
    /// Move one to another time or calendar, or to somebody else
    Move(MoveTask),
    /// Change how one is held, with whom, for whom, or its note
    Edit(EditTask),
    /// Take the fee of one
    Pay(pay::PayTask),
}

#[derive(Debug, Args)]
pub(super) struct BookTask {
    /// The calendar: its name or id
    #[arg(long)]
    calendar: String,
    /// When it begins by the shop's clock, such as "2026-03-02 14:00"
    #[arg(long, visible_alias = "start", value_name = "TIME")]
    at: String,
    /// Who comes: an id, a whole name or a phone number
    #[arg(long, allow_hyphen_values = true)]
    customer: String,
    /// Whom it is with: the name or id of an account
    #[arg(long, visible_alias = "staff", value_name = "NAME")]
    with: Option<String>,
    /// How they meet: in_person, phone or video
    #[arg(long)]
    mode: Option<String>,
    /// What is noted with it
    #[arg(long)]
    note: Option<String>,
    /// What it costs: an invoice is raised with it
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    fee: Option<String>,
    /// Confirm it at once
    #[arg(long)]
    confirmed: bool,
    /// At a time that the calendar does not offer: outside its hours, notice or horizon
    #[arg(long)]
    outside_hours: bool,
    #[command(flatten)]
    asking: Asking,
}

/// Which appointment, and the version a change is made from.
#[derive(Debug, Args)]
pub(super) struct Seen {
    /// Its number
    #[arg(allow_hyphen_values = true)]
    appointment: String,
    /// The version that was seen; without it, the one there is now
    #[arg(long)]
    version: Option<String>,
    #[command(flatten)]
    asking: Asking,
}

#[derive(Debug, Args)]
pub(super) struct MoveTask {
    #[command(flatten)]
    seen: Seen,
    /// When it is to begin by the shop's clock, such as "2026-03-02 14:00"
    #[arg(long, visible_alias = "start", value_name = "TIME")]
    to: String,
    /// Another calendar: its name or id
    #[arg(long)]
    calendar: Option<String>,
    /// With whom from then on: the name or id of an account
    #[arg(
        long,
        visible_alias = "staff",
        value_name = "NAME",
        conflicts_with = "with_nobody"
    )]
    with: Option<String>,
    /// With nobody in particular
    #[arg(long)]
    with_nobody: bool,
    /// At a time that the calendar does not offer: outside its hours, notice or horizon
    #[arg(long)]
    outside_hours: bool,
}

#[derive(Debug, Args)]
pub(super) struct EditTask {
    #[command(flatten)]
    seen: Seen,
    /// How they meet: in_person, phone or video
    #[arg(long)]
    mode: Option<String>,
    /// Whom it is with: the name or id of an account
    #[arg(
        long,
        visible_alias = "staff",
        value_name = "NAME",
        conflicts_with = "with_nobody"
    )]
    with: Option<String>,
    /// With nobody in particular
    #[arg(long)]
    with_nobody: bool,
    /// What is noted with it; an empty text takes it away
    #[arg(long)]
    note: Option<String>,
    /// Who comes: an id, a whole name or a phone number
    #[arg(long, allow_hyphen_values = true)]
    customer: Option<String>,
}

impl AppointmentsTask {
    pub(super) fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        match self {
            AppointmentsTask::Book(book) => book.run(common, out),
            AppointmentsTask::List(list) => list.run(common, out),
            AppointmentsTask::Show { appointment } => told::show(common, out, &appointment),
            AppointmentsTask::Confirm {
                seen,
                code: Some(code),
                ..
            } => seen.confirm_by_code(common, out, &code),
            AppointmentsTask::Confirm {
                seen,
                outside_hours,
                code: None,
            } => seen.change(common, out, |_, appointment, version| {
                Ok(Confirm {
                    appointment,
                    version,
                    outside_hours,
                })
            }),
            AppointmentsTask::Cancel { seen, reason } => {
                seen.change(common, out, |_, appointment, version| {
                    Ok(Cancel {
                        appointment,
                        version,
                        reason,
                    })
                })
            }
            AppointmentsTask::Done(seen) => seen.change(common, out, |_, appointment, version| {
                Ok(MarkDone {
                    appointment,
                    version,
                })
            }),
            AppointmentsTask::NoShow(seen) => {
                seen.change(common, out, |_, appointment, version| {
                    Ok(MarkNoShow {
                        appointment,
                        version,
                    })
                })
            }
            AppointmentsTask::Move(task) => task.run(common, out),
            AppointmentsTask::Edit(task) => task.run(common, out),
            AppointmentsTask::Pay(pay) => pay.run(common, out),
        }
    }
}

/// What a command is made with: the shop, who asks, and what the same request was first asked
/// with, if it was.
pub(super) struct Asked<'s> {
    shop: &'s Shop,
    session: &'s Session,
    first: Option<serde_json::Value>,
}

impl Asked<'_> {
    /// The id that was meant when it was first asked, or the one of what was typed.
    fn id<I>(
        &self,
        (at, make): (&str, fn(i64) -> I),
        typed: &str,
        find: impl FnOnce(&Shop, &Session, &str) -> Result<I, Trouble>,
    ) -> Result<I, Trouble> {
        match first(self.first.as_ref(), at) {
            Some(id) => Ok(make(id)),
            None => find(self.shop, self.session, typed),
        }
    }
}

fn mode(typed: Option<&str>) -> Result<Option<Mode>, Refusal> {
    let Some(typed) = typed else { return Ok(None) };
    let found = Mode::of(typed.trim());
    let shown: String = typed.chars().take(24).collect();
    let why = || format!("“{shown}” is no way to meet: in_person, phone or video");
    found
        .map(Some)
        .ok_or_else(|| Refusal::invalid("mode", why()))
}

impl BookTask {
    fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let mode = mode(self.mode.as_deref())?.unwrap_or_default();
        let shop = common.open()?;
        let start = when::moment(&shop, "at", &self.at)?;
        let fee = self
            .fee
            .map(|typed| typed::amount(&shop, "fee", &typed))
            .transpose()?;
        let session = common.log_in(&shop)?;
        let asked = Asked {
            first: shop.asked_before::<Book>(&session, request)?,
            shop: &shop,
            session: &session,
        };
        let staff = self.with.as_deref().map(|typed| {
            asked.id(
                ("/staff", crate::values::AccountId::new),
                typed,
                named::host,
            )
        });
        let book = Book {
            calendar: asked.id(
                ("/calendar", CalendarId::new),
                &self.calendar,
                named::calendar,
            )?,
            start,
            customer: asked.id(
                ("/customer", CustomerId::new),
                &self.customer,
                named::customer,
            )?,
            staff: staff.transpose()?,
            mode,
            note: self.note,
            fee,
            confirmed: self.confirmed,
            outside_hours: self.outside_hours,
        };
        let kept = shop.execute(&session, request, book)?;
        out.done(request, &kept, || told::kept(&shop, &kept))
    }
}

impl Seen {
    /// Changes an appointment by what `make` makes of its number and version.
    fn change<C: Command<Outcome = Kept>>(
        self,
        common: &Common,
        out: &Out,
        make: impl FnOnce(&Asked<'_>, AppointmentId, i64) -> Result<C, Trouble>,
    ) -> Result<(), Stop> {
        let (shop, request, kept) = self.ask(common, make)?;
        out.done(request, &kept, || told::kept(&shop, &kept))
    }

    /// Confirms an appointment if the code is right.
    fn confirm_by_code(self, common: &Common, out: &Out, code: &str) -> Result<(), Stop> {
        let (shop, request, done) = self.ask(common, |_, appointment, version| {
            Ok(ConfirmByCode {
                appointment,
                version,
                code: codes::digits(code)?.to_string(),
            })
        })?;
        match done {
            ByCode::Done(kept) => out.done(request, &kept, || told::kept(&shop, &kept)),
            ByCode::Not(verdict) => Err(Refusal::WrongCode { verdict }.into()),
        }
    }

    /// Asks for what `make` makes of an appointment's number and version.
    fn ask<C: Command>(
        self,
        common: &Common,
        make: impl FnOnce(&Asked<'_>, AppointmentId, i64) -> Result<C, Trouble>,
    ) -> Result<(Shop, RequestId, C::Outcome), Stop> {
        let request = typed::request(self.asking.request.as_deref())?;
        let appointment = AppointmentId::new(typed::whole("appointment", &self.appointment)?);
        let told = self
            .version
            .map(|typed| typed::whole("version", &typed))
            .transpose()?;
        let (shop, session) = common.come_in()?;
        let asked = Asked {
            first: shop.asked_before::<C>(&session, request)?,
            shop: &shop,
            session: &session,
        };
        // Asked again, it is the version it was first asked with.
        let version = match told.or(first(asked.first.as_ref(), "/version")) {
            Some(version) => version,
            None => named::appointment(&shop, &session, appointment)?.version,
        };
        let command = make(&asked, appointment, version)?;
        let outcome = shop.execute(&session, request, command)?;
        Ok((shop, request, outcome))
    }
}

impl MoveTask {
    fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let MoveTask {
            seen,
            to,
            calendar,
            with,
            with_nobody,
            outside_hours,
        } = self;
        seen.change(common, out, |asked, appointment, version| {
            let calendar = calendar
                .as_deref()
                .map(|typed| asked.id(("/calendar", CalendarId::new), typed, named::calendar));
            Ok(Reschedule {
                appointment,
                version,
                start: when::moment(asked.shop, "to", &to)?,
                calendar: calendar.transpose()?,
                staff: host(asked, "/staff", with.as_deref(), with_nobody)?,
                outside_hours,
            })
        })
    }
}

/// With whom, where that is to change.
fn host(
    asked: &Asked<'_>,
    at: &str,
    with: Option<&str>,
    nobody: bool,
) -> Result<Option<Option<crate::values::AccountId>>, Trouble> {
    match (with, nobody) {
        (_, true) => Ok(Some(None)),
        (None, false) => Ok(None),
        (Some(typed), false) => {
            let id = asked.id((at, crate::values::AccountId::new), typed, named::host)?;
            Ok(Some(Some(id)))
        }
    }
}

impl EditTask {
    fn run(self, common: &Common, out: &Out) -> Result<(), Stop> {
        let EditTask {
            seen,
            mode: typed_mode,
            with,
            with_nobody,
            note,
            customer,
        } = self;
        let mode = mode(typed_mode.as_deref())?;
        seen.change(common, out, |asked, appointment, version| {
            let customer = customer.as_deref().map(|typed| {
                asked.id(
                    ("/change/customer", CustomerId::new),
                    typed,
                    named::customer,
                )
            });
            Ok(Edit {
                appointment,
                version,
                change: AppointmentChange {
                    mode,
                    staff: host(asked, "/change/staff", with.as_deref(), with_nobody)?,
                    note,
                    customer: customer.transpose()?,
                },
            })
        })
    }
}
