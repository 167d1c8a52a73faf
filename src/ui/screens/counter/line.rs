//! A line of the basket, and how it is told.
//!
//! Promises: what is saved of it, what is sold and what is shown come from the one line that was
//! put in; what a label or a quotation says of a line is not changed here. Leaves out what it costs: `shop::pricing` says.

use crate::{
    shop::{
        catalogue::{Scanned, label_buys},
        pricing::Discount,
        sales::{
            CheckoutLine, QuickItem,
            baskets::{BasketLine, ShownLine},
        },
        stock::ShelfRow,
        taxes::Tax,
    },
    values::{Currency, MAX_QUANTITY, Money, Quantity, SweetId, Unit},
};

/// What a press on plus or minus is of what is weighed or poured.
const STEP: i64 = 50;

/// A line of the basket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which line of this window's basket it is, as long as it is there.
    pub key: u64,
    /// What was put in, with the catalogue's price as it was shown then.
    pub shown: ShownLine,
    /// The catalogue's price now.
    pub now: Money,
    /// How much more can be taken, all lines together; nothing where there is no bound.
    pub on_hand: Option<i64>,
}

impl Line {
    /// A line of a basket that was kept.
    #[must_use]
    pub fn kept(key: u64, shown: ShownLine) -> Self {
        Self {
            key,
            now: shown.price,
            on_hand: shown.on_hand,
            shown,
        }
    }

    /// So much of a sweet.
    #[must_use]
    pub fn of(key: u64, row: &ShelfRow, quantity: Quantity) -> Self {
        let shown = ShownLine {
            put: BasketLine {
                sweet: Some(row.id),
                quantity,
                ..BasketLine::default()
            },
            name: row.name.clone(),
            unit: row.unit,
            price: row.price,
            per: row.per,
            taxes: row.taxes.clone(),
            on_hand: Some(row.on_hand),
            picture: row.picture.clone(),
            promised_until: None,
        };
        Self {
            on_hand: bound(row),
            ..Self::kept(key, shown)
        }
    }

    /// What a code stands for, of which there is so much: a label with a price is a line of its
    /// own, at that price.
    #[must_use]
    pub fn scanned(key: u64, row: &ShelfRow, scanned: &Scanned, quantity: Quantity) -> Self {
        let mut line = Self::of(key, row, quantity);
        if let (Some(price), Some(label)) = (scanned.price, &scanned.label) {
            line.shown.put.label = Some(label.clone());
            (line.shown.price, line.now) = (price, price);
            line.shown.per = quantity.get();
        }
        line
    }

    /// An item that is no sweet.
    #[must_use]
    pub fn quick(key: u64, item: QuickItem, taxes: Vec<Tax>) -> Self {
        let shown = ShownLine {
            name: item.name.clone(),
            price: item.price,
            put: BasketLine {
                item: Some(item),
                ..BasketLine::default()
            },
            unit: Unit::Piece,
            per: 1,
            taxes,
            on_hand: None,
            picture: String::new(),
            promised_until: None,
        };
        Self::kept(key, shown)
    }

    /// Which sweet it is, where it is one.
    #[must_use]
    pub fn sweet(&self) -> Option<SweetId> {
        self.shown.put.sweet
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.shown.name
    }

    /// How much of its unit.
    #[must_use]
    pub fn quantity(&self) -> i64 {
        self.shown.put.quantity.get()
    }

    /// Whether a label or a quotation says how much it is: it is there whole or not at all.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.shown.put.label.is_some() || self.is_promised()
    }

    /// Whether a quotation promises it as it is.
    #[must_use]
    pub fn is_promised(&self) -> bool {
        self.shown.put.quoted.is_some()
    }

    /// Makes an ordinary line of one that was promised, as the shelf has it where that is known.
    pub fn forget_promise(&mut self, row: Option<&ShelfRow>) {
        if self.shown.put.quoted.take().is_none() {
            return;
        }
        self.shown.put.discount = None;
        self.shown.promised_until = None;
        if let Some(row) = row {
            self.follow(row);
            self.shown.price = row.price;
        }
    }

    /// Sets how much; within what a line can have, and not where that is fixed.
    pub fn set_quantity(&mut self, quantity: i64) {
        if self.is_fixed() {
            return;
        }
        if let Ok(quantity) = Quantity::of(quantity.clamp(1, MAX_QUANTITY)) {
            self.shown.put.quantity = quantity;
        }
    }

    /// How many pieces people would count: what is weighed or poured is one.
    #[must_use]
    pub fn pieces(&self) -> i64 {
        match self.shown.unit {
            Unit::Piece => self.quantity(),
            Unit::Gram | Unit::Millilitre => 1,
        }
    }

    /// What one press on plus or minus changes.
    #[must_use]
    pub fn step(&self) -> i64 {
        step(self.shown.unit)
    }

    /// Whether more of the same goes into this line: pieces, to which nothing special was said.
    #[must_use]
    pub fn takes_more_of(&self, row: &ShelfRow) -> bool {
        self.sweet() == Some(row.id)
            && row.unit == Unit::Piece
            && !self.is_fixed()
            && self.shown.put.note.is_none()
            && !matches!(self.shown.put.discount, Some(Discount::Amount(_)))
    }

    /// The price it is sold at.
    #[must_use]
    pub fn price(&self) -> Money {
        self.shown.put.sold_at.unwrap_or(self.shown.price)
    }

    /// "2 × 45.00", "250 g · 640.00 / kg", "24 · 90.00 / box of 12", "251 g · label 160.37".
    #[must_use]
    pub fn measure(&self, currency: Currency) -> String {
        if self.shown.put.label.is_some() {
            let much = self.shown.unit.format(self.quantity());
            return format!("{much} · label {}", currency.format(self.shown.price));
        }
        measure(
            currency,
            self.shown.unit,
            self.quantity(),
            self.price(),
            self.shown.per,
        )
    }

    /// What was given on it: "−10 %", "price 40.00 instead of 45.00", its note.
    #[must_use]
    pub fn given(&self, currency: Currency) -> Vec<String> {
        let put = &self.shown.put;
        let mut given = Vec::new();
        if let Some(sold_at) = put.sold_at.filter(|price| *price != self.shown.price) {
            given.push(format!(
                "price {} instead of {}",
                currency.format(sold_at),
                currency.format(self.shown.price)
            ));
        }
        given.extend(put.discount.map(|discount| off(currency, discount)));
        if let (Some(of), Some(until)) = (put.quoted, &self.shown.promised_until) {
            given.push(format!("quotation {}, until {until}", of.quotation));
        }
        given.extend(put.note.as_ref().map(|note| format!("“{note}”")));
        given
    }

    /// The line as a basket keeps it.
    #[must_use]
    pub fn saved(&self) -> BasketLine {
        self.shown.put.clone()
    }

    /// The line as it is sold: at the catalogue's price that was shown.
    #[must_use]
    pub fn sold(&self) -> CheckoutLine {
        let put = self.shown.put.clone();
        CheckoutLine {
            price: put.sweet.is_some().then_some(self.shown.price),
            sweet: put.sweet,
            item: put.item,
            quantity: put.quantity,
            sold_at: put.sold_at,
            discount: put.discount,
            label: put.label,
            quoted: put.quoted,
            note: put.note,
        }
    }

    /// Follows what the shelf says of its sweet now.
    pub fn follow(&mut self, row: &ShelfRow) {
        self.on_hand = bound(row);
        if self.is_promised() {
            return;
        }
        self.shown.unit = row.unit;
        if self.shown.put.label.is_some() {
            // The price is the label's; how much that buys is told by the catalogue's.
            let buys = label_buys(self.shown.price, row.unit, row.price, row.per);
            if let Some(quantity) = buys {
                self.shown.put.quantity = quantity;
                self.shown.per = quantity.get();
            }
        } else {
            (self.now, self.shown.per) = (row.price, row.per);
        }
        self.shown.name.clone_from(&row.name);
        self.shown.taxes.clone_from(&row.taxes);
    }
}

/// How much of a sweet can be taken; nothing where it may be sold before it is counted in.
#[must_use]
pub fn bound(row: &ShelfRow) -> Option<i64> {
    (!row.below_zero).then_some(row.to_sell())
}

/// What one press on plus or minus changes of a unit.
#[must_use]
pub fn step(unit: Unit) -> i64 {
    match unit {
        Unit::Piece => 1,
        Unit::Gram | Unit::Millilitre => STEP,
    }
}

/// A discount as a line shows it.
#[must_use]
pub fn off(currency: Currency, discount: Discount) -> String {
    match discount {
        Discount::Percent(rate) => format!("−{rate} %"),
        Discount::Amount(amount) => format!("−{}", currency.format(amount)),
    }
}

/// How much at which price: "2 × 45.00", "250 g · 640.00 / kg".
#[must_use]
pub fn measure(currency: Currency, unit: Unit, quantity: i64, price: Money, per: i64) -> String {
    let (much, price) = (unit.format(quantity), currency.format(price));
    match (unit, per) {
        (Unit::Piece, 1) => format!("{much} × {price}"),
        _ => format!("{much} · {price} {}", unit.price_for(per)),
    }
}
