//! Listening for webhooks.
//!
//! Promises: who is not addressed by a name the shop has, comes from a browser's page, or sends
//! too much or too slowly, is refused; nothing but a message with the provider's signature is
//! kept; a message is on disk before it is answered with 200, within 5 seconds.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use http::{HeaderMap, Method, StatusCode, header, request::Parts};

use super::{
    account::Account,
    http::{Handler, Limits, Reply, Server},
    inbox,
    setup::Setup,
    signature::WebhookSecrets,
    vault::Vault,
};
use crate::shop::{Refusal, Shop, Trouble};

/// Where webhooks are taken.
pub const WEBHOOK_PATH: &str = "/webhook";

const SIGNATURE: &str = "x-razorpay-signature";
const EVENT_ID: &str = "x-razorpay-event-id";

const LIMITS: Limits = Limits {
    // A webhook has a few kilobytes.
    body: 256 * 1024,
    reading: Duration::from_secs(5),
    // The provider waits for 5 seconds, and sends again what was not answered.
    answering: Duration::from_secs(4),
    connections: 32,
};

/// How often the secrets are looked for anew when a signature is wrong: they may have been
/// replaced by another process.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// Listens, for as long as this lives.
#[derive(Debug)]
pub(super) struct Listener {
    server: Server,
}

impl Listener {
    /// Starts to listen at `at`.
    ///
    /// # Errors
    /// Where the address can't be had, or there is no thread.
    pub(super) fn start(
        shop: &Shop,
        vault: &Vault,
        account: &Account,
        secrets: WebhookSecrets,
        at: SocketAddr,
    ) -> io::Result<Listener> {
        let ear = Ear {
            shop: shop.clone(),
            vault: vault.clone(),
            setup: account.setup.clone(),
            secrets: Mutex::new((secrets, Instant::now())),
        };
        let server = Server::start(at, "sherbet-webhooks", Arc::new(ear), LIMITS)?;
        Ok(Listener { server })
    }

    /// Where it listens.
    pub(super) fn at(&self) -> SocketAddr {
        self.server.at()
    }
}

struct Ear {
    shop: Shop,
    vault: Vault,
    setup: Setup,
    secrets: Mutex<(WebhookSecrets, Instant)>,
}

impl Ear {
    fn secrets(&self) -> WebhookSecrets {
        let held = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        held.0.clone()
    }

    /// The secrets as they are kept now, where that was not looked for just before.
    fn renewed(&self) -> Option<WebhookSecrets> {
        {
            let mut held = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
            if held.1.elapsed() < LOOK_AGAIN {
                return None;
            }
            held.1 = Instant::now();
        }
        // Not while the lock is held: a keyring may take its time.
        let renewed = match Account::of(self.setup.clone(), &self.vault) {
            Ok(account) => account.webhooks().cloned()?,
            Err(error) => {
                tracing::warn!(%error, "the webhooks' secrets can't be looked for again");
                return None;
            }
        };
        let mut held = self.secrets.lock().unwrap_or_else(PoisonError::into_inner);
        if held.0 == renewed {
            return None;
        }
        held.0 = renewed.clone();
        Some(renewed)
    }

    fn keep(&self, secrets: &WebhookSecrets, head: &Parts, body: &[u8]) -> Result<(), Trouble> {
        // Both were found to be there before the body was read.
        let signature = single(&head.headers, SIGNATURE).unwrap_or_default();
        let event = single(&head.headers, EVENT_ID).unwrap_or_default();
        inbox::keep(&self.shop, secrets, body.to_vec(), signature, event).map(drop)
    }
}

impl Handler for Ear {
    fn admit(&self, head: &Parts, at: SocketAddr) -> Result<(), StatusCode> {
        // A page in a browser on this machine reaches what listens on it, and says where it is
        // from; a name that was made to lead here is not the shop's.
        let host = single(&head.headers, header::HOST.as_str());
        let host = host.ok_or(StatusCode::BAD_REQUEST)?;
        if head.headers.contains_key(header::ORIGIN) {
            return Err(StatusCode::FORBIDDEN);
        }
        if head.uri.authority().is_some() || !self.setup.is_ours(host, at) {
            return Err(StatusCode::MISDIRECTED_REQUEST);
        }
        if head.uri.path() != WEBHOOK_PATH {
            return Err(StatusCode::NOT_FOUND);
        }
        if head.method != Method::POST {
            return Err(StatusCode::METHOD_NOT_ALLOWED);
        }
        let said = [SIGNATURE, EVENT_ID].map(|name| single(&head.headers, name));
        match said {
            [Some(_), Some(_)] => Ok(()),
            _ => Err(StatusCode::BAD_REQUEST),
        }
    }

    fn answer(&self, head: &Parts, body: &[u8]) -> Reply {
        let mut kept = self.keep(&self.secrets(), head, body);
        if is_unsigned(&kept)
            && let Some(renewed) = self.renewed()
        {
            kept = self.keep(&renewed, head, body);
        }
        Reply::status(match &kept {
            Ok(()) => StatusCode::OK,
            _ if is_unsigned(&kept) => StatusCode::UNAUTHORIZED,
            Err(Trouble::Refused(refusal)) => {
                tracing::info!(%refusal, "a webhook was refused");
                StatusCode::BAD_REQUEST
            }
            // It is sent again.
            Err(Trouble::Fault(fault)) => {
                tracing::warn!(%fault, "a webhook could not be kept");
                StatusCode::SERVICE_UNAVAILABLE
            }
        })
    }
}

fn is_unsigned(kept: &Result<(), Trouble>) -> bool {
    matches!(kept, Err(Trouble::Refused(Refusal::Invalid { field, .. })) if field == "signature")
}

/// The value of a header that stands there once.
fn single<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}
