//! What the customer sees of the counter on their display.

use super::Counter;
use crate::{
    shop::stored_value::CardCode,
    ui::{
        display::{Shown, ShownLine, ShownPart},
        window::Cx,
    },
    values::Money,
};

impl Counter {
    /// The basket, or thanks for the one that was paid, in words.
    pub(super) fn for_the_customer(&self, cx: &Cx<'_>) -> Shown {
        if let Some(shown) = self.qr.for_the_customer(cx) {
            return shown;
        }
        let currency = cx.facts.currency;
        let cost = self.basket.cost().ok();
        let total = self.basket.total().ok();
        let amounts = cost.into_iter().flat_map(|cost| cost.lines);
        let mut amounts = amounts.map(|line| currency.format(line.gross));
        let lines = self.basket.lines().iter().map(|line| ShownLine {
            name: line.name().to_owned(),
            detail: line.measure(currency),
            amount: amounts.next().unwrap_or_default(),
        });
        let cards = self.basket.beside.gift_cards.iter().map(|card| ShownLine {
            name: "Gift card".to_owned(),
            detail: ending_of(&card.code),
            amount: currency.format(card.amount),
        });
        let lines: Vec<ShownLine> = lines.chain(cards).collect();
        let done = self.done.as_ref().filter(|_| self.basket.is_empty());
        let left = total.and_then(|total| self.left_to_pay(total));
        let due = left.or(total).filter(|due| *due > Money::ZERO);
        Shown {
            shop: cx.facts.name.clone(),
            lines,
            total: total.map_or_else(String::new, |total| currency.format_with_code(total)),
            part: total.zip(left).and_then(|(total, left)| {
                Some(ShownPart {
                    paid: currency.format_with_code(total.checked_sub(left)?),
                    left: currency.format_with_code(left),
                })
            }),
            pay: due.and_then(|due| cx.display.pay_link(cx, due)),
            change: done.map(|done| match done.sold.change {
                Money::ZERO => String::new(),
                change => currency.format_with_code(change),
            }),
            ..Shown::default()
        }
    }

    /// What is left of the total where payments were taken; not rounded, since a payment by UPI
    /// is not. Nothing, where they are enough in the cash there is.
    fn left_to_pay(&self, total: Money) -> Option<Money> {
        let beside = &self.basket.beside;
        if beside.given.is_empty() {
            return None;
        }
        let settled = beside.settle(total, self.cash_step(), Money::ZERO).ok()?;
        match settled.missing {
            Money::ZERO => Some(Money::ZERO),
            _ => beside.left(total),
        }
    }
}

/// What others may see of a gift card: its whole code is as good as the money on it.
fn ending_of(code: &CardCode) -> String {
    let code = code.as_str();
    let hidden = code.chars().count().saturating_sub(4);
    let last: String = code.chars().skip(hidden).collect();
    format!("ends in {last}")
}
