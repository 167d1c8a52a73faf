//! The money is there: who was first to tell, and what the held goods become.

use super::{
    super::{
        Actor, Trouble,
        holds::{self, End, Hold},
        invoices::{self, Paid},
        sales::{Sold, Tender, TenderKind},
    },
    Flag, News,
    begin::Pays,
    fee,
    flags::raise,
    hand_over,
};
use crate::{
    store::{Fault, WriteTx, params, unreadable},
    values::{HoldId, InvoiceId, Money, PaymentId},
};

/// A payment whose money is there.
pub(super) struct Captured {
    payment: PaymentId,
    pub(super) amount: Money,
    means: TenderKind,
    invoice: InvoiceId,
    hold: HoldId,
    provider_payment: String,
    pays: Pays,
}

impl Captured {
    /// What is known of it.
    pub(super) fn of(tx: &WriteTx<'_>, payment: PaymentId) -> Result<Captured, Fault> {
        tx.one(
            "SELECT captured_minor, means, invoice, hold, provider_payment, appointment, of_order
             FROM payments WHERE id = ?1 AND captured_minor > 0",
            [payment.get()],
            |row| {
                let word = row.get_ref(1)?.as_str()?;
                Ok(Captured {
                    payment,
                    amount: row.get(0).map(Money::from_minor)?,
                    means: TenderKind::of(word)
                        .ok_or_else(|| unreadable(1, format!("no tender: “{word}”")))?,
                    invoice: InvoiceId::new(row.get(2)?),
                    hold: HoldId::new(row.get(3)?),
                    provider_payment: row.get(4)?,
                    pays: Pays::of(row.get(5)?, row.get(6)?),
                })
            },
        )
    }

    /// What is written on the receipt.
    pub(super) fn tender(&self) -> Tender {
        Tender {
            kind: self.means,
            amount: self.amount,
            reference: Some(self.provider_payment.clone()),
        }
    }
}

/// What became of a payment that was found to be paid.
pub(super) enum First {
    /// Somebody had told it before.
    No,
    /// The held goods were sold.
    Sold(Sold),
    /// The goods had been released meanwhile.
    Late,
    /// The goods could not be sold, for this reason, and are released.
    NotSold(String),
}

/// Counts the money of a payment, once: the conditional update decides who is
/// first. In the same commit the held goods become a sale, where they still are
/// and nothing is in the way. The money is there whatever becomes of the goods:
/// where they can't be sold, it stands as money that came too late does.
pub(super) fn capture(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    payment: PaymentId,
    news: &News,
) -> Result<First, Trouble> {
    let means = news.means.filter(|means| means.is_a_providers());
    let first = tx.execute(
        "UPDATE payments
         SET state = 'captured', captured_minor = amount_minor, provider_payment = ?2,
             means = coalesce(?3, means)
         WHERE id = ?1 AND captured_minor = 0 AND amount_minor = ?4",
        params![
            payment.get(),
            news.payment.as_str(),
            means.map(TenderKind::word),
            news.amount.minor()
        ],
    )?;
    if first == 0 {
        return Ok(First::No);
    }
    let captured = Captured::of(tx, payment)?;
    let why = match tx.part(|| sell_held(tx, by, &captured))? {
        Ok(Some(sold)) => return Ok(First::Sold(sold)),
        Ok(None) => {
            raise(tx, by, payment, Flag::PaidAfterRelease)?;
            return Ok(First::Late);
        }
        Err(Trouble::Refused(refusal)) => refusal.to_string(),
        Err(Trouble::Fault(fault @ (Fault::Damaged { .. } | Fault::Bug { .. }))) => {
            tracing::error!(%fault, %payment, "what was paid could not be sold");
            fault.to_string()
        }
        // The disk's or the lock's trouble: the news is taken again.
        Err(Trouble::Fault(fault)) => return Err(fault.into()),
    };
    holds::end(tx, by, captured.hold, End::Released)?;
    // A fee's invoice is its appointment's, and stays what it is.
    if captured.pays.appointment().is_none() {
        invoices::void(tx, captured.invoice)?;
    }
    raise(tx, by, payment, Flag::NotSold)?;
    Ok(First::NotSold(why))
}

/// Sells what is held for a payment, in the name of who began it; nothing where
/// it had been released.
fn sell_held(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    captured: &Captured,
) -> Result<Option<Sold>, Trouble> {
    if !holds::end(tx, by, captured.hold, End::Sold)? {
        return Ok(None);
    }
    let mut held = holds::hold(tx, captured.hold)?;
    let seller = Actor {
        account: Some(held.account),
        name: by.name.clone(),
        role: None,
        window: by.window,
        at: by.at,
        act: by.act,
        shop: by.shop,
        key: by.key,
        granted: Default::default(),
    };
    let invoice = match captured.pays {
        Pays::Fee(appointment) => fee::as_it_is_now(tx, &seller, appointment, &mut held)?,
        Pays::Goods | Pays::HandOver(_) => captured.invoice,
    };
    sell(tx, &seller, captured, (&held, invoice)).map(Some)
}

/// Sells what was held, for the money that is there, and pays this invoice.
pub(super) fn sell(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    captured: &Captured,
    (held, invoice): (&Hold, InvoiceId),
) -> Result<Sold, Trouble> {
    let sold = match captured.pays {
        Pays::Goods | Pays::Fee(_) => held.sale.sell(tx, by, &held.asked, captured.tender())?,
        Pays::HandOver(order) => hand_over::sell(tx, by, captured, (order, held))?,
    };
    let payable = (invoice, captured.amount);
    let paid = invoices::allocate(tx, by, payable, Paid::Payment(captured.payment))?;
    let allocated = tx.execute(
        "UPDATE payments SET allocated_minor = allocated_minor + ?2, sale = ?3, invoice = ?4
         WHERE id = ?1 AND allocated_minor + ?2 <= captured_minor AND sale IS NULL",
        params![
            captured.payment.get(),
            captured.amount.minor(),
            sold.number,
            invoice.get()
        ],
    )?;
    if !paid || allocated == 0 {
        let what = format!("payment {} can't pay its invoice", captured.payment);
        return Err(Fault::Damaged { what }.into());
    }
    // What was paid ahead of an order is on its receipt, too.
    let ahead = sold.total.checked_sub(captured.amount);
    if let Some(ahead) = ahead.filter(|ahead| *ahead > Money::ZERO)
        && !invoices::allocate(tx, by, (invoice, ahead), Paid::Receipt(sold.number))?
    {
        let what = format!("what was paid ahead can't pay invoice {invoice}");
        return Err(Fault::Damaged { what }.into());
    }
    invoices::sold_on(tx, invoice, sold.number)?;
    Ok(sold)
}
