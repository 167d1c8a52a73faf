//! The sale: asked for once, however long the file is busy, and shown until the next scan.

use super::{Counter, basket::BasketState, collision::Collision, dialogs::Dialog, line::Line};
use crate::{
    shop::{
        pricing::Discount,
        sales::{self, Checkout, Receipt, Sold, Tender, TenderKind},
    },
    ui::{
        overlays::grant::GrantForm,
        remote::{Ask, Live, Outcome, sentence},
        widgets::Tone,
        window::Cx,
    },
    values::Money,
};

/// A sale that is being made.
pub struct Sale {
    tenders: Vec<Tender>,
    exact: bool,
    lines: Vec<Line>,
    discount: Option<Discount>,
    /// What was shown as its total.
    total: Option<Money>,
    note: Option<String>,
    /// The request; none while the basket's last save is under way.
    pub ask: Option<Ask<Sold>>,
    /// Why it could not be answered.
    pub failed: Option<String>,
}

/// A sale that was made: shown until the next scan.
pub struct Done {
    /// What was answered.
    pub sold: Sold,
    /// The receipt, as it is kept.
    pub receipt: Live<i64, Option<Receipt>>,
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
        if let Some(done) = &mut self.done {
            let shop = cx.shop.clone();
            // A receipt never changes: it is read once.
            done.receipt
                .keep(cx.desk, 0, &done.sold.number, move |number| {
                    shop.read(|db| sales::receipt(db, *number))
                });
        }
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
                self.sale = None;
                self.basket.sold();
                self.payments.clear();
                self.focus_scan = true;
                self.done = Some(Done {
                    sold,
                    receipt: Live::default(),
                });
            }
            Some(Outcome::Refused(refusal)) => {
                if let Some(form) = GrantForm::of(&refusal) {
                    // The sale stays, with its request: granted, it is asked for again.
                    self.dialog = Dialog::Grant(Box::new(form));
                    return;
                }
                let exact = sale.exact;
                self.sale = None;
                match Collision::of(refusal, exact) {
                    Ok(collision) => self.dialog = Dialog::Collision(collision),
                    Err(why) => {
                        self.payments.error = Some(why);
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
        self.qr.ask_again(cx);
    }

    /// Takes exactly what is left in cash; after a failure, asks for the same sale again.
    pub(super) fn exact_cash(&mut self, cx: &mut Cx<'_>) {
        if let Some(sale) = &mut self.sale {
            sale.again(cx);
            return;
        }
        let settled = self
            .total()
            .and_then(|total| self.payments.settle(total, self.cash_step(), Money::ZERO));
        match settled {
            Ok(settled) => {
                let mut tenders = self.payments.tenders();
                if settled.missing > Money::ZERO || tenders.is_empty() {
                    tenders.push(Tender::cash(settled.missing));
                }
                self.sell(cx, tenders, true);
            }
            Err(why) => cx.notes.say(Tone::Bad, why),
        }
    }

    /// Takes the amount that was typed in cash: the sale is made where it is enough, otherwise
    /// it is part of what is paid. Without an amount, the sale is made where nothing is left.
    pub(super) fn take_cash(&mut self, cx: &mut Cx<'_>) {
        if self.sale.is_some() || self.basket.lines().is_empty() {
            return;
        }
        let taken = self.payments.typed(cx.facts.currency).and_then(|cash| {
            let total = self.total()?;
            let more = cash.unwrap_or(Money::ZERO);
            let settled = self.payments.settle(total, self.cash_step(), more)?;
            Ok((cash, settled.missing))
        });
        match taken {
            Err(why) => self.payments.error = Some(why),
            Ok((cash, Money::ZERO)) => {
                let mut tenders = self.payments.tenders();
                tenders.extend(cash.map(Tender::cash));
                self.sell(cx, tenders, false);
            }
            Ok((Some(cash), _)) if cash > Money::ZERO => {
                self.payments.take(TenderKind::Cash, cash);
                self.focus_cash = true;
            }
            Ok(_) => {}
        }
    }

    /// Takes the amount that was typed, or all that is left, in another way than cash.
    pub(super) fn take_other(&mut self, cx: &mut Cx<'_>, kind: TenderKind) {
        if self.sale.is_some() || self.basket.lines().is_empty() {
            return;
        }
        let taken = self.payments.typed(cx.facts.currency).and_then(|typed| {
            let total = self.total()?;
            let left = self.payments.left(total).unwrap_or(Money::ZERO);
            let amount = typed.unwrap_or(left);
            if left <= Money::ZERO {
                return Err("Nothing is left to pay: Enter finishes the sale.".to_owned());
            }
            if amount > left {
                let left = cx.facts.currency.format(left);
                return Err(format!("Only {left} is left, and only cash gives change."));
            }
            Ok(amount)
        });
        match taken {
            Ok(amount) if amount > Money::ZERO => self.payments.take(kind, amount),
            Ok(_) => {}
            Err(why) => self.payments.error = Some(why),
        }
    }

    /// What the basket costs.
    fn total(&self) -> Result<Money, String> {
        self.basket.cost().map(|cost| cost.gross)
    }

    /// Begins a sale of what is in the basket.
    fn sell(&mut self, cx: &mut Cx<'_>, tenders: Vec<Tender>, exact: bool) {
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
        self.payments.error = None;
        self.sale = Some(Sale {
            tenders,
            exact,
            lines: self.basket.lines().to_vec(),
            discount: self.basket.discount(),
            total: self.basket.cost().ok().map(|cost| cost.gross),
            note: self.basket.note().map(str::to_owned),
            ask: None,
            failed: None,
        });
    }
}

fn ask_for(cx: &Cx<'_>, sale: &Sale, basket: &BasketState) -> Ask<Sold> {
    let command = Checkout {
        lines: sale.lines.iter().map(Line::sold).collect(),
        discount: sale.discount,
        tenders: sale.tenders.clone(),
        total: sale.total,
        note: sale.note.clone(),
        basket: basket.held().cloned(),
        shift: cx.shift,
        ..Checkout::default()
    };
    let (shop, session) = (cx.shop.clone(), cx.session.clone());
    Ask::send(cx.desk, move |request| {
        shop.execute(&session, request, command.clone())
    })
}

/// What the sentence at the amount says of a refused sale, where the amount is what is wrong.
pub fn at_the_amount(field: &str, why: &str) -> Option<String> {
    let of_it = field == "cash" || field.starts_with("tenders");
    of_it.then(|| sentence(&why))
}
