//! Gift cards at the counter: one that is sold or topped up.
//!
//! Promises: what is on a card is shown before anything is put on it; a code is typed, scanned, or
//! made here. Leaves out those that pay, which are `tender`'s.

use egui::{Align, Context, Id, Layout, RichText, Ui};

use super::{beside::Beside, summary};
use crate::{
    shop::{sales::GiftCardLine, stored_value::CardCode},
    ui::{
        remote::sentence,
        scanner::wants_codes,
        tender::{CODE, Known, TOLD},
        theme::{self, GAP, TOUCH, tokens},
        widgets::{
            Field, Kind, Push, Tone, badge, banner, buttons, dialog, entered, fine_print, muted,
            title,
        },
        window::Cx,
    },
    values::{Currency, MAX_PRICE_MINOR, RequestId},
};

/// A gift card that is to be sold.
pub struct SellingCard {
    amount: String,
    code: String,
    /// The code it gets where none is typed.
    made: CardCode,
    known: Known,
    wrong: Option<(&'static str, String)>,
    begun: bool,
}

impl Default for SellingCard {
    fn default() -> Self {
        Self {
            amount: String::new(),
            code: String::new(),
            made: CardCode::for_request(RequestId::new()),
            known: Known::default(),
            wrong: None,
            begun: false,
        }
    }
}

impl SellingCard {
    /// Takes a code that was scanned.
    pub fn take_scan(&mut self, code: &str) {
        code.clone_into(&mut self.code);
        self.wrong = None;
    }

    /// Shows it; the card, or none where it is left out after all.
    pub fn show(
        &mut self,
        ctx: &Context,
        cx: &Cx<'_>,
        beside: &Beside,
    ) -> Option<Option<GiftCardLine>> {
        let typed = match self.code.trim() {
            "" => Ok(self.made.clone()),
            typed => CardCode::parse(typed),
        };
        if let Ok(code) = &typed {
            self.known.keep(cx, code);
        }
        let mut answer = None;
        let away = dialog(ctx, "sell a gift card", 460.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            title(ui, "Sell a gift card");
            let enter = self.fields(ui);
            summary::row(ui, TOLD, |ui| match &typed {
                Err(_) => {}
                Ok(code) => self.told(ui, cx.facts.currency, code),
            });
            let room = beside.has_room_for_a_card();
            if !room {
                banner(ui, Tone::Warn, "At most 20 gift cards fit on a sale.");
            }
            buttons(ui, |ui| {
                let put = Push::primary("Put it into the basket");
                if room && (ui.add(put).clicked() || enter) {
                    match self.made(cx.facts.currency, &typed) {
                        Ok(card) => answer = Some(Some(card)),
                        Err(wrong) => self.wrong = Some(wrong),
                    }
                }
                if ui.add(Push::new("Cancel").kind(Kind::Quiet)).clicked() {
                    answer = Some(None);
                }
            });
        });
        answer.or(away.then_some(None))
    }

    /// The fields; whether Enter was pressed in one.
    fn fields(&mut self, ui: &mut Ui) -> bool {
        let wrong = self.wrong.clone();
        let of = |at: &str| wrong.as_ref().filter(|(field, _)| *field == at);
        let ids = Id::unique("gift card to sell").with(ui.ctx().viewport_id());
        let amount = Field::new("Amount", &mut self.amount)
            .hint("What is put on it")
            .error(of("amount").map(|(_, why)| why.as_str()))
            .limit(24)
            .id(ids.with("amount"))
            .show(ui);
        if !std::mem::replace(&mut self.begun, true) {
            amount.request_focus();
        }
        let code = Field::new("Code", &mut self.code)
            .hint("Scan it or type it; left empty, one is made")
            .error(of("code").map(|(_, why)| why.as_str()))
            .limit(CODE)
            .id(ids.with("code"))
            .show(ui);
        wants_codes(ui.ctx(), code.id);
        if amount.changed() || code.changed() {
            self.wrong = None;
        }
        let scanned = entered(ui, &code);
        if scanned && self.amount.trim().is_empty() {
            amount.request_focus();
            return false;
        }
        entered(ui, &amount) || scanned
    }

    fn told(&self, ui: &mut Ui, currency: Currency, code: &CardCode) {
        match self.known.balance(code) {
            None => {}
            Some(None) => {
                ui.label(muted(ui, format!("A new card: {code}")));
            }
            Some(Some(balance)) => {
                let balance = currency.format(balance);
                let text = format!("{balance} is on {code}: more is put on it");
                badge(ui, Tone::Good, &text);
            }
        }
    }

    fn made(
        &self,
        currency: Currency,
        typed: &Result<CardCode, String>,
    ) -> Result<GiftCardLine, (&'static str, String)> {
        let amount = match currency.parse(self.amount.trim()) {
            Ok(amount) if (1..=MAX_PRICE_MINOR).contains(&amount.minor()) => amount,
            Ok(_) => return Err(("amount", "An amount above 0 is needed.".to_owned())),
            Err(why) => return Err(("amount", sentence(&why))),
        };
        let code = typed.clone().map_err(|why| ("code", sentence(&why)))?;
        Ok(GiftCardLine { code, amount })
    }
}

/// A gift card in the basket; true where it is to be taken out again.
pub fn row(ui: &mut Ui, currency: Currency, card: &GiftCardLine, free: bool) -> bool {
    let mut out = false;
    ui.add_space(6.0);
    summary::row(ui, 44.0, |ui| {
        ui.add_space(8.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.add_space(4.0);
            ui.label("Gift card");
            ui.label(fine_print(ui, card.code.as_str()));
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let name = format!("Remove gift card {}", card.code);
            let remove = Push::new("×")
                .kind(Kind::Quiet)
                .tall(TOUCH, 17.0)
                .named(name);
            out = ui.add_enabled(free, remove).clicked();
            let amount = RichText::new(currency.format(card.amount));
            ui.label(amount.font(theme::strong(theme::BODY)));
        });
    });
    let rule = ui.allocate_space(egui::vec2(ui.available_width(), 1.0)).1;
    let stroke = egui::Stroke::new(1.0, tokens(ui).line);
    ui.painter().hline(rule.x_range(), rule.center().y, stroke);
    out
}
