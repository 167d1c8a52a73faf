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

use super::seals::Final;

/// What never changes again.
pub(in crate::shop) const FINAL: &[Final] = &[
    Final {
        act: "NULL",
        left_out: &[("balance_minor", "the sum of its movements")],
        ..Final::of("stored_value", "id", &["id", "kind", "code", "customer"])
    },
    Final {
        act: "coalesce(act, (SELECT sales.act FROM sales WHERE sales.number = sale))",
        ..Final::of(
            "stored_value_movements",
            "number",
            &[
                "number",
                "value",
                "sale",
                "reason",
                "delta_minor",
                "balance_minor",
                "act",
            ],
        )
    },
];
