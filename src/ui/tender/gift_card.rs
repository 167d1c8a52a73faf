//! A gift card that pays.
//!
//! Promises: what is on a card is shown before anything is taken of it; a code is typed or scanned.
//! Leaves out whether there is enough when it is sold: the shop decides.

use egui::{Context, Id, Ui};

use super::{
    given::{Given, taken_of_card},
    row,
};
use crate::{
    shop::stored_value::{self, CardCode, GiftCard},
    ui::{
        remote::{Live, sentence},
        scanner::wants_codes,
        theme::GAP,
        widgets::{
            Field, Kind, Push, Tone, badge, buttons, dialog, entered, muted, select_all, title,
        },
        window::Cx,
    },
    values::{Currency, Money},
};

/// The longest code, with blanks and dashes, in characters.
pub const CODE: usize = 48;
/// The height of what is told of a card, so that nothing moves when it is known.
pub const TOLD: f32 = 26.0;

/// What is known of the card whose code is typed.
#[derive(Default)]
pub struct Known {
    card: Live<String, Option<GiftCard>>,
}

impl Known {
    /// Looks the card up.
    pub fn keep(&mut self, cx: &Cx<'_>, code: &CardCode) {
        let (shop, wanted) = (cx.shop.clone(), code.clone());
        let question = code.as_str().to_owned();
        self.card.keep(cx.desk, cx.changes, &question, move |_| {
            shop.read(|db| stored_value::gift_card(db, &wanted))
        });
    }

    /// What is on it: none while that is not known, and none of that where no such card was sold.
    #[must_use]
    pub fn balance(&self, code: &CardCode) -> Option<Option<Money>> {
        let card = self.card.answer_to(&code.as_str().to_owned())?;
        Some(card.as_ref().map(|card| card.balance))
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
    pub fn show(&mut self, ctx: &Context, cx: &Cx<'_>, given: &[Given]) -> Option<Paid> {
        let currency = cx.facts.currency;
        let code = CardCode::parse(&self.code).ok();
        let mut on_it = None;
        if let Some(code) = &code {
            self.known.keep(cx, code);
            on_it = self.known.balance(code);
        }
        // What this sale takes of it already is not there a second time.
        let open = match (&code, on_it) {
            (Some(code), Some(Some(balance))) => balance.checked_sub(taken_of_card(given, code)),
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
            row(ui, TOLD, |ui| told(ui, currency, on_it, open));
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
