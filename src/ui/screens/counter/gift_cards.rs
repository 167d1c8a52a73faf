//! Gift cards at the counter: one that is sold or topped up, and one that pays.
//!
//! Promises: what is on a card is shown before anything is taken of it or put on it; a code is
//! typed, scanned, or made here. Leaves out whether there is enough when it is sold: the shop
//! decides.

use egui::{Align, Context, Id, Layout, RichText, Ui};

use super::{beside::Beside, summary};
use crate::{
    shop::{
        sales::GiftCardLine,
        stored_value::{self, CardCode, GiftCard},
    },
    ui::{
        remote::{Live, sentence},
        scanner::wants_codes,
        theme::{self, GAP, tokens},
        widgets::{
            Field, Kind, Push, Tone, badge, banner, buttons, dialog, entered, fine_print, muted,
            select_all, title,
        },
        window::Cx,
    },
    values::{Currency, MAX_PRICE_MINOR, Money, RequestId},
};

/// The longest code, with blanks and dashes, in characters.
const CODE: usize = 48;
/// The height of what is told of a card, so that nothing moves when it is known.
const TOLD: f32 = 26.0;

/// What is known of the card whose code is typed.
#[derive(Default)]
struct Known {
    card: Live<String, Option<GiftCard>>,
}

impl Known {
    /// Looks the card up.
    fn keep(&mut self, cx: &Cx<'_>, code: &CardCode) {
        let (shop, wanted) = (cx.shop.clone(), code.clone());
        let question = code.as_str().to_owned();
        self.card.keep(cx.desk, cx.changes, &question, move |_| {
            shop.read(|db| stored_value::gift_card(db, &wanted))
        });
    }

    /// What is on it: none while that is not known, and none of that where no such card was sold.
    fn balance(&self, code: &CardCode) -> Option<Option<Money>> {
        let card = self.card.answer_to(&code.as_str().to_owned())?;
        Some(card.as_ref().map(|card| card.balance))
    }
}

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

/// A gift card that is to pay.
pub struct PayingCard {
    code: String,
    amount: String,
    /// What was typed at the counter; otherwise all that is left is wanted.
    wanted: Option<Money>,
    /// What is left of the sale.
    left: Money,
    known: Known,
    /// The code is complete: the amount is next, as soon as the card is known.
    entered: bool,
    wrong: Option<(&'static str, String)>,
    begun: bool,
}

/// What was chosen.
pub enum Paid {
    /// To leave it.
    Away,
    /// So much of this card.
    By(CardCode, Money),
}

impl PayingCard {
    /// For a sale of which so much is left, and so much is wanted.
    #[must_use]
    pub fn of(left: Money, wanted: Option<Money>) -> Self {
        Self {
            code: String::new(),
            amount: String::new(),
            wanted,
            left,
            known: Known::default(),
            entered: false,
            wrong: None,
            begun: false,
        }
    }

    /// Takes a code that was scanned.
    pub fn take_scan(&mut self, code: &str) {
        code.clone_into(&mut self.code);
        self.amount.clear();
        self.entered = true;
        self.wrong = None;
    }

    /// Shows it.
    pub fn show(&mut self, ctx: &Context, cx: &Cx<'_>, beside: &Beside) -> Option<Paid> {
        let currency = cx.facts.currency;
        let code = CardCode::parse(&self.code).ok();
        let mut on_it = None;
        if let Some(code) = &code {
            self.known.keep(cx, code);
            on_it = self.known.balance(code);
        }
        // What this sale takes of it already is not there a second time.
        let open = match (&code, on_it) {
            (Some(code), Some(Some(balance))) => balance.checked_sub(beside.taken_of_card(code)),
            _ => None,
        };
        let most = open.map(|open| open.min(self.left).max(Money::ZERO));
        let mut answer = None;
        let away = dialog(ctx, "pay by gift card", 460.0, |ui| {
            ui.spacing_mut().item_spacing.y = GAP;
            title(ui, "Pay by gift card");
            let left = currency.format_with_code(self.left);
            ui.label(muted(ui, format!("{left} is left to pay.")));
            let enter = self.fields(ui, currency, most);
            summary::row(ui, TOLD, |ui| told(ui, currency, on_it, open));
            let amount = most.map(|most| self.to_take(currency, most));
            buttons(ui, |ui| {
                let text = match &amount {
                    Some(Ok(amount)) => format!("Take {}", currency.format(*amount)),
                    _ => "Take it".to_owned(),
                };
                let able = most.is_some_and(|most| most > Money::ZERO);
                let pressed = ui.add_enabled(able, Push::primary(&text)).clicked();
                if let (true, Some(code), Some(amount)) = (pressed || enter, &code, amount) {
                    match amount {
                        Ok(amount) if able => answer = Some(Paid::By(code.clone(), amount)),
                        Ok(_) => {}
                        Err(why) => self.wrong = Some(("amount", why)),
                    }
                }
                if ui.add(Push::new("Cancel").kind(Kind::Quiet)).clicked() {
                    answer = Some(Paid::Away);
                }
            });
        });
        answer.or(away.then_some(Paid::Away))
    }

    /// The fields; whether Enter was pressed in the amount.
    fn fields(&mut self, ui: &mut Ui, currency: Currency, most: Option<Money>) -> bool {
        let wrong = self.wrong.clone();
        let of = |at: &str| wrong.as_ref().filter(|(field, _)| *field == at);
        let ids = Id::unique("gift card to pay").with(ui.ctx().viewport_id());
        let code = Field::new("Code", &mut self.code)
            .hint("Scan it or type it")
            .error(of("code").map(|(_, why)| why.as_str()))
            .limit(CODE)
            .id(ids.with("code"))
            .show(ui);
        wants_codes(ui.ctx(), code.id);
        if !std::mem::replace(&mut self.begun, true) {
            code.request_focus();
        }
        if code.changed() {
            self.amount.clear();
            self.entered = false;
            self.wrong = None;
        }
        if entered(ui, &code) {
            match CardCode::parse(&self.code) {
                Ok(_) => self.entered = true,
                Err(why) => self.wrong = Some(("code", sentence(&why))),
            }
        }
        let id = ids.with("amount");
        let field = Field::new("Amount", &mut self.amount)
            .error(of("amount").map(|(_, why)| why.as_str()))
            .limit(24)
            .id(id);
        let amount = ui.add_enabled_ui(most.is_some(), |ui| field.show(ui)).inner;
        if amount.changed() {
            self.wrong = None;
        }
        if let Some(most) = most.filter(|_| self.entered) {
            // The balance is in sight now; the next Enter takes the amount.
            self.entered = false;
            let wanted = self.wanted.map_or(most, |wanted| wanted.min(most));
            self.amount = currency.plain(wanted);
            amount.request_focus();
            select_all(ui, id, &self.amount);
        }
        entered(ui, &amount)
    }

    /// What is to be taken of a card that pays `most` at the most.
    fn to_take(&self, currency: Currency, most: Money) -> Result<Money, String> {
        let amount = match self.amount.trim() {
            "" => self.wanted.map_or(most, |wanted| wanted.min(most)),
            typed => currency.parse(typed).map_err(|why| sentence(&why))?,
        };
        if amount <= Money::ZERO {
            return Err("An amount above 0 is needed.".to_owned());
        }
        match amount > most {
            true => Err(format!("Only {} can be taken.", currency.format(most))),
            false => Ok(amount),
        }
    }
}

/// What is on a card.
fn told(ui: &mut Ui, currency: Currency, on_it: Option<Option<Money>>, open: Option<Money>) {
    match (on_it, open) {
        (None, _) => {}
        (Some(None), _) => {
            badge(ui, Tone::Bad, "No gift card with this code was sold here");
        }
        (Some(Some(_)), Some(open)) if open > Money::ZERO => {
            let text = format!("{} is on it", currency.format(open));
            badge(ui, Tone::Good, &text);
        }
        (Some(Some(_)), _) => {
            badge(ui, Tone::Bad, "Nothing is left on it");
        }
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
                .tall(40.0, 17.0)
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
