//! The shapes of Razorpay's JSON, as far as they are needed; what else it says is passed over.

use serde::Deserialize;

use crate::{
    gateway::provider::{OrderSeen, PaymentSeen, RefundSeen, RefundStage, Stage},
    shop::{
        payments::{Digest, ProviderId},
        sales::TenderKind,
    },
    values::{Money, PaymentKey, RefundKey, Timestamp},
};

#[derive(Deserialize)]
pub(super) struct Collection<T> {
    pub(super) items: Vec<T>,
}

#[derive(Deserialize)]
pub(super) struct OrderShape {
    pub(super) id: ProviderId,
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) receipt: Option<String>,
}

impl From<OrderShape> for OrderSeen {
    fn from(order: OrderShape) -> Self {
        OrderSeen {
            id: order.id,
            key: order.receipt.and_then(|key| PaymentKey::parse(&key).ok()),
            amount: Money::from_minor(order.amount),
            currency: order.currency,
        }
    }
}

/// The states of a payment. One that is not known stays the word it is.
#[derive(Deserialize)]
pub(super) struct PaymentShape {
    pub(super) id: ProviderId,
    pub(super) amount: i64,
    pub(super) currency: String,
    pub(super) status: String,
    pub(super) order_id: Option<ProviderId>,
    #[serde(default)]
    pub(super) amount_refunded: i64,
    pub(super) method: Option<String>,
    pub(super) error_description: Option<String>,
    #[serde(default)]
    pub(super) created_at: i64,
}

impl PaymentShape {
    /// Why it came to nothing.
    pub(super) fn why(&self) -> String {
        match self.error_description.as_deref() {
            None | Some("") => "the provider tells no reason".to_owned(),
            Some(why) => short(why),
        }
    }

    /// How the customer paid, as a sale's receipt has it.
    pub(super) fn means(&self) -> Option<TenderKind> {
        match self.method.as_deref() {
            Some("card" | "emi") => Some(TenderKind::Card),
            Some("upi") => Some(TenderKind::Upi),
            Some("netbanking" | "bank_transfer") => Some(TenderKind::Bank),
            _ => None,
        }
    }

    pub(super) fn seen(self, digest: &Digest) -> PaymentSeen {
        let stage = match self.status.as_str() {
            "authorized" => Stage::Authorized,
            "captured" | "refunded" => Stage::Captured,
            "failed" => Stage::Failed(self.why()),
            // "created", and what may be added: nothing is concluded from it.
            _ => Stage::Created,
        };
        PaymentSeen {
            means: self.means(),
            id: self.id,
            order: self.order_id,
            amount: Money::from_minor(self.amount),
            currency: short(&self.currency),
            stage,
            refunded: Money::from_minor(self.amount_refunded),
            at: moment(self.created_at),
            digest: digest.clone(),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct RefundShape {
    pub(super) id: ProviderId,
    pub(super) amount: i64,
    pub(super) payment_id: ProviderId,
    pub(super) receipt: Option<String>,
    #[serde(default)]
    pub(super) status: String,
}

impl RefundShape {
    /// What the shop called it, where the shop had asked for it.
    pub(super) fn ours(&self) -> Option<RefundKey> {
        let receipt = self.receipt.as_deref()?;
        RefundKey::parse(receipt).ok()
    }

    pub(super) fn seen(self, digest: &Digest) -> RefundSeen {
        RefundSeen {
            key: self.ours(),
            id: self.id,
            payment: self.payment_id,
            amount: Money::from_minor(self.amount),
            stage: match self.status.as_str() {
                "processed" => RefundStage::Processed,
                "failed" => RefundStage::Failed,
                _ => RefundStage::Pending,
            },
            digest: digest.clone(),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct ErrorShape {
    pub(super) error: ErrorSaid,
}

#[derive(Deserialize)]
pub(super) struct ErrorSaid {
    code: Option<String>,
    description: Option<String>,
}

impl ErrorSaid {
    pub(super) fn told(&self) -> String {
        let told = self.description.as_deref().or(self.code.as_deref());
        short(told.unwrap_or("it tells no reason"))
    }
}

/// A moment that is told in seconds.
pub(super) fn moment(seconds: i64) -> Timestamp {
    Timestamp::from_ms(seconds.saturating_mul(1000))
}

/// What the provider says, in a length that fits a line of the shop's.
pub(super) fn short(text: &str) -> String {
    let seen = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    seen.take(200).collect()
}
