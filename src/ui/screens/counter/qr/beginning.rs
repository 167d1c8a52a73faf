//! A basket that becomes a payment: asked for once, however long the file is busy.

use super::Counter;
use crate::{
    shop::{
        payments::{Begin, Begun},
        sales::{Checkout, TenderKind},
    },
    ui::{
        overlays::grant::GrantForm,
        remote::{Ask, Outcome},
        screens::counter::{collision::Collision, dialogs::Dialog, line::Line},
        tender::HOLD_S,
        window::Cx,
    },
};

/// A basket that is being turned into a payment.
pub struct Beginning {
    asked: Checkout,
    /// The request; none while the basket's last save is under way.
    pub ask: Option<Ask<Begun>>,
    /// Why it could not be answered.
    pub failed: Option<String>,
}

impl Beginning {
    /// Whether it may be left: it failed, and it is certain that nothing was begun.
    pub fn may_be_left(&self) -> bool {
        self.failed.is_some() && self.ask.as_ref().is_none_or(Ask::is_settled)
    }
}

impl Counter {
    /// Begins a payment by QR of what is in the basket.
    pub(super) fn begin_qr(&mut self, cx: &mut Cx<'_>) {
        if !self.basket.beside.given.is_empty() {
            let why = "The code is for all of the basket: take the other payments off first.";
            self.payments.error = Some(why.into());
            return;
        }
        self.done = None;
        self.payments.error = None;
        let asked = Checkout {
            lines: self.basket.lines().iter().map(Line::sold).collect(),
            discount: self.basket.discount(),
            gift_cards: self.basket.beside.gift_cards.clone(),
            total: self.basket.total().ok(),
            note: self.basket.note().map(str::to_owned),
            shift: cx.shift,
            customer: self.basket.beside.customer,
            ..Checkout::default()
        };
        self.qr.beginning = Some(Beginning {
            asked,
            ask: None,
            failed: None,
        });
    }

    pub(super) fn look_after_beginning(&mut self, cx: &mut Cx<'_>) {
        let Some(beginning) = &mut self.qr.beginning else {
            return;
        };
        let Some(ask) = &mut beginning.ask else {
            // The basket's last save goes first: the payment empties it.
            if self.basket.is_saving() {
                self.basket.look_after(cx);
            }
            if !self.basket.is_saving() {
                let begin = Begin {
                    sale: Checkout {
                        basket: self.basket.held().cloned(),
                        ..beginning.asked.clone()
                    },
                    means: TenderKind::Upi,
                    hold_s: HOLD_S,
                };
                let (shop, session) = (cx.shop.clone(), cx.session.clone());
                beginning.ask = Some(Ask::send(cx.desk, move |request| {
                    shop.execute(&session, request, begin.clone())
                }));
            }
            return;
        };
        match ask.answer() {
            None => {}
            Some(Outcome::Done(begun)) => {
                self.qr.beginning = None;
                self.basket.sold();
                self.payments.clear();
                self.focus_scan = true;
                self.qr.show(begun.payment);
            }
            Some(Outcome::Refused(refusal)) => {
                if let Some(form) = GrantForm::of(&refusal) {
                    self.dialog = Dialog::Grant(Box::new(form));
                    return;
                }
                self.qr.beginning = None;
                match Collision::of(refusal, true) {
                    Ok(collision) => {
                        self.qr.collided = true;
                        self.dialog = Dialog::Collision(collision);
                    }
                    Err(why) => self.payments.error = Some(why),
                }
            }
            Some(Outcome::Failed(why)) => beginning.failed = Some(why),
        }
    }

    /// Whether the refusal that is answered now was of a payment by QR; it is then begun again.
    pub(in crate::ui::screens::counter) fn retries_qr(&mut self, cx: &mut Cx<'_>) -> bool {
        let was = std::mem::take(&mut self.qr.collided);
        if was && !self.basket.is_empty() {
            self.begin_qr(cx);
        }
        was
    }
}
