//! Money that went back before the goods did: without them, and not counted for any yet.

use super::{
    super::super::{Actor, Refusal, Trouble},
    CameBack,
};
use crate::{
    store::{Fault, ReadTx, WriteTx, params},
    values::{Money, PaymentId},
};

/// What of a receipt's payment went back without goods.
struct WentBefore {
    payment: PaymentId,
    /// What goods may still come back for.
    left: Money,
    /// What is on its way, and may not arrive.
    under_way: Money,
    /// What may still go back with goods.
    there: Money,
}

/// Reads what went back of the payment that paid a receipt, and of what of it no other return than
/// `this` counted any; nothing where no payment did.
fn went_before(db: &ReadTx<'_>, sold: i64, this: Option<i64>) -> Result<Option<WentBefore>, Fault> {
    db.first(
        "SELECT id, captured_minor - refunded_minor - refunding_minor,
                coalesce((SELECT sum(amount_minor) FROM refunds
                          WHERE payment = payments.id AND stray IS NULL AND receipt IS NULL
                            AND state = 'done'), 0)
                - coalesce((SELECT sum(-given_minor - coalesce(
                                (SELECT max(amount_minor) FROM refunds
                                 WHERE receipt = back.number), 0))
                            FROM sales AS back JOIN tenders ON tenders.sale = back.number
                            WHERE back.returns_of = payments.sale AND back.number IS NOT ?2
                              AND tenders.kind = means AND reference = provider_payment), 0),
                coalesce((SELECT sum(amount_minor) FROM refunds
                          WHERE payment = payments.id AND stray IS NULL AND receipt IS NULL
                            AND (state = 'begun' OR state = 'accepted' OR state = 'unknown')), 0)
         FROM payments WHERE sale = ?1",
        params![sold, this],
        |row| {
            let money = |column| row.get(column).map(Money::from_minor);
            Ok(WentBefore {
                payment: PaymentId::new(row.get(0)?),
                there: money(1)?,
                left: money(2)?,
                under_way: money(3)?,
            })
        },
    )
}

/// What went back of a receipt's payment without goods, and goods may still be taken back for.
///
/// # Errors
/// A fault of the file.
pub(in crate::shop) fn gone_before(db: &ReadTx<'_>, sold: i64) -> Result<Money, Fault> {
    let found = went_before(db, sold, None)?;
    Ok(found.map_or(Money::ZERO, |found| found.left))
}

/// How much of what goods are worth went back before: all that did, and no more than they are
/// worth. No two at once count it: who writes is alone with the file.
pub(super) fn count(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    (sold, back): (i64, i64),
    amount: Money,
) -> Result<Money, Trouble> {
    let refused = |why: String| Err(Refusal::invalid("money_went_back", why).into());
    let Some(found) = went_before(tx, sold, Some(back))? else {
        return refused(
            "is for what a payment provider gave back: no provider's payment paid this receipt"
                .into(),
        );
    };
    let (payment, before) = (found.payment, found.left.min(amount));
    if before > Money::ZERO {
        return Ok(before);
    }
    let currency = by.shop.currency;
    refused(match found.under_way {
        Money::ZERO => format!(
            "is not so: nothing went back of payment {payment} without goods that was not counted \
             for some already"
        ),
        way => format!(
            "is not known yet: {} of payment {payment} is on its way back; ask again once it has \
             arrived",
            currency.format(way)
        ),
    })
}

/// Refuses to give back with goods what went back without them, or is on its way, and says what
/// can be done.
pub(super) fn not_before(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    goods: &CameBack<'_>,
    amount: Money,
) -> Result<(), Trouble> {
    let Some(found) = went_before(tx, goods.sold, Some(goods.back))? else {
        return Ok(());
    };
    let known = found.left.minor().saturating_add(found.under_way.minor());
    let is_counted = goods.went_before && found.under_way == Money::ZERO;
    if amount <= found.there || known == 0 || is_counted {
        return Ok(());
    }
    let currency = by.shop.currency;
    let [wanted, there, known] =
        [amount, found.there, Money::from_minor(known)].map(|money| currency.format(money));
    let payment = found.payment;
    let when = match found.under_way {
        Money::ZERO => "",
        _ => "once all of it has arrived, ",
    };
    let why = format!(
        "had {known} of its payment {payment} given back without goods, so {there} is left for \
         these, which are worth {wanted}: {when}take them back as goods whose money went back \
         already (“It went back before”, or --money-went-back), and none goes back twice"
    );
    Err(Refusal::invalid("receipt", why).into())
}
