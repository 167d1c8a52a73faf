//! Appointments as they are read.

use std::ops::Range;

use serde::Serialize;

use super::{
    super::invoices::InvoiceState,
    facts::{from_json, worded},
    state::{Mode, State, What},
};
use crate::{
    store::{Fault, ReadTx, Row, RowResult, params},
    values::{
        AccountId, AppointmentId, CalendarId, CustomerId, InvoiceId, Money, PaymentId, ShopZone,
        SlotId, Timestamp,
    },
};

/// An appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Appointment {
    /// Its id.
    pub id: AppointmentId,
    /// In which calendar.
    pub calendar: CalendarId,
    /// What the calendar is called.
    pub calendar_name: String,
    /// Which of the calendar's slots.
    pub slot: SlotId,
    /// Which of the calendar's seats, from 1.
    pub seat: i64,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// When it begins by the shop's wall clock, with the offset from UTC.
    pub local: String,
    /// Who comes.
    pub customer: CustomerId,
    /// Their name.
    pub customer_name: String,
    /// Their phone number.
    pub phone: Option<String>,
    /// With whom.
    pub staff: Option<AccountId>,
    /// The name of whom it is with.
    pub staff_name: Option<String>,
    /// How they meet.
    pub mode: Mode,
    /// Where it is in its life.
    pub state: State,
    /// What is noted with it.
    pub note: Option<String>,
    /// Why it was cancelled.
    pub reason: Option<String>,
    /// What it costs, where it is not free.
    pub fee: Option<Fee>,
    /// Counts its changes.
    pub version: i64,
    /// When it was booked.
    pub booked_at: Timestamp,
    /// Who booked it.
    pub booked_by: Option<String>,
}

/// What an appointment costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fee {
    /// Its invoice.
    pub invoice: InvoiceId,
    /// The invoice's number, as it is written.
    pub number: String,
    /// What it comes to, taxes in.
    #[serde(rename = "total_minor")]
    pub total: Money,
    /// How far it is paid.
    pub state: InvoiceState,
    /// What of it went back.
    #[serde(rename = "credited_minor")]
    pub credited: Money,
    /// The receipt that paid it.
    pub receipt: Option<i64>,
    /// The payment at a provider that is waited for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waits: Option<PaymentId>,
    /// The newest payment whose money came too late to pay it, and is still here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late: Option<PaymentId>,
}

impl Fee {
    /// Whether it waits for its money.
    pub fn is_open(&self) -> bool {
        self.state == InvoiceState::Open
    }
}

/// A change of an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The version it made.
    pub version: i64,
    /// When.
    pub at: Timestamp,
    /// Who made it; none where nobody was logged in.
    pub by: Option<String>,
    /// What was done.
    pub what: What,
    /// Each field that it changed; of a booking none.
    pub fields: Vec<FieldChange>,
}

/// A field of an appointment that was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// The field: "time", "calendar", "customer", "staff", "mode", "state", "note", "reason".
    pub field: &'static str,
    /// What it was.
    pub before: String,
    /// What it is since then.
    pub after: String,
}

/// Which appointments are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// Those that begin in this time; any time where there is none.
    pub within: Option<Range<Timestamp>>,
    /// Those of this calendar.
    pub calendar: Option<CalendarId>,
    /// Those of this customer.
    pub customer: Option<CustomerId>,
    /// Those with this person.
    pub staff: Option<AccountId>,
    /// Those in this state.
    pub state: Option<State>,
}

const ROWS: &str = "SELECT appointments.id, appointments.calendar, calendars.name, slot, seat,
        appointments.start_ms, appointments.end_ms, slots.offset_minutes, customers.id,
        customers.name, customers.phone, staff, hosts.name, mode, appointments.state, appointments.note,
        appointments.reason, invoices.id, number, total_minor, invoices.state, credited_minor,
        sale, appointments.version, appointments.at_ms, accounts.name,
        (SELECT max(id) FROM payments WHERE appointment = appointments.id
         AND captured_minor = 0 AND payments.state <> 'expired'),
        (SELECT max(id) FROM payments WHERE appointment = appointments.id
         AND payments.sale IS NULL AND captured_minor > refunded_minor + refunding_minor)
    FROM appointments
    JOIN slots ON slots.id = slot
    JOIN calendars ON calendars.id = appointments.calendar
    JOIN customers AS named ON named.id = appointments.customer
    JOIN customers ON customers.id = coalesce(named.merged_into, named.id)
    LEFT JOIN accounts ON accounts.id = appointments.account
    LEFT JOIN accounts AS hosts ON hosts.id = staff
    LEFT JOIN invoices ON invoices.id = invoice";

fn of_row(row: &Row<'_>, zone: ShopZone) -> RowResult<Appointment> {
    let start = Timestamp::from_ms(row.get(5)?);
    let fee = match row.get::<_, Option<i64>>(17)? {
        None => None,
        Some(invoice) => Some(Fee {
            invoice: InvoiceId::new(invoice),
            number: row.get(18)?,
            total: row.get(19).map(Money::from_minor)?,
            state: worded(row, 20, InvoiceState::of)?,
            credited: row.get(21).map(Money::from_minor)?,
            receipt: row.get(22)?,
            waits: row.get::<_, Option<i64>>(26)?.map(PaymentId::new),
            late: row.get::<_, Option<i64>>(27)?.map(PaymentId::new),
        }),
    };
    Ok(Appointment {
        id: AppointmentId::new(row.get(0)?),
        calendar: CalendarId::new(row.get(1)?),
        calendar_name: row.get(2)?,
        slot: SlotId::new(row.get(3)?),
        seat: row.get(4)?,
        start,
        end: Timestamp::from_ms(row.get(6)?),
        local: local(zone, start),
        customer: CustomerId::new(row.get(8)?),
        customer_name: row.get(9)?,
        phone: row.get(10)?,
        staff: row.get::<_, Option<i64>>(11)?.map(AccountId::new),
        staff_name: row.get(12)?,
        mode: worded(row, 13, Mode::of)?,
        state: worded(row, 14, State::of)?,
        note: row.get(15)?,
        reason: row.get(16)?,
        fee,
        version: row.get(23)?,
        booked_at: Timestamp::from_ms(row.get(24)?),
        booked_by: row.get(25)?,
    })
}

/// A moment by the shop's wall clock, with its offset: `2026-03-29 14:00 +01:00`.
fn local(zone: ShopZone, at: Timestamp) -> String {
    zone.local(at).format("%Y-%m-%d %H:%M %:z").to_string()
}

/// An appointment.
///
/// # Errors
/// A fault of the file.
pub fn appointment(
    db: &ReadTx<'_>,
    zone: ShopZone,
    id: AppointmentId,
) -> Result<Option<Appointment>, Fault> {
    let sql = format!("{ROWS} WHERE appointments.id = ?1");
    db.first(&sql, [id.get()], |row| of_row(row, zone))
}

/// The appointments that are sought, `most` at most, in the order in which they begin.
///
/// # Errors
/// A fault of the file.
pub fn list(
    db: &ReadTx<'_>,
    zone: ShopZone,
    sought: &Sought,
    most: u32,
) -> Result<Vec<Appointment>, Fault> {
    let (from, until) = match &sought.within {
        Some(within) => (within.start.ms(), within.end.ms()),
        None => (i64::MIN, i64::MAX),
    };
    let sql = format!(
        "{ROWS} WHERE appointments.start_ms >= ?1 AND appointments.start_ms < ?2
           AND (?3 IS NULL OR appointments.calendar = ?3)
           AND (?4 IS NULL OR customers.id = ?4)
           AND (?5 IS NULL OR staff = ?5) AND (?6 IS NULL OR appointments.state = ?6)
         ORDER BY appointments.start_ms, appointments.calendar, seat, appointments.id LIMIT ?7"
    );
    db.all(
        &sql,
        params![
            from,
            until,
            sought.calendar.map(CalendarId::get),
            sought.customer.map(CustomerId::get),
            sought.staff.map(AccountId::get),
            sought.state.map(State::word),
            most
        ],
        |row| of_row(row, zone),
    )
}

/// The changes of an appointment, the newest first.
///
/// # Errors
/// A fault of the file.
pub fn history(db: &ReadTx<'_>, zone: ShopZone, id: AppointmentId) -> Result<Vec<Change>, Fault> {
    let rows = db.all(
        "SELECT c.version, at_ms, accounts.name, what, before, after FROM appointment_changes AS c
         LEFT JOIN accounts ON accounts.id = account
         WHERE appointment = ?1 ORDER BY c.version DESC",
        [id.get()],
        |row| {
            let change = Change {
                version: row.get(0)?,
                at: Timestamp::from_ms(row.get(1)?),
                by: row.get(2)?,
                what: worded(row, 3, What::of)?,
                fields: Vec::new(),
            };
            Ok((
                change,
                row.get::<_, Option<String>>(4)?,
                row.get::<_, String>(5)?,
            ))
        },
    )?;
    rows.into_iter()
        .map(|(change, before, after)| {
            let Some(before) = before else {
                return Ok(change);
            };
            let before = from_json(&before)?.told(db, zone)?;
            let after = from_json(&after)?.told(db, zone)?;
            let pairs = before.into_iter().zip(after);
            let fields = pairs.filter(|(before, after)| before != after);
            Ok(Change {
                fields: fields
                    .map(|((field, before), (_, after))| FieldChange {
                        field,
                        before,
                        after,
                    })
                    .collect(),
                ..change
            })
        })
        .collect()
}
