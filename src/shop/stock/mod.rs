//! What is on hand: taken by condition, and every movement kept.
//!
//! Promises: what is on hand never goes below 0 unless the sweet may, and is
//! always the sum of its movements; of a kit it is what its parts are enough for;
//! what is promised to orders stays on the shelf for them.
//! Left out: what a sweet is and costs, which is
//! `catalogue`'s; batches and suppliers.

mod finding;
mod ledger;
mod names;
mod promises;
mod restock;
mod shelf;

pub use finding::{Found, find_for_sale};
pub use ledger::{Movement, Reason, movements};
pub use names::Names;
pub use promises::{Free, Short, free, short_of, tell_free};
pub use restock::{Correct, Loss, OnHand, Restock, WriteOff, held};
pub use shelf::{
    Order, Retired, ShelfQuery, ShelfRow, like, shelf_ids, shelf_ids_at_once, shelf_rows,
};

pub(super) use ledger::{
    allow_below_zero, ever_moved, hold, on_hand, open, put_back, release, take,
};
pub(super) use promises::{Keeps, promise, take_back_promise};
pub(super) use shelf::ON_HAND;

use super::seals::Final;

/// What never changes again.
pub(in crate::shop) const FINAL: &[Final] = &[Final::of(
    "movements",
    "number",
    &[
        "number", "act", "sweet", "reason", "delta", "on_hand", "note", "before",
    ],
)];
