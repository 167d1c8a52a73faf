//! The taxes that come on top of what a quotation offers, apart from its prices.
//!
//! Promises: goods and taxes on top come to what was offered, line by line. They are reckoned
//! again from the quotation's own rows, so that no catalogue of today speaks for it.

use super::{
    super::{ReceiptTax, receipts::taxed},
    Quotation, QuotedLine,
};
use crate::{
    shop::pricing::{self, Basket, Line, Tax},
    values::Money,
};

impl QuotedLine {
    /// The taxes on top of its price; none where they can't be reckoned, which was seen to be
    /// possible when it was offered.
    #[must_use]
    pub fn on_top(&self) -> Vec<ReceiptTax> {
        let basket = Basket {
            step: Money::from_minor(1),
            lines: vec![Line {
                price: self.price,
                per: self.per,
                quantity: self.quantity.get(),
                discount: self.off(),
                taxes: self
                    .taxes
                    .iter()
                    .map(|tax| Tax {
                        rate: tax.rate,
                        inside: tax.inside,
                    })
                    .collect(),
            }],
            discount: None,
        };
        let priced = pricing::price(&basket).ok();
        let priced = priced.and_then(|mut priced| priced.lines.pop());
        let amounts = priced.map_or_else(Vec::new, |line| line.taxes);
        let taxes = self.taxes.iter().zip(amounts);
        taxes
            .filter(|(tax, _)| !tax.inside)
            .map(|(tax, amount)| ReceiptTax {
                name: tax.name.clone(),
                rate: tax.rate,
                inside: false,
                amount,
            })
            .collect()
    }

    /// What it comes to without the taxes on top: what its price, quantity and discount make.
    #[must_use]
    pub fn goods(&self) -> Money {
        let on_top = self.on_top();
        let on_top = on_top.iter().map(|tax| tax.amount.minor());
        Money::from_minor(on_top.fold(self.gross.minor(), i64::saturating_sub))
    }
}

impl Quotation {
    /// The taxes on top of all its lines, summed by name and rate, as they first come up.
    #[must_use]
    pub fn on_top(&self) -> Vec<ReceiptTax> {
        let mut all = Vec::new();
        for tax in self.lines.iter().flat_map(QuotedLine::on_top) {
            taxed(&mut all, &tax);
        }
        all
    }

    /// What its lines come to without the taxes on top.
    #[must_use]
    pub fn goods(&self) -> Money {
        let lines = self.lines.iter().map(|line| line.goods().minor());
        Money::from_minor(lines.fold(0, i64::saturating_add))
    }
}
