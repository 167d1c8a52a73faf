//! Money that goes back: asked for by the shop, done by the provider.

mod before;
mod by_hand;
mod cards;
mod credited;
mod known;
mod purse;
mod settle;

pub use by_hand::SettleRefundByHand;
pub use credited::{CreditRefund, Credited};
pub use settle::{RefundOutcome, SettleRefund, SettledRefund};

pub(in crate::shop) use before::gone_before;
pub(super) use purse::Purse;
pub(super) use settle::told;

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble},
    Flag, ProviderId,
    flags::lower,
};
use crate::{
    store::{Fault, Row, RowResult, WriteTx, params, unreadable},
    values::{AccountId, Money, PaymentId, RefundKey, line},
};

/// The longest reason, in characters.
const REASON_MOST: usize = 200;

/// Begins to give money back. It is set aside at once, so that no more goes back
/// than came; the provider is asked afterwards.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeginRefund {
    /// Of which payment.
    pub payment: PaymentId,
    /// How much; above 0.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// Why.
    pub reason: String,
}

/// A refund that was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundBegun {
    /// Of which payment.
    pub payment: PaymentId,
    /// What the provider is asked with: the same again gives nothing back twice.
    pub key: RefundKey,
    /// How much.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// The code of its currency, where that is not the shop's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

/// How far a refund has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    /// The provider is still to be asked.
    Begun,
    /// The provider has taken it on.
    Accepted,
    /// The provider was asked, and it can't be told what it did.
    Unknown,
    /// The money went back.
    Done,
    /// The money did not go back.
    Failed,
}

impl RefundState {
    /// All of them.
    pub const ALL: [RefundState; 5] = [
        RefundState::Begun,
        RefundState::Accepted,
        RefundState::Unknown,
        RefundState::Done,
        RefundState::Failed,
    ];

    /// The word it is stored and shown as.
    pub fn word(self) -> &'static str {
        match self {
            RefundState::Begun => "begun",
            RefundState::Accepted => "accepted",
            RefundState::Unknown => "unknown",
            RefundState::Done => "done",
            RefundState::Failed => "failed",
        }
    }
}

pub(super) fn refund_state_of(row: &Row<'_>, column: usize) -> RowResult<RefundState> {
    let word = row.get_ref(column)?.as_str()?;
    let state = RefundState::ALL.into_iter().find(|s| s.word() == word);
    state.ok_or_else(|| unreadable(column, format!("no state: “{word}”")))
}

impl Command for BeginRefund {
    type Outcome = RefundBegun;
    const NAME: &'static str = "payments.begin_refund";
    const NEEDS: Permission = Permission::Refund;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<RefundBegun, Trouble> {
        let reason = reason(&self.reason)?;
        // What failed for goods that came back is tried again for them.
        let receipt = tx.first(
            "SELECT receipt FROM refunds AS failed
             WHERE payment = ?1 AND amount_minor = ?2 AND state = 'failed' AND receipt IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM refunds AS other
                               WHERE other.receipt = failed.receipt AND other.state <> 'failed')",
            params![self.payment.get(), self.amount.minor()],
            |row| row.get::<_, i64>(0),
        )?;
        if receipt.is_none() {
            not_credited(tx, by, self.payment, self.amount)?;
            cards::not_on_cards(tx, by, self.payment, self.amount)?;
        }
        let purse = Purse::counted(self.payment);
        begin(tx, by, (&purse, self.amount), &reason, receipt)
    }
}

/// Refuses what a credit note has given back already: goods that came back for the customer's
/// credit are not paid for a second time.
fn not_credited(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    payment: PaymentId,
    amount: Money,
) -> Result<(), Trouble> {
    let paid = tx.first(
        "SELECT number, paid_minor - credited_minor
                - (SELECT coalesce(sum(amount_minor), 0) FROM refunds
                   WHERE payment = ?1 AND stray IS NULL AND receipt IS NULL
                     AND (state = 'begun' OR state = 'accepted' OR state = 'unknown'))
         FROM payments JOIN invoices ON invoices.id = invoice
         WHERE payments.id = ?1 AND allocated_minor > 0 AND credited_minor > 0",
        [payment.get()],
        |row| {
            let left = row.get(1).map(Money::from_minor)?;
            Ok((row.get::<_, String>(0)?, left))
        },
    )?;
    match paid {
        Some((number, left)) if left < amount => Err(Refusal::Overdrawn {
            what: format!("the invoice {number}"),
            wanted: by.shop.currency.format(amount),
            left: by.shop.currency.format(left),
            of: None,
        }
        .into()),
        _ => Ok(()),
    }
}

/// A reason as it is kept.
pub(super) fn reason(typed: &str) -> Result<String, Refusal> {
    let reason = line(typed, REASON_MOST).map_err(|why| Refusal::invalid("reason", why))?;
    match reason.is_empty() {
        false => Ok(reason),
        true => {
            let why = "a reason is needed, such as “the goods were gone”";
            Err(Refusal::invalid("reason", why))
        }
    }
}

/// Sets money aside to go back: never more than came and has not gone back.
pub(super) fn begin(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    (purse, amount): (&Purse, Money),
    reason: &str,
    receipt: Option<i64>,
) -> Result<RefundBegun, Trouble> {
    if amount <= Money::ZERO {
        return Err(Refusal::invalid("amount", "is above 0").into());
    }
    purse.set_aside(tx, by, amount)?;
    let payment = purse.payment;
    let key = RefundKey::new();
    put(
        tx,
        by,
        (purse, amount),
        (key, "begun", None),
        (reason, receipt),
    )?;
    lower(tx, payment, Flag::RefundFailed)?;
    Ok(RefundBegun {
        payment,
        key,
        amount,
        currency: purse.currency(tx)?,
    })
}

fn put(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    (purse, amount): (&Purse, Money),
    (key, state, refund): (RefundKey, &str, Option<&ProviderId>),
    (reason, receipt): (&str, Option<i64>),
) -> Result<i64, Fault> {
    tx.insert(
        "INSERT INTO refunds
             (key, payment, act, at_ms, account, amount_minor, reason, state, provider_refund,
              receipt, stray)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            key.bytes(),
            purse.payment.get(),
            by.act,
            by.at.ms(),
            by.account.map(AccountId::get),
            amount.minor(),
            reason,
            state,
            refund.map(ProviderId::as_str),
            receipt,
            purse.stray()
        ],
    )
}

/// Goods that came back, of a receipt that a provider's payment may have paid.
pub(in crate::shop) struct CameBack<'c> {
    /// The receipt they were sold on.
    pub(in crate::shop) sold: i64,
    /// The receipt they came back on.
    pub(in crate::shop) back: i64,
    /// What of their worth the provider had been paid.
    pub(in crate::shop) amount: Money,
    /// Whether what went back without goods counts for them first.
    pub(in crate::shop) went_before: bool,
    /// Why they came back.
    pub(in crate::shop) reason: &'c str,
}

/// Sees that what goods are worth that came back is not given back by the provider already, or on
/// its way: it is put on a customer's credit instead.
pub(in crate::shop) fn not_before(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    goods: &CameBack<'_>,
) -> Result<(), Trouble> {
    before::not_before(tx, by, goods, goods.amount)
}

/// Begins to give back what goods were worth that came back, where a provider's payment had paid
/// them; the answer is what of that went back before.
pub(in crate::shop) fn of_return(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    goods: &CameBack<'_>,
) -> Result<Money, Trouble> {
    let before = match goods.went_before {
        true => before::count(tx, by, (goods.sold, goods.back), goods.amount)?,
        false => Money::ZERO,
    };
    let payment = tx.first(
        "SELECT id FROM payments WHERE sale = ?1",
        [goods.sold],
        |row| row.get(0).map(PaymentId::new),
    )?;
    let rest = Money::from_minor(goods.amount.minor().saturating_sub(before.minor()));
    if let Some(payment) = payment
        && rest > Money::ZERO
    {
        before::not_before(tx, by, goods, rest)?;
        let purse = Purse::counted(payment);
        begin(tx, by, (&purse, rest), goods.reason, Some(goods.back))?;
    }
    if let Some(payment) = payment {
        cards::came_back(tx, payment)?;
    }
    Ok(before)
}
