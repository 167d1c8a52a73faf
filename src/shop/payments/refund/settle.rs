//! What became of a refund: answered by the provider, or told by its messages.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        super::{
            Actor, Command, Permission, Refusal, Trouble,
            invoices::{self, Credit},
        },
        Flag, ProviderId, Said, Verdict,
        flags::{lower, raise},
        take::shown,
    },
    RefundState, put, refund_state_of,
};
use crate::{
    store::{Fault, Row, RowResult, WriteTx, params},
    values::{InvoiceId, Money, PaymentId, RefundKey},
};

/// Notes what the provider answered to a refund.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettleRefund {
    /// Which refund.
    pub key: RefundKey,
    /// What became of it.
    pub outcome: RefundOutcome,
}

/// What became of a refund at the provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum RefundOutcome {
    /// The money went back.
    Done {
        /// What the provider calls it.
        refund: ProviderId,
    },
    /// The provider has taken it on, and the money is on its way.
    Accepted {
        /// What the provider calls it.
        refund: ProviderId,
    },
    /// The provider will not do it; what was set aside is free again.
    Failed {
        /// Why, as the provider words it.
        why: String,
    },
    /// It can't be told. It stays set aside until it can.
    Unknown {
        /// What happened, such as "no answer within 10 s".
        why: String,
    },
}

/// A refund after its settling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettledRefund {
    /// Of which payment.
    pub payment: PaymentId,
    /// How far it has come.
    pub state: RefundState,
    /// Whether this changed it.
    pub changed: bool,
}

/// A refund as it is found.
struct Known {
    id: i64,
    amount: Money,
    state: RefundState,
    refund: Option<String>,
    receipt: Option<i64>,
}

const KNOWN: &str = "SELECT id, amount_minor, state, provider_refund, receipt FROM refunds WHERE";

fn known_of(row: &Row<'_>) -> RowResult<Known> {
    Ok(Known {
        id: row.get(0)?,
        amount: row.get(1).map(Money::from_minor)?,
        state: refund_state_of(row, 2)?,
        refund: row.get(3)?,
        receipt: row.get(4)?,
    })
}

/// The refund that a provider tells of: the one it called so before; the one
/// that the shop called so; one of the same amount that the shop asked for, and
/// of which the provider's name is not known yet.
fn find(
    tx: &WriteTx<'_>,
    payment: PaymentId,
    (refund, amount): (&ProviderId, Money),
    ours: Option<RefundKey>,
) -> Result<Option<Known>, Fault> {
    let by_refund = format!("{KNOWN} provider_refund = ?1 AND payment = ?2");
    let found = tx.first(
        &by_refund,
        params![refund.as_str(), payment.get()],
        known_of,
    )?;
    if found.is_some() {
        return Ok(found);
    }
    if let Some(key) = ours {
        let by_key = format!("{KNOWN} key = ?1 AND payment = ?2 AND provider_refund IS NULL");
        let found = tx.first(&by_key, params![key.bytes(), payment.get()], known_of)?;
        if found.is_some() {
            return Ok(found);
        }
    }
    let by_amount = format!(
        "{KNOWN} payment = ?1 AND amount_minor = ?2 AND provider_refund IS NULL
           AND (state = 'begun' OR state = 'unknown') ORDER BY id LIMIT 1"
    );
    tx.first(&by_amount, params![payment.get(), amount.minor()], known_of)
}

/// Takes what a provider tells of a refund.
pub(in super::super) fn told(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    payment: PaymentId,
    said: &Said,
) -> Result<Verdict, Trouble> {
    let flagged = |why| Verdict::Flagged {
        payment: Some(payment),
        why,
    };
    let known = Verdict::Already {
        payment: Some(payment),
    };
    match said {
        Said::Refunded {
            refund,
            amount,
            ours,
        } => Ok(match done(tx, by, payment, (refund, *amount), *ours)? {
            Done::Now => Verdict::Refunded { payment },
            Done::Before => known,
            Done::TooMuch => flagged(Flag::RefundTooMuch),
        }),
        Said::RefundFailed {
            refund,
            amount,
            ours,
            why,
        } => match find(tx, payment, (refund, *amount), *ours)? {
            Some(found) => Ok(match failed(tx, by, payment, (&found, why))? {
                true => flagged(Flag::RefundFailed),
                false => known,
            }),
            None => Ok(Verdict::Noted { payment }),
        },
        Said::Created
        | Said::Authorized
        | Said::Captured
        | Said::Failed { .. }
        | Said::Disputed { .. } => Ok(Verdict::Noted { payment }),
    }
}

/// What became of a refund that was told as done.
enum Done {
    Now,
    Before,
    TooMuch,
}

/// Counts a refund, once; one that the shop did not ask for is written down as
/// one that was begun at the provider.
fn done(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    payment: PaymentId,
    (refund, amount): (&ProviderId, Money),
    ours: Option<RefundKey>,
) -> Result<Done, Trouble> {
    if amount <= Money::ZERO {
        return Ok(Done::TooMuch);
    }
    let found = find(tx, payment, (refund, amount), ours)?;
    let (id, receipt, set_aside) = match found {
        Some(found) if found.amount != amount => return Ok(Done::TooMuch),
        Some(found) => match found.state {
            RefundState::Done => return Ok(Done::Before),
            RefundState::Begun | RefundState::Accepted | RefundState::Unknown => {
                (Some(found.id), found.receipt, amount)
            }
            RefundState::Failed => (Some(found.id), found.receipt, Money::ZERO),
        },
        None => (None, None, Money::ZERO),
    };
    let counted = tx.execute(
        "UPDATE payments
         SET refunded_minor = refunded_minor + ?2, refunding_minor = refunding_minor - ?3,
             state = CASE WHEN refunded_minor + ?2 = captured_minor THEN 'refunded'
                          ELSE 'part_refunded' END
         WHERE id = ?1 AND refunding_minor >= ?3
           AND captured_minor - refunded_minor - refunding_minor >= ?2 - ?3",
        params![payment.get(), amount.minor(), set_aside.minor()],
    )?;
    if counted == 0 {
        return Ok(Done::TooMuch);
    }
    let id = match id {
        Some(id) => id,
        None => put(
            tx,
            by,
            (payment, amount),
            (RefundKey::new(), "begun", Some(refund)),
            ("given back at the provider", None),
        )?,
    };
    // Before it is done: then it is final.
    if receipt.is_none() {
        credit(tx, by, payment, (id, amount))?;
    }
    tx.execute(
        "UPDATE refunds
         SET state = 'done', provider_refund = coalesce(provider_refund, ?2), why = NULL
         WHERE id = ?1 AND state <> 'done'",
        params![id, refund.as_str()],
    )?;
    settled(tx, payment)?;
    Ok(Done::Now)
}

/// Issues the credit note for money that went back without goods, where the
/// payment had paid an invoice; one that was credited already is flagged.
fn credit(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    payment: PaymentId,
    (refund, amount): (i64, Money),
) -> Result<(), Trouble> {
    let paid = tx.first(
        "SELECT invoices.id, invoices.paid_minor - invoices.credited_minor, refunds.reason
         FROM payments JOIN invoices ON invoices.id = payments.invoice
         JOIN refunds ON refunds.id = ?2
         WHERE payments.id = ?1 AND allocated_minor > 0",
        params![payment.get(), refund],
        |row| {
            let left = row.get(1).map(Money::from_minor)?;
            Ok((InvoiceId::new(row.get(0)?), left, row.get::<_, String>(2)?))
        },
    )?;
    let Some((invoice, left, reason)) = paid else {
        return Ok(());
    };
    if left < amount {
        raise(tx, by, payment, Flag::RefundTooMuch)?;
        return Ok(());
    }
    let credit = Credit {
        invoice,
        amount,
        reason: &reason,
        receipt: None,
    };
    // The money went back, whatever becomes of the paper.
    let note = match tx.part(|| invoices::credit(tx, by, &credit))? {
        Ok((note, _)) => note,
        Err(Trouble::Refused(refusal)) => {
            tracing::error!(%refusal, %payment, "a credit note could not be issued");
            return Ok(raise(tx, by, payment, Flag::NotCredited)?);
        }
        Err(fault) => return Err(fault),
    };
    tx.execute(
        "UPDATE refunds SET credit_note = ?2 WHERE id = ?1",
        params![refund, note.get()],
    )?;
    Ok(())
}

/// What was paid and not handed out needs nobody any more once it went back whole.
fn settled(tx: &WriteTx<'_>, payment: PaymentId) -> Result<(), Fault> {
    let sql = "SELECT state = 'refunded' FROM payments WHERE id = ?1";
    if tx.one(sql, [payment.get()], |row| row.get::<_, bool>(0))? {
        for flag in [Flag::PaidAfterRelease, Flag::NotSold] {
            lower(tx, payment, flag)?;
        }
    }
    Ok(())
}

/// Notes that a refund failed, and frees what was set aside; the answer is
/// whether that was not known before.
fn failed(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    payment: PaymentId,
    (found, why): (&Known, &str),
) -> Result<bool, Fault> {
    let failed = tx.execute(
        "UPDATE refunds SET state = 'failed', why = ?2
         WHERE id = ?1 AND state <> 'failed' AND state <> 'done'",
        params![found.id, shown(why)],
    )?;
    if failed == 1 {
        tx.execute(
            "UPDATE payments SET refunding_minor = refunding_minor - ?2 WHERE id = ?1",
            params![payment.get(), found.amount.minor()],
        )?;
        raise(tx, by, payment, Flag::RefundFailed)?;
    }
    Ok(failed == 1)
}

impl Command for SettleRefund {
    type Outcome = SettledRefund;
    const NAME: &'static str = "payments.settle_refund";
    const NEEDS: Permission = Permission::Visit;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<SettledRefund, Trouble> {
        let by_key = "SELECT id, amount_minor, state, provider_refund, receipt, payment
                      FROM refunds WHERE key = ?1";
        let found = tx.first(by_key, [self.key.bytes()], |row| {
            Ok((known_of(row)?, PaymentId::new(row.get(5)?)))
        })?;
        let (found, payment) = found.ok_or_else(|| Refusal::unknown("refund", self.key))?;
        let changed = match &self.outcome {
            RefundOutcome::Done { refund } => {
                let told = (refund, found.amount);
                match done(tx, by, payment, told, Some(self.key))? {
                    Done::Now => true,
                    Done::Before => false,
                    Done::TooMuch => {
                        raise(tx, by, payment, Flag::RefundTooMuch)?;
                        true
                    }
                }
            }
            RefundOutcome::Accepted { refund } => match found.refund.as_deref() {
                Some(_) => false,
                None => note(tx, &found, "accepted", (Some(refund), None))?,
            },
            RefundOutcome::Failed { why } => failed(tx, by, payment, (&found, why))?,
            RefundOutcome::Unknown { why } => match found.state {
                RefundState::Begun => note(tx, &found, "unknown", (None, Some(why.as_str())))?,
                RefundState::Accepted
                | RefundState::Unknown
                | RefundState::Done
                | RefundState::Failed => false,
            },
        };
        let sql = "SELECT state FROM refunds WHERE key = ?1";
        Ok(SettledRefund {
            payment,
            state: tx.one(sql, [self.key.bytes()], |row| refund_state_of(row, 0))?,
            changed,
        })
    }
}

/// Notes how far an open refund has come.
fn note(
    tx: &WriteTx<'_>,
    found: &Known,
    state: &str,
    (refund, why): (Option<&ProviderId>, Option<&str>),
) -> Result<bool, Fault> {
    let noted = tx.execute(
        "UPDATE refunds SET state = ?2, provider_refund = coalesce(provider_refund, ?3), why = ?4
         WHERE id = ?1 AND (state = 'begun' OR state = 'unknown')",
        params![
            found.id,
            state,
            refund.map(ProviderId::as_str),
            why.and_then(shown)
        ],
    )?;
    Ok(noted == 1)
}
