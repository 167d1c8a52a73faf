//! The sale: asked for once, however long the file is busy, and shown until the next scan.

use super::{Counter, basket::BasketState, collision::Collision, dialogs::Dialog, line::Line};
use crate::{
    shop::{
        pricing::Discount,
        sales::{Checkout, GiftCardLine, Sold, Tender, TenderKind},
    },
    ui::{
        overlays::grant::GrantForm,
        printing::ReceiptPaper,
        remote::{Ask, Outcome, sentence},
        tender::{self, Given, PayingCard},
        widgets::Tone,
        window::Cx,
    },
    values::{CustomerId, Money},
};

/// A sale that is being made.
pub struct Sale {
    tenders: Vec<Tender>,
    exact: bool,
    lines: Vec<Line>,
    discount: Option<Discount>,
    gift_cards: Vec<GiftCardLine>,
    customer: Option<CustomerId>,
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
    /// Its receipt.
    pub paper: ReceiptPaper,
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
                self.sale = None;
                self.basket.sold();
                self.payments.clear();
                self.focus_scan = true;
                self.done = Some(Done {
                    sold,
                    paper: ReceiptPaper::default(),
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
        let settled = self.total().and_then(|total| {
            self.basket
                .beside
                .settle(total, self.cash_step(), Money::ZERO)
        });
        match settled {
            Ok(settled) => {
                let mut tenders = self.basket.beside.tenders();
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
        if self.sale.is_some() || self.basket.is_empty() {
            return;
        }
        let taken = self.payments.typed(cx.facts.currency).and_then(|cash| {
            let total = self.total()?;
            let more = cash.unwrap_or(Money::ZERO);
            let settled = self.basket.beside.settle(total, self.cash_step(), more)?;
            Ok((cash, settled.missing))
        });
        match taken {
            Err(why) => self.payments.error = Some(why),
            Ok((cash, Money::ZERO)) => {
                let mut tenders = self.basket.beside.tenders();
                tenders.extend(cash.map(Tender::cash));
                self.sell(cx, tenders, false);
            }
            Ok((Some(cash), _)) if cash > Money::ZERO => {
                self.give(TenderKind::Cash, cash, String::new());
                self.focus_cash = true;
            }
            Ok(_) => {}
        }
    }

    /// Takes the amount that was typed, or all that is left, in another way than cash.
    pub(super) fn take_other(&mut self, cx: &mut Cx<'_>, kind: TenderKind) {
        if self.sale.is_some() || self.basket.is_empty() {
            return;
        }
        match self.amount_wanted(cx) {
            Ok((typed, left)) => self.give(kind, typed.unwrap_or(left), String::new()),
            Err(why) => self.payments.error = Some(why),
        }
    }

    /// Asks for the gift card that is to pay the amount that was typed, or all that is left.
    pub(super) fn take_gift(&mut self, cx: &mut Cx<'_>) {
        if self.sale.is_some() || self.basket.is_empty() {
            return;
        }
        match self.amount_wanted(cx) {
            Ok((typed, left)) => {
                self.dialog = Dialog::PayCard(Box::new(PayingCard::of(left, typed)));
            }
            Err(why) => self.payments.error = Some(why),
        }
    }

    /// The amount that was typed for a payment that gives no change, and what is left to pay.
    ///
    /// # Errors
    /// A sentence: nothing is left, or less than was typed.
    pub(super) fn amount_wanted(&self, cx: &Cx<'_>) -> Result<(Option<Money>, Money), String> {
        let currency = cx.facts.currency;
        let typed = self.payments.typed(currency)?;
        let given = &self.basket.beside.given;
        tender::amount_wanted(given, self.total()?, (typed, currency))
    }

    /// Takes a payment down; what a card or a transfer is called elsewhere is typed next.
    pub(super) fn give(&mut self, kind: TenderKind, amount: Money, reference: String) {
        let given = &mut self.basket.beside.given;
        let asks = matches!(kind, TenderKind::Card | TenderKind::Upi | TenderKind::Bank);
        self.payments.clear();
        self.payments.focus = asks.then_some(given.len());
        given.push(Given {
            kind,
            amount,
            reference,
        });
    }

    /// What is to be paid.
    fn total(&self) -> Result<Money, String> {
        self.basket.total()
    }

    /// Begins a sale of what is in the basket.
    fn sell(&mut self, cx: &mut Cx<'_>, tenders: Vec<Tender>, exact: bool) {
        if self.basket.is_empty() {
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
            gift_cards: self.basket.beside.gift_cards.clone(),
            customer: self.basket.beside.customer,
            total: self.basket.total().ok(),
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
        gift_cards: sale.gift_cards.clone(),
        customer: sale.customer,
        tenders: sale.tenders.clone(),
        total: sale.total,
        note: sale.note.clone(),
        basket: basket.held().cloned(),
        shift: cx.shift,
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
