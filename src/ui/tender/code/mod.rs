//! Paying by QR: what is shown of a payment while a customer may be paying it, and what can be
//! asked about it.
//!
//! Promises: one drawing of code, amount, time and state, wherever the shop takes money; what is
//! shown is what the shop's file says, and what is not known is told as not known. Leaves out
//! what is paid for, and the provider, which `gateway` sees to.

mod asking;
mod by_code;
mod gone;
mod step;
mod words;

use egui::{Label, RichText, Ui};

use crate::{
    devices::paper::Qr,
    gateway::Setup,
    shop::{
        payments::AtCounter,
        sales::{self, Sold},
    },
    store::{Fault, ReadTx},
    ui::{
        display,
        theme::{self, GAP_S},
        widgets::{muted, strong},
        window::Cx,
    },
};

pub use asking::{found, give_back, not_set_up, practise, verify};
pub use by_code::{ByCode, Subject};
pub use step::{CodeNext, CodeStep};
pub use words::{beware, code, flagged, state, time_left, told};

/// For how long a code is good: what a customer with a telephone in hand needs, and no evening;
/// in seconds.
pub const HOLD_S: i64 = 600;
/// The widest the code is drawn, in points.
const WIDEST: f32 = 252.0;
/// The narrowest that a telephone reads from a counter, in points.
const NARROWEST: f32 = 140.0;

/// The amount, the code as long as it can be paid, where it stands and the time that is left;
/// the code at most so high.
pub fn face(ui: &mut Ui, cx: &Cx<'_>, (setup, at): (&Setup, &AtCounter), high: f32) {
    let now = cx.shop.now();
    ui.vertical_centered(|ui| {
        let amount = cx.facts.currency.format_with_code(at.payment.amount);
        let size = match amount.chars().count() > 16 {
            true => theme::TITLE,
            false => theme::TOTAL,
        };
        ui.label(RichText::new(amount).font(theme::strong(size)));
        if let Some(code) = code(setup, at).and_then(|text| Qr::of(&text).ok()) {
            let wide = WIDEST.min(ui.available_width());
            display::code(ui, &code, wide.min(high.max(NARROWEST)));
        }
        ui.add_space(GAP_S);
        ui.add(Label::new(strong(state(at, now))).wrap());
        if let Some(left) = time_left(at, now) {
            ui.label(muted(ui, left));
        }
    });
}

/// The sale that a payment became.
///
/// # Errors
/// A fault of the file.
pub fn sold(db: &ReadTx<'_>, at: &AtCounter) -> Result<Option<Sold>, Fault> {
    let Some(number) = at.payment.sale else {
        return Ok(None);
    };
    let receipt = sales::receipt(db, number)?;
    Ok(receipt.map(|receipt| Sold {
        number: receipt.number,
        at: receipt.at,
        total: receipt.total,
        rounding: receipt.rounding,
        cash: receipt.cash,
        change: receipt.change,
    }))
}
