//! Orders for later: taken now, made until their slot begins, handed over then.
//!
//! Promises: an order is placed, changed and moved only into a slot that has room for it,
//! and its room, its number of the day and the goods it is promised stand or fall with it
//! in one commit; it is sold for what it was priced as; who changes what another changed
//! meanwhile is told. Left out: when slots are, which is `slots`', and money, which comes
//! by receipts: what is paid ahead is a gift card of the order's own.

mod board;
mod books;
mod change;
mod current;
mod forget;
mod hand_over;
mod place;
mod room;
mod rows;
mod rules;
mod state;
mod steps;

pub use board::{BoardSlot, board, in_view, next_in_view};
pub use change::{ChangeOrder, Changed, MoveOrder};
pub use hand_over::{HandOver, HandedOver};
pub use place::{Deposit, PlaceOrder, Placed};
pub use rows::{
    Order, OrderLine, OrderQuery, Paid, Step, StepKind, code_of_order, list, order, order_of_code,
};
pub use rules::OrderRules;
pub use state::State;
pub use steps::{AdvanceOrder, CancelOrder, Cancelled, Stepped};

pub(super) use books::{FINAL, RULES};
pub(super) use forget::{count_of, forget_who};
pub(super) use hand_over::{hand_over, owed, version};
