//! Sales in a test: their lines, how they are paid, and what came of them.

use sherbet::{
    shop::{
        Refusal,
        catalogue::AddSweet,
        sales::{self, Checkout, CheckoutLine, Receipt, Sold, Tender, TenderKind},
        settings::{ChangeSetting, Selling},
        taxes::AddTax,
    },
    values::{Money, Quantity, Rate, RequestId, SweetId, TaxId},
};

use crate::support::{TestShop, refusal, sweet};

pub fn money(minor: i64) -> Money {
    Money::from_minor(minor)
}

pub fn rate(percent: &str) -> Rate {
    Rate::parse(percent).unwrap()
}

pub fn line(sweet: SweetId, quantity: i64) -> CheckoutLine {
    CheckoutLine::of(sweet, Quantity::of(quantity).unwrap())
}

pub fn sale(lines: Vec<CheckoutLine>, tenders: Vec<Tender>) -> Checkout {
    Checkout {
        lines,
        discount: None,
        tenders,
        total: None,
        note: None,
        basket: None,
        ..Checkout::default()
    }
}

pub fn paid(kind: TenderKind, minor: i64, reference: &str) -> Tender {
    Tender {
        kind,
        amount: money(minor),
        reference: Some(reference.into()),
    }
}

impl TestShop {
    pub fn tax(&self, name: &str, percent: &str, inside: bool) -> TaxId {
        let add = AddTax {
            name: name.into(),
            rate: rate(percent),
            inside,
            usual: false,
        };
        let added = self.shop.execute(&self.admin, RequestId::new(), add);
        added.unwrap().tax
    }

    pub fn add(&self, add: AddSweet) -> SweetId {
        let added = self.shop.execute(&self.admin, RequestId::new(), add);
        added.unwrap().sweet
    }

    pub fn taxed(&self, name: &str, price_minor: i64, taxes: &[TaxId]) -> SweetId {
        self.add(AddSweet {
            taxes: Some(taxes.to_vec()),
            opening: 100,
            ..sweet(name, price_minor)
        })
    }

    pub fn do_it(&self, checkout: Checkout) -> Sold {
        self.shop
            .execute(&self.admin, RequestId::new(), checkout)
            .unwrap()
    }

    pub fn refuse(&self, checkout: Checkout) -> Refusal {
        refusal(self.shop.execute(&self.admin, RequestId::new(), checkout))
    }

    pub fn receipt(&self, number: i64) -> Receipt {
        let receipt = self.shop.read(|db| sales::receipt(db, number)).unwrap();
        receipt.unwrap()
    }

    pub fn choose(&self, selling: Selling) {
        let now = self
            .shop
            .read(sherbet::shop::settings::load::<Selling>)
            .unwrap();
        let change = ChangeSetting {
            version: now.1,
            value: selling,
        };
        self.shop
            .execute(&self.admin, RequestId::new(), change)
            .unwrap();
    }
}
