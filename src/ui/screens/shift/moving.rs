//! Pay-in, pay-out and drop: a small dialog over the shift.

use egui::Context;

use super::asking::Asking;
use crate::{
    shop::shifts::{Move, MoveCash, Moved},
    ui::{
        widgets::{Field, Push, Tone, buttons, dialog, entered, muted, title},
        window::Cx,
    },
    values::{Money, ShiftId},
};

/// The dialog while it is open.
pub struct Moving {
    shift: ShiftId,
    kind: Move,
    amount: String,
    reason: String,
    asking: Asking<(String, String), Moved>,
    focused: bool,
}

impl Moving {
    /// For the drawer of a shift.
    #[must_use]
    pub fn new(shift: ShiftId, kind: Move) -> Self {
        Self {
            shift,
            kind,
            amount: String::new(),
            reason: String::new(),
            asking: Asking::default(),
            focused: false,
        }
    }

    /// Shows it; false once it is over.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> bool {
        let (head, text, hint) = match self.kind {
            Move::PayIn => (
                "Pay in",
                "Cash that goes into the drawer.",
                "Change from the bank",
            ),
            Move::PayOut => (
                "Pay out",
                "Cash that leaves the drawer to pay for something.",
                "Milk",
            ),
            Move::Drop => (
                "Drop to safe",
                "Cash that leaves the drawer for the safe.",
                "To the safe",
            ),
        };
        if let Some(Ok(moved)) = self.asking.answer() {
            let size = Money::from_minor(moved.amount.minor().saturating_abs());
            let size = cx.facts.currency.format_with_code(size);
            cx.notes.say(Tone::Good, format!("{head}: {size}."));
            return false;
        }
        let mut stays = true;
        let away = dialog(ctx, "moving cash", 440.0, |ui| {
            title(ui, head);
            ui.label(muted(ui, text));
            self.asking.banners(ui, cx, &["amount", "reason"]);
            let error = self.asking.error("amount");
            let amount = Field::new("Amount", &mut self.amount)
                .numeric()
                .error(error.as_deref())
                .show(ui);
            if !std::mem::replace(&mut self.focused, true) {
                amount.request_focus();
            }
            let error = self.asking.error("reason");
            let reason = Field::new("Reason", &mut self.reason)
                .hint(hint)
                .error(error.as_deref())
                .show(ui);
            let mut enter = entered(ui, &amount);
            if enter && self.reason.trim().is_empty() {
                reason.request_focus();
                enter = false;
            }
            enter |= entered(ui, &reason);
            buttons(ui, |ui| {
                let free = self.asking.is_free();
                let go = Push::primary("Book it").named(format!("Book the {}", self.kind.name()));
                let go = ui.add_enabled(free, go).clicked();
                if free && (go || enter) {
                    self.send(cx);
                }
                if ui.add(Push::new("Back")).clicked() {
                    stays = false;
                }
            });
        });
        stays && !away
    }

    fn send(&mut self, cx: &Cx<'_>) {
        let amount = match cx.facts.currency.parse(&self.amount) {
            Ok(amount) => amount,
            Err(why) => {
                self.asking.wrong("amount", &why);
                return;
            }
        };
        let typed = (self.amount.clone(), self.reason.clone());
        let command = MoveCash {
            shift: self.shift,
            kind: self.kind,
            amount,
            reason: self.reason.clone(),
        };
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        self.asking.send(cx, typed, move |request| {
            shop.execute(&session, request, command.clone())
        });
    }
}
