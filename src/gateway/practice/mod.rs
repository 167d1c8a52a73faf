//! The practice provider: a server on this machine alone that speaks Razorpay's API, signs like
//! it, and moves no money. A shop trains with it, and tests run with real HTTP.
//!
//! Promises: it answers only on this machine, only for accounts named `practice_…`, and everything
//! it makes has "practice" in its id; its secrets are known to everybody, so no real account can
//! work with them. It can be told to be late, to repeat, to reorder, to fail, and to act without
//! answering. Leaves out a memory: what it was asked is gone when it ends.

mod book;
mod courier;

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use crossbeam_channel::{Sender, unbounded};
use http::{Method, StatusCode, header, request::Parts};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ureq::Agent;

use super::{
    http::{Handler, Limits, Reply, Server},
    secret::Secret,
    setup::PRACTICE,
    signature::{WebhookSecrets, sign},
    vault::Secrets,
};
use crate::values::Clock;
use book::{Book, Declined, Event};
use courier::Due;

/// The name of the practice account.
pub const PRACTICE_KEY_ID: &str = "practice_shop";

/// The secrets of the practice account. They are no secret: no money is behind them.
const KEY_SECRET: &str = "practice-key-secret-known-to-everybody";
const WEBHOOK_SECRET: &str = "practice-webhook-secret-known-to-everybody";

/// How long an answer is held back that is not to come in time.
const SILENCE: Duration = Duration::from_secs(20);

const LIMITS: Limits = Limits {
    body: 64 * 1024,
    reading: Duration::from_secs(5),
    answering: Duration::from_secs(10),
    connections: 64,
};

/// The secrets of the practice account; `None` never, as both can be secrets.
pub(super) fn secrets() -> Option<Secrets> {
    Some(Secrets {
        key: Secret::of(KEY_SECRET).ok()?,
        webhooks: Some(WebhookSecrets::of(Secret::of(WEBHOOK_SECRET).ok()?)),
    })
}

/// What the practice provider is told to do wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tricks {
    /// Answers are held back for so many milliseconds.
    pub late_ms: u64,
    /// Webhooks are held back for so many milliseconds.
    pub webhooks_late_ms: u64,
    /// Each webhook is sent so many times more.
    pub repeats: u8,
    /// The webhooks of one act are sent in the wrong order.
    pub reordered: bool,
    /// Customers' payments fail.
    pub declined: bool,
    /// The next so many requests fail before anything is done.
    pub failing: u32,
    /// The next so many requests that make something make it and do not answer in time.
    pub silent: u32,
}

/// How a practice provider is started.
#[derive(Clone, Debug)]
pub struct Practising {
    /// Where it listens, on this machine; port 0 for any that is free.
    pub at: SocketAddr,
    /// After how long an order is paid as if by a customer; never where absent.
    pub pays_after: Option<Duration>,
}

/// A payment as a customer's checkout tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// The provider's payment.
    pub payment: String,
    /// The provider's order.
    pub order: String,
    /// The signature over both.
    pub signature: String,
}

/// Tells a practice provider that runs at `at`, in any process, something at `/practice/…`.
///
/// # Errors
/// Where there is none, or it does not do it.
pub fn tell(at: SocketAddr, path: &str, asked: &Value) -> io::Result<Value> {
    let agent = Agent::config_builder()
        .timeout_global(Some(LIMITS.answering))
        .http_status_as_error(false)
        .max_redirects(0)
        .proxy(None)
        .build()
        .new_agent();
    let sent = agent
        .post(format!("http://{at}{path}"))
        .content_type("application/json")
        .send(asked.to_string());
    let mut answer = sent.map_err(io::Error::other)?;
    let body = answer.body_mut().read_to_vec().map_err(io::Error::other)?;
    let said: Value = serde_json::from_slice(&body).map_err(io::Error::other)?;
    match answer.status().is_success() {
        true => Ok(said),
        false => Err(io::Error::other(
            said["error"]["description"]
                .as_str()
                .unwrap_or("it says no")
                .to_owned(),
        )),
    }
}

/// A practice provider, for as long as this lives.
pub struct Practice {
    server: Server,
    shared: Arc<Shared>,
}

struct Shared {
    book: Mutex<Book>,
    tricks: Mutex<Tricks>,
    secrets: Secrets,
    clock: Arc<dyn Clock>,
    due: Sender<Due>,
    pays_after: Option<Duration>,
    webhooks_to: Mutex<Option<String>>,
}

impl Practice {
    /// Starts one.
    ///
    /// # Errors
    /// Where it would be reached from elsewhere, the address is taken, or there is no thread.
    pub fn start(practising: &Practising, clock: Arc<dyn Clock>) -> io::Result<Practice> {
        if !practising.at.ip().is_loopback() {
            return Err(io::Error::other("it is for this machine alone"));
        }
        let secrets = secrets().ok_or_else(|| io::Error::other("its secrets are none"))?;
        let (due, dues) = unbounded();
        let shared = Arc::new(Shared {
            book: Mutex::default(),
            tricks: Mutex::default(),
            secrets,
            clock,
            due,
            pays_after: practising.pays_after,
            webhooks_to: Mutex::default(),
        });
        courier::start(&shared, dues)?;
        let handler = Arc::clone(&shared);
        let server = Server::start(practising.at, "sherbet-practice", handler, LIMITS)?;
        Ok(Practice { server, shared })
    }

    /// Where it answers, such as `http://127.0.0.1:8790`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.server.at())
    }

    /// Sends webhooks from now on, to where such as `http://127.0.0.1:8791/webhook`; until it is
    /// told, it sends none.
    pub fn send_webhooks_to(&self, url: &str) {
        *lock(&self.shared.webhooks_to) = Some(url.to_owned());
    }

    /// Tells it what to do wrong from now on.
    pub fn play(&self, tricks: Tricks) {
        *lock(&self.shared.tricks) = tricks;
    }

    /// Pays an order as a customer would, with an amount of their own where one is told; `None`
    /// where there is no such order.
    pub fn pay(&self, order: &str, amount_minor: Option<i64>) -> Option<Paid> {
        self.shared.pay(order, amount_minor, None)
    }

    /// How many orders, payments and refunds were made.
    pub fn counts(&self) -> (usize, usize, usize) {
        lock(&self.shared.book).counts()
    }
}

impl Shared {
    fn pay(&self, order: &str, amount_minor: Option<i64>, currency: Option<&str>) -> Option<Paid> {
        let declined = lock(&self.tricks).declined;
        let of_their_own = (amount_minor, currency);
        let (payment, events) =
            lock(&self.book).pay(order, of_their_own, declined, self.seconds())?;
        self.send(events);
        let parts = [order.as_bytes(), b"|", payment.as_bytes()];
        Some(Paid {
            signature: sign(&self.secrets.key, &parts)?,
            order: order.to_owned(),
            payment,
        })
    }

    /// Sends webhooks, as the tricks will have it.
    fn send(&self, mut events: Vec<Event>) {
        let tricks = lock(&self.tricks).clone();
        if tricks.reordered {
            events.reverse();
        }
        let at = Instant::now() + Duration::from_millis(tricks.webhooks_late_ms);
        for event in events {
            for _ in 0..=tricks.repeats {
                let delivery = Due::Deliver {
                    at,
                    event: event.clone(),
                    tries: 0,
                };
                if self.due.send(delivery).is_err() {
                    tracing::warn!("the practice provider's courier has ended");
                }
            }
        }
    }

    fn seconds(&self) -> i64 {
        self.clock.now().ms().div_euclid(1000)
    }

    /// Whether the account's name and key secret are right.
    fn knows(&self, head: &Parts) -> bool {
        let given = head.headers.get(header::AUTHORIZATION);
        let given = given.and_then(|given| given.to_str().ok()?.strip_prefix("Basic "));
        let pair = given.and_then(|given| BASE64_STANDARD.decode(given).ok());
        let pair = pair.and_then(|pair| String::from_utf8(pair).ok());
        pair.is_some_and(|pair| {
            pair.split_once(':').is_some_and(|(name, secret)| {
                name.starts_with(PRACTICE) && secret == self.secrets.key.expose()
            })
        })
    }

    fn route(&self, head: &Parts, body: &[u8]) -> Result<Value, Declined> {
        let path: Vec<&str> = head.uri.path().trim_matches('/').split('/').collect();
        let asked = |name: &str| query(head.uri.query().unwrap_or_default(), name);
        let number = |name: &str, usual: i64| {
            asked(name).map_or(Ok(usual), |typed| {
                typed
                    .parse()
                    .map_err(|_| Declined::bad("a number is wrong"))
            })
        };
        let json = || -> Result<Value, Declined> {
            serde_json::from_slice(body).map_err(|_| Declined::bad("the body is no JSON"))
        };
        let now = self.seconds();
        let mut book = lock(&self.book);
        match (&head.method, path.as_slice()) {
            (&Method::GET, ["v1", "orders"]) => Ok(book.orders(asked("receipt"))),
            (&Method::POST, ["v1", "orders"]) => {
                let made = book.order(&json()?, now)?;
                if let (Some(after), Some(order)) = (self.pays_after, made["id"].as_str()) {
                    let pay = Due::Pay {
                        at: Instant::now() + after,
                        order: order.to_owned(),
                    };
                    if self.due.send(pay).is_err() {
                        tracing::warn!("the practice provider's courier has ended");
                    }
                }
                Ok(made)
            }
            (&Method::GET, ["v1", "orders", order, "payments"]) => book.payments_of(order),
            (&Method::GET, ["v1", "payments"]) => {
                let between = (number("from", 0)?, number("to", i64::MAX)?);
                let page = (number("count", 10)?, number("skip", 0)?);
                Ok(book.payments(between, page))
            }
            (&Method::GET, ["v1", "payments", payment]) => book.payment(payment),
            (&Method::GET, ["v1", "payments", payment, "refunds"]) => book.refunds_of(payment),
            (&Method::POST, ["v1", "payments", payment, "refund"]) => {
                let key = head.headers.get("X-Refund-Idempotency");
                let key = key.and_then(|key| key.to_str().ok());
                let (made, events) = book.refund(payment, &json()?, key, now)?;
                drop(book);
                self.send(events);
                Ok(made)
            }
            _ => Err(Declined {
                status: StatusCode::NOT_FOUND,
                why: "The requested URL was not found on the server.".into(),
            }),
        }
    }

    /// What a trainer asks the practice provider itself.
    fn train(&self, head: &Parts, body: &[u8]) -> Result<Value, Declined> {
        let unreadable = |_| Declined::bad("the body can't be read");
        match (&head.method, head.uri.path()) {
            (&Method::POST, "/practice/tricks") => {
                let tricks: Tricks = serde_json::from_slice(body).map_err(unreadable)?;
                *lock(&self.tricks) = tricks.clone();
                Ok(json!(tricks))
            }
            (&Method::POST, "/practice/pay") => {
                let asked: Pay = serde_json::from_slice(body).map_err(unreadable)?;
                let paid = self.pay(&asked.order, asked.amount_minor, asked.currency.as_deref());
                paid.map(|paid| json!(paid))
                    .ok_or_else(|| Declined::bad("there is no such order"))
            }
            _ => Err(Declined {
                status: StatusCode::NOT_FOUND,
                why: "there is no such thing to practise".into(),
            }),
        }
    }

    /// Which trick is played on this request.
    fn trick(&self, makes: bool) -> Trick {
        let mut tricks = lock(&self.tricks);
        if tricks.failing > 0 {
            tricks.failing -= 1;
            return Trick::Fail;
        }
        if makes && tricks.silent > 0 {
            tricks.silent -= 1;
            return Trick::Silent;
        }
        Trick::Late(Duration::from_millis(tricks.late_ms))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pay {
    order: String,
    amount_minor: Option<i64>,
    #[serde(default)]
    currency: Option<String>,
}

enum Trick {
    Late(Duration),
    Fail,
    Silent,
}

impl Handler for Shared {
    fn admit(&self, head: &Parts, _at: SocketAddr) -> Result<(), StatusCode> {
        // No page of a browser is let in.
        match head.headers.contains_key(header::ORIGIN) {
            true => Err(StatusCode::FORBIDDEN),
            false => Ok(()),
        }
    }

    fn answer(&self, head: &Parts, body: &[u8]) -> Reply {
        let trains = head.uri.path().starts_with("/practice/");
        let trick = match trains {
            true => Trick::Late(Duration::ZERO),
            false => self.trick(head.method == Method::POST),
        };
        let after = match trick {
            Trick::Fail => return Reply::status(StatusCode::BAD_GATEWAY),
            Trick::Late(after) => after,
            Trick::Silent => SILENCE,
        };
        let said = match trains {
            true => self.train(head, body),
            false if !self.knows(head) => Err(Declined {
                status: StatusCode::UNAUTHORIZED,
                why: "Authentication failed".into(),
            }),
            false => self.route(head, body),
        };
        let (status, said) = match said {
            Ok(said) => (StatusCode::OK, said),
            Err(declined) => (declined.status, declined.json()),
        };
        Reply {
            status,
            body: said.to_string().into_bytes(),
            after,
        }
    }
}

/// A value of a query, as it is written: nothing that is asked for needs escapes.
fn query<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
