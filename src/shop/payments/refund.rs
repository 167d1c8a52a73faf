//! Money that goes back: asked for by the shop, done by the provider.

use serde::{Deserialize, Serialize};

use super::ProviderId;
use crate::values::{Money, PaymentId, RefundKey};

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
    /// The credit note for it, where the payment had paid an invoice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_note: Option<String>,
}

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
