//! The payment provider as the windows of one program see it.
//!
//! Promises: a program with a window sees to the provider, one program of several on the same
//! shop at a time, and ends with its last window; where the shop has no provider nothing touches
//! the network. Leaves out what is asked of it: `gateway` knows.

use std::sync::{Arc, Mutex};

use crate::{
    gateway::{Gateway, Status, Vault},
    shop::Shop,
    ui::remote::lock,
};

/// The gateway of this program, once the shop is open.
#[derive(Clone, Default)]
pub struct Provider(Arc<Mutex<Option<Gateway>>>);

impl Provider {
    /// Starts to see to the provider of a shop that was opened, with the secrets of `vault`; `changed` is called when its
    /// status is another one.
    pub fn start(&self, shop: &Shop, vault: Vault, changed: impl Fn() + Send + 'static) {
        match Gateway::start(shop, vault, changed) {
            Ok(gateway) => *lock(&self.0) = Some(gateway),
            // Selling goes on; what customers pay is asked about at the next start.
            Err(error) => tracing::warn!(%error, "there is no thread for the payments"),
        }
    }

    /// How it is getting on.
    #[must_use]
    pub fn status(&self) -> Status {
        lock(&self.0)
            .as_ref()
            .map(Gateway::status)
            .unwrap_or_default()
    }
}
