//! What a person does with one payment: give money back, settle it by hand, take its flag down,
//! hand its goods out after all, give it up.
//!
//! Promises: what it does is told before it is done, and what may still go back follows the shop
//! while it is typed; what the shop refuses is said here and nothing typed is lost; asked once, it
//! is done once. Leaves out who may: the shop knows, and the screen offers no more than that.

use egui::{Context, Label, Ui};

use super::words;
use crate::{
    shop::{
        Command, Refusal,
        payments::{
            BeginRefund, Digest, Door, Flag, FulfilAgain, News, Payment, ProviderId, Release, Said,
            SeenTo, SettleByHand, Verdict,
        },
    },
    ui::{
        remote::{Ask, Outcome, sentence},
        widgets::{
            Field, Kind, Push, Tone, banner, buttons, dialog, entered, fine_print, muted,
            select_all, title,
        },
        window::Cx,
    },
    values::{Currency, Money},
};

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Money goes back.
    GiveBack,
    /// A person says that it was paid.
    Settle,
    /// A flag was seen to.
    Seen(Flag),
    /// The goods are handed out after all.
    Fulfil,
    /// It is given up.
    GiveUp,
}

/// What was done.
pub enum Did {
    /// So much is set aside to go back; the provider is still to be asked.
    SetAside(Money),
    /// What a person said did this.
    Settled(Verdict),
    /// The flag is down.
    Seen,
    /// The goods are sold on this receipt.
    Sold(i64),
    /// Its goods are on the shelf again.
    GivenUp,
}

/// What comes after a frame of the dialog.
pub enum Next {
    /// It stays open.
    Stays,
    /// It was left.
    Back,
    /// It was done.
    Done(Did),
}

/// The dialog while it is open.
pub struct Acting {
    payment: Payment,
    deed: Deed,
    amount: String,
    paid_by: String,
    reason: String,
    ask: Option<Ask<Did>>,
    error: Option<(String, String)>,
    /// It failed and may have been done all the same: only the same may be asked again.
    unsure: bool,
    focused: bool,
}

impl Acting {
    /// The dialog for a payment; all that is left is what goes back, until it is typed over.
    #[must_use]
    pub fn new(payment: &Payment, deed: Deed, currency: Currency) -> Self {
        Self {
            deed,
            amount: currency.format(words::left(payment)),
            payment: payment.clone(),
            paid_by: String::new(),
            reason: String::new(),
            ask: None,
            error: None,
            unsure: false,
            focused: false,
        }
    }

    /// Keeps up with what became of the payment meanwhile.
    pub fn keep(&mut self, payment: &Payment) {
        if payment.id == self.payment.id && *payment != self.payment {
            self.payment = payment.clone();
        }
    }

    /// Shows it.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> Next {
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(did)) => return Next::Done(did),
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                self.unsure = false;
                self.error = Some(match refusal {
                    Refusal::Invalid { field, why } => (field, sentence(&why)),
                    Refusal::Overdrawn { .. } => ("amount".to_owned(), sentence(&refusal)),
                    other => (String::new(), sentence(&other)),
                });
            }
            Some(Outcome::Failed(why)) => {
                self.unsure = self.ask.as_ref().is_some_and(|ask| !ask.is_settled());
                self.error = Some((String::new(), why));
            }
        }
        let currency = cx.facts.currency;
        let free = !self.unsure && self.ask.as_ref().is_none_or(|ask| !ask.under_way());
        let (mut send, mut back) = (false, false);
        let away = dialog(ctx, "acting on a payment", 500.0, |ui| {
            title(ui, &self.head());
            ui.add(Label::new(muted(ui, self.meaning(currency))).wrap());
            ui.add_enabled_ui(free, |ui| send = self.fields(ui, currency));
            if let Some(waiting) = self.ask.as_ref().and_then(|ask| ask.held_up(ctx, cx.shop)) {
                banner(ui, Tone::Warn, &waiting);
            }
            if let Some((field, why)) = &self.error
                && !["amount", "paid_by", "reason", "note"].contains(&field.as_str())
            {
                banner(ui, Tone::Bad, why);
            }
            buttons(ui, |ui| {
                let ready = self.unsure || free;
                let text = match self.unsure {
                    true => "Try again".to_owned(),
                    false => self.button(currency),
                };
                let push = Push::primary(&text);
                let push = match self.deed {
                    Deed::Fulfil | Deed::GiveUp => push.by_enter(),
                    Deed::GiveBack | Deed::Settle | Deed::Seen(_) => push,
                };
                let pressed = ui.add_enabled(ready, push).clicked();
                send = ready && (pressed || send);
                back = ui.add(Push::new("Back").kind(Kind::Plain)).clicked();
            });
        });
        if send {
            self.send(cx);
        }
        match back || away {
            true => Next::Back,
            false => Next::Stays,
        }
    }

    fn head(&self) -> String {
        let id = self.payment.id;
        match self.deed {
            Deed::GiveBack => format!("Give back of payment {id}"),
            Deed::Settle => format!("Settle payment {id} by hand"),
            Deed::Seen(_) => format!("Payment {id} was seen to"),
            Deed::Fulfil => format!("Hand out the goods of payment {id}"),
            Deed::GiveUp => format!("Give up payment {id}"),
        }
    }

    fn meaning(&self, currency: Currency) -> String {
        let amount = currency.format_with_code(self.payment.amount);
        match self.deed {
            Deed::GiveBack => {
                let left = currency.format_with_code(words::left(&self.payment));
                let came = currency.format(self.payment.captured);
                let back = currency.format(self.payment.refunded);
                let on_way = match self.payment.refunding {
                    Money::ZERO => String::new(),
                    money => format!(", {} is on its way back", currency.format(money)),
                };
                format!(
                    "{left} may still go back: {came} came, {back} went back{on_way}. It goes \
                     back the way it came, at the provider."
                )
            }
            Deed::Settle => format!(
                "It counts {amount} as paid, once. For when the provider's own page shows the \
                 payment and asking the provider does not help."
            ),
            Deed::Seen(flag) => {
                let what = sentence(&flag);
                format!("{what} Its flag is taken down; what was done about it is kept.")
            }
            Deed::Fulfil => format!(
                "{amount} came, and the goods were not handed out. They are taken off the shelf \
                 now, at the prices that were paid, and sold on a receipt."
            ),
            Deed::GiveUp => format!(
                "The goods go back on the shelf and the invoice of {amount} is void. Where the \
                 customer pays all the same, the payment is flagged."
            ),
        }
    }

    fn button(&self, currency: Currency) -> String {
        match self.deed {
            Deed::GiveBack => match currency.parse(&self.amount) {
                Ok(amount) if amount > Money::ZERO => {
                    format!("Give {} back", currency.format_with_code(amount))
                }
                _ => "Give it back".to_owned(),
            },
            Deed::Settle => "Count it as paid".to_owned(),
            Deed::Seen(_) => "It is seen to".to_owned(),
            Deed::Fulfil => "Hand them out".to_owned(),
            Deed::GiveUp => "Give it up".to_owned(),
        }
    }

    /// The fields; true where Enter ended the last one.
    fn fields(&mut self, ui: &mut Ui, currency: Currency) -> bool {
        let error = self.error.clone();
        let at = |name: &str| {
            let here = error.as_ref().filter(|(field, _)| field == name);
            here.map(|(_, why)| why.as_str())
        };
        let mut first = None;
        match self.deed {
            Deed::GiveBack => {
                let label = format!("How much ({})", currency.code());
                let field = Field::new(&label, &mut self.amount)
                    .numeric()
                    .width(200.0)
                    .error(at("amount"))
                    .show(ui);
                first = Some(field);
                if self.payment.sale.is_some() {
                    let text = "Goods that come back are taken back from the receipt: then the \
                                money goes back with them.";
                    ui.add(Label::new(fine_print(ui, text)).wrap());
                }
            }
            Deed::Settle => {
                let field = Field::new("What the provider calls the payment", &mut self.paid_by)
                    .hint("pay_…")
                    .limit(64)
                    .error(at("paid_by"))
                    .show(ui);
                first = Some(field);
            }
            Deed::Seen(_) => {}
            Deed::Fulfil | Deed::GiveUp => return false,
        }
        let (label, hint) = match self.deed {
            Deed::Settle => ("How it is known", "Seen on the provider's page"),
            Deed::Seen(_) => ("What was done about it", "Given back at the provider"),
            _ => ("Reason", "The goods were gone"),
        };
        let why = at("reason").or(at("note"));
        let reason = Field::new(label, &mut self.reason)
            .hint(hint)
            .limit(200)
            .error(why)
            .show(ui);
        if let Some(first) = &first
            && entered(ui, first)
        {
            reason.request_focus();
        }
        if !std::mem::replace(&mut self.focused, true) {
            let field = first.as_ref().unwrap_or(&reason);
            field.request_focus();
            // All that is left is offered; a part is typed over it.
            if self.deed == Deed::GiveBack {
                select_all(ui, field.id, &self.amount);
            }
        }
        entered(ui, &reason)
    }

    fn send(&mut self, cx: &Cx<'_>) {
        self.error = None;
        if let Some(ask) = &mut self.ask
            && self.unsure
        {
            self.unsure = false;
            ask.again(cx.desk);
            return;
        }
        let payment = self.payment.id;
        match self.deed {
            Deed::GiveBack => match cx.facts.currency.parse(&self.amount) {
                Err(why) => self.error = Some(("amount".to_owned(), sentence(&why))),
                Ok(amount) => {
                    let reason = self.reason.clone();
                    let begin = BeginRefund {
                        payment,
                        amount,
                        reason,
                    };
                    self.ask = Some(ask(cx, begin, |begun| Did::SetAside(begun.amount)));
                }
            },
            Deed::Settle => match ProviderId::parse(self.paid_by.trim()) {
                Err(why) => self.error = Some(("paid_by".to_owned(), sentence(&why))),
                Ok(paid_by) => {
                    let said = by_hand(cx, &self.payment, paid_by, &self.reason);
                    self.ask = Some(ask(cx, said, Did::Settled));
                }
            },
            Deed::Seen(flag) => {
                let note = self.reason.clone();
                let seen = SeenTo {
                    payment,
                    flag,
                    note,
                };
                self.ask = Some(ask(cx, seen, |_| Did::Seen));
            }
            Deed::Fulfil => {
                let shift = cx.shift;
                let fulfil = FulfilAgain { payment, shift };
                self.ask = Some(ask(cx, fulfil, |sold| Did::Sold(sold.number)));
            }
            Deed::GiveUp => {
                self.ask = Some(ask(cx, Release { payment }, |_| Did::GivenUp));
            }
        }
    }
}

/// A person's word that a payment was made.
fn by_hand(cx: &Cx<'_>, payment: &Payment, paid_by: ProviderId, reason: &str) -> SettleByHand {
    SettleByHand {
        news: News {
            door: Door::Person,
            event: None,
            order: None,
            key: Some(payment.key),
            payment: paid_by,
            amount: payment.amount,
            currency: cx.facts.currency.code().to_owned(),
            means: None,
            said: Said::Captured,
            sent_at: None,
            digest: Digest::of(reason.as_bytes()),
        },
        reason: reason.to_owned(),
    }
}

fn ask<C: Command + Clone + Sync>(
    cx: &Cx<'_>,
    command: C,
    did: impl Fn(C::Outcome) -> Did + Send + Sync + 'static,
) -> Ask<Did> {
    let (shop, session) = (cx.shop.clone(), cx.session.clone());
    Ask::send(cx.desk, move |request| {
        shop.execute(&session, request, command.clone()).map(&did)
    })
}
