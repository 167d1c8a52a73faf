//! What can be done about a payment, and what came of it.

use super::{Counter, Qr};
use crate::{
    shop::{
        Refusal, Session, Shop, Trouble,
        payments::{FulfilAgain, RefundBegun, Release, Verdict},
        sales::{
            Checkout, HeldBasket, Sold,
            baskets::{BasketLine, NameCustomer, ReleaseBasket, SaveBasket, SaveGiftCards},
        },
    },
    ui::{
        overlays::grant::GrantForm,
        printing::ReceiptPaper,
        remote::{Ask, Outcome, sentence},
        screens::counter::{dialogs::Dialog, keeping::Wish, sale::Done},
        tender::{found, give_back, practise, told, verify},
        widgets::Tone,
        window::Cx,
    },
    values::{BasketId, PaymentId, RequestId, ShiftId},
};

/// What can be done about a payment.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Ask the provider now.
    Verify,
    /// Give it up.
    Cancel,
    /// Put what had been asked for into a basket again.
    Again,
    /// Hand out the goods that had gone back.
    Fulfil,
    /// Give the money back.
    Refund,
    /// Pay as a customer would, at the practice provider.
    Practise,
}

/// What came of it.
enum Came {
    Told(Vec<Verdict>),
    /// The basket that has the goods again, where they were put into one.
    Basket(Option<BasketId>),
    Sold(Sold),
    GoesBack(RefundBegun),
    Practised,
}

/// Something that is being asked about a payment.
pub struct Errand {
    pub payment: PaymentId,
    ask: Ask<Came>,
    /// Why it could not be answered; asked again, it is the same request.
    pub failed: Option<String>,
}

impl Counter {
    /// Asks the provider about the payment that is shown.
    pub(super) fn verify_now(&mut self, cx: &Cx<'_>) {
        if let Some(shown) = self.qr.now()
            && shown.at.payment.order.is_some()
            && self.qr.errand.is_none()
        {
            let payment = shown.at.payment.id;
            self.qr.run(cx, Deed::Verify, payment, true);
        }
    }

    pub(super) fn look_after_errand(&mut self, cx: &mut Cx<'_>) {
        let Some(errand) = &mut self.qr.errand else {
            return;
        };
        let payment = errand.payment;
        let outcome = match errand.ask.answer() {
            None => return,
            Some(Outcome::Failed(why)) => {
                errand.failed = Some(why);
                return;
            }
            Some(outcome) => outcome,
        };
        if let Outcome::Refused(refusal) = &outcome
            && let Some(form) = GrantForm::of(refusal)
        {
            // It stays, with its request: granted, it is asked for again.
            self.dialog = Dialog::Grant(Box::new(form));
            return;
        }
        self.qr.errand = None;
        self.qr.seen.read_again();
        match outcome {
            Outcome::Failed(_) => {}
            Outcome::Refused(refusal) => {
                let tone = match refusal {
                    Refusal::Provider { .. } => Tone::Warn,
                    _ => Tone::Bad,
                };
                self.qr.say(cx, payment, tone, sentence(&refusal));
            }
            Outcome::Done(Came::Told(verdicts)) => {
                let text = told(&verdicts);
                self.qr.say(cx, payment, Tone::Plain, text.to_owned());
            }
            Outcome::Done(Came::Basket(basket)) => {
                self.qr.followed.retain(|followed| *followed != payment);
                self.qr.put_aside();
                self.focus_scan = true;
                match basket {
                    Some(basket) => self.basket.go_on_with(Wish::Own(Some(basket))),
                    None => {
                        let text = "The payment was given up. Its goods are on the shelf again.";
                        cx.notes.say(Tone::Good, text);
                    }
                }
            }
            Outcome::Done(Came::Sold(sold)) => {
                self.qr.put_aside();
                if self.basket.lines().is_empty() {
                    self.done = Some(Done {
                        sold,
                        paper: ReceiptPaper::default(),
                    });
                } else {
                    let text = format!("The goods are handed out: receipt {}.", sold.number);
                    cx.notes.say(Tone::Good, text);
                }
            }
            Outcome::Done(Came::GoesBack(begun)) => {
                let amount = cx.facts.currency.format(begun.amount);
                self.qr.put_aside();
                let text = format!("{amount} goes back to the customer, by the provider.");
                cx.notes.say(Tone::Good, text);
            }
            Outcome::Done(Came::Practised) => {}
        }
    }
}

impl Qr {
    /// Does something about a payment, unless something is being done. What is given up goes into
    /// a basket again where `basket_is_free`.
    pub(super) fn run(
        &mut self,
        cx: &Cx<'_>,
        deed: Deed,
        payment: PaymentId,
        basket_is_free: bool,
    ) {
        if self.errand.is_some() {
            return;
        }
        self.said = None;
        let (shop, session, shift) = (cx.shop.clone(), cx.session.clone(), cx.shift);
        self.errand = Some(Errand {
            payment,
            ask: Ask::send(cx.desk, move |request| {
                let asker = (&shop, &session, request);
                carry_out(asker, deed, payment, (basket_is_free, shift))
            }),
            failed: None,
        });
    }

    /// Asks again for what was refused and is granted now, or what failed: the same request.
    pub(in crate::ui::screens::counter) fn ask_again(&mut self, cx: &Cx<'_>) {
        if let Some(beginning) = &mut self.beginning
            && let Some(ask) = &mut beginning.ask
            && !ask.under_way()
        {
            beginning.failed = None;
            ask.again(cx.desk);
        }
        if let Some(errand) = &mut self.errand
            && !errand.ask.under_way()
        {
            errand.failed = None;
            errand.ask.again(cx.desk);
        }
    }

    /// What was refused has been seen: the next refusal is of something else.
    pub(in crate::ui::screens::counter) fn was_told(&mut self) {
        self.collided = false;
    }

    /// Asks no more for what was refused or failed.
    pub(in crate::ui::screens::counter) fn give_up(&mut self) {
        self.beginning = self.beginning.take().filter(|beginning| {
            let under_way = beginning.ask.as_ref().is_some_and(Ask::under_way);
            under_way || (beginning.failed.is_some() && !beginning.may_be_left())
        });
        self.errand = self.errand.take().filter(|errand| errand.ask.under_way());
    }

    /// What it is waiting for, once that takes longer than a moment.
    pub(super) fn held_up(&self, ctx: &egui::Context, shop: &Shop) -> Option<String> {
        let beginning = self.beginning.as_ref().and_then(|one| one.ask.as_ref());
        match (beginning, &self.errand) {
            (Some(ask), _) => ask.held_up(ctx, shop),
            (None, Some(errand)) => errand.ask.held_up(ctx, shop),
            (None, None) => None,
        }
    }

    /// Says what came of something: in the step where it is shown, else in a note.
    fn say(&mut self, cx: &mut Cx<'_>, payment: PaymentId, tone: Tone, text: String) {
        match self.shown == Some(payment) {
            true => self.said = Some((tone, text)),
            false => cx.notes.say(tone, text),
        }
    }
}

/// Does it, on a worker's thread.
fn carry_out(
    (shop, session, request): (&Shop, &Session, RequestId),
    deed: Deed,
    payment: PaymentId,
    (into_basket, shift): (bool, Option<ShiftId>),
) -> Result<Came, Trouble> {
    match deed {
        Deed::Verify => verify(shop, &found(shop, payment)?.payment).map(Came::Told),
        Deed::Cancel => {
            let released = shop.execute(session, request, Release { payment })?;
            put_back((shop, session), released.sale, into_basket)
        }
        Deed::Again => put_back((shop, session), found(shop, payment)?.asked, into_basket),
        Deed::Fulfil => {
            let sold = shop.execute(session, request, FulfilAgain { payment, shift })?;
            Ok(Came::Sold(sold))
        }
        Deed::Refund => {
            let payment = found(shop, payment)?.payment;
            give_back((shop, session, request), &payment).map(Came::GoesBack)
        }
        Deed::Practise => practise(shop, &found(shop, payment)?.payment).map(|()| Came::Practised),
    }
}

/// Puts what had been asked for into a basket of its own, for the window to go on with.
fn put_back(
    (shop, session): (&Shop, &Session),
    asked: Checkout,
    into_basket: bool,
) -> Result<Came, Trouble> {
    if !into_basket {
        return Ok(Came::Basket(None));
    }
    // One that is not there yet is made: a new one, not another that was left somewhere.
    let made = shop.open_basket(session, Some(BasketId::new()))?;
    let basket = made.id;
    let holder = made.holder.ok_or(Refusal::BasketElsewhere)?;
    let held = HeldBasket { basket, holder };
    let lines = asked.lines.into_iter().map(|line| BasketLine {
        sweet: line.sweet,
        item: line.item,
        quantity: line.quantity,
        sold_at: line.sold_at,
        label: line.label,
        quoted: line.quoted,
        discount: line.discount,
        note: line.note,
    });
    let save = SaveBasket {
        held: held.clone(),
        lines: lines.collect(),
        discount: asked.discount,
        note: asked.note,
    };
    shop.execute(session, RequestId::new(), save)?;
    if let Some(customer) = asked.customer {
        let name = NameCustomer {
            held: held.clone(),
            customer: Some(customer),
        };
        shop.execute(session, RequestId::new(), name)?;
    }
    if !asked.gift_cards.is_empty() {
        let cards = SaveGiftCards {
            held: held.clone(),
            gift_cards: asked.gift_cards,
        };
        shop.execute(session, RequestId::new(), cards)?;
    }
    shop.execute(session, RequestId::new(), ReleaseBasket { held })?;
    Ok(Came::Basket(Some(basket)))
}
