//! Selling a quotation, for what it says.
//!
//! Promises: it is asked for once, however long the file is busy. Leaves out taking the payments,
//! which `tender` does, and anything sold beside it: for that it is put into a basket.

use egui::{Align, Context, Label, Layout, RichText, Ui};

use crate::{
    shop::sales::{
        Sold, Tender,
        quotes::{Quotation, SellQuotation},
    },
    ui::{
        remote::sentence,
        tender::{Making, Paying, made},
        theme::{self, GAP},
        widgets::{Kind, Push, Tone, banner, buttons, dialog, muted, strong, title},
        window::Cx,
    },
};

/// The dialog while it is open.
pub struct Selling {
    quotation: Quotation,
    paying: Paying,
    making: Making<Sold>,
    error: Option<String>,
    sold: Option<Sold>,
}

impl Selling {
    /// Sells this one.
    #[must_use]
    pub fn of(quotation: Quotation) -> Self {
        Self {
            // Whom it names is text; credit is a customer's of the shop.
            paying: Paying::of(quotation.total, None),
            quotation,
            making: Making::default(),
            error: None,
            sold: None,
        }
    }

    /// Shows it; true once it is done with.
    pub fn show(&mut self, ctx: &Context, cx: &mut Cx<'_>) -> bool {
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
        let away = dialog(ctx, "sell the quotation", 460.0, |ui| {
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
        title(ui, &format!("Sell quotation {}", self.quotation.number));
        ui.add(Label::new(muted(ui, &self.quotation.customer)).wrap());
        ui.horizontal(|ui| {
            ui.label(strong("Total"));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let total = currency.format_with_code(self.quotation.total);
                ui.label(RichText::new(total).font(theme::strong(theme::TOTAL)));
            });
        });
        if let Some(why) = &self.error {
            banner(ui, Tone::Bad, why);
        }
        if self.making.is_under_way() {
            return self.making.show(ui, cx, "Making the sale…");
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
        let sell = SellQuotation {
            quotation: self.quotation.number,
            tenders,
            note: None,
            shift: cx.shift,
        };
        self.making.begin(cx, move |request| {
            shop.execute(&session, request, sell.clone())
        });
    }
}
