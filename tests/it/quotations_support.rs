//! Quotations in a test: what is offered, sold and put into baskets.

use sherbet::{
    shop::{
        Trouble,
        catalogue::{EditSweet, SweetChange},
        sales::{
            Checkout, CheckoutLine, OfQuotation, Sold, Tender,
            quotes::{self, MakeQuotation, Quoted, SellQuotation, TakeUpQuotation, TakenUp},
        },
    },
    values::{BasketId, Money, Quantity, RequestId, SweetId},
};

use crate::support::TestShop;

pub fn money(minor: i64) -> Money {
    Money::from_minor(minor)
}

pub fn of(sweet: SweetId, size: i64) -> CheckoutLine {
    CheckoutLine::of(sweet, Quantity::of(size).unwrap())
}

pub fn promised(sweet: SweetId, quotation: i64, line: i64) -> CheckoutLine {
    CheckoutLine {
        quoted: Some(OfQuotation { quotation, line }),
        ..of(sweet, 1)
    }
}

pub fn sale(lines: Vec<CheckoutLine>, cash_minor: i64) -> Checkout {
    Checkout {
        lines,
        tenders: vec![Tender::cash(money(cash_minor))],
        ..Checkout::default()
    }
}

/// For Meera, until the 9th; the shop's morning is the 2nd of March 2026.
pub fn offer_of(lines: Vec<CheckoutLine>) -> MakeQuotation {
    MakeQuotation {
        customer: "Meera".into(),
        valid_until: "2026-03-09".into(),
        lines,
        discount: None,
        note: None,
        basket: None,
    }
}

/// As [`offer_of`], so much of each of these sweets.
pub fn offer(lines: &[(SweetId, i64)]) -> MakeQuotation {
    let line = |&(sweet, size): &(SweetId, i64)| of(sweet, size);
    offer_of(lines.iter().map(line).collect())
}

pub fn sell(quotation: i64, cash_minor: i64) -> SellQuotation {
    SellQuotation {
        quotation,
        tenders: vec![Tender::cash(money(cash_minor))],
        note: None,
        shift: None,
    }
}

impl TestShop {
    pub fn offer(&self, make: MakeQuotation) -> Result<Quoted, Trouble> {
        self.shop.execute(&self.admin, RequestId::new(), make)
    }

    pub fn sell_offered(&self, quotation: i64, cash_minor: i64) -> Result<Sold, Trouble> {
        let sell = sell(quotation, cash_minor);
        self.shop.execute(&self.admin, RequestId::new(), sell)
    }

    pub fn reprice(&self, sweet: SweetId, version: i64, price_minor: i64) {
        let edit = EditSweet {
            sweet,
            version,
            change: SweetChange {
                price: Some(money(price_minor)),
                ..SweetChange::default()
            },
        };
        self.shop
            .execute(&self.admin, RequestId::new(), edit)
            .unwrap();
    }

    pub fn quoted(&self, number: i64) -> quotes::Quotation {
        let found = self.shop.read(|db| quotes::quotation(db, number)).unwrap();
        found.unwrap()
    }

    pub fn quote(&self, lines: Vec<CheckoutLine>) -> i64 {
        let made = self
            .shop
            .execute(&self.admin, RequestId::new(), offer_of(lines));
        made.unwrap().number
    }

    pub fn taken_up(&self, quotation: i64) -> Result<TakenUp, Trouble> {
        let basket = BasketId::new();
        let take_up = TakeUpQuotation { quotation, basket };
        self.shop.execute(&self.admin, RequestId::new(), take_up)
    }

    pub fn ask(&self, checkout: Checkout) -> Result<Sold, Trouble> {
        self.shop.execute(&self.admin, RequestId::new(), checkout)
    }
}
