//! What an appointment costs: an open invoice from its booking, paid at the counter by a receipt.
//!
//! Promises: an invoice is paid once; cancelling makes an unpaid one void in the same commit. Left
//! out: giving back what was paid, which is taking its receipt back.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Command, Permission, Refusal, Trouble,
        door::to_json,
        invoices::{self, InvoiceState, NewInvoice, Paid},
        payments,
        refusal::Ended,
        sales::{Checkout, HeldSale, Sold, Tender},
        stock::Keeps,
    },
    facts::{self, Facts},
};
use crate::{
    store::{Fault, ReadTx, WriteTx, params},
    values::{AppointmentId, CustomerId, InvoiceId, MAX_PRICE_MINOR, Money, ShiftId},
};

/// The longest that is taken of a calendar's name, in characters: a line's name has 100.
const NAME_MOST: usize = 70;

/// What a fee is sold as: the calendar's name and the time.
fn called(db: &ReadTx<'_>, by: &Actor<'_>, facts: &Facts) -> Result<String, Trouble> {
    let calendar: String = facts::calendar_name(db, facts.calendar)?
        .chars()
        .take(NAME_MOST)
        .collect();
    let when = by.shop.zone.local(facts.start).format("%a %-d %b %H:%M");
    Ok(format!("{calendar}, {when}"))
}

/// A fee that is asked for with a booking, and its invoice.
pub(super) struct Raised {
    /// What it is sold as, as it is kept.
    pub(super) sale: String,
    pub(super) invoice: InvoiceId,
}

/// Prices a fee and raises its invoice.
///
/// # Errors
/// A refusal of the amount, or a fault of the file.
pub(super) fn begin(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    facts: &Facts,
    fee: Money,
) -> Result<Raised, Trouble> {
    if !(1..=MAX_PRICE_MINOR).contains(&fee.minor()) {
        let why = "is an amount above 0; leave it out where the appointment is free";
        return Err(Refusal::invalid("fee", why).into());
    }
    let sale = HeldSale::fee(tx, called(tx, by, facts)?, fee)?;
    Ok(Raised {
        invoice: issue(tx, by, &sale, facts)?,
        sale: to_json(&sale)?,
    })
}

fn issue(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    sale: &HeldSale,
    facts: &Facts,
) -> Result<InvoiceId, Trouble> {
    let (lines, total) = sale.invoice_lines()?;
    let new = NewInvoice {
        customer: Some(facts.customer),
        total,
        sale: None,
        credits: None,
    };
    Ok(invoices::issue(tx, by, &new, &lines)?.0)
}

/// The fee of an appointment as it is kept, under the name it has by what the appointment is.
fn kept(
    db: &ReadTx<'_>,
    by: &Actor<'_>,
    appointment: AppointmentId,
    facts: &Facts,
) -> Result<Option<HeldSale>, Trouble> {
    let sql = "SELECT fee FROM appointments WHERE id = ?1";
    let json = db.one(sql, [appointment.get()], |row| {
        row.get::<_, Option<String>>(0)
    })?;
    let Some(json) = json else { return Ok(None) };
    let sale: HeldSale = serde_json::from_str(&json).map_err(|error| Fault::Damaged {
        what: format!("the fee of appointment {appointment}: {error}"),
    })?;
    Ok(Some(sale.called(&called(db, by, facts)?)))
}

/// Gives up an invoice of which nothing was paid; the answer is whether there is money that was
/// paid and did not go back.
///
/// # Errors
/// A fault of the file.
pub(super) fn give_up(tx: &WriteTx<'_>, invoice: Option<InvoiceId>) -> Result<bool, Trouble> {
    match invoice {
        Some(invoice) if !invoices::void(tx, invoice)? => is_paid(tx, invoice),
        _ => Ok(false),
    }
}

fn is_paid(db: &ReadTx<'_>, invoice: InvoiceId) -> Result<bool, Trouble> {
    let sql = "SELECT paid_minor > credited_minor FROM invoices WHERE id = ?1";
    Ok(db.one(sql, [invoice.get()], |row| row.get(0))?)
}

/// The invoice of an appointment that takes place again or at another time: an open one is raised
/// anew, since it names the time, and so is one that was given up or whose money went back.
///
/// # Errors
/// A fault of the file.
pub(super) fn anew(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    appointment: AppointmentId,
    facts: &Facts,
) -> Result<Option<InvoiceId>, Trouble> {
    let Some(invoice) = facts.invoice else {
        return Ok(None);
    };
    if give_up(tx, Some(invoice))? {
        return Ok(Some(invoice));
    }
    let Some(sale) = kept(tx, by, appointment, facts)? else {
        return Ok(Some(invoice));
    };
    let raised = issue(tx, by, &sale, facts)?;
    // A code that the customer was shown pays the fee all the same.
    payments::follow_fee(tx, appointment, raised)?;
    Ok(Some(raised))
}

/// A fee that waits for its money.
pub(in crate::shop) struct Due {
    /// What it is sold as, named as the appointment is now.
    pub(in crate::shop) sale: HeldSale,
    /// The open invoice of it.
    pub(in crate::shop) invoice: InvoiceId,
    /// Whose appointment it is.
    pub(in crate::shop) customer: CustomerId,
}

/// The fee of an appointment as it is to be paid now.
///
/// # Errors
/// A refusal where there is none or it waits for no money, or a fault of the file.
pub(in crate::shop) fn due(
    db: &ReadTx<'_>,
    by: &Actor<'_>,
    appointment: AppointmentId,
) -> Result<Due, Trouble> {
    let (facts, _) = facts::of(db, appointment)?;
    let sale = kept(db, by, appointment, &facts)?;
    let (Some(sale), Some(invoice)) = (sale, facts.invoice) else {
        let why = "has no fee; there is nothing to be paid";
        return Err(Refusal::invalid("appointment", why).into());
    };
    payable(db, invoice)?;
    Ok(Due {
        sale,
        invoice,
        customer: facts.customer,
    })
}

/// Takes the fee of an appointment: a receipt that pays its invoice.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayFee {
    /// Whose fee.
    pub appointment: AppointmentId,
    /// What the customer gives; change is made out of cash only.
    pub tenders: Vec<Tender>,
    /// What is noted on the receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The shift of the window it is taken in; it must be open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<ShiftId>,
}

impl Command for PayFee {
    type Outcome = Sold;
    const NAME: &'static str = "appointments.pay_fee";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Sold, Trouble> {
        let Due {
            sale,
            invoice,
            customer,
        } = due(tx, by, self.appointment)?;
        payments::must_not_wait(tx, by, self.appointment)?;
        let asked = Checkout {
            customer: Some(customer),
            tenders: self.tenders.clone(),
            note: self.note.clone(),
            shift: self.shift,
            ..Checkout::default()
        };
        let sold = sale.pay(tx, by, &asked, Keeps::NOTHING)?;
        if !invoices::allocate(tx, by, (invoice, sold.total), Paid::Receipt(sold.number))? {
            return Err(Fault::Bug {
                what: format!("the open invoice {invoice} can't be paid"),
            }
            .into());
        }
        invoices::sold_on(tx, invoice, sold.number)?;
        Ok(sold)
    }
}

/// Sees that an invoice waits for its money, so that the refusal tells why it does not.
fn payable(db: &ReadTx<'_>, invoice: InvoiceId) -> Result<(), Trouble> {
    let (number, state, receipt) = db.one(
        "SELECT number, state, sale FROM invoices WHERE id = ?1",
        params![invoice.get()],
        |row| {
            let (number, state) = (row.get::<_, String>(0)?, row.get::<_, String>(1)?);
            Ok((number, state, row.get::<_, Option<i64>>(2)?))
        },
    )?;
    if state == InvoiceState::Open.word() {
        return Ok(());
    }
    if state == InvoiceState::Void.word() {
        let why = format!("is cancelled, so its invoice {number} is void; confirm it again first");
        return Err(Refusal::invalid("appointment", why).into());
    }
    let on = receipt.map_or_else(String::new, |receipt| format!(" on receipt {receipt}"));
    let why = format!("has its fee paid already{on}, by invoice {number}");
    Err(Refusal::over("appointment", why, ("invoice", invoice.get()), Ended::Paid).into())
}
