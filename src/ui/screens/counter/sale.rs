//! The sale: asked for once, however long the file is busy, and shown until the next scan.

use super::{
    Counter,
    basket::{BasketState, Line},
    collision::Collision,
    dialogs::Dialog,
};
use crate::{
    shop::sales::{Checkout, CheckoutLine, Sold, Tender},
    ui::{
        overlays::grant::GrantForm,
        remote::{Ask, Outcome, sentence},
        widgets::Tone,
        window::Cx,
    },
    values::{Money, Quantity},
};

/// A sale that is being made.
pub struct Sale {
    cash: Money,
    exact: bool,
    lines: Vec<Line>,
    /// The request; none while the basket's last save is under way.
    pub ask: Option<Ask<Sold>>,
    /// Why it could not be answered.
    pub failed: Option<String>,
}

/// A sale that was made: shown until the next scan.
pub struct Done {
    /// The receipt.
    pub sold: Sold,
    /// Its lines.
    pub lines: Vec<Line>,
}

impl Sale {
    /// Asks again after a failure: the same request, so never a second sale.
    pub fn again(&mut self, cx: &Cx<'_>) {
        if self.failed.take().is_some()
            && let Some(ask) = &mut self.ask
        {
            ask.again(cx.desk);
        }
    }

    /// Whether it may be left: it failed, and it is certain that nothing was sold. Where it is
    /// not, a sale of the same basket could be the second.
    #[must_use]
    pub fn may_be_left(&self) -> bool {
        self.failed.is_some() && self.ask.as_ref().is_none_or(Ask::is_settled)
    }
}

impl Counter {
    /// Sees to the sale that is being made, where there is one.
    pub(super) fn look_after_sale(&mut self, cx: &mut Cx<'_>) {
        let Some(sale) = &mut self.sale else { return };
        if sale.ask.is_none() {
            // The basket's last save goes first: the sale empties it.
            if self.basket.is_saving() {
                self.basket.look_after(cx);
            }
            if !self.basket.is_saving() {
                sale.ask = Some(ask_for(cx, sale, &self.basket));
            }
            return;
        }
        match sale.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(sold)) => {
                let lines = std::mem::take(&mut sale.lines);
                self.sale = None;
                self.basket.sold();
                self.cash.clear();
                self.cash_error = None;
                self.focus_scan = true;
                self.done = Some(Done { sold, lines });
            }
            Some(Outcome::Refused(refusal)) => {
                if let Some(form) = GrantForm::of(&refusal) {
                    // The sale stays, with its request: granted, it is asked for again.
                    self.dialog = Dialog::Grant(Box::new(form));
                    return;
                }
                let (exact, cash) = (sale.exact, sale.cash);
                self.sale = None;
                match Collision::of(refusal, exact, cash) {
                    Ok(collision) => self.dialog = Dialog::Collision(collision),
                    Err(why) => {
                        self.cash_error = Some(why);
                        self.focus_cash = !exact;
                    }
                }
            }
            Some(Outcome::Failed(why)) => sale.failed = Some(why),
        }
    }

    /// Asks again for a sale that was refused and is granted now: the same request.
    pub(super) fn ask_for_sale_again(&mut self, cx: &Cx<'_>) {
        if let Some(ask) = self.sale.as_mut().and_then(|sale| sale.ask.as_mut()) {
            ask.again(cx.desk);
        }
    }

    /// Takes exactly the total; after a failure, asks for the same sale again.
    pub(super) fn exact_cash(&mut self, cx: &mut Cx<'_>) {
        if let Some(sale) = &mut self.sale {
            sale.again(cx);
            return;
        }
        match self.basket.total() {
            Some(total) => self.sell(cx, total, true),
            None => cx
                .notes
                .say(Tone::Bad, "The total is more than can be counted."),
        }
    }

    /// Takes the amount that was typed.
    pub(super) fn take_cash(&mut self, cx: &mut Cx<'_>) {
        match cx.facts.currency.parse(&self.cash) {
            Ok(cash) => self.sell(cx, cash, false),
            Err(why) => self.cash_error = Some(sentence(&why)),
        }
    }

    /// Begins a sale of what is in the basket.
    pub(super) fn sell(&mut self, cx: &mut Cx<'_>, cash: Money, exact: bool) {
        if self.sale.is_some() {
            return;
        }
        if self.basket.lines().is_empty() {
            if self.done.is_none() {
                cx.notes.say(
                    Tone::Warn,
                    "The basket is empty: scan or pick a sweet first.",
                );
            }
            return;
        }
        self.done = None;
        self.cash_error = None;
        let lines = self.basket.lines().to_vec();
        self.sale = Some(Sale {
            cash,
            exact,
            lines,
            ask: None,
            failed: None,
        });
    }
}

fn ask_for(cx: &Cx<'_>, sale: &Sale, basket: &BasketState) -> Ask<Sold> {
    let lines = sale
        .lines
        .iter()
        .filter_map(|line| {
            Some(CheckoutLine {
                price: Some(line.price),
                ..CheckoutLine::of(line.sweet, Quantity::of(line.quantity).ok()?)
            })
        })
        .collect();
    let command = Checkout {
        lines,
        discount: None,
        tenders: vec![Tender::cash(sale.cash)],
        note: None,
        basket: basket.held().cloned(),
        ..Checkout::default()
    };
    let (shop, session) = (cx.shop.clone(), cx.session.clone());
    Ask::send(cx.desk, move |request| {
        shop.execute(&session, request, command.clone())
    })
}
