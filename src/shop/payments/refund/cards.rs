//! Gift cards that were sold with a payment: their money may go back only with them, and where it
//! went back without them, somebody is told, for whoever has such a card can still spend it.

use super::{
    super::{
        super::{Actor, Refusal, Trouble},
        Flag,
        flags::{lower, raise},
    },
    Purse,
};
use crate::{
    store::{Fault, ReadTx, WriteTx},
    values::{Money, PaymentId},
};

/// A payment that put money on gift cards.
struct OnCards {
    /// The receipt that they were sold on.
    receipt: i64,
    /// What of the payment is still here and not set aside to go back.
    there: Money,
    /// What it put on cards that did not come back.
    on_cards: Money,
}

fn read(db: &ReadTx<'_>, payment: PaymentId) -> Result<Option<OnCards>, Fault> {
    let found = db.first(
        "SELECT sale, captured_minor - refunded_minor - refunding_minor,
                (SELECT coalesce(sum(gross_minor), 0) FROM sale_lines
                 WHERE gift_card IS NOT NULL
                   AND sale IN (SELECT payments.sale
                                UNION ALL SELECT number FROM sales
                                          WHERE returns_of = payments.sale))
         FROM payments WHERE id = ?1 AND sale IS NOT NULL",
        [payment.get()],
        |row| {
            let money = |column| row.get(column).map(Money::from_minor);
            Ok(OnCards {
                receipt: row.get(0)?,
                there: money(1)?,
                on_cards: money(2)?,
            })
        },
    )?;
    Ok(found.filter(|found| found.on_cards > Money::ZERO))
}

/// Refuses what stands on gift cards that were sold with it: whoever has such a card could still
/// spend it. With its receipt the card is emptied as the money goes back.
pub(super) fn not_on_cards(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    payment: PaymentId,
    amount: Money,
) -> Result<(), Trouble> {
    let Some(OnCards {
        receipt,
        there,
        on_cards,
    }) = read(tx, payment)?
    else {
        return Ok(());
    };
    let beside = Money::from_minor(there.minor().saturating_sub(on_cards.minor()).max(0));
    if amount <= beside {
        return Ok(());
    }
    let [on_cards, beside] = [on_cards, beside].map(|money| by.shop.currency.format(money));
    let why = format!(
        "{on_cards} of it was put on gift cards, and is on them until they come back with \
         receipt {receipt}: take that back; without it {beside} can go back"
    );
    Err(Refusal::invalid("amount", why).into())
}

/// Tells somebody where money went back that stands on gift cards: the provider was asked for it
/// elsewhere.
pub(super) fn look_after(tx: &WriteTx<'_>, by: &Actor<'_>, purse: &Purse) -> Result<(), Fault> {
    if purse.stray.is_some() {
        return Ok(());
    }
    match read(tx, purse.payment)? {
        Some(found) if found.on_cards > found.there => {
            raise(tx, by, purse.payment, Flag::CardsNotEmptied)
        }
        _ => Ok(()),
    }
}

/// Takes the flag down once the cards came back.
pub(super) fn came_back(tx: &WriteTx<'_>, payment: PaymentId) -> Result<(), Fault> {
    match read(tx, payment)? {
        Some(found) if found.on_cards > found.there => Ok(()),
        _ => lower(tx, payment, Flag::CardsNotEmptied).map(drop),
    }
}
