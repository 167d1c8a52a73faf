//! Payments at a provider: asked for, counted once, given back.
//!
//! Promises: news of a payment comes through several doors and ends in one
//! function, whose conditional update decides who was first: the money is
//! counted once, and the goods become one sale in the same commit; what does not
//! fit is kept and flagged, and counts nothing; no more goes back than came.
//! Left out: which provider it is, the network, signatures and secrets, which are
//! the gateway's; gift cards and several tenders beside the provider's.

mod begin;
mod inbox;
mod news;
mod refund;
mod rows;
mod state;
mod take;

pub use begin::{Begin, Begun, Expire, FulfilAgain, Ordered, Release, Released};
pub use inbox::{KeepMessage, Kept, Message, PutAside};
pub use news::{Digest, Door, Flag, News, ProviderId, Said, Verdict};
pub use refund::{
    BeginRefund, RefundBegun, RefundOutcome, RefundState, SettleRefund, SettledRefund,
};
pub use rows::{Payment, Refund, StoryRow};
pub use state::{State, Step, step};
pub use take::{SettleByHand, TakeNews};
