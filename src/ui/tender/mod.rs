//! Taking money: the one piece that every window uses where something is paid.
//!
//! Promises: what is due, rounded and left is `pricing`'s, of the payments that the shop is then
//! told; what a gift card or a customer's credit has is shown before anything is taken of it; what
//! was asked for is asked for once, however long the file is busy. Leaves out what is paid for:
//! whoever shows it says how much that is, and makes the sale of what was given.

mod banknotes;
mod cash;
mod code;
mod credit;
mod gift_card;
mod given;
mod making;
mod paying;
mod ways;

pub use cash::{hint, round_amounts};
pub use code::{
    ByCode, CodeNext, HOLD_S, Subject, beware, code, face, flagged, found, give_back, not_set_up,
    practise, sold, state, time_left, told, verify,
};
pub use credit::of_credit;
pub use gift_card::{CODE, Known, Paid, PayingCard, TOLD};
pub use given::{Given, ROW, amount_wanted, left, rows, settle, tenders};
pub use making::{Making, made};
pub use paying::Paying;
pub use ways::{AT_HAND, BESIDE_CASH, OTHERS, OVER_THERE, third};

use egui::{Align, Layout, Ui, Vec2};

/// A row of exactly this height.
pub fn row<R>(ui: &mut Ui, height: f32, add: impl FnOnce(&mut Ui) -> R) -> R {
    let size = Vec2::new(ui.available_width(), height);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), add)
        .inner
}
