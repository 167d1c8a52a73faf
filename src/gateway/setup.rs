//! Which payment provider the shop has, as the shop chose it. Nothing secret is in it.

use std::net::{IpAddr, SocketAddr};

use http::Uri;
use serde::{Deserialize, Serialize};

use crate::shop::{Refusal, payments::ProviderId, settings::Setting};

/// What the public name of a practice account begins with, and no other's.
pub const PRACTICE: &str = "practice_";

/// Where the first provider answers.
const USUAL_BASE: &str = "https://api.razorpay.com";

/// The shop's account at the payment provider, and where its webhooks are heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Setup {
    /// The public half of the account's key, such as `rzp_live_…`; empty: the shop has none.
    pub key_id: String,
    /// Where the provider answers, such as `https://api.razorpay.com`.
    pub base_url: String,
    /// The address and port webhooks are listened for at; nowhere where absent, and then the
    /// provider is asked.
    pub listen: Option<SocketAddr>,
    /// Whether that may be an address which other machines reach.
    pub listen_publicly: bool,
    /// What webhooks may be addressed to (`Host`), such as `shop.example:8443`; beside the
    /// address that is listened at, where that is this machine alone.
    pub hosts: Vec<String>,
    /// The page that a customer's telephone opens to pay an order, such as
    /// `https://shop.example/pay.html?order={order}`: what the QR code at the counter says, with
    /// the order's id in the place of `{order}`. Empty: there is none yet.
    pub pay_page: String,
}

/// What stands in the address of the page for the order's id.
const ORDER: &str = "{order}";

impl Default for Setup {
    fn default() -> Self {
        Setup {
            key_id: String::new(),
            base_url: USUAL_BASE.into(),
            listen: None,
            listen_publicly: false,
            hosts: Vec::new(),
            pay_page: String::new(),
        }
    }
}

impl Setup {
    /// Whether the shop has a provider.
    pub fn is_set(&self) -> bool {
        !self.key_id.is_empty()
    }

    /// Whether no real money moves: the account is the practice provider's on this machine.
    pub fn is_practice(&self) -> bool {
        self.key_id.starts_with(PRACTICE)
    }

    /// Whether customers can be shown how to pay: there is a page for them, or it is practice.
    pub fn takes_codes(&self) -> bool {
        self.is_set() && (self.is_practice() || !self.pay_page.is_empty())
    }

    /// What the QR code for an order says; none where there is no page for customers. A practice
    /// account's says that no money moves, whoever scans it.
    pub fn code(&self, order: &ProviderId) -> Option<String> {
        match (self.is_practice(), self.pay_page.is_empty()) {
            (true, _) => Some(format!("PRACTICE, no money moves: {order}")),
            (false, false) => Some(self.pay_page.replace(ORDER, order.as_str())),
            (false, true) => None,
        }
    }

    /// Whether a webhook may be addressed to `host`.
    pub fn is_ours(&self, host: &str, listening: SocketAddr) -> bool {
        let here = listening.ip().is_loopback()
            && (host == listening.to_string() || host == format!("localhost:{}", listening.port()));
        here || self
            .hosts
            .iter()
            .any(|ours| ours.eq_ignore_ascii_case(host))
    }
}

impl Setting for Setup {
    const KEY: &'static str = "payments";
    const COMMAND: &'static str = "settings.payments";

    fn check(&self) -> Result<(), Refusal> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if self.key_id.len() > 64 || !self.key_id.bytes().all(plain) {
            let why = "is the provider's public name of the key, such as rzp_live_a1B2c3: \
                       up to 64 letters, digits and _";
            return Err(Refusal::invalid("key_id", why));
        }
        let (https, here) = parts(&self.base_url)?;
        match (self.is_set(), self.is_practice()) {
            (true, true) if !here => {
                let why = "a practice account is only at the practice provider on this machine, \
                           such as http://127.0.0.1:8790";
                return Err(Refusal::invalid("base_url", why));
            }
            (true, false) if here => {
                let why = format!(
                    "the practice provider on this machine takes only an account \
                     whose name begins with {PRACTICE}"
                );
                return Err(Refusal::invalid("key_id", why));
            }
            _ if !https && !here => {
                let why = "begins with https:// where it is not on this machine";
                return Err(Refusal::invalid("base_url", why));
            }
            _ => {}
        }
        if self.listen.is_some_and(|at| !at.ip().is_loopback()) && !self.listen_publicly {
            let why = "is reached from other machines: choose an address such as 127.0.0.1:8791, \
                       or say that it may be reached";
            return Err(Refusal::invalid("listen", why));
        }
        let host = |host: &String| {
            (1..=255).contains(&host.len()) && host.bytes().all(|byte| byte.is_ascii_graphic())
        };
        if self.hosts.len() > 8 || !self.hosts.iter().all(host) {
            let why = "are up to 8 names such as shop.example:8443";
            return Err(Refusal::invalid("hosts", why));
        }
        let page = &self.pay_page;
        let is_page = page.len() <= 300
            && page.starts_with("https://")
            && page.bytes().all(|byte| byte.is_ascii_graphic())
            && page.contains(ORDER);
        if !page.is_empty() && !is_page {
            let why = "is an address such as https://shop.example/pay.html?order={order}: \
                       the order's id comes into the place of {order}";
            return Err(Refusal::invalid("pay_page", why));
        }
        Ok(())
    }
}

/// Whether a base URL is encrypted, and whether it is on this machine.
fn parts(base: &str) -> Result<(bool, bool), Refusal> {
    let refused = || {
        let why = "is an address such as https://api.razorpay.com, without a path";
        Refusal::invalid("base_url", why)
    };
    let uri: Uri = base.parse().map_err(|_| refused())?;
    let https = match uri.scheme_str() {
        Some("https") => true,
        Some("http") => false,
        _ => return Err(refused()),
    };
    let host = uri.host().filter(|host| !host.is_empty());
    let host = host.ok_or_else(refused)?;
    let named = uri.authority().is_some_and(|at| at.as_str().contains('@'));
    if named || uri.path() != "/" || uri.query().is_some() || base.ends_with('/') {
        return Err(refused());
    }
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let here = bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    Ok((https, here))
}
