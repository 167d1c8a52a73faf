//! Stored value: gift cards, known by their code, and customers' credit, in one
//! ledger. It is money the shop was paid and owes goods for: no revenue.
//!
//! Promises: a balance is taken only by condition, so that nothing is ever
//! spent twice, and is always the sum of its movements; each movement is of a
//! receipt, or of a merge of two customers. Left out: cards that expire, cards of other shops.

mod code;
mod ledger;
mod merge;

pub use code::CardCode;
pub use ledger::{GiftCard, Movement, Reason, gift_card};
pub(super) use ledger::{Holder, load, put, take};
pub(super) use merge::merge;
