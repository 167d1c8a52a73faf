//! What may be done with a receipt, and what of it came back.

use egui::{Label, RichText, Ui};

use crate::{
    shop::sales::{Kind, Receipt, ReceiptLine},
    ui::{
        theme::{self, tokens},
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

/// What of a receipt came back, line by line; nothing where nothing did.
pub fn came_back(ui: &mut Ui, receipt: &Receipt) {
    let some = receipt.lines.iter().filter(|line| line.taken_back > 0);
    for line in some.filter(|_| receipt.kind == Kind::Sale) {
        let back = if line.taken_back == line.quantity {
            "all of it came back".to_owned()
        } else {
            let (back, all) = (
                line.unit.format(line.taken_back),
                line.unit.format(line.quantity),
            );
            format!("{back} of {all} came back")
        };
        let text = RichText::new(format!("{}: {back}", line.name));
        let text = text
            .font(theme::strong(theme::SMALL))
            .color(tokens(ui).warn);
        ui.add(Label::new(text).wrap());
    }
}
