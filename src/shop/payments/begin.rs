//! Asking for money: goods held, an invoice raised, and a payment that waits
//! for the provider.

use serde::{Deserialize, Serialize};

use super::{
    super::sales::{Checkout, TenderKind},
    ProviderId,
};
use crate::values::{Money, PaymentId, PaymentKey, Timestamp};

/// Holds what is in a basket and raises its invoice, to be paid at a provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    /// What is sold, as a sale would be asked for: without tenders and without
    /// gift cards, since the provider's money pays for all of it. A basket that
    /// it names is empty afterwards.
    pub sale: Checkout,
    /// How the customer is going to pay, as far as is known: by card, UPI or bank.
    pub means: TenderKind,
    /// For how many seconds the goods are held; 60 to 86,400.
    pub hold_s: i64,
}

/// A payment that was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// Which payment.
    pub payment: PaymentId,
    /// What the provider's order is to be called: the same again makes no second.
    pub key: PaymentKey,
    /// The invoice's number, as it is written.
    pub invoice: String,
    /// What is to be paid, in the shop's currency.
    #[serde(rename = "amount_minor")]
    pub amount: Money,
    /// The code of that currency.
    pub currency: String,
    /// Until when the goods are held.
    pub until: Timestamp,
}

/// Notes the order that the provider made for a payment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ordered {
    /// What the shop called the payment.
    pub key: PaymentKey,
    /// The provider's order.
    pub order: ProviderId,
}

/// Gives a payment up that was not paid: its goods go back on the shelf, its
/// invoice is void.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Which payment.
    pub payment: PaymentId,
}

/// Gives a payment up whose time is over. Nobody needs to be logged in for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expire {
    /// Which payment.
    pub payment: PaymentId,
}

/// What was given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Released {
    /// Which payment.
    pub payment: PaymentId,
    /// What had been asked for, to be put into a basket again.
    pub sale: Checkout,
}

/// Hands the goods out after all that were released before they were paid: takes
/// them off the shelf, at the prices that were paid.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FulfilAgain {
    /// Which payment.
    pub payment: PaymentId,
    /// The shift of the window it is done in; it must be open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<crate::values::ShiftId>,
}
