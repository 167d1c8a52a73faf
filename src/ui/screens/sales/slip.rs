//! What stands on a receipt, as the sales show it: lines, discounts, taxes, and how it was paid.

use egui::{Align, Label, Layout, RichText, Stroke, Ui, Vec2};

use crate::{
    shop::sales::{Kind, Receipt, ReceiptLine},
    ui::{
        theme::{self, GAP, tokens},
        widgets::{fine_print, muted, strong},
        window::Cx,
    },
    values::{Currency, Money, Unit},
};

/// Whether some of it may still come back.
pub fn can_come_back(receipt: &Receipt) -> bool {
    let some = |line: &ReceiptLine| line.taken_back < line.quantity;
    receipt.kind == Kind::Sale && receipt.lines.iter().any(some)
}

/// Whether it may be voided: on its day, while nothing of it came back.
pub fn can_be_voided(receipt: &Receipt, cx: &Cx<'_>) -> bool {
    let zone = cx.facts.zone;
    receipt.kind == Kind::Sale
        && receipt.lines.iter().all(|line| line.taken_back == 0)
        && zone.date(receipt.at) == zone.date(cx.shop.now())
}

/// How much at which price: "3 × 45.50", "250 g at 640.00 / kg".
pub fn at_price(
    currency: Currency,
    unit: Unit,
    quantity: i64,
    (price, per): (Money, i64),
) -> String {
    let (quantity, price) = (unit.format(quantity), currency.format(price));
    match (unit, per) {
        (Unit::Piece, 1) => format!("{quantity} × {price}"),
        _ => format!("{quantity} at {price} {}", unit.price_for(per)),
    }
}

/// A word at the left and an amount at the right.
fn pair(ui: &mut Ui, left: RichText, right: RichText) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(right);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(left).truncate());
            });
        });
    });
}

fn hairline(ui: &mut Ui) {
    let ink = tokens(ui).line;
    let line = ui.allocate_space(Vec2::new(ui.available_width(), 1.0)).1;
    ui.painter()
        .hline(line.x_range(), line.center().y, Stroke::new(1.0, ink));
}

/// Shows what stands on a receipt.
pub fn show(ui: &mut Ui, cx: &Cx<'_>, receipt: &Receipt) {
    let currency = cx.facts.currency;
    // Rows of text, nothing to press: as high as the text.
    ui.spacing_mut().interact_size.y = 18.0;
    for line in &receipt.lines {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            one_line(ui, currency, line);
        });
        ui.add_space(6.0);
        hairline(ui);
    }
    ui.add_space(GAP);
    ui.spacing_mut().item_spacing.y = 5.0;
    sums(ui, currency, receipt);
    ui.add_space(GAP);
    payments(ui, currency, receipt);
    if let Some(note) = &receipt.note {
        let word = match receipt.kind {
            Kind::Sale => "Note",
            Kind::Return | Kind::Void => "Why",
        };
        ui.add_space(GAP);
        ui.add(Label::new(muted(ui, format!("{word}: {note}"))).wrap());
    }
}

fn one_line(ui: &mut Ui, currency: Currency, line: &ReceiptLine) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
            ui.label(strong(currency.format(line.amount)));
            ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
                ui.add(Label::new(&line.name).wrap());
            });
        });
    });
    let price = (line.price, line.per);
    let text = at_price(currency, line.unit, line.quantity, price);
    ui.label(fine_print(ui, text));
    if line.discount != Money::ZERO {
        let off = currency.format(less(line.discount));
        pair(ui, fine_print(ui, "Discount"), fine_print(ui, off));
    }
    if let Some(note) = &line.note {
        ui.add(Label::new(fine_print(ui, note)).wrap());
    }
    if line.taken_back > 0 {
        let back = if line.taken_back == line.quantity {
            "All of it came back".to_owned()
        } else {
            let (back, all) = (
                line.unit.format(line.taken_back),
                line.unit.format(line.quantity),
            );
            format!("{back} of {all} came back")
        };
        let ink = tokens(ui).warn;
        let font = theme::strong(theme::SMALL);
        ui.label(RichText::new(back).font(font).color(ink));
    }
}

fn sums(ui: &mut Ui, currency: Currency, receipt: &Receipt) {
    let share: i64 = receipt.lines.iter().map(|line| line.share.minor()).sum();
    let on_top = receipt.taxes.iter().filter(|tax| !tax.inside);
    if share != 0 || on_top.clone().next().is_some() {
        let lines = receipt.lines.iter();
        let subtotal: i64 = lines
            .map(|line| line.amount.minor() - line.discount.minor())
            .sum();
        let subtotal = currency.format(Money::from_minor(subtotal));
        pair(ui, muted(ui, "Subtotal"), muted(ui, subtotal));
    }
    if share != 0 {
        let off = currency.format(Money::from_minor(-share));
        pair(ui, muted(ui, "Discount on the whole"), muted(ui, off));
    }
    for tax in on_top {
        let name = format!("{} {} %", tax.name, tax.rate);
        pair(ui, muted(ui, name), muted(ui, currency.format(tax.amount)));
    }
    ui.horizontal(|ui| {
        ui.set_height(32.0);
        ui.label(strong("Total"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let total = currency.format_with_code(receipt.total);
            ui.label(RichText::new(total).font(theme::strong(theme::TITLE)));
        });
    });
    for tax in receipt.taxes.iter().filter(|tax| tax.inside) {
        let name = format!("With {} {} %", tax.name, tax.rate);
        pair(
            ui,
            fine_print(ui, name),
            fine_print(ui, currency.format(tax.amount)),
        );
    }
    if receipt.rounding != Money::ZERO {
        pair(
            ui,
            muted(ui, "Rounding in cash"),
            muted(ui, currency.format(receipt.rounding)),
        );
    }
}

fn payments(ui: &mut Ui, currency: Currency, receipt: &Receipt) {
    for tender in &receipt.tenders {
        let mut name = tender.kind.name().to_owned();
        if let Some(reference) = &tender.reference {
            name.push_str(&format!(" · {reference}"));
        }
        pair(
            ui,
            muted(ui, name),
            muted(ui, currency.format(tender.given)),
        );
    }
    if receipt.change != Money::ZERO {
        pair(
            ui,
            muted(ui, "Change"),
            muted(ui, currency.format(receipt.change)),
        );
    }
}

/// An amount that is taken off.
fn less(amount: Money) -> Money {
    Money::from_minor(-amount.minor())
}

/// The lines of a sale that was just made: name, pieces and price, amount.
pub fn receipt_lines<'a>(
    ui: &mut Ui,
    currency: Currency,
    lines: impl Iterator<Item = (&'a str, i64, Money, Option<Money>)>,
) {
    for (name, quantity, price, amount) in lines {
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                    let amount = amount.map_or_else(String::new, |amount| currency.format(amount));
                    ui.label(strong(amount));
                    ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
                        ui.add(Label::new(name).wrap());
                    });
                });
            });
            let text = at_price(currency, Unit::Piece, quantity, (price, 1));
            ui.label(fine_print(ui, text));
        });
        ui.add_space(6.0);
        hairline(ui);
    }
}
