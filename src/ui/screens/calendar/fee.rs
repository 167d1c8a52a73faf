//! Taking the fee of an appointment at the counter: in cash, by card, UPI or bank.
//!
//! Promises: asked for once, however long the file is busy; the change is told. Leaves out several
//! payments, which the command line takes.

use egui::{Context, Id, Label, RichText, Ui};

use crate::{
    shop::{
        appointments::{Appointment, PayFee},
        pricing,
        sales::{Sold, Tender, TenderKind},
        settings::{self, Selling},
    },
    ui::{
        actions::Action,
        printing::receipt_buttons,
        remote::{Ask, Live, Outcome, sentence},
        theme::{self, GAP, GAP_S, tokens},
        widgets::{
            Field, Kind, Push, Tone, banner, buttons, dialog, entered, fine_print, muted, strong,
            title,
        },
        window::Cx,
    },
    values::{AppointmentId, Money},
};

/// The ways to pay that are not cash.
const OTHERS: [(TenderKind, Action); 3] = [
    (TenderKind::Card, Action::CardTender),
    (TenderKind::Upi, Action::UpiTender),
    (TenderKind::Bank, Action::BankTender),
];

/// The dialog while it is open.
pub struct TakingFee {
    appointment: AppointmentId,
    who: String,
    total: Money,
    /// What is due in cash is a multiple of this.
    step: Live<(), Money>,
    cash: String,
    reference: String,
    error: Option<String>,
    failed: Option<String>,
    ask: Option<Ask<Sold>>,
    sold: Option<Sold>,
    begun: bool,
}

impl TakingFee {
    /// Takes the fee of this one, where it has one.
    #[must_use]
    pub fn of(one: &Appointment) -> Option<Self> {
        let fee = one.fee.as_ref().filter(|fee| fee.is_open())?;
        Some(Self {
            appointment: one.id,
            who: one.customer_name.clone(),
            total: fee.total,
            step: Live::default(),
            cash: String::new(),
            reference: String::new(),
            error: None,
            failed: None,
            ask: None,
            sold: None,
            begun: false,
        })
    }

    /// Shows it; true once it is done with.
    pub fn show(&mut self, ctx: &Context, cx: &Cx<'_>) -> bool {
        let shop = cx.shop.clone();
        self.step.keep(cx.desk, cx.changes, &(), move |()| {
            let (rules, _) = shop.read(settings::load::<Selling>)?;
            Ok(rules.cash_step)
        });
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(sold)) => {
                self.ask = None;
                self.sold = Some(sold);
            }
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                self.error = Some(sentence(&refusal));
            }
            Some(Outcome::Failed(why)) => self.failed = Some(why),
        }
        let mut over = false;
        let away = dialog(ctx, "take the fee", 460.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            over = match &self.sold {
                Some(sold) => done(ui, cx, sold),
                None => self.pay(ui, cx),
            };
        });
        over || (away && self.ask.is_none())
    }

    /// What is due in cash, once the rounding is known.
    fn due(&self) -> Option<Money> {
        let step = *self.step.latest()?;
        let cash = pricing::Tender {
            cash: true,
            amount: Money::ZERO,
        };
        let settled = pricing::settle(self.total, Some(step), &[cash]).ok()?;
        Some(settled.missing)
    }

    fn pay(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let currency = cx.facts.currency;
        title(ui, "Take the fee");
        ui.add(Label::new(muted(ui, &self.who)).wrap());
        let total = RichText::new(currency.format_with_code(self.total));
        ui.label(total.font(theme::strong(theme::TOTAL)));
        if let Some(why) = &self.error {
            banner(ui, Tone::Bad, why);
        }
        if self.ask.is_some() {
            return self.wait(ui, cx);
        }
        let due = self.due();
        if let Some(due) = due.filter(|due| *due != self.total) {
            let text = format!("In cash, rounded: {}", currency.format(due));
            ui.label(fine_print(ui, text));
        }
        let ids = Id::unique("taking a fee").with(cx.desk.viewport());
        let cash = Field::new("Cash given", &mut self.cash)
            .numeric()
            .limit(24)
            .id(ids.with("cash"))
            .show(ui);
        if !std::mem::replace(&mut self.begun, true) {
            cash.request_focus();
        }
        if cash.changed() {
            self.error = None;
        }
        let enter = entered(ui, &cash) && !self.cash.trim().is_empty();
        let exact = pressed(ui, Action::ExactCash, f32::INFINITY, due.is_some());
        Field::new("Reference", &mut self.reference)
            .hint("Of a card, UPI or bank payment")
            .limit(100)
            .id(ids.with("reference"))
            .show(ui);
        let mut other = None;
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GAP_S;
            let width = ((ui.available_width() - 2.0 * GAP_S) / 3.0).floor();
            for (kind, action) in OTHERS {
                if pressed(ui, action, width, true) {
                    other = Some(kind);
                }
            }
        });
        let mut over = false;
        buttons(ui, |ui| {
            let typed = !self.cash.trim().is_empty();
            if ui.add_enabled(typed, Push::new("Take cash")).clicked() || enter {
                match currency.parse(&self.cash) {
                    Ok(cash) => self.send(cx, Tender::cash(cash)),
                    Err(why) => self.error = Some(sentence(&why)),
                }
            }
            over = ui.add(Push::new("Cancel").kind(Kind::Quiet)).clicked();
        });
        if let (true, Some(due)) = (exact, due) {
            self.send(cx, Tender::cash(due));
        } else if let Some(kind) = other {
            let reference = Some(self.reference.trim().to_owned());
            let tender = Tender {
                kind,
                amount: self.total,
                reference: reference.filter(|text| !text.is_empty()),
            };
            self.send(cx, tender);
        }
        over
    }

    /// The receipt is being made, or could not be answered; true where it is left.
    fn wait(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let Some(ask) = &mut self.ask else {
            return false;
        };
        let Some(why) = &self.failed else {
            let text = ask.held_up(ui.ctx(), cx.shop);
            ui.label(muted(ui, text.as_deref().unwrap_or("Making the receipt…")));
            return false;
        };
        banner(ui, Tone::Bad, why);
        let text = "Trying again finds out whether it was taken, and never takes it twice.";
        ui.add(Label::new(fine_print(ui, text)).wrap());
        let (mut again, mut left) = (false, false);
        let settled = ask.is_settled();
        buttons(ui, |ui| {
            again = ui.add(Push::primary("Try again").by_enter()).clicked();
            left = settled && ui.add(Push::new("Cancel").kind(Kind::Quiet)).clicked();
        });
        if again {
            self.failed = None;
            ask.again(cx.desk);
        }
        left
    }

    fn send(&mut self, cx: &Cx<'_>, tender: Tender) {
        (self.error, self.failed) = (None, None);
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let pay = PayFee {
            appointment: self.appointment,
            tenders: vec![tender],
            note: None,
            shift: cx.shift,
        };
        self.ask = Some(Ask::send(cx.desk, move |request| {
            shop.execute(&session, request, pay.clone())
        }));
    }
}

/// A button for a way to pay, by its key too.
fn pressed(ui: &mut Ui, action: Action, width: f32, free: bool) -> bool {
    let shortcut = action.entry().shortcut;
    let by_key = shortcut.is_some_and(|keys| ui.input_mut(|input| input.consume_shortcut(&keys)));
    let button = Push::new(action.name()).keys(action.keys()).width(width);
    ui.add_enabled(free, button).clicked() || (by_key && free)
}

/// The fee was taken; true once that is read.
fn done(ui: &mut Ui, cx: &Cx<'_>, sold: &Sold) -> bool {
    let t = tokens(ui);
    title(ui, &format!("Receipt {}", sold.number));
    ui.label(strong("Change").color(t.good));
    let change = cx.facts.currency.format_with_code(sold.change);
    let change = RichText::new(change).font(theme::strong(theme::TOTAL));
    ui.label(change.color(t.good));
    receipt_buttons(ui, cx, sold.number);
    buttons(ui, |ui| ui.add(Push::primary("Done").by_enter()).clicked())
}
