//! What a shop's slips say that only its rows can tell.

use sherbet::{
    devices::{
        paper::{Sheet, SheetMark, Slip, Template},
        slips,
    },
    shop::{
        customers::AddCustomer,
        sales::{
            self, Checkout, Destination, TakeBack, TakenLine, Tender, TenderKind,
            quotes::{self, MakeQuotation},
        },
        taxes::AddTax,
    },
    values::{Money, Quantity, Rate, RequestId},
};

use crate::support::{TestShop, checkout};

fn written(slip: &Slip) -> Vec<String> {
    let marks = Sheet::of(slip).marks.into_iter();
    let texts = marks.filter_map(|mark| match mark {
        SheetMark::Text(text) => Some(text.text),
        SheetMark::Box { .. } => None,
    });
    texts.collect()
}

#[test]
fn what_was_paid_by_credit_names_the_customer_and_not_their_number() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4500, 9);
    let add = AddCustomer {
        name: "Meera".into(),
        ..AddCustomer::default()
    };
    let meera = shop.shop.execute(&shop.admin, RequestId::new(), add);
    let meera = meera.unwrap().customer;
    let sale = Checkout {
        customer: Some(meera),
        ..checkout(katli, 2)
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), sale)
        .unwrap();
    let back = TakeBack {
        receipt: 1,
        lines: vec![TakenLine {
            line: 0,
            quantity: Quantity::of(1).unwrap(),
            to: Destination::Stock,
        }],
        reason: "one too many".into(),
        shift: None,
        to_credit: true,
        customer: None,
        money_went_back: false,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), back)
        .unwrap();
    let by_credit = Checkout {
        customer: Some(meera),
        tenders: vec![Tender {
            kind: TenderKind::Credit,
            amount: Money::from_minor(4500),
            reference: None,
        }],
        ..checkout(katli, 1)
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), by_credit)
        .unwrap();
    for number in [2, 3] {
        let receipt = shop.shop.read(|db| sales::receipt(db, number));
        let receipt = receipt.unwrap().unwrap();
        let slip = slips::of_receipt(shop.shop.about(), &receipt, &Template::default());
        let told = written(&slip);
        assert!(
            told.iter().any(|text| text == "Store credit · Meera"),
            "{told:?}"
        );
    }
}

#[test]
fn a_quotation_shows_taxes_on_top_apart_from_its_lines_as_a_receipt_does() {
    let shop = TestShop::new();
    let gst = AddTax {
        name: "GST".into(),
        rate: Rate::parse("5").unwrap(),
        inside: false,
        usual: true,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), gst)
        .unwrap();
    let katli = shop.sweet("Kaju Katli", 10_000, 9);
    let quote = MakeQuotation {
        customer: "Meera".into(),
        valid_until: "2026-03-31".into(),
        lines: checkout(katli, 2).lines,
        discount: None,
        note: None,
        basket: None,
    };
    shop.shop
        .execute(&shop.admin, RequestId::new(), quote)
        .unwrap();
    let quotation = shop.shop.read(|db| quotes::quotation(db, 1));
    let quotation = quotation.unwrap().unwrap();
    let slip = slips::of_quotation(shop.shop.about(), &quotation, &Template::default());
    let told = written(&slip);
    let at = |what: &str| {
        let at = told.iter().position(|text| text == what);
        at.unwrap_or_else(|| panic!("{what}: {told:?}"))
    };
    assert_eq!(told[at("Kaju Katli") + 1], "200.00");
    assert_eq!(told[at("Subtotal") + 1], "200.00");
    assert_eq!(told[at("GST 5 %") + 1], "10.00");
    assert_eq!(told[at("Total") + 1], "INR 210.00");
}

#[test]
fn a_receipt_names_its_customer_the_notes_of_its_lines_and_how_it_was_paid() {
    let shop = TestShop::new();
    let katli = shop.sweet("Kaju Katli", 4550, 9);
    let add = AddCustomer {
        name: "Mrs. Deshpande".into(),
        ..AddCustomer::default()
    };
    let customer = shop.shop.execute(&shop.admin, RequestId::new(), add);
    let mut sale = Checkout {
        customer: Some(customer.unwrap().customer),
        tenders: vec![Tender {
            kind: TenderKind::Card,
            amount: Money::from_minor(4550),
            reference: Some("slip 7".into()),
        }],
        ..checkout(katli, 1)
    };
    sale.lines[0].note = Some("a chipped box".into());
    shop.shop
        .execute(&shop.admin, RequestId::new(), sale)
        .unwrap();
    let receipt = shop.shop.read(|db| sales::receipt(db, 1)).unwrap().unwrap();
    let slip = slips::of_receipt(shop.shop.about(), &receipt, &Template::default());
    let written = written(&slip);
    for told in ["Mrs. Deshpande", "a chipped box", "Card · slip 7"] {
        assert!(
            written.iter().any(|text| text == told),
            "{told}: {written:?}"
        );
    }
}
