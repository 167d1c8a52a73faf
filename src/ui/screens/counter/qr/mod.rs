//! Paying by QR: goods held, a code for the customer, and a receipt when the money is there.
//!
//! Promises: one press asks once, also after a kill; what is shown is what the shop's file says,
//! so the step is there again after closing, logging out or a kill, in whatever state it is by
//! then; the window serves others meanwhile, and tells when the money came; nothing is sold that
//! is not paid, and what is not known is told as not known. Leaves out the provider, which
//! `gateway` sees to: this reads and asks the shop.

mod asking;
mod beginning;
mod seen;
mod step;
mod waiting;

use std::collections::HashSet;

use egui::Context;

use super::{Counter, dialogs::Dialog, sale::Done};
use crate::{
    shop::{payments::Goods, stock::ShelfRow},
    ui::{
        actions::{Action, Place},
        printing::ReceiptPaper,
        remote::Live,
        tender,
        widgets::{Push, Tone, buttons, dialog, muted, title},
        window::Cx,
    },
    values::PaymentId,
};
use asking::Errand;
use beginning::Beginning;
use seen::{Question, Seen};

pub use step::show;
pub use waiting::ribbon;

/// The payments by QR of one counter.
#[derive(Default)]
pub struct Qr {
    seen: Live<Question, Seen>,
    /// The one whose step lies over the basket.
    shown: Option<PaymentId>,
    /// Those whose end is told here.
    followed: Vec<PaymentId>,
    /// Those that came too late and were told of.
    told: HashSet<PaymentId>,
    /// Whether it was looked what was left off at the last time.
    looked: bool,
    pressed: bool,
    beginning: Option<Beginning>,
    /// What is being asked about a payment, one thing at a time.
    errand: Option<Errand>,
    /// What came of what was asked last.
    said: Option<(Tone, String)>,
    /// Whether the refusal that is shown was of a payment by QR.
    collided: bool,
}

/// What lies over the counter for a moment.
pub enum Over {
    /// What has to be done before there can be codes.
    NotSetUp(&'static str),
    /// The payments that wait or came too late.
    Waiting,
}

impl Qr {
    /// Whether the step lies over the basket.
    pub fn is_shown(&self) -> bool {
        self.shown.is_some() || self.beginning.is_some()
    }

    /// Whether a basket is just being turned into a payment: it must not change.
    pub fn begins(&self) -> bool {
        self.beginning.is_some()
    }

    /// Puts the step aside: the window serves somebody else.
    pub fn put_aside(&mut self) {
        if self.beginning.is_none() {
            self.shown = None;
            self.said = None;
        }
    }

    fn show(&mut self, payment: PaymentId) {
        self.shown = Some(payment);
        self.said = None;
        self.follow(payment);
    }

    fn follow(&mut self, payment: PaymentId) {
        if !self.followed.contains(&payment) {
            self.followed.push(payment);
        }
    }

    /// What is shown, as it was read last.
    fn now(&self) -> Option<&seen::Shown> {
        let shown = self.seen.latest()?.shown.as_ref()?;
        (Some(shown.at.payment.id) == self.shown).then_some(shown)
    }
}

impl Counter {
    /// Does what a key asked for, where it is about payments by QR; false where it is not.
    pub(super) fn act_on_qr(&mut self, action: Action) -> bool {
        match action {
            Action::QrPay => self.qr.pressed = true,
            Action::QrPayments => self.dialog = Dialog::Qr(Over::Waiting),
            _ if self.qr.begins() => return action.entry().place == Place::Counter,
            Action::Park if self.qr.is_shown() => self.qr.put_aside(),
            _ => return false,
        }
        true
    }

    /// Makes room for a sweet that is put into the basket; false where that can't be now.
    pub(super) fn qr_makes_room(&mut self, _row: &ShelfRow) -> bool {
        self.qr.put_aside();
        !self.qr.begins()
    }

    /// One frame's care: takes answers, follows payments, tells what became of them.
    pub(super) fn look_after_qr(&mut self, cx: &mut Cx<'_>) {
        let question = Question {
            shown: self.qr.shown,
            followed: self.qr.followed.clone(),
            account: cx.session.account(),
        };
        let shop = cx.shop.clone();
        let fresh = self
            .qr
            .seen
            .keep(cx.desk, cx.changes, &question, move |question| {
                shop.read(|db| Seen::read(db, question))
            });
        if fresh {
            self.tell_what_became(cx);
        }
        self.look_what_was_left_off(cx);
        self.take_the_press(cx);
        self.look_after_beginning(cx);
        self.look_after_errand(cx);
    }

    /// Once, when the window has its basket: the payment that was under way when it was left.
    fn look_what_was_left_off(&mut self, cx: &Cx<'_>) {
        if self.qr.looked {
            return;
        }
        let (Some(seen), Some(held)) = (self.qr.seen.latest(), self.basket.held()) else {
            return;
        };
        self.qr.looked = true;
        let mine = |at: &&crate::shop::payments::AtCounter| {
            Some(at.account) == cx.session.account() && !at.is_elsewhere(&held.holder)
        };
        let waits = seen.waiting.iter().find(mine);
        let ended = seen.newest.as_ref().filter(|at| {
            // What somebody gave up is over, and what ended long ago was seen.
            let since = cx.shop.now().ms().saturating_sub(at.payment.until.ms());
            mine(at) && at.goods != Goods::Cancelled && since < seen::RECENT_MS
        });
        let back = waits.or(ended).map(|at| at.payment.id);
        self.qr.told = seen.late.iter().map(|at| at.payment.id).collect();
        if let Some(payment) = back
            && !self.qr.is_shown()
            && self.basket.is_empty()
        {
            self.qr.show(payment);
        }
    }

    /// What a fresh look at the shop says of the payments that are followed.
    fn tell_what_became(&mut self, cx: &mut Cx<'_>) {
        let Some(seen) = self.qr.seen.latest() else {
            return;
        };
        let currency = cx.facts.currency;
        for at in &seen.waiting {
            if Some(at.account) == cx.session.account()
                && !self.qr.followed.contains(&at.payment.id)
            {
                self.qr.followed.push(at.payment.id);
            }
        }
        for at in &seen.followed {
            let id = at.payment.id;
            if at.goods == Goods::Held {
                continue;
            }
            if Some(id) == self.qr.shown {
                if let Some(sold) = seen.shown.as_ref().and_then(|shown| shown.sold.clone()) {
                    self.qr.shown = None;
                    self.qr.said = None;
                    self.focus_scan = true;
                    self.done = Some(Done {
                        sold,
                        paper: ReceiptPaper::default(),
                    });
                    self.qr.followed.retain(|followed| *followed != id);
                }
                continue;
            }
            self.qr.followed.retain(|followed| *followed != id);
            let amount = currency.format(at.payment.amount);
            match (at.goods, at.payment.sale) {
                (_, Some(receipt)) => {
                    let text = format!("Paid by QR: {amount}. Receipt {receipt}.");
                    cx.notes.say(Tone::Good, text);
                }
                (Goods::TimeOver, None) if !at.is_late() => {
                    let text = format!(
                        "{amount} by QR was not paid in time. The goods are on the shelf again."
                    );
                    cx.notes.say(Tone::Warn, text);
                }
                _ => {}
            }
        }
        for at in seen.late.iter().filter(|_| self.qr.looked) {
            if self.qr.told.insert(at.payment.id) && Some(at.payment.id) != self.qr.shown {
                let amount = currency.format(at.payment.captured);
                let text = format!("{amount} by QR was paid, and its goods were not handed out.");
                cx.notes.offer(Tone::Bad, text, Action::QrPayments);
            }
        }
    }

    /// What pressing “Pay by QR” does now.
    fn take_the_press(&mut self, cx: &mut Cx<'_>) {
        // Before the shop was looked at, nothing is known; the press counts then.
        let Some(seen) = self.qr.seen.latest().filter(|_| self.qr.pressed) else {
            return;
        };
        self.qr.pressed = false;
        if self.sale.is_some() || self.qr.begins() {
            return;
        }
        let waits = seen.waiting.len() + seen.late.len();
        let missing = tender::not_set_up(&seen.setup);
        if self.qr.shown.is_some() {
            self.verify_now(cx);
        } else if let Some(missing) = missing {
            self.dialog = Dialog::Qr(Over::NotSetUp(missing));
        } else if !self.basket.is_empty() {
            self.begin_qr(cx);
        } else if waits > 0 {
            self.dialog = Dialog::Qr(Over::Waiting);
        } else {
            let text = "The basket is empty: scan or pick a sweet first.";
            cx.notes.say(Tone::Warn, text);
        }
    }

    /// Shows what lies over the counter; true once it is over.
    pub(super) fn over_by_qr(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> bool {
        match &self.dialog {
            Dialog::Qr(Over::NotSetUp(text)) => not_set_up(ctx, text),
            Dialog::Qr(Over::Waiting) => waiting::list(self, ctx, cx),
            _ => true,
        }
    }
}

fn not_set_up(ctx: &Context, text: &str) -> bool {
    let mut over = false;
    let away = dialog(ctx, "paying by QR is not set up", 480.0, |ui| {
        title(ui, "Paying by QR is not set up");
        ui.label(muted(ui, text));
        buttons(ui, |ui| {
            let back = Push::primary("Back to the basket").by_enter();
            over = ui.add(back).clicked();
        });
    });
    over || away
}
