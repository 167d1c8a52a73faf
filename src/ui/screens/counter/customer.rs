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
        let currency = cx.facts.currency;
        let total = self.basket.total();
        let lines = self.basket.lines().iter().map(|line| ShownLine {
            name: line.name.clone(),
            detail: format!("{} × {}", line.quantity, currency.format(line.price)),
            amount: line
                .amount()
                .map_or_else(String::new, |amount| currency.format(amount)),
        });
        let paid = self
            .done
            .as_ref()
            .filter(|_| self.basket.lines().is_empty());
        Shown {
            shop: cx.facts.name.clone(),
            lines: lines.collect(),
            total: total.map_or_else(String::new, |total| currency.format_with_code(total)),
            pay: total.and_then(|total| cx.display.pay_link(cx, total)),
            change: paid.map(|done| match done.sold.change {
                Money::ZERO => String::new(),
                change => currency.format_with_code(change),
            }),
        }
    }
}
