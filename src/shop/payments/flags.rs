//! What a person is to see to of a payment: several things at once, each until it was seen to.
//!
//! `payments.flag` is the newest of them, for lists; `payment_flags` has all.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble},
    Flag, Payment,
};
use crate::{
    store::{Fault, WriteTx, params},
    values::{PaymentId, line},
};

impl Payment {
    /// What a flag means for it, and what is to be done: of a fee or an order, there are no goods
    /// on the shelf.
    pub fn told(&self, flag: Flag) -> String {
        let beside = match (self.appointment, self.hands_over, flag) {
            (_, Some(_), Flag::PaidAfterRelease) => {
                "it was paid after its code had been given up: hand the order over for it, or give \
                 the money back"
            }
            (_, Some(_), Flag::NotSold) => {
                "it is paid, and the order could not be handed over for it: try it again, or give \
                 the money back"
            }
            (Some(_), None, Flag::PaidAfterRelease) => {
                "it was paid after its code had been given up: take it as the fee, or give the \
                 money back"
            }
            (Some(_), None, Flag::NotSold) => {
                "it is paid, and could not be taken as the fee: try it again, or give the money \
                 back"
            }
            (_, _, flag) => return flag.to_string(),
        };
        beside.to_owned()
    }
}

/// Raises a flag on a payment, for a person to see; those that are up stay up.
pub(super) fn raise(
    tx: &WriteTx<'_>,
    by: &Actor<'_>,
    payment: PaymentId,
    flag: Flag,
) -> Result<(), Fault> {
    tx.execute(
        "INSERT INTO payment_flags (payment, flag, act) VALUES (?1, ?2, ?3)
         ON CONFLICT (payment, flag) DO UPDATE SET act = excluded.act",
        params![payment.get(), flag.word(), by.act],
    )?;
    show_newest(tx, payment)
}

/// Takes a flag down; the answer is whether it was up.
pub(super) fn lower(tx: &WriteTx<'_>, payment: PaymentId, flag: Flag) -> Result<bool, Fault> {
    let lowered = tx.execute(
        "DELETE FROM payment_flags WHERE payment = ?1 AND flag = ?2",
        params![payment.get(), flag.word()],
    )?;
    if lowered == 1 {
        show_newest(tx, payment)?;
    }
    Ok(lowered == 1)
}

fn show_newest(tx: &WriteTx<'_>, payment: PaymentId) -> Result<(), Fault> {
    tx.execute(
        "UPDATE payments SET flag = (SELECT flag FROM payment_flags WHERE payment = ?1
                                     ORDER BY act DESC, flag LIMIT 1)
         WHERE id = ?1",
        [payment.get()],
    )?;
    Ok(())
}

/// Takes a payment's flag down: somebody has seen to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeenTo {
    /// Which payment.
    pub payment: PaymentId,
    /// The flag that was seen; others stay up.
    pub flag: Flag,
    /// What was done about it.
    pub note: String,
}

impl Command for SeenTo {
    type Outcome = PaymentId;
    const NAME: &'static str = "payments.seen_to";
    const NEEDS: Permission = Permission::Refund;

    fn apply(&self, tx: &WriteTx<'_>, _: &Actor<'_>) -> Result<PaymentId, Trouble> {
        let note = line(&self.note, 200).map_err(|why| Refusal::invalid("note", why))?;
        if note.is_empty() {
            let why = "is needed: what was done about it";
            return Err(Refusal::invalid("note", why).into());
        }
        match lower(tx, self.payment, self.flag)? {
            true => Ok(self.payment),
            false => {
                let why = "is not flagged so any more: look again";
                Err(Refusal::invalid("payment", why).into())
            }
        }
    }
}
