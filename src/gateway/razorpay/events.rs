//! What Razorpay's webhooks say, in the shop's words.

use serde::Deserialize;

use super::shapes::{OrderShape, PaymentShape, RefundShape, moment, short};
use crate::{
    shop::payments::{Digest, Door, News, ProviderId, Said},
    values::{Money, PaymentKey},
};

/// What a webhook tells the shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::gateway) enum Event {
    /// News of a payment.
    News(Box<News>),
    /// Nothing that the shop knows, and why.
    Other(String),
}

#[derive(Deserialize)]
struct EventShape {
    event: String,
    #[serde(default)]
    created_at: Option<i64>,
    #[serde(default)]
    payload: Payload,
}

#[derive(Default, Deserialize)]
struct Payload {
    payment: Option<Entity<PaymentShape>>,
    order: Option<Entity<OrderShape>>,
    refund: Option<Entity<RefundShape>>,
    dispute: Option<Entity<DisputeShape>>,
}

#[derive(Deserialize)]
struct Entity<T> {
    entity: T,
}

#[derive(Deserialize)]
struct DisputeShape {
    id: ProviderId,
    #[serde(default)]
    phase: String,
    #[serde(default)]
    status: String,
}

/// Reads the bytes of a webhook whose signature was found right. What can't be read is
/// [`Event::Other`]: it is kept, and stands in nobody's way.
pub(in crate::gateway) fn event(id: &ProviderId, body: &[u8]) -> Event {
    let said: EventShape = match serde_json::from_slice(body) {
        Ok(said) => said,
        Err(error) => return Event::Other(short(&format!("it can't be read: {error}"))),
    };
    let kind = short(&said.event);
    let Payload {
        payment,
        order,
        refund,
        dispute,
    } = said.payload;
    let Some(payment) = payment.map(|payment| payment.entity) else {
        return Event::Other(format!("an event of the kind {kind}, without a payment"));
    };
    let told = match (said.event.as_str(), refund, dispute) {
        ("payment.authorized", ..) => Said::Authorized,
        ("payment.captured" | "order.paid", ..) => Said::Captured,
        ("payment.failed", ..) => Said::Failed { why: payment.why() },
        ("refund.created" | "refund.speed_changed", Some(Entity { entity: refund }), _) => {
            Said::RefundAccepted {
                ours: refund.ours(),
                refund: refund.id,
                amount: Money::from_minor(refund.amount),
            }
        }
        ("refund.processed", Some(Entity { entity: refund }), _) => Said::Refunded {
            ours: refund.ours(),
            refund: refund.id,
            amount: Money::from_minor(refund.amount),
        },
        ("refund.failed", Some(Entity { entity: refund }), _) => Said::RefundFailed {
            ours: refund.ours(),
            refund: refund.id,
            amount: Money::from_minor(refund.amount),
            why: "the provider could not give it back".into(),
        },
        (kind, _, Some(Entity { entity: dispute })) if kind.starts_with("payment.dispute.") => {
            Said::Disputed {
                dispute: dispute.id,
                phase: short(format!("{} {}", dispute.phase, dispute.status).trim()),
            }
        }
        _ => return Event::Other(format!("an event of the kind {kind}")),
    };
    let receipt = order
        .as_ref()
        .and_then(|order| order.entity.receipt.as_deref());
    Event::News(Box::new(News {
        door: Door::Webhook,
        event: Some(id.clone()),
        key: receipt.and_then(|receipt| PaymentKey::parse(receipt).ok()),
        order: payment
            .order_id
            .clone()
            .or(order.map(|order| order.entity.id)),
        means: payment.means(),
        payment: payment.id,
        amount: Money::from_minor(payment.amount),
        currency: short(&payment.currency),
        said: told,
        sent_at: said.created_at.map(moment),
        digest: Digest::of(body),
    }))
}
