//! What lies over the counter for a moment.

use egui::Context;

use super::{
    Counter,
    buyer::Choosing,
    collision::{self, Collision},
    gift_cards::SellingCard,
    keeping::Wish,
    later::{self, LaterForm},
    others, parked, qr,
    quote::{self, QuoteForm},
    sheets::Sheet,
};
use crate::{
    shop::sales::TenderKind,
    ui::{
        actions::Action,
        overlays::grant::{GrantForm, Verdict},
        tender::{Paid, PayingCard},
        widgets::{Tone, count},
        window::Cx,
    },
    values::{Money, Rate},
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
    /// The choice who buys.
    Customer(Box<Choosing>),
    /// A gift card that is to be sold.
    SellCard(Box<SellingCard>),
    /// A gift card that is to pay.
    PayCard(Box<PayingCard>),
    /// The person's other baskets.
    Others,
    /// The parked baskets of everybody.
    Parked,
    /// The question what the basket is to be parked under.
    Park(parked::Parking),
    /// The question for whom and until when the basket is quoted.
    Quote(Box<QuoteForm>),
    /// The question for whom and until when the basket is ordered.
    Later(Box<LaterForm>),
    /// What has to be seen to of payments by QR.
    Qr(qr::Over),
    /// The question whether to empty the basket.
    Empty,
}

impl Dialog {
    /// Takes a code that was scanned, where it asks for one; false where it does not.
    pub fn takes_code(&mut self, code: &str) -> bool {
        match self {
            Dialog::SellCard(selling) => selling.take_scan(code),
            Dialog::PayCard(paying) => paying.take_scan(code),
            _ => return false,
        }
        true
    }
}

impl Counter {
    /// Shows it, and does what was chosen.
    pub(super) fn dialogs(&mut self, ctx: &Context, cx: &mut Cx<'_>) {
        let over = match &mut self.dialog {
            Dialog::None => return,
            Dialog::Sheet(sheet) => {
                let rules = self.rules.latest();
                let taxes = rules.map_or(&[][..], |rules| rules.usual.as_slice());
                let limit = rules.map_or(Rate::WHOLE, |rules| rules.selling.discount_limit);
                sheet.show(ctx, cx, &mut self.basket, (taxes, limit))
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
            Dialog::Customer(_) => self.choose_buyer(ctx, cx),
            Dialog::SellCard(selling) => match selling.show(ctx, cx, &self.basket.beside) {
                None => false,
                Some(card) => {
                    if let Some(card) = card {
                        self.done = None;
                        self.payments.error = None;
                        self.basket.beside.gift_cards.push(card);
                    }
                    true
                }
            },
            Dialog::PayCard(paying) => match paying.show(ctx, cx, &self.basket.beside.given) {
                None => false,
                Some(paid) => {
                    if let Paid::By(code, amount) = paid {
                        self.give(TenderKind::Gift, amount, code.to_string());
                    }
                    true
                }
            },
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
                let at_hand = !self.basket.is_empty();
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
            Dialog::Quote(form) => match form.show(ctx, cx, &self.basket) {
                quote::Next::Stays => false,
                quote::Next::Away => true,
                quote::Next::Made(quoted, whom) => {
                    self.basket.sold();
                    let total = cx.facts.currency.format_with_code(quoted.total);
                    let text = format!("Quotation {} for {whom}: {total}.", quoted.number);
                    cx.notes.offer(Tone::Good, text, Action::Quotations);
                    *cx.made_quotation = Some(quoted.number);
                    true
                }
            },
            Dialog::Later(form) => match form.show(ctx, cx, &self.basket) {
                later::Next::Stays => false,
                later::Next::Away => true,
                later::Next::Placed(placed) => {
                    self.basket.sold();
                    let when = cx.facts.zone.soon(cx.shop.now(), placed.start);
                    let total = cx.facts.currency.format_with_code(placed.total);
                    let text = format!("Order {} for {when}: {total}.", placed.display);
                    cx.notes.offer(Tone::Good, text, Action::Orders);
                    true
                }
            },
            Dialog::Qr(_) => self.over_by_qr(ctx, cx),
            Dialog::Empty => {
                let given = self.basket.beside.given.iter();
                let paid = given.fold(0_i64, |sum, given| sum.saturating_add(given.amount.minor()));
                let currency = cx.facts.currency;
                let paid = (!self.basket.beside.given.is_empty())
                    .then(|| currency.format_with_code(Money::from_minor(paid)));
                match collision::ask_to_empty(ctx, self.basket.pieces(), paid) {
                    None => false,
                    Some(empty) => {
                        if empty {
                            self.basket.clear();
                        }
                        true
                    }
                }
            }
        };
        if over {
            self.qr.was_told();
            self.dialog = Dialog::None;
            self.focus_scan = !self.focus_cash;
        }
    }

    /// Goes on with another basket; false where this one is being sold. Its payments go with it.
    pub(super) fn go_on_with(&mut self, cx: &mut Cx<'_>, wish: Wish) -> bool {
        if self.sale.is_some() {
            let text = "The sale is still being made. Wait until it is done.";
            cx.notes.say(Tone::Warn, text);
            return false;
        }
        self.done = None;
        self.payments.clear();
        self.basket.go_on_with(wish);
        true
    }

    pub(super) fn say_paid_in_part(&self, cx: &mut Cx<'_>) {
        cx.notes.say(
            Tone::Warn,
            "A part of this basket is paid. Finish the sale, or take the payments off first.",
        );
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
            Some(collision::Next::WithoutPromise) => {
                self.basket.forget_promises();
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
