//! What the practice provider has been asked and paid: orders, payments, refunds.

use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

/// The most of anything that is kept; somebody who practises needs fewer.
const MOST: usize = 100_000;

/// A webhook that is to be sent.
#[derive(Clone)]
pub(super) struct Event {
    pub(super) id: String,
    pub(super) body: String,
}

/// Why something was not done, as the API words it.
pub(super) struct Declined {
    pub(super) status: StatusCode,
    pub(super) why: String,
}

impl Declined {
    pub(super) fn bad(why: &str) -> Declined {
        Declined {
            status: StatusCode::BAD_REQUEST,
            why: why.into(),
        }
    }

    pub(super) fn json(&self) -> Value {
        json!({ "error": { "code": "BAD_REQUEST_ERROR", "description": self.why } })
    }
}

struct Order {
    id: String,
    amount: i64,
    currency: String,
    receipt: Option<String>,
    at: i64,
}

struct Payment {
    id: String,
    order: String,
    amount: i64,
    currency: String,
    status: &'static str,
    refunded: i64,
    at: i64,
}

struct Refund {
    id: String,
    payment: String,
    amount: i64,
    receipt: Option<String>,
    key: Option<String>,
    at: i64,
}

#[derive(Default)]
pub(super) struct Book {
    orders: Vec<Order>,
    payments: Vec<Payment>,
    refunds: Vec<Refund>,
}

fn id(kind: &str) -> String {
    format!("{kind}_practice_{}", Uuid::now_v7().simple())
}

fn collection(items: Vec<Value>) -> Value {
    json!({ "entity": "collection", "count": items.len(), "items": items })
}

fn unknown() -> Declined {
    Declined::bad("The id provided does not exist")
}

impl Book {
    pub(super) fn counts(&self) -> (usize, usize, usize) {
        (self.orders.len(), self.payments.len(), self.refunds.len())
    }

    pub(super) fn orders(&self, receipt: Option<&str>) -> Value {
        let asked = |order: &&Order| receipt.is_none() || order.receipt.as_deref() == receipt;
        collection(self.orders.iter().filter(asked).map(Order::json).collect())
    }

    pub(super) fn order(&mut self, asked: &Value, at: i64) -> Result<Value, Declined> {
        let amount = asked["amount"].as_i64().filter(|amount| *amount >= 100);
        let amount = amount.ok_or_else(|| Declined::bad("Order amount less than minimum"))?;
        let currency = asked["currency"].as_str().filter(|code| code.len() == 3);
        let currency = currency.ok_or_else(|| Declined::bad("The currency is not supported"))?;
        let receipt = asked["receipt"].as_str().map(str::to_owned);
        if receipt.as_ref().is_some_and(|receipt| receipt.len() > 40) {
            return Err(Declined::bad(
                "The receipt may not be greater than 40 characters.",
            ));
        }
        if self.orders.len() >= MOST {
            return Err(Declined::bad("that is practice enough: start it anew"));
        }
        let order = Order {
            id: id("order"),
            amount,
            currency: currency.to_owned(),
            receipt,
            at,
        };
        let made = order.json();
        self.orders.push(order);
        Ok(made)
    }

    pub(super) fn payments_of(&self, order: &str) -> Result<Value, Declined> {
        if !self.orders.iter().any(|known| known.id == order) {
            return Err(unknown());
        }
        let of = self
            .payments
            .iter()
            .filter(|payment| payment.order == order);
        Ok(collection(of.map(Payment::json).collect()))
    }

    /// Newest first, as the API has it.
    pub(super) fn payments(&self, (from, to): (i64, i64), (count, skip): (i64, i64)) -> Value {
        let of = self.payments.iter().rev();
        let of = of.filter(|payment| (from..=to).contains(&payment.at));
        let skip = usize::try_from(skip).unwrap_or(0);
        let count = usize::try_from(count.clamp(1, 100)).unwrap_or(10);
        collection(of.skip(skip).take(count).map(Payment::json).collect())
    }

    pub(super) fn payment(&self, payment: &str) -> Result<Value, Declined> {
        let found = self.payments.iter().find(|known| known.id == payment);
        found.map(Payment::json).ok_or_else(unknown)
    }

    pub(super) fn refunds_of(&self, payment: &str) -> Result<Value, Declined> {
        if !self.payments.iter().any(|known| known.id == payment) {
            return Err(unknown());
        }
        let of = self
            .refunds
            .iter()
            .filter(|refund| refund.payment == payment);
        Ok(collection(of.map(Refund::json).collect()))
    }

    /// A customer pays, with an amount and a currency of their own where they are told: the
    /// payment's id, and what is told of it. `None` where there is no such order.
    pub(super) fn pay(
        &mut self,
        order: &str,
        (amount, currency): (Option<i64>, Option<&str>),
        declined: bool,
        at: i64,
    ) -> Option<(String, Vec<Event>)> {
        let order = self.orders.iter().find(|known| known.id == order)?;
        let mut payment = Payment {
            id: id("pay"),
            order: order.id.clone(),
            amount: amount.unwrap_or(order.amount),
            currency: currency.unwrap_or(&order.currency).to_owned(),
            status: if declined { "failed" } else { "authorized" },
            refunded: 0,
            at,
        };
        let event = |kind: &str, payment: &Payment| {
            let payload = json!({
                "payment": { "entity": payment.json() },
                "order": { "entity": order.json() },
            });
            told(kind, &["payment", "order"], &payload, at)
        };
        let events = match declined {
            true => vec![event("payment.failed", &payment)],
            false => {
                let authorized = event("payment.authorized", &payment);
                payment.status = "captured";
                let captured = event("payment.captured", &payment);
                vec![authorized, captured, event("order.paid", &payment)]
            }
        };
        let id = payment.id.clone();
        if self.payments.len() < MOST {
            self.payments.push(payment);
        }
        Some((id, events))
    }

    pub(super) fn refund(
        &mut self,
        payment: &str,
        asked: &Value,
        key: Option<&str>,
        at: i64,
    ) -> Result<(Value, Vec<Event>), Declined> {
        let of = self.payments.iter_mut().find(|known| known.id == payment);
        let of = of.ok_or_else(unknown)?;
        let amount = asked["amount"].as_i64().unwrap_or(of.amount);
        if key.is_some_and(|key| key.len() < 10) {
            return Err(Declined::bad("The idempotency key is too short"));
        }
        let is_former = |known: &&Refund| key.is_some() && known.key.as_deref() == key;
        if let Some(former) = self.refunds.iter().find(is_former) {
            return match former.payment == payment && former.amount == amount {
                true => Ok((former.json(), Vec::new())),
                false => Err(Declined::bad(
                    "Different request payload for the same idempotency key",
                )),
            };
        }
        let left = of.amount.saturating_sub(of.refunded);
        if of.status == "failed" || amount <= 0 || amount > left {
            let why = "The refund amount provided is greater than amount captured";
            return Err(Declined::bad(why));
        }
        of.refunded = of.refunded.saturating_add(amount);
        if of.refunded == of.amount {
            of.status = "refunded";
        }
        let refund = Refund {
            id: id("rfnd"),
            payment: payment.to_owned(),
            amount,
            receipt: asked["receipt"].as_str().map(str::to_owned),
            key: key.map(str::to_owned),
            at,
        };
        let payload = json!({
            "payment": { "entity": of.json() },
            "refund": { "entity": refund.json() },
        });
        let events = ["refund.created", "refund.processed"]
            .map(|kind| told(kind, &["refund", "payment"], &payload, at));
        let made = refund.json();
        self.refunds.push(refund);
        Ok((made, events.into()))
    }
}

fn told(kind: &str, contains: &[&str], payload: &Value, at: i64) -> Event {
    let body = json!({
        "entity": "event",
        "account_id": "acc_practice",
        "event": kind,
        "contains": contains,
        "payload": payload,
        "created_at": at,
    });
    Event {
        id: id("evt"),
        body: body.to_string(),
    }
}

impl Order {
    fn json(&self) -> Value {
        json!({
            "id": self.id, "entity": "order", "amount": self.amount, "currency": self.currency,
            "receipt": self.receipt, "status": "created", "attempts": 0, "notes": [],
            "created_at": self.at,
        })
    }
}

impl Payment {
    fn json(&self) -> Value {
        let why = (self.status == "failed").then_some("The practice bank said no");
        json!({
            "id": self.id, "entity": "payment", "amount": self.amount,
            "currency": self.currency, "status": self.status, "order_id": self.order,
            "method": "upi", "amount_refunded": self.refunded,
            "captured": self.status == "captured" || self.status == "refunded",
            "description": "PRACTICE", "notes": [], "error_description": why,
            "created_at": self.at,
        })
    }
}

impl Refund {
    fn json(&self) -> Value {
        json!({
            "id": self.id, "entity": "refund", "amount": self.amount, "payment_id": self.payment,
            "currency": "", "receipt": self.receipt, "status": "processed", "notes": [],
            "created_at": self.at,
        })
    }
}
