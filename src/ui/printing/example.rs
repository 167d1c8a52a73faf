//! An example, to see how slips look before the first sale.

use crate::{
    shop::sales::{Kind, Receipt, ReceiptLine, ReceiptTender, TenderKind},
    ui::window::Cx,
    values::{Money, Unit},
};

/// A receipt to see how slips look.
pub(super) fn receipt(cx: &Cx<'_>) -> Receipt {
    let price = Money::from_minor(64_000);
    let amount = Money::from_minor(16_000);
    Receipt {
        number: 123,
        kind: Kind::Sale,
        returns_of: None,
        at: cx.shop.now(),
        by: cx.session.name().to_owned(),
        lines: vec![ReceiptLine {
            sweet: None,
            name: "Kaju katli".into(),
            unit: Unit::Gram,
            quantity: 250,
            price,
            per: 1_000,
            amount,
            discount: Money::ZERO,
            share: Money::ZERO,
            net: amount,
            taxes: Vec::new(),
            gross: amount,
            taken_back: 0,
            note: None,
            gift_card: None,
        }],
        net: amount,
        taxes: Vec::new(),
        total: amount,
        rounding: Money::ZERO,
        tenders: vec![ReceiptTender {
            kind: TenderKind::Cash,
            given: Money::from_minor(20_000),
            change: Money::from_minor(4_000),
            reference: None,
            ahead: None,
        }],
        cash: Money::from_minor(20_000),
        change: Money::from_minor(4_000),
        note: None,
        customer: None,
        gift_cards: Money::ZERO,
        shift: None,
        returned_on: Vec::new(),
    }
}
