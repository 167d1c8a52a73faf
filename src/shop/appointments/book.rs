//! Booking: the seat, the appointment and its invoice in one commit.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble, customers, slots::SlotAt},
    facts::{self, Facts, Kept},
    fee, seat,
    state::{Mode, State, What},
};
use crate::{
    store::{WriteTx, params},
    values::{AccountId, AppointmentId, CalendarId, CustomerId, InvoiceId, Money, Timestamp, line},
};

const NOTE_MAX_CHARS: usize = 500;

/// Books an appointment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// In which calendar.
    pub calendar: CalendarId,
    /// When it begins: a start that the calendar offers.
    pub start: Timestamp,
    /// Who comes.
    pub customer: CustomerId,
    /// With whom, where that is settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<AccountId>,
    /// How they meet.
    #[serde(default)]
    pub mode: Mode,
    /// What is noted with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What it costs, where it is not free: an invoice is raised with it.
    #[serde(rename = "fee_minor", default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
    /// Whether it is confirmed at once.
    #[serde(default)]
    pub confirmed: bool,
    /// Whether the calendar's hours, notice and horizon are passed over on purpose, which
    /// needs leave of its own; its seats never are.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outside_hours: bool,
}

impl Command for Book {
    type Outcome = Kept;
    const NAME: &'static str = "appointments.book";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Kept, Trouble> {
        let note = noted("note", self.note.as_deref())?;
        let (customer, _) = customers::for_receipt(tx, self.customer)?;
        let at = SlotAt {
            calendar: self.calendar,
            start: self.start,
        };
        let slot = seat::offered(tx, by, at, self.outside_hours)?;
        let seat = seat::take(tx, by, &slot, None)?;
        if let Some(account) = self.staff {
            seat::with(tx, by, account, (slot.start, slot.end), None)?;
        }
        let mut facts = Facts {
            slot: slot.id,
            seat,
            calendar: slot.calendar,
            start: slot.start,
            end: slot.end,
            customer,
            staff: self.staff,
            mode: self.mode,
            state: match self.confirmed {
                true => State::Confirmed,
                false => State::Pending,
            },
            note,
            reason: None,
            invoice: None,
        };
        let fee = self
            .fee
            .map(|fee| fee::begin(tx, by, &facts, fee))
            .transpose()?;
        facts.invoice = fee.as_ref().map(|fee| fee.invoice);
        let id = insert(tx, by, &facts, fee.map(|fee| fee.sale))?;
        match id {
            // The index on seats says so too, whatever was counted.
            None => Err(seat::taken(tx, by, &slot)?.into()),
            Some(id) => {
                facts::history(tx, by, (id, 1), What::Booked, (None, &facts))?;
                Ok(facts.kept(id, 1))
            }
        }
    }
}

fn insert(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    facts: &Facts,
    fee: Option<String>,
) -> Result<Option<AppointmentId>, Trouble> {
    let id = tx.insert_unless_taken(
        "INSERT INTO appointments
             (act, at_ms, account, slot, seat, calendar, start_ms, end_ms, customer, staff, mode,
              state, note, fee, invoice, changed_act)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?1)",
        params![
            by.act,
            by.at.ms(),
            by.account.map(AccountId::get),
            facts.slot.get(),
            facts.seat,
            facts.calendar.get(),
            facts.start.ms(),
            facts.end.ms(),
            facts.customer.get(),
            facts.staff.map(AccountId::get),
            facts.mode.word(),
            facts.state.word(),
            facts.note,
            fee,
            facts.invoice.map(InvoiceId::get)
        ],
    )?;
    Ok(id.map(AppointmentId::new))
}

/// A text as it is kept; nothing where there is none.
pub(super) fn noted(field: &str, typed: Option<&str>) -> Result<Option<String>, Refusal> {
    let text = line(typed.unwrap_or_default(), NOTE_MAX_CHARS)
        .map_err(|why| Refusal::invalid(field, why))?;
    Ok((!text.is_empty()).then_some(text))
}
