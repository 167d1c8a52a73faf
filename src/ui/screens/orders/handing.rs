//! Handing an order over: what is left is paid, and it becomes a sale.
//!
//! Promises: it is asked for once, however long the file is busy; who was second is told what
//! changed. Leaves out taking the payments: `paying` does.

use egui::{Align, Context, Label, Layout, RichText, Ui};

use super::paying::Paying;
use crate::{
    shop::{
        Refusal,
        codes::{ByCode, HandOverByCode, Purpose},
        orders::{HandOver, HandedOver, Order},
        sales::{Sold, Tender},
    },
    ui::{
        overlays::code::{CodeDialog, CodeOf, Step},
        printing::receipt_buttons,
        remote::{Ask, Outcome, sentence},
        theme::{self, GAP, tokens},
        widgets::{Kind, Push, Tone, banner, buttons, dialog, fine_print, muted, strong, title},
        window::Cx,
    },
    values::Money,
};

/// The dialog while it is open.
pub struct Handing {
    order: Order,
    paying: Paying,
    error: Option<String>,
    failed: Option<String>,
    ask: Option<Ask<ByCode<HandedOver>>>,
    /// What whoever picks it up says as the code, and the dialog it is said in.
    code: Option<String>,
    coding: Option<CodeDialog>,
    sold: Option<Sold>,
}

impl Handing {
    /// Hands this one over.
    #[must_use]
    pub fn of(order: Order) -> Self {
        Self {
            paying: Paying::of(order.to_pay),
            order,
            error: None,
            failed: None,
            ask: None,
            code: None,
            coding: None,
            sold: None,
        }
    }

    /// Shows it; true once it is done with.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> bool {
        self.paying.keep(cx);
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
        if let Some(tenders) = self.paying.show(ui, cx, &mut self.error) {
            self.send(cx, tenders);
        }
        let mut over = false;
        buttons(ui, |ui| {
            over = ui.add(Push::new("Cancel").kind(Kind::Quiet)).clicked();
        });
        over
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
        if ui
            .add(Push::new(&text).selected(self.code.is_some()))
            .clicked()
        {
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
