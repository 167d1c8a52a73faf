//! What is left to pay of an order that is handed over, asked for at a provider.
//!
//! Promises: it is asked for by one code at a time, and the order is neither handed over in another
//! way nor changed meanwhile; it is handed over in the commit that counts the money. Left out: the
//! goods, which stay promised to the order, and so on the shelf, until then; what was paid ahead,
//! which is on the order's own card; whether it is the right person, which a code of theirs tells
//! who hands it over for other money.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        Actor, Command, Permission, Refusal, Trouble,
        holds::{self, Hold},
        invoices::{self, NewInvoice},
        orders::{self, HandOver},
        sales::{Checkout, Sold, TenderKind},
        shifts,
    },
    AtCounter, Begun,
    begin::{Asked, Pays, put, release, until},
    capture::Captured,
    counter::each,
};
use crate::{
    store::{Fault, ReadTx, WriteTx},
    values::{Money, OrderId, PaymentId, ShiftId, Timestamp},
};

/// Asks for what is left to pay of an order that is ready, to be handed over when it is paid.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeginHandOver {
    /// Which order.
    pub order: OrderId,
    /// The version that was looked at.
    pub version: i64,
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

impl Command for BeginHandOver {
    type Outcome = Begun;
    const NAME: &'static str = "payments.begin_hand_over";
    const NEEDS: Permission = Permission::Sell;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Begun, Trouble> {
        let until = until(by, self.means, self.hold_s)?;
        let owed = orders::owed(tx, by, (self.order, self.version))?;
        must_not_wait(tx, by, self.order)?;
        if owed.to_pay <= Money::ZERO {
            let why = "has nothing left to pay: hand it over as it is";
            return Err(Refusal::invalid("order", why).into());
        }
        if let Some(shift) = self.shift {
            shifts::must_be_open(tx, by, shift)?;
        }
        let sale = Checkout {
            customer: owed.customer,
            note: self.note.clone(),
            shift: self.shift,
            ..Checkout::default()
        };
        sale.check_note()?;
        let (lines, total) = owed.sale.invoice_lines()?;
        let new = NewInvoice {
            customer: owed.customer,
            total,
            sale: None,
            credits: None,
        };
        let (invoice, _) = invoices::issue(tx, by, &new, &lines)?;
        let asked = Asked {
            means: self.means,
            amount: owed.to_pay,
            invoice,
            hold: holds::without_goods(tx, by, (&sale, &owed.sale), until)?,
            until,
            pays: Pays::HandOver(self.order),
        };
        put(tx, by, &asked)
    }
}

/// The payment that can still pay for an order, and until when it is waited for.
fn waiting(db: &ReadTx<'_>, order: OrderId) -> Result<Option<(PaymentId, Timestamp)>, Fault> {
    db.first(
        "SELECT payments.id, until_ms FROM payments JOIN holds ON holds.id = hold
         WHERE of_order = ?1 AND captured_minor = 0 AND payments.state <> 'expired'",
        [order.get()],
        |row| Ok((PaymentId::new(row.get(0)?), Timestamp::from_ms(row.get(1)?))),
    )
}

/// Refuses to hand an order over in another way, or to change what it comes to, while a customer
/// may be paying for it.
///
/// # Errors
/// A refusal that names the payment, or a fault of the file.
pub(in crate::shop) fn must_not_wait(
    db: &ReadTx<'_>,
    by: &Actor<'_>,
    order: OrderId,
) -> Result<(), Trouble> {
    match waiting(db, order)? {
        None => Ok(()),
        Some((payment, until)) => {
            let until = by.shop.zone.time_of_day(until);
            let why = format!(
                "is asked to be paid by QR until {until}, by payment {payment}: wait for it, or \
                 cancel it first"
            );
            Err(Refusal::invalid("order", why).into())
        }
    }
}

/// Gives up the payment that waits for an order, where there is one: nobody wants it any more.
///
/// # Errors
/// A fault of the file.
pub(in crate::shop) fn give_up_order(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    order: OrderId,
) -> Result<(), Trouble> {
    if let Some((payment, _)) = waiting(tx, order)? {
        release(tx, by, payment)?;
    }
    Ok(())
}

/// Makes what is held for an order what it is now.
///
/// # Errors
/// A refusal where it is not ready to be handed over, or a fault of the file.
pub(super) fn as_it_is_now(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    order: OrderId,
    held: &mut Hold,
) -> Result<(), Trouble> {
    let version = orders::version(tx, order)?;
    let owed = orders::owed(tx, by, (order, version))?;
    held.sale = owed.sale;
    held.asked.customer = owed.customer;
    Ok(())
}

/// Hands an order over for the money that is there.
///
/// # Errors
/// A refusal where it is not ready, or another sum is left to pay; a fault of the file.
pub(super) fn sell(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    captured: &Captured,
    (order, held): (OrderId, &Hold),
) -> Result<Sold, Trouble> {
    // A shift that was closed meanwhile takes no more receipts.
    let shift = match held.asked.shift {
        Some(shift) if shifts::is_open(tx, shift)? => Some(shift),
        _ => None,
    };
    let asked = HandOver {
        order,
        version: orders::version(tx, order)?,
        tenders: vec![captured.tender()],
        shift,
        note: held.asked.note.clone(),
    };
    Ok(orders::hand_over(tx, by, &asked)?.sold)
}

/// The payments of an order's hand-over that are not over: the one that waits, and those whose
/// money came too late and is still here; newest first.
///
/// # Errors
/// A fault of the file.
pub fn of_order(db: &ReadTx<'_>, order: OrderId) -> Result<Vec<AtCounter>, Fault> {
    let ids = db.all(
        "SELECT id FROM payments
         WHERE of_order = ?1 AND sale IS NULL
           AND ((captured_minor = 0 AND state <> 'expired')
                OR captured_minor > refunded_minor + refunding_minor)
         ORDER BY id DESC",
        [order.get()],
        |row| row.get(0).map(PaymentId::new),
    )?;
    each(db, ids)
}
