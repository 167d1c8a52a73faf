//! Taking the fee of an appointment: by payments that are taken here, or by the provider's code.
//!
//! Promises: asked for once, however long the file is busy; the change is told; a code that waits
//! is shown again whenever the fee is taken. Leaves out taking the payments and showing the code:
//! `tender` does.

use egui::{Context, Label, RichText, Ui};

use crate::{
    shop::{
        appointments::{Appointment, PayFee},
        payments::BeginFee,
        sales::{Sold, Tender, TenderKind},
    },
    ui::{
        remote::sentence,
        tender::{ByCode, CodeNext, HOLD_S, Making, Paying, Subject, made},
        theme::{self, GAP},
        widgets::{Kind, Push, Tone, banner, buttons, dialog, muted, title},
        window::Cx,
    },
    values::{AppointmentId, Money},
};

/// The dialog while it is open.
pub struct TakingFee {
    appointment: AppointmentId,
    who: String,
    total: Money,
    /// Whether it waited for its money when the dialog was opened; else it is about money that
    /// came too late.
    is_open: bool,
    paying: Paying,
    code: ByCode,
    making: Making<Sold>,
    error: Option<String>,
    sold: Option<Sold>,
}

impl TakingFee {
    /// Takes the fee of this one, where it has one.
    #[must_use]
    pub fn of(one: &Appointment) -> Option<Self> {
        let fee = one.fee.as_ref()?;
        Some(Self {
            appointment: one.id,
            who: one.customer_name.clone(),
            total: fee.total,
            is_open: fee.is_open(),
            paying: Paying::of(fee.total, Some(one.customer)).or_by_code(),
            code: ByCode::of(Subject::Fee(one.id)),
            making: Making::default(),
            error: None,
            sold: None,
        })
    }

    /// Shows it; true once it is done with.
    pub fn show(&mut self, ctx: &Context, cx: &Cx<'_>) -> bool {
        self.paying.keep(cx);
        match self.making.answer() {
            None => {}
            Some(Ok(sold)) => self.sold = Some(sold),
            Some(Err(refusal)) => {
                self.error = Some(sentence(&refusal));
                self.code.look_again();
            }
        }
        self.code.keep(cx, &mut self.error);
        if self.code.over(ctx, cx) || self.paying.over(ctx, cx, &mut self.error) {
            return false;
        }
        let mut over = false;
        let away = dialog(ctx, "take the fee", 460.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            over = match &self.sold {
                Some(sold) => made(ui, cx, sold),
                None => self.pay(ui, cx),
            };
        });
        over || (away && !self.making.is_under_way() && !self.code.is_under_way())
    }

    fn pay(&mut self, ui: &mut Ui, cx: &Cx<'_>) -> bool {
        let currency = cx.facts.currency;
        title(ui, "Take the fee");
        ui.add(Label::new(muted(ui, &self.who)).wrap());
        if self.code.is_shown() {
            match self.code.show(ui, cx) {
                CodeNext::Stays => {}
                CodeNext::Aside => return true,
                CodeNext::Paid(sold) => self.sold = Some(sold),
                CodeNext::Over(why) => {
                    self.error = Some(why);
                    return !self.is_open;
                }
            }
            return false;
        }
        let total = RichText::new(currency.format_with_code(self.total));
        ui.label(total.font(theme::strong(theme::TOTAL)));
        for why in self.error.as_deref().into_iter().chain(self.code.trouble()) {
            banner(ui, Tone::Bad, why);
        }
        if self.making.is_under_way() {
            return self.making.show(ui, cx, "Making the receipt…");
        }
        if self.code.is_under_way() {
            self.code.show_beginning(ui, cx);
            return false;
        }
        if let Some(tenders) = self.paying.show(ui, cx, &mut self.error) {
            self.send(cx, tenders);
        }
        if self.paying.wants_code() {
            self.begin(cx);
        }
        buttons(ui, |ui| {
            let cancel = Push::new("Cancel").kind(Kind::Quiet);
            ui.add(cancel).clicked()
        })
    }

    /// Asks for it by the provider's code.
    fn begin(&mut self, cx: &Cx<'_>) {
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let begin = BeginFee {
            appointment: self.appointment,
            means: TenderKind::Upi,
            hold_s: HOLD_S,
            note: None,
            shift: cx.shift,
        };
        self.error = self.code.begin(cx, move |request| {
            shop.execute(&session, request, begin.clone())
        });
    }

    fn send(&mut self, cx: &Cx<'_>, tenders: Vec<Tender>) {
        self.error = None;
        let (shop, session) = (cx.shop.clone(), cx.session.clone());
        let pay = PayFee {
            appointment: self.appointment,
            tenders,
            note: None,
            shift: cx.shift,
        };
        self.making.begin(cx, move |request| {
            shop.execute(&session, request, pay.clone())
        });
    }
}
