//! What a person says became of a refund that nobody else tells of.

use serde::{Deserialize, Serialize};

use super::{
    super::{
        super::{Actor, Command, Permission, Refusal, Trouble},
        ProviderId,
    },
    RefundState, SettledRefund,
    known::known_by_key,
    reason,
    settle::{Done, failed, went},
};
use crate::{
    store::{Fault, WriteTx, params},
    values::RefundKey,
};

/// Settles a refund by the word of a person who may.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettleRefundByHand {
    /// Which refund.
    pub key: RefundKey,
    /// Whether the money went back; if not, what was set aside is free again.
    pub went: bool,
    /// What the provider calls it, where that is known and the money went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund: Option<ProviderId>,
    /// How it is known.
    pub reason: String,
}

impl Command for SettleRefundByHand {
    type Outcome = SettledRefund;
    const NAME: &'static str = "payments.settle_refund_by_hand";
    const NEEDS: Permission = Permission::Refund;

    fn apply(&self, tx: &WriteTx<'_>, by: &Actor<'_>) -> Result<SettledRefund, Trouble> {
        let reason = reason(&self.reason)?;
        let found = known_by_key(tx, self.key)?;
        let refused = |field: &str, why: &str| Err(Refusal::invalid(field, why).into());
        match found.state {
            RefundState::Begun | RefundState::Accepted | RefundState::Unknown => {}
            RefundState::Done => return refused("refund", "is settled: the money went back"),
            RefundState::Failed => {
                return refused(
                    "refund",
                    "is settled: the money did not go back; begin another",
                );
            }
        }
        let payment = found.purse.payment;
        let settled = |state| SettledRefund {
            payment,
            state,
            changed: true,
        };
        if !self.went {
            if self.refund.is_some() {
                return refused("provider_refund", "is only told of money that went back");
            }
            failed(tx, by, &found, &reason)?;
            return Ok(settled(RefundState::Failed));
        }
        if let Some(refund) = &self.refund {
            let named = tx.first(
                "SELECT 1 FROM refunds WHERE provider_refund = ?1 AND key <> ?2",
                params![refund.as_str(), self.key.bytes()],
                |_| Ok(()),
            )?;
            if named.is_some() {
                return refused("provider_refund", "is another refund's: look there again");
            }
        }
        let (purse, told) = (found.purse.clone(), (self.refund.as_ref(), found.amount));
        match went(tx, by, &purse, Some(found), told, Some(&reason))? {
            Done::Now => Ok(settled(RefundState::Done)),
            Done::Before | Done::TooMuch => Err(Fault::Damaged {
                what: format!("the refund {} is not set aside", self.key),
            }
            .into()),
        }
    }
}
