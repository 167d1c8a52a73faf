//! The credit note of money that went back, where none could be issued when it did.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        super::{
            Actor, Command, Permission, Refusal, Trouble,
            invoices::{self, Credit},
        },
        Flag,
        flags::lower,
    },
    RefundState, refund_state_of,
};
use crate::{
    store::{WriteTx, params},
    values::{InvoiceId, Money, PaymentId, RefundKey},
};

/// Issues the credit note of a refund that went back without one, because its number could not
/// be made: once, and never more than was paid of the invoice.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditRefund {
    /// Which refund.
    pub key: RefundKey,
}

/// The credit note that was issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credited {
    /// Of which payment the money went back.
    pub payment: PaymentId,
    /// The credit note's number, as it is written.
    pub credit_note: String,
    /// What it is for.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
}

/// A refund whose credit note is asked for.
struct Asked {
    id: i64,
    payment: PaymentId,
    amount: Money,
    reason: String,
    state: RefundState,
    /// Why it has none of its own, where there is to be none.
    never: Option<String>,
    invoice: InvoiceId,
}

impl Command for CreditRefund {
    type Outcome = Credited;
    const NAME: &'static str = "payments.credit_refund";
    const NEEDS: Permission = Permission::Refund;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<Credited, Trouble> {
        let asked = asked(tx, self.key)?.ok_or_else(|| Refusal::unknown("refund", self.key))?;
        let refused = |why: String| Err(Refusal::invalid("refund", why).into());
        match asked.state {
            RefundState::Done => {}
            RefundState::Begun | RefundState::Accepted | RefundState::Unknown => {
                return refused("has not gone back yet: its credit note comes with it".into());
            }
            RefundState::Failed => {
                return refused("did not go back, so there is nothing to be credited".into());
            }
        }
        if let Some(why) = asked.never {
            return refused(why);
        }
        let credit = Credit {
            invoice: asked.invoice,
            amount: asked.amount,
            reason: &asked.reason,
            receipt: None,
            whole: false,
        };
        let (note, credit_note) = invoices::credit(tx, by, &credit)?;
        tx.execute(
            "UPDATE refunds SET credit_note = ?2 WHERE id = ?1 AND credit_note IS NULL",
            params![asked.id, note.get()],
        )?;
        let others = tx.first(
            "SELECT 1 FROM refunds JOIN payments ON payments.id = payment
             JOIN invoices ON invoices.id = invoice
             WHERE payment = ?1 AND refunds.state = 'done' AND receipt IS NULL AND stray IS NULL
               AND credit_note IS NULL AND refunds.amount_minor <= paid_minor - credited_minor",
            [asked.payment.get()],
            |_| Ok(()),
        )?;
        if others.is_none() {
            lower(tx, asked.payment, Flag::NotCredited)?;
        }
        Ok(Credited {
            payment: asked.payment,
            credit_note,
            amount: asked.amount,
        })
    }
}

/// The refund that the shop called so, and whether it is one to be credited.
fn asked(tx: &WriteTx<'_>, key: RefundKey) -> Result<Option<Asked>, Trouble> {
    let found = tx.first(
        "SELECT refunds.id, payment, refunds.amount_minor, reason, refunds.state,
                (SELECT number FROM invoices WHERE invoices.id = credit_note),
                receipt, stray IS NOT NULL OR allocated_minor = 0, payments.invoice
         FROM refunds JOIN payments ON payments.id = payment WHERE refunds.key = ?1",
        [key.bytes()],
        |row| {
            let note = row.get::<_, Option<String>>(5)?;
            let receipt = row.get::<_, Option<i64>>(6)?;
            let paid_nothing = row.get::<_, bool>(7)?;
            let never = match (note, receipt, paid_nothing) {
                (Some(number), _, _) => Some(format!("has its credit note already: {number}")),
                (None, Some(receipt), _) => Some(format!(
                    "went back with the goods of receipt {receipt}, and so did its credit note"
                )),
                (None, None, true) => {
                    Some("is of money that paid no invoice, so there is none to correct".into())
                }
                (None, None, false) => None,
            };
            Ok(Asked {
                id: row.get(0)?,
                payment: PaymentId::new(row.get(1)?),
                amount: row.get(2).map(Money::from_minor)?,
                reason: row.get(3)?,
                state: refund_state_of(row, 4)?,
                never,
                invoice: InvoiceId::new(row.get(8)?),
            })
        },
    )?;
    Ok(found)
}
