//! What a total is made of, line by line: discounts, taxes, the rounding of cash.
//!
//! Promises: only what there is, so that a plain sale shows a plain total.

use egui::{Align, Label, Layout, RichText, Ui};

use super::{basket::BasketState, pane::Room};
pub use crate::ui::tender::row;
use crate::{
    shop::pricing::{Discount, Priced},
    ui::{
        theme::{self, tokens},
        widgets::fine_print,
    },
    values::{Currency, Money, Rate},
};

/// Between two parts of the total that stand beside each other: as much as the narrowest pane has.
const GUTTER: f32 = 12.0;

/// A tax of the whole.
pub struct TaxLine {
    name: String,
    rate: Rate,
    inside: bool,
    amount: Money,
}

/// The taxes by their names, as they first come up.
#[must_use]
pub fn taxes(basket: &BasketState, cost: &Priced) -> Vec<TaxLine> {
    let mut all: Vec<TaxLine> = Vec::new();
    for (line, priced) in basket.lines().iter().zip(&cost.lines) {
        for (tax, amount) in line.shown.taxes.iter().zip(&priced.taxes) {
            let same = all.iter_mut().find(|known| {
                (&known.name, known.rate, known.inside) == (&tax.name, tax.rate, tax.inside)
            });
            match same {
                // That the sum fits was seen when it was priced.
                Some(known) => {
                    known.amount = known.amount.checked_add(*amount).unwrap_or(known.amount);
                }
                None => all.push(TaxLine {
                    name: tax.name.clone(),
                    rate: tax.rate,
                    inside: tax.inside,
                    amount: *amount,
                }),
            }
        }
    }
    all
}

/// How a tax is told: "GST 5 %", "incl. GST 5 %".
#[must_use]
pub fn tax_name(name: &str, rate: Rate, inside: bool) -> String {
    let incl = if inside { "incl. " } else { "" };
    format!("{incl}{name} {rate} %")
}

/// How many rows what the total is made of takes, where there is room for them.
#[must_use]
pub fn rows(basket: &BasketState, cost: &Priced) -> usize {
    match parts(basket, cost, Room::Ample).len() {
        few @ 0..=2 => few,
        many => many.div_ceil(2),
    }
}

/// Shows what the total is made of: a row each, or two beside each other where there are more
/// than two or room is scarce, since every row is one less of the basket.
pub fn show(ui: &mut Ui, currency: Currency, basket: &BasketState, cost: &Priced, room: Room) {
    let parts: Vec<(String, String)> = parts(basket, cost, room)
        .into_iter()
        .map(|part| part.told(currency))
        .collect();
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        if parts.len() < 2 || (parts.len() == 2 && !room.is_scarce()) {
            for (name, amount) in &parts {
                pair(ui, name, amount);
            }
            return;
        }
        // An amount must not read as the name beside it.
        ui.spacing_mut().item_spacing.x = GUTTER;
        for two in parts.chunks(2) {
            ui.columns(2, |columns| {
                for (ui, (name, amount)) in columns.iter_mut().zip(two) {
                    pair(ui, name, amount);
                }
            });
        }
    });
}

/// A part of the total.
enum Part {
    /// The goods, before what follows.
    Goods(Money),
    /// The discount on the whole, and what it takes off.
    Discount(Discount, Money),
    /// A tax.
    Tax(TaxLine),
    /// What is put on gift cards.
    GiftCards(Money),
}

impl Part {
    /// Its name and amount.
    fn told(self, currency: Currency) -> (String, String) {
        match self {
            Self::Goods(goods) => ("Goods".to_owned(), currency.format(goods)),
            Self::Discount(discount, amount) => {
                let name = match discount {
                    // The amount beside it has the sign.
                    Discount::Percent(rate) => format!("Discount {rate} %"),
                    Discount::Amount(_) => "Discount".to_owned(),
                };
                (name, format!("−{}", currency.format(amount)))
            }
            Self::Tax(tax) => {
                let name = tax_name(&tax.name, tax.rate, tax.inside);
                (name, currency.format(tax.amount))
            }
            Self::GiftCards(cards) => ("Gift cards".to_owned(), currency.format(cards)),
        }
    }
}

/// The parts of the total, where it has any beside the goods. Where room is tight, taxes that are
/// in it already are left to the receipt.
fn parts(basket: &BasketState, cost: &Priced, room: Room) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut taxes = taxes(basket, cost);
    taxes.retain(|tax| room != Room::Tight || !tax.inside);
    let on_top = taxes.iter().any(|tax| !tax.inside);
    let cards = &basket.beside.gift_cards;
    if basket.discount().is_some() || on_top || !cards.is_empty() {
        let amounts = cost
            .lines
            .iter()
            .map(|line| line.amount.minor().saturating_sub(line.discount.minor()));
        let goods = Money::from_minor(amounts.fold(0, i64::saturating_add));
        parts.push(Part::Goods(goods));
    }
    if let Some(discount) = basket.discount() {
        parts.push(Part::Discount(discount, cost.discount));
    }
    parts.extend(taxes.into_iter().map(Part::Tax));
    if !cards.is_empty() {
        let amounts = cards.iter().map(|card| card.amount.minor());
        let all = Money::from_minor(amounts.fold(0, i64::saturating_add));
        parts.push(Part::GiftCards(all));
    }
    parts
}

/// A name at the left, an amount at the right, in small print.
pub fn pair(ui: &mut Ui, name: &str, amount: &str) {
    row(ui, 19.0, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let amount = RichText::new(amount)
                .font(theme::plain(theme::SMALL))
                .color(tokens(ui).muted);
            ui.label(amount);
            // A provider's reference may be longer than the pane is wide.
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(fine_print(ui, name)).truncate());
            });
        });
    });
}
