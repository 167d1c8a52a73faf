//! Payments at a provider: asked for, counted once, given back.
//!
//! Promises: news of a payment comes through several doors and ends in one
//! function, whose conditional update decides who was first: the money is
//! counted once, and the goods become one sale in the same commit; where they can't,
//! it is counted all the same, and flagged; what does not fit is kept and flagged,
//! and counts nothing; no more goes back than came.
//! Left out: which provider it is, the network, signatures and secrets, which are
//! the gateway's; several tenders beside the provider's.

mod aside;
mod begin;
mod books;
mod capture;
mod counter;
mod fee;
mod finals;
mod flags;
mod fulfil;
mod hand_over;
mod inbox;
mod look;
mod news;
mod noted;
pub mod reconcile;
mod refund;
mod rows;
mod state;
mod strays;
mod take;

pub use aside::{Aside, AsideId, AsideSeen, AsideWhy, SeenAside, aside, asides, body_of};
pub use begin::{Begin, Begun, Expire, Ordered, Release, Released};
pub use counter::{AtCounter, Goods, at_counter, late, newest_of, waiting};
pub use fee::{BeginFee, of_fee};
pub use flags::SeenTo;
pub use fulfil::FulfilAgain;
pub use hand_over::{BeginHandOver, of_order};
pub use inbox::{KeepMessage, Kept, MESSAGE_MOST, Message, NoteStuck, PutAside, waiting_messages};
pub use look::{Look, look};
pub use news::{Digest, Door, Flag, News, ProviderId, Said, Verdict};
pub use refund::{
    BeginRefund, CreditRefund, Credited, RefundBegun, RefundOutcome, RefundState, SettleRefund,
    SettleRefundByHand, SettledRefund,
};
pub use rows::{
    Payment, PaymentQuery, Refund, StoryRow, by_key, by_order, list, overdue, payment, refunds,
    refunds_open, story, strangers, unpaid,
};
pub use state::{State, Step, step};
pub use strays::{RefundStray, Stray, strays};
pub use take::{SettleByHand, TakeNews};

pub(super) use books::RULES;
pub(super) use fee::{follow_fee, give_up_fee, must_not_wait};
pub(super) use finals::FINAL;
pub(super) use hand_over::{give_up_order, must_not_wait as order_must_not_wait};
pub(super) use refund::{CameBack, gone_before, not_before, of_return};
