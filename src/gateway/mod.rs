//! The payment provider: signatures, secrets, the network, and the practice provider.
//!
//! Promises: a message counts only after its signature was found right; every answer, message and
//! poll ends in the shop's one function; whatever stays unknown is asked about again and never
//! guessed; no secret is printed or written into the shop's file; nothing waits for the network
//! inside a transaction or on a thread that draws. Leaves out what the news does to invoices,
//! goods and money: that is the shop's.

mod account;
mod desk;
mod http;
mod inbox;
mod listener;
mod poller;
mod post;
pub mod practice;
mod provider;
mod razorpay;
mod reach;
mod secret;
mod setup;
mod signature;
pub mod sms;
mod vault;
mod worker;

pub use account::{Account, AccountProblem};
pub use desk::{order, order_in_turn, poll, reconcile, refund, verify};
pub use inbox::{Worked, keep, work};
pub use listener::WEBHOOK_PATH;
pub use provider::{
    OrderAsked, OrderSeen, PaymentSeen, Problem, Provider, RefundAsked, RefundSeen, RefundStage,
    Stage,
};
pub use razorpay::{Gist, GistPart, Razorpay, gist};
pub use reach::is_there;
pub use secret::Secret;
pub use setup::{PRACTICE, Setup};
pub use signature::{FORMER_COUNTS_MS, WebhookSecrets, is_checkout};
pub use vault::{KeptSecrets, Place, Secrets, Vault, VaultProblem};
pub use worker::{Gateway, Status};
