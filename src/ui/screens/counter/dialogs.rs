//! What lies over the counter for a moment.

use egui::Context;

use super::{
    Counter,
    collision::{self, Collision},
    others,
};
use crate::ui::{
    overlays::grant::{GrantForm, Verdict},
    window::Cx,
};

/// What lies over the counter.
pub enum Dialog {
    /// Nothing.
    None,
    /// Why a sale was refused.
    Collision(Collision),
    /// The question for a supervisor's grant.
    Grant(Box<GrantForm>),
    /// The person's other baskets.
    Others,
    /// The question whether to empty the basket.
    Empty,
}

impl Counter {
    /// Shows it, and does what was chosen.
    pub(super) fn dialogs(&mut self, ctx: &Context, cx: &mut Cx<'_>) {
        match &mut self.dialog {
            Dialog::None => {}
            Dialog::Collision(collision) => match collision.show(ctx, cx, self.basket.lines()) {
                None => {}
                Some(collision::Next::Back) => {
                    collision.settle(&mut self.basket);
                    self.dialog = Dialog::None;
                }
                Some(collision::Next::Sell) => {
                    let (exact, cash) = (collision.exact, collision.cash);
                    collision.settle(&mut self.basket);
                    collision.take_what_is_left(&mut self.basket);
                    self.dialog = Dialog::None;
                    if exact {
                        self.exact_cash(cx);
                    } else {
                        self.sell(cx, cash, false);
                    }
                }
            },
            Dialog::Grant(form) => {
                let verdict = form.show(ctx, cx.shop, cx.session, cx.desk, cx.changes);
                match verdict {
                    Verdict::Waits => return,
                    Verdict::Granted => self.ask_for_sale_again(cx),
                    Verdict::Away => self.sale = None,
                }
                self.dialog = Dialog::None;
            }
            Dialog::Others => {
                let held = self.basket.held().map(|held| held.basket);
                match self.others.show(ctx, cx, held) {
                    others::Next::Stay => {}
                    others::Next::Away => self.dialog = Dialog::None,
                    others::Next::Open(id) => {
                        self.dialog = Dialog::None;
                        self.done = None;
                        if self.sale.is_none() {
                            self.basket.open(cx, Some(id));
                        }
                    }
                }
            }
            Dialog::Empty => match collision::ask_to_empty(ctx, self.basket.pieces()) {
                None => {}
                Some(empty) => {
                    if empty {
                        self.basket.clear();
                    }
                    self.dialog = Dialog::None;
                }
            },
        }
    }
}
