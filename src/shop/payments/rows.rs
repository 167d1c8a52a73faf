//! Payments, refunds and stories, as they are read.

use serde::Serialize;

use super::{super::sales::TenderKind, Digest, Door, Flag, ProviderId, RefundState, State};
use crate::values::{HoldId, InvoiceId, Money, PaymentId, PaymentKey, RefundKey, Timestamp};

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Payment {
    /// Which.
    pub id: PaymentId,
    /// What the shop called it at the provider.
    pub key: PaymentKey,
    /// When it was begun.
    pub at: Timestamp,
    /// Who began it.
    pub by: String,
    /// How far it has come.
    pub state: State,
    /// How the customer pays, as far as is known.
    pub means: TenderKind,
    /// What was asked for.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// What came.
    #[serde(rename = "captured_minor")]
    pub captured: Money,
    /// What went back of it.
    #[serde(rename = "refunded_minor")]
    pub refunded: Money,
    /// What is set aside to go back.
    #[serde(rename = "refunding_minor")]
    pub refunding: Money,
    /// What of it paid invoices.
    #[serde(rename = "allocated_minor")]
    pub allocated: Money,
    /// The invoice it is for.
    pub invoice: InvoiceId,
    /// That invoice's number, as it is written.
    pub invoice_number: String,
    /// The goods that are held for it.
    pub hold: HoldId,
    /// Until when they are held.
    pub until: Timestamp,
    /// The receipt of the sale that they became.
    pub sale: Option<i64>,
    /// The provider's order.
    pub order: Option<ProviderId>,
    /// The provider's payment that paid it.
    pub payment: Option<ProviderId>,
    /// What a person is to see to.
    pub flag: Option<Flag>,
}

/// A refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refund {
    /// What the shop called it at the provider.
    pub key: RefundKey,
    /// Of which payment.
    pub payment: PaymentId,
    /// What the provider calls that payment.
    pub of: Option<ProviderId>,
    /// When it was begun.
    pub at: Timestamp,
    /// How much.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// How far it has come.
    pub state: RefundState,
    /// What the provider calls it.
    pub refund: Option<ProviderId>,
    /// Why it failed, or why it can't be told.
    pub why: Option<String>,
    /// The receipt of the goods that came back with it.
    pub receipt: Option<i64>,
}

/// Something that happened to a payment: a message, and what it did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StoryRow {
    /// The number of the act in the journal.
    pub act: i64,
    /// When it came.
    pub at: Timestamp,
    /// When the provider says that it happened.
    pub sent_at: Option<Timestamp>,
    /// Through which door.
    pub door: Door,
    /// What the provider calls the message.
    pub event: Option<ProviderId>,
    /// The provider's payment it told of.
    pub payment: ProviderId,
    /// What it said, in a word.
    pub said: String,
    /// More of what it said.
    pub detail: Option<String>,
    /// The amount it told.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// The currency it told.
    pub currency: String,
    /// What it did, in a word.
    pub verdict: String,
    /// Why a person was to look at it.
    pub flag: Option<Flag>,
    /// The digest of the message.
    pub digest: Digest,
}
