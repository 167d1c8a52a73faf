//! Refunds as they are found when something is told of them.

use super::{
    super::{
        super::{Refusal, Trouble},
        ProviderId,
    },
    Purse, RefundState, refund_state_of,
};
use crate::{
    store::{Fault, Row, RowResult, WriteTx, params, unreadable},
    values::{Money, PaymentId, RefundKey},
};

/// A refund as it is found.
pub(super) struct Known {
    pub(super) id: i64,
    pub(super) purse: Purse,
    pub(super) amount: Money,
    pub(super) state: RefundState,
    pub(super) refund: Option<String>,
    pub(super) receipt: Option<i64>,
}

const KNOWN: &str = "SELECT id, amount_minor, state, provider_refund, receipt, payment, stray
                     FROM refunds WHERE";

fn known_of(row: &Row<'_>) -> RowResult<Known> {
    let stray = row.get::<_, Option<String>>(6)?;
    let stray = stray.map(|id| ProviderId::parse(&id)).transpose();
    Ok(Known {
        id: row.get(0)?,
        purse: Purse {
            payment: PaymentId::new(row.get(5)?),
            stray: stray.map_err(|why| unreadable(6, why))?,
        },
        amount: row.get(1).map(Money::from_minor)?,
        state: refund_state_of(row, 2)?,
        refund: row.get(3)?,
        receipt: row.get(4)?,
    })
}

/// The refund that the shop called so.
pub(super) fn known_by_key(tx: &WriteTx<'_>, key: RefundKey) -> Result<Known, Trouble> {
    let by_key = format!("{KNOWN} key = ?1");
    let found = tx.first(&by_key, [key.bytes()], known_of)?;
    Ok(found.ok_or_else(|| Refusal::unknown("refund", key))?)
}

/// The refund that a provider tells of: the one it called so before; the one
/// that the shop called so; one of the same amount that the shop asked for, and
/// of which the provider's name is not known yet.
pub(super) fn find(
    tx: &WriteTx<'_>,
    purse: &Purse,
    (refund, amount): (&ProviderId, Money),
    ours: Option<RefundKey>,
) -> Result<Option<Known>, Fault> {
    let (payment, stray) = (purse.payment.get(), purse.stray());
    let by_refund = format!("{KNOWN} provider_refund = ?1 AND payment = ?2 AND stray IS ?3");
    let found = tx.first(
        &by_refund,
        params![refund.as_str(), payment, stray],
        known_of,
    )?;
    if found.is_some() {
        return Ok(found);
    }
    if let Some(key) = ours {
        let by_key = format!(
            "{KNOWN} key = ?1 AND payment = ?2 AND stray IS ?3 AND provider_refund IS NULL"
        );
        let found = tx.first(&by_key, params![key.bytes(), payment, stray], known_of)?;
        if found.is_some() {
            return Ok(found);
        }
    }
    // What a person said went back without its name may be this one.
    let by_amount = format!(
        "{KNOWN} payment = ?1 AND stray IS ?2 AND amount_minor = ?3 AND provider_refund IS NULL
           AND (state = 'begun' OR state = 'unknown' OR state = 'done')
         ORDER BY state = 'done', id LIMIT 1"
    );
    tx.first(
        &by_amount,
        params![payment, stray, amount.minor()],
        known_of,
    )
}

/// Whether a provider's refund is known as one of other money.
pub(super) fn is_anothers(
    tx: &WriteTx<'_>,
    purse: &Purse,
    refund: &ProviderId,
) -> Result<bool, Fault> {
    let other = tx.first(
        "SELECT 1 FROM refunds WHERE provider_refund = ?1 AND (payment <> ?2 OR stray IS NOT ?3)",
        params![refund.as_str(), purse.payment.get(), purse.stray()],
        |_| Ok(()),
    )?;
    Ok(other.is_some())
}
