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
        noted::shown,
        strays,
    },
    Purse, RefundState, cards,
    known::{Known, find, is_anothers, known_by_key},
    put, refund_state_of,
};
use crate::{
    store::{Fault, WriteTx, params},
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

/// Takes what a provider tells of a refund.
pub(in super::super) fn told(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    purse: &Purse,
    said: &Said,
) -> Result<Verdict, Trouble> {
    let payment = purse.payment;
    let flagged = |why| Verdict::Flagged {
        payment: Some(payment),
        why,
    };
    let known = Verdict::Already {
        payment: Some(payment),
    };
    match said {
        Said::RefundAccepted {
            refund,
            amount,
            ours,
        } => accepted(tx, purse, (refund, *amount), *ours),
        Said::Refunded {
            refund,
            amount,
            ours,
        } => Ok(match done(tx, by, purse, (refund, *amount), *ours)? {
            Done::Now => Verdict::Refunded { payment },
            Done::Before => known,
            Done::TooMuch => flagged(Flag::RefundTooMuch),
        }),
        Said::RefundFailed {
            refund,
            amount,
            ours,
            why,
        } => match find(tx, purse, (refund, *amount), *ours)? {
            Some(found) => Ok(match failed(tx, by, &found, why)? {
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

/// Notes that the provider has taken a refund of ours on; of one that was begun there, only the
/// story tells until the money went.
fn accepted(
    tx: &WriteTx<'_>,
    purse: &Purse,
    (refund, amount): (&ProviderId, Money),
    ours: Option<RefundKey>,
) -> Result<Verdict, Trouble> {
    let payment = purse.payment;
    if ours.is_some()
        && !is_anothers(tx, purse, refund)?
        && let Some(found) = find(tx, purse, (refund, amount), ours)?
        && found.amount == amount
    {
        note(tx, &found, "accepted", (Some(refund), None))?;
    }
    Ok(Verdict::Noted { payment })
}

/// What became of a refund that was told as done.
pub(super) enum Done {
    Now,
    Before,
    TooMuch,
}

/// Counts a refund, once; one that the shop did not ask for is written down as
/// one that was begun at the provider.
fn done(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    purse: &Purse,
    (refund, amount): (&ProviderId, Money),
    ours: Option<RefundKey>,
) -> Result<Done, Trouble> {
    if amount <= Money::ZERO || is_anothers(tx, purse, refund)? {
        return Ok(Done::TooMuch);
    }
    let found = match find(tx, purse, (refund, amount), ours)? {
        Some(found) if found.amount != amount => return Ok(Done::TooMuch),
        found => found,
    };
    went(tx, by, purse, found, (Some(refund), amount), None)
}

/// Counts what went back: a refund that is known, or one that nobody here asked for.
pub(super) fn went(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    purse: &Purse,
    found: Option<Known>,
    (refund, amount): (Option<&ProviderId>, Money),
    why: Option<&str>,
) -> Result<Done, Trouble> {
    let (id, receipt, aside) = match found {
        Some(found) => match found.state {
            RefundState::Done => return Ok(Done::Before),
            RefundState::Begun | RefundState::Accepted | RefundState::Unknown => {
                (Some(found.id), found.receipt, amount)
            }
            RefundState::Failed => (Some(found.id), found.receipt, Money::ZERO),
        },
        None => (None, None, Money::ZERO),
    };
    if !purse.count(tx, amount, aside)? {
        return Ok(Done::TooMuch);
    }
    let id = match id {
        Some(id) => id,
        None => put(
            tx,
            by,
            (purse, amount),
            (RefundKey::new(), "begun", refund),
            ("given back at the provider", None),
        )?,
    };
    // Before it is done: then it is final.
    if receipt.is_none() && purse.stray.is_none() {
        credit(tx, by, purse.payment, (id, amount))?;
    }
    tx.execute(
        "UPDATE refunds
         SET state = 'done', provider_refund = coalesce(provider_refund, ?2), why = ?3
         WHERE id = ?1 AND state <> 'done'",
        params![id, refund.map(ProviderId::as_str), why],
    )?;
    settled(tx, purse.payment)?;
    cards::look_after(tx, by, purse)?;
    strays::settled(tx, purse)?;
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
        whole: false,
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
pub(super) fn failed(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    found: &Known,
    why: &str,
) -> Result<bool, Fault> {
    let failed = tx.execute(
        "UPDATE refunds SET state = 'failed', why = ?2
         WHERE id = ?1 AND state <> 'failed' AND state <> 'done'",
        params![found.id, shown(why)],
    )?;
    if failed == 1 {
        found.purse.free(tx, found.amount)?;
        raise(tx, by, found.purse.payment, Flag::RefundFailed)?;
    }
    Ok(failed == 1)
}

impl Command for SettleRefund {
    type Outcome = SettledRefund;
    const NAME: &'static str = "payments.settle_refund";
    const NEEDS: Permission = Permission::Visit;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<SettledRefund, Trouble> {
        let found = known_by_key(tx, self.key)?;
        let payment = found.purse.payment;
        let changed = match &self.outcome {
            RefundOutcome::Done { refund } => {
                let told = (refund, found.amount);
                match done(tx, by, &found.purse, told, Some(self.key))? {
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
                None if is_anothers(tx, &found.purse, refund)? => {
                    let why = "is another refund's at the provider: look there";
                    return Err(Refusal::invalid("refund", why).into());
                }
                None => note(tx, &found, "accepted", (Some(refund), None))?,
            },
            RefundOutcome::Failed { why } => failed(tx, by, &found, why)?,
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
