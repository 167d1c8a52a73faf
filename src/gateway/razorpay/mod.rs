//! Razorpay, the first provider: its HTTP API and its messages.
//!
//! Promises: every call ends in bounded time and with an answer that tells what is known; an
//! order is looked for by its receipt id before it is made, so asking again makes no second one;
//! nothing is sent to where an answer redirects. Leaves out retrying: who asks knows when.

mod events;
mod gist;
mod shapes;

use std::{io, time::Duration};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::de::DeserializeOwned;
use serde_json::json;
use ureq::{Agent, Body, Error, Timeout, http::Response};
use zeroize::Zeroizing;

use super::{
    provider::{OrderAsked, OrderSeen, PaymentSeen, Problem, Provider, RefundAsked, RefundSeen},
    secret::Secret,
    setup::Setup,
};
use crate::{
    shop::payments::{Digest, ProviderId},
    values::{PaymentKey, Timestamp},
};

pub(super) use events::{Event, event};
pub use gist::{Gist, GistPart, gist};
use shapes::{Collection, ErrorShape, OrderShape, PaymentShape, RefundShape};

/// How long a connection may take, and a whole call.
const CONNECT: Duration = Duration::from_secs(5);
const CALL: Duration = Duration::from_secs(15);

/// The largest answer that is read: a page of payments is far smaller.
const LARGEST: u64 = 4 * 1024 * 1024;

/// How many payments a page has, and how many pages are asked for at most.
const PAGE: usize = 100;
const PAGES: usize = 100;

/// The minutes after which money that was authorized and could not be captured goes back.
const EXPIRES_MIN: u32 = 7200;

/// A client of an account.
pub struct Razorpay {
    agent: Agent,
    base: String,
    authorization: Zeroizing<String>,
}

impl Razorpay {
    /// A client of the account that was set up, with its key secret.
    pub fn new(setup: &Setup, key: &Secret) -> Razorpay {
        Razorpay::with_patience(setup, key, CALL)
    }

    /// A client that waits for an answer for as long as it is told.
    pub fn with_patience(setup: &Setup, key: &Secret, patience: Duration) -> Razorpay {
        let mut config = Agent::config_builder()
            .timeout_connect(Some(CONNECT.min(patience)))
            .timeout_global(Some(patience))
            .http_status_as_error(false)
            .https_only(!setup.is_practice())
            .max_redirects(0)
            // The key is sent with each request: no connection is kept that somebody might find.
            .max_idle_connections(0)
            .user_agent(concat!("sherbet/", env!("CARGO_PKG_VERSION")));
        if setup.is_practice() {
            // What is on this machine is not asked for through another.
            config = config.proxy(None);
        }
        let pair = Zeroizing::new(format!("{}:{}", setup.key_id, key.expose()));
        let authorization = format!("Basic {}", BASE64_STANDARD.encode(pair.as_bytes()));
        Razorpay {
            agent: config.build().new_agent(),
            base: format!("{}/v1", setup.base_url),
            authorization: Zeroizing::new(authorization),
        }
    }

    fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, &str)],
        what: &'static str,
    ) -> Result<(T, Digest), Problem> {
        let mut request = self
            .agent
            .get(format!("{}{path}", self.base))
            .header("Authorization", self.authorization.as_str());
        for (name, value) in query {
            request = request.query(name, value);
        }
        read(request.call(), what)
    }

    fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        idempotency: Option<&str>,
        body: &serde_json::Value,
        what: &'static str,
    ) -> Result<(T, Digest), Problem> {
        let mut request = self
            .agent
            .post(format!("{}{path}", self.base))
            .header("Authorization", self.authorization.as_str())
            .content_type("application/json");
        if let Some(idempotency) = idempotency {
            request = request.header("X-Refund-Idempotency", idempotency);
        }
        read(request.send(body.to_string()), what)
    }

    /// The order that was made for a receipt id, if there is one.
    fn former(&self, key: PaymentKey) -> Result<Option<OrderSeen>, Problem> {
        let receipt = key.to_string();
        let query = [("receipt", receipt.as_str())];
        let (found, _): (Collection<OrderShape>, _) = self.get("/orders", &query, "order")?;
        let mut orders = found.items.into_iter().map(OrderSeen::from);
        Ok(orders.find(|order| order.key == Some(key)))
    }
}

impl Provider for Razorpay {
    fn order(&self, asked: &OrderAsked) -> Result<OrderSeen, Problem> {
        if let Some(former) = self.former(asked.key)? {
            return Ok(former);
        }
        let body = json!({
            "amount": asked.amount.minor(),
            "currency": asked.currency.code(),
            "receipt": asked.key.to_string(),
            "partial_payment": false,
            "payment": {
                "capture": "automatic",
                "capture_options": {
                    "automatic_expiry_period": EXPIRES_MIN,
                    "manual_expiry_period": EXPIRES_MIN,
                    "refund_speed": "normal",
                },
            },
        });
        let (made, _): (OrderShape, _) = self.post("/orders", None, &body, "order")?;
        Ok(made.into())
    }

    fn payments_of(&self, order: &ProviderId) -> Result<Vec<PaymentSeen>, Problem> {
        let path = format!("/orders/{}/payments", id(order, "order")?);
        let (found, digest): (Collection<PaymentShape>, _) = self.get(&path, &[], "order")?;
        let payments = found.items.into_iter();
        Ok(payments.map(|payment| payment.seen(&digest)).collect())
    }

    fn payment(&self, payment: &ProviderId) -> Result<PaymentSeen, Problem> {
        let path = format!("/payments/{}", id(payment, "payment")?);
        let (found, digest): (PaymentShape, _) = self.get(&path, &[], "payment")?;
        Ok(found.seen(&digest))
    }

    fn payments_between(
        &self,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<PaymentSeen>, Problem> {
        // Seconds, of which the last one is included; the ends are looked at again here.
        let (first, last) = (from.ms().div_euclid(1000), to.ms().div_euclid(1000));
        let mut seen: Vec<PaymentSeen> = Vec::new();
        for page in 0..PAGES {
            let (first, last) = (first.to_string(), last.to_string());
            let (count, skip) = (PAGE.to_string(), (page * PAGE).to_string());
            let query = [
                ("from", first.as_str()),
                ("to", last.as_str()),
                ("count", count.as_str()),
                ("skip", skip.as_str()),
            ];
            let (found, digest): (Collection<PaymentShape>, _) =
                self.get("/payments", &query, "payment")?;
            let full = found.items.len() >= PAGE;
            for payment in found.items.into_iter().map(|payment| payment.seen(&digest)) {
                // A payment that came meanwhile moves the others to the next page.
                let known = seen.iter().any(|seen| seen.id == payment.id);
                if !known && from <= payment.at && payment.at < to {
                    seen.push(payment);
                }
            }
            if !full {
                return Ok(seen);
            }
        }
        Err(Problem::Refused {
            why: format!("it has more than {} payments of that time", PAGE * PAGES),
        })
    }

    fn refund(&self, asked: &RefundAsked) -> Result<RefundSeen, Problem> {
        let path = format!("/payments/{}/refund", id(&asked.payment, "payment")?);
        let key = asked.key.to_string();
        let body = json!({ "amount": asked.amount.minor(), "speed": "normal", "receipt": key });
        let (made, digest): (RefundShape, _) = self.post(&path, Some(&key), &body, "payment")?;
        Ok(made.seen(&digest))
    }

    fn refunds_of(&self, payment: &ProviderId) -> Result<Vec<RefundSeen>, Problem> {
        let path = format!("/payments/{}/refunds", id(payment, "payment")?);
        let query = [("count", "100")];
        let (found, digest): (Collection<RefundShape>, _) = self.get(&path, &query, "payment")?;
        let refunds = found.items.into_iter();
        Ok(refunds.map(|refund| refund.seen(&digest)).collect())
    }
}

/// An id that may stand in a path: nothing in it leads elsewhere.
fn id<'i>(id: &'i ProviderId, what: &'static str) -> Result<&'i str, Problem> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    match id.as_str().bytes().all(plain) {
        true => Ok(id.as_str()),
        false => Err(Problem::NotThere { what }),
    }
}

/// What an answer says, or what is known where none came.
fn read<T: DeserializeOwned>(
    answer: Result<Response<Body>, Error>,
    what: &'static str,
) -> Result<(T, Digest), Problem> {
    let mut answer = answer.map_err(|error| unanswered(&error))?;
    let status = answer.status().as_u16();
    let body = answer
        .body_mut()
        .with_config()
        .limit(LARGEST)
        .read_to_vec()
        .map_err(|error| Problem::Unknown {
            why: error.to_string(),
        })?;
    if (200..300).contains(&status) {
        let digest = Digest::of(&body);
        return match serde_json::from_slice(&body) {
            Ok(said) => Ok((said, digest)),
            Err(error) => Err(Problem::Unknown {
                why: format!("an answer that can't be read: {error}"),
            }),
        };
    }
    let said = || {
        serde_json::from_slice::<ErrorShape>(&body)
            .map_or_else(|_| format!("status {status}"), |said| said.error.told())
    };
    Err(match status {
        401 | 403 => Problem::Key,
        404 => Problem::NotThere { what },
        409 | 429 => Problem::Later { why: said() },
        // Razorpay says 400 for an id that it does not know.
        400 if said().contains("does not exist") => Problem::NotThere { what },
        400..=499 => Problem::Refused { why: said() },
        _ => Problem::Unknown {
            why: format!("status {status}"),
        },
    })
}

/// What is known where no answer came: only what surely was never sent is told as that.
fn unanswered(error: &Error) -> Problem {
    let why = match error {
        Error::Timeout(_) => "no answer came in time".to_owned(),
        other => other.to_string(),
    };
    match error {
        Error::Timeout(Timeout::Resolve | Timeout::Connect)
        | Error::HostNotFound
        | Error::ConnectionFailed
        | Error::BadUri(_)
        | Error::RequireHttpsOnly(_)
        | Error::InvalidProxyUrl
        | Error::ConnectProxyFailed(_)
        | Error::TlsRequired => Problem::Unreached { why },
        Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            Problem::Unreached { why }
        }
        _ => Problem::Unknown { why },
    }
}
