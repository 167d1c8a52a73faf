//! What lies over the counter for a moment.

use egui::Context;

use super::{
    Counter,
    collision::{self, Collision},
    keeping::Wish,
    others, parked, qr,
    sheets::Sheet,
};
use crate::ui::overlays::grant::{GrantForm, Verdict};
use crate::ui::{
    widgets::{Tone, count},
    window::Cx,
};

/// What lies over the counter.
pub enum Dialog {
    /// Nothing.
    None,
    /// Why a sale was refused.
    Collision(Collision),
    /// A line, the whole basket, or an item that is no sweet.
    Sheet(Sheet),
    /// The question for a supervisor's grant.
    Grant(Box<GrantForm>),
    /// The person's other baskets.
    Others,
    /// The parked baskets of everybody.
    Parked,
    /// The question what the basket is to be parked under.
    Park(parked::Parking),
    /// What has to be seen to of payments by QR.
    Qr(qr::Over),
    /// The question whether to empty the basket.
    Empty,
}

impl Counter {
    /// Shows it, and does what was chosen.
    pub(super) fn dialogs(&mut self, ctx: &Context, cx: &mut Cx<'_>) {
        let over = match &mut self.dialog {
            Dialog::None => return,
            Dialog::Sheet(sheet) => {
                let rules = self.rules.latest();
                let taxes = rules.map_or(&[][..], |rules| rules.usual.as_slice());
                sheet.show(ctx, cx, &mut self.basket, taxes)
            }
            Dialog::Grant(form) => match form.show(ctx, cx.shop, cx.session, cx.desk, cx.changes) {
                Verdict::Waits => false,
                Verdict::Granted => {
                    self.ask_for_sale_again(cx);
                    true
                }
                Verdict::Away => {
                    self.sale = None;
                    self.qr.give_up();
                    true
                }
            },
            Dialog::Collision(_) => self.collided(ctx, cx),
            Dialog::Others => {
                let held = self.basket.held().map(|held| held.basket);
                match self.others.show(ctx, cx, held) {
                    others::Next::Stay => false,
                    others::Next::Away => true,
                    others::Next::Open(id) => {
                        self.go_on_with(cx, Wish::Own(Some(id)));
                        true
                    }
                }
            }
            Dialog::Parked => {
                let at_hand = !self.basket.lines().is_empty();
                match self.parked.show(ctx, cx, at_hand) {
                    parked::Next::Stay => false,
                    parked::Next::Away => true,
                    parked::Next::Resume(id) => {
                        self.go_on_with(cx, Wish::Parked(id));
                        true
                    }
                }
            }
            Dialog::Park(parking) => match parking.ask(ctx) {
                None => false,
                Some(None) => true,
                Some(Some(label)) => {
                    let pieces = count(self.basket.pieces(), "piece", "pieces");
                    if self.go_on_with(cx, Wish::Park(label)) {
                        cx.notes.say(Tone::Good, format!("Parked: {pieces}."));
                    }
                    true
                }
            },
            Dialog::Qr(_) => self.over_by_qr(ctx, cx),
            Dialog::Empty => match collision::ask_to_empty(ctx, self.basket.pieces()) {
                None => false,
                Some(empty) => {
                    if empty {
                        self.basket.clear();
                    }
                    true
                }
            },
        };
        if over {
            self.qr.was_told();
            self.dialog = Dialog::None;
            self.focus_scan = !self.focus_cash;
        }
    }

    /// Goes on with another basket; false where this one is paid in part or being sold.
    fn go_on_with(&mut self, cx: &mut Cx<'_>, wish: Wish) -> bool {
        if self.sale.is_some() || !self.payments.given.is_empty() {
            cx.notes.say(
                Tone::Warn,
                "A part of this basket is paid. Finish the sale, or take the payments off first.",
            );
            return false;
        }
        self.done = None;
        self.basket.go_on_with(wish);
        true
    }

    /// Shows why a sale was refused; true once something was chosen.
    fn collided(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> bool {
        let Dialog::Collision(collision) = &mut self.dialog else {
            return true;
        };
        match collision.show(ctx, cx, self.basket.lines()) {
            None => false,
            Some(collision::Next::Back) => {
                collision.settle(&mut self.basket);
                true
            }
            Some(collision::Next::Instead(row, quantity)) => {
                collision.take_what_is_left(&mut self.basket);
                if let Err(why) = self.basket.add(&row, quantity) {
                    cx.notes.say(Tone::Bad, why);
                }
                true
            }
            Some(collision::Next::Sell) => {
                let exact = collision.exact;
                collision.settle(&mut self.basket);
                collision.take_what_is_left(&mut self.basket);
                match (self.retries_qr(cx), exact) {
                    (true, _) => {}
                    (false, true) => self.exact_cash(cx),
                    (false, false) => self.take_cash(cx),
                }
                true
            }
        }
    }
}
