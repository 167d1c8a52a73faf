//! Handing an order over: what is left is paid in cash or by one other payment.
//!
//! Promises: it is asked for once, however long the file is busy; change and rounding are
//! `pricing`'s; who was second is told what changed. Leaves out several payments.

use egui::{Align, Context, Id, Key, Label, Layout, Modifiers, RichText, Ui};

use crate::{
    shop::{
        Refusal,
        codes::{ByCode, HandOverByCode, Purpose},
        orders::{HandOver, HandedOver, Order},
        pricing::{self, Settled},
        sales::{Sold, Tender, TenderKind},
        settings::{self, Selling as Rules},
    },
    ui::{
        actions::Action,
        overlays::code::{CodeDialog, CodeOf, Step},
        printing::receipt_buttons,
        remote::{Ask, Live, Outcome, sentence},
        theme::{self, GAP, GAP_S, tokens},
        widgets::{
            Field, Kind, Push, Tone, badge, banner, buttons, dialog, entered, fine_print, muted,
            strong, title,
        },
        window::Cx,
    },
    values::{Currency, Money},
};

/// The ways to pay that are not cash.
const OTHERS: [(TenderKind, Action); 3] = [
    (TenderKind::Card, Action::CardTender),
    (TenderKind::Upi, Action::UpiTender),
    (TenderKind::Bank, Action::BankTender),
];

/// The dialog while it is open.
pub struct Handing {
    order: Order,
    /// What is due in cash is a multiple of this.
    step: Live<(), Money>,
    cash: String,
    reference: String,
    error: Option<String>,
    failed: Option<String>,
    ask: Option<Ask<ByCode<HandedOver>>>,
    /// What whoever picks it up says as the code, and the dialog it is said in.
    code: Option<String>,
    coding: Option<CodeDialog>,
    sold: Option<Sold>,
    begun: bool,
}

impl Handing {
    /// Hands this one over.
    #[must_use]
    pub fn of(order: Order) -> Self {
        Self {
            order,
            step: Live::default(),
            cash: String::new(),
            reference: String::new(),
            error: None,
            failed: None,
            ask: None,
            code: None,
            coding: None,
            sold: None,
            begun: false,
        }
    }

    /// Shows it; true once it is done with.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> bool {
        let shop = cx.shop.clone();
        self.step.keep(cx.desk, cx.changes, &(), move |()| {
            let (rules, _) = shop.read(settings::load::<Rules>)?;
            Ok(rules.cash_step)
        });
        match self.ask.as_mut().and_then(Ask::answer) {
            None => {}
            Some(Outcome::Done(ByCode::Not(verdict))) => {
                self.ask = None;
                self.code = None;
                self.error = Some(sentence(&verdict));
            }
            Some(Outcome::Done(ByCode::Done(handed))) => {
                self.ask = None;
                self.sold = Some(handed.sold);
            }
            Some(Outcome::Refused(refusal)) => {
                self.ask = None;
                if matches!(refusal, Refusal::Changed { .. }) {
                    // What is to be paid may be another sum now: it is read anew first.
                    cx.notes.say(Tone::Bad, sentence(&refusal));
                    return true;
                }
                self.error = Some(sentence(&refusal));
            }
            Some(Outcome::Failed(why)) => self.failed = Some(why),
        }
        if let Some(coding) = &mut self.coding {
            let step = coding.show(ctx, cx);
            if step == Step::Right {
                self.code = coding.collected();
                self.error = None;
            }
            if step != Step::Waits {
                self.coding = None;
            }
            return false;
        }
        let mut over = false;
        let away = dialog(ctx, "hand the order over", 460.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            over = match &self.sold {
                Some(sold) => done(ui, cx, sold),
                None => self.pay(ui, cx),
            };
        });
        over || (away && self.ask.is_none())
    }

    /// What is due in cash, once the rounding is known.
    fn settled(&self, more: Money) -> Option<Settled> {
        let step = *self.step.latest()?;
        let paid = pricing::Tender {
            cash: false,
            amount: self.order.total.checked_sub(self.order.to_pay)?,
        };
        let cash = pricing::Tender {
            cash: true,
            amount: more,
        };
        pricing::settle(self.order.total, Some(step), &[paid, cash]).ok()
    }

    fn pay(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let currency = cx.facts.currency;
        title(ui, &format!("Hand over order {}", self.order.display));
        ui.add(Label::new(muted(ui, &self.order.name)).wrap());
        let ahead = self.order.total.checked_sub(self.order.to_pay);
        if let Some(ahead) = ahead.filter(|ahead| *ahead > Money::ZERO) {
            let [total, ahead] = [self.order.total, ahead].map(|sum| currency.format(sum));
            let text = format!("{total} in all, {ahead} of it paid ahead");
            ui.add(Label::new(muted(ui, text)).wrap());
        }
        ui.horizontal(|ui| {
            ui.label(strong("To pay"));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let total = currency.format_with_code(self.order.to_pay);
                ui.label(RichText::new(total).font(theme::strong(theme::TOTAL)));
            });
        });
        if let Some(why) = &self.error {
            banner(ui, Tone::Bad, why);
        }
        if self.ask.is_some() {
            return self.wait(ui, cx);
        }
        self.by_code(ui);
        if self.order.to_pay == Money::ZERO {
            return self.paid(ui, cx);
        }
        let due = self.settled(Money::ZERO).map(|settled| settled.missing);
        if let Some(due) = due.filter(|due| *due != self.order.to_pay) {
            let text = format!("In cash, rounded: {}", currency.format(due));
            ui.label(fine_print(ui, text));
        }
        let ids = Id::unique("handing an order over").with(cx.desk.viewport());
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
        self.hint(ui, currency, due);
        let key = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let exact = Push::primary(Action::ExactCash.name())
            .keys(Action::ExactCash.keys())
            .width(f32::INFINITY);
        let exact = key(Key::F12) | ui.add_enabled(due.is_some(), exact).clicked();
        Field::new("Reference", &mut self.reference)
            .hint("Of a card, UPI or bank payment")
            .limit(100)
            .id(ids.with("reference"))
            .show(ui);
        let other = others(ui);
        let mut over = false;
        buttons(ui, |ui| {
            let take = Push::new("Take cash");
            let typed = !self.cash.trim().is_empty();
            if ui.add_enabled(typed, take).clicked() || enter {
                match currency.parse(&self.cash) {
                    Ok(cash) => self.send(cx, vec![Tender::cash(cash)]),
                    Err(why) => self.error = Some(sentence(&why)),
                }
            }
            over = ui.add(Push::new("Cancel").kind(Kind::Quiet)).clicked();
        });
        if let (true, Some(due)) = (exact, due) {
            self.send(cx, vec![Tender::cash(due)]);
        } else if let Some(kind) = other {
            let reference = Some(self.reference.trim().to_owned());
            self.send(
                cx,
                vec![Tender {
                    kind,
                    amount: self.order.to_pay,
                    reference: reference.filter(|text| !text.is_empty()),
                }],
            );
        }
        over
    }

    /// "Change 28.02", "1.98 short"; the line is always there, so that nothing moves.
    fn hint(&self, ui: &mut Ui, currency: Currency, due: Option<Money>) {
        ui.horizontal(|ui| {
            ui.set_height(22.0);
            let cash = currency.parse(&self.cash).ok();
            let left = cash.zip(due).and_then(|(cash, due)| cash.checked_sub(due));
            match left {
                None => {}
                Some(left) if left >= Money::ZERO => {
                    let text = format!("Change {}", currency.format(left));
                    badge(ui, Tone::Good, &text);
                }
                Some(left) => {
                    let short = Money::from_minor(left.minor().saturating_neg());
                    badge(ui, Tone::Warn, &format!("{} short", currency.format(short)));
                }
            }
        });
    }

    /// The sale is being made, or could not be answered; true where it is left.
    fn wait(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let Some(ask) = &mut self.ask else {
            return false;
        };
        let Some(why) = &self.failed else {
            let text = ask.held_up(ui.ctx(), cx.shop);
            ui.label(muted(ui, text.as_deref().unwrap_or("Handing it over…")));
            return false;
        };
        banner(ui, Tone::Bad, why);
        let (mut again, mut left) = (false, false);
        let settled = ask.is_settled();
        if !settled {
            let text = "It is not certain yet whether this was handed over. Trying again finds \
                        out, and never sells twice.";
            ui.add(Label::new(fine_print(ui, text)).wrap());
        }
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

    /// All of it was paid ahead; true where it is left.
    fn paid(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let mut over = false;
        ui.label(muted(ui, "All of it was paid ahead."));
        buttons(ui, |ui| {
            if ui.add(Push::primary("Hand it over").by_enter()).clicked() {
                self.send(cx, Vec::new());
            }
            over = ui.add(Push::new("Cancel").kind(Kind::Quiet)).clicked();
        });
        over
    }

    /// The code of whoever picks it up, where the shop wants to know that it is them.
    fn by_code(&mut self, ui: &mut Ui) {
        if self.order.phone.is_none() {
            return;
        }
        let text = match &self.code {
            Some(code) => format!("With the code {code}"),
            None => "Ask for a code".to_owned(),
        };
        if ui.add(Push::new(&text).kind(Kind::Quiet)).clicked() {
            let customer = self.order.customer;
            self.coding = Some(CodeDialog::collecting(CodeOf {
                purpose: Purpose::HandOver,
                subject: self.order.order.get(),
                customer,
                phone: self.order.phone.clone().filter(|_| customer.is_none()),
                head: format!("Who picks order {} up?", self.order.display),
            }));
            ui.ctx().request_repaint();
        }
    }

    fn send(&mut self, cx: &Cx<'_>, tenders: Vec<Tender>) {
        (self.error, self.failed) = (None, None);
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        if let Some(code) = &self.code {
            let hand_over = HandOverByCode {
                order: self.order.order,
                version: self.order.version,
                tenders,
                note: None,
                shift: cx.shift,
                code: code.clone(),
            };
            self.ask = Some(Ask::send(cx.desk, move |request| {
                shop.execute(&session, request, hand_over.clone())
            }));
            return;
        }
        let hand_over = HandOver {
            order: self.order.order,
            version: self.order.version,
            tenders,
            note: None,
            shift: cx.shift,
        };
        self.ask = Some(Ask::send(cx.desk, move |request| {
            let done = shop.execute(&session, request, hand_over.clone());
            done.map(ByCode::Done)
        }));
    }
}

/// The other ways to pay; the one that was pressed.
fn others(ui: &mut Ui) -> Option<TenderKind> {
    let mut pressed = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP_S;
        let width = ((ui.available_width() - 2.0 * GAP_S) / 3.0).floor();
        for (kind, action) in OTHERS {
            let shortcut = action.entry().shortcut;
            let by_key =
                shortcut.is_some_and(|keys| ui.input_mut(|input| input.consume_shortcut(&keys)));
            let button = Push::new(action.name()).keys(action.keys()).width(width);
            if ui.add(button).clicked() || by_key {
                pressed = Some(kind);
            }
        }
    });
    pressed
}

/// The sale was made; true once that is read.
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
