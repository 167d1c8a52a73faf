//! What any payment provider is asked, in neutral words.
//!
//! Promises: whoever asks learns whether something may have happened at the provider even where
//! no answer came; asking for the same order or refund twice makes one. Leaves out what the news
//! does to the shop: that is the shop's own.

use thiserror::Error;

use crate::{
    shop::{
        payments::{Digest, ProviderId},
        sales::TenderKind,
    },
    values::{Currency, Money, PaymentKey, RefundKey, Timestamp},
};

/// An order to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderAsked {
    /// What the shop calls it. Asked again with the same, the former order is the answer.
    pub key: PaymentKey,
    /// How much is to be paid.
    pub amount: Money,
    /// In which currency.
    pub currency: Currency,
}

/// An order as the provider has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderSeen {
    /// What the provider calls it.
    pub id: ProviderId,
    /// What the shop calls it.
    pub key: Option<PaymentKey>,
    /// How much is to be paid, in the smallest unit.
    pub amount: Money,
    /// In which currency, by its code.
    pub currency: String,
}

/// How far a payment has come, as the provider says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Begun.
    Created,
    /// The customer's bank agreed; the money is not the shop's yet.
    Authorized,
    /// The money is the shop's. What was refunded since is told beside it.
    Captured,
    /// It came to nothing, for this reason.
    Failed(String),
}

/// A payment as the provider has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentSeen {
    /// What the provider calls it.
    pub id: ProviderId,
    /// The order it is for.
    pub order: Option<ProviderId>,
    /// How much, in the smallest unit.
    pub amount: Money,
    /// In which currency, by its code.
    pub currency: String,
    /// How far it has come.
    pub stage: Stage,
    /// How much of it was given back since.
    pub refunded: Money,
    /// How the customer paid, where it is told.
    pub means: Option<TenderKind>,
    /// When it was begun.
    pub at: Timestamp,
    /// The digest of the answer that told it.
    pub digest: Digest,
}

/// A refund to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundAsked {
    /// Of which payment, as the provider calls it.
    pub payment: ProviderId,
    /// How much.
    pub amount: Money,
    /// What the shop calls it: asked again with the same, nothing more is given back.
    pub key: RefundKey,
}

/// How far a refund has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundStage {
    /// It is under way.
    Pending,
    /// It was made.
    Processed,
    /// It was not made.
    Failed,
}

/// A refund as the provider has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundSeen {
    /// What the provider calls it.
    pub id: ProviderId,
    /// What the shop called it, where the shop had asked for it.
    pub key: Option<RefundKey>,
    /// Of which payment.
    pub payment: ProviderId,
    /// How much.
    pub amount: Money,
    /// How far it has come.
    pub stage: RefundStage,
    /// The digest of the answer that told it.
    pub digest: Digest,
}

/// Why the provider did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Problem {
    /// It was not reached, so nothing happened there.
    #[error("the payment provider can't be reached ({why}); nothing was asked of it")]
    Unreached {
        /// Why, for people.
        why: String,
    },
    /// No answer came that could be read: it may have been done.
    #[error("no answer of the payment provider is known ({why}); it may have done what was asked")]
    Unknown {
        /// Why, for people.
        why: String,
    },
    /// It does not take the account's key.
    #[error("the payment provider does not take the key; see to the key's name and secret")]
    Key,
    /// It knows no such thing.
    #[error("the payment provider knows no such {what}")]
    NotThere {
        /// Such as "payment".
        what: &'static str,
    },
    /// It has too much to do, or is still at it.
    #[error("the payment provider says to ask later ({why})")]
    Later {
        /// Why, for people.
        why: String,
    },
    /// It said no.
    #[error("the payment provider said no: {why}")]
    Refused {
        /// What it said.
        why: String,
    },
}

impl Problem {
    /// Whether what was asked may have been done all the same.
    pub fn may_have_acted(&self) -> bool {
        matches!(self, Problem::Unknown { .. } | Problem::Later { .. })
    }
}

/// A payment provider. Each call waits for the network, in bounded time: never on a thread that
/// draws, and never inside a transaction.
pub trait Provider: Send + Sync {
    /// Makes an order, or finds the one that was made for the same receipt id.
    ///
    /// # Errors
    /// A [`Problem`]; after an unknown outcome, asking again finds what was made.
    fn order(&self, asked: &OrderAsked) -> Result<OrderSeen, Problem>;

    /// The payments towards an order.
    ///
    /// # Errors
    /// A [`Problem`].
    fn payments_of(&self, order: &ProviderId) -> Result<Vec<PaymentSeen>, Problem>;

    /// A payment.
    ///
    /// # Errors
    /// A [`Problem`].
    fn payment(&self, payment: &ProviderId) -> Result<PaymentSeen, Problem>;

    /// The payments begun from one moment to before another.
    ///
    /// # Errors
    /// A [`Problem`].
    fn payments_between(&self, from: Timestamp, to: Timestamp)
    -> Result<Vec<PaymentSeen>, Problem>;

    /// Gives money back, once for the same key.
    ///
    /// # Errors
    /// A [`Problem`]; after an unknown outcome, asking again tells what became of it.
    fn refund(&self, asked: &RefundAsked) -> Result<RefundSeen, Problem>;

    /// The refunds of a payment.
    ///
    /// # Errors
    /// A [`Problem`].
    fn refunds_of(&self, payment: &ProviderId) -> Result<Vec<RefundSeen>, Problem>;
}
