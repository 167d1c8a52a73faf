//! The money is there: who was first to tell, and what the held goods become.

use super::{
    super::{
        Actor, Trouble,
        holds::{self, End, Hold},
        invoices::{self, Paid},
        sales::{Sold, Tender, TenderKind},
    },
    Flag, News,
    begin::can_pay,
};
use crate::{
    store::{Fault, WriteTx, params, unreadable},
    values::{HoldId, InvoiceId, Money, PaymentId},
};

/// A payment whose money is there.
pub(super) struct Captured {
    payment: PaymentId,
    amount: Money,
    means: TenderKind,
    invoice: InvoiceId,
    hold: HoldId,
    provider_payment: String,
}

impl Captured {
    /// What is known of it.
    pub(super) fn of(tx: &WriteTx<'_>, payment: PaymentId) -> Result<Captured, Fault> {
        tx.one(
            "SELECT captured_minor, means, invoice, hold, provider_payment FROM payments
             WHERE id = ?1 AND captured_minor > 0",
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
                })
            },
        )
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
}

/// Counts the money of a payment, once: the conditional update decides who is
/// first. In the same commit the held goods become a sale, where they still are.
pub(super) fn capture(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    payment: PaymentId,
    news: &News,
) -> Result<First, Trouble> {
    let means = news.means.filter(|means| can_pay(*means));
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
    if !holds::end(tx, by, captured.hold, End::Sold)? {
        raise(tx, payment, Flag::PaidAfterRelease)?;
        return Ok(First::Late);
    }
    let held = holds::hold(tx, captured.hold)?;
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
    Ok(First::Sold(sell(tx, &seller, &captured, &held)?))
}

/// Sells what was held, for the money that is there, and pays the invoice.
pub(super) fn sell(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    captured: &Captured,
    held: &Hold,
) -> Result<Sold, Trouble> {
    let tender = Tender {
        kind: captured.means,
        amount: captured.amount,
        reference: Some(captured.provider_payment.clone()),
    };
    let sold = held.sale.sell(tx, by, &held.asked, tender)?;
    let payable = (captured.invoice, captured.amount);
    let paid = invoices::allocate(tx, by, payable, Paid::Payment(captured.payment))?;
    let allocated = tx.execute(
        "UPDATE payments SET allocated_minor = allocated_minor + ?2, sale = ?3
         WHERE id = ?1 AND allocated_minor + ?2 <= captured_minor AND sale IS NULL",
        params![captured.payment.get(), captured.amount.minor(), sold.number],
    )?;
    if !paid || allocated == 0 {
        let what = format!("payment {} can't pay its invoice", captured.payment);
        return Err(Fault::Damaged { what }.into());
    }
    invoices::sold_on(tx, captured.invoice, sold.number)?;
    Ok(sold)
}

/// Raises a flag on a payment, for a person to see.
pub(super) fn raise(tx: &WriteTx<'_>, payment: PaymentId, flag: Flag) -> Result<(), Fault> {
    tx.execute(
        "UPDATE payments SET flag = ?2 WHERE id = ?1",
        params![payment.get(), flag.word()],
    )?;
    Ok(())
}

/// Takes a flag down, where it is the one that is up.
pub(super) fn lower(tx: &WriteTx<'_>, payment: PaymentId, flag: Flag) -> Result<(), Fault> {
    tx.execute(
        "UPDATE payments SET flag = NULL WHERE id = ?1 AND flag = ?2",
        params![payment.get(), flag.word()],
    )?;
    Ok(())
}
