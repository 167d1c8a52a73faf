//! What the customer sees of the counter on their display.

use super::Counter;
use crate::{
    ui::{
        display::{Shown, ShownLine},
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
        let total = cost.as_ref().map(|cost| cost.gross);
        let amounts = cost.into_iter().flat_map(|cost| cost.lines);
        let mut amounts = amounts.map(|line| currency.format(line.gross));
        let lines = self.basket.lines().iter().map(|line| ShownLine {
            name: line.name().to_owned(),
            detail: line.measure(currency),
            amount: amounts.next().unwrap_or_default(),
        });
        let lines: Vec<ShownLine> = lines.collect();
        let paid = self
            .done
            .as_ref()
            .filter(|_| self.basket.lines().is_empty());
        Shown {
            shop: cx.facts.name.clone(),
            lines,
            total: total.map_or_else(String::new, |total| currency.format_with_code(total)),
            pay: total.and_then(|total| cx.display.pay_link(cx, total)),
            change: paid.map(|done| match done.sold.change {
                Money::ZERO => String::new(),
                change => currency.format_with_code(change),
            }),
            ..Shown::default()
        }
    }
}
