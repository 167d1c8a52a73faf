//! Taking the fee of an appointment.
//!
//! Promises: asked for once, however long the file is busy; the change is told. Leaves out taking
//! the payments: `tender` does.

use egui::{Context, Label, RichText, Ui};

use crate::{
    shop::{
        appointments::{Appointment, PayFee},
        sales::{Sold, Tender},
    },
    ui::{
        remote::sentence,
        tender::{Making, Paying, made},
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
    paying: Paying,
    making: Making<Sold>,
    error: Option<String>,
    sold: Option<Sold>,
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
            paying: Paying::of(fee.total, Some(one.customer)),
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
            Some(Err(refusal)) => self.error = Some(sentence(&refusal)),
        }
        if self.paying.over(ctx, cx, &mut self.error) {
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
        over || (away && !self.making.is_under_way())
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
        if self.making.is_under_way() {
            return self.making.show(ui, cx, "Making the receipt…");
        }
        if let Some(tenders) = self.paying.show(ui, cx, &mut self.error) {
            self.send(cx, tenders);
        }
        buttons(ui, |ui| {
            let cancel = Push::new("Cancel").kind(Kind::Quiet);
            ui.add(cancel).clicked()
        })
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
