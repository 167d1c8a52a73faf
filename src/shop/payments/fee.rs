//! The fee of an appointment, asked for at a provider.
//!
//! Promises: a fee is asked for by one code at a time, and nothing else pays it meanwhile; the
//! money pays the invoice that the appointment has when it comes, whatever was moved since.
//! Left out: the fee itself and its invoice, which are the appointment's and stay when a code is
//! given up.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Command, Permission, Refusal, Trouble, appointments,
        holds::{self, Hold},
        sales::{Checkout, TenderKind},
        shifts,
    },
    AtCounter, Begun,
    begin::{Asked, Pays, put, release, until},
    counter::each,
};
use crate::{
    store::{Fault, ReadTx, WriteTx, params},
    values::{AppointmentId, InvoiceId, PaymentId, ShiftId, Timestamp},
};

/// Asks for the fee of an appointment, to be paid at a provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeginFee {
    /// Whose fee.
    pub appointment: AppointmentId,
    /// How the customer is going to pay, as far as is known: by card, UPI or bank.
    pub means: TenderKind,
    /// For how many seconds the code is good; 60 to 86,400.
    pub hold_s: i64,
    /// What is noted on the receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The shift of the window it is begun in; it must be open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<ShiftId>,
}

impl Command for BeginFee {
    type Outcome = Begun;
    const NAME: &'static str = "payments.begin_fee";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Begun, Trouble> {
        let until = until(by, self.means, self.hold_s)?;
        let due = appointments::due(tx, by, self.appointment)?;
        must_not_wait(tx, by, self.appointment)?;
        if let Some(shift) = self.shift {
            shifts::must_be_open(tx, by, shift)?;
        }
        let sale = Checkout {
            customer: Some(due.customer),
            note: self.note.clone(),
            shift: self.shift,
            ..Checkout::default()
        };
        sale.check_note()?;
        let (_, amount) = due.sale.invoice_lines()?;
        let asked = Asked {
            means: self.means,
            amount,
            invoice: due.invoice,
            hold: holds::begin(tx, by, (&sale, &due.sale), until)?,
            until,
            pays: Pays::Fee(self.appointment),
        };
        put(tx, by, &asked)
    }
}

/// The payment that can still pay an appointment's fee, and until when it is waited for.
fn waiting(
    db: &ReadTx<'_>,
    appointment: AppointmentId,
) -> Result<Option<(PaymentId, Timestamp)>, Fault> {
    db.first(
        "SELECT payments.id, until_ms FROM payments JOIN holds ON holds.id = hold
         WHERE appointment = ?1 AND captured_minor = 0 AND payments.state <> 'expired'",
        [appointment.get()],
        |row| Ok((PaymentId::new(row.get(0)?), Timestamp::from_ms(row.get(1)?))),
    )
}

/// Refuses to take a fee in another way while a customer may be paying it.
///
/// # Errors
/// A refusal that names the payment, or a fault of the file.
pub(in crate::shop) fn must_not_wait(
    db: &ReadTx<'_>,
    by: &Actor<'_>,
    appointment: AppointmentId,
) -> Result<(), Trouble> {
    match waiting(db, appointment)? {
        None => Ok(()),
        Some((payment, until)) => {
            let until = by.shop.zone.time_of_day(until);
            let why = format!(
                "has its fee asked for by QR until {until}, by payment {payment}: wait for it, or \
                 cancel it first"
            );
            Err(Refusal::invalid("appointment", why).into())
        }
    }
}

/// Has the payment that waits for a fee pay the invoice that was raised anew.
///
/// # Errors
/// A fault of the file.
pub(in crate::shop) fn follow_fee(
    tx: &WriteTx<'_>,
    appointment: AppointmentId,
    invoice: InvoiceId,
) -> Result<(), Fault> {
    tx.execute(
        "UPDATE payments SET invoice = ?2
         WHERE appointment = ?1 AND captured_minor = 0 AND state <> 'expired'",
        params![appointment.get(), invoice.get()],
    )?;
    Ok(())
}

/// Gives up the payment that waits for a fee, where there is one: its appointment does not take
/// place.
///
/// # Errors
/// A fault of the file.
pub(in crate::shop) fn give_up_fee(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    appointment: AppointmentId,
) -> Result<(), Trouble> {
    if let Some((payment, _)) = waiting(tx, appointment)? {
        release(tx, by, payment)?;
    }
    Ok(())
}

/// Makes what is held for a fee what the appointment is now; the answer is its open invoice.
///
/// # Errors
/// A refusal where the fee waits for no money any more, or a fault of the file.
pub(super) fn as_it_is_now(
    db: &ReadTx<'_>,
    by: &Actor<'_>,
    appointment: AppointmentId,
    held: &mut Hold,
) -> Result<InvoiceId, Trouble> {
    let due = appointments::due(db, by, appointment)?;
    held.sale = due.sale;
    held.asked.customer = Some(due.customer);
    Ok(due.invoice)
}

/// The payments of an appointment's fee that are not over: the one that waits, and those whose
/// money came too late and is still here; newest first.
///
/// # Errors
/// A fault of the file.
pub fn of_fee(db: &ReadTx<'_>, appointment: AppointmentId) -> Result<Vec<AtCounter>, Fault> {
    let ids = db.all(
        "SELECT id FROM payments
         WHERE appointment = ?1 AND sale IS NULL
           AND ((captured_minor = 0 AND state <> 'expired')
                OR captured_minor > refunded_minor + refunding_minor)
         ORDER BY id DESC",
        [appointment.get()],
        |row| row.get(0).map(PaymentId::new),
    )?;
    each(db, ids)
}
