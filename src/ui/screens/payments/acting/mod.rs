//! What a person does with one payment: give money back, settle it by hand, take its flag down,
//! hand its goods out after all, give it up.
//!
//! Promises: what it does is told before it is done, and what may still go back follows the shop
//! while it is typed; what the shop refuses is said here and nothing typed is lost; asked once, it
//! is done once. Leaves out who may: the shop knows, and the screen offers no more than that.

mod sending;
mod wording;

use egui::{Context, Label, Ui};

use super::words;
use crate::{
    shop::{
        Refusal,
        payments::{Flag, Payment, Refund, RefundState, Stray, Verdict},
    },
    ui::{
        remote::{Ask, Outcome, sentence},
        widgets::{
            Field, Kind, Push, Tone, banner, buttons, dialog, entered, fine_print, muted,
            select_all, title,
        },
        window::Cx,
    },
    values::{Currency, Money, RefundKey},
};

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Money goes back.
    GiveBack,
    /// Money goes back that came for it and is not counted.
    GiveBackOther,
    /// A person says what became of a refund.
    SettleRefund(RefundKey),
    /// A refund gets the credit note that it lacks.
    Credit(RefundKey),
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
    /// So much is set aside to go back, in words; the provider is still to be asked.
    SetAside(String),
    /// What a person said did this.
    Settled(Verdict),
    /// What a person said became of a refund.
    RefundSettled(RefundState),
    /// The credit note of this number is issued.
    Credited(String),
    /// The flag is down.
    Seen,
    /// The goods are sold on this receipt.
    Sold(i64),
    /// It counts no more, and what it was for is still to be paid.
    GivenUp {
        /// Whether its goods are on the shelf again.
        goods: bool,
    },
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
    /// What goes back, where that is not counted.
    stray: Option<Stray>,
    /// Whether a refund went, as the person says.
    went: bool,
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
            stray: None,
            went: true,
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

    /// Of money that is not counted: all of it, until it is typed over.
    #[must_use]
    pub fn of(self, stray: Stray) -> Self {
        Self {
            amount: match Currency::of(&stray.currency) {
                Some(known) => known.format(stray.left()),
                None => stray.left().minor().to_string(),
            },
            stray: Some(stray),
            ..self
        }
    }

    /// What is typed as an amount: in the currency that the money came in.
    fn typed(&self, shops: Currency) -> Result<Money, String> {
        let known = match &self.stray {
            None => Some(shops),
            Some(stray) => Currency::of(&stray.currency),
        };
        match known {
            Some(known) => known.parse(&self.amount),
            None => self
                .amount
                .trim()
                .parse()
                .map(Money::from_minor)
                .map_err(|_| "a whole number of its smallest unit is needed".to_owned()),
        }
    }

    /// Of one of its refunds.
    #[must_use]
    pub fn settling(self, refund: &Refund, currency: Currency) -> Self {
        let code = refund.currency.as_deref().unwrap_or(currency.code());
        Self {
            amount: Currency::tell(code, refund.amount),
            ..self
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
                    Refusal::Invalid { field, why } if field == "provider_refund" => {
                        ("paid_by".to_owned(), sentence(&why))
                    }
                    Refusal::Invalid { field, why } if field == "prefix" => {
                        let why = format!(
                            "what credit notes are called {why} (sherbet invoices numbering)"
                        );
                        (String::new(), sentence(&why))
                    }
                    Refusal::Invalid { field, why } => (field, sentence(&why)),
                    Refusal::Overdrawn { .. } if !matches!(self.deed, Deed::Credit(_)) => {
                        ("amount".to_owned(), sentence(&refusal))
                    }
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
                    Deed::Fulfil | Deed::GiveUp | Deed::Credit(_) => push.by_enter(),
                    Deed::GiveBack
                    | Deed::GiveBackOther
                    | Deed::SettleRefund(_)
                    | Deed::Settle
                    | Deed::Seen(_) => push,
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

    /// The fields; true where Enter ended the last one.
    fn fields(&mut self, ui: &mut Ui, currency: Currency) -> bool {
        let error = self.error.clone();
        let at = |name: &str| {
            let here = error.as_ref().filter(|(field, _)| field == name);
            here.map(|(_, why)| why.as_str())
        };
        let mut first = None;
        match self.deed {
            Deed::GiveBack | Deed::GiveBackOther => {
                let code = match &self.stray {
                    None => currency.code(),
                    Some(stray) => &stray.currency,
                };
                let label = match Currency::of(code) {
                    Some(_) => format!("How much ({code})"),
                    None => format!("How much ({code}, in its smallest unit)"),
                };
                let field = Field::new(&label, &mut self.amount)
                    .numeric()
                    .width(200.0)
                    .error(at("amount"))
                    .show(ui);
                first = Some(field);
                if self.payment.sale.is_some() && self.deed == Deed::GiveBack {
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
            Deed::SettleRefund(_) => {
                ui.horizontal(|ui| {
                    for (went, text) in [(true, "The money went back"), (false, "It did not")] {
                        let chip = Push::new(text).selected(self.went == went);
                        if ui.add(chip).clicked() {
                            self.went = went;
                        }
                    }
                });
                if self.went {
                    let field = Field::new("What the provider calls it", &mut self.paid_by)
                        .hint("rfnd_…, where it is known")
                        .limit(64)
                        .error(at("paid_by"))
                        .show(ui);
                    first = Some(field);
                }
            }
            Deed::Seen(_) => {}
            Deed::Fulfil | Deed::GiveUp | Deed::Credit(_) => return false,
        }
        let (label, hint) = match self.deed {
            Deed::Settle | Deed::SettleRefund(_) => {
                ("How it is known", "Seen on the provider's page")
            }
            Deed::GiveBackOther => ("Reason", "Paid twice"),
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
            if matches!(self.deed, Deed::GiveBack | Deed::GiveBackOther) {
                select_all(ui, field.id, &self.amount);
            }
        }
        entered(ui, &reason)
    }
}
