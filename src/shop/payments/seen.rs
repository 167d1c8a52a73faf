//! A flag that a person has seen to.

use serde::{Deserialize, Serialize};

use super::{
    super::{Actor, Command, Permission, Refusal, Trouble},
    Flag,
};
use crate::{
    store::{WriteTx, params},
    values::{PaymentId, line},
};

/// Takes a payment's flag down: somebody has seen to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeenTo {
    /// Which payment.
    pub payment: PaymentId,
    /// The flag that was seen; another one that went up meanwhile stays.
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
        let lowered = tx.execute(
            "UPDATE payments SET flag = NULL WHERE id = ?1 AND flag = ?2",
            params![self.payment.get(), self.flag.word()],
        )?;
        match lowered {
            1 => Ok(self.payment),
            _ => {
                let why = "is not flagged so any more: look again";
                Err(Refusal::invalid("payment", why).into())
            }
        }
    }
}
