//! Handing an order over: what is left is paid, and it becomes a sale.
//!
//! Promises: it is asked for once, however long the file is busy; who was second is told what
//! changed; a code that waits to be paid is shown again whenever it is opened. Leaves out taking
//! the payments and showing the code: `tender` does.

use egui::{Align, Context, Label, Layout, RichText, Ui};

use crate::{
    shop::{
        Refusal,
        codes::{ByCode as BySaying, HandOverByCode, Purpose},
        orders::{HandOver, HandedOver, Order, State},
        payments::BeginHandOver,
        sales::{Sold, Tender, TenderKind},
    },
    ui::{
        overlays::code::{CodeDialog, CodeOf, Step},
        remote::sentence,
        tender::{ByCode, CodeNext, HOLD_S, Making, Paying, Subject, made},
        theme::{self, GAP},
        widgets::{Kind, Push, Tone, banner, buttons, dialog, muted, strong, title},
        window::Cx,
    },
    values::Money,
};

/// The dialog while it is open.
pub struct Handing {
    order: Order,
    paying: Paying,
    error: Option<String>,
    /// Paying what is left by the provider's code.
    by_qr: ByCode,
    making: Making<BySaying<HandedOver>>,
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
            paying: Paying::of(order.to_pay, order.customer).or_by_code(),
            by_qr: ByCode::of(Subject::Order(order.order)),
            order,
            error: None,
            making: Making::default(),
            code: None,
            coding: None,
            sold: None,
        }
    }

    /// Shows it; true once it is done with.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> bool {
        self.paying.keep(cx);
        match self.making.answer() {
            None => {}
            Some(Ok(BySaying::Not(verdict))) => {
                self.code = None;
                self.error = Some(sentence(&verdict));
            }
            Some(Ok(BySaying::Done(handed))) => self.sold = Some(handed.sold),
            Some(Err(refusal @ Refusal::Changed { .. })) => {
                // What is to be paid may be another sum now: it is read anew first.
                cx.notes.say(Tone::Bad, sentence(&refusal));
                return true;
            }
            Some(Err(refusal)) => {
                self.error = Some(sentence(&refusal));
                self.by_qr.look_again();
            }
        }
        self.by_qr.keep(cx, &mut self.error);
        if self.by_qr.over(ctx, cx) || self.paying.over(ctx, cx, &mut self.error) {
            return false;
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
                Some(sold) => made(ui, cx, sold),
                None => self.pay(ui, cx),
            };
        });
        over || (away && !self.making.is_under_way() && !self.by_qr.is_under_way())
    }

    fn pay(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let currency = cx.facts.currency;
        title(ui, &format!("Hand over order {}", self.order.display));
        ui.add(Label::new(muted(ui, &self.order.name)).wrap());
        if self.by_qr.is_shown() {
            match self.by_qr.show(ui, cx) {
                CodeNext::Stays => {}
                CodeNext::Aside => return true,
                CodeNext::Paid(sold) => self.sold = Some(sold),
                CodeNext::Over(why) => {
                    self.error = Some(why);
                    // It was about money that came too late.
                    return self.order.state != State::Ready;
                }
            }
            return false;
        }
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
        for why in self
            .error
            .as_deref()
            .into_iter()
            .chain(self.by_qr.trouble())
        {
            banner(ui, Tone::Bad, why);
        }
        if self.by_qr.is_under_way() {
            self.by_qr.show_beginning(ui, cx);
            return false;
        }
        if self.making.is_under_way() {
            return self.making.show(ui, cx, "Handing it over…");
        }
        self.by_code(ui);
        if self.order.to_pay == Money::ZERO {
            return self.paid(ui, cx);
        }
        if let Some(tenders) = self.paying.show(ui, cx, &mut self.error) {
            self.send(cx, tenders);
        }
        if self.paying.wants_code() {
            self.begin(cx);
        }
        let mut over = false;
        buttons(ui, |ui| {
            over = ui.add(Push::new("Cancel").kind(Kind::Quiet)).clicked();
        });
        over
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

    /// Asks for what is left by the provider's code.
    fn begin(&mut self, cx: &Cx<'_>) {
        if self.code.is_some() {
            let why = "By QR it is handed over when the money is there, which asks for no code of \
                       who picks it up: take the money in another way.";
            self.error = Some(why.to_owned());
            return;
        }
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let begin = BeginHandOver {
            order: self.order.order,
            version: self.order.version,
            means: TenderKind::Upi,
            hold_s: HOLD_S,
            note: None,
            shift: cx.shift,
        };
        self.error = self.by_qr.begin(cx, move |request| {
            shop.execute(&session, request, begin.clone())
        });
    }

    fn send(&mut self, cx: &Cx<'_>, tenders: Vec<Tender>) {
        self.error = None;
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
            self.making.begin(cx, move |request| {
                shop.execute(&session, request, hand_over.clone())
            });
            return;
        }
        let hand_over = HandOver {
            order: self.order.order,
            version: self.order.version,
            tenders,
            note: None,
            shift: cx.shift,
        };
        self.making.begin(cx, move |request| {
            let done = shop.execute(&session, request, hand_over.clone());
            done.map(BySaying::Done)
        });
    }
}
