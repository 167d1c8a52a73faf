//! An appointment as its changes see it: the row, the rules it has to fit, and what is told of it
//! when two people met.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Difference, Refusal, Trouble,
        codes::{self, Purpose},
        door::to_json,
    },
    state::{Mode, State, What},
};
use crate::{
    store::{Fault, ReadTx, RowResult, WriteTx, params, unreadable},
    values::{
        AccountId, AppointmentId, CalendarId, CustomerId, InvoiceId, ShopZone, SlotId, Timestamp,
    },
};

/// What an appointment is at one version; kept with each of its changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Facts {
    pub(super) slot: SlotId,
    pub(super) seat: i64,
    pub(super) calendar: CalendarId,
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    pub(super) customer: CustomerId,
    pub(super) staff: Option<AccountId>,
    pub(super) mode: Mode,
    pub(super) state: State,
    pub(super) note: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) invoice: Option<InvoiceId>,
}

/// An appointment after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Which.
    pub appointment: AppointmentId,
    /// Its version now.
    pub version: i64,
    /// Where it is in its life.
    pub state: State,
    /// In which calendar.
    pub calendar: CalendarId,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// Which of the calendar's seats it has or had.
    pub seat: i64,
    /// Whether it has a fee that was paid, which is not given back by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fee_paid: bool,
}

impl Facts {
    pub(super) fn kept(&self, appointment: AppointmentId, version: i64) -> Kept {
        Kept {
            appointment,
            version,
            state: self.state,
            calendar: self.calendar,
            start: self.start,
            end: self.end,
            seat: self.seat,
            fee_paid: false,
        }
    }

    /// The fields as people are told them, always in the same order.
    pub(super) fn told(
        &self,
        db: &ReadTx<'_>,
        zone: ShopZone,
    ) -> Result<Vec<(&'static str, String)>, Fault> {
        Ok(vec![
            ("state", self.state.word().into()),
            ("time", zone.date_time(self.start)),
            ("calendar", calendar_name(db, self.calendar)?),
            ("customer", customer_name(db, self.customer)?),
            ("staff", staff_name(db, self.staff)?),
            ("mode", self.mode.word().into()),
            ("note", self.note.clone().unwrap_or_default()),
            ("reason", self.reason.clone().unwrap_or_default()),
        ])
    }
}

/// A word of a column, as `of` knows it.
pub(super) fn worded<T>(
    row: &crate::store::Row<'_>,
    column: usize,
    of: impl Fn(&str) -> Option<T>,
) -> RowResult<T> {
    let word = row.get_ref(column)?.as_str()?;
    of(word).ok_or_else(|| unreadable(column, format!("no such word: “{word}”")))
}

/// An appointment and its version, as it is now.
///
/// # Errors
/// A refusal where there is none, or a fault of the file.
pub(super) fn of(db: &ReadTx<'_>, id: AppointmentId) -> Result<(Facts, i64), Trouble> {
    let found = db.first(
        "SELECT slot, seat, calendar, start_ms, end_ms, customer, staff, mode, state, note, reason,
                invoice, version
         FROM appointments WHERE id = ?1",
        [id.get()],
        |row| {
            let facts = Facts {
                slot: SlotId::new(row.get(0)?),
                seat: row.get(1)?,
                calendar: CalendarId::new(row.get(2)?),
                start: Timestamp::from_ms(row.get(3)?),
                end: Timestamp::from_ms(row.get(4)?),
                customer: CustomerId::new(row.get(5)?),
                staff: row.get::<_, Option<i64>>(6)?.map(AccountId::new),
                mode: worded(row, 7, Mode::of)?,
                state: worded(row, 8, State::of)?,
                note: row.get(9)?,
                reason: row.get(10)?,
                invoice: row.get::<_, Option<i64>>(11)?.map(InvoiceId::new),
            };
            Ok((facts, row.get(12)?))
        },
    )?;
    Ok(found.ok_or_else(|| Refusal::unknown("appointment", id))?)
}

/// Which appointment is changed, and the version the change was made from.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    pub(super) appointment: AppointmentId,
    pub(super) version: i64,
}

/// Changes an appointment. `make` says what it is then, and `yours` what of it the asker wants,
/// field by field; both are told to whoever made the change from an older version. The answer is
/// what it was before.
///
/// # Errors
/// A refusal of `make`'s, or that somebody else changed it meanwhile; or a fault of the file.
pub(super) fn change(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    seen: Seen,
    what: What,
    yours: &[(&'static str, String)],
    make: impl FnOnce(&Facts) -> Result<Facts, Trouble>,
) -> Result<(Facts, Kept), Trouble> {
    let (was, version) = of(tx, seen.appointment)?;
    let made = make(&was).and_then(|now| match put(tx, by, seen, &now)? {
        false => Ok(None),
        true => {
            // A code confirms what waits for it, and was sent to whoever booked.
            if was.state == State::Pending
                && (now.state != State::Pending || now.customer != was.customer)
            {
                codes::withdraw(tx, by, (Purpose::Booking, seen.appointment.get()))?;
            }
            history(
                tx,
                by,
                (seen.appointment, seen.version + 1),
                what,
                (Some(&was), &now),
            )?;
            Ok(Some(now))
        }
    });
    match made {
        Ok(Some(now)) => {
            let kept = now.kept(seen.appointment, seen.version + 1);
            Ok((was, kept))
        }
        // What was refused of an older version is told what it met.
        Ok(None) => Err(changed(tx, by, seen, (&was, version), yours)?.into()),
        Err(Trouble::Refused(_)) if version != seen.version => {
            Err(changed(tx, by, seen, (&was, version), yours)?.into())
        }
        Err(trouble) => Err(trouble),
    }
}

/// Writes what an appointment is now, if it still has the version that was seen. The count of
/// changed rows is the verdict.
fn put(tx: &WriteTx<'_>, by: &Actor<'_>, seen: Seen, now: &Facts) -> Result<bool, Trouble> {
    let taken = tx.execute(
        "UPDATE appointments SET version = version + 1, changed_act = ?3, slot = ?4, seat = ?5,
             calendar = ?6, start_ms = ?7, end_ms = ?8, customer = ?9, staff = ?10, mode = ?11,
             state = ?12, note = ?13, reason = ?14, invoice = ?15
         WHERE id = ?1 AND version = ?2",
        params![
            seen.appointment.get(),
            seen.version,
            by.act,
            now.slot.get(),
            now.seat,
            now.calendar.get(),
            now.start.ms(),
            now.end.ms(),
            now.customer.get(),
            now.staff.map(AccountId::get),
            now.mode.word(),
            now.state.word(),
            now.note,
            now.reason,
            now.invoice.map(InvoiceId::get)
        ],
    )?;
    Ok(taken == 1)
}

/// Keeps what a change made of an appointment.
pub(super) fn history(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    (appointment, version): (AppointmentId, i64),
    what: What,
    (before, after): (Option<&Facts>, &Facts),
) -> Result<(), Trouble> {
    tx.execute(
        "INSERT INTO appointment_changes
             (appointment, version, act, at_ms, account, what, before, after)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            appointment.get(),
            version,
            by.act,
            by.at.ms(),
            by.account.map(AccountId::get),
            what.word(),
            before.map(to_json).transpose()?,
            to_json(after)?
        ],
    )?;
    Ok(())
}

/// That somebody else changed it meanwhile: who, when, and each field that was changed since or
/// that the asker wants to be other than it is.
fn changed(
    db: &ReadTx<'_>,
    by: &Actor<'_>,
    seen: Seen,
    (now, version): (&Facts, i64),
    yours: &[(&'static str, String)],
) -> Result<Refusal, Trouble> {
    let base = db.first(
        "SELECT after FROM appointment_changes WHERE appointment = ?1 AND version = ?2",
        params![seen.appointment.get(), seen.version],
        |row| row.get::<_, String>(0),
    )?;
    let zone = by.shop.zone;
    let theirs = now.told(db, zone)?;
    let since: BTreeSet<&str> = match base {
        None => BTreeSet::new(),
        Some(base) => {
            let base = from_json(&base)?.told(db, zone)?;
            let pairs = base.iter().zip(&theirs);
            pairs
                .filter(|(base, now)| base != now)
                .map(|(_, (field, _))| *field)
                .collect()
        }
    };
    let mut differences = Vec::new();
    for (field, now) in &theirs {
        let wanted = yours
            .iter()
            .find(|(of, _)| of == field)
            .map(|(_, text)| text.clone());
        if since.contains(field) || wanted.as_ref().is_some_and(|wanted| wanted != now) {
            differences.push(Difference {
                field: (*field).into(),
                theirs: now.clone(),
                yours: wanted,
            });
        }
    }
    let who = db.one(
        "SELECT coalesce(accounts.name, 'somebody'), at_ms FROM appointment_changes AS c
         LEFT JOIN accounts ON accounts.id = account
         WHERE appointment = ?1 ORDER BY c.version DESC LIMIT 1",
        [seen.appointment.get()],
        |row| Ok((row.get(0)?, Timestamp::from_ms(row.get(1)?))),
    )?;
    let what = format!("appointment {}", seen.appointment);
    let changed = Refusal::changed(by, what, who, version, differences);
    Ok(changed.numbered("appointment", seen.appointment.get()))
}

pub(super) fn from_json(text: &str) -> Result<Facts, Fault> {
    serde_json::from_str(text).map_err(|error| Fault::Damaged {
        what: format!("a change of an appointment: {error}"),
    })
}

pub(super) fn calendar_name(db: &ReadTx<'_>, id: CalendarId) -> Result<String, Fault> {
    let name = db.first(
        "SELECT name FROM calendars WHERE id = ?1",
        [id.get()],
        |row| row.get(0),
    )?;
    Ok(name.unwrap_or_default())
}

pub(super) fn customer_name(db: &ReadTx<'_>, id: CustomerId) -> Result<String, Fault> {
    let name = db.first(
        "SELECT now.name FROM customers AS named
         JOIN customers AS now ON now.id = coalesce(named.merged_into, named.id)
         WHERE named.id = ?1",
        [id.get()],
        |row| row.get(0),
    )?;
    Ok(name.unwrap_or_default())
}

pub(super) fn staff_name(db: &ReadTx<'_>, id: Option<AccountId>) -> Result<String, Fault> {
    let Some(id) = id else {
        return Ok(String::new());
    };
    let name = db.first(
        "SELECT name FROM accounts WHERE id = ?1",
        [id.get()],
        |row| row.get(0),
    )?;
    Ok(name.unwrap_or_default())
}
